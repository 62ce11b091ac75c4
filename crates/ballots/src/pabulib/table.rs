//! Rows of text cells in one block of memory.

use alloc::string::String;
use alloc::vec::Vec;

/// A section as text: its header and its rows, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    header: Vec<String>,
    text: String,
    /// Where each cell ends in `text`.
    cell_ends: Vec<usize>,
    /// Where each row ends in `cell_ends`.
    row_ends: Vec<usize>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(header: Vec<String>) -> Self {
        Self {
            header,
            ..Self::default()
        }
    }

    /// Adds a row.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for cell in cells {
            self.text.push_str(cell);
            self.cell_ends.push(self.text.len());
        }
        self.row_ends.push(self.cell_ends.len());
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The number of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.row_ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.row_ends.is_empty()
    }

    /// A cell; rows may be shorter than the header.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let end = *self.row_ends.get(row)?;
        let start = if row == 0 { 0 } else { self.row_ends[row - 1] };
        let at = start + column;
        if at >= end {
            return None;
        }
        let from = if at == 0 { 0 } else { self.cell_ends[at - 1] };
        self.text.get(from..self.cell_ends[at])
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        (0..).map_while(move |column| self.cell(row, column))
    }
}

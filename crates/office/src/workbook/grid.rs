//! A sheet as it lies in the file: cells by row and column, before anybody knows what they mean.

use std::collections::BTreeMap;
use std::path::Path;

use records::book::Cell;

use super::error::WorkbookError;
use super::limits;

/// A rectangle of cells, both corners included. Rows count from 1, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

impl Span {
    /// As a spreadsheet writes it: `A4:B9`.
    pub fn range(&self) -> String {
        format!(
            "{}{}:{}{}",
            letters(self.columns.0),
            self.rows.0,
            letters(self.columns.1),
            self.rows.1
        )
    }
}

/// One sheet of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Its name in the file.
    pub name: String,
    /// Whether it is seen when the file is opened.
    pub visible: bool,
    /// Whether bare day numbers count from 1904 (workbooks from old Macintosh programs).
    pub from_1904: bool,
    /// Cells that hold something: by row (from 1), then by column (from 0).
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// Cells joined into one.
    pub merged: Vec<Span>,
}

impl Grid {
    /// An empty sheet.
    pub fn new(name: impl Into<String>) -> Grid {
        Grid {
            name: name.into(),
            visible: true,
            from_1904: false,
            rows: BTreeMap::new(),
            merged: Vec::new(),
        }
    }

    /// What stands in a cell.
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        static BLANK: Cell = Cell::Blank;
        self.rows
            .get(&row)
            .and_then(|cells| cells.get(&column))
            .unwrap_or(&BLANK)
    }
}

/// Fills a grid within the limits of [`limits`].
#[derive(Debug)]
pub(super) struct Filler<'p> {
    path: &'p Path,
    cells_left: usize,
}

impl<'p> Filler<'p> {
    /// For one file.
    pub(super) fn new(path: &'p Path) -> Self {
        Filler {
            path,
            cells_left: limits::CELLS,
        }
    }

    /// Puts a cell in its place; blank cells take none. `row` counts from 1.
    pub(super) fn put(
        &mut self,
        grid: &mut Grid,
        row: u32,
        column: u32,
        cell: Cell,
    ) -> Result<(), WorkbookError> {
        if cell == Cell::Blank || column >= limits::COLUMNS {
            return Ok(());
        }
        self.cells_left =
            self.cells_left
                .checked_sub(1)
                .ok_or_else(|| WorkbookError::TooManyCells {
                    path: self.path.to_owned(),
                })?;
        let rows = grid.rows.len();
        let cells = grid.rows.entry(row).or_default();
        if cells.is_empty() && (rows >= limits::ROWS || row > limits::LAST_ROW) {
            return Err(WorkbookError::TooManyRows {
                path: self.path.to_owned(),
                sheet: grid.name.clone(),
            });
        }
        cells.insert(column, cell);
        Ok(())
    }
}

/// The letters of a column, 0 is `A`.
pub fn letters(column: u32) -> String {
    let mut rest = column;
    let mut out = Vec::new();
    loop {
        // A remainder of 26 always fits a byte.
        out.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
        if rest == 0 {
            break;
        }
        rest -= 1;
    }
    out.iter().rev().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_a_spreadsheet_shows() {
        for (column, shown) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(column), shown);
        }
    }
}

//! A workbook as plain cells, whatever file it came from.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::Date;

/// One cell as the file gave it. Formula cells arrive as their last value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing, or only spaces.
    #[default]
    Blank,
    /// Text, spaces around it removed.
    Text(String),
    /// A number (spreadsheets keep them as binary floats).
    Number(f64),
    /// A day.
    Day(Date),
    /// The file holds a spreadsheet error (`#REF!` and its like) here.
    Fault(String),
}

impl Cell {
    /// A text cell, blank when there is only white space.
    pub fn text(text: impl AsRef<str>) -> Cell {
        match text.as_ref().trim() {
            "" => Cell::Blank,
            trimmed => Cell::Text(trimmed.to_owned()),
        }
    }

    /// What a person sees in the cell.
    pub fn shown(&self) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Text(text) | Cell::Fault(text) => text.clone(),
            // Shortest text that reads back as the same float.
            Cell::Number(number) => format!("{number}"),
            Cell::Day(day) => day.to_string(),
        }
    }
}

/// One row of a sheet: its number as the spreadsheet shows it (1 is the top) and its cells by
/// machine key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// As the spreadsheet program counts.
    pub number: u32,
    /// Cells by column key; blank cells may be left out.
    pub cells: BTreeMap<String, Cell>,
}

impl Row {
    /// The cell under `key`, blank if the sheet lacks the column.
    pub fn cell(&self, key: &str) -> &Cell {
        static BLANK: Cell = Cell::Blank;
        self.cells.get(key).unwrap_or(&BLANK)
    }

    /// Whether nothing is written in it.
    pub fn is_blank(&self) -> bool {
        self.cells.values().all(|cell| matches!(cell, Cell::Blank))
    }
}

/// One sheet: the keys of its columns and its rows, header and example rows left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Keys in the order of the columns.
    pub columns: Vec<String>,
    /// The rows that hold something.
    pub rows: Vec<Row>,
}

/// All sheets by their key (`budget`, `transactions` …).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// Sheets by machine key.
    pub sheets: BTreeMap<String, Table>,
}

/// A record and the row it was read from, so that a later finding can point at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// Row number in its sheet.
    pub row: u32,
    /// The record.
    pub record: T,
}

impl<T> Deref for Placed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.record
    }
}

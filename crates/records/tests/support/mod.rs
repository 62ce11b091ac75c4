//! A small book that is right in everything, for tests to break in one place.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared by several test programs, none of which uses all of it"
)]

use std::collections::BTreeMap;

use records::Records;
use records::book::{Book, Cell, Row, Table};
use records::sheets::SHEETS;

/// A sheet as the keys of its columns and its rows of texts, separated by `|`.
pub fn sheet(book: &mut Book, key: &str, columns: &str, rows: &[&str]) {
    let columns: Vec<String> = columns.split('|').map(|c| c.trim().to_owned()).collect();
    let rows = rows
        .iter()
        .zip(3_u32..)
        .map(|(row, number)| {
            let cells: Vec<Cell> = row.split('|').map(Cell::text).collect();
            assert_eq!(cells.len(), columns.len(), "{key}: {row}");
            Row {
                number,
                cells: columns.iter().cloned().zip(cells).collect(),
            }
        })
        .collect();
    book.sheets.insert(key.to_owned(), Table { columns, rows });
}

/// The book as records; every cell must be readable.
pub fn read(book: &Book) -> Records {
    let (records, findings) = Records::read(book);
    assert_eq!(findings, Vec::new());
    records.expect("a community")
}

/// A book with nothing but what must be there, and the budget lines given.
pub fn with_budget(columns: &str, rows: &[&str]) -> Records {
    let mut book = Book::default();
    sheet(
        &mut book,
        "community",
        "id|name|households|currency|as_of",
        &["xinglinli|杏林里社区|3000|CNY|2026-11-05"],
    );
    sheet(
        &mut book,
        "funds",
        "fund_id|name|nature",
        &["baozhang|社区保障资金|财政"],
    );
    sheet(&mut book, "budget", columns, rows);
    read(&book)
}

/// Columns of every sheet by key, so that tests notice a new sheet.
pub fn columns() -> BTreeMap<&'static str, Vec<&'static str>> {
    SHEETS
        .iter()
        .map(|spec| (spec.key, spec.columns.iter().map(|c| c.key).collect()))
        .collect()
}

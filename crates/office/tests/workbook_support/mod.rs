//! Small workbooks to read: CSV text, an ODS writer of forty lines, a packed file.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use records::book::{Book, Cell};
use records::field::{Column, Kind};
use records::sheets::{SHEETS, SheetSpec};
use zip::write::SimpleFileOptions;

/// The example community's CSV twins.
pub fn example_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../example/office/workbook")
}

/// A packed file of these parts.
pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// An ODS file with this `content.xml` body of tables.
pub fn ods_of(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    packed(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A book as `LibreOffice` would keep it: typed cells, gaps as repeated blanks.
pub fn ods(book: &Book) -> Vec<u8> {
    let mut tables = String::new();
    for spec in SHEETS {
        let Some(table) = book.sheets.get(spec.key) else {
            continue;
        };
        let heads = office::workbook::template::columns(spec, Some(table));
        write!(tables, "<table:table table:name=\"{}\">", spec.zh).unwrap();
        for (header, key) in [(true, false), (false, true)] {
            tables.push_str("<table:table-row>");
            for head in &heads {
                let text = if header { &head.header } else { &head.key };
                assert!(header != key);
                write!(
                    tables,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(text)
                )
                .unwrap();
            }
            tables.push_str("</table:table-row>");
        }
        for row in &table.rows {
            tables.push_str("<table:table-row>");
            for head in &heads {
                let cell = row.cell(&head.key);
                match (cell, head.kind) {
                    (Cell::Blank, _) => tables.push_str("<table:table-cell/>"),
                    (Cell::Day(day), _) => write!(
                        tables,
                        "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>"
                    )
                    .unwrap(),
                    (Cell::Number(_), _) | (Cell::Text(_), Kind::Money) => write!(
                        tables,
                        "<table:table-cell office:value-type=\"float\" office:value=\"{0}\"><text:p>{0}</text:p></table:table-cell>",
                        cell.shown()
                    )
                    .unwrap(),
                    (Cell::Text(text) | Cell::Fault(text), _) => write!(
                        tables,
                        "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                        escaped(text)
                    )
                    .unwrap(),
                }
            }
            tables.push_str("</table:table-row>");
        }
        tables.push_str(
            "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>",
        );
    }
    ods_of(&tables)
}

/// The example of a column, or something readable where the template shows none.
pub fn example(column: &Column) -> &'static str {
    match (column.example, column.required) {
        ("", true) => "a1",
        (example, _) => example,
    }
}

/// A CSV twin with one row of examples in which `key` holds `value`.
pub fn twin_with(spec: &SheetSpec, key: &str, value: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",");
    [
        line(spec.columns.iter().map(|c| quoted(c.zh)).collect()),
        line(spec.columns.iter().map(|c| quoted(c.key)).collect()),
        line(
            spec.columns
                .iter()
                .map(|c| quoted(if c.key == key { value } else { example(c) }))
                .collect(),
        ),
    ]
    .join("\n")
}

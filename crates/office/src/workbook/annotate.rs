//! A copy of the workbook with every finding marked where it is: the cell coloured, a note saying
//! what is wrong and how to mend it, and a first sheet that lists them all.

use std::collections::BTreeMap;

use records::book::Cell;
use records::field::Kind;
use records::{Finding, Severity};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Note, Url, Workbook, Worksheet,
    XlsxError,
};

use super::grid::{Grid, letters};
use super::template::put;
use super::{Examined, FOUND};
use crate::words::{self, Wording};

const ERROR_PAPER: Color = Color::RGB(0xF8_D7_DA);
const WARNING_PAPER: Color = Color::RGB(0xFF_F3_CD);

/// Where the notes of a sheet go: what is said of each cell, and how bad the worst of it is.
type Marks = BTreeMap<(u32, u32), (Severity, Vec<String>)>;

/// The marked copy as an XLSX file.
///
/// # Errors
/// When a spreadsheet cannot hold what the workbook holds.
pub fn write(examined: &Examined, wording: Wording) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_author("明白账")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?),
    );
    found(workbook.add_worksheet(), examined, wording)?;
    for (at, grid) in examined.reading.grids.iter().enumerate() {
        if grid.name.trim() == FOUND {
            continue;
        }
        let marks = marks(examined, at, wording);
        copy(workbook.add_worksheet(), grid, &marks)?;
    }
    workbook.save_to_buffer()
}

/// The cell that a finding is about, rows from 1: the header for a column, the first cell for a
/// row or a sheet.
fn target(examined: &Examined, finding: &Finding) -> Option<(usize, u32, u32)> {
    let place = examined.reading.layout.sheets.get(finding.sheet)?;
    let column = finding
        .column
        .and_then(|key| place.columns.get(key).copied())
        .unwrap_or(0);
    Some((place.grid, finding.row.unwrap_or(1), column))
}

fn marks(examined: &Examined, grid: usize, wording: Wording) -> Marks {
    let mut marks = Marks::new();
    for finding in &examined.findings {
        if let Some((at, row, column)) = target(examined, finding)
            && at == grid
        {
            let said = words::finding(finding, &examined.reading.layout, wording);
            let (worst, notes) = marks
                .entry((row, column))
                .or_insert((finding.severity(), Vec::new()));
            *worst = (*worst).min(finding.severity());
            notes.push(said.what_and_mend(wording));
        }
    }
    marks
}

fn copy(sheet: &mut Worksheet, grid: &Grid, marks: &Marks) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&grid.name))?;
    sheet.set_freeze_panes(1, 0)?;
    let plain = Format::new().set_align(FormatAlign::Top);
    let header = plain.clone().set_bold();
    for (row, cells) in &grid.rows {
        for (column, cell) in cells {
            if marks.contains_key(&(*row, *column)) {
                continue;
            }
            let format = if *row == 1 { &header } else { &plain };
            place(sheet, *row, *column, cell, format)?;
        }
    }
    for ((row, column), (severity, notes)) in marks {
        let paper = match severity {
            Severity::Error => ERROR_PAPER,
            Severity::Warning => WARNING_PAPER,
        };
        let format = plain.clone().set_background_color(paper);
        let (at_row, at_column) = zero_based(*row, *column);
        match grid.cell(*row, *column) {
            Cell::Blank => {
                sheet.write_blank(at_row, at_column, &format)?;
            }
            cell => place(sheet, *row, *column, cell, &format)?,
        }
        let text: String = notes.join("\n").chars().take(4_000).collect();
        let lines = text.chars().count() / 18 + text.lines().count();
        sheet.insert_note(
            at_row,
            at_column,
            &Note::new(text)
                .add_author_prefix(false)
                .set_width(300)
                .set_height(u32::try_from(lines * 20 + 20).unwrap_or(400).min(500)),
        )?;
    }
    // Keys are for the program.
    if grid.rows.len() > 1 && !marks.keys().any(|(row, _)| *row == 2) && is_key_row(grid) {
        sheet.set_row_hidden(1)?;
    }
    Ok(())
}

fn is_key_row(grid: &Grid) -> bool {
    grid.rows.get(&2).is_some_and(|cells| {
        cells.values().all(|cell| {
            matches!(cell, Cell::Text(text)
                if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-')))
        })
    })
}

fn place(
    sheet: &mut Worksheet,
    row: u32,
    column: u32,
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    let format = match cell {
        Cell::Day(_) => &format.clone().set_num_format("yyyy-mm-dd"),
        Cell::Blank | Cell::Text(_) | Cell::Number(_) | Cell::Fault(_) => format,
    };
    let (row, column) = zero_based(row, column);
    put(sheet, row, column, cell, Kind::Text(0), format)
}

/// Rows and columns as the writer counts; a grid never holds more than a sheet does.
fn zero_based(row: u32, column: u32) -> (u32, u16) {
    (
        row.saturating_sub(1),
        u16::try_from(column).unwrap_or(u16::MAX),
    )
}

/// A name that a sheet may have: at most 31 characters, none of them reserved.
fn sheet_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c })
        .take(31)
        .collect();
    if name.is_empty() {
        "_".to_owned()
    } else {
        name
    }
}

/// The first sheet: every finding, each with a link to its cell.
fn found(sheet: &mut Worksheet, examined: &Examined, wording: Wording) -> Result<(), XlsxError> {
    sheet.set_name(FOUND)?;
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (head, width)) in (0_u16..).zip(words::found_heads(wording)) {
        sheet.write_with_format(0, column, *head, &bold)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, finding) in (1_u32..).zip(&examined.findings) {
        let said = words::finding(finding, &examined.reading.layout, wording);
        let paper = match finding.severity() {
            Severity::Error => ERROR_PAPER,
            Severity::Warning => WARNING_PAPER,
        };
        sheet.write_with_format(
            row,
            0,
            words::severity(finding.severity(), wording),
            &wrap.clone().set_background_color(paper),
        )?;
        let link = target(examined, finding).and_then(|(grid, row, column)| {
            let grid = examined.reading.grids.get(grid)?;
            let name = sheet_name(&grid.name).replace('\'', "''");
            Some(format!("internal:'{name}'!{}{row}", letters(column)))
        });
        match link {
            Some(link) => sheet.write_url_with_options(
                row,
                1,
                Url::new(link),
                said.place.as_str(),
                "",
                Some(&wrap.clone().set_hyperlink()),
            )?,
            None => sheet.write_with_format(row, 1, said.place.as_str(), &wrap)?,
        };
        sheet.write_with_format(row, 2, said.what.as_str(), &wrap)?;
        sheet.write_with_format(row, 3, said.mend.as_str(), &wrap)?;
    }
    Ok(())
}

//! XLSX: cells in the order of the file, never the whole rectangle (one cell in the last corner
//! would make a rectangle of seventeen thousand million).

use std::io::Cursor;
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use records::book::Cell;

use super::error::WorkbookError;
use super::grid::{Filler, Grid, Span};
use super::{archive, cell};

/// Reads every worksheet of the file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Grid>, WorkbookError> {
    archive::prove(path, bytes)?;
    let mut book: Xlsx<Cursor<&[u8]>> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(path, error))?;
    let from_1904 = book.has_1904_epoch();
    let sheets = book.sheets_metadata().to_vec();
    let mut filler = Filler::new(path);
    let mut grids = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = Grid {
            visible: sheet.visible == SheetVisible::Visible,
            from_1904,
            ..Grid::new(sheet.name.clone())
        };
        let mut cells = match book.worksheet_cells_reader(&sheet.name) {
            Ok(cells) => cells,
            // A chart or dialogue that the list calls a worksheet.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refused(path, error)),
        };
        while let Some(found) = cells
            .next_cell_with_formula()
            .map_err(|error| refused(path, error))?
        {
            let value = match (plain(&found.value), found.formula) {
                // A formula that was never worked out, as scripts leave them.
                (Cell::Blank, Some(formula)) if !formula.trim().is_empty() => {
                    Cell::Fault(format!("={}", formula.trim()))
                }
                (value, _) => value,
            };
            let (row, column) = found.pos;
            filler.put(&mut grid, row.saturating_add(1), column, value)?;
        }
        drop(cells);
        grid.merged = book
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(|error| refused(path, error))?
            .iter()
            .map(|merge| Span {
                rows: (
                    merge.start.0.saturating_add(1),
                    merge.end.0.saturating_add(1),
                ),
                columns: (merge.start.1, merge.end.1),
            })
            .collect();
        grids.push(grid);
    }
    Ok(grids)
}

fn refused(path: &Path, error: XlsxError) -> WorkbookError {
    match error {
        XlsxError::Password => WorkbookError::LockedOrOld {
            path: path.to_owned(),
        },
        XlsxError::FileNotFound(_) => WorkbookError::NotASpreadsheet {
            path: path.to_owned(),
        },
        other => WorkbookError::damaged(path, other),
    }
}

fn plain(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => cell::text(text),
        DataRef::SharedString(text) => cell::text(text),
        DataRef::Bool(truth) => Cell::text(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => day(*moment),
        DataRef::DateTimeIso(text) => cell::iso_day(text),
        DataRef::Error(fault) => Cell::Fault(fault.to_string()),
    }
}

/// The day of a moment; the time of day is left out. What is no day keeps its number.
fn day(moment: ExcelDateTime) -> Cell {
    let known = moment
        .is_datetime()
        .then(|| moment.as_datetime())
        .flatten()
        .map(|moment| moment.date())
        .filter(|day| cell::is_plausible_day(*day));
    match known {
        Some(day) if moment.as_f64() >= 1.0 => Cell::Day(day),
        _ => Cell::Number(moment.as_f64()),
    }
}

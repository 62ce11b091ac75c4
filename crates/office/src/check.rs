//! The command that reads the workbook and says what is wrong with it.

use std::io;
use std::path::{Path, PathBuf};

use records::{Severity, sheets::SHEETS};
use rust_xlsxwriter::XlsxError;
use serde::Serialize;

use crate::new::write_new;
use crate::words::{self, Wording};
use crate::workbook::{self, Examined, annotate};

/// One finding for machines: the finding itself, and the same in words.
#[derive(Debug, Serialize)]
pub struct FoundJson<'e> {
    /// `error` or `warning`.
    pub severity: Severity,
    /// Key of the sheet; blank for the file as a whole.
    pub sheet: &'static str,
    /// Name of the sheet in the file.
    pub sheet_name: Option<&'e str>,
    /// Row as the spreadsheet counts.
    pub row: Option<u32>,
    /// Key of the column.
    pub column: Option<&'static str>,
    /// The column's letters in the file.
    pub letters: Option<String>,
    /// What is wrong, as a named problem with its parts.
    pub found: &'e records::finding::Problem,
    /// Where, in words.
    pub place: String,
    /// What is wrong, in words.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

/// The result of a check for machines.
#[derive(Debug, Serialize)]
pub struct CheckJson<'e> {
    /// The workbook that was read.
    pub workbook: &'e Path,
    /// How many findings stop publication.
    pub errors: usize,
    /// How many do not.
    pub warnings: usize,
    /// Rows read by sheet.
    pub rows: Vec<RowsJson>,
    /// Rows marked as examples, which were left out.
    pub examples_left_aside: usize,
    /// Rows of totals, which are worked out afresh.
    pub totals_left_aside: usize,
    /// Every finding, errors first.
    pub findings: Vec<FoundJson<'e>>,
}

/// How many rows a sheet has.
#[derive(Debug, Serialize)]
pub struct RowsJson {
    /// Key of the sheet.
    pub sheet: &'static str,
    /// Rows that hold a record.
    pub rows: usize,
}

/// How many rows each sheet of the workbook has, in the order of the workbook.
pub fn rows(examined: &Examined) -> Vec<RowsJson> {
    SHEETS
        .iter()
        .filter_map(|spec| {
            let table = examined.reading.book.sheets.get(spec.key)?;
            Some(RowsJson {
                sheet: spec.key,
                rows: table.rows.len(),
            })
        })
        .collect()
}

/// What was found, for machines.
pub fn json(examined: &Examined, wording: Wording) -> CheckJson<'_> {
    let layout = &examined.reading.layout;
    CheckJson {
        workbook: &examined.reading.path,
        errors: examined.count(Severity::Error),
        warnings: examined.count(Severity::Warning),
        rows: rows(examined),
        examples_left_aside: examined.reading.left_aside.examples,
        totals_left_aside: examined.reading.left_aside.totals,
        findings: examined
            .findings
            .iter()
            .map(|finding| {
                let said = words::finding(finding, layout, wording);
                FoundJson {
                    severity: finding.severity(),
                    sheet: finding.sheet,
                    sheet_name: layout
                        .sheets
                        .get(finding.sheet)
                        .map(|place| place.name.as_str()),
                    row: finding.row,
                    column: finding.column,
                    letters: finding
                        .column
                        .and_then(|column| layout.letters(finding.sheet, column)),
                    found: &finding.problem,
                    place: said.place,
                    what: said.what,
                    mend: said.mend,
                }
            })
            .collect(),
    }
}

/// Why a marked copy was not written.
#[derive(Debug)]
pub enum AnnotateError {
    /// There is a file of this name already, and it is left alone.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The spreadsheet cannot hold it.
    Write(XlsxError),
}

/// Writes a copy of the workbook with every finding marked.
///
/// # Errors
/// [`AnnotateError`]; a file that is there already is never overwritten.
pub fn annotate(examined: &Examined, to: &Path, wording: Wording) -> Result<(), AnnotateError> {
    let bytes = annotate::write(examined, wording).map_err(AnnotateError::Write)?;
    write_new(to, &bytes).map_err(|source| {
        let path = to.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists => AnnotateError::Exists { path },
            _ => AnnotateError::Io { path, source },
        }
    })
}

/// Reads and checks the office's workbook.
///
/// # Errors
/// [`workbook::WorkbookError`] when it cannot be read at all.
pub fn check(office: &Path) -> Result<Examined, workbook::WorkbookError> {
    workbook::examine(office)
}

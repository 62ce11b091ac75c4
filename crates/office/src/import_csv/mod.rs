//! From an accounting export to budget sheets: `mingbai import-csv`.
//!
//! ```text
//! bytes ─ source ─▶ rows with their lines ─ ledger ─▶ entries and lines, or rows left out by name
//!                                              │
//! office's CSV twins ───────────── merge ──────┴─▶ the same twins, this file's entries replaced
//!                                                        └─ office_folder ─▶ switched as a whole
//! ```
//!
//! Rows are ledger entries; a budget line is one (direction, level words, fund). What the columns
//! and words mean is in the map ([`map::ImportMap`]), nothing of a city or a program is known here.
//! Nothing is dropped: a row is an entry, or it is in the `left_out` sheet and in the report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use records::codes::{Direction, Stage};
use records::{Money, YearId};

mod error;
mod ledger;
mod map;
mod merge;
mod office_folder;
mod source;
mod twin;
pub mod words;

pub use error::{ImportError, TwinProblem};
pub use ledger::{Entry, Ledger, LeftOutReason, LeftOutRow, LineKey, SEEN_MAX, WORD_MAX, fund_id};
pub use map::{Columns, FundNames, ImportMap, MapProblem, OtherLanguages, StageOfFiles};
pub use source::{SourceRow, SourceRows};

use merge::Sheets;
use office_folder::OfficeFolder;

/// The largest export that is read, in bytes.
pub const FILE_MAX: u64 = 512 * 1024 * 1024;

/// What to import, and into what.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportOptions {
    /// The export. Its name (without folders) is what its entries are kept under.
    pub file: PathBuf,
    /// The map.
    pub map: PathBuf,
    /// The office's folder; made if it is not there.
    pub office: PathBuf,
    /// The stage that the file holds, if the map's patterns are not to decide it.
    pub stage: Option<Stage>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    /// The export's name.
    pub source: String,
    /// The stage that it holds.
    pub stage: Stage,
    /// Rows below its first one; lines with nothing in them are not counted.
    pub rows_in: usize,
    /// Rows that became ledger entries.
    pub rows_imported: usize,
    /// Rows that could not be read, in the order of the file.
    pub left_out: Vec<LeftOutRow>,
    /// Different budget lines in the file.
    pub lines: usize,
    /// Sums of what was imported, by year and direction.
    pub totals: Vec<Total>,
    /// Entries and left-out rows of an earlier import of this file that were replaced.
    pub replaced: usize,
    /// Whether the workbook is another than before.
    pub changed: bool,
}

/// What the imported entries of one year and direction add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Fiscal year.
    pub year: YearId,
    /// Money in or money out.
    pub direction: Direction,
    /// Entries.
    pub entries: usize,
    /// Budget lines.
    pub lines: usize,
    /// Their sum.
    pub amount: Money,
}

/// Imports one export into an office. Importing the same file again replaces its own entries and
/// nothing else; the office changes as a whole or not at all.
///
/// # Errors
/// [`ImportError`]; nothing was changed then. Rows that cannot be read are no error but
/// [`ImportReport::left_out`].
pub fn run(options: &ImportOptions) -> Result<ImportReport, ImportError> {
    let map = ImportMap::parse(&read_text(&options.map)?).map_err(ImportError::Map)?;
    let source = source_name(&options.file)?;
    let stage = options
        .stage
        .or_else(|| map.stage_of(&source))
        .ok_or_else(|| ImportError::NoStage {
            source: source.clone(),
        })?;
    let ledger = Ledger::read(&read_export(&options.file)?, &map)?;
    let totals = totals(&ledger, stage)?;
    let office = OfficeFolder::open(&options.office)?;
    let mut sheets = Sheets::read(&office.workbook())?;
    let replaced = sheets.replace(&source, stage, &ledger, &map)?;
    let changed = office.write(&sheets.files()?)?;
    Ok(ImportReport {
        source,
        stage,
        rows_in: ledger.rows_in,
        rows_imported: ledger.entries.len(),
        lines: ledger.lines.len(),
        left_out: ledger.left_out,
        totals,
        replaced,
        changed,
    })
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError {
    let path = path.to_owned();
    |source| ImportError::Unreadable { path, source }
}

fn read_text(path: &Path) -> Result<String, ImportError> {
    fs::read_to_string(path).map_err(unreadable(path))
}

fn read_export(path: &Path) -> Result<Vec<u8>, ImportError> {
    let bytes = fs::metadata(path).map_err(unreadable(path))?.len();
    if bytes > FILE_MAX {
        return Err(ImportError::FileTooLarge { bytes });
    }
    fs::read(path).map_err(unreadable(path))
}

/// The file's name as the sheets keep it.
fn source_name(path: &Path) -> Result<String, ImportError> {
    path.file_name()
        .and_then(|name| name.to_str())
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.starts_with(twin::EXAMPLE))
        .filter(|name| !name.contains(char::is_control))
        .map(str::to_owned)
        .ok_or_else(|| ImportError::FileName {
            path: path.to_owned(),
        })
}

/// Sums by year and direction.
fn totals(ledger: &Ledger, stage: Stage) -> Result<Vec<Total>, ImportError> {
    let mut sums: BTreeMap<(&YearId, Direction), (usize, BTreeSet<usize>, i64)> = BTreeMap::new();
    for entry in &ledger.entries {
        let direction = ledger.lines[entry.line].direction;
        let (entries, lines, sum) = sums.entry((&entry.year, direction)).or_default();
        *entries += 1;
        lines.insert(entry.line);
        *sum = sum
            .checked_add(entry.amount.0)
            .ok_or_else(|| ImportError::SumTooLarge {
                year: entry.year.as_str().to_owned(),
                stage,
                line_id: None,
            })?;
    }
    Ok(sums
        .into_iter()
        .map(|((year, direction), (entries, lines, sum))| Total {
            year: year.clone(),
            direction,
            entries,
            lines: lines.len(),
            amount: Money(sum),
        })
        .collect())
}

//! The committee's workbook: one XLSX or ODS file, or a folder of CSV twins.
//!
//! [`read`] turns it into a [`Book`] and what was wrong with its shape. Three steps, each of its
//! own type: bytes become [`Grid`]s (cells by place), grids become tables (cells by key, the
//! sheet's own headers, example and total rows left out), and `records` makes rows of them.
//! [`template`] writes an empty or filled XLSX, [`annotate`] one with every finding marked.

pub mod annotate;
mod archive;
mod cell;
mod csv_twin;
mod error;
mod grid;
pub mod limits;
mod ods;
mod recognise;
pub mod template;
mod xlsx;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use records::Finding;
use records::book::{Book, Table};
use records::finding::Problem;
use records::sheets::{SHEETS, SheetSpec};

pub use error::WorkbookError;
pub use grid::{Grid, Span, letters};
pub use recognise::{Layout, LeftAside, Place};

/// Name of the sheet that explains the workbook; never read.
pub const GUIDE: &str = "说明";
/// Name of the sheet of an annotated copy that lists the findings; never read.
pub const FOUND: &str = "检查结果";
/// What the first cell of an example row begins with.
pub const EXAMPLE: &str = "示例";

/// A workbook that was read.
#[derive(Debug)]
pub struct Reading {
    /// The file, or the folder of CSV twins.
    pub path: PathBuf,
    /// Cells by sheet and column key.
    pub book: Book,
    /// What is wrong with its shape: sheets, columns, merged cells.
    pub findings: Vec<Finding>,
    /// Where each sheet and column stands in the file.
    pub layout: Layout,
    /// Rows that were left out on purpose.
    pub left_aside: LeftAside,
    /// The file's cells by place, for an annotated copy.
    pub grids: Vec<Grid>,
}

/// The three forms of a workbook in an office folder.
const FORMS: [&str; 3] = ["workbook.xlsx", "workbook.ods", "workbook"];

/// Finds and reads the office folder's workbook.
///
/// # Errors
/// [`WorkbookError`] when there is none, more than one, or it cannot be read at all. What is wrong
/// inside a readable workbook is a finding instead.
pub fn read(office: &Path) -> Result<Reading, WorkbookError> {
    read_file(&find(office)?)
}

/// The office folder's workbook.
///
/// # Errors
/// [`WorkbookError`] when the folder is not there, or does not hold exactly one.
pub fn find(office: &Path) -> Result<PathBuf, WorkbookError> {
    if !office.is_dir() {
        return Err(WorkbookError::NoOffice {
            path: office.to_owned(),
        });
    }
    let found: Vec<&'static str> = FORMS
        .into_iter()
        .filter(|name| office.join(name).exists())
        .collect();
    match found[..] {
        [] => Err(WorkbookError::NoWorkbook {
            office: office.to_owned(),
        }),
        [name] => Ok(office.join(name)),
        _ => Err(WorkbookError::SeveralWorkbooks {
            office: office.to_owned(),
            found,
        }),
    }
}

/// Reads a workbook wherever it lies: `*.xlsx`, `*.ods`, or a folder of CSV twins.
///
/// # Errors
/// [`WorkbookError`] when it cannot be read at all.
pub fn read_file(path: &Path) -> Result<Reading, WorkbookError> {
    Ok(recognised(path, grids(path)?))
}

/// The sheets of a file, or of a folder of CSV twins, as they lie in it.
///
/// # Errors
/// [`WorkbookError`] when it cannot be read at all.
pub fn grids(path: &Path) -> Result<Vec<Grid>, WorkbookError> {
    if path.is_dir() {
        return csv_twin::read(path);
    }
    let bytes = read_limited(path)?;
    let is_ods = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("ods"));
    if is_ods {
        ods::read(path, &bytes)
    } else {
        xlsx::read(path, &bytes)
    }
}

/// Reads CSV twins that are not files, such as those inside the program: the key and the text of
/// each.
///
/// # Errors
/// [`WorkbookError`] when one is no CSV.
pub fn read_twins<'t>(
    twins: impl IntoIterator<Item = (&'t str, &'t str)>,
) -> Result<Reading, WorkbookError> {
    let mut grids = Vec::new();
    for (key, text) in twins {
        let path = PathBuf::from(format!("{key}.csv"));
        let mut filler = grid::Filler::new(&path);
        grids.push(csv_twin::parse(&path, key, text.as_bytes(), &mut filler)?);
    }
    Ok(recognised(Path::new("workbook"), grids))
}

fn recognised(path: &Path, grids: Vec<Grid>) -> Reading {
    let (book, findings, layout, left_aside) = recognise::recognise(&grids);
    Reading {
        path: path.to_owned(),
        book,
        findings,
        layout,
        left_aside,
        grids,
    }
}

/// One sheet as the bytes of its CSV twin, with a mark so that Excel knows the encoding.
///
/// # Errors
/// When memory cannot be written, which does not happen.
pub fn csv_twin(spec: &SheetSpec, table: &Table) -> Result<Vec<u8>, csv::Error> {
    let columns = template::columns(spec, Some(table));
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| row.cell(&column.key).shown())
                .collect()
        })
        .collect();
    let heads: Vec<(String, String)> = columns
        .into_iter()
        .map(|column| (column.header, column.key))
        .collect();
    csv_twin::write(&heads, &rows)
}

/// The sheet with this key.
pub fn spec(key: &str) -> Option<&'static SheetSpec> {
    SHEETS.iter().find(|spec| spec.key == key)
}

/// Everything that is known about an office's workbook.
#[derive(Debug)]
pub struct Examined {
    /// The workbook as read.
    pub reading: Reading,
    /// The records, when every required one could be read.
    pub records: Option<records::Records>,
    /// Every finding: errors before warnings, then in the order of sheets and rows.
    pub findings: Vec<Finding>,
}

impl Examined {
    /// Whether publication must stop.
    pub fn has_errors(&self) -> bool {
        self.count(records::Severity::Error) > 0
    }

    /// How many findings of one severity there are.
    pub fn count(&self, severity: records::Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity() == severity)
            .count()
    }
}

/// Reads the office's workbook and checks all of it.
///
/// # Errors
/// [`WorkbookError`] when it cannot be read at all.
pub fn examine(office: &Path) -> Result<Examined, WorkbookError> {
    read(office).map(examined)
}

/// Checks all of a workbook that was read.
pub fn examined(reading: Reading) -> Examined {
    let (records, of_cells) = records::Records::read(&reading.book);
    let mut findings = reading.findings.clone();
    findings.extend(of_cells);
    if let Some(records) = &records {
        let unread = Unread::of(&findings);
        let of_accounts = records::check::check(records);
        findings.extend(
            of_accounts
                .into_iter()
                .filter(|finding| !unread.explains(&reading.book, &finding.problem)),
        );
    }
    let order = |sheet: &str| SHEETS.iter().position(|spec| spec.key == sheet);
    findings.sort_by_key(|finding| {
        let column = spec(finding.sheet).and_then(|spec| {
            spec.columns
                .iter()
                .position(|column| Some(column.key) == finding.column)
        });
        (
            finding.severity(),
            order(finding.sheet),
            finding.row,
            column,
        )
    });
    Examined {
        reading,
        records,
        findings,
    }
}

/// Rows that hold a cell that could not be read. What only follows from their absence is no news
/// to the clerk: it is looked at again once they can be read.
struct Unread(BTreeSet<(&'static str, u32)>);

impl Unread {
    fn of(findings: &[Finding]) -> Unread {
        let rows = findings
            .iter()
            .filter(|finding| matches!(finding.problem, Problem::Cell(_)))
            .filter_map(|finding| Some((finding.sheet, finding.row?)));
        Unread(rows.collect())
    }

    fn any(&self, sheet: &str) -> bool {
        self.0.iter().any(|(unread, _)| *unread == sheet)
    }

    /// Whether a problem may be there only because rows are missing.
    fn explains(&self, book: &Book, problem: &Problem) -> bool {
        match problem {
            Problem::Unresolved { id, sheet } => {
                let Some((spec, table)) = spec(sheet).zip(book.sheets.get(*sheet)) else {
                    return false;
                };
                table.rows.iter().any(|row| {
                    self.0.contains(&(spec.key, row.number))
                        && spec
                            .columns
                            .iter()
                            .any(|column| row.cell(column.key).shown() == *id)
                })
            }
            Problem::ExecutedDiffers { .. } => self.any("transactions"),
            Problem::LedgerDiffers { .. } => self.any("ledger"),
            Problem::ChildrenDiffer { .. }
            | Problem::SourcesAndUsesDiffer { .. }
            | Problem::FundOverspent { .. } => self.any("budget"),
            Problem::WeightsNotHundred { .. } => self.any("milestones"),
            Problem::NothingToVoteOn | Problem::TooFewOptions { .. } => self.any("options"),
            _ => false,
        }
    }
}

/// The bytes of a file of at most [`limits::FILE_BYTES`].
fn read_limited(path: &Path) -> Result<Vec<u8>, WorkbookError> {
    let io = |source| WorkbookError::io(path, source);
    let file = File::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let too_large = |bytes| WorkbookError::FileTooLarge {
        path: path.to_owned(),
        bytes,
    };
    if bytes > limits::FILE_BYTES {
        return Err(too_large(bytes));
    }
    let mut all = Vec::new();
    // A file may grow while it is read.
    let read = file
        .take(limits::FILE_BYTES + 1)
        .read_to_end(&mut all)
        .map_err(io)?;
    match read as u64 {
        read if read > limits::FILE_BYTES => Err(too_large(read)),
        _ => Ok(all),
    }
}

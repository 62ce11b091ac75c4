//! Why an import did not take place. Nothing was changed then.

use std::io;
use std::path::PathBuf;

use records::codes::Stage;
use records::{Finding, Money};

use super::map::MapProblem;

/// Why an import did not take place. No wording: see [`super::words`].
#[derive(Debug)]
pub enum ImportError {
    /// A file or folder that could not be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or folder that could not be written.
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The export is larger than [`super::FILE_MAX`].
    FileTooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// The export's name cannot stand in a sheet: not UTF-8, or marked as an example (示例).
    FileName {
        /// The file.
        path: PathBuf,
    },
    /// The map is not good.
    Map(MapProblem),
    /// Neither the call nor the map says which stage of the budget the file holds.
    NoStage {
        /// The file's name.
        source: String,
    },
    /// The export has no first row that can be read.
    NoHeader,
    /// A column that the map names is not in the export.
    MissingColumn {
        /// Its name.
        column: String,
        /// The names in the file's first row.
        found: Vec<String>,
    },
    /// A column that the map names is in the export more than once.
    ColumnTwice {
        /// Its name.
        column: String,
    },
    /// A sum beyond what a cell may hold.
    SumTooLarge {
        /// The year.
        year: String,
        /// The stage.
        stage: Stage,
        /// The line; nothing when it is the sum of a whole direction.
        line_id: Option<String>,
    },
    /// Two lines got the same identifier.
    SameLineId {
        /// The identifier.
        line_id: String,
    },
    /// Another import into this office is under way.
    Busy,
    /// The office keeps its workbook in one file, into which nothing can be imported.
    OneFileWorkbook {
        /// That file.
        path: PathBuf,
    },
    /// The office belongs to another community than the map.
    OtherCommunity {
        /// In the office.
        office: String,
        /// In the map.
        map: String,
    },
    /// The office counts in another currency than the map.
    OtherCurrency {
        /// In the office.
        office: String,
        /// In the map.
        map: String,
    },
    /// A sheet of the office is not a CSV twin.
    Twin {
        /// Key of the sheet.
        sheet: &'static str,
        /// What is wrong with it.
        problem: TwinProblem,
    },
    /// A row of the office's `community` or `ledger` sheet that cannot be read.
    TwinRow(Finding),
    /// An amount in the office's budget is neither what its ledger entries add up to, nor what
    /// they will add up to: somebody changed it by hand, and an import would undo that.
    AmountEdited {
        /// The line.
        line_id: String,
        /// The year.
        year: String,
        /// Which amount.
        stage: Stage,
        /// What stands in the budget.
        typed: String,
        /// What its ledger entries added up to before.
        sum: Option<Money>,
    },
}

/// What is wrong with a CSV twin as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TwinProblem {
    /// Not UTF-8.
    NotUtf8 {
        /// Row in which that shows, as a spreadsheet counts.
        row: usize,
    },
    /// No second row with the machine keys, or one without this key.
    NoKey {
        /// The first missing key.
        key: &'static str,
    },
    /// A row with more cells than there are columns.
    RowTooLong {
        /// Which row, as a spreadsheet counts.
        row: usize,
    },
    /// A sheet that should hold one row does not.
    NotOneRow {
        /// Rows found.
        found: usize,
    },
}

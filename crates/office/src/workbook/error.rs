//! Why a workbook could not be read at all. The sentences live in [`crate::words`].

use std::io;
use std::path::{Path, PathBuf};

/// Nothing could be read: no finding can be made about a workbook like this.
#[derive(Debug)]
pub enum WorkbookError {
    /// There is no folder at this path.
    NoOffice {
        /// The office folder as given.
        path: PathBuf,
    },
    /// The folder holds neither `workbook.xlsx`, `workbook.ods` nor `workbook/`.
    NoWorkbook {
        /// The office folder.
        office: PathBuf,
    },
    /// The folder holds more than one of them, and they may disagree.
    SeveralWorkbooks {
        /// The office folder.
        office: PathBuf,
        /// The names found.
        found: Vec<&'static str>,
    },
    /// The system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is larger than [`super::limits::FILE_BYTES`].
    FileTooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The file unpacks to more than [`super::limits::UNPACKED_BYTES`].
    UnpacksTooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A sheet holds more rows than [`super::limits::ROWS`].
    TooManyRows {
        /// The file.
        path: PathBuf,
        /// The sheet's name in the file.
        sheet: String,
    },
    /// The file holds more cells than [`super::limits::CELLS`].
    TooManyCells {
        /// The file.
        path: PathBuf,
    },
    /// Locked with a password, or in the format of Excel 97 to 2003 under a new name.
    LockedOrOld {
        /// The file.
        path: PathBuf,
    },
    /// Not a spreadsheet of the kind that its name says.
    NotASpreadsheet {
        /// The file.
        path: PathBuf,
    },
    /// A spreadsheet with broken insides.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder said, for those who mend programs.
        detail: String,
    },
    /// A CSV file that is neither UTF-8, UTF-16 nor GB 18030 text.
    NotText {
        /// The file.
        path: PathBuf,
    },
}

impl WorkbookError {
    /// A word for machines.
    pub fn kind(&self) -> &'static str {
        match self {
            WorkbookError::NoOffice { .. } => "no-office",
            WorkbookError::NoWorkbook { .. } => "no-workbook",
            WorkbookError::SeveralWorkbooks { .. } => "several-workbooks",
            WorkbookError::Io { .. } => "io",
            WorkbookError::FileTooLarge { .. } => "file-too-large",
            WorkbookError::UnpacksTooLarge { .. } => "unpacks-too-large",
            WorkbookError::TooManyRows { .. } => "too-many-rows",
            WorkbookError::TooManyCells { .. } => "too-many-cells",
            WorkbookError::LockedOrOld { .. } => "locked-or-old",
            WorkbookError::NotASpreadsheet { .. } => "not-a-spreadsheet",
            WorkbookError::Damaged { .. } => "damaged",
            WorkbookError::NotText { .. } => "not-text",
        }
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        WorkbookError::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn damaged(path: &Path, detail: impl std::fmt::Display) -> Self {
        WorkbookError::Damaged {
            path: path.to_owned(),
            detail: detail.to_string(),
        }
    }
}

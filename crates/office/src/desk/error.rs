//! Why the clerk's commands could not run.

use std::io;
use std::path::{Path, PathBuf};

use records::envelope::EnvelopeProblem;
use rust_xlsxwriter::XlsxError;
use sealing::SealProblem;

use super::decisions::DecisionsError;
use super::take::TakeProblem;
use crate::inbox::{InboxError, ReadError, StoreError};
use crate::keys::KeysError;
use crate::workbook::WorkbookError;

/// Why a command could not run. Nothing that was there before is changed.
#[derive(Debug)]
pub enum DeskError {
    /// The office's workbook cannot be read at all.
    Workbook(WorkbookError),
    /// The office's workbook has errors that keep its records from being known.
    Records {
        /// The office.
        office: PathBuf,
    },
    /// `inboxes.toml` cannot be understood.
    Places {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// The office has no inbox.
    NoInbox {
        /// The office.
        office: PathBuf,
    },
    /// An inbox cannot be opened.
    Inbox {
        /// Its place.
        place: String,
        /// Why.
        source: InboxError,
    },
    /// An inbox cannot be read.
    Read {
        /// Its place.
        place: String,
        /// Why.
        source: ReadError,
    },
    /// What was decided so far cannot be used.
    Decisions(DecisionsError),
    /// The system refused a file.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The spreadsheet cannot hold it.
    Write(XlsxError),
    /// Something could not be written as JSON.
    Json(serde_json::Error),
    /// None of our sheets is in the file.
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The office's own inbox did not keep a document.
    Store(StoreError),
    /// The office's keys cannot be used.
    Keys(KeysError),
    /// A document could not be sealed.
    Seal(SealProblem),
    /// A document could not be written.
    Envelope(EnvelopeProblem),
    /// A file that was carried by hand cannot be taken in.
    Take(TakeProblem),
}

impl DeskError {
    /// The system refused a file.
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        DeskError::Io {
            path: path.to_owned(),
            source,
        }
    }

    /// A word for machines.
    pub fn kind(&self) -> &'static str {
        match self {
            DeskError::Workbook(error) => error.kind(),
            DeskError::Records { .. } => "records",
            DeskError::Places { .. } => "places",
            DeskError::NoInbox { .. } => "no-inbox",
            DeskError::Inbox { .. } | DeskError::Read { .. } => "inbox",
            DeskError::Decisions(_) => "decisions",
            DeskError::Io { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                "exists"
            }
            DeskError::Io { .. } => "io",
            DeskError::Write(_) => "write",
            DeskError::Json(_) => "json",
            DeskError::NotOurs { .. } => "not-ours",
            DeskError::Store(_) => "store",
            DeskError::Keys(_) => "keys",
            DeskError::Seal(_) | DeskError::Envelope(_) => "seal",
            DeskError::Take(_) => "take",
        }
    }
}

impl From<WorkbookError> for DeskError {
    fn from(error: WorkbookError) -> Self {
        DeskError::Workbook(error)
    }
}

impl From<DecisionsError> for DeskError {
    fn from(error: DecisionsError) -> Self {
        DeskError::Decisions(error)
    }
}

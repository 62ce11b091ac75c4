//! `OFFICE/papers.jsonl`: which letter on paper became which document, and when it was received.
//!
//! The day stands here and not in the sealed document, because whoever publishes has no key: the
//! clock of a letter that was typed later runs from it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use records::Date;
use records::envelope::DocId;
use serde::{Deserialize, Serialize};

use super::DeskError;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperLine {
    /// The number written on the paper.
    pub paper: String,
    /// The document that was made of it.
    pub id: DocId,
    /// When it was taken in.
    pub at: DateTime<FixedOffset>,
    /// The day on which it was received, where that was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
}

/// Where it is.
pub(super) fn path(office: &Path) -> PathBuf {
    office.join("papers.jsonl")
}

/// Every line; none where nothing came on paper. What was cut off by a stop is left out.
pub(super) fn read(office: &Path) -> Result<Vec<PaperLine>, DeskError> {
    let path = path(office);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(DeskError::io(&path, source)),
    };
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

/// The days on which letters on paper were received, by document.
///
/// # Errors
/// [`DeskError::Io`]
pub fn days(office: &Path) -> Result<BTreeMap<DocId, Date>, DeskError> {
    let lines = read(office)?;
    Ok(lines
        .into_iter()
        .filter_map(|line| Some((line.id, line.day?)))
        .collect())
}

/// Adds a line, flushed.
pub(super) fn note(office: &Path, line: &PaperLine) -> Result<(), DeskError> {
    let path = path(office);
    let text = serde_json::to_string(line).map_err(DeskError::Json)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    // A line that was cut off ends before this one begins.
    options
        .open(&path)
        .and_then(|mut file| {
            file.write_all(format!("\n{text}\n").as_bytes())?;
            file.sync_all()
        })
        .map_err(|source| DeskError::io(&path, source))
}

//! The office's journal: one line per publication, so that a rerun with the same inputs has the
//! same time and gives the same bytes.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1 for the first.
    pub seq: u64,
    /// When, ISO 8601 with offset.
    pub at: String,
    /// Hash of what was published.
    pub inputs: String,
    /// Whether it stands in the journal already, or must not (a time given by hand).
    #[serde(skip)]
    kept: bool,
}

/// Why the journal cannot be used.
#[derive(Debug)]
pub enum JournalProblem {
    /// It cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line that is no entry.
    Line {
        /// The file.
        path: PathBuf,
        /// Its number, 1 first.
        number: usize,
    },
}

fn path_of(office: &Path) -> PathBuf {
    office.join("journal.jsonl")
}

fn read(office: &Path) -> Result<Vec<Entry>, JournalProblem> {
    let path = path_of(office);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(JournalProblem::Io { path, source }),
    };
    finished(&text)
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str::<Entry>(line).map_err(|_| JournalProblem::Line {
                path: path.clone(),
                number: at + 1,
            })
        })
        .collect()
}

/// The lines that were written to their end. What a stop left of one is nothing: publishing had
/// not begun to switch the site.
fn finished(text: &str) -> &str {
    let end = text.rfind('\n').map_or(0, |at| at + 1);
    match text.get(end..) {
        // A journal that somebody saved without its last line break.
        Some(last) if serde_json::from_str::<Entry>(last).is_ok() => text,
        _ => text.get(..end).unwrap_or_default(),
    }
}

/// The journal's entry for these inputs, or a new one of this moment (not yet written).
///
/// # Errors
/// [`JournalProblem`]
pub fn entry_for(office: &Path, inputs: &str) -> Result<Entry, JournalProblem> {
    let entries = read(office)?;
    if let Some(entry) = entries.iter().rev().find(|entry| entry.inputs == inputs) {
        return Ok(Entry {
            kept: true,
            ..entry.clone()
        });
    }
    Ok(Entry {
        seq: next(&entries),
        at: chrono::Local::now()
            .format("%Y-%m-%dT%H:%M:%S%:z")
            .to_string(),
        inputs: inputs.to_owned(),
        kept: false,
    })
}

/// An entry with a time given by hand: it does not go into the journal, so that publishing the
/// same folder elsewhere changes nothing in it.
///
/// # Errors
/// [`JournalProblem`]
pub fn given(office: &Path, inputs: &str, at: &str) -> Result<Entry, JournalProblem> {
    let entries = read(office)?;
    let known = entries
        .iter()
        .find(|entry| entry.inputs == inputs && entry.at == at);
    Ok(Entry {
        seq: known.map_or_else(|| next(&entries), |entry| entry.seq),
        at: at.to_owned(),
        inputs: inputs.to_owned(),
        kept: true,
    })
}

/// The entry of a publication that was made for a fixed time, or a new one of that time (not yet
/// written).
///
/// # Errors
/// [`JournalProblem`]
pub fn scheduled(office: &Path, inputs: &str, at: &str) -> Result<Entry, JournalProblem> {
    let entries = read(office)?;
    let known = entries
        .iter()
        .find(|entry| entry.inputs == inputs && entry.at == at);
    Ok(Entry {
        seq: known.map_or_else(|| next(&entries), |entry| entry.seq),
        at: at.to_owned(),
        inputs: inputs.to_owned(),
        kept: known.is_some(),
    })
}

fn next(entries: &[Entry]) -> u64 {
    entries.iter().map(|entry| entry.seq).max().unwrap_or(0) + 1
}

/// Writes a new entry and flushes it.
///
/// # Errors
/// [`JournalProblem`]
pub fn keep(office: &Path, entry: &Entry) -> Result<(), JournalProblem> {
    if entry.kept {
        return Ok(());
    }
    let path = path_of(office);
    let io = |source| JournalProblem::Io {
        path: path.clone(),
        source,
    };
    let mut line = serde_json::to_string(entry).map_err(|problem| io(problem.into()))?;
    line.push('\n');
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(&path)
        .map_err(io)?;
    let mut before = String::new();
    file.read_to_string(&mut before).map_err(io)?;
    let whole = finished(&before);
    if whole.len() < before.len() {
        let length = u64::try_from(whole.len()).unwrap_or(u64::MAX);
        file.set_len(length).map_err(io)?;
    }
    if !whole.is_empty() && !whole.ends_with('\n') {
        line.insert(0, '\n');
    }
    file.write_all(line.as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)
}

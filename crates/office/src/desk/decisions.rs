//! The office's files of decisions: read all together, and only ever added to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use records::decisions::{DecisionFile, DecisionFileProblem, DecisionProblem, Decisions};
use records::envelope::{Code, DocId};
use serde::Serialize;

use super::DeskError;
use crate::durable;

/// Where they stand.
pub fn folder(office: &Path) -> PathBuf {
    office.join("decisions")
}

/// Why the decisions cannot be used.
#[derive(Debug)]
pub enum DecisionsError {
    /// A file or the folder cannot be read or written.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file whose name is not its number, as `0001.json`.
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A number between the first and the last is missing: a file was taken away.
    Gap {
        /// The number.
        missing: u32,
    },
    /// A file that does not read.
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: DecisionFileProblem,
    },
    /// A decision that may not be published.
    Decision {
        /// The file.
        path: PathBuf,
        /// The document's receipt.
        code: Code,
        /// What is wrong with it.
        problem: DecisionProblem,
    },
    /// A photograph that is to be shown is not in the office's folder, or is another one.
    Photo {
        /// Where it should be.
        path: PathBuf,
        /// The document's receipt.
        code: Code,
    },
}

/// Reads every decision of an office; none where nothing was decided.
///
/// # Errors
/// [`DecisionsError`]; the first thing that is wrong, for nothing is published from half of them.
pub fn read(office: &Path) -> Result<Decisions, DecisionsError> {
    let folder = folder(office);
    let io_error = |path: &Path, source| DecisionsError::Io {
        path: path.to_owned(),
        source,
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Decisions::default()),
        Err(source) => return Err(io_error(&folder, source)),
    };
    let mut decisions = Decisions::default();
    for entry in entries {
        let path = entry.map_err(|source| io_error(&folder, source))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(DecisionsError::Name { path });
        };
        // What a stop left of one, and what file managers leave.
        if name.starts_with('.') {
            continue;
        }
        let number = name.strip_suffix(".json").and_then(|stem| {
            let number: u32 = stem.parse().ok()?;
            (number > 0 && file_name(number) == name).then_some(number)
        });
        let Some(number) = number else {
            return Err(DecisionsError::Name { path });
        };
        let text = fs::read_to_string(&path).map_err(|source| io_error(&path, source))?;
        let file = DecisionFile::parse(&text).map_err(|problem| DecisionsError::File {
            path: path.clone(),
            problem,
        })?;
        for decision in &file.decisions {
            if let Some(problem) = decision.problems().into_iter().next() {
                return Err(DecisionsError::Decision {
                    path,
                    code: decision.id.code(),
                    problem,
                });
            }
        }
        decisions.files.insert(number, file);
    }
    for (expected, number) in (1_u32..).zip(decisions.files.keys()) {
        if expected != *number {
            return Err(DecisionsError::Gap { missing: expected });
        }
    }
    Ok(decisions)
}

/// Whether every photograph that decisions in force show is in the office's folder, byte for byte.
///
/// # Errors
/// [`DecisionsError::Photo`] for the first that is not.
pub fn check_photos(office: &Path, decisions: &Decisions) -> Result<(), DecisionsError> {
    for decision in decisions.current().values() {
        for photo in decision.entry.iter().flat_map(|entry| &entry.photos) {
            let path = super::import::photo_path(office, &photo.file);
            let is_there =
                fs::read(&path).is_ok_and(|bytes| DocId::of(&bytes).to_string() == photo.file);
            if !is_there {
                let code = decision.id.code();
                return Err(DecisionsError::Photo { path, code });
            }
        }
    }
    Ok(())
}

/// How much was decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Files, one for each import.
    pub files: usize,
    /// Decisions in them, those that no longer hold too.
    pub all: usize,
    /// Documents that were decided about.
    pub documents: usize,
    /// Those of them that are shown.
    pub shown: usize,
    /// Photographs that are shown.
    pub photos: usize,
}

/// Counts what was decided.
pub fn count(decisions: &Decisions) -> Counts {
    let current = decisions.current();
    let entries = || {
        current
            .values()
            .filter_map(|decision| decision.entry.as_ref())
    };
    Counts {
        files: decisions.files.len(),
        all: decisions.all().count(),
        documents: current.len(),
        shown: entries().count(),
        photos: entries().map(|entry| entry.photos.len()).sum(),
    }
}

fn file_name(number: u32) -> String {
    format!("{number:04}.json")
}

/// Adds a file of decisions: it is whole and on the disk when this returns, or not there.
///
/// # Errors
/// [`DeskError`]; a file that is there already is left alone.
pub fn append(office: &Path, number: u32, file: &DecisionFile) -> Result<PathBuf, DeskError> {
    let folder = folder(office);
    let path = folder.join(file_name(number));
    let text = file.to_json().map_err(DeskError::Json)?;
    durable::make_folder(&folder)
        .and_then(|()| durable::write_new(&path, text.as_bytes()))
        .map_err(|source| DeskError::io(&path, source))?;
    Ok(path)
}

//! Documents that came by another road: a file that a resident handed over, codes that were
//! scanned, or one document as it is. They go into the office's own inbox with a line in its
//! arrival journal, as if they had come by themselves.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use records::envelope::{Code, DocId, Envelope, EnvelopeProblem};
use records::handover::{CodeProblem, Parcel, ParcelProblem, Scanned, Scanning};

use super::import::put;
use super::{DeskError, list};
use crate::inbox::What;

/// The most bytes of a file: 40 letters with all their media.
const FILE_MAX: u64 = 512 << 20;
/// What every scanned line begins with.
const SCANNED: &str = "MINGBAI:";

/// What was taken in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Receipts of documents that are new.
    pub new: Vec<Code>,
    /// Receipts of documents that were here already.
    pub known: Vec<Code>,
    /// Photographs and recordings.
    pub media: usize,
    /// Documents of which codes are missing: scan them again.
    pub unfinished: usize,
}

/// Why a file was not taken in. Nothing of it was.
#[derive(Debug)]
pub enum TakeProblem {
    /// It is larger than any that a device makes.
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Not what a device hands over.
    Parcel(ParcelProblem),
    /// A scanned line, counted from one.
    Code {
        /// The line.
        line: usize,
        /// What is wrong with it.
        problem: CodeProblem,
    },
    /// A document in it is none.
    Document {
        /// Its receipt.
        code: Code,
        /// Why.
        problem: EnvelopeProblem,
    },
    /// A document for another community.
    Elsewhere {
        /// Its receipt.
        code: Code,
        /// Whose it is.
        community: records::Id,
    },
}

/// Whether a file is one of these, by its name.
pub fn is_carried(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["json", "ndjson", "jsonl", "txt"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Takes a file in.
///
/// # Errors
/// [`DeskError`]
pub fn take(office: &Path, path: &Path) -> Result<Taken, DeskError> {
    let records = list::records(office)?;
    let io = |source| DeskError::io(path, source);
    let file = File::open(path).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(DeskError::Take(TakeProblem::TooLarge {
            path: path.to_owned(),
        }));
    }
    let (parcel, unfinished) = parcel(&bytes).map_err(DeskError::Take)?;
    let mut all = Vec::new();
    for (id, document) in parcel.documents {
        let code = id.code();
        let envelope = Envelope::parse(&document)
            .map_err(|problem| DeskError::Take(TakeProblem::Document { code, problem }))?;
        if envelope.community != records.community.id {
            return Err(DeskError::Take(TakeProblem::Elsewhere {
                code,
                community: envelope.community,
            }));
        }
        all.push((id, What::Document(envelope.kind), document));
    }
    let documents: Vec<Code> = all.iter().map(|(id, ..)| id.code()).collect();
    let media = parcel.media.len();
    // Media first: a document that is here has its photographs.
    let mut in_order: Vec<(DocId, What, Vec<u8>)> = parcel
        .media
        .into_iter()
        .map(|(id, bytes)| (id, What::Media, bytes))
        .collect();
    in_order.extend(all);
    let is_new = put(office, &records, in_order)?;
    let mut taken = Taken {
        media,
        unfinished,
        ..Taken::default()
    };
    for (code, is_new) in documents.into_iter().zip(is_new.into_iter().skip(media)) {
        if is_new {
            taken.new.push(code);
        } else {
            taken.known.push(code);
        }
    }
    Ok(taken)
}

/// What a file holds, whichever of the three it is.
fn parcel(bytes: &[u8]) -> Result<(Parcel, usize), TakeProblem> {
    if Envelope::parse(bytes).is_ok() {
        let mut parcel = Parcel::default();
        parcel.documents.insert(DocId::of(bytes), bytes.to_vec());
        return Ok((parcel, 0));
    }
    let text = str::from_utf8(bytes).map_err(|_| TakeProblem::Parcel(ParcelProblem::Line(1)))?;
    let is_scanned = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .get(..SCANNED.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(SCANNED));
    if !is_scanned {
        let parcel = Parcel::read(text, DocId::of).map_err(TakeProblem::Parcel)?;
        return Ok((parcel, 0));
    }
    let mut parcel = Parcel::default();
    let mut scanning = Scanning::default();
    for (line, scanned) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if scanned.trim().is_empty() {
            continue;
        }
        match scanning.take(scanned, DocId::of) {
            Ok(Scanned::Whole { id, document }) => {
                parcel.documents.insert(id, document);
            }
            Ok(Scanned::Part { .. }) => {}
            Err(problem) => return Err(TakeProblem::Code { line, problem }),
        }
    }
    Ok((parcel, scanning.unfinished()))
}

//! The private arrival journal: one line per stored document, with the server's time. The clocks
//! for answers run from it.
//!
//! `.arrivals/{slot}.jsonl` below the inbox's folder. Each server that has the folder open writes
//! to a slot of its own, which it holds by a lock, so that lines of two servers never mix; readers
//! take all of them together. A line that was cut off by a crash belongs to no document that
//! anybody was told is stored, and is dropped.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use records::Id;
use records::envelope::DocId;
use serde::{Deserialize, Serialize};

use super::local::{make_private, sync_folder, write_at};
use super::store::{Arrival, Name, What};

/// The folder of the journal.
pub(super) const FOLDER: &str = ".arrivals";
/// More servers than this do not share a folder.
const SLOTS: u32 = 64;

#[derive(Serialize, Deserialize)]
struct Line {
    at: String,
    community: Id,
    kind: String,
    id: DocId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    found: bool,
}

impl Line {
    fn of(arrival: &Arrival) -> Self {
        Self {
            at: arrival.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            community: arrival.name.community.clone(),
            kind: arrival.name.what.word().to_owned(),
            id: arrival.name.id,
            found: arrival.is_found,
        }
    }

    fn read(text: &str) -> Option<Arrival> {
        let line: Line = serde_json::from_str(text).ok()?;
        let what: What = line.kind.parse().ok()?;
        let at = DateTime::parse_from_rfc3339(&line.at).ok()?;
        Some(Arrival {
            name: Name {
                community: line.community,
                what,
                id: line.id,
            },
            at: at.with_timezone(&Utc),
            is_found: line.found,
        })
    }
}

/// Writes an arrival's line.
pub(super) fn write_line(into: &mut Vec<u8>, arrival: &Arrival) -> io::Result<()> {
    serde_json::to_writer(&mut *into, &Line::of(arrival))?;
    into.push(b'\n');
    Ok(())
}

/// Reads a line without its end; `None` if it is not one.
pub(super) fn read_line(text: &str) -> Option<Arrival> {
    Line::read(text)
}

/// Adds an arrival to those that are known. A time that was noted when the document came counts
/// before one of finding it, and then the earlier.
pub(super) fn add_earliest(arrivals: &mut BTreeMap<Name, Arrival>, arrival: Arrival) {
    let known = arrivals
        .entry(arrival.name.clone())
        .or_insert_with(|| arrival.clone());
    if (arrival.is_found, arrival.at) < (known.is_found, known.at) {
        *known = arrival;
    }
}

/// What all servers together noted: one arrival for each name.
pub(super) fn read(root: &Path) -> io::Result<BTreeMap<Name, Arrival>> {
    let mut arrivals = BTreeMap::new();
    for slot in segments(&root.join(FOLDER))? {
        read_segment(&slot, |arrival| add_earliest(&mut arrivals, arrival))?;
    }
    Ok(arrivals)
}

/// The journal's files, each with the lines of one server after another.
fn segments(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_segment(path: &Path, mut hear: impl FnMut(Arrival)) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = line
            .strip_suffix(b"\n")
            .and_then(|l| str::from_utf8(l).ok());
        if let Some(arrival) = text.and_then(Line::read) {
            hear(arrival);
        }
    }
}

/// A server's place among those that share the folder: a number that is its own for as long as
/// it runs, however it ends.
#[derive(Debug)]
pub(super) struct Slot {
    /// The number.
    pub number: u32,
    /// Its lock is let go with the process.
    _held: File,
}

impl Slot {
    /// Takes the first free slot. `None` if there is none.
    ///
    /// Every slot that turns out to be free belonged to a server that is gone: `on_gone` may clear
    /// away what it left.
    pub fn take(
        root: &Path,
        mut on_gone: impl FnMut(u32) -> io::Result<()>,
    ) -> io::Result<Option<Self>> {
        let mut mine = None;
        for number in 0..SLOTS {
            let path = root.join(FOLDER).join(format!("{number}.lock"));
            if mine.is_some() && !path.exists() {
                break;
            }
            let mut open = OpenOptions::new();
            open.create(true).truncate(false).read(true).write(true);
            make_private(&mut open);
            let lock = open.open(&path)?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => continue,
                Err(fs::TryLockError::Error(source)) => return Err(source),
            }
            on_gone(number)?;
            if mine.is_none() {
                mine = Some(Self {
                    number,
                    _held: lock,
                });
            }
        }
        Ok(mine)
    }
}

/// The journal as its one writer has it.
#[derive(Debug)]
pub(super) struct Journal {
    file: Arc<File>,
    len: u64,
}

impl Journal {
    /// Opens the slot's file, drops a line that a crash cut off, and makes the file itself
    /// durable.
    pub fn open(root: &Path, slot: &Slot) -> io::Result<Self> {
        let folder = root.join(FOLDER);
        let path = folder.join(format!("{}.jsonl", slot.number));
        let mut open = OpenOptions::new();
        open.create(true).truncate(false).read(true).write(true);
        make_private(&mut open);
        let file = open.open(&path)?;
        let len = whole_lines(&file)?;
        if file.metadata()?.len() != len {
            file.set_len(len)?;
        }
        file.sync_all()?;
        sync_folder(&folder)?;
        Ok(Self {
            file: Arc::new(file),
            len,
        })
    }

    /// Adds lines. They are durable after [`Journal::file`] has been flushed. When this fails, the
    /// journal is as it was before.
    pub fn add(&mut self, arrivals: &[Arrival]) -> io::Result<()> {
        let mut text = Vec::with_capacity(arrivals.len() * 192);
        for arrival in arrivals {
            write_line(&mut text, arrival)?;
        }
        if let Err(error) = write_at(&self.file, &text, self.len) {
            self.file.set_len(self.len)?;
            return Err(error);
        }
        self.len += text.len() as u64;
        Ok(())
    }

    /// What has to be flushed.
    pub fn file(&self) -> Arc<File> {
        Arc::clone(&self.file)
    }
}

/// The length up to the last line's end.
fn whole_lines(file: &File) -> io::Result<u64> {
    let mut reader = BufReader::new(file);
    let (mut whole, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        whole += read as u64;
    }
}

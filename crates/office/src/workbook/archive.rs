//! The packed file that an XLSX or ODS workbook is. Nothing is decoded before everything in it has
//! been unpacked once, counted, and seen to be whole: a small file can unpack to more than the
//! machine holds whatever sizes it declares, and decoders may wait for ever for the end of a text
//! that was cut off.

use std::io::{Cursor, Read};
use std::path::Path;

use quick_xml::events::Event;
use zip::ZipArchive;

use super::error::WorkbookError;
use super::limits;

/// The first bytes of the container of locked and of old Excel files (Compound File Binary).
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Unpacks everything once; afterwards the file is safe to decode.
pub(super) fn prove(path: &Path, bytes: &[u8]) -> Result<(), WorkbookError> {
    if bytes.starts_with(&COMPOUND_FILE) {
        return Err(WorkbookError::LockedOrOld {
            path: path.to_owned(),
        });
    }
    if !bytes.starts_with(b"PK") {
        return Err(WorkbookError::NotASpreadsheet {
            path: path.to_owned(),
        });
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| WorkbookError::damaged(path, error))?;
    if archive.len() > limits::ARCHIVE_ENTRIES {
        return Err(WorkbookError::UnpacksTooLarge {
            path: path.to_owned(),
        });
    }
    let mut left = limits::UNPACKED_BYTES;
    for at in 0..archive.len() {
        let entry = archive
            .by_index(at)
            .map_err(|error| WorkbookError::damaged(path, error))?;
        if entry.size() > left {
            return Err(WorkbookError::UnpacksTooLarge {
                path: path.to_owned(),
            });
        }
        let is_xml = entry.name().is_ok_and(|name| {
            [".xml", ".rels", ".vml"]
                .iter()
                .any(|end| name.ends_with(end))
        });
        let mut unpacked = Vec::new();
        let read = entry
            .take(left + 1)
            .read_to_end(&mut unpacked)
            .map_err(|error| WorkbookError::damaged(path, error))?;
        left = left
            .checked_sub(read as u64)
            .ok_or_else(|| WorkbookError::UnpacksTooLarge {
                path: path.to_owned(),
            })?;
        if is_xml {
            whole(path, &unpacked)?;
        }
    }
    Ok(())
}

/// One file of the archive as text, if it is there.
pub(super) fn text(path: &Path, bytes: &[u8], name: &str) -> Result<Option<String>, WorkbookError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| WorkbookError::damaged(path, error))?;
    let mut text = String::new();
    match archive.by_name(name) {
        Ok(mut entry) => entry
            .read_to_string(&mut text)
            .map(|_| Some(text))
            .map_err(|error| WorkbookError::damaged(path, error)),
        Err(zip::result::ZipError::FileNotFound) => Ok(None),
        Err(error) => Err(WorkbookError::damaged(path, error)),
    }
}

/// Every element that is opened is closed, and no document type is declared.
fn whole(path: &Path, bytes: &[u8]) -> Result<(), WorkbookError> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut depth = 0_usize;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => return Err(WorkbookError::damaged(path, "document type")),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err(WorkbookError::damaged(path, "cut off")),
            Ok(_) => {}
            Err(error) => return Err(WorkbookError::damaged(path, error)),
        }
        buffer.clear();
    }
}

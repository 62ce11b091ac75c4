//! Everything that came in, opened into a workbook for the clerk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use chrono::{DateTime, FixedOffset};
use records::clock::Calendar;
use records::codes::MediaType;
use records::envelope::DocId;
use records::say::Media;
use sealing::{Private, SecretKey, Zeroizing};

use super::book::Book;
use super::cells::{Around, likenesses, stars};
use super::decide::{PhotoTrouble, tally};
use super::gather::{Found, Inboxes};
use super::letters::{Letter, Letters, Unopened};
use super::photos::{Photo, renew};
use super::{DeskError, decisions, list};
use crate::durable;
use crate::words;

/// What to export, and where to.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The office folder.
    pub office: PathBuf,
    /// The file to write; a name with the time in it in the office folder, if left out.
    pub out: Option<PathBuf>,
    /// The moment.
    pub now: DateTime<FixedOffset>,
}

/// What was written.
#[derive(Debug)]
pub struct Exported {
    /// The workbook.
    pub workbook: PathBuf,
    /// Photographs and recordings, if there are any.
    pub media: Option<PathBuf>,
    /// How many letters are in it, supports not counted.
    pub letters: usize,
    /// How many of them nobody has decided on.
    pub undecided: usize,
    /// How many photographs and recordings were written.
    pub files: usize,
    /// Those that could not be, with their letter's receipt and why.
    pub spoilt: Vec<(records::envelope::Code, PhotoTrouble)>,
    /// Documents that could not be opened.
    pub shut: Vec<Unopened>,
}

/// Writes the workbook.
///
/// # Errors
/// [`DeskError`]; a file that is there already is left alone.
pub fn export(options: &ExportOptions, keys: &[SecretKey]) -> Result<Exported, DeskError> {
    let office = &options.office;
    let records = list::records(office)?;
    let inboxes = Inboxes::open(office, &records.community.id)?;
    if inboxes.count() == 0 {
        return Err(DeskError::NoInbox {
            office: office.clone(),
        });
    }
    let gathered = inboxes.gather()?;
    let letters = Letters::open(&inboxes, &gathered, keys)?;
    let current = decisions::read(office)?.current();
    let workbook = options.out.clone().unwrap_or_else(|| {
        let name = options.now.format("inbox-%Y-%m-%d-%H%M.xlsx");
        office.join(name.to_string())
    });
    let folder = media_folder(&workbook);
    for path in [&workbook, &folder] {
        if path.exists() {
            let source = std::io::ErrorKind::AlreadyExists.into();
            return Err(DeskError::io(path, source));
        }
    }
    let mut files = Files {
        folder: &folder,
        names: BTreeMap::new(),
        written: 0,
        spoilt: Vec::new(),
    };
    for letter in &letters.open {
        files.write(letter, &inboxes)?;
    }
    let tallies: Vec<_> = letters
        .open
        .iter()
        .filter(|letter| {
            let decided = current.get(&letter.id);
            decided.is_none_or(|decision| decision.tally.is_some())
        })
        .filter_map(tally)
        .collect();
    let around = Around {
        records: &records,
        calendar: Calendar::of(&records),
        now: options.now,
        stars: stars(tallies.iter()),
        similar: likenesses(&letters.open),
        files: files.names,
    };
    let bytes = Book {
        letters: &letters,
        around: &around,
        current: &current,
    }
    .write()
    .map_err(DeskError::Write)?;
    durable::write_new(&workbook, &bytes).map_err(|source| DeskError::io(&workbook, source))?;
    let listed = letters
        .open
        .iter()
        .filter(|letter| super::sheet_of(letter.kind()).is_some());
    Ok(Exported {
        media: (files.written > 0).then_some(folder.clone()),
        workbook,
        undecided: listed
            .clone()
            .filter(|letter| !current.contains_key(&letter.id))
            .count(),
        letters: listed.count(),
        files: files.written,
        spoilt: files.spoilt,
        shut: letters.shut,
    })
}

/// The folder beside a workbook: `FILE.media`.
pub fn media_folder(workbook: &Path) -> PathBuf {
    workbook.with_extension("media")
}

struct Files<'f> {
    folder: &'f Path,
    names: BTreeMap<DocId, String>,
    written: usize,
    spoilt: Vec<(records::envelope::Code, PhotoTrouble)>,
}

impl Files<'_> {
    /// Writes a letter's photographs, anew, and its recordings.
    fn write(&mut self, letter: &Letter, inboxes: &Inboxes) -> Result<(), DeskError> {
        let code = letter.code();
        for (number, medium) in (1..).zip(letter.photos()) {
            match photo(medium, inboxes)? {
                Ok(photo) => {
                    let name = format!("{code}-{number}.jpg");
                    self.keep(&name, &photo.jpeg)?;
                    let name = words::photo_named(number, &name, medium.caption.as_deref());
                    self.names.insert(medium.id, name);
                }
                Err(trouble) => {
                    let name = words::photo_spoilt(number, trouble);
                    self.names.insert(medium.id, name);
                    self.spoilt.push((code, trouble));
                }
            }
        }
        for medium in letter.recordings() {
            match recording(medium, inboxes)? {
                Ok(sound) => {
                    let name = format!("{code}-voice.{}", ending(medium.media_type));
                    self.keep(&name, sound.expose())?;
                    self.names.insert(medium.id, name);
                }
                Err(trouble) => {
                    self.names
                        .insert(medium.id, words::recording_spoilt(trouble));
                    self.spoilt.push((code, trouble));
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, name: &str, bytes: &[u8]) -> Result<(), DeskError> {
        let path = self.folder.join(name);
        durable::make_folder(self.folder)
            .and_then(|()| durable::write_new(&path, bytes))
            .map_err(|source| DeskError::io(&path, source))?;
        self.written += 1;
        Ok(())
    }
}

fn ending(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Jpeg => "jpg",
        MediaType::Webm => "webm",
        MediaType::Ogg => "ogg",
        MediaType::Mp4 => "m4a",
    }
}

/// A medium, opened; the inner error says why it is not usable.
type Opened<T> = Result<Result<T, PhotoTrouble>, DeskError>;

fn plain(medium: &Media, inboxes: &Inboxes) -> Opened<Private<Zeroizing<Vec<u8>>>> {
    let blob = match inboxes.medium(medium.id)? {
        Found::Whole(blob) => blob,
        Found::Missing => return Ok(Err(PhotoTrouble::Missing)),
        Found::Damaged => return Ok(Err(PhotoTrouble::Sealed)),
    };
    let Some(key) = &medium.key else {
        return Ok(Ok(Private::new(Zeroizing::new(blob))));
    };
    let mut bytes = Zeroizing::new([0; 32]);
    let is_key = Base64UrlUnpadded::decode(key, bytes.as_mut_slice())
        .is_ok_and(|decoded| decoded.len() == 32);
    if !is_key {
        return Ok(Err(PhotoTrouble::Sealed));
    }
    Ok(sealing::open_media(&blob, &bytes).map_err(|_| PhotoTrouble::Sealed))
}

/// A photograph, written anew.
pub(super) fn photo(medium: &Media, inboxes: &Inboxes) -> Opened<Photo> {
    let plain = match plain(medium, inboxes)? {
        Ok(plain) => plain,
        Err(trouble) => return Ok(Err(trouble)),
    };
    Ok(renew(plain.expose()).map_err(PhotoTrouble::Picture))
}

/// A recording: it stays as it is, and is never published.
fn recording(medium: &Media, inboxes: &Inboxes) -> Opened<Private<Zeroizing<Vec<u8>>>> {
    let plain = match plain(medium, inboxes)? {
        Ok(plain) => plain,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let bytes = plain.expose();
    let is_sound = match medium.media_type {
        MediaType::Webm => bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]),
        MediaType::Ogg => bytes.starts_with(b"OggS"),
        MediaType::Mp4 => bytes.get(4..8) == Some(b"ftyp"),
        MediaType::Jpeg => false,
    };
    Ok(if is_sound {
        Ok(plain)
    } else {
        Err(PhotoTrouble::NotSound)
    })
}

//! Documents carried by hand: as a text file, or as codes that a desk scans.
//!
//! A file holds one JSON object a line, so that it survives chats, mail and a stick:
//! ```text
//! {"mingbai":1,"id":"<64 hex>","document":"<the exact text>"}
//! {"mingbai":1,"media":"<64 hex>","base64":"<base64url>"}
//! ```
//! A code is one line, which a scanner types as if it were a keyboard:
//! ```text
//! MINGBAI:1:9F2C01AB:2/5:<Crockford base32 of up to 225 bytes and their CRC-16>
//! ```
//! Codes hold capital letters and digits, which take the least room in a QR code and pass through
//! an input method for Chinese untouched; they are read in small and full-width letters too. The
//! eight digits are the beginning of the document's name, so that codes of two documents cannot be
//! mixed up; the whole is held against its name once all parts are there.

use std::collections::BTreeMap;

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::envelope::{DocId, LIMIT_DOCUMENT, LIMIT_MEDIA};
use crate::json::{Fields, Writing, parse};

/// Bytes of a document in one code: with them it is a QR code of 65 squares a side, which old
/// cameras read.
pub const CODE_BYTES: usize = 225;
/// The most codes of one document; whoever would have to scan more takes the file.
pub const CODES_MAX: usize = 40;

/// Documents and media, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parcel {
    /// Exact bytes of documents.
    pub documents: BTreeMap<DocId, Vec<u8>>,
    /// Exact bytes of photographs and recordings.
    pub media: BTreeMap<DocId, Vec<u8>>,
}

/// Why a file is no parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParcelProblem {
    /// Nothing in it.
    #[error("nothing in it")]
    Empty,
    /// A line that is none of ours, counted from one.
    #[error("line {0}")]
    Line(usize),
    /// A line whose bytes do not have the name that stands beside them.
    #[error("line {0}: other bytes than its name says")]
    Name(usize),
    /// A document or medium that no inbox takes.
    #[error("line {0}: too long")]
    TooLong(usize),
}

impl Parcel {
    /// The file. Documents that are not UTF-8 are left out: nothing of ours is.
    pub fn to_text(&self) -> String {
        let documents = self.documents.iter().map(|(id, b)| document_line(id, b));
        let media = self.media.iter().map(|(id, b)| media_line(id, b));
        documents.chain(media).collect()
    }

    /// Reads a file and holds everything in it against its name. `name` is SHA-256
    /// (`DocId::of` where there is the feature `hash`).
    ///
    /// # Errors
    /// [`ParcelProblem`]
    pub fn read(text: &str, name: impl Fn(&[u8]) -> DocId) -> Result<Parcel, ParcelProblem> {
        let mut parcel = Parcel::default();
        for line in read_lines(text, name)? {
            let among = if line.is_document {
                &mut parcel.documents
            } else {
                &mut parcel.media
            };
            among.insert(line.id, line.bytes);
        }
        Ok(parcel)
    }
}

/// A document as a line of a file, with its line break. Nothing for one that is not UTF-8.
pub fn document_line(id: &DocId, bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(document) => line_of("id", id, "document", document),
        Err(_) => String::new(),
    }
}

/// A photograph or recording as a line of a file, with its line break.
pub fn media_line(id: &DocId, bytes: &[u8]) -> String {
    line_of(
        "media",
        id,
        "base64",
        &Base64UrlUnpadded::encode_string(bytes),
    )
}

fn line_of(named: &str, id: &DocId, holds: &str, text: &str) -> String {
    let mut line = Writing::default()
        .raw("mingbai", "1")
        .text(named, &id.to_string())
        .text(holds, text)
        .done();
    line.push('\n');
    line
}

/// A line of a file, held against its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// A document; else a photograph or recording.
    pub is_document: bool,
    /// Its name.
    pub id: DocId,
    /// Its exact bytes.
    pub bytes: Vec<u8>,
}

fn line(text: &str) -> Option<Line> {
    let mut fields = Fields::of(parse(text).ok()?).ok()?;
    if fields.take::<i64>("mingbai").ok()? != 1 {
        return None;
    }
    let id: Option<String> = fields.take("id").ok()?;
    let media: Option<String> = fields.take("media").ok()?;
    let line = match (id, media) {
        (Some(id), None) => {
            let document: String = fields.take("document").ok()?;
            Line {
                is_document: true,
                id: id.parse().ok()?,
                bytes: document.into_bytes(),
            }
        }
        (None, Some(id)) => {
            let base64: String = fields.take("base64").ok()?;
            Line {
                is_document: false,
                id: id.parse().ok()?,
                bytes: Base64UrlUnpadded::decode_vec(&base64).ok()?,
            }
        }
        _ => return None,
    };
    fields.done().ok()?;
    Some(line)
}

/// Reads a file line by line, as [`Parcel::read`]; what stands in it twice comes once.
///
/// # Errors
/// [`ParcelProblem`]
pub fn read_lines(text: &str, name: impl Fn(&[u8]) -> DocId) -> Result<Vec<Line>, ParcelProblem> {
    let mut lines: Vec<Line> = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for (at, text) in text.lines().enumerate() {
        let (at, text) = (at + 1, text.trim());
        if text.is_empty() {
            continue;
        }
        let line = line(text).ok_or(ParcelProblem::Line(at))?;
        let limit = if line.is_document {
            LIMIT_DOCUMENT
        } else {
            LIMIT_MEDIA
        };
        if line.bytes.len() > limit {
            return Err(ParcelProblem::TooLong(at));
        }
        if name(&line.bytes) != line.id {
            return Err(ParcelProblem::Name(at));
        }
        let is_same = |other: &Line| (other.is_document, other.id) == (line.is_document, line.id);
        if !lines.iter().any(is_same) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return Err(ParcelProblem::Empty);
    }
    Ok(lines)
}

/// Crockford's digits: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Five bits a letter, the rest zero.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    let mut put = |five: u32| {
        let digit = usize::try_from(five & 31).unwrap_or(0);
        text.push(char::from(DIGITS[digit]));
    };
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            put(held >> bits);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        put(held << (5 - bits));
    }
    text
}

/// The bytes again; none where a character is no digit, or what is left over is not zero.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for c in text.bytes() {
        let c = match c {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        let digit = DIGITS.iter().position(|digit| *digit == c)?;
        held = held << 5 | u32::try_from(digit).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    (bits < 5 && held == 0).then_some(bytes)
}

/// CRC-16/CCITT-FALSE: finds every burst of up to 16 wrong bits, such as a letter mistyped or
/// two exchanged.
fn crc16(bytes: impl IntoIterator<Item = u8>) -> u16 {
    bytes.into_iter().fold(0xffff_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}

/// What the check of a code covers: which document, which part of how many, and its bytes.
fn check_of(id8: &str, part: usize, parts: usize, bytes: &[u8]) -> u16 {
    let place = [part, parts].map(|number| u8::try_from(number).unwrap_or(u8::MAX));
    crc16(id8.bytes().chain(place).chain(bytes.iter().copied()))
}

/// A document as codes to be scanned, in order. None where there would be more than
/// [`CODES_MAX`].
pub fn codes(id: &DocId, document: &[u8]) -> Option<Vec<String>> {
    let parts = document.len().div_ceil(CODE_BYTES);
    if parts == 0 || parts > CODES_MAX {
        return None;
    }
    let id8: String = id
        .to_string()
        .to_ascii_uppercase()
        .chars()
        .take(8)
        .collect();
    let lines = document.chunks(CODE_BYTES).enumerate().map(|(at, chunk)| {
        let part = at + 1;
        let mut bytes = chunk.to_vec();
        bytes.extend(check_of(&id8, part, parts, chunk).to_be_bytes());
        format!("MINGBAI:1:{id8}:{part}/{parts}:{}", base32(&bytes))
    });
    Some(lines.collect())
}

/// Why a scanned line was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeProblem {
    /// No code of ours.
    #[error("no code of ours")]
    Foreign,
    /// One of ours, misread: scan it again.
    #[error("misread")]
    Misread,
    /// All parts are there and make another document than their name says: start again.
    #[error("the parts do not belong together")]
    Mixed,
}

/// What a scanned line brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// A part; so many of so many are here, and these are missing, counted from one.
    Part {
        /// Beginning of the document's name: eight capital digits.
        id8: String,
        /// Parts still missing.
        missing: Vec<usize>,
        /// Parts in all.
        parts: usize,
    },
    /// The last part: the whole document.
    Whole {
        /// Its name.
        id: DocId,
        /// Its exact bytes.
        document: Vec<u8>,
    },
}

/// Parts scanned so far, of any number of documents, in any order, more than once.
#[derive(Debug, Clone, Default)]
pub struct Scanning {
    heard: BTreeMap<(String, usize), BTreeMap<usize, Vec<u8>>>,
}

/// A letter as a keyboard would have typed it without an input method.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + 0x21).map_or(c, |c| c.to_ascii_uppercase())
        }
        other => other.to_ascii_uppercase(),
    }
}

impl Scanning {
    /// Takes one scanned line. `name` is SHA-256 (`DocId::of`).
    ///
    /// # Errors
    /// [`CodeProblem`]; what was scanned before stays, except with [`CodeProblem::Mixed`].
    pub fn take(
        &mut self,
        line: &str,
        name: impl Fn(&[u8]) -> DocId,
    ) -> Result<Scanned, CodeProblem> {
        let line: String = line
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(plain)
            .collect();
        let rest = line
            .strip_prefix("MINGBAI:1:")
            .ok_or(CodeProblem::Foreign)?;
        let mut words = rest.splitn(3, ':');
        let mut word = || words.next().ok_or(CodeProblem::Misread);
        let (id8, place, payload) = (word()?, word()?, word()?);
        let (part, parts) = place.split_once('/').ok_or(CodeProblem::Misread)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| CodeProblem::Misread);
        let (part, parts) = (number(part)?, number(parts)?);
        let named = id8.len() == 8 && id8.bytes().all(|b| b.is_ascii_hexdigit());
        if !named || !(1..=CODES_MAX).contains(&parts) || !(1..=parts).contains(&part) {
            return Err(CodeProblem::Misread);
        }
        let mut bytes = bytes_of(payload).ok_or(CodeProblem::Misread)?;
        let check = bytes.split_off(bytes.len().saturating_sub(2));
        if check != check_of(id8, part, parts, &bytes).to_be_bytes() {
            return Err(CodeProblem::Misread);
        }
        let key = (id8.to_owned(), parts);
        let heard = self.heard.entry(key.clone()).or_default();
        heard.insert(part, bytes);
        let missing: Vec<usize> = (1..=parts)
            .filter(|part| !heard.contains_key(part))
            .collect();
        if !missing.is_empty() {
            return Ok(Scanned::Part {
                id8: key.0,
                missing,
                parts,
            });
        }
        let document = heard.values().flatten().copied().collect::<Vec<u8>>();
        self.heard.remove(&key);
        let id = name(&document);
        if id.to_string().to_ascii_uppercase().starts_with(&key.0) {
            Ok(Scanned::Whole { id, document })
        } else {
            Err(CodeProblem::Mixed)
        }
    }

    /// Documents that are not whole yet.
    pub fn unfinished(&self) -> usize {
        self.heard.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Stands in for SHA-256, which needs a feature; different bytes, different names.
    fn name(bytes: &[u8]) -> DocId {
        let mut id = [0; 32];
        for (at, slot) in id.chunks_exact_mut(2).enumerate() {
            let salt = u8::try_from(at).unwrap();
            slot.copy_from_slice(
                &crc16([salt].into_iter().chain(bytes.iter().copied())).to_be_bytes(),
            );
        }
        DocId::from_bytes(id)
    }

    fn scan(scanning: &mut Scanning, line: &str) -> Result<Scanned, CodeProblem> {
        scanning.take(line, name)
    }

    proptest! {
        #[test]
        fn a_file_brings_back_what_was_put_in(
            documents in prop::collection::vec(any::<String>(), 1..4),
            media in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..4),
        ) {
            let named = |all: Vec<Vec<u8>>| all.into_iter().map(|b| (name(&b), b)).collect();
            let parcel = Parcel {
                documents: named(documents.into_iter().map(String::into_bytes).collect()),
                media: named(media),
            };
            let text = parcel.to_text();
            prop_assert_eq!(Parcel::read(&text, name), Ok(parcel.clone()));
            // As a chat or a Windows editor would hand it on.
            let windows = format!("\u{feff}\r\n{}\r\n", text.replace('\n', "\r\n"));
            prop_assert_eq!(Parcel::read(&windows, name), Ok(parcel));
        }

        #[test]
        fn codes_bring_back_the_document_in_any_order(
            document in prop::collection::vec(any::<u8>(), 1..CODE_BYTES * 6),
            order in any::<prop::sample::Index>(),
            small in any::<bool>(),
        ) {
            let mut lines = codes(&name(&document), &document).unwrap();
            let turn = order.index(lines.len());
            lines.rotate_left(turn);
            let mut scanning = Scanning::default();
            let mut whole = None;
            for line in &lines {
                // In a QR code's alphanumeric set, and of a size that old cameras read.
                prop_assert!(line.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b":/".contains(&b)));
                prop_assert!(line.len() <= 395, "{}", line.len());
                prop_assert_eq!(&whole, &None);
                let typed = if small { line.to_lowercase() } else { format!(" {line}\n") };
                // Scanned twice does no harm, except for the last, after which all is done.
                if let Scanned::Whole { id, document } = scan(&mut scanning, &typed).unwrap() {
                    whole = Some((id, document));
                } else {
                    scan(&mut scanning, &typed).unwrap();
                }
            }
            prop_assert_eq!(whole, Some((name(&document), document)));
            prop_assert_eq!(scanning.unfinished(), 0);
        }

        #[test]
        fn one_wrong_letter_is_always_noticed(
            document in prop::collection::vec(any::<u8>(), 1..100),
            at in any::<prop::sample::Index>(),
            with in prop::sample::select(DIGITS.to_vec()),
        ) {
            let line = codes(&name(&document), &document).unwrap().remove(0);
            let mut bytes = line.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = with;
            let changed = String::from_utf8(bytes).unwrap();
            if changed != line {
                prop_assert!(matches!(
                    scan(&mut Scanning::default(), &changed),
                    Err(CodeProblem::Misread | CodeProblem::Foreign)
                ), "{changed}");
            }
        }

        #[test]
        fn nothing_typed_makes_it_panic(text in any::<String>(), tail in "[0-9A-F:/]{0,60}") {
            let mut scanning = Scanning::default();
            let _ = scan(&mut scanning, &text);
            let _ = scan(&mut scanning, &format!("MINGBAI:1:{tail}"));
            let _ = Parcel::read(&text, name);
        }
    }

    #[test]
    fn letters_of_an_input_method_are_read() {
        let document = b"{\"v\":1}";
        let line = codes(&name(document), document).unwrap().remove(0);
        let wide: String = line
            .chars()
            .map(|c| char::from_u32(u32::from(c) - 0x21 + 0xff01).unwrap())
            .collect();
        let whole = Scanned::Whole {
            id: name(document),
            document: document.to_vec(),
        };
        assert_eq!(scan(&mut Scanning::default(), &wide), Ok(whole));
    }

    #[test]
    fn what_is_missing_is_named() {
        let document = vec![b'x'; CODE_BYTES * 2 + 1];
        let lines = codes(&name(&document), &document).unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines[2].contains(":3/3:"));
        let mut scanning = Scanning::default();
        let Ok(Scanned::Part { missing, parts, .. }) = scan(&mut scanning, &lines[1]) else {
            panic!("a part");
        };
        assert_eq!((missing, parts), (vec![1, 3], 3));
        assert_eq!(scanning.unfinished(), 1);
    }

    #[test]
    fn what_is_too_long_for_codes_is_for_a_file() {
        let document = vec![b'x'; CODE_BYTES * CODES_MAX];
        assert_eq!(codes(&name(&document), &document).unwrap().len(), CODES_MAX);
        let more = vec![b'x'; CODE_BYTES * CODES_MAX + 1];
        assert_eq!(codes(&name(&more), &more), None);
        assert_eq!(codes(&name(b""), b""), None);
    }

    #[test]
    fn a_file_that_was_changed_is_refused_by_line() {
        let parcel = Parcel {
            documents: [(name(b"{}"), b"{}".to_vec())].into(),
            media: [(name(b"\0\xff"), b"\0\xff".to_vec())].into(),
        };
        let text = parcel.to_text();
        let refused = |text: &str| Parcel::read(text, name).unwrap_err();
        assert_eq!(refused(""), ParcelProblem::Empty);
        assert_eq!(refused(" \n\n"), ParcelProblem::Empty);
        assert_eq!(refused(&text.replace("{}", "{ }")), ParcelProblem::Name(1));
        assert_eq!(
            refused(&text.replace("\"AP8\"", "\"AP9\"")),
            ParcelProblem::Line(2)
        );
        assert_eq!(
            refused(&text.replace("\"AP8\"", "\"AP8A\"")),
            ParcelProblem::Name(2)
        );
        for strange in [
            "{}",
            "[]",
            "x",
            "{\"mingbai\":2}",
            "{\"mingbai\":1,\"id\":\"\"}",
        ] {
            assert_eq!(refused(strange), ParcelProblem::Line(1), "{strange}");
        }
        let long = vec![b'x'; LIMIT_DOCUMENT + 1];
        let long = Parcel {
            documents: [(name(&long), long)].into(),
            ..Parcel::default()
        };
        assert_eq!(refused(&long.to_text()), ParcelProblem::TooLong(1));
    }
}

//! An accounting export as records of fields, each with the physical line it starts on.
//!
//! Written by hand, because the importer promises two things that CSV libraries do not: the exact
//! line of the file (blank lines and line breaks inside quotes counted), and the row as it stands
//! there. A quotation mark that is never closed must not swallow the rest of the ledger either:
//! only its own line is lost, reading goes on with the next.

use std::borrow::Cow;

/// The longest record, in bytes. Whatever is longer has a quotation mark open by mistake.
const RECORD_MAX: usize = 64 * 1024;

/// The fields of one record, quotation marks taken off; nothing if they do not pair up.
type Fields<'t> = Option<Vec<Cow<'t, str>>>;

/// One record of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow<'t> {
    /// Physical line on which it starts; the first line of the file is 1.
    pub line: u32,
    /// As it stands in the file, without the line's end.
    pub seen: &'t str,
    /// Its fields; nothing if its quotation marks do not pair up.
    pub fields: Fields<'t>,
}

/// Walks through the records of a text. Lines with nothing in them are no records.
#[derive(Debug, Clone)]
pub struct SourceRows<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    delimiter: u8,
}

impl<'t> SourceRows<'t> {
    /// Reads `text`, whose fields are separated by `delimiter` (an ASCII character).
    pub fn new(text: &'t str, delimiter: u8) -> Self {
        SourceRows {
            text,
            at: 0,
            line: 1,
            delimiter,
        }
    }
}

impl<'t> Iterator for SourceRows<'t> {
    type Item = SourceRow<'t>;

    fn next(&mut self) -> Option<SourceRow<'t>> {
        loop {
            if self.at >= self.text.len() {
                return None;
            }
            let start = self.at;
            let line = self.line;
            let (end, fields) = match scan(self.text, start, self.delimiter) {
                Some((end, fields)) => (end, Some(fields)),
                None => (line_end(self.text, start), None),
            };
            self.at = after_line_end(self.text, end);
            self.line = self
                .line
                .saturating_add(line_ends(&self.text[start..self.at]));
            if start < end {
                return Some(SourceRow {
                    line,
                    seen: &self.text[start..end],
                    fields,
                });
            }
        }
    }
}

/// Where the physical line that `start` is on ends.
fn line_end(text: &str, start: usize) -> usize {
    text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |found| start + found)
}

/// The place behind a line's end, which may be `\n`, `\r\n` or `\r`.
fn after_line_end(text: &str, end: usize) -> usize {
    match text.as_bytes().get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([_, ..]) => end + 1,
        _ => end,
    }
}

/// How many physical lines end in `text`.
fn line_ends(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|&(at, &byte)| {
        byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
    });
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}

/// Reads one record from `start` on: where it ends and its fields. Nothing if a quotation mark is
/// not closed, or something follows the closing one.
fn scan(text: &str, start: usize, delimiter: u8) -> Option<(usize, Vec<Cow<'_, str>>)> {
    let bytes = text.as_bytes();
    let mut fields = Vec::with_capacity(8);
    let mut at = start;
    loop {
        let (end, field) = if bytes.get(at) == Some(&b'"') {
            let (end, field) = quoted(text, at, start + RECORD_MAX)?;
            (end, Cow::Owned(field))
        } else {
            let end = bytes[at..]
                .iter()
                .position(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r')
                .map_or(text.len(), |found| at + found);
            (end, Cow::Borrowed(&text[at..end]))
        };
        fields.push(field);
        match bytes.get(end) {
            Some(&byte) if byte == delimiter => at = end + 1,
            None | Some(b'\n' | b'\r') => return Some((end, fields)),
            Some(_) => return None,
        }
    }
}

/// The field whose opening quotation mark is at `open`, and the place behind its closing one.
fn quoted(text: &str, open: usize, limit: usize) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let mut field = String::new();
    let mut from = open + 1;
    let mut at = from;
    while at < limit {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => {
                field.push_str(&text[from..=at]);
                at += 2;
                from = at;
            }
            (b'"', _) => {
                field.push_str(&text[from..at]);
                return Some((at + 1, field));
            }
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Option<Vec<String>>)> {
        SourceRows::new(text, b',')
            .map(|row| {
                let fields = row
                    .fields
                    .map(|fields| fields.into_iter().map(Cow::into_owned).collect());
                (row.line, fields)
            })
            .collect()
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Option<Vec<String>>) {
        (line, Some(fields.iter().map(|f| (*f).to_owned()).collect()))
    }

    #[test]
    fn lines_are_counted_as_they_stand_in_the_file() {
        assert_eq!(
            read("a,b\n\nc,\"d\ne\"\r\n\rf,g"),
            [
                row(1, &["a", "b"]),
                row(3, &["c", "d\ne"]),
                row(6, &["f", "g"])
            ]
        );
    }

    #[test]
    fn quotation_marks_are_taken_off_and_doubled_ones_halved() {
        assert_eq!(
            read("\"a \"\"b\"\"\",\"\",5\" pipe,\n"),
            [row(1, &["a \"b\"", "", "5\" pipe", ""])]
        );
    }

    #[test]
    fn an_empty_last_field_is_a_field_with_or_without_a_line_end() {
        assert_eq!(read("a,"), [row(1, &["a", ""])]);
        assert_eq!(read("a,\n"), [row(1, &["a", ""])]);
    }

    #[test]
    fn an_open_quotation_mark_costs_its_own_line_only() {
        assert_eq!(
            read("a,\"b\nc,d\ne,f\n"),
            [(1, None), row(2, &["c", "d"]), row(3, &["e", "f"])]
        );
        assert_eq!(
            read("a,\"b\nc,\"d\"\ne,f"),
            [(1, None), row(2, &["c", "d"]), row(3, &["e", "f"])]
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_but_line_ends_lies_between_records(text in "[ab,\"\n\r]{0,60}") {
            let mut rest = text.as_str();
            for row in SourceRows::new(&text, b',') {
                let start = row.seen.as_ptr() as usize - rest.as_ptr() as usize;
                proptest::prop_assert!(rest[..start].chars().all(|c| c == '\n' || c == '\r'));
                rest = &rest[start + row.seen.len()..];
            }
            proptest::prop_assert!(rest.chars().all(|c| c == '\n' || c == '\r'));
        }
    }
}

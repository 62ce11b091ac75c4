//! Finds where a row ends and where its cells are divided, across pieces.

use alloc::vec::Vec;

/// What a row's bytes made necessary to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent sightings, not states"
)]
pub(crate) struct Seen {
    /// A cell starts with a quotation mark.
    pub(crate) quotes: bool,
    /// A byte beyond ASCII.
    pub(crate) beyond_ascii: bool,
    /// A byte of a character that might break lines.
    pub(crate) odd: bool,
    /// A line end inside quotes.
    pub(crate) inner_lines: bool,
}

/// The state of the row at hand; survives the end of a piece.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Where the separators of the row stand, counted from its start.
    pub(crate) separators: Vec<usize>,
    pub(crate) seen: Seen,
    length: usize,
    at_start: bool,
    quoted: bool,
    closing: bool,
}

const PLAIN: u8 = 0;
const SPECIAL: u8 = 1;
const BEYOND: u8 = 2;
const ODD: u8 = 3;

const CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0x80;
    while byte < 256 {
        classes[byte] = BEYOND;
        byte += 1;
    }
    classes[b'\n' as usize] = SPECIAL;
    classes[b';' as usize] = SPECIAL;
    classes[b'"' as usize] = SPECIAL;
    classes[b'\r' as usize] = ODD;
    classes[0x0b] = ODD;
    classes[0x0c] = ODD;
    classes[0x1c] = ODD;
    classes[0x1d] = ODD;
    classes[0x1e] = ODD;
    classes[0xc2] = ODD;
    classes[0xe2] = ODD;
    classes
};

impl Scan {
    pub(crate) fn start(&mut self) {
        self.separators.clear();
        self.seen = Seen::default();
        self.length = 0;
        self.at_start = true;
        self.quoted = false;
        self.closing = false;
    }

    /// Whether the row is inside quotes, so that its end is not its line's end.
    pub(crate) fn is_quoted(&self) -> bool {
        self.quoted && !self.closing
    }

    /// Reads on; answers how many bytes of `piece` belong to the row, its
    /// line end included, or none when the row goes on beyond the piece.
    pub(crate) fn end_in(&mut self, piece: &[u8]) -> Option<usize> {
        let base = self.length;
        let mut at = 0;
        while at < piece.len() {
            let byte = piece[at];
            if self.quoted {
                if self.closing {
                    self.closing = false;
                    if byte == b'"' {
                        at += 1;
                        continue;
                    }
                    self.quoted = false;
                    // The byte after the closing mark is read as usual below.
                } else {
                    match byte {
                        b'"' => self.closing = true,
                        b'\n' => self.seen.inner_lines = true,
                        _ => self.note(CLASSES[byte as usize]),
                    }
                    at += 1;
                    continue;
                }
            }
            match CLASSES[byte as usize] {
                PLAIN => {
                    self.at_start = false;
                    // Most bytes are plain: run on to the next that is not.
                    let rest = &piece[at + 1..];
                    at += rest
                        .iter()
                        .position(|byte| CLASSES[*byte as usize] != PLAIN)
                        .unwrap_or(rest.len());
                }
                SPECIAL => match byte {
                    b'\n' => return Some(at + 1),
                    b';' => {
                        self.separators.push(base + at);
                        self.at_start = true;
                    }
                    _ => {
                        if self.at_start {
                            self.quoted = true;
                            self.seen.quotes = true;
                        }
                        self.at_start = false;
                    }
                },
                class => {
                    self.note(class);
                    self.at_start = false;
                }
            }
            at += 1;
        }
        self.length = base + piece.len();
        None
    }

    fn note(&mut self, class: u8) {
        self.seen.beyond_ascii |= class >= BEYOND;
        self.seen.odd |= class == ODD;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(pieces: &[&str]) -> (Option<usize>, Vec<usize>) {
        let mut scan = Scan::default();
        scan.start();
        let mut end = None;
        for piece in pieces {
            end = scan.end_in(piece.as_bytes());
        }
        (end, scan.separators)
    }

    #[test]
    fn quotes_hide_separators_and_line_ends() {
        assert_eq!(
            scan(&["a;\"x;\n\"\"y\";b\nrest"]),
            (Some(13), alloc::vec![1, 10])
        );
        assert_eq!(scan(&["a;park \"x\";b\n"]), (Some(13), alloc::vec![1, 10]));
    }

    #[test]
    fn a_row_in_two_pieces_is_one_row() {
        assert_eq!(
            scan(&["a;\"x\"", "\";\";b\n"]),
            (Some(6), alloc::vec![1, 8])
        );
        assert_eq!(scan(&["a;\"x"]), (None, alloc::vec![1]));
    }
}

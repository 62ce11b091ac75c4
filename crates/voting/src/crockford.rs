//! Crockford's base32, as people read and type it.

/// The digits: no I, L, O, U.
pub(crate) const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The digit of a value below 32.
pub(crate) fn digit(value: u8) -> char {
    char::from(DIGITS[usize::from(value & 31)])
}

/// A character that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Typed {
    /// As typed.
    pub(crate) seen: char,
    /// What it stands for; none for a letter that is no digit, like U.
    pub(crate) value: Option<u8>,
}

/// Small and full-width letters, O for 0, I and L for 1; spaces and hyphens are passed over.
pub(crate) fn read(text: &str) -> Vec<Typed> {
    let mut typed = Vec::new();
    for seen in text.chars() {
        let c = match seen {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(seen) - 0xff01 + 0x21).unwrap_or(seen)
            }
            other => other,
        };
        if c.is_whitespace() || matches!(c, '-' | '‐'..='―' | '−' | '_' | '.' | '·') {
            continue;
        }
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = DIGITS.iter().position(|byte| char::from(*byte) == c);
        typed.push(Typed {
            seen,
            value: value.and_then(|value| u8::try_from(value).ok()),
        });
    }
    typed
}

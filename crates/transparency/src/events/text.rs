//! Canonical JSON: read and written by one list of fields, so that each event has one text only.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::act::Act;
use super::time::Time;
use crate::hash::{Hash, decimal};
use crate::key::KeyId;

/// The text is not an event's: it went wrong at this byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("byte {at} is not what stands there in an event")]
pub struct Misshapen {
    /// Counted from 0.
    pub at: usize,
}

/// The largest number: every reader of JSON has it exactly.
pub const LIMIT_NUMBER: u64 = (1 << 53) - 1;

/// What is left to read. There is nothing to skip and no order to find out: white space, other
/// fields, or the same ones in another order are not what stands there.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// An object was opened, and has no field yet.
    is_open: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Reader {
            text,
            at: 0,
            is_open: false,
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn wrong<T>(&self) -> Result<T, Misshapen> {
        Err(Misshapen { at: self.at })
    }

    /// Takes exactly this.
    pub(super) fn take(&mut self, what: &str) -> Result<(), Misshapen> {
        if !self.rest().starts_with(what) {
            return self.wrong();
        }
        self.at += what.len();
        Ok(())
    }

    pub(super) fn open(&mut self) -> Result<(), Misshapen> {
        self.is_open = true;
        self.take("{")
    }

    pub(super) fn close(&mut self) -> Result<(), Misshapen> {
        self.is_open = false;
        self.take("}")
    }

    pub(super) fn end(&self) -> Result<(), Misshapen> {
        if self.rest().is_empty() {
            Ok(())
        } else {
            self.wrong()
        }
    }

    /// Takes the name of a field, if this is the next one.
    fn is_next(&mut self, name: &str) -> bool {
        let comma = if self.is_open { "" } else { "," };
        let found = self.rest().strip_prefix(comma).and_then(|rest| {
            rest.strip_prefix('"')?
                .strip_prefix(name)?
                .strip_prefix("\":")
        });
        let Some(after) = found else {
            return false;
        };
        self.at = self.text.len() - after.len();
        self.is_open = false;
        true
    }

    /// A field.
    pub(super) fn field<T: Part>(&mut self, name: &str) -> Result<T, Misshapen> {
        if self.is_next(name) {
            return T::read(self);
        }
        T::absent().map_or_else(|| self.wrong(), Ok)
    }

    /// The word of the kind.
    pub(super) fn kind(&mut self) -> Result<&'t str, Misshapen> {
        if self.is_next("kind") {
            self.word()
        } else {
            self.wrong()
        }
    }

    /// What the event says, by its kind.
    pub(super) fn data(&mut self, kind: &str) -> Result<Act, Misshapen> {
        if self.is_next("data") {
            Act::read(kind, self)
        } else {
            self.wrong()
        }
    }

    /// A text without escapes, as all but a ballot's stub are.
    pub(super) fn word(&mut self) -> Result<&'t str, Misshapen> {
        self.take("\"")?;
        let rest = self.rest();
        let length = rest
            .bytes()
            .position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\'));
        let word = length.and_then(|length| rest.get(..length));
        let Some(word) = word else {
            return self.wrong();
        };
        self.at += word.len();
        self.take("\"")?;
        Ok(word)
    }

    /// A word that means something, or the place where it stands.
    fn meaning<T>(&mut self, mean: impl FnOnce(&str) -> Option<T>) -> Result<T, Misshapen> {
        let at = self.at;
        mean(self.word()?).ok_or(Misshapen { at })
    }
}

/// Writes the fields of an object.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    pub(super) fn open(&mut self) {
        self.text.push('{');
    }

    pub(super) fn close(&mut self) {
        self.text.push('}');
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn word(&mut self, word: &str) {
        self.text.push('"');
        self.text.push_str(word);
        self.text.push('"');
    }

    pub(super) fn name(&mut self, name: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.word(name);
        self.text.push(':');
    }

    pub(super) fn field<T: Part>(&mut self, name: &str, value: &T) {
        if value.is_there() {
            self.name(name);
            value.write(self);
        }
    }

    pub(super) fn done(self) -> String {
        self.text
    }
}

/// What can stand in a field.
pub(super) trait Part: Sized {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen>;
    fn write(&self, writer: &mut Writer);
    fn is_there(&self) -> bool {
        true
    }
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Part> Part for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        T::read(reader).map(Some)
    }
    fn write(&self, writer: &mut Writer) {
        if let Some(value) = self {
            value.write(writer);
        }
    }
    fn is_there(&self) -> bool {
        self.is_some()
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl Part for u64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        let rest = reader.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest.get(..digits).filter(|digits| !digits.is_empty());
        let Some(number) = number
            .and_then(decimal)
            .filter(|number| *number <= LIMIT_NUMBER)
        else {
            return reader.wrong();
        };
        reader.at += digits;
        Ok(number)
    }
    fn write(&self, writer: &mut Writer) {
        writer.push(&self.to_string());
    }
}

impl Part for Hash {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(|word| word.parse().ok())
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.to_string());
    }
}

impl Part for KeyId {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(|word| word.parse().ok())
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.to_string());
    }
}

impl Part for Time {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(|word| word.parse().ok())
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.to_string());
    }
}

/// Bytes of a certain number, base64url without padding: keys and signatures.
impl<const N: usize> Part for [u8; N] {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(bytes)
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&Base64UrlUnpadded::encode_string(self));
    }
}

/// Base64url without padding, in its one form.
pub(super) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = Base64UrlUnpadded::decode_vec(text).ok()?.try_into().ok()?;
    (Base64UrlUnpadded::encode_string(&bytes) == text).then_some(bytes)
}

macro_rules! text {
    ($(#[$meta:meta])* $Name:ident $is_fine:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(String);

        impl $Name {
            /// Takes a text that is one; nothing if it is none.
            pub fn new(text: impl Into<String>) -> Option<Self> {
                let is_fine: fn(&str) -> bool = $is_fine;
                Some(text.into()).filter(|text| is_fine(text)).map($Name)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

text! {
    /// A name: 1 to 64 ASCII letters, digits, `-`, `_` and `.`; the first is a letter or digit, the
    /// last no `.`. The same rule as for identifiers in the records.
    Name |text| {
        text.len() <= 64
            && !text.ends_with('.')
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    }
}
text! {
    /// The public part of a ballot, exactly as the voter signed it: 1 to 2048 characters of
    /// printable ASCII. What it says is for who knows ballots.
    Stub |text| {
        (1..=2048).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }
}
text! {
    /// A currency of ISO 4217: three capital letters.
    Currency |text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl Part for Name {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(|word| Name::new(word))
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.0);
    }
}

impl Part for Currency {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.meaning(|word| Currency::new(word))
    }
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.0);
    }
}

impl Part for Stub {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
        reader.take("\"")?;
        let start = reader.at;
        let mut text = String::new();
        let mut chars = reader.rest().char_indices();
        while let Some((at, c)) = chars.next() {
            let plain = match c {
                '"' => {
                    reader.at = start + at + 1;
                    return Stub::new(text).ok_or(Misshapen { at: start });
                }
                // JSON has other escapes; printable ASCII needs none of them.
                '\\' => chars
                    .next()
                    .map(|(_, c)| c)
                    .filter(|c| matches!(c, '"' | '\\')),
                c => Some(c),
            };
            let Some(plain) = plain else {
                return Err(Misshapen { at: start + at });
            };
            text.push(plain);
        }
        Err(Misshapen { at: start })
    }
    fn write(&self, writer: &mut Writer) {
        let mut quoted = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        writer.word(&quoted);
    }
}

/// Closed lists of words.
macro_rules! words {
    ($($(#[$meta:meta])* $Name:ident { $($(#[$of_word:meta])* $Word:ident = $key:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[$of_word])* $Word),+
        }

        impl $Name {
            /// All of them.
            pub const ALL: &'static [$Name] = &[$($Name::$Word),+];

            /// The word.
            pub fn key(self) -> &'static str {
                match self {
                    $($Name::$Word => $key),+
                }
            }
        }

        impl $crate::events::text::Part for $Name {
            fn read(
                reader: &mut $crate::events::text::Reader<'_>,
            ) -> Result<Self, $crate::events::text::Misshapen> {
                reader.one_of($Name::ALL, $Name::key)
            }
            fn write(&self, writer: &mut $crate::events::text::Writer) {
                writer.word(self.key());
            }
        }
    )+};
}
pub(super) use words;

impl Reader<'_> {
    /// One of a closed list, by its word.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        all: &[T],
        key: fn(T) -> &'static str,
    ) -> Result<T, Misshapen> {
        self.meaning(|word| all.iter().copied().find(|value| key(*value) == word))
    }
}

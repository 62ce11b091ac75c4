//! The document that a resident's device sends: one immutable text, named by its own hash.
//!
//! ```text
//! {"v":1,"kind":"story","community":"xinglinli","schema":"story-1","nonce":"<32 hex>",
//!  "media":["<64 hex>"],"sealed":{"to":[{"kid","enc","key"}],"box"}}
//! ```
//! or `"body":{…}` where nothing can be sealed. The name is the SHA-256 of the exact bytes, so a
//! document that is sent twice has one name, two inboxes are joined by the union of their names,
//! and whoever changes a byte has made another document. Nobody writes a document again from what
//! was read: bytes are kept as they came.
//!
//! Reading is strict: size before anything else, at most [`DEPTH`] levels, no field twice, none
//! unknown, none missing.

use std::fmt;
use std::str::FromStr;

use crate::json::{Fields, Json, Writing, parse_within, word};
use crate::page::PageProblem;
use crate::{Id, IdProblem};

pub use crate::codes::SubmissionKind as Kind;

/// The most bytes of a document.
pub const LIMIT_DOCUMENT: usize = 64 * 1024;
/// The most bytes of a photograph or recording, sealed.
pub const LIMIT_MEDIA: usize = 2 * 1024 * 1024;
/// How deep a document may be nested.
pub const DEPTH: u8 = 8;
/// The most photographs and recordings of one document.
pub const MEDIA_COUNT: usize = 4;
/// The version this program reads and writes.
const VERSION: i64 = 1;

/// The name of a document or of its media: SHA-256 of the exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId([u8; 32]);

/// Why a text is no name of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lowercase hexadecimal digits")]
pub struct DocIdProblem;

impl DocId {
    /// The name of these bytes.
    #[cfg(feature = "hash")]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        DocId(sha2::Sha256::digest(bytes).into())
    }

    /// A hash that is at hand already.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        DocId(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The folder that it stands in: its first two digits.
    pub fn folder(&self) -> String {
        format!("{:02x}", self.0[0])
    }

    /// What the resident keeps.
    pub fn code(&self) -> Code {
        let mut number = 0_u64;
        for byte in &self.0[..8] {
            number = number << 8 | u64::from(*byte);
        }
        Code(number >> 4)
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            for digit in [byte >> 4, byte & 0xf] {
                f.write_str(
                    HEX.get(usize::from(digit)..=usize::from(digit))
                        .unwrap_or("0"),
                )?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Lowercase hexadecimal digits.
const HEX: &str = "0123456789abcdef";

impl FromStr for DocId {
    type Err = DocIdProblem;

    fn from_str(text: &str) -> Result<Self, DocIdProblem> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(DocIdProblem),
        };
        let bytes: &[u8; 64] = text.as_bytes().try_into().map_err(|_| DocIdProblem)?;
        let mut id = [0; 32];
        for (byte, pair) in id.iter_mut().zip(bytes.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(DocId(id))
    }
}

impl serde::Serialize for DocId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for DocId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DocId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DocId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// A receipt: the first 60 bits of a document's name, in Crockford's base32 as `XXXX-XXXX-XXXX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u64);

/// Why a text is no receipt code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeProblem {
    /// Not twelve letters and digits; so many were found.
    #[error("{0} letters and digits instead of 12")]
    Length(usize),
    /// A character that no code has.
    #[error("character {0:?} stands in no code")]
    Character(char),
}

/// Crockford's digits: no I, L, O, U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// Digits of a code.
    pub const DIGITS: usize = 12;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..Code::DIGITS {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            let digit = self.0 >> (5 * (Code::DIGITS - 1 - at)) & 31;
            let byte = CROCKFORD[usize::try_from(digit).unwrap_or(0)];
            fmt::Write::write_char(f, char::from(byte))?;
        }
        Ok(())
    }
}

impl FromStr for Code {
    type Err = CodeProblem;

    /// Reads a code as people type it: small letters, full-width letters, O for 0, I and L for 1,
    /// with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, CodeProblem> {
        let mut number = 0_u64;
        let mut digits = 0;
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
            let digit = CROCKFORD
                .iter()
                .position(|byte| char::from(*byte) == c)
                .ok_or(CodeProblem::Character(seen))?;
            digits += 1;
            if digits <= Code::DIGITS {
                number = number << 5 | u64::try_from(digit).unwrap_or(0);
            }
        }
        if digits == Code::DIGITS {
            Ok(Code(number))
        } else {
            Err(CodeProblem::Length(digits))
        }
    }
}

/// The content key for one of those who may open a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// Which key opens it: 16 lowercase hexadecimal digits.
    pub kid: String,
    /// HPKE's encapsulated key, base64url without padding.
    pub enc: String,
    /// The sealed content key, base64url without padding.
    pub key: String,
}

/// What only the office can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// For whom, at least one.
    pub to: Vec<SealedKey>,
    /// The sealed text, base64url without padding.
    pub content: String,
}

/// What an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// What anybody with the file can read.
    Body(Body),
    /// What only the office can open.
    Sealed(Sealed),
}

/// A body that has been read, but not yet as what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body(pub(crate) Json);

impl Body {
    /// What it is, for whoever knows this kind of document.
    pub fn into_json(self) -> Json {
        self.0
    }
}

/// A document, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What it is.
    pub kind: Kind,
    /// For which community.
    pub community: Id,
    /// Name of the record inside: `story-1`.
    pub schema: String,
    /// 128 random bits, so that equal texts have different names: 32 hexadecimal digits.
    pub nonce: String,
    /// Photographs and recordings that belong to it.
    pub media: Vec<DocId>,
    /// What it holds.
    pub content: Content,
}

/// Why bytes are no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeProblem {
    /// Longer than a document may be.
    #[error("{found} bytes; a document has at most {LIMIT_DOCUMENT}")]
    TooLong {
        /// Bytes found.
        found: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// Not JSON of at most eight levels without `null`, fractions or a field twice; or a field that
    /// is missing, unknown or not what it should be.
    #[error("{0}")]
    Shape(PageProblem),
    /// A version that this program does not know.
    #[error("version {0}")]
    Version(i64),
    /// A community's name that is none.
    #[error("community: {0}")]
    Community(IdProblem),
    /// `schema` does not go with `kind`.
    #[error("schema does not go with kind")]
    Schema,
    /// `nonce` is not 32 hexadecimal digits.
    #[error("nonce is not 32 lowercase hexadecimal digits")]
    Nonce,
    /// Too many media, one twice, or a name that is none.
    #[error("media")]
    Media,
    /// Both `body` and `sealed`, or neither.
    #[error("not exactly one of body and sealed")]
    Content,
    /// A sealed part that nobody could open.
    #[error("sealed")]
    Sealed,
}

impl From<PageProblem> for EnvelopeProblem {
    fn from(problem: PageProblem) -> Self {
        EnvelopeProblem::Shape(problem)
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_base64url(text: &str) -> bool {
    !text.is_empty()
        && text.len() % 4 != 1
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

impl Envelope {
    /// Reads a document.
    ///
    /// # Errors
    /// [`EnvelopeProblem`], the size before anything else.
    pub fn parse(bytes: &[u8]) -> Result<Envelope, EnvelopeProblem> {
        if bytes.len() > LIMIT_DOCUMENT {
            return Err(EnvelopeProblem::TooLong { found: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| EnvelopeProblem::NotText)?;
        let mut fields = Fields::of(parse_within(text, DEPTH)?)?;
        let version: i64 = fields.take("v")?;
        if version != VERSION {
            return Err(EnvelopeProblem::Version(version));
        }
        let kind = word(&fields.take::<Json>("kind")?, Kind::ALL, Kind::key)?;
        let community: String = fields.take("community")?;
        let community = Id::new(community).map_err(EnvelopeProblem::Community)?;
        let schema: String = fields.take("schema")?;
        if schema != schema_of(kind) {
            return Err(EnvelopeProblem::Schema);
        }
        let nonce: String = fields.take("nonce")?;
        if !is_hex(&nonce, 32) {
            return Err(EnvelopeProblem::Nonce);
        }
        let named: Option<Vec<String>> = fields.take("media")?;
        let media = named.map_or(Ok(Vec::new()), |names| media_of(&names))?;
        let body: Option<Json> = fields.take("body")?;
        let sealed: Option<Json> = fields.take("sealed")?;
        fields.done()?;
        let content = match (body, sealed) {
            (Some(body @ Json::Fields(_)), None) => Content::Body(Body(body)),
            (Some(_), None) => return Err(PageProblem::Mistyped.into()),
            (None, Some(sealed)) => Content::Sealed(sealed_of(sealed)?),
            _ => return Err(EnvelopeProblem::Content),
        };
        Ok(Envelope {
            kind,
            community,
            schema,
            nonce,
            media,
            content,
        })
    }
}

/// The record that documents of a kind hold: `story-1`.
pub fn schema_of(kind: Kind) -> String {
    format!("{}-1", kind.key())
}

fn media_of(names: &[String]) -> Result<Vec<DocId>, EnvelopeProblem> {
    // A list that is there holds something: what is empty is left out.
    if names.is_empty() || names.len() > MEDIA_COUNT {
        return Err(EnvelopeProblem::Media);
    }
    let mut media = Vec::with_capacity(names.len());
    for name in names {
        let id: DocId = name.parse().map_err(|_| EnvelopeProblem::Media)?;
        if media.contains(&id) {
            return Err(EnvelopeProblem::Media);
        }
        media.push(id);
    }
    Ok(media)
}

fn sealed_of(json: Json) -> Result<Sealed, EnvelopeProblem> {
    let mut fields = Fields::of(json)?;
    let keys: Vec<Json> = fields.take("to")?;
    let content: String = fields.take("box")?;
    fields.done()?;
    let mut to: Vec<SealedKey> = Vec::with_capacity(keys.len());
    for key in keys {
        let mut fields = Fields::of(key)?;
        let key = SealedKey {
            kid: fields.take("kid")?,
            enc: fields.take("enc")?,
            key: fields.take("key")?,
        };
        fields.done()?;
        // 32 bytes, and 32 with a tag of 16, in base64url.
        let fine = is_hex(&key.kid, 16)
            && is_base64url(&key.enc)
            && key.enc.len() == 43
            && is_base64url(&key.key)
            && key.key.len() == 64
            && to.iter().all(|other| other.kid != key.kid);
        if !fine {
            return Err(EnvelopeProblem::Sealed);
        }
        to.push(key);
    }
    if to.is_empty() || to.len() > 8 || !is_base64url(&content) {
        return Err(EnvelopeProblem::Sealed);
    }
    Ok(Sealed { to, content })
}

impl Sealed {
    fn to_json(&self) -> String {
        let keys: Vec<String> = self
            .to
            .iter()
            .map(|key| {
                Writing::default()
                    .text("kid", &key.kid)
                    .text("enc", &key.enc)
                    .text("key", &key.key)
                    .done()
            })
            .collect();
        Writing::default()
            .list("to", &keys)
            .text("box", &self.content)
            .done()
    }
}

/// What a document to be written holds.
#[derive(Debug, Clone, Copy)]
pub enum Holding<'a> {
    /// The JSON of a submission that cannot be sealed, as [`crate::say::Submission::to_json`]
    /// writes it.
    Body(&'a str),
    /// What only the office can open.
    Sealed(&'a Sealed),
}

/// Writes a document.
///
/// # Errors
/// [`EnvelopeProblem`] when nobody would take it: it is read once before it is given.
pub fn write(
    kind: Kind,
    community: &Id,
    nonce: &[u8; 16],
    media: &[DocId],
    holding: Holding<'_>,
) -> Result<Vec<u8>, EnvelopeProblem> {
    let names: Vec<String> = media.iter().map(|id| format!("\"{id}\"")).collect();
    let mut writing = Writing::default();
    writing
        .raw("v", "1")
        .text("kind", kind.key())
        .text("community", community.as_str())
        .text("schema", &schema_of(kind))
        .text("nonce", &hex(nonce))
        .list("media", &names);
    match holding {
        Holding::Body(json) => writing.raw("body", json),
        Holding::Sealed(sealed) => writing.raw("sealed", &sealed.to_json()),
    };
    let bytes = writing.done().into_bytes();
    Envelope::parse(&bytes).map(|_| bytes)
}

/// Bytes as lowercase hexadecimal digits: a nonce as it stands in a document.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

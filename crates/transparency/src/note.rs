//! Text signed by one or more keys: c2sp.org/signed-note.
//!
//! ```text
//! text, ending in a newline
//! (empty line)
//! — <key name> base64(key id ‖ signature)
//! ```
//!
//! Signatures of unknown keys are passed over, those of known keys must be right, and one known key
//! at least must have signed. Two kinds of keys are known here: a log's (type 0x01), which signs the
//! text, and a witness's (type 0x04, c2sp.org/tlog-cosignature), which signs the text with a time.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use crate::hash::{Hash, digit, write_hex};
use crate::key::{PublicKey, SecretKey};

/// The most bytes of a note.
pub const LIMIT_NOTE: usize = 1_000_000;
/// The most signatures of a note.
pub const LIMIT_SIGNATURES: usize = 100;
/// What a secret key's text begins with.
const SECRET: &str = "PRIVATE+KEY+";

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// The text as it is: 0x01.
    Note,
    /// A checkpoint that it has seen, and when: 0x04.
    Cosignature,
}

impl KeyType {
    fn byte(self) -> u8 {
        match self {
            KeyType::Note => 1,
            KeyType::Cosignature => 4,
        }
    }

    fn of(byte: u8) -> Result<Self, KeyProblem> {
        match byte {
            1 => Ok(KeyType::Note),
            4 => Ok(KeyType::Cosignature),
            other => Err(KeyProblem::Type(other)),
        }
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Not three parts with a plus between them, the second of eight lowercase hexadecimal digits,
    /// the third base64.
    #[error("not name+id+key")]
    Shape,
    /// A name that is empty or has a space, a plus or a control character.
    #[error("not the name of a key")]
    Name,
    /// A type of key that is not known here.
    #[error("type {0:#04x} of a key")]
    Type(u8),
    /// Not 32 bytes of an Ed25519 key.
    #[error("not an Ed25519 key")]
    Key,
    /// The id is not that of this name and key.
    #[error("the id does not go with name and key")]
    Id,
}

/// Names: not empty, no spaces, no plus; and no control characters, which no note may have.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c < ' ')
}

fn key_id(name: &str, typ: KeyType, key: &PublicKey) -> u32 {
    let hash = Hash::of_all(&[name.as_bytes(), b"\n", &[typ.byte()], key.as_bytes()]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn hex_id(id: u32) -> String {
    format!("{id:08x}")
}

/// Base64 with padding, in its one form.
fn base64(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_vec(text).ok()?;
    (Base64::encode_string(&bytes) == text).then_some(bytes)
}

/// Name, id, type and key of `name+id+base64`.
type Parts<'t> = (&'t str, u32, KeyType, Zeroizing<[u8; 32]>);

fn parts(text: &str) -> Result<Parts<'_>, KeyProblem> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyProblem::Shape);
    };
    if !is_name(name) {
        return Err(KeyProblem::Name);
    }
    let digits: &[u8; 8] = id.as_bytes().try_into().map_err(|_| KeyProblem::Shape)?;
    let mut id = 0_u32;
    for byte in digits {
        id = id << 4 | u32::from(digit(*byte).ok_or(KeyProblem::Shape)?);
    }
    let bytes = Zeroizing::new(base64(key).ok_or(KeyProblem::Shape)?);
    let (typ, key) = bytes.split_first().ok_or(KeyProblem::Shape)?;
    let typ = KeyType::of(*typ)?;
    let key: [u8; 32] = key.try_into().map_err(|_| KeyProblem::Key)?;
    Ok((name, id, typ, Zeroizing::new(key)))
}

/// A key that notes are checked with. As text a vkey: `name+id+base64(type ‖ key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    typ: KeyType,
    key: PublicKey,
}

impl VerifierKey {
    /// A key under a name.
    ///
    /// # Errors
    /// [`KeyProblem::Name`] when no key may have it.
    pub fn new(name: &str, typ: KeyType, key: PublicKey) -> Result<Self, KeyProblem> {
        if !is_name(name) {
            return Err(KeyProblem::Name);
        }
        Ok(VerifierKey {
            name: name.to_owned(),
            id: key_id(name, typ, &key),
            typ,
            key,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its id, which with the name says which key it is.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn key_type(&self) -> KeyType {
        self.typ
    }

    /// The key itself.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    fn is_of(&self, signature: &NoteSignature) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    /// The time of a cosignature, nothing of a log's.
    fn verify(&self, text: &str, bytes: &[u8]) -> Result<Option<u64>, NoteProblem> {
        let wrong = || NoteProblem::Signature {
            name: self.name.clone(),
            id: self.id,
        };
        match self.typ {
            KeyType::Note => {
                let bytes = bytes.try_into().map_err(|_| wrong())?;
                self.key
                    .verify(text.as_bytes(), bytes)
                    .map_err(|_| wrong())?;
                Ok(None)
            }
            KeyType::Cosignature => {
                let (time, bytes) = bytes.split_first_chunk().ok_or_else(wrong)?;
                let time = u64::from_be_bytes(*time);
                let bytes = bytes.try_into().map_err(|_| wrong())?;
                let message = cosigned(time, text).ok_or_else(wrong)?;
                self.key
                    .verify(message.as_bytes(), bytes)
                    .map_err(|_| wrong())?;
                Ok(Some(time))
            }
        }
    }
}

/// What a witness signs; nothing for a time that cannot be written.
fn cosigned(time: u64, text: &str) -> Option<String> {
    i64::try_from(time).ok()?;
    Some(format!("cosignature/v1\ntime {time}\n{text}"))
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        f.write_str("+")?;
        write_hex(f, &self.id.to_be_bytes())?;
        f.write_str("+")?;
        let mut bytes = vec![self.typ.byte()];
        bytes.extend_from_slice(self.key.as_bytes());
        f.write_str(&Base64::encode_string(&bytes))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyProblem;

    fn from_str(text: &str) -> Result<Self, KeyProblem> {
        let (name, id, typ, bytes) = parts(text)?;
        let key = PublicKey::from_bytes(&bytes).map_err(|_| KeyProblem::Key)?;
        let key = VerifierKey::new(name, typ, key)?;
        if key.id == id {
            Ok(key)
        } else {
            Err(KeyProblem::Id)
        }
    }
}

/// A key that signs notes. As text `PRIVATE+KEY+name+id+base64(type ‖ seed)`.
#[derive(Debug, Clone)]
pub struct SignerKey {
    public: VerifierKey,
    secret: SecretKey,
}

impl SignerKey {
    /// A key under a name.
    ///
    /// # Errors
    /// [`KeyProblem::Name`] when no key may have it.
    pub fn new(name: &str, typ: KeyType, secret: SecretKey) -> Result<Self, KeyProblem> {
        let public = VerifierKey::new(name, typ, secret.public())?;
        Ok(SignerKey { public, secret })
    }

    /// Reads a secret key's text.
    ///
    /// # Errors
    /// [`KeyProblem`] when it is none.
    pub fn parse(text: &str) -> Result<Self, KeyProblem> {
        let (name, id, typ, seed) = parts(text.strip_prefix(SECRET).ok_or(KeyProblem::Shape)?)?;
        let key = SignerKey::new(name, typ, SecretKey::from_seed(&seed))?;
        if key.public.id == id {
            Ok(key)
        } else {
            Err(KeyProblem::Id)
        }
    }

    /// The secret key's text, wiped when it is dropped.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![self.public.typ.byte()]);
        bytes.extend_from_slice(&*self.secret.seed());
        let seed = Zeroizing::new(Base64::encode_string(&bytes));
        let public = &self.public;
        let id = hex_id(public.id);
        Zeroizing::new([SECRET, &public.name, "+", &id, "+", &seed].concat())
    }

    /// The key that others check with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.public
    }
}

/// Why a note is none, or is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteProblem {
    /// More than [`LIMIT_NOTE`] bytes or [`LIMIT_SIGNATURES`] signatures.
    #[error("too long, or too many signatures")]
    TooLong,
    /// Not UTF-8, or a control character.
    #[error("not a text, or a control character in it")]
    NotText,
    /// No text that ends in a newline, or no empty line after it.
    #[error("no text, or none that ends in a newline")]
    Text,
    /// A line below the text that is no signature.
    #[error("line {0} below the text is no signature")]
    Line(usize),
    /// A signature by a known key that is wrong.
    #[error("the signature of {name} ({id:08x}) is wrong")]
    Signature {
        /// The key's name.
        name: String,
        /// The key's id.
        id: u32,
    },
    /// Two different known keys go by one name and id.
    #[error("two keys are called {name} ({id:08x})")]
    Ambiguous {
        /// Their name.
        name: String,
        /// Their id.
        id: u32,
    },
    /// None of the known keys has signed.
    #[error("no known key has signed")]
    Unsigned,
    /// This type of key does not sign this.
    #[error("a key of the other type")]
    KeyType,
    /// A time that no cosignature has: 2^63 seconds and later.
    #[error("no time of a cosignature")]
    Time,
}

/// One line below the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: u32,
    /// What comes after the id.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    fn parse(line: &str) -> Option<Self> {
        let (name, text) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = base64(text)?;
        let (id, bytes) = bytes.split_first_chunk()?;
        (is_name(name) && !bytes.is_empty()).then(|| NoteSignature {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    }

    fn write(&self, out: &mut String) {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        for part in ["— ", &self.name, " ", &Base64::encode_string(&bytes), "\n"] {
            out.push_str(part);
        }
    }
}

/// A known key's signature that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'k> {
    /// Whose.
    pub key: &'k VerifierKey,
    /// When, of a cosignature: seconds since 1970.
    pub time: Option<u64>,
}

/// A text with signatures. Until [`Note::verify`] it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

fn is_text(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' || byte == b'\n')
}

impl Note {
    /// A text that nobody has signed yet.
    ///
    /// # Errors
    /// [`NoteProblem`] when it cannot be a note's.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteProblem> {
        let text = text.into();
        if text.len() > LIMIT_NOTE {
            return Err(NoteProblem::TooLong);
        }
        if !is_text(&text) {
            return Err(NoteProblem::NotText);
        }
        if !text.ends_with('\n') {
            return Err(NoteProblem::Text);
        }
        Ok(Note {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads a note, and believes nothing of it yet.
    ///
    /// # Errors
    /// [`NoteProblem`] when it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteProblem> {
        if bytes.len() > LIMIT_NOTE {
            return Err(NoteProblem::TooLong);
        }
        let all = std::str::from_utf8(bytes).map_err(|_| NoteProblem::NotText)?;
        if !is_text(all) {
            return Err(NoteProblem::NotText);
        }
        // The last empty line parts them. The text keeps its own newline.
        let at = all.rfind("\n\n").ok_or(NoteProblem::Text)?;
        let (text, lines) = all.split_at(at + 1);
        let lines = lines.strip_prefix('\n').unwrap_or(lines);
        let lines = lines.strip_suffix('\n').ok_or(NoteProblem::Text)?;
        let mut signatures = Vec::new();
        for (at, line) in lines.split('\n').enumerate() {
            if at == LIMIT_SIGNATURES {
                return Err(NoteProblem::TooLong);
            }
            signatures.push(NoteSignature::parse(line).ok_or(NoteProblem::Line(at + 1))?);
        }
        Ok(Note {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, with its last newline. Not to be believed before [`Note::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, also those of unknown keys.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Which of these keys have signed. Each is named once, by its first signature.
    ///
    /// # Errors
    /// [`NoteProblem`] when one of them has signed wrongly, or none at all.
    pub fn verify<'k>(&self, keys: &[&'k VerifierKey]) -> Result<Vec<Verified<'k>>, NoteProblem> {
        let mut verified: Vec<Verified<'k>> = Vec::new();
        for signature in &self.signatures {
            let mut known = keys.iter().filter(|key| key.is_of(signature));
            let Some(key) = known.next() else {
                continue;
            };
            if known.any(|other| other != key) {
                return Err(NoteProblem::Ambiguous {
                    name: signature.name.clone(),
                    id: signature.id,
                });
            }
            let time = key.verify(&self.text, &signature.bytes)?;
            if verified.iter().all(|seen| seen.key != *key) {
                verified.push(Verified { key, time });
            }
        }
        if verified.is_empty() {
            return Err(NoteProblem::Unsigned);
        }
        Ok(verified)
    }

    /// Adds a log's signature, in place of an earlier one by the same key.
    ///
    /// # Errors
    /// [`NoteProblem::KeyType`] for a witness's key.
    pub fn sign(&mut self, key: &SignerKey) -> Result<(), NoteProblem> {
        if key.public.typ != KeyType::Note {
            return Err(NoteProblem::KeyType);
        }
        let bytes = key.secret.sign(self.text.as_bytes());
        self.put(key, bytes.to_vec());
        Ok(())
    }

    /// Adds a witness's signature, in place of an earlier one by the same key. The witness has seen
    /// that the log only grew: [`crate::checkpoint::witness`] looks before it signs.
    ///
    /// # Errors
    /// [`NoteProblem::KeyType`] for a log's key, [`NoteProblem::Time`] for an impossible time.
    pub fn cosign(&mut self, key: &SignerKey, time: u64) -> Result<(), NoteProblem> {
        if key.public.typ != KeyType::Cosignature {
            return Err(NoteProblem::KeyType);
        }
        let message = cosigned(time, &self.text).ok_or(NoteProblem::Time)?;
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend_from_slice(&key.secret.sign(message.as_bytes()));
        self.put(key, bytes);
        Ok(())
    }

    fn put(&mut self, key: &SignerKey, bytes: Vec<u8>) {
        let public = &key.public;
        self.signatures.retain(|signature| !public.is_of(signature));
        self.signatures.push(NoteSignature {
            name: public.name.clone(),
            id: public.id,
            bytes,
        });
    }
}

/// The note as it is published.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = self.text.clone();
        out.push('\n');
        for signature in &self.signatures {
            signature.write(&mut out);
        }
        f.write_str(&out)
    }
}

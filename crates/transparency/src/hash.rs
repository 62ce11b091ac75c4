//! SHA-256 as a value.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// 32 bytes of SHA-256: a leaf, a node, a root, or the name of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Why a text is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 hash")]
pub struct InvalidHash;

impl Hash {
    /// Bytes of a hash.
    pub const LENGTH: usize = 32;

    /// The hash of these bytes as they are: a document's name.
    pub fn of(bytes: &[u8]) -> Self {
        Hash(Sha256::digest(bytes).into())
    }

    /// The hash of several pieces, one after the other.
    pub(crate) fn of_all(pieces: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for piece in pieces {
            hasher.update(piece);
        }
        Hash(hasher.finalize().into())
    }

    /// A hash that is at hand already.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Hash(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As checkpoints and receipts have it: RFC 4648, section 4, with padding.
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.0)
    }

    /// Reads what [`Hash::to_base64`] writes.
    ///
    /// # Errors
    /// [`InvalidHash`] when it is anything else.
    pub fn from_base64(text: &str) -> Result<Self, InvalidHash> {
        let bytes = Base64::decode_vec(text).map_err(|_| InvalidHash)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| InvalidHash)?;
        let hash = Hash(bytes);
        // One hash, one text.
        if hash.to_base64() == text {
            Ok(hash)
        } else {
            Err(InvalidHash)
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl FromStr for Hash {
    type Err = InvalidHash;

    /// Reads 64 lowercase hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| InvalidHash)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0]).ok_or(InvalidHash)? << 4 | digit(pair[1]).ok_or(InvalidHash)?;
        }
        Ok(Hash(bytes))
    }
}

/// The value of a lowercase hexadecimal digit.
pub(crate) fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// Bytes as lowercase hexadecimal digits.
pub(crate) fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    use fmt::Write as _;

    for byte in bytes {
        for half in [byte >> 4, byte & 0xf] {
            f.write_char(char::from_digit(half.into(), 16).unwrap_or('0'))?;
        }
    }
    Ok(())
}

/// A decimal number as the standards write it: digits only, no zero in front.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}

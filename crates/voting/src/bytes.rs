//! Hashes, and bytes as texts.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use records::envelope::DocId;
use sha2::{Digest as _, Sha256};

/// SHA-256 of these pieces, one after the other.
pub(crate) fn hash(pieces: &[&[u8]]) -> DocId {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    DocId::from_bytes(hasher.finalize().into())
}

/// Base64url without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url without padding, in its one form.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
    (base64(&bytes) == text).then_some(bytes)
}

/// As [`from_base64`], of exactly so many bytes.
pub(crate) fn array_of_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    from_base64(text)?.try_into().ok()
}

/// Reads lowercase hexadecimal digits of exactly so many bytes.
pub(crate) fn array_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        if let [high, low] = pair {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
    }
    Some(bytes)
}

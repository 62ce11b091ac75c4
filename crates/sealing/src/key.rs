//! Keys and their names.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable as _, Kem as _, Serializable as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::seal::Kem;

type HpkePublic = <Kem as hpke::Kem>::PublicKey;
type HpkeSecret = <Kem as hpke::Kem>::PrivateKey;

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key: neither its letters nor its length, or a key that keeps no secret")]
pub struct InvalidKey;

/// A key's name: the first 8 bytes of SHA-256 of the public key, as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let digit = |byte: &u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(InvalidKey),
        };
        let digits: &[u8; 16] = text.as_bytes().try_into().map_err(|_| InvalidKey)?;
        let mut id = [0; 8];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            if let [high, low] = pair {
                *byte = digit(high)? << 4 | digit(low)?;
            }
        }
        Ok(KeyId(id))
    }
}

/// What anybody may know: residents' devices seal to it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    pub(crate) inner: HpkePublic,
    id: KeyId,
}

/// Points of small order on Curve25519 and its twist, as u-coordinates below 2^255: a "secret"
/// shared with any of them is all zeros (RFC 7748 clause 6.1, RFC 9180 clause 7.1.4).
pub(crate) const SMALL_ORDER: [[u8; 32]; 7] = {
    let mut points = [[0; 32]; 7];
    points[1][0] = 1;
    points[2] = [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ];
    points[3] = [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
        0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
        0x11, 0x57,
    ];
    // p - 1, p and p + 1, where p = 2^255 - 19.
    let mut at = 4;
    while at < 7 {
        points[at] = [0xff; 32];
        points[at][31] = 0x7f;
        at += 1;
    }
    points[4][0] = 0xec;
    points[5][0] = 0xed;
    points[6][0] = 0xee;
    points
};

impl PublicKey {
    /// Reads the 32 bytes of clause 7.1.1.
    ///
    /// # Errors
    /// [`InvalidKey`] for any of the points that share no secret (clause 7.1.4).
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        // RFC 7748 clause 5: the highest bit is not looked at.
        let mut looked_at = *bytes;
        looked_at[31] &= 0x7f;
        if SMALL_ORDER.contains(&looked_at) {
            return Err(InvalidKey);
        }
        let inner = HpkePublic::from_bytes(bytes).map_err(|_| InvalidKey)?;
        Ok(Self::new(inner))
    }

    /// Reads base64url without padding, as it stands in `/config.json`.
    ///
    /// # Errors
    /// [`InvalidKey`]
    pub fn from_base64(text: &str) -> Result<Self, InvalidKey> {
        let mut bytes = [0; 32];
        match Base64UrlUnpadded::decode(text, &mut bytes) {
            Ok(found) if found.len() == 32 => Self::from_bytes(&bytes),
            _ => Err(InvalidKey),
        }
    }

    fn new(inner: HpkePublic) -> Self {
        let hash: [u8; 32] = Sha256::digest(inner.to_bytes()).into();
        let mut id = KeyId([0; 8]);
        id.0.copy_from_slice(&hash[..8]);
        PublicKey { inner, id }
    }

    #[cfg(test)]
    pub(crate) fn unchecked(bytes: &[u8; 32]) -> Self {
        Self::new(HpkePublic::from_bytes(bytes).expect("32 bytes"))
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Its 32 bytes (clause 7.1.1).
    pub fn to_bytes(&self) -> [u8; 32] {
        self.inner.to_bytes().into()
    }

    /// Its bytes in base64url without padding.
    pub fn to_base64(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.to_bytes())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// What opens. Its bytes are wiped when it goes; it cannot be printed or serialised.
///
/// ```compile_fail
/// let key = sealing::SecretKey::from_bytes(&[7; 32]).unwrap();
/// println!("{key:?}");
/// ```
/// ```compile_fail
/// fn written<T: serde::Serialize>(_: &T) {}
/// let key = sealing::SecretKey::from_bytes(&[7; 32]).unwrap();
/// written(&key);
/// ```
#[derive(Clone)]
pub struct SecretKey {
    // Wipes itself: x25519-dalek's `StaticSecret` with `zeroize`, which hpke switches on.
    pub(crate) inner: HpkeSecret,
    public: PublicKey,
}

impl SecretKey {
    /// Makes a key (clause 4's `GenerateKeyPair`, as `DeriveKeyPair` of 32 random bytes, clause
    /// 7.1.3).
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let (inner, public) = Kem::gen_keypair_with_rng(rng);
        SecretKey {
            inner,
            public: PublicKey::new(public),
        }
    }

    /// Reads the 32 bytes of clause 7.1.2.
    ///
    /// # Errors
    /// [`InvalidKey`]
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        let inner = HpkeSecret::from_bytes(bytes).map_err(|_| InvalidKey)?;
        let public = PublicKey::new(Kem::sk_to_pk(&inner));
        Ok(SecretKey { inner, public })
    }

    /// Its 32 bytes (clause 7.1.2), wiped when they go: for the file that keeps it, behind a
    /// passphrase.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.inner.write_exact(bytes.as_mut_slice());
        bytes
    }

    /// The key that residents' devices seal to.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }
}

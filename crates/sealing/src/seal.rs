//! Texts sealed to several keys.

use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

use crate::key::{KeyId, PublicKey, SecretKey};
use crate::pad::{PREFIX, pad, unpad};
use crate::private::Private;

/// DHKEM(X25519, HKDF-SHA256): clause 7.1, 0x0020.
pub(crate) type Kem = hpke::kem::X25519HkdfSha256;
/// HKDF-SHA256: clause 7.2, 0x0001.
type Kdf = hpke::kdf::HkdfSha256;
/// `ChaCha20Poly1305`: clause 7.3, 0x0003.
type Aead = hpke::aead::ChaCha20Poly1305;

/// What these keys are used for, and the beginning of every aad.
const INFO: &str = "mingbai/say/v1";
/// What a box may be long without its tag.
const BUCKETS: [usize; 7] = [512, 1024, 2048, 4096, 8192, 16384, 32768];
/// The longest text that can be sealed, in bytes.
pub const LIMIT_TEXT: usize = 32768 - PREFIX;
/// The most keys that a text is sealed to.
pub const LIMIT_RECIPIENTS: usize = 8;
/// The nonce of a box: its key seals nothing else.
const ONCE: [u8; 12] = [0; 12];

/// The envelope that a box belongs to. In another one it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// For which community.
    pub community: &'a str,
    /// What it is: `story`.
    pub kind: &'a str,
    /// The envelope's own 32 hexadecimal digits.
    pub nonce: &'a str,
}

impl Context<'_> {
    /// The associated data. None if a bar stands in a part, or a part is empty: two contexts could
    /// look alike.
    fn aad(&self) -> Option<String> {
        let Context {
            community,
            kind,
            nonce,
        } = self;
        let fine = |part: &str| !part.is_empty() && !part.contains('|');
        ([community, kind, nonce].into_iter().all(|part| fine(part)))
            .then(|| format!("{INFO}|{community}|{kind}|{nonce}"))
    }
}

/// The content key for one of those who may open a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Which key opens it.
    pub kid: KeyId,
    /// HPKE's encapsulated key (clause 4.1).
    pub enc: [u8; 32],
    /// The sealed content key with its tag.
    pub key: [u8; 48],
}

/// A text that only the office can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// For whom, at least one.
    pub to: Vec<Recipient>,
    /// The padded, sealed text with its tag.
    pub content: Vec<u8>,
}

/// Why a text was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealProblem {
    /// To nobody.
    #[error("no key to seal to")]
    NoKey,
    /// To more than [`LIMIT_RECIPIENTS`].
    #[error("{found} keys; at most {LIMIT_RECIPIENTS}")]
    ManyKeys {
        /// Keys given.
        found: usize,
    },
    /// To the same key twice.
    #[error("key {0} twice")]
    SameKey(KeyId),
    /// A key that shares no secret (clause 7.1.4).
    #[error("key {0} cannot be sealed to")]
    Key(KeyId),
    /// Longer than [`LIMIT_TEXT`], or than a recording may be.
    #[error("{found} bytes; at most {limit}")]
    TooLong {
        /// Its bytes.
        found: usize,
        /// The most there may be.
        limit: usize,
    },
    /// A part of the context is empty or has a bar in it.
    #[error("a context with an empty part or a bar in it")]
    Context,
    /// The cipher refused, which it does for texts of many gigabytes only.
    #[error("the cipher refused")]
    Cipher,
}

/// Why a text was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenProblem {
    /// It was sealed to other keys.
    #[error("not sealed to this key")]
    OtherKey,
    /// A byte was changed, or it was sealed in another envelope.
    #[error("changed on the way, or from another envelope")]
    Changed,
    /// It opens, but no program of ours writes it so.
    #[error("sealed by another program")]
    Shape,
    /// A part of the context is empty or has a bar in it.
    #[error("a context with an empty part or a bar in it")]
    Context,
}

/// Seals a text to each of the keys.
///
/// # Errors
/// [`SealProblem`]
pub fn seal(
    plain: &[u8],
    to: &[PublicKey],
    context: &Context<'_>,
    rng: &mut impl CryptoRng,
) -> Result<Sealed, SealProblem> {
    let aad = context.aad().ok_or(SealProblem::Context)?;
    if to.is_empty() {
        return Err(SealProblem::NoKey);
    }
    if to.len() > LIMIT_RECIPIENTS {
        return Err(SealProblem::ManyKeys { found: to.len() });
    }
    for (at, key) in to.iter().enumerate() {
        if to.iter().take(at).any(|other| other.id() == key.id()) {
            return Err(SealProblem::SameKey(key.id()));
        }
    }
    let too_long = SealProblem::TooLong {
        found: plain.len(),
        limit: LIMIT_TEXT,
    };
    let padded = BUCKETS
        .into_iter()
        .find_map(|bucket| pad(plain, bucket))
        .ok_or(too_long)?;
    let mut content_key = Zeroizing::new([0; 32]);
    rng.fill_bytes(content_key.as_mut_slice());
    let content = encrypt(&content_key, aad.as_bytes(), padded)?;
    let to = to
        .iter()
        .map(|key| {
            let (enc, sealed) = hpke_seal(
                key,
                INFO.as_bytes(),
                aad.as_bytes(),
                content_key.as_slice(),
                rng,
            )?;
            Ok(Recipient {
                kid: key.id(),
                enc,
                key: sealed.try_into().map_err(|_| SealProblem::Cipher)?,
            })
        })
        .collect::<Result<_, SealProblem>>()?;
    Ok(Sealed { to, content })
}

/// Opens a text with one of the keys that it was sealed to.
///
/// # Errors
/// [`OpenProblem`]
pub fn open(
    sealed: &Sealed,
    key: &SecretKey,
    context: &Context<'_>,
) -> Result<Private<Zeroizing<Vec<u8>>>, OpenProblem> {
    let aad = context.aad().ok_or(OpenProblem::Context)?;
    let kid = key.public().id();
    let mine = (sealed.to.iter())
        .find(|recipient| recipient.kid == kid)
        .ok_or(OpenProblem::OtherKey)?;
    let opened = hpke_open(key, &mine.enc, INFO.as_bytes(), aad.as_bytes(), &mine.key)?;
    let content_key: &[u8; 32] = (opened.as_slice().try_into()).map_err(|_| OpenProblem::Shape)?;
    let padded = decrypt(content_key, aad.as_bytes(), &sealed.content)?;
    let bucket = padded.len();
    let text = unpad(padded).ok_or(OpenProblem::Shape)?;
    // The bucket is the smallest that holds it.
    if BUCKETS
        .into_iter()
        .find(|least| text.len() + PREFIX <= *least)
        != Some(bucket)
    {
        return Err(OpenProblem::Shape);
    }
    Ok(Private::new(text))
}

/// RFC 8439 clause 2.8, in place, the tag behind.
pub(crate) fn encrypt(
    key: &[u8; 32],
    aad: &[u8],
    mut text: Zeroizing<Vec<u8>>,
) -> Result<Vec<u8>, SealProblem> {
    ChaCha20Poly1305::new(key.into())
        .encrypt_in_place(&Nonce::from(ONCE), aad, &mut *text)
        .map_err(|_| SealProblem::Cipher)?;
    // What is left is no secret.
    Ok(std::mem::take(&mut *text))
}

/// The other way round.
pub(crate) fn decrypt(
    key: &[u8; 32],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenProblem> {
    let mut text = Zeroizing::new(sealed.to_vec());
    ChaCha20Poly1305::new(key.into())
        .decrypt_in_place(&Nonce::from(ONCE), aad, &mut *text)
        .map_err(|_| OpenProblem::Changed)?;
    Ok(text)
}

/// Clause 6.1 `SealBase`: the encapsulated key and the sealed text.
fn hpke_seal(
    to: &PublicKey,
    info: &[u8],
    aad: &[u8],
    text: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<([u8; 32], Vec<u8>), SealProblem> {
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(
        &OpModeS::Base,
        &to.inner,
        info,
        text,
        aad,
        rng,
    )
    .map_err(|_| SealProblem::Key(to.id()))?;
    Ok((enc.to_bytes().into(), sealed))
}

/// Clause 6.1 `OpenBase`.
fn hpke_open(
    key: &SecretKey,
    enc: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenProblem> {
    let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(enc).map_err(|_| OpenProblem::Changed)?;
    hpke::single_shot_open::<Aead, Kdf, Kem>(&OpModeR::Base, &key.inner, &enc, info, sealed, aad)
        .map(Zeroizing::new)
        .map_err(|_| OpenProblem::Changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hpke::rand_core::{TryCryptoRng, TryRng};
    use std::convert::Infallible;

    /// Gives out the bytes of a vector, once.
    struct Vector(Vec<u8>);

    impl TryRng for Vector {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            panic!("keys are drawn as bytes")
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            panic!("keys are drawn as bytes")
        }
        fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
            let rest = self.0.split_off(into.len());
            into.copy_from_slice(&self.0);
            self.0 = rest;
            Ok(())
        }
    }
    impl TryCryptoRng for Vector {}

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
            .collect()
    }

    // RFC 9180 A.2: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305; A.2.1 base mode.
    const INFO_A2: &str = "4f6465206f6e2061204772656369616e2055726e";
    const IKM_E: &str = "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b";
    const IKM_R: &str = "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df";
    const SK_R: &str = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
    const PK_R: &str = "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a";
    const ENC: &str = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
    // A.2.1.1, sequence number 0.
    const PT: &str = "4265617574792069732074727574682c20747275746820626561757479";
    const AAD_0: &str = "436f756e742d30";
    const CT_0: &str = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db\
                        21993c62ce81883d2dd1b51a28";

    fn key(hex: &str) -> SecretKey {
        SecretKey::from_bytes(&bytes(hex).try_into().expect("32 bytes")).expect("a key")
    }

    #[test]
    fn keys_are_those_of_the_standard() {
        let public = PublicKey::from_bytes(&bytes(PK_R).try_into().expect("32 bytes"));
        assert_eq!(public.as_ref(), Ok(key(SK_R).public()));
        // The standard prints what DeriveKeyPair expands to; a key kept is clamped (clause 7.1.2).
        let derived = SecretKey::generate(&mut Vector(bytes(IKM_R)));
        assert_eq!(derived.public(), key(SK_R).public());
        assert_eq!(*key(SK_R).to_bytes(), *derived.to_bytes());
    }

    #[test]
    fn texts_are_sealed_as_in_the_standard() {
        let (enc, sealed) = hpke_seal(
            key(SK_R).public(),
            &bytes(INFO_A2),
            &bytes(AAD_0),
            &bytes(PT),
            &mut Vector(bytes(IKM_E)),
        )
        .expect("sealed");
        assert_eq!(enc.as_slice(), bytes(ENC));
        assert_eq!(sealed, bytes(CT_0));
    }

    #[test]
    fn keys_known_to_share_no_secret_are_those_that_hpke_refuses() {
        for point in crate::key::SMALL_ORDER {
            let public = PublicKey::unchecked(&point);
            let sealed = hpke_seal(&public, b"", b"", b"x", &mut Vector(bytes(IKM_E)));
            assert_eq!(sealed, Err(SealProblem::Key(public.id())), "{point:02x?}");
            assert!(PublicKey::from_bytes(&point).is_err());
        }
    }

    #[test]
    fn texts_of_the_standard_are_opened() {
        let enc: [u8; 32] = bytes(ENC).try_into().expect("32 bytes");
        let opened = hpke_open(
            &key(SK_R),
            &enc,
            &bytes(INFO_A2),
            &bytes(AAD_0),
            &bytes(CT_0),
        );
        assert_eq!(opened.expect("opened").as_slice(), bytes(PT));
        let other_info = hpke_open(&key(SK_R), &enc, b"other", &bytes(AAD_0), &bytes(CT_0));
        assert_eq!(other_info, Err(OpenProblem::Changed));
    }

    #[test]
    fn a_box_that_no_program_of_ours_writes_is_refused() {
        let key = key(SK_R);
        let context = Context {
            community: "xinglinli",
            kind: "story",
            nonce: "00112233445566778899aabbccddeeff",
        };
        let aad = context.aad().expect("a context");
        let with = |padded: Vec<u8>| {
            let mut rng = crate::Chance::from_bytes(&[3; 64]).expect("enough");
            let mut sealed =
                seal(b"x", &[key.public().clone()], &context, &mut rng).expect("sealed");
            let content_key = [9; 32];
            sealed.content =
                encrypt(&content_key, aad.as_bytes(), Zeroizing::new(padded)).expect("encrypted");
            let (enc, sealed_key) = hpke_seal(
                key.public(),
                INFO.as_bytes(),
                aad.as_bytes(),
                &content_key,
                &mut rng,
            )
            .expect("sealed");
            sealed.to[0].enc = enc;
            sealed.to[0].key = sealed_key.try_into().expect("48 bytes");
            open(&sealed, &key, &context).map(|text| text.expose().to_vec())
        };
        let padded = |text: &[u8], bucket: usize| pad(text, bucket).expect("fits").to_vec();
        assert_eq!(with(padded(b"fine", 512)), Ok(b"fine".to_vec()));
        // In a larger bucket than it needs.
        assert_eq!(with(padded(b"fine", 1024)), Err(OpenProblem::Shape));
        // Between buckets, shorter than a length, and empty.
        assert_eq!(with(padded(b"fine", 700)), Err(OpenProblem::Shape));
        assert_eq!(with(vec![0; 3]), Err(OpenProblem::Shape));
        assert_eq!(with(Vec::new()), Err(OpenProblem::Shape));
        // Something in the padding.
        let mut hidden = padded(b"fine", 512);
        hidden[511] = 1;
        assert_eq!(with(hidden), Err(OpenProblem::Shape));
        // A length beyond the end.
        let mut long = padded(b"fine", 512);
        long[2] = 2;
        assert_eq!(with(long), Err(OpenProblem::Shape));
        let mut huge = padded(b"fine", 512);
        huge[..4].fill(0xff);
        assert_eq!(with(huge), Err(OpenProblem::Shape));
    }
}

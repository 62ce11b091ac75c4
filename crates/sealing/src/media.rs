//! Photographs and recordings, sealed beside the text.

use hpke::rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::pad::{PREFIX, TAG, pad, unpad};
use crate::private::Private;
use crate::seal::{OpenProblem, SealProblem, decrypt, encrypt};

/// The associated data of every photograph and recording. It needs no context: its key stands in
/// one sealed submission, together with the blob's hash.
const AAD: &[u8] = b"mingbai/media/v1";
/// Blobs are a whole number of these.
const STEP: usize = 64 * 1024;
/// The most bytes of a photograph or recording, so that the blob is 2 MiB at most.
pub const LIMIT_MEDIA: usize = 2 * 1024 * 1024 - TAG - PREFIX;

/// The key of one photograph or recording, wiped when it goes.
pub type MediaKey = Zeroizing<[u8; 32]>;

/// A sealed photograph or recording. Its name is the SHA-256 of `blob`.
pub struct SealedMedia {
    /// What is sent: a multiple of 64 KiB.
    pub blob: Vec<u8>,
    /// What opens it: written inside the sealed submission and nowhere else.
    pub key: MediaKey,
}

/// Seals a photograph or recording with a key of its own.
///
/// # Errors
/// [`SealProblem::TooLong`] beyond [`LIMIT_MEDIA`].
pub fn seal_media(plain: &[u8], rng: &mut impl CryptoRng) -> Result<SealedMedia, SealProblem> {
    let too_long = SealProblem::TooLong {
        found: plain.len(),
        limit: LIMIT_MEDIA,
    };
    if plain.len() > LIMIT_MEDIA {
        return Err(too_long);
    }
    let blob = (plain.len() + PREFIX + TAG).next_multiple_of(STEP);
    let padded = pad(plain, blob - TAG).ok_or(too_long)?;
    let mut key = MediaKey::new([0; 32]);
    rng.fill_bytes(key.as_mut_slice());
    Ok(SealedMedia {
        blob: encrypt(&key, AAD, padded)?,
        key,
    })
}

/// Opens a photograph or recording.
///
/// # Errors
/// [`OpenProblem::Changed`] or [`OpenProblem::Shape`].
pub fn open_media(blob: &[u8], key: &[u8; 32]) -> Result<Private<Zeroizing<Vec<u8>>>, OpenProblem> {
    if blob.len() > LIMIT_MEDIA + PREFIX + TAG {
        return Err(OpenProblem::Shape);
    }
    let media = unpad(decrypt(key, AAD, blob)?).ok_or(OpenProblem::Shape)?;
    if (media.len() + PREFIX + TAG).next_multiple_of(STEP) != blob.len() {
        return Err(OpenProblem::Shape);
    }
    Ok(Private::new(media))
}

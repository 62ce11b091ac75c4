//! Random bytes, stretched.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Infallible, SeedableRng as _, TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// A generator started from random bytes that somebody else drew: in a browser, from
/// `crypto.getRandomValues`.
///
/// The bytes are hashed to a seed of `ChaCha20`. The same bytes give the same numbers, so fresh ones
/// are drawn for every text that is sealed.
pub struct Chance(ChaCha20Rng);

/// Fewer bytes than a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} random bytes; at least {} are needed", Chance::LEAST)]
pub struct TooLittleChance {
    /// Bytes given.
    pub found: usize,
}

impl Chance {
    /// The fewest random bytes that will do; 64 are better.
    pub const LEAST: usize = 32;

    /// Starts from random bytes.
    ///
    /// # Errors
    /// [`TooLittleChance`]
    pub fn from_bytes(random: &[u8]) -> Result<Self, TooLittleChance> {
        if random.len() < Self::LEAST {
            return Err(TooLittleChance {
                found: random.len(),
            });
        }
        let digest = Sha256::new()
            .chain_update(b"mingbai/chance/v1")
            .chain_update(random)
            .finalize();
        let seed: Zeroizing<[u8; 32]> = Zeroizing::new(digest.into());
        Ok(Chance(ChaCha20Rng::from_seed(*seed)))
    }
}

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(into)
    }
}

impl TryCryptoRng for Chance {}

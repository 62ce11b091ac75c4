//! The poll's key in three parts on paper, of which two make it again.
//!
//! Shamir's scheme over GF(256), byte by byte (`vsss-rs`). A part is 40 bytes, written as four lines
//! that have the form of a slip's code each, with the same two checks: what is mistyped is found line
//! by line.
//!
//! ```text
//! byte  0       0x52: version 5, two parts needed
//! byte  1       which part: 1, 2 or 3 (the place where the polynomials are evaluated)
//! bytes 2..6    the first four bytes of the public key's name
//! bytes 6..38   the part: polynomial of each of the key's 32 bytes, evaluated there
//! bytes 38..40  the first two bytes of SHA-256 of «share/v1|» and bytes 0..38
//! ```

use std::fmt;

use sealing::{CryptoRng, InvalidKey, PublicKey, SecretKey};
use vsss_rs::Gf256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::bytes::hash;
use crate::code::{Code, CodeProblem};

/// Parts there are.
pub const PARTS: u8 = 3;
/// Parts that make the key.
pub const NEEDED: usize = 2;
/// Lines of a part.
pub const LINES: usize = 4;
/// Version and number needed.
const HEAD: u8 = 0x52;

/// A part of a poll's key. Wiped when it goes; it cannot be printed by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    part: u8,
    of: [u8; 4],
    value: [u8; 32],
}

impl Drop for Share {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({})", self.part)
    }
}

/// Why texts are no parts, or parts make no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareProblem {
    /// A line is mistyped.
    #[error("line {line}: {problem}")]
    Line {
        /// Which, counted from 0.
        line: usize,
        /// What is wrong with it.
        problem: CodeProblem,
    },
    /// Not four lines.
    #[error("{found} lines instead of {LINES}")]
    Lines {
        /// Lines found.
        found: usize,
    },
    /// Lines are those of codes, but not of one part in its order.
    #[error("lines of different parts, or in another order")]
    Mixed,
    /// Written by another program, or a part of something else.
    #[error("not a part of a poll's key")]
    Other,
    /// Fewer parts than needed.
    #[error("{found} parts; {NEEDED} are needed")]
    TooFew {
        /// Parts given.
        found: usize,
    },
    /// The same part twice.
    #[error("part {part} twice")]
    Twice {
        /// Which.
        part: u8,
    },
    /// A part of another key.
    #[error("part {part} is of another key")]
    OtherKey {
        /// Which.
        part: u8,
    },
    /// They look right and do not make the key: at least one is not what was given out.
    #[error("the parts do not make the key")]
    Wrong,
    /// The key could not be split.
    #[error("the key could not be split")]
    Split,
}

fn name(key: &PublicKey) -> [u8; 4] {
    let mut name = [0; 4];
    name.copy_from_slice(&key.id().as_bytes()[..4]);
    name
}

fn check(head: &[u8]) -> [u8; 2] {
    let hash = hash(&[b"share/v1|", head]);
    [hash.as_bytes()[0], hash.as_bytes()[1]]
}

/// Splits a key into three parts, any two of which make it again; one alone tells nothing.
///
/// # Errors
/// [`ShareProblem::Split`], which the library never gives for a key of 32 bytes.
pub fn split(key: &SecretKey, rng: &mut impl CryptoRng) -> Result<[Share; 3], ShareProblem> {
    let secret = key.to_bytes();
    let mut parts = Gf256::split_bytes(NEEDED, usize::from(PARTS), secret.as_slice(), rng)
        .map_err(|_| ShareProblem::Split)?;
    let of = name(key.public());
    let mut shares = Vec::with_capacity(parts.len());
    for part in &mut parts {
        let [at, value @ ..] = part.as_slice() else {
            return Err(ShareProblem::Split);
        };
        shares.push(Share {
            part: *at,
            of,
            value: value.try_into().map_err(|_| ShareProblem::Split)?,
        });
        part.zeroize();
    }
    // Made again before anything is printed.
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let pair = [a, b].map(|at: usize| shares.get(at).cloned());
        let [Some(a), Some(b)] = pair else {
            return Err(ShareProblem::Split);
        };
        combine(&[a, b], key.public())?;
    }
    shares.try_into().map_err(|_| ShareProblem::Split)
}

/// Makes the key of two parts, or of all three. The public key is known from the definition.
///
/// # Errors
/// [`ShareProblem`]
pub fn combine(shares: &[Share], key: &PublicKey) -> Result<SecretKey, ShareProblem> {
    for (at, share) in shares.iter().enumerate() {
        let part = share.part;
        if share.of != name(key) {
            return Err(ShareProblem::OtherKey { part });
        }
        if shares[..at].iter().any(|other| other.part == part) {
            return Err(ShareProblem::Twice { part });
        }
    }
    if shares.len() < NEEDED {
        let found = shares.len();
        return Err(ShareProblem::TooFew { found });
    }
    let mut parts: Vec<Vec<u8>> = (shares.iter())
        .map(|share| [&[share.part], share.value.as_slice()].concat())
        .collect();
    let secret = Gf256::combine_bytes(&parts).map(Zeroizing::new);
    parts.zeroize();
    let secret = secret.map_err(|_| ShareProblem::Wrong)?;
    let mut bytes = Zeroizing::new([0; 32]);
    if secret.len() != bytes.len() {
        return Err(ShareProblem::Wrong);
    }
    bytes.copy_from_slice(&secret);
    let made = SecretKey::from_bytes(&bytes).map_err(|InvalidKey| ShareProblem::Wrong)?;
    if made.public() == key {
        Ok(made)
    } else {
        Err(ShareProblem::Wrong)
    }
}

impl Share {
    /// Which part it is: 1, 2 or 3.
    pub fn part(&self) -> u8 {
        self.part
    }

    /// Its four lines, as they stand on paper.
    pub fn to_lines(&self) -> [Zeroizing<String>; LINES] {
        let mut bytes = Zeroizing::new([0_u8; 40]);
        bytes[0] = HEAD;
        bytes[1] = self.part;
        bytes[2..6].copy_from_slice(&self.of);
        bytes[6..38].copy_from_slice(&self.value);
        let check = check(&bytes[..38]);
        bytes[38..].copy_from_slice(&check);
        let line = |at: usize| {
            let mut line = Zeroizing::new([0; 10]);
            line.copy_from_slice(&bytes[at * 10..at * 10 + 10]);
            Code::from_bytes(*line).to_text()
        };
        [line(0), line(1), line(2), line(3)]
    }

    /// Reads four lines as people type them; blank ones are passed over.
    ///
    /// # Errors
    /// [`ShareProblem`]
    pub fn parse(text: &str) -> Result<Self, ShareProblem> {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        if lines.len() != LINES {
            return Err(ShareProblem::Lines { found: lines.len() });
        }
        let mut bytes = Zeroizing::new([0_u8; 40]);
        for (line, (text, place)) in lines.iter().zip(bytes.chunks_exact_mut(10)).enumerate() {
            let code = Code::parse(text).map_err(|problem| ShareProblem::Line { line, problem })?;
            place.copy_from_slice(code.as_bytes());
        }
        if bytes[38..] != check(&bytes[..38]) {
            return Err(ShareProblem::Mixed);
        }
        let part = bytes[1];
        if bytes[0] != HEAD || !(1..=PARTS).contains(&part) {
            return Err(ShareProblem::Other);
        }
        let mut share = Share {
            part,
            of: [0; 4],
            value: [0; 32],
        };
        share.of.copy_from_slice(&bytes[2..6]);
        share.value.copy_from_slice(&bytes[6..38]);
        Ok(share)
    }
}

#[cfg(test)]
mod tests {
    use sealing::Chance;

    use super::*;

    fn chance(seed: u8) -> Chance {
        Chance::from_bytes(&[seed; 64]).unwrap()
    }

    fn key(seed: u8) -> SecretKey {
        SecretKey::generate(&mut chance(seed))
    }

    fn text(share: &Share) -> String {
        share.to_lines().map(|line| line.to_string()).join("\n")
    }

    #[test]
    fn any_two_parts_make_the_key() {
        for seed in 0..20 {
            let key = key(seed);
            let shares = split(&key, &mut chance(seed + 100)).unwrap();
            let shares = shares.map(|share| Share::parse(&text(&share).to_lowercase()).unwrap());
            assert_eq!(shares.each_ref().map(Share::part), [1, 2, 3]);
            for chosen in [vec![0, 1], vec![2, 0], vec![1, 2], vec![2, 1, 0]] {
                let chosen: Vec<Share> = chosen
                    .into_iter()
                    .map(|at: usize| shares[at].clone())
                    .collect();
                let made = combine(&chosen, key.public()).unwrap();
                assert_eq!(made.to_bytes().as_slice(), key.to_bytes().as_slice());
            }
        }
    }

    /// The field and the evaluation are those that are written down: with p(x) = key + a·x, the second
    /// part is found by hand from key and first.
    #[test]
    fn the_scheme_is_the_documented_one() {
        fn times(mut a: u8, mut b: u8) -> u8 {
            let mut product = 0;
            while b > 0 {
                if b & 1 == 1 {
                    product ^= a;
                }
                a = (a << 1) ^ if a & 0x80 == 0 { 0 } else { 0x1b };
                b >>= 1;
            }
            product
        }
        let key = key(7);
        let shares = split(&key, &mut chance(9)).unwrap();
        for at in 0..32 {
            let secret = key.to_bytes()[at];
            let slope = shares[0].value[at] ^ secret;
            assert_eq!(shares[1].value[at], secret ^ times(slope, 2));
            assert_eq!(shares[2].value[at], secret ^ times(slope, 3));
        }
    }

    #[test]
    fn wrong_and_mixed_parts_are_named() {
        let (ours, other) = (key(1), key(2));
        let [a, b, _] = split(&ours, &mut chance(3)).unwrap();
        let [_, strange, _] = split(&other, &mut chance(4)).unwrap();
        let refused = |shares: &[&Share]| {
            let shares: Vec<Share> = shares.iter().map(|share| (*share).clone()).collect();
            combine(&shares, ours.public()).map(|_| ()).unwrap_err()
        };
        assert_eq!(refused(&[&a]), ShareProblem::TooFew { found: 1 });
        assert_eq!(refused(&[&a, &a]), ShareProblem::Twice { part: 1 });
        assert_eq!(refused(&[&a, &strange]), ShareProblem::OtherKey { part: 2 });
        // The same key, split once more: parts of two splits do not go together.
        let [_, again, _] = split(&ours, &mut chance(5)).unwrap();
        assert_eq!(refused(&[&a, &again]), ShareProblem::Wrong);
        assert!(combine(&[a.clone(), b.clone()], ours.public()).is_ok());
        let typed = text(&a);
        let lines: Vec<&str> = typed.lines().collect();
        let turned = [lines[1], lines[0], lines[2], lines[3]].join("\n");
        assert_eq!(Share::parse(&turned), Err(ShareProblem::Mixed));
        assert_eq!(
            Share::parse(&lines[..3].join("\n")),
            Err(ShareProblem::Lines { found: 3 })
        );
        let mut wrong = typed.clone();
        let first = if wrong.starts_with('A') { "B" } else { "A" };
        wrong.replace_range(0..1, first);
        let problem = CodeProblem::Check;
        assert_eq!(
            Share::parse(&wrong),
            Err(ShareProblem::Line { line: 0, problem })
        );
        let foreign = text(&b);
        let foreign: Vec<&str> = foreign.lines().collect();
        let mixed = [lines[0], foreign[1], lines[2], lines[3]].join("\n");
        assert_eq!(Share::parse(&mixed), Err(ShareProblem::Mixed));
        assert_eq!(format!("{a:?}"), "Share(1)");
    }
}

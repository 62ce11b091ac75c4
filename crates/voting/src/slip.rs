//! The key that a slip's code stands for, and the roll of those keys.

use std::fmt;
use std::str::FromStr;

use hkdf::Hkdf;
use records::Id;
use records::envelope::{DocId, hex};
use records::json::{Fields, Writing, parse_within};
use records::page::PageProblem;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::bytes::{array_of_hex, hash};
use crate::code::Code;
use crate::{PublicKey, SecretKey};

/// What this derivation is for (RFC 5869, `info`).
const INFO: &[u8] = b"mingbai slip key";

/// The key that signs this slip's ballots in this poll: Ed25519 of the 32 bytes
/// HKDF-SHA256(ikm = the code's 80 bits, salt = `voter/v1|{community}|{poll}`, info = `mingbai slip
/// key`).
///
/// The poll stands in the salt: should a code ever be used twice, its two keys have nothing in common
/// that could be seen without the code.
pub fn slip_key(code: &Code, community: &Id, poll: &Id) -> SecretKey {
    let salt = format!("voter/v1|{community}|{poll}");
    let mut seed = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(Some(salt.as_bytes()), code.as_bytes())
        .expand(INFO, seed.as_mut_slice());
    // Only more than 8,160 bytes are refused.
    debug_assert!(expanded.is_ok());
    SecretKey::from_seed(&seed)
}

/// A slip as the roll has it: the first 16 bytes of SHA-256 of its public key.
///
/// The roll alone gives no key that signatures could be tried against, and it is half as long. Votes
/// are counted by entry, not by key: should two keys ever share one, they have one vote.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RollEntry([u8; 16]);

/// Not 32 lowercase hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 32 lowercase hexadecimal digits")]
pub struct InvalidEntry;

impl RollEntry {
    /// The entry of a slip's key.
    pub fn of(key: &PublicKey) -> Self {
        let mut entry = [0; 16];
        entry.copy_from_slice(&hash(&[key.as_bytes()]).as_bytes()[..16]);
        RollEntry(entry)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for RollEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for RollEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RollEntry {
    type Err = InvalidEntry;

    fn from_str(text: &str) -> Result<Self, InvalidEntry> {
        array_of_hex(text).map(RollEntry).ok_or(InvalidEntry)
    }
}

/// What a list of slips says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollAct {
    /// They may vote.
    Issued,
    /// They were left over or are void: they may not vote, and must not have.
    Revoked,
}

impl RollAct {
    /// The word for it, which is the log's too.
    pub fn key(self) -> &'static str {
        match self {
            RollAct::Issued => "issued",
            RollAct::Revoked => "revoked",
        }
    }
}

/// A list of slips as it is published, in the order of their entries: nothing tells which was
/// printed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    act: RollAct,
    community: Id,
    poll: Id,
    slips: Vec<RollEntry>,
}

/// Why a text is no list of slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RollProblem {
    /// Not such a JSON.
    #[error("{0}")]
    Shape(#[from] PageProblem),
    /// Another version than 1.
    #[error("another version")]
    Version,
    /// A name that is none.
    #[error("a name that is none")]
    Name,
    /// Neither issued nor revoked.
    #[error("neither issued nor revoked")]
    Act,
    /// An entry that is none.
    #[error("entry {at} is none")]
    Entry {
        /// Its place, counted from 0.
        at: usize,
    },
    /// Entries are out of order, or one stands twice.
    #[error("entry {at} is not behind the one before")]
    Order {
        /// Its place, counted from 0.
        at: usize,
    },
    /// The same, written in another form.
    #[error("not in its one form")]
    Form,
}

/// The longest list: 200,000 slips.
const LIMIT: usize = 8 * 1024 * 1024;

impl Roll {
    /// Puts slips in order; what is given twice stands once.
    pub fn new(
        act: RollAct,
        community: Id,
        poll: Id,
        slips: impl IntoIterator<Item = RollEntry>,
    ) -> Self {
        let mut slips: Vec<RollEntry> = slips.into_iter().collect();
        slips.sort_unstable();
        slips.dedup();
        Roll {
            act,
            community,
            poll,
            slips,
        }
    }

    /// The published text.
    pub fn to_json(&self) -> String {
        let slips: Vec<String> = (self.slips.iter())
            .map(|slip| format!("\"{slip}\""))
            .collect();
        Writing::default()
            .raw("v", "1")
            .text("community", self.community.as_str())
            .text("poll", self.poll.as_str())
            .text("act", self.act.key())
            .raw("slips", &format!("[{}]", slips.join(",")))
            .done()
    }

    /// Reads what [`Roll::to_json`] writes.
    ///
    /// # Errors
    /// [`RollProblem`] for anything else.
    pub fn parse(text: &str) -> Result<Self, RollProblem> {
        if text.len() > LIMIT {
            return Err(RollProblem::Shape(PageProblem::Syntax));
        }
        let mut fields = Fields::of(parse_within(text, 3)?)?;
        if fields.take::<i64>("v")? != 1 {
            return Err(RollProblem::Version);
        }
        let mut name = |field: &str| -> Result<Id, RollProblem> {
            Id::new(fields.take::<String>(field)?).map_err(|_| RollProblem::Name)
        };
        let (community, poll) = (name("community")?, name("poll")?);
        let act: String = fields.take("act")?;
        let act = [RollAct::Issued, RollAct::Revoked]
            .into_iter()
            .find(|known| known.key() == act)
            .ok_or(RollProblem::Act)?;
        let texts: Vec<String> = fields.take("slips")?;
        fields.done()?;
        let mut slips: Vec<RollEntry> = Vec::with_capacity(texts.len());
        for (at, slip) in texts.iter().enumerate() {
            let slip = slip.parse().map_err(|_| RollProblem::Entry { at })?;
            if slips.last().is_some_and(|before| *before >= slip) {
                return Err(RollProblem::Order { at });
            }
            slips.push(slip);
        }
        let roll = Roll {
            act,
            community,
            poll,
            slips,
        };
        if roll.to_json() == text {
            Ok(roll)
        } else {
            Err(RollProblem::Form)
        }
    }

    /// SHA-256 of the published text: what the log and the poll's definition name.
    pub fn doc(&self) -> DocId {
        hash(&[self.to_json().as_bytes()])
    }

    /// Whether a slip is on it.
    pub fn contains(&self, slip: &RollEntry) -> bool {
        self.slips.binary_search(slip).is_ok()
    }

    /// What it says of them.
    pub fn act(&self) -> RollAct {
        self.act
    }

    /// Of which community.
    pub fn community(&self) -> &Id {
        &self.community
    }

    /// Of which poll.
    pub fn poll(&self) -> &Id {
        &self.poll
    }

    /// All of them, in order.
    pub fn slips(&self) -> &[RollEntry] {
        &self.slips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    #[test]
    fn keys_of_two_polls_have_nothing_in_common() {
        let code = Code::from_bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        let keys = [
            slip_key(&code, &id("xinglinli"), &id("wgx-2026")),
            slip_key(&code, &id("xinglinli"), &id("wgx-2027")),
            slip_key(&code, &id("taohuali"), &id("wgx-2026")),
        ];
        let again = slip_key(&code, &id("xinglinli"), &id("wgx-2026"));
        assert_eq!(again.public(), keys[0].public());
        for (at, key) in keys.iter().enumerate() {
            for other in &keys[at + 1..] {
                assert_ne!(key.public(), other.public());
                let (a, b) = (key.public(), other.public());
                let (a, b) = (RollEntry::of(&a), RollEntry::of(&b));
                let same = a
                    .as_bytes()
                    .iter()
                    .zip(b.as_bytes())
                    .filter(|(a, b)| a == b);
                assert!(same.count() < 6);
            }
        }
    }

    /// RFC 5869 by hand, with nothing but a hash: the derivation is the one that is written down.
    #[test]
    fn the_derivation_is_the_documented_one() {
        fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
            let mut block = [0_u8; 64];
            block[..key.len()].copy_from_slice(key);
            let inner = block.map(|byte| byte ^ 0x36);
            let outer = block.map(|byte| byte ^ 0x5c);
            *hash(&[&outer, hash(&[&inner, message]).as_bytes()]).as_bytes()
        }
        let bits = [9; 10];
        let secret = hmac(b"voter/v1|xinglinli|wgx-2026", &bits);
        let seed = hmac(&secret, b"mingbai slip key\x01");
        let derived = slip_key(&Code::from_bytes(bits), &id("xinglinli"), &id("wgx-2026"));
        assert_eq!(SecretKey::from_seed(&seed).public(), derived.public());
    }

    #[test]
    fn a_roll_has_one_form() {
        let entry = |n: u8| RollEntry([n; 16]);
        let roll = Roll::new(
            RollAct::Issued,
            id("xinglinli"),
            id("wgx-2026"),
            [entry(3), entry(1), entry(3)],
        );
        assert_eq!(roll.slips(), [entry(1), entry(3)]);
        assert!(roll.contains(&entry(1)) && !roll.contains(&entry(2)));
        let text = roll.to_json();
        assert_eq!(Roll::parse(&text), Ok(roll.clone()));
        assert_eq!(Roll::parse(&format!("{text} ")), Err(RollProblem::Form));
        let turned = text.replace("01", "09");
        assert_eq!(Roll::parse(&turned), Err(RollProblem::Order { at: 1 }));
        assert_eq!(
            Roll::parse(&text.replace("issued", "lost")),
            Err(RollProblem::Act)
        );
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let read = std::str::from_utf8(&bytes)
                .ok()
                .and_then(|t| Roll::parse(t).ok());
            assert!(read.is_none_or(|read| read.doc() != roll.doc()));
        }
    }
}

//! Ballots on paper: each sheet is keyed in by two people, neither of whom sees what the other read.
//!
//! A sheet carries its number, the slip that was stuck on it, and a tear-off with a secret word that
//! the voter takes home. The slip's own key signs the sheet: slips stand in every public stub, and
//! without that the office could put a sheet in the place of any ballot. What two people read alike
//! counts; everything else is on a list, and the sheet is looked at again. A sheet that counts is
//! final: no ballot of its slip sent before or after it does.

use std::collections::BTreeMap;

use records::Id;
use records::envelope::{DocId, hex};
use records::json::Writing;
use sealing::CryptoRng;

use crate::bytes::{base64, hash};
use crate::choice::Choice;
use crate::poll::Definition;
use crate::slip::RollEntry;
use crate::word::Word;
use crate::{InvalidSignature, KeyId, PublicKey, SecretKey};

/// What stands before what a person who keys in signs.
const KEYED: &str = "paper/v1|";
/// What stands before what the slip signs.
const SHEET: &str = "sheet/v1|";

/// A sheet, as one person read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The number printed on it.
    pub sheet: Id,
    /// The public key of the slip stuck on it.
    pub voter: PublicKey,
    /// The word on its tear-off.
    pub word: Word,
    /// What is chosen; none when it cannot be told or breaks the limits. Such a sheet is spoilt: it
    /// counts for nothing, and an earlier ballot of its slip stands.
    pub choice: Option<Choice>,
}

impl Sheet {
    /// The slip as the roll has it.
    pub fn slip(&self) -> RollEntry {
        RollEntry::of(&self.voter)
    }
}

/// A sheet without its slip, whose code makes the key that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The number printed on it.
    pub sheet: Id,
    /// The word on its tear-off.
    pub word: Word,
    /// What is chosen, if it can be told.
    pub choice: Option<Choice>,
}

/// A sheet, keyed in and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keying {
    /// What was read.
    pub read: Sheet,
    /// The slip's signature over `sheet/v1|{definition}|{sheet}`: the code was there.
    pub slip_signature: [u8; 64],
    /// 128 random bits, so that the published hash tells nothing of the choice.
    pub nonce: [u8; 16],
    /// Whose key.
    pub by: KeyId,
    /// Over `paper/v1|{definition}|{sheet}|{slip}|{hash}`.
    pub signature: [u8; 64],
}

/// What is published of a keying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// SHA-256 of [`Keying::private_text`], which the office keeps for a dispute.
    pub hash: DocId,
    /// Whose key.
    pub by: KeyId,
    /// The signature.
    pub signature: [u8; 64],
}

fn sheet_message(definition: &DocId, sheet: &Id) -> String {
    format!("{SHEET}{definition}|{sheet}")
}

fn message(definition: &DocId, sheet: &Id, slip: &RollEntry, hash: &DocId) -> String {
    format!("{KEYED}{definition}|{sheet}|{slip}|{hash}")
}

fn private_text(definition: &Definition, read: &Sheet, nonce: &[u8; 16]) -> String {
    let mut out = Writing::default();
    out.raw("v", "1")
        .text("def", &definition.doc().to_string())
        .text("sheet", read.sheet.as_str())
        .text("voter", &base64(read.voter.as_bytes()));
    if let Some(choice) = &read.choice {
        out.raw("choice", &choice.to_json(definition));
    }
    out.text("word", &read.word.to_string())
        .text("nonce", &hex(nonce))
        .done()
}

impl Keying {
    /// Signs what was read, with the key of the slip on the sheet and with one's own.
    pub fn sign(
        definition: &Definition,
        read: Reading,
        slip: &SecretKey,
        key: &SecretKey,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let read = Sheet {
            sheet: read.sheet,
            voter: slip.public(),
            word: read.word,
            choice: read.choice,
        };
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let doc = definition.doc();
        let hash = hash(&[private_text(definition, &read, &nonce).as_bytes()]);
        let message = message(&doc, &read.sheet, &read.slip(), &hash);
        Keying {
            slip_signature: slip.sign(sheet_message(&doc, &read.sheet).as_bytes()),
            nonce,
            by: key.public().id(),
            signature: key.sign(message.as_bytes()),
            read,
        }
    }

    /// What the published hash is of.
    pub fn private_text(&self, definition: &Definition) -> String {
        private_text(definition, &self.read, &self.nonce)
    }

    fn keyed(&self, definition: &Definition) -> Keyed {
        Keyed {
            hash: hash(&[self.private_text(definition).as_bytes()]),
            by: self.by,
            signature: self.signature,
        }
    }
}

impl Keyed {
    /// Whether this key signed it.
    ///
    /// # Errors
    /// [`InvalidSignature`] when not, or when it is another's.
    pub fn verify(
        &self,
        definition: &DocId,
        sheet: &Id,
        slip: &RollEntry,
        key: &PublicKey,
    ) -> Result<(), InvalidSignature> {
        if key.id() != self.by {
            return Err(InvalidSignature);
        }
        let message = message(definition, sheet, slip, &self.hash);
        key.verify(message.as_bytes(), &self.signature)
    }
}

/// What is not alike, or cannot stand, in what two people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mismatch {
    /// Keyed in by one person only.
    Once,
    /// Keyed in more than once by one of them.
    Again,
    /// Both keyings are by the same person.
    SamePerson,
    /// The slips differ.
    Slip,
    /// The secret words differ.
    Word,
    /// The choices differ, or one of them saw none.
    Choice,
    /// Another sheet carries the same slip.
    SlipTwice,
}

/// What is published of a sheet that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperStub {
    /// Its number.
    pub sheet: Id,
    /// Its slip's public key.
    pub voter: PublicKey,
    /// The slip's signature over `sheet/v1|{definition}|{sheet}`.
    pub signature: [u8; 64],
    /// Both keyings, by their keys' names.
    pub keyed: [Keyed; 2],
}

impl PaperStub {
    /// The slip as the roll has it.
    pub fn slip(&self) -> RollEntry {
        RollEntry::of(&self.voter)
    }

    /// Whether the slip's code was there.
    ///
    /// # Errors
    /// [`InvalidSignature`] when not.
    pub fn verify(&self, definition: &DocId) -> Result<(), InvalidSignature> {
        let message = sheet_message(definition, &self.sheet);
        self.voter.verify(message.as_bytes(), &self.signature)
    }
}

/// A sheet that both read alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperBallot {
    /// What is published of it.
    pub stub: PaperStub,
    /// The word on its tear-off.
    pub word: Word,
    /// What is chosen.
    pub choice: Choice,
}

/// Two keyings, compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// What counts, by the number of the sheet.
    pub ballots: Vec<PaperBallot>,
    /// Spoilt, as both agree.
    pub spoilt: Vec<Id>,
    /// To be looked at again: all that is amiss, by the number of the sheet.
    pub mismatches: BTreeMap<Id, Vec<Mismatch>>,
}

/// Compares what two people keyed in.
pub fn compare(definition: &Definition, first: &[Keying], second: &[Keying]) -> Compared {
    let mut sheets: BTreeMap<&Id, [Vec<&Keying>; 2]> = BTreeMap::new();
    let mut slips: BTreeMap<RollEntry, Vec<&Id>> = BTreeMap::new();
    for (at, keyings) in [first, second].into_iter().enumerate() {
        for keying in keyings {
            sheets.entry(&keying.read.sheet).or_default()[at].push(keying);
            let on = slips.entry(keying.read.slip()).or_default();
            if !on.contains(&&keying.read.sheet) {
                on.push(&keying.read.sheet);
            }
        }
    }
    let mut compared = Compared::default();
    for (sheet, [first, second]) in sheets {
        let mut amiss = Vec::new();
        if first.is_empty() || second.is_empty() {
            amiss.push(Mismatch::Once);
        }
        if first.len() > 1 || second.len() > 1 {
            amiss.push(Mismatch::Again);
        }
        if let (Some(a), Some(b)) = (first.first(), second.first()) {
            let differ = [
                (a.by == b.by, Mismatch::SamePerson),
                (a.read.voter != b.read.voter, Mismatch::Slip),
                (a.read.word != b.read.word, Mismatch::Word),
                (a.read.choice != b.read.choice, Mismatch::Choice),
            ];
            amiss.extend(differ.iter().filter(|(is, _)| *is).map(|(_, what)| *what));
        }
        let all = || first.iter().chain(&second);
        if all().any(|keying| {
            slips
                .get(&keying.read.slip())
                .is_some_and(|on| on.len() > 1)
        }) {
            amiss.push(Mismatch::SlipTwice);
        }
        match (amiss.is_empty(), first.first(), second.first()) {
            (true, Some(a), Some(b)) => match &a.read.choice {
                None => compared.spoilt.push(sheet.clone()),
                Some(choice) => {
                    let mut keyed = [a.keyed(definition), b.keyed(definition)];
                    keyed.sort_by_key(|keyed| keyed.by);
                    compared.ballots.push(PaperBallot {
                        stub: PaperStub {
                            sheet: sheet.clone(),
                            voter: a.read.voter.clone(),
                            signature: a.slip_signature,
                            keyed,
                        },
                        word: a.read.word.clone(),
                        choice: choice.clone(),
                    });
                }
            },
            _ => {
                compared.mismatches.insert(sheet.clone(), amiss);
            }
        }
    }
    compared
}

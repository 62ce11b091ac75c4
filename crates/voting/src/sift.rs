//! From what arrived to one ballot a slip, before anything is opened.
//!
//! Two steps, so that the second can be made again by anybody from what is public:
//!
//! 1. [`sift`]: each document is read, and taken in or not ([`taken`] says why not).
//! 2. [`standing`]: of the ballots taken in, at most one a slip stands.
//!
//! Only what stands is ever opened: what somebody chose first and changed, nobody learns.

use std::collections::{BTreeMap, BTreeSet};

use records::envelope::DocId;
use transparency::events::{Reason, Role};

use crate::ballot::{Ballot, Stub};
use crate::bytes::hash;
use crate::poll::Definition;
use crate::slip::{Roll, RollEntry};
use crate::{KeyId, PublicKey, Time};

/// A clock of a device may be so many seconds ahead of the arrival; what is more is cut off.
pub const AHEAD: i64 = 600;

/// A key that may sign beside a slip, or key in paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Kiosk, helper or staff.
    pub role: Role,
    /// Whose it is, by office or device.
    pub holder: records::Id,
    /// The key.
    pub key: PublicKey,
}

/// What decides which ballots count.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The poll.
    pub definition: &'a Definition,
    /// The slips that may vote.
    pub roll: &'a Roll,
    /// Of those, the ones that may not any more.
    pub revoked: &'a Roll,
    /// Who may sign beside a slip.
    pub signers: &'a [Signer],
}

impl Rules<'_> {
    /// A signer by the name of the key.
    pub fn signer(&self, key: KeyId) -> Option<&Signer> {
        self.signers.iter().find(|signer| signer.key.id() == key)
    }
}

/// A document as it lies in the inbox.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// When it came, by the server's journal.
    pub at: Time,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// A ballot that was taken in: what is public of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// SHA-256 of its document.
    pub doc: DocId,
    /// When it came.
    pub at: Time,
    /// The stub.
    pub stub: Stub,
    /// The slip's signature.
    pub signature: [u8; 64],
}

impl Taken {
    /// What orders the ballots of a slip; the greatest stands. The device's time, at most [`AHEAD`]
    /// after the arrival; then the sequence; then the arrival; then the hash.
    fn order(&self) -> (i64, u32, i64, DocId) {
        let at = self.at.seconds();
        let time = self.stub.time.seconds().min(at + AHEAD);
        (time, self.stub.sequence, at, self.doc)
    }

    fn arrival(&self) -> (i64, DocId) {
        (self.at.seconds(), self.doc)
    }
}

/// What arrived, sifted.
#[derive(Debug, Clone, Default)]
pub struct Sifted {
    /// What was taken in, by the hash of its document.
    pub taken: Vec<Taken>,
    /// The boxes of those that stand, to be opened.
    pub to_open: BTreeMap<DocId, Ballot>,
    /// What does not count, and why.
    pub rejected: BTreeMap<DocId, Reason>,
}

/// Whether a ballot is taken in: the first of these that is true is why not.
///
/// # Errors
/// `malformed` (another poll or definition), `not-on-roll`, `signature` (the slip's, or that of a
/// kiosk or helper), `early`, `late`.
pub fn taken(
    rules: &Rules<'_>,
    doc: &DocId,
    stub: &Stub,
    signature: &[u8; 64],
    at: Time,
) -> Result<(), Reason> {
    let definition = rules.definition;
    if stub.poll != definition.poll || stub.definition != *doc {
        return Err(Reason::Malformed);
    }
    if !rules.roll.contains(&stub.slip()) {
        return Err(Reason::NotOnRoll);
    }
    let by = match &stub.by {
        None => Ok(()),
        Some(by) => rules
            .signer(by.key)
            .filter(|signer| may_sign(signer.role, stub))
            .ok_or(Reason::Signature)
            .and_then(|signer| stub.verify_by(&signer.key).map_err(|_| Reason::Signature)),
    };
    stub.verify(signature).map_err(|_| Reason::Signature)?;
    by?;
    if at.seconds() < definition.opens.seconds() {
        return Err(Reason::Early);
    }
    if at.seconds() > definition.ends() {
        return Err(Reason::Late);
    }
    Ok(())
}

/// Kiosks sign what is cast at a kiosk, helpers what they helped with.
fn may_sign(role: Role, stub: &Stub) -> bool {
    use crate::ballot::Channel;
    matches!(
        (role, stub.channel),
        (Role::Kiosk, Channel::Kiosk) | (Role::Helper, Channel::Assisted)
    )
}

/// Of the ballots taken in, those that do not stand, and why: `revoked`, `superseded` by a later one
/// of the same slip or copied from one that came before, or `paper-final` for the last one of a slip that voted on paper. Each ballot is
/// given once.
pub fn standing(
    taken: &[Taken],
    revoked: &Roll,
    on_paper: &BTreeSet<RollEntry>,
) -> BTreeMap<DocId, Reason> {
    // Anybody who has a ballot can put it into another envelope and send it again. Of such copies the
    // first arrival is the voter's own.
    let mut first: BTreeMap<String, &Taken> = BTreeMap::new();
    for ballot in taken {
        let known = first.entry(ballot.stub.to_text()).or_insert(ballot);
        if ballot.arrival() < known.arrival() {
            *known = ballot;
        }
    }
    let originals: BTreeSet<DocId> = first.values().map(|ballot| ballot.doc).collect();
    let mut last: BTreeMap<RollEntry, &Taken> = BTreeMap::new();
    let mut rejected = BTreeMap::new();
    for ballot in taken {
        let slip = ballot.stub.slip();
        if revoked.contains(&slip) {
            rejected.insert(ballot.doc, Reason::Revoked);
            continue;
        }
        let loser = match last.get(&slip) {
            _ if !originals.contains(&ballot.doc) => Some(ballot.doc),
            Some(other) if other.order() > ballot.order() => Some(ballot.doc),
            _ => last.insert(slip, ballot).map(|other| other.doc),
        };
        rejected.extend(loser.map(|doc| (doc, Reason::Superseded)));
    }
    for (slip, ballot) in last {
        if on_paper.contains(&slip) {
            rejected.insert(ballot.doc, Reason::PaperFinal);
        }
    }
    rejected
}

/// Sifts what arrived. The order of arrivals does not matter, nor does it when one is given twice; of
/// two arrivals of the same bytes the first counts. `on_paper`: slips of sheets that count.
pub fn sift(rules: &Rules<'_>, arrivals: &[Arrival<'_>], on_paper: &BTreeSet<RollEntry>) -> Sifted {
    let mut first: BTreeMap<DocId, Arrival<'_>> = BTreeMap::new();
    for arrival in arrivals {
        let known = first.entry(hash(&[arrival.bytes])).or_insert(*arrival);
        if arrival.at.seconds() < known.at.seconds() {
            *known = *arrival;
        }
    }
    let definition = rules.definition.doc();
    let mut sifted = Sifted::default();
    for (doc, arrival) in first {
        let read = Ballot::of_document(arrival.bytes, &rules.definition.community);
        let checked = read.map_err(|_| Reason::Malformed).and_then(|ballot| {
            let Ballot {
                stub, signature, ..
            } = &ballot;
            taken(rules, &definition, stub, signature, arrival.at).map(|()| ballot)
        });
        match checked {
            Err(reason) => {
                sifted.rejected.insert(doc, reason);
            }
            Ok(ballot) => {
                sifted.taken.push(Taken {
                    doc,
                    at: arrival.at,
                    stub: ballot.stub.clone(),
                    signature: ballot.signature,
                });
                sifted.to_open.insert(doc, ballot);
            }
        }
    }
    let fallen = standing(&sifted.taken, rules.revoked, on_paper);
    sifted.to_open.retain(|doc, _| !fallen.contains_key(doc));
    sifted.rejected.extend(fallen);
    sifted
}

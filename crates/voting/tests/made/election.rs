//! A whole election, made by hand: slips, ballots, paper, the count, the log.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)] // tests

use std::collections::BTreeSet;

use records::envelope::DocId;
use records::json::parse_within;
use transparency::Hash;
use transparency::events::{
    Act, BallotStub, Board, Close, Event, Key, KeyAct, Name, Outcome, PaperBox, Phase, Reject,
    Role, Roll as LoggedRoll, RollAct as LoggedAct, SignedEvent, Step, Stub as LoggedText,
};
use voting::ballot::{Ballot, Casting, Channel, seal};
use voting::choice::Choice;
use voting::code::Code;
use voting::count::{CountProblem, Counted, Held, count, open_all, slips_on_paper};
use voting::paper::{Compared, Keying, Reading, compare};
use voting::poll::Definition;
use voting::public::{Document, Figures, Published};
use voting::sift::{Arrival, Rules, Sifted, Signer, sift};
use voting::slip::{Roll, RollAct, RollEntry};
use voting::verify::Logged;
use voting::word::{LIST, Word};
use voting::{SecretKey, Time};

use super::{chance, election_key, id, roll, slip, time};

/// A document and when it came.
#[derive(Clone)]
pub struct Came {
    pub at: Time,
    pub bytes: Vec<u8>,
}

pub struct Election {
    pub definition: Definition,
    pub codes: Vec<Code>,
    pub roll: Roll,
    pub revoked: Roll,
    pub came: Vec<Came>,
    pub first: Vec<Keying>,
    pub second: Vec<Keying>,
    pub figures: Figures,
    made: u8,
    sealed: u16,
}

pub fn kiosk() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}
pub fn helper() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}
pub fn clerk(number: u8) -> SecretKey {
    SecretKey::from_seed(&[10 + number; 32])
}

pub fn signers() -> Vec<Signer> {
    let signer = |role, holder, key: SecretKey| Signer {
        role,
        holder: id(holder),
        key: key.public(),
    };
    vec![
        signer(Role::Kiosk, "kiosk-1", kiosk()),
        signer(Role::Helper, "helper-1", helper()),
        signer(Role::Staff, "clerk-1", clerk(1)),
        signer(Role::Staff, "clerk-2", clerk(2)),
    ]
}

pub fn choice(definition: &Definition, text: &str) -> Choice {
    Choice::of_json(definition, &parse_within(text, 4).unwrap()).expect("a choice")
}

impl Election {
    /// `slips` were printed, of which the last `left` stayed in the box.
    pub fn new(slips: usize, left: usize, make: impl FnOnce(&Roll) -> Definition) -> Self {
        let codes = super::codes(slips);
        let roll = roll(&codes);
        let definition = make(&roll);
        definition.check().expect("a fair poll");
        let is_motion = definition.counting().is_none();
        let unused = codes[slips - left..].iter();
        let unused = unused.map(|code| RollEntry::of(&slip(code).public()));
        let drawn = (slips - left) as u64;
        Election {
            revoked: Roll::new(RollAct::Revoked, id("xinglinli"), id("wgx-2026"), unused),
            definition,
            codes,
            roll,
            came: Vec::new(),
            first: Vec::new(),
            second: Vec::new(),
            figures: Figures {
                entitled: if is_motion { 96 } else { drawn + 20 },
                drawn,
                spare: 0,
                left: left as u64,
            },
            made: 0,
            sealed: 0,
        }
    }

    pub fn word(&mut self) -> Word {
        self.made = self.made.wrapping_add(1);
        let mut rng = chance(self.made);
        Word::draw(usize::from(self.made) % LIST.len(), &mut rng).expect("in the list")
    }

    pub fn ballot(
        &mut self,
        voter: usize,
        text: &str,
        channel: Channel,
        sequence: u32,
        at: &str,
    ) -> Ballot {
        let word = self.word();
        self.sealed += 1;
        let choice = choice(&self.definition, text);
        let key = slip(&self.codes[voter]);
        let (kiosk, helper) = (kiosk(), helper());
        let casting = Casting {
            definition: &self.definition,
            choice: &choice,
            word: &word,
            sequence,
            time: time(at),
            channel,
            slip: &key,
            by: match channel {
                Channel::Kiosk => Some(&kiosk),
                Channel::Assisted => Some(&helper),
                _ => None,
            },
        };
        let mut random = [7; 64];
        random[..2].copy_from_slice(&self.sealed.to_be_bytes());
        let mut rng = sealing::Chance::from_bytes(&random).unwrap();
        seal(&casting, &mut rng).expect("sealed")
    }

    pub fn send(&mut self, ballot: &Ballot, at: &str) -> DocId {
        let mut nonce = [3; 16];
        nonce[..2].copy_from_slice(&u16::try_from(self.came.len()).unwrap().to_be_bytes());
        let bytes = ballot
            .document(&self.definition.community, &nonce)
            .expect("a document");
        let name = DocId::of(&bytes);
        self.came.push(Came {
            at: time(at),
            bytes,
        });
        name
    }

    /// Casts and sends at the same moment.
    pub fn vote(&mut self, voter: usize, text: &str, channel: Channel, at: &str) -> DocId {
        let ballot = self.ballot(voter, text, channel, 1, at);
        self.send(&ballot, at)
    }

    /// A sheet, read alike by both.
    pub fn paper(&mut self, sheet: &str, voter: usize, text: Option<&str>) {
        let read = Reading {
            sheet: id(sheet),
            word: self.word(),
            choice: text.map(|text| choice(&self.definition, text)),
        };
        let rng = &mut chance(self.made);
        let slip = slip(&self.codes[voter]);
        let definition = &self.definition;
        self.first.push(Keying::sign(
            definition,
            read.clone(),
            &slip,
            &clerk(1),
            rng,
        ));
        self.second
            .push(Keying::sign(definition, read, &slip, &clerk(2), rng));
    }

    pub fn compared(&self) -> Compared {
        compare(&self.definition, &self.first, &self.second)
    }

    pub fn sifted(&self, signers: &[Signer], came: &[Came]) -> Sifted {
        let arrivals: Vec<Arrival<'_>> = (came.iter())
            .map(|came| Arrival {
                at: came.at,
                bytes: &came.bytes,
            })
            .collect();
        let on_paper: BTreeSet<RollEntry> = slips_on_paper(&self.compared());
        sift(&self.rules(signers), &arrivals, &on_paper)
    }

    fn rules<'a>(&'a self, signers: &'a [Signer]) -> Rules<'a> {
        Rules {
            definition: &self.definition,
            roll: &self.roll,
            revoked: &self.revoked,
            signers,
        }
    }

    pub fn count_of(&self, came: &[Came]) -> Result<Counted, CountProblem> {
        let signers = signers();
        let sifted = self.sifted(&signers, came);
        let opened = open_all(&self.definition, &sifted, &[election_key()]);
        let held = Held {
            sifted: &sifted,
            opened: &opened,
            paper: &self.compared(),
            figures: self.figures,
        };
        count(&self.rules(&signers), &held)
    }

    pub fn count(&self) -> Counted {
        self.count_of(&self.came).expect("counted")
    }
}

fn event(subject: &str, at: Time, act: Act, by: &SecretKey) -> SignedEvent {
    let event = Event {
        community: Name::new("xinglinli").unwrap(),
        at,
        subject: Name::new(subject).unwrap(),
        act,
    };
    event.sign(by).expect("an event")
}

fn hash(doc: DocId) -> Hash {
    Hash::from_bytes(*doc.as_bytes())
}

/// The community's log of this poll, as its staff would keep it.
pub fn log(counted: &Counted) -> Vec<SignedEvent> {
    let published = Published::read(&counted.texts).expect("published");
    let poll = published.definition.poll.as_str();
    let now = published.definition.opens;
    let staff = clerk(1);
    let mut events = Vec::new();
    let add = |role, key: [u8; 32]| {
        Act::Key(Key {
            act: KeyAct::Added,
            role,
            key,
        })
    };
    let mut tell = |subject: &str, at: Time, act| events.push(event(subject, at, act, &staff));
    tell("clerk-1", now, add(Role::Staff, *staff.public().as_bytes()));
    for signer in &published.signers {
        if signer.key != staff.public() {
            tell(
                signer.holder.as_str(),
                now,
                add(signer.role, *signer.key.as_bytes()),
            );
        }
    }
    tell(
        poll,
        now,
        add(Role::Poll, election_key().public().to_bytes()),
    );
    let roll = |act, document| {
        let roll = if document == Document::Roll {
            &published.roll
        } else {
            &published.revoked
        };
        Act::Roll(LoggedRoll {
            act,
            slips: roll.slips().len() as u64,
            doc: hash(counted.texts.hash(document)),
        })
    };
    tell(poll, now, roll(LoggedAct::Issued, Document::Roll));
    let doc = Some(hash(counted.texts.hash(Document::Poll)));
    tell(
        poll,
        now,
        Act::Phase(Phase {
            step: Step::Published,
            until: None,
            doc,
        }),
    );
    for taken in &published.stubs {
        let stub = BallotStub {
            doc: hash(taken.doc),
            voter: *taken.stub.voter.as_bytes(),
            stub: LoggedText::new(taken.stub.to_text()).unwrap(),
            signature: taken.signature,
        };
        tell(poll, taken.at, Act::BallotStub(stub));
    }
    let now = published.definition.closes;
    let sheets = (published.paper.len() + published.spoilt.len()) as u64;
    if sheets > 0 {
        let name = Name::new("box-1").unwrap();
        tell(
            poll,
            now,
            Act::PaperBox(PaperBox {
                name,
                sheets,
                doc: None,
            }),
        );
    }
    tell(poll, now, roll(LoggedAct::Revoked, Document::Revoked));
    for (doc, reason) in &published.rejects {
        tell(
            poll,
            now,
            Act::Reject(Reject {
                doc: hash(*doc),
                reason: *reason,
            }),
        );
    }
    let result: serde_json::Value =
        serde_json::from_str(counted.texts.get(Document::Result)).unwrap();
    let number = |name: &str| result["envelopes"][name].as_u64().unwrap();
    tell(
        poll,
        now,
        Act::Close(Close {
            ballots: published.stubs.len() as u64,
            entitled: number("entitled"),
            drawn: number("drawn"),
            spare: number("spare"),
            left: number("left"),
        }),
    );
    tell(
        poll,
        now,
        Act::Outcome(Outcome {
            counted: published.rows.len() as u64,
            rejected: published.rejects.len() as u64,
            doc: hash(counted.texts.hash(Document::Result)),
        }),
    );
    events
}

/// What the log says, each entry admitted by its reader.
pub fn logged(events: &[SignedEvent]) -> Logged {
    let mut board = Board::new(Name::new("xinglinli").unwrap(), clerk(1).public().id());
    let admitted: Vec<SignedEvent> = (events.iter())
        .map(|event| board.admit(&event.to_bytes()).expect("admitted"))
        .collect();
    Logged::read(&admitted, &id("wgx-2026"))
}

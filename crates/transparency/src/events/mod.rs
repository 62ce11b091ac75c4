//! What a community decides, as entries of its log.
//!
//! # An entry
//!
//! Two lines of printable ASCII, the first ended by a newline, the second not:
//!
//! ```text
//! {"v":1,"kind":"reject","community":"xinglinli","at":"2026-05-03T10:00:00+08:00","subject":"poll-2026","data":{"doc":"<64 hex>","reason":"late"},"by":"<16 hex>"}
//! <86 characters: the signature, base64url without padding>
//! ```
//!
//! * The signature is Ed25519 (RFC 8032) by the key named in `by`, over the 17 bytes
//!   `mingbai/event/v1` and newline, followed by the exact bytes of the first line without its
//!   newline.
//! * `by` is the first 8 bytes of SHA-256 of the public key's 32 bytes. The key itself was entered by
//!   a `key` event before; the very first event enters its own.
//! * An entry has at most [`LIMIT_EVENT`] bytes.
//!
//! # One event, one text
//!
//! The first line is JSON in exactly one form, and every other form is refused: fields in the order
//! below and no others, none twice, none missing but those marked `?`, which are left out when there
//! is nothing; no white space; whole numbers from 0 to 2^53 − 1 without a zero in front; texts of
//! printable ASCII in which only `"` and `\` are escaped, each by one `\`. A reader with a JSON
//! library checks the fields of the object against the lists and then that writing it again in the
//! order of its fields gives the same bytes: in JavaScript,
//! `JSON.stringify(JSON.parse(line)) === line`.
//!
//! | value | form |
//! |---|---|
//! | hash | 64 lowercase hexadecimal digits |
//! | key, signature | 32 or 64 bytes as base64url without padding (43 or 86 characters), unused bits zero |
//! | key's name | 16 lowercase hexadecimal digits |
//! | time | `2026-05-03T10:00:00+08:00`: a day that there is, 00:00:00 to 23:59:59, an offset of at most 14:00; never `Z` or `-00:00` |
//! | name | `^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$` |
//! | currency | three capital letters |
//! | stub | 1 to 2048 characters of printable ASCII |
//!
//! # Fields
//!
//! `v` (1), `kind`, `community` (name), `at` (time: when it was decided, as the one who signs says;
//! the log's order is what is proved), `subject` (name: what it is about), `data` (below), `by`.
//!
//! | kind | subject | data, in this order |
//! |---|---|---|
//! | `phase` | poll | `step` (announced, proposing, checking, published, voting, counting, objecting, settled), `until`? time, `doc`? hash |
//! | `roll` | poll | `act` (issued, revoked), `slips` number, `doc` hash of the list |
//! | `key` | its holder | `act` (added, revoked), `role` (staff, holder, kiosk, helper, log, witness, poll, office), `key` |
//! | `release` | `site` | `number`, `doc` hash of the manifest |
//! | `ballot-stub` | poll | `doc` hash of the document, `voter` key, `stub`, `sig` |
//! | `reject` | poll | `doc` hash, `reason` (malformed, not-on-roll, revoked, signature, early, late, superseded, paper-final, unopenable, against-rule, unfit) |
//! | `paper-box` | poll | `box` name, `sheets` number, `doc`? hash |
//! | `close` | poll | `ballots`, `entitled`, `drawn`, `spare`, `left`: numbers |
//! | `result` | poll | `counted`, `rejected` numbers, `doc` hash |
//! | `moderation` | receipt | `doc` hash, `state` (received, in-review, passed-on, answered, adopted, not-adopted, done, withdrawn), `decision`? hash |
//! | `spend-report` | project | `spent` number, `currency`, `until` time, `doc` hash |
//!
//! Free text is nowhere in an event: the log is for ever, and what may have to be erased one day is
//! only there as a hash. Documents whose content could be guessed carry a random nonce, as envelopes
//! do, so that their hashes tell nothing.
//!
//! # Reading a log
//!
//! A reader has the community's name and the name (`by`) of its first key from elsewhere: the site's
//! configuration, the poster in the lobby. Then, entry by entry ([`Board::admit`]):
//!
//! 1. The entry has the form above, and `community` is the expected one.
//! 2. The first event is `key`, `added`, `staff`; its key is the expected first one, and `by` is its
//!    own name.
//! 3. In every other, `by` names a key that was added and not revoked, as `staff` for any kind, or as
//!    `holder` for `result`.
//! 4. The signature is right. Keys and signatures with points of small order, and keys in another than
//!    their one encoding, are refused ([`crate::PublicKey`]).
//! 5. `key`: one that is added has never been there under any role (by its name); for all roles but
//!    `poll` and `office` it is a good Ed25519 key. One that is revoked is in force, and role and
//!    subject are those it was added with. The last staff key in force cannot be revoked.
//! 6. `ballot-stub`: `sig` is the signature by `voter` over the bytes `stub/v1|` followed by the stub.
//!
//! Whatever fails is named with the entry's number, and nothing after it is believed. What the events
//! add up to (slips against the roll, the last ballot of each, sums) is decided by who knows polls.

mod act;
mod board;
mod text;
mod time;

pub use act::{
    Act, BallotStub, Close, Key, KeyAct, Moderation, Outcome, PaperBox, Phase, Reason, Reject,
    Release, Role, Roll, RollAct, SpendReport, State, Step,
};
pub use board::{Board, BoardProblem, KnownKey};
pub use text::{Currency, LIMIT_NUMBER, Misshapen, Name, Stub};
pub use time::{InvalidTime, Time};

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::key::{InvalidSignature, KeyId, PublicKey, SecretKey};
use text::{Reader, Writer};

/// The most bytes of an event.
pub const LIMIT_EVENT: usize = 8192;
/// What stands before the line that is signed, so that no other signature is taken for one.
const DOMAIN: &[u8] = b"mingbai/event/v1\n";
/// What stands before a stub.
const STUB_DOMAIN: &str = "stub/v1|";

/// Something that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where.
    pub community: Name,
    /// When, as the one who signs says.
    pub at: Time,
    /// What it is about.
    pub subject: Name,
    /// What was decided.
    pub act: Act,
}

/// An event with its signature: one entry of the log. What was read is not to be believed before
/// [`SignedEvent::verify`], which [`Board::admit`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedEvent {
    event: Event,
    by: KeyId,
    signature: [u8; 64],
}

/// Why bytes are no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventProblem {
    /// More than [`LIMIT_EVENT`] bytes.
    #[error("{found} bytes; an event has at most {LIMIT_EVENT}")]
    TooLong {
        /// Bytes found.
        found: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// A version that this program does not know.
    #[error("another version")]
    Version,
    /// A kind that this program does not know.
    #[error("another kind")]
    Kind,
    /// The first line is not as it must be.
    #[error("{0}")]
    Shape(Misshapen),
    /// Not two lines, or the second is no signature.
    #[error("no second line with a signature")]
    Signature,
}

impl From<Misshapen> for EventProblem {
    fn from(problem: Misshapen) -> Self {
        EventProblem::Shape(problem)
    }
}

impl Event {
    /// Signs it: the entry that goes into the log.
    ///
    /// # Errors
    /// [`EventProblem`] when nobody would take it: it is read once before it is given.
    pub fn sign(self, key: &SecretKey) -> Result<SignedEvent, EventProblem> {
        let by = key.public().id();
        let line = self.line(by);
        let signature = key.sign(&message(&line));
        let signed = SignedEvent {
            event: self,
            by,
            signature,
        };
        match SignedEvent::parse(&signed.to_bytes()) {
            Ok(read) if read == signed => Ok(signed),
            Ok(_) => Err(EventProblem::Signature),
            Err(problem) => Err(problem),
        }
    }

    /// The first line, without its newline.
    fn line(&self, by: KeyId) -> String {
        let mut writer = Writer::default();
        writer.open();
        writer.field("v", &1_u64);
        writer.name("kind");
        writer.word(self.act.kind());
        writer.field("community", &self.community);
        writer.field("at", &self.at);
        writer.field("subject", &self.subject);
        writer.name("data");
        self.act.write(&mut writer);
        writer.field("by", &by);
        writer.close();
        writer.done()
    }
}

/// What is signed.
fn message(line: &str) -> Vec<u8> {
    [DOMAIN, line.as_bytes()].concat()
}

impl SignedEvent {
    /// Reads an entry, and believes nothing of it yet.
    ///
    /// # Errors
    /// [`EventProblem`] for everything that [`SignedEvent::to_bytes`] does not write.
    pub fn parse(entry: &[u8]) -> Result<Self, EventProblem> {
        if entry.len() > LIMIT_EVENT {
            return Err(EventProblem::TooLong { found: entry.len() });
        }
        let text = std::str::from_utf8(entry).map_err(|_| EventProblem::NotText)?;
        let (line, signature) = text.split_once('\n').ok_or(EventProblem::Signature)?;
        let signature = text::bytes(signature).ok_or(EventProblem::Signature)?;
        let mut reader = Reader::new(line);
        reader.open()?;
        if reader.field::<u64>("v")? != 1 {
            return Err(EventProblem::Version);
        }
        let kind = reader.kind()?;
        if !Act::KINDS.contains(&kind) {
            return Err(EventProblem::Kind);
        }
        let community = reader.field("community")?;
        let at = reader.field("at")?;
        let subject = reader.field("subject")?;
        let act = reader.data(kind)?;
        let by = reader.field("by")?;
        reader.close()?;
        reader.end()?;
        let event = Event {
            community,
            at,
            subject,
            act,
        };
        let signed = SignedEvent {
            event,
            by,
            signature,
        };
        // What is signed are the bytes that came: they are those that are written.
        if signed.to_bytes() != entry {
            return Err(EventProblem::Shape(Misshapen { at: 0 }));
        }
        Ok(signed)
    }

    /// The entry's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = self.event.line(self.by);
        text.push('\n');
        text.push_str(&Base64UrlUnpadded::encode_string(&self.signature));
        text.into_bytes()
    }

    /// What it says. Not to be believed before [`SignedEvent::verify`].
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// Who says so.
    pub fn by(&self) -> KeyId {
        self.by
    }

    /// Whether this key signed it.
    ///
    /// # Errors
    /// [`InvalidSignature`] when it is another key, or the signature is wrong.
    pub fn verify(&self, key: &PublicKey) -> Result<(), InvalidSignature> {
        if key.id() != self.by {
            return Err(InvalidSignature);
        }
        key.verify(&message(&self.event.line(self.by)), &self.signature)
    }
}

impl BallotStub {
    /// A stub, signed with the slip's key.
    pub fn sign(doc: crate::Hash, stub: Stub, slip: &SecretKey) -> Self {
        let signature = slip.sign(&stub_message(&stub));
        BallotStub {
            doc,
            voter: *slip.public().as_bytes(),
            stub,
            signature,
        }
    }

    /// Whether the slip's key signed the stub.
    ///
    /// # Errors
    /// [`InvalidSignature`] when it did not, or is no key.
    pub fn verify(&self) -> Result<(), InvalidSignature> {
        let voter = PublicKey::from_bytes(&self.voter).map_err(|_| InvalidSignature)?;
        voter.verify(&stub_message(&self.stub), &self.signature)
    }
}

fn stub_message(stub: &Stub) -> Vec<u8> {
    [STUB_DOMAIN, stub.as_str()].concat().into_bytes()
}

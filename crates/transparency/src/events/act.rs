//! What can be decided, with what each decision says of itself.

use super::text::{Currency, Misshapen, Name, Reader, Stub, Writer, words};
use super::time::Time;
use crate::hash::Hash;

words! {
    /// A step of a vote, in this order. A poll may skip some, but not go back unseen.
    Step {
        /// It is announced, with its rules.
        Announced = "announced",
        /// Residents may hand in proposals.
        Proposing = "proposing",
        /// The office looks whether proposals can be done.
        Checking = "checking",
        /// What is voted on stands: `doc` is the poll's own document.
        Published = "published",
        /// Votes are taken.
        Voting = "voting",
        /// Votes are opened and counted.
        Counting = "counting",
        /// Objections are heard.
        Objecting = "objecting",
        /// The outcome stands.
        Settled = "settled",
    }
    /// What happens to a list of slips.
    RollAct {
        /// These slips may vote.
        Issued = "issued",
        /// These slips were left over or are void: they may not vote, and must not have.
        Revoked = "revoked",
    }
    /// What happens to a key.
    KeyAct {
        /// From here on it is in force.
        Added = "added",
        /// From here on it is not. What it signed before stands.
        Revoked = "revoked",
    }
    /// What a key is for.
    Role {
        /// Signs events of any kind (Ed25519).
        Staff = "staff",
        /// Holds a share of a poll's key; signs results only (Ed25519).
        Holder = "holder",
        /// A kiosk: signs stubs of ballots cast on it, no events (Ed25519).
        Kiosk = "kiosk",
        /// A helper: signs stubs of ballots that he or she helped with, no events (Ed25519).
        Helper = "helper",
        /// The log's own (Ed25519, C2SP type 0x01).
        Log = "log",
        /// A witness of the log (Ed25519, C2SP type 0x04).
        Witness = "witness",
        /// Ballots of a poll are sealed to it (X25519).
        Poll = "poll",
        /// What residents send is sealed to it (X25519).
        Office = "office",
    }
    /// Why a document does not count. The first one that is true.
    Reason {
        /// It cannot be read as a ballot of this poll.
        Malformed = "malformed",
        /// The slip is not on the roll.
        NotOnRoll = "not-on-roll",
        /// The slip was revoked.
        Revoked = "revoked",
        /// The signature is not the slip's.
        Signature = "signature",
        /// It came before the opening.
        Early = "early",
        /// It came after the close.
        Late = "late",
        /// The same slip voted again later.
        Superseded = "superseded",
        /// The same slip voted on paper, which is final.
        PaperFinal = "paper-final",
        /// It does not open with the poll's key.
        Unopenable = "unopenable",
        /// The choice is not one that the rule allows.
        AgainstRule = "against-rule",
        /// It asks for what is no business of the community, or attacks a person.
        Unfit = "unfit",
    }
    /// Where a resident's submission stands; the words of the office's decisions.
    State {
        /// It is here.
        Received = "received",
        /// Somebody is looking at it.
        InReview = "in-review",
        /// Somebody else decides, and has it.
        PassedOn = "passed-on",
        /// It was answered.
        Answered = "answered",
        /// It will be done.
        Adopted = "adopted",
        /// It will not be done.
        NotAdopted = "not-adopted",
        /// It is done.
        Done = "done",
        /// It was public and no longer is.
        Withdrawn = "withdrawn",
    }
}

/// Declares what an act says, field by field in the order in which they are written.
macro_rules! acts {
    ($($(#[$meta:meta])* $Name:ident $kind:literal {
        $($(#[$of_field:meta])* $field:ident: $Type:ty = $key:literal),+ $(,)?
    })+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $Name {
                $($(#[$of_field])* pub $field: $Type),+
            }
        )+

        /// What was decided.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Act {
            $($(#[$meta])* $Name($Name)),+
        }

        impl Act {
            /// All kinds, by their words.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];

            /// The word of its kind.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Act::$Name(_) => $kind),+
                }
            }

            /// Reads `data` of an event of this kind.
            pub(super) fn read(kind: &str, reader: &mut Reader<'_>) -> Result<Self, Misshapen> {
                match kind {
                    $($kind => {
                        reader.open()?;
                        let act = $Name {
                            $($field: reader.field($key)?),+
                        };
                        reader.close()?;
                        Ok(Act::$Name(act))
                    })+
                    _ => reader.wrong(),
                }
            }

            pub(super) fn write(&self, writer: &mut Writer) {
                writer.open();
                match self {
                    $(Act::$Name(act) => {
                        $(writer.field($key, &act.$field);)+
                    })+
                }
                writer.close();
            }
        }
    };
}

acts! {
    /// A vote enters a step. Subject: the poll.
    Phase "phase" {
        /// Which one.
        step: Step = "step",
        /// When it is to end.
        until: Option<Time> = "until",
        /// SHA-256 of the document that it goes by: the poll's own from `published` on.
        doc: Option<Hash> = "doc",
    }
    /// Slips that may vote, or may no longer. Subject: the poll.
    Roll "roll" {
        /// What happens to them.
        act: RollAct = "act",
        /// How many they are.
        slips: u64 = "slips",
        /// SHA-256 of the list, in which nobody's name is.
        doc: Hash = "doc",
    }
    /// A key comes into force, or goes. Subject: its holder by office or device, never by a person's
    /// name (`clerk-1`, `kiosk-2`); of a poll's key, the poll.
    Key "key" {
        /// What happens to it.
        act: KeyAct = "act",
        /// What it is for.
        role: Role = "role",
        /// Its 32 bytes.
        key: [u8; 32] = "key",
    }
    /// What visitors get was put up. Subject: `site`.
    Release "release" {
        /// Its number.
        number: u64 = "number",
        /// SHA-256 of the manifest, which has the hash of every file but the log's own.
        doc: Hash = "doc",
    }
    /// A ballot was taken in. Subject: the poll. Whether the slip is on the roll and which of its
    /// ballots counts is for the count.
    BallotStub "ballot-stub" {
        /// SHA-256 of the document in the inbox: its first 60 bits are the voter's receipt.
        doc: Hash = "doc",
        /// The slip's public key.
        voter: [u8; 32] = "voter",
        /// What the voter signed.
        stub: Stub = "stub",
        /// The voter's signature over `stub/v1|` and the stub.
        signature: [u8; 64] = "sig",
    }
    /// A document was taken in and does not count. Subject: the poll.
    Reject "reject" {
        /// SHA-256 of the document.
        doc: Hash = "doc",
        /// Why.
        reason: Reason = "reason",
    }
    /// Sheets in a ballot box, counted before any of them is entered. Subject: the poll.
    PaperBox "paper-box" {
        /// Which box.
        name: Name = "box",
        /// Sheets in it.
        sheets: u64 = "sheets",
        /// SHA-256 of the scanned record of its opening.
        doc: Option<Hash> = "doc",
    }
    /// Nothing more is taken in. Subject: the poll.
    Close "close" {
        /// Ballots entered into the log for this poll, with those that will not count.
        ballots: u64 = "ballots",
        /// Residents who were entitled.
        entitled: u64 = "entitled",
        /// Envelopes drawn, by the paper list; spare ones with them.
        drawn: u64 = "drawn",
        /// Of these, spare ones for lost slips.
        spare: u64 = "spare",
        /// Envelopes left over, opened in public.
        left: u64 = "left",
    }
    /// The count. Subject: the poll. Each key holder who stands by it enters one of the same `doc`.
    Outcome "result" {
        /// Ballots counted.
        counted: u64 = "counted",
        /// Ballots that were not.
        rejected: u64 = "rejected",
        /// SHA-256 of the result's document.
        doc: Hash = "doc",
    }
    /// What the office decided on a submission. Subject: its receipt, twelve small letters and digits.
    Moderation "moderation" {
        /// SHA-256 of the submission's document.
        doc: Hash = "doc",
        /// Where it stands now.
        state: State = "state",
        /// SHA-256 of what was published about it, reasons included.
        decision: Option<Hash> = "decision",
    }
    /// What was spent on a project up to a moment. Subject: the project.
    SpendReport "spend-report" {
        /// So far, in the smallest unit of the currency.
        spent: u64 = "spent",
        /// The currency.
        currency: Currency = "currency",
        /// Up to when.
        until: Time = "until",
        /// SHA-256 of the published report, receipts included.
        doc: Hash = "doc",
    }
}

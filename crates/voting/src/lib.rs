//! The vote: from printed slips to a result that anybody recounts.
//!
//! PROTOCOL.md beside this crate says every byte of it, for whoever writes a second verifier.
//!
//! | step | here |
//! |---|---|
//! | a slip's 80 bits, printed, typed, mended; its key, and the roll of keys | [`code`], [`slip`] |
//! | what is voted on and how, fixed beforehand and named by its hash | [`poll`] |
//! | a draft that may be wrong becomes a choice that cannot | [`choice`] |
//! | the secret word, the sealed box, the signed public stub | [`word`], [`ballot`] |
//! | what arrived becomes one ballot a slip, before anything is opened | [`sift`], [`paper`] |
//! | rows «secret word: choices», turnout, totals, outcome | [`count`] |
//! | what is published, and checking it | [`public`], [`verify`] |
//! | the poll's key in parts on paper (feature `shares`) | `shares` |
//!
//! Nothing here reads a file, a clock or chance, and no sentence for a person is kept here.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod ballot;
mod bytes;
pub mod choice;
pub mod code;
pub mod count;
mod crockford;
pub mod paper;
pub mod poll;
pub mod public;
#[cfg(feature = "shares")]
pub mod shares;
mod short;
pub mod sift;
pub mod slip;
pub mod verify;
pub mod word;

pub use transparency::events::Time;
pub use transparency::{InvalidKey, InvalidSignature, KeyId, PublicKey, SecretKey};

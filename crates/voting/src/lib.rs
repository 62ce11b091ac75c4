//! The vote: from printed slips to a result that anybody recounts.
//!
//! PROTOCOL.md beside this crate says every byte of it, for whoever writes a second verifier.
//!
//! ```text
//! slip: 80 bits ─ code ─► key ─► roll                    code, slip
//! what is voted on, fixed beforehand, named by its hash   poll
//! draft ─ cast ─► choice ─ seal ─► box + signed stub      choice, word, ballot
//! arrivals ─ sift ─► one ballot a slip ─ open ─ count ─►  sift, count
//!   rows «secret word: choices», totals, outcome          public
//! published documents ─ verify ─► named checks            verify
//! ```
//!
//! Nothing here reads a file, a clock or chance, and no sentence for a person is kept here.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod ballot;
mod bytes;
pub mod choice;
pub mod code;
mod crockford;
pub mod paper;
pub mod poll;
pub mod sift;
pub mod slip;
pub mod word;

pub use transparency::events::Time;
pub use transparency::{InvalidKey, InvalidSignature, KeyId, PublicKey, SecretKey};

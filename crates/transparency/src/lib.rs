//! The community's log: what was decided, in an order that nobody can change unseen.
//!
//! A log is a list of entries that only grows. One hash, the root, stands for all of them; it is
//! published in a signed *checkpoint*. Whoever keeps a checkpoint (a neighbour's browser, another
//! community as *witness*, the notice board in the lobby) can tell later whether an entry was changed,
//! taken out or put in before it. A *receipt* proves that an entry is in the log, without a network.
//!
//! Everything is as others have it, so that their programs check ours:
//!
//! | here | standard |
//! |---|---|
//! | [`merkle`] | RFC 6962, section 2.1, and the algorithms of RFC 9162, section 2.1 |
//! | [`tiles`] | c2sp.org/tlog-tiles |
//! | [`note`] | c2sp.org/signed-note, Ed25519 (0x01) |
//! | [`checkpoint`] | c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature (Ed25519, 0x04) |
//! | [`receipt`] | c2sp.org/tlog-proof |
//! | [`events`] | our own: what the entries say, and who may say it |
//!
//! # The files
//!
//! Below the log's own folder: `checkpoint`, which changes; `tile/…`, which do not. The log's name
//! (origin) is the first line of the checkpoint and the name of the log's key.
//!
//! # A second verifier
//!
//! With SHA-256, Ed25519 and base64 (Node has all three) in this order:
//!
//! 1. `checkpoint`: split at the last empty line. Of the lines below, the one with the log's name and
//!    key id (first 4 bytes of SHA-256 of name, newline, 0x01, key) must be there and right: Ed25519
//!    over the text with its last newline. Three lines of text: name, size, root in base64.
//! 2. `tile/entries/000` and on, 256 entries each, the last one in `.p/<rest>` (or the first so many of
//!    the full one): two bytes of length, big end first, and the entry. Exactly as many entries as the
//!    size, nothing after them.
//! 3. The root over SHA-256(0x00 ‖ entry) must be the checkpoint's. Each `tile/0/…`, `tile/1/…` must be
//!    the hashes that the entries give.
//! 4. Each entry as [`events`] says.
//! 5. A checkpoint kept from before: the root over the first so many entries must be its root.
//!
//! # What it does not do
//!
//! It cannot make anybody look. A log that shows one half of its readers other entries than the other
//! half is found out when two of them compare checkpoints, and not before: hence witnesses, browsers
//! that keep the last checkpoint, and a root on paper. It does not say that an entry is true, only
//! who said it, and that it was said before what follows.
//!
//! Nothing here reads a file, a clock or chance.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod checkpoint;
pub mod events;
mod hash;
mod key;
mod log;
pub mod merkle;
pub mod note;
pub mod receipt;
pub mod tiles;

pub use checkpoint::{Checkpoint, CheckpointProblem, Opened, Trust, Witnessed};
pub use hash::{Hash, InvalidHash};
pub use key::{InvalidKey, InvalidSignature, KeyId, PublicKey, SecretKey};
pub use log::{CHECKPOINT, File, Log, LogProblem, VerifiedLog, VerifyProblem, verify_log};
pub use receipt::{Receipt, ReceiptProblem};

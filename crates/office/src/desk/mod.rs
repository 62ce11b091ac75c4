//! The clerk's side of what residents send: the inboxes are read together, and what was decided
//! about each letter becomes files that publishing reads.
//!
//! ```text
//! OFFICE/inboxes.toml          where the inboxes are; OFFICE/inbox if there is no such file
//! OFFICE/decisions/0001.json   what was decided, one file per import, never changed
//! ```

pub mod decisions;
mod error;
pub mod gather;
pub mod list;

pub use error::DeskError;

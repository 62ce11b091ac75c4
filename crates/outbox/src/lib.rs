//! What a resident sends: sealed on the device, kept there, delivered.
//!
//! This is a wasm module of its own beside the app, fetched by those who write something and by
//! nobody else. Its parts:
//!
//! ```text
//! compose    a checked submission and its photographs → sealed → a document with its name
//! delivery   what an inbox's answer means, and when to try again; pure
//! qr         a line as a QR code
//! browser    (wasm only) the store, the lock, the network, and what the app may call
//! ```
//!
//! # What the app may call
//!
//! Values in and out are plain JS values; every function but `begin` gives a promise; a promise that
//! rejects, rejects with `{problem}` and perhaps `{detail}` or `{status}`. See
//! [`Problem::word`] for the words.
//!
//! ```text
//! begin(community)          which community's store; once, before anything else
//! configure(text)           /config.json's text, or "" for the one known last → {seals, sends, received?}
//! keep(request)             → {id, code} once it is flushed to the disk
//! pending()                 → [{id, code, kind, created, tries, state, status?, nextTry?, sealed, media}]
//! flush(reason)             "due" | "woken" | "button" → {sent, waiting, refused, busy}
//! settle(received)          the text of received.json → {settled}
//! receipts()                → [{id, code, kind, created, sent?, listed?}]
//! export_item(id)           → the text of a file (records::handover)
//! qr(id)                    → [{side, path, text}]
//! import_item(text)         → [{id, code}]
//! forget(id), wipe()
//! send_unkept(request)      straight to an inbox → {id, code}
//! export_unkept, qr_unkept  as their namesakes, of a request
//! ```
//! A request is `{kind, submission, uploads: [{type, bytes, caption?}], kiosk}`.
//!
//! # Why nothing is lost and nothing arrives twice
//!
//! `keep` resolves after the `complete` event of one transaction with `durability: "strict"` that
//! holds document, photographs and receipt. A document is named by the hash of its bytes, so sending
//! it again makes no second one. It is taken off the device when the published list of received
//! documents shows it; a `201` alone is not enough, because a disk can be lost before it is copied.
//! (At a kiosk a `201` is enough, and only sealed things are kept.) The lock that keeps two tabs from
//! sending at once saves work; nothing depends on it.

pub mod compose;
pub mod delivery;
pub mod qr;

#[cfg(target_arch = "wasm32")]
mod browser;

/// Why something could not be done. Wording is the app's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// `configure` was never called here with a site's settings.
    #[error("keys and inboxes are not known")]
    Unprepared,
    /// The browser keeps nothing here.
    #[error("the browser keeps nothing: {0}")]
    Private(String),
    /// No room.
    #[error("no room")]
    Quota,
    /// Another tab holds the store.
    #[error("another tab holds the store")]
    Blocked,
    /// The store failed otherwise.
    #[error("the store failed: {0}")]
    Storage(String),
    /// Longer than an inbox takes.
    #[error("too long")]
    TooLong,
    /// It could not be sealed; nothing is ever sent open where a site has keys.
    #[error("it could not be sealed")]
    Seal,
    /// At a kiosk, without keys.
    #[error("only sealed things are kept at a kiosk")]
    Unsealed,
    /// No submission, or no file of ours.
    #[error("not a submission")]
    Content,
    /// Too long for codes.
    #[error("too long for codes")]
    TooManyCodes,
    /// No such item.
    #[error("no such item")]
    Unknown,
    /// No inbox was reached.
    #[error("no inbox was reached")]
    Unsent,
    /// An inbox refused it.
    #[error("refused with {0}")]
    Refused(u16),
}

impl Problem {
    /// The word that the app knows it by.
    pub fn word(&self) -> &'static str {
        match self {
            Problem::Unprepared => "unprepared",
            Problem::Private(_) => "private",
            Problem::Quota => "quota",
            Problem::Blocked => "blocked",
            Problem::Storage(_) => "storage",
            Problem::TooLong => "too-long",
            Problem::Seal => "seal",
            Problem::Unsealed => "unsealed",
            Problem::Content => "content",
            Problem::TooManyCodes => "too-many-codes",
            Problem::Unknown => "unknown",
            Problem::Unsent => "unsent",
            Problem::Refused(_) => "refused",
        }
    }
}

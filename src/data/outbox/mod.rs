//! The outbox: what a resident has said is kept on this device until the office's published list
//! shows it.
//!
//! Keeping, sealing and sending is done by a wasm module of its own (`crates/outbox`), which is
//! fetched when somebody opens a form or when something is still waiting here; whoever only reads
//! never fetches it. This is its typed face for the app:
//!
//! ```text
//! prepare(&site)            a form opens: fetch the module and the site's keys and inboxes
//! keep(request)             on the device, flushed, before it resolves → Kept { id, code }
//! outbox.send_now()         the button «现在送»; also runs by itself when the network comes
//! pending(), receipts()     for /track/
//! export_item(id), qr(id)   a way out without a network: a file, codes for the desk's scanner
//! send_unkept(request)      where the device refuses to keep: straight to an inbox
//! export_unkept, qr_unkept  the same without either
//! ```
//!
//! What is saved, what is not sent yet and what has been sent are three states with three names:
//! [`ItemState`]. Errors carry no wording.

use leptos::prelude::*;
use records::codes::{MediaType, SubmissionKind};

#[cfg(feature = "csr")]
mod browser;
#[cfg(feature = "csr")]
pub use browser::{
    export_item, export_unkept, forget, import_item, keep, pending, prepare, qr, qr_unkept,
    receipts, send_unkept, start, wipe,
};

/// A photograph or a recording, already made small and clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it is.
    pub media_type: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is to be seen.
    pub caption: Option<String>,
}

/// Something to keep and send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it is.
    pub kind: SubmissionKind,
    /// The submission as `records::say::Submission::to_json` writes it after `compose`, with no
    /// media yet: the outbox seals the files below and enters them.
    pub submission: String,
    /// Photographs in the order they were chosen, then the recording.
    pub uploads: Vec<Upload>,
}

/// Where and for whom this site sends: what a form must know before it asks anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Road {
    /// There are keys: what is written here is sealed, and contacts may be asked.
    pub seals: bool,
    /// There is an inbox; without one things leave as file, as codes or at the desk.
    pub sends: bool,
}

/// It stands on the device, flushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of the document, 64 digits.
    pub id: String,
    /// What the resident keeps: `XXXX-XXXX-XXXX`.
    pub code: String,
}

/// How far something is. Never two at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// 尚未送出: stands on this device alone.
    Waiting,
    /// 已送达: an inbox has stored it; kept here until the published list shows it.
    Sent,
    /// No inbox takes it; the text stays here until the resident decides.
    Refused,
}

/// Something that stands on this device.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// SHA-256 of the document, 64 digits.
    pub id: String,
    /// What the resident keeps.
    pub code: String,
    /// `story`, `proposal`, …
    pub kind: String,
    /// When it was kept: milliseconds since 1970.
    pub created: f64,
    /// How often sending was tried.
    pub tries: u32,
    /// How far it is.
    pub state: ItemState,
    /// The status that the last inbox answered with, if one answered.
    pub status: Option<u16>,
    /// When it is tried next by itself: milliseconds since 1970.
    pub next_try: Option<f64>,
    /// Only the office can read it.
    pub sealed: bool,
    /// Photographs and recordings that belong to it.
    pub media: u32,
}

/// What the published list said last about something sent from here.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// SHA-256 of the document, 64 digits.
    pub id: String,
    /// What the resident keeps.
    pub code: String,
    /// `story`, `proposal`, …
    pub kind: String,
    /// When it was kept: milliseconds since 1970.
    pub created: f64,
    /// When an inbox had stored it.
    pub sent: Option<f64>,
    /// Its state in the published list (`received`, `reviewing`, …), once it is there.
    pub listed: Option<String>,
}

/// One code for a scanner or a camera: `side` by `side` squares, the black ones as the path of an
/// SVG (`M…h1v1h-1z`), and the text that a scanner types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrPart {
    /// Squares on a side, with the quiet zone.
    pub side: u32,
    /// Black squares as an SVG path.
    pub path: String,
    /// What a scanner reads.
    pub text: String,
}

/// Why the outbox could not do it. The resident's text is never lost by any of these: a form keeps
/// it on show and offers to copy it, to show it as codes, or to call the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxProblem {
    /// The module could not be fetched: no network, or a browser without wasm.
    Unavailable,
    /// Which keys and inboxes the site has is not known on this device yet.
    Unprepared,
    /// The browser keeps nothing here: a private window, or storage is switched off.
    Private,
    /// The device is full, or the browser grants no more room.
    Quota,
    /// Another tab runs an older page and holds the store; closing it helps.
    Blocked,
    /// The store failed in another way; the browser's own word for it.
    Storage(String),
    /// Longer than an inbox takes.
    TooLong,
    /// It could not be sealed.
    Seal,
    /// At a kiosk only sealed things are kept, and this site has no keys.
    Unsealed,
    /// No submission, or a file that is none of ours.
    Content,
    /// Too long for codes; a file takes it.
    TooManyCodes,
    /// There is no such item here.
    Unknown,
    /// No inbox could be reached; nothing was kept.
    Unsent,
    /// An inbox refused it, with this status; nothing was kept.
    Refused(u16),
    /// A word that this program does not know, from a module of another version.
    Other(String),
}

/// What the last sending came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flushed {
    /// Newly stored by an inbox.
    pub sent: u32,
    /// Still waiting here.
    pub waiting: u32,
    /// Refused: needs a person.
    pub refused: u32,
}

/// The outbox as every page knows it: counts and the button's action. In the context of the app.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    /// How many things stand on this device alone.
    pub waiting: RwSignal<u32>,
    /// How many no inbox takes.
    pub refused: RwSignal<u32>,
    /// Sending right now.
    pub sending: RwSignal<bool>,
    /// What the last sending came to, since this page is open.
    pub last: RwSignal<Option<Flushed>>,
}

impl Default for Outbox {
    fn default() -> Self {
        Outbox {
            waiting: RwSignal::new(0),
            refused: RwSignal::new(0),
            sending: RwSignal::new(false),
            last: RwSignal::new(None),
        }
    }
}

impl Outbox {
    /// The button: sends what waits, also what would have waited longer.
    #[cfg_attr(not(feature = "csr"), allow(clippy::unused_self))]
    pub fn send_now(self) {
        #[cfg(feature = "csr")]
        browser::flush_soon(self, browser::Reason::Button);
    }
}

/// The outbox, as the app provided it.
pub fn use_outbox() -> Outbox {
    expect_context::<Outbox>()
}

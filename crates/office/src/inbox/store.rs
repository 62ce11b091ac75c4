//! What an inbox is, wherever it keeps its documents.
//!
//! Two halves: [`Documents`] is read by the committee's program, [`Store`] is also written to by
//! the server. A document's name is the hash of its bytes, so an inbox only ever grows, and
//! several inboxes are joined by taking the union of their names.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::str::FromStr;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use records::Id;
use records::envelope::{DocId, Kind};

/// An answer that is waited for.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a stored thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// An envelope of this kind.
    Document(Kind),
    /// A sealed photo or recording that an envelope lists.
    Media,
}

impl What {
    /// The word in a name's second place: the kind's own, or `media`.
    pub fn word(self) -> &'static str {
        match self {
            What::Document(kind) => kind.key(),
            What::Media => "media",
        }
    }

    /// The end of a name.
    pub fn extension(self) -> &'static str {
        match self {
            What::Document(_) => "json",
            What::Media => "bin",
        }
    }

    /// Every word that may stand there.
    pub fn all() -> impl Iterator<Item = What> {
        Kind::ALL
            .iter()
            .copied()
            .map(What::Document)
            .chain([What::Media])
    }
}

impl FromStr for What {
    type Err = InvalidName;

    fn from_str(word: &str) -> Result<Self, InvalidName> {
        What::all()
            .find(|what| what.word() == word)
            .ok_or(InvalidName)
    }
}

/// The name of a stored thing: `{community}/{kind}/{id[0..2]}/{id}.json`, or with `media` and
/// `.bin`. It is also its place below an inbox's folder, bucket or address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// Whose it is.
    pub community: Id,
    /// What it is.
    pub what: What,
    /// The SHA-256 of its bytes.
    pub id: DocId,
}

/// A text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidName;

impl Name {
    /// The name as a path without a slash in front.
    pub fn path(&self) -> String {
        let id = self.id.to_string();
        format!(
            "{}/{}/{}/{id}.{}",
            self.community,
            self.what.word(),
            &id[..2],
            self.what.extension()
        )
    }

    /// Whether these bytes are the ones that it names.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        DocId::of(bytes) == self.id
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    /// Reads a path as [`Name::path`] writes it, and nothing that only resembles one.
    fn from_str(path: &str) -> Result<Self, InvalidName> {
        let mut parts = path.split('/');
        let (Some(community), Some(what), Some(fold), Some(file), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(InvalidName);
        };
        let what: What = what.parse()?;
        let id = file
            .strip_suffix(what.extension())
            .and_then(|rest| rest.strip_suffix('.'))
            .ok_or(InvalidName)?;
        let is_hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if id.len() != 64 || !is_hex(id) || !id.starts_with(fold) || fold.len() != 2 {
            return Err(InvalidName);
        }
        Ok(Name {
            community: Id::new(community).map_err(|_| InvalidName)?,
            what,
            id: id.parse().map_err(|_| InvalidName)?,
        })
    }
}

/// How a document came to be kept. Either way it is durable by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It is new (201).
    New,
    /// This very document, byte for byte, was here already (200).
    Same,
}

/// Why a document was not kept. The sender keeps it and tries again.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room; nothing of the document is left (507).
    Full,
    /// The store failed at this document, and it is not known what became of it (500). From now
    /// on nothing is taken.
    Broken(io::Error),
    /// Nothing is taken at the moment (503).
    Closed,
    /// Another document lies under this name (500). Names are hashes, so what lies there is
    /// damaged.
    Conflict,
    /// The store is elsewhere and cannot be reached, or says to come back later (503).
    Busy(String),
}

/// Whether a store would take a document now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It would.
    Ready,
    /// There is no room (507).
    Full,
    /// It failed, and waits for somebody to see to it (503).
    Broken,
}

/// When a document came: one line of the private arrival journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What came.
    pub name: Name,
    /// The server's time.
    pub at: DateTime<Utc>,
    /// Whether this time is only that of finding the document, because the server stopped between
    /// keeping it and noting it.
    pub is_found: bool,
}

/// Why an inbox could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The system refused.
    Io {
        /// At this place.
        place: String,
        /// What the system said.
        source: io::Error,
    },
    /// What lies under the name is not what the name says.
    Damaged(Name),
}

/// The read half of an inbox, for the committee's program alone: no visitor ever reads.
pub trait Documents: Send + Sync {
    /// The names of everything that is kept for a community, sorted, media too.
    fn list<'a>(&'a self, community: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>>;

    /// A document's bytes; `None` if it is not here. They are the ones that the name is the hash
    /// of, or the answer is [`ReadError::Damaged`].
    fn get<'a>(&'a self, name: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>>;

    /// The arrival journal of a community, one entry per name, sorted by name; `None` if this
    /// kind of inbox keeps none, so that no clock can be proven. It may have names that are not in
    /// the list: of documents that have been put away since, or that a crash kept from being
    /// stored.
    fn arrivals<'a>(
        &'a self,
        community: &'a Id,
    ) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>>;
}

/// The write half, for the server.
pub trait Store: Documents {
    /// Keeps a document. When this says that it is stored, it is durable: power may fail.
    ///
    /// The caller has seen to it that the bytes are what the name says. A caller who stops
    /// waiting takes nothing back: the document may have been stored all the same.
    fn put<'a>(&'a self, name: &'a Name, body: Bytes) -> Pending<'a, Result<Stored, StoreError>>;

    /// Whether it would take a document now. Cheap; asked before each body is read.
    fn state(&self) -> State;

    /// Takes nothing more, and is done when everything that was taken is answered.
    fn close(&self) -> Pending<'_, ()>;
}

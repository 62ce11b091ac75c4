//! What can go wrong with an inbox, and what it has to say. Sentences live with the program's
//! other words.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use super::s3::InvalidAddress;

/// Why an inbox cannot be opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum InboxError {
    /// A place that is neither a folder nor a kind of store that is known.
    PlaceUnknown {
        /// The place as given.
        place: String,
    },
    /// The address of an object store is not understood.
    AddressInvalid {
        /// The address as given.
        place: String,
        /// What is wrong with it.
        problem: InvalidAddress,
    },
    /// The client of an object store could not be made; what it says.
    Client(String),
    /// There is no such folder to read.
    Missing {
        /// The folder as given.
        path: PathBuf,
    },
    /// The folder is part of a published site, so everybody could read it.
    InsideSite {
        /// The folder as given.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// At this path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// More servers share the folder than can.
    TooManyServers {
        /// The folder as given.
        path: PathBuf,
    },
}

/// What an inbox has to say while it runs. It never names who sent something.
#[derive(Debug)]
#[non_exhaustive]
pub enum InboxNotice {
    /// It is open.
    Open {
        /// What lies in it.
        documents: u64,
        /// How many bytes that is.
        bytes: u64,
    },
    /// The last server was cut off: what it left half done has been cleared away or noted.
    Recovered {
        /// Files that had not become documents; their senders still have them.
        temporaries: u64,
        /// Documents that had no line in the journal and have one now.
        found: u64,
    },
    /// Half of the quota is used.
    HalfFull {
        /// Bytes used.
        used: u64,
        /// Bytes allowed.
        quota: u64,
    },
    /// There is no room: senders are told to keep what they have.
    Full {
        /// Bytes used.
        used: u64,
        /// Bytes allowed; if more than used, it is the disk that is full.
        quota: u64,
    },
    /// There is room again.
    Room,
    /// The disk failed. Nothing is taken until the program is started again.
    Broken {
        /// What the system said.
        source: io::Error,
    },
    /// The object store cannot be reached or refuses; senders are told to come back. Said once
    /// per outage.
    Away {
        /// What it said.
        problem: String,
    },
    /// The object store takes documents again after [`InboxNotice::Away`].
    Back,
    /// What lies under a name is not what the name says; the sender's copy was not taken.
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// Where notices go. Called from any thread; it should not wait.
#[derive(Clone)]
pub struct Tell(Arc<dyn Fn(InboxNotice) + Send + Sync>);

impl Tell {
    /// Notices go to this function.
    pub fn new(hear: impl Fn(InboxNotice) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }
}

impl Default for Tell {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl Deref for Tell {
    type Target = dyn Fn(InboxNotice) + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Debug for Tell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tell")
    }
}

//! What can go wrong, named. The sentences live with the program's other words.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::inbox::{InboxError, InboxNotice};

/// Why the server could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// There is nothing at this path.
    SiteMissing {
        /// The site's path as given.
        path: PathBuf,
    },
    /// The folder is there but holds no `index.html`: it is not a published site.
    NotASite {
        /// The site's path as given.
        path: PathBuf,
    },
    /// The system refused to read the site's folder.
    SiteUnreadable {
        /// The site's path as given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A base is not of the form `/`, `/name/` or `/name/name/`.
    BaseInvalid {
        /// The base as given.
        base: String,
    },
    /// Two sites were given for the same base.
    BaseTwice {
        /// The base that was given twice.
        base: String,
    },
    /// An `--also` is not of the form `/base/=DIR`.
    MountInvalid {
        /// The argument as given.
        mount: String,
    },
    /// Another program listens on this address already.
    PortBusy {
        /// The address as given.
        addr: SocketAddr,
    },
    /// The system does not let this user listen there (ports below 1024, mostly).
    PortForbidden {
        /// The address as given.
        addr: SocketAddr,
    },
    /// Listening failed for another reason, such as an address that is not this machine's.
    CannotListen {
        /// The address as given.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no threads or no way to hear a stop signal.
    CannotRun {
        /// What the system said.
        source: io::Error,
    },
    /// The inbox cannot be opened.
    Inbox(InboxError),
}

/// What the server has to say while it runs. It never names who asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeNotice {
    /// Requests are answered from now on.
    Listening {
        /// The address, with the real port where 0 was asked for.
        addr: SocketAddr,
    },
    /// A stop was asked for; answers under way are finished.
    Stopping,
    /// The site can no longer be read; visitors get 503 until it can. Said once per outage.
    SiteLost {
        /// The site's path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The site can be read again after [`ServeNotice::SiteLost`].
    SiteBack {
        /// The site's path.
        path: PathBuf,
    },
    /// `config.json` cannot be used, so pages may speak to their own host only.
    ConfigUnusable {
        /// The site's path.
        path: PathBuf,
        /// What is wrong with the file.
        problem: ConfigProblem,
    },
    /// An inbox in `config.json` is not an `http` or `https` host and was left out of the policy.
    InboxRefused {
        /// The site's path.
        path: PathBuf,
        /// The inbox's `url` as written.
        url: String,
    },
    /// A published file could not be read; the visitor got 500.
    ReadFailed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A connection could not be taken; the server goes on.
    AcceptFailed {
        /// What the system said.
        source: io::Error,
    },
    /// Something about the inbox.
    Inbox(InboxNotice),
    /// The answers under way were not finished in time and were cut off.
    CutOff,
}

/// Why `config.json` cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// The system refused to read it.
    Unreadable(io::Error),
    /// It is longer than a configuration may be.
    TooLong {
        /// Its length in bytes.
        bytes: u64,
    },
    /// It is not the JSON that a configuration is.
    NotAConfig(serde_json::Error),
}

//! What can go wrong with keys.

use std::io;
use std::path::PathBuf;

use super::Role;

/// Why a command about keys could not run. What was there before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is no such office folder.
    #[error("no folder {0}")]
    NoOffice(PathBuf),
    /// Keys are there already.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// No keys have been made.
    #[error("no keys: {0} is missing")]
    NoKeys(PathBuf),
    /// The system refused a file.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file of public keys cannot be used.
    #[error("{path}: {problem}")]
    Public {
        /// Which.
        path: PathBuf,
        /// Why.
        problem: PublicProblem,
    },
    /// A file of private keys does not open.
    #[error("{path}: {problem}")]
    Secret {
        /// Which.
        path: PathBuf,
        /// Why.
        problem: SecretProblem,
    },
    /// A passphrase that cannot be used.
    #[error("passphrase: {0}")]
    Passphrase(#[from] PassphraseProblem),
    /// What was typed from paper cannot be used.
    #[error("{path}: {problem}")]
    Paper {
        /// The file it was typed into.
        path: PathBuf,
        /// Why.
        problem: PaperProblem,
    },
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Chance(getrandom::Error),
    /// Something fresh could not be sealed, or a page not be made.
    #[error("sealing failed")]
    Seal,
}

/// What is wrong with `public.json`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicProblem {
    /// Not its JSON.
    #[error("{0}")]
    Json(String),
    /// A version that this program does not know.
    #[error("version {0}")]
    Version(u32),
    /// A key that is none, or goes by a name that is not its own.
    #[error("key {0}")]
    Key(String),
    /// The same key twice.
    #[error("key {0} twice")]
    Twice(String),
    /// Not exactly one current key of a role.
    #[error("{found} current keys of {role:?}")]
    Current {
        /// Which role.
        role: Role,
        /// How many were found.
        found: usize,
    },
}

/// Why a file of private keys does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretProblem {
    /// Another passphrase.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// No age file with a passphrase.
    #[error("not an age file with a passphrase")]
    NotAge,
    /// It would take longer to open than anybody waits.
    #[error("too much work")]
    TooMuchWork,
    /// It opens, but holds no keys.
    #[error("no keys inside")]
    Content,
}

/// Why a passphrase cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseProblem {
    /// No file with it was named, and nobody sits at a terminal.
    #[error("nobody to ask")]
    NobodyToAsk(Role),
    /// Too short.
    #[error("too short")]
    Short(Role),
    /// Typed differently the second time.
    #[error("typed differently")]
    Differs(Role),
    /// Both keys have the same one.
    #[error("both the same")]
    Same,
    /// The file with it cannot be read, or is empty.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The terminal cannot be read.
    #[error("terminal: {0}")]
    Terminal(io::Error),
}

/// What is wrong with a text typed from paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperProblem {
    /// This line was mistyped: it does not agree with the check at its end.
    #[error("line {0}")]
    Line(usize),
    /// Lines are missing, or not in their order.
    #[error("line {0} is missing")]
    Missing(usize),
    /// Nothing of a key in it.
    #[error("no key")]
    NoKey,
}

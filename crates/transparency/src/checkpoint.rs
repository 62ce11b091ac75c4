//! How long a log is and what its root is, signed: c2sp.org/tlog-checkpoint, with witnesses'
//! signatures beside the log's: c2sp.org/tlog-cosignature.
//!
//! ```text
//! xinglinli.example/log
//! 1234
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! (empty line)
//! — xinglinli.example/log Az3grlgt…
//! — witness.example/w1 jWbPPwAAAABk…
//! ```
//!
//! The log's key bears the log's own name, which is the first line. A witness signs with the time
//! at which this was the longest log it had seen, all earlier ones being its beginnings.

use crate::hash::{Hash, decimal};
use crate::merkle::{ProofProblem, verify_consistency};
use crate::note::{KeyType, Note, NoteProblem, SignerKey, VerifierKey};

/// What a log is at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, of no meaning here. Better none: nobody can check them.
    pub extensions: Vec<String>,
}

/// Why a text is no checkpoint, or is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointProblem {
    /// No note, or signed wrongly, or not signed.
    #[error("{0}")]
    Note(NoteProblem),
    /// Less than three lines, an empty one, or no newline at the end.
    #[error("not three lines or more")]
    Lines,
    /// The second line is no number.
    #[error("no size")]
    Size,
    /// The third line is no hash.
    #[error("no root")]
    Root,
    /// Another log's.
    #[error("the log is called {found}")]
    Origin {
        /// Its name.
        found: String,
    },
    /// The log itself has not signed.
    #[error("the log has not signed")]
    Unsigned,
    /// Fewer witnesses than are asked for.
    #[error("{found} of {needed} witnesses")]
    Witnesses {
        /// So many were asked for.
        needed: usize,
        /// So many have signed.
        found: usize,
    },
    /// It does not go on from the earlier one.
    #[error("{0}")]
    Inconsistent(ProofProblem),
}

impl From<NoteProblem> for CheckpointProblem {
    fn from(problem: NoteProblem) -> Self {
        CheckpointProblem::Note(problem)
    }
}

/// Whom a reader believes.
#[derive(Debug, Clone, Copy)]
pub struct Trust<'k> {
    /// The log's key; its name is the log's.
    pub log: &'k VerifierKey,
    /// Witnesses that the reader knows.
    pub witnesses: &'k [VerifierKey],
    /// How many of them must have signed.
    pub needed: usize,
}

impl<'k> Trust<'k> {
    /// The log alone.
    pub fn log(log: &'k VerifierKey) -> Self {
        Trust {
            log,
            witnesses: &[],
            needed: 0,
        }
    }
}

/// A witness that has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The witness's name.
    pub name: String,
    /// When: seconds since 1970.
    pub time: u64,
}

/// A checkpoint that may be believed, by the reader's own trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Who else has signed.
    pub witnessed: Vec<Witnessed>,
}

impl Checkpoint {
    /// The lines that are signed.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            self.root.to_base64()
        );
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads the lines that are signed.
    ///
    /// # Errors
    /// [`CheckpointProblem`] when they are none.
    pub fn parse(text: &str) -> Result<Self, CheckpointProblem> {
        let body = text.strip_suffix('\n').ok_or(CheckpointProblem::Lines)?;
        let mut lines = body.split('\n').map(str::to_owned);
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointProblem::Lines);
        };
        let extensions: Vec<String> = lines.collect();
        if origin.is_empty() || extensions.iter().any(String::is_empty) {
            return Err(CheckpointProblem::Lines);
        }
        Ok(Checkpoint {
            origin,
            size: decimal(&size).ok_or(CheckpointProblem::Size)?,
            root: Hash::from_base64(&root).map_err(|_| CheckpointProblem::Root)?,
            extensions,
        })
    }

    /// As a note, signed by the log. [`crate::Log::sign`] looks first whether it may.
    ///
    /// # Errors
    /// [`CheckpointProblem`] when the key is not the log's, or nobody could read it.
    pub fn sign(&self, key: &SignerKey) -> Result<Note, CheckpointProblem> {
        let text = self.to_text();
        if Checkpoint::parse(&text)? != *self {
            return Err(CheckpointProblem::Lines);
        }
        if key.verifier().name() != self.origin {
            return Err(CheckpointProblem::Origin {
                found: self.origin.clone(),
            });
        }
        let mut note = Note::new(text)?;
        note.sign(key)?;
        Ok(note)
    }

    /// Opens a published checkpoint.
    ///
    /// # Errors
    /// [`CheckpointProblem`] when it is none, or not to be believed.
    pub fn open(bytes: &[u8], trust: &Trust<'_>) -> Result<Opened, CheckpointProblem> {
        Checkpoint::of_note(&Note::parse(bytes)?, trust)
    }

    /// As [`Checkpoint::open`], of a note that has been read.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn of_note(note: &Note, trust: &Trust<'_>) -> Result<Opened, CheckpointProblem> {
        if trust.log.key_type() != KeyType::Note {
            return Err(NoteProblem::KeyType.into());
        }
        let keys: Vec<&VerifierKey> = std::iter::once(trust.log).chain(trust.witnesses).collect();
        let verified = note.verify(&keys)?;
        if !verified.iter().any(|one| one.key == trust.log) {
            return Err(CheckpointProblem::Unsigned);
        }
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin != trust.log.name() {
            return Err(CheckpointProblem::Origin {
                found: checkpoint.origin,
            });
        }
        // A witness's word has a time; the log's own has none and is not one. One key under two names
        // is one witness: what it signs does not say its name.
        let mut seen: Vec<&[u8; 32]> = Vec::new();
        let witnessed: Vec<Witnessed> = verified
            .iter()
            .filter(|one| {
                let key = one.key.key().as_bytes();
                let is_new = one.time.is_some() && !seen.contains(&key);
                seen.push(key);
                is_new
            })
            .filter_map(|one| {
                one.time.map(|time| Witnessed {
                    name: one.key.name().to_owned(),
                    time,
                })
            })
            .collect();
        if witnessed.len() < trust.needed {
            return Err(CheckpointProblem::Witnesses {
                needed: trust.needed,
                found: witnessed.len(),
            });
        }
        Ok(Opened {
            checkpoint,
            witnessed,
        })
    }

    /// Shows that an earlier checkpoint of the same log is the beginning of this one.
    ///
    /// # Errors
    /// [`CheckpointProblem::Origin`] or [`CheckpointProblem::Inconsistent`] when it is not.
    pub fn continues(&self, earlier: &Checkpoint, proof: &[Hash]) -> Result<(), CheckpointProblem> {
        if self.origin != earlier.origin {
            return Err(CheckpointProblem::Origin {
                found: self.origin.clone(),
            });
        }
        verify_consistency(
            (earlier.size, &earlier.root),
            (self.size, &self.root),
            proof,
        )
        .map_err(CheckpointProblem::Inconsistent)
    }
}

/// What a witness does: looks whether the log has signed and whether it goes on from the last
/// checkpoint that this witness has seen, and only then signs.
///
/// # Errors
/// [`CheckpointProblem`] when it must not sign.
pub fn witness(
    signed: &[u8],
    log: &VerifierKey,
    last_seen: Option<&Checkpoint>,
    proof: &[Hash],
    key: &SignerKey,
    time: u64,
) -> Result<Note, CheckpointProblem> {
    let mut note = Note::parse(signed)?;
    let opened = Checkpoint::of_note(&note, &Trust::log(log))?;
    if let Some(earlier) = last_seen {
        opened.checkpoint.continues(earlier, proof)?;
    }
    note.cosign(key, time)?;
    Ok(note)
}

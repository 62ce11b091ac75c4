//! Proof that something was entered into a log, complete in one file, to be checked without a
//! network: c2sp.org/tlog-proof.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>                (may be absent; nothing vouches for it)
//! index <number of the entry>
//! <base64 of a hash>            (from the leaf's sibling up; none for a log of one entry)
//! (empty line)
//! <the signed checkpoint, as it was published>
//! ```

use std::fmt;

use base64ct::{Base64, Encoding as _};

use crate::checkpoint::{Checkpoint, CheckpointProblem, Opened, Trust};
use crate::hash::{Hash, decimal};
use crate::merkle::{ProofProblem, verify_inclusion};
use crate::note::{LIMIT_NOTE, Note, NoteProblem};

/// The first line.
const FIRST: &str = "c2sp.org/tlog-proof@v1";
/// The most hashes of a proof: one for each level of a tree.
const LIMIT_HASHES: usize = 64;
/// The most bytes of the extra line.
const LIMIT_EXTRA: usize = 65_536;

/// A receipt, read. Until [`Receipt::verify`] it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    extra: Vec<u8>,
    index: u64,
    proof: Vec<Hash>,
    checkpoint: Note,
}

/// Why a text is no receipt, or proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptProblem {
    /// Too long, not UTF-8, or another first line.
    #[error("not a receipt")]
    Shape,
    /// The extra line is not base64, or empty, or too long.
    #[error("the extra line")]
    Extra,
    /// The index is not a number.
    #[error("the index")]
    Index,
    /// A line that is no hash, or too many of them.
    #[error("hash {0} of the proof")]
    Hash(usize),
    /// The checkpoint.
    #[error("{0}")]
    Checkpoint(CheckpointProblem),
    /// The entry is not at that place in that log.
    #[error("{0}")]
    Proof(ProofProblem),
}

impl From<NoteProblem> for ReceiptProblem {
    fn from(problem: NoteProblem) -> Self {
        ReceiptProblem::Checkpoint(problem.into())
    }
}

impl Receipt {
    /// A receipt for entry `index`, out of its proof and the checkpoint that it leads to.
    ///
    /// # Errors
    /// [`ReceiptProblem`] when nobody could read it.
    pub fn new(
        index: u64,
        proof: Vec<Hash>,
        checkpoint: Note,
        extra: Vec<u8>,
    ) -> Result<Self, ReceiptProblem> {
        let receipt = Receipt {
            extra,
            index,
            proof,
            checkpoint,
        };
        if Receipt::parse(receipt.to_string().as_bytes())? == receipt {
            Ok(receipt)
        } else {
            Err(ReceiptProblem::Shape)
        }
    }

    /// Reads a receipt, and believes nothing of it yet.
    ///
    /// # Errors
    /// [`ReceiptProblem`] when it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptProblem> {
        if bytes.len() > LIMIT_NOTE + 2 * LIMIT_EXTRA {
            return Err(ReceiptProblem::Shape);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ReceiptProblem::Shape)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ReceiptProblem::Shape)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST) {
            return Err(ReceiptProblem::Shape);
        }
        let mut extra = Vec::new();
        if let Some(text) = lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            extra = Base64::decode_vec(text).map_err(|_| ReceiptProblem::Extra)?;
            let is_fine = !extra.is_empty()
                && extra.len() <= LIMIT_EXTRA
                && Base64::encode_string(&extra) == text;
            if !is_fine {
                return Err(ReceiptProblem::Extra);
            }
            lines.next();
        }
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(decimal)
            .ok_or(ReceiptProblem::Index)?;
        let mut proof = Vec::new();
        for (at, line) in lines.enumerate() {
            if at == LIMIT_HASHES {
                return Err(ReceiptProblem::Hash(at));
            }
            proof.push(Hash::from_base64(line).map_err(|_| ReceiptProblem::Hash(at))?);
        }
        Ok(Receipt {
            extra,
            index,
            proof,
            checkpoint: Note::parse(checkpoint.as_bytes())?,
        })
    }

    /// Which entry of the log it is about.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The hashes from the leaf up.
    pub fn proof(&self) -> &[Hash] {
        &self.proof
    }

    /// What somebody has put beside it. Nothing vouches for that.
    pub fn extra(&self) -> &[u8] {
        &self.extra
    }

    /// The signed checkpoint, not yet believed.
    pub fn checkpoint(&self) -> &Note {
        &self.checkpoint
    }

    /// Shows that the entry with this [`crate::merkle::leaf`] is in the log that the reader trusts.
    ///
    /// # Errors
    /// [`ReceiptProblem`] for anything else.
    pub fn verify(&self, leaf: &Hash, trust: &Trust<'_>) -> Result<Opened, ReceiptProblem> {
        let opened =
            Checkpoint::of_note(&self.checkpoint, trust).map_err(ReceiptProblem::Checkpoint)?;
        let Checkpoint { size, root, .. } = &opened.checkpoint;
        verify_inclusion(leaf, self.index, *size, &self.proof, root)
            .map_err(ReceiptProblem::Proof)?;
        Ok(opened)
    }
}

/// The receipt as a file.
impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", Base64::encode_string(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.proof {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

//! A log from its entries: files, checkpoint, receipts; and the way back, from files to entries.

use std::collections::BTreeSet;

use crate::checkpoint::{Checkpoint, CheckpointProblem, Opened, Trust};
use crate::hash::Hash;
use crate::merkle::{ProofProblem, Tree, leaf};
use crate::note::{Note, SignerKey};
use crate::receipt::{Receipt, ReceiptProblem};
use crate::tiles::{
    LIMIT_ENTRY, Level, Lookup, ReadProblem, Tile, TileProblem, bundle, levels_of, read_entries,
    read_hashes, tile_of, tiles_of, tiles_of_level,
};

/// Where the checkpoint stands, below the log's own folder.
pub const CHECKPOINT: &str = "checkpoint";

/// A log with all its entries.
#[derive(Debug, Clone)]
pub struct Log {
    origin: String,
    entries: Vec<Vec<u8>>,
    tree: Tree,
}

/// Why a log cannot be made or must not be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogProblem {
    /// An entry that is too long.
    #[error("an entry of {found} bytes; it may have {LIMIT_ENTRY}")]
    Entry {
        /// Bytes found.
        found: usize,
    },
    /// Entries that make no bundle.
    #[error("{0}")]
    Bundle(TileProblem),
    /// The earlier log is not the beginning of this one: something was changed, taken out or put in
    /// between.
    #[error("not a continuation of the log of {size} entries")]
    Rewritten {
        /// Entries of the earlier log.
        size: u64,
    },
    /// The checkpoint cannot be signed.
    #[error("{0}")]
    Checkpoint(CheckpointProblem),
    /// There is no such entry, or no such earlier log.
    #[error("{0}")]
    Proof(ProofProblem),
    /// The receipt cannot be written.
    #[error("{0}")]
    Receipt(ReceiptProblem),
}

impl From<ProofProblem> for LogProblem {
    fn from(problem: ProofProblem) -> Self {
        LogProblem::Proof(problem)
    }
}

impl From<CheckpointProblem> for LogProblem {
    fn from(problem: CheckpointProblem) -> Self {
        LogProblem::Checkpoint(problem)
    }
}

/// A file of the log: its path below the log's own folder, and its bytes.
pub type File = (String, Vec<u8>);

impl Log {
    /// A log without entries. Its name is also its key's.
    pub fn new(origin: impl Into<String>) -> Self {
        Log {
            origin: origin.into(),
            entries: Vec::new(),
            tree: Tree::default(),
        }
    }

    /// A log of these entries, in this order.
    ///
    /// # Errors
    /// [`LogProblem::Entry`] for one that is too long.
    pub fn of(
        origin: impl Into<String>,
        entries: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<Self, LogProblem> {
        let mut log = Log::new(origin);
        for entry in entries {
            log.append(entry)?;
        }
        Ok(log)
    }

    /// Adds an entry and says its number.
    ///
    /// # Errors
    /// [`LogProblem::Entry`] when it is too long.
    pub fn append(&mut self, entry: Vec<u8>) -> Result<u64, LogProblem> {
        if entry.len() > LIMIT_ENTRY {
            return Err(LogProblem::Entry { found: entry.len() });
        }
        self.tree.push(leaf(&entry));
        self.entries.push(entry);
        Ok(self.size() - 1)
    }

    /// Its name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Entries.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The entries, first to last.
    pub fn entries(&self) -> &[Vec<u8>] {
        &self.entries
    }

    /// The tree over them.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What it is now, unsigned.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            origin: self.origin.clone(),
            size: self.size(),
            root: self.tree.root(),
            extensions: Vec::new(),
        }
    }

    /// Whether an earlier checkpoint is the beginning of this log.
    ///
    /// # Errors
    /// [`LogProblem::Rewritten`] when it is not, [`LogProblem::Checkpoint`] when it is another log's.
    pub fn continues(&self, earlier: &Checkpoint) -> Result<(), LogProblem> {
        if earlier.origin != self.origin {
            return Err(LogProblem::Checkpoint(CheckpointProblem::Origin {
                found: earlier.origin.clone(),
            }));
        }
        if self.tree.root_at(earlier.size) == Ok(earlier.root) {
            Ok(())
        } else {
            Err(LogProblem::Rewritten { size: earlier.size })
        }
    }

    /// Signs it as it is now. A log never signs what does not go on from all it has signed: the last
    /// checkpoint is asked for, and only a log's first has none.
    ///
    /// # Errors
    /// [`LogProblem`] when it does not go on from there, or the key is not this log's.
    pub fn sign(&self, key: &SignerKey, last: Option<&Checkpoint>) -> Result<Note, LogProblem> {
        if let Some(last) = last {
            self.continues(last)?;
        }
        Ok(self.checkpoint().sign(key)?)
    }

    /// All tiles and bundles, by path. `earlier` are sizes that had a checkpoint: their partial tiles
    /// stay until the full ones are there.
    ///
    /// # Errors
    /// [`ProofProblem::Size`] for an earlier size that this log has not reached.
    pub fn files(&self, earlier: &[u64]) -> Result<Vec<File>, LogProblem> {
        let now = self.size();
        let mut tiles: BTreeSet<Tile> = tiles_of(now).collect();
        for old in earlier {
            if *old > now {
                return Err(ProofProblem::Size {
                    old: *old,
                    new: now,
                }
                .into());
            }
            let partial = tiles_of(*old).filter(Tile::is_partial);
            let kept: Vec<Tile> = partial
                .filter(|tile| !tiles.contains(&tile.full()))
                .collect();
            tiles.extend(kept);
        }
        let mut files = Vec::with_capacity(tiles.len());
        for tile in tiles {
            files.push((tile.path(), self.bytes_of(&tile)?));
        }
        Ok(files)
    }

    fn bytes_of(&self, tile: &Tile) -> Result<Vec<u8>, LogProblem> {
        let (index, size) = (tile.span().0, self.size());
        let absent = LogProblem::Proof(ProofProblem::Index { index, size });
        match tile.level() {
            Level::Hashes(_) => tile_of(&self.tree, tile).ok_or(absent),
            Level::Entries => {
                let (start, end) = tile.span();
                let places = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let entries = places.and_then(|(start, end)| self.entries.get(start..end));
                let entries = entries.ok_or(absent)?.iter().map(Vec::as_slice);
                bundle(entries).map_err(LogProblem::Bundle)
            }
        }
    }

    /// Proves that a log of `old` entries is the beginning of this one.
    ///
    /// # Errors
    /// [`LogProblem::Proof`] when this one is shorter.
    pub fn consistency(&self, old: u64) -> Result<Vec<Hash>, LogProblem> {
        Ok(self.tree.consistency(old, self.size())?)
    }

    /// A receipt for entry `index` against a signed checkpoint of this log, which may be an earlier
    /// one.
    ///
    /// # Errors
    /// [`LogProblem`] when the checkpoint is not of this log or the entry came later.
    pub fn receipt(&self, index: u64, signed: &Note) -> Result<Receipt, LogProblem> {
        let checkpoint = Checkpoint::parse(signed.text())?;
        self.continues(&checkpoint)?;
        let proof = self.tree.inclusion(index, checkpoint.size)?;
        Receipt::new(index, proof, signed.clone(), Vec::new()).map_err(LogProblem::Receipt)
    }
}

/// Why a published log is not what its checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyProblem {
    /// The checkpoint is not to be believed.
    #[error("{0}")]
    Checkpoint(CheckpointProblem),
    /// A tile is not there or not of its shape.
    #[error("{0}")]
    Read(ReadProblem),
    /// A tile has other hashes than its entries.
    #[error("{0} does not go with the entries")]
    Tile(Tile),
    /// The entries have another root.
    #[error("the entries do not have the root of the checkpoint")]
    Root,
}

impl From<CheckpointProblem> for VerifyProblem {
    fn from(problem: CheckpointProblem) -> Self {
        VerifyProblem::Checkpoint(problem)
    }
}

impl From<ReadProblem> for VerifyProblem {
    fn from(problem: ReadProblem) -> Self {
        VerifyProblem::Read(problem)
    }
}

/// A published log that is what its checkpoint says.
#[derive(Debug, Clone)]
pub struct VerifiedLog {
    /// Its checkpoint, and who else has signed.
    pub opened: Opened,
    /// All its entries.
    pub log: Log,
}

/// Reads a published log as a whole: every entry and every tile against the signed checkpoint.
///
/// # Errors
/// [`VerifyProblem`] names the first thing that is not right. Nothing of such a log is given out.
pub fn verify_log(
    signed: &[u8],
    trust: &Trust<'_>,
    lookup: Lookup<'_>,
) -> Result<VerifiedLog, VerifyProblem> {
    let opened = Checkpoint::open(signed, trust)?;
    let Checkpoint { size, root, .. } = opened.checkpoint;
    let mut log = Log::new(opened.checkpoint.origin.clone());
    for bundle in tiles_of_level(Level::Entries, size) {
        let entries = read_entries(lookup, &bundle)?;
        for entry in &entries {
            log.tree.push(leaf(entry));
        }
        log.entries.extend(entries);
    }
    if log.tree.root() != root || log.size() != size {
        return Err(VerifyProblem::Root);
    }
    for level in levels_of(size).filter(|level| *level != Level::Entries) {
        for tile in tiles_of_level(level, size) {
            let read = read_hashes(lookup, &tile)?;
            let made = tile_of(&log.tree, &tile).ok_or(VerifyProblem::Tile(tile))?;
            let is_same = made
                .chunks_exact(Hash::LENGTH)
                .eq(read.iter().map(|hash| &hash.as_bytes()[..]));
            if !is_same {
                return Err(VerifyProblem::Tile(tile));
            }
        }
    }
    Ok(VerifiedLog { opened, log })
}

//! The tree of RFC 6962, section 2.1 (RFC 9162, section 2.1): what the hash of a log is, and the two
//! proofs about it.
//!
//! ```text
//! leaf(entry)        SHA-256(0x00 ‖ entry)
//! node(left, right)  SHA-256(0x01 ‖ left ‖ right)
//! root of n > 1      node(root of the first k, root of the rest), k the largest power of two < n
//! root of nothing    SHA-256 of the empty text
//! ```
//!
//! A proof is made by naming the subtrees that it consists of ([`inclusion_spans`],
//! [`consistency_spans`]) and asking for their complete nodes, from memory ([`Tree`]) or from tiles
//! ([`crate::tiles::Tiles`]). Verification follows the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2,
//! and shares nothing with the making.

use crate::hash::Hash;

/// The hash of an entry.
pub fn leaf(entry: &[u8]) -> Hash {
    Hash::of_all(&[&[0], entry])
}

/// The hash over two.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of_all(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// The root of a log without entries.
pub fn empty() -> Hash {
    Hash::of(&[])
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofProblem {
    /// There is no such entry in a log of this size.
    #[error("entry {index} of {size}")]
    Index {
        /// The entry asked for.
        index: u64,
        /// Entries there are.
        size: u64,
    },
    /// The earlier log is longer than the later one, or longer than what is at hand.
    #[error("{old} entries are no beginning of {new}")]
    Size {
        /// Entries of the earlier log.
        old: u64,
        /// Entries of the later one.
        new: u64,
    },
    /// A proof for this place has another number of hashes.
    #[error("{found} hashes instead of {expected}")]
    Length {
        /// Hashes that there should be.
        expected: usize,
        /// Hashes that there are.
        found: usize,
    },
    /// The hashes lead elsewhere.
    #[error("the hashes do not lead to the root")]
    Root,
}

/// Entries `start..end`, of which a proof needs the hash.
pub type Span = (u64, u64);

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The subtrees whose hashes prove that an entry is in a log, from the leaf's sibling upwards
/// (RFC 6962, 2.1.1: PATH). Nothing for an entry that there is not.
pub fn inclusion_spans(index: u64, size: u64) -> Vec<Span> {
    let mut spans = Vec::new();
    if index >= size {
        return spans;
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            spans.push((middle, end));
            end = middle;
        } else {
            spans.push((start, middle));
            start = middle;
        }
    }
    spans.reverse();
    spans
}

/// The subtrees whose hashes prove that a log of `old` entries is the beginning of one of `new`
/// (RFC 6962, 2.1.2: PROOF). Nothing for a log of none, or of as many.
pub fn consistency_spans(old: u64, new: u64) -> Vec<Span> {
    let mut spans = Vec::new();
    if old == 0 || old >= new {
        return spans;
    }
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            spans.push((middle, end));
            end = middle;
        } else {
            spans.push((start, middle));
            start = middle;
        }
    }
    // The old log as a whole is known to who verifies.
    if start > 0 {
        spans.push((start, end));
    }
    spans.reverse();
    spans
}

/// The complete subtrees that a span consists of, from left to right: level (0 is a leaf) and place
/// in that level. The span must be one of a tree.
pub fn nodes_of((start, end): Span) -> Vec<(u8, u64)> {
    let mut nodes = Vec::new();
    let mut at = start;
    while at < end {
        let level = (end - at).ilog2();
        nodes.push((u8::try_from(level).unwrap_or(u8::MAX), at >> level));
        at += 1 << level;
    }
    nodes
}

/// The hash over subtrees that stand side by side, each at least as large as all behind it.
fn fold(peaks: &[Hash]) -> Hash {
    let mut peaks = peaks.iter().rev();
    match peaks.next() {
        None => empty(),
        Some(last) => peaks.fold(*last, |right, left| node(left, &right)),
    }
}

/// The hash of a span, out of complete nodes.
///
/// # Errors
/// Whatever `nodes` says when it has none.
pub fn hash_of<E>(
    span: Span,
    nodes: &mut dyn FnMut(u8, u64) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let mut peaks = Vec::new();
    for (level, index) in nodes_of(span) {
        peaks.push(nodes(level, index)?);
    }
    Ok(fold(&peaks))
}

/// Shows that `leaf` is entry `index` of the log of `size` entries with this root.
///
/// A root alone does not say how many entries it is over: size and root must come from one
/// checkpoint.
///
/// # Errors
/// [`ProofProblem`] for anything else than exactly that.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofProblem> {
    if index >= size {
        return Err(ProofProblem::Index { index, size });
    }
    length(inclusion_spans(index, size).len(), proof)?;
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for other in proof {
        if last == 0 {
            return Err(ProofProblem::Root);
        }
        if at & 1 == 1 || at == last {
            hash = node(other, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, other);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root {
        Ok(())
    } else {
        Err(ProofProblem::Root)
    }
}

/// Shows that a log of `old` entries with `old_root` is the beginning of one of `new` entries with
/// `new_root`. Every log begins with the empty one, and each with itself: then the proof is empty.
///
/// # Errors
/// [`ProofProblem`] for anything else than exactly that.
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), ProofProblem> {
    if old > new {
        return Err(ProofProblem::Size { old, new });
    }
    length(consistency_spans(old, new).len(), proof)?;
    let is_empty = |size: u64, root: &Hash| size != 0 || *root == empty();
    if !is_empty(old, old_root) || !is_empty(new, new_root) {
        return Err(ProofProblem::Root);
    }
    if old == new && old_root != new_root {
        return Err(ProofProblem::Root);
    }
    if old == 0 || old == new {
        return Ok(());
    }
    // An old log that is a complete subtree stands in the new one as it is.
    let mut hashes = old
        .is_power_of_two()
        .then_some(old_root)
        .into_iter()
        .chain(proof);
    let Some(first) = hashes.next() else {
        return Err(ProofProblem::Root);
    };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut of_old, mut of_new) = (*first, *first);
    for other in hashes {
        if last == 0 {
            return Err(ProofProblem::Root);
        }
        if at & 1 == 1 || at == last {
            of_old = node(other, &of_old);
            of_new = node(other, &of_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node(&of_new, other);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && of_old == *old_root && of_new == *new_root {
        Ok(())
    } else {
        Err(ProofProblem::Root)
    }
}

fn length(expected: usize, proof: &[Hash]) -> Result<(), ProofProblem> {
    if proof.len() == expected {
        Ok(())
    } else {
        Err(ProofProblem::Length {
            expected,
            found: proof.len(),
        })
    }
}

/// The root of a log that is read from front to back: at most 64 hashes, however long it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The complete subtrees, largest first: one for each bit of `size`.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// One that was kept: its peaks must go with its size.
    ///
    /// # Errors
    /// [`ProofProblem::Length`] when they do not.
    pub fn resume(size: u64, peaks: Vec<Hash>) -> Result<Self, ProofProblem> {
        length(usize::try_from(size.count_ones()).unwrap_or(0), &peaks)?;
        Ok(Frontier { size, peaks })
    }

    /// Adds the next entry's [`leaf`].
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut size = self.size;
        while size & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node(&left, &hash);
            }
            size >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Entries so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What has to be kept, to go on later.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The root.
    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }
}

/// A whole tree in memory, for making proofs: 64 bytes an entry.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The complete nodes, leaves first.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Adds the next entry's [`leaf`].
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            match row.as_slice() {
                [.., left, right] if row.len().is_multiple_of(2) => hash = node(left, right),
                _ => return,
            }
        }
    }

    /// Entries so far.
    pub fn size(&self) -> u64 {
        self.level(0).len() as u64
    }

    /// The complete nodes of a level.
    pub fn level(&self, level: u8) -> &[Hash] {
        self.levels
            .get(usize::from(level))
            .map_or(&[], Vec::as_slice)
    }

    /// The hash of entry `index`.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.node(0, index)
    }

    /// A complete node.
    pub fn node(&self, level: u8, index: u64) -> Option<Hash> {
        self.level(level).get(usize::try_from(index).ok()?).copied()
    }

    /// The root.
    pub fn root(&self) -> Hash {
        fold(&self.peaks(self.size()))
    }

    /// The root that it had when it was `size` entries long.
    ///
    /// # Errors
    /// [`ProofProblem::Size`] when it is not that long.
    pub fn root_at(&self, size: u64) -> Result<Hash, ProofProblem> {
        self.holds(size)?;
        Ok(fold(&self.peaks(size)))
    }

    fn peaks(&self, size: u64) -> Vec<Hash> {
        let nodes = nodes_of((0, size));
        nodes
            .iter()
            .filter_map(|(level, index)| self.node(*level, *index))
            .collect()
    }

    fn holds(&self, size: u64) -> Result<(), ProofProblem> {
        if size <= self.size() {
            Ok(())
        } else {
            Err(ProofProblem::Size {
                old: size,
                new: self.size(),
            })
        }
    }

    /// Proves that entry `index` is in the log as it was with `size` entries.
    ///
    /// # Errors
    /// [`ProofProblem`] when it is not.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, ProofProblem> {
        self.holds(size)?;
        if index >= size {
            return Err(ProofProblem::Index { index, size });
        }
        self.proof(&inclusion_spans(index, size))
    }

    /// Proves that the log with `old` entries is the beginning of the one with `new`.
    ///
    /// # Errors
    /// [`ProofProblem::Size`] when it is not.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, ProofProblem> {
        self.holds(new)?;
        if old > new {
            return Err(ProofProblem::Size { old, new });
        }
        self.proof(&consistency_spans(old, new))
    }

    fn proof(&self, spans: &[Span]) -> Result<Vec<Hash>, ProofProblem> {
        let mut nodes = |level, index| self.node(level, index).ok_or(ProofProblem::Root);
        spans
            .iter()
            .map(|span| hash_of(*span, &mut nodes))
            .collect()
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }
}

//! A log as static files: c2sp.org/tlog-tiles.
//!
//! ```text
//! tile/<L>/<N>[.p/<W>]        256 (or W) hashes of 32 bytes: the nodes of level 8·L from 256·N on
//! tile/entries/<N>[.p/<W>]    256 (or W) entries, each behind its length (two bytes, big end first)
//! <N>                         three digits a folder, all but the last behind an x: x001/x234/067
//! ```
//!
//! A tile of less than 256 is partial. It is written for the sizes that had a checkpoint, and may
//! go once the full one is there.

use std::collections::BTreeMap;
use std::fmt;

use crate::hash::{Hash, decimal};
use crate::merkle::{
    ProofProblem, Span, Tree, consistency_spans, hash_of, inclusion_spans, node, nodes_of,
};

/// Hashes of a full tile, entries of a full bundle.
pub const WIDTH: u16 = 256;
/// The most bytes of an entry: its length is written in two.
pub const LIMIT_ENTRY: usize = 65_535;
/// Levels of the tree between two levels of tiles.
const HEIGHT: u8 = 8;
/// The highest level that has a path.
const HIGHEST: u8 = 63;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Hashes: 0 of entries, 1 of full tiles of level 0, and so on.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// One tile, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: Level,
    index: u64,
    width: u16,
}

/// Why a text is no tile's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path of a tile")]
pub struct InvalidPath;

/// Why bytes are not what a tile or bundle of that width holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileProblem {
    /// A tile of another length.
    #[error("{found} bytes instead of {expected}")]
    Length {
        /// Bytes that there should be.
        expected: usize,
        /// Bytes that there are.
        found: usize,
    },
    /// A bundle ends within an entry or before its last one.
    #[error("the bundle ends in entry {entry}")]
    Short {
        /// Which entry of the bundle, from 0.
        entry: u16,
    },
    /// A bundle goes on after its last entry.
    #[error("{bytes} bytes after the last entry")]
    Long {
        /// Bytes too many.
        bytes: usize,
    },
    /// An entry whose length cannot be written.
    #[error("an entry of {found} bytes; it may have {LIMIT_ENTRY}")]
    Entry {
        /// Bytes found.
        found: usize,
    },
}

impl Tile {
    /// The tile at this place; nothing for a level or width that there is not.
    pub fn new(level: Level, index: u64, width: u16) -> Option<Self> {
        let is_level = matches!(level, Level::Entries | Level::Hashes(..=HIGHEST));
        let is_tile = is_level && (1..=WIDTH).contains(&width);
        is_tile.then_some(Tile {
            level,
            index,
            width,
        })
    }

    /// What it holds.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Its number in its level.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Hashes or entries in it: 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will be followed by a wider one of the same number.
    pub fn is_partial(&self) -> bool {
        self.width < WIDTH
    }

    /// The full tile of the same number.
    #[must_use]
    pub fn full(&self) -> Tile {
        Tile {
            width: WIDTH,
            ..*self
        }
    }

    /// Reads a path, as it is below the log's own folder.
    ///
    /// # Errors
    /// [`InvalidPath`] for everything that [`Tile::path`] does not write.
    pub fn parse(path: &str) -> Result<Tile, InvalidPath> {
        let (level, rest) = path
            .strip_prefix("tile/")
            .and_then(|rest| rest.split_once('/'))
            .ok_or(InvalidPath)?;
        let level = match level {
            "entries" => Level::Entries,
            digits => decimal(digits)
                .and_then(|level| u8::try_from(level).ok())
                .map(Level::Hashes)
                .ok_or(InvalidPath)?,
        };
        let (folders, width) = match rest.split_once(".p/") {
            None => (rest, WIDTH),
            Some((folders, width)) => {
                let width = decimal(width).and_then(|width| u16::try_from(width).ok());
                (folders, width.ok_or(InvalidPath)?)
            }
        };
        let mut index = 0_u64;
        for folder in folders.split('/') {
            let digits = folder.strip_prefix('x').unwrap_or(folder);
            if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(InvalidPath);
            }
            index = digits
                .parse()
                .ok()
                .and_then(|below: u64| index.checked_mul(1000)?.checked_add(below))
                .ok_or(InvalidPath)?;
        }
        let tile = Tile::new(level, index, width).ok_or(InvalidPath)?;
        // Each tile has one path: no folder too many, no x missing, no full one called partial.
        if tile.path() == path {
            Ok(tile)
        } else {
            Err(InvalidPath)
        }
    }

    /// Its path below the log's own folder.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// The entries that it stands for: all those below it.
    pub fn span(&self) -> Span {
        let each = match self.level {
            Level::Entries | Level::Hashes(0) => Some(1),
            Level::Hashes(level) => 1_u64.checked_shl(u32::from(level) * u32::from(HEIGHT)),
        };
        let place = |at: u64| {
            each.and_then(|each| at.checked_mul(each))
                .unwrap_or(u64::MAX)
        };
        let first = self.index.saturating_mul(WIDTH.into());
        (place(first), place(first.saturating_add(self.width.into())))
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Entries => f.write_str("tile/entries/")?,
            Level::Hashes(level) => write!(f, "tile/{level}/")?,
        }
        let mut above = Vec::new();
        let mut index = self.index;
        while index >= 1000 {
            above.push(index % 1000);
            index /= 1000;
        }
        for (place, part) in std::iter::once(index)
            .chain(above.iter().rev().copied())
            .enumerate()
        {
            let is_last = place == above.len();
            let x = if is_last { "" } else { "x" };
            let slash = if is_last { "" } else { "/" };
            write!(f, "{x}{part:03}{slash}")?;
        }
        if self.is_partial() {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

/// How many hashes a level of tiles has in a log of `size` entries.
fn row(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(HEIGHT))
        .unwrap_or(0)
}

/// The tile of that number and level as a log of `size` entries has it; nothing if it has none.
fn tile_at(level: Level, index: u64, size: u64) -> Option<Tile> {
    let row = match level {
        Level::Entries => size,
        Level::Hashes(level) => row(level, size),
    };
    let left = row.checked_sub(index.checked_mul(WIDTH.into())?)?;
    Tile::new(level, index, u16::try_from(left.min(WIDTH.into())).ok()?)
}

/// The tiles of one level, first to last, as they are needed.
pub fn tiles_of_level(level: Level, size: u64) -> impl Iterator<Item = Tile> {
    (0..).map_while(move |index| tile_at(level, index, size))
}

/// The levels that a log of `size` entries has: entries, then hashes upwards.
pub fn levels_of(size: u64) -> impl Iterator<Item = Level> {
    let hashes = (0..HIGHEST).take_while(move |level| row(*level, size) > 0);
    std::iter::once(Level::Entries)
        .filter(move |_| size > 0)
        .chain(hashes.map(Level::Hashes))
}

/// All tiles of a log of `size` entries, entries first. Take only what there is memory for: a size
/// out of a checkpoint may be a lie.
pub fn tiles_of(size: u64) -> impl Iterator<Item = Tile> {
    levels_of(size).flat_map(move |level| tiles_of_level(level, size))
}

/// Entries as a bundle has them.
///
/// # Errors
/// [`TileProblem::Entry`] for one that is too long.
pub fn bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<u8>, TileProblem> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length =
            u16::try_from(entry.len()).map_err(|_| TileProblem::Entry { found: entry.len() })?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The `width` entries of a bundle, no more and no less.
///
/// # Errors
/// [`TileProblem`] when there are more or less.
pub fn unbundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, TileProblem> {
    let (entries, rest) = first_entries(bytes, width)?;
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(TileProblem::Long { bytes: rest.len() })
    }
}

fn first_entries(bytes: &[u8], width: u16) -> Result<(Vec<&[u8]>, &[u8]), TileProblem> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    for entry in 0..width {
        let (length, after) = rest
            .split_first_chunk()
            .ok_or(TileProblem::Short { entry })?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (found, after) = after
            .split_at_checked(length)
            .ok_or(TileProblem::Short { entry })?;
        entries.push(found);
        rest = after;
    }
    Ok((entries, rest))
}

/// The `width` hashes of a tile, no more and no less.
///
/// # Errors
/// [`TileProblem::Length`] when there are more or less.
pub fn hashes(bytes: &[u8], width: u16) -> Result<Vec<Hash>, TileProblem> {
    let expected = usize::from(width) * Hash::LENGTH;
    if bytes.len() != expected {
        return Err(TileProblem::Length {
            expected,
            found: bytes.len(),
        });
    }
    let (chunks, _) = bytes.as_chunks();
    Ok(chunks.iter().copied().map(Hash::from_bytes).collect())
}

/// The bytes of a tile of hashes, from a tree that has it.
pub fn tile_of(tree: &Tree, tile: &Tile) -> Option<Vec<u8>> {
    let Level::Hashes(level) = tile.level else {
        return None;
    };
    let row = tree.level(level.checked_mul(HEIGHT)?);
    let first = usize::try_from(tile.index)
        .ok()?
        .checked_mul(WIDTH.into())?;
    let end = first.checked_add(tile.width.into())?;
    Some(
        row.get(first..end)?
            .iter()
            .flat_map(|hash| *hash.as_bytes())
            .collect(),
    )
}

/// Why something cannot be read out of tiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadProblem {
    /// Neither this tile nor the full one of the same number is there.
    #[error("{0} is not there")]
    Missing(Tile),
    /// A tile that is not what it should be.
    #[error("{tile}: {problem}")]
    Tile {
        /// Which one.
        tile: Tile,
        /// What is wrong with it.
        problem: TileProblem,
    },
    /// There is no such entry, or no such earlier log.
    #[error("{0}")]
    Proof(ProofProblem),
}

impl From<ProofProblem> for ReadProblem {
    fn from(problem: ProofProblem) -> Self {
        ReadProblem::Proof(problem)
    }
}

/// Where tiles come from: the bytes at a path, or nothing.
pub type Lookup<'l> = &'l mut dyn FnMut(&str) -> Option<Vec<u8>>;

/// The bytes of a tile, or as many of the full tile as belong to it.
fn fetch(lookup: Lookup<'_>, tile: &Tile) -> Result<Vec<u8>, ReadProblem> {
    if let Some(bytes) = lookup(&tile.path()) {
        return Ok(bytes);
    }
    let full = tile.full();
    let mut bytes = Some(full)
        .filter(|_| tile.is_partial())
        .and_then(|full| lookup(&full.path()))
        .ok_or(ReadProblem::Missing(*tile))?;
    let problem = |problem| ReadProblem::Tile {
        tile: full,
        problem,
    };
    let kept = match tile.level {
        Level::Entries => {
            unbundle(&bytes, WIDTH).map_err(problem)?;
            let (_, rest) = first_entries(&bytes, tile.width).map_err(problem)?;
            bytes.len() - rest.len()
        }
        Level::Hashes(_) => {
            hashes(&bytes, WIDTH).map_err(problem)?;
            usize::from(tile.width) * Hash::LENGTH
        }
    };
    bytes.truncate(kept);
    Ok(bytes)
}

/// The entries of a bundle, read.
pub(crate) fn read_entries(lookup: Lookup<'_>, tile: &Tile) -> Result<Vec<Vec<u8>>, ReadProblem> {
    let bytes = fetch(lookup, tile)?;
    match unbundle(&bytes, tile.width) {
        Ok(entries) => Ok(entries.into_iter().map(<[u8]>::to_vec).collect()),
        Err(problem) => Err(ReadProblem::Tile {
            tile: *tile,
            problem,
        }),
    }
}

/// The hashes of a tile, read.
pub(crate) fn read_hashes(lookup: Lookup<'_>, tile: &Tile) -> Result<Vec<Hash>, ReadProblem> {
    let bytes = fetch(lookup, tile)?;
    hashes(&bytes, tile.width).map_err(|problem| ReadProblem::Tile {
        tile: *tile,
        problem,
    })
}

/// The tile that has a complete node, and which of its hashes are below the node (or it).
fn place_of(level: u8, index: u64, size: u64) -> Option<(Tile, std::ops::Range<usize>)> {
    let above = u32::from(level % HEIGHT);
    let first = index.checked_mul(1 << above)?;
    let width = u64::from(WIDTH);
    let tile = tile_at(Level::Hashes(level / HEIGHT), first / width, size)?;
    let start = usize::try_from(first % width).ok()?;
    let end = start + (1_usize << above);
    (end <= usize::from(tile.width)).then_some((tile, start..end))
}

/// The tiles that [`Tiles`] will ask for when it hashes these spans: for a browser, which fetches
/// them first.
pub fn tiles_for(spans: &[Span], size: u64) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = spans
        .iter()
        .flat_map(|span| nodes_of(*span))
        .filter_map(|(level, index)| place_of(level, index, size))
        .map(|(tile, _)| tile)
        .collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

/// Proofs out of the tiles of a log of a certain size.
///
/// What is read is not yet to be believed. A proof made here must be verified against a root that is:
/// then the tiles were right, too.
pub struct Tiles<'l> {
    size: u64,
    lookup: Lookup<'l>,
    seen: BTreeMap<Tile, Vec<Hash>>,
}

impl<'l> Tiles<'l> {
    /// Those of a log of `size` entries.
    pub fn new(size: u64, lookup: Lookup<'l>) -> Self {
        Tiles {
            size,
            lookup,
            seen: BTreeMap::new(),
        }
    }

    /// An entry's bytes.
    ///
    /// # Errors
    /// [`ReadProblem`] when they cannot be had.
    pub fn entry(&mut self, index: u64) -> Result<Vec<u8>, ReadProblem> {
        let size = self.size;
        let problem = ReadProblem::Proof(ProofProblem::Index { index, size });
        let width = u64::from(WIDTH);
        let Some(tile) = tile_at(Level::Entries, index / width, size) else {
            return Err(problem);
        };
        let entries = read_entries(self.lookup, &tile)?;
        let place = usize::try_from(index % width).ok();
        place
            .and_then(|place| entries.into_iter().nth(place))
            .ok_or(problem)
    }

    /// The root over all tiles.
    ///
    /// # Errors
    /// [`ReadProblem`] when a tile cannot be had.
    pub fn root(&mut self) -> Result<Hash, ReadProblem> {
        let size = self.size;
        hash_of((0, size), &mut |level, index| self.node(level, index))
    }

    /// Proves that entry `index` is in the log.
    ///
    /// # Errors
    /// [`ReadProblem`] when it is not, or a tile cannot be had.
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Hash>, ReadProblem> {
        let size = self.size;
        if index >= size {
            return Err(ProofProblem::Index { index, size }.into());
        }
        self.proof(&inclusion_spans(index, size))
    }

    /// Proves that a log of `old` entries is the beginning of this one.
    ///
    /// # Errors
    /// [`ReadProblem`] when it is not, or a tile cannot be had.
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Hash>, ReadProblem> {
        let new = self.size;
        if old > new {
            return Err(ProofProblem::Size { old, new }.into());
        }
        self.proof(&consistency_spans(old, new))
    }

    fn proof(&mut self, spans: &[Span]) -> Result<Vec<Hash>, ReadProblem> {
        let mut proof = Vec::with_capacity(spans.len());
        for span in spans {
            proof.push(hash_of(*span, &mut |level, index| self.node(level, index))?);
        }
        Ok(proof)
    }

    fn node(&mut self, level: u8, index: u64) -> Result<Hash, ReadProblem> {
        let size = self.size;
        let (tile, places) =
            place_of(level, index, size).ok_or(ProofProblem::Index { index, size })?;
        if !self.seen.contains_key(&tile) {
            let read = read_hashes(self.lookup, &tile)?;
            self.seen.insert(tile, read);
        }
        let hashes = self.seen.get(&tile).and_then(|hashes| hashes.get(places));
        let mut hashes = hashes.ok_or(ReadProblem::Missing(tile))?.to_vec();
        while let [_, _, ..] = hashes.as_slice() {
            let (pairs, _) = hashes.as_chunks();
            hashes = pairs
                .iter()
                .map(|[left, right]| node(left, right))
                .collect();
        }
        hashes.first().copied().ok_or(ReadProblem::Missing(tile))
    }
}

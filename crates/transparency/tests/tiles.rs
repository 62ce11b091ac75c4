//! Tiles: their places, their bytes, and what can be read out of them.

#![allow(clippy::unwrap_used)] // tests

use std::collections::BTreeMap;

use proptest::prelude::*;
use transparency::merkle::{
    ProofProblem, consistency_spans, inclusion_spans, leaf, verify_consistency, verify_inclusion,
};
use transparency::tiles::{
    Level, ReadProblem, Tile, TileProblem, Tiles, bundle, hashes, tiles_for, tiles_of, unbundle,
};
use transparency::{Log, LogProblem};

fn log(size: u64) -> Log {
    Log::of(
        "example.org/log",
        (0..size).map(|at| format!("entry {at}").into_bytes()),
    )
    .unwrap()
}

fn files(log: &Log) -> BTreeMap<String, Vec<u8>> {
    log.files(&[]).unwrap().into_iter().collect()
}

#[test]
fn paths_are_those_of_the_standard() {
    // c2sp.org/tlog-tiles: «index 1234067 will be encoded as x001/x234/067».
    for (level, index, width, path) in [
        (Level::Hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
        (Level::Hashes(0), 0, 1, "tile/0/000.p/1"),
        (Level::Hashes(63), 999, 255, "tile/63/999.p/255"),
        (Level::Entries, 1000, 256, "tile/entries/x001/000"),
        (
            Level::Entries,
            u64::MAX,
            7,
            "tile/entries/x018/x446/x744/x073/x709/x551/615.p/7",
        ),
    ] {
        let tile = Tile::new(level, index, width).unwrap();
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::parse(path), Ok(tile));
    }
}

#[test]
fn what_is_no_path_is_refused() {
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/X001/002",
        "tile/0/x001//002",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/data/000",
        "tile/entries/٠٠٠",
        "checkpoint",
    ] {
        assert!(Tile::parse(path).is_err(), "{path}");
    }
    assert_eq!(Tile::new(Level::Hashes(64), 0, 1), None);
    assert_eq!(Tile::new(Level::Entries, 0, 0), None);
    assert_eq!(Tile::new(Level::Entries, 0, 257), None);
}

/// How many tiles of each width a level has: full ones, and the width of the partial one.
fn widths(size: u64, level: Level) -> (usize, Option<u16>) {
    let of_level: Vec<Tile> = tiles_of(size)
        .filter(|tile| tile.level() == level)
        .collect();
    let (partial, full): (Vec<&Tile>, Vec<&Tile>) =
        of_level.iter().partition(|tile| tile.is_partial());
    assert!(partial.len() <= 1);
    (full.len(), partial.first().map(|tile| tile.width()))
}

#[test]
fn logs_have_the_tiles_of_the_standards_examples() {
    // c2sp.org/tlog-tiles: «a tree of size 70,000 …», «a tree of size 256 …».
    assert_eq!(widths(70_000, Level::Hashes(0)), (273, Some(112)));
    assert_eq!(widths(70_000, Level::Hashes(1)), (1, Some(17)));
    assert_eq!(widths(70_000, Level::Hashes(2)), (0, Some(1)));
    assert_eq!(widths(70_000, Level::Hashes(3)), (0, None));
    assert_eq!(widths(70_000, Level::Entries), (273, Some(112)));
    assert_eq!(widths(256, Level::Hashes(0)), (1, None));
    assert_eq!(widths(256, Level::Hashes(1)), (0, Some(1)));
    assert_eq!(tiles_of(0).count(), 0);
    // What no log has must not be an endless list.
    assert!(tiles_of(u64::MAX).next().is_some());
}

#[test]
fn bundles_are_entries_behind_their_lengths() {
    let long = vec![7; 65_535];
    let entries: [&[u8]; 3] = [b"ab", b"", &long];
    let bytes = bundle(entries).unwrap();
    assert_eq!(bytes[..6], [0, 2, b'a', b'b', 0, 0]);
    assert_eq!(bytes[6..8], [0xff, 0xff]);
    assert_eq!(unbundle(&bytes, 3), Ok(entries.to_vec()));
    assert_eq!(unbundle(&bytes, 4), Err(TileProblem::Short { entry: 3 }));
    assert_eq!(
        unbundle(&bytes, 2),
        Err(TileProblem::Long { bytes: 65_537 })
    );
    assert_eq!(
        unbundle(&bytes[..bytes.len() - 1], 3),
        Err(TileProblem::Short { entry: 2 })
    );
    assert_eq!(unbundle(&[0], 1), Err(TileProblem::Short { entry: 0 }));
    assert_eq!(
        bundle([vec![0; 65_536].as_slice()]),
        Err(TileProblem::Entry { found: 65_536 })
    );
    let mut log = Log::new("example.org/log");
    assert_eq!(
        log.append(vec![0; 65_536]),
        Err(LogProblem::Entry { found: 65_536 })
    );
    assert_eq!(log.append(vec![0; 65_535]), Ok(0));
}

#[test]
fn a_tile_of_another_length_is_refused() {
    assert_eq!(
        hashes(&[0; 63], 2),
        Err(TileProblem::Length {
            expected: 64,
            found: 63
        })
    );
    assert_eq!(hashes(&[0; 64], 2).map(|hashes| hashes.len()), Ok(2));
    assert!(hashes(&[0; 96], 2).is_err());
}

#[test]
fn earlier_partial_tiles_stay_until_the_full_ones_are_there() {
    let log = log(600);
    let paths: Vec<String> = log
        .files(&[10, 255, 256, 300, 600])
        .unwrap()
        .into_iter()
        .map(|file| file.0)
        .collect();
    let of_hashes: Vec<&str> = paths
        .iter()
        .map(String::as_str)
        .filter(|path| !path.contains("entries"))
        .collect();
    assert_eq!(
        of_hashes,
        [
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/1",
            "tile/1/000.p/2"
        ]
    );
    assert!(paths.contains(&"tile/entries/002.p/88".to_owned()));
    assert!(
        !paths
            .iter()
            .any(|path| path.starts_with("tile/entries/000.p"))
    );
    let longer = log.files(&[601]);
    assert_eq!(
        longer,
        Err(LogProblem::Proof(ProofProblem::Size { old: 601, new: 600 }))
    );
}

#[test]
fn proofs_out_of_tiles_are_those_of_the_tree_and_need_only_the_tiles_that_were_named() {
    let log = log(66_000);
    let files = files(&log);
    let size = log.size();
    let root = log.tree().root();
    for index in [0, 1, 255, 256, 65_535, 65_536, 65_999] {
        let named: Vec<String> = tiles_for(&inclusion_spans(index, size), size)
            .iter()
            .map(Tile::path)
            .collect();
        let mut lookup = |path: &str| {
            assert!(
                named.iter().any(|named| named == path),
                "{path} was not named"
            );
            files.get(path).cloned()
        };
        let proof = Tiles::new(size, &mut lookup).inclusion(index).unwrap();
        assert_eq!(Ok(&proof), log.tree().inclusion(index, size).as_ref());
        let mut lookup = |path: &str| files.get(path).cloned();
        let entry = Tiles::new(size, &mut lookup).entry(index).unwrap();
        assert_eq!(
            verify_inclusion(&leaf(&entry), index, size, &proof, &root),
            Ok(())
        );
    }
    for old in [0, 1, 255, 256, 257, 1000, 65_535, 65_536, 65_999, 66_000] {
        let named: Vec<String> = tiles_for(&consistency_spans(old, size), size)
            .iter()
            .map(Tile::path)
            .collect();
        let mut lookup = |path: &str| {
            assert!(
                named.iter().any(|named| named == path),
                "{path} was not named"
            );
            files.get(path).cloned()
        };
        let proof = Tiles::new(size, &mut lookup).consistency(old).unwrap();
        let old_root = log.tree().root_at(old).unwrap();
        assert_eq!(
            verify_consistency((old, &old_root), (size, &root), &proof),
            Ok(())
        );
    }
    let mut lookup = |path: &str| files.get(path).cloned();
    let mut tiles = Tiles::new(size, &mut lookup);
    assert_eq!(tiles.root(), Ok(root));
    let absent = ProofProblem::Index { index: size, size };
    assert_eq!(tiles.entry(size), Err(ReadProblem::Proof(absent)));
    assert_eq!(tiles.inclusion(size), Err(ReadProblem::Proof(absent)));
    assert!(tiles.consistency(size + 1).is_err());
}

#[test]
fn a_reader_with_an_old_checkpoint_takes_its_part_of_the_full_tile() {
    let (old, new) = (log(300), log(600));
    let files: BTreeMap<String, Vec<u8>> = new.files(&[300]).unwrap().into_iter().collect();
    assert!(!files.contains_key("tile/0/001.p/44") && files.contains_key("tile/1/000.p/1"));
    let mut lookup = |path: &str| files.get(path).cloned();
    let mut tiles = Tiles::new(300, &mut lookup);
    assert_eq!(tiles.root(), Ok(old.tree().root()));
    assert_eq!(tiles.entry(299), Ok(b"entry 299".to_vec()));
    // What is wrong behind that part is wrong, too.
    let mut longer = files.clone();
    longer.get_mut("tile/entries/001").unwrap().push(0);
    longer.get_mut("tile/0/001").unwrap().push(0);
    let mut lookup = |path: &str| longer.get(path).cloned();
    let mut tiles = Tiles::new(300, &mut lookup);
    let full = Tile::parse("tile/entries/001").unwrap();
    assert_eq!(
        tiles.entry(299),
        Err(ReadProblem::Tile {
            tile: full,
            problem: TileProblem::Long { bytes: 1 }
        })
    );
    assert!(matches!(tiles.root(), Err(ReadProblem::Tile { .. })));
    // A tile that is not there is named; a full one that is too short is, too.
    let mut lookup = |_: &str| None;
    let partial = Tile::parse("tile/entries/001.p/44").unwrap();
    assert_eq!(
        Tiles::new(300, &mut lookup).entry(299),
        Err(ReadProblem::Missing(partial))
    );
    let mut lookup = |path: &str| (path == "tile/entries/001").then(|| vec![0; 4]);
    assert_eq!(
        Tiles::new(300, &mut lookup).entry(299),
        Err(ReadProblem::Tile {
            tile: partial.full(),
            problem: TileProblem::Short { entry: 2 }
        })
    );
}

proptest! {
    #[test]
    fn every_tile_has_one_path(
        level in prop_oneof![Just(Level::Entries), (0..=63_u8).prop_map(Level::Hashes)],
        index in any::<u64>(),
        shift in 0..64_u32,
        width in 1..=256_u16,
    ) {
        let tile = Tile::new(level, index >> shift, width).unwrap();
        prop_assert_eq!(Tile::parse(&tile.path()), Ok(tile));
    }

    #[test]
    fn what_is_read_as_a_path_is_written_the_same(
        path in "tile/(entries|[0-9]{1,2})(/x?[0-9]{2,4}){1,4}(\\.p/[0-9]{1,3})?",
    ) {
        if let Ok(tile) = Tile::parse(&path) {
            prop_assert_eq!(tile.path(), path);
        }
    }

    #[test]
    fn bundles_come_back_and_nothing_else_does(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..20),
        noise in prop::collection::vec(any::<u8>(), 0..60),
        width in 1..=256_u16,
    ) {
        let bytes = bundle(entries.iter().map(Vec::as_slice)).unwrap();
        let read = unbundle(&bytes, u16::try_from(entries.len()).unwrap()).unwrap();
        prop_assert_eq!(&read, &entries);
        // Whatever is read from noise is written as that noise.
        if let Ok(read) = unbundle(&noise, width) {
            prop_assert_eq!(bundle(read), Ok(noise));
        }
    }
}

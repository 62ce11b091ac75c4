//! Whole logs: from entries to files and back, and what happens to those that were changed.

#![allow(clippy::unwrap_used)] // tests

use std::collections::BTreeMap;

use proptest::prelude::*;
use transparency::note::{KeyType, SignerKey};
use transparency::tiles::{ReadProblem, Tile, TileProblem};
use transparency::{
    CheckpointProblem, Hash, Log, SecretKey, Trust, VerifiedLog, VerifyProblem, verify_log,
};

const ORIGIN: &str = "xinglinli.example/log";

fn key() -> SignerKey {
    SignerKey::new(ORIGIN, KeyType::Note, SecretKey::from_seed(&[1; 32])).unwrap()
}

fn log(size: u64) -> Log {
    Log::of(
        ORIGIN,
        (0..size).map(|at| format!("entry {at}").into_bytes()),
    )
    .unwrap()
}

type Files = BTreeMap<String, Vec<u8>>;

fn files(log: &Log) -> Files {
    log.files(&[]).unwrap().into_iter().collect()
}

fn verify(signed: &str, files: &Files) -> Result<VerifiedLog, VerifyProblem> {
    let key = key();
    let mut lookup = |path: &str| files.get(path).cloned();
    verify_log(signed.as_bytes(), &Trust::log(key.verifier()), &mut lookup)
}

#[test]
fn logs_of_all_shapes_come_back() {
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_536, 65_537] {
        let log = log(size);
        let signed = log.sign(&key(), None).unwrap().to_string();
        let read = verify(&signed, &files(&log)).unwrap();
        assert_eq!(read.opened.checkpoint, log.checkpoint());
        assert_eq!(read.log.entries(), log.entries());
        assert_eq!(read.log.tree().root(), log.tree().root());
    }
}

#[test]
fn a_log_that_grew_still_serves_its_earlier_checkpoint() {
    let (old, new) = (log(300), log(700));
    let signed = old.sign(&key(), None).unwrap().to_string();
    // Partial tiles of 300 are gone where full ones hold them, and kept where there are none yet.
    let kept: Files = new.files(&[300]).unwrap().into_iter().collect();
    assert!(!kept.contains_key("tile/0/001.p/44") && kept.contains_key("tile/1/000.p/1"));
    let read = verify(&signed, &kept).unwrap();
    assert_eq!(read.log.entries(), old.entries());
    let read = verify(
        &new.sign(&key(), Some(&old.checkpoint()))
            .unwrap()
            .to_string(),
        &files(&new),
    );
    assert_eq!(read.unwrap().log.continues(&old.checkpoint()), Ok(()));
}

#[test]
fn every_file_matters() {
    let log = log(600);
    let signed = log.sign(&key(), None).unwrap().to_string();
    let whole = files(&log);
    for path in whole.keys() {
        let tile = Tile::parse(path).unwrap();
        let mut less = whole.clone();
        less.remove(path);
        let missing = verify(&signed, &less).unwrap_err();
        assert_eq!(missing, VerifyProblem::Read(ReadProblem::Missing(tile)));
        let mut longer = whole.clone();
        longer.get_mut(path).unwrap().push(0);
        assert!(matches!(
            verify(&signed, &longer).unwrap_err(),
            VerifyProblem::Read(ReadProblem::Tile { tile: named, .. }) if named == tile
        ));
        let mut shorter = whole.clone();
        shorter.get_mut(path).unwrap().pop();
        assert!(verify(&signed, &shorter).is_err());
    }
}

#[test]
fn what_was_done_to_a_log_is_named() {
    let log = log(300);
    let signed = log.sign(&key(), None).unwrap().to_string();
    let whole = files(&log);
    let mut changed = whole.clone();
    changed.get_mut("tile/entries/000").unwrap()[4] ^= 1;
    assert_eq!(verify(&signed, &changed).unwrap_err(), VerifyProblem::Root);
    let mut changed = whole.clone();
    changed.get_mut("tile/0/001.p/44").unwrap()[4] ^= 1;
    let tile = Tile::parse("tile/0/001.p/44").unwrap();
    assert_eq!(
        verify(&signed, &changed).unwrap_err(),
        VerifyProblem::Tile(tile)
    );
    let mut changed = whole.clone();
    let bundle = changed.get_mut("tile/entries/000").unwrap();
    bundle[0] = 0xff;
    let tile = Tile::parse("tile/entries/000").unwrap();
    assert_eq!(
        verify(&signed, &changed).unwrap_err(),
        VerifyProblem::Read(ReadProblem::Tile {
            tile,
            problem: TileProblem::Short { entry: 0 }
        })
    );
    // Another key under the same name: nobody whom the reader knows has signed.
    let stranger = SignerKey::new(ORIGIN, KeyType::Note, SecretKey::from_seed(&[2; 32])).unwrap();
    let theirs = log.sign(&stranger, None).unwrap().to_string();
    assert!(matches!(
        verify(&theirs, &whole).unwrap_err(),
        VerifyProblem::Checkpoint(CheckpointProblem::Note(_))
    ));
    // A size that was never reached, signed by the log itself, is no reason to run out of memory.
    let mut lie = log.checkpoint();
    lie.size = u64::MAX;
    lie.root = Hash::of(b"anything");
    let signed = lie.sign(&key()).unwrap().to_string();
    assert!(matches!(
        verify(&signed, &whole).unwrap_err(),
        VerifyProblem::Read(ReadProblem::Missing(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn entries_of_all_lengths_come_back_and_no_bit_of_a_file_can_change(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..30), 1..600),
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0..8_u32,
    ) {
        let log = Log::of(ORIGIN, entries).unwrap();
        let signed = log.sign(&key(), None).unwrap().to_string();
        let mut files = files(&log);
        let read = verify(&signed, &files).unwrap();
        prop_assert_eq!(read.log.entries(), log.entries());
        let path = which.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = files.get_mut(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(verify(&signed, &files).is_err());
    }
}

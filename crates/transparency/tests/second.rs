//! Everything once more by programs of others: `tlog_tiles` and `signed_note`, ports of Go's checksum
//! database that a public log of certificates runs on.

#![allow(clippy::unwrap_used)] // tests

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use signed_note::{StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::{
    Error, Hash as TheirHash, HashReader, Tile as TheirTile, check_record, check_tree,
    prove_record, prove_tree, record_hash, stored_hash_index, stored_hashes, tree_hash,
};
use transparency::merkle::{leaf, verify_consistency, verify_inclusion};
use transparency::note::{KeyType, Note, SignerKey, VerifierKey};
use transparency::tiles::{Level, Tile, tiles_of};
use transparency::{Hash, Log, SecretKey};

const ORIGIN: &str = "xinglinli.example/log";

/// Their storage: hashes one after the other.
struct Stored(Vec<TheirHash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<TheirHash>, Error> {
        Ok(indexes
            .iter()
            .map(|at| self.0[usize::try_from(*at).unwrap()])
            .collect())
    }
}

fn entry(at: u64) -> Vec<u8> {
    format!("entry {at}").into_bytes()
}

fn theirs(size: u64) -> Stored {
    let mut stored = Stored(Vec::new());
    for at in 0..size {
        let hashes = stored_hashes(at, &entry(at), &stored).unwrap();
        stored.0.extend(hashes);
    }
    stored
}

fn ours(size: u64) -> Log {
    Log::of(ORIGIN, (0..size).map(entry)).unwrap()
}

fn their(hash: &Hash) -> TheirHash {
    TheirHash(*hash.as_bytes())
}

fn their_all(hashes: &[Hash]) -> Vec<TheirHash> {
    hashes.iter().map(their).collect()
}

#[test]
fn roots_and_proofs_are_theirs() {
    let (log, stored) = (ours(300), theirs(300));
    let tree = log.tree();
    for size in (1..40).chain([63, 64, 65, 127, 128, 129, 255, 256, 257, 300]) {
        let root = tree.root_at(size).unwrap();
        assert_eq!(tree_hash(size, &stored).unwrap().0, *root.as_bytes());
        for at in (0..size).step_by(if size < 70 { 1 } else { 7 }) {
            let proof = tree.inclusion(at, size).unwrap();
            assert_eq!(prove_record(size, at, &stored).unwrap(), their_all(&proof));
            let hash = record_hash(&entry(at));
            assert!(check_record(&their_all(&proof), size, their(&root), at, hash).is_ok());
            let old = at + 1;
            let old_root = tree.root_at(old).unwrap();
            let proof = tree.consistency(old, size).unwrap();
            assert_eq!(prove_tree(size, old, &stored).unwrap(), their_all(&proof));
            let checked = check_tree(
                &their_all(&proof),
                size,
                their(&root),
                old,
                their(&old_root),
            );
            assert!(checked.is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Proofs with something wrong: what we say of them is what they say.
    #[test]
    fn refusals_are_theirs(
        (index, size) in (1..300_u64).prop_flat_map(|size| (0..size, Just(size))),
        other_size in 1..300_u64,
        other_index in 0..300_u64,
        old in 1..300_u64,
        change in 0..5_u8,
        at in any::<prop::sample::Index>(),
    ) {
        let log = ours(300);
        let tree = log.tree();
        let damage = |mut proof: Vec<Hash>| {
            let place = at.index(proof.len().max(1));
            match change {
                0 if !proof.is_empty() => drop(proof.remove(place)),
                1 => proof.insert(place.min(proof.len()), leaf(b"")),
                2 if !proof.is_empty() => proof[place] = leaf(b""),
                3 if proof.len() > 1 => proof.swap(0, place),
                _ => {}
            }
            proof
        };
        let root = tree.root_at(size).unwrap();
        let proof = damage(tree.inclusion(index, size).unwrap());
        let hash = tree.leaf(index).unwrap();
        for (index, size) in [(index, size), (index, other_size), (other_index, size)] {
            let verified = verify_inclusion(&hash, index, size, &proof, &root);
            let checked = (index < size)
                .then(|| check_record(&their_all(&proof), size, their(&root), index, their(&hash)));
            prop_assert_eq!(verified.is_ok(), checked.is_some_and(|checked| checked.is_ok()));
        }
        let old = old.min(size);
        let old_root = tree.root_at(old).unwrap();
        let proof = damage(tree.consistency(old, size).unwrap());
        for (old, new) in [(old, size), (old, other_size), (other_index, size)] {
            let verified = verify_consistency((old, &old_root), (new, &root), &proof);
            // Theirs has no logs without entries.
            let checked = (1..=new)
                .contains(&old)
                .then(|| check_tree(&their_all(&proof), new, their(&root), old, their(&old_root)));
            prop_assert_eq!(verified.is_ok(), checked.is_some_and(|checked| checked.is_ok()));
        }
    }
}

/// Their tile of height 8 for ours.
fn their_tile(tile: &Tile) -> TheirTile {
    let (level, is_data) = match tile.level() {
        Level::Hashes(level) => (level, false),
        Level::Entries => (0, true),
    };
    TheirTile::new(8, level, tile.index(), tile.width().into(), is_data)
}

#[test]
fn tiles_and_their_bytes_are_theirs() {
    for size in [1, 255, 256, 257, 600, 1024] {
        let (log, stored) = (ours(size), theirs(size));
        let files: BTreeMap<String, Vec<u8>> = log.files(&[]).unwrap().into_iter().collect();
        let mut wanted: Vec<String> = Vec::new();
        for tile in TheirTile::new_tiles(8, 0, size) {
            // Go's paths name the height, and entries «data»; those of the standard do not.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            let bytes = tile.read_data(&stored).unwrap();
            assert_eq!(files.get(&path), Some(&bytes), "{path}");
            wanted.push(path);
        }
        let mut made: Vec<&String> = files
            .keys()
            .filter(|path| !path.contains("entries"))
            .collect();
        made.sort();
        wanted.sort();
        assert_eq!(made, wanted.iter().collect::<Vec<_>>());
    }
    for tile in tiles_of(300_000).step_by(97) {
        let path = their_tile(&tile).path();
        let path = path
            .replacen("tile/8/", "tile/", 1)
            .replacen("/data/", "/entries/", 1);
        assert_eq!(path, tile.path());
    }
}

/// Their reader of proofs over our tiles, which trusts no tile.
struct Files {
    files: BTreeMap<String, Vec<u8>>,
    saved: RefCell<usize>,
}

impl tlog_tiles::TileReader for Files {
    fn height(&self) -> u8 {
        8
    }
    fn read_tiles(&self, tiles: &[TheirTile]) -> Result<Vec<Vec<u8>>, Error> {
        Ok(tiles
            .iter()
            .map(|tile| self.files[&tile.path().replacen("tile/8/", "tile/", 1)].clone())
            .collect())
    }
    fn save_tiles(&self, tiles: &[TheirTile], _: &[Vec<u8>]) {
        *self.saved.borrow_mut() += tiles.len();
    }
}

#[test]
fn their_reader_takes_our_tiles() {
    let log = ours(70_000);
    let files = Files {
        files: log.files(&[]).unwrap().into_iter().collect(),
        saved: RefCell::new(0),
    };
    let root = their(&log.tree().root());
    let reader = tlog_tiles::TileHashReader::new(70_000, root, &files);
    for at in [0, 255, 256, 65_535, 65_536, 69_999] {
        let read = reader.read_hashes(&[stored_hash_index(0, at)]).unwrap();
        assert_eq!(read, [record_hash(&entry(at))]);
        let proof = prove_record(70_000, at, &reader).unwrap();
        assert_eq!(proof, their_all(&log.tree().inclusion(at, 70_000).unwrap()));
    }
    assert!(*files.saved.borrow() > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn their_notes_open_here_and_ours_there(
        seed in any::<[u8; 32]>(),
        name in "[a-z][a-z./-]{0,20}",
        text in "[ -~é—\n]{0,60}",
    ) {
        let key = SignerKey::new(&name, KeyType::Note, SecretKey::from_seed(&seed)).unwrap();
        let text = format!("{text}\n");
        let mut note = Note::new(text.clone()).unwrap();
        note.sign(&key).unwrap();
        let ours = note.to_string();

        let signer = StandardSigner::new(&key.to_text()).unwrap();
        let mut note = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        note.add_sigs(&[&signer]).unwrap();
        prop_assert_eq!(String::from_utf8(note.to_bytes()).unwrap(), ours.clone());

        let vkey = key.verifier().to_string();
        let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
        let read = signed_note::Note::from_bytes(ours.as_bytes()).unwrap();
        let (verified, unverified) = read.verify(&known).unwrap();
        prop_assert_eq!((verified.len(), unverified.len()), (1, 0));
        let key: VerifierKey = vkey.parse().unwrap();
        let read = Note::parse(ours.as_bytes()).unwrap();
        prop_assert!(read.verify(&[&key]).is_ok());
    }

    #[test]
    fn a_note_with_another_byte_is_refused_here_and_there(
        at in any::<prop::sample::Index>(),
        bit in 0..8_u32,
        is_cut in any::<bool>(),
    ) {
        let key = SignerKey::new("a/b", KeyType::Note, SecretKey::from_seed(&[1; 32])).unwrap();
        let other = SignerKey::new("c", KeyType::Note, SecretKey::from_seed(&[2; 32])).unwrap();
        let mut note = Note::new("one\n\ntwo\n").unwrap();
        note.sign(&key).unwrap();
        note.sign(&other).unwrap();
        let mut bytes = note.to_string().into_bytes();
        let at = at.index(bytes.len());
        if is_cut {
            bytes.remove(at);
        } else {
            bytes[at] ^= 1 << bit;
        }
        let ours = Note::parse(&bytes).and_then(|note| note.verify(&[key.verifier()]).map(|_| ()));
        let vkey = key.verifier().to_string();
        let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
        let theirs = signed_note::Note::from_bytes(&bytes).is_ok_and(|note| note.verify(&known).is_ok());
        prop_assert_eq!(ours.is_ok(), theirs, "{:?}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn their_checkpoints_are_ours(size in 0..2000_u64) {
        let checkpoint = ours(size).checkpoint();
        let read = tlog_tiles::Checkpoint::from_bytes(checkpoint.to_text().as_bytes()).unwrap();
        prop_assert_eq!(read.origin(), ORIGIN);
        prop_assert_eq!(read.size(), size);
        prop_assert_eq!(read.hash(), &their(&checkpoint.root));
        prop_assert_eq!(read.to_bytes(), checkpoint.to_text().into_bytes());
    }
}

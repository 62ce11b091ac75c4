//! The tree against the known answers, and its proofs against everything that is nearly one.

#![allow(clippy::unwrap_used)] // tests

use proptest::prelude::*;
use transparency::Hash;
use transparency::merkle::{
    Frontier, ProofProblem, Tree, consistency_spans, empty, inclusion_spans, leaf, node,
    verify_consistency, verify_inclusion,
};

/// The eight entries of the reference tests of Certificate Transparency
/// (google/certificate-transparency, `merkle_tree_test.cc`; transparency-dev/merkle,
/// `testonly/constants.go`), as hexadecimal digits.
const ENTRIES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots over the first one, two, … of them, from the same place.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn known() -> Tree {
    ENTRIES.iter().map(|entry| leaf(&hex(entry))).collect()
}

/// A tree of different entries.
fn tree(size: u64) -> Tree {
    (0..size).map(|at| leaf(&at.to_be_bytes())).collect()
}

#[test]
fn roots_are_those_of_the_reference_tests() {
    let (tree, mut frontier) = (known(), Frontier::default());
    assert_eq!(tree.root_at(0), Ok(empty()));
    assert_eq!(frontier.root(), empty());
    // RFC 6962, 2.1: the root of nothing is SHA-256 of nothing.
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(empty(), nothing.parse().unwrap());
    for (size, root) in (1..).zip(hashes(&ROOTS)) {
        frontier.push(leaf(&hex(ENTRIES[usize::try_from(size).unwrap() - 1])));
        assert_eq!(tree.root_at(size), Ok(root));
        assert_eq!(frontier.root(), root);
        assert_eq!(frontier.size(), size);
    }
    assert_eq!(tree.root_at(9), Err(ProofProblem::Size { old: 9, new: 8 }));
}

#[test]
fn inclusion_proofs_are_those_of_the_reference_tests() {
    // Entry counted from 0, entries, proof.
    let proofs: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            3,
            &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
        ),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    let tree = known();
    for (index, size, proof) in proofs {
        let proof = hashes(proof);
        assert_eq!(tree.inclusion(index, size), Ok(proof.clone()));
        let (leaf, root) = (tree.leaf(index).unwrap(), tree.root_at(size).unwrap());
        assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
    }
}

#[test]
fn consistency_proofs_are_those_of_the_reference_tests() {
    let proofs: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    let tree = known();
    for (old, new, proof) in proofs {
        let proof = hashes(proof);
        assert_eq!(tree.consistency(old, new), Ok(proof.clone()));
        let roots = [old, new].map(|size| tree.root_at(size).unwrap());
        assert_eq!(
            verify_consistency((old, &roots[0]), (new, &roots[1]), &proof),
            Ok(())
        );
    }
}

/// The tree as RFC 6962, 2.1 defines it, by recursion.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node(&defined(left), &defined(right))
        }
    }
}

#[test]
fn every_root_is_the_one_that_the_standard_defines() {
    let tree = tree(300);
    let mut frontier = Frontier::default();
    for size in 0..=300 {
        let root = defined(&tree.level(0)[..usize::try_from(size).unwrap()]);
        assert_eq!(tree.root_at(size), Ok(root), "{size}");
        assert_eq!(frontier.root(), root, "{size}");
        // Kept and taken up again, it goes on the same.
        frontier = Frontier::resume(size, frontier.peaks().to_vec()).unwrap();
        if let Some(next) = tree.leaf(size) {
            frontier.push(next);
        }
    }
    assert!(Frontier::resume(3, vec![empty()]).is_err());
}

#[test]
fn every_inclusion_proof_up_to_130_verifies_at_its_place_only() {
    let tree = tree(130);
    for size in 1..=130 {
        let root = tree.root_at(size).unwrap();
        for index in 0..size {
            let leaf = tree.leaf(index).unwrap();
            let proof = tree.inclusion(index, size).unwrap();
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
            for other in (0..size + 2).filter(|other| *other != index) {
                let verified = verify_inclusion(&leaf, other, size, &proof, &root);
                assert!(verified.is_err(), "{index} of {size} as {other}");
            }
        }
    }
}

#[test]
fn every_consistency_proof_up_to_130_verifies_for_its_logs_only() {
    let tree = tree(131);
    for new in 0..=130 {
        let new_root = tree.root_at(new).unwrap();
        for old in 0..=new {
            let old_root = tree.root_at(old).unwrap();
            let proof = tree.consistency(old, new).unwrap();
            let verified = verify_consistency((old, &old_root), (new, &new_root), &proof);
            assert_eq!(verified, Ok(()), "{old} of {new}");
            // The same proof between other logs, with the roots that those have. From nothing to
            // something, and from a log to itself, the proof is empty: that is not another proof.
            for (old, new) in [(old + 1, new), (old.wrapping_sub(1), new), (old, new + 1)] {
                let (Ok(old_root), Ok(new_root)) = (tree.root_at(old), tree.root_at(new)) else {
                    continue;
                };
                let verified = verify_consistency((old, &old_root), (new, &new_root), &proof);
                let is_trivial = proof.is_empty() && (old == 0 || old == new);
                assert_eq!(verified.is_ok(), is_trivial, "{old} of {new}");
            }
        }
    }
}

#[test]
fn a_log_of_nothing_has_the_root_of_nothing() {
    let root = tree(3).root();
    let verified = verify_consistency((0, &root), (3, &root), &[]);
    assert_eq!(verified, Err(ProofProblem::Root));
    let verified = verify_consistency((0, &root), (0, &root), &[]);
    assert_eq!(verified, Err(ProofProblem::Root));
    let verified = verify_consistency((3, &root), (2, &root), &[]);
    assert_eq!(verified, Err(ProofProblem::Size { old: 3, new: 2 }));
}

#[test]
fn two_logs_of_one_length_are_the_same_log() {
    let root = tree(3).root();
    assert_eq!(verify_consistency((3, &root), (3, &root), &[]), Ok(()));
    let verified = verify_consistency((3, &root), (3, &empty()), &[]);
    assert_eq!(verified, Err(ProofProblem::Root));
}

#[test]
fn a_proof_of_another_length_is_named_as_that() {
    let tree = tree(7);
    let (leaf, root) = (tree.leaf(2).unwrap(), tree.root());
    let proof = tree.inclusion(2, 7).unwrap();
    let wrong = |found| Err(ProofProblem::Length { expected: 3, found });
    assert_eq!(verify_inclusion(&leaf, 2, 7, &proof[..2], &root), wrong(2));
    let longer = [&proof[..], &[root]].concat();
    assert_eq!(verify_inclusion(&leaf, 2, 7, &longer, &root), wrong(4));
    let old = tree.root_at(4).unwrap();
    let proof = tree.consistency(4, 7).unwrap();
    let verified = verify_consistency((4, &old), (7, &root), &[&proof[..], &[root]].concat());
    assert_eq!(
        verified,
        Err(ProofProblem::Length {
            expected: 1,
            found: 2
        })
    );
}

#[test]
fn sizes_beyond_all_logs_neither_overflow_nor_hang() {
    let root = empty();
    for size in [u64::MAX, 1 << 63, (1 << 63) + 1] {
        for index in [0, 1, size / 2, size - 1] {
            let proof = vec![root; inclusion_spans(index, size).len()];
            let verified = verify_inclusion(&root, index, size, &proof, &root);
            assert_eq!(verified, Err(ProofProblem::Root));
        }
        for old in [1, 2, size / 2, size - 1] {
            let proof = vec![root; consistency_spans(old, size).len()];
            let verified = verify_consistency((old, &root), (size, &root), &proof);
            assert_eq!(verified, Err(ProofProblem::Root));
        }
    }
    assert_eq!(inclusion_spans(u64::MAX, u64::MAX), []);
}

/// The turns from the leaf to the root: `true` where the other hash is on the left.
fn turns(index: u64, size: u64) -> Vec<bool> {
    inclusion_spans(index, size)
        .iter()
        .map(|(start, _)| *start < index)
        .collect()
}

fn flip(hash: &Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

/// Everything that is a proof but for one bit, one hash too few or one too many.
fn nearly(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        for bit in 0..256 {
            let mut other = proof.to_vec();
            other[at] = flip(&other[at], bit);
            all.push(other);
        }
        let mut less = proof.to_vec();
        all.push({
            less.remove(at);
            less
        });
        let mut turned = proof.to_vec();
        turned[..=at].reverse();
        if turned != proof {
            all.push(turned);
        }
    }
    for at in 0..=proof.len() {
        for more in [empty(), proof.first().copied().unwrap_or_else(empty)] {
            let mut longer = proof.to_vec();
            longer.insert(at, more);
            all.push(longer);
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_nearly_an_inclusion_proof_is_refused(
        (index, size) in (1..700_u64).prop_flat_map(|size| (0..size, Just(size))),
        bit in 0..256_usize,
        other_size in 1..700_u64,
    ) {
        let tree = tree(size);
        let (leaf, root) = (tree.leaf(index).unwrap(), tree.root());
        let proof = tree.inclusion(index, size).unwrap();
        let verify = |leaf: &Hash, size, proof: &[Hash], root: &Hash| {
            verify_inclusion(leaf, index, size, proof, root)
        };
        prop_assert_eq!(verify(&leaf, size, &proof, &root), Ok(()));
        for other in nearly(&proof) {
            prop_assert!(verify(&leaf, size, &other, &root).is_err());
        }
        prop_assert!(verify(&flip(&leaf, bit), size, &proof, &root).is_err());
        prop_assert!(verify(&leaf, size, &proof, &flip(&root, bit)).is_err());
        // A root does not say how many entries it is over. With another size the proof holds only
        // if the way up is the same, which is why size and root come together in a checkpoint.
        let verified = verify(&leaf, other_size, &proof, &root);
        let is_same = index < other_size && turns(index, other_size) == turns(index, size);
        prop_assert_eq!(verified.is_ok(), is_same);
    }

    #[test]
    fn what_is_nearly_a_consistency_proof_is_refused(
        (old, new) in (2..700_u64).prop_flat_map(|new| (1..new, Just(new))),
        bit in 0..256_usize,
    ) {
        let tree = tree(new);
        let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root());
        let proof = tree.consistency(old, new).unwrap();
        let verify = |old_root: &Hash, new_root: &Hash, proof: &[Hash]| {
            verify_consistency((old, old_root), (new, new_root), proof)
        };
        prop_assert_eq!(verify(&old_root, &new_root, &proof), Ok(()));
        for other in nearly(&proof) {
            prop_assert!(verify(&old_root, &new_root, &other).is_err());
        }
        prop_assert!(verify(&flip(&old_root, bit), &new_root, &proof).is_err());
        prop_assert!(verify(&old_root, &flip(&new_root, bit), &proof).is_err());
        prop_assert!(verify(&new_root, &old_root, &proof).is_err());
    }

    #[test]
    fn a_log_that_was_changed_is_no_continuation(
        (changed, old, new) in (2..300_u64)
            .prop_flat_map(|new| (Just(new), 1..new))
            .prop_flat_map(|(new, old)| (0..old, Just(old), Just(new))),
    ) {
        let before = tree(old);
        let after: Tree = (0..new)
            .map(|at| leaf(&(if at == changed { at + 1_000_000 } else { at }).to_be_bytes()))
            .collect();
        let proof = after.consistency(old, new).unwrap();
        let verified =
            verify_consistency((old, &before.root()), (new, &after.root()), &proof);
        prop_assert_eq!(verified, Err(ProofProblem::Root));
    }
}

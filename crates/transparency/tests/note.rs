//! Notes, checkpoints and receipts: the standards' own examples, and everything that is nearly one.

#![allow(clippy::unwrap_used)] // tests

use proptest::prelude::*;
use transparency::checkpoint::witness;
use transparency::merkle::{ProofProblem, leaf};
use transparency::note::{
    KeyProblem, KeyType, LIMIT_SIGNATURES, Note, NoteProblem, SignerKey, VerifierKey,
};
use transparency::{
    Checkpoint, CheckpointProblem, Hash, Log, LogProblem, Receipt, ReceiptProblem, SecretKey,
    Trust, Witnessed,
};

// golang.org/x/mod, sumdb/note/note_test.go.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_LINE: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

fn vkey(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

fn signer(name: &str, typ: KeyType, seed: u8) -> SignerKey {
    SignerKey::new(name, typ, SecretKey::from_seed(&[seed; 32])).unwrap()
}

fn open(note: &str, keys: &[&VerifierKey]) -> Result<usize, NoteProblem> {
    Note::parse(note.as_bytes())?
        .verify(keys)
        .map(|verified| verified.len())
}

#[test]
fn the_standards_example_verifies() {
    // c2sp.org/signed-note, «Example».
    let key = vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    assert_eq!(open(note, &[&key]), Ok(1));
    assert_eq!(
        key.to_string(),
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    );
    assert_eq!(Note::parse(note.as_bytes()).unwrap().to_string(), note);
}

#[test]
fn a_text_with_empty_lines_is_parted_at_the_last() {
    // c2sp.org/signed-note, «Note». Its key is not given.
    let note = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let read = Note::parse(note.as_bytes()).unwrap();
    assert!(read.text().ends_with("\n\ned è subito sera.\n"));
    assert_eq!(read.signatures().len(), 1);
    assert_eq!(read.signatures()[0].id, 0x367b_a04b);
    assert_eq!(read.to_string(), note);
    assert_eq!(read.verify(&[&vkey(PETER)]), Err(NoteProblem::Unsigned));
}

#[test]
fn keys_of_go_are_read_and_written() {
    let key = vkey(PETER);
    assert_eq!((key.name(), key.id()), ("PeterNeumann", 0xc74f_20a3));
    assert_eq!(key.to_string(), PETER);
    let secret = SignerKey::parse(PETER_SECRET).unwrap();
    assert_eq!(secret.verifier(), &key);
    assert_eq!(secret.to_text().as_str(), PETER_SECRET);
    assert!(!format!("{secret:?}").contains("YEKFALVFGyNhPJEMzD1"));
}

#[test]
fn what_is_nearly_a_key_is_refused() {
    // As note_test.go: every part of a key, and every letter turned into the next.
    for at in 0..PETER.len() {
        for end in at + 1..=PETER.len() {
            if (at, end) != (0, PETER.len()) {
                assert!(PETER[at..end].parse::<VerifierKey>().is_err());
            }
        }
    }
    for at in 0..PETER_SECRET.len() {
        for end in at + 1..=PETER_SECRET.len() {
            if (at, end) != (0, PETER_SECRET.len()) {
                assert!(SignerKey::parse(&PETER_SECRET[at..end]).is_err());
            }
        }
    }
    for (text, is_secret) in [(PETER, false), (PETER_SECRET, true)] {
        for at in 0..text.len() {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] += 1;
            let other = String::from_utf8(bytes).unwrap();
            if is_secret {
                assert!(SignerKey::parse(&other).is_err(), "{other}");
            } else {
                assert!(other.parse::<VerifierKey>().is_err(), "{other}");
            }
        }
    }
    for (text, problem) in [
        // A key too long and a type that is none, with ids that go with them: from note_test.go.
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            KeyProblem::Shape,
        ),
        (
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            KeyProblem::Type(0x65),
        ),
        (
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            KeyProblem::Shape,
        ),
        (
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            KeyProblem::Name,
        ),
        (
            "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            KeyProblem::Name,
        ),
        // The neutral point: every text would be signed by it.
        (
            "x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            KeyProblem::Key,
        ),
    ] {
        assert_eq!(text.parse::<VerifierKey>(), Err(problem), "{text}");
    }
    let secret = SecretKey::from_seed(&[1; 32]);
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", "a\u{1}b"] {
        let key = VerifierKey::new(name, KeyType::Note, secret.public());
        assert_eq!(key, Err(KeyProblem::Name), "{name:?}");
    }
}

#[test]
fn a_note_is_signed_as_go_signs_it() {
    let mut note = Note::new(TEXT).unwrap();
    let key = SignerKey::parse(PETER_SECRET).unwrap();
    note.sign(&key).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{PETER_LINE}"));
    // A second signature takes the place of the first.
    note.sign(&key).unwrap();
    assert_eq!(note.signatures().len(), 1);
    assert_eq!(Note::new("abc"), Err(NoteProblem::Text));
    assert_eq!(Note::new(""), Err(NoteProblem::Text));
    assert_eq!(Note::new("a\tb\n"), Err(NoteProblem::NotText));
    assert_eq!(note.cosign(&key, 1), Err(NoteProblem::KeyType));
}

#[test]
fn unknown_signatures_are_passed_over_and_known_ones_must_be_right() {
    let (peter, enoch) = (vkey(PETER), vkey(ENOCH));
    let note = |lines: &[&str]| format!("{TEXT}\n{}", lines.concat());
    let both = note(&[PETER_LINE, ENOCH_LINE]);
    assert_eq!(open(&both, &[&peter]), Ok(1));
    assert_eq!(open(&both, &[&peter, &enoch]), Ok(2));
    assert_eq!(open(&both, &[]), Err(NoteProblem::Unsigned));
    // Twice the same is once.
    assert_eq!(open(&note(&[PETER_LINE, PETER_LINE]), &[&peter]), Ok(1));
    // The same key named twice is one key; another one of this name and id is not.
    assert_eq!(open(&both, &[&enoch, &enoch]), Ok(1));
    // Name or id alone is not the key.
    for other in [
        PETER_LINE.replace("PeterNeumann", "CarmenSandiego"),
        PETER_LINE.replace("x08g", "xxxx"),
    ] {
        assert_eq!(
            open(&note(&[&other]), &[&peter]),
            Err(NoteProblem::Unsigned)
        );
    }
    // A known key's wrong signature spoils the note, also beside right ones.
    let wrong = [&PETER_LINE[..60], "ABCD", &PETER_LINE[60..]].concat();
    let problem = Err(NoteProblem::Signature {
        name: "PeterNeumann".to_owned(),
        id: 0xc74f_20a3,
    });
    assert_eq!(open(&note(&[&wrong]), &[&peter]), problem);
    assert_eq!(open(&note(&[PETER_LINE, &wrong]), &[&peter]), problem);
    assert_eq!(
        open(&note(&[ENOCH_LINE, &wrong]), &[&peter, &enoch]),
        problem
    );
    assert_eq!(open(&note(&[ENOCH_LINE, &wrong]), &[&enoch]), Ok(1));
    assert_eq!(open(&both.replace("think", "thinK"), &[&peter]), problem);
}

#[test]
fn two_keys_of_one_name_and_id_are_told_apart_by_nobody() {
    // Found by trying: ids have 32 bits only.
    let keys = [69_101_u32, 114_672].map(|number| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        SignerKey::new("a", KeyType::Note, SecretKey::from_seed(&seed)).unwrap()
    });
    let [first, second] = [keys[0].verifier(), keys[1].verifier()];
    assert_eq!((first.id(), second.id()), (0x0d07_2d44, 0x0d07_2d44));
    assert_ne!(first, second);
    let mut note = Note::new("text\n").unwrap();
    note.sign(&keys[0]).unwrap();
    assert_eq!(note.verify(&[first]).map(|verified| verified.len()), Ok(1));
    let id = first.id();
    let name = "a".to_owned();
    assert_eq!(
        note.verify(&[second]),
        Err(NoteProblem::Signature {
            name: name.clone(),
            id
        })
    );
    assert_eq!(
        note.verify(&[first, second]),
        Err(NoteProblem::Ambiguous { name, id })
    );
}

#[test]
fn what_is_no_note_is_refused() {
    let peter = vkey(PETER);
    let fine = format!("{TEXT}\n{PETER_LINE}");
    assert_eq!(open(&fine, &[&peter]), Ok(1));
    for bad in [
        // note_test.go, «Invalid encoded message syntax».
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        fine[..fine.len() - 1].to_owned(),
        format!("\u{1}{fine}"),
        format!(
            "{TEXT}\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        ),
        format!("{fine}Unexpected line.\n"),
        // Further ones.
        String::new(),
        "\n".to_owned(),
        "\n\n".to_owned(),
        fine.replace('\n', "\r\n"),
        fine.replace("— ", "- "),
        fine.replace("— ", "—"),
        fine.replace("PeterNeumann ", "PeterNeumann  "),
        fine.replace("PeterNeumann ", "Peter+Neumann "),
        fine.replace("AM=\n", "AM\n"),
        fine.replace("AM=\n", "AN=\n"),
        fine.replace("AM=\n", "AM= \n"),
        format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        format!("{TEXT}\n— PeterNeumann \n"),
        format!("{fine}\n"),
    ] {
        let read = Note::parse(bad.as_bytes());
        assert!(read.is_err(), "{bad:?} {read:?}");
    }
    let mut bytes = b"\xff".to_vec();
    bytes.extend_from_slice(fine.as_bytes());
    assert_eq!(Note::parse(&bytes), Err(NoteProblem::NotText));
    let many = |count| format!("{TEXT}\n{}", PETER_LINE.repeat(count));
    assert_eq!(open(&many(LIMIT_SIGNATURES), &[&peter]), Ok(1));
    assert_eq!(
        open(&many(LIMIT_SIGNATURES + 1), &[&peter]),
        Err(NoteProblem::TooLong)
    );
    let long = format!("{}\n\n{PETER_LINE}", "a".repeat(1_000_000));
    assert_eq!(Note::parse(long.as_bytes()), Err(NoteProblem::TooLong));
}

#[test]
fn checkpoints_are_three_lines_or_more() {
    // golang.org/x/mod, sumdb/tlog/note_test.go.
    let text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n";
    let checkpoint = Checkpoint::parse(text).unwrap();
    assert_eq!(checkpoint.size, 123_456_789_012);
    assert_eq!(checkpoint.root, leaf(b"hello world"));
    assert_eq!(checkpoint.to_text(), text);
    let more = format!("{text}JOE\n— not empty\n");
    assert_eq!(Checkpoint::parse(&more).unwrap().to_text(), more);
    assert_eq!(Checkpoint::parse(&more).unwrap().extensions.len(), 2);
    let root = "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=";
    for (bad, problem) in [
        (String::new(), CheckpointProblem::Lines),
        ("a\n1\n".to_owned(), CheckpointProblem::Lines),
        (format!("a\n1\n{root}"), CheckpointProblem::Lines),
        (format!("\n1\n{root}\n"), CheckpointProblem::Lines),
        (format!("a\n1\n{root}\n\n"), CheckpointProblem::Lines),
        (format!("a\n1\n{root}\n\nb\n"), CheckpointProblem::Lines),
        (format!("a\n01\n{root}\n"), CheckpointProblem::Size),
        (format!("a\n+1\n{root}\n"), CheckpointProblem::Size),
        (format!("a\n-1\n{root}\n"), CheckpointProblem::Size),
        (format!("a\n\n{root}\n"), CheckpointProblem::Size),
        (format!("a\n0x1\n{root}\n"), CheckpointProblem::Size),
        (
            format!("a\n18446744073709551616\n{root}\n"),
            CheckpointProblem::Size,
        ),
        ("a\n1\nTszz\n".to_owned(), CheckpointProblem::Root),
        (
            format!("a\n1\n{}\n", root.trim_end_matches('=')),
            CheckpointProblem::Root,
        ),
        (
            format!("a\n1\n{}\n", root.replace("b0=", "b1=")),
            CheckpointProblem::Root,
        ),
        (
            format!("a\n1\n{}\n", root.replace('+', "-")),
            CheckpointProblem::Root,
        ),
        (format!("a\n1\n {root}\n"), CheckpointProblem::Root),
    ] {
        assert_eq!(Checkpoint::parse(&bad), Err(problem), "{bad:?}");
    }
    // c2sp.org/tlog-cosignature, the example; the keys are not given.
    let example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let note = Note::parse(example.as_bytes()).unwrap();
    assert_eq!(note.to_string(), example);
    assert_eq!(Checkpoint::parse(note.text()).unwrap().size, 20_852_163);
    // The time that stands before a witness's signature: 1679315147, as the text beside it says.
    assert_eq!(
        note.signatures()[1].bytes[..8],
        1_679_315_147_u64.to_be_bytes()
    );
}

const ORIGIN: &str = "xinglinli.example/log";

struct Made {
    log: Log,
    key: SignerKey,
    witnesses: Vec<SignerKey>,
}

impl Made {
    fn new(size: usize) -> Self {
        let entries = (0..size).map(|at| at.to_string().into_bytes());
        Made {
            log: Log::of(ORIGIN, entries).unwrap(),
            key: signer(ORIGIN, KeyType::Note, 1),
            witnesses: (2..4)
                .map(|at| signer(&format!("witness.example/w{at}"), KeyType::Cosignature, at))
                .collect(),
        }
    }

    fn keys(&self) -> Vec<VerifierKey> {
        self.witnesses
            .iter()
            .map(|key| key.verifier().clone())
            .collect()
    }
}

#[test]
fn witnesses_sign_what_goes_on_from_what_they_have_seen() {
    let made = Made::new(20);
    let earlier = Log::of(ORIGIN, made.log.entries()[..12].to_vec())
        .unwrap()
        .checkpoint();
    let signed = made
        .log
        .sign(&made.key, Some(&earlier))
        .unwrap()
        .to_string();
    let log = made.key.verifier();
    let proof = made.log.consistency(12).unwrap();
    let [first, second] = &made.witnesses[..] else {
        panic!()
    };
    let seen = |bytes: &str, proof: &[Hash], key, time| {
        witness(bytes.as_bytes(), log, Some(&earlier), proof, key, time)
            .map(|note| note.to_string())
    };
    let once = seen(&signed, &proof, first, 1_679_315_147).unwrap();
    let twice = seen(&once, &proof, second, 1_679_315_150).unwrap();
    assert!(twice.starts_with(&once));
    let keys = made.keys();
    let trust = Trust {
        log,
        witnesses: &keys,
        needed: 2,
    };
    let opened = Checkpoint::open(twice.as_bytes(), &trust).unwrap();
    assert_eq!(opened.checkpoint, made.log.checkpoint());
    let names = ["witness.example/w2", "witness.example/w3"].map(str::to_owned);
    assert_eq!(
        opened.witnessed,
        names
            .into_iter()
            .zip([1_679_315_147, 1_679_315_150])
            .map(|(name, time)| Witnessed { name, time })
            .collect::<Vec<_>>()
    );
    let too_few = CheckpointProblem::Witnesses {
        needed: 2,
        found: 1,
    };
    assert_eq!(Checkpoint::open(once.as_bytes(), &trust), Err(too_few));
    // One key under two names is one witness.
    let double = signer("witness.example/again", KeyType::Cosignature, 2);
    let doubled = seen(&once, &proof, &double, 1_679_315_150).unwrap();
    let both = [first.verifier().clone(), double.verifier().clone()];
    let trusting = Trust {
        witnesses: &both,
        ..trust
    };
    let too_few = CheckpointProblem::Witnesses {
        needed: 2,
        found: 1,
    };
    assert_eq!(
        Checkpoint::open(doubled.as_bytes(), &trusting),
        Err(too_few)
    );
    // A witness does not sign twice as two, and its word is not the log's.
    let again = seen(&once, &proof, first, 1_700_000_000).unwrap();
    assert_eq!(Note::parse(again.as_bytes()).unwrap().signatures().len(), 2);
    let mut alone = Note::new(made.log.checkpoint().to_text()).unwrap();
    alone.cosign(first, 1).unwrap();
    alone.cosign(second, 1).unwrap();
    let opened = Checkpoint::of_note(&alone, &trust);
    assert_eq!(opened, Err(CheckpointProblem::Unsigned));
    // What does not go on is not signed.
    let mut other = made.log.entries().to_vec();
    other[3] = b"changed".to_vec();
    let other = Log::of(ORIGIN, other).unwrap();
    let rewritten = other.sign(&made.key, None).unwrap().to_string();
    assert_eq!(
        seen(&rewritten, &other.consistency(12).unwrap(), first, 1),
        Err(CheckpointProblem::Inconsistent(ProofProblem::Root))
    );
    assert_eq!(
        other.sign(&made.key, Some(&earlier)),
        Err(LogProblem::Rewritten { size: 12 })
    );
    assert_eq!(
        made.log
            .sign(&made.key, Some(&Made::new(21).log.checkpoint())),
        Err(LogProblem::Rewritten { size: 21 })
    );
    // The timestamp is signed, too, and ends where the standard says.
    let moved = once.replace(
        once.split(' ').next_back().unwrap(),
        twice.split(' ').next_back().unwrap(),
    );
    assert!(Checkpoint::open(moved.as_bytes(), &trust).is_err());
    let mut note = Note::parse(signed.as_bytes()).unwrap();
    assert_eq!(note.cosign(first, 1 << 63), Err(NoteProblem::Time));
    assert_eq!(note.cosign(first, (1 << 63) - 1), Ok(()));
    assert_eq!(note.sign(first), Err(NoteProblem::KeyType));
}

#[test]
fn a_log_has_one_name() {
    let made = Made::new(3);
    let other = signer("other.example/log", KeyType::Note, 9);
    let named = |found: &str| CheckpointProblem::Origin {
        found: found.to_owned(),
    };
    assert_eq!(
        made.log.sign(&other, None),
        Err(LogProblem::Checkpoint(named(ORIGIN)))
    );
    // The other log's key under this log's text.
    let mut note = Note::new(made.log.checkpoint().to_text()).unwrap();
    note.sign(&other).unwrap();
    let trust = Trust::log(other.verifier());
    assert_eq!(Checkpoint::of_note(&note, &trust), Err(named(ORIGIN)));
    let theirs = Log::new("other.example/log").checkpoint();
    assert_eq!(
        made.log.continues(&theirs),
        Err(LogProblem::Checkpoint(named("other.example/log")))
    );
    // What nobody could read is not signed.
    let mut checkpoint = made.log.checkpoint();
    checkpoint.extensions.push("two\nlines".to_owned());
    assert_eq!(checkpoint.sign(&made.key), Err(CheckpointProblem::Lines));
}

#[test]
fn receipts_prove_their_entry_offline() {
    let made = Made::new(300);
    let signed = made.log.sign(&made.key, None).unwrap();
    let trust = Trust::log(made.key.verifier());
    for index in [0, 255, 256, 299] {
        let receipt = made.log.receipt(index, &signed).unwrap();
        let text = receipt.to_string();
        let first = format!("c2sp.org/tlog-proof@v1\nindex {index}\n");
        assert!(text.starts_with(&first));
        let read = Receipt::parse(text.as_bytes()).unwrap();
        assert_eq!(read, receipt);
        let entry = leaf(index.to_string().as_bytes());
        let opened = read.verify(&entry, &trust).unwrap();
        assert_eq!(opened.checkpoint, made.log.checkpoint());
        assert_eq!(
            read.verify(&leaf(b"another"), &trust),
            Err(ReceiptProblem::Proof(ProofProblem::Root))
        );
        let stranger = signer(ORIGIN, KeyType::Note, 77);
        assert_eq!(
            read.verify(&entry, &Trust::log(stranger.verifier())),
            Err(ReceiptProblem::Checkpoint(NoteProblem::Unsigned.into()))
        );
    }
    assert_eq!(
        made.log.receipt(300, &signed),
        Err(LogProblem::Proof(ProofProblem::Index {
            index: 300,
            size: 300
        }))
    );
    // A log of one entry: no hashes. With something beside it.
    let one = Made::new(1);
    let signed = one.log.sign(&one.key, None).unwrap();
    let receipt = Receipt::new(0, Vec::new(), signed, b"beside it".to_vec()).unwrap();
    let text = receipt.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra YmVzaWRlIGl0\nindex 0\n\nxinglinli"));
    let read = Receipt::parse(text.as_bytes()).unwrap();
    assert_eq!(read.extra(), b"beside it");
    assert!(
        read.verify(&leaf(b"0"), &Trust::log(one.key.verifier()))
            .is_ok()
    );
}

#[test]
fn what_is_nearly_a_receipt_is_refused() {
    let made = Made::new(6);
    let signed = made.log.sign(&made.key, None).unwrap();
    let text = made.log.receipt(4, &signed).unwrap().to_string();
    let trust = Trust::log(made.key.verifier());
    let verify = |text: &str| {
        Receipt::parse(text.as_bytes()).and_then(|read| read.verify(&leaf(b"4"), &trust))
    };
    assert!(verify(&text).is_ok());
    for bad in [
        text.replace("proof@v1", "proof@v2"),
        text.replace("index 4", "index 04"),
        text.replace("index 4", "index 5"),
        text.replace("index 4", "index -4"),
        text.replace("index 4", "index  4"),
        text.replace("index 4\n", ""),
        text.replace("index 4", "extra \nindex 4"),
        text.replace("index 4", "extra YQ\nindex 4"),
        text.replace("index 4", "extra YQ==\nextra YQ==\nindex 4"),
        text.replace("index 4\n", "index 4\nindex 4\n"),
        text.replace("\n\nxing", "\nxing"),
        text.replace("\n\nxing", "\n\n\nxing"),
        text.replace("\n6\n", "\n5\n"),
        text.replace('\n', "\r\n"),
        format!("\n{text}"),
        text.replace(
            "index 4\n",
            &format!(
                "index 4\n{}",
                format!("{}\n", Hash::of(b"x").to_base64()).repeat(65)
            ),
        ),
    ] {
        assert!(verify(&bad).is_err(), "{bad}");
    }
    let beside = text.replace("index 4", "extra YQ==\nindex 4");
    assert!(verify(&beside).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn one_other_byte_and_nothing_is_proved(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let made = Made::new(7);
        let signed = made.log.sign(&made.key, None).unwrap();
        let receipt = made.log.receipt(5, &signed).unwrap().to_string();
        let trust = Trust::log(made.key.verifier());
        let mut bytes = receipt.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let verified = Receipt::parse(&bytes).and_then(|read| read.verify(&leaf(b"5"), &trust));
        prop_assert!(verified.is_err());
    }

    #[test]
    fn texts_come_back_signed(text in "([a-z —\n]{0,40}\n)", seed in any::<[u8; 32]>(), time in any::<u64>()) {
        let mut note = Note::new(text).unwrap();
        let log = SignerKey::new("a/b", KeyType::Note, SecretKey::from_seed(&seed)).unwrap();
        let seen = SignerKey::new("c", KeyType::Cosignature, SecretKey::from_seed(&seed)).unwrap();
        note.sign(&log).unwrap();
        note.cosign(&seen, time >> 1).unwrap();
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        prop_assert_eq!(&read, &note);
        let verified = read.verify(&[log.verifier(), seen.verifier()]).unwrap();
        prop_assert_eq!(verified[1].time, Some(time >> 1));
        for key in [log, seen] {
            let read = SignerKey::parse(&key.to_text()).unwrap();
            prop_assert_eq!(read.verifier(), key.verifier());
            prop_assert_eq!(&vkey(&key.verifier().to_string()), key.verifier());
        }
    }

    #[test]
    fn whatever_is_read_as_a_note_is_written_the_same(
        bytes in "[ab\n—]{0,9}(\n\n)?(— [ab+]{1,3} [A-Za-z0-9+/=]{0,16}\n){0,3}[\n]{0,2}",
    ) {
        if let Ok(note) = Note::parse(bytes.as_bytes()) {
            prop_assert_eq!(note.to_string(), bytes);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Note::parse(&bytes);
        let _ = Receipt::parse(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = Checkpoint::parse(&text);
        let _ = text.parse::<VerifierKey>();
    }
}

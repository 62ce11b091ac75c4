//! Whole elections: from slips to a result that is checked.

#![allow(clippy::unwrap_used, clippy::expect_used)] // tests

mod made;

use std::collections::BTreeMap;

use made::election::{Came, Election, choice, clerk, log, logged, signers};
use made::{chance, codes, every_kind, id, knapsack, roll, slip, time};
use proptest::prelude::*;
use records::envelope::DocId;
use transparency::events::{Act, Event, Key, KeyAct, Name, Reason, Role, SignedEvent};
use voting::Time;
use voting::ballot::{Ballot, BallotProblem, Channel, Stub, Unopened, inner_length};
use voting::count::{CountProblem, Outcome, may_break_down};
use voting::paper::{Keying, Mismatch, Reading};
use voting::poll::{Definition, VoteType};
use voting::public::{Document, Published};
use voting::verify::{Check, Fault, Verdict, verify_public};

const NOON: &str = "2026-11-20T12:00:00+08:00";
const LATER: &str = "2026-11-21T12:00:00+08:00";

/// 70 slips, 5 of them left over; every way to vote and every way not to.
fn everything() -> (Election, BTreeMap<DocId, Reason>) {
    let mut e = Election::new(70, 5, knapsack);
    let mut expected = BTreeMap::new();
    let mut reject = |doc, reason| {
        assert_eq!(expected.insert(doc, reason), None);
    };
    for voter in 0..20 {
        let text = [
            "[\"1\",\"3\"]",
            "[\"2\",\"4\"]",
            "[\"1\",\"2\",\"5\"]",
            "[]",
        ][voter % 4];
        e.vote(voter, text, Channel::Phone, NOON);
    }
    for voter in 20..30 {
        e.vote(voter, "[\"4\",\"5\",\"10\"]", Channel::Kiosk, NOON);
    }
    for voter in 30..34 {
        e.vote(voter, "[\"3\"]", Channel::Assisted, NOON);
    }
    // Changed one's mind, twice.
    let doc = e.vote(34, "[\"1\"]", Channel::Phone, NOON);
    reject(doc, Reason::Superseded);
    e.vote(34, "[\"2\"]", Channel::Phone, LATER);
    // A phone that syncs late does not override the newer vote.
    let old = e.ballot(
        34,
        "[\"5\"]",
        Channel::Phone,
        1,
        "2026-11-20T15:00:00+08:00",
    );
    let doc = e.send(&old, "2026-11-22T12:00:00+08:00");
    reject(doc, Reason::Superseded);
    // A clock that is a year ahead is cut off at the arrival: the vote after it counts.
    let ahead = e.ballot(
        35,
        "[\"1\"]",
        Channel::Phone,
        1,
        "2027-11-20T12:00:00+08:00",
    );
    let doc = e.send(&ahead, NOON);
    reject(doc, Reason::Superseded);
    e.vote(35, "[\"3\"]", Channel::Phone, LATER);
    // Paper is final, before and after.
    for (sheet, voter) in [("A-001", 36), ("A-002", 37), ("A-003", 38)] {
        e.paper(sheet, voter, Some("[\"1\",\"2\"]"));
    }
    let doc = e.vote(36, "[\"5\"]", Channel::Phone, NOON);
    reject(doc, Reason::Superseded);
    let doc = e.vote(36, "[\"5\"]", Channel::Phone, LATER);
    reject(doc, Reason::PaperFinal);
    // A spoilt sheet counts for nothing; the earlier ballot stands.
    e.paper("A-004", 39, None);
    e.vote(39, "[\"10\"]", Channel::Phone, NOON);
    // In the grace, and after it; before the opening.
    let ballot = e.ballot(
        40,
        "[\"1\"]",
        Channel::Phone,
        1,
        "2026-11-28T17:59:00+08:00",
    );
    e.send(&ballot, "2026-11-28T18:30:00+08:00");
    let ballot = e.ballot(
        41,
        "[\"1\"]",
        Channel::Phone,
        1,
        "2026-11-28T17:59:00+08:00",
    );
    let doc = e.send(&ballot, "2026-11-28T18:30:01+08:00");
    reject(doc, Reason::Late);
    let doc = e.vote(42, "[\"1\"]", Channel::Phone, "2026-11-10T08:59:59+08:00");
    reject(doc, Reason::Early);
    // A slip that was left over has voted.
    let doc = e.vote(65, "[\"1\"]", Channel::Phone, NOON);
    reject(doc, Reason::Revoked);
    // A slip that was never issued.
    let strange = codes(71).pop().unwrap();
    e.codes.push(strange);
    let doc = e.vote(70, "[\"1\"]", Channel::Phone, NOON);
    reject(doc, Reason::NotOnRoll);
    e.codes.pop();
    // Signed by somebody else; a kiosk nobody knows; rubbish; another poll's.
    let mut ballot = e.ballot(43, "[\"1\"]", Channel::Phone, 1, NOON);
    ballot.signature[5] ^= 1;
    let doc = e.send(&ballot, NOON);
    reject(doc, Reason::Signature);
    let ballot = e.ballot(44, "[\"1\"]", Channel::Kiosk, 1, NOON);
    let mut stub = ballot.stub.clone();
    stub.by.as_mut().unwrap().signature[0] ^= 1;
    let signature = slip(&e.codes[44]).sign(format!("stub/v1|{}", stub.to_text()).as_bytes());
    let doc = e.send(
        &Ballot {
            stub,
            signature,
            ..ballot
        },
        NOON,
    );
    reject(doc, Reason::Signature);
    let rubbish = b"{\"v\":1}".to_vec();
    reject(DocId::of(&rubbish), Reason::Malformed);
    e.came.push(Came {
        at: time(NOON),
        bytes: rubbish,
    });
    let other = e.definition.clone();
    e.definition.grace = 31;
    let ballot = e.ballot(45, "[\"1\"]", Channel::Phone, 1, NOON);
    e.definition = other.clone();
    let doc = e.send(&ballot, NOON);
    reject(doc, Reason::Malformed);
    // Sealed to another key; over the budget, by a program of one's own.
    e.definition.keys = vec![
        sealing::SecretKey::generate(&mut chance(50))
            .public()
            .to_base64(),
    ];
    let ballot = e.ballot(46, "[\"1\"]", Channel::Phone, 1, NOON);
    e.definition = other.clone();
    let doc = resigned(&mut e, ballot, 46);
    reject(doc, Reason::Unopenable);
    e.definition.vote_type = VoteType::Approval;
    let ballot = e.ballot(
        47,
        "[\"1\",\"2\",\"3\",\"4\",\"5\",\"10\"]",
        Channel::Phone,
        1,
        NOON,
    );
    e.definition = other;
    let doc = resigned(&mut e, ballot, 47);
    reject(doc, Reason::AgainstRule);
    // The same document twice.
    let again = e.came[3].clone();
    e.came.push(Came {
        at: time(LATER),
        ..again
    });
    (e, expected)
}

/// A ballot that was sealed under another definition, signed as of this one.
fn resigned(e: &mut Election, ballot: Ballot, voter: usize) -> DocId {
    let stub = Stub {
        definition: e.definition.doc(),
        ..ballot.stub
    };
    let signature = slip(&e.codes[voter]).sign(format!("stub/v1|{}", stub.to_text()).as_bytes());
    e.send(
        &Ballot {
            stub,
            signature,
            ..ballot
        },
        NOON,
    )
}

#[test]
fn every_ballot_counts_once_or_says_why_not() {
    let (e, expected) = everything();
    let counted = e.count();
    let published = Published::read(&counted.texts).unwrap();
    assert_eq!(published.rejects, expected);
    // 34 without trouble, two changed, three on paper, one spoilt, one in the grace.
    assert_eq!(counted.turnout.counted, 34 + 2 + 3 + 1 + 1);
    assert_eq!(counted.turnout.empty, 5);
    assert_eq!(counted.turnout.arrived, (e.came.len() - 1) as u64);
    assert_eq!(
        counted.turnout.channels,
        [
            (Channel::Phone, 20 + 2 + 1 + 1),
            (Channel::Kiosk, 10),
            (Channel::Assisted, 4),
            (Channel::Paper, 3)
        ]
    );
    let Outcome::Projects(projects) = &counted.outcome else {
        panic!("projects");
    };
    let votes: Vec<u64> = projects.totals.iter().map(|total| total.votes).collect();
    // 1: 5 + 5 of twenty, 3 paper, 1 in the grace. 2: 5 + 5, 3 paper, 1 changed. 3: 5, 4 assisted, 1
    // changed. 4: 5, 10 at the kiosk. 5: 5, 10. 10: 10, 1 beside a spoilt sheet.
    assert_eq!(votes, [14, 14, 10, 15, 15, 11]);
    // Everything but the dearest that no longer fits, and each loser is told what it lacked.
    assert!(!projects.allocation.order().is_empty());
    let told = projects.allocation.order().len() + projects.allocation.losers.len();
    assert_eq!(told, 6);
}

#[test]
fn what_is_published_is_proven_by_the_log() {
    let (e, _) = everything();
    let counted = e.count();
    let mut steps = Vec::new();
    let report = verify_public(
        &counted.texts,
        Some(&logged(&log(&counted))),
        &mut |at, all| {
            steps.push((at, all));
        },
    );
    assert!(report.is_proven(), "{report:?}");
    assert_eq!(report.on_trust, 2);
    assert_eq!(steps.last(), Some(&(steps.len() - 1, steps.len() - 1)));
    let alone = verify_public(&counted.texts, None, &mut |_, _| {});
    assert!(alone.is_sound() && !alone.is_proven());
    assert_eq!(alone.of(Check::LogStubs), &Verdict::NotMade);
}

#[test]
fn every_kind_of_vote_is_counted_and_checked() {
    let votes: [&[&str]; 6] = [
        &["[\"1\",\"2\"]", "[\"3\"]", "[]", "[\"1\",\"5\",\"10\"]"],
        &["[\"4\",\"2\"]", "[\"3\",\"10\"]"],
        &["[\"4\"]", "[\"1\"]", "[\"4\"]", "[]"],
        &["[[\"1\",6],[\"2\",4]]", "[[\"5\",1]]", "[]"],
        &[
            "[\"5\",\"1\",\"10\"]",
            "[\"2\"]",
            "[\"4\",\"3\",\"2\",\"1\"]",
            "[]",
        ],
        &["\"agree\"", "\"agree\"", "\"against\"", "\"abstain\""],
    ];
    for (kind, votes) in votes.into_iter().enumerate() {
        let mut e = Election::new(70, 0, |roll| every_kind(roll).remove(kind));
        for voter in 0..68 {
            let text = votes[voter % votes.len()];
            let text = if text == "[\"4\",\"2\"]" {
                "[\"2\",\"4\"]"
            } else {
                text
            };
            e.vote(voter, text, Channel::Phone, NOON);
        }
        let counted = e.count();
        assert_eq!(counted.turnout.counted, 68);
        let report = verify_public(
            &counted.texts,
            Some(&logged(&log(&counted))),
            &mut |_, _| {},
        );
        assert!(report.is_proven(), "{kind}: {report:?}");
        match &counted.outcome {
            Outcome::Projects(projects) => {
                assert!(projects.allocation.total_cost() <= projects.instance.budget_limit());
                assert!(!projects.allocation.order().is_empty(), "{kind}");
            }
            Outcome::Motion(motion) => {
                assert_eq!((motion.agree, motion.against, motion.abstain), (34, 17, 17));
                // 68 of 96 are over two thirds, 34 of 68 are not more than half.
                assert!(motion.quorum && !motion.threshold && !motion.is_passed());
            }
        }
    }
}

#[test]
fn a_box_opens_for_its_own_slip_and_tells_nothing_by_its_length() {
    let mut e = Election::new(3, 0, knapsack);
    let one = e.ballot(0, "[\"1\"]", Channel::Phone, 1, NOON);
    let many = e.ballot(
        1,
        "[\"1\",\"2\",\"3\",\"5\",\"10\"]",
        Channel::Phone,
        1,
        NOON,
    );
    assert_eq!(one.content.len(), many.content.len());
    assert!(inner_length(&e.definition) > 160);
    let key = made::election_key();
    let vote = one.open(&e.definition, &key).unwrap();
    assert_eq!(vote.choice, choice(&e.definition, "[\"1\"]"));
    // Put under another slip, it does not open.
    let stolen = Ballot {
        content: many.content.clone(),
        ..one.clone()
    };
    assert!(matches!(
        stolen.open(&e.definition, &key),
        Err(Unopened::Box(_))
    ));
    let other = sealing::SecretKey::generate(&mut chance(77));
    assert!(matches!(
        one.open(&e.definition, &other),
        Err(Unopened::Box(_))
    ));
    let document = stolen.document(&e.definition.community, &[0; 16]).unwrap();
    let read = Ballot::of_document(&document, &e.definition.community);
    assert_eq!(read, Err(BallotProblem::Content));
    let document = one.document(&e.definition.community, &[0; 16]).unwrap();
    assert_eq!(
        Ballot::of_document(&document, &e.definition.community),
        Ok(one)
    );
    assert_eq!(
        Ballot::of_document(&document, &id("taohuali")),
        Err(BallotProblem::Other)
    );
    assert!(document.len() < 2048, "{}", document.len());
}

#[test]
fn a_stub_has_one_text() {
    let mut e = Election::new(3, 0, knapsack);
    for channel in [Channel::Phone, Channel::Kiosk, Channel::Assisted] {
        let stub = e.ballot(0, "[]", channel, 7, NOON).stub;
        let text = stub.to_text();
        assert!(text.len() < 700 && text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        assert_eq!(Stub::parse(&text), Ok(stub.clone()));
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Some(read) = std::str::from_utf8(&bytes)
                .ok()
                .and_then(|t| Stub::parse(t).ok())
            {
                assert_ne!(read, stub);
            }
        }
        let swapped = text.replacen("phone", "kiosk", 1);
        assert!(channel != Channel::Phone || Stub::parse(&swapped).is_err());
    }
}

#[test]
fn paper_that_was_not_read_alike_is_looked_at_again() {
    let mut e = Election::new(20, 0, knapsack);
    for (at, sheet) in ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8"]
        .into_iter()
        .enumerate()
    {
        e.paper(sheet, at, Some("[\"1\",\"2\"]"));
    }
    let change = |keying: &Keying, by: u8, voter: usize, change: &dyn Fn(&mut Reading)| {
        let mut read = Reading {
            sheet: keying.read.sheet.clone(),
            word: keying.read.word.clone(),
            choice: keying.read.choice.clone(),
        };
        change(&mut read);
        let slip = slip(&e.codes[voter]);
        Keying::sign(&e.definition, read, &slip, &clerk(by), &mut chance(9))
    };
    let mut second = e.second.clone();
    second[0] = change(&second[0], 2, 0, &|s| {
        s.choice = Some(choice(&e.definition, "[\"1\"]"));
    });
    second[1] = change(&second[1], 2, 1, &|s| s.choice = None);
    second[2] = change(&second[2], 2, 12, &|_| {});
    second[3] = change(&second[3], 2, 3, &|s| {
        s.word = "apple-00000000".parse().unwrap();
    });
    second[4] = change(&second[4], 1, 4, &|_| {});
    second.push(second[5].clone());
    second.remove(6);
    e.second = second;
    e.paper("A-9", 7, Some("[]"));
    let compared = e.compared();
    let amiss: Vec<(&str, &[Mismatch])> = (compared.mismatches.iter())
        .map(|(sheet, amiss)| (sheet.as_str(), amiss.as_slice()))
        .collect();
    assert_eq!(
        amiss,
        [
            ("A-1", &[Mismatch::Choice][..]),
            ("A-2", &[Mismatch::Choice]),
            ("A-3", &[Mismatch::Slip]),
            ("A-4", &[Mismatch::Word]),
            ("A-5", &[Mismatch::SamePerson]),
            ("A-6", &[Mismatch::Again]),
            ("A-7", &[Mismatch::Once]),
            ("A-8", &[Mismatch::SlipTwice]),
            ("A-9", &[Mismatch::SlipTwice]),
        ]
    );
    assert_eq!(compared.ballots, []);
    assert_eq!(
        e.count_of(&[]).map(|_| ()),
        Err(CountProblem::Mismatches(9))
    );
}

#[test]
fn a_box_that_was_not_opened_and_a_foreign_roll_stop_the_count() {
    let mut e = Election::new(20, 2, knapsack);
    e.vote(0, "[]", Channel::Phone, NOON);
    let right = e.roll.clone();
    e.roll = roll(&codes(19));
    assert_eq!(e.count_of(&[]).map(|_| ()), Err(CountProblem::Roll));
    e.roll = right;
    e.paper("A-1", 19, Some("[]"));
    assert_eq!(
        e.count_of(&[]).map(|_| ()),
        Err(CountProblem::PaperSlip(id("A-1")))
    );
}

/// Whoever holds a ballot can send it again in another envelope: the voter's own still stands.
#[test]
fn a_copied_ballot_does_not_displace_the_original() {
    let mut e = Election::new(5, 0, |roll| every_kind(roll).remove(5));
    // The device is ahead, so that a later copy would have a later time.
    let ballot = e.ballot(
        0,
        "\"agree\"",
        Channel::Phone,
        1,
        "2026-11-25T12:00:00+08:00",
    );
    let own = e.send(&ballot, NOON);
    let copy = e.send(&ballot, LATER);
    let counted = e.count();
    let published = Published::read(&counted.texts).unwrap();
    assert_eq!(
        published.rejects,
        BTreeMap::from([(copy, Reason::Superseded)])
    );
    assert_ne!(own, copy);
    assert_eq!(counted.turnout.counted, 1);
}

/// Slips stand in public stubs; a sheet of paper needs the code itself.
#[test]
fn the_office_cannot_put_paper_in_the_place_of_a_ballot() {
    let mut e = smallest();
    let published = Published::read(&e.count().texts).unwrap();
    let victim = published.stubs[0].stub.voter.clone();
    e.first[0].read.voter = victim.clone();
    e.second[0].read.voter = victim;
    let report = verify_public(&e.count().texts, None, &mut |_, _| {});
    assert!(matches!(
        report.of(Check::Paper),
        Verdict::Failed(Fault::Sheet(_))
    ));
}

#[test]
fn a_kiosk_whose_key_was_revoked_signs_nothing_more() {
    let counted = smallest().count();
    let events = log(&counted);
    let kiosk = made::election::kiosk();
    let gone = Act::Key(Key {
        act: KeyAct::Revoked,
        role: Role::Kiosk,
        key: *kiosk.public().as_bytes(),
    });
    let gone = Event {
        community: Name::new("xinglinli").unwrap(),
        at: time(NOON),
        subject: Name::new("kiosk-1").unwrap(),
        act: gone,
    };
    let gone = gone.sign(&clerk(1)).unwrap();
    let is_stub = |event: &SignedEvent| matches!(event.event().act, Act::BallotStub(_));
    for (at, holds) in [
        (events.iter().position(is_stub).unwrap(), false),
        (events.iter().rposition(is_stub).unwrap() + 1, true),
    ] {
        let mut events = events.clone();
        events.insert(at, gone.clone());
        let report = verify_public(&counted.texts, Some(&logged(&events)), &mut |_, _| {});
        assert_eq!(report.is_proven(), holds, "{report:?}");
    }
}

#[test]
fn small_groups_are_not_broken_down() {
    let definition = knapsack(&roll(&codes(3)));
    assert!(may_break_down(&definition, &[10, 0, 55]).is_ok());
    let refused = may_break_down(&definition, &[100, 9, 55]).unwrap_err();
    assert_eq!((refused.found, refused.small), (9, 10));
}

/// A vote as a model has it: who, what, when by the device, when it came, and which one.
#[derive(Debug, Clone)]
struct Model {
    voter: usize,
    choice: usize,
    device: u32,
    arrives: u32,
    sequence: u32,
}

const CHOICES: [&str; 4] = ["\"agree\"", "\"against\"", "\"abstain\"", "\"agree\""];

fn minute(at: u32) -> Time {
    time(&format!(
        "2026-11-20T{:02}:{:02}:00+08:00",
        at / 60,
        at % 60
    ))
}

fn any_votes() -> impl Strategy<Value = Vec<Model>> {
    let vote = (0_usize..6, 0_usize..4, 0_u32..1440, 0_u32..1440, 1_u32..3);
    let vote = vote.prop_map(|(voter, choice, device, arrives, sequence)| Model {
        voter,
        choice,
        device,
        arrives,
        sequence,
    });
    prop::collection::vec(vote, 1..12)
}

fn cast_all(votes: &[Model]) -> Election {
    let mut e = Election::new(6, 0, |roll| every_kind(roll).remove(5));
    for vote in votes {
        let at = minute(vote.device).to_string();
        let ballot = e.ballot(
            vote.voter,
            CHOICES[vote.choice],
            Channel::Phone,
            vote.sequence,
            &at,
        );
        e.send(&ballot, &minute(vote.arrives).to_string());
    }
    e
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn order_and_copies_change_nothing_and_the_last_of_a_slip_counts(
        votes in any_votes(),
        turn in any::<prop::sample::Index>(),
        copies in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let e = cast_all(&votes);
        let counted = e.count();
        let mut came = e.came.clone();
        came.reverse();
        let middle = turn.index(came.len());
        came.rotate_left(middle);
        for copy in copies {
            came.push(copy.get(&e.came).clone());
        }
        let again = e.count_of(&came).unwrap();
        prop_assert_eq!(&again.texts, &counted.texts);
        // The model: per voter the greatest of (device's time, not more than ten minutes after the
        // arrival; sequence; arrival). Where two are equal in all of these, hashes decide, and the
        // model takes any of them.
        let key = |vote: &Model| (vote.device.min(vote.arrives + 10), vote.sequence, vote.arrives);
        let mut tied = false;
        let mut said = [0_u64; 3];
        for voter in 0..6 {
            let own: Vec<&Model> = votes.iter().filter(|vote| vote.voter == voter).collect();
            let Some(last) = own.iter().max_by_key(|vote| key(vote)) else { continue };
            tied |= own.iter().filter(|vote| key(vote) == key(last)).count() > 1;
            said[last.choice % 3] += 1;
        }
        prop_assume!(!tied);
        let Outcome::Motion(motion) = &counted.outcome else { panic!("a motion") };
        prop_assert_eq!([motion.agree, motion.against, motion.abstain], said);
        let report = verify_public(&counted.texts, Some(&logged(&log(&counted))), &mut |_, _| {});
        prop_assert!(report.is_proven(), "{:?}", report);
    }
}

/// A motion with three slips and a paper ballot: small enough for every bit of it.
fn smallest() -> Election {
    let mut e = Election::new(5, 1, |roll| every_kind(roll).remove(5));
    e.vote(0, "\"agree\"", Channel::Phone, NOON);
    e.vote(0, "\"against\"", Channel::Kiosk, LATER);
    e.vote(1, "\"agree\"", Channel::Assisted, NOON);
    e.paper("A-1", 2, Some("\"abstain\""));
    e.paper("A-2", 3, None);
    e.came.push(Came {
        at: time(NOON),
        bytes: b"{}".to_vec(),
    });
    e
}

/// Every bit of short documents, two bits of every byte of long ones, which two by its place;
/// `MINGBAI_EVERY_BIT=1` tries all of them, for some 30 seconds. Two tests, so that they share the
/// work.
fn every_flipped_bit_is_found(documents: impl Fn(Document) -> bool) {
    let counted = smallest().count();
    let logged = logged(&log(&counted));
    assert!(verify_public(&counted.texts, Some(&logged), &mut |_, _| {}).is_proven());
    for document in Document::ALL
        .iter()
        .filter(|document| documents(**document))
    {
        let text = counted.texts.get(*document);
        let every = text.len() < 500 || std::env::var_os("MINGBAI_EVERY_BIT").is_some();
        let tried = |bit: &usize| every || bit % 8 == bit / 8 % 7 || bit % 8 == (bit / 8 + 3) % 7;
        for bit in (0..text.len() * 8).filter(tried) {
            let mut bytes = text.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // What is not UTF-8 is no text, and nothing reads it.
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            let mut texts = counted.texts.clone();
            texts.set(*document, flipped);
            let report = verify_public(&texts, Some(&logged), &mut |_, _| {});
            assert!(!report.is_sound(), "{document:?}, bit {bit}");
        }
    }
}

#[test]
fn every_flipped_bit_of_the_stubs_is_found() {
    every_flipped_bit_is_found(|document| document == Document::Stubs);
}

#[test]
fn every_flipped_bit_of_the_other_documents_is_found() {
    every_flipped_bit_is_found(|document| document != Document::Stubs);
}

#[test]
fn without_a_log_a_flipped_bit_is_found_too_but_for_the_numbers_of_envelopes() {
    let counted = smallest().count();
    for document in Document::ALL {
        let text = counted.texts.get(*document);
        let envelopes = text.find("\"envelopes\"").unwrap_or(text.len());
        let after = text.find(",\"arrived\"").unwrap_or(text.len());
        for at in (0..text.len())
            .step_by(3)
            .filter(|at| !(envelopes..after).contains(at))
        {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= 1;
            let Ok(flipped) = String::from_utf8(bytes) else {
                continue;
            };
            let mut texts = counted.texts.clone();
            texts.set(*document, flipped);
            assert!(
                !verify_public(&texts, None, &mut |_, _| {}).is_sound(),
                "{document:?}, byte {at}"
            );
        }
    }
}

/// Whoever keeps the documents writes them all anew, consistently: only the log tells.
#[test]
fn a_consistent_forgery_is_found_by_the_log() {
    let honest = smallest();
    let counted = honest.count();
    let logged = logged(&log(&counted));
    let failed = |e: &Election, check: Check| {
        let forged = e.count();
        assert!(verify_public(&forged.texts, None, &mut |_, _| {}).is_sound());
        let report = verify_public(&forged.texts, Some(&logged), &mut |_, _| {});
        assert!(matches!(report.of(check), Verdict::Failed(_)), "{report:?}");
    };
    // A ballot is left out.
    let mut e = smallest();
    e.came.remove(2);
    failed(&e, Check::LogStubs);
    // A ballot is put in with a slip that was drawn and not used.
    let mut e = smallest();
    e.vote(3, "\"agree\"", Channel::Phone, NOON);
    failed(&e, Check::LogStubs);
    // An envelope more is said to be for a lost slip.
    let mut e = smallest();
    e.figures.spare += 1;
    failed(&e, Check::LogNumbers);
    // A sheet is left out.
    let mut e = smallest();
    e.first.truncate(1);
    e.second.truncate(1);
    failed(&e, Check::LogNumbers);
    // Rubbish that arrived is hidden.
    let mut e = smallest();
    e.came.pop();
    failed(&e, Check::LogRejects);
    // Other limits.
    let mut e = Election::new(5, 1, |roll| {
        let mut definition: Definition = every_kind(roll).remove(5);
        definition.small = 11;
        definition
    });
    e.vote(1, "\"agree\"", Channel::Phone, NOON);
    failed(&e, Check::LogDocuments);
}

#[test]
fn each_fault_is_named() {
    let counted = smallest().count();
    let published = Published::read(&counted.texts).unwrap();
    let ended = |check: Check, change: &dyn Fn(&mut Published)| {
        let mut published = published.clone();
        change(&mut published);
        let mut texts = published.write();
        texts.set(
            Document::Result,
            counted.texts.get(Document::Result).to_owned(),
        );
        verify_public(&texts, None, &mut |_, _| {})
            .of(check)
            .clone()
    };
    let fault = |check, change: &dyn Fn(&mut Published)| match ended(check, change) {
        Verdict::Failed(fault) => fault,
        other => panic!("{other:?}"),
    };
    let first = published.stubs[0].clone();
    assert_eq!(
        fault(Check::Stubs, &|p| p.stubs[0].signature[0] ^= 1),
        Fault::Stub(first.doc, Reason::Signature)
    );
    assert_eq!(
        fault(Check::Stubs, &|p| p.stubs[0].at =
            time("2026-11-29T12:00:00+08:00")),
        Fault::Stub(first.doc, Reason::Late)
    );
    assert!(matches!(
        fault(Check::Stubs, &|p| p.signers.clear()),
        Fault::Stub(_, Reason::Signature)
    ));
    assert!(matches!(
        fault(Check::OneEach, &|p| p.rejects.clear()),
        Fault::Standing(_)
    ));
    assert!(matches!(
        fault(Check::OneEach, &|p| {
            p.rejects.retain(|_, reason| *reason != Reason::Superseded);
            let later = p.stubs.iter().find(|s| s.at == time(LATER)).unwrap().doc;
            p.rejects.insert(later, Reason::Superseded);
        }),
        Fault::Standing(_)
    ));
    assert!(matches!(
        fault(Check::Rows, &|p| {
            p.rows.pop();
        }),
        Fault::Number {
            expected: 3,
            found: 2
        }
    ));
    assert!(matches!(
        fault(Check::Paper, &|p| p.paper[0].keyed[0].signature[0] ^= 1),
        Fault::Sheet(_)
    ));
    assert_eq!(
        fault(Check::Result, &|p| p.rows[0].choice =
            choice(&p.definition, "\"abstain\"")),
        Fault::Outcome
    );
    assert!(matches!(
        fault(Check::Envelopes, &|p| {
            p.rows = vec![p.rows[0].clone(); 5];
        }),
        Fault::Number { .. }
    ));
    assert_eq!(signers().len(), 4);
}

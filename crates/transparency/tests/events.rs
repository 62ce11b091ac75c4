//! Events: one text each, strictly read, and only from those who may.

#![allow(clippy::unwrap_used)] // tests

use proptest::prelude::*;
use transparency::events::{
    Act, BallotStub, Board, BoardProblem, Close, Currency, Event, EventProblem, Key, KeyAct,
    LIMIT_EVENT, LIMIT_NUMBER, Moderation, Name, Outcome, PaperBox, Phase, Reason, Reject, Release,
    Role, Roll, RollAct, SignedEvent, SpendReport, State, Step, Stub, Time,
};
use transparency::{Hash, KeyId, PublicKey, SecretKey};

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn doc() -> Hash {
    Hash::of(b"a document")
}

fn event(subject: &str, act: Act) -> Event {
    Event {
        community: name("xinglinli"),
        at: time("2026-05-03T10:00:00+08:00"),
        subject: name(subject),
        act,
    }
}

fn stub() -> BallotStub {
    let text = r#"{"k":"ballot","e":"poll-2026","why":"\\"}"#;
    BallotStub::sign(doc(), Stub::new(text).unwrap(), &secret(200))
}

/// One of each kind, with all that may be left out and without.
fn all() -> Vec<Act> {
    let until = time("2026-05-10T18:00:00+08:00");
    let phase = |until, doc| {
        Act::Phase(Phase {
            step: Step::Voting,
            until,
            doc,
        })
    };
    vec![
        phase(Some(until), Some(doc())),
        phase(None, Some(doc())),
        phase(Some(until), None),
        phase(None, None),
        Act::Roll(Roll {
            act: RollAct::Issued,
            slips: 1200,
            doc: doc(),
        }),
        Act::Key(Key {
            act: KeyAct::Added,
            role: Role::Kiosk,
            key: *secret(7).public().as_bytes(),
        }),
        Act::Release(Release {
            number: 17,
            doc: doc(),
        }),
        Act::BallotStub(stub()),
        Act::Reject(Reject {
            doc: doc(),
            reason: Reason::NotOnRoll,
        }),
        Act::PaperBox(PaperBox {
            name: name("box-1"),
            sheets: 0,
            doc: None,
        }),
        Act::Close(Close {
            ballots: 310,
            entitled: 1100,
            drawn: 402,
            spare: 3,
            left: 798,
        }),
        Act::Outcome(Outcome {
            counted: 305,
            rejected: LIMIT_NUMBER,
            doc: doc(),
        }),
        Act::Moderation(Moderation {
            doc: doc(),
            state: State::NotAdopted,
            decision: None,
        }),
        Act::SpendReport(SpendReport {
            spent: 1_234_500,
            currency: Currency::new("CNY").unwrap(),
            until,
            doc: doc(),
        }),
    ]
}

fn sign(event: Event, seed: u8) -> Vec<u8> {
    event.sign(&secret(seed)).unwrap().to_bytes()
}

#[test]
fn each_kind_has_the_text_that_is_promised() {
    let subject = "poll-2026";
    let lines: Vec<String> = all()
        .into_iter()
        .map(|act| {
            let text = String::from_utf8(sign(event(subject, act), 1)).unwrap();
            let (line, signature) = text.split_once('\n').unwrap();
            assert_eq!(signature.len(), 86);
            let start = r#"{"v":1,"kind":""#;
            let end = format!(r#","by":"{}"}}"#, secret(1).public().id());
            let rest = line.strip_prefix(start).unwrap().strip_suffix(&end).unwrap();
            rest.replace(
                r#","community":"xinglinli","at":"2026-05-03T10:00:00+08:00","subject":"poll-2026","data":"#,
                " ",
            )
            .replace(&doc().to_string(), "HASH")
        })
        .collect();
    assert_eq!(
        lines
            .iter()
            .map(String::as_str)
            .filter(|line| !line.contains("\"key\"") && !line.contains("\"sig\""))
            .collect::<Vec<_>>(),
        [
            r#"phase" {"step":"voting","until":"2026-05-10T18:00:00+08:00","doc":"HASH"}"#,
            r#"phase" {"step":"voting","doc":"HASH"}"#,
            r#"phase" {"step":"voting","until":"2026-05-10T18:00:00+08:00"}"#,
            r#"phase" {"step":"voting"}"#,
            r#"roll" {"act":"issued","slips":1200,"doc":"HASH"}"#,
            r#"release" {"number":17,"doc":"HASH"}"#,
            r#"reject" {"doc":"HASH","reason":"not-on-roll"}"#,
            r#"paper-box" {"box":"box-1","sheets":0}"#,
            r#"close" {"ballots":310,"entitled":1100,"drawn":402,"spare":3,"left":798}"#,
            r#"result" {"counted":305,"rejected":9007199254740991,"doc":"HASH"}"#,
            r#"moderation" {"doc":"HASH","state":"not-adopted"}"#,
            r#"spend-report" {"spent":1234500,"currency":"CNY","until":"2026-05-10T18:00:00+08:00","doc":"HASH"}"#,
        ]
    );
    let ballot = lines
        .iter()
        .find(|line| line.starts_with("ballot-stub"))
        .unwrap();
    assert!(ballot.starts_with(r#"ballot-stub" {"doc":"HASH","voter":""#));
    assert!(
        ballot.contains(
            r#","stub":"{\"k\":\"ballot\",\"e\":\"poll-2026\",\"why\":\"\\\\\"}","sig":""#
        )
    );
    let key = lines.iter().find(|line| line.starts_with("key")).unwrap();
    assert!(key.starts_with(r#"key" {"act":"added","role":"kiosk","key":""#));
    assert_eq!(Act::KINDS.len(), 11);
}

#[test]
fn what_is_signed_comes_back() {
    for act in all() {
        let event = event("poll-2026", act);
        let entry = sign(event.clone(), 1);
        let read = SignedEvent::parse(&entry).unwrap();
        assert_eq!(read.event(), &event);
        assert_eq!(read.to_bytes(), entry);
        assert_eq!(read.by(), secret(1).public().id());
        assert!(read.verify(&secret(1).public()).is_ok());
        assert!(read.verify(&secret(2).public()).is_err());
        // JSON for everybody else: the same fields, in the order in which they stand.
        let line = entry.split(|byte| *byte == b'\n').next().unwrap();
        let json: serde_json::Value = serde_json::from_slice(line).unwrap();
        assert_eq!(json["kind"], event.act.kind());
        assert_eq!(json["by"], secret(1).public().id().to_string());
    }
}

/// A signed entry whose first line was changed, signed anew: only the form is wrong.
fn reworded(from: &str, to: &str) -> Vec<u8> {
    let acts = [
        Act::Reject(Reject {
            doc: doc(),
            reason: Reason::Late,
        }),
        Act::Phase(Phase {
            step: Step::Voting,
            until: None,
            doc: None,
        }),
        Act::Release(Release {
            number: 17,
            doc: doc(),
        }),
        Act::BallotStub(stub()),
        all().pop().unwrap(),
    ];
    let lines = acts.map(|act| {
        let text = String::from_utf8(sign(event("poll-2026", act), 1)).unwrap();
        text.split_once('\n').unwrap().0.to_owned()
    });
    let line = lines.iter().find(|line| line.contains(from)).unwrap();
    let line = line.replacen(from, to, 1);
    let signature = secret(1).sign(format!("mingbai/event/v1\n{line}").as_bytes());
    [line.as_bytes(), b"\n", base64url(&signature).as_bytes()].concat()
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut number = 0_u32;
        for at in 0..3 {
            number = number << 8 | u32::from(chunk.get(at).copied().unwrap_or(0));
        }
        for at in 0..=chunk.len() {
            let digit = number >> (18 - 6 * at) & 63;
            text.push(char::from(DIGITS[usize::try_from(digit).unwrap()]));
        }
    }
    text
}

#[test]
fn every_other_text_is_refused() {
    let is_read = |entry: &[u8]| SignedEvent::parse(entry).is_ok();
    assert!(is_read(&reworded("\"reason\"", "\"reason\"")));
    for (from, to) in [
        // Unknown, missing, doubled, in another order.
        (r#""v":1,"#, r#""v":1,"more":1,"#),
        (r#""reason":"late"}"#, r#""reason":"late","more":1}"#),
        (r#","reason":"late""#, ""),
        (r#""v":1,"#, ""),
        (r#""v":1,"#, r#""v":1,"v":1,"#),
        (r#""reason":"late""#, r#""reason":"late","reason":"late""#),
        (r#"{"v":1,"kind":"reject","#, r#"{"kind":"reject","v":1,"#),
        (r#""data":{"#, r#""data":{},"data":{"#),
        // What a phase may leave out, a rejection may not; and nothing is null.
        (r#"{"step":"voting"}"#, r#"{"step":"voting","doc":null}"#),
        (r#"{"step":"voting"}"#, r#"{"step":"voting","doc":""}"#),
        (r#"{"step":"voting"}"#, "{}"),
        // White space, signs, other numbers.
        (r#"{"v":1"#, r#"{ "v":1"#),
        (r#""v":1,"#, r#""v": 1,"#),
        (r#""number":17"#, r#""number":017"#),
        (r#""number":17"#, r#""number":+17"#),
        (r#""number":17"#, r#""number":-17"#),
        (r#""number":17"#, r#""number":17.0"#),
        (r#""number":17"#, r#""number":1e1"#),
        (r#""number":17"#, r#""number":"17""#),
        (r#""number":17"#, r#""number":9007199254740992"#),
        (r#""number":17"#, r#""number":18446744073709551617"#),
        (r#""number":17"#, r#""number":"#),
        // Words that are none, escapes that need not be.
        (r#""late""#, r#""Late""#),
        (r#""late""#, r#""l\u0061te""#),
        (r#""late""#, r#""tardy""#),
        (r#""kind":"reject""#, r#""kind":"eject""#),
        (r#""v":1"#, r#""v":2"#),
        (r#""community":"xinglinli""#, r#""community":"""#),
        (r#""community":"xinglinli""#, r#""community":"杏林里""#),
        (r#""community":"xinglinli""#, r#""community":"xinglinli.""#),
        (r#""community":"xinglinli""#, r#""community":".xinglinli""#),
        (r#""community":"xinglinli""#, r#""community":"xing/linli""#),
        (r#""currency":"CNY""#, r#""currency":"cny""#),
        (r#""currency":"CNY""#, r#""currency":"CNYX""#),
        (r#"\"k\""#, r#"\u0022k\""#),
        (r#"\"k\""#, r#"\/k\""#),
        (r#"\"k\""#, "\"k\\\""),
        (r#"\"k\""#, "\t"),
        (r#"\"k\""#, "\u{7f}"),
        (r#"\"k\""#, "é"),
        // Times.
        ("10:00:00+08:00", "10:00:00Z"),
        ("10:00:00+08:00", "10:00+08:00"),
        ("10:00:00+08:00", "10:00:00.0+08:00"),
        ("10:00:00+08:00", "24:00:00+08:00"),
        ("10:00:00+08:00", "10:60:00+08:00"),
        ("10:00:00+08:00", "10:00:60+08:00"),
        ("10:00:00+08:00", "10:00:00+0800"),
        ("10:00:00+08:00", "10:00:00+14:01"),
        ("10:00:00+08:00", "10:00:00+08:60"),
        ("10:00:00+08:00", "10:00:00-00:00"),
        ("2026-05-03T", "2026-05-32T"),
        ("2026-05-03T", "2026-02-29T"),
        ("2026-05-03T", "2026-13-03T"),
        ("2026-05-03T", "2026-00-03T"),
        ("2026-05-03T", "2026-05-00T"),
        ("2026-05-03T", "2026-05-03 "),
        ("2026-05-03T", "+026-05-03T"),
        // After the end.
        (r#""}"#, r#""} "#),
    ] {
        assert!(!is_read(&reworded(from, to)), "{from} as {to}");
    }
    let fine = reworded("late", "late");
    for (bad, problem) in [
        (fine[..fine.len() - 87].to_vec(), EventProblem::Signature),
        (fine[..fine.len() - 1].to_vec(), EventProblem::Signature),
        ([&fine[..], b"\n"].concat(), EventProblem::Signature),
        ([&fine[..], b"="].concat(), EventProblem::Signature),
        ([b"\n", &fine[..]].concat(), EventProblem::Signature),
        ([&fine[..], b"\xff"].concat(), EventProblem::NotText),
        (
            vec![b' '; LIMIT_EVENT + 1],
            EventProblem::TooLong {
                found: LIMIT_EVENT + 1,
            },
        ),
        (Vec::new(), EventProblem::Signature),
        (reworded(r#""v":1"#, r#""v":2"#), EventProblem::Version),
        (
            reworded(r#""kind":"reject""#, r#""kind":"eject""#),
            EventProblem::Kind,
        ),
    ] {
        assert_eq!(SignedEvent::parse(&bad), Err(problem));
    }
    // The last letter of a signature has four bits that mean nothing: they are zero.
    let mut other = fine.clone();
    let last = other.last_mut().unwrap();
    *last += 1;
    assert_eq!(SignedEvent::parse(&other), Err(EventProblem::Signature));
}

#[test]
fn an_event_is_its_own_keys_and_no_others() {
    let entry = sign(result(), 1);
    let text = String::from_utf8(entry).unwrap();
    let line = text.split_once('\n').unwrap().0;
    let signature = secret(2).sign(format!("mingbai/event/v1\n{line}").as_bytes());
    let entry = [line, "\n", &base64url(&signature)].concat();
    let signed = SignedEvent::parse(entry.as_bytes()).unwrap();
    assert_eq!(signed.by(), id(1));
    // The second key did sign these bytes, but they say that they are the first one's.
    assert!(signed.verify(&secret(1).public()).is_err());
    assert!(signed.verify(&secret(2).public()).is_err());
}

#[test]
fn moments_are_in_order() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00+00:00", 0),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1969-12-31T23:59:59+00:00", -1),
        ("2000-02-29T12:00:00+00:00", 951_825_600),
        ("2026-05-03T10:00:00+08:00", 1_777_773_600),
        ("2026-05-02T21:30:00-04:30", 1_777_773_600),
        ("0000-01-01T00:00:00+00:00", -62_167_219_200),
        ("9999-12-31T23:59:59+00:00", 253_402_300_799),
    ] {
        assert_eq!(time(text).seconds(), seconds, "{text}");
        assert_eq!(time(text).to_string(), text);
    }
    assert!("2100-02-29T00:00:00+00:00".parse::<Time>().is_err());
    assert!("2096-02-29T00:00:00+00:00".parse::<Time>().is_ok());
}

fn key(act: KeyAct, role: Role, holder: &str, key: [u8; 32]) -> Event {
    event(holder, Act::Key(Key { act, role, key }))
}

fn public(seed: u8) -> [u8; 32] {
    *secret(seed).public().as_bytes()
}

fn id(seed: u8) -> KeyId {
    secret(seed).public().id()
}

fn add(role: Role, seed: u8) -> Event {
    key(KeyAct::Added, role, &format!("holder-{seed}"), public(seed))
}

fn revoke(role: Role, seed: u8) -> Event {
    key(
        KeyAct::Revoked,
        role,
        &format!("holder-{seed}"),
        public(seed),
    )
}

fn result() -> Event {
    event(
        "poll-2026",
        Act::Outcome(Outcome {
            counted: 1,
            rejected: 0,
            doc: doc(),
        }),
    )
}

fn board() -> Board {
    let mut board = Board::new(name("xinglinli"), id(1));
    board.admit(&sign(add(Role::Staff, 1), 1)).unwrap();
    board
}

#[test]
fn the_first_event_enters_the_first_key() {
    for (event, by) in [
        (result(), 1),
        (add(Role::Staff, 2), 2),
        (add(Role::Staff, 2), 1),
        (add(Role::Holder, 1), 1),
        (revoke(Role::Staff, 1), 1),
    ] {
        let mut board = Board::new(name("xinglinli"), id(1));
        assert_eq!(board.admit(&sign(event, by)), Err(BoardProblem::First));
        assert_eq!(board.size(), 0);
    }
    assert_eq!(board().size(), 1);
}

#[test]
fn only_keys_in_force_sign_and_only_what_they_are_for() {
    let mut board = board();
    assert_eq!(
        board.admit(&sign(result(), 2)),
        Err(BoardProblem::Signer(id(2)))
    );
    for (role, seed) in [
        (Role::Staff, 2),
        (Role::Holder, 3),
        (Role::Kiosk, 4),
        (Role::Helper, 5),
    ] {
        board.admit(&sign(add(role, seed), 1)).unwrap();
    }
    for act in all() {
        if matches!(act, Act::Key(_)) {
            continue;
        }
        let is_result = matches!(act, Act::Outcome(_));
        let event = event("poll-2026", act);
        assert!(board.admit(&sign(event.clone(), 2)).is_ok());
        for (seed, may) in [(3, is_result), (4, false), (5, false)] {
            let admitted = board.admit(&sign(event.clone(), seed));
            assert_eq!(admitted.is_ok(), may, "{event:?} by {seed}");
            if !may {
                assert_eq!(admitted, Err(BoardProblem::Signer(id(seed))));
            }
        }
    }
    // Revoked, it signs nothing more; what it signed stands, and it does not come back.
    board.admit(&sign(revoke(Role::Staff, 1), 2)).unwrap();
    assert_eq!(
        board.admit(&sign(result(), 1)),
        Err(BoardProblem::Signer(id(1)))
    );
    assert_eq!(
        board.admit(&sign(add(Role::Staff, 1), 2)),
        Err(BoardProblem::Known(id(1)))
    );
    let known = board.key(id(1)).unwrap();
    assert_eq!((known.since, known.until), (0, Some(board.size() - 1)));
    assert_eq!(
        board.admit(&sign(revoke(Role::Staff, 2), 2)),
        Err(BoardProblem::Last(id(2)))
    );
    assert_eq!(board.keys().count(), 5);
}

#[test]
fn keys_are_revoked_as_what_and_whose_they_are() {
    let mut board = board();
    board.admit(&sign(add(Role::Kiosk, 4), 1)).unwrap();
    let size = board.size();
    for event in [
        revoke(Role::Helper, 4),
        key(KeyAct::Revoked, Role::Kiosk, "another", public(4)),
        revoke(Role::Kiosk, 9),
    ] {
        let admitted = board.admit(&sign(event, 1));
        assert!(
            matches!(admitted, Err(BoardProblem::NotInForce(_))),
            "{admitted:?}"
        );
    }
    assert_eq!(board.size(), size);
    board.admit(&sign(revoke(Role::Kiosk, 4), 1)).unwrap();
    let admitted = board.admit(&sign(revoke(Role::Kiosk, 4), 1));
    assert_eq!(admitted, Err(BoardProblem::NotInForce(id(4))));
}

#[test]
fn a_key_that_everybody_can_sign_for_is_not_added() {
    let mut board = board();
    // The neutral point, and a point of order two; the first also written as y + p.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut order_two = [0xff; 32];
    order_two[0] = 0xec;
    order_two[31] = 0x7f;
    let mut again = order_two;
    again[0] = 0xee;
    for bytes in [neutral, order_two, again] {
        assert!(PublicKey::from_bytes(&bytes).is_err());
        let event = key(KeyAct::Added, Role::Staff, "clerk-2", bytes);
        assert_eq!(
            board.admit(&sign(event, 1)),
            Err(BoardProblem::NoKey(KeyId::of(&bytes)))
        );
    }
    // A key that only seals is of another kind.
    let event = key(KeyAct::Added, Role::Poll, "poll-2026", order_two);
    assert!(board.admit(&sign(event, 1)).is_ok());
}

#[test]
fn another_communitys_and_wrongly_signed_events_are_refused() {
    let mut board = board();
    let mut other = result();
    other.community = name("elsewhere");
    assert_eq!(board.admit(&sign(other, 1)), Err(BoardProblem::Community));
    let entry = sign(result(), 1);
    let mut changed = entry.clone();
    let at = changed
        .windows(11)
        .position(|part| part == b"\"counted\":1")
        .unwrap();
    changed[at + 10] = b'2';
    assert_eq!(board.admit(&changed), Err(BoardProblem::Signature(id(1))));
    // A ballot whose stub was changed after the voter signed it.
    let mut ballot = stub();
    ballot.stub = Stub::new(r#"{"k":"ballot","e":"poll-2027"}"#).unwrap();
    let entry = sign(event("poll-2026", Act::BallotStub(ballot)), 1);
    assert_eq!(board.admit(&entry), Err(BoardProblem::Stub));
    let mut ballot = stub();
    ballot.voter = public(201);
    let entry = sign(event("poll-2026", Act::BallotStub(ballot)), 1);
    assert_eq!(board.admit(&entry), Err(BoardProblem::Stub));
    assert_eq!(board.size(), 1);
    // A stub's signature is never an event's: they begin differently.
    let line = sign(result(), 1);
    let line = line.split(|byte| *byte == b'\n').next().unwrap();
    let raw = [line, b"\n", base64url(&secret(1).sign(line)).as_bytes()].concat();
    assert_eq!(board.admit(&raw), Err(BoardProblem::Signature(id(1))));
}

fn any_name() -> impl Strategy<Value = Name> {
    "[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?".prop_map(|text| name(&text))
}

fn any_time() -> impl Strategy<Value = Time> {
    (
        0..10_000_u16,
        1..=12_u8,
        1..=28_u8,
        0..24_u8,
        0..60_u8,
        0..60_u8,
        -840..=840_i32,
    )
        .prop_map(|(year, month, day, hour, minute, second, offset)| {
            let sign = if offset < 0 { '-' } else { '+' };
            let ahead = offset.abs();
            time(&format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
                ahead / 60,
                ahead % 60
            ))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_event_comes_back(
        community in any_name(),
        at in any_time(),
        subject in any_name(),
        which in any::<prop::sample::Index>(),
        number in 0..=LIMIT_NUMBER,
        text in "[ -~]{1,200}",
        seed in any::<[u8; 32]>(),
    ) {
        let mut acts = all();
        acts.push(Act::Release(Release { number, doc: doc() }));
        acts.push(Act::BallotStub(BallotStub::sign(
            doc(),
            Stub::new(text).unwrap(),
            &SecretKey::from_seed(&seed),
        )));
        let act = which.get(&acts).clone();
        let event = Event { community, at, subject, act };
        let signed = event.clone().sign(&SecretKey::from_seed(&seed)).unwrap();
        let read = SignedEvent::parse(&signed.to_bytes()).unwrap();
        prop_assert_eq!(read.event(), &event);
        prop_assert!(read.verify(&SecretKey::from_seed(&seed).public()).is_ok());
        if let Act::BallotStub(ballot) = &read.event().act {
            prop_assert!(ballot.verify().is_ok());
        }
    }

    #[test]
    fn one_other_byte_and_it_is_not_admitted(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        bit in 0..8_u32,
    ) {
        let mut board = board();
        let mut entry = sign(event("poll-2026", which.get(&all()).clone()), 1);
        prop_assert!(board.clone().admit(&entry).is_ok());
        let at = at.index(entry.len());
        entry[at] ^= 1 << bit;
        prop_assert!(board.admit(&entry).is_err());
    }

    #[test]
    fn what_is_read_is_written_the_same(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in 0..4_usize,
        put in "[ -~\n]{0,3}",
    ) {
        let entry = sign(event("poll-2026", which.get(&all()).clone()), 1);
        let at = at.index(entry.len());
        let end = (at + cut).min(entry.len());
        let other = [&entry[..at], put.as_bytes(), &entry[end..]].concat();
        if let Ok(read) = SignedEvent::parse(&other) {
            prop_assert_eq!(read.to_bytes(), other);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(SignedEvent::parse(&bytes).is_err());
    }
}

//! Examples of everything, for whoever writes another verifier: made here from fixed seeds, and held
//! against the files in `vectors/`. `MINGBAI_VECTORS=write` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // tests

mod made;

use std::fs;
use std::path::Path;

use made::election::{Election, log};
use made::{codes, election_key, every_kind, slip};
use records::envelope::{DocId, hex};
use serde_json::{Value, json};
use voting::ballot::{Ballot, Channel, inner_length};
use voting::choice::fair_order;
use voting::code::{Code, Slip};
use voting::public::{Document, Texts};
use voting::slip::RollEntry;
use voting::word::LIST;

fn held_against(name: &str, found: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name);
    let mut text = serde_json::to_string_pretty(found).unwrap();
    text.push('\n');
    if std::env::var("MINGBAI_VECTORS").is_ok_and(|what| what == "write") {
        fs::write(&path, &text).expect("written");
    }
    let kept = fs::read_to_string(&path).expect("a file of vectors");
    assert!(kept == text, "{name} is not what is made now");
}

#[test]
fn words() {
    let words: Vec<Value> = (LIST.iter())
        .map(|word| json!({ "key": word.key, "zh-Hans": word.zh_hans, "zh-Hant": word.zh_hant, "en": word.en }))
        .collect();
    held_against("words.json", &json!(words));
}

#[test]
fn slips() {
    let slips: Vec<Value> = (codes(8).iter())
        .map(|code| {
            let key = slip(code);
            json!({
                "bits": hex(code.as_bytes()),
                "code": code.to_text().as_str(),
                "seed": hex(key.seed().as_slice()),
                "key": hex(key.public().as_bytes()),
                "entry": RollEntry::of(&key.public()).to_string(),
            })
        })
        .collect();
    let printed = codes(1).remove(0).to_text();
    let mut typed: Vec<String> = vec![printed.to_lowercase().replace('-', " ")];
    let turned: Vec<char> = printed.chars().collect();
    for at in [0, 4, 8] {
        let mut wrong = turned.clone();
        wrong[at] = if wrong[at] == 'Z' { 'Y' } else { 'Z' };
        typed.push(wrong.into_iter().collect());
        let mut swapped = turned.clone();
        swapped.swap(at, at + 1);
        typed.push(swapped.into_iter().collect());
    }
    typed.push(printed.chars().skip(1).collect());
    let typed: Vec<Value> = (typed.iter())
        .map(|typed| {
            let meant: Vec<Value> = (Code::corrections(typed).iter())
                .map(|found| {
                    let (slip, at) = match found.slip {
                        Slip::Wrong { at } => ("wrong", at),
                        Slip::Exchanged { at } => ("exchanged", at),
                        Slip::Missing { at } => ("missing", at),
                        Slip::Extra { at } => ("extra", at),
                    };
                    json!({ "code": found.code.to_text().as_str(), "slip": slip, "at": at })
                })
                .collect();
            let read = Code::parse(typed)
                .ok()
                .map(|code| code.to_text().to_string());
            json!({ "typed": typed, "code": read, "corrections": meant })
        })
        .collect();
    let all =
        json!({ "community": "xinglinli", "poll": "wgx-2026", "slips": slips, "typed": typed });
    held_against("slips.json", &all);
}

#[test]
fn ballots() {
    let choices = [
        "[\"1\",\"3\"]",
        "[\"2\",\"3\",\"4\"]",
        "[\"10\"]",
        "[[\"1\",6],[\"5\",4]]",
        "[\"5\",\"1\",\"10\"]",
        "\"agree\"",
    ];
    let channels = [Channel::Phone, Channel::Kiosk, Channel::Assisted];
    let mut all = Vec::new();
    for (kind, choice) in choices.into_iter().enumerate() {
        let mut e = Election::new(8, 0, |roll| every_kind(roll).remove(kind));
        let channel = channels[kind % 3];
        let ballot = e.ballot(kind, choice, channel, 1, "2026-11-20T12:00:00+08:00");
        let document = ballot.document(&e.definition.community, &[9; 16]).unwrap();
        assert_eq!(
            Ballot::of_document(&document, &e.definition.community),
            Ok(ballot.clone())
        );
        let vote = ballot.open(&e.definition, &election_key()).unwrap();
        let entry = ballot.stub.slip().to_string();
        let order: Option<Vec<String>> = e.definition.counting().map(|counting| {
            (fair_order(counting, &e.definition.doc(), &entry).into_iter())
                .map(|at| counting.projects[at].project_id.to_string())
                .collect()
        });
        all.push(json!({
            "definition": e.definition.to_json(),
            "def": e.definition.doc().to_string(),
            "choice": vote.choice.to_json(&e.definition),
            "word": vote.word.to_string(),
            "inner_length": inner_length(&e.definition),
            "box": hex(&ballot.content),
            "stub": ballot.stub.to_text(),
            "sig": hex(&ballot.signature),
            "document": String::from_utf8(document.clone()).unwrap(),
            "doc": DocId::of(&document).to_string(),
            "order": order,
        }));
    }
    let key = election_key();
    let all = json!({
        "secret_key": hex(key.to_bytes().as_slice()),
        "public_key": hex(&key.public().to_bytes()),
        "ballots": all,
    });
    held_against("ballots.json", &all);
}

#[cfg(feature = "shares")]
#[test]
fn shares() {
    let key = election_key();
    let shares = voting::shares::split(&key, &mut made::chance(42)).unwrap();
    let lines = shares
        .each_ref()
        .map(|share| share.to_lines().map(|line| line.to_string()));
    let all = json!({
        "secret_key": hex(key.to_bytes().as_slice()),
        "kid": key.public().id().to_string(),
        "shares": lines,
    });
    held_against("shares.json", &all);
}

fn published(texts: &Texts) -> Value {
    (Document::ALL.iter())
        .map(|document| (document.key().to_owned(), Value::from(texts.get(*document))))
        .collect()
}

#[test]
fn elections() {
    const NOON: &str = "2026-11-20T12:00:00+08:00";
    const LATER: &str = "2026-11-21T12:00:00+08:00";
    let votes: [&[&str]; 6] = [
        &["[\"1\",\"2\"]", "[\"3\"]", "[]", "[\"1\",\"5\",\"10\"]"],
        &["[\"2\",\"4\"]", "[\"3\",\"10\"]", "[\"1\",\"3\",\"5\"]"],
        &["[\"4\"]", "[\"1\"]", "[\"4\"]", "[]"],
        &["[[\"1\",6],[\"2\",4]]", "[[\"5\",1]]", "[]"],
        &[
            "[\"5\",\"1\",\"10\"]",
            "[\"2\"]",
            "[\"4\",\"3\",\"2\",\"1\"]",
        ],
        &["\"agree\"", "\"agree\"", "\"against\"", "\"abstain\""],
    ];
    let mut all = Vec::new();
    for (kind, votes) in votes.into_iter().enumerate() {
        let mut e = Election::new(14, 2, |roll| every_kind(roll).remove(kind));
        for voter in 0..8 {
            let channel = [
                Channel::Phone,
                Channel::Kiosk,
                Channel::Assisted,
                Channel::Phone,
            ][voter % 4];
            e.vote(voter, votes[voter % votes.len()], channel, NOON);
        }
        e.vote(0, votes[1], Channel::Phone, LATER);
        e.vote(1, votes[0], Channel::Phone, "2026-11-29T12:00:00+08:00");
        e.vote(13, votes[0], Channel::Phone, NOON);
        e.paper("A-1", 8, Some(votes[1]));
        e.paper("A-2", 1, Some(votes[0]));
        e.paper("A-3", 9, None);
        let counted = e.count();
        let log: Vec<String> = (log(&counted).iter())
            .map(|event| String::from_utf8(event.to_bytes()).unwrap())
            .collect();
        all.push(json!({
            "vote_type": e.definition.vote_type.key(),
            "community": "xinglinli",
            "poll": "wgx-2026",
            "first_key": made::election::clerk(1).public().id().to_string(),
            "documents": published(&counted.texts),
            "log": log,
        }));
    }
    held_against("elections.json", &json!(all));
}

//! Agreement with pabutools 1.2.3 on the shared elections: real ones (`golden`),
//! edge cases of the format (`micro`) and random ones full of ties (`fuzz`).
//!
//! The data lies beside the project in `../shared/pabulib` and is never part of
//! it. Where it is absent the tests say so and pass, unless
//! `MINGBAI_REQUIRE_SHARED=1` asks them to fail.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip"
)]

mod oracle;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ballots::exact::Rational;
use ballots::pabulib::{Keep, Pabulib, Reader, write};
use ballots::{Profile, TieBreaking};
use oracle::compare;
use serde_json::Value;

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/pabulib")
        .canonicalize();
    match folder {
        Ok(folder) => Some(folder),
        Err(error) => {
            let required = std::env::var("MINGBAI_REQUIRE_SHARED").as_deref() == Ok("1");
            assert!(!required, "../shared/pabulib: {error}");
            println!("SKIPPED: ../shared/pabulib: {error}; nothing was compared");
            None
        }
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn elections(shared: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(shared.join("instances"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pb"))
        .collect();
    files.sort();
    files
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_golden_outcome_agrees_to_the_last_project() {
    let Some(shared) = shared() else { return };
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    let files = elections(&shared);
    for path in &files {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let golden = json(&shared.join("golden").join(format!("{name}.json")));
        let bytes = fs::read(path).unwrap();
        let file = Pabulib::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            file.profile.num_ballots(),
            golden["num_ballots"].as_u64().unwrap(),
            "{name}"
        );
        let ties = [TieBreaking::Lexicographic];
        for (id, result) in golden["results"].as_object().unwrap() {
            let allocation = compare(
                &file,
                id,
                &ties,
                &strings(&result["order"]),
                &mut faults,
                name,
            );
            let cost = match &result["cost"] {
                Value::String(text) => text.clone(),
                number => number.to_string(),
            };
            let exhaustive = file.instance.is_exhaustive(allocation.order());
            if *allocation.total_cost() != Rational::parse(&cost).unwrap()
                || exhaustive != result["exhaustive"].as_bool().unwrap()
            {
                faults.push(format!("{name} {id}: cost or exhaustiveness"));
            }
            *compared.entry(id.clone()).or_default() += 1;
        }
    }
    let total: usize = compared.values().sum();
    println!(
        "golden: {total} outcomes of {} elections: {compared:?}",
        files.len()
    );
    assert!(
        faults.is_empty(),
        "{} differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert_eq!(files.len(), 142);
}

#[test]
fn every_fuzz_outcome_agrees_under_all_four_tie_orders() {
    let Some(shared) = shared() else { return };
    let fuzz = json(&shared.join("fuzz.json"));
    let fuzz = fuzz.as_array().unwrap();
    let mut faults = Vec::new();
    let mut compared = 0;
    for case in fuzz {
        let name = case["id"].as_str().unwrap();
        let file = Pabulib::read(case["pb"].as_str().unwrap().as_bytes()).unwrap();
        for (id, result) in case["results"].as_object().unwrap() {
            let ties = [TieBreaking::Lexicographic];
            compare(
                &file,
                id,
                &ties,
                &strings(&result["order"]),
                &mut faults,
                name,
            );
            compared += 1;
        }
        for (id, result) in case["alt_ties"].as_object().unwrap() {
            let (id, tie) = id.split_once('|').unwrap();
            let first = match tie {
                "min_cost_name" => TieBreaking::MinCost,
                "max_cost_name" => TieBreaking::MaxCost,
                "votes_name" => TieBreaking::MaxVotes,
                other => panic!("no tie rule {other}"),
            };
            let ties = [first, TieBreaking::Lexicographic];
            compare(&file, id, &ties, &strings(result), &mut faults, name);
            compared += 1;
        }
    }
    println!("fuzz: {compared} outcomes of {} elections", fuzz.len());
    assert!(
        faults.is_empty(),
        "{} differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What this crate does with each micro file, and why: see `micro.tsv`.
fn decisions() -> BTreeMap<String, (bool, String)> {
    include_str!("micro.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let accept = match cells[1] {
                "accept" => true,
                "reject" => false,
                other => panic!("{other}"),
            };
            (cells[0].to_owned(), (accept, cells[2].to_owned()))
        })
        .collect()
}

#[test]
fn every_micro_file_is_decided_and_the_accepted_agree() {
    let Some(shared) = shared() else { return };
    let expected = json(&shared.join("micro/expected.json"));
    let decisions = decisions();
    let mut faults = Vec::new();
    let (mut accepted, mut rejected, mut compared) = (0, 0, 0);
    for (name, expected) in expected.as_object().unwrap() {
        let bytes = fs::read(shared.join("micro").join(format!("{name}.pb"))).unwrap();
        let (accept, place) = decisions
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not decided"));
        match Pabulib::read(&bytes) {
            Err(error) if *accept => faults.push(format!("{name}: {error}")),
            Err(error) => {
                rejected += 1;
                if *place != error.to_string() {
                    faults.push(format!("{name}\treject\t{error}"));
                }
            }
            Ok(_) if !accept => faults.push(format!("{name} was accepted")),
            Ok(file) => {
                accepted += 1;
                for (id, order) in expected["results"].as_object().unwrap() {
                    let ties = [TieBreaking::Lexicographic];
                    compare(&file, id, &ties, &strings(order), &mut faults, name);
                    compared += 1;
                }
            }
        }
    }
    println!("micro: {accepted} accepted, {rejected} rejected, {compared} outcomes compared");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(accepted + rejected, decisions.len());
}

fn merged(profile: &Profile) -> Vec<(u64, Vec<u32>, Vec<Rational>)> {
    profile
        .ballots()
        .map(|ballot| {
            (
                ballot.multiplicity,
                ballot.positions.to_vec(),
                ballot.points().collect(),
            )
        })
        .collect()
}

#[test]
fn every_file_of_the_corpus_survives_a_round_trip_in_any_pieces() {
    let Some(shared) = shared() else { return };
    let files = elections(&shared);
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let name = path.display();
        let file = Pabulib::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut text = String::new();
        write(&file, &mut text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = Pabulib::read(text.as_bytes()).unwrap();
        assert!(
            file.meta == again.meta
                && file.projects == again.projects
                && file.votes == again.votes
                && file.instance == again.instance,
            "{name} changed"
        );
        assert_eq!(merged(&file.profile), merged(&again.profile), "{name}");
        let mut reader = Reader::new(Keep::Ballots);
        for piece in bytes.chunks(1021) {
            reader.feed(piece).unwrap();
        }
        let pieces = reader.finish().unwrap();
        assert!(pieces.votes.is_empty());
        assert_eq!(merged(&file.profile), merged(&pieces.profile), "{name}");
    }
    println!("round trip: {} files", files.len());
}

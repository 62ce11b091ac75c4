//! One election counted once, for measuring in wasm: built by `scripts/bench-ballots` with the
//! election and the work to do fixed at build time, so that nothing but `main` need be called.

use std::hint::black_box;

use ballots::pabulib::{Keep, Reader};
use ballots::{Add1, Completion, Options, Rule, Satisfaction, TieBreaking};

static ELECTION: &[u8] = include_bytes!(env!("ELECTION"));
const MODE: &[u8] = env!("MODE").as_bytes();

/// What every program carries: memory, formatting.
fn nothing() {
    let bytes: Vec<String> = ELECTION.iter().map(|byte| format!("{byte}")).collect();
    black_box(bytes);
}

fn rules() -> Vec<Rule> {
    let satisfaction = Satisfaction::Cost;
    match MODE {
        b"mes" => vec![Rule::EqualShares { satisfaction, completion: Completion::None }],
        b"add1" => vec![Rule::EqualShares {
            satisfaction,
            completion: Completion::Add1(Add1::default()),
        }],
        _ => vec![
            Rule::EqualShares {
                satisfaction: Satisfaction::AdditiveBorda,
                completion: Completion::Add1U(Add1::default()),
            },
            Rule::Phragmen { completion: Completion::Greedy },
            Rule::Greedy { satisfaction: Satisfaction::Score },
            Rule::GreedyThreshold { satisfaction, threshold: 3.into() },
            Rule::MaxWelfare { satisfaction },
        ],
    }
}

fn count() {
    let mut reader = Reader::new(Keep::Ballots);
    assert!(reader.feed(ELECTION).is_ok());
    let Ok(file) = reader.finish() else { panic!() };
    if matches!(MODE, b"parse") {
        black_box(file.profile.num_ballots());
        return;
    }
    let ties = [TieBreaking::MinCost, TieBreaking::Seeded("2026".into())];
    for rule in rules() {
        let explain = matches!(MODE, b"all");
        let options = Options { explain, ties: &ties, ..Options::default() };
        match rule.run_with(&file.instance, &file.profile, options) {
            Ok(allocation) => black_box(drop(allocation.total_cost().to_decimal(2))),
            Err(error) => black_box(drop(error)),
        }
    }
}

fn main() {
    if const { matches!(MODE, b"empty") } {
        nothing();
    } else {
        count();
    }
}

//! The oracle's words for rules, and what its orders mean.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test file uses its part; tests fail by panicking"
)]

use ballots::pabulib::Pabulib;
use ballots::{
    Add1, BudgetAllocation, Completion, Instance, Options, Rule, Satisfaction, Stage, TieBreaking,
};

pub fn measure(word: &str) -> Satisfaction {
    match word {
        "cost" => Satisfaction::Cost,
        "cardinality" => Satisfaction::Cardinality,
        "cardinal" => Satisfaction::AdditiveCardinal,
        "borda" => Satisfaction::AdditiveBorda,
        other => panic!("no measure {other}"),
    }
}

/// A rule by the oracle's identifier.
pub fn rule(id: &str) -> Rule {
    let parts: Vec<&str> = id.split('/').collect();
    let last = if parts[0] == "phragmen" {
        parts.get(1)
    } else {
        parts.get(2)
    };
    let completion = match last {
        None => Completion::None,
        Some(&"greedy") => Completion::Greedy,
        Some(&"add1") => Completion::Add1(Add1::default()),
        Some(&"add1u") => Completion::Add1U(Add1::default()),
        Some(other) => panic!("no completion {other}"),
    };
    match parts[0] {
        "greedy" => Rule::Greedy {
            satisfaction: measure(parts[1]),
        },
        "mes" => Rule::EqualShares {
            satisfaction: measure(parts[1]),
            completion,
        },
        "phragmen" => Rule::Phragmen { completion },
        other => panic!("no rule {other}"),
    }
}

pub fn run(file: &Pabulib, id: &str, ties: &[TieBreaking]) -> BudgetAllocation {
    let options = Options {
        ties,
        ..Options::default()
    };
    rule(id)
        .run_with(&file.instance, &file.profile, options)
        .unwrap_or_else(|error| panic!("{id}: {error}"))
}

pub fn ids(instance: &Instance, positions: impl IntoIterator<Item = usize>) -> Vec<String> {
    positions
        .into_iter()
        .map(|position| instance.project(position).unwrap().project_id.clone())
        .collect()
}

/// Compares orders as far as the reference's mean something: it sorts what
/// Phragmén's rule selected, and takes the free projects of equal shares in the
/// order of a Python set.
pub fn compare(
    file: &Pabulib,
    id: &str,
    ties: &[TieBreaking],
    expected: &[String],
    faults: &mut Vec<String>,
    name: &str,
) -> BudgetAllocation {
    let allocation = run(file, id, ties);
    let mut ours = ids(&file.instance, allocation.order().iter().copied());
    let mut theirs = expected.to_vec();
    let unordered = allocation
        .purchases
        .iter()
        .take_while(|bought| matches!(bought.stage, Stage::Free | Stage::Phragmen))
        .count();
    ours[..unordered].sort();
    if unordered <= theirs.len() {
        theirs[..unordered].sort();
    }
    if ours != theirs {
        faults.push(format!("{name} {id}: ours {ours:?}, reference {theirs:?}"));
    }
    allocation
}

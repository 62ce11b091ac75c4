//! How each rule works, by hand, on one election of five voters; where the rules come from, and
//! where implementations differ.

#![doc = include_str!("../docs/election.md")]

use alloc::string::String;
use alloc::vec::Vec;

use crate::pabulib::Pabulib;
use crate::rules::{Rule, RuleError};

#[doc = include_str!("../docs/greedy.md")]
pub mod greedy {}

#[doc = include_str!("../docs/equal-shares.md")]
pub mod equal_shares {}

#[doc = include_str!("../docs/phragmen.md")]
pub mod phragmen {}

#[doc = include_str!("../docs/max-welfare.md")]
pub mod max_welfare {}

#[doc = include_str!("../docs/ties.md")]
pub mod ties {}

#[doc = include_str!("../docs/format.md")]
pub mod format {}

const REST: &str = "vote_type;approval
PROJECTS
project_id;cost
bench;30
lamp;40
ramp;60
tree;20
VOTES
voter_id;vote
1;ramp,lamp
2;ramp,lamp
3;ramp,tree
4;bench,tree
5;bench
";

/// The election of this guide.
pub fn five_voters() -> Pabulib {
    five_voters_with("100")
}

/// The same with another budget.
///
/// # Panics
/// When the budget is no amount.
#[expect(
    clippy::expect_used,
    reason = "a fixed text, but for the budget the caller chose"
)]
pub fn five_voters_with(budget: &str) -> Pabulib {
    let text = alloc::format!("META\nkey;value\nbudget;{budget}\n{REST}");
    Pabulib::read(text.as_bytes()).expect("the guide's election is sound")
}

/// Ids of the projects at these places.
pub fn names(file: &Pabulib, positions: &[usize]) -> Vec<String> {
    positions
        .iter()
        .filter_map(|position| file.instance.project(*position))
        .map(|project| project.project_id.clone())
        .collect()
}

/// What a rule funds, in order.
///
/// # Errors
/// As [`Rule::run`].
pub fn funded(file: &Pabulib, rule: &Rule) -> Result<Vec<String>, RuleError> {
    let told = rule.run(&file.instance, &file.profile)?;
    Ok(names(file, told.order()))
}

//! Participatory-budgeting rules: exact, explained, fast.
#![warn(missing_docs)]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod exact;
pub mod pabulib;

mod allocation;
mod ballot;
mod instance;
mod profile;
mod rules;
mod sort;
mod tie;

pub use allocation::{
    BudgetAllocation, Ended, Endowment, EqualSharesRound, GreedyRound, Loser, Need, PhragmenRound,
    Purchase, Round, Share, Spent, Stage, Tie,
};
pub use ballot::{
    ApprovalBallot, Ballot, Bounds, CardinalBallot, ChooseOneBallot, CumulativeBallot,
    InvalidBallot, OrdinalBallot, VoteType,
};
pub use instance::{Instance, InvalidInstance, Project};
pub use profile::{InvalidProfile, MergedBallot, Profile};
pub use rules::{Add1, Completion, Options, Progress, Rule, RuleError, Satisfaction, Start, Stop};
pub use tie::{InvalidTieBreaking, TieBreaking, seeded_digest};

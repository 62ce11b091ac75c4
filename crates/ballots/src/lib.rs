//! Participatory-budgeting rules: exact, explained, fast.
//!
//! A community votes on projects with prices; a rule picks which to fund within the budget. This
//! crate has the rules that cities and researchers use, agrees with the reference implementation
//! (pabutools 1.2.3) to the last project and the last tie, and tells for every project why it was
//! funded or what it lacked, in exact amounts.
//!
//! ```
//! use ballots::pabulib::Pabulib;
//! use ballots::{Add1, Completion, Rule, Satisfaction};
//!
//! let text = "META\nkey;value\nbudget;100\nvote_type;approval\n\
//!             PROJECTS\nproject_id;cost\nbench;30\nramp;60\ntree;20\n\
//!             VOTES\nvoter_id;vote\n1;ramp\n2;ramp,tree\n3;bench,tree\n";
//! let file = Pabulib::read(text.as_bytes())?;
//! let rule = Rule::EqualShares {
//!     satisfaction: Satisfaction::Cost,
//!     completion: Completion::Add1(Add1::default()),
//! };
//! let allocation = rule.run(&file.instance, &file.profile)?;
//! assert_eq!(allocation.order(), [1, 2]);
//! assert_eq!(allocation.total_cost().to_string(), "80");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * **What is counted**: an [`Instance`] (projects and money) and a [`Profile`] (ballots, equal ones
//!   merged), made by [casting](ApprovalBallot::cast) ballots or by reading a [`pabulib`] file.
//! * **How**: a [`Rule`] with its [`Satisfaction`] measure and [`Completion`], and [`TieBreaking`]
//!   rules in [`Options`].
//! * **What comes out**: a [`BudgetAllocation`] with purchases in order and, when asked to explain,
//!   payments, loads, ties and what each loser would have needed.
//! * **How it works, by hand**: the [`guide`], a page for each rule.
//!
//! All amounts are exact ([`exact`]); floats only point at what to look at, and never decide what
//! could go either way. The crate does no input or output, reads no clock and draws no lots of its
//! own; it needs only an allocator.
#![warn(missing_docs)]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod exact;
pub mod guide;
pub mod pabulib;

mod allocation;
mod ballot;
mod coverage;
mod instance;
mod profile;
mod rules;
mod sort;
mod tie;

pub use allocation::{
    BudgetAllocation, Ended, Endowment, Enough, EqualSharesRound, GreedyRound, Limit, Loser,
    MoreSupport, Need, PhragmenRound, Purchase, Round, Share, Spent, Stage, Tie,
};
pub use ballot::{
    ApprovalBallot, Ballot, Bounds, CardinalBallot, ChooseOneBallot, CumulativeBallot,
    InvalidBallot, OrdinalBallot, VoteType,
};
pub use coverage::{Coverage, Preference};
pub use instance::{Instance, InvalidInstance, Project};
pub use profile::{InvalidProfile, MergedBallot, Profile};
pub use rules::{Add1, Completion, Options, Progress, Rule, RuleError, Satisfaction, Start, Stop};
pub use tie::{InvalidTieBreaking, TieBreaking, seeded_digest};

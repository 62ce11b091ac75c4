//! How winners are picked.

pub(crate) mod enough;
pub(crate) mod equal_shares;
pub(crate) mod game;
pub(crate) mod greedy;
pub(crate) mod max_welfare;
pub(crate) mod phragmen;

use alloc::vec::Vec;
use core::fmt;

use crate::allocation::BudgetAllocation;
use crate::ballot::VoteType;
use crate::exact::Rational;
use crate::instance::Instance;
use crate::profile::Profile;
use crate::tie::{InvalidTieBreaking, TieBreaking, TieOrder};

/// What a funded project is worth to somebody who voted for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Satisfaction {
    /// Its cost. On ballots with points or ranks every listed project counts,
    /// even one with zero points.
    Cost,
    /// One.
    Cardinality,
    /// The points given to it.
    AdditiveCardinal,
    /// How many projects the ballot ranks below it; the last gets zero.
    AdditiveBorda,
    /// For the greedy rules only: order by total points (or votes, where
    /// ballots have no points), whatever the cost. What cities do.
    Score,
}

impl Satisfaction {
    /// Whether every supporter of a project is alike.
    pub(crate) const fn is_uniform(self) -> bool {
        matches!(self, Self::Cost | Self::Cardinality)
    }

    pub(crate) fn check(self, vote_type: VoteType) -> Result<(), RuleError> {
        let fits = match self {
            Self::Cost | Self::Cardinality | Self::Score => true,
            Self::AdditiveCardinal => vote_type.has_points(),
            Self::AdditiveBorda => vote_type == VoteType::Ordinal,
        };
        if fits {
            Ok(())
        } else {
            Err(RuleError::WrongVoteType { vote_type })
        }
    }

    /// The measure of the greedy completion that follows a rule with this one.
    pub(crate) const fn for_completion(self) -> Self {
        match self {
            Self::Cost | Self::Cardinality | Self::Score => Self::Cost,
            Self::AdditiveCardinal => Self::AdditiveCardinal,
            Self::AdditiveBorda => Self::AdditiveBorda,
        }
    }
}

/// Where the endowments of Add1 begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the budget divided by the number of ballots, a fraction if need be.
    Exact,
    /// At that share rounded down to a whole unit of currency.
    Integral,
}

/// When Add1 stops raising the endowment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// At the first outcome beside which no supported project fits that costs
    /// something (pabutools).
    ExhaustiveSupported,
    /// At the first outcome beside which no project fits (equalshares.net).
    Exhaustive,
    /// Only when the next outcome would overspend, or when every supported
    /// project is funded (Wieliczka 2023, Pabulib's `equalshares/add1`).
    Overspend,
}

/// Raising every voter's endowment step by step while the outcome stays within
/// the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Add1 {
    /// The step, in units of currency, above zero.
    pub increment: Rational,
    /// Where to begin.
    pub start: Start,
    /// When to stop.
    pub stop: Stop,
}

impl Default for Add1 {
    /// As pabutools does with `voter_budget_increment=1`.
    fn default() -> Self {
        Self {
            increment: Rational::from(1),
            start: Start::Exact,
            stop: Stop::ExhaustiveSupported,
        }
    }
}

/// What follows when a rule leaves money unspent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// Nothing.
    #[default]
    None,
    /// The greedy rule on the rest with the remaining money.
    Greedy,
    /// Larger endowments. Only for equal shares.
    Add1(Add1),
    /// Larger endowments, then the greedy rule. Only for equal shares.
    Add1U(Add1),
}

/// How winners are picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The most satisfaction per cost first; what no longer fits is skipped.
    Greedy {
        /// The measure.
        satisfaction: Satisfaction,
    },
    /// The same, ended by the first project that does not fit.
    GreedyNoSkip {
        /// The measure.
        satisfaction: Satisfaction,
    },
    /// The same as greedy, among the projects with enough points or votes.
    GreedyThreshold {
        /// The measure.
        satisfaction: Satisfaction,
        /// Fewest points (or votes, where ballots have no points) to take part.
        threshold: Rational,
    },
    /// The method of equal shares.
    EqualShares {
        /// The measure.
        satisfaction: Satisfaction,
        /// What follows.
        completion: Completion,
    },
    /// Phragmén's sequential rule; approval ballots only.
    Phragmen {
        /// What follows; `None` or `Greedy`.
        completion: Completion,
    },
    /// The most satisfaction that the budget can buy.
    MaxWelfare {
        /// The measure.
        satisfaction: Satisfaction,
    },
}

/// Why a rule gives no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleError {
    /// The rule or measure does not apply to these ballots.
    WrongVoteType {
        /// Their type.
        vote_type: VoteType,
    },
    /// The completion does not belong to the rule.
    WrongCompletion,
    /// The measure does not belong to the rule.
    WrongSatisfaction,
    /// A step of zero or less, or none.
    InvalidIncrement,
    /// Amounts too large or too fine for exact counting in 110 bits.
    TooLarge,
    /// The tie rules are at fault.
    TieBreaking(InvalidTieBreaking),
    /// Projects tie, the choice matters, and the tie rules refuse to choose.
    Tied {
        /// Their places.
        positions: Vec<usize>,
    },
    /// The caller asked to stop.
    Stopped,
    /// Exact maximum welfare would need more memory than allowed.
    TooHard,
}

impl From<InvalidTieBreaking> for RuleError {
    fn from(error: InvalidTieBreaking) -> Self {
        Self::TieBreaking(error)
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongVoteType { vote_type } => {
                write!(f, "does not apply to {} ballots", vote_type.as_pabulib())
            }
            Self::WrongCompletion => f.write_str("this rule has no such completion"),
            Self::WrongSatisfaction => f.write_str("this rule has no such measure"),
            Self::InvalidIncrement => f.write_str("the step must be above zero"),
            Self::TooLarge => f.write_str("amounts too large or too fine to count exactly"),
            Self::TieBreaking(error) => write!(f, "{error}"),
            Self::Tied { positions } => write!(f, "projects at {positions:?} tie"),
            Self::Stopped => f.write_str("stopped"),
            Self::TooHard => f.write_str("too many combinations to compare"),
        }
    }
}

impl core::error::Error for RuleError {}

/// How far a long run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps of Add1 decided, those jumped over included.
    pub steps: u64,
    /// Runs really made.
    pub runs: u64,
}

/// What a rule is given besides its own settings.
pub struct Options<'a> {
    /// Tie rules; the last must leave no tie.
    pub ties: &'a [TieBreaking],
    /// Whether to fill in rounds and losers in full.
    pub explain: bool,
    /// Asked now and then during long runs; answering `false` stops the rule.
    pub progress: Option<&'a mut dyn FnMut(Progress) -> bool>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("ties", &self.ties)
            .field("explain", &self.explain)
            .finish_non_exhaustive()
    }
}

impl Default for Options<'_> {
    /// Ties by project id, no explanation.
    fn default() -> Self {
        Self {
            ties: &[TieBreaking::Lexicographic],
            explain: false,
            progress: None,
        }
    }
}

impl Rule {
    /// Picks the winners with ties broken by project id, without explanation.
    ///
    /// # Errors
    /// [`RuleError`] when the rule does not apply or the numbers are too large.
    pub fn run(
        &self,
        instance: &Instance,
        profile: &Profile,
    ) -> Result<BudgetAllocation, RuleError> {
        self.run_with(instance, profile, Options::default())
    }

    /// Picks the winners.
    ///
    /// # Errors
    /// [`RuleError`] when the rule does not apply, the numbers are too large,
    /// or a tie is to be refused.
    pub fn run_with(
        &self,
        instance: &Instance,
        profile: &Profile,
        options: Options<'_>,
    ) -> Result<BudgetAllocation, RuleError> {
        let ties = TieOrder::new(options.ties, instance, profile)?;
        match self {
            Self::Greedy { satisfaction } => {
                let kind = greedy::Kind::Skip;
                greedy::run(instance, profile, &ties, *satisfaction, &kind, &options)
            }
            Self::GreedyNoSkip { satisfaction } => {
                let kind = greedy::Kind::NoSkip;
                greedy::run(instance, profile, &ties, *satisfaction, &kind, &options)
            }
            Self::GreedyThreshold {
                satisfaction,
                threshold,
            } => {
                let kind = greedy::Kind::Threshold(threshold.clone());
                greedy::run(instance, profile, &ties, *satisfaction, &kind, &options)
            }
            Self::EqualShares {
                satisfaction,
                completion,
            } => equal_shares::run(instance, profile, &ties, *satisfaction, completion, options),
            Self::Phragmen { completion } => {
                phragmen::run(instance, profile, &ties, completion, options.explain)
            }
            Self::MaxWelfare { satisfaction } => {
                max_welfare::run(instance, profile, &ties, *satisfaction, options.explain)
            }
        }
    }

    /// The word for the rule on the command line and in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Greedy { .. } => "greedy",
            Self::GreedyNoSkip { .. } => "greedy-no-skip",
            Self::GreedyThreshold { .. } => "greedy-threshold",
            Self::EqualShares { .. } => "equal-shares",
            Self::Phragmen { .. } => "phragmen",
            Self::MaxWelfare { .. } => "max-welfare",
        }
    }
}

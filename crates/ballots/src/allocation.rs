//! What is funded, and why.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::exact::Rational;
use crate::instance::Instance;

/// Which part of a rule bought a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Costs nothing and is wanted: funded before any money moves.
    Free,
    /// Bought by its supporters' equal shares.
    EqualShares,
    /// Bought as Phragmén's loads rose.
    Phragmen,
    /// Taken by the greedy rule, or by the greedy completion of another.
    Greedy,
    /// Part of a best combination.
    MaxWelfare,
}

/// Several projects stood equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// All of them.
    pub positions: Vec<usize>,
    /// The one that the tie rules put first.
    pub chosen: usize,
}

/// Voters with the same amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The amount, in currency units.
    pub amount: Rational,
    /// How many voters.
    pub voters: u64,
}

/// A purchase by equal shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualSharesRound {
    /// What a full payer pays per unit of satisfaction: the affordability rho.
    /// The least is bought first.
    pub affordability: Rational,
    /// By how many full payments the cost is covered: with `Cost` and
    /// `Cardinality` the effective vote count, with points or Borda scores the
    /// effective number of those.
    pub effective_votes: Rational,
    /// On how many ballots it stands.
    pub votes: u64,
    /// What its supporters had before the purchase.
    pub supporters_money: Rational,
    /// What full payers paid: one entry, or one for every weight.
    pub full_payments: Vec<Share>,
    /// What those paid who gave all they had left; least first. Together with
    /// the full payments they come to the cost.
    pub partial_payments: Vec<Share>,
    /// How many voters had what part of the endowment before the purchase:
    /// first those with nothing, then up to a tenth, up to two tenths, and so
    /// on to the whole.
    pub budgets: [u64; 11],
}

/// A purchase by Phragmén's rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhragmenRound {
    /// The load every supporter carries afterwards; none for a project without
    /// supporters, bought when only such were left.
    pub load: Option<Rational>,
    /// Votes at the ballot box.
    pub votes: u64,
    /// What each of the supporters' loads was before: least first.
    pub loads: Vec<Share>,
}

/// A purchase by the greedy walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GreedyRound {
    /// What the walk sorts by; none for a free project, which comes first.
    pub density: Option<Rational>,
    /// Money left after it.
    pub left: Rational,
}

/// How a project was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Round {
    /// No detail asked for, or none to give.
    Plain,
    /// By equal shares.
    EqualShares(Box<EqualSharesRound>),
    /// By Phragmén's rule.
    Phragmen(PhragmenRound),
    /// By the greedy walk.
    Greedy(GreedyRound),
}

/// One purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// The project.
    pub position: usize,
    /// Which part of the rule bought it.
    pub stage: Stage,
    /// How.
    pub round: Round,
    /// The tie it won, if any.
    pub tie: Option<Tie>,
}

/// What a project lacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nobody who could pay supports it.
    Support,
    /// Its supporters had too little left.
    Money {
        /// What they had at the end, in currency units.
        supporters_money: Rational,
        /// What was missing to its cost.
        missing: Rational,
        /// The highest share of its cost, in percent, that its supporters could
        /// have paid in any round at that round's price, or at the end.
        effective_support: Rational,
        /// How many more supporters with their whole endowment would have closed
        /// the gap at the end; none when an endowment is nothing.
        votes: Option<u64>,
        /// Where its supporters' money went, the largest sum first.
        spent_on: Vec<Spent>,
    },
    /// It was affordable; a tie was broken against it and then the money was gone.
    Room {
        /// Money left when its turn came.
        left: Rational,
        /// The last purchase before its turn.
        after: Option<usize>,
    },
    /// Points or votes below the threshold.
    Score {
        /// What it had.
        score: Rational,
        /// What it needed.
        needed: Rational,
    },
    /// Phragmén's rule ended before its turn.
    Load {
        /// The load its purchase would have meant; none without supporters.
        load: Option<Rational>,
        /// The load at which the rule ended; none when nothing was left to buy.
        ended_at: Option<Rational>,
        /// How many more voters with no load would have brought it level; none
        /// when no number would.
        votes: Option<u64>,
    },
    /// Every best combination goes without it, or a tie between combinations did.
    Combination,
}

/// Where a loser's supporters spent their money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// On which project.
    pub position: usize,
    /// How many of the loser's supporters paid.
    pub voters: u64,
    /// How much, together.
    pub amount: Rational,
}

/// A project not funded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loser {
    /// The project.
    pub position: usize,
    /// What it lacked.
    pub need: Need,
    /// What would have been enough, under the greedy rules and maximum welfare
    /// when an explanation is asked for; none after an earlier stage of another
    /// rule, and none when finding it is too hard.
    pub enough: Option<Enough>,
}

/// An amount from which, or up to which, things would have been otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The amount.
    pub amount: Rational,
    /// Whether the amount itself does it, or only what is beyond.
    pub is_included: bool,
}

impl Limit {
    pub(crate) fn at(amount: Rational) -> Self {
        Self {
            amount,
            is_included: true,
        }
    }
}

/// Support that would have been enough, all else equal. Both parts together,
/// and each is zero where none of it is lacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoreSupport {
    /// How many more votes.
    pub votes: u64,
    /// How many more points or Borda scores, at least: where the limit itself
    /// is not included, anything above it.
    pub points: Limit,
}

/// What would have got a loser funded; exact, found by placing it elsewhere in
/// the same walk. Where the tie rules refuse to choose, it is placed last among
/// its equals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enough {
    /// Under the greedy rules: either of these.
    Walk {
        /// The highest cost with its ballots unchanged (below its own cost, save
        /// when ties go to the dearest); none when no cost would do.
        cost: Option<Limit>,
        /// The least support with its cost unchanged; none when no support would do.
        support: Option<MoreSupport>,
    },
    /// Under maximum welfare: by how much the best combination with it falls
    /// short of the best, in units of satisfaction. With so much more it ties,
    /// with anything above it is in every best combination. None when its cost
    /// alone is above the budget.
    Welfare(Option<Rational>),
}

/// How Add1 went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endowment {
    /// What every voter was given in the outcome, in currency units.
    pub amount: Rational,
    /// What an equal share of the budget alone would be.
    pub share: Rational,
    /// How often the endowment was raised.
    pub steps: u64,
    /// Why it was not raised further.
    pub ended: Ended,
}

/// Why an endowment was not raised further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was not to be raised.
    NotRaised,
    /// No further project fits.
    Exhaustive,
    /// The next step would have overspent.
    WouldOverspend,
    /// Every supported project is funded.
    AllFunded,
}

/// What is funded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetAllocation {
    /// The purchases in order.
    pub purchases: Vec<Purchase>,
    /// What was not funded, if asked for.
    pub losers: Vec<Loser>,
    /// For equal shares: what the voters were given.
    pub endowment: Option<Endowment>,
    order: Vec<usize>,
    total_cost: Rational,
    pub(crate) selected_flags: Vec<bool>,
}

impl BudgetAllocation {
    pub(crate) fn new(instance: &Instance) -> Self {
        Self {
            purchases: Vec::new(),
            losers: Vec::new(),
            endowment: None,
            order: Vec::new(),
            total_cost: Rational::zero(),
            selected_flags: alloc::vec![false; instance.projects().len()],
        }
    }

    pub(crate) fn take(
        &mut self,
        instance: &Instance,
        position: usize,
        stage: Stage,
        round: Round,
        tie: Option<Tie>,
    ) {
        self.total_cost = self.total_cost.plus(&instance.projects()[position].cost);
        self.selected_flags[position] = true;
        self.order.push(position);
        self.purchases.push(Purchase {
            position,
            stage,
            round,
            tie,
        });
    }

    /// The funded projects in the order in which they were bought.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The funded projects by place.
    pub fn selected(&self) -> impl Iterator<Item = usize> {
        (0..self.selected_flags.len()).filter(|&position| self.selected_flags[position])
    }

    /// Whether a project is funded.
    pub fn is_selected(&self, position: usize) -> bool {
        self.selected_flags.get(position).copied().unwrap_or(false)
    }

    /// What the funded projects cost together, in currency units.
    pub fn total_cost(&self) -> &Rational {
        &self.total_cost
    }
}

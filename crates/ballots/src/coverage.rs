//! How an outcome falls on the voters, and which of two they would rather have.

use alloc::vec::Vec;

use crate::allocation::BudgetAllocation;
use crate::exact::Rational;
use crate::instance::Instance;
use crate::profile::{MergedBallot, Profile};

/// What voters get of what they voted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// How many voters there are, empty ballots included.
    pub voters: u64,
    /// How many voters got how many of their projects: first those who got none.
    pub by_number: Vec<u64>,
}

impl Coverage {
    /// Counts, for every voter, the funded projects on the ballot.
    pub fn of(allocation: &BudgetAllocation, profile: &Profile) -> Self {
        let mut by_number = alloc::vec![0];
        for ballot in profile.ballots() {
            let number = funded(allocation, &ballot).count();
            if number >= by_number.len() {
                by_number.resize(number + 1, 0);
            }
            by_number[number] += ballot.multiplicity;
        }
        Self {
            voters: profile.num_ballots(),
            by_number,
        }
    }

    /// How many voters got nothing they voted for: over all voters, the
    /// exclusion ratio.
    pub fn with_nothing(&self) -> u64 {
        self.by_number.first().copied().unwrap_or(0)
    }

    /// How many funded projects a voter voted for, on average; none without voters.
    pub fn mean(&self) -> Option<Rational> {
        let total = self
            .by_number
            .iter()
            .zip(0_u64..)
            .fold(Rational::zero(), |sum, (n, k)| {
                sum.plus(&Rational::from(*n).times(&Rational::from(k)))
            });
        total.over(&Rational::from(self.voters))
    }
}

/// How voters see two outcomes, by the total cost of what they voted for: what
/// `equalshares/add1-comparison` asks before it replaces one by the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// How many get more from the first.
    pub first: u64,
    /// How many get more from the second.
    pub second: u64,
    /// How many get the same from both.
    pub neither: u64,
}

impl Preference {
    /// Asks every ballot.
    pub fn between(
        first: &BudgetAllocation,
        second: &BudgetAllocation,
        instance: &Instance,
        profile: &Profile,
    ) -> Self {
        let mut preference = Self {
            first: 0,
            second: 0,
            neither: 0,
        };
        let cost = |allocation: &BudgetAllocation, ballot: &MergedBallot<'_>| {
            funded(allocation, ballot)
                .filter_map(|position| instance.project(position))
                .fold(Rational::zero(), |sum, project| sum.plus(&project.cost))
        };
        for ballot in profile.ballots() {
            let side = match cost(first, &ballot).cmp(&cost(second, &ballot)) {
                core::cmp::Ordering::Greater => &mut preference.first,
                core::cmp::Ordering::Less => &mut preference.second,
                core::cmp::Ordering::Equal => &mut preference.neither,
            };
            *side += ballot.multiplicity;
        }
        preference
    }
}

fn funded(allocation: &BudgetAllocation, ballot: &MergedBallot<'_>) -> impl Iterator<Item = usize> {
    ballot
        .positions
        .iter()
        .map(|position| *position as usize)
        .filter(|position| allocation.is_selected(*position))
}

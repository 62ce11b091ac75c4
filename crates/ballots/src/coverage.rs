//! How an outcome falls on the voters, and which of two they would rather have.

use alloc::vec::Vec;

use crate::allocation::BudgetAllocation;
use crate::exact::Rational;
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

/// Which of two outcomes voters would rather have: what the comparison step of
/// equalshares.net asks before it replaces one by the other.
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
    /// By the number of funded projects on the ballot (there: `satisfaction`).
    pub fn by_number(
        first: &BudgetAllocation,
        second: &BudgetAllocation,
        profile: &Profile,
    ) -> Self {
        Self::ask(profile, |ballot| {
            (
                funded(first, ballot).count(),
                funded(second, ballot).count(),
            )
        })
    }

    /// By whether any funded project is on the ballot (there: `exclusionRatio`).
    pub fn by_anything(
        first: &BudgetAllocation,
        second: &BudgetAllocation,
        profile: &Profile,
    ) -> Self {
        Self::ask(profile, |ballot| {
            let any = |allocation| usize::from(funded(allocation, ballot).next().is_some());
            (any(first), any(second))
        })
    }

    fn ask(profile: &Profile, get: impl Fn(&MergedBallot<'_>) -> (usize, usize)) -> Self {
        let mut preference = Self {
            first: 0,
            second: 0,
            neither: 0,
        };
        for ballot in profile.ballots() {
            let (first, second) = get(&ballot);
            let side = match first.cmp(&second) {
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

//! An election in whole numbers: money on one common denominator, supporters
//! by project and projects by supporter, as flat arrays.

use alloc::vec::Vec;

use crate::exact::{Integer, Rational};
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::{RuleError, Satisfaction};

/// What a supporter's ballot is worth for a project.
pub(crate) fn weight(
    satisfaction: Satisfaction,
    ballot_len: usize,
    place: usize,
    points: &[i64],
) -> i64 {
    match satisfaction {
        Satisfaction::Cost | Satisfaction::Cardinality => 1,
        Satisfaction::AdditiveCardinal | Satisfaction::Score => {
            points.get(place).copied().unwrap_or(0)
        }
        Satisfaction::AdditiveBorda => i64::try_from(ballot_len - 1 - place).unwrap_or(i64::MAX),
    }
}

/// Rows of `(item, weight)`, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    starts: Vec<usize>,
    pub(crate) items: Vec<u32>,
    /// Parallel to `items`; empty when every weight is one.
    pub(crate) weights: Vec<u64>,
}

impl Rows {
    pub(crate) fn range(&self, row: usize) -> core::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    pub(crate) fn items(&self, row: usize) -> &[u32] {
        &self.items[self.range(row)]
    }

    pub(crate) fn entries(&self, row: usize) -> impl Iterator<Item = (usize, u64)> {
        let range = self.range(row);
        let weights = if self.weights.is_empty() {
            &[]
        } else {
            &self.weights[range.clone()]
        };
        self.items[range]
            .iter()
            .enumerate()
            .map(|(at, item)| (*item as usize, weights.get(at).copied().unwrap_or(1)))
    }
}

/// The election as whole numbers.
#[derive(Clone, Debug)]
pub(crate) struct Game {
    pub(crate) num_ballots: u64,
    /// Costs times [`Game::unit`].
    pub(crate) costs: Vec<i128>,
    /// The budget times `unit`.
    pub(crate) budget: i128,
    /// One voter's equal share times `unit`; whole because `unit` contains the
    /// number of ballots.
    pub(crate) share: i128,
    /// What one unit of currency is in whole money.
    pub(crate) unit: i128,
    /// Merged voters with at least one project they support.
    pub(crate) multiplicities: Vec<u64>,
    /// By project: its supporters.
    pub(crate) supporters: Rows,
    /// By voter: the projects supported.
    pub(crate) supported: Rows,
    /// By project: sum of multiplicity times weight.
    pub(crate) totals: Vec<u64>,
}

/// Beyond this a sum of weights is not exact as a float.
const MOST_WEIGHT: u64 = 1 << 52;
/// Room for sums and for one more factor in 128 bits.
const MOST_MONEY: i128 = 1 << 110;

fn lcm(a: &Integer, b: &Integer) -> Option<Integer> {
    let divisor = a.gcd(b);
    Some(a.divide(&divisor)?.0.times(b))
}

/// `amount * unit`, which is whole.
pub(crate) fn scaled(amount: &Rational, unit: i128) -> Result<i128, RuleError> {
    amount
        .times(&Rational::from(Integer::from(unit)))
        .floor()
        .to_i128()
        .filter(|value| value.abs() < MOST_MONEY)
        .ok_or(RuleError::TooLarge)
}

/// A unit in which all amounts and the equal share are whole.
pub(crate) fn money_unit(
    instance: &Instance,
    num_ballots: u64,
    others: &[&Rational],
) -> Result<i128, RuleError> {
    let mut denominator = instance.budget_limit().denominator().clone();
    for cost in instance.projects().iter().map(|project| &project.cost) {
        denominator = lcm(&denominator, cost.denominator()).ok_or(RuleError::TooLarge)?;
    }
    for other in others {
        denominator = lcm(&denominator, other.denominator()).ok_or(RuleError::TooLarge)?;
    }
    denominator
        .times_small(num_ballots.max(1))
        .to_i128()
        .filter(|unit| *unit < MOST_MONEY)
        .ok_or(RuleError::TooLarge)
}

impl Game {
    /// Supporters are those whose weight is above zero and, under `Cost`,
    /// whose project costs something.
    pub(crate) fn new(
        instance: &Instance,
        profile: &Profile,
        satisfaction: Satisfaction,
        others: &[&Rational],
    ) -> Result<Self, RuleError> {
        satisfaction.check(profile.vote_type())?;
        let num_ballots = profile.num_ballots();
        let unit = money_unit(instance, num_ballots, others)?;
        let costs = instance
            .projects()
            .iter()
            .map(|project| scaled(&project.cost, unit))
            .collect::<Result<Vec<i128>, RuleError>>()?;
        let budget = scaled(instance.budget_limit(), unit)?;
        let weighted = !satisfaction.is_uniform();
        let mut totals = alloc::vec![0_u64; costs.len()];
        let mut counts = alloc::vec![0_usize; costs.len()];
        let mut multiplicities = Vec::new();
        let mut supported = Rows {
            starts: alloc::vec![0],
            ..Rows::default()
        };
        for ballot in profile.ballots() {
            let before = supported.items.len();
            for (place, &item) in ballot.positions.iter().enumerate() {
                let project = item as usize;
                let weight = weight(satisfaction, ballot.positions.len(), place, ballot.points);
                let free_of_charge = satisfaction == Satisfaction::Cost && costs[project] == 0;
                let Some(weight) = u64::try_from(weight).ok().filter(|weight| *weight > 0) else {
                    continue;
                };
                if free_of_charge {
                    continue;
                }
                totals[project] = weight
                    .checked_mul(ballot.multiplicity)
                    .and_then(|added| added.checked_add(totals[project]))
                    .filter(|total| *total < MOST_WEIGHT)
                    .ok_or(RuleError::TooLarge)?;
                counts[project] += 1;
                supported.items.push(item);
                if weighted {
                    supported.weights.push(weight);
                }
            }
            if supported.items.len() > before {
                supported.starts.push(supported.items.len());
                multiplicities.push(ballot.multiplicity);
            }
        }
        if u32::try_from(multiplicities.len()).is_err() {
            return Err(RuleError::TooLarge);
        }
        let supporters = transpose(&supported, &counts);
        let share = budget / i128::from(num_ballots.max(1));
        Ok(Self {
            num_ballots,
            costs,
            budget,
            share,
            unit,
            multiplicities,
            supporters,
            supported,
            totals,
        })
    }

    /// Money in currency units.
    pub(crate) fn amount(&self, money: &Integer) -> Rational {
        Rational::new(money.clone(), Integer::from(self.unit)).unwrap_or_else(Rational::zero)
    }
}

fn transpose(rows: &Rows, counts: &[usize]) -> Rows {
    let mut starts = Vec::with_capacity(counts.len() + 1);
    let mut end = 0;
    for count in counts {
        starts.push(end);
        end += count;
    }
    starts.push(end);
    let mut next = starts.clone();
    let mut items = alloc::vec![0; rows.items.len()];
    let mut weights = alloc::vec![0; rows.weights.len()];
    for row in 0..rows.starts.len() - 1 {
        let name = u32::try_from(row).unwrap_or(u32::MAX);
        for at in rows.range(row) {
            let item = rows.items[at] as usize;
            items[next[item]] = name;
            if let Some(weight) = rows.weights.get(at) {
                weights[next[item]] = *weight;
            }
            next[item] += 1;
        }
    }
    Rows {
        starts,
        items,
        weights,
    }
}

//! Phragmén's sequential rule: the load of every purchase is carried by its
//! supporters, and the next purchase is the one that leaves the smallest load.
//!
//! Every supporter of a project carries the same load after its purchase, so
//! that a voter's load is one of as many values as there were purchases, and a
//! project's is made of counts. Floats within known errors sort out who can
//! have the smallest; exact numbers decide among those too near to tell.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::allocation::{BudgetAllocation, Loser, Need, PhragmenRound, Round, Share, Stage, Tie};
use crate::exact::{Integer, Rational, approximate_ratio};
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::game::Game;
use crate::rules::{Completion, RuleError, Satisfaction, greedy};
use crate::sort;
use crate::tie::TieOrder;

const ROUNDING: f64 = f64::EPSILON / 2.0;
const NO_LOAD: u32 = u32::MAX;

/// An exact load: `numerator / (common denominator * votes)`.
struct ExactLoad {
    numerator: Integer,
    votes: u64,
}

struct Loads<'g> {
    game: &'g Game,
    /// The last purchase each voter supports.
    last: Vec<u32>,
    /// Exact loads of the purchases over one denominator.
    exact: Vec<Integer>,
    denominator: Integer,
    floats: Vec<f64>,
    /// Lower bounds: loads only grow.
    bounds: Vec<f64>,
    counts: Vec<u64>,
}

impl<'g> Loads<'g> {
    fn new(game: &'g Game) -> Self {
        let bounds = (0..game.costs.len())
            .map(|project| match game.totals[project] {
                0 => f64::INFINITY,
                votes => game.costs[project] as f64 / votes as f64 * (1.0 - 16.0 * ROUNDING),
            })
            .collect();
        Self {
            game,
            last: alloc::vec![NO_LOAD; game.multiplicities.len()],
            exact: Vec::new(),
            denominator: Integer::one(),
            floats: Vec::new(),
            bounds,
            counts: Vec::new(),
        }
    }

    fn count(&mut self, project: usize) {
        self.counts.clear();
        self.counts.resize(self.exact.len(), 0);
        for &voter in self.game.supporters.items(project) {
            if let Some(count) = self.counts.get_mut(self.last[voter as usize] as usize) {
                *count += self.game.multiplicities[voter as usize];
            }
        }
    }

    /// A load within known limits. All terms are positive, each within a few
    /// roundings, so that the sum is within as many as there are terms.
    fn estimate(&mut self, project: usize) -> (f64, f64) {
        self.count(project);
        let mut sum = self.game.costs[project] as f64;
        for (count, load) in self.counts.iter().zip(&self.floats) {
            if *count > 0 {
                sum += *count as f64 * load;
            }
        }
        let load = sum / self.game.totals[project] as f64;
        let error = load * ROUNDING * (self.counts.len() as f64 + 24.0);
        (load - error, load + error)
    }

    fn exactly(&mut self, project: usize) -> ExactLoad {
        self.count(project);
        let mut numerator = Integer::from(self.game.costs[project]).times(&self.denominator);
        for (count, load) in self.counts.iter().zip(&self.exact) {
            if *count > 0 {
                numerator = numerator.plus(&load.times_small(*count));
            }
        }
        ExactLoad {
            numerator,
            votes: self.game.totals[project],
        }
    }

    fn buy(&mut self, project: usize) {
        let ExactLoad { numerator, votes } = self.exactly(project);
        let divisor = crate::profile::gcd(votes, numerator.remainder_small(votes));
        let factor = votes / divisor;
        if factor > 1 {
            for load in &mut self.exact {
                *load = load.times_small(factor);
            }
            self.denominator = self.denominator.times_small(factor);
        }
        let load = numerator.divide_small(divisor);
        self.floats
            .push(approximate_ratio(&load, &self.denominator));
        let purchase = u32::try_from(self.exact.len()).unwrap_or(NO_LOAD);
        self.exact.push(load);
        for &voter in self.game.supporters.items(project) {
            self.last[voter as usize] = purchase;
        }
    }

    fn amount(&self, load: &ExactLoad) -> Rational {
        let denominator = self
            .denominator
            .times_small(load.votes)
            .times(&Integer::from(self.game.unit));
        Rational::new(load.numerator.clone(), denominator).unwrap_or_else(Rational::zero)
    }

    /// The supporters' loads as they stand: least first.
    fn shares(&mut self, project: usize) -> Vec<Share> {
        self.count(project);
        let loaded: u64 = self.counts.iter().sum();
        let mut shares = Vec::new();
        let fresh = self.game.totals[project] - loaded;
        if fresh > 0 {
            shares.push(Share {
                amount: Rational::zero(),
                voters: fresh,
            });
        }
        for (purchase, &voters) in self.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            let load = ExactLoad {
                numerator: self.exact[purchase].clone(),
                votes: 1,
            };
            shares.push(Share {
                amount: self.amount(&load),
                voters,
            });
        }
        sort::short(&mut shares, |a, b| a.amount < b.amount);
        shares
    }
}

/// All that tie for the smallest load, among `left`.
fn least(loads: &mut Loads<'_>, left: &mut [usize]) -> Vec<usize> {
    let bounds = &loads.bounds;
    sort::short(left, |a, b| bounds[*a] < bounds[*b]);
    let mut best_high = f64::INFINITY;
    let mut contenders = Vec::new();
    for &project in left.iter() {
        if loads.bounds[project] > best_high {
            break;
        }
        if loads.game.totals[project] > 0 {
            let (low, high) = loads.estimate(project);
            loads.bounds[project] = loads.bounds[project].max(low);
            best_high = best_high.min(high);
        }
        contenders.push(project);
    }
    contenders.retain(|project| loads.bounds[*project] <= best_high);
    if contenders.len() < 2 || best_high == f64::INFINITY {
        return contenders;
    }
    let mut best: Option<ExactLoad> = None;
    let mut tied: Vec<usize> = Vec::new();
    for project in contenders {
        let load = loads.exactly(project);
        let order = best.as_ref().map_or(Ordering::Less, |best| {
            load.numerator
                .times_small(best.votes)
                .cmp(&best.numerator.times_small(load.votes))
        });
        if order.is_lt() {
            tied.clear();
            best = Some(load);
        }
        if order.is_le() {
            tied.push(project);
        }
    }
    tied
}

pub(crate) fn run(
    instance: &Instance,
    profile: &Profile,
    ties: &TieOrder,
    completion: &Completion,
    explain: bool,
) -> Result<BudgetAllocation, RuleError> {
    let then_greedy = match completion {
        Completion::None => false,
        Completion::Greedy => true,
        Completion::Add1(_) | Completion::Add1U(_) => return Err(RuleError::WrongCompletion),
    };
    let vote_type = profile.vote_type();
    if !vote_type.is_approval() {
        return Err(RuleError::WrongVoteType { vote_type });
    }
    let game = Game::new(instance, profile, Satisfaction::Cardinality, &[])?;
    let mut loads = Loads::new(&game);
    let mut allocation = BudgetAllocation::new(instance);
    let mut left: Vec<usize> = (0..game.costs.len())
        .filter(|&p| game.costs[p] <= game.budget)
        .collect();
    let mut spent = 0;
    let mut ended_at = None;
    while !left.is_empty() {
        let tied = least(&mut loads, &mut left);
        // The rule ends as soon as any of the tied does not fit.
        if let Some(&over) = tied.iter().find(|&&p| spent + game.costs[p] > game.budget) {
            if explain && game.totals[over] > 0 {
                let load = loads.exactly(over);
                ended_at = Some(loads.amount(&load));
            }
            break;
        }
        let Some(winner) = ties.first(&tied) else {
            return Err(RuleError::Tied { positions: tied });
        };
        let wanted = game.totals[winner] > 0;
        let round = if explain {
            let load = wanted.then(|| {
                let load = loads.exactly(winner);
                loads.amount(&load)
            });
            let shares = loads.shares(winner);
            Round::Phragmen(PhragmenRound {
                load,
                votes: game.totals[winner],
                loads: shares,
            })
        } else {
            Round::Plain
        };
        if wanted {
            loads.buy(winner);
        }
        spent += game.costs[winner];
        left.retain(|project| *project != winner);
        let tie = (tied.len() > 1).then_some(Tie {
            positions: tied,
            chosen: winner,
        });
        allocation.take(instance, winner, Stage::Phragmen, round, tie);
    }
    if explain {
        for position in 0..game.costs.len() {
            if !allocation.is_selected(position) {
                let need = need(&mut loads, position, ended_at.as_ref());
                allocation.losers.push(Loser {
                    position,
                    need,
                    enough: None,
                });
            }
        }
    }
    if then_greedy && !instance.is_exhaustive(allocation.order()) {
        let kind = greedy::Kind::Skip;
        greedy::extend(
            instance,
            profile,
            ties,
            Satisfaction::Cost,
            &kind,
            &mut allocation,
        )?;
    }
    Ok(allocation)
}

fn need(loads: &mut Loads<'_>, position: usize, ended_at: Option<&Rational>) -> Need {
    let load = (loads.game.totals[position] > 0).then(|| {
        let load = loads.exactly(position);
        loads.amount(&load)
    });
    // With n voters and load L the burden is L * n; k fresh voters make it
    // L * n / (n + k), which is at most the end's load when k >= n * (L / end - 1).
    let votes = match (&load, ended_at) {
        (Some(load), Some(end)) => load.over(end).and_then(|ratio| {
            let votes = Rational::from(loads.game.totals[position]);
            let more = ratio.minus(&Rational::from(1)).times(&votes);
            let up = Rational::zero().minus(&Rational::zero().minus(&more).floor().into());
            up.numerator()
                .to_i128()
                .and_then(|count| u64::try_from(count.max(0)).ok())
        }),
        _ => None,
    };
    Need::Load {
        load,
        ended_at: ended_at.cloned(),
        votes,
    }
}

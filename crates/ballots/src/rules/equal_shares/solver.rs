//! One run of the method of equal shares at a given endowment.
//!
//! Budgets are kept twice. As floats, each within [`Run::slack`] of the truth,
//! they say at once almost everything; where the float could be wrong about a
//! decision, the decision is made again in whole numbers. The exact budgets
//! need no storage per voter: whoever still has money has paid the full price
//! of every supported project bought so far, so that a budget is the endowment
//! less a sum of prices, and sums over many voters are counts times prices.
//!
//! A voter pays `min(budget, price * weight)`; `price` is the affordability
//! (before dividing by the project's own satisfaction under `Cost`). It never
//! falls from round to round, as budgets only shrink, so that an old price is
//! a lower bound and most projects need not be looked at again.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::exact::Integer;
use crate::exact::approximate_ratio;
use crate::rules::RuleError;
use crate::rules::game::Game;
use crate::sort;
use crate::tie::TieOrder;

/// Half the distance between 1 and the next float.
const ROUNDING: f64 = f64::EPSILON / 2.0;

/// Facts about a game that do not change from run to run.
#[derive(Debug)]
pub(crate) struct Setting<'g> {
    pub(crate) game: &'g Game,
    pub(crate) ties: &'g TieOrder,
    /// What a price is divided by before prices are compared: the cost under
    /// `Cost`, one otherwise.
    pub(crate) scales: Vec<i128>,
    inverse_scales: Vec<f64>,
    costs: Vec<f64>,
    /// Parallel to the supporters, as `weights` (empty when all are one).
    multiplicities: Vec<f64>,
    weights: Vec<f64>,
    /// Lower bounds of prices when nobody is poor, with room for rounding.
    least_keys: Vec<f64>,
    least_prices: Vec<f64>,
    /// Projects with supporters and a cost, by `least_keys`.
    pub(crate) contested: Vec<u32>,
    /// The largest weight.
    most_weight: f64,
    /// Projects alike in cost and supporters share a number.
    pub(crate) twins: Vec<u32>,
}

impl<'g> Setting<'g> {
    pub(crate) fn new(game: &'g Game, ties: &'g TieOrder, by_cost: bool) -> Self {
        let scales: Vec<i128> = game
            .costs
            .iter()
            .map(|cost| if by_cost { (*cost).max(1) } else { 1 })
            .collect();
        let inverse_scales: Vec<f64> = scales.iter().map(|scale| 1.0 / *scale as f64).collect();
        let costs: Vec<f64> = game.costs.iter().map(|cost| *cost as f64).collect();
        let least_prices: Vec<f64> = costs
            .iter()
            .zip(&game.totals)
            .map(|(cost, total)| cost / (*total).max(1) as f64 * (1.0 - 8.0 * ROUNDING))
            .collect();
        let least_keys: Vec<f64> = least_prices
            .iter()
            .zip(&inverse_scales)
            .map(|(price, inverse)| price * inverse * (1.0 - 8.0 * ROUNDING))
            .collect();
        let contested: Vec<u32> = (0_u32..)
            .zip(game.costs.iter().zip(&game.totals))
            .filter(|(_, (cost, total))| **cost > 0 && **total > 0)
            .map(|(project, _)| project)
            .collect();
        let sorted = sort::order(contested.len(), &mut |a, b| {
            least_keys[contested[a] as usize].total_cmp(&least_keys[contested[b] as usize])
        });
        let contested: Vec<u32> = sorted.into_iter().map(|at| contested[at]).collect();
        Self {
            game,
            ties,
            inverse_scales,
            costs,
            multiplicities: game
                .supporters
                .items
                .iter()
                .map(|voter| game.multiplicities[*voter as usize] as f64)
                .collect(),
            weights: game.supporters.weights.iter().map(|w| *w as f64).collect(),
            least_keys,
            least_prices,
            most_weight: game
                .supporters
                .weights
                .iter()
                .fold(1.0, |most, weight| most.max(*weight as f64)),
            twins: twins(game, &contested),
            contested,
            scales,
        }
    }

    fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }
}

/// Numbers projects so that equals in cost and supporters share a number.
fn twins(game: &Game, contested: &[u32]) -> Vec<u32> {
    let column = |project: u32| {
        let range = game.supporters.range(project as usize);
        let weights = game.supporters.weights.get(range.clone()).unwrap_or(&[]);
        (
            game.costs[project as usize],
            &game.supporters.items[range],
            weights,
        )
    };
    let sorted: Vec<u32> = sort::order(contested.len(), &mut |a, b| {
        column(contested[a]).cmp(&column(contested[b]))
    })
    .into_iter()
    .map(|at| contested[at])
    .collect();
    let mut twins: Vec<u32> = (0_u32..).take(game.costs.len()).collect();
    for pair in sorted.windows(2) {
        if column(pair[0]) == column(pair[1]) {
            twins[pair[1] as usize] = twins[pair[0] as usize];
        }
    }
    twins
}

/// A price within known limits.
#[derive(Clone, Copy, Debug)]
struct Estimate {
    price: f64,
    /// The true price is not lower than this much below.
    error: f64,
    /// Weight of those who pay the full price.
    full: f64,
    /// Whether `price` is the price and not only a step on the way to it.
    complete: bool,
    /// Whether the true price is not higher than `error` above either, and
    /// everybody stands on the side of the line where the float puts them.
    clear: bool,
}

impl Estimate {
    const NONE: Self = Self {
        price: 0.0,
        error: 0.0,
        full: 0.0,
        complete: false,
        clear: false,
    };
}

/// An exact price: `numerator / (common denominator * full)`.
#[derive(Clone, Debug)]
pub(crate) struct ExactPrice {
    pub(crate) numerator: Integer,
    pub(crate) full: u64,
}

/// The project to buy next and what it costs each supporter.
#[derive(Clone, Debug)]
pub(crate) struct Winner {
    pub(crate) project: usize,
    estimate: Estimate,
    exact: Option<ExactPrice>,
    /// Upper bound of the price over the project's scale.
    high_key: f64,
}

/// What one round leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Bought {
    pub(crate) project: usize,
    /// Weight of those who paid the full price.
    pub(crate) full: u64,
    /// Where this round's partial payers end in [`Run::poor`].
    pub(crate) poor_end: usize,
    /// All projects that tied for this round, if more than one.
    pub(crate) tied: Vec<usize>,
}

/// A run in progress.
#[derive(Debug)]
pub(crate) struct Run<'g> {
    setting: &'g Setting<'g>,
    pub(crate) endowment: i128,
    endowment_float: f64,
    /// Zero exactly when the true budget is zero.
    budgets: Vec<f64>,
    slack: f64,
    /// Lower bounds of each project's price over its scale.
    keys: Vec<f64>,
    /// Lower bounds of each project's price.
    prices: Vec<f64>,
    estimates: Vec<Estimate>,
    /// Projects that may still be bought, by key.
    order: Vec<u32>,
    round_of: Vec<u32>,
    pub(crate) rounds: Vec<Bought>,
    /// Those who paid what they had left, round by round.
    pub(crate) poor: Vec<u32>,
    /// Those whose last money was exactly a full payment, and when.
    pub(crate) emptied: Vec<(u32, u32)>,
    ledger: Ledger,
    tied: Vec<usize>,
    buffer: Vec<f64>,
    /// Floats decide nothing: for checking that they would have decided the same.
    #[cfg(test)]
    distrusts_floats: bool,
}

/// Exact prices of past rounds over one denominator.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) denominator: Integer,
    pub(crate) prices: Vec<Integer>,
}

/// A project's supporters as parallel slices.
#[derive(Clone, Copy)]
struct Crowd<'a> {
    budgets: &'a [f64],
    multiplicities: &'a [f64],
    weights: &'a [f64],
}

/// Sums over a crowd at a price.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// What all have.
    money: f64,
    /// How many have anything.
    alive: f64,
    /// What those have who cannot pay in full.
    poor: f64,
    /// How many of those have anything.
    many: f64,
    /// Weight of those who can.
    full: f64,
}

impl Crowd<'_> {
    /// In four lanes, each over a quarter: quick, and a quarter of the rounding.
    fn sums<const FIRST: bool, const WEIGHTED: bool>(&self, price: f64) -> Sums {
        let mut lanes = [Sums::default(); 4];
        let mut add = |lane: usize, budget: f64, multiplicity: f64, weight: f64| {
            let sums = &mut lanes[lane];
            let money = budget * multiplicity;
            let alive = if budget > 0.0 { multiplicity } else { 0.0 };
            let is_poor = if WEIGHTED {
                budget < price * weight
            } else {
                budget < price
            };
            sums.poor += if is_poor { money } else { 0.0 };
            if WEIGHTED {
                sums.many += if is_poor { alive } else { 0.0 };
                sums.full += if is_poor { 0.0 } else { multiplicity * weight };
            } else {
                sums.full += if is_poor { 0.0 } else { multiplicity };
            }
            if FIRST {
                sums.money += money;
                sums.alive += alive;
            }
        };
        let mut budgets = self.budgets.chunks_exact(4);
        let mut multiplicities = self.multiplicities.chunks_exact(4);
        let mut weights = self.weights.chunks_exact(4);
        for (budget, multiplicity) in (&mut budgets).zip(&mut multiplicities) {
            let weight = if WEIGHTED {
                weights.next().unwrap_or(&[1.0; 4])
            } else {
                &[1.0; 4]
            };
            for lane in 0..4 {
                add(lane, budget[lane], multiplicity[lane], weight[lane]);
            }
        }
        let rest = budgets.remainder().iter().zip(multiplicities.remainder());
        for (at, (budget, multiplicity)) in rest.enumerate() {
            let weight = if WEIGHTED {
                weights.remainder()[at]
            } else {
                1.0
            };
            add(0, *budget, *multiplicity, weight);
        }
        let total = |field: fn(&Sums) -> f64| {
            (field(&lanes[0]) + field(&lanes[1])) + (field(&lanes[2]) + field(&lanes[3]))
        };
        Sums {
            money: total(|sums| sums.money),
            alive: total(|sums| sums.alive),
            poor: total(|sums| sums.poor),
            many: total(|sums| sums.many),
            full: total(|sums| sums.full),
        }
    }
}

const NEVER: u32 = u32::MAX;

/// What is known of a project's price before a decision.
enum Afford {
    No,
    At(Estimate),
    Unsure,
}

impl<'g> Run<'g> {
    pub(crate) fn new(setting: &'g Setting<'g>) -> Self {
        let projects = setting.game.costs.len();
        Self {
            setting,
            endowment: 0,
            endowment_float: 0.0,
            budgets: Vec::new(),
            slack: 0.0,
            keys: Vec::new(),
            prices: Vec::new(),
            estimates: alloc::vec![Estimate::NONE; projects],
            order: Vec::new(),
            round_of: Vec::new(),
            rounds: Vec::new(),
            poor: Vec::new(),
            emptied: Vec::new(),
            ledger: Ledger {
                denominator: Integer::one(),
                prices: Vec::new(),
            },
            tied: Vec::new(),
            buffer: Vec::new(),
            #[cfg(test)]
            distrusts_floats: false,
        }
    }

    /// Begins anew with this much for every voter.
    pub(crate) fn start(&mut self, endowment: i128) {
        let setting = self.setting;
        self.endowment = endowment;
        self.endowment_float = endowment as f64;
        self.budgets.clear();
        self.budgets
            .resize(setting.game.multiplicities.len(), self.endowment_float);
        if endowment == 0 {
            self.budgets.fill(0.0);
        }
        self.slack = self.endowment_float * ROUNDING;
        #[cfg(test)]
        if self.distrusts_floats {
            self.slack = self.endowment_float;
        }
        self.keys.clone_from(&setting.least_keys);
        self.prices.clone_from(&setting.least_prices);
        self.order.clone_from(&setting.contested);
        self.round_of.clear();
        self.round_of.resize(setting.game.costs.len(), NEVER);
        self.rounds.clear();
        self.poor.clear();
        self.emptied.clear();
        self.ledger.denominator = Integer::one();
        self.ledger.prices.clear();
    }

    /// Runs to the end.
    pub(crate) fn finish(&mut self) -> Result<(), RuleError> {
        while let Some(winner) = self.next_winner()? {
            self.buy(&winner);
        }
        Ok(())
    }

    /// The outcome so far, in order of purchase.
    pub(crate) fn selected(&self) -> impl Iterator<Item = usize> {
        self.rounds.iter().map(|bought| bought.project)
    }

    /// Fills the buffer with the budgets of the project's supporters.
    fn gather(&mut self, project: usize) {
        let supporters = self.setting.game.supporters.items(project);
        let budgets = &self.budgets;
        self.buffer.clear();
        self.buffer
            .extend(supporters.iter().map(|voter| budgets[*voter as usize]));
    }

    /// Newton's steps from below to the price at which the supporters' payments
    /// add up to the cost. Payments are concave in the price, so that the steps
    /// never overshoot and end when nobody changes sides; and any step above
    /// `enough` (a price over the scale) already says all that is wanted.
    fn estimate(&mut self, project: usize, enough: f64) -> Afford {
        if self.setting.weights.is_empty() {
            self.estimate_with::<false>(project, enough)
        } else {
            self.estimate_with::<true>(project, enough)
        }
    }

    fn estimate_with<const WEIGHTED: bool>(&mut self, project: usize, enough: f64) -> Afford {
        self.gather(project);
        let setting = self.setting;
        let cost = setting.costs[project];
        let range = setting.game.supporters.range(project);
        let crowd = Crowd {
            budgets: &self.buffer,
            multiplicities: &setting.multiplicities[range.clone()],
            weights: setting.weights.get(range).unwrap_or(&[]),
        };
        let sum_error = (crowd.budgets.len() as f64 / 4.0 + 8.0) * ROUNDING;
        let mut price = self.prices[project];
        let first = crowd.sums::<true, WEIGHTED>(price);
        let doubt =
            first.money * sum_error * 2.0 + first.alive * self.slack + cost * ROUNDING * 4.0;
        if first.money < cost - doubt {
            return Afford::No;
        }
        if first.money <= cost + doubt {
            return Afford::Unsure;
        }
        let inverse = setting.inverse_scales[project] * (1.0 - 8.0 * ROUNDING);
        let mut sums = first;
        let mut last = -1.0_f64;
        for _ in 0..200 {
            if sums.full <= 0.0 {
                return Afford::Unsure;
            }
            let next = (cost - sums.poor) / sums.full;
            let many = if WEIGHTED {
                sums.many
            } else {
                (first.alive - sums.full).max(0.0)
            };
            let error = (sums.poor * sum_error + many * self.slack) / sums.full
                + next.abs() * ROUNDING * 8.0
                + cost / sums.full * ROUNDING * 4.0;
            let complete = sums.full.to_bits() == last.to_bits();
            if complete || (next - error) * inverse > enough {
                let full = sums.full;
                return Afford::At(Estimate {
                    price: next,
                    error,
                    full,
                    complete,
                    clear: false,
                });
            }
            last = sums.full;
            price = next;
            sums = crowd.sums::<false, WEIGHTED>(price);
        }
        Afford::Unsure
    }

    /// Whether nobody stands so near the line between full and partial payment
    /// that the float could put them on the wrong side. Then the estimate's
    /// error holds upward too, and everybody's payment is known.
    fn is_clear(&mut self, project: usize, estimate: &Estimate) -> bool {
        if !estimate.complete {
            return false;
        }
        self.gather(project);
        let setting = self.setting;
        let rounding = self.endowment_float * ROUNDING * 4.0;
        let range = setting.game.supporters.range(project);
        let price = estimate.price;
        if setting.weights.is_empty() {
            let gap = self.buffer.iter().fold(f64::INFINITY, |gap: f64, budget| {
                gap.min((budget - price).abs())
            });
            return gap > self.slack + 2.0 * estimate.error + rounding;
        }
        let gap = self.buffer.iter().zip(&setting.weights[range]).fold(
            f64::INFINITY,
            |gap: f64, (budget, weight)| {
                let due = price * weight;
                gap.min((budget - due).abs() - due * ROUNDING * 4.0)
            },
        );
        gap > self.slack + 2.0 * estimate.error * setting.most_weight + rounding
    }

    /// Lower and upper bound of a price over the project's scale.
    fn key_bounds(&self, project: usize, estimate: Estimate) -> (f64, f64) {
        let inverse = self.setting.inverse_scales[project];
        let low = (estimate.price - estimate.error) * inverse * (1.0 - 8.0 * ROUNDING);
        let high = (estimate.price + estimate.error) * inverse * (1.0 + 8.0 * ROUNDING);
        (
            low.max(0.0),
            if estimate.complete {
                high
            } else {
                f64::INFINITY
            },
        )
    }

    /// Looks at a project again: none when it can no longer be bought. The
    /// upper bound holds once the estimate is found clear.
    fn refresh(&mut self, project: usize, enough: f64) -> Option<(f64, f64)> {
        let estimate = match self.estimate(project, enough) {
            Afford::No => return None,
            Afford::At(estimate) => estimate,
            Afford::Unsure => {
                if !self.is_affordable_exactly(project) {
                    return None;
                }
                Estimate {
                    price: self.prices[project],
                    ..Estimate::NONE
                }
            }
        };
        let (low, high) = self.key_bounds(project, estimate);
        self.keys[project] = self.keys[project].max(low);
        let least = (estimate.price - estimate.error) * (1.0 - 8.0 * ROUNDING);
        self.prices[project] = self.prices[project].max(least);
        self.estimates[project] = estimate;
        Some((low, high))
    }

    fn sort_order(&mut self) {
        // Nearly sorted already: only those looked at have moved, and upward.
        let keys = &self.keys;
        sort::short(&mut self.order, |a, b| {
            keys[*a as usize] < keys[*b as usize]
        });
    }

    /// All projects that floats leave in question for the least price. With
    /// `careful`, only estimates found clear shorten the list.
    fn contenders(&mut self, careful: bool) -> Vec<u32> {
        self.sort_order();
        let mut best_high = f64::INFINITY;
        let mut contenders: Vec<u32> = Vec::new();
        let mut at = 0;
        let mut kept = 0;
        while at < self.order.len() {
            let name = self.order[at];
            let project = name as usize;
            if self.keys[project] > best_high {
                break;
            }
            at += 1;
            if let Some((_, high)) = self.refresh(project, best_high) {
                let estimate = self.estimates[project];
                if !careful || self.is_clear(project, &estimate) {
                    best_high = best_high.min(high);
                    self.estimates[project].clear = careful;
                }
                contenders.push(name);
                self.order[kept] = name;
                kept += 1;
            }
        }
        self.order.drain(kept..at);
        contenders.retain(|project| self.keys[*project as usize] <= best_high);
        contenders
    }

    /// The project to buy next, after all ties; none when none is affordable.
    pub(crate) fn next_winner(&mut self) -> Result<Option<Winner>, RuleError> {
        self.tied.clear();
        let contenders = self.contenders(false);
        if contenders.is_empty() {
            return Ok(None);
        }
        // Everything was measured against the one left; so it alone must be clear.
        if let [only] = contenders[..] {
            let project = only as usize;
            let mut estimate = self.estimates[project];
            if self.is_clear(project, &estimate) {
                estimate.clear = true;
                let (_, high_key) = self.key_bounds(project, estimate);
                return Ok(Some(Winner {
                    project,
                    estimate,
                    exact: None,
                    high_key,
                }));
            }
        }
        let contenders = self.contenders(true);
        self.next_winner_exactly(&contenders)
    }

    /// Decides among those whom floats cannot tell apart.
    fn next_winner_exactly(&mut self, contenders: &[u32]) -> Result<Option<Winner>, RuleError> {
        let mut best: Option<ExactPrice> = None;
        for &project in contenders {
            let project = project as usize;
            let price = self.exact_price(project);
            let order = best.as_ref().map_or(Ordering::Less, |other| {
                let first = self.tied.first().copied().unwrap_or(project);
                let scale = Integer::from(self.setting.scales[first]);
                let other_scale = Integer::from(self.setting.scales[project]);
                let left = price.numerator.times_small(other.full).times(&scale);
                let right = other.numerator.times_small(price.full).times(&other_scale);
                left.cmp(&right)
            });
            if order.is_lt() {
                self.tied.clear();
                best = Some(price);
            }
            if order.is_le() {
                self.tied.push(project);
            }
        }
        if best.is_none() {
            return Ok(None);
        }
        let project = self
            .setting
            .ties
            .first(&self.tied)
            .ok_or_else(|| RuleError::Tied {
                positions: self.tied.clone(),
            })?;
        let exact = self.exact_price(project);
        let denominator = self.ledger.denominator.times_small(exact.full);
        let price = approximate_ratio(&exact.numerator, &denominator);
        let error = price * ROUNDING * 8.0;
        let full = exact.full as f64;
        let estimate = Estimate {
            price,
            error,
            full,
            complete: true,
            clear: true,
        };
        let (_, high_key) = self.key_bounds(project, estimate);
        Ok(Some(Winner {
            project,
            estimate,
            exact: Some(exact),
            high_key,
        }))
    }

    /// Takes the payments.
    pub(crate) fn buy(&mut self, winner: &Winner) {
        let round = u32::try_from(self.rounds.len()).unwrap_or(NEVER);
        let project = winner.project;
        let price = winner.estimate.price;
        let full = if let Some(exact) = &winner.exact {
            self.pay_exactly(project, exact, price);
            exact.full
        } else {
            self.pay(project, price);
            whole(winner.estimate.full)
        };
        let weight = self.setting.most_weight;
        self.slack += winner.estimate.error * weight
            + (price * weight + self.endowment_float) * ROUNDING * 2.0;
        self.round_of[project] = round;
        self.rounds.push(Bought {
            project,
            full,
            poor_end: self.poor.len(),
            tied: if self.tied.len() > 1 {
                self.tied.clone()
            } else {
                Vec::new()
            },
        });
        self.order.retain(|other| *other as usize != project);
        if self.slack > self.endowment_float * 1e-9 {
            self.settle();
        }
    }

    fn pay(&mut self, project: usize, price: f64) {
        let range = self.setting.game.supporters.range(project);
        let weights = self.setting.weights.get(range.clone()).unwrap_or(&[]);
        for (at, &voter) in self.setting.game.supporters.items[range].iter().enumerate() {
            let due = weights.get(at).map_or(price, |weight| price * weight);
            let budget = &mut self.budgets[voter as usize];
            if *budget >= due {
                *budget -= due;
            } else if *budget > 0.0 {
                *budget = 0.0;
                self.poor.push(voter);
            }
        }
    }

    fn pay_exactly(&mut self, project: usize, exact: &ExactPrice, price: f64) {
        let setting = self.setting;
        let mut memory = Vec::new();
        for (voter, weight) in setting.game.supporters.entries(project) {
            if self.budgets[voter] <= 0.0 {
                continue;
            }
            match self.compare_budget(voter, weight, exact, price, &mut memory) {
                Ordering::Less => {
                    self.budgets[voter] = 0.0;
                    self.poor.push(u32::try_from(voter).unwrap_or(NEVER));
                }
                Ordering::Equal => {
                    self.budgets[voter] = 0.0;
                    let round = u32::try_from(self.rounds.len()).unwrap_or(NEVER);
                    self.emptied
                        .push((u32::try_from(voter).unwrap_or(NEVER), round));
                }
                Ordering::Greater => {
                    let left = self.budgets[voter] - price * weight as f64;
                    // Above zero in truth; the slack covers the float.
                    self.budgets[voter] = left.max(f64::MIN_POSITIVE);
                }
            }
        }
    }

    // ---- exact side ----

    /// Brings the exact prices up to the last round.
    pub(crate) fn settle_ledger(&mut self) {
        let game = self.setting.game;
        while self.ledger.prices.len() < self.rounds.len() {
            let round = self.ledger.prices.len();
            let start = if round == 0 {
                0
            } else {
                self.rounds[round - 1].poor_end
            };
            let bought = &self.rounds[round];
            let mut counts = Counts::new(round);
            for &voter in &self.poor[start..bought.poor_end] {
                counts.add(game, &self.round_of, voter as usize);
            }
            let due = self.due(bought.project, &counts);
            let full = bought.full.max(1);
            let divisor = crate::profile::gcd(full, due.remainder_small(full));
            let factor = full / divisor;
            for price in &mut self.ledger.prices {
                *price = price.times_small(factor);
            }
            self.ledger.denominator = self.ledger.denominator.times_small(factor);
            self.ledger.prices.push(due.divide_small(divisor));
        }
    }

    /// What the full payers owe together, over the common denominator: the
    /// cost less all the money of the poor counted.
    fn due(&self, project: usize, counts: &Counts) -> Integer {
        let game = self.setting.game;
        let endowments = Integer::from(self.endowment).times_small(counts.voters);
        let mut due = Integer::from(game.costs[project])
            .minus(&endowments)
            .times(&self.ledger.denominator);
        for (count, price) in counts.by_round.iter().zip(&self.ledger.prices) {
            if *count > 0 {
                due = due.plus(&price.times_small(*count));
            }
        }
        due
    }

    fn is_affordable_exactly(&mut self, project: usize) -> bool {
        self.settle_ledger();
        let game = self.setting.game;
        let mut counts = Counts::new(self.rounds.len());
        for &voter in game.supporters.items(project) {
            if self.budgets[voter as usize] > 0.0 {
                counts.add(game, &self.round_of, voter as usize);
            }
        }
        let missing = self.due(project, &counts);
        missing.is_negative() || missing.is_zero()
    }

    /// The exact price of an affordable project, by Newton's steps: the first
    /// from the float's guess, from whichever side, lands at or below the
    /// price; from there the steps only rise.
    fn exact_price(&mut self, project: usize) -> ExactPrice {
        self.settle_ledger();
        let game = self.setting.game;
        let guess = self.estimates[project];
        let mut exact: Option<ExactPrice> = None;
        let mut price = if guess.complete { guess.price } else { 0.0 };
        loop {
            let mut counts = Counts::new(self.rounds.len());
            let mut full = 0;
            let mut memory = Vec::new();
            for (voter, weight) in game.supporters.entries(project) {
                if self.budgets[voter] <= 0.0 {
                    continue;
                }
                let is_poor = match &exact {
                    Some(exact) => self
                        .compare_budget(voter, weight, exact, price, &mut memory)
                        .is_lt(),
                    None => self.budgets[voter] < price * weight as f64,
                };
                if is_poor {
                    counts.add(game, &self.round_of, voter);
                } else {
                    full += weight * game.multiplicities[voter];
                }
            }
            if full == 0 {
                // A guess from above with nobody at the full price: begin at the bottom.
                exact = None;
                price = 0.0;
                continue;
            }
            let numerator = self.due(project, &counts);
            let settled = exact
                .as_ref()
                .is_some_and(|exact| exact.full == full && exact.numerator == numerator);
            price = approximate_ratio(&numerator, &self.ledger.denominator.times_small(full));
            let next = ExactPrice { numerator, full };
            if settled {
                return next;
            }
            exact = Some(next);
        }
    }

    /// A voter's budget against the full payment, exactly.
    fn compare_budget(
        &self,
        voter: usize,
        weight: u64,
        exact: &ExactPrice,
        price: f64,
        memory: &mut Vec<(f64, u64, Vec<u32>, Ordering)>,
    ) -> Ordering {
        let due = price * weight as f64;
        let distance = self.budgets[voter] - due;
        let margin = self.slack + (due + self.endowment_float) * ROUNDING * 16.0;
        if distance > margin {
            return Ordering::Greater;
        }
        if distance < -margin {
            return Ordering::Less;
        }
        // Voters with one history have one budget: compare each history once.
        let game = self.setting.game;
        let now = u32::try_from(self.rounds.len()).unwrap_or(NEVER);
        let mut history = Vec::new();
        for (project, paid) in game.supported.entries(voter) {
            if self.round_of[project] < now {
                history.push(self.round_of[project]);
                if self.setting.is_weighted() {
                    history.push(u32::try_from(paid & 0xffff_ffff).unwrap_or(0));
                    history.push(u32::try_from(paid >> 32).unwrap_or(0));
                }
            }
        }
        let budget = self.budgets[voter];
        let known = memory
            .iter()
            .find(|(other, other_weight, other_history, _)| {
                other.to_bits() == budget.to_bits()
                    && *other_weight == weight
                    && *other_history == history
            });
        if let Some((_, _, _, order)) = known {
            return *order;
        }
        let left = self.exact_budget(voter).times_small(exact.full);
        let order = left.cmp(&exact.numerator.times_small(weight));
        if memory.len() < 64 {
            memory.push((budget, weight, history, order));
        }
        order
    }

    /// A voter's budget over the common denominator. Only for those with money.
    fn exact_budget(&self, voter: usize) -> Integer {
        let mut left = Integer::from(self.endowment).times(&self.ledger.denominator);
        for (project, weight) in self.setting.game.supported.entries(voter) {
            if let Some(price) = self.ledger.prices.get(self.round_of[project] as usize) {
                left = left.minus(&price.times_small(weight));
            }
        }
        left
    }

    /// Computes all floats anew from the exact prices, when errors have grown.
    fn settle(&mut self) {
        #[cfg(test)]
        if self.distrusts_floats {
            return;
        }
        self.settle_ledger();
        let prices: Vec<f64> = self
            .ledger
            .prices
            .iter()
            .map(|price| approximate_ratio(price, &self.ledger.denominator))
            .collect();
        let mut longest = 0;
        for voter in 0..self.budgets.len() {
            if self.budgets[voter] <= 0.0 {
                continue;
            }
            let mut left = self.endowment_float;
            let mut length = 0;
            for (project, weight) in self.setting.game.supported.entries(voter) {
                if let Some(price) = prices.get(self.round_of[project] as usize) {
                    left -= price * weight as f64;
                    length += 1;
                }
            }
            longest = longest.max(length);
            self.budgets[voter] = left.max(f64::MIN_POSITIVE);
        }
        // Each price is within 8 roundings, and what was paid fits the endowment.
        self.slack = self.endowment_float * ROUNDING * (20.0 + 4.0 * f64::from(longest));
    }

    /// Exact prices of all rounds over one denominator.
    pub(crate) fn ledger(&mut self) -> &Ledger {
        self.settle_ledger();
        &self.ledger
    }

    /// The round in which each project was bought.
    pub(crate) fn round_of(&self, project: usize) -> Option<usize> {
        let round = self.round_of[project] as usize;
        (round < self.rounds.len()).then_some(round)
    }

    // ---- many endowments at once ----

    /// Follows `self`, at the lower endowment, with `upper` at a higher one, and
    /// says whether the outcome and its order are the same at both and at every
    /// endowment between. A larger endowment leaves every voter at least as much
    /// at each step and makes no price larger, as long as the purchases are the
    /// same; so it is enough that in each round the winner at its dearest
    /// (below) is cheaper than every other at its cheapest (above), and that
    /// above nothing is affordable at the end.
    pub(crate) fn holds_up_to(&mut self, upper: &mut Self) -> Result<bool, RuleError> {
        loop {
            let Some(winner) = self.next_winner()? else {
                return Ok(upper.contenders(false).is_empty());
            };
            if !self.stays_first(&winner, upper) {
                return Ok(false);
            }
            upper.buy_named(winner.project);
            self.buy(&winner);
        }
    }

    /// Whether every other project's price stays above the winner's at all
    /// endowments up to `upper`'s, or ties with it as it does at this one.
    fn stays_first(&mut self, winner: &Winner, upper: &mut Self) -> bool {
        let twins = &self.setting.twins;
        let mut winner_is_flat = None;
        upper.sort_order();
        let mut at = 0;
        while at < upper.order.len() {
            let other = upper.order[at] as usize;
            if upper.keys[other] > winner.high_key {
                break;
            }
            if other == winner.project || twins[other] == twins[winner.project] {
                at += 1;
                continue;
            }
            match upper.refresh(other, winner.high_key) {
                None => {
                    upper.order.remove(at);
                }
                Some((low, _)) if low > winner.high_key => at += 1,
                Some(_) => {
                    let flat = *winner_is_flat.get_or_insert_with(|| {
                        let full = winner.exact.as_ref().map_or(0, |exact| exact.full);
                        full == self.setting.game.totals[winner.project]
                    });
                    if !flat || !self.is_flat(other) {
                        return false;
                    }
                    at += 1;
                }
            }
        }
        true
    }

    /// Whether every supporter pays the full price: then it is the cost over
    /// the weight of all, here and at every larger endowment.
    fn is_flat(&mut self, project: usize) -> bool {
        self.estimates[project] = Estimate::NONE;
        self.order
            .contains(&u32::try_from(project).unwrap_or(NEVER))
            && self.is_affordable_exactly(project)
            && self.exact_price(project).full == self.setting.game.totals[project]
    }

    /// Buys a project known to be affordable.
    fn buy_named(&mut self, project: usize) {
        self.tied.clear();
        if let Afford::At(estimate) = self.estimate(project, f64::INFINITY)
            && self.is_clear(project, &estimate)
        {
            self.buy(&Winner {
                project,
                estimate,
                exact: None,
                high_key: 0.0,
            });
            return;
        }
        self.estimates[project] = Estimate::NONE;
        let exact = self.exact_price(project);
        let denominator = self.ledger.denominator.times_small(exact.full);
        let price = approximate_ratio(&exact.numerator, &denominator);
        let error = price * ROUNDING * 8.0;
        let full = exact.full as f64;
        let estimate = Estimate {
            price,
            error,
            full,
            complete: true,
            clear: true,
        };
        self.buy(&Winner {
            project,
            estimate,
            exact: Some(exact),
            high_key: 0.0,
        });
    }
}

/// A whole number kept in a float below 2^53.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sums of weights are whole, not negative and below 2^52"
)]
fn whole(value: f64) -> u64 {
    value as u64
}

/// How many voters, and how often they paid the full price in each round.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) voters: u64,
    pub(crate) by_round: Vec<u64>,
}

impl Counts {
    pub(crate) fn new(rounds: usize) -> Self {
        Self {
            voters: 0,
            by_round: alloc::vec![0; rounds],
        }
    }

    pub(crate) fn add(&mut self, game: &Game, round_of: &[u32], voter: usize) {
        let multiplicity = game.multiplicities[voter];
        self.voters += multiplicity;
        for (project, weight) in game.supported.entries(voter) {
            if let Some(count) = self.by_round.get_mut(round_of[project] as usize) {
                *count += multiplicity * weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::{Bounds, VoteType};
    use crate::exact::Rational;
    use crate::instance::{Instance, Project};
    use crate::profile::Profile;
    use crate::rules::Satisfaction;
    use crate::tie::TieBreaking;
    use alloc::format;
    use proptest::prelude::*;

    /// A middling election from a seed: enough voters for long sums, few
    /// enough prices for ties.
    fn election(seed: u64, vote_type: VoteType) -> (Instance, Profile) {
        let mut state = seed | 1;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let projects = (0..14)
            .map(|n| {
                let cost = (next(12) + 1) * if next(3) == 0 { 37 } else { 50 };
                Project::new(format!("p{n:02}"), Rational::ratio(i128::from(cost), 3))
            })
            .collect();
        let instance = Instance::new(projects, 1200).unwrap();
        let mut profile = Profile::new(&instance, vote_type, Bounds::default());
        for _ in 0..90 {
            let mut items: Vec<u32> = (0..14).filter(|_| next(4) == 0).collect();
            if vote_type == VoteType::Ordinal {
                items.reverse();
            }
            let points: Vec<i64> = items
                .iter()
                .map(|_| i64::try_from(next(4)).unwrap())
                .collect();
            profile.add(&items, if vote_type.has_points() { &points } else { &[] });
        }
        (instance, profile)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn floats_decide_as_whole_numbers_do(seed: u64) {
            for (vote_type, satisfaction) in [
                (VoteType::Approval, Satisfaction::Cost),
                (VoteType::Approval, Satisfaction::Cardinality),
                (VoteType::Scoring, Satisfaction::AdditiveCardinal),
                (VoteType::Ordinal, Satisfaction::AdditiveBorda),
            ] {
                let (instance, profile) = election(seed, vote_type);
                let game = Game::new(&instance, &profile, satisfaction, &[]).unwrap();
                let rules = [TieBreaking::Lexicographic];
                let ties = TieOrder::new(&rules, &instance, &profile).unwrap();
                let setting = Setting::new(&game, &ties, satisfaction == Satisfaction::Cost);
                let (mut quick, mut slow) = (Run::new(&setting), Run::new(&setting));
                slow.distrusts_floats = true;
                for endowment in [game.share, game.share * 3 / 2, game.share * 2] {
                    quick.start(endowment);
                    quick.finish().unwrap();
                    slow.start(endowment);
                    slow.finish().unwrap();
                    let told = |run: &Run<'_>| -> Vec<(usize, u64, usize, Vec<usize>)> {
                        let rounds = run.rounds.iter();
                        rounds.map(|r| {
                            let mut tied = r.tied.clone();
                            tied.sort_unstable();
                            (r.project, r.full, r.poor_end, tied)
                        }).collect()
                    };
                    prop_assert_eq!(told(&quick), told(&slow));
                    let denominator = slow.ledger().denominator.clone();
                    prop_assert_eq!(&quick.ledger().denominator, &denominator);
                    prop_assert_eq!(&quick.ledger().prices, &slow.ledger().prices);
                }
            }
        }

        #[test]
        fn a_proved_range_holds_at_every_endowment_in_it(seed: u64, width in 1..60_i128) {
            let (instance, profile) = election(seed, VoteType::Approval);
            let game = Game::new(&instance, &profile, Satisfaction::Cost, &[]).unwrap();
            let rules = [TieBreaking::Lexicographic];
            let ties = TieOrder::new(&rules, &instance, &profile).unwrap();
            let setting = Setting::new(&game, &ties, true);
            let (mut lower, mut upper) = (Run::new(&setting), Run::new(&setting));
            let step = (game.share / 4000).max(1);
            lower.start(game.share);
            upper.start(game.share + step * width);
            if lower.holds_up_to(&mut upper).unwrap() {
                let expected: Vec<usize> = lower.selected().collect();
                for at in 0..=width {
                    upper.start(game.share + step * at);
                    upper.finish().unwrap();
                    prop_assert_eq!(&upper.selected().collect::<Vec<_>>(), &expected);
                }
            }
        }
    }
}

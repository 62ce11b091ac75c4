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
        let mut contested: Vec<u32> = (0_u32..)
            .zip(game.costs.iter().zip(&game.totals))
            .filter(|(_, (cost, total))| **cost > 0 && **total > 0)
            .map(|(project, _)| project)
            .collect();
        contested.sort_by(|a, b| least_keys[*a as usize].total_cmp(&least_keys[*b as usize]));
        Self {
            game,
            ties,
            inverse_scales,
            costs,
            multiplicities: game.multiplicities.iter().map(|m| *m as f64).collect(),
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
    let mut sorted: Vec<u32> = contested.to_vec();
    sorted.sort_by(|a, b| column(*a).cmp(&column(*b)));
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
    /// The true price lies this near, if `sure`.
    error: f64,
    /// Weight of those who pay the full price.
    full: f64,
    /// Nobody stands so near the line between full and partial payment that
    /// the float could put them on the wrong side.
    sure: bool,
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
    ledger: Ledger,
    tied: Vec<usize>,
    buffer: Buffer,
}

/// Exact prices of past rounds over one denominator.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) denominator: Integer,
    pub(crate) prices: Vec<Integer>,
}

#[derive(Debug, Default)]
struct Buffer {
    budgets: Vec<f64>,
    multiplicities: Vec<f64>,
    weights: Vec<f64>,
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
        let none = Estimate {
            price: 0.0,
            error: 0.0,
            full: 0.0,
            sure: false,
        };
        Self {
            setting,
            endowment: 0,
            endowment_float: 0.0,
            budgets: Vec::new(),
            slack: 0.0,
            keys: Vec::new(),
            prices: Vec::new(),
            estimates: alloc::vec![none; projects],
            order: Vec::new(),
            round_of: Vec::new(),
            rounds: Vec::new(),
            poor: Vec::new(),
            ledger: Ledger {
                denominator: Integer::one(),
                prices: Vec::new(),
            },
            tied: Vec::new(),
            buffer: Buffer::default(),
        }
    }

    /// Begins anew with this much for every voter.
    pub(crate) fn start(&mut self, endowment: i128) {
        let setting = self.setting;
        self.endowment = endowment;
        self.endowment_float = endowment as f64;
        self.budgets.clear();
        self.budgets
            .resize(setting.multiplicities.len(), self.endowment_float);
        if endowment == 0 {
            self.budgets.fill(0.0);
        }
        self.slack = self.endowment_float * ROUNDING;
        self.keys.clone_from(&setting.least_keys);
        self.prices.clone_from(&setting.least_prices);
        self.order.clone_from(&setting.contested);
        self.round_of.clear();
        self.round_of.resize(setting.game.costs.len(), NEVER);
        self.rounds.clear();
        self.poor.clear();
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

    /// Fills the buffer with the project's supporters; answers their money and
    /// the multiplicity of those who have any.
    fn gather(&mut self, project: usize) -> (f64, f64) {
        let supporters = self.setting.game.supporters.items(project);
        let buffer = &mut self.buffer;
        buffer.budgets.clear();
        buffer.multiplicities.clear();
        let mut money = [0.0; 4];
        let mut alive = [0.0; 4];
        let mut lanes = supporters.chunks_exact(4);
        for four in &mut lanes {
            for lane in 0..4 {
                let voter = four[lane] as usize;
                let (budget, multiplicity) =
                    (self.budgets[voter], self.setting.multiplicities[voter]);
                buffer.budgets.push(budget);
                buffer.multiplicities.push(multiplicity);
                money[lane] += budget * multiplicity;
                alive[lane] += if budget > 0.0 { multiplicity } else { 0.0 };
            }
        }
        for &voter in lanes.remainder() {
            let (budget, multiplicity) = (
                self.budgets[voter as usize],
                self.setting.multiplicities[voter as usize],
            );
            buffer.budgets.push(budget);
            buffer.multiplicities.push(multiplicity);
            money[0] += budget * multiplicity;
            alive[0] += if budget > 0.0 { multiplicity } else { 0.0 };
        }
        if self.setting.is_weighted() {
            let range = self.setting.game.supporters.range(project);
            buffer.weights.clear();
            buffer
                .weights
                .extend_from_slice(&self.setting.weights[range]);
        }
        (
            (money[0] + money[1]) + (money[2] + money[3]),
            (alive[0] + alive[1]) + (alive[2] + alive[3]),
        )
    }

    /// Relative error of a sum over the buffer in four lanes.
    fn sum_error(&self) -> f64 {
        (self.buffer.budgets.len() as f64 / 4.0 + 8.0) * ROUNDING
    }

    fn estimate(&mut self, project: usize) -> Afford {
        let (money, alive) = self.gather(project);
        let cost = self.setting.costs[project];
        let sum_error = self.sum_error();
        let doubt = money * sum_error * 2.0 + alive * self.slack + cost * ROUNDING * 4.0;
        if money < cost - doubt {
            return Afford::No;
        }
        if money <= cost + doubt {
            return Afford::Unsure;
        }
        let start = self.prices[project];
        let estimate = if self.setting.is_weighted() {
            self.water_level_weighted(cost, start, sum_error)
        } else {
            self.water_level(cost, start, sum_error, alive)
        };
        estimate.map_or(Afford::Unsure, Afford::At)
    }

    /// Newton's steps from below to the price at which the supporters' payments
    /// add up to the cost. The payments are concave in the price, so that the
    /// steps never overshoot and end when nobody changes sides.
    fn water_level(&self, cost: f64, start: f64, sum_error: f64, alive: f64) -> Option<Estimate> {
        let budgets = &self.buffer.budgets;
        let multiplicities = &self.buffer.multiplicities;
        let mut price = start;
        let mut last = -1.0;
        for _ in 0..200 {
            let mut poor = [0.0; 4];
            let mut full = [0.0; 4];
            let mut lanes = budgets.chunks_exact(4).zip(multiplicities.chunks_exact(4));
            for (budget, multiplicity) in &mut lanes {
                for lane in 0..4 {
                    let is_poor = budget[lane] < price;
                    let money = budget[lane] * multiplicity[lane];
                    poor[lane] += if is_poor { money } else { 0.0 };
                    full[lane] += if is_poor { 0.0 } else { multiplicity[lane] };
                }
            }
            let rest = budgets.len() / 4 * 4;
            for (budget, multiplicity) in budgets[rest..].iter().zip(&multiplicities[rest..]) {
                if *budget < price {
                    poor[0] += budget * multiplicity;
                } else {
                    full[0] += multiplicity;
                }
            }
            let poor = (poor[0] + poor[1]) + (poor[2] + poor[3]);
            let full = (full[0] + full[1]) + (full[2] + full[3]);
            if full <= 0.0 {
                return None;
            }
            let next = (cost - poor) / full;
            if full.to_bits() == last_bits(last) {
                let error = (poor * sum_error + (alive - full).max(0.0) * self.slack) / full
                    + next.abs() * ROUNDING * 8.0
                    + cost / full * ROUNDING * 4.0;
                let margin = self.slack + 2.0 * error + self.endowment_float * ROUNDING * 4.0;
                let gap = budgets
                    .iter()
                    .fold(f64::INFINITY, |gap, budget| gap.min((budget - next).abs()));
                let sure = gap > margin;
                return Some(Estimate {
                    price: next,
                    error,
                    full,
                    sure,
                });
            }
            last = full;
            price = next;
        }
        None
    }

    /// The same with weights: a supporter pays `min(budget, price * weight)`.
    fn water_level_weighted(&self, cost: f64, start: f64, sum_error: f64) -> Option<Estimate> {
        let Buffer {
            budgets,
            multiplicities,
            weights,
        } = &self.buffer;
        let mut price = start;
        let mut last = -1.0;
        for _ in 0..200 {
            let mut poor = [0.0; 4];
            let mut many = [0.0; 4];
            let mut full = [0.0; 4];
            for (at, budget) in budgets.iter().enumerate() {
                let lane = at % 4;
                let (multiplicity, weight) = (multiplicities[at], weights[at]);
                if *budget < price * weight {
                    poor[lane] += budget * multiplicity;
                    many[lane] += if *budget > 0.0 { multiplicity } else { 0.0 };
                } else {
                    full[lane] += multiplicity * weight;
                }
            }
            let poor = (poor[0] + poor[1]) + (poor[2] + poor[3]);
            let many = (many[0] + many[1]) + (many[2] + many[3]);
            let full = (full[0] + full[1]) + (full[2] + full[3]);
            if full <= 0.0 {
                return None;
            }
            let next = (cost - poor) / full;
            if full.to_bits() == last_bits(last) {
                let error = (poor * sum_error + many * self.slack) / full
                    + next.abs() * ROUNDING * 8.0
                    + cost / full * ROUNDING * 4.0;
                let margin = self.slack
                    + 2.0 * error * self.setting.most_weight
                    + self.endowment_float * ROUNDING * 4.0;
                let gap =
                    budgets
                        .iter()
                        .zip(weights)
                        .fold(f64::INFINITY, |gap, (budget, weight)| {
                            gap.min((budget - next * weight).abs() - next * weight * ROUNDING * 4.0)
                        });
                let sure = gap > margin;
                return Some(Estimate {
                    price: next,
                    error,
                    full,
                    sure,
                });
            }
            last = full;
            price = next;
        }
        None
    }

    /// Lower and upper bound of a price over the project's scale.
    fn key_bounds(&self, project: usize, estimate: Estimate) -> (f64, f64) {
        let inverse = self.setting.inverse_scales[project];
        let low = (estimate.price - estimate.error) * inverse * (1.0 - 8.0 * ROUNDING);
        let high = if estimate.sure {
            (estimate.price + estimate.error) * inverse * (1.0 + 8.0 * ROUNDING)
        } else {
            f64::INFINITY
        };
        (low.max(0.0), high)
    }

    /// Looks at a project again: none when it can no longer be bought.
    fn refresh(&mut self, project: usize) -> Option<(f64, f64)> {
        let estimate = match self.estimate(project) {
            Afford::No => return None,
            Afford::At(estimate) => estimate,
            Afford::Unsure => {
                if !self.is_affordable_exactly(project) {
                    return None;
                }
                Estimate {
                    price: self.prices[project],
                    error: 0.0,
                    full: 0.0,
                    sure: false,
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
        self.order
            .sort_by(|a, b| keys[*a as usize].total_cmp(&keys[*b as usize]));
    }

    /// The project to buy next, after all ties; none when none is affordable.
    pub(crate) fn next_winner(&mut self) -> Result<Option<Winner>, RuleError> {
        self.tied.clear();
        self.sort_order();
        let mut best_high = f64::INFINITY;
        let mut contenders: Vec<u32> = Vec::new();
        let mut at = 0;
        let mut kept = 0;
        while at < self.order.len() {
            let project = self.order[at];
            if self.keys[project as usize] > best_high {
                break;
            }
            at += 1;
            if let Some((_, high)) = self.refresh(project as usize) {
                best_high = best_high.min(high);
                contenders.push(project);
                self.order[kept] = project;
                kept += 1;
            }
        }
        self.order.drain(kept..at);
        contenders.retain(|project| self.keys[*project as usize] <= best_high);
        if let [only] = contenders[..] {
            let project = only as usize;
            let estimate = self.estimates[project];
            if estimate.sure {
                let (_, high_key) = self.key_bounds(project, estimate);
                return Ok(Some(Winner {
                    project,
                    estimate,
                    exact: None,
                    high_key,
                }));
            }
        }
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
        let estimate = Estimate {
            price,
            error,
            full: exact.full as f64,
            sure: true,
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
                Ordering::Equal => self.budgets[voter] = 0.0,
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
        let mut price = if guess.sure { guess.price } else { 0.0 };
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

    /// The exact ledger and where each project was bought.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The round in which a project was bought.
    pub(crate) fn round_of(&self, project: usize) -> Option<usize> {
        let round = self.round_of[project] as usize;
        (round < self.rounds.len()).then_some(round)
    }

    /// Whether a voter has money left.
    pub(crate) fn has_money(&self, voter: usize) -> bool {
        self.budgets[voter] > 0.0
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
                return upper.nothing_affordable();
            };
            if !upper.leaves_first(winner.project, winner.high_key) {
                return Ok(false);
            }
            upper.buy_named(winner.project);
            self.buy(&winner);
        }
    }

    fn nothing_affordable(&mut self) -> Result<bool, RuleError> {
        Ok(self.next_winner()?.is_none())
    }

    /// Whether every other project's price stays above `high_key`.
    fn leaves_first(&mut self, project: usize, high_key: f64) -> bool {
        self.sort_order();
        let mut at = 0;
        while at < self.order.len() {
            let other = self.order[at] as usize;
            if self.keys[other] > high_key {
                break;
            }
            if other == project || self.setting.twins[other] == self.setting.twins[project] {
                at += 1;
                continue;
            }
            match self.refresh(other) {
                None => {
                    self.order.remove(at);
                }
                Some((low, _)) if low > high_key => at += 1,
                Some(_) => return false,
            }
        }
        true
    }

    /// Buys a project known to be affordable.
    fn buy_named(&mut self, project: usize) {
        self.tied.clear();
        let estimate = match self.estimate(project) {
            Afford::At(estimate) if estimate.sure => estimate,
            _ => {
                self.estimates[project].sure = false;
                let exact = self.exact_price(project);
                let denominator = self.ledger.denominator.times_small(exact.full);
                let price = approximate_ratio(&exact.numerator, &denominator);
                let error = price * ROUNDING * 8.0;
                let estimate = Estimate {
                    price,
                    error,
                    full: exact.full as f64,
                    sure: true,
                };
                self.buy(&Winner {
                    project,
                    estimate,
                    exact: Some(exact),
                    high_key: 0.0,
                });
                return;
            }
        };
        self.buy(&Winner {
            project,
            estimate,
            exact: None,
            high_key: 0.0,
        });
    }
}

fn last_bits(last: f64) -> u64 {
    last.to_bits()
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

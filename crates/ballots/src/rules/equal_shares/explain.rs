//! Tells a run of equal shares round by round, in exact amounts, from what the
//! run leaves behind: the exact prices and who ran out of money when.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::allocation::{
    BudgetAllocation, EqualSharesRound, Loser, Need, Round, Share, Spent, Stage, Tie,
};
use crate::exact::{Integer, Rational, approximate_ratio};
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::Satisfaction;
use crate::rules::game::Game;
use crate::sort;

use super::solver::{Ledger, Run, Setting};

/// How a voter's money ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Some is left.
    Never,
    /// In this round all that was left went, less than a full payment.
    Partly(usize),
    /// In this round a full payment took exactly all.
    Fully(usize),
}

impl Last {
    /// Whether the voter, a supporter, paid the full price in this round.
    fn paid_fully(self, round: usize) -> bool {
        match self {
            Self::Never => true,
            Self::Partly(last) => round < last,
            Self::Fully(last) => round <= last,
        }
    }

    /// Whether any money was left before this round.
    fn had_money(self, round: usize) -> bool {
        match self {
            Self::Never => true,
            Self::Partly(last) | Self::Fully(last) => round <= last,
        }
    }
}

/// A finished run with what is needed to look back at any round.
struct Story<'a> {
    game: &'a Game,
    endowment: i128,
    denominator: Integer,
    prices: Vec<Integer>,
    round_of: Vec<Option<usize>>,
    last: Vec<Last>,
}

impl<'a> Story<'a> {
    fn new(game: &'a Game, run: &mut Run<'_>) -> Self {
        let mut last = alloc::vec![Last::Never; game.multiplicities.len()];
        let mut start = 0;
        for (round, bought) in run.rounds.iter().enumerate() {
            for &voter in &run.poor[start..bought.poor_end] {
                last[voter as usize] = Last::Partly(round);
            }
            start = bought.poor_end;
        }
        for &(voter, round) in &run.emptied {
            last[voter as usize] = Last::Fully(round as usize);
        }
        let round_of = (0..game.costs.len())
            .map(|project| run.round_of(project))
            .collect();
        let endowment = run.endowment;
        let Ledger {
            denominator,
            prices,
        } = run.ledger();
        Self {
            game,
            endowment,
            denominator: denominator.clone(),
            prices: prices.clone(),
            round_of,
            last,
        }
    }

    /// What a voter had before a round, over the common denominator.
    fn budget(&self, voter: usize, round: usize) -> Integer {
        if !self.last[voter].had_money(round) {
            return Integer::ZERO;
        }
        let mut left = Integer::from(self.endowment).times(&self.denominator);
        for (project, weight) in self.game.supported.entries(voter) {
            if let Some(earlier) = self.round_of[project].filter(|earlier| *earlier < round) {
                left = left.minus(&self.prices[earlier].times_small(weight));
            }
        }
        left
    }

    /// What a project's supporters had together before a round.
    fn money(&self, project: usize, round: usize) -> Integer {
        let mut voters = 0;
        let mut counts = alloc::vec![0_u64; round];
        for &voter in self.game.supporters.items(project) {
            let voter = voter as usize;
            if self.last[voter].had_money(round) {
                voters += self.game.multiplicities[voter];
                self.count(voter, &mut counts);
            }
        }
        self.together(voters, &counts)
    }

    /// Adds how often a voter paid the full price in the rounds before.
    fn count(&self, voter: usize, counts: &mut [u64]) {
        for (project, weight) in self.game.supported.entries(voter) {
            let count = self.round_of[project].and_then(|earlier| counts.get_mut(earlier));
            if let Some(count) = count {
                *count += self.game.multiplicities[voter] * weight;
            }
        }
    }

    fn together(&self, voters: u64, counts: &[u64]) -> Integer {
        let mut money = Integer::from(self.endowment)
            .times_small(voters)
            .times(&self.denominator);
        for (count, price) in counts.iter().zip(&self.prices) {
            if *count > 0 {
                money = money.minus(&price.times_small(*count));
            }
        }
        money
    }

    /// Money over the common denominator as an amount of currency.
    fn amount(&self, money: Integer) -> Rational {
        let unit = self.denominator.times(&Integer::from(self.game.unit));
        Rational::new(money, unit).unwrap_or_else(Rational::zero)
    }

    /// Equal amounts together, the least first.
    fn shares(&self, amounts: &[(Integer, u64)]) -> Vec<Share> {
        let mut shares: Vec<Share> = Vec::new();
        let mut last: Option<&Integer> = None;
        for at in sort::order(amounts.len(), &mut |a, b| amounts[a].0.cmp(&amounts[b].0)) {
            let (amount, voters) = &amounts[at];
            match shares.last_mut() {
                Some(share) if last == Some(amount) => share.voters += voters,
                _ => shares.push(Share {
                    amount: self.amount(amount.clone()),
                    voters: *voters,
                }),
            }
            last = Some(amount);
        }
        shares
    }

    /// In which tenth of the endowment a budget lies; 0 when it is nothing.
    fn bin(&self, budget: &Integer) -> usize {
        let whole = Integer::from(self.endowment).times(&self.denominator);
        let Some((tenths, rest)) = budget.times_small(10).divide(&whole) else {
            return 0;
        };
        let tenths = tenths
            .to_i128()
            .and_then(|bin| usize::try_from(bin).ok())
            .unwrap_or(0);
        (tenths + usize::from(!rest.is_zero())).min(10)
    }
}

/// The most that a loser's supporters could have paid of its cost so far.
#[derive(Clone, Copy)]
struct Nearest {
    part: f64,
    round: usize,
}

pub(crate) fn fill(
    instance: &Instance,
    profile: &Profile,
    setting: &Setting<'_>,
    run: &mut Run<'_>,
    satisfaction: Satisfaction,
    allocation: &mut BudgetAllocation,
) {
    let game = setting.game;
    let story = Story::new(game, run);
    let votes = profile.votes();
    let whole = approximate_ratio(&Integer::from(story.endowment), &Integer::one());
    let mut budgets = alloc::vec![whole; game.multiplicities.len()];
    let full_bin = if story.endowment == 0 { 0 } else { 10 };
    let mut bins = alloc::vec![full_bin; game.multiplicities.len()];
    let mut histogram = [0; 11];
    histogram[full_bin] = game.num_ballots;
    let losers: Vec<usize> = setting
        .contested
        .iter()
        .map(|project| *project as usize)
        .filter(|project| story.round_of[*project].is_none())
        .collect();
    let mut nearest = alloc::vec![Nearest { part: 0.0, round: usize::MAX }; losers.len()];
    let mut poor_start = 0;
    for (round, bought) in run.rounds.iter().enumerate() {
        let project = bought.project;
        let price = approximate_ratio(&story.prices[round], &story.denominator);
        for (at, loser) in losers.iter().enumerate() {
            let due = price / setting.scales[project] as f64 * setting.scales[*loser] as f64;
            let part = covered(game, &budgets, *loser, due);
            if part > nearest[at].part {
                nearest[at] = Nearest { part, round };
            }
        }
        let poor = &run.poor[poor_start..bought.poor_end];
        poor_start = bought.poor_end;
        let told = tell(
            &story,
            satisfaction,
            profile,
            round,
            project,
            poor,
            &votes,
            histogram,
        );
        let tie = (!bought.tied.is_empty()).then(|| Tie {
            positions: bought.tied.clone(),
            chosen: project,
        });
        let told = Round::EqualShares(Box::new(told));
        allocation.take(instance, project, Stage::EqualShares, told, tie);
        for &voter in game.supporters.items(project) {
            let voter = voter as usize;
            if story.last[voter].had_money(round) {
                let left = story.budget(voter, round + 1);
                budgets[voter] = approximate_ratio(&left, &story.denominator);
                histogram[bins[voter]] -= game.multiplicities[voter];
                bins[voter] = story.bin(&left);
                histogram[bins[voter]] += game.multiplicities[voter];
            }
        }
    }
    for position in 0..game.costs.len() {
        if allocation.is_selected(position) {
            continue;
        }
        let need = match losers.iter().position(|loser| *loser == position) {
            Some(at) => lacked(&story, setting, run, position, nearest[at]),
            None => Need::Support,
        };
        allocation.losers.push(Loser {
            position,
            need,
            enough: None,
        });
    }
}

/// How much of its cost a project's supporters could pay, each up to `due` for
/// every unit of weight.
fn covered(game: &Game, budgets: &[f64], project: usize, due: f64) -> f64 {
    let sum: f64 = game
        .supporters
        .entries(project)
        .map(|(voter, weight)| {
            budgets[voter].min(due * weight as f64) * game.multiplicities[voter] as f64
        })
        .sum();
    sum / game.costs[project] as f64
}

#[expect(clippy::too_many_arguments, reason = "one round's facts, told once")]
fn tell(
    story: &Story<'_>,
    satisfaction: Satisfaction,
    profile: &Profile,
    round: usize,
    project: usize,
    poor: &[u32],
    votes: &[u64],
    budgets: [u64; 11],
) -> EqualSharesRound {
    let game = story.game;
    let price = &story.prices[round];
    let cost = Integer::from(game.costs[project]).times(&story.denominator);
    let mut full: Vec<(Integer, u64)> = Vec::new();
    let mut by_weight: Vec<(u64, u64)> = Vec::new();
    for (voter, weight) in game.supporters.entries(project) {
        if story.last[voter].paid_fully(round) {
            match by_weight.iter_mut().find(|(other, _)| *other == weight) {
                Some((_, voters)) => *voters += game.multiplicities[voter],
                None => by_weight.push((weight, game.multiplicities[voter])),
            }
        }
    }
    for (weight, voters) in by_weight {
        full.push((price.times_small(weight), voters));
    }
    let partial: Vec<(Integer, u64)> = poor
        .iter()
        .map(|voter| {
            let voter = *voter as usize;
            (story.budget(voter, round), game.multiplicities[voter])
        })
        .collect();
    let scale = match satisfaction {
        Satisfaction::AdditiveCardinal => profile.points_scale(),
        _ => 1,
    };
    let price_amount = story.amount(price.times_small(scale));
    let affordability = if satisfaction == Satisfaction::Cost {
        Rational::new(price.clone(), cost.clone()).unwrap_or_else(Rational::zero)
    } else {
        price_amount
    };
    let effective_votes =
        Rational::new(cost, price.times_small(scale)).unwrap_or_else(Rational::zero);
    EqualSharesRound {
        affordability,
        effective_votes,
        votes: votes[project],
        supporters_money: story.amount(story.money(project, round)),
        full_payments: story.shares(&full),
        partial_payments: story.shares(&partial),
        budgets,
    }
}

/// What a supported project lacked at the end.
fn lacked(
    story: &Story<'_>,
    setting: &Setting<'_>,
    run: &Run<'_>,
    project: usize,
    nearest: Nearest,
) -> Need {
    let rounds = story.prices.len();
    let cost = story.game.amount(&Integer::from(story.game.costs[project]));
    let supporters_money = story.amount(story.money(project, rounds));
    let missing = cost.minus(&supporters_money);
    let mut best = supporters_money.clone();
    if let Some(bought) = run.rounds.get(nearest.round) {
        best = best.max(could_pay(
            story,
            setting,
            project,
            nearest.round,
            bought.project,
        ));
    }
    let effective_support = best
        .times(&Rational::from(100))
        .over(&cost)
        .unwrap_or_else(Rational::zero);
    let endowment = story.game.amount(&Integer::from(story.endowment));
    let votes = missing.over(&endowment).and_then(|voters| {
        let up = Integer::ZERO.minus(&Rational::zero().minus(&voters).floor());
        up.to_i128().and_then(|voters| u64::try_from(voters).ok())
    });
    Need::Money {
        supporters_money,
        missing,
        effective_support,
        votes,
        spent_on: spending(story, run, project),
    }
}

/// What a project's supporters could have paid at most at a round's price.
fn could_pay(
    story: &Story<'_>,
    setting: &Setting<'_>,
    project: usize,
    round: usize,
    bought: usize,
) -> Rational {
    let above = Integer::from(setting.scales[project]);
    let below = Integer::from(setting.scales[bought]);
    let due = story.prices[round].times(&above);
    let mut sum = Integer::ZERO;
    for (voter, weight) in story.game.supporters.entries(project) {
        let budget = story.budget(voter, round).times(&below);
        let payment = budget.min(due.times_small(weight));
        sum = sum.plus(&payment.times_small(story.game.multiplicities[voter]));
    }
    let unit = story
        .denominator
        .times(&Integer::from(story.game.unit))
        .times(&below);
    Rational::new(sum, unit).unwrap_or_else(Rational::zero)
}

/// Where a loser's supporters spent their money.
fn spending(story: &Story<'_>, run: &Run<'_>, project: usize) -> Vec<Spent> {
    let game = story.game;
    let rounds = story.prices.len();
    let mut voters = alloc::vec![0_u64; rounds];
    let mut amounts = alloc::vec![Integer::ZERO; rounds];
    let mut full = alloc::vec![0_u64; rounds];
    for &voter in game.supporters.items(project) {
        let voter = voter as usize;
        let multiplicity = game.multiplicities[voter];
        for (other, weight) in game.supported.entries(voter) {
            let Some(round) = story.round_of[other] else {
                continue;
            };
            if story.last[voter].paid_fully(round) {
                voters[round] += multiplicity;
                full[round] += multiplicity * weight;
            } else if story.last[voter] == Last::Partly(round) {
                voters[round] += multiplicity;
                let rest = story.budget(voter, round).times_small(multiplicity);
                amounts[round] = core::mem::take(&mut amounts[round]).plus(&rest);
            }
        }
    }
    let mut spent: Vec<Spent> = (0..rounds)
        .filter(|&round| voters[round] > 0)
        .map(|round| {
            let paid = story.prices[round]
                .times_small(full[round])
                .plus(&amounts[round]);
            Spent {
                position: run.rounds[round].project,
                voters: voters[round],
                amount: story.amount(paid),
            }
        })
        .collect();
    sort::short(&mut spent, |a, b| a.amount > b.amount);
    spent
}

//! The most satisfaction that the budget can buy: an exact knapsack.

use alloc::vec::Vec;

use crate::allocation::{BudgetAllocation, Enough, Loser, Need, Round, Stage};
use crate::exact::{Integer, Rational};
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::game::{money_unit, scaled};
use crate::rules::greedy::totals;
use crate::rules::{RuleError, Satisfaction};
use crate::sort;
use crate::tie::TieOrder;

/// The most combinations kept at once; beyond it the answer is `TooHard`.
const MOST_STATES: usize = 4_000_000;

/// A combination worth keeping: no other is at least as good and cheaper.
#[derive(Clone, Copy)]
struct State {
    cost: i128,
    value: i128,
    /// The last project taken and where the rest is, in the history.
    history: u32,
}

#[derive(Clone, Copy)]
struct Item {
    project: usize,
    cost: i128,
    value: i128,
}

/// The value of the best outcome for `rest` in tenths of nothing: an upper
/// bound that may take a fraction of one project, rounded up.
fn bound(items: &[Item], prefix: &[(i128, i128)], from: usize, room: i128) -> i128 {
    // prefix[k] = cost and value of items[..k]; items fall in value per cost.
    let (cost_before, value_before) = prefix[from];
    let end = prefix[from..].partition_point(|(cost, _)| cost - cost_before <= room) + from - 1;
    let (cost, value) = prefix[end];
    let whole = value - value_before;
    match items.get(end) {
        None => whole,
        Some(item) => {
            let left = room - (cost - cost_before);
            // Rounded up through floats; one part in 2^40 is added for safety.
            let part = (left as f64 / item.cost as f64) * item.value as f64;
            let part = part * (1.0 + 1e-12) + 1.0;
            whole + ceiling(part).min(item.value)
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a bound; saturation keeps it one"
)]
fn ceiling(value: f64) -> i128 {
    value as i128 + 1
}

/// The largest total satisfaction within the budget. Ties between combinations
/// go to the cheaper one, then to the one found first when projects are offered
/// from the best value per cost down, equals by tie order: repeatable, but
/// without a meaning of its own. Compare objectives, not sets.
pub(crate) fn run(
    instance: &Instance,
    profile: &Profile,
    ties: &TieOrder,
    satisfaction: Satisfaction,
    explain: bool,
) -> Result<BudgetAllocation, RuleError> {
    satisfaction.check(profile.vote_type())?;
    let unit = money_unit(instance, 1, &[])?;
    let budget = scaled(instance.budget_limit(), unit)?;
    let mut items = Vec::new();
    let mut free = Vec::new();
    let mut all = Vec::new();
    for (project, total) in totals(profile, satisfaction).into_iter().enumerate() {
        let cost = scaled(&instance.projects()[project].cost, unit)?;
        let value = match satisfaction {
            Satisfaction::Cost => total.checked_mul(cost).ok_or(RuleError::TooLarge)?,
            _ => total,
        };
        if value > (1_i128 << 120) {
            return Err(RuleError::TooLarge);
        }
        let item = Item {
            project,
            cost,
            value,
        };
        all.push(item);
        if value > 0 && cost == 0 {
            free.push(project);
        } else if value > 0 && cost <= budget {
            items.push(item);
        }
    }
    let sorted = sort::order(items.len(), &mut |a, b| {
        let (a, b): (&Item, &Item) = (&items[a], &items[b]);
        let (left, right) = (Rational::ratio(a.value, 1), Rational::ratio(b.value, 1));
        let left = left.times(&Rational::ratio(b.cost, 1));
        let right = right.times(&Rational::ratio(a.cost, 1));
        right
            .cmp(&left)
            .then_with(|| ties.rank(a.project).cmp(&ties.rank(b.project)))
            .then_with(|| a.project.cmp(&b.project))
    });
    let items: Vec<Item> = sorted.into_iter().map(|at| items[at]).collect();
    let chosen = best(&items, budget)?;
    let value_of = |chosen: &[usize]| -> i128 { chosen.iter().map(|p| all[*p].value).sum() };
    let optimum = value_of(&chosen);
    let mut allocation = BudgetAllocation::new(instance);
    free.extend(chosen);
    sort::short(&mut free, |a, b| (ties.rank(*a), a) < (ties.rank(*b), b));
    for project in free {
        allocation.take(instance, project, Stage::MaxWelfare, Round::Plain, None);
    }
    for position in 0..instance.projects().len() {
        if !allocation.is_selected(position) {
            allocation.losers.push(Loser {
                position,
                need: Need::Combination,
                enough: None,
            });
        }
    }
    if explain {
        // What one unit of satisfaction is in the whole numbers counted with.
        let whole = match satisfaction {
            Satisfaction::Cost => unit,
            Satisfaction::AdditiveCardinal => i128::from(profile.points_scale()),
            Satisfaction::Score if profile.vote_type().has_points() => {
                i128::from(profile.points_scale())
            }
            _ => 1,
        };
        for loser in &mut allocation.losers {
            let item = all[loser.position];
            if item.cost > budget {
                loser.enough = Some(Enough::Welfare(None));
                continue;
            }
            let mut others = items.clone();
            others.retain(|other| other.project != item.project);
            // Too hard to say is no reason to withhold the outcome.
            if let Ok(beside) = best(&others, budget - item.cost) {
                let gap = optimum - item.value - value_of(&beside);
                loser.enough = Some(Enough::Welfare(
                    Rational::from(Integer::from(gap)).over(&Rational::from(Integer::from(whole))),
                ));
            }
        }
    }
    Ok(allocation)
}

/// Nemhauser and Ullmann's list of undominated combinations, grown project by
/// project, without those that cannot reach the greedy outcome any more.
fn best(items: &[Item], budget: i128) -> Result<Vec<usize>, RuleError> {
    let mut prefix = alloc::vec![(0_i128, 0_i128)];
    let (mut cost, mut value) = (0, 0);
    for item in items {
        cost += item.cost;
        value += item.value;
        prefix.push((cost, value));
    }
    let mut known = 0;
    let mut states = alloc::vec![State {
        cost: 0,
        value: 0,
        history: 0
    }];
    // history[0] is nothing; others say which item, and what came before.
    let mut history: Vec<(u32, u32)> = alloc::vec![(0, 0)];
    for (index, item) in items.iter().enumerate() {
        known = known.max(greedy_value(items, index, budget, &states));
        let mut merged: Vec<State> = Vec::with_capacity(states.len() * 2);
        let mut push =
            |state: State, history: &mut Vec<(u32, u32)>, taken: bool| -> Result<(), RuleError> {
                if merged.last().is_some_and(|last| last.value >= state.value) {
                    return Ok(());
                }
                let room = budget - state.cost;
                if state.value + bound(items, &prefix, index + 1, room) < known {
                    return Ok(());
                }
                let mut state = state;
                if taken {
                    let item = u32::try_from(index).map_err(|_| RuleError::TooHard)?;
                    let place = u32::try_from(history.len()).map_err(|_| RuleError::TooHard)?;
                    history.push((item, state.history));
                    state.history = place;
                }
                merged.push(state);
                Ok(())
            };
        let mut with = states
            .iter()
            .map(|state| State {
                cost: state.cost + item.cost,
                value: state.value + item.value,
                history: state.history,
            })
            .take_while(|state| state.cost <= budget)
            .peekable();
        let mut without = states.iter().copied().peekable();
        loop {
            let take_with = match (with.peek(), without.peek()) {
                (None, None) => break,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some(a), Some(b)) => (a.cost, -a.value) < (b.cost, -b.value),
            };
            let next = if take_with {
                with.next()
            } else {
                without.next()
            };
            if let Some(state) = next {
                push(state, &mut history, take_with)?;
            }
        }
        states = merged;
        if states.len() + history.len() > MOST_STATES * 4 {
            return Err(RuleError::TooHard);
        }
    }
    let mut chosen = Vec::new();
    if let Some(state) = states.iter().max_by_key(|state| (state.value, -state.cost)) {
        let mut at = state.history;
        while at != 0 {
            let (item, before) = history[at as usize];
            chosen.push(items[item as usize].project);
            at = before;
        }
    }
    Ok(chosen)
}

/// What taking greedily from `from` on reaches, from the best state so far.
fn greedy_value(items: &[Item], from: usize, budget: i128, states: &[State]) -> i128 {
    let sample = states.len().div_ceil(64).max(1);
    states
        .iter()
        .rev()
        .step_by(sample)
        .map(|state| {
            let mut room = budget - state.cost;
            let mut value = state.value;
            for item in &items[from..] {
                if item.cost <= room {
                    room -= item.cost;
                    value += item.value;
                }
            }
            value
        })
        .max()
        .unwrap_or(0)
}

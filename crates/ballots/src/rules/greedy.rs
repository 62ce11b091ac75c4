//! The greedy rules: walk the projects from the best down and take what fits.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::allocation::{BudgetAllocation, GreedyRound, Loser, Need, Round, Stage, Tie};
use crate::exact::Rational;
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::game::weight;
use crate::rules::{Options, RuleError, Satisfaction, enough};
use crate::sort;
use crate::tie::TieOrder;

pub(crate) enum Kind {
    Skip,
    NoSkip,
    Threshold(Rational),
}

/// By project: total satisfaction before any factor of cost, times the
/// profile's points scale.
pub(crate) fn totals(profile: &Profile, satisfaction: Satisfaction) -> Vec<i128> {
    let has_points = profile.vote_type().has_points();
    let satisfaction = match satisfaction {
        Satisfaction::Score if !has_points => Satisfaction::Cardinality,
        other => other,
    };
    let mut totals = alloc::vec![0_i128; profile.num_projects()];
    for ballot in profile.ballots() {
        let multiplicity = i128::from(ballot.multiplicity);
        if satisfaction.is_uniform() {
            for &item in ballot.positions {
                totals[item as usize] += multiplicity;
            }
        } else {
            for (place, &item) in ballot.positions.iter().enumerate() {
                let weight = weight(satisfaction, ballot.positions.len(), place, ballot.points);
                totals[item as usize] += multiplicity * i128::from(weight);
            }
        }
    }
    totals
}

/// Total points per project, or votes where ballots have no points.
pub(crate) fn scores(profile: &Profile) -> Vec<Rational> {
    let scale = if profile.vote_type().has_points() {
        profile.points_scale()
    } else {
        1
    };
    totals(profile, Satisfaction::Score)
        .into_iter()
        .map(|total| Rational::ratio(total, scale))
        .collect()
}

/// What the walk sorts by; `Free` comes before every amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Density {
    Free,
    Of(Rational),
}

impl Density {
    pub(crate) fn descending(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Free, Self::Free) => Ordering::Equal,
            (Self::Free, Self::Of(_)) => Ordering::Less,
            (Self::Of(_), Self::Free) => Ordering::Greater,
            (Self::Of(a), Self::Of(b)) => b.cmp(a),
        }
    }
}

/// What a project is sorted by, given its total satisfaction before any factor
/// of cost.
pub(crate) fn density(satisfaction: Satisfaction, value: Rational, cost: &Rational) -> Density {
    let none = || Density::Of(Rational::zero());
    match satisfaction {
        // A free project satisfies nobody when satisfaction is its cost.
        Satisfaction::Cost if cost.is_zero() => none(),
        // Cost per cost is one for every vote.
        Satisfaction::Score | Satisfaction::Cost => Density::Of(value),
        Satisfaction::Cardinality | Satisfaction::AdditiveCardinal
            if value.is_zero() || value.is_negative() =>
        {
            none()
        }
        // The reference's Borda greedy takes free projects first, wanted or not.
        Satisfaction::AdditiveBorda
        | Satisfaction::Cardinality
        | Satisfaction::AdditiveCardinal => value.over(cost).map_or(Density::Free, Density::Of),
    }
}

/// By project: total satisfaction before any factor of cost.
pub(crate) fn values(profile: &Profile, satisfaction: Satisfaction) -> Vec<Rational> {
    let scale = match satisfaction {
        Satisfaction::AdditiveCardinal => profile.points_scale(),
        Satisfaction::Score if profile.vote_type().has_points() => profile.points_scale(),
        _ => 1,
    };
    totals(profile, satisfaction)
        .into_iter()
        .map(|total| Rational::ratio(total, scale))
        .collect()
}

pub(crate) fn densities(
    instance: &Instance,
    profile: &Profile,
    satisfaction: Satisfaction,
) -> Vec<Density> {
    values(profile, satisfaction)
        .into_iter()
        .zip(instance.projects())
        .map(|(value, project)| density(satisfaction, value, &project.cost))
        .collect()
}

/// Sorts as the walk goes: the best first, equals by tie order.
pub(crate) fn sort_queue(queue: &mut Vec<usize>, densities: &[Density], ties: &TieOrder) {
    sort::places(queue, &mut |a, b| {
        densities[a]
            .descending(&densities[b])
            .then_with(|| ties.rank(a).cmp(&ties.rank(b)))
            .then_with(|| a.cmp(&b))
    });
}

/// Extends an allocation by the greedy walk.
pub(crate) fn extend(
    instance: &Instance,
    profile: &Profile,
    ties: &TieOrder,
    satisfaction: Satisfaction,
    kind: &Kind,
    allocation: &mut BudgetAllocation,
) -> Result<(), RuleError> {
    satisfaction.check(profile.vote_type())?;
    let densities = densities(instance, profile, satisfaction);
    let mut taken = alloc::vec![false; densities.len()];
    for &position in allocation.order() {
        taken[position] = true;
    }
    let mut queue: Vec<usize> = (0..densities.len()).filter(|&p| !taken[p]).collect();
    let mut losers = Vec::new();
    if let Kind::Threshold(threshold) = kind {
        let scores = scores(profile);
        queue.retain(|&position| {
            let enough = scores[position] >= *threshold;
            if !enough {
                let need = Need::Score {
                    score: scores[position].clone(),
                    needed: threshold.clone(),
                };
                losers.push(Loser {
                    position,
                    need,
                    enough: None,
                });
            }
            enough
        });
    }
    sort_queue(&mut queue, &densities, ties);
    let mut left = instance.budget_limit().minus(allocation.total_cost());
    let mut last_winner: Option<usize> = None;
    let mut stopped = false;
    let mut at = 0;
    while at < queue.len() {
        let end = at
            + queue[at..]
                .iter()
                .take_while(|&&p| densities[p] == densities[queue[at]])
                .count();
        let equals = &queue[at..end];
        refuse_if_it_matters(instance, ties, equals, &left)?;
        for (index, &position) in equals.iter().enumerate() {
            let cost = &instance.projects()[position].cost;
            if !stopped && *cost <= left {
                left = left.minus(cost);
                last_winner = Some(position);
                let round = GreedyRound {
                    density: match &densities[position] {
                        Density::Free => None,
                        Density::Of(value) => Some(value.clone()),
                    },
                    left: left.clone(),
                };
                let tie = (equals.len() - index > 1).then(|| Tie {
                    positions: equals[index..].to_vec(),
                    chosen: position,
                });
                allocation.take(instance, position, Stage::Greedy, Round::Greedy(round), tie);
            } else {
                stopped |= matches!(kind, Kind::NoSkip);
                let need = Need::Room {
                    left: left.clone(),
                    after: last_winner,
                };
                losers.push(Loser {
                    position,
                    need,
                    enough: None,
                });
            }
        }
        at = end;
    }
    // What an earlier stage said about a loser says more.
    let selected = core::mem::take(&mut allocation.selected_flags);
    allocation.losers.retain(|loser| !selected[loser.position]);
    allocation.selected_flags = selected;
    for loser in losers {
        let is_told = allocation
            .losers
            .iter()
            .any(|told| told.position == loser.position);
        if !is_told {
            allocation.losers.push(loser);
        }
    }
    Ok(())
}

/// Equals whose order the tie rules leave open may stand in any order only as
/// long as every order buys the same.
fn refuse_if_it_matters(
    instance: &Instance,
    ties: &TieOrder,
    equals: &[usize],
    left: &Rational,
) -> Result<(), RuleError> {
    let mut left = left.clone();
    let cost = |position: usize| &instance.projects()[position].cost;
    for same in equals.chunk_by(|a, b| ties.rank(*a) == ties.rank(*b)) {
        let fitting: Vec<usize> = same
            .iter()
            .copied()
            .filter(|&position| *cost(position) <= left)
            .collect();
        let together = fitting
            .iter()
            .fold(Rational::zero(), |sum, &position| sum.plus(cost(position)));
        if fitting.len() > 1 && together > left {
            return Err(RuleError::Tied { positions: fitting });
        }
        left = left.minus(&together);
    }
    Ok(())
}

pub(crate) fn run(
    instance: &Instance,
    profile: &Profile,
    ties: &TieOrder,
    satisfaction: Satisfaction,
    kind: &Kind,
    options: &Options<'_>,
) -> Result<BudgetAllocation, RuleError> {
    let mut allocation = BudgetAllocation::new(instance);
    extend(instance, profile, ties, satisfaction, kind, &mut allocation)?;
    if options.explain {
        enough::tell(
            instance,
            profile,
            (ties, options.ties),
            satisfaction,
            kind,
            &mut allocation,
        );
    }
    Ok(allocation)
}

//! What would have got a loser of the greedy rules funded.
//!
//! A loser takes no money, so the walk goes the same with or without it (but
//! for the project that ends a walk without skipping, which is left out once).
//! The money left at each place of that walk is noted; a loser placed elsewhere
//! by another cost or more support is taken exactly when it costs no more than
//! what is left there.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::allocation::{BudgetAllocation, Enough, Limit, MoreSupport};
use crate::exact::Rational;
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::Satisfaction;
use crate::rules::greedy::{Density, Kind, densities, density, scores, sort_queue, values};
use crate::sort;
use crate::tie::{Rival, TieBreaking, TieOrder, compare_with};

/// The walk, and where a project could stand in it.
struct Walk<'a> {
    instance: &'a Instance,
    rules: &'a [TieBreaking],
    satisfaction: Satisfaction,
    /// Ballots each project stands on.
    votes: Vec<u64>,
    values: Vec<Rational>,
    densities: Vec<Density>,
    queue: Vec<usize>,
    /// Money left before each place of the queue and after the last; none once
    /// the walk has ended.
    rooms: Vec<Option<Rational>>,
}

/// A project with another cost or more support.
struct Hypothesis<'a> {
    position: usize,
    value: Rational,
    cost: &'a Rational,
    votes: u64,
}

/// Money left before each place, as if `except` were not there.
fn rooms(
    instance: &Instance,
    queue: &[usize],
    no_skip: bool,
    except: Option<usize>,
) -> Vec<Option<Rational>> {
    let mut left = Some(instance.budget_limit().clone());
    let mut rooms = alloc::vec![left.clone()];
    for &position in queue {
        let cost = &instance.projects()[position].cost;
        if Some(position) != except
            && let Some(money) = &left
        {
            if cost <= money {
                left = Some(money.minus(cost));
            } else if no_skip {
                left = None;
            }
        }
        rooms.push(left.clone());
    }
    rooms
}

fn middle(a: &Rational, b: &Rational) -> Rational {
    a.plus(b).times(&Rational::ratio(1, 2))
}

impl Walk<'_> {
    /// Money left where the project would stand; none if the walk has ended.
    fn room(&self, rooms: &[Option<Rational>], what: &Hypothesis<'_>) -> Option<Rational> {
        let own = density(self.satisfaction, what.value.clone(), what.cost);
        let rival = Rival {
            position: what.position,
            cost: what.cost,
            votes: what.votes,
        };
        let place = self.queue.partition_point(|&other| {
            let order = self.densities[other]
                .descending(&own)
                .then_with(|| compare_with(self.rules, self.instance, &self.votes, other, rival));
            order != Ordering::Greater
        });
        rooms[place].clone()
    }

    fn is_taken(&self, rooms: &[Option<Rational>], what: &Hypothesis<'_>) -> bool {
        self.room(rooms, what)
            .is_some_and(|room| *what.cost <= room)
    }

    /// Densities of the others above `least`, falling, free projects left out.
    fn amounts(&self, least: Option<&Rational>) -> Vec<&Rational> {
        self.queue
            .iter()
            .filter_map(|other| match &self.densities[*other] {
                Density::Of(amount) if least.is_none_or(|least| amount > least) => Some(amount),
                _ => None,
            })
            .collect()
    }

    /// The highest cost at which the project would have been taken.
    fn cost(&self, rooms: &[Option<Rational>], position: usize) -> Option<Limit> {
        let value = &self.values[position];
        let room = |cost: &Rational| {
            let what = Hypothesis {
                position,
                value: value.clone(),
                cost,
                votes: self.votes[position],
            };
            self.room(rooms, &what)
        };
        let taken = |cost: &Rational| room(cost).is_some_and(|room| *cost <= room);
        // Between two of these costs the place is the same; ascending.
        let zero = Rational::zero();
        let depends =
            !matches!(self.satisfaction, Satisfaction::Cost | Satisfaction::Score) && *value > zero;
        let steps: Vec<Rational> = if depends {
            // The place only falls as the cost rises.
            let amounts = self.amounts(Some(&zero));
            let cost_at = |amount: &Rational| value.over(amount).unwrap_or_else(Rational::zero);
            let first_lost = amounts.partition_point(|amount| taken(&cost_at(amount)));
            let around = first_lost.saturating_sub(1)..(first_lost + 1).min(amounts.len());
            amounts[around].iter().map(|a| cost_at(a)).collect()
        } else {
            // Only ties can depend on the cost.
            let own = density(self.satisfaction, value.clone(), &Rational::from(1));
            let cost = |other: usize| &self.instance.projects()[other].cost;
            let mut equals: Vec<usize> = self
                .queue
                .iter()
                .copied()
                .filter(|&other| self.densities[other] == own && *cost(other) > zero)
                .collect();
            sort::places(&mut equals, &mut |a, b| cost(a).cmp(cost(b)));
            let mut costs: Vec<Rational> = equals
                .into_iter()
                .map(|other| cost(other).clone())
                .collect();
            costs.dedup();
            costs
        };
        let mut upper: Option<&Rational> = None;
        for lower in steps.iter().rev().chain([&zero]) {
            let between = match upper {
                Some(upper) => middle(lower, upper),
                None => lower.plus(&Rational::from(1)),
            };
            if let Some(room) = room(&between).filter(|room| room > lower) {
                return Some(match upper {
                    Some(upper) if room >= *upper => Limit {
                        amount: upper.clone(),
                        is_included: false,
                    },
                    _ => Limit::at(room),
                });
            }
            if taken(lower) {
                return Some(Limit::at(lower.clone()));
            }
            upper = Some(lower);
        }
        None
    }

    /// What to multiply a density by to have the total.
    fn factor(&self, cost: &Rational) -> Rational {
        match self.satisfaction {
            Satisfaction::Cost | Satisfaction::Score => Rational::from(1),
            _ => cost.clone(),
        }
    }

    /// The least number of votes, from `least` on, with which the project would
    /// have been taken.
    fn votes(&self, rooms: &[Option<Rational>], position: usize, least: u64) -> Option<u64> {
        let cost = &self.instance.projects()[position].cost;
        let taken = |more: u64| {
            let what = Hypothesis {
                position,
                value: self.values[position].plus(&Rational::from(more)),
                cost,
                votes: self.votes[position].saturating_add(more),
            };
            self.is_taken(rooms, &what)
        };
        if taken(least) {
            return Some(least);
        }
        // With so many it stands before all that are not free.
        let first = self.amounts(None).first().map_or(1, |best| {
            let needed = best
                .times(&self.factor(cost))
                .minus(&self.values[position])
                .floor();
            let needed = needed.to_i128().unwrap_or(i128::MAX).max(0);
            u64::try_from(needed).unwrap_or(u64::MAX).saturating_add(1)
        });
        let (mut lost, mut won) = (least, first.max(least.saturating_add(1)));
        if !taken(won) {
            return None;
        }
        while won - lost > 1 {
            let half = lost + (won - lost) / 2;
            if taken(half) {
                won = half;
            } else {
                lost = half;
            }
        }
        Some(won)
    }

    /// The least points with which the project would have been taken, with so
    /// many more votes.
    fn points(&self, rooms: &[Option<Rational>], position: usize, votes: u64) -> Option<Limit> {
        let cost = &self.instance.projects()[position].cost;
        let value = &self.values[position];
        let taken = |more: &Rational| {
            let what = Hypothesis {
                position,
                value: value.plus(more),
                cost,
                votes: self.votes[position].saturating_add(votes),
            };
            self.is_taken(rooms, &what)
        };
        let zero = Rational::zero();
        if taken(&zero) {
            return Some(Limit::at(zero));
        }
        // Points that bring it level with others, and those at which a total
        // begins to count; falling. More points never place it later.
        let factor = self.factor(cost);
        let mut levels: Vec<Rational> = self
            .amounts(None)
            .into_iter()
            .map(|amount| amount.times(&factor).minus(value))
            .chain([zero.minus(value)])
            .filter(|more| *more > zero)
            .chain([Rational::zero()])
            .collect();
        sort::short(&mut levels, |a, b| a > b);
        levels.dedup();
        let lost = levels.partition_point(|more| taken(more));
        let lower = levels.get(lost)?;
        let above = lost.checked_sub(1).and_then(|at| levels.get(at));
        let between = match above {
            Some(above) => middle(lower, above),
            None => lower.plus(&Rational::from(1)),
        };
        if taken(&between) {
            return Some(Limit {
                amount: lower.clone(),
                is_included: false,
            });
        }
        above.cloned().map(Limit::at)
    }
}

/// The next whole amount within a limit from below.
fn whole(limit: &Limit) -> Limit {
    let floor = Rational::from(limit.amount.floor());
    if limit.is_included && floor == limit.amount {
        limit.clone()
    } else {
        Limit::at(floor.plus(&Rational::from(1)))
    }
}

/// Writes to every loser what would have been enough.
pub(crate) fn tell(
    instance: &Instance,
    profile: &Profile,
    (ties, rules): (&TieOrder, &[TieBreaking]),
    satisfaction: Satisfaction,
    kind: &Kind,
    allocation: &mut BudgetAllocation,
) {
    let scores = scores(profile);
    let zero = Rational::zero();
    // What each score is short of the threshold; none without one.
    let short = |position: usize| match kind {
        Kind::Threshold(threshold) => threshold.minus(&scores[position]).max(zero.clone()),
        _ => zero.clone(),
    };
    let densities = densities(instance, profile, satisfaction);
    let mut queue: Vec<usize> = (0..densities.len())
        .filter(|position| short(*position).is_zero())
        .collect();
    sort_queue(&mut queue, &densities, ties);
    let no_skip = matches!(kind, Kind::NoSkip);
    let shared = rooms(instance, &queue, no_skip, None);
    let ends_it = queue
        .iter()
        .copied()
        .find(|position| no_skip && !allocation.is_selected(*position));
    let walk = Walk {
        instance,
        rules,
        satisfaction,
        votes: profile.votes(),
        values: values(profile, satisfaction),
        densities,
        queue,
        rooms: shared,
    };
    let has_points = profile.vote_type().has_points();
    for loser in &mut allocation.losers {
        let position = loser.position;
        let without = (ends_it == Some(position))
            .then(|| rooms(instance, &walk.queue, no_skip, Some(position)));
        let rooms = without.as_ref().unwrap_or(&walk.rooms);
        let short = short(position);
        let cost = if short.is_zero() {
            walk.cost(rooms, position)
        } else {
            None
        };
        // The threshold is in points where ballots have them, else in votes.
        let (least_votes, least_points) = if has_points {
            (0, short)
        } else {
            let votes = whole(&Limit::at(short)).amount.floor().to_i128();
            (
                votes
                    .and_then(|v| u64::try_from(v).ok())
                    .unwrap_or(u64::MAX),
                Rational::zero(),
            )
        };
        let by_points = match satisfaction {
            Satisfaction::AdditiveCardinal | Satisfaction::AdditiveBorda => true,
            Satisfaction::Score => has_points,
            Satisfaction::Cost | Satisfaction::Cardinality => false,
        };
        let (votes, points) = if by_points {
            let points = walk.points(rooms, position, least_votes);
            let points = match satisfaction {
                Satisfaction::AdditiveBorda => points.as_ref().map(whole),
                _ => points,
            };
            (Some(least_votes), points)
        } else {
            let votes = walk.votes(rooms, position, least_votes);
            (votes, Some(Limit::at(Rational::zero())))
        };
        let support = votes.zip(points).map(|(votes, points)| MoreSupport {
            votes,
            points: if points.amount < least_points {
                Limit::at(least_points)
            } else {
                points
            },
        });
        loser.enough = Some(Enough::Walk { cost, support });
    }
}

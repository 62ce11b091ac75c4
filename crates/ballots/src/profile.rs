//! All ballots of an election, equal ones counted once with their number.

use alloc::vec::Vec;
use core::fmt;

use crate::ballot::{Ballot, Bounds, VoteType};
use crate::exact::Rational;
use crate::instance::Instance;

/// Why a ballot does not join a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidProfile {
    /// The profile holds another type of ballot.
    WrongVoteType {
        /// What the profile holds.
        expected: VoteType,
        /// What was offered.
        seen: VoteType,
    },
    /// The ballot was cast for an instance with more projects.
    UnknownPosition {
        /// The place on the ballot.
        position: u32,
    },
    /// Points that cannot be kept exactly in 64 bits beside those present.
    PointsTooFine,
}

impl fmt::Display for InvalidProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongVoteType { expected, seen } => {
                write!(
                    f,
                    "a {} ballot among {} ones",
                    seen.as_pabulib(),
                    expected.as_pabulib()
                )
            }
            Self::UnknownPosition { position } => write!(f, "no project at place {position}"),
            Self::PointsTooFine => f.write_str("points too fine or too large"),
        }
    }
}

impl core::error::Error for InvalidProfile {}

/// All ballots. Equal ballots are merged; how many there were is kept.
#[derive(Clone, Debug)]
pub struct Profile {
    vote_type: VoteType,
    num_projects: usize,
    bounds: Bounds,
    num_ballots: u64,
    /// Where each merged ballot ends in `items`.
    ends: Vec<usize>,
    /// Places of projects, ballot by ballot: ascending, or as ranked.
    items: Vec<u32>,
    /// Points times `points_scale`, parallel to `items`; empty without points.
    points: Vec<i64>,
    points_scale: u64,
    multiplicities: Vec<u64>,
    slots: Slots,
}

/// Open addressing from a ballot's hash to its number.
#[derive(Clone, Debug, Default)]
struct Slots {
    /// Ballot number plus one with the upper hash bits; zero is free.
    table: Vec<(u32, u32)>,
    len: usize,
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

fn hash_ballot(items: &[u32], points: &[i64]) -> u64 {
    let mut hash = items.len() as u64;
    let mut pairs = items.chunks_exact(2);
    for pair in &mut pairs {
        hash = mix(hash, u64::from(pair[0]) << 32 | u64::from(pair[1]));
    }
    for item in pairs.remainder() {
        hash = mix(hash, u64::from(*item));
    }
    for point in points {
        hash = mix(hash, point.cast_unsigned());
    }
    hash ^ (hash >> 29)
}

/// Ballots are a few numbers long: a plain loop beats a call.
fn same<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

impl Slots {
    /// The upper half, where the multiplication leaves the best bits.
    const fn tag(hash: u64) -> u32 {
        (hash >> 32) as u32
    }

    fn start(&self, tag: u32) -> usize {
        tag as usize & (self.table.len() - 1)
    }

    fn reserve(&mut self) {
        if self.len * 2 < self.table.len() {
            return;
        }
        let size = (self.table.len() * 4).max(64);
        let old = core::mem::replace(&mut self.table, alloc::vec![(0, 0); size]);
        for (number, tag) in old.into_iter().filter(|(number, _)| *number != 0) {
            let at = self.free(tag);
            self.table[at] = (number, tag);
        }
    }

    fn free(&self, tag: u32) -> usize {
        let mut at = self.start(tag);
        while self.table[at].0 != 0 {
            at = (at + 1) & (self.table.len() - 1);
        }
        at
    }
}

impl Profile {
    /// An empty profile for an instance.
    pub fn new(instance: &Instance, vote_type: VoteType, bounds: Bounds) -> Self {
        Self {
            vote_type,
            num_projects: instance.projects().len(),
            bounds,
            num_ballots: 0,
            ends: Vec::new(),
            items: Vec::new(),
            points: Vec::new(),
            points_scale: 1,
            multiplicities: Vec::new(),
            slots: Slots::default(),
        }
    }

    /// Adds one ballot.
    ///
    /// # Errors
    /// [`InvalidProfile`] when the ballot belongs to another election.
    pub fn push(&mut self, ballot: &Ballot) -> Result<(), InvalidProfile> {
        if ballot.vote_type() != self.vote_type {
            return Err(InvalidProfile::WrongVoteType {
                expected: self.vote_type,
                seen: ballot.vote_type(),
            });
        }
        let one;
        let (items, points): (&[u32], &[(u32, Rational)]) = match ballot {
            Ballot::Approval(ballot) => (ballot.positions(), &[]),
            Ballot::Ordinal(ballot) => (ballot.positions(), &[]),
            Ballot::ChooseOne(ballot) => {
                one = ballot.position();
                (one.as_slice(), &[])
            }
            Ballot::Cumulative(ballot) => (&[], ballot.points()),
            Ballot::Cardinal(ballot) => (&[], ballot.points()),
        };
        let scored: Vec<u32> = points.iter().map(|(position, _)| *position).collect();
        let items = if points.is_empty() { items } else { &scored };
        if let Some(&position) = items
            .iter()
            .find(|position| **position as usize >= self.num_projects)
        {
            return Err(InvalidProfile::UnknownPosition { position });
        }
        let mut scaled = Vec::with_capacity(points.len());
        for (_, value) in points {
            scaled.push(
                self.scale_points(value)
                    .ok_or(InvalidProfile::PointsTooFine)?,
            );
        }
        // A finer ballot may have changed the scale half-way through.
        scaled.clear();
        for (_, value) in points {
            scaled.push(
                self.scale_points(value)
                    .ok_or(InvalidProfile::PointsTooFine)?,
            );
        }
        self.add(items, &scaled);
        Ok(())
    }

    /// Points as an integer on the profile's scale, refining it when needed.
    pub(crate) fn scale_points(&mut self, points: &Rational) -> Option<i64> {
        let denominator = u64::try_from(points.denominator().to_i128()?).ok()?;
        if !self.points_scale.is_multiple_of(denominator) {
            let divisor = gcd(self.points_scale, denominator);
            let factor = denominator / divisor;
            let scale = self
                .points_scale
                .checked_mul(factor)
                .filter(|s| *s <= 1 << 20)?;
            let factor = i64::try_from(factor).ok()?;
            let refined: Option<Vec<i64>> = self
                .points
                .iter()
                .map(|value| value.checked_mul(factor))
                .collect();
            self.points = refined?;
            self.points_scale = scale;
            self.rebuild();
        }
        let factor = i128::from(self.points_scale / denominator);
        let value = points.numerator().to_i128()?.checked_mul(factor)?;
        i64::try_from(value)
            .ok()
            .filter(|value| value.unsigned_abs() <= 1 << 40)
    }

    fn rebuild(&mut self) {
        let mut slots = Slots::default();
        for number in 0..self.multiplicities.len() {
            let tag = Slots::tag(self.hash_of(number));
            slots.reserve();
            let at = slots.free(tag);
            slots.table[at] = (u32::try_from(number + 1).unwrap_or(u32::MAX), tag);
            slots.len += 1;
        }
        self.slots = slots;
    }

    fn range(&self, number: usize) -> core::ops::Range<usize> {
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1]
        };
        start..self.ends[number]
    }

    fn points_of(&self, number: usize) -> &[i64] {
        if self.points.is_empty() {
            &[]
        } else {
            &self.points[self.range(number)]
        }
    }

    fn hash_of(&self, number: usize) -> u64 {
        hash_ballot(&self.items[self.range(number)], self.points_of(number))
    }

    /// Adds a ballot known to be sound: places in range and ordered as the
    /// vote type wants them, points scaled.
    pub(crate) fn add(&mut self, items: &[u32], points: &[i64]) {
        self.num_ballots += 1;
        let tag = Slots::tag(hash_ballot(items, points));
        let mut slots = core::mem::take(&mut self.slots);
        slots.reserve();
        let mask = slots.table.len() - 1;
        let mut at = slots.start(tag);
        loop {
            let (number, seen) = slots.table[at];
            if number == 0 {
                break;
            }
            let number = number as usize - 1;
            if seen == tag
                && same(&self.items[self.range(number)], items)
                && same(self.points_of(number), points)
            {
                self.multiplicities[number] += 1;
                self.slots = slots;
                return;
            }
            at = (at + 1) & mask;
        }
        self.items.extend_from_slice(items);
        self.points.extend_from_slice(points);
        self.ends.push(self.items.len());
        self.multiplicities.push(1);
        slots.table[at] = (
            u32::try_from(self.multiplicities.len()).unwrap_or(u32::MAX),
            tag,
        );
        slots.len += 1;
        self.slots = slots;
    }

    /// How people voted.
    pub fn vote_type(&self) -> VoteType {
        self.vote_type
    }

    /// The limits ballots are to keep to. A file's ballots are history and
    /// stay in the profile even when they break them.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// How many projects stand for election.
    pub fn num_projects(&self) -> usize {
        self.num_projects
    }

    /// How many ballots were cast, empty ones included.
    pub fn num_ballots(&self) -> u64 {
        self.num_ballots
    }

    /// How many different ballots were cast.
    pub fn num_distinct(&self) -> usize {
        self.multiplicities.len()
    }

    /// The different ballots, in the order in which each was first cast.
    pub fn ballots(&self) -> impl Iterator<Item = MergedBallot<'_>> {
        (0..self.multiplicities.len()).map(|number| MergedBallot {
            multiplicity: self.multiplicities[number],
            positions: &self.items[self.range(number)],
            points: self.points_of(number),
            points_scale: self.points_scale,
        })
    }

    /// What points on the ballots are multiplied by to make them whole.
    pub(crate) fn points_scale(&self) -> u64 {
        self.points_scale
    }

    /// For each project, on how many ballots it stands (with whatever points).
    pub fn votes(&self) -> Vec<u64> {
        let mut votes = alloc::vec![0; self.num_projects];
        for ballot in self.ballots() {
            for &position in ballot.positions {
                votes[position as usize] += ballot.multiplicity;
            }
        }
        votes
    }
}

/// Equal ballots as one.
#[derive(Clone, Copy, Debug)]
pub struct MergedBallot<'a> {
    /// How many people cast it.
    pub multiplicity: u64,
    /// Places of projects: ascending, or from the most wanted when ordinal.
    pub positions: &'a [u32],
    pub(crate) points: &'a [i64],
    points_scale: u64,
}

impl MergedBallot<'_> {
    /// Points in the order of `positions`; none for ballots without points.
    pub fn points(&self) -> impl Iterator<Item = Rational> {
        let scale = self.points_scale;
        self.points
            .iter()
            .map(move |value| Rational::ratio(i128::from(*value), scale))
    }
}

pub(crate) const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::{ApprovalBallot, CardinalBallot};
    use crate::instance::Project;
    use alloc::vec;

    fn instance() -> Instance {
        Instance::new(vec![Project::new("a", 5), Project::new("b", 7)], 10).unwrap()
    }

    #[test]
    fn equal_ballots_are_merged_and_counted() {
        let instance = instance();
        let mut profile = Profile::new(&instance, VoteType::Approval, Bounds::default());
        for ids in [vec!["a", "b"], vec!["a"], vec!["b", "a"], vec![]] {
            let ballot = ApprovalBallot::cast(&instance, profile.bounds(), ids).unwrap();
            profile.push(&ballot.into()).unwrap();
        }
        assert_eq!(profile.num_ballots(), 4);
        let merged: Vec<_> = profile
            .ballots()
            .map(|b| (b.multiplicity, b.positions.to_vec()))
            .collect();
        assert_eq!(merged, [(2, vec![0, 1]), (1, vec![0]), (1, vec![])]);
        assert_eq!(profile.votes(), [3, 2]);
    }

    #[test]
    fn finer_points_do_not_unmerge_what_was_equal() {
        let instance = instance();
        let mut profile = Profile::new(&instance, VoteType::Scoring, Bounds::default());
        for points in ["2", "1.5", "2", "1/3", "1.5"] {
            let ballot = CardinalBallot::cast(
                &instance,
                profile.bounds(),
                [("a", Rational::parse(points).unwrap())],
            )
            .unwrap();
            profile.push(&ballot.into()).unwrap();
        }
        let merged: Vec<_> = profile
            .ballots()
            .map(|b| (b.multiplicity, b.points().collect::<Vec<_>>()))
            .collect();
        assert_eq!(
            merged,
            [
                (2, vec![Rational::from(2)]),
                (2, vec![Rational::ratio(3, 2)]),
                (1, vec![Rational::ratio(1, 3)]),
            ]
        );
    }

    #[test]
    fn a_ballot_of_another_type_is_refused() {
        let instance = instance();
        let mut profile = Profile::new(&instance, VoteType::Ordinal, Bounds::default());
        let ballot = ApprovalBallot::cast(&instance, &Bounds::default(), ["a"]).unwrap();
        assert!(matches!(
            profile.push(&ballot.into()),
            Err(InvalidProfile::WrongVoteType { .. })
        ));
    }

    #[test]
    fn many_ballots_stay_apart() {
        let projects = (0..40)
            .map(|n| Project::new(alloc::format!("p{n}"), 1))
            .collect();
        let instance = Instance::new(projects, 10).unwrap();
        let mut profile = Profile::new(&instance, VoteType::Approval, Bounds::default());
        for a in 0..40_u32 {
            for b in a + 1..40 {
                profile.add(&[a, b], &[]);
                profile.add(&[a, b], &[]);
            }
        }
        assert_eq!(profile.num_distinct(), 780);
        assert!(profile.ballots().all(|ballot| ballot.multiplicity == 2));
    }
}

//! One person's vote, checked once and unchangeable from then on.

#![expect(
    clippy::result_large_err,
    reason = "a refusal carries the amounts it speaks of"
)]

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::exact::Rational;
use crate::instance::Instance;
use crate::sort;

/// How people vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VoteType {
    /// A set of projects one agrees to.
    Approval,
    /// One project at most.
    ChooseOne,
    /// Points spread over projects, with a limit on their sum.
    Cumulative,
    /// Projects from the most to the least wanted.
    Ordinal,
    /// Points for each project on its own; may be below zero.
    Scoring,
}

impl VoteType {
    /// Pabulib's word for it.
    pub const fn as_pabulib(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::ChooseOne => "choose-1",
            Self::Cumulative => "cumulative",
            Self::Ordinal => "ordinal",
            Self::Scoring => "scoring",
        }
    }

    /// The type Pabulib calls by this word, in lower case.
    pub fn from_pabulib(word: &str) -> Option<Self> {
        [
            Self::Approval,
            Self::ChooseOne,
            Self::Cumulative,
            Self::Ordinal,
            Self::Scoring,
        ]
        .into_iter()
        .find(|vote_type| vote_type.as_pabulib() == word)
    }

    /// Whether its ballots give points.
    pub const fn has_points(self) -> bool {
        matches!(self, Self::Cumulative | Self::Scoring)
    }

    /// Whether its ballots are plain sets.
    pub const fn is_approval(self) -> bool {
        matches!(self, Self::Approval | Self::ChooseOne)
    }
}

/// What a ballot must keep to. A limit that is absent does not bind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest projects.
    pub min_length: Option<u64>,
    /// Most projects.
    pub max_length: Option<u64>,
    /// Least total cost, in currency units.
    pub min_sum_cost: Option<Rational>,
    /// Greatest total cost, in currency units.
    pub max_sum_cost: Option<Rational>,
    /// Fewest points for one project.
    pub min_points: Option<Rational>,
    /// Most points for one project.
    pub max_points: Option<Rational>,
    /// Fewest points together.
    pub min_sum_points: Option<Rational>,
    /// Most points together.
    pub max_sum_points: Option<Rational>,
}

/// Why a ballot is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidBallot {
    /// No project of this name stands for election.
    UnknownProject {
        /// The name on the ballot.
        project_id: String,
    },
    /// A project is named twice.
    Repeated {
        /// The name met twice.
        project_id: String,
    },
    /// Fewer projects than asked for.
    TooFew {
        /// Fewest allowed.
        min_length: u64,
        /// On the ballot.
        length: u64,
    },
    /// More projects than allowed.
    TooMany {
        /// Most allowed.
        max_length: u64,
        /// On the ballot.
        length: u64,
    },
    /// Together cheaper than asked for.
    CostTooLow {
        /// Least allowed.
        min_sum_cost: Rational,
        /// On the ballot.
        sum_cost: Rational,
    },
    /// Together dearer than allowed.
    CostTooHigh {
        /// Greatest allowed.
        max_sum_cost: Rational,
        /// On the ballot.
        sum_cost: Rational,
    },
    /// Too few points for one project.
    PointsTooLow {
        /// Which project.
        project_id: String,
        /// Fewest allowed.
        min_points: Rational,
        /// On the ballot.
        points: Rational,
    },
    /// Too many points for one project.
    PointsTooHigh {
        /// Which project.
        project_id: String,
        /// Most allowed.
        max_points: Rational,
        /// On the ballot.
        points: Rational,
    },
    /// Too few points together.
    SumTooLow {
        /// Fewest allowed.
        min_sum_points: Rational,
        /// On the ballot.
        sum_points: Rational,
    },
    /// Too many points together.
    SumTooHigh {
        /// Most allowed.
        max_sum_points: Rational,
        /// On the ballot.
        sum_points: Rational,
    },
    /// Points so fine or large that they cannot be kept exactly in 64 bits.
    PointsTooFine {
        /// Which project.
        project_id: String,
        /// On the ballot.
        points: Rational,
    },
}

impl fmt::Display for InvalidBallot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProject { project_id } => write!(f, "no project {project_id:?}"),
            Self::Repeated { project_id } => write!(f, "project {project_id:?} twice"),
            Self::TooFew { min_length, length } => {
                write!(f, "{length} projects, at least {min_length} needed")
            }
            Self::TooMany { max_length, length } => {
                write!(f, "{length} projects, at most {max_length} allowed")
            }
            Self::CostTooLow {
                min_sum_cost,
                sum_cost,
            } => {
                write!(f, "total cost {sum_cost}, at least {min_sum_cost} needed")
            }
            Self::CostTooHigh {
                max_sum_cost,
                sum_cost,
            } => {
                write!(f, "total cost {sum_cost}, at most {max_sum_cost} allowed")
            }
            Self::PointsTooLow {
                project_id,
                min_points,
                points,
            } => {
                write!(
                    f,
                    "{points} points for {project_id:?}, at least {min_points} needed"
                )
            }
            Self::PointsTooHigh {
                project_id,
                max_points,
                points,
            } => {
                write!(
                    f,
                    "{points} points for {project_id:?}, at most {max_points} allowed"
                )
            }
            Self::SumTooLow {
                min_sum_points,
                sum_points,
            } => {
                write!(f, "{sum_points} points, at least {min_sum_points} needed")
            }
            Self::SumTooHigh {
                max_sum_points,
                sum_points,
            } => {
                write!(f, "{sum_points} points, at most {max_sum_points} allowed")
            }
            Self::PointsTooFine { project_id, points } => {
                write!(
                    f,
                    "{points} points for {project_id:?} cannot be kept exactly"
                )
            }
        }
    }
}

impl core::error::Error for InvalidBallot {}

/// Places of the named projects, each named once.
fn places<'a>(
    instance: &Instance,
    project_ids: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u32>, InvalidBallot> {
    let mut positions: Vec<u32> = Vec::new();
    for project_id in project_ids {
        let position = instance
            .position(project_id)
            .and_then(|position| u32::try_from(position).ok())
            .ok_or_else(|| InvalidBallot::UnknownProject {
                project_id: project_id.into(),
            })?;
        if positions.contains(&position) {
            return Err(InvalidBallot::Repeated {
                project_id: project_id.into(),
            });
        }
        positions.push(position);
    }
    Ok(positions)
}

fn check_length(bounds: &Bounds, length: usize) -> Result<(), InvalidBallot> {
    let length = length as u64;
    match (bounds.min_length, bounds.max_length) {
        (Some(min_length), _) if length < min_length => {
            Err(InvalidBallot::TooFew { min_length, length })
        }
        (_, Some(max_length)) if length > max_length => {
            Err(InvalidBallot::TooMany { max_length, length })
        }
        _ => Ok(()),
    }
}

fn check_cost(
    instance: &Instance,
    bounds: &Bounds,
    positions: &[u32],
) -> Result<(), InvalidBallot> {
    if bounds.min_sum_cost.is_none() && bounds.max_sum_cost.is_none() {
        return Ok(());
    }
    let positions: Vec<usize> = positions.iter().map(|&place| place as usize).collect();
    let sum_cost = instance.total_cost(&positions);
    match (&bounds.min_sum_cost, &bounds.max_sum_cost) {
        (Some(least), _) if sum_cost < *least => Err(InvalidBallot::CostTooLow {
            min_sum_cost: least.clone(),
            sum_cost,
        }),
        (_, Some(most)) if sum_cost > *most => Err(InvalidBallot::CostTooHigh {
            max_sum_cost: most.clone(),
            sum_cost,
        }),
        _ => Ok(()),
    }
}

/// A set of projects somebody agrees to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApprovalBallot {
    positions: Vec<u32>,
}

impl ApprovalBallot {
    /// Checks a set of projects against the election's limits.
    ///
    /// # Errors
    /// [`InvalidBallot`] names the first limit broken.
    pub fn cast<'a>(
        instance: &Instance,
        bounds: &Bounds,
        project_ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, InvalidBallot> {
        let mut positions = places(instance, project_ids)?;
        check_length(bounds, positions.len())?;
        check_cost(instance, bounds, &positions)?;
        sort::short(&mut positions, |a, b| a < b);
        Ok(Self { positions })
    }

    /// Places of the projects, ascending.
    pub fn positions(&self) -> &[u32] {
        &self.positions
    }
}

/// One project, or none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChooseOneBallot {
    position: Option<u32>,
}

impl ChooseOneBallot {
    /// Checks a choice against the election's limits.
    ///
    /// # Errors
    /// [`InvalidBallot`] names the first limit broken.
    pub fn cast(
        instance: &Instance,
        bounds: &Bounds,
        project_id: Option<&str>,
    ) -> Result<Self, InvalidBallot> {
        let positions = places(instance, project_id)?;
        check_length(bounds, positions.len())?;
        check_cost(instance, bounds, &positions)?;
        Ok(Self {
            position: positions.first().copied(),
        })
    }

    /// Place of the project chosen, if any.
    pub fn position(&self) -> Option<u32> {
        self.position
    }
}

/// Projects from the most to the least wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrdinalBallot {
    positions: Vec<u32>,
}

impl OrdinalBallot {
    /// Checks a ranking against the election's limits.
    ///
    /// # Errors
    /// [`InvalidBallot`] names the first limit broken.
    pub fn cast<'a>(
        instance: &Instance,
        bounds: &Bounds,
        project_ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, InvalidBallot> {
        let positions = places(instance, project_ids)?;
        check_length(bounds, positions.len())?;
        check_cost(instance, bounds, &positions)?;
        Ok(Self { positions })
    }

    /// Places of the projects, the most wanted first.
    pub fn positions(&self) -> &[u32] {
        &self.positions
    }
}

/// Points with their project's place; shared by the two ballots with points.
type Scores = Vec<(u32, Rational)>;

fn scores<'a>(
    instance: &Instance,
    bounds: &Bounds,
    points: impl IntoIterator<Item = (&'a str, Rational)>,
) -> Result<Scores, InvalidBallot> {
    let (project_ids, points): (Vec<&str>, Vec<Rational>) = points.into_iter().unzip();
    let positions = places(instance, project_ids.iter().copied())?;
    check_length(bounds, positions.len())?;
    check_cost(instance, bounds, &positions)?;
    for (project_id, points) in project_ids.iter().zip(&points) {
        if let Some(min_points) = bounds.min_points.as_ref().filter(|least| points < least) {
            return Err(InvalidBallot::PointsTooLow {
                project_id: (*project_id).into(),
                min_points: min_points.clone(),
                points: points.clone(),
            });
        }
        if let Some(max_points) = bounds.max_points.as_ref().filter(|most| points > most) {
            return Err(InvalidBallot::PointsTooHigh {
                project_id: (*project_id).into(),
                max_points: max_points.clone(),
                points: points.clone(),
            });
        }
        let small = points.denominator().to_i128().is_some_and(|d| d <= 1 << 20)
            && points
                .numerator()
                .to_i128()
                .is_some_and(|n| n.abs() <= 1 << 40);
        if !small {
            return Err(InvalidBallot::PointsTooFine {
                project_id: (*project_id).into(),
                points: points.clone(),
            });
        }
    }
    let mut scores: Scores = positions.into_iter().zip(points).collect();
    sort::short(&mut scores, |a, b| a.0 < b.0);
    Ok(scores)
}

fn sum(scores: &Scores) -> Rational {
    scores
        .iter()
        .fold(Rational::zero(), |total, (_, points)| total.plus(points))
}

/// Points spread over projects, with a limit on their sum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CumulativeBallot {
    points: Scores,
}

impl CumulativeBallot {
    /// Checks points against the election's limits; none may be below zero.
    ///
    /// # Errors
    /// [`InvalidBallot`] names the first limit broken.
    pub fn cast<'a>(
        instance: &Instance,
        bounds: &Bounds,
        points: impl IntoIterator<Item = (&'a str, Rational)>,
    ) -> Result<Self, InvalidBallot> {
        let mut bounds = bounds.clone();
        bounds.min_points = Some(
            bounds
                .min_points
                .map_or_else(Rational::zero, |least| least.max(Rational::zero())),
        );
        let points = scores(instance, &bounds, points)?;
        let sum_points = sum(&points);
        match (bounds.min_sum_points, bounds.max_sum_points) {
            (Some(min_sum_points), _) if sum_points < min_sum_points => {
                Err(InvalidBallot::SumTooLow {
                    min_sum_points,
                    sum_points,
                })
            }
            (_, Some(max_sum_points)) if sum_points > max_sum_points => {
                Err(InvalidBallot::SumTooHigh {
                    max_sum_points,
                    sum_points,
                })
            }
            _ => Ok(Self { points }),
        }
    }

    /// Points with their project's place, by place.
    pub fn points(&self) -> &[(u32, Rational)] {
        &self.points
    }
}

/// Points for each project on its own (Pabulib's `scoring`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CardinalBallot {
    points: Scores,
}

impl CardinalBallot {
    /// Checks points against the election's limits.
    ///
    /// # Errors
    /// [`InvalidBallot`] names the first limit broken.
    pub fn cast<'a>(
        instance: &Instance,
        bounds: &Bounds,
        points: impl IntoIterator<Item = (&'a str, Rational)>,
    ) -> Result<Self, InvalidBallot> {
        Ok(Self {
            points: scores(instance, bounds, points)?,
        })
    }

    /// Points with their project's place, by place.
    pub fn points(&self) -> &[(u32, Rational)] {
        &self.points
    }
}

/// A ballot of any type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ballot {
    /// See [`ApprovalBallot`].
    Approval(ApprovalBallot),
    /// See [`ChooseOneBallot`].
    ChooseOne(ChooseOneBallot),
    /// See [`CumulativeBallot`].
    Cumulative(CumulativeBallot),
    /// See [`OrdinalBallot`].
    Ordinal(OrdinalBallot),
    /// See [`CardinalBallot`].
    Cardinal(CardinalBallot),
}

impl Ballot {
    /// Which kind of vote this is.
    pub const fn vote_type(&self) -> VoteType {
        match self {
            Self::Approval(_) => VoteType::Approval,
            Self::ChooseOne(_) => VoteType::ChooseOne,
            Self::Cumulative(_) => VoteType::Cumulative,
            Self::Ordinal(_) => VoteType::Ordinal,
            Self::Cardinal(_) => VoteType::Scoring,
        }
    }
}

macro_rules! into_ballot {
    ($($variant:ident($ballot:ident)),*) => {$(
        impl From<$ballot> for Ballot {
            fn from(ballot: $ballot) -> Self {
                Self::$variant(ballot)
            }
        }
    )*};
}

into_ballot!(
    Approval(ApprovalBallot),
    ChooseOne(ChooseOneBallot),
    Cumulative(CumulativeBallot),
    Ordinal(OrdinalBallot),
    Cardinal(CardinalBallot)
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Project;
    use alloc::vec;

    fn instance() -> Instance {
        let projects = vec![
            Project::new("a", 5),
            Project::new("b", 7),
            Project::new("c", 1),
        ];
        Instance::new(projects, 10).unwrap()
    }

    #[test]
    fn a_ballot_one_unit_over_the_cost_limit_is_refused() {
        let bounds = Bounds {
            max_sum_cost: Some(Rational::from(11)),
            ..Bounds::default()
        };
        assert!(ApprovalBallot::cast(&instance(), &bounds, ["a", "c"]).is_ok());
        assert_eq!(
            ApprovalBallot::cast(&instance(), &bounds, ["b", "a"]),
            Err(InvalidBallot::CostTooHigh {
                max_sum_cost: Rational::from(11),
                sum_cost: Rational::from(12),
            })
        );
    }

    #[test]
    fn length_limits_bind_at_both_ends() {
        let bounds = Bounds {
            min_length: Some(2),
            max_length: Some(2),
            ..Bounds::default()
        };
        assert_eq!(
            ApprovalBallot::cast(&instance(), &bounds, ["a"]),
            Err(InvalidBallot::TooFew {
                min_length: 2,
                length: 1
            })
        );
        assert_eq!(
            OrdinalBallot::cast(&instance(), &bounds, ["a", "b", "c"]),
            Err(InvalidBallot::TooMany {
                max_length: 2,
                length: 3
            })
        );
    }

    #[test]
    fn a_project_named_twice_or_unknown_is_refused() {
        let bounds = Bounds::default();
        assert_eq!(
            OrdinalBallot::cast(&instance(), &bounds, ["a", "a"]),
            Err(InvalidBallot::Repeated {
                project_id: "a".into()
            })
        );
        assert_eq!(
            ChooseOneBallot::cast(&instance(), &bounds, Some("z")),
            Err(InvalidBallot::UnknownProject {
                project_id: "z".into()
            })
        );
    }

    #[test]
    fn cumulative_points_keep_to_each_limit_and_to_their_sum() {
        let bounds = Bounds {
            max_points: Some(Rational::from(4)),
            max_sum_points: Some(Rational::from(5)),
            ..Bounds::default()
        };
        let cast = |points: &[(&'static str, i32)]| {
            CumulativeBallot::cast(
                &instance(),
                &bounds,
                points.iter().map(|(id, n)| (*id, Rational::from(*n))),
            )
        };
        assert!(cast(&[("a", 4), ("b", 1)]).is_ok());
        assert!(matches!(
            cast(&[("a", 5)]),
            Err(InvalidBallot::PointsTooHigh { .. })
        ));
        assert!(matches!(
            cast(&[("a", -1)]),
            Err(InvalidBallot::PointsTooLow { .. })
        ));
        assert!(matches!(
            cast(&[("a", 4), ("b", 2)]),
            Err(InvalidBallot::SumTooHigh { .. })
        ));
    }

    #[test]
    fn points_below_zero_are_legal_when_scoring() {
        let ballot = CardinalBallot::cast(
            &instance(),
            &Bounds::default(),
            [("b", Rational::from(-2)), ("a", Rational::from(3))],
        )
        .unwrap();
        assert_eq!(ballot.points()[1], (1, Rational::from(-2)));
    }
}

//! Breaking ties: a list of rules, the next asked when the one before leaves a tie.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::exact::Rational;
use crate::instance::Instance;
use crate::profile::Profile;
use crate::sort;

/// One way to put tied projects in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieBreaking {
    /// The cheapest first.
    MinCost,
    /// The dearest first.
    MaxCost,
    /// The one on most ballots first.
    MaxVotes,
    /// By project id, by Unicode code point: `"10"` before `"2"`.
    Lexicographic,
    /// A lot that anyone can draw again: projects ascend by the SHA-256 of the
    /// seed's UTF-8 bytes, one zero byte, and the project id's UTF-8 bytes.
    /// Publish the seed before the vote, or take it from a public event after it.
    Seeded(String),
    /// As listed; projects not listed come last and stay tied.
    ExplicitOrder(Vec<String>),
    /// Do not choose: the rule stops with [`crate::RuleError::Tied`].
    Refuse,
}

/// Why a list of tie rules is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTieBreaking {
    /// The list may leave a tie: end it with `Lexicographic`, `Seeded`,
    /// `Refuse`, or an `ExplicitOrder` of all projects.
    NotStrict,
    /// An explicit order names no such project.
    UnknownProject {
        /// The name.
        project_id: String,
    },
    /// An explicit order names a project twice.
    Repeated {
        /// The name.
        project_id: String,
    },
}

impl fmt::Display for InvalidTieBreaking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStrict => f.write_str("the tie rules may leave a tie"),
            Self::UnknownProject { project_id } => {
                write!(
                    f,
                    "the tie order names {project_id:?}, which does not stand"
                )
            }
            Self::Repeated { project_id } => {
                write!(f, "the tie order names {project_id:?} twice")
            }
        }
    }
}

impl core::error::Error for InvalidTieBreaking {}

/// Every project's rank under a list of tie rules; the lowest wins.
#[derive(Clone, Debug)]
pub(crate) struct TieOrder {
    /// Equal only where the list says to refuse.
    ranks: Vec<u32>,
}

/// The digest that [`TieBreaking::Seeded`] sorts by.
pub fn seeded_digest(seed: &str, project_id: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(seed.as_bytes());
    hasher.update([0]);
    hasher.update(project_id.as_bytes());
    hasher.finalize().into()
}

/// Compares two projects by one rule.
type Compare<'a> = alloc::boxed::Box<dyn Fn(usize, usize) -> Ordering + 'a>;

fn check_explicit(instance: &Instance, list: &[String]) -> Result<Vec<usize>, InvalidTieBreaking> {
    let mut places = alloc::vec![usize::MAX; instance.projects().len()];
    for (rank, project_id) in list.iter().enumerate() {
        let position =
            instance
                .position(project_id)
                .ok_or_else(|| InvalidTieBreaking::UnknownProject {
                    project_id: project_id.clone(),
                })?;
        if places[position] != usize::MAX {
            return Err(InvalidTieBreaking::Repeated {
                project_id: project_id.clone(),
            });
        }
        places[position] = rank;
    }
    Ok(places)
}

impl TieOrder {
    pub(crate) fn new(
        rules: &[TieBreaking],
        instance: &Instance,
        profile: &Profile,
    ) -> Result<Self, InvalidTieBreaking> {
        let projects = instance.projects();
        let mut compares: Vec<Compare<'_>> = Vec::new();
        let mut strict = projects.len() < 2;
        for rule in rules {
            match rule {
                TieBreaking::MinCost => {
                    compares.push(alloc::boxed::Box::new(|a, b| {
                        projects[a].cost.cmp(&projects[b].cost)
                    }));
                }
                TieBreaking::MaxCost => {
                    compares.push(alloc::boxed::Box::new(|a, b| {
                        projects[b].cost.cmp(&projects[a].cost)
                    }));
                }
                TieBreaking::MaxVotes => {
                    let votes = profile.votes();
                    compares.push(alloc::boxed::Box::new(move |a, b| votes[b].cmp(&votes[a])));
                }
                TieBreaking::Lexicographic => {
                    strict = true;
                    compares.push(alloc::boxed::Box::new(|a, b| {
                        projects[a].project_id.cmp(&projects[b].project_id)
                    }));
                }
                TieBreaking::Seeded(seed) => {
                    strict = true;
                    let digests: Vec<[u8; 32]> = projects
                        .iter()
                        .map(|project| seeded_digest(seed, &project.project_id))
                        .collect();
                    compares.push(alloc::boxed::Box::new(move |a, b| {
                        digests[a].cmp(&digests[b])
                    }));
                }
                TieBreaking::ExplicitOrder(list) => {
                    let places = check_explicit(instance, list)?;
                    let left_out = places.iter().filter(|place| **place == usize::MAX).count();
                    strict |= left_out < 2;
                    compares.push(alloc::boxed::Box::new(move |a, b| {
                        places[a].cmp(&places[b])
                    }));
                }
                TieBreaking::Refuse => strict = true,
            }
            if strict && projects.len() >= 2 {
                break;
            }
        }
        if !strict {
            return Err(InvalidTieBreaking::NotStrict);
        }
        let compare = |a: usize, b: usize| {
            compares
                .iter()
                .map(|compare| compare(a, b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };

        let sorted = sort::order(projects.len(), &mut |a, b| compare(a, b));
        let mut ranks = alloc::vec![0_u32; projects.len()];
        for pair in sorted.windows(2) {
            let step = u32::from(compare(pair[0], pair[1]).is_ne());
            ranks[pair[1]] = ranks[pair[0]] + step;
        }
        Ok(Self { ranks })
    }

    /// The project's rank; the lowest wins.
    pub(crate) fn rank(&self, project: usize) -> u32 {
        self.ranks[project]
    }

    /// The first of the tied; none when the rules refuse to choose.
    pub(crate) fn first(&self, tied: &[usize]) -> Option<usize> {
        let best = tied
            .iter()
            .copied()
            .min_by_key(|&project| self.ranks[project])?;
        let equals = tied
            .iter()
            .filter(|&&project| self.ranks[project] == self.ranks[best])
            .count();
        (equals == 1).then_some(best)
    }
}

/// A project as it might have been.
#[derive(Clone, Copy)]
pub(crate) struct Rival<'a> {
    pub(crate) position: usize,
    pub(crate) cost: &'a Rational,
    pub(crate) votes: u64,
}

/// Whether the tie rules put a project before, level with or after a rival that
/// might have been.
pub(crate) fn compare_with(
    rules: &[TieBreaking],
    instance: &Instance,
    votes: &[u64],
    project: usize,
    rival: Rival<'_>,
) -> Ordering {
    let projects = instance.projects();
    let cost = &projects[project].cost;
    let (id, rival_id) = (
        &projects[project].project_id,
        &projects[rival.position].project_id,
    );
    for rule in rules {
        let order = match rule {
            TieBreaking::MinCost => cost.cmp(rival.cost),
            TieBreaking::MaxCost => rival.cost.cmp(cost),
            TieBreaking::MaxVotes => rival.votes.cmp(&votes[project]),
            TieBreaking::Lexicographic => id.cmp(rival_id),
            TieBreaking::Seeded(seed) => {
                seeded_digest(seed, id).cmp(&seeded_digest(seed, rival_id))
            }
            TieBreaking::ExplicitOrder(list) => {
                let place = |id| list.iter().position(|listed| listed == id);
                let (own, theirs) = (place(id), place(rival_id));
                (own.is_none(), own).cmp(&(theirs.is_none(), theirs))
            }
            TieBreaking::Refuse => return Ordering::Equal,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::{Bounds, VoteType};
    use crate::instance::Project;
    use alloc::vec;

    fn setting() -> (Instance, Profile) {
        let projects = vec![
            Project::new("2", 5),
            Project::new("10", 5),
            Project::new("b", 3),
            Project::new("B", 9),
        ];
        let instance = Instance::new(projects, 10).unwrap();
        let mut profile = Profile::new(&instance, VoteType::Approval, Bounds::default());
        profile.add(&[0, 2], &[]);
        profile.add(&[0, 3], &[]);
        (instance, profile)
    }

    fn order(rules: &[TieBreaking]) -> Result<Vec<u32>, InvalidTieBreaking> {
        let (instance, profile) = setting();
        TieOrder::new(rules, &instance, &profile).map(|order| order.ranks)
    }

    #[test]
    fn ids_compare_by_code_point() {
        // "10" < "2" < "B" < "b"
        assert_eq!(order(&[TieBreaking::Lexicographic]), Ok(vec![1, 0, 3, 2]));
    }

    #[test]
    fn a_list_that_may_leave_a_tie_is_refused() {
        assert_eq!(
            order(&[TieBreaking::MinCost]),
            Err(InvalidTieBreaking::NotStrict)
        );
        assert_eq!(
            order(&[TieBreaking::MinCost, TieBreaking::Refuse]),
            Ok(vec![1, 1, 0, 2])
        );
        assert_eq!(
            order(&[
                TieBreaking::MaxVotes,
                TieBreaking::MinCost,
                TieBreaking::Lexicographic
            ]),
            Ok(vec![0, 3, 1, 2])
        );
    }

    #[test]
    fn an_explicit_order_of_all_is_strict_and_checked() {
        let list = |ids: &[&str]| {
            TieBreaking::ExplicitOrder(ids.iter().map(|id| String::from(*id)).collect())
        };
        assert_eq!(order(&[list(&["B", "b", "10", "2"])]), Ok(vec![3, 2, 1, 0]));
        assert_eq!(order(&[list(&["B"])]), Err(InvalidTieBreaking::NotStrict));
        assert!(matches!(
            order(&[list(&["x"])]),
            Err(InvalidTieBreaking::UnknownProject { .. })
        ));
        assert!(matches!(
            order(&[list(&["B", "B"])]),
            Err(InvalidTieBreaking::Repeated { .. })
        ));
    }

    #[test]
    fn a_seeded_lot_is_the_published_sha256_order() {
        // printf 'lot\0a' | sha256sum
        let digest = seeded_digest("lot", "a");
        assert_eq!(digest[..4], [0x29, 0x9c, 0x69, 0x42]);
        let ranks = order(&[TieBreaking::Seeded("lot".into())]).unwrap();
        let mut by_digest = ["2", "10", "b", "B"];
        by_digest.sort_by_key(|id| seeded_digest("lot", id));
        for (rank, id) in by_digest.iter().enumerate() {
            let position = setting().0.position(id).unwrap();
            assert_eq!(ranks[position] as usize, rank);
        }
    }

    #[test]
    fn refusing_says_so_only_when_asked_to_choose_among_equals() {
        let (instance, profile) = setting();
        let rules = [TieBreaking::MinCost, TieBreaking::Refuse];
        let ties = TieOrder::new(&rules, &instance, &profile).unwrap();
        assert_eq!(ties.first(&[0, 1]), None);
        assert_eq!(ties.first(&[0, 1, 2]), Some(2));
    }
}

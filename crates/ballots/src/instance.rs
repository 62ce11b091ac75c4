//! What is voted on: the projects and the money, without any ballot.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::exact::Rational;

/// One proposal with its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its identity, unique in the instance. Ties broken "lexicographically"
    /// compare these by Unicode code point, so `"10"` comes before `"2"`.
    pub project_id: String,
    /// Its price in currency units; never negative in an [`Instance`].
    pub cost: Rational,
    /// Its title, for people.
    pub name: Option<String>,
}

impl Project {
    /// A project without a title.
    pub fn new(project_id: impl Into<String>, cost: impl Into<Rational>) -> Self {
        Self {
            project_id: project_id.into(),
            cost: cost.into(),
            name: None,
        }
    }
}

/// Why projects and a budget do not make an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidInstance {
    /// Two projects share an identity.
    DuplicateProject {
        /// The identity met twice.
        project_id: String,
    },
    /// A project has no identity.
    EmptyProjectId,
    /// A price below zero.
    NegativeCost {
        /// Whose price.
        project_id: String,
        /// The price.
        cost: Rational,
    },
    /// A budget below zero.
    NegativeBudget {
        /// The budget.
        budget_limit: Rational,
    },
    /// More projects than can be numbered in 32 bits.
    TooManyProjects,
}

impl fmt::Display for InvalidInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateProject { project_id } => {
                write!(f, "project {project_id:?} is listed twice")
            }
            Self::EmptyProjectId => f.write_str("a project without an id"),
            Self::NegativeCost { project_id, cost } => {
                write!(f, "project {project_id:?} costs {cost}, less than nothing")
            }
            Self::NegativeBudget { budget_limit } => {
                write!(f, "the budget is {budget_limit}, less than nothing")
            }
            Self::TooManyProjects => f.write_str("too many projects"),
        }
    }
}

impl core::error::Error for InvalidInstance {}

/// The projects and the money available. Cannot be wrong once made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    projects: Vec<Project>,
    budget_limit: Rational,
    by_id: BTreeMap<String, usize>,
}

impl Instance {
    /// Checks and keeps the projects in the order given; everything else in
    /// this crate names a project by its place in that order.
    ///
    /// # Errors
    /// [`InvalidInstance`] names the first fault found.
    pub fn new(
        projects: Vec<Project>,
        budget_limit: impl Into<Rational>,
    ) -> Result<Self, InvalidInstance> {
        let budget_limit = budget_limit.into();
        if budget_limit.is_negative() {
            return Err(InvalidInstance::NegativeBudget { budget_limit });
        }
        if u32::try_from(projects.len()).is_err() {
            return Err(InvalidInstance::TooManyProjects);
        }
        let mut by_id = BTreeMap::new();
        for (index, project) in projects.iter().enumerate() {
            if project.project_id.is_empty() {
                return Err(InvalidInstance::EmptyProjectId);
            }
            if project.cost.is_negative() {
                return Err(InvalidInstance::NegativeCost {
                    project_id: project.project_id.clone(),
                    cost: project.cost.clone(),
                });
            }
            if by_id.insert(project.project_id.clone(), index).is_some() {
                return Err(InvalidInstance::DuplicateProject {
                    project_id: project.project_id.clone(),
                });
            }
        }
        Ok(Self {
            projects,
            budget_limit,
            by_id,
        })
    }

    /// All projects, in the order given.
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// The money available, in currency units.
    pub fn budget_limit(&self) -> &Rational {
        &self.budget_limit
    }

    /// The place of a project.
    pub fn position(&self, project_id: &str) -> Option<usize> {
        self.by_id.get(project_id).copied()
    }

    /// The project at a place; places out of range have none.
    pub fn project(&self, position: usize) -> Option<&Project> {
        self.projects.get(position)
    }

    /// What the projects at these places cost together.
    pub fn total_cost(&self, positions: &[usize]) -> Rational {
        positions
            .iter()
            .filter_map(|&position| self.project(position))
            .fold(Rational::zero(), |total, project| total.plus(&project.cost))
    }

    /// Whether these projects fit the budget together.
    pub fn is_feasible(&self, positions: &[usize]) -> bool {
        self.total_cost(positions) <= self.budget_limit
    }

    /// Whether no further project fits beside these.
    pub fn is_exhaustive(&self, positions: &[usize]) -> bool {
        let left = self.budget_limit.minus(&self.total_cost(positions));
        self.projects
            .iter()
            .enumerate()
            .all(|(position, project)| positions.contains(&position) || project.cost > left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_listed_twice_is_refused() {
        let projects = alloc::vec![Project::new("a", 1), Project::new("a", 2)];
        assert_eq!(
            Instance::new(projects, 3),
            Err(InvalidInstance::DuplicateProject {
                project_id: "a".into()
            })
        );
    }

    #[test]
    fn a_price_below_zero_is_refused() {
        let projects = alloc::vec![Project::new("a", -5)];
        assert!(matches!(
            Instance::new(projects, 3),
            Err(InvalidInstance::NegativeCost { .. })
        ));
    }

    #[test]
    fn exhaustive_means_nothing_more_fits() {
        let projects = alloc::vec![
            Project::new("a", 5),
            Project::new("b", 4),
            Project::new("c", 2)
        ];
        let instance = Instance::new(projects, 10).unwrap();
        assert!(!instance.is_exhaustive(&[0]));
        assert!(instance.is_exhaustive(&[0, 1]));
        assert!(instance.is_feasible(&[0, 1]));
        assert!(!instance.is_feasible(&[0, 1, 2]));
    }
}

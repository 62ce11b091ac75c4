//! Tells a run of equal shares round by round.

use crate::allocation::{BudgetAllocation, Round, Stage, Tie};
use crate::instance::Instance;
use crate::rules::{RuleError, Satisfaction};

use super::solver::{Run, Setting};

pub(crate) fn fill(
    instance: &Instance,
    _setting: &Setting<'_>,
    run: &mut Run<'_>,
    _satisfaction: Satisfaction,
    allocation: &mut BudgetAllocation,
) -> Result<(), RuleError> {
    for bought in &run.rounds {
        let tie = (!bought.tied.is_empty()).then(|| Tie {
            positions: bought.tied.clone(),
            chosen: bought.project,
        });
        allocation.take(
            instance,
            bought.project,
            Stage::EqualShares,
            Round::Plain,
            tie,
        );
    }
    Ok(())
}

//! The method of equal shares and its completions.

mod explain;
mod solver;

use alloc::vec::Vec;

use crate::allocation::{BudgetAllocation, Ended, Endowment, Round, Stage, Tie};
use crate::exact::{Integer, Rational};
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rules::game::{Game, scaled};
use crate::rules::{
    Add1, Completion, Options, Progress, RuleError, Satisfaction, Start, Stop, greedy,
};
use crate::sort;
use crate::tie::TieOrder;

use solver::{Run, Setting};

pub(crate) fn run(
    instance: &Instance,
    profile: &Profile,
    ties: &TieOrder,
    satisfaction: Satisfaction,
    completion: &Completion,
    mut options: Options<'_>,
) -> Result<BudgetAllocation, RuleError> {
    if satisfaction == Satisfaction::Score {
        return Err(RuleError::WrongSatisfaction);
    }
    let (add1, then_greedy) = match completion {
        Completion::None => (None, false),
        Completion::Greedy => (None, true),
        Completion::Add1(add1) => (Some(add1), false),
        Completion::Add1U(add1) => (Some(add1), true),
    };
    let others: &[&Rational] = match add1 {
        Some(add1) => &[&add1.increment],
        None => &[],
    };
    let game = Game::new(instance, profile, satisfaction, others)?;
    let setting = Setting::new(&game, ties, satisfaction == Satisfaction::Cost);
    let mut allocation = BudgetAllocation::new(instance);
    let free = take_free(instance, &game, ties, &mut allocation);
    if game.num_ballots > 0 {
        let mut raising = Raising::new(&setting, &free);
        let ended = match add1 {
            None => {
                raising.at(game.share)?;
                Ended::NotRaised
            }
            Some(add1) => raising.raise(add1, options.progress.take())?,
        };
        let Raising {
            mut run,
            steps,
            empty,
            ..
        } = raising;
        if !empty {
            if options.explain {
                explain::fill(
                    instance,
                    profile,
                    &setting,
                    &mut run,
                    satisfaction,
                    &mut allocation,
                );
            } else {
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
            }
        }
        allocation.endowment = Some(Endowment {
            amount: game.amount(&Integer::from(run.endowment)),
            share: game.amount(&Integer::from(game.share)),
            steps,
            ended,
        });
    }
    if then_greedy && !instance.is_exhaustive(allocation.order()) {
        let measure = satisfaction.for_completion();
        let skip = greedy::Kind::Skip;
        greedy::extend(instance, profile, ties, measure, &skip, &mut allocation)?;
    }
    Ok(allocation)
}

/// Wanted projects that cost nothing come first, in tie order.
fn take_free(
    instance: &Instance,
    game: &Game,
    ties: &TieOrder,
    allocation: &mut BudgetAllocation,
) -> Vec<usize> {
    let mut free: Vec<usize> = (0..game.costs.len())
        .filter(|&project| game.costs[project] == 0 && game.totals[project] > 0)
        .collect();
    sort::short(&mut free, |a, b| (ties.rank(*a), a) < (ties.rank(*b), b));
    for &project in &free {
        allocation.take(instance, project, Stage::Free, Round::Plain, None);
    }
    free
}

/// What an outcome means for raising the endowment further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    GoOn,
    Exhaustive,
    AllFunded,
    Overspent,
}

/// A run and the endowments tried.
struct Raising<'g> {
    setting: &'g Setting<'g>,
    run: Run<'g>,
    selected: Vec<bool>,
    free: Vec<bool>,
    steps: u64,
    runs: u64,
    /// The very first outcome overspent: nothing was bought.
    empty: bool,
}

impl<'g> Raising<'g> {
    fn new(setting: &'g Setting<'g>, free: &[usize]) -> Self {
        let mut flags = alloc::vec![false; setting.game.costs.len()];
        for &project in free {
            flags[project] = true;
        }
        Self {
            setting,
            run: Run::new(setting),
            selected: flags.clone(),
            free: flags,
            steps: 0,
            runs: 0,
            empty: false,
        }
    }

    fn at(&mut self, endowment: i128) -> Result<(), RuleError> {
        self.runs += 1;
        self.run.start(endowment);
        self.run.finish()
    }

    fn judge(&mut self, stop: Stop) -> Verdict {
        let game = self.setting.game;
        self.selected.clone_from(&self.free);
        let mut cost = 0;
        for project in self.run.selected() {
            self.selected[project] = true;
            cost += game.costs[project];
        }
        if cost > game.budget {
            return Verdict::Overspent;
        }
        let left = game.budget - cost;
        if self.setting.contested.len() == self.run.rounds.len() {
            // More money would change nothing, whatever else might fit.
            return Verdict::AllFunded;
        }
        let exhaustive = match stop {
            Stop::Overspend => false,
            Stop::Exhaustive => self.fits_nothing(left),
            Stop::ExhaustiveSupported => self.setting.contested.iter().all(|&project| {
                self.selected[project as usize] || game.costs[project as usize] > left
            }),
        };
        if exhaustive {
            Verdict::Exhaustive
        } else {
            Verdict::GoOn
        }
    }

    fn fits_nothing(&self, left: i128) -> bool {
        let costs = self.setting.game.costs.iter();
        costs
            .zip(&self.selected)
            .all(|(cost, selected)| *selected || *cost > left)
    }

    /// Raises the endowment until the outcome is final and leaves `run` at it.
    fn raise(
        &mut self,
        add1: &Add1,
        mut progress: Option<&mut dyn FnMut(Progress) -> bool>,
    ) -> Result<Ended, RuleError> {
        let game = self.setting.game;
        let step = scaled(&add1.increment, game.unit)?;
        if step <= 0 {
            return Err(RuleError::InvalidIncrement);
        }
        let mut endowment = match add1.start {
            Start::Exact => game.share,
            Start::Integral => game.share / game.unit * game.unit,
        };
        self.at(endowment)?;
        match self.judge(add1.stop) {
            Verdict::GoOn => {}
            Verdict::Exhaustive => return Ok(Ended::Exhaustive),
            Verdict::AllFunded => return Ok(Ended::AllFunded),
            Verdict::Overspent => {
                self.empty = true;
                return Ok(Ended::WouldOverspend);
            }
        }
        let mut upper = Run::new(self.setting);
        let mut last: Vec<usize> = self.run.selected().collect();
        let mut streak: u32 = 0;
        let mut jump: i128 = 0;
        let mut rest: u32 = 0;
        loop {
            if let Some(progress) = progress.as_mut() {
                let so_far = Progress {
                    steps: self.steps,
                    runs: self.runs,
                };
                if !progress(so_far) {
                    return Err(RuleError::Stopped);
                }
            }
            if jump >= 3 && rest == 0 {
                self.run.start(endowment);
                upper.start(endowment + jump * step);
                self.runs += 2;
                if self.run.holds_up_to(&mut upper)? {
                    endowment += jump * step;
                    self.steps += u64::try_from(jump).unwrap_or(u64::MAX);
                    jump *= 2;
                    continue;
                }
                jump /= 4;
                // Do not try again at once where the outcome is changing.
                rest = if jump < 3 { 4 } else { 0 };
                streak = 0;
                continue;
            }
            rest = rest.saturating_sub(1);
            let next = endowment + step;
            self.at(next)?;
            let verdict = self.judge(add1.stop);
            if verdict == Verdict::Overspent {
                self.at(endowment)?;
                return Ok(Ended::WouldOverspend);
            }
            endowment = next;
            self.steps += 1;
            match verdict {
                Verdict::Exhaustive => return Ok(Ended::Exhaustive),
                Verdict::AllFunded => return Ok(Ended::AllFunded),
                Verdict::GoOn | Verdict::Overspent => {}
            }
            let same = self.run.selected().eq(last.iter().copied());
            if same {
                streak += 1;
                if streak >= 3 && rest == 0 {
                    jump = jump.max(i128::from(streak));
                }
            } else {
                streak = 0;
                last.clear();
                last.extend(self.run.selected());
            }
        }
    }
}

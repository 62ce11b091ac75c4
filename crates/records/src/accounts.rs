//! What the budget lines of one year amount to: executed amounts filled from the transactions,
//! and typed totals set apart so that nothing is counted twice.
//!
//! Workbooks carry rows that repeat what stands beneath them. Such a row is compared with the sum
//! of its own rows and then left out of every sum. A row is a typed total when
//!
//! - its title or one of its levels is a total's word (合计, 小计, Total …): it totals what stands
//!   under the levels before that word; or
//! - its title equals its own deepest level, no transaction or ledger entry is booked on it, and
//!   other rows stand under the same levels: it is the parent of those rows.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::codes::{Direction, Stage};
use crate::sheets::{BudgetLine, Records};
use crate::{LocalText, Money, YearId};

/// A sum that does not fit into an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum does not fit")]
pub struct SumTooLarge;

/// The amounts of a line or of a group of lines, in minor units.
///
/// A group's amount is the sum of what its lines have in the same column, nothing if none of them
/// has any. A line without an adjusted amount therefore adds nothing to its group's `adjusted`;
/// `current` is the one to show as "the budget now".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// Settled amount of the year before.
    pub prior_executed: Option<Money>,
    /// Asked for.
    pub proposed: Option<Money>,
    /// Decided.
    pub approved: Option<Money>,
    /// Decided later in the year.
    pub adjusted: Option<Money>,
    /// Spent or come in.
    pub executed: Option<Money>,
    /// The budget now: each line's adjusted amount, else its approved, else its proposed one.
    pub current: Option<Money>,
}

impl Amounts {
    /// The amount of a stage.
    pub fn stage(&self, stage: Stage) -> Option<Money> {
        match stage {
            Stage::Proposed => self.proposed,
            Stage::Approved => self.approved,
            Stage::Adjusted => self.adjusted,
            Stage::Executed => self.executed,
        }
    }

    /// The amounts as typed in a line's own cells.
    pub fn typed(line: &BudgetLine) -> Amounts {
        Amounts {
            prior_executed: line.prior_executed,
            proposed: line.proposed,
            approved: line.approved,
            adjusted: line.adjusted,
            executed: line.executed,
            current: line.adjusted.or(line.approved).or(line.proposed),
        }
    }

    /// Of a line that was imported: a ledger is complete, so what it does not name in its latest
    /// stage is nothing there, and an earlier stage's amount is no longer in force.
    fn complete(&mut self, stage: Stage) {
        let amount = match stage {
            Stage::Adjusted => &mut self.adjusted,
            Stage::Approved => &mut self.approved,
            Stage::Proposed => &mut self.proposed,
            Stage::Executed => return,
        };
        amount.get_or_insert(Money::ZERO);
        self.current = self.adjusted.or(self.approved).or(self.proposed);
    }

    /// The sum, column by column.
    ///
    /// # Errors
    /// [`SumTooLarge`] when one of the columns does not fit; no order of the addends decides it.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Amounts>) -> Result<Amounts, SumTooLarge> {
        let mut sums = [None::<i128>; 6];
        for amounts in all {
            let columns = [
                amounts.prior_executed,
                amounts.proposed,
                amounts.approved,
                amounts.adjusted,
                amounts.executed,
                amounts.current,
            ];
            for (sum, amount) in sums.iter_mut().zip(columns) {
                if let Some(amount) = amount {
                    // An i128 holds 2^64 amounts of any size.
                    *sum = Some(sum.unwrap_or(0) + i128::from(amount.0));
                }
            }
        }
        let fit = |sum: Option<i128>| sum.map(fit).transpose();
        Ok(Amounts {
            prior_executed: fit(sums[0])?,
            proposed: fit(sums[1])?,
            approved: fit(sums[2])?,
            adjusted: fit(sums[3])?,
            executed: fit(sums[4])?,
            current: fit(sums[5])?,
        })
    }
}

fn fit(sum: i128) -> Result<Money, SumTooLarge> {
    i64::try_from(sum).map(Money).map_err(|_| SumTooLarge)
}

/// The sum of amounts, whatever their order.
///
/// # Errors
/// [`SumTooLarge`] when it does not fit.
pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, SumTooLarge> {
    fit(amounts.into_iter().map(|amount| i128::from(amount.0)).sum())
}

/// A budget line that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountLine<'r> {
    /// Its place in [`Records::budget`].
    pub index: usize,
    /// The line.
    pub line: &'r BudgetLine,
    /// Its levels, blank ones skipped.
    pub levels: Vec<&'r LocalText>,
    /// Its amounts, `executed` filled from the transactions when there are any.
    pub amounts: Amounts,
}

/// A budget line that only repeats the sum of others.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedTotal<'r> {
    /// Its place in [`Records::budget`].
    pub index: usize,
    /// The line.
    pub line: &'r BudgetLine,
    /// What its own rows add up to.
    pub sums: Amounts,
    /// Whether transactions or ledger entries are booked on it, which belong on a line.
    pub is_booked: bool,
}

/// The lines of one year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct YearAccounts<'r> {
    /// Lines that count, in the order of the sheet.
    pub lines: Vec<AccountLine<'r>>,
    /// Typed totals, in the order of the sheet.
    pub totals: Vec<TypedTotal<'r>>,
}

/// Words that mark a total, compared without case and without a colon behind them.
const TOTAL_WORDS: &[&str] = &[
    "合计",
    "小计",
    "总计",
    "共计",
    "合計",
    "小計",
    "總計",
    "共計",
    "total",
    "subtotal",
    "sub-total",
    "sub total",
    "grand total",
];

/// Whether a text is nothing but a total's word.
fn is_total_word(text: &str) -> bool {
    // 合 计 is often spread out to fill a cell.
    let bare = text
        .trim()
        .trim_end_matches([':', '：'])
        .trim()
        .to_lowercase();
    let tight: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
    TOTAL_WORDS
        .iter()
        .any(|word| *word == bare || *word == tight)
}

/// A row before it is known whether it counts.
struct Candidate<'r> {
    index: usize,
    line: &'r BudgetLine,
    levels: Vec<&'r LocalText>,
    amounts: Amounts,
    is_booked: bool,
    /// How many of its levels say what it would total; none if it cannot be a total.
    scope: Option<usize>,
    is_total: bool,
}

impl Candidate<'_> {
    /// Whether `other` stands under the first `depth` levels of this row.
    fn covers(&self, depth: usize, other: &Candidate<'_>) -> bool {
        self.line.direction == other.line.direction
            && other.levels.len() >= depth
            && self
                .levels
                .iter()
                .zip(&other.levels)
                .take(depth)
                .all(|(mine, theirs)| mine.text == theirs.text)
    }
}

/// Levels of a line that are not blank.
fn levels(line: &BudgetLine) -> Vec<&LocalText> {
    [Some(&line.l1), line.l2.as_ref(), line.l3.as_ref()]
        .into_iter()
        .flatten()
        .filter(|level| !level.text.trim().is_empty())
        .collect()
}

impl<'r> YearAccounts<'r> {
    /// The lines of `year`.
    ///
    /// # Errors
    /// [`SumTooLarge`] when transactions or the rows under a total do not add up within an `i64`.
    pub fn of(records: &'r Records, year: &YearId) -> Result<Self, SumTooLarge> {
        let mut paid: HashMap<&str, i128> = HashMap::new();
        for transaction in records.transactions.iter().filter(|t| t.year == *year) {
            *paid.entry(transaction.line_id.as_str()).or_default() +=
                i128::from(transaction.amount.0);
        }
        let entered: HashSet<&str> = records
            .ledger
            .iter()
            .filter(|entry| entry.year == *year)
            .map(|entry| entry.line_id.as_str())
            .collect();
        let imported = imported_stage(records, year);

        let mut rows = Vec::new();
        for (index, placed) in records.budget.iter().enumerate() {
            let line = &placed.record;
            if line.year != *year {
                continue;
            }
            let line_id = line.line_id.as_str();
            let mut amounts = Amounts::typed(line);
            if let Some(sum) = paid.get(line_id) {
                amounts.executed = Some(fit(*sum)?);
            }
            if let Some(stage) = imported.filter(|_| entered.contains(line_id)) {
                amounts.complete(stage);
            }
            let levels = levels(line);
            let is_booked = paid.contains_key(line_id) || entered.contains(line_id);
            let word = levels.iter().position(|level| is_total_word(&level.text));
            let named = is_total_word(&line.title.text).then_some(levels.len());
            let parent = || {
                let deepest = levels.last()?;
                (!is_booked && deepest.text.trim() == line.title.text.trim())
                    .then_some(levels.len())
            };
            let by_word = word.or(named);
            rows.push(Candidate {
                index,
                line,
                scope: by_word.or_else(parent),
                is_total: by_word.is_some(),
                levels,
                amounts,
                is_booked,
            });
        }
        settle_parents(&mut rows);
        split(rows)
    }
}

/// The latest stage of the year that was imported from a ledger.
fn imported_stage(records: &Records, year: &YearId) -> Option<Stage> {
    [Stage::Adjusted, Stage::Approved, Stage::Proposed]
        .into_iter()
        .find(|stage| {
            records
                .ledger
                .iter()
                .any(|entry| entry.year == *year && entry.stage == *stage)
        })
}

/// Decides which rows named like their deepest level are parents, deepest levels first: only what
/// counts beneath a row makes it a total.
fn settle_parents(rows: &mut [Candidate<'_>]) {
    for depth in (1..=3).rev() {
        let asked: Vec<usize> = (0..rows.len())
            .filter(|&at| rows[at].scope == Some(depth) && !rows[at].is_total)
            .collect();
        let parents: Vec<usize> = asked
            .iter()
            .copied()
            .filter(|&at| {
                let row = &rows[at];
                rows.iter().enumerate().any(|(other_at, other)| {
                    // Rows of the same name beside it (one per fund, say) are its equals.
                    let is_equal = other.scope == Some(depth);
                    other_at != at && !other.is_total && !is_equal && row.covers(depth, other)
                })
            })
            .collect();
        for at in parents {
            rows[at].is_total = true;
        }
    }
}

/// Sets the totals apart and sums what they total.
fn split(rows: Vec<Candidate<'_>>) -> Result<YearAccounts<'_>, SumTooLarge> {
    let mut totals = Vec::new();
    for row in rows.iter().filter(|row| row.is_total) {
        let depth = row.scope.unwrap_or(0);
        let sums = Amounts::sum(
            rows.iter()
                .filter(|other| !other.is_total && row.covers(depth, other))
                .map(|other| &other.amounts),
        )?;
        totals.push(TypedTotal {
            index: row.index,
            line: row.line,
            sums,
            is_booked: row.is_booked,
        });
    }
    let lines = rows
        .into_iter()
        .filter(|row| !row.is_total)
        .map(|row| AccountLine {
            index: row.index,
            line: row.line,
            levels: row.levels,
            amounts: row.amounts,
        })
        .collect();
    Ok(YearAccounts { lines, totals })
}

impl YearAccounts<'_> {
    /// What all lines of a direction add up to.
    ///
    /// # Errors
    /// [`SumTooLarge`] when that does not fit.
    pub fn total(&self, direction: Direction) -> Result<Amounts, SumTooLarge> {
        Amounts::sum(
            self.lines
                .iter()
                .filter(|line| line.line.direction == direction)
                .map(|line| &line.amounts),
        )
    }
}

//! The accounting identities: what is typed is what its parts add up to.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Found;
use crate::accounts::{Amounts, SumTooLarge, TypedTotal, YearAccounts};
use crate::codes::{Direction, Stage};
use crate::finding::Problem;
use crate::sheets::BudgetLine;
use crate::{Money, Placed, Records, YearId};

pub(super) fn check(records: &Records, found: &mut Found) {
    let entries = Entries::of(records);
    let paid: HashSet<(&YearId, &str)> = records
        .transactions
        .iter()
        .map(|placed| (&placed.record.year, placed.record.line_id.as_str()))
        .collect();
    for placed in &records.budget {
        let line = (&placed.record.year, placed.record.line_id.as_str());
        entries.compare(placed, found);
        if !entries.lines.contains(&line) {
            typed_by_hand(placed, paid.contains(&line), found);
        }
    }
    let years: BTreeSet<&YearId> = records.budget.iter().map(|r| &r.record.year).collect();
    for year in years {
        if year_adds_up(records, year, &entries, found).is_err() {
            found.sheet::<BudgetLine>(Problem::SumTooLarge);
        }
    }
}

/// The typed amounts of a line with the keys of their columns.
fn typed(line: &BudgetLine) -> [(&'static str, Option<Money>); 5] {
    [
        ("prior_executed", line.prior_executed),
        ("proposed", line.proposed),
        ("approved", line.approved),
        ("adjusted", line.adjusted),
        ("executed", line.executed),
    ]
}

/// What holds for lines without ledger entries behind them.
fn typed_by_hand(placed: &Placed<BudgetLine>, is_paid: bool, found: &mut Found) {
    for (column, amount) in typed(placed) {
        // Refunds may outweigh payments; the sum of the transactions decides there.
        if let Some(amount) = amount
            && !(is_paid && column == "executed")
        {
            found.below_zero(placed, column, amount);
        }
    }
}

/// Ledger entries by line and stage.
struct Entries<'r> {
    sums: HashMap<(&'r YearId, &'r str, Stage), i128>,
    lines: HashSet<(&'r YearId, &'r str)>,
}

impl<'r> Entries<'r> {
    fn of(records: &'r Records) -> Entries<'r> {
        let mut sums = HashMap::new();
        let mut lines = HashSet::new();
        for placed in &records.ledger {
            let entry = &placed.record;
            let line = (&entry.year, entry.line_id.as_str());
            *sums.entry((line.0, line.1, entry.stage)).or_default() += i128::from(entry.amount.0);
            lines.insert(line);
        }
        Entries { sums, lines }
    }

    /// The line's amount of each stage is what its entries of that stage add up to.
    fn compare(&self, placed: &Placed<BudgetLine>, found: &mut Found) {
        for stage in Stage::ALL {
            let key = (&placed.record.year, placed.record.line_id.as_str(), *stage);
            let Some(sum) = self.sums.get(&key) else {
                continue;
            };
            let typed = Amounts::typed(placed).stage(*stage);
            let amount = stage.key();
            match i64::try_from(*sum).map(Money) {
                Err(_) => found.cell(placed, amount, Problem::SumTooLarge),
                Ok(sum) if typed != Some(sum) => {
                    found.cell(
                        placed,
                        amount,
                        Problem::LedgerDiffers { amount, typed, sum },
                    );
                }
                Ok(_) => {}
            }
        }
    }
}

fn year_adds_up(
    records: &Records,
    year: &YearId,
    entries: &Entries<'_>,
    found: &mut Found,
) -> Result<(), SumTooLarge> {
    let accounts = YearAccounts::of(records, year)?;
    for line in &accounts.lines {
        if let (Some(typed), Some(sum)) = (line.line.executed, line.amounts.executed)
            && typed != sum
        {
            let problem = Problem::ExecutedDiffers { typed, sum };
            found.cell(&records.budget[line.index], "executed", problem);
        }
        if !entries.lines.contains(&(year, line.line.line_id.as_str())) {
            explained(&records.budget[line.index], found);
        }
    }
    for total in &accounts.totals {
        total_adds_up(&records.budget[total.index], total, found);
    }
    sources_cover_uses(records, year, &accounts, found)
}

/// A typed total is what its rows add up to, and nothing is booked on it.
fn total_adds_up(placed: &Placed<BudgetLine>, total: &TypedTotal<'_>, found: &mut Found) {
    if total.is_booked {
        found.row(placed, Problem::BookedOnTotal);
    }
    let sums = [
        total.sums.prior_executed,
        total.sums.proposed,
        total.sums.approved,
        total.sums.adjusted,
        total.sums.executed,
    ];
    for ((amount, typed), sum) in typed(placed).into_iter().zip(sums) {
        let sum = sum.unwrap_or_default();
        if let Some(typed) = typed
            && typed != sum
        {
            found.cell(
                placed,
                amount,
                Problem::ChildrenDiffer { amount, typed, sum },
            );
        }
    }
}

/// A line of spending says what it is and why, and who decided it. Imported lines stand on their
/// ledger instead.
fn explained(placed: &Placed<BudgetLine>, found: &mut Found) {
    let line = &placed.record;
    if line.direction != Direction::Expenditure {
        return;
    }
    for (column, text) in [("plain", &line.plain), ("why", &line.why)] {
        if text.is_none() {
            found.cell(placed, column, Problem::NotExplained);
        }
    }
    if line.approved.is_some() && line.resolution_id.is_none() {
        found.cell(placed, "resolution_id", Problem::NoResolution);
    }
}

/// Money in against money out, of the year and of each fund, in the amounts in force.
fn sources_cover_uses(
    records: &Records,
    year: &YearId,
    accounts: &YearAccounts<'_>,
    found: &mut Found,
) -> Result<(), SumTooLarge> {
    let both = |fund: Option<&str>| {
        let sum = |direction| {
            let amounts = accounts
                .lines
                .iter()
                .filter(|line| {
                    line.line.direction == direction
                        && fund.is_none_or(|fund| line.line.fund_id.as_str() == fund)
                })
                .filter_map(|line| line.amounts.current);
            crate::accounts::sum(amounts)
        };
        Ok((sum(Direction::Revenue)?, sum(Direction::Expenditure)?))
    };
    let (revenue, expenditure) = both(None)?;
    if revenue != expenditure {
        found.sheet::<BudgetLine>(Problem::SourcesAndUsesDiffer {
            year: year.to_string(),
            revenue,
            expenditure,
        });
    }
    // A year that lists no money in at all says nothing about its funds.
    let has_sources = accounts
        .lines
        .iter()
        .any(|line| line.line.direction == Direction::Revenue);
    for fund in records.funds.iter().filter(|_| has_sources) {
        let (revenue, expenditure) = both(Some(fund.fund_id.as_str()))?;
        if expenditure > revenue {
            found.row(
                fund,
                Problem::FundOverspent {
                    fund_id: fund.fund_id.to_string(),
                    year: year.to_string(),
                    revenue,
                    expenditure,
                },
            );
        }
    }
    Ok(())
}

//! Days in order.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, Months, NaiveDate};

use super::Found;
use crate::finding::Problem;
use crate::sheets::{BudgetStage, Project, Sheet};
use crate::{Date, Placed, Records, YearId};

/// The first and last day of a fiscal year that begins in month `start` (1 to 12).
///
/// A year is named after the calendar year that it begins in: `2026` from July on is July 2026 to
/// June 2027, as is `2026-27` and `FY26-27`. Nothing for a name that says no year, for two years
/// that do not follow each other, and for two years where the fiscal year is the calendar year.
pub fn fiscal_days(year: &YearId, start: u32) -> Option<(Date, Date)> {
    let bare = year
        .as_str()
        .trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let mut parts = bare.split(['-', '_', '.']).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let begins: i32 = match first.len() {
        4 => first.parse().ok()?,
        2 => 2000 + first.parse::<i32>().ok()?,
        _ => return None,
    };
    if let Some(second) = second {
        let follows = match second.len() {
            4 => second.parse() == Ok(begins + 1),
            2 => second.parse() == Ok((begins + 1) % 100),
            _ => false,
        };
        if !follows || start == 1 {
            return None;
        }
    }
    let from = NaiveDate::from_ymd_opt(begins, start, 1)?;
    let until = from
        .checked_add_months(Months::new(12))?
        .checked_sub_days(Days::new(1))?;
    Some((from, until))
}

/// A finding at `column` if its day comes before the day of `earlier`.
pub(super) fn ordered<T: Sheet>(
    placed: &Placed<T>,
    (earlier, first): (&'static str, Date),
    (column, then): (&'static str, Date),
    found: &mut Found,
) {
    if then < first {
        let problem = Problem::DatesOutOfOrder {
            earlier,
            first,
            then,
        };
        found.cell(placed, column, problem);
    }
}

pub(super) fn check(records: &Records, found: &mut Found) {
    for org in &records.orgs {
        if let (Some(start), Some(end)) = (org.term_start, org.term_end) {
            ordered(org, ("term_start", start), ("term_end", end), found);
        }
    }
    for project in &records.projects {
        ordered(
            project,
            ("start_planned", project.start_planned),
            ("end_planned", project.end_planned),
            found,
        );
    }
    for poll in &records.polls {
        // A poll that closes on the day it opens gives nobody time.
        if poll.closes <= poll.opens {
            found.cell(
                poll,
                "closes",
                Problem::DatesOutOfOrder {
                    earlier: "opens",
                    first: poll.opens,
                    then: poll.closes,
                },
            );
        }
    }
    milestones(records, found);
    steps(records, found);
    transactions(records, found);
}

/// A milestone before its project's planned start is possible (a contract signed early), but
/// more often a slip of the pen.
fn milestones(records: &Records, found: &mut Found) {
    let projects: HashMap<&str, &Project> = records
        .projects
        .iter()
        .map(|placed| (placed.record.project_id.as_str(), &placed.record))
        .collect();
    for milestone in &records.milestones {
        let Some(project) = projects.get(milestone.project_id.as_str()) else {
            continue;
        };
        let start = project.start_planned;
        for (column, date) in [
            ("due0", Some(milestone.due0)),
            ("due", milestone.due),
            ("date_met", milestone.date_met),
        ] {
            if let Some(date) = date
                && date < start
            {
                found.cell(milestone, column, Problem::BeforeStart { start, date });
            }
        }
    }
}

/// The steps of each year's budget follow one another.
fn steps(records: &Records, found: &mut Found) {
    let mut years: BTreeMap<&YearId, Vec<&Placed<BudgetStage>>> = BTreeMap::new();
    for placed in &records.stages {
        years.entry(&placed.record.year).or_default().push(placed);
    }
    for steps in years.values_mut() {
        steps.sort_by_key(|placed| placed.stage);
        // The latest day so far and its step, so that one wrong day is one finding.
        let mut latest: Option<&Placed<BudgetStage>> = None;
        for placed in steps {
            match latest {
                Some(before) if placed.date < before.date => found.cell(
                    placed,
                    "date",
                    Problem::StepsOutOfOrder {
                        earlier: before.stage,
                        first: before.date,
                        then: placed.date,
                    },
                ),
                _ => latest = Some(placed),
            }
        }
    }
}

/// Transactions lie inside the fiscal year that they are booked in.
fn transactions(records: &Records, found: &mut Found) {
    let start = records.community.fiscal_start.unwrap_or(1);
    let mut years: HashMap<&YearId, Option<(Date, Date)>> = HashMap::new();
    for transaction in &records.transactions {
        let year = &transaction.record.year;
        let days = *years
            .entry(year)
            .or_insert_with(|| fiscal_days(year, start));
        if let Some((from, until)) = days
            && !(from..=until).contains(&transaction.date)
        {
            found.cell(
                transaction,
                "date",
                Problem::OutsideYear {
                    date: transaction.date,
                    year: year.to_string(),
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_fiscal_year_is_named_after_the_calendar_year_it_begins_in() {
        for (year, start, days) in [
            ("2026", 1, Some(("2026-01-01", "2026-12-31"))),
            ("2026", 7, Some(("2026-07-01", "2027-06-30"))),
            ("2021-22", 7, Some(("2021-07-01", "2022-06-30"))),
            ("FY21-22", 7, Some(("2021-07-01", "2022-06-30"))),
            ("1999-00", 4, Some(("1999-04-01", "2000-03-31"))),
            ("2021-2022", 9, Some(("2021-09-01", "2022-08-31"))),
            ("2021-23", 7, None),
            ("2021-22", 1, None),
            ("plan", 1, None),
            ("2026", 0, None),
            ("2026", 13, None),
            ("2026-27-28", 7, None),
            ("20261", 1, None),
        ] {
            let expected = days.map(|(from, until): (&str, &str)| {
                (from.parse::<Date>().unwrap(), until.parse().unwrap())
            });
            let year = YearId::new(year).unwrap();
            assert_eq!(fiscal_days(&year, start), expected, "{year} {start}");
        }
    }
}

//! The accounting identities, the references between sheets, and everything else that a single
//! cell cannot know.
//!
//! Each file asks one kind of question; all write into one list, which is then ordered as the
//! workbook is, so that a clerk can walk down it.

mod boards;
mod community;
mod days;
mod ids;
mod inbox;
mod places;
mod polls;
pub mod private;
mod projects;
mod sums;

pub use days::fiscal_days;

use std::ops::RangeInclusive;

use crate::finding::{Finding, Problem};
use crate::sheets::{SHEETS, Sheet};
use crate::{Money, Placed, Records};

/// Checks everything that a single row cannot know: identifiers used once, references that
/// resolve, sums, days in order, polls that can be counted, private numbers in free text.
///
/// The findings stand in the order of the workbook's sheets and rows. An empty list means that
/// the records may be published; so does a list of warnings alone.
pub fn check(records: &Records) -> Vec<Finding> {
    let mut found = Found::default();
    community::check(records, &mut found);
    ids::check(records, &mut found);
    sums::check(records, &mut found);
    days::check(records, &mut found);
    projects::check(records, &mut found);
    places::check(records, &mut found);
    polls::check(records, &mut found);
    inbox::check(records, &mut found);
    boards::check(records, &mut found);
    private::check(records, &mut found);
    found.in_order()
}

/// Findings as they come.
#[derive(Default)]
struct Found(Vec<Finding>);

impl Found {
    /// At a cell.
    fn cell<T: Sheet>(&mut self, placed: &Placed<T>, column: &'static str, problem: Problem) {
        self.0.push(Finding {
            sheet: T::KEY,
            row: Some(placed.row),
            column: Some(column),
            problem,
        });
    }

    /// At a row as a whole.
    fn row<T: Sheet>(&mut self, placed: &Placed<T>, problem: Problem) {
        self.0.push(Finding {
            sheet: T::KEY,
            row: Some(placed.row),
            column: None,
            problem,
        });
    }

    /// At a sheet as a whole.
    fn sheet<T: Sheet>(&mut self, problem: Problem) {
        self.0.push(Finding {
            sheet: T::KEY,
            row: None,
            column: None,
            problem,
        });
    }

    /// At a cell whose number is outside its range.
    fn outside<T: Sheet>(
        &mut self,
        placed: &Placed<T>,
        column: &'static str,
        number: u32,
        range: RangeInclusive<u32>,
    ) {
        if !range.contains(&number) {
            let problem = Problem::OutOfRange {
                found: number,
                min: *range.start(),
                max: *range.end(),
            };
            self.cell(placed, column, problem);
        }
    }

    /// At a cell whose amount is below zero.
    fn below_zero<T: Sheet>(&mut self, placed: &Placed<T>, column: &'static str, amount: Money) {
        if amount < Money::ZERO {
            self.cell(placed, column, Problem::Negative { amount });
        }
    }

    fn in_order(mut self) -> Vec<Finding> {
        let place = |key: &str| SHEETS.iter().position(|spec| spec.key == key);
        self.0
            .sort_by_key(|finding| (place(finding.sheet), finding.row));
        self.0
    }
}

//! From what a file holds to what a cell is.

use chrono::{Datelike as _, Days, NaiveDate};
use records::book::{Cell, Row};
use records::field::Kind;
use records::{Date, Money, parse_date};

/// What spreadsheet programs show where a formula failed.
const FAULTS: [&str; 12] = [
    "#REF!",
    "#N/A",
    "#NAME?",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
    "#BLOCKED!",
];

/// A text as a cell: what is only white space is blank, what is a spreadsheet's error is a fault.
pub(super) fn text(text: &str) -> Cell {
    let trimmed = text.trim();
    let libre_office = trimmed
        .strip_prefix("Err:")
        .is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()));
    if libre_office || FAULTS.contains(&trimmed) {
        return Cell::Fault(trimmed.to_owned());
    }
    Cell::text(trimmed)
}

/// Days that a record may hold.
pub(super) fn is_plausible_day(day: Date) -> bool {
    (1900..2200).contains(&day.year())
}

/// `2026-11-05` or `2026-11-05T09:30:00` as a day, anything else as text.
pub(super) fn iso_day(shown: &str) -> Cell {
    let day = shown.split('T').next().unwrap_or(shown);
    parse_date(day).map_or_else(|| text(shown), Cell::Day)
}

/// The first and last day number that is taken for a day when the cell does not say that it is
/// one: 1990-01-01 to 2099-12-31, so that neither a bare year nor `20261105` becomes a day.
const BARE_DAYS: std::ops::RangeInclusive<f64> = 32_874.0..=73_050.0;

/// A cell in the normal form of its column, so that XLSX, ODS and CSV twins give the same book.
/// What cannot be read stays as it is, so that the finding can show it.
pub(super) fn settle(cell: &Cell, kind: Kind, from_1904: bool) -> Cell {
    let typed = match cell {
        Cell::Number(number) => as_typed(*number),
        Cell::Blank | Cell::Fault(_) => return cell.clone(),
        Cell::Text(_) | Cell::Day(_) => cell.shown(),
    };
    match kind {
        Kind::Date => match cell {
            Cell::Number(number) => bare_day(*number, from_1904),
            _ => parse_date(&typed).map(Cell::Day),
        }
        .unwrap_or_else(|| Cell::text(typed)),
        Kind::Money => match Money::parse(&typed, 2) {
            Ok(money) => Cell::text(money.to_decimal(2)),
            Err(_) => Cell::text(typed),
        },
        Kind::Whole => number::<u32>(&typed),
        Kind::Decimal => number::<f64>(&typed),
        Kind::Text(_)
        | Kind::LocalText(_)
        | Kind::Id
        | Kind::Ids
        | Kind::Year
        | Kind::List(_)
        | Kind::Points
        | Kind::Currency => Cell::text(typed),
    }
}

/// A number column's text as the number that records would write for it.
fn number<T: records::field::Field>(typed: &str) -> Cell {
    let key = "number";
    let mut row = Row::default();
    row.cells.insert(key.to_owned(), Cell::text(typed));
    match T::read(&row, key) {
        Ok(value) => {
            value.write(&mut row, key);
            row.cell(key).clone()
        }
        Err(_) => Cell::text(typed),
    }
}

fn bare_day(number: f64, from_1904: bool) -> Option<Cell> {
    let number = if from_1904 { number + 1462.0 } else { number };
    if !BARE_DAYS.contains(&number) {
        return None;
    }
    // In range, so it fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let days = number.floor() as u64;
    NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|epoch| epoch.checked_add_days(Days::new(days)))
        .map(Cell::Day)
}

/// A spreadsheet's binary number as somebody typed it: 1201.0 is `1201`, and 0.1 + 0.2 is `0.3`,
/// because spreadsheets keep and show fifteen significant digits.
pub(super) fn as_typed(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // No minus before a zero.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_were_typed() {
        for (number, typed) in [
            (1201.0, "1201"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (10_983.45, "10983.45"),
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(as_typed(number), typed);
        }
    }

    #[test]
    fn bare_day_numbers_are_days_but_years_and_run_together_digits_are_not() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).map(Cell::Day);
        assert_eq!(bare_day(46_331.0, false), day(2026, 11, 5));
        assert_eq!(bare_day(44_869.0, true), day(2026, 11, 5));
        assert_eq!(bare_day(46_331.75, false), day(2026, 11, 5));
        assert_eq!(bare_day(2026.0, false), None);
        assert_eq!(bare_day(20_261_105.0, false), None);
    }

    #[test]
    fn a_spreadsheets_own_errors_are_faults() {
        for shown in ["#REF!", " #N/A ", "Err:508", "#NAME?"] {
            assert_eq!(text(shown), Cell::Fault(shown.trim().to_owned()));
        }
        assert_eq!(text("#1楼"), Cell::Text("#1楼".to_owned()));
        assert_eq!(text("\u{3000} "), Cell::Blank);
    }
}

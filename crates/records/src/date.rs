//! Calendar days.

use chrono::{Datelike as _, NaiveDate};

/// A calendar day, ISO 8601 in JSON (`2026-11-05`).
pub type Date = NaiveDate;

/// Reads a day as people write it: `2026-11-05`, `2026/11/5`, `2026.11.5`, `2026年11月5日`.
/// Nothing when it is no day, or not between 1900 and 2200.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let mut numbers = [0_u32; 3];
    let mut at = 0;
    let mut digits = 0;
    for c in text.chars() {
        match c {
            '0'..='9' => {
                digits += 1;
                if digits > 4 {
                    return None;
                }
                numbers[at] = numbers[at] * 10 + (u32::from(c) - u32::from('0'));
            }
            '-' | '/' | '.' | '年' | '月' if digits > 0 && at < 2 => {
                at += 1;
                digits = 0;
            }
            '日' if at == 2 && digits > 0 && text.ends_with('日') => {}
            _ => return None,
        }
    }
    if at != 2 || digits == 0 {
        return None;
    }
    let year = i32::try_from(numbers[0]).ok()?;
    let date = NaiveDate::from_ymd_opt(year, numbers[1], numbers[2])?;
    (1900..2200).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5);
        for text in [
            "2026-11-05",
            "2026/11/5",
            "2026.11.5",
            "2026年11月5日",
            " 2026-11-05 ",
        ] {
            assert_eq!(parse_date(text), day, "{text}");
        }
        for text in [
            "",
            "11-05",
            "2026-13-01",
            "2026-02-30",
            "26-1-1",
            "2026-1-1-1",
            "明天",
            "20261105",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,20}") {
            let _ = parse_date(&text);
        }
    }
}

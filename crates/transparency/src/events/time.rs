//! A moment with its offset, as text.

use std::fmt;
use std::str::FromStr;

/// A moment as events have it: `2026-05-03T10:00:00+08:00`. Always seconds, always an offset (UTC is
/// `+00:00`), no `Z`: each moment at each offset has one text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    /// Minutes that the clock is ahead of UTC.
    offset: i16,
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a moment as 2026-05-03T10:00:00+08:00")]
pub struct InvalidTime;

/// The furthest that a clock is from UTC, in minutes.
const FURTHEST: i16 = 14 * 60;

fn days_of(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl Time {
    /// Seconds since 1970 in UTC: which of two moments was first.
    pub fn seconds(&self) -> i64 {
        let year = i64::from(self.year);
        // Days before this year, counted from the year 0, which is a leap year.
        let leap_days = |years: i64| (years + 3) / 4 - (years + 99) / 100 + (years + 399) / 400;
        let mut days = year * 365 + leap_days(year);
        for month in 1..self.month {
            days += i64::from(days_of(self.year, month));
        }
        days += i64::from(self.day) - 1;
        // 1970-01-01 in the same count.
        days -= 1970 * 365 + leap_days(1970);
        let clock = i64::from(self.hour) * 60 + i64::from(self.minute) - i64::from(self.offset);
        days * 86_400 + clock * 60 + i64::from(self.second)
    }
}

/// A number of exactly so many digits.
fn number(bytes: &[u8]) -> Option<u16> {
    bytes.iter().try_fold(0_u16, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        Some(number * 10 + u16::from(digit))
    })
}

fn small(bytes: &[u8], least: u8, most: u8) -> Option<u8> {
    let number = u8::try_from(number(bytes)?).ok()?;
    (least..=most).contains(&number).then_some(number)
}

fn parse(text: &str) -> Option<Time> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let marks = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (22, b':'),
    ];
    if marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
        return None;
    }
    let year = number(&bytes[0..4])?;
    let month = small(&bytes[5..7], 1, 12)?;
    let ahead =
        i16::from(small(&bytes[20..22], 0, 14)?) * 60 + i16::from(small(&bytes[23..25], 0, 59)?);
    let offset = match bytes[19] {
        b'+' => ahead,
        b'-' if ahead > 0 => -ahead,
        _ => return None,
    };
    (ahead <= FURTHEST).then_some(Time {
        year,
        month,
        day: small(&bytes[8..10], 1, days_of(year, month))?,
        hour: small(&bytes[11..13], 0, 23)?,
        minute: small(&bytes[14..16], 0, 59)?,
        second: small(&bytes[17..19], 0, 59)?,
        offset,
    })
}

impl FromStr for Time {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        parse(text).ok_or(InvalidTime)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)?;
        write!(f, "T{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        let sign = if self.offset < 0 { '-' } else { '+' };
        let ahead = self.offset.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", ahead / 60, ahead % 60)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

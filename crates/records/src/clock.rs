//! How soon something must be answered: hours by the clock, or working days of the community's
//! calendar.
//!
//! A clock starts at arrival, as the inbox's private journal has it, and stops with the first
//! answer. A letter on paper that is typed later starts with the day that is written on it
//! ([`received`]). Hours run through nights and holidays. Working days begin on the day after arrival; the
//! clock ends with the last minute of the last one. A day is a working day as its weekday says
//! unless the workbook's calendar says otherwise. For a year without a row in that calendar only
//! weekends are known: the answer then carries [`Due::is_assumed`], and whoever shows it says so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Days, FixedOffset, NaiveTime, TimeDelta, Weekday};

use crate::codes::{DayKind, SubmissionKind};
use crate::say::{Clock, spec};
use crate::{Date, Records};

/// A moment, with the offset it was written down in.
pub type Moment = DateTime<FixedOffset>;

/// The community's offset from UTC, in seconds: China has one, eight hours ahead.
const OFFSET: i32 = 8 * 3600;

/// The same moment by the community's clocks.
pub fn local(at: Moment) -> Moment {
    match FixedOffset::east_opt(OFFSET) {
        Some(offset) => at.with_timezone(&offset),
        // Eight hours are an offset.
        None => at,
    }
}

/// The day that it is in the community at a moment.
pub fn day_of(at: Moment) -> Date {
    local(at).date_naive()
}

/// When something was received that is noted as arrived `noted`, and on whose paper stands the day
/// on which it came: the end of that day, if it is earlier. A day has no hour, so that nobody is
/// called late for hours that may not have been; a day that has not come yet moves nothing.
pub fn received(noted: Moment, on_paper: Date) -> Moment {
    let end = NaiveTime::from_hms_opt(23, 59, 0)
        .and_then(|minute| {
            let offset = *local(noted).offset();
            on_paper
                .and_time(minute)
                .and_local_timezone(offset)
                .single()
        })
        .filter(|end| *end < noted);
    end.unwrap_or(noted)
}

/// Which days are working days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Date, DayKind>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// From the days that are not what their weekday says.
    pub fn new(days: impl IntoIterator<Item = (Date, DayKind)>) -> Self {
        let days: BTreeMap<Date, DayKind> = days.into_iter().collect();
        let years = days.keys().map(Date::year).collect();
        Calendar { days, years }
    }

    /// The workbook's.
    pub fn of(records: &Records) -> Self {
        Calendar::new(records.holidays.iter().map(|row| (row.date, row.day)))
    }

    /// Whether anything is known of the year but its weekends.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether the office works on that day.
    pub fn is_working(&self, day: Date) -> bool {
        match self.days.get(&day) {
            Some(kind) => *kind == DayKind::Work,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// How many working days lie after `from`, up to `until` and with it; 0 if there are none.
    pub fn working_days(&self, from: Date, until: Date) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < until {
            let Some(next) = day.checked_add_days(Days::new(1)) else {
                break;
            };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }
}

/// What this community promises for a kind: its own clock, else the common one.
pub fn promised(records: &Records, kind: SubmissionKind) -> Clock {
    let common = spec(kind).map_or(Clock::None, |spec| spec.clock);
    let own = records.clocks.iter().find(|row| row.kind == kind);
    match own.map(|row| (row.hours, row.working_days)) {
        Some((Some(hours), _)) => Clock::Hours(hours),
        Some((None, Some(days))) => Clock::WorkingDays(days),
        _ => common,
    }
}

/// When an answer is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last minute in which it is in time.
    pub at: Moment,
    /// Whether a year that it runs through has no calendar, so that only weekends were left out.
    pub is_assumed: bool,
}

/// When something that arrived then is due; nothing if no answer is owed, or the end of time is
/// nearer.
pub fn due(clock: Clock, arrived: Moment, calendar: &Calendar) -> Option<Due> {
    match clock {
        Clock::None => None,
        Clock::Hours(hours) => Some(Due {
            at: minute(local(arrived))?.checked_add_signed(TimeDelta::try_hours(hours.into())?)?,
            is_assumed: false,
        }),
        Clock::WorkingDays(days) => {
            let arrived = local(arrived);
            let first = arrived.date_naive();
            let mut day = first;
            let mut left = days;
            while left > 0 {
                day = day.checked_add_days(Days::new(1))?;
                left -= u32::from(calendar.is_working(day));
            }
            let last_minute = NaiveTime::from_hms_opt(23, 59, 0)?;
            Some(Due {
                at: day
                    .and_time(last_minute)
                    .and_local_timezone(*arrived.offset())
                    .single()?,
                is_assumed: (first.year()..=day.year()).any(|year| !calendar.knows(year)),
            })
        }
    }
}

/// The minute that a moment lies in.
fn minute(at: Moment) -> Option<Moment> {
    let seconds = at.timestamp().rem_euclid(60);
    DateTime::from_timestamp(at.timestamp() - seconds, 0)
        .map(|start| start.with_timezone(at.offset()))
}

/// Where something stands with its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Answered by the due minute.
    InTime,
    /// Answered after it.
    Late,
    /// Not answered, and not due yet.
    Running,
    /// Not answered, and due.
    Overdue,
}

/// How it stands at a moment. An answer of the due minute itself is in time.
pub fn standing(due: Due, answered: Option<Moment>, now: Moment) -> Standing {
    let is_past = |at: Moment| minute(at).unwrap_or(at) > due.at;
    match answered {
        Some(at) if is_past(at) => Standing::Late,
        Some(_) => Standing::InTime,
        None if is_past(now) => Standing::Overdue,
        None => Standing::Running,
    }
}

//! Clocks that run over weekends, holidays and turns of the year.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use chrono::{Days, TimeDelta};
use proptest::prelude::*;

use records::Date;
use records::clock::{
    Calendar, Moment, Standing, day_of, due, local, promised, received, standing,
};
use records::codes::{DayKind, SubmissionKind};
use records::say::Clock;
use support::{read, right_book, set};

fn at(text: &str) -> Moment {
    Moment::parse_from_rfc3339(text).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Spring Festival 2026 as the State Council announced it on 4 November 2025: off from
/// 15 to 23 February, at work on Saturdays 14 and 28.
fn spring() -> Calendar {
    let off = (15..=23).map(|d| (Date::from_ymd_opt(2026, 2, d).unwrap(), DayKind::Off));
    let work = [14, 28].map(|d| (Date::from_ymd_opt(2026, 2, d).unwrap(), DayKind::Work));
    Calendar::new(off.chain(work))
}

#[test]
fn working_days_are_counted_from_the_day_after() {
    let calendar = spring();
    for (arrived, days, until, why) in [
        // Monday; Tuesday is the first.
        (
            "2026-03-02T09:00:00+08:00",
            1,
            "2026-03-03T23:59:00+08:00",
            "a Monday",
        ),
        (
            "2026-03-02T23:59:59+08:00",
            1,
            "2026-03-03T23:59:00+08:00",
            "its last second",
        ),
        (
            "2026-03-03T00:00:00+08:00",
            1,
            "2026-03-04T23:59:00+08:00",
            "a second later",
        ),
        // The same moment, written down elsewhere.
        (
            "2026-03-02T16:00:00+00:00",
            1,
            "2026-03-04T23:59:00+08:00",
            "in another offset",
        ),
        (
            "2026-03-06T09:00:00+08:00",
            1,
            "2026-03-09T23:59:00+08:00",
            "a Friday",
        ),
        (
            "2026-03-07T09:00:00+08:00",
            1,
            "2026-03-09T23:59:00+08:00",
            "a Saturday",
        ),
        (
            "2026-03-02T09:00:00+08:00",
            15,
            "2026-03-23T23:59:00+08:00",
            "three weeks",
        ),
        // Friday before the festival: Saturday 14 is worked.
        (
            "2026-02-13T09:00:00+08:00",
            1,
            "2026-02-14T23:59:00+08:00",
            "before a worked Saturday",
        ),
        (
            "2026-02-14T09:00:00+08:00",
            1,
            "2026-02-24T23:59:00+08:00",
            "on a worked Saturday",
        ),
        (
            "2026-02-18T09:00:00+08:00",
            1,
            "2026-02-24T23:59:00+08:00",
            "on a holiday",
        ),
        (
            "2026-02-23T23:00:00+08:00",
            5,
            "2026-02-28T23:59:00+08:00",
            "to a worked Saturday",
        ),
        (
            "2026-02-23T23:00:00+08:00",
            6,
            "2026-03-02T23:59:00+08:00",
            "past it",
        ),
        (
            "2026-02-13T09:00:00+08:00",
            0,
            "2026-02-13T23:59:00+08:00",
            "no days at all",
        ),
    ] {
        let due = due(Clock::WorkingDays(days), at(arrived), &calendar).unwrap();
        assert_eq!(due.at, at(until), "{why}");
        assert!(!due.is_assumed, "{why}");
    }
}

#[test]
fn hours_run_through_nights_and_holidays_to_the_minute() {
    for (arrived, hours, until) in [
        ("2026-02-14T20:31:42+08:00", 72, "2026-02-17T20:31:00+08:00"),
        ("2026-12-31T23:59:59+08:00", 24, "2027-01-01T23:59:00+08:00"),
        ("2026-02-14T12:31:00+00:00", 24, "2026-02-15T20:31:00+08:00"),
    ] {
        let due = due(Clock::Hours(hours), at(arrived), &spring()).unwrap();
        assert_eq!(due.at, at(until));
        assert!(!due.is_assumed);
    }
    assert_eq!(
        due(Clock::None, at("2026-02-14T20:31:42+08:00"), &spring()),
        None
    );
}

#[test]
fn a_year_without_a_calendar_has_weekends_only_and_says_so() {
    let arrived = at("2026-12-30T09:00:00+08:00");
    let known = due(Clock::WorkingDays(1), arrived, &spring()).unwrap();
    assert!(!known.is_assumed);
    // New Year's Day 2027 is a Friday: nobody has said yet that it is off.
    let over = due(Clock::WorkingDays(2), arrived, &spring()).unwrap();
    assert_eq!(over.at, at("2027-01-01T23:59:00+08:00"));
    assert!(over.is_assumed);
    let with = Calendar::new([
        (day("2026-01-01"), DayKind::Off),
        (day("2027-01-01"), DayKind::Off),
    ]);
    let told = due(Clock::WorkingDays(2), arrived, &with).unwrap();
    assert_eq!(told.at, at("2027-01-04T23:59:00+08:00"));
    assert!(!told.is_assumed);
}

#[test]
fn an_answer_of_the_last_minute_is_in_time() {
    let due = due(Clock::Hours(72), at("2026-11-02T10:30:00+08:00"), &spring()).unwrap();
    let last = at("2026-11-05T10:30:59+08:00");
    let next = at("2026-11-05T10:31:00+08:00");
    assert_eq!(standing(due, Some(last), next), Standing::InTime);
    assert_eq!(standing(due, Some(next), next), Standing::Late);
    assert_eq!(standing(due, None, last), Standing::Running);
    assert_eq!(standing(due, None, next), Standing::Overdue);
}

#[test]
fn the_community_s_own_promise_comes_before_the_common_one() {
    let mut book = right_book();
    let records = read(&book);
    assert_eq!(
        promised(&records, SubmissionKind::Question),
        Clock::Hours(48)
    );
    assert_eq!(
        promised(&records, SubmissionKind::Proposal),
        Clock::WorkingDays(10)
    );
    assert_eq!(
        promised(&records, SubmissionKind::Story),
        Clock::WorkingDays(15)
    );
    assert_eq!(
        promised(&records, SubmissionKind::Mediation),
        Clock::Hours(24)
    );
    assert_eq!(promised(&records, SubmissionKind::Rating), Clock::None);
    assert_eq!(promised(&records, SubmissionKind::Ballot), Clock::None);
    set(&mut book, "clocks", 3, "hours", "1");
    assert_eq!(
        promised(&read(&book), SubmissionKind::Question),
        Clock::Hours(1)
    );
    let calendar = Calendar::of(&read(&book));
    assert!(calendar.is_working(day("2026-02-14")), "a worked Saturday");
    assert!(!calendar.is_working(day("2026-02-16")), "a Monday off");
    assert!(calendar.knows(2026) && !calendar.knows(2027));
}

#[test]
fn the_day_is_the_community_s() {
    assert_eq!(day_of(at("2026-11-05T16:30:00+00:00")), day("2026-11-06"));
    assert_eq!(
        local(at("2026-11-05T16:30:00+00:00")).naive_local(),
        "2026-11-06T00:30:00".parse().unwrap()
    );
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    proptest::collection::btree_map(0_u64..800, any::<bool>(), 0..60).prop_map(|days| {
        let start = day("2026-01-01");
        Calendar::new(days.into_iter().map(|(number, off)| {
            let kind = if off { DayKind::Off } else { DayKind::Work };
            (start + Days::new(number), kind)
        }))
    })
}

fn any_moment() -> impl Strategy<Value = Moment> {
    (0_i64..60_000_000).prop_map(|s| at("2026-01-01T00:00:00+08:00") + TimeDelta::seconds(s))
}

proptest! {
    #[test]
    fn as_many_working_days_lie_between_as_were_promised(
        calendar in any_calendar(), arrived in any_moment(), days in 1_u32..40,
    ) {
        let due = due(Clock::WorkingDays(days), arrived, &calendar).unwrap();
        let last = due.at.date_naive();
        prop_assert!(calendar.is_working(last));
        prop_assert_eq!(calendar.working_days(day_of(arrived), last), days);
        prop_assert!(due.at > arrived);
    }

    #[test]
    fn what_came_later_is_never_due_earlier(
        calendar in any_calendar(), a in any_moment(), b in any_moment(),
        days in 0_u32..30, hours in 0_u32..400,
    ) {
        let (a, b) = (a.min(b), a.max(b));
        for clock in [Clock::WorkingDays(days), Clock::Hours(hours)] {
            prop_assert!(due(clock, a, &calendar).unwrap().at <= due(clock, b, &calendar).unwrap().at);
        }
    }

    #[test]
    fn a_further_holiday_never_makes_it_earlier(
        calendar in any_calendar(), arrived in any_moment(), days in 0_u32..30, off in 0_u64..800,
    ) {
        let holiday = day("2026-01-01") + Days::new(off);
        let before = due(Clock::WorkingDays(days), arrived, &calendar).unwrap();
        let known = (0..800)
            .map(|number| day("2026-01-01") + Days::new(number))
            .map(|d| (d, if calendar.is_working(d) && d != holiday { DayKind::Work } else { DayKind::Off }));
        let after = due(Clock::WorkingDays(days), arrived, &Calendar::new(known)).unwrap();
        // Beyond the 800 days both know weekends only.
        prop_assert!(after.at >= before.at);
    }

    /// The rule by which a community's hours are held against common working days.
    #[test]
    fn so_many_times_24_hours_are_never_later_than_working_days(
        calendar in any_calendar(), arrived in any_moment(), days in 1_u32..30,
    ) {
        let by_hours = due(Clock::Hours(days * 24), arrived, &calendar).unwrap();
        let by_days = due(Clock::WorkingDays(days), arrived, &calendar).unwrap();
        prop_assert!(by_hours.at <= by_days.at);
    }
}

#[test]
fn a_letter_typed_later_runs_from_the_day_written_on_it() {
    let typed = at("2026-03-05T10:00:00+08:00");
    for (on_paper, from) in [
        ("2026-03-02", "2026-03-02T23:59:00+08:00"),
        // Not later than it was typed: of the same day, or of a day still to come.
        ("2026-03-05", "2026-03-05T10:00:00+08:00"),
        ("2026-03-06", "2026-03-05T10:00:00+08:00"),
        ("2026-12-31", "2026-03-05T10:00:00+08:00"),
    ] {
        assert_eq!(received(typed, day(on_paper)), at(from), "{on_paper}");
        // The same moment, written down elsewhere.
        let elsewhere = at("2026-03-05T02:00:00+00:00");
        assert_eq!(received(elsewhere, day(on_paper)), at(from), "{on_paper}");
    }
    let from = received(typed, day("2026-03-02"));
    let calendar = spring();
    let due_at = |clock| due(clock, from, &calendar).unwrap().at;
    assert_eq!(due_at(Clock::Hours(72)), at("2026-03-05T23:59:00+08:00"));
    assert_eq!(
        due_at(Clock::WorkingDays(1)),
        at("2026-03-03T23:59:00+08:00")
    );
}

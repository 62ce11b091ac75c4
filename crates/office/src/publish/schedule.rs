//! Publishing at fixed times of the day, so that intake is told at times that nobody chose after
//! having seen it.
//!
//! The times are the community's. A publication of the schedule carries the time it was made for,
//! not the moment at which the machine got round to it, and what arrived later waits for the next:
//! so one that is made late, or again, has the same bytes. A time that passed while the program was
//! not running is made up for at the start. What fails is tried again until it works or the next
//! time has come.

use std::ops::ControlFlow;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use chrono::{Days, NaiveTime, TimeDelta};
use records::clock::{Moment, local};

/// How long after a failure it is tried again.
const AGAIN: TimeDelta = TimeDelta::minutes(5);
/// How long is slept at once: a machine that was asleep itself is noticed within that time.
const NAP: Duration = Duration::from_secs(20);

/// Times of the day, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<NaiveTime>);

/// A text that names no times of the day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no times of the day: {0}")]
pub struct InvalidSchedule(pub String);

impl FromStr for Schedule {
    type Err = InvalidSchedule;

    /// Reads `08:00,20:00`.
    fn from_str(text: &str) -> Result<Self, InvalidSchedule> {
        let mut times = text
            .split([',', '，', '、'])
            .map(|time| NaiveTime::parse_from_str(&time.trim().replace('：', ":"), "%H:%M"))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| InvalidSchedule(text.to_owned()))?;
        times.sort();
        times.dedup();
        Ok(Schedule(times))
    }
}

impl Schedule {
    /// Times of the day before, of the day, and of the day after a moment, in order.
    fn around(&self, now: Moment) -> impl Iterator<Item = Moment> {
        let now = local(now);
        let today = now.date_naive();
        [
            today.checked_sub_days(Days::new(1)),
            Some(today),
            today.checked_add_days(Days::new(1)),
        ]
        .into_iter()
        .flatten()
        .flat_map(|day| self.0.iter().map(move |time| day.and_time(*time)))
        .filter_map(move |at| at.and_local_timezone(*now.offset()).single())
    }

    /// The latest time that has come.
    pub fn last(&self, now: Moment) -> Option<Moment> {
        self.around(now).take_while(|at| *at <= now).last()
    }

    /// The time that comes next.
    pub fn next(&self, now: Moment) -> Option<Moment> {
        self.around(now).find(|at| *at > now)
    }
}

/// What tells the time and waits.
pub trait Time {
    /// What time it is.
    fn now(&self) -> Moment;

    /// Waits until a moment, or a little longer.
    fn wait(&self, until: Moment);
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineTime;

impl Time for MachineTime {
    fn now(&self) -> Moment {
        chrono::Local::now().fixed_offset()
    }

    fn wait(&self, until: Moment) {
        loop {
            let Ok(left) = (until - self.now()).to_std() else {
                return;
            };
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(NAP));
        }
    }
}

/// Whether a publication was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was, or was there already.
    Published,
    /// It was not, and may work later.
    Failed,
}

/// Publishes at each time of the schedule, the last one that has passed first, until `publish`
/// says to stop.
pub fn keep(
    schedule: &Schedule,
    time: &impl Time,
    mut publish: impl FnMut(Moment) -> ControlFlow<(), Outcome>,
) {
    loop {
        let now = time.now();
        let (Some(slot), Some(next)) = (schedule.last(now), schedule.next(now)) else {
            // Only at the end of the calendar.
            return;
        };
        match publish(slot) {
            ControlFlow::Break(()) => return,
            ControlFlow::Continue(Outcome::Published) => time.wait(next),
            ControlFlow::Continue(Outcome::Failed) => {
                time.wait(next.min(time.now() + AGAIN));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse_from_rfc3339(text).unwrap()
    }

    /// A clock that is where it is put, and goes on by waiting alone.
    struct Put(Cell<Moment>);

    impl Time for Put {
        fn now(&self) -> Moment {
            self.0.get()
        }
        fn wait(&self, until: Moment) {
            // A sleep is never exact.
            self.0.set(until.max(self.0.get()) + TimeDelta::seconds(7));
        }
    }

    fn kept(schedule: &str, from: &str, outcomes: &[Outcome]) -> Vec<(Moment, Moment)> {
        let clock = Put(Cell::new(at(from)));
        let mut left = outcomes.iter();
        let mut made = Vec::new();
        keep(&schedule.parse().unwrap(), &clock, |slot| {
            let Some(outcome) = left.next() else {
                return ControlFlow::Break(());
            };
            made.push((slot, clock.now()));
            ControlFlow::Continue(*outcome)
        });
        made
    }

    #[test]
    fn each_time_is_published_once_and_a_missed_one_at_the_start() {
        let made = kept(
            "20:00, 08:00",
            "2026-11-05T13:10:00+08:00",
            &[Outcome::Published; 4],
        );
        let slots: Vec<Moment> = made.iter().map(|(slot, _)| *slot).collect();
        assert_eq!(
            slots,
            [
                at("2026-11-05T08:00:00+08:00"),
                at("2026-11-05T20:00:00+08:00"),
                at("2026-11-06T08:00:00+08:00"),
                at("2026-11-06T20:00:00+08:00"),
            ]
        );
        for (slot, now) in &made[1..] {
            assert_eq!(*now - slot, TimeDelta::seconds(7));
        }
    }

    #[test]
    fn what_fails_is_tried_again_for_the_same_time_until_the_next_has_come() {
        let mut outcomes = vec![Outcome::Published, Outcome::Failed, Outcome::Failed];
        outcomes.push(Outcome::Published);
        let made = kept("08:00", "2026-11-05T08:00:00+08:00", &outcomes);
        let second = at("2026-11-06T08:00:00+08:00");
        assert_eq!(made[0].0, at("2026-11-05T08:00:00+08:00"));
        for (slot, _) in &made[1..] {
            assert_eq!(*slot, second);
        }
        assert_eq!(made[2].1 - made[1].1, AGAIN + TimeDelta::seconds(7));
        // Failing past the next time: that one is then published, not the old one.
        let made = kept(
            "08:00,08:04",
            "2026-11-05T08:00:00+08:00",
            &[Outcome::Failed; 2],
        );
        assert_eq!(made[1].0, at("2026-11-05T08:04:00+08:00"));
    }

    #[test]
    fn times_are_the_community_s_wherever_the_machine_is() {
        let schedule: Schedule = "08:00".parse().unwrap();
        let now = at("2026-11-05T23:59:00+00:00");
        assert_eq!(schedule.last(now), Some(at("2026-11-05T08:00:00+08:00")));
        assert_eq!(schedule.next(now), Some(at("2026-11-06T00:00:00+00:00")));
        let then = at("2026-11-06T00:00:00+00:00");
        assert_eq!(schedule.last(then), Some(then));
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let two: Schedule = "08:00,20:00".parse().unwrap();
        for text in ["20:00，08:00", "8:00、20：00", " 08:00 , 20:00,20:00"] {
            assert_eq!(text.parse::<Schedule>().as_ref(), Ok(&two), "{text}");
        }
        for text in ["", "24:00", "8", "08:00;20:00", "noon", "08:00,"] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }
}

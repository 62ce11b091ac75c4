//! What residents send: where to, and how soon it is answered.

use super::Found;
use crate::Records;
use crate::finding::Problem;
use crate::say::{Clock, spec};

pub(super) fn check(records: &Records, found: &mut Found) {
    for placed in &records.clocks {
        let common = spec(placed.kind).map_or(Clock::None, |spec| spec.clock);
        if common == Clock::None {
            found.cell(placed, "kind", Problem::ClockNotOwed);
            continue;
        }
        let column = match (placed.hours, placed.working_days) {
            (Some(hours), None) => {
                found.outside(placed, "hours", hours, 1..=u32::MAX);
                "hours"
            }
            (None, Some(days)) => {
                found.outside(placed, "working_days", days, 1..=u32::MAX);
                "working_days"
            }
            _ => {
                found.row(placed, Problem::ClockNotOne);
                continue;
            }
        };
        let is_longer = match (common, placed.hours, placed.working_days) {
            (Clock::Hours(most), Some(hours), _) => hours > most,
            (Clock::WorkingDays(most), _, Some(days)) => days > most,
            // Working days end with the last of them, so that each takes a day by the clock at
            // least.
            (Clock::WorkingDays(most), Some(hours), _) => hours > most * 24,
            // Over a holiday, a single working day may take longer than any number of hours.
            _ => true,
        };
        if is_longer {
            found.cell(placed, column, Problem::ClockTooLong { common });
        }
    }
    for placed in &records.inboxes {
        if !is_inbox(&placed.url) {
            let seen = placed.url.clone();
            found.cell(placed, "url", Problem::NotAnInbox { seen });
        }
    }
}

/// Whether a device could put documents below this address: a path of this host, or `https://…`;
/// `http://` only to the machine itself. No slash at the end, nothing after the path.
fn is_inbox(url: &str) -> bool {
    let rest = match url.split_once("://") {
        None => url.strip_prefix('/').filter(|rest| !rest.starts_with('/')),
        Some(("https", rest)) => Some(rest),
        Some(("http", rest)) => {
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            matches!(host, "localhost" | "127.0.0.1").then_some(rest)
        }
        Some(_) => None,
    };
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.ends_with('/')
            && !rest.contains("//")
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~/:%".contains(&b))
    })
}

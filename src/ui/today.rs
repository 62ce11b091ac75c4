//! Which day it is. Nothing is rendered by it: it is known only in the browser, after the page
//! stands.

use leptos::prelude::*;
use records::Date;

/// Today in the community, once the browser has said so.
pub fn today() -> RwSignal<Option<Date>> {
    let today = RwSignal::new(None);
    #[cfg(feature = "csr")]
    Effect::new(move |_| today.set(now()));
    today
}

/// The community's day by the device's clock, wherever the device is.
#[cfg(feature = "csr")]
fn now() -> Option<Date> {
    const EIGHT_HOURS: f64 = 8.0 * 3_600_000.0;
    const DAY: f64 = 86_400_000.0;
    let days = ((js_sys::Date::now() + EIGHT_HOURS) / DAY).floor();
    // Days since 1970 are few.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let days = chrono::Days::new(days.max(0.0) as u64);
    Date::from_ymd_opt(1970, 1, 1)?.checked_add_days(days)
}

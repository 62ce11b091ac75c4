//! Which day it is. Nothing is rendered by it: it is known only in the browser, after the page
//! stands.

use leptos::prelude::*;
use records::Date;

/// Today in the community, once the browser has said so.
fn today() -> RwSignal<Option<Date>> {
    let today = RwSignal::new(None);
    #[cfg(feature = "csr")]
    Effect::new(move |_| today.set(device_day()));
    today
}

/// What stands there from a day on, in the order of the days. The first without a day has always
/// stood there.
pub type FromDay = (Option<Date>, AnyView);

/// One of several, by the day: the publication's choice (`shown`, none for nothing) until the
/// browser knows today. Every one of them is in the published page, so that a page which is only
/// read needs no code to choose by (`parts::show_today`).
#[component]
pub fn ByDay(of: Vec<FromDay>, shown: Option<usize>) -> impl IntoView {
    let today = today();
    let days: StoredValue<Vec<Option<Date>>> =
        StoredValue::new(of.iter().map(|(from, _)| *from).collect());
    let holds = move || match today.get() {
        Some(today) => days.with_value(|days| {
            days.iter()
                .rposition(|from| from.is_none_or(|day| day <= today))
        }),
        None => shown,
    };
    of.into_iter()
        .enumerate()
        .map(|(at, (from, view))| {
            let from = from.map(|day| day.to_string()).unwrap_or_default();
            view! {
                <span data-from=from hidden=move || holds() != Some(at)>
                    {view}
                </span>
            }
        })
        .collect_view()
}

/// The community's day by the device's clock, wherever the device is.
#[cfg(feature = "csr")]
pub fn device_day() -> Option<Date> {
    const EIGHT_HOURS: f64 = 8.0 * 3_600_000.0;
    const DAY: f64 = 86_400_000.0;
    let days = ((js_sys::Date::now() + EIGHT_HOURS) / DAY).floor();
    // Days since 1970 are few.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let days = chrono::Days::new(days.max(0.0) as u64);
    Date::from_ymd_opt(1970, 1, 1)?.checked_add_days(days)
}

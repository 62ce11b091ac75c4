//! A bar: how much there is, and how much of it is used.

use leptos::prelude::*;

/// A horizontal bar on a scale of 0 to `scale`. The figures stand beside it as words, so it is
/// hidden from screen readers.
///
/// Widths are thousandths of the scale; the outline is the whole, the solid part what is used,
/// and a part beyond the whole stands outside the outline in a colour and line of its own.
#[component]
pub fn Bar(
    /// The whole, in the scale's units.
    whole: i64,
    /// What of it is used, if that is known.
    used: Option<i64>,
    /// The longest bar of the list.
    scale: i64,
) -> impl IntoView {
    let share = |amount: i64| -> i64 {
        if scale <= 0 {
            return 0;
        }
        let thousandths = i128::from(amount.max(0)) * 1000 / i128::from(scale);
        i64::try_from(thousandths.min(1000)).unwrap_or(1000)
    };
    let whole_width = share(whole);
    let used_width = used.map_or(whole_width, share);
    let over = (used_width - whole_width).max(0);
    let solid = used_width.min(whole_width);
    view! {
        <svg
            class="bar"
            viewBox="0 0 1000 24"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            <rect class="bar__whole" x="0" y="0" width=whole_width height="24"></rect>
            <rect class="bar__used" x="0" y="0" width=solid height="24"></rect>
            {(over > 0)
                .then(|| {
                    view! {
                        <rect class="bar__over" x=whole_width y="0" width=over height="24"></rect>
                    }
                })}
        </svg>
    }
}

//! Polls: what is decided, how it is counted, and what came out. All of it is only read.

mod poll_page;
mod polls_page;
mod results_page;
mod rule;

use leptos::prelude::*;
use records::page::{Frame, Phrase, PollBrief, PollPhase};
use records::{Date, parse_date};

pub use poll_page::PollPage;
pub use polls_page::PollsPage;
pub use results_page::ResultsPage;

use crate::site::Site;
use crate::ui::{ByDay, FromDay, Sentence};

/// The day of the publication.
fn published_on(frame: &Frame) -> Date {
    let day = frame.published_at.get(..10).and_then(parse_date);
    day.unwrap_or(frame.community.as_of)
}

/// A sentence with the languages of what stands in it.
fn said(phrase: Phrase) -> impl IntoView {
    Sentence::new(phrase.ours, phrase.theirs).view()
}

/// What holds in each phase of a poll: the publication's day until the browser knows today.
fn by_phase(
    site: &Site,
    poll: &PollBrief,
    coming: AnyView,
    open: AnyView,
    closed: AnyView,
) -> impl IntoView + use<> {
    let of: Vec<FromDay> = vec![
        (None, coming),
        (Some(poll.opens), open),
        (Some(poll.over_from()), closed),
    ];
    let shown = match poll.phase(published_on(&site.frame)) {
        PollPhase::Coming => 0,
        PollPhase::Open => 1,
        PollPhase::Closed => 2,
    };
    view! { <ByDay of shown=Some(shown)/> }
}

/// How many projects stand for election, and how much money there is.
fn decides(site: &Site, poll: &PollBrief) -> String {
    let count = poll.projects.to_string();
    match poll.budget {
        Some(budget) => site.words.poll_decides(&site.amount(budget), &count),
        None => site.words.poll_decides_no_money(&count),
    }
}

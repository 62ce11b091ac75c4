//! `/vote/`: every poll.

use leptos::prelude::*;
use records::Money;
use records::page::{PollBrief, PollsView};

use super::{by_phase, decides};
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, Said, Step};

/// `/vote/`
#[component]
pub fn PollsPage(view: PollsView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let lead = if view.polls.is_empty() {
        words.polls_empty().to_owned()
    } else {
        words.polls_lead(&view.polls.len().to_string())
    };
    use_head(words.door_vote(), lead.clone());
    let own = vec![Step::new(site.links.to(&Route::Home), words.home())];
    let is_empty = view.polls.is_empty();
    let rows = view
        .polls
        .into_iter()
        .map(|poll| row(&site, poll))
        .collect_view();
    view! {
        <Crumbs own/>
        <h1>{words.door_vote()}</h1>
        <p class="lead">{lead}</p>
        {(!is_empty).then(|| view! { <ul class="polls">{rows}</ul> })}
    }
}

/// A word behind its shape.
fn mark(shape: &str, word: &'static str) -> AnyView {
    let class = format!("poll__state poll__state--{shape}");
    view! { <span class=class>{word}</span> }.into_any()
}

fn row(site: &Site, poll: PollBrief) -> impl IntoView + use<> {
    let words = site.words;
    let closed = if poll.outcome.is_some() {
        mark("full", words.poll_counted())
    } else {
        mark("half", words.poll_closed())
    };
    let state = by_phase(
        site,
        &poll,
        mark("open", words.poll_coming()),
        mark("half", words.poll_open()),
        closed,
    );
    let days = words.poll_from_to(&words.day(poll.opens), &words.day(poll.closes));
    let outcome = poll.outcome.map(|outcome| {
        let told = words.poll_outcome(
            &Money(i64::from(outcome.ballots)).to_figures(0),
            &outcome.won.to_string(),
            &site.amount(outcome.spent),
        );
        let href = site.links.to(&Route::Results(poll.id.clone()));
        view! {
            <p class="poll__line">{told}</p>
            <p class="poll__more">
                <a class="poll__link" href=href>
                    {words.poll_see_results()}
                </a>
            </p>
        }
    });
    let href = site.links.to(&Route::Poll(poll.id.clone()));
    let decides = decides(site, &poll);
    view! {
        <li class="poll">
            <h2 class="poll__head">
                <a class="poll__name" href=href>
                    <Said text=poll.title/>
                </a>
            </h2>
            <p>{state}</p>
            <p class="poll__line">{decides}</p>
            <p class="poll__line">{days}</p>
            <p class="poll__line">
                {words.poll_who()} {words.colon()} <Said text=poll.eligibility/>
            </p>
            {outcome}
        </li>
    }
}

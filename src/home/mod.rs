//! The first page: one sentence, one figure, four doors.

use leptos::prelude::*;
use records::page::{HomeView, LineRow, PollDoor, PollPhase, SaidBrief, YearBrief};
use records::{Money, parse_date};

use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{ByDay, Entries, FromDay, SLOT, Said, Sentence};

/// The sentence that opens the page.
fn headline(site: &Site, brief: Option<&YearBrief>) -> String {
    let words = site.words;
    let Some((brief, out)) = brief.and_then(|brief| Some((brief, brief.expenditure?))) else {
        return words.home_empty().to_owned();
    };
    let year = words.year(&brief.year);
    let total = site.amount(out.amount);
    match out.executed {
        Some(spent) => words.home_spent(&year, &total, &site.amount(spent)),
        None => words.home_total(&year, &total),
    }
}

/// "per household per month, about ¥10.77 (divided by 3,000 households and 12 months)".
fn share(site: &Site, brief: Option<&YearBrief>) -> Option<String> {
    let total = brief?.expenditure?.amount;
    let community = &site.frame.community;
    let words = site.words;
    Some(
        match (
            words.per_household(total, community),
            words.divisor(community),
        ) {
            (Some(share), Some(divisor)) => words.home_share(&share, &divisor),
            _ => words.no_households().to_owned(),
        },
    )
}

/// What the three largest groups are, in one sentence; nothing when there are fewer.
fn largest(site: &Site, rows: &[LineRow]) -> Option<Sentence> {
    const THREE: usize = 3;
    if rows.len() != THREE {
        return None;
    }
    let items: Vec<String> = rows
        .iter()
        .map(|row| {
            let amount = site.amount(row.figure.amount);
            format!("{SLOT} {amount}")
        })
        .collect();
    Some(Sentence::new(
        site.words.largest_are(&items.join(site.words.list_comma())),
        rows.iter().map(|row| row.title.clone()).collect(),
    ))
}

/// `/`
#[component]
pub fn HomePage(home: HomeView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let community = &site.frame.community;
    let headline = headline(&site, home.year.as_ref());
    let share = share(&site, home.year.as_ref());
    use_head(
        words.title_home(site.said(&community.name)),
        [headline.clone(), share.clone().unwrap_or_default()].join(words.gap().unwrap_or_default()),
    );
    let households = community
        .households
        .filter(|count| *count > 0)
        .map(|count| words.households(&Money(i64::from(count)).to_figures(0)));
    let about = largest(&site, &home.largest)
        .unwrap_or_else(|| Sentence::new(words.door_budget_about().into(), Vec::new()))
        .view();
    let name = community.name.clone();
    let budget = home
        .year
        .as_ref()
        .map_or(Route::Budget, |brief| Route::Year(brief.year.clone()));
    let as_of = words.figures_as_of(&words.day(community.as_of));
    view! {
        <p class="eyebrow">
            <Said text=name/>
            {households.map(|count| view! { <span class="eyebrow__more">{count}</span> })}
        </p>
        <h1 class="headline">{headline}</h1>
        <p class="lead">{share} {words.gap()} {as_of}</p>
        <nav aria-label=words.doors_label()>
            <ul class="doors">
                <li class="door">
                    <a class="door__link" href=site.links.to(&budget)>
                        <span class="door__name">{words.door_budget()}</span>
                        <span class="door__about">{about}</span>
                    </a>
                </li>
                <li class="door">
                    <a class="door__link" href=site.links.to(&Route::Say)>
                        <span class="door__name">{words.door_say()}</span>
                        <span class="door__about">{words.door_say_about()}</span>
                    </a>
                </li>
                <VoteDoor polls=home.polls/>
                <ClosedDoor name=words.door_progress() about=words.door_progress_about()/>
            </ul>
        </nav>
        {home.said.map(|said| view! { <Lately said=*said/> })}
    }
}

/// The door to the polls: it names the one that matters on the reader's day.
#[component]
fn VoteDoor(polls: Vec<PollDoor>) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    if polls.is_empty() {
        let (name, about) = (words.door_vote(), words.door_vote_about());
        return view! { <ClosedDoor name about/> }.into_any();
    }
    let published = site.frame.published_at.get(..10).and_then(parse_date);
    let shown = polls
        .iter()
        .rposition(|poll| poll.from.is_none_or(|from| Some(from) <= published));
    let of: Vec<FromDay> = polls
        .into_iter()
        .map(|poll| {
            let day = words.day(poll.day);
            let ours = match (poll.phase, poll.is_counted) {
                (PollPhase::Open, _) => words.door_polls_open(SLOT, &day),
                (PollPhase::Coming, _) => words.door_polls_coming(SLOT, &day),
                (PollPhase::Closed, true) => words.door_polls_counted(SLOT),
                (PollPhase::Closed, false) => words.door_polls_closed(SLOT, &day),
            };
            let told = Sentence::new(ours, vec![poll.title]).view();
            (poll.from, told.into_any())
        })
        .collect();
    view! {
        <li class="door">
            <a class="door__link" href=site.links.to(&Route::Polls)>
                <span class="door__name">{words.door_vote()}</span>
                <span class="door__about">
                    <ByDay of shown/>
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What neighbours said lately, and how many wait.
#[component]
fn Lately(said: SaidBrief) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let counts = said.counts;
    let (total, waiting) = (counts.total.to_string(), counts.waiting.to_string());
    let sentence = if counts.has_clocks {
        words.wall_counts(&total, &waiting, &counts.overdue.to_string())
    } else {
        words.wall_counts_no_clock(&total, &waiting)
    };
    view! {
        <section class="block" aria-labelledby="lately">
            <h2 id="lately">{words.said_heading()}</h2>
            <p>{sentence}</p>
            <Entries rows=said.newest categories=Vec::new()/>
            <p class="row wall__acts">
                <a class="button button--open" href=site.links.to(&Route::Wall(1))>
                    {words.said_more()}
                </a>
                <a class="button button--open" href=site.links.to(&Route::Track)>
                    {words.wall_track()}
                </a>
            </p>
        </section>
    }
}

/// A door that does not open yet, and says so.
#[component]
fn ClosedDoor(name: &'static str, about: &'static str) -> impl IntoView {
    let words = use_site().words;
    view! {
        <li class="door door--closed">
            <span class="door__name">{name}</span>
            <span class="door__about">{about}</span>
            <span class="door__state">{words.door_not_yet()}</span>
        </li>
    }
}

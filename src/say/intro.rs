//! What can be said here, how it goes without the internet, what happens to it, who reads it.

use leptos::prelude::*;
use records::page::{SayKind, SayView};

use crate::i18n::say::SayWords;
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{Crumbs, Step};

/// How soon an answer comes.
pub(super) fn promise(words: &SayWords, kind: &SayKind) -> String {
    match (kind.hours, kind.working_days) {
        (Some(hours), _) => words.promise_hours(&hours.to_string()),
        (None, Some(days)) => words.promise_days(&days.to_string()),
        (None, None) => words.promise_none(),
    }
}

/// A part of the page: heading and sentences.
fn part(id: &'static str, heading: String, items: [Option<String>; 4]) -> AnyView {
    let items = items
        .into_iter()
        .flatten()
        .map(|item| view! { <li>{item}</li> })
        .collect_view();
    view! {
        <section class="block" aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            <ul class="plain-list">{items}</ul>
        </section>
    }
    .into_any()
}

/// `/say/` without a form. `note` is said above everything.
pub(super) fn intro(view: &SayView, words: &SayWords, note: Option<String>) -> AnyView {
    let site = use_site();
    let unsealed = (!view.seals).then(|| words.contact_unsealed());
    let home = Step::new(site.links.to(&Route::Home), site.words.home());
    let here = site.links.to(&Route::Say);
    let kinds = view
        .kinds
        .iter()
        .map(|kind| {
            let href = format!("{here}?kind={}", kind.kind.key());
            let name = words.of_kind("kind", kind.kind);
            let about = words.of_kind("say", kind.kind);
            let promise = promise(words, kind);
            view! {
                <li class="door">
                    <a class="door__link" href=href>
                        <span class="door__name">{name}</span>
                        <span class="door__about">{about}</span>
                        <span class="door__about">{promise}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Crumbs own=vec![home]/>
        <h1>{words.title()}</h1>
        <p class="lead">{words.lead()}</p>
        {[note, unsealed].into_iter().flatten().map(|note| view! { <p class="notice">{note}</p> }).collect_view()}
        <noscript>
            <p class="notice">{words.no_script()}</p>
        </noscript>
        <section class="say-kinds" aria-labelledby="say-kinds">
            <h2 id="say-kinds">{words.kinds_heading()}</h2>
            <ul class="doors">{kinds}</ul>
        </section>
        {part(
            "say-by-hand",
            words.by_hand_heading(),
            [Some(words.by_hand_1()), Some(words.by_hand_2()), Some(words.by_hand_3()), None],
        )}
        {part(
            "say-after",
            words.after_heading(),
            [
                Some(words.after_1()),
                Some(words.after_2()),
                Some(words.after_3()),
                Some(words.after_4()),
            ],
        )}
        {part(
            "say-who",
            words.who_heading(),
            [Some(words.who_1()), Some(words.who_2()), Some(words.who_3()), None],
        )}
    }
    .into_any()
}

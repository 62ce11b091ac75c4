//! What residents said, in a list, and where each of it stands.

use leptos::prelude::*;
use records::codes::ReplyStatus;
use records::page::EntryRow;
use records::{Date, Lang, LocalText};

use super::Said;
use super::today::ByDay;
use crate::route::Route;
use crate::site::use_site;

/// Where something stands: a word with a shape of its own.
#[component]
pub fn State(state: ReplyStatus) -> impl IntoView {
    let word = use_site().words.reply_status(state);
    view! { <span class=format!("state state--{}", state.key())>{word}</span> }
}

/// A text of a resident in its own language.
#[component]
pub fn Told(text: String, lang: Lang) -> impl IntoView {
    if lang == use_site().words.lang {
        text.into_any()
    } else {
        view! { <span lang=lang.tag()>{text}</span> }.into_any()
    }
}

/// By when an answer is due, and whether that day has passed: by the publication, and in the
/// browser by today.
#[component]
pub fn DueDay(due: Date, is_overdue: bool) -> impl IntoView {
    let words = use_site().words;
    let day = words.day(due);
    let overdue = view! {
        <span class="state state--overdue">{words.state_overdue()}</span>
        " "
        <span>{words.entry_was_due(&day)}</span>
    }
    .into_any();
    match due.succ_opt() {
        Some(late) if !is_overdue => {
            let open = view! { <span>{words.entry_due(&day)}</span> }.into_any();
            view! { <ByDay of=vec![(None, open), (Some(late), overdue)] shown=Some(0)/> }.into_any()
        }
        _ => overdue,
    }
}

/// Entries, each with its first lines and its answer.
#[component]
pub fn Entries(rows: Vec<EntryRow>, categories: Vec<(String, LocalText)>) -> impl IntoView {
    let items: Vec<AnyView> = rows.into_iter().map(|row| item(row, &categories)).collect();
    (!items.is_empty()).then(|| view! { <ul class="entries">{items}</ul> })
}

/// One more thing in a line of them, behind a dot that never stands at the end of a line.
pub fn apart(text: LocalText) -> impl IntoView {
    view! {
        " "
        <span class="eyebrow__more">
            <Said text/>
        </span>
    }
}

fn item(row: EntryRow, categories: &[(String, LocalText)]) -> AnyView {
    let site = use_site();
    let words = site.words;
    let category = row
        .category
        .as_ref()
        .and_then(|id| categories.iter().find(|(known, _)| known == id.as_str()))
        .map(|(_, name)| name.clone());
    let href = site.links.to(&Route::Entry(row.id));
    // Without a title the first lines are the link, so that nothing is said twice.
    let (title, text) = match row.title {
        Some(title) => (title, Some(row.text)),
        None => (row.text, None),
    };
    let lang = row.lang;
    let mut marks: Vec<String> = Vec::new();
    if row.support > 0 {
        marks.push(words.entry_support(&row.support.to_string()));
    }
    if row.similar > 0 {
        marks.push(words.entry_similar(&row.similar.to_string()));
    }
    view! {
        <li class="entry">
            <p class="entry__about">
                <span>{words.kind(row.kind)}</span>
                {category.map(apart)}
                {row.place.map(apart)}
                " "
                <span class="eyebrow__more">{words.day(row.day)}</span>
            </p>
            <p class="entry__title">
                <a href=href>
                    <Told text=title lang/>
                </a>
            </p>
            {text.map(|text| view! { <p class="entry__text"><Told text lang/></p> })}
            <p class="entry__state">
                <State state=row.state/>
                {row.due.map(|due| view! { " " <DueDay due is_overdue=row.is_overdue/> })}
            </p>
            {row
                .reply
                .map(|reply| {
                    view! {
                        <p class="entry__reply">
                            <span class="entry__reply-mark">{words.entry_reply()}</span>
                            <Said text=reply/>
                        </p>
                    }
                })}
            {(!marks.is_empty()).then(|| view! { <p class="entry__more">{marks.join(" · ")}</p> })}
        </li>
    }
    .into_any()
}

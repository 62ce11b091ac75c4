//! Pages of lists: what is needed and offered, campaigns, questionnaires, points. Their sentences
//! come with the page's data; this room only knows how lists stand.

mod passbook;
mod rows;

use leptos::prelude::*;
use records::page::{BoardLink, BoardPart, BoardTable, BoardView, Phrase};

pub use passbook::Passbook;

use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, Sentence, Step};
use rows::rows;

/// A sentence with the languages of what stands in it.
fn said(phrase: Phrase) -> impl IntoView {
    Sentence::new(phrase.ours, phrase.theirs).view()
}

/// Sentences, one after another.
fn lines(phrases: Vec<Phrase>, class: &'static str) -> impl IntoView {
    phrases
        .into_iter()
        .map(|phrase| view! { <p class=class>{said(phrase)}</p> })
        .collect_view()
}

/// Where to go on, as buttons.
fn links(site: &Site, links: Vec<BoardLink>) -> Option<impl IntoView + use<>> {
    let items = links
        .into_iter()
        .map(|link| {
            // Forms begin with a question of their own, which stands behind the question mark.
            let href = format!("{}{}", site.links.root(), link.path);
            view! {
                <li>
                    <a class="button button--open" href=href>
                        {said(link.text)}
                    </a>
                </li>
            }
        })
        .collect_view();
    (!items.is_empty()).then(|| view! { <ul class="row board__links">{items}</ul> })
}

/// `/needs/`, `/points/`, `/campaigns/`, `/campaigns/{id}/`, `/campaigns/{id}/paper/`
#[component]
pub fn BoardPage(board: BoardView) -> impl IntoView {
    let site = use_site();
    let plain =
        |phrase: &Phrase| Sentence::new(phrase.ours.clone(), phrase.theirs.clone()).plain(&site);
    use_head(plain(&board.title), plain(&board.lead));
    let mut own = vec![Step::new(site.links.to(&Route::Home), site.words.home())];
    let mut theirs = Vec::new();
    for link in board.path {
        let href = format!("{}{}", site.links.root(), link.path);
        // Titles of the community keep their language.
        match link.text.theirs.into_iter().next() {
            Some(title) => theirs.push(Step { href, title }),
            None => own.push(Step::new(href, &link.text.ours)),
        }
    }
    let parts = board
        .parts
        .into_iter()
        .map(|part| view! { <Part part/> })
        .collect_view();
    view! {
        <Crumbs own theirs/>
        <h1>{said(board.title)}</h1>
        <p class="lead">{said(board.lead)}</p>
        {links(&site, board.acts)}
        {board.passbook.map(|passbook| {
            view! {
                <div class="notice passbook" data-part="passbook">
                    <Passbook passbook/>
                </div>
            }
        })}
        {parts}
    }
}

/// A part: a heading, sentences, rows, the same as a table.
#[component]
fn Part(part: BoardPart) -> impl IntoView {
    let site = use_site();
    let id = part.id.to_string();
    let label = id.clone();
    let rows = rows(&site, part.form, part.rows);
    view! {
        <section class="block board" aria-labelledby=label>
            <h2 id=id>{said(part.heading)}</h2>
            {lines(part.notes, "board__note")}
            {match part.folded {
                Some(summary) => {
                    view! {
                        <details class="twin">
                            <summary>{summary}</summary>
                            {rows}
                        </details>
                    }
                        .into_any()
                }
                None => rows,
            }}
            {part.table.map(|table| view! { <Twin table/> })}
            {links(&site, part.links)}
        </section>
    }
}

/// The rows once more, as a table behind a disclosure.
#[component]
fn Twin(table: BoardTable) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let caption = Sentence::new(table.caption.ours, table.caption.theirs);
    let label = words.table_of(&caption.plain(&site));
    let heads = table
        .heads
        .into_iter()
        .enumerate()
        .map(|(at, head)| {
            view! { <th scope="col" class=(at > 0).then_some("number")>{head}</th> }
        })
        .collect_view();
    let body = table
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let first = cells
                .next()
                .map(|cell| view! { <th scope="row">{said(cell)}</th> });
            let rest = cells
                .map(|cell| view! { <td class="number">{said(cell)}</td> })
                .collect_view();
            view! { <tr>{first} {rest}</tr> }
        })
        .collect_view();
    view! {
        <details class="twin">
            <summary>{words.as_table()}</summary>
            <div class="scroller" tabindex="0" role="region" aria-label=label>
                <table>
                    <caption>{caption.view()}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </details>
    }
}

//! "This community's hundred yuan": a hundred coins, grouped by where they go.

use leptos::prelude::*;
use records::LocalText;
use records::page::LineRow;

use crate::i18n::Words;
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{SLOT, Said, Sentence};

/// Groups that have a fill of their own; all the others share the last.
const OWN_FILLS: usize = 5;

/// Which fill the group at `at` has, 1 to 6.
fn fill(at: usize) -> usize {
    at.min(OWN_FILLS) + 1
}

/// A place in the grid, ten to a row, in units of the drawing.
fn centre(coin: u32) -> (u32, u32) {
    ((coin % 10) * 30 + 15, (coin / 10) * 30 + 15)
}

/// The patterns that tell the groups apart without colour: solid, hatched, dotted, striped,
/// crossed, open.
#[component]
fn Fills() -> impl IntoView {
    view! {
        <defs>
            <pattern
                id="fill-2"
                width="7"
                height="7"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
            >
                <rect class="fill-2" width="4" height="7"></rect>
            </pattern>
            <pattern id="fill-3" width="7" height="7" patternUnits="userSpaceOnUse">
                <circle class="fill-3" cx="3.5" cy="3.5" r="2.4"></circle>
            </pattern>
            <pattern id="fill-4" width="7" height="7" patternUnits="userSpaceOnUse">
                <rect class="fill-4" width="7" height="3.5"></rect>
            </pattern>
            <pattern
                id="fill-5"
                width="8"
                height="8"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
            >
                <path class="fill-5" d="M0 0h8v2.6h-8zM0 0h2.6v8h-2.6z"></path>
            </pattern>
        </defs>
    }
}

/// One coin.
fn coin(number: u32, group: usize) -> impl IntoView {
    let (x, y) = centre(number);
    view! { <circle class=format!("coin coin--{}", fill(group)) cx=x cy=y r="12.5"></circle> }
}

/// The coin of a group beside its row.
fn key(group: usize) -> impl IntoView {
    view! {
        <svg class="key" viewBox="0 0 30 30" aria-hidden="true" focusable="false">
            <circle class=format!("coin coin--{}", fill(group)) cx="15" cy="15" r="12.5"></circle>
        </svg>
    }
}

/// The grid and, below it, a row for each group with its whole part of a hundred. Parts are those
/// of [`records::hundred::hundred`], in the order of `rows`.
#[component]
pub fn Hundred(
    rows: Vec<LineRow>,
    parts: Vec<u32>,
    address: Callback<records::Id, Route>,
) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let unit = words.unit_name(site.frame.community.currency);
    let mut groups = Vec::new();
    let mut list = Vec::new();
    let mut under = Vec::new();
    let mut negative = Vec::new();
    let mut next = 0_u32;
    for (at, (row, part)) in rows.iter().zip(&parts).enumerate() {
        if *part == 0 {
            if row.figure.amount.0 < 0 {
                negative.push(row.title.clone());
            } else if row.figure.amount.0 > 0 {
                under.push(row.title.clone());
            }
            continue;
        }
        let coins = (next..next + part).map(|n| coin(n, at)).collect_view();
        next += part;
        let target = format!("share-{}", row.id);
        let label = words.hundred_part(site.said(&row.title), &part.to_string());
        groups.push(view! {
            // Inside `<g>`, so that the link is SVG's own and not HTML's.
            <g>
                <a class="coins" href=format!("#{target}") rel="external" aria-label=label>
                    {coins}
                </a>
            </g>
        });
        list.push(view! {
            <li class="share" id=target>
                {key(at)}
                <a class="share__name" href=site.links.to(&address.run(row.id.clone()))>
                    <Said text=row.title.clone()/>
                </a>
                <span class="share__part">{format!("{part}\u{a0}{unit}")}</span>
            </li>
        });
    }
    let note = |names: Vec<LocalText>, text: fn(Words, &str) -> String| {
        (!names.is_empty()).then(|| {
            let slots = vec![SLOT; names.len()].join(words.list_comma());
            let sentence = Sentence::new(text(words, &slots), names);
            view! { <p class="note">{sentence.view()}</p> }
        })
    };
    view! {
        <figure class="hundred">
            <figcaption class="note">{words.hundred_chart()}</figcaption>
            <svg class="hundred__coins" viewBox="0 0 300 300">
                <Fills/>
                {groups}
            </svg>
        </figure>
        <ul class="shares">{list}</ul>
        {note(under, Words::hundred_under)}
        {note(negative, Words::hundred_negative)}
    }
}

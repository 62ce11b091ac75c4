//! Lines in order of size: name, amount, bar, a sentence; and the same as a table.

use leptos::prelude::*;
use records::Id;
use records::page::{Comparison, Figure, LineRow};

use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Bar, Said};

/// The sentence under a line: rounded form, per household, change on last year.
pub fn figure_sentence(site: &Site, figure: &Figure, compared: Option<&Comparison>) -> String {
    let words = site.words;
    let community = &site.frame.community;
    let parts: Vec<String> = [
        words
            .rounded(figure.amount, community.currency)
            .map(|rounded| words.about_rounded(&rounded)),
        words.per_household(figure.amount, community),
        words.change(figure, compared),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return String::new();
    }
    // English begins with a capital; Han characters have none to change.
    let mut sentence = words.ended(&parts.join(words.clause_gap()));
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}

/// The largest amount of a list, the scale of its bars.
fn scale(rows: &[LineRow]) -> i64 {
    rows.iter()
        .flat_map(|row| [Some(row.figure.amount), row.figure.executed])
        .flatten()
        .map(|amount| amount.0)
        .max()
        .unwrap_or(0)
}

/// One line.
#[component]
fn Line(
    row: LineRow,
    scale: i64,
    compared: Option<Comparison>,
    address: Callback<Id, Route>,
) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let href = site.links.to(&address.run(row.id.clone()));
    let sentence = figure_sentence(&site, &row.figure, compared.as_ref());
    let inside = (row.children > 0).then(|| words.contains(&row.children.to_string()));
    view! {
        <li class="line">
            <p class="line__head">
                <a class="line__name" href=href>
                    <Said text=row.title/>
                </a>
                <span class="line__amount">{site.amount(row.figure.amount)}</span>
            </p>
            <Bar
                whole=row.figure.amount.0
                used=row.figure.executed.map(|amount| amount.0)
                scale=scale
            />
            {row.plain.map(|text| view! { <p class="line__plain"><Said text/></p> })}
            <p class="line__figures">
                {sentence} {inside.map(|inside| view! { <span class="quiet">{words.gap()} {inside}</span> })}
            </p>
        </li>
    }
}

/// Lines as bars, largest first, with their table twin behind a disclosure.
#[component]
pub fn Lines(
    rows: Vec<LineRow>,
    compared: Option<Comparison>,
    /// What the table says it holds.
    caption: String,
    /// From a line's id to its page.
    address: Callback<Id, Route>,
) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let scale = scale(&rows);
    let executed = rows.iter().any(|row| row.figure.executed.is_some());
    let prior = compared.is_some();
    let table = rows
        .iter()
        .map(|row| {
            let cell = |amount: Option<records::Money>| {
                view! { <td class="number">{amount.map(|amount| site.amount(amount))}</td> }
            };
            view! {
                <tr>
                    <th scope="row">
                        <Said text=row.title.clone()/>
                    </th>
                    {cell(Some(row.figure.amount))}
                    {executed.then(|| cell(row.figure.executed))}
                    {prior.then(|| cell(row.figure.prior))}
                </tr>
            }
        })
        .collect_view();
    // Its own name: the section around it is called what the caption says.
    let label = words.table_of(&caption);
    let lines = rows
        .into_iter()
        .map(|row| view! { <Line row scale compared=compared.clone() address/> })
        .collect_view();
    let column = |name: &'static str| view! { <th scope="col" class="number">{name}</th> };
    view! {
        <ol class="lines">{lines}</ol>
        <details class="twin">
            <summary>{words.as_table()}</summary>
            <div class="scroller" tabindex="0" role="region" aria-label=label>
                <table>
                    <caption>{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.col_item()}</th>
                            {column(words.col_amount())}
                            {executed.then(|| column(words.col_executed()))}
                            {prior.then(|| column(words.col_prior()))}
                        </tr>
                    </thead>
                    <tbody>{table}</tbody>
                </table>
            </div>
        </details>
    }
}

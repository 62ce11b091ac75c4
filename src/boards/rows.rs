//! Rows of a list: one below the other, one after another in time, or to be ticked with a pen.

use leptos::prelude::*;
use records::page::{BoardBar, BoardForm, BoardRow, BoardState};

use super::{lines, links, said};
use crate::site::Site;
use crate::ui::{Bar, ByDay, FromDay, Said};

/// Rows in their form.
pub fn rows(site: &Site, form: BoardForm, rows: Vec<BoardRow>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let (class, in_order) = match form {
        BoardForm::Rows => ("board__rows", false),
        BoardForm::Phases => ("board__rows board__phases", true),
        BoardForm::Boxes => ("board__rows board__paper", true),
    };
    let rows = rows.into_iter().map(|row| one(site, row)).collect_view();
    if in_order {
        view! { <ol class=class>{rows}</ol> }.into_any()
    } else {
        view! { <ul class=class>{rows}</ul> }.into_any()
    }
}

fn one(site: &Site, row: BoardRow) -> impl IntoView + use<> {
    let BoardRow {
        id,
        head,
        state,
        lines: more,
        bar,
        days,
        boxes,
        links: on,
    } = row;
    // Published with the state of its day; where days move a row on, the reader's own day decides.
    let state = match days {
        Some(days) => {
            let all = [&days.before, &days.within, &days.after];
            let shown = all.iter().position(|other| Some(*other) == state.as_ref());
            let from = [
                None,
                Some(days.from),
                days.until.succ_opt().or(Some(days.until)),
            ];
            let of: Vec<FromDay> = from
                .into_iter()
                .zip(all)
                .map(|(from, state)| (from, mark(state.clone()).into_any()))
                .collect();
            view! { <ByDay of shown/> }.into_any()
        }
        None => state.map(mark).into_any(),
    };
    let bar = bar.map(|BoardBar { used, whole }| {
        view! { <Bar whole=i64::from(whole) used=Some(i64::from(used)) scale=i64::from(whole.max(used))/> }
    });
    let pen = boxes.map(|boxes| {
        if boxes.is_empty() {
            return view! { <p class="board__lines" aria-hidden="true"></p> }.into_any();
        }
        let boxes = boxes
            .into_iter()
            .zip(1_u32..)
            .map(|(text, number)| {
                view! {
                    <li class="board__box">
                        <span class="board__number">{number}</span>
                        <Said text/>
                    </li>
                }
            })
            .collect_view();
        view! { <ol class="board__boxes">{boxes}</ol> }.into_any()
    });
    view! {
        <li class="board__row" id=id.map(|id| id.to_string())>
            <h3 class="board__head">{said(head)} {state}</h3>
            {lines(more, "board__line")}
            {bar}
            {pen}
            {links(site, on)}
        </li>
    }
}

/// A word behind its shape.
fn mark(state: BoardState) -> impl IntoView {
    let class = format!("board__state board__state--{}", state.shape.key());
    view! { <span class=class>{state.word}</span> }
}

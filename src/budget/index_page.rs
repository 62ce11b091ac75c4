//! `/budget/`: every year in a row.

use leptos::prelude::*;
use records::page::{BudgetView, YearBrief};

use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, Step};

/// A year: its name, money out, money in.
fn year_row(site: &Site, brief: &YearBrief) -> impl IntoView + use<> {
    let words = site.words;
    let href = site.links.to(&Route::Year(brief.year.clone()));
    let out = brief.expenditure.map(|figure| {
        let spent = figure
            .executed
            .map(|spent| words.spent_so_far(&site.amount(spent)));
        let total = words.year_row_out(&site.amount(figure.amount));
        view! {
            <span class="door__about">
                {total} {spent.map(|spent| view! { <span class="quiet">" · " {spent}</span> })}
            </span>
        }
    });
    let income = brief.revenue.map(|figure| {
        let total = words.year_row_in(&site.amount(figure.amount));
        view! { <span class="door__about">{total}</span> }
    });
    view! {
        <li class="door">
            <a class="door__link" href=href>
                <span class="door__name">{words.year(&brief.year)}</span>
                {out}
                {income}
            </a>
        </li>
    }
}

/// `/budget/`
#[component]
pub fn BudgetPage(budget: BudgetView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let lead = if budget.years.is_empty() {
        words.home_empty()
    } else {
        words.years_lead()
    };
    use_head(words.years_title(), lead);
    let rows = budget
        .years
        .iter()
        .map(|brief| year_row(&site, brief))
        .collect_view();
    let home = Step::new(site.links.to(&Route::Home), words.home());
    view! {
        <Crumbs own=vec![home]/>
        <h1>{words.years_title()}</h1>
        <p class="lead">{lead}</p>
        {(!budget.years.is_empty()).then(|| view! { <ul class="doors">{rows}</ul> })}
    }
}

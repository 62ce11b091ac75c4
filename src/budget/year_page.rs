//! `/budget/{year}/`: the hundred yuan, the lines, where the money comes from, the steps.

use leptos::prelude::*;
use records::page::{FundView, LeftOutView, StageTotals, StepView, YearView};
use records::{Id, YearId};

use super::hundred::Hundred;
use super::rows::Lines;
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, SLOT, Said, Sentence, Step};

/// "Of every hundred, 34 go to …, 22 go to …": the two largest; nothing when nothing is spent.
fn lead(site: &Site, view: &YearView) -> Option<Sentence> {
    let words = site.words;
    let (items, titles): (Vec<_>, Vec<_>) = view
        .expenditure
        .iter()
        .zip(&view.hundred)
        .filter(|(_, part)| **part > 0)
        .take(2)
        .map(|(row, part)| {
            let item = words.year_lead_item(&part.to_string(), SLOT);
            (item, row.title.clone())
        })
        .unzip();
    if items.is_empty() {
        return None;
    }
    let comma = match words.lang {
        records::Lang::En => ", ",
        _ => "，",
    };
    Some(Sentence::new(words.year_lead(&items.join(comma)), titles))
}

/// The year's total in a sentence.
fn total(site: &Site, view: &YearView) -> Option<String> {
    let words = site.words;
    let figure = view.brief.expenditure?;
    let amount = site.amount(figure.amount);
    let spent = figure
        .executed
        .and_then(|spent| Some((site.amount(spent), words.percent(spent, figure.amount)?)));
    Some(match spent {
        Some((spent, percent)) => words.year_total_spent(&amount, &spent, &percent),
        None => words.year_total(&amount),
    })
}

/// One sentence for search results and shared links.
fn description(
    site: &Site,
    view: &YearView,
    total: Option<&str>,
    lead: Option<&Sentence>,
) -> String {
    let words = site.words;
    let lead = lead.map(|lead| lead.plain(site));
    match (total, lead, view.brief.revenue) {
        (Some(total), Some(lead), _) => format!("{total} {lead}"),
        (Some(total), None, _) => total.to_owned(),
        (None, _, Some(revenue)) => words.year_row_in(&site.amount(revenue.amount)),
        (None, _, None) => words.home_empty().to_owned(),
    }
}

/// `/budget/{year}/`
#[component]
pub fn YearPage(view: YearView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let year = view.brief.year.clone();
    let unit = words.unit_name(site.frame.community.currency);
    let title = words.year_title(&words.year(&year), &unit);
    let lead = lead(&site, &view);
    let total = total(&site, &view);
    use_head(
        title.clone(),
        description(&site, &view, total.as_deref(), lead.as_ref()),
    );
    let of_year = year.clone();
    let address = Callback::new(move |id: Id| Route::Line(of_year.clone(), id));
    let households = words.divisor(&site.frame.community).map_or_else(
        || words.no_households().to_owned(),
        |divisor| words.per_household_note(&divisor),
    );
    let has_executed = view
        .expenditure
        .iter()
        .any(|row| row.figure.executed.is_some());
    let lines_lead = if has_executed {
        words.lines_lead()
    } else {
        words.lines_lead_plain()
    };
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Budget), words.door_budget()),
    ];
    let revenue = (!view.revenue.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="revenue">
                <h2 id="revenue">{words.revenue_heading()}</h2>
                <p class="note">
                    {if view.revenue.iter().any(|row| row.figure.executed.is_some()) {
                        words.revenue_lead()
                    } else {
                        words.lines_lead_plain()
                    }}
                </p>
                <Lines
                    rows=view.revenue.clone()
                    compared=view.compared.clone()
                    caption=words.revenue_heading().to_owned()
                    address
                />
            </section>
        }
    });
    let hundred = view.hundred.iter().any(|part| *part > 0).then(|| {
        view! {
            <section class="block" aria-labelledby="hundred">
                <h2 id="hundred">{words.hundred_heading(&unit)}</h2>
                <Hundred rows=view.expenditure.clone() parts=view.hundred.clone() address/>
            </section>
        }
    });
    let lines = (!view.expenditure.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="lines">
                <h2 id="lines">{words.lines_heading()}</h2>
                <p class="note">{lines_lead} {words.gap()} {households}</p>
                <Lines
                    rows=view.expenditure.clone()
                    compared=view.compared.clone()
                    caption=words.lines_heading().to_owned()
                    address
                />
            </section>
        }
    });
    view! {
        <Crumbs own/>
        <h1>{title}</h1>
        {lead.map(|lead| view! { <p class="lead">{lead.view()}</p> })}
        {total.map(|total| view! { <p class="total">{total}</p> })}
        {hundred}
        {lines}
        {revenue}
        <Stages stages=view.stages/>
        <Steps steps=view.steps/>
        <Funds funds=view.funds/>
        <LeftOut rows=view.left_out count=view.left_out_count/>
        <OtherYears this=year/>
    }
}

/// Totals of each amount, both directions.
#[component]
fn Stages(stages: Vec<StageTotals>) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let rows = stages
        .iter()
        .map(|totals| {
            let cell = |amount: Option<records::Money>| {
                view! { <td class="number">{amount.map(|amount| site.amount(amount))}</td> }
            };
            view! {
                <tr>
                    <th scope="row">{words.stage(totals.stage)}</th>
                    {cell(totals.revenue)}
                    {cell(totals.expenditure)}
                </tr>
            }
        })
        .collect_view();
    (!stages.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="stages">
                <h2 id="stages">{words.stages_heading()}</h2>
                <div
                    class="scroller"
                    tabindex="0"
                    role="region"
                    aria-label=words.table_of(words.stages_heading())
                >
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{words.col_stage()}</th>
                                <th scope="col" class="number">
                                    {words.money_in()}
                                </th>
                                <th scope="col" class="number">
                                    {words.money_out()}
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

/// The steps of the year's budget with their days.
#[component]
fn Steps(steps: Vec<StepView>) -> impl IntoView {
    let words = use_site().words;
    let empty = steps.is_empty();
    let items = steps
        .into_iter()
        .map(|step| {
            let (class, state) = if step.planned {
                ("step step--planned", words.step_planned())
            } else {
                ("step step--done", words.step_done())
            };
            view! {
                <li class=class>
                    <p class="step__head">
                        <strong>{words.step(step.step)}</strong>
                        " "
                        <span class="nowrap">{words.day(step.date)}</span>
                        " "
                        <span class="step__state">{state}</span>
                    </p>
                    {step.note.map(|text| view! { <p class="step__note"><Said text/></p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="steps">
            <h2 id="steps">{words.steps_heading()}</h2>
            {if empty {
                view! { <p>{words.step_none()}</p> }.into_any()
            } else {
                view! { <ol class="steps">{items}</ol> }.into_any()
            }}
        </section>
    }
}

/// Funds with what they may not be spent on. A ledger has many funds: beyond a dozen they stand
/// behind a disclosure.
#[component]
fn Funds(funds: Vec<FundView>) -> impl IntoView {
    const OPEN: usize = 12;
    let site = use_site();
    let words = site.words;
    let count = funds.len();
    let items = funds
        .into_iter()
        .map(|fund| {
            let flow = words.fund_flow(&site.amount(fund.revenue), &site.amount(fund.expenditure));
            view! {
                <li class="fund">
                    <h3 class="fund__name">
                        <Said text=fund.name/>
                        <span class="fund__nature">{words.nature(fund.nature)}</span>
                    </h3>
                    {fund.plain.map(|text| view! { <p><Said text/></p> })}
                    <p>{flow}</p>
                    {fund
                        .negative_list
                        .map(|text| view! { <p>{words.fund_not_for()} <Said text/></p> })}
                </li>
            }
        })
        .collect_view();
    let list = view! { <ul class="funds">{items}</ul> };
    (count > 0).then(|| {
        view! {
            <section class="block" aria-labelledby="funds">
                <h2 id="funds">{words.funds_heading()}</h2>
                {if count > OPEN {
                    view! {
                        <details class="twin">
                            <summary>{words.contains(&count.to_string())}</summary>
                            {list}
                        </details>
                    }
                        .into_any()
                } else {
                    list.into_any()
                }}
            </section>
        }
    })
}

/// Rows of imported files that are in no sum.
#[component]
fn LeftOut(rows: Vec<LeftOutView>, count: u32) -> impl IntoView {
    let words = use_site().words;
    let lead = if u32::try_from(rows.len()).is_ok_and(|shown| shown < count) {
        words.left_out_lead_cut(&count.to_string(), &rows.len().to_string())
    } else {
        words.left_out_lead(&count.to_string())
    };
    let items = rows
        .into_iter()
        .map(|row| {
            view! {
                <li>
                    <p>
                        {words.left_out_at(&row.source, &row.source_line.to_string())}
                        " · "
                        {words.left_out_reason(&row.reason)}
                    </p>
                    <p class="seen">
                        <code>{row.seen}</code>
                    </p>
                </li>
            }
        })
        .collect_view();
    (count > 0).then(|| {
        view! {
            <section class="block" aria-labelledby="left-out">
                <h2 id="left-out">{words.left_out_heading()}</h2>
                <p>{lead}</p>
                <ul class="left-out">{items}</ul>
            </section>
        }
    })
}

/// The other years' pages.
#[component]
fn OtherYears(this: YearId) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let others: Vec<YearId> = site
        .frame
        .years
        .iter()
        .filter(|year| **year != this)
        .cloned()
        .collect();
    let links = others
        .iter()
        .map(|year| {
            let href = site.links.to(&Route::Year(year.clone()));
            view! { <li><a class="button button--open" href=href>{words.year(year)}</a></li> }
        })
        .collect_view();
    (!others.is_empty()).then(|| {
        view! {
            <nav class="block" aria-labelledby="other-years">
                <h2 id="other-years">{words.other_years()}</h2>
                <ul class="row">{links}</ul>
            </nav>
        }
    })
}

//! `/budget/{year}/{line_id}/`: a line with its why card, or a group with its lines.

use leptos::prelude::*;
use records::codes::{Direction, Stage, SubmissionKind};
use records::page::{
    EntryRow, Figure, LedgerSource, LineDetail, LineView, ProjectBrief, RatingView, ResolutionView,
    TransactionView,
};
use records::{Id, LocalText, Money};

use super::rows::{Lines, figure_sentence};
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Bar, Crumbs, Entries, Rating, SLOT, Said, Sentence, Step};

/// What has been spent or has come in, in words with its share.
fn so_far(site: &Site, direction: Direction, figure: &Figure) -> Option<String> {
    let words = site.words;
    let executed = figure.executed?;
    let amount = site.amount(executed);
    let sentence = match direction {
        Direction::Expenditure => words.spent_so_far(&amount),
        Direction::Revenue => words.received_so_far(&amount),
    };
    Some(match words.percent(executed, figure.amount) {
        Some(percent) => words.with_aside(&sentence, &percent),
        None => words.ended(&sentence),
    })
}

/// `/budget/{year}/{line_id}/`
#[component]
pub fn LinePage(view: LineView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let row = view.row;
    let year = view.year;
    let name = site.said(&row.title).to_owned();
    let amount = site.amount(row.figure.amount);
    let of = words.year(&year);
    use_head(
        match view.path.last() {
            Some(group) => words.line_title_in(&name, site.said(&group.title), &of),
            None => words.line_title(&name, &of),
        },
        format!(
            "{} {amount} {}",
            words.year(&year),
            row.plain
                .as_ref()
                .map(|text| site.said(text))
                .unwrap_or_default()
        ),
    );
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Budget), words.door_budget()),
        Step::new(
            site.links.to(&Route::Year(year.clone())),
            &words.year(&year),
        ),
    ];
    let theirs = view
        .path
        .into_iter()
        .map(|crumb| Step {
            href: site.links.to(&Route::Line(year.clone(), crumb.id)),
            title: crumb.title,
        })
        .collect();
    let of_year = year.clone();
    let address = Callback::new(move |id: Id| Route::Line(of_year.clone(), id));
    let ask = site
        .links
        .ask(SubmissionKind::Question, &format!("line:{year}/{}", row.id));
    let sentence = figure_sentence(&site, &row.figure, view.compared.as_ref());
    let children = (!view.children.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="lines">
                <h2 id="lines">{words.lines_heading()}</h2>
                <p class="note">{words.lines_lead_plain()}</p>
                <Lines
                    rows=view.children.clone()
                    compared=view.compared.clone()
                    caption=words.lines_heading().to_owned()
                    address
                />
            </section>
        }
    });
    let prior = view
        .compared
        .as_ref()
        .zip(row.figure.prior)
        .map(|(compared, prior)| {
            let label = match compared.stage {
                Stage::Executed => words.prior_settled(),
                _ => words.prior_budget(),
            };
            (label, prior)
        });
    let amounts = view
        .amounts
        .iter()
        .map(|amount| (words.stage(amount.stage), amount.amount))
        .chain(prior)
        .map(|(label, amount)| {
            view! {
                <tr>
                    <th scope="row">{label}</th>
                    <td class="number">{site.amount(amount)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Crumbs own theirs/>
        <p class="eyebrow">{words.year(&year)} " · " {words.direction(view.direction)}</p>
        <h1>
            <Said text=row.title/>
        </h1>
        {row.plain.map(|text| view! { <p class="lead"><Said text/></p> })}
        <p class="key-figure">{amount}</p>
        <Bar
            whole=row.figure.amount.0
            used=row.figure.executed.map(|amount| amount.0)
            scale=row.figure.amount.0.max(row.figure.executed.map_or(0, |amount| amount.0))
        />
        <p class="figures">{so_far(&site, view.direction, &row.figure)} {words.gap()} {sentence}</p>
        {children}
        {view.detail.map(|detail| view! { <Detail detail/> })}
        <section class="block" aria-labelledby="amounts">
            <h2 id="amounts">{words.amounts_heading()}</h2>
            <table>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{words.col_stage()}</th>
                        <th scope="col">{words.col_amount()}</th>
                    </tr>
                </thead>
                <tbody>{amounts}</tbody>
            </table>
        </section>
        <SaidAbout rows=view.said ratings=view.ratings/>
        <section class="block" aria-labelledby="ask">
            <h2 id="ask">{words.ask_heading()}</h2>
            <p>
                <a class="ask" href=ask>
                    {words.ask_this()}
                </a>
            </p>
            <p>{words.ask_desk()}</p>
        </section>
    }
}

/// What residents said about it and how it was rated; nothing where nobody did.
#[component]
fn SaidAbout(rows: Vec<EntryRow>, ratings: Vec<RatingView>) -> impl IntoView {
    let words = use_site().words;
    let is_empty = rows.is_empty() && ratings.is_empty();
    let ratings = ratings
        .into_iter()
        .map(|rating| view! { <Rating rating/> })
        .collect_view();
    (!is_empty).then(|| {
        view! {
            <section class="block" aria-labelledby="said">
                <h2 id="said">{words.said_about_heading()}</h2>
                {ratings}
                {(!rows.is_empty()).then(|| view! { <Entries rows categories=Vec::new()/> })}
            </section>
        }
    })
}

/// The why card of a single line.
#[component]
fn Detail(detail: LineDetail) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let why = match detail.why {
        Some(text) => view! { <p><Said text/></p> }.into_any(),
        None => view! { <p>{words.why_none()}</p> }.into_any(),
    };
    let resolution = match detail.resolution {
        Some(resolution) => view! { <Decision resolution/> }.into_any(),
        None => view! { <p>{words.resolution_none()}</p> }.into_any(),
    };
    let responsible = detail
        .responsible_post
        .map(|post| view! { <p>{Sentence::new(words.responsible(SLOT), vec![post]).view()}</p> });
    let fund = detail.fund.map(|fund| {
        view! {
            <p>
                <strong><Said text=fund.name/></strong>
                {fund
                    .negative_list
                    .map(|text| {
                        view! { <span>" · " {words.fund_not_for()} <Said text/></span> }
                    })}
            </p>
        }
    });
    view! {
        <section class="block" aria-labelledby="why">
            <h2 id="why">{words.why_heading()}</h2>
            {why}
        </section>
        <section class="block" aria-labelledby="who">
            <h2 id="who">{words.who_heading()}</h2>
            {resolution}
            {responsible}
            {fund}
        </section>
        <Transactions rows=detail.transactions count=detail.transaction_count/>
        <Ledger rows=detail.ledger/>
        <Projects rows=detail.projects/>
    }
}

/// Who decided, when, with how many votes.
#[component]
fn Decision(resolution: ResolutionView) -> impl IntoView {
    let words = use_site().words;
    let votes = match (
        resolution.present,
        resolution.votes_for,
        resolution.votes_against,
        resolution.abstentions,
    ) {
        (Some(present), Some(yes), Some(no), Some(abstain)) => Some(words.resolution_votes(
            &present.to_string(),
            &yes.to_string(),
            &no.to_string(),
            &abstain.to_string(),
        )),
        _ => None,
    };
    view! {
        <p>
            <strong><Said text=resolution.title/></strong>
        </p>
        <p>
            <Said text=resolution.meeting/>
            " · "
            <span class="nowrap">{words.day(resolution.date)}</span>
            " · "
            <span class="nowrap">{words.resolution_number(resolution.id.as_str())}</span>
        </p>
        {votes.map(|votes| view! { <p>{votes}</p> })}
    }
}

/// Payments in a ruled list; more than a screenful stands behind a disclosure.
#[component]
fn Transactions(rows: Vec<TransactionView>, count: u32) -> impl IntoView {
    const OPEN: usize = 6;
    let site = use_site();
    let words = site.words;
    let item = move |row: TransactionView| {
        let amount = words.amount(row.amount, site.frame.community.currency);
        view! {
            <li class="payment">
                <p class="payment__head">
                    <span class="payment__what">
                        <Said text=row.summary/>
                    </span>
                    <span class="payment__amount">{amount}</span>
                </p>
                <p class="payment__more">
                    <span class="nowrap">{words.day(row.date)}</span>
                    {row.counterparty.map(|text| view! { <span>" · " <Said text/></span> })}
                    {row.voucher.map(|voucher| view! { <span>" · " <Said text=LocalText::plain(voucher)/></span> })}
                </p>
            </li>
        }
    };
    let mut rows = rows;
    let shown = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let earlier = count.saturating_sub(shown);
    let summary = if earlier == 0 {
        words.transactions_all(&count.to_string())
    } else {
        words.transactions_newest(&shown.to_string())
    };
    let later = rows.split_off(rows.len().min(OPEN));
    let first: Vec<_> = rows.into_iter().map(&item).collect();
    let rest: Vec<_> = later.into_iter().map(&item).collect();
    let lead = if count == 0 {
        words.transactions_none().to_owned()
    } else {
        words.transactions_lead(&count.to_string())
    };
    view! {
        <section class="block" aria-labelledby="payments">
            <h2 id="payments">{words.transactions_heading()}</h2>
            <p class="note">{lead}</p>
            {(!first.is_empty()).then(|| view! { <ul class="payments">{first}</ul> })}
            {(!rest.is_empty())
                .then(|| {
                    view! {
                        <details class="twin">
                            <summary>{summary}</summary>
                            <ul class="payments">{rest}</ul>
                        </details>
                    }
                })}
            {(earlier > 0)
                .then(|| {
                    view! { <p class="note">{words.transactions_others(&earlier.to_string())}</p> }
                })}
        </section>
    }
}

/// Imported entries that a figure is the sum of.
#[component]
fn Ledger(rows: Vec<LedgerSource>) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let items = rows
        .iter()
        .map(|row| {
            let sentence = words.ledger_row(
                &Money(i64::from(row.entries)).to_figures(0),
                &row.source,
                &site.amount(row.sum),
            );
            view! { <li>{words.stage(row.stage)} " · " {sentence}</li> }
        })
        .collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="ledger">
                <h2 id="ledger">{words.ledger_heading()}</h2>
                <ul class="plain-list">{items}</ul>
            </section>
        }
    })
}

/// Projects that a line pays for.
#[component]
fn Projects(rows: Vec<ProjectBrief>) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let empty = rows.is_empty();
    let items = rows
        .into_iter()
        .map(|project| {
            let cost = site.amount(project.cost);
            let voted = project.voted.map(|poll| {
                let href = site.links.to(&Route::Results(poll));
                view! {
                    <p>
                        <a class="payment__link" href=href>
                            {words.project_voted()}
                        </a>
                    </p>
                }
            });
            view! {
                <li class="payment">
                    <p class="payment__head">
                        <strong class="payment__what">
                            <Said text=project.name/>
                        </strong>
                        <span class="payment__amount">{cost}</span>
                    </p>
                    <p><Said text=project.plain/></p>
                    <p class="payment__more">
                        {words.status(project.status)} " · "
                        {words.project_due(&words.day(project.end_planned))}
                    </p>
                    {voted}
                </li>
            }
        })
        .collect_view();
    (!empty).then(|| {
        view! {
            <section class="block" aria-labelledby="projects">
                <h2 id="projects">{words.projects_heading()}</h2>
                <ul class="payments">{items}</ul>
            </section>
        }
    })
}

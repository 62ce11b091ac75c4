//! `/vote/{poll_id}/results/`: what came out and why; printed, it is the record.

use leptos::prelude::*;
use records::Money;
use records::page::{Phrase, ResultRow, ResultsView};

use super::rule::Rules;
use super::said;
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Bar, Crumbs, SLOT, Said, Sentence, Step};

fn figures(count: u32) -> String {
    Money(i64::from(count)).to_figures(0)
}

/// `/vote/{poll_id}/results/`
#[component]
pub fn ResultsPage(view: ResultsView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let poll = &view.brief;
    let title = Sentence::new(words.results_title(SLOT), vec![poll.title.clone()]);
    let budget = poll.budget.unwrap_or_default();
    let spent = budget - view.left;
    let (won, lost): (Vec<ResultRow>, Vec<ResultRow>) = view
        .rows
        .iter()
        .cloned()
        .partition(|row| row.place.is_some());
    let lead = words.results_lead(
        &won.len().to_string(),
        &view.rows.len().to_string(),
        &site.amount(spent),
        &site.amount(view.left),
    );
    let name = title.plain(&site);
    use_head(name, lead.clone());
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Polls), words.door_vote()),
    ];
    let theirs = vec![Step {
        href: site.links.to(&Route::Poll(poll.id.clone())),
        title: poll.title.clone(),
    }];
    let ballots = poll.outcome.map_or(0, |outcome| outcome.ballots);
    let days = words.poll_from_to(&words.day(poll.opens), &words.day(poll.closes));
    let turnout = turnout(&site, ballots, view.empty);
    let won_count = words.results_won_heading(&won.len().to_string());
    let lost_count = words.results_lost_heading(&lost.len().to_string());
    let has_lost = !lost.is_empty();
    let won = won.into_iter().map(|row| one(&site, row)).collect_view();
    let lost = lost.into_iter().map(|row| one(&site, row)).collect_view();
    let file = site.links.file(&view.file);
    view! {
        <Crumbs own theirs/>
        <h1>{title.view()}</h1>
        <p class="lead">{lead}</p>
        <Bar whole=budget.0 used=Some(spent.0) scale=budget.0.max(spent.0)/>
        <p class="figures">{turnout}</p>
        <p class="figures">{days}</p>
        <p class="note results__print">{words.results_print()}</p>
        <section class="block" aria-labelledby="won">
            <h2 id="won">{won_count}</h2>
            <ol class="outcomes">{won}</ol>
        </section>
        {has_lost
            .then(|| {
                view! {
                    <section class="block" aria-labelledby="lost">
                        <h2 id="lost">{lost_count}</h2>
                        <ul class="outcomes">{lost}</ul>
                    </section>
                }
            })}
        <Votes rows=view.rows ballots/>
        <section class="block" aria-labelledby="counted">
            <h2 id="counted">{words.results_count_heading()}</h2>
            {view.notes.into_iter().map(|note| view! { <p>{said(note)}</p> }).collect_view()}
            <Rules limits=Vec::new() plain=view.plain rule=view.rule/>
            <details class="twin">
                <summary>{words.results_rounds()}</summary>
                <ol class="rounds">
                    {view
                        .rounds
                        .into_iter()
                        .map(|round| view! { <li>{said(round)}</li> })
                        .collect_view()}
                </ol>
            </details>
            <Ties ties=view.ties/>
        </section>
        <section class="block" aria-labelledby="recount">
            <h2 id="recount">{words.results_recount_heading()}</h2>
            <p>{words.results_recount()}</p>
            <p>{words.results_recount_private()}</p>
            <p class="poll__act">
                <a class="button button--open" href=file rel="external" download="">
                    {words.results_download()}
                </a>
            </p>
        </section>
        <Signatures/>
    }
}

/// How many ballots, of how many households.
fn turnout(site: &Site, ballots: u32, empty: u32) -> String {
    let words = site.words;
    let mut told = vec![words.results_ballots(&figures(ballots))];
    let households = site.frame.community.households.filter(|count| *count > 0);
    if let Some(households) = households {
        let hundred =
            (u64::from(ballots) * 100 + u64::from(households) / 2) / u64::from(households);
        told.push(words.results_turnout(&figures(households), &hundred.to_string()));
    }
    if empty > 0 {
        told.push(words.results_empty(&figures(empty)));
    }
    told.join(words.gap().unwrap_or_default())
}

fn one(site: &Site, row: ResultRow) -> impl IntoView + use<> {
    let words = site.words;
    let votes = words.results_votes(&figures(row.votes));
    let number = words.poll_number(row.id.as_str());
    let class = if row.place.is_some() {
        "outcome outcome--won"
    } else {
        "outcome outcome--lost"
    };
    let why = row
        .why
        .into_iter()
        .map(|phrase| view! { <p class="outcome__why">{said(phrase)}</p> })
        .collect_view();
    let built = row.built.map(|built| {
        let status = words.results_built(words.status(built.project.status));
        let link = built.line.map(|line| {
            let href = site.links.to(&Route::Line(built.year, line));
            let text = Sentence::new(words.results_accounts(SLOT), vec![built.project.name]);
            view! {
                <a class="outcome__link" href=href>
                    {text.view()}
                </a>
            }
        });
        view! { <p class="outcome__why">{status} {words.gap()} {link}</p> }
    });
    view! {
        <li class=class>
            <h3 class="candidate__head">
                <Said text=row.name/>
                <span class="candidate__cost">{site.amount(row.cost)}</span>
            </h3>
            <p class="eyebrow candidate__facts">
                <span>{votes}</span>
                " "
                <span class="eyebrow__more">{number}</span>
            </p>
            {why}
            {built}
        </li>
    }
}

/// Votes by number, in words, as bars and as a table.
#[component]
fn Votes(rows: Vec<ResultRow>, ballots: u32) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let mut by_votes = rows;
    by_votes.sort_by_key(|row| std::cmp::Reverse(row.votes));
    let most = by_votes.first()?;
    let percent = |votes: u32| {
        words
            .percent(Money(i64::from(votes)), Money(i64::from(ballots)))
            .unwrap_or_default()
    };
    let sentence = words.results_votes_most(SLOT, &figures(most.votes), &percent(most.votes));
    let sentence = Sentence::new(sentence, vec![most.name.clone()]).view();
    let outcome = |row: &ResultRow| {
        if row.place.is_some() {
            words.results_won()
        } else {
            words.results_lost()
        }
    };
    let bars = by_votes
        .iter()
        .map(|row| {
            let name = row.name.clone();
            let told = format!(
                "{} · {}",
                words.results_votes(&figures(row.votes)),
                outcome(row)
            );
            view! {
                <li class="line">
                    <p class="line__head">
                        <Said text=name/>
                        <span class="line__amount line__amount--told">{told}</span>
                    </p>
                    <Bar
                        whole=i64::from(ballots)
                        used=Some(i64::from(row.votes))
                        scale=i64::from(ballots)
                    />
                </li>
            }
        })
        .collect_view();
    let table = by_votes
        .iter()
        .map(|row| {
            let name = row.name.clone();
            view! {
                <tr>
                    <th scope="row">
                        <Said text=name/>
                    </th>
                    <td class="number">{row.id.to_string()}</td>
                    <td class="number">{figures(row.votes)}</td>
                    <td class="number">{percent(row.votes)}</td>
                    <td class="number">{site.amount(row.cost)}</td>
                    <td class="number">{outcome(row)}</td>
                </tr>
            }
        })
        .collect_view();
    let heading = words.results_votes_heading();
    let column = |name: &'static str| view! { <th scope="col" class="number">{name}</th> };
    Some(view! {
        <section class="block" aria-labelledby="votes">
            <h2 id="votes">{heading}</h2>
            <p>{sentence}</p>
            <p class="note">{words.results_votes_scale()}</p>
            <ol class="lines">{bars}</ol>
            <details class="twin">
                <summary>{words.as_table()}</summary>
                <div
                    class="scroller"
                    tabindex="0"
                    role="region"
                    aria-label=words.table_of(heading)
                >
                    <table>
                        <caption>{heading}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{words.col_project()}</th>
                                {column(words.col_number())}
                                {column(words.col_votes())}
                                {column(words.col_votes_share())}
                                {column(words.col_cost())}
                                {column(words.col_result())}
                            </tr>
                        </thead>
                        <tbody>{table}</tbody>
                    </table>
                </div>
            </details>
        </section>
    })
}

/// Ties that were broken, and how.
#[component]
fn Ties(ties: Vec<Phrase>) -> impl IntoView {
    let words = use_site().words;
    let is_empty = ties.is_empty();
    let ties = ties
        .into_iter()
        .map(|tie| view! { <p class="outcome__why">{said(tie)}</p> })
        .collect_view();
    view! {
        <h3 class="results__ties">{words.results_ties_heading()}</h3>
        {is_empty.then(|| view! { <p>{words.results_no_ties()}</p> })}
        {ties}
    }
}

/// Lines to sign on, on paper alone.
#[component]
fn Signatures() -> impl IntoView {
    let words = use_site().words;
    let lines = [
        words.results_sign_counted(),
        words.results_sign_watched(),
        words.results_sign_day(),
    ];
    let lines = lines
        .into_iter()
        .map(|name| view! { <p class="signature">{name}</p> })
        .collect_view();
    view! { <div class="signatures">{lines}</div> }
}

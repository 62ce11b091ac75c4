//! `/vote/{poll_id}/`: a poll, with everything that stands for election.

use leptos::prelude::*;
use records::page::{PollProject, PollView};
use records::{LocalText, Money};

use super::rule::{Rules, limits};
use super::{by_phase, decides};
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Bar, Crumbs, SLOT, Said, Sentence, Step, apart};

/// Where a project stands on this page.
fn anchor(project: &PollProject) -> String {
    format!("project-{}", project.id)
}

/// `/vote/{poll_id}/`
#[component]
pub fn PollPage(view: PollView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let poll = &view.brief;
    let lead = decides(&site, poll);
    use_head(site.said(&poll.title).to_owned(), lead.clone());
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Polls), words.door_vote()),
    ];
    let closes = words.day(poll.closes);
    let is_counted = poll.outcome.is_some();
    let over = if is_counted {
        words.poll_now_counted(&closes)
    } else {
        words.poll_now_closed(&closes)
    };
    let state = by_phase(
        &site,
        poll,
        words.poll_now_coming(&words.day(poll.opens)).into_any(),
        words.poll_now_open(&closes).into_any(),
        over.into_any(),
    );
    let results = is_counted.then(|| {
        let href = site.links.to(&Route::Results(poll.id.clone()));
        view! {
            <p class="poll__act">
                <a class="button button--open" href=href>
                    {words.poll_see_results()}
                </a>
            </p>
        }
    });
    let how = by_phase(
        &site,
        poll,
        how_to_vote(&site),
        how_to_vote(&site),
        view! { <span>{words.poll_how_over()}</span> }.into_any(),
    );
    let who = poll.eligibility.clone();
    let days = words.poll_days(&words.day(poll.opens), &words.day(poll.closes));
    let limits = limits(&site, poll, &view.limits);
    let title = poll.title.clone();
    let budget = poll.budget;
    view! {
        <Crumbs own/>
        <h1>
            <Said text=title/>
        </h1>
        <p class="lead">{lead}</p>
        <p class="notice poll__now">{state}</p>
        {results}
        <section class="block" aria-labelledby="when">
            <h2 id="when">{words.poll_who_heading()}</h2>
            <p>{days}</p>
            <p>
                <Said text=who/>
            </p>
        </section>
        <section class="block" aria-labelledby="how">
            <h2 id="how">{words.poll_how_heading()}</h2>
            <div class="poll__how">{how}</div>
        </section>
        <section class="block" aria-labelledby="rules">
            <h2 id="rules">{words.poll_rules_heading()}</h2>
            <Rules limits plain=view.plain rule=view.rule.clone()/>
        </section>
        <Projects projects=view.projects.clone() drawn=view.drawn seed=view.rule.seed budget/>
        <Compared projects=view.projects budget/>
    }
}

/// By slip, at the desk and on paper.
fn how_to_vote(site: &Site) -> AnyView {
    let words = site.words;
    let community = &site.frame.community;
    let desk = community
        .desk
        .clone()
        .zip(community.hours.clone())
        .map(|(desk, hours)| {
            let told = words.poll_how_desk_at(SLOT, SLOT);
            let told = Sentence::new(told, vec![desk, hours]).view();
            view! { <span>{words.gap()} {told}</span> }
        });
    // Within a span, by day: rows that are no list of their own.
    let row = |text: &'static str, more: AnyView| {
        view! { <span class="poll__way">{text} {more}</span> }
    };
    view! {
        <span class="poll__ways">
            {row(words.poll_how_slip(), ().into_any())}
            {row(words.poll_how_desk(), desk.into_any())}
            {row(words.poll_how_paper(), ().into_any())}
        </span>
        <span class="poll__not-here">{words.poll_how_not_here()}</span>
    }
    .into_any()
}

/// What part of the money a project is.
fn share(site: &Site, cost: Money, budget: Option<Money>) -> Option<String> {
    let percent = site.words.percent(cost, budget?)?;
    Some(site.words.poll_share(&percent))
}

/// Everything that stands for election, in the order of the lot, and by number on request.
#[component]
fn Projects(
    projects: Vec<PollProject>,
    drawn: Vec<u32>,
    seed: String,
    budget: Option<Money>,
) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let heading = words.poll_projects_heading(&projects.len().to_string());
    let place = |at: &u32| usize::try_from(*at).ok();
    let rows = drawn
        .iter()
        .filter_map(place)
        .filter_map(|at| projects.get(at).cloned())
        .map(|project| one(&site, project, budget))
        .collect_view();
    let listed = projects
        .iter()
        .map(|project| {
            let href = format!("#{}", anchor(project));
            let name = project.name.clone();
            view! {
                <li class="choices__row">
                    <span class="choices__number">{words.poll_number(project.id.as_str())}</span>
                    <a class="choices__link" href=href rel="external">
                        <Said text=name/>
                    </a>
                    <span class="choices__cost">{site.amount(project.cost)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="projects">
            <h2 id="projects">{heading}</h2>
            <p class="note">{words.poll_drawn(&seed)}</p>
            <details class="twin">
                <summary>{words.poll_by_number()}</summary>
                <ul class="choices__list">{listed}</ul>
            </details>
            <ul class="candidates">{rows}</ul>
        </section>
    }
}

fn one(site: &Site, project: PollProject, budget: Option<Money>) -> impl IntoView + use<> {
    let words = site.words;
    let id = anchor(&project);
    let number = words.poll_number(project.id.as_str());
    let share = share(site, project.cost, budget)
        .map(|share| view! { " " <span class="eyebrow__more">{share}</span> });
    let category = project.category.map(apart);
    let place = project.place.map(apart);
    let whom = project
        .beneficiaries
        .map(|who| Sentence::new(words.poll_for_whom(SLOT), vec![who]).view());
    let argument = |label: &'static str, text: Option<LocalText>| {
        text.map(|text| {
            view! {
                <div class="candidate__argument">
                    <dt>{label}</dt>
                    <dd>
                        <Said text/>
                    </dd>
                </div>
            }
        })
    };
    let has_arguments = project.arguments_for.is_some() || project.arguments_against.is_some();
    let arguments = has_arguments.then(|| {
        view! {
            <dl class="candidate__arguments">
                {argument(words.poll_for(), project.arguments_for)}
                {argument(words.poll_against(), project.arguments_against)}
            </dl>
        }
    });
    view! {
        <li class="candidate" id=id>
            <h3 class="candidate__head">
                <Said text=project.name/>
                <span class="candidate__cost">{site.amount(project.cost)}</span>
            </h3>
            <p class="eyebrow candidate__facts">
                <span>{number}</span>
                {share}
                {category}
                {place}
            </p>
            {whom.map(|whom| view! { <p>{whom}</p> })}
            {arguments}
        </li>
    }
}

/// Costs by size, in words, as bars and as a table.
#[component]
fn Compared(projects: Vec<PollProject>, budget: Option<Money>) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let mut by_cost = projects;
    by_cost.sort_by_key(|project| std::cmp::Reverse(project.cost));
    let most = by_cost.first()?;
    let least = by_cost.last()?;
    let ends = words.poll_compare(
        SLOT,
        &site.amount(most.cost),
        SLOT,
        &site.amount(least.cost),
    );
    let ends = Sentence::new(ends, vec![most.name.clone(), least.name.clone()]).view();
    let total = by_cost
        .iter()
        .fold(Money::ZERO, |sum, project| sum + project.cost);
    let all = budget.map(|budget| {
        let (total_told, told) = (site.amount(total), site.amount(budget));
        if total > budget {
            words.poll_compare_all(&total_told, &told)
        } else {
            words.poll_compare_enough(&total_told, &told)
        }
    });
    let whole = budget.unwrap_or(most.cost);
    let scale = whole.0.max(most.cost.0);
    let bars = by_cost
        .iter()
        .map(|project| {
            let name = project.name.clone();
            view! {
                <li class="line">
                    <p class="line__head">
                        <Said text=name/>
                        <span class="line__amount">{site.amount(project.cost)}</span>
                    </p>
                    <Bar whole=whole.0 used=Some(project.cost.0) scale/>
                </li>
            }
        })
        .collect_view();
    let rows = by_cost
        .iter()
        .map(|project| {
            let name = project.name.clone();
            view! {
                <tr>
                    <th scope="row">
                        <Said text=name/>
                    </th>
                    <td class="number">{project.id.to_string()}</td>
                    <td class="number">{site.amount(project.cost)}</td>
                    {budget
                        .map(|budget| {
                            view! { <td class="number">{words.percent(project.cost, budget)}</td> }
                        })}
                </tr>
            }
        })
        .collect_view();
    let heading = words.poll_compare_heading();
    let column = |name: &'static str| view! { <th scope="col" class="number">{name}</th> };
    Some(view! {
        <section class="block" aria-labelledby="compare">
            <h2 id="compare">{heading}</h2>
            <p>{ends}</p>
            {all.map(|all| view! { <p>{all}</p> })}
            {budget.map(|_| view! { <p class="note">{words.poll_compare_scale()}</p> })}
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
                                {column(words.col_cost())}
                                {budget.map(|_| column(words.col_share()))}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    })
}

//! How to choose and how it is counted: in the community's words, in ours exactly, and as a command.

use leptos::prelude::*;
use records::LocalText;
use records::codes::VoteType;
use records::page::{PollBrief, PollLimits, PollRule};

use crate::site::{Site, use_site};
use crate::ui::Said;

/// What a ballot must keep to, in a sentence each.
pub fn limits(site: &Site, poll: &PollBrief, limits: &PollLimits) -> Vec<String> {
    let words = site.words;
    let mut told = vec![words.poll_type(poll.vote_type).to_owned()];
    let number = |count: u32| count.to_string();
    // Who has all of them to choose from is bound by nothing.
    let most = limits.max_length.filter(|most| *most < poll.projects);
    let least = limits.min_length.filter(|least| *least > 0);
    if poll.vote_type != VoteType::ChooseOne {
        match (least, most) {
            (Some(least), Some(most)) => {
                told.push(words.poll_between(&number(least), &number(most)));
            }
            (None, Some(most)) => told.push(words.poll_at_most(&number(most))),
            (Some(least), None) => told.push(words.poll_at_least(&number(least))),
            (None, None) => {}
        }
    }
    let is_said = poll.vote_type == VoteType::Knapsack && limits.max_sum_cost == poll.budget;
    if let Some(amount) = limits.max_sum_cost.filter(|_| !is_said) {
        told.push(words.poll_most_cost(&site.amount(amount)));
    }
    told
}

/// The rule: in the community's words, then exactly.
#[component]
pub fn Rules(
    /// What a ballot must keep to; nothing once it is over.
    limits: Vec<String>,
    /// The community's own words.
    plain: Option<LocalText>,
    /// The rule.
    rule: PollRule,
) -> impl IntoView {
    let words = use_site().words;
    let told = limits.join(words.gap().unwrap_or_default());
    let label = words.poll_command();
    view! {
        {(!told.is_empty()).then(|| view! { <p>{told}</p> })}
        {plain.map(|text| view! { <p><Said text/></p> })}
        <details class="twin">
            <summary>{words.poll_rules_exact()}</summary>
            <p>{words.poll_rule(rule.rule)}</p>
            <p class="rule__part">{words.poll_ties(&rule.seed)}</p>
            <p class="rule__part">{label}</p>
            <p class="rule__command">
                <code lang="en">{rule.command}</code>
            </p>
        </details>
    }
}

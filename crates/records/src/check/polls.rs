//! Polls that can be answered, counted, and written as a Pabulib file.

use std::collections::HashMap;

use super::Found;
use crate::codes::VoteType;
use crate::finding::Problem;
use crate::sheets::{Poll, PollOption, Sheet};
use crate::{Id, Money, Placed, Records};

/// Words that a Pabulib reader takes for the title of a section or for an empty cell.
const RESERVED: [&str; 4] = ["meta", "projects", "votes", "none"];

pub(super) fn check(records: &Records, found: &mut Found) {
    let mut options: HashMap<&str, Vec<&Placed<PollOption>>> = HashMap::new();
    for option in &records.options {
        options
            .entry(option.record.poll_id.as_str())
            .or_default()
            .push(option);
        not_reserved(option, "option_id", &option.option_id, found);
        costs(option, "cost", option.cost, found);
    }
    for poll in &records.polls {
        not_reserved(poll, "poll_id", &poll.poll_id, found);
        let own = options.get(poll.poll_id.as_str());
        limits(poll, found);
        has_choices(poll, own.map_or(&[], Vec::as_slice), found);
        if poll.plain.is_none() {
            found.cell(poll, "plain", Problem::NotExplained);
        }
    }
}

fn not_reserved<T: Sheet>(placed: &Placed<T>, column: &'static str, id: &Id, found: &mut Found) {
    if RESERVED
        .iter()
        .any(|word| id.as_str().eq_ignore_ascii_case(word))
    {
        let id = id.to_string();
        found.cell(placed, column, Problem::ReservedId { id });
    }
}

/// An amount that must be above zero.
fn costs<T: Sheet>(placed: &Placed<T>, column: &'static str, amount: Money, found: &mut Found) {
    found.below_zero(placed, column, amount);
    if amount == Money::ZERO {
        found.cell(placed, column, Problem::Zero);
    }
}

/// The poll's own numbers.
fn limits(poll: &Placed<Poll>, found: &mut Found) {
    match poll.budget {
        None => found.cell(poll, "budget", Problem::NoBudget),
        Some(budget) => costs(poll, "budget", budget, found),
    }
    if let Some(limit) = poll.max_sum_cost {
        costs(poll, "max_sum_cost", limit, found);
    }
    if let (Some(min), Some(max)) = (poll.min_length, poll.max_length)
        && min > max
    {
        let problem = Problem::MinOverMax { min: "min_length" };
        found.cell(poll, "max_length", problem);
    }
    // "Choose one" is one choice, or none where a blank answer is allowed.
    let most = match poll.vote_type {
        VoteType::ChooseOne => 1,
        _ => u32::MAX,
    };
    if let Some(min) = poll.min_length {
        found.outside(poll, "min_length", min, 0..=most);
    }
    if let Some(max) = poll.max_length {
        found.outside(poll, "max_length", max, 1..=most);
    }
}

/// There are options, the budget can pay each, and a voter can make as many choices as asked.
fn has_choices(poll: &Placed<Poll>, options: &[&Placed<PollOption>], found: &mut Found) {
    let mut payable = 0_usize;
    for option in options {
        match poll.budget {
            Some(budget) if option.cost > budget => {
                let cost = option.cost;
                found.cell(*option, "cost", Problem::OptionOverBudget { cost, budget });
            }
            _ => payable += 1,
        }
    }
    if payable == 0 {
        found.row(poll, Problem::NothingToVoteOn);
        return;
    }
    let choices = poll.min_length.unwrap_or(0).max(1);
    let wanted = usize::try_from(choices).unwrap_or(usize::MAX);
    if options.len() < wanted {
        let problem = Problem::TooFewOptions {
            options: options.len(),
            choices,
        };
        found.cell(poll, "min_length", problem);
        return;
    }
    // What one voter may choose is bounded by money only where the poll says so.
    let limit = match (poll.max_sum_cost, poll.vote_type) {
        (Some(limit), _) => Some(limit),
        (None, VoteType::Knapsack) => poll.budget,
        (None, _) => None,
    };
    let Some(limit) = limit else { return };
    let mut costs: Vec<Money> = options.iter().map(|option| option.cost).collect();
    costs.sort_unstable();
    match crate::accounts::sum(costs.into_iter().take(wanted)) {
        Err(_) => found.row(poll, Problem::SumTooLarge),
        Ok(cost) if cost > limit => {
            let problem = Problem::ChoicesUnaffordable {
                choices,
                cost,
                limit,
            };
            found.cell(poll, "min_length", problem);
        }
        Ok(_) => {}
    }
}

//! A file of ballots held against the workbook's poll, line by line.

use std::collections::BTreeSet;

use ballots::exact::Rational;
use ballots::pabulib::{Pabulib, Section, Table};
use ballots::{BudgetAllocation, VoteType};
use records::codes;
use records::sheets::{Poll, PollOption};
use records::{Currency, Date, Money};

use super::lines::Lines;
use super::rule::{pabulib_words, vote_type};
use super::{Located, PollProblem};

/// Keys of META that are published; every other is refused, because nobody has looked at it.
const KEYS: [&str; 26] = [
    "description",
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "edition",
    "language",
    "currency",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "scoring_fn",
];
/// Columns of PROJECTS that are published.
const COLUMNS: [&str; 7] = [
    "project_id",
    "cost",
    "name",
    "category",
    "beneficiaries",
    "votes",
    "selected",
];

/// Everything that is wrong, in the order of the file.
pub fn check(
    file: &Pabulib,
    lines: &Lines,
    poll: &Poll,
    options: &[&PollOption],
    currency: Currency,
) -> Vec<Located> {
    let mut found = Vec::new();
    meta(file, lines, poll, currency, &mut found);
    projects(file, lines, options, currency, &mut found);
    votes(file, lines, poll, currency, &mut found);
    found
}

/// An amount in whole units of the currency.
fn major(amount: Money, currency: Currency) -> Rational {
    let minor = u64::try_from(currency.minor_per_major()).unwrap_or(1);
    Rational::ratio(i128::from(amount.0), minor)
}

/// What META must say about a number, if it says anything.
enum Wanted {
    Number(Rational),
    /// Nothing is bound, so that the key should not be there; `0`, or all the projects, bind
    /// nothing either.
    Free(Rational),
}

fn meta(file: &Pabulib, lines: &Lines, poll: &Poll, currency: Currency, found: &mut Vec<Located>) {
    let line = |row: usize| lines.meta.get(row).copied();
    let row_of = |key: &str| (0..file.meta.len()).find(|row| file.meta.cell(*row, 0) == Some(key));
    for row in 0..file.meta.len() {
        let key = file.meta.cell(row, 0).unwrap_or("");
        let is_repeated = row_of(key).is_some_and(|first| first < row);
        if !KEYS.contains(&key) || is_repeated {
            let seen = key.to_owned();
            found.push((line(row), PollProblem::UnknownKey { seen }));
        }
    }
    let differs = |key: &'static str, expected: String, found: &mut Vec<Located>| {
        let row = row_of(key);
        let seen = row
            .and_then(|row| file.meta.cell(row, 1))
            .unwrap_or("")
            .to_owned();
        let at = row.and_then(line);
        found.push((
            at,
            PollProblem::Differs {
                key,
                seen,
                expected,
            },
        ));
    };
    let budget = poll.budget.unwrap_or_default();
    let expected = major(budget, currency);
    if *file.instance.budget_limit() != expected {
        differs("budget", expected.to_string(), found);
    }
    let expected = vote_type(poll);
    if file.profile.vote_type() != expected {
        differs("vote_type", expected.as_pabulib().to_owned(), found);
    }
    let words = pabulib_words(poll);
    if file
        .meta_value("rule")
        .is_some_and(|seen| !words.contains(&seen))
    {
        differs("rule", words.join(" / "), found);
    }
    if file
        .meta_value("currency")
        .is_some_and(|seen| seen != currency.code())
    {
        differs("currency", currency.code().to_owned(), found);
    }
    let day = |day: Date| day.format("%d.%m.%Y").to_string();
    for (key, expected) in [("date_begin", poll.opens), ("date_end", poll.closes)] {
        let year = expected.format("%Y").to_string();
        let expected = day(expected);
        if file
            .meta_value(key)
            .is_some_and(|seen| seen != expected && seen != year)
        {
            differs(key, expected, found);
        }
    }
    let whole = |count: usize| Rational::from(u64::try_from(count).unwrap_or(u64::MAX));
    let all = whole(file.projects.len());
    let most = match poll.vote_type {
        codes::VoteType::ChooseOne => Some(1),
        _ => poll.max_length,
    };
    let least = poll.min_length;
    let number = |count: Option<u32>, free: Rational| match count {
        Some(count) => Wanted::Number(Rational::from(u64::from(count))),
        None => Wanted::Free(free),
    };
    let limit = most_cost(poll).map(|most| major(most, currency));
    let wanted = [
        ("num_projects", Wanted::Number(all.clone())),
        ("num_votes", Wanted::Number(whole(file.votes.len()))),
        ("min_length", number(least, Rational::from(1))),
        ("max_length", number(most, all)),
        (
            "max_sum_cost",
            limit.map_or_else(
                || Wanted::Free(file.instance.budget_limit().clone()),
                Wanted::Number,
            ),
        ),
        ("min_sum_cost", Wanted::Free(Rational::zero())),
    ];
    for (key, wanted) in wanted {
        let Some(seen) = file.meta_value(key) else {
            continue;
        };
        let (Wanted::Number(expected) | Wanted::Free(expected)) = &wanted;
        if Rational::parse(seen).ok().as_ref() != Some(expected) {
            differs(key, expected.to_string(), found);
        }
    }
}

/// What the projects of one ballot may cost together, if that is bound.
fn most_cost(poll: &Poll) -> Option<Money> {
    match poll.vote_type {
        codes::VoteType::Knapsack => poll.max_sum_cost.or(poll.budget),
        _ => poll.max_sum_cost,
    }
}

/// Columns that are not to be published.
fn columns(
    table: &Table,
    known: &[&str],
    section: Section,
    header: Option<u64>,
    found: &mut Vec<Located>,
) {
    for seen in table.header() {
        // A line that ends in `;` has a last column without a name.
        if !seen.is_empty() && !known.contains(&seen.as_str()) {
            let seen = seen.clone();
            found.push((header, PollProblem::UnknownColumn { section, seen }));
        }
    }
}

fn projects(
    file: &Pabulib,
    lines: &Lines,
    options: &[&PollOption],
    currency: Currency,
    found: &mut Vec<Located>,
) {
    let header = lines.projects.first().copied();
    columns(&file.projects, &COLUMNS, Section::Projects, header, found);
    for (row, project) in file.instance.projects().iter().enumerate() {
        let line = lines.projects.get(row + 1).copied();
        let option = options
            .iter()
            .find(|option| option.option_id.as_str() == project.project_id);
        let Some(option) = option else {
            let seen = project.project_id.clone();
            found.push((line, PollProblem::UnknownProject { seen }));
            continue;
        };
        let mut differs = |column, seen: String, expected: String| {
            let problem = PollProblem::CellDiffers {
                column,
                project: project.project_id.clone(),
                seen,
                expected,
            };
            found.push((line, problem));
        };
        let cost = major(option.cost, currency);
        if project.cost != cost {
            differs("cost", project.cost.to_string(), cost.to_string());
        }
        // What else is said of a project is the workbook's to say.
        let texts = [
            ("name", Some(&option.name)),
            ("category", option.category.as_ref()),
            ("beneficiaries", option.beneficiaries.as_ref()),
        ];
        for (column, expected) in texts {
            let seen = file
                .projects
                .column(column)
                .and_then(|at| file.projects.cell(row, at));
            let expected = expected.map_or("", |text| text.text.as_str());
            if let Some(seen) = seen.filter(|seen| *seen != expected && !seen.is_empty()) {
                differs(column, seen.to_owned(), expected.to_owned());
            }
        }
    }
    for option in options {
        if file.instance.position(option.option_id.as_str()).is_none() {
            let expected = option.option_id.clone();
            found.push((header, PollProblem::NoProject { expected }));
        }
    }
}

fn votes(file: &Pabulib, lines: &Lines, poll: &Poll, currency: Currency, found: &mut Vec<Located>) {
    let header = lines.votes.first().copied();
    let known: &[&str] = if file.profile.vote_type().has_points() {
        &["voter_id", "vote", "points"]
    } else {
        &["voter_id", "vote"]
    };
    columns(&file.votes, known, Section::Votes, header, found);
    if file.votes.is_empty() {
        found.push((header, PollProblem::NoBallots));
    }
    let Some(column) = file.votes.column("vote") else {
        return;
    };
    let min = poll.min_length.unwrap_or(0);
    let max = if file.profile.vote_type() == VoteType::ChooseOne {
        Some(1)
    } else {
        poll.max_length
    };
    let most = most_cost(poll).map(|most| major(most, currency));
    for row in 0..file.votes.len() {
        let line = lines.votes.get(row + 1).copied();
        let expected = u64::try_from(row).unwrap_or(u64::MAX).saturating_add(1);
        if file.votes.cell(row, 0) != Some(expected.to_string().as_str()) {
            found.push((line, PollProblem::VoterName { expected }));
        }
        let named: Vec<&str> = file
            .votes
            .cell(row, column)
            .unwrap_or("")
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        let mut once = BTreeSet::new();
        for name in &named {
            if !once.insert(*name) {
                let seen = (*name).to_owned();
                found.push((line, PollProblem::Twice { seen }));
            }
        }
        let length = named.len();
        let is_within = |limit: u32| usize::try_from(limit).is_ok_and(|limit| length <= limit);
        let is_enough = usize::try_from(min).is_ok_and(|min| length >= min);
        // A ballot that says nothing was cast all the same.
        if length > 0 && (!is_enough || !max.is_none_or(is_within)) {
            let seen = length;
            found.push((line, PollProblem::Length { seen, min, max }));
        }
        if let Some(most) = &most {
            let cost = once
                .iter()
                .filter_map(|name| file.instance.position(name))
                .filter_map(|at| file.instance.project(at))
                .fold(Rational::zero(), |sum, project| sum.plus(&project.cost));
            if cost > *most {
                let problem = PollProblem::TooDear {
                    seen: cost.to_string(),
                    most: most.to_string(),
                };
                found.push((line, problem));
            }
        }
    }
}

/// What the file says of votes and winners, held against the count.
pub fn against_count(
    file: &Pabulib,
    lines: &Lines,
    votes: &[u64],
    allocation: &BudgetAllocation,
    found: &mut Vec<Located>,
) {
    for (row, project) in file.instance.projects().iter().enumerate() {
        let counted = [
            ("votes", votes.get(row).copied().unwrap_or(0)),
            ("selected", u64::from(allocation.is_selected(row))),
        ];
        for (column, counted) in counted {
            let seen = file
                .projects
                .column(column)
                .and_then(|at| file.projects.cell(row, at))
                .filter(|seen| !seen.is_empty());
            if let Some(seen) = seen.filter(|seen| seen.parse() != Ok(counted)) {
                let problem = PollProblem::CellDiffers {
                    column,
                    project: project.project_id.clone(),
                    seen: seen.to_owned(),
                    expected: counted.to_string(),
                };
                found.push((lines.projects.get(row + 1).copied(), problem));
            }
        }
    }
}

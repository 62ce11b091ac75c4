//! Identifiers are used once, and what refers to one finds it.

use std::collections::{HashMap, HashSet};

use super::Found;
use crate::codes::ReplyStatus;
use crate::envelope::Code;
use crate::finding::Problem;
use crate::sheets::{BudgetLine, Fund, Place, Poll, Project, Resolution, Sheet};
use crate::{Placed, Records, YearId};

pub(super) fn check(records: &Records, found: &mut Found) {
    used_once(records, found);
    references(records, found);
}

/// One finding for each use after the first. Compared without case, because some hosts do not
/// tell `P1` from `p1` in an address.
fn once<T: Sheet>(
    rows: &[Placed<T>],
    column: &'static str,
    key: impl Fn(&T) -> String,
    found: &mut Found,
) {
    let mut first: HashMap<String, u32> = HashMap::new();
    for placed in rows {
        let id = key(placed);
        match first.get(&id.to_ascii_lowercase()) {
            Some(&first_row) => found.cell(placed, column, Problem::Duplicate { id, first_row }),
            None => {
                first.insert(id.to_ascii_lowercase(), placed.row);
            }
        }
    }
}

fn used_once(records: &Records, found: &mut Found) {
    once(&records.orgs, "org_id", |r| r.org_id.to_string(), found);
    once(&records.funds, "fund_id", |r| r.fund_id.to_string(), found);
    once(
        &records.budget,
        "line_id",
        |r| format!("{}/{}", r.year, r.line_id),
        found,
    );
    once(
        &records.stages,
        "stage",
        |r| format!("{}/{}", r.year, r.stage.key()),
        found,
    );
    once(
        &records.transactions,
        "txn_id",
        |r| r.txn_id.to_string(),
        found,
    );
    // One line of an imported file is counted once for each amount that it holds.
    once(
        &records.ledger,
        "source_line",
        |r| {
            format!(
                "{}:{} {}/{}",
                r.source,
                r.source_line,
                r.year,
                r.stage.key()
            )
        },
        found,
    );
    once(
        &records.left_out,
        "source_line",
        |r| {
            let year = r.year.as_ref().map_or("", YearId::as_str);
            format!("{}:{} {year}", r.source, r.source_line)
        },
        found,
    );
    once(
        &records.projects,
        "project_id",
        |r| r.project_id.to_string(),
        found,
    );
    once(
        &records.milestones,
        "seq",
        |r| format!("{}/{}", r.project_id, r.seq),
        found,
    );
    once(
        &records.places,
        "place_id",
        |r| r.place_id.to_string(),
        found,
    );
    once(&records.polls, "poll_id", |r| r.poll_id.to_string(), found);
    once(
        &records.options,
        "option_id",
        |r| format!("{}/{}", r.poll_id, r.option_id),
        found,
    );
    boards_once(records, found);
    once(
        &records.resolutions,
        "resolution_id",
        |r| r.resolution_id.to_string(),
        found,
    );
    once(&records.disclosure, "seq", |r| r.seq.to_string(), found);
    // A submission is answered step by step, each step once a day.
    once(
        &records.replies,
        "submission_id",
        |r| format!("{}/{}/{}", r.submission_id, r.status.key(), r.date),
        found,
    );
    once(
        &records.glossary,
        "term_id",
        |r| r.term_id.to_string(),
        found,
    );
    once(
        &records.categories,
        "category_id",
        |r| r.category_id.to_string(),
        found,
    );
    once(&records.holidays, "date", |r| r.date.to_string(), found);
    once(&records.clocks, "kind", |r| r.kind.key().to_owned(), found);
    once(&records.inboxes, "url", |r| r.url.clone(), found);
}

/// Campaigns, questionnaires, and what is needed, offered, earned and thanked for.
fn boards_once(records: &Records, found: &mut Found) {
    once(
        &records.campaigns,
        "campaign_id",
        |r| r.campaign_id.to_string(),
        found,
    );
    once(
        &records.campaign_items,
        "number",
        |r| format!("{}/{}", r.campaign_id, r.number),
        found,
    );
    once(
        &records.surveys,
        "survey_id",
        |r| r.survey_id.to_string(),
        found,
    );
    once(
        &records.survey_questions,
        "question_id",
        |r| format!("{}/{}", r.survey_id, r.question_id),
        found,
    );
    // One paper answers a question once in each typing.
    once(
        &records.survey_paper,
        "question_id",
        |r| format!("{}/{}/{} {}", r.survey_id, r.paper, r.question_id, r.keying),
        found,
    );
    once(
        &records.resources,
        "resource_id",
        |r| r.resource_id.to_string(),
        found,
    );
    once(&records.needs, "need_id", |r| r.need_id.to_string(), found);
    once(
        &records.points_rules,
        "kind",
        |r| {
            format!(
                "{}/{}",
                r.kind.key(),
                r.from.map_or("received", ReplyStatus::key)
            )
        },
        found,
    );
    once(
        &records.rewards,
        "reward_id",
        |r| r.reward_id.to_string(),
        found,
    );
    // A receipt is redeemed once, however its code is written.
    once(
        &records.redemptions,
        "code",
        |r| {
            r.code
                .parse::<Code>()
                .map_or_else(|_| r.code.clone(), |code| code.to_string())
        },
        found,
    );
    once(
        &records.honours,
        "honour_id",
        |r| r.honour_id.to_string(),
        found,
    );
}

/// The identifiers of one sheet.
pub(super) struct Known<'r> {
    sheet: &'static str,
    ids: HashSet<&'r str>,
}

impl<'r> Known<'r> {
    pub(super) fn of<T: Sheet>(rows: &'r [Placed<T>], id: impl Fn(&'r T) -> &'r str) -> Known<'r> {
        Known {
            sheet: T::KEY,
            ids: rows.iter().map(|placed| id(&placed.record)).collect(),
        }
    }

    /// A finding at the referring cell if there is no such identifier.
    pub(super) fn expect<T: Sheet>(
        &self,
        from: &Placed<T>,
        column: &'static str,
        id: impl AsRef<str>,
        found: &mut Found,
    ) {
        let id = id.as_ref();
        if !self.ids.contains(id) {
            found.cell(from, column, unresolved(id, self.sheet));
        }
    }
}

fn unresolved(id: &str, sheet: &'static str) -> Problem {
    Problem::Unresolved {
        id: id.to_owned(),
        sheet,
    }
}

/// Budget lines by year and id; the first, if an id stands twice.
pub(super) fn lines(records: &Records) -> HashMap<(&YearId, &str), &Placed<BudgetLine>> {
    let mut lines = HashMap::new();
    for placed in &records.budget {
        lines
            .entry((&placed.record.year, placed.record.line_id.as_str()))
            .or_insert(placed);
    }
    lines
}

fn references(records: &Records, found: &mut Found) {
    let funds = Known::of(&records.funds, |r: &Fund| r.fund_id.as_str());
    let projects = Known::of(&records.projects, |r: &Project| r.project_id.as_str());
    let places = Known::of(&records.places, |r: &Place| r.place_id.as_str());
    let polls = Known::of(&records.polls, |r: &Poll| r.poll_id.as_str());
    let resolutions = Known::of(&records.resolutions, |r: &Resolution| {
        r.resolution_id.as_str()
    });
    let lines = lines(records);

    for line in &records.budget {
        funds.expect(line, "fund_id", line.fund_id.as_str(), found);
        if let Some(id) = &line.resolution_id {
            resolutions.expect(line, "resolution_id", id.as_str(), found);
        }
    }
    for transaction in &records.transactions {
        match lines.get(&(&transaction.year, transaction.line_id.as_str())) {
            None => found.cell(
                transaction,
                "line_id",
                unresolved(transaction.line_id.as_str(), BudgetLine::KEY),
            ),
            Some(line) if line.direction != transaction.direction => {
                found.cell(transaction, "direction", Problem::DirectionDiffers);
            }
            Some(_) => {}
        }
        if let Some(id) = &transaction.project_id {
            projects.expect(transaction, "project_id", id.as_str(), found);
        }
    }
    for entry in &records.ledger {
        if !lines.contains_key(&(&entry.year, entry.line_id.as_str())) {
            let problem = unresolved(entry.line_id.as_str(), BudgetLine::KEY);
            found.cell(entry, "line_id", problem);
        }
    }
    for project in &records.projects {
        if let Some(id) = &project.line_id
            && !lines.contains_key(&(&project.year, id.as_str()))
        {
            found.cell(project, "line_id", unresolved(id.as_str(), BudgetLine::KEY));
        }
        for id in &project.place_ids {
            places.expect(project, "place_ids", id.as_str(), found);
        }
    }
    for milestone in &records.milestones {
        projects.expect(
            milestone,
            "project_id",
            milestone.project_id.as_str(),
            found,
        );
    }
    for option in &records.options {
        polls.expect(option, "poll_id", option.poll_id.as_str(), found);
        if let Some(id) = &option.place_id {
            places.expect(option, "place_id", id.as_str(), found);
        }
    }
}

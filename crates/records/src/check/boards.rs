//! Campaigns, questionnaires, and what is needed, offered, lent, earned and thanked for.

use std::collections::{BTreeMap, HashMap};

use super::{Found, days, ids};
use crate::codes::{AnswerForm, Earning, TimeFlow};
use crate::envelope::Code;
use crate::finding::Problem;
use crate::sheets::{Loan, Match, PaperAnswer, Resource, Sheet, SurveyQuestion, VolunteerTime};
use crate::survey;
use crate::{Date, Id, LocalText, Placed, Records};

/// The longest that one entry of the time bank may be: a day and a night of work is a slip of the
/// pen.
const LONGEST: u32 = 16 * 60;

pub(super) fn check(records: &Records, found: &mut Found) {
    campaigns(records, found);
    surveys(records, found);
    paper(records, found);
    needs(records, found);
    loans(records, found);
    points(records, found);
    hours(&records.hours, found);
    for honour in &records.honours {
        if honour.public_name.is_some() && honour.consent.is_none() {
            found.cell(honour, "public_name", Problem::NameWithoutConsent);
        }
    }
}

/// A finding where a receipt code is none.
fn is_code<T: Sheet>(placed: &Placed<T>, column: &'static str, text: &str, found: &mut Found) {
    if text.parse::<Code>().is_err() {
        let seen = text.to_owned();
        found.cell(placed, column, Problem::NotACode { seen });
    }
}

/// Not more households than there are.
fn households<T: Sheet>(
    placed: &Placed<T>,
    column: &'static str,
    count: Option<u32>,
    records: &Records,
    found: &mut Found,
) {
    if let (Some(count), Some(all)) = (count, records.community.households) {
        found.outside(placed, column, count, 0..=all);
    }
}

fn campaigns(records: &Records, found: &mut Found) {
    let known = ids::Known::of(&records.campaigns, |r| r.campaign_id.as_str());
    let projects = ids::Known::of(&records.projects, |r| r.project_id.as_str());
    for campaign in &records.campaigns {
        let days = [
            ("prepare", campaign.prepare),
            ("collect", campaign.collect),
            ("analyse", campaign.analyse),
            ("feedback", campaign.feedback),
            ("summary", campaign.summary),
        ];
        for pair in days.windows(2) {
            days::ordered(campaign, pair[0], pair[1], found);
        }
        households(campaign, "goal", campaign.goal, records, found);
        households(campaign, "reached", campaign.reached, records, found);
    }
    for item in &records.campaign_items {
        known.expect(item, "campaign_id", item.campaign_id.as_str(), found);
        if let Some(id) = &item.project_id {
            projects.expect(item, "project_id", id.as_str(), found);
        }
        if let Some(code) = &item.code {
            is_code(item, "code", code, found);
        }
    }
}

fn surveys(records: &Records, found: &mut Found) {
    let known = ids::Known::of(&records.surveys, |r| r.survey_id.as_str());
    let campaigns: HashMap<String, u32> = records
        .campaigns
        .iter()
        .map(|placed| (placed.campaign_id.as_str().to_ascii_lowercase(), placed.row))
        .collect();
    for survey in &records.surveys {
        let id = survey.survey_id.to_string();
        if let Some(&first_row) = campaigns.get(&id.to_ascii_lowercase()) {
            found.cell(survey, "survey_id", Problem::Duplicate { id, first_row });
        }
        days::ordered(
            survey,
            ("opens", survey.opens),
            ("closes", survey.closes),
            found,
        );
        households(survey, "goal", survey.goal, records, found);
        let asks = |question: &Placed<SurveyQuestion>| question.survey_id == survey.survey_id;
        if !records.survey_questions.iter().any(asks) {
            found.row(survey, Problem::NothingToAnswer);
        }
    }
    for question in &records.survey_questions {
        known.expect(question, "survey_id", question.survey_id.as_str(), found);
        let number = |text: &str| u32::try_from(survey::count(text)).unwrap_or(u32::MAX);
        let own = question
            .choices
            .as_ref()
            .map_or(0, |text| number(&text.text));
        let range = match question.form {
            AnswerForm::Text => 0..=0,
            AnswerForm::ChooseOne | AnswerForm::ChooseMany => 2..=12,
        };
        found.outside(question, "choices", own, range);
        if let Some(LocalText {
            zh_hans,
            zh_hant,
            en,
            ..
        }) = &question.choices
        {
            for translated in [zh_hans, zh_hant, en]
                .into_iter()
                .flatten()
                .map(|t| number(t))
            {
                if translated != own {
                    found.cell(
                        question,
                        "choices",
                        Problem::ChoicesDiffer { own, translated },
                    );
                }
            }
        }
    }
}

/// The two typings of one paper, by question.
type Typed<'r> = [BTreeMap<&'r Id, &'r Placed<PaperAnswer>>; 2];

/// Papers: their questions are there, their answers can be answers, and both typings agree.
fn paper(records: &Records, found: &mut Found) {
    let surveys = ids::Known::of(&records.surveys, |r| r.survey_id.as_str());
    let questions: HashMap<(&Id, &Id), &SurveyQuestion> = records
        .survey_questions
        .iter()
        .map(|placed| {
            (
                (&placed.record.survey_id, &placed.record.question_id),
                &placed.record,
            )
        })
        .collect();
    let mut papers: BTreeMap<(&Id, u32), Typed<'_>> = BTreeMap::new();
    for row in &records.survey_paper {
        surveys.expect(row, "survey_id", row.survey_id.as_str(), found);
        found.outside(row, "keying", row.keying, 1..=2);
        let key = (&row.record.survey_id, &row.record.question_id);
        match questions.get(&key) {
            None => {
                // A missing questionnaire has been named already.
                if records.surveys.iter().any(|s| s.survey_id == row.survey_id) {
                    let id = row.question_id.to_string();
                    let sheet = SurveyQuestion::KEY;
                    found.cell(row, "question_id", Problem::Unresolved { id, sheet });
                }
            }
            Some(question) => {
                if survey::read(question, &row.answer).is_err() {
                    let seen = row.answer.clone();
                    found.cell(row, "answer", Problem::NotAnAnswer { seen });
                }
            }
        }
        if let 1..=2 = row.keying {
            let typed = papers
                .entry((&row.record.survey_id, row.paper))
                .or_default();
            typed[usize::from(row.keying == 2)].insert(&row.record.question_id, row);
        }
    }
    for ((survey_id, number), [first, second]) in &papers {
        match (first.values().next(), second.values().next()) {
            (Some(row), None) | (None, Some(row)) => {
                found.cell(*row, "keying", Problem::KeyedOnce { paper: *number });
            }
            _ => keyed_alike(
                |id| questions.get(&(*survey_id, id)).copied(),
                *number,
                first,
                second,
                found,
            ),
        }
    }
}

/// One finding for each question that the two typings of a paper answer differently.
fn keyed_alike<'r>(
    question: impl Fn(&'r Id) -> Option<&'r SurveyQuestion>,
    paper: u32,
    first: &BTreeMap<&'r Id, &'r Placed<PaperAnswer>>,
    second: &BTreeMap<&'r Id, &'r Placed<PaperAnswer>>,
    found: &mut Found,
) {
    let differ = |one: &str, other: &str| Problem::KeyingsDiffer {
        paper,
        first: one.to_owned(),
        second: other.to_owned(),
    };
    for (id, one) in first {
        let Some(other) = second.get(id) else {
            found.cell(*one, "answer", differ(&one.answer, ""));
            continue;
        };
        let read = |row: &Placed<PaperAnswer>| {
            question(id).and_then(|question| survey::read(question, &row.answer).ok())
        };
        let same = match (read(one), read(other)) {
            (Some(one), Some(other)) => survey::agree(&one, &other),
            // What is no answer has been named already.
            _ => true,
        };
        if !same {
            found.cell(*other, "answer", differ(&one.answer, &other.answer));
        }
    }
    for (id, other) in second {
        if !first.contains_key(id) {
            found.cell(*other, "answer", differ("", &other.answer));
        }
    }
}

fn needs(records: &Records, found: &mut Found) {
    let places = ids::Known::of(&records.places, |r| r.place_id.as_str());
    let projects = ids::Known::of(&records.projects, |r| r.project_id.as_str());
    let resources = ids::Known::of(&records.resources, |r| r.resource_id.as_str());
    let known = ids::Known::of(&records.needs, |r| r.need_id.as_str());
    for resource in &records.resources {
        if let Some(id) = &resource.place_id {
            places.expect(resource, "place_id", id.as_str(), found);
        }
        if let Some(count) = resource.count {
            found.outside(resource, "count", count, 1..=100_000);
        }
    }
    for need in &records.needs {
        if let Some(id) = &need.place_id {
            places.expect(need, "place_id", id.as_str(), found);
        }
        if let Some(due) = need.due {
            days::ordered(need, ("since", need.since), ("due", due), found);
        }
    }
    // A receipt code stands for what a resident sent.
    let is_sent = |id: &Id| id.as_str().parse::<Code>().is_ok();
    for matched in &records.matches {
        if !is_sent(&matched.need) {
            known.expect(matched, "need", matched.need.as_str(), found);
        }
        if let Some(id) = matched.resource.as_ref().filter(|id| !is_sent(id)) {
            resources.expect(matched, "resource", id.as_str(), found);
        }
        if let Some(id) = &matched.project_id {
            projects.expect(matched, "project_id", id.as_str(), found);
        }
        if matched.resource.is_none() && matched.project_id.is_none() {
            found.row::<Match>(matched, Problem::MatchedWithNothing);
        }
    }
}

/// Days in order, and never more lent than there is.
fn loans(records: &Records, found: &mut Found) {
    let resources = ids::Known::of(&records.resources, |r| r.resource_id.as_str());
    let counts: HashMap<&Id, u32> = records
        .resources
        .iter()
        .map(|placed| (&placed.record.resource_id, how_many(&placed.record)))
        .collect();
    for loan in &records.loans {
        resources.expect(loan, "resource_id", loan.resource_id.as_str(), found);
        days::ordered(loan, ("from", loan.from), ("due", loan.due), found);
        if let Some(returned) = loan.returned {
            days::ordered(loan, ("from", loan.from), ("returned", returned), found);
        }
        let Some(&have) = counts.get(&loan.record.resource_id) else {
            continue;
        };
        let lent = lent_on(&records.loans, &loan.resource_id, loan.from);
        if lent > have {
            found.cell(loan, "from", Problem::LentMoreThanThereIs { lent, have });
        }
    }
}

/// How many there are of a resource.
fn how_many(resource: &Resource) -> u32 {
    resource.count.unwrap_or(1)
}

/// How many of a resource are out on a day; what came back that day is back.
fn lent_on(loans: &[Placed<Loan>], resource_id: &Id, day: Date) -> u32 {
    loans
        .iter()
        .filter(|loan| {
            loan.resource_id == *resource_id
                && loan.from <= day
                && loan.returned.is_none_or(|returned| returned > day)
        })
        .fold(0, |sum, loan| sum.saturating_add(loan.count.unwrap_or(1)))
}

fn points(records: &Records, found: &mut Found) {
    for rule in &records.points_rules {
        if rule.kind == Earning::Ballot {
            found.cell(rule, "kind", Problem::PointsForVoting);
        }
    }
    let rewards = ids::Known::of(&records.rewards, |r| r.reward_id.as_str());
    for redeemed in &records.redemptions {
        rewards.expect(redeemed, "reward_id", redeemed.reward_id.as_str(), found);
        is_code(redeemed, "code", &redeemed.code, found);
    }
}

/// Nobody uses more time than they gave, whatever the order of the rows.
fn hours(rows: &[Placed<VolunteerTime>], found: &mut Found) {
    let mut given: HashMap<&Id, u32> = HashMap::new();
    let mut by_day: Vec<&Placed<VolunteerTime>> = rows.iter().collect();
    // On one day what is given comes before what is used.
    by_day.sort_by_key(|row| (row.date, row.flow == TimeFlow::Used));
    for row in by_day {
        found.outside(row, "minutes", row.minutes, 1..=LONGEST);
        let saved = given.entry(&row.record.volunteer).or_default();
        match row.flow {
            TimeFlow::Given => *saved = saved.saturating_add(row.minutes),
            TimeFlow::Used => match saved.checked_sub(row.minutes) {
                Some(left) => *saved = left,
                None => found.cell(
                    row,
                    "minutes",
                    Problem::MoreTimeThanGiven {
                        given: *saved,
                        used: row.minutes,
                    },
                ),
            },
        }
    }
}

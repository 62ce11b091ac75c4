//! Letters on paper, typed by two posts apart from each other: what both typed the same is what
//! stands on the paper.

use std::collections::BTreeMap;

use records::book::Cell;
use records::codes::{AskKey, Channel, SubmissionKind};
use records::say::{self, Draft, Form, Place, Submission, Target};
use records::{Date, Id, Lang, Records, parse_date};

use super::cells::{NO, YES, form};
use super::decide::{Row, Trouble};
use super::sheets::{Column, Sheet};

/// What may come on paper: supports and ballots have roads of their own.
pub const KINDS: [SubmissionKind; 10] = [
    SubmissionKind::Story,
    SubmissionKind::Proposal,
    SubmissionKind::Question,
    SubmissionKind::Report,
    SubmissionKind::Rating,
    SubmissionKind::Need,
    SubmissionKind::Offer,
    SubmissionKind::Claim,
    SubmissionKind::Survey,
    SubmissionKind::Mediation,
];

/// The roads that end on paper.
pub const CHANNELS: [Channel; 5] = [
    Channel::PaperBox,
    Channel::Meeting,
    Channel::HomeVisit,
    Channel::Hotline,
    Channel::Desk,
];

/// A letter on which both typings agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The number written on the paper.
    pub paper: String,
    /// The day on which it was received, if that is known; its clock runs from it.
    pub day: Option<Date>,
    /// What stands on it.
    pub submission: Submission,
}

/// What is amiss, and where.
pub type Amiss = (Sheet, u32, Option<Column>, Trouble);

/// Holds the two typings against each other.
///
/// # Errors
/// Everything that is amiss, in the order of the first sheet.
pub fn compare(
    first: &[Row],
    second: &[Row],
    known: &dyn Fn(&str) -> bool,
    records: &Records,
    today: Date,
) -> Result<Vec<Agreed>, Vec<Amiss>> {
    let mut amiss = Vec::new();
    let one = by_number(Sheet::First, first, known, &mut amiss);
    let two = by_number(Sheet::Second, second, known, &mut amiss);
    let mut agreed = Vec::new();
    for (paper, row) in &one {
        let Some(other) = two.get(paper) else {
            let trouble = Trouble::TypedOnce {
                lacks: Sheet::Second,
            };
            amiss.push((Sheet::First, row.number, Some(Column::Paper), trouble));
            continue;
        };
        let before = amiss.len();
        differences(row, other, &mut amiss);
        if amiss.len() > before {
            continue;
        }
        let day = received(row, today).unwrap_or_else(|trouble| {
            amiss.push((Sheet::First, row.number, Some(Column::Received), trouble));
            None
        });
        match submission(row, records) {
            Ok(submission) => agreed.push(Agreed {
                paper: paper.clone(),
                day,
                submission,
            }),
            Err(found) => amiss.extend(
                found
                    .into_iter()
                    .map(|(column, trouble)| (Sheet::First, row.number, Some(column), trouble)),
            ),
        }
    }
    for (paper, row) in &two {
        if !one.contains_key(paper) {
            let trouble = Trouble::TypedOnce {
                lacks: Sheet::First,
            };
            amiss.push((Sheet::Second, row.number, Some(Column::Paper), trouble));
        }
    }
    if amiss.is_empty() {
        Ok(agreed)
    } else {
        Err(amiss)
    }
}

/// Rows by the number on the paper; those that were taken in before are left aside.
fn by_number<'r>(
    sheet: Sheet,
    rows: &'r [Row],
    known: &dyn Fn(&str) -> bool,
    amiss: &mut Vec<Amiss>,
) -> BTreeMap<String, &'r Row> {
    let mut found: BTreeMap<String, &Row> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_blank()) {
        let paper = row.text(Column::Paper);
        for (column, cell) in &row.cells {
            if let Cell::Fault(seen) = cell {
                let trouble = Trouble::Fault { seen: seen.clone() };
                amiss.push((sheet, row.number, Some(*column), trouble));
            }
        }
        if paper.is_empty() {
            amiss.push((sheet, row.number, Some(Column::Paper), Trouble::Blank));
            continue;
        }
        if known(&paper) {
            continue;
        }
        if let Some(first) = found.get(&paper) {
            let trouble = Trouble::Twice {
                first: first.number,
            };
            amiss.push((sheet, row.number, Some(Column::Paper), trouble));
            continue;
        }
        found.insert(paper, row);
    }
    found
}

/// Every cell in which two typings are not the same; the posts must not be.
fn differences(one: &Row, two: &Row, amiss: &mut Vec<Amiss>) {
    for column in Sheet::First.columns() {
        let (first, second) = (typed(one, column), typed(two, column));
        if column == Column::Post {
            for (sheet, row, post) in [(Sheet::First, one, &first), (Sheet::Second, two, &second)] {
                if post.is_empty() {
                    amiss.push((sheet, row.number, Some(column), Trouble::Blank));
                }
            }
            if first == second && !first.is_empty() {
                amiss.push((Sheet::Second, two.number, Some(column), Trouble::SamePost));
            }
        } else if first != second {
            let trouble = Trouble::Differs {
                other_row: two.number,
                other: second,
            };
            amiss.push((Sheet::First, one.number, Some(column), trouble));
        }
    }
}

/// A cell as it is compared: how many spaces there are does not matter, nor does a full-width
/// letter.
fn typed(row: &Row, column: Column) -> String {
    let text: String = row
        .text(column)
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' if !matches!(c, '，' | '。' | '！' | '？' | '：' | '；') => {
                char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c)
            }
            '\u{3000}' => ' ',
            other => other,
        })
        .collect();
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    match column {
        // However a day is written.
        Column::Received => parse_date(&text).map_or(text, |day| day.to_string()),
        // No tick and a no are the same.
        Column::Public | Column::ShowName | Column::Consent | Column::ReadBack if text == NO => {
            String::new()
        }
        _ => text,
    }
}

fn word<T: Copy>(
    row: &Row,
    column: Column,
    all: &[T],
    zh: impl Fn(T) -> &'static str,
    found: &mut Vec<(Column, Trouble)>,
) -> Option<T> {
    let seen = row.text(column);
    if seen.is_empty() {
        found.push((column, Trouble::Blank));
        return None;
    }
    let value = all.iter().copied().find(|value| zh(*value) == seen);
    if value.is_none() {
        let allowed = all.iter().map(|value| zh(*value)).collect();
        found.push((column, Trouble::NotInList { seen, allowed }));
    }
    value
}

fn tick(row: &Row, column: Column, found: &mut Vec<(Column, Trouble)>) -> bool {
    match row.text(column).as_str() {
        YES => true,
        "" | NO => false,
        seen => {
            let trouble = Trouble::NotInList {
                seen: seen.to_owned(),
                allowed: vec![YES, NO],
            };
            found.push((column, trouble));
            false
        }
    }
}

/// The day on which a letter was received; none where nobody knows, and never one to come.
fn received(row: &Row, today: Date) -> Result<Option<Date>, Trouble> {
    let day = match row.cells.get(&Column::Received) {
        None | Some(Cell::Blank) => return Ok(None),
        Some(Cell::Day(day)) => *day,
        Some(other) => {
            let seen = other.shown();
            parse_date(&seen).ok_or(Trouble::NotADay { seen })?
        }
    };
    if day > today {
        return Err(Trouble::InFuture);
    }
    Ok(Some(day))
}

/// What stands on the paper, checked as a form would check it.
fn submission(row: &Row, records: &Records) -> Result<Submission, Vec<(Column, Trouble)>> {
    let mut found = Vec::new();
    let kind = word(
        row,
        Column::Kind,
        &KINDS,
        super::cells::kind_word,
        &mut found,
    );
    let channel = word(
        row,
        Column::Channel,
        &CHANNELS,
        super::cells::channel_word,
        &mut found,
    );
    let mut draft = Draft {
        lang: records.community.language.map_or(Lang::ZhHans, Lang::from),
        channel,
        public: tick(row, Column::Public, &mut found),
        show_name: tick(row, Column::ShowName, &mut found),
        name: row.text(Column::Name),
        phone: row.text(Column::Phone),
        other: row.text(Column::Other),
        relation: row.text(Column::Relation),
        consent: tick(row, Column::Consent, &mut found),
        read_back: tick(row, Column::ReadBack, &mut found),
        ..Draft::default()
    };
    draft.is_helped = !draft.relation.is_empty() || draft.consent || draft.read_back;
    let about = row.text(Column::About);
    if !about.is_empty() {
        match about.parse::<Target>() {
            Ok(target) => draft.about = Some(target),
            Err(_) => found.push((Column::About, Trouble::NoTarget { seen: about })),
        }
    }
    for line in row.text(Column::Survey).lines() {
        let answer = line.split_once(['=', '＝', ':', '：']);
        if let Some((question, text)) =
            answer.and_then(|(id, text)| Some((Id::new(id.trim()).ok()?, text)))
        {
            let choices = text.replace(['；', ';'], "\u{1f}");
            draft.survey.insert(question, choices);
        } else {
            let seen = line.to_owned();
            found.push((Column::Survey, Trouble::NoTarget { seen }));
        }
    }
    let Some(kind) = kind else { return Err(found) };
    for column in Sheet::First.columns() {
        if let Column::Answer(key) = column {
            let text = row.text(column);
            if !text.is_empty() {
                let text = match form(kind, key) {
                    Some(Form::Category) => category(&text, records),
                    _ => text,
                };
                draft.answers.insert(key, text);
            }
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    say::compose(kind, &draft, records.community.currency).map_err(|refusals| {
        let refused = refusals
            .into_iter()
            .map(|refusal| (column_of(&refusal.place), Trouble::Refused(refusal.why)));
        refused.collect()
    })
}

/// A category's identifier from its name.
fn category(typed: &str, records: &Records) -> String {
    records
        .categories
        .iter()
        .find(|row| row.name.text == typed)
        .map_or_else(|| typed.to_owned(), |row| row.category_id.to_string())
}

fn column_of(place: &Place) -> Column {
    match place {
        Place::About => Column::About,
        // Nobody types a token, and paper has neither photographs nor a voice.
        Place::Answer(AskKey::Token) | Place::Photos | Place::Voice => Column::Kind,
        Place::Answer(key) => Column::Answer(*key),
        Place::Survey(_) => Column::Survey,
        Place::Name => Column::Name,
        Place::Phone => Column::Phone,
        Place::Other => Column::Other,
        Place::Relation => Column::Relation,
        Place::Consent => Column::Consent,
        Place::ReadBack => Column::ReadBack,
    }
}

//! What stands in the cells of a letter: what was sent, and what was decided so far.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use records::check::private::private_numbers;
use records::clock::{self, Calendar, Standing};
use records::codes::{AskKey, Channel, ReplyStatus, SubmissionKind, YesNo};
use records::decisions::{Decision, Review, Tally};
use records::envelope::{Code, DocId};
use records::say::{Form, Target};
use records::{LocalText, Money, Records, say};

use super::cover::cover;
use super::letters::{Letter, about, named};
use super::sheets::{Column, TEXTS};
use super::similar;
use crate::words;

/// What a tick is in a cell.
pub const YES: &str = "是";
/// What no tick is.
pub const NO: &str = "否";
/// Shown on the site.
pub const SHOWN: &str = "公开";
/// Counted and not shown.
pub const COUNTED: &str = "不公开";

/// The same photographs as decided before.
pub const AS_BEFORE: &str = "照旧";
/// Every photograph.
pub const EVERY: &str = "全部";

/// A yes or no as a cell has it.
pub fn yes_no(value: bool) -> &'static str {
    if value { YES } else { NO }
}

/// The Chinese word of a kind.
pub fn kind_word(kind: SubmissionKind) -> &'static str {
    SubmissionKind::CODES[kind as usize].zh
}

/// The Chinese word of a state.
pub fn state_word(state: ReplyStatus) -> &'static str {
    ReplyStatus::CODES[state as usize].zh
}

/// The Chinese word of a channel.
pub fn channel_word(channel: Channel) -> &'static str {
    Channel::CODES[channel as usize].zh
}

/// Stars given to one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stars {
    /// How many ratings.
    pub count: u32,
    /// Their stars together.
    pub sum: u32,
}

impl Stars {
    /// The rule of the people's rating: under 4 of 5, which is 80 of 100, the office says what it
    /// will do better.
    pub fn is_low(self) -> bool {
        self.count > 0 && self.sum < 4 * self.count
    }

    /// The mean with one decimal, worked out in whole numbers.
    pub fn mean(self) -> Option<String> {
        let tenths = (20 * self.sum + self.count).checked_div(2 * self.count)?;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// Ratings by what they are about.
pub fn stars<'t>(tallies: impl Iterator<Item = &'t Tally>) -> BTreeMap<Target, Stars> {
    let mut stars: BTreeMap<Target, Stars> = BTreeMap::new();
    for tally in tallies {
        if let Tally::Rating {
            about,
            stars: given,
        } = tally
        {
            let of = stars.entry(about.clone()).or_default();
            of.count += 1;
            of.sum += u32::from(*given);
        }
    }
    stars
}

/// Similar letters by letter: receipts and how alike, in hundredths; only within a kind.
pub fn likenesses(letters: &[Letter]) -> BTreeMap<DocId, Vec<(Code, u32)>> {
    let mut by_kind: BTreeMap<SubmissionKind, Vec<&Letter>> = BTreeMap::new();
    for letter in letters {
        by_kind.entry(letter.kind()).or_default().push(letter);
    }
    let mut found = BTreeMap::new();
    for letters in by_kind.values() {
        let texts: Vec<String> = letters.iter().map(|letter| letter.text()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for (letter, alike) in letters.iter().zip(similar::similar(&texts)) {
            let alike: Vec<(Code, u32)> = alike
                .into_iter()
                .map(|(at, how)| (letters[at].code(), how))
                .collect();
            if !alike.is_empty() {
                found.insert(letter.id, alike);
            }
        }
    }
    found
}

/// What the cells are made from besides the letter itself.
#[derive(Debug)]
pub struct Around<'a> {
    /// The community's records.
    pub records: &'a Records,
    /// Its working days.
    pub calendar: Calendar,
    /// The moment of the export or import.
    pub now: DateTime<FixedOffset>,
    /// Ratings so far.
    pub stars: BTreeMap<Target, Stars>,
    /// Similar letters.
    pub similar: BTreeMap<DocId, Vec<(Code, u32)>>,
    /// Names of files written beside the workbook, or why there is none, by medium.
    pub files: BTreeMap<DocId, String>,
}

impl Around<'_> {
    /// A cell of a letter; `decided` is what holds so far.
    pub fn cell(&self, letter: &Letter, decided: Option<&Decision>, column: Column) -> String {
        match column {
            Column::State
            | Column::Reasonable
            | Column::Feasible
            | Column::Novel
            | Column::Shown
            | Column::Reason
            | Column::Reply
            | Column::PassedTo
            | Column::SameAs
            | Column::Improvement
            | Column::Text(_)
            | Column::PublicName
            | Column::PublicPhotos
            | Column::Post
            | Column::Day => clerks(letter, decided, column),
            _ => self.residents(letter, decided, column),
        }
    }

    fn residents(&self, letter: &Letter, decided: Option<&Decision>, column: Column) -> String {
        let submission = &letter.submission;
        let contact = |part: fn(&say::Contact) -> &Option<String>| {
            let contact = letter.contact.expose().as_ref();
            contact.and_then(|contact| part(contact).clone())
        };
        match column {
            Column::Document => letter.id.to_string(),
            Column::Code => letter.code().to_string(),
            Column::Kind => kind_word(letter.kind()).to_owned(),
            Column::Arrived => match (letter.on_paper, letter.arrived) {
                (Some(day), _) => day.to_string(),
                (None, Some(at)) => at.format("%Y-%m-%d %H:%M").to_string(),
                (None, None) => String::new(),
            },
            Column::Due => self.due(letter, decided),
            Column::About => submission
                .about
                .as_ref()
                .map(|target| about(target, self.records))
                .unwrap_or_default(),
            Column::Answer(key) => self.answer(letter, key),
            Column::Survey => {
                let lines: Vec<String> = submission
                    .survey
                    .iter()
                    .map(|(question, text)| format!("{question}＝{}", text.replace('\u{1f}', "；")))
                    .collect();
                lines.join("\n")
            }
            Column::Voice => self.files(letter.recordings()),
            Column::Photos => self.files(letter.photos()),
            Column::Channel => channel_word(submission.channel).to_owned(),
            Column::Helped => submission
                .helped
                .as_ref()
                .map(|helped| words::helped(&helped.relation))
                .unwrap_or_default(),
            Column::Public => yes_no(submission.public).to_owned(),
            Column::ShowName => yes_no(submission.show_name).to_owned(),
            Column::Name => contact(|contact| &contact.name).unwrap_or_default(),
            Column::Phone => contact(|contact| &contact.phone).unwrap_or_default(),
            Column::Other => contact(|contact| &contact.other).unwrap_or_default(),
            Column::Similar => {
                let alike = self.similar.get(&letter.id).map(Vec::as_slice);
                let alike: Vec<String> = alike
                    .unwrap_or_default()
                    .iter()
                    .map(|(code, how)| format!("{code}（{how}%）"))
                    .collect();
                alike.join("\n")
            }
            Column::Numbers => numbers(letter),
            Column::Mean => submission
                .about
                .as_ref()
                .and_then(|target| self.stars.get(target))
                .and_then(|stars| Some(words::mean(&stars.mean()?, stars.count, stars.is_low())))
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn due(&self, letter: &Letter, decided: Option<&Decision>) -> String {
        let Some(due) = letter.due(self.records, &self.calendar) else {
            return String::new();
        };
        let is_open = decided.is_none_or(|decision| is_waiting(decision.state));
        let is_overdue = is_open && clock::standing(due, None, self.now) == Standing::Overdue;
        let at = due.at.format("%Y-%m-%d %H:%M").to_string();
        words::due(&at, is_overdue, due.is_assumed)
    }

    /// An answer as it is read.
    fn answer(&self, letter: &Letter, key: AskKey) -> String {
        let Some(value) = letter.submission.answer(key) else {
            return String::new();
        };
        let form = form(letter.kind(), key);
        match form {
            Some(Form::Money) => value.parse().map_or_else(
                |_| value.to_owned(),
                |amount| Money(amount).to_decimal(self.records.community.currency.minor_digits()),
            ),
            Some(Form::Category | Form::Place) => named(key, value, self.records),
            _ => value.to_owned(),
        }
    }

    fn files<'m>(&self, media: impl Iterator<Item = &'m say::Media>) -> String {
        let names: Vec<&str> = media
            .filter_map(|medium| self.files.get(&medium.id))
            .map(String::as_str)
            .collect();
        names.join("\n")
    }
}

/// Whether somebody still waits for a first answer.
pub fn is_waiting(state: ReplyStatus) -> bool {
    matches!(state, ReplyStatus::Received | ReplyStatus::InReview)
}

/// How a question of a kind is asked.
pub fn form(kind: SubmissionKind, key: AskKey) -> Option<Form> {
    let asks = say::spec(kind)?.asks;
    asks.iter().find(|ask| ask.key == key).map(|ask| ask.form)
}

/// Every private number of what might be shown, and where it stands.
fn numbers(letter: &Letter) -> String {
    let mut lines = Vec::new();
    let answers = letter
        .submission
        .answers
        .iter()
        .filter(|(key, _)| TEXTS.contains(key))
        .map(|(key, text)| (AskKey::CODES[*key as usize].zh.to_owned(), text));
    let survey = letter
        .submission
        .survey
        .iter()
        .map(|(question, text)| (question.to_string(), text));
    for (place, text) in answers.chain(survey) {
        for (_, number) in private_numbers(text) {
            lines.push(words::number_found(&place, number));
        }
    }
    lines.join("\n")
}

/// The text as it may be shown, unless a clerk changes it.
fn prepared(letter: &Letter, key: AskKey) -> String {
    if !letter.submission.public {
        return String::new();
    }
    let text = letter.submission.answer(key).unwrap_or_default();
    cover(text, letter.submission.lang)
}

fn clerks(letter: &Letter, decided: Option<&Decision>, column: Column) -> String {
    let entry = decided.and_then(|decision| decision.entry.as_ref());
    let said = |part: fn(&Decision) -> &Option<LocalText>| {
        let text = decided.and_then(|decision| part(decision).as_ref());
        text.map(|text| text.text.clone()).unwrap_or_default()
    };
    let mark = |of: fn(Review) -> Option<YesNo>| {
        let mark = of(decided?.review?)?;
        Some(yes_no(mark == YesNo::Yes).to_owned())
    };
    match column {
        Column::State => decided.map(|decision| state_word(decision.state).to_owned()),
        Column::Reasonable => mark(|review| review.reasonable),
        Column::Feasible => mark(|review| review.feasible),
        Column::Novel => mark(|review| review.novel),
        Column::Shown => decided.map(|_| if entry.is_some() { SHOWN } else { COUNTED }.to_owned()),
        Column::Reason => Some(said(|decision| &decision.reason)),
        Column::Reply => Some(said(|decision| &decision.reply)),
        Column::PassedTo => Some(said(|decision| &decision.passed_to)),
        Column::Improvement => Some(said(|decision| &decision.improvement)),
        Column::SameAs => decided
            .and_then(|decision| decision.same_as)
            .map(|code| code.to_string()),
        Column::Text(key) => match entry {
            Some(entry) => entry.answers.get(&key).cloned(),
            None => Some(prepared(letter, key)),
        },
        Column::PublicName => match entry {
            Some(entry) => entry.name.clone(),
            None => Some(prepared_name(letter)),
        },
        // Which ones they were is known by their new names alone.
        Column::PublicPhotos => entry
            .filter(|entry| !entry.photos.is_empty())
            .map(|_| AS_BEFORE.to_owned()),
        Column::Post => decided.map(|decision| decision.post.text.clone()),
        Column::Day => decided.map(|decision| decision.day.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// The name as it may be shown: the one that the resident wants shown.
pub fn prepared_name(letter: &Letter) -> String {
    let contact = letter.contact.expose().as_ref();
    let name = contact.and_then(|contact| contact.name.as_deref());
    match name {
        Some(name) if letter.submission.show_name => cover(name, letter.submission.lang),
        _ => String::new(),
    }
}

/// What a clerk's cell holds before anybody has written in it, where nothing was decided.
pub fn untouched(letter: &Letter, column: Column) -> String {
    clerks(letter, None, column)
}

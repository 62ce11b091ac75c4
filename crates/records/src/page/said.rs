//! What residents said, as pages and data files carry it. Nothing here can hold a contact, and no
//! time is finer than a day.

use serde::Serialize;

use crate::codes::{AskKey, Channel, ReplyStatus, SubmissionKind};
use crate::json::{FromJson, Json, fields_from_json, parse, word};
use crate::page::PageProblem;
use crate::{Date, Id, Lang, LocalText};

/// Something that was said, in a list: the data files hold its whole text, pages its first lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct EntryRow {
    /// Its address: the receipt code in small letters without hyphens.
    pub id: Id,
    /// What it is.
    pub kind: SubmissionKind,
    /// The language it is written in.
    pub lang: Lang,
    /// What it is about, in a line, if its sender gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What was said.
    pub text: String,
    /// One of the community's categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Id>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LocalText>,
    /// What became of it.
    pub state: ReplyStatus,
    /// The day it arrived.
    pub day: Date,
    /// The day an answer is due, while there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whether that was over at the time of this publication.
    pub is_overdue: bool,
    /// The answer, or the reason for not adopting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<LocalText>,
    /// How many devices said "me too".
    pub support: u32,
    /// How many others say the same.
    pub similar: u32,
}

/// `/stories/`, and the pages behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WallView {
    /// What stands on this page.
    pub rows: Vec<EntryRow>,
    /// Which page this is, 1 first.
    pub page: u32,
    /// How many there are.
    pub pages: u32,
    /// Data files with everything, for the search.
    pub files: Vec<String>,
    /// The community's own categories.
    pub categories: Vec<CategoryView>,
    /// How many came in and what became of them.
    pub counts: SaidCounts,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryView {
    /// Its identifier.
    pub id: Id,
    /// Its name.
    pub name: LocalText,
}

/// How many came in and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct SaidCounts {
    /// All that an answer is owed to, and that were given one or not.
    pub total: u32,
    /// Those that are shown.
    pub shown: u32,
    /// Those that wait for a first answer.
    pub waiting: u32,
    /// Of these, those whose time is over.
    pub overdue: u32,
    /// Whether the times of arrival are known; without them no lateness can be shown.
    pub has_clocks: bool,
    /// Those that were not adopted, by reason.
    pub declined: Vec<DeclinedCount>,
}

/// A reason for not adopting something, and how often it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct DeclinedCount {
    /// In the office's words.
    pub reason: LocalText,
    /// How often.
    pub count: u32,
}

/// What the home page says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidBrief {
    /// The newest ones.
    pub newest: Vec<EntryRow>,
    /// The counts.
    pub counts: SaidCounts,
}

/// `/stories/{id}/`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// As it stands in lists; its text is not shown again.
    pub row: EntryRow,
    /// The receipt code: `XXXX-XXXX-XXXX`.
    pub code: String,
    /// How it came.
    pub channel: Channel,
    /// Every answer, in the order of the form.
    pub answers: Vec<AnswerView>,
    /// The name of its category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<LocalText>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<AboutView>,
    /// The name that its sender wants shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// It was told by voice and typed by the office.
    pub told_by_voice: bool,
    /// Somebody helped its sender.
    pub helped: bool,
    /// Photographs.
    pub photos: Vec<PhotoView>,
    /// Its clock, where the time of arrival is known and an answer is owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockView>,
    /// What was decided, the earliest first.
    pub steps: Vec<DecisionView>,
    /// The one that says the same and came earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Id>,
    /// Others that say something alike.
    pub similar: Vec<EntryBrief>,
    /// How its answer was rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingView>,
}

/// An answer of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// To which question.
    pub key: AskKey,
    /// As it was written, or an amount or day in figures.
    pub text: String,
}

/// What something is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AboutView {
    /// Its name.
    pub name: LocalText,
    /// Its page, below base and language; none where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// An approved photograph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhotoView {
    /// Its file, below the base.
    pub file: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What is to be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// How soon an answer was promised, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// Hours, where the promise is in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Working days, where it is in working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// The last day.
    pub due: Date,
    /// The day of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Date>,
    /// Answered after the last day, or not answered and over.
    pub is_late: bool,
    /// Which working day it was at the time of this publication, where nothing is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_day: Option<u32>,
    /// Whether a year without a calendar was counted by its weekends alone.
    pub is_assumed: bool,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionView {
    /// Its day.
    pub day: Date,
    /// What became of it.
    pub state: ReplyStatus,
    /// Who decided.
    pub post: LocalText,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<LocalText>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<LocalText>,
    /// Who has it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_to: Option<LocalText>,
}

/// Something that was said, as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryBrief {
    /// Its address.
    pub id: Id,
    /// The language it is written in.
    pub lang: Lang,
    /// What it is about, in a line.
    pub title: String,
    /// What became of it.
    pub state: ReplyStatus,
}

/// How something was rated: a mean is given from [`RatingView::ENOUGH`] ratings on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingView {
    /// What was rated, where that is not the page's own subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<LocalText>,
    /// How many rated it.
    pub count: u32,
    /// The mean of one to five, in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenths: Option<u32>,
    /// What will be done better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub improvement: Option<LocalText>,
}

impl RatingView {
    /// Fewer ratings than this make no mean: one of them would be told by it.
    pub const ENOUGH: u32 = 5;
    /// Below so many of 100 a note on what will be done better is owed.
    pub const OWES_NOTE_BELOW: u32 = 80;

    /// The mean in tenths of so many ratings with that sum, rounded; none where there are too few.
    pub fn mean(sum: u32, count: u32) -> Option<u32> {
        (count >= RatingView::ENOUGH).then(|| (sum * 10 + count / 2) / count)
    }

    /// Of 100: the mean times 20, so that 4.2 is 84.
    pub fn of_hundred(&self) -> Option<u32> {
        self.tenths.map(|tenths| tenths * 2)
    }
}

/// `/track/`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrackView {
    /// The newest codes, for those without scripts.
    pub recent: Vec<ReceiptView>,
    /// How many there are in all.
    pub total: u32,
    /// Whether the times of arrival are known.
    pub has_clocks: bool,
}

/// What became of something, by its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptView {
    /// The receipt code: `XXXX-XXXX-XXXX`.
    pub code: String,
    /// What it is.
    pub kind: SubmissionKind,
    /// What became of it.
    pub state: ReplyStatus,
    /// The day it arrived.
    pub day: Date,
    /// The day an answer is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The day of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Date>,
    /// Its page, if it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
}

/// `/c/{cid}/received.{h}.json`: everything that arrived, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct Received {
    /// 1.
    pub v: u32,
    /// The time of this publication.
    pub as_of: String,
    /// By name.
    pub entries: Vec<ReceivedEntry>,
}

/// One document that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct ReceivedEntry {
    /// Its name: 64 hexadecimal digits.
    pub id: String,
    /// What it is.
    pub kind: SubmissionKind,
    /// What became of it.
    pub state: ReplyStatus,
    /// The day it arrived.
    pub day: Date,
    /// The day an answer is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The day of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Date>,
    /// The post that decided last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<LocalText>,
    /// The address of its page, if it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Id>,
}

/// `/c/{cid}/stories/page-{n}.{h}.json`: twenty of what was said, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields)
)]
pub struct StoryPage {
    /// 1.
    pub v: u32,
    /// The newest days first; within a day in the order of their names, which says nothing.
    pub entries: Vec<EntryRow>,
}

impl Received {
    /// Reads the published file.
    ///
    /// # Errors
    /// [`PageProblem`]
    pub fn from_json(text: &str) -> Result<Received, PageProblem> {
        <Received as FromJson>::from_json(parse(text)?)
    }
}

impl StoryPage {
    /// Reads a published file.
    ///
    /// # Errors
    /// [`PageProblem`]
    pub fn from_json(text: &str) -> Result<StoryPage, PageProblem> {
        <StoryPage as FromJson>::from_json(parse(text)?)
    }
}

fields_from_json! {
    EntryRow {
        id, kind, lang, title, text, category, place, state, day, due, is_overdue, reply, support,
        similar,
    }
    WallView { rows, page, pages, files, categories, counts }
    CategoryView { id, name }
    SaidCounts { total, shown, waiting, overdue, has_clocks, declined }
    DeclinedCount { reason, count }
    SaidBrief { newest, counts }
    EntryView {
        row, code, channel, answers, category, about, name, told_by_voice, helped, photos, clock,
        steps, same_as, similar, rating,
    }
    AnswerView { key, text }
    AboutView { name, path }
    PhotoView { file, width, height, caption }
    ClockView { hours, working_days, due, answered, is_late, working_day, is_assumed }
    DecisionView { day, state, post, reason, reply, passed_to }
    EntryBrief { id, lang, title, state }
    RatingView { name, count, tenths, improvement }
    TrackView { recent, total, has_clocks }
    ReceiptView { code, kind, state, day, due, answered, entry }
    Received { v, as_of, entries }
    ReceivedEntry { id, kind, state, day, due, answered, post, entry }
    StoryPage { v, entries }
}

/// Closed lists that only these pages have.
macro_rules! words_from_json {
    ($($Name:ident),+ $(,)?) => {$(
        impl FromJson for $Name {
            fn from_json(json: Json) -> Result<Self, PageProblem> {
                word(&json, $Name::ALL, $Name::key)
            }
        }
    )+};
}

words_from_json! { ReplyStatus, Channel, AskKey }

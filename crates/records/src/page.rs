//! What a published page carries: exactly the data it shows, for every language alike.
//!
//! The publisher makes a [`PageData`] for each address, renders it to HTML and puts it beside the
//! HTML as JSON; the residents' app reads it back, so that the first page needs no request and a
//! later one needs just its own. Amounts are minor units of [`CommunityBrief::currency`].
//!
//! Written by serde, read by [`PageData::from_json`], which refuses fields that it does not know.

mod board;
mod poll;
mod read;
mod said;

use serde::Serialize;

use crate::codes::{
    BudgetStep, Direction, FundNature, ProcessStep, ProjectStatus, Stage, SubmissionKind,
};
use crate::{Currency, Date, Id, Lang, LocalText, Money, YearId};

pub use board::{
    BoardBar, BoardDays, BoardForm, BoardLink, BoardPart, BoardRow, BoardState, BoardTable,
    BoardView, PassbookRule, PassbookView, Phrase, Shape,
};
pub use poll::{
    BuiltView, PollBrief, PollDoor, PollLimits, PollOutcome, PollPhase, PollProject, PollRule,
    PollView, PollsView, ResultRow, ResultsView,
};
pub use said::{
    AboutView, AnswerView, CategoryView, ClockView, DecisionView, DeclinedCount, EntryBrief,
    EntryRow, EntryView, PhotoView, RatingView, ReceiptView, Received, ReceivedEntry, SaidBrief,
    SaidCounts, StoryPage, TrackView, WallView,
};

/// Why a text is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageProblem {
    /// No JSON, or JSON that pages never hold: `null`, a field twice.
    #[error("not the JSON of a page")]
    Syntax,
    /// A field is not there.
    #[error("a field is missing")]
    Missing,
    /// A field or a kind of page that is not known.
    #[error("an unknown field or kind of page")]
    Unknown,
    /// A value that is not what its field takes.
    #[error("a value is not what its field takes")]
    Mistyped,
}

/// A page: what is around it and what is on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageData {
    /// The same on every page of a publication.
    pub frame: Frame,
    /// This page's own.
    pub content: Content,
}

/// What every page knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Frame {
    /// Whose pages these are.
    pub community: CommunityBrief,
    /// When this publication was made, ISO 8601 with offset.
    pub published_at: String,
    /// Fiscal years with a budget, the newest first.
    pub years: Vec<YearId>,
    /// Whether the glossary has words.
    pub has_glossary: bool,
}

/// The community, as far as pages show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommunityBrief {
    /// Short name in addresses and files.
    pub id: Id,
    /// Its name.
    pub name: LocalText,
    /// The language that its own texts are written in.
    pub written: Lang,
    /// The divisor of figures per household; none given, none shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households: Option<u32>,
    /// What amounts are counted in.
    pub currency: Currency,
    /// The day the figures were last brought up to date.
    pub as_of: Date,
    /// Public telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the desk is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<LocalText>,
    /// When it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<LocalText>,
    /// The post that helps elders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elder_contact: Option<LocalText>,
    /// The post that helps disabled residents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_contact: Option<LocalText>,
    /// Filing number for the footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_number: Option<String>,
}

/// What is on a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// `/`
    Home(HomeView),
    /// `/budget/`
    Budget(BudgetView),
    /// `/budget/{year}/`
    Year(Box<YearView>),
    /// `/budget/{year}/{line_id}/`
    Line(Box<LineView>),
    /// `/glossary/`
    Glossary(Vec<TermView>),
    /// `/settings/`
    Settings,
    /// A page that is only read: `/help/`, `/accessibility/`, `/privacy/`.
    Document(DocumentView),
    /// A page of lists: `/needs/`, `/points/`, `/campaigns/`, `/campaigns/{id}/` and its paper twin.
    Board(Box<BoardView>),
    /// `/say/`
    Say(Box<SayView>),
    /// `/stories/`
    Wall(Box<WallView>),
    /// `/stories/{id}/`
    Entry(Box<EntryView>),
    /// `/track/`
    Track(TrackView),
    /// `/vote/`
    Polls(PollsView),
    /// `/vote/{poll_id}/`
    Poll(Box<PollView>),
    /// `/vote/{poll_id}/results/`
    Results(Box<ResultsView>),
    /// `/404.html`
    NotFound,
}

/// A wasm module of the app: everybody fetches the first, only those who do something the second,
/// which can do what the first can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Module {
    /// For reading.
    Read,
    /// For forms and what this device keeps.
    Act,
}

impl Module {
    /// As published pages name it.
    pub const fn key(self) -> &'static str {
        match self {
            Module::Read => "read",
            Module::Act => "act",
        }
    }
}

impl Content {
    /// The module that draws the page. None for a page that is shown as it was published, of which
    /// only the marked parts come to life: whoever reads fetches no code for what is only read.
    pub const fn module(&self) -> Option<Module> {
        match self {
            Content::Settings | Content::Wall(_) => Some(Module::Read),
            Content::Say(_) | Content::Track(_) => Some(Module::Act),
            _ => None,
        }
    }
}

/// A page that is only read, in the language of its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    /// Its heading.
    pub title: String,
    /// The sentence under it.
    pub lead: String,
    /// Its parts.
    pub sections: Vec<DocumentSection>,
}

/// A part of a page that is only read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentSection {
    /// Its heading.
    pub heading: String,
    /// How its items stand.
    pub form: DocumentForm,
    /// Its sentences.
    pub items: Vec<String>,
}

/// How the items of a part stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentForm {
    /// One after another.
    Paragraphs,
    /// A list.
    List,
    /// Numbered steps.
    Steps,
}

impl DocumentForm {
    /// All of them.
    pub const ALL: [DocumentForm; 3] = [
        DocumentForm::Paragraphs,
        DocumentForm::List,
        DocumentForm::Steps,
    ];

    /// The word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            DocumentForm::Paragraphs => "paragraphs",
            DocumentForm::List => "list",
            DocumentForm::Steps => "steps",
        }
    }
}

/// An amount and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The amount in force: adjusted, else approved, else proposed.
    pub amount: Money,
    /// Which of the three it is.
    pub stage: Stage,
    /// Spent or come in so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executed: Option<Money>,
    /// What it was the year before, as [`Comparison`] says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<Money>,
}

/// What "last year" means on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The earlier year, if the site has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<YearId>,
    /// Which of its amounts: settled ([`Stage::Executed`]) or in force.
    pub stage: Stage,
}

/// `/`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeView {
    /// The newest year and its totals; none before the first budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<YearBrief>,
    /// The three largest groups of spending of that year.
    pub largest: Vec<LineRow>,
    /// What residents said lately; none before the first of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<Box<SaidBrief>>,
    /// What the door to the polls says, by the day; nothing where there is no poll.
    pub polls: Vec<PollDoor>,
}

/// `/budget/`: every year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetView {
    /// Newest first.
    pub years: Vec<YearBrief>,
}

/// A year in one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearBrief {
    /// The year.
    pub year: YearId,
    /// All money out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expenditure: Option<Figure>,
    /// All money in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Figure>,
}

/// `/budget/{year}/`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearView {
    /// Its totals.
    pub brief: YearBrief,
    /// What "last year" means here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Comparison>,
    /// Groups of spending, the largest first.
    pub expenditure: Vec<LineRow>,
    /// Whole parts of a hundred for each row of [`YearView::expenditure`], in its order.
    pub hundred: Vec<u32>,
    /// Where the money comes from, the largest first.
    pub revenue: Vec<LineRow>,
    /// Totals of each amount that the year has, both directions.
    pub stages: Vec<StageTotals>,
    /// Steps of the year's budget with their days.
    pub steps: Vec<StepView>,
    /// Funds with what they may not be spent on.
    pub funds: Vec<FundView>,
    /// Rows of imported files that could not be read and are in no sum.
    pub left_out: Vec<LeftOutView>,
    /// How many such rows there are; the list above may be cut.
    pub left_out_count: u32,
}

/// Totals of one amount of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StageTotals {
    /// Which amount.
    pub stage: Stage,
    /// Money in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Money>,
    /// Money out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expenditure: Option<Money>,
}

/// A step of a year's budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Which.
    pub step: BudgetStep,
    /// Its day.
    pub date: Date,
    /// Whether the day lies after the figures' own day, so that it is a plan.
    pub planned: bool,
    /// What changed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<LocalText>,
}

/// A fund and what passed through it in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FundView {
    /// Its name.
    pub name: LocalText,
    /// Where its money comes from.
    pub nature: FundNature,
    /// One plain sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<LocalText>,
    /// What it may not be spent on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_list: Option<LocalText>,
    /// Money in, amounts in force.
    pub revenue: Money,
    /// Money out, amounts in force.
    pub expenditure: Money,
}

/// A row of an imported file that is in no sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOutView {
    /// The file.
    pub source: String,
    /// Its line.
    pub source_line: u32,
    /// As it stands there.
    pub seen: String,
    /// Why, as a word of the importer.
    pub reason: String,
}

/// A line or a group of lines in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineRow {
    /// Its address within the year.
    pub id: Id,
    /// Its title.
    pub title: LocalText,
    /// One plain sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<LocalText>,
    /// Its amounts.
    pub figure: Figure,
    /// How many rows lie beneath it; 0 for a single line.
    pub children: u32,
}

/// A step of the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// Address within the year.
    pub id: Id,
    /// Its title.
    pub title: LocalText,
}

/// `/budget/{year}/{line_id}/`: a line, or a group of lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineView {
    /// The year.
    pub year: YearId,
    /// In or out.
    pub direction: Direction,
    /// Groups above it, the outermost first.
    pub path: Vec<Crumb>,
    /// Itself.
    pub row: LineRow,
    /// Every amount that it has.
    pub amounts: Vec<StageAmount>,
    /// What "last year" means here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Comparison>,
    /// What lies beneath it, the largest first.
    pub children: Vec<LineRow>,
    /// What only a single line has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<LineDetail>,
    /// What residents said about it and about its projects, the newest first.
    pub said: Vec<EntryRow>,
    /// How it and its projects were rated.
    pub ratings: Vec<RatingView>,
}

/// One amount of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StageAmount {
    /// Which.
    pub stage: Stage,
    /// How much.
    pub amount: Money,
}

/// The why card of a single line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineDetail {
    /// Why the money is spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalText>,
    /// The post that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_post: Option<LocalText>,
    /// 功能科目 and 经济科目, where given.
    pub codes: Vec<String>,
    /// The fund that pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund: Option<FundBrief>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionView>,
    /// Payments and receipts, the newest first.
    pub transactions: Vec<TransactionView>,
    /// How many there are in all; the list above may be cut.
    pub transaction_count: u32,
    /// Imported ledger entries behind it, summed by file.
    pub ledger: Vec<LedgerSource>,
    /// Projects that it pays for.
    pub projects: Vec<ProjectBrief>,
}

/// A fund in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FundBrief {
    /// Its name.
    pub name: LocalText,
    /// What it may not be spent on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_list: Option<LocalText>,
}

/// Who decided, when, with how many votes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResolutionView {
    /// Its number.
    pub id: Id,
    /// Its day.
    pub date: Date,
    /// Which meeting.
    pub meeting: LocalText,
    /// What was decided.
    pub title: LocalText,
    /// How many came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<u32>,
    /// Votes for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes_for: Option<u32>,
    /// Votes against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes_against: Option<u32>,
    /// Abstentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstentions: Option<u32>,
}

/// A payment or receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransactionView {
    /// Its day.
    pub date: Date,
    /// How much; a refund is negative.
    pub amount: Money,
    /// What for.
    pub summary: LocalText,
    /// Who received or paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<LocalText>,
    /// Number of the voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<String>,
}

/// Imported ledger entries behind one amount of a line, from one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerSource {
    /// The file.
    pub source: String,
    /// Which amount of the line.
    pub stage: Stage,
    /// How many entries.
    pub entries: u32,
    /// Their sum.
    pub sum: Money,
}

/// A project in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectBrief {
    /// Its identifier.
    pub project_id: Id,
    /// Its name.
    pub name: LocalText,
    /// One plain sentence.
    pub plain: LocalText,
    /// Its budgeted cost.
    pub cost: Money,
    /// Where it stands.
    pub status: ProjectStatus,
    /// Which of the six steps it is in.
    pub process_step: ProcessStep,
    /// Planned last day.
    pub end_planned: Date,
    /// The poll that chose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voted: Option<Id>,
}

/// A word explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermView {
    /// Its identifier.
    pub id: Id,
    /// The word.
    pub term: LocalText,
    /// What it means.
    pub plain: LocalText,
}

/// `/say/`: what can be said here, and everything that the forms need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SayView {
    /// Every sentence of the forms in the language of the address, by its name: so that the app
    /// need not carry them three times over.
    pub words: Vec<SayWord>,
    /// What can be said, in the order of the page.
    pub kinds: Vec<SayKind>,
    /// The community's own categories.
    pub categories: Vec<SayChoice>,
    /// Places on the plan.
    pub places: Vec<SayChoice>,
    /// What something may be about, by its target: `line:2026/g-1`, `project:p-1`.
    pub targets: Vec<SayTarget>,
    /// Questionnaires that are open.
    pub surveys: Vec<SaySurvey>,
    /// Days off that fall on a Monday to Friday, from the day of publication on.
    pub days_off: Vec<Date>,
    /// Saturdays and Sundays that are worked.
    pub days_worked: Vec<Date>,
    /// Whether what is sent can be sealed: without keys no contact is asked, and what needs one is
    /// not offered.
    pub seals: bool,
}

/// A sentence of the forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SayWord {
    /// What the app calls it.
    pub name: String,
    /// In the language of the address.
    pub text: String,
}

/// A kind of thing that can be said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SayKind {
    /// Which.
    pub kind: SubmissionKind,
    /// Hours to a first answer, where the promise is in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Working days to a first answer, where the promise is in working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
}

/// One of the community's own words to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SayChoice {
    /// Its identifier.
    pub id: Id,
    /// What it is called.
    pub name: LocalText,
    /// The one kind that offers it; all of them, if none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_for: Option<SubmissionKind>,
}

/// Something that a text may be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SayTarget {
    /// As [`crate::say::Target`] is written.
    pub target: String,
    /// What it is called.
    pub name: LocalText,
}

/// A questionnaire that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaySurvey {
    /// Its identifier.
    pub id: Id,
    /// What it is called.
    pub name: LocalText,
    /// Its questions, in order.
    pub questions: Vec<SayQuestion>,
}

/// A question of a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SayQuestion {
    /// Its identifier.
    pub id: Id,
    /// As it is asked.
    pub text: LocalText,
    /// What can be chosen; none where it is answered in words.
    pub choices: Vec<LocalText>,
    /// Whether several may be chosen.
    pub several: bool,
}

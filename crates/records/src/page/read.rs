//! Pages out of JSON. What the browser reads is listed here field by field; the compiler holds the
//! list against the structs.

use super::{
    BudgetView, CommunityBrief, Comparison, Content, Crumb, DocumentForm, DocumentSection,
    DocumentView, Figure, Frame, FundBrief, FundView, HomeView, LedgerSource, LeftOutView,
    LineDetail, LineRow, LineView, PageData, PageProblem, PassbookView, ProjectBrief,
    ResolutionView, SayChoice, SayKind, SayQuestion, SaySurvey, SayTarget, SayView, SayWord,
    StageAmount, StageTotals, StepView, TermView, TransactionView, YearBrief, YearView,
};
use crate::codes::{
    BudgetStep, Direction, FundNature, ProcessStep, ProjectStatus, Stage, SubmissionKind,
};
use crate::json::{FromJson, Json, fields_from_json, parse, word};
use crate::{Currency, Date, Id, Lang, LocalText, Money, YearId, parse_date};

impl PageData {
    /// Reads a page back as [`serde::Serialize`] writes it.
    ///
    /// # Errors
    /// [`PageProblem`]: a field that is missing, unknown or not of its kind is never passed over.
    pub fn from_json(text: &str) -> Result<PageData, PageProblem> {
        <PageData as FromJson>::from_json(parse(text)?)
    }

    /// Reads what the app needs of a page: what is the same on every page, and its content where
    /// the running module draws it ([`Content::module`]; `ACT` for that of the forms).
    ///
    /// # Errors
    /// As [`PageData::from_json`]; of a page that is shown as published the frame alone is read.
    pub fn live_from_json<const ACT: bool>(
        text: &str,
    ) -> Result<(Frame, Option<Content>), PageProblem> {
        let mut page = parse(text)?;
        let content = match field(&mut page, "content")? {
            Json::Text(name) if name == "settings" => Some(Content::Settings),
            Json::Fields(mut fields) => match fields.pop() {
                Some((name, page)) => match name.as_str() {
                    "wall" => Some(FromJson::from_json(page).map(Content::Wall)?),
                    "track" if ACT => Some(FromJson::from_json(page).map(Content::Track)?),
                    "say" if ACT => Some(FromJson::from_json(page).map(Content::Say)?),
                    _ => None,
                },
                None => return Err(PageProblem::Mistyped),
            },
            _ => None,
        };
        Ok((FromJson::from_json(field(&mut page, "frame")?)?, content))
    }
}

impl PassbookView {
    /// The passbook of a page, out of the page's data; none where the page has none.
    pub fn of_page(text: &str) -> Option<PassbookView> {
        let mut page = parse(text).ok()?;
        let mut content = field(&mut page, "content").ok()?;
        let mut board = field(&mut content, "board").ok()?;
        FromJson::from_json(field(&mut board, "passbook").ok()?).ok()
    }
}

/// Takes one field out of an object.
fn field(json: &mut Json, name: &str) -> Result<Json, PageProblem> {
    let Json::Fields(fields) = json else {
        return Err(PageProblem::Mistyped);
    };
    let at = fields
        .iter()
        .position(|(key, _)| key == name)
        .ok_or(PageProblem::Missing)?;
    Ok(fields.swap_remove(at).1)
}

fields_from_json! {
    PageData { frame, content }
    Frame { community, published_at, years, has_glossary }
    CommunityBrief {
        id, name, written, households, currency, as_of, phone, desk, hours, elder_contact,
        access_contact, filing_number,
    }
    DocumentView { title, lead, sections }
    DocumentSection { heading, form, items }
    Figure { amount, stage, executed, prior }
    Comparison { year, stage }
    HomeView { year, largest, said, polls }
    BudgetView { years }
    YearBrief { year, expenditure, revenue }
    YearView {
        brief, compared, expenditure, hundred, revenue, stages, steps, funds, left_out,
        left_out_count,
    }
    StageTotals { stage, revenue, expenditure }
    StepView { step, date, planned, note }
    FundView { name, nature, plain, negative_list, revenue, expenditure }
    LeftOutView { source, source_line, seen, reason }
    LineRow { id, title, plain, figure, children }
    Crumb { id, title }
    LineView { year, direction, path, row, amounts, compared, children, detail, said, ratings }
    StageAmount { stage, amount }
    LineDetail {
        why, responsible_post, codes, fund, resolution, transactions, transaction_count, ledger,
        projects,
    }
    FundBrief { name, negative_list }
    ResolutionView { id, date, meeting, title, present, votes_for, votes_against, abstentions }
    TransactionView { date, amount, summary, counterparty, voucher }
    LedgerSource { source, stage, entries, sum }
    ProjectBrief { project_id, name, plain, cost, status, process_step, end_planned, voted }
    TermView { id, term, plain }
    SayView { words, kinds, categories, places, targets, surveys, days_off, days_worked, seals }
    SayWord { name, text }
    SayKind { kind, hours, working_days }
    SayChoice { id, name, only_for }
    SayTarget { target, name }
    SaySurvey { id, name, questions }
    SayQuestion { id, text, choices, several }
    LocalText { text, zh_hans = "zh-Hans", zh_hant = "zh-Hant", en }
}

impl FromJson for Content {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        match json {
            Json::Text(name) => match name.as_str() {
                "settings" => Ok(Content::Settings),
                "not-found" => Ok(Content::NotFound),
                _ => Err(PageProblem::Unknown),
            },
            Json::Fields(mut fields) => {
                let (Some((name, page)), true) = (fields.pop(), fields.is_empty()) else {
                    return Err(PageProblem::Mistyped);
                };
                match name.as_str() {
                    "home" => FromJson::from_json(page).map(Content::Home),
                    "budget" => FromJson::from_json(page).map(Content::Budget),
                    "year" => FromJson::from_json(page).map(Content::Year),
                    "line" => FromJson::from_json(page).map(Content::Line),
                    "glossary" => FromJson::from_json(page).map(Content::Glossary),
                    "board" => FromJson::from_json(page).map(Content::Board),
                    "wall" => FromJson::from_json(page).map(Content::Wall),
                    "entry" => FromJson::from_json(page).map(Content::Entry),
                    "track" => FromJson::from_json(page).map(Content::Track),
                    "polls" => FromJson::from_json(page).map(Content::Polls),
                    "poll" => FromJson::from_json(page).map(Content::Poll),
                    "results" => FromJson::from_json(page).map(Content::Results),
                    "document" => FromJson::from_json(page).map(Content::Document),
                    "say" => FromJson::from_json(page).map(Content::Say),
                    _ => Err(PageProblem::Unknown),
                }
            }
            _ => Err(PageProblem::Mistyped),
        }
    }
}

/// Closed lists, each by its words.
macro_rules! words_from_json {
    ($($Name:ident by $key:ident),+ $(,)?) => {$(
        impl FromJson for $Name {
            fn from_json(json: Json) -> Result<Self, PageProblem> {
                word(&json, &$Name::ALL, $Name::$key)
            }
        }
    )+};
}

words_from_json! {
    Lang by tag,
    DocumentForm by key,
    Direction by key,
    Stage by key,
    BudgetStep by key,
    FundNature by key,
    ProcessStep by key,
    ProjectStatus by key,
    SubmissionKind by key,
}

/// Texts that must be something in particular.
macro_rules! text_from_json {
    ($($Name:ident: $read:expr),+ $(,)?) => {$(
        impl FromJson for $Name {
            fn from_json(json: Json) -> Result<Self, PageProblem> {
                let read: fn(String) -> Option<$Name> = $read;
                read(String::from_json(json)?).ok_or(PageProblem::Mistyped)
            }
        }
    )+};
}

text_from_json! {
    Id: |text| Id::new(text).ok(),
    YearId: |text| YearId::new(text).ok(),
    Currency: |text| Currency::try_from(text).ok(),
    Date: |text| parse_date(&text),
}

impl FromJson for Money {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        i64::from_json(json).map(Money)
    }
}

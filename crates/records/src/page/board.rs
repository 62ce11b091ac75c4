//! Pages of lists: what is needed and offered, campaigns, questionnaires, points.
//!
//! Such a page comes in the language of its address, its sentences ready made: they travel as page
//! data, so that the app carries neither the sentences nor the rules that choose them. Texts of the
//! community inside them keep their languages.

use serde::Serialize;

use super::PageProblem;
use crate::json::{Fields, FromJson, Json, fields_from_json, word};
use crate::{Date, Id, LocalText};

/// A page of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BoardView {
    /// The pages above it, below the home page.
    pub path: Vec<BoardLink>,
    /// Its heading.
    pub title: Phrase,
    /// The answer in a sentence.
    pub lead: Phrase,
    /// What can be done here.
    pub acts: Vec<BoardLink>,
    /// Its parts.
    pub parts: Vec<BoardPart>,
    /// How receipts earn points; none, no passbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passbook: Option<PassbookView>,
}

/// A sentence of ours around texts of theirs. In JSON a plain text where there are none of theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Written")]
pub struct Phrase {
    /// Holds U+FFFC for each of `theirs`, in their order.
    pub ours: String,
    /// Texts of the community.
    pub theirs: Vec<LocalText>,
}

/// How a phrase is written.
#[derive(Serialize)]
#[serde(untagged)]
enum Written {
    Plain(String),
    Around {
        ours: String,
        theirs: Vec<LocalText>,
    },
}

impl From<Phrase> for Written {
    fn from(phrase: Phrase) -> Written {
        let Phrase { ours, theirs } = phrase;
        if theirs.is_empty() {
            Written::Plain(ours)
        } else {
            Written::Around { ours, theirs }
        }
    }
}

impl From<String> for Phrase {
    fn from(ours: String) -> Phrase {
        let theirs = Vec::new();
        Phrase { ours, theirs }
    }
}

impl From<&str> for Phrase {
    fn from(ours: &str) -> Phrase {
        ours.to_owned().into()
    }
}

impl FromJson for Phrase {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        let json = match json {
            Json::Text(ours) => return Ok(ours.into()),
            other => other,
        };
        let mut fields = Fields::of(json)?;
        let (ours, theirs) = (fields.take("ours")?, fields.take("theirs")?);
        fields.done()?;
        Ok(Phrase { ours, theirs })
    }
}

/// A link to a page of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardLink {
    /// Below base and language: `say/?kind=need`, or `#part` on this page.
    pub path: String,
    /// What it is called.
    pub text: Phrase,
}

/// A part of a page of lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardPart {
    /// Its anchor.
    pub id: Id,
    /// Its heading.
    pub heading: Phrase,
    /// Sentences under it.
    pub notes: Vec<Phrase>,
    /// How its rows stand.
    pub form: BoardForm,
    /// Its rows.
    pub rows: Vec<BoardRow>,
    /// What its disclosure is called, if the rows stand behind one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folded: Option<String>,
    /// The same as a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<BoardTable>,
    /// Where to go on.
    pub links: Vec<BoardLink>,
}

/// How rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoardForm {
    /// One below the other.
    Rows,
    /// One after another in time.
    Phases,
    /// Questions to tick and to write under.
    Boxes,
}

impl BoardForm {
    /// All of them.
    pub const ALL: [BoardForm; 3] = [BoardForm::Rows, BoardForm::Phases, BoardForm::Boxes];

    /// The word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            BoardForm::Rows => "rows",
            BoardForm::Phases => "phases",
            BoardForm::Boxes => "boxes",
        }
    }
}

/// How far something is: a shape before its word, never a colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// ○ nothing yet
    Open,
    /// ◐ under way
    Half,
    /// ● done
    Full,
    /// ▲ late
    Late,
    /// ✕ not
    Ended,
}

impl Shape {
    /// All of them.
    pub const ALL: [Shape; 5] = [
        Shape::Open,
        Shape::Half,
        Shape::Full,
        Shape::Late,
        Shape::Ended,
    ];

    /// The word in JSON, and in the class of the shape.
    pub fn key(self) -> &'static str {
        match self {
            Shape::Open => "open",
            Shape::Half => "half",
            Shape::Full => "full",
            Shape::Late => "late",
            Shape::Ended => "ended",
        }
    }
}

/// A word with its shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardState {
    /// The shape.
    pub shape: Shape,
    /// The word.
    pub word: String,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BoardRow {
    /// Its anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// What it is.
    pub head: Phrase,
    /// How far it is, on the day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<BoardState>,
    /// What more is to be said.
    pub lines: Vec<Phrase>,
    /// How much of how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<BoardBar>,
    /// From when to when, for a row whose state moves on with the days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<BoardDays>,
    /// What can be ticked with a pen; nothing to tick leaves room to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boxes: Option<Vec<LocalText>>,
    /// Where to go on.
    pub links: Vec<BoardLink>,
}

/// How much of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BoardBar {
    /// How much.
    pub used: u32,
    /// Of how much.
    pub whole: u32,
}

/// A row's days, and its words before, within and after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardDays {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// Before the first.
    pub before: BoardState,
    /// From the first to the last.
    pub within: BoardState,
    /// After the last.
    pub after: BoardState,
}

impl BoardDays {
    /// The state on a day.
    pub fn on(&self, day: Date) -> &BoardState {
        if day < self.from {
            &self.before
        } else if day <= self.until {
            &self.within
        } else {
            &self.after
        }
    }
}

/// A table; the first cell of a row is its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardTable {
    /// What it holds.
    pub caption: Phrase,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Phrase>>,
}

/// How the receipts on a device earn points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassbookView {
    /// The rule.
    pub rules: Vec<PassbookRule>,
    /// What it is for, and that nothing is asked of anybody.
    pub about: String,
    /// What the button is called.
    pub act: String,
    /// Nothing was sent from this device.
    pub empty: String,
    /// Storage cannot be read.
    pub failed: String,
    /// `{receipts}` and `{points}` stand for the numbers.
    pub total: String,
    /// `{kind}`, `{code}` and `{points}` stand for a receipt's own.
    pub row: String,
}

/// What a kind earns from a state on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassbookRule {
    /// The kind's word in an envelope.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// The words of the states from which it counts; none, always.
    pub states: Vec<String>,
    /// How many.
    pub points: u32,
}

impl PassbookView {
    /// What a receipt of a kind has earned in a state: the rules that it has reached, added up.
    pub fn points(&self, kind: &str, state: Option<&str>) -> u32 {
        self.rules
            .iter()
            .filter(|rule| rule.kind == kind)
            .filter(|rule| {
                state.is_some_and(|state| {
                    rule.states.is_empty() || rule.states.iter().any(|reached| reached == state)
                })
            })
            .fold(0, |sum, rule| sum.saturating_add(rule.points))
    }

    /// What a kind is called.
    pub fn name<'a>(&'a self, kind: &'a str) -> &'a str {
        self.rules
            .iter()
            .find(|rule| rule.kind == kind)
            .map_or(kind, |rule| &rule.name)
    }
}

fields_from_json! {
    BoardLink { path, text }
    BoardView { path, title, lead, acts, parts, passbook }
    BoardPart { id, heading, notes, form, rows, folded, table, links }
    BoardState { shape, word }
    BoardRow { id, head, state, lines, bar, days, boxes, links }
    BoardBar { used, whole }
    BoardDays { from, until, before, within, after }
    BoardTable { caption, heads, rows }
    PassbookView { rules, about, act, empty, failed, total, row }
    PassbookRule { kind, name, states, points }
}

impl FromJson for BoardForm {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        word(&json, &BoardForm::ALL, BoardForm::key)
    }
}

impl FromJson for Shape {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        word(&json, &Shape::ALL, Shape::key)
    }
}

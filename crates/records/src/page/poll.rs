//! Polls: what is decided, what stands for election, and what came out.

use serde::Serialize;

use super::{PageProblem, Phrase, ProjectBrief};
use crate::codes::{Rule, VoteType};
use crate::json::{FromJson, Json, fields_from_json, word};
use crate::{Date, Id, LocalText, Money, YearId};

/// A poll in a row, and at the head of its own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollBrief {
    /// Its identifier.
    pub id: Id,
    /// Its title.
    pub title: LocalText,
    /// First day.
    pub opens: Date,
    /// Last day; on it one may still vote.
    pub closes: Date,
    /// How it is answered.
    pub vote_type: VoteType,
    /// Money to decide on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Who may vote.
    pub eligibility: LocalText,
    /// How many projects stand for election.
    pub projects: u32,
    /// What came out, once the ballots are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<PollOutcome>,
}

/// What came out, in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PollOutcome {
    /// Ballots counted.
    pub ballots: u32,
    /// Projects that won.
    pub won: u32,
    /// What they cost together.
    pub spent: Money,
}

/// Where a poll is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PollPhase {
    /// Its first day is yet to come.
    Coming,
    /// One may vote.
    Open,
    /// Its last day is over.
    Closed,
}

impl PollPhase {
    /// All of them.
    pub const ALL: [PollPhase; 3] = [PollPhase::Coming, PollPhase::Open, PollPhase::Closed];

    /// The word in JSON.
    pub fn key(self) -> &'static str {
        match self {
            PollPhase::Coming => "coming",
            PollPhase::Open => "open",
            PollPhase::Closed => "closed",
        }
    }
}

impl PollBrief {
    /// Where it is on a day.
    pub fn phase(&self, day: Date) -> PollPhase {
        if day < self.opens {
            PollPhase::Coming
        } else if day <= self.closes {
            PollPhase::Open
        } else {
            PollPhase::Closed
        }
    }

    /// The first day on which one may no longer vote.
    pub fn over_from(&self) -> Date {
        self.closes.succ_opt().unwrap_or(self.closes)
    }
}

/// What the home page says of polls from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollDoor {
    /// From which day; none, always until the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Where that poll is then.
    pub phase: PollPhase,
    /// Its title.
    pub title: LocalText,
    /// The day that matters: the first, or the last.
    pub day: Date,
    /// Whether its result stands on the site.
    pub is_counted: bool,
}

/// `/vote/`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollsView {
    /// Open ones first, then those to come, then those that are over, the latest first.
    pub polls: Vec<PollBrief>,
}

/// `/vote/{poll_id}/`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollView {
    /// The poll.
    pub brief: PollBrief,
    /// The rules in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<LocalText>,
    /// How it is counted.
    pub rule: PollRule,
    /// What a ballot must keep to.
    pub limits: PollLimits,
    /// What stands for election, in the order of the list numbers.
    pub projects: Vec<PollProject>,
    /// Places in [`PollView::projects`], in the order drawn by lot.
    pub drawn: Vec<u32>,
}

/// How a poll is counted, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollRule {
    /// The rule.
    pub rule: Rule,
    /// The same as `mingbai tally` takes it, all parameters named.
    pub command: String,
    /// The seed of the lots: of the order shown and of ties that nothing else breaks.
    pub seed: String,
}

/// What a ballot must keep to. A limit that is absent does not bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PollLimits {
    /// Fewest projects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Most projects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The most that they may cost together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_sum_cost: Option<Money>,
}

/// A project that stands for election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollProject {
    /// Its list number.
    pub id: Id,
    /// Its name.
    pub name: LocalText,
    /// What it costs.
    pub cost: Money,
    /// Its category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<LocalText>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LocalText>,
    /// Who benefits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beneficiaries: Option<LocalText>,
    /// What speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments_for: Option<LocalText>,
    /// What gives pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments_against: Option<LocalText>,
}

/// `/vote/{poll_id}/results/`: its sentences come in the language of the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultsView {
    /// The poll.
    pub brief: PollBrief,
    /// The rules in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<LocalText>,
    /// How it was counted.
    pub rule: PollRule,
    /// Ballots that chose nothing, among those counted.
    pub empty: u32,
    /// Money left.
    pub left: Money,
    /// What was won in order, then what was not, by votes.
    pub rows: Vec<ResultRow>,
    /// Ties that mattered and what broke them.
    pub ties: Vec<Phrase>,
    /// What each voter was given, and such, under rules that share the money out.
    pub notes: Vec<Phrase>,
    /// Rows that only the rule's own rounds have.
    pub rounds: Vec<Phrase>,
    /// The published ballots, below the base.
    pub file: String,
}

/// A project in a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultRow {
    /// Its list number.
    pub id: Id,
    /// Its name.
    pub name: LocalText,
    /// What it costs.
    pub cost: Money,
    /// Ballots on which it stands.
    pub votes: u32,
    /// In which place it won; none, not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Why it won, or did not and what it would have needed.
    pub why: Vec<Phrase>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built: Option<BuiltView>,
}

/// What became of a project that won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuiltView {
    /// The project.
    pub project: ProjectBrief,
    /// The year of the budget that pays.
    pub year: YearId,
    /// The line that pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Id>,
}

fields_from_json! {
    PollBrief { id, title, opens, closes, vote_type, budget, eligibility, projects, outcome }
    PollOutcome { ballots, won, spent }
    PollDoor { from, phase, title, day, is_counted }
    PollsView { polls }
    PollView { brief, plain, rule, limits, projects, drawn }
    PollRule { rule, command, seed }
    PollLimits { min_length, max_length, max_sum_cost }
    PollProject {
        id, name, cost, category, place, beneficiaries, arguments_for, arguments_against,
    }
    ResultsView { brief, plain, rule, empty, left, rows, ties, notes, rounds, file }
    ResultRow { id, name, cost, votes, place, why, built }
    BuiltView { project, year, line }
}

impl FromJson for PollPhase {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        word(&json, &PollPhase::ALL, PollPhase::key)
    }
}

impl FromJson for VoteType {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        word(&json, VoteType::ALL, VoteType::key)
    }
}

impl FromJson for Rule {
    fn from_json(json: Json) -> Result<Self, PageProblem> {
        word(&json, Rule::ALL, Rule::key)
    }
}

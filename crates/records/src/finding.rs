//! What is wrong with a workbook, and where. No sentences: the program that shows a finding
//! chooses the words by the variant.

use serde::Serialize;

use crate::field::CellProblem;
use crate::{Money, Severity as S};

/// Whether a finding stops publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Publication stops until it is mended.
    Error,
    /// Published all the same; the clerk should look.
    Warning,
}

/// One finding: where, and what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Key of the sheet (`budget`).
    pub sheet: &'static str,
    /// Row as the spreadsheet counts; none for the sheet as a whole.
    pub row: Option<u32>,
    /// Key of the column; none for the row as a whole.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub problem: Problem,
}

impl Finding {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }
}

/// Everything that can be wrong. Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum Problem {
    /// A sheet that must be there is not.
    MissingSheet,
    /// A sheet whose key is not known.
    UnknownSheet {
        /// Its name in the file.
        name: String,
    },
    /// Two sheets of the file are the same sheet; only the first was read.
    DuplicateSheet {
        /// The name of the second in the file.
        name: String,
    },
    /// A sheet that is read but that nobody sees when the file is opened.
    HiddenSheet {
        /// Its name in the file.
        name: String,
    },
    /// A required column is not there.
    MissingColumn,
    /// Two columns of the sheet are the same column; only the first was read.
    DuplicateColumn {
        /// Letters of the second, as the spreadsheet shows them.
        letters: String,
    },
    /// Cells joined into one, so that their rows or columns cannot be told apart.
    MergedCells {
        /// As the spreadsheet writes it: `A4:A9`.
        range: String,
    },
    /// A column whose key is not known.
    UnknownColumn {
        /// Its header or key in the file.
        name: String,
    },
    /// A sheet that holds exactly one row holds another number.
    NotOneRow {
        /// Rows found.
        found: usize,
    },
    /// A cell that cannot be read.
    Cell(CellProblem),
    /// The same identifier twice (letters compared without case, because some hosts do).
    Duplicate {
        /// The identifier.
        id: String,
        /// Row of its first use.
        first_row: u32,
    },
    /// A reference to something that is not there.
    Unresolved {
        /// The identifier referred to.
        id: String,
        /// Key of the sheet that should have it.
        sheet: &'static str,
    },
    /// A line's executed amount is not what its transactions add up to.
    ExecutedDiffers {
        /// Typed in the budget.
        typed: Money,
        /// Sum of the transactions.
        sum: Money,
    },
    /// A parent's typed total is not what its children add up to.
    ChildrenDiffer {
        /// Which amount column.
        amount: &'static str,
        /// Typed for the parent.
        typed: Money,
        /// Sum of the children.
        sum: Money,
    },
    /// More is to be spent in a year than comes in, or the other way round.
    SourcesAndUsesDiffer {
        /// The year.
        year: String,
        /// Money in.
        revenue: Money,
        /// Money out.
        expenditure: Money,
    },
    /// More is spent from a fund in a year than comes into it.
    FundOverspent {
        /// The fund.
        fund_id: String,
        /// The year.
        year: String,
        /// Money in.
        revenue: Money,
        /// Money out.
        expenditure: Money,
    },
    /// A day before the day it must follow.
    DatesOutOfOrder {
        /// Key of the column that must come first.
        earlier: &'static str,
        /// That day.
        first: crate::Date,
        /// This day.
        then: crate::Date,
    },
    /// A day outside the fiscal year that it is booked in.
    OutsideYear {
        /// The day.
        date: crate::Date,
        /// The year.
        year: String,
    },
    /// A transaction whose direction is not that of its line.
    DirectionDiffers,
    /// An amount below zero where none may be.
    Negative {
        /// The amount.
        amount: Money,
    },
    /// Amounts whose sum does not fit.
    SumTooLarge,
    /// A milestone is met but carries no day, or carries a day but is not met.
    MetWithoutDate,
    /// A milestone is met but carries no evidence.
    MetWithoutEvidence,
    /// A revised day without a reason.
    RevisedWithoutReason,
    /// Milestone weights of a project that do not sum to 100.
    WeightsNotHundred {
        /// Their sum.
        sum: u32,
    },
    /// More paid than contracted.
    PaidOverContract {
        /// Paid.
        paid: Money,
        /// Contracted.
        contracted: Money,
    },
    /// A minimum above its maximum.
    MinOverMax {
        /// Key of the column with the minimum.
        min: &'static str,
    },
    /// No option, or no option that the budget can pay.
    NothingToVoteOn,
    /// An option costs more than the poll may spend.
    OptionOverBudget {
        /// Its cost.
        cost: Money,
        /// The poll's budget.
        budget: Money,
    },
    /// Votes for and against add up to more than were present.
    MoreVotesThanPresent {
        /// Votes.
        votes: u32,
        /// Present.
        present: u32,
    },
    /// More were present than were called.
    MorePresentThanCalled {
        /// Present.
        present: u32,
        /// Called.
        called: u32,
    },
    /// A polygon with fewer than three corners, or a road with fewer than two.
    TooFewPoints {
        /// Corners found.
        found: usize,
    },
    /// A point without a declared coordinate system.
    NoCoordinateSystem,
    /// A text that looks like a private number.
    PrivateNumber {
        /// Which kind.
        kind: PrivateNumber,
    },
    /// No number of households, so no figures per household.
    NoHouseholds,
    /// An expenditure line without a plain sentence or a why.
    NotExplained,
    /// An approved line without its resolution.
    NoResolution,
    /// A currency whose amounts do not have two decimals, while every cell is read with two.
    CurrencyDecimals {
        /// Its ISO 4217 code.
        code: String,
        /// Its decimals.
        decimals: u8,
    },
    /// A number outside its range (a month, a day of the month, choices of a poll that has one).
    OutOfRange {
        /// The number.
        found: u32,
        /// The smallest that may stand there.
        min: u32,
        /// The largest.
        max: u32,
    },
    /// Nothing where an amount above zero must stand (Pabulib: a project must cost something).
    Zero,
    /// A line's amount is not what its ledger entries add up to.
    LedgerDiffers {
        /// Which amount column.
        amount: &'static str,
        /// Typed in the budget; none if the cell is blank.
        typed: Option<Money>,
        /// Sum of the entries.
        sum: Money,
    },
    /// A row that only repeats the sum of others has transactions or ledger entries of its own.
    BookedOnTotal,
    /// A milestone's day lies before its project's planned start.
    BeforeStart {
        /// The project's planned start.
        start: crate::Date,
        /// The milestone's day.
        date: crate::Date,
    },
    /// A step of a year's budget before the day of the step it must follow.
    StepsOutOfOrder {
        /// The step that must come first.
        earlier: crate::codes::BudgetStep,
        /// Its day.
        first: crate::Date,
        /// The day of this step.
        then: crate::Date,
    },
    /// Several points for a place that is one point.
    TooManyPoints {
        /// Points found.
        found: usize,
    },
    /// One of two coordinates without the other.
    HalfPoint,
    /// A poll without the money that it decides on, so that it cannot be counted.
    NoBudget,
    /// Fewer options than a voter must choose.
    TooFewOptions {
        /// Options of the poll.
        options: usize,
        /// Fewest choices.
        choices: u32,
    },
    /// Even the cheapest choices cost more than a voter may choose.
    ChoicesUnaffordable {
        /// Fewest choices.
        choices: u32,
        /// What the cheapest of them cost together.
        cost: Money,
        /// What they may cost.
        limit: Money,
    },
    /// A reply time that is given both in hours and in working days, or in neither.
    ClockNotOne,
    /// A kind of submission that no answer is owed to.
    ClockNotOwed,
    /// A reply time that may be longer than the common one.
    ClockTooLong {
        /// The common one.
        common: crate::say::Clock,
    },
    /// An address that no device could send to.
    NotAnInbox {
        /// What stands there.
        seen: String,
    },
    /// A text that is no receipt code.
    NotACode {
        /// What stands there.
        seen: String,
    },
    /// A questionnaire without a question.
    NothingToAnswer,
    /// A translation names another number of choices than the original.
    ChoicesDiffer {
        /// Choices of the original.
        own: u32,
        /// Choices of the translation.
        translated: u32,
    },
    /// What stands on a paper is no answer to its question.
    NotAnAnswer {
        /// What stands there.
        seen: String,
    },
    /// A paper that is typed once only, so that it is not counted yet.
    KeyedOnce {
        /// Its number.
        paper: u32,
    },
    /// The two typings of a paper differ.
    KeyingsDiffer {
        /// Its number.
        paper: u32,
        /// As typed first; empty if it was left out.
        first: String,
        /// As typed the second time; empty if it was left out.
        second: String,
    },
    /// A match names neither a resource nor a project.
    MatchedWithNothing,
    /// More is lent on a day than there is.
    LentMoreThanThereIs {
        /// Lent that day.
        lent: u32,
        /// There are.
        have: u32,
    },
    /// Points for a vote, which nobody may offer.
    PointsForVoting,
    /// More time is used than was given until then, in minutes.
    MoreTimeThanGiven {
        /// Given and not used until then.
        given: u32,
        /// To be used.
        used: u32,
    },
    /// A name without the day on which the person agreed to it.
    NameWithoutConsent,
    /// An identifier that Pabulib files read as something else (`meta`, `projects`, `votes`,
    /// `none`).
    ReservedId {
        /// The identifier.
        id: String,
    },
}

/// A number that must not be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrivateNumber {
    /// A mainland identity number with a right check digit (GB 11643).
    IdentityCard,
    /// A mainland mobile number.
    Mobile,
    /// A bank card number with a right Luhn digit.
    BankCard,
}

impl Problem {
    /// How bad it is. Identities of the account and unreadable cells stop publication; what only
    /// makes the page poorer does not.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::UnknownSheet { .. }
            | Problem::HiddenSheet { .. }
            | Problem::SourcesAndUsesDiffer { .. }
            | Problem::FundOverspent { .. }
            | Problem::OutsideYear { .. }
            | Problem::PaidOverContract { .. }
            | Problem::MetWithoutEvidence
            | Problem::NoHouseholds
            | Problem::NotExplained
            | Problem::NoResolution
            | Problem::KeyedOnce { .. }
            | Problem::BeforeStart { .. } => S::Warning,
            _ => S::Error,
        }
    }
}

//! What is wrong with a file: where, what was seen, what was expected.

use alloc::string::String;
use core::fmt;

use crate::exact::InvalidNumber;

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Facts about the election.
    Meta,
    /// The projects.
    Projects,
    /// The ballots.
    Votes,
}

impl Section {
    /// Its title line, in capitals.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Meta => "META",
            Self::Projects => "PROJECTS",
            Self::Votes => "VOTES",
        }
    }
}

/// A fault in a file and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PabulibError {
    /// Line, counted from 1.
    pub line: u64,
    /// Character in the line, counted from 1, where the cell begins.
    pub column: u64,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A character that other readers of the format take for a line end:
    /// the row would fall apart there.
    StrayLineBreak {
        /// The character.
        seen: char,
    },
    /// A quotation mark opens a cell and none closes it before the file ends.
    UnclosedQuote,
    /// A row before any section title.
    BeforeMeta {
        /// The first cell.
        seen: String,
    },
    /// A section that stands in the wrong place or twice.
    SectionOutOfOrder {
        /// The section met.
        seen: Section,
        /// The one that should come next; none after the last.
        expected: Option<Section>,
    },
    /// The file ends before this section.
    SectionMissing {
        /// The first section missing.
        expected: Section,
    },
    /// A section title with nothing or an empty line under it.
    HeaderMissing {
        /// Whose header.
        section: Section,
    },
    /// A section title stands where an identity should, with more cells after it.
    TitleAsIdentity {
        /// The word.
        seen: String,
    },
    /// A header without a column that is needed, or not in its place.
    ColumnMissing {
        /// The column.
        expected: &'static str,
        /// The cell in the header where it should stand.
        seen: String,
    },
    /// A row with more cells than the header.
    RowTooLong {
        /// Cells in the row.
        seen: usize,
        /// Columns in the header.
        expected: usize,
    },
    /// A row without a cell that it needs: absent, empty or `None`.
    CellMissing {
        /// The column.
        expected: &'static str,
    },
    /// META lacks a key.
    KeyMissing {
        /// The key.
        expected: &'static str,
    },
    /// A cell that should hold a number.
    NotANumber {
        /// The column or key.
        column: &'static str,
        /// The cell.
        seen: String,
        /// What hinders.
        why: InvalidNumber,
    },
    /// A cost or budget below zero.
    Negative {
        /// The column or key.
        column: &'static str,
        /// The cell.
        seen: String,
    },
    /// Two projects with one identity.
    DuplicateProject {
        /// The identity.
        seen: String,
    },
    /// A vote for a project that the file does not list.
    UnknownProject {
        /// The name as it stands between the commas.
        seen: String,
    },
    /// A `vote_type` that the format does not know (they are in lower case).
    UnknownVoteType {
        /// The word.
        seen: String,
    },
    /// A different number of points than of projects.
    PointsMismatch {
        /// Points.
        seen: usize,
        /// Projects.
        expected: usize,
    },
    /// Points that cannot be kept exactly in 64 bits.
    PointsTooFine {
        /// The cell between the commas.
        seen: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("bytes that are not UTF-8; expected UTF-8 text"),
            Self::StrayLineBreak { seen } => write!(
                f,
                "the character U+{:04X} breaks the row for some readers; expected none",
                u32::from(*seen)
            ),
            Self::UnclosedQuote => {
                f.write_str("a quotation mark opens this cell; expected another to close it")
            }
            Self::BeforeMeta { seen } => write!(f, "saw {seen:?}; expected the line META"),
            Self::SectionOutOfOrder { seen, expected } => {
                let expected = expected.map_or("the end of the file", Section::title);
                write!(f, "saw section {}; expected {expected}", seen.title())
            }
            Self::SectionMissing { expected } => {
                write!(f, "the file ends; expected section {}", expected.title())
            }
            Self::HeaderMissing { section } => {
                write!(
                    f,
                    "no header; expected column names right under {}",
                    section.title()
                )
            }
            Self::TitleAsIdentity { seen } => {
                write!(
                    f,
                    "saw {seen:?}, a section title, as an id; expected another id"
                )
            }
            Self::ColumnMissing { expected, seen } => {
                write!(f, "saw {seen:?}; expected the column {expected:?}")
            }
            Self::RowTooLong { seen, expected } => {
                write!(
                    f,
                    "saw {seen} cells; expected at most {expected}, as in the header"
                )
            }
            Self::CellMissing { expected } => {
                write!(f, "nothing there; expected a value for {expected:?}")
            }
            Self::KeyMissing { expected } => {
                write!(f, "no such row; expected the key {expected:?} in META")
            }
            Self::NotANumber { column, seen, why } => {
                write!(f, "saw {seen:?} ({why}); expected a number for {column:?}")
            }
            Self::Negative { column, seen } => {
                write!(f, "saw {seen:?}; expected zero or more for {column:?}")
            }
            Self::DuplicateProject { seen } => {
                write!(f, "saw {seen:?} a second time; expected each project once")
            }
            Self::UnknownProject { seen } => {
                write!(
                    f,
                    "saw {seen:?}; expected the id of a project listed in PROJECTS"
                )
            }
            Self::UnknownVoteType { seen } => {
                write!(
                    f,
                    "saw {seen:?}; expected approval, choose-1, cumulative, ordinal or scoring"
                )
            }
            Self::PointsMismatch { seen, expected } => {
                write!(
                    f,
                    "saw {seen} points; expected {expected}, one for each project"
                )
            }
            Self::PointsTooFine { seen } => {
                write!(f, "saw {seen:?}; expected points of ordinary size")
            }
        }
    }
}

impl fmt::Display for PabulibError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.problem
        )
    }
}

impl core::error::Error for PabulibError {}

//! The clerk's side of what residents send: the inboxes are read together, opened into a workbook,
//! and the decisions in that workbook become files that publishing reads.
//!
//! ```text
//! OFFICE/inboxes.toml          where the inboxes are; OFFICE/inbox if there is no such file
//! OFFICE/decisions/0001.json   what was decided, one file per import, never changed
//! OFFICE/media/{sha256}.jpg    photographs that may be shown, re-encoded
//! OFFICE/papers.jsonl          which letter on paper became which document, and when it came
//! ```
//!
//! [`gather`] joins the inboxes, [`letters`] opens what lies in them, [`export`] writes the
//! workbook ([`sheets`] has its columns, [`cells`] what stands in them), [`import`] reads it back
//! row by row ([`decide`], [`paper`]), [`take`] brings in what was carried by hand.

mod book;
pub mod cells;
pub mod cover;
pub mod decide;
pub mod decisions;
mod error;
pub mod export;
pub mod gather;
pub mod import;
pub mod letters;
pub mod list;
pub mod paper;
pub mod papers;
pub mod photos;
pub mod receipt;
pub mod sheets;
pub mod similar;
pub mod take;

use records::codes::SubmissionKind;

pub use error::DeskError;
use sheets::Sheet;

/// The sheet that letters of a kind stand on; supports are only counted, and ballots have a road
/// of their own.
pub fn sheet_of(kind: SubmissionKind) -> Option<Sheet> {
    match kind {
        SubmissionKind::Story
        | SubmissionKind::Proposal
        | SubmissionKind::Question
        | SubmissionKind::Report
        | SubmissionKind::Need
        | SubmissionKind::Offer
        | SubmissionKind::Claim => Some(Sheet::Letters),
        SubmissionKind::Mediation => Some(Sheet::Mediation),
        SubmissionKind::Rating => Some(Sheet::Ratings),
        SubmissionKind::Survey => Some(Sheet::Surveys),
        SubmissionKind::Support | SubmissionKind::Ballot => None,
    }
}

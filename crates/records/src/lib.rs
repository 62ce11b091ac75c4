//! The community's records, and the only road from bytes to types.
//!
//! A workbook (XLSX, ODS or CSV, read elsewhere) arrives as a [`book::Book`] of plain cells.
//! [`Records::read`] turns it into typed rows or named [`Finding`]s, and [`check::check`] proves the
//! accounting identities. What comes out cannot be wrong any more: nothing after this crate asks
//! whether a record was right. [`page`] holds what a published page carries, in the shape the
//! residents' app reads.
//!
//! Money is whole minor units of the community's currency (分 for CNY) in an `i64`, dates are
//! calendar days, identifiers are short ASCII words. Nothing here knows where the bytes came from,
//! and no sentence for a person is kept here: findings are enums, their wording lives with the
//! program that shows them.
#![warn(missing_docs)]

pub mod accounts;
pub mod book;
pub mod check;
pub mod clock;
pub mod codes;
mod currency;
pub mod date;
pub mod decisions;
pub mod envelope;
pub mod field;
pub mod finding;
pub mod handover;
pub mod hundred;
mod id;
pub mod json;
mod money;
pub mod page;
pub mod points;
pub mod say;
#[cfg(feature = "schema")]
pub mod schema;
pub mod sheets;
pub mod survey;
mod text;
#[cfg(feature = "publish")]
pub mod tree;

pub use book::Placed;
pub use currency::{Currency, CurrencyProblem};
pub use date::{Date, parse_date};
pub use finding::{Finding, Severity};
pub use id::{Id, IdProblem, YearId};
pub use money::{Money, MoneyProblem};
pub use sheets::Records;
pub use text::{Lang, LocalText};

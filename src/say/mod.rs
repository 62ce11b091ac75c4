//! Saying something: what can be said, the forms for it, the receipt.
//!
//! One form serves every kind: which pages it has follows from the kind's declaration in
//! `records::say` ([`flow`]), and its sentences come as page data. A page of a form is an address
//! (`?kind=story&step=place`), so that going back keeps what was typed.
// The forms are borrowed for any lifetime, which the methods' own paths are not.
#![allow(clippy::redundant_closure_for_method_calls)]

mod check;
#[cfg(feature = "csr")]
mod device;
mod field;
mod flow;
mod intro;
mod jpeg;
mod page;
#[cfg(feature = "csr")]
mod photo;
mod receipt;
mod state;
mod step;
#[cfg(feature = "csr")]
mod voice;
mod ways;

pub use page::SayPage;

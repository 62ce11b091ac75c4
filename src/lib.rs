//! The residents' app: a Leptos single-page app that renders to HTML when published and takes the
//! page over in the browser.
//!
//! Rooms (`home`, `budget`, `say`, `guide`) never import each other; `ui` holds parts that know words and
//! callbacks only; `data` is the browser's edge; `app` is landmarks and the table of pages.
//! Components render the same for the same data: no clock, no randomness, no storage while
//! rendering, so that the published HTML and the browser's are one.
// The views of a page nest deeper than the compiler allows by itself.
#![recursion_limit = "256"]
// A component takes its properties by value, whether it consumes them or not.
#![allow(clippy::needless_pass_by_value)]

pub mod a11y;
pub mod app;
pub mod boards;
pub mod budget;
pub mod chrome;
pub mod data;
pub mod display;
pub mod guide;
pub mod home;
pub mod i18n;
#[cfg(feature = "csr")]
pub mod mount;
#[cfg(feature = "csr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod render;
pub mod route;
pub mod say;
pub mod site;
pub mod stories;
pub mod ui;
pub mod voting;

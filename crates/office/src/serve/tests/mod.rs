//! The site over HTTP, from the outside: only what the module offers is used here. Sites
//! are links to releases, as on Unix.
#![cfg(unix)]

mod answers;
mod paths;
mod releases;
mod running;
mod site;

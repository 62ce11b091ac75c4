//! The inbox from outside: its contract over HTTP and over a store, what it keeps when the program
//! or the disk fails, and what it does with nonsense.
//!
//! `MINGBAI_TORTURE=10000` makes the tests that kill the program send so many documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a trial that cannot go on has failed"
)]
#![allow(clippy::print_stdout, reason = "what is skipped is said loudly")]
#![allow(
    clippy::cloned_ref_to_slice_refs,
    clippy::format_push_string,
    reason = "a trial is to be read, not to be fast"
)]

mod contract;
mod crash;
mod doctor;
mod http;
mod malformed;
mod objects;
mod support;
#[cfg(target_os = "linux")]
mod syscalls;

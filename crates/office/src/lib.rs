//! The committee's program, `mingbai`: from a workbook to a published site, and back from what
//! residents send.
//!
//! [`workbook`] reads and writes the workbook, [`check`] says what is wrong with it, [`new`] makes
//! an office folder, [`import_csv`] fills one from an accounting export, [`publish`] makes the
//! site, [`polls`] counts finished votes for it, [`serve`] shows it, [`desk`] is the clerk's side of what residents send. [`words`] has the program's sentences in Chinese and English, and
//! [`cli`] is the command line; errors elsewhere are named, never worded.
#![warn(missing_docs)]

pub mod check;
pub mod cli;
pub mod desk;
mod durable;
pub mod import_csv;
pub mod inbox;
pub mod keys;
pub mod new;
pub mod polls;
pub mod publish;
pub mod serve;
pub mod tally;
pub mod words;
pub mod workbook;

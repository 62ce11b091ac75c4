//! The command line: what was typed becomes a call, and its result becomes words on stderr or JSON
//! on stdout, and an exit code: 0 done, 1 findings (listed), 2 could not run.

mod args;
mod inbox;
mod keys;
mod run;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use serde::Serialize;

use crate::words::{self, Wording};
use args::{Cli, Command};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It did what was asked.
    Done,
    /// It found something, and listed it.
    Findings,
    /// It could not run.
    CouldNotRun,
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        match end {
            End::Done => ExitCode::SUCCESS,
            End::Findings => ExitCode::from(1),
            End::CouldNotRun => ExitCode::from(2),
        }
    }
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let wording = asked_wording(&typed);
    let parsed = words::command(args::command(), wording)
        .try_get_matches_from(typed)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => dispatch(&cli),
        Err(error) => refuse(&error, wording).into(),
    }
}

/// The language asked for, known before the rest is understood so that a refusal can speak it.
fn asked_wording(typed: &[OsString]) -> Wording {
    let mut words = typed.iter().filter_map(|word| word.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => asked = words.next(),
            Some(rest) => asked = rest.strip_prefix('=').or(asked),
            None => {}
        }
    }
    match asked {
        Some("en") => Wording::En,
        _ => Wording::ZhHans,
    }
}

fn refuse(error: &clap::Error, wording: Wording) -> End {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            if write_out(&error.render().to_string()).is_err() {
                return End::CouldNotRun;
            }
            End::Done
        }
        _ => {
            tell(&words::refused_use(error, wording));
            End::CouldNotRun
        }
    }
}

fn dispatch(cli: &Cli) -> ExitCode {
    let voice = Voice {
        wording: cli.lang,
        is_json: cli.json,
    };
    let end = match &cli.command {
        Command::New(args) => run::new(args, voice),
        Command::Check(args) => run::check(args, voice),
        Command::ImportCsv(args) => run::import_csv(args, voice),
        Command::Publish(args) => run::publish(args, voice),
        Command::Rollback(args) => run::rollback(args, voice),
        Command::Serve(args) => run::serve(args, voice),
        Command::Inbox(args) => inbox::run(args, voice),
        Command::Receipt(args) => run::receipt(args, voice),
        Command::Keys(args) => keys::run(args, voice),
        // It writes as it counts and has its own ending.
        Command::Tally(args) => return crate::tally::run(args, cli.lang, cli.json),
    };
    end.into()
}

/// Whom the program speaks to.
#[derive(Debug, Clone, Copy)]
struct Voice {
    wording: Wording,
    is_json: bool,
}

#[derive(Serialize)]
struct ErrorJson<'e> {
    error: ErrorBody<'e>,
}

#[derive(Serialize)]
struct ErrorBody<'e> {
    kind: &'e str,
    message: &'e str,
}

impl Voice {
    /// A command that could not run says why.
    fn could_not_run(self, kind: &str, message: &str) -> End {
        tell(message);
        if self.is_json {
            // The exit code says it too, so a closed stdout loses nothing.
            let _ = write_json(&ErrorJson {
                error: ErrorBody { kind, message },
            });
        }
        End::CouldNotRun
    }

    /// A command that ran gives its result: JSON if that was asked for, else words.
    fn result(self, end: End, json: &impl Serialize, words: &str) -> End {
        if !self.is_json {
            tell(words);
            return end;
        }
        match write_json(json) {
            Ok(()) => end,
            Err(error) => {
                tell(&words::output_failed(&error, self.wording));
                End::CouldNotRun
            }
        }
    }
}

/// Words for the person, on stderr.
fn tell(words: &str) {
    // Nobody is left to be told when stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{}", words.trim_end());
}

fn write_json(value: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    text.push('\n');
    write_out(&text)
}

fn write_out(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_rest() {
        let asked =
            |words: &[&str]| asked_wording(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked(&["mingbai"]), Wording::ZhHans);
        assert_eq!(asked(&["mingbai", "--lang", "en"]), Wording::En);
        assert_eq!(asked(&["mingbai", "check", "x", "--lang=en"]), Wording::En);
        assert_eq!(asked(&["mingbai", "--lang"]), Wording::ZhHans);
    }

    #[test]
    fn the_arguments_are_well_formed_in_both_languages() {
        for wording in [Wording::ZhHans, Wording::En] {
            words::command(args::command(), wording).debug_assert();
        }
    }
}

//! Commands about keys, and passphrases asked at a terminal.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use serde_json::json;

use super::args::{KeysArgs, KeysCommand, NewArgs, PassphraseArgs};
use super::{End, Voice, tell};
use crate::keys::{
    self, Ask, Drill, DrillOptions, FromFiles, KeysError, Kind, Made, MakeOptions, Passphrase,
    PassphraseProblem, Role,
};
use crate::words::{self, Wording};

/// Somebody at a desk: passphrases from the files named, and otherwise from the terminal.
pub(super) struct Desk {
    files: FromFiles,
    wording: Wording,
}

impl Desk {
    pub(super) fn new(args: &PassphraseArgs, wording: Wording) -> Self {
        Desk {
            files: FromFiles {
                office: args.passphrase_file.clone(),
                recovery: args.recovery_passphrase_file.clone(),
            },
            wording,
        }
    }

    /// Whether both passphrases can be had.
    fn can_ask(&self) -> bool {
        is_interactive() || Role::ALL.iter().all(|role| self.files.of(*role).is_some())
    }
}

fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Reads a line from the terminal without showing it.
fn typed(prompt: &str) -> Result<Passphrase, KeysError> {
    let line = rpassword::prompt_password(prompt).map_err(PassphraseProblem::Terminal)?;
    Ok(Passphrase::typed(&line))
}

impl Ask for Desk {
    fn new_passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        if self.files.of(role).is_some() {
            return self.files.new_passphrase(role);
        }
        if !is_interactive() {
            return Err(PassphraseProblem::NobodyToAsk(role).into());
        }
        let w = self.wording;
        let first = typed(&words::ask_new_passphrase(role, w))?;
        let (chosen, again) = if first.is_empty() {
            let kind = match w {
                Wording::ZhHans => Kind::Digits,
                Wording::En => Kind::Words,
            };
            let made = keys::suggest(kind)?;
            let again = typed(&words::made_passphrase(role, &made, w))?;
            (Passphrase::typed(&made), again)
        } else {
            let first = first.check(role)?;
            (first, typed(&words::ask_again(w))?)
        };
        if !chosen.is_same(&again) {
            return Err(PassphraseProblem::Differs(role).into());
        }
        Ok(chosen)
    }

    fn passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        if self.files.of(role).is_some() {
            return self.files.passphrase(role);
        }
        if !is_interactive() {
            return Err(PassphraseProblem::NobodyToAsk(role).into());
        }
        typed(&words::ask_passphrase(role, self.wording))
    }
}

pub(super) fn run(args: &KeysArgs, voice: Voice) -> End {
    let day = chrono::Local::now().date_naive();
    match &args.command {
        KeysCommand::New(args) => {
            let mut desk = Desk::new(&args.passphrases, voice.wording);
            let options = MakeOptions {
                day,
                work: args.work,
            };
            let made = if args.year {
                keys::next_year(&args.office, options, &mut desk)
            } else {
                keys::make(&args.office, options, &mut desk)
            };
            match made {
                Ok(made) => voice.result(
                    End::Done,
                    &made_json(&args.office, &made),
                    &words::made_keys(&made, voice.wording),
                ),
                Err(error) => could_not(&error, voice),
            }
        }
        KeysCommand::Drill(args) => {
            let mut desk = Desk::new(&args.passphrases, voice.wording);
            let options = DrillOptions {
                day,
                paper: args.paper.clone(),
            };
            match keys::drill(&args.office, &options, &mut desk) {
                Ok(drill) => voice.result(
                    if drill.all_opened() {
                        End::Done
                    } else {
                        End::Findings
                    },
                    &drill_json(&drill),
                    &words::drilled(&drill, voice.wording),
                ),
                Err(error) => could_not(&error, voice),
            }
        }
    }
}

/// After `new --keys`: the keys, or why there are none and how to make them.
pub(super) fn new_office(args: &NewArgs, workbook: &Path, voice: Voice) -> End {
    let mut desk = Desk::new(&args.passphrases, voice.wording);
    let mut said = vec![words::made(
        &args.office,
        workbook,
        args.example,
        voice.wording,
    )];
    let mut json = json!({ "office": args.office, "workbook": workbook });
    if desk.can_ask() {
        let options = MakeOptions {
            day: chrono::Local::now().date_naive(),
            work: args.work,
        };
        match keys::make(&args.office, options, &mut desk) {
            Ok(made) => {
                json["keys"] = made_json(&args.office, &made);
                said.push(words::made_keys(&made, voice.wording));
            }
            Err(error) => {
                // The office is made; only its keys are missing.
                tell(&said.join("\n"));
                return could_not(&error, voice);
            }
        }
    } else {
        said.push(words::without_keys(&args.office, voice.wording));
    }
    voice.result(End::Done, &json, &said.join("\n"))
}

fn could_not(error: &KeysError, voice: Voice) -> End {
    let kind = match error {
        KeysError::NoOffice(_) => "no-office",
        KeysError::Exists(_) => "exists",
        KeysError::NoKeys(_) => "no-keys",
        KeysError::Io { .. } => "io",
        KeysError::Public { .. } => "public-keys",
        KeysError::Secret { .. } => "secret-key",
        KeysError::Passphrase(_) => "passphrase",
        KeysError::Paper { .. } => "paper",
        KeysError::Chance(_) => "chance",
        KeysError::Seal => "seal",
    };
    voice.could_not_run(kind, &words::keys_error(error, voice.wording))
}

fn made_json(office: &Path, made: &Made) -> serde_json::Value {
    let keys = made.keys.iter().map(|key| {
        json!({
            "kid": key.kid.to_string(),
            "role": key.role,
            "file": key.file,
            "paper": key.paper,
        })
    });
    json!({
        "office": office,
        "public": made.public,
        "keys": keys.collect::<Vec<_>>(),
        "retired": made.retired.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn drill_json(drill: &Drill) -> serde_json::Value {
    let keys = drill.keys.iter().map(|key| {
        json!({
            "kid": key.kid.to_string(),
            "role": key.role,
            "current": key.is_current,
            "opened": key.trouble.is_none(),
            "trouble": key.trouble,
        })
    });
    json!({ "keys": keys.collect::<Vec<_>>(), "log": drill.log })
}

//! Each command: from its arguments to its result.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use records::codes::Stage;
use serde_json::json;

use super::args::{
    CheckArgs, ImportArgs, InboxDoctorArgs, NewArgs, PublishArgs, ReceiptArgs, RollbackArgs,
    ServeArgs,
};
use super::{End, Voice, tell, write_json};
use crate::check::AnnotateError;
use crate::desk;
use crate::import_csv::{self, ImportOptions};
use crate::inbox::doctor::{self, NotAsked, OfficeReport, Report, Severity};
use crate::inbox::http::InboxOptions;
use crate::inbox::rates::Rate;
use crate::polls;
use crate::publish::schedule::{self, MachineTime, Outcome, Schedule};
use crate::publish::{self, PublishError, PublishOptions};
use crate::serve::{ServeError, ServeNotice, ServeOptions, Tell};
use crate::words;
use crate::workbook;

pub(super) fn new(args: &NewArgs, voice: Voice) -> End {
    match crate::new::new(&args.office, args.example) {
        Ok(workbook) if args.keys => super::keys::new_office(args, &workbook, voice),
        Ok(workbook) => voice.result(
            End::Done,
            &json!({ "office": args.office, "workbook": workbook }),
            &words::made(&args.office, &workbook, args.example, voice.wording),
        ),
        Err(error) => voice.could_not_run(error.kind(), &words::new_error(&error, voice.wording)),
    }
}

pub(super) fn check(args: &CheckArgs, voice: Voice) -> End {
    let examined = match crate::check::check(&args.office) {
        Ok(examined) => examined,
        Err(error) => {
            return voice
                .could_not_run(error.kind(), &words::workbook_error(&error, voice.wording));
        }
    };
    if let Some(to) = &args.annotate
        && let Err(error) = crate::check::annotate(&examined, to, voice.wording)
    {
        let kind = match &error {
            AnnotateError::Exists { .. } => "exists",
            AnnotateError::Io { .. } => "io",
            AnnotateError::Write(_) => "write",
        };
        return voice.could_not_run(kind, &words::annotate_error(&error, voice.wording));
    }
    let mut end = if examined.has_errors() || (args.strict && !examined.findings.is_empty()) {
        End::Findings
    } else {
        End::Done
    };
    let mut said = words::checked(&examined, args.annotate.as_deref(), voice.wording);
    let heard = heard(&args.office, examined.records.as_ref());
    let mut checked = Checked {
        check: crate::check::json(&examined, voice.wording),
        decisions: None,
        inbox: None,
        heard: None,
        polls: Vec::new(),
        polls_counted: None,
    };
    match heard {
        Ok(heard) => {
            if let Some(counts) = &heard.decisions {
                said = format!(
                    "{said}\n{}",
                    words::decisions_checked(counts, voice.wording)
                );
            }
            if let Some(counts) = &heard.inbox {
                said = format!("{said}\n{}", words::inbox_counts(counts, voice.wording));
            }
            checked.decisions = heard.decisions;
            checked.inbox = heard.inbox;
        }
        Err(error) => {
            let message = words::desk_error(&error, voice.wording);
            said = format!("{said}\n{message}");
            checked.heard = Some(json!({ "error": { "kind": error.kind(), "message": message } }));
            end = End::Findings;
        }
    }
    if let Some(records) = &examined.records {
        let today = records::clock::day_of(chrono::Utc::now().fixed_offset());
        let counted = polls::read(&args.office)
            .map_err(|finding| vec![*finding])
            .and_then(|ballots| polls::count(&ballots, records, today));
        match counted {
            Ok(counted) if counted.is_empty() => {}
            Ok(counted) => {
                let told = words::polls_counted(counted.len(), voice.wording);
                said = format!("{said}\n{told}");
                checked.polls_counted = Some(counted.len());
            }
            Err(findings) => {
                let told = words::poll_findings(&findings, voice.wording);
                said = format!("{said}\n{told}");
                checked.polls = findings
                    .iter()
                    .map(|finding| {
                        json!({
                            "file": finding.file,
                            "line": finding.line,
                            "kind": finding.problem.kind(),
                            "message": words::poll_finding(finding, voice.wording),
                        })
                    })
                    .collect();
                end = End::Findings;
            }
        }
    }
    voice.result(end, &checked, &said)
}

/// A check of the workbook, of what was decided, and of what is in the inboxes.
#[derive(serde::Serialize)]
struct Checked<'e> {
    #[serde(flatten)]
    check: crate::check::CheckJson<'e>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<desk::decisions::Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inbox: Option<desk::list::Counts>,
    /// Why decisions or inboxes could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<serde_json::Value>,
    /// Findings in files of ballots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    polls: Vec<serde_json::Value>,
    /// How many finished polls can be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    polls_counted: Option<usize>,
}

/// What was decided and what came in; nothing where there is none.
struct Heard {
    decisions: Option<desk::decisions::Counts>,
    inbox: Option<desk::list::Counts>,
}

/// Reads and checks every decision, whatever the workbook is like, and counts what came in, for
/// which clocks and community of the workbook are needed.
fn heard(office: &Path, records: Option<&records::Records>) -> Result<Heard, desk::DeskError> {
    let decisions = desk::decisions::read(office)?;
    desk::decisions::check_photos(office, &decisions)?;
    let counts = desk::decisions::count(&decisions);
    let mut heard = Heard {
        decisions: (counts.files > 0).then_some(counts),
        inbox: None,
    };
    if let Some(records) = records
        && !desk::gather::places(office)?.is_empty()
    {
        let now = records::clock::local(chrono::Utc::now().fixed_offset());
        heard.inbox = Some(desk::list::counts(office, records, now)?);
    }
    Ok(heard)
}

pub(super) fn import_csv(args: &ImportArgs, voice: Voice) -> End {
    let lang = voice.wording.lang();
    let options = ImportOptions {
        file: args.file.clone(),
        map: args.map.clone(),
        office: args.into.clone(),
        stage: args
            .stage
            .as_deref()
            .and_then(|word| Stage::ALL.iter().copied().find(|stage| stage.key() == word)),
    };
    let report = match import_csv::run(&options) {
        Ok(report) => report,
        Err(error) => {
            return voice.could_not_run("import", &import_csv::words::error(&error, lang));
        }
    };
    let left_out: Vec<String> = report
        .left_out
        .iter()
        .map(|row| import_csv::words::left_out(&args.file, row, lang))
        .collect();
    let end = if report.left_out.is_empty() {
        End::Done
    } else {
        End::Findings
    };
    let json = json!({
        "source": report.source,
        "stage": report.stage,
        "rows_in": report.rows_in,
        "rows_imported": report.rows_imported,
        "lines": report.lines,
        "replaced": report.replaced,
        "changed": report.changed,
        "totals": report.totals.iter().map(|total| json!({
            "year": total.year,
            "direction": total.direction,
            "entries": total.entries,
            "lines": total.lines,
            "amount": total.amount,
        })).collect::<Vec<_>>(),
        "left_out": report.left_out.iter().zip(&left_out).map(|(row, words)| json!({
            "line": row.source_line,
            "words": words,
        })).collect::<Vec<_>>(),
    });
    let mut said = left_out;
    said.push(import_csv::words::report(&report, lang));
    voice.result(end, &json, &said.join("\n"))
}

pub(super) fn publish(args: &PublishArgs, voice: Voice) -> End {
    let options = PublishOptions {
        office: args.office.clone(),
        shell: args.shell.clone(),
        site: args.out.clone(),
        base: args.base.clone(),
        at: args.at.clone(),
        scheduled: None,
        compress: !args.no_compress,
    };
    if let Some(schedule) = &args.schedule {
        return keep_publishing(args, &options, schedule, voice);
    }
    published(args, &options, voice)
}

/// Publishes at the times of a schedule until the program is stopped.
fn keep_publishing(
    args: &PublishArgs,
    options: &PublishOptions,
    schedule: &Schedule,
    voice: Voice,
) -> End {
    schedule::keep(schedule, &MachineTime, |slot| {
        let options = PublishOptions {
            scheduled: Some(slot),
            ..options.clone()
        };
        ControlFlow::Continue(match published(args, &options, voice) {
            End::Done => Outcome::Published,
            End::Findings | End::CouldNotRun => Outcome::Failed,
        })
    });
    End::Done
}

/// One publication, told.
fn published(args: &PublishArgs, options: &PublishOptions, voice: Voice) -> End {
    match publish::run(options) {
        Ok(report) => voice.result(
            End::Done,
            &report,
            &words::published(&report, voice.wording),
        ),
        Err(error @ PublishError::Findings(_)) => {
            tell(&words::publish_error(&error, voice.wording));
            // Once more, for the names and letters that the file itself uses.
            let again = CheckArgs {
                office: args.office.clone(),
                annotate: None,
                strict: true,
            };
            check(&again, voice)
        }
        Err(error) => voice.could_not_run("publish", &words::publish_error(&error, voice.wording)),
    }
}

pub(super) fn rollback(args: &RollbackArgs, voice: Voice) -> End {
    match publish::rollback(&args.site, args.number) {
        Ok(number) => voice.result(
            End::Done,
            &json!({ "site": args.site, "seq": number }),
            &words::rolled_back(number, voice.wording),
        ),
        Err(error) => {
            voice.could_not_run("rollback", &words::rollback_error(&error, voice.wording))
        }
    }
}

pub(super) fn serve(args: &ServeArgs, voice: Voice) -> End {
    let could_not = |error: &ServeError| {
        voice.could_not_run("serve", &words::serve_error(error, voice.wording))
    };
    let base = args.base.parse();
    let also = args.also.iter().map(|mount| mount.parse()).collect();
    let (base, also) = match (base, also) {
        (Ok(base), Ok(also)) => (base, also),
        (Err(error), _) | (_, Err(error)) => return could_not(&error),
    };
    if let (Some(place), true) = (&args.inbox, args.strict) {
        match doctor::examine_here(place) {
            Ok(report) if report.writes_over() => {
                let words = words::doctor_refuses(&report, voice.wording);
                return voice.could_not_run("inbox", &words);
            }
            Ok(_) => {}
            Err(error) => {
                let words = words::doctor_error(&error, voice.wording);
                return voice.could_not_run("inbox", &words);
            }
        }
    }
    let inbox = args.inbox.as_ref().map(|place| {
        let mut inbox = InboxOptions::new(place);
        inbox.communities.clone_from(&args.community);
        inbox.is_behind_proxy = args.behind_proxy;
        if let Some(quota) = args.quota {
            inbox.quota = quota;
        }
        if let Some(per_minute) = args.per_minute {
            inbox.rates.sender = Rate {
                burst: 2 * per_minute,
                each: Duration::from_secs(60) / per_minute,
            };
        }
        inbox
    });
    let options = ServeOptions {
        inbox,
        base,
        also,
        addr: args.addr,
        is_https: args.https,
        tell: Tell::new(move |notice| {
            tell(&words::serve_notice(&notice, voice.wording));
            if let (ServeNotice::Listening { addr }, true) = (&notice, voice.is_json) {
                // A closed stdout does not stop the server.
                let _ = write_json(&json!({ "addr": addr }));
            }
        }),
        ..ServeOptions::new(&args.site)
    };
    match crate::serve::serve(options) {
        Ok(()) => End::Done,
        Err(error) => could_not(&error),
    }
}

pub(super) fn inbox_doctor(args: &InboxDoctorArgs, voice: Voice) -> End {
    let ended = |worst| match worst {
        Severity::Good | Severity::Weak => End::Done,
        Severity::Bad => End::Findings,
    };
    let failed = |error| voice.could_not_run("doctor", &words::doctor_error(&error, voice.wording));
    // An inbox's own folder has no workbook in it; an office's says where residents send.
    if let Ok(examined) = workbook::examine(Path::new(&args.place)) {
        let office = Path::new(&args.place).to_owned();
        let Some(records) = examined.records else {
            let error = desk::DeskError::Records { office };
            return voice.could_not_run(error.kind(), &words::desk_error(&error, voice.wording));
        };
        return match doctor::examine_office(&office, &records) {
            Ok(report) => voice.result(
                ended(report.worst()),
                &OfficeJson::of(&report, voice),
                &words::doctor_office(&report, voice.wording),
            ),
            Err(error) => failed(error),
        };
    }
    match doctor::examine(&args.place, args.community.as_ref()) {
        Ok(report) => {
            let words = words::doctor_report(&report, voice.wording);
            voice.result(ended(report.worst()), &report, &words)
        }
        Err(error) => failed(error),
    }
}

/// What was found in an office's own inbox, and at the addresses that its workbook names.
#[derive(serde::Serialize)]
struct OfficeJson<'r> {
    #[serde(flatten)]
    own: Option<&'r Report>,
    addresses: Vec<serde_json::Value>,
}

impl<'r> OfficeJson<'r> {
    fn of(report: &'r OfficeReport, voice: Voice) -> Self {
        let addresses = report.named.iter().map(|named| match &named.found {
            Ok(report) => json!({ "url": named.url, "report": report }),
            Err(NotAsked::NoSite) => {
                json!({ "url": named.url, "error": { "kind": "no-site-url" } })
            }
            Err(NotAsked::Doctor(error)) => {
                let message = words::doctor_error(error, voice.wording);
                json!({ "url": named.url, "error": { "kind": "doctor", "message": message } })
            }
        });
        OfficeJson {
            own: report.own.as_ref(),
            addresses: addresses.collect(),
        }
    }
}

pub(super) fn receipt(args: &ReceiptArgs, voice: Voice) -> End {
    match desk::receipt::receipt(&args.office, args.code) {
        Ok(found) => {
            let end = if found.is_empty() {
                End::Findings
            } else {
                End::Done
            };
            let words = words::receipts(args.code, &found, voice.wording);
            voice.result(end, &found, &words)
        }
        Err(error) => voice.could_not_run(error.kind(), &words::desk_error(&error, voice.wording)),
    }
}

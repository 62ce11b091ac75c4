//! Commands about what residents sent.

use std::path::Path;

use sealing::{PublicKey, SecretKey};
use serde_json::json;

use super::args::{
    InboxArgs, InboxCommand, InboxExportArgs, InboxImportArgs, InboxListArgs, PassphraseArgs,
};
use super::keys::Desk;
use super::{End, Voice};
use crate::desk::import::{Finding, Keys, Outcome};
use crate::desk::{self, DeskError, export, import, list, take};
use crate::keys::{self, Ask as _, KeysError, PublicKeys, Role};
use crate::words;

pub(super) fn run(args: &InboxArgs, voice: Voice) -> End {
    let ended = match &args.command {
        InboxCommand::List(args) => counted(args, voice),
        InboxCommand::Export(args) => exported(args, voice),
        InboxCommand::Import(args) if take::is_carried(&args.file) => taken(args, voice),
        InboxCommand::Import(args) => imported(args, voice),
        InboxCommand::Doctor(args) => return super::run::inbox_doctor(args, voice),
    };
    ended.unwrap_or_else(|error| {
        voice.could_not_run(error.kind(), &words::desk_error(&error, voice.wording))
    })
}

fn now() -> chrono::DateTime<chrono::FixedOffset> {
    records::clock::local(chrono::Utc::now().fixed_offset())
}

fn counted(args: &InboxListArgs, voice: Voice) -> Result<End, DeskError> {
    let counts = list::list(&args.office, now())?;
    let said = words::inbox_counts(&counts, voice.wording);
    Ok(voice.result(End::Done, &counts, &said))
}

/// The office's private keys; none where none were ever made.
fn secret(
    office: &Path,
    passphrase_file: Option<&Path>,
    voice: Voice,
) -> Result<Vec<SecretKey>, KeysError> {
    if !keys::secret_path(office, Role::Office).exists() {
        return Ok(Vec::new());
    }
    let args = PassphraseArgs {
        passphrase_file: passphrase_file.map(Path::to_owned),
        recovery_passphrase_file: None,
    };
    let passphrase = Desk::new(&args, voice.wording).passphrase(Role::Office)?;
    keys::open_office(office, &passphrase)
}

fn exported(args: &InboxExportArgs, voice: Voice) -> Result<End, DeskError> {
    let keys =
        secret(&args.office, args.passphrase_file.as_deref(), voice).map_err(DeskError::Keys)?;
    let options = export::ExportOptions {
        office: args.office.clone(),
        out: args.out.clone(),
        now: now(),
    };
    let exported = export::export(&options, &keys)?;
    let end = if exported.shut.is_empty() && exported.spoilt.is_empty() {
        End::Done
    } else {
        End::Findings
    };
    let json = json!({
        "workbook": exported.workbook,
        "media": exported.media,
        "letters": exported.letters,
        "undecided": exported.undecided,
        "files": exported.files,
        "spoilt": exported.spoilt.len(),
        "shut": exported.shut.iter().map(|shut| json!({
            "code": shut.name.id.code(),
            "path": shut.name.path(),
            "why": words::shut(&shut.why, voice.wording).0,
        })).collect::<Vec<_>>(),
    });
    Ok(voice.result(end, &json, &words::exported(&exported, voice.wording)))
}

fn finding_json(finding: &Finding, voice: Voice) -> serde_json::Value {
    json!({
        "severity": if finding.trouble.is_error() { "error" } else { "warning" },
        "sheet": finding.sheet.key(),
        "row": finding.row,
        "column": finding.column.map(desk::sheets::Column::key),
        "letters": finding.letters,
        "words": words::desk_finding(finding, voice.wording),
    })
}

fn imported(args: &InboxImportArgs, voice: Voice) -> Result<End, DeskError> {
    let secret =
        secret(&args.office, args.passphrase_file.as_deref(), voice).map_err(DeskError::Keys)?;
    let public: Vec<PublicKey> = PublicKeys::read(&args.office)
        .map_err(DeskError::Keys)?
        .map(|keys| keys.current().map(|entry| entry.key.clone()).collect())
        .unwrap_or_default();
    let mut random = sealing::Zeroizing::new([0; 64]);
    getrandom::fill(random.as_mut_slice())
        .map_err(|error| DeskError::Keys(KeysError::Chance(error)))?;
    let mut rng = sealing::Chance::from_bytes(random.as_slice())
        .map_err(|_| DeskError::Keys(KeysError::Seal))?;
    let options = import::ImportOptions {
        office: args.office.clone(),
        file: args.file.clone(),
        now: now(),
    };
    let keys = Keys {
        secret: &secret,
        public: &public,
    };
    let all = |findings: &[Finding]| -> Vec<_> {
        findings
            .iter()
            .map(|finding| finding_json(finding, voice))
            .collect()
    };
    Ok(match import::import(&options, &keys, &mut rng)? {
        Outcome::Findings(findings) => voice.result(
            End::Findings,
            &json!({ "findings": all(&findings) }),
            &words::import_refused(&findings, voice.wording),
        ),
        Outcome::Done(imported) => voice.result(
            End::Done,
            &json!({
                "file": imported.file,
                "decided": imported.decided,
                "counted": imported.counted,
                "repeated": imported.repeated,
                "photos": imported.photos,
                "papers": imported.papers.iter().map(|(paper, code)| json!({
                    "paper": paper,
                    "code": code,
                })).collect::<Vec<_>>(),
                "findings": all(&imported.warnings),
            }),
            &words::imported(&imported, voice.wording),
        ),
    })
}

fn taken(args: &InboxImportArgs, voice: Voice) -> Result<End, DeskError> {
    let taken = take::take(&args.office, &args.file)?;
    let end = if taken.unfinished > 0 {
        End::Findings
    } else {
        End::Done
    };
    let json = json!({
        "new": taken.new,
        "known": taken.known,
        "media": taken.media,
        "unfinished": taken.unfinished,
    });
    Ok(voice.result(end, &json, &words::taken(&taken, voice.wording)))
}

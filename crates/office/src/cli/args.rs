//! What may be typed. The help texts here are the English ones; [`crate::words`] puts the Chinese
//! ones in their place.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use records::Id;

use crate::publish::schedule::Schedule;
use crate::tally::TallyArgs;
use crate::words::Wording;

/// Mingbai: from the committee's workbook to a site that every resident can read
#[derive(Debug, Parser)]
#[command(
    name = "mingbai",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = false
)]
pub(super) struct Cli {
    /// The language of words: zh-Hans or en
    #[arg(long, global = true, value_enum, value_name = "LANG", default_value_t)]
    pub lang: Wording,
    /// Results as JSON on stdout
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an office folder with an empty workbook
    New(NewArgs),
    /// Read the workbook and say what is wrong with it
    Check(CheckArgs),
    /// Bring an accounting export into an office folder
    ImportCsv(ImportArgs),
    /// Make the site from the workbook
    Publish(PublishArgs),
    /// Put an earlier publication back
    Rollback(RollbackArgs),
    /// Show a published site on this machine
    Serve(ServeArgs),
    /// Make the keys that residents' submissions are locked with, or prove that they open
    Keys(KeysArgs),
    /// Count a Pabulib election
    Tally(TallyArgs),
    /// See to what residents sent
    Inbox(InboxArgs),
    /// Say what a receipt's code stands for and what it is worth; no key is needed
    Receipt(ReceiptArgs),
}

#[derive(Debug, Args)]
pub(super) struct ReceiptArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// The code, as it is said or written
    #[arg(value_name = "CODE")]
    pub code: records::envelope::Code,
}

#[derive(Debug, Args)]
#[command(disable_help_subcommand = true, subcommand_required = true)]
pub(super) struct InboxArgs {
    #[command(subcommand)]
    pub command: InboxCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum InboxCommand {
    /// Count what came in; nothing private is shown and no key is needed
    List(InboxListArgs),
    /// Open everything into a workbook for the clerk
    Export(InboxExportArgs),
    /// Take in a workbook with decisions, or letters that were carried by hand
    Import(InboxImportArgs),
    /// Look at an inbox as its worst visitors would
    Doctor(InboxDoctorArgs),
}

#[derive(Debug, Args)]
pub(super) struct InboxExportArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// The workbook to write; a name with the time in it in the office folder, if left out
    #[arg(long, value_name = "FILE.xlsx")]
    pub out: Option<PathBuf>,
    /// A file whose first line is the office key's passphrase; asked for, if left out
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InboxImportArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// The workbook with decisions; or a file that a resident handed over (.json, .ndjson), or
    /// scanned codes (.txt)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A file whose first line is the office key's passphrase; asked for, if left out
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InboxDoctorArgs {
    /// An office or inbox folder, <s3://bucket/prefix>, or <https://host/inbox/v1/COMMUNITY>
    #[arg(value_name = "OFFICE|PLACE|URL")]
    pub place: String,
    /// Whose inbox it is, where the address does not say
    #[arg(long, value_name = "ID", value_parser = |id: &str| Id::new(id))]
    pub community: Option<Id>,
}

#[derive(Debug, Args)]
pub(super) struct InboxListArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub office: PathBuf,
    /// Fill the workbook with the example community
    #[arg(long)]
    pub example: bool,
    /// Make keys too, so that residents can leave a telephone number for the office alone
    #[arg(long)]
    pub keys: bool,
    /// How much work a guess at a passphrase costs, as a power of two
    #[arg(long, value_name = "N", hide = true, default_value_t = crate::keys::MakeOptions::WORK,
        value_parser = clap::value_parser!(u8).range(1..=22))]
    pub work: u8,
    #[command(flatten)]
    pub passphrases: PassphraseArgs,
}

/// Files with passphrases, for scripts.
#[derive(Debug, Args)]
pub(super) struct PassphraseArgs {
    /// A file whose first line is the office key's passphrase; asked for, if left out
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file whose first line is the recovery key's passphrase; asked for, if left out
    #[arg(long, value_name = "FILE")]
    pub recovery_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    #[command(subcommand)]
    pub command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make an office key and a recovery key
    New(KeysNewArgs),
    /// Prove that each key still opens what is locked with it
    Drill(KeysDrillArgs),
}

#[derive(Debug, Args)]
pub(super) struct KeysNewArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// A new pair for a new year; the old keys are kept for opening
    #[arg(long)]
    pub year: bool,
    /// How much work a guess costs, as a power of two
    #[arg(long, value_name = "N", hide = true, default_value_t = crate::keys::MakeOptions::WORK,
        value_parser = clap::value_parser!(u8).range(1..=22))]
    pub work: u8,
    #[command(flatten)]
    pub passphrases: PassphraseArgs,
}

#[derive(Debug, Args)]
pub(super) struct KeysDrillArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// A text typed from a paper backup, to be tried instead of the files
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
    #[command(flatten)]
    pub passphrases: PassphraseArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// Also write a copy of the workbook with every finding marked in it
    #[arg(long, value_name = "FILE.xlsx")]
    pub annotate: Option<PathBuf>,
    /// Warnings count as findings too: exit code 1
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The export, a CSV file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What its columns and words mean
    #[arg(long, value_name = "MAP.toml")]
    pub map: PathBuf,
    /// The office folder; made if it is not there
    #[arg(long, value_name = "OFFICE")]
    pub into: PathBuf,
    /// Which amount of a line the file holds, if the map does not say: proposed, approved,
    /// adjusted or executed
    #[arg(long, value_name = "STAGE", value_parser = ["proposed", "approved", "adjusted", "executed"])]
    pub stage: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// The office folder
    #[arg(value_name = "OFFICE")]
    pub office: PathBuf,
    /// The built app
    #[arg(long, value_name = "DIST")]
    pub shell: PathBuf,
    /// The site to make
    #[arg(long, value_name = "SITE")]
    pub out: PathBuf,
    /// The folder that the site is reached under
    #[arg(long, value_name = "/x/", default_value = "/")]
    pub base: String,
    /// The time of this publication, as 2026-11-05T09:00:00+08:00; now, if left out
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Stay, and publish at these times of each day, as 08:00,20:00
    #[arg(long, value_name = "TIMES", conflicts_with = "at")]
    pub schedule: Option<Schedule>,
    /// Leave out the compressed twin of each file
    #[arg(long)]
    pub no_compress: bool,
}

#[derive(Debug, Args)]
pub(super) struct RollbackArgs {
    /// The published site
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
    /// The number of the publication; the one before, if left out
    #[arg(value_name = "N")]
    pub number: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The published folder
    #[arg(value_name = "SITE")]
    pub site: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    /// The base that the site was published with
    #[arg(long, value_name = "/x/", default_value = "/")]
    pub base: String,
    /// A further site at another base; may be given several times
    #[arg(long, value_name = "/x/=DIR")]
    pub also: Vec<String>,
    /// TLS stands in front, so browsers may be told to insist on it
    #[arg(long)]
    pub https: bool,
    /// Take what residents send, and keep it here: a folder outside the site
    #[arg(long, value_name = "DIR|s3://…")]
    pub inbox: Option<String>,
    /// Try the inbox first, and take nothing where a later writer could write over an earlier one
    #[arg(long, requires = "inbox")]
    pub strict: bool,
    /// A further community whose documents are taken; may be given several times
    #[arg(long, value_name = "ID", requires = "inbox", value_parser = |id: &str| Id::new(id))]
    pub community: Vec<Id>,
    /// The most that the inbox may hold, such as 500M or 20G
    #[arg(long, value_name = "SIZE", requires = "inbox", value_parser = size)]
    pub quota: Option<u64>,
    /// How many documents a minute one address may send for long; 60, if left out
    #[arg(long, value_name = "N", requires = "inbox", value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub per_minute: Option<u32>,
    /// A proxy stands in front and adds each visitor's address to X-Forwarded-For
    #[arg(long, requires = "inbox")]
    pub behind_proxy: bool,
}

/// Reads `500M`: bytes, or thousands, millions, thousand millions of them.
fn size(text: &str) -> Result<u64, String> {
    let (digits, factor) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 1_000),
        Some((at, 'm' | 'M')) => (&text[..at], 1_000_000),
        Some((at, 'g' | 'G')) => (&text[..at], 1_000_000_000),
        _ => (text, 1),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .ok_or_else(|| text.to_owned())
}

/// The whole command line, with its English texts.
pub(super) fn command() -> clap::Command {
    Cli::command()
}

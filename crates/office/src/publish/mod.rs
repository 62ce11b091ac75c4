//! Publishing: from an office folder to a folder of static files that any host can serve.
//!
//! A pure function of the office folder, the time and the tool's version: the same inputs give the
//! same bytes. The new tree is built beside the old ones, flushed, and put in place by one rename
//! of a link, so that a stop at any point leaves the old site whole ([`release`]).

mod assets;
mod boards;
mod compress;
mod document;
mod heard;
mod journal;
mod json;
mod polls;
mod release;
mod said;
mod say;
pub mod schedule;
mod views;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mingbai_app::route::{Links, Route};
use records::accounts::SumTooLarge;
use records::clock::{self, Moment};
use records::{Finding, Lang, Records};
use serde::Serialize;

use crate::desk::DeskError;
use crate::keys::{self, KeysError, PublicKeys};
use crate::polls::{Ballots, Counted, PollFinding};
use crate::workbook::{self, WorkbookError};

pub use assets::ShellProblem;
pub use compress::Compressed;
pub use journal::JournalProblem;
pub use release::{RollbackError, rollback};

/// What to publish, from where to where.
#[derive(Debug, Clone)]
pub struct PublishOptions {
    /// The office folder.
    pub office: PathBuf,
    /// The built app: `index.html`, style sheets, `boot.js`, JS and wasm.
    pub shell: PathBuf,
    /// The site: a link that will lead to the new release.
    pub site: PathBuf,
    /// The folder that the site is reached under: `/` or `/x/`.
    pub base: String,
    /// The time of this publication, ISO 8601 with offset. None takes the journal's entry for
    /// these very inputs, or makes one.
    pub at: Option<String>,
    /// The fixed time that this publication is made for, if it is one of a schedule: it is its
    /// time, goes into the journal, and what arrived later waits for the next.
    pub scheduled: Option<Moment>,
    /// Whether to write `.br` and `.gz` beside each file.
    pub compress: bool,
}

/// What was published.
#[derive(Debug, Clone, Serialize)]
pub struct PublishReport {
    /// The site.
    pub site: PathBuf,
    /// The release folder that it now leads to.
    pub release: PathBuf,
    /// Number of this publication.
    pub seq: u64,
    /// Its time.
    pub at: String,
    /// Pages, all languages together.
    pub pages: usize,
    /// All other files, compressed twins not counted.
    pub files: usize,
    /// Bytes of pages and files, compressed twins not counted.
    pub bytes: u64,
    /// SHA-256 of the manifest, which names every file's.
    pub manifest: String,
    /// Whether the site was already this very publication.
    pub unchanged: bool,
    /// What the workbook's checks found; only warnings, or nothing would have been published.
    pub warnings: usize,
    /// Whether another community uses the example's keys, whose passphrase everybody knows.
    pub demonstration_keys: bool,
    /// Seconds for reading and checking the workbook.
    pub seconds_read: f64,
    /// Seconds for making pages and files.
    pub seconds_made: f64,
    /// Seconds for compressing them.
    pub seconds_compressed: f64,
}

/// Why nothing was published. The site is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The workbook cannot be read at all.
    #[error("workbook: {0:?}")]
    Workbook(WorkbookError),
    /// The workbook has errors.
    #[error("{} findings", .0.len())]
    Findings(Vec<Finding>),
    /// Amounts whose sum does not fit.
    #[error(transparent)]
    Sum(#[from] SumTooLarge),
    /// The office's public keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The built app lacks something.
    #[error("shell: {0:?}")]
    Shell(ShellProblem),
    /// `--at` is no time.
    #[error("not a time: {0}")]
    At(String),
    /// `--base` is no folder.
    #[error("not a base: {0}")]
    Base(String),
    /// The journal cannot be read or written.
    #[error("journal: {0:?}")]
    Journal(JournalProblem),
    /// The inboxes or the decisions cannot be used.
    #[error("heard: {0:?}")]
    Heard(DeskError),
    /// An approved photograph is not what its name says.
    #[error("{0} is not the photograph that was approved")]
    Photo(PathBuf),
    /// Files of ballots have errors.
    #[error("{} findings in files of ballots", .0.len())]
    Polls(Vec<PollFinding>),
    /// Two things would stand at the same address.
    #[error("two files at {0}")]
    SamePath(String),
    /// The site's place is taken by something that publishing did not make.
    #[error("{0} is not a published site")]
    SiteTaken(PathBuf),
    /// Another publication into the same site is under way.
    #[error("another publication into {0} is under way")]
    Busy(PathBuf),
    /// A file could not be written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A record could not be written as JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// One entry of `/routes.json`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct RouteEntry {
    path: String,
    lang: Lang,
    title: String,
}

/// A base that begins and ends with a slash, of plain names.
fn base_of(text: &str) -> Result<String, PublishError> {
    let inner = text.trim_matches('/');
    if inner.is_empty() {
        return Ok("/".to_owned());
    }
    let fine = inner.split('/').all(|name| records::Id::new(name).is_ok());
    if fine {
        Ok(format!("/{inner}/"))
    } else {
        Err(PublishError::Base(text.to_owned()))
    }
}

/// The time as given, if it is ISO 8601 with an offset.
fn time_of(text: &str) -> Result<Moment, PublishError> {
    Moment::parse_from_rfc3339(text).map_err(|_| PublishError::At(text.to_owned()))
}

/// Publishes.
///
/// # Errors
/// [`PublishError`]; the site is then as it was before.
pub fn run(options: &PublishOptions) -> Result<PublishReport, PublishError> {
    let started = Instant::now();
    let base = base_of(&options.base)?;
    let examined = workbook::examine(&options.office).map_err(PublishError::Workbook)?;
    if examined.has_errors() {
        return Err(PublishError::Findings(examined.findings));
    }
    let warnings = examined.findings.len();
    let Some(records) = examined.records else {
        return Err(PublishError::Findings(examined.findings));
    };
    let shell = assets::Shell::read(&options.shell).map_err(PublishError::Shell)?;
    let keys = PublicKeys::read(&options.office)?.unwrap_or_default();
    let at = options.at.as_deref().map(time_of).transpose()?;
    let mut heard =
        heard::Heard::read(&options.office, &records.community.id).map_err(PublishError::Heard)?;
    if let Some(at) = options.scheduled.or(at) {
        heard.until(at);
    }
    let ballots = crate::polls::read(&options.office)
        .map_err(|finding| PublishError::Polls(vec![*finding]))?;
    let inputs = inputs_hash(&records, &keys, &heard, &ballots, &shell, &base)?;
    let lock = release::Lock::take(&options.site)?;
    let entry = match (options.scheduled, at) {
        (Some(at), _) => journal::scheduled(&options.office, &inputs, &at.to_rfc3339()),
        (None, Some(at)) => journal::given(&options.office, &inputs, &at.to_rfc3339()),
        (None, None) => journal::entry_for(&options.office, &inputs),
    }
    .map_err(PublishError::Journal)?;
    let day = clock::day_of(time_of(&entry.at)?);
    let counted = crate::polls::count(&ballots, &records, day).map_err(PublishError::Polls)?;
    let seconds_read = started.elapsed();

    let made = Instant::now();
    let staged = release::Staged::begin(&lock)?;
    let output = write::Output::new(staged.path());
    let out = make(
        &options.office,
        &records,
        &keys,
        &heard,
        &counted,
        &shell,
        &base,
        &entry,
        &output,
    )?;
    let seconds_made = made.elapsed();

    let compressing = Instant::now();
    if options.compress {
        compress::all(staged.path(), &output.written())?;
    }
    let seconds_compressed = compressing.elapsed();

    // Before the switch: a stop between the two must not leave a site whose time nobody knows, and
    // a journal that cannot be written must leave the old site.
    journal::keep(&options.office, &entry).map_err(PublishError::Journal)?;
    let placed = staged.place(&out.manifest)?;
    Ok(PublishReport {
        site: options.site.clone(),
        release: placed.release,
        seq: entry.seq,
        at: entry.at,
        pages: out.pages,
        files: out.files,
        bytes: out.bytes,
        manifest: out.manifest,
        unchanged: placed.unchanged,
        warnings,
        demonstration_keys: records.community.id.as_str() != EXAMPLE
            && keys
                .current()
                .any(|entry| keys::is_demonstration(entry.key.id())),
        seconds_read: seconds(seconds_read),
        seconds_made: seconds(seconds_made),
        seconds_compressed: seconds(seconds_compressed),
    })
}

fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

/// The example community, the only one that may use its keys.
const EXAMPLE: &str = "xinglinli";

/// What decides a publication besides its time: records, keys, inboxes and decisions, ballots, shell, base, tool version.
fn inputs_hash(
    records: &Records,
    keys: &PublicKeys,
    heard: &heard::Heard,
    ballots: &[Ballots],
    shell: &assets::Shell,
    base: &str,
) -> Result<String, PublishError> {
    let records = serde_json::to_vec(&json::everything(records))?;
    let heard = serde_json::to_vec(&heard.everything())?;
    let ballots: BTreeMap<_, _> = ballots
        .iter()
        .map(|file| (file.path.file_name(), write::sha256(&file.bytes)))
        .collect();
    let text = format!(
        "{}\n{}\n{}\n{}\n{}\n{ballots:?}\n{}",
        env!("CARGO_PKG_VERSION"),
        base,
        shell.hash(),
        write::sha256(&records),
        write::sha256(&heard),
        serde_json::to_string(&keys.published())?
    );
    Ok(write::sha256(text.as_bytes()))
}

/// What [`make`] has made.
struct Made {
    pages: usize,
    files: usize,
    bytes: u64,
    manifest: String,
}

/// Writes the whole tree.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one input of a publication, and only its caller has them all"
)]
fn make(
    office: &Path,
    records: &Records,
    keys: &PublicKeys,
    heard: &heard::Heard,
    counted: &[Counted],
    shell: &assets::Shell,
    base: &str,
    entry: &journal::Entry,
    output: &write::Output,
) -> Result<Made, PublishError> {
    let mut said = said::Said::build(records, heard, time_of(&entry.at)?);
    said.files = json::write_stories(&said, &records.community.id, output)?;
    let files = json::write_ballots(counted, &records.community.id, output)?;
    let polls = polls::Polls::new(records, counted, files);
    let seals = keys.current().next().is_some();
    let site = views::SiteViews::build(records, said, polls, seals, &entry.at)?;
    let assets = shell.write(output)?;
    let head = document::Head::new(base, &assets, records);
    let routes = pages(&site, &head, base, output)?;
    let page_count = routes.len();
    output.json("routes.json", &routes)?;
    json::write_photos(office, site.said(), output)?;
    json::write_data(records, keys, &site, entry, output)?;
    let manifest = output.manifest(entry)?;
    Ok(Made {
        pages: page_count,
        files: output.count() - page_count,
        bytes: output.bytes(),
        manifest,
    })
}

/// Renders every route in every language, on all processors.
fn pages(
    site: &views::SiteViews<'_>,
    head: &document::Head,
    base: &str,
    output: &write::Output,
) -> Result<Vec<RouteEntry>, PublishError> {
    mingbai_app::render::prepare();
    let routes = site.routes();
    let next = AtomicUsize::new(0);
    let entries = Mutex::new(Vec::with_capacity(routes.len() * Lang::ALL.len()));
    let failed = Mutex::new(None::<PublishError>);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut own = Vec::new();
                while let Some(route) = routes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match one_route(site, head, base, output, route) {
                        Ok(made) => own.extend(made),
                        Err(problem) => {
                            // The first problem is told; the others follow from it or are alike.
                            next.store(routes.len(), Ordering::Relaxed);
                            if let Ok(mut failed) = failed.lock() {
                                failed.get_or_insert(problem);
                            }
                        }
                    }
                }
                if let Ok(mut entries) = entries.lock() {
                    entries.extend(own);
                }
            });
        }
    });
    if let Ok(Some(problem)) = failed.into_inner() {
        return Err(problem);
    }
    let mut entries = entries.into_inner().unwrap_or_else(PoisonError::into_inner);
    entries.sort();
    Ok(entries)
}

/// One route in every language.
fn one_route(
    site: &views::SiteViews<'_>,
    head: &document::Head,
    base: &str,
    output: &write::Output,
    route: &Route,
) -> Result<Vec<RouteEntry>, PublishError> {
    let mut made = Vec::with_capacity(Lang::ALL.len());
    for lang in Lang::ALL {
        let page = site.page(route, lang);
        let json = document::page_json(&page)?;
        let module = page.content.module();
        let rendered = mingbai_app::render::render(route, lang, base, page);
        let html = document::document(head, route, lang, &rendered, module, &json);
        output.bytes_at(
            &format!("{}{}", lang.folder(), route.file()),
            html.as_bytes(),
        )?;
        made.push(RouteEntry {
            path: Links::new(base, lang).to(route),
            lang,
            title: rendered.title,
        });
    }
    Ok(made)
}

/// Files by path, with their hashes: what a manifest names.
type Files = BTreeMap<String, write::FileFacts>;

/// Names with their content's hash in them, by the name without.
type Hashed = HashMap<String, String>;

/// The folder beside a site that holds its releases.
pub fn releases_of(site: &Path) -> PathBuf {
    release::releases_of(site)
}

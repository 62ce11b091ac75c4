//! Looks at an inbox as its worst visitors would, and says what would go wrong.
//!
//! Stores differ in what they do when two writers bring different bytes under one name, and some
//! take no notice of being asked not to write over; some let strangers read or list. So nothing is
//! believed: bytes are put, by one writer after another and by 32 at once, and then read back.
//!
//! An object store and a folder are asked from the inside for that, and an object store also from
//! the outside, by a visitor without keys. An inbox's address is only asked from the outside: it
//! refuses bytes that are not what their name says, and where it does, nobody can write over
//! anything and nothing of the trial stays. Where it takes them (nginx), the trial goes on, and
//! what it had to leave behind is listed.
//!
//! An office folder is looked at with everything that residents' devices are told: its own inbox,
//! and from the outside every address that its workbook names.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use object_store::{
    Attributes, Error as ObjectError, ObjectStore, ObjectStoreExt as _, PutOptions,
};
use records::envelope::{DocId, LIMIT_DOCUMENT, LIMIT_MEDIA};
use records::{Id, Records};
use reqwest::{Client, Method, StatusCode, header};
use serde::Serialize;
use url::Url;

use super::store::{Documents as _, Name, ReadError};
use super::{InboxError, LocalInbox, Place, S3Address, S3Inbox, local};

/// So many writers bring different bytes under one name at once.
pub const WRITERS: usize = 32;
/// So often.
const ROUNDS: usize = 3;
/// Clocks may differ by this much.
const CLOCK: TimeDelta = TimeDelta::seconds(60);
/// The path of an inbox's address.
const PATH: &str = "inbox/v1";

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// What is put can be read.
    Writes,
    /// Whether a second writer can write over the first.
    CreateOnly,
    /// The same, for [`WRITERS`] at once.
    CreateOnlyAtOnce,
    /// What was put is removed again.
    Cleans,
    /// A name that is not the hash of its bytes.
    WrongName,
    /// Reading, from outside.
    Get,
    /// Asking whether something is there, from outside.
    Head,
    /// Listing, from outside.
    List,
    /// Removing, from outside.
    Delete,
    /// Putting without keys.
    PutFromOutside,
    /// Other ways to change or to read.
    OtherMethods,
    /// The question that browsers ask before they put.
    Options,
    /// More bytes than a document may have.
    TooLong,
    /// Another content type.
    ContentType,
    /// No length.
    LengthMissing,
    /// Names of another form.
    Names,
    /// Whether it says that it can store.
    Health,
    /// Its clock and this machine's.
    Clock,
    /// Whether the way there is encrypted.
    Encrypted,
    /// Whether others on the machine can read the folder.
    Private,
    /// Whether every document is what its name says.
    Damage,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// As it should be.
    Good,
    /// It works, but promises less than our own server does.
    Weak,
    /// It has to be mended before residents use it.
    Bad,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Seen {
    /// It is as it should be.
    AsItShould,
    /// It answered with this status.
    Status(u16),
    /// Bytes came out that nobody may read.
    Readable,
    /// So many writers of one name were told that theirs is stored.
    Winners(usize),
    /// What lies there is not what the one who was told so brought.
    Mixed,
    /// The later bytes stand where the first stood.
    WrittenOver,
    /// It does not compare name and bytes.
    NotCompared,
    /// A request got no answer; what the client says.
    NoAnswer(String),
    /// So many seconds apart.
    Apart(i64),
    /// It says nothing.
    Silent,
    /// Not encrypted.
    Plain,
    /// The permissions of the folder.
    Mode(u32),
    /// These documents are not what their names say.
    Damaged(Vec<String>),
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How bad it is.
    pub severity: Severity,
    /// What was seen.
    pub seen: Seen,
}

/// What kind of inbox it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A folder of this machine.
    Folder,
    /// An object store.
    ObjectStore,
    /// An address.
    Address,
}

/// All findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was looked at, without secrets.
    pub place: String,
    /// What kind it is.
    pub kind: Kind,
    /// What browsers that put there themselves should take the status 409 for.
    pub conflict_means: Option<&'static str>,
    /// The findings, in the order of looking.
    pub findings: Vec<Finding>,
    /// Names that the trial had to leave behind.
    pub left: Vec<String>,
}

impl Report {
    fn new(place: String, kind: Kind) -> Self {
        Self {
            place,
            kind,
            conflict_means: None,
            findings: Vec::new(),
            left: Vec::new(),
        }
    }

    /// The worst of it.
    pub fn worst(&self) -> Severity {
        let all = self.findings.iter().map(|finding| finding.severity);
        all.max().unwrap_or(Severity::Good)
    }

    /// Whether two writers of one name could both be told that theirs is stored.
    pub fn writes_over(&self) -> bool {
        self.findings.iter().any(|finding| {
            matches!(finding.check, Check::CreateOnly | Check::CreateOnlyAtOnce)
                && finding.severity == Severity::Bad
        })
    }

    fn good(&mut self, check: Check) {
        self.note(check, Severity::Good, Seen::AsItShould);
    }

    fn note(&mut self, check: Check, severity: Severity, seen: Seen) {
        self.findings.push(Finding {
            check,
            severity,
            seen,
        });
    }
}

/// An inbox that the workbook names, and what was found there.
#[derive(Debug)]
pub struct Named {
    /// As the workbook has it.
    pub url: String,
    /// The findings, or why there are none.
    pub found: Result<Report, NotAsked>,
}

/// Why an inbox that the workbook names was not looked at.
#[derive(Debug)]
pub enum NotAsked {
    /// It is a path of the site, and the workbook does not say where the site is.
    NoSite,
    /// Nobody answered.
    Doctor(DoctorError),
}

/// An office's inboxes.
#[derive(Debug)]
pub struct OfficeReport {
    /// The folder's own inbox; none where the office has none on this machine.
    pub own: Option<Report>,
    /// Those that the workbook names, in its order.
    pub named: Vec<Named>,
}

impl OfficeReport {
    /// The worst of it. What was not reached is as bad as it gets: residents would not reach it
    /// either.
    pub fn worst(&self) -> Severity {
        let own = self.own.iter().map(Report::worst);
        let named = self.named.iter().map(|named| match &named.found {
            Ok(report) => report.worst(),
            Err(NotAsked::NoSite) => Severity::Weak,
            Err(NotAsked::Doctor(_)) => Severity::Bad,
        });
        own.chain(named).max().unwrap_or(Severity::Good)
    }
}

/// Why nothing could be looked at.
#[derive(Debug)]
#[non_exhaustive]
pub enum DoctorError {
    /// The place is none.
    Inbox(InboxError),
    /// The address is none, or says no community.
    Address {
        /// As given.
        text: String,
    },
    /// It is a folder without an inbox.
    NoInbox {
        /// As given.
        path: PathBuf,
    },
    /// Nobody answers at an address.
    NoAnswer {
        /// What was asked.
        url: String,
        /// What the client says.
        problem: String,
    },
    /// Nobody answers, or the keys are refused.
    Unreachable {
        /// What was asked.
        place: String,
        /// What the client says.
        problem: String,
    },
    /// The system gave no threads.
    CannotRun(io::Error),
}

/// Looks at an inbox: a folder (or an office folder with one in it), `s3://…`, or an address such
/// as `https://host/inbox/v1/xinglinli`, where `community` may name the community instead.
pub fn examine(place: &str, community: Option<&Id>) -> Result<Report, DoctorError> {
    let runtime = runtime()?;
    if place.starts_with("http://") || place.starts_with("https://") {
        let address = Address::read(place, community).ok_or_else(|| DoctorError::Address {
            text: place.to_owned(),
        })?;
        return runtime.block_on(examine_address(&address));
    }
    match Place::read(place).map_err(DoctorError::Inbox)? {
        Place::Folder(path) => {
            let within = path.join("inbox");
            let root = if within.is_dir() { &within } else { path };
            runtime.block_on(examine_folder(root))
        }
        Place::S3(address) => {
            let inbox = S3Inbox::open(&address).map_err(DoctorError::Inbox)?;
            runtime.block_on(examine_store(&address, &inbox))
        }
    }
}

/// Looks at an office's own inbox, if it has one, and at every address that its workbook names.
///
/// # Errors
/// [`DoctorError`] when the office's own cannot be looked at. An address that cannot be reached is
/// among the findings.
pub fn examine_office(office: &Path, records: &Records) -> Result<OfficeReport, DoctorError> {
    let place = office.to_string_lossy();
    let own = if office.join("inbox").is_dir() {
        Some(examine(&place, None)?)
    } else {
        None
    };
    let runtime = runtime()?;
    let community = &records.community;
    let site = community.site_url.as_deref();
    let site = site.and_then(|url| Url::parse(url).ok());
    let named = records.inboxes.iter().map(|inbox| {
        let url = inbox.url.clone();
        let root = match (Url::parse(&url), &site) {
            (Ok(root), _) => Some(root),
            (Err(_), Some(site)) => site.join(&url).ok(),
            (Err(_), None) => None,
        };
        let found = match root {
            None => Err(NotAsked::NoSite),
            Some(root) => {
                let community = community.id.clone();
                let address = Address { root, community };
                let examined = runtime.block_on(examine_address(&address));
                examined.map_err(NotAsked::Doctor)
            }
        };
        Named { url, found }
    });
    Ok(OfficeReport {
        own,
        named: named.collect(),
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, DoctorError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(DoctorError::CannotRun)
}

/// Looks at an inbox before a server opens it: a folder is made if it is not there, as the server
/// would.
pub fn examine_here(place: &str) -> Result<Report, DoctorError> {
    if let Ok(Place::Folder(path)) = Place::read(place) {
        let io = |source| {
            DoctorError::Inbox(InboxError::Io {
                path: path.to_owned(),
                source,
            })
        };
        local::make_folder(path).map_err(io)?;
        let mut report = Report::new(place.to_owned(), Kind::Folder);
        try_in(path, &mut report).map_err(io)?;
        return Ok(report);
    }
    examine(place, None)
}

/// A few bytes of this trial's own.
fn trial_bytes(trial: &str, writer: usize) -> Bytes {
    Bytes::from(format!("{{\"trial\":\"{trial}\",\"writer\":{writer}}}"))
}

/// A word that no other trial has.
fn trial_word() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:016x}", RandomState::new().hash_one(Utc::now()))
}

// --- An object store ---------------------------------------------------------------------------

/// Looks at an object store, from the inside and from the outside.
pub async fn examine_store(address: &S3Address, inbox: &S3Inbox) -> Result<Report, DoctorError> {
    let mut report = Report::new(address.to_string(), Kind::ObjectStore);
    report.conflict_means = Some(address.create().conflict_means());
    let (store, prefix) = (inbox.objects(), inbox.prefix());
    let trial = trial_word();
    let place = |name: &str| {
        let below = [".doctor", &trial, name];
        below
            .iter()
            .fold(prefix.clone(), |path, part| path.join(*part))
    };
    let put = |at: object_store::path::Path, bytes: Bytes| {
        let store = Arc::clone(&store);
        let options = PutOptions {
            mode: address.create().mode(),
            attributes: Attributes::new(),
            ..PutOptions::default()
        };
        async move { store.put_opts(&at, bytes.into(), options).await }
    };
    let failed = |error: &ObjectError| DoctorError::Unreachable {
        place: address.to_string(),
        problem: error.to_string(),
    };

    let one = place("one");
    let first = trial_bytes(&trial, 0);
    put(one.clone(), first.clone())
        .await
        .map_err(|error| failed(&error))?;
    let read = async |at: &object_store::path::Path| store.get(at).await?.bytes().await;
    if read(&one).await.map_err(|error| failed(&error))? == first {
        report.good(Check::Writes);
    } else {
        report.note(Check::Writes, Severity::Bad, Seen::Mixed);
    }

    let second = put(one.clone(), trial_bytes(&trial, 1)).await;
    let there = read(&one).await.map_err(|error| failed(&error))?;
    match second {
        _ if there != first => report.note(Check::CreateOnly, Severity::Bad, Seen::WrittenOver),
        Ok(_) => report.note(Check::CreateOnly, Severity::Bad, Seen::Winners(2)),
        Err(ObjectError::AlreadyExists { .. }) => report.good(Check::CreateOnly),
        Err(error) => report.note(
            Check::CreateOnly,
            Severity::Bad,
            Seen::NoAnswer(error.to_string()),
        ),
    }

    let mut names = vec![one.clone()];
    let mut seen = Seen::AsItShould;
    for round in 0..ROUNDS {
        let at = place(&format!("at-once-{round}"));
        names.push(at.clone());
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let bytes = trial_bytes(&trial, writer);
                let put = put(at.clone(), bytes.clone());
                tokio::spawn(async move { put.await.map(|_| bytes) })
            })
            .collect();
        let mut winners = Vec::new();
        for writer in writers {
            if let Ok(Ok(bytes)) = writer.await {
                winners.push(bytes);
            }
        }
        let there = read(&at).await.ok();
        if winners.len() != 1 {
            seen = Seen::Winners(winners.len());
        } else if there.as_ref() != winners.first() {
            seen = Seen::Mixed;
        }
    }
    let severity = match seen {
        Seen::AsItShould => Severity::Good,
        _ => Severity::Bad,
    };
    report.note(Check::CreateOnlyAtOnce, severity, seen);

    outsiders_of_store(&mut report, address, &one, &first).await?;
    names.push(place("one-from-outside"));
    clock_of_store(&mut report, &store, &one).await;

    for name in names {
        if store.delete(&name).await.is_err() {
            report.left.push(name.to_string());
        }
    }
    // Keys that cannot remove are the better ones for an inbox.
    report.good(Check::Cleans);
    Ok(report)
}

/// A visitor without keys.
async fn outsiders_of_store(
    report: &mut Report,
    address: &S3Address,
    there: &object_store::path::Path,
    bytes: &Bytes,
) -> Result<(), DoctorError> {
    let Some(bucket) = address.bucket_url() else {
        return Ok(());
    };
    if bucket.scheme() == "http" && !is_this_machine(&bucket) {
        report.note(Check::Encrypted, Severity::Bad, Seen::Plain);
    } else {
        report.good(Check::Encrypted);
    }
    let visitor = Visitor::new()?;
    let object = below(&bucket, there.as_ref());
    let listing = {
        let mut url = bucket.clone();
        url.set_query(Some("list-type=2"));
        url
    };
    for (check, method, url) in [
        (Check::Get, Method::GET, &object),
        (Check::Head, Method::HEAD, &object),
        (Check::List, Method::GET, &listing),
    ] {
        visitor.must_refuse(report, check, method, url, bytes).await;
    }
    let stranger = below(&bucket, &format!("{there}-from-outside"));
    let answer = visitor
        .ask(Method::PUT, &stranger, &[], Some(bytes.clone()))
        .await;
    refused(report, Check::PutFromOutside, answer, bytes);
    visitor
        .must_refuse(report, Check::Delete, Method::DELETE, &object, bytes)
        .await;
    Ok(())
}

async fn clock_of_store(
    report: &mut Report,
    store: &Arc<dyn ObjectStore>,
    at: &object_store::path::Path,
) {
    // A store that let an outsider remove it has been told of already.
    if let Ok(found) = store.head(at).await {
        clock(report, found.last_modified);
    }
}

fn clock(report: &mut Report, theirs: DateTime<Utc>) {
    let apart = Utc::now() - theirs;
    if apart.abs() <= CLOCK {
        report.good(Check::Clock);
    } else {
        let seen = Seen::Apart(apart.num_seconds());
        report.note(Check::Clock, Severity::Bad, seen);
    }
}

// --- An address --------------------------------------------------------------------------------

/// An inbox's address: everything up to the community.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    root: Url,
    community: Id,
}

impl Address {
    fn read(text: &str, community: Option<&Id>) -> Option<Self> {
        let mut root = Url::parse(text).ok()?;
        root.set_query(None);
        root.set_fragment(None);
        let path = root.path().trim_matches('/').to_owned();
        let (above, named) = match path.rsplit_once(PATH) {
            Some((above, below)) => (above.to_owned(), below.trim_matches('/').to_owned()),
            None => (format!("{path}/"), String::new()),
        };
        let named = if named.is_empty() {
            None
        } else {
            Some(Id::new(named).ok()?)
        };
        let community = community.cloned().or(named)?;
        let above = above.trim_matches('/');
        let slash = if above.is_empty() { "" } else { "/" };
        root.set_path(&format!("/{above}{slash}{PATH}"));
        Some(Self { root, community })
    }

    fn document(&self, id: &DocId) -> Url {
        let id = id.to_string();
        below(
            &self.root,
            &format!("{}/story/{}/{id}.json", self.community, &id[..2]),
        )
    }

    fn media(&self, id: &DocId) -> Url {
        let id = id.to_string();
        below(
            &self.root,
            &format!("{}/media/{}/{id}.bin", self.community, &id[..2]),
        )
    }
}

fn below(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    let joined = format!("{}/{path}", url.path().trim_end_matches('/'));
    url.set_path(&joined);
    url
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(four)) => four.is_loopback(),
        Some(url::Host::Ipv6(six)) => six.is_loopback(),
        None => false,
    }
}

const JSON: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json");
const OCTETS: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/octet-stream");
const NEW: (header::HeaderName, &str) = (header::IF_NONE_MATCH, "*");

async fn examine_address(address: &Address) -> Result<Report, DoctorError> {
    let mut report = Report::new(
        below(&address.root, address.community.as_str()).to_string(),
        Kind::Address,
    );
    let visitor = Visitor::new()?;
    let trial = trial_word();
    // The name of a document that nobody has.
    let id = DocId::of(trial.as_bytes());
    let url = address.document(&id);
    let unreachable = |problem| DoctorError::NoAnswer {
        url: address.root.to_string(),
        problem,
    };

    let asked = visitor
        .ask(
            Method::OPTIONS,
            &url,
            &[(header::ORIGIN, "https://elsewhere.example")],
            None,
        )
        .await
        .map_err(unreachable)?;
    status(&mut report, Check::Options, asked.status, &[204, 200]);
    match asked.date {
        Some(date) => clock(&mut report, date),
        None => report.note(Check::Clock, Severity::Weak, Seen::Silent),
    }
    if address.root.scheme() == "https" || is_this_machine(&address.root) {
        report.good(Check::Encrypted);
    } else {
        report.note(Check::Encrypted, Severity::Bad, Seen::Plain);
    }
    let health = {
        let mut url = address.root.clone();
        url.set_path("/healthz");
        url
    };
    match visitor.ask(Method::GET, &health, &[], None).await {
        Ok(Heard {
            status: StatusCode::OK,
            ..
        }) => report.good(Check::Health),
        Ok(Heard {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..
        }) => {
            report.note(Check::Health, Severity::Bad, Seen::Status(503));
        }
        Ok(_) => report.note(Check::Health, Severity::Weak, Seen::Silent),
        Err(problem) => report.note(Check::Health, Severity::Weak, Seen::NoAnswer(problem)),
    }

    let first = trial_bytes(&trial, 0);
    let put = async |url: &Url, bytes: Bytes| {
        visitor
            .ask(Method::PUT, url, &[JSON, NEW], Some(bytes))
            .await
    };
    let mut bytes_there = None;
    match put(&url, first.clone()).await {
        // It reads what it takes: nobody can bring other bytes under a name.
        Ok(answer) if matches!(answer.status.as_u16(), 400 | 422) => {
            report.good(Check::WrongName);
            report.good(Check::CreateOnly);
            let at_once = at_once(&visitor, &url, &trial).await;
            let (severity, seen) = match at_once {
                0 => (Severity::Good, Seen::AsItShould),
                winners => (Severity::Bad, Seen::Winners(winners)),
            };
            report.note(Check::CreateOnlyAtOnce, severity, seen);
        }
        Ok(answer) if answer.status.is_success() => {
            report.note(Check::WrongName, Severity::Weak, Seen::NotCompared);
            report.left.push(url.path().to_owned());
            bytes_there = Some(first);
            let again = put(&url, trial_bytes(&trial, 1)).await;
            match again {
                Ok(answer) if answer.status.is_success() => report.note(
                    Check::CreateOnly,
                    Severity::Bad,
                    Seen::Status(answer.status.as_u16()),
                ),
                Ok(_) => report.good(Check::CreateOnly),
                Err(problem) => {
                    report.note(Check::CreateOnly, Severity::Bad, Seen::NoAnswer(problem));
                }
            }
            let other = address.document(&DocId::of(format!("{trial} at once").as_bytes()));
            report.left.push(other.path().to_owned());
            let (severity, seen) = match at_once(&visitor, &other, &trial).await {
                1 => (Severity::Good, Seen::AsItShould),
                // Names are hashes, so the office sees what was written over.
                winners => (Severity::Weak, Seen::Winners(winners)),
            };
            report.note(Check::CreateOnlyAtOnce, severity, seen);
        }
        Ok(answer) => report.note(
            Check::WrongName,
            Severity::Bad,
            Seen::Status(answer.status.as_u16()),
        ),
        Err(problem) => report.note(Check::WrongName, Severity::Bad, Seen::NoAnswer(problem)),
    }

    let secret = bytes_there.unwrap_or_else(|| Bytes::from_static(b"\0 nothing is there"));
    visitor
        .must_refuse(&mut report, Check::Get, Method::GET, &url, &secret)
        .await;
    visitor
        .must_refuse(&mut report, Check::Head, Method::HEAD, &url, &secret)
        .await;
    let mut folders = BTreeMap::new();
    let mut folder = url.clone();
    while folder.path().len() > address.root.path().len() {
        folder = folder.join("..").unwrap_or_else(|_| address.root.clone());
        let worse = visitor.ask(Method::GET, &folder, &[], None).await;
        folders.insert(folder.path().to_owned(), worse);
        if folder.path() == "/" {
            break;
        }
    }
    // The folder of the site itself is public; those of the inbox are not.
    let root = format!("{}/", address.root.path().trim_end_matches('/'));
    let listed = folders
        .into_iter()
        .filter(|(path, _)| path.contains("/inbox/") || path.starts_with(&root))
        .find_map(|(_, answer)| answer.ok().filter(|answer| answer.status.is_success()));
    match listed {
        Some(answer) => report.note(
            Check::List,
            Severity::Bad,
            Seen::Status(answer.status.as_u16()),
        ),
        None => report.good(Check::List),
    }
    visitor
        .must_refuse(&mut report, Check::Delete, Method::DELETE, &url, &secret)
        .await;
    let mut others = Ok(());
    for method in ["POST", "PATCH", "PROPFIND", "MKCOL", "MOVE", "COPY", "LOCK"] {
        let Ok(method) = Method::from_bytes(method.as_bytes()) else {
            continue;
        };
        match visitor
            .ask(method, &url, &[JSON], Some(secret.clone()))
            .await
        {
            Ok(answer) if answer.status.is_success() => others = Err(answer.status.as_u16()),
            // A connection that is closed is a refusal too.
            Ok(_) | Err(_) => {}
        }
    }
    match others {
        Ok(()) => report.good(Check::OtherMethods),
        Err(status) => {
            report.note(Check::OtherMethods, Severity::Bad, Seen::Status(status));
        }
    }

    let fresh = address.document(&DocId::of(format!("{trial} too long").as_bytes()));
    let media = address.media(&DocId::of(format!("{trial} too long").as_bytes()));
    let mut longest = Ok(());
    for (url, kind, limit) in [
        (&fresh, JSON, LIMIT_DOCUMENT),
        (&media, OCTETS, LIMIT_MEDIA),
    ] {
        let answer = visitor
            .ask(
                Method::PUT,
                url,
                &[kind, NEW],
                Some(vec![b' '; limit + 1].into()),
            )
            .await;
        match answer {
            Ok(answer) if answer.status == StatusCode::PAYLOAD_TOO_LARGE => {}
            Ok(answer) => longest = Err(Seen::Status(answer.status.as_u16())),
            // Closed while the body still came: refused, if not politely.
            Err(_) => {}
        }
    }
    match longest {
        Ok(()) => report.good(Check::TooLong),
        Err(seen) => report.note(Check::TooLong, Severity::Bad, seen),
    }

    let text = (header::CONTENT_TYPE, "text/html");
    let answer = visitor
        .ask(
            Method::PUT,
            &fresh,
            &[text, NEW],
            Some(trial_bytes(&trial, 2)),
        )
        .await;
    weak_unless(&mut report, Check::ContentType, answer, 415);
    let answer = visitor.ask_chunked(&fresh, trial_bytes(&trial, 3)).await;
    weak_unless(&mut report, Check::LengthMissing, answer, 411);

    let id = id.to_string();
    let mut names = Ok(());
    for path in [
        format!("{}/story/{id}.json", address.community),
        format!("{}/secret/{}/{id}.json", address.community, &id[..2]),
        format!(
            "{}/story/{}/{}.json",
            address.community,
            &id[..2],
            &id[..32]
        ),
        format!("{}/story/{}/{id}.html", address.community, &id[..2]),
        format!("nowhere-{trial}/story/{}/{id}.json", &id[..2]),
        format!(
            "{}/story/{}/{}.json",
            address.community,
            &id[..2],
            id.to_uppercase()
        ),
        format!("{}/.arrivals/{trial}.jsonl", address.community),
    ] {
        let url = below(&address.root, &path);
        if let Ok(answer) = put(&url, trial_bytes(&trial, 4)).await
            && answer.status.is_success()
        {
            names = Err(answer.status.as_u16());
            report.left.push(url.path().to_owned());
        }
    }
    match names {
        Ok(()) => report.good(Check::Names),
        Err(status) => report.note(Check::Names, Severity::Bad, Seen::Status(status)),
    }
    Ok(report)
}

/// How many of [`WRITERS`] who bring different bytes under one name at once are told that theirs
/// is stored.
async fn at_once(visitor: &Visitor, url: &Url, trial: &str) -> usize {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (visitor, url) = (visitor.clone(), url.clone());
            let bytes = trial_bytes(trial, 100 + writer);
            tokio::spawn(async move {
                let answer = visitor.ask(Method::PUT, &url, &[JSON, NEW], Some(bytes));
                answer.await.is_ok_and(|answer| answer.status.is_success())
            })
        })
        .collect();
    let mut winners = 0;
    for writer in writers {
        winners += usize::from(writer.await.unwrap_or(false));
    }
    winners
}

fn status(report: &mut Report, check: Check, found: StatusCode, good: &[u16]) {
    if good.contains(&found.as_u16()) {
        report.good(check);
    } else {
        report.note(check, Severity::Bad, Seen::Status(found.as_u16()));
    }
}

fn weak_unless(report: &mut Report, check: Check, answer: Result<Heard, String>, good: u16) {
    match answer {
        Ok(answer) if answer.status.as_u16() == good => report.good(check),
        Ok(answer) => {
            let severity = if answer.status.is_success() {
                Severity::Bad
            } else {
                Severity::Weak
            };
            report.note(check, severity, Seen::Status(answer.status.as_u16()));
        }
        Err(problem) => report.note(check, Severity::Weak, Seen::NoAnswer(problem)),
    }
}

fn refused(report: &mut Report, check: Check, answer: Result<Heard, String>, secret: &Bytes) {
    match answer {
        Ok(answer) if answer.holds(secret) => report.note(check, Severity::Bad, Seen::Readable),
        Ok(answer) if answer.status.is_client_error() || answer.status.as_u16() == 501 => {
            report.good(check);
        }
        Ok(answer) => report.note(check, Severity::Bad, Seen::Status(answer.status.as_u16())),
        Err(problem) => report.note(check, Severity::Weak, Seen::NoAnswer(problem)),
    }
}

/// What lies at the bottom of an error: "connection refused" rather than "error sending request".
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Somebody without keys.
#[derive(Debug, Clone)]
struct Visitor(Client);

/// An answer.
struct Heard {
    status: StatusCode,
    date: Option<DateTime<Utc>>,
    body: Bytes,
}

impl Heard {
    fn holds(&self, secret: &Bytes) -> bool {
        self.status.is_success()
            && self
                .body
                .windows(secret.len().max(1))
                .any(|window| window == &secret[..])
    }
}

impl Visitor {
    fn new() -> Result<Self, DoctorError> {
        super::s3::install_tls();
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| DoctorError::Unreachable {
                place: String::new(),
                problem: error.to_string(),
            })?;
        Ok(Self(client))
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        headers: &[(header::HeaderName, &str)],
        body: Option<Bytes>,
    ) -> Result<Heard, String> {
        let mut request = self.0.request(method, url.clone());
        for (name, value) in headers {
            request = request.header(name.clone(), *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        Self::hear(request).await
    }

    /// A body whose length is not said beforehand.
    async fn ask_chunked(&self, url: &Url, body: Bytes) -> Result<Heard, String> {
        let pieces = futures_util::stream::iter([Ok::<_, io::Error>(body)]);
        let request = self
            .0
            .put(url.clone())
            .header(JSON.0, JSON.1)
            .body(reqwest::Body::wrap_stream(pieces));
        Self::hear(request).await
    }

    async fn hear(request: reqwest::RequestBuilder) -> Result<Heard, String> {
        let answer = request.send().await.map_err(|error| innermost(&error))?;
        let date = answer
            .headers()
            .get(header::DATE)
            .and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok())
            .map(|date| date.with_timezone(&Utc));
        Ok(Heard {
            status: answer.status(),
            date,
            body: answer.bytes().await.map_err(|error| innermost(&error))?,
        })
    }

    async fn must_refuse(
        &self,
        report: &mut Report,
        check: Check,
        method: Method,
        url: &Url,
        secret: &Bytes,
    ) {
        let answer = self.ask(method, url, &[], None).await;
        refused(report, check, answer, secret);
    }
}

// --- A folder ----------------------------------------------------------------------------------

async fn examine_folder(root: &Path) -> Result<Report, DoctorError> {
    let inbox = LocalInbox::open(root).map_err(DoctorError::Inbox)?;
    let mut report = Report::new(root.display().to_string(), Kind::Folder);
    let io = |source| {
        DoctorError::Inbox(InboxError::Io {
            path: root.to_owned(),
            source,
        })
    };
    try_in(root, &mut report).map_err(io)?;
    privacy(&mut report, root).map_err(io)?;

    let mut damaged = Vec::new();
    for community in inbox.communities().map_err(io)? {
        let names = inbox
            .list(&community)
            .await
            .map_err(|error| unread(root, error))?;
        for name in names {
            if let Err(error) = inbox.get(&name).await {
                match error {
                    ReadError::Damaged(name) => damaged.push(name.path()),
                    other @ ReadError::Io { .. } => return Err(unread(root, other)),
                }
            }
        }
    }
    if damaged.is_empty() {
        report.good(Check::Damage);
    } else {
        report.note(Check::Damage, Severity::Bad, Seen::Damaged(damaged));
    }
    Ok(report)
}

fn unread(root: &Path, error: ReadError) -> DoctorError {
    let source = match error {
        ReadError::Io { source, .. } => source,
        ReadError::Damaged(Name { id, .. }) => io::Error::other(id.to_string()),
    };
    DoctorError::Inbox(InboxError::Io {
        path: root.to_owned(),
        source,
    })
}

/// Tries in a folder of its own below this one.
fn try_in(root: &Path, report: &mut Report) -> io::Result<()> {
    let trial = root.join(format!(".doctor-{}", trial_word()));
    fs::create_dir(&trial)?;
    let tried = try_folder(report, &trial);
    match fs::remove_dir_all(&trial) {
        Ok(()) => report.good(Check::Cleans),
        Err(_) => report.left.push(trial.display().to_string()),
    }
    tried
}

/// Writes, flushes and names files as the store does, and sees who wins.
fn try_folder(report: &mut Report, trial: &Path) -> io::Result<()> {
    let write = |name: String, writer: usize| -> io::Result<PathBuf> {
        let path = trial.join(name);
        let mut file = OpenOptions::new()
            .create_new(true)
            .write(true)
            .open(&path)?;
        file.write_all(&trial_bytes("folder", writer))?;
        file.sync_all()?;
        Ok(path)
    };
    let one = trial.join("one");
    let is_taken = |placed: io::Result<()>| match placed {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(true),
        Err(error) => Err(error),
    };
    local::place(&write("first".to_owned(), 0)?, &one)?;
    local::sync_folder(trial)?;
    if fs::read(&one)? == trial_bytes("folder", 0) {
        report.good(Check::Writes);
    } else {
        report.note(Check::Writes, Severity::Bad, Seen::Mixed);
    }
    let is_refused = is_taken(local::place(&write("second".to_owned(), 1)?, &one))?;
    if is_refused && fs::read(&one)? == trial_bytes("folder", 0) {
        report.good(Check::CreateOnly);
    } else {
        report.note(Check::CreateOnly, Severity::Bad, Seen::WrittenOver);
    }

    let mut seen = Seen::AsItShould;
    for round in 0..ROUNDS {
        let name = trial.join(format!("at-once-{round}"));
        let ready = (0..WRITERS)
            .map(|writer| write(format!("{round}-{writer}"), writer))
            .collect::<io::Result<Vec<_>>>()?;
        let start = Barrier::new(WRITERS);
        let winners: Vec<usize> = std::thread::scope(|scope| {
            let writers: Vec<_> = ready
                .iter()
                .map(|temporary| {
                    scope.spawn(|| {
                        start.wait();
                        local::place(temporary, &name).is_ok()
                    })
                })
                .collect();
            writers
                .into_iter()
                .enumerate()
                .filter_map(|(writer, done)| done.join().unwrap_or(false).then_some(writer))
                .collect()
        });
        match winners[..] {
            [winner] if fs::read(&name)? == trial_bytes("folder", winner) => {}
            [_] => seen = Seen::Mixed,
            _ => seen = Seen::Winners(winners.len()),
        }
    }
    let severity = match seen {
        Seen::AsItShould => Severity::Good,
        _ => Severity::Bad,
    };
    report.note(Check::CreateOnlyAtOnce, severity, seen);
    Ok(())
}

#[cfg(unix)]
fn privacy(report: &mut Report, root: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(root)?.permissions().mode() & 0o777;
    if mode.trailing_zeros() >= 3 {
        report.good(Check::Private);
    } else {
        report.note(Check::Private, Severity::Weak, Seen::Mode(mode));
    }
    Ok(())
}

#[cfg(not(unix))]
fn privacy(_report: &mut Report, _root: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_or_without_its_path_and_community() {
        let id = Id::new("xinglinli").unwrap();
        for (text, named, root) in [
            (
                "http://127.0.0.1:8080/inbox/v1/xinglinli",
                None,
                "http://127.0.0.1:8080/inbox/v1",
            ),
            (
                "https://in.example/inbox/v1/xinglinli/",
                None,
                "https://in.example/inbox/v1",
            ),
            (
                "https://in.example/inbox/v1",
                Some(&id),
                "https://in.example/inbox/v1",
            ),
            (
                "https://in.example",
                Some(&id),
                "https://in.example/inbox/v1",
            ),
            (
                "https://in.example/town/",
                Some(&id),
                "https://in.example/town/inbox/v1",
            ),
            (
                "https://in.example/town/inbox/v1?x#y",
                Some(&id),
                "https://in.example/town/inbox/v1",
            ),
        ] {
            let address = Address::read(text, named).unwrap();
            assert_eq!(address.root.as_str(), root, "{text}");
            assert_eq!(address.community, id);
        }
        for text in [
            "https://in.example",
            "https://in.example/inbox/v1/",
            "https://in.example/inbox/v1/a/b",
            "ftp:",
        ] {
            assert_eq!(Address::read(text, None), None, "{text}");
        }
    }
}

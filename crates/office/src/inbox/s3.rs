//! An inbox in an object store that speaks S3, so that several servers without a disk of their own
//! can stand in front of one.
//!
//! ```text
//! s3://bucket/prefix?endpoint=https://store.example&region=cn-east-1&style=virtual&create=oss
//! {prefix}/{community}/{kind}/{id[0..2]}/{id}.json
//! {prefix}/{community}/media/{id[0..2]}/{id}.bin
//! {prefix}/.arrivals/{community}/{day}/{time}-{server}-{number}.jsonl
//! ```
//!
//! A document is put on the condition that nothing is there under its name. If something is, it is
//! read, and its bytes decide: the same document, or one that is damaged. That also settles what
//! the status 409 means, which differs: AWS says it of two that came at once («try again»), the
//! Chinese stores of one that is there ([`Create::conflict_means`]).
//!
//! The journal's lines are written after the document and before the sender is told. Lines that
//! come together go into one object. Where a server stopped between the two, the store's own
//! time of the document counts, as a time of finding it.
//!
//! Stores that take no notice of the condition exist and do not say so. Names are hashes, so what
//! was written over is seen when it is read; `mingbai inbox doctor` finds such a store beforehand.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error, ObjectMeta, ObjectStore,
    ObjectStoreExt as _, PutMode, PutOptions, RetryConfig,
};
use records::Id;
use records::envelope::{LIMIT_DOCUMENT, LIMIT_MEDIA};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use url::Url;

use super::journal;
use super::store::{
    Arrival, Documents, Name, Pending, ReadError, State, Store, StoreError, Stored, What,
};
use super::{InboxError, InboxNotice, Options, Tell};

/// How often a document is put again when the store says that something is there and then shows
/// nothing (AWS: two came at once, and neither is there yet).
const TRIES: u32 = 5;
/// So many failures one after another, and senders are told at once to come back later, for this
/// long; then one is let through again.
const FAILURES: u32 = 3;
const REST: Duration = Duration::from_secs(5);
/// How often a full store is counted again.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How many objects are read at once.
const READS: usize = 16;

/// How a store is told to put an object only where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Create {
    /// `If-None-Match: *`, as AWS, `SeaweedFS` and Ceph have it.
    #[default]
    Standard,
    /// Aliyun OSS.
    Oss,
    /// Tencent COS.
    Cos,
    /// Volcengine TOS.
    Tos,
}

impl Create {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Standard, Self::Oss, Self::Cos, Self::Tos];

    /// The word for it in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Standard => "if-none-match",
            Self::Oss => "oss",
            Self::Cos => "cos",
            Self::Tos => "tos",
        }
    }

    /// The header of its own that such a store wants.
    pub fn header(self) -> Option<&'static str> {
        match self {
            Self::Standard => None,
            Self::Oss => Some("x-oss-forbid-overwrite"),
            Self::Cos => Some("x-cos-forbid-overwrite"),
            Self::Tos => Some("x-tos-forbid-overwrite"),
        }
    }

    /// What a browser that puts documents there itself should take a 409 for, as `config.json`
    /// has it: `retry` or `exists`.
    pub fn conflict_means(self) -> &'static str {
        match self {
            Self::Standard => "retry",
            Self::Oss | Self::Cos | Self::Tos => "exists",
        }
    }

    pub(super) fn mode(self) -> PutMode {
        match self {
            Self::Standard => PutMode::Create,
            // Their header says it; `If-None-Match` they refuse or ignore.
            Self::Oss | Self::Cos | Self::Tos => PutMode::Overwrite,
        }
    }
}

/// Whether the bucket's name stands in the address's path or in its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Style {
    #[default]
    Path,
    Virtual,
}

/// Where an object store is, as `s3://bucket/prefix?…` says it. It holds no secret: keys come from
/// the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Address {
    bucket: String,
    prefix: Path,
    endpoint: Option<Url>,
    region: Option<String>,
    style: Style,
    create: Create,
}

/// What is wrong with the address of an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidAddress {
    /// It does not begin with `s3://` and the name of a bucket.
    NoBucket,
    /// The part after the bucket cannot be part of a name.
    Prefix,
    /// There is no such option.
    UnknownOption {
        /// As given.
        name: String,
    },
    /// An option cannot have this value.
    Value {
        /// The option.
        name: &'static str,
        /// As given.
        value: String,
    },
    /// It holds a user or password: keys belong into the environment.
    Secret,
}

impl FromStr for S3Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let url = Url::parse(text).map_err(|_| InvalidAddress::NoBucket)?;
        if url.scheme() != "s3" {
            return Err(InvalidAddress::NoBucket);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAddress::Secret);
        }
        let bucket = url.host_str().unwrap_or_default();
        if bucket.is_empty() || url.port().is_some() {
            return Err(InvalidAddress::NoBucket);
        }
        let mut address = Self {
            bucket: bucket.to_owned(),
            prefix: Path::from_url_path(url.path()).map_err(|_| InvalidAddress::Prefix)?,
            endpoint: None,
            region: None,
            style: Style::default(),
            create: Create::default(),
        };
        for (name, value) in url.query_pairs() {
            let wrong = |name| InvalidAddress::Value {
                name,
                value: value.to_string(),
            };
            match &*name {
                "endpoint" => {
                    let found = Url::parse(&value).map_err(|_| wrong("endpoint"))?;
                    if !matches!(found.scheme(), "http" | "https") || found.host_str().is_none() {
                        return Err(wrong("endpoint"));
                    }
                    if !found.username().is_empty() || found.password().is_some() {
                        return Err(InvalidAddress::Secret);
                    }
                    address.endpoint = Some(found);
                }
                "region" if !value.is_empty() => address.region = Some(value.into_owned()),
                "region" => return Err(wrong("region")),
                "style" => {
                    address.style = match &*value {
                        "path" => Style::Path,
                        "virtual" => Style::Virtual,
                        _ => return Err(wrong("style")),
                    }
                }
                "create" => {
                    address.create = Create::ALL
                        .into_iter()
                        .find(|create| create.key() == value)
                        .ok_or_else(|| wrong("create"))?;
                }
                _ => {
                    return Err(InvalidAddress::UnknownOption {
                        name: name.into_owned(),
                    });
                }
            }
        }
        Ok(address)
    }
}

impl fmt::Display for S3Address {
    /// Without its options: enough to know it by.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if !self.prefix.as_ref().is_empty() {
            write!(f, "/{}", self.prefix)?;
        }
        Ok(())
    }
}

impl S3Address {
    /// How documents are put there.
    pub fn create(&self) -> Create {
        self.create
    }

    /// Where a visitor from outside would ask for the bucket.
    pub fn bucket_url(&self) -> Option<Url> {
        match (&self.endpoint, self.style) {
            (Some(endpoint), Style::Path) => {
                let mut url = endpoint.clone();
                url.path_segments_mut()
                    .ok()?
                    .pop_if_empty()
                    .push(&self.bucket);
                Some(url)
            }
            (Some(endpoint), Style::Virtual) => self.virtual_host(endpoint),
            (None, _) => {
                let region = self.region.as_deref().unwrap_or("us-east-1");
                let url = format!("https://s3.{region}.amazonaws.com/{}", self.bucket);
                Url::parse(&url).ok()
            }
        }
    }

    fn virtual_host(&self, endpoint: &Url) -> Option<Url> {
        let host = endpoint.host_str()?;
        let mut url = endpoint.clone();
        if !host.starts_with(&format!("{}.", self.bucket)) {
            url.set_host(Some(&format!("{}.{host}", self.bucket)))
                .ok()?;
        }
        Some(url)
    }

    /// The client of the store.
    fn client(&self, keys: Option<&Keys>) -> Result<AmazonS3, Error> {
        install_tls();
        let mut headers = HeaderMap::new();
        if let Some(name) = self.create.header() {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static("true"),
            );
        }
        let options = ClientOptions::new()
            .with_default_headers(headers)
            .with_connect_timeout(Duration::from_secs(3))
            .with_timeout(Duration::from_secs(20))
            .with_allow_http(
                self.endpoint
                    .as_ref()
                    .is_some_and(|endpoint| endpoint.scheme() == "http"),
            );
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&self.bucket)
            .with_client_options(options)
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(2),
                    base: 2.0,
                },
                max_retries: 3,
                retry_timeout: Duration::from_secs(15),
            });
        if let Some(keys) = keys {
            builder = builder
                .with_access_key_id(&keys.id)
                .with_secret_access_key(&keys.secret);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = &self.endpoint {
            let endpoint = match self.style {
                Style::Path => Some(endpoint.clone()),
                Style::Virtual => self.virtual_host(endpoint),
            };
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
            }
        }
        builder
            .with_virtual_hosted_style_request(self.style == Style::Virtual)
            .build()
    }
}

/// Once before anything is asked over HTTPS.
pub(super) fn install_tls() {
    static TLS: OnceLock<()> = OnceLock::new();
    TLS.get_or_init(|| {
        // Another provider that is installed already will do as well.
        let _there = rustls::crypto::ring::default_provider().install_default();
    });
}

/// What a store knows its user by.
pub struct Keys {
    /// The key's name.
    pub id: String,
    /// The key.
    pub secret: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.id)
    }
}

/// An object store's part that is an inbox, to read.
#[derive(Debug, Clone)]
pub struct S3Inbox {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl S3Inbox {
    /// Where this address says, with keys from the environment as AWS's own programs read them.
    /// Nothing is asked of the store yet.
    pub fn open(address: &S3Address) -> Result<Self, InboxError> {
        Self::open_with(address, None)
    }

    /// As [`S3Inbox::open`], with these keys.
    pub fn open_with(address: &S3Address, keys: Option<&Keys>) -> Result<Self, InboxError> {
        let store = address
            .client(keys)
            .map_err(|source| InboxError::Client(source.to_string()))?;
        Ok(Self {
            store: Arc::new(store),
            prefix: address.prefix.clone(),
        })
    }

    /// Any store of objects, for tests.
    pub fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
        }
    }

    /// The store behind it.
    pub(super) fn objects(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    /// What all its names begin with.
    pub(super) fn prefix(&self) -> Path {
        self.prefix.clone()
    }

    fn place(&self, below: &str) -> Path {
        // Names have no part that would have to be written otherwise.
        self.prefix
            .parts()
            .chain(Path::from(below).parts())
            .collect()
    }

    fn failed(&self, below: &str) -> impl FnOnce(Error) -> ReadError + use<'_> {
        let place = self.place(below).to_string();
        move |source| ReadError::Io {
            place,
            source: io::Error::other(source),
        }
    }

    /// What lies there, if it is no longer than it may be; `None` if there is nothing.
    async fn read(&self, place: &Path, limit: usize) -> Result<Option<Found>, Error> {
        let found = match self.store.get(place).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        if found.meta.size > limit as u64 {
            return Ok(Some(Found::TooLong));
        }
        Ok(Some(Found::Bytes(found.bytes().await?)))
    }

    /// The documents of a community, with what the store says of them.
    async fn documents(&self, community: &Id) -> Result<BTreeMap<Name, ObjectMeta>, Error> {
        let below = self.prefix.parts().count();
        let folder = self.place(community.as_str());
        self.store
            .list(Some(&folder))
            .try_filter_map(async |meta| {
                let parts: Vec<_> = meta.location.parts().skip(below).collect();
                let path: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
                Ok(path.join("/").parse().ok().map(|name: Name| (name, meta)))
            })
            .try_collect()
            .await
    }

    /// The journal's lines of a community.
    async fn lines(&self, community: &Id) -> Result<BTreeMap<Name, Arrival>, Error> {
        let folder = self.place(&format!("{}/{community}", journal::FOLDER));
        let segments: Vec<ObjectMeta> = self.store.list(Some(&folder)).try_collect().await?;
        let texts: Vec<Bytes> = stream::iter(segments)
            .map(|segment| async move { self.store.get(&segment.location).await?.bytes().await })
            .buffer_unordered(READS)
            .try_collect()
            .await?;
        let mut arrivals = BTreeMap::new();
        for text in texts {
            for line in text.split(|byte| *byte == b'\n') {
                if let Some(arrival) = str::from_utf8(line).ok().and_then(journal::read_line)
                    && arrival.name.community == *community
                {
                    journal::add_earliest(&mut arrivals, arrival);
                }
            }
        }
        Ok(arrivals)
    }
}

/// What lies under a name.
enum Found {
    Bytes(Bytes),
    /// More than any document has.
    TooLong,
}

fn limit_of(what: What) -> usize {
    match what {
        What::Document(_) => LIMIT_DOCUMENT,
        What::Media => LIMIT_MEDIA,
    }
}

impl Documents for S3Inbox {
    fn list<'a>(&'a self, community: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>> {
        Box::pin(async move {
            let found = self
                .documents(community)
                .await
                .map_err(self.failed(community.as_str()))?;
            Ok(found.into_keys().collect())
        })
    }

    fn get<'a>(&'a self, name: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>> {
        Box::pin(async move {
            let path = name.path();
            let found = self
                .read(&self.place(&path), limit_of(name.what))
                .await
                .map_err(self.failed(&path))?;
            match found {
                None => Ok(None),
                Some(Found::Bytes(bytes)) if name.is_of(&bytes) => Ok(Some(bytes)),
                Some(_) => Err(ReadError::Damaged(name.clone())),
            }
        })
    }

    fn arrivals<'a>(
        &'a self,
        community: &'a Id,
    ) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>> {
        Box::pin(async move {
            let failed = self.failed(journal::FOLDER);
            let read = async {
                let mut arrivals = self.lines(community).await?;
                for (name, meta) in self.documents(community).await? {
                    arrivals.entry(name).or_insert_with_key(|name| Arrival {
                        name: name.clone(),
                        at: meta.last_modified,
                        is_found: true,
                    });
                }
                Ok::<_, Error>(arrivals)
            };
            let arrivals = read.await.map_err(failed)?;
            Ok(Some(arrivals.into_values().collect()))
        })
    }
}

/// An object store's part that is an inbox, to write.
#[derive(Debug)]
pub struct S3Store {
    shared: Arc<Shared>,
    tasks: TaskTracker,
}

#[derive(Debug)]
struct Shared {
    inbox: S3Inbox,
    create: Create,
    quota: u64,
    tell: Tell,
    health: Health,
    journal: Journal,
    room: Room,
    is_closed: AtomicBool,
}

impl S3Store {
    /// Where this address says. Nothing is asked of the store yet.
    pub fn open(address: &S3Address, options: Options) -> Result<Self, InboxError> {
        Ok(Self::over(
            S3Inbox::open(address)?,
            address.create(),
            options,
        ))
    }

    /// Over any store of objects.
    pub fn over(inbox: S3Inbox, create: Create, options: Options) -> Self {
        Self {
            shared: Arc::new(Shared {
                inbox,
                create,
                quota: options.quota,
                tell: options.tell,
                health: Health::default(),
                journal: Journal::new(),
                room: Room::default(),
                is_closed: AtomicBool::new(false),
            }),
            tasks: TaskTracker::new(),
        }
    }
}

impl Documents for S3Store {
    fn list<'a>(&'a self, community: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>> {
        self.shared.inbox.list(community)
    }

    fn get<'a>(&'a self, name: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>> {
        self.shared.inbox.get(name)
    }

    fn arrivals<'a>(
        &'a self,
        community: &'a Id,
    ) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>> {
        self.shared.inbox.arrivals(community)
    }
}

impl Store for S3Store {
    fn put<'a>(&'a self, name: &'a Name, body: Bytes) -> Pending<'a, Result<Stored, StoreError>> {
        Box::pin(async move {
            if self.shared.is_closed.load(Ordering::SeqCst) {
                return Err(StoreError::Closed);
            }
            let at = Utc::now();
            if self.shared.room.is_first() {
                let shared = Arc::clone(&self.shared);
                // A failure here shows when documents are put.
                self.tasks.spawn(async move { shared.count().await.ok() });
            }
            // A sender who goes away must not take the journal's line with them.
            let (shared, name) = (Arc::clone(&self.shared), name.clone());
            self.tasks
                .spawn(async move { shared.put(&name, body, at).await })
                .await
                .map_err(|stopped| StoreError::Busy(stopped.to_string()))?
        })
    }

    fn state(&self) -> State {
        self.shared.health.state()
    }

    fn close(&self) -> Pending<'_, ()> {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        self.tasks.close();
        Box::pin(self.tasks.wait())
    }
}

impl Shared {
    async fn put(&self, name: &Name, body: Bytes, at: DateTime<Utc>) -> Result<Stored, StoreError> {
        let len = body.len() as u64;
        self.reserve(len).await?;
        let stored = self.create(name, body).await;
        if !matches!(stored, Ok(Stored::New)) {
            self.room.release(len);
        }
        if stored? == Stored::Same {
            return Ok(Stored::Same);
        }
        let arrival = Arrival {
            name: name.clone(),
            at,
            is_found: false,
        };
        match self.journal.note(&self.inbox, arrival).await {
            Ok(()) => Ok(Stored::New),
            // The document stays, and the sender's next try finds it here.
            Err(problem) => Err(self.fell_over(problem)),
        }
    }

    async fn create(&self, name: &Name, body: Bytes) -> Result<Stored, StoreError> {
        let path = name.path();
        let place = self.inbox.place(&path);
        for turn in 0..TRIES {
            if turn > 0 {
                tokio::time::sleep(Duration::from_millis(40 << turn)).await;
            }
            let options = PutOptions {
                mode: self.create.mode(),
                attributes: Attributes::from_iter([(
                    Attribute::ContentType,
                    match name.what {
                        What::Document(_) => "application/json",
                        What::Media => "application/octet-stream",
                    },
                )]),
                ..PutOptions::default()
            };
            let put = self
                .inbox
                .store
                .put_opts(&place, body.clone().into(), options);
            match put.await {
                Ok(_) => {
                    self.worked();
                    return Ok(Stored::New);
                }
                Err(Error::AlreadyExists { .. }) => {}
                Err(error) => return Err(self.judge(&error)),
            }
            match self.inbox.read(&place, limit_of(name.what)).await {
                Ok(Some(Found::Bytes(there))) if there == body => {
                    self.worked();
                    return Ok(Stored::Same);
                }
                Ok(Some(_)) => {
                    (self.tell)(InboxNotice::Damaged {
                        path: PathBuf::from(place.to_string()),
                    });
                    return Err(StoreError::Conflict);
                }
                // Something was in the way and is not there (yet).
                Ok(None) => {}
                Err(error) => return Err(self.judge(&error)),
            }
        }
        Err(self.fell_over("the name is neither free nor taken".to_owned()))
    }

    fn judge(&self, error: &Error) -> StoreError {
        let problem = error.to_string();
        // The only ways in which stores say that there is no room.
        if problem.contains("507 Insufficient Storage") || problem.contains("QuotaExceeded") {
            self.become_full();
            return StoreError::Full;
        }
        self.fell_over(problem)
    }

    fn fell_over(&self, problem: String) -> StoreError {
        if self.health.failed() {
            (self.tell)(InboxNotice::Away {
                problem: problem.clone(),
            });
        }
        StoreError::Busy(problem)
    }

    fn worked(&self) {
        if self.health.worked() {
            (self.tell)(InboxNotice::Back);
        }
    }

    fn become_full(&self) {
        if self.health.full() {
            (self.tell)(InboxNotice::Full {
                used: self.room.used(),
                quota: self.quota,
            });
        }
    }

    /// Takes so many bytes of the quota. Each server counts what was there when it began and what
    /// it put since; the bucket's own quota is the sure one.
    async fn reserve(&self, len: u64) -> Result<(), StoreError> {
        for is_last in [false, true] {
            let used = self.room.add(len);
            if used <= self.quota {
                if used >= self.quota / 2 && self.room.is_first_half() {
                    (self.tell)(InboxNotice::HalfFull {
                        used,
                        quota: self.quota,
                    });
                }
                return Ok(());
            }
            self.room.release(len);
            if is_last || !self.room.may_count() {
                break;
            }
            self.count().await.map_err(|error| self.judge(&error))?;
        }
        self.become_full();
        Err(StoreError::Full)
    }

    /// Counts what is there.
    async fn count(&self) -> Result<(), Error> {
        let prefix = Some(&self.inbox.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let bytes = self
            .inbox
            .store
            .list(prefix)
            .try_fold(0_u64, async |sum, meta| Ok(sum.saturating_add(meta.size)))
            .await?;
        self.room.counted(bytes);
        Ok(())
    }
}

/// How much is used.
#[derive(Debug, Default)]
struct Room {
    used: AtomicU64,
    is_counting: AtomicBool,
    has_warned: AtomicBool,
    counted: Mutex<Option<Instant>>,
}

impl Room {
    fn is_first(&self) -> bool {
        !self.is_counting.swap(true, Ordering::SeqCst)
    }

    fn is_first_half(&self) -> bool {
        !self.has_warned.swap(true, Ordering::SeqCst)
    }

    fn used(&self) -> u64 {
        self.used.load(Ordering::SeqCst)
    }

    fn add(&self, len: u64) -> u64 {
        self.used.fetch_add(len, Ordering::SeqCst) + len
    }

    fn release(&self, len: u64) {
        // Never below nothing: a count may have come in between.
        let less = |used: u64| Some(used.saturating_sub(len));
        let _before = self
            .used
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
    }

    fn counted(&self, bytes: u64) {
        self.used.store(bytes, Ordering::SeqCst);
    }

    /// Whether it is time to count again; whoever is told so does it.
    fn may_count(&self) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let may = counted.is_none_or(|before| now - before >= LOOK_AGAIN);
        if may {
            *counted = Some(now);
        }
        may
    }
}

/// Whether the store can be reached. After some failures senders are sent away for a moment,
/// before their documents have come, and then one of them is a trial.
#[derive(Debug, Default)]
struct Health(Mutex<Condition>);

#[derive(Debug, Default)]
struct Condition {
    failures: u32,
    away: Option<Instant>,
    full: Option<Instant>,
    has_told: bool,
}

impl Health {
    fn change<T>(&self, change: impl FnOnce(&mut Condition) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn state(&self) -> State {
        let now = Instant::now();
        let lasts = |since: Option<Instant>| since.is_some_and(|since| now - since < REST);
        self.change(|condition| {
            if lasts(condition.away) {
                State::Broken
            } else if lasts(condition.full) {
                State::Full
            } else {
                State::Ready
            }
        })
    }

    /// Whether this is news.
    fn failed(&self) -> bool {
        self.change(|condition| {
            condition.failures = condition.failures.saturating_add(1);
            if condition.failures < FAILURES {
                return false;
            }
            condition.away = Some(Instant::now());
            !std::mem::replace(&mut condition.has_told, true)
        })
    }

    /// Whether this is news.
    fn worked(&self) -> bool {
        self.change(|condition| {
            condition.failures = 0;
            condition.away = None;
            condition.full = None;
            std::mem::take(&mut condition.has_told)
        })
    }

    /// Whether this is news.
    fn full(&self) -> bool {
        self.change(|condition| condition.full.replace(Instant::now()).is_none())
    }
}

/// The journal's writing end. Lines that come while an object is being written wait and go
/// together into the next.
#[derive(Debug)]
struct Journal {
    server: String,
    next: AtomicU64,
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    arrival: Arrival,
    noted: oneshot::Sender<Result<(), String>>,
}

impl Journal {
    fn new() -> Self {
        use std::hash::{BuildHasher as _, RandomState};
        // Keyed by the system's randomness: two servers do not get the same one, and if they did,
        // the second would be told that its object is there already.
        let server = RandomState::new().hash_one(std::process::id());
        Self {
            server: format!("{server:016x}"),
            next: AtomicU64::new(0),
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Done when the line is durable.
    async fn note(&self, inbox: &S3Inbox, arrival: Arrival) -> Result<(), String> {
        let (noted, heard) = oneshot::channel();
        self.take_waiting(|waiting| waiting.push(Waiting { arrival, noted }));
        {
            let _turn = self.turn.lock().await;
            // Whose turn it is writes for all who wait; often somebody has written for this one.
            let all = self.take_waiting(std::mem::take);
            let mut communities: BTreeMap<Id, Vec<Waiting>> = BTreeMap::new();
            for one in all {
                let community = one.arrival.name.community.clone();
                communities.entry(community).or_default().push(one);
            }
            for (community, lines) in communities {
                let result = self.write(inbox, &community, &lines).await;
                for one in lines {
                    // Whoever waits for it is a task of its own, so it is there.
                    let _heard = one.noted.send(result.clone());
                }
            }
        }
        heard.await.unwrap_or_else(|gone| Err(gone.to_string()))
    }

    fn take_waiting<T>(&self, take: impl FnOnce(&mut Vec<Waiting>) -> T) -> T {
        take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn write(
        &self,
        inbox: &S3Inbox,
        community: &Id,
        lines: &[Waiting],
    ) -> Result<(), String> {
        let mut text = Vec::with_capacity(lines.len() * 192);
        for line in lines {
            journal::write_line(&mut text, &line.arrival).map_err(|error| error.to_string())?;
        }
        let now = Utc::now();
        let place = inbox.place(&format!(
            "{}/{community}/{}/{}-{}-{}.jsonl",
            journal::FOLDER,
            now.format("%Y-%m-%d"),
            now.timestamp_millis(),
            self.server,
            self.next.fetch_add(1, Ordering::Relaxed),
        ));
        // The name is this server's own and new, so nothing can be written over.
        inbox
            .store
            .put(&place, text.into())
            .await
            .map_err(|error| error.to_string())?;
        Ok(())
    }
}

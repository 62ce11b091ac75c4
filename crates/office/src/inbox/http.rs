//! The inbox's address: `PUT /inbox/v1/{community}/{kind}/{id[0..2]}/{id}.json`, and media.
//!
//! | reply | meaning, in the order it is checked |
//! |---|---|
//! | 404 | no such path, or no such community here |
//! | 405 | anything but `PUT` and `OPTIONS`, listings too: nothing is ever read here |
//! | 204 | to `OPTIONS`; pages of any origin may put, so that an inbox can stand in for another |
//! | 415, 411, 413 | content type; no length; too long |
//! | 429, 507, 503 | too fast; no room; closed, or too much to do |
//! | 408, 400 | the body came too slowly, or not to its end |
//! | 400, 422 | no envelope; not the bytes or the place that the path names |
//! | 200, 201 | it was here already; it is stored: flushed to the disk, file and folder |
//!
//! Refusals are `application/problem+json`. Nobody's address and no body is written down anywhere.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use records::Id;
use records::envelope::{Envelope, LIMIT_DOCUMENT, LIMIT_MEDIA};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout, timeout_at};

use super::rates::{Gate, Rates, Sender};
use super::store::{Name, State, Store, StoreError, Stored, What};
use super::{Problem, Tell};
use crate::words::{self, Wording};

/// What the inbox's paths begin with.
pub const PREFIX: &str = "/inbox/";
const VERSION: &str = "v1/";
const ALLOWED: HeaderValue = HeaderValue::from_static("PUT, OPTIONS");

/// Bytes of media that are held in memory at once: each takes its whole length from the moment it
/// begins to come. Documents need no such bound; the connections are bounded, and they are short.
const MEDIA_IN_MEMORY: usize = 32 * LIMIT_MEDIA;
/// How long media wait for their turn.
const MEDIA_WAIT: Duration = Duration::from_secs(10);
/// How often the sites are asked whether there is a new community.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How slow a sender, and the store, may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The longest pause between two pieces.
    pub pause: Duration,
    /// The time for all of it is this pause, and as long as it takes at so many bytes a second.
    pub bytes_per_second: u32,
    /// How long the store may take. Its sender is then told to come back; the document may yet be
    /// stored.
    pub storing: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(20),
            // A telephone at the edge of the network still manages this.
            bytes_per_second: 2_048,
            storing: Duration::from_secs(30),
        }
    }
}

/// How the inbox is run.
#[derive(Debug, Clone)]
pub struct InboxOptions {
    /// A folder, or another place that [`super::open`] knows.
    pub place: String,
    /// Communities whose documents are taken, besides those of the sites that are served.
    pub communities: Vec<Id>,
    /// The most bytes it may hold.
    pub quota: u64,
    /// How fast documents may come.
    pub rates: Rates,
    /// How slow a sender, and the store, may be.
    pub patience: Patience,
    /// Whether a proxy stands in front that adds each visitor's address to `X-Forwarded-For`.
    /// Only say so when it is there: otherwise visitors choose what stands in it.
    pub is_behind_proxy: bool,
}

impl InboxOptions {
    /// An inbox at this place, with bounds for one community.
    pub fn new(place: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            communities: Vec::new(),
            quota: super::Options::QUOTA,
            rates: Rates::default(),
            patience: Patience::default(),
            is_behind_proxy: false,
        }
    }
}

/// The address that a request came from, as the listener knows it.
#[derive(Debug, Clone, Copy)]
pub struct Visitor(pub IpAddr);

/// Says which communities are served, whenever it is asked.
pub type Served = Box<dyn Fn() -> Vec<Id> + Send + Sync>;

/// The inbox as it answers requests.
pub struct Inbox {
    store: Box<dyn Store>,
    communities: Communities,
    gate: Gate,
    media: Semaphore,
    patience: Patience,
    is_behind_proxy: bool,
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").finish_non_exhaustive()
    }
}

impl Inbox {
    /// Opens the store.
    pub fn open(
        options: &InboxOptions,
        served: Served,
        tell: Tell,
    ) -> Result<Self, super::InboxError> {
        let kept = super::Options {
            quota: options.quota,
            tell,
        };
        let store = super::open(&options.place, kept)?;
        Ok(Self::over(store, options, served))
    }

    /// An inbox over a store that is open.
    pub fn over(store: Box<dyn Store>, options: &InboxOptions, served: Served) -> Self {
        Self {
            store,
            communities: Communities::new(options.communities.clone(), served),
            gate: Gate::new(options.rates),
            media: Semaphore::new(MEDIA_IN_MEMORY),
            patience: options.patience,
            is_behind_proxy: options.is_behind_proxy,
        }
    }

    /// Whether a document would be stored now.
    pub fn is_healthy(&self) -> bool {
        self.store.state() == State::Ready
    }

    /// Takes nothing more; done when what was taken is stored.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Answers a request for a path below [`PREFIX`].
    pub async fn answer(self: Arc<Self>, request: Request<Body>) -> Response<Body> {
        let wording = wording(request.headers());
        let mut answer = match self.take(request).await {
            Ok(Taken::Stored(Stored::New)) => bare(StatusCode::CREATED),
            Ok(Taken::Stored(Stored::Same)) => bare(StatusCode::OK),
            Ok(Taken::Asked) => asked(),
            Err(problem) => refusal(problem, wording),
        };
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
            (header::CACHE_CONTROL, "no-store"),
        ] {
            answer
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        answer
    }

    async fn take(self: Arc<Self>, request: Request<Body>) -> Result<Taken, Problem> {
        let (head, body) = request.into_parts();
        let path = Path::read(head.uri.path());
        let name = match (path, &head.method) {
            (Path::Nothing, _) | (Path::Listing, &Method::PUT) => return Err(Problem::NoSuchPath),
            (Path::Document(_) | Path::Listing, &Method::OPTIONS) => return Ok(Taken::Asked),
            (Path::Document(name), &Method::PUT) => name,
            (Path::Document(_) | Path::Listing, _) => return Err(Problem::OnlyPut),
        };
        let visitor = head.extensions.get::<Visitor>().copied();
        let len = match self.admit(&name, &head.headers, visitor).await {
            Ok(len) => len,
            Err(refused) => {
                self.hear_out(&head.headers, body);
                return Err(refused);
            }
        };
        let _place = match name.what {
            What::Document(_) => None,
            What::Media => Some(self.place_for(len).await?),
        };
        let bytes = self.read(body, len).await?;
        let bytes = checked(&name, bytes).await?;
        match timeout(self.patience.storing, self.store.put(&name, bytes)).await {
            Ok(Ok(stored)) => Ok(Taken::Stored(stored)),
            Ok(Err(StoreError::Full)) => Err(Problem::Full),
            Ok(Err(StoreError::Closed)) => Err(Problem::Closed),
            Ok(Err(StoreError::Busy(_))) => Err(Problem::Busy),
            Ok(Err(StoreError::Conflict)) => Err(Problem::Conflict),
            // The store has told of it.
            Ok(Err(StoreError::Broken(_))) => Err(Problem::Broken),
            Err(_) => Err(Problem::Stalled),
        }
    }

    /// Everything that can be said before the body comes. Gives its length.
    async fn admit(
        self: &Arc<Self>,
        name: &Name,
        headers: &HeaderMap,
        visitor: Option<Visitor>,
    ) -> Result<usize, Problem> {
        if !self.communities.knows(self, &name.community).await {
            return Err(Problem::UnknownCommunity);
        }
        let (content_type, limit) = match name.what {
            What::Document(_) => ("application/json", LIMIT_DOCUMENT),
            What::Media => ("application/octet-stream", LIMIT_MEDIA),
        };
        if !is_of_type(headers, content_type) {
            return Err(Problem::ContentType);
        }
        let len = content_length(headers).ok_or(Problem::LengthMissing)?;
        let len = usize::try_from(len)
            .ok()
            .filter(|len| *len <= limit)
            .ok_or(Problem::TooLong { limit })?;
        // Without an address there is nothing to tell senders apart by: they are one.
        let sender = visitor.map_or(Sender::Line(0), |visitor| self.sender(visitor, headers));
        self.gate
            .pass(sender)
            .map_err(|after| Problem::SlowDown { after })?;
        match self.store.state() {
            State::Ready => Ok(len),
            State::Full => Err(Problem::Full),
            State::Broken => Err(Problem::Closed),
        }
    }

    /// Who sends: the address that connected, or the one that the proxy in front added.
    fn sender(&self, Visitor(peer): Visitor, headers: &HeaderMap) -> Sender {
        let forwarded = || {
            let last = headers.get_all(FORWARDED_FOR).iter().next_back()?;
            let address = last.to_str().ok()?.rsplit(',').next()?.trim();
            IpAddr::from_str(address).ok()
        };
        let address = if self.is_behind_proxy {
            forwarded().unwrap_or(peer)
        } else {
            peer
        };
        address.into()
    }

    /// A place in memory for media, when there is one.
    async fn place_for(&self, len: usize) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
        let bytes = u32::try_from(len).map_err(|_| Problem::TooLong { limit: LIMIT_MEDIA })?;
        match timeout(MEDIA_WAIT, self.media.acquire_many(bytes)).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Problem::Busy),
        }
    }

    async fn read(&self, mut body: Body, len: usize) -> Result<Bytes, Problem> {
        let Patience {
            pause,
            bytes_per_second,
            ..
        } = self.patience;
        let all = pause + Duration::from_secs(len as u64) / bytes_per_second.max(1);
        let end = Instant::now() + all;
        let mut bytes = Vec::with_capacity(len);
        loop {
            let next = timeout_at(end.min(Instant::now() + pause), body.frame()).await;
            match next {
                Err(_) => return Err(Problem::TooSlow),
                Ok(None) if bytes.len() == len => return Ok(bytes.into()),
                Ok(None | Some(Err(_))) => return Err(Problem::CutShort),
                Ok(Some(Ok(frame))) => {
                    if let Ok(piece) = frame.into_data() {
                        bytes.extend_from_slice(&piece);
                    }
                }
            }
        }
    }

    /// Lets a refused body come to its end and throws it away: a connection that is closed while
    /// its sender still writes takes the answer with it. Not where the sender waits for a word
    /// first, nor beyond what anybody may send.
    fn hear_out(self: &Arc<Self>, headers: &HeaderMap, body: Body) {
        let len = content_length(headers).and_then(|len| usize::try_from(len).ok());
        if let Some(len) = len
            && len <= LIMIT_MEDIA
            && !headers.contains_key(header::EXPECT)
        {
            let inbox = Arc::clone(self);
            tokio::spawn(async move {
                let all = inbox.patience.pause;
                let mut body = body;
                let to_its_end = async { while let Some(Ok(_)) = body.frame().await {} };
                let _too_slow = timeout(all, to_its_end).await;
            });
        }
    }
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What became of a request.
enum Taken {
    Stored(Stored),
    /// What may be done here was asked.
    Asked,
}

/// What a path means.
#[derive(Debug, PartialEq, Eq)]
enum Path {
    Document(Name),
    /// A folder of documents, such as it would be.
    Listing,
    Nothing,
}

impl Path {
    fn read(path: &str) -> Self {
        let Some(below) = path.strip_prefix(PREFIX) else {
            return Path::Nothing;
        };
        let Some(below) = below.strip_prefix(VERSION) else {
            let is_above = matches!(below, "" | "v1");
            return if is_above {
                Path::Listing
            } else {
                Path::Nothing
            };
        };
        if let Ok(name) = below.parse() {
            return Path::Document(name);
        }
        let mut parts = below.strip_suffix('/').unwrap_or(below).split('/');
        let is_listing = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            _ if below.is_empty() => true,
            (Some(community), what, fold, None) => {
                let is_fold = |fold: &str| {
                    fold.len() == 2 && fold.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                };
                Id::new(community).is_ok()
                    && what.is_none_or(|what| What::from_str(what).is_ok())
                    && fold.is_none_or(is_fold)
            }
            _ => false,
        };
        if is_listing {
            Path::Listing
        } else {
            Path::Nothing
        }
    }
}

/// The communities whose documents are taken.
struct Communities {
    known: RwLock<BTreeSet<Id>>,
    looked: Mutex<Option<Instant>>,
    served: Served,
}

impl Communities {
    fn new(named: Vec<Id>, served: Served) -> Self {
        let known = named.into_iter().chain(served()).collect();
        Self {
            known: RwLock::new(known),
            looked: Mutex::new(None),
            served,
        }
    }

    fn has(&self, community: &Id) -> bool {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(community)
    }

    /// Whether documents of this community are taken. Before a no, the sites are looked at again:
    /// one may have been published since.
    async fn knows(&self, inbox: &Arc<Inbox>, community: &Id) -> bool {
        if self.has(community) {
            return true;
        }
        {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            if looked.is_some_and(|looked| looked.elapsed() < LOOK_AGAIN) {
                return false;
            }
            *looked = Some(Instant::now());
        }
        let inbox = Arc::clone(inbox);
        let found = spawn_blocking(move || (inbox.communities.served)()).await;
        // An error is a panic, which has been reported where it happened.
        if let Ok(found) = found {
            self.known
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(found);
        }
        self.has(community)
    }
}

/// Whether the bytes are what the path names.
async fn checked(name: &Name, bytes: Bytes) -> Result<Bytes, Problem> {
    match name.what {
        What::Document(kind) => {
            let envelope = Envelope::parse(&bytes).map_err(|_| Problem::NotAnEnvelope)?;
            if !name.is_of(&bytes) {
                return Err(Problem::WrongName);
            }
            if envelope.kind != kind || envelope.community != name.community {
                return Err(Problem::WrongPlace);
            }
            Ok(bytes)
        }
        // Two megabytes take a while to hash.
        What::Media => {
            let expected = name.clone();
            let hashed = spawn_blocking(move || expected.is_of(&bytes).then_some(bytes)).await;
            match hashed {
                Ok(Some(bytes)) => Ok(bytes),
                Ok(None) => Err(Problem::WrongName),
                // A panic, reported where it happened.
                Err(_) => Err(Problem::Busy),
            }
        }
    }
}

/// Whether the body is said to be of this type, as it is. Parameters are passed over.
fn is_of_type(headers: &HeaderMap, expected: &str) -> bool {
    let is_plain = headers
        .get(header::CONTENT_ENCODING)
        .is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let essence = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next());
    is_plain && essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The language of the sentence in a refusal.
fn wording(headers: &HeaderMap) -> Wording {
    let is_chinese = headers
        .get(header::ACCEPT_LANGUAGE)
        .is_some_and(|value| value.as_bytes().starts_with(b"zh"));
    if is_chinese {
        Wording::ZhHans
    } else {
        Wording::En
    }
}

fn bare(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

/// The answer to `OPTIONS`.
fn asked() -> Response<Body> {
    let mut answer = bare(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    headers.insert(header::ALLOW, ALLOWED);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("Content-Type, If-None-Match"),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    );
    answer
}

fn refusal(problem: Problem, wording: Wording) -> Response<Body> {
    let status = problem.status();
    let mut told = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": words::inbox_problem(&problem, wording),
        "problem": problem.key(),
    });
    if let Problem::TooLong { limit } = problem {
        told["limit"] = limit.into();
    }
    let mut answer = Response::new(Body::from(told.to_string()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(match wording {
            Wording::ZhHans => "zh-Hans",
            Wording::En => "en",
        }),
    );
    if let Some(seconds) = problem.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if problem == Problem::OnlyPut {
        headers.insert(header::ALLOW, ALLOWED);
    }
    if matches!(problem, Problem::TooSlow | Problem::CutShort) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0f00000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn only_the_exact_path_is_a_document() {
        for good in [
            format!("/inbox/v1/xinglinli/story/0f/{ID}.json"),
            format!("/inbox/v1/X-1_.9/ballot/0f/{ID}.json"),
            format!("/inbox/v1/xinglinli/media/0f/{ID}.bin"),
        ] {
            let Path::Document(name) = Path::read(&good) else {
                panic!("{good}")
            };
            assert_eq!(format!("/inbox/v1/{}", name.path()), good);
        }
        for listing in [
            "/inbox/",
            "/inbox/v1",
            "/inbox/v1/",
            "/inbox/v1/xinglinli",
            "/inbox/v1/xinglinli/",
            "/inbox/v1/xinglinli/story",
            "/inbox/v1/xinglinli/story/0f/",
            "/inbox/v1/xinglinli/media/0f",
        ] {
            assert_eq!(Path::read(listing), Path::Listing, "{listing}");
        }
        for nothing in [
            format!("/inbox/v2/xinglinli/story/0f/{ID}.json"),
            format!("/inbox/v1/xinglinli/vote/0f/{ID}.json"),
            format!("/inbox/v1/xinglinli/story/0e/{ID}.json"),
            format!("/inbox/v1/xinglinli/story/0f/{ID}.bin"),
            format!("/inbox/v1/xinglinli/media/0f/{ID}.json"),
            format!("/inbox/v1/xinglinli/story/0f/{}.json", ID.to_uppercase()),
            format!("/inbox/v1/xinglinli/story/0f/{ID}.json/"),
            format!("/inbox/v1/xinglinli/story/0f/{ID}json"),
            format!("/inbox/v1/xinglinli/story/0f/{ID}"),
            format!("/inbox/v1/xinglinli/story/0f/{}.json", &ID[1..]),
            format!("/inbox/v1//story/0f/{ID}.json"),
            format!("/inbox/v1/../story/0f/{ID}.json"),
            format!("/inbox/v1/.arrivals/story/0f/{ID}.json"),
            format!("/inbox/v1/xing%6cinli/story/0f/{ID}.json"),
            "/inbox/v1/.arrivals/".to_owned(),
            "/inbox/v1/.tmp".to_owned(),
            "/inbox/v1//".to_owned(),
            "/inbox/v1/xinglinli//".to_owned(),
            "/inbox/v1/xinglinli/story/0F/".to_owned(),
            "/inbox/v1/xinglinli/story/0f/x".to_owned(),
            "/inbox/v9".to_owned(),
            "/inbox".to_owned(),
        ] {
            assert_eq!(Path::read(&nothing), Path::Nothing, "{nothing}");
        }
    }
}

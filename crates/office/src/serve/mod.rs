//! `mingbai serve`: the published site over HTTP.
//!
//! The site is a folder, or a link to its current release. The link is followed anew for
//! every request, so a publication is seen at once; the release is then held open, so each
//! answer is of one release. Files are named by the request but looked up through a handle
//! of that release, out of which no name and no link leads.
//!
//! With an inbox, it also takes what residents send ([`crate::inbox::http`]).
//!
//! Plain HTTP/1.1, made to stand behind a proxy that brings TLS, or alone in a hall's own
//! network. It writes down nothing about who asked for what.
//!
//! The general file services were not enough here: they tag by time instead of content,
//! follow links out of the folder, and know neither releases nor languages.

mod accept_encoding;
mod content_type;
mod error;
mod etag;
mod files;
mod headers;
mod listen;
mod request_path;
mod site;
#[cfg(test)]
mod tests;

use std::{fmt, future::Future, net::SocketAddr, ops::Deref, path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, Response, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    routing::{any, get},
};
use tokio::{io::AsyncReadExt, task::spawn_blocking};
use tokio_util::io::ReaderStream;

use crate::inbox::http::{Inbox, InboxOptions};
use crate::inbox::{self, InboxError};
use files::{Content, Policy, Sites, bare};

pub use error::{ConfigProblem, ServeError, ServeNotice};
pub use headers::TRUSTED_TYPES;
pub use listen::{Limits, Server, bind};
pub use site::{BasePath, Mount};

/// What a long answer is read in, in bytes.
const PIECE: usize = 64 << 10;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The published folder, or the link to its current release.
    pub site: PathBuf,
    /// Where it hangs in the address, as `publish --base` was told.
    pub base: BasePath,
    /// Further sites on the same address.
    pub also: Vec<Mount>,
    /// Where to listen.
    pub addr: SocketAddr,
    /// Whether TLS stands in front, so that browsers may be told to insist on it. Only say
    /// so when it is there to stay: they hold to it for two years.
    pub is_https: bool,
    /// Bounds on what one visitor may take.
    pub limits: Limits,
    /// The inbox, if documents are taken here.
    pub inbox: Option<InboxOptions>,
    /// Who hears what happens.
    pub tell: Tell,
}

impl ServeOptions {
    /// One site at the root of `http://127.0.0.1:8080`, telling nobody.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        Self {
            site: site.into(),
            base: BasePath::default(),
            also: Vec::new(),
            addr: SocketAddr::from(([127, 0, 0, 1], 8080)),
            is_https: false,
            limits: Limits::default(),
            inbox: None,
            tell: Tell::default(),
        }
    }
}

/// Where notices go. Called from any thread; it should not wait.
#[derive(Clone)]
pub struct Tell(Arc<dyn Fn(ServeNotice) + Send + Sync>);

impl Tell {
    /// Notices go to this function.
    pub fn new(hear: impl Fn(ServeNotice) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }
}

impl Default for Tell {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl Deref for Tell {
    type Target = dyn Fn(ServeNotice) + Send + Sync;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Debug for Tell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tell")
    }
}

/// Serves until the program is told to stop (SIGTERM or ctrl-c).
pub fn serve(options: ServeOptions) -> Result<(), ServeError> {
    let cannot_run = |source| ServeError::CannotRun { source };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(cannot_run)?;
    runtime.block_on(async {
        let server = bind(options).await?;
        // Before anybody hears that we listen, so that a stop from then on is a clean one.
        let stop = stop_signal().map_err(cannot_run)?;
        server.run(stop).await;
        Ok(())
    })
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close};
    let mut interrupt = ctrl_c()?;
    let mut close = ctrl_close()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
        }
    })
}

/// The service behind the port: `/healthz`, the inbox, then the sites, all under the security
/// headers. Checks that the sites are there.
pub fn router(options: &ServeOptions) -> Result<Router, ServeError> {
    Ok(service(options)?.0)
}

/// As [`router`], and the inbox, which has to be closed at the end.
fn service(options: &ServeOptions) -> Result<(Router, Option<Arc<Inbox>>), ServeError> {
    let sites = Arc::new(Sites::new(options)?);
    let inbox = match &options.inbox {
        Some(inbox) => {
            let inbox = open_inbox(inbox, &sites, &options.tell).map_err(ServeError::Inbox)?;
            Some(Arc::new(inbox))
        }
        None => None,
    };
    let dressing = Dressing {
        sites: Arc::clone(&sites),
        is_https: options.is_https,
    };
    let served = Served {
        sites,
        inbox: inbox.clone(),
    };
    let mut router = Router::new().route("/healthz", get(health).fallback(only_read));
    if inbox.is_some() {
        let put_here = any(put_into);
        router = router
            .route(inbox::http::PREFIX, put_here.clone())
            .route(&format!("{}{{*name}}", inbox::http::PREFIX), put_here);
    }
    let router = router
        .fallback(published)
        .with_state(served)
        .layer(from_fn_with_state(dressing, dress));
    Ok((router, inbox))
}

fn open_inbox(
    options: &InboxOptions,
    sites: &Arc<Sites>,
    tell: &Tell,
) -> Result<Inbox, InboxError> {
    sites.keep_out(&options.place)?;
    let communities = {
        let sites = Arc::clone(sites);
        Box::new(move || sites.communities())
    };
    let tell = tell.clone();
    let tell = inbox::Tell::new(move |notice| tell(ServeNotice::Inbox(notice)));
    Inbox::open(options, communities, tell)
}

/// What every answer is made from.
#[derive(Clone)]
struct Served {
    sites: Arc<Sites>,
    inbox: Option<Arc<Inbox>>,
}

/// 200 while every site's front page can be read and the inbox, if there is one, would store a
/// document; else 503.
async fn health(State(Served { sites, inbox }): State<Served>) -> Response<Body> {
    let takes = inbox.is_none_or(|inbox| inbox.is_healthy());
    let status = match spawn_blocking(move || sites.are_readable()).await {
        Ok(true) if takes => StatusCode::OK,
        Ok(_) | Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    to_http(bare(status))
}

/// The inbox's own answers.
async fn put_into(State(Served { inbox, .. }): State<Served>, request: Request) -> Response<Body> {
    match inbox {
        Some(inbox) => inbox.answer(request).await,
        None => to_http(bare(StatusCode::NOT_FOUND)),
    }
}

/// A published file, for those who read; nothing else can be done to a site.
async fn published(State(Served { sites, .. }): State<Served>, request: Request) -> Response<Body> {
    let (ask, _body) = request.into_parts();
    if !matches!(ask.method, Method::GET | Method::HEAD) {
        return only_read().await;
    }
    let answer = spawn_blocking(move || sites.answer(&ask)).await;
    // An error here is a panic, which has been reported where it happened.
    to_http(answer.unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR)))
}

/// 405 for every method but `GET` and `HEAD`.
async fn only_read() -> Response<Body> {
    let mut answer = bare(StatusCode::METHOD_NOT_ALLOWED);
    answer
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    to_http(answer)
}

fn to_http(answer: Response<Content>) -> Response<Body> {
    answer.map(|content| match content {
        Content::Nothing => Body::empty(),
        Content::Bytes(bytes) => Body::from(bytes),
        Content::Piece(file, len) => {
            let piece = tokio::fs::File::from_std(file).take(len);
            Body::from_stream(ReaderStream::with_capacity(piece, PIECE))
        }
    })
}

/// What [`dress`] needs to know.
#[derive(Clone)]
struct Dressing {
    sites: Arc<Sites>,
    is_https: bool,
}

/// Puts the security headers on whatever answer was made further in.
async fn dress(State(dressing): State<Dressing>, request: Request, next: Next) -> Response<Body> {
    let mut answer = next.run(request).await;
    let policy = match answer.extensions_mut().remove::<Policy>() {
        Some(Policy(policy)) => policy,
        None => dressing.sites.last_policy(),
    };
    headers::put_security_headers(answer.headers_mut(), policy, dressing.is_https);
    answer
}

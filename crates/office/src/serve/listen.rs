//! Taking connections, within bounds, until told to stop.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;

use crate::inbox::http::{Inbox, Visitor};

use super::{ServeError, ServeNotice, ServeOptions, Tell, service};

/// How long to leave a system alone that has no handle left for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Bounds that keep one visitor, slow or hostile, from taking the place of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections open at once; more wait in the system's queue.
    pub max_connections: usize,
    /// A request's whole head must arrive within this time; a connection kept open
    /// between requests is closed after it.
    pub header_time: Duration,
    /// Longest head of a request, in bytes (at least 8192, hyper's smallest).
    pub max_header_bytes: usize,
    /// A visitor who takes no byte of an answer for this long is let go.
    pub write_stall: Duration,
    /// After a stop is asked for, answers under way may take this long.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 512,
            header_time: Duration::from_secs(15),
            max_header_bytes: 16 << 10,
            write_stall: Duration::from_secs(30),
            stop_time: Duration::from_secs(10),
        }
    }
}

/// A server that has its port and waits to be run.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    router: Router,
    inbox: Option<Arc<Inbox>>,
    limits: Limits,
    tell: Tell,
}

/// Checks the sites and takes the port.
pub async fn bind(options: ServeOptions) -> Result<Server, ServeError> {
    let (router, inbox) = service(&options)?;
    let addr = options.addr;
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortBusy { addr },
        io::ErrorKind::PermissionDenied => ServeError::PortForbidden { addr },
        _ => ServeError::CannotListen { addr, source },
    };
    let listener = TcpListener::bind(addr).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    Ok(Server {
        listener,
        addr,
        router,
        inbox,
        limits: options.limits,
        tell: options.tell,
    })
}

impl Server {
    /// Where it listens, with the real port where 0 was asked for.
    pub fn local_addr(&self) -> SocketAddr {
        self.addr
    }

    /// Answers requests until `shutdown` is done, then finishes the answers under way.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Self {
            listener,
            addr,
            router,
            inbox,
            limits,
            tell,
        } = self;
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.header_time)
            .max_buf_size(limits.max_header_bytes.max(8192));
        let slots = Arc::new(Semaphore::new(limits.max_connections));
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut shutdown = std::pin::pin!(shutdown);
        tell(ServeNotice::Listening { addr });
        loop {
            // Finished ones are cleared away as new ones come.
            while connections.try_join_next().is_some() {}
            let next = async {
                let slot = Arc::clone(&slots).acquire_owned().await;
                (slot, accept(&listener, &tell).await)
            };
            let (slot, (stream, visitor)) = tokio::select! {
                next = next => next,
                () = &mut shutdown => break,
            };
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(limits.write_stall));
            let visited = router.clone().layer(Extension(Visitor(visitor)));
            let service = TowerToHyperService::new(visited);
            let connection =
                graceful.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
            connections.spawn(async move {
                // A connection fails when its visitor goes away, is too slow or sends
                // nonsense. That is theirs to know, and none of it is written down.
                let _ended = connection.await;
                drop(slot);
            });
        }
        tell(ServeNotice::Stopping);
        drop(listener);
        if timeout(limits.stop_time, graceful.shutdown())
            .await
            .is_err()
        {
            tell(ServeNotice::CutOff);
        }
        connections.shutdown().await;
        // What was taken is stored before the end, unless the disk does not answer.
        if let Some(inbox) = inbox
            && timeout(limits.stop_time, inbox.close()).await.is_err()
        {
            tell(ServeNotice::CutOff);
        }
    }
}

/// The next connection. A connection that broke before it was taken is no event; a system
/// without free handles is told of, and left alone for a moment.
async fn accept(listener: &TcpListener, tell: &Tell) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, visitor)) => {
                // Only a matter of speed: without it, the end of an answer may wait.
                let _slower = stream.set_nodelay(true);
                return (stream, visitor.ip());
            }
            Err(source) => match source.kind() {
                io::ErrorKind::ConnectionAborted
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionRefused => {}
                _ => {
                    tell(ServeNotice::AcceptFailed { source });
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
}

//! The server as a program: its port, its bounds, its end.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::serve::{Limits, ServeError, ServeNotice, ServeOptions, Tell, bind, serve};

use super::site::Publication;

const ANY_PORT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
/// A net under the tests: no answer is ever waited for longer.
const NET: Duration = Duration::from_secs(60);

fn site() -> Publication {
    Publication::of(&[("index.html", "front"), ("404.html", "no such page")])
}

/// A running server; stopped by [`Running::stop`].
struct Running {
    addr: SocketAddr,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: thread::JoinHandle<tokio::runtime::Runtime>,
    notices: mpsc::Receiver<ServeNotice>,
}

impl Running {
    fn new(site: &Publication, limits: Limits) -> Self {
        let (tell, notices) = mpsc::channel();
        let tell = Tell::new(move |notice| tell.send(notice).unwrap_or(()));
        let options = ServeOptions {
            addr: ANY_PORT,
            limits,
            tell,
            ..site.options()
        };
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let server = bind(options).await.unwrap();
                server.run(async { stopped.await.unwrap() }).await;
            });
            runtime
        });
        let Ok(ServeNotice::Listening { addr }) = notices.recv_timeout(NET) else {
            panic!("not listening")
        };
        Self {
            addr,
            stop,
            thread,
            notices,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.addr).unwrap();
        stream.set_read_timeout(Some(NET)).unwrap();
        stream
    }

    /// Stops it and gives what it told meanwhile, and the runtime, in which nothing of it
    /// should be left.
    fn stop_within(self) -> (Vec<ServeNotice>, tokio::runtime::Runtime) {
        self.stop.send(()).unwrap();
        let runtime = self.thread.join().unwrap();
        (self.notices.try_iter().collect(), runtime)
    }

    fn stop(self) -> Vec<ServeNotice> {
        self.stop_within().0
    }
}

/// Asks and reads one answer of a connection that stays open.
fn ask(stream: &mut TcpStream, path: &str) -> String {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    read_answer(stream)
}

fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut byte = [0];
    let head_end = loop {
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
        if answer.ends_with(b"\r\n\r\n") {
            break answer.len();
        }
    };
    let head = String::from_utf8(answer).unwrap();
    let mut body = vec![0; content_length(&head[..head_end])];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

fn content_length(head: &str) -> usize {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    line.parse().unwrap()
}

#[test]
fn one_connection_carries_many_answers() {
    let site = site();
    let running = Running::new(&site, Limits::default());
    let mut stream = running.connect();
    for _ in 0..3 {
        assert!(ask(&mut stream, "/").ends_with("\r\n\r\nfront"));
        assert!(ask(&mut stream, "/nothing").starts_with("HTTP/1.1 404 "));
    }
    let notices = running.stop();
    assert!(
        matches!(notices[..], [ServeNotice::Stopping]),
        "{notices:?}"
    );
}

#[test]
fn a_busy_port_is_named() {
    let site = site();
    let taken = TcpListener::bind(ANY_PORT).unwrap();
    let addr = taken.local_addr().unwrap();
    let error = serve(ServeOptions {
        addr,
        ..site.options()
    })
    .unwrap_err();
    assert!(
        matches!(error, ServeError::PortBusy { addr: named } if named == addr),
        "{error:?}"
    );
    let elsewhere: SocketAddr = "192.0.2.1:0".parse().unwrap();
    let error = serve(ServeOptions {
        addr: elsewhere,
        ..site.options()
    })
    .unwrap_err();
    assert!(
        matches!(error, ServeError::CannotListen { .. }),
        "{error:?}"
    );
    let error = serve(ServeOptions::new(site.folder().join("gone"))).unwrap_err();
    assert!(matches!(error, ServeError::SiteMissing { .. }), "{error:?}");
}

#[test]
fn a_head_that_does_not_come_or_is_too_long_ends_the_connection() {
    let site = site();
    let limits = Limits {
        header_time: Duration::from_millis(50),
        ..Limits::default()
    };
    let running = Running::new(&site, limits);
    for beginning in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut stream = running.connect();
        stream.write_all(beginning.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408 "),
            "{answer}"
        );
    }
    running.stop();

    let running = Running::new(&site, Limits::default());
    let long = "a".repeat(20 << 10);
    for (request, statuses) in [
        (
            format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {long}\r\n\r\n"),
            &["431"][..],
        ),
        (
            format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n"),
            &["431", "414"],
        ),
    ] {
        let mut stream = running.connect();
        let _hung_up = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
        let answer = String::from_utf8(answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(answer.is_empty() || statuses.contains(&status), "{answer}");
        assert!(!answer.contains("200 OK"));
    }
    assert!(ask(&mut running.connect(), "/").ends_with("front"));
    running.stop();
}

#[test]
fn connections_above_the_bound_wait_for_their_turn() {
    let site = site();
    let running = Running::new(
        &site,
        Limits {
            max_connections: 1,
            ..Limits::default()
        },
    );
    let mut first = running.connect();
    ask(&mut first, "/");
    let mut second = running.connect();
    second
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    for _ in 0..50 {
        ask(&mut first, "/");
    }
    second.set_nonblocking(true).unwrap();
    let waiting = second.read(&mut [0]).unwrap_err();
    assert_eq!(waiting.kind(), ErrorKind::WouldBlock);
    second.set_nonblocking(false).unwrap();
    drop(first);
    assert!(read_answer(&mut second).ends_with("front"));
    running.stop();
}

/// Longer than what the system's buffers take in, so that the server must wait for us.
const LONG: u64 = 24 << 20;

fn site_with_a_long_file() -> Publication {
    let site = site();
    let file = fs::File::create(site.release("0001").join("long.bin")).unwrap();
    file.set_len(LONG).unwrap();
    site
}

/// Reads to the end and counts the bytes of the body.
fn body_length(mut stream: &TcpStream) -> u64 {
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    let head = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    (answer.len() - head - 4) as u64
}

#[test]
fn a_visitor_who_takes_nothing_is_let_go() {
    let site = site_with_a_long_file();
    let limits = Limits {
        max_connections: 1,
        write_stall: Duration::from_millis(50),
        ..Limits::default()
    };
    let running = Running::new(&site, limits);
    let mut stalled = running.connect();
    stalled
        .write_all(b"GET /long.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    // There is one place only, so this is answered when the first has lost it.
    assert!(ask(&mut running.connect(), "/").ends_with("front"));
    assert!(body_length(&stalled) < LONG);
    running.stop();
}

#[test]
fn an_answer_under_way_is_finished_before_the_end() {
    let site = site_with_a_long_file();
    let running = Running::new(
        &site,
        Limits {
            stop_time: NET,
            ..Limits::default()
        },
    );
    let mut idle = running.connect();
    ask(&mut idle, "/");
    let mut reading = running.connect();
    reading
        .write_all(b"GET /long.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    reading.read_exact(&mut [0]).unwrap();
    let addr = running.addr;
    let stopping = thread::spawn(move || running.stop());
    // The idle one is closed, which also tells us that the stop has begun.
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
    // One byte of the head is read already.
    assert_eq!(body_length(&reading), LONG);
    let notices = stopping.join().unwrap();
    assert!(
        matches!(notices[..], [ServeNotice::Stopping]),
        "{notices:?}"
    );
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn an_answer_that_takes_too_long_is_cut_off_at_the_end() {
    let site = site_with_a_long_file();
    let limits = Limits {
        stop_time: Duration::from_millis(50),
        ..Limits::default()
    };
    let running = Running::new(&site, limits);
    let mut reading = running.connect();
    reading
        .write_all(b"GET /long.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    reading.read_exact(&mut [0]).unwrap();
    let (notices, _runtime) = running.stop_within();
    assert!(
        matches!(notices[..], [ServeNotice::Stopping, ServeNotice::CutOff]),
        "{notices:?}"
    );
    assert!(body_length(&reading) < LONG);
}

#[test]
fn a_stop_signal_ends_the_program_cleanly() {
    let site = site();
    let (tell, notices) = mpsc::channel();
    let tell = Tell::new(move |notice| tell.send(notice).unwrap_or(()));
    let options = ServeOptions {
        addr: ANY_PORT,
        tell,
        ..site.options()
    };
    let serving = thread::spawn(|| serve(options));
    let Ok(ServeNotice::Listening { addr }) = notices.recv_timeout(NET) else {
        panic!("not listening")
    };
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(NET)).unwrap();
    assert!(ask(&mut stream, "/").ends_with("front"));
    // To ourselves: the server listens for the signal, so the tests are not ended by it.
    // No other test may call `serve` with a site that is there: it would stop as well.
    let me = std::process::id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &me])
            .status()
            .unwrap()
            .success()
    );
    assert!(serving.join().unwrap().is_ok());
    assert!(matches!(
        notices.recv_timeout(NET),
        Ok(ServeNotice::Stopping)
    ));
}

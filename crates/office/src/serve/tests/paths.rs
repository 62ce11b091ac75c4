//! No request reads what is not published.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::fs::symlink,
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use crate::serve::{ServeOptions, bind};
use axum::http::StatusCode;
use proptest::prelude::*;

use super::site::{Publication, get, write};

/// Stands in every file that must not come out.
const CANARY: &str = "CANARY";

/// A site amid things that are nobody's business.
fn site() -> Publication {
    let site = Publication::of(&[
        ("index.html", "public front"),
        ("index.html.br", CANARY),
        ("404.html", "public 404"),
        ("budget/index.html", "public budget"),
        ("budget/index.html.gz", CANARY),
        ("app.0123456789abcdef.js", "public script"),
        (".hidden", CANARY),
        (".git/config", CANARY),
        ("budget/.draft/index.html", CANARY),
    ]);
    let release = site.release("0001");
    write(&site.folder().join("secret.txt"), CANARY.as_bytes());
    write(&site.folder().join("private/index.html"), CANARY.as_bytes());
    write(
        &site.folder().join("private/key.0123456789abcdef.js"),
        CANARY.as_bytes(),
    );
    site.write(
        "0002.part",
        &[("index.html", CANARY), ("key.0123456789abcdef.js", CANARY)],
    );
    symlink(site.folder().join("secret.txt"), release.join("link.txt")).unwrap();
    symlink("../../secret.txt", release.join("near.txt")).unwrap();
    symlink("../../private", release.join("inside")).unwrap();
    symlink("/", release.join("root")).unwrap();
    symlink("loop", release.join("loop")).unwrap();
    symlink("budget/index.html", release.join("fine.html")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(release.join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    site
}

#[tokio::test]
async fn hidden_linked_and_odd_files_are_not_found() {
    let site = site();
    let router = site.router();
    for path in [
        "/.hidden",
        "/%2ehidden",
        "/.git/config",
        "/budget/.draft/",
        "/link.txt",
        "/near.txt",
        "/inside",
        "/inside/",
        "/inside/index.html",
        "/inside/key.0123456789abcdef.js",
        "/root/etc/passwd",
        "/loop",
        "/loop/x",
        "/pipe",
        "/../secret.txt",
        "/../../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt",
        "/budget/../../../secret.txt",
        "/budget/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/index.html%00.txt",
        "/index.html.br",
        "/budget/index.html.GZ",
        "/0002.part/key.0123456789abcdef.js",
        "/key.0123456789abcdef.js",
        "/..;/secret.txt",
        "//secret.txt",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.text(), "public 404", "{path}");
    }
    assert_eq!(get(&router, "/fine.html").await.text(), "public budget");
}

/// One server for all the cases below, running until the tests end.
fn server() -> SocketAddr {
    static SERVER: OnceLock<(Publication, SocketAddr)> = OnceLock::new();
    let (_, addr) = SERVER.get_or_init(|| {
        let site = site();
        let options = ServeOptions {
            addr: ([127, 0, 0, 1], 0).into(),
            ..site.options()
        };
        let (tell, hear) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let server = bind(options).await.unwrap();
                tell.send(server.local_addr()).unwrap();
                server.run(std::future::pending()).await;
            });
        });
        (site, hear.recv().unwrap())
    });
    *addr
}

/// Sends bytes as a request's target and returns everything that comes back.
fn exchange(target: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let request = [
        b"GET ",
        target,
        b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ]
    .concat();
    // The server may hang up on nonsense before it has read all of it.
    let _hung_up = stream.write_all(&request);
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}"),
    }
    answer
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "/",
        "//",
        "..",
        ".",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "\\",
        "%00",
        "%",
        "%25",
        "%c0%af",
        "?",
        "#",
        ":",
        ";",
        "*",
        "~",
        "secret.txt",
        "SITE",
        ".SITE-releases",
        "0001",
        "0002.part",
        "inside",
        "private",
        "index.html",
        ".br",
        ".gz",
        ".hidden",
        ".git",
        "config",
        "budget",
        ".draft",
        "link.txt",
        "near.txt",
        "root",
        "etc",
        "passwd",
        "loop",
        "pipe",
        "healthz",
        "key.0123456789abcdef.js",
        "http://a",
        "en",
    ]);
    prop_oneof![
        6 => words.prop_map(|word| word.as_bytes().to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..8),
        1 => any::<u8>().prop_map(|byte| format!("%{byte:02x}").into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_target_of_any_bytes_reads_what_is_not_published(
        pieces in prop::collection::vec(piece(), 0..12),
        has_slash in prop::bool::weighted(0.9),
    ) {
        let mut target = pieces.concat();
        if has_slash {
            target.insert(0, b'/');
        }
        let answer = exchange(&target);
        let shown = String::from_utf8_lossy(&target).into_owned();
        prop_assert!(!contains(&answer, CANARY), "{shown}");
        prop_assert!(!contains(&answer, "root:"), "{shown}");
        prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{shown}");
        prop_assert!(!answer.starts_with(b"HTTP/1.1 5"), "{shown}");
    }
}

#[test]
fn the_server_answers_after_nonsense() {
    for target in [
        &b"\xff\xfe"[..],
        b"",
        b"\r\n\r\n",
        b"/\x00",
        b"/ HTTP/9.9\r\n\r\n",
        b"*",
        b"a:b",
    ] {
        exchange(target);
    }
    let answer = exchange(b"/");
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(answer.ends_with(b"\r\n\r\npublic front"));
}

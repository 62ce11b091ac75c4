//! What each kind of request is answered.

use super::site::{HASHED, Publication, ask, get, write};
use crate::serve::{Mount, ServeError, ServeNotice, ServeOptions, Tell, router};
use axum::http::StatusCode;
use std::sync::{Arc, Mutex};

fn site() -> Publication {
    let site = Publication::of(&[
        ("index.html", "front"),
        ("404.html", "没有这一页"),
        ("budget/index.html", "budget"),
        ("budget/2026/index.html", "budget of 2026"),
        ("en/index.html", "front in English"),
        ("en/404.html", "no such page"),
        ("zh-hant/index.html", "front, traditional"),
        ("zh-hant/404.html", "沒有這一頁"),
        ("empty/note.txt", "a folder without a page"),
        ("钱/index.html", "money"),
        ("manifest.json", "{}"),
        ("site.webmanifest", "{}"),
        ("days.ics", "BEGIN:VCALENDAR"),
        ("book.xlsx", "PK"),
        ("app.wasm", "\0asm"),
        ("sw.js", "self"),
        (HASHED, "plain script"),
        ("c/words.txt", "plain words"),
        ("c/words.txt.br", "brotli words!"),
        ("c/words.txt.gz", "gzip words, longer"),
        ("c/only.txt", "plain only"),
        ("c/only.txt.gz", "gzip only"),
    ]);
    write(&site.release("0001").join("c/voice.mp3"), b"0123456789");
    site
}

#[tokio::test]
async fn every_path_has_its_status_and_text() {
    let site = site();
    let router = site.router();
    for (path, status, text) in [
        ("/", 200, "front"),
        ("/?mode=elder", 200, "front"),
        ("/index.html", 200, "front"),
        ("/budget/", 200, "budget"),
        ("/budget/2026/", 200, "budget of 2026"),
        ("/en/", 200, "front in English"),
        ("/%E9%92%B1/", 200, "money"),
        ("/404.html", 200, "没有这一页"),
        ("/nothing", 404, "没有这一页"),
        ("/nothing/", 404, "没有这一页"),
        ("/en/nothing", 404, "no such page"),
        ("/en/a/b/c/", 404, "no such page"),
        ("/en/../secret", 404, "no such page"),
        ("/en", 308, ""),
        ("/zh-hant/nothing/", 404, "沒有這一頁"),
        ("/english/", 404, "没有这一页"),
        ("/empty/", 404, "没有这一页"),
        ("/manifest.json/", 404, "没有这一页"),
        ("/manifest.json/x", 404, "没有这一页"),
        ("//", 404, "没有这一页"),
        ("//en/", 404, "没有这一页"),
        ("/c/words.txt.br", 404, "没有这一页"),
        ("/c/words.txt.gz", 404, "没有这一页"),
        ("/c/words.txt.%62r", 404, "没有这一页"),
        ("/healthz", 200, ""),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text()),
            (status, text),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_folder_without_its_slash_is_redirected() {
    let site = site();
    let router = site.router();
    for (path, location) in [
        ("/budget", "/budget/"),
        ("/budget/2026", "/budget/2026/"),
        ("/budget?year=2026&x=%2F", "/budget/?year=2026&x=%2F"),
        ("/%62udget", "/budget/"),
        ("/%E9%92%B1", "/%E9%92%B1/"),
        ("/empty", "/empty/"),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.header("location"), location, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn every_kind_of_file_has_its_type_and_cache_rule() {
    let site = site();
    let router = site.router();
    let immutable = "public, max-age=31536000, immutable";
    for (path, content_type, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/nothing", "text/html; charset=utf-8", "no-cache"),
        ("/manifest.json", "application/json", "no-cache"),
        ("/site.webmanifest", "application/manifest+json", "no-cache"),
        ("/days.ics", "text/calendar; charset=utf-8", "no-cache"),
        (
            "/book.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "no-cache",
        ),
        ("/app.wasm", "application/wasm", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "/app.0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            immutable,
        ),
        ("/c/words.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/healthz", "", "no-store"),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
    }
}

#[tokio::test]
async fn the_packed_twin_is_chosen_by_weight() {
    let site = site();
    let router = site.router();
    for (path, accept, encoding, text) in [
        ("/c/words.txt", "gzip, deflate, br", "br", "brotli words!"),
        ("/c/words.txt", "gzip", "gzip", "gzip words, longer"),
        (
            "/c/words.txt",
            "br;q=0.2, gzip;q=0.3",
            "gzip",
            "gzip words, longer",
        ),
        ("/c/words.txt", "br;q=0", "", "plain words"),
        ("/c/words.txt", "", "", "plain words"),
        ("/c/only.txt", "br, gzip;q=0.1", "gzip", "gzip only"),
        ("/c/only.txt", "br", "", "plain only"),
    ] {
        let answer = ask(&router, "GET", path, &[("accept-encoding", accept)]).await;
        assert_eq!(
            answer.header("content-encoding"),
            encoding,
            "{path} {accept}"
        );
        assert_eq!(answer.text(), text, "{path} {accept}");
        assert_eq!(
            answer.header("content-length"),
            text.len().to_string(),
            "{path} {accept}"
        );
        assert_eq!(answer.header("vary"), "Accept-Encoding", "{path} {accept}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    }
    assert_eq!(get(&router, "/sw.js").await.header("vary"), "");
}

#[tokio::test]
async fn a_known_tag_is_answered_304_and_tags_differ_by_encoding() {
    let site = site();
    let router = site.router();
    let mut tags = Vec::new();
    for accept in ["identity", "br", "gzip"] {
        let accepting = ("accept-encoding", accept);
        let whole = ask(&router, "GET", "/c/words.txt", &[accepting]).await;
        let (tag, length) = (
            whole.header("etag").to_owned(),
            whole.header("content-length"),
        );
        assert!(
            tag.starts_with('"') && tag.ends_with('"') && tag.len() > 60,
            "{tag}"
        );
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            for method in ["GET", "HEAD"] {
                let headers = [accepting, ("if-none-match", known.as_str())];
                let answer = ask(&router, method, "/c/words.txt", &headers).await;
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_MODIFIED,
                    "{method} {accept} {known}"
                );
                assert_eq!(answer.header("etag"), tag);
                assert_eq!(answer.header("vary"), "Accept-Encoding");
                assert_eq!(answer.header("cache-control"), "no-cache");
                assert!(answer.body.is_empty());
                assert_eq!(answer.header("content-length"), length);
            }
        }
        let other = [accepting, ("if-none-match", "\"other\"")];
        assert_eq!(
            ask(&router, "GET", "/c/words.txt", &other).await.status,
            StatusCode::OK
        );
        assert!(
            !tags.contains(&tag),
            "{accept} has the tag of another encoding"
        );
        tags.push(tag);
    }
    let unknown = ask(&router, "GET", "/nothing", &[("if-none-match", "*")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let site = site();
    let router = site.router();
    for path in [
        "/",
        "/budget",
        "/nothing",
        "/c/words.txt",
        "/c/voice.mp3",
        "/healthz",
    ] {
        let accepting = [("accept-encoding", "br")];
        let get = ask(&router, "GET", path, &accepting).await;
        let head = ask(&router, "HEAD", path, &accepting).await;
        assert_eq!(head.status, get.status, "{path}");
        let named = |answer: &super::site::Answer| {
            let mut headers = answer.headers.clone();
            // Added by the sender where the body is empty and no file's length is known.
            if get.body.is_empty() {
                headers.remove("content-length");
            }
            headers
        };
        assert_eq!(named(&head), named(&get), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let site = site();
    let router = site.router();
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND",
    ] {
        for path in ["/", "/nothing", "/healthz", "/c/words.txt", "/.git/config"] {
            let answer = ask(&router, method, path, &[]).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            assert_eq!(answer.header("allow"), "GET, HEAD", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn media_are_sent_in_pieces() {
    let site = site();
    let router = site.router();
    let whole = get(&router, "/c/voice.mp3").await;
    assert_eq!(
        (whole.status.as_u16(), whole.header("accept-ranges")),
        (200, "bytes")
    );
    let tag = whole.header("etag").to_owned();
    for (range, if_range, status, content_range, text) in [
        ("bytes=0-3", None, 206, "bytes 0-3/10", "0123"),
        ("bytes=7-", None, 206, "bytes 7-9/10", "789"),
        ("bytes=-2", None, 206, "bytes 8-9/10", "89"),
        ("bytes=4-99", None, 206, "bytes 4-9/10", "456789"),
        ("bytes=10-", None, 416, "bytes */10", ""),
        ("bytes=0-1,4-5", None, 200, "", "0123456789"),
        ("lines=0-1", None, 200, "", "0123456789"),
        ("bytes=0-3", Some(tag.as_str()), 206, "bytes 0-3/10", "0123"),
        ("bytes=0-3", Some("\"old\""), 200, "", "0123456789"),
    ] {
        let mut headers = vec![("range", range)];
        headers.extend(if_range.map(|tag| ("if-range", tag)));
        let answer = ask(&router, "GET", "/c/voice.mp3", &headers).await;
        assert_eq!(answer.status.as_u16(), status, "{range}");
        assert_eq!(answer.header("content-range"), content_range, "{range}");
        assert_eq!(answer.text(), text, "{range}");
        if status != 416 {
            assert_eq!(
                answer.header("content-length"),
                text.len().to_string(),
                "{range}"
            );
        }
    }
    let words = ask(&router, "GET", "/sw.js", &[("range", "bytes=0-1")]).await;
    assert_eq!((words.status.as_u16(), words.text()), (200, "self"));
}

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types sw default";

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = site();
    for is_https in [false, true] {
        let router = router(&ServeOptions {
            is_https,
            ..site.options()
        })
        .unwrap();
        let tag = get(&router, "/").await.header("etag").to_owned();
        for (method, path, headers, status) in [
            ("GET", "/", vec![], 200),
            ("HEAD", "/", vec![], 200),
            ("GET", "/", vec![("if-none-match", tag.as_str())], 304),
            ("GET", "/budget", vec![], 308),
            ("GET", "/nothing", vec![], 404),
            ("GET", "/../../etc/passwd", vec![], 404),
            ("POST", "/", vec![], 405),
            ("GET", "/c/voice.mp3", vec![("range", "bytes=0-1")], 206),
            ("GET", "/c/voice.mp3", vec![("range", "bytes=99-")], 416),
            ("GET", "/healthz", vec![], 200),
        ] {
            let answer = ask(&router, method, path, &headers).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path}");
            let hsts = if is_https {
                "max-age=63072000; includeSubDomains; preload"
            } else {
                ""
            };
            for (name, expected) in [
                ("content-security-policy", POLICY),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-embedder-policy", "require-corp"),
                ("cross-origin-resource-policy", "same-origin"),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                (
                    "permissions-policy",
                    "camera=(self), geolocation=(), microphone=(self), payment=(), usb=()",
                ),
                ("strict-transport-security", hsts),
            ] {
                assert_eq!(answer.header(name), expected, "{method} {path}: {name}");
                let count = answer.headers.get_all(name).iter().count();
                assert_eq!(
                    count,
                    usize::from(!expected.is_empty()),
                    "{method} {path}: {name}"
                );
            }
        }
    }
}

#[tokio::test]
async fn pages_may_speak_to_the_inboxes_in_the_configuration() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&heard);
    let tell = Tell::new(move |notice| {
        hearing.lock().unwrap().push(match notice {
            ServeNotice::InboxRefused { url, .. } => format!("refused {url}"),
            ServeNotice::ConfigUnusable { .. } => "unusable".to_owned(),
            other => format!("{other:?}"),
        });
    });
    let site = site();
    let router = router(&ServeOptions {
        tell,
        ..site.options()
    })
    .unwrap();
    for (config, connect, notices) in [
        (
            r#"{"inboxes":[{"url":"https://in.example/inbox/v1/"}]}"#,
            " https://in.example",
            &[][..],
        ),
        (
            r#"{"limits":1,"inboxes":[{"url":"/inbox/v1/","mode":"put"},{"url":"http://10.0.0.5:81/"},
               {"url":"https://b.example"},{"url":"https://b.example/two"}]}"#,
            " http://10.0.0.5:81 https://b.example",
            &[],
        ),
        (
            r#"{"inboxes":[{"url":"https://x;script-src *"},{"url":"javascript:1"},{"url":"https://c.example"}]}"#,
            " https://c.example",
            &["refused https://x;script-src *", "refused javascript:1"],
        ),
        (r#"{"name":"no inbox"}"#, "", &[]),
        ("{not JSON", "", &["unusable"]),
    ] {
        site.write("0001", &[("config.json", config)]);
        let expected = POLICY.replace(
            "connect-src 'self'",
            &format!("connect-src 'self'{connect}"),
        );
        // The page first, so that it is read; then answers that are of no release.
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/nothing"),
            ("GET", "/budget"),
            ("PUT", "/"),
            ("GET", "/healthz"),
        ] {
            let answer = ask(&router, method, path, &[]).await;
            assert_eq!(
                answer.header("content-security-policy"),
                expected,
                "{method} {path} {config}"
            );
        }
        assert_eq!(
            std::mem::take(&mut *heard.lock().unwrap()),
            notices,
            "{config}"
        );
    }
}

#[tokio::test]
async fn sites_hang_under_their_bases() {
    let city = Publication::of(&[
        ("index.html", "city"),
        ("404.html", "city has no such page"),
        ("oakland/index.html", "hidden by the other site"),
    ]);
    let oakland = Publication::of(&[
        ("index.html", "oakland"),
        ("404.html", "oakland has no such page"),
        ("en/404.html", "oakland, in English"),
        ("budget/index.html", "oakland's budget"),
        (
            "config.json",
            r#"{"inboxes":[{"url":"https://oakland.example"}]}"#,
        ),
    ]);
    let also = Mount {
        base: "/oakland/".parse().unwrap(),
        site: oakland.link(),
    };
    let both = router(&ServeOptions {
        also: vec![also],
        ..city.options()
    })
    .unwrap();
    let alone = router(&ServeOptions {
        base: "/oakland/".parse().unwrap(),
        ..oakland.options()
    })
    .unwrap();
    for (router, path, status, text) in [
        (&both, "/", 200, "city"),
        (&both, "/oakland/", 200, "oakland"),
        (&both, "/%6fakland/", 200, "oakland"),
        (&both, "/oakland/budget/", 200, "oakland's budget"),
        (&both, "/oakland/nothing", 404, "oakland has no such page"),
        (&both, "/oakland/en/nothing", 404, "oakland, in English"),
        (&both, "/oaklands/", 404, "city has no such page"),
        (&both, "/oakland/../", 404, "oakland has no such page"),
        (&alone, "/oakland/budget/", 200, "oakland's budget"),
        (&alone, "/", 404, "oakland has no such page"),
        (&alone, "/budget/", 404, "oakland has no such page"),
        (&alone, "/en/", 404, "oakland has no such page"),
        (&alone, "/healthz", 200, ""),
    ] {
        let answer = get(router, path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text()),
            (status, text),
            "{path}"
        );
    }
    for (router, path, location) in [
        (&both, "/oakland", "/oakland/"),
        (&both, "/oakland/budget", "/oakland/budget/"),
        (&alone, "/oakland?a", "/oakland/?a"),
    ] {
        let answer = get(router, path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.header("location"), location, "{path}");
    }
    for (path, may_speak) in [
        ("/", false),
        ("/oakland/", true),
        ("/oakland/nothing", true),
    ] {
        let answer = get(&both, path).await;
        let policy = answer.header("content-security-policy");
        assert_eq!(
            policy.contains("https://oakland.example"),
            may_speak,
            "{path}"
        );
    }
}

#[test]
fn a_base_is_slash_name_slash() {
    for (base, is_valid) in [
        ("/", true),
        ("/oakland/", true),
        ("/a/b-c_1.2/", true),
        ("", false),
        ("oakland", false),
        ("/oakland", false),
        ("oakland/", false),
        ("//", false),
        ("/a//b/", false),
        ("/../", false),
        ("/.a/", false),
        ("/a b/", false),
        ("/%41/", false),
        ("/钱/", false),
    ] {
        let parsed = base.parse::<crate::serve::BasePath>();
        assert_eq!(parsed.is_ok(), is_valid, "{base}");
        if let Err(error) = parsed {
            assert!(matches!(error, ServeError::BaseInvalid { base: named } if named == base));
        }
    }
    for (mount, is_valid) in [
        ("/a/=dir", true),
        ("/=a=b", true),
        ("/a/=", false),
        ("/a/", false),
        ("=dir", false),
        ("a=dir", false),
    ] {
        assert_eq!(mount.parse::<Mount>().is_ok(), is_valid, "{mount}");
    }
}

#[test]
fn what_is_no_site_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("empty")).unwrap();
    write(&path("file"), b"text");
    std::os::unix::fs::symlink("gone", path("dangling")).unwrap();
    std::fs::create_dir_all(path("odd/index.html")).unwrap();
    for (name, expected) in [
        ("nothing", "missing"),
        ("dangling", "missing"),
        ("empty", "no site"),
        ("file", "no site"),
        ("odd", "no site"),
    ] {
        let said = match router(&ServeOptions::new(path(name))) {
            Err(ServeError::SiteMissing { path: named }) if named == path(name) => "missing",
            Err(ServeError::NotASite { path: named }) if named == path(name) => "no site",
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(said, expected, "{name}");
    }
    let site = site();
    let also = vec![Mount {
        base: "/".parse().unwrap(),
        site: site.link(),
    }];
    let twice = router(&ServeOptions {
        also,
        ..site.options()
    });
    assert!(matches!(twice, Err(ServeError::BaseTwice { base }) if base == "/"));
}

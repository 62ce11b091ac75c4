//! Publishing while people read.

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::serve::{ServeNotice, ServeOptions, Tell, router};
use axum::http::StatusCode;

use super::site::{Publication, get};

const OLD: &str = "app.aaaaaaaaaaaaaaaa.js";
const NEW: &str = "app.bbbbbbbbbbbbbbbb.js";

#[tokio::test]
async fn a_publication_and_a_rollback_are_seen_at_once() {
    let site = Publication::of(&[("index.html", "one"), (OLD, "old")]);
    let router = site.router();
    assert_eq!(get(&router, "/").await.text(), "one");
    let first_tag = get(&router, "/").await.header("etag").to_owned();
    site.write("0002", &[("index.html", "two"), (NEW, "new")]);
    assert_eq!(get(&router, "/").await.text(), "one");
    assert_eq!(
        get(&router, &format!("/{NEW}")).await.status,
        StatusCode::OK
    );
    site.publish("0002");
    assert_eq!(get(&router, "/").await.text(), "two");
    assert_ne!(get(&router, "/").await.header("etag"), first_tag);
    // A page of the first release is still open somewhere and asks for its script.
    let old = get(&router, &format!("/{OLD}")).await;
    assert_eq!((old.status, old.text()), (StatusCode::OK, "old"));
    assert_eq!(
        old.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    site.publish("0001");
    assert_eq!(get(&router, "/").await.text(), "one");
    assert_eq!(get(&router, "/").await.header("etag"), first_tag);
    assert_eq!(get(&router, &format!("/{NEW}")).await.text(), "new");
}

#[tokio::test]
async fn only_hashed_files_of_whole_releases_are_found_elsewhere() {
    let site = Publication::of(&[
        ("index.html", "one"),
        ("plain.js", "plain"),
        (OLD, "oldest"),
    ]);
    site.write(
        "0002",
        &[
            ("index.html", "two"),
            (OLD, "older"),
            ("c/deep.aaaaaaaaaaaaaaaa.json", "deep"),
        ],
    );
    site.write("0003", &[("index.html", "three")]);
    site.write(
        "0004.part",
        &[("index.html", "unfinished"), (NEW, "unfinished")],
    );
    site.write(".0005", &[("index.html", "hidden"), (NEW, "hidden")]);
    site.write("0006", &[(NEW, "without a front page")]);
    let stray = site.folder().join("stray");
    fs::create_dir(&stray).unwrap();
    fs::write(stray.join("index.html"), "stray").unwrap();
    fs::write(stray.join(NEW), "stray").unwrap();
    std::os::unix::fs::symlink(&stray, site.release("0007")).unwrap();
    site.publish("0003");
    let router = site.router();
    for (path, status, text) in [
        ("/plain.js", 404, ""),
        ("/app.aaaaaaaaaaaaaaaa.js", 200, "older"),
        ("/c/deep.aaaaaaaaaaaaaaaa.json", 200, "deep"),
        ("/app.bbbbbbbbbbbbbbbb.js", 404, ""),
        ("/app.cccccccccccccccc.js", 404, ""),
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
async fn a_plain_folder_has_no_other_releases() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("index.html"), name).unwrap();
    }
    fs::write(folder.path().join("b").join(OLD), "another folder's").unwrap();
    let router = router(&ServeOptions::new(folder.path().join("a"))).unwrap();
    assert_eq!(get(&router, "/").await.text(), "a");
    assert_eq!(
        get(&router, &format!("/{OLD}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_link_may_be_given_with_a_slash_at_its_end() {
    let site = Publication::of(&[("index.html", "one"), (OLD, "old")]);
    site.write("0002", &[("index.html", "two")]);
    site.publish("0002");
    let mut with_slash = site.link().into_os_string();
    with_slash.push("/");
    let router = router(&ServeOptions::new(with_slash)).unwrap();
    assert_eq!(get(&router, &format!("/{OLD}")).await.text(), "old");
}

#[test]
fn each_answer_is_of_one_release() {
    let config = |name: &str| format!(r#"{{"inboxes":[{{"url":"https://{name}.example"}}]}}"#);
    let site = Publication::of(&[("index.html", "one"), ("config.json", &config("one"))]);
    site.write(
        "0002",
        &[("index.html", "two"), ("config.json", &config("two"))],
    );
    let router = site.router();
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                site.publish("0002");
                site.publish("0001");
            }
        });
        let asking = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        // Until both releases were met often, which the other thread sees to.
        let mut seen = BTreeMap::from([("one".to_owned(), 0), ("two".to_owned(), 0)]);
        while seen.values().any(|times| *times < 200) {
            let answer = asking.block_on(get(&router, "/"));
            let own_inbox = format!("connect-src 'self' https://{}.example;", answer.text());
            let is_of_one = answer
                .header("content-security-policy")
                .contains(&own_inbox);
            if answer.status != StatusCode::OK || !is_of_one {
                is_done.store(true, Ordering::Relaxed);
                panic!("{answer:?}");
            }
            *seen.entry(answer.text().to_owned()).or_default() += 1;
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

#[tokio::test]
async fn health_follows_the_front_page_and_outages_are_told_once() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&heard);
    let tell = Tell::new(move |notice| {
        hearing.lock().unwrap().push(match notice {
            ServeNotice::SiteLost { .. } => "lost",
            ServeNotice::SiteBack { .. } => "back",
            _ => "other",
        });
    });
    let site = Publication::of(&[("index.html", "one")]);
    let router = router(&ServeOptions {
        tell,
        ..site.options()
    })
    .unwrap();
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
    fs::remove_file(site.release("0001").join("index.html")).unwrap();
    assert_eq!(
        get(&router, "/healthz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    fs::remove_file(site.link()).unwrap();
    assert_eq!(
        get(&router, "/healthz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    for _ in 0..2 {
        let answer = get(&router, "/").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "5");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'")
        );
    }
    site.write("0002", &[("index.html", "two")]);
    site.publish("0002");
    assert_eq!(get(&router, "/").await.text(), "two");
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
    assert_eq!(*heard.lock().unwrap(), ["lost", "back"]);
}

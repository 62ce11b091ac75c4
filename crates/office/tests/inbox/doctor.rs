//! What the doctor finds: in a good inbox nothing, in a bad one what is bad about it.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::Value;

use super::objects::Moto;
use super::support::{Place, Program, document};

/// Runs the program with keys of no worth, and gives its code and JSON.
fn mingbai(arguments: &[&str]) -> (i32, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(["--lang", "en", "--json"])
        .args(arguments)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .output()
        .unwrap();
    let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!(
            "{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (output.status.code().unwrap(), json)
}

fn doctor(place: &str) -> (i32, Value) {
    mingbai(&["inbox", "doctor", place])
}

/// What was not as it should be: check and severity.
fn found(report: &Value) -> BTreeMap<String, String> {
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] != "good")
        .map(|finding| {
            (
                finding["check"].as_str().unwrap().to_owned(),
                finding["severity"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> BTreeMap<String, String> {
    expected
        .iter()
        .map(|(check, severity)| ((*check).to_owned(), (*severity).to_owned()))
        .collect()
}

#[test]
fn our_own_server_is_found_well_and_left_as_it_was() {
    let place = Place::new();
    let program = Program::start(&place);
    let before = super::support::files_below(&place.inbox());
    let (code, report) = doctor(&format!("http://{}/inbox/v1/xinglinli", program.addr));
    assert_eq!(found(&report), pairs(&[]), "{report:#}");
    assert_eq!(code, 0);
    assert_eq!(report["left"], Value::Array(vec![]));
    assert_eq!(super::support::files_below(&place.inbox()), before);
    // The address and the community may be given apart.
    let url = format!("http://{}", program.addr);
    let (code, _) = mingbai(&["inbox", "doctor", &url, "--community", "xinglinli"]);
    assert_eq!(code, 0);
    // Somebody else's community is not taken here, and that is said.
    let (code, report) = doctor(&format!("http://{}/inbox/v1/elsewhere", program.addr));
    assert_eq!(code, 1);
    assert_eq!(found(&report)["wrong-name"], "bad");
    program.stop();
    let (code, error) = doctor(&url);
    assert_eq!((code, &error["error"]["kind"]), (2, &"doctor".into()));
    let (code, _) = mingbai(&["inbox", "doctor", &url, "--community", "xinglinli"]);
    assert_eq!(code, 2);
}

#[test]
fn a_folder_is_tried_and_its_damage_named() {
    let place = Place::new();
    let program = Program::start(&place);
    program.stop();
    let inbox = place.inbox();
    let inbox = inbox.to_str().unwrap();
    let before = super::support::files_below(&place.inbox());
    let (code, report) = doctor(inbox);
    assert_eq!((code, found(&report)), (0, pairs(&[])), "{report:#}");
    assert_eq!(super::support::files_below(&place.inbox()), before);
    // An office folder has its inbox within.
    assert_eq!(doctor(place.folder.path().to_str().unwrap()).0, 0);
    let (name, _) = document(1);
    let path = place.inbox().join(name.path());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "something else").unwrap();
    let (code, report) = doctor(inbox);
    assert_eq!((code, found(&report)), (1, pairs(&[("damage", "bad")])));
    assert!(report.to_string().contains(&name.path()), "{report:#}");
    let (code, _) = doctor(place.folder.path().join("nothing").to_str().unwrap());
    assert_eq!(code, 2);
}

/// Writes a workbook whose sheet of inboxes names these addresses, and a site address or none.
fn workbook(office: &std::path::Path, site: &str, urls: &[&str]) {
    let folder = office.join("workbook");
    std::fs::create_dir_all(&folder).unwrap();
    for (key, text) in office::new::example_twins() {
        let text = match *key {
            "inboxes" => {
                let rows: String = urls.iter().fold(String::new(), |rows, url| {
                    rows + &format!("{url},已经收到\n")
                });
                format!("地址,409 的意思\nurl,conflict_means\n{rows}")
            }
            "community" => {
                let lines = text.lines().zip(["网站地址", "site_url", site]);
                lines.fold(String::new(), |text, (line, more)| {
                    text + &format!("{line},{more}\n")
                })
            }
            _ => (*text).to_owned(),
        };
        std::fs::write(folder.join(format!("{key}.csv")), text).unwrap();
    }
}

#[test]
fn an_office_is_looked_at_with_every_address_that_its_workbook_names() {
    let place = Place::new();
    let program = Program::start(&place);
    let office = place.folder.path();
    let folder = office.to_str().unwrap();
    let before = super::support::files_below(&place.inbox());
    // One as a path of the site, one whole, and one where nobody listens.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/inbox/v1", deaf.local_addr().unwrap());
    drop(deaf);
    let site = format!("http://{}/", program.addr);
    let whole = format!("{site}inbox/v1");
    workbook(office, &site, &["/inbox/v1", &whole, &nobody]);
    let (code, report) = doctor(folder);
    assert_eq!(code, 1, "{report:#}");
    // The office's own folder, as before.
    assert_eq!(report["kind"], "folder");
    assert_eq!(found(&report), pairs(&[]), "{report:#}");
    let addresses = report["addresses"].as_array().unwrap();
    assert_eq!(addresses.len(), 3);
    for (at, url) in [(0, "/inbox/v1"), (1, whole.as_str())] {
        assert_eq!(addresses[at]["url"], url);
        let report = &addresses[at]["report"];
        assert_eq!(found(report), pairs(&[]), "{report:#}");
        let checks: Vec<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|finding| finding["check"].as_str())
            .collect();
        for check in [
            "create-only",
            "create-only-at-once",
            "get",
            "list",
            "delete",
        ] {
            assert!(checks.contains(&check), "{check}: {checks:?}");
        }
    }
    let message = addresses[2]["error"]["message"].as_str().unwrap();
    assert!(message.contains(&nobody), "{message}");
    assert!(message.contains("Is the server running"), "{message}");
    assert!(!message.contains("AWS"), "{message}");
    assert_eq!(super::support::files_below(&place.inbox()), before);

    // Without the one that nobody listens at, all is well.
    workbook(office, &site, &["/inbox/v1", &whole]);
    assert_eq!(doctor(folder).0, 0);
    // Where the site is not known, a path of it cannot be asked, and that is said.
    workbook(office, "", &["/inbox/v1"]);
    let (code, report) = doctor(folder);
    assert_eq!(code, 0, "{report:#}");
    assert_eq!(report["addresses"][0]["error"]["kind"], "no-site-url");
    program.stop();
    workbook(office, &site, &["/inbox/v1"]);
    let (code, report) = doctor(folder);
    assert_eq!((code, report["kind"].as_str()), (1, Some("folder")));
    assert_eq!(report["addresses"][0]["error"]["kind"], "doctor");
}

/// How a bad host answers.
type Answer =
    fn(&mut BTreeMap<String, Bytes>, &Method, &Uri, &HeaderMap, Bytes) -> (StatusCode, Bytes);

/// Runs the doctor against a host of our own making.
fn doctor_of(answer: Answer, place: impl Fn(&str) -> String) -> (i32, Value) {
    let objects: Arc<Mutex<BTreeMap<String, Bytes>>> = Arc::default();
    let app = Router::new().fallback(
        move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let objects = Arc::clone(&objects);
            async move { answer(&mut objects.lock().unwrap(), &method, &uri, &headers, body) }
        },
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let addr = listener.local_addr().unwrap();
    let server = runtime.spawn(async move { axum::serve(listener, app).await });
    let result = doctor(&place(&addr.to_string()));
    server.abort();
    result
}

#[test]
fn a_host_that_lets_everybody_do_everything_is_found_out() {
    let (code, report) = doctor_of(
        |objects, method, uri, _, body| {
            let path = uri.path().to_owned();
            match *method {
                Method::PUT => {
                    objects.insert(path, body);
                    (StatusCode::CREATED, Bytes::new())
                }
                Method::GET | Method::HEAD => match objects.get(&path) {
                    Some(bytes) => (StatusCode::OK, bytes.clone()),
                    None => (StatusCode::OK, Bytes::from_static(b"Index of /")),
                },
                _ => (StatusCode::OK, Bytes::new()),
            }
        },
        |addr| format!("http://{addr}/inbox/v1/xinglinli"),
    );
    assert_eq!(code, 1);
    let found = found(&report);
    for check in [
        "create-only",
        "get",
        "head",
        "list",
        "delete",
        "other-methods",
        "too-long",
        "names",
        "content-type",
        "length-missing",
    ] {
        assert_eq!(
            found.get(check).map(String::as_str),
            Some("bad"),
            "{check}: {report:#}"
        );
    }
    for check in ["wrong-name", "create-only-at-once"] {
        assert_eq!(
            found.get(check).map(String::as_str),
            Some("weak"),
            "{check}: {report:#}"
        );
    }
    assert!(report["left"].as_array().unwrap().len() >= 2);
}

/// Whether a path has the form of a document's or a blob's.
fn is_name(path: &str) -> bool {
    let below = path.strip_prefix("/inbox/v1/xinglinli/");
    below.is_some_and(|below| {
        let parts: Vec<&str> = below.split('/').collect();
        let is_id = |id: &str| id.len() == 64 && !id.contains(|c: char| c.is_ascii_uppercase());
        match parts[..] {
            ["story", _, file] => file.strip_suffix(".json").is_some_and(is_id),
            ["media", _, file] => file.strip_suffix(".bin").is_some_and(is_id),
            _ => false,
        }
    })
}

#[test]
fn a_host_that_reads_no_names_but_keeps_the_first_is_good_enough() {
    let (code, report) = doctor_of(
        |objects, method, uri, headers, body| {
            let path = uri.path().to_owned();
            let length = headers
                .get("content-length")
                .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
            match *method {
                Method::OPTIONS => (StatusCode::NO_CONTENT, Bytes::new()),
                Method::PUT if !is_name(&path) => (StatusCode::NOT_FOUND, Bytes::new()),
                Method::PUT if length.is_none() => (StatusCode::LENGTH_REQUIRED, Bytes::new()),
                Method::PUT
                    if headers
                        .get("content-type")
                        .is_none_or(|kind| kind == "text/html") =>
                {
                    (StatusCode::UNSUPPORTED_MEDIA_TYPE, Bytes::new())
                }
                Method::PUT
                    if length
                        > Some(if path.contains("/media/") {
                            2 << 20
                        } else {
                            65_536
                        }) =>
                {
                    (StatusCode::PAYLOAD_TOO_LARGE, Bytes::new())
                }
                Method::PUT if objects.contains_key(&path) => {
                    (StatusCode::PRECONDITION_FAILED, Bytes::new())
                }
                Method::PUT => {
                    objects.insert(path, body);
                    (StatusCode::CREATED, Bytes::new())
                }
                _ => (StatusCode::METHOD_NOT_ALLOWED, Bytes::new()),
            }
        },
        |addr| format!("http://{addr}/inbox/v1/xinglinli"),
    );
    let expected = pairs(&[("wrong-name", "weak"), ("health", "weak")]);
    assert_eq!((code, found(&report)), (0, expected), "{report:#}");
    assert_eq!(report["left"].as_array().unwrap().len(), 2);
}

#[test]
fn an_object_store_is_tried_from_inside_and_from_outside() {
    let Some(moto) = Moto::start() else { return };
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(moto.bucket("town"));
    let place = format!("s3://town/a/b?endpoint={}", moto.endpoint);
    let (code, report) = doctor(&place);
    // moto lets everybody list, put and remove; it keeps the first writer's bytes.
    let found = found(&report);
    for check in [
        "writes",
        "create-only",
        "create-only-at-once",
        "get",
        "clock",
    ] {
        assert!(!found.contains_key(check), "{report:#}");
    }
    assert_eq!(
        found.get("list").map(String::as_str),
        Some("bad"),
        "{report:#}"
    );
    assert_eq!(code, 1);
    assert_eq!(report["conflict_means"], "retry");
    assert_eq!(report["left"], Value::Array(vec![]));
    assert!(!report.to_string().contains("\"test\""), "no key is told");
    // The server starts on it, strictly.
    let site = Place::new();
    let program = Program::start_inbox(&site, &place, &["--strict"]);
    program.stop();
}

#[test]
fn a_server_does_not_start_strictly_where_writers_write_over_each_other() {
    // A store that takes no notice of the condition.
    let objects: Arc<Mutex<BTreeMap<String, Bytes>>> = Arc::default();
    let app = Router::new().fallback(move |method: Method, uri: Uri, body: Bytes| {
        let objects = Arc::clone(&objects);
        async move {
            let mut objects = objects.lock().unwrap();
            let path = uri.path().to_owned();
            let about = HeaderMap::from_iter([
                ("etag".parse().unwrap(), "\"1\"".parse().unwrap()),
                (
                    "last-modified".parse().unwrap(),
                    "Sun, 22 Nov 2026 05:00:00 GMT".parse().unwrap(),
                ),
            ]);
            match method {
                Method::PUT => {
                    objects.insert(path, body);
                    (StatusCode::OK, about, Bytes::new())
                }
                Method::GET | Method::HEAD => match objects.get(&path) {
                    Some(bytes) => (StatusCode::OK, about, bytes.clone()),
                    None => (StatusCode::NOT_FOUND, HeaderMap::new(), Bytes::new()),
                },
                _ => (StatusCode::NO_CONTENT, HeaderMap::new(), Bytes::new()),
            }
        }
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let place = format!(
        "s3://town?endpoint=http://{}",
        listener.local_addr().unwrap()
    );
    let server = runtime.spawn(async move { axum::serve(listener, app).await });
    let (code, report) = doctor(&place);
    assert_eq!(code, 1);
    let found = found(&report);
    for check in ["create-only", "create-only-at-once", "get", "clock"] {
        assert_eq!(
            found.get(check).map(String::as_str),
            Some("bad"),
            "{report:#}"
        );
    }
    let site = Place::new();
    let (code, error) = mingbai(&[
        "serve",
        site.site().to_str().unwrap(),
        "--addr",
        "127.0.0.1:0",
        "--inbox",
        &place,
        "--strict",
    ]);
    assert_eq!((code, &error["error"]["kind"]), (2, &"inbox".into()));
    server.abort();
}

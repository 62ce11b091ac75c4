//! The contract over HTTP: every row of its table, and their order.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use office::inbox::http::{InboxOptions, Patience};
use office::inbox::rates::{Rate, Rates};
use office::inbox::{Documents as _, LocalInbox, Name};
use office::serve::{ServeNotice, ServeOptions, Tell, bind};
use records::Id;
use records::envelope::{DocId, Kind, LIMIT_DOCUMENT, LIMIT_MEDIA};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::support::{
    Answer, BINARY, JSON, Place, Program, ask, community, document, document_of, media, path_of,
    put, read_answer, request, run,
};

/// A server within the test.
struct Running {
    place: Place,
    addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    heard: Arc<Mutex<Vec<ServeNotice>>>,
}

impl Running {
    async fn new(set: impl FnOnce(&mut InboxOptions)) -> Self {
        let place = Place::new();
        let mut inbox = InboxOptions::new(place.inbox().to_str().unwrap());
        // Senders are told apart by what they say, so that one machine can be many.
        inbox.is_behind_proxy = true;
        set(&mut inbox);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let tell = {
            let heard = Arc::clone(&heard);
            Tell::new(move |notice| heard.lock().unwrap().push(notice))
        };
        let server = bind(ServeOptions {
            inbox: Some(inbox),
            addr: ([127, 0, 0, 1], 0).into(),
            tell,
            ..ServeOptions::new(place.site())
        })
        .await
        .unwrap();
        let addr = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async move { stopped.await.unwrap() }));
        Self {
            place,
            addr,
            stop,
            task,
            heard,
        }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        ask(self.addr, method, path, headers, body).await.unwrap()
    }

    async fn put(&self, name: &Name, body: &[u8]) -> Answer {
        put(self.addr, name, body).await.unwrap()
    }

    async fn stored(&self) -> Vec<Name> {
        let inbox = LocalInbox::open(&self.place.inbox()).unwrap();
        inbox.list(&community()).await.unwrap()
    }

    /// Ends it, and gives what it said.
    async fn stop(self) -> String {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
        format!("{:?}", self.heard.lock().unwrap())
    }
}

fn is_problem(answer: &Answer, status: u16, key: &str) {
    let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    assert_eq!(
        (answer.status, told["problem"].as_str()),
        (status, Some(key)),
        "{answer:?}"
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(told["status"], status);
    assert!(told["title"].is_string() && told["type"] == "about:blank");
    assert!(told["detail"].as_str().is_some_and(|text| !text.is_empty()));
}

#[test]
fn a_document_is_stored_once_and_then_known() {
    run(async {
        let running = Running::new(|_| {}).await;
        for (name, bytes) in [document(1), media(1, 100), media(2, LIMIT_MEDIA)] {
            for expected in [201, 200, 200] {
                let answer = running.put(&name, &bytes).await;
                assert_eq!((answer.status, answer.body.as_str()), (expected, ""));
                assert_eq!(answer.header("access-control-allow-origin"), "*");
                assert_eq!(answer.header("cache-control"), "no-store");
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
            }
        }
        for kind in Kind::ALL {
            let (name, bytes) = document_of(*kind, 3);
            assert_eq!(running.put(&name, &bytes).await.status, 201, "{kind:?}");
        }
        // The type may come with its charset.
        let (name, bytes) = document(4);
        let headers = [("Content-Type", "Application/JSON; charset=utf-8")];
        let answer = running.ask("PUT", &path_of(&name), &headers, &bytes).await;
        assert_eq!(answer.status, 201);
        assert_eq!(running.stored().await.len(), 3 + Kind::ALL.len() + 1);
        running.stop().await;
    });
}

/// One request that is wrong in every way, mended step by step: each answer is the next in the
/// contract's order.
#[test]
fn what_is_wrong_is_told_in_the_contract_s_order() {
    run(async {
        let running = Running::new(|inbox| {
            inbox.quota = 10;
            inbox.rates.sender = Rate {
                burst: 1,
                each: Duration::from_secs(3_600),
            };
        })
        .await;
        let (name, bytes) = document(1);
        let path = path_of(&name);
        let too_long = vec![b' '; LIMIT_DOCUMENT + 1];
        let elsewhere = path.replace("xinglinli", "elsewhere");
        let bare = [("Content-Type", "text/plain")];

        let answer = running
            .ask("GET", &path[..path.len() - 1], &bare, b"")
            .await;
        is_problem(&answer, 404, "no-such-path");
        let answer = running.ask("GET", &path, &bare, b"").await;
        is_problem(&answer, 405, "only-put");
        let answer = running.ask("PUT", &elsewhere, &bare, &too_long).await;
        is_problem(&answer, 404, "unknown-community");
        let chunked = [bare[0], ("Transfer-Encoding", "chunked")];
        let answer = running.ask("PUT", &path, &chunked, b"0\r\n\r\n").await;
        is_problem(&answer, 415, "content-type");
        let chunked = [JSON, chunked[1]];
        let answer = running.ask("PUT", &path, &chunked, b"0\r\n\r\n").await;
        is_problem(&answer, 411, "length-missing");
        let answer = running.ask("PUT", &path, &[JSON], &too_long).await;
        is_problem(&answer, 413, "too-long");

        // Nobody has been let through yet, so nobody has been too fast. The quota is too small
        // for any document; the first finds out, and from then on it is known beforehand.
        let line = |line: &'static str| [JSON, ("X-Forwarded-For", line)];
        let answer = running
            .ask("PUT", &path, &line("198.51.100.1"), &bytes)
            .await;
        is_problem(&answer, 507, "full");
        let answer = running
            .ask("PUT", &path, &line("198.51.100.1"), b"nonsense")
            .await;
        is_problem(&answer, 429, "slow-down");
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((3_000..=3_600).contains(&wait), "{wait}");
        let answer = running
            .ask("PUT", &path, &line("198.51.100.2"), b"nonsense")
            .await;
        is_problem(&answer, 507, "full");
        let health = running.ask("GET", "/healthz", &[], b"").await;
        assert_eq!(health.status, 503);
        assert!(running.stored().await.is_empty());
        running.stop().await;

        let running = Running::new(|_| {}).await;
        let other = document_of(Kind::Question, 1);
        let answer = running.ask("PUT", &path, &[JSON], b"nonsense").await;
        is_problem(&answer, 400, "not-an-envelope");
        // Another document, which is neither of this name nor of this kind.
        let answer = running.ask("PUT", &path, &[JSON], &other.1).await;
        is_problem(&answer, 422, "wrong-name");
        // Of this name, but of another kind or community.
        let misplaced = path_of(&other.0).replace("/question/", "/story/");
        let answer = running.ask("PUT", &misplaced, &[JSON], &other.1).await;
        is_problem(&answer, 422, "wrong-place");
        assert!(running.stored().await.is_empty());
        let health = running.ask("GET", "/healthz", &[], b"").await;
        assert_eq!(health.status, 200);
        assert_eq!(running.put(&name, &bytes).await.status, 201);
        assert_eq!(running.put(&name, &bytes).await.status, 200);
        assert_eq!(running.stored().await, [name]);
        running.stop().await;
    });
}

#[test]
fn nothing_can_be_read_or_listed() {
    run(async {
        let running = Running::new(|_| {}).await;
        let (name, bytes) = document(1);
        assert_eq!(running.put(&name, &bytes).await.status, 201);
        let path = path_of(&name);
        let mut listings: BTreeSet<&str> = BTreeSet::from([path.as_str(), "/inbox/", "/inbox/v1"]);
        for (at, _) in path.match_indices('/').skip(2) {
            listings.extend([&path[..at], &path[..=at]]);
        }
        for method in ["GET", "HEAD", "DELETE", "POST", "PATCH", "PROPFIND", "MOVE"] {
            for path in &listings {
                let answer = running.ask(method, path, &[], b"").await;
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), "PUT, OPTIONS", "{method} {path}");
                assert!(!answer.body.contains("明白账"));
                // What is not there is answered alike.
                let absent = path.replace("story", "report");
                assert_eq!(running.ask(method, &absent, &[], b"").await.status, 405);
            }
        }
        for path in [
            "/inbox/v1/.arrivals/0.jsonl",
            "/inbox/.tmp/",
            "/inbox/v1/../../etc/passwd",
            "/inbox/v1/xinglinli/story/%2e%2e/",
        ] {
            for method in ["GET", "PUT", "DELETE"] {
                let answer = running.ask(method, path, &[JSON], b"{}").await;
                assert_eq!(answer.status, 404, "{method} {path}");
            }
        }
        assert_eq!(running.stored().await, [name]);
        running.stop().await;
    });
}

#[test]
fn pages_of_other_hosts_may_put() {
    run(async {
        let running = Running::new(|_| {}).await;
        let (name, bytes) = document(1);
        let asked = [
            ("Origin", "https://community.example"),
            ("Access-Control-Request-Method", "PUT"),
            (
                "Access-Control-Request-Headers",
                "content-type,if-none-match",
            ),
        ];
        let answer = running.ask("OPTIONS", &path_of(&name), &asked, b"").await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
        assert_eq!(answer.header("allow"), "PUT, OPTIONS");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(
            answer
                .header("access-control-allow-methods")
                .contains("PUT")
        );
        let allowed = answer.header("access-control-allow-headers").to_lowercase();
        for header in ["content-type", "if-none-match"] {
            assert!(allowed.contains(header), "{allowed}");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        // Answers and refusals can be read by the page that asked.
        for (body, status) in [(&bytes[..], 201), (b"{}", 400)] {
            let headers = [JSON, asked[0], ("If-None-Match", "*")];
            let answer = running.ask("PUT", &path_of(&name), &headers, body).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(
                answer.header("access-control-expose-headers"),
                "Retry-After"
            );
        }
        running.stop().await;
    });
}

#[test]
fn content_type_and_length_are_those_of_the_path() {
    run(async {
        let running = Running::new(|_| {}).await;
        let (name, bytes) = document(1);
        let (photo, blob) = media(1, 1_000);
        for (name, body, headers, status) in [
            (&name, &bytes, vec![BINARY], 415),
            (&name, &bytes, vec![], 415),
            (
                &name,
                &bytes,
                vec![("Content-Type", "application/jsonx")],
                415,
            ),
            (&name, &bytes, vec![JSON, ("Content-Encoding", "gzip")], 415),
            (&photo, &blob, vec![JSON], 415),
            (&photo, &vec![0; LIMIT_MEDIA + 1], vec![BINARY], 413),
            (&name, &vec![b'{'; LIMIT_DOCUMENT], vec![JSON], 400),
            (&name, &vec![], vec![JSON, ("Content-Length", "0")], 400),
            (&photo, &vec![1; LIMIT_MEDIA], vec![BINARY], 422),
            (&photo, &vec![], vec![BINARY, ("Content-Length", "0")], 422),
        ] {
            let answer = running.ask("PUT", &path_of(name), &headers, body).await;
            assert_eq!(answer.status, status, "{headers:?} {answer:?}");
            if status == 413 {
                let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                assert_eq!(told["limit"], LIMIT_MEDIA);
            }
        }
        assert!(running.stored().await.is_empty());
        running.stop().await;
    });
}

#[test]
fn a_refusal_is_worded_for_its_reader() {
    run(async {
        let running = Running::new(|_| {}).await;
        let chinese = [("Accept-Language", "zh-CN,zh;q=0.9")];
        let answer = running.ask("GET", "/inbox/v1/", &chinese, b"").await;
        is_problem(&answer, 405, "only-put");
        assert_eq!(answer.header("content-language"), "zh-Hans");
        assert!(answer.body.contains("这里只收件"), "{}", answer.body);
        let answer = running.ask("GET", "/inbox/v1/", &[], b"").await;
        assert_eq!(answer.header("content-language"), "en");
        running.stop().await;
    });
}

#[test]
fn senders_are_told_apart_and_held_back_by_their_own_address() {
    run(async {
        let rate = |burst| Rate {
            burst,
            each: Duration::from_secs(600),
        };
        let rates = Rates {
            sender: rate(2),
            all: rate(5),
        };
        let running = Running::new(|inbox| inbox.rates = rates).await;
        let mut number = 0;
        let mut put_from = async |address: &str| {
            number += 1;
            let (name, bytes) = document(number);
            let headers = [JSON, ("X-Forwarded-For", address)];
            let answer = running.ask("PUT", &path_of(&name), &headers, &bytes).await;
            answer.status
        };
        for (address, status) in [
            // Only the last address is the proxy's own word.
            ("203.0.113.9, 198.51.100.1", 201),
            ("203.0.113.8, 198.51.100.1", 201),
            ("203.0.113.7,198.51.100.1", 429),
            // A line's addresses are one sender.
            ("2001:db8:1:2::1", 201),
            ("2001:db8:1:2:ffff::2", 201),
            ("2001:db8:1:2::3", 429),
            ("198.51.100.2", 201),
            // All together.
            ("198.51.100.3", 429),
            ("198.51.100.4", 429),
            // This machine, and no address at all: the proxy's, which is this machine.
            ("127.0.0.1", 201),
            ("127.0.0.1", 201),
            ("::1", 201),
            ("unknown", 201),
        ] {
            assert_eq!(put_from(address).await, status, "{address}");
        }
        running.stop().await;

        // Without a proxy that was told of, visitors' own words about their address are nothing.
        let running = Running::new(|inbox| {
            inbox.is_behind_proxy = false;
            inbox.rates = rates;
        })
        .await;
        for number in 0..10 {
            let (name, bytes) = document(number);
            let headers = [JSON, ("X-Forwarded-For", "198.51.100.1")];
            let answer = running.ask("PUT", &path_of(&name), &headers, &bytes).await;
            assert_eq!(answer.status, 201);
        }
        running.stop().await;
    });
}

#[test]
fn a_community_is_taken_when_its_site_is_published_or_it_is_named() {
    run(async {
        let named = Id::new("named").unwrap();
        let running = Running::new(|inbox| inbox.communities = vec![named.clone()]).await;
        let put_for = async |community: &str| {
            let (mut photo, blob) = media(1, 10);
            photo.community = Id::new(community).unwrap();
            running.put(&photo, &blob).await.status
        };
        assert_eq!(put_for("xinglinli").await, 201);
        assert_eq!(put_for("named").await, 201);
        assert_eq!(put_for("new").await, 404);
        // The sites are looked at again, though not at every wrong request.
        let config = running.place.site().join("config.json");
        std::fs::write(config, r#"{"v":1,"community":"new"}"#).unwrap();
        while put_for("new").await == 404 {
            tokio::task::yield_now().await;
        }
        assert_eq!(put_for("new").await, 200);
        assert_eq!(put_for("xinglinli").await, 200);
        running.stop().await;
    });
}

#[test]
fn a_body_that_does_not_come_ends_the_connection() {
    run(async {
        let running = Running::new(|inbox| {
            inbox.patience = Patience {
                pause: Duration::from_millis(50),
                bytes_per_second: 1_000_000,
                ..Patience::default()
            };
        })
        .await;
        let (name, bytes) = document(1);
        let whole = request("PUT", &path_of(&name), &[JSON], &bytes);
        for missing in [1, bytes.len()] {
            let mut stream = TcpStream::connect(running.addr).await.unwrap();
            let part = &whole[..whole.len() - missing];
            stream.write_all(part).await.unwrap();
            let answer = read_answer(&mut stream, false).await.unwrap();
            is_problem(&answer, 408, "too-slow");
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.unwrap();
            assert!(rest.is_empty());
        }
        // A sender who hangs up in the middle.
        let mut stream = TcpStream::connect(running.addr).await.unwrap();
        stream.write_all(&whole[..whole.len() - 1]).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await.unwrap();
        assert!(
            rest.is_empty() || rest.starts_with("HTTP/1.1 400"),
            "{rest}"
        );
        assert!(running.stored().await.is_empty());
        assert_eq!(running.put(&name, &bytes).await.status, 201);
        running.stop().await;
    });
}

#[test]
fn one_connection_carries_refusals_and_documents() {
    run(async {
        let running = Running::new(|_| {}).await;
        let mut stream = TcpStream::connect(running.addr).await.unwrap();
        for number in 0..20 {
            let (name, bytes) = document(number);
            for (headers, status) in [(BINARY, 415), (JSON, 201), (JSON, 200)] {
                let asked = request("PUT", &path_of(&name), &[headers], &bytes);
                stream.write_all(&asked).await.unwrap();
                let answer = read_answer(&mut stream, false).await.unwrap();
                assert_eq!(answer.status, status);
            }
        }
        // A sender who waits for leave to send is refused before it sends.
        let (name, _) = document(99);
        let waits = [
            BINARY,
            ("Content-Length", "1000"),
            ("Expect", "100-continue"),
        ];
        let asked = request("PUT", &path_of(&name), &waits, b"");
        stream.write_all(&asked).await.unwrap();
        let answer = read_answer(&mut stream, false).await.unwrap();
        assert_eq!(answer.status, 415);
        running.stop().await;
    });
}

#[test]
fn of_a_thousand_who_put_one_name_one_is_first() {
    run(async {
        let running = Running::new(|_| {}).await;
        let (name, bytes) = document(1);
        let start = Arc::new(tokio::sync::Barrier::new(500));
        let mut senders = JoinSet::new();
        for _ in 0..500 {
            let (addr, name, bytes) = (running.addr, name.clone(), bytes.clone());
            let start = Arc::clone(&start);
            senders.spawn(async move {
                let mut stream = TcpStream::connect(addr).await.unwrap();
                let asked = request("PUT", &path_of(&name), &[JSON], &bytes);
                start.wait().await;
                let mut statuses = Vec::new();
                for _ in 0..2 {
                    stream.write_all(&asked).await.unwrap();
                    let answer = read_answer(&mut stream, false).await.unwrap();
                    statuses.push(answer.status);
                }
                statuses
            });
        }
        let statuses = senders.join_all().await.concat();
        let count = |status| statuses.iter().filter(|s| **s == status).count();
        assert_eq!((count(201), count(200)), (1, 999));
        assert_eq!(running.stored().await, [name]);
        running.stop().await;
    });
}

#[test]
fn a_sender_who_missed_the_answer_is_told_that_it_is_here() {
    run(async {
        let running = Running::new(|_| {}).await;
        for number in 0..20 {
            let (name, bytes) = document(number);
            let mut stream = TcpStream::connect(running.addr).await.unwrap();
            let asked = request("PUT", &path_of(&name), &[JSON], &bytes);
            stream.write_all(&asked).await.unwrap();
            // Stored, but the answer is not read: the network fails here.
            while !running.stored().await.contains(&name) {
                tokio::task::yield_now().await;
            }
            drop(stream);
            assert_eq!(running.put(&name, &bytes).await.status, 200);
        }
        assert_eq!(running.stored().await.len(), 20);
        running.stop().await;
    });
}

#[test]
fn what_is_under_way_is_stored_before_the_end_and_nothing_is_said_about_senders() {
    run(async {
        let running = Running::new(|_| {}).await;
        let mut streams = Vec::new();
        for number in 0..50 {
            let (name, bytes) = document(number);
            let headers = [JSON, ("X-Forwarded-For", "198.51.100.77")];
            let asked = request("PUT", &path_of(&name), &headers, &bytes);
            let mut stream = TcpStream::connect(running.addr).await.unwrap();
            stream.write_all(&asked).await.unwrap();
            streams.push(stream);
        }
        // The first answer says that the server has begun on them.
        assert_eq!(
            read_answer(&mut streams[0], false).await.unwrap().status,
            201
        );
        let inbox = LocalInbox::open(&running.place.inbox()).unwrap();
        let place = running.place.folder.path().to_owned();
        let Running {
            place: folder,
            stop,
            task,
            heard,
            ..
        } = running;
        stop.send(()).unwrap();
        task.await.unwrap();
        let mut acknowledged = 1;
        for stream in &mut streams[1..] {
            // A connection that the server had not taken yet is simply closed.
            if let Ok(answer) = read_answer(stream, false).await {
                assert_eq!(answer.status, 201);
                acknowledged += 1;
            }
        }
        let stored = inbox.list(&community()).await.unwrap();
        assert_eq!(stored.len(), acknowledged);
        let said = format!("{:?}", heard.lock().unwrap());
        for secret in ["198.51.100.77", "明白账", &stored[0].id.to_string()] {
            assert!(!said.contains(secret), "{said}");
        }
        assert!(place.exists());
        drop(folder);
    });
}

#[test]
fn an_inbox_that_visitors_could_read_is_refused() {
    let place = Place::new();
    let inside = place.site().join("inbox");
    for inbox in [inside.clone(), place.site(), place.site().join("a/b")] {
        let options = ServeOptions {
            inbox: Some(InboxOptions::new(inbox.to_str().unwrap())),
            ..ServeOptions::new(place.site())
        };
        let error = office::serve::router(&options).unwrap_err();
        let said = office::words::serve_error(&error, office::words::Wording::En);
        assert!(said.contains("inside the published site"), "{said}");
    }
    assert!(!inside.exists());
}

#[test]
fn without_an_inbox_nothing_is_taken() {
    run(async {
        let place = Place::new();
        let server = bind(ServeOptions {
            addr: ([127, 0, 0, 1], 0).into(),
            ..ServeOptions::new(place.site())
        })
        .await
        .unwrap();
        let addr = server.local_addr();
        let running = tokio::spawn(server.run(std::future::pending()));
        let (name, bytes) = document(1);
        assert_eq!(put(addr, &name, &bytes).await.unwrap().status, 405);
        let got = ask(addr, "GET", &path_of(&name), &[], b"").await.unwrap();
        assert_eq!(got.status, 404);
        running.abort();
    });
}

#[test]
fn the_program_takes_documents_until_it_is_told_to_stop() {
    let place = Place::new();
    let program = Program::start(&place);
    let (name, bytes) = document(1);
    run(async {
        assert_eq!(put(program.addr, &name, &bytes).await.unwrap().status, 201);
    });
    let said = program.stop();
    assert!(
        !said.contains("127.0.0.1") || said.contains("http://127.0.0.1"),
        "{said}"
    );
    assert!(!said.contains(&DocId::of(&bytes).to_string()), "{said}");
    let inbox = LocalInbox::open(&place.inbox()).unwrap();
    run(async {
        assert_eq!(inbox.list(&community()).await.unwrap(), [name]);
    });
}

//! Nonsense: refused, never stored, never an error of ours.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Request;
use office::inbox::http::{Inbox, InboxOptions, Visitor};
use office::inbox::{
    Arrival, Documents, LocalInbox, Name, Pending, ReadError, State, Store, StoreError, Stored,
    What,
};
use proptest::prelude::*;
use records::Id;
use records::envelope::{Envelope, Kind};
use tokio::runtime::Runtime;

use super::support::{community, document_of, name, path_of};

struct Bare {
    runtime: Runtime,
    inbox: Arc<Inbox>,
    folder: tempfile::TempDir,
}

impl Bare {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = InboxOptions::new(folder.path().to_str().unwrap());
        let served = Box::new(|| vec![community()]);
        let inbox = Inbox::open(&options, served, office::inbox::Tell::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self {
            runtime,
            inbox: Arc::new(inbox),
            folder,
        }
    }

    fn put(&self, path: &str, body: Vec<u8>) -> u16 {
        let request = Request::builder()
            .method("PUT")
            .uri(path)
            .header("Content-Type", "application/json")
            .header("Content-Length", body.len())
            .extension(Visitor(IpAddr::from([127, 0, 0, 1])))
            .body(Body::from(body))
            .unwrap();
        let answer = self
            .runtime
            .block_on(Arc::clone(&self.inbox).answer(request));
        answer.status().as_u16()
    }

    fn stored(&self) -> usize {
        let inbox = LocalInbox::open(self.folder.path()).unwrap();
        let names = self.runtime.block_on(inbox.list(&community())).unwrap();
        names.len()
    }
}

/// One way to spoil a document.
#[derive(Debug, Clone)]
enum Spoiling {
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    Nest(usize),
    Replace(&'static str, &'static str),
}

impl Spoiling {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Spoiling::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Spoiling::Insert(at, more) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Spoiling::Remove(at, len) => {
                let at = at.index(bytes.len());
                let end = bytes.len().min(at + len);
                bytes.drain(at..end);
            }
            Spoiling::Repeat(at, len) => {
                let at = at.index(bytes.len());
                let end = bytes.len().min(at + len);
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            Spoiling::Nest(depth) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let nested = format!("{}1{}", "[".repeat(*depth), "]".repeat(*depth));
                *bytes = text
                    .replacen("\"明白账", &format!("{nested},\"明白账"), 1)
                    .into_bytes();
            }
            Spoiling::Replace(from, to) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                *bytes = text.replacen(from, to, 1).into_bytes();
            }
        }
    }
}

fn spoiling() -> impl Strategy<Value = Spoiling> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Spoiling::Set(at, byte)),
        (at(), prop::collection::vec(any::<u8>(), 1..20))
            .prop_map(|(at, more)| Spoiling::Insert(at, more)),
        (at(), 1..200_usize).prop_map(|(at, len)| Spoiling::Remove(at, len)),
        (at(), 1..200_usize).prop_map(|(at, len)| Spoiling::Repeat(at, len)),
        (1..5_000_usize).prop_map(Spoiling::Nest),
        prop::sample::select(vec![
            ("\"v\":1", "\"v\":2"),
            ("\"v\":1", "\"v\":1,\"v\":1"),
            ("\"v\":1", "\"v\":1e0"),
            ("xinglinli", "../../etc"),
            ("xinglinli", "elsewhere"),
            ("story", "ballot"),
            ("{", "{\"extra\":null,"),
            ("\"body\"", "\"sealed\""),
            ("\"nonce\":\"", "\"nonce\":\"A"),
        ])
        .prop_map(|(from, to)| Spoiling::Replace(from, to)),
    ]
}

#[test]
fn spoilt_documents_are_refused_and_never_stored() {
    let bare = Bare::new();
    let cases = ProptestConfig::with_cases(1_000);
    proptest!(cases, |(number in any::<u64>(), ways in prop::collection::vec(spoiling(), 1..4))| {
        let (good, bytes) = document_of(Kind::Story, number);
        let mut spoilt = bytes.clone();
        for way in &ways {
            way.apply(&mut spoilt);
        }
        let before = bare.stored();
        // Under the good document's name: the bytes are not those.
        let status = bare.put(&path_of(&good), spoilt.clone());
        if spoilt != bytes {
            prop_assert!(matches!(status, 400 | 413 | 422), "{}", status);
            prop_assert_eq!(bare.stored(), before);
        }
        // Under a name of their own: stored only if they are a document all the same.
        let is_document = Envelope::parse(&spoilt).is_ok_and(|envelope| {
            envelope.kind == Kind::Story && envelope.community == community()
        });
        let before = bare.stored();
        let own = name(What::Document(Kind::Story), &spoilt);
        let status = bare.put(&path_of(&own), spoilt);
        if is_document {
            prop_assert!(matches!(status, 200 | 201), "{}", status);
        } else {
            prop_assert!(matches!(status, 400 | 413 | 422), "{}", status);
            prop_assert_eq!(bare.stored(), before);
        }
    });
}

/// A store whose disk does not answer.
struct Stuck;

impl Documents for Stuck {
    fn list<'a>(&'a self, _: &'a Id) -> Pending<'a, Result<Vec<Name>, ReadError>> {
        Box::pin(std::future::pending())
    }
    fn get<'a>(&'a self, _: &'a Name) -> Pending<'a, Result<Option<Bytes>, ReadError>> {
        Box::pin(std::future::pending())
    }
    fn arrivals<'a>(&'a self, _: &'a Id) -> Pending<'a, Result<Option<Vec<Arrival>>, ReadError>> {
        Box::pin(std::future::pending())
    }
}

impl Store for Stuck {
    fn put<'a>(&'a self, _: &'a Name, _: Bytes) -> Pending<'a, Result<Stored, StoreError>> {
        Box::pin(std::future::pending())
    }
    fn state(&self) -> State {
        State::Ready
    }
    fn close(&self) -> Pending<'_, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a_sender_does_not_wait_for_ever_for_a_disk_that_does_not_answer() {
    let mut bare = Bare::new();
    let mut options = InboxOptions::new("");
    options.patience.storing = Duration::from_millis(1);
    let served = Box::new(|| vec![community()]);
    bare.inbox = Arc::new(Inbox::over(Box::new(Stuck), &options, served));
    let (name, bytes) = document_of(Kind::Story, 1);
    assert_eq!(bare.put(&path_of(&name), bytes), 503);
}

#[test]
fn no_path_makes_anything_but_a_refusal() {
    let bare = Bare::new();
    let cases = ProptestConfig::with_cases(1_000);
    let (_, bytes) = document_of(Kind::Story, 1);
    proptest!(cases, |(path in "/inbox/(v1/)?[a-z0-9./%~;=:@-]{0,90}")| {
        let status = bare.put(&path, bytes.clone());
        prop_assert_eq!(status, 404);
    });
    assert_eq!(bare.stored(), 0);
}

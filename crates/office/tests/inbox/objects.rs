//! What every inbox must do, wherever it keeps its documents: in a folder, in an object store in
//! memory, and in one behind HTTP (moto, where scripts/test could fetch it).

use std::collections::BTreeSet;
use std::future::Future;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Bytes;
use chrono::Utc;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use office::inbox::{
    Create, Documents as _, Keys, LocalStore, Name, Options, ReadError, S3Address, S3Inbox,
    S3Store, State, Store, StoreError, Stored, What,
};
use records::Id;
use records::envelope::{DocId, Kind, LIMIT_DOCUMENT, LIMIT_MEDIA};

use super::contract::holds;

/// What somebody else does to a place that is about to be written.
type Vandal = Box<dyn Fn(String, Bytes) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// One inbox under test, with a way around it: what somebody with access to the disk or bucket
/// can do.
struct Case {
    store: Arc<dyn Store>,
    vandal: Vandal,
    /// Kept as long as the case.
    _holds: Box<dyn Send + Sync>,
}

fn folder(quota: u64) -> Case {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("inbox");
    let options = Options {
        quota,
        ..Options::default()
    };
    Case {
        store: Arc::new(LocalStore::open(&root, options).unwrap()),
        vandal: Box::new(move |path, bytes| {
            let place: PathBuf = root.join(path);
            Box::pin(async move {
                std::fs::create_dir_all(place.parent().unwrap()).unwrap();
                std::fs::write(place, bytes).unwrap();
            })
        }),
        _holds: Box::new(temp),
    }
}

fn over(objects: Arc<dyn ObjectStore>, prefix: &str, quota: u64) -> Case {
    let inbox = S3Inbox::over(Arc::clone(&objects), prefix);
    let options = Options {
        quota,
        ..Options::default()
    };
    let prefix = prefix.to_owned();
    Case {
        store: Arc::new(S3Store::over(inbox, Create::Standard, options)),
        vandal: Box::new(move |path, bytes| {
            let objects = Arc::clone(&objects);
            let place = Path::from(format!("{prefix}/{path}").trim_start_matches('/'));
            Box::pin(async move {
                objects.put(&place, bytes.into()).await.unwrap();
            })
        }),
        _holds: Box::new(()),
    }
}

/// moto on a port of its own.
pub struct Moto {
    child: Child,
    pub endpoint: String,
}

impl Moto {
    pub fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("MINGBAI_MOTO_SERVER") else {
            eprintln!(
                "NOT TESTED: an inbox in an object store behind HTTP (moto is not to be had)"
            );
            return None;
        };
        let mut child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        let mut lines = said.lines();
        let endpoint = lines
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| {
                let at = line.find("http://127.0.0.1:")?;
                Some(line[at..].trim().to_owned())
            })
            .expect("moto says where it listens");
        // It says a line for each request, and must be able to.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, endpoint })
    }

    pub async fn bucket(&self, name: &str) {
        // The first client installs the crypto that all use.
        let _client = self.inbox(name, "");
        let made = reqwest::Client::new()
            .put(format!("{}/{name}", self.endpoint))
            .header("authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
            .send()
            .await
            .unwrap();
        assert!(made.status().is_success(), "{}", made.status());
    }

    pub fn address(&self, bucket: &str, prefix: &str) -> S3Address {
        format!("s3://{bucket}/{prefix}?endpoint={}", self.endpoint)
            .parse()
            .unwrap()
    }

    pub fn inbox(&self, bucket: &str, prefix: &str) -> S3Inbox {
        let keys = Keys {
            id: "test".to_owned(),
            secret: "test".to_owned(),
        };
        S3Inbox::open_with(&self.address(bucket, prefix), Some(&keys)).unwrap()
    }

    fn case(&self, bucket: &str, prefix: &str, quota: u64) -> Case {
        let inbox = self.inbox(bucket, prefix);
        let options = Options {
            quota,
            ..Options::default()
        };
        let url = format!("{}/{bucket}/{prefix}", self.endpoint);
        Case {
            store: Arc::new(S3Store::over(inbox, Create::Standard, options)),
            vandal: Box::new(move |path, bytes| {
                let request = reqwest::Client::new()
                    .put(format!("{url}/{path}"))
                    .header("authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
                    .body(bytes);
                Box::pin(async move {
                    assert!(request.send().await.unwrap().status().is_success());
                })
            }),
            _holds: Box::new(()),
        }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn community() -> Id {
    Id::new("xinglinli").unwrap()
}

fn named(community: &str, what: What, bytes: &[u8]) -> Name {
    Name {
        community: Id::new(community).unwrap(),
        what,
        id: DocId::of(bytes),
    }
}

fn story(text: &str) -> (Name, Bytes) {
    let bytes = Bytes::from(format!("{{\"text\":\"{text}\"}}"));
    let name = named("xinglinli", What::Document(Kind::Story), &bytes);
    (name, bytes)
}

/// A document is new once and the same ever after, and can be read, listed and dated.
async fn keeps_a_document_once(case: Case) {
    let store = &case.store;
    assert_eq!(store.state(), State::Ready);
    assert_eq!(store.list(&community()).await.unwrap(), []);
    assert_eq!(store.arrivals(&community()).await.unwrap(), Some(vec![]));
    let before = Utc::now();
    let (name, bytes) = story("路灯坏了");
    assert_eq!(store.get(&name).await.unwrap(), None);
    assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::New);
    let after = Utc::now();
    for _ in 0..3 {
        assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::Same);
    }
    assert_eq!(store.get(&name).await.unwrap(), Some(bytes));
    assert_eq!(store.list(&community()).await.unwrap(), [name.clone()]);
    let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].name, name);
    assert!(!arrivals[0].is_found);
    // Written in whole milliseconds.
    let slack = chrono::TimeDelta::milliseconds(1);
    assert!(arrivals[0].at >= before - slack && arrivals[0].at <= after);
}

/// The largest document and the largest blob fit; every kind has its place; communities are apart.
async fn keeps_every_kind_apart(case: Case) {
    let store = &case.store;
    let mut wanted = BTreeSet::new();
    for what in What::all() {
        let len = match what {
            What::Media => LIMIT_MEDIA,
            What::Document(_) => LIMIT_DOCUMENT,
        };
        let mut bytes = vec![b'x'; len];
        bytes[..what.word().len()].copy_from_slice(what.word().as_bytes());
        let name = named("xinglinli", what, &bytes);
        assert_eq!(store.put(&name, bytes.into()).await.unwrap(), Stored::New);
        wanted.insert(name);
    }
    // One community's name begins like another's.
    let other = named("xinglinli-2", What::Document(Kind::Story), b"{}");
    assert_eq!(
        store.put(&other, Bytes::from_static(b"{}")).await.unwrap(),
        Stored::New
    );
    let listed = store.list(&community()).await.unwrap();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), wanted);
    assert!(listed.is_sorted());
    assert_eq!(store.list(&other.community).await.unwrap(), [other.clone()]);
    let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), wanted.len());
    assert_eq!(
        store
            .arrivals(&other.community)
            .await
            .unwrap()
            .unwrap()
            .len(),
        1
    );
}

/// Bytes that are not what the name says are told apart from documents, and never taken for one.
async fn tells_damage(case: Case) {
    let store = &case.store;
    let (name, bytes) = story("水管");
    (case.vandal)(name.path(), Bytes::from_static(b"something else")).await;
    assert!(matches!(store.get(&name).await, Err(ReadError::Damaged(found)) if found == name));
    assert!(matches!(
        store.put(&name, bytes.clone()).await,
        Err(StoreError::Conflict)
    ));
    // The store goes on for others.
    let (other, more) = story("好的");
    assert_eq!(store.put(&other, more).await.unwrap(), Stored::New);
    // Longer than any document may be: not read into memory whole.
    let (long, bytes) = story("长");
    (case.vandal)(long.path(), vec![b' '; LIMIT_DOCUMENT + 1].into()).await;
    assert!(matches!(store.get(&long).await, Err(ReadError::Damaged(_))));
    assert!(matches!(
        store.put(&long, bytes).await,
        Err(StoreError::Conflict)
    ));
    // What is no document's name is passed over.
    for strange in [
        "xinglinli/story/ab/notes.txt",
        "xinglinli/readme",
        "xinglinli/story/zz/x.json",
    ] {
        (case.vandal)(strange.to_owned(), Bytes::from_static(b"?")).await;
    }
    let listed: BTreeSet<Name> = store
        .list(&community())
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(listed, BTreeSet::from([name, other, long]));
}

/// Of many who bring one document at once, one brings it and the others are told that it is here.
async fn has_one_winner(case: Case, at_once: usize) {
    let (name, bytes) = story("同时");
    let winners = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let (store, name, bytes) = (Arc::clone(&case.store), name.clone(), bytes.clone());
            let winners = Arc::clone(&winners);
            tokio::spawn(async move {
                if store.put(&name, bytes).await.unwrap() == Stored::New {
                    winners.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(winners.load(Ordering::SeqCst), 1);
    let arrivals = case.store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), 1);
    assert!(!arrivals[0].is_found);
}

/// Many at once: each is there, whole and dated, when its sender is told so.
async fn keeps_many_at_once(case: Case, count: usize) {
    let tasks: Vec<_> = (0..count)
        .map(|at| {
            let store = Arc::clone(&case.store);
            tokio::spawn(async move {
                let (name, bytes) = story(&format!("第{at}条"));
                assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::New);
                assert_eq!(store.get(&name).await.unwrap(), Some(bytes));
                name
            })
        })
        .collect();
    let mut names = BTreeSet::new();
    for task in tasks {
        names.insert(task.await.unwrap());
    }
    assert_eq!(names.len(), count);
    let listed = case.store.list(&community()).await.unwrap();
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), names);
    let arrivals = case.store.arrivals(&community()).await.unwrap().unwrap();
    assert!(arrivals.iter().all(|arrival| !arrival.is_found));
    let dated: BTreeSet<Name> = arrivals.into_iter().map(|arrival| arrival.name).collect();
    assert_eq!(dated, names);
}

/// A sender who goes away takes nothing back and breaks nothing.
async fn survives_senders_who_leave(case: Case) {
    for at in 0..20 {
        let (name, bytes) = story(&format!("走了{at}"));
        let put = case.store.put(&name, bytes.clone());
        tokio::select! {
            biased;
            _stored = put => {}
            () = std::future::ready(()) => {}
        }
        assert!(matches!(
            case.store.put(&name, bytes.clone()).await,
            Ok(Stored::New | Stored::Same)
        ));
        assert_eq!(case.store.get(&name).await.unwrap(), Some(bytes));
    }
    case.store.close().await;
    let arrivals = case.store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), 20);
    assert!(arrivals.iter().all(|arrival| !arrival.is_found));
}

/// When it closes, what was taken is answered; afterwards nothing is taken.
async fn closes_behind_the_last(case: Case) {
    let (name, bytes) = story("最后一条");
    let put = {
        let (store, name, bytes) = (Arc::clone(&case.store), name.clone(), bytes.clone());
        tokio::spawn(async move { store.put(&name, bytes).await })
    };
    let put = put.await.unwrap();
    assert_eq!(put.unwrap(), Stored::New);
    case.store.close().await;
    let (late, more) = story("太晚");
    assert!(matches!(
        case.store.put(&late, more).await,
        Err(StoreError::Closed)
    ));
    assert_eq!(case.store.get(&name).await.unwrap(), Some(bytes));
    assert_eq!(case.store.get(&late).await.unwrap(), None);
}

/// Opened with room for 1,000 bytes: says so when it is full, and keeps what it has.
async fn says_when_it_is_full(case: Case) {
    let (small, bytes) = story("小");
    assert_eq!(
        case.store.put(&small, bytes.clone()).await.unwrap(),
        Stored::New
    );
    let (large, more) = story(&"大".repeat(400));
    assert!(matches!(
        case.store.put(&large, more).await,
        Err(StoreError::Full)
    ));
    assert_eq!(case.store.state(), State::Full);
    assert_eq!(case.store.get(&large).await.unwrap(), None);
    assert_eq!(case.store.get(&small).await.unwrap(), Some(bytes));
}

const ROOM: u64 = 1 << 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_an_inbox() {
    keeps_a_document_once(folder(ROOM)).await;
    keeps_every_kind_apart(folder(ROOM)).await;
    tells_damage(folder(ROOM)).await;
    has_one_winner(folder(ROOM), 200).await;
    keeps_many_at_once(folder(ROOM), 300).await;
    survives_senders_who_leave(folder(ROOM)).await;
    closes_behind_the_last(folder(ROOM)).await;
    says_when_it_is_full(folder(1_000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_store_is_an_inbox() {
    for prefix in ["", "town/inbox"] {
        holds(over(Arc::new(InMemory::new()), prefix, ROOM).store, true).await;
        let fresh = |quota| over(Arc::new(InMemory::new()), prefix, quota);
        keeps_a_document_once(fresh(ROOM)).await;
        keeps_every_kind_apart(fresh(ROOM)).await;
        tells_damage(fresh(ROOM)).await;
        has_one_winner(fresh(ROOM), 200).await;
        keeps_many_at_once(fresh(ROOM), 300).await;
        survives_senders_who_leave(fresh(ROOM)).await;
        closes_behind_the_last(fresh(ROOM)).await;
        says_when_it_is_full(fresh(1_000)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_store_behind_http_is_an_inbox() {
    let Some(moto) = Moto::start() else { return };
    moto.bucket("town").await;
    let fresh = |prefix, quota| moto.case("town", prefix, quota);
    holds(fresh("all", ROOM).store, true).await;
    keeps_a_document_once(fresh("a", ROOM)).await;
    keeps_every_kind_apart(fresh("b", ROOM)).await;
    tells_damage(fresh("c", ROOM)).await;
    has_one_winner(fresh("d", ROOM), 32).await;
    keeps_many_at_once(fresh("e", ROOM), 60).await;
    survives_senders_who_leave(fresh("f", ROOM)).await;
    closes_behind_the_last(fresh("g", ROOM)).await;
    says_when_it_is_full(fresh("h", 1_000)).await;
}

/// An object store that does what stores do on a bad day.
#[derive(Debug, Default)]
struct Unruly {
    objects: InMemory,
    /// So many documents are refused as if another of that name were on its way.
    conflicts: AtomicU32,
    /// So many documents are stored, and the answer is lost.
    lost_answers: AtomicU32,
    /// So many lines of the journal are refused.
    lost_lines: AtomicU32,
    /// So many requests find nobody.
    away: AtomicU32,
    /// Takes everything, whatever lies there, as some stores do.
    writes_over: bool,
    /// Lines of the journal wait here.
    gate: Option<tokio::sync::Semaphore>,
}

impl std::fmt::Display for Unruly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unruly")
    }
}

fn take_one(count: &AtomicU32) -> bool {
    count
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        })
        .is_ok()
}

fn trouble(what: &str) -> object_store::Error {
    object_store::Error::Generic {
        store: "Unruly",
        source: what.into(),
    }
}

#[async_trait::async_trait]
impl ObjectStore for Unruly {
    async fn put_opts(
        &self,
        location: &Path,
        payload: object_store::PutPayload,
        mut options: object_store::PutOptions,
    ) -> object_store::Result<object_store::PutResult> {
        let is_line = location.as_ref().contains(".arrivals");
        if let (Some(gate), true) = (&self.gate, is_line) {
            gate.acquire().await.unwrap().forget();
        }
        if take_one(&self.away) {
            return Err(trouble("nobody there"));
        }
        if is_line {
            if take_one(&self.lost_lines) {
                return Err(trouble("no line today"));
            }
        } else if take_one(&self.conflicts) {
            return Err(object_store::Error::AlreadyExists {
                path: location.to_string(),
                source: "409 ConditionalRequestConflict".into(),
            });
        }
        if self.writes_over {
            options.mode = object_store::PutMode::Overwrite;
        }
        let stored = self.objects.put_opts(location, payload, options).await?;
        if !is_line && take_one(&self.lost_answers) {
            return Err(trouble("the answer is lost"));
        }
        Ok(stored)
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: object_store::PutMultipartOptions,
    ) -> object_store::Result<Box<dyn object_store::MultipartUpload>> {
        self.objects.put_multipart_opts(location, options).await
    }

    async fn get_opts(
        &self,
        location: &Path,
        options: object_store::GetOptions,
    ) -> object_store::Result<object_store::GetResult> {
        self.objects.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: futures_util::stream::BoxStream<'static, object_store::Result<Path>>,
    ) -> futures_util::stream::BoxStream<'static, object_store::Result<Path>> {
        self.objects.delete_stream(locations)
    }

    fn list(
        &self,
        prefix: Option<&Path>,
    ) -> futures_util::stream::BoxStream<'static, object_store::Result<object_store::ObjectMeta>>
    {
        self.objects.list(prefix)
    }

    async fn list_with_delimiter(
        &self,
        prefix: Option<&Path>,
    ) -> object_store::Result<object_store::ListResult> {
        self.objects.list_with_delimiter(prefix).await
    }

    async fn copy_opts(
        &self,
        from: &Path,
        to: &Path,
        options: object_store::CopyOptions,
    ) -> object_store::Result<()> {
        self.objects.copy_opts(from, to, options).await
    }
}

fn unruly(store: Unruly) -> (Arc<Unruly>, S3Store) {
    let objects = Arc::new(store);
    let inbox = S3Inbox::over(Arc::clone(&objects) as Arc<dyn ObjectStore>, "inbox");
    (
        objects,
        S3Store::over(inbox, Create::Standard, Options::default()),
    )
}

#[tokio::test]
async fn a_conflict_without_a_document_is_tried_again() {
    let (objects, store) = unruly(Unruly {
        conflicts: 3.into(),
        ..Unruly::default()
    });
    let (name, bytes) = story("冲突");
    assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::New);
    assert_eq!(store.get(&name).await.unwrap(), Some(bytes.clone()));
    // For ever is too long.
    objects.conflicts.store(1_000, Ordering::SeqCst);
    let (other, more) = story("一直冲突");
    assert!(matches!(
        store.put(&other, more).await,
        Err(StoreError::Busy(_))
    ));
    assert_eq!(store.get(&other).await.unwrap(), None);
    // A conflict over a document that is there is the same document.
    assert_eq!(store.put(&name, bytes).await.unwrap(), Stored::Same);
}

#[tokio::test]
async fn a_lost_answer_ends_in_one_document_with_the_stores_own_time() {
    let (_objects, store) = unruly(Unruly {
        lost_answers: 1.into(),
        ..Unruly::default()
    });
    let before = Utc::now();
    let (name, bytes) = story("回信丢了");
    assert!(matches!(
        store.put(&name, bytes.clone()).await,
        Err(StoreError::Busy(_))
    ));
    assert_eq!(store.put(&name, bytes).await.unwrap(), Stored::Same);
    let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), 1);
    assert!(arrivals[0].is_found);
    assert!(arrivals[0].at >= before && arrivals[0].at <= Utc::now());
}

#[tokio::test]
async fn nobody_is_told_before_the_journal_has_the_line() {
    let (_objects, store) = unruly(Unruly {
        lost_lines: 1.into(),
        ..Unruly::default()
    });
    let (name, bytes) = story("没有日子");
    assert!(matches!(
        store.put(&name, bytes.clone()).await,
        Err(StoreError::Busy(_))
    ));
    assert_eq!(store.put(&name, bytes).await.unwrap(), Stored::Same);
    assert!(store.arrivals(&community()).await.unwrap().unwrap()[0].is_found);
}

#[tokio::test]
async fn senders_are_sent_away_while_nobody_is_there_and_told_of_it_once() {
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let hear = Arc::clone(&told);
    let objects = Arc::new(Unruly {
        away: 4.into(),
        ..Unruly::default()
    });
    let store = S3Store::over(
        S3Inbox::over(objects, ""),
        Create::Standard,
        Options {
            tell: office::inbox::Tell::new(move |notice| {
                hear.lock().unwrap().push(format!("{notice:?}"));
            }),
            ..Options::default()
        },
    );
    let (name, bytes) = story("再来");
    for turn in 1..=4 {
        assert!(matches!(
            store.put(&name, bytes.clone()).await,
            Err(StoreError::Busy(_))
        ));
        let expected = if turn < 3 {
            State::Ready
        } else {
            State::Broken
        };
        assert_eq!(store.state(), expected);
    }
    assert_eq!(store.put(&name, bytes).await.unwrap(), Stored::New);
    assert_eq!(store.state(), State::Ready);
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("Away") && told[1] == "Back", "{told:?}");
}

#[tokio::test]
async fn lines_that_come_together_go_into_one_object() {
    let (objects, store) = unruly(Unruly {
        gate: Some(tokio::sync::Semaphore::new(0)),
        ..Unruly::default()
    });
    let store = Arc::new(store);
    let tasks: Vec<_> = (0..100)
        .map(|at| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let (name, bytes) = story(&format!("一起{at}"));
                store.put(&name, bytes).await.unwrap()
            })
        })
        .collect();
    // All documents are there before the first line may be written.
    while store.list(&community()).await.unwrap().len() < 100 {
        tokio::task::yield_now().await;
    }
    objects.gate.as_ref().unwrap().add_permits(2);
    for task in tasks {
        assert_eq!(task.await.unwrap(), Stored::New);
    }
    let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
    assert_eq!(arrivals.len(), 100);
    assert!(arrivals.iter().all(|arrival| !arrival.is_found));
}

#[tokio::test]
async fn what_a_careless_store_wrote_over_is_seen() {
    let (_objects, store) = unruly(Unruly {
        writes_over: true,
        ..Unruly::default()
    });
    let (name, bytes) = story("原文");
    assert_eq!(store.put(&name, bytes).await.unwrap(), Stored::New);
    // Another server's careless writing, which our own never does.
    let other = Bytes::from_static(b"not the same");
    assert_eq!(store.put(&name, other).await.unwrap(), Stored::New);
    assert!(matches!(store.get(&name).await, Err(ReadError::Damaged(_))));
}

/// A store with a header of its own for «only if there is none», as Aliyun, Tencent and Volcengine
/// have them: 409 says that something is there, and `If-None-Match` is refused.
#[tokio::test(flavor = "multi_thread")]
async fn chinese_stores_get_their_own_header() {
    use axum::http::{HeaderMap, Method, StatusCode};
    use std::collections::HashMap;
    use std::sync::Mutex;

    for create in [Create::Oss, Create::Cos, Create::Tos] {
        let header = create.header().unwrap();
        let objects: Arc<Mutex<HashMap<String, Bytes>>> = Arc::default();
        let answer =
            move |method: Method, uri: axum::http::Uri, headers: HeaderMap, body: Bytes| {
                let objects = Arc::clone(&objects);
                async move {
                    let mut objects = objects.lock().unwrap();
                    let path = uri.path().to_owned();
                    match method {
                        Method::PUT => {
                            assert!(!headers.contains_key("if-none-match"));
                            let forbids = headers.get(header).is_some_and(|value| value == "true");
                            if forbids && objects.contains_key(&path) {
                                return (
                                    StatusCode::CONFLICT,
                                    HeaderMap::new(),
                                    Bytes::from_static(
                                        b"<Error><Code>FileAlreadyExists</Code></Error>",
                                    ),
                                );
                            }
                            objects.insert(path, body);
                            let tag = [("etag".parse().unwrap(), "\"1\"".parse().unwrap())];
                            (StatusCode::OK, HeaderMap::from_iter(tag), Bytes::new())
                        }
                        Method::GET => match objects.get(&path) {
                            Some(bytes) => {
                                let about = [
                                    ("etag".parse().unwrap(), "\"1\"".parse().unwrap()),
                                    (
                                        "last-modified".parse().unwrap(),
                                        "Sun, 22 Nov 2026 05:00:00 GMT".parse().unwrap(),
                                    ),
                                ];
                                (StatusCode::OK, HeaderMap::from_iter(about), bytes.clone())
                            }
                            None => (StatusCode::NOT_FOUND, HeaderMap::new(), Bytes::new()),
                        },
                        _ => (StatusCode::NOT_IMPLEMENTED, HeaderMap::new(), Bytes::new()),
                    }
                }
            };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            axum::serve(listener, axum::Router::new().fallback(answer))
                .await
                .unwrap();
        });
        let address: S3Address = format!(
            "s3://bucket/in?endpoint=http://{endpoint}&create={}",
            create.key()
        )
        .parse()
        .unwrap();
        assert_eq!(address.create().conflict_means(), "exists");
        let keys = Keys {
            id: "test".to_owned(),
            secret: "test".to_owned(),
        };
        let inbox = S3Inbox::open_with(&address, Some(&keys)).unwrap();
        let store = S3Store::over(inbox, create, Options::default());
        let (name, bytes) = story("国内");
        assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::New);
        assert_eq!(store.put(&name, bytes.clone()).await.unwrap(), Stored::Same);
        assert!(matches!(
            store.put(&name, Bytes::from_static(b"other")).await,
            Err(StoreError::Conflict)
        ));
        assert_eq!(store.get(&name).await.unwrap(), Some(bytes));
        server.abort();
    }
}

#[test]
fn addresses_are_read_whole_or_refused_by_name() {
    use office::inbox::InvalidAddress as No;
    let text = "s3://town/a/b?endpoint=https://store.example:9000&region=cn-east-1&style=virtual&create=cos";
    let address: S3Address = text.parse().unwrap();
    assert_eq!(address.to_string(), "s3://town/a/b");
    assert_eq!(address.create(), Create::Cos);
    assert_eq!(
        address.bucket_url().unwrap().as_str(),
        "https://town.store.example:9000/"
    );
    let plain: S3Address = "s3://town".parse().unwrap();
    assert_eq!(plain.to_string(), "s3://town");
    assert_eq!(plain.create().conflict_means(), "retry");
    let value = |name, value: &str| No::Value {
        name,
        value: value.to_owned(),
    };
    for (text, problem) in [
        ("", No::NoBucket),
        ("s3://", No::NoBucket),
        ("s3:///x", No::NoBucket),
        ("https://store.example/town", No::NoBucket),
        ("s3://key:secret@town", No::Secret),
        (
            "s3://town?endpoint=https://key:secret@store.example",
            No::Secret,
        ),
        (
            "s3://town?secret=x",
            No::UnknownOption {
                name: "secret".to_owned(),
            },
        ),
        (
            "s3://town?endpoint=store.example",
            value("endpoint", "store.example"),
        ),
        (
            "s3://town?endpoint=ftp://store.example",
            value("endpoint", "ftp://store.example"),
        ),
        ("s3://town?style=both", value("style", "both")),
        ("s3://town?create=maybe", value("create", "maybe")),
        ("s3://town?region=", value("region", "")),
    ] {
        assert_eq!(text.parse::<S3Address>(), Err(problem), "{text}");
    }
}

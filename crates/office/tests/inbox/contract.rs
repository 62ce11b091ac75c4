//! What every store holds to, wherever it keeps its documents. Written against the trait, so that
//! any store can be put to it.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use office::inbox::{
    Documents, InboxNotice, LocalInbox, LocalStore, Name, Options, ReadError, State, Store,
    StoreError, Stored, Tell,
};
use records::Id;
use records::envelope::Kind;
use tokio::task::JoinSet;

use super::support::{community, document, document_of, files_below, media, run, temporaries};

/// What every store holds to. `keeps_journal`: whether arrivals can be proven.
pub async fn holds(store: Arc<dyn Store>, keeps_journal: bool) {
    assert_eq!(store.state(), State::Ready);
    assert_eq!(store.list(&community()).await.unwrap(), []);

    // New, then the same.
    let (name, bytes) = document(1);
    let bytes = Bytes::from(bytes);
    assert!(store.get(&name).await.unwrap().is_none());
    let before = chrono::Utc::now();
    let stored = store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(stored, Stored::New);
    for _ in 0..3 {
        let stored = store.put(&name, bytes.clone()).await.unwrap();
        assert_eq!(stored, Stored::Same);
    }
    assert_eq!(store.get(&name).await.unwrap(), Some(bytes));

    // Media beside documents, and every kind.
    let mut expected = vec![name.clone()];
    let (photo, blob) = media(1, 2 << 20);
    store.put(&photo, blob.clone().into()).await.unwrap();
    assert_eq!(store.get(&photo).await.unwrap(), Some(blob.into()));
    expected.push(photo);
    for kind in Kind::ALL {
        let (name, bytes) = document_of(*kind, 2);
        let stored = store.put(&name, bytes.into()).await.unwrap();
        assert_eq!(stored, Stored::New, "{kind:?}");
        expected.push(name);
    }
    expected.sort();
    assert_eq!(store.list(&community()).await.unwrap(), expected);
    let elsewhere = Id::new("elsewhere").unwrap();
    assert_eq!(store.list(&elsewhere).await.unwrap(), []);

    // When each came.
    let arrivals = store.arrivals(&community()).await.unwrap();
    assert_eq!(arrivals.is_some(), keeps_journal);
    if let Some(arrivals) = arrivals {
        let names: Vec<Name> = arrivals.iter().map(|a| a.name.clone()).collect();
        assert_eq!(names, expected);
        let after = chrono::Utc::now();
        for arrival in arrivals {
            // The journal has milliseconds.
            assert!(arrival.at.timestamp_millis() >= before.timestamp_millis());
            assert!(arrival.at <= after && !arrival.is_found, "{arrival:?}");
        }
        assert_eq!(store.arrivals(&elsewhere).await.unwrap(), Some(vec![]));
    }

    // Many writers of one name: one is first.
    for round in 0..8 {
        let (name, bytes) = document(1_000 + round);
        let bytes = Bytes::from(bytes);
        let mut writers = JoinSet::new();
        for _ in 0..32 {
            let (store, name, bytes) = (Arc::clone(&store), name.clone(), bytes.clone());
            writers.spawn(async move { store.put(&name, bytes).await.unwrap() });
        }
        let stored = writers.join_all().await;
        let new = stored.iter().filter(|s| **s == Stored::New).count();
        assert_eq!(new, 1, "round {round}");
        assert_eq!(store.get(&name).await.unwrap(), Some(bytes));
    }

    // At the end it takes nothing more, and says so.
    store.close().await;
    let (late, bytes) = document(9_999);
    let refused = store.put(&late, bytes.into()).await;
    assert!(matches!(refused, Err(StoreError::Closed)), "{refused:?}");
    assert!(store.get(&late).await.unwrap().is_none());
}

fn open(inbox: &std::path::Path, quota: u64) -> (LocalStore, Arc<Mutex<Vec<InboxNotice>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let tell = {
        let heard = Arc::clone(&heard);
        Tell::new(move |notice| heard.lock().unwrap().push(notice))
    };
    let store = LocalStore::open(inbox, Options { quota, tell }).unwrap();
    (store, heard)
}

#[test]
fn a_folder_holds_to_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("new/inbox");
    let (store, _) = open(&inbox, Options::QUOTA);
    run(holds(Arc::new(store), true));
    assert_eq!(temporaries(&inbox), [] as [std::path::PathBuf; 0]);
}

#[test]
fn what_was_stored_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    run(async {
        let mut arrivals = Vec::new();
        for round in 0..3 {
            let (store, heard) = open(folder.path(), Options::QUOTA);
            let known = store.arrivals(&community()).await.unwrap().unwrap();
            assert_eq!(known, arrivals, "round {round}");
            let (name, bytes) = document(round);
            assert_eq!(store.put(&name, bytes.into()).await.unwrap(), Stored::New);
            arrivals = store.arrivals(&community()).await.unwrap().unwrap();
            assert_eq!(arrivals.len() as u64, round + 1);
            store.close().await;
            let heard = heard.lock().unwrap();
            let [InboxNotice::Open { documents, bytes }] = heard[..] else {
                panic!("{heard:?}")
            };
            assert_eq!((documents, bytes > 0), (round, round > 0));
        }
        let reading = LocalInbox::open(folder.path()).unwrap();
        assert_eq!(reading.list(&community()).await.unwrap().len(), 3);
        assert!(LocalInbox::open(&folder.path().join("gone")).is_err());
    });
}

#[test]
fn a_server_that_was_cut_off_is_cleared_up_after() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path();
    let (noted, noted_bytes) = document(1);
    let (missed, missed_bytes) = document(2);
    run(async {
        let (store, _) = open(inbox, Options::QUOTA);
        store.put(&noted, noted_bytes.into()).await.unwrap();
        store.close().await;
        // As a crash leaves it: half a document, a whole one without its line, half a line.
        let path = inbox.join(missed.path());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &missed_bytes).unwrap();
        std::fs::write(inbox.join(".tmp/0/17"), "{\"v\":1,").unwrap();
        let journal = inbox.join(".arrivals/0.jsonl");
        let whole = std::fs::read_to_string(&journal).unwrap();
        std::fs::write(&journal, format!("{whole}{{\"at\":\"2026-")).unwrap();

        let (store, heard) = open(inbox, Options::QUOTA);
        assert!(
            heard.lock().unwrap().iter().any(|notice| matches!(
                notice,
                InboxNotice::Recovered {
                    temporaries: 1,
                    found: 1
                }
            )),
            "{heard:?}"
        );
        assert!(temporaries(inbox).is_empty());
        let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
        let found: Vec<(&Name, bool)> = arrivals.iter().map(|a| (&a.name, a.is_found)).collect();
        let mut expected = [(&noted, false), (&missed, true)];
        expected.sort();
        assert_eq!(found, expected);
        let text = std::fs::read_to_string(&journal).unwrap();
        assert!(
            text.starts_with(&whole) && text.lines().count() == 2,
            "{text}"
        );
        let again = store.put(&missed, missed_bytes.into()).await.unwrap();
        assert_eq!(again, Stored::Same);
        store.close().await;
    });
}

#[test]
fn two_servers_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path();
    run(async {
        let (one, _) = open(inbox, Options::QUOTA);
        let (two, heard) = open(inbox, Options::QUOTA);
        let stores: [Arc<dyn Store>; 2] = [Arc::new(one), Arc::new(two)];
        let mut writers = JoinSet::new();
        for number in 0..200 {
            for store in &stores {
                let store = Arc::clone(store);
                writers.spawn(async move {
                    let (name, bytes) = document(number);
                    store.put(&name, bytes.into()).await.unwrap()
                });
            }
        }
        let stored = writers.join_all().await;
        let new = stored.iter().filter(|s| **s == Stored::New).count();
        assert_eq!(new, 200);
        // A third comes and goes, and takes nothing from those who are still writing.
        let (third, _) = open(inbox, Options::QUOTA);
        let (name, bytes) = document(7_777);
        third.put(&name, bytes.into()).await.unwrap();
        for store in &stores {
            let arrivals = store.arrivals(&community()).await.unwrap().unwrap();
            assert_eq!(arrivals.len(), 201);
            assert!(arrivals.iter().all(|arrival| !arrival.is_found));
            store.close().await;
        }
        third.close().await;
        assert!(
            !heard
                .lock()
                .unwrap()
                .iter()
                .any(|notice| matches!(notice, InboxNotice::Recovered { .. })),
        );
    });
    assert!(temporaries(inbox).is_empty());
}

#[test]
fn at_half_of_the_quota_it_warns_and_at_its_end_it_keeps_nothing_of_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path();
    let len = document(0).1.len() as u64;
    run(async {
        let (store, heard) = open(inbox, 4 * len + 1);
        for number in 0..4 {
            let (name, bytes) = document(number);
            store.put(&name, bytes.into()).await.unwrap();
        }
        assert_eq!(store.state(), State::Ready);
        let (fifth, bytes) = document(4);
        let refused = store.put(&fifth, bytes.clone().into()).await;
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert_eq!(store.state(), State::Full);
        let refused = store.put(&fifth, bytes.into()).await;
        assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        assert!(store.get(&fifth).await.unwrap().is_none());
        assert_eq!(store.list(&community()).await.unwrap().len(), 4);
        store.close().await;
        let heard = heard.lock().unwrap();
        let [
            InboxNotice::Open { .. },
            InboxNotice::HalfFull { used, quota },
            InboxNotice::Full { .. },
        ] = heard[..]
        else {
            panic!("{heard:?}")
        };
        assert!(used >= quota / 2 && used <= 3 * len, "{used} of {quota}");
    });
    assert!(temporaries(inbox).is_empty());
}

#[test]
fn damaged_bytes_are_neither_taken_for_the_document_nor_given_out() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path();
    run(async {
        let (store, heard) = open(inbox, Options::QUOTA);
        let (name, bytes) = document(1);
        store.put(&name, bytes.clone().into()).await.unwrap();
        for damaged in [&bytes[..bytes.len() - 1], &[&bytes[..], b" "].concat(), b""] {
            std::fs::write(inbox.join(name.path()), damaged).unwrap();
            let again = store.put(&name, bytes.clone().into()).await;
            assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
            let got = store.get(&name).await;
            assert!(matches!(got, Err(ReadError::Damaged(_))), "{got:?}");
        }
        assert!(
            heard
                .lock()
                .unwrap()
                .iter()
                .any(|notice| matches!(notice, InboxNotice::Damaged { .. }))
        );
        // Once it is put away, with its folder, the sender's copy is taken.
        std::fs::remove_dir_all(inbox.join("xinglinli")).unwrap();
        let again = store.put(&name, bytes.into()).await.unwrap();
        assert_eq!(again, Stored::New);
        assert_eq!(store.state(), State::Ready);
        store.close().await;
    });
}

#[test]
fn other_files_in_the_folder_are_no_documents() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path();
    let (name, bytes) = document(1);
    run(async {
        let (store, _) = open(inbox, Options::QUOTA);
        store.put(&name, bytes.into()).await.unwrap();
        let path = inbox.join(name.path());
        let beside = |file: &str| path.parent().unwrap().join(file);
        for stray in [
            inbox.join("notes.txt"),
            inbox.join("xinglinli/story/notes.txt"),
            beside(".DS_Store"),
            beside("0.json"),
            inbox
                .join("xinglinli/story")
                .join(path.file_name().unwrap()),
        ] {
            std::fs::write(stray, "x").unwrap();
        }
        assert_eq!(store.list(&community()).await.unwrap(), [name.clone()]);
        store.close().await;
        let (store, heard) = open(inbox, Options::QUOTA);
        assert!(matches!(
            heard.lock().unwrap()[..],
            [InboxNotice::Open { documents: 1, .. }]
        ));
        store.close().await;
    });
}

#[cfg(unix)]
#[test]
fn only_this_user_can_read_what_residents_send() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    run(async {
        let (store, _) = open(&inbox, Options::QUOTA);
        let (name, bytes) = document(1);
        store.put(&name, bytes.into()).await.unwrap();
        store.close().await;
    });
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&inbox) & 0o777, 0o700);
    for file in files_below(&inbox) {
        assert_eq!(mode(&file) & 0o777, 0o600, "{}", file.display());
        for above in file
            .ancestors()
            .skip(1)
            .take_while(|a| a.starts_with(&inbox))
        {
            assert_eq!(mode(above) & 0o777, 0o700, "{}", above.display());
        }
    }
}

//! The program is killed while many send: nothing that was acknowledged is lost, nothing is there
//! twice, nothing is there in part.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use office::inbox::{Documents as _, LocalInbox, Name};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::{JoinSet, spawn_blocking};

use super::support::{
    BINARY, JSON, Place, Program, community, document, media, path_of, read_answer, request, run,
    temporaries,
};

const SENDERS: u64 = 64;
const KILLS: u64 = 20;
/// Documents in the short form.
const SHORT: u64 = 1_500;

fn submissions() -> u64 {
    std::env::var("MINGBAI_TORTURE").map_or(SHORT, |count| count.parse().unwrap())
}

/// Every sixteenth is a photo.
fn submission(number: u64) -> (Name, Vec<u8>) {
    if number % 16 == 15 {
        media(number, 100_000)
    } else {
        document(number)
    }
}

/// Sends one until it is acknowledged; how often it was sent, and the answer.
async fn deliver(
    number: u64,
    stream: &mut Option<TcpStream>,
    server: &mut watch::Receiver<Option<SocketAddr>>,
) -> u16 {
    let (name, bytes) = submission(number);
    let content_type = if number % 16 == 15 { BINARY } else { JSON };
    let asked = request("PUT", &path_of(&name), &[content_type], &bytes);
    loop {
        let addr = *server.borrow_and_update();
        let attempt: io::Result<u16> = async {
            let addr = addr.ok_or(io::ErrorKind::NotConnected)?;
            if stream.is_none() {
                *stream = Some(TcpStream::connect(addr).await?);
            }
            let stream = stream.as_mut().unwrap();
            stream.write_all(&asked).await?;
            Ok(read_answer(stream, false).await?.status)
        }
        .await;
        if let Ok(status) = attempt {
            return status;
        }
        // It was killed, or is not there yet; the next one is announced.
        *stream = None;
        let is_old = *server.borrow() == addr;
        if is_old {
            server.changed().await.unwrap();
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let all = submissions();
    let place = Arc::new(Place::new());
    let acknowledged = Arc::new(AtomicU64::new(0));
    let (announce, server) = watch::channel(None);
    let taken = Arc::new(AtomicU64::new(0));
    let (kills, statuses) = run(async {
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let (acknowledged, taken) = (Arc::clone(&acknowledged), Arc::clone(&taken));
            let mut server = server.clone();
            senders.spawn(async move {
                let mut statuses = Vec::new();
                let mut stream = None;
                loop {
                    let number = taken.fetch_add(1, Ordering::SeqCst);
                    if number >= all {
                        return statuses;
                    }
                    let status = deliver(number, &mut stream, &mut server).await;
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                    statuses.push((number, status));
                }
            });
        }
        // Killed after so many more answers, each time another number: sometimes at once,
        // sometimes in the middle of a batch.
        let killer = {
            let (place, acknowledged) = (Arc::clone(&place), Arc::clone(&acknowledged));
            spawn_blocking(move || {
                let mut kills = 0;
                let mut chance = 0x9e37_79b9_u64;
                while acknowledged.load(Ordering::SeqCst) < all {
                    let program = Program::start(&place);
                    assert!(temporaries(&place.inbox()).is_empty());
                    announce.send_replace(Some(program.addr));
                    chance = chance.wrapping_mul(6_364_136_223_846_793_005) + 1;
                    let more = (chance >> 33) % (all / KILLS);
                    let until = acknowledged.load(Ordering::SeqCst) + more;
                    // The last one is left to finish.
                    let until = if kills >= KILLS {
                        all
                    } else {
                        until.min(all - 1)
                    };
                    while acknowledged.load(Ordering::SeqCst) < until {
                        std::thread::yield_now();
                    }
                    if kills < KILLS {
                        program.kill();
                        kills += 1;
                    } else {
                        program.stop();
                    }
                }
                kills
            })
        };
        let statuses = senders.join_all().await.concat();
        (killer.await.unwrap(), statuses)
    });
    assert!(kills >= KILLS, "{kills}");

    let statuses: BTreeMap<u64, u16> = statuses.into_iter().collect();
    assert_eq!(statuses.len() as u64, all);
    let again = statuses.values().filter(|status| **status == 200).count();
    for (number, status) in &statuses {
        assert!(matches!(status, 200 | 201), "{number}: {status}");
    }
    println!("{all} acknowledged over {kills} kills; {again} were there when they came again");
    run(async {
        let program = Program::start(&place);
        program.stop();
        let inbox = LocalInbox::open(&place.inbox()).unwrap();
        let stored = inbox.list(&community()).await.unwrap();
        let mut sent: Vec<Name> = (0..all).map(|number| submission(number).0).collect();
        sent.sort();
        assert_eq!(stored, sent, "each once, and nothing else");
        for name in &stored {
            // Damaged bytes would be an error.
            assert!(inbox.get(name).await.unwrap().is_some(), "{name}");
        }
        let arrivals = inbox.arrivals(&community()).await.unwrap().unwrap();
        let noted: Vec<Name> = arrivals.into_iter().map(|arrival| arrival.name).collect();
        assert_eq!(noted, stored);
        assert!(temporaries(&place.inbox()).is_empty());
    });
}

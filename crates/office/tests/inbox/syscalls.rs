//! The disk fails, or the program dies, at any one of the system calls that storing a document
//! takes. `strace` counts them, and injects the failure.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use office::inbox::{Documents as _, LocalInbox, Name};

use super::support::{
    Answer, Place, Program, ask, community, document, media, put, run, temporaries,
};

/// The threads that store a document, by the beginning of their names, and how many there are.
const ROLES: [(&str, usize); 3] = [("inbox-stage", 16), ("inbox-commit", 1), ("inbox-flush", 8)];
/// Calls that a document takes each time, in stagers and committer. Others wait, wake or find
/// memory, and how often depends on the moment; a thread that dies there dies between two of these.
const ON_FILES: [&str; 8] = [
    "openat",
    "read",
    "pwrite64",
    "fsync",
    "close",
    "mkdir",
    "renameat2",
    "fcntl",
];

/// Whether `strace` is here and may look at our own programs.
fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "-e", "inject=getpid:retval=1", "true"])
        .output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        println!(
            "SKIPPED: strace is not here or may not trace; failures of the disk are NOT TESTED"
        );
    }
    can
}

/// The numbers of a program's threads of a role; of all, if there is no such role.
fn threads(program: &Program, role: &str) -> Vec<String> {
    let tasks = format!("/proc/{}/task", program.child.id());
    let expected = ROLES.iter().find(|(known, _)| *known == role);
    let expected = expected.map_or(1, |(_, count)| *count);
    loop {
        let mut found = Vec::new();
        for task in fs::read_dir(&tasks).unwrap() {
            let path = task.unwrap().path();
            let name = fs::read_to_string(path.join("comm")).unwrap();
            if name.starts_with(role) {
                found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
        // A thread takes its name a moment after it has begun.
        if found.len() >= expected {
            return found;
        }
        std::thread::yield_now();
    }
}

/// `strace`, attached to all of these threads.
struct Trace {
    child: Child,
    log: PathBuf,
}

impl Trace {
    fn attach(place: &Place, threads: &[String], expression: &[&str]) -> Self {
        let log = place.folder.path().join("strace.log");
        let mut command = Command::new("strace");
        command.args(["-y", "-o"]).arg(&log).args(expression);
        for thread in threads {
            command.args(["-p", thread]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.as_mut().unwrap());
        let mut attached = 0;
        while attached < threads.len() {
            let mut line = String::new();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "strace ended");
            assert!(line.contains("attached"), "{line}");
            attached += 1;
        }
        Self { child, log }
    }

    /// Lets go, unless what it traced is gone, and gives its log.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).output().unwrap();
        self.child.wait().unwrap();
        fs::read_to_string(&self.log).unwrap()
    }
}

/// Thread and call of a line such as `1234 openat(…) = 3`. Where one thread is traced, its number
/// is left out.
fn call(line: &str) -> Option<(&str, &str)> {
    let (thread, rest) = match line.split_once(' ') {
        Some((number, rest)) if number.parse::<u32>().is_ok() => (number, rest.trim_start()),
        _ => ("", line),
    };
    let (name, _) = rest.split_once('(')?;
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then_some((thread, name))
}

/// How often each call was made by the one thread of the log that made it most.
fn count(log: &str) -> BTreeMap<String, usize> {
    let mut by_thread: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (thread, name) in log.lines().filter_map(call) {
        *by_thread.entry((thread, name)).or_default() += 1;
    }
    let mut most = BTreeMap::new();
    for ((_, name), count) in by_thread {
        let known = most.entry(name.to_owned()).or_default();
        *known = count.max(*known);
    }
    most
}

/// The inbox as the next start leaves it: whole documents, all noted, no temporaries. Gives its
/// documents.
async fn reopened(place: &Place) -> Vec<Name> {
    let program = Program::start(place);
    let health = ask(program.addr, "GET", "/healthz", &[], b"")
        .await
        .unwrap();
    assert_eq!(health.status, 200);
    assert!(temporaries(&place.inbox()).is_empty());
    let inbox = LocalInbox::open(&place.inbox()).unwrap();
    let stored = inbox.list(&community()).await.unwrap();
    let arrivals = inbox.arrivals(&community()).await.unwrap().unwrap();
    let noted: Vec<Name> = arrivals.into_iter().map(|arrival| arrival.name).collect();
    for name in &stored {
        assert!(inbox.get(name).await.unwrap().is_some());
        assert!(noted.contains(name), "{name} has no line in the journal");
    }
    program.stop();
    stored
}

#[test]
fn a_crash_at_any_system_call_leaves_all_or_nothing() {
    if !can_trace() {
        return;
    }
    let mut points = Vec::new();
    let (name, bytes) = document(1);
    run(async {
        for (role, _) in ROLES {
            let place = Place::new();
            let program = Program::start(&place);
            let trace = Trace::attach(&place, &threads(&program, role), &[]);
            assert_eq!(put(program.addr, &name, &bytes).await.unwrap().status, 201);
            let counted = count(&trace.end());
            program.stop();
            for (call, most) in counted {
                points.extend((1..=most).map(|nth| (role, call.clone(), nth)));
            }
        }
        for needed in [
            ("inbox-stage", "pwrite64"),
            ("inbox-stage", "fsync"),
            ("inbox-commit", "mkdir"),
            ("inbox-commit", "pwrite64"),
            ("inbox-commit", "renameat2"),
            ("inbox-flush", "fsync"),
            ("inbox-flush", "fdatasync"),
        ] {
            let is_there = points
                .iter()
                .any(|(role, call, _)| (*role, &**call) == needed);
            assert!(is_there, "{needed:?} is not among {points:?}");
        }

        let mut died = 0;
        for (role, call, nth) in &points {
            let place = Place::new();
            let program = Program::start(&place);
            let inject = format!("inject={call}:signal=SIGKILL:when={nth}");
            let trace = Trace::attach(&place, &threads(&program, role), &["-e", &inject]);
            let answer = put(program.addr, &name, &bytes).await;
            let has_died = answer.is_err();
            trace.end();
            program.kill();
            assert!(
                has_died || role == &"inbox-flush" || !ON_FILES.contains(&&**call),
                "{role} {call} {nth} was not reached"
            );
            died += usize::from(has_died);
            let stored = reopened(&place).await;
            if let Ok(Answer { status, .. }) = answer {
                assert_eq!((status, stored.len()), (201, 1), "{role} {call} {nth}");
            }
            // The sender tries again.
            let program = Program::start(&place);
            let status = put(program.addr, &name, &bytes).await.unwrap().status;
            let expected = if stored.is_empty() { 201 } else { 200 };
            assert_eq!(status, expected, "{role} {call} {nth}");
            program.stop();
            assert_eq!(reopened(&place).await, [name.clone()]);
        }
        println!("died at {died} of {} system calls", points.len());
    });
}

#[test]
fn the_answer_leaves_after_everything_is_flushed() {
    if !can_trace() {
        return;
    }
    run(async {
        let place = Place::new();
        let program = Program::start(&place);
        let all = threads(&program, "");
        let trace = Trace::attach(&place, &all, &["-s", "64"]);
        let (name, bytes) = document(1);
        assert_eq!(put(program.addr, &name, &bytes).await.unwrap().status, 201);
        let log = trace.end();
        program.stop();
        // A call that waits is written in two lines; it has happened at the second.
        let at = |what: &str, wanted: &dyn Fn(&str) -> bool| {
            let ended = log
                .lines()
                .enumerate()
                .filter(|(_, line)| wanted(line))
                .last();
            ended.unwrap_or_else(|| panic!("no {what} in:\n{log}")).0
        };
        let id = name.id.to_string();
        let renamed = at("rename", &|line| {
            line.contains("renameat2") && line.contains(&id)
        });
        let answered = at("answer", &|line| line.contains("HTTP/1.1 201"));
        assert!(renamed < answered);
        let mut waits: BTreeMap<&str, &str> = BTreeMap::new();
        let mut flushed: Vec<(usize, &str)> = Vec::new();
        for (number, line) in log.lines().enumerate() {
            let thread = line.split(' ').next().unwrap();
            if line.contains("sync(") && line.contains("<unfinished") {
                waits.insert(thread, line);
            } else if line.contains("sync resumed") && line.ends_with("= 0") {
                flushed.push((number, waits.remove(thread).unwrap()));
            } else if line.contains("sync(") && line.ends_with("= 0") {
                flushed.push((number, line));
            }
        }
        let inbox = place.inbox();
        let flushed_at = |end: &str| {
            let found = flushed.iter().rev().find(|(_, line)| line.contains(end));
            found
                .unwrap_or_else(|| panic!("{end} is not flushed in:\n{log}"))
                .0
        };
        assert!(flushed_at("/.tmp/0/0>") < renamed);
        let folder = |below: &str| format!("{}>", inbox.join(below).display());
        let fold = format!("xinglinli/story/{}", &id[..2]);
        for end in [
            folder(&fold),
            folder("xinglinli/story"),
            folder("xinglinli"),
            format!("{}>", inbox.display()),
            "/.arrivals/0.jsonl>".to_owned(),
        ] {
            let at = flushed_at(&end);
            assert!(at < answered, "{end} is flushed after the answer:\n{log}");
            assert!(
                at > renamed,
                "{end} is flushed before the name is given:\n{log}"
            );
        }
    });
}

#[test]
fn a_disk_that_fails_is_told_of_and_asked_nothing_more() {
    if !can_trace() {
        return;
    }
    run(async {
        for (role, call) in [
            ("inbox-stage", "fsync"),
            ("inbox-stage", "pwrite64"),
            ("inbox-commit", "pwrite64"),
            ("inbox-commit", "renameat2"),
            ("inbox-flush", "fsync"),
            ("inbox-flush", "fdatasync"),
        ] {
            let place = Place::new();
            let program = Program::start(&place);
            let inject = format!("inject={call}:error=EIO:when=1");
            let trace = Trace::attach(&place, &threads(&program, role), &["-e", &inject]);
            let (name, bytes) = document(1);
            let answer = put(program.addr, &name, &bytes).await.unwrap();
            assert_eq!(answer.status, 500, "{role} {call}: {answer:?}");
            assert!(answer.body.contains("\"problem\":\"broken\""), "{answer:?}");
            trace.end();
            // The disk would work again, but nobody knows what it lost.
            let health = ask(program.addr, "GET", "/healthz", &[], b"")
                .await
                .unwrap();
            assert_eq!(health.status, 503, "{role} {call}");
            for (name, bytes) in [(name.clone(), bytes.clone()), media(1, 100)] {
                let answer = put(program.addr, &name, &bytes).await.unwrap();
                assert_eq!(answer.status, 503, "{role} {call}: {answer:?}");
                assert!(!answer.header("retry-after").is_empty());
            }
            let site = ask(program.addr, "GET", "/", &[], b"").await.unwrap();
            assert_eq!(site.status, 200);
            let said = program.stop();
            assert_eq!(said.matches("The disk failed").count(), 1, "{said}");
            let stored = reopened(&place).await;
            let is_staged = role == "inbox-stage" || call == "pwrite64";
            assert!(!is_staged || stored.is_empty(), "{role} {call}");
        }
    });
}

#[test]
fn a_full_disk_keeps_nothing_of_a_document() {
    if !can_trace() {
        return;
    }
    run(async {
        for (role, call) in [
            ("inbox-stage", "openat"),
            ("inbox-stage", "pwrite64"),
            ("inbox-stage", "fsync"),
            ("inbox-commit", "pwrite64"),
            ("inbox-commit", "mkdir"),
            ("inbox-commit", "renameat2"),
        ] {
            let place = Place::new();
            let program = Program::start(&place);
            let inject = format!("inject={call}:error=ENOSPC:when=1");
            let trace = Trace::attach(&place, &threads(&program, role), &["-e", &inject]);
            let (name, bytes) = document(1);
            let answer = put(program.addr, &name, &bytes).await.unwrap();
            assert_eq!(answer.status, 507, "{role} {call}: {answer:?}");
            trace.end();
            assert!(temporaries(&place.inbox()).is_empty(), "{role} {call}");
            let inbox = LocalInbox::open(&place.inbox()).unwrap();
            assert!(inbox.list(&community()).await.unwrap().is_empty());
            let health = ask(program.addr, "GET", "/healthz", &[], b"")
                .await
                .unwrap();
            assert_eq!(health.status, 503, "{role} {call}");
            let answer = put(program.addr, &name, &bytes).await.unwrap();
            assert_eq!(answer.status, 507, "{role} {call}: {answer:?}");
            let said = program.stop();
            assert_eq!(said.matches("No room left").count(), 1, "{said}");
            assert!(reopened(&place).await.is_empty(), "{role} {call}");
        }
    });
}

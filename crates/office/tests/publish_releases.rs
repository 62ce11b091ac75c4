//! Releases: what a stop at any point leaves, who may publish where, the way back, the journal.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod publish_support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use office::publish::{PublishError, RollbackError, releases_of, rollback, run};
use serde_json::Value;

use publish_support::*;

/// An office, a shell and a site below one folder.
struct Place {
    folder: tempfile::TempDir,
    office: PathBuf,
    shell: PathBuf,
    site: PathBuf,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let office = folder.path().join("office");
        small().write(&office);
        Place {
            office,
            shell: shell(folder.path()),
            site: folder.path().join("site"),
            folder,
        }
    }

    /// The workbook with another title for its first line of spending.
    fn retitle(&self, title: &str) {
        let mut book = small();
        book.set("budget", 2, "title", title);
        book.write(&self.office);
    }

    fn publish(&self) -> office::publish::PublishReport {
        publish(&self.office, &self.shell, &self.site)
    }

    /// Without a time given by hand.
    fn publish_now(&self) -> office::publish::PublishReport {
        let mut options = options(&self.office, &self.shell, &self.site);
        options.at = None;
        published(run(&options))
    }

    /// The program, publishing; its words go nowhere.
    fn start(&self, at: Option<&str>) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
        command
            .arg("publish")
            .arg(&self.office)
            .arg("--shell")
            .arg(&self.shell)
            .arg("--out")
            .arg(&self.site)
            .arg("--no-compress")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(at) = at {
            command.args(["--at", at]);
        }
        command.spawn().unwrap()
    }

    fn journal(&self) -> Vec<Value> {
        fs::read_to_string(self.office.join("journal.jsonl"))
            .unwrap_or_default()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// How far a publication has come, as the folders beside the site show it: files made so far,
/// releases there are, the one on show.
fn progress(site: &Path) -> (usize, usize, Option<PathBuf>) {
    fn files(folder: &Path) -> usize {
        // Folders come and go while this looks at them.
        let Ok(entries) = fs::read_dir(folder) else {
            return 0;
        };
        entries
            .flatten()
            .map(|entry| match entry.file_type() {
                Ok(kind) if kind.is_dir() => files(&entry.path()),
                _ => 1,
            })
            .sum()
    }
    let releases = releases_of(site);
    let made = files(&releases.join(".next"));
    let count = fs::read_dir(&releases).map_or(0, |all| {
        all.flatten()
            .filter(|entry| {
                let name = entry.file_name();
                name.to_str()
                    .is_some_and(|name| name.parse::<u64>().is_ok())
            })
            .count()
    });
    (made, count, fs::read_link(site).ok())
}

/// Where a publication is killed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Point {
    /// As soon as it has been started.
    Start,
    /// As soon as so many files are made.
    Files(usize),
    /// As soon as the new release has its number.
    Numbered,
    /// As soon as the site leads to it.
    Shown,
}

/// Starts a publication and kills it (SIGKILL) at a point. Returns whether it was still running.
fn kill_at(place: &Place, at: Option<&str>, point: Point) -> bool {
    let (_, releases, shown) = progress(&place.site);
    let mut child = place.start(at);
    let killed = loop {
        let now = progress(&place.site);
        let is_there = match point {
            Point::Start => true,
            Point::Files(count) => now.0 >= count,
            Point::Numbered => now.1 != releases,
            Point::Shown => now.2 != shown,
        };
        if is_there {
            child.kill().unwrap();
            break true;
        }
        if child.try_wait().unwrap().is_some() {
            break false;
        }
        std::thread::yield_now();
    };
    let status = child.wait().unwrap();
    killed && status.code().is_none()
}

#[test]
fn a_stop_at_any_point_leaves_the_old_site_or_the_new_one_whole() {
    let place = Place::new();
    let files = place.publish().pages + place.publish().files;
    // A small generator with a fixed seed: the same points in every run, all over the making.
    let mut state = 20_261_106_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut points = vec![Point::Start, Point::Files(1), Point::Files(files)];
    points.extend((0..18).map(|_| Point::Files(random(files))));
    points.extend([Point::Numbered; 4]);
    points.extend([Point::Shown; 4]);
    let mut stopped = 0;
    let mut kept_old = 0;
    for (at, point) in points.into_iter().enumerate() {
        let old = whole(&place.site).unwrap();
        place.retitle(&format!("第{at}版"));
        stopped += usize::from(kill_at(&place, Some(AT), point));
        let now = whole(&place.site).unwrap_or_else(|error| panic!("{point:?}: {error}"));
        kept_old += usize::from(now == old);
        for (number, release) in releases(&place.site) {
            if let Err(error) = whole(&release) {
                panic!("{point:?} left release {number} broken: {error}");
            }
        }

        // The same workbook and the same time: what the stopped one was about to show.
        let report = place.publish();
        let new = report.manifest;
        assert_ne!(old, new);
        assert!(now == old || now == new, "{point:?}");
        assert_eq!(report.unchanged, now == new);
        assert_eq!(whole(&place.site), Ok(new));
        let beside: BTreeSet<String> = fs::read_dir(releases_of(&place.site))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with('.'))
            .collect();
        assert_eq!(
            beside,
            BTreeSet::from([".lock".to_owned()]),
            "nothing is left lying about"
        );
    }
    assert!(
        stopped >= 20,
        "only {stopped} of them were stopped before their end"
    );
    assert!(
        kept_old >= 15,
        "only {kept_old} of them were stopped before the switch"
    );
}

#[test]
fn after_a_stop_the_journals_time_is_the_sites() {
    let place = Place::new();
    for (at, point) in [
        Point::Start,
        Point::Files(40),
        Point::Numbered,
        Point::Numbered,
        Point::Shown,
        Point::Shown,
    ]
    .into_iter()
    .enumerate()
    {
        place.retitle(&format!("第{at}版"));
        kill_at(&place, None, point);
        let shown = fs::read(place.site.join("manifest.json")).ok();
        let entries = place.journal();
        if let Some(shown) = &shown {
            let manifest: Value = serde_json::from_slice(shown).unwrap();
            let known = entries.iter().any(|entry| {
                entry["at"] == manifest["published_at"] && entry["seq"] == manifest["seq"]
            });
            assert!(
                known,
                "{point:?} left a site whose time the office does not know"
            );
        }
        let report = place.publish_now();
        let expected = entries.len().max(at + 1);
        assert_eq!(
            place.journal().len(),
            expected,
            "one entry for one publication"
        );
        assert_eq!(report.at, place.journal()[at]["at"]);
        assert_eq!(whole(&place.site), Ok(report.manifest));
    }
}

#[test]
fn a_torn_line_of_the_journal_is_no_publication() {
    let place = Place::new();
    let first = place.publish_now();
    let path = place.office.join("journal.jsonl");
    let line = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{line}{{\"seq\":2,\"at\":\"2026-1")).unwrap();
    assert!(place.publish_now().unchanged);
    place.retitle("第二版");
    let second = place.publish_now();
    assert_eq!((first.seq, second.seq), (1, 2));
    assert_eq!(place.journal().len(), 2);
    // A last line that is whole but for its line break counts.
    let lines = fs::read_to_string(&path).unwrap();
    fs::write(&path, lines.trim_end()).unwrap();
    place.retitle("第三版");
    assert_eq!(place.publish_now().seq, 3);
    assert_eq!(place.journal().len(), 3);
    // A line in the middle that says nothing is somebody's mistake, and is not passed over.
    fs::write(&path, format!("?\n{lines}")).unwrap();
    let mut options = options(&place.office, &place.shell, &place.site);
    options.at = None;
    assert!(matches!(run(&options), Err(PublishError::Journal(_))));
}

#[test]
fn the_time_is_the_journals_and_a_rerun_changes_nothing() {
    let place = Place::new();
    let first = place.publish_now();
    assert!(!first.unchanged);
    assert_eq!(place.journal().len(), 1);
    assert_eq!(place.journal()[0]["at"], first.at);
    let again = place.publish_now();
    assert!(again.unchanged);
    assert_eq!(
        (again.at, again.manifest, again.seq),
        (first.at.clone(), first.manifest.clone(), 1)
    );
    assert_eq!(releases(&place.site).len(), 1);

    // The same office elsewhere: the same bytes.
    let other = place.folder.path().join("other");
    let mut to_other = options(&place.office, &place.shell, &other);
    to_other.at = None;
    assert_eq!(published(run(&to_other)).manifest, first.manifest);
    assert_eq!(tree(&place.site), tree(&other));

    // Another workbook, another base, another shell: an entry each, and back again to the first.
    place.retitle("第二版");
    let second = place.publish_now();
    assert_eq!((second.seq, second.unchanged), (2, false));
    assert_ne!(second.manifest, first.manifest);
    let mut based = options(&place.office, &place.shell, &place.site);
    based.at = None;
    based.base = "/x/".into();
    assert_eq!(published(run(&based)).seq, 3);
    fs::write(place.shell.join("app.js"), "export default 2").unwrap();
    assert_eq!(place.publish_now().seq, 4);
    assert_eq!(place.journal().len(), 4);
    fs::write(
        place.shell.join("app.js"),
        "export default async function init() {}",
    )
    .unwrap();
    small().write(&place.office);
    let back = place.publish_now();
    assert_eq!(
        (back.at, back.manifest, back.seq),
        (first.at, first.manifest, 1)
    );
    assert_eq!(place.journal().len(), 4);
}

#[test]
fn a_journal_that_cannot_be_written_leaves_the_old_site() {
    let place = Place::new();
    let old = place.publish().manifest;
    fs::create_dir(place.office.join("journal.jsonl")).unwrap();
    place.retitle("第二版");
    let mut options = options(&place.office, &place.shell, &place.site);
    options.at = None;
    assert!(matches!(run(&options), Err(PublishError::Journal(_))));
    assert_eq!(whole(&place.site), Ok(old));
    assert_eq!(releases(&place.site).len(), 1);
}

#[test]
fn one_publication_at_a_time() {
    let place = Place::new();
    place.publish();
    let before = whole(&place.site).unwrap();
    let lock = File::create(releases_of(&place.site).join(".lock")).unwrap();
    lock.lock().unwrap();
    place.retitle("第二版");
    let error = run(&options(&place.office, &place.shell, &place.site));
    assert!(matches!(error, Err(PublishError::Busy(_))), "{error:?}");
    let error = rollback(&place.site, None);
    assert!(matches!(
        error,
        Err(RollbackError::Publish(PublishError::Busy(_)))
    ));
    assert_eq!(place.start(Some(AT)).wait().unwrap().code(), Some(2));
    assert_eq!(whole(&place.site), Ok(before));
    lock.unlock().unwrap();

    // Many at once: each is done or told to wait, and the site is one whole tree.
    let ends: Vec<Result<String, PublishError>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                let options = options(&place.office, &place.shell, &place.site);
                scope.spawn(move || run(&options).map(|report| report.manifest))
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let now = whole(&place.site).unwrap();
    let mut done = 0;
    for end in ends {
        match end {
            Ok(manifest) => {
                assert_eq!(manifest, now);
                done += 1;
            }
            Err(error) => assert!(matches!(error, PublishError::Busy(_)), "{error}"),
        }
    }
    assert!(done >= 1);
}

#[test]
fn what_publishing_did_not_make_is_left_alone() {
    let place = Place::new();
    let folder = place.folder.path();
    let taken = |site: &Path, what: &str| {
        let error = run(&options(&place.office, &place.shell, site));
        assert!(
            matches!(error, Err(PublishError::SiteTaken(_))),
            "{what}: {error:?}"
        );
        assert!(!releases_of(site).exists(), "{what}");
    };

    let mine = folder.join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("letter.txt"), "dear").unwrap();
    taken(&mine, "a folder");
    taken(&mine.join(""), "a folder, named with a slash behind it");
    assert_eq!(tree(&mine).len(), 1);

    let web = folder.join("web");
    fs::create_dir(&web).unwrap();
    fs::write(web.join("manifest.json"), "{\"name\":\"another app\"}").unwrap();
    taken(&web, "a folder with a manifest of its own");
    assert_eq!(
        fs::read(web.join("manifest.json")).unwrap(),
        b"{\"name\":\"another app\"}"
    );

    let file = folder.join("file");
    fs::write(&file, "text").unwrap();
    taken(&file, "a file");
    assert_eq!(fs::read(&file).unwrap(), b"text");

    #[cfg(unix)]
    {
        let link = folder.join("link");
        std::os::unix::fs::symlink(&mine, &link).unwrap();
        taken(&link, "a link to a folder");
        assert_eq!(fs::read_link(&link).unwrap(), mine);
        let dangling = folder.join("dangling");
        std::os::unix::fs::symlink("nowhere", &dangling).unwrap();
        taken(&dangling, "a link to nothing");
    }

    // An empty folder is free, and a slash at the end is no other site.
    let empty = folder.join("empty");
    fs::create_dir(&empty).unwrap();
    let report = publish(&place.office, &place.shell, &empty.join(""));
    assert_eq!(whole(&empty), Ok(report.manifest));
    assert!(publish(&place.office, &place.shell, &empty.join("")).unchanged);
    assert!(publish(&place.office, &place.shell, &empty).unchanged);
}

#[test]
fn a_damaged_site_is_put_right_by_the_next_publication() {
    let place = Place::new();
    let report = place.publish();
    fs::remove_file(report.release.join("budget/index.html")).unwrap();
    assert!(whole(&place.site).is_err());
    let again = place.publish();
    assert!(!again.unchanged);
    assert_eq!(whole(&place.site), Ok(report.manifest.clone()));
    fs::remove_dir_all(&again.release).unwrap();
    place.publish();
    assert_eq!(whole(&place.site), Ok(report.manifest));
}

#[test]
fn the_way_back_leads_to_any_release_that_is_kept() {
    let place = Place::new();
    let mut manifests = vec![String::new()];
    for at in 1..=9 {
        place.retitle(&format!("第{at}版"));
        manifests.push(place.publish().manifest);
        assert_eq!(
            whole(&place.site).as_ref(),
            manifests.last().ok_or(&String::new())
        );
    }
    let kept: Vec<u64> = releases(&place.site).into_keys().collect();
    assert_eq!(kept, [4, 5, 6, 7, 8, 9], "the newest and five before it");

    assert_eq!(rollback(&place.site, None).unwrap(), 8);
    assert_eq!(whole(&place.site).unwrap(), manifests[8]);
    assert_eq!(rollback(&place.site, None).unwrap(), 7);
    assert_eq!(rollback(&place.site, Some(4)).unwrap(), 4);
    assert_eq!(whole(&place.site).unwrap(), manifests[4]);
    assert!(matches!(
        rollback(&place.site, None),
        Err(RollbackError::NoneBefore)
    ));
    let Err(RollbackError::NotKept { wanted, kept }) = rollback(&place.site, Some(2)) else {
        panic!("release 2 is gone");
    };
    assert_eq!((wanted, kept), (2, vec![4, 5, 6, 7, 8, 9]));
    assert_eq!(whole(&place.site).unwrap(), manifests[4]);
    assert_eq!(rollback(&place.site, Some(9)).unwrap(), 9);
    assert_eq!(whole(&place.site).unwrap(), manifests[9]);

    // What is on show is never removed, however old.
    rollback(&place.site, Some(4)).unwrap();
    place.retitle("第十版");
    place.publish();
    rollback(&place.site, Some(5)).unwrap();
    assert_eq!(whole(&place.site).unwrap(), manifests[5]);
}

#[test]
fn the_way_back_is_refused_where_nothing_was_published() {
    let place = Place::new();
    assert!(matches!(
        rollback(&place.site, None),
        Err(RollbackError::NoRelease(_))
    ));
    assert!(
        !releases_of(&place.site).exists(),
        "asking leaves nothing behind"
    );
    fs::create_dir(&place.site).unwrap();
    fs::write(place.site.join("mine"), "").unwrap();
    assert!(matches!(
        rollback(&place.site, Some(1)),
        Err(RollbackError::NoRelease(_))
    ));
    assert!(place.site.join("mine").is_file());
}

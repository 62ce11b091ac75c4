//! Counting what came in.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod desk_support;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use chrono::Datelike as _;
use desk_support::{now, office, plain, put, submission};
use office::desk::decisions::{self, DecisionsError};
use office::desk::gather::{Found, Inboxes};
use office::desk::{DeskError, list};
use office::inbox::What;
use records::clock::Calendar;
use records::codes::{AskKey, DayKind, ReplyStatus, SubmissionKind};
use records::decisions::{Decision, DecisionFile};
use records::envelope::DocId;
use records::{Date, LocalText};

fn story(text: &str) -> Vec<u8> {
    let submission = submission(SubmissionKind::Story, |draft| {
        draft.answers.insert(AskKey::Text, text.to_owned());
    });
    plain(&submission, 1)
}

fn decision(id: DocId, state: ReplyStatus) -> Decision {
    Decision {
        id,
        kind: SubmissionKind::Story,
        day: Date::from_ymd_opt(2026, 11, 5).unwrap(),
        post: LocalText::plain("社区书记"),
        state,
        reason: None,
        reply: None,
        passed_to: None,
        same_as: None,
        improvement: None,
        review: None,
        entry: None,
        tally: None,
        counted: None,
    }
}

fn file(decisions: Vec<Decision>) -> DecisionFile {
    DecisionFile::new("2026-11-05T09:00:00+08:00".parse().unwrap(), decisions)
}

#[test]
fn two_inboxes_are_counted_as_one() {
    let (_keep, office) = office();
    fs::write(
        office.join("inboxes.toml"),
        "[[from]]\nplace = \"inbox\"\n[[from]]\nplace = \"standby\"\n",
    )
    .unwrap();
    let document = What::Document(SubmissionKind::Story);
    let first = put(&office.join("inbox"), document, &story("路灯"));
    assert_eq!(
        put(&office.join("standby"), document, &story("路灯")),
        first
    );
    put(&office.join("standby"), document, &story("食堂"));
    put(&office.join("standby"), What::Media, b"sealed");
    let done = decision(first, ReplyStatus::Done);
    decisions::append(&office, 1, &file(vec![done])).unwrap();

    let counts = list::list(&office, now()).unwrap();
    assert_eq!((counts.inboxes, counts.total, counts.media), (2, 2, 1));
    assert_eq!(counts.undated, 0);
    let stories = &counts.kinds[&SubmissionKind::Story];
    assert_eq!(stories.states[&ReplyStatus::Done], 1);
    assert_eq!(stories.states[&ReplyStatus::Received], 1);

    let said = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(["inbox", "list", office.to_str().unwrap(), "--json"])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(json["kinds"]["story"]["total"], 2);
    assert!(!String::from_utf8(said.stdout).unwrap().contains("路灯"));
}

#[test]
fn an_inbox_that_cannot_be_read_stops_the_counting() {
    let (_keep, office) = office();
    fs::write(office.join("inboxes.toml"), "[[from]]\nplace = \"gone\"\n").unwrap();
    assert!(matches!(
        list::list(&office, now()),
        Err(DeskError::Inbox { .. })
    ));
    fs::write(
        office.join("inboxes.toml"),
        "[[from]]\nplaces = \"inbox\"\n",
    )
    .unwrap();
    assert!(matches!(
        list::list(&office, now()),
        Err(DeskError::Places { .. })
    ));
    fs::remove_file(office.join("inboxes.toml")).unwrap();
    fs::remove_dir_all(office.join("inbox")).unwrap();
    assert!(matches!(
        list::list(&office, now()),
        Err(DeskError::NoInbox { .. })
    ));
}

#[test]
fn what_is_not_what_its_name_says_is_told_apart_from_what_is_missing() {
    let (_keep, office) = office();
    let inbox = office.join("inbox");
    let document = What::Document(SubmissionKind::Story);
    let id = put(&inbox, document, &story("路灯"));
    let inboxes = Inboxes::open(&office, &desk_support::community()).unwrap();
    let name = inboxes.gather().unwrap().names.into_keys().next().unwrap();
    assert!(matches!(inboxes.get(&name).unwrap(), Found::Whole(bytes) if DocId::of(&bytes) == id));
    fs::write(inbox.join(name.path()), story("别的")).unwrap();
    assert!(matches!(inboxes.get(&name).unwrap(), Found::Damaged));
    fs::remove_file(inbox.join(name.path())).unwrap();
    assert!(matches!(inboxes.get(&name).unwrap(), Found::Missing));
}

#[test]
fn decisions_are_only_added_and_every_damage_is_named() {
    let (_keep, office) = office();
    assert_eq!(decisions::read(&office).unwrap().next(), 1);
    let id = DocId::from_bytes([7; 32]);
    let first = file(vec![decision(id, ReplyStatus::InReview)]);
    let path = decisions::append(&office, 1, &first).unwrap();
    let before = fs::read(&path).unwrap();
    let again = decisions::append(&office, 1, &file(Vec::new()));
    assert!(matches!(again, Err(DeskError::Io { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    decisions::append(&office, 2, &file(vec![decision(id, ReplyStatus::Done)])).unwrap();
    let all = decisions::read(&office).unwrap();
    assert_eq!(all.current()[&id].state, ReplyStatus::Done);
    assert_eq!(all.history(&id).len(), 2);

    let folder = decisions::folder(&office);
    fs::write(folder.join("3.json"), "{}").unwrap();
    assert!(matches!(
        decisions::read(&office),
        Err(DecisionsError::Name { .. })
    ));
    fs::remove_file(folder.join("3.json")).unwrap();
    fs::write(folder.join("0003.json"), "{}").unwrap();
    assert!(matches!(
        decisions::read(&office),
        Err(DecisionsError::File { .. })
    ));
    fs::remove_file(folder.join("0003.json")).unwrap();
    let mut private = decision(id, ReplyStatus::Answered);
    private.reply = Some(LocalText::plain("请打13800001234"));
    let private = file(vec![private]).to_json().unwrap();
    fs::write(folder.join("0003.json"), private).unwrap();
    assert!(matches!(
        decisions::read(&office),
        Err(DecisionsError::Decision { .. })
    ));
    fs::remove_file(folder.join("0003.json")).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        decisions::read(&office),
        Err(DecisionsError::Gap { missing: 1 })
    ));
}

/// The first and the last day off of one holiday, and the days that are worked for it.
type Holiday = (&'static str, &'static str, &'static [&'static str]);

/// The General Office of the State Council on the holidays of 2025 (国办发明电〔2024〕12号, of
/// 12 November 2024).
const OF_2025: &[Holiday] = &[
    ("2025-01-01", "2025-01-01", &[]),
    ("2025-01-28", "2025-02-04", &["2025-01-26", "2025-02-08"]),
    ("2025-04-04", "2025-04-06", &[]),
    ("2025-05-01", "2025-05-05", &["2025-04-27"]),
    ("2025-05-31", "2025-06-02", &[]),
    ("2025-10-01", "2025-10-08", &["2025-09-28", "2025-10-11"]),
];

/// The same for 2026 (国办发明电〔2025〕7号, of 4 November 2025).
const OF_2026: &[Holiday] = &[
    ("2026-01-01", "2026-01-03", &["2026-01-04"]),
    ("2026-02-15", "2026-02-23", &["2026-02-14", "2026-02-28"]),
    ("2026-04-04", "2026-04-06", &[]),
    ("2026-05-01", "2026-05-05", &["2026-05-09"]),
    ("2026-06-19", "2026-06-21", &[]),
    ("2026-09-25", "2026-09-27", &[]),
    ("2026-10-01", "2026-10-07", &["2026-09-20", "2026-10-10"]),
];

#[test]
fn the_examples_calendar_is_that_of_the_state_council() {
    let (_keep, office) = office();
    let records = office::workbook::examine(&office).unwrap().records.unwrap();
    let mut announced = BTreeMap::new();
    for (from, until, worked) in OF_2025.iter().chain(OF_2026) {
        let until: Date = until.parse().unwrap();
        let from: Date = from.parse().unwrap();
        let off = from.iter_days().take_while(|day| *day <= until);
        announced.extend(off.map(|day| (day, DayKind::Off)));
        let worked = worked.iter().map(|day| day.parse().unwrap());
        announced.extend(worked.map(|day| (day, DayKind::Work)));
    }
    let written: BTreeMap<Date, DayKind> = records
        .holidays
        .iter()
        .map(|row| (row.date, row.day))
        .collect();
    assert_eq!(written, announced);
    // 28 days were off in 2025 and five weekend days worked for them, 33 and six in 2026.
    let calendar = Calendar::of(&records);
    let working = |year: i32| {
        let first = Date::from_ymd_opt(year, 1, 1).unwrap();
        let of_year = first.iter_days().take_while(|day| day.year() == year);
        of_year.filter(|day| calendar.is_working(*day)).count()
    };
    assert_eq!((working(2025), working(2026)), (248, 248));
}

//! What residents sent and the office decided, published: nothing more than was decided, no time
//! finer than a day, the same bytes each time.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(
    clippy::format_collect,
    clippy::needless_pass_by_value,
    reason = "a trial is to be read, not to be fast"
)]

mod publish_support;

use std::fs;
use std::path::{Path, PathBuf};

use office::publish::{PublishError, run};
use records::clock::Moment;
use records::envelope::DocId;
use serde_json::{Value, json};

use publish_support::*;

fn id(name: &str) -> DocId {
    DocId::of(name.as_bytes())
}

/// An office with an arrival journal and decisions.
struct Office {
    folder: tempfile::TempDir,
    shell: PathBuf,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let shell = shell(folder.path());
        let office = Office { folder, shell };
        small().write(&office.path());
        fs::create_dir_all(office.path().join("inbox/.arrivals")).unwrap();
        office
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// Notes arrivals: name, kind, time.
    fn arrived(&self, arrivals: &[(&str, &str, &str)]) {
        let lines: String = arrivals
            .iter()
            .map(|(name, kind, at)| {
                let line =
                    json!({ "at": at, "community": "xinglinli", "kind": kind, "id": id(name) });
                format!("{line}\n")
            })
            .collect();
        fs::write(self.path().join("inbox/.arrivals/0.jsonl"), lines).unwrap();
    }

    fn decided(&self, number: u32, at: &str, decisions: &[Value]) {
        let folder = self.path().join("decisions");
        fs::create_dir_all(&folder).unwrap();
        let file = json!({ "v": 1, "at": at, "decisions": decisions });
        fs::write(folder.join(format!("{number:04}.json")), file.to_string()).unwrap();
    }

    fn publish_as(&self, name: &str, at: &str) -> PathBuf {
        let site = self.folder.path().join(name);
        let mut options = options(&self.path(), &self.shell, &site);
        options.at = Some(at.to_owned());
        published(run(&options));
        site
    }
}

fn decision(name: &str, kind: &str, day: &str, state: &str, more: Value) -> Value {
    let mut decision = json!({
        "id": id(name), "kind": kind, "day": day, "post": { "text": "居委会主任" }, "state": state,
    });
    let fields = decision.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    decision
}

fn story(name: &str, day: &str, state: &str, text: &str, mut more: Value) -> Value {
    more["entry"] = json!({ "lang": "zh-Hans", "channel": "web", "answers": { "text": text } });
    decision(name, "story", day, state, more)
}

fn read(site: &Path, path: &str) -> Value {
    serde_json::from_slice(&fs::read(site.join(path.trim_start_matches('/'))).unwrap()).unwrap()
}

fn received(site: &Path) -> Value {
    let config = read(site, "config.json");
    read(site, config["received"].as_str().unwrap())
}

fn received_of(site: &Path, name: &str) -> Option<Value> {
    let list = received(site);
    let id = id(name).to_string();
    let entries = list["entries"].as_array().unwrap();
    entries
        .iter()
        .find(|entry| entry["id"] == id.as_str())
        .cloned()
}

fn address(name: &str) -> String {
    let code = id(name).code().to_string();
    code.replace('-', "").to_lowercase()
}

#[test]
fn what_arrived_is_listed_with_its_day_its_due_day_and_what_became_of_it() {
    let office = Office::new();
    office.arrived(&[
        ("a", "question", "2026-11-02T15:30:00Z"),
        ("b", "story", "2026-11-02T16:30:00Z"),
        ("c", "mediation", "2026-11-05T02:00:00Z"),
    ]);
    // A journal alone holds nobody's document: only what was decided about counts without it.
    let all = ["a", "b", "c"].map(|name| {
        let kind = match name {
            "a" => "question",
            "b" => "story",
            _ => "mediation",
        };
        decision(name, kind, "2026-11-05", "in-review", json!({}))
    });
    office.decided(1, "2026-11-05T10:00:00+08:00", &all);
    office.decided(
        2,
        "2026-11-05T11:00:00+08:00",
        &[decision(
            "a",
            "question",
            "2026-11-05",
            "answered",
            json!({ "reply": { "text": "查过了。" } }),
        )],
    );
    let site = office.publish_as("site", AT);
    let entry = received_of(&site, "a").unwrap();
    // The workbook promises 48 hours; 23:30 of the 2nd by the community's clock.
    assert_eq!(entry["day"], "2026-11-02");
    assert_eq!(entry["due"], "2026-11-04");
    assert_eq!(entry["answered"], "2026-11-05");
    assert_eq!(entry["state"], "answered");
    assert_eq!(entry["post"]["text"], "居委会主任");
    assert_eq!(entry.get("entry"), None);
    let entry = received_of(&site, "b").unwrap();
    assert_eq!(
        (&entry["day"], &entry["due"]),
        (&json!("2026-11-03"), &json!("2026-11-24"))
    );
    assert_eq!(entry.get("answered"), None);
    let list = received(&site).to_string();
    assert!(!list.contains("15:30") && !list.contains("23:30"), "{list}");
}

#[test]
fn only_what_may_be_shown_is_shown_and_declined_ones_are_counted_with_their_reason() {
    let office = Office::new();
    office.arrived(&[
        ("shown", "story", "2026-11-01T01:00:00Z"),
        ("kept", "story", "2026-11-01T02:00:00Z"),
    ]);
    let reason = json!({ "reason": { "text": "路是市里的。" } });
    office.decided(
        1,
        "2026-11-05T10:00:00+08:00",
        &[
            story(
                "shown",
                "2026-11-05",
                "answered",
                "北门的灯不亮※",
                json!({ "reply": { "text": "换了。" } }),
            ),
            decision("kept", "story", "2026-11-05", "not-adopted", reason),
        ],
    );
    let site = office.publish_as("site", AT);
    let shown = received_of(&site, "shown").unwrap();
    assert_eq!(shown["entry"], address("shown").as_str());
    let page =
        fs::read_to_string(site.join(format!("stories/{}/index.html", address("shown")))).unwrap();
    assert!(page.contains("北门的灯不亮※") && page.contains("换了。"));
    assert!(!site.join(format!("stories/{}", address("kept"))).exists());
    assert_eq!(received_of(&site, "kept").unwrap().get("entry"), None);
    let manifest = read(&site, "c/xinglinli/manifest.json");
    let counts = read(
        &site,
        &format!(
            "c/xinglinli/{}",
            manifest["files"]["stories/counts.json"].as_str().unwrap()
        ),
    );
    assert_eq!(
        counts["declined"],
        json!([{ "reason": { "text": "路是市里的。" }, "count": 1 }])
    );
    assert_eq!((&counts["total"], &counts["shown"]), (&json!(2), &json!(1)));
    let file = read(
        &site,
        &format!(
            "c/xinglinli/{}",
            manifest["files"]["stories/page-1.json"].as_str().unwrap()
        ),
    );
    assert_eq!(file["entries"].as_array().unwrap().len(), 1);
    // Everything published keeps to its schema.
    for (schema, value) in [
        ("received", received(&site)),
        ("stories-page", file),
        ("stories-counts", counts),
    ] {
        let schema = read(&site, &format!("schema/v1/{schema}.json"));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(problems, Vec::<String>::new());
    }
}

#[test]
fn the_same_office_gives_the_same_bytes_and_another_decision_others() {
    let office = Office::new();
    office.arrived(&[("a", "story", "2026-11-01T01:00:00Z")]);
    let first = [story("a", "2026-11-02", "in-review", "灯", json!({}))];
    office.decided(1, "2026-11-02T10:00:00+08:00", &first);
    let one = tree(&office.publish_as("one", AT));
    assert_eq!(one, tree(&office.publish_as("two", AT)));
    let next = [story("a", "2026-11-03", "adopted", "灯", json!({}))];
    office.decided(2, "2026-11-03T10:00:00+08:00", &next);
    assert_ne!(one, tree(&office.publish_as("three", AT)));
}

#[test]
fn what_arrived_after_a_fixed_time_waits_for_the_next() {
    let office = Office::new();
    let folder = office.path().join("inbox/xinglinli/story");
    let arrivals = [
        ("early", "story", "2026-11-05T23:59:00Z"),
        ("late", "story", "2026-11-06T00:01:00Z"),
    ];
    office.arrived(&arrivals);
    for (name, _, _) in arrivals {
        let id = id(name).to_string();
        fs::create_dir_all(folder.join(&id[..2])).unwrap();
        // The name of these bytes is this name's hash: documents are never opened here.
        fs::write(folder.join(&id[..2]).join(format!("{id}.json")), name).unwrap();
    }
    let scheduled = |name: &str, at: &str| {
        let site = office.folder.path().join(name);
        let mut options = options(&office.path(), &office.shell, &site);
        options.at = None;
        options.scheduled = Some(Moment::parse_from_rfc3339(at).unwrap());
        let report = published(run(&options));
        (site, report)
    };
    let (site, report) = scheduled("first", "2026-11-06T08:00:00+08:00");
    assert_eq!(report.at, "2026-11-06T08:00:00+08:00");
    assert!(received_of(&site, "early").is_some());
    assert!(received_of(&site, "late").is_none());
    // Made again, later: the same bytes, and the journal has it once.
    let (again, report_again) = scheduled("again", "2026-11-06T08:00:00+08:00");
    assert_eq!(tree(&site), tree(&again));
    assert_eq!(report.seq, report_again.seq);
    let (next, report_next) = scheduled("next", "2026-11-06T20:00:00+08:00");
    assert!(received_of(&next, "late").is_some());
    assert_eq!(report_next.seq, report.seq + 1);
    let journal = fs::read_to_string(office.path().join("journal.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 2);
}

#[test]
fn supports_count_once_for_each_device_and_few_ratings_make_no_mean() {
    let office = Office::new();
    let about = format!("entry:{}", id("a").code());
    let mut all = vec![story(
        "a",
        "2026-11-02",
        "answered",
        "灯坏了",
        json!({ "reply": { "text": "修。" } }),
    )];
    for (name, token) in [("s1", "x"), ("s2", "x"), ("s3", "y")] {
        let tally = json!({ "tally": { "of": "support", "about": about, "token": id(token) } });
        all.push(decision(name, "support", "2026-11-02", "received", tally));
    }
    for (at, stars) in [5, 4, 3, 4].into_iter().enumerate() {
        let tally = json!({ "tally": { "of": "rating", "about": about, "stars": stars } });
        all.push(decision(
            &format!("r{at}"),
            "rating",
            "2026-11-02",
            "received",
            tally,
        ));
    }
    office.decided(1, "2026-11-02T10:00:00+08:00", &all);
    let page = |site: &Path| {
        fs::read_to_string(site.join(format!("stories/{}/index.html", address("a")))).unwrap()
    };
    let site = office.publish_as("four", AT);
    assert!(page(&site).contains("2 人说"));
    assert!(page(&site).contains("还不到 5 人"));
    assert!(!page(&site).contains("满分"));
    let tally = json!({ "tally": { "of": "rating", "about": about, "stars": 3 } });
    let fifth = decision("r4", "rating", "2026-11-03", "received", tally);
    office.decided(2, "2026-11-03T10:00:00+08:00", &[fifth]);
    let site = office.publish_as("five", AT);
    // 19 of 25: 3.8, which is 76 of 100, below 80 and without a note.
    assert!(page(&site).contains("3.8 分（满分 5），折合 76 分，5 人"));
    assert!(page(&site).contains("还欠一份整改说明"));
}

#[test]
fn without_an_arrival_journal_no_lateness_is_claimed() {
    let office = Office::new();
    fs::remove_dir_all(office.path().join("inbox")).unwrap();
    let shown = story("a", "2026-03-02", "in-review", "灯坏了", json!({}));
    office.decided(1, "2026-03-02T10:00:00+08:00", &[shown]);
    let site = office.publish_as("site", AT);
    let entry = received_of(&site, "a").unwrap();
    assert_eq!(entry.get("due"), None);
    let wall = fs::read_to_string(site.join("stories/index.html")).unwrap();
    assert!(wall.contains("没有记到达时间") && !wall.contains("已逾期"));
}

#[test]
fn decisions_that_may_not_be_published_stop_the_publication() {
    let office = Office::new();
    let told = story(
        "a",
        "2026-11-02",
        "answered",
        "找我：13800138000",
        json!({ "reply": { "text": "好。" } }),
    );
    office.decided(1, "2026-11-02T10:00:00+08:00", &[told]);
    let site = office.folder.path().join("site");
    let failed = run(&options(&office.path(), &office.shell, &site));
    assert!(matches!(failed, Err(PublishError::Heard(_))), "{failed:?}");
    assert!(!site.exists());
}

#[test]
fn a_photograph_is_published_only_if_it_is_the_one_that_was_approved() {
    let office = Office::new();
    let bytes = b"a photograph";
    let file = DocId::of(bytes).to_string();
    let mut shown = story("a", "2026-11-02", "in-review", "看图", json!({}));
    shown["entry"]["photos"] =
        json!([{ "file": file, "width": 4, "height": 3, "caption": "台阶" }]);
    office.decided(1, "2026-11-02T10:00:00+08:00", &[shown]);
    let media = office.path().join("media");
    fs::create_dir_all(&media).unwrap();
    let path = media.join(format!("{file}.jpg"));
    fs::write(&path, b"another").unwrap();
    let site = office.folder.path().join("site");
    let failed = run(&options(&office.path(), &office.shell, &site));
    assert!(matches!(failed, Err(PublishError::Photo(_))), "{failed:?}");
    fs::write(&path, bytes).unwrap();
    let site = office.publish_as("site", AT);
    let published = format!("c/xinglinli/media/{}.jpg", &file[..16]);
    assert_eq!(fs::read(site.join(&published)).unwrap(), bytes);
    let page =
        fs::read_to_string(site.join(format!("stories/{}/index.html", address("a")))).unwrap();
    assert!(page.contains(&published) && page.contains("alt=\"台阶\""));
}

#[test]
fn marks_of_a_review_stand_on_the_campaigns_page_whichever_way_they_came() {
    let office = Office::new();
    let proposal = |name: &str, text: &str, review: Value| {
        decision(
            name,
            "proposal",
            "2026-11-02",
            "in-review",
            json!({
                "entry": {
                    "lang": "zh-Hans", "channel": "web", "about": "campaign:zj",
                    "answers": { "problem": text, "measure": text },
                },
                "counted": { "channel": "web", "campaign": "zj" },
                "review": review,
            }),
        )
    };
    let seen = json!({ "reasonable": "yes", "feasible": "no" });
    office.decided(
        1,
        "2026-11-02T10:00:00+08:00",
        &[proposal("a", "加两张桌子※", seen)],
    );
    let page = |site: &Path| fs::read_to_string(site.join("campaigns/zj/index.html")).unwrap();
    let site = office.publish_as("site", AT);
    let shown = page(&site);
    assert!(shown.contains("加两张桌子※"));
    // The workbook's own, as typed there, and the one of the decision.
    assert!(shown.contains("合理：是；可行：是；新意：否。"));
    assert!(shown.contains("合理：是；可行：否；新意：还没看。"));
    assert!(shown.contains("看过 2 条：合理 2 条，可行 1 条，第一次有人提的 0 条。"));
    let english = fs::read_to_string(site.join("en/campaigns/zj/index.html")).unwrap();
    assert!(english.contains("not reviewed"));
}

#[test]
fn a_suggestion_of_the_workbook_without_marks_has_those_of_its_decision() {
    let office = Office::new();
    let code = id("a").code().to_string();
    let mut book = small();
    book.set("campaign_items", 0, "code", &code);
    for mark in ["reasonable", "feasible", "novel"] {
        book.set("campaign_items", 0, mark, "");
    }
    book.write(&office.path());
    let marked = decision(
        "a",
        "proposal",
        "2026-11-02",
        "in-review",
        json!({ "review": { "novel": "yes" } }),
    );
    office.decided(1, "2026-11-02T10:00:00+08:00", &[marked]);
    let site = office.publish_as("site", AT);
    let shown = fs::read_to_string(site.join("campaigns/zj/index.html")).unwrap();
    assert!(shown.contains("合理：还没看；可行：还没看；新意：是。"));
    assert!(shown.contains("看过 1 条：合理 0 条，可行 0 条，第一次有人提的 1 条。"));
}

#[test]
fn answers_of_one_device_to_a_questionnaire_count_once_and_the_last_ones() {
    let office = Office::new();
    // The names are hashes: which came last is told by the journal alone.
    let answered = |name: &str, token: Option<&str>, answer: &str| {
        let mut tally = json!({
            "of": "survey", "about": "survey:wj", "answers": { "1": answer },
        });
        if let Some(token) = token {
            tally["token"] = json!(id(token));
        }
        decision(
            name,
            "survey",
            "2026-11-02",
            "done",
            json!({ "tally": tally }),
        )
    };
    let all = [
        answered("a", Some("one"), "1"),
        answered("b", Some("one"), "2"),
        answered("c", Some("two"), "2"),
        answered("d", Some("three"), "2"),
        answered("e", Some("four"), "2"),
        // As it was before there were tokens: each for itself.
        answered("f", None, "2"),
    ];
    office.decided(1, "2026-11-02T10:00:00+08:00", &all);
    let shown = |name: &str, times: [&str; 2]| {
        let [a, b] = times;
        office.arrived(&[("a", "survey", a), ("b", "survey", b)]);
        let site = office.publish_as(name, AT);
        fs::read_to_string(site.join("campaigns/wj/index.html")).unwrap()
    };
    let early = "2026-11-01T01:00:00Z";
    let late = "2026-11-01T02:00:00Z";
    // Five devices, and one paper of the small workbook, typed twice.
    let page = shown("b-last", [early, late]);
    assert!(page.contains("网上 5 户，纸卷 1 户"));
    assert!(page.contains("6 户，100"), "everybody chose the second");
    let page = shown("a-last", [late, early]);
    assert!(page.contains("网上 5 户，纸卷 1 户"));
    assert!(page.contains("5 户，83"), "five of six did");
}

#[test]
fn the_clock_of_a_letter_on_paper_runs_from_the_day_on_it() {
    let office = Office::new();
    // Put into the box on the 2nd, typed on the 5th.
    office.arrived(&[("a", "question", "2026-11-05T02:00:00Z")]);
    let folder = office.path().join("inbox/xinglinli/question");
    let hex = id("a").to_string();
    fs::create_dir_all(folder.join(&hex[..2])).unwrap();
    fs::write(folder.join(&hex[..2]).join(format!("{hex}.json")), "a").unwrap();
    let paper = |day: Option<&str>| {
        let mut line = json!({
            "paper": "纸-1", "id": id("a"), "at": "2026-11-05T10:00:00+08:00",
        });
        if let Some(day) = day {
            line["day"] = json!(day);
        }
        fs::write(office.path().join("papers.jsonl"), format!("\n{line}\n")).unwrap();
    };
    let told = |name: &str, at: &str| {
        let site = office.publish_as(name, at);
        received_of(&site, "a").map(|entry| (entry["day"].clone(), entry["due"].clone()))
    };
    // The workbook promises 48 hours.
    let noted = Some((json!("2026-11-05"), json!("2026-11-07")));
    paper(None);
    assert_eq!(told("none", AT), noted);
    paper(Some("2026-11-02"));
    let moved = Some((json!("2026-11-02"), json!("2026-11-04")));
    assert_eq!(told("moved", AT), moved);
    let wall = fs::read_to_string(office.folder.path().join("moved/stories/index.html")).unwrap();
    assert!(wall.contains("其中 1 件已逾期"), "48 hours are over");
    // A day that had not come when it was typed moves nothing.
    paper(Some("2026-11-30"));
    assert_eq!(told("to-come", AT), noted);
    // Before it was typed nobody knew of it: an earlier publication made again is the same.
    paper(Some("2026-11-02"));
    assert_eq!(told("earlier", "2026-11-04T09:00:00+08:00"), None);
}

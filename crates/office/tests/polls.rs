//! Finished polls from outside: ballots that do not fit are named by line and stop a publication,
//! results are those of `mingbai tally`, and nothing of a voter gets out.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod publish_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use office::polls::{PollFinding, PollProblem};
use office::publish::{PublishError, PublishOptions, run};
use serde_json::Value;

use publish_support::*;

/// After the small workbook's poll, which closes on 28 November 2026.
const AFTER: &str = "2026-12-01T09:00:00+08:00";

/// Ballots that fit the small workbook's poll.
const FILE: &str = "META
key;value
description;微更新投票
country;China
unit;杏林里社区
instance;2026
num_projects;2
num_votes;4
budget;2000
vote_type;approval
rule;equalshares/add1
date_begin;10.11.2026
date_end;28.11.2026
min_length;1
max_length;2
max_sum_cost;2000
currency;CNY
PROJECTS
project_id;cost;name;votes;selected
1;1800;坡道;2;0
2;300;长椅;3;1
VOTES
voter_id;vote
1;2
2;1
3;2
4;2
";

/// An office with the small workbook and a file of ballots.
struct Office {
    folder: tempfile::TempDir,
    shell: PathBuf,
}

impl Office {
    fn with(name: &str, ballots: &str) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let shell = shell(folder.path());
        let office = folder.path().join("office");
        small().write(&office);
        fs::create_dir_all(office.join("polls")).unwrap();
        fs::write(office.join("polls").join(name), ballots).unwrap();
        Office { folder, shell }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn publish_at(&self, at: &str) -> Result<Tree, Vec<PollFinding>> {
        let options = PublishOptions {
            at: Some(at.to_owned()),
            ..options(&self.path(), &self.shell, &self.site())
        };
        match run(&options) {
            Ok(_) => Ok(tree(&self.site())),
            Err(PublishError::Polls(findings)) => Err(findings),
            Err(error) => panic!("{error}"),
        }
    }
}

/// The one finding of ballots that do not fit: its line and its kind.
fn refused(ballots: &str) -> (Option<u64>, &'static str) {
    let office = Office::with("wgx.pb", ballots);
    let findings = office.publish_at(AFTER).unwrap_err();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(!office.site().exists());
    let finding = &findings[0];
    assert!(finding.file.ends_with("polls/wgx.pb"));
    (finding.line, finding.problem.kind())
}

/// The votes counted in [`FILE`] with the first ballot also for project 1.
fn sound() -> String {
    FILE.replace("1;1800;坡道;2;0", "1;1800;坡道;1;0")
}

#[test]
fn what_does_not_fit_is_named_by_its_line() {
    for (from, to, line, kind) in [
        ("budget;2000", "budget;2001", 9, "differs"),
        ("vote_type;approval", "vote_type;ordinal", 10, "differs"),
        ("rule;equalshares/add1", "rule;greedy", 11, "differs"),
        ("date_end;28.11.2026", "date_end;29.11.2026", 13, "differs"),
        ("max_length;2", "max_length;1", 15, "differs"),
        ("num_votes;4", "num_votes;5", 8, "differs"),
        ("currency;CNY", "comment;#1: 张三来晚了", 17, "unknown-key"),
        ("1;1800;坡道;1;0", "1;1700;坡道;1;0", 20, "cell-differs"),
        ("1;1800;坡道;1;0", "1;1800;楼梯;1;0", 20, "cell-differs"),
        // Votes and winners as written are held against the count.
        ("1;1800;坡道;1;0", "1;1800;坡道;2;0", 20, "cell-differs"),
        ("2;300;长椅;3;1", "2;300;长椅;3;0", 21, "cell-differs"),
        ("1;2\n2;1", "1;2\n3;1", 25, "voter-name"),
        ("1;2\n2;1", "13900001234;2\n2;1", 24, "voter-name"),
        ("1;2\n2;1", "1;2,2\n2;1", 24, "twice"),
        ("1;2\n2;1", "1;1,2\n2;1", 24, "too-dear"),
        ("1;2\n2;1", "1;9\n2;1", 24, "pabulib"),
    ] {
        let ballots = sound();
        assert!(ballots.contains(from), "{from}");
        let found = refused(&ballots.replacen(from, to, 1));
        assert_eq!(found, (Some(line), kind), "{to}");
    }
}

#[test]
fn nothing_about_a_voter_is_taken() {
    for column in ["age", "sex", "neighborhood", "voting_method", "name"] {
        let ballots = sound().replace("voter_id;vote\n", &format!("voter_id;vote;{column}\n"));
        assert_eq!(refused(&ballots), (Some(23), "unknown-column"));
    }
}

#[test]
fn ballots_of_no_poll_or_of_one_that_is_not_over_are_not_published() {
    let office = Office::with("other.pb", &sound());
    let findings = office.publish_at(AFTER).unwrap_err();
    assert!(matches!(&findings[0].problem, PollProblem::NoPoll { seen } if seen == "other"));
    let office = Office::with("wgx.pb", &sound());
    // Its last day is the 28th, and one may still vote on it.
    let findings = office.publish_at("2026-11-28T23:59:00+08:00").unwrap_err();
    assert_eq!(findings[0].problem.kind(), "not-over");
    let tree = office.publish_at("2026-11-29T00:00:00+08:00").unwrap();
    assert!(tree.contains_key("vote/wgx/results/index.html"));
}

#[test]
fn a_project_more_or_less_than_the_workbook_has_is_named() {
    let more = sound()
        .replace("num_projects;2", "num_projects;3")
        .replace("2;300;长椅;3;1\n", "2;300;长椅;3;1\n3;5;树;0;0\n");
    assert_eq!(refused(&more), (Some(22), "unknown-project"));
    let fewer = sound()
        .replace("num_projects;2", "num_projects;1")
        .replace("max_length;2\n", "")
        .replace("1;1800;坡道;1;0\n", "")
        .replace("2;1\n3;2\n4;2\n", "2;2\n3;2\n4;2\n")
        .replace("2;300;长椅;3;1", "2;300;长椅;4;1");
    assert_eq!(refused(&fewer), (Some(18), "no-project"));
}

/// What `mingbai tally` says of a published file, by the command that the page names.
fn tallied(file: &Path, command: &str) -> Value {
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words[..2], ["mingbai", "tally"]);
    let out = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .arg("tally")
        .arg(file)
        .args(&words[3..])
        .arg("--json")
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    serde_json::from_slice(&out.stdout).unwrap()
}

/// The one file whose name begins and ends so.
fn file_in<'t>(tree: &'t Tree, begins: &str, ends: &str) -> &'t str {
    let mut found = tree
        .keys()
        .filter(|path| path.starts_with(begins) && path.ends_with(ends));
    let file = found.next().unwrap();
    assert!(found.next().is_none());
    file
}

#[test]
fn results_are_those_of_tally_by_the_command_that_is_published() {
    let office = Office::with("wgx.pb", &sound());
    let tree = office.publish_at(AFTER).unwrap();
    let file = file_in(&tree, "c/xinglinli/polls/wgx.", ".pb");
    let results = json(
        &tree,
        file_in(&tree, "c/xinglinli/polls/wgx/results.", ".json"),
    );
    let told = tallied(
        &office.site().join(file),
        results["command"].as_str().unwrap(),
    );
    assert_eq!(told["order"], results["order"]);
    let spent = told["total_cost"].as_i64().unwrap() * 100;
    assert_eq!(results["spent"], spent);
    assert_eq!(results["ballots"], 4);
    // Bought by its three supporters; the ramp's one supporter had too little.
    assert_eq!(results["order"], serde_json::json!(["2"]));
    let manifest = json(&tree, "c/xinglinli/manifest.json");
    assert_eq!(
        format!(
            "c/xinglinli/{}",
            manifest["files"]["polls/wgx.pb"].as_str().unwrap()
        ),
        file
    );
}

#[test]
fn the_published_ballots_hold_nothing_of_the_order_of_voting() {
    let office = Office::with("wgx.pb", &sound());
    let tree = office.publish_at(AFTER).unwrap();
    let bytes = &tree[file_in(&tree, "c/xinglinli/polls/wgx.", ".pb")];
    let text = std::str::from_utf8(bytes).unwrap();
    let votes = text.split("VOTES\n").nth(1).unwrap();
    assert_eq!(votes, "voter_id;vote\n1;1\n2;2\n3;2\n4;2\n");
    // The same ballots in another order are the same publication.
    let other = sound().replace("1;2\n2;1\n3;2\n4;2\n", "1;1\n2;2\n3;2\n4;2\n");
    let office = Office::with("wgx.pb", &other);
    let again = office.publish_at(AFTER).unwrap();
    assert_eq!(
        &again[file_in(&again, "c/xinglinli/polls/wgx.", ".pb")],
        bytes
    );
}

#[test]
fn the_check_names_files_of_ballots_too() {
    // Of no poll, so that it is found whatever day it is.
    let office = Office::with("other.pb", &sound());
    let out = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(["check", "--json", "--lang", "en"])
        .arg(office.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(document["polls"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["polls"][0]["kind"], "no-poll");
    let told = document["polls"][0]["message"].as_str().unwrap();
    assert!(told.contains("other.pb"), "{told}");
}

#[test]
fn the_example_s_vote_came_out_as_its_projects_say() {
    let folder = tempfile::tempdir().unwrap();
    let shell = shell(folder.path());
    let office = example(folder.path());
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office/polls");
    fs::create_dir_all(office.join("polls")).unwrap();
    fs::copy(
        from.join("wgx-2025.pb"),
        office.join("polls").join("wgx-2025.pb"),
    )
    .unwrap();
    let site = folder.path().join("site");
    publish(&office, &shell, &site);
    let tree = tree(&site);
    let results = json(
        &tree,
        file_in(&tree, "c/xinglinli/polls/wgx-2025/results.", ".json"),
    );
    assert_eq!(results["ballots"], 1150);
    assert_eq!(results["spent"], 5_970_000);
    assert_eq!(results["left"], 30_000);
    let file = file_in(&tree, "c/xinglinli/polls/wgx-2025.", ".pb");
    let told = tallied(&site.join(file), results["command"].as_str().unwrap());
    assert_eq!(told["order"], results["order"]);
    assert_eq!(
        told["selected"],
        serde_json::json!(["1", "2", "3", "4", "5", "6", "7"])
    );
    // Every winner is being done, and its page and the result lead to each other.
    let page = String::from_utf8(tree["vote/wgx-2025/results/index.html"].clone()).unwrap();
    let lines = page.matches("class=\"outcome__link\"").count();
    assert_eq!(lines, 7);
    let lamps = "budget/2026/e-ludeng-genghuan/index.html";
    let lamps = String::from_utf8(tree[lamps].clone()).unwrap();
    assert!(lamps.contains("href=\"/vote/wgx-2025/results/\""));
}

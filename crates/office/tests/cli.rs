//! The program as a script sees it: exit codes, JSON on stdout, words on stderr.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn mingbai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_example_is_made_once_and_passes_its_check() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("办公");
    let made = mingbai(&["new", shown(&office), "--example"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    assert!(said(&made).contains("mingbai check"));
    let before = fs::read(office.join("workbook.xlsx")).unwrap();

    let again = mingbai(&["new", shown(&office)]);
    assert_eq!(code(&again), 2);
    assert!(said(&again).contains("没有动它"), "{}", said(&again));
    assert_eq!(fs::read(office.join("workbook.xlsx")).unwrap(), before);

    let checked = mingbai(&["check", shown(&office), "--json"]);
    let result = json(&checked);
    assert_eq!(code(&checked), 0, "{result}");
    assert_eq!(result["errors"], 0);
    assert_eq!(said(&checked), "");
}

#[test]
fn findings_are_listed_counted_and_marked() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let twins = office.join("workbook");
    fs::create_dir_all(&twins).unwrap();
    fs::write(
        twins.join("funds.csv"),
        "编号,名称,性质\nfund_id,name,nature\nbaozhang,社区保障资金,彩票\n",
    )
    .unwrap();
    let checked = mingbai(&["check", shown(&office)]);
    assert_eq!(code(&checked), 1);
    assert!(checked.stdout.is_empty());
    let words = said(&checked);
    assert!(
        words.contains("“资金来源”表 第3行 C列“性质”：“彩票”不在可选的词里"),
        "{words}"
    );
    assert!(words.contains("一共 3 处要改"), "{words}");

    let marked = folder.path().join("marked.xlsx");
    let arguments = [
        "check",
        shown(&office),
        "--json",
        "--lang",
        "en",
        "--annotate",
        shown(&marked),
    ];
    let checked = mingbai(&arguments);
    assert_eq!(code(&checked), 1);
    let result = json(&checked);
    assert_eq!(result["errors"], 3);
    let finding = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["column"] == "nature")
        .unwrap();
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["row"], 3);
    assert_eq!(finding["letters"], "C");
    assert_eq!(finding["found"]["problem"], "cell");
    assert_eq!(finding["found"]["cell"], "not-in-list");
    assert_eq!(
        finding["what"],
        "“彩票” is not one of the words to choose from"
    );
    assert!(office::workbook::read_file(&marked).is_ok());

    let refused = mingbai(&arguments);
    assert_eq!(code(&refused), 2, "an existing copy is left alone");
    assert_eq!(json(&refused)["error"]["kind"], "exists");
}

#[test]
fn what_cannot_run_says_so_with_code_two() {
    let gone = mingbai(&["check", "/nonexistent/office", "--json"]);
    assert_eq!(code(&gone), 2);
    assert_eq!(json(&gone)["error"]["kind"], "no-office");
    for (arguments, expected) in [
        (&["chek"][..], "没有“chek”这个命令"),
        (&["check"], "还缺：<OFFICE>"),
        (&["check", "x", "--loud"], "不认识“--loud”"),
        (&[], "请说要做什么"),
        (&["check", "--lang", "en"], "required arguments"),
    ] {
        let refused = mingbai(arguments);
        assert_eq!(code(&refused), 2, "{arguments:?}");
        assert!(said(&refused).contains(expected), "{}", said(&refused));
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn help_and_version_are_on_stdout_in_both_languages() {
    let out = |arguments: &[&str]| {
        let output = mingbai(arguments);
        assert_eq!(code(&output), 0);
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(out(&["--help"]).contains("读一遍账本"));
    assert!(out(&["check", "--help"]).contains("办公文件夹"));
    assert!(out(&["--lang", "en", "--help"]).contains("Read the workbook"));
    assert!(out(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_check_looks_at_decisions_even_where_the_workbook_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let twins = office.join("workbook");
    fs::create_dir_all(&twins).unwrap();
    fs::create_dir_all(office.join("decisions")).unwrap();
    fs::write(
        twins.join("funds.csv"),
        "编号,名称,性质\nfund_id,name,nature\nbaozhang,社区保障资金,彩票\n",
    )
    .unwrap();
    let decision = serde_json::json!({
        "id": "0".repeat(64), "kind": "story", "day": "2026-11-05",
        "post": { "text": "社区书记" }, "state": "received",
    });
    let file = |decision: &serde_json::Value| {
        serde_json::json!({
            "v": 1, "at": "2026-11-05T09:00:00+08:00", "decisions": [decision],
        })
        .to_string()
    };
    let place = office.join("decisions/0001.json");
    fs::write(&place, file(&decision)).unwrap();
    let checked = mingbai(&["check", shown(&office), "--json"]);
    assert_eq!(code(&checked), 1);
    let result = json(&checked);
    assert_eq!(result["decisions"]["documents"], 1, "{result}");
    assert!(result.get("heard").is_none(), "{result}");

    // A number that must not be published, and a file that is missing.
    let mut told = decision.clone();
    told["reply"] = serde_json::json!({ "text": "打 13812341234" });
    fs::write(&place, file(&told)).unwrap();
    let checked = mingbai(&["check", shown(&office)]);
    assert_eq!(code(&checked), 1);
    let words = said(&checked);
    assert!(
        words.contains("0001.json") && words.contains("手机号"),
        "{words}"
    );
    fs::remove_file(&place).unwrap();
    fs::write(office.join("decisions/0002.json"), file(&decision)).unwrap();
    let words = said(&mingbai(&["check", shown(&office)]));
    assert!(words.contains("少了第 1 份"), "{words}");
}

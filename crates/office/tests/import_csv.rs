//! Importing a ledger, on small files that show one thing each.

#![allow(clippy::unwrap_used)] // A test that cannot read its own files should stop there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use office::import_csv::{
    ImportError, ImportMap, ImportOptions, ImportReport, Ledger, MapProblem, SEEN_MAX, SourceRows,
    fund_id, run, words,
};
use proptest::prelude::*;
use records::codes::{Direction, Stage};
use records::{Lang, Money};

const MAP: &str = r#"
[columns]
year = "year"
direction = "kind"
levels = ["department", "fund", "category"]
fund = "fund"
amount = "amount"

[years]
FY1 = "2021-22"
FY2 = "2022-23"

[directions]
Expense = "expenditure"
Revenue = "revenue"

[[stages]]
files = "*proposed*"
stage = "proposed"

[[stages]]
files = "*adopted*"
stage = "approved"

[blank]
department = { text = "(none)", zh-Hans = "（未填部门）", zh-Hant = "（未填部門）" }
fund = { text = "(no fund)", zh-Hans = "（未填资金）" }
category = { text = "(no category)" }

[words]
Police = { zh-Hans = "警察局" }

[fund]
name = { text = "Fund {code}", zh-Hans = "{code} 号资金" }
nature = "fiscal"

[community]
id = "town"
name = { text = "Town" }
currency = "USD"
language = "en"
as_of = "2022-03-18"
"#;

const HEADER: &str = "year,kind,department,fund,category,amount\n";

type Sheet = Vec<BTreeMap<String, String>>;

/// An office and the exports beside it, gone with the test.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("map.toml"), MAP).unwrap();
        Desk { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn options(&self, name: &str) -> ImportOptions {
        ImportOptions {
            file: self.path(name),
            map: self.path("map.toml"),
            office: self.path("office"),
            stage: None,
        }
    }

    fn import(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<ImportReport, ImportError> {
        fs::write(self.path(name), bytes).unwrap();
        run(&self.options(name))
    }

    fn twin(&self, sheet: &str) -> PathBuf {
        self.path(&format!("office/workbook/{sheet}.csv"))
    }

    /// A sheet by the keys of its second row.
    fn sheet(&self, sheet: &str) -> Sheet {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(self.twin(sheet))
            .unwrap();
        let mut rows = reader.records().map(Result::unwrap);
        rows.next().unwrap();
        let keys = rows.next().unwrap();
        let named = |row: csv::StringRecord| {
            keys.iter()
                .zip(row.iter())
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(key, cell)| (key.to_owned(), cell.to_owned()))
                .collect()
        };
        rows.map(named).collect()
    }

    /// First level, year and the four amounts of each budget row.
    fn amounts(&self) -> Vec<String> {
        self.sheet("budget")
            .iter()
            .map(|row| {
                let mut shown = vec![row["l1"].clone(), row["year"].clone()];
                for stage in ["proposed", "approved", "adjusted", "executed"] {
                    shown.extend(row.get(stage).map(|amount| format!("{stage}={amount}")));
                }
                shown.join(" ")
            })
            .collect()
    }

    /// Every file of the workbook with its bytes.
    fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        fs::read_dir(self.path("office/workbook"))
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(path).unwrap())
            })
            .collect()
    }

    fn change(&self, sheet: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.twin(sheet)).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        fs::write(self.twin(sheet), text.replace(from, to)).unwrap();
    }
}

fn rows(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

fn map() -> ImportMap {
    ImportMap::parse(MAP).unwrap()
}

#[test]
fn entries_with_the_same_words_are_one_line_with_their_sum() {
    let desk = Desk::new();
    let report = desk
        .import(
            "adopted.csv",
            rows(&[
                "FY1,Expense,Police,1010,Pay,100",
                "FY1,Expense,Police,1010,Pay,0.25",
                "FY1,Revenue,Police,1010,Pay,7",
            ]),
        )
        .unwrap();
    assert_eq!(
        (report.rows_in, report.rows_imported, report.lines),
        (3, 3, 2)
    );
    assert_eq!(report.stage, Stage::Approved);
    let totals: Vec<_> = report
        .totals
        .iter()
        .map(|t| (t.year.as_str(), t.direction, t.entries, t.lines, t.amount))
        .collect();
    assert_eq!(
        totals,
        [
            ("2021-22", Direction::Revenue, 1, 1, Money(700)),
            ("2021-22", Direction::Expenditure, 2, 1, Money(10_025)),
        ]
    );
    assert_eq!(
        desk.amounts(),
        [
            "Police 2021-22 approved=100.25",
            "Police 2021-22 approved=7.00"
        ]
    );
    let line = &desk.sheet("budget")[0];
    for (key, cell) in [
        ("direction", "支出"),
        ("l1", "Police"),
        ("l1_zh-hans", "警察局"),
        ("l2", "Fund 1010"),
        ("l2_zh-hans", "1010 号资金"),
        ("l3", "Pay"),
        ("title", "Pay"),
        ("fund_id", "1010"),
    ] {
        assert_eq!(line[key], cell, "{key}");
    }
    let ledger: Vec<_> = desk
        .sheet("ledger")
        .iter()
        .map(|row| {
            let (source, at) = (&row["source"], &row["source_line"]);
            format!("{source}:{at} {} {}", row["stage"], row["amount"])
        })
        .collect();
    assert_eq!(
        ledger,
        [
            "adopted.csv:2 批准 100.00",
            "adopted.csv:3 批准 0.25",
            "adopted.csv:4 批准 7.00"
        ]
    );
    assert_eq!(desk.sheet("funds")[0]["name_zh-hans"], "1010 号资金");
    assert_eq!(desk.sheet("community")[0]["currency"], "USD");
    assert!(desk.sheet("left_out").is_empty());
}

#[test]
fn columns_are_found_by_name_in_any_order_and_others_are_ignored() {
    let desk = Desk::new();
    desk.import("proposed.csv", rows(&["FY1,Expense,Police,1010,Pay,5"]))
        .unwrap();
    desk.import(
        "adopted.csv",
        "amount,note,category,fund, kind ,department,year\n6,x,Pay,1010,Expense,Police,FY1",
    )
    .unwrap();
    assert_eq!(
        desk.amounts(),
        ["Police 2021-22 proposed=5.00 approved=6.00"]
    );
}

#[test]
fn negative_and_zero_amounts_and_blank_words_are_kept() {
    let desk = Desk::new();
    let report = desk
        .import(
            "adopted.csv",
            rows(&[
                "FY1,Expense,,1010,Pay,-5",
                "FY1,Expense, Police ,1010,Pay,0",
                "FY1,Expense,Police,1010,\"Pay \n more\",(3)",
                "FY1,Expense,,,,-2",
            ]),
        )
        .unwrap();
    assert_eq!((report.rows_imported, report.left_out.len()), (4, 0));
    assert_eq!(
        desk.amounts(),
        [
            "(none) 2021-22 approved=-2.00",
            "(none) 2021-22 approved=-5.00",
            "Police 2021-22 approved=0.00",
            "Police 2021-22 approved=-3.00",
        ]
    );
    let budget = desk.sheet("budget");
    assert_eq!(budget[0]["l1_zh-hant"], "（未填部門）");
    assert_eq!(budget[0]["l2"], "(no fund)");
    assert_eq!(budget[0]["title"], "(no category)");
    assert_eq!(budget[0]["fund_id"], fund_id(""));
    assert_eq!(budget[3]["title"], "Pay more");
}

#[test]
fn a_row_that_cannot_be_read_is_named_by_its_line_and_kept_as_it_stands() {
    let good = "FY1,Expense,Police,1010,Pay,1";
    let long = format!("FY1,Expense,{},1010,Pay,1", "x".repeat(600));
    let (none, fy1, fy2) = (None, Some("2021-22"), Some("2022-23"));
    let cases: &[(&[u8], &str, Option<&str>)] = &[
        (b"FY1,Expense,Police,1010,Pay", "columns", none),
        (b"FY1,Expense,Police,1010,Pay,1,2", "columns", none),
        (b"   ", "columns", none),
        (b"FY1,Expense,\"Police,1010,Pay,1", "quotes", none),
        (b"FY1,Expense,\"Pol\"ice,1010,Pay,1", "quotes", none),
        (b"FY1,Expense,Pol\xffice,1010,Pay,1", "encoding", fy1),
        (b"FY9,Expense,Police,1010,Pay,1", "year", none),
        (b"FY1,Gift,Police,1010,Pay,1", "direction", fy1),
        (b"FY1,,Police,1010,Pay,1", "direction", fy1),
        (long.as_bytes(), "label", fy1),
        (b"FY1,Expense,Po\x07lice,1010,Pay,1", "label", fy1),
        (b"FY1,Expense,#N/A,1010,Pay,1", "label", fy1),
        (b"FY1,Expense,Police,1010,Pay,", "amount-blank", fy1),
        (b"FY2,Expense,Police,1010,Pay,abc", "amount", fy2),
        (b"FY1,Expense,Police,1010,Pay,1e5", "amount", fy1),
        (
            b"FY1,Expense,Police,1010,Pay,1.005",
            "amount-precision",
            fy1,
        ),
        (
            b"FY1,Expense,Police,1010,Pay,99999999999999",
            "amount-size",
            fy1,
        ),
    ];
    for (bad, reason, year) in cases {
        let desk = Desk::new();
        let before = format!("{HEADER}{good}\n\n\"FY1\",Expense,\"a\nb\",1010,Pay,1\r\n");
        let file = [before.as_bytes(), bad, b"\n", good.as_bytes(), b"\n"].concat();
        let report = desk.import("adopted.csv", &file).unwrap();
        let seen = String::from_utf8_lossy(bad);
        assert_eq!((report.rows_in, report.rows_imported), (4, 3), "{seen}");
        let [row] = &report.left_out[..] else {
            panic!("{seen}: {:?}", report.left_out)
        };
        assert_eq!((row.source_line, row.reason.key()), (6, *reason), "{seen}");
        assert_eq!(row.year.as_ref().map(records::YearId::as_str), *year);
        let line = words::left_out(Path::new("in/adopted.csv"), row, Lang::En);
        assert!(
            line.starts_with("in/adopted.csv:6: left out: ") && line.is_ascii(),
            "{line}"
        );
        let line = words::left_out(Path::new("in/adopted.csv"), row, Lang::ZhHans);
        assert!(line.starts_with("in/adopted.csv:6: 未计入："), "{line}");
        let kept = desk.sheet("left_out");
        assert_eq!(kept.len(), 1, "{seen}");
        assert_eq!(kept[0]["source"], "adopted.csv");
        assert_eq!(kept[0]["source_line"], "6");
        assert_eq!(kept[0]["reason"], *reason);
        assert_eq!(kept[0].get("year").map(String::as_str), *year);
        assert!(kept[0]["seen"].chars().count() <= SEEN_MAX);
        let spelled = seen.contains(char::is_control) || seen.trim().is_empty();
        if !spelled && seen.chars().count() <= SEEN_MAX {
            assert_eq!(kept[0]["seen"], seen);
        }
        assert_eq!(desk.sheet("ledger").len(), 3, "{seen}");
    }
}

#[test]
fn the_line_of_a_row_is_where_it_starts_whatever_stands_in_quotes() {
    let desk = Desk::new();
    let file = [
        "\u{feff}",
        HEADER,
        "FY1,Expense,\"a\r\nb\n\nc\",1010,Pay,1\n",
        "FY1,Expense,\"x\ny\",1010,Pay,?\n",
        "FY1,no\n",
    ];
    let report = desk.import("adopted.csv", file.concat()).unwrap();
    let lines: Vec<_> = report.left_out.iter().map(|row| row.source_line).collect();
    assert_eq!(lines, [6, 8]);
    assert_eq!(desk.sheet("ledger")[0]["source_line"], "2");
    let left_out = desk.sheet("left_out");
    assert_eq!(left_out[0]["seen"], "FY1,Expense,\"x\ny\",1010,Pay,?");
}

#[test]
fn importing_again_changes_not_a_byte() {
    let desk = Desk::new();
    let file = rows(&[
        "FY1,Expense,Police,1010,Pay,5",
        "FY1,Expense,Police,1010,Pay,?",
    ]);
    let first = desk.import("adopted.csv", &file).unwrap();
    let bytes = desk.bytes();
    let second = desk.import("adopted.csv", &file).unwrap();
    assert_eq!(bytes, desk.bytes());
    assert_eq!((first.replaced, first.changed), (0, true));
    assert_eq!((second.replaced, second.changed), (2, false));
    assert_eq!(second.left_out.len(), 1);
}

#[test]
fn a_newer_file_of_the_same_name_replaces_its_own_entries_and_nothing_else() {
    let desk = Desk::new();
    let fresh = Desk::new();
    let proposed = rows(&[
        "FY1,Expense,Police,1010,Pay,5",
        "FY1,Expense,Fire,1010,Pay,7",
        "bad",
    ]);
    let old = rows(&[
        "FY1,Expense,Police,1010,Pay,50",
        "FY1,Expense,Parks,2020,Trees,60",
        "worse",
    ]);
    let new = rows(&["FY1,Expense,Police,1010,Pay,55"]);
    desk.import("proposed.csv", &proposed).unwrap();
    desk.import("adopted.csv", &old).unwrap();
    assert_eq!(desk.sheet("left_out").len(), 2);
    let report = desk.import("adopted.csv", &new).unwrap();
    assert_eq!(report.replaced, 3);
    assert_eq!(
        desk.amounts(),
        [
            "Fire 2021-22 proposed=7.00",
            "Police 2021-22 proposed=5.00 approved=55.00"
        ]
    );
    // As if the older one had never been.
    fresh.import("adopted.csv", &new).unwrap();
    fresh.import("proposed.csv", &proposed).unwrap();
    assert_eq!(desk.bytes(), fresh.bytes());
}

#[test]
fn two_files_of_one_stage_add_up() {
    let desk = Desk::new();
    let row = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted-1.csv", &row).unwrap();
    desk.import("adopted-2.csv", &row).unwrap();
    desk.import("adopted-2.csv", &row).unwrap();
    assert_eq!(desk.amounts(), ["Police 2021-22 approved=10.00"]);
}

#[test]
fn the_call_may_say_the_stage() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    fs::write(desk.path("adopted.csv"), file).unwrap();
    let options = ImportOptions {
        stage: Some(Stage::Executed),
        ..desk.options("adopted.csv")
    };
    assert_eq!(run(&options).unwrap().stage, Stage::Executed);
    assert_eq!(desk.amounts(), ["Police 2021-22 executed=5.00"]);
}

#[test]
fn what_people_wrote_stays() {
    let desk = Desk::new();
    let file = rows(&[
        "FY1,Expense,Police,1010,Pay,5",
        "FY1,Expense,Fire,3030,Pay,7",
    ]);
    desk.import("adopted.csv", &file).unwrap();
    // A plain sentence, a line of their own, a better name for a fund, a note column, a file.
    let police = desk.sheet("budget")[1]["line_id"].clone();
    let text = fs::read_to_string(desk.twin("budget")).unwrap();
    let keys: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
    let place = |key: &str| keys.iter().position(|k| *k == key).unwrap();
    let mut edited = Vec::new();
    for (line, note) in text.lines().zip(["备注", "note", "", "n2"]) {
        let mut cells: Vec<&str> = line.split(',').collect();
        if line.starts_with(&police) {
            cells[place("plain")] = "Keeps the peace.";
        }
        cells.push(note);
        edited.push(cells.join(","));
    }
    let mut own = vec![""; keys.len() + 1];
    for (key, cell) in [
        ("line_id", "own"),
        ("year", "2021-22"),
        ("direction", "支出"),
        ("l1", "Own"),
        ("title", "Own"),
        ("fund_id", "1010"),
        ("approved", "3"),
    ] {
        own[place(key)] = cell;
    }
    edited.push(own.join(","));
    fs::write(desk.twin("budget"), edited.join("\n")).unwrap();
    desk.change("funds", "Fund 3030", "Fire fund");
    fs::write(desk.twin("glossary"), "mine").unwrap();

    let file = rows(&["FY1,Expense,Police,1010,Pay,6"]);
    desk.import("adopted.csv", file).unwrap();
    let budget = desk.sheet("budget");
    assert_eq!(
        desk.amounts(),
        ["Own 2021-22 approved=3", "Police 2021-22 approved=6.00",]
    );
    assert_eq!(budget[1]["plain"], "Keeps the peace.");
    assert_eq!(budget[1]["note"], "n2");
    assert_eq!(fs::read(desk.twin("glossary")).unwrap(), b"mine");
    let funds = desk.sheet("funds");
    assert!(funds.iter().any(|fund| fund["name"] == "Fire fund"));

    // A line that the ledger no longer has stays if somebody explained it.
    let file = rows(&["FY1,Expense,Parks,1010,Pay,6"]);
    desk.import("adopted.csv", file).unwrap();
    assert_eq!(
        desk.amounts(),
        [
            "Own 2021-22 approved=3",
            "Police 2021-22",
            "Parks 2021-22 approved=6.00"
        ]
    );
}

#[test]
fn an_amount_changed_by_hand_stops_the_import() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted.csv", &file).unwrap();
    desk.change("budget", "5.00", "500");
    let before = desk.bytes();
    let error = desk.import("adopted.csv", &file).unwrap_err();
    let ImportError::AmountEdited {
        typed, sum, stage, ..
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!((typed.as_str(), *sum), ("500", Some(Money(500))));
    assert_eq!(*stage, Stage::Approved);
    assert_eq!(before, desk.bytes());
    // Cleared, it is filled again.
    desk.change("budget", "500", "");
    desk.import("adopted.csv", &file).unwrap();
    assert_eq!(desk.amounts(), ["Police 2021-22 approved=5.00"]);
}

#[test]
fn a_sum_that_does_not_fit_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let large = "FY1,Expense,Police,1010,Pay,9000000000000";
    let error = desk
        .import("adopted.csv", rows(&[large, large]))
        .unwrap_err();
    assert!(
        matches!(
            error,
            ImportError::SumTooLarge {
                line_id: Some(_),
                ..
            }
        ),
        "{error:?}"
    );
    assert!(!desk.path("office/workbook").exists());
    // A sum may pass a large figure on its way to a small one.
    let minus = "FY1,Expense,Police,1010,Pay,-9000000000000";
    desk.import("adopted.csv", rows(&[large, large, minus]))
        .unwrap();
    assert_eq!(desk.amounts(), ["Police 2021-22 approved=9000000000000.00"]);
}

#[test]
fn a_total_that_does_not_fit_is_refused_too() {
    let desk = Desk::new();
    let many: Vec<String> = (0..9_300)
        .map(|at| format!("FY1,Expense,Police,1010,Pay {at},10000000000000"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let error = desk.import("adopted.csv", rows(&many)).unwrap_err();
    assert!(
        matches!(error, ImportError::SumTooLarge { line_id: None, .. }),
        "{error:?}"
    );
}

#[test]
fn an_import_that_was_cut_off_leaves_no_trace() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted.csv", &file).unwrap();
    let whole = desk.bytes();
    let (workbook, next, last) = (
        desk.path("office/workbook"),
        desk.path("office/.workbook-next"),
        desk.path("office/.workbook-last"),
    );
    // Cut off while writing.
    fs::create_dir(&next).unwrap();
    fs::write(next.join("budget.csv"), "half").unwrap();
    assert!(!desk.import("adopted.csv", &file).unwrap().changed);
    // Cut off between the two renames of a file system that cannot exchange folders.
    fs::rename(&workbook, &last).unwrap();
    fs::create_dir(&next).unwrap();
    assert!(!desk.import("adopted.csv", &file).unwrap().changed);
    assert_eq!(whole, desk.bytes());
    assert!(!next.exists() && !last.exists());
}

#[test]
fn an_import_that_cannot_write_changes_nothing() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted.csv", file).unwrap();
    let before = desk.bytes();
    // A file where the next workbook's folder should be.
    fs::write(desk.path("office/.workbook-next"), "").unwrap();
    let file = rows(&["FY1,Expense,Police,1010,Pay,6"]);
    let error = desk.import("adopted.csv", file).unwrap_err();
    assert!(matches!(error, ImportError::Unwritable { .. }), "{error:?}");
    assert_eq!(before, desk.bytes());
}

#[test]
fn one_import_at_a_time() {
    let desk = Desk::new();
    fs::create_dir(desk.path("office")).unwrap();
    let lock = File::create(desk.path("office/.import-lock")).unwrap();
    lock.lock().unwrap();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    let error = desk.import("adopted.csv", &file).unwrap_err();
    assert!(matches!(error, ImportError::Busy), "{error:?}");
    drop(lock);
    assert!(desk.import("adopted.csv", &file).is_ok());
}

#[test]
fn an_office_is_not_mixed_with_another() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted.csv", &file).unwrap();
    let other = |from: &str, to: &str| {
        fs::write(desk.path("map.toml"), MAP.replace(from, to)).unwrap();
        desk.import("adopted.csv", &file).unwrap_err()
    };
    let error = other("\"town\"", "\"city\"");
    assert!(matches!(error, ImportError::OtherCommunity { .. }));
    let error = other("USD", "CNY");
    assert!(matches!(error, ImportError::OtherCurrency { .. }));
    fs::write(desk.path("office/workbook.xlsx"), "").unwrap();
    let error = other("FY2", "FY3");
    assert!(matches!(error, ImportError::OneFileWorkbook { .. }));
}

#[test]
fn what_keeps_a_file_from_being_read_is_an_error() {
    let good = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    let failed = |name: &str, text: &str| Desk::new().import(name, text).unwrap_err();
    assert!(matches!(failed("adopted.csv", ""), ImportError::NoHeader));
    let error = failed("adopted.csv", "\"a\n");
    assert!(matches!(error, ImportError::NoHeader));
    let error = failed("adopted.csv", &good.replace("amount", "sum"));
    assert!(matches!(error, ImportError::MissingColumn { column, .. } if column == "amount"));
    let error = failed("adopted.csv", &good.replace("amount", "amount,amount"));
    assert!(matches!(error, ImportError::ColumnTwice { column } if column == "amount"));
    let error = failed("ledger.csv", &good);
    assert!(matches!(error, ImportError::NoStage { source } if source == "ledger.csv"));
    let error = failed("示例adopted.csv", &good);
    assert!(matches!(error, ImportError::FileName { .. }));
    let error = run(&Desk::new().options("adopted.csv")).unwrap_err();
    assert!(matches!(error, ImportError::Unreadable { .. }));
}

#[test]
fn an_office_sheet_that_cannot_be_read_stops_the_import() {
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    let broken = |sheet: &str, bytes: &[u8]| {
        let desk = Desk::new();
        desk.import("adopted.csv", &file).unwrap();
        fs::write(desk.twin(sheet), bytes).unwrap();
        let before = desk.bytes();
        let error = desk.import("adopted.csv", &file).unwrap_err();
        assert_eq!(before, desk.bytes());
        error
    };
    let bytes: [(&str, &[u8]); 3] = [
        ("funds", b"\xff"),
        ("budget", b"a,b\nc,d\n"),
        ("left_out", b""),
    ];
    for (sheet, bytes) in bytes {
        let error = broken(sheet, bytes);
        assert!(
            matches!(error, ImportError::Twin { sheet: named, .. } if named == sheet),
            "{error:?}"
        );
    }
    let ledger =
        |row: &str| format!("a,b,c,d,e,f\nsource,source_line,year,stage,line_id,amount\n{row}\n");
    let error = broken("ledger", ledger("x,1,2021,批准,e-1,abc").as_bytes());
    assert!(matches!(error, ImportError::TwinRow(_)), "{error:?}");
    let error = broken("ledger", ledger("x,1,2021,批准,e-1,5,6").as_bytes());
    assert!(matches!(error, ImportError::Twin { .. }), "{error:?}");
}

#[test]
fn example_rows_of_the_template_are_left_alone() {
    let desk = Desk::new();
    let file = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    desk.import("adopted.csv", &file).unwrap();
    let text = fs::read_to_string(desk.twin("ledger")).unwrap();
    let (head, rest) = text.split_at(text.find("adopted").unwrap());
    fs::write(desk.twin("ledger"), format!("{head}示例：x,,,,,\n{rest}")).unwrap();
    desk.import("adopted.csv", &file).unwrap();
    assert_eq!(desk.sheet("ledger")[0]["source"], "示例：x");
    assert_eq!(desk.sheet("ledger").len(), 2);
}

#[test]
fn a_chinese_export_is_read_in_its_own_encoding() {
    let desk = Desk::new();
    let top = "delimiter = \"\\t\"\nencoding = \"gb18030\"\n[columns]";
    let map = MAP.replace("[columns]", top).replace("Expense", "\"支出\"");
    fs::write(desk.path("map.toml"), map).unwrap();
    let text = format!("{HEADER}FY1,支出,派出所,基金甲,工资,￥1234.50\n").replace(',', "\t");
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    let file = [&bytes[..], b"FY1\t\xff\tx\t1\ty\t5\n"].concat();
    let report = desk.import("adopted.csv", file).unwrap();
    assert_eq!(desk.amounts(), ["派出所 2021-22 approved=1234.50"]);
    assert_eq!(desk.sheet("budget")[0]["fund_id"], fund_id("基金甲"));
    assert_eq!(report.left_out[0].reason.key(), "encoding");
}

#[test]
fn a_map_that_is_not_right_is_refused_by_name() {
    let refused = |from: &str, to: &str| {
        assert!(MAP.contains(from), "{from}");
        ImportMap::parse(&MAP.replacen(from, to, 1)).unwrap_err()
    };
    let problem = refused("year = \"year\"", "year = \"year\"\nyaer = 1");
    assert!(
        matches!(problem, MapProblem::Syntax { line: Some(4), .. }),
        "{problem:?}"
    );
    for (from, to) in [
        ("\"2021-22\"", "\"2021/22\""),
        ("\"revenue\"", "\"income\""),
        ("\"proposed\"", "\"draft\""),
        ("[years]", "[years"),
    ] {
        let problem = refused(from, to);
        assert!(matches!(problem, MapProblem::Syntax { .. }), "{problem:?}");
    }
    let top = |text: &str| refused("[columns]", &format!("{text}\n[columns]"));
    let levels = |text: &str| refused("[\"department\", \"fund\", \"category\"]", text);
    let problem = top("delimiter = '\"'");
    assert!(matches!(problem, MapProblem::Delimiter { seen: '"' }));
    let problem = top("delimiter = '，'");
    assert!(matches!(problem, MapProblem::Delimiter { seen: '，' }));
    let problem = top("encoding = 'utf-9'");
    assert!(matches!(problem, MapProblem::Encoding { seen } if seen == "utf-9"));
    let problem = levels("[]");
    assert!(matches!(problem, MapProblem::Levels { found: 0 }));
    let problem = levels("[\"fund\", \"fund\"]");
    assert!(matches!(problem, MapProblem::Levels { found: 2 }));
    let problem = refused("category = {", "other = {");
    assert!(matches!(problem, MapProblem::NoBlankLabel { column } if column == "category"));
    let problem = refused("(none)", " ");
    assert!(matches!(problem, MapProblem::BlankText { key } if key == "blank.department"));
    let problem = refused("Fund {code}", "");
    assert!(matches!(problem, MapProblem::BlankText { key } if key == "fund.name"));
    let problem = refused("{ text = \"Town\" }", "{ text = \"\" }");
    assert!(matches!(problem, MapProblem::Community { column: "name" }));
    let problem = refused("USD", "JPY");
    assert!(matches!(problem, MapProblem::CurrencyPrecision { currency } if currency == "JPY"));
}

#[test]
fn errors_and_reports_are_told_in_both_languages() {
    let desk = Desk::new();
    let good = rows(&["FY1,Expense,Police,1010,Pay,5"]);
    let errors = [
        desk.import("adopted.csv", "").unwrap_err(),
        desk.import("ledger.csv", &good).unwrap_err(),
        desk.import("adopted.csv", good.replace("amount", "sum"))
            .unwrap_err(),
    ];
    for error in &errors {
        let zh = words::error(error, Lang::ZhHans);
        let en = words::error(error, Lang::En);
        assert!(zh.contains('。') && !zh.is_ascii(), "{zh}");
        assert!(en.is_ascii(), "{en}");
    }
    let report = desk.import("adopted.csv", &good).unwrap();
    let told = words::report(&report, Lang::ZhHans);
    assert!(
        told.contains("导入 1 行") && told.contains("2021-22 支出合计 5"),
        "{told}"
    );
}

/// Bytes as a careless program might write them: fields, delimiters, quotes, line ends, junk.
fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => Just(&b"FY1,Expense,Police,1010,Pay,12\n"[..]),
        2 => Just(&b"FY1,Revenue,\"a\nb\",1010,Pay,-1\r\n"[..]),
        1 => Just(&b"FY1,Expense,Police,1010,Pay,"[..]),
        1 => Just(&b"\""[..]),
        1 => Just(&b","[..]),
        1 => Just(&b"\n"[..]),
        1 => Just(&b"\r"[..]),
        1 => Just(&b"\xff"[..]),
        1 => Just(&b" "[..]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// What must hold for any bytes below a good first row.
fn nothing_is_lost(bytes: &[u8]) -> Result<(), TestCaseError> {
    let file = [HEADER.as_bytes(), bytes].concat();
    let ledger = Ledger::read(&file, &map()).unwrap();
    prop_assert_eq!(ledger.rows_in, ledger.entries.len() + ledger.left_out.len());
    let entries = ledger.entries.iter().map(|entry| entry.source_line);
    let left_out = ledger.left_out.iter().map(|row| row.source_line);
    let mut lines: Vec<u32> = entries.chain(left_out).collect();
    lines.sort_unstable();
    // Every row on a line of its own, below the first one, where something stands in the file.
    prop_assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
    let text = String::from_utf8_lossy(&file)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let physical: Vec<&str> = text.split('\n').collect();
    for &line in &lines {
        prop_assert!(line > 1 && !physical[line as usize - 1].is_empty());
    }
    if !bytes.contains(&b'"') {
        let filled = physical.iter().filter(|line| !line.is_empty()).count();
        prop_assert_eq!(ledger.rows_in, filled - 1);
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_the_importer_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        // With whatever first row.
        let _ = Ledger::read(&bytes, &map());
        nothing_is_lost(&bytes)?;
    }

    #[test]
    fn every_row_is_imported_or_left_out(bytes in csv_like()) {
        nothing_is_lost(&bytes)?;
    }

    #[test]
    fn what_a_good_program_writes_is_read_back(
        fields in prop::collection::vec(prop::collection::vec("[a\",\n\r é]{0,6}", 2..5), 1..8)
    ) {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer(Vec::new());
        for record in &fields {
            writer.write_record(record).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let read: Vec<Vec<String>> = SourceRows::new(&text, b',')
            .map(|row| row.fields.unwrap().into_iter().map(Into::into).collect())
            .collect();
        prop_assert_eq!(read, fields);
    }
}

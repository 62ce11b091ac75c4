//! Four ledgers of a real city, imported whole: every total equals the files' own, to the unit.
//!
//! The files lie beside the project, in `../shared/data/oakland`. Where they are absent the tests
//! say so loudly and pass, unless `MINGBAI_REQUIRE_SHARED=1`.

#![allow(clippy::unwrap_used)] // A test that cannot read its own files should stop there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use office::import_csv::{ImportOptions, ImportReport, run};
use records::Records;
use records::book::{Book, Cell, Row, Table};

/// File, the stage that it holds, budget lines, rows.
const FILES: [(&str, &str, usize, usize); 4] = [
    ("FY16-17__proposed.csv", "proposed", 391, 10_290),
    ("FY16-17__adjusted.csv", "adjusted", 427, 11_231),
    ("FY21-22__adopted.csv", "approved", 1_948, 22_236),
    ("FY22-23__adopted.csv", "approved", 1_948, 22_236),
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the city's files, if it is there.
fn data() -> Option<PathBuf> {
    let folder = project().join("../shared/data/oakland");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("MINGBAI_REQUIRE_SHARED").as_deref() != Ok("1"),
        "{} is absent",
        folder.display()
    );
    eprintln!(
        "\n!!!! NOT TESTED: {} is absent, so nothing was imported.\n",
        folder.display()
    );
    None
}

fn import(folder: &Path, name: &str, office: &Path) -> ImportReport {
    run(&ImportOptions {
        file: folder.join(name),
        map: project().join("example/oakland/map.toml"),
        office: office.to_owned(),
        stage: None,
    })
    .unwrap()
}

/// What a file adds up to, by direction, and its number of lines, rows and rows without amount:
/// found by cutting the text at commas, which is enough because it has no quotation mark.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    dollars: BTreeMap<String, i128>,
    lines: usize,
    rows: usize,
    without_amount: Vec<(usize, String)>,
}

fn sums_of(text: &str) -> Sums {
    assert!(!text.contains('"'));
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| names.iter().position(|n| *n == name).unwrap();
    let (kind, amount) = (at("account_type"), at("amount"));
    let tuple = [
        "account_type",
        "department",
        "fund_code",
        "account_category",
    ]
    .map(at);
    let mut sums = Sums::default();
    let mut tuples = BTreeSet::new();
    for (number, line) in (2..).zip(lines) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), names.len());
        sums.rows += 1;
        match cells[amount].parse::<i128>() {
            Ok(dollars) => {
                *sums.dollars.entry(cells[kind].to_owned()).or_default() += dollars;
                tuples.insert(tuple.map(|at| cells[at]));
            }
            Err(_) => sums.without_amount.push((number, line.to_owned())),
        }
    }
    sums.lines = tuples.len();
    sums
}

/// A sheet of the office as the records' reader takes it.
fn table(office: &Path, sheet: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(office.join(format!("workbook/{sheet}.csv")))
        .unwrap();
    let mut rows = reader.records().map(Result::unwrap).skip(1);
    let columns: Vec<String> = rows.next().unwrap().iter().map(str::to_owned).collect();
    let rows = (3..)
        .zip(rows)
        .map(|(number, row)| Row {
            number,
            cells: columns
                .iter()
                .cloned()
                .zip(row.iter().map(Cell::text))
                .collect(),
        })
        .collect();
    Table { columns, rows }
}

fn records(office: &Path) -> Records {
    let sheets = ["community", "funds", "budget", "ledger", "left_out"];
    let book = Book {
        sheets: sheets
            .map(|sheet| (sheet.to_owned(), table(office, sheet)))
            .into(),
    };
    let (records, findings) = Records::read(&book);
    assert!(findings.is_empty(), "{:?}", &findings[..1]);
    records.unwrap()
}

fn bytes(office: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fs::read_dir(office.join("workbook"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn totals_by_year_stage_and_direction_are_the_files_own() {
    let Some(data) = data() else { return };
    let office = tempfile::tempdir().unwrap();
    let mut wanted: BTreeMap<(String, String, String), i128> = BTreeMap::new();
    let mut left_out = Vec::new();
    for (name, stage, lines, rows) in FILES {
        let sums = sums_of(&fs::read_to_string(data.join(name)).unwrap());
        assert_eq!((sums.lines, sums.rows), (lines, rows), "{name}");
        let report = import(&data, name, office.path());
        assert_eq!((report.lines, report.rows_in), (lines, rows), "{name}");
        assert_eq!(report.stage.key(), stage);
        assert_eq!(report.rows_in, report.rows_imported + report.left_out.len());
        // Amounts are dollars in the file and cents in the records.
        let told: Vec<i128> = report.totals.iter().map(|t| t.amount.0.into()).collect();
        let own = [sums.dollars["Revenue"] * 100, sums.dollars["Expense"] * 100];
        assert_eq!(told, own, "{name}");
        for row in &report.left_out {
            assert_eq!(row.reason.key(), "amount-blank");
        }
        let lines_left_out: Vec<_> = report
            .left_out
            .iter()
            .map(|row| (row.source_line as usize, row.seen.clone()))
            .collect();
        assert_eq!(lines_left_out, sums.without_amount, "{name}");
        left_out.extend(sums.without_amount.iter().map(|row| (name, row.0)));
        let year = format!("20{}", &name[2..7]);
        for (kind, dollars) in sums.dollars {
            let direction = if kind == "Expense" {
                "expenditure"
            } else {
                "revenue"
            };
            wanted.insert(
                (year.clone(), stage.to_owned(), direction.to_owned()),
                dollars * 100,
            );
        }
    }
    // Both newer files end in a row whose amount is missing.
    assert_eq!(
        left_out,
        [
            ("FY21-22__adopted.csv", 22_237),
            ("FY22-23__adopted.csv", 22_237)
        ]
    );

    let records = records(office.path());
    let mut budget: BTreeMap<(String, String, String), i128> = BTreeMap::new();
    for line in &records.budget {
        for (stage, amount) in [
            ("proposed", line.proposed),
            ("approved", line.approved),
            ("adjusted", line.adjusted),
            ("executed", line.executed),
        ] {
            if let Some(amount) = amount {
                let direction = line.direction.key().to_owned();
                let key = (line.year.as_str().to_owned(), stage.to_owned(), direction);
                *budget.entry(key).or_default() += i128::from(amount.0);
            }
        }
    }
    assert_eq!(budget, wanted);

    // The entries behind the lines add up to the same.
    let direction: BTreeMap<&str, &str> = records
        .budget
        .iter()
        .map(|line| (line.line_id.as_str(), line.direction.key()))
        .collect();
    let mut ledger: BTreeMap<(String, String, String), i128> = BTreeMap::new();
    for entry in &records.ledger {
        let direction = direction[entry.line_id.as_str()].to_owned();
        let stage = entry.stage.key().to_owned();
        let key = (entry.year.as_str().to_owned(), stage, direction);
        *ledger.entry(key).or_default() += i128::from(entry.amount.0);
    }
    assert_eq!(ledger, wanted);
    assert_eq!(records.left_out.len(), 2);
    assert_eq!(records.community.households, None);
}

#[test]
fn the_same_line_has_the_same_identifier_in_every_year() {
    let Some(data) = data() else { return };
    let office = tempfile::tempdir().unwrap();
    for (name, ..) in FILES {
        import(&data, name, office.path());
    }
    let records = records(office.path());
    let mut named: BTreeMap<(&str, [&str; 3]), BTreeSet<&str>> = BTreeMap::new();
    for line in &records.budget {
        let level = |text: &'_ Option<records::LocalText>| text.clone().unwrap_or_default().text;
        assert_eq!(line.title.text, level(&line.l3));
        assert_eq!(level(&line.l2), format!("Fund {}", line.fund_id));
        let l3 = line.l3.as_ref().map_or("", |text| text.text.as_str());
        let words = [line.l1.text.as_str(), line.fund_id.as_str(), l3];
        named
            .entry((line.direction.key(), words))
            .or_default()
            .insert(line.line_id.as_str());
    }
    assert!(named.values().all(|ids| ids.len() == 1));
    let ids: BTreeSet<_> = named.values().flatten().collect();
    assert_eq!(ids.len(), named.len());
    let years = |line_id: &str| {
        let of_line =
            |line: &&records::Placed<records::sheets::BudgetLine>| line.line_id.as_str() == line_id;
        records.budget.iter().filter(of_line).count()
    };
    // The two newer years have nearly the same lines, the oldest names none of them the same way.
    assert!(ids.iter().filter(|id| years(id) == 2).count() > 1_000);
    let both = |line: &&records::Placed<records::sheets::BudgetLine>| {
        line.proposed.is_some() && line.adjusted.is_some()
    };
    assert!(records.budget.iter().filter(both).count() > 300);
}

#[test]
fn whatever_the_order_and_however_often_the_office_is_the_same() {
    let Some(data) = data() else { return };
    let first = tempfile::tempdir().unwrap();
    for (name, ..) in FILES {
        import(&data, name, first.path());
    }
    let whole = bytes(first.path());
    assert_eq!(whole.len(), 5);
    for order in [[3, 2, 1, 0], [1, 3, 0, 2]] {
        let other = tempfile::tempdir().unwrap();
        for at in order {
            import(&data, FILES[at].0, other.path());
        }
        assert!(whole == bytes(other.path()), "{order:?}");
    }
    for (name, _, _, rows) in FILES {
        let again = import(&data, name, first.path());
        assert_eq!((again.replaced, again.changed), (rows, false), "{name}");
    }
    assert!(whole == bytes(first.path()));
}

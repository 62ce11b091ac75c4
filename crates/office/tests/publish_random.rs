//! Random small offices: published, or their findings are told; never anything else.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod publish_support;

use std::cell::Cell;

use office::publish::{PublishError, run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use records::Severity;
use records::field::Kind;
use records::sheets::SHEETS;

use publish_support::*;

/// What may stand in a cell of this kind, right or wrong.
fn text(kind: Kind) -> BoxedStrategy<String> {
    let words = |list: &[&str]| {
        let list: Vec<String> = list.iter().map(|text| (*text).to_owned()).collect();
        select(list).boxed()
    };
    let typed = match kind {
        Kind::Text(_) | Kind::LocalText(_) => prop_oneof![
            words(&[
                "合计",
                "养老",
                "Total",
                "<b>",
                "\u{202e}x",
                "，",
                "=1+1",
                "a\nb"
            ]),
            vec(any::<char>(), 1..20).prop_map(String::from_iter),
        ]
        .boxed(),
        Kind::Id | Kind::Ids => words(&[
            "e1",
            "E1",
            "r1",
            "baozhang",
            "p1",
            "b05",
            "wgx",
            "jy-1",
            "index",
            "index.html",
            "g-0",
            "404.html",
            "a.br",
            "budget",
            "manifest.json",
            "..",
            "a/b",
        ]),
        Kind::Year => words(&[
            "2026",
            "2025年",
            "2021-22",
            "FY26",
            "fy26",
            "index.html",
            "compare",
        ]),
        Kind::Money => prop_oneof![
            (-100_000_i64..100_000).prop_map(|yuan| yuan.to_string()),
            words(&[
                "0",
                "10000000000000",
                "-10000000000000",
                "0.01",
                "1e9",
                "(5)",
                "１２"
            ]),
        ]
        .boxed(),
        Kind::Date => words(&[
            "2026-01-31",
            "2025/2/28",
            "1999-12-31",
            "2026-13-01",
            "昨天",
        ]),
        Kind::Whole => words(&["0", "1", "7", "4294967295", "-1", "1.5"]),
        Kind::Decimal | Kind::Points => words(&["0", "0 0", "0 0;1 1;2 0", "1e308", "x"]),
        Kind::List(codes) => {
            let known: Vec<String> = codes.iter().map(|code| code.zh.to_owned()).collect();
            select(known).boxed()
        }
        Kind::Currency => words(&["CNY", "USD", "JPY", "XXX", "cny"]),
    };
    prop_oneof![4 => typed, 1 => Just(String::new())].boxed()
}

/// One change to a workbook.
#[derive(Debug, Clone)]
enum Change {
    /// A cell: column among all columns, row among the sheet's, text.
    Cell(&'static str, &'static str, Index, String),
    /// A row is gone.
    Gone(&'static str, Index),
    /// A row stands twice, the second time with another identifier in its first column.
    Again(&'static str, Index, String),
}

fn change() -> impl Strategy<Value = Change> {
    let columns: Vec<(&'static str, &'static str, Kind)> = SHEETS
        .iter()
        .flat_map(|spec| {
            spec.columns
                .iter()
                .map(move |column| (spec.key, column.key, column.kind))
        })
        .collect();
    let keys: Vec<&'static str> = SHEETS.iter().map(|spec| spec.key).collect();
    prop_oneof![
        6 => (select(columns), any::<Index>()).prop_flat_map(|((sheet, column, kind), row)| {
            text(kind).prop_map(move |text| Change::Cell(sheet, column, row, text))
        }),
        1 => (select(keys.clone()), any::<Index>()).prop_map(|(sheet, row)| Change::Gone(sheet, row)),
        1 => (select(keys), any::<Index>(), "[a-z][a-z0-9.-]{0,6}")
            .prop_map(|(sheet, row, id)| Change::Again(sheet, row, id)),
    ]
}

fn apply(book: &mut Workbook, change: &Change) {
    let rows = |book: &Workbook, sheet: &str| book.0[sheet].len();
    match change {
        Change::Cell(sheet, column, row, text) => {
            let count = rows(book, sheet);
            if count > 0 {
                book.set(sheet, row.index(count), column, text);
            }
        }
        Change::Gone(sheet, row) => {
            let count = rows(book, sheet);
            if count > 0 {
                book.0.get_mut(sheet).unwrap().remove(row.index(count));
            }
        }
        Change::Again(sheet, row, id) => {
            let count = rows(book, sheet);
            if count > 0 {
                let rows = book.0.get_mut(sheet).unwrap();
                let mut copy = rows[row.index(count)].clone();
                copy.insert(spec(sheet).columns[0].key.to_owned(), id.clone());
                rows.push(copy);
            }
        }
    }
}

#[test]
fn an_office_is_published_or_its_findings_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let shell = shell(folder.path());
    let (office, site) = (folder.path().join("office"), folder.path().join("site"));
    let (published, found) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 120,
            failure_persistence: None,
            ..Config::default()
        },
        // The same offices in every run.
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let result = runner.run(&vec(change(), 1..5), |changes| {
        let mut book = small();
        for change in &changes {
            apply(&mut book, change);
        }
        book.write(&office);
        match run(&options(&office, &shell, &site)) {
            Ok(report) => {
                prop_assert_eq!(whole(&site), Ok(report.manifest));
                published.set(published.get() + 1);
            }
            Err(PublishError::Findings(findings)) => {
                prop_assert!(
                    findings
                        .iter()
                        .any(|finding| finding.severity() == Severity::Error)
                );
                found.set(found.get() + 1);
            }
            Err(error) => return Err(TestCaseError::fail(format!("{error}"))),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (published, found) = (published.get(), found.get());
    assert!(
        published > 10 && found > 10,
        "{published} published, {found} with findings"
    );
}

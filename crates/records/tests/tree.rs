//! The budget's tree: sums come from the lines, and nothing is counted twice.
#![cfg(feature = "publish")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;

use records::accounts::{Amounts, YearAccounts};
use records::codes::{Direction, Stage};
use records::sheets::Records;
use records::tree::{BudgetTree, Node};
use records::{Money, YearId};

const COLUMNS: &str = "line_id|year|direction|l1|l2|l3|title|fund_id|prior_executed|proposed|approved|adjusted|executed";

fn tree(records: &Records) -> BudgetTree {
    BudgetTree::build(records, &YearId::new("2026").unwrap()).unwrap()
}

/// The tree as one line per node: depth, name (or direction), current amount in minor units.
fn outline(tree: &BudgetTree) -> Vec<String> {
    tree.walk()
        .iter()
        .map(|node| {
            let name = node
                .name()
                .map_or(node.direction.key(), |name| name.text.as_str());
            let current = node
                .amounts
                .current
                .map_or(String::new(), |m| m.0.to_string());
            let mark = if node.line.is_some() { "=" } else { "+" };
            format!("{}{mark}{name} {current}", "  ".repeat(node.path.len()))
        })
        .collect()
}

fn find<'t>(tree: &'t BudgetTree, name: &str) -> &'t Node {
    tree.walk()
        .into_iter()
        .find(|node| node.name().is_some_and(|text| text.text == name))
        .expect("a node of that name")
}

#[test]
fn lines_stand_under_their_levels_largest_first_and_blank_levels_are_skipped() {
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|绿化||补种|baozhang|||100||",
            "e2|2026|支出|环境|绿化||修剪|baozhang|||300||",
            "e3|2026|支出|环境||路灯|换灯|baozhang|||200||",
            "e4|2026|支出|养老|||老年食堂|baozhang|||900||",
            "r1|2026|收入|财政|||拨款|baozhang|||1500||",
            "old|2025|支出|养老|||老年食堂|baozhang|||700||",
        ],
    );
    assert_eq!(
        outline(&tree(&records)),
        [
            "+revenue 150000",
            "  +财政 150000",
            "    =拨款 150000",
            "+expenditure 150000",
            "  +养老 90000",
            "    =老年食堂 90000",
            "  +环境 60000",
            "    +绿化 40000",
            "      =修剪 30000",
            "      =补种 10000",
            "    +路灯 20000",
            "      =换灯 20000",
        ]
    );
}

#[test]
fn equal_amounts_are_ordered_by_id_and_lines_without_amounts_come_last() {
    let records = support::with_budget(
        COLUMNS,
        &[
            "e3|2026|支出|环境|||甲|baozhang|||||",
            "e2|2026|支出|环境|||乙|baozhang|||5||",
            "e1|2026|支出|环境|||丙|baozhang|||5||",
            "e4|2026|支出|环境|||丁|baozhang||7|||",
        ],
    );
    let tree = tree(&records);
    let ids: Vec<&str> = find(&tree, "环境")
        .children
        .iter()
        .map(|node| node.id.as_str())
        .collect();
    assert_eq!(ids, ["e4", "e1", "e2", "e3"]);
}

#[test]
fn a_group_around_one_line_of_its_name_is_that_line() {
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|物业费|物业费||物业费|baozhang|||5||",
            "e2|2026|支出|电费|||电费|baozhang|||4||",
            "e3|2026|支出|水费|||自来水|baozhang|||3||",
        ],
    );
    let tree = tree(&records);
    assert_eq!(
        outline(&tree),
        [
            "+expenditure 1200",
            "  =物业费 500",
            "  =电费 400",
            "  +水费 300",
            "    =自来水 300",
        ]
    );
    assert_eq!(find(&tree, "物业费").line, Some(0));
}

#[test]
fn typed_totals_are_dropped_and_every_sum_is_computed() {
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|绿化||补种|baozhang|1|2|3|4|5",
            "e2|2026|支出|环境|绿化||修剪|baozhang|10||30||50",
            "s1|2026|支出|环境|绿化||小 计：|baozhang|11|2|33|4|55",
            "s2|2026|支出|环境|||环境|baozhang|11|2|33|4|55",
            "s3|2026|支出|环境|小计||小计|baozhang|11|2|33|4|55",
            "s4|2026|支出|合计|||支出合计|baozhang|11|2|33|4|55",
        ],
    );
    let tree = tree(&records);
    let ids: Vec<&str> = tree
        .walk()
        .iter()
        .filter(|node| node.line.is_some())
        .map(|node| node.id.as_str())
        .collect();
    assert_eq!(ids, ["e2", "e1"]);
    let spent = tree.direction(Direction::Expenditure).unwrap().amounts;
    assert_eq!(spent.prior_executed, Some(Money(1100)));
    assert_eq!(spent.stage(Stage::Proposed), Some(Money(200)));
    assert_eq!(spent.stage(Stage::Approved), Some(Money(3300)));
    assert_eq!(spent.stage(Stage::Adjusted), Some(Money(400)));
    assert_eq!(spent.stage(Stage::Executed), Some(Money(5500)));
    // The line without an adjusted amount keeps its approved one.
    assert_eq!(spent.current, Some(Money(3400)));
}

#[test]
fn a_stage_that_no_line_has_is_absent_and_not_nothing() {
    let records = support::with_budget(COLUMNS, &["e1|2026|支出|环境|||补种|baozhang|||0||"]);
    let tree = tree(&records);
    let amounts = find(&tree, "环境").amounts;
    assert_eq!(amounts.approved, Some(Money::ZERO));
    assert_eq!(amounts.executed, None);
}

#[test]
fn group_ids_are_made_from_the_path_and_stay_the_same() {
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|绿化||补种|baozhang|||3||",
            "e2|2026|支出|环境|||扫雪|baozhang|||3||",
            "r1|2026|收入|环境|绿化||卖花|baozhang|||3||",
        ],
    );
    let ids: Vec<String> = tree(&records)
        .walk()
        .iter()
        .map(|node| node.id.to_string())
        .collect();
    // printf 'expenditure\x1f环境\x1f绿化' | sha256sum, and so on.
    assert_eq!(
        ids,
        [
            "g-371f7e422380",
            "g-4012db1d45ed",
            "g-3d37632a1c84",
            "r1",
            "g-e7d78e39e8cc",
            "g-f6b7de871e6e",
            "e2",
            "g-51b2a752c6e9",
            "e1",
        ]
    );
}

#[test]
fn rows_of_one_name_are_equals_unless_others_stand_beneath_them() {
    // One line paid from two funds, both named like their level: neither totals the other.
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|物业费|||物业费|baozhang|||5||",
            "e2|2026|支出|物业费|||物业费|baozhang|||4||",
        ],
    );
    assert_eq!(
        outline(&tree(&records)),
        [
            "+expenditure 900",
            "  +物业费 900",
            "    =物业费 500",
            "    =物业费 400"
        ]
    );
    // The upper one has a row beneath it, which itself has none: it is a line.
    let records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|||环境|baozhang|||5||",
            "e2|2026|支出|环境|绿化||绿化|baozhang|||5||",
        ],
    );
    assert_eq!(
        outline(&tree(&records)),
        ["+expenditure 500", "  +环境 500", "    =绿化 500"]
    );
}

#[test]
fn a_row_that_money_is_booked_on_is_no_parent() {
    let mut book = support::right_book();
    // Imported ledgers name an account like the department above it.
    support::set(&mut book, "budget", 7, "title", "路灯");
    support::add(
        &mut book,
        "budget",
        "line_id=e4|year=2026|direction=支出|l1=环境|l2=路灯|title=灯泡|fund_id=gongyi|approved=7",
    );
    let tree = tree(&support::read(&book));
    assert_eq!(find(&tree, "环境").amounts.current, Some(Money(50_700)));
}

#[test]
fn executed_is_filled_from_the_transactions() {
    let mut book = support::right_book();
    support::set(&mut book, "budget", 5, "executed", "");
    let tree = tree(&support::read(&book));
    let node = find(&tree, "老年食堂补贴");
    assert_eq!(node.amounts.executed, Some(Money(30_000)));
    assert_eq!(node.line, Some(2));
}

#[test]
fn a_group_takes_its_translation_from_the_first_row_that_has_one() {
    let mut book = support::right_book();
    support::set(&mut book, "budget", 6, "l1_en", "Meals for elders");
    let tree = tree(&support::read(&book));
    let name = find(&tree, "养老助餐").name().unwrap();
    assert_eq!(name.en.as_deref(), Some("Meals for elders"));
}

#[test]
fn a_sum_that_does_not_fit_is_named() {
    let mut records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|||甲|baozhang|||1||",
            "e2|2026|支出|环境|||乙|baozhang|||1||",
        ],
    );
    for placed in &mut records.budget {
        placed.record.approved = Some(Money(i64::MAX));
    }
    assert!(BudgetTree::build(&records, &YearId::new("2026").unwrap()).is_err());
    records.budget[1].record.approved = Some(Money(-1));
    assert!(BudgetTree::build(&records, &YearId::new("2026").unwrap()).is_ok());
}

/// A column of amounts.
type Column = fn(&Amounts) -> Option<Money>;

const ALL: [Column; 6] = [
    |a| a.prior_executed,
    |a| a.proposed,
    |a| a.approved,
    |a| a.adjusted,
    |a| a.executed,
    |a| a.current,
];

fn sum(amounts: impl Iterator<Item = Option<Money>>) -> Option<Money> {
    amounts.flatten().reduce(|a, b| a + b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_stands_in_the_tree_once_and_every_sum_is_its_childrens(book in support::any_book()) {
        let mut records = support::read(&book);
        for placed in &mut records.budget {
            placed.record.year = YearId::new("2026").unwrap();
        }
        let year = YearId::new("2026").unwrap();
        let tree = tree(&records);
        let accounts = YearAccounts::of(&records, &year).unwrap();
        prop_assert_eq!(accounts.lines.len() + accounts.totals.len(), records.budget.len());

        let nodes = tree.walk();
        let mut leaves: Vec<usize> = nodes.iter().filter_map(|node| node.line).collect();
        leaves.sort_unstable();
        let lines: Vec<usize> = accounts.lines.iter().map(|line| line.index).collect();
        prop_assert_eq!(leaves, lines);

        let mut groups: BTreeMap<&str, &Node> = BTreeMap::new();
        for node in &nodes {
            if let Some(index) = node.line {
                prop_assert!(node.children.is_empty());
                prop_assert_eq!(&node.id, &records.budget[index].line_id);
                continue;
            }
            prop_assert!(groups.insert(node.id.as_str(), node).is_none(), "{} twice", node.id);
            for column in ALL {
                let below = node.children.iter().map(|child| column(&child.amounts));
                prop_assert_eq!(column(&node.amounts), sum(below));
            }
            for pair in node.children.windows(2) {
                let key = |n: &Node| (n.amounts.current.map_or(i64::MAX, |m| -m.0), n.id.clone());
                prop_assert!(key(&pair[0]) <= key(&pair[1]));
            }
            for child in &node.children {
                prop_assert!(child.path.starts_with(&node.path));
                prop_assert_eq!(child.direction, node.direction);
            }
        }

        // The order of the sheet decides nothing but which of two equal rows comes first.
        let mut turned = records.clone();
        turned.budget.reverse();
        let ids = |tree: &BudgetTree| {
            let mut ids: Vec<String> = tree
                .walk()
                .iter()
                .map(|node| format!("{} {:?}", node.id, node.amounts))
                .collect();
            ids.sort();
            ids
        };
        prop_assert_eq!(ids(&tree), ids(&self::tree(&turned)));
    }

    #[test]
    fn no_amounts_make_the_tree_panic(book in support::any_book(), amounts in support::any_amounts()) {
        let mut records = support::read(&book);
        support::fill(&mut records, &amounts);
        for placed in &records.budget {
            if let Ok(tree) = BudgetTree::build(&records, &placed.year) {
                let accounts = YearAccounts::of(&records, &placed.year).unwrap();
                prop_assert_eq!(tree.walk().is_empty(), accounts.lines.is_empty());
            }
        }
    }
}

#[test]
fn what_a_later_ledger_does_not_name_is_no_longer_in_force() {
    let mut records = support::with_budget(
        COLUMNS,
        &[
            "e1|2026|支出|环境|||补种|baozhang||500||400|",
            "e2|2026|支出|环境|||修剪|baozhang||300|||",
            "e3|2026|支出|环境|||手填|baozhang||70|||",
        ],
    );
    let entry = |line: &str, stage, amount: i64| records::Placed {
        row: 3,
        record: records::sheets::LedgerEntry {
            source: format!("{stage:?}.csv"),
            source_line: 2,
            year: YearId::new("2026").unwrap(),
            stage,
            line_id: records::Id::new(line).unwrap(),
            amount: Money(amount * 100),
        },
    };
    records.ledger = vec![
        entry("e1", Stage::Proposed, 500),
        entry("e1", Stage::Adjusted, 400),
        entry("e2", Stage::Proposed, 300),
    ];
    let tree = tree(&records);
    let whole = tree.direction(Direction::Expenditure).unwrap().amounts;
    // 修剪 was asked for and is not in the adjusted ledger; 手填 was typed by hand and stays.
    assert_eq!(whole.adjusted, Some(Money(40_000)));
    assert_eq!(whole.current, Some(Money(47_000)));
    assert_eq!(whole.proposed, Some(Money(87_000)));
    assert_eq!(find(&tree, "修剪").amounts.current, Some(Money::ZERO));
}

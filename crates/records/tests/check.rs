//! Everything that can be wrong with a book is found and named, and is no longer found when mended.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use records::book::Book;
use records::check::check;
use records::codes::BudgetStep;
use records::finding::{PrivateNumber, Problem};
use records::say::Clock;
use records::sheets::SHEETS;
use records::{Date, Finding, Money, Severity};

use support::{add, read, remove, right_book, set};

/// One thing done to the right book, what is then found, and what mends it.
struct Case {
    name: &'static str,
    spoil: fn(&mut Book),
    found: Finding,
    mend: fn(&mut Book),
}

fn cell(sheet: &'static str, row: u32, column: &'static str, problem: Problem) -> Finding {
    Finding {
        sheet,
        row: Some(row),
        column: Some(column),
        problem,
    }
}

fn row(sheet: &'static str, row: u32, problem: Problem) -> Finding {
    Finding {
        sheet,
        row: Some(row),
        column: None,
        problem,
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn yuan(major: i64) -> Money {
    Money(major * 100)
}

fn duplicate(sheet: &'static str, at: u32, column: &'static str, id: &str) -> Finding {
    let (id, first_row) = (id.to_owned(), 3);
    cell(sheet, at, column, Problem::Duplicate { id, first_row })
}

fn unresolved(
    sheet: &'static str,
    at: u32,
    column: &'static str,
    id: &str,
    missing_in: &'static str,
) -> Finding {
    let id = id.to_owned();
    let problem = Problem::Unresolved {
        id,
        sheet: missing_in,
    };
    cell(sheet, at, column, problem)
}

/// Identifiers used twice, in every sheet.
fn duplicates() -> Vec<Case> {
    vec![
        Case {
            name: "the same post twice, in capitals",
            spoil: |b| add(b, "orgs", "org_id=JWH|name=居委会|classification=居委会"),
            found: duplicate("orgs", 4, "org_id", "JWH"),
            mend: |b| set(b, "orgs", 4, "org_id", "jwh-2"),
        },
        Case {
            name: "the same fund twice",
            spoil: |b| {
                add(
                    b,
                    "funds",
                    "fund_id=Baozhang|name=另一笔|nature=财政|plain=一句。",
                );
            },
            found: duplicate("funds", 5, "fund_id", "Baozhang"),
            mend: |b| set(b, "funds", 5, "fund_id", "juanzeng"),
        },
        Case {
            name: "the same line twice in one year",
            spoil: |b| {
                add(
                    b,
                    "budget",
                    "line_id=R1|year=2026|direction=收入|l1=捐赠|title=捐款|fund_id=baozhang",
                );
            },
            found: duplicate("budget", 9, "line_id", "2026/R1"),
            // The same line in another year is right.
            mend: |b| set(b, "budget", 9, "year", "2025"),
        },
        Case {
            name: "the same step twice",
            spoil: |b| add(b, "stages", "year=2026|stage=草案|date=2025-11-20"),
            found: duplicate("stages", 6, "stage", "2026/draft"),
            mend: |b| set(b, "stages", 6, "year", "2025"),
        },
        Case {
            name: "the same transaction twice",
            spoil: |b| {
                add(
                    b,
                    "transactions",
                    "txn_id=T1|date=2026-03-01|year=2026|line_id=e1|direction=支出|amount=0|summary=重复",
                );
            },
            found: duplicate("transactions", 5, "txn_id", "T1"),
            mend: |b| set(b, "transactions", 5, "txn_id", "t3"),
        },
        Case {
            name: "a line of an imported file counted twice",
            spoil: |b| {
                add(
                    b,
                    "ledger",
                    "source=FY26__adopted.csv|source_line=2|year=2026|stage=批准|line_id=e3|amount=0",
                );
            },
            found: duplicate(
                "ledger",
                5,
                "source_line",
                "FY26__adopted.csv:2 2026/approved",
            ),
            mend: |b| set(b, "ledger", 5, "source_line", "4"),
        },
        Case {
            name: "a line of an imported file left out twice",
            spoil: |b| {
                add(
                    b,
                    "left_out",
                    "source=FY26__adopted.csv|source_line=9|year=2026|seen=x|reason=amount",
                );
            },
            found: duplicate("left_out", 4, "source_line", "FY26__adopted.csv:9 2026"),
            mend: |b| set(b, "left_out", 4, "source_line", "10"),
        },
        Case {
            name: "the same project twice",
            spoil: |b| {
                add(
                    b,
                    "projects",
                    "project_id=P1|name=长椅|plain=放长椅。|year=2026|origin=征集|process_step=实施|cost=1|responsible_post=委员|start_planned=2026-05-10|end_planned=2026-05-10|status=未开工",
                );
            },
            found: duplicate("projects", 4, "project_id", "P1"),
            mend: |b| set(b, "projects", 4, "project_id", "p2"),
        },
        Case {
            name: "the same milestone number twice",
            spoil: |b| {
                add(
                    b,
                    "milestones",
                    "project_id=p1|seq=1|title=验收|weight=0|due0=2026-08-30|status=未到期",
                );
            },
            found: duplicate("milestones", 5, "seq", "p1/1"),
            mend: |b| set(b, "milestones", 5, "seq", "3"),
        },
        Case {
            name: "the same place twice",
            spoil: |b| add(b, "places", "place_id=B05|kind=楼|name=又一栋"),
            found: duplicate("places", 7, "place_id", "B05"),
            mend: |b| set(b, "places", 7, "place_id", "b06"),
        },
        Case {
            name: "the same poll twice",
            spoil: |b| {
                add(
                    b,
                    "polls",
                    "poll_id=WGX|title=又一次|opens=2026-11-10|closes=2026-11-28|vote_type=勾选|budget=1|eligibility=每户一票|plain=一句。|rule=等份法",
                );
                add(b, "options", "poll_id=WGX|option_id=9|name=坡道|cost=1");
            },
            found: duplicate("polls", 4, "poll_id", "WGX"),
            mend: |b| {
                set(b, "polls", 4, "poll_id", "wgx-2");
                set(b, "options", 5, "poll_id", "wgx-2");
            },
        },
        Case {
            name: "the same option twice",
            spoil: |b| add(b, "options", "poll_id=wgx|option_id=1|name=又一个|cost=1"),
            found: duplicate("options", 5, "option_id", "wgx/1"),
            mend: |b| set(b, "options", 5, "option_id", "3"),
        },
        Case {
            name: "the same resolution twice",
            spoil: |b| {
                add(
                    b,
                    "resolutions",
                    "resolution_id=JY-2026-01|date=2026-02-01|meeting=议事会|title=通过",
                );
            },
            found: duplicate("resolutions", 4, "resolution_id", "JY-2026-01"),
            mend: |b| set(b, "resolutions", 4, "resolution_id", "jy-2026-02"),
        },
        Case {
            name: "the same number in the catalogue twice",
            spoil: |b| {
                add(
                    b,
                    "disclosure",
                    "seq=1|l1=财务|l2=预算|frequency=每年|responsible_post=财务",
                );
            },
            found: duplicate("disclosure", 4, "seq", "1"),
            mend: |b| set(b, "disclosure", 4, "seq", "2"),
        },
        Case {
            name: "the same reply twice",
            spoil: |b| {
                add(
                    b,
                    "replies",
                    "submission_id=A1|status=已收到|reply=收到。|date=2026-11-01|post=主任",
                );
                set(b, "replies", 3, "submission_id", "a1");
            },
            found: duplicate("replies", 5, "submission_id", "A1/received/2026-11-01"),
            mend: |b| set(b, "replies", 5, "status", "已办结"),
        },
        Case {
            name: "the same word twice",
            spoil: |b| add(b, "glossary", "term_id=JueSuan|term=决算|plain=又一句。"),
            found: duplicate("glossary", 4, "term_id", "JueSuan"),
            mend: |b| set(b, "glossary", 4, "term_id", "yusuan"),
        },
        Case {
            name: "the same category twice",
            spoil: |b| add(b, "categories", "category_id=Zhaoming|name=灯"),
            found: duplicate("categories", 5, "category_id", "Zhaoming"),
            mend: |b| set(b, "categories", 5, "category_id", "deng"),
        },
        Case {
            name: "a day that is off and working",
            spoil: |b| add(b, "holidays", "date=2026/2/14|day=放假"),
            found: duplicate("holidays", 5, "date", "2026-02-14"),
            mend: |b| set(b, "holidays", 5, "date", "2026-02-17"),
        },
        Case {
            name: "two reply times for a kind",
            spoil: |b| add(b, "clocks", "kind=质询|hours=24"),
            found: duplicate("clocks", 5, "kind", "question"),
            mend: |b| set(b, "clocks", 5, "kind", "需求"),
        },
        Case {
            name: "the same inbox twice",
            spoil: |b| add(b, "inboxes", "url=/inbox/v1|conflict_means=请重发"),
            found: duplicate("inboxes", 4, "url", "/inbox/v1"),
            mend: |b| set(b, "inboxes", 4, "url", "https://ying.example.cn:8443/a%20b"),
        },
    ]
}

/// How soon the community answers, and where residents send to.
fn inbox() -> Vec<Case> {
    let too_long =
        |at, column, common| cell("clocks", at, column, Problem::ClockTooLong { common });
    let not_an_inbox = |seen: &str| {
        let seen = seen.to_owned();
        cell("inboxes", 3, "url", Problem::NotAnInbox { seen })
    };
    vec![
        Case {
            name: "an hour later than the common reply time",
            spoil: |b| set(b, "clocks", 3, "hours", "73"),
            found: too_long(3, "hours", Clock::Hours(72)),
            mend: |b| set(b, "clocks", 3, "hours", "72"),
        },
        Case {
            name: "a working day later than the common reply time",
            spoil: |b| set(b, "clocks", 4, "working_days", "16"),
            found: too_long(4, "working_days", Clock::WorkingDays(15)),
            mend: |b| set(b, "clocks", 4, "working_days", "15"),
        },
        Case {
            name: "hours that may be later than working days",
            spoil: |b| {
                set(b, "clocks", 4, "working_days", "");
                set(b, "clocks", 4, "hours", "361");
            },
            found: too_long(4, "hours", Clock::WorkingDays(15)),
            mend: |b| set(b, "clocks", 4, "hours", "360"),
        },
        Case {
            name: "working days where hours are owed",
            spoil: |b| {
                set(b, "clocks", 3, "hours", "");
                set(b, "clocks", 3, "working_days", "1");
            },
            found: too_long(3, "working_days", Clock::Hours(72)),
            mend: |b| {
                set(b, "clocks", 3, "working_days", "");
                set(b, "clocks", 3, "hours", "1");
            },
        },
        Case {
            name: "a reply time of nothing",
            spoil: |b| set(b, "clocks", 3, "hours", "0"),
            found: cell(
                "clocks",
                3,
                "hours",
                Problem::OutOfRange {
                    found: 0,
                    min: 1,
                    max: u32::MAX,
                },
            ),
            mend: |b| set(b, "clocks", 3, "hours", "1"),
        },
        Case {
            name: "a reply time both ways",
            spoil: |b| set(b, "clocks", 4, "hours", "24"),
            found: row("clocks", 4, Problem::ClockNotOne),
            mend: |b| set(b, "clocks", 4, "working_days", ""),
        },
        Case {
            name: "no reply time at all",
            spoil: |b| set(b, "clocks", 4, "working_days", ""),
            found: row("clocks", 4, Problem::ClockNotOne),
            mend: |b| set(b, "clocks", 4, "working_days", "1"),
        },
        Case {
            name: "a reply time for what is owed no answer",
            spoil: |b| set(b, "clocks", 4, "kind", "评分"),
            found: cell("clocks", 4, "kind", Problem::ClockNotOwed),
            mend: |b| set(b, "clocks", 4, "kind", "资源"),
        },
        Case {
            name: "a reply time for ballots",
            spoil: |b| set(b, "clocks", 4, "kind", "选票"),
            found: cell("clocks", 4, "kind", Problem::ClockNotOwed),
            mend: |b| set(b, "clocks", 4, "kind", "认领"),
        },
        Case {
            name: "an inbox with a slash at the end",
            spoil: |b| set(b, "inboxes", 3, "url", "/inbox/v1/"),
            found: not_an_inbox("/inbox/v1/"),
            mend: |b| set(b, "inboxes", 3, "url", "/a/inbox/v1"),
        },
        Case {
            name: "an inbox that anybody on the way could read",
            spoil: |b| set(b, "inboxes", 3, "url", "http://inbox.example.cn/v1"),
            found: not_an_inbox("http://inbox.example.cn/v1"),
            mend: |b| set(b, "inboxes", 3, "url", "http://127.0.0.1:9000/v1"),
        },
        Case {
            name: "an inbox that is no address",
            spoil: |b| set(b, "inboxes", 3, "url", "//inbox v1?a"),
            found: not_an_inbox("//inbox v1?a"),
            mend: |b| set(b, "inboxes", 3, "url", "https://inbox.example.cn/v1"),
        },
    ]
}

/// References to what is not there.
fn references() -> Vec<Case> {
    vec![
        Case {
            name: "a line of an unknown fund",
            spoil: |b| {
                set(b, "budget", 3, "fund_id", "baozhangg");
                set(b, "budget", 3, "approved", "");
                set(b, "budget", 5, "approved", "");
                set(b, "budget", 6, "approved", "");
                set(b, "budget", 8, "approved", "");
            },
            found: unresolved("budget", 3, "fund_id", "baozhangg", "funds"),
            mend: |b| set(b, "budget", 3, "fund_id", "baozhang"),
        },
        Case {
            name: "a line of an unknown resolution",
            spoil: |b| set(b, "budget", 5, "resolution_id", "jy-2026-99"),
            found: unresolved("budget", 5, "resolution_id", "jy-2026-99", "resolutions"),
            mend: |b| set(b, "budget", 5, "resolution_id", "jy-2026-01"),
        },
        Case {
            name: "a transaction of a line of another year",
            spoil: |b| {
                add(
                    b,
                    "transactions",
                    "txn_id=t3|date=2025-03-01|year=2025|line_id=e1|direction=支出|amount=1|summary=别年",
                );
            },
            found: unresolved("transactions", 5, "line_id", "e1", "budget"),
            mend: |b| {
                set(b, "transactions", 5, "year", "2026");
                set(b, "transactions", 5, "date", "2026-03-01");
                set(b, "budget", 5, "executed", "301");
                set(b, "budget", 8, "executed", "301");
            },
        },
        Case {
            name: "a transaction of an unknown project",
            spoil: |b| set(b, "transactions", 4, "project_id", "p9"),
            found: unresolved("transactions", 4, "project_id", "p9", "projects"),
            mend: |b| set(b, "transactions", 4, "project_id", "p1"),
        },
        Case {
            name: "a ledger entry of an unknown line",
            spoil: |b| {
                add(
                    b,
                    "ledger",
                    "source=x.csv|source_line=2|year=2026|stage=批准|line_id=e9|amount=1",
                );
            },
            found: unresolved("ledger", 5, "line_id", "e9", "budget"),
            mend: |b| remove(b, "ledger", 5),
        },
        Case {
            name: "a project of a line of another year",
            spoil: |b| set(b, "projects", 3, "year", "2025"),
            found: unresolved("projects", 3, "line_id", "e3", "budget"),
            mend: |b| set(b, "projects", 3, "line_id", ""),
        },
        Case {
            name: "a project at an unknown place",
            spoil: |b| set(b, "projects", 3, "place_ids", "b05；b99"),
            found: unresolved("projects", 3, "place_ids", "b99", "places"),
            mend: |b| set(b, "projects", 3, "place_ids", "b05；l1"),
        },
        Case {
            name: "a milestone of an unknown project",
            spoil: |b| {
                add(
                    b,
                    "milestones",
                    "project_id=p9|seq=1|title=验收|weight=100|due0=2026-08-30|status=未到期",
                );
            },
            found: unresolved("milestones", 5, "project_id", "p9", "projects"),
            mend: |b| remove(b, "milestones", 5),
        },
        Case {
            name: "an option of an unknown poll",
            spoil: |b| add(b, "options", "poll_id=wgx2|option_id=1|name=坡道|cost=1"),
            found: unresolved("options", 5, "poll_id", "wgx2", "polls"),
            mend: |b| {
                set(b, "options", 5, "poll_id", "wgx");
                set(b, "options", 5, "option_id", "3");
            },
        },
        Case {
            name: "an option at an unknown place",
            spoil: |b| set(b, "options", 3, "place_id", "b99"),
            found: unresolved("options", 3, "place_id", "b99", "places"),
            mend: |b| set(b, "options", 3, "place_id", ""),
        },
        Case {
            name: "a transaction against the direction of its line",
            spoil: |b| set(b, "transactions", 4, "direction", "收入"),
            found: cell("transactions", 4, "direction", Problem::DirectionDiffers),
            mend: |b| set(b, "transactions", 4, "direction", "支出"),
        },
    ]
}

/// What is typed and what its parts add up to.
fn sums() -> Vec<Case> {
    vec![
        Case {
            name: "executed is not what the transactions add up to",
            spoil: |b| {
                set(b, "transactions", 4, "amount", "-20.01");
                set(b, "budget", 8, "executed", "299.99");
            },
            found: cell(
                "budget",
                5,
                "executed",
                Problem::ExecutedDiffers {
                    typed: yuan(300),
                    sum: Money(29_999),
                },
            ),
            // A blank cell is filled from the transactions.
            mend: |b| set(b, "budget", 5, "executed", ""),
        },
        Case {
            name: "a typed subtotal is not what its lines add up to",
            spoil: |b| set(b, "budget", 8, "approved", "1400"),
            found: cell(
                "budget",
                8,
                "approved",
                Problem::ChildrenDiffer {
                    amount: "approved",
                    typed: yuan(1400),
                    sum: yuan(1500),
                },
            ),
            mend: |b| set(b, "budget", 8, "approved", ""),
        },
        Case {
            name: "a row named like its level is the parent of the rows under it",
            spoil: |b| {
                add(
                    b,
                    "budget",
                    "line_id=s2|year=2026|direction=支出|l1=养老助餐|title=养老助餐|fund_id=baozhang|approved=1499",
                );
            },
            found: cell(
                "budget",
                9,
                "approved",
                Problem::ChildrenDiffer {
                    amount: "approved",
                    typed: yuan(1499),
                    sum: yuan(1500),
                },
            ),
            mend: |b| set(b, "budget", 9, "approved", "1500"),
        },
        Case {
            name: "a grand total counts each line once",
            spoil: |b| {
                add(
                    b,
                    "budget",
                    "line_id=s2|year=2026|direction=支出|l1=合计|title=支出合计|fund_id=baozhang|approved=3500",
                );
            },
            found: cell(
                "budget",
                9,
                "approved",
                Problem::ChildrenDiffer {
                    amount: "approved",
                    typed: yuan(3500),
                    sum: yuan(2000),
                },
            ),
            mend: |b| set(b, "budget", 9, "approved", "2000"),
        },
        Case {
            name: "a total of nothing",
            spoil: |b| {
                add(
                    b,
                    "budget",
                    "line_id=s2|year=2026|direction=支出|l1=文体|title=合计|fund_id=baozhang|prior_executed=7",
                );
            },
            found: cell(
                "budget",
                9,
                "prior_executed",
                Problem::ChildrenDiffer {
                    amount: "prior_executed",
                    typed: yuan(7),
                    sum: Money::ZERO,
                },
            ),
            mend: |b| set(b, "budget", 9, "prior_executed", "0"),
        },
        Case {
            name: "a payment booked on a total",
            spoil: |b| {
                set(b, "transactions", 4, "line_id", "s1");
                set(b, "budget", 5, "executed", "");
                set(b, "budget", 8, "executed", "320");
            },
            found: row("budget", 8, Problem::BookedOnTotal),
            mend: |b| {
                set(b, "transactions", 4, "line_id", "e2");
                set(b, "budget", 8, "executed", "300");
            },
        },
        Case {
            name: "the ledger adds up to something else",
            spoil: |b| set(b, "ledger", 4, "amount", "-100.01"),
            found: cell(
                "budget",
                7,
                "approved",
                Problem::LedgerDiffers {
                    amount: "approved",
                    typed: Some(yuan(500)),
                    sum: Money(49_999),
                },
            ),
            mend: |b| set(b, "ledger", 4, "amount", "-100"),
        },
        Case {
            name: "a ledger of a stage without an amount",
            spoil: |b| {
                add(
                    b,
                    "ledger",
                    "source=y.csv|source_line=2|year=2026|stage=提案|line_id=e3|amount=480",
                );
            },
            found: cell(
                "budget",
                7,
                "proposed",
                Problem::LedgerDiffers {
                    amount: "proposed",
                    typed: None,
                    sum: yuan(480),
                },
            ),
            mend: |b| set(b, "budget", 7, "proposed", "480"),
        },
        Case {
            name: "an amount below zero with nothing behind it",
            spoil: |b| set(b, "budget", 6, "prior_executed", "-3"),
            found: cell(
                "budget",
                6,
                "prior_executed",
                Problem::Negative { amount: yuan(-3) },
            ),
            // Ledger entries may take back more than they give.
            mend: |b| {
                set(b, "budget", 6, "prior_executed", "");
                set(b, "budget", 7, "adjusted", "");
                set(b, "budget", 7, "prior_executed", "-3");
            },
        },
        Case {
            name: "more is to be spent in a year than comes in",
            spoil: |b| {
                set(b, "budget", 4, "approved", "450");
                set(b, "budget", 3, "approved", "1500.50");
            },
            found: Finding {
                sheet: "budget",
                row: None,
                column: None,
                problem: Problem::SourcesAndUsesDiffer {
                    year: "2026".into(),
                    revenue: Money(195_050),
                    expenditure: yuan(2000),
                },
            },
            mend: |b| {
                set(b, "budget", 4, "adjusted", "500");
                set(b, "budget", 3, "adjusted", "1500");
            },
        },
        Case {
            name: "more is spent from a fund than comes into it",
            spoil: |b| {
                set(b, "budget", 3, "approved", "1600");
                set(b, "budget", 4, "approved", "400");
            },
            found: row(
                "funds",
                4,
                Problem::FundOverspent {
                    fund_id: "gongyi".into(),
                    year: "2026".into(),
                    revenue: yuan(400),
                    expenditure: yuan(500),
                },
            ),
            mend: |b| {
                set(b, "budget", 3, "approved", "1500");
                set(b, "budget", 4, "approved", "500");
            },
        },
        Case {
            name: "more paid than contracted",
            spoil: |b| set(b, "projects", 3, "paid", "450.01"),
            found: cell(
                "projects",
                3,
                "paid",
                Problem::PaidOverContract {
                    paid: Money(45_001),
                    contracted: yuan(450),
                },
            ),
            mend: |b| set(b, "projects", 3, "paid", "450"),
        },
        Case {
            name: "a project that costs less than nothing",
            spoil: |b| set(b, "projects", 3, "cost", "-500"),
            found: cell(
                "projects",
                3,
                "cost",
                Problem::Negative { amount: yuan(-500) },
            ),
            mend: |b| set(b, "projects", 3, "cost", "500"),
        },
    ]
}

fn out_of_order(
    sheet: &'static str,
    column: &'static str,
    earlier: &'static str,
    first: &str,
    then: &str,
) -> Finding {
    let (first, then) = (day(first), day(then));
    let problem = Problem::DatesOutOfOrder {
        earlier,
        first,
        then,
    };
    cell(sheet, 3, column, problem)
}

/// Days.
fn days() -> Vec<Case> {
    vec![
        Case {
            name: "a term ends before it begins",
            spoil: |b| set(b, "orgs", 3, "term_end", "2024-12-31"),
            found: out_of_order("orgs", "term_end", "term_start", "2025-01-01", "2024-12-31"),
            mend: |b| set(b, "orgs", 3, "term_end", "2025-01-01"),
        },
        Case {
            name: "a project ends before it begins",
            spoil: |b| set(b, "projects", 3, "end_planned", "2026-05-09"),
            found: out_of_order(
                "projects",
                "end_planned",
                "start_planned",
                "2026-05-10",
                "2026-05-09",
            ),
            mend: |b| set(b, "projects", 3, "end_planned", "2026-05-10"),
        },
        Case {
            name: "a poll closes on the day it opens",
            spoil: |b| set(b, "polls", 3, "closes", "2026-11-10"),
            found: out_of_order("polls", "closes", "opens", "2026-11-10", "2026-11-10"),
            mend: |b| set(b, "polls", 3, "closes", "2026-11-11"),
        },
        Case {
            name: "a hearing after the approval",
            spoil: |b| set(b, "stages", 4, "date", "2026-01-07"),
            found: cell(
                "stages",
                5,
                "date",
                Problem::StepsOutOfOrder {
                    earlier: BudgetStep::Hearing,
                    first: day("2026-01-07"),
                    then: day("2026-01-06"),
                },
            ),
            mend: |b| set(b, "stages", 4, "date", "2026-01-06"),
        },
        Case {
            name: "one early step is one finding, whatever follows",
            spoil: |b| {
                set(b, "stages", 4, "date", "2025-11-19");
                add(b, "stages", "year=2026|stage=执行中|date=2026-01-10");
            },
            found: cell(
                "stages",
                4,
                "date",
                Problem::StepsOutOfOrder {
                    earlier: BudgetStep::Draft,
                    first: day("2025-11-20"),
                    then: day("2025-11-19"),
                },
            ),
            mend: |b| set(b, "stages", 4, "date", "2025-11-20"),
        },
        Case {
            name: "a transaction outside its year",
            spoil: |b| set(b, "transactions", 3, "date", "2025-12-31"),
            found: cell(
                "transactions",
                3,
                "date",
                Problem::OutsideYear {
                    date: day("2025-12-31"),
                    year: "2026".into(),
                },
            ),
            mend: |b| set(b, "transactions", 3, "date", "2026-01-01"),
        },
        Case {
            name: "the fiscal year begins in July",
            spoil: |b| {
                set(b, "community", 3, "fiscal_start", "7");
                set(b, "transactions", 3, "date", "2026-06-30");
                set(b, "transactions", 4, "date", "2027-06-30");
            },
            found: cell(
                "transactions",
                3,
                "date",
                Problem::OutsideYear {
                    date: day("2026-06-30"),
                    year: "2026".into(),
                },
            ),
            mend: |b| set(b, "transactions", 3, "date", "2026-07-01"),
        },
        Case {
            name: "a milestone met before its project begins",
            spoil: |b| set(b, "milestones", 3, "date_met", "2026-05-09"),
            found: cell(
                "milestones",
                3,
                "date_met",
                Problem::BeforeStart {
                    start: day("2026-05-10"),
                    date: day("2026-05-09"),
                },
            ),
            mend: |b| set(b, "milestones", 3, "date_met", "2026-05-10"),
        },
        Case {
            name: "a milestone due before its project begins",
            spoil: |b| set(b, "milestones", 4, "due0", "2026-05-01"),
            found: cell(
                "milestones",
                4,
                "due0",
                Problem::BeforeStart {
                    start: day("2026-05-10"),
                    date: day("2026-05-01"),
                },
            ),
            mend: |b| set(b, "projects", 3, "start_planned", "2026-05-01"),
        },
    ]
}

/// Milestones, meetings, places, the community.
fn facts() -> Vec<Case> {
    vec![
        Case {
            name: "met, but no day",
            spoil: |b| set(b, "milestones", 3, "date_met", ""),
            found: cell("milestones", 3, "date_met", Problem::MetWithoutDate),
            mend: |b| set(b, "milestones", 3, "status", "未完成"),
        },
        Case {
            name: "a day, but not met",
            spoil: |b| set(b, "milestones", 3, "status", "未到期"),
            found: cell("milestones", 3, "date_met", Problem::MetWithoutDate),
            mend: |b| set(b, "milestones", 3, "status", "部分完成"),
        },
        Case {
            name: "met, but nothing shows it",
            spoil: |b| set(b, "milestones", 3, "evidence", ""),
            found: cell("milestones", 3, "evidence", Problem::MetWithoutEvidence),
            mend: |b| set(b, "milestones", 3, "evidence", "ht.jpg"),
        },
        Case {
            name: "moved without a reason",
            spoil: |b| set(b, "milestones", 3, "revision_reason", ""),
            found: cell(
                "milestones",
                3,
                "revision_reason",
                Problem::RevisedWithoutReason,
            ),
            // Repeating the first day is no revision.
            mend: |b| set(b, "milestones", 3, "due", "2026-05-20"),
        },
        Case {
            name: "weights that are not a hundred",
            spoil: |b| set(b, "milestones", 4, "weight", "61"),
            found: cell(
                "milestones",
                3,
                "weight",
                Problem::WeightsNotHundred { sum: 101 },
            ),
            mend: |b| set(b, "milestones", 3, "weight", "39"),
        },
        Case {
            name: "more votes than people",
            spoil: |b| set(b, "resolutions", 3, "abstentions", "3"),
            found: cell(
                "resolutions",
                3,
                "present",
                Problem::MoreVotesThanPresent {
                    votes: 56,
                    present: 55,
                },
            ),
            mend: |b| set(b, "resolutions", 3, "present", "56"),
        },
        Case {
            name: "more people than were called",
            spoil: |b| set(b, "resolutions", 3, "present", "63"),
            found: cell(
                "resolutions",
                3,
                "called",
                Problem::MorePresentThanCalled {
                    present: 63,
                    called: 62,
                },
            ),
            mend: |b| set(b, "resolutions", 3, "called", ""),
        },
        Case {
            name: "more votes than were called, nobody counted who came",
            spoil: |b| {
                set(b, "resolutions", 3, "present", "");
                set(b, "resolutions", 3, "called", "54");
            },
            found: cell(
                "resolutions",
                3,
                "called",
                Problem::MorePresentThanCalled {
                    present: 55,
                    called: 54,
                },
            ),
            mend: |b| set(b, "resolutions", 3, "called", "55"),
        },
        Case {
            name: "a building with two corners",
            spoil: |b| set(b, "places", 3, "polygon", "0 0;30 0"),
            found: cell("places", 3, "polygon", Problem::TooFewPoints { found: 2 }),
            mend: |b| set(b, "places", 3, "polygon", ""),
        },
        Case {
            name: "a road with one end",
            spoil: |b| set(b, "places", 4, "polygon", "0 0"),
            found: cell("places", 4, "polygon", Problem::TooFewPoints { found: 1 }),
            mend: |b| set(b, "places", 4, "kind", "点"),
        },
        Case {
            name: "a point in two places",
            spoil: |b| set(b, "places", 5, "polygon", "0 0;1 1"),
            found: cell("places", 5, "polygon", Problem::TooManyPoints { found: 2 }),
            mend: |b| set(b, "places", 5, "kind", "路"),
        },
        Case {
            name: "corners in nobody knows which coordinates",
            spoil: |b| {
                set(b, "community", 3, "coord_system", "");
                set(b, "places", 3, "coord_system", "本地米");
                set(b, "places", 4, "coord_system", "本地米");
                set(b, "projects", 3, "x", "");
                set(b, "projects", 3, "y", "");
            },
            found: cell("places", 5, "coord_system", Problem::NoCoordinateSystem),
            mend: |b| set(b, "places", 5, "coord_system", "WGS-84"),
        },
        Case {
            name: "a project's point in nobody knows which coordinates",
            spoil: |b| {
                set(b, "community", 3, "coord_system", "");
                for row in 3..=5 {
                    set(b, "places", row, "coord_system", "本地米");
                }
            },
            found: cell("projects", 3, "x", Problem::NoCoordinateSystem),
            mend: |b| set(b, "community", 3, "coord_system", "gcj02"),
        },
        Case {
            name: "half a point",
            spoil: |b| set(b, "projects", 3, "x", ""),
            found: cell("projects", 3, "x", Problem::HalfPoint),
            mend: |b| set(b, "projects", 3, "y", ""),
        },
        Case {
            name: "the other half of a point",
            spoil: |b| set(b, "projects", 3, "y", ""),
            found: cell("projects", 3, "y", Problem::HalfPoint),
            mend: |b| set(b, "projects", 3, "y", "0"),
        },
        Case {
            name: "a thirteenth month",
            spoil: |b| set(b, "community", 3, "fiscal_start", "13"),
            found: cell(
                "community",
                3,
                "fiscal_start",
                Problem::OutOfRange {
                    found: 13,
                    min: 1,
                    max: 12,
                },
            ),
            mend: |b| set(b, "community", 3, "fiscal_start", ""),
        },
        Case {
            name: "the thirty-second of the month",
            spoil: |b| set(b, "disclosure", 3, "due_day", "32"),
            found: cell(
                "disclosure",
                3,
                "due_day",
                Problem::OutOfRange {
                    found: 32,
                    min: 1,
                    max: 31,
                },
            ),
            mend: |b| set(b, "disclosure", 3, "frequency", "随时"),
        },
        Case {
            name: "a currency without cents",
            spoil: |b| set(b, "community", 3, "currency", "JPY"),
            found: cell(
                "community",
                3,
                "currency",
                Problem::CurrencyDecimals {
                    code: "JPY".into(),
                    decimals: 0,
                },
            ),
            mend: |b| set(b, "community", 3, "currency", "USD"),
        },
        Case {
            name: "nobody lives here",
            spoil: |b| set(b, "community", 3, "households", "0"),
            found: cell("community", 3, "households", Problem::NoHouseholds),
            mend: |b| set(b, "community", 3, "households", "3000"),
        },
        Case {
            name: "a line that says no why",
            spoil: |b| set(b, "budget", 5, "why", ""),
            found: cell("budget", 5, "why", Problem::NotExplained),
            mend: |b| set(b, "budget", 5, "why", "独居老人多。"),
        },
        Case {
            name: "a fund without a plain sentence",
            spoil: |b| set(b, "funds", 3, "plain", ""),
            found: cell("funds", 3, "plain", Problem::NotExplained),
            mend: |b| set(b, "funds", 3, "plain", "一句话。"),
        },
        Case {
            name: "a poll without its rules in plain words",
            spoil: |b| set(b, "polls", 3, "plain", ""),
            found: cell("polls", 3, "plain", Problem::NotExplained),
            mend: |b| set(b, "polls", 3, "plain", "一句话。"),
        },
        Case {
            name: "approved by nobody",
            spoil: |b| set(b, "budget", 6, "resolution_id", ""),
            found: cell("budget", 6, "resolution_id", Problem::NoResolution),
            // What is only asked for needs no resolution.
            mend: |b| {
                set(b, "budget", 6, "proposed", "500");
                set(b, "budget", 6, "approved", "");
                set(b, "budget", 8, "proposed", "500");
                set(b, "budget", 8, "approved", "1000");
            },
        },
    ]
}

/// Polls.
fn polls() -> Vec<Case> {
    vec![
        Case {
            name: "fewer at most than at least",
            spoil: |b| {
                set(b, "polls", 3, "max_length", "1");
                set(b, "polls", 3, "min_length", "2");
                set(b, "polls", 3, "budget", "2100");
            },
            found: cell(
                "polls",
                3,
                "max_length",
                Problem::MinOverMax { min: "min_length" },
            ),
            mend: |b| set(b, "polls", 3, "max_length", "2"),
        },
        Case {
            name: "nothing to vote on",
            spoil: |b| {
                remove(b, "options", 3);
                remove(b, "options", 4);
            },
            found: row("polls", 3, Problem::NothingToVoteOn),
            mend: |b| add(b, "options", "poll_id=wgx|option_id=1|name=坡道|cost=1"),
        },
        Case {
            name: "an option that the budget cannot pay",
            spoil: |b| set(b, "options", 3, "cost", "2000.01"),
            found: cell(
                "options",
                3,
                "cost",
                Problem::OptionOverBudget {
                    cost: Money(200_001),
                    budget: yuan(2000),
                },
            ),
            mend: |b| set(b, "options", 3, "cost", "2000"),
        },
        Case {
            name: "an option for nothing",
            spoil: |b| set(b, "options", 3, "cost", "0"),
            found: cell("options", 3, "cost", Problem::Zero),
            mend: |b| set(b, "options", 3, "cost", "0.01"),
        },
        Case {
            name: "an option below nothing",
            spoil: |b| set(b, "options", 3, "cost", "-1"),
            found: cell("options", 3, "cost", Problem::Negative { amount: yuan(-1) }),
            mend: |b| set(b, "options", 3, "cost", "1"),
        },
        Case {
            name: "a poll about no money",
            spoil: |b| set(b, "polls", 3, "budget", ""),
            found: cell("polls", 3, "budget", Problem::NoBudget),
            mend: |b| set(b, "polls", 3, "budget", "1800"),
        },
        Case {
            name: "more choices than options",
            spoil: |b| {
                set(b, "polls", 3, "min_length", "3");
                set(b, "polls", 3, "max_length", "");
            },
            found: cell(
                "polls",
                3,
                "min_length",
                Problem::TooFewOptions {
                    options: 2,
                    choices: 3,
                },
            ),
            mend: |b| set(b, "polls", 3, "min_length", ""),
        },
        Case {
            name: "two choices that cannot be paid together",
            spoil: |b| set(b, "polls", 3, "min_length", "2"),
            found: cell(
                "polls",
                3,
                "min_length",
                Problem::ChoicesUnaffordable {
                    choices: 2,
                    cost: yuan(2100),
                    limit: yuan(2000),
                },
            ),
            // Outside knapsack ballots, money bounds a ballot only where the poll says so.
            mend: |b| set(b, "polls", 3, "vote_type", "勾选"),
        },
        Case {
            name: "not one choice below the voter's limit",
            spoil: |b| {
                set(b, "polls", 3, "vote_type", "勾选");
                set(b, "polls", 3, "max_sum_cost", "299");
            },
            found: cell(
                "polls",
                3,
                "min_length",
                Problem::ChoicesUnaffordable {
                    choices: 1,
                    cost: yuan(300),
                    limit: yuan(299),
                },
            ),
            mend: |b| set(b, "polls", 3, "max_sum_cost", "300"),
        },
        Case {
            name: "choose one of which two",
            spoil: |b| set(b, "polls", 3, "vote_type", "单选"),
            found: cell(
                "polls",
                3,
                "max_length",
                Problem::OutOfRange {
                    found: 2,
                    min: 1,
                    max: 1,
                },
            ),
            mend: |b| set(b, "polls", 3, "max_length", "1"),
        },
        Case {
            name: "an option that a Pabulib file takes for a section",
            spoil: |b| set(b, "options", 3, "option_id", "Votes"),
            found: cell(
                "options",
                3,
                "option_id",
                Problem::ReservedId { id: "Votes".into() },
            ),
            mend: |b| set(b, "options", 3, "option_id", "votes-1"),
        },
        Case {
            name: "a poll that a Pabulib file takes for nothing",
            spoil: |b| {
                set(b, "polls", 3, "poll_id", "none");
                set(b, "options", 3, "poll_id", "none");
                set(b, "options", 4, "poll_id", "none");
            },
            found: cell(
                "polls",
                3,
                "poll_id",
                Problem::ReservedId { id: "none".into() },
            ),
            mend: |b| {
                set(b, "polls", 3, "poll_id", "n");
                set(b, "options", 3, "poll_id", "n");
                set(b, "options", 4, "poll_id", "n");
            },
        },
    ]
}

/// Private numbers. All are made up.
fn private_numbers() -> Vec<Case> {
    let private =
        |sheet, row, column, kind| cell(sheet, row, column, Problem::PrivateNumber { kind });
    vec![
        Case {
            name: "a mobile number in a summary",
            spoil: |b| {
                set(
                    b,
                    "transactions",
                    3,
                    "summary",
                    "退王阿姨押金，电话１３９ 1234-5678",
                );
            },
            found: private("transactions", 3, "summary", PrivateNumber::Mobile),
            mend: |b| set(b, "transactions", 3, "summary", "退居民押金"),
        },
        Case {
            name: "an identity number in a translation",
            spoil: |b| {
                set(
                    b,
                    "replies",
                    3,
                    "reply_en",
                    "Your number 11010519491231002X",
                );
            },
            found: private("replies", 3, "reply", PrivateNumber::IdentityCard),
            mend: |b| {
                set(
                    b,
                    "replies",
                    3,
                    "reply_en",
                    "Your number 110105194912310021",
                );
            },
        },
        Case {
            name: "a bank card in a row that was left out",
            spoil: |b| set(b, "left_out", 3, "seen", "FY26,6222 0212 3456 7894,abc"),
            found: private("left_out", 3, "seen", PrivateNumber::BankCard),
            mend: |b| set(b, "left_out", 3, "seen", "FY26,6222 0212 3456 7895,abc"),
        },
        Case {
            name: "a mobile number where the desk is, not where the telephone stands",
            spoil: |b| set(b, "community", 3, "desk", "一楼 13800138000"),
            found: private("community", 3, "desk", PrivateNumber::Mobile),
            mend: |b| set(b, "community", 3, "desk", "一楼"),
        },
    ]
}

/// Campaigns and questionnaires.
fn campaigns() -> Vec<Case> {
    vec![
        Case {
            name: "two campaigns of one name",
            spoil: |b| {
                add(
                    b,
                    "campaigns",
                    "campaign_id=ZJ|title=另一次|plain=一句。|prepare=2026-08-03|collect=2026-08-17|analyse=2026-09-07|feedback=2026-09-21|summary=2026-10-12",
                );
            },
            found: duplicate("campaigns", 4, "campaign_id", "ZJ"),
            mend: |b| set(b, "campaigns", 4, "campaign_id", "zj-2"),
        },
        Case {
            name: "a campaign that collects before it prepares",
            spoil: |b| set(b, "campaigns", 3, "collect", "2026-08-02"),
            found: out_of_order(
                "campaigns",
                "collect",
                "prepare",
                "2026-08-03",
                "2026-08-02",
            ),
            mend: |b| set(b, "campaigns", 3, "collect", "2026-08-03"),
        },
        Case {
            name: "a campaign that sums up before it answers",
            spoil: |b| set(b, "campaigns", 3, "summary", "2026-09-20"),
            found: out_of_order(
                "campaigns",
                "summary",
                "feedback",
                "2026-09-21",
                "2026-09-20",
            ),
            mend: |b| set(b, "campaigns", 3, "summary", "2026-09-21"),
        },
        Case {
            name: "more households reached than there are",
            spoil: |b| set(b, "campaigns", 3, "reached", "3001"),
            found: outside("campaigns", 3, "reached", 3001, 0, 3000),
            mend: |b| set(b, "campaigns", 3, "reached", "3000"),
        },
        Case {
            name: "two suggestions of one number",
            spoil: |b| set(b, "campaign_items", 4, "number", "1"),
            found: cell(
                "campaign_items",
                4,
                "number",
                Problem::Duplicate {
                    id: "zj/1".into(),
                    first_row: 3,
                },
            ),
            mend: |b| set(b, "campaign_items", 4, "number", "3"),
        },
        Case {
            name: "a suggestion of no campaign",
            spoil: |b| set(b, "campaign_items", 4, "campaign_id", "zk"),
            found: unresolved("campaign_items", 4, "campaign_id", "zk", "campaigns"),
            mend: |b| set(b, "campaign_items", 4, "campaign_id", "zj"),
        },
        Case {
            name: "a suggestion with half a receipt code",
            spoil: |b| set(b, "campaign_items", 3, "code", "7K3M-9QXA"),
            found: not_a_code("campaign_items", 3, "7K3M-9QXA"),
            // As people write it.
            mend: |b| set(b, "campaign_items", 3, "code", "7k3m9qxab2cd"),
        },
        Case {
            name: "a suggestion that became a project that is not there",
            spoil: |b| set(b, "campaign_items", 3, "project_id", "p9"),
            found: unresolved("campaign_items", 3, "project_id", "p9", "projects"),
            mend: |b| set(b, "campaign_items", 3, "project_id", "p1"),
        },
        Case {
            name: "a questionnaire at a campaign's address",
            spoil: |b| {
                add(
                    b,
                    "surveys",
                    "survey_id=ZJ|title=问卷|plain=一句。|opens=2026-09-01|closes=2026-09-30",
                );
                add(
                    b,
                    "survey_questions",
                    "survey_id=ZJ|question_id=1|text=问|form=填写",
                );
            },
            found: duplicate("surveys", 4, "survey_id", "ZJ"),
            mend: |b| {
                set(b, "surveys", 4, "survey_id", "wj-2");
                set(b, "survey_questions", 6, "survey_id", "wj-2");
            },
        },
        Case {
            name: "a questionnaire that closes before it opens",
            spoil: |b| set(b, "surveys", 3, "closes", "2026-08-31"),
            found: out_of_order("surveys", "closes", "opens", "2026-09-01", "2026-08-31"),
            mend: |b| set(b, "surveys", 3, "closes", "2026-09-01"),
        },
        Case {
            name: "a questionnaire without a question",
            spoil: |b| {
                add(
                    b,
                    "surveys",
                    "survey_id=wk|title=问卷|plain=一句。|opens=2026-09-01|closes=2026-09-30",
                );
            },
            found: row("surveys", 4, Problem::NothingToAnswer),
            mend: |b| {
                add(
                    b,
                    "survey_questions",
                    "survey_id=wk|question_id=1|text=问|form=填写",
                );
            },
        },
        Case {
            name: "a question of no questionnaire",
            spoil: |b| {
                add(
                    b,
                    "survey_questions",
                    "survey_id=wk|question_id=1|text=问|form=填写",
                );
            },
            found: unresolved("survey_questions", 6, "survey_id", "wk", "surveys"),
            mend: |b| remove(b, "survey_questions", 6),
        },
        Case {
            name: "a question with one choice",
            spoil: |b| set(b, "survey_questions", 4, "choices", "菜价"),
            found: outside("survey_questions", 4, "choices", 1, 2, 12),
            mend: |b| set(b, "survey_questions", 4, "choices", "菜价；口味；座位"),
        },
        Case {
            name: "a question in words with choices",
            spoil: |b| set(b, "survey_questions", 5, "choices", "有；没有"),
            found: outside("survey_questions", 5, "choices", 2, 0, 0),
            mend: |b| set(b, "survey_questions", 5, "choices", ""),
        },
        Case {
            name: "a translation that lost a choice",
            spoil: |b| set(b, "survey_questions", 3, "choices_en", "Daily; never"),
            found: cell(
                "survey_questions",
                3,
                "choices",
                Problem::ChoicesDiffer {
                    own: 3,
                    translated: 2,
                },
            ),
            mend: |b| {
                set(
                    b,
                    "survey_questions",
                    3,
                    "choices_en",
                    "Daily; often; never",
                );
            },
        },
    ]
}

/// Papers, each typed twice.
fn papers() -> Vec<Case> {
    vec![
        Case {
            name: "a paper of no questionnaire",
            spoil: |b| {
                add(
                    b,
                    "survey_paper",
                    "survey_id=wk|paper=2|keying=1|question_id=1|answer=1",
                );
            },
            found: unresolved("survey_paper", 9, "survey_id", "wk", "surveys"),
            mend: |b| remove(b, "survey_paper", 9),
        },
        Case {
            name: "an answer to a question that is not asked",
            spoil: |b| {
                set(b, "survey_paper", 5, "question_id", "9");
                remove(b, "survey_paper", 8);
            },
            found: unresolved("survey_paper", 5, "question_id", "9", "survey_questions"),
            mend: |b| remove(b, "survey_paper", 5),
        },
        Case {
            name: "a question typed twice in one typing",
            spoil: |b| set(b, "survey_paper", 6, "keying", "1"),
            found: duplicate("survey_paper", 6, "question_id", "wj/1/1 1"),
            mend: |b| set(b, "survey_paper", 6, "keying", "2"),
        },
        Case {
            name: "a third typing",
            spoil: |b| {
                add(
                    b,
                    "survey_paper",
                    "survey_id=wj|paper=1|keying=3|question_id=1|answer=2",
                );
            },
            found: outside("survey_paper", 9, "keying", 3, 1, 2),
            mend: |b| remove(b, "survey_paper", 9),
        },
        Case {
            name: "a tick where there is no box",
            spoil: |b| set(b, "survey_paper", 3, "answer", "4"),
            found: cell(
                "survey_paper",
                3,
                "answer",
                Problem::NotAnAnswer { seen: "4".into() },
            ),
            mend: |b| set(b, "survey_paper", 3, "answer", "2"),
        },
        Case {
            name: "two ticks where one is asked for",
            spoil: |b| set(b, "survey_paper", 3, "answer", "1;2"),
            found: cell(
                "survey_paper",
                3,
                "answer",
                Problem::NotAnAnswer { seen: "1;2".into() },
            ),
            mend: |b| set(b, "survey_paper", 3, "answer", "2"),
        },
        Case {
            name: "a paper typed once",
            spoil: |b| {
                add(
                    b,
                    "survey_paper",
                    "survey_id=wj|paper=7|keying=1|question_id=1|answer=1",
                );
            },
            found: cell("survey_paper", 9, "keying", Problem::KeyedOnce { paper: 7 }),
            mend: |b| {
                add(
                    b,
                    "survey_paper",
                    "survey_id=wj|paper=7|keying=2|question_id=1|answer=1",
                );
            },
        },
        Case {
            name: "two typings that differ",
            spoil: |b| set(b, "survey_paper", 6, "answer", "3"),
            found: keyed_differently(6, "2", "3"),
            mend: |b| set(b, "survey_paper", 6, "answer", "2"),
        },
        Case {
            name: "an answer that the second typing left out",
            spoil: |b| remove(b, "survey_paper", 8),
            found: keyed_differently(5, "多些座位。", ""),
            mend: |b| remove(b, "survey_paper", 5),
        },
        Case {
            name: "an answer that the first typing left out",
            spoil: |b| remove(b, "survey_paper", 5),
            found: keyed_differently(8, "", "多些座位"),
            mend: |b| remove(b, "survey_paper", 8),
        },
    ]
}

fn keyed_differently(at: u32, first: &str, second: &str) -> Finding {
    let problem = Problem::KeyingsDiffer {
        paper: 1,
        first: first.to_owned(),
        second: second.to_owned(),
    };
    cell("survey_paper", at, "answer", problem)
}

fn outside(
    sheet: &'static str,
    at: u32,
    column: &'static str,
    found: u32,
    min: u32,
    max: u32,
) -> Finding {
    cell(sheet, at, column, Problem::OutOfRange { found, min, max })
}

fn not_a_code(sheet: &'static str, at: u32, seen: &str) -> Finding {
    let seen = seen.to_owned();
    cell(sheet, at, "code", Problem::NotACode { seen })
}

/// What is needed, offered and lent.
fn needs() -> Vec<Case> {
    vec![
        Case {
            name: "two resources of one name",
            spoil: |b| {
                add(
                    b,
                    "resources",
                    "resource_id=Lunyi|name=轮椅|kind=器具|who=居民|responsible_post=专员",
                );
            },
            found: duplicate("resources", 5, "resource_id", "Lunyi"),
            mend: |b| set(b, "resources", 5, "resource_id", "lunyi-2"),
        },
        Case {
            name: "a resource at no place",
            spoil: |b| set(b, "resources", 3, "place_id", "b99"),
            found: unresolved("resources", 3, "place_id", "b99", "places"),
            mend: |b| set(b, "resources", 3, "place_id", "b05"),
        },
        Case {
            name: "a resource of which there is none",
            spoil: |b| set(b, "resources", 4, "count", "0"),
            found: outside("resources", 4, "count", 0, 1, 100_000),
            mend: |b| set(b, "resources", 4, "count", "1"),
        },
        Case {
            name: "a loan of nothing",
            spoil: |b| set(b, "loans", 4, "resource_id", "pingtui"),
            found: unresolved("loans", 4, "resource_id", "pingtui", "resources"),
            mend: |b| set(b, "loans", 4, "resource_id", "lunyi"),
        },
        Case {
            name: "due before it was lent",
            spoil: |b| set(b, "loans", 3, "due", "2026-09-30"),
            found: out_of_order("loans", "due", "from", "2026-10-01", "2026-09-30"),
            mend: |b| set(b, "loans", 3, "due", "2026-10-01"),
        },
        Case {
            name: "given back before it was lent",
            spoil: |b| set(b, "loans", 3, "returned", "2026-09-30"),
            found: out_of_order("loans", "returned", "from", "2026-10-01", "2026-09-30"),
            mend: |b| set(b, "loans", 3, "returned", "2026-10-01"),
        },
        Case {
            name: "three wheelchairs lent of two",
            spoil: |b| set(b, "loans", 3, "returned", "2026-10-08"),
            found: cell(
                "loans",
                4,
                "from",
                Problem::LentMoreThanThereIs { lent: 3, have: 2 },
            ),
            // What comes back in the morning may go out in the afternoon.
            mend: |b| set(b, "loans", 3, "returned", "2026-10-07"),
        },
        Case {
            name: "two needs of one name",
            spoil: |b| {
                add(
                    b,
                    "needs",
                    "need_id=XQ|text=送药|since=2026-10-01|responsible_post=专员",
                );
            },
            found: duplicate("needs", 4, "need_id", "XQ"),
            mend: |b| set(b, "needs", 4, "need_id", "xq-2"),
        },
        Case {
            name: "a need at no place",
            spoil: |b| set(b, "needs", 3, "place_id", "b99"),
            found: unresolved("needs", 3, "place_id", "b99", "places"),
            mend: |b| set(b, "needs", 3, "place_id", "b05"),
        },
        Case {
            name: "wanted before it was known",
            spoil: |b| set(b, "needs", 3, "due", "2026-09-13"),
            found: out_of_order("needs", "due", "since", "2026-09-14", "2026-09-13"),
            mend: |b| set(b, "needs", 3, "due", "2026-09-14"),
        },
        Case {
            name: "a match of no need",
            spoil: |b| set(b, "matches", 3, "need", "xq-9"),
            found: unresolved("matches", 3, "need", "xq-9", "needs"),
            mend: |b| set(b, "matches", 3, "need", "xq"),
        },
        Case {
            name: "a match with no resource of the list",
            spoil: |b| set(b, "matches", 3, "resource", "peiban-9"),
            found: unresolved("matches", 3, "resource", "peiban-9", "resources"),
            mend: |b| set(b, "matches", 3, "resource", "peiban"),
        },
        Case {
            name: "a match with no project of the list",
            spoil: |b| set(b, "matches", 5, "project_id", "p9"),
            found: unresolved("matches", 5, "project_id", "p9", "projects"),
            mend: |b| set(b, "matches", 5, "project_id", "p1"),
        },
        Case {
            name: "a match with nothing",
            spoil: |b| set(b, "matches", 5, "project_id", ""),
            found: row("matches", 5, Problem::MatchedWithNothing),
            mend: |b| set(b, "matches", 5, "resource", "peiban"),
        },
    ]
}

/// What is earned and thanked for.
fn points() -> Vec<Case> {
    vec![
        Case {
            name: "points for voting",
            spoil: |b| add(b, "points_rules", "kind=选票|points=1"),
            found: cell("points_rules", 6, "kind", Problem::PointsForVoting),
            mend: |b| set(b, "points_rules", 6, "kind", "问卷"),
        },
        Case {
            name: "two rules for one step",
            spoil: |b| set(b, "points_rules", 4, "from", "已收到"),
            found: cell(
                "points_rules",
                4,
                "kind",
                Problem::Duplicate {
                    id: "proposal/received".into(),
                    first_row: 3,
                },
            ),
            mend: |b| set(b, "points_rules", 4, "from", "已办结"),
        },
        Case {
            name: "two rewards of one name",
            spoil: |b| add(b, "rewards", "reward_id=LIFA|name=理发|points=1"),
            found: duplicate("rewards", 4, "reward_id", "LIFA"),
            mend: |b| set(b, "rewards", 4, "reward_id", "lifa-2"),
        },
        Case {
            name: "a receipt redeemed for nothing",
            spoil: |b| set(b, "redemptions", 3, "reward_id", "tang"),
            found: unresolved("redemptions", 3, "reward_id", "tang", "rewards"),
            mend: |b| set(b, "redemptions", 3, "reward_id", "lifa"),
        },
        Case {
            name: "no receipt redeemed",
            spoil: |b| set(b, "redemptions", 3, "code", "12345"),
            found: not_a_code("redemptions", 3, "12345"),
            mend: |b| set(b, "redemptions", 3, "code", "7K3M-9QXA-B2CD"),
        },
        Case {
            name: "a receipt redeemed twice, written in small letters",
            spoil: |b| {
                add(
                    b,
                    "redemptions",
                    "code=7k3m 9qxa b2cd|reward_id=lifa|date=2026-10-11",
                );
            },
            found: duplicate("redemptions", 4, "code", "7K3M-9QXA-B2CD"),
            mend: |b| set(b, "redemptions", 4, "code", "7K3M-9QXA-B2CE"),
        },
        Case {
            name: "more time used than was given",
            spoil: |b| set(b, "hours", 3, "minutes", "91"),
            found: cell(
                "hours",
                3,
                "minutes",
                Problem::MoreTimeThanGiven {
                    given: 90,
                    used: 91,
                },
            ),
            mend: |b| set(b, "hours", 3, "minutes", "90"),
        },
        Case {
            name: "a day and a night of help",
            spoil: |b| set(b, "hours", 5, "minutes", "961"),
            found: outside("hours", 5, "minutes", 961, 1, 960),
            mend: |b| set(b, "hours", 5, "minutes", "960"),
        },
        Case {
            name: "two honours of one name",
            spoil: |b| {
                add(
                    b,
                    "honours",
                    "honour_id=ZX|date=2026-11-01|title=星|role=邻居|reason=扫雪",
                );
            },
            found: duplicate("honours", 4, "honour_id", "ZX"),
            mend: |b| set(b, "honours", 4, "honour_id", "zx-2"),
        },
        Case {
            name: "a name without consent",
            spoil: |b| set(b, "honours", 3, "consent", ""),
            found: cell("honours", 3, "public_name", Problem::NameWithoutConsent),
            mend: |b| set(b, "honours", 3, "public_name", ""),
        },
    ]
}

fn cases() -> Vec<Case> {
    [
        duplicates(),
        references(),
        sums(),
        days(),
        facts(),
        polls(),
        inbox(),
        campaigns(),
        papers(),
        needs(),
        points(),
        private_numbers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn nothing_is_found_in_a_book_that_is_right() {
    assert_eq!(check(&read(&right_book())), Vec::new());
}

#[test]
fn what_is_wrong_is_found_once_and_nothing_is_when_mended() {
    for case in cases() {
        let mut book = right_book();
        (case.spoil)(&mut book);
        let found = check(&read(&book));
        assert!(
            found.contains(&case.found),
            "{}:\n{:#?}\nis not among\n{found:#?}",
            case.name,
            case.found
        );
        // What follows from the fault may be found too, but no second fault of the same kind.
        let kind = tag(&case.found.problem);
        let same = found.iter().filter(|f| tag(&f.problem) == kind).count();
        assert_eq!(same, 1, "{}: {found:#?}", case.name);
        (case.mend)(&mut book);
        let after = check(&read(&book));
        assert_eq!(after, Vec::new(), "{} is mended", case.name);
    }
}

/// The name of a problem in JSON.
fn tag(problem: &Problem) -> String {
    match serde_json::to_value(problem) {
        Ok(Value::Object(fields)) => fields["problem"].as_str().unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Sums of cells fit always (thousands of the largest add up), so these records come from elsewhere.
#[test]
fn a_sum_that_does_not_fit_is_named() {
    let huge = Some(Money(i64::MAX));
    let too_large = |sheet, row, column| Finding {
        sheet,
        row,
        column,
        problem: Problem::SumTooLarge,
    };

    let mut lines = read(&right_book());
    lines.budget[0].record.approved = huge;
    lines.budget[1].record.approved = huge;
    assert!(check(&lines).contains(&too_large("budget", None, None)));

    let mut paid = read(&right_book());
    for transaction in &mut paid.transactions {
        transaction.record.amount = Money(i64::MAX);
    }
    assert!(check(&paid).contains(&too_large("budget", None, None)));

    let mut entered = read(&right_book());
    for entry in &mut entered.ledger {
        entry.record.amount = Money(i64::MIN);
    }
    assert!(check(&entered).contains(&too_large("budget", Some(7), Some("approved"))));

    let mut poll = read(&right_book());
    poll.polls[0].record.budget = huge;
    poll.polls[0].record.min_length = Some(2);
    for option in &mut poll.options {
        option.record.cost = Money(i64::MAX);
    }
    assert!(check(&poll).contains(&too_large("polls", Some(3), None)));
    assert!(
        !check(&read(&right_book()))
            .iter()
            .any(|f| f.problem == Problem::SumTooLarge)
    );
}

/// Every text cell of every sheet is looked through, so that a new sheet is not forgotten.
#[test]
fn a_private_number_is_found_in_every_free_text_of_every_sheet() {
    use records::field::Kind;
    for spec in SHEETS {
        for column in spec.columns {
            let keys = match column.kind {
                Kind::Text(_) => vec![column.key.to_owned()],
                Kind::LocalText(_) => ["", "_zh-hans", "_zh-hant", "_en"]
                    .iter()
                    .map(|tag| format!("{}{tag}", column.key))
                    .collect(),
                _ => continue,
            };
            for key in keys {
                let mut book = right_book();
                if book.sheets[spec.key].rows[0].cell(column.key) == &records::book::Cell::Blank {
                    set(&mut book, spec.key, 3, column.key, "甲");
                }
                set(&mut book, spec.key, 3, &key, "找老张，15012345678");
                let finding = cell(
                    spec.key,
                    3,
                    column.key,
                    Problem::PrivateNumber {
                        kind: PrivateNumber::Mobile,
                    },
                );
                let is_exempt = spec.key == "community" && column.key == "phone";
                assert_eq!(
                    check(&read(&book)).contains(&finding),
                    !is_exempt,
                    "{} {key}",
                    spec.key
                );
            }
        }
    }
}

#[test]
fn a_year_without_money_in_is_one_warning_and_not_one_for_each_fund() {
    let mut book = right_book();
    remove(&mut book, "budget", 3);
    remove(&mut book, "budget", 4);
    let found: Vec<String> = check(&read(&book))
        .iter()
        .map(|f| tag(&f.problem))
        .collect();
    assert_eq!(found, ["sources-and-uses-differ"]);
}

#[test]
fn findings_stand_in_the_order_of_the_workbook() {
    let mut book = right_book();
    set(&mut book, "options", 3, "cost", "0");
    set(&mut book, "budget", 6, "resolution_id", "");
    set(&mut book, "budget", 5, "why", "");
    set(&mut book, "community", 3, "households", "");
    set(&mut book, "budget", 4, "approved", "1");
    let places: Vec<(&str, Option<u32>)> = check(&read(&book))
        .iter()
        .map(|finding| (finding.sheet, finding.row))
        .collect();
    assert_eq!(
        places,
        [
            ("community", Some(3)),
            ("funds", Some(4)),
            ("budget", None),
            ("budget", Some(5)),
            ("budget", Some(6)),
            ("options", Some(3)),
        ]
    );
}

#[test]
fn what_only_makes_the_page_poorer_does_not_stop_it() {
    let warnings: BTreeSet<String> = cases()
        .iter()
        .filter(|case| case.found.severity() == Severity::Warning)
        .map(|case| tag(&case.found.problem))
        .collect();
    assert_eq!(
        warnings.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "before-start",
            "fund-overspent",
            "keyed-once",
            "met-without-evidence",
            "no-households",
            "no-resolution",
            "not-explained",
            "outside-year",
            "paid-over-contract",
            "sources-and-uses-differ",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Random books are wrong in many ways at once; whatever is found points at a cell that is
    /// there, and is something that the table above tries by itself.
    #[test]
    fn a_finding_points_at_what_is_there(
        book in support::any_book(),
        amounts in support::any_amounts(),
        is_filled: bool,
    ) {
        let mut records = read(&book);
        if is_filled {
            support::fill(&mut records, &amounts);
        }
        let mut tried: BTreeSet<String> =
            cases().iter().map(|case| tag(&case.found.problem)).collect();
        tried.insert("sum-too-large".to_owned());
        for finding in check(&records) {
            let spec = SHEETS.iter().find(|spec| spec.key == finding.sheet).unwrap();
            if let Some(column) = finding.column {
                prop_assert!(spec.columns.iter().any(|c| c.key == column), "{:?}", finding);
            }
            if let Some(row) = finding.row {
                let rows = &book.sheets[finding.sheet].rows;
                prop_assert!(rows.iter().any(|r| r.number == row), "{:?}", finding);
            }
            prop_assert!(tried.contains(&tag(&finding.problem)), "{:?}", finding);
        }
        prop_assert_eq!(check(&records), check(&records.clone()));
    }
}

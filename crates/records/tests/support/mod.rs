//! Books for tests: one that is right in everything, to be broken in one place, and random ones.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared by several test programs, none of which uses all of it"
)]

use std::marker::PhantomData;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use records::book::{Book, Cell, Row, Table};
use records::field::{Column, Kind};
use records::sheets::{SHEETS, Sheet, SheetVisitor, visit_sheets};
use records::{Date, Money, Records};

/// Puts a sheet into the book: the keys of its columns and its rows of texts, separated by `|`.
/// Rows are numbered from 3, as in a file with two rows of headers.
pub fn sheet(book: &mut Book, key: &str, columns: &str, rows: &[&str]) {
    let columns: Vec<String> = columns.split('|').map(|c| c.trim().to_owned()).collect();
    let rows = rows
        .iter()
        .zip(3_u32..)
        .map(|(row, number)| {
            let cells: Vec<Cell> = row.split('|').map(Cell::text).collect();
            assert_eq!(cells.len(), columns.len(), "{key}: {row}");
            Row {
                number,
                cells: columns.iter().cloned().zip(cells).collect(),
            }
        })
        .collect();
    book.sheets.insert(key.to_owned(), Table { columns, rows });
}

/// Writes one cell.
pub fn set(book: &mut Book, sheet: &str, row: u32, column: &str, text: &str) {
    let table = book.sheets.get_mut(sheet).expect(sheet);
    let row = table
        .rows
        .iter_mut()
        .find(|candidate| candidate.number == row)
        .expect("the row");
    row.cells.insert(column.to_owned(), Cell::text(text));
}

/// Adds a row after the last, `key=text` separated by `|`.
pub fn add(book: &mut Book, sheet: &str, cells: &str) {
    let table = book.sheets.get_mut(sheet).expect(sheet);
    let number = table.rows.last().map_or(3, |row| row.number + 1);
    let cells = cells
        .split('|')
        .map(|cell| cell.split_once('=').expect("key=text"))
        .map(|(key, text)| (key.to_owned(), Cell::text(text)))
        .collect();
    table.rows.push(Row { number, cells });
}

/// Takes a row out.
pub fn remove(book: &mut Book, sheet: &str, row: u32) {
    let table = book.sheets.get_mut(sheet).expect(sheet);
    table.rows.retain(|candidate| candidate.number != row);
}

/// The book as records; every cell must be readable.
pub fn read(book: &Book) -> Records {
    let (records, findings) = Records::read(book);
    assert_eq!(findings, Vec::new());
    records.expect("a community")
}

/// A book with nothing but what must be there, and the budget lines given.
pub fn with_budget(columns: &str, rows: &[&str]) -> Records {
    let mut book = Book::default();
    sheet(
        &mut book,
        "community",
        "id|name|households|currency|as_of",
        &["xinglinli|杏林里社区|3000|CNY|2026-11-05"],
    );
    sheet(
        &mut book,
        "funds",
        "fund_id|name|nature",
        &["baozhang|社区保障资金|财政"],
    );
    sheet(&mut book, "budget", columns, rows);
    read(&book)
}

/// A book with every sheet and nothing wrong in it, not even a warning.
pub fn right_book() -> Book {
    let mut book = Book::default();
    let b = &mut book;
    sheet(
        b,
        "community",
        "id|name|households|population|fiscal_start|currency|language|coord_system|phone|as_of",
        &["xinglinli|杏林里社区|3000|7600|1|CNY|简体中文|本地米|138 0013 8000|2026-11-05"],
    );
    sheet(
        b,
        "orgs",
        "org_id|name|classification|post|term_start|term_end",
        &["jwh|杏林里社区居委会|居委会|主任|2025-01-01|2029-12-31"],
    );
    sheet(
        b,
        "funds",
        "fund_id|name|nature|plain",
        &[
            "baozhang|社区保障资金|财政|区里每年拨给社区办实事的钱。",
            "gongyi|公共收益|公益收益|停车和广告收来的钱。",
        ],
    );
    sheet(
        b,
        "budget",
        "line_id|year|direction|l1|l2|title|plain|why|fund_id|approved|executed|resolution_id",
        &[
            "r1|2026|收入|财政拨款||保障资金|||baozhang|1500||",
            "r2|2026|收入|公共收益||停车费|||gongyi|500||",
            "e1|2026|支出|养老助餐||老年食堂补贴|给老人做午饭。|独居老人多。|baozhang|1000|300|jy-2026-01",
            "e2|2026|支出|养老助餐||上门送餐|把午饭送到家。|有人下不了楼。|baozhang|500||jy-2026-01",
            "e3|2026|支出|环境|路灯|北门路灯|||gongyi|500||",
            "s1|2026|支出|养老助餐||小计|||baozhang|1500|300|",
        ],
    );
    sheet(
        b,
        "stages",
        "year|stage|date|note",
        &[
            "2026|草案|2025-11-20|",
            "2026|听证|2025-12-12|提了十九条意见。",
            "2026|已批准|2026-01-06|",
        ],
    );
    sheet(
        b,
        "transactions",
        "txn_id|date|year|line_id|direction|amount|summary|project_id",
        &[
            "t1|2026-01-08|2026|e1|支出|320.00|老年食堂一月补贴|",
            "t2|2026-02-08|2026|e1|支出|-20.00|退回多付|p1",
        ],
    );
    sheet(
        b,
        "ledger",
        "source|source_line|year|stage|line_id|amount",
        &[
            "FY26__adopted.csv|2|2026|批准|e3|600",
            "FY26__adopted.csv|3|2026|批准|e3|-100",
        ],
    );
    sheet(
        b,
        "left_out",
        "source|source_line|year|seen|reason",
        &["FY26__adopted.csv|9|2026|FY26,Police,abc|amount"],
    );
    sheet(
        b,
        "projects",
        "project_id|name|plain|year|line_id|origin|process_step|cost|contracted|paid|responsible_post|start_planned|end_planned|status|place_ids|x|y",
        &[
            "p1|北门路灯更换|换掉旧灯。|2026|e3|征集|实施|500|450|200|环境委员|2026-05-10|2026-08-30|进行中|b05|1.5|2",
        ],
    );
    sheet(
        b,
        "milestones",
        "project_id|seq|title|weight|due0|due|revision_reason|date_met|evidence|status",
        &[
            "p1|1|签合同|40|2026-05-20|2026-05-25|等报价|2026-05-24|ht.pdf|已完成",
            "p1|2|完工|60|2026-08-30|||||未到期",
        ],
    );
    sheet(
        b,
        "places",
        "place_id|kind|name|polygon|coord_system",
        &[
            "b05|楼|5号楼|0 0;30 0;30 12|",
            "l1|路|北路|0 0;5 5|",
            "d1|点|快递柜|3 4|",
            "g1|绿地|小花园||",
        ],
    );
    sheet(
        b,
        "polls",
        "poll_id|title|opens|closes|vote_type|budget|min_length|max_length|max_sum_cost|eligibility|plain|rule",
        &[
            "wgx|微更新投票|2026-11-10|2026-11-28|预算内勾选|2000|1|2||每户一票|选出先做的事。|等份法",
        ],
    );
    sheet(
        b,
        "options",
        "poll_id|option_id|name|cost|place_id",
        &["wgx|1|三号楼坡道|1800|b05", "wgx|2|北路长椅|300|"],
    );
    boards(b);
    sheet(
        b,
        "resolutions",
        "resolution_id|date|meeting|title|called|present|votes_for|votes_against|abstentions",
        &["jy-2026-01|2026-01-06|居民代表大会|通过预算|62|55|51|2|2"],
    );
    sheet(
        b,
        "disclosure",
        "seq|l1|l2|frequency|due_day|responsible_post",
        &["1|财务公开|月度收支|每月|5|居委会财务"],
    );
    sheet(
        b,
        "replies",
        "submission_id|status|reply|date|post",
        &[
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08|已收到|收到了。|2026-11-01|主任",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08|已回应|下周修。|2026-11-03|主任",
        ],
    );
    sheet(
        b,
        "glossary",
        "term_id|term|plain",
        &["juesuan|决算|一年过完，实际花了多少。"],
    );
    sheet(
        b,
        "categories",
        "category_id|name|only_for",
        &["zhaoming|照明|", "jiaju|家具|资源"],
    );
    sheet(
        b,
        "holidays",
        "date|day|note",
        &["2026-02-14|上班|春节调休", "2026-02-16|放假|春节"],
    );
    sheet(
        b,
        "clocks",
        "kind|hours|working_days",
        &["质询|48|", "微提案||10"],
    );
    sheet(
        b,
        "inboxes",
        "url|conflict_means|note",
        &["/inbox/v1|已经收到|同一台机器"],
    );
    for spec in SHEETS {
        assert!(b.sheets.contains_key(spec.key), "{} is missing", spec.key);
    }
    book
}

/// Campaigns, questionnaires, and what is needed, offered, lent, earned and thanked for.
fn boards(b: &mut Book) {
    sheet(
        b,
        "campaigns",
        "campaign_id|title|plain|prepare|collect|analyse|feedback|summary|goal|reached",
        &[
            "zj|活动室怎么用|想听您的。|2026-08-03|2026-08-17|2026-09-07|2026-09-21|2026-10-12|900|412",
        ],
    );
    sheet(
        b,
        "campaign_items",
        "campaign_id|number|channel|text|reasonable|feasible|novel|result|reply|code|project_id",
        &[
            "zj|1|意见箱|下午想有个地方写作业。|是|是|否|已采纳|留两张桌子。|7K3M-9QXA-B2CD|p1",
            "zj|2|走访|晚上开到十点。|||||||",
        ],
    );
    sheet(
        b,
        "surveys",
        "survey_id|title|plain|opens|closes|goal",
        &["wj|老年食堂|四道题。|2026-09-01|2026-09-30|600"],
    );
    sheet(
        b,
        "survey_questions",
        "survey_id|question_id|text|form|choices|choices_en",
        &[
            "wj|1|一周吃几次？|单选|天天；三四次；不来|Daily; often; never",
            "wj|2|哪里要改？|多选|菜价;口味;座位|",
            "wj|3|还想说什么？|填写||",
        ],
    );
    sheet(
        b,
        "survey_paper",
        "survey_id|paper|keying|question_id|answer",
        &[
            "wj|1|1|1|2",
            "wj|1|1|2|1;3",
            "wj|1|1|3|多些座位。",
            "wj|1|2|1|2",
            "wj|1|2|2|3、1",
            "wj|1|2|3|多些座位",
        ],
    );
    sheet(
        b,
        "resources",
        "resource_id|name|kind|count|who|place_id|responsible_post",
        &[
            "lunyi|轮椅|器具|2|本社区居民|b05|助残专员",
            "peiban|陪买菜|时间||本社区老人||助老专员",
        ],
    );
    sheet(
        b,
        "loans",
        "resource_id|count|from|due|returned|borrower",
        &[
            "lunyi|2|2026-10-01|2026-10-08|2026-10-07|3号楼居民",
            "lunyi||2026-10-07|2026-10-21||5号楼居民",
        ],
    );
    sheet(
        b,
        "needs",
        "need_id|text|place_id|channel|since|due|responsible_post",
        &["xq|有人陪着买菜|b05|走访|2026-09-14|2026-10-01|助老专员"],
    );
    sheet(
        b,
        "matches",
        "need|resource|project_id|status|date",
        &[
            "xq|peiban||已对接|2026-09-21",
            "7K3M-9QXA-B2CD|0000-0000-0000||拟对接|2026-09-22",
            "xq||p1|已办好|2026-09-23",
        ],
    );
    sheet(
        b,
        "points_rules",
        "kind|from|points",
        &["微提案||2", "微提案|已采纳|10", "志愿服务一小时||5"],
    );
    sheet(b, "rewards", "reward_id|name|points", &["lifa|社区理发|20"]);
    sheet(
        b,
        "redemptions",
        "code|reward_id|date",
        &["7K3M-9QXA-B2CD|lifa|2026-10-10"],
    );
    sheet(
        b,
        "hours",
        "volunteer|date|flow|minutes|what",
        &[
            "z-1|2026-10-18|支取|60|有人陪去医院",
            "z-1|2026-10-18|存入|90|送餐",
            "z-2|2026-10-19|存入|30|送餐",
        ],
    );
    sheet(
        b,
        "honours",
        "honour_id|date|title|role|reason|public_name|consent",
        &["zx|2026-10-31|十月社区之星|送餐志愿者|天天送饭。|周小云|2026-10-28"],
    );
}

/// Texts that survive a sheet: no white space around them, not empty.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "合计", "养老", "环境", "Total", "小计", "a", "1201", "=1+1", "#REF!"
        ])
        .prop_map(str::to_owned),
        vec(any::<char>(), 1..12).prop_map(String::from_iter),
        vec(
            select("0123456789１３８X -－年".chars().collect::<Vec<_>>()),
            1..30
        )
        .prop_map(String::from_iter),
    ]
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("blank", |text| !text.is_empty())
}

/// Few identifiers, so that they collide and refer to each other.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(vec!["a", "b", "A", "e1", "meta", "2026"]).prop_map(str::to_owned),
        1 => vec(select(b"aZ09_.-".to_vec()), 0..9)
            .prop_map(|middle| format!("x{}y", String::from_utf8(middle).unwrap())),
    ]
}

fn money() -> impl Strategy<Value = Money> {
    prop_oneof![
        (-500_i64..500).prop_map(Money),
        (-Money::LIMIT..=Money::LIMIT).prop_map(Money),
        select(vec![Money(Money::LIMIT), Money(-Money::LIMIT), Money::ZERO]),
    ]
}

/// Numbers of at most fifteen digits: JSON readers need not keep more.
fn number() -> impl Strategy<Value = f64> {
    (any::<i32>(), 0_i32..4).prop_map(|(digits, places)| f64::from(digits) / 10_f64.powi(places))
}

fn whole() -> impl Strategy<Value = u32> {
    prop_oneof![0_u32..40, any::<u32>()]
}

/// A cell that the column can hold, as a file would give it.
fn cell(kind: Kind) -> BoxedStrategy<Cell> {
    let written = |text: String| Cell::text(text);
    match kind {
        Kind::Text(_) | Kind::LocalText(_) => text().prop_map(written).boxed(),
        Kind::Id => id().prop_map(written).boxed(),
        Kind::Ids => vec(id(), 1..4)
            .prop_map(|ids| Cell::text(ids.join("、")))
            .boxed(),
        Kind::Year => select(vec!["2026", "2025年", "2021-22", "FY21-22", "plan"])
            .prop_map(Cell::text)
            .boxed(),
        Kind::Money => prop_oneof![
            money().prop_map(|money| Cell::text(money.to_decimal(2))),
            (-100_000_i64..100_000).prop_map(|minor| {
                #[allow(clippy::cast_precision_loss, reason = "small")]
                Cell::Number(minor as f64 / 100.0)
            }),
        ]
        .boxed(),
        Kind::Date => (-500_i64..500)
            .prop_map(|days| {
                let day = Date::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(days);
                Cell::Day(day)
            })
            .boxed(),
        Kind::Whole => whole().prop_map(|n| Cell::Number(f64::from(n))).boxed(),
        Kind::Decimal => number().prop_map(Cell::Number).boxed(),
        Kind::List(codes) => select(codes)
            .prop_flat_map(|code| select(vec![code.key, code.zh, code.en]))
            .prop_map(Cell::text)
            .boxed(),
        Kind::Points => vec((number(), number()), 1..5)
            .prop_map(|points| {
                let points: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
                Cell::text(points.join("；"))
            })
            .boxed(),
        Kind::Currency => select(vec!["CNY", "USD", "JPY", "KWD"])
            .prop_map(Cell::text)
            .boxed(),
    }
}

/// A row that can be read: required cells filled, others now and then, with translations.
pub fn row(columns: &'static [Column]) -> BoxedStrategy<Row> {
    let mut cells = Vec::new();
    for column in columns {
        let own = cell(column.kind);
        let own = if column.required {
            own.prop_map(Some).boxed()
        } else {
            option::of(own).boxed()
        };
        let english = match column.kind {
            Kind::LocalText(_) => option::of(text()).boxed(),
            _ => Just(None).boxed(),
        };
        cells.push((Just(column.key), own, english));
    }
    (1_u32..2_000, cells)
        .prop_map(|(number, cells)| {
            let mut row = Row {
                number,
                ..Row::default()
            };
            for (key, own, english) in cells {
                let Some(own) = own else { continue };
                row.cells.insert(key.to_owned(), own);
                if let Some(english) = english {
                    row.cells.insert(format!("{key}_en"), Cell::Text(english));
                }
            }
            row
        })
        .boxed()
}

/// A book of all sheets with up to five readable rows each, and one community.
pub fn any_book() -> BoxedStrategy<Book> {
    let tables: Vec<_> = SHEETS
        .iter()
        .map(|spec| {
            let rows = if spec.key == "community" {
                1..=1
            } else {
                0..=5
            };
            (Just(spec), vec(row(spec.columns), rows))
        })
        .collect();
    tables
        .prop_map(|tables| Book {
            sheets: tables
                .into_iter()
                .map(|(spec, rows)| {
                    let columns = spec.columns.iter().map(|c| c.key.to_owned()).collect();
                    (spec.key.to_owned(), Table { columns, rows })
                })
                .collect(),
        })
        .boxed()
}

/// Amounts of every size, for records that did not come from cells.
pub fn any_amounts() -> impl Strategy<Value = Vec<Money>> {
    let amount = prop_oneof![
        any::<i64>(),
        select(vec![i64::MAX, i64::MIN, 0, -1, i64::MAX - 1]),
        -5_i64..5,
    ];
    vec(amount.prop_map(Money), 64)
}

/// Puts amounts into every money field of the records, round and round.
pub fn fill(records: &mut Records, amounts: &[Money]) {
    let mut next = amounts.iter().copied().cycle();
    let mut take = || next.next().unwrap_or_default();
    for line in &mut records.budget {
        let line = &mut line.record;
        for field in [
            &mut line.prior_executed,
            &mut line.proposed,
            &mut line.approved,
            &mut line.adjusted,
            &mut line.executed,
        ] {
            if field.is_some() {
                *field = Some(take());
            }
        }
    }
    for transaction in &mut records.transactions {
        transaction.record.amount = take();
    }
    for entry in &mut records.ledger {
        entry.record.amount = take();
    }
    for project in &mut records.projects {
        project.record.cost = take();
        project.record.paid = Some(take());
        project.record.contracted = Some(take());
    }
    for poll in &mut records.polls {
        poll.record.budget = Some(take());
        poll.record.max_sum_cost = Some(take());
    }
    for option in &mut records.options {
        option.record.cost = take();
    }
}

/// Something that holds for every record of every sheet.
pub trait Property {
    /// Whether it holds for a record that was read from `row`.
    fn hold<T: Sheet>(record: &T, row: &Row) -> Result<(), TestCaseError>;
}

/// Tries a property on random records of every sheet.
pub fn for_every_sheet<P: Property>() {
    struct Try<P>(PhantomData<P>, Vec<&'static str>);
    impl<P: Property> SheetVisitor for Try<P> {
        fn visit<T: Sheet>(&mut self) {
            self.1.push(T::KEY);
            let config = Config {
                failure_persistence: None,
                ..Config::with_cases(96)
            };
            let tried = TestRunner::new(config).run(&row(T::COLUMNS), |row| {
                let record = T::from_row(&row)
                    .map_err(|findings| TestCaseError::fail(format!("{findings:?}")))?;
                P::hold(&record, &row)
            });
            if let Err(error) = tried {
                panic!("{}: {error}", T::KEY);
            }
        }
    }
    let mut tried = Try::<P>(PhantomData, Vec::new());
    visit_sheets(&mut tried);
    let every: Vec<&str> = SHEETS.iter().map(|spec| spec.key).collect();
    assert_eq!(tried.1, every);
}

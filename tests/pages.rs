//! Pages as HTML: rendered as the publisher renders them, read as a browser reads them. What every
//! page must keep stands in `pages_support`; `Page` holds each page made here to it.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod pages_support;

use std::collections::BTreeSet;

use mingbai_app::i18n::Words;
use mingbai_app::route::{Links, Route};
use records::codes::{Direction, Stage, SubmissionKind};
use records::hundred::hundred;
use records::page::{
    BoardForm, BoardView, BudgetView, Content, HomeView, LeftOutView, PollsView, RatingView,
    SaidCounts, StageAmount, TermView, TrackView, WallView, YearBrief,
};
use records::{Lang, LocalText, Money};
use scraper::ElementRef;

use pages_support::*;

const ALL: [Lang; 3] = Lang::ALL;

/// Every kind of page, with every part.
fn every_page() -> Vec<(Route, Content)> {
    let brief = full_year().brief;
    vec![
        (
            Route::Home,
            Content::Home(HomeView {
                year: Some(brief.clone()),
                largest: full_year().expenditure[..3].to_vec(),
                said: Some(Box::new(said_brief())),
                polls: poll_doors(),
            }),
        ),
        (
            Route::Budget,
            Content::Budget(BudgetView {
                years: vec![
                    brief,
                    YearBrief {
                        year: year("2025"),
                        expenditure: None,
                        revenue: Some(figure(10)),
                    },
                ],
            }),
        ),
        (
            Route::Year(year("2026")),
            Content::Year(Box::new(full_year())),
        ),
        (
            Route::Line(year("2026"), id("canteen")),
            Content::Line(Box::new(full_line())),
        ),
        (
            Route::Line(year("2026"), id("g-1")),
            Content::Line(Box::new(group())),
        ),
        (
            Route::Glossary,
            Content::Glossary(vec![TermView {
                id: id("juesuan"),
                term: own("决算"),
                plain: own("一年过完的账"),
            }]),
        ),
        (Route::Needs, Content::Board(Box::new(board()))),
        (Route::Settings, Content::Settings),
        (Route::Help, Content::Document(document())),
        (Route::Accessibility, Content::Document(document())),
        (Route::Privacy, Content::Document(document())),
        (Route::Say, Content::Say(Box::new(say(Lang::ZhHans)))),
        (Route::Wall(1), Content::Wall(Box::new(wall()))),
        (
            Route::Wall(2),
            Content::Wall(Box::new(WallView { page: 2, ..wall() })),
        ),
        (
            Route::Entry(id("7k3m9qda2x01")),
            Content::Entry(Box::new(entry())),
        ),
        (Route::Track, Content::Track(track())),
        (
            Route::Polls,
            Content::Polls(PollsView {
                polls: vec![poll_brief(), counted_brief()],
            }),
        ),
        (Route::Poll(id("wgx-2025")), Content::Poll(Box::new(poll()))),
        (
            Route::Results(id("wgx-2025")),
            Content::Results(Box::new(results())),
        ),
        (Route::NotFound, Content::NotFound),
    ]
}

/// What stands on the site before there is anything to stand there.
fn every_empty_page() -> Vec<(Route, Content)> {
    vec![
        (
            Route::Home,
            Content::Home(HomeView {
                year: None,
                largest: Vec::new(),
                said: None,
                polls: Vec::new(),
            }),
        ),
        (
            Route::Budget,
            Content::Budget(BudgetView { years: Vec::new() }),
        ),
        (
            Route::Year(year("2026")),
            Content::Year(Box::new(bare_year(Vec::new()))),
        ),
        (
            Route::Line(year("2026"), id("canteen")),
            Content::Line(Box::new(bare_line())),
        ),
        (Route::Glossary, Content::Glossary(Vec::new())),
        (
            Route::Campaigns,
            Content::Board(Box::new(BoardView {
                title: "Lists".into(),
                lead: "None yet.".into(),
                ..BoardView::default()
            })),
        ),
        (
            Route::Polls,
            Content::Polls(PollsView { polls: Vec::new() }),
        ),
        (Route::Wall(1), Content::Wall(Box::new(empty_wall()))),
        (
            Route::Track,
            Content::Track(TrackView {
                recent: Vec::new(),
                total: 0,
                has_clocks: false,
            }),
        ),
    ]
}

/// A wall on which nothing stands, of an office that keeps no times of arrival.
fn empty_wall() -> WallView {
    WallView {
        rows: Vec::new(),
        page: 1,
        pages: 1,
        files: Vec::new(),
        categories: Vec::new(),
        counts: SaidCounts::default(),
    }
}

#[test]
fn every_kind_of_page_is_sound_in_every_language_under_every_base() {
    for (route, content) in every_page().into_iter().chain(every_empty_page()) {
        for lang in ALL {
            for base in ["/", "/xinglinli/", "/a/b/"] {
                let page = page_in(frame(), content.clone(), &route, lang, base);
                let links = Links::new(base, lang);
                let inner = page
                    .links("a[href]")
                    .into_iter()
                    .filter(|link| link.starts_with('/'));
                for link in inner {
                    assert!(link.starts_with(base), "{link} leaves {base}");
                }
                // The same page in the other languages, here and nowhere else.
                let switches = page.links("header details a[hreflang]");
                let same: Vec<String> = ALL
                    .into_iter()
                    .map(|other| links.to_in(other, &route))
                    .collect();
                assert_eq!(switches, same);
                let current: Vec<_> = page.all("header details a[aria-current]");
                assert_eq!(current.len(), 1);
                assert_eq!(current[0].attr("hreflang"), Some(lang.tag()));
            }
        }
    }
}

#[test]
fn a_page_of_lists_says_everything_that_its_data_says() {
    for lang in ALL {
        let view = board();
        let page = drawn(Content::Board(Box::new(view.clone())), &Route::Needs, lang);
        assert_eq!(page.texts("h1"), ["谁要帮忙※，谁能帮忙"]);
        assert_eq!(page.all("main section.board").len(), view.parts.len());
        for (section, part) in page.all("main section.board").into_iter().zip(&view.parts) {
            let rows: Vec<_> = section.select(&selector(".board__row")).collect();
            assert_eq!(rows.len(), part.rows.len());
            for (drawn, row) in rows.iter().zip(&part.rows) {
                let state = drawn
                    .select(&selector(".board__state"))
                    .map(text)
                    .find(|word| !word.is_empty());
                assert_eq!(state, row.state.as_ref().map(|state| state.word.clone()));
                assert_eq!(
                    drawn.select(&selector("svg.bar")).count(),
                    usize::from(row.bar.is_some())
                );
                // Boxes are numbered as the office types them.
                let boxes: Vec<String> = drawn
                    .select(&selector(".board__number"))
                    .map(text)
                    .collect();
                let choices = row.boxes.as_ref().map_or(0, Vec::len);
                let numbers: Vec<String> = (1..=choices).map(|n| n.to_string()).collect();
                assert_eq!(boxes, numbers);
            }
            let list = match part.form {
                BoardForm::Rows => "ul.board__rows",
                BoardForm::Phases => "ol.board__phases",
                BoardForm::Boxes => "ol.board__paper",
            };
            assert_eq!(
                section.select(&selector(list)).count(),
                1,
                "{:?}",
                part.form
            );
            let table = section.select(&selector("details table tbody tr")).count();
            assert_eq!(
                table,
                part.table.as_ref().map_or(0, |table| table.rows.len())
            );
        }
        let root = Links::new("/", lang).root();
        let links = page.links("main a.button");
        assert!(
            links.contains(&format!("{root}say/?kind=need")),
            "{links:?}"
        );
    }
}

#[test]
fn headings_are_in_the_readers_language() {
    let headings = [
        "2026\u{a0}年，本社区的一百元",
        "2026\u{a0}年，本社區的一百元",
        "2026: our community’s hundred yuan",
    ];
    let parts = [
        [
            "一百元，一枚一元",
            "一项一项看",
            "钱从哪来",
            "从提案到执行的数",
            "这份预算走到哪一步",
            "钱归哪个口袋，不能花在哪",
            "没算进来的行",
            "看别的年份",
        ],
        [
            "一百元，一枚一元",
            "一項一項看",
            "錢從哪來",
            "從提案到執行的數",
            "這份預算走到哪一步",
            "錢歸哪個口袋，不能花在哪",
            "沒算進來的行",
            "看別的年份",
        ],
        [
            "A hundred yuan, one coin each",
            "Item by item",
            "Where the money comes from",
            "The totals, from proposal to spending",
            "How far this budget has come",
            "Which purse it belongs to, and what it may not pay for",
            "Rows left out",
            "Other years",
        ],
    ];
    for ((lang, heading), parts) in ALL.into_iter().zip(headings).zip(parts) {
        let page = year_page(full_year(), lang);
        assert_eq!(page.texts("h1"), [heading]);
        assert_eq!(page.texts("main h2"), parts);
        assert!(page.rendered.title.starts_with(heading));
    }
}

/// The bars, their table twin, and the rows they are made from.
#[test]
fn every_bar_has_its_row_in_the_table_and_the_same_figures() {
    for lang in ALL {
        let page = year_page(full_year(), lang);
        let lists = page.all("ol.lines");
        let tables = page.all("details.twin table");
        let rows = [full_year().expenditure, full_year().revenue];
        assert_eq!((lists.len(), tables.len()), (2, 2));
        let words = Words::new(lang);
        for ((list, table), rows) in lists.into_iter().zip(tables).zip(rows) {
            let bars: Vec<ElementRef<'_>> = list.select(&selector("li.line")).collect();
            let lines: Vec<ElementRef<'_>> = table.select(&selector("tbody tr")).collect();
            assert_eq!((bars.len(), lines.len()), (rows.len(), rows.len()));
            assert!(table.select(&selector("caption")).next().is_some());
            for ((bar, line), row) in bars.into_iter().zip(lines).zip(rows) {
                assert_eq!(bar.select(&selector("svg.bar")).count(), 1);
                let name = bar.select(&selector("a.line__name")).next().unwrap();
                let head = line.select(&selector("th")).next().unwrap();
                assert_eq!(
                    (text(name), text(head)),
                    (row.title.text.clone(), row.title.text)
                );
                assert_eq!(
                    name.attr("href"),
                    Some(&*Links::new("/", lang).to(&Route::Line(year("2026"), row.id)))
                );
                let amount = |amount: Option<Money>| {
                    amount.map_or_else(String::new, |amount| {
                        words.amount(amount, frame().community.currency)
                    })
                };
                let cells: Vec<String> = line.select(&selector("td")).map(text).collect();
                assert_eq!(
                    cells,
                    [
                        amount(Some(row.figure.amount)),
                        amount(row.figure.executed),
                        amount(row.figure.prior)
                    ]
                );
                let beside = bar.select(&selector(".line__amount")).next().unwrap();
                assert_eq!(text(beside), cells[0]);
            }
        }
    }
}

#[test]
fn bars_are_on_one_scale_and_show_what_is_over_the_whole() {
    let page = year_page(full_year(), Lang::ZhHans);
    let widths: Vec<[&str; 2]> = page
        .all("section[aria-labelledby=lines] svg.bar")
        .into_iter()
        .map(|bar| {
            ["whole", "used"].map(|part| {
                bar.select(&selector(&format!("rect.bar__{part}")))
                    .next()
                    .unwrap()
                    .attr("width")
                    .unwrap()
            })
        })
        .collect();
    // 1,200,000 with 800,000 spent; 300,000 with 350,000 spent; 1,000 with none; 3, not known.
    assert_eq!(
        widths,
        [["1000", "666"], ["250", "250"], ["0", "0"], ["0", "0"]]
    );
    let over = page.one("rect.bar__over");
    assert_eq!(
        (over.attr("x"), over.attr("width")),
        (Some("250"), Some("41"))
    );
    for bar in page.all("svg.bar") {
        assert_eq!(
            bar.attr("aria-hidden"),
            Some("true"),
            "its figures stand beside it"
        );
    }
}

fn coins(page: &Page) -> Vec<(String, String, String)> {
    page.all("svg.hundred__coins circle.coin")
        .into_iter()
        .map(|coin| {
            ["cx", "cy", "class"]
                .map(|name| coin.attr(name).unwrap().to_owned())
                .into()
        })
        .collect()
}

#[test]
fn there_are_a_hundred_coins_whenever_there_is_money() {
    let amounts: [&[i64]; 8] = [
        &[1],
        &[1, 1, 1],
        &[5, -5, 1],
        &[0, 0, 7],
        &[900_000, 1, 1, 1],
        &[9_999_999_999, 3, -9_999_999_999],
        &[7; 60],
        &[100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 3, 2, 1, 0, -1],
    ];
    for amounts in amounts {
        let rows: Vec<_> = amounts
            .iter()
            .enumerate()
            .map(|(at, yuan)| row(&format!("r{at}"), *yuan))
            .collect();
        let parts = hundred(&rows.iter().map(|row| row.figure.amount).collect::<Vec<_>>());
        let page = year_page(bare_year(rows), Lang::ZhHans);
        let coins = coins(&page);
        assert_eq!(coins.len(), 100, "{amounts:?}");
        let places: BTreeSet<_> = coins.iter().map(|(x, y, _)| (x, y)).collect();
        assert_eq!(places.len(), 100, "no coin upon another");
        for (x, y, _) in &coins {
            assert!((15..=285).contains(&x.parse::<u32>().unwrap()));
            assert!((15..=285).contains(&y.parse::<u32>().unwrap()));
        }
        // Each group of coins leads to its row, which says how many they are.
        let groups = page.all("svg.hundred__coins a");
        let shares = page.all("li.share");
        let parts: Vec<u32> = parts.into_iter().filter(|part| *part > 0).collect();
        assert_eq!((groups.len(), shares.len()), (parts.len(), parts.len()));
        for ((group, share), part) in groups.into_iter().zip(shares).zip(parts) {
            assert_eq!(
                group.attr("href"),
                Some(&*format!("#{}", share.attr("id").unwrap()))
            );
            assert_eq!(group.select(&selector("circle")).count(), part as usize);
            assert!(
                group
                    .attr("aria-label")
                    .unwrap()
                    .ends_with(&part.to_string())
            );
            let said = share.select(&selector(".share__part")).next().unwrap();
            assert_eq!(text(said), format!("{part}\u{a0}元"));
        }
    }
}

#[test]
fn groups_without_a_coin_are_named_all_the_same() {
    let rows = vec![
        row("big", 100_000),
        row("little", 3),
        row("refund", -500),
        row("none", 0),
    ];
    for (lang, under, negative) in [
        (
            Lang::ZhHans,
            "不足 1 的：little※",
            "退回或冲减、不占份额的：refund※",
        ),
        (
            Lang::ZhHant,
            "不足 1 的：little※",
            "退回或沖減、不佔份額的：refund※",
        ),
        (
            Lang::En,
            "Under 1 each: little※",
            "Refunds and credits, which take no share: refund※",
        ),
    ] {
        let page = year_page(bare_year(rows.clone()), lang);
        let notes = page.texts("section[aria-labelledby=hundred] p.note");
        assert_eq!(notes, [under, negative]);
        assert_eq!(
            page.all("ol.lines > li").len(),
            4,
            "and every one has its line"
        );
    }
}

#[test]
fn without_positive_amounts_there_are_no_coins_and_no_claim_of_any() {
    for rows in [
        Vec::new(),
        vec![row("a", 0), row("b", 0)],
        vec![row("a", -5)],
    ] {
        for lang in ALL {
            let page = year_page(bare_year(rows.clone()), lang);
            assert_eq!(coins(&page).len(), 0);
            assert_eq!(
                page.all("figure.hundred, svg.hundred__coins, li.share")
                    .len(),
                0
            );
            assert!(!page.main().contains(Words::new(lang).hundred_chart()));
            assert_eq!(page.all("ol.lines > li").len(), rows.len());
        }
    }
}

#[test]
fn negative_amounts_carry_a_real_minus_and_no_bar() {
    let mut refund = full_row("refund", -1_234, -2_000, -1_000);
    refund.figure.amount = Money(-123_450);
    for (lang, amount) in [
        (Lang::ZhHans, "\u{2212}1,234.50\u{a0}元"),
        (Lang::ZhHant, "\u{2212}1,234.50\u{a0}元"),
        (Lang::En, "\u{2212}¥1,234.50"),
    ] {
        let mut view = bare_year(vec![row("a", 5_000), refund.clone()]);
        view.compared = Some(compared());
        let page = year_page(view, lang);
        assert_eq!(page.texts(".line__amount")[1], amount);
        let widths: Vec<_> = page.all("li.line:nth-child(2) rect");
        assert!(widths.iter().all(|rect| rect.attr("width") == Some("0")));
        assert!(
            !page.says("%"),
            "a share of a negative amount means nothing"
        );

        let mut line = bare_line();
        line.row = refund.clone();
        let page = line_page(line, lang);
        assert_eq!(page.texts("p.key-figure"), [amount]);
    }
}

#[test]
fn the_largest_amounts_there_are_can_be_drawn() {
    let mut rows = vec![row("most", 0), row("least", 0)];
    rows[0].figure.amount = Money(i64::MAX);
    rows[0].figure.executed = Some(Money(i64::MAX));
    rows[0].figure.prior = Some(Money(i64::MIN + 1));
    rows[1].figure.amount = Money(-i64::MAX);
    rows[1].figure.executed = Some(Money(-i64::MAX));
    rows[1].figure.prior = Some(Money(i64::MAX));
    for lang in ALL {
        let mut view = bare_year(rows.clone());
        view.compared = Some(compared());
        let page = year_page(view, lang);
        assert_eq!(coins(&page).len(), 100);
        let mut line = bare_line();
        line.compared = Some(compared());
        line.row = rows[1].clone();
        line_page(line, lang);
    }
}

#[test]
fn without_households_there_is_a_plain_statement_and_no_figure_per_household() {
    for households in [None, Some(0)] {
        let mut frame = frame();
        frame.community.households = households;
        for lang in ALL {
            let words = Words::new(lang);
            let per = match lang {
                Lang::En => "per household per month",
                _ => "每月",
            };
            for (route, content) in every_page() {
                let page = page_in(frame.clone(), content, &route, lang, "/");
                assert!(!page.says(per), "{}", page.main());
                assert!(!page.rendered.description.contains(per));
                let told = page.main().matches(words.no_households()).count();
                let expected = matches!(route, Route::Home | Route::Year(_));
                assert_eq!(told, usize::from(expected), "{route:?} {}", page.main());
                assert!(!page.says("。。") && !page.says(".."), "{}", page.main());
                assert!(
                    !page.says("0\u{a0}户") && !page.says("0 户") && !page.says("0 households")
                );
            }
        }
    }
}

#[test]
fn figures_per_household_say_by_what_they_are_divided() {
    // 1,501,003 a year, by 3,000 households and 12 months.
    for (lang, share, by) in [
        (
            Lang::ZhHans,
            "平均每户每月约 41.69\u{a0}元",
            "按 3,000 户、12 个月算",
        ),
        (
            Lang::ZhHant,
            "平均每戶每月約 41.69\u{a0}元",
            "按 3,000 戶、12 個月算",
        ),
        (
            Lang::En,
            "about ¥41.69 per household per month",
            "divided by 3,000 households and 12 months",
        ),
    ] {
        let (route, home) = every_page().swap_remove(0);
        let page = drawn(home, &route, lang);
        assert!(page.says(share) && page.says(by), "{}", page.main());
        let page = year_page(full_year(), lang);
        assert!(page.says(by), "{}", page.main());
    }
}

#[test]
fn another_currency_is_named_everywhere() {
    let cases = [
        (
            "USD",
            ["131,800\u{a0}美元", "131,800\u{a0}美元", "$131,800"],
        ),
        (
            "EUR",
            ["131,800\u{a0}欧元", "131,800\u{a0}歐元", "EUR\u{a0}131,800"],
        ),
        (
            "GBP",
            ["131,800\u{a0}GBP", "131,800\u{a0}GBP", "GBP\u{a0}131,800"],
        ),
    ];
    for (code, amounts) in cases {
        let mut frame = frame();
        frame.community.currency = currency(code);
        for (lang, amount) in ALL.into_iter().zip(amounts) {
            for (route, content) in every_page() {
                let page = page_in(frame.clone(), content, &route, lang, "/");
                let main = page.main();
                assert!(!main.contains('¥') && !main.contains("yuan"), "{main}");
                let yuan = main
                    .replace("美元", "")
                    .replace("欧元", "")
                    .replace("歐元", "");
                assert!(!yuan.contains('元'), "{main}");
            }
            let route = Route::Line(year("2026"), id("canteen"));
            let content = Content::Line(Box::new(full_line()));
            let page = page_in(frame.clone(), content, &route, lang, "/");
            assert_eq!(page.texts("p.key-figure"), [amount]);
        }
    }
}

#[test]
fn what_is_not_written_down_is_said_to_be_missing() {
    for lang in ALL {
        let words = Words::new(lang);
        let page = line_page(bare_line(), lang);
        for sentence in [
            words.why_none(),
            words.resolution_none(),
            words.transactions_none(),
        ] {
            assert!(page.says(sentence), "{sentence}");
        }
        assert_eq!(page.all("ul.payments, details.twin").len(), 0);
        let page = line_page(full_line(), lang);
        for sentence in [
            words.why_none(),
            words.resolution_none(),
            words.transactions_none(),
        ] {
            assert!(!page.says(sentence), "{sentence}");
        }
        let page = year_page(bare_year(vec![row("a", 1)]), lang);
        assert!(page.says(words.step_none()));
        let (route, glossary) = every_empty_page().swap_remove(4);
        assert!(drawn(glossary, &route, lang).says(words.glossary_none()));
        let (route, home) = every_empty_page().swap_remove(0);
        assert!(drawn(home, &route, lang).says(words.home_empty()));
    }
}

#[test]
fn votes_are_told_only_where_they_are_known() {
    let mut view = full_line();
    let page = line_page(view.clone(), Lang::ZhHans);
    assert!(
        page.says("到会 55 人：赞成 51，反对 3，弃权 1"),
        "{}",
        page.main()
    );
    let resolution = view.detail.as_mut().unwrap().resolution.as_mut().unwrap();
    resolution.votes_against = None;
    let page = line_page(view, Lang::ZhHans);
    assert!(!page.says("反对"), "a number that nobody recorded");
}

#[test]
fn payments_are_counted_and_a_list_that_is_cut_says_so() {
    for (listed, count) in [
        (0, 0),
        (1, 1),
        (6, 6),
        (7, 7),
        (120, 120),
        (300, 300),
        (120, 300),
    ] {
        let mut view = full_line();
        let detail = view.detail.as_mut().unwrap();
        detail.transactions = (1..=listed).map(payment).collect();
        detail.transaction_count = count;
        for lang in ALL {
            let words = Words::new(lang);
            let page = line_page(view.clone(), lang);
            let section = page.one("section[aria-labelledby=payments]");
            let items = section.select(&selector("li.payment")).count();
            assert_eq!(items, listed as usize);
            let open = section
                .select(&selector("section > ul > li.payment"))
                .count();
            assert_eq!(
                open,
                (listed as usize).min(6),
                "the rest is behind a disclosure"
            );
            let said = text(section);
            if count > 0 {
                assert!(said.contains(&words.transactions_lead(&count.to_string())));
            }
            let all = words.transactions_all(&count.to_string());
            assert_eq!(said.contains(&all), listed == count && listed > 6, "{said}");
            if listed < count {
                assert!(said.contains("120"), "how many of them stand here: {said}");
            }
            for amount in section.select(&selector(".payment__amount")) {
                assert!(text(amount).contains(".07"), "to the fen");
            }
        }
    }
}

#[test]
fn rows_left_out_stand_as_they_are_with_file_line_and_reason() {
    let hostile = "FY21,<b>Police</b>,\"a\"\"b\",&amp;";
    for lang in ALL {
        let words = Words::new(lang);
        let mut view = full_year();
        view.left_out = [
            "amount",
            "columns",
            "encoding",
            "direction",
            "year",
            "new-word",
        ]
        .into_iter()
        .zip(1..)
        .map(|(reason, line)| LeftOutView {
            source: "FY21.csv".into(),
            source_line: line,
            seen: hostile.into(),
            reason: reason.into(),
        })
        .collect();
        view.left_out_count = 6;
        let page = year_page(view.clone(), lang);
        let items = page.all("ul.left-out > li");
        assert_eq!(items.len(), 6);
        for (item, row) in items.into_iter().zip(&view.left_out) {
            let code = item.select(&selector("code")).next().unwrap();
            assert_eq!(code.text().collect::<String>(), hostile);
            let said = text(item);
            assert!(said.contains(&words.left_out_at("FY21.csv", &row.source_line.to_string())));
            assert!(said.contains(&words.left_out_reason(&row.reason)));
        }
        assert!(page.says(&words.left_out_lead("6")));

        view.left_out_count = 70;
        let page = year_page(view, lang);
        let said = text(page.one("section[aria-labelledby=left-out]"));
        assert!(said.contains("70"), "{said}");
        assert_ne!(
            said.matches(&words.left_out_lead("70")).count(),
            1,
            "they do not all stand here: {said}"
        );

        let page = year_page(bare_year(vec![row("a", 1)]), lang);
        assert_eq!(page.all("#left-out").len(), 0);
    }
}

#[test]
fn the_way_back_leads_through_every_level() {
    for lang in ALL {
        let links = Links::new("/", lang);
        let page = line_page(full_line(), lang);
        let nav = page.one("nav.crumbs");
        assert!(nav.attr("aria-label").is_some());
        let year = year("2026");
        assert_eq!(
            page.links("nav.crumbs a"),
            [
                links.to(&Route::Home),
                links.to(&Route::Budget),
                links.to(&Route::Year(year.clone())),
                links.to(&Route::Line(year.clone(), id("g-1"))),
                links.to(&Route::Line(year, id("g-2"))),
            ]
        );
        assert_eq!(page.texts("nav.crumbs a")[3..], ["养老※", "助餐※"]);
        let page = year_page(full_year(), lang);
        assert_eq!(page.links("nav.crumbs a").len(), 2);
    }
}

#[test]
fn the_other_years_are_one_step_away() {
    for lang in ALL {
        let links = Links::new("/", lang);
        let page = year_page(full_year(), lang);
        let others = page.links("nav[aria-labelledby=other-years] a");
        assert_eq!(
            others,
            ["2025", "2024"].map(|other| links.to(&Route::Year(year(other))))
        );
        let mut frame = frame();
        frame.years = vec![year("2026")];
        let content = Content::Year(Box::new(full_year()));
        let page = page_in(frame, content, &Route::Year(year("2026")), lang, "/");
        assert_eq!(page.all("#other-years").len(), 0);
    }
}

#[test]
fn only_doors_that_open_are_links() {
    for lang in ALL {
        let (route, home) = every_page().swap_remove(0);
        let page = drawn(home, &route, lang);
        let links = Links::new("/", lang);
        assert_eq!(page.all("main li.door").len(), 4);
        assert_eq!(
            page.links("main .doors a"),
            [
                links.to(&Route::Year(year("2026"))),
                links.to(&Route::Say),
                links.to(&Route::Polls)
            ]
        );
        let (route, home) = every_empty_page().swap_remove(0);
        let page = drawn(home, &route, lang);
        assert_eq!(
            page.links("main .doors a"),
            [links.to(&Route::Budget), links.to(&Route::Say)]
        );
    }
}

#[test]
fn the_home_page_claims_three_largest_only_when_there_are_three() {
    for count in 0..=3 {
        let content = Content::Home(HomeView {
            year: Some(full_year().brief),
            largest: full_year().expenditure[..count].to_vec(),
            said: None,
            polls: Vec::new(),
        });
        let page = drawn(content, &Route::Home, Lang::ZhHans);
        assert_eq!(page.says("三项"), count == 3);
    }
}

#[test]
fn a_group_shows_its_lines_and_no_why_card() {
    for lang in ALL {
        let page = line_page(group(), lang);
        assert_eq!(page.all("ol.lines > li").len(), 2);
        assert_eq!(page.all("details.twin table tbody tr").len(), 2);
        assert_eq!(page.all("#why, #who, #payments").len(), 0);
        let page = line_page(full_line(), lang);
        assert_eq!(page.all("ol.lines").len(), 0);
        assert_eq!(
            page.all("#why, #who, #payments, #ledger, #projects").len(),
            5
        );
    }
}

#[test]
fn every_amount_of_a_line_stands_in_its_table() {
    let mut view = full_line();
    view.amounts = Stage::ALL
        .iter()
        .zip(1..)
        .map(|(stage, yuan)| StageAmount {
            stage: *stage,
            amount: Money(yuan * 100),
        })
        .collect();
    let page = line_page(view, Lang::ZhHans);
    let rows = page.texts("section[aria-labelledby=amounts] tbody tr");
    assert_eq!(
        rows,
        [
            "提案1\u{a0}元",
            "批准2\u{a0}元",
            "调整后3\u{a0}元",
            "已发生4\u{a0}元",
            "上年实际122,000\u{a0}元"
        ]
    );
}

#[test]
fn money_in_is_never_called_spent() {
    let mut view = full_line();
    view.direction = Direction::Revenue;
    for (lang, said, not) in [
        (Lang::ZhHans, "已收 98,000", "已花"),
        (Lang::ZhHant, "已收 98,000", "已花"),
        (Lang::En, "¥98,000 received so far", "spent so far"),
    ] {
        let page = line_page(view.clone(), lang);
        let main = page.main();
        assert!(main.contains(said) && !main.contains(not), "{main}");
    }
}

#[test]
fn a_translation_is_shown_without_a_language_of_its_own() {
    let mut view = full_line();
    view.row.title = with_english("老年食堂补贴", "Canteen for elders");
    let page = line_page(view.clone(), Lang::En);
    let heading = page.one("h1");
    assert_eq!(text(heading), "Canteen for elders");
    assert_eq!(heading.select(&selector("[lang]")).count(), 0);
    assert!(page.rendered.title.starts_with("Canteen for elders"));
    let page = line_page(view, Lang::ZhHant);
    let heading = page.one("h1");
    assert_eq!(text(heading), "老年食堂补贴※");
    assert_eq!(heading.select(&selector("span[lang=zh-Hans]")).count(), 1);
}

#[test]
fn a_community_that_writes_english_is_english_in_the_chinese_pages() {
    let mut frame = frame();
    frame.community.written = Lang::En;
    for (route, content) in every_page() {
        for lang in ALL {
            // `Page` looks at the language of every run.
            page_in(frame.clone(), content.clone(), &route, lang, "/");
        }
    }
}

#[test]
fn no_text_changes_the_shape_of_a_page() {
    let long = "长".repeat(2_000);
    let word = "W".repeat(2_000);
    let hostile = [
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "\"'><svg onload=alert(1)>",
        "]]> <!-- --> &lt;b&gt; &amp;",
        "\u{202e}反\u{2066}写\u{feff}",
        "</title></main></h1>",
        &long,
        &word,
    ];
    let line = |text: &str| {
        let said = || LocalText::plain(format!("{text}{MARK}"));
        let mut view = full_line();
        view.row.title = said();
        view.row.plain = Some(said());
        view.path[0].title = said();
        let detail = view.detail.as_mut().unwrap();
        detail.why = Some(said());
        detail.responsible_post = Some(said());
        detail.fund.as_mut().unwrap().name = said();
        detail.resolution.as_mut().unwrap().title = said();
        detail.transactions[0].summary = said();
        detail.transactions[0].voucher = Some(text.to_owned());
        detail.ledger[0].source = text.to_owned();
        detail.projects[0].name = said();
        view
    };
    let year = |text: &str| {
        let said = || LocalText::plain(format!("{text}{MARK}"));
        let mut view = full_year();
        view.expenditure[0].title = said();
        view.funds[0].name = said();
        view.steps[0].note = Some(said());
        view.left_out[0].seen = text.to_owned();
        view.left_out[0].source = text.to_owned();
        view
    };
    for lang in ALL {
        let plain = (line_page(line("x"), lang), year_page(year("x"), lang));
        for text in hostile {
            let page = line_page(line(text), lang);
            assert_eq!(page.shape(), plain.0.shape(), "{text}");
            assert!(
                page.texts("h1")[0].starts_with(text.trim()),
                "it stands as it was typed"
            );
            let page = year_page(year(text), lang);
            assert_eq!(page.shape(), plain.1.shape(), "{text}");
        }
    }
}

#[test]
fn what_can_be_said_is_told_with_its_promise_and_leads_to_its_form() {
    for lang in ALL {
        let content = Content::Say(Box::new(say(lang)));
        let page = page_in(frame(), content, &Route::Say, lang, "/x/");
        let words = mingbai_app::i18n::say::SayWords::new(&say(lang).words);
        assert_eq!(page.texts("h1"), [words.title()]);
        let links = page.links("main .doors a");
        let here = Links::new("/x/", lang).to(&Route::Say);
        let forms: Vec<String> = say(lang)
            .kinds
            .iter()
            .map(|kind| format!("{here}?kind={}", kind.kind.key()))
            .collect();
        assert_eq!(links, forms);
        let told = page.texts("main .doors .door");
        for (text, promise) in told.iter().zip([
            words.promise_days("10"),
            words.promise_hours("48"),
            words.promise_none(),
        ]) {
            assert!(text.contains(&promise), "{text}");
        }
        // By hand, afterwards, who reads it; and that the form needs scripts.
        assert_eq!(page.all("main section.block").len(), 3);
        assert_eq!(page.all("main noscript").len(), 1);
        // A form is filled in in a browser: nothing of one is published.
        assert!(page.all("main form, main input, main textarea").is_empty());
    }
}

#[test]
fn every_sentence_of_the_forms_is_there_in_every_language() {
    use records::codes::SubmissionKind;
    use records::say::{Form, KINDS};
    for lang in ALL {
        let words = mingbai_app::i18n::say::SayWords::new(&say(lang).words);
        for spec in KINDS {
            if spec.kind == SubmissionKind::Support {
                continue;
            }
            for what in ["kind", "say", "send"] {
                assert!(
                    !words.of_kind(what, spec.kind).is_empty(),
                    "{what} {:?}",
                    spec.kind
                );
            }
            for ask in spec.asks.iter().filter(|ask| ask.form != Form::Token) {
                let asked = words.of_ask("ask", spec.kind, ask.key);
                assert!(!asked.is_empty(), "{:?} {:?}", spec.kind, ask.key);
            }
        }
    }
}

#[test]
fn an_item_of_the_accounts_can_be_asked_about() {
    let route = Route::Line(year("2026"), id("canteen"));
    let content = Content::Line(Box::new(full_line()));
    let page = page_in(frame(), content, &route, Lang::En, "/");
    assert_eq!(
        page.links("main a.ask"),
        [format!(
            "/en/say/?kind=question&about=line:2026/{}",
            full_line().row.id
        )]
    );
}

#[test]
fn the_wall_says_how_many_wait_and_why_some_were_not_adopted() {
    for (lang, said) in [
        (Lang::ZhHans, "收到 41 件，5 件在等答复，其中 1 件已逾期。"),
        (Lang::ZhHant, "收到 41 件，5 件在等答覆，其中 1 件已逾期。"),
        (
            Lang::En,
            "41 received; 5 wait for an answer, 1 of them overdue.",
        ),
    ] {
        let page = drawn(Content::Wall(Box::new(wall())), &Route::Wall(1), lang);
        assert!(page.says(said), "{}", page.main());
        assert!(page.texts("section[aria-labelledby=declined] li")[0].contains("产权不在小区"));
        assert_eq!(page.all("main .state--overdue").len(), 1);
        let links = Links::new("/", lang);
        assert_eq!(
            page.links("main .pager a"),
            [links.to(&Route::Wall(2))],
            "the first page leads on"
        );
        // Filters need scripts; the entries do not.
        assert_eq!(page.all("form.needs-script select").len(), 3);
        assert_eq!(page.links("main .entry__title a").len(), 2);
    }
}

#[test]
fn without_times_of_arrival_the_wall_claims_no_lateness() {
    let mut view = wall();
    view.counts.has_clocks = false;
    view.rows[0].is_overdue = false;
    let page = drawn(Content::Wall(Box::new(view)), &Route::Wall(1), Lang::ZhHans);
    assert!(page.says("没有记到达时间"));
    assert!(!page.says("已逾期"));
}

#[test]
fn an_entry_shows_its_clock_and_everything_that_was_decided() {
    let clock = |change: fn(&mut records::page::ClockView)| {
        let mut view = entry();
        change(view.clock.as_mut().unwrap());
        drawn(
            Content::Entry(Box::new(view)),
            &Route::Entry(id("7k3m9qda2x01")),
            Lang::ZhHans,
        )
        .texts("main .figures")
        .remove(0)
        .replace('\u{2060}', "")
    };
    assert_eq!(
        clock(|_| ()),
        "15 个工作日内答复，到2026年11月20日为止（发布时是第 6 个工作日）。"
    );
    assert_eq!(
        clock(|clock| clock.answered = Some(day(11, 9))),
        "15 个工作日内答复，到2026年11月20日为止（2026年11月9日答复了，没有超期）。"
    );
    assert_eq!(
        clock(|clock| {
            clock.hours = Some(72);
            clock.working_days = None;
            clock.answered = Some(day(11, 21));
            clock.is_late = true;
        }),
        "72 小时内答复，到2026年11月20日为止（2026年11月21日才答复，超期了）。"
    );
    assert_eq!(
        clock(|clock| clock.is_late = true),
        "15 个工作日内答复，到2026年11月20日为止（已逾期，还没答复）。"
    );
    let page = drawn(
        Content::Entry(Box::new(entry())),
        &Route::Entry(id("7k3m9qda2x01")),
        Lang::En,
    );
    let history = page.texts("section[aria-labelledby=history] li");
    assert_eq!(history.len(), 2);
    for part in [
        "Passed on",
        "居委会",
        "归物业管",
        "下周来量",
        "物业工程主管",
    ] {
        assert!(history[1].contains(part), "{part}: {}", history[1]);
    }
    let photo = page.all("main img")[0].value();
    assert_eq!(
        photo.attr("src"),
        Some("/c/xinglinli/media/0123456789abcdef.jpg")
    );
    assert_eq!(photo.attr("alt"), Some("台阶"));
    assert!(page.says("¥1,200"), "the rough cost as money");
    assert!(page.says("Told by voice") && page.says("with help"));
    let links = Links::new("/", Lang::En);
    let next = page.links("section[aria-labelledby=next] a");
    assert_eq!(
        next,
        [links.ask(SubmissionKind::Question, "entry:7K3M-9QDA-2X01")],
        "there is nothing to rate before an answer"
    );
}

#[test]
fn ratings_are_told_by_the_published_rule() {
    for (rating, said, not) in [
        (
            rating(4, 16),
            "4 人打了分。还不到 5 人，先不算平均。",
            "满分",
        ),
        (rating(5, 21), "4.2 分（满分 5），折合 84 分，5 人", "80 分"),
        (rating(6, 22), "还欠一份整改说明", "要改的是"),
        (
            RatingView {
                improvement: Some(own("当晚换灯")),
                ..rating(6, 22)
            },
            "要改的是：当晚换灯",
            "还欠",
        ),
    ] {
        let mut view = entry();
        view.rating = Some(rating);
        let page = drawn(
            Content::Entry(Box::new(view)),
            &Route::Entry(id("7k3m9qda2x01")),
            Lang::ZhHans,
        );
        let told = page.texts("section[aria-labelledby=rating]").remove(0);
        assert!(told.contains(said) && !told.contains(not), "{told}");
    }
}

#[test]
fn receipts_stand_ready_for_those_without_scripts() {
    for lang in ALL {
        let page = drawn(Content::Track(track()), &Route::Track, lang);
        let codes = page.texts("main details .code");
        assert_eq!(codes, ["7K3M-9QDA-2X01", "7K3M-9QDA-2X02"]);
        // Only what is shown has a page to lead to.
        assert_eq!(page.links("main details a").len(), 1);
        assert_eq!(
            page.all("form.needs-script input[aria-describedby]").len(),
            1
        );
    }
}

#[test]
fn the_door_to_the_polls_says_what_holds_on_the_reader_s_day() {
    for lang in ALL {
        let (route, home) = every_page().swap_remove(0);
        let page = drawn(home, &route, lang);
        let told = page.all("main .door__about [data-from]");
        let days: Vec<_> = told
            .iter()
            .map(|element| element.attr("data-from").unwrap())
            .collect();
        assert_eq!(days, ["", "2026-11-10", "2026-11-21"]);
        // Published on 5 or 6 November: nothing but the first is shown.
        let shown: Vec<_> = told
            .iter()
            .map(|element| element.attr("hidden").is_none())
            .collect();
        assert_eq!(shown, [true, false, false]);
    }
}

#[test]
fn projects_of_a_poll_stand_as_drawn_and_by_number() {
    for lang in ALL {
        let content = Content::Poll(Box::new(poll()));
        let page = drawn(content, &Route::Poll(id("wgx-2025")), lang);
        let drawn: Vec<_> = page
            .all("ul.candidates > li")
            .iter()
            .map(|item| item.attr("id").unwrap().to_owned())
            .collect();
        assert_eq!(drawn, ["project-3", "project-1", "project-2"]);
        assert_eq!(
            page.links(".choices__list a"),
            ["#project-1", "#project-2", "#project-3"]
        );
        // Costs as bars and as a table, the dearest first.
        assert_eq!(page.all("#compare ~ ol.lines > li").len(), 3);
        let costs = page.texts("#compare ~ details tbody tr td:nth-child(3)");
        let words = Words::new(lang);
        assert_eq!(
            costs,
            [50_000, 15_000, 9_000].map(|yuan| words.amount(Money(yuan * 100), currency("CNY")))
        );
        // The same rule for everybody who counts again, and both ways to be told of limits.
        assert!(page.says("mingbai tally wgx-2025.pb --rule greedy"));
        assert!(page.says(&words.poll_between("1", "2")));
        assert!(page.says(&words.poll_most_cost(&words.amount(Money(5_500_000), currency("CNY")))));
        // No form is promised while there is none.
        assert!(page.says(words.poll_how_not_here()));
        assert_eq!(page.all("main form, main input").len(), 0);
    }
}

#[test]
fn a_result_tells_winners_losers_money_and_turnout_and_leads_to_the_ballots() {
    for lang in ALL {
        let route = Route::Results(id("wgx-2025"));
        let content = Content::Results(Box::new(results()));
        let page = page_in(frame(), content, &route, lang, "/x/");
        let words = Words::new(lang);
        let amount = |yuan: i64| words.amount(Money(yuan * 100), currency("CNY"));
        assert!(page.says(&words.results_lead("1", "2", &amount(50_000), &amount(10_000))));
        assert!(page.says(&words.results_ballots("1,150")));
        assert!(page.says(&words.results_empty("4")));
        assert_eq!(page.all("#won ~ ol > li").len(), 1);
        assert_eq!(page.all("#lost ~ ul > li").len(), 1);
        assert_eq!(page.all("#votes ~ ol.lines > li").len(), 2);
        let file = page.one("#recount ~ p a");
        assert_eq!(
            file.attr("href"),
            Some("/x/c/xinglinli/polls/wgx-2025.0123456789abcdef.pb")
        );
        assert!(page.says(words.results_recount()));
        let accounts = Links::new("/x/", lang).to(&Route::Line(year("2026"), id("canteen")));
        assert_eq!(page.links("#won ~ ol a"), [accounts]);
    }
}

#[test]
fn a_project_that_was_voted_for_leads_to_its_poll() {
    for lang in ALL {
        let page = line_page(full_line(), lang);
        let results = Links::new("/", lang).to(&Route::Results(id("wgx-2025")));
        assert_eq!(page.links("#projects ~ ul a"), [results]);
    }
}

//! Page data made by hand, and ways to look into the HTML made of it.

use mingbai_app::render::{Rendered, prepare, render};
use mingbai_app::route::Route;
use records::codes::{
    AskKey, BudgetStep, Channel, Direction, FundNature, ProcessStep, ProjectStatus, ReplyStatus,
    Rule, Stage, SubmissionKind, VoteType,
};
use records::hundred::hundred;
use records::page::{
    AboutView, AnswerView, BoardBar, BoardDays, BoardForm, BoardLink, BoardPart, BoardRow,
    BoardState, BoardTable, BoardView, BuiltView, CategoryView, ClockView, CommunityBrief,
    Comparison, Content, Crumb, DecisionView, DeclinedCount, DocumentForm, DocumentSection,
    DocumentView, EntryBrief, EntryRow, EntryView, Figure, Frame, FundBrief, FundView,
    LedgerSource, LeftOutView, LineDetail, LineRow, LineView, PageData, PassbookRule, PassbookView,
    PhotoView, Phrase, PollBrief, PollDoor, PollLimits, PollOutcome, PollPhase, PollProject,
    PollRule, PollView, ProjectBrief, RatingView, ReceiptView, ResolutionView, ResultRow,
    ResultsView, SaidBrief, SaidCounts, SayChoice, SayKind, SayTarget, SayView, Shape, StageAmount,
    StageTotals, StepView, TrackView, TransactionView, WallView, YearBrief, YearView,
};
use records::{Currency, Date, Id, Lang, LocalText, Money, YearId};
use scraper::{ElementRef, Html, Selector};

/// A letter that only the community's own texts hold, so that they are found again in the HTML.
pub const MARK: char = '※';

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub fn year(text: &str) -> YearId {
    YearId::new(text).unwrap()
}

pub fn day(month: u32, day: u32) -> Date {
    Date::from_ymd_opt(2026, month, day).unwrap()
}

pub fn currency(code: &str) -> Currency {
    Currency::try_from(code.to_owned()).unwrap()
}

/// A text of the community without translations, which carries [`MARK`].
pub fn own(text: &str) -> LocalText {
    LocalText::plain(format!("{text}{MARK}"))
}

/// The same with an English translation, which carries none.
pub fn with_english(text: &str, english: &str) -> LocalText {
    LocalText {
        en: Some(english.to_owned()),
        ..own(text)
    }
}

pub fn frame() -> Frame {
    Frame {
        community: CommunityBrief {
            id: id("xinglinli"),
            name: own("杏林里社区"),
            written: Lang::ZhHans,
            households: Some(3000),
            currency: Currency::CNY,
            as_of: day(11, 5),
            phone: Some("010-0000 0000".into()),
            desk: Some(own("居委会一楼")),
            hours: Some(own("周一至周六")),
            elder_contact: Some(own("助老专员")),
            access_contact: Some(own("助残专员")),
            filing_number: Some("备案 1 号".into()),
        },
        published_at: "2026-11-06T09:00:00+08:00".into(),
        years: vec![year("2026"), year("2025"), year("2024")],
        has_glossary: true,
    }
}

/// An amount in force, approved, in yuan.
pub fn figure(yuan: i64) -> Figure {
    Figure {
        amount: Money(yuan * 100),
        stage: Stage::Approved,
        executed: None,
        prior: None,
    }
}

pub fn row(name: &str, yuan: i64) -> LineRow {
    LineRow {
        id: id(name),
        title: own(name),
        plain: None,
        figure: figure(yuan),
        children: 0,
    }
}

/// A row with everything.
pub fn full_row(name: &str, yuan: i64, spent: i64, prior: i64) -> LineRow {
    let mut row = row(name, yuan);
    row.plain = Some(own("做午饭"));
    row.figure.executed = Some(Money(spent * 100));
    row.figure.prior = Some(Money(prior * 100));
    row.children = 2;
    row
}

pub fn compared() -> Comparison {
    Comparison {
        year: Some(year("2025")),
        stage: Stage::Executed,
    }
}

/// The year page of these groups of spending, with nothing else on it.
pub fn bare_year(expenditure: Vec<LineRow>) -> YearView {
    let amounts: Vec<Money> = expenditure.iter().map(|row| row.figure.amount).collect();
    let total = Money(amounts.iter().map(|amount| amount.0).sum());
    YearView {
        brief: YearBrief {
            year: year("2026"),
            expenditure: (!expenditure.is_empty()).then_some(Figure {
                amount: total,
                ..figure(0)
            }),
            revenue: None,
        },
        compared: None,
        hundred: hundred(&amounts),
        expenditure,
        revenue: Vec::new(),
        stages: Vec::new(),
        steps: Vec::new(),
        funds: Vec::new(),
        left_out: Vec::new(),
        left_out_count: 0,
    }
}

/// A year page with every part.
pub fn full_year() -> YearView {
    let mut view = bare_year(vec![
        full_row("canteen", 1_200_000, 800_000, 1_100_000),
        full_row("green", 300_000, 350_000, 300_000),
        full_row("lamps", 1_000, 0, 0),
        row("small", 3),
    ]);
    view.compared = Some(compared());
    view.revenue = vec![full_row("grant", 1_501_003, 1_000_000, 1_400_000)];
    view.brief.revenue = Some(figure(1_501_003));
    view.stages = vec![
        StageTotals {
            stage: Stage::Proposed,
            revenue: Some(Money(150_100_300)),
            expenditure: None,
        },
        StageTotals {
            stage: Stage::Approved,
            revenue: Some(Money(150_100_300)),
            expenditure: Some(Money(150_100_300)),
        },
    ];
    view.steps = vec![
        StepView {
            step: BudgetStep::Hearing,
            date: day(1, 5),
            planned: false,
            note: Some(own("提了十九条意见")),
        },
        StepView {
            step: BudgetStep::Settled,
            date: day(12, 31),
            planned: true,
            note: None,
        },
    ];
    view.funds = vec![FundView {
        name: own("保障资金"),
        nature: FundNature::Fiscal,
        plain: Some(own("区里拨的")),
        negative_list: Some(own("请客")),
        revenue: Money(150_100_300),
        expenditure: Money(-100),
    }];
    view.left_out = vec![LeftOutView {
        source: "FY21.csv".into(),
        source_line: 812,
        seen: "FY21,Police,,abc".into(),
        reason: "amount".into(),
    }];
    view.left_out_count = 1;
    view
}

pub fn payment(number: u32) -> TransactionView {
    TransactionView {
        date: day(1 + number % 12, 1 + number % 28),
        amount: Money(i64::from(number) * 100 + 7),
        summary: own(&format!("第{number}笔")),
        counterparty: Some(own("老年食堂")),
        voucher: Some(format!("记-{number}")),
    }
}

/// A single line of which nothing is known but its amount.
pub fn bare_line() -> LineView {
    LineView {
        year: year("2026"),
        direction: Direction::Expenditure,
        path: Vec::new(),
        row: row("canteen", 131_800),
        amounts: vec![StageAmount {
            stage: Stage::Approved,
            amount: Money(13_180_000),
        }],
        compared: None,
        children: Vec::new(),
        detail: Some(LineDetail {
            why: None,
            responsible_post: None,
            codes: Vec::new(),
            fund: None,
            resolution: None,
            transactions: Vec::new(),
            transaction_count: 0,
            ledger: Vec::new(),
            projects: Vec::new(),
        }),
        said: Vec::new(),
        ratings: Vec::new(),
    }
}

/// A single line with every part.
pub fn full_line() -> LineView {
    let mut view = bare_line();
    view.path = vec![
        Crumb {
            id: id("g-1"),
            title: own("养老"),
        },
        Crumb {
            id: id("g-2"),
            title: own("助餐"),
        },
    ];
    view.row = full_row("canteen", 131_800, 98_000, 122_000);
    view.compared = Some(compared());
    view.detail = Some(LineDetail {
        why: Some(own("独居老人多")),
        responsible_post: Some(own("居委会财务")),
        codes: vec!["2080".into()],
        fund: Some(FundBrief {
            name: own("保障资金"),
            negative_list: Some(own("请客")),
        }),
        resolution: Some(ResolutionView {
            id: id("jy-2026-01"),
            date: day(1, 6),
            meeting: own("居民代表大会"),
            title: own("通过预算"),
            present: Some(55),
            votes_for: Some(51),
            votes_against: Some(3),
            abstentions: Some(1),
        }),
        transactions: (1..=8).map(payment).collect(),
        transaction_count: 8,
        ledger: vec![LedgerSource {
            source: "FY26.csv".into(),
            stage: Stage::Approved,
            entries: 1_204,
            sum: Money(13_180_000),
        }],
        projects: vec![ProjectBrief {
            project_id: id("p-1"),
            name: own("换灯"),
            plain: own("换掉旧灯"),
            cost: Money(4_600_000),
            status: ProjectStatus::Active,
            process_step: ProcessStep::Build,
            end_planned: day(8, 30),
            voted: Some(id("wgx-2025")),
        }],
    });
    view.said = vec![entry_row(1)];
    view.ratings = vec![rating(5, 22), rating(4, 16)];
    view
}

/// A group with the lines in it.
pub fn group() -> LineView {
    let mut view = bare_line();
    view.row = full_row("g-1", 131_800, 98_000, 122_000);
    view.compared = Some(compared());
    view.children = vec![
        full_row("one", 100_000, 98_000, 122_000),
        row("two", 31_800),
    ];
    view.detail = None;
    view
}

/// What can be said, with a promise of each sort.
pub fn say(lang: Lang) -> SayView {
    let choice = |name: &str, text: &str| SayChoice {
        id: id(name),
        name: own(text),
        only_for: None,
    };
    let kind = |kind, hours, working_days| SayKind {
        kind,
        hours,
        working_days,
    };
    SayView {
        words: mingbai_app::i18n::say::carried(lang),
        kinds: vec![
            kind(SubmissionKind::Story, None, Some(10)),
            kind(SubmissionKind::Question, Some(48), None),
            kind(SubmissionKind::Rating, None, None),
        ],
        categories: vec![choice("light", "照明")],
        places: vec![choice("b01", "1号楼")],
        targets: vec![SayTarget {
            target: "line:2026/canteen".into(),
            name: own("食堂"),
        }],
        surveys: Vec::new(),
        days_off: Vec::new(),
        days_worked: Vec::new(),
        seals: true,
    }
}

/// A page of lists with every part that one can have.
pub fn board() -> BoardView {
    let phrase = |ours: &str, theirs: &str| Phrase {
        ours: ours.to_owned(),
        theirs: vec![own(theirs)],
    };
    let link = |path: &str, text: &str| BoardLink {
        path: path.to_owned(),
        text: text.into(),
    };
    let state = |shape: Shape, word: &str| BoardState {
        shape,
        word: word.to_owned(),
    };
    let part = |name: &str, form: BoardForm, rows: Vec<BoardRow>| BoardPart {
        id: id(name),
        heading: phrase("\u{fffc}: 1", name),
        notes: vec!["One.".into(), phrase("Two, \u{fffc}.", "three")],
        form,
        rows,
        folded: None,
        table: None,
        links: vec![link("needs/#x", name)],
    };
    let plain = |at: usize, shape: Shape| BoardRow {
        id: Some(id(&format!("row-{at}"))),
        head: phrase("\u{fffc}", "wheelchair"),
        state: Some(state(shape, "3 left")),
        lines: vec![phrase("For: \u{fffc}.", "everybody")],
        links: vec![link(
            "say/?kind=need&about=resource:x",
            &format!("Ask {at}"),
        )],
        ..BoardRow::default()
    };
    let rows = Shape::ALL
        .into_iter()
        .enumerate()
        .map(|(at, shape)| plain(at, shape))
        .collect();
    let phase = BoardRow {
        head: "Collect".into(),
        state: Some(state(Shape::Half, "Now")),
        days: Some(BoardDays {
            from: day(11, 1),
            until: day(11, 5),
            before: state(Shape::Open, "To come"),
            within: state(Shape::Half, "Now"),
            after: state(Shape::Full, "Done"),
        }),
        bar: Some(BoardBar { used: 7, whole: 5 }),
        ..BoardRow::default()
    };
    let question = |boxes: Vec<LocalText>| BoardRow {
        head: phrase("1. \u{fffc}", "how often"),
        boxes: Some(boxes),
        ..BoardRow::default()
    };
    let mut phases = part("phases", BoardForm::Phases, vec![phase]);
    phases.table = Some(BoardTable {
        caption: "As a table".into(),
        heads: vec!["What".into(), "How many".into()],
        rows: vec![vec![phrase("\u{fffc}", "chess"), "2".into()]],
    });
    let mut folded = part("folded", BoardForm::Rows, vec![plain(9, Shape::Full)]);
    folded.folded = Some("1 more".into());
    BoardView {
        path: vec![
            link("needs/", "Lists"),
            BoardLink {
                path: "campaigns/x/".into(),
                text: phrase("\u{fffc}", "campaign"),
            },
        ],
        title: phrase("谁要\u{fffc}，谁能帮忙", "帮忙"),
        lead: phrase("9, \u{fffc}.", "two"),
        acts: vec![
            link("say/?kind=need", "I need"),
            link("say/?kind=offer", "I can"),
        ],
        parts: vec![
            part("rows", BoardForm::Rows, rows),
            phases,
            folded,
            part(
                "paper",
                BoardForm::Boxes,
                vec![
                    question(vec![own("daily"), own("never")]),
                    question(Vec::new()),
                ],
            ),
        ],
        passbook: Some(PassbookView {
            rules: vec![PassbookRule {
                kind: "story".into(),
                name: "A story".into(),
                states: Vec::new(),
                points: 3,
            }],
            about: "On this device.".into(),
            act: "Count".into(),
            empty: "None.".into(),
            failed: "Failed.".into(),
            total: "{receipts}, {points}".into(),
            row: "{kind} {code} {points}".into(),
        }),
    }
}

pub fn document() -> DocumentView {
    DocumentView {
        title: "How".into(),
        lead: "Three things.".into(),
        sections: [
            DocumentForm::Paragraphs,
            DocumentForm::List,
            DocumentForm::Steps,
        ]
        .into_iter()
        .map(|form| DocumentSection {
            heading: "Part".into(),
            form,
            items: vec!["One".into(), "Two".into()],
        })
        .collect(),
    }
}

/// A rendered page, read back.
pub struct Page {
    pub lang: Lang,
    pub rendered: Rendered,
    pub html: Html,
}

/// Renders as the publisher does, and holds the page to what every page must keep.
pub fn page_in(frame: Frame, content: Content, route: &Route, lang: Lang, base: &str) -> Page {
    prepare();
    let written = frame.community.written;
    let rendered = render(route, lang, base, PageData { frame, content });
    let page = Page {
        lang,
        html: Html::parse_fragment(&rendered.body),
        rendered,
    };
    page.is_sound(written);
    page
}

pub fn drawn(content: Content, route: &Route, lang: Lang) -> Page {
    page_in(frame(), content, route, lang, "/")
}

pub fn year_page(view: YearView, lang: Lang) -> Page {
    let route = Route::Year(view.brief.year.clone());
    drawn(Content::Year(Box::new(view)), &route, lang)
}

pub fn line_page(view: LineView, lang: Lang) -> Page {
    let route = Route::Line(view.year.clone(), view.row.id.clone());
    drawn(Content::Line(Box::new(view)), &route, lang)
}

/// The text of an element with single spaces, no-break ones kept.
pub fn text(element: ElementRef<'_>) -> String {
    // What stands there for another day is not to be seen.
    let whole: String = element
        .descendants()
        .filter(|node| {
            !node
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|element| element.attr("hidden").is_some())
        })
        .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
        .collect();
    whole
        .split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

impl Page {
    pub fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&selector(css)).collect()
    }

    pub fn one(&self, css: &str) -> ElementRef<'_> {
        let found = self.all(css);
        assert_eq!(found.len(), 1, "{css} in {}", self.rendered.body);
        found[0]
    }

    pub fn texts(&self, css: &str) -> Vec<String> {
        self.all(css).into_iter().map(text).collect()
    }

    pub fn links(&self, css: &str) -> Vec<String> {
        self.all(css)
            .into_iter()
            .map(|link| link.attr("href").unwrap().to_owned())
            .collect()
    }

    /// What stands in `<main>`.
    pub fn main(&self) -> String {
        text(self.one("main"))
    }

    pub fn says(&self, sentence: &str) -> bool {
        self.main().contains(sentence)
    }

    /// The names of the elements in the order of the document: what no text may change.
    pub fn shape(&self) -> Vec<String> {
        self.html
            .root_element()
            .descendent_elements()
            .map(|element| element.value().name().to_owned())
            .collect()
    }

    fn is_sound(&self, written: Lang) {
        let body = &self.rendered.body;
        assert_eq!(self.all("h1").len(), 1, "{body}");
        assert!(!text(self.one("h1")).is_empty());
        self.one("main#main");
        self.one("header");
        self.one("footer");
        self.one("aside.help");
        let first_link = self.html.select(&selector("a")).next().unwrap();
        assert_eq!(first_link.attr("href"), Some("#main"));
        assert!(!self.rendered.title.trim().is_empty());
        assert!(!self.rendered.description.trim().is_empty(), "{body}");

        let mut ids = Vec::new();
        for element in self.html.root_element().descendent_elements() {
            for (name, value) in element.value().attrs() {
                assert!(
                    name != "style" && !name.starts_with("on"),
                    "{name} in {body}"
                );
                assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
                if name == "id" {
                    ids.push(value.to_owned());
                }
            }
        }
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "every id once");
        for element in self.all("[aria-labelledby]") {
            let label = element.attr("aria-labelledby").unwrap();
            assert!(ids.iter().any(|id| id == label), "{label} labels nothing");
        }
        for link in self.links("main a, header a, footer a") {
            if let Some(target) = link.strip_prefix('#') {
                assert!(ids.iter().any(|id| id == target), "{link} leads nowhere");
            }
        }
        for section in self.all("section, nav, aside, [role=region], [role=group]") {
            assert!(
                section.attr("aria-label").is_some() || section.attr("aria-labelledby").is_some(),
                "{}",
                section.html()
            );
        }
        for table in self.all("table") {
            assert!(table.select(&selector("tbody tr")).next().is_some());
            let heads = table.select(&selector("thead th[scope=col]")).count();
            for row in table.select(&selector("tbody tr")) {
                assert_eq!(row.select(&selector("th[scope=row]")).count(), 1);
                assert_eq!(row.select(&selector("th, td")).count(), heads);
            }
        }
        for list in self.all("ul, ol, dl") {
            assert!(
                list.child_elements().next().is_some(),
                "an empty list in {body}"
            );
        }
        for said in self.all("main p, main li, main h2, main h3, main summary") {
            // Lines to write on, and places where news will be said.
            if said.attr("aria-hidden") == Some("true") || said.attr("role") == Some("status") {
                continue;
            }
            assert!(!text(said).is_empty(), "an empty {} in {body}", said.html());
        }
        self.bars_fit();
        self.languages_are_told(written);
    }

    fn bars_fit(&self) {
        for bar in self.all("svg.bar rect") {
            let number = |name: &str| bar.attr(name).unwrap().parse::<i64>().unwrap();
            assert!(number("width") >= 0 && number("x") >= 0);
            assert!(number("x") + number("width") <= 1000, "{}", bar.html());
        }
    }

    /// Every run of the community's own words carries its language, where that is not the page's.
    fn languages_are_told(&self, written: Lang) {
        for node in self.html.tree.nodes() {
            let Some(run) = node.value().as_text() else {
                continue;
            };
            if !run.contains(MARK) {
                continue;
            }
            let lang = node
                .ancestors()
                .filter_map(ElementRef::wrap)
                .find_map(|element| element.attr("lang"));
            if self.lang == written {
                assert_eq!(lang, None, "{}", &**run);
            } else {
                assert_eq!(lang, Some(written.tag()), "{}", &**run);
            }
        }
    }
}

/// An entry in a list with every part.
pub fn entry_row(number: u32) -> EntryRow {
    EntryRow {
        id: id(&format!("7k3m9qda2x{number:02}")),
        kind: SubmissionKind::Proposal,
        lang: Lang::ZhHans,
        title: Some(format!("三号楼门口的台阶{number}")),
        text: "下雨就滑".into(),
        category: Some(id("wuzhangai")),
        place: Some(own("3号楼")),
        state: ReplyStatus::InReview,
        day: day(11, 1),
        due: Some(day(11, 20)),
        is_overdue: false,
        reply: Some(own("下周来量")),
        support: 4,
        similar: 2,
    }
}

pub fn counts() -> SaidCounts {
    SaidCounts {
        total: 41,
        shown: 2,
        waiting: 5,
        overdue: 1,
        has_clocks: true,
        declined: vec![DeclinedCount {
            reason: own("产权不在小区"),
            count: 3,
        }],
    }
}

pub fn said_brief() -> SaidBrief {
    SaidBrief {
        newest: vec![entry_row(1), entry_row(2)],
        counts: counts(),
    }
}

pub fn wall() -> WallView {
    WallView {
        rows: vec![
            EntryRow {
                is_overdue: true,
                ..entry_row(1)
            },
            EntryRow {
                title: None,
                due: None,
                ..entry_row(2)
            },
        ],
        page: 1,
        pages: 2,
        files: vec!["c/xinglinli/stories/page-1.0123456789abcdef.json".into()],
        categories: vec![CategoryView {
            id: id("wuzhangai"),
            name: own("无障碍"),
        }],
        counts: counts(),
    }
}

pub fn rating(count: u32, sum: u32) -> RatingView {
    RatingView {
        name: Some(own("换灯")),
        count,
        tenths: RatingView::mean(sum, count),
        improvement: None,
    }
}

pub fn entry() -> EntryView {
    let answer = |key, text: &str| AnswerView {
        key,
        text: text.to_owned(),
    };
    EntryView {
        row: EntryRow {
            text: String::new(),
            ..entry_row(1)
        },
        code: "7K3M-9QDA-2X01".into(),
        channel: Channel::Desk,
        answers: vec![
            answer(AskKey::Problem, "下雨就滑"),
            answer(AskKey::Measure, "加一条防滑带\n再加扶手"),
            answer(AskKey::Cost, "120000"),
        ],
        category: Some(own("无障碍")),
        about: Some(AboutView {
            name: own("老年食堂"),
            path: Some("budget/2026/canteen/".into()),
        }),
        name: Some("三楼的邻居".into()),
        told_by_voice: true,
        helped: true,
        photos: vec![PhotoView {
            file: "c/xinglinli/media/0123456789abcdef.jpg".into(),
            width: 800,
            height: 600,
            caption: Some("台阶".into()),
        }],
        clock: Some(ClockView {
            hours: None,
            working_days: Some(15),
            due: day(11, 20),
            answered: None,
            is_late: false,
            working_day: Some(6),
            is_assumed: true,
        }),
        steps: vec![DecisionView {
            day: day(11, 3),
            state: ReplyStatus::PassedOn,
            post: own("居委会"),
            reason: Some(own("归物业管")),
            reply: Some(own("下周来量")),
            passed_to: Some(own("物业工程主管")),
        }],
        same_as: Some(id("7k3m9qda2x09")),
        similar: vec![EntryBrief {
            id: id("7k3m9qda2x08"),
            lang: Lang::ZhHans,
            title: "楼道太滑".into(),
            state: ReplyStatus::Adopted,
        }],
        rating: Some(RatingView {
            name: None,
            ..rating(6, 22)
        }),
    }
}

pub fn track() -> TrackView {
    TrackView {
        recent: vec![
            ReceiptView {
                code: "7K3M-9QDA-2X01".into(),
                kind: SubmissionKind::Story,
                state: ReplyStatus::Adopted,
                day: day(11, 1),
                due: None,
                answered: Some(day(11, 4)),
                entry: Some(id("7k3m9qda2x01")),
            },
            ReceiptView {
                code: "7K3M-9QDA-2X02".into(),
                kind: SubmissionKind::Mediation,
                state: ReplyStatus::Received,
                day: day(11, 1),
                due: Some(day(11, 2)),
                answered: None,
                entry: None,
            },
        ],
        total: 2,
        has_clocks: true,
    }
}

/// A poll of ten days in November.
pub fn poll_brief() -> PollBrief {
    PollBrief {
        id: id("wgx-2025"),
        title: own("微更新投票"),
        opens: day(11, 10),
        closes: day(11, 20),
        vote_type: VoteType::Approval,
        budget: Some(Money(6_000_000)),
        eligibility: own("每户一票。"),
        projects: 3,
        outcome: None,
    }
}

/// The same, its ballots counted.
pub fn counted_brief() -> PollBrief {
    PollBrief {
        outcome: Some(PollOutcome {
            ballots: 1_150,
            won: 1,
            spent: Money(5_000_000),
        }),
        ..poll_brief()
    }
}

fn poll_rule() -> PollRule {
    PollRule {
        rule: Rule::Greedy,
        command: "mingbai tally wgx-2025.pb --rule greedy".into(),
        seed: "wgx-2025".into(),
    }
}

pub fn poll_project(number: u32, yuan: i64) -> PollProject {
    PollProject {
        id: id(&number.to_string()),
        name: own(&format!("项目{number}")),
        cost: Money(yuan * 100),
        category: Some(own("照明")),
        place: Some(own("北门")),
        beneficiaries: Some(own("走夜路的邻居")),
        arguments_for: Some(own("看得见路")),
        arguments_against: Some(own("太亮")),
    }
}

/// A poll with three projects, drawn in the order 3, 1, 2.
pub fn poll() -> PollView {
    PollView {
        brief: poll_brief(),
        plain: Some(own("得票多的先办。")),
        rule: poll_rule(),
        limits: PollLimits {
            min_length: Some(1),
            max_length: Some(2),
            max_sum_cost: Some(Money(5_500_000)),
        },
        projects: vec![
            poll_project(1, 50_000),
            poll_project(2, 9_000),
            poll_project(3, 15_000),
        ],
        drawn: vec![2, 0, 1],
    }
}

/// What came of it: the first won, the second did not.
pub fn results() -> ResultsView {
    let row = |number: u32, votes, place| ResultRow {
        id: id(&number.to_string()),
        name: own(&format!("项目{number}")),
        cost: Money(5_000_000),
        votes,
        place,
        why: vec![Phrase {
            ours: "1 \u{fffc}".into(),
            theirs: vec![own("坡道")],
        }],
        built: place.map(|_| BuiltView {
            project: ProjectBrief {
                project_id: id("p-1"),
                name: own("换灯"),
                plain: own("换掉旧灯"),
                cost: Money(5_000_000),
                status: ProjectStatus::Active,
                process_step: ProcessStep::Build,
                end_planned: day(8, 30),
                voted: None,
            },
            year: year("2026"),
            line: Some(id("canteen")),
        }),
    };
    ResultsView {
        brief: counted_brief(),
        plain: Some(own("得票多的先办。")),
        rule: poll_rule(),
        empty: 4,
        left: Money(1_000_000),
        rows: vec![row(1, 704, Some(1)), row(2, 400, None)],
        ties: vec!["1 = 2".into()],
        notes: vec!["1".into()],
        rounds: vec!["1".into(), "2".into()],
        file: "c/xinglinli/polls/wgx-2025.0123456789abcdef.pb".into(),
    }
}

/// What the home page says of polls: coming, open, counted.
pub fn poll_doors() -> Vec<PollDoor> {
    let door = |from, phase, day| PollDoor {
        from,
        phase,
        title: own("微更新投票"),
        day,
        is_counted: false,
    };
    vec![
        door(None, PollPhase::Coming, day(11, 10)),
        door(Some(day(11, 10)), PollPhase::Open, day(11, 20)),
        door(Some(day(11, 21)), PollPhase::Closed, day(11, 20)),
    ]
}

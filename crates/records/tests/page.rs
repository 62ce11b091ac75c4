//! What the publisher writes for the browser is read back as it was, and nothing else is.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use std::collections::HashSet;
use std::ops::Range;

use proptest::prelude::*;
use records::codes::{
    AskKey, BudgetStep, Channel, Direction, FundNature, ProcessStep, ProjectStatus, ReplyStatus,
    Rule, Stage, SubmissionKind, VoteType,
};
use records::page::{
    AboutView, AnswerView, BoardBar, BoardDays, BoardForm, BoardLink, BoardPart, BoardRow,
    BoardState, BoardTable, BoardView, BudgetView, BuiltView, CategoryView, ClockView,
    CommunityBrief, Comparison, Content, Crumb, DecisionView, DeclinedCount, DocumentForm,
    DocumentSection, DocumentView, EntryBrief, EntryRow, EntryView, Figure, Frame, FundBrief,
    FundView, HomeView, LedgerSource, LeftOutView, LineDetail, LineRow, LineView, PageData,
    PageProblem, PassbookRule, PassbookView, PhotoView, Phrase, PollBrief, PollDoor, PollLimits,
    PollOutcome, PollPhase, PollProject, PollRule, PollView, PollsView, ProjectBrief, RatingView,
    ReceiptView, Received, ReceivedEntry, ResolutionView, ResultRow, ResultsView, SaidBrief,
    SaidCounts, SayChoice, SayKind, SayQuestion, SaySurvey, SayTarget, SayView, SayWord, Shape,
    StageAmount, StageTotals, StepView, StoryPage, TermView, TrackView, TransactionView, WallView,
    YearBrief, YearView,
};
use records::{Currency, Date, Id, Lang, LocalText, Money, YearId};
use serde_json::{Value, json};

fn id() -> Id {
    Id::new("e-1.b").unwrap()
}

fn year() -> YearId {
    YearId::new("2021-22").unwrap()
}

fn day() -> Date {
    Date::from_ymd_opt(2026, 2, 28).unwrap()
}

/// Makes pages whose optional fields are all there, or all missing.
#[derive(Clone, Copy)]
struct Maker {
    full: bool,
}

impl Maker {
    fn maybe<T>(self, value: T) -> Option<T> {
        self.full.then_some(value)
    }

    fn many<T: Clone>(self, value: T) -> Vec<T> {
        if self.full {
            vec![value.clone(), value]
        } else {
            Vec::new()
        }
    }

    fn text(self) -> LocalText {
        LocalText {
            text: "绿化\n\"<b>\" \\ 🏡".into(),
            zh_hans: self.maybe("绿化".into()),
            zh_hant: self.maybe("綠化".into()),
            en: self.maybe("Greenery".into()),
        }
    }

    fn say_view(self) -> SayView {
        let choice = SayChoice {
            id: id(),
            name: self.text(),
            only_for: self.maybe(SubmissionKind::Need),
        };
        SayView {
            words: self.many(SayWord {
                name: "title".into(),
                text: "说「{name}」\n".into(),
            }),
            kinds: self.many(SayKind {
                kind: SubmissionKind::Story,
                hours: self.maybe(48),
                working_days: self.maybe(15),
            }),
            categories: self.many(choice.clone()),
            places: self.many(choice),
            targets: self.many(SayTarget {
                target: "line:2026/e-1".into(),
                name: self.text(),
            }),
            surveys: self.many(SaySurvey {
                id: id(),
                name: self.text(),
                questions: self.many(SayQuestion {
                    id: id(),
                    text: self.text(),
                    choices: self.many(self.text()),
                    several: self.full,
                }),
            }),
            days_off: self.many(day()),
            days_worked: self.many(day()),
            seals: self.full,
        }
    }

    fn figure(self) -> Figure {
        Figure {
            amount: Money(-1_077),
            stage: Stage::Adjusted,
            executed: self.maybe(Money(0)),
            prior: self.maybe(Money(i64::MIN)),
        }
    }

    fn comparison(self) -> Comparison {
        Comparison {
            year: self.maybe(year()),
            stage: Stage::Executed,
        }
    }

    fn brief(self) -> YearBrief {
        YearBrief {
            year: year(),
            expenditure: self.maybe(self.figure()),
            revenue: self.maybe(self.figure()),
        }
    }

    fn row(self) -> LineRow {
        LineRow {
            id: id(),
            title: self.text(),
            plain: self.maybe(self.text()),
            figure: self.figure(),
            children: 3,
        }
    }

    fn frame(self) -> Frame {
        Frame {
            community: CommunityBrief {
                id: id(),
                name: self.text(),
                written: Lang::ZhHans,
                households: self.maybe(u32::MAX),
                currency: Currency::CNY,
                as_of: day(),
                phone: self.maybe("023-1234".into()),
                desk: self.maybe(self.text()),
                hours: self.maybe(self.text()),
                elder_contact: self.maybe(self.text()),
                access_contact: self.maybe(self.text()),
                filing_number: self.maybe("备案 1".into()),
            },
            published_at: "2026-11-06T09:00:00+08:00".into(),
            years: self.many(year()),
            has_glossary: self.full,
        }
    }

    /// A page of lists in which everything stands that one can have.
    fn board(self) -> BoardView {
        let phrase = Phrase {
            ours: "“\u{fffc}”".into(),
            theirs: vec![self.text()],
        };
        let link = BoardLink {
            path: "say/?kind=need".into(),
            text: "Ask".into(),
        };
        let state = |shape: Shape| BoardState {
            shape,
            word: "已对接".into(),
        };
        let row = |shape: Shape| BoardRow {
            id: self.maybe(id()),
            head: phrase.clone(),
            state: Some(state(if self.full { shape } else { Shape::Ended })),
            lines: self.many(phrase.clone()),
            bar: self.maybe(BoardBar { used: 3, whole: 5 }),
            days: self.maybe(BoardDays {
                from: day(),
                until: day(),
                before: state(Shape::Open),
                within: state(Shape::Half),
                after: state(Shape::Late),
            }),
            boxes: self.maybe(self.many(self.text())),
            links: self.many(link.clone()),
        };
        let part = |form: BoardForm| BoardPart {
            id: id(),
            heading: "Part".into(),
            notes: self.many(phrase.clone()),
            form,
            rows: vec![row(Shape::Full)],
            folded: self.maybe("More".into()),
            table: self.maybe(BoardTable {
                caption: phrase.clone(),
                heads: self.many("Head".into()),
                rows: self.many(self.many(phrase.clone())),
            }),
            links: self.many(link.clone()),
        };
        BoardView {
            path: self.many(link.clone()),
            title: phrase.clone(),
            lead: "Lead".into(),
            acts: self.many(link.clone()),
            parts: BoardForm::ALL.into_iter().map(part).collect(),
            passbook: self.maybe(PassbookView {
                rules: self.many(PassbookRule {
                    kind: "story".into(),
                    name: "预算故事".into(),
                    states: self.many("adopted".into()),
                    points: 3,
                }),
                about: "about".into(),
                act: "act".into(),
                empty: "empty".into(),
                failed: "failed".into(),
                total: "{receipts} {points}".into(),
                row: "{kind} {code} {points}".into(),
            }),
        }
    }

    fn year_view(self) -> YearView {
        YearView {
            brief: self.brief(),
            compared: self.maybe(self.comparison()),
            expenditure: self.many(self.row()),
            hundred: self.many(34),
            revenue: self.many(self.row()),
            stages: self.many(StageTotals {
                stage: Stage::Proposed,
                revenue: self.maybe(Money(1)),
                expenditure: self.maybe(Money(2)),
            }),
            steps: BudgetStep::ALL
                .iter()
                .map(|step| StepView {
                    step: *step,
                    date: day(),
                    planned: self.full,
                    note: self.maybe(self.text()),
                })
                .collect(),
            funds: FundNature::ALL
                .iter()
                .map(|nature| FundView {
                    name: self.text(),
                    nature: *nature,
                    plain: self.maybe(self.text()),
                    negative_list: self.maybe(self.text()),
                    revenue: Money(i64::MAX),
                    expenditure: Money(0),
                })
                .collect(),
            left_out: self.many(LeftOutView {
                source: "a.csv".into(),
                source_line: 7,
                seen: "1,,2".into(),
                reason: "amount".into(),
            }),
            left_out_count: 2,
        }
    }

    fn resolution(self) -> ResolutionView {
        ResolutionView {
            id: id(),
            date: day(),
            meeting: self.text(),
            title: self.text(),
            present: self.maybe(9),
            votes_for: self.maybe(8),
            votes_against: self.maybe(1),
            abstentions: self.maybe(0),
        }
    }

    fn detail(self) -> LineDetail {
        let states = ProjectStatus::ALL
            .iter()
            .cycle()
            .zip(ProcessStep::ALL.iter().cycle());
        LineDetail {
            why: self.maybe(self.text()),
            responsible_post: self.maybe(self.text()),
            codes: self.many("212".to_owned()),
            fund: self.maybe(FundBrief {
                name: self.text(),
                negative_list: self.maybe(self.text()),
            }),
            resolution: self.maybe(self.resolution()),
            transactions: self.many(TransactionView {
                date: day(),
                amount: Money(-5),
                summary: self.text(),
                counterparty: self.maybe(self.text()),
                voucher: self.maybe("记-12".into()),
            }),
            transaction_count: 40,
            ledger: self.many(LedgerSource {
                source: "a.csv".into(),
                stage: Stage::Executed,
                entries: 12,
                sum: Money(99),
            }),
            projects: states
                .take(ProjectStatus::ALL.len().max(ProcessStep::ALL.len()))
                .map(|(status, process_step)| ProjectBrief {
                    project_id: id(),
                    name: self.text(),
                    plain: self.text(),
                    cost: Money(1),
                    status: *status,
                    process_step: *process_step,
                    end_planned: day(),
                    voted: self.maybe(id()),
                })
                .collect(),
        }
    }

    fn line_view(self, direction: Direction) -> LineView {
        LineView {
            year: year(),
            direction,
            path: self.many(Crumb {
                id: id(),
                title: self.text(),
            }),
            row: self.row(),
            amounts: Stage::ALL
                .iter()
                .map(|stage| StageAmount {
                    stage: *stage,
                    amount: Money(1),
                })
                .collect(),
            compared: self.maybe(self.comparison()),
            children: self.many(self.row()),
            detail: self.maybe(self.detail()),
            said: self.entry_rows(),
            ratings: self.many(self.rating()),
        }
    }

    /// One of every kind and state.
    fn entry_rows(self) -> Vec<EntryRow> {
        SubmissionKind::ALL
            .iter()
            .zip(ReplyStatus::ALL.iter().cycle())
            .map(|(kind, state)| EntryRow {
                id: id(),
                kind: *kind,
                lang: Lang::En,
                title: self.maybe("路灯".into()),
                text: "\u{1f}<b>".into(),
                category: self.maybe(id()),
                place: self.maybe(self.text()),
                state: *state,
                day: day(),
                due: self.maybe(day()),
                is_overdue: true,
                reply: self.maybe(self.text()),
                support: 3,
                similar: 0,
            })
            .collect()
    }

    fn rating(self) -> RatingView {
        RatingView {
            name: self.maybe(self.text()),
            count: 7,
            tenths: self.maybe(42),
            improvement: self.maybe(self.text()),
        }
    }

    fn counts(self) -> SaidCounts {
        SaidCounts {
            total: 9,
            shown: 4,
            waiting: 2,
            overdue: 1,
            has_clocks: true,
            declined: self.many(DeclinedCount {
                reason: self.text(),
                count: 2,
            }),
        }
    }

    fn entry(self, channel: Channel) -> EntryView {
        EntryView {
            row: self.entry_rows().swap_remove(0),
            code: "7K3M-9QDA-2XHT".into(),
            channel,
            answers: AskKey::ALL
                .iter()
                .map(|key| AnswerView {
                    key: *key,
                    text: "灯坏了".into(),
                })
                .collect(),
            category: self.maybe(self.text()),
            about: self.maybe(AboutView {
                name: self.text(),
                path: self.maybe("budget/2026/e-1/".into()),
            }),
            name: self.maybe("三楼的邻居".into()),
            told_by_voice: true,
            helped: false,
            photos: self.many(PhotoView {
                file: "c/x/media/0123456789abcdef.jpg".into(),
                width: 1,
                height: 2,
                caption: self.maybe("台阶".into()),
            }),
            clock: self.maybe(ClockView {
                hours: self.maybe(72),
                working_days: self.maybe(15),
                due: day(),
                answered: self.maybe(day()),
                is_late: true,
                working_day: self.maybe(6),
                is_assumed: false,
            }),
            steps: self.many(DecisionView {
                day: day(),
                state: ReplyStatus::PassedOn,
                post: self.text(),
                reason: self.maybe(self.text()),
                reply: self.maybe(self.text()),
                passed_to: self.maybe(self.text()),
            }),
            same_as: self.maybe(id()),
            similar: self.many(EntryBrief {
                id: id(),
                lang: Lang::ZhHant,
                title: "路燈".into(),
                state: ReplyStatus::Done,
            }),
            rating: self.maybe(self.rating()),
        }
    }

    fn received(self) -> Received {
        Received {
            v: 1,
            as_of: "2026-11-05T20:00:00+08:00".into(),
            entries: self.many(ReceivedEntry {
                id: "0".repeat(64),
                kind: SubmissionKind::Mediation,
                state: ReplyStatus::Received,
                day: day(),
                due: self.maybe(day()),
                answered: self.maybe(day()),
                post: self.maybe(self.text()),
                entry: self.maybe(id()),
            }),
        }
    }

    fn doors(self) -> Vec<PollDoor> {
        PollPhase::ALL
            .iter()
            .map(|phase| PollDoor {
                from: self.maybe(day()),
                phase: *phase,
                title: self.text(),
                day: day(),
                is_counted: self.full,
            })
            .collect()
    }

    fn poll_brief(self, vote_type: VoteType) -> PollBrief {
        PollBrief {
            id: id(),
            title: self.text(),
            opens: day(),
            closes: day(),
            vote_type,
            budget: self.maybe(Money(6_000_000)),
            eligibility: self.text(),
            projects: 2,
            outcome: self.maybe(PollOutcome {
                ballots: 7,
                won: 1,
                spent: Money(5_970_000),
            }),
        }
    }

    fn poll_rule(rule: Rule) -> PollRule {
        PollRule {
            rule,
            command: "mingbai tally x.pb --rule greedy".into(),
            seed: "x".into(),
        }
    }

    fn poll_view(self) -> PollView {
        PollView {
            brief: self.poll_brief(VoteType::Knapsack),
            plain: self.maybe(self.text()),
            rule: Self::poll_rule(Rule::EqualShares),
            limits: PollLimits {
                min_length: self.maybe(1),
                max_length: self.maybe(5),
                max_sum_cost: self.maybe(Money(20)),
            },
            projects: self.many(PollProject {
                id: id(),
                name: self.text(),
                cost: Money(9),
                category: self.maybe(self.text()),
                place: self.maybe(self.text()),
                beneficiaries: self.maybe(self.text()),
                arguments_for: self.maybe(self.text()),
                arguments_against: self.maybe(self.text()),
            }),
            drawn: self.many(1),
        }
    }

    fn results_view(self) -> ResultsView {
        let phrase = Phrase {
            ours: "1 \u{fffc}".into(),
            theirs: vec![self.text()],
        };
        ResultsView {
            brief: self.poll_brief(VoteType::Approval),
            plain: self.maybe(self.text()),
            rule: Self::poll_rule(Rule::GreedyNoSkip),
            empty: 1,
            left: Money(30_000),
            rows: self.many(ResultRow {
                id: id(),
                name: self.text(),
                cost: Money(9),
                votes: 704,
                place: self.maybe(1),
                why: self.many(phrase.clone()),
                built: self.maybe(BuiltView {
                    project: ProjectBrief {
                        project_id: id(),
                        name: self.text(),
                        plain: self.text(),
                        cost: Money(1),
                        status: ProjectStatus::Complete,
                        process_step: ProcessStep::Review,
                        end_planned: day(),
                        voted: self.maybe(id()),
                    },
                    year: year(),
                    line: self.maybe(id()),
                }),
            }),
            ties: self.many(phrase.clone()),
            notes: self.many(phrase.clone()),
            rounds: self.many(phrase),
            file: "c/x/polls/y.0123456789abcdef.pb".into(),
        }
    }

    /// A page of every kind.
    fn pages(self) -> Vec<PageData> {
        let forms = DocumentForm::ALL.map(|form| DocumentSection {
            heading: "怎么用".into(),
            form,
            items: self.many("先点这里".into()),
        });
        [
            Content::Home(HomeView {
                year: self.maybe(self.brief()),
                largest: self.many(self.row()),
                said: self.maybe(Box::new(SaidBrief {
                    newest: self.entry_rows(),
                    counts: self.counts(),
                })),
                polls: self.doors(),
            }),
            Content::Polls(PollsView {
                polls: VoteType::ALL
                    .iter()
                    .map(|of| self.poll_brief(*of))
                    .collect(),
            }),
            Content::Poll(Box::new(self.poll_view())),
            Content::Results(Box::new(self.results_view())),
            Content::Wall(Box::new(WallView {
                rows: self.entry_rows(),
                page: 1,
                pages: 2,
                files: self.many("c/x/stories/page-1.json".into()),
                categories: self.many(CategoryView {
                    id: id(),
                    name: self.text(),
                }),
                counts: self.counts(),
            })),
            Content::Entry(Box::new(self.entry(Channel::Web))),
            Content::Entry(Box::new(self.entry(Channel::Hotline))),
            Content::Track(TrackView {
                recent: self.many(ReceiptView {
                    code: "7K3M-9QDA-2XHT".into(),
                    kind: SubmissionKind::Story,
                    state: ReplyStatus::Received,
                    day: day(),
                    due: self.maybe(day()),
                    answered: self.maybe(day()),
                    entry: self.maybe(id()),
                }),
                total: 1,
                has_clocks: false,
            }),
            Content::Budget(BudgetView {
                years: self.many(self.brief()),
            }),
            Content::Year(Box::new(self.year_view())),
            Content::Line(Box::new(self.line_view(Direction::Revenue))),
            Content::Line(Box::new(self.line_view(Direction::Expenditure))),
            Content::Glossary(self.many(TermView {
                id: id(),
                term: self.text(),
                plain: self.text(),
            })),
            Content::Settings,
            Content::Document(DocumentView {
                title: "怎么用".into(),
                lead: String::new(),
                sections: forms.to_vec(),
            }),
            Content::Say(Box::new(self.say_view())),
            Content::Board(Box::new(self.board())),
            Content::Board(Box::default()),
            Content::NotFound,
        ]
        .into_iter()
        .map(|content| PageData {
            frame: self.frame(),
            content,
        })
        .collect()
    }
}

fn all_pages() -> Vec<PageData> {
    [true, false]
        .into_iter()
        .flat_map(|full| Maker { full }.pages())
        .collect()
}

/// A page as text, and where in it each of its values stands: thousands of changed copies are made
/// from each, and only what changes is written anew.
#[derive(Default)]
struct Written<'v> {
    text: String,
    places: Vec<Place<'v>>,
}

/// A value in a text.
struct Place<'v> {
    /// The steps that lead to it.
    path: String,
    /// The same without numbers: items of a list are read alike.
    road: String,
    value: &'v Value,
    span: Range<usize>,
    /// What goes if its field goes: name, value and a comma.
    field: Option<Range<usize>>,
}

impl<'v> Written<'v> {
    fn of(value: &'v Value) -> Self {
        let mut written = Written::default();
        written.write(value, "", "");
        assert_eq!(
            serde_json::from_str::<Value>(&written.text).as_ref().ok(),
            Some(value)
        );
        written
    }

    fn write(&mut self, value: &'v Value, path: &str, road: &str) {
        let (start, at) = (self.text.len(), self.places.len());
        self.places.push(Place {
            path: path.to_owned(),
            road: road.to_owned(),
            value,
            span: start..start,
            field: None,
        });
        match value {
            Value::Object(fields) => {
                self.text.push('{');
                for (number, (key, below)) in fields.iter().enumerate() {
                    if number > 0 {
                        self.text.push(',');
                    }
                    let (from, at) = (self.text.len(), self.places.len());
                    self.text.push_str(&json!(key).to_string());
                    self.text.push(':');
                    self.write(below, &format!("{path}/{key}"), &format!("{road}/{key}"));
                    let end = self.text.len();
                    self.places[at].field = Some(match (number, fields.len()) {
                        (0, 1) => from..end,
                        (0, _) => from..end + 1,
                        _ => from - 1..end,
                    });
                }
                self.text.push('}');
            }
            Value::Array(items) => {
                self.text.push('[');
                for (number, below) in items.iter().enumerate() {
                    if number > 0 {
                        self.text.push(',');
                    }
                    self.write(below, &format!("{path}/{number}"), road);
                }
                self.text.push(']');
            }
            other => self.text.push_str(&other.to_string()),
        }
        self.places[at].span = start..self.text.len();
    }

    /// The text with something else in a place.
    fn with(&self, span: Range<usize>, other: &str) -> String {
        [&self.text[..span.start], other, &self.text[span.end..]].concat()
    }
}

/// Tries something in every place of every page, but the same value in the same field once: a frame
/// is on every page, and a row's texts are those of the row before.
fn in_every_place(mut trial: impl FnMut(&Written<'_>, &Place<'_>)) {
    let mut tried = HashSet::new();
    for page in all_pages() {
        let whole = serde_json::to_value(&page).unwrap();
        let written = Written::of(&whole);
        for place in &written.places {
            if tried.insert((place.road.clone(), place.value.to_string())) {
                trial(&written, place);
            }
        }
    }
}

#[test]
fn every_page_is_read_back_as_it_was() {
    for page in all_pages() {
        for text in [
            serde_json::to_string(&page).unwrap(),
            serde_json::to_string_pretty(&page).unwrap(),
        ] {
            assert_eq!(PageData::from_json(&text).as_ref(), Ok(&page), "{text}");
        }
    }
}

#[test]
fn words_of_closed_lists_are_read_back() {
    for lang in Lang::ALL {
        let mut page = Maker { full: true }.pages().remove(0);
        page.frame.community.written = lang;
        let text = serde_json::to_string(&page).unwrap();
        assert_eq!(PageData::from_json(&text), Ok(page));
    }
}

#[test]
fn an_unknown_field_is_refused_wherever_it_stands() {
    in_every_place(|written, place| {
        let Value::Object(fields) = place.value else {
            return;
        };
        let end = place.span.end - 1;
        let comma = if fields.is_empty() { "" } else { "," };
        let changed = written.with(end..end, &format!("{comma}\"surprise\":1"));
        let read = PageData::from_json(&changed);
        // Beside the one field that says what is on the page, it is a second kind of page.
        let problem = if place.path == "/content" {
            PageProblem::Mistyped
        } else {
            PageProblem::Unknown
        };
        assert_eq!(read, Err(problem), "{}", place.path);
    });
}

#[test]
fn a_missing_field_is_refused_unless_it_may_be_missing() {
    let (mut refused, mut allowed) = (0, 0);
    in_every_place(|written, place| {
        let Some(field) = &place.field else {
            return;
        };
        let changed = written.with(field.clone(), "");
        match PageData::from_json(&changed) {
            Ok(read) => {
                allowed += 1;
                // Nothing was made up in its place.
                let changed: Value = serde_json::from_str(&changed).unwrap();
                let read = serde_json::to_value(&read).unwrap();
                assert_eq!(read, changed, "{}", place.path);
            }
            Err(problem) => {
                refused += 1;
                let (parent, _) = place.path.rsplit_once('/').unwrap_or_default();
                let expected = if parent == "/content" {
                    PageProblem::Mistyped
                } else {
                    PageProblem::Missing
                };
                assert_eq!(problem, expected, "{}", place.path);
            }
        }
    });
    assert!(refused > 100 && allowed > 100, "{refused}, {allowed}");
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands() {
    let others = [json!(true), json!(1), json!("不"), json!([[]]), json!({})];
    in_every_place(|written, place| {
        for other in others.iter().chain([&Value::Null, &json!(0.5)]) {
            let same = match (place.value, other) {
                (Value::String(_), Value::String(_)) | (Value::Bool(_), Value::Bool(_)) => true,
                (Value::Number(_), other) => other.is_i64(),
                // A sentence without texts of the community is a plain text.
                (Value::Object(fields), Value::String(_)) => fields.contains_key("ours"),
                // A ballot may be bound by no limit at all.
                (Value::Object(_), Value::Object(_)) => place.path.ends_with("/limits"),
                // A list of lists may hold an empty one.
                (Value::Array(items), Value::Array(_)) => items.iter().any(Value::is_array),
                _ => false,
            };
            if same {
                continue;
            }
            let changed = written.with(place.span.clone(), &other.to_string());
            let read = PageData::from_json(&changed);
            assert!(read.is_err(), "{}: {other}", place.path);
        }
    });
}

#[test]
fn texts_that_must_be_something_are_held_to_it() {
    let line = Maker { full: true }
        .pages()
        .into_iter()
        .find(|page| matches!(page.content, Content::Line(_)))
        .unwrap();
    let page = serde_json::to_value(&line).unwrap();
    for (place, text) in [
        ("/frame/community/id", "../x"),
        ("/frame/community/written", "fr"),
        ("/frame/community/currency", "元"),
        ("/frame/community/as_of", "2026-02-30"),
        ("/frame/years/0", ""),
        ("/content/line/direction", "sideways"),
        ("/content/line/row/figure/stage", "Adjusted"),
    ] {
        let mut changed = page.clone();
        *changed.pointer_mut(place).unwrap() = json!(text);
        let read = PageData::from_json(&changed.to_string());
        assert_eq!(read, Err(PageProblem::Mistyped), "{place}");
    }
    for number in [json!(-1), json!(4_294_967_296_i64)] {
        let mut changed = page.clone();
        *changed.pointer_mut("/frame/community/households").unwrap() = number;
        let read = PageData::from_json(&changed.to_string());
        assert_eq!(read, Err(PageProblem::Mistyped));
    }
}

proptest! {
    #[test]
    fn any_text_and_any_amount_survive(text in any::<String>(), amount in any::<i64>()) {
        let mut page = Maker { full: true }.pages().remove(0);
        page.frame.published_at.clone_from(&text);
        page.frame.community.name = LocalText::plain(text);
        if let Content::Home(home) = &mut page.content {
            home.largest[0].figure.amount = Money(amount);
        }
        let written = serde_json::to_string(&page).unwrap();
        prop_assert_eq!(PageData::from_json(&written), Ok(page));
    }
}

#[test]
fn published_lists_are_read_back_as_they_were() {
    for full in [true, false] {
        let maker = Maker { full };
        let received = maker.received();
        let json = serde_json::to_string(&received).unwrap();
        assert_eq!(Received::from_json(&json), Ok(received));
        let page = StoryPage {
            v: 1,
            entries: maker.entry_rows(),
        };
        let json = serde_json::to_string(&page).unwrap();
        assert_eq!(StoryPage::from_json(&json), Ok(page));
    }
    for refused in ["[]", "{}", r#"{"v":1,"as_of":"x","entries":[],"more":1}"#] {
        assert!(Received::from_json(refused).is_err(), "{refused}");
    }
}

#[test]
fn a_mean_is_given_from_five_ratings_on_and_is_its_share_of_a_hundred() {
    for (sum, count, tenths, hundred) in [
        (20, 4, None, None),
        (21, 5, Some(42), Some(84)),
        (19, 5, Some(38), Some(76)),
        (5, 5, Some(10), Some(20)),
        (25, 5, Some(50), Some(100)),
        // 4.166…
        (25, 6, Some(42), Some(84)),
        (0, 0, None, None),
    ] {
        assert_eq!(RatingView::mean(sum, count), tenths, "{sum}/{count}");
        let rating = RatingView {
            name: None,
            count,
            tenths,
            improvement: None,
        };
        assert_eq!(rating.of_hundred(), hundred);
    }
}

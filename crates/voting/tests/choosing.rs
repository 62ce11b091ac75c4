//! The poll's definition, and choices made by it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // tests

mod made;

use ballots::{Bounds, Profile, Satisfaction, Start, Stop};
use made::{codes, definition, every_kind, knapsack, roll};
use proptest::prelude::*;
use records::Money;
use records::json::parse_within;
use voting::choice::{
    Cast, Choice, Draft, Mark, Note, OverBudget, Refusal, Stance, cast, fair_order,
};
use voting::poll::{
    CompletionName, Custody, Definition, Limits, Matter, Part, PollProblem, Raising, RuleName,
    RuleOf, VoteType,
};

fn refusals(definition: &Definition, draft: &Draft) -> Vec<Refusal> {
    cast(definition, draft).expect_err("refused")
}

#[test]
fn a_definition_has_one_text() {
    let roll = roll(&codes(70));
    for definition in every_kind(&roll) {
        let text = definition.to_json();
        assert_eq!(Definition::parse(&text).as_ref(), Ok(&definition), "{text}");
        // JavaScript writes it the same way: fields in their order, no field named by a number.
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["poll"], "wgx-2026");
        for other in [
            format!("{text}\n"),
            text.replace(":30,", ": 30,"),
            text.replace("\"v\":1,", ""),
        ] {
            assert_ne!(other, text);
            assert!(Definition::parse(&other).is_err());
        }
        let unknown = text.replacen("\"v\":1", "\"v\":1,\"w\":1", 1);
        assert!(matches!(
            Definition::parse(&unknown),
            Err(PollProblem::Shape(_))
        ));
    }
}

#[test]
fn a_flipped_bit_makes_another_poll_or_none() {
    let roll = roll(&codes(70));
    for definition in every_kind(&roll) {
        let text = definition.to_json();
        for bit in (0..text.len() * 8).step_by(3) {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let read = std::str::from_utf8(&bytes)
                .ok()
                .and_then(|t| Definition::parse(t).ok());
            assert!(read.is_none_or(|read| read.doc() != definition.doc()));
        }
    }
}

#[test]
fn an_unfair_poll_is_refused() {
    let many = roll(&codes(70));
    let refused = |change: &dyn Fn(&mut Definition)| {
        let mut definition = knapsack(&many);
        change(&mut definition);
        let problem = definition.check().expect_err("refused");
        assert_eq!(
            Definition::parse(&definition.to_json()),
            Err(problem.clone())
        );
        problem
    };
    assert_eq!(refused(&|d| d.closes = d.opens), PollProblem::Closes);
    assert_eq!(
        refused(&|d| d.custody = Custody::OneKey),
        PollProblem::OneKey { slips: 70 }
    );
    assert_eq!(
        refused(&|d| d.small = 4),
        PollProblem::Field { field: "small" }
    );
    assert_eq!(
        refused(&|d| d.keys.push(d.keys[0].clone())),
        PollProblem::Field { field: "keys" }
    );
    assert_eq!(
        refused(&|d| d.title.text = "a\tb".into()),
        PollProblem::Control { field: "title" }
    );
    let counting = |change: &dyn Fn(&mut voting::poll::Counting)| {
        refused(&|d| {
            if let Matter::Projects(counting) = &mut d.matter {
                change(counting);
            }
        })
    };
    assert_eq!(
        counting(&|c| c.projects.clear()),
        PollProblem::Count { found: 0 }
    );
    assert!(matches!(
        counting(&|c| c.projects[1].project_id = made::id("1")),
        PollProblem::Project { .. }
    ));
    assert!(matches!(
        counting(&|c| c.projects[1].project_id = made::id("Votes")),
        PollProblem::Project { .. }
    ));
    assert!(matches!(
        counting(&|c| c.projects[1].cost = Money(0)),
        PollProblem::Project { .. }
    ));
    assert_eq!(
        counting(&|c| drop(c.ties.pop())),
        PollProblem::Field { field: "ties" }
    );
    assert_eq!(
        counting(&|c| c.rule = RuleOf::plain(RuleName::Greedy, Satisfaction::AdditiveBorda)),
        PollProblem::Rule
    );
    let few = roll(&codes(59));
    let mut small = knapsack(&few);
    small.custody = Custody::OneKey;
    assert_eq!(small.check(), Ok(()));
}

/// What a definition may have is what the counting crate takes: every rule with every part, held
/// against the crate itself.
#[test]
fn rules_fit_where_the_counting_crate_says_so() {
    let satisfactions = [
        Satisfaction::Cost,
        Satisfaction::Cardinality,
        Satisfaction::AdditiveCardinal,
        Satisfaction::AdditiveBorda,
        Satisfaction::Score,
    ];
    let raising = Raising {
        increment: Money(100),
        start: Start::Exact,
        stop: Stop::Exhaustive,
    };
    let mut fitting = 0;
    for definition in every_kind(&roll(&codes(3))).into_iter().take(5) {
        let vote_type = match definition.vote_type {
            VoteType::ChooseOne => ballots::VoteType::ChooseOne,
            VoteType::Cumulative => ballots::VoteType::Cumulative,
            VoteType::Ordinal => ballots::VoteType::Ordinal,
            _ => ballots::VoteType::Approval,
        };
        let instance = definition
            .counting()
            .unwrap()
            .instance(definition.currency)
            .unwrap();
        let profile = Profile::new(&instance, vote_type, Bounds::default());
        for name in RuleName::ALL {
            for satisfaction in satisfactions {
                for completion in CompletionName::ALL {
                    let is_phragmen = *name == RuleName::Phragmen;
                    let completes = is_phragmen || *name == RuleName::EqualShares;
                    let raises = completes
                        && matches!(completion, CompletionName::Add1 | CompletionName::Add1U);
                    let rule = RuleOf {
                        name: *name,
                        satisfaction: (!is_phragmen).then_some(satisfaction),
                        threshold: (*name == RuleName::GreedyThreshold).then_some(3),
                        completion: completes.then_some(*completion),
                        raising: raises.then_some(raising),
                    };
                    let ran = rule
                        .to_rule(definition.currency)
                        .unwrap()
                        .run(&instance, &profile);
                    let mut definition = definition.clone();
                    if let Matter::Projects(counting) = &mut definition.matter {
                        counting.rule = rule;
                    }
                    let fits = definition.check() == Ok(());
                    // The crate takes totals as a measure of welfare too; they are for greedy.
                    let is_total =
                        *name == RuleName::MaxWelfare && satisfaction == Satisfaction::Score;
                    assert_eq!(fits, ran.is_ok() && !is_total, "{rule:?} {vote_type:?}");
                    if fits {
                        fitting += 1;
                        let text = definition.to_json();
                        assert_eq!(Definition::parse(&text), Ok(definition));
                    }
                }
            }
        }
    }
    assert!(fitting > 100, "{fitting}");
}

#[test]
fn over_the_budget_says_what_does_not_fit_and_what_helps() {
    let definition = knapsack(&roll(&codes(70)));
    // 60,000 + 90,000 + 45,000 + 33,000 = 228,000, which is 28,000 too much.
    let over = OverBudget {
        max_sum_cost: Money(20_000_000),
        sum_cost: Money(22_800_000),
        over: Money(2_800_000),
        does_not_fit: vec!["10".into()],
        frees: vec![
            vec!["10".into()],
            vec!["3".into()],
            vec!["2".into()],
            vec!["4".into()],
        ],
    };
    let draft = Draft::of(["2", "4", "3", "10"]);
    assert_eq!(refusals(&definition, &draft), [Refusal::OverBudget(over)]);
    // All six are 258,000: 58,000 too much; the ramp alone does not help.
    let all = refusals(&definition, &Draft::of(["1", "2", "3", "4", "5", "10"]));
    let [Refusal::OverBudget(over)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(over.does_not_fit, ["4"]);
    assert_eq!(over.frees, [["2".to_owned()], ["4".to_owned()]]);
    let fits = cast(&definition, &Draft::of(["4", "2", "3"])).unwrap();
    assert_eq!(fits.choice, Choice::Projects(vec![1, 2, 3]));
    assert_eq!(fits.notes, []);
    let less = cast(&definition, &Draft::of(["4", "2"])).unwrap();
    let left = Note::MoneyLeft {
        left: Money(5_000_000),
        still_fit: ["1", "3", "5", "10"].map(String::from).to_vec(),
    };
    assert_eq!(less.notes, [left]);
}

#[test]
fn where_no_single_project_helps_several_are_named() {
    let mut definition = knapsack(&roll(&codes(70)));
    if let Matter::Projects(counting) = &mut definition.matter {
        counting.budget = Money(5_000_000);
    }
    let refused = refusals(&definition, &Draft::of(["1", "3", "10", "5"]));
    let [Refusal::OverBudget(over)] = refused.as_slice() else {
        panic!("{refused:?}");
    };
    // 108,000 against 50,000.
    assert_eq!(over.over, Money(5_800_000));
    assert_eq!(over.does_not_fit, ["3", "10"]);
    assert_eq!(over.frees, [vec!["3".to_owned(), "10".to_owned()]]);
}

#[test]
fn everything_amiss_is_said_at_once() {
    let roll = roll(&codes(70));
    let kinds = every_kind(&roll);
    let [approval, _, choose_one, points, _, motion] = kinds.as_slice() else {
        panic!("six kinds");
    };
    assert_eq!(
        refusals(approval, &Draft::of(["1", "9", "1", "2", "3", "4"])),
        [
            Refusal::UnknownProject {
                project_id: "9".into()
            },
            Refusal::Repeated {
                project_id: "1".into()
            },
            Refusal::TooMany {
                max_length: 3,
                length: 4
            },
        ]
    );
    assert_eq!(refusals(approval, &Draft::default()), [Refusal::Blank]);
    let empty = Draft {
        empty: true,
        ..Draft::default()
    };
    assert_eq!(
        cast(approval, &empty),
        Ok(Cast {
            choice: Choice::Projects(vec![]),
            notes: vec![Note::Empty]
        })
    );
    assert_eq!(
        cast(approval, &Draft::of(["2"])).unwrap().notes,
        [Note::Undervote {
            length: 1,
            max_length: 3
        }]
    );
    let both = Draft {
        empty: true,
        ..Draft::of(["1"])
    };
    assert_eq!(refusals(approval, &both), [Refusal::NotEmpty]);
    assert_eq!(
        refusals(choose_one, &Draft::of(["1", "2"])),
        [Refusal::TooMany {
            max_length: 1,
            length: 2
        }]
    );
    let mark = |project_id: &str, points| Mark {
        project_id: project_id.into(),
        points,
    };
    let given = Draft {
        marks: vec![mark("1", Some(7)), mark("2", None), mark("3", Some(4))],
        ..Draft::default()
    };
    assert_eq!(
        refusals(points, &given),
        [
            Refusal::PointsTooHigh {
                project_id: "1".into(),
                max_points: 6,
                points: 7
            },
            Refusal::NoPoints {
                project_id: "2".into()
            },
            Refusal::SumTooHigh {
                max_sum_points: 10,
                sum_points: 11
            },
        ]
    );
    let given = Draft {
        marks: vec![mark("3", Some(4)), mark("1", Some(5))],
        ..Draft::default()
    };
    let shared = cast(points, &given).unwrap();
    assert_eq!(shared.choice, Choice::Points(vec![(0, 5), (2, 4)]));
    assert_eq!(shared.notes, [Note::PointsLeft { left: 1 }]);
    assert_eq!(shared.choice.to_json(points), "[[\"1\",5],[\"3\",4]]");
    assert_eq!(refusals(motion, &Draft::of(["1"])), [Refusal::OtherMatter]);
    assert_eq!(refusals(motion, &Draft::default()), [Refusal::Blank]);
    let abstains = Draft {
        stance: Some(Stance::Abstain),
        ..Draft::default()
    };
    assert_eq!(
        cast(motion, &abstains).unwrap().choice.to_json(motion),
        "\"abstain\""
    );
    assert_eq!(refusals(approval, &abstains), [Refusal::OtherMatter]);
}

#[test]
fn a_fewest_number_does_not_bind_the_empty_vote() {
    let limits = Limits {
        min_length: Some(2),
        max_length: Some(3),
        ..Limits::default()
    };
    let definition = definition(VoteType::Approval, limits, &roll(&codes(70)));
    assert_eq!(
        refusals(&definition, &Draft::of(["1"])),
        [Refusal::TooFew {
            min_length: 2,
            length: 1
        }]
    );
    let empty = Draft {
        empty: true,
        ..Draft::default()
    };
    assert!(cast(&definition, &empty).is_ok());
}

#[test]
fn parts_are_reached_exactly() {
    let half = |more| Part {
        num: 1,
        den: 2,
        more,
    };
    assert!(
        half(false).is_reached(2, 4) && !half(true).is_reached(2, 4) && half(true).is_reached(3, 4)
    );
    let two_thirds = Part {
        num: 2,
        den: 3,
        more: false,
    };
    assert!(two_thirds.is_reached(64, 96) && !two_thirds.is_reached(63, 96));
    assert!(!half(false).is_reached(0, 0));
}

#[test]
fn no_project_is_first_for_everybody() {
    let definition = knapsack(&roll(&codes(70)));
    let counting = definition.counting().unwrap();
    let doc = definition.doc();
    let mut first = [0_u32; 6];
    for voter in 0..600 {
        let order = fair_order(counting, &doc, &voter.to_string());
        assert_eq!(order, fair_order(counting, &doc, &voter.to_string()));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
        first[order[0]] += 1;
        // The same formula as the lots that break ties.
        let mut by_lot: Vec<usize> = (0..6).collect();
        let seed = format!("order/v1|{doc}|{voter}");
        by_lot.sort_by_key(|at| {
            ballots::seeded_digest(&seed, counting.projects[*at].project_id.as_str())
        });
        assert_eq!(order, by_lot);
    }
    // A sixth of 600 is 100; six standard deviations are 55.
    assert!(
        first.iter().all(|count| (45..=155).contains(count)),
        "{first:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_cast_is_read_back_and_nothing_else(
        kind in 0_usize..6,
        picks in prop::collection::vec((0_usize..7, 0_u32..8), 0..7),
        stance in prop::option::of(0_usize..3),
        empty: bool,
    ) {
        let roll = roll(&codes(3));
        let definition = &every_kind(&roll)[kind];
        let names = ["1", "2", "3", "4", "5", "10", "x"];
        let has_points = definition.vote_type == VoteType::Cumulative;
        let draft = Draft {
            marks: picks.iter().map(|(at, points)| Mark {
                project_id: names[*at].into(),
                points: has_points.then_some(*points),
            }).collect(),
            stance: stance.map(|at| Stance::ALL[at]),
            empty,
        };
        if let Ok(done) = cast(definition, &draft) {
            let text = done.choice.to_json(definition);
            let json = parse_within(&text, 4).unwrap();
            prop_assert_eq!(Choice::of_json(definition, &json), Ok(done.choice.clone()));
            // Sets in another order are another text, and refused.
            if let (Choice::Projects(chosen), records::json::Json::List(mut items)) = (&done.choice, json)
                && chosen.len() > 1
            {
                items.reverse();
                prop_assert!(Choice::of_json(definition, &records::json::Json::List(items)).is_err());
            }
        }
    }
}

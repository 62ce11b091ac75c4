//! Questionnaires: each device and each paper once, and what cannot be an answer in no count.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use records::codes::AnswerForm;
use records::sheets::{PaperAnswer, SurveyQuestion};
use records::survey::{
    Answer, AnswerProblem, Refused, SMALL, Sent, Source, Ways, choices, read, tally,
};
use records::{Id, LocalText};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn question(name: &str, form: AnswerForm, choices: Option<&str>) -> SurveyQuestion {
    SurveyQuestion {
        survey_id: id("wj"),
        question_id: id(name),
        text: LocalText::plain("问"),
        form,
        choices: choices.map(LocalText::plain),
    }
}

fn questions() -> Vec<SurveyQuestion> {
    vec![
        question("1", AnswerForm::ChooseOne, Some("天天；三四次；不来")),
        question("2", AnswerForm::ChooseMany, Some("菜价;口味|座位")),
        question("3", AnswerForm::Text, None),
    ]
}

fn sent(from: &str, answers: &[(&str, &str)]) -> Sent {
    Sent {
        from: from.to_owned(),
        answers: answers
            .iter()
            .map(|(question, answer)| (id(question), (*answer).to_owned()))
            .collect(),
    }
}

fn typed(paper: u32, keying: u32, answers: &[(&str, &str)]) -> Vec<PaperAnswer> {
    answers
        .iter()
        .map(|(question, answer)| PaperAnswer {
            survey_id: id("wj"),
            paper,
            keying,
            question_id: id(question),
            answer: (*answer).to_owned(),
        })
        .collect()
}

fn ways(online: u32, paper: u32) -> Ways {
    Ways { online, paper }
}

#[test]
fn choices_keep_their_translations() {
    let mut asked = question("1", AnswerForm::ChooseOne, Some("天天；不来"));
    asked.choices.as_mut().unwrap().en = Some("Daily; never".into());
    asked.choices.as_mut().unwrap().zh_hant = Some("天天".into());
    let choices = choices(&asked);
    assert_eq!(choices.len(), 2);
    assert_eq!(choices[1].text, "不来");
    assert_eq!(choices[1].en.as_deref(), Some("never"));
    // Half a translation would put words beside the wrong box.
    assert_eq!(choices[0].zh_hant, None);
}

#[test]
fn an_answer_is_read_as_devices_and_clerks_write_it() {
    let [one, many, words] = questions().try_into().unwrap();
    for (asked, seen, expected) in [
        (&one, "2", Ok(Answer::Choices(vec![2]))),
        (&one, "1;2", Err(AnswerProblem::SeveralChoices)),
        (&one, "0", Err(AnswerProblem::NoSuchChoice)),
        (&one, "4", Err(AnswerProblem::NoSuchChoice)),
        (&one, "不来", Err(AnswerProblem::NoSuchChoice)),
        (&one, " ", Err(AnswerProblem::Blank)),
        (&many, "3、1", Ok(Answer::Choices(vec![1, 3]))),
        (&many, "1\u{1f}2\u{1f}2", Ok(Answer::Choices(vec![1, 2]))),
        (&many, "2 3", Ok(Answer::Choices(vec![2, 3]))),
        (&words, " 多些座位 ", Ok(Answer::Words("多些座位".into()))),
        (&words, "", Err(AnswerProblem::Blank)),
    ] {
        assert_eq!(read(asked, seen), expected, "{seen:?}");
    }
}

#[test]
fn a_device_that_sends_twice_counts_once_with_the_last() {
    let asked = questions();
    let asked: Vec<&SurveyQuestion> = asked.iter().collect();
    let counted = tally(
        &asked,
        &[
            sent("a", &[("1", "1"), ("3", "好")]),
            sent("b", &[("1", "3")]),
            sent("a", &[("1", "2")]),
        ],
        &[],
    );
    assert_eq!(counted.households, ways(2, 0));
    let first = &counted.questions[0];
    assert_eq!(first.answered, ways(2, 0));
    assert_eq!(first.choices, [ways(0, 0), ways(1, 0), ways(1, 0)]);
    assert_eq!(counted.questions[2].answered, ways(0, 0));
}

#[test]
fn a_paper_counts_when_both_typings_agree() {
    let asked = questions();
    let asked: Vec<&SurveyQuestion> = asked.iter().collect();
    let rows = [
        typed(1, 1, &[("1", "2"), ("2", "1;3"), ("3", "多些座位。")]),
        typed(1, 2, &[("1", "2"), ("2", "3、1"), ("3", "多些 座位")]),
        typed(2, 1, &[("1", "2")]),
        typed(3, 1, &[("1", "2")]),
        typed(3, 2, &[("1", "1")]),
        typed(4, 1, &[("1", "2"), ("2", "1")]),
        typed(4, 2, &[("1", "2")]),
    ]
    .concat();
    let rows: Vec<&PaperAnswer> = rows.iter().collect();
    let counted = tally(&asked, &[], &rows);
    assert_eq!(counted.households, ways(0, 1));
    assert_eq!(counted.unsettled, [2, 3, 4]);
    assert_eq!(
        counted.questions[1].choices,
        [ways(0, 1), ways(0, 0), ways(0, 1)]
    );
    assert_eq!(counted.questions[2].answered, ways(0, 1));
}

#[test]
fn what_cannot_be_an_answer_is_listed_and_the_rest_counts() {
    let asked = questions();
    let asked: Vec<&SurveyQuestion> = asked.iter().collect();
    let counted = tally(
        &asked,
        &[
            sent("a", &[("1", "9"), ("2", "1"), ("8", "1")]),
            sent("b", &[("1", "x")]),
            sent("c", &[("1", "")]),
        ],
        &[],
    );
    // Nothing of the second and the third counts: no household was reached by them.
    assert_eq!(counted.households, ways(1, 0));
    assert_eq!(counted.questions[0].answered, ways(0, 0));
    let refused = |from: &str, question: &str, why| Refused {
        source: Source::Device(from.into()),
        question_id: id(question),
        why,
    };
    assert_eq!(
        counted.refused,
        [
            refused("a", "1", AnswerProblem::NoSuchChoice),
            refused("a", "8", AnswerProblem::NoSuchQuestion),
            refused("b", "1", AnswerProblem::NoSuchChoice),
        ]
    );
}

#[test]
fn a_few_answers_are_not_broken_down() {
    let asked = questions();
    let asked: Vec<&SurveyQuestion> = asked.iter().collect();
    let of = |count: u32| {
        let documents: Vec<Sent> = (0..count)
            .map(|n| sent(&n.to_string(), &[("1", "1")]))
            .collect();
        tally(&asked, &documents, &[])
    };
    assert!(of(SMALL - 1).questions[0].is_small());
    assert!(!of(SMALL).questions[0].is_small());
    assert!(ways(SMALL, 0).can_be_told_apart());
    assert!(ways(SMALL, SMALL).can_be_told_apart());
    assert!(!ways(SMALL, SMALL - 1).can_be_told_apart());
    assert!(!ways(1, SMALL).can_be_told_apart());
}

fn any_answer() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1_u32..5).prop_map(|n| n.to_string()),
        2 => vec(1_u32..4, 1..4).prop_map(|n| {
            n.iter().map(ToString::to_string).collect::<Vec<_>>().join("\u{1f}")
        }),
        1 => ".{0,6}",
    ]
}

fn any_sent() -> impl Strategy<Value = Vec<Sent>> {
    let question = select(vec!["1", "2", "3", "4"]).prop_map(id);
    let device = select(vec!["a", "b", "c", "d", "e", "f"]);
    vec(
        (device, btree_map(question, any_answer(), 0..4)).prop_map(|(from, answers)| Sent {
            from: from.to_owned(),
            answers,
        }),
        0..20,
    )
}

proptest! {
    #[test]
    fn nobody_counts_twice_and_nothing_gets_lost(sent in any_sent(), papers in vec(any_answer(), 0..8)) {
        let asked = questions();
        let asked: Vec<&SurveyQuestion> = asked.iter().collect();
        let rows: Vec<PaperAnswer> = papers
            .iter()
            .zip(1_u32..)
            .flat_map(|(answer, number)| {
                [typed(number, 1, &[("1", answer)]), typed(number, 2, &[("1", answer)])].concat()
            })
            .collect();
        let rows: Vec<&PaperAnswer> = rows.iter().collect();
        let counted = tally(&asked, &sent, &rows);

        let devices: BTreeSet<&str> = sent.iter().map(|s| s.from.as_str()).collect();
        prop_assert!(counted.households.online as usize <= devices.len());
        prop_assert!(counted.households.paper as usize <= papers.len());
        prop_assert_eq!(counted.unsettled.len(), 0);

        // Every answer of every device's last document is counted once, refused once, or blank.
        let mut last: BTreeMap<&str, &Sent> = BTreeMap::new();
        for document in &sent {
            last.insert(&document.from, document);
        }
        let given = last
            .values()
            .flat_map(|document| document.answers.values())
            .chain(papers.iter())
            .count();
        let answered: u32 = counted.questions.iter().map(|q| q.answered.all()).sum();
        let blank = last
            .values()
            .flat_map(|document| document.answers.iter())
            .map(|(question, answer)| (question.as_str(), answer))
            .chain(papers.iter().map(|answer| ("1", answer)))
            .filter(|(question, answer)| {
                asked
                    .iter()
                    .find(|q| q.question_id.as_str() == *question)
                    .is_some_and(|q| read(q, answer) == Err(AnswerProblem::Blank))
            })
            .count();
        prop_assert_eq!(answered as usize + counted.refused.len() + blank, given);

        for question in &counted.questions {
            let chosen = |way: fn(&Ways) -> u32| question.choices.iter().map(way).sum::<u32>();
            // One choice each where one is asked for.
            if question.question_id.as_str() == "1" {
                prop_assert_eq!(chosen(|w| w.online), question.answered.online);
                prop_assert_eq!(chosen(|w| w.paper), question.answered.paper);
            }
            for choice in &question.choices {
                prop_assert!(choice.online <= question.answered.online);
                prop_assert!(choice.paper <= question.answered.paper);
            }
        }
    }

    #[test]
    fn what_is_counted_does_not_depend_on_the_order_of_the_papers(
        papers in vec(any_answer(), 0..8),
        turn in 0_usize..8,
    ) {
        let asked = questions();
        let asked: Vec<&SurveyQuestion> = asked.iter().collect();
        let rows: Vec<PaperAnswer> = papers
            .iter()
            .zip(1_u32..)
            .flat_map(|(answer, number)| {
                [typed(number, 1, &[("2", answer)]), typed(number, 2, &[("2", answer)])].concat()
            })
            .collect();
        let mut turned: Vec<&PaperAnswer> = rows.iter().collect();
        let straight = tally(&asked, &[], &turned);
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(tally(&asked, &[], &turned), straight);
    }
}

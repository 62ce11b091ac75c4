//! What the office decided: strict files, the latest wins, nothing private passes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use records::codes::{AskKey, Channel, ReplyStatus, SubmissionKind, YesNo};
use records::decisions::{
    Counted, Decision, DecisionFile, DecisionFileProblem, DecisionProblem, Decisions, Entry,
    EntryPhoto, Part, Review, Tally, intake,
};
use records::envelope::DocId;
use records::finding::PrivateNumber;
use records::{Date, Id, Lang, LocalText};

fn at() -> chrono::DateTime<chrono::FixedOffset> {
    "2026-11-05T09:00:00+08:00".parse().expect("a time")
}

fn id(byte: u8) -> DocId {
    DocId::from_bytes([byte; 32])
}

fn decision(byte: u8, state: ReplyStatus) -> Decision {
    Decision {
        id: id(byte),
        kind: SubmissionKind::Story,
        day: Date::from_ymd_opt(2026, 11, 5).expect("a day"),
        post: LocalText::plain("社区书记"),
        state,
        reason: None,
        reply: None,
        passed_to: None,
        same_as: None,
        improvement: None,
        review: None,
        entry: None,
        tally: None,
        counted: None,
    }
}

fn shown(byte: u8) -> Decision {
    Decision {
        entry: Some(Entry {
            lang: Lang::ZhHans,
            channel: Channel::Web,
            about: Some("line:2026/e-1".parse().expect("a target")),
            answers: BTreeMap::from([(AskKey::Text, "楼道的灯坏了".to_owned())]),
            name: Some("王阿姨".to_owned()),
            told_by_voice: true,
            helped: false,
            photos: vec![EntryPhoto {
                file: id(9).to_string(),
                width: 640,
                height: 480,
                caption: None,
            }],
        }),
        ..decision(byte, ReplyStatus::Received)
    }
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let rating = Decision {
        kind: SubmissionKind::Rating,
        tally: Some(Tally::Rating {
            about: "project:p-1".parse().expect("a target"),
            stars: 4,
        }),
        ..decision(3, ReplyStatus::Done)
    };
    let merged = Decision {
        same_as: Some(id(1).code()),
        ..decision(2, ReplyStatus::Done)
    };
    let file = DecisionFile::new(at(), vec![shown(1), merged, rating]);
    let text = file.to_json().expect("written");
    assert_eq!(DecisionFile::parse(&text).expect("read"), file);
    assert!(text.contains("\"about\": \"line:2026/e-1\""));
    assert!(text.contains(&format!("\"same_as\": \"{}\"", id(1).code())));
}

#[test]
fn unknown_fields_versions_and_repeated_documents_are_refused() {
    let text = DecisionFile::new(at(), vec![shown(1)])
        .to_json()
        .expect("written");
    for (from, to) in [
        ("\"state\"", "\"contact\": \"13800001234\", \"state\""),
        ("\"lang\"", "\"phone\": \"13800001234\", \"lang\""),
        ("\"width\"", "\"gps\": \"1\", \"width\""),
        ("\"v\": 1", "\"v\": 1, \"w\": 1"),
        ("\"received\"", "\"declined\""),
        ("line:2026/e-1", "nothing"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(
            matches!(
                DecisionFile::parse(&text.replacen(from, to, 1)),
                Err(DecisionFileProblem::Json(_))
            ),
            "{to}"
        );
    }
    assert!(matches!(
        DecisionFile::parse(&text.replace("\"v\": 1", "\"v\": 2")),
        Err(DecisionFileProblem::Version(2))
    ));
    let twice = DecisionFile::new(at(), vec![shown(1), decision(1, ReplyStatus::Done)])
        .to_json()
        .expect("written");
    assert!(matches!(
        DecisionFile::parse(&twice),
        Err(DecisionFileProblem::Twice(twice)) if twice == id(1)
    ));
}

#[test]
fn the_latest_decision_replaces_the_earlier_one_and_both_can_be_read() {
    let later = Decision {
        reply: Some(LocalText::plain("修好了")),
        ..decision(1, ReplyStatus::Answered)
    };
    let mut decisions = Decisions::default();
    assert_eq!(decisions.next(), 1);
    for decisions_of in [vec![shown(1), shown(2)], vec![later.clone()]] {
        let seq = decisions.next();
        decisions
            .files
            .insert(seq, DecisionFile::new(at(), decisions_of));
    }
    assert_eq!(decisions.next(), 3);
    let current = decisions.current();
    assert_eq!(current[&id(1)], later);
    assert_eq!(current[&id(2)], shown(2));
    let history: Vec<_> = decisions
        .history(&id(1))
        .iter()
        .map(|dated| (dated.seq, dated.decision.state))
        .collect();
    assert_eq!(
        history,
        [(1, ReplyStatus::Received), (2, ReplyStatus::Answered)]
    );
}

#[test]
fn what_a_state_asks_for_must_be_there() {
    for (state, part) in [
        (ReplyStatus::NotAdopted, Part::Reason),
        (ReplyStatus::Answered, Part::Reply),
        (ReplyStatus::PassedOn, Part::PassedTo),
    ] {
        assert_eq!(
            decision(1, state).problems(),
            [DecisionProblem::Missing(part)]
        );
    }
    let mut nobody = decision(1, ReplyStatus::Received);
    nobody.post = LocalText::plain(" ");
    assert_eq!(nobody.problems(), [DecisionProblem::Missing(Part::Post)]);
    assert_eq!(shown(1).problems(), []);
}

#[test]
fn no_text_of_a_decision_may_hold_a_private_number() {
    let number = "打 138 0000 1234";
    let local = || Some(LocalText::plain(number));
    let found = |part| vec![DecisionProblem::Private(part, PrivateNumber::Mobile)];
    let mut in_name = shown(1);
    if let Some(entry) = &mut in_name.entry {
        entry.name = Some(number.to_owned());
    }
    let mut in_caption = shown(1);
    if let Some(entry) = &mut in_caption.entry {
        entry.photos[0].caption = Some(number.to_owned());
    }
    let mut in_answer = shown(1);
    if let Some(entry) = &mut in_answer.entry {
        entry.answers.insert(AskKey::Title, number.to_owned());
    }
    let mut in_translation = shown(1);
    in_translation.reply = Some(LocalText {
        en: Some(number.to_owned()),
        ..LocalText::plain("好")
    });
    for (decision, part) in [
        (in_name, Part::Name),
        (in_caption, Part::Photo),
        (in_answer, Part::Answer(AskKey::Title)),
        (in_translation, Part::Reply),
        (
            Decision {
                reason: local(),
                ..shown(1)
            },
            Part::Reason,
        ),
        (
            Decision {
                passed_to: local(),
                ..shown(1)
            },
            Part::PassedTo,
        ),
        (
            Decision {
                improvement: local(),
                ..shown(1)
            },
            Part::Improvement,
        ),
    ] {
        assert_eq!(decision.problems(), found(part), "{part:?}");
    }
}

#[test]
fn kinds_hold_only_what_is_theirs() {
    let mediation = Decision {
        kind: SubmissionKind::Mediation,
        ..shown(1)
    };
    assert_eq!(
        mediation.problems(),
        [DecisionProblem::NotHere(Part::Entry)]
    );
    let mut wrong_answer = shown(1);
    if let Some(entry) = &mut wrong_answer.entry {
        entry.answers.insert(AskKey::Stars, "5".to_owned());
    }
    assert_eq!(
        wrong_answer.problems(),
        [DecisionProblem::NotHere(Part::Answer(AskKey::Stars))]
    );
    let uncounted = Decision {
        kind: SubmissionKind::Rating,
        ..decision(1, ReplyStatus::Done)
    };
    assert_eq!(
        uncounted.problems(),
        [DecisionProblem::Missing(Part::Tally)]
    );
    let six = Decision {
        tally: Some(Tally::Rating {
            about: "project:p-1".parse().expect("a target"),
            stars: 6,
        }),
        ..uncounted
    };
    assert_eq!(six.problems(), [DecisionProblem::NotHere(Part::Tally)]);
    let same = Decision {
        same_as: Some(id(1).code()),
        ..shown(1)
    };
    assert_eq!(same.problems(), [DecisionProblem::NotHere(Part::SameAs)]);
}

#[test]
fn the_report_counts_what_is_not_shown_too() {
    let counted = |channel, campaign: Option<&str>| {
        Some(Counted {
            channel,
            campaign: campaign.map(|id| Id::new(id).expect("an id")),
            category: Some(Id::new("light").expect("an id")),
        })
    };
    let declined = Decision {
        reason: Some(LocalText::plain("不在本社区")),
        counted: counted(Channel::PaperBox, Some("spring")),
        ..decision(2, ReplyStatus::NotAdopted)
    };
    let adopted = Decision {
        state: ReplyStatus::Adopted,
        counted: counted(Channel::Web, Some("spring")),
        ..shown(1)
    };
    let elsewhere = Decision {
        counted: counted(Channel::Web, None),
        ..shown(3)
    };
    let all = [declined, adopted, elsewhere];
    let spring = intake(&all, Some(&Id::new("spring").expect("an id")));
    assert_eq!((spring.total, spring.shown), (2, 1));
    assert_eq!(
        spring.channels,
        BTreeMap::from([(Channel::Web, 1), (Channel::PaperBox, 1)])
    );
    assert_eq!(
        spring.states,
        BTreeMap::from([(ReplyStatus::Adopted, 1), (ReplyStatus::NotAdopted, 1)])
    );
    assert_eq!(
        spring.reasons,
        BTreeMap::from([(LocalText::plain("不在本社区"), 1)])
    );
    assert_eq!(intake(&all, None).total, 3);
}

#[test]
fn only_a_proposal_has_marks_of_a_review() {
    let marks = Review {
        reasonable: Some(YesNo::Yes),
        feasible: Some(YesNo::No),
        novel: None,
    };
    let proposal = Decision {
        kind: SubmissionKind::Proposal,
        review: Some(marks),
        ..decision(1, ReplyStatus::InReview)
    };
    assert_eq!(proposal.problems(), []);
    let file = DecisionFile::new(at(), vec![proposal.clone()]);
    let text = file.to_json().expect("written");
    assert!(text.contains("\"reasonable\": \"yes\""), "{text}");
    assert!(!text.contains("novel"), "{text}");
    assert_eq!(DecisionFile::parse(&text).expect("read"), file);
    // What was written before there were marks has none.
    let earlier = DecisionFile::new(at(), vec![decision(1, ReplyStatus::Done)]);
    let text = earlier.to_json().expect("written");
    assert!(!text.contains("review"), "{text}");
    assert_eq!(DecisionFile::parse(&text).expect("read"), earlier);

    let story = Decision {
        kind: SubmissionKind::Story,
        ..proposal.clone()
    };
    assert_eq!(story.problems(), [DecisionProblem::NotHere(Part::Review)]);
    let blank = Decision {
        review: Some(Review::default()),
        ..proposal
    };
    assert_eq!(blank.problems(), [DecisionProblem::Missing(Part::Review)]);
}

//! Forms: what a resident may leave blank, what is refused and where, and that what is written is
//! what is read.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(feature = "hash")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use records::codes::{AskKey, Channel, MediaType, SubmissionKind};
use records::envelope::{Code, DocId};
use records::say::{
    Clock, Contact, Draft, Form, KINDS, Media, Place, Refusal, Submission, Target, Why, compose,
    spec,
};
use records::{Currency, Id, Money};

fn yuan() -> Currency {
    Currency::CNY
}

fn draft(answers: &[(AskKey, &str)]) -> Draft {
    Draft {
        answers: answers
            .iter()
            .map(|(key, text)| (*key, (*text).to_owned()))
            .collect(),
        ..Draft::default()
    }
}

fn refusals(kind: SubmissionKind, draft: &Draft) -> Vec<(Place, Why)> {
    compose(kind, draft, yuan())
        .unwrap_err()
        .into_iter()
        .map(|Refusal { place, why }| (place, why))
        .collect()
}

#[test]
fn a_story_needs_a_text_or_a_voice() {
    let empty = draft(&[]);
    assert_eq!(
        refusals(SubmissionKind::Story, &empty),
        [(Place::Answer(AskKey::Text), Why::MissingOrSay)]
    );
    let spoken = Draft {
        voice: true,
        ..empty
    };
    assert!(compose(SubmissionKind::Story, &spoken, yuan()).is_ok());
    let written = draft(&[(AskKey::Text, "  楼道灯坏了\r\n两个月\u{200b}了。 ")]);
    let story = compose(SubmissionKind::Story, &written, yuan()).unwrap();
    assert_eq!(story.answer(AskKey::Text), Some("楼道灯坏了\n两个月了。"));
    assert_eq!(story.channel, Channel::Web);
}

#[test]
fn a_proposal_says_every_missing_answer_at_once() {
    let half = draft(&[(AskKey::Cost, "三百"), (AskKey::Problem, "没有扶手")]);
    assert_eq!(
        refusals(SubmissionKind::Proposal, &half),
        [
            (Place::Answer(AskKey::Measure), Why::MissingOrSay),
            (Place::Answer(AskKey::Cost), Why::NotMoney),
        ]
    );
    let whole = draft(&[
        (AskKey::Problem, "没有扶手"),
        (AskKey::Measure, "装扶手"),
        (AskKey::Cost, "¥ 1,280.50 元"),
        (AskKey::Category, "accessibility"),
    ]);
    let proposal = compose(SubmissionKind::Proposal, &whole, yuan()).unwrap();
    assert_eq!(proposal.money(AskKey::Cost), Some(Money(128_050)));
}

#[test]
fn what_must_be_about_something_is() {
    let text = draft(&[(AskKey::Text, "为什么比去年多？")]);
    assert_eq!(
        refusals(SubmissionKind::Question, &text),
        [(Place::About, Why::Missing)]
    );
    let wrong = Draft {
        about: Some("survey:s-1".parse().unwrap()),
        ..text.clone()
    };
    assert_eq!(
        refusals(SubmissionKind::Question, &wrong),
        [(Place::About, Why::NotHere)]
    );
    let right = Draft {
        about: Some("line:2026/e-1".parse().unwrap()),
        ..text
    };
    assert!(compose(SubmissionKind::Question, &right, yuan()).is_ok());
}

#[test]
fn whoever_offers_something_can_be_reached() {
    let offer = draft(&[(AskKey::Text, "一把梯子")]);
    assert_eq!(
        refusals(SubmissionKind::Offer, &offer),
        [(Place::Phone, Why::NoWayBack)]
    );
    let unclear = Draft {
        phone: "问小王".into(),
        ..offer.clone()
    };
    assert_eq!(
        refusals(SubmissionKind::Offer, &unclear),
        [(Place::Phone, Why::NotAPhone)]
    );
    let reached = Draft {
        phone: "138 0000 1234".into(),
        ..offer
    };
    let made = compose(SubmissionKind::Offer, &reached, yuan()).unwrap();
    assert_eq!(
        made.contact.as_ref().unwrap().phone.as_deref(),
        Some("138 0000 1234")
    );
    assert_eq!(format!("{:?}", made.contact.unwrap()), "Contact(…)");
}

#[test]
fn a_helper_says_who_they_are_and_has_consent() {
    let helped = Draft {
        is_helped: true,
        ..draft(&[(AskKey::Text, "替母亲说")])
    };
    assert_eq!(
        refusals(SubmissionKind::Story, &helped),
        [
            (Place::Relation, Why::Missing),
            (Place::Consent, Why::Missing),
            (Place::ReadBack, Why::Missing),
        ]
    );
}

#[test]
fn a_mediation_request_is_never_shown() {
    let asked = Draft {
        public: true,
        show_name: true,
        name: "王".into(),
        phone: "010-12345".into(),
        ..draft(&[(AskKey::Text, "楼上漏水")])
    };
    let made = compose(SubmissionKind::Mediation, &asked, yuan()).unwrap();
    assert!(!made.public && !made.show_name);
    let opened = made
        .to_json()
        .replace("\"contact\"", "\"public\":true,\"contact\"");
    assert!(Submission::parse(SubmissionKind::Mediation, &opened).is_err());
}

#[test]
fn clocks_are_those_that_were_promised() {
    let clock = |kind| spec(kind).unwrap().clock;
    assert_eq!(clock(SubmissionKind::Mediation), Clock::Hours(24));
    for kind in [
        SubmissionKind::Question,
        SubmissionKind::Report,
        SubmissionKind::Need,
    ] {
        assert_eq!(clock(kind), Clock::Hours(72));
    }
    for kind in [
        SubmissionKind::Story,
        SubmissionKind::Proposal,
        SubmissionKind::Offer,
    ] {
        assert_eq!(clock(kind), Clock::WorkingDays(15));
    }
    assert!(spec(SubmissionKind::Ballot).is_none());
    assert_eq!(KINDS.len(), SubmissionKind::ALL.len() - 1);
}

#[test]
fn targets_are_read_as_they_are_written() {
    for text in [
        "line:2026/e-1",
        "project:p-1",
        "entry:WERC-8GMR-ZGE1",
        "campaign:c",
        "survey:s",
        "resource:r",
        "event:e",
        "page:/",
        "page:/budget/2026/",
    ] {
        assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "line:2026",
        "page:budget",
        "page://x/",
        "page:/../x/",
        "x:y",
        "project:",
    ] {
        assert!(text.parse::<Target>().is_err(), "{text}");
    }
}

#[test]
fn a_questionnaire_may_carry_a_devices_token_and_needs_none() {
    let token = "0a".repeat(32);
    let mut draft = Draft {
        about: Some("survey:wj".parse().unwrap()),
        survey: BTreeMap::from([(Id::new("q1").unwrap(), "1".to_owned())]),
        ..Draft::default()
    };
    let kind = SubmissionKind::Survey;
    let without = compose(kind, &draft, Currency::CNY).unwrap();
    assert_eq!(without.answer(AskKey::Token), None);
    // As devices sent it before there were tokens, to the letter.
    let before = r#"{"v":1,"kind":"survey","lang":"zh-Hans","channel":"web","about":"survey:wj","survey":{"q1":"1"}}"#;
    assert_eq!(without.to_json(), before);
    assert_eq!(Submission::parse(kind, before), Ok(without));

    draft.answers.insert(AskKey::Token, token.clone());
    let with = compose(kind, &draft, Currency::CNY).unwrap();
    assert_eq!(with.answer(AskKey::Token), Some(token.as_str()));
    assert_eq!(Submission::parse(kind, &with.to_json()), Ok(with));
    draft.answers.insert(AskKey::Token, "me".to_owned());
    let refused = compose(kind, &draft, Currency::CNY).unwrap_err();
    assert_eq!(refused[0].place, Place::Answer(AskKey::Token));
    assert_eq!(refused[0].why, Why::NotHere);
}

/// Any draft of a kind that holds together: each answer of its form, blank now and then.
fn any_draft(kind: SubmissionKind) -> impl Strategy<Value = Draft> {
    let spec = spec(kind).unwrap();
    let text = "[ -~一-龥，。\u{200b}\n]{0,60}";
    let answers: Vec<_> = spec
        .asks
        .iter()
        .map(|ask| {
            let value = match ask.form {
                Form::Line | Form::Lines | Form::Place => text.boxed(),
                Form::Money => "[0-9]{1,6}(\\.[0-9]{2})?".boxed(),
                Form::Category => "[a-z][a-z0-9-]{0,8}[a-z]".boxed(),
                Form::Day => "2026-1[0-2]-[0-2][1-8]".boxed(),
                Form::Stars => "[1-5]".boxed(),
                Form::Token => "[0-9a-f]{64}".boxed(),
            };
            (Just(ask.key), value)
        })
        .collect();
    (answers, any::<[bool; 5]>(), text, "[0-9]{5,12}").prop_map(
        move |(answers, flags, name, phone)| {
            let target = spec.targets.first().map(|word| match *word {
                "line" => "line:2026/e-1".parse().unwrap(),
                "entry" => "entry:WERC-8GMR-ZGE1".parse().unwrap(),
                word => format!("{word}:x").parse().unwrap(),
            });
            Draft {
                answers: answers.into_iter().collect(),
                about: target,
                survey: if kind == SubmissionKind::Survey {
                    BTreeMap::from([(Id::new("q1").unwrap(), "好\u{1f}很好".to_owned())])
                } else {
                    BTreeMap::new()
                },
                public: flags[0],
                show_name: flags[1],
                is_helped: flags[2],
                relation: "女儿".into(),
                consent: true,
                read_back: true,
                voice: flags[3] && spec.voice,
                name,
                phone,
                ..Draft::default()
            }
        },
    )
}

fn any_case() -> impl Strategy<Value = (SubmissionKind, Draft)> {
    prop::sample::select(KINDS).prop_flat_map(|spec| (Just(spec.kind), any_draft(spec.kind)))
}

proptest! {
    #[test]
    fn what_is_composed_is_read_back((kind, draft) in any_case()) {
        if let Ok(mut made) = compose(kind, &draft, yuan()) {
            if draft.voice {
                made.media.push(Media {
                    id: DocId::of(b"voice"),
                    media_type: MediaType::Webm,
                    key: Some("A".repeat(43)),
                    bytes: 1000,
                    caption: None,
                });
            }
            let json = made.to_json();
            prop_assert_eq!(Submission::parse(kind, &json), Ok(made));
            // Any other kind refuses it.
            for other in KINDS {
                if other.kind != kind {
                    prop_assert!(Submission::parse(other.kind, &json).is_err());
                }
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), spec in prop::sample::select(KINDS)) {
        let _ = Submission::parse(spec.kind, &text);
    }

    #[test]
    fn what_steers_or_hides_never_gets_in(c in prop::sample::select(vec![
        '\u{0}', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}',
    ])) {
        let typed = format!("前{c}后");
        let made = compose(SubmissionKind::Story, &draft(&[(AskKey::Text, &typed)]), yuan()).unwrap();
        prop_assert_eq!(made.answer(AskKey::Text), Some("前后"));
        let json = made.to_json().replace("前后", &format!("前\\u{:04x}后", u32::from(c)));
        prop_assert!(Submission::parse(SubmissionKind::Story, &json).is_err());
    }
}

#[test]
fn a_contact_cannot_be_written_by_serde() {
    // The inherent constant is there only where the type can be written; else the trait's is taken.
    trait Written {
        const IS_WRITTEN: bool = false;
    }
    impl<T> Written for Probe<T> {}
    struct Probe<T>(std::marker::PhantomData<T>);
    impl<T: serde::Serialize> Probe<T> {
        const IS_WRITTEN: bool = true;
    }
    assert_eq!(
        [Probe::<Id>::IS_WRITTEN, Probe::<Contact>::IS_WRITTEN],
        [true, false]
    );
}

#[test]
fn me_too_without_a_form_is_what_the_form_would_have_made() {
    let entry: Code = "7K3M-9QDA-2X08".parse().unwrap();
    let token = DocId::from_bytes([7; 32]).to_string();
    let draft = Draft {
        about: Some(Target::Entry(entry)),
        channel: Some(Channel::Web),
        answers: BTreeMap::from([(AskKey::Token, token.clone())]),
        ..Draft::default()
    };
    let composed = compose(SubmissionKind::Support, &draft, Currency::CNY).unwrap();
    assert_eq!(records::say::support(entry, &token), composed.to_json());
}

//! A submission from the form to the office: composed, sealed, written, read, opened.

#![allow(clippy::expect_used)] // tests

use std::collections::BTreeMap;

use records::codes::{AskKey, SubmissionKind};
use records::envelope::{self, Content, Envelope, Holding};
use records::say::{Draft, Submission, compose};
use records::{Currency, Id};
use sealing::{Chance, Context, DocumentProblem, OpenProblem, SecretKey, open_document, seal};

const PHONE: &str = "13800001111";
const NONCE: [u8; 16] = [7; 16];

fn chance(seed: u8) -> Chance {
    Chance::from_bytes(&[seed; 64]).expect("enough")
}

fn submission() -> Submission {
    let draft = Draft {
        answers: BTreeMap::from([(AskKey::Text, "楼道里的灯坏了三个月。".to_owned())]),
        name: "王阿姨".to_owned(),
        phone: PHONE.to_owned(),
        public: true,
        ..Draft::default()
    };
    compose(SubmissionKind::Story, &draft, Currency::CNY).expect("nothing amiss")
}

fn document(text: &str, keys: &[&SecretKey]) -> Vec<u8> {
    let community = Id::new("xinglinli").expect("an id");
    let nonce = envelope::hex(&NONCE);
    let context = Context {
        community: community.as_str(),
        kind: SubmissionKind::Story.key(),
        nonce: &nonce,
    };
    let to: Vec<_> = keys.iter().map(|key| key.public().clone()).collect();
    let sealed = seal(text.as_bytes(), &to, &context, &mut chance(9)).expect("sealed");
    let sealed = envelope::Sealed::from(&sealed);
    let holding = Holding::Sealed(&sealed);
    envelope::write(SubmissionKind::Story, &community, &NONCE, &[], holding).expect("written")
}

#[test]
fn a_submission_reaches_the_office_and_nobody_else() {
    let (office, recovery) = (
        SecretKey::generate(&mut chance(1)),
        SecretKey::generate(&mut chance(2)),
    );
    let bytes = document(&submission().to_json(), &[&office, &recovery]);
    let shown = String::from_utf8_lossy(&bytes);
    assert!(!shown.contains(PHONE) && !shown.contains("楼道"), "{shown}");
    let envelope = Envelope::parse(&bytes).expect("a document");
    let stranger = SecretKey::generate(&mut chance(3));
    for key in [&office, &recovery] {
        // The office has keys of other years too.
        let opened = open_document(&envelope, &[stranger.clone(), key.clone()]).expect("opened");
        assert_eq!(opened.key, Some(key.public().id()));
        let contact = opened.contact.expose().as_ref().expect("a contact");
        assert_eq!(contact.phone.as_deref(), Some(PHONE));
        assert_eq!(opened.submission.contact, None);
        assert_eq!(
            opened.submission.answer(AskKey::Text),
            Some("楼道里的灯坏了三个月。")
        );
        // What is written by mistake says nothing of who can be reached.
        let printed = format!("{opened:?}");
        assert!(
            !printed.contains(PHONE) && !printed.contains("王阿姨"),
            "{printed}"
        );
    }
    let refused = open_document(&envelope, &[stranger]).map(|opened| opened.key);
    assert_eq!(refused, Err(DocumentProblem::Box(OpenProblem::OtherKey)));
}

#[test]
fn a_box_put_into_another_document_does_not_open() {
    let office = SecretKey::generate(&mut chance(1));
    let bytes = document(&submission().to_json(), &[&office]);
    let text = String::from_utf8(bytes).expect("text");
    let other = text.replace(&envelope::hex(&NONCE), &envelope::hex(&[8; 16]));
    assert_ne!(text, other);
    let envelope = Envelope::parse(other.as_bytes()).expect("a document");
    let refused = open_document(&envelope, &[office]).map(|opened| opened.key);
    assert_eq!(refused, Err(DocumentProblem::Box(OpenProblem::Changed)));
}

#[test]
fn what_opens_and_is_no_submission_is_refused() {
    let office = SecretKey::generate(&mut chance(1));
    for text in ["", "{}", "[]", "{\"v\":1,\"kind\":\"question\"}", "楼道"] {
        let envelope = Envelope::parse(&document(text, &[&office])).expect("a document");
        let refused = open_document(&envelope, std::slice::from_ref(&office));
        assert!(
            matches!(refused, Err(DocumentProblem::Submission(_))),
            "{text}: {refused:?}"
        );
    }
}

#[test]
fn a_document_that_was_never_sealed_is_read() {
    let mut plain = submission();
    plain.contact = None;
    let community = Id::new("xinglinli").expect("an id");
    let json = plain.to_json();
    let holding = Holding::Body(&json);
    let bytes = envelope::write(SubmissionKind::Story, &community, &NONCE, &[], holding);
    let envelope = Envelope::parse(&bytes.expect("written")).expect("a document");
    assert!(matches!(envelope.content, Content::Body(_)));
    let opened = open_document(&envelope, &[]).expect("read");
    assert_eq!((opened.key, opened.submission), (None, plain));
    assert!(opened.contact.expose().is_none());
}

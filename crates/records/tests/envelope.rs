//! Documents: what is read, what is refused, and what their names are.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(feature = "hash")]

use proptest::prelude::*;
use records::Id;
use records::envelope::{
    Code, CodeProblem, Content, DocId, Envelope, EnvelopeProblem, Holding, Kind, LIMIT_DOCUMENT,
    Sealed, SealedKey, write,
};

fn community() -> Id {
    Id::new("xinglinli").unwrap()
}

fn sealed() -> Sealed {
    Sealed {
        to: vec![SealedKey {
            kid: "0123456789abcdef".into(),
            enc: "A".repeat(43),
            key: "B".repeat(64),
        }],
        content: "C".repeat(720),
    }
}

fn document() -> Vec<u8> {
    let media = [DocId::of(b"a photograph")];
    let holding = sealed();
    write(
        Kind::Story,
        &community(),
        &[7; 16],
        &media,
        Holding::Sealed(&holding),
    )
    .unwrap()
}

#[test]
fn a_document_is_read_back_as_it_was_written() {
    let bytes = document();
    let read = Envelope::parse(&bytes).unwrap();
    assert_eq!(read.kind, Kind::Story);
    assert_eq!(read.community, community());
    assert_eq!(read.schema, "story-1");
    assert_eq!(read.nonce, "07".repeat(16));
    assert_eq!(read.media, [DocId::of(b"a photograph")]);
    assert_eq!(read.content, Content::Sealed(sealed()));
}

#[test]
fn a_name_is_the_hash_of_the_exact_bytes() {
    assert_eq!(
        DocId::of(b"").to_string(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(DocId::of(b"").folder(), "e3");
    let text = DocId::of(b"").to_string();
    assert_eq!(text.parse::<DocId>().unwrap(), DocId::of(b""));
    assert!(text.to_uppercase().parse::<DocId>().is_err());
    assert!(text[1..].parse::<DocId>().is_err());
}

#[test]
fn a_receipt_is_the_first_sixty_bits_of_the_name() {
    // e3b0c44298fc1c1 in groups of five bits: 11100 01110 11000 01100 …
    let code = DocId::of(b"").code();
    assert_eq!(code.to_string(), "WERC-8GMR-ZGE1");
    for typed in [
        "werc8gmrzge1",
        " WERC 8GMR ZGE1",
        "ＷＥＲＣ－8gmr-zgei",
        "werc-8gmr-zgel",
    ] {
        assert_eq!(typed.parse::<Code>(), Ok(code), "{typed}");
    }
    assert_eq!(
        "WERC-8GMR-ZGE".parse::<Code>(),
        Err(CodeProblem::Length(11))
    );
    assert_eq!(
        "WERC-8GMR-ZGE11".parse::<Code>(),
        Err(CodeProblem::Length(13))
    );
    assert_eq!(
        "UERC-8GMR-ZGE1".parse::<Code>(),
        Err(CodeProblem::Character('U'))
    );
    assert_eq!("".parse::<Code>(), Err(CodeProblem::Length(0)));
}

#[test]
fn what_no_device_writes_is_refused() {
    let good = String::from_utf8(document()).unwrap();
    let nonce = "07".repeat(16);
    let cases: Vec<String> = vec![
        String::new(),
        "[]".into(),
        good.replace("\"v\":1", "\"v\":2"),
        good.replace("\"v\":1", "\"v\":1,\"v\":1"),
        good.replace("\"v\":1", "\"v\":1.0"),
        good.replace("\"v\":1,", ""),
        good.replace("\"v\":1", "\"v\":1,\"extra\":1"),
        good.replace("\"story\"", "\"vote\""),
        good.replace("story-1", "story-2"),
        good.replace("xinglinli", "../xinglinli"),
        good.replace(&nonce, &nonce[1..]),
        good.replace(&nonce, &"0Z".repeat(16)),
        good.replace("\"media\":[", "\"media\":[\"x\","),
        good.replace("\"sealed\":", "\"body\":{},\"sealed\":"),
        good.replace("\"sealed\":", "\"unsealed\":"),
        good.replace("0123456789abcdef", "0123456789ABCDEF"),
        good.replace(&"A".repeat(43), &"A".repeat(42)),
        good.replace(&"B".repeat(64), &"+".repeat(64)),
        format!("{good} x"),
        good.replace("\"sealed\":{", "\"sealed\":{\"a\":[[[[[[[[1]]]]]]]],"),
    ];
    for text in cases {
        assert_ne!(text, good);
        assert!(Envelope::parse(text.as_bytes()).is_err(), "{text}");
    }
    let twice = good.replace(
        "\"media\":[",
        &format!("\"media\":[\"{}\",", DocId::of(b"a photograph")),
    );
    assert_eq!(
        Envelope::parse(twice.as_bytes()),
        Err(EnvelopeProblem::Media)
    );
}

#[test]
fn size_comes_before_everything_else() {
    let long = vec![0xff; LIMIT_DOCUMENT + 1];
    assert_eq!(
        Envelope::parse(&long),
        Err(EnvelopeProblem::TooLong {
            found: LIMIT_DOCUMENT + 1
        })
    );
    assert_eq!(Envelope::parse(&long[1..]), Err(EnvelopeProblem::NotText));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let _ = Envelope::parse(&bytes);
    }

    #[test]
    fn a_document_with_a_byte_changed_is_another_or_none(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let good = document();
        let mut bytes = good.clone();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        prop_assert_ne!(DocId::of(&bytes), DocId::of(&good));
        if let Ok(read) = Envelope::parse(&bytes) {
            // White space aside, whatever is still a document says something else.
            prop_assert_ne!(read, Envelope::parse(&good).unwrap());
        }
    }

    #[test]
    fn every_code_is_read_as_it_is_shown(bytes in any::<[u8; 32]>()) {
        let code = DocId::from_bytes(bytes).code();
        prop_assert_eq!(code.to_string().parse::<Code>(), Ok(code));
        prop_assert_eq!(code.to_string().to_lowercase().replace('-', " ").parse::<Code>(), Ok(code));
    }
}

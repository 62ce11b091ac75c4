//! Documents sealed here are opened by another program, `tests/interop/open.mjs`, which has nothing
//! but Node's own cryptography; and those that it seals are opened here.

#![allow(clippy::expect_used)] // tests

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sealing::{
    Chance, Context, KeyId, PublicKey, Recipient, Sealed, SecretKey, open, open_media, seal,
    seal_media,
};
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/open.mjs");

fn base64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(value.as_str().expect("a text")).expect("base64url")
}

/// Sentences of all lengths up to the limit, the same ones each time.
fn text(at: usize) -> String {
    "楼道里的灯坏了三个月。".repeat(at * at % 900)
}

/// One line in, one line out.
fn node(task: &str, lines: &[Value]) -> Option<Vec<Value>> {
    let mut running = match Command::new("node")
        .args([SCRIPT, task])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
    {
        Ok(running) => running,
        Err(error) => {
            // Not swallowed: scripts/test brings Node with it.
            eprintln!("!!!! NOT TESTED: node is not to be had ({error})");
            return None;
        }
    };
    let mut input = running.stdin.take().expect("piped");
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let lines = lines.join("\n");
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = running.wait_with_output().expect("node ends");
    writing.join().expect("written").expect("written");
    assert!(output.status.success(), "{}", output.status);
    let answers = String::from_utf8(output.stdout).expect("text");
    Some(
        answers
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect(),
    )
}

#[test]
fn three_hundred_boxes_are_opened_by_another_program() {
    let mut rng = Chance::from_bytes(&[42; 64]).expect("enough");
    let (office, recovery) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
    let to = [office.public().clone(), recovery.public().clone()];
    let mut lines = Vec::new();
    for at in 0..300 {
        let nonce = format!("{at:032x}");
        let context = Context {
            community: "xinglinli",
            kind: "story",
            nonce: &nonce,
        };
        let sealed = seal(text(at).as_bytes(), &to, &context, &mut rng).expect("sealed");
        let media = (at % 50 == 0).then(|| {
            let sealed = seal_media(text(at + 1).as_bytes(), &mut rng).expect("sealed");
            json!({ "key": base64(sealed.key.as_slice()), "blob": base64(&sealed.blob) })
        });
        let keys: Vec<Value> = (sealed.to.iter())
            .map(|one| {
                json!({
                    "kid": one.kid.to_string(), "enc": base64(&one.enc), "key": base64(&one.key),
                })
            })
            .collect();
        lines.push(json!({
            "secret": base64((if at % 2 == 0 { &office } else { &recovery }).to_bytes().as_slice()),
            "community": context.community,
            "kind": context.kind,
            "nonce": nonce,
            "sealed": { "to": keys, "box": base64(&sealed.content) },
            "media": media,
        }));
    }
    let Some(answers) = node("open", &lines) else {
        return;
    };
    assert_eq!(answers.len(), 300);
    for (at, answer) in answers.iter().enumerate() {
        assert_eq!(answer["text"], text(at), "box {at}");
        if at % 50 == 0 {
            assert_eq!(answer["media"], text(at + 1), "media {at}");
        }
        // The script changes a byte here and there and tries again.
        assert_eq!(
            answer["changed_refused"], answer["changed_tried"],
            "box {at}"
        );
        assert!(answer["changed_tried"].as_u64() >= Some(4), "box {at}");
    }
}

#[test]
fn boxes_of_another_program_are_opened_here() {
    let mut rng = Chance::from_bytes(&[43; 64]).expect("enough");
    let key = SecretKey::generate(&mut rng);
    let lines: Vec<Value> = (0..100)
        .map(|at| {
            json!({
                "public": key.public().to_base64(),
                "community": "xinglinli",
                "kind": "question",
                "nonce": format!("{at:032x}"),
                "text": text(at),
            })
        })
        .collect();
    let Some(answers) = node("seal", &lines) else {
        return;
    };
    assert_eq!(answers.len(), 100);
    for (at, answer) in answers.iter().enumerate() {
        let to = &answer["sealed"]["to"][0];
        let sealed = Sealed {
            to: vec![Recipient {
                kid: to["kid"]
                    .as_str()
                    .expect("a name")
                    .parse::<KeyId>()
                    .expect("a name"),
                enc: bytes(&to["enc"]).try_into().expect("32 bytes"),
                key: bytes(&to["key"]).try_into().expect("48 bytes"),
            }],
            content: bytes(&answer["sealed"]["box"]),
        };
        let nonce = format!("{at:032x}");
        let context = Context {
            community: "xinglinli",
            kind: "question",
            nonce: &nonce,
        };
        let opened = open(&sealed, &key, &context).expect("opened");
        assert_eq!(opened.expose().as_slice(), text(at).as_bytes(), "box {at}");
        let media_key: [u8; 32] = bytes(&answer["media"]["key"]).try_into().expect("32 bytes");
        let media = open_media(&bytes(&answer["media"]["blob"]), &media_key).expect("opened");
        assert_eq!(media.expose().as_slice(), text(at).as_bytes(), "media {at}");
        // A key that both sides name alike.
        let public = PublicKey::from_bytes(&key.public().to_bytes()).expect("a key");
        assert_eq!(public.id(), sealed.to[0].kid);
    }
}

//! Canaries: things that only the office may know are planted in what residents send, and every
//! byte that anybody else could get at is searched for them.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

mod desk_support;
mod publish_support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use memchr::memmem;
use office::desk::sheets::{Column, Sheet};
use office::inbox::What;
use office::keys::{Passphrase, open_office, open_recovery};
use office::publish::releases_of;
use records::codes::{AskKey, MediaType, SubmissionKind};
use records::envelope::{self, DocId, Envelope, Holding};
use records::say::{Media, Submission};
use sealing::{Context, PublicKey, SecretKey, open_document, seal};

use desk_support::{Filling, chance, community, put, sealed_media, submission};

use publish_support::*;

const NAME: &str = "金丝雀王七七";
const PHONE: &str = "13977442201";
const OTHER: &str = "canary-wechat-xk9q";
/// A telephone number that stands in a text.
const IN_TEXT: &str = "13877442299";
/// What a mediator alone may read.
const QUARREL: &str = "金丝雀家的水漏到楼下";
/// What a photograph tells of whoever took it.
const EXIF: &str = "canary-camera-31N121E";
/// What was approved, and may be found.
const APPROVED: &str = "北门的路灯坏了";
const STORY: &str = "金丝雀在楼道里唱歌，只有办公室听得见。";

/// A needle in each form that it could be hidden in by mistake.
struct Needle {
    what: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Needle {
    fn text(text: &str) -> Self {
        let mut forms = Self::bytes(text, text.as_bytes()).forms;
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        forms.push(("UTF-16, little end first", wide(u16::to_le_bytes)));
        forms.push(("UTF-16, big end first", wide(u16::to_be_bytes)));
        let escaped: String = (text.encode_utf16())
            .map(|unit| match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect();
        forms.push(("JSON", escaped.into_bytes()));
        let references: String = (text.chars())
            .map(|c| {
                if c.is_ascii() {
                    c.to_string()
                } else {
                    format!("&#{};", u32::from(c))
                }
            })
            .collect();
        forms.push(("HTML", references.into_bytes()));
        let percent: String = (text.bytes())
            .map(|byte| match byte {
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        forms.push(("an address", percent.into_bytes()));
        Needle {
            what: text.to_owned(),
            forms,
        }
    }

    fn bytes(what: &str, bytes: &[u8]) -> Self {
        let mut forms = vec![
            ("itself", bytes.to_vec()),
            ("hexadecimal", envelope::hex(bytes).into_bytes()),
            (
                "HEXADECIMAL",
                envelope::hex(bytes).to_uppercase().into_bytes(),
            ),
        ];
        // Base64 depends on where in a group of three a text begins. The letters at either end
        // depend on its neighbours too, so they are left out.
        for before in 0..3 {
            let mut shifted = vec![0; before];
            shifted.extend_from_slice(bytes);
            let whole = shifted.len() / 3 * 4;
            let first = (before * 8).div_ceil(6);
            for (name, encoded) in [
                ("base64", Base64Unpadded::encode_string(&shifted)),
                ("base64url", Base64UrlUnpadded::encode_string(&shifted)),
            ] {
                forms.push((name, encoded.as_bytes()[first..whole].to_vec()));
            }
        }
        Needle {
            what: what.to_owned(),
            forms,
        }
    }

    /// How it is found in these bytes, if it is.
    fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        (self.forms.iter())
            .find(|(_, form)| memmem::find(bytes, form).is_some())
            .map(|(name, _)| *name)
    }
}

/// A file's bytes, and what they unpack to.
fn unpacked(path: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    let mut plain = Vec::new();
    if path.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes)
            .read_to_end(&mut plain)
            .unwrap();
    } else if path.ends_with(".br") {
        brotli::BrotliDecompress(&mut &*bytes, &mut plain).unwrap();
    } else {
        return all;
    }
    assert!(!plain.is_empty(), "{path} unpacks to nothing");
    all.push(plain);
    all
}

/// Where a canary was found: in which of these files, which one, and how it was written.
fn finds(files: &BTreeMap<String, Vec<u8>>, needles: &[Needle]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in files {
        for bytes in unpacked(path, bytes) {
            for needle in needles {
                if let Some(how) = needle.found_in(&bytes) {
                    found.push(format!("{path}: {} ({how})", needle.what));
                }
            }
        }
    }
    found
}

fn of_streams(name: &str, output: &Output) -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([
        (format!("{name}: stdout"), output.stdout.clone()),
        (format!("{name}: stderr"), output.stderr.clone()),
    ])
}

fn mingbai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .output()
        .unwrap()
}

/// A small office with the example's keys, and what opens residents' documents.
fn office_with_keys(at: &Path) -> (std::path::PathBuf, Vec<PublicKey>, Vec<SecretKey>) {
    let office = at.join("office");
    small().write(&office);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../example/office/keys");
    fs::create_dir(office.join("keys")).unwrap();
    for name in ["public.json", "office.age", "recovery.age"] {
        fs::copy(from.join(name), office.join("keys").join(name)).unwrap();
    }
    let open = |role: &str| Passphrase::typed(&format!("xinglinli-example-{role}-key"));
    let mut secret = open_office(&office, &open("office")).unwrap();
    secret.extend(open_recovery(&office, &open("recovery")).unwrap());
    let public = secret.iter().map(|key| key.public().clone()).collect();
    (office, public, secret)
}

/// A story with everything in it that only the office may know.
fn story() -> Submission {
    submission(SubmissionKind::Story, |draft| {
        draft.answers.insert(AskKey::Text, STORY.to_owned());
        draft.name = NAME.into();
        draft.phone = PHONE.into();
        draft.other = OTHER.into();
        draft.public = true;
    })
}

/// A document as a resident's device seals it.
fn sealed_document(submission: &Submission, keys: &[PublicKey], number: u8) -> Vec<u8> {
    let community = community();
    let nonce = [number; 16];
    let digits = envelope::hex(&nonce);
    let context = Context {
        community: community.as_str(),
        kind: submission.kind.key(),
        nonce: &digits,
    };
    let mut rng = chance(number);
    let sealed = seal(submission.to_json().as_bytes(), keys, &context, &mut rng).unwrap();
    let sealed = envelope::Sealed::from(&sealed);
    let media: Vec<DocId> = submission.media.iter().map(|media| media.id).collect();
    let holding = Holding::Sealed(&sealed);
    envelope::write(submission.kind, &community, &nonce, &media, holding).unwrap()
}

fn needles(secret: &[SecretKey]) -> Vec<Needle> {
    let mut needles: Vec<Needle> = [NAME, PHONE, OTHER, STORY].map(Needle::text).into();
    needles.extend(
        (secret.iter()).map(|key| Needle::bytes("a private key", key.to_bytes().as_slice())),
    );
    needles.extend(
        [
            "xinglinli-example-office-key",
            "xinglinli-example-recovery-key",
        ]
        .map(Needle::text),
    );
    needles
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let needles = [
        Needle::text(PHONE),
        Needle::text(NAME),
        Needle::bytes("bytes", &[0xfb; 32]),
    ];
    for needle in &needles {
        for (how, form) in &needle.forms {
            let mut planted = b"somewhere in ".to_vec();
            planted.extend_from_slice(form);
            planted.extend_from_slice(b" a page");
            let files = BTreeMap::from([("page.html".to_owned(), planted.clone())]);
            assert_eq!(finds(&files, &needles).len(), 1, "{} as {how}", needle.what);
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            std::io::Write::write_all(&mut gz, &planted).unwrap();
            let mut br = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams::default();
            brotli::BrotliCompress(&mut &*planted, &mut br, &parameters).unwrap();
            for (path, packed) in [("page.html.gz", gz.finish().unwrap()), ("page.html.br", br)] {
                let files = BTreeMap::from([(path.to_owned(), packed)]);
                assert!(!finds(&files, &needles).is_empty(), "{path}: {how}");
            }
        }
        // Wherever it begins within base64.
        for before in 0..6 {
            let mut text = vec![b'x'; before];
            text.extend_from_slice(&needle.forms[0].1);
            text.extend_from_slice(b" and on");
            let files = BTreeMap::from([(
                "data.json".to_owned(),
                Base64UrlUnpadded::encode_string(&text).into_bytes(),
            )]);
            assert!(
                !finds(&files, &needles).is_empty(),
                "{} after {before}",
                needle.what
            );
        }
    }
}

#[test]
fn what_is_sealed_and_not_approved_stands_nowhere_public() {
    let folder = tempfile::tempdir().unwrap();
    let (office, public, secret) = office_with_keys(folder.path());
    let document = sealed_document(&story(), &public, 0x5a);
    let id = DocId::of(&document);
    let place = office.join(format!("inbox/xinglinli/story/{}", id.folder()));
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join(format!("{id}.json")), &document).unwrap();

    // It is really there, and really opens.
    let envelope = Envelope::parse(&document).unwrap();
    let opened = open_document(&envelope, &secret).unwrap();
    let contact = opened.contact.expose().as_ref().unwrap();
    assert_eq!(contact.phone.as_deref(), Some(PHONE));
    assert_eq!(opened.submission.answer(AskKey::Text), Some(STORY));

    let dist = shell(folder.path());
    let site = folder.path().join("site");
    let arguments: Vec<String> = [
        "publish",
        office.to_str().unwrap(),
        "--shell",
        dist.to_str().unwrap(),
        "--out",
        site.to_str().unwrap(),
        "--at",
        AT,
    ]
    .map(str::to_owned)
    .into();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut said = BTreeMap::new();
    for (name, more) in [("publish", &[][..]), ("publish --json", &["--json"])] {
        let output = mingbai(&[&arguments[..], more].concat());
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said.extend(of_streams(name, &output));
    }
    let list = mingbai(&["inbox", "list", office.to_str().unwrap()]);
    assert!(
        list.status.success(),
        "{}",
        String::from_utf8_lossy(&list.stderr)
    );
    said.extend(of_streams("inbox list", &list));

    let needles = needles(&secret);
    let tree = tree(&site);
    assert!(
        tree.keys().any(|path| path.ends_with(".br"))
            && tree.keys().any(|path| path.ends_with(".gz"))
    );
    // The keys that devices seal to are published; those that open are not.
    let config = String::from_utf8(tree["config.json"].clone()).unwrap();
    assert!(config.contains(&public[0].to_base64()), "{config}");
    for files in [
        &tree,
        &publish_support::tree(&releases_of(&site)),
        &said,
        // The document as the host of an inbox sees it.
        &BTreeMap::from([("document".to_owned(), document)]),
    ] {
        assert!(!files.is_empty());
        assert_eq!(finds(files, &needles), Vec::<String>::new());
    }
    for name in [
        "journal.jsonl",
        "keys/public.json",
        "keys/office.age",
        "keys/recovery.age",
    ] {
        let bytes = fs::read(office.join(name)).unwrap_or_default();
        let files = BTreeMap::from([(name.to_owned(), bytes)]);
        assert_eq!(finds(&files, &needles), Vec::<String>::new());
    }
}

/// A photograph with canaries in each place that tells something about whoever took it.
fn tattling_photo() -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([x * 3, y * 5, x + y].map(|part| u8::try_from(part % 256).unwrap()))
    });
    let mut plain = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut plain)
        .encode_image(&image)
        .unwrap();
    let mut photo = plain[..2].to_vec();
    for (marker, head) in [
        (0xe1, &b"Exif\0\0II*\0\x08\0\0\0\0\0"[..]),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xed, b"Photoshop 3.0\0"),
        (0xfe, b""),
    ] {
        let length = u16::try_from(2 + head.len() + EXIF.len()).unwrap();
        photo.extend_from_slice(&[0xff, marker]);
        photo.extend_from_slice(&length.to_be_bytes());
        photo.extend_from_slice(head);
        photo.extend_from_slice(EXIF.as_bytes());
    }
    photo.extend_from_slice(&plain[2..]);
    photo.extend_from_slice(EXIF.as_bytes());
    photo
}

#[test]
fn what_is_opened_and_decided_leaves_nothing_private_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (office, public, secret) = office_with_keys(folder.path());
    let inbox = office.join("inbox");
    let (media, blob) = sealed_media(&tattling_photo(), MediaType::Jpeg, 21);
    put(&inbox, What::Media, &blob);
    let media_key = Base64UrlUnpadded::decode_vec(media.key.as_deref().unwrap()).unwrap();
    let send =
        |kind: SubmissionKind, text: &str, public_too: bool, media: Vec<Media>, nonce: u8| {
            let mut said = submission(kind, |draft| {
                draft.answers.insert(AskKey::Text, text.to_owned());
                draft.name = NAME.into();
                draft.phone = PHONE.into();
                draft.other = OTHER.into();
                draft.public = public_too;
            });
            said.media = media;
            let document = sealed_document(&said, &public, nonce);
            put(&inbox, What::Document(kind), &document)
        };
    let approved = format!("{APPROVED}，请打{IN_TEXT}找我。");
    let shown = send(SubmissionKind::Story, &approved, true, vec![media], 31);
    let declined = send(SubmissionKind::Story, STORY, true, Vec::new(), 32);
    send(SubmissionKind::Mediation, QUARREL, false, Vec::new(), 33);

    let passphrase = folder.path().join("passphrase.txt");
    fs::write(&passphrase, "xinglinli-example-office-key\n").unwrap();
    let (at, with) = (office.to_str().unwrap(), passphrase.to_str().unwrap());
    let (book, filled) = (office.join("a.xlsx"), office.join("b.xlsx"));
    let mut said = BTreeMap::new();
    let mut run = |name: &str, arguments: &[&str]| {
        let output = mingbai(arguments);
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        said.extend(of_streams(name, &output));
    };
    let out = book.to_str().unwrap();
    run(
        "export",
        &[
            "inbox",
            "export",
            at,
            "--out",
            out,
            "--passphrase-file",
            with,
        ],
    );
    let mut filling = Filling::open(&book);
    // The clerk does read it.
    assert_eq!(filling.of(Sheet::Letters, shown, Column::Phone), PHONE);
    for (column, text) in [
        (Column::State, "已回应"),
        (Column::Shown, "公开"),
        (Column::PublicPhotos, "全部"),
        (Column::Reply, "下周换灯"),
        (Column::Post, "社区书记"),
    ] {
        filling.set(Sheet::Letters, shown, column, text);
    }
    for (column, text) in [
        (Column::State, "未采纳"),
        (Column::Reason, "明年统一改造"),
        (Column::Post, "社区书记"),
    ] {
        filling.set(Sheet::Letters, declined, column, text);
    }
    filling.save(&filled);
    let file = filled.to_str().unwrap();
    run(
        "import",
        &[
            "inbox",
            "import",
            at,
            file,
            "--passphrase-file",
            with,
            "--json",
        ],
    );
    run(
        "import again",
        &["inbox", "import", at, file, "--passphrase-file", with],
    );
    run("list", &["inbox", "list", at, "--json"]);
    let dist = shell(folder.path());
    let site = folder.path().join("site");
    let (dist, to) = (dist.to_str().unwrap(), site.to_str().unwrap());
    run(
        "publish",
        &["publish", at, "--shell", dist, "--out", to, "--at", AT],
    );

    let mut needles = needles(&secret);
    needles.extend([QUARREL, IN_TEXT, EXIF].map(Needle::text));
    needles.push(Needle::bytes("the key of a photograph", &media_key));

    // Everything in the office but the workbooks, which are for the clerk alone: inbox, decisions,
    // photographs as the clerk sees them and as they are shown, keys.
    let mut open = tree(&office);
    let before = open.len();
    open.retain(|path, _| !path.ends_with(".xlsx"));
    assert!(open.len() < before);
    let decided = (open.iter()).filter(|(path, _)| path.starts_with("decisions/"));
    let decided: Vec<String> = decided
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    assert!(
        decided.concat().contains(APPROVED),
        "what was approved is there"
    );
    let photos = open
        .keys()
        .filter(|path| path.starts_with("media/"))
        .count();
    assert_eq!(photos, 1, "{:?}", open.keys());
    for files in [&open, &tree(&site), &tree(&releases_of(&site)), &said] {
        assert!(!files.is_empty());
        assert_eq!(finds(files, &needles), Vec::<String>::new());
    }
}

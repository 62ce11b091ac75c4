//! From a checked submission and its photographs to a document with a name.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use records::Id;
use records::codes::{MediaType, SubmissionKind};
use records::envelope::{self, DocId, EnvelopeProblem, Holding, LIMIT_MEDIA, SealedKey};
use sealing::{Chance, Context, CryptoRng, PublicKey, SealProblem};
use sha2::{Digest as _, Sha256};

use crate::Problem;

/// Random bytes that one document needs.
pub const RANDOM: usize = 64;

/// A photograph or recording as the form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it is.
    pub media_type: MediaType,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is to be seen.
    pub caption: Option<String>,
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it is.
    pub kind: SubmissionKind,
    /// The submission's JSON, without media.
    pub submission: String,
    /// Photographs and recordings.
    pub uploads: Vec<Upload>,
}

/// A document, ready to be kept and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// Its name.
    pub id: DocId,
    /// What it is.
    pub kind: SubmissionKind,
    /// Its exact bytes.
    pub document: Vec<u8>,
    /// Sealed photographs and recordings, by name.
    pub media: Vec<(DocId, Vec<u8>)>,
    /// Only the office can read it.
    pub is_sealed: bool,
}

/// The name of these bytes.
pub fn name_of(bytes: &[u8]) -> DocId {
    DocId::from_bytes(Sha256::digest(bytes).into())
}

fn fill(rng: &mut impl CryptoRng, bytes: &mut [u8]) {
    rng.fill_bytes(bytes);
}

fn too_long_or(problem: &SealProblem) -> Problem {
    match problem {
        SealProblem::TooLong { .. } => Problem::TooLong,
        _ => Problem::Seal,
    }
}

/// One medium's entry in the submission, and its file.
fn medium(
    upload: &Upload,
    seals: bool,
    rng: &mut impl CryptoRng,
) -> Result<(String, DocId, Vec<u8>), Problem> {
    let (blob, key) = if seals {
        let sealed =
            sealing::seal_media(&upload.bytes, rng).map_err(|problem| too_long_or(&problem))?;
        let key = Base64UrlUnpadded::encode_string(sealed.key.as_slice());
        (sealed.blob, Some(key))
    } else {
        (upload.bytes.clone(), None)
    };
    if blob.len() > LIMIT_MEDIA {
        return Err(Problem::TooLong);
    }
    let id = name_of(&blob);
    let media = records::say::Media {
        id,
        media_type: upload.media_type,
        key,
        bytes: u32::try_from(upload.bytes.len()).map_err(|_| Problem::TooLong)?,
        caption: upload.caption.clone(),
    };
    Ok((media.to_json(), id, blob))
}

/// Seals a submission for all the keys and puts it into its envelope. Without keys it goes open.
///
/// `random` must be fresh for every call.
///
/// # Errors
/// [`Problem::Content`], [`Problem::TooLong`], [`Problem::Seal`]
pub fn compose(
    request: &Request,
    community: &Id,
    keys: &[PublicKey],
    random: &[u8; RANDOM],
) -> Result<Composed, Problem> {
    let mut rng = Chance::from_bytes(random).map_err(|_| Problem::Seal)?;
    let is_sealed = !keys.is_empty();
    let mut entries = Vec::new();
    let mut media = Vec::new();
    for upload in &request.uploads {
        let (entry, id, blob) = medium(upload, is_sealed, &mut rng)?;
        entries.push(entry);
        media.push((id, blob));
    }
    // It was checked where it was composed, by type; here only that it is what it is called.
    let begins = format!("{{\"v\":1,\"kind\":\"{}\",", request.kind.key());
    if !request.submission.starts_with(&begins) || !request.submission.ends_with('}') {
        return Err(Problem::Content);
    }
    let mut text = request.submission.clone();
    if !entries.is_empty() {
        // A submission has fields, so a comma goes before this one.
        let open = text.strip_suffix('}').ok_or(Problem::Content)?;
        text = format!("{open},\"media\":[{}]}}", entries.join(","));
    }
    let mut nonce = [0; 16];
    fill(&mut rng, &mut nonce);
    let ids: Vec<DocId> = media.iter().map(|(id, _)| *id).collect();
    let document = if is_sealed {
        let context = Context {
            community: community.as_str(),
            kind: request.kind.key(),
            nonce: &envelope::hex(&nonce),
        };
        let sealed = sealing::seal(text.as_bytes(), keys, &context, &mut rng)
            .map_err(|problem| too_long_or(&problem))?;
        let sealed = envelope::Sealed {
            to: sealed
                .to
                .iter()
                .map(|recipient| SealedKey {
                    kid: recipient.kid.to_string(),
                    enc: Base64UrlUnpadded::encode_string(&recipient.enc),
                    key: Base64UrlUnpadded::encode_string(&recipient.key),
                })
                .collect(),
            content: Base64UrlUnpadded::encode_string(&sealed.content),
        };
        let holding = Holding::Sealed(&sealed);
        envelope::write(request.kind, community, &nonce, &ids, holding)
    } else {
        envelope::write(request.kind, community, &nonce, &ids, Holding::Body(&text))
    };
    let document = document.map_err(|problem| match problem {
        EnvelopeProblem::TooLong { .. } => Problem::TooLong,
        _ => Problem::Content,
    })?;
    Ok(Composed {
        id: name_of(&document),
        kind: request.kind,
        document,
        media,
        is_sealed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::envelope::{Content, Envelope};
    use records::say::{Draft, Submission, compose as check};
    use sealing::SecretKey;

    fn key(seed: u8) -> SecretKey {
        SecretKey::generate(&mut Chance::from_bytes(&[seed; 32]).expect("enough"))
    }

    fn community() -> Id {
        Id::new("xinglinli").expect("an id")
    }

    fn story(text: &str) -> Request {
        let draft = Draft {
            answers: [(records::codes::AskKey::Text, text.to_owned())].into(),
            phone: "13800138000".into(),
            photos: 1,
            ..Draft::default()
        };
        let submission =
            check(SubmissionKind::Story, &draft, records::Currency::CNY).expect("a submission");
        Request {
            kind: SubmissionKind::Story,
            submission: submission.to_json(),
            uploads: Vec::new(),
        }
    }

    fn photo(bytes: usize) -> Upload {
        Upload {
            media_type: MediaType::Jpeg,
            bytes: vec![0xd8; bytes],
            caption: Some("小区\"东门\"".into()),
        }
    }

    #[test]
    fn what_was_said_and_shown_is_found_again_by_either_key() {
        let mut request = story("楼道的灯坏了三个月。");
        request.uploads = vec![photo(100_000)];
        let keys = [key(1), key(2)];
        let public = keys.each_ref().map(|key| key.public().clone());
        let composed = compose(&request, &community(), &public, &[7; RANDOM]).expect("composed");
        assert!(composed.is_sealed);
        assert_eq!(composed.id, name_of(&composed.document));
        for secret in ["13800138000", "楼道", "东门"] {
            let bytes = composed.document.windows(secret.len());
            assert!(
                !bytes.into_iter().any(|w| w == secret.as_bytes()),
                "{secret}"
            );
        }
        let envelope = Envelope::parse(&composed.document).expect("an envelope");
        let Content::Sealed(sealed) = &envelope.content else {
            panic!("sealed");
        };
        let bytes = |text: &str| Base64UrlUnpadded::decode_vec(text).expect("base64");
        let sealed = sealing::Sealed {
            to: sealed
                .to
                .iter()
                .map(|key| sealing::Recipient {
                    kid: key.kid.parse().expect("a name"),
                    enc: bytes(&key.enc).try_into().expect("32 bytes"),
                    key: bytes(&key.key).try_into().expect("48 bytes"),
                })
                .collect(),
            content: bytes(&sealed.content),
        };
        let context = Context {
            community: "xinglinli",
            kind: "story",
            nonce: &envelope.nonce,
        };
        for key in &keys {
            let opened = sealing::open(&sealed, key, &context).expect("opened");
            let text = String::from_utf8(opened.expose().to_vec()).expect("text");
            let submission = Submission::parse(SubmissionKind::Story, &text).expect("read");
            assert_eq!(
                submission
                    .contact
                    .and_then(|contact| contact.phone)
                    .as_deref(),
                Some("13800138000")
            );
            let medium = &submission.media[0];
            assert_eq!(medium.caption.as_deref(), Some("小区\"东门\""));
            assert_eq!((medium.id, medium.bytes), (composed.media[0].0, 100_000));
            assert_eq!(envelope.media, [medium.id]);
            let key = bytes(medium.key.as_deref().expect("a key"));
            let shown =
                sealing::open_media(&composed.media[0].1, &key.try_into().expect("32 bytes"));
            assert_eq!(
                shown.expect("opened").expose().as_slice(),
                photo(100_000).bytes
            );
        }
    }

    #[test]
    fn without_keys_it_goes_open_and_says_so() {
        let mut request = story("楼道的灯坏了三个月。");
        request.uploads = vec![photo(1000)];
        let composed = compose(&request, &community(), &[], &[7; RANDOM]).expect("composed");
        assert!(!composed.is_sealed);
        let envelope = Envelope::parse(&composed.document).expect("an envelope");
        let Content::Body(body) = &envelope.content else {
            panic!("open");
        };
        let submission = Submission::of_body(SubmissionKind::Story, body).expect("read");
        assert_eq!(submission.media[0].key, None);
        assert_eq!(composed.media[0].1, photo(1000).bytes);
    }

    #[test]
    fn equal_texts_have_different_names() {
        let request = story("好。");
        let with = |random| {
            compose(&request, &community(), &[], &random)
                .expect("composed")
                .id
        };
        assert_ne!(with([1; RANDOM]), with([2; RANDOM]));
        assert_eq!(with([1; RANDOM]), with([1; RANDOM]));
    }

    #[test]
    fn what_is_no_submission_of_its_kind_is_refused() {
        let refused = |submission: &str, uploads: Vec<Upload>| {
            let request = Request {
                kind: SubmissionKind::Story,
                submission: submission.to_owned(),
                uploads,
            };
            compose(
                &request,
                &community(),
                &[key(1).public().clone()],
                &[7; RANDOM],
            )
            .unwrap_err()
        };
        let fine = story("好。").submission;
        assert_eq!(refused("", Vec::new()), Problem::Content);
        assert_eq!(refused("{}", Vec::new()), Problem::Content);
        assert_eq!(
            refused(&fine[..fine.len() - 2], Vec::new()),
            Problem::Content
        );
        assert_eq!(
            refused(
                &fine.replace("\"kind\":\"story\"", "\"kind\":\"need\""),
                Vec::new()
            ),
            Problem::Content
        );
        assert_eq!(refused(&fine, vec![photo(1); 5]), Problem::Content);
        assert_eq!(refused(&fine, vec![photo(LIMIT_MEDIA)]), Problem::TooLong);
        assert_eq!(
            refused(
                &format!("{}{}}}", &fine[..fine.len() - 1], " ".repeat(40_000)),
                Vec::new()
            ),
            Problem::TooLong
        );
    }
}

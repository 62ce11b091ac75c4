//! Between boxes and the documents that carry them.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use records::envelope::{self, Content, Envelope};
use records::say::{Contact, Submission, SubmissionProblem};

use crate::key::{InvalidKey, KeyId, SecretKey};
use crate::private::Private;
use crate::seal::{Context, OpenProblem, Recipient, Sealed, open};

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], OpenProblem> {
    let mut out = [0; N];
    match Base64UrlUnpadded::decode(text, &mut out) {
        Ok(found) if found.len() == N => Ok(out),
        _ => Err(OpenProblem::Shape),
    }
}

impl From<&Sealed> for envelope::Sealed {
    fn from(sealed: &Sealed) -> Self {
        let keys = sealed.to.iter().map(|to| envelope::SealedKey {
            kid: to.kid.to_string(),
            enc: text(&to.enc),
            key: text(&to.key),
        });
        envelope::Sealed {
            to: keys.collect(),
            content: text(&sealed.content),
        }
    }
}

impl TryFrom<&envelope::Sealed> for Sealed {
    type Error = OpenProblem;

    /// # Errors
    /// [`OpenProblem::Shape`] for letters that are not base64url.
    fn try_from(sealed: &envelope::Sealed) -> Result<Self, OpenProblem> {
        let to = sealed.to.iter().map(|to| {
            Ok(Recipient {
                kid: (to.kid.parse()).map_err(|InvalidKey| OpenProblem::Shape)?,
                enc: bytes(&to.enc)?,
                key: bytes(&to.key)?,
            })
        });
        Ok(Sealed {
            to: to.collect::<Result<_, OpenProblem>>()?,
            content: Base64UrlUnpadded::decode_vec(&sealed.content)
                .map_err(|_| OpenProblem::Shape)?,
        })
    }
}

impl<'a> Context<'a> {
    /// The context of what this document holds.
    pub fn of(envelope: &'a Envelope) -> Self {
        Context {
            community: envelope.community.as_str(),
            kind: envelope.kind.key(),
            nonce: &envelope.nonce,
        }
    }
}

/// A document, opened: what was said, and apart from it who can be reached.
#[derive(Debug)]
pub struct Opened {
    /// What was said; the contact has been taken out of it.
    pub submission: Submission,
    /// For the office alone.
    pub contact: Private<Option<Contact>>,
    /// Which key opened it; none if nothing was sealed.
    pub key: Option<KeyId>,
}

/// Why a document was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    /// The box.
    #[error(transparent)]
    Box(#[from] OpenProblem),
    /// It opens, but what is inside is no UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// It opens, but what is inside is no submission.
    #[error(transparent)]
    Submission(#[from] SubmissionProblem),
}

/// Opens a document with whichever of the keys it was sealed to, and reads what is inside. One that
/// was never sealed is read as it is.
///
/// # Errors
/// [`DocumentProblem`]
pub fn open_document(envelope: &Envelope, keys: &[SecretKey]) -> Result<Opened, DocumentProblem> {
    let (key, submission) = match &envelope.content {
        Content::Body(body) => (None, Submission::of_body(envelope.kind, body)?),
        Content::Sealed(sealed) => {
            let sealed = Sealed::try_from(sealed)?;
            let key = (keys.iter())
                .find(|key| sealed.to.iter().any(|to| to.kid == key.public().id()))
                .ok_or(OpenProblem::OtherKey)?;
            let opened = open(&sealed, key, &Context::of(envelope))?;
            let text =
                std::str::from_utf8(opened.expose()).map_err(|_| DocumentProblem::NotText)?;
            let submission = Submission::parse(envelope.kind, text)?;
            (Some(key.public().id()), submission)
        }
    };
    let (submission, contact) = Private::new(submission).part(|mut submission| {
        let contact = submission.contact.take();
        (submission, contact)
    });
    Ok(Opened {
        submission,
        contact,
        key,
    })
}

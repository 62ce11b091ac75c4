//! A ballot: a sealed box that nobody opens before the count, and a signed stub that everybody sees.
//!
//! The stub says: this slip handed in a box with this hash. It is public at once, so that nobody can
//! take a ballot away or put one in; the box stays with the office, so that nobody can open it one day
//! with better means.

use records::Id;
use records::envelope::{self, Content, DocId, Envelope, EnvelopeProblem, Holding, Kind};
use records::json::{Fields, Writing, parse_within};
use records::page::PageProblem;
use sealing::{Context, CryptoRng, OpenProblem, Recipient, SealProblem, Sealed};

use crate::bytes::{array_of_base64, base64, from_base64, hash};
use crate::choice::{Choice, ChoiceProblem, inner};
use crate::poll::{Definition, Matter, VoteType, words};
use crate::slip::RollEntry;
use crate::word::Word;
use crate::{InvalidSignature, KeyId, PublicKey, SecretKey, Time};

/// What stands before a stub that is signed with a slip's key.
const STUB: &str = "stub/v1|";
/// What stands before a stub that a kiosk or helper signs.
const BY: &str = "by/v1|";
/// The longest stub.
pub const LIMIT_STUB: usize = 2048;

words! {
    /// How a ballot came.
    Channel {
        /// From the voter's own device.
        Phone = "phone",
        /// From a kiosk, which signs too.
        Kiosk = "kiosk",
        /// With somebody's help, who signs too.
        Assisted = "assisted",
        /// On paper; such ballots have no document, see [`crate::paper`].
        Paper = "paper",
    }
}

/// Who else signed: the kiosk, or the one who helped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoSignature {
    /// Whose key.
    pub key: KeyId,
    /// Over `by/v1|` and the stub as it is without this part.
    pub signature: [u8; 64],
}

/// The public part of a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// Of which poll.
    pub poll: Id,
    /// SHA-256 of the poll's definition.
    pub definition: DocId,
    /// The slip's public key.
    pub voter: PublicKey,
    /// SHA-256 of the box.
    pub content: DocId,
    /// Which ballot of this slip on this device, from 1.
    pub sequence: u32,
    /// When, by the device's clock.
    pub time: Time,
    /// How it came.
    pub channel: Channel,
    /// The kiosk's or helper's signature.
    pub by: Option<CoSignature>,
}

/// Why something is no ballot of this poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BallotProblem {
    /// The document is no envelope.
    #[error("{0}")]
    Envelope(#[from] EnvelopeProblem),
    /// An envelope that holds something else, or another community's.
    #[error("holds something else")]
    Other,
    /// Not such a JSON.
    #[error("{0}")]
    Shape(#[from] PageProblem),
    /// The stub, its signature or the box is not what it must be.
    #[error("field {field}")]
    Field {
        /// The field's name.
        field: &'static str,
    },
    /// The stub is not in its one form, or too long.
    #[error("the stub is not in its one form")]
    Form,
    /// The box is not the one that the stub names.
    #[error("not the box that the stub names")]
    Content,
}

impl Stub {
    /// Its text without the part that a kiosk or helper adds.
    fn base(&self) -> String {
        Writing::default()
            .raw("v", "1")
            .text("poll", self.poll.as_str())
            .text("def", &self.definition.to_string())
            .text("voter", &base64(self.voter.as_bytes()))
            .text("box", &self.content.to_string())
            .raw("seq", &self.sequence.to_string())
            .text("t", &self.time.to_string())
            .text("ch", self.channel.key())
            .done()
    }

    /// The exact text that is signed.
    pub fn to_text(&self) -> String {
        let mut text = self.base();
        if let Some(by) = &self.by {
            let by = Writing::default()
                .text("key", &by.key.to_string())
                .text("sig", &base64(&by.signature))
                .done();
            // In place of the closing brace.
            text.pop();
            text.push_str(",\"by\":");
            text.push_str(&by);
            text.push('}');
        }
        text
    }

    /// Reads what [`Stub::to_text`] writes.
    ///
    /// # Errors
    /// [`BallotProblem`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BallotProblem> {
        if text.len() > LIMIT_STUB {
            return Err(BallotProblem::Form);
        }
        let field = |field| BallotProblem::Field { field };
        let mut fields = Fields::of(parse_within(text, 3)?)?;
        if fields.take::<i64>("v")? != 1 {
            return Err(field("v"));
        }
        let poll = Id::new(fields.take::<String>("poll")?).map_err(|_| field("poll"))?;
        let definition = fields.take::<String>("def")?.parse();
        let voter = array_of_base64(&fields.take::<String>("voter")?);
        let content = fields.take::<String>("box")?.parse();
        let sequence = fields.take("seq")?;
        let time = fields.take::<String>("t")?.parse();
        let channel = fields.take("ch")?;
        let by = match fields.take::<Option<records::json::Json>>("by")? {
            None => None,
            Some(json) => {
                let mut fields = Fields::of(json)?;
                let key = fields.take::<String>("key")?.parse();
                let signature = array_of_base64(&fields.take::<String>("sig")?);
                fields.done()?;
                Some(CoSignature {
                    key: key.map_err(|_| field("by"))?,
                    signature: signature.ok_or(field("by"))?,
                })
            }
        };
        fields.done()?;
        let voter = voter.ok_or(field("voter"))?;
        let stub = Stub {
            poll,
            definition: definition.map_err(|_| field("def"))?,
            voter: PublicKey::from_bytes(&voter).map_err(|_| field("voter"))?,
            content: content.map_err(|_| field("box"))?,
            sequence,
            time: time.map_err(|_| field("t"))?,
            channel,
            by,
        };
        let signs_too = matches!(channel, Channel::Kiosk | Channel::Assisted);
        if channel == Channel::Paper || signs_too != stub.by.is_some() {
            return Err(field("ch"));
        }
        if stub.to_text() == text {
            Ok(stub)
        } else {
            Err(BallotProblem::Form)
        }
    }

    /// The slip as the roll has it.
    pub fn slip(&self) -> RollEntry {
        RollEntry::of(&self.voter)
    }

    /// Whether the slip signed it.
    ///
    /// # Errors
    /// [`InvalidSignature`]
    pub fn verify(&self, signature: &[u8; 64]) -> Result<(), InvalidSignature> {
        let message = [STUB, &self.to_text()].concat();
        self.voter.verify(message.as_bytes(), signature)
    }

    /// Whether this kiosk or helper signed it.
    ///
    /// # Errors
    /// [`InvalidSignature`] when not, or when it is another's.
    pub fn verify_by(&self, key: &PublicKey) -> Result<(), InvalidSignature> {
        let by = self.by.as_ref().filter(|by| by.key == key.id());
        let by = by.ok_or(InvalidSignature)?;
        let message = [BY, &self.base()].concat();
        key.verify(message.as_bytes(), &by.signature)
    }
}

/// A ballot about to be sealed.
#[derive(Debug)]
pub struct Casting<'a> {
    /// Of which poll.
    pub definition: &'a Definition,
    /// What is chosen.
    pub choice: &'a Choice,
    /// The word by which the voter finds it again.
    pub word: &'a Word,
    /// Which ballot of this slip on this device, from 1.
    pub sequence: u32,
    /// When: never before the last ballot of this slip on this device.
    pub time: Time,
    /// How it comes.
    pub channel: Channel,
    /// The slip's key.
    pub slip: &'a SecretKey,
    /// The kiosk's or helper's key.
    pub by: Option<&'a SecretKey>,
}

/// Why a ballot was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CastingProblem {
    /// A kiosk or helper without a key, or a key without either.
    #[error("the channel and who signs too do not go together")]
    By,
    /// A key of the poll is none; a checked definition has no such keys.
    #[error("a key of the poll is none")]
    Key,
    /// The box.
    #[error("{0}")]
    Seal(#[from] SealProblem),
}

/// A ballot: stub, signature, box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The public part.
    pub stub: Stub,
    /// The slip's signature over `stub/v1|` and the stub's text.
    pub signature: [u8; 64],
    /// The box, which only the poll's key opens.
    pub content: Vec<u8>,
}

/// How long the text in the box is made with spaces, whatever is chosen: the box's length tells
/// nothing of the choice.
pub fn inner_length(definition: &Definition) -> usize {
    let more = match definition.vote_type {
        VoteType::Cumulative => 13,
        _ => 3,
    };
    match &definition.matter {
        Matter::Motion(_) => 160,
        Matter::Projects(counting) => (counting.projects.iter())
            .map(|project| project.project_id.as_str().len() + more)
            .fold(160, |all, one| all + one),
    }
}

/// The context of a box: its community, poll and slip. Under another slip it does not open.
fn nonce(poll: &Id, voter: &PublicKey) -> String {
    format!("{poll}:{}", base64(voter.as_bytes()))
}

/// Seals and signs a ballot.
///
/// The same random bytes make the same box, bit for bit. The device keeps them: in a dispute they
/// prove what was in it.
///
/// # Errors
/// [`CastingProblem`]
pub fn seal(casting: &Casting<'_>, rng: &mut impl CryptoRng) -> Result<Ballot, CastingProblem> {
    let definition = casting.definition;
    let signs_too = matches!(casting.channel, Channel::Kiosk | Channel::Assisted);
    if casting.channel == Channel::Paper || signs_too != casting.by.is_some() {
        return Err(CastingProblem::By);
    }
    let keys = (definition.keys.iter())
        .map(|key| sealing::PublicKey::from_base64(key).map_err(|_| CastingProblem::Key))
        .collect::<Result<Vec<_>, _>>()?;
    let voter = casting.slip.public();
    let nonce = nonce(&definition.poll, &voter);
    let context = context(definition, &nonce);
    let mut text = inner(definition, casting.choice, &casting.word.to_string());
    let padding = inner_length(definition).saturating_sub(text.len());
    text.extend(std::iter::repeat_n(' ', padding));
    let sealed = sealing::seal(text.as_bytes(), &keys, &context, rng)?;
    let content = write_box(&sealed);
    let mut stub = Stub {
        poll: definition.poll.clone(),
        definition: definition.doc(),
        voter,
        content: hash(&[&content]),
        sequence: casting.sequence,
        time: casting.time,
        channel: casting.channel,
        by: None,
    };
    stub.by = casting.by.map(|key| CoSignature {
        key: key.public().id(),
        signature: key.sign([BY, &stub.base()].concat().as_bytes()),
    });
    let signature = casting
        .slip
        .sign([STUB, &stub.to_text()].concat().as_bytes());
    Ok(Ballot {
        stub,
        signature,
        content,
    })
}

fn context<'a>(definition: &'a Definition, nonce: &'a str) -> Context<'a> {
    Context {
        community: definition.community.as_str(),
        kind: Kind::Ballot.key(),
        nonce,
    }
}

/// One byte with the number of keys; for each its name (8 bytes), HPKE's encapsulated key (32), the
/// sealed content key (48); then the sealed text.
fn write_box(sealed: &Sealed) -> Vec<u8> {
    let count = u8::try_from(sealed.to.len()).unwrap_or(u8::MAX);
    let mut bytes = vec![count];
    for to in &sealed.to {
        bytes.extend_from_slice(to.kid.as_bytes());
        bytes.extend_from_slice(&to.enc);
        bytes.extend_from_slice(&to.key);
    }
    bytes.extend_from_slice(&sealed.content);
    bytes
}

fn read_box(bytes: &[u8]) -> Option<Sealed> {
    let (count, mut rest) = bytes.split_first()?;
    let mut to = Vec::with_capacity(usize::from(*count));
    for _ in 0..*count {
        let (kid, after) = rest.split_first_chunk::<8>()?;
        let (enc, after) = after.split_first_chunk::<32>()?;
        let (key, after) = after.split_first_chunk::<48>()?;
        rest = after;
        to.push(Recipient {
            kid: envelope::hex(kid).parse().ok()?,
            enc: *enc,
            key: *key,
        });
    }
    Some(Sealed {
        to,
        content: rest.to_vec(),
    })
}

/// Why the content of a box is not counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It does not open.
    #[error("{0}")]
    Box(#[from] OpenProblem),
    /// It opens, and what is inside is not what this program writes.
    #[error("not a ballot inside")]
    Inside,
    /// It opens, and the choice does not keep to the limits.
    #[error("against the rule")]
    AgainstRule,
}

/// What was in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The choice.
    pub choice: Choice,
    /// The secret word.
    pub word: Word,
}

impl Ballot {
    /// The body of its envelope.
    pub fn body(&self) -> String {
        Writing::default()
            .text("stub", &self.stub.to_text())
            .text("sig", &base64(&self.signature))
            .text("box", &base64(&self.content))
            .done()
    }

    /// The document that is sent. The nonce only makes its name another one.
    ///
    /// # Errors
    /// [`EnvelopeProblem`] when nobody would take it.
    pub fn document(&self, community: &Id, nonce: &[u8; 16]) -> Result<Vec<u8>, EnvelopeProblem> {
        let body = self.body();
        envelope::write(Kind::Ballot, community, nonce, &[], Holding::Body(&body))
    }

    /// Reads a document of a community. Whether it is signed, and by a slip of the roll, is for
    /// [`crate::sift`].
    ///
    /// # Errors
    /// [`BallotProblem`]
    pub fn of_document(bytes: &[u8], community: &Id) -> Result<Self, BallotProblem> {
        let envelope = Envelope::parse(bytes)?;
        let is_ours = envelope.kind == Kind::Ballot
            && envelope.community == *community
            && envelope.media.is_empty();
        let Content::Body(body) = envelope.content else {
            return Err(BallotProblem::Other);
        };
        if !is_ours {
            return Err(BallotProblem::Other);
        }
        let field = |field| BallotProblem::Field { field };
        let mut fields = Fields::of(body.into_json())?;
        let stub: String = fields.take("stub")?;
        let signature = array_of_base64(&fields.take::<String>("sig")?);
        let content = from_base64(&fields.take::<String>("box")?);
        fields.done()?;
        let ballot = Ballot {
            stub: Stub::parse(&stub)?,
            signature: signature.ok_or(field("sig"))?,
            content: content.ok_or(field("box"))?,
        };
        if hash(&[&ballot.content]) == ballot.stub.content {
            Ok(ballot)
        } else {
            Err(BallotProblem::Content)
        }
    }

    /// Opens the box.
    ///
    /// # Errors
    /// [`Unopened`]
    pub fn open(
        &self,
        definition: &Definition,
        key: &sealing::SecretKey,
    ) -> Result<Vote, Unopened> {
        let sealed = read_box(&self.content).ok_or(OpenProblem::Shape)?;
        let nonce = nonce(&definition.poll, &self.stub.voter);
        let opened = sealing::open(&sealed, key, &context(definition, &nonce))?;
        read_inner(definition, opened.expose())
    }
}

fn read_inner(definition: &Definition, bytes: &[u8]) -> Result<Vote, Unopened> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unopened::Inside)?;
    if text.len() != inner_length(definition) {
        return Err(Unopened::Inside);
    }
    let text = text.trim_end_matches(' ');
    let inside = || -> Result<(String, records::json::Json, String), PageProblem> {
        let mut fields = Fields::of(parse_within(text, 4)?)?;
        if fields.take::<i64>("v")? != 1 {
            return Err(PageProblem::Mistyped);
        }
        let all = (
            fields.take("poll")?,
            fields.take("choice")?,
            fields.take("word")?,
        );
        fields.done()?;
        Ok(all)
    };
    let (poll, choice, word) = inside().map_err(|_| Unopened::Inside)?;
    let word: Word = word.parse().map_err(|_| Unopened::Inside)?;
    if poll != definition.poll.as_str() {
        return Err(Unopened::Inside);
    }
    let choice = Choice::of_json(definition, &choice).map_err(|problem| match problem {
        ChoiceProblem::Shape => Unopened::Inside,
        ChoiceProblem::Refused(_) => Unopened::AgainstRule,
    })?;
    if inner(definition, &choice, &word.to_string()) == text {
        Ok(Vote { choice, word })
    } else {
        Err(Unopened::Inside)
    }
}

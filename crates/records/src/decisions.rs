//! What the office decided about what residents sent: the only road from a sealed submission to a
//! published page.
//!
//! A file of decisions is written once, by one import, and never changed. A later decision on the
//! same document takes the place of the earlier one as a whole; the earlier one stays readable
//! ([`Decisions::history`]).
//!
//! Nothing here can hold a contact: a telephone number has no field to stand in, so whoever
//! publishes from decisions cannot publish one by mistake. Free texts are covered before they come
//! here ([`crate::check::private_numbers`]), and [`Decision::problems`] looks once more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::check::private::private_numbers;
use crate::codes::{AskKey, Channel, ReplyStatus, SubmissionKind, YesNo};
use crate::envelope::{Code, DocId};
use crate::finding::PrivateNumber;
use crate::say::{self, Form, Target};
use crate::{Date, Id, Lang, LocalText};

/// The version this program reads and writes.
pub const VERSION: u8 = 1;

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// What was decided about one document, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: SubmissionKind,
    /// The day of the decision.
    pub day: Date,
    /// The post that made it.
    pub post: LocalText,
    /// What became of it.
    pub state: ReplyStatus,
    /// Why; never blank where something was not adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<LocalText>,
    /// What the office answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<LocalText>,
    /// Who has it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_to: Option<LocalText>,
    /// The earlier one that says the same, by its receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Code>,
    /// What will be done better, after a low rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub improvement: Option<LocalText>,
    /// How a proposal was found when it was reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// What may be shown; none is counted and not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// Ratings, supports and questionnaires: what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// What it adds to the counts of all that came in, shown or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

/// Marks of a proposal's review, as the workbook has them for what came on other ways; none is
/// not looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Whether it is reasonable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasonable: Option<YesNo>,
    /// Whether it can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feasible: Option<YesNo>,
    /// Whether nobody had said it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novel: Option<YesNo>,
}

impl Review {
    /// Its marks, in the order in which they are shown.
    pub fn marks(self) -> [Option<YesNo>; 3] {
        [self.reasonable, self.feasible, self.novel]
    }

    /// Whether nobody looked.
    pub fn is_blank(self) -> bool {
        self == Review::default()
    }
}

/// What may be shown of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The language it is written in.
    pub lang: Lang,
    /// How it came.
    pub channel: Channel,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Target>,
    /// Answers, with every private number covered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<AskKey, String>,
    /// The name, where the resident wants it shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it was told by voice and typed by the office.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told_by_voice: bool,
    /// Whether somebody helped the resident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub helped: bool,
    /// Approved photographs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<EntryPhoto>,
}

/// An approved photograph in the office's `media` folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryPhoto {
    /// SHA-256 of the re-encoded file, in hexadecimal digits: `media/{file}.jpg`.
    pub file: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What is to be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// What is counted without being shown one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Tally {
    /// One to five stars.
    Rating {
        /// What was rated.
        about: Target,
        /// How many.
        stars: u8,
    },
    /// "Me too".
    Support {
        /// What is supported.
        about: Target,
        /// Tells one device's support for one entry from another's.
        token: DocId,
    },
    /// Answers to a questionnaire; several choices are separated by U+001F.
    Survey {
        /// Which questionnaire.
        about: Target,
        /// Tells one device's answers to it from another's; of all with the same, the last count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<DocId>,
        /// Answers by question.
        answers: BTreeMap<Id, String>,
    },
}

impl Tally {
    /// What it counts for.
    pub fn about(&self) -> &Target {
        match self {
            Tally::Rating { about, .. }
            | Tally::Support { about, .. }
            | Tally::Survey { about, .. } => about,
        }
    }
}

/// What a document adds to counts: closed words only, nothing that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// How it came.
    pub channel: Channel,
    /// For which campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Id>,
    /// Under which of the community's categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Id>,
}

/// Where a text of a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// [`Decision::post`].
    Post,
    /// [`Decision::reason`].
    Reason,
    /// [`Decision::reply`].
    Reply,
    /// [`Decision::passed_to`].
    PassedTo,
    /// [`Decision::same_as`].
    SameAs,
    /// [`Decision::improvement`].
    Improvement,
    /// [`Decision::review`].
    Review,
    /// An answer of [`Entry::answers`].
    Answer(AskKey),
    /// [`Entry::name`].
    Name,
    /// A caption of [`Entry::photos`], or the photograph.
    Photo,
    /// [`Entry`] as a whole.
    Entry,
    /// [`Decision::tally`].
    Tally,
    /// An answer of [`Tally::Survey`].
    Survey,
}

/// What a decision may not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionProblem {
    /// Something that its state asks for is blank.
    Missing(Part),
    /// A text holds a number that must not be published.
    Private(Part, PrivateNumber),
    /// Something that its kind does not have.
    NotHere(Part),
}

impl Decision {
    /// Everything that keeps it from being written or published, in order.
    pub fn problems(&self) -> Vec<DecisionProblem> {
        use DecisionProblem::{Missing, NotHere, Private};
        let mut problems = Vec::new();
        if self.post.text.trim().is_empty() {
            problems.push(Missing(Part::Post));
        }
        let blank =
            |text: &Option<LocalText>| text.as_ref().is_none_or(|text| text.text.trim().is_empty());
        match self.state {
            ReplyStatus::NotAdopted if blank(&self.reason) => problems.push(Missing(Part::Reason)),
            ReplyStatus::Answered if blank(&self.reply) => problems.push(Missing(Part::Reply)),
            ReplyStatus::PassedOn if blank(&self.passed_to) => {
                problems.push(Missing(Part::PassedTo));
            }
            _ => {}
        }
        if self.same_as == Some(self.id.code()) {
            problems.push(NotHere(Part::SameAs));
        }
        match self.review {
            Some(review) if review.is_blank() => problems.push(Missing(Part::Review)),
            Some(_) if self.kind != SubmissionKind::Proposal => {
                problems.push(NotHere(Part::Review));
            }
            _ => {}
        }
        match (&self.tally, self.kind) {
            (None, SubmissionKind::Rating | SubmissionKind::Support | SubmissionKind::Survey) => {
                // Declined ones are not counted: a second support of one device, for instance.
                if self.state != ReplyStatus::NotAdopted {
                    problems.push(Missing(Part::Tally));
                }
            }
            (None, _)
            | (Some(Tally::Rating { stars: 1..=5, .. }), SubmissionKind::Rating)
            | (Some(Tally::Support { .. }), SubmissionKind::Support)
            | (Some(Tally::Survey { .. }), SubmissionKind::Survey) => {}
            (Some(_), _) => problems.push(NotHere(Part::Tally)),
        }
        if let Some(entry) = &self.entry {
            match say::spec(self.kind) {
                Some(spec) if spec.may_be_public => {
                    for key in entry.answers.keys() {
                        let asked = spec.asks.iter().find(|ask| ask.key == *key);
                        if asked.is_none_or(|ask| ask.form == Form::Token) {
                            problems.push(NotHere(Part::Answer(*key)));
                        }
                    }
                    if entry.photos.len() > spec.photos {
                        problems.push(NotHere(Part::Photo));
                    }
                }
                _ => problems.push(NotHere(Part::Entry)),
            }
            for photo in &entry.photos {
                let named = photo.file.parse::<DocId>().is_ok();
                if !named || photo.width == 0 || photo.height == 0 {
                    problems.push(NotHere(Part::Photo));
                }
            }
        }
        for (part, text) in self.texts() {
            for (_, number) in private_numbers(text) {
                problems.push(Private(part, number));
            }
        }
        problems
    }

    /// Every free text that may be published, with its place.
    pub fn texts(&self) -> Vec<(Part, &str)> {
        let mut texts = Vec::new();
        let locals = [
            (Part::Post, Some(&self.post)),
            (Part::Reason, self.reason.as_ref()),
            (Part::Reply, self.reply.as_ref()),
            (Part::PassedTo, self.passed_to.as_ref()),
            (Part::Improvement, self.improvement.as_ref()),
        ];
        for (part, text) in locals {
            let Some(text) = text else { continue };
            texts.push((part, text.text.as_str()));
            texts.extend(
                [&text.zh_hans, &text.zh_hant, &text.en]
                    .into_iter()
                    .flatten()
                    .map(|text| (part, text.as_str())),
            );
        }
        if let Some(entry) = &self.entry {
            texts.extend(
                entry
                    .answers
                    .iter()
                    .map(|(key, text)| (Part::Answer(*key), text.as_str())),
            );
            texts.extend(entry.name.iter().map(|name| (Part::Name, name.as_str())));
            texts.extend(
                entry
                    .photos
                    .iter()
                    .filter_map(|photo| photo.caption.as_deref())
                    .map(|caption| (Part::Photo, caption)),
            );
        }
        if let Some(Tally::Survey { answers, .. }) = &self.tally {
            texts.extend(answers.values().map(|text| (Part::Survey, text.as_str())));
        }
        texts
    }
}

/// The decisions of one import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionFile {
    /// [`VERSION`].
    pub v: u8,
    /// When they were taken in.
    pub at: DateTime<FixedOffset>,
    /// The decisions; no document twice.
    pub decisions: Vec<Decision>,
}

/// Why a text is no file of decisions.
#[derive(Debug, thiserror::Error)]
pub enum DecisionFileProblem {
    /// Not its JSON; the message says where.
    #[error("{0}")]
    Json(serde_json::Error),
    /// A version that this program does not know.
    #[error("version {0}")]
    Version(u8),
    /// Two decisions on one document.
    #[error("{0} stands in it twice")]
    Twice(DocId),
}

impl DecisionFile {
    /// The decisions of one import.
    pub fn new(at: DateTime<FixedOffset>, decisions: Vec<Decision>) -> Self {
        DecisionFile {
            v: VERSION,
            at,
            decisions,
        }
    }

    /// Reads a file, refusing fields that it does not know.
    ///
    /// # Errors
    /// [`DecisionFileProblem`]
    pub fn parse(text: &str) -> Result<Self, DecisionFileProblem> {
        let file: DecisionFile = serde_json::from_str(text).map_err(DecisionFileProblem::Json)?;
        if file.v != VERSION {
            return Err(DecisionFileProblem::Version(file.v));
        }
        let mut seen = BTreeSet::new();
        for decision in &file.decisions {
            if !seen.insert(decision.id) {
                return Err(DecisionFileProblem::Twice(decision.id));
            }
        }
        Ok(file)
    }

    /// As it is written, a line break at the end.
    ///
    /// # Errors
    /// Those of the JSON writer; there is no value in it that it cannot write.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

/// One decision among all on its document.
#[derive(Debug, Clone, Copy)]
pub struct Dated<'d> {
    /// Number of the file it stands in.
    pub seq: u32,
    /// When that was taken in.
    pub at: DateTime<FixedOffset>,
    /// The decision.
    pub decision: &'d Decision,
}

/// Everything that was ever decided, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Files by their number.
    pub files: BTreeMap<u32, DecisionFile>,
}

impl Decisions {
    /// The number that the next file gets: 1 for the first.
    pub fn next(&self) -> u32 {
        self.files.keys().next_back().map_or(1, |last| last + 1)
    }

    /// Every decision, earlier ones first.
    pub fn all(&self) -> impl Iterator<Item = Dated<'_>> {
        self.files.iter().flat_map(|(seq, file)| {
            file.decisions.iter().map(|decision| Dated {
                seq: *seq,
                at: file.at,
                decision,
            })
        })
    }

    /// The decision that holds, by document: the latest.
    pub fn current(&self) -> BTreeMap<DocId, Decision> {
        self.all()
            .map(|dated| (dated.decision.id, dated.decision.clone()))
            .collect()
    }

    /// What was decided about one document, earliest first.
    pub fn history(&self, id: &DocId) -> Vec<Dated<'_>> {
        self.all()
            .filter(|dated| dated.decision.id == *id)
            .collect()
    }
}

/// How many came in, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// All of them.
    pub total: u32,
    /// Those that are shown.
    pub shown: u32,
    /// By kind.
    pub kinds: BTreeMap<SubmissionKind, u32>,
    /// By what became of them.
    pub states: BTreeMap<ReplyStatus, u32>,
    /// By the way they came.
    pub channels: BTreeMap<Channel, u32>,
    /// By category; none has none.
    pub categories: BTreeMap<Option<Id>, u32>,
    /// Those that say the same as an earlier one.
    pub merged: u32,
    /// Reasons for not adopting, in the office's words, with how often each was given.
    pub reasons: BTreeMap<LocalText, u32>,
}

/// The report's figures over decisions that hold: all, or those of one campaign.
pub fn intake<'d>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    campaign: Option<&Id>,
) -> Intake {
    let mut intake = Intake::default();
    for decision in decisions {
        let counted = decision.counted.as_ref();
        if campaign.is_some() && counted.and_then(|counted| counted.campaign.as_ref()) != campaign {
            continue;
        }
        intake.total += 1;
        intake.shown += u32::from(decision.entry.is_some());
        intake.merged += u32::from(decision.same_as.is_some());
        *intake.kinds.entry(decision.kind).or_default() += 1;
        *intake.states.entry(decision.state).or_default() += 1;
        if let Some(counted) = counted {
            *intake.channels.entry(counted.channel).or_default() += 1;
            *intake
                .categories
                .entry(counted.category.clone())
                .or_default() += 1;
        }
        if decision.state == ReplyStatus::NotAdopted
            && let Some(reason) = &decision.reason
        {
            *intake.reasons.entry(reason.clone()).or_default() += 1;
        }
    }
    intake
}

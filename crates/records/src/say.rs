//! What residents say: stories, proposals, questions, reports, ratings and the rest.
//!
//! A kind is declared once, in [`KINDS`]: which questions it asks, what it may be about, whether
//! photographs, a voice and a contact go with it, and how soon an answer is due. Forms, checks, the
//! office's sheet and the reader follow from it.
//!
//! A [`Draft`] may be wrong; [`compose`] makes a [`Submission`] of it or says, question by question,
//! what is amiss. A submission that arrives is read by [`Submission::parse`], which refuses whatever
//! [`compose`] would not have written.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::codes::{AskKey, Channel, MediaType, SubmissionKind};
use crate::envelope::{Body, Code, DEPTH, DocId, LIMIT_MEDIA};
use crate::json::{Fields, Json, Writing, parse_within, word};
use crate::page::PageProblem;
use crate::{Currency, Date, Id, Lang, Money, YearId, parse_date};

/// The longest name, in characters.
pub const NAME_MAX: usize = 40;
/// The longest telephone number or other way to reach somebody, in characters.
pub const REACH_MAX: usize = 60;
/// The longest answer to a question of a questionnaire, in characters.
pub const SURVEY_MAX: usize = 500;
/// The longest caption of a photograph, in characters.
pub const CAPTION_MAX: usize = 100;
/// The longest recording, in seconds.
pub const VOICE_SECONDS: u32 = 90;

/// How a question is asked and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One line of text.
    Line,
    /// Several lines of text.
    Lines,
    /// An amount of money.
    Money,
    /// One of the community's categories: its identifier.
    Category,
    /// A place on the plan (its identifier) or in words.
    Place,
    /// A day.
    Day,
    /// A whole number from one to five.
    Stars,
    /// 64 hexadecimal digits that the device makes; nobody is asked.
    Token,
}

/// One question of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Which.
    pub key: AskKey,
    /// What it takes.
    pub form: Form,
    /// Whether it must be answered. A required [`Form::Lines`] may stay blank where a recording
    /// tells it.
    pub required: bool,
    /// The most characters.
    pub max: usize,
}

/// Whether something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Never.
    No,
    /// It may be left out.
    Optional,
    /// It must be there.
    Required,
}

/// How soon a first answer is due, from arrival, unless the community promises better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// No answer is owed.
    None,
    /// Hours by the clock.
    Hours(u32),
    /// Working days of the community's calendar; the day of arrival is not counted.
    WorkingDays(u32),
}

/// Everything about a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSpec {
    /// Which.
    pub kind: SubmissionKind,
    /// Its questions, in the order they are asked.
    pub asks: &'static [Ask],
    /// Whether it is about something, and about what.
    pub about: Wanted,
    /// What it may be about: the words before the colon of a [`Target`].
    pub targets: &'static [&'static str],
    /// The most photographs.
    pub photos: usize,
    /// Whether a voice recording may go with it.
    pub voice: bool,
    /// Whether name and telephone are asked; they are for the office alone.
    pub contact: Wanted,
    /// Whether it may be shown on the wall, if its sender agrees. If not, only counts are public.
    pub may_be_public: bool,
    /// How soon a first answer is due.
    pub clock: Clock,
}

const fn ask(key: AskKey, form: Form, required: bool, max: usize) -> Ask {
    Ask {
        key,
        form,
        required,
        max,
    }
}

/// What can be about anything that is published.
const ANYTHING: &[&str] = &["line", "project", "entry", "campaign", "resource", "page"];

/// Every kind that residents send with a form; ballots have a road of their own.
pub const KINDS: &[KindSpec] = &[
    KindSpec {
        kind: SubmissionKind::Story,
        asks: &[
            ask(AskKey::Text, Form::Lines, true, 2000),
            ask(AskKey::Title, Form::Line, false, 40),
            ask(AskKey::Category, Form::Category, false, 64),
            ask(AskKey::Place, Form::Place, false, 60),
        ],
        about: Wanted::Optional,
        targets: ANYTHING,
        photos: 3,
        voice: true,
        contact: Wanted::Optional,
        may_be_public: true,
        clock: Clock::WorkingDays(15),
    },
    KindSpec {
        kind: SubmissionKind::Proposal,
        asks: &[
            ask(AskKey::Problem, Form::Lines, true, 1000),
            ask(AskKey::Measure, Form::Lines, true, 1000),
            ask(AskKey::Place, Form::Place, false, 60),
            ask(AskKey::Cost, Form::Money, false, 20),
            ask(AskKey::Category, Form::Category, false, 64),
        ],
        about: Wanted::Optional,
        targets: ANYTHING,
        photos: 3,
        voice: true,
        contact: Wanted::Optional,
        may_be_public: true,
        clock: Clock::WorkingDays(15),
    },
    KindSpec {
        kind: SubmissionKind::Question,
        asks: &[ask(AskKey::Text, Form::Lines, true, 1000)],
        about: Wanted::Required,
        targets: ANYTHING,
        photos: 0,
        voice: true,
        contact: Wanted::Optional,
        may_be_public: true,
        clock: Clock::Hours(72),
    },
    KindSpec {
        kind: SubmissionKind::Report,
        asks: &[ask(AskKey::Text, Form::Lines, true, 1000)],
        about: Wanted::Required,
        targets: &["project", "line", "entry", "page"],
        photos: 3,
        voice: true,
        contact: Wanted::Optional,
        may_be_public: true,
        clock: Clock::Hours(72),
    },
    KindSpec {
        kind: SubmissionKind::Rating,
        asks: &[
            ask(AskKey::Stars, Form::Stars, true, 1),
            ask(AskKey::Text, Form::Lines, false, 500),
        ],
        about: Wanted::Required,
        targets: &["entry", "project", "line", "campaign", "event"],
        photos: 0,
        voice: false,
        contact: Wanted::No,
        may_be_public: true,
        clock: Clock::None,
    },
    KindSpec {
        kind: SubmissionKind::Support,
        asks: &[ask(AskKey::Token, Form::Token, true, 64)],
        about: Wanted::Required,
        targets: &["entry"],
        photos: 0,
        voice: false,
        contact: Wanted::No,
        may_be_public: false,
        clock: Clock::None,
    },
    KindSpec {
        kind: SubmissionKind::Need,
        asks: &[
            ask(AskKey::Text, Form::Lines, true, 1000),
            ask(AskKey::Category, Form::Category, false, 64),
            ask(AskKey::Place, Form::Place, false, 60),
            ask(AskKey::Due, Form::Day, false, 20),
        ],
        about: Wanted::Optional,
        targets: &["resource", "page"],
        photos: 0,
        voice: true,
        contact: Wanted::Optional,
        may_be_public: true,
        clock: Clock::Hours(72),
    },
    KindSpec {
        kind: SubmissionKind::Offer,
        asks: &[
            ask(AskKey::Text, Form::Lines, true, 500),
            ask(AskKey::Category, Form::Category, false, 64),
            ask(AskKey::Terms, Form::Lines, false, 300),
        ],
        about: Wanted::Optional,
        targets: &["entry", "page"],
        photos: 1,
        voice: true,
        contact: Wanted::Required,
        may_be_public: true,
        clock: Clock::WorkingDays(15),
    },
    KindSpec {
        kind: SubmissionKind::Claim,
        asks: &[
            ask(AskKey::Text, Form::Lines, false, 500),
            ask(AskKey::Due, Form::Day, false, 20),
        ],
        about: Wanted::Required,
        targets: &["project", "entry"],
        photos: 0,
        voice: false,
        contact: Wanted::Required,
        may_be_public: true,
        clock: Clock::WorkingDays(15),
    },
    KindSpec {
        kind: SubmissionKind::Survey,
        // The same for everything that one device sends to one questionnaire, so that a household
        // that answers again is counted once; paper and what was sent before have none.
        asks: &[ask(AskKey::Token, Form::Token, false, 64)],
        about: Wanted::Required,
        targets: &["survey"],
        photos: 0,
        voice: false,
        contact: Wanted::No,
        may_be_public: false,
        clock: Clock::None,
    },
    KindSpec {
        kind: SubmissionKind::Mediation,
        asks: &[
            ask(AskKey::Text, Form::Lines, true, 1000),
            ask(AskKey::Due, Form::Day, false, 20),
        ],
        about: Wanted::No,
        targets: &[],
        photos: 0,
        voice: true,
        contact: Wanted::Required,
        may_be_public: false,
        clock: Clock::Hours(24),
    },
];

/// The kind's declaration; none for ballots.
pub fn spec(kind: SubmissionKind) -> Option<&'static KindSpec> {
    KINDS.iter().find(|spec| spec.kind == kind)
}

/// What something is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// `line:2026/e-1`: a line or group of a year's budget.
    Line(YearId, Id),
    /// `project:p-1`
    Project(Id),
    /// `entry:XXXX-XXXX-XXXX`: something that a resident said, by its code.
    Entry(Code),
    /// `campaign:x`
    Campaign(Id),
    /// `survey:x`
    Survey(Id),
    /// `resource:x`: something that can be borrowed.
    Resource(Id),
    /// `event:x`: an activity.
    Event(Id),
    /// `page:/budget/`: a page of the site, below base and language.
    Page(String),
}

/// The text is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such thing to be about")]
pub struct TargetProblem;

impl Target {
    /// The word before the colon.
    pub fn word(&self) -> &'static str {
        match self {
            Target::Line(..) => "line",
            Target::Project(_) => "project",
            Target::Entry(_) => "entry",
            Target::Campaign(_) => "campaign",
            Target::Survey(_) => "survey",
            Target::Resource(_) => "resource",
            Target::Event(_) => "event",
            Target::Page(_) => "page",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.word())?;
        match self {
            Target::Line(year, line) => write!(f, "{year}/{line}"),
            Target::Entry(code) => write!(f, "{code}"),
            Target::Page(path) => f.write_str(path),
            Target::Project(id)
            | Target::Campaign(id)
            | Target::Survey(id)
            | Target::Resource(id)
            | Target::Event(id) => write!(f, "{id}"),
        }
    }
}

impl FromStr for Target {
    type Err = TargetProblem;

    fn from_str(text: &str) -> Result<Self, TargetProblem> {
        let (word, rest) = text.split_once(':').ok_or(TargetProblem)?;
        let id = || Id::new(rest).map_err(|_| TargetProblem);
        Ok(match word {
            "line" => {
                let (year, line) = rest.split_once('/').ok_or(TargetProblem)?;
                Target::Line(
                    YearId::new(year).map_err(|_| TargetProblem)?,
                    Id::new(line).map_err(|_| TargetProblem)?,
                )
            }
            "project" => Target::Project(id()?),
            "entry" => Target::Entry(rest.parse().map_err(|_| TargetProblem)?),
            "campaign" => Target::Campaign(id()?),
            "survey" => Target::Survey(id()?),
            "resource" => Target::Resource(id()?),
            "event" => Target::Event(id()?),
            "page" => {
                let inner = rest.strip_prefix('/').ok_or(TargetProblem)?;
                let inner = inner.strip_suffix('/').unwrap_or(inner);
                let fine = rest.len() <= 200
                    && (inner.is_empty() || inner.split('/').all(|name| Id::new(name).is_ok()));
                if !fine {
                    return Err(TargetProblem);
                }
                Target::Page(rest.to_owned())
            }
            _ => return Err(TargetProblem),
        })
    }
}

/// Who can be reached, and how. Only the office ever reads it: it stands in no page, no published
/// file and no log, and there is no `Serialize` for it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// What to call the person.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// Another way, or a good time.
    pub other: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(…)")
    }
}

impl Contact {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.other.is_none()
    }
}

/// That somebody acted for somebody else, openly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helped {
    /// What the helper is to the resident: daughter, volunteer, staff.
    pub relation: String,
    /// The resident agreed that the helper speaks for them.
    pub consent: bool,
    /// The text was read back to the resident, who confirmed it.
    pub read_back: bool,
}

/// A photograph or recording that belongs to a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Name of the sealed file.
    pub id: DocId,
    /// What it is.
    pub media_type: MediaType,
    /// The key that opens it: 32 bytes in base64url. None where nothing is sealed.
    pub key: Option<String>,
    /// Bytes before sealing.
    pub bytes: u32,
    /// What is to be seen.
    pub caption: Option<String>,
}

/// What a resident said, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What it is.
    pub kind: SubmissionKind,
    /// The language that the form was in.
    pub lang: Lang,
    /// How it reached the office.
    pub channel: Channel,
    /// What it is about.
    pub about: Option<Target>,
    /// Answers to the questions of its kind.
    pub answers: BTreeMap<AskKey, String>,
    /// Answers to the questions of a questionnaire; several choices are separated by U+001F.
    pub survey: BTreeMap<Id, String>,
    /// Photographs and recordings.
    pub media: Vec<Media>,
    /// Whether it may be shown on the wall.
    pub public: bool,
    /// Whether the name in [`Submission::contact`] may be shown with it.
    pub show_name: bool,
    /// For the office alone.
    pub contact: Option<Contact>,
    /// Whether somebody helped.
    pub helped: Option<Helped>,
}

/// What a form holds: perhaps wrong, perhaps not finished.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box that is ticked or not"
)]
pub struct Draft {
    /// The language of the form.
    pub lang: Lang,
    /// How it will reach the office; none is a resident's own device.
    pub channel: Option<Channel>,
    /// What it is about.
    pub about: Option<Target>,
    /// As typed.
    pub answers: BTreeMap<AskKey, String>,
    /// As typed, by question of a questionnaire.
    pub survey: BTreeMap<Id, String>,
    /// How many photographs are with it.
    pub photos: usize,
    /// Whether a recording is with it.
    pub voice: bool,
    /// Whether it may be shown.
    pub public: bool,
    /// Whether the name may be shown.
    pub show_name: bool,
    /// As typed.
    pub name: String,
    /// As typed.
    pub phone: String,
    /// As typed.
    pub other: String,
    /// Whether somebody fills the form in for somebody else.
    pub is_helped: bool,
    /// As typed: what the helper is to the resident.
    pub relation: String,
    /// Ticked: the resident agreed.
    pub consent: bool,
    /// Ticked: it was read back.
    pub read_back: bool,
}

/// A place in a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// What it is about.
    About,
    /// A question of the kind.
    Answer(AskKey),
    /// A question of a questionnaire, or the questionnaire as a whole.
    Survey(Option<Id>),
    /// Photographs.
    Photos,
    /// The recording.
    Voice,
    /// The name.
    Name,
    /// The telephone number.
    Phone,
    /// Another way to be reached.
    Other,
    /// What the helper is to the resident.
    Relation,
    /// The resident's consent to be helped.
    Consent,
    /// The reading back.
    ReadBack,
}

/// What is amiss in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing there.
    Missing,
    /// Nothing said and nothing written.
    MissingOrSay,
    /// Neither telephone number nor another way.
    NoWayBack,
    /// Too many characters.
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        max: usize,
    },
    /// More photographs than go with it.
    TooMany {
        /// The most.
        max: usize,
    },
    /// Not an amount of money, or a negative one.
    NotMoney,
    /// Not a day.
    NotADay,
    /// Not from one to five.
    NotStars,
    /// Not a telephone number.
    NotAPhone,
    /// Nothing that this kind can be about, can hold, or that a name can be.
    NotHere,
}

/// What is amiss, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where.
    pub place: Place,
    /// What.
    pub why: Why,
}

/// Whether a character may stand in a text: none that steers terminals or turns the direction of
/// reading, none that cannot be seen, and line breaks only where there may be several lines.
fn may_stand(c: char, lines: bool) -> bool {
    match c {
        '\n' => lines,
        // Controls; what has no width; what turns the direction of reading; tags.
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => false,
        _ => true,
    }
}

/// A text as it is kept: what may not stand in it goes, tabs and line breaks become what they look
/// like, ends are bare.
fn clean(text: &str, lines: bool) -> String {
    let unbroken = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let spaced = if lines {
        unbroken.replace('\t', " ")
    } else {
        unbroken.replace(['\t', '\n'], " ")
    };
    let kept: String = spaced.chars().filter(|c| may_stand(*c, lines)).collect();
    kept.trim().to_owned()
}

fn is_clean(text: &str, lines: bool) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().all(|c| may_stand(c, lines))
}

/// Whether a text may be a telephone number: five to twenty digits, and what people put between
/// them.
fn is_phone(text: &str) -> bool {
    let digits = text
        .chars()
        .filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        .count();
    (5..=20).contains(&digits)
        && text.chars().all(|c| {
            c.is_ascii_digit()
                || ('０'..='９').contains(&c)
                || matches!(
                    c,
                    ' ' | '-'
                        | '－'
                        | '–'
                        | '+'
                        | '＋'
                        | '('
                        | ')'
                        | '（'
                        | '）'
                        | '#'
                        | '转'
                        | '轉'
                )
        })
}

/// What an answer is once checked; `currency` reads amounts.
fn answer(ask: &Ask, typed: &str, currency: Currency) -> Result<Option<String>, Why> {
    let text = clean(typed, ask.form == Form::Lines);
    if text.is_empty() {
        return Ok(None);
    }
    let found = text.chars().count();
    if found > ask.max {
        return Err(Why::TooLong {
            found,
            max: ask.max,
        });
    }
    let kept = match ask.form {
        Form::Line | Form::Lines | Form::Place => text,
        Form::Money => {
            let plain: String = text
                .chars()
                .filter(|c| !matches!(c, '元' | '¥' | '￥' | ' '))
                .collect();
            let amount =
                Money::parse(&plain, currency.minor_digits()).map_err(|_| Why::NotMoney)?;
            if amount.0 < 0 {
                return Err(Why::NotMoney);
            }
            amount.0.to_string()
        }
        Form::Category => {
            Id::new(text.as_str()).map_err(|_| Why::NotHere)?;
            text
        }
        Form::Day => parse_date(&text).ok_or(Why::NotADay)?.to_string(),
        Form::Stars => match text.as_str() {
            "1" | "2" | "3" | "4" | "5" => text,
            _ => return Err(Why::NotStars),
        },
        Form::Token => {
            text.parse::<DocId>().map_err(|_| Why::NotHere)?;
            text
        }
    };
    Ok(Some(kept))
}

/// A line that may stay blank.
fn line(typed: &str, place: Place, max: usize, refusals: &mut Vec<Refusal>) -> Option<String> {
    let text = clean(typed, false);
    let found = text.chars().count();
    if found > max {
        refusals.push(Refusal {
            place,
            why: Why::TooLong { found, max },
        });
    }
    (!text.is_empty()).then_some(text)
}

/// Makes a submission of a draft. Photographs and recordings are put to it after they have been
/// sealed. `currency` is the community's, for amounts; they are kept in minor units.
///
/// # Errors
/// Everything that is amiss, in the order of the form.
pub fn compose(
    kind: SubmissionKind,
    draft: &Draft,
    currency: Currency,
) -> Result<Submission, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let refuse = |refusals: &mut Vec<Refusal>, place, why| refusals.push(Refusal { place, why });
    let Some(spec) = spec(kind) else {
        return Err(vec![Refusal {
            place: Place::About,
            why: Why::NotHere,
        }]);
    };
    match &draft.about {
        None if spec.about == Wanted::Required => {
            refuse(&mut refusals, Place::About, Why::Missing);
        }
        Some(target) if !spec.targets.contains(&target.word()) => {
            refuse(&mut refusals, Place::About, Why::NotHere);
        }
        _ => {}
    }
    let mut answers = BTreeMap::new();
    for ask in spec.asks {
        let typed = draft.answers.get(&ask.key).map_or("", String::as_str);
        let place = Place::Answer(ask.key);
        match answer(ask, typed, currency) {
            Ok(Some(text)) => {
                answers.insert(ask.key, text);
            }
            Ok(None) if ask.required && ask.form == Form::Lines && spec.voice => {
                if !draft.voice {
                    refuse(&mut refusals, place, Why::MissingOrSay);
                }
            }
            Ok(None) if ask.required => refuse(&mut refusals, place, Why::Missing),
            Ok(None) => {}
            Err(why) => refuse(&mut refusals, place, why),
        }
    }
    if draft
        .answers
        .keys()
        .any(|key| spec.asks.iter().all(|ask| ask.key != *key))
    {
        refuse(&mut refusals, Place::About, Why::NotHere);
    }
    let mut survey = BTreeMap::new();
    for (question, typed) in &draft.survey {
        let text: Vec<String> = typed
            .split('\u{1f}')
            .map(|choice| clean(choice, true))
            .filter(|choice| !choice.is_empty())
            .collect();
        let text = text.join("\u{1f}");
        let found = text.chars().count();
        if found > SURVEY_MAX {
            let why = Why::TooLong {
                found,
                max: SURVEY_MAX,
            };
            refuse(&mut refusals, Place::Survey(Some(question.clone())), why);
        } else if !text.is_empty() {
            survey.insert(question.clone(), text);
        }
    }
    match (kind == SubmissionKind::Survey, survey.is_empty()) {
        (true, true) => refuse(&mut refusals, Place::Survey(None), Why::Missing),
        (false, false) => refuse(&mut refusals, Place::Survey(None), Why::NotHere),
        _ => {}
    }
    if draft.photos > spec.photos {
        let why = Why::TooMany { max: spec.photos };
        refuse(&mut refusals, Place::Photos, why);
    }
    if draft.voice && !spec.voice {
        refuse(&mut refusals, Place::Voice, Why::NotHere);
    }
    let contact = contact(spec, draft, &mut refusals);
    let helped = draft.is_helped.then(|| {
        let relation = line(&draft.relation, Place::Relation, NAME_MAX, &mut refusals);
        if relation.is_none() {
            refuse(&mut refusals, Place::Relation, Why::Missing);
        }
        if !draft.consent {
            refuse(&mut refusals, Place::Consent, Why::Missing);
        }
        if !draft.read_back {
            refuse(&mut refusals, Place::ReadBack, Why::Missing);
        }
        Helped {
            relation: relation.unwrap_or_default(),
            consent: draft.consent,
            read_back: draft.read_back,
        }
    });
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let named = contact
        .as_ref()
        .is_some_and(|contact| contact.name.is_some());
    let public = draft.public && spec.may_be_public;
    Ok(Submission {
        kind,
        lang: draft.lang,
        channel: draft.channel.unwrap_or(Channel::Web),
        about: draft.about.clone(),
        answers,
        survey,
        media: Vec::new(),
        public,
        show_name: public && draft.show_name && named,
        contact,
        helped,
    })
}

fn contact(spec: &KindSpec, draft: &Draft, refusals: &mut Vec<Refusal>) -> Option<Contact> {
    if spec.contact == Wanted::No {
        return None;
    }
    let contact = Contact {
        name: line(&draft.name, Place::Name, NAME_MAX, refusals),
        phone: line(&draft.phone, Place::Phone, REACH_MAX, refusals),
        other: line(&draft.other, Place::Other, REACH_MAX, refusals),
    };
    if contact
        .phone
        .as_deref()
        .is_some_and(|phone| !is_phone(phone))
    {
        refusals.push(Refusal {
            place: Place::Phone,
            why: Why::NotAPhone,
        });
    }
    let reachable = contact.phone.is_some() || contact.other.is_some();
    if spec.contact == Wanted::Required && !reachable {
        refusals.push(Refusal {
            place: Place::Phone,
            why: Why::NoWayBack,
        });
    }
    (!contact.is_empty()).then_some(contact)
}

/// "Me too" on the entry with that code, as [`compose`] and [`Submission::to_json`] would write it:
/// it has no form, and whoever only reads fetches no code for forms. `token` is the device's for
/// this entry.
pub fn support(entry: Code, token: &str) -> String {
    let kind = SubmissionKind::Support;
    let channel = Channel::Web.key();
    let answers = Writing::default().text(AskKey::Token.key(), token).done();
    Writing::default()
        .raw("v", "1")
        .text("kind", kind.key())
        .text("lang", Lang::default().tag())
        .text("channel", channel)
        .text("about", &Target::Entry(entry).to_string())
        .raw("answers", &answers)
        .list("media", &[])
        .flag("public", false)
        .flag("show_name", false)
        .done()
}

/// Why a text is no submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionProblem {
    /// Not its JSON: a field missing, unknown, twice, or not of its kind.
    #[error("{0}")]
    Shape(PageProblem),
    /// Another kind than the envelope says.
    #[error("not of the kind that its envelope says")]
    Kind,
    /// An answer, a target, a name or a medium that this kind cannot have.
    #[error("a value that this kind cannot have")]
    Value,
}

impl From<PageProblem> for SubmissionProblem {
    fn from(problem: PageProblem) -> Self {
        SubmissionProblem::Shape(problem)
    }
}

impl Submission {
    /// Its JSON: what is sealed, or stands in the body of a document.
    pub fn to_json(&self) -> String {
        let mut writing = Writing::default();
        writing
            .raw("v", "1")
            .text("kind", self.kind.key())
            .text("lang", self.lang.tag())
            .text("channel", self.channel.key())
            .maybe(
                "about",
                self.about.as_ref().map(ToString::to_string).as_deref(),
            );
        let mut answers = Writing::default();
        for (key, text) in &self.answers {
            answers.text(key.key(), text);
        }
        if !self.answers.is_empty() {
            writing.raw("answers", &answers.done());
        }
        let mut survey = Writing::default();
        for (question, text) in &self.survey {
            survey.text(question.as_str(), text);
        }
        if !self.survey.is_empty() {
            writing.raw("survey", &survey.done());
        }
        let media: Vec<String> = self.media.iter().map(Media::to_json).collect();
        writing
            .list("media", &media)
            .flag("public", self.public)
            .flag("show_name", self.show_name);
        if let Some(contact) = &self.contact {
            let json = Writing::default()
                .maybe("name", contact.name.as_deref())
                .maybe("phone", contact.phone.as_deref())
                .maybe("other", contact.other.as_deref())
                .done();
            writing.raw("contact", &json);
        }
        if let Some(helped) = &self.helped {
            let json = Writing::default()
                .text("relation", &helped.relation)
                .flag("consent", helped.consent)
                .flag("read_back", helped.read_back)
                .done();
            writing.raw("helped", &json);
        }
        writing.done()
    }

    /// Reads one that arrived, as strictly as it was written. `kind` is the envelope's.
    ///
    /// # Errors
    /// [`SubmissionProblem`]
    pub fn parse(kind: SubmissionKind, text: &str) -> Result<Submission, SubmissionProblem> {
        Submission::read(kind, parse_within(text, DEPTH)?)
    }

    /// Reads one out of the body of a document.
    ///
    /// # Errors
    /// [`SubmissionProblem`]
    pub fn of_body(kind: SubmissionKind, body: &Body) -> Result<Submission, SubmissionProblem> {
        Submission::read(kind, body.0.clone())
    }

    fn read(kind: SubmissionKind, json: Json) -> Result<Submission, SubmissionProblem> {
        use SubmissionProblem::Value;
        let spec = spec(kind).ok_or(SubmissionProblem::Kind)?;
        let mut fields = Fields::of(json)?;
        let version: i64 = fields.take("v")?;
        let said = word(
            &fields.take::<Json>("kind")?,
            SubmissionKind::ALL,
            SubmissionKind::key,
        )?;
        if version != 1 || said != kind {
            return Err(SubmissionProblem::Kind);
        }
        let lang = word(&fields.take::<Json>("lang")?, &Lang::ALL, Lang::tag)?;
        let channel = word(&fields.take::<Json>("channel")?, Channel::ALL, Channel::key)?;
        let about: Option<String> = fields.take("about")?;
        let about = about
            .map(|text| text.parse::<Target>().map_err(|_| Value))
            .transpose()?;
        let typed: Option<Json> = fields.take("answers")?;
        let mut answers = BTreeMap::new();
        for (name, text) in texts(typed)? {
            let key = AskKey::ALL
                .iter()
                .copied()
                .find(|key| key.key() == name)
                .ok_or(Value)?;
            answers.insert(key, text);
        }
        let asked: Option<Json> = fields.take("survey")?;
        let mut survey = BTreeMap::new();
        for (name, text) in texts(asked)? {
            survey.insert(Id::new(name).map_err(|_| Value)?, text);
        }
        let files: Option<Vec<Json>> = fields.take("media")?;
        let media = files
            .unwrap_or_default()
            .into_iter()
            .map(Media::read)
            .collect::<Result<Vec<_>, _>>()?;
        let public = fields.take::<Option<bool>>("public")?.unwrap_or_default();
        let show_name = fields
            .take::<Option<bool>>("show_name")?
            .unwrap_or_default();
        let contact = match fields.take::<Option<Json>>("contact")? {
            None => None,
            Some(json) => {
                let mut fields = Fields::of(json)?;
                let contact = Contact {
                    name: fields.take("name")?,
                    phone: fields.take("phone")?,
                    other: fields.take("other")?,
                };
                fields.done()?;
                Some(contact)
            }
        };
        let helped = match fields.take::<Option<Json>>("helped")? {
            None => None,
            Some(json) => {
                let mut fields = Fields::of(json)?;
                let helped = Helped {
                    relation: fields.take("relation")?,
                    consent: fields.take::<Option<bool>>("consent")?.unwrap_or_default(),
                    read_back: fields
                        .take::<Option<bool>>("read_back")?
                        .unwrap_or_default(),
                };
                fields.done()?;
                Some(helped)
            }
        };
        fields.done()?;
        let submission = Submission {
            kind,
            lang,
            channel,
            about,
            answers,
            survey,
            media,
            public,
            show_name,
            contact,
            helped,
        };
        if submission.holds(spec) {
            Ok(submission)
        } else {
            Err(Value)
        }
    }

    /// Whether [`compose`] could have written it.
    fn holds(&self, spec: &KindSpec) -> bool {
        let recordings = self.recordings();
        let photos = self.media.len() - recordings;
        let about = match &self.about {
            None => spec.about != Wanted::Required,
            Some(target) => spec.targets.contains(&target.word()),
        };
        let answered = spec
            .asks
            .iter()
            .all(|ask| match self.answers.get(&ask.key) {
                None => !ask.required || (ask.form == Form::Lines && recordings > 0),
                Some(text) => {
                    is_clean(text, ask.form == Form::Lines)
                        && text.chars().count() <= ask.max
                        && is_kept(ask.form, text)
                }
            });
        let asked = self
            .answers
            .keys()
            .all(|key| spec.asks.iter().any(|ask| ask.key == *key));
        let surveyed = (self.kind == SubmissionKind::Survey) != self.survey.is_empty()
            && self.survey.values().all(|text| {
                text.chars().count() <= SURVEY_MAX
                    && text.split('\u{1f}').all(|choice| is_clean(choice, true))
            });
        let media = photos <= spec.photos
            && recordings <= usize::from(spec.voice)
            && self.media.iter().all(Media::holds);
        let fits = |text: &Option<String>, max: usize| {
            text.as_ref()
                .is_none_or(|text| is_clean(text, false) && text.chars().count() <= max)
        };
        let reachable = match &self.contact {
            None => spec.contact != Wanted::Required,
            Some(contact) => {
                let way = contact.phone.is_some() || contact.other.is_some();
                spec.contact != Wanted::No
                    && !contact.is_empty()
                    && (way || spec.contact != Wanted::Required)
                    && fits(&contact.name, NAME_MAX)
                    && fits(&contact.phone, REACH_MAX)
                    && contact.phone.as_deref().is_none_or(is_phone)
                    && fits(&contact.other, REACH_MAX)
            }
        };
        let helped = self.helped.as_ref().is_none_or(|helped| {
            helped.consent
                && helped.read_back
                && is_clean(&helped.relation, false)
                && helped.relation.chars().count() <= NAME_MAX
        });
        let named = self
            .contact
            .as_ref()
            .is_some_and(|contact| contact.name.is_some());
        let shown =
            (spec.may_be_public || !self.public) && (!self.show_name || self.public && named);
        about && answered && asked && surveyed && media && reachable && helped && shown
    }

    /// How many of its media are recordings.
    pub fn recordings(&self) -> usize {
        self.media
            .iter()
            .filter(|media| media.media_type != MediaType::Jpeg)
            .count()
    }

    /// The answer to a question.
    pub fn answer(&self, key: AskKey) -> Option<&str> {
        self.answers.get(&key).map(String::as_str)
    }

    /// The day in an answer.
    pub fn day(&self, key: AskKey) -> Option<Date> {
        self.answer(key).and_then(parse_date)
    }

    /// The amount in an answer, in minor units.
    pub fn money(&self, key: AskKey) -> Option<Money> {
        self.answer(key)?.parse().ok().map(Money)
    }
}

/// Whether a text is what [`answer`] keeps.
fn is_kept(form: Form, text: &str) -> bool {
    match form {
        Form::Line | Form::Lines | Form::Place => true,
        Form::Money => text
            .parse::<i64>()
            .is_ok_and(|amount| amount >= 0 && amount.to_string() == text),
        Form::Category => Id::new(text).is_ok(),
        Form::Day => parse_date(text).is_some_and(|day| day.to_string() == text),
        Form::Stars => matches!(text, "1" | "2" | "3" | "4" | "5"),
        Form::Token => text.parse::<DocId>().is_ok(),
    }
}

/// Fields that are all texts.
fn texts(json: Option<Json>) -> Result<Vec<(String, String)>, PageProblem> {
    let Some(json) = json else {
        return Ok(Vec::new());
    };
    let Json::Fields(fields) = json else {
        return Err(PageProblem::Mistyped);
    };
    fields
        .into_iter()
        .map(|(name, value)| match value {
            Json::Text(text) => Ok((name, text)),
            _ => Err(PageProblem::Mistyped),
        })
        .collect()
}

impl Media {
    /// Its JSON, an entry of a submission's `media`.
    pub fn to_json(&self) -> String {
        Writing::default()
            .text("id", &self.id.to_string())
            .text("type", self.media_type.key())
            .maybe("key", self.key.as_deref())
            .raw("bytes", &self.bytes.to_string())
            .maybe("caption", self.caption.as_deref())
            .done()
    }

    fn read(json: Json) -> Result<Media, SubmissionProblem> {
        let mut fields = Fields::of(json)?;
        let id: String = fields.take("id")?;
        let media = Media {
            id: id.parse().map_err(|_| SubmissionProblem::Value)?,
            media_type: word(
                &fields.take::<Json>("type")?,
                MediaType::ALL,
                MediaType::key,
            )?,
            key: fields.take("key")?,
            bytes: fields.take("bytes")?,
            caption: fields.take("caption")?,
        };
        fields.done()?;
        Ok(media)
    }

    fn holds(&self) -> bool {
        usize::try_from(self.bytes).is_ok_and(|bytes| (1..=LIMIT_MEDIA).contains(&bytes))
            && self.key.as_ref().is_none_or(|key| {
                key.len() == 43
                    && key
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            })
            && self.caption.as_ref().is_none_or(|caption| {
                is_clean(caption, false) && caption.chars().count() <= CAPTION_MAX
            })
    }
}

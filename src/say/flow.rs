//! A form as a row of steps: which come, in which order, what each holds, what is amiss in each.
//! Nothing here is drawn and nothing asks the browser.

use std::collections::BTreeMap;

use records::check::private::private_numbers;
use records::clock::Calendar;
use records::codes::{AskKey, Channel, DayKind};
use records::finding::PrivateNumber;
use records::page::{SayChoice, SayQuestion, SayView};
use records::say::{
    Ask, Draft, Form, KindSpec, Place, Refusal, Submission, Target, Wanted, Why, compose,
};
use records::{Currency, Date, Id, Lang};

use crate::i18n::say::SayWords;

/// What a form holds, by the names of its fields, as typed.
pub type Values = BTreeMap<String, String>;

/// What the device has besides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// How many photographs are with it.
    pub photos: usize,
    /// A recording is with it.
    pub voice: bool,
    /// What is written here is sealed, so contacts may be asked.
    pub seals: bool,
    /// A screen for everybody.
    pub kiosk: bool,
}

/// A page of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// What it is about.
    About,
    /// Whose matter it is.
    Whom,
    /// Who helps, and that it is agreed.
    Helper,
    /// A question of the kind.
    Answer(&'static Ask),
    /// A question of a questionnaire.
    Survey(Id),
    /// Photographs.
    Photos,
    /// Whether it may be shown.
    Public,
    /// How to be reached.
    Contact,
    /// Everything once more.
    Check,
}

impl Step {
    /// Its word in the address.
    pub fn word(&self) -> String {
        match self {
            Step::About => "about".into(),
            Step::Whom => "whom".into(),
            Step::Helper => "helper".into(),
            Step::Answer(ask) => ask.key.key().into(),
            Step::Survey(question) => format!("q.{question}"),
            Step::Photos => "photos".into(),
            Step::Public => "public".into(),
            Step::Contact => "contact".into(),
            Step::Check => "check".into(),
        }
    }
}

/// Names of fields that are not those of a question.
pub mod field {
    /// `line:2026/e-1`, …
    pub const ABOUT: &str = "about";
    /// `yes`: what it is about came with the address and is not asked.
    pub const GIVEN: &str = "given";
    /// The code of something said here, typed.
    pub const ENTRY: &str = "entry";
    /// `self` or `help`.
    pub const WHOM: &str = "whom";
    /// What the helper is.
    pub const RELATION: &str = "relation";
    /// `yes`
    pub const CONSENT: &str = "consent";
    /// `yes`
    pub const READ_BACK: &str = "read_back";
    /// `yes`, `named`, `no`
    pub const PUBLIC: &str = "public";
    /// The name.
    pub const NAME: &str = "name";
    /// The telephone number.
    pub const PHONE: &str = "phone";
    /// Another way.
    pub const OTHER: &str = "other";
    /// `yes`: numbers in a public text may go as they are.
    pub const NUMBERS: &str = "numbers";
}

/// The field of a questionnaire's question.
pub fn survey_field(question: &Id) -> String {
    format!("q.{question}")
}

/// The field of a photograph's caption.
pub fn caption_field(at: usize) -> String {
    format!("caption.{at}")
}

fn value<'v>(values: &'v Values, name: &str) -> &'v str {
    values.get(name).map_or("", String::as_str)
}

/// The field of something on the page, as refusals name it.
pub fn field_of(place: &Place) -> String {
    match place {
        Place::About | Place::Survey(None) => field::ABOUT.into(),
        Place::Answer(key) => key.key().into(),
        Place::Survey(Some(question)) => survey_field(question),
        Place::Photos => "photos".into(),
        Place::Voice => "voice".into(),
        Place::Name => field::NAME.into(),
        Place::Phone => field::PHONE.into(),
        Place::Other => field::OTHER.into(),
        Place::Relation => field::RELATION.into(),
        Place::Consent => field::CONSENT.into(),
        Place::ReadBack => field::READ_BACK.into(),
    }
}

/// A form of one kind, with what the page brought.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'v> {
    /// Its declaration.
    pub spec: &'static KindSpec,
    /// The page's data.
    pub view: &'v SayView,
    /// What is in it.
    pub values: &'v Values,
    /// What is around it.
    pub around: Around,
}

impl Flow<'_> {
    /// The questions of the questionnaire that it is about.
    pub fn questions(&self) -> &[SayQuestion] {
        let about = value(self.values, field::ABOUT);
        about
            .strip_prefix("survey:")
            .and_then(|id| {
                self.view
                    .surveys
                    .iter()
                    .find(|survey| survey.id.as_str() == id)
            })
            .map_or(&[], |survey| survey.questions.as_slice())
    }

    /// The categories that are offered for this kind.
    pub fn categories(&self) -> impl Iterator<Item = &SayChoice> {
        let kind = self.spec.kind;
        self.view
            .categories
            .iter()
            .filter(move |choice| choice.only_for.is_none_or(|only| only == kind))
    }

    /// The first required question in words: where a recording may stand instead.
    pub fn spoken(&self) -> Option<AskKey> {
        let told = |ask: &&Ask| ask.form == Form::Lines && ask.required;
        let asks = self.spec.asks.iter();
        self.spec
            .voice
            .then(|| asks.clone().find(told).map(|ask| ask.key))
            .flatten()
    }

    /// Whether the contact is asked.
    pub fn asks_contact(&self) -> bool {
        self.spec.contact != Wanted::No && self.around.seals
    }

    /// Every page, in order.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.spec.about == Wanted::Required && value(self.values, field::GIVEN).is_empty() {
            steps.push(Step::About);
        }
        // Who rates or answers a questionnaire does it for themselves, in a minute.
        if self.spec.contact != Wanted::No {
            steps.push(Step::Whom);
            if value(self.values, field::WHOM) == "help" {
                steps.push(Step::Helper);
            }
        }
        for ask in self.spec.asks {
            let asked = match ask.form {
                Form::Token => false,
                Form::Category => self.categories().next().is_some(),
                _ => true,
            };
            if asked {
                steps.push(Step::Answer(ask));
            }
        }
        for question in self.questions() {
            steps.push(Step::Survey(question.id.clone()));
        }
        if self.spec.photos > 0 {
            steps.push(Step::Photos);
        }
        if self.spec.may_be_public {
            steps.push(Step::Public);
        }
        if self.asks_contact() {
            steps.push(Step::Contact);
        }
        steps.push(Step::Check);
        steps
    }

    /// As the records know it.
    pub fn draft(&self, lang: Lang) -> Draft {
        let text = |name: &str| value(self.values, name).to_owned();
        let answers = self
            .spec
            .asks
            .iter()
            .filter(|ask| ask.form != Form::Token)
            .map(|ask| (ask.key, text(ask.key.key())))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let survey = self
            .questions()
            .iter()
            .map(|question| (question.id.clone(), text(&survey_field(&question.id))))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let contact = self.asks_contact();
        let reach = |name: &str| if contact { text(name) } else { String::new() };
        Draft {
            lang,
            channel: Some(if self.around.kiosk {
                Channel::Kiosk
            } else {
                Channel::Web
            }),
            about: self.about(),
            answers,
            survey,
            photos: self.around.photos,
            voice: self.around.voice,
            public: matches!(value(self.values, field::PUBLIC), "yes" | "named"),
            show_name: value(self.values, field::PUBLIC) == "named",
            name: reach(field::NAME),
            phone: reach(field::PHONE),
            other: reach(field::OTHER),
            is_helped: self.is_helped(),
            relation: text(field::RELATION),
            consent: value(self.values, field::CONSENT) == "yes",
            read_back: value(self.values, field::READ_BACK) == "yes",
        }
    }

    /// Whether somebody fills it in for somebody else.
    pub fn is_helped(&self) -> bool {
        value(self.values, field::WHOM) == "help"
    }

    /// What it is about: chosen, or the code of something said here.
    pub fn about(&self) -> Option<Target> {
        let entry = value(self.values, field::ENTRY).trim();
        if !entry.is_empty() && value(self.values, field::GIVEN).is_empty() {
            return format!("entry:{entry}").parse().ok();
        }
        value(self.values, field::ABOUT).parse().ok()
    }

    /// A submission, or all that is amiss.
    ///
    /// # Errors
    /// As [`compose`].
    pub fn compose(&self, lang: Lang, currency: Currency) -> Result<Submission, Vec<Refusal>> {
        compose(self.spec.kind, &self.draft(lang), currency)
    }

    /// Where something that is amiss is mended.
    fn step_of(&self, place: &Place) -> Step {
        let spoken = || {
            let key = self.spoken();
            self.spec
                .asks
                .iter()
                .find(|ask| Some(ask.key) == key)
                .map_or(Step::Check, Step::Answer)
        };
        match place {
            Place::About => Step::About,
            Place::Answer(key) => {
                let ask = self.spec.asks.iter().find(|ask| ask.key == *key);
                ask.map_or(Step::Check, Step::Answer)
            }
            Place::Survey(Some(question)) => Step::Survey(question.clone()),
            Place::Survey(None) => self
                .questions()
                .first()
                .map_or(Step::About, |question| Step::Survey(question.id.clone())),
            Place::Photos => Step::Photos,
            Place::Voice => spoken(),
            Place::Name | Place::Phone | Place::Other => Step::Contact,
            Place::Relation | Place::Consent => Step::Helper,
            Place::ReadBack => Step::Check,
        }
    }

    /// Everything that is amiss, each with the page where it is mended, in the order of the pages.
    pub fn amiss(&self, lang: Lang, currency: Currency) -> Vec<(Step, Amiss)> {
        let steps = self.steps();
        let refusals = self.compose(lang, currency).err().unwrap_or_default();
        let mut amiss: Vec<(Step, Amiss)> = refusals
            .into_iter()
            .map(|refusal| {
                let field = field_of(&refusal.place);
                (
                    self.step_of(&refusal.place),
                    Amiss {
                        field,
                        what: What::Refused(refusal),
                    },
                )
            })
            .collect();
        let mut own = |step: Step, field: &str, missing: bool| {
            if missing && steps.contains(&step) {
                let field = field.to_owned();
                let what = What::Own;
                amiss.push((step, Amiss { field, what }));
            }
        };
        let blank = |name: &str| value(self.values, name).is_empty();
        own(Step::Whom, field::WHOM, blank(field::WHOM));
        own(Step::Public, field::PUBLIC, blank(field::PUBLIC));
        let named = value(self.values, field::PUBLIC) == "named" && self.asks_contact();
        let nameless = value(self.values, field::NAME).trim().is_empty();
        own(Step::Contact, field::NAME, named && nameless);
        let numbers = !self.numbers().is_empty() && blank(field::NUMBERS);
        own(Step::Check, field::NUMBERS, numbers);
        amiss.sort_by_key(|(step, _)| steps.iter().position(|other| other == step));
        amiss
    }

    /// Personal numbers in what will be public, by the field that they stand in.
    pub fn numbers(&self) -> Vec<(String, PrivateNumber)> {
        if !matches!(value(self.values, field::PUBLIC), "yes" | "named") {
            return Vec::new();
        }
        let mut found = Vec::new();
        for name in self.public_fields() {
            for (_, kind) in private_numbers(value(self.values, &name)) {
                if !found.contains(&(name.clone(), kind)) {
                    found.push((name.clone(), kind));
                }
            }
        }
        found
    }

    /// Fields whose text will be public.
    pub fn public_fields(&self) -> Vec<String> {
        let asks = self
            .spec
            .asks
            .iter()
            .filter(|ask| matches!(ask.form, Form::Line | Form::Lines | Form::Place))
            .map(|ask| ask.key.key().to_owned());
        asks.chain((1..=self.around.photos).map(caption_field))
            .collect()
    }
}

/// The text with `gone` in the place of every personal number.
pub fn without_numbers(text: &str, gone: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (range, _) in private_numbers(text) {
        out.push_str(text.get(from..range.start).unwrap_or_default());
        out.push_str(gone);
        from = range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// What is amiss in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amiss {
    /// Its name.
    pub field: String,
    /// What.
    pub what: What,
}

/// Why a field is not good yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The records say so.
    Refused(Refusal),
    /// A choice that only the form knows was not made.
    Own,
}

impl Amiss {
    /// The sentence for it: the same above the page and beside the field.
    pub fn sentence(&self, words: &SayWords, spec: &KindSpec) -> String {
        let refusal = match &self.what {
            What::Refused(refusal) => refusal,
            What::Own => {
                return match self.field.as_str() {
                    field::NAME => words.miss_name(),
                    field::NUMBERS => words.miss_numbers(),
                    _ => words.miss_choice(),
                };
            }
        };
        match refusal.why {
            Why::Missing => match &refusal.place {
                Place::Relation => words.miss_relation(),
                Place::Consent => words.miss_consent(),
                Place::ReadBack => words.miss_read_back(),
                Place::Survey(_) => words.miss_survey(),
                Place::Answer(key) => {
                    let chosen = spec.asks.iter().any(|ask| {
                        ask.key == *key && matches!(ask.form, Form::Stars | Form::Category)
                    });
                    if chosen {
                        words.miss_choice()
                    } else {
                        words.miss_line()
                    }
                }
                _ => words.miss_choice(),
            },
            Why::MissingOrSay => words.miss_say(),
            Why::NoWayBack => words.miss_way(),
            Why::TooLong { found, max } => words.too_long(&found.to_string(), &max.to_string()),
            Why::TooMany { max } => words.photos_full(&max.to_string()),
            Why::NotMoney => words.not_money(),
            Why::NotADay => words.not_day(),
            Why::NotStars => words.miss_choice(),
            Why::NotAPhone => words.not_phone(),
            Why::NotHere => words.not_here(),
        }
    }
}

/// Between two fields of a draft on the device, and between name and text.
#[cfg(any(feature = "csr", test))]
const MARKS: [char; 2] = ['\u{1e}', '\u{1d}'];

/// A draft as one text.
#[cfg(any(feature = "csr", test))]
pub fn write_draft(values: &Values) -> String {
    let mut text = String::new();
    for (name, value) in values {
        if !value.is_empty() {
            text.push_str(name);
            text.push(MARKS[1]);
            text.extend(value.chars().filter(|c| !MARKS.contains(c)));
            text.push(MARKS[0]);
        }
    }
    text
}

/// A draft out of a text that was kept; what is not one is passed over, for nobody but this device
/// wrote it.
#[cfg(any(feature = "csr", test))]
pub fn read_draft(text: &str) -> Values {
    text.split(MARKS[0])
        .filter_map(|field| field.split_once(MARKS[1]))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The last day for a first answer, in working days from the day after `from`.
pub fn due_after(view: &SayView, from: Date, days: u32) -> Date {
    let off = view.days_off.iter().map(|day| (*day, DayKind::Off));
    let worked = view.days_worked.iter().map(|day| (*day, DayKind::Work));
    let calendar = Calendar::new(off.chain(worked));
    let mut day = from;
    let mut left = days;
    while left > 0 {
        let Some(next) = day.succ_opt() else {
            break;
        };
        day = next;
        left -= u32::from(calendar.is_working(day));
    }
    day
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

    use records::LocalText;
    use records::codes::SubmissionKind;
    use records::page::SaySurvey;
    use records::say::{KINDS, spec};

    use super::*;

    fn view() -> SayView {
        SayView {
            words: Vec::new(),
            kinds: Vec::new(),
            categories: vec![SayChoice {
                id: Id::new("light").unwrap(),
                name: LocalText::plain("照明"),
                only_for: None,
            }],
            places: Vec::new(),
            targets: Vec::new(),
            surveys: vec![SaySurvey {
                id: Id::new("s1").unwrap(),
                name: LocalText::plain("食堂"),
                questions: vec![SayQuestion {
                    id: Id::new("q1").unwrap(),
                    text: LocalText::plain("去过吗"),
                    choices: vec![LocalText::plain("去过")],
                    several: false,
                }],
            }],
            days_off: Vec::new(),
            days_worked: Vec::new(),
            seals: true,
        }
    }

    const SEALED: Around = Around {
        photos: 0,
        voice: false,
        seals: true,
        kiosk: false,
    };

    fn flow<'v>(
        kind: SubmissionKind,
        view: &'v SayView,
        values: &'v Values,
        around: Around,
    ) -> Flow<'v> {
        Flow {
            spec: spec(kind).unwrap(),
            view,
            values,
            around,
        }
    }

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn words_of(steps: &[Step]) -> Vec<String> {
        steps.iter().map(Step::word).collect()
    }

    #[test]
    fn a_story_goes_from_whose_it_is_to_the_check_page() {
        let (view, none) = (view(), Values::new());
        let story = flow(SubmissionKind::Story, &view, &none, SEALED);
        assert_eq!(
            words_of(&story.steps()),
            [
                "whom", "text", "title", "category", "place", "photos", "public", "contact",
                "check"
            ]
        );
        let helped = values(&[("whom", "help")]);
        let story = flow(SubmissionKind::Story, &view, &helped, SEALED);
        assert_eq!(words_of(&story.steps())[1], "helper");
    }

    #[test]
    fn without_keys_no_contact_is_asked_and_none_is_sent() {
        let view = view();
        let typed = values(&[
            ("whom", "self"),
            ("text", "灯坏了"),
            ("public", "no"),
            ("phone", "13800000000"),
        ]);
        let open = Around::default();
        let story = flow(SubmissionKind::Story, &view, &typed, open);
        assert!(!words_of(&story.steps()).contains(&"contact".to_owned()));
        let sent = story.compose(Lang::ZhHans, Currency::CNY).unwrap();
        assert_eq!(sent.contact, None);
        let story = flow(SubmissionKind::Story, &view, &typed, SEALED);
        let sent = story.compose(Lang::ZhHans, Currency::CNY).unwrap();
        assert!(sent.contact.is_some());
    }

    /// Each kind filled in with the least that it takes is taken, and everything that it lacks has
    /// a page of its own form.
    #[test]
    fn every_kind_says_where_each_thing_is_mended_and_takes_the_least() {
        let view = view();
        for spec in KINDS {
            if spec.kind == SubmissionKind::Support {
                continue;
            }
            let none = Values::new();
            let empty = flow(spec.kind, &view, &none, SEALED);
            let steps = empty.steps();
            let amiss = empty.amiss(Lang::ZhHans, Currency::CNY);
            assert!(!amiss.is_empty(), "{:?}", spec.kind);
            for (step, what) in &amiss {
                assert!(steps.contains(step), "{:?}: {what:?}", spec.kind);
            }
            let about = match spec.kind {
                SubmissionKind::Survey => "survey:s1",
                _ if spec.targets.contains(&"project") => "project:p-1",
                _ => "page:/",
            };
            let mut least = values(&[
                ("whom", "self"),
                ("text", "灯坏了"),
                ("problem", "灯坏了"),
                ("measure", "换灯"),
                ("stars", "4"),
                ("public", "yes"),
                ("phone", "138 0000 0000"),
                ("q.q1", "去过"),
            ]);
            if spec.about == Wanted::Required {
                least.insert(field::ABOUT.into(), about.into());
            }
            let full = flow(spec.kind, &view, &least, SEALED);
            assert_eq!(
                full.amiss(Lang::ZhHans, Currency::CNY),
                [],
                "{:?}",
                spec.kind
            );
        }
    }

    #[test]
    fn a_recording_stands_for_the_words() {
        let view = view();
        let typed = values(&[("whom", "self"), ("public", "no")]);
        let told = Around {
            voice: true,
            ..SEALED
        };
        let story = flow(SubmissionKind::Story, &view, &typed, told);
        assert_eq!(story.amiss(Lang::ZhHans, Currency::CNY), []);
        let silent = flow(SubmissionKind::Story, &view, &typed, SEALED);
        assert_eq!(
            silent.amiss(Lang::ZhHans, Currency::CNY)[0].0.word(),
            "text"
        );
    }

    #[test]
    fn numbers_are_pointed_out_only_in_what_will_be_public() {
        let view = view();
        let mut typed = values(&[
            ("whom", "self"),
            ("public", "yes"),
            ("text", "找老王 13812345678，灯坏了"),
        ]);
        let found = |typed: &Values| {
            flow(SubmissionKind::Story, &view, typed, SEALED)
                .amiss(Lang::ZhHans, Currency::CNY)
                .len()
        };
        assert_eq!(found(&typed), 1);
        typed.insert(field::NUMBERS.into(), "yes".into());
        assert_eq!(found(&typed), 0, "send as it is");
        typed.remove(field::NUMBERS);
        typed.insert(field::PUBLIC.into(), "no".into());
        assert_eq!(found(&typed), 0, "nothing public");
        assert_eq!(
            without_numbers("找老王 13812345678，灯坏了", "〔号码〕"),
            "找老王 〔号码〕，灯坏了"
        );
    }

    #[test]
    fn days_off_are_not_counted_and_worked_sundays_are() {
        let day = |day| Date::from_ymd_opt(2026, 10, day).unwrap();
        let mut view = view();
        // Thursday 1 October 2026; Friday, Monday, Tuesday follow.
        assert_eq!(due_after(&view, day(1), 3), day(6));
        view.days_off = (1..=7).map(day).collect();
        view.days_worked = vec![day(10)];
        assert_eq!(due_after(&view, day(1), 3), day(10));
        assert_eq!(due_after(&view, day(1), 0), day(1));
    }

    #[test]
    fn a_name_to_be_shown_must_be_there() {
        let view = view();
        let typed = values(&[("whom", "self"), ("public", "named"), ("text", "灯坏了")]);
        let story = flow(SubmissionKind::Story, &view, &typed, SEALED);
        let amiss = story.amiss(Lang::ZhHans, Currency::CNY);
        assert_eq!((amiss.len(), amiss[0].1.field.as_str()), (1, "name"));
    }

    #[test]
    fn a_draft_is_read_back_as_it_was_typed() {
        let typed = values(&[
            ("text", "第一行\n第二行 <b>&amp;\u{1f}|=%"),
            ("q.q1", "去过\u{1f}没去过"),
            ("name", ""),
        ]);
        let mut kept = typed.clone();
        kept.remove("name");
        assert_eq!(read_draft(&write_draft(&typed)), kept);
        let marked = values(&[("text", "a\u{1e}text\u{1d}b")]);
        assert_eq!(
            read_draft(&write_draft(&marked)),
            values(&[("text", "atextb")])
        );
        assert_eq!(read_draft("no draft at all"), Values::new());
    }
}

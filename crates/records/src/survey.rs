//! Questionnaires counted: each device and each paper once, what cannot be an answer listed.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::AnswerForm;
use crate::sheets::{PaperAnswer, SurveyQuestion};
use crate::{Id, LocalText};

/// With fewer answers than this, a breakdown could point at a person.
pub const SMALL: u32 = 5;

/// What separates several choices in what a device sends.
pub const SEPARATOR: char = '\u{1f}';

/// The choices of a question in their order; none for one that is answered in words. A translation
/// with another number of choices is passed over (the checks name it).
pub fn choices(question: &SurveyQuestion) -> Vec<LocalText> {
    let Some(text) = &question.choices else {
        return Vec::new();
    };
    let own = split(&text.text);
    let other = |translation: &Option<String>| {
        let split = translation.as_deref().map(split).unwrap_or_default();
        if split.len() == own.len() {
            split
        } else {
            Vec::new()
        }
    };
    let (hans, hant, en) = (other(&text.zh_hans), other(&text.zh_hant), other(&text.en));
    own.into_iter()
        .enumerate()
        .map(|(at, text)| LocalText {
            text,
            zh_hans: hans.get(at).cloned(),
            zh_hant: hant.get(at).cloned(),
            en: en.get(at).cloned(),
        })
        .collect()
}

/// How many choices a cell names.
pub(crate) fn count(text: &str) -> usize {
    split(text).len()
}

fn split(text: &str) -> Vec<String> {
    text.split(['；', ';', '|'])
        .map(str::trim)
        .filter(|choice| !choice.is_empty())
        .map(str::to_owned)
        .collect()
}

/// An answer that a question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Choices by number, 1 is the first; each once, in order.
    Choices(Vec<u32>),
    /// Words.
    Words(String),
}

/// Why something is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerProblem {
    /// The questionnaire has no such question.
    NoSuchQuestion,
    /// No such choice.
    NoSuchChoice,
    /// Several choices where one is asked for.
    SeveralChoices,
    /// Nothing.
    Blank,
}

/// Reads an answer: numbers separated by the device's separator, a semicolon, a comma or a space.
///
/// # Errors
/// [`AnswerProblem`]
pub fn read(question: &SurveyQuestion, seen: &str) -> Result<Answer, AnswerProblem> {
    let seen = seen.trim();
    if question.form == AnswerForm::Text {
        return if seen.is_empty() {
            Err(AnswerProblem::Blank)
        } else {
            Ok(Answer::Words(seen.to_owned()))
        };
    }
    let most = choices(question).len();
    let separates =
        |c: char| matches!(c, SEPARATOR | ';' | '；' | ',' | '，' | '、') || c.is_whitespace();
    let mut chosen = BTreeSet::new();
    for part in seen.split(separates).filter(|part| !part.is_empty()) {
        let number: u32 = part.parse().map_err(|_| AnswerProblem::NoSuchChoice)?;
        if number == 0 || usize::try_from(number).map_or(true, |number| number > most) {
            return Err(AnswerProblem::NoSuchChoice);
        }
        chosen.insert(number);
    }
    match (chosen.len(), question.form) {
        (0, _) => Err(AnswerProblem::Blank),
        (2.., AnswerForm::ChooseOne) => Err(AnswerProblem::SeveralChoices),
        _ => Ok(Answer::Choices(chosen.into_iter().collect())),
    }
}

/// Whether two typings of an answer say the same. Words are compared by their letters and figures:
/// a comma more or less is no other answer.
pub fn agree(first: &Answer, second: &Answer) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    match (first, second) {
        (Answer::Words(one), Answer::Words(other)) => letters(one) == letters(other),
        _ => first == second,
    }
}

/// What one device sent, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The same for everything that one device sends to this questionnaire; the document's own
    /// name where there is no such mark.
    pub from: String,
    /// Answers by question.
    pub answers: BTreeMap<Id, String>,
}

/// Where answers came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A device.
    Device(String),
    /// A paper, by its number.
    Paper(u32),
}

/// An answer that is in no count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Where it came from.
    pub source: Source,
    /// Which question.
    pub question_id: Id,
    /// Why.
    pub why: AnswerProblem,
}

/// Devices and papers told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    /// From devices.
    pub online: u32,
    /// From paper.
    pub paper: u32,
}

impl Ways {
    /// Both together.
    pub fn all(self) -> u32 {
        self.online.saturating_add(self.paper)
    }

    fn add(&mut self, source: &Source) {
        let way = match source {
            Source::Device(_) => &mut self.online,
            Source::Paper(_) => &mut self.paper,
        };
        *way = way.saturating_add(1);
    }

    /// Whether each way by itself is large enough to be shown apart, or not there at all.
    pub fn can_be_told_apart(self) -> bool {
        let fine = |count| count == 0 || count >= SMALL;
        fine(self.online) && fine(self.paper)
    }
}

/// A question counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionTally {
    /// Which.
    pub question_id: Id,
    /// How many answered it.
    pub answered: Ways,
    /// How often each choice was chosen, in their order.
    pub choices: Vec<Ways>,
}

impl QuestionTally {
    /// Whether so few answered that choices are not shown.
    pub fn is_small(&self) -> bool {
        self.answered.all() < SMALL
    }
}

/// A questionnaire counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Devices and papers with at least one answer that counts: one household each.
    pub households: Ways,
    /// Its questions, in order.
    pub questions: Vec<QuestionTally>,
    /// What is in no count.
    pub refused: Vec<Refused>,
    /// Papers that are typed once, or twice and not the same: in no count yet.
    pub unsettled: Vec<u32>,
}

/// Counts a questionnaire. A device that sent several times counts with the last; a paper counts
/// when two typings of it agree in everything.
pub fn tally(questions: &[&SurveyQuestion], sent: &[Sent], paper: &[&PaperAnswer]) -> Tally {
    let mut by_source: BTreeMap<Source, &BTreeMap<Id, String>> = BTreeMap::new();
    for document in sent {
        by_source.insert(Source::Device(document.from.clone()), &document.answers);
    }
    let (settled, unsettled) = settle(questions, paper);
    for (number, answers) in &settled {
        by_source.insert(Source::Paper(*number), answers);
    }
    let mut counted = Tally {
        households: Ways::default(),
        questions: questions
            .iter()
            .map(|question| QuestionTally {
                question_id: question.question_id.clone(),
                answered: Ways::default(),
                choices: vec![Ways::default(); choices(question).len()],
            })
            .collect(),
        refused: Vec::new(),
        unsettled,
    };
    for (source, answers) in by_source {
        counted.add(questions, &source, answers);
    }
    counted
}

impl Tally {
    fn add(
        &mut self,
        questions: &[&SurveyQuestion],
        source: &Source,
        answers: &BTreeMap<Id, String>,
    ) {
        let mut counts = false;
        for (question_id, seen) in answers {
            let place = questions
                .iter()
                .position(|question| question.question_id == *question_id);
            let read = place
                .ok_or(AnswerProblem::NoSuchQuestion)
                .and_then(|place| Ok((place, read(questions[place], seen)?)));
            match read {
                // A question that was passed over is no mistake.
                Err(AnswerProblem::Blank) => {}
                Err(why) => self.refused.push(Refused {
                    source: source.clone(),
                    question_id: question_id.clone(),
                    why,
                }),
                Ok((place, answer)) => {
                    counts = true;
                    let question = &mut self.questions[place];
                    question.answered.add(source);
                    if let Answer::Choices(chosen) = answer {
                        for (ways, number) in question.choices.iter_mut().zip(1_u32..) {
                            if chosen.contains(&number) {
                                ways.add(source);
                            }
                        }
                    }
                }
            }
        }
        if counts {
            self.households.add(source);
        }
    }
}

/// Answers of one paper by question.
type Answers = BTreeMap<Id, String>;

/// Papers whose two typings agree, and the numbers of those that cannot be counted yet.
fn settle(
    questions: &[&SurveyQuestion],
    paper: &[&PaperAnswer],
) -> (BTreeMap<u32, Answers>, Vec<u32>) {
    let mut typed: BTreeMap<u32, [Answers; 2]> = BTreeMap::new();
    for row in paper {
        let both = typed.entry(row.paper).or_default();
        if let 1..=2 = row.keying {
            let keying = usize::from(row.keying == 2);
            both[keying].insert(row.question_id.clone(), row.answer.clone());
        }
    }
    let mut settled = BTreeMap::new();
    let mut unsettled = Vec::new();
    for (number, [first, second]) in typed {
        if !first.is_empty() && same(questions, &first, &second) {
            settled.insert(number, first);
        } else {
            unsettled.push(number);
        }
    }
    (settled, unsettled)
}

fn same(questions: &[&SurveyQuestion], first: &Answers, second: &Answers) -> bool {
    first.len() == second.len()
        && first.iter().all(|(question_id, one)| {
            let Some(other) = second.get(question_id) else {
                return false;
            };
            let question = questions
                .iter()
                .find(|question| question.question_id == *question_id);
            match question.map(|question| (read(question, one), read(question, other))) {
                Some((Ok(one), Ok(other))) => agree(&one, &other),
                _ => one.trim() == other.trim(),
            }
        })
}

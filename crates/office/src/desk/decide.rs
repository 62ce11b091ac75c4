//! A row of the clerk's workbook becomes a decision, or a list of what is amiss with it.

use std::collections::{BTreeMap, BTreeSet};

use records::book::Cell;
use records::codes::{AskKey, ReplyStatus, SubmissionKind, YesNo};
use records::decisions::{
    Counted, Decision, DecisionProblem, Entry, EntryPhoto, Part, Review, Tally,
};
use records::envelope::Code;
use records::finding::PrivateNumber;
use records::say::{self, Form, Target};
use records::{Date, Id, LocalText, clock, parse_date};

use super::cells::{
    AS_BEFORE, Around, COUNTED, EVERY, NO, SHOWN, YES, form, prepared_name, state_word, untouched,
};
use super::letters::Letter;
use super::photos::PhotoProblem;
use super::sheets::{Column, Sheet, TEXTS};

/// The longest text of a cell that is taken.
const TEXT_MAX: usize = 4000;

/// What is amiss in a cell or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A column that the sheet needs is not there.
    NoColumn,
    /// No document has this name.
    UnknownDocument,
    /// The receipt and the hidden name are of two documents: rows were mixed up.
    MixedUp,
    /// The document stands in an earlier row already.
    Twice {
        /// That row.
        first: u32,
    },
    /// A cell of the resident's is not as it was sent.
    Changed,
    /// None of the words that the list has.
    NotInList {
        /// What stands there.
        seen: String,
        /// What may stand there.
        allowed: Vec<&'static str>,
    },
    /// A spreadsheet's error.
    Fault {
        /// What stands there.
        seen: String,
    },
    /// Something was written, but no decision chosen; or one that was made was taken out.
    Undecided,
    /// Must be filled in.
    Blank,
    /// Not a day.
    NotADay {
        /// What stands there.
        seen: String,
    },
    /// Decided before it came.
    BeforeArrival {
        /// The day it came.
        arrived: Date,
    },
    /// A day that has not come yet.
    InFuture,
    /// Too many characters.
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        max: usize,
    },
    /// A number that must not be published.
    Private(PrivateNumber),
    /// The resident did not agree that it is shown.
    NotAgreed,
    /// Nothing of this kind is ever shown.
    NeverShown,
    /// To be shown, but there is no text.
    NothingToShow,
    /// The resident did not want a name shown.
    NameNotWanted,
    /// No photograph has this number.
    NoPhoto {
        /// What stands there.
        seen: String,
        /// How many photographs there are.
        count: usize,
    },
    /// A photograph that cannot be taken over.
    Photo {
        /// Its number.
        number: usize,
        /// Why.
        why: PhotoTrouble,
    },
    /// No receipt, or none of a letter that is here.
    NoSuchLetter {
        /// What stands there.
        seen: String,
    },
    /// Its own receipt.
    Itself,
    /// The mean of these ratings is under 80 of 100, and nobody says what will be done better.
    NoImprovement,
    /// This decision cannot be made here.
    NotHere,
    /// A letter on paper that was typed only once.
    TypedOnce {
        /// The sheet that lacks it.
        lacks: Sheet,
    },
    /// The same post typed it twice.
    SamePost,
    /// The two typings differ.
    Differs {
        /// The row of the other typing.
        other_row: u32,
        /// What stands there.
        other: String,
    },
    /// What a resident's own form would not have taken either.
    Refused(say::Why),
    /// No target of that form.
    NoTarget {
        /// What stands there.
        seen: String,
    },
}

/// Why a photograph cannot be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoTrouble {
    /// No inbox has it.
    Missing,
    /// It is not what its name says, or does not open.
    Sealed,
    /// It is no recording of the kind that it says.
    NotSound,
    /// It is no photograph that can be shown.
    Picture(PhotoProblem),
}

impl Trouble {
    /// Whether nothing is taken in until it is mended.
    pub fn is_error(&self) -> bool {
        *self != Trouble::NoImprovement
    }
}

/// A row as it was read, by column.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// As the spreadsheet counts.
    pub number: u32,
    /// Cells that hold something.
    pub cells: BTreeMap<Column, Cell>,
}

impl Row {
    /// The text of a cell, its line breaks as ours.
    pub fn text(&self, column: Column) -> String {
        let shown = self.cells.get(&column).map(Cell::shown).unwrap_or_default();
        clean(&shown)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.values().all(|cell| *cell == Cell::Blank)
    }
}

/// A text as it is kept: line breaks of one kind, nothing that steers terminals or turns the
/// direction of reading, ends bare.
pub fn clean(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let kept: String = text
        .replace('\t', " ")
        .chars()
        .filter(|c| match c {
            '\n' => true,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' => false,
            c => !c.is_control(),
        })
        .collect();
    kept.trim().to_owned()
}

/// Which photographs a clerk chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Those of the decision before.
    AsBefore,
    /// These, counted from one.
    These(Vec<usize>),
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet, or nothing new.
    Nothing,
    /// A decision, whose photographs are still to be taken over.
    Decided(Box<Decision>, Chosen),
}

/// What a letter adds to counts.
pub fn tally(letter: &Letter) -> Option<Tally> {
    let submission = &letter.submission;
    let about = submission.about.clone()?;
    match submission.kind {
        SubmissionKind::Rating => Some(Tally::Rating {
            about,
            stars: submission.answer(AskKey::Stars)?.parse().ok()?,
        }),
        SubmissionKind::Support => Some(Tally::Support {
            about,
            token: submission.answer(AskKey::Token)?.parse().ok()?,
        }),
        SubmissionKind::Survey => Some(Tally::Survey {
            about,
            token: submission
                .answer(AskKey::Token)
                .and_then(|token| token.parse().ok()),
            answers: submission
                .survey
                .iter()
                .map(|(question, text)| {
                    (question.clone(), super::cover::cover(text, submission.lang))
                })
                .collect(),
        }),
        _ => None,
    }
}

/// What every letter adds to the counts of the report.
pub fn counted(letter: &Letter) -> Counted {
    let submission = &letter.submission;
    Counted {
        channel: submission.channel,
        campaign: match &submission.about {
            Some(Target::Campaign(id)) => Some(id.clone()),
            _ => None,
        },
        category: submission
            .answer(AskKey::Category)
            .and_then(|id| Id::new(id).ok()),
    }
}

/// Reads a row about a letter.
pub struct Deciding<'a> {
    /// What letters there are around it.
    pub around: &'a Around<'a>,
    /// Receipts of every letter.
    pub codes: &'a BTreeSet<Code>,
    /// The sheet.
    pub sheet: Sheet,
}

impl Deciding<'_> {
    /// What a row says about a letter; `before` is the decision that holds.
    ///
    /// # Errors
    /// Everything that is amiss, by column.
    pub fn read(
        &self,
        row: &Row,
        letter: &Letter,
        before: Option<&Decision>,
    ) -> Result<Said, Vec<(Column, Trouble)>> {
        let mut found = Vec::new();
        self.compare(row, letter, &mut found);
        for (column, cell) in &row.cells {
            if let Cell::Fault(seen) = cell {
                found.push((*column, Trouble::Fault { seen: seen.clone() }));
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let Some(state) = state(row, &mut found) else {
            let touched = self.sheet.columns().into_iter().any(|column| {
                self.sheet.is_clerks(column)
                    && row.text(column) != clean(&untouched(letter, column))
            });
            if found.is_empty() && (touched || before.is_some()) {
                found.push((Column::State, Trouble::Undecided));
            }
            return if found.is_empty() {
                Ok(Said::Nothing)
            } else {
                Err(found)
            };
        };
        if self.sheet == Sheet::Mediation && state == ReplyStatus::Answered {
            found.push((Column::State, Trouble::NotHere));
        }
        let (entry, chosen) = self.entry(row, letter, &mut found);
        let decision = Decision {
            id: letter.id,
            kind: letter.kind(),
            day: self.day(row, letter, before, &mut found),
            post: local(row, Column::Post, before.map(|b| &b.post)).unwrap_or_default(),
            state,
            reason: local(row, Column::Reason, before.and_then(|b| b.reason.as_ref())),
            reply: local(row, Column::Reply, before.and_then(|b| b.reply.as_ref())),
            passed_to: local(
                row,
                Column::PassedTo,
                before.and_then(|b| b.passed_to.as_ref()),
            ),
            same_as: self.same_as(row, letter, &mut found),
            improvement: local(
                row,
                Column::Improvement,
                before.and_then(|b| b.improvement.as_ref()),
            ),
            review: review(row, &mut found),
            entry,
            tally: (state != ReplyStatus::NotAdopted)
                .then(|| tally(letter))
                .flatten(),
            counted: Some(counted(letter)),
        };
        for column in self.sheet.columns() {
            if !self.sheet.is_clerks(column) {
                continue;
            }
            let length = row.text(column).chars().count();
            if length > TEXT_MAX {
                let trouble = Trouble::TooLong {
                    found: length,
                    max: TEXT_MAX,
                };
                found.push((column, trouble));
            }
        }
        for problem in decision.problems() {
            let (column, trouble) = of_problem(&problem);
            if !found.contains(&(column, trouble.clone())) {
                found.push((column, trouble));
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let mut compared = decision.clone();
        if let (Chosen::AsBefore, Some(entry)) = (&chosen, compared.entry.as_mut()) {
            entry.photos = before_photos(before);
        }
        let is_new = match &chosen {
            Chosen::These(numbers) if !numbers.is_empty() => true,
            _ => before != Some(&compared),
        };
        Ok(if is_new {
            Said::Decided(Box::new(compared), chosen)
        } else {
            Said::Nothing
        })
    }

    /// The resident's own words and what they are must be those that were sent: a row that was
    /// sorted apart from the others would be a decision about somebody else.
    fn compare(&self, row: &Row, letter: &Letter, found: &mut Vec<(Column, Trouble)>) {
        if row.text(Column::Code).parse() != Ok(letter.code()) {
            found.push((Column::Code, Trouble::MixedUp));
        }
        for column in self.sheet.columns() {
            let is_said = match column {
                Column::Answer(key) => matches!(
                    form(letter.kind(), key),
                    None | Some(Form::Line | Form::Lines | Form::Stars)
                ),
                Column::Kind | Column::Survey => true,
                _ => false,
            };
            let sent = || clean(&self.around.cell(letter, None, column));
            if is_said && row.text(column) != sent() {
                found.push((column, Trouble::Changed));
            }
        }
    }

    fn day(
        &self,
        row: &Row,
        letter: &Letter,
        before: Option<&Decision>,
        found: &mut Vec<(Column, Trouble)>,
    ) -> Date {
        let today = clock::day_of(self.around.now);
        let day = match row.cells.get(&Column::Day) {
            None | Some(Cell::Blank) => before.map_or(today, |decision| decision.day),
            Some(Cell::Day(day)) => *day,
            Some(other) => {
                let seen = other.shown();
                if let Some(day) = parse_date(&seen) {
                    day
                } else {
                    found.push((Column::Day, Trouble::NotADay { seen }));
                    return today;
                }
            }
        };
        let arrived = letter.arrived.map(clock::day_of);
        if let Some(arrived) = arrived.filter(|arrived| day < *arrived) {
            found.push((Column::Day, Trouble::BeforeArrival { arrived }));
        }
        if day > today {
            found.push((Column::Day, Trouble::InFuture));
        }
        day
    }

    fn same_as(
        &self,
        row: &Row,
        letter: &Letter,
        found: &mut Vec<(Column, Trouble)>,
    ) -> Option<Code> {
        let seen = row.text(Column::SameAs);
        if seen.is_empty() {
            return None;
        }
        match seen.parse::<Code>() {
            Ok(code) if code == letter.code() => {
                found.push((Column::SameAs, Trouble::Itself));
                None
            }
            Ok(code) if self.codes.contains(&code) => Some(code),
            _ => {
                found.push((Column::SameAs, Trouble::NoSuchLetter { seen }));
                None
            }
        }
    }

    fn entry(
        &self,
        row: &Row,
        letter: &Letter,
        found: &mut Vec<(Column, Trouble)>,
    ) -> (Option<Entry>, Chosen) {
        let none = (None, Chosen::These(Vec::new()));
        match row.text(Column::Shown).as_str() {
            "" | COUNTED => return none,
            SHOWN => {}
            other => {
                let trouble = Trouble::NotInList {
                    seen: other.to_owned(),
                    allowed: vec![SHOWN, COUNTED],
                };
                found.push((Column::Shown, trouble));
                return none;
            }
        }
        let Some(spec) = say::spec(letter.kind()).filter(|spec| spec.may_be_public) else {
            found.push((Column::Shown, Trouble::NeverShown));
            return none;
        };
        let submission = &letter.submission;
        if !submission.public {
            found.push((Column::Shown, Trouble::NotAgreed));
            return none;
        }
        let mut answers = BTreeMap::new();
        for ask in spec.asks {
            let text = if TEXTS.contains(&ask.key) {
                row.text(Column::Text(ask.key))
            } else {
                submission.answer(ask.key).unwrap_or_default().to_owned()
            };
            if !text.is_empty() {
                answers.insert(ask.key, text);
            }
        }
        if answers.is_empty() {
            found.push((Column::Text(AskKey::Text), Trouble::NothingToShow));
        }
        let name = row.text(Column::PublicName);
        if !name.is_empty() && !submission.show_name {
            found.push((Column::PublicName, Trouble::NameNotWanted));
        }
        let is_asked = self.sheet.columns().contains(&Column::PublicName);
        let name = if is_asked {
            name
        } else {
            prepared_name(letter)
        };
        let chosen = chosen(row, letter.photos().count(), found);
        let entry = Entry {
            lang: submission.lang,
            channel: submission.channel,
            about: submission.about.clone(),
            answers,
            name: (!name.is_empty()).then_some(name),
            told_by_voice: letter.recordings().next().is_some(),
            helped: submission.helped.is_some(),
            photos: Vec::new(),
        };
        (Some(entry), chosen)
    }
}

/// The photographs that are shown so far.
fn before_photos(before: Option<&Decision>) -> Vec<EntryPhoto> {
    before
        .and_then(|decision| decision.entry.as_ref())
        .map(|entry| entry.photos.clone())
        .unwrap_or_default()
}

fn chosen(row: &Row, count: usize, found: &mut Vec<(Column, Trouble)>) -> Chosen {
    let seen = row.text(Column::PublicPhotos);
    match seen.as_str() {
        "" => return Chosen::These(Vec::new()),
        AS_BEFORE => return Chosen::AsBefore,
        EVERY => return Chosen::These((1..=count).collect()),
        _ => {}
    }
    let mut numbers = Vec::new();
    for word in seen.split([',', '，', '、', ' ', '　', ';', '；', '\n']) {
        if word.is_empty() {
            continue;
        }
        // A number cell shows as the number alone.
        match word.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
            _ => {
                let trouble = Trouble::NoPhoto {
                    seen: word.to_owned(),
                    count,
                };
                found.push((Column::PublicPhotos, trouble));
            }
        }
    }
    Chosen::These(numbers)
}

fn state(row: &Row, found: &mut Vec<(Column, Trouble)>) -> Option<ReplyStatus> {
    let seen = row.text(Column::State);
    if seen.is_empty() {
        return None;
    }
    let state = ReplyStatus::ALL.iter().copied().find(|state| {
        state_word(*state) == seen
            || state.key() == seen
            || ReplyStatus::CODES[*state as usize]
                .en
                .eq_ignore_ascii_case(&seen)
    });
    if state.is_none() {
        let allowed = ReplyStatus::CODES.iter().map(|code| code.zh).collect();
        found.push((Column::State, Trouble::NotInList { seen, allowed }));
    }
    state
}

/// The marks of a review; none where nobody marked anything.
fn review(row: &Row, found: &mut Vec<(Column, Trouble)>) -> Option<Review> {
    let mut mark = |column: Column| match row.text(column).as_str() {
        "" => None,
        YES => Some(YesNo::Yes),
        NO => Some(YesNo::No),
        seen => {
            let trouble = Trouble::NotInList {
                seen: seen.to_owned(),
                allowed: vec![YES, NO],
            };
            found.push((column, trouble));
            None
        }
    };
    let review = Review {
        reasonable: mark(Column::Reasonable),
        feasible: mark(Column::Feasible),
        novel: mark(Column::Novel),
    };
    (!review.is_blank()).then_some(review)
}

/// A text of the office's own; translations of the one before stay with it as long as it does.
fn local(row: &Row, column: Column, before: Option<&LocalText>) -> Option<LocalText> {
    let text = row.text(column);
    match before {
        _ if text.is_empty() => None,
        Some(before) if before.text == text => Some(before.clone()),
        _ => Some(LocalText::plain(text)),
    }
}

/// Where the workbook has what a decision's problem is about.
fn of_problem(problem: &DecisionProblem) -> (Column, Trouble) {
    let column = |part: Part| match part {
        Part::Post => Column::Post,
        Part::Reason => Column::Reason,
        Part::Reply => Column::Reply,
        Part::PassedTo => Column::PassedTo,
        Part::SameAs => Column::SameAs,
        Part::Improvement => Column::Improvement,
        Part::Review => Column::Reasonable,
        Part::Answer(key) => Column::Text(key),
        Part::Name => Column::PublicName,
        Part::Photo => Column::PublicPhotos,
        Part::Entry => Column::Shown,
        Part::Tally => Column::State,
        Part::Survey => Column::Survey,
    };
    match problem {
        DecisionProblem::Missing(part) => (column(*part), Trouble::Blank),
        DecisionProblem::Private(part, number) => (column(*part), Trouble::Private(*number)),
        DecisionProblem::NotHere(part) => (column(*part), Trouble::NotHere),
    }
}

/// Fixed answers that are no free words are the resident's own, so a clerk cannot change them.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_terminals_or_turns_reading_goes() {
        assert_eq!(clean(" a\u{202e}b\r\nc\td\u{7}\u{200b} "), "ab\nc d");
    }
}

//! Documents, opened: what was said, and apart from it who can be reached.

use chrono::{DateTime, FixedOffset};
use records::clock::{self, Calendar, Due};
use records::codes::{AskKey, MediaType, SubmissionKind};
use records::envelope::{Code, DocId, Envelope, EnvelopeProblem};
use records::say::{Contact, Media, Submission, Target};
use records::{Date, Records, say};
use sealing::{DocumentProblem, OpenProblem, Private, SecretKey};

use super::DeskError;
use super::gather::{Found, Gathered, Inboxes};
use crate::inbox::{Name, What};

/// A document that was opened.
#[derive(Debug)]
pub struct Letter {
    /// Its name.
    pub id: DocId,
    /// When it came, by the community's clocks; none if no inbox noted it.
    pub arrived: Option<DateTime<FixedOffset>>,
    /// The day on its paper, from which its clock runs; [`Letter::arrived`] is then its end.
    pub on_paper: Option<Date>,
    /// What was said, without the contact.
    pub submission: Submission,
    /// For the office alone.
    pub contact: Private<Option<Contact>>,
}

impl Letter {
    /// The resident's receipt.
    pub fn code(&self) -> Code {
        self.id.code()
    }

    /// What it is.
    pub fn kind(&self) -> SubmissionKind {
        self.submission.kind
    }

    /// Its texts in one, to be compared with others.
    pub fn text(&self) -> String {
        let keys = [
            AskKey::Title,
            AskKey::Text,
            AskKey::Problem,
            AskKey::Measure,
        ];
        let texts: Vec<&str> = keys
            .iter()
            .filter_map(|key| self.submission.answer(*key))
            .collect();
        texts.join("\n")
    }

    /// When a first answer is due.
    pub fn due(&self, records: &Records, calendar: &Calendar) -> Option<Due> {
        clock::due(
            clock::promised(records, self.kind()),
            self.arrived?,
            calendar,
        )
    }

    /// Its photographs, in order.
    pub fn photos(&self) -> impl Iterator<Item = &Media> {
        let media = self.submission.media.iter();
        media.filter(|media| media.media_type == MediaType::Jpeg)
    }

    /// Its recordings.
    pub fn recordings(&self) -> impl Iterator<Item = &Media> {
        let media = self.submission.media.iter();
        media.filter(|media| media.media_type != MediaType::Jpeg)
    }
}

/// Why a document could not be opened. It is listed all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shut {
    /// What lies under the name is not what the name says.
    Damaged,
    /// Its name was listed, and then it was gone.
    Missing,
    /// No document.
    Envelope(EnvelopeProblem),
    /// Another kind or community than the folder it lies in.
    Misplaced,
    /// Sealed, and none of the office's keys opens it.
    OtherKey,
    /// Sealed, and changed on the way.
    Changed,
    /// It opens, but what is inside is no submission.
    Content,
}

impl From<DocumentProblem> for Shut {
    fn from(problem: DocumentProblem) -> Self {
        match problem {
            DocumentProblem::Box(OpenProblem::OtherKey) => Shut::OtherKey,
            DocumentProblem::Box(_) => Shut::Changed,
            DocumentProblem::NotText | DocumentProblem::Submission(_) => Shut::Content,
        }
    }
}

/// A document that could not be opened, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unopened {
    /// Which.
    pub name: Name,
    /// Why.
    pub why: Shut,
}

/// All documents of the office, newest first.
#[derive(Debug, Default)]
pub struct Letters {
    /// Those that were opened; without a time of arrival last.
    pub open: Vec<Letter>,
    /// Those that could not be.
    pub shut: Vec<Unopened>,
}

impl Letters {
    /// Opens everything that was gathered, ballots left aside: they have a road of their own.
    ///
    /// # Errors
    /// [`DeskError::Read`] when an inbox cannot be read.
    pub fn open(
        inboxes: &Inboxes,
        gathered: &Gathered,
        keys: &[SecretKey],
    ) -> Result<Self, DeskError> {
        let mut letters = Letters::default();
        for (name, arrival) in &gathered.names {
            let What::Document(kind) = name.what else {
                continue;
            };
            if say::spec(kind).is_none() {
                continue;
            }
            let opened = match inboxes.get(name)? {
                Found::Whole(bytes) => open(name, kind, &bytes, keys),
                Found::Missing => Err(Shut::Missing),
                Found::Damaged => Err(Shut::Damaged),
            };
            match opened {
                Ok((submission, contact)) => letters.open.push(Letter {
                    id: name.id,
                    arrived: arrival
                        .as_ref()
                        .map(|arrival| clock::local(arrival.at.fixed_offset())),
                    on_paper: gathered.on_paper.get(&name.id).copied(),
                    submission,
                    contact,
                }),
                Err(why) => letters.shut.push(Unopened {
                    name: name.clone(),
                    why,
                }),
            }
        }
        letters
            .open
            .sort_by_key(|letter| (std::cmp::Reverse(letter.arrived), letter.id));
        Ok(letters)
    }

    /// The one of this name.
    pub fn get(&self, id: DocId) -> Option<&Letter> {
        self.open.iter().find(|letter| letter.id == id)
    }
}

fn open(
    name: &Name,
    kind: SubmissionKind,
    bytes: &[u8],
    keys: &[SecretKey],
) -> Result<(Submission, Private<Option<Contact>>), Shut> {
    let envelope = Envelope::parse(bytes).map_err(Shut::Envelope)?;
    if envelope.kind != kind || envelope.community != name.community {
        return Err(Shut::Misplaced);
    }
    let opened = sealing::open_document(&envelope, keys)?;
    Ok((opened.submission, opened.contact))
}

/// What something is about, as the workbook calls it, with its identifier.
pub fn about(target: &Target, records: &Records) -> String {
    let named = |name: Option<&str>, id: &dyn std::fmt::Display| match name {
        Some(name) => format!("{name}（{id}）"),
        None => id.to_string(),
    };
    match target {
        Target::Line(year, line) => {
            let found = records
                .budget
                .iter()
                .find(|row| row.year == *year && row.line_id == *line);
            named(
                found.map(|row| row.title.text.as_str()),
                &format_args!("{year}/{line}"),
            )
        }
        Target::Project(id) => {
            let found = records.projects.iter().find(|row| row.project_id == *id);
            named(found.map(|row| row.name.text.as_str()), id)
        }
        other => other.to_string(),
    }
}

/// The name of a category or place; what is not in the workbook stays as it is.
pub fn named(key: AskKey, value: &str, records: &Records) -> String {
    let found = match key {
        AskKey::Category => records
            .categories
            .iter()
            .find(|row| row.category_id.as_str() == value)
            .map(|row| &row.name),
        AskKey::Place => records
            .places
            .iter()
            .find(|row| row.place_id.as_str() == value)
            .map(|row| &row.name),
        _ => None,
    };
    found.map_or_else(|| value.to_owned(), |name| name.text.clone())
}

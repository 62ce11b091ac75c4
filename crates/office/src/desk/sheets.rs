//! The sheets of the clerk's workbook and their columns: the resident's, which are locked, and the
//! clerk's.

use records::codes::AskKey;

/// A sheet of the clerk's workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// Everything that asks for an answer.
    Letters,
    /// Requests for mediation: nothing of them is ever shown.
    Mediation,
    /// Ratings.
    Ratings,
    /// Questionnaires.
    Surveys,
    /// Letters on paper, typed for the first time.
    First,
    /// The same letters, typed by somebody else.
    Second,
}

impl Sheet {
    /// All that are read again.
    pub const ALL: [Sheet; 6] = [
        Sheet::Letters,
        Sheet::Mediation,
        Sheet::Ratings,
        Sheet::Surveys,
        Sheet::First,
        Sheet::Second,
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Sheet::Letters => "来件",
            Sheet::Mediation => "调解",
            Sheet::Ratings => "评分",
            Sheet::Surveys => "问卷",
            Sheet::First => "纸质录入一",
            Sheet::Second => "纸质录入二",
        }
    }

    /// Its name as a CSV twin.
    pub fn key(self) -> &'static str {
        match self {
            Sheet::Letters => "letters",
            Sheet::Mediation => "mediation",
            Sheet::Ratings => "ratings",
            Sheet::Surveys => "surveys",
            Sheet::First => "paper-1",
            Sheet::Second => "paper-2",
        }
    }

    /// Whether letters on paper are typed here.
    pub fn is_paper(self) -> bool {
        matches!(self, Sheet::First | Sheet::Second)
    }

    /// Its columns, in order.
    pub fn columns(self) -> Vec<Column> {
        use Column::{
            About, Answer, Arrived, Channel, Code, Day, Document, Due, Feasible, Helped,
            Improvement, Kind, Mean, Name, Novel, Numbers, Other, PassedTo, Phone, Photos, Post,
            Public, PublicName, PublicPhotos, Reason, Reasonable, Reply, SameAs, ShowName, Shown,
            Similar, State, Survey, Text, Voice,
        };
        match self {
            Sheet::Letters => [Document, Code, Kind, Arrived, Due, About]
                .into_iter()
                .chain(ANSWERS.map(Answer))
                .chain([
                    Voice, Photos, Channel, Helped, Public, ShowName, Name, Phone, Other, Similar,
                    Numbers, State, Reasonable, Feasible, Novel, Shown, Reason, Reply, PassedTo,
                    SameAs,
                ])
                .chain(TEXTS.map(Text))
                .chain([PublicName, PublicPhotos, Post, Day])
                .collect(),
            Sheet::Mediation => vec![
                Document,
                Code,
                Arrived,
                Due,
                Answer(AskKey::Text),
                Answer(AskKey::Due),
                Voice,
                Channel,
                Helped,
                Name,
                Phone,
                Other,
                State,
                Reason,
                PassedTo,
                Post,
                Day,
            ],
            Sheet::Ratings => vec![
                Document,
                Code,
                Arrived,
                About,
                Answer(AskKey::Stars),
                Answer(AskKey::Text),
                Mean,
                Channel,
                Public,
                Numbers,
                State,
                Shown,
                Reason,
                Reply,
                Improvement,
                Text(AskKey::Text),
                Post,
                Day,
            ],
            Sheet::Surveys => vec![
                Document, Code, Arrived, About, Survey, Channel, Numbers, State, Reason, Post, Day,
            ],
            Sheet::First | Sheet::Second => [Column::Paper, Column::Received, Kind, Channel, About]
                .into_iter()
                .chain(ANSWERS.map(Answer))
                .chain([Answer(AskKey::Stars)])
                .chain([
                    Survey,
                    Public,
                    ShowName,
                    Name,
                    Phone,
                    Other,
                    Column::Relation,
                    Column::Consent,
                    Column::ReadBack,
                    Post,
                ])
                .collect(),
        }
    }

    /// Whether a clerk writes in a column of it.
    pub fn is_clerks(self, column: Column) -> bool {
        self.is_paper()
            || matches!(
                column,
                Column::State
                    | Column::Reasonable
                    | Column::Feasible
                    | Column::Novel
                    | Column::Shown
                    | Column::Reason
                    | Column::Reply
                    | Column::PassedTo
                    | Column::SameAs
                    | Column::Improvement
                    | Column::Text(_)
                    | Column::PublicName
                    | Column::PublicPhotos
                    | Column::Post
                    | Column::Day
            )
    }
}

/// Answers of letters, in the order of the sheet.
const ANSWERS: [AskKey; 9] = [
    AskKey::Title,
    AskKey::Text,
    AskKey::Problem,
    AskKey::Measure,
    AskKey::Place,
    AskKey::Cost,
    AskKey::Category,
    AskKey::Due,
    AskKey::Terms,
];

/// Answers in free words, which a clerk reads before they are shown.
pub const TEXTS: [AskKey; 6] = [
    AskKey::Title,
    AskKey::Text,
    AskKey::Problem,
    AskKey::Measure,
    AskKey::Place,
    AskKey::Terms,
];

/// A column of the clerk's workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The document's whole name, hidden: what a row is about.
    Document,
    /// The receipt.
    Code,
    /// What it is.
    Kind,
    /// When it came.
    Arrived,
    /// When an answer is due.
    Due,
    /// What it is about.
    About,
    /// An answer, as sent.
    Answer(AskKey),
    /// Answers to a questionnaire, a line each.
    Survey,
    /// The recording's file.
    Voice,
    /// The photographs' files.
    Photos,
    /// How it came.
    Channel,
    /// Who helped.
    Helped,
    /// Whether it may be shown.
    Public,
    /// Whether the name may be shown.
    ShowName,
    /// The name, not public.
    Name,
    /// The telephone number, not public.
    Phone,
    /// Another way, not public.
    Other,
    /// Letters that say about the same.
    Similar,
    /// Private numbers that were found, and where.
    Numbers,
    /// Mean of all ratings of the same thing.
    Mean,
    /// What became of it.
    State,
    /// A proposal's review: whether it is reasonable.
    Reasonable,
    /// Whether it can be done.
    Feasible,
    /// Whether nobody had said it before.
    Novel,
    /// Whether it is shown.
    Shown,
    /// Why.
    Reason,
    /// The answer.
    Reply,
    /// Who has it now.
    PassedTo,
    /// The receipt of an earlier one that says the same.
    SameAs,
    /// What will be done better.
    Improvement,
    /// An answer as it is shown.
    Text(AskKey),
    /// The name as it is shown.
    PublicName,
    /// Which photographs are shown.
    PublicPhotos,
    /// Who decides, or types.
    Post,
    /// When.
    Day,
    /// The number written on a letter on paper.
    Paper,
    /// The day on which it was received.
    Received,
    /// What the helper is to the resident.
    Relation,
    /// The resident agreed to be helped.
    Consent,
    /// It was read back.
    ReadBack,
}

impl Column {
    /// Its key in the hidden row.
    pub fn key(self) -> String {
        let key = match self {
            Column::Answer(ask) => return format!("answer_{}", ask.key()),
            Column::Text(ask) => return format!("public_{}", ask.key()),
            Column::Document => "document",
            Column::Code => "code",
            Column::Kind => "kind",
            Column::Arrived => "arrived",
            Column::Due => "due_by",
            Column::About => "about",
            Column::Survey => "survey",
            Column::Voice => "voice",
            Column::Photos => "photos",
            Column::Channel => "channel",
            Column::Helped => "helped",
            Column::Public => "wants_public",
            Column::ShowName => "show_name",
            Column::Name => "contact_name",
            Column::Phone => "contact_phone",
            Column::Other => "contact_other",
            Column::Similar => "similar",
            Column::Numbers => "private_numbers",
            Column::Mean => "mean",
            Column::State => "state",
            Column::Reasonable => "reasonable",
            Column::Feasible => "feasible",
            Column::Novel => "novel",
            Column::Shown => "shown",
            Column::Reason => "reason",
            Column::Reply => "reply",
            Column::PassedTo => "passed_to",
            Column::SameAs => "same_as",
            Column::Improvement => "improvement",
            Column::PublicName => "shown_name",
            Column::PublicPhotos => "shown_photos",
            Column::Post => "post",
            Column::Day => "day",
            Column::Paper => "paper",
            Column::Received => "received_on",
            Column::Relation => "relation",
            Column::Consent => "consent",
            Column::ReadBack => "read_back",
        };
        key.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::say::Form;
    use std::collections::BTreeSet;

    #[test]
    fn no_sheet_has_a_key_twice() {
        for sheet in Sheet::ALL {
            let columns = sheet.columns();
            let keys: BTreeSet<String> = columns.iter().map(|column| column.key()).collect();
            assert_eq!(keys.len(), columns.len(), "{sheet:?}");
        }
    }

    #[test]
    fn whatever_is_asked_has_a_column() {
        for spec in records::say::KINDS {
            let sheet = super::super::sheet_of(spec.kind);
            // Nobody reads a token.
            let asked = spec.asks.iter().filter(|ask| ask.form != Form::Token);
            for ask in asked {
                let is_there =
                    sheet.is_none_or(|sheet| sheet.columns().contains(&Column::Answer(ask.key)));
                assert!(is_there, "{:?} {:?}", spec.kind, ask.key);
            }
        }
    }
}

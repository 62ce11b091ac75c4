//! From records and decisions to the pages of lists: needs and resources, points, campaigns and
//! questionnaires. Their sentences are made here, once for each language, and travel as page data.

mod campaigns;
mod needs;
mod points;

use std::collections::BTreeMap;

use mingbai_app::i18n::Words;
use mingbai_app::route::Route;
use mingbai_app::ui::SLOT;
use records::clock::Moment;
use records::codes::ReplyStatus;
use records::decisions::Decision;
use records::envelope::DocId;
use records::page::{
    BoardForm, BoardLink, BoardPart, BoardRow, BoardState, BoardView, Phrase, Shape,
};
use records::sheets::Project;
use records::{Date, Id, LocalText, Records, parse_date};

/// What the pages of lists are made from.
pub struct Boards<'r> {
    records: &'r Records,
    /// The decision that holds, for each document that was decided about.
    decided: Vec<Decision>,
    /// When documents came, as far as an inbox noted it. It decides which of two answers of one
    /// device counts, and is never shown: lists stand in the order of names.
    arrived: BTreeMap<DocId, Moment>,
}

impl<'r> Boards<'r> {
    /// `decided` holds the decision that holds for each document, `arrived` when it came.
    pub fn new(
        records: &'r Records,
        decided: Vec<Decision>,
        arrived: BTreeMap<DocId, Moment>,
    ) -> Boards<'r> {
        Boards {
            records,
            decided,
            arrived,
        }
    }

    /// Every page of one language.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = vec![Route::Needs, Route::Points, Route::Campaigns];
        routes.extend(
            self.records
                .campaigns
                .iter()
                .map(|campaign| Route::Campaign(campaign.campaign_id.clone())),
        );
        for survey in &self.records.surveys {
            routes.push(Route::Campaign(survey.survey_id.clone()));
            routes.push(Route::Paper(survey.survey_id.clone()));
        }
        routes
    }

    /// The page of a route; nothing for other rooms' routes. `published_at` begins with the day of
    /// the publication.
    pub fn page(&self, route: &Route, words: Words, published_at: &str) -> Option<BoardView> {
        let day = published_at.get(..10).and_then(parse_date);
        let page = Page {
            boards: self,
            words,
            day: day.unwrap_or(self.records.community.as_of),
        };
        match route {
            Route::Needs => Some(page.needs()),
            Route::Points => Some(page.points()),
            Route::Campaigns => Some(page.campaigns()),
            Route::Campaign(id) => page.campaign(id).or_else(|| page.survey(id)),
            Route::Paper(id) => page.paper(id),
            _ => None,
        }
    }
}

/// A page in one language.
struct Page<'b, 'r> {
    boards: &'b Boards<'r>,
    words: Words,
    /// The day of the publication: what moves on with the days stands as it does then.
    day: Date,
}

impl<'r> Page<'_, 'r> {
    fn records(&self) -> &'r Records {
        self.boards.records
    }

    /// Words of ours between texts of theirs: a list in one sentence.
    fn listed(&self, texts: Vec<LocalText>) -> Phrase {
        let slots = vec![SLOT; texts.len()];
        around(slots.join(self.words.list_comma()), texts)
    }

    /// A place's name.
    fn place(&self, id: &Id) -> Option<LocalText> {
        let place = |place: &&records::Placed<records::sheets::Place>| place.place_id == *id;
        self.records()
            .places
            .iter()
            .find(place)
            .map(|place| place.name.clone())
    }

    /// Where a project's accounts are.
    fn project_link(&self, project: &Project) -> Option<BoardLink> {
        let line = project.line_id.clone()?;
        let route = Route::Line(project.year.clone(), line);
        let mut on = link(&route, "");
        on.text = around(
            self.words.board_see_project(SLOT),
            vec![project.name.clone()],
        );
        Some(on)
    }

    fn project(&self, id: &Id) -> Option<&'r Project> {
        self.records()
            .projects
            .iter()
            .find(|project| project.project_id == *id)
            .map(|project| &project.record)
    }

    /// "Responsible: …".
    fn post(&self, post: &LocalText) -> Phrase {
        around(self.words.board_of_post(SLOT), vec![post.clone()])
    }

    /// A part of the page.
    fn part(id: &str, heading: impl Into<Phrase>) -> BoardPart {
        BoardPart {
            id: anchor(id),
            heading: heading.into(),
            notes: Vec::new(),
            form: BoardForm::Rows,
            rows: Vec::new(),
            folded: None,
            table: None,
            links: Vec::new(),
        }
    }

    /// A list, or the sentence that there is nothing in it yet.
    fn or_empty(&self, mut part: BoardPart) -> BoardPart {
        if part.rows.is_empty() {
            part.notes.push(self.words.board_empty().into());
        }
        part
    }

    /// What became of something, with its shape.
    fn result(&self, status: ReplyStatus) -> BoardState {
        let shape = match status {
            ReplyStatus::Received => Shape::Open,
            ReplyStatus::InReview | ReplyStatus::PassedOn => Shape::Half,
            ReplyStatus::Answered | ReplyStatus::Adopted | ReplyStatus::Done => Shape::Full,
            ReplyStatus::NotAdopted => Shape::Ended,
        };
        state(shape, self.words.board_result(status))
    }

    /// A number with its groups of three.
    fn number(count: u32) -> String {
        records::Money(i64::from(count)).to_figures(0)
    }

    /// A share in whole per cent.
    fn percent(&self, part: u32, whole: u32) -> String {
        let money = |count: u32| records::Money(i64::from(count));
        self.words
            .percent(money(part), money(whole))
            .unwrap_or_else(|| "0%".to_owned())
    }
}

/// A sentence of ours around texts of theirs.
fn around(ours: String, theirs: Vec<LocalText>) -> Phrase {
    Phrase { ours, theirs }
}

/// A text of theirs alone.
fn theirs(text: &LocalText) -> Phrase {
    around(SLOT.to_owned(), vec![text.clone()])
}

/// Several sentences as one, what stands between two sentences of the language between them.
fn joined(words: Words, phrases: Vec<Phrase>) -> Phrase {
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for phrase in phrases {
        ours.push(phrase.ours);
        theirs.extend(phrase.theirs);
    }
    around(ours.join(words.gap().unwrap_or_default()), theirs)
}

fn state(shape: Shape, word: &str) -> BoardState {
    BoardState {
        shape,
        word: word.to_owned(),
    }
}

fn link(route: &Route, text: &str) -> BoardLink {
    BoardLink {
        path: route.path(),
        text: text.into(),
    }
}

/// A form that begins with a kind, and with what it is about.
fn form(kind: &str, about: Option<String>, text: &str) -> BoardLink {
    let about = about.map_or_else(String::new, |about| format!("&about={about}"));
    BoardLink {
        path: format!("say/?kind={kind}{about}"),
        text: text.into(),
    }
}

fn row(head: Phrase) -> BoardRow {
    BoardRow {
        head,
        ..BoardRow::default()
    }
}

/// An anchor of our own.
fn anchor(text: &str) -> Id {
    match Id::new(text) {
        Ok(id) => id,
        // Anchors are written in this file's neighbours, and a question's number is an id already.
        Err(_) => unreachable!("{text} is no anchor"),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

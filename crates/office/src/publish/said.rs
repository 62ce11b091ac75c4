//! From what the office heard to what is shown of it: the wall, a page for each entry, receipts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mingbai_app::route::Route;
use records::clock::{self, Calendar, Due, Moment, Standing, day_of, standing};
use records::codes::{AskKey, ReplyStatus, SubmissionKind};
use records::decisions::{Dated, Decision, Entry, Tally};
use records::envelope::{Code, DocId};
use records::page::{
    AboutView, AnswerView, CategoryView, ClockView, DecisionView, DeclinedCount, EntryBrief,
    EntryRow, EntryView, PhotoView, RatingView, ReceiptView, ReceivedEntry, SaidBrief, SaidCounts,
    TrackView, WallView,
};
use records::say::{Clock, Target, spec};
use records::{Date, Id, LocalText, Records, YearId};

use super::heard::Heard;

/// How many entries stand on one page of the wall.
const ON_PAGE: usize = 30;
/// How many entries stand in one data file.
pub const IN_FILE: usize = 20;
/// How many characters of a text a list shows.
const LINES: usize = 110;
/// How many of the newest entries the home page shows.
const NEWEST: usize = 3;
/// How many codes `/track/` lists for those without scripts.
const RECENT: usize = 60;
/// How many similar entries a page names.
const SIMILAR: usize = 3;
/// From this share of common pairs of characters on, two texts are called alike, in hundredths.
const ALIKE: usize = 16;
/// How many characters of a text stand for a missing title.
const TITLE: usize = 24;

/// What is known of one document.
struct Fact<'h> {
    kind: SubmissionKind,
    state: ReplyStatus,
    day: Date,
    arrived: Option<Moment>,
    /// None where no answer is owed, or the time of arrival is not known.
    due: Option<Due>,
    answered: Option<Moment>,
    is_owed: bool,
    current: Option<&'h Decision>,
    history: Vec<Dated<'h>>,
}

impl Fact<'_> {
    fn stands(&self, now: Moment) -> Option<Standing> {
        self.due.map(|due| standing(due, self.answered, now))
    }

    /// The day by which an answer is still owed.
    fn due_day(&self) -> Option<Date> {
        self.due
            .filter(|_| self.answered.is_none())
            .map(|due| day_of(due.at))
    }
}

/// Whether a state is an answer, which stops the clock.
fn is_answer(state: ReplyStatus) -> bool {
    match state {
        ReplyStatus::Answered
        | ReplyStatus::Adopted
        | ReplyStatus::NotAdopted
        | ReplyStatus::Done => true,
        ReplyStatus::Received | ReplyStatus::InReview | ReplyStatus::PassedOn => false,
    }
}

/// The address of an entry: its code in small letters, without hyphens.
pub fn address(code: Code) -> Id {
    let text: String = code
        .to_string()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // Twelve letters and digits are an identifier.
    Id::new(text).unwrap_or_else(|_| unreachable!("a code is an identifier"))
}

/// Everything that was said, ready to be shown.
pub struct Said<'h> {
    records: &'h Records,
    calendar: Calendar,
    community: Id,
    now: Moment,
    has_clocks: bool,
    facts: BTreeMap<DocId, Fact<'h>>,
    /// Shown ones, with their whole text: the newest day first; within a day in the order of
    /// their names, which are hashes and say nothing about the order of arrival.
    rows: Vec<EntryRow>,
    shown: HashMap<Id, DocId>,
    ratings: BTreeMap<Target, (u32, u32)>,
    improvements: BTreeMap<Target, LocalText>,
    pairs: HashMap<Id, HashSet<(char, char)>>,
    /// Where data files stand, by page; filled once they are written.
    pub files: Vec<String>,
}

/// A line's or project's name and page, as the budget knows them.
pub trait Places {
    /// The name and page of a line or group.
    fn line(&self, year: &YearId, line: &Id) -> Option<(LocalText, Route)>;
}

impl<'h> Said<'h> {
    /// Puts together what was heard, as it stands at a moment.
    pub fn build(records: &'h Records, heard: &'h Heard, now: Moment) -> Said<'h> {
        let calendar = Calendar::of(records);
        let mut histories: HashMap<DocId, Vec<Dated<'h>>> = HashMap::new();
        for dated in heard.decisions.all() {
            histories.entry(dated.decision.id).or_default().push(dated);
        }
        let mut facts = BTreeMap::new();
        for (id, arrived) in &heard.arrived {
            let history = histories.remove(id).unwrap_or_default();
            let current = history.last().map(|dated| dated.decision);
            // What arrived after the time of this publication is not yet there for it.
            if current.is_none() && arrived.at.is_some_and(|at| at > now) {
                continue;
            }
            let promised = clock::promised(records, arrived.kind);
            let due = arrived
                .from()
                .and_then(|at| clock::due(promised, at, &calendar));
            let day = arrived.from().map(day_of);
            facts.insert(
                *id,
                Fact {
                    kind: arrived.kind,
                    state: current.map_or(ReplyStatus::Received, |decision| decision.state),
                    day: day
                        .or_else(|| history.first().map(|dated| dated.decision.day))
                        .unwrap_or_else(|| day_of(now)),
                    arrived: arrived.from(),
                    due,
                    answered: history
                        .iter()
                        .find(|dated| is_answer(dated.decision.state))
                        .map(|dated| dated.at),
                    is_owed: promised != Clock::None,
                    current,
                    history,
                },
            );
        }
        let mut said = Said {
            records,
            calendar,
            community: records.community.id.clone(),
            now,
            has_clocks: heard.has_clocks,
            facts,
            rows: Vec::new(),
            shown: HashMap::new(),
            ratings: BTreeMap::new(),
            improvements: BTreeMap::new(),
            pairs: HashMap::new(),
            files: Vec::new(),
        };
        said.count_ratings();
        said.make_rows();
        said
    }

    /// Decisions that hold, of documents that are counted.
    fn decisions(&self) -> impl Iterator<Item = &'h Decision> + '_ {
        self.facts.values().filter_map(|fact| fact.current)
    }

    /// Every decision that holds.
    pub fn decided(&self) -> Vec<Decision> {
        self.decisions().cloned().collect()
    }

    /// When documents came, as far as an inbox noted it.
    pub fn arrivals(&self) -> BTreeMap<DocId, Moment> {
        self.facts
            .iter()
            .filter_map(|(id, fact)| Some((*id, fact.arrived?)))
            .collect()
    }

    fn count_ratings(&mut self) {
        let mut improvements: BTreeMap<Target, (Moment, LocalText)> = BTreeMap::new();
        for fact in self.facts.values() {
            let Some(decision) = fact.current else {
                continue;
            };
            if let Some(Tally::Rating { about, stars }) = &decision.tally
                && decision.state != ReplyStatus::NotAdopted
            {
                let (sum, count) = self.ratings.entry(about.clone()).or_default();
                *sum += u32::from(*stars);
                *count += 1;
            }
            let about = match &decision.tally {
                Some(Tally::Rating { about, .. }) => about.clone(),
                _ => Target::Entry(decision.id.code()),
            };
            if let (Some(note), Some(last)) = (&decision.improvement, fact.history.last())
                && improvements.get(&about).is_none_or(|(at, _)| *at < last.at)
            {
                improvements.insert(about, (last.at, note.clone()));
            }
        }
        self.improvements = improvements
            .into_iter()
            .map(|(about, (_, note))| (about, note))
            .collect();
    }

    fn make_rows(&mut self) {
        let mut supports: HashMap<&Target, BTreeSet<DocId>> = HashMap::new();
        let mut same: HashMap<Code, u32> = HashMap::new();
        for decision in self.decisions() {
            if decision.state == ReplyStatus::NotAdopted {
                // A second support of one device, for instance.
            } else if let Some(Tally::Support { about, token }) = &decision.tally {
                supports.entry(about).or_default().insert(*token);
            }
            if let Some(code) = decision.same_as {
                *same.entry(code).or_default() += 1;
            }
        }
        let mut rows: Vec<(DocId, EntryRow)> = Vec::new();
        for (id, fact) in &self.facts {
            let Some((decision, entry)) = shown(fact) else {
                continue;
            };
            let code = id.code();
            let about = Target::Entry(code);
            let row = EntryRow {
                id: address(code),
                kind: fact.kind,
                lang: entry.lang,
                title: entry.answers.get(&AskKey::Title).cloned(),
                text: text_of(entry),
                category: self.category(entry),
                place: entry
                    .answers
                    .get(&AskKey::Place)
                    .map(|place| self.place(place)),
                state: fact.state,
                day: fact.day,
                due: fact.due_day(),
                is_overdue: fact.stands(self.now) == Some(Standing::Overdue),
                reply: decision.reply.clone().or_else(|| decision.reason.clone()),
                support: count(supports.get(&about).map_or(0, BTreeSet::len)),
                similar: same.get(&code).copied().unwrap_or(0),
            };
            rows.push((*id, row));
        }
        rows.sort_by(|(a, one), (b, other)| other.day.cmp(&one.day).then_with(|| a.cmp(b)));
        self.shown = rows.iter().map(|(id, row)| (row.id.clone(), *id)).collect();
        self.pairs = rows
            .iter()
            .map(|(_, row)| (row.id.clone(), pairs(row)))
            .collect();
        self.rows = rows.into_iter().map(|(_, row)| row).collect();
    }

    fn category(&self, entry: &Entry) -> Option<Id> {
        let id = entry.answers.get(&AskKey::Category)?;
        self.records
            .categories
            .iter()
            .find(|category| category.category_id.as_str() == id)
            .map(|category| category.category_id.clone())
    }

    fn category_name(&self, id: &Id) -> Option<LocalText> {
        self.records
            .categories
            .iter()
            .find(|category| category.category_id == *id)
            .map(|category| category.name.clone())
    }

    /// A place on the plan by its name, or the resident's own words.
    fn place(&self, text: &str) -> LocalText {
        self.records
            .places
            .iter()
            .find(|place| place.place_id.as_str() == text)
            .map_or_else(|| LocalText::plain(text), |place| place.name.clone())
    }

    /// All that is shown, with whole texts.
    pub fn rows(&self) -> &[EntryRow] {
        &self.rows
    }

    /// Every page of the wall, of the entries, and of receipts.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = vec![Route::Track];
        routes.extend((1..=count(self.pages())).map(Route::Wall));
        routes.extend(self.rows.iter().map(|row| Route::Entry(row.id.clone())));
        routes
    }

    fn pages(&self) -> usize {
        self.rows.len().div_ceil(ON_PAGE).max(1)
    }

    /// One page of the wall.
    pub fn wall(&self, page: u32) -> WallView {
        let skipped = usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX);
        WallView {
            rows: self
                .rows
                .iter()
                .skip(skipped.saturating_mul(ON_PAGE))
                .take(ON_PAGE)
                .map(short)
                .collect(),
            page,
            pages: count(self.pages()),
            files: self.files.clone(),
            categories: self
                .records
                .categories
                .iter()
                .map(|category| CategoryView {
                    id: category.category_id.clone(),
                    name: category.name.clone(),
                })
                .collect(),
            counts: self.counts(),
        }
    }

    /// How many came in and what became of them.
    pub fn counts(&self) -> SaidCounts {
        let owed = || self.facts.values().filter(|fact| fact.is_owed);
        let mut declined: BTreeMap<&LocalText, u32> = BTreeMap::new();
        for fact in owed() {
            if fact.state == ReplyStatus::NotAdopted
                && let Some(reason) = fact.current.and_then(|decision| decision.reason.as_ref())
            {
                *declined.entry(reason).or_default() += 1;
            }
        }
        let mut declined: Vec<DeclinedCount> = declined
            .into_iter()
            .map(|(reason, count)| DeclinedCount {
                reason: reason.clone(),
                count,
            })
            .collect();
        // Stable: equal ones stay in the order of their words.
        declined.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        SaidCounts {
            total: count(owed().count()),
            shown: count(self.rows.len()),
            waiting: count(owed().filter(|fact| fact.answered.is_none()).count()),
            overdue: count(
                owed()
                    .filter(|fact| fact.stands(self.now) == Some(Standing::Overdue))
                    .count(),
            ),
            has_clocks: self.has_clocks,
            declined,
        }
    }

    /// What the home page says; nothing before anything arrived.
    pub fn brief(&self) -> Option<SaidBrief> {
        let counts = self.counts();
        (counts.total > 0 || counts.shown > 0).then(|| SaidBrief {
            newest: self.rows.iter().take(NEWEST).map(short).collect(),
            counts,
        })
    }

    /// What was said about a line of a year or about its projects.
    pub fn about_line(&self, year: &YearId, line: &Id) -> Vec<EntryRow> {
        let targets = self.targets_of(year, line);
        self.rows
            .iter()
            .filter(|row| {
                self.entry_of(&row.id)
                    .and_then(|(_, _, entry)| entry.about.as_ref())
                    .is_some_and(|about| targets.contains(about))
            })
            .map(short)
            .collect()
    }

    /// How a line of a year and its projects were rated.
    pub fn ratings_of_line(&self, year: &YearId, line: &Id) -> Vec<RatingView> {
        self.targets_of(year, line)
            .iter()
            .filter_map(|target| {
                let name = match target {
                    Target::Project(id) => Some(self.project(id)?.name.clone()),
                    _ => None,
                };
                self.rating(target, name)
            })
            .collect()
    }

    fn targets_of(&self, year: &YearId, line: &Id) -> Vec<Target> {
        let projects = self
            .records
            .projects
            .iter()
            .filter(|project| project.year == *year && project.line_id.as_ref() == Some(line))
            .map(|project| Target::Project(project.project_id.clone()));
        std::iter::once(Target::Line(year.clone(), line.clone()))
            .chain(projects)
            .collect()
    }

    fn project(&self, id: &Id) -> Option<&'h records::sheets::Project> {
        self.records
            .projects
            .iter()
            .find(|project| project.project_id == *id)
            .map(|project| &project.record)
    }

    fn rating(&self, target: &Target, name: Option<LocalText>) -> Option<RatingView> {
        let (sum, count) = *self.ratings.get(target)?;
        Some(RatingView {
            name,
            count,
            tenths: RatingView::mean(sum, count),
            improvement: self.improvements.get(target).cloned(),
        })
    }

    fn entry_of(&self, id: &Id) -> Option<(&Fact<'h>, &'h Decision, &'h Entry)> {
        let fact = self.facts.get(self.shown.get(id)?)?;
        let (decision, entry) = shown(fact)?;
        Some((fact, decision, entry))
    }

    /// The page of an entry.
    pub fn entry(&self, id: &Id, places: &impl Places) -> Option<EntryView> {
        let doc = self.shown.get(id)?;
        let row = self.rows.iter().find(|row| row.id == *id)?;
        let (fact, decision, entry) = self.entry_of(id)?;
        let asks = spec(fact.kind).map_or(&[][..], |spec| spec.asks);
        let answers = asks
            .iter()
            .filter(|ask| {
                !matches!(
                    ask.key,
                    AskKey::Title | AskKey::Category | AskKey::Place | AskKey::Token
                )
            })
            .filter_map(|ask| {
                Some(AnswerView {
                    key: ask.key,
                    text: entry.answers.get(&ask.key)?.clone(),
                })
            })
            .collect();
        let rating = self.rating(&Target::Entry(doc.code()), None);
        Some(EntryView {
            category: row.category.as_ref().and_then(|id| self.category_name(id)),
            row: EntryRow {
                text: String::new(),
                ..row.clone()
            },
            code: doc.code().to_string(),
            channel: entry.channel,
            answers,
            about: entry
                .about
                .as_ref()
                .and_then(|about| self.about(about, places)),
            name: entry.name.clone(),
            told_by_voice: entry.told_by_voice,
            helped: entry.helped,
            photos: entry
                .photos
                .iter()
                .map(|photo| PhotoView {
                    file: photo_path(&self.community, &photo.file),
                    width: photo.width,
                    height: photo.height,
                    caption: photo.caption.clone(),
                })
                .collect(),
            clock: self.clock(fact),
            steps: steps(fact),
            same_as: decision
                .same_as
                .map(address)
                .filter(|id| self.shown.contains_key(id)),
            similar: self.similar(row, *doc),
            rating,
        })
    }

    fn clock(&self, fact: &Fact<'_>) -> Option<ClockView> {
        let due = fact.due?;
        let (hours, working_days) = match clock::promised(self.records, fact.kind) {
            Clock::None => return None,
            Clock::Hours(hours) => (Some(hours), None),
            Clock::WorkingDays(days) => (None, Some(days)),
        };
        let is_late = matches!(
            standing(due, fact.answered, self.now),
            Standing::Late | Standing::Overdue
        );
        let working_day = match (fact.answered, fact.arrived, working_days) {
            (None, Some(arrived), Some(_)) => Some(
                self.calendar
                    .working_days(day_of(arrived), day_of(self.now)),
            ),
            _ => None,
        };
        Some(ClockView {
            hours,
            working_days,
            due: day_of(due.at),
            answered: fact.answered.map(day_of),
            is_late,
            working_day,
            is_assumed: due.is_assumed,
        })
    }

    fn about(&self, target: &Target, places: &impl Places) -> Option<AboutView> {
        let with = |(name, route): (LocalText, Route)| AboutView {
            name,
            path: Some(route.path()),
        };
        match target {
            Target::Line(year, line) => places.line(year, line).map(with),
            Target::Project(id) => {
                let project = self.project(id)?;
                let path = project
                    .line_id
                    .as_ref()
                    .and_then(|line| places.line(&project.year, line))
                    .map(|(_, route)| route.path());
                Some(AboutView {
                    name: project.name.clone(),
                    path,
                })
            }
            Target::Entry(code) => {
                let id = address(*code);
                let row = self.rows.iter().find(|row| row.id == id)?;
                Some(AboutView {
                    name: LocalText::plain(title(row)),
                    path: Some(Route::Entry(id).path()),
                })
            }
            Target::Campaign(id) => self
                .records
                .campaigns
                .iter()
                .find(|campaign| campaign.campaign_id == *id)
                .map(|campaign| with((campaign.title.clone(), Route::Campaign(id.clone())))),
            Target::Resource(id) => self
                .records
                .resources
                .iter()
                .find(|resource| resource.resource_id == *id)
                .map(|resource| with((resource.name.clone(), Route::Needs))),
            Target::Survey(_) | Target::Event(_) | Target::Page(_) => None,
        }
    }

    /// Those that the office found to say the same, then those whose words are alike.
    fn similar(&self, row: &EntryRow, doc: DocId) -> Vec<EntryBrief> {
        let own = self.pairs.get(&row.id);
        let mut found: Vec<(usize, &EntryRow)> = self
            .rows
            .iter()
            .filter(|other| other.id != row.id)
            .filter_map(|other| {
                let (_, decision, _) = self.entry_of(&other.id)?;
                if decision.same_as == Some(doc.code()) {
                    return Some((usize::MAX, other));
                }
                let (own, theirs) = (own?, self.pairs.get(&other.id)?);
                let common = own.intersection(theirs).count();
                let share = common * 100 / (own.len() + theirs.len() - common).max(1);
                (share >= ALIKE).then_some((share, other))
            })
            .collect();
        // Stable: equally alike ones stay in the order of the wall.
        found.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
        found
            .into_iter()
            .take(SIMILAR)
            .map(|(_, other)| EntryBrief {
                id: other.id.clone(),
                lang: other.lang,
                title: title(other),
                state: other.state,
            })
            .collect()
    }

    /// `/track/`
    pub fn track(&self) -> TrackView {
        let mut receipts: Vec<(&DocId, &Fact<'_>)> =
            self.facts.iter().filter(|(_, fact)| fact.is_owed).collect();
        receipts.sort_by(|(a, one), (b, other)| other.day.cmp(&one.day).then_with(|| a.cmp(b)));
        TrackView {
            total: count(receipts.len()),
            recent: receipts
                .into_iter()
                .take(RECENT)
                .map(|(id, fact)| ReceiptView {
                    code: id.code().to_string(),
                    kind: fact.kind,
                    state: fact.state,
                    day: fact.day,
                    due: fact.due_day(),
                    answered: fact.answered.map(day_of),
                    entry: self.shown_address(*id),
                })
                .collect(),
            has_clocks: self.has_clocks,
        }
    }

    fn shown_address(&self, id: DocId) -> Option<Id> {
        let address = address(id.code());
        (self.shown.get(&address) == Some(&id)).then_some(address)
    }

    /// What the list of received documents holds.
    pub fn received(&self) -> Vec<ReceivedEntry> {
        self.facts
            .iter()
            .map(|(id, fact)| ReceivedEntry {
                id: id.to_string(),
                kind: fact.kind,
                state: fact.state,
                day: fact.day,
                due: fact.due.map(|due| day_of(due.at)),
                answered: fact.answered.map(day_of),
                post: fact.current.map(|decision| decision.post.clone()),
                entry: self.shown_address(*id),
            })
            .collect()
    }

    /// Approved photographs of what is shown: where each stands in the tree, by its SHA-256.
    pub fn photos(&self) -> BTreeMap<String, String> {
        self.rows
            .iter()
            .filter_map(|row| self.entry_of(&row.id))
            .flat_map(|(_, _, entry)| &entry.photos)
            .map(|photo| {
                let path = photo_path(&self.community, &photo.file);
                (photo.file.clone(), path)
            })
            .collect()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The decision and what may be shown, if it may.
fn shown<'h>(fact: &Fact<'h>) -> Option<(&'h Decision, &'h Entry)> {
    let decision = fact.current?;
    Some((decision, decision.entry.as_ref()?))
}

fn photo_path(community: &Id, file: &str) -> String {
    let short = file.get(..16).unwrap_or(file);
    format!("c/{community}/media/{short}.jpg")
}

/// The text of an entry: its long answers, one after another.
fn text_of(entry: &Entry) -> String {
    let parts: Vec<&str> = [AskKey::Text, AskKey::Problem, AskKey::Measure]
        .iter()
        .filter_map(|key| entry.answers.get(key))
        .map(String::as_str)
        .collect();
    parts.join("\n")
}

/// The first characters of a text, with a mark where it goes on.
fn cut(text: &str, characters: usize) -> String {
    let flat: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if flat.chars().count() <= characters {
        return flat;
    }
    let mut start: String = flat.chars().take(characters).collect();
    start.push('…');
    start
}

fn short(row: &EntryRow) -> EntryRow {
    EntryRow {
        text: cut(&row.text, LINES),
        reply: row.reply.as_ref().map(|reply| LocalText {
            text: cut(&reply.text, LINES),
            zh_hans: reply.zh_hans.as_deref().map(|text| cut(text, LINES)),
            zh_hant: reply.zh_hant.as_deref().map(|text| cut(text, LINES)),
            en: reply.en.as_deref().map(|text| cut(text, 2 * LINES)),
        }),
        ..row.clone()
    }
}

fn title(row: &EntryRow) -> String {
    row.title
        .clone()
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| cut(&row.text, TITLE))
}

/// Neighbouring letters of title and text, by which two texts are compared.
fn pairs(row: &EntryRow) -> HashSet<(char, char)> {
    let letters: Vec<char> = row
        .title
        .iter()
        .flat_map(|title| title.chars())
        .chain(row.text.chars())
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

fn steps(fact: &Fact<'_>) -> Vec<DecisionView> {
    fact.history
        .iter()
        .map(|dated| {
            let decision = dated.decision;
            DecisionView {
                day: decision.day,
                state: decision.state,
                post: decision.post.clone(),
                reason: decision.reason.clone(),
                reply: decision.reply.clone(),
                passed_to: decision.passed_to.clone(),
            }
        })
        .collect()
}

//! A workbook with decisions, checked cell by cell: all of it is taken in, or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use records::book::Cell;
use records::clock::{self, Calendar};
use records::codes::{ReplyStatus, SubmissionKind};
use records::decisions::{Decision, DecisionFile, EntryPhoto, Tally};
use records::envelope::{self, Code, DocId, Holding};
use records::say::Target;
use records::{LocalText, Records};
use sealing::{CryptoRng, PublicKey, SecretKey};

use super::cells::{Around, Stars, stars};
use super::cover::cover;
use super::decide::{Chosen, Deciding, Row, Said, Trouble, counted, tally};
use super::gather::{Gathered, Inboxes, own};
use super::letters::{Letter, Letters};
use super::sheets::{Column, Sheet};
use super::{DeskError, decisions, export, list, paper, papers};
use crate::durable;
use crate::inbox::{self, Name, What};
use crate::words;
use crate::workbook::{self, Grid, letters as column_letters};

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The office folder.
    pub office: PathBuf,
    /// The workbook.
    pub file: PathBuf,
    /// The moment.
    pub now: DateTime<FixedOffset>,
}

/// What opens documents, and what new ones are sealed to.
pub struct Keys<'k> {
    /// The office's, all of them.
    pub secret: &'k [SecretKey],
    /// The current public ones; none where nothing is sealed.
    pub public: &'k [PublicKey],
}

/// What is amiss, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The sheet.
    pub sheet: Sheet,
    /// The row, as the spreadsheet counts; none for the sheet as a whole.
    pub row: Option<u32>,
    /// The column.
    pub column: Option<Column>,
    /// Its letters in this file.
    pub letters: Option<String>,
    /// What.
    pub trouble: Trouble,
}

/// What was taken in.
#[derive(Debug, Default)]
pub struct Imported {
    /// The new file of decisions; none if there was nothing new.
    pub file: Option<PathBuf>,
    /// Decisions that a clerk made.
    pub decided: usize,
    /// Ratings, supports and questionnaires that were counted.
    pub counted: usize,
    /// Supports that were there already from the same device.
    pub repeated: usize,
    /// Photographs that may be shown from now on.
    pub photos: usize,
    /// Letters on paper that were taken in: the number on the paper and the receipt.
    pub papers: Vec<(String, Code)>,
    /// What does not keep anything from being taken in.
    pub warnings: Vec<Finding>,
}

/// How an import ended.
#[derive(Debug)]
pub enum Outcome {
    /// All of it was taken in.
    Done(Imported),
    /// Nothing was: this is to be mended first.
    Findings(Vec<Finding>),
}

/// Takes a workbook in.
///
/// # Errors
/// [`DeskError`] when it could not run; what is wrong with the workbook is [`Outcome::Findings`].
pub fn import(
    options: &ImportOptions,
    keys: &Keys<'_>,
    rng: &mut impl CryptoRng,
) -> Result<Outcome, DeskError> {
    let office = &options.office;
    let records = list::records(office)?;
    let grids = workbook::grids(&options.file)?;
    let sheets = sheets(&grids);
    if sheets.is_empty() {
        return Err(DeskError::NotOurs {
            path: options.file.clone(),
        });
    }
    let inboxes = Inboxes::open(office, &records.community.id)?;
    let gathered = inboxes.gather()?;
    let letters = Letters::open(&inboxes, &gathered, keys.secret)?;
    let so_far = decisions::read(office)?;
    let current = so_far.current();
    let mut found = Vec::new();
    let mut rows: BTreeMap<Sheet, Vec<Row>> = BTreeMap::new();
    for (sheet, grid) in &sheets {
        rows.insert(*sheet, read_rows(*sheet, grid, &mut found));
    }
    let around = Around {
        records: &records,
        calendar: Calendar::of(&records),
        now: options.now,
        stars: BTreeMap::new(),
        similar: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    let mut said = Vec::new();
    let mut seen: BTreeMap<DocId, u32> = BTreeMap::new();
    let codes: BTreeSet<Code> = letters.open.iter().map(Letter::code).collect();
    for (sheet, rows) in rows.iter().filter(|(sheet, _)| !sheet.is_paper()) {
        let deciding = Deciding {
            around: &around,
            codes: &codes,
            sheet: *sheet,
        };
        for row in rows.iter().filter(|row| !row.is_blank()) {
            let mut add = |column: Column, trouble| {
                found.push((*sheet, Some(row.number), Some(column), trouble));
            };
            let id = row.text(Column::Document).parse::<DocId>().ok();
            let letter = id
                .and_then(|id| letters.get(id))
                .filter(|letter| super::sheet_of(letter.kind()) == Some(*sheet));
            let Some(letter) = letter else {
                add(Column::Code, Trouble::UnknownDocument);
                continue;
            };
            if let Some(first) = seen.insert(letter.id, row.number) {
                add(Column::Code, Trouble::Twice { first });
                continue;
            }
            match deciding.read(row, letter, current.get(&letter.id)) {
                Ok(Said::Nothing) => {}
                Ok(Said::Decided(decision, chosen)) => {
                    said.push((*sheet, row.number, letter, *decision, chosen));
                }
                Err(troubles) => {
                    for (column, trouble) in troubles {
                        add(column, trouble);
                    }
                }
            }
        }
    }
    let known = Papers::read(office, &gathered)?;
    let blank = Vec::new();
    let typed = |sheet| rows.get(&sheet).unwrap_or(&blank).as_slice();
    let agreed = paper::compare(
        typed(Sheet::First),
        typed(Sheet::Second),
        &|number| known.has(number),
        &records,
        clock::day_of(options.now),
    );
    let agreed = agreed.unwrap_or_else(|amiss| {
        for (sheet, row, column, trouble) in amiss {
            found.push((sheet, Some(row), column, trouble));
        }
        Vec::new()
    });
    let mut photos = BTreeMap::new();
    let mut decided: Vec<Decision> = Vec::new();
    for (sheet, row, letter, mut decision, chosen) in said {
        if let (Chosen::These(numbers), Some(entry)) = (&chosen, decision.entry.as_mut()) {
            for number in numbers {
                let Some(medium) = letter.photos().nth(number - 1) else {
                    continue;
                };
                match export::photo(medium, &inboxes)? {
                    Ok(photo) => {
                        let caption = medium.caption.as_deref();
                        entry.photos.push(EntryPhoto {
                            file: photo.id().to_string(),
                            width: photo.width,
                            height: photo.height,
                            caption: caption.map(|text| cover(text, letter.submission.lang)),
                        });
                        photos.insert(photo.id(), photo);
                    }
                    Err(why) => {
                        let trouble = Trouble::Photo {
                            number: *number,
                            why,
                        };
                        let column = Some(Column::PublicPhotos);
                        found.push((sheet, Some(row), column, trouble));
                    }
                }
            }
        }
        if current.get(&decision.id) != Some(&decision) {
            decided.push(decision);
        }
    }
    let (counts, repeated) = automatic(&letters, &current, &decided, options.now);
    let clerks = decided.len();
    decided.extend(counts);
    let mut after = current.clone();
    after.extend(
        decided
            .iter()
            .map(|decision| (decision.id, decision.clone())),
    );
    let blank = Vec::new();
    unimproved(
        &after,
        &letters,
        rows.get(&Sheet::Ratings).unwrap_or(&blank),
        &mut found,
    );

    let place = |(sheet, row, column, trouble): (Sheet, Option<u32>, Option<Column>, Trouble)| {
        let grid = sheets.iter().find(|(of, _)| *of == sheet).map(|(_, g)| *g);
        Finding {
            sheet,
            row,
            column,
            letters: grid.zip(column).and_then(|(grid, column)| {
                let columns = keyed(sheet, grid)?.1;
                columns.get(&column).map(|at| column_letters(*at))
            }),
            trouble,
        }
    };
    let findings: Vec<Finding> = found.into_iter().map(place).collect();
    if findings.iter().any(|finding| finding.trouble.is_error()) {
        return Ok(Outcome::Findings(findings));
    }

    // From here on everything is right, and the file of decisions comes last: what was written
    // before it without it shows nowhere.
    for photo in photos.values() {
        keep_photo(office, photo)?;
    }
    let papers = Papers::take_in(office, agreed, keys, &records, options.now, rng)?;
    let mut imported = Imported {
        file: None,
        decided: clerks,
        counted: decided.len() - clerks - repeated,
        repeated,
        photos: photos.len(),
        papers,
        warnings: findings,
    };
    if !decided.is_empty() {
        let file = DecisionFile::new(options.now, decided);
        imported.file = Some(decisions::append(office, so_far.next(), &file)?);
    }
    Ok(Outcome::Done(imported))
}

/// Our sheets in a file, whatever else is in it.
fn sheets(grids: &[Grid]) -> Vec<(Sheet, &Grid)> {
    Sheet::ALL
        .into_iter()
        .filter_map(|sheet| {
            let grid = grids.iter().find(|grid| {
                let name = grid.name.trim();
                name == sheet.name() || name == sheet.key()
            })?;
            Some((sheet, grid))
        })
        .collect()
}

/// The row with the keys and where each column stands.
fn keyed(sheet: Sheet, grid: &Grid) -> Option<(u32, BTreeMap<Column, u32>)> {
    let columns = sheet.columns();
    let first = columns.first()?.key();
    let (number, cells) = grid
        .rows
        .iter()
        .take(3)
        .find(|(_, cells)| cells.values().any(|cell| cell.shown() == first))?;
    let mut places = BTreeMap::new();
    for (at, cell) in cells {
        let key = cell.shown();
        if let Some(column) = columns.iter().find(|column| column.key() == key) {
            places.entry(*column).or_insert(*at);
        }
    }
    Some((*number, places))
}

/// What is amiss, before its place has letters.
type Amiss = (Sheet, Option<u32>, Option<Column>, Trouble);

fn read_rows(sheet: Sheet, grid: &Grid, found: &mut Vec<Amiss>) -> Vec<Row> {
    let Some((keys, places)) = keyed(sheet, grid) else {
        found.push((sheet, None, None, Trouble::NoColumn));
        return Vec::new();
    };
    let before = found.len();
    for column in sheet.columns() {
        if !places.contains_key(&column) {
            found.push((sheet, None, Some(column), Trouble::NoColumn));
        }
    }
    if found.len() > before {
        return Vec::new();
    }
    grid.rows
        .range(keys + 1..)
        .map(|(number, cells)| Row {
            number: *number,
            cells: places
                .iter()
                .filter_map(|(column, at)| {
                    let cell = cells.get(at).filter(|cell| **cell != Cell::Blank)?;
                    Some((*column, cell.clone()))
                })
                .collect(),
        })
        .collect()
}

/// Ratings, supports and questionnaires are counted without a clerk. A second support of one
/// device for one thing is not.
fn automatic(
    letters: &Letters,
    current: &BTreeMap<DocId, Decision>,
    decided: &[Decision],
    now: DateTime<FixedOffset>,
) -> (Vec<Decision>, usize) {
    let new: BTreeSet<DocId> = decided.iter().map(|decision| decision.id).collect();
    let mut supports: BTreeSet<(Target, DocId)> = current
        .values()
        .filter_map(|decision| match &decision.tally {
            Some(Tally::Support { about, token }) => Some((about.clone(), *token)),
            _ => None,
        })
        .collect();
    let mut open: Vec<&Letter> = letters
        .open
        .iter()
        .filter(|letter| !current.contains_key(&letter.id) && !new.contains(&letter.id))
        .collect();
    // Earliest first; what has no time comes last.
    open.sort_by_key(|letter| (letter.arrived.is_none(), letter.arrived, letter.id));
    let mut counts = Vec::new();
    let mut repeated = 0;
    for letter in open {
        let Some(tally) = tally(letter) else { continue };
        let is_repeated = match &tally {
            Tally::Support { about, token } => !supports.insert((about.clone(), *token)),
            _ => false,
        };
        repeated += usize::from(is_repeated);
        // A rating with words waits for somebody to read them.
        let is_read = letter
            .submission
            .answer(records::codes::AskKey::Text)
            .is_some();
        counts.push(Decision {
            id: letter.id,
            kind: letter.kind(),
            day: clock::day_of(now),
            post: words::counted_by(),
            state: match (is_repeated, is_read) {
                (true, _) => ReplyStatus::NotAdopted,
                (false, true) => ReplyStatus::Received,
                (false, false) => ReplyStatus::Done,
            },
            reason: is_repeated.then(words::supported_before),
            reply: None,
            passed_to: None,
            same_as: None,
            improvement: None,
            review: None,
            entry: None,
            tally: (!is_repeated).then_some(tally),
            counted: Some(counted(letter)),
        });
    }
    (counts, repeated)
}

/// Things rated under 80 of 100 for which nobody says what will be done better.
fn unimproved(
    after: &BTreeMap<DocId, Decision>,
    letters: &Letters,
    rows: &[Row],
    found: &mut Vec<Amiss>,
) {
    let tallies = after
        .values()
        .filter_map(|decision| decision.tally.as_ref());
    let stars: BTreeMap<Target, Stars> = stars(tallies);
    for (about, _) in stars.iter().filter(|(_, stars)| stars.is_low()) {
        let is_of = |decision: &Decision| {
            decision.kind == SubmissionKind::Rating
                && decision.tally.as_ref().map(Tally::about) == Some(about)
        };
        let is_answered = after
            .values()
            .any(|decision| is_of(decision) && decision.improvement.is_some());
        if is_answered {
            continue;
        }
        let row = rows.iter().find(|row| {
            let id = row.text(Column::Document).parse::<DocId>().ok();
            id.and_then(|id| letters.get(id))
                .is_some_and(|letter| letter.submission.about.as_ref() == Some(about))
        });
        found.push((
            Sheet::Ratings,
            row.map(|row| row.number),
            Some(Column::Improvement),
            Trouble::NoImprovement,
        ));
    }
}

/// Where a photograph that may be shown stands.
pub fn photo_path(office: &Path, file: &str) -> PathBuf {
    office.join("media").join(format!("{file}.jpg"))
}

fn keep_photo(office: &Path, photo: &super::photos::Photo) -> Result<(), DeskError> {
    let path = photo_path(office, &photo.id().to_string());
    let io = |source| DeskError::io(&path, source);
    durable::make_folder(&office.join("media")).map_err(io)?;
    match durable::write_new(&path, &photo.jpeg) {
        // Its name is its hash.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(io),
    }
}

/// Letters on paper that were taken in before.
struct Papers {
    known: BTreeMap<String, DocId>,
}

impl Papers {
    fn read(office: &Path, gathered: &Gathered) -> Result<Self, DeskError> {
        let here: BTreeSet<DocId> = gathered.names.keys().map(|name| name.id).collect();
        // A line without its document is of a run that was stopped: it is taken in again.
        let known = papers::read(office)?
            .into_iter()
            .filter(|line| here.contains(&line.id))
            .map(|line| (line.paper, line.id))
            .collect();
        Ok(Papers { known })
    }

    fn has(&self, number: &str) -> bool {
        self.known.contains_key(number)
    }

    /// Makes a document of each letter and puts it into the office's own inbox.
    fn take_in(
        office: &Path,
        agreed: Vec<paper::Agreed>,
        keys: &Keys<'_>,
        records: &Records,
        now: DateTime<FixedOffset>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<(String, Code)>, DeskError> {
        let mut made = Vec::with_capacity(agreed.len());
        for agreed in agreed {
            let document = document(&agreed.submission, keys.public, records, rng)?;
            let id = DocId::of(&document);
            let line = papers::PaperLine {
                paper: agreed.paper.clone(),
                id,
                at: now,
                day: agreed.day,
            };
            papers::note(office, &line)?;
            let what = What::Document(agreed.submission.kind);
            made.push((agreed.paper, id, what, document));
        }
        let documents = made
            .iter()
            .map(|(_, id, what, bytes)| (*id, *what, bytes.clone()));
        put(office, records, documents.collect())?;
        Ok(made
            .into_iter()
            .map(|(paper, id, ..)| (paper, id.code()))
            .collect())
    }
}

fn document(
    submission: &records::say::Submission,
    to: &[PublicKey],
    records: &Records,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, DeskError> {
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let community = &records.community.id;
    let json = submission.to_json();
    if to.is_empty() {
        let holding = Holding::Body(&json);
        return envelope::write(submission.kind, community, &nonce, &[], holding)
            .map_err(DeskError::Envelope);
    }
    let hex = envelope::hex(&nonce);
    let context = sealing::Context {
        community: community.as_str(),
        kind: submission.kind.key(),
        nonce: &hex,
    };
    let sealed = sealing::seal(json.as_bytes(), to, &context, rng).map_err(DeskError::Seal)?;
    let sealed = envelope::Sealed::from(&sealed);
    envelope::write(
        submission.kind,
        community,
        &nonce,
        &[],
        Holding::Sealed(&sealed),
    )
    .map_err(DeskError::Envelope)
}

/// Puts documents and media into the office's own inbox, each with its line in the arrival
/// journal; says which of them are new.
pub(super) fn put(
    office: &Path,
    records: &Records,
    documents: Vec<(DocId, What, Vec<u8>)>,
) -> Result<Vec<bool>, DeskError> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let place = own(office);
    let shown = place.to_string_lossy().into_owned();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| DeskError::io(office, source))?;
    let inbox_error = |source| DeskError::Inbox {
        place: shown.clone(),
        source,
    };
    runtime.block_on(async {
        let store = inbox::open(&shown, inbox::Options::default()).map_err(inbox_error)?;
        let mut new = Vec::with_capacity(documents.len());
        for (id, what, bytes) in documents {
            let name = Name {
                community: records.community.id.clone(),
                what,
                id,
            };
            let stored = store.put(&name, bytes.into()).await;
            new.push(stored.map_err(DeskError::Store)? == inbox::Stored::New);
        }
        store.close().await;
        Ok(new)
    })
}

/// A text of the office itself, in all languages.
pub(crate) fn in_all(zh_hans: &str, zh_hant: &str, en: &str) -> LocalText {
    LocalText {
        text: zh_hans.to_owned(),
        zh_hans: None,
        zh_hant: Some(zh_hant.to_owned()),
        en: Some(en.to_owned()),
    }
}

//! Reads a file piece by piece, never holding its text twice.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::num::NonZeroU64;

use super::error::{PabulibError, Problem, Section};
use super::ids::Ids;
use super::scan::{Scan, Seen};
use super::table::Table;
use crate::ballot::{Bounds, VoteType};
use crate::exact::Rational;
use crate::instance::{Instance, InvalidInstance, Project};
use crate::profile::Profile;
use crate::sort;

/// What to keep of the VOTES section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Every row with all its columns, so that the file can be written again.
    #[default]
    Everything,
    /// Only the ballots, merged: what counting needs.
    Ballots,
}

/// A file as read: the election, and the text of every cell.
#[derive(Clone, Debug)]
pub struct Pabulib {
    /// The projects and the budget.
    pub instance: Instance,
    /// The ballots.
    pub profile: Profile,
    /// META as text; unknown keys are kept.
    pub meta: Table,
    /// PROJECTS as text; unknown columns are kept.
    pub projects: Table,
    /// VOTES as text; no rows when read with [`Keep::Ballots`].
    pub votes: Table,
}

impl Pabulib {
    /// Reads a whole file that lies in memory.
    ///
    /// # Errors
    /// [`PabulibError`] with line and column of the first fault.
    pub fn read(bytes: &[u8]) -> Result<Self, PabulibError> {
        let mut reader = Reader::new(Keep::Everything);
        reader.feed(bytes)?;
        reader.finish()
    }

    /// The value of a META key.
    pub fn meta_value(&self, key: &str) -> Option<&str> {
        meta_value(&self.meta, key)
    }
}

/// Later rows win, as in the reference.
fn meta_value<'a>(meta: &'a Table, key: &str) -> Option<&'a str> {
    (0..meta.len())
        .rev()
        .find(|&row| meta.cell(row, 0) == Some(key))
        .and_then(|row| meta.cell(row, 1))
}

fn meta_row(meta: &Table, key: &str) -> Option<usize> {
    (0..meta.len())
        .rev()
        .find(|&row| meta.cell(row, 0) == Some(key))
}

/// What the header of VOTES says about the row's cells.
#[derive(Debug)]
struct VoteColumns {
    count: usize,
    vote: usize,
    points: Option<usize>,
}

/// Reads a file from pieces of any size, in order.
///
/// ```
/// use ballots::pabulib::{Keep, Reader};
///
/// let mut reader = Reader::new(Keep::Ballots);
/// reader.feed(b"META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproj")?;
/// reader.feed(b"ect_id;cost\na;5\nVOTES\nvoter_id;vote\n1;a\n")?;
/// let election = reader.finish()?;
/// assert_eq!(election.profile.num_ballots(), 1);
/// # Ok::<(), ballots::pabulib::PabulibError>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    keep: Keep,
    scan: Scan,
    /// The beginning of a row whose end has not come yet.
    carry: Vec<u8>,
    line: u64,
    started: bool,
    section: Option<Section>,
    header_due: bool,
    meta: Table,
    meta_lines: Vec<u64>,
    projects: Table,
    votes: Table,
    cost_column: usize,
    name_column: Option<usize>,
    listed: Vec<Project>,
    project_lines: Vec<u64>,
    election: Option<(Instance, Profile)>,
    ids: Ids,
    columns: VoteColumns,
    items: Vec<u32>,
    points: Vec<i64>,
    pairs: Vec<(u32, i64)>,
    /// The ballot on which each project was last named, counted from 1.
    named: Vec<Option<NonZeroU64>>,
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A row cut into cells, still quoted.
struct Row<'a> {
    text: &'a str,
    separators: &'a [usize],
    line: u64,
    quotes: bool,
}

impl<'a> Row<'a> {
    fn len(&self) -> usize {
        self.separators.len() + 1
    }

    fn start(&self, cell: usize) -> usize {
        if cell == 0 {
            0
        } else {
            self.separators[cell - 1] + 1
        }
    }

    fn raw(&self, cell: usize) -> &'a str {
        let end = self
            .separators
            .get(cell)
            .copied()
            .unwrap_or(self.text.len());
        &self.text[self.start(cell)..end]
    }

    /// The cell's value: unquoted, without spaces around.
    fn cell(&self, cell: usize) -> Cow<'a, str> {
        let raw = self.raw(cell);
        if !self.quotes || !raw.starts_with('"') {
            return Cow::Borrowed(raw.trim());
        }
        // As in CSV: inside the marks a doubled mark is one; what follows the
        // closing mark belongs to the cell as it stands.
        let mut value = String::with_capacity(raw.len());
        let mut rest = &raw[1..];
        while let Some(at) = rest.find('"') {
            value.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('"') {
                value.push('"');
                rest = after;
            } else {
                break;
            }
        }
        value.push_str(rest);
        Cow::Owned(String::from(value.trim()))
    }

    fn fault(&self, cell: usize, problem: Problem) -> PabulibError {
        self.fault_at(self.start(cell), problem)
    }

    fn fault_at(&self, byte: usize, problem: Problem) -> PabulibError {
        let before = self.text.get(..byte).unwrap_or("");
        let inner = before.matches('\n').count() as u64;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u64;
        PabulibError {
            line: self.line + inner,
            column: column + 1,
            problem,
        }
    }
}

fn present<'a>(row: &Row<'a>, cell: usize) -> Option<Cow<'a, str>> {
    if cell >= row.len() {
        return None;
    }
    let value = row.cell(cell);
    if value.eq_ignore_ascii_case("none") {
        None
    } else {
        Some(value)
    }
}

impl Reader {
    /// A reader that has seen nothing yet.
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            scan: Scan::default(),
            carry: Vec::new(),
            line: 1,
            started: false,
            section: None,
            header_due: false,
            meta: Table::default(),
            meta_lines: Vec::new(),
            projects: Table::default(),
            votes: Table::default(),
            cost_column: 0,
            name_column: None,
            listed: Vec::new(),
            project_lines: Vec::new(),
            election: None,
            ids: Ids::new([].into_iter()),
            columns: VoteColumns {
                count: 0,
                vote: 0,
                points: None,
            },
            items: Vec::new(),
            points: Vec::new(),
            pairs: Vec::new(),
            named: Vec::new(),
        }
    }

    /// Whether a character ends a line for readers that split text by Unicode
    /// rules (Python's `splitlines`, which the reference uses), though not for CSV.
    pub(super) const fn breaks_rows(c: char) -> bool {
        matches!(
            c,
            '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    }

    /// Reads the next piece.
    ///
    /// # Errors
    /// [`PabulibError`] with line and column of the first fault. After an
    /// error the reader is of no further use.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), PabulibError> {
        let mut rest = piece;
        if !self.started {
            // The mark may itself arrive in pieces.
            let wanted = BYTE_ORDER_MARK.len().saturating_sub(self.carry.len());
            let (head, tail) = rest.split_at(wanted.min(rest.len()));
            self.carry.extend_from_slice(head);
            if BYTE_ORDER_MARK.starts_with(&self.carry) && self.carry.len() < 3 {
                return Ok(());
            }
            self.started = true;
            self.scan.start();
            let head = core::mem::take(&mut self.carry);
            let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head);
            self.rows(head)?;
            rest = tail;
        }
        self.rows(rest)
    }

    fn rows(&mut self, mut rest: &[u8]) -> Result<(), PabulibError> {
        if !self.carry.is_empty() {
            let end = self.scan.end_in(rest);
            let (head, tail) = rest.split_at(end.unwrap_or(rest.len()));
            self.carry.extend_from_slice(head);
            if end.is_none() {
                return Ok(());
            }
            let mut carry = core::mem::take(&mut self.carry);
            self.row(&carry)?;
            carry.clear();
            self.carry = carry;
            self.scan.start();
            rest = tail;
        }
        while let Some(end) = self.scan.end_in(rest) {
            let (head, tail) = rest.split_at(end);
            self.row(head)?;
            self.scan.start();
            rest = tail;
        }
        self.carry.extend_from_slice(rest);
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`PabulibError`] when the last row is at fault or something is missing.
    pub fn finish(mut self) -> Result<Pabulib, PabulibError> {
        if !self.started {
            let head = core::mem::take(&mut self.carry);
            self.started = true;
            self.scan.start();
            self.rows(&head)?;
        }
        if !self.carry.is_empty() {
            let carry = core::mem::take(&mut self.carry);
            if self.scan.is_quoted() {
                let column = self.scan.separators.last().map_or(0, |at| at + 1);
                let text = String::from_utf8_lossy(carry.get(..column).unwrap_or(&[]));
                return Err(PabulibError {
                    line: self.line,
                    column: text.chars().count() as u64 + 1,
                    problem: Problem::UnclosedQuote,
                });
            }
            self.row(&carry)?;
        }
        if self.header_due {
            let section = self.section.unwrap_or(Section::Meta);
            return Err(self.here(Problem::HeaderMissing { section }));
        }
        let expected = match self.section {
            Some(Section::Votes) => None,
            section => Some(next_section(section)),
        };
        match (self.election, expected) {
            (Some((instance, profile)), None) => Ok(Pabulib {
                instance,
                profile,
                meta: self.meta,
                projects: self.projects,
                votes: self.votes,
            }),
            (_, expected) => Err(PabulibError {
                line: self.line,
                column: 1,
                problem: Problem::SectionMissing {
                    expected: expected.unwrap_or(Section::Votes),
                },
            }),
        }
    }

    fn here(&self, problem: Problem) -> PabulibError {
        PabulibError {
            line: self.line,
            column: 1,
            problem,
        }
    }

    fn row(&mut self, bytes: &[u8]) -> Result<(), PabulibError> {
        let seen = self.scan.seen;
        let separators = core::mem::take(&mut self.scan.separators);
        let result = self.row_with(bytes, seen, &separators);
        self.scan.separators = separators;
        self.line += 1;
        if seen.inner_lines {
            let inner = bytes.split(|byte| *byte == b'\n').count() as u64 - 1;
            self.line += inner - u64::from(bytes.last() == Some(&b'\n'));
        }
        result
    }

    fn row_with(
        &mut self,
        bytes: &[u8],
        seen: Seen,
        separators: &[usize],
    ) -> Result<(), PabulibError> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = core::str::from_utf8(bytes).map_err(|error| {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            PabulibError {
                line: self.line,
                column: before.chars().count() as u64 + 1,
                problem: Problem::NotUtf8,
            }
        })?;
        let row = Row {
            text,
            separators,
            line: self.line,
            quotes: seen.quotes,
        };
        if seen.odd {
            let stray = text.char_indices().find(|(at, c)| {
                // Windows line ends inside quotes are fine.
                Self::breaks_rows(*c) && !(*c == '\r' && text[*at..].starts_with("\r\n"))
            });
            if let Some((at, seen)) = stray {
                return Err(row.fault_at(at, Problem::StrayLineBreak { seen }));
            }
        }
        if separators.is_empty() && text.trim().is_empty() {
            if self.header_due {
                let section = self.section.unwrap_or(Section::Meta);
                return Err(self.here(Problem::HeaderMissing { section }));
            }
            return Ok(());
        }
        if self.header_due {
            self.header_due = false;
            return self.header(&row);
        }
        if self.section == Some(Section::Votes) && !may_be_title(&row) {
            return self.vote(&row);
        }
        if let Some(section) = title(&row)? {
            return self.enter(section, &row);
        }
        match self.section {
            None => Err(row.fault(
                0,
                Problem::BeforeMeta {
                    seen: row.cell(0).into_owned(),
                },
            )),
            Some(Section::Meta) => self.fact(&row),
            Some(Section::Projects) => self.project(&row),
            Some(Section::Votes) => self.vote(&row),
        }
    }

    fn enter(&mut self, section: Section, row: &Row<'_>) -> Result<(), PabulibError> {
        let expected = (self.section != Some(Section::Votes)).then(|| next_section(self.section));
        if expected != Some(section) {
            return Err(row.fault(
                0,
                Problem::SectionOutOfOrder {
                    seen: section,
                    expected,
                },
            ));
        }
        self.section = Some(section);
        self.header_due = true;
        if section == Section::Votes {
            self.open_profile(row)?;
        }
        Ok(())
    }

    fn header(&mut self, row: &Row<'_>) -> Result<(), PabulibError> {
        let columns: Vec<String> = (0..row.len())
            .map(|cell| row.cell(cell).into_owned())
            .collect();
        let find = |name: &str| columns.iter().position(|column| column == name);
        let needed = |expected: &'static str| {
            find(expected).ok_or_else(|| {
                row.fault(
                    0,
                    Problem::ColumnMissing {
                        expected,
                        seen: row.text.into(),
                    },
                )
            })
        };
        let first = |expected: &'static str| {
            if columns.first().is_some_and(|column| column == expected) {
                Ok(())
            } else {
                let seen = row.cell(0).into_owned();
                Err(row.fault(0, Problem::ColumnMissing { expected, seen }))
            }
        };
        match self.section {
            Some(Section::Projects) => {
                first("project_id")?;
                self.cost_column = needed("cost")?;
                self.name_column = find("name");
                self.projects = Table::new(columns);
            }
            Some(Section::Votes) => {
                first("voter_id")?;
                self.columns = VoteColumns {
                    count: columns.len(),
                    vote: needed("vote")?,
                    points: find("points"),
                };
                self.votes = Table::new(columns);
            }
            Some(Section::Meta) | None => self.meta = Table::new(columns),
        }
        Ok(())
    }

    fn fact(&mut self, row: &Row<'_>) -> Result<(), PabulibError> {
        if row.len() < 2 {
            return Err(row.fault(0, Problem::CellMissing { expected: "value" }));
        }
        push(&mut self.meta, row);
        self.meta_lines.push(row.line);
        Ok(())
    }

    fn project(&mut self, row: &Row<'_>) -> Result<(), PabulibError> {
        check_width(row, self.projects.header().len())?;
        let project_id = row.cell(0).into_owned();
        if project_id.is_empty() {
            return Err(row.fault(
                0,
                Problem::CellMissing {
                    expected: "project_id",
                },
            ));
        }
        let cost_cell = self.cost_column;
        let seen = present(row, cost_cell)
            .ok_or_else(|| row.fault(0, Problem::CellMissing { expected: "cost" }))?;
        let cost = Rational::parse(&seen).map_err(|why| {
            let seen = seen.clone().into_owned();
            row.fault(
                cost_cell,
                Problem::NotANumber {
                    column: "cost",
                    seen,
                    why,
                },
            )
        })?;
        if cost.is_negative() {
            let seen = seen.into_owned();
            return Err(row.fault(
                cost_cell,
                Problem::Negative {
                    column: "cost",
                    seen,
                },
            ));
        }
        let name = self.name_column.and_then(|column| present(row, column));
        let name = name.map(Cow::into_owned);
        self.listed.push(Project {
            project_id,
            cost,
            name,
        });
        self.project_lines.push(row.line);
        push(&mut self.projects, row);
        Ok(())
    }

    fn meta_fault(&self, key: &str, problem: Problem) -> PabulibError {
        let line = meta_row(&self.meta, key)
            .and_then(|row| self.meta_lines.get(row).copied())
            .unwrap_or(self.line);
        PabulibError {
            line,
            column: key.chars().count() as u64 + 2,
            problem,
        }
    }

    fn meta_number(&self, key: &'static str) -> Result<Option<Rational>, PabulibError> {
        let Some(seen) = meta_value(&self.meta, key) else {
            return Ok(None);
        };
        match Rational::parse(seen) {
            Ok(number) => Ok(Some(number)),
            Err(why) => {
                let problem = Problem::NotANumber {
                    column: key,
                    seen: seen.into(),
                    why,
                };
                Err(self.meta_fault(key, problem))
            }
        }
    }

    fn meta_count(&self, key: &'static str) -> Result<Option<u64>, PabulibError> {
        let Some(number) = self.meta_number(key)? else {
            return Ok(None);
        };
        let count = number
            .is_whole()
            .then(|| number.numerator().to_i128())
            .flatten();
        if let Some(count) = count.and_then(|count| u64::try_from(count).ok()) {
            return Ok(Some(count));
        }
        let seen = meta_value(&self.meta, key).unwrap_or("").into();
        let why = crate::exact::InvalidNumber::NotANumber;
        Err(self.meta_fault(
            key,
            Problem::NotANumber {
                column: key,
                seen,
                why,
            },
        ))
    }

    fn open_profile(&mut self, row: &Row<'_>) -> Result<(), PabulibError> {
        let missing = |expected: &'static str| row.fault(0, Problem::KeyMissing { expected });
        let budget = self
            .meta_number("budget")?
            .ok_or_else(|| missing("budget"))?;
        if budget.is_negative() {
            let seen = meta_value(&self.meta, "budget").unwrap_or("").into();
            let problem = Problem::Negative {
                column: "budget",
                seen,
            };
            return Err(self.meta_fault("budget", problem));
        }
        let word = meta_value(&self.meta, "vote_type").ok_or_else(|| missing("vote_type"))?;
        let vote_type = VoteType::from_pabulib(word).ok_or_else(|| {
            self.meta_fault("vote_type", Problem::UnknownVoteType { seen: word.into() })
        })?;
        let bounds = Bounds {
            min_length: self.meta_count("min_length")?,
            max_length: self.meta_count("max_length")?,
            min_sum_cost: self.meta_number("min_sum_cost")?,
            max_sum_cost: self.meta_number("max_sum_cost")?,
            min_points: self.meta_number("min_points")?,
            max_points: self.meta_number("max_points")?,
            min_sum_points: self.meta_number("min_sum_points")?,
            max_sum_points: self.meta_number("max_sum_points")?,
        };
        let projects = core::mem::take(&mut self.listed);
        self.ids = Ids::new(projects.iter().map(|project| project.project_id.as_str()));
        self.named = alloc::vec![None; projects.len()];
        let instance =
            Instance::new(projects, budget).map_err(|error| self.instance_fault(error))?;
        let profile = Profile::new(&instance, vote_type, bounds);
        self.election = Some((instance, profile));
        Ok(())
    }

    /// Costs and ids were checked row by row; what is left is an id met twice.
    fn instance_fault(&self, error: InvalidInstance) -> PabulibError {
        let InvalidInstance::DuplicateProject { project_id } = error else {
            return self.here(Problem::CellMissing {
                expected: "project_id",
            });
        };
        let line = (0..self.projects.len())
            .filter(|&row| self.projects.cell(row, 0) == Some(&project_id))
            .nth(1)
            .and_then(|row| self.project_lines.get(row).copied())
            .unwrap_or(self.line);
        PabulibError {
            line,
            column: 1,
            problem: Problem::DuplicateProject { seen: project_id },
        }
    }

    fn vote(&mut self, row: &Row<'_>) -> Result<(), PabulibError> {
        check_width(row, self.columns.count)?;
        let Some((_, profile)) = self.election.as_mut() else {
            return Err(row.fault(
                0,
                Problem::SectionMissing {
                    expected: Section::Projects,
                },
            ));
        };
        let vote_cell = self.columns.vote;
        let vote = present(row, vote_cell).ok_or_else(|| {
            row.fault(
                vote_cell.min(row.len() - 1),
                Problem::CellMissing { expected: "vote" },
            )
        })?;
        self.items.clear();
        if profile.vote_type().has_points() {
            let points = self.columns.points.and_then(|cell| present(row, cell));
            match points {
                None if vote.is_empty() => profile.add(&[], &[]),
                Some(_) if vote.is_empty() => {
                    return Err(row.fault(vote_cell, Problem::CellMissing { expected: "vote" }));
                }
                None => {
                    let problem = Problem::CellMissing { expected: "points" };
                    return Err(row.fault(vote_cell, problem));
                }
                Some(points) => {
                    let points_cell = self.columns.points.unwrap_or(vote_cell);
                    self.pairs.clear();
                    // Finer points may change the profile's scale: then once more.
                    let mut scale = 0;
                    while scale != profile.points_scale() {
                        scale = profile.points_scale();
                        self.pairs.clear();
                        score(
                            &self.ids,
                            profile,
                            row,
                            (vote_cell, &vote),
                            (points_cell, &points),
                            &mut self.pairs,
                        )?;
                    }
                    self.points.clear();
                    for (item, points) in &self.pairs {
                        self.items.push(*item);
                        self.points.push(*points);
                    }
                    profile.add(&self.items, &self.points);
                }
            }
        } else {
            let stamp = NonZeroU64::new(profile.num_ballots() + 1);
            let mut sorted = true;
            let (named, items) = (&mut self.named, &mut self.items);
            self.ids
                .each(vote.as_bytes(), |item| {
                    // A second mention changes nothing: the first place counts.
                    let named = &mut named[item as usize];
                    if *named != stamp {
                        *named = stamp;
                        sorted &= items.last().is_none_or(|last| *last < item);
                        items.push(item);
                    }
                })
                .map_err(|name| unknown(row, vote_cell, name))?;
            if !sorted && profile.vote_type().is_approval() {
                sort::short(&mut self.items, |a, b| a < b);
            }
            profile.add(&self.items, &[]);
        }
        if self.keep == Keep::Everything {
            push(&mut self.votes, row);
        }
        Ok(())
    }
}

/// Reads points; when a project is named twice its last points count.
fn score(
    ids: &Ids,
    profile: &mut Profile,
    row: &Row<'_>,
    (vote_cell, vote): (usize, &str),
    (points_cell, points): (usize, &str),
    pairs: &mut Vec<(u32, i64)>,
) -> Result<(), PabulibError> {
    let names = vote.split(',').count();
    let given = points.split(',').count();
    if names != given {
        let problem = Problem::PointsMismatch {
            seen: given,
            expected: names,
        };
        return Err(row.fault(points_cell, problem));
    }
    for (name, text) in vote.split(',').zip(points.split(',')) {
        let Some(item) = ids.get(name.as_bytes()) else {
            return Err(unknown(row, vote_cell, name.as_bytes()));
        };
        let text = text.trim();
        let small = text.bytes().all(|byte| byte.is_ascii_digit());
        let value = match text.parse::<u32>() {
            Ok(value) if small => i64::from(value)
                .checked_mul(i64::try_from(profile.points_scale()).unwrap_or(i64::MAX)),
            _ => {
                let value = Rational::parse(text).map_err(|why| {
                    let seen = text.into();
                    row.fault(
                        points_cell,
                        Problem::NotANumber {
                            column: "points",
                            seen,
                            why,
                        },
                    )
                })?;
                profile.scale_points(&value)
            }
        };
        let value = value
            .filter(|value| value.unsigned_abs() <= 1 << 40)
            .ok_or_else(|| row.fault(points_cell, Problem::PointsTooFine { seen: text.into() }))?;
        match pairs.iter_mut().find(|(other, _)| *other == item) {
            Some((_, kept)) => *kept = value,
            None => pairs.push((item, value)),
        }
    }
    sort::short(pairs, |a, b| a.0 < b.0);
    Ok(())
}

fn unknown(row: &Row<'_>, cell: usize, name: &[u8]) -> PabulibError {
    row.fault(
        cell,
        Problem::UnknownProject {
            seen: String::from_utf8_lossy(name).into_owned(),
        },
    )
}

const fn next_section(section: Option<Section>) -> Section {
    match section {
        None => Section::Meta,
        Some(Section::Meta) => Section::Projects,
        Some(Section::Projects | Section::Votes) => Section::Votes,
    }
}

/// A quick no for the millions of rows that are not titles.
fn may_be_title(row: &Row<'_>) -> bool {
    row.raw(0)
        .trim_start_matches([' ', '"'])
        .as_bytes()
        .first()
        .is_some_and(|byte| matches!(byte | 0x20, b'm' | b'p' | b'v') || !byte.is_ascii())
}

fn title(row: &Row<'_>) -> Result<Option<Section>, PabulibError> {
    let first = row.cell(0);
    let section = [Section::Meta, Section::Projects, Section::Votes]
        .into_iter()
        .find(|section| first.eq_ignore_ascii_case(section.title()));
    if section.is_some() && (1..row.len()).any(|cell| !row.cell(cell).is_empty()) {
        return Err(row.fault(
            0,
            Problem::TitleAsIdentity {
                seen: first.into_owned(),
            },
        ));
    }
    Ok(section)
}

fn check_width(row: &Row<'_>, expected: usize) -> Result<(), PabulibError> {
    if row.len() > expected {
        let problem = Problem::RowTooLong {
            seen: row.len(),
            expected,
        };
        return Err(row.fault(expected, problem));
    }
    Ok(())
}

fn push(table: &mut Table, row: &Row<'_>) {
    let cells: Vec<Cow<'_, str>> = (0..row.len()).map(|cell| row.cell(cell)).collect();
    table.push(cells.iter().map(AsRef::as_ref));
}

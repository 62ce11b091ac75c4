//! Finished polls: the ballots of `OFFICE/polls/{poll_id}.pb`, held against the workbook and counted
//! by the poll's rule. Publishing counts anew each time; nothing that was counted is kept.

mod check;
mod lines;
pub mod rule;

use std::io;
use std::path::{Path, PathBuf};

use ballots::pabulib::{self, Pabulib, Problem, Section, Table, WriteError};
use ballots::{BudgetAllocation, Options, RuleError};
use records::sheets::{Poll, PollOption};
use records::{Date, Id, Records};

/// The folder of ballots in an office folder.
pub const FOLDER: &str = "polls";

/// A poll's ballots, counted.
#[derive(Debug)]
pub struct Counted {
    /// The poll.
    pub poll: Id,
    /// As read.
    pub file: Pabulib,
    /// What the rule makes of it, explained.
    pub allocation: BudgetAllocation,
    /// Ballots on which each project stands, by place.
    pub votes: Vec<u64>,
    /// Ballots that name no project.
    pub empty: u64,
    /// What is published: the same ballots in the order of what they say, under running numbers.
    pub published: Vec<u8>,
}

/// A fault of a file of ballots, and its place.
#[derive(Debug)]
pub struct PollFinding {
    /// The file.
    pub file: PathBuf,
    /// Its line, counted from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: PollProblem,
}

/// What is wrong with a file of ballots.
#[derive(Debug)]
pub enum PollProblem {
    /// It cannot be read.
    Io(io::Error),
    /// The workbook has no poll of the file's name.
    NoPoll {
        /// The name.
        seen: String,
    },
    /// The poll is still open, or not yet.
    NotOver {
        /// Its last day.
        closes: Date,
    },
    /// No sound Pabulib file; the column beside the line.
    Pabulib {
        /// Character in the line, counted from 1.
        column: u64,
        /// What is wrong there.
        problem: Problem,
    },
    /// META says otherwise than the workbook, or than the file itself.
    Differs {
        /// The key.
        key: &'static str,
        /// What stands there.
        seen: String,
        /// What should.
        expected: String,
    },
    /// A key of META that is not published.
    UnknownKey {
        /// The key.
        seen: String,
    },
    /// A column that is not published: of VOTES, something about a voter.
    UnknownColumn {
        /// Which section.
        section: Section,
        /// The column.
        seen: String,
    },
    /// A project that the workbook's poll does not have.
    UnknownProject {
        /// Its name in the file.
        seen: String,
    },
    /// A project of the workbook's poll that the file does not have.
    NoProject {
        /// Its list number.
        expected: Id,
    },
    /// A project's cell says otherwise than the workbook or the count.
    CellDiffers {
        /// The column.
        column: &'static str,
        /// The project.
        project: String,
        /// What stands there.
        seen: String,
        /// What should.
        expected: String,
    },
    /// A voter's name is not the running number of its row.
    VoterName {
        /// What should stand there.
        expected: u64,
    },
    /// A ballot names a project twice.
    Twice {
        /// Which.
        seen: String,
    },
    /// A ballot names too few or too many projects.
    Length {
        /// How many it names.
        seen: usize,
        /// Fewest allowed.
        min: u32,
        /// Most allowed, if that is bound.
        max: Option<u32>,
    },
    /// A ballot's projects cost too much together.
    TooDear {
        /// What they cost.
        seen: String,
        /// The most allowed.
        most: String,
    },
    /// No ballots.
    NoBallots,
    /// It cannot be counted by the poll's rule.
    Rule(RuleError),
    /// It cannot be written for everybody.
    Write(WriteError),
}

impl PollProblem {
    /// A word for machines.
    pub fn kind(&self) -> &'static str {
        match self {
            PollProblem::Io(_) => "io",
            PollProblem::NoPoll { .. } => "no-poll",
            PollProblem::NotOver { .. } => "not-over",
            PollProblem::Pabulib { .. } => "pabulib",
            PollProblem::Differs { .. } => "differs",
            PollProblem::UnknownKey { .. } => "unknown-key",
            PollProblem::UnknownColumn { .. } => "unknown-column",
            PollProblem::UnknownProject { .. } => "unknown-project",
            PollProblem::NoProject { .. } => "no-project",
            PollProblem::CellDiffers { .. } => "cell-differs",
            PollProblem::VoterName { .. } => "voter-name",
            PollProblem::Twice { .. } => "twice",
            PollProblem::Length { .. } => "length",
            PollProblem::TooDear { .. } => "too-dear",
            PollProblem::NoBallots => "no-ballots",
            PollProblem::Rule(_) => "rule",
            PollProblem::Write(_) => "write",
        }
    }
}

/// A file of ballots, not looked at yet.
#[derive(Debug)]
pub struct Ballots {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Every file of ballots of an office folder, by name; files of other kinds are left alone.
///
/// # Errors
/// [`PollFinding`] when folder or file cannot be read.
pub fn read(office: &Path) -> Result<Vec<Ballots>, Box<PollFinding>> {
    let folder = office.join(FOLDER);
    let failed = |path: &Path, source| {
        Box::new(PollFinding {
            file: path.to_owned(),
            line: None,
            problem: PollProblem::Io(source),
        })
    };
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(&folder, error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(&folder, error))?.path();
        if path.extension().is_some_and(|ending| ending == "pb") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(&path).map_err(|error| failed(&path, error))?;
            Ok(Ballots { path, bytes })
        })
        .collect()
}

/// Holds every file against the workbook and counts it. `day` is the day of the publication.
///
/// # Errors
/// All findings of all files; a file with a finding is not counted.
pub fn count(
    ballots: &[Ballots],
    records: &Records,
    day: Date,
) -> Result<Vec<Counted>, Vec<PollFinding>> {
    let mut counted = Vec::new();
    let mut found = Vec::new();
    for file in ballots {
        match count_one(file, records, day) {
            Ok(one) => counted.push(one),
            Err(problems) => {
                found.extend(problems.into_iter().map(|(line, problem)| PollFinding {
                    file: file.path.clone(),
                    line,
                    problem,
                }));
            }
        }
    }
    if found.is_empty() {
        Ok(counted)
    } else {
        Err(found)
    }
}

/// The projects of a poll, in the order of the workbook.
pub fn options<'r>(records: &'r Records, poll: &Poll) -> Vec<&'r PollOption> {
    records
        .options
        .iter()
        .filter(|option| option.poll_id == poll.poll_id)
        .map(|option| &option.record)
        .collect()
}

/// A problem and its line.
type Located = (Option<u64>, PollProblem);

fn count_one(ballots: &Ballots, records: &Records, day: Date) -> Result<Counted, Vec<Located>> {
    let name = ballots.path.file_stem().unwrap_or_default();
    let name = name.to_string_lossy();
    let poll = records
        .polls
        .iter()
        .find(|poll| poll.poll_id.as_str() == name);
    let Some(poll) = poll else {
        let seen = name.into_owned();
        return Err(vec![(None, PollProblem::NoPoll { seen })]);
    };
    if day <= poll.closes {
        let closes = poll.closes;
        return Err(vec![(None, PollProblem::NotOver { closes })]);
    }
    let file = Pabulib::read(&ballots.bytes).map_err(|error| {
        let problem = PollProblem::Pabulib {
            column: error.column,
            problem: error.problem,
        };
        vec![(Some(error.line), problem)]
    })?;
    // Read without a fault, so it is UTF-8.
    let text = String::from_utf8_lossy(&ballots.bytes);
    let lines = lines::Lines::of(&text);
    let options = options(records, poll);
    let currency = records.community.currency;
    let mut found = check::check(&file, &lines, poll, &options, currency);
    if !found.is_empty() {
        return Err(found);
    }
    let counting = rule::counting(poll);
    let allocation = counting
        .rule
        .run_with(
            &file.instance,
            &file.profile,
            Options {
                ties: &counting.ties,
                explain: true,
                progress: None,
            },
        )
        .map_err(|error| vec![(None, PollProblem::Rule(error))])?;
    let votes = file.profile.votes();
    check::against_count(&file, &lines, &votes, &allocation, &mut found);
    if !found.is_empty() {
        return Err(found);
    }
    let empty = file
        .profile
        .ballots()
        .filter(|ballot| ballot.positions.is_empty())
        .map(|ballot| ballot.multiplicity)
        .sum();
    let published = published(&file, &votes, &allocation)
        .map_err(|error| vec![(None, PollProblem::Write(error))])?;
    Ok(Counted {
        poll: poll.poll_id.clone(),
        file,
        allocation,
        votes,
        empty,
        published,
    })
}

/// The file for everybody: what was checked, votes and winners as counted, and ballots in the order
/// of what they say, so that nothing is left of the order in which they were cast.
fn published(
    file: &Pabulib,
    votes: &[u64],
    allocation: &BudgetAllocation,
) -> Result<Vec<u8>, WriteError> {
    let column = |table: &Table, name: &str| table.column(name).unwrap_or(usize::MAX);
    let own = |name: &str| ["votes", "selected"].contains(&name);
    let kept: Vec<(usize, String)> = file
        .projects
        .header()
        .iter()
        .enumerate()
        .filter(|(_, name)| !own(name) && !name.is_empty())
        .map(|(at, name)| (at, name.clone()))
        .collect();
    let header = kept.iter().map(|(_, name)| name.clone());
    let mut projects = Table::new(
        header
            .chain(["votes".to_owned(), "selected".to_owned()])
            .collect(),
    );
    for row in 0..file.projects.len() {
        let own = [
            votes.get(row).copied().unwrap_or(0).to_string(),
            u8::from(allocation.is_selected(row)).to_string(),
        ];
        let cells = kept
            .iter()
            .map(|(at, _)| file.projects.cell(row, *at).unwrap_or(""));
        projects.push(cells.chain(own.iter().map(String::as_str)));
    }
    let points = file.votes.column("points");
    let mut rows: Vec<(&str, Option<&str>)> = (0..file.votes.len())
        .map(|row| {
            let vote = file.votes.cell(row, column(&file.votes, "vote"));
            let points = points.map(|at| file.votes.cell(row, at).unwrap_or(""));
            (vote.unwrap_or(""), points)
        })
        .collect();
    rows.sort_unstable();
    let mut header = vec!["voter_id".to_owned(), "vote".to_owned()];
    header.extend(points.map(|_| "points".to_owned()));
    let mut table = Table::new(header);
    for ((vote, points), number) in rows.into_iter().zip(1_u64..) {
        let number = number.to_string();
        table.push([number.as_str(), vote].into_iter().chain(points));
    }
    let cleaned = Pabulib {
        projects,
        votes: table,
        ..file.clone()
    };
    let mut out = String::new();
    pabulib::write(&cleaned, &mut out)?;
    Ok(out.into_bytes())
}

//! The count: from what stands to rows, totals, turnout and the outcome.
//!
//! [`count`] is for the office: it has the opened boxes. [`recount`] is for everybody: it makes the
//! same result of what is published, and [`crate::verify`] holds the two against each other.

use std::collections::{BTreeMap, BTreeSet};

use ballots::exact::Rational;
use ballots::{
    ApprovalBallot, Ballot as Marked, Bounds, BudgetAllocation, ChooseOneBallot, CumulativeBallot,
    Instance, InvalidBallot, Options, OrdinalBallot, Profile, Progress, RuleError,
};
use records::Id;
use records::envelope::DocId;
use records::json::Writing;
use transparency::events::Reason;

use crate::ballot::{Channel, Unopened, Vote};
use crate::choice::{Choice, Stance};
use crate::paper::Compared;
use crate::poll::{Base, Counting, Definition, Matter, Motion, VoteType, ballot_type, texts};
use crate::public::{Document, Figures, Published, Row, Texts, pairs, sort_rows};
use crate::sift::{Rules, Sifted};

/// What the boxes held, by document.
pub type Opened = BTreeMap<DocId, Result<Vote, Unopened>>;

/// Opens every box that stands, with whichever of the keys opens it.
pub fn open_all(definition: &Definition, sifted: &Sifted, keys: &[sealing::SecretKey]) -> Opened {
    let open = |ballot: &crate::ballot::Ballot| {
        let mut found = Err(Unopened::Box(sealing::OpenProblem::OtherKey));
        for key in keys {
            found = ballot.open(definition, key);
            if !matches!(found, Err(Unopened::Box(sealing::OpenProblem::OtherKey))) {
                break;
            }
        }
        found
    };
    (sifted.to_open.iter())
        .map(|(doc, ballot)| (*doc, open(ballot)))
        .collect()
}

/// Why nothing can be counted yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountProblem {
    /// Roll or revocations are not those of this poll, or not as the definition says.
    #[error("the roll is not this poll's")]
    Roll,
    /// Sheets of paper that were not read alike are to be looked at first.
    #[error("{0} sheets were not read alike")]
    Mismatches(usize),
    /// A sheet's slip is not on the roll, or was revoked.
    #[error("the slip of sheet {0} may not vote")]
    PaperSlip(Id),
    /// A box that stands was not opened.
    #[error("document {0} was not opened")]
    NotOpened(DocId),
    /// The counting rule gives no outcome.
    #[error("{0}")]
    Rule(RuleError),
    /// A choice that the counting crate refuses; none that was cast is.
    #[error("{0}")]
    Choice(Box<InvalidBallot>),
}

impl From<InvalidBallot> for CountProblem {
    fn from(problem: InvalidBallot) -> Self {
        CountProblem::Choice(Box::new(problem))
    }
}

/// A project's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Which.
    pub project_id: Id,
    /// On how many ballots it stands.
    pub votes: u64,
    /// Points given to it, where points are given.
    pub points: Option<u64>,
}

/// What a vote on projects decides.
#[derive(Debug, Clone)]
pub struct Projects {
    /// Figures in the order of the definition.
    pub totals: Vec<Total>,
    /// The projects and the money, as they were counted.
    pub instance: Instance,
    /// What is funded, and why.
    pub allocation: BudgetAllocation,
}

/// What a vote on a motion decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MotionOutcome {
    /// Votes for it.
    pub agree: u64,
    /// Votes against it.
    pub against: u64,
    /// Abstentions.
    pub abstain: u64,
    /// Whether enough votes were counted.
    pub quorum: bool,
    /// Whether enough of them agree.
    pub threshold: bool,
}

impl MotionOutcome {
    /// Whether the motion passes.
    pub fn is_passed(&self) -> bool {
        self.quorum && self.threshold
    }
}

/// What the vote decides.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Which projects are funded.
    Projects(Box<Projects>),
    /// Whether something is done.
    Motion(MotionOutcome),
}

/// Numbers of ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turnout {
    /// Documents that arrived, each once.
    pub arrived: u64,
    /// Ballots counted, paper with them.
    pub counted: u64,
    /// Of these, empty on purpose.
    pub empty: u64,
    /// Counted ballots by channel.
    pub channels: Vec<(Channel, u64)>,
    /// Documents that do not count, by reason.
    pub rejected: Vec<(Reason, u64)>,
}

/// The result.
#[derive(Debug, Clone)]
pub struct Counted {
    /// All documents, to be published.
    pub texts: Texts,
    /// Who took part.
    pub turnout: Turnout,
    /// What was decided.
    pub outcome: Outcome,
}

/// What the office has at the count.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// What stands.
    pub sifted: &'a Sifted,
    /// What the boxes held.
    pub opened: &'a Opened,
    /// Ballots on paper.
    pub paper: &'a Compared,
    /// Envelopes.
    pub figures: Figures,
}

/// Slips that voted on paper, for [`crate::sift::sift`].
pub fn slips_on_paper(paper: &Compared) -> BTreeSet<crate::slip::RollEntry> {
    paper
        .ballots
        .iter()
        .map(|ballot| ballot.stub.slip())
        .collect()
}

/// Counts, with explanations.
///
/// # Errors
/// [`CountProblem`] when something is to be done first.
pub fn count(rules: &Rules<'_>, held: &Held<'_>) -> Result<Counted, CountProblem> {
    let definition = rules.definition;
    let is_roll = rules.roll.doc() == definition.roll.doc
        && rules.roll.slips().len() as u64 == u64::from(definition.roll.slips);
    let is_ours = [rules.roll, rules.revoked]
        .iter()
        .all(|roll| *roll.poll() == definition.poll && *roll.community() == definition.community);
    if !is_roll || !is_ours {
        return Err(CountProblem::Roll);
    }
    if !held.paper.mismatches.is_empty() {
        return Err(CountProblem::Mismatches(held.paper.mismatches.len()));
    }
    for ballot in &held.paper.ballots {
        let slip = ballot.stub.slip();
        if !rules.roll.contains(&slip) || rules.revoked.contains(&slip) {
            return Err(CountProblem::PaperSlip(ballot.stub.sheet.clone()));
        }
    }
    let mut rejects = held.sifted.rejected.clone();
    let mut rows: Vec<Row> = (held.paper.ballots.iter())
        .map(|ballot| Row {
            word: ballot.word.clone(),
            choice: ballot.choice.clone(),
        })
        .collect();
    for doc in held.sifted.to_open.keys() {
        match held.opened.get(doc) {
            None => return Err(CountProblem::NotOpened(*doc)),
            Some(Ok(vote)) => rows.push(Row {
                word: vote.word.clone(),
                choice: vote.choice.clone(),
            }),
            Some(Err(Unopened::AgainstRule)) => {
                rejects.insert(*doc, Reason::AgainstRule);
            }
            Some(Err(_)) => {
                rejects.insert(*doc, Reason::Unopenable);
            }
        }
    }
    sort_rows(definition, &mut rows);
    let mut signers = rules.signers.to_vec();
    signers.sort_by_key(|signer| signer.key.id());
    let published = Published {
        doc: definition.doc(),
        definition: definition.clone(),
        roll: rules.roll.clone(),
        revoked: rules.revoked.clone(),
        signers,
        stubs: held.sifted.taken.clone(),
        rejects,
        paper: (held.paper.ballots.iter())
            .map(|ballot| ballot.stub.clone())
            .collect(),
        spoilt: held.paper.spoilt.clone(),
        rows,
    };
    let texts = published.write();
    let explain = Explain {
        explain: true,
        progress: None,
    };
    recount(&published, texts, held.figures, explain)
}

/// How much is asked for.
#[derive(Default)]
pub struct Explain<'a> {
    /// Whether purchases and losers are explained.
    pub explain: bool,
    /// Asked now and then; answering `false` stops the count.
    pub progress: Option<&'a mut dyn FnMut(Progress) -> bool>,
}

/// Makes the result of what is published.
///
/// # Errors
/// [`CountProblem::Rule`] or [`CountProblem::Choice`].
pub fn recount(
    published: &Published,
    mut texts: Texts,
    figures: Figures,
    explain: Explain<'_>,
) -> Result<Counted, CountProblem> {
    let turnout = turnout(published);
    let outcome = match &published.definition.matter {
        Matter::Motion(motion) => Outcome::Motion(decide(motion, &published.rows)),
        Matter::Projects(counting) => {
            let projects = fund(&published.definition, counting, &published.rows, explain)?;
            Outcome::Projects(Box::new(projects))
        }
    };
    let result = result(published, &texts, figures, &turnout, &outcome);
    texts.set(Document::Result, result);
    Ok(Counted {
        texts,
        turnout,
        outcome,
    })
}

fn turnout(published: &Published) -> Turnout {
    let mut channels: Vec<(Channel, u64)> = Channel::ALL.iter().map(|c| (*c, 0)).collect();
    let mut add = |channel: Channel| {
        if let Some((_, count)) = channels.iter_mut().find(|(known, _)| *known == channel) {
            *count += 1;
        }
    };
    for taken in &published.stubs {
        if !published.rejects.contains_key(&taken.doc) {
            add(taken.stub.channel);
        }
    }
    for _ in &published.paper {
        add(Channel::Paper);
    }
    let rejected = (Reason::ALL.iter())
        .map(|reason| {
            let count = published.rejects.values().filter(|r| *r == reason).count() as u64;
            (*reason, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let turned_away = (published.rejects.keys())
        .filter(|doc| {
            published
                .stubs
                .binary_search_by_key(doc, |taken| &taken.doc)
                .is_err()
        })
        .count();
    let empty = published
        .rows
        .iter()
        .filter(|row| is_empty(&row.choice))
        .count();
    Turnout {
        arrived: (published.stubs.len() + turned_away) as u64,
        counted: published.rows.len() as u64,
        empty: empty as u64,
        channels,
        rejected,
    }
}

fn is_empty(choice: &Choice) -> bool {
    match choice {
        Choice::Projects(positions) | Choice::Ranking(positions) => positions.is_empty(),
        Choice::Points(points) => points.is_empty(),
        Choice::Motion(_) => false,
    }
}

fn decide(motion: &Motion, rows: &[Row]) -> MotionOutcome {
    let count = |stance| {
        let said = rows
            .iter()
            .filter(|row| row.choice == Choice::Motion(stance));
        said.count() as u64
    };
    let (agree, against, abstain) = (
        count(Stance::Agree),
        count(Stance::Against),
        count(Stance::Abstain),
    );
    let entitled = u64::from(motion.entitled);
    let cast = agree + against + abstain;
    let base = match motion.of {
        Base::Entitled => entitled,
        Base::Cast => cast,
        Base::Decided => agree + against,
    };
    MotionOutcome {
        agree,
        against,
        abstain,
        quorum: motion.quorum.is_reached(cast, entitled),
        threshold: motion.threshold.is_reached(agree, base),
    }
}

fn fund(
    definition: &Definition,
    counting: &Counting,
    rows: &[Row],
    explain: Explain<'_>,
) -> Result<Projects, CountProblem> {
    let wrong = || CountProblem::Rule(RuleError::WrongSatisfaction);
    let instance = counting
        .instance(definition.currency)
        .map_err(|_| wrong())?;
    let ballot_type = ballot_type(definition.vote_type).ok_or_else(wrong)?;
    let mut profile = Profile::new(&instance, ballot_type, Bounds::default());
    let has_points = definition.vote_type == VoteType::Cumulative;
    let mut totals: Vec<Total> = (counting.projects.iter())
        .map(|project| Total {
            project_id: project.project_id.clone(),
            votes: 0,
            points: has_points.then_some(0),
        })
        .collect();
    for row in rows {
        let ballot = ballot(counting, definition.vote_type, &instance, &row.choice)?;
        profile
            .push(&ballot)
            .map_err(|_| CountProblem::Rule(RuleError::TooLarge))?;
        let marks: Vec<(usize, u32)> = match &row.choice {
            Choice::Projects(all) | Choice::Ranking(all) => all.iter().map(|at| (*at, 0)).collect(),
            Choice::Points(points) => points.clone(),
            Choice::Motion(_) => Vec::new(),
        };
        for (position, points) in marks {
            if let Some(total) = totals.get_mut(position) {
                total.votes += 1;
                total.points = total.points.map(|sum| sum + u64::from(points));
            }
        }
    }
    let Explain {
        explain,
        mut progress,
    } = explain;
    let mut go_on = |at| progress.as_mut().is_none_or(|ask| ask(at));
    let options = Options {
        ties: &counting.ties,
        explain,
        progress: Some(&mut go_on),
    };
    let rule = counting.rule.to_rule(definition.currency);
    let rule = rule.ok_or(CountProblem::Rule(RuleError::WrongCompletion))?;
    let allocation = (rule.run_with(&instance, &profile, options)).map_err(CountProblem::Rule)?;
    Ok(Projects {
        totals,
        instance,
        allocation,
    })
}

fn ballot(
    counting: &Counting,
    vote_type: VoteType,
    instance: &Instance,
    choice: &Choice,
) -> Result<Marked, CountProblem> {
    // The limits were kept when the choice was cast; an explicit empty vote is bound by none.
    let free = Bounds::default();
    let name = |position: &usize| {
        (counting.projects.get(*position)).map_or("", |project| project.project_id.as_str())
    };
    Ok(match choice {
        Choice::Projects(positions) if vote_type == VoteType::ChooseOne => {
            ChooseOneBallot::cast(instance, &free, positions.first().map(name))?.into()
        }
        Choice::Projects(positions) => {
            ApprovalBallot::cast(instance, &free, positions.iter().map(name))?.into()
        }
        Choice::Ranking(positions) => {
            OrdinalBallot::cast(instance, &free, positions.iter().map(name))?.into()
        }
        Choice::Points(points) => {
            let given = points
                .iter()
                .map(|(at, n)| (name(at), Rational::from(u64::from(*n))));
            CumulativeBallot::cast(instance, &free, given)?.into()
        }
        // No rule for projects has such ballots: it refuses them.
        Choice::Motion(_) => ApprovalBallot::cast(instance, &free, [""])?.into(),
    })
}

fn result(
    published: &Published,
    texts_of: &Texts,
    figures: Figures,
    turnout: &Turnout,
    outcome: &Outcome,
) -> String {
    let definition = &published.definition;
    let mut out = Writing::default();
    out.raw("v", "1").text("poll", definition.poll.as_str());
    let mut docs = Writing::default();
    for document in Document::ALL {
        if *document != Document::Result {
            docs.text(document.key(), &texts_of.hash(*document).to_string());
        }
    }
    out.raw("docs", &docs.done());
    let envelopes = Writing::default()
        .raw("entitled", &figures.entitled.to_string())
        .raw("drawn", &figures.drawn.to_string())
        .raw("spare", &figures.spare.to_string())
        .raw("left", &figures.left.to_string())
        .done();
    let channels = turnout.channels.iter().map(|(c, n)| (c.key(), *n));
    let rejected = turnout.rejected.iter().map(|(r, n)| (r.key(), *n));
    out.raw("envelopes", &envelopes)
        .raw("arrived", &turnout.arrived.to_string())
        .raw("counted", &turnout.counted.to_string())
        .raw("empty", &turnout.empty.to_string())
        .raw("channels", &pairs(channels))
        .raw("rejected", &pairs(rejected));
    match outcome {
        Outcome::Projects(projects) => {
            let totals: Vec<String> = (projects.totals.iter())
                .map(|total| {
                    let mut out = Writing::default();
                    out.text("id", total.project_id.as_str())
                        .raw("votes", &total.votes.to_string());
                    if let Some(points) = total.points {
                        out.raw("points", &points.to_string());
                    }
                    out.done()
                })
                .collect();
            let minor = Rational::from(definition.currency.minor_per_major());
            let selected: Vec<&str> = (projects.allocation.order().iter())
                .filter_map(|at| projects.instance.project(*at))
                .map(|project| project.project_id.as_str())
                .collect();
            let cost = projects.allocation.total_cost().times(&minor);
            out.raw("totals", &format!("[{}]", totals.join(",")))
                .raw("selected", &texts(&selected))
                .raw("cost", &cost.to_string());
        }
        Outcome::Motion(motion) => {
            out.raw("agree", &motion.agree.to_string())
                .raw("against", &motion.against.to_string())
                .raw("abstain", &motion.abstain.to_string())
                .raw("quorum", &motion.quorum.to_string())
                .raw("passed", &motion.is_passed().to_string());
        }
    }
    out.done()
}

/// A part of a breakdown that could expose somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of {found}; none may have fewer than {small}")]
pub struct TooSmall {
    /// People in it.
    pub found: u64,
    /// The fewest there may be.
    pub small: u32,
}

/// The small-group rule: a table that breaks people down (by building, age or whatever else) is
/// published as a whole or not at all, and not if any part that is not empty has fewer people than
/// the definition's `small`. What was chosen is never broken down, by whatever; the channels of
/// [`Turnout`] are no secret, they stand in the stubs.
///
/// # Errors
/// [`TooSmall`] names the smallest part.
pub fn may_break_down(definition: &Definition, parts: &[u64]) -> Result<(), TooSmall> {
    let small = definition.small;
    match parts.iter().filter(|part| **part > 0).min() {
        Some(found) if *found < u64::from(small) => Err(TooSmall {
            found: *found,
            small,
        }),
        _ => Ok(()),
    }
}

//! Checking what is published, by whoever doubts it.
//!
//! Each check has a name, and passes, fails with a fault, or could not be made. With what the log says
//! ([`Logged`]) they also prove that nothing was changed, put in or left out since it was logged.

use std::collections::{BTreeMap, BTreeSet};

use records::Id;
use records::envelope::DocId;
use records::json::{Fields, parse};
use records::page::PageProblem;
use transparency::events::{
    Act, Close, KeyAct, Outcome as LoggedOutcome, Reason, Role, RollAct as LoggedAct, SignedEvent,
    Step,
};

use crate::Time;
use crate::ballot::Stub;
use crate::count::{CountProblem, Explain, recount};
use crate::paper::PaperStub;
use crate::poll::{Matter, words};
use crate::public::{Document, DocumentProblem, Figures, Published, Texts, Unreadable};
use crate::sift::{Rules, Signer, Taken, standing, taken};

words! {
    /// What is checked.
    Check {
        /// Every document can be read and is of this poll.
        Documents = "documents",
        /// The roll is the one that the definition names, with as many slips.
        Roll = "roll",
        /// Every revoked slip is on the roll.
        Revoked = "revoked",
        /// Every ballot taken in is of this poll, from a slip on the roll, signed by it (and by the
        /// kiosk or helper), and came in time.
        Stubs = "stubs",
        /// Of every slip at most one ballot counts: the last one, or the paper.
        OneEach = "one-each",
        /// Every sheet of paper has a slip of its own and was keyed in by two of the staff.
        Paper = "paper",
        /// There are as many rows as ballots that count, and each keeps to the limits.
        Rows = "rows",
        /// Envelopes and ballots agree.
        Envelopes = "envelopes",
        /// Turnout, totals and outcome come out as published.
        Result = "result",
        /// The log names these very documents, and its keys are these signers.
        LogDocuments = "log-documents",
        /// The log has these very ballots, and keys of kiosks and helpers were in force for theirs.
        LogStubs = "log-stubs",
        /// The log has these very rejections.
        LogRejects = "log-rejects",
        /// Close and result in the log say the same numbers.
        LogNumbers = "log-numbers",
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A document cannot be read.
    Unreadable(Unreadable),
    /// A document is not the one that is named elsewhere.
    OtherDocument(Document),
    /// Not as many as there should be.
    Number {
        /// As it should be.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// A slip that is not on the roll, or may not vote.
    Slip(crate::slip::RollEntry),
    /// This ballot would not have been taken in.
    Stub(DocId, Reason),
    /// This ballot counts and should not, or the other way round, or for another reason.
    Standing(DocId),
    /// A sheet of paper.
    Sheet(Id),
    /// What is counted again is not what is published.
    Outcome,
    /// It could not be counted.
    Count(CountProblem),
    /// This ballot is in the log and not published, or the other way round, or differs.
    Log(DocId),
    /// A key of the poll, a kiosk, a helper or staff that is not in the log as that.
    Key,
    /// The log says nothing of it.
    NotLogged,
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not.
    Failed(Fault),
    /// It could not be made: what it needs failed, or no log was given.
    NotMade,
}

/// All checks, each with how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In the order of [`Check::ALL`].
    pub checks: Vec<(Check, Verdict)>,
    /// Ballots that the office rejected after opening, which nobody else can check: each of these
    /// voters can, by the secret word that is missing.
    pub on_trust: u64,
}

impl Report {
    /// Whether every check was made and holds.
    pub fn is_proven(&self) -> bool {
        self.checks
            .iter()
            .all(|(_, verdict)| *verdict == Verdict::Passed)
    }

    /// Whether none failed; without a log, some could not be made.
    pub fn is_sound(&self) -> bool {
        !self
            .checks
            .iter()
            .any(|(_, verdict)| matches!(verdict, Verdict::Failed(_)))
    }

    /// How a check ended.
    pub fn of(&self, check: Check) -> &Verdict {
        (self.checks.iter())
            .find(|(known, _)| *known == check)
            .map_or(&Verdict::NotMade, |(_, verdict)| verdict)
    }
}

/// What the log says of a poll. It is read from events that [`transparency::events::Board`] admitted.
#[derive(Debug, Clone, Default)]
pub struct Logged {
    /// SHA-256 of the definition, as last published before voting.
    pub definition: Option<DocId>,
    /// SHA-256 of the roll.
    pub roll: Option<DocId>,
    /// SHA-256 of the last list of revoked slips.
    pub revoked: Option<DocId>,
    /// Keys that ballots are sealed to.
    pub keys: Vec<[u8; 32]>,
    /// Keys of kiosks, helpers and staff, revoked ones too: what they signed before stands.
    pub signers: BTreeMap<[u8; 32], LoggedSigner>,
    /// Ballots taken in.
    pub stubs: BTreeMap<DocId, LoggedStub>,
    /// What does not count.
    pub rejects: BTreeMap<DocId, Reason>,
    /// Sheets of paper in all boxes.
    pub sheets: u64,
    /// The close.
    pub close: Option<Close>,
    /// Results, one for each key holder who stands by it.
    pub results: Vec<LoggedOutcome>,
    /// Something in the log that contradicts itself: a document entered twice, differently.
    pub twice: Option<DocId>,
}

/// A key as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedSigner {
    /// What it is for.
    pub role: Role,
    /// Whose it is.
    pub holder: Id,
    /// From which entry on it is in force.
    pub since: u64,
    /// From which entry on it is not any more.
    pub until: Option<u64>,
}

/// A ballot as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedStub {
    /// The number of its entry.
    pub entry: u64,
    /// The time of its event: when it arrived.
    pub at: Time,
    /// The stub, exactly.
    pub stub: String,
    /// The slip's key.
    pub voter: [u8; 32],
    /// The slip's signature.
    pub signature: [u8; 64],
}

fn doc(hash: &transparency::Hash) -> DocId {
    DocId::from_bytes(*hash.as_bytes())
}

impl Logged {
    /// Reads what events say of a poll: all of a log's, from the first.
    pub fn read<'a>(events: impl IntoIterator<Item = &'a SignedEvent>, poll: &Id) -> Self {
        let mut logged = Logged::default();
        for (entry, signed) in (0..).zip(events) {
            let event = signed.event();
            let is_ours = event.subject.as_str() == poll.as_str();
            match &event.act {
                Act::Key(key) => logged.key(key, event.subject.as_str(), is_ours, entry),
                _ if !is_ours => {}
                Act::Phase(phase) if phase.step == Step::Published => {
                    logged.definition = phase.doc.as_ref().map(doc);
                }
                Act::Roll(roll) => match roll.act {
                    LoggedAct::Issued => logged.roll = Some(doc(&roll.doc)),
                    LoggedAct::Revoked => logged.revoked = Some(doc(&roll.doc)),
                },
                Act::BallotStub(ballot) => {
                    let name = doc(&ballot.doc);
                    let stub = LoggedStub {
                        entry,
                        at: event.at,
                        stub: ballot.stub.as_str().to_owned(),
                        voter: ballot.voter,
                        signature: ballot.signature,
                    };
                    if logged.stubs.insert(name, stub).is_some() {
                        logged.twice = Some(name);
                    }
                }
                Act::Reject(reject) => {
                    let name = doc(&reject.doc);
                    if logged.rejects.insert(name, reject.reason).is_some() {
                        logged.twice = Some(name);
                    }
                }
                Act::PaperBox(paper) => logged.sheets += paper.sheets,
                Act::Close(close) => logged.close = Some(close.clone()),
                Act::Outcome(outcome) => logged.results.push(outcome.clone()),
                _ => {}
            }
        }
        logged
    }

    fn key(&mut self, key: &transparency::events::Key, holder: &str, is_ours: bool, entry: u64) {
        match (key.act, key.role) {
            (KeyAct::Added, Role::Poll) if is_ours => self.keys.push(key.key),
            // Whoever has it, has it: ballots are sealed to it, or not, by the definition alone.
            (KeyAct::Revoked, _) => {
                if let Some(signer) = self.signers.get_mut(&key.key) {
                    signer.until = Some(entry);
                }
            }
            (KeyAct::Added, role @ (Role::Staff | Role::Kiosk | Role::Helper)) => {
                if let Ok(holder) = Id::new(holder) {
                    let signer = LoggedSigner {
                        role,
                        holder,
                        since: entry,
                        until: None,
                    };
                    self.signers.insert(key.key, signer);
                }
            }
            _ => {}
        }
    }
}

/// Checks everything that is published of a poll, against the log where there is one. `step` is told
/// how many of the ballots are checked, and of how many.
pub fn verify_public(
    texts: &Texts,
    logged: Option<&Logged>,
    step: &mut dyn FnMut(usize, usize),
) -> Report {
    let mut report = Report {
        checks: Check::ALL
            .iter()
            .map(|check| (*check, Verdict::NotMade))
            .collect(),
        on_trust: 0,
    };
    let mut end = |check: Check, ended: Result<(), Fault>| {
        let verdict = ended.map_or_else(Verdict::Failed, |()| Verdict::Passed);
        if let Some(entry) = report.checks.iter_mut().find(|(known, _)| *known == check) {
            entry.1 = verdict;
        }
    };
    let read = Published::read(texts).and_then(|published| {
        let head = ResultHead::read(texts.get(Document::Result))
            .map_err(|problem| (Document::Result, problem.into()))?;
        Ok((published, head))
    });
    let (published, head) = match read {
        Ok(read) => read,
        Err(unreadable) => {
            end(Check::Documents, Err(Fault::Unreadable(unreadable)));
            return report;
        }
    };
    end(Check::Documents, Ok(()));
    end(Check::Roll, roll(&published));
    end(Check::Revoked, revoked(&published));
    end(Check::Stubs, stubs(&published, step));
    end(Check::OneEach, one_each(&published));
    end(Check::Paper, paper(&published));
    end(Check::Rows, rows(&published));
    end(Check::Envelopes, envelopes(&published, head.figures));
    end(Check::Result, result(&published, texts, head.figures));
    if let Some(logged) = logged {
        end(
            Check::LogDocuments,
            log_documents(&published, texts, logged),
        );
        end(Check::LogStubs, log_stubs(&published, logged));
        end(Check::LogRejects, log_rejects(&published, logged));
        end(
            Check::LogNumbers,
            log_numbers(&published, head.figures, logged),
        );
    }
    let trusted = [Reason::Unopenable, Reason::AgainstRule];
    let on_trust = published
        .rejects
        .values()
        .filter(|reason| trusted.contains(reason));
    report.on_trust = on_trust.count() as u64;
    report
}

/// The numbers of the result that nothing else says.
struct ResultHead {
    figures: Figures,
}

impl ResultHead {
    fn read(text: &str) -> Result<Self, PageProblem> {
        let mut fields = Fields::of(parse(text)?)?;
        let mut envelopes = Fields::of(fields.take("envelopes")?)?;
        let mut number = |name: &str| -> Result<u64, PageProblem> {
            u64::try_from(envelopes.take::<i64>(name)?).map_err(|_| PageProblem::Mistyped)
        };
        let figures = Figures {
            entitled: number("entitled")?,
            drawn: number("drawn")?,
            spare: number("spare")?,
            left: number("left")?,
        };
        Ok(ResultHead { figures })
    }
}

fn same(expected: u64, found: u64) -> Result<(), Fault> {
    if expected == found {
        Ok(())
    } else {
        Err(Fault::Number { expected, found })
    }
}

fn at_most(most: u64, found: u64) -> Result<(), Fault> {
    if found <= most {
        Ok(())
    } else {
        Err(Fault::Number {
            expected: most,
            found,
        })
    }
}

fn roll(published: &Published) -> Result<(), Fault> {
    let named = published.definition.roll;
    if published.roll.doc() != named.doc {
        return Err(Fault::OtherDocument(Document::Roll));
    }
    same(u64::from(named.slips), published.roll.slips().len() as u64)
}

fn revoked(published: &Published) -> Result<(), Fault> {
    let strange = published
        .revoked
        .slips()
        .iter()
        .find(|slip| !published.roll.contains(slip));
    strange.map_or(Ok(()), |slip| Err(Fault::Slip(*slip)))
}

fn stubs(published: &Published, step: &mut dyn FnMut(usize, usize)) -> Result<(), Fault> {
    let rules = Rules {
        definition: &published.definition,
        roll: &published.roll,
        revoked: &published.revoked,
        signers: &published.signers,
    };
    let all = published.stubs.len();
    for (at, ballot) in published.stubs.iter().enumerate() {
        step(at, all);
        let Taken {
            stub, signature, ..
        } = ballot;
        taken(&rules, &published.doc, stub, signature, ballot.at)
            .map_err(|reason| Fault::Stub(ballot.doc, reason))?;
    }
    step(all, all);
    Ok(())
}

/// Reasons for which a ballot that was taken in does not count.
const LATER: [Reason; 5] = [
    Reason::Revoked,
    Reason::Superseded,
    Reason::PaperFinal,
    Reason::Unopenable,
    Reason::AgainstRule,
];
/// Reasons for which a document was not taken in.
const TURNED_AWAY: [Reason; 5] = [
    Reason::Malformed,
    Reason::NotOnRoll,
    Reason::Signature,
    Reason::Early,
    Reason::Late,
];

fn one_each(published: &Published) -> Result<(), Fault> {
    let on_paper: BTreeSet<_> = published.paper.iter().map(PaperStub::slip).collect();
    let fallen = standing(&published.stubs, &published.revoked, &on_paper);
    for taken in &published.stubs {
        let said = published.rejects.get(&taken.doc).copied();
        let fine = match fallen.get(&taken.doc) {
            Some(reason) => said == Some(*reason),
            // What was opened and thrown out is on trust; everything else is not.
            None => matches!(said, None | Some(Reason::Unopenable | Reason::AgainstRule)),
        };
        if !fine {
            return Err(Fault::Standing(taken.doc));
        }
    }
    for (doc, reason) in &published.rejects {
        let is_taken = published
            .stubs
            .binary_search_by_key(&doc, |taken| &taken.doc)
            .is_ok();
        let may = if is_taken { LATER } else { TURNED_AWAY };
        if !may.contains(reason) {
            return Err(Fault::Standing(*doc));
        }
    }
    Ok(())
}

fn paper(published: &Published) -> Result<(), Fault> {
    let mut slips = BTreeSet::new();
    let staff = |key| {
        (published.signers.iter())
            .find(|signer| signer.role == Role::Staff && signer.key.id() == key)
    };
    for sheet in &published.paper {
        let slip = sheet.slip();
        let may_vote = published.roll.contains(&slip) && !published.revoked.contains(&slip);
        let signed = sheet.verify(&published.doc).is_ok()
            && sheet.keyed.iter().all(|keyed| {
                staff(keyed.by).is_some_and(|signer| {
                    let key = &signer.key;
                    keyed
                        .verify(&published.doc, &sheet.sheet, &slip, key)
                        .is_ok()
                })
            });
        let is_spoilt = published.spoilt.contains(&sheet.sheet);
        if !may_vote || !signed || is_spoilt || !slips.insert(slip) {
            return Err(Fault::Sheet(sheet.sheet.clone()));
        }
    }
    Ok(())
}

fn counting_stubs(published: &Published) -> u64 {
    let counts = |taken: &&Taken| !published.rejects.contains_key(&taken.doc);
    published.stubs.iter().filter(counts).count() as u64
}

fn rows(published: &Published) -> Result<(), Fault> {
    let ballots = counting_stubs(published) + published.paper.len() as u64;
    same(ballots, published.rows.len() as u64)
}

fn envelopes(published: &Published, figures: Figures) -> Result<(), Fault> {
    let slips = published.roll.slips().len() as u64;
    same(slips, figures.drawn.saturating_add(figures.left))?;
    at_most(figures.drawn, figures.spare)?;
    at_most(figures.entitled, figures.drawn - figures.spare)?;
    // A slip that was drawn cannot be revoked: nobody knows whose it is.
    same(figures.left, published.revoked.slips().len() as u64)?;
    if let Matter::Motion(motion) = &published.definition.matter {
        same(u64::from(motion.entitled), figures.entitled)?;
    }
    at_most(figures.drawn, published.rows.len() as u64)
}

fn result(published: &Published, texts: &Texts, figures: Figures) -> Result<(), Fault> {
    let counted = recount(published, texts.clone(), figures, Explain::default());
    let counted = counted.map_err(Fault::Count)?;
    if counted.texts.get(Document::Result) == texts.get(Document::Result) {
        Ok(())
    } else {
        Err(Fault::Outcome)
    }
}

fn log_documents(published: &Published, texts: &Texts, logged: &Logged) -> Result<(), Fault> {
    let named = [
        (Document::Poll, logged.definition),
        (Document::Roll, logged.roll),
        (Document::Revoked, logged.revoked),
    ];
    for (document, hash) in named {
        if hash.ok_or(Fault::NotLogged)? != texts.hash(document) {
            return Err(Fault::OtherDocument(document));
        }
    }
    let results = &logged.results;
    let result = texts.hash(Document::Result);
    if results.is_empty() {
        return Err(Fault::NotLogged);
    }
    if results.iter().any(|outcome| doc(&outcome.doc) != result) {
        return Err(Fault::OtherDocument(Document::Result));
    }
    let keys = published.definition.keys.iter();
    let mut keys = keys.map(|key| sealing::PublicKey::from_base64(key).map(|key| key.to_bytes()));
    let known = keys.all(|key| key.is_ok_and(|key| logged.keys.contains(&key)));
    let fine = |signer: &Signer| {
        let named = logged.signers.get(signer.key.as_bytes());
        named.is_some_and(|named| named.role == signer.role && named.holder == signer.holder)
    };
    if known && published.signers.iter().all(fine) {
        Ok(())
    } else {
        Err(Fault::Key)
    }
}

fn log_stubs(published: &Published, logged: &Logged) -> Result<(), Fault> {
    if let Some(twice) = logged.twice {
        return Err(Fault::Log(twice));
    }
    for taken in &published.stubs {
        let stub: &Stub = &taken.stub;
        let said = logged.stubs.get(&taken.doc);
        let fine = said.is_some_and(|said| {
            in_force(published, logged, stub, said.entry)
                && said.at == taken.at
                && said.stub == stub.to_text()
                && said.voter == *stub.voter.as_bytes()
                && said.signature == taken.signature
        });
        if !fine {
            return Err(Fault::Log(taken.doc));
        }
    }
    let known = |doc: &&DocId| {
        published
            .stubs
            .binary_search_by_key(doc, |taken| &taken.doc)
            .is_err()
    };
    logged
        .stubs
        .keys()
        .find(known)
        .map_or(Ok(()), |doc| Err(Fault::Log(*doc)))
}

/// Whether the kiosk's or helper's key was in force when the ballot was entered.
fn in_force(published: &Published, logged: &Logged, stub: &Stub, entry: u64) -> bool {
    let Some(by) = &stub.by else {
        return true;
    };
    let mut signers = published.signers.iter();
    let signer = signers.find(|signer| signer.key.id() == by.key);
    let known = signer.and_then(|signer| logged.signers.get(signer.key.as_bytes()));
    known.is_some_and(|known| known.since < entry && known.until.is_none_or(|until| entry < until))
}

fn log_rejects(published: &Published, logged: &Logged) -> Result<(), Fault> {
    let all = published.rejects.iter().chain(&logged.rejects);
    for (doc, reason) in all {
        let is_same =
            published.rejects.get(doc) == Some(reason) && logged.rejects.get(doc) == Some(reason);
        if !is_same {
            return Err(Fault::Log(*doc));
        }
    }
    Ok(())
}

fn log_numbers(published: &Published, figures: Figures, logged: &Logged) -> Result<(), Fault> {
    let close = logged.close.as_ref().ok_or(Fault::NotLogged)?;
    same(close.ballots, published.stubs.len() as u64)?;
    same(close.entitled, figures.entitled)?;
    same(close.drawn, figures.drawn)?;
    same(close.spare, figures.spare)?;
    same(close.left, figures.left)?;
    let sheets = (published.paper.len() + published.spoilt.len()) as u64;
    same(logged.sheets, sheets)?;
    for outcome in &logged.results {
        same(outcome.counted, published.rows.len() as u64)?;
        same(outcome.rejected, published.rejects.len() as u64)?;
    }
    Ok(())
}

impl From<PageProblem> for Fault {
    fn from(problem: PageProblem) -> Self {
        Fault::Unreadable((Document::Result, DocumentProblem::Shape(problem)))
    }
}

//! What is voted on and how: fixed and published before the vote, named by its hash.
//!
//! A [`Definition`] has one text, [`Definition::to_json`]; its SHA-256 stands in every ballot's stub
//! and in the log, so that nobody votes on one thing and is counted by another. Reading is strict:
//! what [`Definition::parse`] accepts, it would write byte for byte.

use ballots::exact::Rational;
use ballots::{
    Completion, Instance, InvalidInstance, Rule, Satisfaction, Start, Stop, TieBreaking,
};
use records::envelope::DocId;
use records::json::{Fields, Json, Writing, parse_within};
use records::page::PageProblem;
use records::{Currency, Id, LocalText, Money};

use crate::Time;
use crate::bytes::hash;

/// The most projects of a poll.
pub const LIMIT_PROJECTS: usize = 500;
/// The longest definition, in bytes.
pub const LIMIT_DEFINITION: usize = 1024 * 1024;
/// The longest time that ballots are taken after the close, in minutes.
pub const LIMIT_GRACE: u32 = 24 * 60;
/// Below so many slips, one key in a sealed envelope will do.
pub const ONE_KEY_BELOW: u32 = 60;
/// The fewest people that a part of a breakdown may consist of.
pub const LEAST_SMALL: u32 = 5;
/// The most points that a ballot may give together.
pub const LIMIT_POINTS: u32 = 1_000_000;

/// Declares closed lists of words.
macro_rules! words {
    ($($(#[$meta:meta])* $Name:ident { $($(#[$of:meta])* $Word:ident = $key:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $($(#[$of])* $Word),+ }

        impl $Name {
            /// All of them.
            pub const ALL: &'static [$Name] = &[$($Name::$Word),+];

            /// The word.
            pub fn key(self) -> &'static str {
                match self { $($Name::$Word => $key),+ }
            }
        }

        impl ::records::json::FromJson for $Name {
            fn from_json(
                json: ::records::json::Json,
            ) -> Result<Self, ::records::page::PageProblem> {
                ::records::json::word(&json, $Name::ALL, $Name::key)
            }
        }
    )+};
}
pub(crate) use words;

words! {
    /// How people vote; the words are Pabulib's where it has one.
    VoteType {
        /// Tick what one wants.
        Approval = "approval",
        /// Choose one.
        ChooseOne = "choose-1",
        /// Tick what one wants within the money there is.
        Knapsack = "knapsack",
        /// Share out points.
        Cumulative = "cumulative",
        /// Put in order.
        Ordinal = "ordinal",
        /// Agree, be against, abstain.
        Motion = "motion",
    }
    /// How winners are picked; the words of the command line.
    RuleName {
        /// The most satisfaction per cost first, skipping what does not fit.
        Greedy = "greedy",
        /// The same, ended by the first that does not fit.
        GreedyNoSkip = "greedy-no-skip",
        /// The same as greedy, among projects with enough points or votes.
        GreedyThreshold = "greedy-threshold",
        /// The method of equal shares.
        EqualShares = "equal-shares",
        /// Phragmén's sequential rule.
        Phragmen = "phragmen",
        /// The most satisfaction that the budget can buy.
        MaxWelfare = "max-welfare",
    }
    /// What follows when a rule leaves money unspent.
    CompletionName {
        /// Nothing.
        None = "none",
        /// The greedy rule.
        Greedy = "greedy",
        /// Larger endowments.
        Add1 = "add1",
        /// Larger endowments, then the greedy rule.
        Add1U = "add1u",
    }
    /// Who keeps the key that opens the ballots.
    Custody {
        /// Three people hold a part each; two parts make the key.
        TwoOfThree = "2-of-3",
        /// One key in a sealed, signed envelope; below [`ONE_KEY_BELOW`] slips only.
        OneKey = "one-key",
    }
    /// What has one vote.
    Unit {
        /// A person.
        Person = "person",
        /// A household.
        Household = "household",
    }
    /// What a part is a part of.
    Base {
        /// All who are entitled.
        Entitled = "entitled",
        /// All counted votes.
        Cast = "cast",
        /// Those that agree or are against.
        Decided = "decided",
    }
}

/// A project that stands for election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its identity (Pabulib `project_id`).
    pub project_id: Id,
    /// Its price in the smallest unit of the currency; above zero.
    pub cost: Money,
    /// Its title.
    pub name: LocalText,
}

/// What a ballot must keep to. A limit that is absent does not bind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Fewest projects; an explicit empty vote is not bound by it.
    pub min_length: Option<u32>,
    /// Most projects.
    pub max_length: Option<u32>,
    /// The most that the projects may cost together. A knapsack without it has the budget.
    pub max_sum_cost: Option<Money>,
    /// Most points for one project.
    pub max_points: Option<u32>,
    /// Most points together; required where points are given.
    pub max_sum_points: Option<u32>,
}

/// A part that must be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Numerator.
    pub num: u32,
    /// Denominator, above zero and not below the numerator.
    pub den: u32,
    /// Whether the part itself is not enough: "more than half".
    pub more: bool,
}

impl Part {
    /// Whether `some` of `all` reach it. Of nobody, no part is reached.
    pub fn is_reached(&self, some: u64, all: u64) -> bool {
        let (have, need) = (
            u128::from(some) * u128::from(self.den),
            u128::from(all) * u128::from(self.num),
        );
        all > 0 && (have > need || (have == need && !self.more))
    }
}

/// What makes a motion pass, fixed beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// What is decided, word for word.
    pub text: LocalText,
    /// Buildings whose residents are entitled; none listed: all.
    pub eligible: Vec<Id>,
    /// What has one vote.
    pub unit: Unit,
    /// How many votes there are.
    pub entitled: u32,
    /// The part of the entitled whose votes must be counted.
    pub quorum: Part,
    /// The part that must agree.
    pub threshold: Part,
    /// Of whom that part is taken.
    pub of: Base,
}

/// How larger endowments are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raising {
    /// The step, in the smallest unit; above zero.
    pub increment: Money,
    /// Where to begin.
    pub start: Start,
    /// When to stop.
    pub stop: Stop,
}

/// A counting rule. The counting crate's own is made of it only where it counts: a phone that votes
/// need not load its exact arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOf {
    /// Which.
    pub name: RuleName,
    /// What a funded project is worth; all but [`RuleName::Phragmen`] have it.
    pub satisfaction: Option<Satisfaction>,
    /// Fewest points or votes; [`RuleName::GreedyThreshold`] has it.
    pub threshold: Option<u32>,
    /// What follows; [`RuleName::EqualShares`] and [`RuleName::Phragmen`] have it.
    pub completion: Option<CompletionName>,
    /// How endowments are raised; [`CompletionName::Add1`] and [`CompletionName::Add1U`] have it.
    pub raising: Option<Raising>,
}

impl RuleOf {
    /// One of the rules that ask for a measure only.
    pub fn plain(name: RuleName, satisfaction: Satisfaction) -> Self {
        RuleOf {
            name,
            satisfaction: Some(satisfaction),
            threshold: None,
            completion: None,
            raising: None,
        }
    }

    /// As the counting crate has it; none if a part is missing.
    pub fn to_rule(&self, currency: Currency) -> Option<Rule> {
        let add1 = self.raising.map(|raising| ballots::Add1 {
            increment: major(raising.increment, currency),
            start: raising.start,
            stop: raising.stop,
        });
        let completion = || {
            Some(match self.completion? {
                CompletionName::None => Completion::None,
                CompletionName::Greedy => Completion::Greedy,
                CompletionName::Add1 => Completion::Add1(add1?),
                CompletionName::Add1U => Completion::Add1U(add1?),
            })
        };
        let satisfaction = self.satisfaction;
        Some(match self.name {
            RuleName::Greedy => Rule::Greedy {
                satisfaction: satisfaction?,
            },
            RuleName::GreedyNoSkip => Rule::GreedyNoSkip {
                satisfaction: satisfaction?,
            },
            RuleName::GreedyThreshold => Rule::GreedyThreshold {
                satisfaction: satisfaction?,
                threshold: Rational::from(u64::from(self.threshold?)),
            },
            RuleName::MaxWelfare => Rule::MaxWelfare {
                satisfaction: satisfaction?,
            },
            RuleName::EqualShares => Rule::EqualShares {
                satisfaction: satisfaction?,
                completion: completion()?,
            },
            RuleName::Phragmen => Rule::Phragmen {
                completion: completion()?,
            },
        })
    }

    /// Whether it has all its parts and no other, and they fit such ballots.
    fn fits(&self, vote_type: VoteType) -> bool {
        let is_phragmen = self.name == RuleName::Phragmen;
        let is_greedy = matches!(
            self.name,
            RuleName::Greedy | RuleName::GreedyNoSkip | RuleName::GreedyThreshold
        );
        let completes = is_phragmen || self.name == RuleName::EqualShares;
        let raises = matches!(
            self.completion,
            Some(CompletionName::Add1 | CompletionName::Add1U)
        );
        let measure_fits = match self.satisfaction {
            None => is_phragmen,
            Some(_) if is_phragmen => false,
            Some(Satisfaction::Cost | Satisfaction::Cardinality) => true,
            Some(Satisfaction::Score) => is_greedy,
            Some(Satisfaction::AdditiveCardinal) => vote_type == VoteType::Cumulative,
            Some(Satisfaction::AdditiveBorda) => vote_type == VoteType::Ordinal,
        };
        let is_approval = !matches!(vote_type, VoteType::Cumulative | VoteType::Ordinal);
        measure_fits
            && self.threshold.is_some() == (self.name == RuleName::GreedyThreshold)
            && self.completion.is_some() == completes
            && self.raising.is_some() == raises
            && !(is_phragmen && (raises || !is_approval))
            && (self.raising).is_none_or(|r| (1..=Money::LIMIT).contains(&r.increment.0))
    }
}

/// How projects are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Money to decide on, in the smallest unit.
    pub budget: Money,
    /// The projects, in the order that lists show to everybody.
    pub projects: Vec<Project>,
    /// What a ballot must keep to.
    pub limits: Limits,
    /// The rule.
    pub rule: RuleOf,
    /// Who wins a tie; the last leaves none.
    pub ties: Vec<TieBreaking>,
}

/// What is decided by the vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// Which projects are funded.
    Projects(Counting),
    /// Whether something is done.
    Motion(Motion),
}

/// The slips of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollOf {
    /// How many there are, spare ones with them.
    pub slips: u32,
    /// SHA-256 of the published roll.
    pub doc: DocId,
}

/// A poll, as it is fixed beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Where.
    pub community: Id,
    /// Its name.
    pub poll: Id,
    /// Its title.
    pub title: LocalText,
    /// How people vote.
    pub vote_type: VoteType,
    /// The currency of all amounts.
    pub currency: Currency,
    /// What is decided.
    pub matter: Matter,
    /// From when ballots are taken.
    pub opens: Time,
    /// When voting ends.
    pub closes: Time,
    /// How many minutes later a ballot may still arrive.
    pub grace: u32,
    /// Who may vote, in plain words.
    pub electorate: LocalText,
    /// Who keeps the key.
    pub custody: Custody,
    /// The public keys that ballots are sealed to, base64url: the poll's, at most with a reserve.
    pub keys: Vec<String>,
    /// The slips.
    pub roll: RollOf,
    /// The k of the small-group rule: no part of a breakdown has fewer people.
    pub small: u32,
}

/// Why a text is no definition, or a definition no fair poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PollProblem {
    /// More than [`LIMIT_DEFINITION`] bytes.
    #[error("longer than {LIMIT_DEFINITION} bytes")]
    TooLong,
    /// Not such a JSON.
    #[error("{0}")]
    Shape(#[from] PageProblem),
    /// Another version than 1.
    #[error("another version")]
    Version,
    /// The same, written in another form.
    #[error("not in its one form")]
    Form,
    /// This field has a value that it cannot have.
    #[error("field {field}")]
    Field {
        /// Its name.
        field: &'static str,
    },
    /// A text with a control character in it.
    #[error("a control character in {field}")]
    Control {
        /// The field's name.
        field: &'static str,
    },
    /// No project, or more than [`LIMIT_PROJECTS`].
    #[error("{found} projects")]
    Count {
        /// Projects found.
        found: usize,
    },
    /// A project of a name that stands twice or that files of results cannot have, or without a
    /// price.
    #[error("project {project_id}")]
    Project {
        /// Which.
        project_id: Id,
    },
    /// The rule has not the parts that it needs, or does not fit such ballots.
    #[error("the rule does not fit")]
    Rule,
    /// It closes before it opens.
    #[error("it closes before it opens")]
    Closes,
    /// One key for [`ONE_KEY_BELOW`] slips or more.
    #[error("one key for {slips} slips")]
    OneKey {
        /// The slips.
        slips: u32,
    },
}

/// Names that readers of Pabulib files take for something else.
const RESERVED: [&str; 4] = ["meta", "projects", "votes", "none"];

impl Counting {
    /// The place of a project.
    pub fn position(&self, project_id: &str) -> Option<usize> {
        (self.projects.iter()).position(|project| project.project_id.as_str() == project_id)
    }

    /// What the chosen projects may cost together, if that is bound.
    pub fn limit_cost(&self, vote_type: VoteType) -> Option<Money> {
        let knapsack = (vote_type == VoteType::Knapsack).then_some(self.budget);
        self.limits.max_sum_cost.or(knapsack)
    }

    /// As the counting crate has it, in whole units of the currency.
    ///
    /// # Errors
    /// [`InvalidInstance`]; a checked definition has none.
    pub fn instance(&self, currency: Currency) -> Result<Instance, InvalidInstance> {
        let projects = self.projects.iter().map(|project| ballots::Project {
            project_id: project.project_id.to_string(),
            cost: major(project.cost, currency),
            name: Some(project.name.text.clone()),
        });
        Instance::new(projects.collect(), major(self.budget, currency))
    }
}

/// An amount in whole units of the currency.
fn major(amount: Money, currency: Currency) -> Rational {
    let minor = u64::try_from(currency.minor_per_major()).unwrap_or(1);
    Rational::ratio(i128::from(amount.0), minor)
}

/// How the counting crate calls such ballots; a motion has none.
pub(crate) fn ballot_type(vote_type: VoteType) -> Option<ballots::VoteType> {
    match vote_type {
        VoteType::Approval | VoteType::Knapsack => Some(ballots::VoteType::Approval),
        VoteType::ChooseOne => Some(ballots::VoteType::ChooseOne),
        VoteType::Cumulative => Some(ballots::VoteType::Cumulative),
        VoteType::Ordinal => Some(ballots::VoteType::Ordinal),
        VoteType::Motion => None,
    }
}

impl Definition {
    /// The one text that is published and hashed.
    pub fn to_json(&self) -> String {
        let mut out = Writing::default();
        out.raw("v", "1")
            .text("community", self.community.as_str())
            .text("poll", self.poll.as_str())
            .raw("title", &local_text(&self.title))
            .text("vote_type", self.vote_type.key())
            .text("currency", self.currency.code());
        match &self.matter {
            Matter::Projects(counting) => write_counting(&mut out, counting),
            Matter::Motion(motion) => {
                out.raw("motion", &write_motion(motion));
            }
        }
        out.text("opens", &self.opens.to_string())
            .text("closes", &self.closes.to_string())
            .raw("grace", &self.grace.to_string())
            .raw("electorate", &local_text(&self.electorate))
            .text("custody", self.custody.key())
            .raw("keys", &texts(&self.keys));
        let roll = Writing::default()
            .raw("slips", &self.roll.slips.to_string())
            .text("doc", &self.roll.doc.to_string())
            .done();
        out.raw("roll", &roll)
            .raw("small", &self.small.to_string())
            .done()
    }

    /// SHA-256 of its text: the poll's name for ballots and for the log.
    pub fn doc(&self) -> DocId {
        hash(&[self.to_json().as_bytes()])
    }

    /// The moment after which nothing is taken any more, in seconds since 1970.
    pub fn ends(&self) -> i64 {
        self.closes.seconds() + i64::from(self.grace) * 60
    }

    /// The projects and the rule, unless it is a motion.
    pub fn counting(&self) -> Option<&Counting> {
        match &self.matter {
            Matter::Projects(counting) => Some(counting),
            Matter::Motion(_) => None,
        }
    }

    /// Reads what [`Definition::to_json`] writes and asks whether it is a fair poll.
    ///
    /// # Errors
    /// [`PollProblem`]
    pub fn parse(text: &str) -> Result<Self, PollProblem> {
        if text.len() > LIMIT_DEFINITION {
            return Err(PollProblem::TooLong);
        }
        let mut fields = Fields::of(parse_within(text, 6)?)?;
        if fields.take::<i64>("v")? != 1 {
            return Err(PollProblem::Version);
        }
        let community = id(&mut fields, "community")?;
        let poll = id(&mut fields, "poll")?;
        let title = fields.take("title")?;
        let vote_type = fields.take("vote_type")?;
        let currency = Currency::try_from(fields.take::<String>("currency")?)
            .map_err(|_| PollProblem::Field { field: "currency" })?;
        let matter = match fields.take::<Option<Json>>("motion")? {
            Some(motion) => Matter::Motion(read_motion(motion)?),
            None => Matter::Projects(read_counting(&mut fields)?),
        };
        let opens = time(&mut fields, "opens")?;
        let closes = time(&mut fields, "closes")?;
        let grace = fields.take("grace")?;
        let electorate = fields.take("electorate")?;
        let custody = fields.take("custody")?;
        let keys = fields.take("keys")?;
        let mut roll = Fields::of(fields.take("roll")?)?;
        let small = fields.take("small")?;
        fields.done()?;
        let slips = roll.take("slips")?;
        let doc = roll.take::<String>("doc")?.parse();
        let doc = doc.map_err(|_| PollProblem::Field { field: "roll" })?;
        roll.done()?;
        let definition = Definition {
            community,
            poll,
            title,
            vote_type,
            currency,
            matter,
            opens,
            closes,
            grace,
            electorate,
            custody,
            keys,
            roll: RollOf { slips, doc },
            small,
        };
        definition.check()?;
        if definition.to_json() == text {
            Ok(definition)
        } else {
            Err(PollProblem::Form)
        }
    }

    /// Whether it is a fair poll: what [`Definition::parse`] asks of what it reads.
    ///
    /// # Errors
    /// [`PollProblem`] names the first fault.
    pub fn check(&self) -> Result<(), PollProblem> {
        let field = |fine: bool, field: &'static str| {
            if fine {
                Ok(())
            } else {
                Err(PollProblem::Field { field })
            }
        };
        readable(&self.title, "title")?;
        readable(&self.electorate, "electorate")?;
        if self.closes.seconds() <= self.opens.seconds() {
            return Err(PollProblem::Closes);
        }
        field(self.grace <= LIMIT_GRACE, "grace")?;
        field(self.small >= LEAST_SMALL, "small")?;
        field(self.roll.slips > 0, "roll")?;
        field((1..=4).contains(&self.keys.len()), "keys")?;
        for (at, key) in self.keys.iter().enumerate() {
            field(sealing::PublicKey::from_base64(key).is_ok(), "keys")?;
            field(!self.keys[..at].contains(key), "keys")?;
        }
        let slips = self.roll.slips;
        if self.custody == Custody::OneKey && slips >= ONE_KEY_BELOW {
            return Err(PollProblem::OneKey { slips });
        }
        let is_motion = matches!(self.matter, Matter::Motion(_));
        field(
            is_motion == (self.vote_type == VoteType::Motion),
            "vote_type",
        )?;
        match &self.matter {
            Matter::Projects(counting) => check_counting(counting, self),
            Matter::Motion(motion) => check_motion(motion),
        }
    }
}

fn check_motion(motion: &Motion) -> Result<(), PollProblem> {
    readable(&motion.text, "text")?;
    for part in [motion.quorum, motion.threshold] {
        if part.den == 0 || part.num > part.den || (part.num == part.den && part.more) {
            return Err(PollProblem::Field { field: "motion" });
        }
    }
    let twice =
        (motion.eligible.iter().enumerate()).any(|(at, id)| motion.eligible[..at].contains(id));
    if motion.entitled == 0 || twice {
        return Err(PollProblem::Field { field: "motion" });
    }
    Ok(())
}

fn check_counting(counting: &Counting, definition: &Definition) -> Result<(), PollProblem> {
    let vote_type = &definition.vote_type;
    let found = counting.projects.len();
    if found == 0 || found > LIMIT_PROJECTS {
        return Err(PollProblem::Count { found });
    }
    for (at, project) in counting.projects.iter().enumerate() {
        readable(&project.name, "name")?;
        let id = project.project_id.as_str();
        let is_reserved = RESERVED.iter().any(|word| id.eq_ignore_ascii_case(word));
        let is_twice = counting.position(id) != Some(at);
        if is_reserved || is_twice || !(1..=Money::LIMIT).contains(&project.cost.0) {
            let project_id = project.project_id.clone();
            return Err(PollProblem::Project { project_id });
        }
    }
    if !(1..=Money::LIMIT).contains(&counting.budget.0) {
        return Err(PollProblem::Field { field: "budget" });
    }
    let limits = &counting.limits;
    let has_points = *vote_type == VoteType::Cumulative;
    let most = limits.max_length.unwrap_or(u32::MAX);
    let fine = limits.min_length.is_none_or(|least| least <= most)
        && limits.max_length != Some(0)
        && (*vote_type != VoteType::ChooseOne || limits.max_length.is_none_or(|most| most == 1))
        && limits
            .max_sum_cost
            .is_none_or(|most| (1..=Money::LIMIT).contains(&most.0))
        && has_points == limits.max_sum_points.is_some()
        && limits
            .max_sum_points
            .is_none_or(|most| (1..=LIMIT_POINTS).contains(&most))
        && limits.max_points.is_none_or(|most| has_points && most > 0);
    if !fine {
        return Err(PollProblem::Field { field: "limits" });
    }
    if !counting.rule.fits(*vote_type) {
        return Err(PollProblem::Rule);
    }
    for (at, tie) in counting.ties.iter().enumerate() {
        let is_last = at + 1 == counting.ties.len();
        let is_fine = match tie {
            TieBreaking::MinCost | TieBreaking::MaxCost | TieBreaking::MaxVotes => !is_last,
            TieBreaking::Lexicographic => is_last,
            TieBreaking::Seeded(seed) => {
                is_last && !seed.is_empty() && !seed.chars().any(char::is_control)
            }
            TieBreaking::ExplicitOrder(_) | TieBreaking::Refuse => false,
        };
        if !is_fine {
            return Err(PollProblem::Field { field: "ties" });
        }
    }
    if counting.ties.is_empty() {
        return Err(PollProblem::Field { field: "ties" });
    }
    Ok(())
}

/// Texts without control characters: JSON writes those in more than one way.
fn readable(text: &LocalText, field: &'static str) -> Result<(), PollProblem> {
    let parts = [
        Some(&text.text),
        text.zh_hans.as_ref(),
        text.zh_hant.as_ref(),
        text.en.as_ref(),
    ];
    for part in parts.into_iter().flatten() {
        if part.chars().any(|c| c.is_control() && c != '\n') {
            return Err(PollProblem::Control { field });
        }
    }
    if text.text.is_empty() {
        return Err(PollProblem::Field { field });
    }
    Ok(())
}

/// A community's own words.
fn local_text(text: &LocalText) -> String {
    Writing::default()
        .text("text", &text.text)
        .maybe("zh-Hans", text.zh_hans.as_deref())
        .maybe("zh-Hant", text.zh_hant.as_deref())
        .maybe("en", text.en.as_deref())
        .done()
}

/// A list of texts that need no escape.
pub(crate) fn texts(texts: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", quoted.join(","))
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    records::json::quote(&mut out, text);
    out
}

fn id(fields: &mut Fields, field: &'static str) -> Result<Id, PollProblem> {
    Id::new(fields.take::<String>(field)?).map_err(|_| PollProblem::Field { field })
}

fn time(fields: &mut Fields, field: &'static str) -> Result<Time, PollProblem> {
    (fields.take::<String>(field)?.parse()).map_err(|_| PollProblem::Field { field })
}

fn number(out: &mut Writing, name: &str, value: Option<u32>) {
    if let Some(value) = value {
        out.raw(name, &value.to_string());
    }
}

fn write_counting(out: &mut Writing, counting: &Counting) {
    let projects: Vec<String> = (counting.projects.iter())
        .map(|project| {
            Writing::default()
                .text("id", project.project_id.as_str())
                .raw("cost", &project.cost.0.to_string())
                .raw("name", &local_text(&project.name))
                .done()
        })
        .collect();
    let mut limits = Writing::default();
    number(&mut limits, "min_length", counting.limits.min_length);
    number(&mut limits, "max_length", counting.limits.max_length);
    if let Some(most) = counting.limits.max_sum_cost {
        limits.raw("max_sum_cost", &most.0.to_string());
    }
    number(&mut limits, "max_points", counting.limits.max_points);
    number(
        &mut limits,
        "max_sum_points",
        counting.limits.max_sum_points,
    );
    let ties: Vec<String> = counting.ties.iter().map(tie_word).collect();
    out.raw("budget", &counting.budget.0.to_string())
        .raw("projects", &format!("[{}]", projects.join(",")))
        .raw("limits", &limits.done())
        .raw("rule", &write_rule(&counting.rule))
        .raw("ties", &texts(&ties));
}

fn read_counting(fields: &mut Fields) -> Result<Counting, PollProblem> {
    let budget = fields.take("budget")?;
    let mut projects = Vec::new();
    for json in fields.take::<Vec<Json>>("projects")? {
        let mut fields = Fields::of(json)?;
        projects.push(Project {
            project_id: id(&mut fields, "id")?,
            cost: fields.take("cost")?,
            name: fields.take("name")?,
        });
        fields.done()?;
    }
    let mut bounds = Fields::of(fields.take("limits")?)?;
    let limits = Limits {
        min_length: bounds.take("min_length")?,
        max_length: bounds.take("max_length")?,
        max_sum_cost: bounds.take("max_sum_cost")?,
        max_points: bounds.take("max_points")?,
        max_sum_points: bounds.take("max_sum_points")?,
    };
    bounds.done()?;
    let rule = read_rule(fields.take("rule")?)?;
    let ties = (fields.take::<Vec<String>>("ties")?.iter())
        .map(|text| tie_of_word(text).ok_or(PollProblem::Field { field: "ties" }))
        .collect::<Result<_, _>>()?;
    Ok(Counting {
        budget,
        projects,
        limits,
        rule,
        ties,
    })
}

/// The words of the command line; a seed follows its colon.
fn tie_word(tie: &TieBreaking) -> String {
    match tie {
        TieBreaking::MinCost => "min-cost".to_owned(),
        TieBreaking::MaxCost => "max-cost".to_owned(),
        TieBreaking::MaxVotes => "max-votes".to_owned(),
        TieBreaking::Lexicographic => "lexicographic".to_owned(),
        TieBreaking::Seeded(seed) => format!("seed:{seed}"),
        TieBreaking::ExplicitOrder(_) => "order".to_owned(),
        TieBreaking::Refuse => "refuse".to_owned(),
    }
}

fn tie_of_word(text: &str) -> Option<TieBreaking> {
    Some(match text {
        "min-cost" => TieBreaking::MinCost,
        "max-cost" => TieBreaking::MaxCost,
        "max-votes" => TieBreaking::MaxVotes,
        "lexicographic" => TieBreaking::Lexicographic,
        _ => TieBreaking::Seeded(text.strip_prefix("seed:")?.to_owned()),
    })
}

const SATISFACTIONS: [(Satisfaction, &str); 5] = [
    (Satisfaction::Cost, "cost"),
    (Satisfaction::Cardinality, "cardinality"),
    (Satisfaction::AdditiveCardinal, "cardinal"),
    (Satisfaction::AdditiveBorda, "borda"),
    (Satisfaction::Score, "score"),
];
const STARTS: [(Start, &str); 2] = [(Start::Exact, "exact"), (Start::Integral, "integral")];
const STOPS: [(Stop, &str); 3] = [
    (Stop::ExhaustiveSupported, "exhaustive-supported"),
    (Stop::Exhaustive, "exhaustive"),
    (Stop::Overspend, "overspend"),
];

fn word_of<T: PartialEq>(words: &[(T, &'static str)], value: &T) -> &'static str {
    (words.iter().find(|(known, _)| known == value)).map_or("", |(_, word)| word)
}

fn of_word<T: Copy>(words: &[(T, &'static str)], text: &str) -> Result<T, PollProblem> {
    (words.iter().find(|(_, word)| *word == text))
        .map(|(value, _)| *value)
        .ok_or(PollProblem::Field { field: "rule" })
}

fn write_rule(rule: &RuleOf) -> String {
    let mut out = Writing::default();
    out.text("name", rule.name.key());
    if let Some(satisfaction) = &rule.satisfaction {
        out.text("satisfaction", word_of(&SATISFACTIONS, satisfaction));
    }
    number(&mut out, "threshold", rule.threshold);
    out.maybe("completion", rule.completion.map(CompletionName::key));
    if let Some(raising) = &rule.raising {
        out.raw("increment", &raising.increment.0.to_string())
            .text("start", word_of(&STARTS, &raising.start))
            .text("stop", word_of(&STOPS, &raising.stop));
    }
    out.done()
}

fn read_rule(json: Json) -> Result<RuleOf, PollProblem> {
    let mut fields = Fields::of(json)?;
    let name = fields.take("name")?;
    let satisfaction = match fields.take::<Option<String>>("satisfaction")? {
        Some(text) => Some(of_word(&SATISFACTIONS, &text)?),
        None => None,
    };
    let threshold = fields.take("threshold")?;
    let completion = fields.take("completion")?;
    let raising = match fields.take::<Option<Money>>("increment")? {
        None => None,
        Some(increment) => Some(Raising {
            increment,
            start: of_word(&STARTS, &fields.take::<String>("start")?)?,
            stop: of_word(&STOPS, &fields.take::<String>("stop")?)?,
        }),
    };
    fields.done()?;
    Ok(RuleOf {
        name,
        satisfaction,
        threshold,
        completion,
        raising,
    })
}

fn write_part(part: Part) -> String {
    Writing::default()
        .raw("num", &part.num.to_string())
        .raw("den", &part.den.to_string())
        .flag("more", part.more)
        .done()
}

fn read_part(json: Json) -> Result<Part, PollProblem> {
    let mut fields = Fields::of(json)?;
    let part = Part {
        num: fields.take("num")?,
        den: fields.take("den")?,
        more: fields.take::<Option<bool>>("more")?.unwrap_or(false),
    };
    fields.done()?;
    Ok(part)
}

fn write_motion(motion: &Motion) -> String {
    let eligible: Vec<&str> = motion.eligible.iter().map(Id::as_str).collect();
    Writing::default()
        .raw("text", &local_text(&motion.text))
        .raw("eligible", &texts(&eligible))
        .text("unit", motion.unit.key())
        .raw("entitled", &motion.entitled.to_string())
        .raw("quorum", &write_part(motion.quorum))
        .raw("threshold", &write_part(motion.threshold))
        .text("of", motion.of.key())
        .done()
}

fn read_motion(json: Json) -> Result<Motion, PollProblem> {
    let mut fields = Fields::of(json)?;
    let text = fields.take("text")?;
    let eligible = (fields.take::<Vec<String>>("eligible")?.into_iter())
        .map(|id| Id::new(id).map_err(|_| PollProblem::Field { field: "motion" }))
        .collect::<Result<_, _>>()?;
    let motion = Motion {
        text,
        eligible,
        unit: fields.take("unit")?,
        entitled: fields.take("entitled")?,
        quorum: read_part(fields.take("quorum")?)?,
        threshold: read_part(fields.take("threshold")?)?,
        of: fields.take("of")?,
    };
    fields.done()?;
    Ok(motion)
}

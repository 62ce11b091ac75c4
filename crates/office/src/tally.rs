//! `mingbai tally FILE.pb`: counts a Pabulib file by any rule of the `ballots` crate, as a table
//! for people, as JSON or CSV for machines, with every purchase and every loss explained on demand.
//!
//! The file is read piece by piece; only the merged ballots stay in memory.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ballots::exact::Rational;
use ballots::pabulib::{Keep, Pabulib, PabulibError, Problem, Reader, Section};
use ballots::{
    Add1, BudgetAllocation, Completion, Ended, Enough, InvalidTieBreaking, Limit, Loser,
    MoreSupport, Need, Options, Progress, Purchase, Round, Rule, RuleError, Satisfaction, Share,
    Stage, Start, Stop, TieBreaking,
};
use serde_json::{Map, Value, json};

use crate::words::Wording;

/// What to count, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct TallyArgs {
    /// The election, in Pabulib's format.
    pub file: PathBuf,
    /// How winners are picked.
    #[arg(long, value_enum, default_value_t = RuleWord::EqualShares)]
    pub rule: RuleWord,
    /// What a funded project is worth to a voter; by cost unless said otherwise.
    #[arg(long, value_enum)]
    pub satisfaction: Option<SatisfactionWord>,
    /// What follows when money is left.
    #[arg(long, value_enum)]
    pub completion: Option<CompletionWord>,
    /// Whose conventions to follow.
    #[arg(long, value_enum, default_value_t = PresetWord::Pabutools)]
    pub preset: PresetWord,
    /// Tie rules in order: min-cost, max-cost, max-votes, lexicographic, seed:TEXT, order:FILE,
    /// refuse.
    #[arg(long, value_delimiter = ',')]
    pub tie_break: Vec<String>,
    /// The step of Add1, in units of currency.
    #[arg(long, default_value = "1")]
    pub increment: String,
    /// Fewest points or votes under greedy-threshold; the file's own unless given.
    #[arg(long)]
    pub threshold: Option<String>,
    /// Tell every purchase and what each loser lacked.
    #[arg(long)]
    pub explain: bool,
    /// Print one row per project as CSV.
    #[arg(long)]
    pub csv: bool,
}

/// `--rule`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RuleWord {
    /// The most satisfaction per cost first, skipping what does not fit.
    Greedy,
    /// The same, ended by the first that does not fit.
    GreedyNoSkip,
    /// The same as greedy, among those with enough points or votes.
    GreedyThreshold,
    /// The method of equal shares.
    EqualShares,
    /// Phragmén's sequential rule.
    Phragmen,
    /// The most satisfaction that the budget buys.
    MaxWelfare,
}

/// `--satisfaction`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SatisfactionWord {
    /// The project's cost.
    Cost,
    /// One.
    Cardinality,
    /// The points given.
    Cardinal,
    /// How many projects are ranked below.
    Borda,
    /// Total points or votes whatever the cost; greedy rules only.
    Score,
}

/// `--completion`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CompletionWord {
    /// Nothing.
    None,
    /// The greedy rule with what is left.
    Greedy,
    /// Larger endowments.
    Add1,
    /// Larger endowments, then the greedy rule.
    Add1u,
}

/// `--preset`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PresetWord {
    /// As pabutools 1.2.3: exact start, stop when exhaustive, ties by id.
    Pabutools,
    /// As Pabulib's `equalshares/add1`: whole start, stop before overspending, ties by cost, then
    /// votes, and none broken silently.
    Pabulib,
    /// As the tool of equalshares.net by default: Add1 until nothing fits, then greedy.
    EqualsharesNet,
}

/// Why there is no result.
#[derive(Debug)]
pub enum TallyError {
    /// The file could not be opened or read.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not sound.
    Pabulib(PabulibError),
    /// A word of `--tie-break` that is none.
    TieWord(String),
    /// `--increment`, `--threshold` or the file's threshold is not a number.
    Number {
        /// Which.
        option: &'static str,
        /// What stands there.
        seen: String,
    },
    /// greedy-threshold without a threshold.
    NoThreshold,
    /// The rule refuses; with the ids of projects that tie, if that is why.
    Rule {
        /// Why.
        error: RuleError,
        /// Who ties.
        tied: Vec<String>,
    },
}

/// A finished count.
#[derive(Debug)]
struct Counted {
    file: Pabulib,
    rule: Rule,
    satisfaction: SatisfactionWord,
    completion: CompletionWord,
    allocation: BudgetAllocation,
    votes: Vec<u64>,
}

/// Counts and prints: words on stderr, JSON or CSV on stdout. Exit code 0, or 2 when it could not
/// run.
pub fn run(args: &TallyArgs, wording: Wording, is_json: bool) -> ExitCode {
    let printed = match count(args, wording) {
        Ok(counted) => {
            let text = if is_json {
                format!("{}\n", counted.to_json())
            } else if args.csv {
                counted.to_csv()
            } else {
                String::new()
            };
            let words = if is_json || args.csv {
                String::new()
            } else {
                counted.to_words(wording, args.explain)
            };
            let printed = io::stdout()
                .write_all(text.as_bytes())
                .and_then(|()| io::stdout().flush());
            printed
                .and_then(|()| io::stderr().write_all(words.as_bytes()))
                .map(|()| ExitCode::SUCCESS)
        }
        Err(error) => {
            let message = error_words(&error, wording);
            let told = io::stderr().write_all(format!("{message}\n").as_bytes());
            let document = json!({"error": {"kind": error.kind(), "message": message}});
            let printed = if is_json {
                io::stdout().write_all(format!("{document}\n").as_bytes())
            } else {
                Ok(())
            };
            told.and(printed).map(|()| ExitCode::from(2))
        }
    };
    printed.unwrap_or(ExitCode::from(2))
}

impl TallyError {
    fn kind(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Pabulib(_) => "pabulib",
            Self::TieWord(_) => "tie-break",
            Self::Number { .. } => "number",
            Self::NoThreshold => "no-threshold",
            Self::Rule {
                error: RuleError::Tied { .. },
                ..
            } => "tied",
            Self::Rule { .. } => "rule",
        }
    }
}

fn count(args: &TallyArgs, wording: Wording) -> Result<Counted, TallyError> {
    let ties = ties(args)?;
    let file = read(&args.file)?;
    let satisfaction = args.satisfaction.unwrap_or(match args.rule {
        RuleWord::GreedyNoSkip | RuleWord::GreedyThreshold => SatisfactionWord::Score,
        _ => SatisfactionWord::Cost,
    });
    let completion = args.completion.unwrap_or(match (args.rule, args.preset) {
        (RuleWord::EqualShares, PresetWord::Pabulib) => CompletionWord::Add1,
        (RuleWord::EqualShares, PresetWord::EqualsharesNet) => CompletionWord::Add1u,
        _ => CompletionWord::None,
    });
    let rule = rule(args, &file, satisfaction, completion)?;
    let begin = Instant::now();
    let mut told = Duration::ZERO;
    let mut tell = |progress: Progress| {
        let elapsed = begin.elapsed();
        if elapsed >= told + Duration::from_secs(2) {
            told = elapsed;
            let line = progress_words(progress, elapsed, wording);
            // Progress is a courtesy: a closed stderr does not stop the count.
            let _ = io::stderr().write_all(line.as_bytes());
        }
        true
    };
    let options = Options {
        ties: &ties,
        explain: args.explain,
        progress: Some(&mut tell),
    };
    let allocation = rule
        .run_with(&file.instance, &file.profile, options)
        .map_err(|error| {
            let names = match &error {
                RuleError::Tied { positions } => positions
                    .iter()
                    .filter_map(|position| file.instance.project(*position))
                    .map(|project| project.project_id.clone())
                    .collect(),
                _ => Vec::new(),
            };
            TallyError::Rule { error, tied: names }
        })?;
    let votes = file.profile.votes();
    Ok(Counted {
        file,
        rule,
        satisfaction,
        completion,
        allocation,
        votes,
    })
}

fn read(path: &Path) -> Result<Pabulib, TallyError> {
    let io_error = |error| TallyError::Io {
        path: path.to_owned(),
        error,
    };
    let mut source = File::open(path).map_err(io_error)?;
    let mut reader = Reader::new(Keep::Ballots);
    let mut piece = vec![0; 1 << 16];
    loop {
        let len = source.read(&mut piece).map_err(io_error)?;
        if len == 0 {
            return reader.finish().map_err(TallyError::Pabulib);
        }
        reader.feed(&piece[..len]).map_err(TallyError::Pabulib)?;
    }
}

fn ties(args: &TallyArgs) -> Result<Vec<TieBreaking>, TallyError> {
    if args.tie_break.is_empty() {
        return Ok(match args.preset {
            PresetWord::Pabutools => vec![TieBreaking::Lexicographic],
            PresetWord::Pabulib | PresetWord::EqualsharesNet => {
                vec![
                    TieBreaking::MinCost,
                    TieBreaking::MaxVotes,
                    TieBreaking::Refuse,
                ]
            }
        });
    }
    args.tie_break
        .iter()
        .map(|word| match word.split_once(':') {
            None => match word.as_str() {
                "min-cost" => Ok(TieBreaking::MinCost),
                "max-cost" => Ok(TieBreaking::MaxCost),
                "max-votes" => Ok(TieBreaking::MaxVotes),
                "lexicographic" => Ok(TieBreaking::Lexicographic),
                "refuse" => Ok(TieBreaking::Refuse),
                _ => Err(TallyError::TieWord(word.clone())),
            },
            Some(("seed", seed)) => Ok(TieBreaking::Seeded(seed.to_owned())),
            Some(("order", path)) => {
                let path = PathBuf::from(path);
                match std::fs::read_to_string(&path) {
                    Ok(text) => Ok(TieBreaking::ExplicitOrder(
                        text.lines()
                            .map(str::trim)
                            .filter(|line| !line.is_empty())
                            .map(str::to_owned)
                            .collect(),
                    )),
                    Err(error) => Err(TallyError::Io { path, error }),
                }
            }
            Some(_) => Err(TallyError::TieWord(word.clone())),
        })
        .collect()
}

fn number(option: &'static str, seen: &str) -> Result<Rational, TallyError> {
    Rational::parse(seen).map_err(|_| TallyError::Number {
        option,
        seen: seen.to_owned(),
    })
}

fn rule(
    args: &TallyArgs,
    file: &Pabulib,
    satisfaction: SatisfactionWord,
    completion: CompletionWord,
) -> Result<Rule, TallyError> {
    let satisfaction = match satisfaction {
        SatisfactionWord::Cost => Satisfaction::Cost,
        SatisfactionWord::Cardinality => Satisfaction::Cardinality,
        SatisfactionWord::Cardinal => Satisfaction::AdditiveCardinal,
        SatisfactionWord::Borda => Satisfaction::AdditiveBorda,
        SatisfactionWord::Score => Satisfaction::Score,
    };
    let (start, stop) = match args.preset {
        PresetWord::Pabutools => (Start::Exact, Stop::ExhaustiveSupported),
        PresetWord::Pabulib => (Start::Integral, Stop::Overspend),
        PresetWord::EqualsharesNet => (Start::Integral, Stop::Exhaustive),
    };
    let increment = number("--increment", &args.increment)?;
    let add1 = Add1 {
        increment,
        start,
        stop,
    };
    let completion = match completion {
        CompletionWord::None => Completion::None,
        CompletionWord::Greedy => Completion::Greedy,
        CompletionWord::Add1 => Completion::Add1(add1),
        CompletionWord::Add1u => Completion::Add1U(add1),
    };
    let follows = completion != Completion::None;
    let rule = match args.rule {
        RuleWord::EqualShares => {
            return Ok(Rule::EqualShares {
                satisfaction,
                completion,
            });
        }
        RuleWord::Phragmen => return Ok(Rule::Phragmen { completion }),
        RuleWord::Greedy => Rule::Greedy { satisfaction },
        RuleWord::GreedyNoSkip => Rule::GreedyNoSkip { satisfaction },
        RuleWord::MaxWelfare => Rule::MaxWelfare { satisfaction },
        RuleWord::GreedyThreshold => {
            let of_file = file.meta_value("min_project_score_threshold");
            let seen = args
                .threshold
                .as_deref()
                .or(of_file)
                .ok_or(TallyError::NoThreshold)?;
            Rule::GreedyThreshold {
                satisfaction,
                threshold: number("--threshold", seen)?,
            }
        }
    };
    if follows {
        let error = RuleError::WrongCompletion;
        return Err(TallyError::Rule {
            error,
            tied: Vec::new(),
        });
    }
    Ok(rule)
}

/// An amount as JSON: a whole number, or a string with the exact decimal or fraction.
fn amount(value: &Rational) -> Value {
    let whole = value
        .is_whole()
        .then(|| value.numerator().to_i128())
        .flatten();
    match whole.and_then(|whole| i64::try_from(whole).ok()) {
        Some(whole) => json!(whole),
        None => json!(value.to_string()),
    }
}

fn limit(value: &Limit) -> Value {
    json!({"amount": amount(&value.amount), "included": value.is_included})
}

/// What would have been enough; null where nothing would.
fn enough_value(enough: &Enough) -> Value {
    match enough {
        Enough::Walk { cost, support } => json!({
            "cost": cost.as_ref().map(limit),
            "support": support.as_ref().map(|more| {
                json!({"votes": more.votes, "points": limit(&more.points)})
            }),
        }),
        Enough::Welfare(gap) => json!({"welfare": gap.as_ref().map(amount)}),
    }
}

fn shares(list: &[Share]) -> Value {
    list.iter()
        .map(|share| json!({"amount": amount(&share.amount), "voters": share.voters}))
        .collect()
}

/// How many these are.
fn voters(list: &[Share]) -> u64 {
    list.iter().map(|share| share.voters).sum()
}

/// What partial payers gave together: what the full payments leave of the cost.
fn partial(cost: &Rational, full_payments: &[Share]) -> Rational {
    full_payments.iter().fold(cost.clone(), |rest, share| {
        rest.minus(&share.amount.times(&Rational::from(share.voters)))
    })
}

const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Free => "free",
        Stage::EqualShares => "equal-shares",
        Stage::Phragmen => "phragmen",
        Stage::Greedy => "greedy",
        Stage::MaxWelfare => "max-welfare",
    }
}

const fn ended_word(ended: Ended) -> &'static str {
    match ended {
        Ended::NotRaised => "not-raised",
        Ended::Exhaustive => "exhaustive",
        Ended::WouldOverspend => "would-overspend",
        Ended::AllFunded => "all-funded",
    }
}

impl Counted {
    fn id(&self, position: usize) -> &str {
        self.file
            .instance
            .project(position)
            .map_or("", |project| project.project_id.as_str())
    }

    fn name(&self, position: usize) -> &str {
        let project = self.file.instance.project(position);
        project
            .and_then(|project| project.name.as_deref())
            .unwrap_or("")
    }

    fn cost(&self, position: usize) -> Rational {
        let project = self.file.instance.project(position);
        project.map_or_else(Rational::zero, |project| project.cost.clone())
    }

    fn ids(&self, positions: &[usize]) -> Vec<&str> {
        positions
            .iter()
            .map(|position| self.id(*position))
            .collect()
    }

    fn to_json(&self) -> Value {
        let mut selected = self.ids(self.allocation.order());
        selected.sort_unstable();
        let mut document = json!({
            "rule": self.rule.name(),
            "satisfaction": value_word(&self.satisfaction),
            "completion": value_word(&self.completion),
            "selected": selected,
            "order": self.ids(self.allocation.order()),
            "total_cost": amount(self.allocation.total_cost()),
            "budget": amount(self.file.instance.budget_limit()),
            "num_votes": self.file.profile.num_ballots(),
            "num_projects": self.file.instance.projects().len(),
            "rounds": self.allocation.purchases.iter().map(|b| self.round(b)).collect::<Vec<_>>(),
            "losers": self.allocation.losers.iter().map(|l| self.loser(l)).collect::<Vec<_>>(),
        });
        if let Some(endowment) = &self.allocation.endowment {
            document["endowment"] = json!({
                "amount": amount(&endowment.amount),
                "share": amount(&endowment.share),
                "steps": endowment.steps,
                "ended": ended_word(endowment.ended),
            });
        }
        document
    }

    fn round(&self, bought: &Purchase) -> Value {
        let mut round = Map::new();
        round.insert("project_id".into(), json!(self.id(bought.position)));
        round.insert("cost".into(), amount(&self.cost(bought.position)));
        round.insert("votes".into(), json!(self.votes.get(bought.position)));
        round.insert("stage".into(), json!(stage_word(bought.stage)));
        if let Some(tie) = &bought.tie {
            round.insert("tied".into(), json!(self.ids(&tie.positions)));
        }
        match &bought.round {
            Round::Plain => {}
            Round::EqualShares(told) => {
                let partial_payers = voters(&told.partial_payments);
                let partial = partial(&self.cost(bought.position), &told.full_payments);
                round.insert("affordability".into(), amount(&told.affordability));
                round.insert("effective_votes".into(), amount(&told.effective_votes));
                round.insert("supporters_money".into(), amount(&told.supporters_money));
                round.insert("full_payments".into(), shares(&told.full_payments));
                round.insert(
                    "partial_payments".into(),
                    json!({"voters": partial_payers, "total": amount(&partial)}),
                );
                round.insert("budgets_in_tenths".into(), json!(told.budgets));
            }
            Round::Phragmen(told) => {
                round.insert(
                    "load".into(),
                    told.load.as_ref().map_or(Value::Null, amount),
                );
                round.insert("loads_before".into(), shares(&told.loads));
            }
            Round::Greedy(told) => {
                round.insert(
                    "density".into(),
                    told.density.as_ref().map_or(Value::Null, amount),
                );
                round.insert("left".into(), amount(&told.left));
            }
        }
        Value::Object(round)
    }

    fn loser(&self, loser: &Loser) -> Value {
        let mut document = json!({
            "project_id": self.id(loser.position),
            "cost": amount(&self.cost(loser.position)),
            "votes": self.votes.get(loser.position),
        });
        let lacked = match &loser.need {
            Need::Support => json!({"lacked": "support"}),
            Need::Money {
                supporters_money,
                missing,
                effective_support,
                votes,
                spent_on,
            } => json!({
                "lacked": "money",
                "supporters_money": amount(supporters_money),
                "missing": amount(missing),
                "effective_support_percent": amount(effective_support),
                "votes_needed": votes,
                "spent_on": spent_on.iter().map(|spent| json!({
                    "project_id": self.id(spent.position),
                    "voters": spent.voters,
                    "amount": amount(&spent.amount),
                })).collect::<Vec<_>>(),
            }),
            Need::Room { left, after } => json!({
                "lacked": "room",
                "left": amount(left),
                "after": after.map(|position| self.id(position)),
            }),
            Need::Score { score, needed } => {
                json!({"lacked": "score", "score": amount(score), "needed": amount(needed)})
            }
            Need::Load {
                load,
                ended_at,
                votes,
            } => json!({
                "lacked": "load",
                "load": load.as_ref().map(amount),
                "ended_at": ended_at.as_ref().map(amount),
                "votes_needed": votes,
            }),
            Need::Combination => json!({"lacked": "combination"}),
        };
        if let (Value::Object(document), Value::Object(lacked)) = (&mut document, lacked) {
            document.extend(lacked);
            if let Some(enough) = &loser.enough {
                document.insert("enough".into(), enough_value(enough));
            }
        }
        document
    }

    fn to_csv(&self) -> String {
        let mut text = String::from("project_id,name,cost,votes,selected,order,stage\n");
        for position in 0..self.file.instance.projects().len() {
            let place = self
                .allocation
                .purchases
                .iter()
                .position(|bought| bought.position == position);
            let stage = place.and_then(|at| self.allocation.purchases.get(at));
            let cells = [
                quoted(self.id(position)),
                quoted(self.name(position)),
                self.cost(position).to_string(),
                self.votes
                    .get(position)
                    .map(u64::to_string)
                    .unwrap_or_default(),
                u8::from(place.is_some()).to_string(),
                place.map(|at| (at + 1).to_string()).unwrap_or_default(),
                stage
                    .map_or("", |bought| stage_word(bought.stage))
                    .to_owned(),
            ];
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        text
    }
}

fn value_word(value: &impl clap::ValueEnum) -> String {
    value
        .to_possible_value()
        .map_or_else(String::new, |word| word.get_name().to_owned())
}

fn quoted(cell: &str) -> String {
    // A cell that a spreadsheet would run as a formula is given as text.
    let guarded = match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t') if cell.parse::<f64>().is_err() => format!("'{cell}"),
        _ => cell.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

// ---- sentences ----

/// One sentence in both languages.
macro_rules! say {
    ($wording:expr, $zh:literal, $en:literal $(, $value:expr)* $(,)?) => {
        match $wording {
            Wording::ZhHans => format!($zh $(, $value)*),
            Wording::En => format!($en $(, $value)*),
        }
    };
}

fn progress_words(progress: Progress, elapsed: Duration, wording: Wording) -> String {
    say!(
        wording,
        "还在算：每人份额已提高 {} 步，用时 {} 秒……\n",
        "Still counting: {} steps so far, {} seconds…\n",
        progress.steps,
        elapsed.as_secs()
    )
}

/// Money or votes with at most two decimals, for reading.
fn short(value: &Rational) -> String {
    match value.decimal_places() {
        Some(places) if places <= 2 => value.to_decimal(places),
        _ => value.to_decimal(2),
    }
}

impl Counted {
    fn to_words(&self, wording: Wording, explain: bool) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let mut line = |words: String| {
            let _ = writeln!(text, "{words}");
        };
        line(say!(
            wording,
            "共 {} 张选票，{} 个项目，可用 {}。选中 {} 个，共花 {}，剩 {}。",
            "{} ballots, {} projects, {} to spend. Funded: {}, for {}; {} is left.",
            self.file.profile.num_ballots(),
            self.file.instance.projects().len(),
            self.file.instance.budget_limit(),
            self.allocation.order().len(),
            self.allocation.total_cost(),
            self.file
                .instance
                .budget_limit()
                .minus(self.allocation.total_cost()),
        ));
        if let Some(endowment) = &self.allocation.endowment {
            line(say!(
                wording,
                "每人分到 {}（平均份额 {}，提高了 {} 步）。",
                "Each voter was given {} (an equal share is {}; raised {} times).",
                short(&endowment.amount),
                short(&endowment.share),
                endowment.steps,
            ));
        }
        for (place, bought) in self.allocation.purchases.iter().enumerate() {
            line(self.bought_words(place + 1, bought, wording, explain));
        }
        if explain {
            for loser in &self.allocation.losers {
                line(self.loser_words(loser, wording));
            }
        }
        text
    }

    fn bought_words(
        &self,
        place: usize,
        bought: &Purchase,
        wording: Wording,
        explain: bool,
    ) -> String {
        let position = bought.position;
        let mut words = say!(
            wording,
            "{}. {} {}  花费 {}，{} 票",
            "{}. {} {}  costs {}, {} votes",
            place,
            self.id(position),
            self.name(position),
            self.cost(position),
            self.votes.get(position).copied().unwrap_or(0),
        );
        if !explain {
            return words;
        }
        match &bought.round {
            Round::Plain => {}
            Round::EqualShares(told) => {
                let (some, all) = (voters(&told.partial_payments), voters(&told.full_payments));
                let partial = partial(&self.cost(position), &told.full_payments);
                let full = told.full_payments.last().map(|share| short(&share.amount));
                words += &say!(
                    wording,
                    "；有效票 {}，{} 人付足 {}，{} 人付出余下的共 {}",
                    "; effective votes {}: {} paid {} each, {} gave what they had left, {} together",
                    told.effective_votes.to_decimal(2),
                    all,
                    full.unwrap_or_default(),
                    some,
                    short(&partial),
                );
            }
            Round::Phragmen(told) => {
                let load = told.load.as_ref().map_or_else(String::new, short);
                words += &say!(
                    wording,
                    "；支持者的负担升到 {}",
                    "; its supporters' load is now {}",
                    load
                );
            }
            Round::Greedy(told) => {
                words += &say!(
                    wording,
                    "；买后剩 {}",
                    "; {} left afterwards",
                    short(&told.left)
                );
            }
        }
        if let Some(tie) = &bought.tie {
            words += &say!(
                wording,
                "；与 {} 打平，按约定的先后选它",
                "; tied among {}, put first by the tie rules",
                self.ids(&tie.positions).join("、"),
            );
        }
        words
    }

    fn loser_words(&self, loser: &Loser, wording: Wording) -> String {
        let head = say!(
            wording,
            "未选中 {} {}（花费 {}，{} 票）：",
            "Not funded: {} {} (costs {}, {} votes): ",
            self.id(loser.position),
            self.name(loser.position),
            self.cost(loser.position),
            self.votes.get(loser.position).copied().unwrap_or(0),
        );
        let why = match &loser.need {
            Need::Support => say!(wording, "没有人支持。", "nobody supports it."),
            Need::Money {
                supporters_money,
                missing,
                effective_support,
                votes,
                spent_on,
            } => {
                let mut why = say!(
                    wording,
                    "支持者手里还剩 {}，差 {}；有效支持 {}%。",
                    "its supporters had {} left, {} short; effective support {} %.",
                    short(supporters_money),
                    short(missing),
                    effective_support.floor(),
                );
                if let Some(votes) = votes {
                    why += &say!(
                        wording,
                        "再有 {} 位钱还没花的支持者就够了。",
                        " {} more supporters with their money unspent would have done.",
                        votes,
                    );
                }
                if let Some(spent) = spent_on.first() {
                    why += &say!(
                        wording,
                        "他们的钱花得最多的是 {}：{} 人，共 {}。",
                        " Most of their money went to {}: {} people, {}.",
                        self.id(spent.position),
                        spent.voters,
                        short(&spent.amount),
                    );
                }
                why
            }
            Need::Room { left, .. } => {
                say!(
                    wording,
                    "轮到它时只剩 {}。",
                    "only {} was left at its turn.",
                    short(left)
                )
            }
            Need::Score { score, needed } => say!(
                wording,
                "得分 {}，门槛是 {}。",
                "it scored {}, the threshold is {}.",
                short(score),
                short(needed),
            ),
            Need::Load { votes: Some(0), .. } => {
                say!(
                    wording,
                    "轮到它时钱已经不够。",
                    "its turn came, and it no longer fitted."
                )
            }
            Need::Load {
                votes: Some(votes), ..
            } => say!(
                wording,
                "没等轮到它就停了；再有 {} 位还没有负担的支持者就能赶上。",
                "the rule ended before its turn; {} more supporters with no load would have caught up.",
                votes,
            ),
            Need::Combination => {
                say!(
                    wording,
                    "最好的组合里没有它。",
                    "the best combination goes without it."
                )
            }
            Need::Load { votes: None, .. } => say!(
                wording,
                "没等轮到它就停了。",
                "the rule ended before its turn."
            ),
        };
        let enough = loser.enough.as_ref();
        head + &why + &enough.map_or_else(String::new, |enough| enough_words(enough, wording))
    }
}

/// A cost with at most two decimals that is still enough.
fn rounded_down(value: &Rational) -> String {
    let hundredths = value.times(&Rational::from(100)).floor();
    if hundredths.is_zero() {
        return value.to_string();
    }
    short(&Rational::from(hundredths).times(&Rational::ratio(1, 100)))
}

/// What would have been enough.
fn enough_words(enough: &Enough, wording: Wording) -> String {
    let (cost, support) = match enough {
        Enough::Welfare(None) => {
            return say!(
                wording,
                "光它一个就超出预算。",
                " Its cost alone is above the budget."
            );
        }
        Enough::Welfare(Some(gap)) if gap.is_zero() => {
            return say!(
                wording,
                "有它的组合也有一样好的，打平时没轮到它。",
                " A combination with it is just as good; the tie went against it."
            );
        }
        Enough::Welfare(Some(gap)) => {
            return say!(
                wording,
                "有它的最好组合，满意度还差 {}。",
                " The best combination with it falls {} short in satisfaction.",
                gap
            );
        }
        Enough::Walk { cost, support } => (cost, support),
    };
    let cost = match cost {
        None => say!(
            wording,
            "花费再低也选不上；",
            " It would not have been funded at any cost;"
        ),
        Some(limit) if limit.is_included => say!(
            wording,
            "花费不超过 {} 就能选上；",
            " It would have been funded at a cost of up to {};",
            rounded_down(&limit.amount)
        ),
        Some(limit) => say!(
            wording,
            "花费低于 {} 就能选上；",
            " It would have been funded at any cost below {};",
            rounded_down(&limit.amount)
        ),
    };
    cost + &support_words(support.as_ref(), wording)
}

fn support_words(support: Option<&MoreSupport>, wording: Wording) -> String {
    let Some(MoreSupport { votes, points }) = support else {
        return say!(
            wording,
            "照现在的花费，再多人支持也选不上。",
            " at its cost no support would have been enough."
        );
    };
    let points = match (points.is_included, points.amount.is_zero()) {
        (true, true) => None,
        (true, false) => Some(say!(wording, "{} 分", "{} points", points.amount)),
        (false, _) => Some(say!(
            wording,
            "{} 分以上（不含 {0}）",
            "anything above {} points",
            points.amount
        )),
    };
    let votes = (*votes > 0).then(|| say!(wording, "{} 票", "{} votes", votes));
    let both: Vec<String> = votes.into_iter().chain(points).collect();
    say!(
        wording,
        "或者花费不变，再多 {}。",
        " or at its cost with {} more.",
        both.join(if wording == Wording::En {
            " and "
        } else {
            "、"
        })
    )
}

fn error_words(error: &TallyError, wording: Wording) -> String {
    match error {
        TallyError::Io { path, error } => say!(
            wording,
            "读不了 {}：{}",
            "Cannot read {}: {}",
            path.display(),
            error
        ),
        TallyError::Pabulib(error) => say!(
            wording,
            "选举文件有错，第 {} 行第 {} 个字符处：{}",
            "The election file is not sound at line {}, column {}: {}",
            error.line,
            error.column,
            problem_words(&error.problem, wording)
        ),
        TallyError::TieWord(word) => say!(
            wording,
            "不认识的平局办法“{}”。可用：min-cost、max-cost、max-votes、lexicographic、seed:文字、order:文件、refuse。",
            "No tie rule {:?}. There are: min-cost, max-cost, max-votes, lexicographic, seed:TEXT, order:FILE, refuse.",
            word
        ),
        TallyError::Number { option, seen } => say!(
            wording,
            "{} 要的是数，这里写着“{}”。",
            "{} wants a number; here stands {:?}.",
            option,
            seen
        ),
        TallyError::NoThreshold => say!(
            wording,
            "这条规则要有门槛：文件里没写，请用 --threshold 给出。",
            "This rule needs a threshold: the file has none, so give --threshold."
        ),
        TallyError::Rule {
            error: RuleError::Tied { .. },
            tied,
        } => say!(
            wording,
            "{} 打平，约定的办法分不出先后。请用 --tie-break 再加一条，例如 lexicographic 或 seed:公开的随机字。",
            "{} tie, and the tie rules do not decide. Add one with --tie-break, such as lexicographic or seed:TEXT.",
            tied.join("、")
        ),
        TallyError::Rule { error, .. } => say!(
            wording,
            "这样算不了：{}",
            "Cannot count like this: {}",
            rule_words(error, wording)
        ),
    }
}

pub(crate) fn rule_words(error: &RuleError, wording: Wording) -> String {
    if wording == Wording::En {
        return error.to_string();
    }
    match error {
        RuleError::WrongVoteType { .. } => "这种选票不能用这条规则或这种满意度。".into(),
        RuleError::WrongCompletion => "这条规则后面不能接这种补选办法。".into(),
        RuleError::WrongSatisfaction => "这条规则没有这种满意度。".into(),
        RuleError::InvalidIncrement => "每步要大于零。".into(),
        RuleError::TooLarge => "数太大或太细，没法一分不差地算。".into(),
        RuleError::TieBreaking(InvalidTieBreaking::NotStrict) => {
            "平局办法可能分不出先后，最后一条请用 lexicographic、seed:文字 或 refuse。".into()
        }
        RuleError::TieBreaking(InvalidTieBreaking::UnknownProject { project_id }) => {
            format!("先后名单里的“{project_id}”不在选举里。")
        }
        RuleError::TieBreaking(InvalidTieBreaking::Repeated { project_id }) => {
            format!("先后名单里“{project_id}”写了两次。")
        }
        RuleError::Stopped => "已停下。".into(),
        RuleError::TooHard => "可能的组合太多，比不完。".into(),
        other => other.to_string(),
    }
}

/// A section's title and what it holds.
fn section_words(section: Section) -> &'static str {
    match section {
        Section::Meta => "META（选举情况）",
        Section::Projects => "PROJECTS（项目）",
        Section::Votes => "VOTES（选票）",
    }
}

pub(crate) fn problem_words(problem: &Problem, wording: Wording) -> String {
    if wording == Wording::En {
        return problem.to_string();
    }
    match problem {
        Problem::NotUtf8 => "不是 UTF-8 文字，请用 UTF-8 编码重新保存。".into(),
        Problem::StrayLineBreak { seen } => {
            format!(
                "有一个会把这行断开的字符 U+{:04X}，请删掉。",
                u32::from(*seen)
            )
        }
        Problem::UnclosedQuote => "这一格开头的引号一直没有合上。".into(),
        Problem::BeforeMeta { seen } => format!("看到“{seen}”，这里应当是 META 一行。"),
        Problem::SectionOutOfOrder { seen, expected } => format!(
            "看到 {}，这里应当是 {}。",
            section_words(*seen),
            expected.map_or("文件结尾", section_words)
        ),
        Problem::SectionMissing { expected } => {
            format!("文件到这里就完了，还缺 {}。", section_words(*expected))
        }
        Problem::HeaderMissing { section } => {
            format!("{} 下面一行应当是列名。", section_words(*section))
        }
        Problem::TitleAsIdentity { seen } => format!("编号不能叫“{seen}”，那是一节的标题。"),
        Problem::ColumnMissing { expected, seen } => {
            format!("这里要有一列 {expected}，看到的是“{seen}”。")
        }
        Problem::RowTooLong { seen, expected } => {
            format!("这行有 {seen} 格，列名只有 {expected} 个。")
        }
        Problem::CellMissing { expected } => format!("这里缺 {expected}。"),
        Problem::KeyMissing { expected } => format!("META 里缺 {expected} 一行。"),
        Problem::NotANumber { column, seen, .. } => {
            format!("{column} 要的是数，这里写着“{seen}”。")
        }
        Problem::Negative { column, seen } => format!("{column} 不能小于零，这里写着“{seen}”。"),
        Problem::DuplicateProject { seen } => format!("项目“{seen}”列了两次。"),
        Problem::UnknownProject { seen } => format!("选票上的“{seen}”不在项目里。"),
        Problem::UnknownVoteType { seen } => format!(
            "不认识的 vote_type“{seen}”，可用 approval、choose-1、cumulative、ordinal、scoring（小写）。"
        ),
        Problem::PointsMismatch { seen, expected } => {
            format!("投了 {expected} 个项目，却有 {seen} 个分数。")
        }
        Problem::PointsTooFine { seen } => format!("分数“{seen}”太大或太细。"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Typed {
        #[command(flatten)]
        args: TallyArgs,
    }

    /// One of the elections of the `ballots` crate, and options as typed.
    fn counted(election: &str, options: &[&str]) -> Result<Counted, TallyError> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../ballots/tests/fixtures")
            .join(election);
        let path = path.display().to_string();
        let typed = ["tally", &path].into_iter().chain(options.iter().copied());
        let typed = Typed::try_parse_from(typed).unwrap();
        count(&typed.args, Wording::En)
    }

    #[test]
    fn the_json_has_the_contract_s_fields_and_exact_amounts() {
        let counted = counted("gate.pb", &["--rule", "greedy"]).unwrap();
        let document = counted.to_json();
        assert_eq!(document["rule"], "greedy");
        assert_eq!(document["satisfaction"], "cost");
        assert_eq!(document["completion"], "none");
        // Votes: dear 3, a 2, b 2, B 1; free projects satisfy nobody by cost and come last.
        assert_eq!(document["selected"], json!(["B", "a", "b", "free", "gift"]));
        assert_eq!(document["order"], json!(["a", "b", "B", "free", "gift"]));
        assert_eq!(document["total_cost"], "90.75");
        assert_eq!(document["budget"], "90.75");
        assert_eq!(document["rounds"].as_array().map(Vec::len), Some(5));
    }

    #[test]
    fn the_presets_name_their_completion_and_stop_where_they_should() {
        let pabulib = counted("beyond.pb", &["--preset", "pabulib"]).unwrap();
        assert_eq!(pabulib.completion, CompletionWord::Add1);
        let document = pabulib.to_json();
        assert_eq!(document["endowment"]["amount"], 27);
        assert_eq!(document["endowment"]["ended"], "would-overspend");
        let net = counted("beyond.pb", &["--preset", "equalshares-net"]).unwrap();
        assert_eq!(net.completion, CompletionWord::Add1u);
    }

    #[test]
    fn an_unbroken_tie_is_an_error_that_names_the_tied() {
        let options = ["--rule", "greedy", "--tie-break", "max-votes,refuse"];
        // Four projects have four votes each, and they do not all fit.
        let error = counted("courtyard.pb", &options).err();
        let Some(TallyError::Rule {
            error: RuleError::Tied { .. },
            tied,
        }) = error
        else {
            panic!("{error:?}")
        };
        assert!(
            tied.contains(&"Ramp".to_owned()) && tied.contains(&"ramp".to_owned()),
            "{tied:?}"
        );
    }

    #[test]
    fn tie_words_are_understood_or_refused() {
        let with = |words| counted("courtyard.pb", &["--tie-break", words]);
        assert!(with("min-cost,max-votes,seed:12 34 56").is_ok());
        assert!(matches!(with("coin"), Err(TallyError::TieWord(word)) if word == "coin"));
        assert!(matches!(
            with("order:no-such-file"),
            Err(TallyError::Io { .. })
        ));
        assert!(matches!(
            with("min-cost"),
            Err(TallyError::Rule {
                error: RuleError::TieBreaking(_),
                ..
            })
        ));
    }

    #[test]
    fn greedy_threshold_needs_a_threshold_and_a_rule_its_own_completion() {
        let rule = ["--rule", "greedy-threshold"];
        assert!(matches!(
            counted("points.pb", &rule),
            Err(TallyError::NoThreshold)
        ));
        let given = ["--rule", "greedy-threshold", "--threshold", "11.5"];
        assert!(counted("points.pb", &given).is_ok());
        let greedy = ["--rule", "greedy", "--completion", "add1"];
        assert!(matches!(
            counted("points.pb", &greedy),
            Err(TallyError::Rule {
                error: RuleError::WrongCompletion,
                ..
            })
        ));
    }

    #[test]
    fn the_csv_quotes_and_disarms_cells() {
        let csv = counted("courtyard.pb", &[]).unwrap().to_csv();
        assert_eq!(csv.lines().count(), 9);
        assert!(
            csv.contains("z,\"Notice board, called the \"\"Window\"\"\",90,2,"),
            "{csv}"
        );
        assert_eq!(quoted("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(quoted("-5"), "-5");
    }

    #[test]
    fn explanations_are_given_in_both_languages() {
        let counted = counted("courtyard.pb", &["--explain"]).unwrap();
        for wording in [Wording::ZhHans, Wording::En] {
            let words = counted.to_words(wording, true);
            assert!(words.lines().count() >= 2 + 8, "{words}");
        }
        assert!(counted.to_words(Wording::ZhHans, true).contains("有效票"));
        let lacked = counted.to_json()["losers"][0]["lacked"].clone();
        assert!(lacked.is_string());
    }

    #[test]
    fn greedy_and_welfare_losers_are_told_what_would_have_been_enough() {
        let greedy = counted("courtyard.pb", &["--rule", "greedy", "--explain"]).unwrap();
        let document = greedy.to_json();
        let losers = document["losers"].as_array().unwrap();
        assert!(!losers.is_empty());
        for loser in losers {
            assert!(loser["enough"]["cost"].is_object(), "{loser}");
            let votes = &loser["enough"]["support"]["votes"];
            assert!(votes.as_u64().is_some_and(|votes| votes > 0), "{loser}");
        }
        assert!(greedy.to_words(Wording::ZhHans, true).contains("就能选上"));
        assert!(greedy.to_words(Wording::En, true).contains("votes more"));
        let welfare = counted("courtyard.pb", &["--rule", "max-welfare", "--explain"]).unwrap();
        let document = welfare.to_json();
        assert!(document["losers"][0]["enough"]["welfare"].is_number());
        let silent = counted("courtyard.pb", &["--rule", "greedy"]).unwrap();
        assert!(silent.to_json()["losers"][0].get("enough").is_none());
    }

    #[test]
    fn a_broken_file_is_told_with_its_place_in_both_languages() {
        let text =
            "META\nkey;value\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\na;-5\n";
        let error = match Pabulib::read(text.as_bytes()) {
            Err(error) => TallyError::Pabulib(error),
            Ok(file) => panic!("{file:?}"),
        };
        assert!(error_words(&error, Wording::ZhHans).contains("第 7 行第 3 个字符"));
        assert!(error_words(&error, Wording::En).contains("line 7, column 3"));
    }
}

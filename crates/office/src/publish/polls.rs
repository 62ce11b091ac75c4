//! From the workbook's polls and their counted ballots to the pages of the polls.

use std::collections::BTreeMap;

use ballots::exact::Rational;
use ballots::{
    Ended, Enough, Limit, Loser, MoreSupport, Need, Purchase, Round, Stage, Tie, seeded_digest,
};
use mingbai_app::i18n::Words;
use mingbai_app::route::Route;
use mingbai_app::ui::SLOT;
use records::page::{
    BuiltView, Content, Phrase, PollBrief, PollDoor, PollLimits, PollOutcome, PollPhase,
    PollProject, PollView, PollsView, ProjectBrief, ResultRow, ResultsView,
};
use records::sheets::{Poll, PollOption, Project};
use records::{Currency, Date, Id, LocalText, Money, Records};
use serde::Serialize;

use crate::polls::{Counted, options, rule};

/// What the pages of the polls are made from.
pub struct Polls<'r> {
    records: &'r Records,
    counted: &'r [Counted],
    /// Where the ballots of each counted poll are published, below the base.
    files: BTreeMap<Id, String>,
}

/// `/c/{cid}/polls/{poll}/results.{h}.json`
#[derive(Debug, Serialize)]
pub struct PublishedResults<'r> {
    v: u32,
    poll_id: &'r Id,
    rule: records::codes::Rule,
    command: String,
    ballots: u32,
    empty: u32,
    budget: Money,
    spent: Money,
    left: Money,
    /// Won projects in order.
    order: Vec<&'r str>,
    projects: Vec<PublishedProject<'r>>,
}

#[derive(Debug, Serialize)]
struct PublishedProject<'r> {
    option_id: &'r str,
    cost: Money,
    votes: u32,
    selected: bool,
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn figures(number: u64) -> String {
    Money(i64::try_from(number).unwrap_or(i64::MAX)).to_figures(0)
}

/// An amount in whole minor units, the rest left out.
fn money(amount: &Rational, currency: Currency) -> Money {
    let minor = amount.times(&Rational::from(currency.minor_per_major()));
    let whole = minor.floor().to_i128();
    Money(
        whole
            .and_then(|whole| i64::try_from(whole).ok())
            .unwrap_or(i64::MAX),
    )
}

/// Words of ours alone.
fn plain(ours: String) -> Phrase {
    around(ours, Vec::new())
}

/// A sentence of ours around texts of theirs.
fn around(ours: String, theirs: Vec<LocalText>) -> Phrase {
    Phrase { ours, theirs }
}

/// What a project in the accounts is, in a row.
pub fn project_brief(project: &Project, voted: Option<Id>) -> ProjectBrief {
    ProjectBrief {
        project_id: project.project_id.clone(),
        name: project.name.clone(),
        plain: project.plain.clone(),
        cost: project.cost,
        status: project.status,
        process_step: project.process_step,
        end_planned: project.end_planned,
        voted,
    }
}

impl<'r> Polls<'r> {
    /// `files` holds the path of the published ballots of each counted poll.
    pub fn new(
        records: &'r Records,
        counted: &'r [Counted],
        files: BTreeMap<Id, String>,
    ) -> Polls<'r> {
        Polls {
            records,
            counted,
            files,
        }
    }

    /// Every page of one language; none without a poll.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = Vec::new();
        if !self.records.polls.is_empty() {
            routes.push(Route::Polls);
        }
        for poll in &self.records.polls {
            routes.push(Route::Poll(poll.poll_id.clone()));
        }
        for counted in self.counted {
            routes.push(Route::Results(counted.poll.clone()));
        }
        routes
    }

    /// The page of a route; nothing for other rooms' routes. `day` is the day of the publication.
    pub fn page(&self, route: &Route, words: Words, day: Date) -> Option<Content> {
        match route {
            Route::Polls => Some(Content::Polls(self.list(day))),
            Route::Poll(id) => {
                let view = self.view(self.poll(id)?);
                Some(Content::Poll(Box::new(view)))
            }
            Route::Results(id) => {
                let poll = self.poll(id)?;
                let counted = self.counted(poll)?;
                let telling = Telling {
                    polls: self,
                    poll,
                    counted,
                    options: options(self.records, poll),
                    words,
                };
                Some(Content::Results(Box::new(telling.results()?)))
            }
            _ => None,
        }
    }

    fn poll(&self, id: &Id) -> Option<&'r Poll> {
        let mut polls = self.records.polls.iter();
        polls
            .find(|poll| poll.poll_id == *id)
            .map(|poll| &poll.record)
    }

    fn counted(&self, poll: &Poll) -> Option<&'r Counted> {
        self.counted.iter().find(|one| one.poll == poll.poll_id)
    }

    /// Where the ballots of counted polls are published.
    pub fn files(&self) -> &BTreeMap<Id, String> {
        &self.files
    }

    fn currency(&self) -> Currency {
        self.records.community.currency
    }

    fn brief(&self, poll: &Poll) -> PollBrief {
        let outcome = self.counted(poll).map(|counted| PollOutcome {
            ballots: count(counted.file.profile.num_ballots()),
            won: count(counted.allocation.order().len() as u64),
            spent: money(counted.allocation.total_cost(), self.currency()),
        });
        PollBrief {
            id: poll.poll_id.clone(),
            title: poll.title.clone(),
            opens: poll.opens,
            closes: poll.closes,
            vote_type: poll.vote_type,
            budget: poll.budget,
            eligibility: poll.eligibility.clone(),
            projects: count(options(self.records, poll).len() as u64),
            outcome,
        }
    }

    fn list(&self, day: Date) -> PollsView {
        let mut polls: Vec<PollBrief> = self
            .records
            .polls
            .iter()
            .map(|poll| self.brief(poll))
            .collect();
        polls.sort_by_key(|poll| {
            let phase = poll.phase(day);
            let place = match phase {
                PollPhase::Open => 0,
                PollPhase::Coming => 1,
                PollPhase::Closed => 2,
            };
            let days = match phase {
                PollPhase::Open => (poll.closes - day).num_days(),
                PollPhase::Coming => (poll.opens - day).num_days(),
                PollPhase::Closed => (day - poll.closes).num_days(),
            };
            (place, days, poll.id.clone())
        });
        PollsView { polls }
    }

    /// What the home page says of polls, by the day.
    pub fn doors(&self) -> Vec<PollDoor> {
        let polls: Vec<PollBrief> = self
            .records
            .polls
            .iter()
            .map(|poll| self.brief(poll))
            .collect();
        let mut changes: Vec<Date> = polls
            .iter()
            .flat_map(|poll| [poll.opens, poll.over_from()])
            .collect();
        changes.sort_unstable();
        changes.dedup();
        let mut doors: Vec<PollDoor> = Vec::new();
        // Before the first change every poll is yet to come.
        let before = changes.first().and_then(chrono::NaiveDate::pred_opt);
        let days = before
            .map(|day| (None, day))
            .into_iter()
            .chain(changes.iter().map(|day| (Some(*day), *day)));
        for (from, day) in days {
            if let Some(door) = door(&polls, from, day)
                && doors.last().is_none_or(|last| {
                    (&last.title, last.phase, last.day) != (&door.title, door.phase, door.day)
                })
            {
                doors.push(door);
            }
        }
        doors
    }

    fn view(&self, poll: &Poll) -> PollView {
        let options = options(self.records, poll);
        let seed = rule::seed(poll);
        let mut drawn: Vec<usize> = (0..options.len()).collect();
        drawn.sort_by_key(|at| {
            options
                .get(*at)
                .map(|option| seeded_digest(&seed, option.option_id.as_str()))
        });
        PollView {
            brief: self.brief(poll),
            plain: poll.plain.clone(),
            rule: rule::told(poll, &format!("{}.pb", poll.poll_id)),
            limits: PollLimits {
                min_length: poll.min_length,
                max_length: poll.max_length,
                max_sum_cost: poll.max_sum_cost,
            },
            projects: options
                .into_iter()
                .map(|option| self.project(option))
                .collect(),
            drawn: drawn.into_iter().map(|at| count(at as u64)).collect(),
        }
    }

    fn project(&self, option: &PollOption) -> PollProject {
        let place = option.place_id.as_ref().and_then(|id| {
            let mut places = self.records.places.iter();
            places
                .find(|place| place.place_id == *id)
                .map(|place| place.name.clone())
        });
        PollProject {
            id: option.option_id.clone(),
            name: option.name.clone(),
            cost: option.cost,
            category: option.category.clone(),
            place,
            beneficiaries: option.beneficiaries.clone(),
            arguments_for: option.arguments_for.clone(),
            arguments_against: option.arguments_against.clone(),
        }
    }

    /// The poll that chose a project of the accounts: one that it won under this name at this cost.
    pub fn chosen_by(&self, project: &Project) -> Option<Id> {
        self.counted.iter().find_map(|counted| {
            let poll = self.poll(&counted.poll)?;
            let options = options(self.records, poll);
            options
                .iter()
                .find(|option| is_same(option, project))
                .and_then(|option| counted.file.instance.position(option.option_id.as_str()))
                .filter(|at| counted.allocation.is_selected(*at))
                .map(|_| counted.poll.clone())
        })
    }

    /// The results as data, by poll.
    pub fn published(&self) -> Vec<(&'r Id, PublishedResults<'r>)> {
        let currency = self.currency();
        let mut all = Vec::new();
        for counted in self.counted {
            let Some(poll) = self.poll(&counted.poll) else {
                continue;
            };
            let instance = &counted.file.instance;
            let id = |at: usize| {
                let project = instance.project(at);
                project.map(|project| project.project_id.as_str())
            };
            let budget = poll.budget.unwrap_or_default();
            let spent = money(counted.allocation.total_cost(), currency);
            let results = PublishedResults {
                v: 1,
                poll_id: &counted.poll,
                rule: poll.rule,
                command: rule::told(poll, &format!("{}.pb", poll.poll_id)).command,
                ballots: count(counted.file.profile.num_ballots()),
                empty: count(counted.empty),
                budget,
                spent,
                left: budget - spent,
                order: counted
                    .allocation
                    .order()
                    .iter()
                    .filter_map(|at| id(*at))
                    .collect(),
                projects: instance
                    .projects()
                    .iter()
                    .enumerate()
                    .map(|(at, project)| PublishedProject {
                        option_id: &project.project_id,
                        cost: money(&project.cost, currency),
                        votes: count(counted.votes.get(at).copied().unwrap_or(0)),
                        selected: counted.allocation.is_selected(at),
                    })
                    .collect(),
            };
            all.push((&counted.poll, results));
        }
        all
    }
}

/// Whether a project of the accounts is what stood for election.
fn is_same(option: &PollOption, project: &Project) -> bool {
    option.name.text == project.name.text && option.cost == project.cost
}

/// Which poll the home page names on a day, and where it is then.
fn door(polls: &[PollBrief], from: Option<Date>, day: Date) -> Option<PollDoor> {
    let of = |phase: PollPhase| polls.iter().filter(move |poll| poll.phase(day) == phase);
    let open = of(PollPhase::Open).min_by_key(|poll| poll.closes);
    let coming = of(PollPhase::Coming).min_by_key(|poll| poll.opens);
    let closed = of(PollPhase::Closed).max_by_key(|poll| poll.closes);
    let poll = open.or(coming).or(closed)?;
    let phase = poll.phase(day);
    Some(PollDoor {
        from,
        phase,
        title: poll.title.clone(),
        day: match phase {
            PollPhase::Coming => poll.opens,
            PollPhase::Open | PollPhase::Closed => poll.closes,
        },
        is_counted: poll.outcome.is_some(),
    })
}

/// A result being told in one language.
struct Telling<'p, 'r> {
    polls: &'p Polls<'r>,
    poll: &'r Poll,
    counted: &'r Counted,
    options: Vec<&'r PollOption>,
    words: Words,
}

impl Telling<'_, '_> {
    fn amount(&self, amount: &Rational) -> String {
        let currency = self.polls.currency();
        self.words.amount(money(amount, currency), currency)
    }

    /// The option at a place of the file.
    fn option(&self, at: usize) -> Option<&PollOption> {
        let project = self.counted.file.instance.project(at)?;
        self.options
            .iter()
            .copied()
            .find(|option| option.option_id.as_str() == project.project_id)
    }

    fn name(&self, at: usize) -> LocalText {
        self.option(at)
            .map(|option| option.name.clone())
            .unwrap_or_default()
    }

    fn cost(&self, at: usize) -> Rational {
        let project = self.counted.file.instance.project(at);
        project.map_or_else(Rational::zero, |project| project.cost.clone())
    }

    fn votes(&self, at: usize) -> u64 {
        self.counted.votes.get(at).copied().unwrap_or(0)
    }

    fn results(&self) -> Option<ResultsView> {
        let allocation = &self.counted.allocation;
        let file = self.polls.files.get(&self.poll.poll_id)?;
        let budget = self.poll.budget.unwrap_or_default();
        let spent = money(allocation.total_cost(), self.polls.currency());
        let mut rows: Vec<ResultRow> = allocation
            .purchases
            .iter()
            .zip(1_u32..)
            .filter_map(|(bought, place)| {
                let why = vec![self.won(bought)];
                self.row(bought.position, Some(place), why)
            })
            .collect();
        let mut lost: Vec<&Loser> = allocation.losers.iter().collect();
        lost.sort_by_key(|loser| std::cmp::Reverse(self.votes(loser.position)));
        rows.extend(
            lost.into_iter()
                .filter_map(|loser| self.row(loser.position, None, self.lost(loser))),
        );
        let name = file.rsplit('/').next().unwrap_or(file);
        Some(ResultsView {
            brief: self.polls.brief(self.poll),
            plain: self.poll.plain.clone(),
            rule: rule::told(self.poll, name),
            empty: count(self.counted.empty),
            left: budget - spent,
            rows,
            ties: allocation
                .purchases
                .iter()
                .filter_map(|bought| bought.tie.as_ref())
                .map(|tie| self.tie(tie))
                .collect(),
            notes: self.notes(),
            rounds: self.rounds(),
            file: file.clone(),
        })
    }

    fn row(&self, at: usize, place: Option<u32>, why: Vec<Phrase>) -> Option<ResultRow> {
        let option = self.option(at)?;
        let built = place.and_then(|_| {
            let mut projects = self.polls.records.projects.iter();
            projects.find(|project| is_same(option, project))
        });
        Some(ResultRow {
            id: option.option_id.clone(),
            name: option.name.clone(),
            cost: option.cost,
            votes: count(self.votes(at)),
            place,
            why,
            built: built.map(|project| BuiltView {
                project: project_brief(project, None),
                year: project.year.clone(),
                line: project.line_id.clone(),
            }),
        })
    }

    /// Why a project won.
    fn won(&self, bought: &Purchase) -> Phrase {
        let words = self.words;
        let votes = figures(self.votes(bought.position));
        let told = match &bought.round {
            Round::EqualShares(round) => {
                let full = round.full_payments.last();
                match full {
                    Some(share) => words.result_won_shares(
                        &votes,
                        &self.amount(&round.supporters_money),
                        &self.amount(&share.amount),
                    ),
                    None => words.result_won_pooled(&votes, &self.amount(&round.supporters_money)),
                }
            }
            Round::Greedy(round) => words.result_won_greedy(&self.amount(&round.left)),
            Round::Phragmen(_) => words.result_won_phragmen(&votes),
            Round::Plain => match bought.stage {
                Stage::Free => words.result_won_free(&votes),
                _ => words.result_won_plain(&votes),
            },
        };
        plain(told)
    }

    /// Why a project did not win, and what it would have needed.
    fn lost(&self, loser: &Loser) -> Vec<Phrase> {
        let words = self.words;
        let at = loser.position;
        let mut told = Vec::new();
        match &loser.need {
            Need::Support => told.push(plain(words.result_lost_support().to_owned())),
            Need::Room { left, .. } => {
                let cost = self.cost(at);
                told.push(plain(words.result_lost_room(
                    &self.amount(left),
                    &self.amount(&cost),
                    &self.amount(&cost.minus(left)),
                )));
            }
            Need::Money {
                supporters_money,
                missing,
                effective_support,
                votes,
                spent_on,
            } => {
                told.push(plain(words.result_lost_money(
                    &figures(self.votes(at)),
                    &self.amount(supporters_money),
                    &self.amount(missing),
                )));
                if !effective_support.is_zero() {
                    let percent = effective_support.to_decimal(0);
                    told.push(plain(words.result_lost_support_share(&percent)));
                }
                if let Some(spent) = spent_on.first() {
                    let ours = words.result_lost_spent(
                        SLOT,
                        &figures(spent.voters),
                        &self.amount(&spent.amount),
                    );
                    told.push(around(ours, vec![self.name(spent.position)]));
                }
                if let Some(votes) = votes {
                    told.push(plain(words.result_needed_supporters(&figures(*votes))));
                }
            }
            Need::Score { score, needed } => {
                told.push(plain(
                    words.result_lost_score(&score.to_decimal(0), &needed.to_decimal(0)),
                ));
            }
            Need::Load { votes, .. } => {
                told.push(plain(match votes {
                    Some(0) => words.result_lost_turn().to_owned(),
                    _ => words.result_lost_load().to_owned(),
                }));
                if let Some(votes) = votes.filter(|votes| *votes > 0) {
                    told.push(plain(words.result_needed_supporters(&figures(votes))));
                }
            }
            Need::Combination => {
                told.push(plain(words.result_lost_combination().to_owned()));
            }
        }
        if let Some(Enough::Walk { cost, support }) = &loser.enough {
            told.push(plain(match cost {
                Some(limit) => self.needed_cost(limit),
                None => words.result_needed_no_cost().to_owned(),
            }));
            told.push(plain(match support {
                Some(MoreSupport { votes, points }) if points.amount.is_zero() => {
                    words.result_needed_votes(&figures(*votes))
                }
                Some(MoreSupport { points, .. }) => {
                    words.result_needed_points(&points.amount.to_decimal(0))
                }
                None => words.result_needed_no_votes().to_owned(),
            }));
        }
        told
    }

    fn needed_cost(&self, limit: &Limit) -> String {
        let amount = self.amount(&limit.amount);
        if limit.is_included {
            self.words.result_needed_cost(&amount)
        } else {
            self.words.result_needed_cost_below(&amount)
        }
    }

    /// Who tied, and what put one of them first.
    fn tie(&self, tie: &Tie) -> Phrase {
        let words = self.words;
        let names: Vec<LocalText> = tie.positions.iter().map(|at| self.name(*at)).collect();
        let slots = vec![SLOT; names.len()].join(words.list_comma());
        let cost = self.cost(tie.chosen);
        let others = || tie.positions.iter().filter(|at| **at != tie.chosen);
        let all_won = tie
            .positions
            .iter()
            .all(|at| self.counted.allocation.is_selected(*at));
        let ours = if all_won {
            words.result_tie_no_matter(&slots, SLOT)
        } else if others().all(|at| cost < self.cost(*at)) {
            words.result_tie_cost(&slots, SLOT)
        } else if others().all(|at| self.votes(tie.chosen) > self.votes(*at)) {
            words.result_tie_votes(&slots, SLOT)
        } else {
            words.result_tie_lot(&slots, SLOT, &rule::seed(self.poll))
        };
        let mut theirs = names;
        theirs.push(self.name(tie.chosen));
        around(ours, theirs)
    }

    /// What each voter was given, under rules that share the money out.
    fn notes(&self) -> Vec<Phrase> {
        let words = self.words;
        let Some(endowment) = &self.counted.allocation.endowment else {
            return Vec::new();
        };
        let mut notes = vec![plain(words.result_share(&self.amount(&endowment.share)))];
        if endowment.steps > 0 {
            notes.push(plain(
                words.result_share_raised(&self.amount(&endowment.amount)),
            ));
        }
        notes.push(plain(
            match endowment.ended {
                Ended::NotRaised => words.result_share_kept(),
                Ended::Exhaustive => words.result_share_exhausted(),
                Ended::WouldOverspend => words.result_share_overspend(),
                Ended::AllFunded => words.result_share_all(),
            }
            .to_owned(),
        ));
        notes
    }

    /// The count, step by step: what was bought, and under greedy rules what was passed over.
    fn rounds(&self) -> Vec<Phrase> {
        let allocation = &self.counted.allocation;
        let passed = |after: Option<usize>| {
            allocation
                .losers
                .iter()
                .filter(move |loser| match &loser.need {
                    Need::Room { after: its, .. } => *its == after,
                    _ => false,
                })
                .map(|loser| self.passed(loser))
        };
        let mut rounds: Vec<Phrase> = passed(None).collect();
        for bought in &allocation.purchases {
            let at = bought.position;
            let ours = self.words.result_round(
                SLOT,
                &figures(self.votes(at)),
                &self.amount(&self.cost(at)),
            );
            let mut phrase = around(ours, vec![self.name(at)]);
            if let Round::Greedy(round) = &bought.round {
                phrase.ours += self.words.gap().unwrap_or_default();
                phrase.ours += &self.words.result_round_left(&self.amount(&round.left));
            }
            rounds.push(phrase);
            rounds.extend(passed(Some(at)));
        }
        rounds
    }

    fn passed(&self, loser: &Loser) -> Phrase {
        let at = loser.position;
        let left = match &loser.need {
            Need::Room { left, .. } => left.clone(),
            _ => Rational::zero(),
        };
        let ours = self.words.result_round_passed(
            SLOT,
            &figures(self.votes(at)),
            &self.amount(&self.cost(at)),
            &self.amount(&left),
        );
        around(ours, vec![self.name(at)])
    }
}

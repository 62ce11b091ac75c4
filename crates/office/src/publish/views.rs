//! From records to what each page carries.

use std::collections::HashMap;

use mingbai_app::guide::document;
use mingbai_app::i18n::Words;
use mingbai_app::route::Route;
use records::accounts::Amounts;
use records::codes::{Direction, Stage};
use records::hundred::hundred;
use records::page::{
    BudgetView, CommunityBrief, Comparison, Content, Crumb, DocumentView, Figure, Frame, FundBrief,
    FundView, HomeView, LedgerSource, LeftOutView, LineDetail, LineRow, LineView, PageData,
    ResolutionView, SayTarget, SayView, StageAmount, StageTotals, StepView, TermView,
    TransactionView, YearBrief, YearView,
};
use records::sheets::{BudgetLine, Fund, Project, Resolution, Transaction};
use records::tree::{BudgetTree, Node};
use records::{Id, Lang, LocalText, Money, Records, YearId, parse_date};

use super::PublishError;
use super::boards::Boards;
use super::polls::{Polls, project_brief};
use super::said::{Places, Said};
use super::say::say_view;

/// The most payments that a page lists; all of them stand in the data files.
const PAYMENTS_ON_PAGE: usize = 120;
/// The most left-out rows that a page lists.
const LEFT_OUT_ON_PAGE: usize = 50;
/// How many of the largest groups the home page names.
const LARGEST: usize = 3;

/// A node of a year's tree, in a list.
pub struct Flat {
    /// Its address within the year.
    pub id: Id,
    /// What it is called.
    pub title: LocalText,
    /// In or out.
    pub direction: Direction,
    /// What it amounts to.
    pub amounts: Amounts,
    /// For a line, its place in [`Records::budget`].
    pub line: Option<usize>,
    /// Place of the group above; none at the top.
    pub parent: Option<usize>,
    /// Places of what lies beneath.
    pub children: Vec<usize>,
}

/// One year, ready to be looked up.
pub struct Year {
    /// Which.
    pub id: YearId,
    /// All lines and groups, parents first.
    pub nodes: Vec<Flat>,
    /// Places of the topmost ones, by direction.
    tops: HashMap<Direction, Vec<usize>>,
    /// The whole of each direction.
    totals: HashMap<Direction, Amounts>,
    by_id: HashMap<Id, usize>,
    compared: Option<Comparison>,
}

impl Year {
    fn build(records: &Records, year: &YearId) -> Result<Year, PublishError> {
        let tree = BudgetTree::build(records, year)?;
        let mut this = Year {
            id: year.clone(),
            nodes: Vec::new(),
            tops: HashMap::new(),
            totals: HashMap::new(),
            by_id: HashMap::new(),
            compared: None,
        };
        for root in &tree.directions {
            let tops = root
                .children
                .iter()
                .map(|node| this.add(records, node, None))
                .collect();
            this.tops.insert(root.direction, tops);
            this.totals.insert(root.direction, root.amounts);
        }
        Ok(this)
    }

    fn add(&mut self, records: &Records, node: &Node, parent: Option<usize>) -> usize {
        let at = self.nodes.len();
        let title = match node.line.and_then(|line| records.budget.get(line)) {
            Some(line) => line.title.clone(),
            None => node.name().cloned().unwrap_or_default(),
        };
        self.nodes.push(Flat {
            id: node.id.clone(),
            title,
            direction: node.direction,
            amounts: node.amounts,
            line: node.line,
            parent,
            children: Vec::new(),
        });
        self.by_id.insert(node.id.clone(), at);
        let children = node
            .children
            .iter()
            .map(|child| self.add(records, child, Some(at)))
            .collect();
        if let Some(flat) = self.nodes.get_mut(at) {
            flat.children = children;
        }
        at
    }

    /// The year in one row.
    fn brief(&self) -> YearBrief {
        let total = |direction| {
            self.totals
                .get(&direction)
                .map(|amounts| figure(amounts, amounts.prior_executed))
        };
        YearBrief {
            year: self.id.clone(),
            expenditure: total(Direction::Expenditure),
            revenue: total(Direction::Revenue),
        }
    }

    fn tops(&self, direction: Direction) -> &[usize] {
        self.tops.get(&direction).map_or(&[], Vec::as_slice)
    }

    /// What a node amounted to the year before, as [`Year::compared`] says.
    fn prior(&self, earlier: Option<&Year>, node: &Flat) -> Option<Money> {
        if self.compared.as_ref()?.stage == Stage::Executed {
            return node.amounts.prior_executed;
        }
        let earlier = earlier?;
        let at = earlier.by_id.get(&node.id)?;
        earlier.nodes.get(*at)?.amounts.current
    }
}

/// The amount in force and which it is.
fn figure(amounts: &Amounts, prior: Option<Money>) -> Figure {
    let stage = if amounts.adjusted.is_some() {
        Stage::Adjusted
    } else if amounts.approved.is_some() {
        Stage::Approved
    } else if amounts.proposed.is_some() {
        Stage::Proposed
    } else {
        Stage::Executed
    };
    Figure {
        amount: amounts.current.or(amounts.executed).unwrap_or(Money::ZERO),
        stage,
        executed: amounts.executed,
        prior,
    }
}

type Key<'r> = (&'r YearId, &'r Id);

/// Everything that pages are made from.
pub struct SiteViews<'r> {
    records: &'r Records,
    frame: Frame,
    /// Newest first.
    years: Vec<Year>,
    funds: HashMap<&'r Id, &'r Fund>,
    resolutions: HashMap<&'r Id, &'r Resolution>,
    transactions: HashMap<Key<'r>, Vec<&'r Transaction>>,
    ledger: HashMap<Key<'r>, Vec<LedgerSource>>,
    projects: HashMap<Key<'r>, Vec<&'r Project>>,
    /// Pages of lists.
    boards: Boards<'r>,
    said: Said<'r>,
    polls: Polls<'r>,
    /// Whether what residents send can be sealed.
    seals: bool,
}

impl Places for SiteViews<'_> {
    fn line(&self, year: &YearId, line: &Id) -> Option<(LocalText, Route)> {
        let own = self.years.get(self.year(year)?)?;
        let node = own.nodes.get(*own.by_id.get(line)?)?;
        Some((node.title.clone(), Route::Line(year.clone(), line.clone())))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl<'r> SiteViews<'r> {
    /// Builds every year's tree and every index.
    ///
    /// # Errors
    /// [`PublishError::Sum`] when a sum does not fit.
    pub fn build(
        records: &'r Records,
        said: Said<'r>,
        polls: Polls<'r>,
        seals: bool,
        published_at: &str,
    ) -> Result<SiteViews<'r>, PublishError> {
        let mut ids: Vec<YearId> = records
            .budget
            .iter()
            .map(|line| line.year.clone())
            .collect();
        ids.sort();
        ids.dedup();
        ids.reverse();
        let mut years = ids
            .iter()
            .map(|year| Year::build(records, year))
            .collect::<Result<Vec<_>, _>>()?;
        for at in 0..years.len() {
            let earlier = ids.get(at + 1).cloned();
            if let Some(year) = years.get_mut(at) {
                let settled = year
                    .nodes
                    .iter()
                    .any(|node| node.amounts.prior_executed.is_some());
                year.compared = if settled {
                    Some(Comparison {
                        year: earlier,
                        stage: Stage::Executed,
                    })
                } else {
                    earlier.map(|year| Comparison {
                        year: Some(year),
                        stage: Stage::Approved,
                    })
                };
            }
        }
        Ok(SiteViews {
            seals,
            frame: frame(records, published_at, ids),
            years,
            funds: records
                .funds
                .iter()
                .map(|fund| (&fund.fund_id, &fund.record))
                .collect(),
            resolutions: records
                .resolutions
                .iter()
                .map(|resolution| (&resolution.resolution_id, &resolution.record))
                .collect(),
            transactions: transactions(records),
            ledger: ledger(records),
            projects: projects(records),
            boards: Boards::new(records, said.decided(), said.arrivals()),
            records,
            said,
            polls,
        })
    }

    /// The years, newest first.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// What residents said.
    pub fn said(&self) -> &Said<'r> {
        &self.said
    }

    /// The polls.
    pub fn polls(&self) -> &Polls<'r> {
        &self.polls
    }

    /// The day of the publication.
    fn day(&self) -> records::Date {
        let day = self.frame.published_at.get(..10).and_then(parse_date);
        day.unwrap_or(self.records.community.as_of)
    }

    /// The frame of every page.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Every page of one language.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = vec![
            Route::Home,
            Route::Budget,
            Route::Say,
            Route::Help,
            Route::Glossary,
            Route::Settings,
            Route::Accessibility,
            Route::Privacy,
            Route::NotFound,
        ];
        for year in &self.years {
            routes.push(Route::Year(year.id.clone()));
            for node in &year.nodes {
                routes.push(Route::Line(year.id.clone(), node.id.clone()));
            }
        }
        routes.extend(self.boards.routes());
        routes.extend(self.said.routes());
        routes.extend(self.polls.routes());
        routes
    }

    /// A page that is only read.
    fn document(&self, route: &Route, lang: Lang) -> Option<DocumentView> {
        let community = &self.frame.community;
        document(route, Words::new(lang), &community.name, community.written)
    }

    /// What the page of a route carries; only pages that are only read differ by language.
    pub fn page(&self, route: &Route, lang: Lang) -> PageData {
        let content = match route {
            Route::Home => Content::Home(self.home()),
            Route::Budget => Content::Budget(BudgetView {
                years: self.years.iter().map(Year::brief).collect(),
            }),
            Route::Year(year) => self.year(year).map_or(Content::NotFound, |at| {
                Content::Year(Box::new(self.year_view(at)))
            }),
            Route::Line(year, line) => self
                .year(year)
                .and_then(|at| self.line_view(at, line))
                .map_or(Content::NotFound, |view| Content::Line(Box::new(view))),
            Route::Glossary => Content::Glossary(
                self.records
                    .glossary
                    .iter()
                    .map(|term| TermView {
                        id: term.term_id.clone(),
                        term: term.term.clone(),
                        plain: term.plain.clone(),
                    })
                    .collect(),
            ),
            Route::Needs
            | Route::Points
            | Route::Campaigns
            | Route::Campaign(_)
            | Route::Paper(_) => self
                .boards
                .page(route, Words::new(lang), &self.frame.published_at)
                .map_or(Content::NotFound, |board| Content::Board(Box::new(board))),
            Route::Settings => Content::Settings,
            Route::Say => Content::Say(Box::new(self.say(lang))),
            Route::Help | Route::Accessibility | Route::Privacy => self
                .document(route, lang)
                .map_or(Content::NotFound, Content::Document),
            Route::Wall(page) => Content::Wall(Box::new(self.said.wall(*page))),
            Route::Entry(id) => self
                .said
                .entry(id, self)
                .map_or(Content::NotFound, |view| Content::Entry(Box::new(view))),
            Route::Track => Content::Track(self.said.track()),
            Route::Polls | Route::Poll(_) | Route::Results(_) => self
                .polls
                .page(route, Words::new(lang), self.day())
                .unwrap_or(Content::NotFound),
            Route::NotFound => Content::NotFound,
        };
        PageData {
            frame: self.frame.clone(),
            content,
        }
    }

    fn year(&self, id: &YearId) -> Option<usize> {
        self.years.iter().position(|year| year.id == *id)
    }

    /// What the newest year spends.
    pub fn newest_expenditure(&self) -> Option<Figure> {
        self.years.first().and_then(|year| year.brief().expenditure)
    }

    fn say(&self, lang: Lang) -> SayView {
        let budget = self.years.first().map_or_else(Vec::new, |year| {
            let tops = year.tops(Direction::Expenditure).iter();
            tops.filter_map(|at| year.nodes.get(*at))
                .map(|node| SayTarget {
                    target: format!("line:{}/{}", year.id, node.id),
                    name: node.title.clone(),
                })
                .collect()
        });
        let today = self.frame.published_at.get(..10).and_then(parse_date);
        say_view(self.records, lang, budget, today, self.seals)
    }

    fn home(&self) -> HomeView {
        let newest = self.years.first();
        HomeView {
            year: newest.map(Year::brief),
            largest: newest.map_or_else(Vec::new, |year| {
                year.tops(Direction::Expenditure)
                    .iter()
                    .take(LARGEST)
                    .filter_map(|at| self.row(0, *at))
                    .collect()
            }),
            said: self.said.brief().map(Box::new),
            polls: self.polls.doors(),
        }
    }

    /// A node in a list. `year` is the place of its year.
    fn row(&self, year: usize, at: usize) -> Option<LineRow> {
        let own = self.years.get(year)?;
        let node = own.nodes.get(at)?;
        Some(LineRow {
            id: node.id.clone(),
            title: node.title.clone(),
            plain: self.budget_line(node).and_then(|line| line.plain.clone()),
            figure: figure(&node.amounts, own.prior(self.years.get(year + 1), node)),
            children: count(node.children.len()),
        })
    }

    fn budget_line(&self, node: &Flat) -> Option<&'r BudgetLine> {
        self.records
            .budget
            .get(node.line?)
            .map(|placed| &placed.record)
    }

    fn rows(&self, year: usize, places: &[usize]) -> Vec<LineRow> {
        places.iter().filter_map(|at| self.row(year, *at)).collect()
    }

    fn year_view(&self, at: usize) -> YearView {
        let year = &self.years[at];
        let expenditure = self.rows(at, year.tops(Direction::Expenditure));
        let amounts: Vec<Money> = expenditure.iter().map(|row| row.figure.amount).collect();
        let (left_out, left_out_count) = self.left_out(at);
        YearView {
            brief: year.brief(),
            compared: year.compared.clone(),
            hundred: hundred(&amounts),
            expenditure,
            revenue: self.rows(at, year.tops(Direction::Revenue)),
            stages: stages(year),
            steps: self.steps(&year.id),
            funds: self.fund_views(year),
            left_out,
            left_out_count,
        }
    }

    fn steps(&self, year: &YearId) -> Vec<StepView> {
        let mut steps: Vec<StepView> = self
            .records
            .stages
            .iter()
            .filter(|stage| stage.year == *year)
            .map(|stage| StepView {
                step: stage.stage,
                date: stage.date,
                planned: stage.date > self.records.community.as_of,
                note: stage.note.clone(),
            })
            .collect();
        steps.sort_by_key(|step| (step.date, step.step));
        steps
    }

    fn fund_views(&self, year: &Year) -> Vec<FundView> {
        let mut flows: HashMap<&Id, (Money, Money)> = HashMap::new();
        for node in &year.nodes {
            if let Some(line) = self.budget_line(node) {
                let flow = flows.entry(&line.fund_id).or_default();
                let amount = figure(&node.amounts, None).amount;
                match node.direction {
                    Direction::Revenue => flow.0 = flow.0 + amount,
                    Direction::Expenditure => flow.1 = flow.1 + amount,
                }
            }
        }
        let mut views: Vec<FundView> = self
            .records
            .funds
            .iter()
            .filter_map(|fund| {
                let (revenue, expenditure) = flows.get(&fund.fund_id)?;
                Some(FundView {
                    name: fund.name.clone(),
                    nature: fund.nature,
                    plain: fund.plain.clone(),
                    negative_list: fund.negative_list.clone(),
                    revenue: *revenue,
                    expenditure: *expenditure,
                })
            })
            .collect();
        // Stable: equal ones stay in the order of the workbook.
        views.sort_by_key(|fund| std::cmp::Reverse(fund.expenditure));
        views
    }

    /// Rows of imported files that are in no sum: those of this year, and on the newest year's
    /// page those that say no year.
    fn left_out(&self, at: usize) -> (Vec<LeftOutView>, u32) {
        let year = &self.years[at].id;
        let rows: Vec<LeftOutView> = self
            .records
            .left_out
            .iter()
            .filter(|row| match &row.year {
                Some(of) => of == year,
                None => at == 0,
            })
            .map(|row| LeftOutView {
                source: row.source.clone(),
                source_line: row.source_line,
                seen: row.seen.clone(),
                reason: row.reason.clone(),
            })
            .collect();
        let all = count(rows.len());
        (rows.into_iter().take(LEFT_OUT_ON_PAGE).collect(), all)
    }

    fn line_view(&self, at: usize, id: &Id) -> Option<LineView> {
        let year = self.years.get(at)?;
        let place = *year.by_id.get(id)?;
        let node = year.nodes.get(place)?;
        let mut path = Vec::new();
        let mut above = node.parent;
        while let Some(group) = above.and_then(|at| year.nodes.get(at)) {
            path.push(Crumb {
                id: group.id.clone(),
                title: group.title.clone(),
            });
            above = group.parent;
        }
        path.reverse();
        let amounts = Stage::ALL
            .iter()
            .filter_map(|stage| {
                Some(StageAmount {
                    stage: *stage,
                    amount: in_force(&node.amounts, *stage)?,
                })
            })
            .collect();
        Some(LineView {
            year: year.id.clone(),
            direction: node.direction,
            path,
            row: self.row(at, place)?,
            amounts,
            compared: year.compared.clone(),
            children: self.rows(at, &node.children),
            detail: self.budget_line(node).map(|line| self.detail(line)),
            said: self.said.about_line(&year.id, id),
            ratings: self.said.ratings_of_line(&year.id, id),
        })
    }

    fn detail(&self, line: &'r BudgetLine) -> LineDetail {
        let key = (&line.year, &line.line_id);
        let payments = self.transactions.get(&key).map_or(&[][..], Vec::as_slice);
        LineDetail {
            why: line.why.clone(),
            responsible_post: line.responsible_post.clone(),
            codes: [&line.func_code, &line.econ_code]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            fund: self.funds.get(&line.fund_id).map(|fund| FundBrief {
                name: fund.name.clone(),
                negative_list: fund.negative_list.clone(),
            }),
            resolution: line
                .resolution_id
                .as_ref()
                .and_then(|id| self.resolutions.get(id))
                .map(|resolution| resolution_view(resolution)),
            transactions: payments
                .iter()
                .take(PAYMENTS_ON_PAGE)
                .map(|payment| TransactionView {
                    date: payment.date,
                    amount: payment.amount,
                    summary: payment.summary.clone(),
                    counterparty: payment.counterparty.clone(),
                    voucher: payment.voucher.clone(),
                })
                .collect(),
            transaction_count: count(payments.len()),
            ledger: self.ledger.get(&key).cloned().unwrap_or_default(),
            projects: self
                .projects
                .get(&key)
                .into_iter()
                .flatten()
                .map(|project| project_brief(project, self.polls.chosen_by(project)))
                .collect(),
        }
    }
}

fn resolution_view(resolution: &Resolution) -> ResolutionView {
    ResolutionView {
        id: resolution.resolution_id.clone(),
        date: resolution.date,
        meeting: resolution.meeting.clone(),
        title: resolution.title.clone(),
        present: resolution.present,
        votes_for: resolution.votes_for,
        votes_against: resolution.votes_against,
        abstentions: resolution.abstentions,
    }
}

fn frame(records: &Records, published_at: &str, years: Vec<YearId>) -> Frame {
    let community = &records.community;
    Frame {
        community: CommunityBrief {
            id: community.id.clone(),
            name: community.name.clone(),
            written: community.language.map_or(Lang::ZhHans, Lang::from),
            households: community.households,
            currency: community.currency,
            as_of: community.as_of,
            phone: community.phone.clone(),
            desk: community.desk.clone(),
            hours: community.hours.clone(),
            elder_contact: community.elder_contact.clone(),
            access_contact: community.access_contact.clone(),
            filing_number: community.filing_number.clone(),
        },
        published_at: published_at.to_owned(),
        years,
        has_glossary: !records.glossary.is_empty(),
    }
}

/// The amount of a stage. After an adjustment the whole is what is in force then: lines that were
/// not adjusted count with what was approved.
fn in_force(amounts: &Amounts, stage: Stage) -> Option<Money> {
    match stage {
        Stage::Adjusted => amounts.adjusted.and(amounts.current),
        other => amounts.stage(other),
    }
}

/// Totals of each amount that the year has.
fn stages(year: &Year) -> Vec<StageTotals> {
    Stage::ALL
        .iter()
        .filter_map(|stage| {
            let of = |direction| {
                year.totals
                    .get(&direction)
                    .and_then(|a| in_force(a, *stage))
            };
            let (revenue, expenditure) = (of(Direction::Revenue), of(Direction::Expenditure));
            (revenue.is_some() || expenditure.is_some()).then_some(StageTotals {
                stage: *stage,
                revenue,
                expenditure,
            })
        })
        .collect()
}

/// Payments by year and line, the newest first.
fn transactions(records: &Records) -> HashMap<Key<'_>, Vec<&Transaction>> {
    let mut by_line: HashMap<Key<'_>, Vec<&Transaction>> = HashMap::new();
    for payment in &records.transactions {
        by_line
            .entry((&payment.year, &payment.line_id))
            .or_default()
            .push(&payment.record);
    }
    for payments in by_line.values_mut() {
        payments.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.txn_id.cmp(&b.txn_id)));
    }
    by_line
}

/// Ledger entries by year and line, summed by file and amount.
fn ledger(records: &Records) -> HashMap<Key<'_>, Vec<LedgerSource>> {
    let mut by_line: HashMap<Key<'_>, Vec<LedgerSource>> = HashMap::new();
    for entry in &records.ledger {
        let sources = by_line.entry((&entry.year, &entry.line_id)).or_default();
        let known = sources
            .iter_mut()
            .find(|source| source.source == entry.source && source.stage == entry.stage);
        match known {
            Some(source) => {
                source.entries += 1;
                source.sum = source.sum + entry.amount;
            }
            None => sources.push(LedgerSource {
                source: entry.source.clone(),
                stage: entry.stage,
                entries: 1,
                sum: entry.amount,
            }),
        }
    }
    by_line
}

/// Projects by year and the line that pays for them.
fn projects(records: &Records) -> HashMap<Key<'_>, Vec<&Project>> {
    let mut by_line: HashMap<Key<'_>, Vec<&Project>> = HashMap::new();
    for project in &records.projects {
        if let Some(line) = &project.line_id {
            by_line
                .entry((&project.year, line))
                .or_default()
                .push(&project.record);
        }
    }
    by_line
}

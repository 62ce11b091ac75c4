//! The data files: everything that pages show and more, for other programs.
//!
//! ```text
//! /config.json                       what the app needs to know of this host
//! /schema/v1/*.json                  JSON Schema 2020-12 of every record
//! /d/index.{h}.json                  a row per community
//! /c/{cid}/manifest.json             this community's files, by name without hash
//! /c/{cid}/community.{h}.json        orgs, funds, disclosure, resolutions, stages, glossary, replies
//! /c/{cid}/budget/{year}.{h}.json    lines and groups, flat, with their parent
//! /c/{cid}/txn/{year}-{mm}.{h}.json  payments by month
//! /c/{cid}/ledger/{year}.{h}.json    imported entries, and the rows left out
//! /c/{cid}/projects/index.{h}.json   and one file per project with its milestones
//! /c/{cid}/campaigns.{h}.json        and campaign_items, surveys, survey_questions
//! /c/{cid}/resources.{h}.json        and loans, needs, matches, points_rules, rewards, hours, honours
//! /c/{cid}/map/estate.plan.{h}.json  places
//! /c/{cid}/polls/index.{h}.json      and polls/{poll}/ballot.{h}.json
//! /c/{cid}/polls/{poll}.{h}.pb       and polls/{poll}/results.{h}.json, once it is counted
//! /c/{cid}/received.{h}.json         every document that arrived, and what became of it
//! /c/{cid}/stories/page-{n}.{h}.json what is shown of them, twenty to a file
//! /c/{cid}/stories/counts.{h}.json   how many came in, and why some were not adopted
//! /c/{cid}/media/{sha256:16}.jpg     approved photographs
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use records::book::Placed;
use records::codes::{CoordSystem, Direction};
use records::envelope::{LIMIT_DOCUMENT, LIMIT_MEDIA};
use records::page::{Frame, Received, StoryPage};
use records::sheets::{
    BudgetStage, LedgerEntry, LeftOut, Milestone, Place, Poll, PollOption, Project, Transaction,
};
use records::{Currency, Date, Id, LocalText, Money, Records, YearId};
use serde::Serialize;
use serde_json::{Value, json};

use super::journal::Entry;
use super::said::{IN_FILE, Said};
use super::views::{Flat, SiteViews, Year};
use super::write::{Output, sha256};
use super::{Hashed, PublishError};
use crate::keys::PublicKeys;
use crate::polls::Counted;

/// The records of a sheet without their rows.
fn plain<T>(rows: &[Placed<T>]) -> Vec<&T> {
    rows.iter().map(|placed| &placed.record).collect()
}

/// Everything the workbook says, in one value: what a publication's inputs are hashed from.
pub fn everything(records: &Records) -> Value {
    json!({
        "community": records.community.record,
        "orgs": plain(&records.orgs),
        "funds": plain(&records.funds),
        "budget": plain(&records.budget),
        "stages": plain(&records.stages),
        "transactions": plain(&records.transactions),
        "ledger": plain(&records.ledger),
        "left_out": plain(&records.left_out),
        "projects": plain(&records.projects),
        "milestones": plain(&records.milestones),
        "places": plain(&records.places),
        "polls": plain(&records.polls),
        "options": plain(&records.options),
        "campaigns": plain(&records.campaigns),
        "campaign_items": plain(&records.campaign_items),
        "surveys": plain(&records.surveys),
        "survey_questions": plain(&records.survey_questions),
        "survey_paper": plain(&records.survey_paper),
        "resources": plain(&records.resources),
        "loans": plain(&records.loans),
        "needs": plain(&records.needs),
        "matches": plain(&records.matches),
        "points_rules": plain(&records.points_rules),
        "rewards": plain(&records.rewards),
        "redemptions": plain(&records.redemptions),
        "hours": plain(&records.hours),
        "honours": plain(&records.honours),
        "resolutions": plain(&records.resolutions),
        "disclosure": plain(&records.disclosure),
        "replies": plain(&records.replies),
        "glossary": plain(&records.glossary),
        "categories": plain(&records.categories),
        "holidays": plain(&records.holidays),
        "clocks": plain(&records.clocks),
        "inboxes": plain(&records.inboxes),
    })
}

/// A line or a group in `budget/{year}.{h}.json`; names of amounts are the Fiscal Data Package's.
#[derive(Serialize)]
struct PublishedLine<'r> {
    id: &'r Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'r Id>,
    direction: Direction,
    title: &'r LocalText,
    is_group: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    prior_executed: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adjusted: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    executed: Option<Money>,
    #[serde(flatten)]
    more: Option<LineMore<'r>>,
}

/// What only a single line has.
#[derive(Serialize)]
struct LineMore<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    plain: Option<&'r LocalText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r LocalText>,
    fund_id: &'r Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    func_code: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    econ_code: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution_id: Option<&'r Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible_post: Option<&'r LocalText>,
}

#[derive(Serialize)]
struct PublishedYear<'r> {
    year: &'r YearId,
    currency: Currency,
    lines: Vec<PublishedLine<'r>>,
    stages: Vec<&'r BudgetStage>,
}

fn published_line<'r>(records: &'r Records, year: &'r Year, node: &'r Flat) -> PublishedLine<'r> {
    let line = node.line.and_then(|at| records.budget.get(at));
    PublishedLine {
        id: &node.id,
        parent: node
            .parent
            .and_then(|at| year.nodes.get(at))
            .map(|parent| &parent.id),
        direction: node.direction,
        title: &node.title,
        is_group: line.is_none(),
        prior_executed: node.amounts.prior_executed,
        proposed: node.amounts.proposed,
        approved: node.amounts.approved,
        adjusted: node.amounts.adjusted,
        executed: node.amounts.executed,
        more: line.map(|line| LineMore {
            plain: line.plain.as_ref(),
            why: line.why.as_ref(),
            fund_id: &line.fund_id,
            func_code: line.func_code.as_deref(),
            econ_code: line.econ_code.as_deref(),
            resolution_id: line.resolution_id.as_ref(),
            responsible_post: line.responsible_post.as_ref(),
        }),
    }
}

#[derive(Serialize)]
struct PublishedLedger<'r> {
    year: Option<&'r YearId>,
    entries: Vec<&'r LedgerEntry>,
    left_out: Vec<&'r LeftOut>,
}

#[derive(Serialize)]
struct PublishedProject<'r> {
    #[serde(flatten)]
    project: &'r Project,
    milestones: Vec<&'r Milestone>,
}

#[derive(Serialize)]
struct EstatePlan<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    coord_system: Option<CoordSystem>,
    places: Vec<&'r Place>,
}

#[derive(Serialize)]
struct Ballot<'r> {
    #[serde(flatten)]
    poll: &'r Poll,
    options: Vec<&'r PollOption>,
}

/// A row of the district's index.
#[derive(Serialize)]
struct CommunityRow<'r> {
    id: &'r Id,
    name: &'r LocalText,
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<&'r LocalText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    households: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    executed: Option<Money>,
    projects: usize,
    updated: Date,
}

/// `/c/{cid}/manifest.json`
#[derive(Serialize)]
struct CommunityManifest<'m> {
    v: u32,
    seq: u64,
    published_at: &'m str,
    files: BTreeMap<String, String>,
}

/// Writes files of one community and remembers their names.
struct Community<'o> {
    output: &'o Output,
    folder: String,
    names: Hashed,
}

impl Community<'_> {
    /// Writes a file and gives its path.
    fn write(&mut self, name: &str, value: &impl Serialize) -> Result<String, PublishError> {
        let path = self
            .output
            .hashed_json(&format!("{}{name}", self.folder), value)?;
        self.know(&format!("{name}.json"), &path)?;
        Ok(path)
    }

    /// Remembers a file that is written.
    fn know(&mut self, name: &str, path: &str) -> Result<(), PublishError> {
        let own = path.strip_prefix(&self.folder).unwrap_or(path).to_owned();
        match self.names.insert(name.to_owned(), own) {
            // A project called `index` would take the place of the list of projects.
            Some(_) => Err(PublishError::SamePath(path.to_owned())),
            None => Ok(()),
        }
    }
}

/// Writes all data files.
///
/// # Errors
/// [`PublishError`]
pub fn write_data(
    records: &Records,
    keys: &PublicKeys,
    site: &SiteViews<'_>,
    entry: &Entry,
    output: &Output,
) -> Result<(), PublishError> {
    let schemas = records::schema::schemas().into_iter();
    for (name, schema) in schemas.chain(records::schema::said()) {
        output.json(&format!("schema/v1/{name}.json"), &schema)?;
    }
    let mut community = Community {
        output,
        folder: format!("c/{}/", records.community.id),
        names: Hashed::new(),
    };
    community.write("community", &records.community.record)?;
    community.write("orgs", &plain(&records.orgs))?;
    community.write("funds", &plain(&records.funds))?;
    boards(records, &mut community)?;
    community.write("disclosure", &plain(&records.disclosure))?;
    community.write("resolutions", &plain(&records.resolutions))?;
    community.write("glossary", &plain(&records.glossary))?;
    community.write("replies", &plain(&records.replies))?;
    community.write("categories", &plain(&records.categories))?;
    community.write("holidays", &plain(&records.holidays))?;
    community.write("clocks", &plain(&records.clocks))?;
    budgets(records, site, &mut community)?;
    months(records, &mut community)?;
    ledgers(records, &mut community)?;
    projects(records, &mut community)?;
    polls(records, site, &mut community)?;
    stories(site.said(), &mut community)?;
    let received = community.write(
        "received",
        &Received {
            v: 1,
            as_of: entry.at.clone(),
            entries: site.said().received(),
        },
    )?;
    let plan = EstatePlan {
        coord_system: records.community.coord_system,
        places: plain(&records.places),
    };
    community.write("map/estate.plan", &plan)?;
    let manifest = CommunityManifest {
        v: 1,
        seq: entry.seq,
        published_at: &entry.at,
        files: community.names.into_iter().collect(),
    };
    let manifest_path = format!("{}manifest.json", community.folder);
    output.json(&manifest_path, &manifest)?;
    let index = output.hashed_json("d/index", &[community_row(records, site)])?;
    let config = config(
        records,
        site.frame(),
        keys,
        &index,
        &manifest_path,
        &received,
    );
    output.json("config.json", &config)
}

/// Writes what is shown of what residents said, whole, and gives the files' paths.
///
/// # Errors
/// [`PublishError`]
pub fn write_stories(
    said: &Said<'_>,
    community: &Id,
    output: &Output,
) -> Result<Vec<String>, PublishError> {
    said.rows()
        .chunks(IN_FILE)
        .zip(1..)
        .map(|(rows, number)| {
            let page = StoryPage {
                v: 1,
                entries: rows.to_vec(),
            };
            output.hashed_json(&format!("c/{community}/stories/page-{number}"), &page)
        })
        .collect()
}

/// Writes the ballots of counted polls and gives the files' paths.
///
/// # Errors
/// [`PublishError`]
pub fn write_ballots(
    counted: &[Counted],
    community: &Id,
    output: &Output,
) -> Result<BTreeMap<Id, String>, PublishError> {
    counted
        .iter()
        .map(|one| {
            let stem = format!("c/{community}/polls/{}", one.poll);
            let path = output.hashed(&stem, "pb", &one.published)?;
            Ok((one.poll.clone(), path))
        })
        .collect()
}

/// Copies approved photographs, each only if it is the one that was approved.
///
/// # Errors
/// [`PublishError`]
pub fn write_photos(office: &Path, said: &Said<'_>, output: &Output) -> Result<(), PublishError> {
    for (file, to) in said.photos() {
        let path = office.join("media").join(format!("{file}.jpg"));
        let bytes = fs::read(&path).map_err(|source| PublishError::Io {
            path: path.clone(),
            source,
        })?;
        if sha256(&bytes) != file {
            return Err(PublishError::Photo(path));
        }
        output.bytes_at(&to, &bytes)?;
    }
    Ok(())
}

/// Remembers the files of what residents said, and writes the counts.
fn stories(said: &Said<'_>, community: &mut Community<'_>) -> Result<(), PublishError> {
    for (path, number) in said.files.iter().zip(1..) {
        community.know(&format!("stories/page-{number}.json"), path)?;
    }
    for path in said.photos().into_values() {
        let own = path
            .strip_prefix(&community.folder)
            .unwrap_or(&path)
            .to_owned();
        community.know(&own, &path)?;
    }
    community.write("stories/counts", &said.counts())?;
    Ok(())
}

/// `/config.json`: where to send to, and what was received.
fn config(
    records: &Records,
    frame: &Frame,
    keys: &PublicKeys,
    index: &str,
    manifest: &str,
    received: &str,
) -> Value {
    let inboxes: Vec<Value> = records
        .inboxes
        .iter()
        .map(|inbox| json!({ "url": inbox.url, "conflict_means": inbox.conflict_means }))
        .collect();
    json!({
        "v": 1,
        "community": frame.community.id,
        "published_at": frame.published_at,
        "district": index,
        "manifest": manifest,
        "inboxes": inboxes,
        "received": format!("/{received}"),
        "limits": { "document": LIMIT_DOCUMENT, "media": LIMIT_MEDIA },
        "keys": keys.published(),
    })
}

fn community_row<'r>(records: &'r Records, site: &SiteViews<'_>) -> CommunityRow<'r> {
    let total = site.newest_expenditure();
    CommunityRow {
        id: &records.community.id,
        name: &records.community.name,
        street: records.community.parent.as_ref(),
        households: records.community.households,
        budget: total.map(|figure| figure.amount),
        executed: total.and_then(|figure| figure.executed),
        projects: records.projects.len(),
        updated: records.community.as_of,
    }
}

fn budgets(
    records: &Records,
    site: &SiteViews<'_>,
    community: &mut Community<'_>,
) -> Result<(), PublishError> {
    for year in site.years() {
        let published = PublishedYear {
            year: &year.id,
            currency: records.community.currency,
            lines: year
                .nodes
                .iter()
                .map(|node| published_line(records, year, node))
                .collect(),
            stages: records
                .stages
                .iter()
                .filter(|stage| stage.year == year.id)
                .map(|stage| &stage.record)
                .collect(),
        };
        community.write(&format!("budget/{}", year.id), &published)?;
    }
    Ok(())
}

/// Payments by calendar month.
fn months(records: &Records, community: &mut Community<'_>) -> Result<(), PublishError> {
    let mut by_month: BTreeMap<String, Vec<&Transaction>> = BTreeMap::new();
    for payment in &records.transactions {
        by_month
            .entry(payment.date.format("%Y-%m").to_string())
            .or_default()
            .push(&payment.record);
    }
    for (month, mut payments) in by_month {
        payments.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.txn_id.cmp(&b.txn_id)));
        community.write(&format!("txn/{month}"), &payments)?;
    }
    Ok(())
}

fn ledgers(records: &Records, community: &mut Community<'_>) -> Result<(), PublishError> {
    let mut by_year: BTreeMap<Option<&YearId>, PublishedLedger<'_>> = BTreeMap::new();
    let blank = |year| PublishedLedger {
        year,
        entries: Vec::new(),
        left_out: Vec::new(),
    };
    for entry in &records.ledger {
        let year = Some(&entry.year);
        by_year
            .entry(year)
            .or_insert_with(|| blank(year))
            .entries
            .push(&entry.record);
    }
    for row in &records.left_out {
        let year = row.year.as_ref();
        by_year
            .entry(year)
            .or_insert_with(|| blank(year))
            .left_out
            .push(&row.record);
    }
    for (year, ledger) in &by_year {
        let name = year.map_or("unknown", YearId::as_str);
        community.write(&format!("ledger/{name}"), ledger)?;
    }
    Ok(())
}

fn projects(records: &Records, community: &mut Community<'_>) -> Result<(), PublishError> {
    community.write("projects/index", &plain(&records.projects))?;
    for project in &records.projects {
        let published = PublishedProject {
            project: &project.record,
            milestones: records
                .milestones
                .iter()
                .filter(|milestone| milestone.project_id == project.project_id)
                .map(|milestone| &milestone.record)
                .collect(),
        };
        community.write(&format!("projects/{}", project.project_id), &published)?;
    }
    Ok(())
}

/// Campaigns and what is needed, offered, lent and earned. Paper answers are counted, not shown;
/// redeemed receipts stay with the office.
fn boards(records: &Records, community: &mut Community<'_>) -> Result<(), PublishError> {
    community.write("campaigns", &plain(&records.campaigns))?;
    community.write("campaign_items", &plain(&records.campaign_items))?;
    community.write("surveys", &plain(&records.surveys))?;
    community.write("survey_questions", &plain(&records.survey_questions))?;
    community.write("resources", &plain(&records.resources))?;
    community.write("loans", &plain(&records.loans))?;
    community.write("needs", &plain(&records.needs))?;
    community.write("matches", &plain(&records.matches))?;
    community.write("points_rules", &plain(&records.points_rules))?;
    community.write("rewards", &plain(&records.rewards))?;
    community.write("hours", &plain(&records.hours))?;
    community.write("honours", &plain(&records.honours))?;
    Ok(())
}

fn polls(
    records: &Records,
    site: &SiteViews<'_>,
    community: &mut Community<'_>,
) -> Result<(), PublishError> {
    community.write("polls/index", &plain(&records.polls))?;
    for poll in &records.polls {
        let ballot = Ballot {
            poll: &poll.record,
            options: records
                .options
                .iter()
                .filter(|option| option.poll_id == poll.poll_id)
                .map(|option| &option.record)
                .collect(),
        };
        community.write(&format!("polls/{}/ballot", poll.poll_id), &ballot)?;
    }
    for (poll, results) in site.polls().published() {
        community.write(&format!("polls/{poll}/results"), &results)?;
    }
    for (poll, path) in site.polls().files() {
        community.know(&format!("polls/{poll}.pb"), path)?;
    }
    Ok(())
}

//! How much came in and where it stands: counts alone, so no key is needed and nothing private is
//! said.

use std::collections::BTreeMap;
use std::path::Path;

use records::Records;
use records::clock::{self, Calendar, Moment, Standing};
use records::codes::{ReplyStatus, SubmissionKind};
use records::decisions::Decisions;
use serde::Serialize;

use super::cells::is_waiting;
use super::gather::{Gathered, Inboxes};
use super::{DeskError, decisions};
use crate::inbox::What;
use crate::workbook;

/// Counts of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// How many came.
    pub total: usize,
    /// By what became of them; what nobody decided is received.
    pub states: BTreeMap<ReplyStatus, usize>,
    /// How many still wait for a first answer that was due.
    pub overdue: usize,
}

/// All counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// How many inboxes were read.
    pub inboxes: usize,
    /// Documents.
    pub total: usize,
    /// Photographs and recordings.
    pub media: usize,
    /// By kind.
    pub kinds: BTreeMap<SubmissionKind, KindCount>,
    /// Without a line in any arrival journal, so that no clock runs.
    pub undated: usize,
    /// How many still wait for a first answer that was due.
    pub overdue: usize,
}

/// The office's records, which every command needs.
///
/// # Errors
/// [`DeskError::Workbook`] and [`DeskError::Records`].
pub(super) fn records(office: &Path) -> Result<Records, DeskError> {
    workbook::examine(office)?
        .records
        .ok_or_else(|| DeskError::Records {
            office: office.to_owned(),
        })
}

/// Counts what the office's inboxes hold.
///
/// # Errors
/// [`DeskError`]
pub fn list(office: &Path, now: Moment) -> Result<Counts, DeskError> {
    let records = records(office)?;
    counts(office, &records, now)
}

/// Counts what the inboxes of an office hold whose records are at hand.
///
/// # Errors
/// [`DeskError`]
pub fn counts(office: &Path, records: &Records, now: Moment) -> Result<Counts, DeskError> {
    let inboxes = Inboxes::open(office, &records.community.id)?;
    if inboxes.count() == 0 {
        return Err(DeskError::NoInbox {
            office: office.to_owned(),
        });
    }
    let gathered = inboxes.gather()?;
    let decisions = decisions::read(office)?;
    let mut counts = count(&gathered, &decisions, records, now);
    counts.inboxes = inboxes.count();
    Ok(counts)
}

/// Counts what was gathered.
pub fn count(gathered: &Gathered, decisions: &Decisions, records: &Records, now: Moment) -> Counts {
    let current = decisions.current();
    let calendar = Calendar::of(records);
    let mut counts = Counts::default();
    for (name, arrival) in &gathered.names {
        let What::Document(kind) = name.what else {
            counts.media += 1;
            continue;
        };
        counts.total += 1;
        counts.undated += usize::from(arrival.is_none());
        let state = current
            .get(&name.id)
            .map_or(ReplyStatus::Received, |decision| decision.state);
        let is_overdue = is_waiting(state)
            && arrival
                .as_ref()
                .and_then(|arrival| {
                    let promised = clock::promised(records, kind);
                    clock::due(promised, arrival.at.fixed_offset(), &calendar)
                })
                .is_some_and(|due| clock::standing(due, None, now) == Standing::Overdue);
        counts.overdue += usize::from(is_overdue);
        let of_kind = counts.kinds.entry(kind).or_default();
        of_kind.overdue += usize::from(is_overdue);
        of_kind.total += 1;
        *of_kind.states.entry(state).or_default() += 1;
    }
    counts
}

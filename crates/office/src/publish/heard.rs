//! What the office has heard: which documents arrived and when, and what was decided about them.
//! Publishing needs no secret key: it never opens a document.

use std::collections::BTreeMap;
use std::path::Path;

use records::Id;
use records::clock::{self, Moment};
use records::codes::SubmissionKind;
use records::decisions::Decisions;
use records::envelope::DocId;
use serde_json::{Value, json};

use crate::desk::gather::places;
use crate::desk::{DeskError, decisions, papers};
use crate::inbox::{self, InboxError, ReadError, What};

/// Everything about what residents sent, as far as it decides what is published.
#[derive(Debug, Default)]
pub struct Heard {
    /// Documents that arrived, with the time that an inbox noted.
    pub arrived: BTreeMap<DocId, Arrived>,
    /// Whether the inboxes keep arrival journals: without one no clock can be proven.
    pub has_clocks: bool,
    /// Everything that was decided.
    pub decisions: Decisions,
}

/// A document that arrived.
#[derive(Debug, Clone, Copy)]
pub struct Arrived {
    /// What it is.
    pub kind: SubmissionKind,
    /// When, if an inbox noted it.
    pub at: Option<Moment>,
    /// From when its clock runs, where that is earlier: a letter on paper that was typed later.
    pub received: Option<Moment>,
}

impl Arrived {
    fn new(kind: SubmissionKind) -> Self {
        Arrived {
            kind,
            at: None,
            received: None,
        }
    }

    /// From when its clock runs, if that is known.
    pub fn from(&self) -> Option<Moment> {
        self.received.or(self.at)
    }
}

impl Heard {
    /// Reads the office's inboxes and decisions.
    ///
    /// A time that a journal holds for a document that lies in no inbox any more counts if the
    /// document was decided about: it was put away. A time for anything else is of a document that
    /// a crash kept from being stored, of which nobody was told that it was.
    ///
    /// # Errors
    /// [`DeskError`]; nothing is published from half of what there is.
    pub fn read(office: &Path, community: &Id) -> Result<Heard, DeskError> {
        let mut heard = Heard {
            decisions: decisions::read(office)?,
            ..Heard::default()
        };
        let decided: BTreeMap<DocId, SubmissionKind> = heard
            .decisions
            .all()
            .map(|dated| (dated.decision.id, dated.decision.kind))
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| DeskError::Io {
                path: office.to_owned(),
                source,
            })?;
        let places = places(office)?;
        let within = runtime.enter();
        for place in places {
            let opened = |source: InboxError| DeskError::Inbox {
                place: place.clone(),
                source,
            };
            let read = |source: ReadError| DeskError::Read {
                place: place.clone(),
                source,
            };
            let inbox = inbox::open_to_read(&place).map_err(opened)?;
            for name in runtime.block_on(inbox.list(community)).map_err(read)? {
                if let What::Document(kind) = name.what {
                    heard
                        .arrived
                        .entry(name.id)
                        .or_insert_with(|| Arrived::new(kind));
                }
            }
            let Some(journal) = runtime.block_on(inbox.arrivals(community)).map_err(read)? else {
                continue;
            };
            heard.has_clocks = true;
            for arrival in journal {
                let What::Document(kind) = arrival.name.what else {
                    continue;
                };
                let id = arrival.name.id;
                if !heard.arrived.contains_key(&id) && !decided.contains_key(&id) {
                    continue;
                }
                let at = arrival.at.fixed_offset();
                let known = heard
                    .arrived
                    .entry(id)
                    .or_insert_with(|| Arrived::new(kind));
                if known.at.is_none_or(|earlier| at < earlier) {
                    known.at = Some(at);
                }
            }
        }
        drop(within);
        // What was decided about arrived, whoever put it away.
        for (id, kind) in decided {
            heard
                .arrived
                .entry(id)
                .or_insert_with(|| Arrived::new(kind));
        }
        for (id, day) in papers::days(office)? {
            if let Some(arrived) = heard.arrived.get_mut(&id)
                && let Some(at) = arrived.at
            {
                let received = clock::received(at, day);
                arrived.received = (received < at).then_some(received);
            }
        }
        Ok(heard)
    }

    /// Leaves out what arrived after a moment and was not decided about.
    pub fn until(&mut self, at: Moment) {
        let decisions = &self.decisions;
        self.arrived.retain(|id, arrived| {
            arrived.at.is_none_or(|arrived| arrived <= at) || !decisions.history(id).is_empty()
        });
    }

    /// All of it in one value: part of what a publication's inputs are hashed from.
    pub fn everything(&self) -> Value {
        let arrived: BTreeMap<String, (SubmissionKind, Option<Moment>)> = self
            .arrived
            .iter()
            .map(|(id, arrived)| (id.to_string(), (arrived.kind, arrived.at)))
            .collect();
        let received: BTreeMap<String, Moment> = self
            .arrived
            .iter()
            .filter_map(|(id, arrived)| Some((id.to_string(), arrived.received?)))
            .collect();
        json!({
            "arrived": arrived,
            "received": received,
            "has_clocks": self.has_clocks,
            "decisions": self.decisions.files,
        })
    }
}

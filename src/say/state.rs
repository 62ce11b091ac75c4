//! What a form holds while it is filled in, in one place that every part of it may change.

use std::sync::Arc;

use leptos::prelude::*;
use records::Lang;
use records::codes::{MediaType, SubmissionKind};
use records::page::SayView;
use records::say::spec;

use super::flow::{Amiss, Around, Flow, Step, Values, field};
use super::page::Go;
use crate::data::outbox::{OutboxProblem, Road};
use crate::i18n::say::SayWords;
use crate::site::Site;

/// A photograph, small and clean already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Photo {
    /// Where the page shows it from.
    pub url: String,
    /// JPEG.
    pub bytes: Arc<Vec<u8>>,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recording {
    /// Where the page plays it from.
    pub url: String,
    /// As the browser made it.
    pub bytes: Arc<Vec<u8>>,
    /// Of which kind.
    pub media_type: MediaType,
    /// How long.
    pub seconds: u32,
}

/// What was just sent from this page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    /// The receipt.
    pub code: String,
    /// What it was.
    pub kind: SubmissionKind,
    /// An inbox has it already; nothing is kept here.
    pub sent: bool,
}

/// All of it. Copied freely; the values live as long as the page.
#[derive(Clone, Copy)]
pub(super) struct Say {
    pub site: StoredValue<Site>,
    pub view: StoredValue<SayView>,
    pub words: StoredValue<SayWords>,
    /// Whose draft is here.
    pub kind: RwSignal<Option<SubmissionKind>>,
    /// As typed. Fields write it and are drawn once: typing draws nothing anew.
    pub values: StoredValue<Values>,
    pub photos: RwSignal<Vec<Photo>>,
    pub voice: RwSignal<Option<Recording>>,
    /// What is amiss on the page on show.
    pub amiss: RwSignal<Vec<(Step, Amiss)>>,
    /// Where and for whom this site sends, once it is known.
    pub road: RwSignal<Option<Road>>,
    /// The browser keeps no drafts.
    pub keeps_no_draft: RwSignal<bool>,
    /// Why it could not be kept.
    pub trouble: RwSignal<Option<OutboxProblem>>,
    /// Being kept right now.
    pub busy: RwSignal<bool>,
    pub done: RwSignal<Option<Done>>,
    /// Counts how often the page on show was to be drawn anew.
    pub again: RwSignal<u32>,
    /// A screen for everybody.
    pub kiosk: StoredValue<bool>,
    /// Goes from page to page.
    pub go: StoredValue<Option<Go>>,
}

impl Say {
    pub fn new(site: Site, view: SayView) -> Say {
        let words = SayWords::new(&view.words);
        Say {
            site: StoredValue::new(site),
            view: StoredValue::new(view),
            words: StoredValue::new(words),
            kind: RwSignal::new(None),
            values: StoredValue::new(Values::new()),
            photos: RwSignal::new(Vec::new()),
            voice: RwSignal::new(None),
            amiss: RwSignal::new(Vec::new()),
            road: RwSignal::new(None),
            keeps_no_draft: RwSignal::new(false),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            done: RwSignal::new(None),
            again: RwSignal::new(0),
            kiosk: StoredValue::new(false),
            go: StoredValue::new(None),
        }
    }

    pub fn words(self) -> SayWords {
        self.words.get_value()
    }

    pub fn lang(self) -> Lang {
        self.site.with_value(|site| site.words.lang)
    }

    pub fn get(self, name: &str) -> String {
        self.values
            .with_value(|values| values.get(name).cloned().unwrap_or_default())
    }

    /// Takes what was typed and keeps the draft.
    pub fn set(self, name: &str, value: String) {
        self.values.update_value(|values| {
            values.insert(name.to_owned(), value);
        });
        self.keep_draft();
    }

    /// Writes the draft to the device, where it may be.
    #[cfg_attr(not(feature = "csr"), allow(clippy::unused_self))]
    pub fn keep_draft(self) {
        #[cfg(feature = "csr")]
        super::device::keep_draft(self);
    }

    pub fn around(self) -> Around {
        Around {
            photos: self.photos.with_untracked(Vec::len),
            voice: self.voice.with_untracked(Option::is_some),
            // Until the site's keys are known they are taken to be there; whether they are is asked
            // again before anything is made of a contact.
            seals: self.road.get_untracked().is_none_or(|road| road.seals),
            kiosk: self.kiosk.get_value(),
        }
    }

    /// What the form of `kind` comes to, as it stands.
    pub fn flow<T>(self, kind: SubmissionKind, look: impl FnOnce(&Flow<'_>) -> T) -> Option<T> {
        let spec = spec(kind)?;
        self.view.with_value(|view| {
            self.values.with_value(|values| {
                Some(look(&Flow {
                    spec,
                    view,
                    values,
                    around: self.around(),
                }))
            })
        })
    }

    /// The sentence that stands beside a field, if something is amiss there.
    pub fn sentence(self, name: &str) -> Option<String> {
        let kind = self.kind.get()?;
        let spec = spec(kind)?;
        self.amiss.with(|amiss| {
            amiss
                .iter()
                .find(|(_, amiss)| amiss.field == name)
                .map(|(_, amiss)| amiss.sentence(&self.words(), spec))
        })
    }

    /// Whether something is in the form.
    pub fn is_empty(self) -> bool {
        self.values.with_value(|values| {
            values
                .iter()
                .all(|(name, text)| name == field::GIVEN || text.is_empty())
        }) && self.photos.with_untracked(Vec::is_empty)
            && self.voice.with_untracked(Option::is_none)
    }

    /// Back to nothing, on this page.
    pub fn clear(self) {
        self.values.set_value(Values::new());
        self.photos.set(Vec::new());
        self.voice.set(None);
        self.amiss.set(Vec::new());
        self.trouble.set(None);
    }
}

//! The pages that this visit has seen.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use records::page::Content;

use super::LoadError;
#[cfg(feature = "csr")]
use super::Published;

/// A page that is here, or why it is not.
#[derive(Debug, Clone)]
pub enum PageState {
    /// It is here, and the app draws it.
    Ready(Arc<Content>),
    /// It is drawn by another module of the app than this: the browser must open it.
    #[cfg(feature = "csr")]
    Elsewhere,
    /// It is here as it was published.
    #[cfg(feature = "csr")]
    Published(Published),
    /// It could not be had.
    Failed(LoadError),
}

/// Equal if nothing has to be drawn anew.
impl PartialEq for PageState {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (PageState::Ready(a), PageState::Ready(b)) => Arc::ptr_eq(a, b),
            #[cfg(feature = "csr")]
            (PageState::Elsewhere, PageState::Elsewhere) => true,
            #[cfg(feature = "csr")]
            (PageState::Published(a), PageState::Published(b)) => a == b,
            (PageState::Failed(a), PageState::Failed(b)) => a == b,
            _ => false,
        }
    }
}

/// Every page seen so far, by its path.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    seen: RwSignal<HashMap<String, PageState>>,
    /// Whether the app stands in the document, in the place of the published page.
    stands: RwSignal<bool>,
}

impl Pages {
    /// Begins with the page that is on show.
    pub fn new(path: &str, first: PageState) -> Self {
        Pages {
            seen: RwSignal::new(HashMap::from([(path.to_owned(), first)])),
            stands: RwSignal::new(false),
        }
    }

    /// Whether the app stands in the document.
    pub fn stand(&self) -> bool {
        self.stands.get()
    }

    /// From now on the app stands in the document.
    pub fn taken_over(&self) {
        self.stands.set(true);
    }

    /// The page at `path`, if it was seen or tried.
    pub fn get(&self, path: &str) -> Option<PageState> {
        self.seen.with(|pages| pages.get(path).cloned())
    }

    /// What the page at `path` is called, if it was seen.
    pub fn heading_of(&self, path: &str) -> Option<String> {
        match self.get(path)? {
            #[cfg(feature = "csr")]
            PageState::Published(page) => Some(page.heading()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Whether the page is here, without following changes.
    pub fn has(&self, path: &str) -> bool {
        self.seen.with_untracked(|pages| {
            pages
                .get(path)
                .is_some_and(|page| !matches!(page, PageState::Failed(_)))
        })
    }

    /// Fetches the page at `path` unless it is here, and keeps the outcome.
    #[cfg(feature = "csr")]
    pub async fn bring(&self, path: &str) {
        if self.has(path) {
            return;
        }
        let page = match super::load::load(path).await {
            Ok(document) => PageState::of(&document),
            Err(problem) => Err(problem),
        };
        let state = match page {
            Ok((_, state)) => state,
            Err(problem) => PageState::Failed(problem),
        };
        // The page may have been closed meanwhile.
        self.seen
            .try_update(|pages| pages.insert(path.to_owned(), state));
    }
}

impl Pages {
    /// Forgets a failure, so that the page is fetched anew.
    pub fn again(&self, path: &str) {
        self.seen.update(|pages| {
            pages.remove(path);
        });
    }
}

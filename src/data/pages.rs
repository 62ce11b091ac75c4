//! The pages that this visit has seen.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use records::page::PageData;

use super::LoadError;

/// A page that is here, or why it is not.
#[derive(Debug, Clone)]
pub enum PageState {
    /// It is here.
    Ready(Arc<PageData>),
    /// It could not be had.
    Failed(LoadError),
}

/// Equal if nothing has to be drawn anew.
impl PartialEq for PageState {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (PageState::Ready(a), PageState::Ready(b)) => Arc::ptr_eq(a, b),
            (PageState::Failed(a), PageState::Failed(b)) => a == b,
            _ => false,
        }
    }
}

/// Every page seen so far, by its path.
#[derive(Debug, Clone, Copy)]
pub struct Pages(RwSignal<HashMap<String, PageState>>);

impl Pages {
    /// Begins with the page that is on show.
    pub fn new(path: &str, page: PageData) -> Self {
        let first = PageState::Ready(Arc::new(page));
        Pages(RwSignal::new(HashMap::from([(path.to_owned(), first)])))
    }

    /// The page at `path`, if it was seen or tried.
    pub fn get(&self, path: &str) -> Option<PageState> {
        self.0.with(|pages| pages.get(path).cloned())
    }

    /// Whether the page is here, without following changes.
    pub fn has(&self, path: &str) -> bool {
        self.0
            .with_untracked(|pages| matches!(pages.get(path), Some(PageState::Ready(_))))
    }

    /// Fetches the page at `path` unless it is here, and keeps the outcome.
    #[cfg(feature = "csr")]
    pub async fn bring(&self, path: &str) {
        if self.has(path) {
            return;
        }
        let state = match super::load::load(path).await {
            Ok(page) => PageState::Ready(Arc::new(page)),
            Err(problem) => PageState::Failed(problem),
        };
        self.0
            .try_update(|pages| pages.insert(path.to_owned(), state));
    }
}

impl Pages {
    /// Forgets a failure, so that the page is fetched anew.
    pub fn again(&self, path: &str) {
        self.0.update(|pages| {
            pages.remove(path);
        });
    }
}

//! One page to HTML, natively: the same components that the browser runs.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use records::Lang;
use records::page::PageData;

use crate::a11y::Head;
use crate::app::{App, full_title};
use crate::data::{PageState, Pages, Place};
use crate::route::{Links, Route};
use crate::site::Site;

/// A page as HTML, with what its `<head>` needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What stands inside `#app`.
    pub body: String,
    /// Title of the tab.
    pub title: String,
    /// One sentence with the page's main figure.
    pub description: String,
}

/// Prepares the thread pool-free executor that rendering needs. Call it once per process; calling
/// it again does nothing.
pub fn prepare() {
    // The only error is that it was done before.
    drop(any_spawner::Executor::init_futures_executor());
}

/// Renders the page of `route` in `lang`, for a site published under `base`.
pub fn render(route: &Route, lang: Lang, base: &str, page: PageData) -> Rendered {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new())));
    let rendered = owner.with(|| {
        let path = Links::new(base, lang).to(route);
        provide_context(Place::new(&path, ""));
        let site = Site::new(base, lang, page.frame.clone());
        let first = PageState::Ready(Arc::new(page.content));
        let pages = Pages::new(&path, first);
        let head = RwSignal::new(Head::default());
        let for_title = site.clone();
        let body = view! { <App site pages head/> }.to_html();
        let head = head.get_untracked();
        Rendered {
            body,
            title: full_title(&for_title, &head),
            description: head.description,
        }
    });
    owner.unset_with_forced_cleanup();
    rendered
}

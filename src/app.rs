//! Landmarks, and the table of pages.

use leptos::prelude::*;
use records::page::{Content, Module};

use crate::a11y::{Head, HeadSlot};
use crate::chrome::{Footer, Header, HelpBlock, Unsent};
use crate::data::outbox::Outbox;
use crate::data::{LoadError, PageState, Pages, use_place};
use crate::display::Display;
use crate::guide::SettingsPage;
use crate::site::{Site, use_site};
use crate::stories::WallPage;
use crate::ui::Problem;
#[cfg(not(feature = "csr"))]
use crate::{
    boards::BoardPage,
    budget::{BudgetPage, LinePage, YearPage},
    guide::{DocumentPage, GlossaryPage, NotFoundPage},
    home::HomePage,
    stories::EntryPage,
    voting::{PollPage, PollsPage, ResultsPage},
};
#[cfg(any(feature = "act", not(feature = "csr")))]
use crate::{say::SayPage, stories::TrackPage};

/// The whole app for one language of one site, at the [`crate::data::Place`] of the context. `head`
/// is where the page on show leaves its title.
#[component]
pub fn App(site: Site, pages: Pages, head: RwSignal<Head>) -> impl IntoView {
    provide_context(site);
    provide_context(pages);
    provide_context(HeadSlot(head));
    provide_context(Display::default());
    provide_context(Outbox::default());
    view! { <Shell/> }
}

/// Skip link, header, main, help, footer.
#[component]
fn Shell() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let said = RwSignal::new(String::new());
    #[cfg(feature = "csr")]
    start_in_browser(&site, said);
    view! {
        <a class="skip" href="#main" rel="external">
            {words.skip_link()}
        </a>
        <Header/>
        <main id="main" tabindex="-1">
            <PageHost/>
        </main>
        <HelpBlock/>
        <Footer/>
        <Unsent/>
        <div class="visually-hidden" role="status" aria-live="polite">
            {said}
        </div>
    }
}

/// What runs in the browser alone: display choices, links, titles and announcements.
#[cfg(feature = "csr")]
fn start_in_browser(site: &Site, said: RwSignal<String>) {
    use crate::a11y::announce;
    use crate::data::follow_links;
    use crate::display::use_display;

    let display = use_display();
    Effect::new(move |_| display.read_document());
    let pages = expect_context::<Pages>();
    follow_links(pages, site.links.root(), use_place());
    crate::data::outbox::start(site, crate::data::outbox::use_outbox());
    let words = site.words;
    let for_title = site.clone();
    announce(
        expect_context::<HeadSlot>(),
        said,
        move |head| full_title(&for_title, head),
        move |head| words.page_opened(&head.title),
    );
}

/// The title of the tab: page, then community. The home page's title is the community's already.
pub fn full_title(site: &Site, head: &Head) -> String {
    if let Some(tab) = &head.tab {
        return tab.clone();
    }
    let community = site.said(&site.frame.community.name);
    if head.title == site.words.title_home(community) {
        head.title.clone()
    } else {
        site.words.title_with_site(&head.title, community)
    }
}

/// The page at the address on show: here, or on its way, or not to be had.
///
/// Which page that is stands in the page's own data: a table of routes would only say again what the
/// publisher has said.
#[component]
fn PageHost() -> impl IntoView {
    let place = use_place();
    let pages = expect_context::<Pages>();
    let state = Memo::new(move |_| pages.get(&place.path()));
    #[cfg(feature = "csr")]
    {
        Effect::new(move |_| {
            let path = place.path();
            match pages.get(&path) {
                None => leptos::task::spawn_local(async move { pages.bring(&path).await }),
                // Gone back to, from a page of this module: the address is right already.
                Some(PageState::Elsewhere) => window().location().reload().unwrap_or_default(),
                Some(_) => {}
            }
        });
        crate::parts::show_published(pages, state);
    }
    move || match state.get() {
        Some(PageState::Ready(page)) => {
            let module = page.module().map(Module::key);
            view! {
                <div class="page" data-live=module>
                    {show((*page).clone())}
                </div>
            }
            .into_any()
        }
        // Its elements are put there as they are; or the browser is opening it.
        #[cfg(feature = "csr")]
        Some(PageState::Published(_) | PageState::Elsewhere) => ().into_any(),
        Some(PageState::Failed(problem)) => {
            view! { <Failed problem path=place.path_untracked()/> }.into_any()
        }
        None => view! { <Loading/> }.into_any(),
    }
}

/// The table of pages: those that the app draws, and for the publisher those that are only read.
fn show(content: Content) -> AnyView {
    match content {
        Content::Settings => view! { <SettingsPage/> }.into_any(),
        Content::Wall(view) => view! { <WallPage view=*view/> }.into_any(),
        #[cfg(any(feature = "act", not(feature = "csr")))]
        Content::Say(view) => view! { <SayPage view=*view/> }.into_any(),
        #[cfg(any(feature = "act", not(feature = "csr")))]
        Content::Track(view) => view! { <TrackPage view/> }.into_any(),
        #[cfg(feature = "csr")]
        _ => ().into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Home(home) => view! { <HomePage home/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Budget(budget) => view! { <BudgetPage budget/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Year(view) => view! { <YearPage view=*view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Line(view) => view! { <LinePage view=*view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Glossary(terms) => view! { <GlossaryPage terms/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Document(document) => view! { <DocumentPage document/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Board(board) => view! { <BoardPage board=*board/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Entry(view) => view! { <EntryPage view=*view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Polls(view) => view! { <PollsPage view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Poll(view) => view! { <PollPage view=*view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::Results(view) => view! { <ResultsPage view=*view/> }.into_any(),
        #[cfg(not(feature = "csr"))]
        Content::NotFound => view! { <NotFoundPage/> }.into_any(),
    }
}

/// On its way.
#[component]
fn Loading() -> impl IntoView {
    let words = use_site().words;
    view! {
        <p class="loading" role="status">
            {words.loading()}
        </p>
    }
}

/// Not to be had, with a way to try again.
#[component]
fn Failed(problem: LoadError, path: String) -> impl IntoView {
    let words = use_site().words;
    let pages = expect_context::<Pages>();
    let message = match problem {
        LoadError::Unreachable => words.load_unreachable().to_owned(),
        LoadError::Status(status) => words.load_status(&status.to_string()),
        LoadError::NoRecord | LoadError::Record(_) => words.load_record().to_owned(),
    };
    crate::a11y::use_head(words.load_failed_title(), message.clone());
    let again = Callback::new(move |()| pages.again(&path));
    view! {
        <h1>{words.load_failed_title()}</h1>
        <Problem message act=words.retry() on_act=again/>
    }
}

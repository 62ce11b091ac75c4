//! The quiet end of every page.

use leptos::prelude::*;
use records::parse_date;

use crate::route::Route;
use crate::site::use_site;

/// Links to the guide pages, how fresh the figures are, the filing number.
#[component]
pub fn Footer() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let glossary = site
        .frame
        .has_glossary
        .then_some((Route::Glossary, words.glossary()));
    let pages = [
        Some((Route::Needs, words.footer_needs())),
        Some((Route::Campaigns, words.footer_campaigns())),
        Some((Route::Help, words.help())),
        glossary,
        Some((Route::Settings, words.settings())),
        Some((Route::Accessibility, words.accessibility())),
        Some((Route::Privacy, words.privacy())),
    ];
    let links = pages
        .into_iter()
        .flatten()
        .map(|(route, name)| view! { <li><a href=site.links.to(&route)>{name}</a></li> })
        .collect_view();
    let as_of = words.figures_as_of(&words.day(site.frame.community.as_of));
    let published = site
        .frame
        .published_at
        .get(..10)
        .and_then(parse_date)
        .map(|day| words.published_on(&words.day(day)));
    let filing = site
        .frame
        .community
        .filing_number
        .clone()
        .map(|number| view! { <p>{words.filing()} " " {number}</p> });
    view! {
        <footer class="footer">
            <nav aria-label=words.footer_links()>
                <ul class="footer__links">{links}</ul>
            </nav>
            <p>{as_of} {words.gap()} {published}</p>
            {filing}
        </footer>
    }
}

//! The way back.

use leptos::prelude::*;
use records::LocalText;

use super::Said;
use crate::site::use_site;

/// One step of the way back.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub title: LocalText,
}

impl Step {
    /// A step whose title is one of our own words.
    pub fn new(href: String, title: &str) -> Self {
        Step {
            href,
            title: LocalText::plain(title),
        }
    }
}

/// The pages above this one, the outermost first. Titles of our own carry no language of their own.
#[component]
pub fn Crumbs(
    /// Pages with a title in the reader's language.
    own: Vec<Step>,
    /// Pages whose title the community wrote.
    #[prop(optional)]
    theirs: Vec<Step>,
) -> impl IntoView {
    let label = use_site().words.you_are_here();
    let own = own
        .into_iter()
        .map(|step| view! { <li><a href=step.href>{step.title.text}</a></li> }.into_any());
    let theirs = theirs
        .into_iter()
        .map(|step| view! { <li><a href=step.href><Said text=step.title/></a></li> }.into_any());
    view! {
        <nav class="crumbs" aria-label=label>
            <ol>{own.chain(theirs).collect_view()}</ol>
        </nav>
    }
}

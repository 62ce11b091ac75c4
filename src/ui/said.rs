//! The community's own words, tagged with their language where it is not the page's.

use leptos::prelude::*;
use records::LocalText;

use crate::site::use_site;

/// Shows a text in the reader's language, or the original with its `lang`, so that fonts and
/// read-aloud follow it.
#[component]
pub fn Said(text: LocalText) -> impl IntoView {
    let site = use_site();
    let (words, lang) = text.pick(site.words.lang, site.frame.community.written);
    let words = words.to_owned();
    if lang == site.words.lang {
        words.into_any()
    } else {
        view! { <span lang=lang.tag()>{words}</span> }.into_any()
    }
}

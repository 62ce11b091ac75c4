//! The community's own words, tagged with their language where it is not the page's.

use leptos::prelude::*;
use records::LocalText;

use crate::site::{Site, use_site};

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

/// Where a text of the community stands in a [`Sentence`]: the object replacement character.
pub const SLOT: &str = "\u{fffc}";

/// A sentence of ours around texts of theirs, each of which keeps its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    ours: String,
    theirs: Vec<LocalText>,
}

impl Sentence {
    /// `ours` holds a [`SLOT`] for each of `theirs`, in their order.
    pub fn new(ours: String, theirs: Vec<LocalText>) -> Self {
        Sentence { ours, theirs }
    }

    /// Without languages, for titles and descriptions.
    pub fn plain(&self, site: &Site) -> String {
        let mut pieces = self.ours.split(SLOT);
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for (text, after) in self.theirs.iter().zip(pieces) {
            out.push_str(site.said(text));
            out.push_str(after);
        }
        out
    }

    /// With them.
    pub fn view(self) -> impl IntoView {
        let mut pieces = self.ours.split(SLOT).map(str::to_owned);
        let first = pieces.next();
        let rest = self
            .theirs
            .into_iter()
            .zip(pieces)
            .map(|(text, after)| view! { <Said text/> {after} })
            .collect_view();
        (first, rest)
    }
}

//! What every component may ask for: the words, the addresses, the frame of this publication.

use std::sync::Arc;

use leptos::prelude::*;
use records::page::Frame;
use records::{Lang, LocalText, Money};

use crate::i18n::Words;
use crate::route::Links;

/// The same on every page of one language of one publication.
#[derive(Debug, Clone)]
pub struct Site {
    /// Words in the reader's language.
    pub words: Words,
    /// Addresses.
    pub links: Links,
    /// The community and the publication.
    pub frame: Arc<Frame>,
}

impl Site {
    /// Puts it together.
    pub fn new(base: &str, lang: Lang, frame: Frame) -> Self {
        Site {
            words: Words::new(lang),
            links: Links::new(base, lang),
            frame: Arc::new(frame),
        }
    }

    /// An amount with its unit.
    pub fn amount(&self, amount: Money) -> String {
        self.words.amount(amount, self.frame.community.currency)
    }

    /// The community's own text for this reader, without its language (for titles and sentences
    /// that are plain strings; elsewhere [`crate::ui::Said`] keeps the language).
    pub fn said<'t>(&self, text: &'t LocalText) -> &'t str {
        text.pick(self.words.lang, self.frame.community.written).0
    }
}

/// The site, as the app provided it.
pub fn use_site() -> Site {
    expect_context::<Site>()
}

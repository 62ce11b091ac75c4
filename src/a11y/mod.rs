//! What a route change must do for people who do not see it: title, focus, announcement.

use leptos::prelude::*;

/// Title and description of the page on show. The publisher reads it after rendering, the browser
/// writes it to the tab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Title of the page alone, without the site's.
    pub title: String,
    /// Title of the tab, where it is known whole.
    pub tab: Option<String>,
    /// One sentence, with the page's main figure.
    pub description: String,
}

/// Where pages leave their head.
#[derive(Debug, Clone, Copy)]
pub struct HeadSlot(pub RwSignal<Head>);

/// Says what the page on show is called. Call it once in a page.
pub fn use_head(title: impl Into<String>, description: impl Into<String>) {
    if let Some(HeadSlot(slot)) = use_context::<HeadSlot>() {
        slot.set(Head {
            title: title.into(),
            tab: None,
            description: description.into(),
        });
    }
}

/// What is read first: what is amiss, if anything is, else the heading.
#[cfg(feature = "csr")]
const FIRST: &str = "main .error-summary, main h1";

/// Writes the tab's title; on every page but the first also moves the focus to the heading and
/// says the title, once the new page stands.
#[cfg(feature = "csr")]
pub fn announce(
    slot: HeadSlot,
    said: RwSignal<String>,
    full_title: impl Fn(&Head) -> String + 'static,
    opened: impl Fn(&Head) -> String + 'static,
) {
    use wasm_bindgen::JsCast as _;

    Effect::watch(
        move || slot.0.get(),
        move |head, previous, _| {
            document().set_title(&full_title(head));
            if previous.is_none_or(|before| before == head) {
                return;
            }
            let sentence = opened(head);
            // Two frames: one for the new page to stand, one for the browser to lay it out.
            request_animation_frame(move || {
                request_animation_frame(move || {
                    if let Ok(Some(heading)) = document().query_selector(FIRST) {
                        let heading: web_sys::HtmlElement = heading.unchecked_into();
                        // A heading takes focus only with a tab index; failing to set one leaves
                        // the focus where it was, which the live region makes up for.
                        if heading.set_attribute("tabindex", "-1").is_ok() {
                            // The place on the page is the browser's: the top for a new page,
                            // where the reader was for one that is gone back to.
                            let still = web_sys::FocusOptions::new();
                            still.set_prevent_scroll(true);
                            heading.focus_with_options(&still).unwrap_or_default();
                        }
                    }
                    said.set(sentence);
                });
            });
        },
        true,
    );
}

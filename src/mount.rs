//! Taking over the published page: the app is mounted beside it, then put in its place in one
//! frame, keeping scroll position, focus and open disclosures.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, HtmlDetailsElement, HtmlElement};

use crate::a11y::Head;
use crate::app::App;
use crate::data::{PageState, Pages, Place};
use crate::site::Site;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(message: &str);
}

/// The language of the document, which is that of its address.
fn own_lang() -> records::Lang {
    let tag = document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .unwrap_or_default();
    records::Lang::ALL
        .into_iter()
        .find(|lang| lang.tag() == tag)
        .unwrap_or_default()
}

/// Where an element stands below `root`: the index among its siblings at each level.
fn place_of(element: &Element, root: &Element) -> Option<Vec<u32>> {
    let mut place = Vec::new();
    let mut at = element.clone();
    while !at.is_same_node(Some(root)) {
        let mut index = 0;
        let mut before = at.previous_element_sibling();
        while let Some(sibling) = before {
            index += 1;
            before = sibling.previous_element_sibling();
        }
        place.push(index);
        at = at.parent_element()?;
    }
    place.reverse();
    Some(place)
}

/// The element that stands in that place below another root.
fn element_at(root: &Element, place: &[u32]) -> Option<Element> {
    place
        .iter()
        .try_fold(root.clone(), |at, index| at.children().item(*index))
}

/// What a reader has done to the published page before the app came.
struct Kept {
    focus: Option<Vec<u32>>,
    open: Vec<Vec<u32>>,
}

impl Kept {
    fn of(root: &Element) -> Kept {
        let focus = document()
            .active_element()
            .filter(|element| root.contains(Some(element)) && !element.is_same_node(Some(root)))
            .and_then(|element| place_of(&element, root));
        let mut open = Vec::new();
        if let Ok(all) = root.query_selector_all("details[open]") {
            for at in 0..all.length() {
                if let Some(details) = all
                    .item(at)
                    .and_then(|node| node.dyn_into::<Element>().ok())
                {
                    open.extend(place_of(&details, root));
                }
            }
        }
        Kept { focus, open }
    }

    /// Opens what was open; before the swap, so that nothing jumps.
    fn open_again(&self, root: &Element) {
        for place in &self.open {
            if let Some(details) =
                element_at(root, place).and_then(|e| e.dyn_into::<HtmlDetailsElement>().ok())
            {
                details.set_open(true);
            }
        }
    }

    /// Gives the focus back; after the swap, because only what is in the document takes it.
    fn focus_again(&self, root: &Element) {
        let element = self
            .focus
            .as_ref()
            .and_then(|place| element_at(root, place))
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            element.focus_with_options(&options).unwrap_or_default();
        }
    }
}

/// Whether swapping now would take something away: a text selection.
fn reader_is_selecting() -> bool {
    matches!(window().get_selection(), Ok(Some(selection)) if !selection.is_collapsed())
}

/// Takes over the elements of a page that is only read, as they stand.
fn keep_published(old: &HtmlElement, fresh: &HtmlElement) {
    let page = old.query_selector("main > .page:not([data-live])");
    let main = fresh.query_selector("main");
    if let (Ok(Some(page)), Ok(Some(main))) = (page, main) {
        // Between two elements of one document this cannot fail.
        main.append_child(&page).map(drop).unwrap_or_default();
    }
}

/// Puts `fresh` in the place of the published page, at a moment when the reader is not selecting.
fn swap(fresh: HtmlElement, pages: Pages) {
    request_animation_frame(move || {
        if reader_is_selecting() {
            set_timeout(
                move || swap(fresh, pages),
                std::time::Duration::from_millis(500),
            );
            return;
        }
        let Some(old) = document().get_element_by_id("app") else {
            return;
        };
        let old: HtmlElement = old.unchecked_into();
        let kept = Kept::of(&old);
        // Before the page is taken out: what is left is too short to be scrolled.
        let (x, y) = (
            window().scroll_x().unwrap_or(0.0),
            window().scroll_y().unwrap_or(0.0),
        );
        keep_published(&old, &fresh);
        kept.open_again(&fresh);
        if old.replace_with_with_node_1(&fresh).is_ok() {
            fresh.set_id("app");
            window().scroll_to_with_x_and_y(x, y);
            kept.focus_again(&fresh);
            pages.taken_over();
            if let Some(html) = document().document_element() {
                html.set_attribute("data-app", "ready").unwrap_or_default();
            }
        }
    });
}

/// Starts the app. Where the page carries no data that can be read, it stays as it was published:
/// readable, with links that work.
pub fn start() {
    // Released modules stop at a panic without a word; `boot.js` sees the stop and says so.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let (frame, first) = match PageState::of(&document()) {
        Ok(page) => page,
        Err(_) => {
            console_error("mingbai: this page carries no readable data; it stays as published");
            return;
        }
    };
    let base = document()
        .document_element()
        .and_then(|html| html.get_attribute("data-base"))
        .unwrap_or_else(|| "/".to_owned());
    let path = window().location().pathname().unwrap_or_default();
    let Ok(fresh) = document().create_element("div") else {
        return;
    };
    let fresh: HtmlElement = fresh.unchecked_into();
    let site = Site::new(&base, own_lang(), frame);
    let pages = Pages::new(&path, first);
    let handle = mount_to(fresh.clone(), move || {
        provide_context(Place::here());
        let head = RwSignal::new(Head::default());
        view! { <App site pages head/> }
    });
    // The app lives as long as the page.
    handle.forget();
    swap(fresh, pages);
}

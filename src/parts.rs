//! Published pages in the browser: put into place as they are, their marked parts brought to life.
//!
//! A page that is only read needs no code of its own here. What may happen on it is marked:
//!
//! ```text
//! data-part="support"  data-code, data-count   "me too" on something that was said
//! data-part="passbook"                         the points of this device's receipts
//! data-from="2026-11-05"                       what holds from that day on, until the next one's
//! ```

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use records::page::PassbookView;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use crate::a11y::{Head, HeadSlot};
use crate::boards::Passbook;
use crate::data::{PageState, Pages, Published};
use crate::stories::Support;
use crate::ui::device_day;

/// A part that is alive, until this is dropped.
type Living = UnmountHandle<AnyViewState>;

/// Shows the pages that are only read, as the address changes.
pub fn show_published(pages: Pages, state: Memo<Option<PageState>>) {
    let slot = expect_context::<HeadSlot>();
    let published = move || match state.get() {
        Some(PageState::Published(page)) => Some(page),
        _ => None,
    };
    let name = move |page: &Published| {
        slot.0.set(Head {
            title: page.heading(),
            tab: Some(page.title.clone()),
            description: String::new(),
        });
    };
    // The first stands already, and is taken over with the rest of the document: nothing to announce.
    if let Some(PageState::Published(page)) = state.get_untracked() {
        name(&page);
    }
    Effect::new(move |before: Option<Option<Published>>| {
        let page = published();
        if let Some(Some(gone)) = &before {
            gone.body().remove();
        }
        if let (true, Some(page)) = (before.is_some(), &page) {
            name(page);
            if let Some(main) = document().get_element_by_id("main") {
                // An element is always taken in by another of the same document.
                main.append_child(page.body()).map(drop).unwrap_or_default();
            }
        }
        page
    });
    let living = StoredValue::new_local(Vec::<Living>::new());
    Effect::new(move |_| {
        let page = published().filter(|_| pages.stand());
        // The parts of the page before end here.
        living.set_value(page.map(|page| bring_to_life(&page)).unwrap_or_default());
    });
}

/// The elements below `root` that `selector` names.
fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect()
}

fn bring_to_life(page: &Published) -> Vec<Living> {
    show_today(page.body());
    all(page.body(), "[data-part]")
        .into_iter()
        .filter_map(|place| {
            let view = part(&place, page)?;
            let had_focus = document()
                .active_element()
                .is_some_and(|element| place.contains(Some(&element)));
            place.replace_children_with_node_0();
            let place: HtmlElement = place.unchecked_into();
            let living = mount_to(place.clone(), move || view);
            if let (true, Ok(Some(button))) = (had_focus, place.query_selector("button")) {
                let still = web_sys::FocusOptions::new();
                still.set_prevent_scroll(true);
                let button: HtmlElement = button.unchecked_into();
                button.focus_with_options(&still).unwrap_or_default();
            }
            Some(living)
        })
        .collect()
}

/// The part that belongs into `place`.
fn part(place: &Element, page: &Published) -> Option<AnyView> {
    match place.get_attribute("data-part")?.as_str() {
        "support" => {
            let code = place.get_attribute("data-code")?;
            let count = place.get_attribute("data-count")?.parse().ok()?;
            Some(view! { <Support code count/> }.into_any())
        }
        "passbook" => {
            let passbook = PassbookView::of_page(&page.data)?;
            Some(view! { <Passbook passbook/> }.into_any())
        }
        _ => None,
    }
}

/// Of everything that stands there for one day or another, shows what holds today.
fn show_today(root: &Element) {
    let Some(today) = device_day() else {
        return;
    };
    let today = today.to_string();
    let from = |element: &Element| element.get_attribute("data-from");
    for element in all(root, "[data-from]") {
        let begun = from(&element).is_some_and(|day| day <= today);
        let next = element.next_element_sibling().and_then(|next| from(&next));
        let is_over = next.is_some_and(|day| day <= today);
        element
            .toggle_attribute_with_force("hidden", !begun || is_over)
            .map(drop)
            .unwrap_or_default();
    }
}

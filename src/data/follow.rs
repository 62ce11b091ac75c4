//! Following a link: the old page stays until the new one is here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, HtmlAnchorElement, MouseEvent};

use super::{PageState, Pages, Place};

/// The path of a link to another page of this language, if the event is on one and is a plain
/// activation: no modifier key, no target, no download, nothing marked as external.
fn inner_link(event: &Event, root: &str) -> Option<(String, String)> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target
        .closest("a[href]")
        .ok()??
        .dyn_into::<HtmlAnchorElement>()
        .ok()?;
    let plain = link.target().is_empty()
        && !link.has_attribute("download")
        && !link.rel().split(' ').any(|word| word == "external");
    let here = window().location();
    if !plain || link.origin() != here.origin().ok()? {
        return None;
    }
    let path = link.pathname();
    let is_here = path == here.pathname().ok()?;
    // Within a page: what its address asks for may change; a fragment is the browser's own.
    let within = is_here && (link.search() == here.search().ok()? || !link.hash().is_empty());
    if !path.starts_with(root) || within || !path.ends_with('/') {
        return None;
    }
    let full = format!("{path}{}{}", link.search(), link.hash());
    Some((path, full))
}

/// Fetches a page when its link is pressed, and goes there once it is here; and follows the browser's
/// own ways back and forward.
pub fn follow_links(pages: Pages, root: String, place: Place) {
    place.follow();
    let pressed_root = root.clone();
    let pressed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some((path, _)) = inner_link(&event, &pressed_root) {
            spawn_local(async move { pages.bring(&path).await });
        }
    });
    let clicked = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let Some((path, full)) = inner_link(&event, &root) else {
            return;
        };
        event.prevent_default();
        spawn_local(async move {
            let busy = document().document_element();
            if let Some(html) = &busy {
                html.set_attribute("data-busy", "").unwrap_or_default();
            }
            pages.bring(&path).await;
            if let Some(html) = &busy {
                html.remove_attribute("data-busy").unwrap_or_default();
            }
            if let Some(PageState::Elsewhere) = pages.get(&path) {
                window().location().set_href(&full).unwrap_or_default();
                return;
            }
            place.go(&full, false);
        });
    });
    let window = window();
    // Both live as long as the page.
    for (name, function) in [
        ("pointerdown", pressed.as_ref()),
        ("click", clicked.as_ref()),
    ] {
        window
            .add_event_listener_with_callback_and_bool(name, function.unchecked_ref(), true)
            .unwrap_or_default();
    }
    pressed.forget();
    clicked.forget();
}

//! Where the reader is: the address, and the ways to another one.
//!
//! Which page stands at an address is said by the page itself, so a table of routes would have
//! nothing to say: what is left of a router is the browser's own history.

use leptos::prelude::*;

/// The address on show.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    path: RwSignal<String>,
    query: RwSignal<String>,
}

/// The address on show.
pub fn use_place() -> Place {
    expect_context::<Place>()
}

impl Place {
    /// The page at `path`; `query` as the address has it, with its question mark, or nothing.
    pub fn new(path: &str, query: &str) -> Place {
        Place {
            path: RwSignal::new(path.to_owned()),
            query: RwSignal::new(query.to_owned()),
        }
    }

    /// The path, followed as it changes.
    pub fn path(&self) -> String {
        self.path.get()
    }

    /// The path now.
    pub fn path_untracked(&self) -> String {
        self.path.get_untracked()
    }

    /// A parameter of the address, followed as it changes. Published pages have none.
    pub fn param(&self, name: &str) -> Option<String> {
        let query = self.query.get();
        #[cfg(feature = "csr")]
        return web_sys::UrlSearchParams::new_with_str(&query)
            .ok()?
            .get(name);
        #[cfg(not(feature = "csr"))]
        {
            let _ = name;
            (!query.is_empty()).then_some(query)
        }
    }
}

#[cfg(feature = "csr")]
impl Place {
    /// Where the browser is.
    pub fn here() -> Place {
        let location = window().location();
        Place::new(
            &location.pathname().unwrap_or_default(),
            &location.search().unwrap_or_default(),
        )
    }

    /// Follows the browser's own ways back and forward.
    pub fn follow(self) {
        // For as long as the app lives, which is as long as the page.
        std::mem::forget(window_event_listener(leptos::ev::popstate, move |_| {
            self.look();
        }));
    }

    /// Goes to an address of this site: path, query and fragment. `replace`: so that the way back
    /// does not lead here again.
    pub fn go(self, address: &str, replace: bool) {
        let Ok(history) = window().history() else {
            return;
        };
        let nothing = wasm_bindgen::JsValue::NULL;
        let gone = if replace {
            history.replace_state_with_url(&nothing, "", Some(address))
        } else {
            history.push_state_with_url(&nothing, "", Some(address))
        };
        if gone.is_err() {
            // Browsers refuse when there are too many in a short time; a visit always works.
            window().location().set_href(address).unwrap_or_default();
            return;
        }
        self.look();
        let target = address.split_once('#').map(|(_, id)| id.to_owned());
        match target {
            None => window().scroll_to_with_x_and_y(0.0, 0.0),
            // What is pointed at stands once the page does.
            Some(id) => request_animation_frame(move || {
                if let Some(element) = document().get_element_by_id(&id) {
                    element.scroll_into_view();
                }
            }),
        }
    }

    fn look(self) {
        let location = window().location();
        let (path, query) = (location.pathname(), location.search());
        let (path, query) = (path.unwrap_or_default(), query.unwrap_or_default());
        // The query first: what it means depends on the page, and the old one is about to go.
        if self.path.with_untracked(|old| *old != path) {
            self.query.update_untracked(|old| *old = query);
            self.path.set(path);
            self.query.notify();
        } else if self.query.with_untracked(|old| *old != query) {
            self.query.set(query);
        }
    }
}

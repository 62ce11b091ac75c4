//! A page as it was published: its elements, taken over as they stand.

use records::page::{Frame, PageData};
use send_wrapper::SendWrapper;
use web_sys::{Document, Element};

use super::{LoadError, PAGE_DATA_ID, PageState};

/// Where a page stands in its document; with `data-live` if the app draws it.
const PAGE: &str = "#main > .page";

/// The elements of a page that is only read.
#[derive(Debug, Clone)]
pub struct Published {
    body: SendWrapper<Element>,
    /// The tab's title, whole.
    pub title: String,
    /// The page's own data, as text.
    pub data: String,
}

/// The same elements.
impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        self.body.is_same_node(Some(&other.body))
    }
}

impl Published {
    /// The element that holds the page.
    pub fn body(&self) -> &Element {
        &self.body
    }

    /// Its first heading.
    pub fn heading(&self) -> String {
        let heading = self.body.query_selector("h1").ok().flatten();
        let text = heading.and_then(|heading| heading.text_content());
        let text = text.unwrap_or_default();
        // Spaces that hold a number and its unit together stay.
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl PageState {
    /// What a published document holds, and what is the same on every page.
    ///
    /// # Errors
    /// [`LoadError::NoRecord`] where it is none of this site's pages, [`LoadError::Record`] where
    /// its data cannot be read.
    pub fn of(from: &Document) -> Result<(Frame, PageState), LoadError> {
        let data = from
            .get_element_by_id(PAGE_DATA_ID)
            .and_then(|element| element.text_content())
            .ok_or(LoadError::NoRecord)?;
        let (frame, content) = PageData::live_from_json::<{ cfg!(feature = "act") }>(&data)
            .map_err(LoadError::Record)?;
        let state = match content {
            Some(content) => PageState::Ready(content.into()),
            None => {
                let body = from.query_selector(PAGE).ok().flatten();
                let body = body.ok_or(LoadError::NoRecord)?;
                if body.has_attribute("data-live") {
                    return Ok((frame, PageState::Elsewhere));
                }
                // What is for readers without scripts stays behind.
                while let Ok(Some(spare)) = body.query_selector("noscript") {
                    spare.remove();
                }
                PageState::Published(Published {
                    body: SendWrapper::new(body),
                    title: from.title(),
                    data,
                })
            }
        };
        Ok((frame, state))
    }
}

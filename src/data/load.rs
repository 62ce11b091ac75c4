//! From an address to a page's data, or to the reason why not.

use records::page::PageProblem;

/// The `id` of the element that holds a page's data.
pub const PAGE_DATA_ID: &str = "page-data";

/// Why a page could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// No connection, or the host does not answer.
    Unreachable,
    /// The host answers with a status that is not a page.
    Status(u16),
    /// The answer holds no page data.
    NoRecord,
    /// Its page data cannot be read.
    Record(PageProblem),
}

/// Fetches the published page at `path` as a document of its own, in which nothing runs. A 404 page
/// is a page.
///
/// `XMLHttpRequest` and not `fetch`: it alone reads HTML into a document without a string that
/// Trusted Types would have to let pass.
#[cfg(feature = "csr")]
pub async fn load(path: &str) -> Result<web_sys::Document, LoadError> {
    use web_sys::{XmlHttpRequest, XmlHttpRequestResponseType};

    let unreachable = |_| LoadError::Unreachable;
    let request = XmlHttpRequest::new().map_err(unreachable)?;
    request
        .open_with_async("GET", path, true)
        .map_err(unreachable)?;
    request.set_response_type(XmlHttpRequestResponseType::Document);
    let ended = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send().map_err(unreachable)?;
    wasm_bindgen_futures::JsFuture::from(ended)
        .await
        .map_err(unreachable)?;
    match request.status().map_err(unreachable)? {
        0 => Err(LoadError::Unreachable),
        status if status >= 400 && status != 404 => Err(LoadError::Status(status)),
        _ => request
            .response_xml()
            .ok()
            .flatten()
            .ok_or(LoadError::NoRecord),
    }
}

//! From an address to a page's data, or to the reason why not.

use records::page::PageData;

/// The `id` of the element that holds a page's data.
pub const PAGE_DATA_ID: &str = "page-data";

/// Why a page could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// No connection, or the host does not answer.
    Unreachable,
    /// The host answers with a status that is not a page.
    Status(u16),
    /// The answer holds no readable page data.
    Record,
}

/// The page's data out of its published HTML.
///
/// # Errors
/// [`LoadError::Record`] when there is none or it cannot be read.
pub fn page_data_of(html: &str) -> Result<PageData, LoadError> {
    let open = format!("<script type=\"application/json\" id=\"{PAGE_DATA_ID}\">");
    let start = html.find(&open).ok_or(LoadError::Record)? + open.len();
    let rest = html.get(start..).ok_or(LoadError::Record)?;
    let end = rest.find("</script>").ok_or(LoadError::Record)?;
    let json = rest.get(..end).ok_or(LoadError::Record)?;
    serde_json::from_str(json).map_err(|_| LoadError::Record)
}

/// Fetches the page at `path` and takes its data. A 404 page is a page.
#[cfg(feature = "csr")]
pub async fn load(path: &str) -> Result<PageData, LoadError> {
    let response = gloo_net::http::Request::get(path)
        .send()
        .await
        .map_err(|_| LoadError::Unreachable)?;
    let status = response.status();
    if status >= 400 && status != 404 {
        return Err(LoadError::Status(status));
    }
    let html = response.text().await.map_err(|_| LoadError::Unreachable)?;
    page_data_of(&html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_without_readable_data_is_refused() {
        for html in [
            "",
            "<p>hello</p>",
            "<script type=\"application/json\" id=\"page-data\">{",
            "<script type=\"application/json\" id=\"page-data\">{}</script>",
        ] {
            assert_eq!(page_data_of(html), Err(LoadError::Record), "{html}");
        }
    }
}

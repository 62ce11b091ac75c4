//! From an address to a page's data, or to the reason why not.

use records::page::{PageData, PageProblem};

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

/// The page's data out of its published HTML.
///
/// # Errors
/// [`LoadError::NoRecord`] when there is none, [`LoadError::Record`] when it cannot be read.
pub fn page_data_of(html: &str) -> Result<PageData, LoadError> {
    let open = format!("<script type=\"application/json\" id=\"{PAGE_DATA_ID}\">");
    let start = html.find(&open).ok_or(LoadError::NoRecord)? + open.len();
    let rest = html.get(start..).ok_or(LoadError::NoRecord)?;
    let end = rest.find("</script>").ok_or(LoadError::NoRecord)?;
    let json = rest.get(..end).ok_or(LoadError::NoRecord)?;
    PageData::from_json(json).map_err(LoadError::Record)
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
        let open = "<script type=\"application/json\" id=\"page-data\">";
        for html in ["", "<p>hello</p>", &format!("{open}{{")] {
            assert_eq!(page_data_of(html), Err(LoadError::NoRecord), "{html}");
        }
        for (json, problem) in [
            ("{", PageProblem::Syntax),
            ("{}", PageProblem::Missing),
            ("[]", PageProblem::Mistyped),
        ] {
            let html = format!("{open}{json}</script>");
            let refused = Err(LoadError::Record(problem));
            assert_eq!(page_data_of(&html), refused, "{html}");
        }
    }
}

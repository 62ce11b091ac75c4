//! From the raw path of a request to names that are safe to look up.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A page lies a handful of folders deep; a longer path is not ours.
const MAX_SEGMENTS: usize = 24;
/// The longest name that common file systems hold, in bytes.
const MAX_NAME: usize = 255;
/// Everything but RFC 3986's unreserved characters is escaped in a `Location`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request's path, decoded once, segment by segment, so that an encoded slash can never
/// become a separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestPath {
    /// The decoded names, up to the first that may not be looked up.
    pub segments: Vec<String>,
    /// Whether the path ends in a slash and so means a folder's page.
    pub is_folder: bool,
    /// Whether every segment may be looked up. If not, the answer is 404, and `segments`
    /// only helps to find the nearest language's page.
    pub is_servable: bool,
}

impl RequestPath {
    /// Reads the path of a request line, such as `/en/budget/`.
    pub fn parse(raw: &str) -> Self {
        let mut path = Self {
            segments: Vec::new(),
            is_folder: true,
            is_servable: true,
        };
        let Some(rest) = raw.strip_prefix('/') else {
            path.is_servable = false;
            return path;
        };
        if rest.is_empty() {
            return path;
        }
        path.is_folder = rest.ends_with('/');
        for raw_name in rest.strip_suffix('/').unwrap_or(rest).split('/') {
            match servable_name(raw_name) {
                Some(name) if path.segments.len() < MAX_SEGMENTS => path.segments.push(name),
                _ => {
                    path.is_servable = false;
                    break;
                }
            }
        }
        path
    }

    /// The path below a base, or `None` if it lies elsewhere. Bases are compared after
    /// decoding, so `/%6Fakland/` is `/oakland/`.
    pub fn below(&self, base: &[String]) -> Option<Self> {
        let rest = self.segments.strip_prefix(base)?;
        Some(Self {
            segments: rest.to_vec(),
            ..self.clone()
        })
    }

    /// The path as a link from the root, escaped anew, ending in a slash. It cannot begin
    /// with two slashes, which a browser would read as another host.
    pub fn as_folder_link(&self) -> String {
        let mut link = String::from("/");
        for name in &self.segments {
            link.extend(utf8_percent_encode(name, ESCAPED));
            link.push('/');
        }
        link
    }
}

/// Decodes one segment. `None` for names that are never published or that a file system
/// could read as something else than a name: empty, hidden or parent (`.…`), with
/// separators, drive or stream marks, control characters, or (Windows drops them) a dot or
/// space at the end.
pub(super) fn servable_name(raw: &str) -> Option<String> {
    let name = percent_decode_str(raw).decode_utf8().ok()?;
    let is_servable = !name.is_empty()
        && name.len() <= MAX_NAME
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | ':'));
    is_servable.then(|| name.into_owned())
}

/// Whether a name is one of the packed twins, which are only ever chosen by
/// `Accept-Encoding`. Case is ignored because some file systems ignore it.
pub(super) fn is_packed_twin(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        extension.eq_ignore_ascii_case("br") || extension.eq_ignore_ascii_case("gz")
    })
}

/// Whether a name carries its content's hash: `name.{16 or more lowercase hex}.ext`. Such
/// a file never changes.
pub(super) fn has_content_hash(name: &str) -> bool {
    let mut parts = name.rsplitn(3, '.');
    let (Some(ext), Some(hash), Some(stem)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    !ext.is_empty()
        && !stem.is_empty()
        && hash.len() >= 16
        && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_servable() {
        for (raw, expected) in [
            ("/", Some(vec![])),
            ("/budget/", Some(vec!["budget"])),
            ("/budget/2026", Some(vec!["budget", "2026"])),
            ("/%E9%92%B1/", Some(vec!["钱"])),
            ("/a%20b", Some(vec!["a b"])),
            ("/a%252e", Some(vec!["a%2e"])),
            ("", None),
            ("*", None),
            ("//", None),
            ("//etc/passwd", None),
            ("/a//b", None),
            ("/..", None),
            ("/a/../b", None),
            ("/%2e%2e/b", None),
            ("/.git/config", None),
            ("/%2Egit", None),
            ("/a%2Fb", None),
            ("/a%5Cb", None),
            ("/..%5cb", None),
            ("/C:/windows", None),
            ("/index.html::$DATA", None),
            ("/a.", None),
            ("/a%20", None),
            ("/a%00.html", None),
            ("/a%0Ab", None),
            ("/%FF", None),
            ("/a%C0%AE", None),
        ] {
            let path = RequestPath::parse(raw);
            let names = path.is_servable.then_some(path.segments);
            let expected: Option<Vec<String>> =
                expected.map(|names: Vec<&str>| names.into_iter().map(String::from).collect());
            assert_eq!(names, expected, "{raw}");
        }
    }

    #[test]
    fn a_path_too_deep_or_a_name_too_long_is_refused() {
        assert!(RequestPath::parse(&"/a".repeat(MAX_SEGMENTS)).is_servable);
        assert!(!RequestPath::parse(&"/a".repeat(MAX_SEGMENTS + 1)).is_servable);
        assert!(RequestPath::parse(&format!("/{}", "a".repeat(MAX_NAME))).is_servable);
        assert!(!RequestPath::parse(&format!("/{}", "a".repeat(MAX_NAME + 1))).is_servable);
    }

    #[test]
    fn a_hashed_name_has_a_stem_sixteen_hex_and_an_extension() {
        for (name, expected) in [
            ("app.0123456789abcdef.js", true),
            ("app.0123456789abcdef0123.wasm", true),
            ("2026-07.thumb.0123456789abcdef.json", true),
            ("app.0123456789abcde.js", false),
            ("app.0123456789ABCDEF.js", false),
            ("app.0123456789abcdeg.js", false),
            ("0123456789abcdef.jpg", false),
            (".0123456789abcdef.jpg", false),
            ("app.0123456789abcdef.", false),
            ("app.0123456789abcdef", false),
            ("index.html", false),
        ] {
            assert_eq!(has_content_hash(name), expected, "{name}");
        }
    }

    #[test]
    fn packed_twins_are_known_in_any_case() {
        for (name, expected) in [
            ("a.js.br", true),
            ("a.js.GZ", true),
            ("a.js", false),
            ("br", false),
            ("a.gzip", false),
        ] {
            assert_eq!(is_packed_twin(name), expected, "{name}");
        }
    }
}

//! Content types of the kinds of files that are published, and of nothing else.

/// The `Content-Type` for a published file's name (without `.br` or `.gz`).
///
/// Browsers are told not to guess (`nosniff`), so a kind that is missing here is offered
/// as a download, never shown or run.
pub(super) fn content_type(name: &str) -> &'static str {
    let Some((_, extension)) = name.rsplit_once('.') else {
        // The transparency log's signed note has no extension.
        return if name == "checkpoint" {
            "text/plain; charset=utf-8"
        } else {
            OCTETS
        };
    };
    match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "ndjson" => "application/x-ndjson",
        "webmanifest" => "application/manifest+json",
        "txt" | "pb" | "md" | "sig" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "vtt" => "text/vtt; charset=utf-8",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => OCTETS,
    }
}

/// Whether players ask for pieces of such a file (Safari plays no sound or film without).
pub(super) fn is_media(content_type: &str) -> bool {
    ["audio/", "video/", "image/"]
        .iter()
        .any(|kind| content_type.starts_with(kind))
}

const OCTETS: &str = "application/octet-stream";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_kind_has_its_type() {
        for (name, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("app_bg.0123456789abcdef.wasm", "application/wasm"),
            ("site.webmanifest", "application/manifest+json"),
            ("days.ics", "text/calendar; charset=utf-8"),
            (
                "BOOK.XLSX",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            ("checkpoint", "text/plain; charset=utf-8"),
            ("000", OCTETS),
            ("program.exe", OCTETS),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }
}

//! The headers that every answer carries, whatever its status.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

/// Names of the Trusted Types policies that the page's own boot script makes: `sw` passes
/// the service worker's address and nothing else, `default` refuses markup that could run.
pub const TRUSTED_TYPES: &str = "sw default";

/// How long a browser keeps to TLS once told, in seconds (two years).
const HSTS: &str = "max-age=63072000; includeSubDomains; preload";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_EMBEDDER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-embedder-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Puts the security headers on an answer, replacing any that are there.
///
/// `is_https` adds `Strict-Transport-Security`, and the committee must ask for it: this
/// server speaks plain HTTP, so only the committee knows that TLS stands in front of it.
/// Over plain HTTP browsers ignore the header (RFC 6797, section 8.1). Where TLS is a
/// trial or a local certificate, it would lock the name and all names below it out of
/// plain HTTP for two years, and no later answer could take it back for those who cannot
/// connect any more.
pub(super) fn put_security_headers(headers: &mut HeaderMap, policy: HeaderValue, is_https: bool) {
    for (name, value) in [
        (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (CROSS_ORIGIN_EMBEDDER_POLICY, "require-corp"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            PERMISSIONS_POLICY,
            "camera=(self), geolocation=(), microphone=(self), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
}

/// The content security policy of a site whose pages may speak to its own host and to
/// these inboxes (origins as [`inbox_origin`] gives them).
pub(super) fn content_security_policy(inbox_origins: &[String]) -> HeaderValue {
    let mut connect = String::from("'self'");
    for origin in inbox_origins {
        connect.push(' ');
        connect.push_str(origin);
    }
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src {connect}; \
         worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types {TRUSTED_TYPES}"
    );
    // Origins are plain ASCII (see `inbox_origin`), so this holds; were it ever wrong, a
    // policy that allows nothing is the safe answer.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'",
    ))
}

/// Where an inbox's `url` leads, as far as the policy is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InboxOrigin {
    /// The site's own host (a path such as `/inbox/v1/`): `'self'` covers it.
    Own,
    /// Another host, as `scheme://host[:port]`.
    Other(String),
    /// Not a place that pages may send to.
    Refused,
}

/// Reads an inbox's `url`. Only `http` and `https`, and only hosts of letters, digits,
/// dots and hyphens, which is all that a policy's source list can hold (CSP3, section
/// 2.3.1); anything else could end the directive and begin another.
pub(super) fn inbox_origin(url: &str) -> InboxOrigin {
    if url.starts_with('/') && !url.starts_with("//") && !url.contains('\\') {
        return InboxOrigin::Own;
    }
    let Ok(parsed) = Url::parse(url) else {
        return InboxOrigin::Refused;
    };
    let host_fits = parsed.host_str().is_some_and(|host| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    });
    if matches!(parsed.scheme(), "http" | "https") && host_fits {
        InboxOrigin::Other(parsed.origin().ascii_serialization())
    } else {
        InboxOrigin::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_web_hosts_are_inboxes() {
        for (url, expected) in [
            ("/inbox/v1/", InboxOrigin::Own),
            (
                "https://in.example/inbox/v1/",
                InboxOrigin::Other("https://in.example".into()),
            ),
            (
                "https://in.example:443/",
                InboxOrigin::Other("https://in.example".into()),
            ),
            (
                "http://10.0.0.5:8080/inbox",
                InboxOrigin::Other("http://10.0.0.5:8080".into()),
            ),
            (
                "https://u:p@In.Example/x",
                InboxOrigin::Other("https://in.example".into()),
            ),
            (
                "https://钱.example/",
                InboxOrigin::Other("https://xn--674a.example".into()),
            ),
            ("//other.example/", InboxOrigin::Refused),
            ("/\\other.example/", InboxOrigin::Refused),
            ("https://a;script-src/", InboxOrigin::Refused),
            ("https://*/", InboxOrigin::Refused),
            ("https://*.example/", InboxOrigin::Refused),
            ("https://[::1]/", InboxOrigin::Refused),
            ("https:", InboxOrigin::Refused),
            ("javascript:alert(1)", InboxOrigin::Refused),
            ("data:text/html,x", InboxOrigin::Refused),
            ("file:///etc/passwd", InboxOrigin::Refused),
            ("wss://in.example/", InboxOrigin::Refused),
            ("*", InboxOrigin::Refused),
            ("'unsafe-inline'", InboxOrigin::Refused),
            ("", InboxOrigin::Refused),
        ] {
            assert_eq!(inbox_origin(url), expected, "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_url_can_write_a_directive(url in "https?://[ -~]{0,30}|\\PC{0,30}") {
            if let InboxOrigin::Other(origin) = inbox_origin(&url) {
                prop_assert!(origin.starts_with("http://") || origin.starts_with("https://"));
                prop_assert!(!origin.contains([' ', ';', ',', '\'', '*', '"', '\t', '\n']));
                let policy = content_security_policy(&[origin]);
                let policy = policy.to_str().unwrap();
                prop_assert_eq!(policy.matches("; ").count(), 13);
            }
        }
    }
}

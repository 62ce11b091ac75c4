//! A whole HTML document around a rendered page.

use std::fmt::Write as _;

use mingbai_app::data::PAGE_DATA_ID;
use mingbai_app::i18n::Words;
use mingbai_app::render::Rendered;
use mingbai_app::route::{Links, Route};
use records::page::{Module, PageData};
use records::{Lang, Records};

use super::assets::Assets;

/// What every document's head shares.
pub struct Head {
    base: String,
    assets: Assets,
    community: records::LocalText,
    written: Lang,
    /// Begins with a scheme, ends without a slash; empty when the community gives no address.
    origin: String,
}

impl Head {
    /// For a site under `base`.
    pub fn new(base: &str, assets: &Assets, records: &Records) -> Head {
        let community = &records.community;
        Head {
            base: base.to_owned(),
            assets: assets.clone(),
            community: community.name.clone(),
            written: community.language.map_or(Lang::ZhHans, Lang::from),
            origin: community
                .site_url
                .as_deref()
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned(),
        }
    }
}

/// Text for an attribute or an element.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A page's data as JSON that may stand inside a `<script>` element: no `<` in it.
///
/// # Errors
/// When the data cannot be written as JSON.
pub fn page_json(page: &PageData) -> serde_json::Result<String> {
    Ok(serde_json::to_string(page)?.replace('<', "\\u003c"))
}

/// The document of a page.
///
/// `module` is the one that draws the page; a page that none draws is read with the first.
pub fn document(
    head: &Head,
    route: &Route,
    lang: Lang,
    rendered: &Rendered,
    module: Option<Module>,
    json: &str,
) -> String {
    let words = Words::new(lang);
    let links = Links::new(&head.base, lang);
    let asset = |path: &str| format!("{}{path}", head.base);
    let title = escape(&rendered.title);
    let description = escape(&rendered.description);
    let tag = lang.tag();
    let own = links.to(route);
    let community = escape(head.community.pick(lang, head.written).0);
    let (js, wasm) = match (module, &head.assets.act) {
        (Some(Module::Act), Some((js, wasm))) => (js, wasm),
        _ => (&head.assets.js, &head.assets.wasm),
    };
    let mut html = String::with_capacity(rendered.body.len() + json.len() + 4096);
    // Writing into a String cannot fail.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"{tag}\" data-base=\"{base}\">\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"text-scale\" content=\"scale\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"format-detection\" content=\"telephone=no\">\n\
         <title>{title}</title>\n\
         <meta name=\"description\" content=\"{description}\">\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n\
         <script src=\"{prefs}\"></script>\n\
         <link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\n",
        base = escape(&head.base),
        style = asset(&head.assets.style),
        prefs = asset(&head.assets.prefs),
        icon = asset(&head.assets.icon),
    );
    if *route != Route::NotFound {
        for other in Lang::ALL {
            let _ = writeln!(
                html,
                "<link rel=\"alternate\" hreflang=\"{}\" href=\"{}{}\">",
                other.tag(),
                escape(&head.origin),
                links.to_in(other, route)
            );
        }
        let _ = writeln!(
            html,
            "<link rel=\"canonical\" href=\"{}{own}\">",
            escape(&head.origin)
        );
    }
    let _ = write!(
        html,
        "<meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:site_name\" content=\"{community}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:description\" content=\"{description}\">\n\
         <meta property=\"og:locale\" content=\"{locale}\">\n\
         <meta property=\"og:url\" content=\"{origin}{own}\">\n\
         <meta property=\"og:image\" content=\"{origin}{share}\">\n\
         <meta property=\"og:image:width\" content=\"1200\">\n\
         <meta property=\"og:image:height\" content=\"630\">\n\
         <meta property=\"og:image:alt\" content=\"{alt}\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n\
         </head>\n<body>\n<div id=\"app\">{body}</div>\n\
         <div id=\"broken\" role=\"alert\" hidden><p>{broken}</p><p><a href=\"\">{reload}</a></p></div>\n\
         <script type=\"application/json\" id=\"{PAGE_DATA_ID}\">{json}</script>\n\
         <script src=\"{boot}\" data-js=\"{js}\" data-wasm=\"{wasm}\"{outbox} defer fetchpriority=\"low\"></script>\n\
         </body>\n</html>\n",
        locale = tag.replace('-', "_"),
        origin = escape(&head.origin),
        share = asset(&head.assets.share),
        alt = escape(words.brand_line()),
        body = rendered.body,
        broken = words.broken(),
        reload = words.broken_reload(),
        boot = asset(&head.assets.boot),
        js = asset(js),
        wasm = asset(wasm),
        outbox = head
            .assets
            .outbox
            .as_ref()
            .map_or_else(String::new, |(js, wasm)| {
                format!(
                    " data-outbox-js=\"{}\" data-outbox-wasm=\"{}\"",
                    asset(js),
                    asset(wasm)
                )
            }),
    );
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clerk_types_stays_text() {
        assert_eq!(
            escape("<script>alert('x')</script> & \"y\""),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"
        );
    }
}

//! Over the network.

use js_sys::{Date, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::config::{Config, Inbox};
use super::js::{Made, field, number};
use super::store::Store;
use crate::Problem;
use crate::delivery::{Progress, Reply, Verdict, verdict};

/// A document is given up on after this long, in milliseconds; a hung network must not hold the
/// lock for ever.
const PATIENCE: i32 = 30_000;
/// A photograph takes longer: 2 MiB at 16 kB a second.
const PATIENCE_MEDIA: i32 = 150_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &JsValue) -> Promise;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(function: &JsValue, after: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn abort(this: &AbortController) -> Function;
}

/// `Retry-After` in milliseconds: seconds, or a date.
fn retry_after(response: &JsValue) -> Option<f64> {
    let headers = field(response, "headers");
    let get: Function = field(&headers, "get").dyn_into().ok()?;
    let value = get
        .call1(&headers, &JsValue::from_str("retry-after"))
        .ok()?
        .as_string()?;
    match value.trim().parse::<u32>() {
        Ok(seconds) => Some(f64::from(seconds) * 1000.0),
        Err(_) => Some(Date::parse(&value) - Date::now()).filter(|wait| wait.is_finite()),
    }
}

async fn put(url: &str, content_type: &str, body: &[u8], patience: i32) -> Reply {
    let controller = AbortController::new();
    let signal = controller.signal();
    let timer = set_timeout(&controller.abort().bind0(controller.as_ref()), patience);
    let headers = Made::new()
        .with("content-type", content_type)
        .with("if-none-match", "*");
    let init = Made::new()
        .with("method", "PUT")
        .with("body", Uint8Array::from(body))
        .with("headers", headers.done())
        .with("cache", "no-store")
        .with("credentials", "omit")
        .with("redirect", "error")
        .with("referrerPolicy", "no-referrer")
        .with("signal", signal);
    let answer = JsFuture::from(fetch(url, &init.done())).await;
    clear_timeout(&timer);
    let Ok(response) = answer else {
        return Reply::Unreachable;
    };
    // A status is a small whole number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let code = number(&response, "status").unwrap_or_default() as u16;
    Reply::Status {
        code,
        retry_after: retry_after(&response),
    }
}

/// A document with its media, wherever these come from.
pub(super) struct Load<'l> {
    pub(super) kind: &'l str,
    pub(super) id: &'l str,
    pub(super) document: &'l [u8],
    pub(super) media: &'l [String],
}

/// Media that stand in memory or in the store.
pub(super) enum Files<'f> {
    Memory(&'f [(String, Vec<u8>)]),
    Store(&'f Store),
}

impl Files<'_> {
    async fn blob(&self, id: &str) -> Result<Vec<u8>, Problem> {
        match self {
            Files::Memory(files) => files
                .iter()
                .find(|(name, _)| name == id)
                .map(|(_, blob)| blob.clone())
                .ok_or(Problem::Unknown),
            Files::Store(store) => store.blob(id).await,
        }
    }
}

/// Media first, then the document, to one inbox.
async fn to_inbox(
    inbox: &Inbox,
    config: &Config,
    load: &Load<'_>,
    files: &Files<'_>,
    media_sent: &mut Vec<String>,
) -> Result<Verdict, Problem> {
    let community = config.community.as_str();
    let folder = |id: &str| id.get(..2).unwrap_or_default().to_owned();
    for id in load.media {
        if media_sent.contains(id) {
            continue;
        }
        let blob = files.blob(id).await?;
        let url = format!("{}/{community}/media/{}/{id}.bin", inbox.url, folder(id));
        let reply = put(&url, "application/octet-stream", &blob, PATIENCE_MEDIA).await;
        match verdict(reply, inbox.conflict) {
            Verdict::Delivered => media_sent.push(id.clone()),
            other => return Ok(other),
        }
    }
    let Load {
        kind, id, document, ..
    } = load;
    let url = format!("{}/{community}/{kind}/{}/{id}.json", inbox.url, folder(id));
    let reply = put(&url, "application/json", document, PATIENCE).await;
    Ok(verdict(reply, inbox.conflict))
}

/// One round: each inbox in turn until one has it.
pub(super) async fn round(
    config: &Config,
    load: &Load<'_>,
    files: &Files<'_>,
    progress: &Progress,
    media_sent: &mut Vec<String>,
) -> Result<Vec<(String, Verdict)>, Problem> {
    let mut round = Vec::new();
    for inbox in &config.inboxes {
        if !progress.may_ask(&inbox.url) {
            continue;
        }
        let verdict = to_inbox(inbox, config, load, files, media_sent).await?;
        round.push((inbox.url.clone(), verdict));
        if matches!(verdict, Verdict::Delivered | Verdict::NotThisDocument(_)) {
            break;
        }
    }
    Ok(round)
}

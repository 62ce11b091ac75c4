//! Over the network.

use js_sys::{Date, Promise, Uint8Array};
use records::envelope::DocId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::config::{Config, Inbox};
use super::js::{Made, ask, call, field, number};
use super::store::{Item, Store};
use crate::Problem;
use crate::delivery::{Reply, Verdict, verdict};

/// A document is given up on after this long, in milliseconds; a hung network must not hold the
/// lock for ever.
const PATIENCE: i32 = 30_000;
/// A photograph takes longer: 2 MiB at 16 kB a second.
const PATIENCE_MEDIA: i32 = 150_000;

#[wasm_bindgen]
extern "C" {
    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
}

/// `Retry-After` in milliseconds: seconds, or a date.
fn retry_after(response: &JsValue) -> Option<f64> {
    let value = call(&field(response, "headers"), "get", &["retry-after".into()])
        .ok()?
        .as_string()?;
    match value.trim().parse::<u32>() {
        Ok(seconds) => Some(f64::from(seconds) * 1000.0),
        Err(_) => Some(Date::parse(&value) - Date::now()).filter(|wait| wait.is_finite()),
    }
}

/// Puts it; an error is whatever kept an answer from coming.
async fn asked(
    url: &str,
    content_type: &str,
    body: JsValue,
    patience: i32,
) -> Result<JsValue, JsValue> {
    let controller = AbortController::new();
    let abort = call(
        &field(&controller, "abort"),
        "bind",
        std::slice::from_ref(&controller),
    )?;
    let timer = ask("setTimeout", &[abort, patience.into()])?;
    let headers = Made::new()
        .with("content-type", content_type)
        .with("if-none-match", "*");
    let init = Made::new()
        .with("method", "PUT")
        .with("body", body)
        .with("headers", headers.done())
        .with("cache", "no-store")
        .with("credentials", "omit")
        .with("redirect", "error")
        .with("referrerPolicy", "no-referrer")
        .with("signal", field(&controller, "signal"));
    let promise = ask("fetch", &[url.into(), init.done()])?;
    let answer = JsFuture::from(promise.unchecked_into::<Promise>()).await;
    ask("clearTimeout", &[timer])?;
    answer
}

async fn put(url: &str, content_type: &str, body: JsValue, patience: i32) -> Reply {
    let Ok(response) = asked(url, content_type, body, patience).await else {
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

/// Media that stand in memory, in the order of their names, or in the store.
pub(super) enum Files<'f> {
    Memory(&'f [(DocId, Vec<u8>)]),
    Store(&'f Store),
}

/// Media first, then the document, to one inbox.
async fn to_inbox(
    inbox: &Inbox,
    config: &Config,
    item: &Item,
    files: &Files<'_>,
    media_sent: &mut Vec<String>,
) -> Result<Verdict, Problem> {
    let address = |folder: &str, id: &str, ending: &str| {
        let community = config.community.as_str();
        let begins = id.get(..2).unwrap_or_default();
        format!("{}/{community}/{folder}/{begins}/{id}.{ending}", inbox.url)
    };
    for (at, id) in item.media.iter().enumerate() {
        if media_sent.contains(id) {
            continue;
        }
        let blob = match files {
            Files::Memory(files) => {
                let (_, blob) = files.get(at).ok_or(Problem::Unknown)?;
                Uint8Array::from(blob.as_slice())
            }
            Files::Store(store) => store.blob(id).await?,
        };
        let url = address("media", id, "bin");
        let reply = put(
            &url,
            "application/octet-stream",
            blob.into(),
            PATIENCE_MEDIA,
        )
        .await;
        match verdict(reply, inbox.conflict) {
            Verdict::Delivered => media_sent.push(id.clone()),
            other => return Ok(other),
        }
    }
    let url = address(&item.kind, &item.id, "json");
    let reply = put(
        &url,
        "application/json",
        item.document.clone().into(),
        PATIENCE,
    )
    .await;
    Ok(verdict(reply, inbox.conflict))
}

/// One round: each inbox in turn until one has it.
pub(super) async fn round(
    config: &Config,
    item: &Item,
    files: &Files<'_>,
    media_sent: &mut Vec<String>,
) -> Result<Vec<(String, Verdict)>, Problem> {
    let mut round = Vec::new();
    for inbox in &config.inboxes {
        if !item.progress.may_ask(&inbox.url) {
            continue;
        }
        let verdict = to_inbox(inbox, config, item, files, media_sent).await?;
        round.push((inbox.url.clone(), verdict));
        if matches!(verdict, Verdict::Delivered | Verdict::NotThisDocument(_)) {
            break;
        }
    }
    Ok(round)
}

//! `/config.json`: where and for whom a site sends.

use js_sys::JSON;
use records::Id;
use sealing::PublicKey;
use wasm_bindgen::JsValue;

use super::js::{field, list, text};
use crate::Problem;
use crate::delivery::ConflictMeans;

/// Where something is sent to.
#[derive(Debug, Clone)]
pub(super) struct Inbox {
    /// Without a closing slash.
    pub(super) url: String,
    pub(super) conflict: ConflictMeans,
}

/// What a site says of itself.
#[derive(Debug, Clone)]
pub(super) struct Config {
    /// As it was read.
    pub(super) text: String,
    pub(super) community: Id,
    pub(super) inboxes: Vec<Inbox>,
    pub(super) keys: Vec<PublicKey>,
    /// The published list of what was received.
    pub(super) received: Option<String>,
}

impl Config {
    /// Reads it. A key that cannot be read is a refusal, never a reason to send open.
    ///
    /// # Errors
    /// [`Problem::Unprepared`], [`Problem::Seal`]
    pub(super) fn read(json: &str) -> Result<Config, Problem> {
        let value = JSON::parse(json).map_err(|_| Problem::Unprepared)?;
        let community = text(&value, "community").ok_or(Problem::Unprepared)?;
        let community = Id::new(community).map_err(|_| Problem::Unprepared)?;
        let everywhere = conflict(&value);
        let inboxes = list(&value, "inboxes")
            .iter()
            .filter_map(|inbox| {
                let url = inbox.as_string().or_else(|| text(inbox, "url"))?;
                Some(Inbox {
                    url: url.trim_end_matches('/').to_owned(),
                    conflict: conflict(inbox)
                        .or(everywhere)
                        .unwrap_or(ConflictMeans::Retry),
                })
            })
            .collect();
        let keys = list(&value, "keys")
            .iter()
            .map(|key| {
                let public = text(key, "key").ok_or(Problem::Seal)?;
                let public = PublicKey::from_base64(&public).map_err(|_| Problem::Seal)?;
                match text(key, "kid") {
                    Some(kid) if kid != public.id().to_string() => Err(Problem::Seal),
                    _ => Ok(public),
                }
            })
            .collect::<Result<_, Problem>>()?;
        Ok(Config {
            text: json.to_owned(),
            community,
            inboxes,
            keys,
            received: text(&value, "received"),
        })
    }
}

fn conflict(value: &JsValue) -> Option<ConflictMeans> {
    match field(value, "conflict_means").as_string()?.as_str() {
        "exists" => Some(ConflictMeans::Exists),
        _ => Some(ConflictMeans::Retry),
    }
}

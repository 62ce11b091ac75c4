//! `/config.json`: where and for whom a site sends.

use js_sys::JSON;
use records::Id;
use sealing::PublicKey;
use wasm_bindgen::JsValue;

use super::js::{field, list, text};
use crate::Problem;
use crate::delivery::ConflictMeans;

/// Where something is sent to.
#[derive(Debug)]
pub(super) struct Inbox {
    /// Without a closing slash.
    pub(super) url: String,
    pub(super) conflict: ConflictMeans,
}

/// What a site says of itself.
#[derive(Debug)]
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
    pub(super) fn read(json: String) -> Result<Config, Problem> {
        let value = JSON::parse(&json).map_err(|_| Problem::Unprepared)?;
        let community = text(&value, "community").ok_or(Problem::Unprepared)?;
        let community = Id::new(community).map_err(|_| Problem::Unprepared)?;
        let everywhere = conflict(&value);
        let mut inboxes = Vec::new();
        for inbox in list(&value, "inboxes") {
            if let Some(url) = inbox.as_string().or_else(|| text(&inbox, "url")) {
                let conflict = conflict(&inbox).or(everywhere);
                inboxes.push(Inbox {
                    url: url.trim_end_matches('/').to_owned(),
                    conflict: conflict.unwrap_or(ConflictMeans::Retry),
                });
            }
        }
        let mut keys = Vec::new();
        for key in list(&value, "keys") {
            let public = text(&key, "key").ok_or(Problem::Seal)?;
            let public = PublicKey::from_base64(&public).map_err(|_| Problem::Seal)?;
            if text(&key, "kid").is_some_and(|kid| kid.parse() != Ok(public.id())) {
                return Err(Problem::Seal);
            }
            keys.push(public);
        }
        Ok(Config {
            text: json,
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

//! What the app may call; see the crate's documentation for the shapes.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, JSON, Math};
use records::codes::{MediaType, SubmissionKind};
use records::envelope::{Content, DocId, Envelope};
use records::handover::{Parcel, codes};
use wasm_bindgen::prelude::*;

use super::config::Config;
use super::js::{Made, bytes, field, is_true, list, random, text};
use super::lock::Lock;
use super::send::{Files, Load, round};
use super::store::{Blobs, Item, Store};
use crate::Problem;
use crate::compose::{Composed, Request, Upload, compose, name_of};
use crate::delivery::{Progress, Reason, State, Verdict, ends_the_run};
use crate::qr::draw;

/// Meta: the text of `/config.json`.
const CONFIG: &str = "config";
/// Meta: the browser was asked to keep this site's store.
const PERSIST: &str = "persist";

thread_local! {
    static STORE: RefCell<String> = const { RefCell::new(String::new()) };
    static SETTINGS: RefCell<Option<Config>> = const { RefCell::new(None) };
    /// What was composed last and not kept yet, by what it was made of: trying again, or taking
    /// another way out, makes no second document.
    static LAST: RefCell<Option<([u8; 32], Composed)>> = const { RefCell::new(None) };
}

type Answer = Result<JsValue, JsValue>;

/// Says whose store this page uses. Before anything else.
#[wasm_bindgen]
pub fn begin(community: &str) {
    STORE.set(format!("mingbai-outbox-{community}"));
}

async fn open() -> Result<Store, Problem> {
    Store::open(&STORE.with_borrow(Clone::clone)).await
}

/// Takes the site's settings; an empty text takes those known last.
#[wasm_bindgen]
pub async fn configure(config: String) -> Answer {
    let known = if config.is_empty() {
        let stored = match open().await {
            Ok(store) => store.meta(CONFIG).await?,
            // What cannot be kept here is not known here.
            Err(_) => None,
        };
        stored
            .and_then(|stored| stored.as_string())
            .ok_or(Problem::Unprepared)?
    } else {
        config
    };
    let settings = Config::read(&known)?;
    begin(settings.community.as_str());
    let answer = Made::new()
        .with("seals", !settings.keys.is_empty())
        .with("sends", !settings.inboxes.is_empty())
        .maybe("received", settings.received.as_deref())
        .done();
    SETTINGS.set(Some(settings));
    Ok(answer)
}

fn settings() -> Result<Config, Problem> {
    SETTINGS
        .with_borrow(Clone::clone)
        .ok_or(Problem::Unprepared)
}

fn word<T: Copy>(
    value: &JsValue,
    name: &str,
    all: &[T],
    key: impl Fn(T) -> &'static str,
) -> Option<T> {
    let word = text(value, name)?;
    all.iter().copied().find(|one| key(*one) == word)
}

fn request_of(value: &JsValue) -> Result<Request, Problem> {
    let kind = word(value, "kind", SubmissionKind::ALL, SubmissionKind::key);
    let uploads = list(value, "uploads")
        .iter()
        .map(|upload| {
            Some(Upload {
                media_type: word(upload, "type", MediaType::ALL, MediaType::key)?,
                bytes: bytes(upload, "bytes")?,
                caption: text(upload, "caption"),
            })
        })
        .collect::<Option<Vec<_>>>();
    let submission = text(value, "submission").ok_or(Problem::Content)?;
    JSON::parse(&submission).map_err(|_| Problem::Content)?;
    Ok(Request {
        kind: kind.ok_or(Problem::Content)?,
        submission,
        uploads: uploads.ok_or(Problem::Content)?,
    })
}

/// What a request is made of, so that the same one is known again.
fn mark(request: &Request) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new()
        .chain_update(request.kind.key())
        .chain_update([0])
        .chain_update(Sha256::digest(&request.submission));
    for upload in &request.uploads {
        hash.update(Sha256::digest(&upload.bytes));
        hash.update(Sha256::digest(
            upload.caption.as_deref().unwrap_or_default(),
        ));
    }
    hash.finalize().into()
}

/// Composes it, or finds it composed.
fn composed(value: &JsValue) -> Result<Composed, Problem> {
    let config = settings()?;
    let request = request_of(value)?;
    if is_true(value, "kiosk") && config.keys.is_empty() {
        return Err(Problem::Unsealed);
    }
    let mark = mark(&request);
    let known = LAST.with_borrow(|last| {
        last.as_ref()
            .filter(|(made_of, _)| *made_of == mark)
            .map(|(_, composed)| composed.clone())
    });
    if let Some(composed) = known {
        return Ok(composed);
    }
    let composed = compose(&request, &config.community, &config.keys, &random()?)?;
    LAST.set(Some((mark, composed.clone())));
    Ok(composed)
}

fn receipt_of(id: &DocId) -> JsValue {
    Made::new()
        .with("id", id.to_string())
        .with("code", id.code().to_string())
        .done()
}

fn item_of(composed: Composed, at_kiosk: bool) -> (Item, Blobs) {
    let media: Vec<_> = composed
        .media
        .into_iter()
        .map(|(id, blob)| (id.to_string(), blob))
        .collect();
    let item = Item {
        id: composed.id.to_string(),
        kind: composed.kind.key().to_owned(),
        created: Date::now(),
        is_sealed: composed.is_sealed,
        at_kiosk,
        document: composed.document,
        media: media.iter().map(|(id, _)| id.clone()).collect(),
        media_sent: Vec::new(),
        progress: Progress::default(),
    };
    (item, media)
}

/// Seals and keeps; resolves when it is on the disk.
#[wasm_bindgen]
pub async fn keep(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    let id = composed.id;
    let store = open().await?;
    let entry = item_of(composed, is_true(&request, "kiosk"));
    store.keep(&[entry]).await?;
    LAST.set(None);
    remember(&store).await;
    Ok(receipt_of(&id))
}

/// After something was kept: for a day without a network, what the site says of itself; and, once,
/// the wish that the browser should not clear this store by itself. Whatever comes of either, what
/// is kept is kept.
async fn remember(store: &Store) {
    if let Ok(config) = settings() {
        let text = JsValue::from_str(&config.text);
        store.put_meta(CONFIG, text).await.unwrap_or_default();
    }
    if !matches!(store.meta(PERSIST).await, Ok(None)) {
        return;
    }
    let storage = field(&field(&js_sys::global(), "navigator"), "storage");
    if let Ok(persist) = field(&storage, "persist").dyn_into::<Function>()
        // Its promise is not waited for: a browser may ask the person.
        && persist.call0(&storage).is_ok()
    {
        store
            .put_meta(PERSIST, JsValue::TRUE)
            .await
            .unwrap_or_default();
    }
}

/// What is kept, newest first.
#[wasm_bindgen]
pub async fn pending() -> Answer {
    let items = open().await?.items().await?;
    let list: Array = items.iter().rev().map(shown).collect();
    Ok(list.into())
}

fn code_of(id: &str) -> Option<String> {
    id.parse::<DocId>().ok().map(|id| id.code().to_string())
}

fn shown(item: &Item) -> JsValue {
    let progress = &item.progress;
    Made::new()
        .with("id", &item.id)
        .maybe("code", code_of(&item.id))
        .with("kind", &item.kind)
        .with("created", item.created)
        .with("tries", progress.tries)
        .with("state", progress.state().word())
        .maybe("status", progress.status)
        .maybe("nextTry", progress.next_try)
        .with("sealed", item.is_sealed)
        .with("media", u32::try_from(item.media.len()).unwrap_or(u32::MAX))
        .done()
}

/// Sends what is due.
#[wasm_bindgen]
pub async fn flush(reason: String) -> Answer {
    let reason = Reason::of(&reason);
    let config = settings()?;
    let store = open().await?;
    let name = STORE.with_borrow(Clone::clone);
    let lock = if config.inboxes.is_empty() {
        None
    } else {
        Lock::take(&name, &store).await?
    };
    let is_busy = lock.is_none() && !config.inboxes.is_empty();
    let mut sent = 0;
    if let Some(lock) = lock {
        let run = run(&config, &store, &lock, reason).await;
        lock.give_back(&store).await?;
        sent = run?;
    }
    let (mut waiting, mut refused) = (0, 0);
    for item in store.items().await? {
        match item.progress.state() {
            State::Waiting => waiting += 1,
            State::Refused => refused += 1,
            State::Sent => {}
        }
    }
    Ok(Made::new()
        .with("sent", sent)
        .with("waiting", waiting)
        .with("refused", refused)
        .with("busy", is_busy)
        .done())
}

/// Item by item; gives how many an inbox has newly taken.
async fn run(config: &Config, store: &Store, lock: &Lock, reason: Reason) -> Result<u32, Problem> {
    let urls: Vec<String> = config
        .inboxes
        .iter()
        .map(|inbox| inbox.url.clone())
        .collect();
    let mut sent = 0;
    let due = store.items().await?;
    let due: Vec<Item> = due
        .into_iter()
        .filter(|item| item.progress.is_due(Date::now(), reason))
        .collect();
    for (at, listed) in due.iter().enumerate() {
        if !lock.is_held(store).await? {
            break;
        }
        // As it stands now: another tab may have settled or forgotten it.
        let mut item = match store.item(&listed.id).await {
            Ok(item) => item,
            Err(Problem::Unknown) => continue,
            Err(problem) => return Err(problem),
        };
        if !item.progress.is_due(Date::now(), reason) {
            continue;
        }
        item.progress.begin(reason);
        let load = Load {
            kind: &item.kind,
            id: &item.id,
            document: &item.document,
            media: &item.media,
        };
        let files = Files::Store(store);
        let again = item.progress.state() == State::Sent;
        // Sent again because it was lost: its photographs may be lost too.
        let mut media_sent = if again {
            Vec::new()
        } else {
            item.media_sent.clone()
        };
        let round = round(config, &load, &files, &item.progress, &mut media_sent).await?;
        item.media_sent = media_sent;
        item.progress
            .end(&round, &urls, Date::now(), Math::random());
        store.note(&[&item]).await?;
        if item.progress.state() == State::Sent && !again {
            sent += 1;
        }
        if ends_the_run(&round) {
            let mut rest: Vec<Item> = due.get(at + 1..).unwrap_or_default().to_vec();
            for other in &mut rest {
                other.progress.put_off(&item.progress);
            }
            store.note(&rest.iter().collect::<Vec<_>>()).await?;
            break;
        }
    }
    Ok(sent)
}

/// Takes away what the published list shows.
#[wasm_bindgen]
pub async fn settle(received: String) -> Answer {
    let value = JSON::parse(&received).map_err(|_| Problem::Content)?;
    let listed: Vec<(String, String)> = list(&value, "entries")
        .iter()
        .filter_map(|entry| Some((text(entry, "id")?, text(entry, "state")?)))
        .collect();
    let store = open().await?;
    // Of a long list only what was ever here.
    let mut mine: Vec<String> = store
        .items()
        .await?
        .into_iter()
        .map(|item| item.id)
        .collect();
    mine.extend(
        store
            .receipts()
            .await?
            .into_iter()
            .map(|receipt| receipt.id),
    );
    let listed: Vec<_> = listed
        .into_iter()
        .filter(|(id, _)| mine.contains(id))
        .collect();
    let settled = store.settle(&listed).await?;
    Ok(Made::new().with("settled", settled).done())
}

/// What was ever kept here, newest first.
#[wasm_bindgen]
pub async fn receipts() -> Answer {
    let receipts = open().await?.receipts().await?;
    let list: Array = receipts
        .iter()
        .map(|receipt| {
            Made::new()
                .with("id", &receipt.id)
                .maybe("code", code_of(&receipt.id))
                .with("kind", &receipt.kind)
                .with("created", receipt.created)
                .maybe("sent", receipt.sent)
                .maybe("listed", receipt.listed.as_deref())
                .done()
        })
        .collect();
    Ok(list.into())
}

fn parcel_text(
    id: &str,
    document: Vec<u8>,
    media: impl IntoIterator<Item = (DocId, Vec<u8>)>,
) -> Result<JsValue, Problem> {
    let id = id.parse().map_err(|_| Problem::Unknown)?;
    let parcel = Parcel {
        documents: [(id, document)].into(),
        media: media.into_iter().collect(),
    };
    Ok(parcel.to_text().into())
}

/// An item as a text file.
#[wasm_bindgen]
pub async fn export_item(id: String) -> Answer {
    let store = open().await?;
    let item = store.item(&id).await?;
    let mut media = Vec::new();
    for id in &item.media {
        let name = id.parse().map_err(|_| Problem::Unknown)?;
        media.push((name, store.blob(id).await?));
    }
    Ok(parcel_text(&item.id, item.document, media)?)
}

fn codes_of(id: &str, document: &[u8]) -> Result<JsValue, Problem> {
    let id = id.parse().map_err(|_| Problem::Unknown)?;
    let lines = codes(&id, document).ok_or(Problem::TooManyCodes)?;
    lines
        .iter()
        .map(|line| {
            let drawn = draw(line).ok_or(Problem::TooManyCodes)?;
            Ok(Made::new()
                .with("side", drawn.side)
                .with("path", drawn.path)
                .with("text", line)
                .done())
        })
        .collect::<Result<Array, Problem>>()
        .map(JsValue::from)
}

/// An item as codes.
#[wasm_bindgen]
pub async fn qr(id: String) -> Answer {
    let item = open().await?.item(&id).await?;
    Ok(codes_of(&item.id, &item.document)?)
}

/// Takes a file of another device.
#[wasm_bindgen]
pub async fn import_item(file: String) -> Answer {
    let config = settings()?;
    let parcel = Parcel::read(&file, name_of).map_err(|_| Problem::Content)?;
    let mut entries = Vec::new();
    let mut names = Vec::new();
    for (id, document) in &parcel.documents {
        let envelope = Envelope::parse(document).map_err(|_| Problem::Content)?;
        if envelope.community != config.community {
            return Err(Problem::Content.into());
        }
        let media = envelope
            .media
            .iter()
            .filter_map(|id| Some((*id, parcel.media.get(id)?.clone())))
            .collect();
        let is_sealed = matches!(envelope.content, Content::Sealed(_));
        let composed = Composed {
            id: *id,
            kind: envelope.kind,
            document: document.clone(),
            media,
            is_sealed,
        };
        names.push(receipt_of(id));
        entries.push(item_of(composed, false));
    }
    open().await?.keep(&entries).await?;
    Ok(names.into_iter().collect::<Array>().into())
}

/// Takes an item away.
#[wasm_bindgen]
pub async fn forget(id: String) -> Answer {
    open().await?.forget(&id).await?;
    Ok(JsValue::UNDEFINED)
}

/// Takes everything away.
#[wasm_bindgen]
pub async fn wipe() -> Answer {
    LAST.set(None);
    Store::delete(&STORE.with_borrow(Clone::clone)).await?;
    Ok(JsValue::UNDEFINED)
}

/// Sends without keeping.
#[wasm_bindgen]
pub async fn send_unkept(request: JsValue) -> Answer {
    let config = settings()?;
    let composed = composed(&request)?;
    let id = composed.id;
    let (item, media) = item_of(composed, false);
    let load = Load {
        kind: &item.kind,
        id: &item.id,
        document: &item.document,
        media: &item.media,
    };
    let progress = Progress::default();
    let answers = round(
        &config,
        &load,
        &Files::Memory(&media),
        &progress,
        &mut Vec::new(),
    )
    .await?;
    let mut problem = Problem::Unsent;
    for (_, verdict) in answers {
        match verdict {
            Verdict::Delivered => {
                LAST.set(None);
                return Ok(receipt_of(&id));
            }
            Verdict::NotThisDocument(status) | Verdict::NotThisInbox(status) => {
                problem = Problem::Refused(status);
            }
            Verdict::Later { .. } => {}
        }
    }
    Err(problem.into())
}

/// A request as a text file, without keeping it.
#[wasm_bindgen]
#[allow(clippy::unused_async)] // All that the app calls gives a promise.
pub async fn export_unkept(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    let id = composed.id.to_string();
    Ok(parcel_text(&id, composed.document, composed.media)?)
}

/// A request as codes, without keeping it.
#[wasm_bindgen]
#[allow(clippy::unused_async)] // All that the app calls gives a promise.
pub async fn qr_unkept(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    Ok(codes_of(&composed.id.to_string(), &composed.document)?)
}

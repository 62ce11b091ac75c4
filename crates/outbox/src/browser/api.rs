//! What the app may call; see the crate's documentation for the shapes.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Date, JSON, Math, Promise, Uint8Array};
use records::codes::{MediaType, SubmissionKind};
use records::envelope::{Content, DocId, Envelope};
use records::handover::{codes, document_line, media_line, read_lines};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::config::Config;
use super::js::{Made, array, bytes, call, is_true, list, of_browser, random, text};
use super::lock::Lock;
use super::send::{Files, round};
use super::store::{Item, Receipt, Store};
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
    static SETTINGS: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
    /// What was composed last and not kept yet, by what it was made of: trying again, or taking
    /// another way out, makes no second document.
    static LAST: RefCell<Option<(DocId, Rc<Composed>)>> = const { RefCell::new(None) };
}

type Answer = Result<JsValue, Problem>;

/// One road for all that the app calls: one kind of promise, whatever is behind it.
fn promise(work: impl Future<Output = Answer> + 'static) -> Promise {
    let work: Pin<Box<dyn Future<Output = Answer>>> = Box::pin(work);
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}

macro_rules! exports {
    ($($name:ident($($given:ident)?) = $work:ident;)+) => {$(
        #[wasm_bindgen]
        pub fn $name($($given: JsValue)?) -> Promise {
            promise($work($($given)?))
        }
    )+};
}

exports! {
    // Takes the site's settings; an empty text takes those known last.
    configure(config) = configured;
    // Seals and keeps; resolves when it is on the disk.
    keep(request) = kept;
    // What is kept, newest first.
    pending() = shown;
    // Sends what is due.
    flush(reason) = flushed;
    // Takes away what the published list shows.
    settle(received) = settled;
    // What was ever kept here, newest first.
    receipts() = receipts_shown;
    // An item as a text file.
    export_item(id) = item_as_file;
    // An item as codes.
    qr(id) = item_as_codes;
    // Takes a file of another device.
    import_item(file) = imported;
    // Takes an item away.
    forget(id) = forgotten;
    // Takes everything away.
    wipe() = wiped;
    // Sends without keeping.
    send_unkept(request) = sent_unkept;
    // A request as a text file, without keeping it.
    export_unkept(request) = request_as_file;
    // A request as codes, without keeping it.
    qr_unkept(request) = request_as_codes;
}

// Says whose store this page uses. Before anything else.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // A reference would need more around it.
pub fn begin(community: JsValue) {
    STORE.set(store_of(&community.as_string().unwrap_or_default()));
}

fn store_of(community: &str) -> String {
    ["mingbai-outbox-", community].concat()
}

async fn open() -> Result<Store, Problem> {
    Store::open(&STORE.with_borrow(Clone::clone)).await
}

async fn configured(config: JsValue) -> Answer {
    let mut config = config.as_string().unwrap_or_default();
    if config.is_empty() {
        // What cannot be kept here is not known here.
        if let Ok(store) = open().await {
            let stored = store.meta(CONFIG).await?;
            config = stored.as_string().unwrap_or_default();
        }
    }
    // An empty text is no settings.
    let settings = Config::read(config)?;
    STORE.set(store_of(settings.community.as_str()));
    let answer = Made::new()
        .with("seals", !settings.keys.is_empty())
        .with("sends", !settings.inboxes.is_empty())
        .maybe("received", settings.received.as_deref())
        .done();
    SETTINGS.set(Some(Rc::new(settings)));
    Ok(answer)
}

fn settings() -> Result<Rc<Config>, Problem> {
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
    let mut uploads = Vec::new();
    for upload in list(value, "uploads") {
        let media_type = word(&upload, "type", MediaType::ALL, MediaType::key);
        uploads.push(Upload {
            media_type: media_type.ok_or(Problem::Content)?,
            bytes: bytes(&upload, "bytes").ok_or(Problem::Content)?.to_vec(),
            caption: text(&upload, "caption"),
        });
    }
    let submission = text(value, "submission").ok_or(Problem::Content)?;
    JSON::parse(&submission).map_err(|_| Problem::Content)?;
    Ok(Request {
        kind: kind.ok_or(Problem::Content)?,
        submission,
        uploads,
    })
}

/// What a request is made of, so that the same one is known again.
fn mark(request: &Request) -> DocId {
    let mut parts = request.kind.key().as_bytes().to_vec();
    let mut add = |part: &[u8]| parts.extend_from_slice(name_of(part).as_bytes());
    add(request.submission.as_bytes());
    for upload in &request.uploads {
        add(&upload.bytes);
        add(upload.caption.as_deref().unwrap_or_default().as_bytes());
    }
    name_of(&parts)
}

/// Composes it, or finds it composed.
fn composed(value: &JsValue) -> Result<Rc<Composed>, Problem> {
    let config = settings()?;
    let request = request_of(value)?;
    if is_true(value, "kiosk") && config.keys.is_empty() {
        return Err(Problem::Unsealed);
    }
    let mark = mark(&request);
    let known = LAST.with_borrow(|last| match last {
        Some((made_of, composed)) if *made_of == mark => Some(composed.clone()),
        _ => None,
    });
    if let Some(composed) = known {
        return Ok(composed);
    }
    let composed = compose(&request, &config.community, &config.keys, &random()?)?;
    let composed = Rc::new(composed);
    LAST.set(Some((mark, composed.clone())));
    Ok(composed)
}

fn receipt_of(id: &DocId) -> JsValue {
    Made::new()
        .with("id", id.to_string())
        .with("code", id.code().to_string())
        .done()
}

fn item_of(composed: &Composed, at_kiosk: bool) -> Item {
    Item {
        id: composed.id.to_string(),
        kind: composed.kind.key().to_owned(),
        created: Date::now(),
        is_sealed: composed.is_sealed,
        at_kiosk,
        document: Uint8Array::from(composed.document.as_slice()),
        media: composed
            .media
            .iter()
            .map(|(id, _)| id.to_string())
            .collect(),
        media_sent: Vec::new(),
        progress: Progress::default(),
    }
}

async fn kept(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    let receipt = receipt_of(&composed.id);
    let store = open().await?;
    let item = item_of(&composed, is_true(&request, "kiosk"));
    store.keep(&[(item, composed)]).await?;
    LAST.set(None);
    // For a day without a network, what the site says of itself; and, once, the wish that the
    // browser should not clear this store by itself. Whatever comes of either, what is kept is kept.
    let text = settings()?.text.as_str().into();
    store
        .put_meta(CONFIG, &text, (PERSIST, persist))
        .await
        .unwrap_or_default();
    Ok(receipt)
}

/// Asks the browser not to clear this store; false where it knows no such wish.
fn persist() -> bool {
    // Its promise is not waited for: a browser may ask the person.
    call(&of_browser("storage"), "persist", &[]).is_ok()
}

async fn shown() -> Answer {
    let items = open().await?.items().await?;
    let shown: Vec<JsValue> = items.iter().rev().map(item_shown).collect();
    Ok(array(&shown))
}

fn code_of(id: &str) -> Option<String> {
    id.parse::<DocId>().ok().map(|id| id.code().to_string())
}

fn item_shown(item: &Item) -> JsValue {
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

async fn flushed(reason: JsValue) -> Answer {
    let reason = Reason::of(&reason.as_string().unwrap_or_default());
    let config = settings()?;
    let store = open().await?;
    let name = STORE.with_borrow(Clone::clone);
    let (mut is_busy, mut sent) = (false, 0);
    if !config.inboxes.is_empty() {
        match Lock::take(&name, &store).await? {
            Some(lock) => {
                let run = run(&config, &store, &lock, reason).await;
                lock.give_back(&store).await?;
                sent = run?;
            }
            None => is_busy = true,
        }
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
    let is_due = |item: &Item| item.progress.is_due(Date::now(), reason);
    let mut sent = 0;
    // The oldest is the last, so that it is taken first.
    let mut due = store.items().await?;
    due.retain(is_due);
    due.reverse();
    while let Some(listed) = due.pop() {
        if !lock.is_held(store).await? {
            break;
        }
        // As it stands now: another tab may have settled or forgotten it.
        let mut item = match store.item(&listed.id).await {
            Ok(item) => item,
            Err(Problem::Unknown) => continue,
            Err(problem) => return Err(problem),
        };
        if !is_due(&item) {
            continue;
        }
        item.progress.begin(reason);
        let again = item.progress.state() == State::Sent;
        let mut media_sent = std::mem::take(&mut item.media_sent);
        if again {
            // Sent again because it was lost: its photographs may be lost too.
            media_sent.clear();
        }
        let files = Files::Store(store);
        let round = round(config, &item, &files, &mut media_sent).await?;
        item.media_sent = media_sent;
        item.progress
            .end(&round, &urls, Date::now(), Math::random());
        store.note(std::slice::from_ref(&item)).await?;
        if item.progress.state() == State::Sent && !again {
            sent += 1;
        }
        if ends_the_run(&round) {
            for other in &mut due {
                other.progress.put_off(&item.progress);
            }
            store.note(&due).await?;
            break;
        }
    }
    Ok(sent)
}

async fn settled(received: JsValue) -> Answer {
    let received = received.as_string().unwrap_or_default();
    let value = JSON::parse(&received).map_err(|_| Problem::Content)?;
    let mut listed = Vec::new();
    for entry in list(&value, "entries") {
        if let (Some(id), Some(state)) = (text(&entry, "id"), text(&entry, "state")) {
            listed.push((id, state));
        }
    }
    let settled = open().await?.settle(&listed).await?;
    Ok(Made::new().with("settled", settled).done())
}

async fn receipts_shown() -> Answer {
    let receipts = open().await?.receipts().await?;
    let shown: Vec<JsValue> = receipts.iter().map(receipt_shown).collect();
    Ok(array(&shown))
}

fn receipt_shown(receipt: &Receipt) -> JsValue {
    Made::new()
        .with("id", &receipt.id)
        .maybe("code", code_of(&receipt.id))
        .with("kind", &receipt.kind)
        .with("created", receipt.created)
        .maybe("sent", receipt.sent)
        .maybe("listed", receipt.listed.as_deref())
        .done()
}

fn id_of(id: &str) -> Result<DocId, Problem> {
    id.parse().map_err(|_| Problem::Unknown)
}

async fn item_as_file(id: JsValue) -> Answer {
    let store = open().await?;
    let item = store.item(&id.as_string().unwrap_or_default()).await?;
    let mut file = document_line(&id_of(&item.id)?, &item.document.to_vec());
    for id in &item.media {
        let blob = store.blob(id).await?;
        file += &media_line(&id_of(id)?, &blob.to_vec());
    }
    Ok(file.into())
}

fn codes_of(id: &DocId, document: &[u8]) -> Answer {
    let lines = codes(id, document).ok_or(Problem::TooManyCodes)?;
    let mut drawn = Vec::with_capacity(lines.len());
    for line in &lines {
        let code = draw(line).ok_or(Problem::TooManyCodes)?;
        drawn.push(
            Made::new()
                .with("side", code.side)
                .with("path", code.path)
                .with("text", line)
                .done(),
        );
    }
    Ok(array(&drawn))
}

async fn item_as_codes(id: JsValue) -> Answer {
    let id = id.as_string().unwrap_or_default();
    let item = open().await?.item(&id).await?;
    codes_of(&id_of(&item.id)?, &item.document.to_vec())
}

async fn imported(file: JsValue) -> Answer {
    let file = file.as_string().unwrap_or_default();
    let config = settings()?;
    let lines = read_lines(&file, name_of).map_err(|_| Problem::Content)?;
    let mut entries = Vec::new();
    let mut names = Vec::new();
    for line in &lines {
        if !line.is_document {
            continue;
        }
        let envelope = Envelope::parse(&line.bytes).map_err(|_| Problem::Content)?;
        if envelope.community != config.community {
            return Err(Problem::Content);
        }
        let mut media = Vec::new();
        for file in &lines {
            if !file.is_document && envelope.media.contains(&file.id) {
                media.push((file.id, file.bytes.clone()));
            }
        }
        let composed = Composed {
            id: line.id,
            kind: envelope.kind,
            document: line.bytes.clone(),
            media,
            is_sealed: matches!(envelope.content, Content::Sealed(_)),
        };
        names.push(receipt_of(&line.id));
        entries.push((item_of(&composed, false), Rc::new(composed)));
    }
    open().await?.keep(&entries).await?;
    Ok(array(&names))
}

async fn forgotten(id: JsValue) -> Answer {
    let id = id.as_string().unwrap_or_default();
    open().await?.forget(&id).await?;
    Ok(JsValue::UNDEFINED)
}

async fn wiped() -> Answer {
    LAST.set(None);
    let name = STORE.with_borrow(Clone::clone);
    Store::delete(&name).await?;
    Ok(JsValue::UNDEFINED)
}

async fn sent_unkept(request: JsValue) -> Answer {
    let config = settings()?;
    let composed = composed(&request)?;
    let item = item_of(&composed, false);
    let files = Files::Memory(&composed.media);
    let answers = round(&config, &item, &files, &mut Vec::new()).await?;
    let mut problem = Problem::Unsent;
    for (_, verdict) in answers {
        match verdict {
            Verdict::Delivered => {
                LAST.set(None);
                return Ok(receipt_of(&composed.id));
            }
            Verdict::NotThisDocument(status) | Verdict::NotThisInbox(status) => {
                problem = Problem::Refused(status);
            }
            Verdict::Later { .. } => {}
        }
    }
    Err(problem)
}

#[allow(clippy::unused_async)] // All that the app calls gives a promise.
async fn request_as_file(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    let mut file = document_line(&composed.id, &composed.document);
    for (id, blob) in &composed.media {
        file += &media_line(id, blob);
    }
    Ok(file.into())
}

#[allow(clippy::unused_async)] // All that the app calls gives a promise.
async fn request_as_codes(request: JsValue) -> Answer {
    let composed = composed(&request)?;
    codes_of(&composed.id, &composed.document)
}

//! The module behind it, and when it runs.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    Flushed, Item, ItemState, Kept, Outbox, OutboxProblem, QrPart, Receipt, Request, Road, Upload,
};
use crate::site::Site;

/// Followed by the community's identifier: where the count stands, so that a page knows it without
/// the module. `{waiting} {refused} {sent} {asked}`, the last being when the published list was asked
/// for. Only a hint: the store decides.
const FLAG: &str = "mingbai.outbox.";
/// Followed by the community's identifier: the module's database, whose being there is a hint too. It
/// outlives a browser that is killed before it has written the flag.
const STORE: &str = "mingbai-outbox-";
/// How long to wait, in milliseconds, where the module or the site's settings could not be had.
const ONCE_MORE: f64 = 60_000.0;
/// How often the published list is asked for while something sent waits to be on it.
const LIST_EVERY: f64 = 6.0 * 3600.0 * 1000.0;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<Option<Reason>> = const { Cell::new(None) };
    static ALARM: Cell<Option<TimeoutHandle>> =
        const { Cell::new(None) };
    static OUTBOX: Cell<Option<Outbox>> = const { Cell::new(None) };
    static SITE: RefCell<Option<Site>> = const { RefCell::new(None) };
    static KNOWN: Cell<Option<Road>> = const { Cell::new(None) };
    static LIST: Cell<Option<String>> = const { Cell::new(None) };
}

/// What makes it run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// By itself: what is due.
    Due,
    /// The network has come, or the page is seen again: also what waited out a failure.
    Woken,
    /// A person asks: also what was refused.
    Button,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Reason::Due => "due",
            Reason::Woken => "woken",
            Reason::Button => "button",
        }
    }
}

fn field(value: &JsValue, name: &str) -> JsValue {
    // A value that is no object has no fields.
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text(value: &JsValue, name: &str) -> String {
    field(value, name).as_string().unwrap_or_default()
}

fn number(value: &JsValue, name: &str) -> Option<f64> {
    field(value, name).as_f64()
}

// Counts and statuses are small whole numbers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn count(value: &JsValue, name: &str) -> u32 {
    number(value, name).unwrap_or_default() as u32
}

fn status(value: &JsValue) -> Option<u16> {
    number(value, "status").and_then(|_| u16::try_from(count(value, "status")).ok())
}

fn problem_of(error: &JsValue) -> OutboxProblem {
    let Some(word) = field(error, "problem").as_string() else {
        // Not one of the module's own: it could not be fetched or started.
        return OutboxProblem::Unavailable;
    };
    match word.as_str() {
        "unprepared" => OutboxProblem::Unprepared,
        "private" => OutboxProblem::Private,
        "quota" => OutboxProblem::Quota,
        "blocked" => OutboxProblem::Blocked,
        "storage" => OutboxProblem::Storage(text(error, "detail")),
        "too-long" => OutboxProblem::TooLong,
        "seal" => OutboxProblem::Seal,
        "unsealed" => OutboxProblem::Unsealed,
        "content" => OutboxProblem::Content,
        "too-many-codes" => OutboxProblem::TooManyCodes,
        "unknown" => OutboxProblem::Unknown,
        "unsent" => OutboxProblem::Unsent,
        "refused" => OutboxProblem::Refused(status(error).unwrap_or_default()),
        _ => OutboxProblem::Other(word),
    }
}

async fn wait(promise: Promise) -> Result<JsValue, OutboxProblem> {
    JsFuture::from(promise)
        .await
        .map_err(|error| problem_of(&error))
}

/// The module, fetched once: `boot.js` knows where it lies.
async fn module() -> Result<JsValue, OutboxProblem> {
    let load: Function = field(&window(), "mingbaiOutbox")
        .dyn_into()
        .map_err(|_| OutboxProblem::Unavailable)?;
    let promise: Promise = load
        .call0(&JsValue::UNDEFINED)
        .ok()
        .and_then(|promise| promise.dyn_into().ok())
        .ok_or(OutboxProblem::Unavailable)?;
    wait(promise).await
}

/// Calls a function that the module exports; see the documentation of `crates/outbox`. One road for
/// all of them, so that there is one state machine.
fn call(name: &'static str, argument: JsValue) -> Called {
    Box::pin(async move {
        let module = module().await?;
        let ask = |name: &str, argument: &JsValue| {
            field(&module, name)
                .dyn_into::<Function>()
                .ok()?
                .call1(&JsValue::UNDEFINED, argument)
                .ok()
        };
        ask("begin", &JsValue::from_str(&community())).ok_or(OutboxProblem::Unavailable)?;
        let promise = ask(name, &argument)
            .and_then(|promise| promise.dyn_into::<Promise>().ok())
            .ok_or(OutboxProblem::Unavailable)?;
        wait(promise).await
    })
}

type Called = Pin<Box<dyn Future<Output = Result<JsValue, OutboxProblem>>>>;

fn community() -> String {
    SITE.with_borrow(|site| {
        site.as_ref()
            .map(|site| site.frame.community.id.as_str().to_owned())
            .unwrap_or_default()
    })
}

fn flag_name() -> String {
    format!("{FLAG}{}", community())
}

/// Gives the module this site's newest `/config.json`; without a network, what it knew last.
async fn configured() -> Result<Road, OutboxProblem> {
    let base = SITE.with_borrow(|site| site.as_ref().map(|site| site.links.base().to_owned()));
    let address = format!("{}config.json", base.unwrap_or_else(|| "/".to_owned()));
    let config = fetched(&address).await.unwrap_or_default();
    let road = match call("configure", JsValue::from_str(&config)).await {
        // Some gateways answer everything with a page of their own.
        Err(OutboxProblem::Unprepared) if !config.is_empty() => {
            call("configure", JsValue::from_str("")).await?
        }
        other => other?,
    };
    LIST.set(field(&road, "received").as_string());
    let road = Road {
        seals: field(&road, "seals").is_truthy(),
        sends: field(&road, "sends").is_truthy(),
    };
    KNOWN.set(Some(road));
    Ok(road)
}

/// The text at an address; none where there is none to be had.
async fn fetched(address: &str) -> Option<String> {
    let answer = gloo_net::http::Request::get(address).send().await.ok()?;
    if answer.ok() {
        answer.text().await.ok()
    } else {
        None
    }
}

/// Fetches the module and learns where and for whom this site sends. Call it when a form opens: from
/// then on keeping needs no network.
///
/// # Errors
/// [`OutboxProblem::Unavailable`], [`OutboxProblem::Unprepared`]
pub async fn prepare(site: &Site) -> Result<Road, OutboxProblem> {
    SITE.with_borrow_mut(|known| *known = Some(site.clone()));
    configured().await
}

/// As [`call`], once the module knows the site's settings.
fn call_prepared(name: &'static str, argument: JsValue) -> Called {
    Box::pin(async move {
        if KNOWN.get().is_none() {
            configured().await?;
        }
        call(name, argument).await
    })
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object of our own takes every field.
    Reflect::set(object, &JsValue::from_str(name), value).unwrap_or_default();
}

fn upload(upload: &Upload) -> Object {
    let object = Object::new();
    set(&object, "type", &JsValue::from_str(upload.media_type.key()));
    set(&object, "bytes", &Uint8Array::from(upload.bytes.as_slice()));
    if let Some(caption) = &upload.caption {
        set(&object, "caption", &JsValue::from_str(caption));
    }
    object
}

fn at_kiosk() -> bool {
    document()
        .document_element()
        .is_some_and(|html| html.has_attribute("data-kiosk"))
}

fn request_object(request: &Request) -> JsValue {
    let object = Object::new();
    set(&object, "kind", &JsValue::from_str(request.kind.key()));
    set(
        &object,
        "submission",
        &JsValue::from_str(&request.submission),
    );
    let uploads: Array = request.uploads.iter().map(upload).collect();
    set(&object, "uploads", &uploads);
    set(&object, "kiosk", &JsValue::from_bool(at_kiosk()));
    object.into()
}

fn kept(value: &JsValue) -> Kept {
    Kept {
        id: text(value, "id"),
        code: text(value, "code"),
    }
}

/// Seals it and keeps it on this device. Once this resolves it is flushed to the device's disk and
/// survives the browser being killed; sending then begins by itself.
///
/// # Errors
/// [`OutboxProblem`]: nothing was kept, and the form offers another way.
pub async fn keep(request: &Request) -> Result<Kept, OutboxProblem> {
    let answer = call_prepared("keep", request_object(request)).await?;
    if let Some(outbox) = OUTBOX.get() {
        flush_soon(outbox, Reason::Woken);
    }
    Ok(kept(&answer))
}

/// Seals it and sends it at once, where [`keep`] says [`OutboxProblem::Private`] or
/// [`OutboxProblem::Quota`]: the device keeps nothing, so it resolves only once an inbox has stored
/// it.
///
/// # Errors
/// [`OutboxProblem::Unsent`], [`OutboxProblem::Refused`], …
pub async fn send_unkept(request: &Request) -> Result<Kept, OutboxProblem> {
    let answer = call_prepared("send_unkept", request_object(request)).await?;
    Ok(kept(&answer))
}

/// As [`export_item`], of something that was not kept.
///
/// # Errors
/// [`OutboxProblem`]
pub async fn export_unkept(request: &Request) -> Result<String, OutboxProblem> {
    let answer = call_prepared("export_unkept", request_object(request)).await?;
    Ok(answer.as_string().unwrap_or_default())
}

/// As [`qr`], of something that was not kept.
///
/// # Errors
/// [`OutboxProblem`]
pub async fn qr_unkept(request: &Request) -> Result<Vec<QrPart>, OutboxProblem> {
    let answer = call_prepared("qr_unkept", request_object(request)).await?;
    Ok(parts(&answer))
}

/// What stands on this device, newest first.
///
/// # Errors
/// [`OutboxProblem::Unavailable`], [`OutboxProblem::Private`], …
pub async fn pending() -> Result<Vec<Item>, OutboxProblem> {
    let answer = call("pending", JsValue::UNDEFINED).await?;
    Ok(Array::from(&answer)
        .iter()
        .map(|value| item(&value))
        .collect())
}

fn item(value: &JsValue) -> Item {
    Item {
        id: text(value, "id"),
        code: text(value, "code"),
        kind: text(value, "kind"),
        created: number(value, "created").unwrap_or_default(),
        tries: count(value, "tries"),
        state: match text(value, "state").as_str() {
            "sent" => ItemState::Sent,
            "refused" => ItemState::Refused,
            _ => ItemState::Waiting,
        },
        status: status(value),
        next_try: number(value, "nextTry"),
        sealed: field(value, "sealed").is_truthy(),
        media: count(value, "media"),
    }
}

/// What was ever sent from here, newest first.
///
/// # Errors
/// As [`pending`].
pub async fn receipts() -> Result<Vec<Receipt>, OutboxProblem> {
    let answer = call("receipts", JsValue::UNDEFINED).await?;
    Ok(Array::from(&answer)
        .iter()
        .map(|value| Receipt {
            id: text(&value, "id"),
            code: text(&value, "code"),
            kind: text(&value, "kind"),
            created: number(&value, "created").unwrap_or_default(),
            sent: number(&value, "sent"),
            listed: field(&value, "listed").as_string(),
        })
        .collect())
}

/// The whole of an item as a text file: `mingbai inbox import` takes it, and so does
/// [`import_item`] on another device.
///
/// # Errors
/// [`OutboxProblem::Unknown`], …
pub async fn export_item(id: &str) -> Result<String, OutboxProblem> {
    let answer = call("export_item", JsValue::from_str(id)).await?;
    Ok(answer.as_string().unwrap_or_default())
}

/// An item as codes that the desk scans one after another. Without its photographs and recordings,
/// which no code holds.
///
/// # Errors
/// [`OutboxProblem::TooManyCodes`], …
pub async fn qr(id: &str) -> Result<Vec<QrPart>, OutboxProblem> {
    let answer = call("qr", JsValue::from_str(id)).await?;
    Ok(parts(&answer))
}

fn parts(answer: &JsValue) -> Vec<QrPart> {
    Array::from(answer)
        .iter()
        .map(|value| QrPart {
            side: count(&value, "side"),
            path: text(&value, "path"),
            text: text(&value, "text"),
        })
        .collect()
}

/// Takes what [`export_item`] gave on another device, and sends it from here.
///
/// # Errors
/// [`OutboxProblem::Content`], …
pub async fn import_item(file: &str) -> Result<Vec<Kept>, OutboxProblem> {
    let answer = call_prepared("import_item", JsValue::from_str(file)).await?;
    if let Some(outbox) = OUTBOX.get() {
        flush_soon(outbox, Reason::Woken);
    }
    Ok(Array::from(&answer)
        .iter()
        .map(|value| kept(&value))
        .collect())
}

/// Takes an item off this device, sent or not. Only ever at a person's word.
///
/// # Errors
/// [`OutboxProblem::Unknown`], …
pub async fn forget(id: &str) -> Result<(), OutboxProblem> {
    call("forget", JsValue::from_str(id)).await?;
    recount().await;
    Ok(())
}

/// Takes everything off this device: items, photographs, receipts.
///
/// # Errors
/// [`OutboxProblem::Blocked`], …
pub async fn wipe() -> Result<(), OutboxProblem> {
    call("wipe", JsValue::UNDEFINED).await?;
    recount().await;
    Ok(())
}

/// What the flag says.
#[derive(Debug, Clone, Copy, Default)]
struct Flag {
    waiting: u32,
    refused: u32,
    sent: u32,
    asked: f64,
}

fn flag() -> Option<Flag> {
    let kept = window()
        .local_storage()
        .ok()??
        .get_item(&flag_name())
        .ok()??;
    let mut words = kept.split(' ');
    Some(Flag {
        waiting: words.next()?.parse().ok()?,
        refused: words.next()?.parse().ok()?,
        sent: words.next()?.parse().ok()?,
        // Whole milliseconds: reading and writing fractions would weigh twenty kilobytes.
        asked: words.next()?.parse::<u64>().ok()? as f64,
    })
}

fn put_flag(flag: Flag) {
    let Flag {
        waiting,
        refused,
        sent,
        asked,
    } = flag;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let asked = asked as u64;
    // A browser that refuses this is asked whether the store is there, see `start`.
    if let Ok(Some(storage)) = window().local_storage() {
        storage
            .set_item(&flag_name(), &format!("{waiting} {refused} {sent} {asked}"))
            .unwrap_or_default();
    }
}

/// Whether the module's store is there, where the browser tells.
async fn store_is_there() -> bool {
    let factory = field(&window(), "indexedDB");
    let list = field(&factory, "databases")
        .dyn_into::<Function>()
        .ok()
        .and_then(|list| list.call0(&factory).ok())
        .and_then(|promise| promise.dyn_into::<Promise>().ok());
    let Some(list) = list else {
        return false;
    };
    match JsFuture::from(list).await {
        Ok(found) => Array::from(&found)
            .iter()
            .any(|store| text(&store, "name") == format!("{STORE}{}", community())),
        Err(_) => false,
    }
}

/// Counts what stands here and tells every page; gives how many were sent and when the next is due.
async fn recount() -> Option<(u32, Option<f64>)> {
    let outbox = OUTBOX.get()?;
    let items = pending().await.ok()?;
    let number = |state| {
        let found = items.iter().filter(|item| item.state == state).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let counted = Flag {
        waiting: number(ItemState::Waiting),
        refused: number(ItemState::Refused),
        sent: number(ItemState::Sent),
        asked: flag().unwrap_or_default().asked,
    };
    put_flag(counted);
    outbox.waiting.set(counted.waiting);
    outbox.refused.set(counted.refused);
    let next = items
        .iter()
        .filter(|item| item.state == ItemState::Waiting)
        .filter_map(|item| item.next_try)
        .reduce(f64::min);
    Some((counted.sent, next))
}

/// Sends, one run at a time: whoever comes while it runs makes it run once more.
pub(super) fn flush_soon(outbox: Outbox, reason: Reason) {
    if RUNNING.replace(true) {
        let stronger = match (AGAIN.get(), reason) {
            (Some(Reason::Button), _) => Reason::Button,
            (Some(Reason::Woken), Reason::Due) => Reason::Woken,
            _ => reason,
        };
        AGAIN.set(Some(stronger));
        return;
    }
    spawn_local(async move {
        let mut next = Some(reason);
        while let Some(reason) = next {
            run(outbox, reason).await;
            next = AGAIN.take();
        }
        RUNNING.set(false);
    });
}

async fn run(outbox: Outbox, reason: Reason) {
    let now = js_sys::Date::now();
    // Shows what was just kept before the network is asked.
    recount().await;
    if configured().await.is_err() {
        return wake_at(outbox, Some(now + ONCE_MORE), now);
    }
    if outbox.waiting.get_untracked() > 0 || reason == Reason::Button {
        outbox.sending.set(true);
        let answer = call("flush", JsValue::from_str(reason.word())).await;
        outbox.sending.set(false);
        // Where another tab is at it, that one tells.
        if let Ok(answer) = answer
            && !field(&answer, "busy").is_truthy()
        {
            outbox.last.set(Some(Flushed {
                sent: count(&answer, "sent"),
                waiting: count(&answer, "waiting"),
                refused: count(&answer, "refused"),
            }));
        }
    }
    let Some((sent, due)) = recount().await else {
        return;
    };
    let now = js_sys::Date::now();
    if sent > 0 && now - flag().unwrap_or_default().asked >= LIST_EVERY {
        ask_list(now).await;
    }
    wake_at(outbox, due, now);
}

/// Asks the published list what has arrived at the office.
async fn ask_list(now: f64) {
    let Some(list) = LIST.take() else {
        return;
    };
    let Some(text) = fetched(&list).await else {
        return;
    };
    if call("settle", JsValue::from_str(&text)).await.is_ok() {
        put_flag(Flag {
            asked: now,
            ..flag().unwrap_or_default()
        });
        recount().await;
    }
}

/// Runs again when the next item is due, while this page is open.
fn wake_at(outbox: Outbox, due: Option<f64>, now: f64) {
    if let Some(alarm) = ALARM.take() {
        alarm.clear();
    }
    let Some(due) = due else {
        return;
    };
    // At least a second, at most a quarter of an hour: clocks on phones jump.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let wait = Duration::from_millis((due - now).clamp(1000.0, 900_000.0) as u64);
    let alarm = set_timeout_with_handle(move || flush_soon(outbox, Reason::Due), wait);
    ALARM.set(alarm.ok());
}

/// Begins: shows what the flag says, and runs if something may be here. Whoever never sent anything
/// fetches nothing.
pub fn start(site: &Site, outbox: Outbox) {
    SITE.with_borrow_mut(|known| *known = Some(site.clone()));
    OUTBOX.set(Some(outbox));
    let show = move |flag: Flag| {
        outbox.waiting.set(flag.waiting);
        outbox.refused.set(flag.refused);
    };
    spawn_local(async move {
        match flag() {
            Some(flag) => {
                show(flag);
                let list_due = flag.sent > 0 && js_sys::Date::now() - flag.asked >= LIST_EVERY;
                if flag.waiting + flag.refused > 0 || list_due {
                    flush_soon(outbox, Reason::Woken);
                }
            }
            None if store_is_there().await => flush_soon(outbox, Reason::Woken),
            None => {}
        }
    });
    for name in ["online", "pageshow", "visibilitychange"] {
        // They live as long as the page.
        let _ = window_event_listener_untyped(name, move |_| {
            if !field(&document(), "hidden").is_truthy() && outbox.waiting.get_untracked() > 0 {
                flush_soon(outbox, Reason::Woken);
            }
        });
    }
    // Another tab has counted.
    let _ = window_event_listener_untyped("storage", move |event| {
        if text(&event, "key") == flag_name()
            && let Some(flag) = flag()
        {
            show(flag);
        }
    });
}

//! What a form asks of the browser: keeping its draft, sending, copying, printing.
//!
//! A draft's text stands in the browser's local storage, its photographs and recording in the
//! browser's cache of files, one per kind; at a kiosk nothing is kept at all. Where the browser
//! refuses, the page says so and goes on.

use std::sync::Arc;

use js_sys::{Array, Date as Clock, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use records::Date;
use records::codes::{AskKey, MediaType, SubmissionKind};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Cache, HtmlAnchorElement, HtmlElement, Response};

use super::flow::{Step, caption_field, read_draft, write_draft};
use super::receipt::Known;
use super::state::{Done, Photo, Recording, Say};
use crate::data::outbox::{
    ItemState, Kept, OutboxProblem, QrPart, Request, Upload, export_unkept, keep, pending, prepare,
    qr_unkept, receipts, send_unkept, use_outbox,
};
use crate::data::{device_storage, device_token};

/// Whether this page is shown on a screen for everybody.
pub(super) fn look_around(say: Say) {
    let kiosk = document()
        .document_element()
        .is_some_and(|html| html.has_attribute("data-kiosk"));
    say.kiosk.set_value(kiosk);
}

/// A form opens: learns where and for whom the site sends, once.
fn ask_road(say: Say) {
    if say.road.get_untracked().is_some() {
        return;
    }
    let site = say.site.get_value();
    spawn_local(async move {
        // Without a network this is asked again when something is to be kept.
        if let Ok(road) = prepare(&site).await {
            say.road.try_set(Some(road));
        }
    });
}

// --- Drafts ------------------------------------------------------------------------------------

fn draft_name(kind: SubmissionKind) -> String {
    format!("mingbai.draft.{}", kind.key())
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// Writes the draft's text.
pub(super) fn keep_draft(say: Say) {
    let Some(kind) = say.kind.get_untracked().filter(|_| !say.kiosk.get_value()) else {
        return;
    };
    let text = say.values.with_value(write_draft);
    let kept = storage().is_some_and(|storage| storage.set_item(&draft_name(kind), &text).is_ok());
    if say.keeps_no_draft.get_untracked() == kept {
        say.keeps_no_draft.set(!kept);
    }
}

/// Brings back the draft of a kind: its text at once, its files as soon as they are read.
pub(super) fn bring_draft(say: Say, kind: SubmissionKind) {
    ask_road(say);
    if say.kiosk.get_value() {
        return;
    }
    let text = storage().and_then(|storage| storage.get_item(&draft_name(kind)).ok().flatten());
    say.values
        .set_value(text.as_deref().map(read_draft).unwrap_or_default());
    spawn_local(async move {
        let Some(files) = read_files(kind).await else {
            return;
        };
        if say.kind.get_untracked() != Some(kind) {
            return;
        }
        let (photos, voice) = files;
        if photos.is_empty() && voice.is_none() {
            return;
        }
        say.photos.set(photos);
        say.voice.set(voice);
        say.again.update(|times| *times += 1);
    });
}

/// Forgets the draft of a kind.
pub(super) fn forget_draft(say: Say, kind: SubmissionKind) {
    if let Some(storage) = storage() {
        storage.remove_item(&draft_name(kind)).unwrap_or_default();
    }
    for photo in say.photos.get_untracked() {
        web_sys::Url::revoke_object_url(&photo.url).unwrap_or_default();
    }
    if let Ok(caches) = window().caches() {
        let gone = caches.delete(&draft_name(kind));
        spawn_local(async move {
            // Where there was none, nothing is left either.
            drop(JsFuture::from(gone).await);
        });
    }
}

async fn cache(kind: SubmissionKind) -> Option<Cache> {
    let caches = window().caches().ok()?;
    let opened = JsFuture::from(caches.open(&draft_name(kind))).await.ok()?;
    Some(opened.unchecked_into())
}

const VOICE_FILE: &str = "/draft/voice";

fn photo_file(at: usize) -> String {
    format!("/draft/photo/{at}")
}

/// Writes the draft's files anew. What the browser refuses stays in memory, on this page.
pub(super) fn keep_files(say: Say) {
    let Some(kind) = say.kind.get_untracked().filter(|_| !say.kiosk.get_value()) else {
        return;
    };
    let photos = say.photos.get_untracked();
    let voice = say.voice.get_untracked();
    spawn_local(async move {
        let Some(cache) = cache(kind).await else {
            say.keeps_no_draft.set(true);
            return;
        };
        let most = records::say::spec(kind).map_or(0, |spec| spec.photos);
        for at in 1..=most {
            let name = photo_file(at);
            let blob = photos
                .get(at - 1)
                .and_then(|photo| blob(&photo.bytes, MediaType::Jpeg.key()));
            put(&cache, &name, blob).await;
        }
        let blob = voice.and_then(|voice| {
            // The length cannot be read out of the file: it is part of the type.
            let kind = format!("{};seconds={}", voice.media_type.key(), voice.seconds);
            blob(&voice.bytes, &kind)
        });
        put(&cache, VOICE_FILE, blob).await;
    });
}

async fn put(cache: &Cache, name: &str, blob: Option<Blob>) {
    let done = match blob {
        Some(blob) => match Response::new_with_opt_blob(Some(&blob)) {
            Ok(response) => cache.put_with_str(name, &response),
            Err(_) => return,
        },
        None => cache.delete_with_str(name),
    };
    // A full device: the file stays on this page, and is kept for good when it is sent.
    drop(JsFuture::from(done).await);
}

async fn read_file(cache: &Cache, name: &str) -> Option<(Arc<Vec<u8>>, String)> {
    let found = JsFuture::from(cache.match_with_str(name)).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    let blob: Blob = JsFuture::from(response.blob().ok()?)
        .await
        .ok()?
        .unchecked_into();
    Some((Arc::new(bytes_of(&blob).await?), blob.type_()))
}

async fn read_files(kind: SubmissionKind) -> Option<(Vec<Photo>, Option<Recording>)> {
    let caches = window().caches().ok()?;
    let there = JsFuture::from(caches.has(&draft_name(kind))).await.ok()?;
    if !there.is_truthy() {
        return None;
    }
    let cache = cache(kind).await?;
    let mut photos = Vec::new();
    let most = records::say::spec(kind).map_or(0, |spec| spec.photos);
    for at in 1..=most {
        if let Some((bytes, _)) = read_file(&cache, &photo_file(at)).await {
            let url = url_of(&bytes, MediaType::Jpeg.key())?;
            photos.push(Photo { url, bytes });
        }
    }
    let voice = match read_file(&cache, VOICE_FILE).await {
        Some((bytes, kept)) => recording_of(bytes, &kept),
        None => None,
    };
    Some((photos, voice))
}

fn recording_of(bytes: Arc<Vec<u8>>, kept: &str) -> Option<Recording> {
    let (name, seconds) = kept.split_once(";seconds=")?;
    let media_type = MediaType::ALL
        .iter()
        .copied()
        .find(|media_type| media_type.key() == name)?;
    let url = url_of(&bytes, name)?;
    Some(Recording {
        url,
        bytes,
        media_type,
        seconds: seconds.parse().ok()?,
    })
}

// --- Bytes ---------------------------------------------------------------------------------------

pub(super) fn blob(bytes: &[u8], media_type: &str) -> Option<Blob> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

pub(super) fn url_of(bytes: &[u8], media_type: &str) -> Option<String> {
    web_sys::Url::create_object_url_with_blob(&blob(bytes, media_type)?).ok()
}

pub(super) async fn bytes_of(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

// --- Sending -------------------------------------------------------------------------------------

/// What the form comes to, as the outbox takes it; nothing while something is amiss.
fn request(say: Say, kind: SubmissionKind) -> Option<Request> {
    let currency = say.site.with_value(|site| site.frame.community.currency);
    let mut submission = say
        .flow(kind, |flow| flow.compose(say.lang(), currency))?
        .ok()?;
    // Answered again from the same device, the later answers count; a screen for everybody has no
    // device of its own, and without storage they count as somebody else's.
    if kind == SubmissionKind::Survey
        && !say.kiosk.get_value()
        && let (Some(about), Some(storage)) = (&submission.about, device_storage())
        && let Some(token) = device_token(&storage, &format!("mingbai.survey.{about}"))
    {
        submission.answers.insert(AskKey::Token, token);
    }
    let photos = say.photos.get_untracked();
    let captions = photos.iter().enumerate().map(|(at, photo)| {
        let caption: String = say
            .get(&caption_field(at + 1))
            .trim()
            .chars()
            .filter(|c| !c.is_control())
            .take(records::say::CAPTION_MAX)
            .collect();
        Upload {
            media_type: MediaType::Jpeg,
            bytes: photo.bytes.to_vec(),
            caption: Some(caption.trim().to_owned()).filter(|caption| !caption.is_empty()),
        }
    });
    let voice = say.voice.get_untracked().map(|voice| Upload {
        media_type: voice.media_type,
        bytes: voice.bytes.to_vec(),
        caption: None,
    });
    Some(Request {
        kind,
        submission: submission.to_json(),
        uploads: captions.chain(voice).collect(),
    })
}

/// The site's keys are known before anything is made of a contact.
async fn ready(say: Say, kind: SubmissionKind) -> Result<Request, OutboxProblem> {
    if say.road.get_untracked().is_none() {
        let site = say.site.get_value();
        let road = prepare(&site).await?;
        say.road.set(Some(road));
    }
    request(say, kind).ok_or(OutboxProblem::Content)
}

/// Keeps it on this device; sending begins by itself.
pub(super) fn send(say: Say, kind: SubmissionKind) {
    act(say, kind, false);
}

/// Sends it without keeping it.
pub(super) fn send_now(say: Say, kind: SubmissionKind) {
    act(say, kind, true);
}

fn act(say: Say, kind: SubmissionKind, unkept: bool) {
    if say.busy.get_untracked() {
        return;
    }
    say.busy.set(true);
    say.trouble.set(None);
    spawn_local(async move {
        let outcome = match ready(say, kind).await {
            Ok(request) if unkept => send_unkept(&request).await,
            Ok(request) => keep(&request).await,
            Err(problem) => Err(problem),
        };
        say.busy.set(false);
        match outcome {
            Ok(Kept { code, .. }) => {
                forget_draft(say, kind);
                say.clear();
                say.kind.set(None);
                say.done.set(Some(Done {
                    code: code.clone(),
                    kind,
                    sent: unkept,
                }));
                if let Some(go) = say.go.get_value() {
                    go.to_receipt(kind, &code);
                }
            }
            Err(problem) => {
                say.trouble.set(Some(problem));
                focus_soon(".ways");
            }
        }
    });
}

/// The submission as a file for the desk.
pub(super) fn save_file(say: Say, kind: SubmissionKind) {
    spawn_local(async move {
        let text = match ready(say, kind).await {
            Ok(request) => export_unkept(&request).await,
            Err(problem) => Err(problem),
        };
        match text {
            Ok(text) => download(&text, &format!("mingbai-{}.txt", kind.key())),
            Err(problem) => say.trouble.set(Some(problem)),
        }
    });
}

fn download(text: &str, name: &str) {
    let Some(url) = url_of(text.as_bytes(), "text/plain") else {
        return;
    };
    if let Ok(link) = document().create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
}

/// The submission as codes for the desk's scanner.
pub(super) fn show_codes(say: Say, kind: SubmissionKind, codes: RwSignal<Vec<QrPart>>) {
    spawn_local(async move {
        let parts = match ready(say, kind).await {
            Ok(request) => qr_unkept(&request).await,
            Err(problem) => Err(problem),
        };
        match parts {
            Ok(parts) => codes.set(parts),
            Err(problem) => say.trouble.set(Some(problem)),
        }
    });
}

/// What was written, to be pasted somewhere or read out.
pub(super) fn as_text(say: Say, kind: SubmissionKind) -> String {
    let words = say.words();
    let mut text = words.of_kind("kind", kind);
    let steps = say.flow(kind, |flow| flow.steps()).unwrap_or_default();
    for step in steps {
        let Step::Answer(ask) = step else { continue };
        let answer = say.get(ask.key.key());
        if !answer.is_empty() {
            text.push_str(&format!(
                "\n{}\n{answer}\n",
                words.of_ask("ask", kind, ask.key)
            ));
        }
    }
    text
}

// --- Receipts --------------------------------------------------------------------------------------

/// The day of an instant, where this device is.
fn day_of(milliseconds: f64) -> Option<Date> {
    let clock = Clock::new(&JsValue::from_f64(milliseconds));
    let year = i32::try_from(clock.get_full_year()).ok()?;
    Date::from_ymd_opt(year, clock.get_month() + 1, clock.get_date())
}

fn kind_of(word: &str) -> Option<SubmissionKind> {
    SubmissionKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.key() == word)
}

/// Looks on this device for what has the code, again whenever something was sent.
pub(super) fn look_up(say: Say, code: String, known: RwSignal<Option<Known>>) {
    let outbox = use_outbox();
    Effect::new(move |_| {
        outbox.waiting.track();
        outbox.refused.track();
        outbox.last.track();
        let code = code.clone();
        spawn_local(async move {
            let found = find(say, &code).await;
            // The page may be another one by now.
            known.try_set(Some(found));
        });
    });
}

async fn find(say: Say, code: &str) -> Known {
    let unknown = Known {
        state: None,
        is_readable: true,
        kind: None,
        day: None,
    };
    // What cannot be read is not taken for sent.
    let (Ok(items), Ok(sent)) = (pending().await, receipts().await) else {
        return match say.done.get_untracked().filter(|done| done.code == code) {
            Some(done) => Known {
                state: done.sent.then_some(ItemState::Sent),
                is_readable: false,
                kind: Some(done.kind),
                day: day_of(Clock::now()),
            },
            None => Known {
                is_readable: false,
                ..unknown
            },
        };
    };
    if let Some(item) = items.iter().find(|item| item.code == code) {
        return Known {
            state: Some(item.state),
            kind: kind_of(&item.kind),
            day: day_of(item.created),
            ..unknown
        };
    }
    if let Some(receipt) = sent.iter().find(|receipt| receipt.code == code) {
        return Known {
            state: Some(ItemState::Sent),
            kind: kind_of(&receipt.kind),
            day: day_of(receipt.created),
            ..unknown
        };
    }
    match say.done.get_untracked().filter(|done| done.code == code) {
        // A screen for everybody keeps nothing once it has gone.
        Some(done) => Known {
            state: Some(if done.sent || say.kiosk.get_value() {
                ItemState::Sent
            } else {
                ItemState::Waiting
            }),
            kind: Some(done.kind),
            day: day_of(Clock::now()),
            ..unknown
        },
        None => unknown,
    }
}

// --- The page itself ---------------------------------------------------------------------------

/// Puts the focus on what the selector finds.
pub(super) fn focus(selector: &str) {
    if let Ok(Some(found)) = document().query_selector(selector) {
        let element: HtmlElement = found.unchecked_into();
        element.focus().unwrap_or_default();
    }
}

/// The same once the page is drawn.
pub(super) fn focus_soon(selector: &'static str) {
    request_animation_frame(move || request_animation_frame(move || focus(selector)));
}

pub(super) fn print() {
    // A browser that cannot print shows nothing; the code stands there to be written down.
    window().print().unwrap_or_default();
}

/// Copies a text; `done` says whether it went.
pub(super) fn copy(text: String, done: RwSignal<Option<bool>>) {
    let clipboard = window().navigator().clipboard();
    spawn_local(async move {
        let fine =
            !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(&text)).await.is_ok();
        done.try_set(Some(fine));
    });
}

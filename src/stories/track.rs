//! `/track/`: what became of something, by its receipt code. No account; codes that this device
//! sent stand ready.

use leptos::prelude::*;
use records::codes::{ReplyStatus, SubmissionKind};
use records::envelope::{Code, CodeProblem};
use records::page::{ReceiptView, ReceivedEntry, TrackView};

use crate::a11y::use_head;
use crate::data::outbox::Outbox;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, DueDay, SLOT, Sentence, State, Step};

/// What looking a code up came to.
#[cfg_attr(not(feature = "csr"), allow(dead_code))]
#[derive(Debug, Clone, PartialEq)]
enum Look {
    Nothing,
    Looking,
    Problem(CodeProblem),
    Found(Code, Box<ReceivedEntry>),
    /// Not there; perhaps one that differs by a letter is.
    Unknown(Option<Code>),
    Offline,
}

/// The only code in a list that differs from a wanted one by one letter: none if there are several,
/// for then nobody should be led to a stranger's.
#[cfg_attr(not(any(feature = "csr", test)), allow(dead_code))]
fn nearest(wanted: Code, known: impl Iterator<Item = Code>) -> Option<Code> {
    let wanted = wanted.to_string();
    let mut near = known.filter(|code| {
        let code = code.to_string();
        let other = code.chars().zip(wanted.chars()).filter(|(a, b)| a != b);
        other.count() == 1
    });
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// `/track/`
#[component]
pub fn TrackPage(view: TrackView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    use_head(words.track_title(), words.track_lead());
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Wall(1)), words.wall_title()),
    ];
    view! {
        <Crumbs own/>
        <h1>{words.track_title()}</h1>
        <p class="lead">{words.track_lead()}</p>
        <Lookup/>
        <Mine/>
        <Recent view/>
    }
}

/// The form and what it finds.
#[component]
fn Lookup() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let typed = RwSignal::new(String::new());
    let look = RwSignal::new(Look::Nothing);
    #[cfg(feature = "csr")]
    browser::from_address(&site, typed, look);
    let go = {
        let site = site.clone();
        move || match typed.with_untracked(|typed| typed.parse::<Code>()) {
            Err(problem) => look.set(Look::Problem(problem)),
            Ok(code) => {
                look.set(Look::Looking);
                #[cfg(feature = "csr")]
                browser::look_up(&site, code, look);
                #[cfg(not(feature = "csr"))]
                let _ = (&site, code);
            }
        }
    };
    let submit = go.clone();
    let problem = move || match look.get() {
        Look::Problem(CodeProblem::Length(found)) => Some(words.track_length(&found.to_string())),
        Look::Problem(CodeProblem::Character(seen)) => {
            Some(words.track_character(&seen.to_string()))
        }
        _ => None,
    };
    let is_wrong = move || matches!(look.get(), Look::Problem(_));
    let result_site = site.clone();
    let result = move || match look.get() {
        Look::Nothing | Look::Problem(_) => ().into_any(),
        Look::Looking => view! { <p>{words.track_looking()}</p> }.into_any(),
        Look::Offline => view! { <p class="notice">{words.track_offline()}</p> }.into_any(),
        Look::Unknown(None) => view! { <p class="notice">{words.track_unknown()}</p> }.into_any(),
        Look::Unknown(Some(near)) => {
            let near = near.to_string();
            let sentence = words.track_near(&near);
            let go = go.clone();
            view! {
                <p class="notice">{sentence}</p>
                <p class="row">
                    <button
                        type="button"
                        class="button button--open"
                        on:click=move |_| {
                            typed.set(near.clone());
                            go();
                        }
                    >
                        {words.track_look()}
                    </button>
                </p>
                <p>{words.track_unknown()}</p>
            }
            .into_any()
        }
        Look::Found(code, entry) => found(&result_site, code, &entry),
    };
    view! {
        <form
            class="track needs-script"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <p class="field">
                <label for="track-code">{words.track_code()}</label>
                <span class="field__hint" id="track-hint">
                    {words.track_hint()}
                </span>
                <span class="field__problem" id="track-problem" role="alert">
                    {problem}
                </span>
                <input
                    id="track-code"
                    name="code"
                    type="text"
                    class="field__code"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-describedby="track-hint track-problem"
                    aria-invalid=move || is_wrong().to_string()
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </p>
            <button type="submit" class="button">
                {words.track_look()}
            </button>
        </form>
        <div class="track__result" role="status">
            {result}
        </div>
    }
}

/// The steps of a receipt: done, here, not yet.
fn found(site: &Site, code: Code, entry: &ReceivedEntry) -> AnyView {
    let words = site.words;
    let is_answer = matches!(
        entry.state,
        ReplyStatus::Answered | ReplyStatus::Adopted | ReplyStatus::NotAdopted
    );
    let answer = if is_answer {
        words.reply_status(entry.state)
    } else {
        words.track_result()
    };
    let steps = [
        (ReplyStatus::Received, words.state_received()),
        (ReplyStatus::InReview, words.state_in_review()),
        (ReplyStatus::PassedOn, words.state_passed_on()),
        (ReplyStatus::Answered, answer),
        (ReplyStatus::Done, words.state_done()),
    ];
    let place = |state: ReplyStatus| match state {
        ReplyStatus::Received => 0,
        ReplyStatus::InReview => 1,
        ReplyStatus::PassedOn => 2,
        ReplyStatus::Answered | ReplyStatus::Adopted | ReplyStatus::NotAdopted => 3,
        ReplyStatus::Done => 4,
    };
    let here = place(entry.state);
    let items = steps
        .into_iter()
        .map(|(state, name)| {
            let at = place(state);
            let (class, word) = match at.cmp(&here) {
                std::cmp::Ordering::Less => ("step step--done", words.track_step_done()),
                std::cmp::Ordering::Equal => ("step step--done step--here", words.track_here_now()),
                std::cmp::Ordering::Greater => ("step", words.track_step_next()),
            };
            let current = (at == here).then_some("step");
            view! {
                <li class=class aria-current=current>
                    <strong>{name}</strong>
                    " "
                    <span class="step__state">{word}</span>
                </li>
            }
        })
        .collect_view();
    let answered = entry
        .answered
        .map(|day| view! { <p>{words.track_answered(&words.day(day))}</p> });
    let due = entry
        .due
        .filter(|_| entry.answered.is_none())
        .map(|due| view! { <p><DueDay due is_overdue=false/></p> });
    let post = entry
        .post
        .clone()
        .map(|post| view! { <p>{Sentence::new(words.track_by(SLOT), vec![post]).view()}</p> });
    let open = match entry.entry.clone() {
        Some(id) => view! {
            <p>
                <a class="button button--open" href=site.links.to(&Route::Entry(id))>
                    {words.track_open()}
                </a>
            </p>
        }
        .into_any(),
        None => view! { <p>{words.track_private()}</p> }.into_any(),
    };
    view! {
        <h2>{words.track_found(&code.to_string())}</h2>
        <p class="eyebrow">
            <span>{words.kind(entry.kind)}</span>
            " "
            <span class="eyebrow__more">{words.track_arrived(&words.day(entry.day))}</span>
        </p>
        <ol class="steps">{items}</ol>
        {answered}
        {due}
        {post}
        {open}
    }
    .into_any()
}

/// Something this device keeps, as far as the page shows it.
#[cfg_attr(not(feature = "csr"), allow(dead_code))]
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    id: String,
    code: String,
    kind: Option<SubmissionKind>,
    is_refused: bool,
}

/// What this device sent, and what it has not sent yet.
#[component]
fn Mine() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let pending: RwSignal<Vec<Own>> = RwSignal::new(Vec::new());
    let sent: RwSignal<Vec<Own>> = RwSignal::new(Vec::new());
    #[cfg(feature = "csr")]
    browser::own(&site, pending, sent);
    let outbox = use_context::<Outbox>();
    let send = move |_| {
        if let Some(outbox) = outbox {
            outbox.send_now();
        }
    };
    let kind = move |own: &Own| own.kind.map_or("", |kind| words.kind(kind));
    let waiting = move || {
        let items = pending.get();
        (!items.is_empty()).then(|| {
            let rows = items
                .into_iter()
                .map(|own| pending_item(kind(&own), own, pending, sent))
                .collect_view();
            view! {
                <section class="block" aria-labelledby="pending">
                    <h2 id="pending">{words.track_pending()}</h2>
                    <p class="note">{words.track_pending_about()}</p>
                    <p>
                        <button type="button" class="button" on:click=send>
                            {words.track_send()}
                        </button>
                    </p>
                    <ul class="plain-list">{rows}</ul>
                </section>
            }
        })
    };
    let links = site.links.clone();
    let mine = move || {
        let items = sent.get();
        (!items.is_empty()).then(|| {
            let rows = items
                .into_iter()
                .map(|own| {
                    let href = format!("{}#{}", links.to(&Route::Track), own.code);
                    view! {
                        <li>
                            {kind(&own)}
                            " · "
                            <a class="fact__link code" href=href rel="external">
                                {own.code}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <section class="block" aria-labelledby="mine">
                    <h2 id="mine">{words.track_mine()}</h2>
                    <p class="note">{words.track_mine_about()}</p>
                    <ul class="plain-list">{rows}</ul>
                </section>
            }
        })
    };
    view! {
        {waiting}
        {mine}
    }
}

fn pending_item(
    kind: &'static str,
    own: Own,
    pending: RwSignal<Vec<Own>>,
    sent: RwSignal<Vec<Own>>,
) -> AnyView {
    let words = use_site().words;
    let state = if own.is_refused {
        words.track_refused()
    } else {
        words.track_waiting()
    };
    // Nothing is deleted at the first press.
    let is_sure = RwSignal::new(false);
    let (id, code) = (own.id.clone(), own.code.clone());
    let save = {
        let id = id.clone();
        move |_| {
            #[cfg(feature = "csr")]
            browser::save(id.clone(), code.clone());
            #[cfg(not(feature = "csr"))]
            let _ = (&id, &code);
        }
    };
    let forget = move |_| {
        if !is_sure.get_untracked() {
            is_sure.set(true);
            return;
        }
        #[cfg(feature = "csr")]
        browser::forget(id.clone(), pending, sent);
        #[cfg(not(feature = "csr"))]
        let _ = (&id, pending, sent);
    };
    view! {
        <li>
            <p>{kind} " · " <span class="code">{own.code}</span> " · " {state}</p>
            <p class="row">
                <button type="button" class="button button--open" on:click=save>
                    {words.track_export()}
                </button>
                <button type="button" class="button button--open" on:click=forget>
                    {move || {
                        if is_sure.get() { words.track_forget_sure() } else { words.track_forget() }
                    }}
                </button>
            </p>
        </li>
    }
    .into_any()
}

/// The newest codes and where they stand, for those without scripts.
#[component]
fn Recent(view: TrackView) -> impl IntoView {
    let words = use_site().words;
    if view.recent.is_empty() {
        return view! { <p class="note">{words.track_recent_none()}</p> }.into_any();
    }
    let rows: Vec<AnyView> = view.recent.iter().map(recent_row).collect();
    view! {
        <details class="twin">
            <summary>{words.track_recent(&view.recent.len().to_string())}</summary>
            <ul class="payments">{rows}</ul>
        </details>
    }
    .into_any()
}

fn recent_row(row: &ReceiptView) -> AnyView {
    let site = use_site();
    let words = site.words;
    let code = match row.entry.clone() {
        Some(id) => view! {
            <a class="fact__link code" href=site.links.to(&Route::Entry(id))>
                {row.code.clone()}
            </a>
        }
        .into_any(),
        None => view! { <span class="code">{row.code.clone()}</span> }.into_any(),
    };
    let answered = row
        .answered
        .map(|day| view! { <p>{words.track_answered(&words.day(day))}</p> });
    let due = row
        .due
        .map(|due| view! { <p><DueDay due is_overdue=false/></p> });
    view! {
        <li class="payment">
            <p class="payment__head">
                {code}
                <State state=row.state/>
            </p>
            <p class="payment__more">
                {words.kind(row.kind)} " · " {words.track_arrived(&words.day(row.day))}
            </p>
            {answered}
            {due}
        </li>
    }
    .into_any()
}

#[cfg(feature = "csr")]
mod browser {
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use records::codes::SubmissionKind;
    use records::envelope::{Code, DocId};
    use records::page::Received;
    use wasm_bindgen::{JsCast as _, JsValue};

    use super::{Look, Own, nearest};
    use crate::data::outbox::{self, ItemState};
    use crate::site::Site;

    /// A code behind `#` is looked up at once: links on this page and printed receipts lead here.
    pub(super) fn from_address(site: &Site, typed: RwSignal<String>, look: RwSignal<Look>) {
        let site = site.clone();
        let take = move || {
            let hash = window().location().hash().unwrap_or_default();
            if let Ok(code) = hash.trim_start_matches('#').parse::<Code>() {
                typed.set(code.to_string());
                look.set(Look::Looking);
                look_up(&site, code, look);
            }
        };
        let changed = take.clone();
        Effect::new(move |_| take());
        let handle = window_event_listener_untyped("hashchange", move |_| changed());
        on_cleanup(move || handle.remove());
    }

    async fn received(base: &str) -> Option<Received> {
        let get = async |address: &str| {
            let answer = gloo_net::http::Request::get(address).send().await.ok()?;
            if answer.ok() {
                answer.text().await.ok()
            } else {
                None
            }
        };
        let config = get(&format!("{base}config.json")).await?;
        let config = js_sys::JSON::parse(&config).ok()?;
        let path = js_sys::Reflect::get(&config, &JsValue::from_str("received"))
            .ok()?
            .as_string()?;
        let list = get(&format!("{base}{}", path.trim_start_matches('/'))).await?;
        Received::from_json(&list).ok()
    }

    /// Looks a code up in the newest published list.
    pub(super) fn look_up(site: &Site, code: Code, look: RwSignal<Look>) {
        let base = site.links.base().to_owned();
        spawn_local(async move {
            let outcome = match received(&base).await {
                None => Look::Offline,
                Some(list) => {
                    let code_of = |id: &str| id.parse::<DocId>().ok().map(|id| id.code());
                    let codes: Vec<Option<Code>> = list
                        .entries
                        .iter()
                        .map(|entry| code_of(&entry.id))
                        .collect();
                    match codes.iter().position(|known| *known == Some(code)) {
                        Some(at) => {
                            let mut entries = list.entries;
                            Look::Found(code, Box::new(entries.swap_remove(at)))
                        }
                        None => Look::Unknown(nearest(code, codes.into_iter().flatten())),
                    }
                }
            };
            // The page may have been left meanwhile.
            let _ = look.try_set(outcome);
        });
    }

    fn kind(word: &str) -> Option<SubmissionKind> {
        SubmissionKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.key() == word)
    }

    async fn bring(pending: RwSignal<Vec<Own>>, sent: RwSignal<Vec<Own>>) {
        // Where the device keeps nothing there is nothing to show.
        let items = outbox::pending().await.unwrap_or_default();
        let receipts = outbox::receipts().await.unwrap_or_default();
        let waiting = items
            .into_iter()
            .filter(|item| item.state != ItemState::Sent)
            .map(|item| Own {
                kind: kind(&item.kind),
                is_refused: item.state == ItemState::Refused,
                id: item.id,
                code: item.code,
            })
            .collect();
        let gone = receipts
            .into_iter()
            .filter(|receipt| receipt.sent.is_some())
            .map(|receipt| Own {
                kind: kind(&receipt.kind),
                is_refused: false,
                id: receipt.id,
                code: receipt.code,
            })
            .collect();
        // The page may have been left meanwhile.
        let _ = pending.try_set(waiting);
        let _ = sent.try_set(gone);
    }

    /// What this device has, once the page stands; again when the outbox has sent something.
    pub(super) fn own(site: &Site, pending: RwSignal<Vec<Own>>, sent: RwSignal<Vec<Own>>) {
        let flag = format!("mingbai.outbox.{}", site.frame.community.id);
        let counts = use_context::<outbox::Outbox>();
        Effect::new(move |_| {
            let waiting = counts.map_or(0, |outbox| outbox.waiting.get());
            // Who never sent anything fetches no module.
            let has_sent = window()
                .local_storage()
                .ok()
                .flatten()
                .and_then(|storage| storage.get_item(&flag).ok()?)
                .is_some();
            if has_sent || waiting > 0 {
                spawn_local(bring(pending, sent));
            }
        });
    }

    /// Hands an item out as a text file.
    pub(super) fn save(id: String, code: String) {
        spawn_local(async move {
            let Ok(text) = outbox::export_item(&id).await else {
                return;
            };
            let parts = js_sys::Array::of1(&JsValue::from_str(&text));
            let made = web_sys::Blob::new_with_str_sequence(&parts)
                .and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
            let (Ok(url), Ok(link)) = (made, document().create_element("a")) else {
                return;
            };
            let link: web_sys::HtmlAnchorElement = link.unchecked_into();
            link.set_href(&url);
            link.set_download(&format!("mingbai-{code}.txt"));
            link.click();
            // The browser has taken it by now; a failure to forget it costs memory only.
            let _ = web_sys::Url::revoke_object_url(&url);
        });
    }

    pub(super) fn forget(id: String, pending: RwSignal<Vec<Own>>, sent: RwSignal<Vec<Own>>) {
        spawn_local(async move {
            // What could not be forgotten is still listed afterwards.
            let _ = outbox::forget(&id).await;
            bring(pending, sent).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_one_letter_is_found_and_a_doubtful_one_is_not() {
        let code = |text: &str| text.parse::<Code>().expect("a code");
        let known = || {
            ["7K3M-9QDA-2XHT", "0000-0000-0000", "0000-0000-0001"]
                .into_iter()
                .map(code)
        };
        assert_eq!(
            nearest(code("7K3M-9QDA-2XHS"), known()),
            Some(code("7K3M-9QDA-2XHT"))
        );
        assert_eq!(nearest(code("7K3M-9QDA-2XRS"), known()), None);
        assert_eq!(nearest(code("0000-0000-0002"), known()), None, "two fit");
    }
}

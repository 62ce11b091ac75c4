//! What stands on this device alone, said on every page until it is sent.

use leptos::prelude::*;

use crate::data::outbox::{Flushed, use_outbox};
use crate::i18n::Words;
use crate::site::use_site;

/// The sentence: what waits, what was refused, what the last sending came to.
fn sentence(
    words: Words,
    waiting: u32,
    refused: u32,
    sending: bool,
    last: Option<Flushed>,
) -> String {
    let mut said = Vec::new();
    if sending {
        said.push(words.unsent_sending().to_owned());
    } else if let Some(last) = last.filter(|last| last.sent > 0) {
        said.push(words.unsent_sent(&last.sent.to_string()));
    }
    if waiting > 0 && !sending {
        said.push(words.unsent_waiting(&waiting.to_string()));
        if last.is_some_and(|last| last.waiting > 0) {
            said.push(words.unsent_failed().to_owned());
        }
    }
    if refused > 0 && !sending {
        said.push(words.unsent_refused(&refused.to_string()));
    }
    said.join(words.gap().unwrap_or_default())
}

/// «尚未送出 n 条», with the button. It takes its place at the end of the page and sticks to the
/// window's lower edge, so that nothing moves when it comes; the sentence is a polite live region
/// that is there from the beginning.
#[component]
pub fn Unsent() -> impl IntoView {
    let words = use_site().words;
    let outbox = use_outbox();
    let said = Memo::new(move |_| {
        sentence(
            words,
            outbox.waiting.get(),
            outbox.refused.get(),
            outbox.sending.get(),
            outbox.last.get(),
        )
    });
    // What has been sent is told on the page it was sent from.
    #[cfg(feature = "csr")]
    {
        let place = crate::data::use_place();
        Effect::watch(
            move || place.path(),
            move |_, _, _| outbox.last.set(None),
            false,
        );
    }
    let open = move || outbox.waiting.get() + outbox.refused.get() > 0;
    let shown = move || open() || !said.get().is_empty();
    view! {
        <div class="unsent" class:unsent--shown=shown>
            <p class="unsent__words" role="status">
                {said}
            </p>
            <Show when=open>
                <button
                    type="button"
                    class="button unsent__send"
                    disabled=move || outbox.sending.get()
                    on:click=move |_| outbox.send_now()
                >
                    {words.unsent_send()}
                </button>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Lang;

    fn said(waiting: u32, refused: u32, sending: bool, last: Option<(u32, u32)>) -> String {
        let last = last.map(|(sent, waiting)| Flushed {
            sent,
            waiting,
            refused,
        });
        sentence(Words::new(Lang::ZhHans), waiting, refused, sending, last)
    }

    #[test]
    fn saved_not_sent_and_sent_are_never_mixed_up() {
        assert_eq!(said(0, 0, false, None), "");
        assert_eq!(said(2, 0, false, None), "尚未送出 2 条，存在这台设备上。");
        assert_eq!(said(2, 0, true, None), "正在送……");
        assert_eq!(said(0, 0, false, Some((2, 0))), "2 条已送达。");
        assert_eq!(
            said(1, 0, false, Some((1, 1))),
            "1 条已送达。尚未送出 1 条，存在这台设备上。现在送不出去，打开本站时会再送。"
        );
        assert_eq!(
            said(0, 1, false, Some((0, 0))),
            "1 条没有送成，原文还在这台设备上。"
        );
    }
}

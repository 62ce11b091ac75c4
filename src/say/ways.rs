//! When the device keeps nothing: the other ways out, with the text still on the page.

use leptos::prelude::*;
use records::codes::SubmissionKind;

use super::field::{ACT, OPEN, button};
use super::state::Say;
use crate::data::outbox::{OutboxProblem, QrPart};

/// What it is, in words.
fn sentence(say: Say, problem: &OutboxProblem) -> String {
    let words = say.words();
    match problem {
        OutboxProblem::Private => words.keep_private(),
        OutboxProblem::Quota => words.keep_quota(),
        OutboxProblem::Unavailable | OutboxProblem::Unprepared => words.keep_module(),
        OutboxProblem::TooLong => words.keep_long(),
        OutboxProblem::Unsealed => words.keep_unsealed(),
        OutboxProblem::Unsent => words.keep_unsent(),
        OutboxProblem::Refused(status) => words.keep_failed(&status.to_string()),
        OutboxProblem::Blocked => words.keep_failed("blocked"),
        OutboxProblem::Storage(word) | OutboxProblem::Other(word) => words.keep_failed(word),
        OutboxProblem::Seal => words.keep_failed("seal"),
        OutboxProblem::Content => words.keep_failed("content"),
        OutboxProblem::TooManyCodes => words.keep_failed("codes"),
        OutboxProblem::Unknown => words.keep_failed("unknown"),
    }
}

/// A code for the desk's scanner.
fn code(say: Say, at: usize, of: usize, part: QrPart) -> AnyView {
    let words = say.words();
    let name = words.code_part(&(at + 1).to_string(), &of.to_string());
    let label = name.clone();
    let frame = format!("0 0 {0} {0}", part.side);
    view! {
        <figure class="qr">
            <svg class="qr__code" viewBox=frame role="img" aria-label=label>
                <rect class="qr__paper" width=part.side height=part.side></rect>
                <path class="qr__ink" d=part.path></path>
            </svg>
            <figcaption>{name}</figcaption>
        </figure>
    }
    .into_any()
}

/// What went wrong and every way that is left; nothing while nothing went wrong.
#[cfg_attr(not(feature = "csr"), allow(unused_variables))]
pub(super) fn ways(say: Say, kind: SubmissionKind) -> impl IntoView {
    let codes = RwSignal::new(Vec::<QrPart>::new());
    let copied = RwSignal::new(None::<bool>);
    move || {
        let problem = say.trouble.get()?;
        let words = say.words();
        let sentence = sentence(say, &problem);
        let by_itself = matches!(
            problem,
            OutboxProblem::Private
                | OutboxProblem::Quota
                | OutboxProblem::Blocked
                | OutboxProblem::Storage(_)
        );
        let now = move || {
            #[cfg(feature = "csr")]
            super::device::send_now(say, kind);
        };
        let file = move || {
            #[cfg(feature = "csr")]
            super::device::save_file(say, kind);
        };
        let show = move || {
            #[cfg(feature = "csr")]
            super::device::show_codes(say, kind, codes);
        };
        let copy = move || {
            #[cfg(feature = "csr")]
            super::device::copy(super::device::as_text(say, kind), copied);
        };
        let said = {
            let words = words.clone();
            move || {
                copied.get().map(|fine| {
                    if fine {
                        words.copied()
                    } else {
                        words.copy_failed()
                    }
                })
            }
        };
        let shown = move || {
            codes.with(|codes| {
                let of = codes.len();
                codes
                    .iter()
                    .cloned()
                    .enumerate()
                    .map(|(at, part)| code(say, at, of, part))
                    .collect_view()
            })
        };
        Some(view! {
            <section class="problem ways" tabindex="-1" aria-labelledby="ways-heading">
                <p role="alert">{sentence}</p>
                <h2 id="ways-heading">{words.ways_heading()}</h2>
                <div class="row">
                    {by_itself.then(|| button(ACT, "", words.way_now(), now))}
                    {button(OPEN, "", words.way_file(), file)}
                    {button(OPEN, "", words.way_codes(), show)}
                    {button(OPEN, "", words.way_copy(), copy)}
                </div>
                <p role="status">{move || said()}</p>
                <div class="row">{move || shown()}</div>
                <p>{words.way_desk()}</p>
            </section>
        })
    }
}

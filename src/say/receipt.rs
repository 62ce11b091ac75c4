//! The receipt: how far it is, its code, what comes next.

use leptos::prelude::*;
use records::Date;
use records::codes::SubmissionKind;
use records::envelope::Code;
use records::page::SayKind;

use super::field::{ACT, OPEN, button};
use super::flow::due_after;
use super::state::Say;
use crate::a11y::use_head;
use crate::data::outbox::ItemState;
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{Crumbs, Step as Crumb};

/// What this device knows of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    /// How far it is; none where nothing is kept here any more.
    pub state: Option<ItemState>,
    /// Whether what is kept here could be read.
    pub is_readable: bool,
    /// What it was.
    pub kind: Option<SubmissionKind>,
    /// The day it was kept.
    pub day: Option<Date>,
}

/// What the page says of its kind.
fn kind_of(say: Say, known: Known) -> Option<SayKind> {
    known.kind.and_then(|kind| {
        say.view
            .with_value(|view| view.kinds.iter().find(|other| other.kind == kind).copied())
    })
}

/// Whether an answer may be owed: what is only counted gets none.
fn may_be_owed(say: Say, known: Known) -> bool {
    kind_of(say, known).is_none_or(|kind| kind.hours.is_some() || kind.working_days.is_some())
}

/// The sentence about when an answer comes.
fn due(say: Say, known: Known) -> String {
    let words = say.words();
    let kind = kind_of(say, known);
    let shown = |day| say.site.with_value(|site| site.words.day(day));
    match (kind, known.day) {
        (
            Some(SayKind {
                hours: Some(hours), ..
            }),
            Some(day),
        ) => {
            let last = day + chrono::Days::new(u64::from(hours.div_ceil(24)));
            words.receipt_due_hours(&hours.to_string(), &shown(last))
        }
        (
            Some(SayKind {
                working_days: Some(days),
                ..
            }),
            Some(day),
        ) => {
            let last = say.view.with_value(|view| due_after(view, day, days));
            words.receipt_due_days(&days.to_string(), &shown(last))
        }
        (Some(kind), _) => super::intro::promise(&words, &kind),
        (None, _) => String::new(),
    }
}

/// The receipt of a code.
pub(super) fn receipt(say: Say, code: &str) -> AnyView {
    let words = say.words();
    let site = use_site();
    // An address can hold anything: only what is a code is shown as one.
    let Ok(code) = code.parse::<Code>() else {
        let note = Some(words.not_here());
        use_head(words.title(), words.lead());
        return say
            .view
            .with_value(|view| super::intro::intro(view, &words, note));
    };
    let code = code.to_string();
    use_head(words.receipt_title(), words.receipt_keep());
    let known = RwSignal::new(None::<Known>);
    #[cfg(feature = "csr")]
    super::device::look_up(say, code.clone(), known);
    let home = Crumb::new(site.links.to(&Route::Home), site.words.home());
    let all = Crumb::new(site.links.to(&Route::Say), &words.title());
    let state = {
        let words = words.clone();
        move || match known.get() {
            None => words.receipt_looking(),
            Some(known) => match known.state {
                Some(ItemState::Waiting) => words.state_waiting(),
                Some(ItemState::Sent) => words.state_sent(),
                Some(ItemState::Refused) => words.state_refused(),
                None if known.is_readable => words.state_elsewhere(),
                None => words.state_unreadable(),
            },
        }
    };
    let mark = move || match known.get().and_then(|known| known.state) {
        Some(ItemState::Waiting) => "waiting",
        Some(ItemState::Sent) => "sent",
        Some(ItemState::Refused) => "refused",
        None => "unknown",
    };
    let due = move || known.get().map(|known| due(say, known));
    let ask = words.receipt_ask();
    let copied = RwSignal::new(None::<bool>);
    #[cfg_attr(not(feature = "csr"), allow(unused_variables))]
    let copy = {
        let code = code.clone();
        move || {
            #[cfg(feature = "csr")]
            super::device::copy(code.clone(), copied);
        }
    };
    let print = move || {
        #[cfg(feature = "csr")]
        super::device::print();
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
    view! {
        <Crumbs own=vec![home, all]/>
        <h1>{words.receipt_title()}</h1>
        <p class="lead receipt__state" role="status" data-state=mark>
            {move || state()}
        </p>
        <section class="block receipt" aria-labelledby="receipt-code">
            <h2 id="receipt-code">{words.receipt_code()}</h2>
            <p class="receipt__code">{code}</p>
            <p>{words.receipt_keep()}</p>
            <p class="row needs-script">
                {button(ACT, "", words.print(), print)}
                {button(OPEN, "", words.copy_code(), copy)}
            </p>
            <p role="status">{move || said()}</p>
        </section>
        <section class="block" aria-labelledby="receipt-next">
            <h2 id="receipt-next">{words.receipt_next()}</h2>
            <p>{move || due()}</p>
            {move || {
                known
                    .get()
                    .filter(|known| may_be_owed(say, *known))
                    .map(|_| view! { <p>{ask.clone()}</p> })
            }}
            <p class="row">
                <a class="back" href=site.links.to(&Route::Track)>
                    {words.receipt_track()}
                </a>
                <a class="back" href=site.links.to(&Route::Say)>
                    {words.say_more()}
                </a>
            </p>
        </section>
    }
    .into_any()
}

//! `/stories/{id}/`: something that was said, what became of it, and when.

use leptos::prelude::*;
use records::codes::{AskKey, ReplyStatus, SubmissionKind};
use records::page::{AnswerView, ClockView, DecisionView, EntryView, PhotoView};
use records::{Lang, LocalText, Money, parse_date};

use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{ByDay, Crumbs, Rating, SLOT, Said, Sentence, State, Step, Told, apart};

/// How many characters of the text stand for a missing title.
const TITLE: usize = 24;

/// The title, or the first words.
fn title(view: &EntryView) -> String {
    if let Some(title) = &view.row.title {
        return title.clone();
    }
    let text = view
        .answers
        .first()
        .map_or("", |answer| answer.text.as_str());
    let line = text.lines().next().unwrap_or_default();
    let mut start: String = line.chars().take(TITLE).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// `/stories/{id}/`
#[component]
pub fn EntryPage(view: EntryView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let lang = view.row.lang;
    let title = title(&view);
    let state = words.reply_status(view.row.state);
    let kind = words.kind(view.row.kind);
    use_head(title.clone(), format!("{kind} · {state}"));
    let own = vec![
        Step::new(site.links.to(&Route::Home), words.home()),
        Step::new(site.links.to(&Route::Wall(1)), words.wall_title()),
    ];
    let marks = [
        view.told_by_voice.then(|| words.entry_voice()),
        view.helped.then(|| words.entry_helped()),
    ]
    .into_iter()
    .flatten()
    .map(|mark| view! { <p class="note">{mark}</p> })
    .collect_view();
    let answers: Vec<AnyView> = view
        .answers
        .iter()
        .map(|answer| answer_view(&site, answer, lang))
        .collect();
    let photos: Vec<AnyView> = view
        .photos
        .iter()
        .map(|photo| figure(&site, photo, lang))
        .collect();
    let about = format!("entry:{}", view.code);
    let is_answered = !matches!(
        view.row.state,
        ReplyStatus::Received | ReplyStatus::InReview | ReplyStatus::PassedOn
    );
    view! {
        <Crumbs own/>
        <p class="eyebrow">
            <span>{kind}</span>
            {view.category.clone().map(apart)}
            " "
            <span class="eyebrow__more">{words.day(view.row.day)}</span>
        </p>
        <h1>
            <Told text=title lang/>
        </h1>
        <p class="entry__state">
            <State state=view.row.state/>
        </p>
        {view.clock.clone().map(|clock| view! { <Clock clock/> })}
        <div class="told">{answers}</div>
        {(!photos.is_empty()).then(|| view! { <div class="photos">{photos}</div> })}
        {marks}
        <Facts view=view.clone()/>
        <History steps=view.steps.clone() day=words.day(view.row.day)/>
        {view.rating.clone().map(|rating| {
            view! {
                <section class="block" aria-labelledby="rating">
                    <h2 id="rating">{words.rating_heading()}</h2>
                    <Rating rating/>
                </section>
            }
        })}
        <section
            class="block"
            aria-labelledby="support"
            data-part="support"
            data-code=view.code.clone()
            data-count=view.row.support.to_string()
        >
            <Support code=view.code.clone() count=view.row.support/>
        </section>
        <Similar view=view.clone()/>
        <section class="block" aria-labelledby="next">
            <h2 id="next">{words.next_heading()}</h2>
            <p class="row">
                {is_answered
                    .then(|| {
                        view! {
                            <a class="button button--open" href=site.links.ask(SubmissionKind::Rating, &about)>
                                {words.next_rate()}
                            </a>
                        }
                    })}
                <a class="button button--open" href=site.links.ask(SubmissionKind::Question, &about)>
                    {words.next_ask()}
                </a>
            </p>
        </section>
    }
}

/// One answer of the form; the only long one stands without a heading.
fn answer_view(site: &Site, answer: &AnswerView, lang: Lang) -> AnyView {
    let words = site.words;
    let (label, text) = match answer.key {
        AskKey::Problem => (Some(words.ask_problem()), None),
        AskKey::Measure => (Some(words.ask_measure()), None),
        AskKey::Terms => (Some(words.ask_terms()), None),
        AskKey::Cost => (
            Some(words.ask_cost()),
            answer
                .text
                .parse::<i64>()
                .ok()
                .map(|amount| site.amount(Money(amount))),
        ),
        AskKey::Due => (
            Some(words.ask_due()),
            parse_date(&answer.text).map(|day| words.day(day)),
        ),
        AskKey::Stars => (
            Some(words.ask_stars()),
            Some(words.stars_of_five(&answer.text)),
        ),
        AskKey::Title | AskKey::Text | AskKey::Place | AskKey::Category | AskKey::Token => {
            (None, None)
        }
    };
    let paragraphs = match text {
        Some(ours) => view! { <p>{ours}</p> }.into_any(),
        None => answer
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| view! { <p><Told text=line.to_owned() lang/></p> })
            .collect_view()
            .into_any(),
    };
    view! {
        {label.map(|label| view! { <h2 class="told__label">{label}</h2> })}
        {paragraphs}
    }
    .into_any()
}

fn figure(site: &Site, photo: &PhotoView, lang: Lang) -> AnyView {
    let words = site.words;
    let alt = photo
        .caption
        .clone()
        .unwrap_or_else(|| words.photo().to_owned());
    let caption = photo
        .caption
        .clone()
        .map(|text| view! { <figcaption><Told text lang/></figcaption> });
    view! {
        <figure>
            <img
                src=site.links.file(&photo.file)
                alt=alt
                width=photo.width
                height=photo.height
                loading="lazy"
            />
            {caption}
        </figure>
    }
    .into_any()
}

/// How soon an answer was promised and what came of it.
#[component]
fn Clock(clock: ClockView) -> impl IntoView {
    let words = use_site().words;
    let day = words.day(clock.due);
    let promise = match (clock.hours, clock.working_days) {
        (Some(hours), _) => words.clock_hours(&hours.to_string(), &day),
        (None, Some(days)) => words.clock_days(&days.to_string(), &day),
        (None, None) => String::new(),
    };
    let with = |text: &str| words.with_aside(&promise, text).into_any();
    let overdue = with(words.clock_overdue());
    let outcome = match (clock.answered, clock.due.succ_opt()) {
        (Some(day), _) if clock.is_late => with(&words.clock_late(&words.day(day))),
        (Some(day), _) => with(&words.clock_in_time(&words.day(day))),
        (None, Some(late)) if !clock.is_late => {
            let running = match clock.working_day {
                Some(number) => with(&words.clock_running(&number.to_string())),
                None => words.ended(&promise).into_any(),
            };
            view! { <ByDay of=vec![(None, running), (Some(late), overdue)] shown=Some(0)/> }
                .into_any()
        }
        (None, _) => overdue,
    };
    view! {
        <p class="figures">{outcome}</p>
        {clock.is_assumed.then(|| view! { <p class="note">{words.clock_assumed()}</p> })}
    }
}

/// Place, what it is about, who said it, how it came, its code.
#[component]
fn Facts(view: EntryView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let lang = view.row.lang;
    let about = view.about.map(|about| match about.path {
        Some(path) => {
            let href = format!("{}{path}", site.links.root());
            view! { <a class="fact__link" href=href><Said text=about.name/></a> }.into_any()
        }
        None => view! { <Said text=about.name/> }.into_any(),
    });
    let rows: Vec<(&'static str, Option<AnyView>)> = vec![
        (
            words.fact_place(),
            view.row
                .place
                .map(|place| view! { <Said text=place/> }.into_any()),
        ),
        (words.fact_about(), about),
        (
            words.fact_name(),
            view.name.map(|text| view! { <Told text lang/> }.into_any()),
        ),
        (
            words.fact_channel(),
            Some(words.channel(view.channel).into_any()),
        ),
        (
            words.fact_code(),
            Some(view! { <span class="code">{view.code}</span> }.into_any()),
        ),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(label, value)| {
            let value = value?;
            Some(view! {
                <div class="fact">
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                </div>
            })
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="facts">
            <h2 id="facts">{words.entry_facts()}</h2>
            <dl class="facts">{rows}</dl>
        </section>
    }
}

/// Everything that was decided, with the post and the day.
#[component]
fn History(steps: Vec<DecisionView>, day: String) -> impl IntoView {
    let words = use_site().words;
    let none = steps
        .is_empty()
        .then(|| view! { <p>{words.history_none()}</p> });
    let said = |sentence: String, text: LocalText| {
        view! { <p class="step__note">{Sentence::new(sentence, vec![text]).view()}</p> }
    };
    let items: Vec<AnyView> = steps
        .into_iter()
        .map(|step| {
            view! {
                <li class="step step--done">
                    <p>
                        <State state=step.state/>
                        " "
                        <span class="nowrap">{words.day(step.day)}</span>
                        " · "
                        {Sentence::new(words.step_by(SLOT), vec![step.post]).view()}
                    </p>
                    {step.passed_to.map(|text| said(words.step_passed_to(SLOT), text))}
                    {step.reason.map(|text| said(words.step_reason(SLOT), text))}
                    {step.reply.map(|text| view! { <p class="step__reply"><Said text/></p> })}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="block" aria-labelledby="history">
            <h2 id="history">{words.history_heading()}</h2>
            <ol class="steps">
                <li class="step step--done">
                    <p>
                        {words.step_arrived()} " " <span class="nowrap">{day}</span>
                    </p>
                </li>
                {items}
            </ol>
            {none}
        </section>
    }
}

/// Others that say the same, or something alike.
#[component]
fn Similar(view: EntryView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let earlier = view.same_as.map(|id| {
        view! {
            <p>
                {words.same_as()}
                <a class="fact__link" href=site.links.to(&Route::Entry(id))>
                    {words.same_as_link()}
                </a>
            </p>
        }
    });
    let is_empty = view.similar.is_empty() && earlier.is_none();
    let items = view
        .similar
        .into_iter()
        .map(|other| {
            view! {
                <li>
                    <a class="fact__link" href=site.links.to(&Route::Entry(other.id))>
                        <Told text=other.title lang=other.lang/>
                    </a>
                    " "
                    <State state=other.state/>
                </li>
            }
        })
        .collect_view();
    (!is_empty).then(|| {
        view! {
            <section class="block" aria-labelledby="similar">
                <h2 id="similar">{words.similar_heading()}</h2>
                {earlier}
                <ul class="plain-list">{items}</ul>
            </section>
        }
    })
}

/// What "me too" came to on this device.
#[cfg_attr(not(feature = "csr"), allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supported {
    NotYet,
    Done,
    Failed,
}

/// "Me too": once for each device.
#[component]
pub fn Support(code: String, count: u32) -> impl IntoView {
    let words = use_site().words;
    let outcome = RwSignal::new(Supported::NotYet);
    #[cfg(feature = "csr")]
    browser::look(&code, outcome);
    let so_far = if count > 0 {
        words.support_count(&count.to_string())
    } else {
        words.support_none().to_owned()
    };
    let press = move |_| {
        #[cfg(feature = "csr")]
        browser::support(&code, outcome);
        #[cfg(not(feature = "csr"))]
        let _ = &code;
    };
    let said = move || match outcome.get() {
        Supported::NotYet => None,
        Supported::Done => Some(words.support_done()),
        Supported::Failed => Some(words.support_failed()),
    };
    view! {
        <h2 id="support">{words.support_heading()}</h2>
        <p>{so_far}</p>
        <p class="needs-script">
            <button
                type="button"
                class="button"
                aria-pressed=move || (outcome.get() == Supported::Done).to_string()
                on:click=press
            >
                {words.support_act()}
            </button>
        </p>
        <p role="status">{said}</p>
        <noscript>
            <p>{words.support_desk()}</p>
        </noscript>
    }
}

#[cfg(feature = "csr")]
mod browser {
    use super::Supported;
    use crate::data::{device_storage, device_token, outbox};
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use records::codes::SubmissionKind;

    /// Followed by the entry's code: that this device has supported it.
    const KEPT: &str = "mingbai.support.";

    /// Whether this device has supported it already, once the page stands.
    pub(super) fn look(code: &str, outcome: RwSignal<Supported>) {
        let name = format!("{KEPT}{code}");
        Effect::new(move |_| {
            let kept = device_storage().and_then(|storage| storage.get_item(&name).ok()?);
            if kept.is_some_and(|kept| kept.ends_with(" sent")) {
                outcome.set(Supported::Done);
            }
        });
    }

    /// Keeps "me too" in the outbox. Pressed again it is the same token, which counts once.
    pub(super) fn support(code: &str, outcome: RwSignal<Supported>) {
        if outcome.get_untracked() == Supported::Done {
            return;
        }
        let name = format!("{KEPT}{code}");
        let entry = code.parse().ok();
        spawn_local(async move {
            let is_kept = async {
                // Without storage a device could not be told from itself.
                let storage = device_storage()?;
                let token = device_token(&storage, &name)?;
                let request = outbox::Request {
                    kind: SubmissionKind::Support,
                    submission: records::say::support(entry?, &token),
                    uploads: Vec::new(),
                };
                outbox::keep(&request).await.ok()?;
                storage.set_item(&name, &format!("{token} sent")).ok()
            };
            let end = match is_kept.await {
                Some(()) => Supported::Done,
                None => Supported::Failed,
            };
            // The page may have been left meanwhile.
            let _ = outcome.try_set(end);
        });
    }
}

//! `/say/`: which of its faces the address asks for, and going from one page of a form to the next.

use leptos::prelude::*;
use records::codes::SubmissionKind;
use records::page::SayView;
use records::say::{Target, spec};

use super::field::{self, OPEN};
use super::flow::{Step, field as name};
use super::state::Say;
use super::{intro, receipt, step, ways};
use crate::a11y::use_head;
use crate::data::{Place, use_place};
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{Crumbs, Step as Crumb};

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Asked {
    /// Which form.
    kind: Option<SubmissionKind>,
    /// Which of its pages.
    step: Option<String>,
    /// Back to the check page after this one.
    to_check: bool,
    /// What it is about.
    about: Option<String>,
    /// The receipt with this code.
    done: Option<String>,
}

/// What the page shows.
enum Face {
    /// What can be said.
    Intro,
    /// A page of a form.
    Page {
        kind: SubmissionKind,
        step: Step,
        to_check: bool,
    },
    /// A receipt.
    Receipt(String),
}

/// Goes to a page of a form.
#[derive(Clone)]
pub(super) struct Go {
    place: Place,
    here: String,
}

impl Go {
    fn to(&self, query: &str, replace: bool) {
        go(self.place, &format!("{}{query}", self.here), replace);
    }

    /// The address of a page of a form.
    pub fn address(&self, kind: SubmissionKind, step: &Step, to_check: bool) -> String {
        format!("{}{}", self.here, query(kind, step, to_check))
    }

    /// The receipt takes the place of the page that sent it, so that going back sends nothing anew.
    #[cfg(feature = "csr")]
    pub fn to_receipt(&self, kind: SubmissionKind, code: &str) {
        self.to(&format!("?kind={}&done={code}", kind.key()), true);
    }
}

/// Published pages go nowhere.
fn go(place: Place, address: &str, replace: bool) {
    #[cfg(feature = "csr")]
    place.go(address, replace);
    #[cfg(not(feature = "csr"))]
    let _ = (place, address, replace);
}

fn query(kind: SubmissionKind, step: &Step, to_check: bool) -> String {
    let after = if to_check { "&then=check" } else { "" };
    format!("?kind={}&step={}{after}", kind.key(), step.word())
}

/// `/say/`
#[component]
pub fn SayPage(view: SayView) -> impl IntoView {
    let site = use_site();
    let say = Say::new(site.clone(), view);
    let place = use_place();
    let asked = Memo::new(move |_| {
        let kind = place.param("kind");
        Asked {
            kind: SubmissionKind::ALL
                .iter()
                .copied()
                .find(|other| kind.as_deref() == Some(other.key())),
            step: place.param("step"),
            to_check: place.param("then").as_deref() == Some("check"),
            about: place.param("about"),
            done: place.param("done"),
        }
    });
    #[cfg(feature = "csr")]
    super::device::look_around(say);
    let go = Go {
        place,
        here: site.links.to(&Route::Say),
    };
    say.go.set_value(Some(go.clone()));
    move || {
        say.again.track();
        match face(say, &asked.get()) {
            Face::Intro => {
                let words = say.words();
                use_head(words.title(), words.lead());
                say.view.with_value(|view| intro::intro(view, &words, None))
            }
            Face::Receipt(code) => receipt::receipt(say, &code),
            Face::Page {
                kind,
                step,
                to_check,
            } => page(say, kind, step, to_check, go.clone()),
        }
    }
}

/// What the address asks for, and the draft that goes with it.
fn face(say: Say, asked: &Asked) -> Face {
    if let Some(code) = &asked.done {
        return Face::Receipt(code.clone());
    }
    let offered = |kind: &SubmissionKind| {
        say.view
            .with_value(|view| view.kinds.iter().any(|offered| offered.kind == *kind))
    };
    let Some(kind) = asked.kind.filter(offered) else {
        return Face::Intro;
    };
    if say.kind.get_untracked() != Some(kind) {
        say.clear();
        say.kind.set(Some(kind));
        #[cfg(feature = "csr")]
        super::device::bring_draft(say, kind);
    }
    let about = asked.about.as_ref().filter(|about| {
        let target = about.parse::<Target>().ok();
        target.is_some_and(|target| {
            spec(kind).is_some_and(|spec| spec.targets.contains(&target.word()))
        })
    });
    if let Some(about) = about {
        say.set(name::ABOUT, about.clone());
        say.set(name::GIVEN, "yes".into());
    } else if asked.step.is_none() {
        // Begun anew from the list: what it is about is asked.
        say.set(name::GIVEN, String::new());
    }
    say.amiss.set(Vec::new());
    say.trouble.set(None);
    let steps = say.flow(kind, |flow| flow.steps()).unwrap_or_default();
    let first = steps.first().cloned();
    let wanted = steps
        .into_iter()
        .find(|step| Some(step.word()) == asked.step && !say.is_empty());
    wanted.or(first).map_or(Face::Intro, |step| Face::Page {
        kind,
        step,
        to_check: asked.to_check,
    })
}

/// A page of a form and what stands around it.
fn page(say: Say, kind: SubmissionKind, step: Step, to_check: bool, go: Go) -> AnyView {
    let site = use_site();
    let words = say.words();
    let question = step::question(say, kind, &step);
    let name = words.of_kind("kind", kind);
    let steps = say.flow(kind, |flow| flow.steps()).unwrap_or_default();
    let at = steps.iter().position(|other| *other == step).unwrap_or(0);
    let progress = words.step_of(&(at + 1).to_string(), &steps.len().to_string());
    let home = Crumb::new(site.links.to(&Route::Home), site.words.home());
    let all = Crumb::new(site.links.to(&Route::Say), &words.title());
    let before = match (to_check, at) {
        (true, _) => Some(go.address(kind, &Step::Check, false)),
        (false, 0) => None,
        (false, at) => Some(go.address(kind, &steps[at - 1], false)),
    };
    let title = Memo::new({
        let words = words.clone();
        let question = question.clone();
        move |_| {
            if say.amiss.with(Vec::is_empty) {
                question.clone()
            } else {
                words.error_title(&question)
            }
        }
    });
    let about = name.clone();
    Effect::new(move |_| use_head(title.get(), about.clone()));
    let submit = {
        let go = go.clone();
        let step = step.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            done(say, kind, &step, to_check, &go);
        }
    };
    let button = if step == Step::Check {
        words.of_kind("send", kind)
    } else {
        words.next()
    };
    let note = (at == 0 && say.done.with_untracked(Option::is_some) && say.is_empty())
        .then(|| view! { <p class="notice">{words.finished()}</p> });
    let fields = step::fields(say, kind, &step);
    let last = step == Step::Check;
    view! {
        <Crumbs own=vec![home, all]/>
        {before
            .map(|href| {
                view! {
                    <p>
                        <a class="back" href=href>
                            {words.back()}
                        </a>
                    </p>
                }
            })}
        <p class="eyebrow">
            {name} <span class="eyebrow__more">{progress}</span>
        </p>
        {note}
        {summary(say, kind, step, go)}
        <form class="say" novalidate on:submit=submit>
            {fields}
            {last.then(|| view! { <p class="field__hint">{words.send_kept()}</p> })}
            <p class="say__next">
                <button type="submit" class="button" disabled=move || say.busy.get()>
                    {button}
                </button>
            </p>
        </form>
        {last.then(|| ways::ways(say, kind))}
        {draft_note(say, kind)}
    }
    .into_any()
}

/// What is amiss, above everything, each with a link to where it is mended.
fn summary(say: Say, kind: SubmissionKind, here: Step, go: Go) -> impl IntoView {
    let words = say.words();
    move || {
        let spec = spec(kind)?;
        let amiss = say.amiss.get();
        if amiss.is_empty() {
            return None;
        }
        let items = amiss
            .into_iter()
            .map(|(step, amiss)| {
                let sentence = amiss.sentence(&words, spec);
                if step == here {
                    let field = amiss.field.clone();
                    let href = format!("#{field}");
                    let focus = move |event: leptos::ev::MouseEvent| {
                        event.prevent_default();
                        focus_on(&field);
                    };
                    view! {
                        <li>
                            <a href=href rel="external" on:click=focus>
                                {sentence}
                            </a>
                        </li>
                    }
                    .into_any()
                } else {
                    let href = go.address(kind, &step, true);
                    view! { <li><a href=href>{sentence}</a></li> }.into_any()
                }
            })
            .collect_view();
        Some(view! {
            <div class="error-summary" tabindex="-1" aria-labelledby="error-heading">
                <h2 id="error-heading">{words.error_heading()}</h2>
                <ul class="plain-list">{items}</ul>
            </div>
        })
    }
}

/// Puts the focus on the element of that id, or on the one that shows what is amiss.
#[cfg_attr(not(feature = "csr"), allow(unused_variables))]
pub(super) fn focus_on(id: &str) {
    #[cfg(feature = "csr")]
    super::device::focus(&format!("#{}", id.replace('.', "\\.")));
}

/// A page is done: on to the next one, or what is amiss.
fn done(say: Say, kind: SubmissionKind, step: &Step, to_check: bool, go: &Go) {
    if matches!(step, Step::Answer(ask) if ask.form == records::say::Form::Place) {
        step::settle_place(say);
    }
    let currency = say.site.with_value(|site| site.frame.community.currency);
    let (amiss, steps) = say
        .flow(kind, |flow| {
            (flow.amiss(say.lang(), currency), flow.steps())
        })
        .unwrap_or_default();
    let last = *step == Step::Check;
    let here: Vec<_> = amiss
        .iter()
        .filter(|(other, _)| last || other == step)
        .cloned()
        .collect();
    if !here.is_empty() {
        say.amiss.set(here);
        #[cfg(feature = "csr")]
        super::device::focus_soon(".error-summary");
        return;
    }
    say.amiss.set(Vec::new());
    if last {
        #[cfg(feature = "csr")]
        super::device::send(say, kind);
        return;
    }
    let next = if to_check {
        // What the change has opened up is asked before the check page is shown again.
        amiss
            .into_iter()
            .map(|(step, _)| step)
            .find(|step| *step != Step::Check)
    } else {
        let at = steps.iter().position(|other| other == step);
        at.and_then(|at| steps.get(at + 1).cloned())
    };
    let next = next.unwrap_or(Step::Check);
    let on_check = to_check && next != Step::Check;
    go.to(&query(kind, &next, on_check), false);
}

/// Where the draft stands, and the way to be rid of it.
fn draft_note(say: Say, kind: SubmissionKind) -> AnyView {
    let words = say.words();
    let asking = RwSignal::new(false);
    let site = say.site.get_value();
    let gone = site.links.to(&Route::Say);
    let place = use_place();
    let discard = move || {
        #[cfg(feature = "csr")]
        super::device::forget_draft(say, kind);
        #[cfg(not(feature = "csr"))]
        let _ = kind;
        say.clear();
        say.kind.set(None);
        go(place, &gone, false);
    };
    let discard = StoredValue::new_local(discard);
    view! {
        <div class="draft">
            <p>
                {move || {
                    if say.kiosk.get_value() {
                        words.draft_kiosk()
                    } else if say.keeps_no_draft.get() {
                        words.draft_refused()
                    } else {
                        words.draft_kept()
                    }
                }}
            </p>
            {move || {
                let words = say.words();
                if asking.get() {
                    view! {
                        <div class="draft__sure" role="group" aria-labelledby="draft-sure">
                            <p id="draft-sure">{words.discard_sure()}</p>
                            <div class="row">
                                {field::button(
                                    OPEN,
                                    "",
                                    words.discard_yes(),
                                    move || discard.with_value(|discard| discard()),
                                )}
                                {field::button(
                                    OPEN,
                                    "",
                                    words.discard_no(),
                                    move || asking.set(false),
                                )}
                            </div>
                        </div>
                    }
                        .into_any()
                } else {
                    field::button(OPEN, "", words.discard(), move || asking.set(true))
                }
            }}
        </div>
    }
    .into_any()
}

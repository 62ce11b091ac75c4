//! Fields: a label, a hint, what is amiss, and something to type or choose in.

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use records::LocalText;

use super::state::Say;
use crate::site::use_site;
use crate::ui::Said;

/// More than these are offered as a list that opens.
const RADIOS: usize = 12;

/// How a field is called: in a heading of its own, where it is alone on its page, or in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Called {
    /// The page's heading.
    Heading(String),
    /// One of several fields of a page.
    Line(String),
}

/// What is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// A figure.
    Figure,
    /// A day.
    Day,
    /// A telephone number.
    Phone,
    /// A name.
    Name,
}

/// Something to choose: what is kept, and what stands there.
pub(super) type Choice = (String, LocalText);

/// A listener of one type, whatever it does: each type of its own would be drawn by code of its own.
fn listener(act: impl FnMut(Event) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(act)
}

/// A button.
pub(super) fn button(
    class: &'static str,
    id: &'static str,
    label: String,
    mut act: impl FnMut() + 'static,
) -> AnyView {
    pressed(class, id, label, Box::new(move |_| act()))
}

fn pressed(
    class: &'static str,
    id: &'static str,
    label: String,
    act: Box<dyn FnMut(MouseEvent)>,
) -> AnyView {
    view! {
        <button type="button" class=class id=(!id.is_empty()).then_some(id) on:click=act>
            {label}
        </button>
    }
    .into_any()
}

/// The usual button.
pub(super) const ACT: &str = "button";
/// A button that is not the next thing to do.
pub(super) const OPEN: &str = "button button--open";

fn described(say: Say, name: &str, hint: bool) -> Signal<Option<String>> {
    let name = name.to_owned();
    Signal::derive(move || {
        let error = say.sentence(&name).map(|_| format!("{name}-error"));
        let hint = hint.then(|| format!("{name}-hint"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    })
}

fn invalid(say: Say, name: &str) -> Signal<Option<String>> {
    let name = name.to_owned();
    Signal::derive(move || say.sentence(&name).map(|_| "true".to_owned()))
}

/// The hint and what is amiss.
fn beside(say: Say, name: &str, hint: Option<String>) -> AnyView {
    let error_id = format!("{name}-error");
    let hint_id = format!("{name}-hint");
    let name = name.to_owned();
    view! {
        {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
        {move || {
            let id = error_id.clone();
            match say.sentence(&name) {
                Some(sentence) => {
                    view! { <p class="field__error" id=id>{sentence}</p> }.into_any()
                }
                None => ().into_any(),
            }
        }}
    }
    .into_any()
}

/// A field to type into.
pub(super) fn typed(
    say: Say,
    name: &str,
    called: Called,
    hint: Option<String>,
    what: Typed,
) -> AnyView {
    let id = name.to_owned();
    let for_id = id.clone();
    let label = match called {
        Called::Heading(text) => view! { <h1><label for=for_id>{text}</label></h1> }.into_any(),
        Called::Line(text) => {
            view! { <label class="field__label" for=for_id>{text}</label> }.into_any()
        }
    };
    let has_hint = hint.is_some();
    let described = described(say, name, has_hint);
    let invalid = invalid(say, name);
    let value = say.get(name);
    let field = name.to_owned();
    let on_input = listener(move |event| say.set(&field, event_target_value(&event)));
    let control = if what == Typed::Lines {
        view! {
            <textarea
                class="field__control"
                id=id
                rows="7"
                aria-describedby=described
                aria-invalid=invalid
                prop:value=value
                on:input=on_input
            ></textarea>
        }
        .into_any()
    } else {
        let (kind, mode, fill) = match what {
            Typed::Figure => ("text", "decimal", "off"),
            Typed::Day => ("date", "none", "off"),
            Typed::Phone => ("tel", "tel", "tel"),
            Typed::Name => ("text", "text", "name"),
            Typed::Line | Typed::Lines => ("text", "text", "off"),
        };
        let fill = if say.kiosk.get_value() { "off" } else { fill };
        let mode = (what != Typed::Day).then_some(mode);
        view! {
            <input
                class="field__control"
                id=id
                type=kind
                inputmode=mode
                autocomplete=fill
                aria-describedby=described
                aria-invalid=invalid
                prop:value=value
                on:input=on_input
            />
        }
        .into_any()
    };
    view! { <div class="field">{label} {beside(say, name, hint)} {control}</div> }.into_any()
}

/// A box to tick.
pub(super) fn tick(say: Say, name: &'static str, label: String) -> AnyView {
    let checked = say.get(name) == "yes";
    let invalid = invalid(say, name);
    let described = described(say, name, false);
    let on_change = listener(move |event| {
        let ticked = if event_target_checked(&event) {
            "yes"
        } else {
            ""
        };
        say.set(name, ticked.to_owned());
    });
    view! {
        <div class="field">
            {beside(say, name, None)} <div class="pick">
                <input
                    type="checkbox"
                    id=name
                    aria-invalid=invalid
                    aria-describedby=described
                    prop:checked=checked
                    on:change=on_change
                />
                <label for=name>{label}</label>
            </div>
        </div>
    }
    .into_any()
}

/// One or several of a few, or one of many.
pub(super) fn choose(
    say: Say,
    name: &str,
    called: Called,
    hint: Option<String>,
    choices: Vec<Choice>,
    several: bool,
) -> AnyView {
    if choices.len() > RADIOS && !several {
        return select(say, name, called, hint, choices);
    }
    let described = described(say, name, hint.is_some());
    let kept = say.get(name);
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(at, (value, text))| {
            // The first one has the field's own id: what is amiss leads there.
            let id = if at == 0 {
                name.to_owned()
            } else {
                format!("{name}-{at}")
            };
            let for_id = id.clone();
            let group = name.to_owned();
            let field = name.to_owned();
            let checked = kept.split('\u{1f}').any(|one| one == value);
            let own = value.clone();
            let on_change = listener(move |event| {
                let ticked = event_target_checked(&event);
                let next = if several {
                    let mut all: Vec<String> = say
                        .get(&field)
                        .split('\u{1f}')
                        .filter(|one| !one.is_empty() && *one != own)
                        .map(str::to_owned)
                        .collect();
                    if ticked {
                        all.push(own.clone());
                    }
                    all.join("\u{1f}")
                } else {
                    own.clone()
                };
                say.set(&field, next);
            });
            view! {
                <div class="pick">
                    <input
                        type=if several { "checkbox" } else { "radio" }
                        id=id
                        name=group
                        value=value
                        prop:checked=checked
                        on:change=on_change
                    />
                    <label for=for_id><Said text/></label>
                </div>
            }
        })
        .collect_view();
    let legend = match called {
        Called::Heading(text) => view! { <legend><h1>{text}</h1></legend> }.into_any(),
        Called::Line(text) => view! { <legend class="field__label">{text}</legend> }.into_any(),
    };
    view! {
        <fieldset class="field" aria-describedby=described>
            {legend}
            {beside(say, name, hint)}
            <div class="picks">{items}</div>
        </fieldset>
    }
    .into_any()
}

/// One of many.
fn select(
    say: Say,
    name: &str,
    called: Called,
    hint: Option<String>,
    choices: Vec<Choice>,
) -> AnyView {
    let site = use_site();
    let id = name.to_owned();
    let for_id = id.clone();
    let described = described(say, name, hint.is_some());
    let invalid = invalid(say, name);
    let kept = say.get(name);
    let known = choices.iter().any(|(value, _)| *value == kept);
    let options = choices
        .into_iter()
        .map(|(value, text)| {
            let chosen = value == kept;
            let shown = site.said(&text).to_owned();
            view! { <option value=value selected=chosen>{shown}</option> }
        })
        .collect_view();
    let field = name.to_owned();
    let on_change = listener(move |event| say.set(&field, event_target_value(&event)));
    let label = match called {
        Called::Heading(text) => view! { <h1><label for=for_id>{text}</label></h1> }.into_any(),
        Called::Line(text) => {
            view! { <label class="field__label" for=for_id>{text}</label> }.into_any()
        }
    };
    view! {
        <div class="field">
            {label} {beside(say, name, hint)}
            <select
                class="field__control"
                id=id
                aria-describedby=described
                aria-invalid=invalid
                on:change=on_change
            >
                <option value="" selected=!known>
                    {say.words().choose_one()}
                </option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

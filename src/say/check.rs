//! Everything once more before it is sent: what will be public apart from what stays private.

use leptos::prelude::*;
use records::codes::SubmissionKind;
use records::finding::PrivateNumber;
use records::say::{Form, Target};
use records::survey::SEPARATOR;
use records::{Id, LocalText, Money};

use super::field::{OPEN, button, tick};
use super::flow::{Step, caption_field, field, survey_field, without_numbers};
use super::state::Say;
use super::step::{question, survey_question};
use crate::data::{Pages, use_place};
use crate::route::Route;
use crate::ui::Said;

/// A row: what it is called, what stands there, where it is changed.
struct Row {
    called: String,
    shown: AnyView,
    step: Option<Step>,
    public: bool,
}

/// A text as it was typed, or that there is none.
fn typed(say: Say, text: String) -> AnyView {
    let text = text.trim().to_owned();
    if text.is_empty() {
        let none = say.words().not_given();
        view! { <span class="quiet">{none}</span> }.into_any()
    } else {
        view! { <span class="as-typed">{text}</span> }.into_any()
    }
}

/// What something is about, by the name that the community gave it.
pub(super) fn about_name(say: Say, target: Target) -> AnyView {
    let words = say.words();
    let key = target.to_string();
    let known = say.view.with_value(|view| {
        let surveys = view
            .surveys
            .iter()
            .map(|survey| (format!("survey:{}", survey.id), &survey.name));
        view.targets
            .iter()
            .map(|target| (target.target.clone(), &target.name))
            .chain(surveys)
            .find(|(other, _)| *other == key)
            .map(|(_, name)| name.clone())
    });
    if let Some(text) = known {
        return view! { <Said text/> }.into_any();
    }
    match target {
        Target::Line(year, line) => {
            // Its own page says what it is called; it is here if the reader comes from there.
            let path = say
                .site
                .with_value(|site| site.links.to(&Route::Line(year, line)));
            let pages = expect_context::<Pages>();
            #[cfg(feature = "csr")]
            {
                let path = path.clone();
                leptos::task::spawn_local(async move { pages.bring(&path).await });
            }
            (move || pages.heading_of(&path).unwrap_or_else(|| key.clone())).into_any()
        }
        Target::Entry(code) => words.about_code(&code.to_string()).into_any(),
        Target::Page(path) if path == "/" => words.about_other().into_any(),
        Target::Page(_) => words.about_page().into_any(),
        _ => key.into_any(),
    }
}

/// What was chosen, by its name.
fn chosen(list: &[records::page::SayChoice], id: &str) -> Option<LocalText> {
    list.iter()
        .find(|choice| choice.id.as_str() == id)
        .map(|choice| choice.name.clone())
}

fn answer_shown(say: Say, form: Form, text: String) -> AnyView {
    let words = say.words();
    match form {
        Form::Category | Form::Place => {
            let name = say.view.with_value(|view| {
                let list = if form == Form::Place {
                    &view.places
                } else {
                    &view.categories
                };
                chosen(list, &text)
            });
            match name {
                Some(text) => view! { <Said text/> }.into_any(),
                None => typed(say, text),
            }
        }
        Form::Stars => match text.as_str() {
            "1" => words.stars_1().into_any(),
            "2" => words.stars_2().into_any(),
            "3" => words.stars_3().into_any(),
            "4" => words.stars_4().into_any(),
            "5" => words.stars_5().into_any(),
            _ => typed(say, text),
        },
        Form::Day => {
            let day = records::parse_date(&text);
            match day {
                Some(day) => say.site.with_value(|site| site.words.day(day)).into_any(),
                None => typed(say, text),
            }
        }
        Form::Money => {
            let amount = say.site.with_value(|site| {
                let currency = site.frame.community.currency;
                Money::parse(text.trim(), currency.minor_digits())
                    .ok()
                    .map(|amount| site.amount(amount))
            });
            amount.map_or_else(|| typed(say, text), IntoAny::into_any)
        }
        _ => typed(say, text),
    }
}

fn rows(say: Say, kind: SubmissionKind) -> Vec<Row> {
    let words = say.words();
    let steps = say.flow(kind, |flow| flow.steps()).unwrap_or_default();
    let public = matches!(say.get(field::PUBLIC).as_str(), "yes" | "named");
    let named = say.get(field::PUBLIC) == "named";
    let mut rows = Vec::new();
    let about = say.flow(kind, |flow| flow.about()).flatten();
    if let Some(target) = about {
        rows.push(Row {
            called: words.row_about(),
            shown: about_name(say, target),
            step: steps.contains(&Step::About).then_some(Step::About),
            public,
        });
    }
    for step in steps {
        let step_to = Some(step.clone());
        match &step {
            Step::About | Step::Helper | Step::Check => {}
            Step::Whom => {
                let shown = if say.get(field::WHOM) == "help" {
                    words.helped_by(say.get(field::RELATION).trim())
                } else {
                    words.whom_self()
                };
                rows.push(Row {
                    called: words.row_whom(),
                    shown: shown.into_any(),
                    step: step_to,
                    public: false,
                });
            }
            Step::Answer(ask) => {
                let told = say.flow(kind, |flow| flow.spoken() == Some(ask.key)) == Some(true);
                let text = say.get(ask.key.key());
                let is_spoken = told && say.voice.with_untracked(Option::is_some);
                rows.push(Row {
                    called: words.of_ask("ask", kind, ask.key),
                    shown: if is_spoken && text.trim().is_empty() {
                        words.told_by_voice().into_any()
                    } else {
                        answer_shown(say, ask.form, text)
                    },
                    step: step_to.clone(),
                    public,
                });
                if told {
                    let seconds = say
                        .voice
                        .with_untracked(|voice| voice.as_ref().map(|voice| voice.seconds));
                    let shown = match seconds {
                        Some(seconds) => words.seconds(&seconds.to_string()).into_any(),
                        None => typed(say, String::new()),
                    };
                    rows.push(Row {
                        called: words.row_voice(),
                        shown,
                        step: step_to,
                        public: false,
                    });
                }
            }
            Step::Survey(id) => rows.push(Row {
                called: question(say, kind, &step),
                shown: surveyed(say, kind, id),
                step: step_to,
                public: false,
            }),
            Step::Photos => rows.push(Row {
                called: words.row_photos(),
                shown: photos(say),
                step: step_to,
                public,
            }),
            Step::Public => {
                let shown = match say.get(field::PUBLIC).as_str() {
                    "yes" => words.public_yes().into_any(),
                    "named" => words.public_named().into_any(),
                    "no" => words.public_no().into_any(),
                    _ => typed(say, String::new()),
                };
                rows.push(Row {
                    called: words.row_public(),
                    shown,
                    step: step_to,
                    public,
                });
            }
            Step::Contact => {
                for (name, called, public) in [
                    (field::NAME, words.name(), named),
                    (field::PHONE, words.phone(), false),
                    (field::OTHER, words.other(), false),
                ] {
                    rows.push(Row {
                        called,
                        shown: typed(say, say.get(name)),
                        step: step_to.clone(),
                        public,
                    });
                }
            }
        }
    }
    rows
}

/// An answer to a question of a questionnaire: words, or the names of what was chosen.
fn surveyed(say: Say, kind: SubmissionKind, id: &Id) -> AnyView {
    let text = say.get(&survey_field(id));
    let choices = survey_question(say, kind, id).map_or_else(Vec::new, |asked| asked.choices);
    if choices.is_empty() || text.is_empty() {
        return typed(say, text);
    }
    text.split(SEPARATOR)
        .filter_map(|number| {
            let at = number.parse::<usize>().ok()?.checked_sub(1)?;
            choices.get(at).cloned()
        })
        .map(|text| view! { <p><Said text/></p> })
        .collect_view()
        .into_any()
}

fn photos(say: Say) -> AnyView {
    let words = say.words();
    let photos = say.photos.get_untracked();
    if photos.is_empty() {
        return typed(say, String::new());
    }
    photos
        .into_iter()
        .enumerate()
        .map(|(at, photo)| {
            let caption = say.get(&caption_field(at + 1));
            let alt = if caption.trim().is_empty() {
                words.photo_alt(&(at + 1).to_string())
            } else {
                caption.clone()
            };
            view! {
                <span class="photo">
                    <img class="photo__img" src=photo.url alt=alt/>
                    <span class="as-typed">{caption}</span>
                </span>
            }
        })
        .collect_view()
        .into_any()
}

fn list(say: Say, kind: SubmissionKind, rows: Vec<Row>) -> AnyView {
    let words = say.words();
    let here = use_place().path_untracked();
    let items = rows
        .into_iter()
        .map(|row| {
            let change = row.step.map(|step| {
                let href = format!("{here}?kind={}&step={}&then=check", kind.key(), step.word());
                let of = words.change_what(&row.called);
                view! {
                    <dd class="answer__change">
                        <a href=href>
                            {words.change()} <span class="visually-hidden">{of}</span>
                        </a>
                    </dd>
                }
            });
            view! {
                <div class="answer">
                    <dt>{row.called}</dt>
                    <dd class="answer__text">{row.shown}</dd>
                    {change}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="answers">{items}</dl> }.into_any()
}

/// The check page.
pub(super) fn check(say: Say, kind: SubmissionKind) -> AnyView {
    let words = say.words();
    let may_be_public = records::say::spec(kind).is_some_and(|spec| spec.may_be_public);
    let (public, private): (Vec<Row>, Vec<Row>) =
        rows(say, kind).into_iter().partition(|row| row.public);
    let seals = say.around().seals;
    let private_hint = if !may_be_public && kind == SubmissionKind::Survey {
        words.check_counted()
    } else if seals {
        words.check_private_hint()
    } else {
        words.check_plain_hint()
    };
    let public_part = (!public.is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="check-public">
                <h2 id="check-public">{words.check_public()}</h2>
                <p class="field__hint">{words.check_public_hint()}</p>
                {list(say, kind, public)}
                {numbers(say, kind)}
            </section>
        }
    });
    let helped = (say.get(field::WHOM) == "help").then(|| {
        view! {
            <section class="block" aria-labelledby="check-helped">
                <h2 id="check-helped">{words.helped_heading()}</h2>
                {tick(say, field::READ_BACK, words.read_back())}
            </section>
        }
    });
    view! {
        <h1>{words.check_title()}</h1>
        {public_part}
        <section class="block" aria-labelledby="check-private">
            <h2 id="check-private">{words.check_private()}</h2>
            <p class="field__hint">{private_hint}</p>
            {list(say, kind, private)}
        </section>
        {helped}
    }
    .into_any()
}

/// What looks like a personal number in what will be public: out with it, or as it is.
fn numbers(say: Say, kind: SubmissionKind) -> Option<AnyView> {
    let words = say.words();
    let found = say.flow(kind, |flow| flow.numbers()).unwrap_or_default();
    if found.is_empty() {
        return None;
    }
    let fields: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    let items = found
        .into_iter()
        .map(|(name, number)| {
            let asked = records::say::spec(kind).and_then(|spec| {
                spec.asks
                    .iter()
                    .find(|ask| ask.key.key() == name)
                    .map(|ask| words.of_ask("ask", kind, ask.key))
            });
            let what = format!("「{}」", asked.unwrap_or_else(|| words.row_photos()));
            let sentence = match number {
                PrivateNumber::Mobile => words.numbers_phone(&what),
                PrivateNumber::IdentityCard => words.numbers_identity(&what),
                PrivateNumber::BankCard => words.numbers_bank(&what),
            };
            view! { <li>{sentence}</li> }
        })
        .collect_view();
    let remove = move || {
        let gone = say.words().number_gone();
        for name in &fields {
            say.set(name, without_numbers(&say.get(name), &gone));
        }
        say.again.update(|times| *times += 1);
    };
    Some(
        view! {
            <div class="problem">
                <h3>{words.numbers_heading()}</h3>
                <ul class="plain-list">{items}</ul>
                {button(OPEN, "", words.numbers_remove(), remove)}
                {tick(say, field::NUMBERS, words.numbers_cover())}
            </div>
        }
        .into_any(),
    )
}

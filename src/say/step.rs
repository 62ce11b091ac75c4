//! One page of a form: one question.

use leptos::prelude::*;
use records::codes::{AskKey, SubmissionKind};
use records::page::SayQuestion;
use records::say::{Ask, Form, Wanted, spec};
use records::{Id, LocalText};

use super::field::{Called, Choice, Typed, choose, tick, typed};
use super::flow::{Step, field, survey_field};
use super::state::Say;

/// A choice in our own words: they are in the language of the page, whatever the community writes.
fn own(value: &str, text: String) -> Choice {
    let text = LocalText {
        zh_hans: Some(text.clone()),
        zh_hant: Some(text.clone()),
        en: Some(text.clone()),
        text,
    };
    (value.to_owned(), text)
}

/// What a page of a form asks, which is its heading and its title.
pub(super) fn question(say: Say, kind: SubmissionKind, step: &Step) -> String {
    let words = say.words();
    match step {
        Step::About if kind == SubmissionKind::Survey => words.survey_which(),
        Step::About => words.about_question(),
        Step::Whom => words.whom_question(),
        Step::Helper => words.helper_question(),
        Step::Answer(ask) => {
            let asked = words.of_ask("ask", kind, ask.key);
            if ask.required {
                asked
            } else {
                words.optional(&asked)
            }
        }
        Step::Survey(question) => survey_question(say, kind, question)
            .map(|asked| {
                say.site
                    .with_value(|site| site.said(&asked.text).to_owned())
            })
            .unwrap_or_default(),
        Step::Photos => words.photos_question(),
        Step::Public => words.public_question(),
        Step::Contact => {
            let asked = words.contact_question();
            if spec(kind).is_some_and(|spec| spec.contact == Wanted::Required) {
                asked
            } else {
                words.optional(&asked)
            }
        }
        Step::Check => words.check_title(),
    }
}

/// A question of the questionnaire that the form is about.
pub(super) fn survey_question(say: Say, kind: SubmissionKind, id: &Id) -> Option<SayQuestion> {
    say.flow(kind, |flow| {
        flow.questions()
            .iter()
            .find(|question| question.id == *id)
            .cloned()
    })?
}

/// The fields of a page.
pub(super) fn fields(say: Say, kind: SubmissionKind, step: &Step) -> AnyView {
    let heading = Called::Heading(question(say, kind, step));
    let words = say.words();
    match step {
        Step::About => about(say, kind, heading),
        Step::Whom => choose(
            say,
            field::WHOM,
            heading,
            Some(words.whom_hint()),
            vec![
                own("self", words.whom_self()),
                own("help", words.whom_help()),
            ],
            false,
        ),
        Step::Helper => view! {
            <h1>{words.helper_question()}</h1>
            <p class="field__hint">{words.helper_hint()}</p>
            {typed(
                say,
                field::RELATION,
                Called::Line(words.relation()),
                Some(words.relation_hint()),
                Typed::Line,
            )}
            {tick(say, field::CONSENT, words.consent())}
        }
        .into_any(),
        Step::Answer(ask) => answer(say, kind, ask, heading),
        Step::Survey(id) => survey(say, kind, id, heading),
        Step::Photos => photos(say, kind, heading),
        Step::Public => {
            let mut choices = vec![own("yes", words.public_yes())];
            if say.flow(kind, |flow| flow.asks_contact()) == Some(true) {
                choices.push(own("named", words.public_named()));
            }
            choices.push(own("no", words.public_no()));
            let hint = Some(words.public_hint());
            choose(say, field::PUBLIC, heading, hint, choices, false)
        }
        Step::Contact => contact(say, kind, heading),
        Step::Check => super::check::check(say, kind),
    }
}

fn about(say: Say, kind: SubmissionKind, heading: Called) -> AnyView {
    let words = say.words();
    let targets = spec(kind).map_or(&[][..], |spec| spec.targets);
    let takes = |target: &str| {
        target
            .split_once(':')
            .is_some_and(|(word, _)| targets.contains(&word))
    };
    let mut choices: Vec<Choice> = say.view.with_value(|view| {
        let surveys = view
            .surveys
            .iter()
            .map(|survey| (format!("survey:{}", survey.id), survey.name.clone()));
        view.targets
            .iter()
            .map(|target| (target.target.clone(), target.name.clone()))
            .chain(surveys)
            .filter(|(target, _)| takes(target))
            .collect()
    });
    if kind == SubmissionKind::Survey {
        if choices.is_empty() {
            return view! {
                <h1>{words.survey_which()}</h1>
                <p class="notice">{words.survey_none()}</p>
            }
            .into_any();
        }
        return choose(say, field::ABOUT, heading, None, choices, false);
    }
    if targets.contains(&"page") {
        choices.push(own("page:/", words.about_other()));
    }
    let hint = targets.contains(&"line").then(|| words.about_hint());
    let entry = targets.contains(&"entry").then(|| {
        typed(
            say,
            field::ENTRY,
            Called::Line(words.about_entry_label()),
            None,
            Typed::Line,
        )
    });
    view! {
        {choose(say, field::ABOUT, heading, hint, choices, false)}
        {entry}
    }
    .into_any()
}

fn answer(say: Say, kind: SubmissionKind, ask: &'static Ask, heading: Called) -> AnyView {
    let words = say.words();
    let name = ask.key.key();
    let hint = Some(words.of_ask("hint", kind, ask.key)).filter(|hint| !hint.is_empty());
    match ask.form {
        Form::Line => typed(say, name, heading, hint, Typed::Line),
        Form::Lines => {
            let voice = say.flow(kind, |flow| flow.spoken() == Some(ask.key)) == Some(true);
            view! {
                {typed(say, name, heading, hint, Typed::Lines)}
                {voice.then(|| voice_part(say))}
            }
            .into_any()
        }
        Form::Money => {
            let unit = say
                .site
                .with_value(|site| site.words.unit_name(site.frame.community.currency));
            let unit = words.money_unit(&unit);
            let hint = hint.map_or(unit.clone(), |hint| {
                let gap = say.site.with_value(|site| site.words.gap());
                format!("{unit}{}{hint}", gap.unwrap_or("；"))
            });
            typed(say, name, heading, Some(hint), Typed::Figure)
        }
        Form::Category => {
            let offered = say.flow(kind, |flow| {
                flow.categories()
                    .map(|choice| (choice.id.to_string(), choice.name.clone()))
                    .collect()
            });
            let mut choices: Vec<Choice> = offered.unwrap_or_default();
            choices.push(own("", words.category_none()));
            choose(say, name, heading, hint, choices, false)
        }
        Form::Place => place(say, ask.key, heading),
        Form::Day => typed(say, name, heading, Some(words.day_hint()), Typed::Day),
        Form::Stars => {
            let choices = vec![
                own("5", words.stars_5()),
                own("4", words.stars_4()),
                own("3", words.stars_3()),
                own("2", words.stars_2()),
                own("1", words.stars_1()),
            ];
            choose(say, name, heading, hint, choices, false)
        }
        Form::Token => ().into_any(),
    }
}

/// The field in which a place is described; the list writes into the place itself.
const PLACE_TEXT: &str = "place_text";

/// A place by its name on the plan, or in words. The words win where both are there.
fn place(say: Say, key: AskKey, heading: Called) -> AnyView {
    let words = say.words();
    let choices: Vec<Choice> = say.view.with_value(|view| {
        view.places
            .iter()
            .map(|choice| (choice.id.to_string(), choice.name.clone()))
            .collect()
    });
    let kept = say.get(key.key());
    if !choices.iter().any(|(id, _)| *id == kept) {
        say.values.update_value(|values| {
            values.insert(PLACE_TEXT.to_owned(), kept);
        });
    }
    if choices.is_empty() {
        let hint = Some(words.place_own_hint());
        return typed(say, PLACE_TEXT, heading, hint, Typed::Line);
    }
    let Called::Heading(title) = heading else {
        return ().into_any();
    };
    view! {
        <h1>{title}</h1>
        {choose(say, key.key(), Called::Line(words.place_list()), None, choices, false)}
        {typed(
            say,
            PLACE_TEXT,
            Called::Line(words.place_own()),
            Some(words.place_own_hint()),
            Typed::Line,
        )}
    }
    .into_any()
}

/// Puts a place described in words where the place stands; called when its page is done.
pub(super) fn settle_place(say: Say) {
    let text = say.get(PLACE_TEXT);
    let place = AskKey::Place.key();
    let listed = say.get(place);
    let listed = say.view.with_value(|view| {
        view.places
            .iter()
            .any(|choice| choice.id.as_str() == listed)
    });
    if !text.trim().is_empty() || !listed {
        say.set(place, text);
    }
}

fn survey(say: Say, kind: SubmissionKind, id: &Id, heading: Called) -> AnyView {
    let words = say.words();
    let Some(question) = survey_question(say, kind, id) else {
        return ().into_any();
    };
    let name = survey_field(id);
    if question.choices.is_empty() {
        return typed(say, &name, heading, None, Typed::Lines);
    }
    // What is kept is the place of the choice, from 1: the same in every language.
    let choices = question
        .choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| ((at + 1).to_string(), choice))
        .collect();
    let hint = question.several.then(|| words.survey_several());
    choose(say, &name, heading, hint, choices, question.several)
}

fn contact(say: Say, kind: SubmissionKind, heading: Called) -> AnyView {
    let words = say.words();
    let required = spec(kind).is_some_and(|spec| spec.contact == Wanted::Required);
    let lead = if required {
        words.contact_required()
    } else {
        words.contact_optional()
    };
    let sealed = if say.get(field::PUBLIC) == "named" {
        words.contact_sealed_named()
    } else {
        words.contact_sealed()
    };
    let Called::Heading(title) = heading else {
        return ().into_any();
    };
    let line = |name, label, what| typed(say, name, Called::Line(label), None, what);
    view! {
        <h1>{title}</h1>
        <p class="field__hint">{lead}</p>
        <p class="notice">{sealed}</p>
        {line(field::NAME, words.name(), Typed::Name)}
        {line(field::PHONE, words.phone(), Typed::Phone)}
        {line(field::OTHER, words.other(), Typed::Line)}
    }
    .into_any()
}

#[cfg(feature = "csr")]
fn photos(say: Say, kind: SubmissionKind, heading: Called) -> AnyView {
    let max = spec(kind).map_or(0, |spec| spec.photos);
    super::photo::photos(say, max, heading)
}

#[cfg(feature = "csr")]
fn voice_part(say: Say) -> AnyView {
    super::voice::voice(say)
}

/// Forms are filled in in browsers.
#[cfg(not(feature = "csr"))]
fn photos(_: Say, _: SubmissionKind, _: Called) -> AnyView {
    ().into_any()
}

#[cfg(not(feature = "csr"))]
fn voice_part(_: Say) -> AnyView {
    ().into_any()
}

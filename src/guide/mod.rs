//! How to use the site, words explained, settings, accessibility, privacy, and the page that is
//! not there.

#[cfg(feature = "ssr")]
mod documents;

use leptos::prelude::*;
use records::page::{DocumentForm, DocumentView, TermView};

use crate::a11y::use_head;
use crate::display::{DisplayControls, ModeControl};
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{Crumbs, Said, Step};

#[cfg(feature = "ssr")]
pub use documents::document;

/// The way back to the home page, a heading and the sentence under it.
#[component]
fn Opening(title: &'static str, lead: &'static str) -> impl IntoView {
    let site = use_site();
    use_head(title, lead);
    let home = Step::new(site.links.to(&Route::Home), site.words.home());
    view! {
        <Crumbs own=vec![home]/>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
    }
}

/// A heading with paragraphs.
#[component]
fn Section(id: &'static str, heading: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="block" aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            {children()}
        </section>
    }
}

/// `/settings/`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let words = use_site().words;
    view! {
        <Opening title=words.settings_title() lead=words.settings_lead()/>
        <noscript>
            <p class="notice">{words.settings_no_script()}</p>
        </noscript>
        <section class="block needs-script" aria-labelledby="settings-mode">
            <h2 id="settings-mode">{words.settings_mode()}</h2>
            <p>{words.settings_mode_about()}</p>
            <ModeControl/>
        </section>
        <section class="block needs-script" aria-labelledby="settings-text">
            <h2 id="settings-text">{words.display_heading()}</h2>
            <DisplayControls prefix="settings"/>
        </section>
        <Section id="settings-language" heading=words.language_label()>
            <SettingsLanguages/>
        </Section>
    }
}

/// The settings page in the other languages.
#[component]
fn SettingsLanguages() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let links = records::Lang::ALL
        .into_iter()
        .map(|lang| {
            let name = match lang {
                records::Lang::ZhHans => words.lang_zh_hans(),
                records::Lang::ZhHant => words.lang_zh_hant(),
                records::Lang::En => words.lang_en(),
            };
            view! {
                <li>
                    <a
                        class="choice"
                        href=site.links.to_in(lang, &Route::Settings)
                        hreflang=lang.tag()
                        lang=lang.tag()
                        rel="external"
                        aria-current=(lang == words.lang).then_some("true")
                    >
                        {name}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="choices">{links}</ul> }
}

/// `/glossary/`
#[component]
pub fn GlossaryPage(terms: Vec<TermView>) -> impl IntoView {
    let words = use_site().words;
    let empty = terms.is_empty();
    let items = terms
        .into_iter()
        .map(|term| {
            view! {
                <dt id=format!("term-{}", term.id)>
                    <Said text=term.term/>
                </dt>
                <dd>
                    <Said text=term.plain/>
                </dd>
            }
        })
        .collect_view();
    view! {
        <Opening title=words.glossary_title() lead=words.glossary_lead()/>
        {if empty {
            view! { <p>{words.glossary_none()}</p> }.into_any()
        } else {
            view! { <dl class="terms">{items}</dl> }.into_any()
        }}
    }
}

/// `/help/`, `/accessibility/`, `/privacy/`: pages that are only read.
#[component]
pub fn DocumentPage(document: DocumentView) -> impl IntoView {
    let site = use_site();
    use_head(document.title.clone(), document.lead.clone());
    let home = Step::new(site.links.to(&Route::Home), site.words.home());
    let sections = document
        .sections
        .into_iter()
        .enumerate()
        .map(|(at, section)| {
            let id = format!("part-{}", at + 1);
            let heading_id = id.clone();
            view! {
                <section class="block" aria-labelledby=id>
                    <h2 id=heading_id>{section.heading}</h2>
                    {items(section.form, section.items)}
                </section>
            }
        })
        .collect_view();
    view! {
        <Crumbs own=vec![home]/>
        <h1>{document.title}</h1>
        <p class="lead">{document.lead}</p>
        {sections}
    }
}

/// The sentences of a part, in its form.
fn items(form: DocumentForm, items: Vec<String>) -> AnyView {
    match form {
        DocumentForm::Paragraphs => items
            .into_iter()
            .map(|item| view! { <p>{item}</p> })
            .collect_view()
            .into_any(),
        DocumentForm::List => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            view! { <ul class="plain-list">{items.collect_view()}</ul> }.into_any()
        }
        DocumentForm::Steps => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            view! { <ol class="how">{items.collect_view()}</ol> }.into_any()
        }
    }
}

/// `/404.html`, and any address that has no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    use_head(words.not_found_title(), words.not_found());
    let ways = [
        (Route::Home, words.home()),
        (Route::Budget, words.door_budget()),
        (Route::Help, words.help()),
    ]
    .into_iter()
    .map(|(route, name)| {
        view! {
            <li class="door">
                <a class="door__link" href=site.links.to(&route)>
                    <span class="door__name">{name}</span>
                </a>
            </li>
        }
    })
    .collect_view();
    view! {
        <h1>{words.not_found_title()}</h1>
        <p class="lead">{words.not_found()}</p>
        <ul class="doors">{ways}</ul>
    }
}

//! How to use the site, words explained, settings, accessibility, privacy, and the page that is
//! not there.

use leptos::prelude::*;
use records::page::TermView;

use crate::a11y::use_head;
use crate::display::{DisplayControls, ModeControl};
use crate::route::Route;
use crate::site::use_site;
use crate::ui::{Crumbs, Said, Step};

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

/// `/help/`
#[component]
pub fn HelpPage() -> impl IntoView {
    let words = use_site().words;
    view! {
        <Opening title=words.help_title() lead=words.help_lead()/>
        <Section id="money" heading=words.help_money()>
            <ol class="how">
                <li>{words.help_money_1()}</li>
                <li>{words.help_money_2()}</li>
                <li>{words.help_money_3()}</li>
            </ol>
        </Section>
        <Section id="size" heading=words.help_size()>
            <ol class="how">
                <li>{words.help_size_1()}</li>
                <li>{words.help_size_2()}</li>
                <li>{words.help_size_3()}</li>
            </ol>
        </Section>
        <Section id="keys" heading=words.help_keys()>
            <p>{words.help_keys_1()}</p>
        </Section>
        <Section id="people" heading=words.help_people()>
            <p>{words.help_people_1()}</p>
        </Section>
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

/// `/accessibility/`
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let words = use_site().words;
    view! {
        <Opening title=words.accessibility_title() lead=words.accessibility_lead()/>
        <Section id="does" heading=words.accessibility_does()>
            <ul class="plain-list">
                <li>{words.accessibility_1()}</li>
                <li>{words.accessibility_2()}</li>
                <li>{words.accessibility_3()}</li>
                <li>{words.accessibility_4()}</li>
                <li>{words.accessibility_5()}</li>
                <li>{words.accessibility_6()}</li>
            </ul>
        </Section>
        <Section id="standard" heading=words.accessibility_standard()>
            <p>{words.accessibility_standard_1()}</p>
        </Section>
        <Section id="limits" heading=words.accessibility_limits()>
            <ul class="plain-list">
                <li>{words.accessibility_limits_1()}</li>
                <li>{words.accessibility_limits_2()}</li>
            </ul>
        </Section>
        <Section id="tell" heading=words.accessibility_tell()>
            <p>{words.accessibility_tell_1()}</p>
        </Section>
    }
}

/// `/privacy/`
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let who = words.privacy_who_1(site.said(&site.frame.community.name));
    view! {
        <Opening title=words.privacy_title() lead=words.privacy_lead()/>
        <Section id="device" heading=words.privacy_device()>
            <p>{words.privacy_device_1()}</p>
            <p>{words.privacy_device_2()}</p>
        </Section>
        <Section id="server" heading=words.privacy_server()>
            <p>{words.privacy_server_1()}</p>
            <p>{words.privacy_server_2()}</p>
        </Section>
        <Section id="public" heading=words.privacy_public()>
            <p>{words.privacy_public_1()}</p>
        </Section>
        <Section id="rights" heading=words.privacy_rights()>
            <p>{words.privacy_rights_1()}</p>
            <p>{words.privacy_rights_2()}</p>
        </Section>
        <Section id="responsible" heading=words.privacy_who()>
            <p>{who}</p>
        </Section>
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

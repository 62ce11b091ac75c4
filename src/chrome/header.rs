//! Whose book this is, large-text mode, text size, language.

use leptos::prelude::*;
use records::Lang;

use crate::data::use_place;
use crate::display::{DisplayControls, Mode, use_display};
use crate::i18n::Words;
use crate::route::Route;
use crate::site::use_site;
use crate::ui::Said;

fn language_name(words: Words, lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => words.lang_zh_hans(),
        Lang::ZhHant => words.lang_zh_hant(),
        Lang::En => words.lang_en(),
    }
}

/// The header of every page.
#[component]
pub fn Header() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let home = site.links.to(&Route::Home);
    let name = site.frame.community.name.clone();
    view! {
        <header class="header">
            <div class="header__inner">
                <a class="brand" href=home>
                    <span class="brand__seal" aria-hidden="true">
                        "明"
                    </span>
                    <span class="brand__words">
                        <span class="brand__name">{words.brand()}</span>
                        <span class="brand__community">
                            <Said text=name/>
                        </span>
                    </span>
                </a>
                <div class="tools">
                    <ModeSwitch/>
                    <details class="tool needs-script" name="tools">
                        <summary class="tool__button">{words.display()}</summary>
                        <div class="tool__sheet">
                            <DisplayControls prefix="header"/>
                        </div>
                    </details>
                    <Languages/>
                </div>
            </div>
        </header>
    }
}

/// Into large-text mode and back. Both are links, so that they work by address too; the style
/// shows the one that leads away from here.
#[component]
fn ModeSwitch() -> impl IntoView {
    let words = use_site().words;
    let display = use_display();
    let choose = move |mode| {
        move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            display.choose_mode(mode);
        }
    };
    view! {
        <a
            class="tool__button mode-switch mode-switch--elder needs-script"
            href="?mode=elder"
            rel="external"
            on:click=choose(Mode::Elder)
        >
            {words.to_elder()}
        </a>
        <a
            class="tool__button mode-switch mode-switch--standard needs-script"
            href="?mode=standard"
            rel="external"
            on:click=choose(Mode::Standard)
        >
            {words.to_standard()}
        </a>
    }
}

/// The same page in the other languages.
#[component]
fn Languages() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let place = use_place();
    let links = Lang::ALL
        .into_iter()
        .map(|lang| {
            let site = site.clone();
            let href = move || site.links.switch(&place.path(), lang);
            view! {
                <li>
                    <a
                        class="choice"
                        href=href
                        hreflang=lang.tag()
                        lang=lang.tag()
                        rel="external"
                        aria-current=(lang == words.lang).then_some("true")
                    >
                        {language_name(words, lang)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="tool" name="tools">
            <summary class="tool__button">
                <span aria-hidden="true">{words.language()}</span>
                <span class="visually-hidden">{words.language_label()}</span>
            </summary>
            <ul class="tool__sheet">{links}</ul>
        </details>
    }
}

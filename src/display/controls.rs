//! The buttons.

use leptos::prelude::*;

use super::{Contrast, Mode, use_display};
use crate::i18n::Words;
use crate::site::use_site;

fn size_name(words: Words, step: u8) -> &'static str {
    match step {
        1 => words.text_size_1(),
        2 => words.text_size_2(),
        3 => words.text_size_3(),
        _ => words.text_size_4(),
    }
}

/// Text size in four steps and contrast in two, as pressed buttons. `prefix` makes the ids unique
/// where the controls stand twice on a page.
#[component]
pub fn DisplayControls(prefix: &'static str) -> impl IntoView {
    let words = use_site().words;
    let display = use_display();
    let size_id = format!("{prefix}-size");
    let size_name_id = size_id.clone();
    let contrast_id = format!("{prefix}-contrast");
    let contrast_name_id = contrast_id.clone();
    let sizes = (1..=4_u8)
        .map(|step| {
            view! {
                <button
                    type="button"
                    class="choice"
                    aria-pressed=move || (display.text.get() == step).to_string()
                    on:click=move |_| display.choose_text(step)
                >
                    {size_name(words, step)}
                </button>
            }
        })
        .collect_view();
    let contrasts = [
        (Contrast::Normal, words.contrast_normal()),
        (Contrast::High, words.contrast_high()),
    ]
    .into_iter()
    .map(|(contrast, name)| {
        view! {
            <button
                type="button"
                class="choice"
                aria-pressed=move || (display.contrast.get() == contrast).to_string()
                on:click=move |_| display.choose_contrast(contrast)
            >
                {name}
            </button>
        }
    })
    .collect_view();
    view! {
        <div class="choices" role="group" aria-labelledby=size_id>
            <p class="choices__name" id=size_name_id>
                {words.text_size()}
            </p>
            {sizes}
        </div>
        <div class="choices" role="group" aria-labelledby=contrast_id>
            <p class="choices__name" id=contrast_name_id>
                {words.contrast()}
            </p>
            {contrasts}
        </div>
    }
}

/// Standard or large-text mode, as pressed buttons.
#[component]
pub fn ModeControl() -> impl IntoView {
    let words = use_site().words;
    let display = use_display();
    let modes = [
        (Mode::Standard, words.to_standard()),
        (Mode::Elder, words.to_elder()),
    ]
    .into_iter()
    .map(|(mode, name)| {
        view! {
            <button
                type="button"
                class="choice"
                aria-pressed=move || (display.mode.get() == mode).to_string()
                on:click=move |_| display.choose_mode(mode)
            >
                {name}
            </button>
        }
    })
    .collect_view();
    view! {
        <div class="choices" role="group" aria-labelledby="settings-mode">
            {modes}
        </div>
    }
}

//! Something went wrong, in words, with a way on.

use leptos::prelude::*;

/// A message that interrupts, with one act.
#[component]
pub fn Problem(
    /// What happened and what to do.
    message: String,
    /// What the button is called.
    act: &'static str,
    /// What it does.
    on_act: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="problem" role="alert">
            <p>{message}</p>
            <button type="button" class="button" on:click=move |_| on_act.run(())>
                {act}
            </button>
        </div>
    }
}

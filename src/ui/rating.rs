//! How something was rated, by the published rule.

use leptos::prelude::*;
use records::page::RatingView;

use super::{SLOT, Said, Sentence};
use crate::site::use_site;

/// The mean with what it is of a hundred, from enough ratings on; below 80 what will be done better,
/// or that it is still owed.
#[component]
pub fn Rating(rating: RatingView) -> impl IntoView {
    let words = use_site().words;
    let count = rating.count.to_string();
    let hundred = rating.of_hundred();
    let sentence = match (rating.tenths, hundred) {
        (Some(tenths), Some(hundred)) => {
            let mean = format!("{}.{}", tenths / 10, tenths % 10);
            words.rating_mean(&mean, &hundred.to_string(), &count)
        }
        _ => words.rating_few(&count),
    };
    let note = hundred
        .is_some_and(|hundred| hundred < RatingView::OWES_NOTE_BELOW)
        .then(|| match rating.improvement {
            Some(note) => {
                let sentence = Sentence::new(words.rating_improve(SLOT), vec![note]);
                view! { <p class="notice">{sentence.view()}</p> }.into_any()
            }
            None => view! { <p class="notice">{words.rating_owes()}</p> }.into_any(),
        });
    view! {
        <p>
            {rating.name.map(|name| view! { <strong><Said text=name/></strong> " · " })} {sentence}
        </p>
        {note}
    }
}

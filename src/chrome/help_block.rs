//! A person to ask, in the same place on every page.

use leptos::prelude::*;

use crate::site::use_site;
use crate::ui::Said;

/// Where the desk is, when it is open, and its telephone.
#[component]
pub fn HelpBlock() -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let community = &site.frame.community;
    let desk = community.desk.clone().map(|text| view! { <Said text/> });
    let hours = community.hours.clone().map(|text| view! { <Said text/> });
    let has_place = desk.is_some() || hours.is_some();
    let contact = |label: &'static str, post: Option<records::LocalText>| {
        post.map(|text| {
            view! {
                <p class="help__contact">
                    {label} " " <strong><Said text/></strong>
                </p>
            }
        })
    };
    let phone = match community.phone.clone() {
        Some(number) => {
            let dial: String = number
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect();
            view! {
                <p class="help__call">
                    <a href=format!("tel:{dial}") rel="external">
                        {words.call()} " " <span class="nowrap">{number}</span>
                    </a>
                </p>
            }
            .into_any()
        }
        None => view! { <p>{words.no_phone()}</p> }.into_any(),
    };
    view! {
        <aside class="help" aria-labelledby="help-heading">
            <h2 id="help-heading" class="help__heading">
                {words.help_heading()}
            </h2>
            {has_place.then(|| view! { <p class="help__place">{desk} " " {hours}</p> })}
            {phone}
            {contact(words.elders_ask(), community.elder_contact.clone())}
            {contact(words.access_ask(), community.access_contact.clone())}
        </aside>
    }
}

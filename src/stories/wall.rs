//! `/stories/`: everything that may be shown, to be read without scripts, filtered and searched
//! with them.

use leptos::prelude::*;
use records::LocalText;
use records::codes::{ReplyStatus, SubmissionKind};
use records::page::{EntryRow, SaidCounts, WallView};

use super::fold::fold;
use crate::a11y::use_head;
use crate::route::Route;
use crate::site::{Site, use_site};
use crate::ui::{Crumbs, Entries, Said, Step};

/// How many came in and how many wait, in a sentence.
fn counts(site: &Site, counts: &SaidCounts) -> String {
    let words = site.words;
    let (total, waiting) = (counts.total.to_string(), counts.waiting.to_string());
    if counts.has_clocks {
        words.wall_counts(&total, &waiting, &counts.overdue.to_string())
    } else {
        words.wall_counts_no_clock(&total, &waiting)
    }
}

/// What is chosen; each empty where everything is.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    kind: RwSignal<String>,
    category: RwSignal<String>,
    state: RwSignal<String>,
    search: RwSignal<String>,
}

impl Chosen {
    fn fields(self) -> [(&'static str, RwSignal<String>); 4] {
        [
            ("kind", self.kind),
            ("category", self.category),
            ("state", self.state),
            ("q", self.search),
        ]
    }

    fn is_any(self) -> bool {
        self.fields()
            .iter()
            .any(|(_, field)| field.with(|text| !text.trim().is_empty()))
    }

    fn fits(self, row: &EntryRow) -> bool {
        let is =
            |field: RwSignal<String>, own: &str| field.with(|text| text.is_empty() || text == own);
        is(self.kind, row.kind.key())
            && is(self.state, row.state.key())
            && is(
                self.category,
                row.category.as_ref().map_or("", |id| id.as_str()),
            )
            && self.search.with(|text| {
                let wanted = fold(text.trim());
                wanted.is_empty() || fold(&searched(row)).contains(&wanted)
            })
    }
}

/// Everything of an entry that is searched.
fn searched(row: &EntryRow) -> String {
    let mut all = row.title.clone().unwrap_or_default();
    let place = row.place.as_ref().map(|text| text.text.as_str());
    let reply = row.reply.as_ref().map(|text| text.text.as_str());
    for text in [Some(row.text.as_str()), place, reply, Some(row.id.as_str())]
        .into_iter()
        .flatten()
    {
        all.push('\n');
        all.push_str(text);
    }
    all
}

/// An entry whose text is as long as the published list has it.
fn short(row: &EntryRow) -> EntryRow {
    const LINES: usize = 110;
    let mut row = row.clone();
    if let Some((end, _)) = row.text.char_indices().nth(LINES) {
        row.text.truncate(end);
        row.text.push('…');
    }
    row
}

/// `/stories/`
#[component]
pub fn WallPage(view: WallView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let lead = counts(&site, &view.counts);
    let title = if view.page > 1 {
        let page = words.page_of(&view.page.to_string(), &view.pages.to_string());
        words.title_with_site(&page, words.wall_title())
    } else {
        words.wall_title().to_owned()
    };
    use_head(title, lead.clone());
    let home = Step::new(site.links.to(&Route::Home), words.home());
    let shown = if view.counts.shown > 0 {
        words.wall_shown(&view.counts.shown.to_string())
    } else {
        words.wall_none().to_owned()
    };
    let no_clock = !view.counts.has_clocks && view.counts.total > 0;
    let declined = view.counts.declined.clone();
    let say = site.links.to(&Route::Say);
    view! {
        <Crumbs own=vec![home]/>
        <h1>{words.wall_title()}</h1>
        <p class="lead">{lead}</p>
        {no_clock.then(|| view! { <p class="note">{words.wall_no_clock()}</p> })}
        <p class="row wall__acts">
            <a class="button" href=say>
                {words.wall_say()}
            </a>
            <a class="button button--open" href=site.links.to(&Route::Track)>
                {words.wall_track()}
            </a>
        </p>
        <p class="note">{shown}</p>
        <Wall view/>
        <section class="block" aria-labelledby="declined">
            <h2 id="declined">{words.declined_heading()}</h2>
            {if declined.is_empty() {
                view! { <p>{words.declined_none()}</p> }.into_any()
            } else {
                let items = declined
                    .into_iter()
                    .map(|one| {
                        view! {
                            <li>
                                <strong class="nowrap">
                                    {words.declined_count(&one.count.to_string())}
                                </strong>
                                " · "
                                <Said text=one.reason/>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <ul class="plain-list">{items}</ul> }.into_any()
            }}
        </section>
    }
}

/// The filters, the list, and the ways to its other pages.
#[component]
fn Wall(view: WallView) -> impl IntoView {
    let site = use_site();
    let words = site.words;
    let chosen = Chosen {
        kind: RwSignal::new(String::new()),
        category: RwSignal::new(String::new()),
        state: RwSignal::new(String::new()),
        search: RwSignal::new(String::new()),
    };
    let categories: Vec<(String, LocalText)> = view
        .categories
        .iter()
        .map(|category| (category.id.to_string(), category.name.clone()))
        .collect();
    // Everything, once it was fetched; until then what stands on this page.
    let all: RwSignal<Option<Vec<EntryRow>>> = RwSignal::new(None);
    let is_cut_off = RwSignal::new(false);
    #[cfg(feature = "csr")]
    browser::start(&site, &view.files, chosen, all, is_cut_off);

    let kinds: Vec<(&'static str, LocalText)> = SubmissionKind::ALL
        .iter()
        .filter(|kind| records::say::spec(**kind).is_some_and(|spec| spec.may_be_public))
        .map(|kind| (kind.key(), LocalText::plain(words.kind(*kind))))
        .collect();
    let states: Vec<(&'static str, LocalText)> = ReplyStatus::ALL
        .iter()
        .map(|state| (state.key(), LocalText::plain(words.reply_status(*state))))
        .collect();
    let own = |options: Vec<(&'static str, LocalText)>| -> Vec<(String, LocalText)> {
        options
            .into_iter()
            .map(|(key, name)| (key.to_owned(), name))
            .collect()
    };
    let choices = [
        ("kind", words.filter_kind(), chosen.kind, own(kinds)),
        (
            "category",
            words.filter_category(),
            chosen.category,
            categories.clone(),
        ),
        ("state", words.filter_state(), chosen.state, own(states)),
    ]
    .into_iter()
    .filter(|(_, _, _, options)| !options.is_empty())
    .map(|(name, label, field, options)| choice(name, label, field, options))
    .collect_view();

    let page_rows = view.rows.clone();
    let list_categories = categories;
    let list = move || {
        let rows: Vec<EntryRow> = if chosen.is_any() {
            let fitting = |rows: &[EntryRow]| -> Vec<EntryRow> {
                rows.iter()
                    .filter(|row| chosen.fits(row))
                    .map(short)
                    .collect()
            };
            all.with(|all| match all {
                Some(all) => fitting(all),
                None => fitting(&page_rows),
            })
        } else {
            page_rows.clone()
        };
        let found = chosen
            .is_any()
            .then(|| words.filter_found(&rows.len().to_string()));
        view! {
            <p class="note" role="status">
                {found}
                {(chosen.is_any() && is_cut_off.get()).then(|| words.filter_trouble())}
            </p>
            <Entries rows categories=list_categories.clone()/>
        }
        .into_any()
    };
    let (page, pages) = (view.page, view.pages);
    let link = |to: u32, name: &'static str, rel: &'static str| {
        view! {
            <a class="button button--open" rel=rel href=site.links.to(&Route::Wall(to))>
                {name}
            </a>
        }
    };
    let newer = (page > 1).then(|| link(page - 1, words.page_newer(), "prev"));
    let older = (page < pages).then(|| link(page + 1, words.page_older(), "next"));
    let pager = (pages > 1).then(|| {
        let here = words.page_of(&page.to_string(), &pages.to_string());
        view! {
            <nav class="pager" aria-label=here.clone() class:pager--away=move || chosen.is_any()>
                <span>{here.clone()}</span>
                {newer}
                {older}
            </nav>
        }
    });
    view! {
        <form
            class="filters needs-script"
            role="search"
            aria-label=words.wall_filter()
            on:submit=move |event| event.prevent_default()
        >
            {choices}
            <p class="filter">
                <label for="filter-q">{words.filter_search()}</label>
                <input
                    id="filter-q"
                    name="q"
                    type="search"
                    autocomplete="off"
                    prop:value=chosen.search
                    on:input=move |event| chosen.search.set(event_target_value(&event))
                />
            </p>
            {move || {
                chosen
                    .is_any()
                    .then(|| {
                        view! {
                            <p class="filter filter--wide">
                                <button
                                    type="button"
                                    class="button button--open"
                                    on:click=move |_| {
                                        for (_, field) in chosen.fields() {
                                            field.set(String::new());
                                        }
                                    }
                                >
                                    {words.filter_clear()}
                                </button>
                            </p>
                        }
                    })
            }}
        </form>
        {list}
        {pager}
    }
}

/// One native list to choose from.
fn choice(
    name: &'static str,
    label: &'static str,
    field: RwSignal<String>,
    options: Vec<(String, LocalText)>,
) -> AnyView {
    let site = use_site();
    let all = site.words.filter_all();
    let id = format!("filter-{name}");
    let is_theirs = name == "category";
    let options = options
        .into_iter()
        .map(|(key, name)| {
            // Categories are the community's words; kinds and states are ours.
            let (text, lang) = if is_theirs {
                name.pick(site.words.lang, site.frame.community.written)
            } else {
                (name.text.as_str(), site.words.lang)
            };
            let lang = (lang != site.words.lang).then(|| lang.tag());
            let text = text.to_owned();
            let own = key.clone();
            view! {
                <option value=key lang=lang prop:selected=move || field.with(|now| *now == own)>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <p class="filter">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                name=name
                on:change=move |event| field.set(event_target_value(&event))
            >
                <option value="" prop:selected=move || field.with(String::is_empty)>
                    {all}
                </option>
                {options}
            </select>
        </p>
    }
    .into_any()
}

#[cfg(feature = "csr")]
mod browser {
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use records::page::{EntryRow, StoryPage};
    use wasm_bindgen::JsValue;

    use super::Chosen;
    use crate::site::Site;

    /// Takes the choice out of the address, keeps the address at the choice, and fetches everything
    /// once something is chosen.
    pub(super) fn start(
        site: &Site,
        files: &[String],
        chosen: Chosen,
        all: RwSignal<Option<Vec<EntryRow>>>,
        is_cut_off: RwSignal<bool>,
    ) {
        let files: Vec<String> = files.iter().map(|file| site.links.file(file)).collect();
        let asked = StoredValue::new(false);
        Effect::new(move |first: Option<()>| {
            if first.is_none() {
                read_address(chosen);
            } else {
                write_address(chosen);
            }
            if chosen.is_any() && !asked.get_value() {
                asked.set_value(true);
                let files = files.clone();
                spawn_local(async move {
                    match fetch(&files).await {
                        Some(rows) => {
                            // The page may have been left meanwhile.
                            let _ = all.try_set(Some(rows));
                        }
                        None => {
                            let _ = is_cut_off.try_set(true);
                            let _ = asked.try_set_value(false);
                        }
                    }
                });
            }
        });
    }

    fn read_address(chosen: Chosen) {
        let search = window().location().search().unwrap_or_default();
        for pair in search.trim_start_matches('?').split('&') {
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let plain = value.replace('+', " ");
            let Some(text) = js_sys::decode_uri_component(&plain)
                .ok()
                .and_then(|text| text.as_string())
            else {
                continue;
            };
            for (field, signal) in chosen.fields() {
                if field == name {
                    signal.set(text.clone());
                }
            }
        }
    }

    fn write_address(chosen: Chosen) {
        let pairs: Vec<String> = chosen
            .fields()
            .iter()
            .filter_map(|(name, field)| {
                let text = field.get();
                let value = String::from(js_sys::encode_uri_component(text.trim()));
                (!value.is_empty()).then(|| format!("{name}={value}"))
            })
            .collect();
        let path = window().location().pathname().unwrap_or_default();
        let address = if pairs.is_empty() {
            path
        } else {
            format!("{path}?{}", pairs.join("&"))
        };
        // Where history is refused, the filters work all the same.
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or(JsValue::NULL);
            let _ = history.replace_state_with_url(&state, "", Some(&address));
        }
    }

    async fn fetch(files: &[String]) -> Option<Vec<EntryRow>> {
        let mut rows = Vec::new();
        for file in files {
            let answer = gloo_net::http::Request::get(file).send().await.ok()?;
            if !answer.ok() {
                return None;
            }
            let page = StoryPage::from_json(&answer.text().await.ok()?).ok()?;
            rows.extend(page.entries);
        }
        Some(rows)
    }
}

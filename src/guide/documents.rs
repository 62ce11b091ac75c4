//! The pages that are only read, as page data.

use records::LocalText;
use records::page::{DocumentForm, DocumentSection, DocumentView};

use crate::i18n::Words;
use crate::route::Route;

fn part(heading: &str, form: DocumentForm, items: &[&str]) -> DocumentSection {
    DocumentSection {
        heading: heading.to_owned(),
        form,
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    }
}

/// The page of a route that is only read; nothing for other routes. `community` is the name of the
/// community and `written` the language it is written in.
pub fn document(
    route: &Route,
    words: Words,
    community: &LocalText,
    written: records::Lang,
) -> Option<DocumentView> {
    use DocumentForm::{List, Paragraphs, Steps};
    let w = words;
    let (title, lead, sections) = match route {
        Route::Help => (
            w.help_title(),
            w.help_lead(),
            vec![
                part(
                    w.help_money(),
                    Steps,
                    &[w.help_money_1(), w.help_money_2(), w.help_money_3()],
                ),
                part(
                    w.help_size(),
                    Steps,
                    &[w.help_size_1(), w.help_size_2(), w.help_size_3()],
                ),
                part(w.help_keys(), Paragraphs, &[w.help_keys_1()]),
                part(w.help_people(), Paragraphs, &[w.help_people_1()]),
            ],
        ),
        Route::Accessibility => (
            w.accessibility_title(),
            w.accessibility_lead(),
            vec![
                part(
                    w.accessibility_does(),
                    List,
                    &[
                        w.accessibility_1(),
                        w.accessibility_2(),
                        w.accessibility_3(),
                        w.accessibility_4(),
                        w.accessibility_5(),
                        w.accessibility_6(),
                    ],
                ),
                part(
                    w.accessibility_standard(),
                    Paragraphs,
                    &[w.accessibility_standard_1()],
                ),
                part(
                    w.accessibility_limits(),
                    List,
                    &[w.accessibility_limits_1(), w.accessibility_limits_2()],
                ),
                part(
                    w.accessibility_tell(),
                    Paragraphs,
                    &[w.accessibility_tell_1()],
                ),
            ],
        ),
        Route::Privacy => (
            w.privacy_title(),
            w.privacy_lead(),
            vec![
                part(
                    w.privacy_device(),
                    Paragraphs,
                    &[
                        w.privacy_device_1(),
                        w.privacy_device_2(),
                        w.privacy_device_3(),
                    ],
                ),
                part(
                    w.privacy_sent(),
                    List,
                    &[
                        w.privacy_sent_1(),
                        w.privacy_sent_2(),
                        w.privacy_sent_3(),
                        w.privacy_sent_4(),
                        w.privacy_sent_5(),
                    ],
                ),
                part(
                    w.privacy_server(),
                    Paragraphs,
                    &[w.privacy_server_1(), w.privacy_server_2()],
                ),
                part(w.privacy_public(), Paragraphs, &[w.privacy_public_1()]),
                part(
                    w.privacy_rights(),
                    Paragraphs,
                    &[w.privacy_rights_1(), w.privacy_rights_2()],
                ),
                part(
                    w.privacy_who(),
                    Paragraphs,
                    &[w.privacy_who_1(community.pick(w.lang, written).0).as_str()],
                ),
            ],
        ),
        _ => return None,
    };
    Some(DocumentView {
        title: title.to_owned(),
        lead: lead.to_owned(),
        sections,
    })
}

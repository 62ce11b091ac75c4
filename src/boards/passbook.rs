//! The points that the receipts on this device have earned. The rule is published, the receipts
//! never leave the device: nobody else can tell whose points they are.

use leptos::prelude::*;
use records::page::PassbookView;

/// A passbook that opens when it is asked for.
#[component]
pub fn Passbook(passbook: PassbookView) -> impl IntoView {
    // What stands in it: one line for each receipt after the total; nothing until it is asked for.
    let said = RwSignal::new(Vec::<String>::new());
    let about = passbook.about.clone();
    let act = passbook.act.clone();
    let passbook = StoredValue::new(passbook);
    let open = move |_| open(passbook, said);
    let entries = move || {
        let lines = said.get();
        (!lines.is_empty()).then(|| {
            let lines = lines
                .into_iter()
                .map(|line| view! { <li class="passbook__entry">{line}</li> })
                .collect_view();
            view! { <ul class="passbook__list">{lines}</ul> }
        })
    };
    view! {
        <p>{about}</p>
        <button type="button" class="button needs-script" on:click=open>
            {act}
        </button>
        <div class="passbook__entries" role="status">
            {entries}
        </div>
    }
}

#[cfg(feature = "csr")]
fn open(passbook: StoredValue<PassbookView>, said: RwSignal<Vec<String>>) {
    leptos::task::spawn_local(async move {
        let receipts = crate::data::outbox::receipts().await;
        let lines = passbook.with_value(|book| match receipts {
            Ok(receipts) => {
                let receipts = receipts
                    .into_iter()
                    .map(|receipt| (receipt.kind, receipt.code, receipt.listed));
                written(book, receipts)
            }
            Err(_) => vec![book.failed.clone()],
        });
        said.set(lines);
    });
}

#[cfg(not(feature = "csr"))]
fn open(_: StoredValue<PassbookView>, _: RwSignal<Vec<String>>) {}

/// The total, then a line for each receipt that the rule speaks of: kind, code, state.
#[cfg(any(feature = "csr", test))]
fn written(
    book: &PassbookView,
    receipts: impl Iterator<Item = (String, String, Option<String>)>,
) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut total = 0_u32;
    for (kind, code, state) in receipts {
        // What earns nothing by the rule is no part of a passbook.
        if !book.rules.iter().any(|rule| rule.kind == kind) {
            continue;
        }
        let points = book.points(&kind, state.as_deref());
        total = total.saturating_add(points);
        lines.push(
            book.row
                .replace("{kind}", book.name(&kind))
                .replace("{code}", &code)
                .replace("{points}", &points.to_string()),
        );
    }
    if lines.len() == 1 {
        return vec![book.empty.clone()];
    }
    lines[0] = book
        .total
        .replace("{receipts}", &(lines.len() - 1).to_string())
        .replace("{points}", &total.to_string());
    lines
}

#[cfg(test)]
mod tests {
    use records::page::PassbookRule;

    use super::*;

    fn book() -> PassbookView {
        let rule = |kind: &str, states: &[&str], points| PassbookRule {
            kind: kind.into(),
            name: format!("«{kind}»"),
            states: states.iter().map(|state| (*state).to_owned()).collect(),
            points,
        };
        PassbookView {
            rules: vec![
                rule("proposal", &[], 3),
                rule("proposal", &["adopted", "done"], 10),
                rule("story", &[], 3),
            ],
            about: String::new(),
            act: String::new(),
            empty: "none".into(),
            failed: "failed".into(),
            total: "{receipts} receipts, {points} points".into(),
            row: "{kind} {code}: {points}".into(),
        }
    }

    fn lines(receipts: &[(&str, &str, Option<&str>)]) -> Vec<String> {
        let receipts = receipts
            .iter()
            .map(|(kind, code, state)| ((*kind).into(), (*code).into(), state.map(str::to_owned)));
        written(&book(), receipts)
    }

    #[test]
    fn points_of_several_steps_add_up_and_what_is_not_listed_earns_nothing_yet() {
        assert_eq!(
            lines(&[
                ("proposal", "A", Some("adopted")),
                ("proposal", "B", Some("received")),
                ("story", "C", None),
            ]),
            [
                "3 receipts, 16 points",
                "«proposal» A: 13",
                "«proposal» B: 3",
                "«story» C: 0",
            ]
        );
    }

    #[test]
    fn a_vote_is_no_part_of_a_passbook() {
        assert_eq!(lines(&[("ballot", "A", Some("received"))]), ["none"]);
        assert_eq!(lines(&[]), ["none"]);
    }
}

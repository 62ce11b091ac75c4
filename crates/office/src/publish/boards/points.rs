//! `/points/`: what earns points, what they are exchanged for, time given and used, thanks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use mingbai_app::route::Route;
use mingbai_app::ui::SLOT;
use records::codes::{Earning, ReplyStatus, TimeFlow};
use records::page::{BoardPart, BoardTable, BoardView, PassbookRule, PassbookView};
use records::points::states_from;
use records::sheets::PointsRule;

use super::{Page, around, count, joined, link, row, theirs};

/// The most entries of the time bank on the page; all of them stand in the data files.
const ENTRIES: usize = 120;

impl Page<'_, '_> {
    pub(super) fn points(&self) -> BoardView {
        let w = self.words;
        let records = self.records();
        let rules: Vec<&PointsRule> = records
            .points_rules
            .iter()
            .map(|rule| &rule.record)
            .collect();
        let mut parts = vec![self.rule(&rules)];
        if !records.rewards.is_empty() {
            parts.push(self.rewards());
        }
        if !records.hours.is_empty() {
            parts.push(self.hours());
        }
        if !records.honours.is_empty() {
            parts.push(self.honours());
        }
        BoardView {
            path: vec![link(&Route::Needs, w.needs_title())],
            title: w.points_title().into(),
            lead: if rules.is_empty() {
                w.points_none().into()
            } else {
                w.points_lead().into()
            },
            parts,
            passbook: (!rules.is_empty()).then(|| self.passbook(&rules)),
            ..BoardView::default()
        }
    }

    fn passbook(&self, rules: &[&PointsRule]) -> PassbookView {
        let w = self.words;
        PassbookView {
            rules: rules
                .iter()
                // An hour is written down at the desk: there is no receipt of its own.
                .filter(|rule| rule.kind != Earning::Hour)
                .map(|rule| PassbookRule {
                    kind: rule.kind.key().to_owned(),
                    name: w.earning(rule.kind).to_owned(),
                    states: match rule.from {
                        None | Some(ReplyStatus::Received) => Vec::new(),
                        Some(from) => states_from(from)
                            .iter()
                            .map(|state| state.key().to_owned())
                            .collect(),
                    },
                    points: rule.points,
                })
                .collect(),
            about: w.passbook_about().to_owned(),
            act: w.passbook_act().to_owned(),
            empty: w.passbook_empty().to_owned(),
            failed: w.passbook_failed().to_owned(),
            total: w.passbook_total("{receipts}", "{points}"),
            row: w.passbook_row("{kind}", "{code}", "{points}"),
        }
    }

    fn rule(&self, rules: &[&PointsRule]) -> BoardPart {
        let w = self.words;
        let mut part = Self::part("rule", w.points_rule());
        if !rules.is_empty() {
            part.notes.push(w.points_rule_note().into());
        }
        part.rows = rules
            .iter()
            .map(|rule| {
                let name = w.earning(rule.kind);
                let name = match rule.from {
                    None | Some(ReplyStatus::Received) => name.to_owned(),
                    Some(from) => w.points_from(name, w.board_result(from)),
                };
                let points = w.points_count(&Self::number(rule.points));
                let mut line = row(w.board_pair(&name, &points).into());
                line.lines.extend(rule.plain.as_ref().map(theirs));
                line
            })
            .collect();
        self.or_empty(part)
    }

    fn rewards(&self) -> BoardPart {
        let w = self.words;
        let records = self.records();
        let mut part = Self::part("rewards", w.rewards_heading());
        part.notes.push(w.rewards_note().into());
        if !records.redemptions.is_empty() {
            let done = Self::number(count(records.redemptions.len()));
            part.notes.push(w.rewards_done(&done).into());
        }
        part.rows = records
            .rewards
            .iter()
            .map(|reward| {
                let points = w.points_count(&Self::number(reward.points));
                let mut line = row(around(
                    w.board_pair(SLOT, &points),
                    vec![reward.name.clone()],
                ));
                let mut said: Vec<_> = reward.plain.as_ref().map(theirs).into_iter().collect();
                said.extend(reward.responsible_post.as_ref().map(|post| self.post(post)));
                if !said.is_empty() {
                    line.lines.push(joined(w, said));
                }
                line
            })
            .collect();
        part
    }

    /// Minutes as hours, to a quarter.
    fn length(&self, minutes: u32) -> String {
        let quarters = (minutes + 7) / 15;
        let (whole, rest) = (quarters / 4, quarters % 4);
        let decimals = [None, Some("25"), Some("5"), Some("75")][rest as usize];
        let hours = match decimals {
            None => Self::number(whole),
            Some(decimals) => format!("{}.{decimals}", Self::number(whole)),
        };
        self.words.hours_length(&hours)
    }

    fn hours(&self) -> BoardPart {
        let w = self.words;
        let rows = &self.records().hours;
        let mut people = BTreeSet::new();
        let mut months: BTreeMap<(i32, u32), (u32, u32)> = BTreeMap::new();
        let mut whole = (0_u32, 0_u32);
        for entry in rows {
            people.insert(&entry.volunteer);
            let month = months
                .entry((entry.date.year(), entry.date.month()))
                .or_default();
            for sums in [month, &mut whole] {
                let sum = match entry.flow {
                    TimeFlow::Given => &mut sums.0,
                    TimeFlow::Used => &mut sums.1,
                };
                *sum = sum.saturating_add(entry.minutes);
            }
        }
        let mut part = Self::part("hours", w.hours_heading());
        part.notes.push(
            w.hours_note(
                &Self::number(count(people.len())),
                &self.length(whole.0),
                &self.length(whole.1),
            )
            .into(),
        );
        part.rows = months
            .iter()
            .rev()
            .map(|((year, month), (given, used))| {
                let mut line = row(w.hours_month(&year.to_string(), &month.to_string()).into());
                let said = w.hours_row(&self.length(*given), &self.length(*used));
                line.lines.push(w.ended(&said).into());
                line
            })
            .collect();
        let mut newest: Vec<_> = rows.iter().map(|entry| &entry.record).collect();
        newest.sort_by(|a, b| {
            b.date
                .cmp(&a.date)
                .then_with(|| a.volunteer.cmp(&b.volunteer))
        });
        part.table = Some(BoardTable {
            caption: w.hours_all().into(),
            heads: vec![
                w.hours_col_what().to_owned(),
                w.hours_col_day().to_owned(),
                w.hours_col_who().to_owned(),
                w.hours_col_minutes().to_owned(),
            ],
            rows: newest
                .into_iter()
                .take(ENTRIES)
                .map(|entry| {
                    let sign = match entry.flow {
                        TimeFlow::Given => "+",
                        TimeFlow::Used => "\u{2212}",
                    };
                    vec![
                        theirs(&entry.what),
                        w.day(entry.date).into(),
                        entry.volunteer.as_str().into(),
                        format!("{sign}{}", entry.minutes).into(),
                    ]
                })
                .collect(),
        });
        part
    }

    fn honours(&self) -> BoardPart {
        let w = self.words;
        let mut part = Self::part("honours", w.honours_heading());
        part.notes.push(w.honours_note().into());
        let mut newest: Vec<_> = self.records().honours.iter().collect();
        newest.sort_by_key(|honour| std::cmp::Reverse(honour.date));
        part.rows = newest
            .into_iter()
            .map(|honour| {
                let mut line = row(theirs(&honour.title));
                let who = match &honour.public_name {
                    Some(name) => around(
                        w.board_pair(SLOT, SLOT),
                        vec![honour.role.clone(), records::LocalText::plain(name)],
                    ),
                    None => theirs(&honour.role),
                };
                let ended = around(w.ended(&who.ours), who.theirs);
                line.lines
                    .push(joined(w, vec![ended, theirs(&honour.reason)]));
                line
            })
            .collect();
        part
    }
}

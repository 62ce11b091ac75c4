//! `/needs/`: what is needed, what is offered, which projects meet it, and who answers for it.

use std::collections::BTreeMap;

use mingbai_app::route::Route;
use mingbai_app::ui::SLOT;
use records::book::Placed;
use records::codes::{AskKey, MatchStatus, ProjectStatus, ReplyStatus, ResourceKind};
use records::decisions::{Decision, Entry};
use records::envelope::Code;
use records::page::{BoardLink, BoardRow, BoardState, BoardView, Phrase, Shape};
use records::sheets::{Loan, Match, Need, Project, Resource};
use records::{Date, Lang, LocalText};

use super::{Page, around, count, form, joined, link, row, state, theirs};
use records::codes::SubmissionKind;

/// How many are lent, how many late, on the day of the figures.
struct Lending {
    have: u32,
    lent: u32,
    late: Vec<(Date, LocalText)>,
    next: Option<Date>,
}

/// A post and what it answers for.
#[derive(Default)]
struct Duty {
    needs: Vec<LocalText>,
    resources: Vec<LocalText>,
    projects: Vec<LocalText>,
}

impl<'r> Page<'_, 'r> {
    pub(super) fn needs(&self) -> BoardView {
        let w = self.words;
        let needs = self.need_rows();
        let resources = self.resource_rows();
        let projects = self.project_rows();
        let duties = self.duty_rows();
        let met = |row: &&BoardRow| {
            row.state
                .as_ref()
                .is_some_and(|state| matches!(state.shape, Shape::Half | Shape::Full))
        };
        let done = |row: &&BoardRow| {
            row.state
                .as_ref()
                .is_some_and(|state| state.shape == Shape::Full)
        };
        let number = |length: usize| Self::number(count(length));
        let offered = self.records().resources.len() + self.entries(SubmissionKind::Offer).count();
        let lead = if needs.is_empty() && offered == 0 {
            w.needs_lead_empty().to_owned()
        } else {
            w.needs_lead(
                &number(needs.len()),
                &number(needs.iter().filter(met).count()),
                &number(offered),
            )
        };
        let lent: u32 = self
            .records()
            .resources
            .iter()
            .map(|resource| self.lending(resource).lent)
            .sum();
        let open = needs.len() - needs.iter().filter(done).count();
        let four = [
            (
                "needs",
                w.needs_list(),
                w.needs_list_count(&number(needs.len()), &number(open)),
            ),
            (
                "resources",
                w.resources_list(),
                w.resources_list_count(&number(offered), &Self::number(lent)),
            ),
            (
                "projects",
                w.projects_list(),
                w.projects_list_count(&number(projects.len())),
            ),
            (
                "duties",
                w.duties_list(),
                w.duties_list_count(&number(duties.len())),
            ),
        ];
        let mut first = Self::part("lists", w.needs_four());
        first.notes.push(w.needs_four_note().into());
        first.notes.push(self.as_of());
        first.links = four
            .iter()
            .map(|(id, name, said)| BoardLink {
                path: format!("{}#{id}", Route::Needs.path()),
                text: w.board_pair(name, said).into(),
            })
            .collect();
        let list = |id: &str, heading: &str, rows: Vec<BoardRow>| {
            let mut part = Self::part(id, heading);
            part.rows = rows;
            self.or_empty(part)
        };
        let mut project_list = list("projects", w.projects_list(), projects);
        if !project_list.rows.is_empty() {
            project_list.notes.push(w.projects_list_note().into());
        }
        BoardView {
            title: w.needs_title().into(),
            lead: lead.into(),
            acts: vec![
                form("need", None, w.needs_say_need()),
                form("offer", None, w.needs_say_offer()),
                link(&Route::Points, w.needs_points()),
            ],
            parts: vec![
                first,
                list("needs", w.needs_list(), needs),
                list("resources", w.resources_list(), resources),
                project_list,
                list("duties", w.duties_list(), duties),
            ],
            ..BoardView::default()
        }
    }

    /// "As of …".
    pub(super) fn as_of(&self) -> Phrase {
        let day = self.words.day(self.records().community.as_of);
        self.words.board_as_of(&day).into()
    }

    /// What may be shown of a kind, the newest first.
    fn entries(&self, kind: SubmissionKind) -> impl Iterator<Item = (&Decision, &Entry)> {
        let mut shown: Vec<(&Decision, &Entry)> = self
            .boards
            .decided
            .iter()
            .filter(|decision| decision.kind == kind)
            .filter_map(|decision| Some((decision, decision.entry.as_ref()?)))
            .collect();
        shown.sort_by(|a, b| b.0.day.cmp(&a.0.day).then_with(|| a.0.id.cmp(&b.0.id)));
        shown.into_iter()
    }

    /// What a resident wrote: nobody translates it, so it stands in its own language.
    pub(super) fn own(entry: &Entry, key: AskKey) -> Option<LocalText> {
        let text = entry.answers.get(&key)?;
        let mut own = LocalText::plain(text);
        if entry.lang == Lang::En {
            own.en = Some(text.clone());
        }
        Some(own)
    }

    /// Where something that was sent stands with its answer.
    pub(super) fn entry_link(&self, code: Code) -> BoardLink {
        let id = code.to_string().replace('-', "").to_ascii_lowercase();
        BoardLink {
            path: format!("stories/{id}/"),
            text: self
                .words
                .board_see_entry(&code.to_string().replace('-', "-\u{2060}"))
                .into(),
        }
    }

    fn need_rows(&self) -> Vec<BoardRow> {
        let of_sheet = self.records().needs.iter().map(|need| self.need_row(need));
        let sent = self
            .entries(SubmissionKind::Need)
            .map(|(decision, entry)| self.sent_need(decision, entry));
        of_sheet.chain(sent).collect()
    }

    fn need_row(&self, need: &Placed<Need>) -> BoardRow {
        let w = self.words;
        let mut facts = Vec::new();
        let mut names = Vec::new();
        let mut own = |ours: String, text: &LocalText| {
            facts.push(ours);
            names.push(text.clone());
        };
        if let Some(category) = &need.category {
            own(SLOT.to_owned(), category);
        }
        if let Some(place) = need.place_id.as_ref().and_then(|id| self.place(id)) {
            own(w.board_at(SLOT), &place);
        }
        if let Some(channel) = need.channel {
            facts.push(w.need_from(w.board_channel(channel)));
        }
        facts.push(w.need_registered(&w.day(need.since)));
        if let Some(due) = need.due {
            facts.push(w.need_by(&w.day(due)));
        }
        let mut line = row(theirs(&need.text));
        line.lines
            .push(around(w.ended(&facts.join(w.clause_gap())), names));
        let matches: Vec<&Match> = self
            .records()
            .matches
            .iter()
            .filter(|matched| matched.need == need.need_id)
            .map(|matched| &matched.record)
            .collect();
        line.state = Some(self.matched(&matches, &mut line.lines));
        line.lines.push(self.post(&need.responsible_post));
        line
    }

    /// A need that a resident sent.
    fn sent_need(&self, decision: &Decision, entry: &Entry) -> BoardRow {
        let code = decision.id.code();
        let mut line = row(Self::own(entry, AskKey::Text)
            .as_ref()
            .map_or_else(|| self.words.earning_need().into(), theirs));
        let matches: Vec<&Match> = self
            .records()
            .matches
            .iter()
            .filter(|matched| matched.need.as_str().parse() == Ok(code))
            .map(|matched| &matched.record)
            .collect();
        let met = self.matched(&matches, &mut line.lines);
        // What is settled without a match is settled all the same.
        line.state = Some(
            if matches.is_empty() && decision.state != ReplyStatus::Received {
                self.result(decision.state)
            } else {
                met
            },
        );
        line.lines.push(self.post(&decision.post));
        line.links.push(self.entry_link(code));
        line
    }

    /// How far a need is, and a sentence for each match.
    fn matched(&self, matches: &[&Match], lines: &mut Vec<Phrase>) -> BoardState {
        let w = self.words;
        for matched in matches {
            let name = self.met_with(matched);
            let day = w.day(matched.date);
            let sentence = match matched.status {
                MatchStatus::Ended => w.match_tried(SLOT, &day),
                _ => w.match_with(SLOT, &day),
            };
            let mut said = vec![around(sentence, vec![name])];
            said.extend(matched.note.as_ref().map(theirs));
            lines.push(joined(w, said));
        }
        // The best of several decides.
        let rank = |status: MatchStatus| match status {
            MatchStatus::Ended => 0,
            MatchStatus::Proposed => 1,
            MatchStatus::Agreed => 2,
            MatchStatus::Done => 3,
        };
        match matches.iter().map(|m| m.status).max_by_key(|s| rank(*s)) {
            None => state(Shape::Open, w.need_none()),
            Some(status) => {
                let shape = match status {
                    MatchStatus::Ended => Shape::Open,
                    MatchStatus::Proposed | MatchStatus::Agreed => Shape::Half,
                    MatchStatus::Done => Shape::Full,
                };
                state(shape, w.match_status(status))
            }
        }
    }

    /// What a need is met with: a resource, a project, or a neighbour's offer.
    fn met_with(&self, matched: &Match) -> LocalText {
        let resource = matched.resource.as_ref().and_then(|id| {
            self.records()
                .resources
                .iter()
                .find(|resource| resource.resource_id == *id)
                .map(|resource| resource.name.clone())
        });
        let project = || {
            let id = matched.project_id.as_ref()?;
            Some(self.project(id)?.name.clone())
        };
        resource
            .or_else(project)
            .unwrap_or_else(|| LocalText::plain(self.words.match_resident()))
    }

    fn lending(&self, resource: &Resource) -> Lending {
        let as_of = self.records().community.as_of;
        let out: Vec<&Loan> = self
            .records()
            .loans
            .iter()
            .filter(|loan| loan.resource_id == resource.resource_id)
            .filter(|loan| loan.from <= as_of && loan.returned.is_none_or(|day| day > as_of))
            .map(|loan| &loan.record)
            .collect();
        let next = out.iter().map(|loan| loan.due).filter(|due| *due >= as_of);
        Lending {
            have: resource.count.unwrap_or(1),
            lent: out.iter().map(|loan| loan.count.unwrap_or(1)).sum(),
            next: next.min(),
            late: out
                .iter()
                .filter(|loan| loan.due < as_of)
                .map(|loan| (loan.due, loan.borrower.clone()))
                .collect(),
        }
    }

    fn resource_rows(&self) -> Vec<BoardRow> {
        let of_sheet = self
            .records()
            .resources
            .iter()
            .map(|resource| self.resource_row(resource));
        let offered = self
            .entries(SubmissionKind::Offer)
            .map(|(decision, entry)| self.offer_row(decision, entry));
        of_sheet.chain(offered).collect()
    }

    fn resource_row(&self, resource: &Resource) -> BoardRow {
        let w = self.words;
        let is_thing = resource.kind == ResourceKind::Equipment;
        let mut line = row(theirs(&resource.name));
        let lending = self.lending(resource);
        let left = lending.have.saturating_sub(lending.lent);
        line.state = Some(if !is_thing {
            state(Shape::Open, w.resource_ask())
        } else if !lending.late.is_empty() {
            let late = w.resource_late(&Self::number(count(lending.late.len())));
            state(Shape::Late, &late)
        } else if left == 0 {
            state(Shape::Full, w.resource_out())
        } else if lending.lent > 0 {
            state(Shape::Half, &w.resource_left(&Self::number(left)))
        } else {
            state(Shape::Open, w.resource_free())
        });
        let mut about = vec![Phrase::from(w.ended(w.resource_kind(resource.kind)))];
        about.extend(resource.plain.as_ref().map(theirs));
        line.lines.push(joined(w, about));
        if is_thing && (lending.have > 1 || lending.lent > 0) {
            let lent = w.resource_lent(&Self::number(lending.have), &Self::number(lending.lent));
            let mut said = vec![Phrase::from(lent)];
            for (due, borrower) in &lending.late {
                let sentence = w.resource_overdue(&w.day(*due), SLOT);
                said.push(around(sentence, vec![borrower.clone()]));
            }
            said.extend(lending.next.map(|day| w.resource_back(&w.day(day)).into()));
            line.lines.push(joined(w, said));
        }
        let who = if is_thing {
            w.resource_who(SLOT)
        } else {
            w.resource_who_ask(SLOT)
        };
        let mut terms = vec![around(who, vec![resource.who.clone()])];
        terms.extend(resource.terms.as_ref().map(theirs));
        line.lines.push(joined(w, terms));
        let mut last = Vec::new();
        if let Some(place) = resource.place_id.as_ref().and_then(|id| self.place(id)) {
            last.push(around(w.ended(&w.board_kept_at(SLOT)), vec![place]));
        }
        last.push(self.post(&resource.responsible_post));
        line.lines.push(joined(w, last));
        let text = if is_thing {
            w.resource_borrow(SLOT)
        } else {
            w.resource_book(SLOT)
        };
        let about = format!("resource:{}", resource.resource_id);
        let mut ask = form("need", Some(about), "");
        ask.text = around(text, vec![resource.name.clone()]);
        line.links.push(ask);
        line
    }

    /// Something that a resident offers.
    fn offer_row(&self, decision: &Decision, entry: &Entry) -> BoardRow {
        let w = self.words;
        let code = decision.id.code();
        let head = Self::own(entry, AskKey::Text)
            .as_ref()
            .map_or_else(|| w.offer_heading().into(), theirs);
        let mut line = row(head);
        line.state = Some(state(Shape::Open, w.resource_ask()));
        line.lines.push(w.ended(w.offer_heading()).into());
        line.lines
            .extend(Self::own(entry, AskKey::Terms).as_ref().map(theirs));
        line.lines.push(self.post(&decision.post));
        line.links.push(self.entry_link(code));
        line
    }

    /// Projects that are not finished, and those that a need was met with.
    fn open_projects(&self) -> Vec<&'r Project> {
        self.records()
            .projects
            .iter()
            .map(|project| &project.record)
            .filter(|project| {
                !matches!(
                    project.status,
                    ProjectStatus::Complete | ProjectStatus::Cancelled
                )
            })
            .collect()
    }

    fn project_rows(&self) -> Vec<BoardRow> {
        self.open_projects()
            .into_iter()
            .map(|project| self.project_row(project))
            .collect()
    }

    fn project_row(&self, project: &Project) -> BoardRow {
        let w = self.words;
        let mut line = row(theirs(&project.name));
        let shape = match project.status {
            ProjectStatus::Planned => Shape::Open,
            ProjectStatus::Active => Shape::Half,
            ProjectStatus::Complete => Shape::Full,
            ProjectStatus::Paused | ProjectStatus::Cancelled => Shape::Ended,
        };
        line.state = Some(state(shape, w.status(project.status)));
        line.lines.push(joined(
            w,
            vec![
                theirs(&project.plain),
                w.project_ends(&w.day(project.end_planned)).into(),
            ],
        ));
        let met = self
            .records()
            .matches
            .iter()
            .filter(|matched| matched.project_id.as_ref() == Some(&project.project_id))
            .filter(|matched| matched.status != MatchStatus::Ended)
            .count();
        if met > 0 {
            let said = w.project_meets(&Self::number(count(met)));
            line.lines.push(said.into());
        }
        let about = format!("project:{}", project.project_id);
        for (_, entry) in self.entries(SubmissionKind::Claim) {
            if entry.about.as_ref().map(ToString::to_string).as_ref() == Some(&about) {
                line.lines.push(match Self::own(entry, AskKey::Text) {
                    Some(text) => around(w.project_claimed(SLOT), vec![text]),
                    None => w.project_claimed_bare().into(),
                });
            }
        }
        line.lines.push(self.post(&project.responsible_post));
        let mut claim = form("claim", Some(about), "");
        claim.text = around(w.project_claim(SLOT), vec![project.name.clone()]);
        line.links.push(claim);
        line.links.extend(self.project_link(project));
        line
    }

    /// Posts and what they answer for, in the order in which they first appear.
    fn duty_rows(&self) -> Vec<BoardRow> {
        let w = self.words;
        let mut order: Vec<&LocalText> = Vec::new();
        let mut duties: BTreeMap<&LocalText, Duty> = BTreeMap::new();
        let mut at = |post: &'r LocalText, add: &mut dyn FnMut(&mut Duty)| {
            if !duties.contains_key(post) {
                order.push(post);
            }
            add(duties.entry(post).or_default());
        };
        let records = self.records();
        for need in &records.needs {
            let need = &need.record;
            at(&need.responsible_post, &mut |duty| {
                duty.needs.push(need.text.clone());
            });
        }
        for resource in &records.resources {
            let resource = &resource.record;
            at(&resource.responsible_post, &mut |duty| {
                duty.resources.push(resource.name.clone());
            });
        }
        for project in self.open_projects() {
            at(&project.responsible_post, &mut |duty| {
                duty.projects.push(project.name.clone());
            });
        }
        order
            .into_iter()
            .filter_map(|post| Some((post, duties.remove(post)?)))
            .map(|(post, duty)| {
                let mut line = row(theirs(post));
                for (sentence, texts) in [
                    (w.duties_line_needs(SLOT), duty.needs),
                    (w.duties_line_resources(SLOT), duty.resources),
                    (w.duties_line_projects(SLOT), duty.projects),
                ] {
                    if !texts.is_empty() {
                        let list = self.listed(texts);
                        line.lines
                            .push(around(sentence.replace(SLOT, &list.ours), list.theirs));
                    }
                }
                line
            })
            .collect()
    }
}

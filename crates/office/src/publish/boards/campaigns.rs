//! `/campaigns/`, a page for each campaign and questionnaire, and a questionnaire's paper twin.

use std::collections::BTreeMap;

use chrono::Days;
use mingbai_app::route::Route;
use mingbai_app::ui::SLOT;
use records::codes::{AnswerForm, AskKey, Channel, ReplyStatus, SubmissionKind, YesNo};
use records::decisions::{Decision, Review, Tally as Counted};
use records::envelope::Code;
use records::page::{
    BoardBar, BoardDays, BoardForm, BoardPart, BoardRow, BoardTable, BoardView, Phrase, Shape,
};
use records::say::Target;
use records::sheets::{Campaign, CampaignItem, PaperAnswer, Survey, SurveyQuestion};
use records::survey::{Sent, Tally, Ways, choices, tally};
use records::{Date, Id, LocalText};

use super::{Page, anchor, around, count, form, joined, link, row, state, theirs};

/// A suggestion, whichever way it came.
struct Suggestion<'s> {
    text: Phrase,
    channel: Option<Channel>,
    category: Option<LocalText>,
    item: Option<&'s CampaignItem>,
    sent: Option<&'s Decision>,
    /// Reasonable, feasible, new.
    marks: [Option<YesNo>; 3],
}

impl Suggestion<'_> {
    fn result(&self) -> Option<ReplyStatus> {
        self.item
            .and_then(|item| item.result)
            .or_else(|| self.sent.map(|decision| decision.state))
    }

    fn is_reviewed(&self) -> bool {
        self.marks.iter().any(Option::is_some)
    }
}

fn is_adopted(result: Option<ReplyStatus>) -> bool {
    matches!(result, Some(ReplyStatus::Adopted | ReplyStatus::Done))
}

/// The day before.
fn before(day: Date) -> Date {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

impl Page<'_, '_> {
    pub(super) fn campaigns(&self) -> BoardView {
        let w = self.words;
        let records = self.records();
        let (calls, surveys) = (records.campaigns.len(), records.surveys.len());
        let lead = if calls + surveys == 0 {
            w.campaigns_lead_empty().to_owned()
        } else {
            w.campaigns_lead(&Self::number(count(calls)), &Self::number(count(surveys)))
        };
        let mut parts = Vec::new();
        let mut of_calls: Vec<&Campaign> = records.campaigns.iter().map(|c| &c.record).collect();
        of_calls.sort_by_key(|call| std::cmp::Reverse(call.collect));
        let mut of_surveys: Vec<&Survey> = records.surveys.iter().map(|s| &s.record).collect();
        of_surveys.sort_by_key(|survey| std::cmp::Reverse(survey.opens));
        if calls > 0 {
            let mut part = Self::part("calls", w.campaigns_heading());
            part.rows = of_calls
                .iter()
                .map(|campaign| {
                    let last = before(campaign.analyse);
                    let days = Self::days(
                        (campaign.collect, last),
                        [w.campaign_before(), w.campaign_within(), w.campaign_after()],
                    );
                    let said = w.campaign_days(&w.day(campaign.collect), &w.day(last));
                    self.brief(
                        &campaign.campaign_id,
                        &campaign.title,
                        &campaign.plain,
                        said,
                        days,
                    )
                })
                .collect();
            parts.push(part);
        }
        if surveys > 0 {
            let mut part = Self::part("surveys", w.surveys_heading());
            part.rows = of_surveys
                .iter()
                .map(|survey| {
                    let said = w.survey_days(&w.day(survey.opens), &w.day(survey.closes));
                    let days = self.survey_state(survey);
                    self.brief(&survey.survey_id, &survey.title, &survey.plain, said, days)
                })
                .collect();
            parts.push(part);
        }
        BoardView {
            title: w.campaigns_title().into(),
            lead: lead.into(),
            parts,
            ..BoardView::default()
        }
    }

    /// Words before, within and after some days.
    fn days((from, until): (Date, Date), words: [&str; 3]) -> BoardDays {
        let [before, within, after] = words;
        BoardDays {
            from,
            until,
            before: state(Shape::Open, before),
            within: state(Shape::Half, within),
            after: state(Shape::Full, after),
        }
    }

    fn survey_state(&self, survey: &Survey) -> BoardDays {
        let w = self.words;
        Self::days(
            (survey.opens, survey.closes),
            [w.survey_before(), w.survey_within(), w.survey_after()],
        )
    }

    /// A row whose state moves on with the days.
    fn dated(&self, mut line: BoardRow, days: BoardDays) -> BoardRow {
        line.state = Some(days.on(self.day).clone());
        line.days = Some(days);
        line
    }

    fn brief(
        &self,
        id: &Id,
        title: &LocalText,
        plain: &LocalText,
        said: String,
        days: BoardDays,
    ) -> BoardRow {
        let mut line = row(theirs(title));
        line.lines.push(theirs(plain));
        line.lines.push(said.into());
        let mut on = link(&Route::Campaign(id.clone()), "");
        on.text = around(self.words.board_details_of(SLOT), vec![title.clone()]);
        line.links.push(on);
        self.dated(line, days)
    }

    pub(super) fn campaign(&self, id: &Id) -> Option<BoardView> {
        let w = self.words;
        let campaign = &self
            .records()
            .campaigns
            .iter()
            .find(|campaign| campaign.campaign_id == *id)?
            .record;
        let suggestions = self.suggestions(campaign);
        let withheld = self.withheld(campaign);
        let today = self.day;
        let mut acts = Vec::new();
        if (campaign.collect..campaign.analyse).contains(&today) {
            let about = format!("campaign:{id}");
            acts.push(form("proposal", Some(about), w.campaign_say()));
        }
        let mut items = Self::part("items", w.items_heading());
        items.rows = suggestions
            .iter()
            .zip(1_u32..)
            .map(|(suggestion, number)| self.suggestion(suggestion, number))
            .collect();
        if withheld > 0 {
            items
                .notes
                .push(w.items_withheld(&Self::number(withheld)).into());
        }
        Some(BoardView {
            path: vec![link(&Route::Campaigns, w.campaigns_short())],
            title: theirs(&campaign.title),
            lead: theirs(&campaign.plain),
            acts,
            parts: vec![
                self.phases(campaign),
                self.report(campaign, &suggestions, withheld),
                self.or_empty(items),
            ],
            ..BoardView::default()
        })
    }

    fn phases(&self, campaign: &Campaign) -> BoardPart {
        let w = self.words;
        let mut part = Self::part("steps", w.campaign_steps());
        part.form = BoardForm::Phases;
        let day = w.day(self.day);
        part.notes.push(w.board_as_of(&day).into());
        let starts = [
            (w.phase_prepare(), campaign.prepare),
            (w.phase_collect(), campaign.collect),
            (w.phase_analyse(), campaign.analyse),
            (w.phase_feedback(), campaign.feedback),
            (w.phase_summary(), campaign.summary),
        ];
        let words = [w.phase_before(), w.phase_within(), w.phase_after()];
        part.rows = starts
            .iter()
            .enumerate()
            .map(|(at, (name, from))| {
                let next = starts.get(at + 1).map(|(_, next)| *next);
                let mut line = row((*name).into());
                let (said, until) = match next {
                    // A phase that ends on the day on which it begins has one day.
                    Some(next) if before(next) > *from => (
                        w.phase_days(&w.day(*from), &w.day(before(next))),
                        before(next),
                    ),
                    Some(next) => (w.day(*from), before(next).max(*from)),
                    None => (w.day(*from), *from),
                };
                line.lines.push(said.into());
                self.dated(line, Self::days((*from, until), words))
            })
            .collect();
        if let Some(post) = &campaign.responsible_post {
            part.notes.push(self.post(post));
        }
        part
    }

    /// What was sent for a campaign, whether it is shown or not.
    fn sent_for<'s>(&'s self, campaign: &'s Campaign) -> impl Iterator<Item = &'s Decision> {
        self.boards.decided.iter().filter(|decision| {
            let about = decision
                .entry
                .as_ref()
                .and_then(|entry| entry.about.as_ref());
            let counted = decision.counted.as_ref().and_then(|c| c.campaign.as_ref());
            about == Some(&Target::Campaign(campaign.campaign_id.clone()))
                || counted == Some(&campaign.campaign_id)
        })
    }

    /// The workbook's suggestions by their numbers, then what was sent and does not stand there.
    fn suggestions<'s>(&'s self, campaign: &'s Campaign) -> Vec<Suggestion<'s>> {
        let mut items: Vec<&CampaignItem> = self
            .records()
            .campaign_items
            .iter()
            .filter(|item| item.campaign_id == campaign.campaign_id)
            .map(|item| &item.record)
            .collect();
        items.sort_by_key(|item| item.number);
        let code = |item: &&CampaignItem| item.code.as_ref()?.parse::<Code>().ok();
        let known: Vec<Code> = items.iter().filter_map(code).collect();
        let mut suggestions: Vec<Suggestion<'s>> = items
            .iter()
            .map(|item| Suggestion {
                text: theirs(&item.text),
                channel: Some(item.channel),
                category: item.category.clone(),
                item: Some(item),
                sent: None,
                marks: self.marks(item),
            })
            .collect();
        for decision in self.sent_for(campaign) {
            let Some(entry) = &decision.entry else {
                continue;
            };
            if known.contains(&decision.id.code()) {
                continue;
            }
            let said = [
                AskKey::Text,
                AskKey::Measure,
                AskKey::Problem,
                AskKey::Title,
            ]
            .into_iter()
            .find_map(|key| Self::own(entry, key));
            suggestions.push(Suggestion {
                text: said
                    .as_ref()
                    .map_or_else(|| self.words.earning_proposal().into(), theirs),
                channel: Some(entry.channel),
                category: decision
                    .counted
                    .as_ref()
                    .and_then(|counted| self.category(counted.category.as_ref()?)),
                item: None,
                sent: Some(decision),
                marks: decision.review.unwrap_or_default().marks(),
            });
        }
        suggestions
    }

    /// The marks of a suggestion in the workbook; where it has none and came by the website, those
    /// of the decision.
    fn marks(&self, item: &CampaignItem) -> [Option<YesNo>; 3] {
        let own = [item.reasonable, item.feasible, item.novel];
        if own.iter().any(Option::is_some) {
            return own;
        }
        let Some(code) = item
            .code
            .as_ref()
            .and_then(|code| code.parse::<Code>().ok())
        else {
            return own;
        };
        self.boards
            .decided
            .iter()
            .find(|decision| decision.id.code() == code)
            .and_then(|decision| decision.review)
            .map_or(own, Review::marks)
    }

    /// A category of the community's own list.
    fn category(&self, id: &Id) -> Option<LocalText> {
        self.records()
            .categories
            .iter()
            .find(|category| category.category_id == *id)
            .map(|category| category.name.clone())
    }

    /// How many were sent that are not shown and do not stand in the workbook.
    fn withheld(&self, campaign: &Campaign) -> u32 {
        let known: Vec<Code> = self
            .records()
            .campaign_items
            .iter()
            .filter_map(|item| item.code.as_ref()?.parse().ok())
            .collect();
        let hidden = self
            .sent_for(campaign)
            .filter(|decision| decision.entry.is_none() && !known.contains(&decision.id.code()));
        count(hidden.count())
    }

    /// The summary, in sentences that the figures choose.
    fn report(
        &self,
        campaign: &Campaign,
        suggestions: &[Suggestion<'_>],
        withheld: u32,
    ) -> BoardPart {
        let w = self.words;
        let is_over = self.day >= campaign.summary;
        let heading = if is_over {
            w.report_heading()
        } else {
            w.report_interim()
        };
        let mut part = Self::part("report", heading);
        let total = count(suggestions.len()).saturating_add(withheld);
        part.notes.push(w.report_total(&Self::number(total)).into());
        if suggestions.is_empty() {
            part.notes
                .extend(self.reached(campaign.reached, campaign.goal));
            return part;
        }
        let mut channels: BTreeMap<Channel, (u32, u32)> = BTreeMap::new();
        let mut categories: BTreeMap<Option<LocalText>, u32> = BTreeMap::new();
        let mut marks = (0_u32, 0_u32, 0_u32, 0_u32);
        let (mut adopted, mut declined) = (0_u32, 0_u32);
        let mut decided = 0_u32;
        for suggestion in suggestions {
            if let Some(channel) = suggestion.channel {
                let counts = channels.entry(channel).or_default();
                counts.0 += 1;
                counts.1 += u32::from(is_adopted(suggestion.result()));
            }
            *categories.entry(suggestion.category.clone()).or_default() += 1;
            let [reasonable, feasible, novel] = suggestion
                .marks
                .map(|mark| u32::from(mark == Some(YesNo::Yes)));
            marks.0 += u32::from(suggestion.is_reviewed());
            marks.1 += reasonable;
            marks.2 += feasible;
            marks.3 += novel;
            decided += u32::from(suggestion.result().is_some());
            adopted += u32::from(is_adopted(suggestion.result()));
            declined += u32::from(suggestion.result() == Some(ReplyStatus::NotAdopted));
        }
        part.notes.push(self.channels_said(&channels));
        part.notes.push(self.categories_said(categories));
        part.notes.push(if marks.0 == 0 {
            w.report_marks_none().into()
        } else {
            let [reviewed, reasonable, feasible, novel] =
                [marks.0, marks.1, marks.2, marks.3].map(Self::number);
            w.report_marks(&reviewed, &reasonable, &feasible, &novel)
                .into()
        });
        part.notes.push(if decided == 0 {
            w.report_results_none().into()
        } else {
            let shown = count(suggestions.len());
            let pending = shown.saturating_sub(adopted).saturating_sub(declined);
            let [adopted, declined, pending] = [adopted, declined, pending].map(Self::number);
            let answered = suggestions.iter().all(|suggestion| {
                suggestion.item.is_some_and(|item| item.reply.is_some())
                    || suggestion
                        .sent
                        .is_some_and(|sent| sent.reply.is_some() || sent.reason.is_some())
            });
            if answered {
                w.report_results(&adopted, &declined, &pending).into()
            } else {
                w.report_results_open(&adopted, &declined, &pending).into()
            }
        });
        part.notes
            .extend(self.reached(campaign.reached, campaign.goal));
        part.notes.push(w.report_print().into());
        part.rows
            .extend(self.reached_bar(campaign.reached, campaign.goal));
        part.rows.push(self.changed(campaign.changed.as_ref()));
        part.table = Some(self.channel_table(&channels));
        part
    }

    fn channels_said(&self, channels: &BTreeMap<Channel, (u32, u32)>) -> Phrase {
        let w = self.words;
        let list: Vec<String> = channels
            .iter()
            .map(|(channel, (came, _))| {
                w.report_item(w.board_channel(*channel), &Self::number(*came))
            })
            .collect();
        w.report_channels(&list.join(w.list_comma())).into()
    }

    /// Categories, the most frequent first.
    fn categories_said(&self, categories: BTreeMap<Option<LocalText>, u32>) -> Phrase {
        let w = self.words;
        let mut by_count: Vec<(Option<LocalText>, u32)> = categories.into_iter().collect();
        // What has none comes last.
        by_count.sort_by_key(|(name, came)| (name.is_none(), std::cmp::Reverse(*came)));
        let mut names = Vec::new();
        let list: Vec<String> = by_count
            .into_iter()
            .map(|(name, came)| {
                let came = Self::number(came);
                match name {
                    Some(name) => {
                        names.push(name);
                        w.report_item(SLOT, &came)
                    }
                    None => w.report_item(w.report_no_category(), &came),
                }
            })
            .collect();
        around(w.report_categories(&list.join(w.list_comma())), names)
    }

    fn channel_table(&self, channels: &BTreeMap<Channel, (u32, u32)>) -> BoardTable {
        let w = self.words;
        BoardTable {
            caption: w.report_heading().into(),
            heads: [
                w.report_col_channel(),
                w.report_col_count(),
                w.report_col_adopted(),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: channels
                .iter()
                .map(|(channel, (came, adopted))| {
                    vec![
                        w.board_channel(*channel).into(),
                        Self::number(*came).into(),
                        Self::number(*adopted).into(),
                    ]
                })
                .collect(),
        }
    }

    /// How many households had a say, against the goal.
    fn reached(&self, reached: Option<u32>, goal: Option<u32>) -> Option<Phrase> {
        let w = self.words;
        let said = match (reached, goal.filter(|goal| *goal > 0)) {
            (Some(reached), Some(goal)) => w.board_reached(
                &Self::number(reached),
                &Self::number(goal),
                &self.percent(reached, goal),
            ),
            (Some(reached), None) => w.board_reached_no_goal(&Self::number(reached)),
            (None, Some(goal)) => w.board_goal(&Self::number(goal)),
            (None, None) => return None,
        };
        Some(said.into())
    }

    fn reached_bar(&self, reached: Option<u32>, goal: Option<u32>) -> Option<BoardRow> {
        let (used, whole) = (reached?, goal.filter(|goal| *goal > 0)?);
        let of = format!("{} / {}", Self::number(used), Self::number(whole));
        let mut line = row(self.words.board_households(&of).into());
        line.bar = Some(BoardBar { used, whole });
        Some(line)
    }

    fn changed(&self, changed: Option<&LocalText>) -> BoardRow {
        let w = self.words;
        let mut line = row(w.board_changed_heading().into());
        line.lines
            .push(changed.map_or_else(|| w.board_changed_not_yet().into(), theirs));
        line
    }

    fn suggestion(&self, suggestion: &Suggestion<'_>, number: u32) -> BoardRow {
        let w = self.words;
        let number = suggestion.item.map_or(number, |item| item.number);
        let head = w.item_numbered(&number.to_string(), &suggestion.text.ours);
        let mut line = row(around(head, suggestion.text.theirs.clone()));
        line.id = Some(anchor(&format!("item-{number}")));
        line.state = suggestion.result().map(|result| self.result(result));
        let mut facts = Vec::new();
        let mut names = Vec::new();
        if let Some(category) = &suggestion.category {
            facts.push(SLOT.to_owned());
            names.push(category.clone());
        }
        if let Some(channel) = suggestion.channel {
            facts.push(w.need_from(w.board_channel(channel)));
        }
        line.lines
            .push(around(w.ended(&facts.join(w.clause_gap())), names));
        if suggestion.is_reviewed() {
            let [reasonable, feasible, novel] = suggestion.marks.map(|mark| w.mark(mark));
            line.lines
                .push(w.item_marks(reasonable, feasible, novel).into());
        }
        if let Some(item) = suggestion.item {
            if let Some(reply) = &item.reply {
                line.lines
                    .push(around(w.item_answer(SLOT), vec![reply.clone()]));
            }
            if let Some(project) = item.project_id.as_ref().and_then(|id| self.project(id)) {
                line.links.extend(self.project_link(project));
            }
            let shown = item
                .code
                .as_ref()
                .and_then(|code| code.parse::<Code>().ok());
            let is_shown = |code: &Code| {
                self.boards
                    .decided
                    .iter()
                    .any(|decision| decision.id.code() == *code && decision.entry.is_some())
            };
            if let Some(code) = shown.filter(is_shown) {
                line.links.push(self.entry_link(code));
            }
        }
        if let Some(decision) = suggestion.sent {
            if let Some(answer) = decision.reply.as_ref().or(decision.reason.as_ref()) {
                line.lines
                    .push(around(w.item_answer(SLOT), vec![answer.clone()]));
            }
            line.links.push(self.entry_link(decision.id.code()));
        }
        line
    }

    fn survey_of(&self, id: &Id) -> Option<(&Survey, Vec<&SurveyQuestion>)> {
        let records = self.records();
        let survey = records
            .surveys
            .iter()
            .find(|survey| survey.survey_id == *id)?;
        let questions = records
            .survey_questions
            .iter()
            .filter(|question| question.survey_id == *id)
            .map(|question| &question.record)
            .collect();
        Some((&survey.record, questions))
    }

    /// Counts what devices sent and what stands on paper.
    fn counted(&self, survey: &Survey, questions: &[&SurveyQuestion]) -> Tally {
        let target = Target::Survey(survey.survey_id.clone());
        let mut decided: Vec<&Decision> = self
            .boards
            .decided
            .iter()
            .filter(|decision| decision.kind == SubmissionKind::Survey)
            .collect();
        // In the order of arrival; what no inbox noted comes after what was noted.
        decided.sort_by_key(|decision| {
            let arrived = self.boards.arrived.get(&decision.id);
            (arrived.is_none(), arrived, decision.day, decision.id)
        });
        let sent: Vec<Sent> = decided
            .into_iter()
            .filter_map(|decision| match &decision.tally {
                Some(Counted::Survey {
                    about,
                    token,
                    answers,
                }) if *about == target => Some(Sent {
                    from: token.unwrap_or(decision.id).to_string(),
                    answers: answers.clone(),
                }),
                _ => None,
            })
            .collect();
        let paper: Vec<&PaperAnswer> = self
            .records()
            .survey_paper
            .iter()
            .filter(|row| row.survey_id == survey.survey_id)
            .map(|row| &row.record)
            .collect();
        tally(questions, &sent, &paper)
    }

    pub(super) fn survey(&self, id: &Id) -> Option<BoardView> {
        let w = self.words;
        let (survey, questions) = self.survey_of(id)?;
        let counted = self.counted(survey, &questions);
        let today = self.day;
        let mut acts = Vec::new();
        if (survey.opens..=survey.closes).contains(&today) {
            let about = format!("survey:{id}");
            acts.push(form("survey", Some(about), w.survey_answer()));
        }
        acts.push(link(&Route::Paper(id.clone()), w.survey_paper_link()));
        let mut parts = vec![self.back(survey, &counted)];
        for (at, question) in questions.iter().enumerate() {
            parts.push(self.question(question, at, &counted));
        }
        Some(BoardView {
            path: vec![link(&Route::Campaigns, w.campaigns_short())],
            title: theirs(&survey.title),
            lead: theirs(&survey.plain),
            acts,
            parts,
            ..BoardView::default()
        })
    }

    fn back(&self, survey: &Survey, counted: &Tally) -> BoardPart {
        let w = self.words;
        let mut part = Self::part("back", w.survey_back());
        let Ways { online, paper } = counted.households;
        let all = counted.households.all();
        let goal = survey.goal.filter(|goal| *goal > 0);
        if all == 0 {
            part.notes.push(match goal {
                Some(goal) => w.survey_back_none(&Self::number(goal)).into(),
                None => w.survey_back_none_bare().into(),
            });
        } else {
            part.notes.extend(self.reached(Some(all), goal));
            let said = w.survey_ways(&Self::number(online), &Self::number(paper));
            part.notes.push(said.into());
        }
        if !counted.unsettled.is_empty() {
            let number = Self::number(count(counted.unsettled.len()));
            part.notes.push(w.survey_unsettled(&number).into());
        }
        if !counted.refused.is_empty() {
            let number = Self::number(count(counted.refused.len()));
            part.notes.push(w.survey_refused(&number).into());
        }
        if all > 0 {
            part.rows.extend(self.reached_bar(Some(all), goal));
        }
        let mut open = row(w
            .survey_days(&w.day(survey.opens), &w.day(survey.closes))
            .into());
        if let Some(post) = &survey.responsible_post {
            open.lines.push(self.post(post));
        }
        part.rows.push(self.dated(open, self.survey_state(survey)));
        part.rows.push(self.changed(survey.changed.as_ref()));
        part
    }

    fn question(&self, question: &SurveyQuestion, at: usize, counted: &Tally) -> BoardPart {
        let w = self.words;
        let number = (at + 1).to_string();
        let mut part = Self::part(&format!("question-{number}"), "");
        part.heading = around(
            w.question_heading(&number, SLOT),
            vec![question.text.clone()],
        );
        let Some(results) = counted.questions.get(at) else {
            return part;
        };
        let all = results.answered.all();
        if all == 0 {
            part.notes.push(w.question_none().into());
            return part;
        }
        if question.form == AnswerForm::Text {
            part.notes.push(w.question_words(&Self::number(all)).into());
            return part;
        }
        if results.is_small() {
            part.notes.push(w.question_small().into());
            return part;
        }
        part.notes
            .push(w.question_answered(&Self::number(all)).into());
        if question.form == AnswerForm::ChooseMany {
            part.notes.push(w.question_many().into());
        }
        let apart = results.answered.can_be_told_apart()
            && results.answered.online > 0
            && results.answered.paper > 0;
        let mut table = Vec::new();
        for (choice, ways) in choices(question).iter().zip(&results.choices) {
            let (came, share) = (Self::number(ways.all()), self.percent(ways.all(), all));
            let mut line = row(theirs(choice));
            let mut said = w.choice_count(&came, &share);
            if apart {
                said.push_str(
                    &w.choice_ways(&Self::number(ways.online), &Self::number(ways.paper)),
                );
            }
            line.lines.push(w.ended(&said).into());
            line.bar = Some(BoardBar {
                used: ways.all(),
                whole: all,
            });
            part.rows.push(line);
            table.push(vec![theirs(choice), came.into(), share.into()]);
        }
        part.table = Some(BoardTable {
            caption: part.heading.clone(),
            heads: [
                w.survey_col_choice(),
                w.survey_col_count(),
                w.survey_col_percent(),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: table,
        });
        part
    }

    pub(super) fn paper(&self, id: &Id) -> Option<BoardView> {
        let w = self.words;
        let (survey, questions) = self.survey_of(id)?;
        let mut part = Self::part(
            "questions",
            w.paper_questions(&Self::number(count(questions.len()))),
        );
        part.form = BoardForm::Boxes;
        part.notes.push(w.paper_number().into());
        part.rows = questions
            .iter()
            .enumerate()
            .map(|(at, question)| {
                let number = (at + 1).to_string();
                let mut line = row(around(
                    w.question_heading(&number, SLOT),
                    vec![question.text.clone()],
                ));
                line.lines.push(
                    match question.form {
                        AnswerForm::ChooseOne => w.paper_one(),
                        AnswerForm::ChooseMany => w.paper_many(),
                        AnswerForm::Text => w.paper_words(),
                    }
                    .into(),
                );
                line.boxes = Some(choices(question));
                line
            })
            .collect();
        let mut campaign = link(&Route::Campaign(id.clone()), "");
        campaign.text = theirs(&survey.title);
        Some(BoardView {
            path: vec![link(&Route::Campaigns, w.campaigns_short()), campaign],
            title: around(w.paper_title(SLOT), vec![survey.title.clone()]),
            lead: joined(
                w,
                vec![
                    theirs(&survey.plain),
                    w.paper_lead(&w.day(survey.closes)).into(),
                ],
            ),
            parts: vec![part],
            ..BoardView::default()
        })
    }
}

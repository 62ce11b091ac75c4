//! What the page of the forms carries.

use mingbai_app::i18n::say::carried;
use records::clock::promised;
use records::codes::{AnswerForm, DayKind, ProjectStatus, SubmissionKind};
use records::page::{SayChoice, SayKind, SayQuestion, SaySurvey, SayTarget, SayView};
use records::say::{Clock, Wanted, spec};
use records::survey::choices;
use records::{Date, Lang, Records};

/// The kinds in the order of the page; questionnaires come when one is open.
const KINDS: [SubmissionKind; 10] = [
    SubmissionKind::Story,
    SubmissionKind::Proposal,
    SubmissionKind::Question,
    SubmissionKind::Report,
    SubmissionKind::Need,
    SubmissionKind::Offer,
    SubmissionKind::Claim,
    SubmissionKind::Rating,
    SubmissionKind::Survey,
    SubmissionKind::Mediation,
];

/// A kind with what this community promises for it.
fn kind(records: &Records, kind: SubmissionKind) -> SayKind {
    let (hours, working_days) = match promised(records, kind) {
        Clock::None => (None, None),
        Clock::Hours(hours) => (Some(hours), None),
        Clock::WorkingDays(days) => (None, Some(days)),
    };
    SayKind {
        kind,
        hours,
        working_days,
    }
}

/// Questionnaires that are open on the day of the figures, with their questions.
fn surveys(records: &Records) -> Vec<SaySurvey> {
    let as_of = records.community.as_of;
    let open = records
        .surveys
        .iter()
        .filter(|survey| (survey.opens..=survey.closes).contains(&as_of));
    open.map(|survey| SaySurvey {
        id: survey.survey_id.clone(),
        name: survey.title.clone(),
        questions: records
            .survey_questions
            .iter()
            .filter(|question| question.survey_id == survey.survey_id)
            .map(|question| SayQuestion {
                id: question.question_id.clone(),
                text: question.text.clone(),
                choices: choices(question),
                several: question.form == AnswerForm::ChooseMany,
            })
            .collect(),
    })
    .collect()
}

/// The page's data in one language. `budget` are the groups of the newest year that money goes to,
/// `today` the day of publication; `seals` says whether there are keys.
pub(super) fn say_view(
    records: &Records,
    lang: Lang,
    budget: Vec<SayTarget>,
    today: Option<Date>,
    seals: bool,
) -> SayView {
    let days = |wanted: DayKind| {
        records
            .holidays
            .iter()
            .filter(|row| row.day == wanted && today.is_none_or(|today| row.date >= today))
            .map(|row| row.date)
            .collect()
    };
    let mut projects: Vec<_> = records
        .projects
        .iter()
        .filter(|project| project.status != ProjectStatus::Cancelled)
        .collect();
    // What is under way or finished last is asked about first.
    projects.sort_by_key(|project| std::cmp::Reverse((project.year.clone(), project.end_planned)));
    let projects = projects.into_iter().map(|project| SayTarget {
        target: format!("project:{}", project.project_id),
        name: project.name.clone(),
    });
    let surveys = surveys(records);
    SayView {
        words: carried(lang),
        kinds: KINDS
            .into_iter()
            .filter(|kind| *kind != SubmissionKind::Survey || !surveys.is_empty())
            // What needs a contact cannot be sent where no contact is asked.
            .filter(|kind| seals || spec(*kind).is_none_or(|spec| spec.contact != Wanted::Required))
            .map(|of| kind(records, of))
            .collect(),
        categories: records
            .categories
            .iter()
            .map(|category| SayChoice {
                id: category.category_id.clone(),
                name: category.name.clone(),
                only_for: category.only_for,
            })
            .collect(),
        places: records
            .places
            .iter()
            .map(|place| SayChoice {
                id: place.place_id.clone(),
                name: place.name.clone(),
                only_for: None,
            })
            .collect(),
        targets: budget.into_iter().chain(projects).collect(),
        surveys,
        days_off: days(DayKind::Off),
        days_worked: days(DayKind::Work),
        seals,
    }
}

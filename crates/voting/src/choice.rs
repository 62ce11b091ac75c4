//! What somebody chooses: a draft that may be wrong, and a choice that cannot be.
//!
//! [`cast`] is the only way from the one to the other; it says everything that is amiss at once, with
//! the project it is about. The counting crate's own checks are not asked: they work with fractions,
//! which a phone that only votes need not load.

use records::json::{Json, Writing};
use records::{Id, Money};

use crate::bytes::hash;
use crate::poll::{Counting, Definition, Matter, VoteType, quoted, texts, words};
use crate::short::sort_by;

words! {
    /// What somebody says to a motion.
    Stance {
        /// Agrees.
        Agree = "agree",
        /// Is against.
        Against = "against",
        /// Abstains: counted, for neither side.
        Abstain = "abstain",
    }
}

/// One project of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub project_id: String,
    /// How many points, where points are given.
    pub points: Option<u32>,
}

/// What somebody is about to choose. May be wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Projects in the order chosen; where they are ranked, the most wanted first.
    pub marks: Vec<Mark>,
    /// What is said to a motion.
    pub stance: Option<Stance>,
    /// Said to be empty on purpose.
    pub empty: bool,
}

impl Draft {
    /// A draft of these projects without points.
    pub fn of<'a>(project_ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mark = |project_id: &str| Mark {
            project_id: project_id.to_owned(),
            points: None,
        };
        Draft {
            marks: project_ids.into_iter().map(mark).collect(),
            ..Draft::default()
        }
    }
}

/// Why a draft is no choice. What is about one project names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such project stands for election.
    UnknownProject {
        /// Its name in the draft.
        project_id: String,
    },
    /// A project stands in it twice.
    Repeated {
        /// Which.
        project_id: String,
    },
    /// More projects than allowed.
    TooMany {
        /// Most allowed.
        max_length: u32,
        /// Chosen.
        length: u32,
    },
    /// Fewer projects than asked for.
    TooFew {
        /// Fewest allowed.
        min_length: u32,
        /// Chosen.
        length: u32,
    },
    /// Together dearer than allowed.
    OverBudget(OverBudget),
    /// A project without its points, or with none of them.
    NoPoints {
        /// Which.
        project_id: String,
    },
    /// Points where none are given.
    Points {
        /// For which project.
        project_id: String,
    },
    /// Too many points for one project.
    PointsTooHigh {
        /// Which.
        project_id: String,
        /// Most allowed.
        max_points: u32,
        /// Given.
        points: u32,
    },
    /// Too many points together.
    SumTooHigh {
        /// Most allowed.
        max_sum_points: u32,
        /// Given.
        sum_points: u64,
    },
    /// Nothing chosen, and not said to be empty on purpose.
    Blank,
    /// Said to be empty, with something chosen.
    NotEmpty,
    /// A motion answered with projects, or projects with a stance.
    OtherMatter,
}

/// By how much a choice is over the money there is, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverBudget {
    /// The most that it may cost together.
    pub max_sum_cost: Money,
    /// What it costs.
    pub sum_cost: Money,
    /// The difference.
    pub over: Money,
    /// Gone through in the order chosen: what no longer fits beside those before it.
    pub does_not_fit: Vec<String>,
    /// What is enough to leave out: each single project that is, the cheapest first. If none is
    /// alone, one list: the dearest, together.
    pub frees: Vec<Vec<String>>,
}

/// What is allowed, but worth a word before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Fewer projects than one could choose.
    Undervote {
        /// Chosen.
        length: u32,
        /// Most allowed.
        max_length: u32,
    },
    /// There is money for more of the projects.
    MoneyLeft {
        /// How much.
        left: Money,
        /// Projects that would still fit, each alone.
        still_fit: Vec<String>,
    },
    /// Points that nobody gets.
    PointsLeft {
        /// How many.
        left: u32,
    },
    /// Empty on purpose: it is counted, for no project.
    Empty,
}

/// A choice that keeps to the poll's limits. Projects are named by their place in the definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// A set of projects, ascending.
    Projects(Vec<usize>),
    /// Projects from the most to the least wanted.
    Ranking(Vec<usize>),
    /// Projects with points above zero, by place.
    Points(Vec<(usize, u32)>),
    /// What is said to a motion.
    Motion(Stance),
}

/// A choice, and what is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// The choice.
    pub choice: Choice,
    /// What is allowed, but may not have been meant.
    pub notes: Vec<Note>,
}

/// Makes a choice of a draft.
///
/// # Errors
/// Everything that is amiss, in the order of the draft.
pub fn cast(definition: &Definition, draft: &Draft) -> Result<Cast, Vec<Refusal>> {
    match &definition.matter {
        Matter::Motion(_) => match draft.stance {
            _ if !draft.marks.is_empty() || draft.empty => Err(vec![Refusal::OtherMatter]),
            None => Err(vec![Refusal::Blank]),
            Some(stance) => Ok(Cast {
                choice: Choice::Motion(stance),
                notes: Vec::new(),
            }),
        },
        Matter::Projects(_) if draft.stance.is_some() => Err(vec![Refusal::OtherMatter]),
        Matter::Projects(counting) => cast_projects(counting, definition.vote_type, draft),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn cast_projects(
    counting: &Counting,
    vote_type: VoteType,
    draft: &Draft,
) -> Result<Cast, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let has_points = vote_type == VoteType::Cumulative;
    let mut chosen: Vec<(usize, u32)> = Vec::new();
    for mark in &draft.marks {
        let project_id = mark.project_id.clone();
        let Some(position) = counting.position(&project_id) else {
            refusals.push(Refusal::UnknownProject { project_id });
            continue;
        };
        if chosen.iter().any(|(known, _)| *known == position) {
            refusals.push(Refusal::Repeated { project_id });
            continue;
        }
        match mark.points {
            None | Some(0) if has_points => {
                refusals.push(Refusal::NoPoints { project_id });
                continue;
            }
            Some(_) if !has_points => {
                refusals.push(Refusal::Points { project_id });
                continue;
            }
            _ => {}
        }
        let points = mark.points.unwrap_or(0);
        let most = counting.limits.max_points.unwrap_or(u32::MAX);
        if points > most {
            refusals.push(Refusal::PointsTooHigh {
                project_id,
                max_points: most,
                points,
            });
        }
        chosen.push((position, points));
    }
    if draft.marks.is_empty() {
        if !draft.empty {
            refusals.push(Refusal::Blank);
        }
    } else if draft.empty {
        refusals.push(Refusal::NotEmpty);
    }
    let positions: Vec<usize> = chosen.iter().map(|(position, _)| *position).collect();
    let length = count(positions.len());
    let max_length = match vote_type {
        VoteType::ChooseOne => Some(1),
        _ => counting.limits.max_length,
    };
    if let Some(max_length) = max_length.filter(|most| length > *most) {
        refusals.push(Refusal::TooMany { max_length, length });
    }
    let least = counting.limits.min_length.unwrap_or(0);
    if length < least && !draft.marks.is_empty() {
        refusals.push(Refusal::TooFew {
            min_length: least,
            length,
        });
    }
    let limit = counting.limit_cost(vote_type);
    if let Some(over) = limit.and_then(|limit| over_budget(counting, &positions, limit)) {
        refusals.push(Refusal::OverBudget(over));
    }
    let sum_points: u64 = chosen.iter().map(|(_, points)| u64::from(*points)).sum();
    let max_sum_points = counting.limits.max_sum_points;
    if let Some(most) = max_sum_points.filter(|most| sum_points > u64::from(*most)) {
        refusals.push(Refusal::SumTooHigh {
            max_sum_points: most,
            sum_points,
        });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut notes = Vec::new();
    if positions.is_empty() {
        notes.push(Note::Empty);
    } else {
        let room = max_length.map(|most| most.min(count(counting.projects.len())));
        if let Some(max_length) = room.filter(|most| length < *most) {
            notes.push(Note::Undervote { length, max_length });
        }
        if let Some(limit) = limit {
            notes.extend(money_left(counting, &positions, limit));
        }
        let given = u32::try_from(sum_points).unwrap_or(u32::MAX);
        let points_left = max_sum_points.map(|most| most.saturating_sub(given));
        if let Some(left) = points_left.filter(|left| *left > 0) {
            notes.push(Note::PointsLeft { left });
        }
    }
    let choice = match vote_type {
        VoteType::Ordinal => Choice::Ranking(positions),
        VoteType::Cumulative => {
            sort_by(&mut chosen, |mark| *mark);
            Choice::Points(chosen)
        }
        _ => {
            let mut positions = positions;
            sort_by(&mut positions, |position| *position);
            Choice::Projects(positions)
        }
    };
    Ok(Cast { choice, notes })
}

/// What these cost together. A project costs at most 10^15 and there are at most 500, so an `i64`
/// holds it.
fn sum_cost(counting: &Counting, positions: &[usize]) -> i64 {
    (positions.iter())
        .filter_map(|position| counting.projects.get(*position))
        .map(|project| project.cost.0)
        .sum()
}

fn name(counting: &Counting, position: usize) -> String {
    (counting.projects.get(position))
        .map_or_else(String::new, |project| project.project_id.to_string())
}

fn over_budget(counting: &Counting, positions: &[usize], limit: Money) -> Option<OverBudget> {
    let sum = sum_cost(counting, positions);
    let over = sum - limit.0;
    if over <= 0 {
        return None;
    }
    let cost = |position: usize| sum_cost(counting, &[position]);
    let mut left = limit.0;
    let mut does_not_fit = Vec::new();
    for position in positions {
        if cost(*position) <= left {
            left -= cost(*position);
        } else {
            does_not_fit.push(name(counting, *position));
        }
    }
    let mut by_cost = positions.to_vec();
    sort_by(&mut by_cost, |position| (cost(*position), *position));
    let mut frees: Vec<Vec<String>> = (by_cost.iter())
        .filter(|position| cost(**position) >= over)
        .map(|position| vec![name(counting, *position)])
        .collect();
    if frees.is_empty() {
        let mut freed = 0;
        let mut together = Vec::new();
        for position in by_cost.iter().rev() {
            if freed < over {
                freed += cost(*position);
                together.push(name(counting, *position));
            }
        }
        frees.push(together);
    }
    Some(OverBudget {
        max_sum_cost: limit,
        sum_cost: Money(sum),
        over: Money(over),
        does_not_fit,
        frees,
    })
}

fn money_left(counting: &Counting, positions: &[usize], limit: Money) -> Option<Note> {
    let left = limit.0 - sum_cost(counting, positions);
    let most = counting.limits.max_length.unwrap_or(u32::MAX);
    let still_fit: Vec<String> = (counting.projects.iter().enumerate())
        .filter(|(position, project)| !positions.contains(position) && project.cost.0 <= left)
        .map(|(_, project)| project.project_id.to_string())
        .collect();
    (!still_fit.is_empty() && count(positions.len()) < most).then_some(Note::MoneyLeft {
        left: Money(left),
        still_fit,
    })
}

/// Why a text is no choice of this poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceProblem {
    /// Not of the form that such choices have, or not in its one form.
    Shape,
    /// It does not keep to the limits.
    Refused(Vec<Refusal>),
}

impl Choice {
    /// As it stands in a sealed ballot and in the published rows.
    pub fn to_json(&self, definition: &Definition) -> String {
        let id = |position: &usize| {
            let project = definition
                .counting()
                .and_then(|c| c.projects.get(*position));
            project.map_or("", |project| project.project_id.as_str())
        };
        match self {
            Choice::Projects(positions) | Choice::Ranking(positions) => {
                let ids: Vec<&str> = positions.iter().map(id).collect();
                texts(&ids)
            }
            Choice::Points(points) => {
                let pairs: Vec<String> = (points.iter())
                    .map(|(position, points)| format!("[{},{points}]", quoted(id(position))))
                    .collect();
                format!("[{}]", pairs.join(","))
            }
            Choice::Motion(stance) => quoted(stance.key()),
        }
    }

    /// Reads what [`Choice::to_json`] writes, and holds it against the limits.
    ///
    /// # Errors
    /// [`ChoiceProblem`]
    pub fn of_json(definition: &Definition, json: &Json) -> Result<Choice, ChoiceProblem> {
        let text_of = |json: &Json| match json {
            Json::Text(text) => Some(text.clone()),
            _ => None,
        };
        let mut draft = Draft::default();
        match json {
            Json::Text(text) => {
                let stance = Stance::ALL.iter().find(|stance| stance.key() == text);
                draft.stance = Some(*stance.ok_or(ChoiceProblem::Shape)?);
            }
            Json::List(items) => {
                draft.empty = items.is_empty();
                for item in items {
                    let mark = match item {
                        Json::List(pair) => match pair.as_slice() {
                            [project, Json::Whole(points)] => {
                                text_of(project).zip(u32::try_from(*points).ok().map(Some))
                            }
                            _ => None,
                        },
                        item => text_of(item).map(|project| (project, None)),
                    };
                    let (project_id, points) = mark.ok_or(ChoiceProblem::Shape)?;
                    draft.marks.push(Mark { project_id, points });
                }
            }
            _ => return Err(ChoiceProblem::Shape),
        }
        let choice = cast(definition, &draft)
            .map_err(ChoiceProblem::Refused)?
            .choice;
        // Sets stand in the order of the projects.
        let in_order = match &choice {
            Choice::Motion(_) | Choice::Ranking(_) => true,
            Choice::Projects(positions) => same_order(definition, positions.iter(), &draft),
            Choice::Points(points) => same_order(definition, points.iter().map(|(p, _)| p), &draft),
        };
        if in_order {
            Ok(choice)
        } else {
            Err(ChoiceProblem::Shape)
        }
    }
}

fn same_order<'a>(
    definition: &Definition,
    positions: impl Iterator<Item = &'a usize>,
    draft: &Draft,
) -> bool {
    let Some(counting) = definition.counting() else {
        return false;
    };
    positions
        .zip(&draft.marks)
        .all(|(position, mark)| name(counting, *position) == mark.project_id)
}

/// The order in which one voter sees the projects: by SHA-256 of `order/v1|{definition's hash}|{seed}`,
/// a zero byte and the project's id. Each voter has a seed of his or her own (the slip's roll entry;
/// before the slip is read, anything random), so that no project is first for everybody. The list in
/// the definition's order is there on request.
pub fn fair_order(counting: &Counting, doc: &records::envelope::DocId, seed: &str) -> Vec<usize> {
    let seed = format!("order/v1|{doc}|{seed}");
    let digest = |id: &Id| hash(&[seed.as_bytes(), &[0], id.as_str().as_bytes()]);
    let mut order: Vec<(records::envelope::DocId, usize)> = (counting.projects.iter().enumerate())
        .map(|(position, project)| (digest(&project.project_id), position))
        .collect();
    sort_by(&mut order, |entry| *entry);
    order.into_iter().map(|(_, position)| position).collect()
}

/// What stands in the box, before it is padded.
pub(crate) fn inner(definition: &Definition, choice: &Choice, word: &str) -> String {
    Writing::default()
        .raw("v", "1")
        .text("poll", definition.poll.as_str())
        .raw("choice", &choice.to_json(definition))
        .text("word", word)
        .done()
}

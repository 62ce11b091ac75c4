//! Projects and their milestones.

use std::collections::BTreeMap;

use super::Found;
use crate::codes::MilestoneStatus;
use crate::finding::Problem;
use crate::sheets::Milestone;
use crate::{Placed, Records};

pub(super) fn check(records: &Records, found: &mut Found) {
    for project in &records.projects {
        for (column, amount) in [
            ("cost", Some(project.cost)),
            ("contracted", project.contracted),
            ("paid", project.paid),
        ] {
            if let Some(amount) = amount {
                found.below_zero(project, column, amount);
            }
        }
        if let (Some(paid), Some(contracted)) = (project.paid, project.contracted)
            && paid > contracted
        {
            found.cell(
                project,
                "paid",
                Problem::PaidOverContract { paid, contracted },
            );
        }
    }
    let mut of_project: BTreeMap<&str, Vec<&Placed<Milestone>>> = BTreeMap::new();
    for milestone in &records.milestones {
        of_project
            .entry(milestone.record.project_id.as_str())
            .or_default()
            .push(milestone);
        state(milestone, found);
    }
    for milestones in of_project.values() {
        let sum = milestones
            .iter()
            .fold(0_u32, |sum, m| sum.saturating_add(m.weight));
        if let Some(first) = milestones.first()
            && sum != 100
        {
            found.cell(*first, "weight", Problem::WeightsNotHundred { sum });
        }
    }
}

/// State, day, evidence and reason belong together.
fn state(milestone: &Placed<Milestone>, found: &mut Found) {
    let is_dated = milestone.date_met.is_some();
    let agrees = match milestone.status {
        MilestoneStatus::Met => is_dated,
        MilestoneStatus::Scheduled | MilestoneStatus::NotMet => !is_dated,
        // A part may have its day or wait for the rest.
        MilestoneStatus::PartiallyMet => true,
    };
    if !agrees {
        found.cell(milestone, "date_met", Problem::MetWithoutDate);
    }
    if milestone.status == MilestoneStatus::Met && milestone.evidence.is_none() {
        found.cell(milestone, "evidence", Problem::MetWithoutEvidence);
    }
    if milestone.due.is_some_and(|due| due != milestone.due0) && milestone.revision_reason.is_none()
    {
        found.cell(milestone, "revision_reason", Problem::RevisedWithoutReason);
    }
}

//! The community, its meetings and what it must make public.

use super::Found;
use crate::Records;
use crate::codes::Frequency;
use crate::finding::Problem;

pub(super) fn check(records: &Records, found: &mut Found) {
    community(records, found);
    resolutions(records, found);
    for fund in &records.funds {
        if fund.plain.is_none() {
            found.cell(fund, "plain", Problem::NotExplained);
        }
    }
    for item in &records.disclosure {
        // What is made public at once has no day of the month.
        if item.frequency != Frequency::AtOnce
            && let Some(day) = item.due_day
        {
            found.outside(item, "due_day", day, 1..=31);
        }
    }
}

fn community(records: &Records, found: &mut Found) {
    let community = &records.community;
    if let Some(month) = community.fiscal_start {
        found.outside(community, "fiscal_start", month, 1..=12);
    }
    let decimals = community.currency.minor_digits();
    if decimals != 2 {
        let code = community.currency.code().to_owned();
        found.cell(
            community,
            "currency",
            Problem::CurrencyDecimals { code, decimals },
        );
    }
    if community.households.unwrap_or(0) == 0 {
        found.cell(community, "households", Problem::NoHouseholds);
    }
}

/// Votes ≤ present ≤ called; where the number present is not given, votes ≤ called.
fn resolutions(records: &Records, found: &mut Found) {
    for resolution in &records.resolutions {
        let votes = [
            resolution.votes_for,
            resolution.votes_against,
            resolution.abstentions,
        ]
        .into_iter()
        .flatten()
        .fold(0_u32, u32::saturating_add);
        if let Some(present) = resolution.present
            && votes > present
        {
            let problem = Problem::MoreVotesThanPresent { votes, present };
            found.cell(resolution, "present", problem);
        }
        // Whoever voted was present.
        let present = resolution.present.unwrap_or(votes);
        if let Some(called) = resolution.called
            && present > called
        {
            let problem = Problem::MorePresentThanCalled { present, called };
            found.cell(resolution, "called", problem);
        }
    }
}

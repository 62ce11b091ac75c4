//! What receipts earn by the published rule.

use crate::Placed;
use crate::codes::{ReplyStatus, SubmissionKind};
use crate::sheets::PointsRule;

/// The states in which something has reached `from`: that state and those that come after it.
pub fn states_from(from: ReplyStatus) -> &'static [ReplyStatus] {
    use ReplyStatus::{Adopted, Answered, Done, InReview, NotAdopted, PassedOn, Received};
    match from {
        Received => &[
            Received, InReview, PassedOn, Answered, Adopted, NotAdopted, Done,
        ],
        InReview => &[InReview, PassedOn, Answered, Adopted, NotAdopted, Done],
        PassedOn => &[PassedOn, Answered, Adopted, NotAdopted, Done],
        Answered => &[Answered, Adopted, NotAdopted, Done],
        Adopted => &[Adopted, Done],
        NotAdopted => &[NotAdopted],
        Done => &[Done],
    }
}

/// What a receipt of a kind has earned in a state: the rules that it has reached, added up. A vote
/// earns nothing, whatever the rules say.
pub fn earned(rules: &[Placed<PointsRule>], kind: SubmissionKind, state: ReplyStatus) -> u32 {
    if kind == SubmissionKind::Ballot {
        return 0;
    }
    rules
        .iter()
        .filter(|rule| rule.kind.key() == kind.key())
        .filter(|rule| states_from(rule.from.unwrap_or(ReplyStatus::Received)).contains(&state))
        .fold(0, |sum, rule| sum.saturating_add(rule.points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Earning;

    fn rule(kind: Earning, from: Option<ReplyStatus>, points: u32) -> Placed<PointsRule> {
        Placed {
            row: 3,
            record: PointsRule {
                kind,
                from,
                points,
                plain: None,
            },
        }
    }

    #[test]
    fn points_of_the_steps_reached_add_up() {
        let rules = [
            rule(Earning::Proposal, None, 3),
            rule(Earning::Proposal, Some(ReplyStatus::Adopted), 10),
            rule(Earning::Story, None, 2),
        ];
        for (state, points) in [
            (ReplyStatus::Received, 3),
            (ReplyStatus::Answered, 3),
            (ReplyStatus::NotAdopted, 3),
            (ReplyStatus::Adopted, 13),
            (ReplyStatus::Done, 13),
        ] {
            assert_eq!(earned(&rules, SubmissionKind::Proposal, state), points);
        }
        assert_eq!(earned(&rules, SubmissionKind::Need, ReplyStatus::Done), 0);
    }

    #[test]
    fn a_vote_earns_nothing_even_where_a_rule_says_so() {
        let rules = [rule(Earning::Ballot, None, 100)];
        assert_eq!(
            earned(&rules, SubmissionKind::Ballot, ReplyStatus::Received),
            0
        );
    }

    #[test]
    fn every_state_is_reached_from_itself() {
        for state in ReplyStatus::ALL {
            assert!(states_from(*state).contains(state));
            assert!(states_from(ReplyStatus::Received).contains(state));
        }
    }
}

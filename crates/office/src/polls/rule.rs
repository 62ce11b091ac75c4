//! How a poll of the workbook is counted, down to the last parameter: fixed here, published before
//! the vote, and the same command for everybody who counts again.

use ballots::{Add1, Completion, Rule, Satisfaction, Start, Stop, TieBreaking};
use records::codes;
use records::page::PollRule;
use records::sheets::Poll;

/// A rule with its tie rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The rule.
    pub rule: Rule,
    /// Who wins a tie: the cheaper, then the one with more votes, then a lot.
    pub ties: Vec<TieBreaking>,
}

/// How the ballots of a poll are called in Pabulib's format.
pub fn vote_type(poll: &Poll) -> ballots::VoteType {
    match poll.vote_type {
        codes::VoteType::Approval | codes::VoteType::Knapsack => ballots::VoteType::Approval,
        codes::VoteType::ChooseOne => ballots::VoteType::ChooseOne,
        codes::VoteType::Cumulative => ballots::VoteType::Cumulative,
        codes::VoteType::Ordinal => ballots::VoteType::Ordinal,
    }
}

/// What a funded project is worth to somebody who voted for it, and the word for it.
fn satisfaction(poll: &Poll) -> (Satisfaction, &'static str) {
    match (poll.rule, poll.vote_type) {
        // By points whatever the cost, as cities do.
        (codes::Rule::Greedy | codes::Rule::GreedyNoSkip, codes::VoteType::Cumulative) => {
            (Satisfaction::Score, "score")
        }
        (_, codes::VoteType::Cumulative) => (Satisfaction::AdditiveCardinal, "cardinal"),
        (_, codes::VoteType::Ordinal) => (Satisfaction::AdditiveBorda, "borda"),
        _ => (Satisfaction::Cost, "cost"),
    }
}

/// How a poll is counted.
pub fn counting(poll: &Poll) -> Counting {
    let (satisfaction, _) = satisfaction(poll);
    let rule = match poll.rule {
        codes::Rule::Greedy => Rule::Greedy { satisfaction },
        codes::Rule::GreedyNoSkip => Rule::GreedyNoSkip { satisfaction },
        codes::Rule::EqualShares => Rule::EqualShares {
            satisfaction,
            completion: Completion::Add1U(Add1 {
                start: Start::Integral,
                stop: Stop::Exhaustive,
                ..Add1::default()
            }),
        },
        codes::Rule::Phragmen => Rule::Phragmen {
            completion: Completion::Greedy,
        },
    };
    Counting {
        rule,
        ties: vec![
            TieBreaking::MinCost,
            TieBreaking::MaxVotes,
            TieBreaking::Seeded(seed(poll)),
        ],
    }
}

/// What lots are drawn from: known before the vote, and nobody's choice afterwards.
pub fn seed(poll: &Poll) -> String {
    poll.poll_id.to_string()
}

/// The rule as pages tell it. `file` is what the ballots are called.
pub fn told(poll: &Poll, file: &str) -> PollRule {
    let (_, word) = satisfaction(poll);
    let rule = match poll.rule {
        codes::Rule::Greedy => format!("greedy --satisfaction {word}"),
        codes::Rule::GreedyNoSkip => format!("greedy-no-skip --satisfaction {word}"),
        codes::Rule::EqualShares => format!(
            "equal-shares --satisfaction {word} --preset equalshares-net --completion add1u --increment 1"
        ),
        codes::Rule::Phragmen => "phragmen --completion greedy".to_owned(),
    };
    let seed = seed(poll);
    PollRule {
        rule: poll.rule,
        command: format!(
            "mingbai tally {file} --rule {rule} --tie-break min-cost,max-votes,seed:{seed}"
        ),
        seed,
    }
}

/// The words of Pabulib's `rule` that a poll's file may have.
pub fn pabulib_words(poll: &Poll) -> &'static [&'static str] {
    match poll.rule {
        codes::Rule::Greedy => &["greedy"],
        codes::Rule::GreedyNoSkip => &["greedy-no-skip"],
        codes::Rule::EqualShares => &["equalshares", "equalshares/add1"],
        codes::Rule::Phragmen => &["unknown"],
    }
}

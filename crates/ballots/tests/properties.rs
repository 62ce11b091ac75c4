//! Tiny elections against definitions followed word for word, with plain
//! rationals and no cleverness; and what must hold of every explanation.
#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "tests fail by panicking and say what they skip"
)]

use ballots::exact::Rational;
use ballots::pabulib::{Keep, Pabulib, Reader, write};
use ballots::{
    Add1, Completion, Ended, Need, Options, Round, Rule, Satisfaction, Stage, Start, Stop,
    TieBreaking,
};
use proptest::prelude::*;

/// An election as plain lists: costs in hundredths, ballots as (project, points).
#[derive(Clone, Debug)]
struct Tiny {
    vote_type: &'static str,
    budget: i64,
    costs: Vec<i64>,
    ballots: Vec<Vec<(usize, i64)>>,
}

const IDS: [&str; 7] = ["b", "B", "10", "2", "ż", "a1", "01"];

impl Tiny {
    fn file(&self) -> Pabulib {
        let mut text = format!(
            "META\nkey;value\nbudget;{}\nvote_type;{}\nPROJECTS\nproject_id;cost\n",
            hundredths(self.budget),
            self.vote_type
        );
        for (id, cost) in IDS.iter().zip(&self.costs) {
            text += &format!("{id};{}\n", hundredths(*cost));
        }
        text += "VOTES\nvoter_id;vote;points\n";
        for (voter, ballot) in self.ballots.iter().enumerate() {
            let vote: Vec<&str> = ballot.iter().map(|(project, _)| IDS[*project]).collect();
            let points: Vec<String> = ballot
                .iter()
                .map(|(_, points)| points.to_string())
                .collect();
            let has_points = self.vote_type == "scoring" && !ballot.is_empty();
            let points = if has_points {
                points.join(",")
            } else {
                "None".into()
            };
            text += &format!("{voter};{};{points}\n", vote.join(","));
        }
        Pabulib::read(text.as_bytes()).unwrap()
    }

    fn weight(&self, satisfaction: Satisfaction, ballot: usize, project: usize) -> Rational {
        let ballot = &self.ballots[ballot];
        let Some(place) = ballot.iter().position(|(other, _)| *other == project) else {
            return Rational::zero();
        };
        match satisfaction {
            Satisfaction::Cost => money(self.costs[project]),
            Satisfaction::Cardinality => Rational::from(1),
            Satisfaction::AdditiveCardinal => Rational::from(ballot[place].1),
            Satisfaction::AdditiveBorda => {
                Rational::from(i64::try_from(ballot.len() - 1 - place).unwrap())
            }
            Satisfaction::Score => unreachable!(),
        }
    }
}

fn hundredths(amount: i64) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}

fn money(amount: i64) -> Rational {
    Rational::ratio(i128::from(amount), 100)
}

/// Equal shares by the book: price by trying every number of poor supporters.
fn equal_shares(tiny: &Tiny, satisfaction: Satisfaction, endowment: &Rational) -> Vec<usize> {
    let voters = tiny.ballots.len();
    let mut budgets = vec![endowment.clone(); voters];
    let mut left: Vec<usize> = (0..tiny.costs.len()).collect();
    left.sort_by_key(|project| IDS[*project]);
    let supporters = |project: usize| -> Vec<(usize, Rational)> {
        (0..voters)
            .map(|voter| (voter, tiny.weight(satisfaction, voter, project)))
            .filter(|(_, weight)| *weight > Rational::zero())
            .collect()
    };
    let mut order: Vec<usize> = left
        .iter()
        .copied()
        .filter(|&project| tiny.costs[project] == 0 && !supporters(project).is_empty())
        .collect();
    left.retain(|&project| tiny.costs[project] > 0);
    loop {
        let mut best: Option<(Rational, usize)> = None;
        for &project in &left {
            let cost = money(tiny.costs[project]);
            let mut crowd = supporters(project);
            crowd.sort_by_key(|(voter, weight)| budgets[*voter].over(weight).unwrap());
            let mut paid = Rational::zero();
            for at in 0..crowd.len() {
                let weight = crowd[at..]
                    .iter()
                    .fold(Rational::zero(), |w, (_, x)| w.plus(x));
                let price = cost.minus(&paid).over(&weight).unwrap();
                let (voter, own) = &crowd[at];
                if price.times(own) <= budgets[*voter] {
                    if best.as_ref().is_none_or(|(least, _)| price < *least) {
                        best = Some((price, project));
                    }
                    break;
                }
                paid = paid.plus(&budgets[*voter]);
            }
        }
        let Some((price, project)) = best else {
            return order;
        };
        for (voter, weight) in supporters(project) {
            let due = price.times(&weight).min(budgets[voter].clone());
            budgets[voter] = budgets[voter].minus(&due);
        }
        left.retain(|other| *other != project);
        order.push(project);
    }
}

fn spent(tiny: &Tiny, order: &[usize]) -> i64 {
    order.iter().map(|project| tiny.costs[*project]).sum()
}

/// Add1 step by step.
fn add1(
    tiny: &Tiny,
    satisfaction: Satisfaction,
    increment: &Rational,
    stop: Stop,
) -> (Vec<usize>, u64) {
    let voters = Rational::from(u64::try_from(tiny.ballots.len()).unwrap());
    let mut endowment = money(tiny.budget).over(&voters).unwrap();
    let supported: Vec<usize> = (0..tiny.costs.len())
        .filter(|&project| {
            tiny.costs[project] > 0
                && (0..tiny.ballots.len())
                    .any(|v| tiny.weight(satisfaction, v, project) > Rational::zero())
        })
        .collect();
    let mut last: Option<Vec<usize>> = None;
    for steps in 0.. {
        let order = equal_shares(tiny, satisfaction, &endowment);
        if spent(tiny, &order) > tiny.budget {
            return (last.unwrap_or_default(), steps - 1);
        }
        let left = tiny.budget - spent(tiny, &order);
        let all = supported.iter().all(|project| order.contains(project));
        let exhaustive = supported
            .iter()
            .all(|p| order.contains(p) || tiny.costs[*p] > left);
        if all || (stop == Stop::ExhaustiveSupported && exhaustive) {
            return (order, steps);
        }
        last = Some(order);
        endowment = endowment.plus(increment);
    }
    unreachable!()
}

/// Phragmén by the book.
fn phragmen(tiny: &Tiny) -> Vec<usize> {
    let mut loads = vec![Rational::zero(); tiny.ballots.len()];
    let mut left: Vec<usize> = (0..tiny.costs.len())
        .filter(|&p| tiny.costs[p] <= tiny.budget)
        .collect();
    left.sort_by_key(|project| IDS[*project]);
    let mut order = Vec::new();
    loop {
        let load = |project: usize| -> Option<Rational> {
            let crowd: Vec<usize> = (0..tiny.ballots.len())
                .filter(|&v| tiny.ballots[v].iter().any(|(other, _)| *other == project))
                .collect();
            let sum = crowd.iter().fold(money(tiny.costs[project]), |sum, voter| {
                sum.plus(&loads[*voter])
            });
            sum.over(&Rational::from(u64::try_from(crowd.len()).unwrap()))
        };
        let bids: Vec<(usize, Option<Rational>)> = left
            .iter()
            .map(|&project| (project, load(project)))
            .collect();
        let least = bids.iter().filter_map(|(_, load)| load.clone()).min();
        let tied: Vec<usize> = bids
            .iter()
            .filter(|(_, load)| *load == least)
            .map(|(project, _)| *project)
            .collect();
        let room = tiny.budget - spent(tiny, &order);
        if tied.is_empty() || tied.iter().any(|&project| tiny.costs[project] > room) {
            return order;
        }
        let winner = tied[0];
        if let Some(least) = least {
            for (voter, ballot) in tiny.ballots.iter().enumerate() {
                if ballot.iter().any(|(other, _)| *other == winner) {
                    loads[voter] = least.clone();
                }
            }
        }
        left.retain(|other| *other != winner);
        order.push(winner);
    }
}

fn tiny(vote_type: &'static str, most_cost: i64) -> impl Strategy<Value = Tiny> {
    (1..=6_usize, 1..=7_usize).prop_flat_map(move |(projects, voters)| {
        let cost = prop_oneof![
            3 => (0..=most_cost / 100).prop_map(|c| c * 100),
            1 => 1..=most_cost,
        ];
        let ballot = proptest::sample::subsequence((0..projects).collect::<Vec<_>>(), 0..=projects)
            .prop_shuffle()
            .prop_flat_map(|list| {
                let len = list.len();
                (Just(list), prop::collection::vec(-1..=3_i64, len))
            })
            .prop_map(|(list, points)| list.into_iter().zip(points).collect::<Vec<_>>());
        (
            prop::collection::vec(cost, projects),
            prop::collection::vec(ballot, voters),
            0..=most_cost * 2,
        )
            .prop_map(move |(costs, ballots, budget)| Tiny {
                vote_type,
                budget,
                costs,
                ballots,
            })
    })
}

fn any_tiny() -> impl Strategy<Value = Tiny> {
    prop_oneof![
        tiny("approval", 900),
        tiny("scoring", 900),
        tiny("ordinal", 900)
    ]
}

fn measures(vote_type: &str) -> Vec<Satisfaction> {
    let mut measures = vec![Satisfaction::Cost, Satisfaction::Cardinality];
    match vote_type {
        "scoring" => measures.push(Satisfaction::AdditiveCardinal),
        "ordinal" => measures.push(Satisfaction::AdditiveBorda),
        _ => {}
    }
    measures
}

fn run(file: &Pabulib, rule: &Rule, explain: bool) -> ballots::BudgetAllocation {
    rule.run_with(
        &file.instance,
        &file.profile,
        Options {
            explain,
            ..Options::default()
        },
    )
    .unwrap()
}

/// Equal shares' total, checked against payments; what a loser lacks.
fn check_explanation(tiny: &Tiny, file: &Pabulib, satisfaction: Satisfaction, rule: &Rule) {
    let told = run(file, rule, true);
    assert_eq!(told.order(), run(file, rule, false).order());
    let endowment = told.endowment.as_ref().unwrap().amount.clone();
    let voters = u64::try_from(tiny.ballots.len()).unwrap();
    let mut most = Rational::zero();
    for bought in &told.purchases {
        let Round::EqualShares(round) = &bought.round else {
            continue;
        };
        let cost = money(tiny.costs[bought.position]);
        let shares = round.full_payments.iter().chain(&round.partial_payments);
        let (mut paid, mut payers) = (Rational::zero(), 0);
        for share in shares {
            assert!(share.amount <= endowment);
            paid = paid.plus(&share.amount.times(&Rational::from(share.voters)));
            payers += share.voters;
        }
        assert_eq!(paid, cost, "payments come to the cost");
        assert!(payers <= round.votes, "only those who voted for it pay");
        assert!(round.supporters_money >= cost);
        assert_eq!(round.budgets.iter().sum::<u64>(), voters);
        if satisfaction == Satisfaction::Cost {
            assert_eq!(
                round.effective_votes.times(&round.affordability),
                Rational::from(1),
                "affordability is one over the effective votes"
            );
        }
        if let Some(tie) = &bought.tie {
            assert!(tie.positions.contains(&bought.position) && tie.positions.len() > 1);
        }
        // Least price first: it never falls.
        assert!(round.affordability >= most);
        most = round.affordability.clone();
    }
    for loser in &told.losers {
        let Need::Money {
            supporters_money,
            missing,
            effective_support,
            votes,
            spent_on,
        } = &loser.need
        else {
            continue;
        };
        let cost = money(tiny.costs[loser.position]);
        assert!(*supporters_money < cost, "what was affordable was bought");
        assert_eq!(supporters_money.plus(missing), cost);
        assert!(*effective_support <= Rational::from(100));
        assert!(supporters_money.times(&Rational::from(100)) <= effective_support.times(&cost));
        if let Some(votes) = votes {
            let gain = Rational::from(*votes).times(&endowment);
            assert!(gain >= *missing && gain.minus(&endowment) < *missing);
        }
        // Nothing is lost: what is left and what was spent come to the endowments.
        let spent = spent_on
            .iter()
            .fold(Rational::zero(), |sum, s| sum.plus(&s.amount));
        let supporters = (0..tiny.ballots.len())
            .filter(|&v| tiny.weight(satisfaction, v, loser.position) > Rational::zero())
            .count();
        let given = Rational::from(u64::try_from(supporters).unwrap()).times(&endowment);
        assert_eq!(spent.plus(supporters_money), given);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn equal_shares_follows_its_definition(tiny in any_tiny()) {
        let file = tiny.file();
        for satisfaction in measures(tiny.vote_type) {
            let rule = Rule::EqualShares { satisfaction, completion: Completion::None };
            let voters = Rational::from(u64::try_from(tiny.ballots.len()).unwrap());
            let share = money(tiny.budget).over(&voters).unwrap();
            let expected = equal_shares(&tiny, satisfaction, &share);
            let allocation = run(&file, &rule, false);
            prop_assert_eq!(allocation.order(), expected);
            check_explanation(&tiny, &file, satisfaction, &rule);
        }
    }

    #[test]
    fn add1_jumps_to_where_single_steps_lead(
        tiny in any_tiny(), step in 1..40_i64, overspend: bool
    ) {
        // Steps a hundred to a thousand times smaller than the share: jumps happen.
        let increment = Rational::ratio(i128::from(step), 100);
        let stop = if overspend { Stop::Overspend } else { Stop::ExhaustiveSupported };
        let file = tiny.file();
        for satisfaction in measures(tiny.vote_type) {
            let (expected, steps) = add1(&tiny, satisfaction, &increment, stop);
            let settings = Add1 { increment: increment.clone(), start: Start::Exact, stop };
            let rule = Rule::EqualShares {
                satisfaction, completion: Completion::Add1(settings)
            };
            let allocation = run(&file, &rule, false);
            prop_assert_eq!(allocation.order(), expected);
            prop_assert_eq!(allocation.endowment.as_ref().unwrap().steps, steps);
            check_explanation(&tiny, &file, satisfaction, &rule);
        }
    }

    #[test]
    fn phragmen_follows_its_definition(tiny in tiny("approval", 900)) {
        let rule = Rule::Phragmen { completion: Completion::None };
        let file = tiny.file();
        let told = run(&file, &rule, true);
        prop_assert_eq!(told.order(), phragmen(&tiny));
        for bought in &told.purchases {
            let Round::Phragmen(round) = &bought.round else { panic!() };
            if let Some(load) = &round.load {
                let before = round.loads.iter().fold(Rational::zero(), |sum, share| {
                    assert!(share.amount <= *load);
                    sum.plus(&share.amount.times(&Rational::from(share.voters)))
                });
                let after = load.times(&Rational::from(round.votes));
                prop_assert_eq!(before.plus(&money(tiny.costs[bought.position])), after);
            }
        }
    }

    #[test]
    fn maximum_welfare_is_the_best_of_all_combinations(tiny in any_tiny()) {
        let file = tiny.file();
        for satisfaction in measures(tiny.vote_type) {
            let value = |set: u32| -> Rational {
                let chosen = (0..tiny.costs.len()).filter(|p| set >> p & 1 == 1);
                chosen.fold(Rational::zero(), |sum, project| {
                    (0..tiny.ballots.len())
                        .fold(sum, |sum, v| sum.plus(&tiny.weight(satisfaction, v, project)))
                })
            };
            let cost = |set: u32| -> i64 {
                (0..tiny.costs.len()).filter(|p| set >> p & 1 == 1).map(|p| tiny.costs[p]).sum()
            };
            let best = (0..1_u32 << tiny.costs.len())
                .filter(|set| cost(*set) <= tiny.budget)
                .map(value)
                .max()
                .unwrap();
            let allocation = run(&file, &Rule::MaxWelfare { satisfaction }, false);
            let set = allocation.order().iter().fold(0, |set, project| set | 1 << project);
            prop_assert!(cost(set) <= tiny.budget);
            prop_assert_eq!(value(set), best);
        }
    }

    #[test]
    fn greedy_never_overspends_and_leaves_nothing_that_fits(tiny in any_tiny()) {
        let file = tiny.file();
        for satisfaction in measures(tiny.vote_type).into_iter().chain([Satisfaction::Score]) {
            let allocation = run(&file, &Rule::Greedy { satisfaction }, false);
            prop_assert!(file.instance.is_feasible(allocation.order()));
            prop_assert!(file.instance.is_exhaustive(allocation.order()));
            prop_assert!(allocation.purchases.iter().all(|b| b.stage == Stage::Greedy));
        }
    }

    #[test]
    fn the_order_of_ballots_changes_nothing(tiny in any_tiny(), seed in any::<u64>()) {
        let mut other = tiny.clone();
        let len = other.ballots.len();
        other.ballots.rotate_left(usize::try_from(seed % len as u64).unwrap());
        for satisfaction in measures(tiny.vote_type) {
            let completion = Completion::Add1(Add1::default());
            let rule = Rule::EqualShares { satisfaction, completion };
            let (one, two) = (tiny.file(), other.file());
            prop_assert_eq!(run(&one, &rule, true), run(&two, &rule, true));
        }
    }

    #[test]
    fn a_broken_file_gives_an_error_with_its_place_and_never_a_panic(
        tiny in any_tiny(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 0..6),
        cut in 1..40_usize,
    ) {
        let mut text = String::new();
        write(&tiny.file(), &mut text).unwrap();
        let mut bytes = text.into_bytes();
        for (at, byte, kind) in changes {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"\";,\n\r\xe2"[byte as usize % 6]),
                _ => { bytes.remove(at); }
            }
        }
        let lines = u64::try_from(bytes.split(|b| *b == b'\n').count()).unwrap();
        let whole = Pabulib::read(&bytes);
        let mut reader = Reader::new(Keep::Everything);
        let pieces = bytes
            .chunks(cut)
            .try_for_each(|piece| reader.feed(piece))
            .and_then(|()| reader.finish());
        match (&whole, &pieces) {
            (Ok(a), Ok(b)) => {
                prop_assert_eq!(&a.votes, &b.votes);
                let mut text = String::new();
                write(a, &mut text).unwrap();
                prop_assert_eq!(&Pabulib::read(text.as_bytes()).unwrap().votes, &a.votes);
            }
            (Err(a), Err(b)) => {
                prop_assert_eq!(a, b);
                prop_assert!(a.line >= 1 && a.line <= lines + 1 && a.column >= 1);
            }
            _ => prop_assert!(false, "pieces differ: {:?} {:?}", whole.is_ok(), pieces.is_ok()),
        }
    }
}

#[test]
fn weights_of_all_sizes_stay_exact() {
    // One voter gives a million times more points than the other; prices and
    // budgets differ by as much.
    let text = "META\nkey;value\nbudget;1000000.01\nvote_type;scoring\nPROJECTS\nproject_id;cost\n\
        a;333333.34\nb;333333.33\nc;0.01\nVOTES\nvoter_id;vote;points\n\
        1;a,b,c;1000000,1,0.5\n2;b,a,c;1000000,1,0.25\n";
    let file = Pabulib::read(text.as_bytes()).unwrap();
    let rule = Rule::EqualShares {
        satisfaction: Satisfaction::AdditiveCardinal,
        completion: Completion::Add1(Add1 {
            stop: Stop::Overspend,
            ..Add1::default()
        }),
    };
    let told = run(&file, &rule, true);
    assert_eq!(told.order().len(), 3);
    assert_eq!(told.endowment.unwrap().ended, Ended::AllFunded);
}

#[test]
fn a_refused_tie_names_the_tied() {
    let tiny = Tiny {
        vote_type: "approval",
        budget: 500,
        costs: vec![500, 500],
        ballots: vec![vec![(0, 0), (1, 0)]],
    };
    let file = tiny.file();
    let options = || Options {
        ties: &[TieBreaking::MinCost, TieBreaking::Refuse],
        ..Options::default()
    };
    for rule in [
        Rule::Greedy {
            satisfaction: Satisfaction::Cost,
        },
        Rule::EqualShares {
            satisfaction: Satisfaction::Cost,
            completion: Completion::None,
        },
        Rule::Phragmen {
            completion: Completion::None,
        },
    ] {
        let Err(ballots::RuleError::Tied { mut positions }) =
            rule.run_with(&file.instance, &file.profile, options())
        else {
            panic!("{rule:?} chose")
        };
        positions.sort_unstable();
        assert_eq!(positions, [0, 1]);
    }
}

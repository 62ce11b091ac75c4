//! What losers would have needed, against trying: costs lowered and support
//! raised step by step on tiny elections, and the rule run again each time.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use ballots::exact::Rational;
use ballots::{
    ApprovalBallot, Ballot, Bounds, CardinalBallot, Enough, Instance, Limit, MoreSupport, Options,
    OrdinalBallot, Profile, Project, Rule, Satisfaction, TieBreaking, VoteType,
};
use proptest::prelude::*;

const IDS: [&str; 5] = ["b", "B", "10", "2", "ż"];

/// Costs in hundredths, ballots as (project, points).
#[derive(Clone, Debug)]
struct Tiny {
    vote_type: VoteType,
    budget: i64,
    costs: Vec<i64>,
    ballots: Vec<Vec<(usize, Rational)>>,
}

fn money(amount: i64) -> Rational {
    Rational::ratio(i128::from(amount), 100)
}

impl Tiny {
    /// The election with one project at another cost.
    fn instance(&self, other: Option<(usize, &Rational)>) -> Instance {
        let project = |(position, cost): (usize, &i64)| match other {
            Some((changed, cost)) if changed == position => {
                Project::new(IDS[position], cost.clone())
            }
            _ => Project::new(IDS[position], money(*cost)),
        };
        let projects = self.costs.iter().enumerate().map(project).collect();
        Instance::new(projects, money(self.budget)).unwrap()
    }

    fn profile(&self, instance: &Instance) -> Profile {
        let mut profile = Profile::new(instance, self.vote_type, Bounds::default());
        let bounds = Bounds::default();
        for ballot in &self.ballots {
            let ids = ballot.iter().map(|(project, _)| IDS[*project]);
            let ballot: Ballot = match self.vote_type {
                VoteType::Approval => ApprovalBallot::cast(instance, &bounds, ids).unwrap().into(),
                VoteType::Ordinal => OrdinalBallot::cast(instance, &bounds, ids).unwrap().into(),
                _ => {
                    let points = ballot.iter().map(|(_, points)| points.clone());
                    CardinalBallot::cast(instance, &bounds, ids.zip(points))
                        .unwrap()
                        .into()
                }
            };
            profile.push(&ballot).unwrap();
        }
        profile
    }

    fn votes(&self, project: usize) -> usize {
        let has = |ballot: &&Vec<(usize, Rational)>| ballot.iter().any(|(p, _)| *p == project);
        self.ballots.iter().filter(has).count()
    }

    /// So many more votes for one project, and so many more points from one who
    /// votes for it; none if nobody does.
    fn supported(&self, project: usize, votes: u64, points: &Rational) -> Option<Self> {
        let mut more = self.clone();
        for _ in 0..votes {
            more.ballots.push(vec![(project, Rational::zero())]);
        }
        if !points.is_zero() {
            let mut entries = more.ballots.iter_mut().flatten();
            let entry = entries.find(|(other, _)| *other == project)?;
            entry.1 = entry.1.plus(points);
        }
        Some(more)
    }

    /// Ballots that rank one project just above another, which gains nothing.
    fn ranked(&self, project: usize, times: u64) -> Self {
        let mut more = self.clone();
        let other = (project + 1) % self.costs.len();
        for _ in 0..times {
            let ballot = vec![(project, Rational::zero()), (other, Rational::zero())];
            more.ballots.push(ballot);
        }
        more
    }

    fn takes(&self, rule: &Rule, ties: &[TieBreaking], project: usize) -> bool {
        let instance = self.instance(None);
        takes(&instance, &self.profile(&instance), rule, ties, project)
    }

    fn takes_at(&self, cost: &Rational, rule: &Rule, ties: &[TieBreaking], project: usize) -> bool {
        let instance = self.instance(Some((project, cost)));
        takes(&instance, &self.profile(&instance), rule, ties, project)
    }
}

fn takes(
    instance: &Instance,
    profile: &Profile,
    rule: &Rule,
    ties: &[TieBreaking],
    project: usize,
) -> bool {
    let options = Options {
        ties,
        ..Options::default()
    };
    rule.run_with(instance, profile, options)
        .unwrap()
        .is_selected(project)
}

/// So small that nothing else happens within it.
fn bit(amount: &Rational, part: i128) -> Rational {
    Rational::from(1)
        .over(&Rational::from(amount.denominator().clone()))
        .unwrap()
        .times(&Rational::from(1).over(&Rational::ratio(part, 1)).unwrap())
}

fn check_cost(
    tiny: &Tiny,
    rule: &Rule,
    ties: &[TieBreaking],
    project: usize,
    told: Option<&Limit>,
) {
    let takes = |cost: &Rational| tiny.takes_at(cost, rule, ties, project);
    if let Some(limit) = told {
        let least = bit(&limit.amount, 1_000_000);
        assert_eq!(takes(&limit.amount), limit.is_included, "at {limit:?}");
        assert!(!takes(&limit.amount.plus(&least)), "above {limit:?}");
        if !limit.is_included {
            assert!(takes(&limit.amount.minus(&least)), "below {limit:?}");
        }
    }
    for tenths in 0..=(tiny.budget / 10 + 2) {
        let cost = money(tenths * 10);
        if told.is_none_or(|limit| cost > limit.amount) {
            assert!(!takes(&cost), "{project} costs {cost}, told {told:?}");
        }
    }
    for &cost in &tiny.costs {
        let cost = money(cost);
        if told.is_none_or(|limit| cost > limit.amount) {
            assert!(!takes(&cost), "{project} costs {cost}, told {told:?}");
        }
    }
}

/// Answers whether there was anything to try.
fn check_support(
    tiny: &Tiny,
    rule: &Rule,
    ties: &[TieBreaking],
    project: usize,
    told: Option<&MoreSupport>,
    is_borda: bool,
) -> bool {
    let has_points = tiny.vote_type == VoteType::Scoring;
    let takes = |votes: u64, points: &Rational| {
        tiny.supported(project, votes, points)
            .map(|more| more.takes(rule, ties, project))
    };
    let zero = Rational::zero();
    if is_borda {
        let takes = |times: u64| tiny.ranked(project, times).takes(rule, ties, project);
        match told {
            None => assert!([1, 2, 3, 50, 200].into_iter().all(|times| !takes(times))),
            Some(more) => {
                assert!(
                    more.votes == 0 && more.points.is_included && more.points.amount.is_whole()
                );
                let needed = more.points.amount.floor().to_i128().unwrap();
                let needed = u64::try_from(needed).unwrap();
                assert!(takes(needed), "{needed} ranks");
                let fewer = (1..needed).take(20).chain([needed - 1]);
                assert!(
                    fewer.into_iter().all(|times| !takes(times)),
                    "{needed} ranks"
                );
            }
        }
        return true;
    }
    let Some(more) = told else {
        for many in [1, 2, 5, 200] {
            assert!(!takes(many, &zero).unwrap());
            if has_points {
                assert_ne!(takes(many, &Rational::from(many * 1000)), Some(true));
                assert_ne!(takes(0, &Rational::from(many * 1000)), Some(true));
            }
        }
        return true;
    };
    let MoreSupport { votes, points } = more;
    let (lacks_points, voters) = (points.amount > zero || !points.is_included, *votes > 0);
    if lacks_points && !voters && tiny.votes(project) == 0 {
        return false;
    }
    let at = takes(*votes, &points.amount).unwrap();
    assert_eq!(at, points.is_included, "{more:?}");
    let least = bit(&points.amount, 1000);
    if !points.is_included {
        assert_eq!(
            takes(*votes, &points.amount.plus(&least)),
            Some(true),
            "{more:?}"
        );
    }
    if points.amount > zero {
        assert_eq!(
            takes(*votes, &points.amount.minus(&least)),
            Some(false),
            "{more:?}"
        );
        for fewer in (0..20).map(Rational::from).filter(|p| *p < points.amount) {
            assert_ne!(
                takes(*votes, &fewer),
                Some(true),
                "{fewer} points, {more:?}"
            );
        }
    }
    if *votes > 0 {
        for fewer in (0..*votes).take(30).chain([votes - 1]) {
            assert_ne!(
                takes(fewer, &points.amount),
                Some(true),
                "{fewer} votes, {more:?}"
            );
        }
    }
    assert!(*votes > 0 || points.amount > zero || !points.is_included);
    true
}

fn tiny(vote_type: VoteType) -> impl Strategy<Value = Tiny> {
    (2..=5_usize, 1..=6_usize).prop_flat_map(move |(projects, voters)| {
        let cost = prop_oneof![3 => (0..=5_i64).prop_map(|c| c * 100), 1 => 1..=500_i64];
        let ballot = proptest::sample::subsequence((0..projects).collect::<Vec<_>>(), 0..=projects)
            .prop_shuffle()
            .prop_flat_map(|list| {
                let len = list.len();
                (Just(list), prop::collection::vec(-1..=3_i64, len))
            })
            .prop_map(|(list, points)| {
                let points = points.into_iter().map(Rational::from);
                list.into_iter().zip(points).collect::<Vec<_>>()
            });
        (
            prop::collection::vec(cost, projects),
            prop::collection::vec(ballot, voters),
            0..=1000_i64,
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
        tiny(VoteType::Approval),
        tiny(VoteType::Scoring),
        tiny(VoteType::Ordinal)
    ]
}

fn ties() -> impl Strategy<Value = Vec<TieBreaking>> {
    let first = prop_oneof![
        Just(vec![]),
        Just(vec![TieBreaking::MinCost]),
        Just(vec![TieBreaking::MaxCost]),
        Just(vec![TieBreaking::MaxVotes]),
        Just(vec![TieBreaking::MaxVotes, TieBreaking::MaxCost]),
        Just(vec![TieBreaking::ExplicitOrder(vec![
            "2".into(),
            "b".into()
        ])]),
    ];
    let last = prop_oneof![
        Just(TieBreaking::Lexicographic),
        Just(TieBreaking::Seeded("lot".into())),
    ];
    (first, last).prop_map(|(mut list, last)| {
        list.push(last);
        list
    })
}

/// An explicit order names only projects that stand.
fn standing(mut ties: Vec<TieBreaking>, projects: usize) -> Vec<TieBreaking> {
    for rule in &mut ties {
        if let TieBreaking::ExplicitOrder(list) = rule {
            list.retain(|id| IDS[..projects].contains(&id.as_str()));
        }
    }
    ties
}

fn measures(vote_type: VoteType) -> Vec<Satisfaction> {
    let mut measures = vec![
        Satisfaction::Cost,
        Satisfaction::Cardinality,
        Satisfaction::Score,
    ];
    match vote_type {
        VoteType::Scoring => measures.push(Satisfaction::AdditiveCardinal),
        VoteType::Ordinal => measures.push(Satisfaction::AdditiveBorda),
        _ => {}
    }
    measures
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn greedy_losers_need_what_trying_finds(
        tiny in any_tiny(), ties in ties(), kind in 0..3, threshold in -1..=5_i64
    ) {
        let ties = standing(ties, tiny.costs.len());
        for satisfaction in measures(tiny.vote_type) {
            let rule = match kind {
                0 => Rule::Greedy { satisfaction },
                1 => Rule::GreedyNoSkip { satisfaction },
                _ => Rule::GreedyThreshold { satisfaction, threshold: threshold.into() },
            };
            let instance = tiny.instance(None);
            let profile = tiny.profile(&instance);
            let told = rule
                .run_with(&instance, &profile, Options {
                    ties: &ties, explain: true, ..Options::default()
                })
                .unwrap();
            let plain = rule
                .run_with(&instance, &profile, Options { ties: &ties, ..Options::default() })
                .unwrap();
            prop_assert_eq!(told.order(), plain.order());
            prop_assert!(plain.losers.iter().all(|loser| loser.enough.is_none()));
            prop_assert_eq!(told.order().len() + told.losers.len(), tiny.costs.len());
            let by_votes = ties.contains(&TieBreaking::MaxVotes);
            for loser in &told.losers {
                let Some(Enough::Walk { cost, support }) = &loser.enough else {
                    panic!("{loser:?}")
                };
                check_cost(&tiny, &rule, &ties, loser.position, cost.as_ref());
                let is_borda = satisfaction == Satisfaction::AdditiveBorda;
                // More ranks are more votes too, which neither a threshold nor a tie may see.
                if is_borda && (kind == 2 || by_votes) {
                    continue;
                }
                let support = support.as_ref();
                let tried = check_support(&tiny, &rule, &ties, loser.position, support, is_borda);
                prop_assert!(tried || tiny.votes(loser.position) == 0);
            }
        }
    }

    #[test]
    fn welfare_losers_fall_short_by_the_gap_between_combinations(tiny in any_tiny()) {
        let instance = tiny.instance(None);
        let profile = tiny.profile(&instance);
        for satisfaction in measures(tiny.vote_type) {
            let weight = |ballot: &[(usize, Rational)], place: usize| match satisfaction {
                Satisfaction::Cost => money(tiny.costs[ballot[place].0]),
                Satisfaction::AdditiveBorda => Rational::from((ballot.len() - 1 - place) as u64),
                Satisfaction::Score | Satisfaction::AdditiveCardinal
                    if tiny.vote_type == VoteType::Scoring => ballot[place].1.clone(),
                _ => Rational::from(1),
            };
            let mut values = vec![Rational::zero(); tiny.costs.len()];
            for ballot in &tiny.ballots {
                for place in 0..ballot.len() {
                    let project = ballot[place].0;
                    values[project] = values[project].plus(&weight(ballot, place));
                }
            }
            let members = |set: u32| (0..tiny.costs.len()).filter(move |p| set >> p & 1 == 1);
            let best = |with: u32| {
                (0..1_u32 << tiny.costs.len())
                    .filter(|set| set & with == with)
                    .filter(|set| members(*set).map(|p| tiny.costs[p]).sum::<i64>() <= tiny.budget)
                    .map(|set| {
                        members(set).fold(Rational::zero(), |sum, p| sum.plus(&values[p]))
                    })
                    .max()
            };
            let rule = Rule::MaxWelfare { satisfaction };
            let options = Options { explain: true, ..Options::default() };
            let told = rule.run_with(&instance, &profile, options).unwrap();
            let optimum = best(0).unwrap();
            for loser in &told.losers {
                let expected = best(1 << loser.position).map(|with| optimum.minus(&with));
                prop_assert_eq!(loser.enough.clone(), Some(Enough::Welfare(expected)));
            }
        }
    }
}

#[test]
fn a_loser_by_votes_per_cost_is_told_prices_and_votes() {
    // Budget 10. `b`: 2 votes for 5, 2/5. `B`: 3 votes for 8, 3/8: it would fit
    // if it stood first, below 3 / (2/5) = 7.50 (at 7.50 they are level, and
    // `B` is first by id).
    let vote = |project: usize| vec![(project, Rational::zero())];
    let tiny = Tiny {
        vote_type: VoteType::Approval,
        budget: 1000,
        costs: vec![500, 800],
        ballots: vec![vote(0), vote(0), vote(1), vote(1), vote(1)],
    };
    let instance = tiny.instance(None);
    let rule = Rule::Greedy {
        satisfaction: Satisfaction::Cardinality,
    };
    let enough = |ties: &[TieBreaking]| {
        let options = Options {
            ties,
            explain: true,
            ..Options::default()
        };
        let told = rule
            .run_with(&instance, &tiny.profile(&instance), options)
            .unwrap();
        assert_eq!(told.losers[0].position, 1);
        told.losers[0].enough.clone().unwrap()
    };
    let support = Some(MoreSupport {
        votes: 1,
        points: Limit {
            amount: Rational::zero(),
            is_included: true,
        },
    });
    let cost = |is_included| {
        Some(Limit {
            amount: Rational::ratio(15, 2),
            is_included,
        })
    };
    assert_eq!(
        enough(&[TieBreaking::Lexicographic]),
        Enough::Walk {
            cost: cost(true),
            support: support.clone()
        }
    );
    // With ties to the cheapest it has to be below.
    assert_eq!(
        enough(&[TieBreaking::MinCost, TieBreaking::Lexicographic]),
        Enough::Walk {
            cost: cost(false),
            support: support.clone()
        }
    );
    // Refused ties count as lost.
    assert_eq!(
        enough(&[TieBreaking::Refuse]),
        Enough::Walk {
            cost: cost(false),
            support
        }
    );
}

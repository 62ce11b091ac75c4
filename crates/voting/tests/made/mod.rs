//! Polls made by hand, for all tests.
//! [`election`] makes whole elections of them.

#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)] // tests

pub mod election;

use ballots::{Satisfaction, Start, Stop, TieBreaking};
use records::{Currency, Id, LocalText, Money};
use sealing::Chance;
use voting::Time;
use voting::code::Code;
use voting::poll::{
    Base, CompletionName, Counting, Custody, Definition, Limits, Matter, Motion, Part, Project,
    Raising, RollOf, RuleName, RuleOf, Unit, VoteType,
};
use voting::slip::{Roll, RollAct, RollEntry, slip_key};

pub fn id(text: &str) -> Id {
    Id::new(text).expect("an id")
}

pub fn time(text: &str) -> Time {
    text.parse().expect("a moment")
}

pub fn chance(seed: u8) -> Chance {
    Chance::from_bytes(&[seed; 64]).expect("enough")
}

pub fn election_key() -> sealing::SecretKey {
    sealing::SecretKey::generate(&mut chance(200))
}

/// Slips of the poll «wgx-2026».
pub fn codes(count: usize) -> Vec<Code> {
    let mut rng = chance(100);
    (0..count).map(|_| Code::draw(&mut rng)).collect()
}

pub fn slip(code: &Code) -> voting::SecretKey {
    slip_key(code, &id("xinglinli"), &id("wgx-2026"))
}

pub fn roll(codes: &[Code]) -> Roll {
    let entries = codes.iter().map(|code| RollEntry::of(&slip(code).public()));
    Roll::new(RollAct::Issued, id("xinglinli"), id("wgx-2026"), entries)
}

fn project(project_id: &str, yuan: i64, name: &str) -> Project {
    Project {
        project_id: id(project_id),
        cost: Money(yuan * 100),
        name: LocalText::plain(name),
    }
}

/// Six projects for 200,000 yuan.
pub fn counting(limits: Limits) -> Counting {
    Counting {
        budget: Money(20_000_000),
        projects: vec![
            project("1", 18_000, "三号楼门口加坡道"),
            project("2", 60_000, "电动车充电棚"),
            project("3", 45_000, "活动室换灯和地胶"),
            project("4", 90_000, "中心绿地\n补种和健身步道"),
            project("5", 12_000, "楼道\"扶手\""),
            project("10", 33_000, "快递柜雨棚"),
        ],
        limits,
        rule: RuleOf {
            completion: Some(CompletionName::Add1U),
            raising: Some(Raising {
                increment: Money(100),
                start: Start::Exact,
                stop: Stop::ExhaustiveSupported,
            }),
            ..RuleOf::plain(RuleName::EqualShares, Satisfaction::Cost)
        },
        ties: vec![
            TieBreaking::MinCost,
            TieBreaking::Seeded("2026-11-01 福彩3D 417".into()),
        ],
    }
}

pub fn definition(vote_type: VoteType, limits: Limits, roll: &Roll) -> Definition {
    Definition {
        community: id("xinglinli"),
        poll: id("wgx-2026"),
        title: LocalText {
            en: Some("Small works 2026".into()),
            ..LocalText::plain("2026年微更新项目投票")
        },
        vote_type,
        currency: Currency::CNY,
        matter: Matter::Projects(counting(limits)),
        opens: time("2026-11-10T09:00:00+08:00"),
        closes: time("2026-11-28T18:00:00+08:00"),
        grace: 30,
        electorate: LocalText::plain("本社区每户一票"),
        custody: Custody::TwoOfThree,
        keys: vec![election_key().public().to_base64()],
        roll: RollOf {
            slips: u32::try_from(roll.slips().len()).expect("few"),
            doc: roll.doc(),
        },
        small: 10,
    }
}

pub fn knapsack(roll: &Roll) -> Definition {
    definition(VoteType::Knapsack, Limits::default(), roll)
}

/// The same poll in each form that a vote can have.
pub fn every_kind(roll: &Roll) -> Vec<Definition> {
    let most = |max_length| Limits {
        max_length: Some(max_length),
        ..Limits::default()
    };
    let mut choose_one = definition(VoteType::ChooseOne, Limits::default(), roll);
    let mut points = definition(
        VoteType::Cumulative,
        Limits {
            max_points: Some(6),
            max_sum_points: Some(10),
            ..Limits::default()
        },
        roll,
    );
    let mut ranked = definition(VoteType::Ordinal, most(4), roll);
    let with = |definition: &mut Definition, rule| {
        if let Matter::Projects(counting) = &mut definition.matter {
            counting.rule = rule;
        }
    };
    with(
        &mut choose_one,
        RuleOf::plain(RuleName::Greedy, Satisfaction::Cost),
    );
    with(
        &mut points,
        RuleOf {
            threshold: Some(5),
            ..RuleOf::plain(RuleName::GreedyThreshold, Satisfaction::Score)
        },
    );
    with(
        &mut ranked,
        RuleOf {
            completion: Some(CompletionName::Greedy),
            ..RuleOf::plain(RuleName::EqualShares, Satisfaction::AdditiveBorda)
        },
    );
    let mut motion = definition(VoteType::Motion, Limits::default(), roll);
    motion.matter = Matter::Motion(Motion {
        text: LocalText::plain("同意给三号楼加装电梯"),
        eligible: vec![id("b03")],
        unit: Unit::Household,
        entitled: 96,
        quorum: Part {
            num: 2,
            den: 3,
            more: false,
        },
        threshold: Part {
            num: 1,
            den: 2,
            more: true,
        },
        of: Base::Cast,
    });
    vec![
        definition(VoteType::Approval, most(3), roll),
        knapsack(roll),
        choose_one,
        points,
        ranked,
        motion,
    ]
}

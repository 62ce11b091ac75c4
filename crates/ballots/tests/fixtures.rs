//! This crate's own small elections: every ballot type and the traps of the rules, with the outcomes
//! of pabutools 1.2.3 as its oracle gave them (`fixtures/expected.tsv`), and some counted by hand.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip"
)]

mod oracle;

use std::path::{Path, PathBuf};
use std::process::Command;

use ballots::exact::Rational;
use ballots::pabulib::Pabulib;
use ballots::{
    Add1, Completion, Ended, Need, Options, Rule, Satisfaction, Stage, Start, Stop, TieBreaking,
};
use oracle::{compare, ids};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn fixture(name: &str) -> Pabulib {
    let bytes = std::fs::read(folder().join(format!("{name}.pb"))).unwrap();
    Pabulib::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Lines of file, rule and order.
fn expected() -> Vec<(&'static str, &'static str, Vec<String>)> {
    include_str!("fixtures/expected.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t');
            let (name, rule) = (cells.next().unwrap(), cells.next().unwrap());
            let order = cells.next().unwrap().split(' ').filter(|id| !id.is_empty());
            (name, rule, order.map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn every_rule_gives_the_recorded_outcome() {
    let mut faults = Vec::new();
    let mut compared = 0;
    for (name, rule, order) in expected() {
        let ties = [TieBreaking::Lexicographic];
        compare(&fixture(name), rule, &ties, &order, &mut faults, name);
        compared += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(compared, 93);
}

/// A Python that has pabutools: `MINGBAI_PABUTOOLS` or `python3`.
fn python() -> Option<String> {
    let python = std::env::var("MINGBAI_PABUTOOLS").unwrap_or_else(|_| "python3".into());
    let has_pabutools = Command::new(&python)
        .args(["-c", "import pabutools"])
        .output()
        .is_ok_and(|output| output.status.success());
    has_pabutools.then_some(python)
}

#[test]
fn the_recorded_outcomes_are_what_the_oracle_says_today() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pabulib/oracle.py");
    let (Some(python), true) = (python(), oracle.exists()) else {
        println!(
            "SKIPPED: needs ../shared/pabulib/oracle.py and a Python with pabutools 1.2.3 \
             (name it in MINGBAI_PABUTOOLS)"
        );
        return;
    };
    let out = std::env::temp_dir().join(format!("mingbai-oracle-{}", std::process::id()));
    std::fs::create_dir_all(&out).unwrap();
    let mut names: Vec<&str> = expected().iter().map(|(name, _, _)| *name).collect();
    names.dedup();
    let files: Vec<String> = names
        .iter()
        .map(|name| folder().join(format!("{name}.pb")).display().to_string())
        .collect();
    std::fs::write(out.join("files"), files.join("\n")).unwrap();
    let done = Command::new(python)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(oracle)
        .arg("--batch")
        .arg(out.join("files"))
        .arg("--golden")
        .arg(out.join("golden"))
        .arg("--timing")
        .arg(out.join("timing"))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    for (name, rule, order) in expected() {
        let path = out.join("golden").join(format!("{name}.json"));
        let golden: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let said: Vec<&str> = golden["results"][rule]["order"]
            .as_array()
            .unwrap_or_else(|| panic!("{name} {rule}: {}", golden["skipped"]))
            .iter()
            .map(|id| id.as_str().unwrap())
            .collect();
        let (mut said, mut order) = (said, order);
        if rule.starts_with("mes") {
            // Free projects come in the order of a Python set.
            said.sort_unstable();
            order.sort_unstable();
        }
        assert_eq!(said, order, "{name} {rule}");
    }
    std::fs::remove_dir_all(&out).unwrap();
    println!("oracle: {} outcomes regenerated", expected().len());
}

fn run(file: &Pabulib, rule: &Rule, ties: &[TieBreaking]) -> ballots::BudgetAllocation {
    let options = Options {
        ties,
        explain: true,
        ..Options::default()
    };
    rule.run_with(&file.instance, &file.profile, options)
        .unwrap()
}

const BY_ID: &[TieBreaking] = &[TieBreaking::Lexicographic];

#[test]
fn a_city_that_stops_at_the_first_that_does_not_fit() {
    // Votes: 10, 2, 长椅 and Ramp... by hand: 长椅 5 (120), 10 4 (300), 2 4 (300), ramp 4 (480).
    let file = fixture("courtyard");
    let rule = Rule::GreedyNoSkip {
        satisfaction: Satisfaction::Score,
    };
    let told = run(&file, &rule, BY_ID);
    assert_eq!(
        ids(&file.instance, told.order().iter().copied()),
        ["长椅", "10", "2"]
    );
    // "Ramp" with 4 votes comes next, costs 480 of the 280 left, and ends it: 01 would have fitted.
    let left_out = told
        .losers
        .iter()
        .find(|loser| loser.position == 6)
        .unwrap();
    assert!(matches!(&left_out.need, Need::Room { left, .. } if *left == Rational::from(280)));
}

#[test]
fn a_threshold_keeps_out_what_too_few_want() {
    // Points: yard 5 + 2.5 + 6 + 4 = 17.5; roof 17.5; bins 0 + 9 + 2/3 + 2; door 5 + 4 + 1/3; sign 1.
    let file = fixture("points");
    let threshold = Rational::parse("11.5").unwrap();
    let rule = Rule::GreedyThreshold {
        satisfaction: Satisfaction::Score,
        threshold,
    };
    let told = run(&file, &rule, BY_ID);
    assert_eq!(
        ids(&file.instance, told.order().iter().copied()),
        ["roof", "bins"]
    );
    let door = told
        .losers
        .iter()
        .find(|loser| loser.position == 2)
        .unwrap();
    assert!(matches!(&door.need, Need::Score { score, .. } if *score == Rational::ratio(28, 3)));
}

#[test]
fn add1_ends_where_the_next_step_would_overspend() {
    // The hall (110 of 100) becomes affordable to its four supporters at 27.5 each; the endowment
    // begins at 100/7 and rises in steps of one.
    let file = fixture("beyond");
    for start in [Start::Exact, Start::Integral] {
        let add1 = Add1 {
            start,
            stop: Stop::Overspend,
            ..Add1::default()
        };
        let completion = Completion::Add1(add1);
        let rule = Rule::EqualShares {
            satisfaction: Satisfaction::Cost,
            completion,
        };
        let told = run(&file, &rule, BY_ID);
        assert!(file.instance.is_feasible(told.order()));
        let endowment = told.endowment.as_ref().unwrap();
        assert_eq!(endowment.ended, Ended::WouldOverspend);
        assert_eq!(endowment.amount.is_whole(), start == Start::Integral);
        assert_eq!(endowment.amount.floor().to_string(), "27");
    }
}

#[test]
fn what_is_free_and_wanted_comes_first() {
    let file = fixture("gate");
    let rule = |satisfaction| Rule::EqualShares {
        satisfaction,
        completion: Completion::None,
    };
    let told = run(&file, &rule(Satisfaction::Cardinality), BY_ID);
    assert_eq!(told.purchases[0].stage, Stage::Free);
    assert_eq!(ids(&file.instance, [told.purchases[0].position]), ["free"]);
    let told = run(&file, &rule(Satisfaction::Cost), BY_ID);
    assert!(
        told.purchases
            .iter()
            .all(|bought| bought.stage != Stage::Free)
    );
}

#[test]
fn an_unwanted_project_that_fits_keeps_no_endowment_rising_for_ever() {
    // Three want b; nobody wants z, which costs 1. Once b is funded no step changes anything.
    let text = "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost\n\
                b;9\nz;1\nVOTES\nvoter_id;vote\n1;b\n2;b\n3;\n";
    let file = Pabulib::read(text.as_bytes()).unwrap();
    for stop in [Stop::Exhaustive, Stop::ExhaustiveSupported, Stop::Overspend] {
        let completion = Completion::Add1(Add1 {
            stop,
            ..Add1::default()
        });
        let rule = Rule::EqualShares {
            satisfaction: Satisfaction::Cost,
            completion,
        };
        let told = run(&file, &rule, BY_ID);
        assert_eq!(ids(&file.instance, told.order().iter().copied()), ["b"]);
        let endowment = told.endowment.as_ref().unwrap();
        // Shares of 10/3, 13/3 and 16/3: two of those pay for b.
        assert_eq!((endowment.steps, endowment.ended), (2, Ended::AllFunded));
    }
}

#[test]
fn the_tool_of_equalshares_net_counts_unwanted_projects_as_unspent_money() {
    // 01 costs 60 and two want it; "sky" is wanted by nobody and never fits.
    let file = fixture("courtyard");
    let outcome = |stop| {
        let add1 = Add1 {
            start: Start::Integral,
            stop,
            ..Add1::default()
        };
        let completion = Completion::Add1U(add1);
        let rule = Rule::EqualShares {
            satisfaction: Satisfaction::Cost,
            completion,
        };
        let ties = [
            TieBreaking::MinCost,
            TieBreaking::MaxVotes,
            TieBreaking::Lexicographic,
        ];
        run(&file, &rule, &ties)
    };
    let (one, other) = (
        outcome(Stop::Exhaustive),
        outcome(Stop::ExhaustiveSupported),
    );
    assert_eq!(one.order(), other.order());
    assert!(file.instance.is_exhaustive(one.order()));
}

//! Real elections told by their cities, recomputed: they lie in
//! `../shared/pabulib` (see `reference.rs` about its absence).
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip"
)]

use std::path::Path;

use ballots::exact::Rational;
use ballots::pabulib::Pabulib;
use ballots::{
    Add1, BudgetAllocation, Completion, Coverage, Ended, Need, Options, Preference, Round, Rule,
    Satisfaction, Start, Stop, TieBreaking,
};

fn election(name: &str) -> Option<Pabulib> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/pabulib/instances")
        .join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Some(Pabulib::read(&bytes).unwrap()),
        Err(error) => {
            let required = std::env::var("MINGBAI_REQUIRE_SHARED").as_deref() == Ok("1");
            assert!(!required, "{}: {error}", path.display());
            println!("SKIPPED: ../shared/pabulib/instances/{name}: {error}");
            None
        }
    }
}

fn official(file: &Pabulib, start: Start) -> BudgetAllocation {
    let completion = Completion::Add1(Add1 {
        start,
        stop: Stop::Overspend,
        ..Add1::default()
    });
    let rule = Rule::EqualShares {
        satisfaction: Satisfaction::Cost,
        completion,
    };
    let ties = [
        TieBreaking::MinCost,
        TieBreaking::MaxVotes,
        TieBreaking::Lexicographic,
    ];
    let options = Options {
        ties: &ties,
        explain: true,
        ..Options::default()
    };
    rule.run_with(&file.instance, &file.profile, options)
        .unwrap()
}

/// The `selected` column, which says what the city funded.
fn funded(file: &Pabulib) -> Vec<usize> {
    let column = file.projects.column("selected").unwrap();
    let rows = 0..file.projects.len();
    rows.filter(|row| file.projects.cell(*row, column) == Some("1"))
        .collect()
}

#[test]
fn wieliczka_2023_is_told_as_its_report_tells_it() {
    let Some(file) = election("Poland_Wieliczka_2023_Green_Budget.pb") else {
        return;
    };
    let told = official(&file, Start::Exact);
    let effective: Vec<String> = told
        .purchases
        .iter()
        .map(|bought| match &bought.round {
            Round::EqualShares(round) => round.effective_votes.to_decimal(2),
            other => panic!("{other:?}"),
        })
        .collect();
    // The technical report's thirty figures, in order.
    assert_eq!(
        effective.join(" "),
        "720.00 658.00 583.00 539.86 478.06 450.11 371.73 355.33 333.79 324.90 \
         322.80 316.10 309.37 301.99 298.58 287.97 258.59 252.06 250.84 220.84 \
         204.70 202.97 201.50 187.50 158.73 151.59 120.43 113.70 104.81 61.63"
    );
    assert_eq!(told.selected().collect::<Vec<_>>(), funded(&file));
    assert_eq!(told.total_cost().to_string(), "995079");
    let endowment = told.endowment.as_ref().unwrap();
    assert_eq!(endowment.amount.to_decimal(4), "315.8372");
    assert_eq!(
        (endowment.steps, endowment.ended),
        (164, Ended::WouldOverspend)
    );
    // "No. 16 was close: effective support 99 %, 49,998 zł left of 50,000."
    let position = file.instance.position("16").unwrap();
    let loser = told
        .losers
        .iter()
        .find(|loser| loser.position == position)
        .unwrap();
    let Need::Money {
        supporters_money,
        effective_support,
        ..
    } = &loser.need
    else {
        panic!("{loser:?}")
    };
    // At the price of one of the rounds its supporters could have paid so much;
    // at the end they had a little less.
    let could_pay = effective_support.times(&Rational::from(500));
    assert_eq!(could_pay.floor().to_string(), "49998");
    assert_eq!(supporters_money.floor().to_string(), "49870");
    assert_eq!(effective_support.floor().to_string(), "99");
}

#[test]
fn wieliczka_2023_left_fewer_people_with_nothing_than_the_standard_method() {
    let Some(file) = election("Poland_Wieliczka_2023_Green_Budget.pb") else {
        return;
    };
    let equal_shares = official(&file, Start::Exact);
    let standard = Rule::Greedy {
        satisfaction: Satisfaction::Cost,
    };
    let standard = standard.run(&file.instance, &file.profile).unwrap();
    // As published: 18 % against 28 % with nothing, 1.61 (cut, not rounded) against 1.47 projects
    // on average.
    let told = |allocation: &BudgetAllocation| {
        let coverage = Coverage::of(allocation, &file.profile);
        let nothing = Rational::from(coverage.with_nothing() * 100);
        let nothing = nothing.over(&Rational::from(coverage.voters)).unwrap();
        (
            nothing.to_decimal(1),
            coverage.mean().unwrap().to_decimal(3),
        )
    };
    assert_eq!(told(&equal_shares), ("17.8".into(), "1.617".into()));
    assert_eq!(told(&standard), ("27.6".into(), "1.471".into()));
    let preferences = [Preference::by_number, Preference::by_anything];
    for preference in preferences.map(|ask| ask(&equal_shares, &standard, &file.profile)) {
        let asked = preference.first + preference.second + preference.neither;
        assert_eq!(asked, 6586);
        assert!(preference.first > preference.second, "{preference:?}");
    }
}

#[test]
fn assen_2024_funded_what_equal_shares_says() {
    let Some(file) = election("Netherlands_Assen_2024.pb") else {
        return;
    };
    for start in [Start::Exact, Start::Integral] {
        let told = official(&file, start);
        assert_eq!(told.selected().collect::<Vec<_>>(), funded(&file));
        assert_eq!(told.total_cost().to_string(), "76700");
    }
}

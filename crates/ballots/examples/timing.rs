//! Times every rule on election files, one line of JSON for each: what
//! `scripts/bench-ballots` compares with other programs.
//!
//! `timing FILE.pb… [--rules a,b,…] [--least SECONDS]`

use std::time::{Duration, Instant};

use ballots::pabulib::{Keep, Pabulib, Reader};
use ballots::{Add1, Completion, Options, Rule, Satisfaction};

fn measure(word: &str) -> Option<Satisfaction> {
    Some(match word {
        "cost" => Satisfaction::Cost,
        "cardinality" => Satisfaction::Cardinality,
        "cardinal" => Satisfaction::AdditiveCardinal,
        "borda" => Satisfaction::AdditiveBorda,
        _ => return None,
    })
}

fn rule(id: &str) -> Option<Rule> {
    let parts: Vec<&str> = id.split('/').collect();
    let last = if parts[0] == "phragmen" {
        parts.get(1)
    } else {
        parts.get(2)
    };
    let completion = match last.copied() {
        None => Completion::None,
        Some("greedy") => Completion::Greedy,
        Some("add1") => Completion::Add1(Add1::default()),
        Some("add1u") => Completion::Add1U(Add1::default()),
        Some(_) => return None,
    };
    let satisfaction = measure(parts.get(1).copied().unwrap_or("cost"));
    match parts[0] {
        "greedy" => Some(Rule::Greedy {
            satisfaction: satisfaction?,
        }),
        "mes" => Some(Rule::EqualShares {
            satisfaction: satisfaction?,
            completion,
        }),
        "phragmen" => Some(Rule::Phragmen { completion }),
        "maxwelfare" => Some(Rule::MaxWelfare {
            satisfaction: satisfaction?,
        }),
        _ => None,
    }
}

/// The least time of a few runs, and at least `least` in all.
fn best(least: Duration, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    let begin = Instant::now();
    for round in 0.. {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
        if (round >= 2 || begin.elapsed() > Duration::from_secs(1)) && begin.elapsed() > least {
            break;
        }
    }
    best
}

fn read(bytes: &[u8]) -> Result<Pabulib, ballots::pabulib::PabulibError> {
    let mut reader = Reader::new(Keep::Ballots);
    reader.feed(bytes)?;
    reader.finish()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    let mut rules = vec!["mes/cost".to_owned()];
    let mut least = 0.02;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rules" => {
                let list = arguments.next().unwrap_or_default();
                rules = list.split(',').map(str::to_owned).collect();
            }
            "--least" => least = arguments.next().unwrap_or_default().parse()?,
            _ => files.push(argument),
        }
    }
    let least = Duration::from_secs_f64(least);
    for path in &files {
        let bytes = std::fs::read(path)?;
        let name = std::path::Path::new(path).file_stem().unwrap_or_default();
        let name = name.to_string_lossy();
        let file = read(&bytes)?;
        let parse = best(least, || {
            let again = read(&bytes);
            assert!(again.is_ok());
        });
        println!(
            "{{\"instance\":{name:?},\"rule\":\"parse\",\"seconds\":{parse:.9},\"bytes\":{},\"ballots\":{},\"distinct\":{},\"projects\":{}}}",
            bytes.len(),
            file.profile.num_ballots(),
            file.profile.num_distinct(),
            file.instance.projects().len()
        );
        for id in &rules {
            let Some(rule) = rule(id) else { continue };
            let run = || rule.run_with(&file.instance, &file.profile, Options::default());
            let Ok(outcome) = run() else { continue };
            let seconds = best(least, || assert!(run().is_ok()));
            let order = outcome.order().iter();
            let order: Vec<String> = order
                .filter_map(|place| file.instance.project(*place))
                .map(|project| format!("{:?}", project.project_id))
                .collect();
            let steps = outcome
                .endowment
                .as_ref()
                .map_or(0, |endowment| endowment.steps);
            println!(
                "{{\"instance\":{name:?},\"rule\":{id:?},\"seconds\":{seconds:.9},\"steps\":{steps},\"cost\":\"{}\",\"order\":[{}]}}",
                outcome.total_cost(),
                order.join(",")
            );
        }
    }
    Ok(())
}

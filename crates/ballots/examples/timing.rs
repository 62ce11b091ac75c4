//! Times every rule on election files, one line of JSON for each: what
//! `scripts/bench-ballots` compares with other programs.
//!
//! `timing FILE.pb… [--rules a,b,…] [--least SECONDS | --once] [--explain]`
//!
//! A rule may end in the step of Add1: `mes/cost/add1/0.01`.
//! `--once` reads and runs once, as one would to know the outcome.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::io::Read;
use std::time::Duration;

use ballots::exact::Rational;
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
    let mut add1 = Add1::default();
    if let Some(increment) = parts.get(3) {
        add1.increment = Rational::parse(increment).ok()?;
    }
    let completion = match last.copied() {
        None => Completion::None,
        Some("greedy") => Completion::Greedy,
        Some("add1") => Completion::Add1(add1),
        Some("add1u") => Completion::Add1U(add1),
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

/// CPU seconds of this thread so far, as Linux counts them: other programs on
/// the machine do not show in them.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text
        .split(' ')
        .next()
        .and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

/// CPU seconds of one run: as many runs together as take `least`, and the best
/// of three such measurements while they are quick.
fn best(least: Duration, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    let mut times = 1_u32;
    for _ in 0..3 {
        loop {
            let start = cpu_seconds();
            (0..times).for_each(|_| work());
            let taken = cpu_seconds() - start;
            // The count moves in ticks of some milliseconds.
            if taken >= least.as_secs_f64() {
                best = best.min(taken / f64::from(times));
                break;
            }
            times *= 2;
        }
        if best > 1.0 {
            break;
        }
    }
    best
}

/// Reads piece by piece; answers the election and how many bytes it took.
fn read_from(mut source: impl Read) -> Result<(Pabulib, usize), Box<dyn std::error::Error>> {
    let mut reader = Reader::new(Keep::Ballots);
    let mut piece = vec![0; 1 << 16];
    let mut total = 0;
    loop {
        let len = source.read(&mut piece)?;
        if len == 0 {
            return Ok((reader.finish()?, total));
        }
        total += len;
        reader.feed(&piece[..len])?;
    }
}

fn read(path: &str) -> Result<(Pabulib, usize), Box<dyn std::error::Error>> {
    read_from(std::fs::File::open(path)?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    let mut rules = vec!["mes/cost".to_owned()];
    let mut least = 0.05;
    let mut once = false;
    let mut explain = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rules" => {
                let list = arguments.next().unwrap_or_default();
                rules = list.split(',').map(str::to_owned).collect();
            }
            "--once" => once = true,
            "--explain" => explain = true,
            "--least" => least = arguments.next().unwrap_or_default().parse()?,
            _ => files.push(argument),
        }
    }
    let least = Duration::from_secs_f64(least);
    for path in &files {
        let name = std::path::Path::new(path).file_stem().unwrap_or_default();
        let name = name.to_string_lossy();
        let start = cpu_seconds();
        let (file, len) = read(path)?;
        let mut parse = cpu_seconds() - start;
        if !once {
            let bytes = std::fs::read(path)?;
            parse = best(least, || assert!(read_from(&bytes[..]).is_ok()));
        }
        println!(
            "{{\"instance\":{name:?},\"rule\":\"parse\",\"seconds\":{parse:.9},\"bytes\":{},\"ballots\":{},\"distinct\":{},\"projects\":{}}}",
            len,
            file.profile.num_ballots(),
            file.profile.num_distinct(),
            file.instance.projects().len()
        );
        for id in &rules {
            let Some(rule) = rule(id) else { continue };
            let run = || {
                let options = Options {
                    explain,
                    ..Options::default()
                };
                rule.run_with(&file.instance, &file.profile, options)
            };
            let start = cpu_seconds();
            let Ok(outcome) = run() else { continue };
            let mut seconds = cpu_seconds() - start;
            if !once {
                seconds = best(least, || assert!(run().is_ok()));
            }
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

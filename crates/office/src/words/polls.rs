//! What is said of files of ballots.

use ballots::pabulib::Section;

use super::{Wording, reason, say};
use crate::polls::{PollFinding, PollProblem};
use crate::tally::{problem_words, rule_words};

/// One finding: the file, the line, what is wrong and how to mend it.
pub fn poll_finding(finding: &PollFinding, w: Wording) -> String {
    let file = finding.file.display();
    let what = poll_problem(&finding.problem, w);
    match finding.line {
        Some(line) => say!(
            w,
            "“{file}”第 {line} 行：{what}",
            "{file}, line {line}: {what}"
        ),
        None => say!(w, "“{file}”：{what}", "{file}: {what}"),
    }
}

/// All findings of the files of ballots.
pub fn poll_findings(findings: &[PollFinding], w: Wording) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| poll_finding(finding, w))
        .collect();
    lines.join("\n")
}

/// How many polls were counted without a finding.
pub fn polls_counted(count: usize, w: Wording) -> String {
    say!(
        w,
        "投完的表决有 {count} 场，选票和账本对得上，算得出结果。",
        "Finished polls: {count}. Ballots agree with the workbook and can be counted."
    )
}

fn poll_problem(problem: &PollProblem, w: Wording) -> String {
    match problem {
        PollProblem::Io(source) => {
            let source = reason(source, w);
            say!(w, "读不了：{source}。", "it cannot be read: {source}.")
        }
        PollProblem::NoPoll { seen } => say!(
            w,
            "“表决”表里没有编号是“{seen}”的表决。文件要用表决的编号起名。",
            "the sheet of polls has none called “{seen}”. The file is named after its poll."
        ),
        PollProblem::NotOver { closes } => say!(
            w,
            "这场表决到 {closes} 才截止，选票还不能公开。先把文件移开，截止以后再放回来。",
            "this poll closes on {closes}; until then its ballots must not be published. Move the file away until it is over."
        ),
        PollProblem::Pabulib { column, problem } => {
            let what = problem_words(problem, w);
            say!(
                w,
                "第 {column} 个字符处：{what}",
                "at character {column}: {what}"
            )
        }
        PollProblem::Differs {
            key,
            seen,
            expected,
        } => say!(
            w,
            "META 的 {key} 写着“{seen}”，应当是“{expected}”（照账本和本文件算）。",
            "META says {key} “{seen}”; by the workbook and the file itself it is “{expected}”."
        ),
        PollProblem::UnknownKey { seen } => say!(
            w,
            "META 的“{seen}”不在可以公开的项目里，或者写了两遍。请删掉这一行。",
            "META's “{seen}” is no key that is published, or stands there twice. Delete the line."
        ),
        PollProblem::UnknownColumn {
            section: Section::Votes,
            seen,
        } => say!(
            w,
            "选票里有一列“{seen}”，会让人认出是谁投的。请删掉这一列：只留 voter_id、vote（打分的留 points）。",
            "the ballots have a column “{seen}”, which could tell who voted. Delete it: only voter_id, vote (and points) are kept."
        ),
        PollProblem::UnknownColumn { section, seen } => {
            let title = section.title();
            say!(
                w,
                "{title} 有一列“{seen}”，不在可以公开的列里。请删掉这一列。",
                "{title} has a column “{seen}” that is not published. Delete it."
            )
        }
        PollProblem::UnknownProject { seen } => say!(
            w,
            "账本的“候选项目”表里，这场表决没有“{seen}”。",
            "the workbook has no option “{seen}” in this poll."
        ),
        PollProblem::NoProject { expected } => say!(
            w,
            "账本里有候选项目“{expected}”，文件里没有。请补上。",
            "the workbook's option “{expected}” is not in the file. Add it."
        ),
        PollProblem::CellDiffers {
            column,
            project,
            seen,
            expected,
        } => say!(
            w,
            "项目“{project}”的 {column} 写着“{seen}”，应当是“{expected}”（照账本或重新清点）。",
            "project “{project}” has {column} “{seen}”; by the workbook or the count it is “{expected}”."
        ),
        PollProblem::VoterName { expected } => say!(
            w,
            "voter_id 只能是顺序号，这一行应当是 {expected}。投票码、姓名、电话都不能放在这里。",
            "voter_id must be the row's number, here {expected}. No code, name or number of a voter may stand there."
        ),
        PollProblem::Twice { seen } => say!(
            w,
            "同一张票写了两次“{seen}”。",
            "the ballot names “{seen}” twice."
        ),
        PollProblem::Length {
            seen,
            min,
            max: Some(max),
        } => say!(
            w,
            "这张票选了 {seen} 个，规定是 {min} 到 {max} 个。请查这张票是不是该作废。",
            "the ballot names {seen} projects; {min} to {max} are allowed. See whether it is void."
        ),
        PollProblem::Length {
            seen,
            min,
            max: None,
        } => say!(
            w,
            "这张票选了 {seen} 个，规定至少 {min} 个。请查这张票是不是该作废。",
            "the ballot names {seen} projects; at least {min} are asked for. See whether it is void."
        ),
        PollProblem::TooDear { seen, most } => say!(
            w,
            "这张票选的加起来 {seen}，规定不超过 {most}。请查这张票是不是该作废。",
            "the ballot's projects cost {seen} together; at most {most} is allowed. See whether it is void."
        ),
        PollProblem::NoBallots => say!(w, "一张票也没有。", "there are no ballots."),
        PollProblem::Rule(error) => {
            let why = rule_words(error, w);
            say!(
                w,
                "照这场表决的规则算不了：{why}",
                "it cannot be counted by the poll's rule: {why}"
            )
        }
        PollProblem::Write(error) => say!(
            w,
            "有一格里有会把行断开的字符（{error}），请删掉。",
            "a cell holds a character that would break its row ({error}). Delete it."
        ),
    }
}

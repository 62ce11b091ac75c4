//! What the clerk's commands say.

use records::codes::{ReplyStatus, SubmissionKind};
use records::decisions::{DecisionFileProblem, DecisionProblem, Part};
use records::finding::PrivateNumber;

use super::{Wording, reason, say, workbook_error, write_error};
use crate::desk::DeskError;
use crate::desk::decisions::DecisionsError;
use crate::desk::list::Counts;
use crate::inbox::{InboxError, ReadError};

fn kind_name(kind: SubmissionKind, w: Wording) -> &'static str {
    let code = SubmissionKind::CODES[kind as usize];
    match w {
        Wording::ZhHans => code.zh,
        Wording::En => code.en,
    }
}

fn state_name(state: ReplyStatus, w: Wording) -> &'static str {
    let code = ReplyStatus::CODES[state as usize];
    match w {
        Wording::ZhHans => code.zh,
        Wording::En => code.en,
    }
}

/// Which kind of private number.
pub(super) fn number_name(number: PrivateNumber, w: Wording) -> &'static str {
    match (w, number) {
        (Wording::ZhHans, PrivateNumber::IdentityCard) => "身份证号",
        (Wording::ZhHans, PrivateNumber::Mobile) => "手机号",
        (Wording::ZhHans, PrivateNumber::BankCard) => "银行卡号",
        (Wording::En, PrivateNumber::IdentityCard) => "an identity number",
        (Wording::En, PrivateNumber::Mobile) => "a mobile number",
        (Wording::En, PrivateNumber::BankCard) => "a bank card number",
    }
}

fn part_name(part: Part, w: Wording) -> &'static str {
    let (zh, en) = match part {
        Part::Post => ("经办岗位", "the post"),
        Part::Reason => ("理由", "the reason"),
        Part::Reply => ("答复", "the reply"),
        Part::PassedTo => ("转给", "whom it was passed to"),
        Part::SameAs => ("相同来件", "the one that says the same"),
        Part::Improvement => ("改进说明", "the improvement"),
        Part::Answer(_) => ("公开文字", "the public text"),
        Part::Name => ("公开称呼", "the public name"),
        Part::Photo => ("公开照片", "the public photographs"),
        Part::Entry => ("公开内容", "what is shown"),
        Part::Tally => ("计数", "what is counted"),
        Part::Survey => ("问卷答案", "an answer to the questionnaire"),
    };
    match w {
        Wording::ZhHans => zh,
        Wording::En => en,
    }
}

/// What is wrong with a decision.
pub fn decision_problem(problem: &DecisionProblem, w: Wording) -> String {
    match problem {
        DecisionProblem::Missing(part) => {
            let part = part_name(*part, w);
            say!(w, "没有写{part}", "{part} is blank")
        }
        DecisionProblem::Private(part, number) => {
            let (part, number) = (part_name(*part, w), number_name(*number, w));
            say!(w, "{part}里有{number}", "{part} holds {number}")
        }
        DecisionProblem::NotHere(part) => {
            let part = part_name(*part, w);
            say!(w, "这种来件不能有这样的{part}", "{part} cannot be there")
        }
    }
}

/// Why the decisions cannot be used.
pub fn decisions_error(error: &DecisionsError, w: Wording) -> String {
    match error {
        DecisionsError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "办理记录“{path}”打不开：{source}。",
                "The decisions in {path} cannot be read: {source}."
            )
        }
        DecisionsError::Name { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”不像办理记录的名字（0001.json 这样）。请把它挪到别处。",
                "{path} is not named as decisions are (0001.json). Move it elsewhere."
            )
        }
        DecisionsError::Gap { missing } => say!(
            w,
            "办理记录少了第 {missing} 份（decisions/{missing:04}.json）。记录只能增加，请从备份里找回来。",
            "Decisions {missing:04}.json are missing. Nothing is ever taken away; put the file back from a backup."
        ),
        DecisionsError::File { path, problem } => {
            let path = path.display();
            let why = match problem {
                DecisionFileProblem::Json(error) => say!(w, "读不懂（{error}）", "{error}"),
                DecisionFileProblem::Version(version) => say!(
                    w,
                    "版本是 {version}，这个程序还不认识",
                    "version {version} is not known to this program"
                ),
                DecisionFileProblem::Twice(id) => {
                    let code = id.code();
                    say!(w, "{code} 出现了两次", "{code} stands in it twice")
                }
            };
            say!(
                w,
                "办理记录“{path}”有问题：{why}。它不该用手改，请用备份换回来。",
                "The decisions {path}: {why}. They are not to be changed by hand; put a backup in their place."
            )
        }
        DecisionsError::Decision {
            path,
            code,
            problem,
        } => {
            let path = path.display();
            let problem = decision_problem(problem, w);
            say!(
                w,
                "办理记录“{path}”里的 {code}：{problem}。它不该用手改，请用备份换回来。",
                "{code} in the decisions {path}: {problem}. They are not to be changed by hand; put a backup in their place."
            )
        }
    }
}

fn inbox_why(error: &InboxError, w: Wording) -> String {
    match error {
        InboxError::Io { source, .. } => reason(source, w),
        InboxError::Missing { .. } => say!(w, "没有这个文件夹", "there is no such folder"),
        _ => say!(w, "不能这样放收件箱", "no inbox can be there"),
    }
}

/// Why one of the clerk's commands could not run.
pub fn desk_error(error: &DeskError, w: Wording) -> String {
    match error {
        DeskError::Workbook(error) => workbook_error(error, w),
        DeskError::Records { office } => {
            let office = office.display();
            say!(
                w,
                "账本里有要改的地方，读不出社区信息。请先运行：mingbai check {office}",
                "The workbook has errors that must be mended first. See: mingbai check {office}"
            )
        }
        DeskError::Places { path, source } => {
            let path = path.display();
            let message = source.message();
            say!(
                w,
                "“{path}”读不懂（{message}）。每个收件箱写两行：[[from]] 和 place = \"文件夹\"。",
                "{path} cannot be understood ({message}). Each inbox takes two lines: [[from]] and place = \"FOLDER\"."
            )
        }
        DeskError::NoInbox { office } => {
            let office = office.display();
            say!(
                w,
                "“{office}”还没有收件箱：既没有 inbox 文件夹，也没有 inboxes.toml。",
                "{office} has no inbox: neither a folder inbox nor a file inboxes.toml."
            )
        }
        DeskError::Inbox { place, source } => {
            let why = inbox_why(source, w);
            say!(
                w,
                "收件箱“{place}”打不开：{why}。收件箱不齐就不往下办，免得漏了谁的信。",
                "The inbox {place} cannot be opened: {why}. Nothing is done with only some of the inboxes, or a letter might be missed."
            )
        }
        DeskError::Read { place, source } => {
            let why = match source {
                ReadError::Io { source, .. } => reason(source, w),
                ReadError::Damaged(name) => {
                    let code = name.id.code();
                    say!(w, "{code} 已损坏", "{code} is damaged")
                }
            };
            say!(
                w,
                "收件箱“{place}”读不下去：{why}。",
                "The inbox {place} cannot be read: {why}."
            )
        }
        DeskError::Decisions(error) => decisions_error(error, w),
        DeskError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(w, "“{path}”：{source}。", "{path}: {source}.")
        }
        DeskError::Write(error) => write_error(error, w),
        DeskError::Json(error) => say!(
            w,
            "记录写不出来：{error}。",
            "The record could not be written: {error}."
        ),
    }
}

/// How much came in.
pub fn inbox_counts(counts: &Counts, w: Wording) -> String {
    let (total, media, inboxes) = (counts.total, counts.media, counts.inboxes);
    let mut lines = vec![say!(
        w,
        "{total} 件来件，{media} 个照片和录音，来自 {inboxes} 个收件箱。",
        "{total} letters, {media} photographs and recordings, from {inboxes} inboxes."
    )];
    for (kind, of_kind) in &counts.kinds {
        let (kind, total) = (kind_name(*kind, w), of_kind.total);
        let states: Vec<String> = of_kind
            .states
            .iter()
            .map(|(state, count)| format!("{} {count}", state_name(*state, w)))
            .collect();
        let states = states.join(match w {
            Wording::ZhHans => "、",
            Wording::En => ", ",
        });
        lines.push(say!(
            w,
            "  {kind} {total} 件：{states}",
            "  {kind} {total}: {states}"
        ));
    }
    let undated = counts.undated;
    if undated > 0 {
        lines.push(say!(
            w,
            "{undated} 件没有收到时间，算不出答复期限。",
            "{undated} have no time of arrival, so no clock runs for them."
        ));
    }
    lines.join("\n")
}

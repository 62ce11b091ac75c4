//! What the clerk's commands say.

use records::codes::{ReplyStatus, SubmissionKind};
use records::decisions::{DecisionFileProblem, DecisionProblem, Part};
use records::finding::PrivateNumber;

use records::LocalText;
use records::codes::AskKey;
use records::envelope::EnvelopeProblem;
use records::handover::{CodeProblem, ParcelProblem};
use records::say::Why;

use super::guide::Line;
use super::{Wording, inbox_error, keys_error, reason, say, workbook_error, write_error};
use crate::desk::DeskError;
use crate::desk::decide::{PhotoTrouble, Trouble};
use crate::desk::decisions::DecisionsError;
use crate::desk::export::Exported;
use crate::desk::import::{Finding, Imported, in_all};
use crate::desk::letters::Shut;
use crate::desk::list::Counts;
use crate::desk::photos::{PhotoProblem, SIDE_MAX};
use crate::desk::sheets::Column;
use crate::desk::take::{TakeProblem, Taken};
use crate::inbox::{ReadError, StoreError};

pub(super) fn kind_name(kind: SubmissionKind, w: Wording) -> &'static str {
    let code = SubmissionKind::CODES[kind as usize];
    match w {
        Wording::ZhHans => code.zh,
        Wording::En => code.en,
    }
}

pub(super) fn state_name(state: ReplyStatus, w: Wording) -> &'static str {
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
        Part::Review => ("合理、可行、新意", "the marks of the review"),
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
        DecisionsError::Photo { path, code } => {
            let path = path.display();
            say!(
                w,
                "{code} 要公开的照片“{path}”不见了，或者被换过。请从备份里找回来。",
                "The photograph {path} that {code} shows is missing, or is another one. Put it back from a backup."
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
            let why = inbox_error(source, w);
            say!(
                w,
                "{why}收件箱“{place}”没读到，就不往下办，免得漏了谁的信。",
                "{why} Nothing is done without the inbox {place}, or a letter might be missed."
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
        DeskError::NotOurs { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”里没有“来件”这样的表。请用 mingbai inbox export 做出来的那一本。",
                "{path} has none of the sheets that mingbai inbox export writes. Use the workbook that it made."
            )
        }
        DeskError::Store(error) => {
            let why = match error {
                StoreError::Full => say!(w, "收件箱满了", "it is full"),
                StoreError::Broken(source) => reason(source, w),
                StoreError::Closed => say!(w, "收件箱已停用", "it takes nothing at the moment"),
                StoreError::Conflict => say!(
                    w,
                    "同名的来件已经损坏",
                    "what lies under the same name is damaged"
                ),
                StoreError::Busy(why) => why.clone(),
            };
            say!(
                w,
                "来件没有放进收件箱：{why}。办理决定也没有收，修好后再导入一次就行。",
                "The inbox did not keep a letter: {why}. No decisions were taken in either; mend it and import again."
            )
        }
        DeskError::Keys(error) => keys_error(error, w),
        DeskError::Seal(error) => say!(
            w,
            "来件封不起来：{error}。",
            "A letter could not be sealed: {error}."
        ),
        DeskError::Envelope(error) => envelope_problem(error, w),
        DeskError::Take(problem) => take_problem(problem, w),
    }
}

fn envelope_problem(problem: &EnvelopeProblem, w: Wording) -> String {
    match problem {
        EnvelopeProblem::TooLong { found } => say!(
            w,
            "有 {found} 字节，比一件来件能有的还大",
            "{found} bytes are more than a letter has"
        ),
        other => say!(w, "不是来件（{other}）", "no letter ({other})"),
    }
}

fn take_problem(problem: &TakeProblem, w: Wording) -> String {
    let what = match problem {
        TakeProblem::TooLarge { path } => {
            let path = path.display();
            say!(w, "“{path}”太大了", "{path} is too large")
        }
        TakeProblem::Parcel(ParcelProblem::Empty) => say!(w, "里面没有来件", "nothing is in it"),
        TakeProblem::Parcel(ParcelProblem::Line(line)) => {
            say!(w, "第 {line} 行不是来件", "line {line} is no letter")
        }
        TakeProblem::Parcel(ParcelProblem::Name(line)) => say!(
            w,
            "第 {line} 行在路上变了样",
            "line {line} was changed on the way"
        ),
        TakeProblem::Parcel(ParcelProblem::TooLong(line)) => {
            say!(w, "第 {line} 行太长", "line {line} is too long")
        }
        TakeProblem::Code { line, problem } => match problem {
            CodeProblem::Foreign => say!(
                w,
                "第 {line} 行不是我们的码",
                "line {line} is no code of ours"
            ),
            CodeProblem::Misread => say!(
                w,
                "第 {line} 行扫错了，请再扫一次",
                "line {line} was misread; scan it again"
            ),
            CodeProblem::Mixed => say!(
                w,
                "第 {line} 行：这几个码不是同一件，请从头再扫",
                "line {line}: these codes are not of one letter; scan all of them again"
            ),
        },
        TakeProblem::Document { code, problem } => {
            let why = envelope_problem(problem, w);
            say!(w, "{code} {why}", "{code}: {why}")
        }
        TakeProblem::Elsewhere { code, community } => say!(
            w,
            "{code} 是寄给“{community}”的，不是本社区",
            "{code} is for {community}, which is another community"
        ),
    };
    say!(
        w,
        "没有收：{what}。文件原样留着，请让居民再导出一次，或换一种办法送来。",
        "Nothing was taken in: {what}. The file is as it was; have it exported again, or brought another way."
    )
}

/// How much was decided, all of it read and right.
pub fn decisions_checked(counts: &crate::desk::decisions::Counts, w: Wording) -> String {
    let crate::desk::decisions::Counts {
        files,
        all,
        documents,
        shown,
        photos,
    } = counts;
    say!(
        w,
        "{files} 份办理记录、{all} 条决定都读得通：办过 {documents} 件，公开 {shown} 件，照片 {photos} 张。",
        "{files} files with {all} decisions, all well: {documents} letters decided, {shown} shown, {photos} photographs."
    )
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
        let mut line = say!(
            w,
            "  {kind} {total} 件：{states}",
            "  {kind} {total}: {states}"
        );
        let overdue = of_kind.overdue;
        if overdue > 0 {
            line.push_str(&say!(w, "；超期 {overdue} 件", "; {overdue} overdue"));
        }
        lines.push(line);
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

/// Who helped.
pub(crate) fn helped(relation: &str) -> String {
    format!("由{relation}代填，已念给本人听")
}

/// The mean of what a thing was given.
pub(crate) fn mean(mean: &str, count: u32, is_low: bool) -> String {
    if is_low {
        format!("{mean}（{count} 人，低于 80 分，请写改进说明）")
    } else {
        format!("{mean}（{count} 人）")
    }
}

/// When an answer is due.
pub(crate) fn due(at: &str, is_overdue: bool, is_assumed: bool) -> String {
    let late = if is_overdue { "，已超期" } else { "" };
    let assumed = if is_assumed {
        "（没填工作日历，只扣了周末）"
    } else {
        ""
    };
    format!("{at} 前{late}{assumed}")
}

/// A private number in a text that might be shown.
pub(crate) fn number_found(place: &str, number: PrivateNumber) -> String {
    format!("“{place}”里有{}", number_name(number, Wording::ZhHans))
}

/// A photograph's file.
pub(crate) fn photo_named(number: usize, file: &str, caption: Option<&str>) -> String {
    match caption {
        Some(caption) => format!("{number}. {file}（{caption}）"),
        None => format!("{number}. {file}"),
    }
}

/// A photograph without a file.
pub(crate) fn photo_spoilt(number: usize, trouble: PhotoTrouble) -> String {
    format!("{number}. {}", photo_trouble(trouble, Wording::ZhHans))
}

/// A recording without a file.
pub(crate) fn recording_spoilt(trouble: PhotoTrouble) -> String {
    photo_trouble(trouble, Wording::ZhHans)
}

/// Who counts what nobody has to decide on.
pub(crate) fn counted_by() -> LocalText {
    in_all("自动计数", "自動計數", "Counted by the program")
}

/// Why a second support does not count.
pub(crate) fn supported_before() -> LocalText {
    in_all(
        "同一台设备附议过这一件",
        "同一部裝置附議過這一件",
        "This device has supported it before",
    )
}

fn photo_trouble(trouble: PhotoTrouble, w: Wording) -> String {
    match trouble {
        PhotoTrouble::Missing => say!(w, "还没有送到", "has not arrived"),
        PhotoTrouble::Sealed => say!(
            w,
            "打不开，在路上变了样",
            "does not open: it was changed on the way"
        ),
        PhotoTrouble::NotSound => say!(w, "不是能放的录音", "is no recording that can be played"),
        PhotoTrouble::Picture(problem) => match problem {
            PhotoProblem::Bytes { found } => {
                let size = found / 1024;
                say!(w, "太大（{size} KB）", "is too large ({size} KB)")
            }
            PhotoProblem::NotJpeg => say!(w, "不是 JPEG 照片", "is no JPEG"),
            PhotoProblem::Pixels { width, height } => say!(
                w,
                "尺寸 {width}×{height}，每边最多 {SIDE_MAX}",
                "has {width}×{height} pixels; {SIDE_MAX} a side are allowed"
            ),
            PhotoProblem::Busy => say!(
                w,
                "做得不正常，没有解开",
                "is made to keep a program busy and was not opened"
            ),
            PhotoProblem::Damaged => say!(w, "坏了，解不开", "is damaged"),
        },
    }
}

/// What a column of the clerk's workbook is called, how wide it is, and what its header explains.
#[derive(Debug, Clone, Copy)]
pub struct DeskColumn {
    /// Its header.
    pub header: &'static str,
    /// What is said when one points at it; blank if there is nothing to say.
    pub note: &'static str,
    /// In characters.
    pub width: f64,
}

/// The columns of the clerk's workbook, which is in Chinese as the office's own is.
pub fn desk_column(column: Column) -> DeskColumn {
    let (header, width, note) = match column {
        Column::Document => ("全编号", 10.0, ""),
        Column::Code => ("回执号", 17.0, "居民凭它查回话。"),
        Column::Kind => ("种类", 11.0, ""),
        Column::Arrived => ("收到时间", 17.0, "收件箱记下的时间，期限从这里算起。"),
        Column::Due => ("最迟回话", 22.0, "过了这个时间就算超期，网站上会照实显示。"),
        Column::About => (
            "关于",
            26.0,
            "说的是哪一件事。录入纸件时写成 project:编号、line:年度/编号、campaign:编号、entry:回执号；没有就空着。",
        ),
        Column::Answer(key) => (
            AskKey::CODES[key as usize].zh,
            match key {
                AskKey::Text | AskKey::Problem | AskKey::Measure | AskKey::Terms => 44.0,
                AskKey::Title | AskKey::Place => 20.0,
                _ => 12.0,
            },
            "居民写的原话，锁住不改。要公开的文字改在右边“公开…”栏。",
        ),
        Column::Survey => ("问卷答案", 44.0, "一行一题：题号＝答案；多选用分号隔开。"),
        Column::Voice => (
            "录音",
            24.0,
            "文件在旁边的 media 文件夹里。录音不公开；听完把话打进“公开正文”。",
        ),
        Column::Photos => (
            "照片",
            28.0,
            "文件在旁边的 media 文件夹里，前面的数字是编号。",
        ),
        Column::Channel => ("途径", 11.0, ""),
        Column::Helped => ("代填", 20.0, "由别人代填的，本人同意、念给本人听过。"),
        Column::Public => ("愿意公开", 10.0, "写“否”的只计数，不能公开。"),
        Column::ShowName => ("愿意署名", 10.0, ""),
        Column::Name => ("称呼（不公开）", 16.0, "只给办公室看。"),
        Column::Phone => ("电话（不公开）", 18.0, "只给办公室看，不会上网站。"),
        Column::Other => ("其他联系办法（不公开）", 24.0, "只给办公室看。"),
        Column::Similar => (
            "相似来件",
            24.0,
            "程序按用字比出来的，只供参考。确是同一件事，把回执号填进“同一件事”。",
        ),
        Column::Numbers => (
            "个人信息提示",
            26.0,
            "程序只认得手机号、身份证号、银行卡号。姓名、住址、车牌认不出来，请人看一遍。",
        ),
        Column::Mean => ("平均分", 26.0, "同一件事所有评分的平均，满分 5。"),
        Column::State => ("决定", 12.0, "空着就是还没办。选了就要写经办岗位。"),
        Column::Reasonable => (
            "合理",
            8.0,
            "只用于微提案。梳理时看：说得在不在理。没看过就空着；公开的提案会连这三个记号一起公开。",
        ),
        Column::Feasible => ("可行", 8.0, "只用于微提案。梳理时看：办不办得到。"),
        Column::Novel => ("新意", 8.0, "只用于微提案。梳理时看：是不是第一次有人提。"),
        Column::Shown => (
            "公开",
            10.0,
            "选“公开”才上网站；选“不公开”只计数。居民不愿公开的不能选。",
        ),
        Column::Reason => ("理由", 36.0, "未采纳的必须写，会公开。"),
        Column::Reply => ("答复", 44.0, "已回应的必须写，会公开。"),
        Column::PassedTo => ("转给", 20.0, "已转办的必须写：哪个部门或岗位。"),
        Column::SameAs => ("同一件事", 17.0, "和哪一件合并：填那一件的回执号。"),
        Column::Improvement => (
            "改进说明",
            40.0,
            "平均低于 4 分（80 分）的，写一句准备怎么改，会公开。",
        ),
        Column::Text(key) => match key {
            AskKey::Title => ("公开标题", 24.0, PUBLIC_NOTE),
            AskKey::Problem => ("公开问题", 44.0, PUBLIC_NOTE),
            AskKey::Measure => ("公开办法", 44.0, PUBLIC_NOTE),
            AskKey::Place => ("公开地点", 20.0, PUBLIC_NOTE),
            AskKey::Terms => ("公开条件", 30.0, PUBLIC_NOTE),
            _ => ("公开正文", 44.0, PUBLIC_NOTE),
        },
        Column::PublicName => (
            "公开称呼",
            16.0,
            "居民愿意署名才有。可以改短，比如“王阿姨”；清空就不署名。",
        ),
        Column::PublicPhotos => (
            "公开照片",
            14.0,
            "填要公开的照片编号，比如 1、3；都公开填“全部”；空着一张也不公开。有人脸、门牌、车牌的请别选。",
        ),
        Column::Post => ("经办岗位", 18.0, "写岗位，不写姓名。"),
        Column::Day => ("日期", 13.0, "办理的日子；空着就记今天。"),
        Column::Paper => ("纸件编号", 14.0, "写在纸上的号，两次录入要一样。"),
        Column::Received => (
            "收到那天",
            13.0,
            "信封或登记本上的日子，期限从这天算起；按小时算的，从这天结束算起。空着就从录入时算起。",
        ),
        Column::Relation => ("代填人和本人的关系", 18.0, "比如：女儿、志愿者。"),
        Column::Consent => ("本人同意代填", 12.0, ""),
        Column::ReadBack => ("念给本人听过", 12.0, ""),
    };
    DeskColumn {
        header,
        note,
        width,
    }
}

const PUBLIC_NOTE: &str = "网站上显示的文字。号码已经盖住；名字、住址请自己改掉。清空就不显示。";

fn column_name(column: Column, w: Wording) -> String {
    match w {
        Wording::ZhHans => desk_column(column).header.to_owned(),
        Wording::En => column.key(),
    }
}

/// Title and message when a cell refuses what was typed.
pub(crate) fn desk_entry_refused(column: Column) -> (&'static str, &'static str) {
    match column {
        Column::Day | Column::Received => ("请填日期", "写成 2026-11-05 这样。"),
        _ => ("请从单子里选", "点格子右边的小箭头，选一个词。"),
    }
}

/// Heads of the sheet of letters that do not open, and how wide each column is.
pub(crate) fn shut_heads() -> &'static [(&'static str, f64)] {
    &[
        ("回执号", 17.0),
        ("在收件箱里的位置", 60.0),
        ("怎么了", 40.0),
        ("怎么办", 60.0),
    ]
}

/// Why a letter does not open, and what can be done.
pub fn shut(why: &Shut, w: Wording) -> (String, String) {
    let backup = || {
        say!(
            w,
            "请从另一个收件箱或备份里找回来；也可以请居民凭回执号再送一次。",
            "Find it in another inbox or a backup, or ask the resident to send it again."
        )
    };
    match why {
        Shut::Damaged => (
            say!(
                w,
                "文件损坏：内容和名字对不上",
                "damaged: not what its name says"
            ),
            backup(),
        ),
        Shut::Missing => (
            say!(w, "列出来时还在，读的时候没了", "gone while it was read"),
            backup(),
        ),
        Shut::Envelope(problem) => (
            envelope_problem(problem, w),
            say!(
                w,
                "可能是旧程序或别的程序送来的，请留着，告诉维护的人。",
                "Perhaps another program sent it. Keep it and tell whoever looks after the program."
            ),
        ),
        Shut::Misplaced => (
            say!(
                w,
                "放错了文件夹：种类或社区对不上",
                "in the wrong folder: another kind or community"
            ),
            say!(
                w,
                "请别手工挪收件箱里的文件；把它放回原处。",
                "Files of an inbox are not to be moved by hand. Put it back."
            ),
        ),
        Shut::OtherKey => (
            say!(
                w,
                "不是用现有的钥匙封的",
                "sealed to a key that is not here"
            ),
            say!(
                w,
                "看看是不是换过钥匙：把旧的 office.age 找回来；或用备用钥匙打开。",
                "Find the old office.age if keys were changed, or use the recovery key."
            ),
        ),
        Shut::Changed => (
            say!(
                w,
                "在路上被改过，打不开",
                "changed on the way; does not open"
            ),
            backup(),
        ),
        Shut::Content => (
            say!(w, "打开了，但里面不是来件", "opens, but holds no letter"),
            say!(
                w,
                "可能是有人乱送的，请留着，告诉维护的人。",
                "Perhaps somebody sent it as a nuisance. Keep it and tell whoever looks after the program."
            ),
        ),
    }
}

/// The first sheet of the clerk's workbook.
pub(crate) fn desk_guide() -> &'static [Line] {
    &[
        Line::Title("来件办理"),
        Line::Body("这本表里有居民的电话和原话，只给办公室用。办完请删掉，不要发到群里。"),
        Line::Heading("怎么办"),
        Line::Body("一行是一件。灰底的是居民写的，锁住不改；红棕色表头的由经办人填。"),
        Line::Body("先选“决定”，再写答复或理由，最后写经办岗位。没办的空着，下次导出还在。"),
        Line::Body("要公开的，“公开”选“公开”，看一遍“公开…”各栏。居民不愿公开的，只计数。"),
        Line::Body(
            "程序只认得手机号、身份证号、银行卡号，已经盖住。姓名、住址、车牌、病情认不出来，一定要有人看一遍。",
        ),
        Line::Body("不采纳的也不会消失：网站上留着件数和理由，所以理由必须写。"),
        Line::Body("录音不公开。听完把话打进“公开正文”，网站会注明“口述”。"),
        Line::Body("微提案可以先梳理：“合理”“可行”“新意”选是或否，征集页会照实列出。"),
        Line::Heading("纸质来件"),
        Line::Body(
            "两个岗位各录一遍：一个用“纸质录入一”，一个用“纸质录入二”，互相不看。两遍一样才收；不一样的，程序会指出是哪一行哪一栏。",
        ),
        Line::Body("晚几天才录的，写上“收到那天”：期限从那天算起，不从录入那天算。"),
        Line::Heading("办完以后"),
        Line::Body(
            "保存，关掉，运行：mingbai inbox import 办公文件夹 这本表。有一处不对就全都不收，改好再来一次。",
        ),
    ]
}

/// What is amiss in a cell, and how to mend it.
fn trouble(trouble: &Trouble, w: Wording) -> (String, String) {
    let again = || {
        say!(
            w,
            "请重新导出一本，把填好的格子抄过去。",
            "Export a new workbook and copy what was filled in."
        )
    };
    let or = |words: &[&'static str]| match w {
        Wording::ZhHans => words.join("、"),
        Wording::En => words.join(", "),
    };
    match trouble {
        Trouble::NoColumn => (say!(w, "缺这一栏", "this column is missing"), again()),
        Trouble::UnknownDocument => (
            say!(
                w,
                "收件箱里没有这一件，或者打不开",
                "no such letter is in the inboxes, or it does not open"
            ),
            say!(
                w,
                "请不要自己加行；这一行整行删掉，或重新导出。",
                "Rows are not added by hand. Delete this one, or export anew."
            ),
        ),
        Trouble::MixedUp => (
            say!(
                w,
                "回执号和隐藏的全编号不是同一件，可能只排序了几栏",
                "the receipt and the hidden name are of two letters; perhaps only some columns were sorted"
            ),
            again(),
        ),
        Trouble::Twice { first } => (
            say!(w, "和第 {first} 行重复", "the same as row {first}"),
            say!(w, "只留一行。", "Keep one of them."),
        ),
        Trouble::Changed => (
            say!(
                w,
                "这是居民的原话，和收到的不一样了",
                "this is what the resident sent, and it was changed"
            ),
            say!(
                w,
                "请改回原样；要公开的文字写在“公开…”栏。",
                "Put it back; what is shown is written in the public columns."
            ),
        ),
        Trouble::NotInList { seen, allowed } => {
            let allowed = or(allowed);
            (
                say!(
                    w,
                    "写的是“{seen}”，单子里没有",
                    "“{seen}” is not in the list"
                ),
                say!(w, "从这些里选：{allowed}。", "Choose one of: {allowed}."),
            )
        }
        Trouble::Fault { seen } => (
            say!(
                w,
                "表格软件算错了：{seen}",
                "the spreadsheet failed here: {seen}"
            ),
            say!(
                w,
                "直接写字，不要用公式。",
                "Write text instead of a formula."
            ),
        ),
        Trouble::Undecided => (
            say!(
                w,
                "填了别的，却没选决定",
                "something was filled in, but no decision chosen"
            ),
            say!(
                w,
                "选一个决定；办过的不能变回没办，可以另选一个。",
                "Choose one. A decision cannot be taken out, but another may take its place."
            ),
        ),
        Trouble::Blank => (say!(w, "空着", "blank"), say!(w, "请补上。", "Fill it in.")),
        Trouble::NotADay { seen } => (
            say!(w, "“{seen}”不是日期", "“{seen}” is no day"),
            say!(w, "写成 2026-11-05 这样。", "Write it as 2026-11-05."),
        ),
        Trouble::BeforeArrival { arrived } => (
            say!(
                w,
                "比收到的日子（{arrived}）还早",
                "earlier than the day it came ({arrived})"
            ),
            say!(w, "请核对日期。", "Check the day."),
        ),
        Trouble::InFuture => (
            say!(w, "这一天还没到", "this day has not come yet"),
            say!(w, "请核对日期。", "Check the day."),
        ),
        Trouble::TooLong { found, max } => (
            say!(
                w,
                "有 {found} 个字，最多 {max} 个",
                "{found} characters; {max} are allowed"
            ),
            say!(w, "请写短些。", "Make it shorter."),
        ),
        Trouble::Private(number) => {
            let number = number_name(*number, w);
            (
                say!(w, "里面有{number}", "it holds {number}"),
                say!(
                    w,
                    "删掉它，或盖住中间几位：138****1234。",
                    "Take it out, or cover the middle: 138****1234."
                ),
            )
        }
        Trouble::NotAgreed => (
            say!(
                w,
                "居民没有同意公开",
                "the resident did not agree that it is shown"
            ),
            say!(
                w,
                "改成“不公开”，只计数。",
                "Choose 不公开: it is counted only."
            ),
        ),
        Trouble::NeverShown => (
            say!(
                w,
                "这种来件从不公开",
                "letters of this kind are never shown"
            ),
            say!(w, "改成“不公开”。", "Choose 不公开."),
        ),
        Trouble::NothingToShow => (
            say!(w, "要公开，却没有文字", "to be shown, but there is no text"),
            say!(
                w,
                "写上公开的文字；口述的，听完打进来。",
                "Write what is shown; if it was told by voice, type what was said."
            ),
        ),
        Trouble::NameNotWanted => (
            say!(
                w,
                "居民不愿意署名",
                "the resident does not want a name shown"
            ),
            say!(w, "把称呼清空。", "Leave it blank."),
        ),
        Trouble::NoPhoto { seen, count } => (
            say!(
                w,
                "没有编号“{seen}”的照片，一共 {count} 张",
                "no photograph has the number “{seen}”; there are {count}"
            ),
            say!(
                w,
                "写照片前面的编号，用顿号隔开。",
                "Write the numbers that stand before the photographs, with commas."
            ),
        ),
        Trouble::Photo { number, why } => {
            let why = photo_trouble(*why, w);
            (
                say!(w, "第 {number} 张照片{why}", "photograph {number} {why}"),
                say!(w, "不要选这一张。", "Leave it out."),
            )
        }
        Trouble::NoSuchLetter { seen } => (
            say!(
                w,
                "没有回执号“{seen}”",
                "no letter has the receipt “{seen}”"
            ),
            say!(
                w,
                "从“回执号”一栏抄过来。",
                "Copy it from the column of receipts."
            ),
        ),
        Trouble::Itself => (
            say!(w, "填的是它自己的回执号", "this is its own receipt"),
            say!(w, "填另一件的回执号。", "Give that of the other one."),
        ),
        Trouble::NoImprovement => (
            say!(
                w,
                "平均低于 80 分，还没写准备怎么改",
                "the mean is under 80 of 100, and nothing says what will be done better"
            ),
            say!(w, "写一句改进说明。", "Write what will be done better."),
        ),
        Trouble::NotHere => (
            say!(w, "这里不能这样填", "this cannot stand here"),
            say!(w, "请另选一个。", "Choose another."),
        ),
        Trouble::TypedOnce { lacks } => {
            let lacks = lacks.name();
            (
                say!(
                    w,
                    "“{lacks}”里没有这一号",
                    "the sheet {lacks} lacks this number"
                ),
                say!(
                    w,
                    "请另一个岗位也录一遍，纸件编号要一样。",
                    "Another post types it too, under the same number."
                ),
            )
        }
        Trouble::SamePost => (
            say!(w, "两遍是同一个岗位录的", "the same post typed it twice"),
            say!(
                w,
                "请换一个岗位录第二遍。",
                "Another post types it the second time."
            ),
        ),
        Trouble::Differs { other_row, other } => {
            let second = crate::desk::sheets::Sheet::Second.name();
            let other = if other.is_empty() {
                say!(w, "空着", "blank")
            } else {
                say!(w, "“{other}”", "“{other}”")
            };
            (
                say!(
                    w,
                    "和“{second}”第 {other_row} 行不一样，那边是{other}",
                    "row {other_row} of {second} has something else: {other}"
                ),
                say!(
                    w,
                    "看一眼纸，把错的那遍改对。",
                    "Look at the paper and mend the wrong one."
                ),
            )
        }
        Trouble::Refused(why) => (
            refused(*why, w),
            say!(w, "请看一眼纸件。", "Look at the paper."),
        ),
        Trouble::NoTarget { seen } => (
            say!(w, "“{seen}”看不懂", "“{seen}” cannot be understood"),
            say!(
                w,
                "写成 project:编号 或 line:年度/编号；问卷写成 题号＝答案。",
                "Write project:ID or line:YEAR/ID; a questionnaire's answers as QUESTION=ANSWER."
            ),
        ),
    }
}

fn refused(why: Why, w: Wording) -> String {
    match why {
        Why::Missing => say!(w, "空着", "blank"),
        Why::MissingOrSay => say!(w, "没有写内容", "nothing is said"),
        Why::NoWayBack => say!(
            w,
            "没有电话，也没有别的联系办法",
            "neither a telephone number nor another way"
        ),
        Why::TooLong { found, max } => say!(
            w,
            "有 {found} 个字，最多 {max} 个",
            "{found} characters; {max} are allowed"
        ),
        Why::TooMany { max } => say!(w, "最多 {max} 张", "{max} at most"),
        Why::NotMoney => say!(w, "不是金额", "no amount of money"),
        Why::NotADay => say!(w, "不是日期", "no day"),
        Why::NotStars => say!(w, "要从 1 到 5", "not from 1 to 5"),
        Why::NotAPhone => say!(w, "不像电话号码", "no telephone number"),
        Why::NotHere => say!(
            w,
            "这种来件没有这一项",
            "letters of this kind do not have it"
        ),
    }
}

/// A finding in one line: where, what, how to mend it.
pub fn desk_finding(finding: &Finding, w: Wording) -> String {
    let (what, mend) = trouble(&finding.trouble, w);
    let sheet = finding.sheet.name();
    let column = finding.column.map(|column| column_name(column, w));
    let place = match (finding.row, &finding.letters, column) {
        (Some(row), Some(letters), Some(column)) => say!(
            w,
            "“{sheet}”第 {row} 行，{letters} 栏“{column}”",
            "{sheet}, row {row}, column {letters} ({column})"
        ),
        (Some(row), None, Some(column)) => say!(
            w,
            "“{sheet}”第 {row} 行“{column}”",
            "{sheet}, row {row} ({column})"
        ),
        (Some(row), _, None) => say!(w, "“{sheet}”第 {row} 行", "{sheet}, row {row}"),
        (None, _, Some(column)) => say!(w, "“{sheet}”的“{column}”栏", "{sheet}, column {column}"),
        (None, _, None) => say!(w, "“{sheet}”", "{sheet}"),
    };
    say!(w, "{place}：{what}。{mend}", "{place}: {what}. {mend}")
}

/// The workbook was written.
pub fn exported(exported: &Exported, w: Wording) -> String {
    let (path, letters, undecided) = (
        exported.workbook.display(),
        exported.letters,
        exported.undecided,
    );
    let mut lines = vec![say!(
        w,
        "{letters} 件来件在这里：{path}\n其中 {undecided} 件还没办。",
        "{letters} letters are in {path}\n{undecided} of them are still to be decided."
    )];
    if let Some(media) = &exported.media {
        let (media, files) = (media.display(), exported.files);
        lines.push(say!(
            w,
            "{files} 个照片和录音在：{media}",
            "{files} photographs and recordings are in {media}"
        ));
    }
    for (code, trouble) in &exported.spoilt {
        let why = photo_trouble(*trouble, w);
        lines.push(say!(
            w,
            "{code} 有一个照片或录音{why}。",
            "A photograph or recording of {code} {why}."
        ));
    }
    for unopened in &exported.shut {
        let code = unopened.name.id.code();
        let (why, mend) = shut(&unopened.why, w);
        lines.push(say!(
            w,
            "{code} 打不开：{why}。{mend}",
            "{code} cannot be opened: {why}. {mend}"
        ));
    }
    lines.push(say!(
        w,
        "里面有电话和原话，只给办公室用，办完请删掉。",
        "It holds telephone numbers and is for the office alone. Delete it when you are done."
    ));
    lines.join("\n")
}

/// Nothing was taken in.
pub fn import_refused(findings: &[Finding], w: Wording) -> String {
    let mut lines: Vec<String> = findings
        .iter()
        .map(|finding| desk_finding(finding, w))
        .collect();
    let errors = findings
        .iter()
        .filter(|finding| finding.trouble.is_error())
        .count();
    lines.push(say!(
        w,
        "{errors} 处要改。一件也没有收，改好再导入一次。",
        "{errors} to be mended. Nothing was taken in; mend them and import again."
    ));
    lines.join("\n")
}

/// All of it was taken in.
pub fn imported(imported: &Imported, w: Wording) -> String {
    let mut lines: Vec<String> = imported
        .warnings
        .iter()
        .map(|finding| desk_finding(finding, w))
        .collect();
    let (decided, counted, repeated, photos) = (
        imported.decided,
        imported.counted,
        imported.repeated,
        imported.photos,
    );
    match &imported.file {
        Some(file) => {
            let file = file.display();
            lines.push(say!(
                w,
                "收下 {decided} 条决定，自动计数 {counted} 件，记在 {file}",
                "{decided} decisions taken in and {counted} letters counted, in {file}"
            ));
        }
        None => lines.push(say!(w, "没有新的决定。", "There are no new decisions.")),
    }
    if repeated > 0 {
        lines.push(say!(
            w,
            "{repeated} 次附议是同一台设备重复的，没有再数。",
            "{repeated} supports came from a device that had supported the same before, and were not counted."
        ));
    }
    if photos > 0 {
        lines.push(say!(
            w,
            "{photos} 张照片重新做过，可以公开了。",
            "{photos} photographs were written anew and can be shown."
        ));
    }
    for (paper, code) in &imported.papers {
        lines.push(say!(
            w,
            "纸件 {paper}：回执号 {code}。请写在纸上，交给居民。",
            "Paper {paper}: receipt {code}. Write it on the paper for the resident."
        ));
    }
    lines.join("\n")
}

/// What was carried by hand was taken in.
pub fn taken(taken: &Taken, w: Wording) -> String {
    let list = |codes: &[records::envelope::Code]| {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        codes.join(match w {
            Wording::ZhHans => "、",
            Wording::En => ", ",
        })
    };
    let mut lines = Vec::new();
    if !taken.new.is_empty() {
        let (count, codes) = (taken.new.len(), list(&taken.new));
        lines.push(say!(
            w,
            "收下 {count} 件：{codes}",
            "{count} letters taken in: {codes}"
        ));
    }
    if !taken.known.is_empty() {
        let (count, codes) = (taken.known.len(), list(&taken.known));
        lines.push(say!(
            w,
            "{count} 件早就收到了：{codes}",
            "{count} were here already: {codes}"
        ));
    }
    if taken.unfinished > 0 {
        let unfinished = taken.unfinished;
        lines.push(say!(
            w,
            "{unfinished} 件的码没扫全，请把缺的补扫进同一个文件。",
            "Codes of {unfinished} letters are missing; scan them into the same file."
        ));
    }
    if lines.is_empty() {
        lines.push(say!(w, "里面没有来件。", "There are no letters in it."));
    }
    lines.join("\n")
}

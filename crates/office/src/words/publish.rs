//! What publishing and going back say.

use super::{
    Wording, demonstration_keys, desk_error, keys_error, poll_findings, reason, say, workbook_error,
};
use crate::publish::{JournalProblem, PublishError, PublishReport, RollbackError, ShellProblem};

/// Why nothing was published. The findings themselves are shown as a check shows them.
pub fn publish_error(error: &PublishError, w: Wording) -> String {
    match error {
        PublishError::Workbook(error) => workbook_error(error, w),
        PublishError::Findings(_) => say!(
            w,
            "账本里还有要改的地方，这次没有公开，网站还是原来的样子。",
            "The workbook has errors, so nothing was published; the site is as it was."
        ),
        PublishError::Sum(_) => say!(
            w,
            "金额加起来太大，程序算不了。请看看有没有多打了几个零。",
            "The amounts add up to more than can be counted. Look for zeros too many."
        ),
        PublishError::Keys(error) => {
            let why = keys_error(error, w);
            say!(
                w,
                "{why}这次没有公开，网站还是原来的样子。",
                "{why} Nothing was published; the site is as it was."
            )
        }
        PublishError::Shell(problem) => shell_problem(problem, w),
        PublishError::At(seen) => say!(
            w,
            "--at 写的“{seen}”不是时间。请写成 2026-11-05T09:00:00+08:00 这样。",
            "--at “{seen}” is no time. Write it as 2026-11-05T09:00:00+08:00."
        ),
        PublishError::Base(seen) => say!(
            w,
            "--base 写的“{seen}”不能当网址前缀。请写成 / 或 /名字/，只用英文字母、数字和“-”“_”“.”。",
            "--base “{seen}” is no base. Write / or /name/, with letters, digits, “-”, “_” and “.” only."
        ),
        PublishError::Journal(problem) => journal_problem(problem, w),
        PublishError::Heard(problem) => {
            let what = desk_error(problem, w);
            say!(
                w,
                "{what}网站还是原来的样子。",
                "{what} The site is as it was."
            )
        }
        PublishError::Photo(path) => {
            let path = path.display();
            say!(
                w,
                "“{path}”不是审核时的那张照片，这次没有公开。请重新导入审核结果。",
                "{path} is not the photograph that was approved, so nothing was published. Import the decisions again."
            )
        }
        PublishError::Polls(findings) => {
            let found = poll_findings(findings, w);
            say!(
                w,
                "{found}\n选票文件有要改的地方，这次没有公开，网站还是原来的样子。",
                "{found}\nThe files of ballots have errors, so nothing was published; the site is as it was."
            )
        }
        PublishError::SamePath(path) => say!(
            w,
            "有两个网页都要放在“{path}”，这次没有公开。请看看有没有只差大小写的编号，或者叫 index 的编号。",
            "Two pages would stand at {path}, so nothing was published. Look for identifiers that differ in capitals only, or that are called index."
        ),
        PublishError::SiteTaken(path) => {
            let path = path.display();
            say!(
                w,
                "“{path}”不是公开出来的网站，没有动它。请换一个名字，或先把它挪开。",
                "{path} is not a site that was published, and was left alone. Choose another name, or move it away."
            )
        }
        PublishError::Busy(path) => {
            let path = path.display();
            say!(
                w,
                "“{path}”正在公开，请等它做完再试。",
                "Another publication into {path} is under way. Try again when it is done."
            )
        }
        PublishError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "写不进“{path}”：{source}。网站还是原来的样子。",
                "{path} cannot be written: {source}. The site is as it was."
            )
        }
        PublishError::Json(source) => say!(
            w,
            "有一条记录写不出来：{source}。网站还是原来的样子。",
            "A record cannot be written: {source}. The site is as it was."
        ),
    }
}

fn shell_problem(problem: &ShellProblem, w: Wording) -> String {
    match problem {
        ShellProblem::Unreadable { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "读不了“{path}”：{source}。--shell 要指向编译好的网页程序。",
                "{path} cannot be read: {source}. --shell must lead to the built app."
            )
        }
        ShellProblem::NoStyle { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”里没有样式表，不是编译好的网页程序。",
                "{path} names no style sheet, so it is not the built app."
            )
        }
    }
}

fn journal_problem(problem: &JournalProblem, w: Wording) -> String {
    match problem {
        JournalProblem::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "公开记录“{path}”读写不了：{source}。",
                "The journal {path} cannot be read or written: {source}."
            )
        }
        JournalProblem::Line { path, number } => {
            let path = path.display();
            say!(
                w,
                "公开记录“{path}”第 {number} 行坏了。请用备份恢复这个文件。",
                "Line {number} of the journal {path} is damaged. Restore the file from a backup."
            )
        }
    }
}

/// The site was published.
pub fn published(report: &PublishReport, w: Wording) -> String {
    let PublishReport {
        seq,
        at,
        pages,
        files,
        bytes,
        ..
    } = report;
    let site = report.site.display();
    let size = bytes / 1024;
    let took = report.seconds_read + report.seconds_made;
    let mut said = if report.unchanged {
        say!(
            w,
            "内容和第 {seq} 次公开（{at}）一样，网站没有变：{site}",
            "Nothing has changed since publication {seq} ({at}): {site}"
        )
    } else {
        say!(
            w,
            "第 {seq} 次公开做好了（{at}）：{site}",
            "Publication {seq} is done ({at}): {site}"
        )
    };
    let packed = report.seconds_compressed;
    said.push_str(&say!(
        w,
        "\n{pages} 个网页，{files} 个文件，一共 {size} KB；做网页用了 {took:.1} 秒，压缩用了 {packed:.1} 秒。",
        "\n{pages} pages, {files} files, {size} KB in all; {took:.1} s to make them, {packed:.1} s to compress them."
    ));
    if report.warnings > 0 {
        let warnings = report.warnings;
        said.push_str(&say!(
            w,
            "\n有 {warnings} 处请看一眼，运行 mingbai check 可以看到。",
            "\nThere are {warnings} warnings; mingbai check shows them."
        ));
    }
    if report.demonstration_keys {
        said.push('\n');
        said.push_str(&demonstration_keys(w));
    }
    said
}

/// Why the site was not put back.
pub fn rollback_error(error: &RollbackError, w: Wording) -> String {
    match error {
        RollbackError::NoRelease(path) => {
            let path = path.display();
            say!(
                w,
                "“{path}”不是公开出来的网站，没有以前的版本。",
                "{path} is not a site that was published, so there is nothing to go back to."
            )
        }
        RollbackError::NotKept { wanted, kept } => {
            let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
            let kept = kept.join(match w {
                Wording::ZhHans => "、",
                Wording::En => ", ",
            });
            say!(
                w,
                "没有留着第 {wanted} 次公开的网站；留着的有：{kept}。",
                "Publication {wanted} is not kept; these are: {kept}."
            )
        }
        RollbackError::NoneBefore => say!(
            w,
            "现在的网站前面没有更早的版本了。",
            "There is no publication before the one on show."
        ),
        RollbackError::Publish(error) => publish_error(error, w),
    }
}

/// The site was put back.
pub fn rolled_back(number: u64, w: Wording) -> String {
    say!(
        w,
        "网站回到了第 {number} 次公开的样子。",
        "The site is publication {number} again."
    )
}

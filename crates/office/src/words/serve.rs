//! What the server says.

use super::{Wording, inbox_error, inbox_notice, reason, say};
use crate::serve::{ConfigProblem, ServeError, ServeNotice};

/// Why the server could not start.
pub fn serve_error(error: &ServeError, w: Wording) -> String {
    match error {
        ServeError::SiteMissing { path } => {
            let path = path.display();
            say!(
                w,
                "没有“{path}”这个文件夹。请先公开一次网站，或核对路径。",
                "There is no folder {path}. Publish the site first, or check the path."
            )
        }
        ServeError::NotASite { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”里没有 index.html，不是公开好的网站。",
                "{path} holds no index.html, so it is not a published site."
            )
        }
        ServeError::SiteUnreadable { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "读不了“{path}”：{source}。",
                "{path} cannot be read: {source}."
            )
        }
        ServeError::BaseInvalid { base } => say!(
            w,
            "“{base}”不能当网址前缀。请写成 / 或 /名字/，只用英文字母、数字和“-”“_”“.”。",
            "“{base}” is no base. Write / or /name/, with letters, digits, “-”, “_” and “.” only."
        ),
        ServeError::BaseTwice { base } => say!(
            w,
            "网址前缀“{base}”给了两次。请给每个网站一个不同的前缀。",
            "The base “{base}” is given twice. Give every site a base of its own."
        ),
        ServeError::MountInvalid { mount } => say!(
            w,
            "“{mount}”写得不对。请写成 /前缀/=文件夹。",
            "“{mount}” is not of the form /base/=DIR."
        ),
        ServeError::PortBusy { addr } => say!(
            w,
            "{addr} 已经有别的程序在用。请关掉它，或用 --addr 换一个端口。",
            "Another program listens on {addr} already. Stop it, or choose another port with --addr."
        ),
        ServeError::PortForbidden { addr } => say!(
            w,
            "系统不让用 {addr}。1024 以下的端口要管理员，请用 --addr 换一个大些的端口。",
            "The system does not let this user listen on {addr}. Choose a port above 1024 with --addr."
        ),
        ServeError::CannotListen { addr, source } => {
            let source = reason(source, w);
            say!(
                w,
                "{addr} 用不了：{source}。",
                "Cannot listen on {addr}: {source}."
            )
        }
        ServeError::CannotRun { source } => {
            let source = reason(source, w);
            say!(
                w,
                "系统不让程序跑起来：{source}。",
                "The system does not let the server run: {source}."
            )
        }
        ServeError::Inbox(error) => inbox_error(error, w),
    }
}

/// What the server has to say while it runs.
pub fn serve_notice(notice: &ServeNotice, w: Wording) -> String {
    match notice {
        ServeNotice::Listening { addr } => say!(
            w,
            "网站开好了：http://{addr} （按 Ctrl-C 停下）",
            "The site is at http://{addr} (Ctrl-C stops it)"
        ),
        ServeNotice::Stopping => say!(
            w,
            "正在停下，先把手头的请求答完。",
            "Stopping; answers under way are finished first."
        ),
        ServeNotice::SiteLost { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "“{path}”读不到了：{source}。在它回来以前，来访的人会看到“暂时不能用”。",
                "{path} can no longer be read: {source}. Visitors are told to come back later until it can."
            )
        }
        ServeNotice::SiteBack { path } => {
            let path = path.display();
            say!(w, "“{path}”又能读了。", "{path} can be read again.")
        }
        ServeNotice::ConfigUnusable { path, problem } => {
            let path = path.display();
            let problem = config_problem(problem, w);
            say!(
                w,
                "“{path}”的 config.json 不能用：{problem}。网页暂时只能和本站通信。",
                "config.json of {path} cannot be used: {problem}. Pages may speak to their own host only."
            )
        }
        ServeNotice::InboxRefused { path, url } => {
            let path = path.display();
            say!(
                w,
                "“{path}”的 config.json 里，收件箱“{url}”不是 http 或 https 地址，没有采用。",
                "The inbox “{url}” in config.json of {path} is not an http or https address and was left out."
            )
        }
        ServeNotice::ReadFailed { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "读不了“{path}”：{source}。来访的人看到了出错的页面。",
                "{path} cannot be read: {source}. The visitor got an error."
            )
        }
        ServeNotice::AcceptFailed { source } => {
            let source = reason(source, w);
            say!(
                w,
                "有一个连接没接上：{source}。网站照常开着。",
                "A connection could not be taken: {source}. The server goes on."
            )
        }
        ServeNotice::Inbox(notice) => inbox_notice(notice, w),
        ServeNotice::CutOff => say!(
            w,
            "有些请求没能按时答完，已经断开。",
            "Some answers were not finished in time and were cut off."
        ),
    }
}

fn config_problem(problem: &ConfigProblem, w: Wording) -> String {
    match problem {
        ConfigProblem::Unreadable(source) => {
            let source = reason(source, w);
            say!(w, "读不了（{source}）", "it cannot be read ({source})")
        }
        ConfigProblem::TooLong { bytes } => {
            say!(w, "太长（{bytes} 字节）", "it is too long ({bytes} bytes)")
        }
        ConfigProblem::NotAConfig(source) => {
            say!(
                w,
                "格式不对（{source}）",
                "it is not a configuration ({source})"
            )
        }
    }
}

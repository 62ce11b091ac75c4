//! What the inbox says.

use super::{Wording, reason, say};
use crate::inbox::{InboxError, InboxNotice, InvalidAddress, Problem};

/// Bytes as people count them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// Why an inbox cannot be opened.
pub fn inbox_error(error: &InboxError, w: Wording) -> String {
    match error {
        InboxError::PlaceUnknown { place } => say!(
            w,
            "收件箱不能放在“{place}”。请写一个文件夹。",
            "“{place}” cannot be an inbox. Give a folder."
        ),
        InboxError::AddressInvalid { place, problem } => {
            let problem = invalid_address(problem, w);
            say!(
                w,
                "存储地址“{place}”写得不对：{problem}。写法：s3://桶/前缀?endpoint=https://…",
                "The address {place} is not right: {problem}. Write s3://bucket/prefix?endpoint=https://…"
            )
        }
        InboxError::Client(problem) => say!(
            w,
            "没法连接存储：{problem}。请核对地址，钥匙放在环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 里。",
            "The object store cannot be used: {problem}. Check the address; the keys belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ),
        InboxError::Missing { path } => {
            let path = path.display();
            say!(
                w,
                "没有“{path}”这个收件箱文件夹。请核对路径。",
                "There is no inbox folder {path}. Check the path."
            )
        }
        InboxError::InsideSite { path } => {
            let path = path.display();
            say!(
                w,
                "收件箱“{path}”在公开的网站里面，人人都读得到。请换一个文件夹。",
                "The inbox {path} lies inside the published site, where everybody could read it. Choose another folder."
            )
        }
        InboxError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "收件箱“{path}”打不开：{source}。",
                "The inbox {path} cannot be opened: {source}."
            )
        }
        InboxError::TooManyServers { path } => {
            let path = path.display();
            say!(
                w,
                "同时用“{path}”当收件箱的程序太多了。请先停掉几个。",
                "Too many servers use {path} as their inbox. Stop some of them first."
            )
        }
    }
}

/// What is wrong with the address of an object store.
fn invalid_address(problem: &InvalidAddress, w: Wording) -> String {
    match problem {
        InvalidAddress::NoBucket => say!(w, "没有桶的名字", "it names no bucket"),
        InvalidAddress::Prefix => say!(
            w,
            "桶后面的前缀不能这样写",
            "what stands after the bucket cannot be part of a name"
        ),
        InvalidAddress::UnknownOption { name } => {
            say!(w, "不认识“{name}”", "there is no option “{name}”")
        }
        InvalidAddress::Value { name, value } => {
            say!(w, "“{name}”不能写“{value}”", "“{name}” cannot be “{value}”")
        }
        InvalidAddress::Secret => say!(
            w,
            "里面有钥匙。钥匙只放在环境变量里",
            "it holds a key. Keys belong into the environment"
        ),
    }
}

/// What an inbox has to say while it runs.
pub fn inbox_notice(notice: &InboxNotice, w: Wording) -> String {
    match notice {
        InboxNotice::Open { documents, bytes } => {
            let size = size(*bytes);
            say!(
                w,
                "收件箱开好了：已有 {documents} 件，共 {size}。",
                "The inbox is open: {documents} items in it, {size}."
            )
        }
        InboxNotice::Recovered { temporaries, found } => say!(
            w,
            "上次没有正常停下。清掉了 {temporaries} 个没写完的文件（送件人手里还有），补记了 {found} 件的收到时间。",
            "The last run was cut off. {temporaries} unfinished files were cleared away (their senders still have them), and {found} items got their time of arrival noted now."
        ),
        InboxNotice::HalfFull { used, quota } => {
            let (used, quota) = (size(*used), size(*quota));
            say!(
                w,
                "收件箱用了 {used}，上限 {quota}，已经过半。请早些把旧件移走，或用 --quota 放宽。",
                "The inbox holds {used} of {quota}: more than half. Put older items away soon, or allow more with --quota."
            )
        }
        InboxNotice::Full { used, quota } => {
            let (used, quota) = (size(*used), size(*quota));
            say!(
                w,
                "没有地方了：收件箱 {used}，上限 {quota}。新来的请居民先留着，一件不丢。请腾出磁盘，或用 --quota 放宽。",
                "No room left: the inbox holds {used} of {quota}. Senders are told to keep what they have; nothing is lost. Free some disk, or allow more with --quota."
            )
        }
        InboxNotice::Room => say!(
            w,
            "又有地方了，收件箱照常收件。",
            "There is room again; the inbox takes documents as before."
        ),
        InboxNotice::Broken { source } => {
            let source = reason(source, w);
            say!(
                w,
                "磁盘出错：{source}。收件箱停收，新来的请居民先留着。请查看磁盘，再重新启动。",
                "The disk failed: {source}. The inbox takes nothing more; senders keep what they have. Look at the disk, then start again."
            )
        }
        InboxNotice::Away { problem } => say!(
            w,
            "存储连不上：{problem}。新来的请居民先留着，一件不丢；连上了会自己接着收。",
            "The object store cannot be reached: {problem}. Senders keep what they have, nothing is lost; it goes on by itself."
        ),
        InboxNotice::Back => say!(
            w,
            "存储又连上了，收件箱照常收件。",
            "The object store is back; the inbox takes documents as before."
        ),
        InboxNotice::Damaged { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”和它的名字对不上，文件坏了。请移开它，送件人会再送一次。",
                "{path} is not what its name says: the file is damaged. Move it away; its sender will send it again."
            )
        }
    }
}

/// Why a document was not taken, for whoever reads the answer.
pub fn inbox_problem(problem: &Problem, w: Wording) -> String {
    match problem {
        Problem::NoSuchPath => say!(w, "没有这个地址。", "There is no such address."),
        Problem::UnknownCommunity => say!(
            w,
            "这里不收这个社区的件。",
            "Documents of this community are not taken here."
        ),
        Problem::OnlyPut => say!(
            w,
            "这里只收件，不给人看，也不列清单。",
            "Documents can be put here, and neither read nor listed."
        ),
        Problem::ContentType => say!(
            w,
            "内容类型不对：文字用 application/json，照片和录音用 application/octet-stream。",
            "The content type is wrong: application/json for documents, application/octet-stream for media."
        ),
        Problem::LengthMissing => say!(
            w,
            "请写明长度（Content-Length）。",
            "Say how long it is (Content-Length)."
        ),
        Problem::TooLong { limit } => say!(
            w,
            "太长了，最多 {limit} 字节。",
            "It is too long: {limit} bytes at most."
        ),
        Problem::SlowDown { after } => {
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            say!(
                w,
                "一下来得太多，请过 {seconds} 秒再送。",
                "Too many came at once. Send it again in {seconds} s."
            )
        }
        Problem::Full => say!(
            w,
            "收件箱满了，没有存下。请先留着，过些时候再送。",
            "The inbox is full; nothing was stored. Keep it and send it again later."
        ),
        Problem::Closed => say!(
            w,
            "收件箱暂时停收，没有存下。请先留着，过些时候再送。",
            "The inbox is closed for now; nothing was stored. Keep it and send it again later."
        ),
        Problem::Busy => say!(
            w,
            "收件箱正忙，没有存下。请过几秒再送。",
            "The inbox is busy; nothing was stored. Send it again in a few seconds."
        ),
        Problem::Stalled => say!(
            w,
            "磁盘太慢，还不知道存下没有。请留着，过一分钟再送。",
            "The disk is slow, and it is not known yet whether this is stored. Keep it and send it again in a minute."
        ),
        Problem::TooSlow => say!(
            w,
            "等了太久没收全。请再送一次。",
            "It came too slowly. Send it again."
        ),
        Problem::CutShort => say!(
            w,
            "没收全就断了。请再送一次。",
            "It ended before its end. Send it again."
        ),
        Problem::NotAnEnvelope => say!(
            w,
            "内容不是可以收的件。",
            "This is not a document that can be taken."
        ),
        Problem::WrongName => say!(
            w,
            "名字不是内容的 SHA-256。",
            "The name is not the SHA-256 of the bytes."
        ),
        Problem::WrongPlace => say!(
            w,
            "内容里的社区或种类和地址不一样。",
            "Community or kind in the document are not those of the address."
        ),
        Problem::Broken => say!(
            w,
            "磁盘出错，不知道存下没有。请留着再送。",
            "The disk failed, and it is not known whether this was stored. Keep it and send it again."
        ),
        Problem::Conflict => say!(
            w,
            "同名的文件坏了，没有存下。请先留着，告诉服务台。",
            "A damaged file lies under this name; nothing was stored. Keep it and tell the office."
        ),
    }
}

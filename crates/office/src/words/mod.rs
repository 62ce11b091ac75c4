//! Every sentence that the program says, chosen by the variant. Chinese first, English beside it,
//! so that neither can be forgotten; nothing else in the program holds wording.

mod cli;
mod column;
mod desk;
mod doctor;
mod finding;
mod guide;
mod inbox;
mod keys;
mod polls;
mod publish;
mod receipt;
mod serve;
mod workbook_error;

pub use cli::{annotate_error, checked, command, made, output_failed, refused_use};
pub use column::{entry_refused, header_note};
pub use desk::{
    DeskColumn, decision_problem, decisions_checked, decisions_error, desk_column, desk_error,
    desk_finding, exported, import_refused, imported, inbox_counts, shut, taken,
};
pub(crate) use desk::{
    counted_by, desk_entry_refused, desk_guide, due, helped, mean, number_found, photo_named,
    photo_spoilt, recording_spoilt, shut_heads, supported_before,
};
pub use doctor::{doctor_error, doctor_office, doctor_refuses, doctor_report};
pub use finding::{Said, finding, found_heads, severity};
pub use guide::{Line, guide};
pub use inbox::{inbox_error, inbox_notice, inbox_problem};
pub use keys::{
    ask_again, ask_new_passphrase, ask_passphrase, demonstration_keys, drilled, keys_error,
    made_keys, made_passphrase, paper_page, without_keys,
};
pub use polls::{poll_finding, poll_findings, polls_counted};
pub use publish::{publish_error, published, rollback_error, rolled_back};
pub use receipt::receipts;
pub use serve::{serve_error, serve_notice};
pub use workbook_error::{new_error, workbook_error, write_error};

/// The language that the program speaks to the person at the desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Wording {
    /// Simplified Chinese.
    #[default]
    #[value(name = "zh-Hans", alias = "zh", alias = "zh-hans", alias = "zh-CN")]
    ZhHans,
    /// English.
    #[value(name = "en")]
    En,
}

/// One sentence in both languages; names in braces are variables at hand.
macro_rules! say {
    ($wording:expr, $zh:literal, $en:literal $(, $value:expr)* $(,)?) => {
        match $wording {
            $crate::words::Wording::ZhHans => format!($zh $(, $value)*),
            $crate::words::Wording::En => format!($en $(, $value)*),
        }
    };
}
pub(crate) use say;

/// What the system said, in Chinese where it says it often; its own words are English.
pub(crate) fn reason(error: &std::io::Error, wording: Wording) -> String {
    use std::io::ErrorKind;
    let zh = match (wording, error.kind()) {
        (Wording::ZhHans, ErrorKind::NotFound) => "没有这个文件或文件夹",
        (Wording::ZhHans, ErrorKind::PermissionDenied) => "没有权限",
        (Wording::ZhHans, ErrorKind::AlreadyExists) => "已经有同名的文件",
        (Wording::ZhHans, ErrorKind::StorageFull) => "磁盘满了",
        (Wording::ZhHans, ErrorKind::ReadOnlyFilesystem) => "磁盘是只读的",
        (Wording::ZhHans, ErrorKind::IsADirectory) => "它是文件夹，不是文件",
        (Wording::ZhHans, ErrorKind::NotADirectory) => "路径中间有一段不是文件夹",
        _ => return error.to_string(),
    };
    zh.to_owned()
}

//! Every sentence that the program says, chosen by the variant. Chinese first, English beside it,
//! so that neither can be forgotten; nothing else in the program holds wording.

mod cli;
mod column;
mod finding;
mod guide;
mod publish;
mod serve;
mod workbook_error;

pub use cli::{annotate_error, checked, command, made, output_failed, refused_use};
pub use column::{entry_refused, header_note};
pub use finding::{Said, finding, found_heads, severity};
pub use guide::{Line, guide};
pub use publish::{publish_error, published, rollback_error, rolled_back};
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

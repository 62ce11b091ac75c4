//! Parts: words and callbacks in, nothing of the domain.

mod bar;
mod crumbs;
mod entries;
mod problem;
mod rating;
mod said;
mod today;

pub use bar::Bar;
pub use crumbs::{Crumbs, Step};
pub use entries::{DueDay, Entries, State, Told, apart};
pub use problem::Problem;
pub use rating::Rating;
pub use said::{SLOT, Said, Sentence};
#[cfg(feature = "csr")]
pub use today::device_day;
pub use today::{ByDay, FromDay};

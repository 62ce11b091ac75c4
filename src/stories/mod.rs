//! What residents said: the wall, a page for each entry, and receipts.

mod entry;
mod fold;
mod track;
mod wall;

pub use entry::{EntryPage, Support};
pub use track::TrackPage;
pub use wall::WallPage;

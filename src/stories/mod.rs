//! What residents said: the wall, a page for each entry, and receipts.

mod entry;
mod fold;
mod track;
mod wall;

pub use entry::EntryPage;
pub use track::TrackPage;
pub use wall::WallPage;

//! Parts: words and callbacks in, nothing of the domain.

mod bar;
mod crumbs;
mod problem;
mod said;
mod today;

pub use bar::Bar;
pub use crumbs::{Crumbs, Step};
pub use problem::Problem;
pub use said::{SLOT, Said, Sentence};
pub use today::today;

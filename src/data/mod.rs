//! The browser's edge: pages that are here, pages that must be fetched.

#[cfg(feature = "csr")]
mod follow;
mod load;
pub mod outbox;
mod pages;

pub use load::{LoadError, PAGE_DATA_ID, page_data_of};
pub use pages::{PageState, Pages};

#[cfg(feature = "csr")]
pub use follow::follow_links;

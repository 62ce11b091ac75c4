//! The browser's edge: pages that are here, pages that must be fetched.

#[cfg(feature = "csr")]
mod follow;
mod load;
pub mod outbox;
mod pages;
#[cfg(feature = "csr")]
mod published;

pub use load::{LoadError, PAGE_DATA_ID};
pub use pages::{PageState, Pages};
#[cfg(feature = "csr")]
pub use published::Published;

#[cfg(feature = "csr")]
pub use follow::follow_links;

//! The browser's edge: pages that are here, pages that must be fetched.

#[cfg(feature = "csr")]
mod follow;
mod load;
pub mod outbox;
mod pages;
mod place;
#[cfg(feature = "csr")]
mod published;
#[cfg(feature = "csr")]
mod token;

pub use load::{LoadError, PAGE_DATA_ID};
pub use pages::{PageState, Pages};
pub use place::{Place, use_place};
#[cfg(feature = "csr")]
pub use published::Published;
#[cfg(feature = "csr")]
pub use token::{device_storage, device_token};

#[cfg(feature = "csr")]
pub use follow::follow_links;

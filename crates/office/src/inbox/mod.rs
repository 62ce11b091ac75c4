//! The inbox: what residents send is kept here, durable before the sender is told so.
//!
//! [`store`] says what an inbox is and does; [`local`] keeps one in a folder of this machine, with
//! its private arrival [`journal`], [`s3`] one in an object store; [`http`] is its address: strangers may put documents there and
//! can neither read nor list them; [`rates`] keeps one sender from taking the place of the others;
//! [`doctor`] looks at any of them as its worst visitors would.

pub mod doctor;
pub mod http;
pub mod journal;
pub mod local;
mod notice;
mod problem;
pub mod rates;
pub mod s3;
pub mod store;

use std::path::Path;

pub use local::{LocalInbox, LocalStore};
pub use notice::{InboxError, InboxNotice, Tell};
pub use problem::Problem;
pub use s3::{Create, InvalidAddress, Keys, S3Address, S3Inbox, S3Store};
pub use store::{
    Arrival, Documents, InvalidName, Name, Pending, ReadError, State, Store, StoreError, Stored,
    What,
};

/// How much an inbox may hold, and who hears what happens to it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The most bytes of documents and media together.
    pub quota: u64,
    /// Who hears what happens.
    pub tell: Tell,
}

impl Options {
    /// Ten gigabytes: a community of 3,000 households, each sending a story with two photos a
    /// year, fills it in about three years.
    pub const QUOTA: u64 = 10_000_000_000;
}

impl Default for Options {
    fn default() -> Self {
        Self {
            quota: Self::QUOTA,
            tell: Tell::default(),
        }
    }
}

/// Opens an inbox for the server: a folder, made if it is not there.
pub fn open(place: &str, options: Options) -> Result<Box<dyn Store>, InboxError> {
    match Place::read(place)? {
        Place::Folder(path) => Ok(Box::new(LocalStore::open(path, options)?)),
        Place::S3(address) => Ok(Box::new(S3Store::open(&address, options)?)),
    }
}

/// Opens an inbox to read it, whether or not a server writes to it meanwhile.
pub fn open_to_read(place: &str) -> Result<Box<dyn Documents>, InboxError> {
    match Place::read(place)? {
        Place::Folder(path) => Ok(Box::new(LocalInbox::open(path)?)),
        Place::S3(address) => Ok(Box::new(S3Inbox::open(&address)?)),
    }
}

/// Where an inbox keeps what it holds.
enum Place<'a> {
    Folder(&'a Path),
    S3(S3Address),
}

impl<'a> Place<'a> {
    /// A place without a scheme is a folder.
    fn read(place: &'a str) -> Result<Self, InboxError> {
        match place.split_once("://") {
            None if !place.is_empty() => Ok(Self::Folder(place.as_ref())),
            Some(("s3", _)) => match place.parse() {
                Ok(address) => Ok(Self::S3(address)),
                Err(problem) => Err(InboxError::AddressInvalid {
                    place: place.to_owned(),
                    problem,
                }),
            },
            _ => Err(InboxError::PlaceUnknown {
                place: place.to_owned(),
            }),
        }
    }
}

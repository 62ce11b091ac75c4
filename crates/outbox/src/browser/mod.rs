//! The browser's half.

mod api;
mod config;
mod js;
mod lock;
mod send;
mod store;

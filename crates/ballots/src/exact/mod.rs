//! Exact numbers: integers without a size limit and rationals over them.
//!
//! Money, points, shares and loads are kept exactly; nothing that could change
//! who wins is ever rounded.

mod integer;
mod rational;

pub use integer::Integer;
pub(crate) use integer::approximate_ratio;
pub use rational::{InvalidNumber, Rational};

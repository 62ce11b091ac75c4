//! The committee's program.

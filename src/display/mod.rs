//! Text size, contrast and mode: attributes of `<html>`, remembered on the device.
//!
//! `prefs.js` sets the attributes before the first paint; here are the controls. Rendering never
//! reads the device: the pressed states follow in an effect.

mod controls;
mod state;

pub use controls::{DisplayControls, ModeControl};
pub use state::{Contrast, Display, Mode, use_display};

//! What is chosen, and keeping it.

use leptos::prelude::*;

/// Standard or large-text mode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// 标准版
    #[default]
    Standard,
    /// 长辈版
    Elder,
}

/// Normal or high contrast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contrast {
    /// Ink on paper.
    #[default]
    Normal,
    /// Black on white, thick borders.
    High,
}

/// The choices on this device.
#[derive(Debug, Clone, Copy)]
pub struct Display {
    /// Standard or large-text.
    pub mode: RwSignal<Mode>,
    /// 1 to 4.
    pub text: RwSignal<u8>,
    /// Normal or high.
    pub contrast: RwSignal<Contrast>,
}

impl Default for Display {
    fn default() -> Self {
        Display {
            mode: RwSignal::new(Mode::default()),
            text: RwSignal::new(1),
            contrast: RwSignal::new(Contrast::default()),
        }
    }
}

impl Display {
    /// Chooses a mode.
    pub fn choose_mode(&self, mode: Mode) {
        self.mode.set(mode);
        self.keep();
    }

    /// Chooses a text size, 1 to 4.
    pub fn choose_text(&self, step: u8) {
        self.text.set(step.clamp(1, 4));
        self.keep();
    }

    /// Chooses a contrast.
    pub fn choose_contrast(&self, contrast: Contrast) {
        self.contrast.set(contrast);
        self.keep();
    }

    /// Reads what `prefs.js` has set on `<html>`.
    #[cfg(feature = "csr")]
    pub fn read_document(&self) {
        let Some(html) = document().document_element() else {
            return;
        };
        let attribute = |name: &str| html.get_attribute(name).unwrap_or_default();
        if attribute("data-mode") == "elder" {
            self.mode.set(Mode::Elder);
        }
        if let Ok(step) = attribute("data-text").parse::<u8>() {
            self.text.set(step.clamp(1, 4));
        }
        if attribute("data-contrast") == "high" {
            self.contrast.set(Contrast::High);
        }
    }

    /// Writes the attributes of `<html>` and remembers the choice on this device. Where the device
    /// refuses (private windows), the choice holds for this page. Rendering natively keeps nothing.
    #[cfg_attr(not(feature = "csr"), allow(clippy::unused_self))]
    fn keep(&self) {
        #[cfg(feature = "csr")]
        {
            let mode = match self.mode.get_untracked() {
                Mode::Standard => "standard",
                Mode::Elder => "elder",
            };
            let contrast = match self.contrast.get_untracked() {
                Contrast::Normal => "normal",
                Contrast::High => "high",
            };
            let text = self.text.get_untracked().to_string();
            if let Some(html) = document().document_element() {
                for (name, value) in [
                    ("data-mode", mode),
                    ("data-text", text.as_str()),
                    ("data-contrast", contrast),
                ] {
                    html.set_attribute(name, value).unwrap_or_default();
                }
            }
            if let Ok(Some(storage)) = window().local_storage() {
                storage
                    .set_item("mingbai.display", &format!("{mode} {text} {contrast}"))
                    .unwrap_or_default();
            }
        }
    }
}

/// The choices, as the app provided them.
pub fn use_display() -> Display {
    expect_context::<Display>()
}

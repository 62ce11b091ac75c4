//! The community's own words, in the language they were written in.

use serde::{Deserialize, Serialize};

/// A language of the interface, as in addresses and `lang` attributes.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese.
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// All of them, the default first.
    pub const ALL: [Lang; 3] = [Lang::ZhHans, Lang::ZhHant, Lang::En];

    /// The BCP 47 tag for the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::ZhHans => "zh-Hans",
            Lang::ZhHant => "zh-Hant",
            Lang::En => "en",
        }
    }

    /// The first folder of its addresses: empty for the default.
    pub fn folder(self) -> &'static str {
        match self {
            Lang::ZhHans => "",
            Lang::ZhHant => "zh-hant/",
            Lang::En => "en/",
        }
    }
}

/// A text that the community wrote, with the translations its workbook gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LocalText {
    /// As written, in the community's language.
    pub text: String,
    /// In Simplified Chinese, when the original is another language.
    #[serde(default, rename = "zh-Hans", skip_serializing_if = "Option::is_none")]
    pub zh_hans: Option<String>,
    /// In Traditional Chinese.
    #[serde(default, rename = "zh-Hant", skip_serializing_if = "Option::is_none")]
    pub zh_hant: Option<String>,
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl LocalText {
    /// A text without translations.
    pub fn plain(text: impl Into<String>) -> Self {
        LocalText {
            text: text.into(),
            ..LocalText::default()
        }
    }

    /// The best text for a reader of `wanted`, and the language it is in. `written` is the
    /// language of the original.
    pub fn pick(&self, wanted: Lang, written: Lang) -> (&str, Lang) {
        if wanted == written {
            return (&self.text, written);
        }
        match self.translation(wanted) {
            Some(text) => (text, wanted),
            None => (&self.text, written),
        }
    }

    /// The translation into `lang`, if the workbook gives one.
    pub fn translation(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::ZhHans => self.zh_hans.as_deref(),
            Lang::ZhHant => self.zh_hant.as_deref(),
            Lang::En => self.en.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_translation_or_the_original_with_its_language() {
        let text = LocalText {
            text: "绿化".into(),
            en: Some("Greenery".into()),
            ..LocalText::default()
        };
        assert_eq!(text.pick(Lang::En, Lang::ZhHans), ("Greenery", Lang::En));
        assert_eq!(
            text.pick(Lang::ZhHant, Lang::ZhHans),
            ("绿化", Lang::ZhHans)
        );
        assert_eq!(
            text.pick(Lang::ZhHans, Lang::ZhHans),
            ("绿化", Lang::ZhHans)
        );
    }
}

//! The map: what the columns and words of an accounting export mean.

use std::collections::BTreeMap;

use encoding_rs::Encoding;
use records::codes::{Direction, FundNature, Stage};
use records::sheets::{Community, Sheet};
use records::{LocalText, YearId};
use serde::Deserialize;

/// What a MAP.toml says. Unknown keys are refused, so that a slip of the pen is noticed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportMap {
    /// What stands between two fields, one ASCII character; a comma if not given.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// The file's encoding by its usual label (`utf-8`, `gb18030`, `big5`); UTF-8 if not given. A
    /// byte order mark in the file wins.
    #[serde(default = "utf_8")]
    pub encoding: String,
    /// Which column is which, by the name in the file's first row.
    pub columns: Columns,
    /// The file's word for a year → the year as it stands in addresses.
    pub years: BTreeMap<String, YearId>,
    /// The file's word for a direction → `revenue` or `expenditure`.
    pub directions: BTreeMap<String, Direction>,
    /// Which stage of the budget a file holds, by its name; the first pattern that fits counts.
    #[serde(default)]
    pub stages: Vec<StageOfFiles>,
    /// What a blank cell of a level column is called, by column.
    pub blank: BTreeMap<String, LocalText>,
    /// Words of the level columns in other languages, by the word in the file.
    #[serde(default)]
    pub words: BTreeMap<String, OtherLanguages>,
    /// How a fund is called.
    pub fund: FundNames,
    /// The community, as its sheet has it. Written when the office has none yet.
    pub community: Community,
}

/// The names of the columns in the file's first row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The fiscal year.
    pub year: String,
    /// Money in or money out.
    pub direction: String,
    /// One to three columns, the first is the top of the tree. The fund's column may be one of them.
    pub levels: Vec<String>,
    /// The fund's code.
    pub fund: String,
    /// The amount, in major units.
    pub amount: String,
}

/// The stage of the files whose name fits a pattern.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageOfFiles {
    /// A file name; `*` stands for any run of characters.
    pub files: String,
    /// The stage.
    pub stage: Stage,
}

/// A word in the languages that the file does not have.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLanguages {
    /// Simplified Chinese.
    #[serde(default, rename = "zh-Hans")]
    pub zh_hans: Option<String>,
    /// Traditional Chinese.
    #[serde(default, rename = "zh-Hant")]
    pub zh_hant: Option<String>,
    /// English.
    #[serde(default)]
    pub en: Option<String>,
}

/// How a fund of which only the code is known is called.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundNames {
    /// Its name; `{code}` stands for the code.
    pub name: LocalText,
    /// Where its money comes from.
    pub nature: FundNature,
}

fn comma() -> char {
    ','
}

fn utf_8() -> String {
    "utf-8".to_owned()
}

/// What is wrong with a map that is good TOML.
#[derive(Debug, Clone, PartialEq)]
pub enum MapProblem {
    /// Not TOML, or a key or value that the map does not know.
    Syntax {
        /// Line of the map, if it is known.
        line: Option<usize>,
        /// What the TOML reader says, in English.
        message: String,
    },
    /// The delimiter is not an ASCII character, or is a quotation mark or a line's end.
    Delimiter {
        /// What stands there.
        seen: char,
    },
    /// No encoding has this label.
    Encoding {
        /// The label.
        seen: String,
    },
    /// No level column, or more than three, or one twice.
    Levels {
        /// How many there are.
        found: usize,
    },
    /// A level column without a label for its blank cells.
    NoBlankLabel {
        /// The column.
        column: String,
    },
    /// A text that must not be blank.
    BlankText {
        /// Its key in the map.
        key: String,
    },
    /// The community's row would not be a good one.
    Community {
        /// The first bad column.
        column: &'static str,
    },
    /// A currency whose amounts do not have two decimals.
    CurrencyPrecision {
        /// Its code.
        currency: String,
    },
}

impl ImportMap {
    /// Reads a map.
    ///
    /// # Errors
    /// [`MapProblem`], the first one found.
    pub fn parse(text: &str) -> Result<ImportMap, MapProblem> {
        let map: ImportMap = toml::from_str(text).map_err(|error| MapProblem::Syntax {
            line: error
                .span()
                .map(|span| 1 + text.get(..span.start).unwrap_or("").matches('\n').count()),
            message: error.message().to_owned(),
        })?;
        map.check()?;
        Ok(map)
    }

    fn check(&self) -> Result<(), MapProblem> {
        if !self.delimiter.is_ascii() || matches!(self.delimiter, '"' | '\n' | '\r') {
            return Err(MapProblem::Delimiter {
                seen: self.delimiter,
            });
        }
        if self.encoding().is_none() {
            return Err(MapProblem::Encoding {
                seen: self.encoding.clone(),
            });
        }
        let levels = &self.columns.levels;
        let twice = levels
            .iter()
            .enumerate()
            .any(|(at, name)| levels[..at].contains(name));
        if twice || !(1..=3).contains(&levels.len()) {
            return Err(MapProblem::Levels {
                found: levels.len(),
            });
        }
        for column in levels {
            if !self.blank.contains_key(column) {
                return Err(MapProblem::NoBlankLabel {
                    column: column.clone(),
                });
            }
        }
        for (column, label) in &self.blank {
            if label.text.trim().is_empty() {
                return Err(MapProblem::BlankText {
                    key: format!("blank.{column}"),
                });
            }
        }
        if self.fund.name.text.trim().is_empty() {
            return Err(MapProblem::BlankText {
                key: "fund.name".to_owned(),
            });
        }
        if let Err(findings) = Community::from_row(&self.community.to_row(3)) {
            return Err(MapProblem::Community {
                column: findings
                    .first()
                    .and_then(|finding| finding.column)
                    .unwrap_or("id"),
            });
        }
        if self.community.currency.minor_digits() != 2 {
            return Err(MapProblem::CurrencyPrecision {
                currency: self.community.currency.code().to_owned(),
            });
        }
        Ok(())
    }

    /// The file's encoding.
    fn encoding(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.encoding.as_bytes())
    }

    /// The file's bytes as text; what cannot be decoded becomes U+FFFD.
    pub fn decode<'b>(&self, bytes: &'b [u8]) -> std::borrow::Cow<'b, str> {
        let encoding = self.encoding().unwrap_or(encoding_rs::UTF_8);
        encoding.decode(bytes).0
    }

    /// The stage that the file called `source` holds, if a pattern fits.
    pub fn stage_of(&self, source: &str) -> Option<Stage> {
        self.stages
            .iter()
            .find(|rule| fits(&rule.files, source))
            .map(|rule| rule.stage)
    }

    /// The label of a level column's cell: the word with its translations, the name of the fund,
    /// or what the map calls a blank.
    pub fn label(&self, column: &str, word: &str) -> LocalText {
        if word.is_empty()
            && let Some(label) = self.blank.get(column)
        {
            return label.clone();
        }
        if column == self.columns.fund {
            return self.fund_name(word);
        }
        let other = self.words.get(word).cloned().unwrap_or_default();
        LocalText {
            text: word.to_owned(),
            zh_hans: other.zh_hans,
            zh_hant: other.zh_hant,
            en: other.en,
        }
    }

    /// The name of the fund with this code.
    pub fn fund_name(&self, code: &str) -> LocalText {
        if code.is_empty()
            && let Some(label) = self.blank.get(&self.columns.fund)
        {
            return label.clone();
        }
        let named = |pattern: &str| pattern.replace("{code}", code);
        let name = &self.fund.name;
        LocalText {
            text: named(&name.text),
            zh_hans: name.zh_hans.as_deref().map(named),
            zh_hant: name.zh_hant.as_deref().map(named),
            en: name.en.as_deref().map(named),
        }
    }
}

/// Whether a file name fits a pattern in which `*` stands for any run of characters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (pattern, name) in [
            ("*", "a.csv"),
            ("a.csv", "a.csv"),
            ("*__proposed.csv", "FY16-17__proposed.csv"),
            ("FY*__*.csv", "FY16-17__proposed.csv"),
            ("a*a", "aa"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("", "a"),
            ("a.csv", "a.csv2"),
            ("*__proposed.csv", "FY16-17__adjusted.csv"),
            ("a*a", "a"),
            ("a*b*c", "acb"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}

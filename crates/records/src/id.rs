//! Identifiers: they become folder names and addresses, so they are short ASCII words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdProblem {
    /// Nothing there.
    #[error("empty")]
    Empty,
    /// More than [`Id::MAX`] characters.
    #[error("longer than 64 characters")]
    TooLong,
    /// A character that is not a letter, digit, `-`, `_` or `.`, or one of the last two in front.
    #[error("character {0:?} may not stand here")]
    Character(char),
}

fn check(text: &str) -> Result<(), IdProblem> {
    if text.is_empty() {
        return Err(IdProblem::Empty);
    }
    if text.len() > Id::MAX {
        return Err(IdProblem::TooLong);
    }
    for (at, c) in text.chars().enumerate() {
        let fine = c.is_ascii_alphanumeric() || (at > 0 && matches!(c, '-' | '_' | '.'));
        if !fine {
            return Err(IdProblem::Character(c));
        }
    }
    match text.strip_suffix('.') {
        Some(_) => Err(IdProblem::Character('.')),
        None => Ok(()),
    }
}

macro_rules! ascii_word {
    ($(#[$meta:meta])* $Name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(with = "String", extend(
            "pattern" = "^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?$"
        )))]
        #[serde(try_from = "String", into = "String")]
        pub struct $Name(String);

        impl $Name {
            /// Takes a text that is one already.
            ///
            /// # Errors
            /// [`IdProblem`] names what is wrong with it.
            pub fn new(text: impl Into<String>) -> Result<Self, IdProblem> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $Name {
            type Error = IdProblem;
            fn try_from(text: String) -> Result<Self, IdProblem> {
                Self::new(text)
            }
        }

        impl From<$Name> for String {
            fn from(id: $Name) -> String {
                id.0
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

ascii_word! {
    /// An identifier that somebody chose or that was derived: 1 to 64 ASCII letters, digits,
    /// `-`, `_`, `.`, beginning with a letter or digit and not ending in a point.
    Id
}

ascii_word! {
    /// A fiscal year as it stands in addresses: `2026`, `2021-22`, `FY21-22`. Years sort as text.
    YearId
}

impl Id {
    /// The longest identifier, in characters.
    pub const MAX: usize = 64;
}

impl YearId {
    /// Whether this is a plain calendar year, written with four digits.
    pub fn is_calendar_year(&self) -> bool {
        self.0.len() == 4 && self.0.bytes().all(|b| b.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_short_ascii_words() {
        for good in ["a", "2026-01", "line_3.b", "X9"] {
            assert!(Id::new(good).is_ok(), "{good}");
        }
        assert_eq!(Id::new(""), Err(IdProblem::Empty));
        assert_eq!(Id::new("绿化"), Err(IdProblem::Character('绿')));
        assert_eq!(Id::new("../x"), Err(IdProblem::Character('.')));
        assert_eq!(Id::new("a/b"), Err(IdProblem::Character('/')));
        assert_eq!(Id::new("a."), Err(IdProblem::Character('.')));
        assert_eq!(Id::new("a".repeat(65)), Err(IdProblem::TooLong));
    }

    #[test]
    fn a_bad_identifier_is_refused_in_json_too() {
        assert!(serde_json::from_str::<Id>("\"a b\"").is_err());
        assert_eq!(
            serde_json::from_str::<YearId>("\"2026\"")
                .map(|y| y.is_calendar_year())
                .ok(),
            Some(true)
        );
    }
}

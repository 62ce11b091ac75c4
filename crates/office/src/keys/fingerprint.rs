//! A key's name for people: four words and sixteen digits.

use std::fmt;

use bip39::Language;
use records::Lang;
use sealing::KeyId;

/// What stands on the poster in the lobby and on the paper backup, to be compared by eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(KeyId);

impl Fingerprint {
    /// Of this key.
    pub fn new(key: KeyId) -> Self {
        Fingerprint(key)
    }

    /// The first 44 bits of the name as four words of BIP 39's list, which has 2048 in each
    /// language; in Chinese a word is one character.
    pub fn words(self, lang: Lang) -> [&'static str; 4] {
        let list = match lang {
            Lang::ZhHans => Language::SimplifiedChinese,
            Lang::ZhHant => Language::TraditionalChinese,
            Lang::En => Language::English,
        }
        .word_list();
        let bits = u64::from_be_bytes(*self.0.as_bytes());
        [53, 42, 31, 20].map(|shift| {
            let at = usize::try_from(bits >> shift & 0x7ff).unwrap_or(0);
            list.get(at).copied().unwrap_or_default()
        })
    }
}

impl fmt::Display for Fingerprint {
    /// Sixteen digits in fours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.as_bytes().iter().enumerate() {
            if at > 0 && at % 2 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

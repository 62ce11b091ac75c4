//! Passphrases: asked, read from a file, or made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret as _, SecretString};
use sealing::CryptoRng;

use super::{KeysError, PassphraseProblem, Role};

/// The shortest that is taken, an ASCII character counted once and any other twice.
const LEAST: usize = 12;

/// What opens a file of private keys. It is wiped when it goes and cannot be printed.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// As somebody typed it: full-width letters and digits are what they look like, and the ends
    /// are bare.
    pub fn typed(text: &str) -> Self {
        let plain: String = text
            .trim()
            .chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => {
                    char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c)
                }
                '\u{3000}' => ' ',
                other => other,
            })
            .collect();
        Passphrase(SecretString::from(plain))
    }

    /// Reads it from the first line of a file.
    ///
    /// # Errors
    /// [`PassphraseProblem::File`], also for an empty file.
    pub fn from_file(path: &Path) -> Result<Self, PassphraseProblem> {
        let problem = |source| PassphraseProblem::File {
            path: path.to_owned(),
            source,
        };
        let text = fs::read_to_string(path).map_err(problem)?;
        let passphrase = Passphrase::typed(text.lines().next().unwrap_or_default());
        if passphrase.is_empty() {
            return Err(problem(io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(passphrase)
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// Whether two are the same.
    pub fn is_same(&self, other: &Passphrase) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    /// Whether it is long enough for a new key.
    ///
    /// # Errors
    /// [`PassphraseProblem::Short`]
    pub fn check(self, role: Role) -> Result<Self, PassphraseProblem> {
        let weight: usize = (self.0.expose_secret().chars())
            .map(|c| if c.is_ascii() { 1 } else { 2 })
            .sum();
        if weight < LEAST {
            return Err(PassphraseProblem::Short(role));
        }
        Ok(self)
    }

    pub(super) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

/// What a made passphrase is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Six groups of four digits (79 bits): every keyboard has them, and none needs an input
    /// method.
    Digits,
    /// Seven English words (77 bits).
    Words,
}

/// Makes a passphrase that nobody has to think of.
///
/// # Errors
/// [`KeysError::Chance`]
pub fn suggest(kind: Kind) -> Result<String, KeysError> {
    let mut chance = super::chance()?;
    let parts: Vec<String> = match kind {
        Kind::Digits => (0..6)
            .map(|_| format!("{:04}", below(10_000, &mut chance)))
            .collect(),
        Kind::Words => {
            let words = bip39::Language::English.word_list();
            let mut word = || words.get(usize::from(below(2048, &mut chance))).copied();
            (0..7).filter_map(|_| word().map(str::to_owned)).collect()
        }
    };
    Ok(parts.join("-"))
}

/// A number below `limit`, all equally likely.
fn below(limit: u16, rng: &mut impl CryptoRng) -> u16 {
    // Numbers above the last whole multiple would favour the small remainders.
    let fair = u16::MAX - u16::MAX % limit;
    loop {
        let mut bytes = [0; 2];
        rng.fill_bytes(&mut bytes);
        let drawn = u16::from_be_bytes(bytes);
        if drawn < fair {
            return drawn % limit;
        }
    }
}

/// Whoever knows the passphrases, or makes them up.
pub trait Ask {
    /// One for a new key.
    ///
    /// # Errors
    /// [`KeysError::Passphrase`]
    fn new_passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError>;

    /// The one of a key that there is.
    ///
    /// # Errors
    /// [`KeysError::Passphrase`]
    fn passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError>;
}

/// Passphrases in files, for scripts.
#[derive(Debug, Clone, Default)]
pub struct FromFiles {
    /// The office's.
    pub office: Option<PathBuf>,
    /// The recovery key's.
    pub recovery: Option<PathBuf>,
}

impl FromFiles {
    /// The file for a role.
    pub fn of(&self, role: Role) -> Option<&Path> {
        match role {
            Role::Office => self.office.as_deref(),
            Role::Recovery => self.recovery.as_deref(),
        }
    }
}

impl Ask for FromFiles {
    fn new_passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        Ok(self.passphrase(role)?.check(role)?)
    }

    fn passphrase(&mut self, role: Role) -> Result<Passphrase, KeysError> {
        let path = self.of(role).ok_or(PassphraseProblem::NobodyToAsk(role))?;
        Ok(Passphrase::from_file(path)?)
    }
}

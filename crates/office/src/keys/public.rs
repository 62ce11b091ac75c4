//! `public.json`: every public key there ever was.

use std::fs;
use std::io;
use std::path::Path;

use records::Date;
use sealing::{KeyId, PublicKey};
use serde::{Deserialize, Serialize};

use super::{KeysError, PublicProblem, public_path};

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The office's own, for every day.
    Office,
    /// Kept by somebody else, for the day the office's passphrase is lost.
    Recovery,
}

impl Role {
    /// Both.
    pub const ALL: [Role; 2] = [Role::Office, Role::Recovery];

    /// Its word in files.
    pub fn key(self) -> &'static str {
        match self {
            Role::Office => "office",
            Role::Recovery => "recovery",
        }
    }
}

/// A public key as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kid: String,
    role: Role,
    key: String,
    made: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    v: u32,
    keys: Vec<Row>,
}

/// A public key of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub role: Role,
    /// The key.
    pub key: PublicKey,
    /// When it was made.
    pub made: Date,
    /// Since when nothing is sealed to it any more.
    pub until: Option<Date>,
}

/// A key as `/config.json` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    kid: String,
    role: Role,
    key: String,
}

/// All public keys of an office: exactly one current one of each role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicKeys(Vec<Entry>);

impl PublicKeys {
    /// Reads the office's keys; none where none were made.
    ///
    /// # Errors
    /// [`KeysError::Io`] or [`KeysError::Public`].
    pub fn read(office: &Path) -> Result<Option<Self>, KeysError> {
        let path = public_path(office);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(KeysError::Io { path, source }),
        };
        Self::parse(&text)
            .map(Some)
            .map_err(|problem| KeysError::Public { path, problem })
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// [`PublicProblem`]
    pub fn parse(text: &str) -> Result<Self, PublicProblem> {
        let file: File =
            serde_json::from_str(text).map_err(|error| PublicProblem::Json(error.to_string()))?;
        if file.v != 1 {
            return Err(PublicProblem::Version(file.v));
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(file.keys.len());
        for row in file.keys {
            let key = PublicKey::from_base64(&row.key)
                .ok()
                .filter(|key| key.id().to_string() == row.kid);
            let Some(key) = key else {
                return Err(PublicProblem::Key(row.kid));
            };
            if entries.iter().any(|entry| entry.key == key) {
                return Err(PublicProblem::Twice(row.kid));
            }
            entries.push(Entry {
                role: row.role,
                key,
                made: row.made,
                until: row.until,
            });
        }
        let keys = PublicKeys(entries);
        for role in Role::ALL {
            let found = keys.current().filter(|entry| entry.role == role).count();
            if found != 1 {
                return Err(PublicProblem::Current { role, found });
            }
        }
        Ok(keys)
    }

    pub(super) fn new(entries: Vec<Entry>) -> Self {
        PublicKeys(entries)
    }

    /// The file's text.
    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        let keys = self.0.iter().map(|entry| Row {
            kid: entry.key.id().to_string(),
            role: entry.role,
            key: entry.key.to_base64(),
            made: entry.made,
            until: entry.until,
        });
        let mut text = serde_json::to_string_pretty(&File {
            v: 1,
            keys: keys.collect(),
        })?;
        text.push('\n');
        Ok(text)
    }

    /// All of them, as they stand in the file.
    pub fn all(&self) -> &[Entry] {
        &self.0
    }

    /// Those that residents' devices seal to.
    pub fn current(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(|entry| entry.until.is_none())
    }

    /// What `/config.json` says of them: the current ones alone.
    pub fn published(&self) -> Vec<Published> {
        let keys = self.current().map(|entry| Published {
            kid: entry.key.id().to_string(),
            role: entry.role,
            key: entry.key.to_base64(),
        });
        keys.collect()
    }
}

/// Whether a key is the example community's, whose passphrase everybody knows.
pub fn is_demonstration(kid: KeyId) -> bool {
    /// The example's keys, kept in the program so that it knows them wherever it is installed.
    const EXAMPLE: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../example/office/keys/public.json"
    ));
    PublicKeys::parse(EXAMPLE)
        .is_ok_and(|keys| keys.all().iter().any(|entry| entry.key.id() == kid))
}

//! A drill: proof that the keys still open what is sealed to them today.

use std::fs;
use std::path::{Path, PathBuf};

use records::Date;
use sealing::{Context, CryptoRng, KeyId, PublicKey, open, seal};
use serde::Serialize;

use super::passphrase::Ask;
use super::public::{Entry, PublicKeys, Role};
use super::secret::{self, Held};
use super::{KeysError, SecretProblem, chance, files, folder, paper, public_path, secret_path};

/// What to drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillOptions {
    /// The day that is written down.
    pub day: Date,
    /// A text typed from a paper backup, to be tried instead of the files.
    pub paper: Option<PathBuf>,
}

/// Why a key did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The file with the private key is gone.
    NoFile,
    /// The passphrase was another one.
    WrongPassphrase,
    /// The file is damaged, or something else.
    Damaged,
    /// The file opens, but this key is not in it.
    NotInside,
    /// The key is there, and does not open what was sealed to it.
    DoesNotOpen,
}

/// One key, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drilled {
    /// Whose.
    pub role: Role,
    /// Which.
    pub kid: KeyId,
    /// Whether it is one that residents' devices seal to today.
    pub is_current: bool,
    /// None if it opened.
    pub trouble: Option<Trouble>,
}

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Each key that was tried.
    pub keys: Vec<Drilled>,
    /// Where it was written down.
    pub log: PathBuf,
}

impl Drill {
    /// Whether every key opened.
    pub fn all_opened(&self) -> bool {
        self.keys.iter().all(|key| key.trouble.is_none())
    }
}

/// A line of `drills.jsonl`.
#[derive(Serialize)]
struct Line<'d> {
    day: Date,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    paper: bool,
    keys: Vec<LineKey<'d>>,
}

#[derive(Serialize)]
struct LineKey<'d> {
    kid: String,
    role: &'d str,
    opened: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<Trouble>,
}

/// Seals a fresh text to the public keys, opens it with each private key, and writes down the day
/// and the result.
///
/// # Errors
/// [`KeysError`] if it could not be tried at all. A key that does not open is no error but a
/// [`Trouble`].
pub fn drill(office: &Path, options: &DrillOptions, ask: &mut dyn Ask) -> Result<Drill, KeysError> {
    let missing = || KeysError::NoKeys(public_path(office));
    let public = PublicKeys::read(office)?.ok_or_else(missing)?;
    let keys = match &options.paper {
        Some(path) => from_paper(&public, path, ask)?,
        None => from_files(office, &public, ask)?,
    };
    let log = folder(office).join("drills.jsonl");
    let line = Line {
        day: options.day,
        paper: options.paper.is_some(),
        keys: (keys.iter())
            .map(|key| LineKey {
                kid: key.kid.to_string(),
                role: key.role.key(),
                opened: key.trouble.is_none(),
                trouble: key.trouble,
            })
            .collect(),
    };
    let line = serde_json::to_string(&line).map_err(|_| KeysError::Seal)?;
    files::append(&log, &line)?;
    Ok(Drill { keys, log })
}

/// The keys that a role's file must hold: the office's of all years, the recovery key of this one.
fn expected(public: &PublicKeys, role: Role) -> Vec<&Entry> {
    (public.all().iter())
        .filter(|entry| entry.role == role)
        .filter(|entry| role == Role::Office || entry.until.is_none())
        .collect()
}

fn from_files(
    office: &Path,
    public: &PublicKeys,
    ask: &mut dyn Ask,
) -> Result<Vec<Drilled>, KeysError> {
    let mut all = Vec::new();
    for role in Role::ALL {
        let entries = expected(public, role);
        let path = secret_path(office, role);
        if !path.exists() {
            let without = |entry| drilled(entry, Some(Trouble::NoFile));
            all.extend(entries.into_iter().map(without));
            continue;
        }
        let found = match secret::read(&path, &ask.passphrase(role)?) {
            Ok(held) => Ok(held),
            Err(KeysError::Secret { problem, .. }) => Err(trouble(problem)),
            Err(KeysError::Paper { .. }) => Err(Trouble::Damaged),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let trouble = match &found {
                Ok(held) => try_entry(public, entry, held)?,
                Err(trouble) => Some(*trouble),
            };
            all.push(drilled(entry, trouble));
        }
    }
    Ok(all)
}

fn from_paper(
    public: &PublicKeys,
    path: &Path,
    ask: &mut dyn Ask,
) -> Result<Vec<Drilled>, KeysError> {
    let text = fs::read_to_string(path).map_err(|source| KeysError::Io {
        path: path.to_owned(),
        source,
    })?;
    let armored = paper::armored(&text).map_err(|problem| KeysError::Paper {
        path: path.to_owned(),
        problem,
    })?;
    // Whose paper it is stands inside; the file for scripts may be either's.
    let role = paper::role(&text).unwrap_or(Role::Office);
    let held = match secret::open(&armored, &ask.passphrase(role)?) {
        Ok(held) => held,
        Err(problem) => {
            let current = public.current().filter(|entry| entry.role == role);
            let without = |entry| drilled(entry, Some(trouble(problem)));
            return Ok(current.map(without).collect());
        }
    };
    let mut all = Vec::new();
    for one in &held {
        let kid = one.key.public().id();
        let entry = public.all().iter().find(|entry| entry.key.id() == kid);
        all.push(match entry {
            Some(entry) => drilled(entry, try_entry(public, entry, &held)?),
            // A paper of another office, or of keys that were made again.
            None => Drilled {
                role: one.role,
                kid,
                is_current: false,
                trouble: Some(Trouble::NotInside),
            },
        });
    }
    Ok(all)
}

fn trouble(problem: SecretProblem) -> Trouble {
    match problem {
        SecretProblem::WrongPassphrase => Trouble::WrongPassphrase,
        SecretProblem::NotAge | SecretProblem::TooMuchWork | SecretProblem::Content => {
            Trouble::Damaged
        }
    }
}

fn drilled(entry: &Entry, trouble: Option<Trouble>) -> Drilled {
    Drilled {
        role: entry.role,
        kid: entry.key.id(),
        is_current: entry.until.is_none(),
        trouble,
    }
}

fn drawn(rng: &mut impl CryptoRng) -> [u8; 48] {
    let mut bytes = [0; 48];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Seals something fresh as a resident's device does, and opens it with this key.
fn try_entry(
    public: &PublicKeys,
    entry: &Entry,
    held: &[Held],
) -> Result<Option<Trouble>, KeysError> {
    let Some(one) = held
        .iter()
        .find(|one| one.key.public().id() == entry.key.id())
    else {
        return Ok(Some(Trouble::NotInside));
    };
    let mut rng = chance()?;
    let fresh = drawn(&mut rng);
    let mut to: Vec<PublicKey> = public.current().map(|entry| entry.key.clone()).collect();
    if !to.contains(&entry.key) {
        to.push(entry.key.clone());
    }
    let context = Context {
        community: "drill",
        kind: "drill",
        nonce: "00000000000000000000000000000000",
    };
    let sealed = seal(&fresh, &to, &context, &mut rng).map_err(|_| KeysError::Seal)?;
    let opened = open(&sealed, &one.key, &context);
    let same = opened.is_ok_and(|text| text.expose().as_slice() == fresh);
    Ok((!same).then_some(Trouble::DoesNotOpen))
}

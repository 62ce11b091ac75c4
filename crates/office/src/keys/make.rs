//! A new pair of keys: the first, or that of a new year.

use std::fs;
use std::path::{Path, PathBuf};

use records::Date;
use sealing::{CryptoRng, KeyId, SecretKey};

use super::passphrase::Ask;
use super::public::{Entry, PublicKeys, Role};
use super::secret::{self, Held};
use super::{
    Fingerprint, KeysError, Passphrase, PassphraseProblem, chance, files, folder, paper,
    public_path, secret_path,
};

/// What keys to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakeOptions {
    /// The day that goes into them.
    pub day: Date,
    /// How much work a passphrase is, as a power of two: each step doubles the time and the memory
    /// that a guess costs. 17 takes half a second and 128 MiB.
    pub work: u8,
}

impl MakeOptions {
    /// What an office should use.
    pub const WORK: u8 = 17;
}

/// A key that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeKey {
    /// Whose.
    pub role: Role,
    /// Its name.
    pub kid: KeyId,
    /// Its name for people.
    pub fingerprint: Fingerprint,
    /// The file with the private key.
    pub file: PathBuf,
    /// The page to print.
    pub paper: PathBuf,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file of public keys.
    pub public: PathBuf,
    /// The office's, then the recovery key.
    pub keys: Vec<MadeKey>,
    /// Keys that nothing is sealed to any more; they are kept for opening.
    pub retired: Vec<KeyId>,
}

/// Makes the first keys of an office.
///
/// # Errors
/// [`KeysError`]; keys that are there are left alone.
pub fn make(office: &Path, options: MakeOptions, ask: &mut dyn Ask) -> Result<Made, KeysError> {
    if !office.is_dir() {
        return Err(KeysError::NoOffice(office.to_owned()));
    }
    let files = Role::ALL.map(|role| secret_path(office, role));
    for path in files.iter().chain([&public_path(office)]) {
        if path.exists() {
            return Err(KeysError::Exists(path.clone()));
        }
    }
    let office_passphrase = ask.new_passphrase(Role::Office)?;
    let recovery_passphrase = ask.new_passphrase(Role::Recovery)?;
    if office_passphrase.is_same(&recovery_passphrase) {
        return Err(PassphraseProblem::Same.into());
    }
    let mut rng = chance()?;
    files::make_folder(&folder(office))?;
    let mut entries = Vec::new();
    let mut keys = Vec::new();
    for (role, passphrase) in [
        (Role::Office, &office_passphrase),
        (Role::Recovery, &recovery_passphrase),
    ] {
        let held = vec![fresh(role, options.day, &mut rng)];
        let (armored, key) = prepare(office, role, &held, passphrase, options)?;
        files::write_new(&key.file, armored.as_bytes())?;
        entries.push(entry(&held)?);
        keys.push(key);
    }
    // Last: until it is there, nobody seals anything to keys that might be half written.
    let public = public_path(office);
    let text = PublicKeys::new(entries)
        .to_json()
        .map_err(|_| KeysError::Seal)?;
    files::write_new(&public, text.as_bytes())?;
    Ok(Made {
        public,
        keys,
        retired: Vec::new(),
    })
}

/// Makes the pair of a new year. The office's file then holds the keys of all years under its old
/// passphrase; the recovery key's file is put aside under its key's name, and a new one made.
///
/// # Errors
/// [`KeysError`]; until the last step the old keys are the current ones.
pub fn next_year(
    office: &Path,
    options: MakeOptions,
    ask: &mut dyn Ask,
) -> Result<Made, KeysError> {
    let public = public_path(office);
    let before = PublicKeys::read(office)?.ok_or_else(|| KeysError::NoKeys(public.clone()))?;
    let office_passphrase = ask.passphrase(Role::Office)?;
    let office_file = secret_path(office, Role::Office);
    let older = secret::read(&office_file, &office_passphrase)?;
    let recovery_passphrase = ask.new_passphrase(Role::Recovery)?;
    if office_passphrase.is_same(&recovery_passphrase) {
        return Err(PassphraseProblem::Same.into());
    }
    let mut rng = chance()?;

    let mut held = vec![fresh(Role::Office, options.day, &mut rng)];
    let mut entries = vec![entry(&held)?];
    held.extend(older);
    let prepared = prepare(office, Role::Office, &held, &office_passphrase, options)?;
    let (office_text, office_key) = prepared;

    let recovery = vec![fresh(Role::Recovery, options.day, &mut rng)];
    entries.push(entry(&recovery)?);
    let prepared = prepare(
        office,
        Role::Recovery,
        &recovery,
        &recovery_passphrase,
        options,
    )?;
    let (recovery_text, recovery_key) = prepared;

    // The office's new file holds everything that the old one does.
    files::replace(&office_key.file, office_text.as_bytes())?;
    // The old recovery key stays under its own name; then the new file takes the place.
    let old_recovery = before.current().find(|entry| entry.role == Role::Recovery);
    if let Some(old) = old_recovery
        && recovery_key.file.exists()
    {
        let aside = folder(office).join(format!("recovery-{}.age", old.key.id()));
        if !is_same_file(&aside, &recovery_key.file)? {
            files::keep(&recovery_key.file, &aside)?;
        }
    }
    files::replace(&recovery_key.file, recovery_text.as_bytes())?;

    let mut retired = Vec::new();
    for old in before.all() {
        let mut old = old.clone();
        if old.until.is_none() {
            retired.push(old.key.id());
            old.until = Some(options.day);
        }
        entries.push(old);
    }
    let text = PublicKeys::new(entries)
        .to_json()
        .map_err(|_| KeysError::Seal)?;
    files::replace(&public, text.as_bytes())?;
    Ok(Made {
        public,
        keys: vec![office_key, recovery_key],
        retired,
    })
}

/// Whether a file was put aside already, by a run that a stop cut short.
fn is_same_file(aside: &Path, file: &Path) -> Result<bool, KeysError> {
    if !aside.exists() {
        return Ok(false);
    }
    let read = |path: &Path| {
        fs::read(path).map_err(|source| KeysError::Io {
            path: path.to_owned(),
            source,
        })
    };
    Ok(read(aside)? == read(file)?)
}

fn fresh(role: Role, made: Date, rng: &mut impl CryptoRng) -> Held {
    Held {
        role,
        made,
        key: SecretKey::generate(rng),
    }
}

/// The newest of them as a public key.
fn entry(held: &[Held]) -> Result<Entry, KeysError> {
    let newest = held.first().ok_or(KeysError::Seal)?;
    Ok(Entry {
        role: newest.role,
        key: newest.key.public().clone(),
        made: newest.made,
        until: None,
    })
}

/// The text of the age file, proved to open, and its page to print, written.
fn prepare(
    office: &Path,
    role: Role,
    held: &[Held],
    passphrase: &Passphrase,
    options: MakeOptions,
) -> Result<(String, MadeKey), KeysError> {
    let armored = secret::armor(held, passphrase, options.work)?;
    let file = secret_path(office, role);
    // A key that does not open is worse than none.
    let again = secret::open(&armored, passphrase).map_err(|problem| KeysError::Secret {
        path: file.clone(),
        problem,
    })?;
    let newest = held.first().ok_or(KeysError::Seal)?;
    let kid = newest.key.public().id();
    if again.len() != held.len() || again.first().map(|one| one.key.public().id()) != Some(kid) {
        return Err(KeysError::Seal);
    }
    let page = folder(office).join(format!("paper-{}-{kid}.html", role.key()));
    let html = paper::page(role, kid, newest.made, &armored)?;
    files::write_new(&page, html.as_bytes())?;
    let key = MadeKey {
        role,
        kid,
        fingerprint: Fingerprint::new(kid),
        file,
        paper: page,
    };
    Ok((armored, key))
}

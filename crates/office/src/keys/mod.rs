//! The office's keys: what residents' devices seal to, and what opens it.
//!
//! ```text
//! OFFICE/keys/public.json      every public key there ever was; the current ones are published
//! OFFICE/keys/office.age       the office's private keys of all years, behind a passphrase
//! OFFICE/keys/recovery.age     the recovery key, behind another one
//! OFFICE/keys/*.html           the same two files to print: a code, a text to type, instructions
//! OFFICE/keys/drills.jsonl     when it was last proved that they open
//! ```
//! Files with private keys are age files (scrypt, armored), which other programs open too. They
//! are for their owner alone to read, and nothing here writes over one.

mod drill;
mod error;
mod files;
mod fingerprint;
mod make;
mod paper;
mod passphrase;
mod public;
mod secret;

use std::path::{Path, PathBuf};

use sealing::SecretKey;

pub use drill::{Drill, DrillOptions, Drilled, Trouble, drill};
pub use error::{KeysError, PaperProblem, PassphraseProblem, PublicProblem, SecretProblem};
pub use fingerprint::Fingerprint;
pub use make::{Made, MadeKey, MakeOptions, make, next_year};
pub use passphrase::{Ask, FromFiles, Kind, Passphrase, suggest};
pub use public::{Entry, PublicKeys, Published, Role, is_demonstration};

/// The folder of an office's keys.
pub fn folder(office: &Path) -> PathBuf {
    office.join("keys")
}

/// Where public keys stand.
pub fn public_path(office: &Path) -> PathBuf {
    folder(office).join("public.json")
}

/// Where the private keys of a role stand.
pub fn secret_path(office: &Path, role: Role) -> PathBuf {
    folder(office).join(format!("{}.age", role.key()))
}

/// The office's private keys of all years, newest first.
///
/// # Errors
/// [`KeysError`]; [`SecretProblem::WrongPassphrase`] for another passphrase.
pub fn open_office(office: &Path, passphrase: &Passphrase) -> Result<Vec<SecretKey>, KeysError> {
    open(office, Role::Office, passphrase)
}

/// The recovery key, for an office whose own passphrase is lost.
///
/// # Errors
/// [`KeysError`]
pub fn open_recovery(office: &Path, passphrase: &Passphrase) -> Result<Vec<SecretKey>, KeysError> {
    open(office, Role::Recovery, passphrase)
}

fn open(office: &Path, role: Role, passphrase: &Passphrase) -> Result<Vec<SecretKey>, KeysError> {
    let held = secret::read(&secret_path(office, role), passphrase)?;
    Ok(held.into_iter().map(|held| held.key).collect())
}

/// A generator from the system's random bytes.
fn chance() -> Result<sealing::Chance, KeysError> {
    let mut random = sealing::Zeroizing::new([0; 64]);
    getrandom::fill(random.as_mut_slice()).map_err(KeysError::Chance)?;
    sealing::Chance::from_bytes(random.as_slice()).map_err(|_| KeysError::Seal)
}

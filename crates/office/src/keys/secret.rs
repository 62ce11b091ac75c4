//! Private keys in age files.
//!
//! Inside an age file stands, one key a line, newest first:
//!
//! ```text
//! mingbai-keys-1
//! office 2026-11-22 <32 bytes in base64url>
//! ```

use std::fs;
use std::path::Path;

use age::scrypt;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use records::{Date, parse_date};
use sealing::{SecretKey, Zeroizing};

use super::{KeysError, Passphrase, Role, SecretProblem, paper};

/// The first line inside.
const HEAD: &str = "mingbai-keys-1";
/// More work than this, and the file is not ours: about half a minute.
const MOST_WORK: u8 = 22;

/// A private key, and what is known of it.
pub(super) struct Held {
    pub role: Role,
    pub made: Date,
    pub key: SecretKey,
}

/// The text of an age file with these keys.
pub(super) fn armor(held: &[Held], passphrase: &Passphrase, work: u8) -> Result<String, KeysError> {
    let mut inside = Zeroizing::new(format!("{HEAD}\n"));
    // Enough room, so that no copy is left where the text was.
    inside.reserve(held.len() * 96);
    for one in held {
        let secret = Zeroizing::new(Base64UrlUnpadded::encode_string(
            one.key.to_bytes().as_slice(),
        ));
        for part in [
            one.role.key(),
            " ",
            &one.made.to_string(),
            " ",
            &secret,
            "\n",
        ] {
            inside.push_str(part);
        }
    }
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(work);
    age::encrypt_and_armor(&recipient, inside.as_bytes()).map_err(|_| KeysError::Seal)
}

/// Opens a file of private keys, or what was typed from its paper backup and saved in its place.
pub(super) fn read(path: &Path, passphrase: &Passphrase) -> Result<Vec<Held>, KeysError> {
    let text = fs::read_to_string(path).map_err(|source| KeysError::Io {
        path: path.to_owned(),
        source,
    })?;
    let armored = paper::armored(&text).map_err(|problem| KeysError::Paper {
        path: path.to_owned(),
        problem,
    })?;
    open(&armored, passphrase).map_err(|problem| KeysError::Secret {
        path: path.to_owned(),
        problem,
    })
}

/// Opens the text of an age file.
pub(super) fn open(armored: &str, passphrase: &Passphrase) -> Result<Vec<Held>, SecretProblem> {
    use age::DecryptError as E;
    let mut identity = scrypt::Identity::new(passphrase.secret());
    identity.set_max_work_factor(MOST_WORK);
    let inside = age::decrypt(&identity, armored.as_bytes()).map_err(|error| match error {
        E::DecryptionFailed | E::KeyDecryptionFailed => SecretProblem::WrongPassphrase,
        E::ExcessiveWork { .. } => SecretProblem::TooMuchWork,
        // A changed header or body, another kind of recipient, not age at all.
        _ => SecretProblem::NotAge,
    })?;
    let inside = Zeroizing::new(inside);
    let text = std::str::from_utf8(&inside).map_err(|_| SecretProblem::Content)?;
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err(SecretProblem::Content);
    }
    let held: Vec<Held> = (lines.map(line))
        .collect::<Option<_>>()
        .ok_or(SecretProblem::Content)?;
    if held.is_empty() {
        return Err(SecretProblem::Content);
    }
    Ok(held)
}

fn line(text: &str) -> Option<Held> {
    let mut parts = text.split(' ');
    let role = parts.next()?;
    let role = Role::ALL.into_iter().find(|one| one.key() == role)?;
    let made = parse_date(parts.next()?)?;
    let mut bytes = Zeroizing::new([0; 32]);
    let found = Base64UrlUnpadded::decode(parts.next()?, bytes.as_mut_slice()).ok()?;
    if found.len() != 32 || parts.next().is_some() {
        return None;
    }
    let key = SecretKey::from_bytes(&bytes).ok()?;
    Some(Held { role, made, key })
}

//! Writing the tree: every file once, its hash remembered for the manifest.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::journal::Entry;
use super::{Files, PublishError};

/// Lowercase hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// How many hexadecimal digits of the hash stand in a file's name.
const HASH_IN_NAME: usize = 16;

/// What the manifest says of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// SHA-256 of its bytes.
    pub hash: String,
    /// How many.
    pub bytes: u64,
}

/// A tree in the making.
pub struct Output {
    root: PathBuf,
    files: Mutex<Files>,
}

/// `/manifest.json`
#[derive(Serialize)]
struct Manifest<'m> {
    v: u32,
    seq: u64,
    published_at: &'m str,
    tool: &'static str,
    files: &'m Files,
}

impl Output {
    /// A tree below `root`, which must be there.
    pub fn new(root: &Path) -> Output {
        Output {
            root: root.to_owned(),
            files: Mutex::new(Files::new()),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Files) -> T) -> T {
        // A panic of another thread while it held the map leaves a map that is whole: insertions
        // are all that happens to it.
        let mut files = match self.files.lock() {
            Ok(files) => files,
            Err(poisoned) => poisoned.into_inner(),
        };
        act(&mut files)
    }

    /// Writes bytes at a path below the root.
    ///
    /// # Errors
    /// [`PublishError::SamePath`] if something is there already (letters compared without case,
    /// because some hosts do), [`PublishError::Io`].
    pub fn bytes_at(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let facts = FileFacts {
            hash: sha256(bytes),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        let taken = self
            .with(|files| files.insert(path.to_owned(), facts))
            .is_some();
        if taken {
            return Err(PublishError::SamePath(path.to_owned()));
        }
        let full = self.root.join(path);
        let io = |source| PublishError::Io {
            path: full.clone(),
            source,
        };
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(io)?;
        }
        fs::write(&full, bytes).map_err(io)
    }

    /// Writes JSON at a fixed path.
    pub fn json(&self, path: &str, value: &impl Serialize) -> Result<(), PublishError> {
        let mut bytes = serde_json::to_vec(value)?;
        bytes.push(b'\n');
        self.bytes_at(path, &bytes)
    }

    /// Writes bytes under a name that carries their hash: `dir/name.{hash}.ext`. Returns the path.
    pub fn hashed(&self, stem: &str, ext: &str, bytes: &[u8]) -> Result<String, PublishError> {
        let hash = sha256(bytes);
        let path = format!("{stem}.{}.{ext}", hash.get(..HASH_IN_NAME).unwrap_or(&hash));
        // The same bytes under the same name are the same file.
        if !self.with(|files| files.contains_key(&path)) {
            self.bytes_at(&path, bytes)?;
        }
        Ok(path)
    }

    /// Writes JSON under a name that carries its hash. Returns the path.
    pub fn hashed_json(&self, stem: &str, value: &impl Serialize) -> Result<String, PublishError> {
        let mut bytes = serde_json::to_vec(value)?;
        bytes.push(b'\n');
        self.hashed(stem, "json", &bytes)
    }

    /// Writes the manifest of everything so far, and returns its hash.
    pub fn manifest(&self, entry: &Entry) -> Result<String, PublishError> {
        let files = self.with(|files| files.clone());
        let manifest = Manifest {
            v: 1,
            seq: entry.seq,
            published_at: &entry.at,
            tool: concat!("mingbai ", env!("CARGO_PKG_VERSION")),
            files: &files,
        };
        let mut bytes = serde_json::to_vec(&manifest)?;
        bytes.push(b'\n');
        self.bytes_at("manifest.json", &bytes)?;
        Ok(sha256(&bytes))
    }

    /// How many files.
    pub fn count(&self) -> usize {
        self.with(|files| files.len())
    }

    /// How many bytes.
    pub fn bytes(&self) -> u64 {
        self.with(|files| files.values().map(|file| file.bytes).sum())
    }

    /// Their paths.
    pub fn written(&self) -> Vec<String> {
        self.with(|files| files.keys().cloned().collect())
    }
}

//! Writing the tree: every file once, its hash remembered for the manifest.

use std::collections::HashSet;
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
    written: Mutex<Written>,
}

/// What stands in the tree so far.
#[derive(Default)]
struct Written {
    files: Files,
    /// Paths of files, their letters without case.
    taken: HashSet<String>,
    /// Paths of folders, likewise.
    folders: HashSet<String>,
}

impl Written {
    /// Enters a file. Nothing is entered, and false returned, if a file or a folder has its place
    /// already, or a file has the place of one of its folders. Compressed twins count as files.
    fn enter(&mut self, path: &str, facts: FileFacts) -> bool {
        let own = path.to_lowercase();
        let is_file = |place: &str| {
            self.taken.contains(place)
                || TWINS
                    .iter()
                    .filter_map(|ending| place.strip_suffix(ending))
                    .any(|stem| self.taken.contains(stem))
        };
        let above: Vec<String> = own
            .match_indices('/')
            .filter_map(|(at, _)| own.get(..at).map(str::to_owned))
            .collect();
        let is_taken = is_file(&own)
            || above.iter().any(|folder| is_file(folder))
            || self.folders.contains(&own)
            || TWINS
                .iter()
                .any(|ending| self.folders.contains(&format!("{own}{ending}")));
        if is_taken {
            return false;
        }
        self.folders.extend(above);
        self.taken.insert(own);
        self.files.insert(path.to_owned(), facts);
        true
    }
}

/// How the names of compressed twins end.
const TWINS: [&str; 2] = [".br", ".gz"];

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
            written: Mutex::default(),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Written) -> T) -> T {
        // A panic of another thread while it held the maps leaves maps that are whole: insertions
        // are all that happens to them.
        let mut written = match self.written.lock() {
            Ok(written) => written,
            Err(poisoned) => poisoned.into_inner(),
        };
        act(&mut written)
    }

    /// Writes bytes at a path below the root.
    ///
    /// # Errors
    /// [`PublishError::SamePath`] if something is there already, be it a file where a folder must
    /// be (letters compared without case, because some hosts do), [`PublishError::Io`].
    pub fn bytes_at(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let facts = FileFacts {
            hash: sha256(bytes),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        if !self.with(|written| written.enter(path, facts)) {
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
        if !self.with(|written| written.files.contains_key(&path)) {
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
        let files = self.with(|written| written.files.clone());
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
        self.with(|written| written.files.len())
    }

    /// How many bytes.
    pub fn bytes(&self) -> u64 {
        self.with(|written| written.files.values().map(|file| file.bytes).sum())
    }

    /// Their paths.
    pub fn written(&self) -> Vec<String> {
        self.with(|written| written.files.keys().cloned().collect())
    }
}

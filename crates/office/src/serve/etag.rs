//! Strong entity tags: the SHA-256 of what is sent, computed once per state of a file.

use std::{
    collections::HashMap,
    fs,
    io::{self, Seek},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use sha2::{Digest, Sha256};

use super::accept_encoding::Encoding;

/// More files than a district publishes; above it the cache starts afresh.
const MAX_KNOWN: usize = 100_000;

/// What tells one state of a file from another without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Length in bytes.
    pub len: u64,
    modified: Option<SystemTime>,
    identity: Identity,
}

/// Publishing may give every file the same time, so where the system counts files and
/// changes (inode, change time), that is asked too.
#[cfg(unix)]
type Identity = (u64, u64, i64, i64);
#[cfg(not(unix))]
type Identity = ();

impl Stamp {
    pub fn of(found: &fs::Metadata) -> Self {
        Self {
            len: found.len(),
            modified: found.modified().ok(),
            identity: identity(found),
        }
    }
}

#[cfg(unix)]
fn identity(found: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino(), found.ctime(), found.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_found: &fs::Metadata) -> Identity {}

/// The tags known so far.
#[derive(Default)]
pub(super) struct Etags {
    known: Mutex<HashMap<PathBuf, (Stamp, String)>>,
}

impl Etags {
    /// The tag of an open file, quotes and all; distinct per encoding, as RFC 9110
    /// (section 8.8.3.3) wants. Leaves the file at its start.
    pub fn of(
        &self,
        path: &Path,
        stamp: &Stamp,
        file: &mut fs::File,
        encoding: Option<Encoding>,
    ) -> io::Result<String> {
        let known = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned();
        let hash = match known {
            Some((known_stamp, hash)) if known_stamp == *stamp => hash,
            _ => {
                let mut sha = Sha256::new();
                io::copy(file, &mut sha)?;
                file.rewind()?;
                let hash = format!("{:x}", sha.finalize());
                let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                if known.len() >= MAX_KNOWN {
                    known.clear();
                }
                known.insert(path.to_owned(), (stamp.clone(), hash.clone()));
                hash
            }
        };
        let suffix = encoding.map_or("", |encoding| match encoding {
            Encoding::Brotli => "-br",
            Encoding::Gzip => "-gzip",
        });
        Ok(format!("\"{hash}{suffix}\""))
    }
}

/// Whether an `If-None-Match` names this tag. Weakly compared (RFC 9110, section 13.1.2),
/// because proxies that pack answers themselves mark our tags as weak.
pub(super) fn is_known_to<'a>(
    etag: &str,
    if_none_match: impl IntoIterator<Item = &'a str>,
) -> bool {
    if_none_match
        .into_iter()
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|candidate| {
            candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate) == etag
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_among_others_weak_or_strong() {
        for (line, expected) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("\"x\",W/\"abc\" , \"y\"", true),
            ("*", true),
            ("abc", false),
            ("\"abcd\"", false),
            ("w/\"abc\"", false),
            ("", false),
        ] {
            assert_eq!(is_known_to("\"abc\"", [line]), expected, "{line}");
        }
    }

    #[test]
    fn a_tag_follows_the_content_and_the_encoding() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let etags = Etags::default();
        let tag = |encoding| {
            let mut file = fs::File::open(&path).unwrap();
            let stamp = Stamp::of(&file.metadata().unwrap());
            let tag = etags.of(&path, &stamp, &mut file, encoding).unwrap();
            assert_eq!(file.stream_position().unwrap(), 0);
            tag
        };
        fs::write(&path, "one").unwrap();
        let first = tag(None);
        // Known from `printf one | sha256sum`.
        let sha = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        assert_eq!(first, format!("\"{sha}\""));
        assert_eq!(tag(None), first);
        assert_eq!(tag(Some(Encoding::Brotli)), format!("\"{sha}-br\""));
        fs::write(&path, "three").unwrap();
        assert_ne!(tag(None), first);
        fs::write(&path, "one").unwrap();
        assert_eq!(tag(None), first);
    }
}

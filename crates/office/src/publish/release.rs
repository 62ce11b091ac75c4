//! Releases: complete trees side by side, and the link that says which one is the site.
//!
//! ```text
//! site              -> .site-releases/0007
//! .site-releases/0006/  0007/        earlier ones are kept for rollback
//! .site-releases/.next/              a tree in the making, left by a stop, cleared by the next run
//! .site-releases/.gone/              a tree being removed, likewise
//! .site-releases/.lock
//! ```
//! The switch is one rename of a link over a link, which POSIX makes atomic. On systems without
//! such links (Windows), the folder itself is renamed: the old one away, the new one in.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;

/// Releases that stay beside the newest one.
const KEPT: usize = 5;

/// The folder beside a site that holds its releases.
pub fn releases_of(site: &Path) -> PathBuf {
    let site = bare(site);
    let name = site
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    site.with_file_name(format!(".{name}-releases"))
}

/// A path without a slash at its end, which would follow the link instead of naming it.
fn bare(path: &Path) -> PathBuf {
    path.components().collect()
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    move |source| PublishError::Io {
        path: path.to_owned(),
        source,
    }
}

/// One publication at a time into one site.
pub struct Lock {
    site: PathBuf,
    releases: PathBuf,
    /// Unlocked by the system when the file is closed, however the program ends.
    _file: File,
}

impl Lock {
    /// Takes the site for this publication.
    ///
    /// # Errors
    /// [`PublishError::Busy`] when another has it, [`PublishError::SiteTaken`] when something that
    /// is no release stands in the site's place.
    pub fn take(site: &Path) -> Result<Lock, PublishError> {
        let site = &*bare(site);
        let releases = releases_of(site);
        let is_empty = match fs::symlink_metadata(site) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => false,
            Err(source) => {
                return Err(PublishError::Io {
                    path: site.to_owned(),
                    source,
                });
            }
            Ok(_) if is_site(site) => false,
            Ok(facts) => {
                let is_empty =
                    facts.is_dir() && fs::read_dir(site).is_ok_and(|mut all| all.next().is_none());
                if !is_empty || site.file_name().is_none() {
                    return Err(PublishError::SiteTaken(site.to_owned()));
                }
                is_empty
            }
        };
        fs::create_dir_all(&releases).map_err(io_at(&releases))?;
        let path = releases.join(".lock");
        let file = File::create(&path).map_err(io_at(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(PublishError::Busy(site.to_owned())),
            Err(fs::TryLockError::Error(source)) => return Err(PublishError::Io { path, source }),
        }
        if is_empty {
            fs::remove_dir(site).map_err(io_at(site))?;
        }
        Ok(Lock {
            site: site.to_owned(),
            releases,
            _file: file,
        })
    }
}

/// Whether publishing made what stands there: a link to a release, even to one that is gone.
#[cfg(unix)]
fn is_site(site: &Path) -> bool {
    let Ok(target) = fs::read_link(site) else {
        return false;
    };
    let is_numbered = target
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.parse::<u64>().is_ok());
    let is_among_releases = target
        .parent()
        .and_then(|folder| folder.file_name()?.to_str())
        .is_some_and(|name| name.starts_with('.') && name.ends_with("-releases"));
    is_numbered && is_among_releases
}

/// Whether publishing made what stands there: a tree in its place.
#[cfg(not(unix))]
fn is_site(site: &Path) -> bool {
    is_release(site)
}

/// Whether a folder is a published tree.
fn is_release(folder: &Path) -> bool {
    folder.join("manifest.json").is_file()
}

/// The numbers of complete releases, the oldest first.
fn numbers(releases: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(releases)? {
        let entry = entry?;
        let number = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(number) = number
            && is_release(&entry.path())
        {
            numbers.push(number);
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn folder(releases: &Path, number: u64) -> PathBuf {
    releases.join(format!("{number:04}"))
}

/// The number of the release that the site leads to.
fn current(site: &Path) -> Option<u64> {
    let target = fs::read_link(site).ok()?;
    target.file_name()?.to_str()?.parse().ok()
}

/// Removes a folder if it is there.
fn clear(path: &Path) -> Result<(), PublishError> {
    match fs::remove_dir_all(path) {
        Err(problem) if problem.kind() != io::ErrorKind::NotFound => Err(PublishError::Io {
            path: path.to_owned(),
            source: problem,
        }),
        _ => Ok(()),
    }
}

/// Every file below `folder` with its length, by its path from there.
fn listing(folder: &Path) -> io::Result<BTreeMap<PathBuf, u64>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(folder.join(&within))? {
            let entry = entry?;
            let path = within.join(entry.file_name());
            let facts = entry.metadata()?;
            if facts.is_dir() {
                folders.push(path);
            } else {
                files.insert(path, facts.len());
            }
        }
    }
    Ok(files)
}

/// A tree in the making.
pub struct Staged<'l> {
    lock: &'l Lock,
    path: PathBuf,
}

/// A tree in its place.
pub struct Placed {
    /// Its folder.
    pub release: PathBuf,
    /// Whether the site was this very tree already, so that nothing was switched.
    pub unchanged: bool,
}

impl<'l> Staged<'l> {
    /// An empty tree; what an earlier stop left of one is cleared.
    pub fn begin(lock: &'l Lock) -> Result<Staged<'l>, PublishError> {
        let path = lock.releases.join(".next");
        clear(&path)?;
        clear(&lock.releases.join(".gone"))?;
        fs::create_dir(&path).map_err(io_at(&path))?;
        Ok(Staged { lock, path })
    }

    /// Where it is made.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Flushes the tree and makes it the site. `manifest` is the hash of its manifest: a site that
    /// has the same already, and every file of it, compressed twins too, stays as it is.
    pub fn place(self, manifest: &str) -> Result<Placed, PublishError> {
        let Lock { site, releases, .. } = self.lock;
        if let Some(number) = current(site) {
            let shown = folder(releases, number);
            let same = fs::read(shown.join("manifest.json"))
                .is_ok_and(|bytes| super::write::sha256(&bytes) == manifest);
            let staged = listing(&self.path).map_err(io_at(&self.path))?;
            if same && listing(&shown).is_ok_and(|files| files == staged) {
                fs::remove_dir_all(&self.path).map_err(io_at(&self.path))?;
                return Ok(Placed {
                    release: shown,
                    unchanged: true,
                });
            }
        }
        flush(&self.path)?;
        let last = numbers(releases).map_err(io_at(releases))?.last().copied();
        let release = folder(releases, last.map_or(1, |number| number + 1));
        fs::rename(&self.path, &release).map_err(io_at(&release))?;
        flush(releases)?;
        point(site, &release)?;
        prune(site, releases)?;
        Ok(Placed {
            release,
            unchanged: false,
        })
    }
}

/// Everything below `folder` is on the disk before this returns.
#[cfg(target_os = "linux")]
fn flush(folder: &Path) -> Result<(), PublishError> {
    let file = File::open(folder).map_err(io_at(folder))?;
    // One call for the whole file system: a tree has tens of thousands of files.
    rustix::fs::syncfs(&file).map_err(|problem| PublishError::Io {
        path: folder.to_owned(),
        source: problem.into(),
    })
}

/// Everything below `folder` is on the disk before this returns.
#[cfg(not(target_os = "linux"))]
fn flush(folder: &Path) -> Result<(), PublishError> {
    for entry in fs::read_dir(folder).map_err(io_at(folder))? {
        let path = entry.map_err(io_at(folder))?.path();
        if path.is_dir() {
            flush(&path)?;
        } else {
            File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(io_at(&path))?;
        }
    }
    Ok(())
}

/// Makes the site lead to `release`.
#[cfg(unix)]
fn point(site: &Path, release: &Path) -> Result<(), PublishError> {
    let parent = release.parent().unwrap_or(release);
    let target: PathBuf = [parent.file_name(), release.file_name()]
        .into_iter()
        .flatten()
        .collect();
    let link = parent.join(".link");
    match fs::remove_file(&link) {
        Ok(()) => {}
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(PublishError::Io { path: link, source }),
    }
    std::os::unix::fs::symlink(&target, &link).map_err(io_at(&link))?;
    fs::rename(&link, site).map_err(io_at(site))?;
    match site.parent() {
        Some(folder) if folder.as_os_str().is_empty() => flush(Path::new(".")),
        Some(folder) => flush(folder),
        None => Ok(()),
    }
}

/// Makes the site be `release`: the old folder goes away under another name, a copy of the new one
/// takes its place. A stop between the two renames leaves no site; the next run puts it right.
#[cfg(not(unix))]
fn point(site: &Path, release: &Path) -> Result<(), PublishError> {
    fn copy(from: &Path, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                copy(&entry.path(), &target)?;
            } else {
                fs::copy(entry.path(), target)?;
            }
        }
        Ok(())
    }
    let parent = release.parent().unwrap_or(release);
    let (fresh, old) = (parent.join(".fresh"), parent.join(".old"));
    for path in [&fresh, &old] {
        if path.exists() {
            fs::remove_dir_all(path).map_err(io_at(path))?;
        }
    }
    copy(release, &fresh).map_err(io_at(&fresh))?;
    if site.exists() {
        fs::rename(site, &old).map_err(io_at(site))?;
    }
    fs::rename(&fresh, site).map_err(io_at(site))
}

/// Removes the oldest releases beyond [`KEPT`], never the one on show.
fn prune(site: &Path, releases: &Path) -> Result<(), PublishError> {
    let all = numbers(releases).map_err(io_at(releases))?;
    let shown = current(site);
    let surplus = all.len().saturating_sub(KEPT + 1);
    for number in all.into_iter().take(surplus) {
        if Some(number) != shown {
            // Out of the way first: a stop half-way must leave no release with files missing.
            let (path, gone) = (folder(releases, number), releases.join(".gone"));
            fs::rename(&path, &gone).map_err(io_at(&path))?;
            clear(&gone)?;
        }
    }
    Ok(())
}

/// Why nothing was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// The site is no link to a release.
    #[error("{0} leads to no release")]
    NoRelease(PathBuf),
    /// There is no such release; these are.
    #[error("no release {wanted}")]
    NotKept {
        /// What was asked for; none for "the one before".
        wanted: u64,
        /// The numbers that are kept.
        kept: Vec<u64>,
    },
    /// There is none before the one on show.
    #[error("no earlier release")]
    NoneBefore,
    /// As when publishing.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Makes an earlier release the site again: number `wanted`, or the one before the one on show.
/// Returns its number.
///
/// # Errors
/// [`RollbackError`]; the site is then as it was.
pub fn rollback(site: &Path, wanted: Option<u64>) -> Result<u64, RollbackError> {
    let site = &*bare(site);
    // Asked before the lock, which would make a folder of releases.
    if current(site).is_none() {
        return Err(RollbackError::NoRelease(site.to_owned()));
    }
    let lock = Lock::take(site)?;
    let shown = current(site).ok_or_else(|| RollbackError::NoRelease(site.to_owned()))?;
    let kept = numbers(&lock.releases).map_err(io_at(&lock.releases))?;
    let number = match wanted {
        Some(wanted) if kept.contains(&wanted) => wanted,
        Some(wanted) => return Err(RollbackError::NotKept { wanted, kept }),
        None => kept
            .iter()
            .rev()
            .find(|number| **number < shown)
            .copied()
            .ok_or(RollbackError::NoneBefore)?,
    };
    point(site, &folder(&lock.releases, number))?;
    Ok(number)
}

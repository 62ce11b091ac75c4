//! The published folders: where each hangs in the address, and which release is current.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::http::HeaderValue;
use cap_std::{ambient_authority, fs::Dir};
use records::Id;
use serde::Deserialize;

use super::{
    ConfigProblem, ServeError, ServeNotice, Tell,
    etag::Stamp,
    headers::{InboxOrigin, content_security_policy, inbox_origin},
    request_path::servable_name,
};

/// A configuration is a few hundred bytes; more than this is not one.
const MAX_CONFIG: u64 = 1 << 20;

/// Where a site hangs in the address: `/`, or `/name/` as `publish --base` was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasePath(Vec<String>);

impl BasePath {
    pub(super) fn segments(&self) -> &[String] {
        &self.0
    }
}

impl FromStr for BasePath {
    type Err = ServeError;

    /// Reads `/`, `/name/`, `/name/name/`, in letters, digits, `-`, `_` and `.`.
    fn from_str(base: &str) -> Result<Self, ServeError> {
        let invalid = || ServeError::BaseInvalid {
            base: base.to_owned(),
        };
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
        if base == "/" {
            return Ok(Self::default());
        }
        let names = base
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
            .filter(|names| names.bytes().all(is_plain))
            .ok_or_else(invalid)?;
        let segments: Option<Vec<String>> = names.split('/').map(servable_name).collect();
        segments.map(Self).ok_or_else(invalid)
    }
}

/// One published folder and its place in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it hangs.
    pub base: BasePath,
    /// The folder, or the link to its current release.
    pub site: PathBuf,
}

impl FromStr for Mount {
    type Err = ServeError;

    /// Reads `/base/=DIR`.
    fn from_str(mount: &str) -> Result<Self, ServeError> {
        match mount.split_once('=') {
            Some((base, site)) if !site.is_empty() => Ok(Self {
                base: base.parse()?,
                site: PathBuf::from(site),
            }),
            _ => Err(ServeError::MountInvalid {
                mount: mount.to_owned(),
            }),
        }
    }
}

/// One release, held open: whatever is published meanwhile, names looked up here stay in
/// this folder, and no link leads out of it (`cap_std` sees to that).
pub(super) struct Release {
    /// Its real path, for the cache's keys and for notices.
    pub folder: PathBuf,
    /// The folder itself.
    pub dir: Dir,
}

impl Release {
    fn open(folder: PathBuf) -> io::Result<Self> {
        let dir = Dir::open_ambient_dir(&folder, ambient_authority())?;
        Ok(Self { folder, dir })
    }

    fn is_whole(&self) -> bool {
        self.dir
            .metadata("index.html")
            .is_ok_and(|found| found.is_file())
    }
}

/// A site as it is served.
pub(super) struct Site {
    pub base: BasePath,
    path: PathBuf,
    policy: Mutex<Option<KnownPolicy>>,
    is_lost: AtomicBool,
}

/// The policy made from one state of `config.json`.
struct KnownPolicy {
    folder: PathBuf,
    config: Option<Stamp>,
    policy: HeaderValue,
}

impl Site {
    /// Checks that there is a published site at the path.
    pub fn new(mount: &Mount) -> Result<Self, ServeError> {
        let given = || mount.site.clone();
        let unreadable = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => ServeError::SiteMissing { path: given() },
            io::ErrorKind::NotADirectory => ServeError::NotASite { path: given() },
            _ => ServeError::SiteUnreadable {
                path: given(),
                source,
            },
        };
        // Without a slash at its end, so that a link is seen as a link.
        let path = std::path::absolute(&mount.site)
            .map_err(unreadable)?
            .components()
            .collect();
        let site = Self {
            base: mount.base.clone(),
            path,
            policy: Mutex::new(None),
            is_lost: AtomicBool::new(false),
        };
        if !site.open_current().map_err(unreadable)?.is_whole() {
            return Err(ServeError::NotASite { path: given() });
        }
        Ok(site)
    }

    /// The release that is current at this moment. Asked once per request, so that a
    /// publication is seen at once and each answer is of one release.
    pub fn open_current(&self) -> io::Result<Release> {
        Release::open(fs::canonicalize(&self.path)?)
    }

    /// As [`Site::open_current`], telling once when the site is lost and when it is back.
    pub fn current(&self, tell: &Tell) -> Option<Release> {
        match self.open_current() {
            Ok(release) => {
                if self.is_lost.swap(false, Ordering::Relaxed) {
                    tell(ServeNotice::SiteBack {
                        path: self.path.clone(),
                    });
                }
                Some(release)
            }
            Err(source) => {
                if !self.is_lost.swap(true, Ordering::Relaxed) {
                    tell(ServeNotice::SiteLost {
                        path: self.path.clone(),
                        source,
                    });
                }
                None
            }
        }
    }

    /// Whether the front page can be read.
    pub fn is_readable(&self) -> bool {
        let first_byte = |release: Release| -> io::Result<()> {
            let mut page = release.dir.open("index.html")?;
            io::Read::read_exact(&mut page, &mut [0])
        };
        self.open_current()
            .is_ok_and(|release| release.is_whole() && first_byte(release).is_ok())
    }

    /// The site's other releases, newest first, for pages that were opened before the
    /// current one was switched to.
    ///
    /// These are the folders beside the link's target. A site that is a plain folder has
    /// none. Folders with a dot in their names (hidden, or still being built) and folders
    /// without a front page are no releases.
    pub fn others(&self, current: &Release) -> io::Result<Vec<Release>> {
        if !fs::symlink_metadata(&self.path)?.is_symlink() {
            return Ok(Vec::new());
        }
        let Some(parent) = current.folder.parent() else {
            return Ok(Vec::new());
        };
        let mut folders = Vec::new();
        for entry in fs::read_dir(parent)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_other = Some(name.as_os_str()) != current.folder.file_name();
            if is_other && entry.file_type()?.is_dir() && !name.as_encoded_bytes().contains(&b'.') {
                folders.push(name);
            }
        }
        // Numbers grow: 0002 before 0010, 9999 before 10000.
        folders.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
        let mut releases = Vec::new();
        for name in folders {
            match Release::open(parent.join(name)) {
                Ok(release) if release.is_whole() => releases.push(release),
                Ok(_) => {}
                // Cleared away since it was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(releases)
    }

    /// The community whose site this is, as its current release says. `None` when there is none
    /// to be read; what is wrong with the configuration is told where pages are answered.
    pub fn community(&self, tell: &Tell) -> Option<Id> {
        let release = self.current(tell)?;
        let (stamp, file) = read_config(&release.dir).ok()??;
        if stamp.len > MAX_CONFIG {
            return None;
        }
        let text = read_all(file, stamp.len).ok()?;
        let whose: Whose = serde_json::from_slice(&text).ok()?;
        Some(whose.community)
    }

    /// Whether a folder, there or yet to be made, is part of what this site publishes.
    pub fn holds(&self, folder: &Path) -> bool {
        let Ok(release) = self.open_current() else {
            return false;
        };
        let Ok(folder) = std::path::absolute(folder) else {
            return false;
        };
        let real = folder
            .ancestors()
            .find_map(|above| fs::canonicalize(above).ok());
        real.is_some_and(|real| real.starts_with(&release.folder)) || folder.starts_with(&self.path)
    }

    /// The policy that goes with a release, from its `config.json`; read again whenever
    /// that file is another.
    pub fn policy(&self, release: &Release, tell: &Tell) -> HeaderValue {
        let config = read_config(&release.dir);
        let stamp = config
            .as_ref()
            .ok()
            .and_then(|config| config.as_ref().map(|(stamp, _)| stamp.clone()));
        let mut known = self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref()
            && known.folder == release.folder
            && known.config == stamp
        {
            return known.policy.clone();
        }
        let origins = match config.and_then(|config| {
            config.map_or(Ok(Vec::new()), |(stamp, file)| {
                self.inbox_origins(&stamp, file, tell)
            })
        }) {
            Ok(origins) => origins,
            Err(problem) => {
                tell(ServeNotice::ConfigUnusable {
                    path: self.path.clone(),
                    problem,
                });
                Vec::new()
            }
        };
        let policy = content_security_policy(&origins);
        *known = Some(KnownPolicy {
            folder: release.folder.clone(),
            config: stamp,
            policy: policy.clone(),
        });
        policy
    }

    /// The policy last made, for answers that are of no release.
    pub fn last_policy(&self) -> HeaderValue {
        let known = self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().map_or_else(
            || content_security_policy(&[]),
            |known| known.policy.clone(),
        )
    }

    fn inbox_origins(
        &self,
        stamp: &Stamp,
        file: fs::File,
        tell: &Tell,
    ) -> Result<Vec<String>, ConfigProblem> {
        if stamp.len > MAX_CONFIG {
            return Err(ConfigProblem::TooLong { bytes: stamp.len });
        }
        let text = read_all(file, stamp.len).map_err(ConfigProblem::Unreadable)?;
        let config: Config = serde_json::from_slice(&text).map_err(ConfigProblem::NotAConfig)?;
        let mut origins = Vec::new();
        for Inbox { url } in config.inboxes {
            match inbox_origin(&url) {
                InboxOrigin::Own => {}
                InboxOrigin::Other(origin) if origins.contains(&origin) => {}
                InboxOrigin::Other(origin) => origins.push(origin),
                InboxOrigin::Refused => {
                    tell(ServeNotice::InboxRefused {
                        path: self.path.clone(),
                        url,
                    });
                }
            }
        }
        Ok(origins)
    }
}

/// The part of `config.json` that headers are made of; the rest is the page's business.
#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    inboxes: Vec<Inbox>,
}

/// The part of `config.json` that the inbox asks for.
#[derive(Deserialize)]
struct Whose {
    community: Id,
}

#[derive(Deserialize)]
struct Inbox {
    url: String,
}

/// Opens `config.json`; `None` if the release has none.
fn read_config(dir: &Dir) -> Result<Option<(Stamp, fs::File)>, ConfigProblem> {
    match open(dir, Path::new("config.json")).map_err(ConfigProblem::Unreadable)? {
        Opened::File(stamp, file) => Ok(Some((stamp, file))),
        Opened::Folder | Opened::Nothing => Ok(None),
    }
}

/// What a name stands for in a release.
pub(super) enum Opened {
    /// A regular file, open at its start.
    File(Stamp, fs::File),
    /// A folder.
    Folder,
    /// Nothing that is published: no such name, a link leading out, a socket, a file that
    /// the system keeps from us.
    Nothing,
}

/// Opens a file of a release. Errors are only those that the visitor did not cause.
pub(super) fn open(dir: &Dir, name: &Path) -> io::Result<Opened> {
    // Looked at before it is opened, because opening a named pipe would wait for ever.
    let opened = dir.metadata(name).and_then(|found| {
        if found.is_dir() {
            return Ok(Opened::Folder);
        }
        if !found.is_file() {
            return Ok(Opened::Nothing);
        }
        let file = dir.open(name)?.into_std();
        Ok(Opened::File(Stamp::of(&file.metadata()?), file))
    });
    opened.or_else(|error| match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidFilename
        | io::ErrorKind::InvalidInput
        // Also what `cap_std` answers where a link leads out of the release.
        | io::ErrorKind::PermissionDenied => Ok(Opened::Nothing),
        // ELOOP has no stable kind of its own.
        _ if is_link_loop(&error) => Ok(Opened::Nothing),
        _ => Err(error),
    })
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_link_loop(error: &io::Error) -> bool {
    const ELOOP: i32 = 40;
    error.raw_os_error() == Some(ELOOP)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_link_loop(_error: &io::Error) -> bool {
    false
}

/// Reads a file that is `len` bytes long, and says so if it has become shorter.
pub(super) fn read_all(file: fs::File, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, len), &mut bytes)?;
    if bytes.len() as u64 == len {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

//! Files that are whole or not there, and for their owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::KeysError;

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> KeysError + '_ {
    move |source| KeysError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Makes the folder, for its owner alone.
pub(super) fn make_folder(path: &Path) -> Result<(), KeysError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(io_at(path))
}

/// A file beside its place, whole and flushed, that goes there by one step.
struct Aside(PathBuf);

impl Aside {
    fn write(path: &Path, bytes: &[u8]) -> Result<Self, KeysError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let aside = Aside(path.with_file_name(name));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(&aside.0).map_err(io_at(&aside.0))?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .map_err(io_at(&aside.0))?;
        Ok(aside)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // What went to its place is not here any more; what did not must not stay.
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let aside = Aside::write(path, bytes)?;
    keep(&aside.0, path)?;
    flush_folder(path)
}

/// Writes a file in place of the one that is there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let aside = Aside::write(path, bytes)?;
    fs::rename(&aside.0, path).map_err(io_at(path))?;
    flush_folder(path)
}

/// Gives a file a second name that nothing has yet.
pub(super) fn keep(from: &Path, path: &Path) -> Result<(), KeysError> {
    fs::hard_link(from, path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeysError::Exists(path.to_owned()),
        _ => KeysError::Io {
            path: path.to_owned(),
            source,
        },
    })
}

/// Puts a line at the end of a file.
pub(super) fn append(path: &Path, line: &str) -> Result<(), KeysError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(io_at(path))?;
    file.write_all(format!("{line}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(io_at(path))
}

/// A name is on the disk when its folder is.
fn flush_folder(path: &Path) -> Result<(), KeysError> {
    // Elsewhere a folder cannot be opened as a file, and names are written through.
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(io_at(folder))?;
    }
    Ok(())
}

//! Files that are whole and on the disk, or not there at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A file beside its place that goes there by one step, or goes away.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        // What has its name is not lost by losing this one; what has none must not stay.
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes a folder and those above it, readable by its owner alone.
///
/// # Errors
/// What the system said.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)?;
    path.parent().map_or(Ok(()), flush)
}

/// Writes a file that must not be there yet, readable by its owner alone.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if it is there, else what the system said.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = Aside(path.with_file_name(format!(".{name}.{}.tmp", std::process::id())));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&aside.0)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // A second name fails where one is taken; a renaming would not.
    fs::hard_link(&aside.0, path)?;
    path.parent().map_or(Ok(()), flush)
}

/// A name is on the disk when its folder is. Elsewhere than on Unix a folder is no file that could
/// be flushed.
fn flush(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

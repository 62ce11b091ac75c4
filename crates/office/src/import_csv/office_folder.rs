//! The office's folder while an import is written: nobody else imports, and the workbook changes as
//! a whole or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::ImportError;

/// The workbook as CSV twins.
const WORKBOOK: &str = "workbook";
/// The next workbook, while it is being written.
const NEXT: &str = ".workbook-next";
/// The last workbook, where folders cannot be exchanged in one step.
const LAST: &str = ".workbook-last";
/// Locked during an import.
const LOCK: &str = ".import-lock";

/// An office that is locked for an import.
#[derive(Debug)]
pub struct OfficeFolder {
    folder: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl OfficeFolder {
    /// Opens the office, or makes its folder, and locks it. What an import that was cut off left
    /// lying there is cleared up.
    ///
    /// # Errors
    /// When another import is under way, when the workbook is one file, or when the folder cannot
    /// be used.
    pub fn open(folder: &Path) -> Result<OfficeFolder, ImportError> {
        for name in ["workbook.xlsx", "workbook.ods"] {
            let path = folder.join(name);
            if path.exists() {
                return Err(ImportError::OneFileWorkbook { path });
            }
        }
        fs::create_dir_all(folder).map_err(unwritable(folder))?;
        let path = folder.join(LOCK);
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(unwritable(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ImportError::Busy),
            Err(TryLockError::Error(source)) => {
                return Err(ImportError::Unwritable { path, source });
            }
        }
        let office = OfficeFolder {
            folder: folder.to_owned(),
            _lock: lock,
        };
        office.recover()?;
        Ok(office)
    }

    /// The folder of CSV twins; it may not be there yet.
    pub fn workbook(&self) -> PathBuf {
        self.folder.join(WORKBOOK)
    }

    /// Brings back the workbook of an import that was cut off between its two renames, and clears
    /// away what was half written.
    fn recover(&self) -> Result<(), ImportError> {
        let last = self.folder.join(LAST);
        if last.exists() && !self.workbook().exists() {
            fs::rename(&last, self.workbook()).map_err(unwritable(&last))?;
        }
        for left in [last, self.folder.join(NEXT)] {
            remove_folder(&left)?;
        }
        Ok(())
    }

    /// Replaces the named files of the workbook all at once; its other files stay. Says whether
    /// anything changed.
    ///
    /// # Errors
    /// When something cannot be written; the workbook is as before then.
    pub fn write(&self, files: &[(String, Vec<u8>)]) -> Result<bool, ImportError> {
        let workbook = self.workbook();
        let same = |(name, bytes): &(String, Vec<u8>)| {
            fs::read(workbook.join(name)).is_ok_and(|found| found == *bytes)
        };
        if files.iter().all(same) {
            return Ok(false);
        }
        let next = self.folder.join(NEXT);
        fs::create_dir_all(&next).map_err(unwritable(&next))?;
        if workbook.exists() {
            let replaced = |name: &str| files.iter().any(|(file, _)| file == name);
            copy_folder(&workbook, &next, &replaced)?;
        }
        for (name, bytes) in files {
            let path = next.join(name);
            write_flushed(&path, bytes).map_err(unwritable(&path))?;
        }
        flush_folder(&next).map_err(unwritable(&next))?;
        self.switch(&next).map_err(unwritable(&workbook))?;
        flush_folder(&self.folder).map_err(unwritable(&self.folder))?;
        remove_folder(&next)?;
        remove_folder(&self.folder.join(LAST))?;
        Ok(true)
    }

    /// Puts the next workbook in the place of the present one.
    fn switch(&self, next: &Path) -> io::Result<()> {
        let workbook = self.workbook();
        if !workbook.exists() {
            return fs::rename(next, &workbook);
        }
        if exchange(next, &workbook).is_ok() {
            return Ok(());
        }
        // The file system cannot exchange two folders: two renames, and `recover` between them.
        let last = self.folder.join(LAST);
        fs::rename(&workbook, &last)?;
        fs::rename(next, &workbook).inspect_err(|_| {
            // If this fails too, the next import's `recover` does it.
            let _ = fs::rename(&last, &workbook);
        })
    }
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> ImportError {
    let path = path.to_owned();
    |source| ImportError::Unwritable { path, source }
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges two folders in one step: not possible here.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Copies everything but the files of the first level that are replaced.
fn copy_folder(from: &Path, to: &Path, replaced: &dyn Fn(&str) -> bool) -> Result<(), ImportError> {
    for entry in fs::read_dir(from).map_err(unwritable(from))? {
        let entry = entry.map_err(unwritable(from))?;
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(unwritable(&old))?.is_dir() {
            fs::create_dir_all(&new).map_err(unwritable(&new))?;
            copy_folder(&old, &new, &|_| false)?;
        } else if !entry.file_name().to_str().is_some_and(replaced) {
            fs::copy(&old, &new).map_err(unwritable(&new))?;
            let copied = OpenOptions::new().append(true).open(&new);
            copied
                .and_then(|file| file.sync_all())
                .map_err(unwritable(&new))?;
        }
    }
    flush_folder(to).map_err(unwritable(to))
}

fn write_flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable, where the system can.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<(), ImportError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ImportError::Unwritable {
            path: folder.to_owned(),
            source: error,
        }),
        _ => Ok(()),
    }
}

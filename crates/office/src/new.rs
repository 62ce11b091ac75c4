//! A new office folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::XlsxError;

use crate::workbook::{self, WorkbookError, template};

mod example {
    //! The example community's CSV twins, kept in the program so that it has them wherever it is
    //! installed.
    include!(concat!(env!("OUT_DIR"), "/example.rs"));
}

/// The example community's CSV twins: key and text of each sheet.
pub fn example_twins() -> &'static [(&'static str, &'static str)] {
    example::TWINS
}

/// Why no office folder was made. Nothing that was there before is changed.
#[derive(Debug)]
pub enum NewError {
    /// The folder holds something already.
    NotEmpty {
        /// The folder as given.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// What it refused to write.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The example inside the program cannot be read.
    Example(WorkbookError),
    /// The spreadsheet cannot hold it.
    Write(XlsxError),
}

impl NewError {
    /// A word for machines.
    pub fn kind(&self) -> &'static str {
        match self {
            NewError::NotEmpty { .. } => "not-empty",
            NewError::Io { .. } => "io",
            NewError::Example(error) => error.kind(),
            NewError::Write(_) => "write",
        }
    }
}

/// Makes an office folder with an empty template, or with the example community's workbook, and
/// returns the workbook's path.
///
/// # Errors
/// [`NewError`]; a folder that holds anything is left alone.
pub fn new(office: &Path, with_example: bool) -> Result<PathBuf, NewError> {
    let io_error = |path: &Path| {
        let path = path.to_owned();
        move |source| NewError::Io { path, source }
    };
    if office.exists() {
        let mut entries = fs::read_dir(office).map_err(io_error(office))?;
        if entries.next().is_some() {
            return Err(NewError::NotEmpty {
                path: office.to_owned(),
            });
        }
    }
    let bytes = if with_example {
        let reading =
            workbook::read_twins(example_twins().iter().copied()).map_err(NewError::Example)?;
        template::write(Some(&reading.book))
    } else {
        template::write(None)
    }
    .map_err(NewError::Write)?;
    fs::create_dir_all(office).map_err(io_error(office))?;
    let path = office.join("workbook.xlsx");
    write_new(&path, &bytes).map_err(io_error(&path))?;
    Ok(path)
}

/// Writes a file that must not be there yet, and sees it on the disk.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

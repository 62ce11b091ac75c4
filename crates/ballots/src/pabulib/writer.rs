//! Writes the format so that every reader gets back what was there.

use core::fmt;
use core::fmt::Write;

use super::reader::Pabulib;
use super::table::Table;
use super::{Reader, Section};

/// Why a file cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// A cell holds a character that some readers take for a line end.
    StrayLineBreak {
        /// Which section.
        section: Section,
        /// The row, counted from 1 under the header.
        row: usize,
        /// The character.
        seen: char,
    },
    /// The place written to refused.
    Sink,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StrayLineBreak { section, row, seen } => write!(
                f,
                "{}, row {row}: the character U+{:04X} would break the row",
                section.title(),
                u32::from(*seen)
            ),
            Self::Sink => f.write_str("nothing more could be written"),
        }
    }
}

impl core::error::Error for WriteError {}

impl From<fmt::Error> for WriteError {
    fn from(_: fmt::Error) -> Self {
        Self::Sink
    }
}

fn write_row<'a>(
    out: &mut impl Write,
    section: Section,
    row: usize,
    cells: impl Iterator<Item = &'a str>,
) -> Result<(), WriteError> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_char(';')?;
        }
        if let Some(seen) = cell.chars().find(|c| Reader::breaks_rows(*c)) {
            return Err(WriteError::StrayLineBreak { section, row, seen });
        }
        if cell.contains([';', '"', '\n']) {
            out.write_char('"')?;
            for (part, inner) in cell.split('"').enumerate() {
                if part > 0 {
                    out.write_str("\"\"")?;
                }
                out.write_str(inner)?;
            }
            out.write_char('"')?;
        } else {
            out.write_str(cell)?;
        }
    }
    out.write_char('\n')?;
    Ok(())
}

fn write_section(out: &mut impl Write, section: Section, table: &Table) -> Result<(), WriteError> {
    out.write_str(section.title())?;
    out.write_char('\n')?;
    write_row(
        out,
        section,
        0,
        table.header().iter().map(alloc::string::String::as_str),
    )?;
    for row in 0..table.len() {
        write_row(out, section, row + 1, table.row(row))?;
    }
    Ok(())
}

/// Writes a file: UTF-8 without a byte order mark, lines ended by `\n`, cells
/// quoted where they need it, rows, columns and unknown keys in the order read.
///
/// # Errors
/// [`WriteError`] when a cell cannot be written so that every reader gets it
/// back, or when `out` refuses.
pub fn write(file: &Pabulib, out: &mut impl Write) -> Result<(), WriteError> {
    write_section(out, Section::Meta, &file.meta)?;
    write_section(out, Section::Projects, &file.projects)?;
    write_section(out, Section::Votes, &file.votes)
}

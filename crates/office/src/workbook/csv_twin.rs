//! The CSV twin: a folder with one file a sheet, named by its key.

use std::path::Path;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::error::WorkbookError;
use super::grid::{Filler, Grid};
use super::{cell, read_limited};

/// Reads every `*.csv` of the folder, in the order of their names.
pub(super) fn read(folder: &Path) -> Result<Vec<Grid>, WorkbookError> {
    let io = |source| WorkbookError::io(folder, source);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let is_csv = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        if is_csv && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let mut filler = Filler::new(folder);
    files
        .iter()
        .map(|path| {
            let name = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            parse(path, &name, &read_limited(path)?, &mut filler)
        })
        .collect()
}

/// One file as a grid. Rows count as a spreadsheet program would count them: empty lines are rows,
/// a cell with line breaks is one.
pub(super) fn parse(
    path: &Path,
    name: &str,
    bytes: &[u8],
    filler: &mut Filler<'_>,
) -> Result<Grid, WorkbookError> {
    let mut text = decode(path, bytes)?
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut grid = Grid::new(name);
    let mut record = csv::StringRecord::new();
    let mut row = 0_u32;
    let mut line = reader.position().line();
    while reader
        .read_record(&mut record)
        .map_err(|error| WorkbookError::damaged(path, error))?
    {
        let breaks: u64 = record
            .iter()
            .map(|field| field.bytes().filter(|byte| *byte == b'\n').count() as u64)
            .sum();
        let passed = reader.position().line() - line;
        line = reader.position().line();
        let empty = u32::try_from(passed.saturating_sub(breaks + 1)).unwrap_or(u32::MAX);
        row = row.saturating_add(empty).saturating_add(1);
        for (column, field) in (0_u32..).zip(record.iter()) {
            filler.put(&mut grid, row, column, cell::text(field))?;
        }
    }
    Ok(grid)
}

/// UTF-8, UTF-16 with its mark, or what Excel on a Chinese Windows writes: GBK, read as GB 18030.
fn decode(path: &Path, bytes: &[u8]) -> Result<String, WorkbookError> {
    let not_text = || WorkbookError::NotText {
        path: path.to_owned(),
    };
    let encoding = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            return String::from_utf8(rest.to_vec()).map_err(|_| not_text());
        }
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.to_owned()),
            Err(_) => GB18030,
        },
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken || text.contains('\0') {
        return Err(not_text());
    }
    Ok(text.into_owned())
}

/// A comma, unless the first line has none but has tabs or semicolons, as some programs write.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    match [',', '\t', ';'].map(|mark| first.contains(mark)) {
        [false, true, _] => b'\t',
        [false, false, true] => b';',
        _ => b',',
    }
}

/// Writes a sheet as its twin: a mark for Excel, Chinese headers, keys, rows. `columns` are the
/// header and key of each column.
pub(super) fn write(
    columns: &[(String, String)],
    rows: &[Vec<String>],
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(columns.iter().map(|(header, _)| header))?;
    writer.write_record(columns.iter().map(|(_, key)| key))?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::book::Cell;

    fn grid(bytes: &[u8]) -> Grid {
        let path = Path::new("budget.csv");
        parse(path, "budget", bytes, &mut Filler::new(path)).unwrap()
    }

    #[test]
    fn rows_count_as_a_spreadsheet_counts_them() {
        let grid = grid("a,b\n\n\n\"x\ny\",1\r\n\r\nlast,2".as_bytes());
        assert_eq!(
            grid.rows.keys().copied().collect::<Vec<_>>(),
            [1, 4, 6],
            "{grid:?}"
        );
        assert_eq!(grid.cell(4, 0), &Cell::Text("x\ny".to_owned()));
        assert_eq!(grid.cell(6, 1), &Cell::Text("2".to_owned()));
    }

    #[test]
    fn files_from_chinese_windows_and_from_excels_unicode_text_are_read() {
        let text = "编号,名称\nx1,老年食堂";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(
                text.replace(',', "\t")
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes),
            )
            .collect();
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [gbk.as_ref(), &utf16, &marked, text.as_bytes()] {
            assert_eq!(grid(bytes).cell(2, 1), &Cell::Text("老年食堂".to_owned()));
            assert_eq!(grid(bytes).cell(1, 0), &Cell::Text("编号".to_owned()));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let path = Path::new("x.csv");
        let read = parse(path, "x", &[0xFF, 0xFF, 0x00, 0x80], &mut Filler::new(path));
        assert!(
            matches!(read, Err(WorkbookError::NotText { .. })),
            "{read:?}"
        );
    }
}

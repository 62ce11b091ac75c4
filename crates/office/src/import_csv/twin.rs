//! One sheet of an office as its CSV twin: row 1 the Chinese headers, row 2 the machine keys, then
//! the data. Columns and cells that the importer does not know are kept as they are.

use std::fs;
use std::io;
use std::path::Path;

use records::book::{Cell, Row};
use records::field::{Column, Kind};
use records::sheets::{SHEETS, Sheet, SheetSpec};

use super::ImportError;
use super::error::TwinProblem;

/// Rows whose first cell begins with this are examples.
pub const EXAMPLE: &str = "示例";

/// The translations of a text column: tag of the key, ending of the Chinese header.
const TRANSLATIONS: [(&str, &str); 3] = [
    ("zh-hans", "（简体）"),
    ("zh-hant", "（繁体）"),
    ("en", "（英文）"),
];

/// A CSV twin in memory.
#[derive(Debug, Clone)]
pub struct Twin {
    /// Key of the sheet.
    pub sheet: &'static str,
    /// Machine keys of the columns.
    keys: Vec<String>,
    /// Headers of the columns.
    headers: Vec<String>,
    /// The rows, each as wide as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Twin {
    /// Reads the twin in `folder`; an empty sheet if there is none.
    ///
    /// # Errors
    /// When the file cannot be read or is no twin of the sheet.
    pub fn read<S: Sheet>(folder: &Path) -> Result<Twin, ImportError> {
        let path = folder.join(file_name(S::KEY));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Twin::empty::<S>());
            }
            Err(source) => return Err(ImportError::Unreadable { path, source }),
        };
        let wrong = |problem| ImportError::Twin {
            sheet: S::KEY,
            problem,
        };
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let mut lines = Vec::new();
        for (at, record) in reader.records().enumerate() {
            // The bytes are in memory, so that only their encoding can be wrong.
            let record = record.map_err(|_| wrong(TwinProblem::NotUtf8 { row: at + 1 }))?;
            lines.push(record.iter().map(str::to_owned).collect::<Vec<String>>());
        }
        let mut lines = lines.into_iter();
        let mut headers = lines.next().unwrap_or_default();
        let keys: Vec<String> = lines
            .next()
            .unwrap_or_default()
            .iter()
            .map(|key| key.trim().to_owned())
            .collect();
        let missing = |column: &&Column| column.required && !keys.iter().any(|k| k == column.key);
        if let Some(column) = S::COLUMNS.iter().find(missing) {
            return Err(wrong(TwinProblem::NoKey { key: column.key }));
        }
        headers.resize(keys.len(), String::new());
        let mut twin = Twin {
            sheet: S::KEY,
            keys,
            headers,
            rows: Vec::new(),
        };
        for (at, mut row) in lines.enumerate() {
            while row.len() > twin.keys.len() && row.last().is_some_and(|c| c.trim().is_empty()) {
                row.pop();
            }
            if row.len() > twin.keys.len() {
                return Err(wrong(TwinProblem::RowTooLong { row: at + 3 }));
            }
            row.resize(twin.keys.len(), String::new());
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                twin.rows.push(row);
            }
        }
        Ok(twin)
    }

    /// The sheet without rows.
    fn empty<S: Sheet>() -> Twin {
        Twin {
            sheet: S::KEY,
            keys: S::COLUMNS.iter().map(|c| c.key.to_owned()).collect(),
            headers: S::COLUMNS.iter().map(|c| c.zh.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Where the column stands, if there is one.
    fn place(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|k| k == key)
    }

    /// The cell of a row, trimmed; blank if the sheet lacks the column.
    pub fn cell<'r>(&self, row: &'r [String], key: &str) -> &'r str {
        self.place(key)
            .and_then(|at| row.get(at))
            .map_or("", |cell| cell.trim())
    }

    /// Whether a row is an example.
    pub fn is_example(row: &[String]) -> bool {
        row.first()
            .is_some_and(|cell| cell.trim().starts_with(EXAMPLE))
    }

    /// A row as the records' reader takes it; `number` as a spreadsheet counts.
    pub fn row(&self, row: &[String], number: usize) -> Row {
        Row {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            cells: self
                .keys
                .iter()
                .zip(row)
                .map(|(key, cell)| (key.clone(), Cell::text(cell)))
                .collect(),
        }
    }

    /// The rows that are no examples, read.
    ///
    /// # Errors
    /// The first finding of the first row that cannot be read.
    pub fn records<S: Sheet>(&self) -> Result<Vec<S>, ImportError> {
        let mut records = Vec::with_capacity(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            if Twin::is_example(row) {
                continue;
            }
            match S::from_row(&self.row(row, at + 3)) {
                Ok(record) => records.push(record),
                Err(findings) => {
                    if let Some(finding) = findings.into_iter().next() {
                        return Err(ImportError::TwinRow(finding));
                    }
                }
            }
        }
        Ok(records)
    }

    /// Puts a text into a cell; the column is made if the sheet lacks it.
    pub fn set(&mut self, row: usize, key: &str, text: String) {
        let at = self.make_column(key);
        if let Some(cell) = self.rows.get_mut(row).and_then(|row| row.get_mut(at)) {
            *cell = text;
        }
    }

    /// Adds a row at the end; columns that the sheet lacks are made.
    pub fn add(&mut self, row: &Row) {
        let places: Vec<usize> = row.cells.keys().map(|key| self.make_column(key)).collect();
        // Making a column moves those behind it, so the places are looked up again if one was.
        let moved = row
            .cells
            .keys()
            .zip(&places)
            .any(|(key, at)| self.keys.get(*at) != Some(key));
        let mut cells = vec![String::new(); self.keys.len()];
        for ((key, cell), at) in row.cells.iter().zip(places) {
            let at = if moved { self.place(key) } else { Some(at) };
            if let Some(place) = at.and_then(|at| cells.get_mut(at)) {
                *place = cell.shown();
            }
        }
        self.rows.push(cells);
    }

    /// The column's place; a new one goes where the declaration of the sheet has it.
    fn make_column(&mut self, key: &str) -> usize {
        if let Some(at) = self.place(key) {
            return at;
        }
        let declared = declared(self.sheet);
        let rank = |key: &str| declared.iter().position(|(k, _)| k == key);
        let wanted = rank(key);
        let at = self
            .keys
            .iter()
            .rposition(|other| rank(other).is_some_and(|r| Some(r) < wanted))
            .map_or(0, |before| before + 1);
        let header = wanted.and_then(|r| declared.get(r)).map(|(_, h)| h.clone());
        self.keys.insert(at, key.to_owned());
        self.headers.insert(at, header.unwrap_or_default());
        for row in &mut self.rows {
            row.insert(at, String::new());
        }
        at
    }

    /// The bytes of the twin: lines end as RFC 4180 has it, and a byte order mark goes before the
    /// UTF-8, because spreadsheet programs in China take a CSV without one for GBK.
    ///
    /// # Errors
    /// Never in practice: the writer writes into memory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, csv::Error> {
        let mut bytes = b"\xef\xbb\xbf".to_vec();
        {
            let mut writer = csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(&mut bytes);
            writer.write_record(&self.headers)?;
            writer.write_record(&self.keys)?;
            for row in &self.rows {
                writer.write_record(row)?;
            }
            writer.flush()?;
        }
        Ok(bytes)
    }
}

/// The name of a sheet's file.
pub fn file_name(sheet: &str) -> String {
    format!("{sheet}.csv")
}

/// Every column that the sheet may have, translations included, with its Chinese header.
fn declared(sheet: &str) -> Vec<(String, String)> {
    let spec: Option<&SheetSpec> = SHEETS.iter().find(|spec| spec.key == sheet);
    let mut columns = Vec::new();
    for column in spec.map_or(&[][..], |spec| spec.columns) {
        columns.push((column.key.to_owned(), column.zh.to_owned()));
        if matches!(column.kind, Kind::LocalText(_)) {
            for (tag, ending) in TRANSLATIONS {
                columns.push((
                    format!("{}_{tag}", column.key),
                    format!("{}{ending}", column.zh),
                ));
            }
        }
    }
    columns
}

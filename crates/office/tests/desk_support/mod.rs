//! An office with an inbox, and letters to put into it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each trial uses some of it, and one that cannot go on has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use office::desk::export::{ExportOptions, Exported, export};
use office::desk::import::{Finding, ImportOptions, Imported, Keys, Outcome, import};
use office::desk::sheets::{Column, Sheet};
use office::inbox::{self, Name, What};
use office::workbook::{Grid, grids};
use records::book::Cell;
use records::codes::{MediaType, SubmissionKind};
use records::envelope::{self, DocId, Holding};
use records::say::{Media, Submission};
use records::{Currency, Id, say};
use sealing::{Chance, SecretKey};

/// The example's community.
pub fn community() -> Id {
    Id::new("xinglinli").unwrap()
}

/// An office folder with the example's workbook and an inbox.
pub fn office() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let twins = office.join("workbook");
    fs::create_dir_all(&twins).unwrap();
    for (key, text) in office::new::example_twins() {
        fs::write(twins.join(format!("{key}.csv")), text).unwrap();
    }
    fs::create_dir_all(office.join("inbox")).unwrap();
    (folder, office)
}

/// Puts bytes into an inbox, as the server does.
pub fn put(place: &Path, what: What, bytes: &[u8]) -> DocId {
    let id = DocId::of(bytes);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = inbox::open(place.to_str().unwrap(), inbox::Options::default()).unwrap();
        let name = Name {
            community: community(),
            what,
            id,
        };
        store.put(&name, bytes.to_vec().into()).await.unwrap();
        store.close().await;
    });
    id
}

/// A draft that is filled in by `fill`, checked.
pub fn submission(kind: SubmissionKind, fill: impl FnOnce(&mut say::Draft)) -> Submission {
    let mut draft = say::Draft::default();
    fill(&mut draft);
    say::compose(kind, &draft, Currency::CNY).unwrap()
}

/// A key of the office, made from a number.
pub fn key(number: u8) -> SecretKey {
    SecretKey::generate(&mut chance(number))
}

/// Chance that is always the same.
pub fn chance(number: u8) -> Chance {
    Chance::from_bytes(&[number; 32]).unwrap()
}

/// A sealed photograph or recording: what the submission says of it, and the blob.
pub fn sealed_media(plain: &[u8], media_type: MediaType, number: u8) -> (Media, Vec<u8>) {
    use base64ct::Encoding as _;
    let sealed = sealing::seal_media(plain, &mut chance(number)).unwrap();
    let media = Media {
        id: DocId::of(&sealed.blob),
        media_type,
        key: Some(base64ct::Base64UrlUnpadded::encode_string(
            sealed.key.as_slice(),
        )),
        bytes: u32::try_from(plain.len()).unwrap(),
        caption: Some("楼道".to_owned()),
    };
    (media, sealed.blob)
}

/// A document sealed to a key.
pub fn sealed(submission: &Submission, number: u8, to: &SecretKey) -> Vec<u8> {
    let nonce = [number; 16];
    let hex = envelope::hex(&nonce);
    let community = community();
    let context = sealing::Context {
        community: community.as_str(),
        kind: submission.kind.key(),
        nonce: &hex,
    };
    let json = submission.to_json();
    let to = [to.public().clone()];
    let sealed = sealing::seal(json.as_bytes(), &to, &context, &mut chance(number)).unwrap();
    let media: Vec<DocId> = submission.media.iter().map(|media| media.id).collect();
    envelope::write(
        submission.kind,
        &community,
        &nonce,
        &media,
        Holding::Sealed(&envelope::Sealed::from(&sealed)),
    )
    .unwrap()
}

/// Seals a submission and puts it into the office's inbox.
pub fn send(office: &Path, submission: &Submission, number: u8) -> DocId {
    let document = sealed(submission, number, &key(1));
    let inbox = office.join("inbox");
    put(&inbox, What::Document(submission.kind), &document)
}

/// Now: clocks of inboxes are real.
pub fn now() -> DateTime<FixedOffset> {
    records::clock::local(chrono::Utc::now().fixed_offset())
}

/// Exports with the office's key.
pub fn exported(office: &Path, name: &str) -> Exported {
    let options = ExportOptions {
        office: office.to_owned(),
        out: Some(office.join(name)),
        now: now(),
    };
    export(&options, &[key(1)]).unwrap()
}

/// Imports with the office's key.
pub fn outcome(office: &Path, file: &Path) -> Outcome {
    let options = ImportOptions {
        office: office.to_owned(),
        file: file.to_owned(),
        now: now(),
    };
    let secret = [key(1)];
    let public = [key(1).public().clone()];
    let keys = Keys {
        secret: &secret,
        public: &public,
    };
    import(&options, &keys, &mut chance(99)).unwrap()
}

/// Imports what must be right.
pub fn imported(office: &Path, file: &Path) -> Imported {
    match outcome(office, file) {
        Outcome::Done(imported) => imported,
        Outcome::Findings(findings) => panic!("{:?}", words(&findings)),
    }
}

/// Imports what must be wrong.
pub fn refused(office: &Path, file: &Path) -> Vec<Finding> {
    match outcome(office, file) {
        Outcome::Findings(findings) => findings,
        Outcome::Done(imported) => panic!("{imported:?}"),
    }
}

/// Findings as the clerk reads them.
pub fn words(findings: &[Finding]) -> Vec<String> {
    let wording = office::words::Wording::ZhHans;
    findings
        .iter()
        .map(|finding| office::words::desk_finding(finding, wording))
        .collect()
}

/// A workbook that is being filled in.
pub struct Filling {
    grids: Vec<Grid>,
}

impl Filling {
    pub fn open(path: &Path) -> Self {
        Filling {
            grids: grids(path).unwrap(),
        }
    }

    fn grid(&self, sheet: Sheet) -> &Grid {
        let found = self.grids.iter().find(|grid| grid.name == sheet.name());
        found.unwrap_or_else(|| panic!("no sheet {}", sheet.name()))
    }

    pub fn has(&self, sheet: Sheet) -> bool {
        self.grids.iter().any(|grid| grid.name == sheet.name())
    }

    fn column(&self, sheet: Sheet, column: Column) -> u32 {
        let keys = &self.grid(sheet).rows[&2];
        let found = keys.iter().find(|(_, cell)| cell.shown() == column.key());
        *found.unwrap_or_else(|| panic!("no column {column:?}")).0
    }

    /// The row of a letter.
    pub fn row(&self, sheet: Sheet, id: DocId) -> u32 {
        let at = self.column(sheet, Column::Document);
        let id = id.to_string();
        let grid = self.grid(sheet);
        let found = grid
            .rows
            .iter()
            .find(|(_, cells)| cells.get(&at).is_some_and(|cell| cell.shown() == id));
        *found.unwrap_or_else(|| panic!("no row {id}")).0
    }

    pub fn shown(&self, sheet: Sheet, row: u32, column: Column) -> String {
        let at = self.column(sheet, column);
        self.grid(sheet).cell(row, at).shown()
    }

    pub fn of(&self, sheet: Sheet, id: DocId, column: Column) -> String {
        self.shown(sheet, self.row(sheet, id), column)
    }

    pub fn put(&mut self, sheet: Sheet, row: u32, column: Column, cell: Cell) {
        let at = self.column(sheet, column);
        let grid = self
            .grids
            .iter_mut()
            .find(|grid| grid.name == sheet.name())
            .unwrap();
        grid.rows.entry(row).or_default().insert(at, cell);
    }

    pub fn set(&mut self, sheet: Sheet, id: DocId, column: Column, text: &str) {
        let row = self.row(sheet, id);
        self.put(sheet, row, column, Cell::text(text));
    }

    /// Takes a column out of a sheet.
    pub fn drop_column(&mut self, sheet: Sheet, column: Column) {
        let at = self.column(sheet, column);
        let grid = self
            .grids
            .iter_mut()
            .find(|grid| grid.name == sheet.name())
            .unwrap();
        for cells in grid.rows.values_mut() {
            cells.remove(&at);
        }
    }

    /// Writes it, as another spreadsheet program would.
    pub fn save(&self, path: &Path) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for grid in &self.grids {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&grid.name).unwrap();
            for (row, cells) in &grid.rows {
                for (column, cell) in cells {
                    let column = u16::try_from(*column).unwrap();
                    match cell {
                        Cell::Blank => {}
                        Cell::Number(number) => {
                            sheet.write_number(row - 1, column, *number).unwrap();
                        }
                        other => {
                            sheet.write_string(row - 1, column, other.shown()).unwrap();
                        }
                    }
                }
            }
        }
        workbook.save(path).unwrap();
    }
}

/// Everything below a folder, by path.
pub fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// An unsealed document.
pub fn plain(submission: &Submission, nonce: u8) -> Vec<u8> {
    envelope::write(
        submission.kind,
        &community(),
        &[nonce; 16],
        &[],
        Holding::Body(&submission.to_json()),
    )
    .unwrap()
}

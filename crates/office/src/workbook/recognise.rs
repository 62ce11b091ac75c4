//! Which sheet is which, which column is which, and which rows are records.
//!
//! A sheet is known by the keys in its second row (clerks rename sheets), else by its name; a
//! column by its key, else by its Chinese or English header. Rows of examples and of totals are
//! left aside, and blank levels of a tree take what stands above them.

use std::collections::{BTreeMap, BTreeSet};

use records::Finding;
use records::book::{Book, Cell, Row, Table};
use records::field::{Column, Kind};
use records::finding::Problem;
use records::sheets::{SHEETS, SheetSpec};

use super::cell::settle;
use super::grid::{Grid, letters};
use super::{EXAMPLE, FOUND, GUIDE};

/// Languages that a text may have columns of its own for: the tag in the key, in a Chinese and in
/// an English header.
pub(super) const TRANSLATIONS: [(&str, &str, &str); 3] = [
    ("en", "英文", "English"),
    ("zh-hant", "繁体", "Traditional"),
    ("zh-hans", "简体", "Simplified"),
];

/// Where a sheet stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name there.
    pub name: String,
    /// Its place among the file's sheets, from 0.
    pub grid: usize,
    /// Each column's place by key, 0 is `A`.
    pub columns: BTreeMap<String, u32>,
    /// The header as it stands there, by key.
    pub headers: BTreeMap<String, String>,
}

/// Where each sheet stands in the file, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Sheets by key.
    pub sheets: BTreeMap<&'static str, Place>,
}

impl Layout {
    /// The letters of a column in the file.
    pub fn letters(&self, sheet: &str, column: &str) -> Option<String> {
        let place = self.sheets.get(sheet)?;
        place.columns.get(column).map(|column| letters(*column))
    }
}

/// How many rows were left out on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftAside {
    /// Rows marked as examples.
    pub examples: usize,
    /// Rows of totals: they are worked out afresh.
    pub totals: usize,
}

/// What one column of the file is.
struct Known<'s> {
    at: u32,
    key: String,
    /// The declared column; none for a translation or an unknown one.
    column: Option<&'s Column>,
    is_ours: bool,
}

/// Makes tables of the grids that are sheets of ours.
pub(super) fn recognise(grids: &[Grid]) -> (Book, Vec<Finding>, Layout, LeftAside) {
    let mut book = Book::default();
    let mut findings = Vec::new();
    let mut layout = Layout::default();
    let mut left_aside = LeftAside::default();
    for (at, spec) in chosen(grids, &mut findings) {
        let Some(grid) = grids.get(at) else { continue };
        if !grid.visible {
            findings.push(of_sheet(
                spec.key,
                Problem::HiddenSheet {
                    name: grid.name.clone(),
                },
            ));
        }
        let has_keys = has_key_row(spec, grid);
        let columns = columns(spec, grid, has_keys, &mut findings);
        merged(spec, grid, &columns, &mut findings);
        let rows = rows(spec, grid, &columns, has_keys, &mut left_aside);
        layout.sheets.insert(
            spec.key,
            Place {
                name: grid.name.clone(),
                grid: at,
                columns: columns
                    .iter()
                    .rev()
                    .map(|known| (known.key.clone(), known.at))
                    .collect(),
                headers: columns
                    .iter()
                    .rev()
                    .map(|known| (known.key.clone(), header(grid, known.at)))
                    .collect(),
            },
        );
        book.sheets.insert(
            spec.key.to_owned(),
            Table {
                columns: columns.into_iter().map(|known| known.key).collect(),
                rows,
            },
        );
    }
    (book, findings, layout, left_aside)
}

fn of_sheet(sheet: &'static str, problem: Problem) -> Finding {
    Finding {
        sheet,
        row: None,
        column: None,
        problem,
    }
}

/// Which grid is read for which sheet. A second grid for the same sheet is a finding, and so is
/// one that is none of ours and holds something.
fn chosen(grids: &[Grid], findings: &mut Vec<Finding>) -> Vec<(usize, &'static SheetSpec)> {
    let mut candidates: Vec<(usize, &'static SheetSpec, bool)> = Vec::new();
    for (at, grid) in grids.iter().enumerate() {
        if [GUIDE, FOUND].contains(&grid.name.trim()) {
            continue;
        }
        let by_name = SHEETS.iter().find(|spec| is_named(spec, &grid.name));
        match by_keys(grid).or(by_name) {
            Some(spec) => candidates.push((at, spec, is_named(spec, &grid.name))),
            None if grid.rows.is_empty() => {}
            None => findings.push(of_sheet(
                "",
                Problem::UnknownSheet {
                    name: grid.name.clone(),
                },
            )),
        }
    }
    let mut out = Vec::new();
    for spec in SHEETS {
        let mut of_this: Vec<_> = candidates
            .iter()
            .filter(|(_, candidate, _)| candidate.key == spec.key)
            .collect();
        // The one that carries the sheet's own name is read, else the first.
        of_this.sort_by_key(|(at, _, named)| (!named, *at));
        for (place, (at, _, _)) in of_this.into_iter().enumerate() {
            if place == 0 {
                out.push((*at, spec));
            } else if let Some(grid) = grids.get(*at) {
                findings.push(of_sheet(
                    spec.key,
                    Problem::DuplicateSheet {
                        name: grid.name.clone(),
                    },
                ));
            }
        }
    }
    out
}

fn is_named(spec: &SheetSpec, name: &str) -> bool {
    let name = name.trim();
    name == spec.zh || name.eq_ignore_ascii_case(spec.en) || name.eq_ignore_ascii_case(spec.key)
}

/// The sheet whose required keys all stand in the second row; of several the one that knows most of
/// the keys there, since a sheet with few required keys is found in many.
fn by_keys(grid: &Grid) -> Option<&'static SheetSpec> {
    let keys: BTreeSet<&str> = grid
        .rows
        .get(&2)?
        .values()
        .filter_map(|cell| match cell {
            Cell::Text(text) => Some(text.as_str()),
            Cell::Blank | Cell::Number(_) | Cell::Day(_) | Cell::Fault(_) => None,
        })
        .collect();
    let has = |column: &&Column| keys.contains(column.key);
    SHEETS
        .iter()
        .filter(|spec| {
            spec.columns
                .iter()
                .filter(|column| column.required)
                .all(|c| has(&c))
        })
        .rev()
        .max_by_key(|spec| spec.columns.iter().filter(has).count())
}

/// Whether the second row holds keys: at least half of what stands in it are keys of this sheet.
fn has_key_row(spec: &SheetSpec, grid: &Grid) -> bool {
    let Some(cells) = grid.rows.get(&2) else {
        return false;
    };
    let keys = cells
        .values()
        .filter(|cell| by_key(spec, &cell.shown()).is_some())
        .count();
    keys > 0 && keys * 2 >= cells.len()
}

/// The key and declared column of a key as it stands in the file; a translation has no column of
/// its own.
fn by_key<'s>(spec: &'s SheetSpec, text: &str) -> Option<(String, Option<&'s Column>)> {
    let text = text.trim().to_lowercase();
    spec.columns
        .iter()
        .find(|column| text == column.key)
        .map(|column| (text.clone(), Some(column)))
        .or_else(|| translated(spec, &text).map(|_| (text.clone(), None)))
}

/// The column that a key translates.
pub(super) fn translated<'s>(spec: &'s SheetSpec, key: &str) -> Option<&'s Column> {
    spec.columns.iter().find(|column| {
        matches!(column.kind, Kind::LocalText(_))
            && key
                .strip_prefix(column.key)
                .and_then(|rest| rest.strip_prefix('_'))
                .is_some_and(|tag| TRANSLATIONS.iter().any(|(known, _, _)| *known == tag))
    })
}

/// The same for a header.
fn by_header<'s>(spec: &'s SheetSpec, text: &str) -> Option<(String, Option<&'s Column>)> {
    let text = folded(text);
    spec.columns.iter().find_map(|column| {
        let (zh, en) = (folded(column.zh), folded(column.en));
        if text == zh || text == en {
            return Some((column.key.to_owned(), Some(column)));
        }
        if !matches!(column.kind, Kind::LocalText(_)) {
            return None;
        }
        TRANSLATIONS
            .iter()
            .find(|(_, in_zh, in_en)| {
                text == format!("{zh}({in_zh})")
                    || text == format!("{en}({})", in_en.to_lowercase())
            })
            .map(|(tag, _, _)| (format!("{}_{tag}", column.key), None))
    })
}

/// A header without the marks and spaces that people add.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !['*', '＊', '∗'].contains(c))
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '／' => '/',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}

fn header(grid: &Grid, column: u32) -> String {
    grid.cell(1, column).shown()
}

fn columns<'s>(
    spec: &'s SheetSpec,
    grid: &Grid,
    has_keys: bool,
    findings: &mut Vec<Finding>,
) -> Vec<Known<'s>> {
    let used: BTreeSet<u32> = grid
        .rows
        .values()
        .flat_map(|cells| cells.keys().copied())
        .collect();
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for at in used {
        let key = grid.cell(2, at).shown();
        let head = header(grid, at);
        let known = has_keys
            .then(|| by_key(spec, &key))
            .flatten()
            .or_else(|| by_header(spec, &head))
            .or_else(|| by_key(spec, &head));
        let (key, column, is_ours) = match known {
            Some((key, column)) => (key, column, true),
            None if !head.is_empty() => (head, None, false),
            None if has_keys && !key.is_empty() => (key, None, false),
            None => (letters(at), None, false),
        };
        if is_ours && !seen.insert(key.clone()) {
            findings.push(Finding {
                sheet: spec.key,
                row: None,
                column: column
                    .or_else(|| translated(spec, &key))
                    .map(|column| column.key),
                problem: Problem::DuplicateColumn {
                    letters: letters(at),
                },
            });
            continue;
        }
        out.push(Known {
            at,
            key,
            column,
            is_ours,
        });
    }
    out
}

/// Merged cells that touch a column of ours.
fn merged(spec: &SheetSpec, grid: &Grid, columns: &[Known<'_>], findings: &mut Vec<Finding>) {
    for span in &grid.merged {
        let first = columns
            .iter()
            .find(|known| known.is_ours && (span.columns.0..=span.columns.1).contains(&known.at));
        if let Some(first) = first {
            findings.push(Finding {
                sheet: spec.key,
                row: Some(span.rows.0),
                column: first.column.map(|column| column.key),
                problem: Problem::MergedCells {
                    range: span.range(),
                },
            });
        }
    }
}

fn rows(
    spec: &SheetSpec,
    grid: &Grid,
    columns: &[Known<'_>],
    has_keys: bool,
    left_aside: &mut LeftAside,
) -> Vec<Row> {
    let first = if has_keys { 3 } else { 2 };
    let mut out: Vec<Row> = Vec::new();
    for (number, cells) in grid.rows.range(first..) {
        let shown = |at: &u32| cells.get(at).map(Cell::shown).unwrap_or_default();
        let leftmost = columns.first().map_or(0, |known| known.at);
        if [0, leftmost]
            .iter()
            .any(|at| shown(at).starts_with(EXAMPLE))
        {
            left_aside.examples += 1;
            continue;
        }
        if is_total(spec, columns, cells) {
            left_aside.totals += 1;
            continue;
        }
        let mut row = Row {
            number: *number,
            cells: BTreeMap::new(),
        };
        for known in columns {
            let Some(cell) = cells.get(&known.at) else {
                continue;
            };
            let kind = known.column.map_or(Kind::Text(0), |column| column.kind);
            let settled = settle(cell, kind, grid.from_1904);
            if settled != Cell::Blank {
                row.cells.insert(known.key.clone(), settled);
            }
        }
        if row.is_blank() {
            continue;
        }
        fill_down(&mut row, out.last());
        out.push(row);
    }
    out
}

/// Whether a row is a typed total: the sheet's first column is blank or says so itself, and some
/// cell is just such a word.
fn is_total(spec: &SheetSpec, columns: &[Known<'_>], cells: &BTreeMap<u32, Cell>) -> bool {
    let is_word = |cell: &Cell| match cell {
        Cell::Text(text) => {
            let bare: String = text
                .chars()
                .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
                .flat_map(char::to_lowercase)
                .collect();
            matches!(
                bare.as_str(),
                "合计"
                    | "总计"
                    | "小计"
                    | "共计"
                    | "总和"
                    | "累计"
                    | "合計"
                    | "總計"
                    | "小計"
                    | "total"
                    | "subtotal"
                    | "grandtotal"
                    | "sum"
            )
        }
        Cell::Blank | Cell::Number(_) | Cell::Day(_) | Cell::Fault(_) => false,
    };
    let identity = spec.columns.first().and_then(|first| {
        let known = columns.iter().find(|known| known.key == first.key)?;
        cells.get(&known.at)
    });
    identity.is_none_or(is_word) && cells.values().any(is_word)
}

/// Levels of the tree, outermost first.
const LEVELS: [&str; 3] = ["l1", "l2", "l3"];

/// Blank levels from the left take what stands in the row above, if that row is of the same year
/// and direction: clerks write a group's name once.
fn fill_down(row: &mut Row, above: Option<&Row>) {
    let Some(above) = above else { return };
    let same = ["year", "direction"]
        .iter()
        .all(|key| row.cell(key) == above.cell(key));
    if !same {
        return;
    }
    for level in LEVELS {
        if row.cell(level) != &Cell::Blank {
            return;
        }
        let translations = TRANSLATIONS.map(|(tag, _, _)| format!("{level}_{tag}"));
        for key in std::iter::once(level.to_owned()).chain(translations) {
            if let Some(cell) = above.cells.get(&key) {
                row.cells.insert(key, cell.clone());
            }
        }
    }
}

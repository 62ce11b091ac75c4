//! ODS: `content.xml` read straight through, so that repeated cells are not unrolled into memory,
//! joined cells are seen, and a text that was cut off is an error.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use records::book::Cell;

use super::error::WorkbookError;
use super::grid::{Filler, Grid, Span};
use super::{archive, cell, limits};

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Reads every table of the document.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Grid>, WorkbookError> {
    archive::prove(path, bytes)?;
    let manifest = archive::text(path, bytes, "META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(WorkbookError::LockedOrOld {
            path: path.to_owned(),
        });
    }
    let mime = archive::text(path, bytes, "mimetype")?.unwrap_or_default();
    let content = archive::text(path, bytes, "content.xml")?;
    let Some(content) = content.filter(|_| mime.trim().starts_with(MIME)) else {
        return Err(WorkbookError::NotASpreadsheet {
            path: path.to_owned(),
        });
    };
    Content::new(path).read(&content)
}

/// A cell under way.
#[derive(Debug, Default)]
struct Open {
    value: Option<Cell>,
    is_error: bool,
    has_formula: Option<String>,
    paragraphs: Vec<String>,
    repeated: u32,
    spanned: (u32, u32),
}

/// Where the reader stands in the document.
struct Content<'p> {
    path: &'p Path,
    filler: Filler<'p>,
    grids: Vec<Grid>,
    /// Styles of tables by name: whether such a table is seen.
    seen_styles: BTreeMap<String, bool>,
    style: Option<String>,
    grid: Option<Grid>,
    /// The row under way, from 1, and how often it stands there.
    row: u32,
    row_repeated: u32,
    column: u32,
    /// Cells of the row under way.
    cells: Vec<(u32, Cell)>,
    cell: Option<Open>,
    in_paragraph: bool,
    /// Depth inside an annotation or another table's worth of foreign text.
    aside: usize,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            value.ok().map(std::borrow::Cow::into_owned)
        })
}

fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
        .clamp(1, limits::LAST_ROW)
}

impl<'p> Content<'p> {
    fn new(path: &'p Path) -> Self {
        Content {
            path,
            filler: Filler::new(path),
            grids: Vec::new(),
            seen_styles: BTreeMap::new(),
            style: None,
            grid: None,
            row: 0,
            row_repeated: 1,
            column: 0,
            cells: Vec::new(),
            cell: None,
            in_paragraph: false,
            aside: 0,
        }
    }

    fn read(mut self, content: &str) -> Result<Vec<Grid>, WorkbookError> {
        let mut reader = quick_xml::Reader::from_str(content);
        loop {
            let event = reader
                .read_event()
                .map_err(|error| WorkbookError::damaged(self.path, error))?;
            match event {
                Event::Start(element) if self.aside > 0 => {
                    drop(element);
                    self.aside += 1;
                }
                Event::End(_) if self.aside > 0 => self.aside -= 1,
                Event::Start(element) => self.start(&element),
                Event::Empty(element) if self.aside == 0 => {
                    self.start(&element);
                    if self.aside > 0 {
                        self.aside -= 1;
                    } else {
                        self.end(element.name().as_ref())?;
                    }
                }
                Event::End(element) => self.end(element.name().as_ref())?,
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let shown = match entity.resolve_char_ref() {
                        Ok(Some(character)) => character.to_string(),
                        _ => quick_xml::escape::resolve_predefined_entity(&entity.xml10_content())
                            .unwrap_or_default()
                            .to_owned(),
                    };
                    self.text(&shown);
                }
                Event::Eof => return Ok(self.grids),
                Event::Empty(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "style:name"),
            "style:table-properties" => {
                let shown = attribute(element, "table:display").is_none_or(|text| text == "true");
                if let Some(style) = &self.style {
                    self.seen_styles.insert(style.clone(), shown);
                }
            }
            "table:table" if self.grid.is_none() => {
                let visible = attribute(element, "table:style-name")
                    .and_then(|style| self.seen_styles.get(&style).copied())
                    .unwrap_or(true);
                self.grid = Some(Grid {
                    visible,
                    ..Grid::new(attribute(element, "table:name").unwrap_or_default())
                });
                self.row = 0;
            }
            // A table inside a cell, a note, a drawing: not the sheet's own text.
            "table:table" | "office:annotation" | "draw:frame" | "table:tracked-changes" => {
                self.aside = 1;
            }
            "table:table-row" => {
                self.row = self.row.saturating_add(1);
                self.row_repeated = count(element, "table:number-rows-repeated");
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell = Some(opened(element));
            }
            "text:p" => {
                self.in_paragraph = true;
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs.push(String::new());
                }
            }
            "text:s" => {
                let spaces = count(element, "text:c").min(1_000);
                self.text(&" ".repeat(spaces as usize));
            }
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.aside == 0
            && self.in_paragraph
            && let Some(paragraph) = self
                .cell
                .as_mut()
                .and_then(|cell| cell.paragraphs.last_mut())
        {
            paragraph.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), WorkbookError> {
        match name {
            "text:p" => self.in_paragraph = false,
            "style:style" => self.style = None,
            "table:table-cell" | "table:covered-table-cell" => self.close_cell()?,
            "table:table-row" => self.close_row()?,
            "table:table" => self.grids.extend(self.grid.take()),
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), WorkbookError> {
        let Some(open) = self.cell.take() else {
            return Ok(());
        };
        if open.spanned != (1, 1)
            && let Some(grid) = &mut self.grid
        {
            grid.merged.push(Span {
                rows: (self.row, self.row.saturating_add(open.spanned.1 - 1)),
                columns: (self.column, self.column.saturating_add(open.spanned.0 - 1)),
            });
        }
        let repeated = open
            .repeated
            .min(limits::COLUMNS.saturating_sub(self.column));
        let value = closed(open);
        if value != Cell::Blank {
            for column in self.column..self.column + repeated {
                self.cells.push((column, value.clone()));
                if self.cells.len() > limits::CELLS {
                    return Err(WorkbookError::TooManyCells {
                        path: self.path.to_owned(),
                    });
                }
            }
        }
        self.column = self.column.saturating_add(repeated);
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), WorkbookError> {
        let last = self.row.saturating_add(self.row_repeated - 1);
        if let Some(grid) = &mut self.grid
            && !self.cells.is_empty()
        {
            for row in self.row..=last {
                for (column, value) in &self.cells {
                    self.filler.put(grid, row, *column, value.clone())?;
                }
            }
        }
        self.row = last;
        Ok(())
    }
}

fn opened(element: &BytesStart<'_>) -> Open {
    let value = |name| attribute(element, name);
    let kind = value("office:value-type").unwrap_or_default();
    Open {
        value: match kind.as_str() {
            "float" | "currency" | "percentage" => value("office:value")
                .and_then(|text| text.parse().ok())
                .map(Cell::Number),
            "date" => value("office:date-value").map(|text| cell::iso_day(&text)),
            "boolean" => value("office:boolean-value").map(|text| Cell::text(text.to_uppercase())),
            "string" => value("office:string-value")
                .filter(|text| !text.is_empty())
                .map(|text| cell::text(&text)),
            _ => None,
        },
        is_error: value("calcext:value-type").as_deref() == Some("error"),
        has_formula: value("table:formula"),
        paragraphs: Vec::new(),
        repeated: count(element, "table:number-columns-repeated"),
        spanned: (
            count(element, "table:number-columns-spanned"),
            count(element, "table:number-rows-spanned"),
        ),
    }
}

fn closed(open: Open) -> Cell {
    let shown = open.paragraphs.join("\n");
    let shown = shown.trim();
    if open.is_error {
        return Cell::Fault(if shown.is_empty() {
            "#VALUE!".to_owned()
        } else {
            shown.to_owned()
        });
    }
    match (open.value, open.has_formula) {
        (Some(value), _) => value,
        (None, Some(formula)) if shown.is_empty() => Cell::Fault(formula),
        (None, _) => cell::text(shown),
    }
}

//! The XLSX that a committee fills in: Chinese headers that say what belongs under them, keys in a
//! hidden row, an example, lists and limits for every cell that has them. Only the headers are
//! locked, and without a password.

use chrono::Datelike as _;
use records::book::{Book, Cell, Table};
use records::field::{Column, Kind};
use records::sheets::{SHEETS, SheetSpec};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Note, ProtectionOptions,
    Workbook, Worksheet, XlsxError,
};

use super::recognise::TRANSLATIONS;
use super::{EXAMPLE, GUIDE};
use crate::words::{self, Line};

/// Rows that a fresh template prepares with lists and limits.
const PREPARED_ROWS: u32 = 3_000;
/// The longest text that a cell of an XLSX file may hold.
const CELL_TEXT_MAX: usize = 32_000;
/// The last column of a sheet, from 0.
const LAST_COLUMN: u16 = 16_383;

const INK: Color = Color::RGB(0x1F_2A_37);
const HEADER: Color = Color::RGB(0x1F_4E_5F);
const REQUIRED_HEADER: Color = Color::RGB(0x8A_3B_12);
const PAPER: Color = Color::RGB(0xFF_FF_FF);
const GREY: Color = Color::RGB(0x6B_72_80);
const EXAMPLE_PAPER: Color = Color::RGB(0xF3_F4_F6);

/// One column of a written sheet.
#[derive(Debug, Clone)]
pub struct Head {
    /// Chinese header.
    pub header: String,
    /// Machine key.
    pub key: String,
    /// What it holds; a translation holds text.
    pub kind: Kind,
    /// The declared column; for a translation the one that it translates.
    pub column: &'static Column,
    /// Whether this is a translation of that column.
    pub is_translation: bool,
}

/// The columns of a sheet, each followed by those of its translations that `table` has.
pub fn columns(spec: &SheetSpec, table: Option<&Table>) -> Vec<Head> {
    let mut out = Vec::new();
    for column in spec.columns {
        out.push(Head {
            header: column.zh.to_owned(),
            key: column.key.to_owned(),
            kind: column.kind,
            column,
            is_translation: false,
        });
        if !matches!(column.kind, Kind::LocalText(_)) {
            continue;
        }
        for (tag, zh, _) in TRANSLATIONS {
            let key = format!("{}_{tag}", column.key);
            let has = table.is_some_and(|table| {
                table.columns.contains(&key)
                    || table.rows.iter().any(|row| row.cells.contains_key(&key))
            });
            if has {
                out.push(Head {
                    header: format!("{}（{zh}）", column.zh),
                    key,
                    kind: column.kind,
                    column,
                    is_translation: true,
                });
            }
        }
    }
    out
}

/// The template, with the rows of `book` instead of the examples if there is one. The same book
/// gives the same bytes.
///
/// # Errors
/// When a cell holds more than a spreadsheet can.
pub fn write(book: Option<&Book>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title("社区公开数据模板")
            .set_author("明白账")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?),
    );
    let formats = Formats::new();
    guide(workbook.add_worksheet())?;
    for spec in SHEETS {
        let table = book.and_then(|book| book.sheets.get(spec.key));
        // A filled book shows only what the community uses.
        if book.is_some() && table.is_none() && !spec.required {
            continue;
        }
        let rows = match (book, table) {
            (Some(_), Some(table)) => Rows::Filled(table),
            (Some(_), None) => Rows::None,
            (None, _) => Rows::Example,
        };
        sheet(workbook.add_worksheet(), spec, &rows, &formats)?;
    }
    workbook.save_to_buffer()
}

enum Rows<'b> {
    Example,
    Filled(&'b Table),
    None,
}

struct Formats {
    header: Format,
    required: Format,
    key: Format,
}

impl Formats {
    fn new() -> Self {
        let header = Format::new()
            .set_bold()
            .set_font_color(PAPER)
            .set_background_color(HEADER)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(PAPER)
            .set_locked();
        Formats {
            required: header.clone().set_background_color(REQUIRED_HEADER),
            header,
            key: Format::new().set_font_color(GREY).set_locked(),
        }
    }
}

/// How cells of a kind look. Identifiers and years are text, or a spreadsheet would make a day of
/// `3-1`.
fn look(kind: Kind) -> Format {
    let plain = Format::new()
        .set_unlocked()
        .set_font_color(INK)
        .set_align(FormatAlign::Top);
    match kind {
        Kind::Money => plain.set_num_format("#,##0.00"),
        Kind::Date => plain.set_num_format("yyyy-mm-dd"),
        Kind::Whole => plain.set_num_format("0"),
        Kind::Decimal => plain,
        Kind::LocalText(_) => plain.set_num_format("@").set_text_wrap(),
        Kind::Text(_)
        | Kind::Id
        | Kind::Ids
        | Kind::Year
        | Kind::List(_)
        | Kind::Points
        | Kind::Currency => plain.set_num_format("@"),
    }
}

fn width(column: &Column) -> f64 {
    let by_kind: f64 = match column.kind {
        Kind::LocalText(_) => match column.key {
            "plain" | "why" | "note" | "reply" | "content" | "negative_list" | "arguments_for"
            | "arguments_against" => 40.0,
            _ => 22.0,
        },
        Kind::Text(_) | Kind::Ids | Kind::Points => 20.0,
        Kind::Id => 22.0,
        Kind::Money => 16.0,
        Kind::Date => 13.0,
        Kind::Year | Kind::Whole | Kind::Decimal | Kind::Currency => 10.0,
        Kind::List(_) => 14.0,
    };
    // A Chinese character takes the room of two digits; the mark and the note's corner need some.
    by_kind.max(column.zh.chars().count() as f64 * 2.0 + 4.0)
}

fn sheet(
    sheet: &mut Worksheet,
    spec: &SheetSpec,
    rows: &Rows<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let table = match rows {
        Rows::Filled(table) => Some(*table),
        Rows::Example | Rows::None => None,
    };
    let heads = columns(spec, table);
    let filled = table.map_or(0, |table| {
        u32::try_from(table.rows.len()).unwrap_or(u32::MAX)
    });
    let last_row = 2 + PREPARED_ROWS.max(filled.saturating_add(500)).min(1_000_000);
    sheet.set_name(spec.zh)?;
    sheet.set_column_range_format(0, LAST_COLUMN, &Format::new().set_unlocked())?;
    for (at, head) in (0_u16..).zip(&heads) {
        let required = head.column.required && !head.is_translation;
        sheet.set_column_format(at, &look(head.kind))?;
        sheet.set_column_width(at, width(head.column))?;
        let header = if required {
            format!("＊{}", head.header)
        } else {
            head.header.clone()
        };
        let format = if required {
            &formats.required
        } else {
            &formats.header
        };
        sheet.write_with_format(0, at, &header, format)?;
        sheet.write_with_format(1, at, &head.key, &formats.key)?;
        sheet.insert_note(0, at, &header_note(spec, head))?;
        if let Some(rule) = rule(head)? {
            sheet.add_data_validation(2, at, last_row, at, &rule)?;
        }
        if matches!(head.kind, Kind::Id | Kind::Ids | Kind::Year | Kind::Text(_)) {
            sheet.ignore_error_range(2, at, last_row, at, IgnoreError::NumberStoredAsText)?;
        }
    }
    match rows {
        Rows::Example => {
            for (at, head) in (0_u16..).zip(&heads) {
                let format = look(head.kind)
                    .set_italic()
                    .set_font_color(GREY)
                    .set_background_color(EXAMPLE_PAPER);
                let shown = head.column.example;
                if at == 0 {
                    let marked = format!("{EXAMPLE} {shown}");
                    sheet.write_with_format(2, at, marked.trim_end(), &format)?;
                } else if shown.is_empty() {
                    sheet.write_blank(2, at, &format)?;
                } else {
                    let cell = super::cell::settle(&Cell::text(shown), head.kind, false);
                    put(sheet, 2, at, &cell, head.kind, &format)?;
                }
            }
        }
        Rows::Filled(table) => {
            for (row, record) in (2_u32..).zip(&table.rows) {
                for (at, head) in (0_u16..).zip(&heads) {
                    let cell = record.cell(&head.key);
                    put(sheet, row, at, cell, head.kind, &look(head.kind))?;
                }
            }
        }
        Rows::None => {}
    }
    sheet.set_row_height(0, 34)?;
    sheet.set_row_hidden(1)?;
    sheet.set_freeze_panes(2, 1)?;
    let first_free = if matches!(rows, Rows::Example) { 3 } else { 2 };
    sheet.set_selection(first_free, 0, first_free, 0)?;
    if spec.required {
        sheet.set_tab_color(REQUIRED_HEADER);
    }
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        insert_links: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
    Ok(())
}

/// Writes one cell as its kind: amounts and days as numbers that a spreadsheet can work with.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    kind: Kind,
    format: &Format,
) -> Result<(), XlsxError> {
    match (cell, kind) {
        (Cell::Blank, _) => return Ok(()),
        (Cell::Day(day), _) => {
            let year = u16::try_from(day.year()).unwrap_or(1900);
            // A month and a day of the month always fit.
            let [month, day] = [day.month(), day.day()].map(|n| u8::try_from(n).unwrap_or(1));
            let day = ExcelDateTime::from_ymd(year, month, day)?;
            sheet.write_with_format(row, column, &day, format)?;
        }
        (Cell::Number(number), _) => {
            sheet.write_with_format(row, column, *number, format)?;
        }
        (Cell::Text(text), Kind::Money) => match text.parse::<f64>() {
            Ok(number) => {
                sheet.write_with_format(row, column, number, format)?;
            }
            Err(_) => {
                sheet.write_with_format(row, column, shortened(text), format)?;
            }
        },
        (Cell::Text(text) | Cell::Fault(text), _) => {
            // Always as text, so that nothing in a cell is ever taken for a formula.
            sheet.write_string_with_format(row, column, shortened(text), format)?;
        }
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    text.chars().take(CELL_TEXT_MAX).collect()
}

fn header_note(spec: &SheetSpec, head: &Head) -> Note {
    let text = words::header_note(spec, head.column, head.is_translation);
    // About fifteen characters fit a line of the note.
    let lines: usize = text.lines().map(|line| line.chars().count() / 15 + 1).sum();
    let height = u32::try_from(lines * 20 + 16).unwrap_or(300).min(420);
    Note::new(text)
        .add_author_prefix(false)
        .set_width(240)
        .set_height(height)
        .set_font_size(10)
}

/// What may be entered, where that can be said to a spreadsheet.
fn rule(head: &Head) -> Result<Option<DataValidation>, XlsxError> {
    let rule = match head.kind {
        Kind::List(codes) => {
            let list: Vec<&str> = codes.iter().map(|code| code.zh).collect();
            DataValidation::new().allow_list_strings(&list)?
        }
        Kind::Date => DataValidation::new().allow_date(DataValidationRule::Between(
            ExcelDateTime::from_ymd(1949, 10, 1)?,
            ExcelDateTime::from_ymd(2199, 12, 31)?,
        )),
        Kind::Money | Kind::Decimal => {
            DataValidation::new().allow_decimal_number(DataValidationRule::Between(-1e13, 1e13))
        }
        Kind::Whole => {
            DataValidation::new().allow_whole_number(DataValidationRule::Between(0, i32::MAX))
        }
        Kind::Id | Kind::Year => {
            DataValidation::new().allow_text_length(DataValidationRule::Between(1, 64))
        }
        Kind::Currency => DataValidation::new().allow_text_length(DataValidationRule::EqualTo(3)),
        Kind::LocalText(max) | Kind::Text(max) => DataValidation::new().allow_text_length(
            DataValidationRule::LessThanOrEqualTo(u32::try_from(max).unwrap_or(u32::MAX)),
        ),
        Kind::Ids | Kind::Points => return Ok(None),
    };
    let (title, message) = words::entry_refused(head.kind);
    Ok(Some(
        rule.ignore_blank(true)
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(title)?
            .set_error_message(message)?,
    ))
}

fn guide(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(GUIDE)?;
    sheet.set_column_width(0, 100)?;
    let body = Format::new()
        .set_text_wrap()
        .set_font_color(INK)
        .set_font_size(12)
        .set_align(FormatAlign::Top);
    let heading = body
        .clone()
        .set_bold()
        .set_font_size(14)
        .set_font_color(HEADER);
    let title = heading.clone().set_font_size(20);
    for (row, line) in (0_u32..).zip(words::guide()) {
        let (text, format, height) = match line {
            Line::Title(text) => (text, &title, 36),
            Line::Heading(text) => (text, &heading, 28),
            // About forty-five Chinese characters fit a line of the sheet.
            Line::Body(text) => {
                let lines = text.chars().count() / 45 + 1;
                (text, &body, u32::try_from(lines).unwrap_or(1) * 18 + 4)
            }
        };
        sheet.write_with_format(row, 0, *text, format)?;
        sheet.set_row_height(row, height)?;
    }
    sheet.set_tab_color(HEADER);
    // Nobody is meant to write here, and there is no password either.
    sheet.protect();
    Ok(())
}

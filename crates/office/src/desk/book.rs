//! The clerk's workbook as an XLSX file: what residents sent is locked, what a clerk writes is not,
//! and nothing in a cell is ever taken for a formula.

use records::codes::{Channel, ReplyStatus, SubmissionKind};
use records::decisions::Decision;
use records::envelope::DocId;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Note, ProtectionOptions, Workbook, Worksheet,
    XlsxError,
};

use super::cells::{Around, COUNTED, NO, SHOWN, YES};
use super::letters::{Letter, Letters};
use super::sheet_of;
use super::sheets::{Column, Sheet};
use crate::words::{self, Line};

const INK: Color = Color::RGB(0x1F_2A_37);
const PAPER: Color = Color::RGB(0xFF_FF_FF);
const GREY: Color = Color::RGB(0x6B_72_80);
const SENT: Color = Color::RGB(0x1F_4E_5F);
const PRIVATE: Color = Color::RGB(0x7A_1F_3D);
const CLERK: Color = Color::RGB(0x8A_3B_12);
const LOCKED_PAPER: Color = Color::RGB(0xF3_F4_F6);

/// Rows that a sheet for letters on paper prepares.
const PAPER_ROWS: u32 = 300;
/// The longest text that a cell of an XLSX file may hold.
const CELL_TEXT_MAX: usize = 32_000;
/// The longest list that a validation may hold, in characters.
const LIST_MAX: usize = 255;

/// What a workbook is written from.
pub struct Book<'a> {
    /// All letters.
    pub letters: &'a Letters,
    /// What is around them.
    pub around: &'a Around<'a>,
    /// Decisions that hold, by document.
    pub current: &'a std::collections::BTreeMap<DocId, Decision>,
}

impl Book<'_> {
    /// The file.
    ///
    /// # Errors
    /// When a spreadsheet cannot hold it.
    pub fn write(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(
            &DocProperties::new()
                .set_title("来件办理")
                .set_author("明白账")
                .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?),
        );
        guide(workbook.add_worksheet())?;
        for sheet in Sheet::ALL {
            let letters: Vec<&Letter> = self
                .letters
                .open
                .iter()
                .filter(|letter| !sheet.is_paper() && sheet_of(letter.kind()) == Some(sheet))
                .collect();
            // What nobody sent has no sheet, but letters and paper always have one.
            if letters.is_empty() && !sheet.is_paper() && sheet != Sheet::Letters {
                continue;
            }
            self.sheet(workbook.add_worksheet(), sheet, &letters)?;
        }
        if !self.letters.shut.is_empty() {
            self.shut(workbook.add_worksheet())?;
        }
        workbook.save_to_buffer()
    }

    fn sheet(
        &self,
        sheet: &mut Worksheet,
        which: Sheet,
        letters: &[&Letter],
    ) -> Result<(), XlsxError> {
        let columns = which.columns();
        let rows = u32::try_from(letters.len()).unwrap_or(u32::MAX);
        let last_row = 1 + if which.is_paper() {
            PAPER_ROWS
        } else {
            rows.max(1)
        };
        sheet.set_name(which.name())?;
        for (at, column) in (0_u16..).zip(&columns) {
            let is_clerks = which.is_clerks(*column);
            sheet.set_column_format(at, &look(*column, is_clerks))?;
            sheet.set_column_width(at, words::desk_column(*column).width)?;
            let said = words::desk_column(*column);
            sheet.write_string_with_format(0, at, said.header, &header(*column, is_clerks))?;
            let key = Format::new().set_font_color(GREY).set_locked();
            sheet.write_string_with_format(1, at, column.key(), &key)?;
            if !said.note.is_empty() {
                let lines = said.note.chars().count() / 15 + 1;
                let note = Note::new(said.note)
                    .add_author_prefix(false)
                    .set_width(240)
                    .set_height(u32::try_from(lines * 20 + 16).unwrap_or(300).min(300));
                sheet.insert_note(0, at, &note)?;
            }
            if is_clerks && let Some(rule) = self.rule(which, *column)? {
                sheet.add_data_validation(2, at, last_row, at, &rule)?;
            }
        }
        for (row, letter) in (2_u32..).zip(letters) {
            let decided = self.current.get(&letter.id);
            for (at, column) in (0_u16..).zip(&columns) {
                let text = self.around.cell(letter, decided, *column);
                let look = look(*column, which.is_clerks(*column));
                put(sheet, row, at, &text, &look)?;
            }
        }
        if let Some(at) = columns
            .iter()
            .position(|column| *column == Column::Document)
        {
            sheet.set_column_hidden(u16::try_from(at).unwrap_or(0))?;
        }
        sheet.set_row_height(0, 34)?;
        sheet.set_row_hidden(1)?;
        // The receipt stays in sight.
        sheet.set_freeze_panes(2, if which.is_paper() { 1 } else { 2 })?;
        let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        if !which.is_paper() && rows > 0 {
            sheet.autofilter(0, 0, last_row, last_column)?;
        }
        if which.is_paper() {
            sheet.set_tab_color(CLERK);
        }
        // No password: this is a rail, not a lock. Sorting would need unlocked cells.
        sheet.protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::new()
        });
        Ok(())
    }

    /// What may be chosen or typed, where that can be said to a spreadsheet.
    fn rule(&self, sheet: Sheet, column: Column) -> Result<Option<DataValidation>, XlsxError> {
        let list = |words: &[&str]| DataValidation::new().allow_list_strings(words);
        let rule = match column {
            Column::State => {
                let words: Vec<&str> = ReplyStatus::ALL
                    .iter()
                    .filter(|state| sheet != Sheet::Mediation || **state != ReplyStatus::Answered)
                    .map(|state| ReplyStatus::CODES[*state as usize].zh)
                    .collect();
                list(&words)?
            }
            Column::Shown => list(&[SHOWN, COUNTED])?,
            Column::Kind => {
                let words: Vec<&str> = super::paper::KINDS
                    .iter()
                    .map(|kind| SubmissionKind::CODES[*kind as usize].zh)
                    .collect();
                list(&words)?
            }
            Column::Channel => {
                let words: Vec<&str> = super::paper::CHANNELS
                    .iter()
                    .map(|channel| Channel::CODES[*channel as usize].zh)
                    .collect();
                list(&words)?
            }
            Column::Public
            | Column::ShowName
            | Column::Consent
            | Column::ReadBack
            | Column::Reasonable
            | Column::Feasible
            | Column::Novel => list(&[YES, NO])?,
            Column::Day | Column::Received => {
                DataValidation::new().allow_date(DataValidationRule::Between(
                    ExcelDateTime::from_ymd(2020, 1, 1)?,
                    ExcelDateTime::from_ymd(2199, 12, 31)?,
                ))
            }
            Column::Post => {
                let mut posts: Vec<&str> = self
                    .around
                    .records
                    .orgs
                    .iter()
                    .filter_map(|row| row.post.as_ref())
                    .map(|post| post.text.as_str())
                    .filter(|post| !post.contains(','))
                    .collect();
                posts.dedup();
                let length: usize = posts.iter().map(|post| post.chars().count() + 1).sum();
                if posts.is_empty() || length > LIST_MAX {
                    return Ok(None);
                }
                // Other posts may be typed.
                return Ok(Some(
                    list(&posts)?.ignore_blank(true).show_error_message(false),
                ));
            }
            _ => return Ok(None),
        };
        let (title, message) = words::desk_entry_refused(column);
        Ok(Some(
            rule.ignore_blank(true)
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title(title)?
                .set_error_message(message)?,
        ))
    }

    fn shut(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("打不开")?;
        let bold = Format::new().set_bold();
        let text = Format::new().set_num_format("@").set_text_wrap();
        for (at, (head, width)) in (0_u16..).zip(words::shut_heads()) {
            sheet.write_string_with_format(0, at, *head, &bold)?;
            sheet.set_column_width(at, *width)?;
        }
        for (row, shut) in (1_u32..).zip(&self.letters.shut) {
            let (why, mend) = words::shut(&shut.why, words::Wording::ZhHans);
            let code = shut.name.id.code().to_string();
            for (at, cell) in (0_u16..).zip([code, shut.name.path(), why, mend]) {
                put(sheet, row, at, &cell, &text)?;
            }
        }
        sheet.set_tab_color(PRIVATE);
        sheet.protect();
        Ok(())
    }
}

/// Writes a text as a text, whatever it begins with: also when somebody opens the cell and presses
/// Enter.
fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    let kept: String = text.chars().take(CELL_TEXT_MAX).collect();
    let look = if kept.starts_with(['=', '+', '-', '@', '\t', '\'']) {
        look.clone().set_quote_prefix()
    } else {
        look.clone()
    };
    sheet.write_string_with_format(row, column, kept, &look)?;
    Ok(())
}

fn header(column: Column, is_clerks: bool) -> Format {
    let paper = match column {
        Column::Name | Column::Phone | Column::Other => PRIVATE,
        _ if is_clerks => CLERK,
        _ => SENT,
    };
    Format::new()
        .set_bold()
        .set_font_color(PAPER)
        .set_background_color(paper)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_border_color(PAPER)
        .set_locked()
}

fn look(column: Column, is_clerks: bool) -> Format {
    let plain = Format::new()
        .set_font_color(INK)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let plain = match column {
        Column::Day | Column::Received => plain.set_num_format("yyyy-mm-dd"),
        _ => plain.set_num_format("@"),
    };
    if is_clerks {
        plain.set_unlocked()
    } else {
        plain.set_locked().set_background_color(LOCKED_PAPER)
    }
}

fn guide(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(crate::workbook::GUIDE)?;
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
        .set_font_color(SENT);
    let title = heading.clone().set_font_size(20);
    for (row, line) in (0_u32..).zip(words::desk_guide()) {
        let (text, format, height) = match line {
            Line::Title(text) => (text, &title, 36),
            Line::Heading(text) => (text, &heading, 28),
            Line::Body(text) => {
                let lines = text.chars().count() / 45 + 1;
                (text, &body, u32::try_from(lines).unwrap_or(1) * 18 + 4)
            }
        };
        sheet.write_with_format(row, 0, *text, format)?;
        sheet.set_row_height(row, height)?;
    }
    sheet.set_tab_color(SENT);
    sheet.protect();
    Ok(())
}

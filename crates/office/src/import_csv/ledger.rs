//! The rows of an export as ledger entries and budget lines; rows that cannot be read, by name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use records::codes::Direction;
use records::{Id, Money, MoneyProblem, YearId};
use sha2::{Digest as _, Sha256};

use super::ImportError;
use super::map::ImportMap;
use super::source::{SourceRow, SourceRows};

/// How much of a row that could not be read is kept, in characters.
pub const SEEN_MAX: usize = 500;

/// The longest word of a level or fund, in characters: with what the map adds to a fund's name it
/// still fits a sheet's cell.
pub const WORD_MAX: usize = 500;

/// A budget line as the ledger names it: its words, white space around them taken off and every
/// run of white space made one space. Blank words stay blank.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineKey {
    /// Money in or money out.
    pub direction: Direction,
    /// The words of the level columns, top first.
    pub levels: Vec<String>,
    /// The fund's code.
    pub fund: String,
}

impl LineKey {
    /// The line's identifier, the same in every year and stage: `e-` or `r-` and the first 12
    /// hexadecimal digits of the SHA-256 of the direction, the level words and, unless it is one
    /// of those, the fund's code, joined with line feeds.
    pub fn id(&self, fund_is_level: bool) -> String {
        let letter = match self.direction {
            Direction::Expenditure => 'e',
            Direction::Revenue => 'r',
        };
        let mut parts = vec![self.direction.key()];
        parts.extend(self.levels.iter().map(String::as_str));
        if !fund_is_level {
            parts.push(&self.fund);
        }
        format!("{letter}-{}", short_hash(&parts.join("\n")))
    }
}

/// The identifier of a fund: its code if that can be one, otherwise made from the code's hash.
/// Capitals are hashed too, because identifiers may not differ by case alone.
pub fn fund_id(code: &str) -> String {
    let plain = Id::new(code).is_ok() && !code.bytes().any(|byte| byte.is_ascii_uppercase());
    if plain {
        code.to_owned()
    } else {
        format!("f-{}", short_hash(code))
    }
}

/// The first 12 hexadecimal digits of the SHA-256.
fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).fold(
        String::with_capacity(12),
        |mut hex, byte| {
            // Writing into a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        },
    )
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Physical line of the file on which its row starts.
    pub source_line: u32,
    /// Fiscal year.
    pub year: YearId,
    /// Index into [`Ledger::lines`].
    pub line: usize,
    /// How much.
    pub amount: Money,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOutRow {
    /// Physical line of the file on which it starts.
    pub source_line: u32,
    /// Its year, if that could be read.
    pub year: Option<YearId>,
    /// As it stands in the file, at most [`SEEN_MAX`] characters; characters that cannot be shown
    /// are written `\u{7}`.
    pub seen: String,
    /// Why it was left out.
    pub reason: LeftOutReason,
}

/// Why a row could not be read.
#[derive(Debug, Clone, PartialEq)]
pub enum LeftOutReason {
    /// Another number of columns than the file's first row.
    Columns {
        /// Columns found.
        found: usize,
        /// Columns of the first row.
        expected: usize,
    },
    /// A quotation mark without its partner.
    Quotes,
    /// Bytes that are no text in the file's encoding.
    Encoding,
    /// A year that the map does not know.
    Year {
        /// What stands there.
        seen: String,
    },
    /// A direction that the map does not know.
    Direction {
        /// What stands there.
        seen: String,
    },
    /// A word longer than [`WORD_MAX`] or with control characters in it, or what a spreadsheet shows where a formula failed (`#N/A`).
    Label {
        /// Its column.
        column: String,
    },
    /// No amount.
    AmountBlank,
    /// Not an amount.
    Amount {
        /// What stands there.
        seen: String,
    },
    /// An amount with more decimals than the currency has.
    AmountTooPrecise {
        /// What stands there.
        seen: String,
    },
    /// An amount beyond what a cell may hold.
    AmountTooLarge {
        /// What stands there.
        seen: String,
    },
}

impl LeftOutReason {
    /// The word in `left_out.csv` and on the published site.
    pub fn key(&self) -> &'static str {
        match self {
            LeftOutReason::Columns { .. } => "columns",
            LeftOutReason::Quotes => "quotes",
            LeftOutReason::Encoding => "encoding",
            LeftOutReason::Year { .. } => "year",
            LeftOutReason::Direction { .. } => "direction",
            LeftOutReason::Label { .. } => "label",
            LeftOutReason::AmountBlank => "amount-blank",
            LeftOutReason::Amount { .. } => "amount",
            LeftOutReason::AmountTooPrecise { .. } => "amount-precision",
            LeftOutReason::AmountTooLarge { .. } => "amount-size",
        }
    }
}

/// A whole export, read: `rows_in = entries.len() + left_out.len()`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Rows below the first one, lines with nothing in them not counted.
    pub rows_in: usize,
    /// Every line once, in the order of first use.
    pub lines: Vec<LineKey>,
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
    /// The rows that could not be read, in the order of the file.
    pub left_out: Vec<LeftOutRow>,
}

/// Where the map's columns stand in this file.
struct Places {
    width: usize,
    year: usize,
    direction: usize,
    levels: Vec<usize>,
    fund: usize,
    amount: usize,
}

impl Places {
    fn find(header: &[Cow<'_, str>], map: &ImportMap) -> Result<Places, ImportError> {
        let place = |name: &str| {
            let mut found = header
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.trim() == name)
                .map(|(at, _)| at);
            match (found.next(), found.next()) {
                (Some(at), None) => Ok(at),
                (None, _) => Err(ImportError::MissingColumn {
                    column: name.to_owned(),
                    found: header.iter().map(|cell| cell.trim().to_owned()).collect(),
                }),
                (Some(_), Some(_)) => Err(ImportError::ColumnTwice {
                    column: name.to_owned(),
                }),
            }
        };
        let columns = &map.columns;
        Ok(Places {
            width: header.len(),
            year: place(&columns.year)?,
            direction: place(&columns.direction)?,
            levels: columns
                .levels
                .iter()
                .map(|name| place(name))
                .collect::<Result<_, _>>()?,
            fund: place(&columns.fund)?,
            amount: place(&columns.amount)?,
        })
    }
}

impl Ledger {
    /// Reads the bytes of an export.
    ///
    /// # Errors
    /// When the file has no first row with the columns that the map names. A row that cannot be
    /// read is no error: it is in [`Ledger::left_out`].
    pub fn read(bytes: &[u8], map: &ImportMap) -> Result<Ledger, ImportError> {
        let text = map.decode(bytes);
        let delimiter = u8::try_from(map.delimiter).unwrap_or(b',');
        let mut rows = SourceRows::new(&text, delimiter);
        let header = rows.next().ok_or(ImportError::NoHeader)?;
        let header = header.fields.ok_or(ImportError::NoHeader)?;
        let places = Places::find(&header, map)?;
        let mut ledger = Ledger::default();
        let mut known: HashMap<LineKey, usize> = HashMap::new();
        for row in rows {
            ledger.rows_in += 1;
            match read_row(&row, &places, map) {
                Ok((year, key, amount)) => {
                    let line = *known.entry(key).or_insert_with_key(|key| {
                        ledger.lines.push(key.clone());
                        ledger.lines.len() - 1
                    });
                    ledger.entries.push(Entry {
                        source_line: row.line,
                        year,
                        line,
                        amount,
                    });
                }
                Err((year, reason)) => ledger.left_out.push(LeftOutRow {
                    source_line: row.line,
                    year,
                    seen: shown(row.seen),
                    reason,
                }),
            }
        }
        Ok(ledger)
    }
}

/// One row, or why not, with the year if that much could be read.
fn read_row(
    row: &SourceRow<'_>,
    places: &Places,
    map: &ImportMap,
) -> Result<(YearId, LineKey, Money), (Option<YearId>, LeftOutReason)> {
    let Some(fields) = &row.fields else {
        return Err((None, LeftOutReason::Quotes));
    };
    if fields.len() != places.width {
        return Err((
            None,
            LeftOutReason::Columns {
                found: fields.len(),
                expected: places.width,
            },
        ));
    }
    let year = map.years.get(fields[places.year].trim()).cloned();
    let left_out = |reason| (year.clone(), reason);
    if row.seen.contains(char::REPLACEMENT_CHARACTER) {
        return Err(left_out(LeftOutReason::Encoding));
    }
    let year_seen = || bounded(fields[places.year].trim());
    let year = year
        .clone()
        .ok_or_else(|| left_out(LeftOutReason::Year { seen: year_seen() }))?;
    let direction_seen = fields[places.direction].trim();
    let direction = *map.directions.get(direction_seen).ok_or_else(|| {
        left_out(LeftOutReason::Direction {
            seen: bounded(direction_seen),
        })
    })?;
    let word = |at: usize, column: &str| {
        let word = one_line(&fields[at]);
        if word.chars().count() > WORD_MAX || word.contains(char::is_control) || is_fault(&word) {
            Err(left_out(LeftOutReason::Label {
                column: column.to_owned(),
            }))
        } else {
            Ok(word)
        }
    };
    let levels = places
        .levels
        .iter()
        .zip(&map.columns.levels)
        .map(|(&at, column)| word(at, column))
        .collect::<Result<Vec<_>, _>>()?;
    let fund = word(places.fund, &map.columns.fund)?;
    let amount_seen = fields[places.amount].trim();
    if amount_seen.is_empty() {
        return Err(left_out(LeftOutReason::AmountBlank));
    }
    let digits = map.community.currency.minor_digits();
    let amount = Money::parse(amount_seen, digits).map_err(|problem| {
        let seen = bounded(amount_seen);
        left_out(match problem {
            MoneyProblem::NotANumber => LeftOutReason::Amount { seen },
            MoneyProblem::TooPrecise => LeftOutReason::AmountTooPrecise { seen },
            MoneyProblem::TooLarge => LeftOutReason::AmountTooLarge { seen },
        })
    })?;
    let key = LineKey {
        direction,
        levels,
        fund,
    };
    Ok((year, key, amount))
}

/// The text with white space around it taken off and every run of white space made one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether this reads like what spreadsheets show where a formula failed: `#REF!`, `Err:508`. Such
/// a text in a cell is taken for the error itself.
fn is_fault(text: &str) -> bool {
    text.starts_with("Err:") || (text.starts_with('#') && text.ends_with(['!', '?', 'A']))
}

/// The beginning of a cell, short enough for a sentence.
fn bounded(cell: &str) -> String {
    cut(cell, 60)
}

/// A row as a cell can show it.
fn shown(row: &str) -> String {
    let mut out = String::with_capacity(row.len());
    // White space at the ends would be lost in a cell, and with it a row of nothing else.
    let inner = row.trim();
    let spelled = |c: char, out: &mut String| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    };
    if inner.is_empty() {
        row.chars()
            .take(SEEN_MAX)
            .for_each(|c| spelled(c, &mut out));
    }
    for (at, c) in inner.chars().take(SEEN_MAX + 1).enumerate() {
        match c {
            '#' | 'E' if at == 0 && is_fault(inner) => spelled(c, &mut out),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => spelled(c, &mut out),
            c => out.push(c),
        }
    }
    cut(&out, SEEN_MAX)
}

/// At most `max` characters, the last one `…` if something is missing.
fn cut(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some(_) => text.chars().take(max - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_same_identifier_everywhere_and_anybody_can_recompute_it() {
        let key = LineKey {
            direction: Direction::Expenditure,
            levels: vec!["Police".into(), "1010".into(), "Contract Services".into()],
            fund: "1010".into(),
        };
        // printf 'expenditure\nPolice\n1010\nContract Services' | sha256sum | cut -c1-12
        assert_eq!(key.id(true), "e-533368f2e215");
        assert_ne!(key.id(true), key.id(false));
    }

    #[test]
    fn a_fund_keeps_its_code_where_it_can() {
        assert_eq!(fund_id("1010"), "1010");
        for code in ["", "AB", "基金", "a b"] {
            assert!(fund_id(code).starts_with("f-"), "{code}");
            assert!(Id::new(fund_id(code)).is_ok(), "{code}");
        }
    }

    #[test]
    fn what_a_cell_cannot_show_is_spelled_out() {
        assert_eq!(shown(" a\u{7},b "), "a\\u{7},b");
        assert_eq!(shown("#N/A"), "\\u{23}N/A");
        assert_eq!(shown("  "), "\\u{20}\\u{20}");
        let long = shown(&"x".repeat(9_000));
        assert_eq!(long.chars().count(), SEEN_MAX);
        assert!(long.ends_with('…'));
    }
}

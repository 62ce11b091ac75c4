//! How one cell becomes a value, and what a column of a sheet is.

use serde::Serialize;

use crate::book::{Cell, Row};
use crate::{Currency, Date, Id, IdProblem, LocalText, Money, MoneyProblem, YearId, parse_date};

/// Why a cell cannot be read. `seen` is what stands in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "cell", rename_all = "kebab-case")]
pub enum CellProblem {
    /// Nothing in a required cell.
    Blank,
    /// The file holds a spreadsheet error here.
    Fault {
        /// What stands there.
        seen: String,
    },
    /// Not an amount of money.
    NotMoney {
        /// What stands there.
        seen: String,
    },
    /// More decimals than the currency has.
    TooPrecise {
        /// What stands there.
        seen: String,
    },
    /// Beyond what an amount may be.
    TooLarge {
        /// What stands there.
        seen: String,
    },
    /// Not a calendar day.
    NotADate {
        /// What stands there.
        seen: String,
    },
    /// Not a whole number of 0 or more.
    NotWhole {
        /// What stands there.
        seen: String,
    },
    /// Not a decimal number.
    NotDecimal {
        /// What stands there.
        seen: String,
    },
    /// Not an identifier.
    NotAnId {
        /// What stands there.
        seen: String,
        /// The first character that may not stand there; none if too long.
        character: Option<char>,
    },
    /// Not one of the words of a list.
    NotInList {
        /// What stands there.
        seen: String,
        /// The list.
        #[serde(skip)]
        allowed: &'static [Code],
    },
    /// Longer than the column allows.
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        allowed: usize,
    },
    /// A point that is not two decimal numbers.
    NotAPoint {
        /// What stands there.
        seen: String,
    },
}

/// One word of a list: what the file may hold, and what JSON holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Code {
    /// In JSON and CSV: `expenditure`.
    pub key: &'static str,
    /// In a Chinese workbook: `支出`.
    pub zh: &'static str,
    /// In an English one.
    pub en: &'static str,
}

/// What a column holds; from it the template makes its validation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Free text up to so many characters.
    Text(usize),
    /// Free text that may be translated in columns of its own (`name_en`, `name_zh-hant`).
    LocalText(usize),
    /// An identifier.
    Id,
    /// Several identifiers, separated by `;`, `；`, `、` or `,`.
    Ids,
    /// A fiscal year.
    Year,
    /// An amount in major units.
    Money,
    /// A day.
    Date,
    /// A whole number of 0 or more.
    Whole,
    /// A decimal number.
    Decimal,
    /// One word of a list.
    List(&'static [Code]),
    /// Points `x y`, separated by `;`.
    Points,
    /// A currency code.
    Currency,
}

/// One column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Machine key, also the JSON name.
    pub key: &'static str,
    /// Header in a Chinese workbook.
    pub zh: &'static str,
    /// Header in an English one.
    pub en: &'static str,
    /// Whether a blank cell is an error.
    pub required: bool,
    /// What it holds.
    pub kind: Kind,
    /// An example cell.
    pub example: &'static str,
}

/// A type that one column can hold.
pub trait Field: Sized {
    /// What the template offers for it.
    const KIND: Kind;
    /// Whether a blank cell is an error.
    const REQUIRED: bool = true;

    /// Reads the cell under `key`; never called with a blank cell unless [`Field::REQUIRED`] is
    /// false or the type takes blanks.
    ///
    /// # Errors
    /// [`CellProblem`], with what was seen.
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem>;

    /// Writes the value into the cells of a row, the inverse of [`Field::read`].
    fn write(&self, row: &mut Row, key: &str);

    /// Whether JSON leaves the field out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// The cell, if there is something readable in it.
fn present<'r>(row: &'r Row, key: &str) -> Result<&'r Cell, CellProblem> {
    match row.cell(key) {
        Cell::Blank => Err(CellProblem::Blank),
        Cell::Fault(seen) => Err(CellProblem::Fault { seen: seen.clone() }),
        cell => Ok(cell),
    }
}

fn set(row: &mut Row, key: &str, cell: Cell) {
    if cell != Cell::Blank {
        row.cells.insert(key.to_owned(), cell);
    }
}

/// The longest free text of a column, in characters.
pub const TEXT_MAX: usize = 2_000;

fn bounded(cell: &Cell) -> Result<String, CellProblem> {
    let text = cell.shown();
    let found = text.chars().count();
    if found > TEXT_MAX {
        return Err(CellProblem::TooLong {
            found,
            allowed: TEXT_MAX,
        });
    }
    Ok(text)
}

impl Field for String {
    const KIND: Kind = Kind::Text(TEXT_MAX);
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        bounded(present(row, key)?)
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(self));
    }
}

impl Field for LocalText {
    const KIND: Kind = Kind::LocalText(TEXT_MAX);
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let other = |tag: &str| match row.cell(&format!("{key}_{tag}")) {
            Cell::Blank => Ok(None),
            Cell::Fault(seen) => Err(CellProblem::Fault { seen: seen.clone() }),
            cell => bounded(cell).map(Some),
        };
        Ok(LocalText {
            text: bounded(present(row, key)?)?,
            zh_hans: other("zh-hans")?,
            zh_hant: other("zh-hant")?,
            en: other("en")?,
        })
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(&self.text));
        for (tag, text) in [
            ("zh-hans", &self.zh_hans),
            ("zh-hant", &self.zh_hant),
            ("en", &self.en),
        ] {
            if let Some(text) = text {
                set(row, &format!("{key}_{tag}"), Cell::text(text));
            }
        }
    }
}

/// What a cell shows, whole numbers without a point (an id typed as 1201 arrives as 1201.0).
fn word(cell: &Cell) -> String {
    cell.shown()
}

fn not_an_id(seen: String, problem: IdProblem) -> CellProblem {
    CellProblem::NotAnId {
        seen,
        character: match problem {
            IdProblem::Character(c) => Some(c),
            IdProblem::Empty | IdProblem::TooLong => None,
        },
    }
}

impl Field for Id {
    const KIND: Kind = Kind::Id;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = word(present(row, key)?);
        Id::new(seen.clone()).map_err(|problem| not_an_id(seen, problem))
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(self.as_str()));
    }
}

impl Field for YearId {
    const KIND: Kind = Kind::Year;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = word(present(row, key)?);
        let bare = seen.strip_suffix('年').unwrap_or(&seen).to_owned();
        YearId::new(bare).map_err(|problem| not_an_id(seen, problem))
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(self.as_str()));
    }
}

impl Field for Vec<Id> {
    const KIND: Kind = Kind::Ids;
    const REQUIRED: bool = false;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = match row.cell(key) {
            Cell::Blank => return Ok(Vec::new()),
            _ => word(present(row, key)?),
        };
        seen.split([';', '；', '、', ',', '，'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| Id::new(part).map_err(|problem| not_an_id(part.to_owned(), problem)))
            .collect()
    }
    fn write(&self, row: &mut Row, key: &str) {
        let joined: Vec<&str> = self.iter().map(Id::as_str).collect();
        set(row, key, Cell::text(joined.join(";")));
    }
}

impl Field for Money {
    const KIND: Kind = Kind::Money;
    /// Amounts stand in major units with two decimals, whatever the currency's own number of
    /// decimals: a sheet's cell is a plain decimal and the currency is known only later, so
    /// [`crate::sheets`] reads every amount at two decimals and currencies of another precision
    /// are refused by the checks.
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let cell = present(row, key)?;
        let seen = match cell {
            Cell::Number(number) => number_text(*number),
            other => other.shown(),
        };
        Money::parse(&seen, 2).map_err(|problem| {
            let seen = cell.shown();
            match problem {
                MoneyProblem::NotANumber => CellProblem::NotMoney { seen },
                MoneyProblem::TooPrecise => CellProblem::TooPrecise { seen },
                MoneyProblem::TooLarge => CellProblem::TooLarge { seen },
            }
        })
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(self.to_decimal(2)));
    }
}

/// A spreadsheet's binary float as the decimal it was typed as: 0.1 + 0.2 shows as 0.3, because
/// a spreadsheet keeps fifteen significant digits.
fn number_text(number: f64) -> String {
    let rounded = format!("{number:.2}");
    match rounded.parse::<f64>() {
        Ok(back) if (back - number).abs() <= number.abs().max(1.0) * 1e-13 => rounded,
        _ => format!("{number}"),
    }
}

impl Field for Date {
    const KIND: Kind = Kind::Date;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        match present(row, key)? {
            Cell::Day(day) => Ok(*day),
            other => {
                let seen = other.shown();
                parse_date(&seen).ok_or(CellProblem::NotADate { seen })
            }
        }
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::Day(*self));
    }
}

impl Field for u32 {
    const KIND: Kind = Kind::Whole;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = word(present(row, key)?);
        seen.replace([',', '，'], "")
            .parse()
            .map_err(|_| CellProblem::NotWhole { seen })
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::Number(f64::from(*self)));
    }
}

impl Field for f64 {
    const KIND: Kind = Kind::Decimal;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = word(present(row, key)?);
        match seen.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(CellProblem::NotDecimal { seen }),
        }
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::Number(*self));
    }
}

impl Field for Currency {
    const KIND: Kind = Kind::Currency;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = word(present(row, key)?);
        Currency::try_from(seen.clone()).map_err(|_| CellProblem::NotInList {
            seen,
            allowed: &[Code {
                key: "CNY",
                zh: "CNY",
                en: "CNY",
            }],
        })
    }
    fn write(&self, row: &mut Row, key: &str) {
        set(row, key, Cell::text(self.code()));
    }
}

/// A point in the declared coordinate system: local metres, or degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point(pub f64, pub f64);

impl Field for Vec<Point> {
    const KIND: Kind = Kind::Points;
    const REQUIRED: bool = false;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        let seen = match row.cell(key) {
            Cell::Blank => return Ok(Vec::new()),
            _ => word(present(row, key)?),
        };
        seen.split([';', '；'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                let mut numbers = part
                    .split([' ', ',', '，'])
                    .filter(|n| !n.is_empty())
                    .map(str::parse::<f64>);
                match (numbers.next(), numbers.next(), numbers.next()) {
                    (Some(Ok(x)), Some(Ok(y)), None) if x.is_finite() && y.is_finite() => {
                        Ok(Point(x, y))
                    }
                    _ => Err(CellProblem::NotAPoint {
                        seen: part.to_owned(),
                    }),
                }
            })
            .collect()
    }
    fn write(&self, row: &mut Row, key: &str) {
        let points: Vec<String> = self.iter().map(|p| format!("{} {}", p.0, p.1)).collect();
        set(row, key, Cell::text(points.join(";")));
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;
    fn read(row: &Row, key: &str) -> Result<Self, CellProblem> {
        match row.cell(key) {
            Cell::Blank => Ok(None),
            _ => T::read(row, key).map(Some),
        }
    }
    fn write(&self, row: &mut Row, key: &str) {
        if let Some(value) = self {
            value.write(row, key);
        }
    }
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

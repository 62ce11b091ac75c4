//! Exact fractions, for amounts as written and for shares that do not come out even.

use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;

use super::Integer;
use super::integer::approximate_ratio;

/// An exact fraction in lowest terms; the denominator is above zero.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: Integer,
    denominator: Integer,
}

/// A text that is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidNumber {
    /// Nothing stands there.
    Empty,
    /// Some character does not belong to a number.
    NotANumber,
    /// A fraction whose lower part is zero.
    ZeroDenominator,
    /// More than 40 digits, or an exponent beyond 40: no amount anybody means.
    TooLong,
}

impl fmt::Display for InvalidNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::NotANumber => "not a number",
            Self::ZeroDenominator => "a fraction of zero parts",
            Self::TooLong => "more digits than any amount has",
        })
    }
}

impl core::error::Error for InvalidNumber {}

const MOST_DIGITS: usize = 40;

fn ten_to(power: usize) -> Integer {
    (0..power).fold(Integer::one(), |value, _| value.times_small(10))
}

/// Digits with underscores nowhere and spaces already gone.
fn whole(digits: &str) -> Result<Integer, InvalidNumber> {
    if digits.len() > MOST_DIGITS {
        return Err(InvalidNumber::TooLong);
    }
    digits.bytes().try_fold(Integer::ZERO, |value, byte| {
        if byte.is_ascii_digit() {
            Ok(value
                .times_small(10)
                .plus(&Integer::from(u64::from(byte - b'0'))))
        } else {
            Err(InvalidNumber::NotANumber)
        }
    })
}

fn decimal(text: &str) -> Result<Rational, InvalidNumber> {
    let (negative, text) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => {
            let exponent: i32 = text[at + 1..]
                .parse()
                .map_err(|_| InvalidNumber::NotANumber)?;
            (&text[..at], exponent)
        }
        None => (text, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.is_empty() && after.is_empty() {
        return Err(InvalidNumber::NotANumber);
    }
    let power = usize::try_from(exponent.unsigned_abs()).map_err(|_| InvalidNumber::TooLong)?;
    if power > MOST_DIGITS || before.len() + after.len() > MOST_DIGITS {
        return Err(InvalidNumber::TooLong);
    }
    let mut numerator = whole(before)?
        .times(&ten_to(after.len()))
        .plus(&whole(after)?);
    let mut denominator = ten_to(after.len());
    if exponent < 0 {
        denominator = denominator.times(&ten_to(power));
    } else {
        numerator = numerator.times(&ten_to(power));
    }
    if negative {
        numerator = Integer::ZERO.minus(&numerator);
    }
    Rational::new(numerator, denominator).ok_or(InvalidNumber::ZeroDenominator)
}

impl Rational {
    /// Nothing.
    pub fn zero() -> Self {
        Self {
            numerator: Integer::ZERO,
            denominator: Integer::one(),
        }
    }

    /// `numerator / denominator` in lowest terms; none when the denominator is zero.
    pub fn new(numerator: Integer, denominator: Integer) -> Option<Self> {
        if denominator.is_zero() {
            return None;
        }
        let (numerator, denominator) = if denominator.is_negative() {
            (Integer::ZERO.minus(&numerator), denominator.abs())
        } else {
            (numerator, denominator)
        };
        if denominator == Integer::one() {
            return Some(Self {
                numerator,
                denominator,
            });
        }
        let divisor = numerator.gcd(&denominator);
        let (numerator, _) = numerator.divide(&divisor)?;
        let (denominator, _) = denominator.divide(&divisor)?;
        Some(Self {
            numerator,
            denominator,
        })
    }

    /// A small fraction; `denominator` is above zero, zero counts as one.
    pub fn ratio(numerator: i128, denominator: u64) -> Self {
        Self::new(Integer::from(numerator), Integer::from(denominator.max(1)))
            .unwrap_or_else(Self::zero)
    }

    /// Reads an amount as Pabulib files write it: `12`, `12.5`, `12,5`, `1/3`,
    /// `1e3`, `1 000`.
    pub fn parse(text: &str) -> Result<Self, InvalidNumber> {
        let plain: String = text
            .chars()
            .filter(|c| *c != ' ')
            .map(|c| if c == ',' { '.' } else { c })
            .collect();
        if plain.is_empty() {
            return Err(InvalidNumber::Empty);
        }
        match plain.split_once('/') {
            None => decimal(&plain),
            Some((above, below)) => {
                let (above, below) = (decimal(above)?, decimal(below)?);
                above.over(&below).ok_or(InvalidNumber::ZeroDenominator)
            }
        }
    }

    /// The upper part, in lowest terms.
    pub fn numerator(&self) -> &Integer {
        &self.numerator
    }

    /// The lower part, in lowest terms, above zero.
    pub fn denominator(&self) -> &Integer {
        &self.denominator
    }

    /// Whether this is nothing.
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.numerator.is_negative()
    }

    /// Whether there is no fractional part.
    pub fn is_whole(&self) -> bool {
        self.denominator == Integer::one()
    }

    /// `self + other`
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self::new(
            self.numerator
                .times(&other.denominator)
                .plus(&other.numerator.times(&self.denominator)),
            self.denominator.times(&other.denominator),
        )
        .unwrap_or_else(Self::zero)
    }

    /// `self - other`
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self::new(
            self.numerator
                .times(&other.denominator)
                .minus(&other.numerator.times(&self.denominator)),
            self.denominator.times(&other.denominator),
        )
        .unwrap_or_else(Self::zero)
    }

    /// `self * other`
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::new(
            self.numerator.times(&other.numerator),
            self.denominator.times(&other.denominator),
        )
        .unwrap_or_else(Self::zero)
    }

    /// `self / other`; none when `other` is zero.
    pub fn over(&self, other: &Self) -> Option<Self> {
        Self::new(
            self.numerator.times(&other.denominator),
            self.denominator.times(&other.numerator),
        )
    }

    /// The largest whole number not above this.
    pub fn floor(&self) -> Integer {
        match self.numerator.divide(&self.denominator) {
            Some((quotient, rest)) if rest.is_negative() => quotient.minus(&Integer::one()),
            Some((quotient, _)) => quotient,
            None => Integer::ZERO,
        }
    }

    /// The nearest float: for drawing, never for deciding.
    pub fn to_f64(&self) -> f64 {
        approximate_ratio(&self.numerator, &self.denominator)
    }

    /// Rounded to so many decimal places, halves away from zero: `"61.63"`.
    pub fn to_decimal(&self, places: usize) -> String {
        use core::fmt::Write as _;
        let scaled = self
            .numerator
            .abs()
            .times(&ten_to(places))
            .times_small(2)
            .plus(&self.denominator);
        let rounded = scaled
            .divide(&self.denominator.times_small(2))
            .map_or(Integer::ZERO, |(quotient, _)| quotient);
        let negative = self.is_negative() && !rounded.is_zero();
        let mut digits = String::new();
        // Writing to a String cannot fail.
        let _ = write!(digits, "{rounded:0width$}", width = places + 1);
        if places > 0 {
            digits.insert(digits.len() - places, '.');
        }
        if negative {
            digits.insert(0, '-');
        }
        digits
    }

    /// How many decimal places write this exactly, if any number does.
    pub fn decimal_places(&self) -> Option<usize> {
        let mut rest = self.denominator.clone();
        let mut places = [0_usize; 2];
        for (count, prime) in places.iter_mut().zip([2, 5]) {
            while !rest.is_zero() && rest.remainder_small(prime) == 0 {
                rest = rest.divide_small(prime);
                *count += 1;
            }
        }
        (rest == Integer::one()).then_some(places[0].max(places[1]))
    }
}

impl From<Integer> for Rational {
    fn from(numerator: Integer) -> Self {
        Self {
            numerator,
            denominator: Integer::one(),
        }
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self::from(Integer::from(value))
    }
}

impl From<u64> for Rational {
    fn from(value: u64) -> Self {
        Self::from(Integer::from(value))
    }
}

impl From<i32> for Rational {
    fn from(value: i32) -> Self {
        Self::from(Integer::from(value))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        self.numerator
            .times(&other.denominator)
            .cmp(&other.numerator.times(&self.denominator))
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rational {
    /// A decimal when that is exact (`12.5`), else a fraction (`1/3`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole() {
            return write!(f, "{}", self.numerator);
        }
        match self.decimal_places() {
            Some(places) => f.write_str(&self.to_decimal(places)),
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn amounts_are_read_as_the_files_write_them() {
        for (text, expected) in [
            ("12", "12"),
            ("10,5", "10.5"),
            ("1331751.11", "1331751.11"),
            ("400000.0", "400000"),
            ("1/3", "1/3"),
            ("1e1", "10"),
            ("25e-1", "2.5"),
            ("1 000", "1000"),
            ("-5", "-5"),
            (".5", "0.5"),
        ] {
            assert_eq!(
                Rational::parse(text).unwrap().to_string(),
                expected,
                "{text}"
            );
        }
        for (text, error) in [
            ("", InvalidNumber::Empty),
            (" ", InvalidNumber::Empty),
            ("ten", InvalidNumber::NotANumber),
            (".", InvalidNumber::NotANumber),
            ("1/0", InvalidNumber::ZeroDenominator),
            ("1e999", InvalidNumber::TooLong),
            ("1.2.3", InvalidNumber::NotANumber),
            ("１２", InvalidNumber::NotANumber),
        ] {
            assert_eq!(Rational::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn rounding_goes_to_the_nearest_and_halves_away_from_zero() {
        assert_eq!(Rational::ratio(6163, 100).to_decimal(1), "61.6");
        assert_eq!(Rational::ratio(2, 3).to_decimal(2), "0.67");
        assert_eq!(Rational::ratio(-1, 8).to_decimal(2), "-0.13");
        assert_eq!(Rational::ratio(-1, 1000).to_decimal(2), "0.00");
        assert_eq!(Rational::ratio(5, 1).to_decimal(0), "5");
    }

    #[test]
    fn fractions_are_equal_when_their_values_are() {
        assert_eq!(Rational::ratio(2, 4), Rational::ratio(1, 2));
        assert!(Rational::ratio(1, 3) < Rational::ratio(34, 100));
        assert_eq!(Rational::ratio(-7, 2).floor().to_string(), "-4");
    }
}

//! Amounts of money.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// An amount in whole minor units of the community's currency: 分 for CNY, cents for USD.
///
/// Never a float. Sums saturate nowhere: [`Money::checked_sum`] says when an `i64` is too small,
/// and the operators are for amounts that [`Money::parse`] has bounded.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Money(pub i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyProblem {
    /// Something other than digits, separators, one point and a sign.
    #[error("not a number")]
    NotANumber,
    /// More decimals than the currency has.
    #[error("too many decimals")]
    TooPrecise,
    /// Beyond plus or minus [`Money::LIMIT`].
    #[error("too large")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// The largest amount a single cell may hold, in minor units: 10^15, ten trillion yuan.
    /// A thousand such cells still add up within an `i64`.
    pub const LIMIT: i64 = 1_000_000_000_000_000;

    /// Reads an amount written in major units (元), as people write it: `1,234.50`, `￥1234.5`,
    /// `-20`, `(20.00)` for a negative one, full-width digits. `minor_digits` is the number of
    /// decimals of the currency (2 for CNY).
    ///
    /// # Errors
    /// [`MoneyProblem`], without changing anything: nothing is rounded.
    pub fn parse(text: &str, minor_digits: u8) -> Result<Money, MoneyProblem> {
        let mut negative = false;
        let mut digits: i64 = 0;
        let mut decimals: Option<u8> = None;
        let mut seen_digit = false;
        let trimmed = text.trim();
        let inner = match trimmed.strip_prefix(['(', '（']) {
            Some(rest) => {
                negative = true;
                rest.strip_suffix([')', '）'])
                    .ok_or(MoneyProblem::NotANumber)?
            }
            None => trimmed,
        };
        for (at, c) in inner.chars().enumerate() {
            let c = match c {
                '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
                '．' => '.',
                '，' => ',',
                '－' | '−' => '-',
                other => other,
            };
            match c {
                '0'..='9' => {
                    seen_digit = true;
                    let digit = i64::from(u32::from(c) - u32::from('0'));
                    match decimals.as_mut() {
                        Some(n) if *n >= minor_digits => {
                            if digit != 0 {
                                return Err(MoneyProblem::TooPrecise);
                            }
                            continue;
                        }
                        Some(n) => *n += 1,
                        None => {}
                    }
                    digits = digits
                        .checked_mul(10)
                        .and_then(|d| d.checked_add(digit))
                        .filter(|d| *d <= Money::LIMIT)
                        .ok_or(MoneyProblem::TooLarge)?;
                }
                '.' if decimals.is_none() => decimals = Some(0),
                ',' if decimals.is_none() && seen_digit => {}
                ' ' | '\u{a0}' => {}
                '-' if at == 0 && !negative => negative = true,
                '¥' | '￥' | '$' if !seen_digit => {}
                '元' if seen_digit && inner.chars().count() == at + 1 => {}
                _ => return Err(MoneyProblem::NotANumber),
            }
        }
        if !seen_digit {
            return Err(MoneyProblem::NotANumber);
        }
        for _ in decimals.unwrap_or(0)..minor_digits {
            digits = digits
                .checked_mul(10)
                .filter(|d| *d <= Money::LIMIT)
                .ok_or(MoneyProblem::TooLarge)?;
        }
        Ok(Money(if negative { -digits } else { digits }))
    }

    /// The amount in major units with a point, no separators, as a machine reads it: `-1234.50`.
    pub fn to_decimal(self, minor_digits: u8) -> String {
        let (whole, rest) = self.split(minor_digits);
        let sign = if self.0 < 0 { "-" } else { "" };
        if minor_digits == 0 {
            return format!("{sign}{whole}");
        }
        format!(
            "{sign}{whole}.{rest:0width$}",
            width = usize::from(minor_digits)
        )
    }

    /// The amount in major units as people read it: groups of three, decimals only when there are
    /// any. `387,600`, `10.77`, `−52.50` (with a real minus sign).
    pub fn to_figures(self, minor_digits: u8) -> String {
        let (whole, rest) = self.split(minor_digits);
        let plain = whole.to_string();
        let mut out = String::with_capacity(plain.len() + 8);
        if self.0 < 0 {
            out.push('\u{2212}');
        }
        for (at, digit) in plain.chars().enumerate() {
            if at > 0 && (plain.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if rest != 0 {
            use std::fmt::Write as _;
            // Writing into a String cannot fail.
            let _ = write!(out, ".{rest:0width$}", width = usize::from(minor_digits));
        }
        out
    }

    /// Whole major units and the minor rest, both without sign.
    fn split(self, minor_digits: u8) -> (u64, u64) {
        let unit = 10_u64.pow(u32::from(minor_digits));
        let all = self.0.unsigned_abs();
        (all / unit, all % unit)
    }

    /// This amount divided by `parts`, to the nearest minor unit, halves away from zero.
    /// Nothing for zero parts.
    pub fn divided(self, parts: u64) -> Option<Money> {
        if parts == 0 {
            return None;
        }
        let parts = i128::from(parts);
        let value = i128::from(self.0);
        let half = parts / 2;
        let rounded = if value < 0 {
            (value - half) / parts
        } else {
            (value + half) / parts
        };
        // A quotient is never larger than the amount it came from.
        i64::try_from(rounded).ok().map(Money)
    }

    /// The sum, or nothing when it does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts
            .into_iter()
            .try_fold(0_i64, |sum, amount| sum.checked_add(amount.0))
            .map(Money)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor) in [
            ("1,234.50", 123_450),
            ("￥1234.5", 123_450),
            ("-20", -2_000),
            ("(20.00)", -2_000),
            ("１２３．４５", 12_345),
            ("12元", 1_200),
            (" 0.07 ", 7),
            ("5.", 500),
            ("5.000", 500),
        ] {
            assert_eq!(Money::parse(text, 2), Ok(Money(minor)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_and_nothing_is_rounded() {
        for (text, problem) in [
            ("", MoneyProblem::NotANumber),
            ("约三千", MoneyProblem::NotANumber),
            ("1.2.3", MoneyProblem::NotANumber),
            ("12-", MoneyProblem::NotANumber),
            (".", MoneyProblem::NotANumber),
            ("(5", MoneyProblem::NotANumber),
            ("元", MoneyProblem::NotANumber),
            ("1.005", MoneyProblem::TooPrecise),
            ("99999999999999999999", MoneyProblem::TooLarge),
        ] {
            assert_eq!(Money::parse(text, 2), Err(problem), "{text}");
        }
    }

    #[test]
    fn figures_are_grouped_and_keep_their_decimals_only_when_there_are_any() {
        assert_eq!(Money(38_760_000).to_figures(2), "387,600");
        assert_eq!(Money(1_077).to_figures(2), "10.77");
        assert_eq!(Money(-5_250).to_figures(2), "\u{2212}52.50");
        assert_eq!(Money(100_000).to_figures(0), "100,000");
        assert_eq!(Money(5).to_decimal(2), "0.05");
        assert_eq!(Money(i64::MIN).to_decimal(0), i64::MIN.to_string());
    }

    #[test]
    fn division_rounds_halves_away_from_zero() {
        assert_eq!(Money(5).divided(2), Some(Money(3)));
        assert_eq!(Money(-5).divided(2), Some(Money(-3)));
        assert_eq!(Money(5).divided(0), None);
    }

    proptest::proptest! {
        #[test]
        fn an_amount_survives_being_written_and_read(minor in -Money::LIMIT..=Money::LIMIT) {
            let money = Money(minor);
            proptest::prop_assert_eq!(Money::parse(&money.to_decimal(2), 2), Ok(money));
            let figures = money.to_figures(2).replace('\u{2212}', "-");
            proptest::prop_assert_eq!(Money::parse(&figures, 2), Ok(money));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = Money::parse(&text, 2);
        }
    }
}

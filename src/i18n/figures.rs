//! Amounts, days and shares as people read them.

use chrono::Datelike as _;
use records::codes::Stage;
use records::page::{CommunityBrief, Comparison, Figure};
use records::{Currency, Date, Lang, Money, YearId};

use super::Words;

/// A space that never breaks: the number and its unit stay together.
const NBSP: char = '\u{a0}';

impl Words {
    /// An amount with its unit: `387,600 元`, `¥387,600`.
    pub fn amount(self, amount: Money, currency: Currency) -> String {
        let figures = amount.to_figures(currency.minor_digits());
        let (sign, digits) = match figures.strip_prefix('\u{2212}') {
            Some(rest) => ("\u{2212}", rest),
            None => ("", figures.as_str()),
        };
        match (self.lang, currency.code()) {
            (Lang::ZhHans | Lang::ZhHant, _) => {
                format!("{figures}{NBSP}{}", self.unit(currency))
            }
            (Lang::En, "CNY") => format!("{sign}¥{digits}"),
            (Lang::En, "USD") => format!("{sign}${digits}"),
            (Lang::En, code) => format!("{sign}{code}{NBSP}{digits}"),
        }
    }

    /// The unit of a currency in a Chinese sentence.
    fn unit(self, currency: Currency) -> String {
        match (currency.code(), self.lang) {
            ("CNY", _) => "元".into(),
            ("USD", _) => "美元".into(),
            ("HKD", _) => "港元".into(),
            ("TWD", Lang::ZhHans) => "新台币元".into(),
            ("TWD", _) => "新臺幣元".into(),
            ("EUR", Lang::ZhHans) => "欧元".into(),
            ("EUR", _) => "歐元".into(),
            (code, _) => code.to_owned(),
        }
    }

    /// What one major unit is called in "the hundred yuan".
    pub fn unit_name(self, currency: Currency) -> String {
        match (self.lang, currency.code()) {
            (Lang::ZhHans | Lang::ZhHant, _) => self.unit(currency),
            (Lang::En, "CNY") => "yuan".into(),
            (Lang::En, "USD") => "dollars".into(),
            (Lang::En, code) => code.to_owned(),
        }
    }

    /// The amount in 万 or 亿 (from 10,000), in millions in English (from 1,000,000), rounded to
    /// two decimals; nothing below.
    ///
    /// The full figure always stands beside it (ACCESSIBILITY, numbers).
    pub fn rounded(self, amount: Money, currency: Currency) -> Option<String> {
        let major = currency.minor_per_major();
        let (step, word) = match self.lang {
            Lang::En if amount.0.abs() >= 1_000_000 * major => (1_000_000, "million"),
            Lang::ZhHans if amount.0.abs() >= 100_000_000 * major => (100_000_000, "亿"),
            Lang::ZhHant if amount.0.abs() >= 100_000_000 * major => (100_000_000, "億"),
            Lang::ZhHans if amount.0.abs() >= 10_000 * major => (10_000, "万"),
            Lang::ZhHant if amount.0.abs() >= 10_000 * major => (10_000, "萬"),
            _ => return None,
        };
        // Hundredths of the step: two decimals.
        let hundredths = amount.divided(u64::try_from(step * major / 100).unwrap_or(1))?;
        let mut digits = hundredths.to_decimal(2);
        while digits.ends_with('0') {
            digits.pop();
        }
        if digits.ends_with('.') {
            digits.pop();
        }
        let digits = digits.replace('-', "\u{2212}");
        Some(match self.lang {
            Lang::En => {
                let (sign, digits) = match digits.strip_prefix('\u{2212}') {
                    Some(rest) => ("\u{2212}", rest.to_owned()),
                    None => ("", digits),
                };
                let mark = match currency.code() {
                    "CNY" => "¥".to_owned(),
                    "USD" => "$".to_owned(),
                    code => format!("{code}{NBSP}"),
                };
                format!("{sign}{mark}{digits}{NBSP}{word}")
            }
            _ => format!("{digits}{NBSP}{word}{}", self.unit(currency)),
        })
    }

    /// "per household per month, about ¥x (3,000 households, 12 months)"; nothing without a number
    /// of households.
    pub fn per_household(self, amount: Money, community: &CommunityBrief) -> Option<String> {
        let households = community.households.filter(|n| *n > 0)?;
        let share = amount.divided(u64::from(households) * 12)?;
        Some(self.per_household_month(&self.amount(share, community.currency)))
    }

    /// By what the figure per household was divided; nothing without a number of households.
    pub fn divisor(self, community: &CommunityBrief) -> Option<String> {
        let households = community.households.filter(|n| *n > 0)?;
        Some(self.divided_by(&Money(i64::from(households)).to_figures(0)))
    }

    /// A day in words: `2026年11月5日`, `5 November 2026`.
    pub fn day(self, date: Date) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self.lang {
            Lang::En => {
                let name = MONTHS.get(date.month0() as usize).copied().unwrap_or("");
                format!("{day}{NBSP}{name} {year}")
            }
            // A number never parts from its 月 or 日.
            _ => format!("{year}年{month}\u{2060}月{day}\u{2060}日"),
        }
    }

    /// A fiscal year in words: `2026 年`, `FY 2021-22`.
    pub fn year(self, year: &YearId) -> String {
        match self.lang {
            Lang::En => year.to_string(),
            _ if year.is_calendar_year() => format!("{year}{NBSP}年"),
            _ => format!("{year}{NBSP}年度"),
        }
    }

    /// A part of a whole in whole per cent; "less than 1%" for a little.
    pub fn percent(self, part: Money, whole: Money) -> Option<String> {
        if whole.0 <= 0 || part.0 < 0 {
            return None;
        }
        let share = i128::from(part.0) * 100;
        let whole = i128::from(whole.0);
        let rounded = (share + whole / 2) / whole;
        Some(if rounded == 0 && part.0 > 0 {
            self.under_one_percent().to_owned()
        } else {
            format!("{rounded}%")
        })
    }

    /// The change on last year in a sentence: "8% more than last year".
    pub fn change(self, figure: &Figure, compared: Option<&Comparison>) -> Option<String> {
        let compared = compared?;
        let Some(prior) = figure.prior else {
            return Some(self.not_last_year().to_owned());
        };
        let difference = i128::from(figure.amount.0) - i128::from(prior.0);
        if difference == 0 {
            return Some(self.same_as_last_year().to_owned());
        }
        if prior.0 <= 0 {
            return None;
        }
        let percent = (difference.abs() * 100 + i128::from(prior.0) / 2) / i128::from(prior.0);
        let percent = match (percent, self.lang) {
            (0, _) => self.under_one_percent().to_owned(),
            (_, Lang::En) => format!("{percent}%"),
            _ => format!("{NBSP}{percent}%"),
        };
        let settled = compared.stage == Stage::Executed;
        Some(match (difference > 0, settled) {
            (true, true) => self.more_than_settled(&percent),
            (false, true) => self.less_than_settled(&percent),
            (true, false) => self.more_than_budget(&percent),
            (false, false) => self.less_than_budget(&percent),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANS: Words = Words { lang: Lang::ZhHans };
    const HANT: Words = Words { lang: Lang::ZhHant };
    const EN: Words = Words { lang: Lang::En };

    #[test]
    fn an_amount_never_parts_from_its_unit() {
        let usd = Currency::try_from("USD".to_owned()).unwrap();
        assert_eq!(
            HANS.amount(Money(38_760_000), Currency::CNY),
            "387,600\u{a0}元"
        );
        assert_eq!(EN.amount(Money(-1_050), Currency::CNY), "\u{2212}¥10.50");
        assert_eq!(EN.amount(Money(100), usd), "$1");
        assert_eq!(HANT.amount(Money(100), usd), "1\u{a0}美元");
    }

    #[test]
    fn large_amounts_have_a_rounded_form_beside_the_full_one() {
        let cny = Currency::CNY;
        for (minor, hans, hant, en) in [
            (999_999, None, None, None),
            (1_000_000, Some("1\u{a0}万元"), Some("1\u{a0}萬元"), None),
            (
                38_760_000,
                Some("38.76\u{a0}万元"),
                Some("38.76\u{a0}萬元"),
                None,
            ),
            (
                -2_000_000,
                Some("\u{2212}2\u{a0}万元"),
                Some("\u{2212}2\u{a0}萬元"),
                None,
            ),
            (
                12_345_678_900,
                Some("1.23\u{a0}亿元"),
                Some("1.23\u{a0}億元"),
                Some("¥123.46\u{a0}million"),
            ),
        ] {
            assert_eq!(HANS.rounded(Money(minor), cny).as_deref(), hans, "{minor}");
            assert_eq!(HANT.rounded(Money(minor), cny).as_deref(), hant, "{minor}");
            assert_eq!(EN.rounded(Money(minor), cny).as_deref(), en, "{minor}");
        }
    }

    #[test]
    fn days_and_shares_are_words() {
        let day = Date::from_ymd_opt(2026, 11, 5).unwrap();
        assert_eq!(HANS.day(day), "2026年11\u{2060}月5\u{2060}日");
        assert_eq!(EN.day(day), "5\u{a0}November 2026");
        assert_eq!(EN.percent(Money(1), Money(3)).as_deref(), Some("33%"));
        assert_eq!(
            EN.percent(Money(1), Money(1_000)).as_deref(),
            Some("less than 1%")
        );
        assert_eq!(EN.percent(Money(1), Money(0)), None);
    }
}

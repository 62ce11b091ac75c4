//! Which money the community counts in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code and, from it, the number of decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = "^[A-Z]{3}$")))]
pub struct Currency([u8; 3]);

/// Not three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 4217 code")]
pub struct CurrencyProblem;

impl Currency {
    /// 人民币, the default.
    pub const CNY: Currency = Currency(*b"CNY");

    /// The three letters.
    pub fn code(&self) -> &str {
        // Built from ASCII capitals only.
        std::str::from_utf8(&self.0).unwrap_or("CNY")
    }

    /// Decimals of an amount in major units (ISO 4217: 0 for JPY and its like, 3 for KWD and its
    /// like, 2 otherwise).
    pub fn minor_digits(&self) -> u8 {
        match self.code() {
            "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "UGX" | "XAF" | "XOF" | "XPF" | "PYG" => 0,
            "KWD" | "BHD" | "OMR" | "JOD" | "TND" | "IQD" | "LYD" => 3,
            _ => 2,
        }
    }

    /// One major unit in minor units: 100 for CNY.
    pub fn minor_per_major(&self) -> i64 {
        10_i64.pow(u32::from(self.minor_digits()))
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyProblem;
    fn try_from(text: String) -> Result<Self, CurrencyProblem> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Currency(code)),
            _ => Err(CurrencyProblem),
        }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

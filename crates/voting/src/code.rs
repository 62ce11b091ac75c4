//! The code on a voting slip: 80 random bits and two check characters.
//!
//! Eighteen characters of Crockford's base32 in three groups of six, `J6C7ZE-TZ8XCY-X1NKBX`. The
//! first sixteen are the bits, the last two the checks of a Reed-Solomon code over GF(32), so that
//! every wrong character and every two exchanged neighbours are found.
//!
//! * The field: polynomials over GF(2) modulo x⁵ + x² + 1; a character's value is its five bits.
//!   α = x = 2.
//! * The checks: c₀ + c₁ + … + c₁₇ = 0 and c₀α⁰ + c₁α¹ + … + c₁₇α¹⁷ = 0, c₀ being the first
//!   character.
//! * One wrong character leaves the first sum at the error e ≠ 0 and the second at eαⁱ: the place
//!   follows. Two exchanged ones leave the first at 0 and the second at something else, so the two
//!   faults are never taken for each other.
//!
//! 80 bits because the roll of public keys can be guessed at by whoever has it, and a guess is right
//! for any of its slips: with 5,000 of them, 2^67 keys have to be made for one hit.

use std::fmt;

use sealing::CryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::crockford::{digit, read};

/// Characters that carry bits.
const DATA: usize = 16;
/// Characters in all.
const LENGTH: usize = 18;
/// Characters in a group.
const GROUP: usize = 6;

/// Doubles in GF(32).
const fn double(a: u8) -> u8 {
    let shifted = a << 1;
    if shifted & 32 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

/// Multiplies in GF(32).
fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = double(a);
        b >>= 1;
    }
    product
}

/// α to a power.
fn power(exponent: usize) -> u8 {
    (0..exponent % 31).fold(1, |a, _| double(a))
}

/// What times `a` is one; `a` is not 0. Its order divides 31.
fn inverse(a: u8) -> u8 {
    (0..30).fold(1, |product, _| times(product, a))
}

/// The two sums, both 0 for a code as it was printed.
fn sums(symbols: &[u8; LENGTH]) -> (u8, u8) {
    let mut sums = (0, 0);
    for (at, symbol) in symbols.iter().enumerate() {
        sums.0 ^= symbol;
        sums.1 ^= times(*symbol, power(at));
    }
    sums
}

/// Appends the checks.
fn with_checks(data: &[u8; DATA]) -> [u8; LENGTH] {
    let mut symbols = [0; LENGTH];
    symbols[..DATA].copy_from_slice(data);
    let (first, second) = sums(&symbols);
    let (next_to_last, last) = (power(DATA), power(DATA + 1));
    let check = times(second ^ times(first, last), inverse(next_to_last ^ last));
    symbols[DATA] = check;
    symbols[DATA + 1] = first ^ check;
    symbols
}

/// A code: whoever has it may vote once. Wiped when it goes; it cannot be printed by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; 10]);

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeProblem {
    /// Not eighteen letters and digits; so many were found.
    #[error("{found} letters and digits instead of {LENGTH}")]
    Length {
        /// Letters and digits found.
        found: usize,
    },
    /// A character that no code has.
    #[error("character {seen:?} at place {at} stands in no code")]
    Character {
        /// Its place among the letters and digits, counted from 0.
        at: usize,
        /// The character.
        seen: char,
    },
    /// A character is wrong, or two are exchanged.
    #[error("a wrong or exchanged character")]
    Check,
}

/// What may have been mistyped. Places are counted from 0 among the letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Another character belongs here.
    Wrong {
        /// Where.
        at: usize,
    },
    /// This one and the next are exchanged.
    Exchanged {
        /// Where the first of them is.
        at: usize,
    },
    /// A character is missing here.
    Missing {
        /// Where it belongs.
        at: usize,
    },
    /// A character too many.
    Extra {
        /// Where.
        at: usize,
    },
}

/// A code that was perhaps meant. It is offered only if its slip is on the roll: of two wrong
/// characters, every second pair looks like a single one elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The code.
    pub code: Code,
    /// What would have been mistyped.
    pub slip: Slip,
}

impl Code {
    /// Draws a code.
    pub fn draw(rng: &mut impl CryptoRng) -> Self {
        let mut code = Code([0; 10]);
        rng.fill_bytes(&mut code.0);
        code
    }

    /// The code of these 80 bits.
    pub fn from_bytes(bytes: [u8; 10]) -> Self {
        Code(bytes)
    }

    /// Its 80 bits.
    pub fn as_bytes(&self) -> &[u8; 10] {
        &self.0
    }

    fn symbols(&self) -> Zeroizing<[u8; LENGTH]> {
        let mut data = Zeroizing::new([0; DATA]);
        for (at, symbol) in data.iter_mut().enumerate() {
            *symbol = (0..5).fold(0, |bits, step| {
                let bit = at * 5 + step;
                bits << 1 | (self.0[bit / 8] >> (7 - bit % 8) & 1)
            });
        }
        Zeroizing::new(with_checks(&data))
    }

    fn of_symbols(symbols: &[u8; LENGTH]) -> Option<Self> {
        if sums(symbols) != (0, 0) {
            return None;
        }
        let mut code = Code([0; 10]);
        for bit in 0..80 {
            let set = symbols[bit / 5] >> (4 - bit % 5) & 1;
            code.0[bit / 8] |= set << (7 - bit % 8);
        }
        Some(code)
    }

    /// As it stands on the slip.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + 2));
        for (at, symbol) in self.symbols().iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(digit(*symbol));
        }
        text
    }

    /// Reads a code as people type it: small letters, full-width letters, O for 0, I and L for 1,
    /// with or without hyphens and spaces.
    ///
    /// # Errors
    /// [`CodeProblem`]
    pub fn parse(text: &str) -> Result<Self, CodeProblem> {
        let typed = read(text);
        if typed.len() != LENGTH {
            return Err(CodeProblem::Length { found: typed.len() });
        }
        let mut symbols = Zeroizing::new([0; LENGTH]);
        for (at, (symbol, typed)) in symbols.iter_mut().zip(&typed).enumerate() {
            let seen = typed.seen;
            *symbol = (typed.value).ok_or(CodeProblem::Character { at, seen })?;
        }
        Code::of_symbols(&symbols).ok_or(CodeProblem::Check)
    }

    /// Which codes may have been meant by a text that is none: with one wrong character, two
    /// exchanged neighbours, one missing or one too many.
    pub fn corrections(text: &str) -> Vec<Correction> {
        let typed = read(text);
        let values: Zeroizing<Vec<u8>> =
            Zeroizing::new(typed.iter().map(|typed| typed.value.unwrap_or(0)).collect());
        let mut strange = (typed.iter().enumerate())
            .filter(|(_, typed)| typed.value.is_none())
            .map(|(at, _)| at);
        let (first, second) = (strange.next(), strange.next());
        let mut found = Vec::new();
        match (values.len(), first, second) {
            (LENGTH, Some(at), None) => {
                filled(&values, at, Slip::Wrong { at }, &mut found);
            }
            (LENGTH, None, _) => mended(&values, &mut found),
            (17, None, _) => {
                for at in 0..LENGTH {
                    let mut whole = values.clone();
                    whole.insert(at, 0);
                    filled(&whole, at, Slip::Missing { at }, &mut found);
                }
            }
            (19, None, None) => {
                for at in 0..=LENGTH {
                    less(&values, at, &mut found);
                }
            }
            (19, Some(at), None) => less(&values, at, &mut found),
            _ => {}
        }
        found
    }
}

fn keep(code: Option<Code>, slip: Slip, found: &mut Vec<Correction>) {
    if let Some(code) = code.filter(|code| found.iter().all(|known| known.code != *code)) {
        found.push(Correction { code, slip });
    }
}

/// Without the character at this place.
fn less(values: &[u8], at: usize, found: &mut Vec<Correction>) {
    let mut symbols = Zeroizing::new([0; LENGTH]);
    let rest = values.iter().enumerate().filter(|(place, _)| *place != at);
    for (symbol, (_, value)) in symbols.iter_mut().zip(rest) {
        *symbol = *value;
    }
    keep(Code::of_symbols(&symbols), Slip::Extra { at }, found);
}

/// With what the first sum asks for at this place, if the second agrees.
fn filled(values: &[u8], at: usize, slip: Slip, found: &mut Vec<Correction>) {
    let Ok(mut symbols) = <[u8; LENGTH]>::try_from(values).map(Zeroizing::new) else {
        return;
    };
    symbols[at] = 0;
    let (error, _) = sums(&symbols);
    symbols[at] = error;
    keep(Code::of_symbols(&symbols), slip, found);
}

/// With one character changed, or two neighbours exchanged.
fn mended(values: &[u8], found: &mut Vec<Correction>) {
    let Ok(symbols) = <[u8; LENGTH]>::try_from(values).map(Zeroizing::new) else {
        return;
    };
    let (error, _) = sums(&symbols);
    for at in 0..LENGTH {
        let mut changed = symbols.clone();
        if error != 0 {
            changed[at] ^= error;
            keep(Code::of_symbols(&changed), Slip::Wrong { at }, found);
        } else if at + 1 < LENGTH && symbols[at] != symbols[at + 1] {
            changed.swap(at, at + 1);
            keep(Code::of_symbols(&changed), Slip::Exchanged { at }, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(symbols: &[u8]) -> String {
        symbols.iter().map(|symbol| digit(*symbol)).collect()
    }

    #[test]
    fn the_field_has_thirty_one_units() {
        let mut seen: Vec<u8> = (0..31).map(power).collect();
        seen.sort_unstable();
        assert_eq!(seen, (1..32).collect::<Vec<_>>());
        for a in 1..32 {
            assert_eq!(times(a, inverse(a)), 1, "{a}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let printed = Code::from_bytes([0; 10]).to_text();
        assert_eq!(printed.as_str(), "000000-000000-000000");
        let code = Code::from_bytes([8, 66, 16, 132, 33, 8, 66, 16, 132, 33]);
        let text = code.to_text();
        assert!(text.starts_with("111111-111111-1111"), "{text:?}");
        let typed = text.replace('1', "l").replace('-', " ");
        assert_eq!(Code::parse(&typed), Ok(code.clone()));
        let typed: String = (text.chars())
            .map(|c| char::from_u32(u32::from(c) - 0x21 + 0xff01).unwrap())
            .collect();
        assert_eq!(Code::parse(&typed), Ok(code));
        assert_eq!(Code::parse("J6C7"), Err(CodeProblem::Length { found: 4 }));
        assert_eq!(
            Code::parse("UUUUUU-UUUUUU-UUUUUU"),
            Err(CodeProblem::Character { at: 0, seen: 'U' })
        );
    }

    #[test]
    fn a_code_is_not_printed_by_mistake() {
        assert_eq!(format!("{:?}", Code::from_bytes([7; 10])), "Code");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn what_is_printed_is_read(bytes: [u8; 10]) {
            let code = Code::from_bytes(bytes);
            prop_assert_eq!(Code::parse(&code.to_text()), Ok(code));
        }

        #[test]
        fn every_wrong_character_is_found_and_mended(bytes: [u8; 10]) {
            let right = Code::from_bytes(bytes);
            let symbols = right.symbols();
            for at in 0..LENGTH {
                for other in 0..32 {
                    let mut typed = *symbols;
                    typed[at] = other;
                    if other == symbols[at] {
                        continue;
                    }
                    let text = code(&typed);
                    prop_assert_eq!(Code::parse(&text), Err(CodeProblem::Check));
                    let meant = Correction { code: right.clone(), slip: Slip::Wrong { at } };
                    prop_assert_eq!(Code::corrections(&text), vec![meant]);
                }
                let mut text: Vec<char> = code(symbols.as_slice()).chars().collect();
                text[at] = 'U';
                let text: String = text.into_iter().collect();
                prop_assert_eq!(Code::parse(&text), Err(CodeProblem::Character { at, seen: 'U' }));
                prop_assert_eq!(Code::corrections(&text).len(), 1);
            }
        }

        #[test]
        fn every_exchange_is_found_and_mended(bytes: [u8; 10]) {
            let right = Code::from_bytes(bytes);
            let symbols = right.symbols();
            for at in 0..LENGTH {
                for other in at + 1..LENGTH {
                    let mut typed = *symbols;
                    typed.swap(at, other);
                    if typed == *symbols {
                        continue;
                    }
                    let text = code(&typed);
                    prop_assert_eq!(Code::parse(&text), Err(CodeProblem::Check));
                    if other == at + 1 {
                        let found = Code::corrections(&text);
                        let meant = Correction { code: right.clone(), slip: Slip::Exchanged { at } };
                        prop_assert!(found.contains(&meant));
                        let exchanged = |c: &Correction| matches!(c.slip, Slip::Exchanged { at: _ });
                        let all = found.iter().all(exchanged);
                        prop_assert!(all);
                    }
                }
            }
        }

        #[test]
        fn two_wrong_characters_are_found(bytes: [u8; 10], a in 0_usize..18, b in 0_usize..18, x in 1_u8..32, y in 1_u8..32) {
            prop_assume!(a != b);
            let mut typed = *Code::from_bytes(bytes).symbols();
            typed[a] ^= x;
            typed[b] ^= y;
            prop_assert_eq!(Code::parse(&code(&typed)), Err(CodeProblem::Check));
        }

        #[test]
        fn a_missing_and_an_extra_character_are_found(bytes: [u8; 10], at in 0_usize..18, extra in 0_u8..32) {
            let right = Code::from_bytes(bytes);
            let mut typed = right.symbols().to_vec();
            typed.remove(at);
            let text = code(&typed);
            prop_assert_eq!(Code::parse(&text), Err(CodeProblem::Length { found: 17 }));
            prop_assert!(Code::corrections(&text).iter().any(|found| found.code == right));
            let mut typed = right.symbols().to_vec();
            typed.insert(at, extra);
            prop_assert!(Code::corrections(&code(&typed)).iter().any(|found| found.code == right));
        }

        #[test]
        fn nothing_typed_makes_it_panic(text in any::<String>()) {
            let _ = Code::parse(&text);
            let _ = Code::corrections(&text);
        }
    }
}

//! Signed integers of any size, small and plain: schoolbook algorithms on
//! 64-bit limbs, which is what numbers of a few hundred bits want.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

/// A signed integer of any size.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Integer {
    /// Never true for zero.
    negative: bool,
    /// Least significant limb first; no zero limb at the top.
    limbs: Vec<u64>,
}

const fn low(value: u128) -> u64 {
    (value & 0xffff_ffff_ffff_ffff) as u64
}

const fn high(value: u128) -> u64 {
    (value >> 64) as u64
}

fn trim(limbs: &mut Vec<u64>) {
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
}

fn compare_limbs(a: &[u64], b: &[u64]) -> Ordering {
    a.len()
        .cmp(&b.len())
        .then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `a += b`
fn add_limbs(a: &mut Vec<u64>, b: &[u64]) {
    if a.len() < b.len() {
        a.resize(b.len(), 0);
    }
    let mut carry = 0_u64;
    for (index, limb) in a.iter_mut().enumerate() {
        if index >= b.len() && carry == 0 {
            return;
        }
        let sum =
            u128::from(*limb) + u128::from(b.get(index).copied().unwrap_or(0)) + u128::from(carry);
        *limb = low(sum);
        carry = high(sum);
    }
    if carry > 0 {
        a.push(carry);
    }
}

/// `a -= b`, where `a >= b`
fn subtract_limbs(a: &mut Vec<u64>, b: &[u64]) {
    let mut borrow = false;
    for (index, limb) in a.iter_mut().enumerate() {
        if index >= b.len() && !borrow {
            break;
        }
        let (first, under_first) = limb.overflowing_sub(b.get(index).copied().unwrap_or(0));
        let (second, under_second) = first.overflowing_sub(u64::from(borrow));
        *limb = second;
        borrow = under_first || under_second;
    }
    trim(a);
}

fn multiply_limbs(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut product = alloc::vec![0_u64; a.len() + b.len()];
    for (i, &x) in a.iter().enumerate() {
        let mut carry = 0_u64;
        for (j, &y) in b.iter().enumerate() {
            let sum =
                u128::from(x) * u128::from(y) + u128::from(product[i + j]) + u128::from(carry);
            product[i + j] = low(sum);
            carry = high(sum);
        }
        product[i + b.len()] = carry;
    }
    trim(&mut product);
    product
}

/// Divides in place by one limb, returns the remainder.
fn divide_limb(a: &mut Vec<u64>, divisor: u64) -> u64 {
    let mut remainder = 0_u64;
    for limb in a.iter_mut().rev() {
        let value = (u128::from(remainder) << 64) | u128::from(*limb);
        *limb = low(value / u128::from(divisor));
        remainder = low(value % u128::from(divisor));
    }
    trim(a);
    remainder
}

fn shift_left(a: &[u64], bits: u32) -> Vec<u64> {
    let mut shifted = Vec::with_capacity(a.len() + 1);
    let mut carry = 0_u64;
    for &limb in a {
        shifted.push((limb << bits) | carry);
        carry = if bits == 0 { 0 } else { limb >> (64 - bits) };
    }
    shifted.push(carry);
    shifted
}

/// Knuth's algorithm D. Returns quotient and remainder; `b` is not zero.
fn divide_limbs(a: &[u64], b: &[u64]) -> (Vec<u64>, Vec<u64>) {
    if compare_limbs(a, b) == Ordering::Less {
        return (Vec::new(), a.to_vec());
    }
    if let [only] = b {
        let mut quotient = a.to_vec();
        let remainder = divide_limb(&mut quotient, *only);
        let mut rest = alloc::vec![remainder];
        trim(&mut rest);
        return (quotient, rest);
    }
    let bits = b[b.len() - 1].leading_zeros();
    let mut divisor = shift_left(b, bits);
    trim(&mut divisor);
    let mut rest = shift_left(a, bits);
    let n = divisor.len();
    let steps = rest.len() - n;
    let top = u128::from(divisor[n - 1]);
    let second = u128::from(divisor[n - 2]);
    let mut quotient = alloc::vec![0_u64; steps];
    for j in (0..steps).rev() {
        let head = (u128::from(rest[j + n]) << 64) | u128::from(rest[j + n - 1]);
        let mut guess = head / top;
        let mut left = head % top;
        while guess > u128::from(u64::MAX)
            || guess * second > ((left << 64) | u128::from(rest[j + n - 2]))
        {
            guess -= 1;
            left += top;
            if left > u128::from(u64::MAX) {
                break;
            }
        }
        let mut carry = 0_u64;
        let mut borrow = false;
        for i in 0..n {
            let product = guess * u128::from(divisor[i]) + u128::from(carry);
            carry = high(product);
            let (first, under_first) = rest[i + j].overflowing_sub(low(product));
            let (last, under_last) = first.overflowing_sub(u64::from(borrow));
            rest[i + j] = last;
            borrow = under_first || under_last;
        }
        let (first, under_first) = rest[j + n].overflowing_sub(carry);
        let (last, under_last) = first.overflowing_sub(u64::from(borrow));
        rest[j + n] = last;
        if under_first || under_last {
            guess -= 1;
            let mut carry = 0_u64;
            for i in 0..n {
                let sum = u128::from(rest[i + j]) + u128::from(divisor[i]) + u128::from(carry);
                rest[i + j] = low(sum);
                carry = high(sum);
            }
            rest[j + n] = rest[j + n].wrapping_add(carry);
        }
        quotient[j] = low(guess);
    }
    trim(&mut quotient);
    rest.truncate(n);
    for index in 0..n {
        let above = if index + 1 < n && bits > 0 {
            rest[index + 1] << (64 - bits)
        } else {
            0
        };
        rest[index] = (rest[index] >> bits) | above;
    }
    trim(&mut rest);
    (quotient, rest)
}

impl Integer {
    /// Nothing.
    pub const ZERO: Self = Self {
        negative: false,
        limbs: Vec::new(),
    };

    fn from_limbs(negative: bool, limbs: Vec<u64>) -> Self {
        Self {
            negative: negative && !limbs.is_empty(),
            limbs,
        }
    }

    /// One.
    pub fn one() -> Self {
        Self::from(1)
    }

    /// Whether this is nothing.
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// Whether this is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self::from_limbs(false, self.limbs.clone())
    }

    /// `self + other`
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.add_signed(other.negative, &other.limbs);
        self
    }

    /// `self - other`
    #[must_use]
    pub fn minus(mut self, other: &Self) -> Self {
        self.add_signed(!other.negative, &other.limbs);
        self
    }

    fn add_signed(&mut self, negative: bool, limbs: &[u64]) {
        if self.negative == negative || self.limbs.is_empty() {
            if self.limbs.is_empty() {
                self.negative = negative && !limbs.is_empty();
            }
            add_limbs(&mut self.limbs, limbs);
        } else if compare_limbs(&self.limbs, limbs) == Ordering::Less {
            let mut larger = limbs.to_vec();
            subtract_limbs(&mut larger, &self.limbs);
            self.negative = negative;
            self.limbs = larger;
        } else {
            subtract_limbs(&mut self.limbs, limbs);
            self.negative = self.negative && !self.limbs.is_empty();
        }
    }

    /// `self * other`
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::from_limbs(
            self.negative != other.negative,
            multiply_limbs(&self.limbs, &other.limbs),
        )
    }

    /// `self * factor`
    #[must_use]
    pub fn times_small(&self, factor: u64) -> Self {
        let mut limbs = Vec::with_capacity(self.limbs.len() + 1);
        let mut carry = 0_u64;
        for &limb in &self.limbs {
            let product = u128::from(limb) * u128::from(factor) + u128::from(carry);
            limbs.push(low(product));
            carry = high(product);
        }
        limbs.push(carry);
        trim(&mut limbs);
        Self::from_limbs(self.negative, limbs)
    }

    /// Quotient toward zero and remainder with the sign of `self`; none when
    /// `divisor` is zero.
    pub fn divide(&self, divisor: &Self) -> Option<(Self, Self)> {
        if divisor.is_zero() {
            return None;
        }
        let (quotient, remainder) = divide_limbs(&self.limbs, &divisor.limbs);
        Some((
            Self::from_limbs(self.negative != divisor.negative, quotient),
            Self::from_limbs(self.negative, remainder),
        ))
    }

    /// Distance from zero modulo a small divisor above zero.
    pub(crate) fn remainder_small(&self, divisor: u64) -> u64 {
        let mut remainder = 0_u64;
        for &limb in self.limbs.iter().rev() {
            let value = (u128::from(remainder) << 64) | u128::from(limb);
            remainder = low(value % u128::from(divisor));
        }
        remainder
    }

    /// Quotient toward zero by a small divisor above zero.
    #[must_use]
    pub(crate) fn divide_small(mut self, divisor: u64) -> Self {
        divide_limb(&mut self.limbs, divisor);
        let negative = self.negative;
        Self::from_limbs(negative, self.limbs)
    }

    /// The greatest common divisor, never negative.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        let mut a = self.abs();
        let mut b = other.abs();
        while !b.is_zero() {
            if b.limbs.len() == 1 {
                let mut x = b.limbs[0];
                let mut y = a.remainder_small(x);
                while y != 0 {
                    (x, y) = (y, x % y);
                }
                return Self::from_limbs(false, alloc::vec![x]);
            }
            let (_, rest) = divide_limbs(&a.limbs, &b.limbs);
            a = b;
            b = Self::from_limbs(false, rest);
        }
        a
    }

    /// The value as `i128`, if it fits.
    pub fn to_i128(&self) -> Option<i128> {
        let magnitude = match self.limbs.as_slice() {
            [] => 0,
            [a] => u128::from(*a),
            [a, b] => u128::from(*a) | (u128::from(*b) << 64),
            _ => return None,
        };
        let magnitude = i128::try_from(magnitude).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    fn bit_length(&self) -> u64 {
        match self.limbs.last() {
            None => 0,
            Some(top) => self.limbs.len() as u64 * 64 - u64::from(top.leading_zeros()),
        }
    }

    /// `self / 2^shift` cut to 64 significant bits, with the shift left over.
    fn leading(&self) -> (u64, u64) {
        let length = self.bit_length();
        let count = self.limbs.len();
        if length <= 64 {
            return (self.limbs.first().copied().unwrap_or(0), 0);
        }
        let shift = length - 64;
        let bits = shift % 64;
        let top = self.limbs[count - 1];
        let below = self.limbs[count - 2];
        let value = if bits == 0 {
            top
        } else {
            (top << (64 - bits)) | (below >> bits)
        };
        (value, shift)
    }
}

fn power_of_two(exponent: i64) -> f64 {
    let clamped = exponent.clamp(-1022, 1023) + 1023;
    f64::from_bits(u64::try_from(clamped).unwrap_or(0) << 52)
}

/// `a / b` as a float, within four units of relative rounding. Used only to
/// aim; never to decide.
pub(crate) fn approximate_ratio(a: &Integer, b: &Integer) -> f64 {
    if a.is_zero() {
        return 0.0;
    }
    let (x, shift_x) = a.leading();
    let (y, shift_y) = b.leading();
    let exponent = i64::try_from(shift_x).unwrap_or(i64::MAX / 4)
        - i64::try_from(shift_y).unwrap_or(i64::MAX / 4);
    let value = (x as f64 / y as f64) * power_of_two(exponent);
    if a.negative == b.negative {
        value
    } else {
        -value
    }
}

impl From<u64> for Integer {
    fn from(value: u64) -> Self {
        let mut limbs = alloc::vec![value];
        trim(&mut limbs);
        Self {
            negative: false,
            limbs,
        }
    }
}

impl From<i32> for Integer {
    fn from(value: i32) -> Self {
        Self::from(i128::from(value))
    }
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Self::from(i128::from(value))
    }
}

impl From<i128> for Integer {
    fn from(value: i128) -> Self {
        let magnitude = value.unsigned_abs();
        let mut limbs = alloc::vec![low(magnitude), high(magnitude)];
        trim(&mut limbs);
        Self {
            negative: value < 0,
            limbs,
        }
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => compare_limbs(&self.limbs, &other.limbs),
            (true, true) => compare_limbs(&other.limbs, &self.limbs),
        }
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CHUNK: u64 = 10_000_000_000_000_000_000;
        let mut chunks = Vec::new();
        let mut rest = self.limbs.clone();
        while !rest.is_empty() {
            chunks.push(divide_limb(&mut rest, CHUNK));
        }
        let mut digits = String::new();
        for (index, chunk) in chunks.iter().rev().enumerate() {
            use fmt::Write as _;
            if index == 0 {
                write!(digits, "{chunk}")?;
            } else {
                write!(digits, "{chunk:019}")?;
            }
        }
        if digits.is_empty() {
            digits.push('0');
        }
        f.pad_integral(!self.negative, "", &digits)
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn big(text: &str) -> Integer {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
        let mut value = Integer::ZERO;
        for digit in digits.bytes() {
            value = value
                .times_small(10)
                .plus(&Integer::from(u64::from(digit - b'0')));
        }
        if negative {
            Integer::ZERO.minus(&value)
        } else {
            value
        }
    }

    #[test]
    fn a_long_number_is_written_as_it_was_read() {
        let text = "-123456789012345678901234567890000000000000000000000000000000000000001";
        assert_eq!(big(text).to_string(), text);
    }

    proptest! {
        #[test]
        fn arithmetic_agrees_with_machine_integers(a: i64, b: i64) {
            let (x, y) = (i128::from(a), i128::from(b));
            let (big_x, big_y) = (Integer::from(x), Integer::from(y));
            prop_assert_eq!(big_x.clone().plus(&big_y), Integer::from(x + y));
            prop_assert_eq!(big_x.clone().minus(&big_y), Integer::from(x - y));
            prop_assert_eq!(big_x.times(&big_y), Integer::from(x * y));
            prop_assert_eq!(big_x.cmp(&big_y), x.cmp(&y));
            if y != 0 {
                let (quotient, remainder) = big_x.divide(&big_y).unwrap();
                prop_assert_eq!(quotient, Integer::from(x / y));
                prop_assert_eq!(remainder, Integer::from(x % y));
            }
        }

        #[test]
        fn division_undoes_multiplication(
            a in "-?[1-9][0-9]{0,90}", b in "-?[1-9][0-9]{0,60}", c in "[0-9]{1,50}"
        ) {
            let (a, b, c) = (big(&a), big(&b), big(&c));
            let value = a.times(&b).plus(&c);
            let (quotient, remainder) = value.divide(&b).unwrap();
            prop_assert!(remainder.abs() < b.abs());
            prop_assert_eq!(quotient.times(&b).plus(&remainder), value.clone());
            let divisor = value.gcd(&b);
            prop_assert!(b.divide(&divisor).unwrap().1.is_zero());
            prop_assert!(value.divide(&divisor).unwrap().1.is_zero());
        }

        #[test]
        fn limbs_near_their_ends_divide_right(a in prop::collection::vec(edge(), 1..6), b in prop::collection::vec(edge(), 1..4)) {
            let make = |parts: &[u64]| parts.iter().fold(Integer::ZERO, |value, part| {
                value.times(&Integer::from(1_i128 << 64)).plus(&Integer::from(*part))
            });
            let (a, b) = (make(&a), make(&b));
            if !b.is_zero() {
                let (quotient, remainder) = a.divide(&b).unwrap();
                prop_assert!(remainder < b);
                prop_assert_eq!(quotient.times(&b).plus(&remainder), a);
            }
        }

        #[test]
        fn the_float_aims_well(a in 1_u64.., b in 1_u64.., shift in 0_u32..200) {
            let mut x = Integer::from(a);
            for _ in 0..shift { x = x.times_small(2); }
            let expected = a as f64 / b as f64 * power_of_two(i64::from(shift));
            let got = approximate_ratio(&x, &Integer::from(b));
            prop_assert!((got - expected).abs() <= expected * 1e-15);
        }
    }

    fn edge() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            Just(1),
            Just(u64::MAX),
            Just(1 << 63),
            any::<u64>()
        ]
    }
}

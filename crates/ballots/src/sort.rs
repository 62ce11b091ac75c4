//! Stable sorting in little code: the library's sort is compiled anew for every
//! use, a quarter of this crate's weight in a browser; these are compiled once,
//! or are a loop.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Insertion sort: for short lists, and for lists nearly in order.
pub(crate) fn short<T>(list: &mut [T], mut is_before: impl FnMut(&T, &T) -> bool) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && is_before(&list[at], &list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// The numbers below `len` in the order that `compare` gives them; equals stay
/// in numeric order. Merges from single numbers up.
pub(crate) fn order(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut list: Vec<usize> = (0..len).collect();
    let mut merged = Vec::with_capacity(len);
    let mut width = 1;
    while width < len {
        merged.clear();
        for pair in list.chunks(width * 2) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
                if compare(*b, *a).is_lt() {
                    merged.push(*b);
                    right = right_rest;
                } else {
                    merged.push(*a);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        core::mem::swap(&mut list, &mut merged);
        width *= 2;
    }
    list
}

/// Puts a list of places in order.
pub(crate) fn places(list: &mut Vec<usize>, compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    let sorted = order(list.len(), &mut |a, b| compare(list[a], list[b]));
    *list = sorted.into_iter().map(|at| list[at]).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_agree_with_the_library(list in prop::collection::vec(0_u8..9, 0..70)) {
            let mut expected: Vec<(u8, usize)> = list.iter().copied().zip(0..).collect();
            expected.sort_unstable();
            let got: Vec<(u8, usize)> = order(list.len(), &mut |a, b| list[a].cmp(&list[b]))
                .into_iter()
                .map(|at| (list[at], at))
                .collect();
            prop_assert_eq!(&got, &expected);
            let mut mine: Vec<(u8, usize)> = list.iter().copied().zip(0..).collect();
            short(&mut mine, |a, b| a.0 < b.0);
            prop_assert_eq!(&mine, &expected);
        }
    }
}

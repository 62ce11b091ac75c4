//! "This community's hundred yuan": amounts as whole parts of a hundred.

use crate::Money;

/// What of a hundred belongs to each amount, by largest remainder (Hamilton), so that the parts
/// always sum to 100.
///
/// Amounts of zero or below get nothing: a share of a negative amount means nothing. Equal
/// remainders go to the larger amount, then to the earlier one. All zero gives all zero.
pub fn hundred(amounts: &[Money]) -> Vec<u32> {
    let total: i128 = amounts
        .iter()
        .filter(|amount| amount.0 > 0)
        .map(|amount| i128::from(amount.0))
        .sum();
    let mut parts = vec![0_u32; amounts.len()];
    if total == 0 {
        return parts;
    }
    let mut given = 0_u32;
    let mut remainders: Vec<(i128, i64, usize)> = Vec::new();
    for (at, amount) in amounts.iter().enumerate() {
        if amount.0 > 0 {
            let scaled = i128::from(amount.0) * 100;
            // At most 100, because no amount exceeds the total.
            parts[at] = u32::try_from(scaled / total).unwrap_or(100);
            given += parts[at];
            remainders.push((scaled % total, amount.0, at));
        }
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    let missing = usize::try_from(100_u32.saturating_sub(given)).unwrap_or(0);
    for (_, _, at) in remainders.into_iter().take(missing) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_equal_amounts_share_a_hundred_without_losing_one() {
        assert_eq!(hundred(&[Money(1), Money(1), Money(1)]), [34, 33, 33]);
        assert_eq!(hundred(&[Money(0), Money(5)]), [0, 100]);
        assert_eq!(hundred(&[Money(-5), Money(5)]), [0, 100]);
        assert_eq!(hundred(&[]), Vec::<u32>::new());
        assert_eq!(hundred(&[Money(0)]), [0]);
    }

    proptest::proptest! {
        #[test]
        fn the_parts_sum_to_a_hundred_and_are_within_one_of_the_truth(
            amounts in proptest::collection::vec(-1_000_000_i64..1_000_000_000_000, 1..60)
        ) {
            let money: Vec<Money> = amounts.iter().copied().map(Money).collect();
            let parts = hundred(&money);
            let total: i128 = amounts.iter().filter(|a| **a > 0).map(|a| i128::from(*a)).sum();
            if total > 0 {
                proptest::prop_assert_eq!(parts.iter().sum::<u32>(), 100);
                for (amount, part) in amounts.iter().zip(&parts) {
                    let scaled = i128::from((*amount).max(0)) * 100;
                    let part = i128::from(*part) * total;
                    proptest::prop_assert!((scaled - part).abs() < total);
                }
            }
        }
    }
}

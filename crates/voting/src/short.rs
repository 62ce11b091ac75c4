//! Sorting lists of a ballot's length. The library's sorts are three times the size of everything else
//! that a ballot needs of `core`, and quicker only for lists that no voter fills in.

/// Sorts in place, keeping equal ones in their order.
pub(crate) fn sort_by<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at - 1]) > key(&list[at]) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_library_does(list in prop::collection::vec((0_u8..20, any::<u8>()), 0..40)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            super::sort_by(&mut ours, |entry| entry.0);
            theirs.sort_by_key(|entry| entry.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}

//! Which letters say about the same, so that a clerk can answer them together.
//!
//! Texts are compared by their pairs of neighbouring characters, which works for Chinese without a
//! list of words. The measure is Dice's: twice the shared pairs over all pairs. It only suggests;
//! nothing is merged without a clerk.

use std::collections::{BTreeMap, BTreeSet};

/// From this share on two texts are called similar, in hundredths.
pub const THRESHOLD: u32 = 45;
/// The most that are named for one text.
pub const MOST: usize = 3;

/// Pairs of characters of a text: letters and digits alone, in lower case.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match letters[..] {
        // One character pairs with nothing, but may be all that there is.
        [only] => BTreeSet::from([(only, only)]),
        _ => letters.windows(2).map(|pair| (pair[0], pair[1])).collect(),
    }
}

/// How alike two texts are, in hundredths; 0 for a blank one.
pub fn likeness(one: &str, other: &str) -> u32 {
    let (one, other) = (pairs(one), pairs(other));
    share(one.intersection(&other).count(), one.len(), other.len())
}

fn share(shared: usize, one: usize, other: usize) -> u32 {
    match one + other {
        0 => 0,
        all => u32::try_from(200 * shared / all).unwrap_or(100),
    }
}

/// For each text the places of those that are similar and how alike they are, the most alike
/// first; of equals, the earlier place.
pub fn similar(texts: &[&str]) -> Vec<Vec<(usize, u32)>> {
    let sets: Vec<BTreeSet<(char, char)>> = texts.iter().map(|text| pairs(text)).collect();
    let mut places: BTreeMap<(char, char), Vec<usize>> = BTreeMap::new();
    for (at, set) in sets.iter().enumerate() {
        for pair in set {
            places.entry(*pair).or_default().push(at);
        }
    }
    let mut shared = vec![0_usize; texts.len()];
    sets.iter()
        .enumerate()
        .map(|(at, set)| {
            shared.fill(0);
            for other in set.iter().filter_map(|pair| places.get(pair)).flatten() {
                shared[*other] += 1;
            }
            let mut alike: Vec<(usize, u32)> = shared
                .iter()
                .zip(&sets)
                .enumerate()
                .filter(|(other, _)| *other != at)
                .map(|(other, (shared, of_other))| {
                    (other, share(*shared, set.len(), of_other.len()))
                })
                .filter(|(_, alike)| *alike >= THRESHOLD)
                .collect();
            alike.sort_by_key(|(other, alike)| (std::cmp::Reverse(*alike), *other));
            alike.truncate(MOST);
            alike
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_trouble_in_other_words_is_similar() {
        let lamp = "北门到五号楼的路灯坏了三盏，晚上看不见路";
        let again = "五号楼到北门路灯坏了，晚上走路看不见";
        let canteen = "老年食堂的饭能不能软一点";
        assert!(
            likeness(lamp, again) >= THRESHOLD,
            "{}",
            likeness(lamp, again)
        );
        assert!(likeness(lamp, canteen) < THRESHOLD);
        assert_eq!(likeness(lamp, lamp), 100);
        assert_eq!(likeness(lamp, ""), 0);
        assert_eq!(likeness("", ""), 0);
        assert_eq!(likeness("灯", "灯"), 100);
    }

    #[test]
    fn punctuation_case_and_width_of_spaces_do_not_matter() {
        assert_eq!(likeness("The lamp, is broken!", "the　lamp is BROKEN"), 100);
    }

    #[test]
    fn each_text_gets_its_nearest_first_and_three_at_most() {
        let texts = [
            "路灯坏了请修一修",
            "食堂饭太硬",
            "路灯坏了请快修一修",
            "路灯坏了请修一修",
            "路灯坏了修一修",
            "路灯坏了请修一修吧",
        ];
        let found = similar(&texts);
        assert_eq!(found[0][0], (3, 100));
        assert_eq!(found[0].len(), MOST);
        assert!(found[1].is_empty());
        for (at, alike) in found.iter().enumerate() {
            for (other, how) in alike {
                assert_eq!(*how, likeness(texts[at], texts[*other]));
            }
        }
        assert_eq!(similar(&[]), Vec::<Vec<(usize, u32)>>::new());
    }

    proptest::proptest! {
        #[test]
        fn likeness_is_mutual_and_within_a_hundred(one in ".{0,30}", other in ".{0,30}") {
            proptest::prop_assert_eq!(likeness(&one, &other), likeness(&other, &one));
            proptest::prop_assert!(likeness(&one, &other) <= 100);
        }
    }
}

//! From a project's name, as bytes, to its place: asked once for every mention.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Names of up to seven bytes are packed into one word and hashed; longer
/// ones, rare in practice, go to a tree.
#[derive(Debug)]
pub(crate) struct Ids {
    slots: Vec<(u64, u32)>,
    long: BTreeMap<Box<[u8]>, u32>,
}

const FREE: u64 = u64::MAX;

/// Packs a name byte by byte.
#[derive(Clone, Copy, Default)]
struct Packed {
    word: u64,
    len: usize,
}

impl Packed {
    fn push(&mut self, byte: u8) {
        self.word = self.word << 8 | u64::from(byte);
        self.len += 1;
    }

    /// The word, with the length in its top byte; none for longer names.
    fn finish(self) -> Option<u64> {
        (self.len <= 7).then_some(self.word | (self.len as u64) << 56)
    }
}

fn pack(name: &[u8]) -> Option<u64> {
    let mut packed = Packed::default();
    for &byte in name {
        packed.push(byte);
    }
    packed.finish()
}

const fn spread(word: u64) -> u64 {
    word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

impl Ids {
    pub(crate) fn new<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let size = (names.len() * 4).next_power_of_two().max(16);
        let mut ids = Self {
            slots: alloc::vec![(FREE, 0); size],
            long: BTreeMap::new(),
        };
        for (place, name) in (0_u32..).zip(names) {
            match pack(name.as_bytes()) {
                None => {
                    ids.long.insert(name.as_bytes().into(), place);
                }
                Some(word) => {
                    let at = ids.find(word);
                    ids.slots[at] = (word, place);
                }
            }
        }
        ids
    }

    fn find(&self, word: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = usize::try_from(spread(word)).unwrap_or(0) & mask;
        while self.slots[at].0 != FREE && self.slots[at].0 != word {
            at = (at + 1) & mask;
        }
        at
    }

    pub(crate) fn get(&self, name: &[u8]) -> Option<u32> {
        self.resolve(pack(name), name)
    }

    fn resolve(&self, packed: Option<u64>, name: &[u8]) -> Option<u32> {
        let Some(word) = packed else {
            return self.long.get(name).copied();
        };
        let (key, place) = self.slots[self.find(word)];
        (key == word).then_some(place)
    }

    /// Looks up every name of a list divided by commas, in one pass over its
    /// bytes; nothing between commas is nobody. Answers the first unknown name.
    pub(crate) fn each<'a>(
        &self,
        list: &'a [u8],
        mut found: impl FnMut(u32),
    ) -> Result<(), &'a [u8]> {
        let mut packed = Packed::default();
        for (at, &byte) in list.iter().enumerate() {
            if byte == b',' {
                if packed.len > 0 {
                    let name = &list[at - packed.len..at];
                    found(self.resolve(packed.finish(), name).ok_or(name)?);
                    packed = Packed::default();
                }
            } else {
                packed.push(byte);
            }
        }
        if packed.len > 0 {
            let name = &list[list.len() - packed.len..];
            found(self.resolve(packed.finish(), name).ok_or(name)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        let names = [
            "1",
            "01",
            "10",
            "",
            "abcdefg",
            "abcdefgh",
            "ż",
            "a-name-of-many-bytes",
        ];
        let ids = Ids::new(names.iter().copied());
        for (place, name) in (0..).zip(names) {
            assert_eq!(ids.get(name.as_bytes()), Some(place), "{name}");
        }
        for name in ["001", "2", "abcdefgi", "z", "a-name-of-many-byte"] {
            assert_eq!(ids.get(name.as_bytes()), None, "{name}");
        }
    }
}

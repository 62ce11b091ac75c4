//! The secret word, by which a voter finds his or her own row in the published list.
//!
//! One of [`LIST`], which the voter picks, and eight characters that the device draws:
//! `lantern-4K7Q2M9X`. The word counts for 6 bits, the characters for 40.
//!
//! * 40 bits, so that no two rows have the same word by chance: with 5,000 voters the chance is one
//!   in five million.
//! * The voter's own pick, so that a dishonest device cannot show two voters who chose alike the same
//!   row: it has to bet on both picking the same word, and loses 63 times in 64.
//!
//! Rows are sorted by this text. It says nothing of who wrote it, and is not on the slip.

use std::fmt;
use std::str::FromStr;

use sealing::CryptoRng;

use crate::crockford::{DIGITS, digit, read};

/// A word to pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// As it stands in files.
    pub key: &'static str,
    /// In Chinese, simplified.
    pub zh_hans: &'static str,
    /// In Chinese, traditional.
    pub zh_hant: &'static str,
    /// In English.
    pub en: &'static str,
}

macro_rules! list {
    ($($key:literal $zh_hans:literal $zh_hant:literal),+ $(,)?) => {
        &[$(Listed { key: $key, zh_hans: $zh_hans, zh_hant: $zh_hant, en: $key }),+]
    };
}

/// The words: things everybody has seen, that can be drawn, told apart by ear and by first glance.
pub const LIST: &[Listed; 64] = list![
    "apple" "苹果" "蘋果", "bamboo" "竹子" "竹子", "basket" "篮子" "籃子", "bell" "铃铛" "鈴鐺",
    "bench" "长椅" "長椅", "bicycle" "自行车" "自行車", "boat" "小船" "小船", "book" "书本" "書本",
    "bowl" "饭碗" "飯碗", "bread" "面包" "麵包", "bridge" "桥" "橋", "broom" "扫帚" "掃帚",
    "butterfly" "蝴蝶" "蝴蝶", "cabbage" "白菜" "白菜", "camel" "骆驼" "駱駝", "candle" "蜡烛" "蠟燭",
    "carrot" "胡萝卜" "胡蘿蔔", "cat" "猫" "貓", "chair" "椅子" "椅子", "cherry" "樱桃" "櫻桃",
    "clock" "时钟" "時鐘", "cloud" "云" "雲", "comb" "梳子" "梳子", "corn" "玉米" "玉米",
    "crane" "仙鹤" "仙鶴", "cup" "杯子" "杯子", "dog" "小狗" "小狗", "dragon" "龙" "龍",
    "drum" "鼓" "鼓", "duck" "鸭子" "鴨子", "egg" "鸡蛋" "雞蛋", "elephant" "大象" "大象",
    "fan" "扇子" "扇子", "fish" "鱼" "魚", "flower" "花" "花", "garlic" "大蒜" "大蒜",
    "grape" "葡萄" "葡萄", "hat" "帽子" "帽子", "horse" "马" "馬", "house" "房子" "房子",
    "kettle" "水壶" "水壺", "key" "钥匙" "鑰匙", "kite" "风筝" "風箏", "ladder" "梯子" "梯子",
    "lantern" "灯笼" "燈籠", "leaf" "树叶" "樹葉", "lotus" "荷花" "荷花", "moon" "月亮" "月亮",
    "mountain" "山" "山", "needle" "针线" "針線", "panda" "熊猫" "熊貓", "peach" "桃子" "桃子",
    "pen" "钢笔" "鋼筆", "pumpkin" "南瓜" "南瓜", "rabbit" "兔子" "兔子", "rain" "雨" "雨",
    "scissors" "剪刀" "剪刀", "shoe" "鞋子" "鞋子", "snow" "雪" "雪", "star" "星星" "星星",
    "teapot" "茶壶" "茶壺", "tiger" "老虎" "老虎", "umbrella" "雨伞" "雨傘", "watermelon" "西瓜" "西瓜",
];

/// Characters after the word.
const LENGTH: usize = 8;
/// The longest text of a secret word.
pub const LIMIT_WORD: usize = 10 + 1 + LENGTH;

/// A secret word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Place in the list; the list is sorted, so words sort by it as their texts do.
    word: usize,
    characters: [u8; LENGTH],
}

/// Not a word of the list, a hyphen and eight characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a word of the list, a hyphen and eight characters")]
pub struct InvalidWord;

impl Word {
    /// Draws a secret word around the one that was picked; a place beyond the list has none.
    pub fn draw(picked: usize, rng: &mut impl CryptoRng) -> Option<Self> {
        let mut characters = [0; LENGTH];
        rng.fill_bytes(&mut characters);
        // 256 is eight times 32: every character is as likely.
        let characters = characters.map(|byte| byte & 31);
        (picked < LIST.len()).then_some(Word {
            word: picked,
            characters,
        })
    }

    /// The word that was picked.
    pub fn listed(&self) -> &'static Listed {
        &LIST[self.word]
    }

    /// The drawn characters in two groups, for reading: `4K7Q 2M9X`.
    pub fn spoken(&self) -> String {
        let mut text = String::with_capacity(LENGTH + 1);
        for (at, value) in self.characters.iter().enumerate() {
            if at == LENGTH / 2 {
                text.push(' ');
            }
            text.push(digit(*value));
        }
        text
    }

    /// Reads one as people type it, to look for their row: the word in any language of the list, in
    /// any case, and the characters as they may be written by hand.
    pub fn search(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (word, rest) = (LIST.iter().enumerate())
            .flat_map(|(at, word)| [word.key, word.zh_hans, word.zh_hant].map(|name| (at, name)))
            .filter_map(|(at, name)| Some((at, name.len(), text.strip_prefix(name)?)))
            .max_by_key(|(_, length, _)| *length)
            .map(|(at, _, rest)| (at, rest))?;
        let values: Option<Vec<u8>> = read(rest).iter().map(|typed| typed.value).collect();
        let characters = values?.try_into().ok()?;
        Some(Word { word, characters })
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.listed().key)?;
        f.write_str("-")?;
        self.characters
            .iter()
            .try_for_each(|value| fmt::Write::write_char(f, digit(*value)))
    }
}

impl FromStr for Word {
    type Err = InvalidWord;

    fn from_str(text: &str) -> Result<Self, InvalidWord> {
        let (word, rest) = text.split_once('-').ok_or(InvalidWord)?;
        let word = (LIST.iter().position(|listed| listed.key == word)).ok_or(InvalidWord)?;
        let bytes: [u8; LENGTH] = rest.as_bytes().try_into().map_err(|_| InvalidWord)?;
        let mut characters = [0; LENGTH];
        for (value, byte) in characters.iter_mut().zip(bytes) {
            let at = (DIGITS.iter().position(|digit| *digit == byte)).ok_or(InvalidWord)?;
            *value = u8::try_from(at).map_err(|_| InvalidWord)?;
        }
        Ok(Word { word, characters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_nothing_in_it_begins_another() {
        for (at, word) in LIST.iter().enumerate() {
            assert!(word.key.len() <= 10 && word.key.bytes().all(|b| b.is_ascii_lowercase()));
            for other in &LIST[at + 1..] {
                assert!(word.key < other.key);
                assert_ne!(word.zh_hans, other.zh_hans);
                assert_ne!(word.zh_hant, other.zh_hant);
            }
        }
    }

    #[test]
    fn a_word_is_found_as_people_type_it() {
        let word: Word = "lantern-4K7Q2M9X".parse().unwrap();
        assert_eq!(word.to_string(), "lantern-4K7Q2M9X");
        assert_eq!(word.spoken(), "4K7Q 2M9X");
        for text in [
            "灯笼 4k7q 2m9x",
            "燈籠4K7Q2M9X",
            "Lantern-4k7q-2m9x ",
            "lantern ４K7Q2M9X",
        ] {
            assert_eq!(Word::search(text).as_ref(), Some(&word), "{text}");
        }
        assert_eq!("lantern-4K7Q2M9x".parse::<Word>(), Err(InvalidWord));
        assert_eq!("laterne-4K7Q2M9X".parse::<Word>(), Err(InvalidWord));
        assert_eq!(Word::search("灯笼 4k7q"), None);
        let mut rng = sealing::Chance::from_bytes(&[1; 64]).unwrap();
        let drawn = Word::draw(3, &mut rng).unwrap();
        assert_eq!(drawn.to_string().parse(), Ok(drawn.clone()));
        assert_eq!(drawn.listed().key, "bell");
        assert_eq!(Word::draw(64, &mut rng), None);
    }
}

//! Private numbers are found however they are written; other numbers are left alone.
//! All numbers are made up.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use proptest::sample::select;

use records::check::private::private_numbers;
use records::finding::PrivateNumber::{self, BankCard, IdentityCard, Mobile};

/// What is found, as the text that stands there.
fn found(text: &str) -> Vec<(&str, PrivateNumber)> {
    private_numbers(text)
        .into_iter()
        .map(|(place, kind)| (&text[place], kind))
        .collect()
}

#[test]
fn private_numbers_are_found_however_they_are_written() {
    for (text, expected) in [
        ("13812345678", vec![("13812345678", Mobile)]),
        (
            "请打１３８１２３４５６７８找我",
            vec![("１３８１２３４５６７８", Mobile)],
        ),
        ("138 1234 5678", vec![("138 1234 5678", Mobile)]),
        ("138-1234-5678", vec![("138-1234-5678", Mobile)]),
        ("（138）1234·5678", vec![("138）1234·5678", Mobile)]),
        ("138 12 34 56 78", vec![("138 12 34 56 78", Mobile)]),
        (
            "1 3 8 1 2 3 4 5 6 7 8",
            vec![("1 3 8 1 2 3 4 5 6 7 8", Mobile)],
        ),
        ("+86 138 1234 5678", vec![("86 138 1234 5678", Mobile)]),
        ("008613812345678", vec![("008613812345678", Mobile)]),
        ("013812345678", vec![("013812345678", Mobile)]),
        ("微信wx13812345678x", vec![("13812345678x", Mobile)]),
        ("2026-03-05 13812345678", vec![("13812345678", Mobile)]),
        (
            "13812345678、19912345678",
            vec![("13812345678", Mobile), ("19912345678", Mobile)],
        ),
        (
            "11010519491231002X",
            vec![("11010519491231002X", IdentityCard)],
        ),
        (
            "11010519491231002ｘ。",
            vec![("11010519491231002ｘ", IdentityCard)],
        ),
        (
            "440524188001010014",
            vec![("440524188001010014", IdentityCard)],
        ),
        (
            "身份证 110105 1949 1231 002X，电话13812345678",
            vec![
                ("110105 1949 1231 002X", IdentityCard),
                ("13812345678", Mobile),
            ],
        ),
        ("6222021234567894", vec![("6222021234567894", BankCard)]),
        (
            "6222 0212 3456 7894",
            vec![("6222 0212 3456 7894", BankCard)],
        ),
        (
            "6217 0000 1234 5678 907",
            vec![("6217 0000 1234 5678 907", BankCard)],
        ),
        (
            "9558801234567890128",
            vec![("9558801234567890128", BankCard)],
        ),
        (
            "4111-1111-1111-1111",
            vec![("4111-1111-1111-1111", BankCard)],
        ),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "",
        "010-8888 1234",
        "8888 1234 转 5678",
        "12812345678",
        "1381234567",
        "138123456789",
        "138****5678",
        "2026-01-08 至 2026-12-31",
        "共 1,234,567,890.12 元",
        "1 3 5 7 9 11 13 15 17 19 号楼",
        "11 13 15 17 19 21 号楼",
        "记-2026-01-003",
        "凭证 2026010300010001",
        // Wrong check digits, wrong days.
        "110105194912310021",
        "11010519491331002X",
        "440524188001010015",
        "6222021234567895",
        // No payment card begins like this.
        "0000000000000000",
        "7000000000000005",
        "media/9f86d081884c7d659a2feaa0c55ad01513812345678f1b2b0b822cd15d6c15b0.jpg",
    ] {
        assert_eq!(found(text), vec![], "{text}");
    }
}

/// Digits with any of the separators between the groups.
fn spread(groups: Vec<String>) -> impl Strategy<Value = String> {
    let gaps = groups.len() - 1;
    let gap = select(vec!["", " ", "-", "—", "　", " - ", ".", "\u{200b}"]);
    (
        Just(groups),
        proptest::collection::vec(gap, gaps),
        any::<bool>(),
    )
        .prop_map(|(groups, gaps, is_wide)| {
            let mut text = groups[0].clone();
            for (gap, group) in gaps.iter().zip(&groups[1..]) {
                text.push_str(gap);
                text.push_str(group);
            }
            if !is_wide {
                return text;
            }
            text.chars()
                .map(|c| match c.to_digit(10) {
                    Some(digit) => char::from_u32(0xFF10 + digit).unwrap(),
                    None => c,
                })
                .collect()
        })
}

fn mobile() -> impl Strategy<Value = String> {
    (3_u32..=9, 0_u32..10, 0_u32..10_000, 0_u32..10_000).prop_flat_map(|(a, b, c, d)| {
        spread(vec![
            format!("1{a}{b}"),
            format!("{c:04}"),
            format!("{d:04}"),
        ])
    })
}

/// An identity number with the check digit as the standard's own table gives it.
fn identity() -> impl Strategy<Value = String> {
    let day = (1900_u32..2026, 1_u32..=12, 1_u32..=28);
    (11_0000_u32..66_0000, day, 0_u32..1_000).prop_flat_map(|(region, (y, m, d), order)| {
        let body = format!("{region}{y:04}{m:02}{d:02}{order:03}");
        // Weight of place i, counted from the right with the check digit as 1, is 2^(i-1) mod 11.
        let sum: u32 = body
            .chars()
            .zip((1..=17).rev())
            .map(|(c, power)| c.to_digit(10).unwrap() * (2_u32.pow(power) % 11))
            .sum();
        let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
        spread(vec![
            body[..6].to_owned(),
            body[6..14].to_owned(),
            format!("{}{check}", &body[14..]),
        ])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_mobile_number_is_found(number in mobile(), before in "[^0-9０-９]{0,5}说", after in "吧[^0-9０-９]{0,5}") {
        let text = format!("{before}{number}{after}");
        prop_assert_eq!(found(&text), vec![(number.as_str(), Mobile)]);
    }

    #[test]
    fn every_identity_number_is_found(number in identity()) {
        prop_assert_eq!(found(&number), vec![(number.as_str(), IdentityCard)]);
    }

    #[test]
    fn an_identity_number_with_another_last_digit_is_none(number in identity(), other in 0_u32..10) {
        let digits: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        prop_assume!(digits.len() == 18);
        let changed = format!("{}{other}", &digits[..17]);
        prop_assume!(changed != digits);
        prop_assert!(!found(&changed).iter().any(|(_, kind)| *kind == IdentityCard));
    }

    #[test]
    fn no_text_makes_the_search_panic(text in ".{0,60}") {
        let numbers = private_numbers(&text);
        for pair in numbers.windows(2) {
            prop_assert!(pair[0].0.end <= pair[1].0.start);
        }
        for (place, _) in numbers {
            prop_assert!(text.get(place).is_some());
        }
    }

    #[test]
    fn no_digits_make_the_search_panic(text in "[0-9０-９ xX()\\-a-f]{0,80}") {
        for (place, _) in private_numbers(&text) {
            prop_assert!(text.get(place).is_some());
        }
    }
}

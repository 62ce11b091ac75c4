//! Private numbers in a text, covered: `138****1234`.
//!
//! Only numbers can be found this way. Names, addresses and car plates cannot, so a clerk reads
//! every text before it is shown, and the sheet says so.

use records::Lang;
use records::check::private::private_numbers;
use records::finding::PrivateNumber;

/// What stands where a number was that is hidden as a whole.
fn hidden(number: PrivateNumber, lang: Lang) -> &'static str {
    match (number, lang) {
        (PrivateNumber::BankCard, Lang::ZhHans) => "［银行卡号已隐去］",
        (PrivateNumber::BankCard, Lang::ZhHant) => "［銀行卡號已隱去］",
        (PrivateNumber::BankCard, Lang::En) => "[bank card number hidden]",
        (_, Lang::ZhHans) => "［身份证号已隐去］",
        (_, Lang::ZhHant) => "［身份證號已隱去］",
        (_, Lang::En) => "[identity number hidden]",
    }
}

/// A telephone number with its first three and last four digits.
fn covered_mobile(text: &str) -> String {
    let digits: Vec<char> = text
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xff10 + 0x30),
            _ => c.is_ascii_digit().then_some(c),
        })
        .collect();
    // The national number, without the country's prefix or the 0 of a trunk call.
    let own = digits.len().saturating_sub(11);
    let (head, tail) = (own + 3, digits.len().saturating_sub(4));
    let part = |range: std::ops::Range<usize>| -> String {
        digits.get(range).unwrap_or_default().iter().collect()
    };
    format!("{}****{}", part(own..head), part(tail..digits.len()))
}

/// The text with every private number covered.
pub fn cover(text: &str, lang: Lang) -> String {
    let mut covered = cover_once(text, lang);
    // What was left of one number may make another with the digits behind it; each time there are
    // fewer digits.
    while !private_numbers(&covered).is_empty() {
        covered = cover_once(&covered, lang);
    }
    covered
}

fn cover_once(text: &str, lang: Lang) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut from = 0;
    for (range, number) in private_numbers(text) {
        covered.push_str(text.get(from..range.start).unwrap_or_default());
        let seen = text.get(range.clone()).unwrap_or_default();
        match number {
            PrivateNumber::Mobile => covered.push_str(&covered_mobile(seen)),
            other => covered.push_str(hidden(other, lang)),
        }
        from = range.end;
    }
    covered.push_str(text.get(from..).unwrap_or_default());
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_keep_three_and_four_digits_and_the_rest_is_hidden() {
        for (text, covered) in [
            ("请打13812341234。", "请打138****1234。"),
            ("请打 +86 138 1234 1234 谢谢", "请打 +138****1234 谢谢"),
            ("１３８ 1234－1234", "138****1234"),
            ("没有号码，2026 年 46000 元", "没有号码，2026 年 46000 元"),
            (
                "证号11010519491231002X，卡号4111 1111 1111 1111",
                "证号［身份证号已隐去］，卡号［银行卡号已隐去］",
            ),
            ("13812341234、13987654321", "138****1234、139****4321"),
        ] {
            assert_eq!(cover(text, Lang::ZhHans), covered);
        }
        assert_eq!(
            cover("11010519491231002X", Lang::En),
            "[identity number hidden]"
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_private_is_left(parts in proptest::collection::vec(
            proptest::prop_oneof![
                "1[3-9][0-9]{9}",
                "[ 0-9a-zA-Z，。-]{0,12}",
                proptest::strategy::Just("11010519491231002X".to_owned()),
                proptest::strategy::Just("4111111111111111".to_owned()),
            ], 0..6)) {
            let covered = cover(&parts.concat(), Lang::ZhHans);
            proptest::prop_assert_eq!(private_numbers(&covered), Vec::new());
        }
    }
}

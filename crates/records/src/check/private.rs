//! Numbers that must not be published, found in free text.
//!
//! Full-width digits count as digits, and up to three separators may stand between two groups of
//! digits, so that `１３８ 1234－5678` is found. What is looked for is strict enough that
//! voucher numbers and hashes pass: identity numbers need a real day of birth and the right check
//! digit, bank cards a payment issuer's first digits and the right Luhn digit.

use std::ops::Range;

use super::Found;
use crate::book::Cell;
use crate::field::Kind;
use crate::finding::{PrivateNumber, Problem};
use crate::sheets::{Community, Sheet};
use crate::{Date, Placed, Records};

/// Longest number looked for: a bank card has up to 19 digits.
const LONGEST: usize = 19;
/// Most separators between two groups of one number.
const SEPARATORS: usize = 3;
/// From this length on a word of hexadecimal digits is a hash.
const HASH: usize = 32;

/// Digits without anything between them.
struct Group {
    digits: Vec<u8>,
    /// In bytes of the text.
    span: Range<usize>,
    /// Whether `X`, the eleventh check digit of identity numbers, follows; `span` includes it.
    ends_in_x: bool,
    /// Whether only separators stand between this group and the one before.
    is_joined: bool,
}

fn digit(c: char) -> Option<u8> {
    let c = match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30)?,
        other => other,
    };
    c.to_digit(10).and_then(|value| u8::try_from(value).ok())
}

fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200b}' | '\u{feff}'
            | '-' | '‐'..='―' | '−' | '－' | '_' | '＿' | '.' | '．' | '·' | '•' | '・'
            | '(' | ')' | '（' | '）'
    )
}

/// The groups of digits of a text, hashes left out.
fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // How many separators stand since the last group; none once anything else came between.
    let mut gap: Option<usize> = None;
    let mut open = false;
    let mut skip_until = 0;
    for (at, c) in text.char_indices() {
        if at < skip_until {
            continue;
        }
        if !open
            && c.is_ascii_hexdigit()
            && let Some(end) = hash_end(text, at)
        {
            skip_until = end;
            gap = None;
            continue;
        }
        let end = at + c.len_utf8();
        match (digit(c), groups.last_mut()) {
            (Some(value), Some(group)) if open => {
                group.digits.push(value);
                group.span.end = end;
            }
            (Some(value), _) => {
                groups.push(Group {
                    digits: vec![value],
                    span: at..end,
                    ends_in_x: false,
                    is_joined: gap.is_some_and(|gap| gap <= SEPARATORS),
                });
                open = true;
            }
            (None, Some(group)) if open && is_x(c) => {
                group.ends_in_x = true;
                group.span.end = end;
                open = false;
                gap = None;
            }
            _ => {
                if open {
                    gap = Some(0);
                }
                open = false;
                gap = gap.filter(|_| is_separator(c)).map(|gap| gap + 1);
            }
        }
    }
    groups
}

/// Where a word of hexadecimal digits that begins here ends, if it is long enough for a hash and
/// not digits alone.
fn hash_end(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = &text[at..];
    let length = rest
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(rest.len());
    let word = &rest[..length];
    let has_letter = word.bytes().any(|b| b.is_ascii_alphabetic());
    (length >= HASH && has_letter).then_some(at + length)
}

/// Weights of the seventeen digits in GB 11643.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// GB 11643: seventeen digits with a day of birth, and the check digit of ISO 7064 MOD 11-2.
fn is_identity(digits: &[u8], ends_in_x: bool) -> bool {
    let check = match (digits.len(), ends_in_x) {
        (18, false) => digits[17],
        (17, true) => 10,
        _ => return false,
    };
    if digits[0] == 0 {
        return false;
    }
    let number = |range: Range<usize>| {
        digits[range]
            .iter()
            .fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit))
    };
    let year = number(6..10);
    let born = i32::try_from(year)
        .ok()
        .and_then(|year| Date::from_ymd_opt(year, number(10..12), number(12..14)));
    if born.is_none() || !(1850..=2100).contains(&year) {
        return false;
    }
    let sum: u32 = WEIGHTS
        .iter()
        .zip(digits)
        .map(|(weight, digit)| weight * u32::from(*digit))
        .sum();
    (12 - sum % 11) % 11 == u32::from(check)
}

/// A mainland mobile number, alone, with the country's prefix, or with the 0 of a trunk call.
fn is_mobile(digits: &[u8]) -> bool {
    let own = match digits.len() {
        11 => digits,
        12 if digits[0] == 0 => &digits[1..],
        13 if digits.starts_with(&[8, 6]) => &digits[2..],
        15 if digits.starts_with(&[0, 0, 8, 6]) => &digits[4..],
        _ => return false,
    };
    own[0] == 1 && (3..=9).contains(&own[1])
}

/// 16 to 19 digits that begin as payment cards do (ISO/IEC 7812: 3 to 6 and 9; 2221 to 2720) and
/// end in the right Luhn digit.
fn is_bank_card(digits: &[u8]) -> bool {
    if !(16..=19).contains(&digits.len()) {
        return false;
    }
    let four = digits[..4]
        .iter()
        .fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
    if !matches!(digits[0], 3..=6 | 9) && !(2221..=2720).contains(&four) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit @ 0..=4) => digit * 2,
            (_, digit) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether groups of these lengths are one mobile number and not a list of numbers: one piece,
/// digit by digit, or a beginning of three and more.
fn reads_as_one(groups: &[Group], shortest: usize) -> bool {
    let mut lengths = groups.iter().map(|group| group.digits.len());
    let first = lengths.next().unwrap_or(0);
    let prefix = groups[0].digits.as_slice();
    let is_prefix = prefix == [8, 6] || prefix == [0, 0, 8, 6];
    groups.len() == 1
        || groups.iter().all(|group| group.digits.len() == 1)
        || ((first >= 3 || is_prefix) && lengths.all(|length| length >= shortest))
}

fn kind(groups: &[Group]) -> Option<PrivateNumber> {
    let digits: Vec<u8> = groups
        .iter()
        .flat_map(|g| g.digits.iter().copied())
        .collect();
    let ends_in_x = groups.last().is_some_and(|group| group.ends_in_x);
    if is_identity(&digits, ends_in_x) {
        return Some(PrivateNumber::IdentityCard);
    }
    if is_mobile(&digits) && reads_as_one(groups, 2) {
        return Some(PrivateNumber::Mobile);
    }
    // The last group of a nineteen-digit card has three digits, of a seventeen-digit card one.
    let all_but_last = &groups[..groups.len() - 1];
    if is_bank_card(&digits) && (all_but_last.is_empty() || reads_as_one(all_but_last, 3)) {
        return Some(PrivateNumber::BankCard);
    }
    None
}

/// Every private number of a text with its place in bytes, from left to right, none overlapping.
/// The places are on character boundaries, so that the numbers can be covered.
pub fn private_numbers(text: &str) -> Vec<(Range<usize>, PrivateNumber)> {
    // Eleven digits are the least; most cells end here.
    if text.chars().filter(|c| digit(*c).is_some()).count() < 11 {
        return Vec::new();
    }
    let groups = groups(text);
    let mut numbers = Vec::new();
    let mut from = 0;
    while from < groups.len() {
        let mut digits = 0;
        let mut longest = None;
        for until in from..groups.len() {
            let group = &groups[until];
            if until > from && !group.is_joined {
                break;
            }
            digits += group.digits.len();
            if digits > LONGEST {
                break;
            }
            // The longest one wins: a card number may begin like a mobile number.
            if let Some(kind) = kind(&groups[from..=until]) {
                longest = Some((until, kind));
            }
        }
        match longest {
            Some((until, kind)) => {
                numbers.push((groups[from].span.start..groups[until].span.end, kind));
                from = until + 1;
            }
            None => from += 1,
        }
    }
    numbers
}

pub(super) fn check(records: &Records, found: &mut Found) {
    let community = std::slice::from_ref(&records.community);
    scan(community, found);
    scan(&records.orgs, found);
    scan(&records.funds, found);
    scan(&records.budget, found);
    scan(&records.stages, found);
    scan(&records.transactions, found);
    scan(&records.ledger, found);
    scan(&records.left_out, found);
    scan(&records.projects, found);
    scan(&records.milestones, found);
    scan(&records.places, found);
    scan(&records.polls, found);
    scan(&records.options, found);
    scan(&records.campaigns, found);
    scan(&records.campaign_items, found);
    scan(&records.surveys, found);
    scan(&records.survey_questions, found);
    scan(&records.survey_paper, found);
    scan(&records.resources, found);
    scan(&records.loans, found);
    scan(&records.needs, found);
    scan(&records.matches, found);
    scan(&records.points_rules, found);
    scan(&records.rewards, found);
    scan(&records.redemptions, found);
    scan(&records.hours, found);
    scan(&records.honours, found);
    scan(&records.resolutions, found);
    scan(&records.disclosure, found);
    scan(&records.replies, found);
    scan(&records.glossary, found);
    scan(&records.categories, found);
    scan(&records.holidays, found);
    scan(&records.inboxes, found);
}

/// Every free text of a sheet and its translations, the community's own telephone left out.
fn scan<T: Sheet>(rows: &[Placed<T>], found: &mut Found) {
    for placed in rows {
        let row = placed.record.to_row(placed.row);
        for column in T::COLUMNS {
            if !matches!(column.kind, Kind::Text(_) | Kind::LocalText(_))
                || (T::KEY == Community::KEY && column.key == "phone")
            {
                continue;
            }
            let mut kinds = Vec::new();
            for (key, cell) in &row.cells {
                let Cell::Text(text) = cell else { continue };
                if !is_of(column.key, key) {
                    continue;
                }
                for (_, kind) in private_numbers(text) {
                    if !kinds.contains(&kind) {
                        kinds.push(kind);
                        found.cell(placed, column.key, Problem::PrivateNumber { kind });
                    }
                }
            }
        }
    }
}

/// Whether a cell is the column's own or a translation of it.
fn is_of(column: &str, key: &str) -> bool {
    key.strip_prefix(column)
        .is_some_and(|rest| matches!(rest, "" | "_zh-hans" | "_zh-hant" | "_en"))
}

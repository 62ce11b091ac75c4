//! Keys on paper: a page to print, and the text typed from it again.
//!
//! The page holds the age file twice: as a QR code, and as lines to type, each with its number
//! before and four check digits behind it, so that a slip of the finger is found on its line.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use records::Date;
use sealing::KeyId;
use sha2::{Digest as _, Sha256};

use super::{Fingerprint, KeysError, PaperProblem, Role};
use crate::words;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// The page to print: complete in itself, nothing is fetched.
pub(super) fn page(role: Role, kid: KeyId, made: Date, armored: &str) -> Result<String, KeysError> {
    let code = QrCode::with_error_correction_level(armored.trim_end(), EcLevel::M)
        .map_err(|_| KeysError::Seal)?;
    let svg = code
        .render::<svg::Color<'_>>()
        .min_dimensions(480, 480)
        .build();
    // Inside a page the declaration of a file of its own has no place.
    let svg = svg.split_once("?>").map_or(svg.as_str(), |(_, rest)| rest);
    let lines = lines(role, armored);
    Ok(words::paper_page(
        role,
        Fingerprint::new(kid),
        made,
        svg,
        &lines.join("\n"),
    ))
}

/// Letters of a line to type: eight groups of four, in large type.
const LETTERS: usize = 32;
/// Letters of a line of an age file.
const ARMOR: usize = 64;

/// The lines to type.
fn lines(role: Role, armored: &str) -> Vec<String> {
    let body: Vec<&str> = body(armored).collect();
    let body = in_lines(&body.concat(), LETTERS);
    let last = body.len();
    let width = last.to_string().len();
    (body.iter().enumerate())
        .map(|(at, letters)| {
            let number = at + 1;
            format!(
                "{}{number:0width$}/{last}  {}  {}",
                role.key().chars().next().unwrap_or('o'),
                in_lines(letters, 4).join(" "),
                check(role, number, letters),
            )
        })
        .collect()
}

/// A text in pieces of so many letters.
fn in_lines(text: &str, letters: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    (all.chunks(letters))
        .map(|piece| piece.iter().collect())
        .collect()
}

fn body(armored: &str) -> impl Iterator<Item = &str> {
    (armored.lines().map(str::trim)).filter(|line| !line.is_empty() && !line.starts_with("-----"))
}

/// Four digits that a mistyped line does not have but for one in 65,536.
fn check(role: Role, number: usize, letters: &str) -> String {
    let hash = Sha256::new()
        .chain_update(format!("{}{number} ", role.key()))
        .chain_update(letters)
        .finalize();
    records::envelope::hex(&hash[..2])
}

/// A line as it was typed: whose, its number, of how many, letters, check.
fn typed(line: &str) -> Option<(Role, usize, usize, String, String)> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let (head, check) = (words.first()?.to_lowercase(), words.last()?.to_lowercase());
    let (role, rest) = (Role::ALL.into_iter())
        .find_map(|role| Some((role, head.strip_prefix(role.key().chars().next()?)?)))?;
    let (number, of) = rest.split_once('/')?;
    let (number, of) = (number.parse().ok()?, of.parse().ok()?);
    words.pop();
    Some((role, number, of, words.get(1..)?.concat(), check))
}

/// Whose paper a typed text is, if it says so.
pub(super) fn role(text: &str) -> Option<Role> {
    text.lines().find_map(typed).map(|(role, ..)| role)
}

/// The age file out of a text typed from paper, or scanned: lines with number and check, or the
/// file as it is.
pub(super) fn armored(text: &str) -> Result<String, PaperProblem> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(BEGIN) {
        return Ok(text.trim().to_owned());
    }
    let mut next = 1;
    let mut last = None;
    let mut body = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (role, number, of, letters, seen) = typed(line).ok_or(match last {
            None => PaperProblem::NoKey,
            Some(_) => PaperProblem::Line(next),
        })?;
        if number != next {
            return Err(PaperProblem::Missing(next));
        }
        if check(role, number, &letters) != seen {
            return Err(PaperProblem::Line(number));
        }
        body.push_str(&letters);
        next += 1;
        last = Some(of);
    }
    match last {
        None => Err(PaperProblem::NoKey),
        Some(of) if next <= of => Err(PaperProblem::Missing(next)),
        Some(_) => {
            let body = in_lines(&body, ARMOR).join("\n");
            Ok(format!("{BEGIN}\n{body}\n{END}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> String {
        let letters = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBPNG9iRWdXaVNTQmxx/+9B";
        format!("{BEGIN}\n{letters}\n{letters}\nYQ==\n{END}\n")
    }

    #[test]
    fn what_is_typed_from_paper_is_the_file() {
        let printed = lines(Role::Recovery, &file());
        assert_eq!(printed.len(), 5);
        assert!(printed[0].starts_with("r1/5  YWdl LWVu"), "{}", printed[0]);
        let typed = printed.join("\r\n\r\n").replace("  ", "   ");
        assert_eq!(armored(&typed), Ok(file().trim().to_owned()));
        assert_eq!(role(&typed), Some(Role::Recovery));
        // The file itself will do as well.
        assert_eq!(armored(&file()), Ok(file().trim().to_owned()));
    }

    #[test]
    fn a_slip_is_found_on_its_line() {
        let printed = lines(Role::Office, &file());
        for at in 0..printed.len() {
            for (position, letter) in printed[at].char_indices().skip(6) {
                let other = match letter {
                    ' ' => continue,
                    'l' => "1",
                    '0' => "O",
                    letter if letter.is_lowercase() => "Z",
                    _ => "x",
                };
                let mut slipped = printed.clone();
                slipped[at].replace_range(position..=position, other);
                let found = armored(&slipped.join("\n"));
                assert_eq!(found, Err(PaperProblem::Line(at + 1)), "{}", slipped[at]);
            }
        }
        let mut swapped = printed.clone();
        swapped.swap(0, 1);
        assert_eq!(armored(&swapped.join("\n")), Err(PaperProblem::Missing(1)));
        assert_eq!(
            armored(&printed[..2].join("\n")),
            Err(PaperProblem::Missing(3))
        );
        let mut renumbered = printed.clone();
        renumbered[1] = renumbered[0].replacen("o1/5", "o2/5", 1);
        assert_eq!(armored(&renumbered.join("\n")), Err(PaperProblem::Line(2)));
        for nothing in ["", "\n", "楼道里的灯", "x1/2 AAAA 0000"] {
            assert_eq!(armored(nothing), Err(PaperProblem::NoKey), "{nothing}");
        }
    }
}

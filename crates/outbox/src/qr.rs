//! A line as a QR code.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use std::fmt::Write as _;

/// White squares around a code, as the standard asks.
const QUIET: i32 = 4;

/// A code to be drawn in a square of `side` by `side`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Squares on a side, with the quiet zone.
    pub side: i32,
    /// The black squares as the path of an SVG.
    pub path: String,
}

/// Draws a line of capital letters, digits and `:/`; none if there is something else in it, or if it
/// is longer than any code.
pub fn draw(line: &str) -> Option<Drawn> {
    let fits =
        |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || b":/".contains(&byte);
    if !line.bytes().all(fits) {
        return None;
    }
    let line = [QrSegment::make_alphanumeric(line)];
    let (least, most) = (Version::MIN, Version::MAX);
    let code =
        QrCode::encode_segments_advanced(&line, QrCodeEcc::Medium, least, most, None, true).ok()?;
    let side = code.size();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let from = x;
            while x < side && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                // Writing into a String cannot fail.
                let _ = write!(
                    path,
                    "M{} {}h{run}v1h-{run}z",
                    from + QUIET,
                    y + QUIET,
                    run = x - from
                );
            }
            x += 1;
        }
    }
    Some(Drawn {
        side: side + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_code_is_no_finer_than_old_cameras_read() {
        let line = format!("MINGBAI:1:9F2C01AB:40/40:{}", "Z".repeat(364));
        let drawn = draw(&line).expect("fits");
        // Version 12: 65 squares a side.
        assert_eq!(drawn.side, 65 + 8);
        let whole: i32 = drawn
            .path
            .split('M')
            .skip(1)
            .map(|run| {
                run.split(['h', 'v'])
                    .nth(1)
                    .expect("a run")
                    .parse::<i32>()
                    .expect("a number")
            })
            .sum();
        // About half of the squares are black.
        assert!((1700..2600).contains(&whole), "{whole}");
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn what_no_code_holds_is_not_drawn() {
        assert_eq!(draw(&"X".repeat(5000)), None);
        assert_eq!(draw("小区"), None);
    }
}

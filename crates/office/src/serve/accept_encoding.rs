//! Which packed twin a request wants (RFC 9110, section 12.5.3).

/// A way in which a published file's twin is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Brotli, `.br`.
    Brotli,
    /// Gzip, `.gz`.
    Gzip,
}

impl Encoding {
    /// In the order in which we prefer them where the request does not care.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The word in `Accept-Encoding` and `Content-Encoding`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What the twin's name adds.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }
}

/// What a request accepts. Weights are thousandths, 0 meaning "not that one".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Accepted {
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    any: Option<u16>,
}

impl Accepted {
    /// Reads every `Accept-Encoding` line. An item that is not well formed is passed over,
    /// so that a strange client gets the plain file.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut accepted = Self::default();
        for item in lines.into_iter().flat_map(|line| line.split(',')) {
            let mut parts = item.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let Some(weight) = weight(parts.next()) else {
                continue;
            };
            let slot = match coding.to_ascii_lowercase().as_str() {
                "br" => &mut accepted.brotli,
                "gzip" | "x-gzip" => &mut accepted.gzip,
                "identity" => &mut accepted.identity,
                "*" => &mut accepted.any,
                _ => continue,
            };
            *slot = Some(weight);
        }
        accepted
    }

    /// The twin to send, among those that `exists`; `None` for the plain file.
    ///
    /// The plain file also answers a request that refuses it (`identity;q=0`) but accepts
    /// no twin we have: a page is more use than 406.
    pub fn choose(self, exists: impl Fn(Encoding) -> bool) -> Option<Encoding> {
        let plain = self.identity.unwrap_or(0);
        let mut best = None;
        let mut best_weight = 0;
        for encoding in Encoding::ALL {
            let listed = match encoding {
                Encoding::Brotli => self.brotli,
                Encoding::Gzip => self.gzip,
            };
            let weight = listed.or(self.any).unwrap_or(0);
            if weight > best_weight && weight >= plain && exists(encoding) {
                best = Some(encoding);
                best_weight = weight;
            }
        }
        best
    }
}

/// `q=0.5` in thousandths; 1000 without one; `None` if it is not a weight.
fn weight(parameter: Option<&str>) -> Option<u16> {
    let Some(parameter) = parameter else {
        return Some(1000);
    };
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, decimals) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Accepted,
        Encoding::{self, Brotli, Gzip},
    };
    use proptest::prelude::*;

    #[test]
    fn the_best_weight_wins_and_brotli_wins_ties() {
        let both: &[Encoding] = &[Brotli, Gzip];
        for (line, twins, expected) in [
            ("", both, None),
            ("br", both, Some(Brotli)),
            ("gzip", both, Some(Gzip)),
            ("gzip, deflate, br, zstd", both, Some(Brotli)),
            ("gzip, deflate, br", &[Gzip], Some(Gzip)),
            ("gzip, br", &[], None),
            ("gzip;q=1.0, br;q=0.5", both, Some(Gzip)),
            ("gzip;q=0.5, br;q=0.501", both, Some(Brotli)),
            ("br;q=0, gzip", both, Some(Gzip)),
            ("br;q=0.000, gzip;q=0", both, None),
            ("*", both, Some(Brotli)),
            ("*;q=0", both, None),
            ("br;q=0, *", both, Some(Gzip)),
            ("identity, br;q=0.5", both, None),
            ("identity;q=0.5, br;q=0.5", both, Some(Brotli)),
            ("identity;q=0", both, None),
            ("identity;q=0, gzip", both, Some(Gzip)),
            ("X-GZIP", both, Some(Gzip)),
            ("BR ; Q=1", both, Some(Brotli)),
            ("br;q=1.001", both, None),
            ("br;q=2", both, None),
            ("br;q=-1", both, None),
            ("br;q=0.1234", both, None),
            ("br;q=", both, None),
            ("br;level=1", both, None),
            ("brotli", both, None),
        ] {
            let chosen = Accepted::parse([line]).choose(|encoding| twins.contains(&encoding));
            assert_eq!(chosen, expected, "{line}");
        }
    }

    #[test]
    fn several_lines_count_as_one() {
        assert_eq!(
            Accepted::parse(["gzip", "br;q=0.1"]),
            Accepted::parse(["gzip, br;q=0.1"])
        );
    }

    proptest! {
        #[test]
        fn what_is_chosen_exists_and_is_not_refused(line in "[a-z*;=.,q01 -]{0,40}", br: bool, gz: bool) {
            let accepted = Accepted::parse([line.as_str()]);
            match accepted.choose(|encoding| if encoding == Brotli { br } else { gz }) {
                Some(Brotli) => prop_assert!(br && accepted.brotli != Some(0)),
                Some(Gzip) => prop_assert!(gz && accepted.gzip != Some(0)),
                None => {}
            }
        }
    }
}

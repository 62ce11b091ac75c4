//! JPEG without anything beside the picture.

/// The picture alone: comments and everything that programs put beside it go, a browser's own
/// colour profile too. Without one, colours are sRGB, which is what a canvas holds. Nothing when it
/// is no JPEG.
#[cfg(any(feature = "csr", test))]
pub(super) fn bare(jpeg: &[u8]) -> Option<Vec<u8>> {
    const START: [u8; 2] = [0xff, 0xd8];
    let mut rest = jpeg.strip_prefix(&START)?;
    let mut out = START.to_vec();
    loop {
        let (marker, after) = rest.split_first_chunk::<2>()?;
        let [0xff, kind] = *marker else {
            return None;
        };
        // The scan: from here on it is the picture.
        if kind == 0xda {
            out.extend(rest);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk::<2>()?));
        let (segment, next) = after.split_at_checked(length)?;
        if !matches!(kind, 0xe1..=0xef | 0xfe) {
            out.extend(marker);
            out.extend(segment);
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_the_picture_is_left() {
        let camera = [
            &[0xff, 0xd8][..],
            &[0xff, 0xe0, 0, 4, 1, 2],
            &[0xff, 0xe1, 0, 6, b'G', b'P', b'S', b'!'],
            &[0xff, 0xfe, 0, 3, b'x'],
            &[0xff, 0xdb, 0, 3, 9],
            &[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
        ];
        let plain = [camera[0], camera[1], camera[4], camera[5]];
        assert_eq!(bare(&camera.concat()), Some(plain.concat()));
        for broken in [
            &[][..],
            &[0xff, 0xd8],
            &[0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1],
        ] {
            assert_eq!(bare(broken), None);
        }
        assert_eq!(bare(b"GIF89a"), None);
    }
}

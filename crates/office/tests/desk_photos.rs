//! What is left of a photograph is what is to be seen.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use office::desk::photos::{PhotoProblem, SIDE_MAX, renew};

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x * 3, y * 5, x + y].map(|part| u8::try_from(part % 256).unwrap()))
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut bytes)
        .encode_image(&image)
        .unwrap();
    bytes
}

fn exiftool(arguments: &[&str]) -> Option<String> {
    let output = Command::new("exiftool").args(arguments).output().ok()?;
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Groups of tags that exiftool finds.
fn groups(path: &Path) -> BTreeSet<String> {
    let said = exiftool(&["-a", "-u", "-G", "-s", path.to_str().unwrap()]).unwrap();
    said.lines()
        .filter_map(|line| Some(line.strip_prefix('[')?.split_once(']')?.0.trim().to_owned()))
        .collect()
}

#[test]
fn no_tag_of_any_kind_is_left() {
    if exiftool(&["-ver"]).is_none() {
        println!("SKIPPED: no exiftool on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpg");
    let secret = "secret-canary-4711";
    let tags = [
        "-GPSLatitude=39.9",
        "-GPSLatitudeRef=N",
        "-GPSLongitude=116.4",
        "-GPSLongitudeRef=E",
        "-EXIF:Artist=secret-canary-4711",
        "-EXIF:SerialNumber=secret-canary-4711",
        "-XMP:Creator=secret-canary-4711",
        "-IPTC:By-line=secret-canary-4711",
        "-Comment=secret-canary-4711",
    ];
    let thumbnail = folder.path().join("t.jpg");
    fs::write(&thumbnail, jpeg(16, 16)).unwrap();
    let with_thumbnail = format!("-ThumbnailImage<={}", thumbnail.display());
    fs::write(&path, jpeg(40, 30)).unwrap();
    let mut arguments: Vec<&str> = tags.to_vec();
    arguments.extend([with_thumbnail.as_str(), "-q", "-overwrite_original"]);
    arguments.push(path.to_str().unwrap());
    exiftool(&arguments).unwrap();
    let mut before = fs::read(&path).unwrap();
    // What is hidden behind the picture.
    before.extend_from_slice(secret.as_bytes());
    let had = groups(&path);
    for group in ["EXIF", "XMP", "IPTC"] {
        assert!(had.contains(group), "{had:?}");
    }
    let photo = renew(&before).unwrap();
    assert_eq!((photo.width, photo.height), (40, 30));
    fs::write(&path, &photo.jpeg).unwrap();
    let left = groups(&path);
    let harmless: BTreeSet<String> = ["ExifTool", "File", "JFIF", "Composite"]
        .map(str::to_owned)
        .into();
    assert!(left.is_subset(&harmless), "{left:?}");
    let canary = secret.as_bytes();
    assert!(!photo.jpeg.windows(canary.len()).any(|part| part == canary));
    let comment = exiftool(&["-Comment", path.to_str().unwrap()]).unwrap();
    assert_eq!(comment.trim(), "");
}

#[test]
fn a_photograph_is_turned_upright() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpg");
    fs::write(&path, jpeg(40, 30)).unwrap();
    let shown = path.to_str().unwrap();
    if exiftool(&["-q", "-overwrite_original", "-n", "-Orientation=6", shown]).is_none() {
        println!("SKIPPED: no exiftool on this machine");
        return;
    }
    let photo = renew(&fs::read(&path).unwrap()).unwrap();
    assert_eq!((photo.width, photo.height), (30, 40));
}

/// Where the size stands: behind the marker of the frame.
fn with_size(mut bytes: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn bombs_are_refused_before_they_are_opened() {
    assert_eq!(
        renew(&with_size(jpeg(8, 8), 65_500, 65_500)),
        Err(PhotoProblem::Pixels {
            width: 65_500,
            height: 65_500
        })
    );
    let wide = u16::try_from(SIDE_MAX + 1).unwrap();
    assert!(matches!(
        renew(&with_size(jpeg(8, 8), wide, 8)),
        Err(PhotoProblem::Pixels { .. })
    ));
    let scans = [jpeg(8, 8), [0xff, 0xda].repeat(1_000)].concat();
    assert_eq!(renew(&scans), Err(PhotoProblem::Busy));
    let long = [jpeg(8, 8), vec![0; 2 << 20]].concat();
    assert!(matches!(renew(&long), Err(PhotoProblem::Bytes { .. })));
    for other in [
        b"".as_slice(),
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ] {
        assert_eq!(renew(other), Err(PhotoProblem::NotJpeg));
    }
    assert_eq!(renew(b"\xff\xd8\xff\xe0"), Err(PhotoProblem::Damaged));
}

#[test]
fn the_same_photograph_keeps_its_name() {
    let bytes = jpeg(20, 20);
    let (one, two) = (renew(&bytes).unwrap(), renew(&bytes).unwrap());
    assert_eq!(one.id(), two.id());
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(changes in proptest::collection::vec((3_usize..700, proptest::num::u8::ANY), 0..12)) {
        let mut bytes = jpeg(24, 16);
        for (at, byte) in changes {
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        if let Ok(photo) = renew(&bytes) {
            proptest::prop_assert!(photo.width <= SIDE_MAX && photo.height <= SIDE_MAX);
        }
    }
}

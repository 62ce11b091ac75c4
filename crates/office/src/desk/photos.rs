//! Photographs, decoded within limits and written anew: nothing of the file that came is kept but
//! what is to be seen. Place, time, camera, comments and thumbnails are gone, whatever put them
//! there.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder as _, Limits};
use records::envelope::{DocId, LIMIT_MEDIA};

/// The most pixels of a side.
pub const SIDE_MAX: u32 = 4096;
/// The most memory that decoding may take, in bytes.
const MEMORY_MAX: u64 = 256 << 20;
/// The most scans of a progressive photograph. Cameras and browsers write ten; thousands of tiny
/// ones are there to keep a decoder busy.
const SCANS_MAX: usize = 64;
/// Quality of the new file.
const QUALITY: u8 = 85;

/// A photograph, written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The new JPEG.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Photo {
    /// Its name: SHA-256 of the new file.
    pub fn id(&self) -> DocId {
        DocId::of(&self.jpeg)
    }
}

/// Why a photograph is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhotoProblem {
    /// More bytes than a photograph may have.
    Bytes {
        /// Bytes found.
        found: usize,
    },
    /// No JPEG.
    NotJpeg,
    /// More pixels than a photograph may have.
    Pixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Made to keep a decoder busy.
    Busy,
    /// A JPEG that does not decode.
    Damaged,
}

/// Decodes a photograph and writes it anew, upright. The same bytes give the same bytes.
///
/// # Errors
/// [`PhotoProblem`]; size, kind and pixels are looked at before anything is decoded.
pub fn renew(bytes: &[u8]) -> Result<Photo, PhotoProblem> {
    if bytes.len() > LIMIT_MEDIA {
        return Err(PhotoProblem::Bytes { found: bytes.len() });
    }
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(PhotoProblem::NotJpeg);
    }
    // Within compressed pixels 0xff is never followed by 0xda; in a comment it may be, once or
    // twice.
    let scans = bytes.windows(2).filter(|pair| *pair == [0xff, 0xda]);
    if scans.count() > SCANS_MAX {
        return Err(PhotoProblem::Busy);
    }
    let damaged = |_| PhotoProblem::Damaged;
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width > SIDE_MAX || height > SIDE_MAX {
        return Err(PhotoProblem::Pixels { width, height });
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    decoder.set_limits(limits).map_err(damaged)?;
    // A wish that does not read is no reason to refuse what is to be seen.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    // Pixels alone: what else the decoder read stays behind with it.
    let pixels = image.into_rgb8();
    let (width, height) = pixels.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(damaged)?;
    Ok(Photo {
        jpeg,
        width,
        height,
    })
}

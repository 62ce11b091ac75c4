//! Compressed twins beside each file, in parallel: `.br` and `.gz`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::PublishError;

/// What compression made of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compressed {
    /// Brotli.
    pub brotli: usize,
    /// Gzip.
    pub gzip: usize,
}

/// Files smaller than this are sent as they are.
const MIN: usize = 512;

/// How hard brotli tries: all it can for what every visitor loads, less for pages, of which there
/// may be tens of thousands.
fn quality(path: &str) -> i32 {
    if path.starts_with("assets/") { 11 } else { 6 }
}

fn is_text(path: &str) -> bool {
    [
        "html",
        "json",
        "js",
        "css",
        "wasm",
        "svg",
        "csv",
        "pb",
        "txt",
        "webmanifest",
        "ics",
        "xml",
    ]
    .iter()
    .any(|ext| path.rsplit('.').next() == Some(ext))
}

/// Compresses one file's bytes; always the same for the same bytes (no time, no name inside).
fn twins(path: &str, bytes: &[u8]) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: quality(path),
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
    gzip.write_all(bytes)?;
    Ok((brotli, gzip.finish()?))
}

fn one(root: &Path, path: &str) -> Result<(), PublishError> {
    let full = root.join(path);
    let io = |source| PublishError::Io {
        path: full.clone(),
        source,
    };
    let bytes = fs::read(&full).map_err(io)?;
    if bytes.len() < MIN {
        return Ok(());
    }
    let (brotli, gzip) = twins(path, &bytes).map_err(io)?;
    for (ext, twin) in [("br", brotli), ("gz", gzip)] {
        if twin.len() < bytes.len() {
            fs::write(root.join(format!("{path}.{ext}")), twin).map_err(io)?;
        }
    }
    Ok(())
}

/// Writes the twins of all text files among `paths`.
///
/// # Errors
/// [`PublishError::Io`], the first that occurred.
pub fn all(root: &Path, paths: &[String]) -> Result<(), PublishError> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None::<PublishError>);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if is_text(path)
                        && let Err(problem) = one(root, path)
                    {
                        next.store(paths.len(), Ordering::Relaxed);
                        if let Ok(mut failed) = failed.lock() {
                            failed.get_or_insert(problem);
                        }
                    }
                }
            });
        }
    });
    match failed.into_inner() {
        Ok(Some(problem)) => Err(problem),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn twins_hold_the_same_bytes_and_are_the_same_every_time() {
        let bytes = "明白账 387,600 元\n".repeat(200).into_bytes();
        let (brotli, gzip) = twins("assets/a.js", &bytes).unwrap();
        assert_eq!(
            twins("assets/a.js", &bytes).unwrap(),
            (brotli.clone(), gzip.clone())
        );
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli, &mut back).unwrap();
        assert_eq!(back, bytes);
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&*gzip)
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, bytes);
        assert!(brotli.len() < bytes.len() / 4);
    }
}

//! Texts made as long as their bucket, so that a box says no more than the bucket.

use zeroize::Zeroizing;

/// Bytes of the length before the text.
pub(crate) const PREFIX: usize = 4;
/// Bytes of the tag behind the box.
pub(crate) const TAG: usize = 16;

/// `length ‖ text ‖ zeros`, `padded` bytes in all, with room for the tag so that nothing moves.
/// None if it does not fit.
pub(crate) fn pad(text: &[u8], padded: usize) -> Option<Zeroizing<Vec<u8>>> {
    let length = u32::try_from(text.len()).ok()?;
    if text.len().checked_add(PREFIX)? > padded {
        return None;
    }
    let mut out = Zeroizing::new(Vec::with_capacity(padded + TAG));
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text);
    out.resize(padded, 0);
    Some(out)
}

/// The text out of its padding, in place. None unless it is exactly what [`pad`] writes.
pub(crate) fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    let (prefix, rest) = padded.split_first_chunk::<PREFIX>()?;
    let length = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
    let zeros = rest.get(length..)?;
    if zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    padded.copy_within(PREFIX..PREFIX + length, 0);
    // `truncate` leaves what is behind the end to `Zeroizing`, which wipes the whole capacity.
    padded.truncate(length);
    Some(padded)
}

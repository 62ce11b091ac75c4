//! What a sender is told when a document is not taken (RFC 9457).

use std::time::Duration;

use axum::http::StatusCode;

/// Why a document was not taken. [`Problem::key`] is for programs; the sentence for people is with
/// the program's other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// There is no such address.
    NoSuchPath,
    /// This host serves no such community.
    UnknownCommunity,
    /// Documents can be put here, and that is all.
    OnlyPut,
    /// Not the content type that goes with the address.
    ContentType,
    /// No `Content-Length`.
    LengthMissing,
    /// More bytes than may come.
    TooLong {
        /// How many may.
        limit: usize,
    },
    /// Too many came; come back after this time.
    SlowDown {
        /// How long to wait.
        after: Duration,
    },
    /// There is no room.
    Full,
    /// The store takes nothing now.
    Closed,
    /// The store, or this server, has too much to do.
    Busy,
    /// The store has not answered in time; it may yet store the document.
    Stalled,
    /// The body did not come, or too slowly.
    TooSlow,
    /// The body ended before its end.
    CutShort,
    /// The bytes are no envelope.
    NotAnEnvelope,
    /// The name is not the hash of the bytes.
    WrongName,
    /// The envelope says another community or kind than the address.
    WrongPlace,
    /// The store failed at this document.
    Broken,
    /// Damaged bytes lie under this name.
    Conflict,
}

impl Problem {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Problem::NoSuchPath | Problem::UnknownCommunity => StatusCode::NOT_FOUND,
            Problem::OnlyPut => StatusCode::METHOD_NOT_ALLOWED,
            Problem::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::LengthMissing => StatusCode::LENGTH_REQUIRED,
            Problem::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::SlowDown { .. } => StatusCode::TOO_MANY_REQUESTS,
            Problem::Full => StatusCode::INSUFFICIENT_STORAGE,
            Problem::Closed | Problem::Busy | Problem::Stalled => StatusCode::SERVICE_UNAVAILABLE,
            Problem::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::CutShort | Problem::NotAnEnvelope => StatusCode::BAD_REQUEST,
            Problem::WrongName | Problem::WrongPlace => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Broken | Problem::Conflict => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem's name, for programs.
    pub fn key(self) -> &'static str {
        match self {
            Problem::NoSuchPath => "no-such-path",
            Problem::UnknownCommunity => "unknown-community",
            Problem::OnlyPut => "only-put",
            Problem::ContentType => "content-type",
            Problem::LengthMissing => "length-missing",
            Problem::TooLong { .. } => "too-long",
            Problem::SlowDown { .. } => "slow-down",
            Problem::Full => "full",
            Problem::Closed => "closed",
            Problem::Busy => "busy",
            Problem::Stalled => "stalled",
            Problem::TooSlow => "too-slow",
            Problem::CutShort => "cut-short",
            Problem::NotAnEnvelope => "not-an-envelope",
            Problem::WrongName => "wrong-name",
            Problem::WrongPlace => "wrong-place",
            Problem::Broken => "broken",
            Problem::Conflict => "conflict",
        }
    }

    /// In how many seconds it is worth trying again, where that is known.
    pub fn retry_after(self) -> Option<u64> {
        match self {
            // Rounded up, so that whoever waits that long is let through.
            Problem::SlowDown { after } => {
                Some(after.as_secs() + u64::from(after.subsec_nanos() > 0))
            }
            Problem::Busy => Some(5),
            Problem::Closed | Problem::Stalled => Some(60),
            Problem::Full => Some(300),
            _ => None,
        }
    }
}

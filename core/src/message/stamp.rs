//! All that a message would otherwise sample.

use alloc::string::String;

/// The instant, the zone, the randomness and the domain of one message. Used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970-01-01 UTC.
    pub unix_seconds: i64,
    /// The offset of local time from UTC in minutes, for the Date header.
    pub offset_minutes: i16,
    /// 32 bytes from a secure random source.
    pub entropy: [u8; 32],
    /// The domain of the Message-ID.
    pub domain: String,
}

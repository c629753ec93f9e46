//! What a message and a session would otherwise sample: the clock, the time zone, randomness.

use jiff::Zoned;

use crate::bindings::types::Stamp;
use crate::error::Error;

/// 32 bytes from the system's secure random source.
///
/// # Errors
/// The system has none to give.
pub fn entropy() -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; 32];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Error::Machine(format!("no randomness: {error}"))),
    }
}

/// A stamp of this moment. The domain of the Message-ID is that of the sender.
///
/// # Errors
/// The system has no randomness to give.
pub fn stamp_now() -> Result<Stamp, Error> {
    let now = Zoned::now();
    Ok(Stamp {
        unix_seconds: now.timestamp().as_second(),
        offset_minutes: i16::try_from(now.offset().seconds() / 60).unwrap_or(0),
        entropy: entropy()?,
        domain: String::new(),
    })
}

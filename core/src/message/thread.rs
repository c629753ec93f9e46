//! The ids that make mails of one incident a thread (RFC 5322, section 3.6.4).

use sha2::{Digest, Sha256};

/// The digits of 16 bytes, in lower-case hexadecimal.
pub(crate) struct Hex([u8; 32]);

impl Hex {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let digit = |nibble: u8| {
            if nibble < 10 {
                b'0' + nibble
            } else {
                b'a' + nibble - 10
            }
        };
        let mut digits = [b'0'; 32];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(bytes) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The left side of the id of a mail that was never sent, and that every mail of the incident answers. No state is needed to
/// know it.
pub(crate) fn incident_root(incident: &str, domain: &str) -> Hex {
    let mut hash = Sha256::new();
    hash.update(domain.to_ascii_lowercase().as_bytes());
    hash.update([0]);
    hash.update(incident.as_bytes());
    Hex::new(&hash.finalize())
}

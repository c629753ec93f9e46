//! The hash of a word, FNV-1a: a file that the build script and the program share.

/// Of no letters.
pub(super) const START: u32 = 0x811c_9dc5;

/// With one more letter.
pub(super) fn hashed(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

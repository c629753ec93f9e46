//! Randomness that comes in.

use alloc::vec;
use alloc::vec::Vec;

use crate::problem::Problem;

/// The 32 bytes of entropy that a stamp or a session takes, from a caller who cannot promise their number by a type.
///
/// # Errors
/// There are not exactly 32.
pub fn from_slice(bytes: &[u8]) -> Result<[u8; 32], Vec<Problem>> {
    bytes.try_into().map_err(|_| {
        vec![Problem::error(
            "entropy",
            "entropy.length",
            "The entropy has the wrong length. Give exactly 32 bytes from a secure random source.",
        )]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_32_bytes_are_taken() {
        assert_eq!(from_slice(&[7; 32]), Ok([7; 32]));
        for length in [0, 31, 33, 64] {
            let problems = from_slice(&vec![7; length]);
            assert!(problems.is_err_and(|found| {
                found.iter().all(|problem| problem.code == "entropy.length") && found.len() == 1
            }));
        }
    }
}

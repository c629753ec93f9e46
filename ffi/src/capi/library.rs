//! The library itself.

use std::ffi::c_char;

use crate::objects;

/// The number of the contract of this header. It grows when programs that were compiled before would no longer work.
pub const CS_SMTP_CONTRACT: u32 = 1;

/// The number of random bytes that a stamp and a session take.
pub const CS_SMTP_ENTROPY_LENGTH: usize = 32;

/// The version of the library, such as `0.1.0`. Valid for ever; not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The contract that the loaded library keeps. A program that finds another number than `CS_SMTP_CONTRACT` was compiled for another
/// library, and calls nothing else.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_contract() -> u32 {
    CS_SMTP_CONTRACT
}

/// How many handles are not yet freed, of all kinds and in the whole process: 0 for a program that keeps nothing. For tests.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_live_handles() -> usize {
    objects::count()
}

//! The functions of the C library. What a C programmer must know of all of them stands in `cbindgen.toml` and, from there, on top of
//! the header; what is particular to one stands at the function.
//!
//! A function's signature is written out, since cbindgen reads the source. Its body runs inside [`answer`], which keeps panics from C
//! and tells failures.

#![allow(
    non_camel_case_types,
    reason = "types have the names that C sees: cbindgen copies them"
)]
#![allow(
    clippy::missing_safety_doc,
    reason = "the conventions on top of the header are the contract of every function, and these comments go into the header"
)]

pub mod detection;
pub mod diagnosis;
pub mod error;
#[cfg(feature = "fault-injection")]
pub mod fault_injection;
mod handle;
pub mod handoff;
mod input;
pub mod library;
pub mod message;
mod output;
pub mod report;
pub mod session;
pub mod session_step;
pub mod settings;
pub mod text;

use crate::failure::{Failure, Status};
use crate::guard::guarded;
use error::cs_smtp_error;

#[cfg(not(target_pointer_width = "64"))]
compile_error!(
    "a handle is a pointer that carries a number of 64 bits: this target's pointers are too small for it"
);

/// Runs a call; its failure goes to `error`, where the caller wants it.
///
/// # Safety
/// `error` is NULL or points to where an error can be written.
unsafe fn answer(
    error: *mut *mut cs_smtp_error,
    call: impl FnOnce() -> Result<(), Failure>,
) -> Status {
    let Err(failure) = guarded(call) else {
        return Status::Ok;
    };
    let status = failure.status;
    // Where even that fails the status is told alone.
    let _ = guarded(|| unsafe { error::hand_out(&failure, error) });
    status
}

/// Runs a call whose failure is a status alone.
fn status_of(call: impl FnOnce() -> Result<(), Failure>) -> Status {
    match guarded(call) {
        Ok(()) => Status::Ok,
        Err(failure) => failure.status,
    }
}

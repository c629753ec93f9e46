//! The functions of the C library. What a C programmer must know of all of them stands in `cbindgen.toml` and, from there, on top of
//! the header; what is particular to one stands at the function.
//!
//! A function's signature is written out, since cbindgen reads the source. Its body is one call of [`answer`] or [`run`], which keep
//! panics from C and tell failures.

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
mod input;
pub mod library;
pub mod message;
pub mod oauth;
mod output;
pub mod report;
pub mod session;
pub mod session_step;
pub mod settings;
pub mod text;
pub mod transport;

use crate::failure::{Failure, Status};
use crate::guard::guarded;
use error::cs_smtp_error;
use output::{IntoC, Out};

#[cfg(not(target_pointer_width = "64"))]
compile_error!(
    "a handle is a pointer that carries a number of 64 bits: this target's pointers are too small for it"
);

/// Runs a call that hands out nothing; its failure goes to `error`, where the caller wants it.
///
/// # Safety
/// `error` is NULL or points to where an error can be written.
unsafe fn run(
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

/// Runs a call that hands out one thing: its place, which has this name, is looked at before the work begins, and written after it
/// succeeded.
///
/// # Safety
/// As [`run`], and `place` is NULL or points to memory for a `C`.
unsafe fn answer<C, T: IntoC<C>>(
    error: *mut *mut cs_smtp_error,
    name: &str,
    place: *mut C,
    call: impl FnOnce() -> Result<T, Failure>,
) -> Status {
    unsafe {
        run(error, || {
            let place = Out::new(place, name)?;
            place.write(call()?.into_c());
            Ok(())
        })
    }
}

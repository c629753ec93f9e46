//! Errors that are handed out.

use std::ffi::{CString, c_char};
use std::ptr;

use crate::failure::{Failure, Status};
use crate::objects;

use super::handle;
use super::output::Out;

/// Why a call failed. It never changes; any number of threads may read it until it is freed.
pub struct cs_smtp_error {
    _opaque: [u8; 0],
}

struct Error {
    status: Status,
    message: CString,
    problems: CString,
}

/// Hands out an error of this failure, unless the caller wants none.
///
/// # Safety
/// `place` is NULL or points to where an error can be written.
pub(super) unsafe fn hand_out(
    failure: &Failure,
    place: *mut *mut cs_smtp_error,
) -> Result<(), Failure> {
    let place = unsafe { Out::new(place, "error") }?;
    place.write(handle::pointer(objects::insert(Error {
        status: failure.status,
        message: c_text(&failure.message),
        problems: c_text(&failure.problems_json()),
    })));
    Ok(())
}

/// The text for C. A NUL would end it early and is left out; JSON has none.
pub(super) fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}

/// The status that the failed call returned; `CS_SMTP_STATUS_INVALID_HANDLE` where `error` is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_error_status(error: *const cs_smtp_error) -> Status {
    handle::read(handle::number(error), |error: &Error| error.status)
        .unwrap_or(Status::InvalidHandle)
}

/// What is wrong and what to do, in English, without secrets, addresses and message text. Valid until the error is freed; NULL where the
/// handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_error_message(error: *const cs_smtp_error) -> *const c_char {
    handle::read(handle::number(error), |error: &Error| {
        error.message.as_ptr()
    })
    .unwrap_or(ptr::null())
}

/// The problems of `CS_SMTP_STATUS_INVALID_INPUT` as JSON, `{"problems":[...]}`; an empty list with any other status. Valid until the error
/// is freed; NULL where the handle is not valid.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_error_problems(error: *const cs_smtp_error) -> *const c_char {
    handle::read(handle::number(error), |error: &Error| {
        error.problems.as_ptr()
    })
    .unwrap_or(ptr::null())
}

/// Frees an error. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_error_free(error: *mut cs_smtp_error) -> Status {
    handle::free::<Error>(handle::number(error))
}

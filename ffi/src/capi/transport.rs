//! Messages through a mailer of the host's own.

use std::ffi::c_char;

use crate::failure::Status;
use crate::operations::transport;

use super::error::cs_smtp_error;
use super::handle::number;
use super::input;
use super::message::cs_smtp_message;
use super::report::cs_smtp_report;
use super::settings::cs_smtp_settings;
use super::text::cs_smtp_text;

/// What a mailer of the host's own is told about the server, as JSON in `*json`, to be freed: `hostname`, `port`, `security`, `username`,
/// `mechanisms`, `ehlo_name`, `timeout_seconds`. The password is not there.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the settings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_transport_server(
    settings: *const cs_smtp_settings,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { super::answer(error, "json", json, || transport::server(number(settings))) }
}

/// What came of a message that a mailer of the host's own sent, in `*report`, to be freed. The answer is JSON:
/// `{"receipt":{"reply":{"code":250,"lines":[..]},"recipients":[{"address":..,"reply":{..}}]}}`, or
/// `{"failure":{"stage":..,"kind":..,"reply":null,"recipients":[],"text":"","may_be_taken":false}}`.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the answer is neither.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_transport_report(
    settings: *const cs_smtp_settings,
    message: *const cs_smtp_message,
    answer: *const c_char,
    answer_length: usize,
    report: *mut *mut cs_smtp_report,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        super::answer(error, "report", report, || {
            let answer = input::text(answer, answer_length, "answer")?;
            transport::report(number(settings), number(message), answer)
        })
    }
}

//! Explanations.

use std::ffi::c_char;

use crate::failure::Status;
use crate::operations::diagnosis;

use super::answer;
use super::error::cs_smtp_error;
use super::handle::number;
use super::input;
use super::settings::cs_smtp_settings;
use super::text::cs_smtp_text;

/// Explains a server's reply that a person pasted, as JSON in `*json`, to be freed. `stage` is the name of a stage, or NULL and 0 where
/// it is not known; `settings` may be NULL, and tell what the server is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_explain(
    reply: *const c_char,
    reply_length: usize,
    stage: *const c_char,
    stage_length: usize,
    settings: *const cs_smtp_settings,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            let reply = input::text(reply, reply_length, "reply")?;
            let stage = input::optional_text(stage, stage_length, "stage")?;
            diagnosis::explain(reply, stage, number(settings))
        })
    }
}

/// Finds and explains the failures in a text that a person pasted, as JSON in `*json`, to be freed: `findings` and `complete`. The text is a
/// transcript, a mailer's debug output or exception, a server's log, a bounce. `settings` as for `cs_smtp_explain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_explain_pasted(
    text: *const c_char,
    text_length: usize,
    settings: *const cs_smtp_settings,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            let text = input::text(text, text_length, "text")?;
            diagnosis::explain_pasted(text, number(settings))
        })
    }
}

//! Finding settings.

use std::ffi::c_char;

use centerscape_smtp_core::detect::Detection;

use crate::failure::Status;
use crate::objects::Exclusive;
use crate::operations::detection;

use super::error::cs_smtp_error;
use super::handle::{self, number};
use super::input;
use super::session::cs_smtp_session;
use super::settings::cs_smtp_settings;
use super::text::cs_smtp_text;
use super::{answer, run};

/// The search for settings: from a hostname or an e-mail address to port, security and login. One call at a time: a second thread's
/// gets `CS_SMTP_STATUS_CONCURRENT_CALL`.
///
/// While there are settings to probe next, make a session for them, drive a probe, and add the session. Then take the recommendation. A probe
/// sends neither a password nor a mail.
pub struct cs_smtp_detection {
    _opaque: [u8; 0],
}

/// Makes a search for the server that a person named by `input`: a hostname, an IP address or an e-mail address. Put into `*detection`, to be
/// freed. `ports`: those to try in place of the usual ones, such as `2587, 2465/tls`, each alone or with its security; empty for the usual
/// ones. Of `base` the From address, the EHLO name, the timeout and the user name count; it may be NULL.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: the problems of the input, with the field `hostname`, of the ports and of `base`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_new(
    input: *const c_char,
    input_length: usize,
    ports: *const c_char,
    ports_length: usize,
    base: *const cs_smtp_settings,
    detection: *mut *mut cs_smtp_detection,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "detection", detection, || {
            let input = input::text(input, input_length, "input")?;
            let ports = input::text(ports, ports_length, "ports")?;
            detection::new(input, ports, number(base))
        })
    }
}

/// What to ask the name server before the first probe, where the answers can help, as JSON in `*lookups`, to be freed:
/// `{"lookups":[{"record_type","name"}]}`; the types are `mx` and `srv`. A host may leave it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_lookups(
    detection: *const cs_smtp_detection,
    lookups: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "lookups", lookups, || {
            detection::lookups(number(detection))
        })
    }
}

/// Takes the answer to the lookup of `name`: its records as zone files have them, one on each line, `10 mx.example.com.` or
/// `0 1 587 smtp.example.com.`. What was not asked, is no such record, or comes after the first probe, changes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_add_records(
    detection: *mut cs_smtp_detection,
    name: *const c_char,
    name_length: usize,
    records: *const c_char,
    records_length: usize,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let name = input::text(name, name_length, "name")?;
            let records = input::text(records, records_length, "records")?;
            detection::add_records(number(detection), name, records)
        })
    }
}

/// The settings to probe next, without a login, in `*settings`, to be freed; NULL where enough is known, or nothing is left to try.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_next(
    detection: *const cs_smtp_detection,
    settings: *mut *mut cs_smtp_settings,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "settings", settings, || {
            detection::next(number(detection))
        })
    }
}

/// Takes what the session's last job reported: the probe of the settings that `cs_smtp_detection_next` gave. Without such settings it changes
/// nothing. The session stays the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_add(
    detection: *mut cs_smtp_detection,
    session: *const cs_smtp_session,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { run(error, || detection::add(number(detection), number(session))) }
}

/// What is known so far, and after the last probe what to propose, as JSON in `*json`, to be freed: `settings`, `confirmed`, `provider`,
/// `login`, `mechanisms`, `size_limit`, `diagnosis`, `attempts` and `reasons`; `settings` is null where no mail server was found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_detection_recommendation(
    detection: *const cs_smtp_detection,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            detection::recommendation(number(detection))
        })
    }
}

/// Frees a detection. NULL is allowed. Returns OK or `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_detection_free(detection: *mut cs_smtp_detection) -> Status {
    handle::free::<Exclusive<Detection>>(number(detection))
}

//! Settings.

use std::ffi::c_char;

use centerscape_smtp_core::settings::Settings;

use crate::failure::Status;
use crate::operations::settings;

use super::error::cs_smtp_error;
use super::handle::{self, number};
use super::input;
use super::output::{IntoC, Out};
use super::text::cs_smtp_text;
use super::{answer, run};

/// The settings of the one SMTP server. They never change; any number of threads may use them at once.
pub struct cs_smtp_settings {
    _opaque: [u8; 0],
}

/// The settings of the dialog's first sight, as JSON in `*json`, to be freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_defaults(
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "json", json, || Ok(settings::defaults())) }
}

/// Makes settings of JSON; a key that is absent has its default. Put into `*settings`, to be freed. The values are not judged yet:
/// `cs_smtp_settings_validate` does.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: it is no JSON, or has unknown keys or values of the wrong type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_parse(
    json: *const c_char,
    json_length: usize,
    settings: *mut *mut cs_smtp_settings,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "settings", settings, || {
            settings::parse(input::text(json, json_length, "json")?)
        })
    }
}

/// Every problem of a form as a person typed it, as JSON in `*problems`, to be freed: `{"problems":[...]}`. Also a form that
/// `cs_smtp_settings_parse` would refuse is OK here: that is then among the problems.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_check(
    form: *const c_char,
    form_length: usize,
    problems: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "problems", problems, || {
            Ok(settings::check(input::text(form, form_length, "form")?))
        })
    }
}

/// The settings as JSON in `*json`, to be freed, for people and files. A password shows as `****`, whether or not there is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_to_json(
    settings: *const cs_smtp_settings,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "json", json, || settings::to_json(number(settings))) }
}

/// Every problem of the settings, as JSON in `*problems`, to be freed: `{"problems":[...]}`. Only those with the severity `error` stop a mail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_validate(
    settings: *const cs_smtp_settings,
    problems: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "problems", problems, || {
            settings::validate(number(settings))
        })
    }
}

/// Merges a submitted form into stored settings. What they are together goes into `*merged`, its problems as JSON into `*problems`; both
/// are to be freed, and `stored` stays as it is. Problems are no failure: do not store what has one with the severity `error`.
///
/// A password that is absent or `****` keeps the stored one, an empty one removes it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_apply(
    stored: *const cs_smtp_settings,
    form: *const c_char,
    form_length: usize,
    merged: *mut *mut cs_smtp_settings,
    problems: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        run(error, || {
            let merged = Out::new(merged, "merged")?;
            let problems = Out::new(problems, "problems")?;
            let form = input::text(form, form_length, "form")?;
            let (handle, found) = settings::apply(number(stored), form)?;
            merged.write(handle.into_c());
            problems.write(found.into_c());
            Ok(())
        })
    }
}

/// The password, for the host that stores it, in `*password`, to be freed, which wipes it. `*password` is NULL where none is set, and
/// `****` where the host keeps it already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_password(
    settings: *const cs_smtp_settings,
    password: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "password", password, || {
            settings::password(number(settings))
        })
    }
}

/// The known mail services, as JSON in `*json`, to be freed: `{"providers":[...]}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_providers(
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe { answer(error, "json", json, || Ok(settings::providers())) }
}

/// The mail service behind a hostname, as one JSON object in `*json`, to be freed; `*json` is NULL where none is known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_provider_for(
    hostname: *const c_char,
    hostname_length: usize,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            let hostname = input::text(hostname, hostname_length, "hostname")?;
            Ok(settings::provider_for(hostname))
        })
    }
}

/// The port that goes with a security by custom, in `*port`: 25 with `none`, 587 with `starttls`, 465 with `tls`, the words of the JSON.
///
/// `CS_SMTP_STATUS_INVALID_ARGUMENT`: also where there is no such security.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_settings_usual_port(
    security: *const c_char,
    security_length: usize,
    port: *mut u16,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "port", port, || {
            settings::usual_port(input::text(security, security_length, "security")?)
        })
    }
}

/// Frees settings and wipes their password. NULL is allowed; sessions that were made of them live on. Returns OK or
/// `CS_SMTP_STATUS_INVALID_HANDLE`.
#[unsafe(no_mangle)]
pub extern "C" fn cs_smtp_settings_free(settings: *mut cs_smtp_settings) -> Status {
    handle::free::<Settings>(number(settings))
}

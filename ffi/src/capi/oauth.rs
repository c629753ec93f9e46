//! Bearer tokens from an OAuth 2 server.

use std::ffi::c_char;

use centerscape_smtp_core::oauth::{Answer, Secrets};
use zeroize::Zeroizing;

use crate::failure::{Failure, Status};
use crate::operations::oauth;

use super::answer;
use super::error::cs_smtp_error;
use super::input;
use super::text::cs_smtp_text;

/// Reads the configuration of a token source, and writes it as JSON into `*json`, to be freed: `grant` (`client-credentials` or `refresh-token`),
/// `token_endpoint`, `client_id`, `client_authentication` (`basic` or `post`), `scope`, `refresh_token_file`, `mail_server`. It holds no secret.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_oauth_configuration(
    configuration: *const c_char,
    configuration_length: usize,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            oauth::configuration(input::text(
                configuration,
                configuration_length,
                "configuration",
            )?)
        })
    }
}

/// Whether tokens are for the mail server of this name, in `*is_for`. Settings may name any server, also one that nobody has saved: no other one
/// gets a token.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_oauth_is_for(
    configuration: *const c_char,
    configuration_length: usize,
    hostname: *const c_char,
    hostname_length: usize,
    is_for: *mut bool,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "is_for", is_for, || {
            let configuration = input::text(configuration, configuration_length, "configuration")?;
            oauth::is_for(
                configuration,
                input::text(hostname, hostname_length, "hostname")?,
            )
        })
    }
}

/// The request for a token, as JSON in `*json`, to be freed: `url`, `is_loopback`, `headers` (a list of `name` and `value`), `body`, `timeout_ms`,
/// `max_answer_bytes`. It holds the secrets, for that server alone: a redirect is not followed. `client_secret` is NULL for a public client,
/// `refresh_token` where the configuration names no file of one.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration; a secret that is needed is missing, or is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_oauth_request(
    configuration: *const c_char,
    configuration_length: usize,
    client_secret: *const c_char,
    client_secret_length: usize,
    refresh_token: *const c_char,
    refresh_token_length: usize,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            let configuration = input::text(configuration, configuration_length, "configuration")?;
            let secrets = Secrets {
                client_secret: secret(client_secret, client_secret_length, "client_secret")?,
                refresh_token: secret(refresh_token, refresh_token_length, "refresh_token")?,
            };
            oauth::request(configuration, &secrets)
        })
    }
}

/// The token of the endpoint's answer, as JSON in `*json`, to be freed: `access_token`; `reuse_until_ms`, until when it serves by the clock of
/// `asked_ms`, or null; `refresh_token`, the one from now on, or null: it belongs into the file before anything else is done. The secrets are those
/// of the request. `asked_ms`: when it was sent, by any clock that never goes back.
///
/// `CS_SMTP_STATUS_INVALID_INPUT`: every problem of the configuration, or why there is no token and what to do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_smtp_oauth_token(
    configuration: *const c_char,
    configuration_length: usize,
    client_secret: *const c_char,
    client_secret_length: usize,
    refresh_token: *const c_char,
    refresh_token_length: usize,
    status: u16,
    body: *const u8,
    body_length: usize,
    asked_ms: u64,
    json: *mut *mut cs_smtp_text,
    error: *mut *mut cs_smtp_error,
) -> Status {
    unsafe {
        answer(error, "json", json, || {
            let configuration = input::text(configuration, configuration_length, "configuration")?;
            let secrets = Secrets {
                client_secret: secret(client_secret, client_secret_length, "client_secret")?,
                refresh_token: secret(refresh_token, refresh_token_length, "refresh_token")?,
            };
            let answer = Answer {
                status,
                body: input::bytes(body, body_length, "body")?,
                asked_ms,
            };
            oauth::token(configuration, &secrets, &answer)
        })
    }
}

unsafe fn secret(
    data: *const c_char,
    length: usize,
    name: &'static str,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let secret = unsafe { input::optional_text(data, length, name) }?;
    Ok(secret.map(|secret| Zeroizing::new(secret.to_owned())))
}

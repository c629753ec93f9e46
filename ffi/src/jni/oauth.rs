//! Bearer tokens from an OAuth 2 server.

use centerscape_smtp_core::oauth::{Answer, Secrets};
use jni::sys::{jboolean, jint, jlong};

use super::entry::natives;
use super::values::{Bytes, SecretText};
use crate::failure::Failure;
use crate::operations::oauth;

natives! {
    fn oauth_configuration(env, configuration: String) -> String {
        oauth::configuration(&configuration)?
    }

    fn oauth_is_for(env, configuration: String, hostname: String) -> jboolean {
        oauth::is_for(&configuration, &hostname)?
    }

    fn oauth_request(env, configuration: String, client_secret: Option<SecretText>,
            refresh_token: Option<SecretText>) -> SecretText {
        oauth::request(&configuration, &Secrets { client_secret, refresh_token })?
    }

    fn oauth_token(env, configuration: String, client_secret: Option<SecretText>,
            refresh_token: Option<SecretText>, status: jint, body: Bytes, asked_ms: jlong) -> SecretText {
        let number = |_| Failure::argument("A status or a moment is out of range.");
        let answer = Answer {
            status: u16::try_from(status).map_err(number)?,
            body: &body,
            asked_ms: u64::try_from(asked_ms).map_err(number)?,
        };
        oauth::token(&configuration, &Secrets { client_secret, refresh_token }, &answer)?
    }
}

//! What a token endpoint answers (RFC 6749, sections 5.1 and 5.2).

use std::time::Duration;

use serde_json::{Map, Value};
use ureq::http::StatusCode;
use zeroize::Zeroizing;

use super::error::{Error, Refusal};

/// The most characters of the server's own words that are shown.
const LONGEST_TEXT: usize = 400;

/// A token was given.
pub(super) struct Answer {
    pub(super) access_token: Zeroizing<String>,
    /// How long it is good for; `None` where the server does not say.
    pub(super) expires_in: Option<Duration>,
    /// The refresh token from now on, where the server names it.
    pub(super) refresh_token: Option<Zeroizing<String>>,
}

impl Answer {
    /// Reads an answer. `secrets` were sent, so nothing that repeats them is shown.
    pub(super) fn read(status: StatusCode, body: &[u8], secrets: &[&str]) -> Result<Self, Error> {
        let strange = |why| Error::NotOAuth {
            status: status.as_u16(),
            why,
        };
        let Ok(members) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Err(strange("is no JSON object"));
        };
        let text = |key| members.get(key).and_then(Value::as_str);
        let shown = |key| text(key).map(|text| shown(text, secrets));
        if let Some(code) = shown("error") {
            return Err(Error::Refused(Refusal {
                code,
                description: shown("error_description").unwrap_or_default(),
            }));
        }
        let is_token =
            |token: &&str| !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
        let token = text("access_token").filter(is_token);
        match (status.is_success(), token, text("token_type")) {
            (false, ..) => Err(strange("has no error code")),
            (true, None, _) => Err(strange("has no token")),
            (true, Some(token), Some(kind)) if kind.eq_ignore_ascii_case("Bearer") => Ok(Self {
                access_token: Zeroizing::new(token.to_owned()),
                expires_in: members.get("expires_in").and_then(seconds),
                refresh_token: text("refresh_token")
                    .filter(is_token)
                    .map(|token| Zeroizing::new(token.to_owned())),
            }),
            (true, Some(_), _) => Err(strange("has no bearer token")),
        }
    }
}

/// A number; some servers write it as a text.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    Some(Duration::from_secs(seconds))
}

/// The first line of what a server says, bounded, without what was sent to it. Microsoft adds lines of ids.
fn shown(text: &str, secrets: &[&str]) -> String {
    let line = text.lines().next().unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    let line = secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(line, |line, secret| line.replace(secret, "****"));
    line.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<Answer, Error> {
        let status = StatusCode::from_u16(status).unwrap();
        Answer::read(status, body.as_bytes(), &["s3cret", ""])
    }

    #[test]
    fn a_token_is_read() {
        let answer = read(
            200,
            r#"{"access_token":"t","token_type":"bearer","expires_in":"3599","refresh_token":"r","id_token":"x"}"#,
        );
        let answer = answer.ok().unwrap();
        assert_eq!(*answer.access_token, "t");
        assert_eq!(answer.expires_in, Some(Duration::from_secs(3599)));
        assert_eq!(
            answer.refresh_token.as_deref().map(String::as_str),
            Some("r")
        );
    }

    #[test]
    fn what_is_no_token_is_an_error() {
        for (status, body, says) in [
            (503, "<h1>Be right back</h1>", "is no JSON object"),
            (200, "[1]", "is no JSON object"),
            (500, "{}", "has no error code"),
            (200, "{}", "has no token"),
            (
                200,
                r#"{"access_token":"a b","token_type":"Bearer"}"#,
                "has no token",
            ),
            (
                200,
                r#"{"access_token":"a\r\nb","token_type":"Bearer"}"#,
                "has no token",
            ),
            (
                200,
                r#"{"access_token":"t","token_type":"DPoP"}"#,
                "no bearer token",
            ),
            (200, r#"{"access_token":"t"}"#, "no bearer token"),
        ] {
            let error = read(status, body).err().unwrap().to_string();
            assert!(error.contains(says), "{body}: {error}");
        }
    }

    #[test]
    fn refusals_say_what_to_do_and_repeat_no_secret() {
        for (body, says) in [
            (
                r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret s3cret.\r\nTrace ID: 1"}"#,
                "SMTP_OAUTH_CLIENT_SECRET",
            ),
            (r#"{"error":"invalid_grant"}"#, "sign in"),
            (
                r#"{"error":"invalid_scope","error_description":"s3cret"}"#,
                "scope",
            ),
            (r#"{"error":"unauthorized_client"}"#, "grant"),
            (r#"{"error":"temporarily_unavailable"}"#, "later"),
            (r#"{"error":"s3cret \u0007 odd"}"#, "\"****  odd\""),
        ] {
            let error = read(400, body).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
            assert!(
                !error.contains("s3cret") && !error.contains("Trace ID"),
                "{error}"
            );
        }
    }
}

//! What a token endpoint answers (RFC 6749, sections 5.1 and 5.2).

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

use super::configuration::{Configuration, Grant};
use super::is_token;
use super::request::Secrets;
use crate::json::Object;
use crate::problem::Problem;
use crate::settings::MASK;
use crate::wire::reply::clean;

/// So long before its end a token is not used again, in milliseconds: it may wait in a queue on its way.
const MARGIN_MS: u64 = 60_000;

/// The most characters of the server's own words that are shown.
const MAX_SHOWN: usize = 400;

/// What a host got for a [`TokenRequest`](super::TokenRequest).
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The status of HTTP.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// When the request was sent, by the host's monotonic clock in milliseconds, of any origin.
    pub asked_ms: u64,
}

/// A token, and how long it serves. It is wiped when dropped, and `Debug` does not show it; its JSON does.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// The token for the login.
    pub access_token: Zeroizing<String>,
    /// Until when the host may use it again, by the clock of [`Answer::asked_ms`]; `None` where the server tells no end: until the
    /// mail server rejects it.
    pub reuse_until_ms: Option<u64>,
    /// The refresh token from now on, where the server gave another one: it belongs into the file before anything else is done, as
    /// the old one may be of no use any more.
    pub refresh_token: Option<Zeroizing<String>>,
}

impl Token {
    /// It as JSON, which holds the tokens.
    #[must_use]
    pub fn to_json(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).unwrap_or_default())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({MASK}, reuse until {:?} ms)", self.reuse_until_ms)
    }
}

impl Configuration {
    /// The token of an answer. `secrets` are those of the request: what repeats them is not shown.
    ///
    /// # Errors
    /// The server issued none, or is no OAuth 2 server: one problem, which says what to do.
    pub fn token(&self, secrets: &Secrets, answer: &Answer<'_>) -> Result<Token, Vec<Problem>> {
        self.read(secrets, answer).map_err(|problem| vec![problem])
    }

    fn read(&self, secrets: &Secrets, answer: &Answer<'_>) -> Result<Token, Problem> {
        let status = answer.status;
        let unusable = |why| {
            Problem::error(
                "token_endpoint",
                "token-endpoint.not-oauth2",
                format!("The answer (HTTP {status}) {why}, so this is not an OAuth 2 token endpoint. Check token_endpoint."),
            )
            .with("status", format!("{status}"))
        };
        let mut members =
            Members::of(answer.body).ok_or_else(|| unusable("is not a JSON object"))?;
        if let Some(code) = members.text("error") {
            let shown = |text: &str| shown(&self.without_secrets(text, secrets));
            let description = members.text("error_description");
            let description = description.as_deref().map(shown);
            return Err(self.refusal(&shown(&code), &description.unwrap_or_default()));
        }
        if !(200..300).contains(&status) {
            return Err(unusable("has no error code"));
        }
        let access_token = members.token("access_token");
        let access_token = access_token.ok_or_else(|| unusable("has no token"))?;
        let kind = members.text("token_type").unwrap_or_default();
        if !kind.eq_ignore_ascii_case("Bearer") {
            return Err(unusable("has no bearer token"));
        }
        let life_ms = members
            .seconds("expires_in")
            .map(|life| u64::from(life) * 1000);
        let usable_ms = life_ms.map(|life| life.saturating_sub(MARGIN_MS));
        let sent = secrets.refresh_token();
        let is_new = |token: &Zeroizing<String>| Some(token.as_str()) != sent;
        Ok(Token {
            access_token,
            reuse_until_ms: usable_ms.map(|usable| answer.asked_ms.saturating_add(usable)),
            refresh_token: members
                .token("refresh_token")
                .filter(|token| self.grant == Grant::RefreshToken && is_new(token)),
        })
    }

    /// The server issued no token: its code, its words and what to do about it.
    fn refusal(&self, code: &str, description: &str) -> Problem {
        let (field, advice) = match code {
            "invalid_client" => (
                "client_id",
                "It does not know the client, or the client secret is wrong or has expired. Check client_id, client_authentication and the client secret.",
            ),
            "invalid_grant" if self.grant == Grant::RefreshToken => (
                "refresh_token_file",
                "The refresh token has expired, was revoked or was used before. To get a new one, sign in again, and save it in the file.",
            ),
            "invalid_scope" => (
                "scope",
                "The client may not have this scope. Check scope, and the permissions that were granted to the client.",
            ),
            "unauthorized_client" | "unsupported_grant_type" => (
                "grant",
                "The client may not use this grant. Check grant, and how the client is registered.",
            ),
            "server_error" | "temporarily_unavailable" => {
                ("", "The server has an internal problem. Try again later.")
            }
            _ => (
                "",
                "Compare the configuration with the server's documentation.",
            ),
        };
        let refused = format!("The OAuth 2 server issued no token: \"{code}\"");
        if description.is_empty() {
            let message = format!("{refused}. {advice}");
            return Problem::error(field, "token.refused", message).with("error", code);
        }
        let message = format!("{refused} ({description}). {advice}");
        Problem::error(field, "token.refused", message)
            .with("error", code)
            .with("description", description)
    }
}

/// The members of an answer. What is not as it should be counts as absent.
struct Members<'a>(Object<'a>);

impl<'a> Members<'a> {
    fn of(body: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(body).ok()?;
        Object::parse(text, &mut Vec::new()).map(Self)
    }

    fn text(&mut self, key: &'static str) -> Option<String> {
        self.0.take(key)?.text()
    }

    fn token(&mut self, key: &'static str) -> Option<Zeroizing<String>> {
        let token = self.text(key).map(Zeroizing::new);
        token.filter(|token| is_token(token))
    }

    /// A number of seconds, up to 136 years; some servers write it as a text.
    fn seconds(&mut self, key: &'static str) -> Option<u32> {
        let value = self.0.take(key)?;
        match value.number() {
            Some(number) => number.parse().ok(),
            None => value.text()?.parse().ok(),
        }
    }
}

/// The first line of what a server says, cleaned and bounded. Microsoft adds lines of ids.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    clean(line).chars().take(MAX_SHOWN).collect()
}

//! The request to a token endpoint (RFC 6749, sections 2.3.1, 4.4.2 and 6).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use serde::Serialize;
use zeroize::Zeroizing;

use super::configuration::{ClientAuthentication, Configuration, Grant};
use super::is_token;
use crate::problem::Problem;
use crate::settings::MASK;
use crate::wire::sasl::BASE64;

/// How long the whole request may take, in milliseconds. The mail server waits meanwhile, some minutes by RFC 5321.
const TIMEOUT_MS: u32 = 20_000;

/// The most bytes of an answer: a token has some thousands at most.
const MAX_ANSWER_BYTES: u32 = 256 * 1024;

/// What a client proves itself with. It is wiped when dropped, and `Debug` does not show it.
#[derive(Clone, Default)]
pub struct Secrets {
    /// The client secret; none or an empty one for a public client.
    pub client_secret: Option<Zeroizing<String>>,
    /// The content of the refresh token's file, where the configuration names one.
    pub refresh_token: Option<Zeroizing<String>>,
}

impl Secrets {
    fn client_secret(&self) -> Option<&str> {
        let secret = self.client_secret.as_ref().map(|secret| secret.as_str());
        secret.filter(|secret| !secret.is_empty())
    }

    /// The refresh token, without the line end of its file.
    pub(super) fn refresh_token(&self) -> Option<&str> {
        let token = self.refresh_token.as_ref().map(|token| token.trim());
        token.filter(|token| is_token(token))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// What a host POSTs to the token endpoint. A redirect is not followed: it would carry the secrets to another server.
///
/// It holds secrets, and so does its JSON: both are for that server alone. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TokenRequest {
    /// Where it goes.
    pub url: String,
    /// Whether that is this machine, so that no proxy is asked.
    pub is_loopback: bool,
    /// Its headers.
    pub headers: Vec<Header>,
    /// Its body, a form.
    pub body: Zeroizing<String>,
    /// How long it may take until the whole answer is there, in milliseconds.
    pub timeout_ms: u32,
    /// How many bytes of the answer's body are read at most.
    pub max_answer_bytes: u32,
}

impl TokenRequest {
    /// It as JSON, which holds the secrets.
    #[must_use]
    pub fn to_json(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).unwrap_or_default())
    }
}

/// A header of a request.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: Zeroizing<String>,
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenRequest({}, {MASK})", self.url)
    }
}

impl Configuration {
    /// The request for a token.
    ///
    /// # Errors
    /// A secret that the grant needs is missing, or is none.
    pub fn request(&self, secrets: &Secrets) -> Result<TokenRequest, Vec<Problem>> {
        let header = |name, value: &str| Header {
            name,
            value: Zeroizing::new(value.to_owned()),
        };
        let mut headers = vec![
            header("Accept", "application/json"),
            header("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let mut fields = self.grant_fields(secrets)?;
        fields.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        match (self.client_authentication, secrets.client_secret()) {
            (ClientAuthentication::Basic, Some(secret)) => {
                let credentials = self.credentials(secret);
                let value = Zeroizing::new(["Basic ", &credentials].concat());
                headers.push(header("Authorization", &value));
            }
            (_, secret) => {
                // A public client has only its name.
                fields.push(("client_id", &self.client_id));
                fields.extend(secret.map(|secret| ("client_secret", secret)));
            }
        }
        Ok(TokenRequest {
            url: self.token_endpoint.clone(),
            is_loopback: self.is_loopback,
            headers,
            body: form(&fields),
            timeout_ms: TIMEOUT_MS,
            max_answer_bytes: MAX_ANSWER_BYTES,
        })
    }

    /// The fields of the form that tell the grant.
    fn grant_fields<'a>(
        &self,
        secrets: &'a Secrets,
    ) -> Result<Vec<(&'static str, &'a str)>, Vec<Problem>> {
        let missing = |field, code, message| vec![Problem::error(field, code, message)];
        match self.grant {
            Grant::ClientCredentials if secrets.client_secret().is_none() => Err(missing(
                "client_secret",
                "client-secret.required",
                "The grant client-credentials needs the client secret.",
            )),
            Grant::ClientCredentials => Ok(vec![("grant_type", "client_credentials")]),
            Grant::RefreshToken => match secrets.refresh_token() {
                Some(token) => Ok(vec![
                    ("grant_type", "refresh_token"),
                    ("refresh_token", token),
                ]),
                None => Err(missing(
                    "refresh_token_file",
                    "refresh-token.required",
                    "The file holds no refresh token. It takes one line, the token and nothing else.",
                )),
            },
        }
    }

    /// The credentials of HTTP Basic (RFC 6749, section 2.3.1).
    fn credentials(&self, secret: &str) -> Zeroizing<String> {
        let mut plain = encoded(&self.client_id);
        plain.reserve_exact(1 + 3 * secret.len());
        plain.push(':');
        plain.push_str(&encoded(secret));
        Zeroizing::new(BASE64.encode(plain.as_bytes()))
    }

    /// A text without what was sent under secrecy.
    pub(super) fn without_secrets(&self, text: &str, secrets: &Secrets) -> String {
        let client_secret = secrets.client_secret();
        let credentials = client_secret.map(|secret| self.credentials(secret));
        let raw = [client_secret, secrets.refresh_token()]
            .into_iter()
            .flatten();
        raw.flat_map(|secret| [Zeroizing::new(secret.to_owned()), encoded(secret)])
            .chain(credentials)
            .fold(text.to_owned(), |text, secret| {
                text.replace(secret.as_str(), MASK)
            })
    }
}

/// Fields as `application/x-www-form-urlencoded`.
fn form(fields: &[(&str, &str)]) -> Zeroizing<String> {
    // Large enough from the start: a text that grows leaves its beginning in memory.
    let longest = fields
        .iter()
        .map(|(name, value)| name.len() + 3 * value.len() + 2);
    let mut form = Zeroizing::new(String::with_capacity(longest.sum()));
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(name);
        form.push('=');
        form.push_str(&encoded(value));
    }
    form
}

/// A value as `application/x-www-form-urlencoded` has it.
fn encoded(text: &str) -> Zeroizing<String> {
    let mut encoded = Zeroizing::new(String::with_capacity(3 * text.len()));
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'*' | b'-' | b'.' | b'_' => encoded.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => encoded.push(byte.into()),
            _ => {
                // Writing to a string does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

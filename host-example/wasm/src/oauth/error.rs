//! Why there is no token, in words for an administrator.

use std::fmt;
use std::path::PathBuf;

use super::SECRET_VARIABLE;

/// Why there is no token. No text holds a secret.
#[derive(Debug)]
pub enum Error {
    /// The configuration is wrong.
    Configuration(String),
    /// The refresh token's file.
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong, and what to do.
        why: String,
    },
    /// The token endpoint gave no answer.
    Unreachable {
        /// Its URL.
        endpoint: String,
        /// What went wrong on the way.
        why: String,
    },
    /// What answered is no token endpoint.
    NotOAuth {
        /// The status of HTTP.
        status: u16,
        /// What its answer is or lacks.
        why: &'static str,
    },
    /// The server said no.
    Refused(Refusal),
    /// Nobody wants it any more.
    Cancelled,
}

/// How a server refuses a token (RFC 6749, section 5.2). Its words are cleaned and bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code, such as `invalid_grant`.
    pub code: String,
    /// The server's explanation; empty where it has none.
    pub description: String,
}

impl Refusal {
    /// What to do about it.
    fn advice(&self) -> String {
        match self.code.as_str() {
            "invalid_client" => format!(
                "The client is unknown there, or its secret is wrong or has expired: check client_id, client_authentication and {SECRET_VARIABLE}."
            ),
            "invalid_grant" => "The refresh token has expired, was revoked or was used already: sign in again, and put the new one into its file.".to_owned(),
            "invalid_scope" => "The client may not have this scope: check scope, and the permissions that were granted to the client.".to_owned(),
            "unauthorized_client" | "unsupported_grant_type" => "The client may not use this grant: check grant, and how the client is registered.".to_owned(),
            "server_error" | "temporarily_unavailable" => "It is the server's own trouble: try again later.".to_owned(),
            _ => "Check the configuration against the server's documentation.".to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(why) => write!(f, "OAuth 2: {why}"),
            Self::File { path, why } => {
                write!(f, "the refresh token's file {}: {why}", path.display())
            }
            Self::Unreachable { endpoint, why } => {
                write!(f, "the OAuth 2 server cannot be asked at {endpoint}: {why}")
            }
            Self::NotOAuth { status, why } => write!(
                f,
                "what answers is no OAuth 2 token endpoint: the answer (HTTP {status}) {why}. Check token_endpoint."
            ),
            Self::Refused(refusal) => {
                write!(f, "the OAuth 2 server gives no token: \"{}\"", refusal.code)?;
                if !refusal.description.is_empty() {
                    write!(f, " ({})", refusal.description)?;
                }
                write!(f, ". {}", refusal.advice())
            }
            Self::Cancelled => f.write_str("the wait for an OAuth 2 token was cancelled"),
        }
    }
}

impl std::error::Error for Error {}

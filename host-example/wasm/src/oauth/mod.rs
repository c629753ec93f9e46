//! Bearer tokens from an OAuth 2 server, for a mailbox that takes no passwords: by client credentials (RFC 6749, section 4.4) or by a
//! refresh token (section 6).
//!
//! ```no_run
//! use centerscape_smtp_host::{Cancel, Trust, oauth};
//!
//! let configuration = oauth::Configuration::read("oauth.json".as_ref())?;
//! let secret = std::env::var(oauth::SECRET_VARIABLE).ok();
//! let tokens = oauth::TokenSource::new(configuration, secret, &Trust::system())?;
//! let token = tokens.token(false, &Cancel::default())?; // and `true` where the session says that the last one was rejected
//! # Ok::<(), oauth::Error>(())
//! ```

mod answer;
mod configuration;
mod endpoint;
mod error;
mod refresh_token;

pub use configuration::{ClientAuthentication, Configuration, Grant};
pub use error::Error;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::{Cancel, Trust};
use answer::Answer;
use endpoint::Endpoint;
use refresh_token::RefreshTokenFile;

/// The environment variable that a client secret comes from.
pub const SECRET_VARIABLE: &str = "SMTP_OAUTH_CLIENT_SECRET";

/// So long before its end a token is not used any more: it may lie in a queue on its way.
const MARGIN: Duration = Duration::from_mins(1);

/// Where the tokens of one mailbox come from. It keeps the last one until shortly before its end.
pub struct TokenSource {
    configuration: Configuration,
    client_secret: Option<Zeroizing<String>>,
    endpoint: Endpoint,
    refresh_token: Option<RefreshTokenFile>,
    /// Locked as long as a new one is asked for, so that a refresh token is used once.
    kept: Mutex<Option<Kept>>,
}

/// A token that can be used again.
struct Kept {
    token: Zeroizing<String>,
    /// When not any more; `None` where the server did not say.
    until: Option<Instant>,
}

impl TokenSource {
    /// A source that asks the server of this configuration, as a client with this secret; `trust` is for its certificate.
    ///
    /// # Errors
    /// The grant needs a client secret, or the refresh token's file cannot be used. Nothing was asked yet.
    pub fn new(
        configuration: Configuration,
        client_secret: Option<String>,
        trust: &Trust,
    ) -> Result<Self, Error> {
        let client_secret = client_secret.filter(|secret| !secret.is_empty());
        let refresh_token = match &configuration.grant {
            Grant::ClientCredentials if client_secret.is_none() => {
                return Err(Error::Configuration(format!(
                    "the grant client-credentials needs the client secret: put it into {SECRET_VARIABLE}"
                )));
            }
            Grant::ClientCredentials => None,
            Grant::RefreshToken { file } => {
                let file = RefreshTokenFile::new(file);
                file.read()?;
                Some(file)
            }
        };
        Ok(Self {
            endpoint: Endpoint::new(&configuration.token_endpoint, trust),
            client_secret: client_secret.map(Zeroizing::new),
            refresh_token,
            kept: Mutex::default(),
            configuration,
        })
    }

    /// Whether tokens are for the mail server of this name.
    #[must_use]
    pub fn is_for(&self, hostname: &str) -> bool {
        self.configuration
            .mail_server
            .eq_ignore_ascii_case(hostname)
    }

    /// A token: the kept one, or a new one where there is none, its end is near, or it was `rejected` by the mail server. Waits while
    /// another thread asks for one; who was cancelled meanwhile asks for none.
    ///
    /// # Errors
    /// The server cannot be reached, or it refuses. The text says what to do, and holds no secret.
    pub fn token(&self, rejected: bool, cancel: &Cancel) -> Result<Zeroizing<String>, Error> {
        let mut current = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if let Some(kept) = &*current
            && !rejected
            && kept.until.is_none_or(|until| Instant::now() < until)
        {
            return Ok(kept.token.clone());
        }
        *current = None;
        let asked = Instant::now();
        let answer = self.fetch()?;
        let kept = current.insert(Kept {
            token: answer.access_token,
            until: answer
                .expires_in
                .and_then(|life| asked.checked_add(life.saturating_sub(MARGIN))),
        });
        Ok(kept.token.clone())
    }

    fn fetch(&self) -> Result<Answer, Error> {
        let refresh_token = self
            .refresh_token
            .as_ref()
            .map(RefreshTokenFile::read)
            .transpose()?;
        let secrets: Vec<&str> = [&self.client_secret, &refresh_token]
            .into_iter()
            .flatten()
            .map(|secret| secret.as_str())
            .collect();
        let mut form = match &refresh_token {
            Some(token) => vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
            ],
            None => vec![("grant_type", "client_credentials")],
        };
        if let Some(scope) = &self.configuration.scope {
            form.push(("scope", scope));
        }
        let client = endpoint::Client {
            id: &self.configuration.client_id,
            secret: self.client_secret.as_ref().map(|secret| secret.as_str()),
            authentication: self.configuration.client_authentication,
        };
        let (status, body) = self.endpoint.post(form, &client)?;
        let answer = Answer::read(status, &body, &secrets)?;
        if let (Some(file), Some(next)) = (&self.refresh_token, &answer.refresh_token)
            && Some(next) != refresh_token.as_ref()
        {
            // The server gave another one, and the old one may be good for nothing from now on.
            file.replace(next)?;
        }
        Ok(answer)
    }
}

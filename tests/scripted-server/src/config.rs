//! How a server is set up.

use std::io;
use std::sync::Arc;

use crate::certificates::{Certificate, Issued, issue};
use crate::login::{Account, Mechanism};
use crate::script::{Do, On, Script};
use crate::server::Server;

/// How the server secures its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// In clear; a login in clear is allowed.
    #[default]
    None,
    /// STARTTLS is offered, and wanted before AUTH and MAIL.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A server that is being set up; [`Server::builder`] begins with one that offers `PIPELINING`, `8BITMIME`, `SMTPUTF8` and
/// `ENHANCEDSTATUSCODES`, takes 64 MB, and has neither TLS nor login.
#[derive(Debug)]
pub struct Builder {
    security: Security,
    certificate: Certificate,
    config: Config,
}

/// What the dialogue goes by.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) keywords: Vec<String>,
    pub(crate) size_limit: u64,
    pub(crate) accounts: Arc<Vec<Account>>,
    pub(crate) mechanisms: Option<Vec<Mechanism>>,
    pub(crate) scram_iterations: u32,
    pub(crate) login_required: bool,
    pub(crate) script: Script,
}

impl Default for Builder {
    fn default() -> Self {
        let keywords = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];
        Self {
            security: Security::None,
            certificate: Certificate::Trusted,
            config: Config {
                keywords: keywords.iter().map(ToString::to_string).collect(),
                size_limit: 64 << 20,
                accounts: Arc::default(),
                mechanisms: None,
                scram_iterations: 4096,
                login_required: false,
                script: Script::default(),
            },
        }
    }
}

impl Builder {
    /// How connections are secured.
    #[must_use]
    pub fn security(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Which certificate the server shows.
    #[must_use]
    pub fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The EHLO keywords, in place of the standard ones. `SIZE`, `STARTTLS` and `AUTH` follow from the other settings.
    #[must_use]
    pub fn keywords<'a>(mut self, keywords: impl IntoIterator<Item = &'a str>) -> Self {
        self.config.keywords = keywords.into_iter().map(ToOwned::to_owned).collect();
        self
    }

    /// The largest message in bytes.
    #[must_use]
    pub fn size_limit(mut self, bytes: u64) -> Self {
        self.config.size_limit = bytes;
        self
    }

    /// Adds a user who logs in with a password; mail without a login is then refused.
    #[must_use]
    pub fn user(self, name: &str, password: &str) -> Self {
        self.account(Account::with_password(name, password))
    }

    /// Adds a user who logs in with an OAuth 2 bearer token; mail without a login is then refused.
    #[must_use]
    pub fn token_user(self, name: &str, token: &str) -> Self {
        self.account(Account::with_token(name, token))
    }

    fn account(mut self, account: Account) -> Self {
        Arc::make_mut(&mut self.config.accounts).push(account);
        self.config.login_required = true;
        self
    }

    /// Takes mail without a login too, although there are users.
    #[must_use]
    pub fn login_optional(mut self) -> Self {
        self.config.login_required = false;
        self
    }

    /// The mechanisms that are offered, in this order, in place of all that suit the users.
    #[must_use]
    pub fn mechanisms(mut self, mechanisms: impl IntoIterator<Item = Mechanism>) -> Self {
        self.config.mechanisms = Some(mechanisms.into_iter().collect());
        self
    }

    /// The iterations that SCRAM asks for; 4096 where not set.
    #[must_use]
    pub fn scram_iterations(mut self, iterations: u32) -> Self {
        self.config.scram_iterations = iterations;
        self
    }

    /// Scripts a moment of the dialogue, every time it comes.
    #[must_use]
    pub fn on(mut self, moment: On, actions: impl IntoIterator<Item = Do>) -> Self {
        self.config
            .script
            .add(moment, None, actions.into_iter().collect());
        self
    }

    /// Scripts a moment of the dialogue the `nth` time it comes, from 1, counted over all connections.
    #[must_use]
    pub fn on_nth(mut self, nth: u32, moment: On, actions: impl IntoIterator<Item = Do>) -> Self {
        self.config
            .script
            .add(moment, Some(nth), actions.into_iter().collect());
        self
    }

    /// Starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No socket, thread or certificate could be made.
    pub fn start(mut self) -> io::Result<Server> {
        if self.config.mechanisms.is_none() {
            self.config.mechanisms = Some(Mechanism::suiting(&self.config.accounts));
        }
        let issued: Issued = issue(self.certificate).map_err(io::Error::other)?;
        Server::start(self.config, self.security, issued)
    }
}

impl Config {
    /// Whether EHLO lists this keyword.
    pub(crate) fn offers(&self, keyword: &str) -> bool {
        self.keywords
            .iter()
            .any(|offered| offered.eq_ignore_ascii_case(keyword))
    }

    /// The offered mechanisms.
    pub(crate) fn offered(&self) -> &[Mechanism] {
        self.mechanisms.as_deref().unwrap_or_default()
    }
}

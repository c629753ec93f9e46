//! What the *SMTP Server* dialog holds: the model, its JSON, its rules, and the merge of a submitted form.

mod apply;
mod form;
mod hostname;
mod login;
mod provider;
mod secret;
pub(crate) mod sender;
mod server;
mod validate;

use alloc::borrow::ToOwned;
use alloc::string::String;

pub use apply::Merged;
pub(crate) use hostname::connectable;
pub(crate) use provider::matches_pattern;
pub use provider::{Limits, Provider, providers, providers_to_json};
pub use secret::{MASK, Secret};

/// The example that the dialog starts with (RFC 2606).
const EXAMPLE_HOSTNAME: &str = "smtp.example.com";

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Security {
    /// Never encrypted.
    #[default]
    None,
    /// In clear first, then encrypted by STARTTLS (RFC 3207). Required: nothing is sent in clear where the server refuses it.
    StartTls,
    /// Encrypted from the first byte (RFC 8314, port 465).
    Tls,
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Auth {
    /// No login.
    #[default]
    None,
    /// User name and password (RFC 4954).
    Password,
    /// User name and a bearer token that the host obtains (XOAUTH2, or OAUTHBEARER of RFC 7628).
    OAuth2,
}

/// The settings of the one SMTP server that every e-mail goes out by.
///
/// Any value can be held here; [`validate`](Settings::validate) judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The server's name or IP address; an IPv6 address with or without brackets.
    pub hostname: String,
    /// The TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How to log in.
    pub auth: Auth,
    /// The login name; often, not always, an address.
    pub username: String,
    /// The password. With [`Auth::OAuth2`] it is not used: the host is asked for a token.
    pub password: Secret,
    /// The administrator's consent to send a password without encryption.
    pub allow_clear_password: bool,
    /// The sender of every e-mail, `Name <address>` or `address`; empty where none is set.
    pub from_address: String,
    /// The name for EHLO; where absent, the address literal of the connection's own end.
    pub ehlo_name: Option<String>,
    /// Bounds every wait up to the final dot, in seconds.
    pub timeout_seconds: u32,
}

impl Default for Settings {
    /// The dialog's first sight: an example hostname, port 25, no security, no login, 30 seconds.
    fn default() -> Self {
        Self {
            hostname: EXAMPLE_HOSTNAME.to_owned(),
            port: 25,
            security: Security::None,
            auth: Auth::None,
            username: String::new(),
            password: Secret::Unset,
            allow_clear_password: false,
            from_address: String::new(),
            ehlo_name: None,
            timeout_seconds: 30,
        }
    }
}

//! The configuration of a token source, as JSON.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::ascii_domain;
use crate::json::{Object, Value};
use crate::problem::Problem;

/// From whom tokens come, and for what. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// How a token is obtained.
    pub grant: Grant,
    /// The URL that issues tokens: HTTPS, except on loopback.
    pub token_endpoint: String,
    /// The client's identifier at that server.
    pub client_id: String,
    /// How the client proves itself.
    pub client_authentication: ClientAuthentication,
    /// What the token is to allow, a space between several; `None` leaves it to the server.
    pub scope: Option<String>,
    /// The file with the refresh token; relative to the configuration's own folder. Only with [`Grant::RefreshToken`].
    pub refresh_token_file: Option<String>,
    /// The one mail server that tokens are for, as the settings name it.
    pub mail_server: String,
    /// Whether the token endpoint is on this machine.
    #[serde(skip)]
    pub(super) is_loopback: bool,
}

/// How a client obtains a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// It acts for itself (RFC 6749, section 4.4).
    ClientCredentials,
    /// A person gave consent once, and a refresh token stands for that (RFC 6749, section 6).
    RefreshToken,
}

/// How a client proves itself (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuthentication {
    /// HTTP Basic, which every server supports.
    #[default]
    Basic,
    /// In the form.
    Post,
}

impl Configuration {
    /// Reads `{ "grant": "client-credentials" | "refresh-token", "token_endpoint", "client_id", "client_authentication": "basic" |
    /// "post", "scope", "refresh_token_file", "mail_server" }`. `client_authentication` and `scope` may be absent or `null`;
    /// `refresh_token_file` goes with the grant `refresh-token`.
    ///
    /// # Errors
    /// Every problem of the text, with its position.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let found = Object::parse(text, &mut problems).and_then(|object| {
            let mut keys = Keys {
                object,
                problems: Vec::new(),
            };
            let found = keys.read();
            problems.append(&mut keys.problems);
            keys.object.finish(&mut problems);
            found
        });
        match found {
            Some(found) if problems.is_empty() => Ok(found),
            _ => Err(problems),
        }
    }

    /// It as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether tokens are for the mail server of this name. Settings may name any server, also one that nobody has saved: no other
    /// one gets a token.
    #[must_use]
    pub fn is_for(&self, hostname: &str) -> bool {
        self.mail_server.eq_ignore_ascii_case(hostname)
    }
}

/// The keys of a configuration while they are read.
struct Keys<'a> {
    object: Object<'a>,
    problems: Vec<Problem>,
}

impl<'a> Keys<'a> {
    /// Reads every key, so that every problem is told; `None` where one that is needed cannot be used.
    fn read(&mut self) -> Option<Configuration> {
        let grant = self.required("grant");
        let grant = grant.and_then(|value| self.word(&value, "client-credentials, refresh-token"));
        let endpoint = self.required("token_endpoint");
        let endpoint = endpoint.and_then(|value| self.endpoint(&value));
        let client_id = self.required_text("client_id");
        let client_authentication = match self.optional("client_authentication") {
            Some(value) => self.word(&value, "basic, post"),
            None => Some(ClientAuthentication::default()),
        };
        let scope = self.optional("scope");
        let scope = scope.and_then(|value| self.text(&value));
        let refresh_token_file = match grant {
            Some(Grant::RefreshToken) => self.required_text("refresh_token_file"),
            Some(Grant::ClientCredentials) => self.no_refresh_token_file(),
            None => self.optional("refresh_token_file").and(None),
        };
        let mail_server = self.required_text("mail_server");
        let (token_endpoint, is_loopback) = endpoint?;
        Some(Configuration {
            grant: grant?,
            token_endpoint,
            client_id: client_id?,
            client_authentication: client_authentication?,
            scope,
            refresh_token_file,
            mail_server: mail_server?,
            is_loopback,
        })
    }

    /// A value; `null` counts as none.
    fn optional(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.object.take(key).filter(|value| !value.is_null())
    }

    fn required(&mut self, key: &'static str) -> Option<Value<'a>> {
        let value = self.optional(key);
        if value.is_none() {
            let code = format!("{}.required", key.replace('_', "-"));
            let problem = Problem::error(key, code, "This key is required.");
            self.problems.push(problem);
        }
        value
    }

    fn required_text(&mut self, key: &'static str) -> Option<String> {
        let value = self.required(key)?;
        self.text(&value)
    }

    fn text(&mut self, value: &Value<'a>) -> Option<String> {
        let expected = "text in quotes, not empty";
        let text: String = value.read(expected, &mut self.problems)?;
        if text.is_empty() {
            self.problems.push(value.wrong_type(expected));
            return None;
        }
        Some(text)
    }

    fn word<T: DeserializeOwned>(&mut self, value: &Value<'a>, words: &str) -> Option<T> {
        let expected = format!("one of these words in quotes: {words}");
        value.read(&expected, &mut self.problems)
    }

    /// The URL, and whether it is on loopback.
    fn endpoint(&mut self, value: &Value<'a>) -> Option<(String, bool)> {
        let url = self.text(value)?;
        match is_loopback(&url) {
            Ok(is_loopback) => Some((url, is_loopback)),
            Err(problem) => {
                self.problems.push(problem.at(Some(value.position())));
                None
            }
        }
    }

    fn no_refresh_token_file(&mut self) -> Option<String> {
        let value = self.optional("refresh_token_file")?;
        let problem = Problem::error(
            value.path.clone(),
            "refresh-token-file.not-used",
            "The grant client-credentials has no refresh token. Remove refresh_token_file.",
        );
        self.problems.push(problem.at(Some(value.position())));
        None
    }
}

/// Whether a URL that secrets may go to is on this machine, by its address: a name that is looked up could be anybody's.
fn is_loopback(url: &str) -> Result<bool, Problem> {
    let wrong = || {
        Problem::error(
            "token_endpoint",
            "token-endpoint.not-a-url",
            "This is not the URL of a token endpoint, such as https://login.example.com/token.",
        )
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    // A fragment stays with the client (RFC 6749, section 3.2).
    let is_plain = is_uri_text(url) && !url.contains('#');
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let behind = rest.get(authority.len()..).unwrap_or_default();
    // Brackets are for the address of a host alone (RFC 3986, section 3.2.2).
    let is_plain = is_plain && !behind.contains(['[', ']']);
    let is_loopback = host_is_loopback(authority).filter(|_| is_plain);
    let is_loopback = is_loopback.ok_or_else(wrong)?;
    if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") && is_loopback {
        Ok(is_loopback)
    } else if scheme.eq_ignore_ascii_case("http") {
        Err(Problem::error(
            "token_endpoint",
            "token-endpoint.in-clear",
            "The URL must start with https://, or the client secret and the tokens can be read in transit.",
        ))
    } else {
        Err(wrong())
    }
}

/// Whether it has only what a URI may have (RFC 3986, section 2): a placeholder that somebody left in it, `{tenant}`, is none.
fn is_uri_text(url: &str) -> bool {
    let is_possible = |byte: u8| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    let is_hex = |digits: &str| {
        let digits = digits.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    url.bytes().all(is_possible) && url.split('%').skip(1).all(is_hex)
}

/// Whether the host of an authority is this machine; `None` for what is neither `host` nor `host:port`.
fn host_is_loopback(authority: &str) -> Option<bool> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, "0"),
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let ipv6 = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_loopback = if let Some(ipv6) = ipv6 {
        ipv6.parse::<Ipv6Addr>().ok()?.is_loopback()
    } else if let Ok(ipv4) = host.parse::<Ipv4Addr>() {
        ipv4.is_loopback()
    } else {
        ascii_domain(host).ok()?.eq_ignore_ascii_case("localhost")
    };
    is_port.then_some(is_loopback)
}

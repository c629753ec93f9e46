//! The configuration file of a token source.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use ureq::http::Uri;

use super::Error;
use crate::regular_file;

/// From whom tokens come, and for what. The secrets are elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// By what right.
    pub grant: Grant,
    /// The URL that gives tokens: HTTPS, except on loopback.
    pub token_endpoint: Uri,
    /// As which client.
    pub client_id: String,
    /// How the client proves itself.
    pub client_authentication: ClientAuthentication,
    /// What the token is to allow, a blank between several; `None` leaves it to the server.
    pub scope: Option<String>,
    /// The one mail server that tokens are for. Settings may name any, also ones that nobody has saved.
    pub mail_server: String,
}

/// By what right a client gets a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// It acts for itself (RFC 6749, section 4.4).
    ClientCredentials,
    /// A person gave consent once; the refresh token of that is in this file (section 6).
    RefreshToken {
        /// One line, readable for its owner only. A new token of the server replaces it.
        file: PathBuf,
    },
}

/// How a client proves itself (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// HTTP Basic, which every server has.
    Basic,
    /// In the form.
    Post,
}

const KEYS: [&str; 7] = [
    "grant",
    "token_endpoint",
    "client_id",
    "client_authentication",
    "scope",
    "refresh_token_file",
    "mail_server",
];

/// The most bytes of the file.
const MOST: u64 = 1 << 20;

impl Configuration {
    /// Reads the file. A relative `refresh_token_file` lies beside it.
    ///
    /// # Errors
    /// The file cannot be read, or something in it is wrong.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |why: String| Error::Configuration(format!("{}: {why}", path.display()));
        let text = regular_file::read_text(path, MOST);
        let text = text.map_err(|error| wrong(error.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).map_err(wrong)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let members: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| format!("no JSON object: {error}"))?;
        if let Some(unknown) = members.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!(
                "there is no key \"{}\". The keys: {}",
                unknown.escape_debug(),
                KEYS.join(", ")
            ));
        }
        let optional = |key: &str| match members.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(format!("{key}: it takes a text")),
        };
        let required = |key| optional(key)?.ok_or_else(|| format!("{key}: it is missing"));
        let file = optional("refresh_token_file")?.map(|file| folder.join(file));
        Ok(Self {
            grant: match (required("grant")?.as_str(), file) {
                ("client-credentials", None) => Grant::ClientCredentials,
                ("client-credentials", Some(_)) => {
                    return Err("refresh_token_file: only the grant refresh-token has it".into());
                }
                ("refresh-token", Some(file)) => Grant::RefreshToken { file },
                ("refresh-token", None) => return Err("refresh_token_file: it is missing".into()),
                _ => return Err("grant: client-credentials or refresh-token".into()),
            },
            token_endpoint: token_endpoint(&required("token_endpoint")?)?,
            client_id: required("client_id")?,
            client_authentication: match optional("client_authentication")?.as_deref() {
                None | Some("basic") => ClientAuthentication::Basic,
                Some("post") => ClientAuthentication::Post,
                Some(_) => return Err("client_authentication: basic or post".into()),
            },
            scope: optional("scope")?,
            mail_server: required("mail_server")?,
        })
    }
}

/// A URL that secrets may go to.
fn token_endpoint(text: &str) -> Result<Uri, String> {
    let wrong = || "token_endpoint: it takes a URL such as https://login.example.com/token";
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let authority = uri.authority().ok_or_else(wrong)?;
    if authority.as_str().contains('@') || uri.host().is_none_or(str::is_empty) {
        return Err(wrong().into());
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if is_loopback(&uri) => Ok(uri),
        Some("http") => Err("token_endpoint: it must begin with https://, or the client secret and the tokens would go in clear".into()),
        _ => Err(wrong().into()),
    }
}

/// Whether it is this machine itself, by its address.
pub(super) fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: std::net::IpAddr| address.is_loopback();
    host == "localhost" || address.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Configuration, String> {
        Configuration::parse(text, Path::new("/etc/centerscape"))
    }

    #[test]
    fn both_grants_are_read() {
        let machine = parse(
            r#"{"grant":"client-credentials","token_endpoint":"https://login.example.com/t","client_id":"c","client_authentication":"post","scope":"a b","mail_server":"m"}"#,
        )
        .unwrap();
        assert_eq!(machine.grant, Grant::ClientCredentials);
        assert_eq!(machine.client_authentication, ClientAuthentication::Post);
        assert_eq!(machine.scope.as_deref(), Some("a b"));
        let person = parse(
            r#"{"grant":"refresh-token","token_endpoint":"http://[::1]:8080/t","client_id":"c","refresh_token_file":"token","scope":null,"mail_server":"m"}"#,
        )
        .unwrap();
        let file = "/etc/centerscape/token".into();
        assert_eq!(person.grant, Grant::RefreshToken { file });
        assert_eq!(person.client_authentication, ClientAuthentication::Basic);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, says) in [
            ("[]", "no JSON object"),
            (r#"{"client_secret":"x"}"#, "no key \"client_secret\""),
            (
                r#"{"grant":"password","token_endpoint":"https://a/t","client_id":"c"}"#,
                "grant: ",
            ),
            (
                r#"{"grant":"client-credentials","client_id":"c"}"#,
                "token_endpoint: it is missing",
            ),
            (
                r#"{"grant":"client-credentials","token_endpoint":"https://a/t","client_id":7}"#,
                "client_id: it takes a text",
            ),
            (
                r#"{"grant":"refresh-token","token_endpoint":"https://a/t","client_id":"c"}"#,
                "refresh_token_file: it is missing",
            ),
            (
                r#"{"grant":"client-credentials","token_endpoint":"https://a/t","client_id":"c","refresh_token_file":"f"}"#,
                "only the grant refresh-token",
            ),
            (
                r#"{"grant":"client-credentials","token_endpoint":"https://a/t","client_id":"c","client_authentication":"jwt"}"#,
                "basic or post",
            ),
            (
                r#"{"grant":"client-credentials","token_endpoint":"https://a/t","client_id":"c"}"#,
                "mail_server: it is missing",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn secrets_go_by_https_except_on_this_machine() {
        for (endpoint, is_right) in [
            ("https://login.example.com/token", true),
            ("http://127.0.0.1:8080/token", true),
            ("http://localhost/token", true),
            ("http://[::1]/token", true),
            ("http://login.example.com/token", false),
            ("http://127.0.0.1.example.com/token", false),
            ("http://localhost.example.com/token", false),
            ("https://user:password@login.example.com/token", false),
            ("ftp://127.0.0.1/token", false),
            ("login.example.com", false),
            ("/token", false),
        ] {
            assert_eq!(token_endpoint(endpoint).is_ok(), is_right, "{endpoint}");
        }
    }
}

//! Known services: how to recognise one, what to propose for it, and its rules and limits.

mod table;

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::{Serialize, Serializer};

use super::{Auth, Security, Settings};

/// What a service publishes about how much it takes. `None` where it does not say, or where it depends on the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Connections at the same time.
    pub connections: Option<u16>,
    /// Messages in a minute.
    pub messages_per_minute: Option<u16>,
    /// The size of one message in bytes, as it travels.
    pub message_bytes: Option<u32>,
}

/// A known service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its stable name, in kebab case.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its hostnames in lower case; `*` stands for at least one character. The first is proposed, and has no `*`.
    pub hostnames: &'static [&'static str],
    /// The port to propose.
    pub port: u16,
    /// The security to propose.
    pub security: Security,
    /// The login to propose.
    pub auth: Auth,
    /// The username, where it is the same for everybody.
    pub username: Option<&'static str>,
    /// Whether it refuses or rewrites a From address that the login may not send as.
    pub from_is_login: bool,
    /// Whether it takes a password made for applications in place of the account's own.
    pub app_password: bool,
    /// What to know where it takes passwords no longer, or not for long.
    pub password_retired: Option<&'static str>,
    /// How much it takes.
    pub limits: Limits,
    /// Its own page about SMTP.
    pub help: &'static str,
}

/// Every known service, the most usual first.
#[must_use]
pub fn providers() -> &'static [Provider] {
    &table::PROVIDERS
}

/// Every known service as a JSON object: `{"providers":[...]}`.
#[must_use]
pub fn providers_to_json() -> String {
    #[derive(Serialize)]
    struct Providers {
        providers: &'static [Provider],
    }
    let providers = Providers {
        providers: providers(),
    };
    serde_json::to_string_pretty(&providers).unwrap_or_default()
}

impl Provider {
    /// The service behind a hostname.
    #[must_use]
    pub fn for_hostname(hostname: &str) -> Option<&'static Self> {
        let hostname = hostname.trim().trim_end_matches('.');
        let is_known = |provider: &&Self| {
            let mut patterns = provider.hostnames.iter();
            patterns.any(|pattern| matches_pattern(pattern, hostname))
        };
        providers().iter().find(is_known)
    }

    /// The settings to propose, without login name and password.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let defaults = Settings::default();
        Settings {
            hostname: self
                .hostnames
                .first()
                .map_or(defaults.hostname, |&name| name.to_owned()),
            port: self.port,
            security: self.security,
            auth: self.auth,
            username: self.username.unwrap_or("").to_owned(),
            ..defaults
        }
    }

    /// The service as JSON, with the settings to propose.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            id: &'a str,
            title: &'a str,
            hostnames: &'a [&'a str],
            settings: Settings,
            from_is_login: bool,
            app_password: bool,
            password_retired: Option<&'a str>,
            limits: Limits,
            help: &'a str,
        }
        let shown = Shown {
            id: self.id,
            title: self.title,
            hostnames: self.hostnames,
            settings: self.settings(),
            from_is_login: self.from_is_login,
            app_password: self.app_password,
            password_retired: self.password_retired,
            limits: self.limits,
            help: self.help,
        };
        shown.serialize(serializer)
    }
}

/// Whether a hostname fits a pattern, in which one `*` may stand for at least one character. In any case.
pub(crate) fn matches_pattern(pattern: &str, hostname: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern.eq_ignore_ascii_case(hostname);
    };
    let Some(rest) = hostname.len().checked_sub(tail.len()) else {
        return false;
    };
    let part_is =
        |part: Option<&str>, wanted| part.is_some_and(|part| part.eq_ignore_ascii_case(wanted));
    rest > head.len()
        && part_is(hostname.get(..head.len()), head)
        && part_is(hostname.get(rest..), tail)
}

//! The words for a recommendation: why this and not the others.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::attempt::{Attempt, LoginSupport, Worth};
use super::findings::Findings;
use super::input::Target;
use super::plan::Source;
use super::recommendation::Reason;
use crate::diagnosis::Diagnosis;
use crate::settings::{Auth, Security, Settings};

/// The reasons for what was found, in the order to read them.
pub(super) fn of(found: &Findings<'_>) -> Vec<Reason> {
    let mut reasons = Reasons(Vec::new());
    if let Some(settings) = &found.settings {
        reasons.server(found, &settings.hostname);
        match found.best {
            Some(best) => reasons.endpoint(best),
            None => reasons.unconfirmed(found.diagnosis.as_ref()),
        }
        reasons.login(settings, found.login());
        reasons.password(found, settings);
    } else {
        reasons.nothing(found.attempts);
    }
    for other in found.attempts {
        if !found.best.is_some_and(|best| best.is_same_way(other)) {
            reasons.other(other);
        }
    }
    reasons.0
}

struct Reasons(Vec<Reason>);

impl Reasons {
    fn push(&mut self, code: &'static str, text: impl Into<String>) {
        self.0.push(Reason {
            code: Cow::Borrowed(code),
            text: text.into(),
        });
    }

    /// Why this server.
    fn server(&mut self, found: &Findings<'_>, host: &str) {
        let domain = match found.target {
            Target::Server(_) => host,
            Target::KnownDomain(domain) | Target::Address { domain, .. } => domain,
        };
        let service = found.provider.map(|known| known.title);
        match (found.source, service) {
            (Some(Source::Typed), Some(service)) => self.push(
                "provider",
                format!("{host} is a server of {service}, and what it needs is known."),
            ),
            (Some(Source::Domain), Some(service)) => self.push(
                "provider",
                format!(
                    "Addresses at {domain} belong to {service}, and what its server needs is known."
                ),
            ),
            (Some(Source::Exchanger), Some(service)) => self.push(
                "provider",
                format!("{service} receives the mail of {domain}, and usually sends it too."),
            ),
            (Some(Source::Srv), _) => self.push(
                "dns",
                format!(
                    "The name server says that {host} takes the outgoing mail of {domain}. Check that this is a name you expect."
                ),
            ),
            (Some(Source::Mx), _) => self.push(
                "name",
                format!("{host} receives the mail of {domain}, and takes its outgoing mail too."),
            ),
            (Some(Source::Guess), _) => self.push(
                "name",
                format!(
                    "{host} was found by trying names that are usual for a mail server of {domain}. Check with your provider that it is the right one."
                ),
            ),
            _ => {}
        }
    }

    /// Why this port and this security.
    fn endpoint(&mut self, best: &Attempt) {
        let (port, host) = (best.port, &best.hostname);
        let security = words(best.security);
        let custom = match port {
            587 => " It is the usual port for handing in mail.",
            465 => " It is the usual port for handing in mail over TLS.",
            25 => " It is the port between mail servers; many networks block it.",
            2525 => " It stands in for the usual ports where a network blocks them.",
            _ => "",
        };
        self.push(
            "endpoint",
            format!("A mail server answers at {host} on port {port} with {security}.{custom}"),
        );
        let title = title(best);
        match best.worth() {
            Worth::Certificate => self.push(
                "certificate",
                format!(
                    "The port is right, and nothing can be sent before this is settled: {title}."
                ),
            ),
            Worth::Doubtful | Worth::DoubtfulInClear => self.push(
                "sender-refused",
                format!("It refused the sender of the probe: {title}."),
            ),
            Worth::Good | Worth::InClear | Worth::Nothing => {}
        }
        if !best.is_encrypted() {
            self.push(
                "in-clear",
                "No encrypted way was found. Whatever is sent can be read on the way: use it only in a network that you trust.",
            );
        }
    }

    /// A known service that did not answer.
    fn unconfirmed(&mut self, why: Option<&Diagnosis>) {
        self.push(
            "unconfirmed",
            why.map_or_else(
                || "No probe has confirmed it yet.".into(),
                |why| format!("No probe could confirm it from here: {}.", why.title),
            ),
        );
    }

    /// Why this login.
    fn login(&mut self, settings: &Settings, login: LoginSupport) {
        let logs_in = settings.auth != Auth::None;
        match login {
            LoginSupport::Required if logs_in => {
                self.push("login-required", "The server takes no mail without a login.");
            }
            LoginSupport::Required => self.push(
                "login-unusable",
                "The server takes no mail without a login, and offers none that can be used here.",
            ),
            LoginSupport::Offered if logs_in => self.push(
                "login-offered",
                "The server offers a login. Without one it listens to a sender, and most servers then refuse the recipients.",
            ),
            LoginSupport::Offered => self.push(
                "login-offered",
                "The server offers a login, and listens to a sender without one. Whether it forwards mail then, only a test mail shows.",
            ),
            LoginSupport::NotOffered => self.push(
                "login-not-offered",
                "The server offers no login. Whether it forwards mail from here, only a test mail shows.",
            ),
            LoginSupport::Unknown if logs_in => self.push(
                "login-unknown",
                "No probe came far enough to see whether the server wants a login. Nearly all do here.",
            ),
            LoginSupport::Unknown => {}
        }
    }

    /// What to know of name and password.
    fn password(&mut self, found: &Findings<'_>, settings: &Settings) {
        let provider = found.provider;
        if let Some(retired) = provider.and_then(|known| known.password_retired) {
            self.push("password-retired", retired);
        }
        if let Some(service) = provider.filter(|known| known.app_password) {
            self.push(
                "app-password",
                format!(
                    "{} takes a password made for applications, not the one of the account.",
                    service.title
                ),
            );
        }
        if provider.is_none() && settings.auth == Auth::OAuth2 {
            self.push(
                "oauth2",
                "The logins offered take an OAuth 2 token, not a password.",
            );
        }
        let is_address = found.target.address() == Some(settings.username.as_str());
        if provider.is_none() && is_address {
            self.push(
                "username",
                "The user name is usually the whole address. Some servers want the part before the @ alone.",
            );
        }
        if settings.auth == Auth::Password && found.best.is_some_and(Attempt::shows_password) {
            self.push(
                "password-in-clear",
                "This login would show the password to everybody on the way. It is sent only when you allow that.",
            );
        }
    }

    fn nothing(&mut self, attempts: &[Attempt]) {
        if attempts.is_empty() {
            self.push("nothing-tried", "Nothing has been tried yet.");
        } else {
            self.push(
                "nothing-found",
                "No mail server was found that takes mail this way, so no settings are proposed.",
            );
        }
    }

    /// Why not another one.
    fn other(&mut self, other: &Attempt) {
        let port = other.port;
        let security = words(other.security);
        let why = other.diagnosis.as_ref().map(|found| &found.title);
        match (other.worth(), why) {
            (Worth::Nothing, Some(why)) => self.push(
                "rejected",
                format!("Not port {port} with {security}: {why}."),
            ),
            (Worth::Certificate | Worth::Doubtful | Worth::DoubtfulInClear, Some(why)) => self
                .push(
                    "not-chosen",
                    format!(
                        "A mail server answers on port {port} with {security} too, but: {why}."
                    ),
                ),
            _ => self.push(
                "not-chosen",
                format!("A mail server answers on port {port} with {security} too."),
            ),
        }
    }
}

fn title(of: &Attempt) -> &str {
    let diagnosis = of.diagnosis.as_ref();
    diagnosis.map_or("it failed", |found| &found.title)
}

fn words(security: Security) -> &'static str {
    match security {
        Security::None => "no encryption",
        Security::StartTls => "STARTTLS",
        Security::Tls => "TLS",
    }
}

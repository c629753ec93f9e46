//! One probe and what it is worth.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::plan::{Candidate, Source};
use crate::diagnosis::Diagnosis;
use crate::session::{DeliveryReport, Outcome, Stage};
use crate::settings::{Auth, Security};
use crate::wire::ehlo::{Capabilities, Size};
use crate::wire::sasl;

/// A limit that no message reaches is none. It is also the first number that not every reader of JSON keeps (RFC 8259, section 6).
const MOST_BYTES: u64 = 1 << 53;

/// What one probe found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The server's name or IP address.
    pub hostname: String,
    /// The TCP port.
    pub port: u16,
    /// How the connection was protected.
    pub security: Security,
    /// What came of the probe.
    pub outcome: Outcome,
    /// The first stage that failed; `None` where none did.
    pub stage: Option<Stage>,
    /// Why it failed; `None` where everything passed.
    pub diagnosis: Option<Diagnosis>,
    #[serde(skip)]
    pub(super) source: Source,
    #[serde(skip)]
    capabilities: Capabilities,
}

/// How good a way to the server is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    /// No mail can go this way.
    Nothing,
    /// In clear, and the sender was refused.
    DoubtfulInClear,
    /// In clear, and the server takes a sender or a login.
    InClear,
    /// Encrypted, and the sender was refused although there is no login.
    Doubtful,
    /// Encrypted, and the certificate was not accepted here: what lies behind it is not known.
    Certificate,
    /// Encrypted, and the server takes a sender or a login.
    Good,
}

/// Whether the server wants a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginSupport {
    /// It took no sender without one.
    Required,
    /// It offers one, and took a sender without; it may refuse recipients.
    Offered,
    /// It has none.
    NotOffered,
    /// It could not be seen.
    Unknown,
}

impl LoginSupport {
    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Offered => "offered",
            Self::NotOffered => "not-offered",
            Self::Unknown => "unknown",
        }
    }
}

impl Attempt {
    pub(super) fn new(candidate: Candidate, report: &DeliveryReport) -> Self {
        Self {
            hostname: candidate.hostname,
            port: candidate.port,
            security: candidate.security,
            outcome: report.outcome,
            stage: report.failed_stage(),
            diagnosis: report.diagnosis.clone(),
            source: candidate.source,
            capabilities: Capabilities::from_lines(&report.capabilities),
        }
    }

    pub(super) fn is_same_way(&self, other: &Self) -> bool {
        (&self.hostname, self.port, self.security) == (&other.hostname, other.port, other.security)
    }

    pub(super) fn cause(&self) -> &str {
        self.diagnosis.as_ref().map_or("", |found| &found.cause)
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.security != Security::None
    }

    /// Whether the server answered MAIL.
    fn is_answered(&self) -> bool {
        self.outcome == Outcome::Ready || self.stage == Some(Stage::Mail)
    }

    pub(super) fn has_certificate_problem(&self) -> bool {
        self.cause().starts_with("certificate-")
    }

    pub(super) fn worth(&self) -> Worth {
        let takes_us =
            self.outcome == Outcome::Ready || self.capabilities.auth_offered || self.wants_login();
        match (self.is_answered(), self.is_encrypted()) {
            (true, true) if takes_us => Worth::Good,
            (true, true) => Worth::Doubtful,
            (true, false) if takes_us => Worth::InClear,
            (true, false) => Worth::DoubtfulInClear,
            (false, _) if self.has_certificate_problem() => Worth::Certificate,
            (false, _) => Worth::Nothing,
        }
    }

    fn wants_login(&self) -> bool {
        self.cause() == "auth-required"
    }

    pub(super) fn login(&self) -> LoginSupport {
        if !self.is_answered() {
            LoginSupport::Unknown
        } else if self.wants_login() {
            LoginSupport::Required
        } else if self.capabilities.auth_offered {
            LoginSupport::Offered
        } else {
            LoginSupport::NotOffered
        }
    }

    /// The login to propose: none on the port between servers, unless it is required there.
    pub(super) fn auth(&self) -> Auth {
        let is_wanted = match self.login() {
            LoginSupport::Required => true,
            LoginSupport::Offered | LoginSupport::Unknown => self.port != 25,
            LoginSupport::NotOffered => false,
        };
        let is_usable = |auth| self.offers(auth);
        match () {
            () if !is_wanted => Auth::None,
            () if is_usable(Auth::Password) || self.login() == LoginSupport::Unknown => {
                Auth::Password
            }
            () if is_usable(Auth::OAuth2) => Auth::OAuth2,
            () if self.capabilities.auth_offered && self.shows_password() => Auth::Password,
            () => Auth::None,
        }
    }

    /// Whether one of the mechanisms offered can be used, without consent to a password in clear.
    fn offers(&self, auth: Auth) -> bool {
        self.offers_with_consent(auth, false)
    }

    fn offers_with_consent(&self, auth: Auth, allow_clear: bool) -> bool {
        let offered = self.capabilities.auth;
        sasl::preferred(auth, self.is_encrypted(), allow_clear)
            .iter()
            .any(|mechanism| offered.contains(*mechanism))
    }

    /// Whether a login needs the consent to send the password in clear.
    pub(super) fn shows_password(&self) -> bool {
        !self.offers(Auth::Password) && self.offers_with_consent(Auth::Password, true)
    }

    /// The mechanisms offered, as the server names them; what was said before a handshake that failed does not count.
    pub(super) fn mechanisms(&self) -> Vec<String> {
        if self.is_answered() {
            self.capabilities.auth_names()
        } else {
            Vec::new()
        }
    }

    /// The largest message in bytes that the server says it takes.
    pub(super) fn size_limit(&self) -> Option<u64> {
        match self.capabilities.size {
            Size::Limit(limit) if self.is_answered() && limit < MOST_BYTES => Some(limit),
            _ => None,
        }
    }

    /// Whether this host name is not known to anybody.
    pub(super) fn is_name_unknown(&self) -> bool {
        self.stage == Some(Stage::Dns) || self.cause() == "dns-failure"
    }

    /// Whether the other side took the connection, and waited for more than TCP.
    pub(super) fn may_speak_tls(&self) -> bool {
        let causes = ["wrong-security-mode", "response-timeout", "connection-lost"];
        self.security != Security::Tls
            && self.stage == Some(Stage::Greeting)
            && causes.contains(&self.cause())
    }

    /// Whether the server is one that mail goes to, and cannot encrypt.
    pub(super) fn lacks_encryption(&self) -> bool {
        self.security == Security::StartTls
            && self.stage == Some(Stage::StartTls)
            && self.cause() == "starttls-not-offered"
    }

    /// How much the failure tells of why nothing was found; the greatest tells most. What answered tells most, as does a policy that
    /// denies the destination. That a name is unknown tells more than silence, unless the name was only a guess.
    pub(super) fn telling(&self) -> u8 {
        let is_guess = matches!(self.source, Source::Guess | Source::Mx);
        match (self.stage, self.cause()) {
            _ if self.is_name_unknown() => u8::from(!is_guess) * 4,
            (Some(Stage::Connect), "destination-denied") => 5,
            (Some(Stage::Connect), "connection-refused") => 3,
            (Some(Stage::Connect), "network-unreachable") => 2,
            (Some(Stage::Connect) | None, _) => 1,
            _ => 5,
        }
    }
}

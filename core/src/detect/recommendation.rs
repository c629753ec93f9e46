//! The settings to propose, as they are told.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::attempt::{Attempt, LoginSupport};
use crate::diagnosis::Diagnosis;
use crate::settings::Settings;

/// The settings to propose, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    /// The settings to propose, without a password; `None` where no mail server was found.
    pub settings: Option<Settings>,
    /// Whether a probe reached a mail server with them. Otherwise they are what is known of the service.
    pub confirmed: bool,
    /// The [id](crate::settings::Provider::id) of the known service that they belong to.
    pub provider: Option<&'static str>,
    /// Whether the server wants a login.
    pub login: LoginSupport,
    /// The login mechanisms that the server offers, as it names them.
    pub mechanisms: Vec<String>,
    /// The largest message in bytes that the server says it takes; `None` where it does not say.
    pub size_limit: Option<u64>,
    /// What stands in the way of these settings, such as a certificate that is not trusted here; without settings, why there
    /// are none. `None` where nothing does.
    pub diagnosis: Option<Diagnosis>,
    /// Every probe, in the order it was made.
    pub attempts: Vec<Attempt>,
    /// Why this and not the others, in the order to read it.
    pub reasons: Vec<Reason>,
}

impl Recommendation {
    /// The recommendation as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// One reason for a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The stable code; an open set: `provider`, `endpoint`, `certificate`, `login-required`, `rejected`, ...
    pub code: Cow<'static, str>,
    /// The reason in one or two English sentences.
    pub text: String,
}

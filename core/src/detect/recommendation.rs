//! What the probes add up to.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::attempt::{Attempt, Login, Worth};
use super::input::Target;
use super::plan::{Source, Way};
use super::reasons::{self, Reason};
use crate::diagnosis::Diagnosis;
use crate::settings::{Auth, Provider, Secret, Settings};

/// The settings to propose, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    /// The settings to propose, without a password; `None` where no mail server was found.
    pub settings: Option<Settings>,
    /// Whether a probe reached a mail server with them. Otherwise they are what is known of the service.
    pub confirmed: bool,
    /// The [id](Provider::id) of the known service that they belong to.
    pub provider: Option<&'static str>,
    /// Whether the server wants a login.
    pub login: Login,
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

    /// From what was tried, and what was to be tried first: a known service is proposed although nothing answered.
    pub(super) fn new(
        target: &Target,
        first: Option<&Way>,
        base: &Settings,
        attempts: &[Attempt],
    ) -> Self {
        let best = best(attempts);
        let known = first.filter(|way| {
            matches!(
                way.source,
                Source::Typed | Source::Domain | Source::Exchanger
            ) && Provider::for_hostname(&way.hostname).is_some()
        });
        let settings = match (best, known) {
            (Some(best), _) => Some(proposed(target, base, &of_attempt(best))),
            (None, Some(way)) => Some(proposed(target, base, &of_service(way))),
            (None, None) => None,
        };
        let hostname = settings.as_ref().map(|settings| &*settings.hostname);
        let provider = hostname.and_then(Provider::for_hostname);
        let mut recommendation = Self {
            confirmed: best.is_some(),
            provider: provider.map(|known| known.id),
            login: best.map_or(Login::Unknown, Attempt::login),
            mechanisms: best.map(Attempt::mechanisms).unwrap_or_default(),
            size_limit: best.and_then(Attempt::size_limit),
            diagnosis: match best {
                Some(best) => obstacle(best, settings.as_ref()),
                None => most_telling(attempts),
            },
            attempts: attempts.to_vec(),
            reasons: Vec::new(),
            settings,
        };
        let source = best.map(|best| best.source).or(known.map(|way| way.source));
        recommendation.reasons = reasons::of(&recommendation, provider, target, best, source);
        recommendation
    }
}

/// The best of the ways that lead to a server, of equals the one that was tried first.
fn best(attempts: &[Attempt]) -> Option<&Attempt> {
    let leads = attempts
        .iter()
        .filter(|found| found.worth() > Worth::Nothing);
    leads.rev().max_by_key(|found| found.worth())
}

/// The failure that says most about why nothing was found, of equals the first.
fn most_telling(attempts: &[Attempt]) -> Option<Diagnosis> {
    let told = attempts.iter().rev().max_by_key(|found| found.telling());
    told?.diagnosis.clone()
}

/// What is still in the way: not that a login is wanted, where one is proposed.
fn obstacle(best: &Attempt, settings: Option<&Settings>) -> Option<Diagnosis> {
    let logs_in = settings.is_some_and(|settings| settings.auth != Auth::None);
    let is_solved = logs_in && best.login() == Login::Required;
    best.diagnosis.clone().filter(|_| !is_solved)
}

/// The server, its port, its security and its login.
fn of_attempt(best: &Attempt) -> Settings {
    let provider = Provider::for_hostname(&best.hostname);
    Settings {
        hostname: best.hostname.clone(),
        port: best.port,
        security: best.security,
        auth: provider.map_or_else(|| best.auth(), |known| known.auth),
        ..Settings::default()
    }
}

/// The same as the table of known services has it.
fn of_service(way: &Way) -> Settings {
    let known = Provider::for_hostname(&way.hostname).map(Provider::settings);
    Settings {
        hostname: way.hostname.clone(),
        port: way.port,
        security: way.security,
        ..known.unwrap_or_default()
    }
}

/// With what is known of the person: the address as login name and sender, the rest as in `base`.
fn proposed(target: &Target, base: &Settings, server: &Settings) -> Settings {
    let provider = Provider::for_hostname(&server.hostname);
    let address = target.address().unwrap_or_default();
    let fixed = provider.and_then(|known| known.username);
    // Services for applications have logins of their own.
    let is_own = provider.is_none_or(|known| known.from_is_login);
    let username = match (server.auth, fixed) {
        (Auth::None, _) => "",
        (_, Some(fixed)) => fixed,
        (_, None) if is_own && !address.is_empty() => address,
        (_, None) => &base.username,
    };
    let from_address = match base.from_address.trim() {
        "" => address,
        from => from,
    };
    Settings {
        username: username.into(),
        password: Secret::Unset,
        from_address: from_address.into(),
        ehlo_name: base.ehlo_name.clone(),
        timeout_seconds: base.timeout_seconds,
        ..server.clone()
    }
}

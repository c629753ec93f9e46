//! What the probes add up to.

use super::attempt::{Attempt, LoginSupport, Worth};
use super::input::Target;
use super::plan::{Candidate, Source};
use crate::diagnosis::Diagnosis;
use crate::settings::{Auth, Provider, Secret, Settings};

/// What is known after the probes.
pub(super) struct Findings<'a> {
    pub(super) target: &'a Target,
    pub(super) attempts: &'a [Attempt],
    /// The probe that the settings follow.
    pub(super) best: Option<&'a Attempt>,
    /// The settings to propose.
    pub(super) settings: Option<Settings>,
    /// Where the name of their server comes from.
    pub(super) source: Option<Source>,
    /// The known service that they belong to.
    pub(super) provider: Option<&'static Provider>,
    /// What stands in the way of them, or why there are none.
    pub(super) diagnosis: Option<Diagnosis>,
}

impl<'a> Findings<'a> {
    /// From what was tried, and what was to be tried first: a known service is proposed although nothing answered.
    pub(super) fn of(
        target: &'a Target,
        first: Option<&Candidate>,
        base: &Settings,
        attempts: &'a [Attempt],
    ) -> Self {
        let best = best(attempts);
        let known = first.filter(|candidate| {
            matches!(
                candidate.source,
                Source::Typed | Source::Domain | Source::Exchanger
            ) && Provider::for_hostname(&candidate.hostname).is_some()
        });
        let settings = match (best, known) {
            (Some(best), _) => Some(proposed(target, base, &of_attempt(best))),
            (None, Some(candidate)) => Some(proposed(target, base, &of_service(candidate))),
            (None, None) => None,
        };
        let hostname = settings.as_ref().map(|settings| &*settings.hostname);
        Self {
            target,
            attempts,
            best,
            source: best
                .map(|best| best.source)
                .or(known.map(|candidate| candidate.source)),
            provider: hostname.and_then(Provider::for_hostname),
            diagnosis: match best {
                Some(best) => obstacle(best, settings.as_ref()),
                None => most_telling(attempts),
            },
            settings,
        }
    }

    /// Whether the server wants a login.
    pub(super) fn login(&self) -> LoginSupport {
        self.best.map_or(LoginSupport::Unknown, Attempt::login)
    }
}

/// The best of the candidates that lead to a server, of equals the one that was tried first.
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
    let is_solved = logs_in && best.login() == LoginSupport::Required;
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
fn of_service(candidate: &Candidate) -> Settings {
    let known = Provider::for_hostname(&candidate.hostname).map(Provider::settings);
    Settings {
        hostname: candidate.hostname.clone(),
        port: candidate.port,
        security: candidate.security,
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

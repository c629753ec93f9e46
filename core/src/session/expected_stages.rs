//! The way of a job: the stages that it goes through where nothing fails.

use alloc::vec::Vec;

use super::{Stage, StageResult};
use crate::settings::{Auth, Security, Settings};

/// The stages that a job by these settings has ahead of it. `is_probe`: it ends with MAIL.
pub(super) fn ahead(reached: &[StageResult], is_probe: bool, settings: &Settings) -> Vec<Stage> {
    let mut ahead = whole(is_probe, settings);
    for result in reached {
        // A stage that the host or a connection of an earlier job spares is passed over.
        if let Some(at) = ahead.iter().position(|stage| *stage == result.stage) {
            ahead.drain(..=at);
        }
    }
    ahead
}

fn whole(is_probe: bool, settings: &Settings) -> Vec<Stage> {
    use Stage::{
        Auth as Login, Body, Connect, Data, Dns, Ehlo, Greeting, Mail, Rcpt, StartTls, Tls,
    };
    let (tls, starttls): (&[Stage], &[Stage]) = match settings.security {
        Security::None => (&[], &[]),
        Security::StartTls => (&[], &[StartTls, Tls, Ehlo]),
        Security::Tls => (&[Tls], &[]),
    };
    let login: &[Stage] = match settings.auth {
        Auth::None => &[],
        Auth::Password | Auth::OAuth2 => &[Login],
    };
    let message: &[Stage] = if is_probe { &[] } else { &[Rcpt, Data, Body] };
    let parts = [
        &[Dns, Connect],
        tls,
        &[Greeting, Ehlo],
        starttls,
        login,
        &[Mail],
        message,
    ];
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Verdict;

    fn names(
        reached: &[Stage],
        is_probe: bool,
        security: Security,
        auth: Auth,
    ) -> Vec<&'static str> {
        let result = |stage: &Stage| StageResult {
            stage: *stage,
            verdict: Verdict::Passed,
            started_ms: 0,
            ended_ms: 0,
            evidence: Vec::new(),
        };
        let reached: Vec<_> = reached.iter().map(result).collect();
        let settings = Settings {
            security,
            auth,
            ..Settings::default()
        };
        let ahead = ahead(&reached, is_probe, &settings);
        ahead.into_iter().map(Stage::name).collect()
    }

    #[test]
    fn the_order_of_the_stages_follows_the_settings() {
        let whole = |security, auth| names(&[], false, security, auth).join(" ");
        assert_eq!(
            whole(Security::None, Auth::None),
            "dns connect greeting ehlo mail rcpt data body"
        );
        assert_eq!(
            whole(Security::Tls, Auth::OAuth2),
            "dns connect tls greeting ehlo auth mail rcpt data body"
        );
        assert_eq!(
            whole(Security::StartTls, Auth::Password),
            "dns connect greeting ehlo starttls tls ehlo auth mail rcpt data body"
        );
    }

    #[test]
    fn what_was_reached_or_spared_is_not_ahead() {
        let ahead = |reached: &[Stage], is_probe| {
            names(reached, is_probe, Security::StartTls, Auth::None).join(" ")
        };
        let first = [Stage::Connect, Stage::Greeting, Stage::Ehlo];
        assert_eq!(ahead(&first, true), "starttls tls ehlo mail");
        assert_eq!(ahead(&[Stage::Mail], true), "");
        assert_eq!(ahead(&[Stage::Mail, Stage::Rcpt], false), "data body");
    }
}

//! From a failure to the code of its cause.

use crate::certainty::Certainty::{self, ByStage, Likely, Stated};
use crate::failure::{Failure, IoFailure};
use crate::reply_rules::{self, Finding, Meaning};
use crate::retry::Retry;
use crate::settings::{Auth, Security, Settings};
use crate::wire::reply::ReplyError;
use crate::wire::sasl::SaslError;
use crate::wire::{Reply, Stage};

/// The port of implicit TLS (RFC 8314).
const TLS_PORT: u16 = 465;

/// The kinds of [`IoFailure`] that need no second look, and their causes.
const CAUSES_BY_KIND: &[(&str, &str)] = &[
    ("dns", "dns-failure"),
    ("refused", "connection-refused"),
    ("unreachable", "network-unreachable"),
    ("reset", "connection-lost"),
    ("certificate-untrusted", "certificate-untrusted"),
    ("certificate-expired", "certificate-expired"),
    ("certificate-name-mismatch", "certificate-name-mismatch"),
    ("tls-version", "tls-version"),
    ("tls-handshake", "tls-handshake-failed"),
    ("not-tls", "wrong-security-mode"),
];

fn cause_by_kind(kind: &str) -> Option<&'static str> {
    let mut known = CAUSES_BY_KIND.iter();
    known
        .find(|(known, _)| *known == kind)
        .map(|(_, cause)| *cause)
}

/// Whether an [`IoFailure`] of this kind has a cause of its own.
pub(crate) fn has_cause(kind: &str) -> bool {
    cause_by_kind(kind).is_some()
}

/// What the failure means, and how sure that is.
pub(super) fn find(
    failure: &Failure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> Finding {
    let later = |cause, certainty| Finding {
        meaning: Meaning {
            retry: Some(Retry::Later),
            ..Meaning::of(cause)
        },
        certainty,
    };
    let (cause, certainty) = match failure {
        Failure::InjectedPlaintext => ("tls-handshake-failed", Stated),
        // The next attempt may obtain it.
        Failure::SecretNotObtained => return later("secret-missing", Stated),
        Failure::NoSecret if settings.is_some_and(|settings| settings.auth == Auth::OAuth2) => {
            return later("secret-missing", Stated);
        }
        Failure::NoSecret => ("secret-missing", Stated),
        Failure::Reply(reply) => return by_reply(reply, stage, settings),
        Failure::TokenRefused(refusal) => return by_reply(&refusal.reply, stage, settings),
        Failure::Io(failure) => by_failure(failure, stage, settings),
        Failure::Closed | Failure::NotSmtp(_) | Failure::NotUnderstood(_) | Failure::TimedOut
            if is_tls_port_in_clear(stage, settings) =>
        {
            ("wrong-security-mode", Likely)
        }
        Failure::NotSmtp(ReplyError::Tls) => ("wrong-security-mode", Stated),
        // As a server does that restarts.
        Failure::Closed if stage == Some(Stage::Tls) => {
            return later("tls-handshake-failed", ByStage);
        }
        Failure::Closed => ("connection-lost", Stated),
        Failure::TimedOut if stage == Some(Stage::Connect) => ("connection-timeout", Stated),
        Failure::TimedOut => ("response-timeout", Stated),
        Failure::Cancelled => ("cancelled", Stated),
        Failure::DeadlineExceeded
        | Failure::ConnectionsBusy
        | Failure::RateReached
        | Failure::NotConfirmed => ("deadline-exceeded", Stated),
        Failure::Denied(_) => ("destination-denied", Stated),
        Failure::NotSmtp(ReplyError::Malformed(_)) if stage == Some(Stage::Greeting) => {
            ("not-a-mail-server", Likely)
        }
        Failure::NotSmtp(_) | Failure::Desync => ("server-fault", Likely),
        Failure::NotUnderstood(_) => ("answer-not-understood", Stated),
        Failure::MailerFault(_) => ("mailer-fault", Stated),
        Failure::Sasl(SaslError::ServerNotVerified) => ("server-not-verified", Stated),
        Failure::Sasl(SaslError::Refused(_)) => ("bad-credentials", Stated),
        Failure::Sasl(SaslError::Unusable) => ("bad-credentials", Likely),
        Failure::StartTlsNotOffered => ("starttls-not-offered", Stated),
        Failure::AuthNotOffered => ("auth-not-offered", Stated),
        // The marks of a firewall, and nothing that says so.
        Failure::StartTlsCrossedOut => ("starttls-not-offered", Likely),
        Failure::AuthCrossedOut => ("auth-not-offered", Likely),
        Failure::NoUsableMechanism => ("auth-mechanism", Stated),
        Failure::Sasl(_) => ("auth-mechanism", Likely),
        Failure::TooBig { .. } => ("message-too-big", Stated),
        Failure::TooManyTransactions => ("throttled", Stated),
        Failure::SmtpUtf8NotOffered => ("smtputf8-not-offered", Stated),
    };
    Finding {
        meaning: Meaning::of(cause),
        certainty,
    }
}

fn by_reply(reply: &Reply, stage: Option<Stage>, settings: Option<&Settings>) -> Finding {
    reply_rules::find(reply, stage, settings.map(|settings| &*settings.hostname))
}

fn by_failure(
    failure: &IoFailure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> (&'static str, Certainty) {
    if is_tls_port_in_clear(stage, settings) {
        return ("wrong-security-mode", Likely);
    }
    let by_stage = match stage {
        Some(Stage::Connect) => "network-unreachable",
        Some(Stage::Tls) => "tls-handshake-failed",
        _ => "connection-lost",
    };
    cause_by_kind(&failure.kind).map_or((by_stage, ByStage), |cause| (cause, Stated))
}

/// A server on the port of implicit TLS waits for a handshake, and we wait for its greeting.
fn is_tls_port_in_clear(stage: Option<Stage>, settings: Option<&Settings>) -> bool {
    stage == Some(Stage::Greeting)
        && settings
            .is_some_and(|settings| settings.port == TLS_PORT && settings.security != Security::Tls)
}

#[cfg(test)]
mod tests {
    use super::super::cause::Cause;
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_cause_has_words() {
        for cause in reply_rules::causes() {
            assert_eq!(Cause::named(cause).code, cause);
        }
    }

    #[test]
    fn every_cause_that_a_reply_can_have_is_reached() {
        let causes: BTreeSet<_> = reply_rules::causes().collect();
        for cause in [
            "wrong-security-mode",
            "tls-version",
            "tls-handshake-failed",
            "starttls-not-offered",
            "tls-required",
            "greeting-refused",
            "ehlo-name",
            "auth-required",
            "auth-not-offered",
            "auth-mechanism",
            "auth-disabled",
            "oauth-required",
            "app-password-required",
            "bad-credentials",
            "account-policy",
            "account-blocked",
            "sender-not-allowed",
            "sender-not-verified",
            "relay-denied",
            "recipient-refused",
            "mailbox-full",
            "throttled",
            "quota",
            "message-too-big",
            "content-refused",
            "dkim-required",
            "server-fault",
            "client-fault",
            "connection-lost",
        ] {
            assert!(causes.contains(cause), "{cause}");
        }
    }

    /// A server that restarts closes the connection; one that ends the handshake by an alert does so again.
    #[test]
    fn a_handshake_that_nobody_ended_may_pass_later() {
        let found = |failure| {
            let found = find(&failure, Some(Stage::Tls), None);
            (found.meaning.cause, found.meaning.retry, found.certainty)
        };
        assert_eq!(
            found(Failure::Closed),
            ("tls-handshake-failed", Some(Retry::Later), ByStage)
        );
        assert_eq!(
            found(Failure::from_kind("tls-handshake".into(), "alert")),
            ("tls-handshake-failed", None, Stated)
        );
    }
}

//! From a failure to the code of its cause.

use crate::failure::Failure;
use crate::reply_rules::{self, Finding};
use crate::retry::Retry;
use crate::settings::{Auth, Security, Settings};
use crate::wire::reply::ReplyError;
use crate::wire::sasl::SaslError;
use crate::wire::{IoFailure, Reply, Stage};

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

/// What the failure means.
pub(super) fn find(
    failure: &Failure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> Finding {
    let finding = |cause, retry| Finding {
        retry: Some(retry),
        ..Finding::of(cause)
    };
    let cause = match failure {
        Failure::InjectedPlaintext => "tls-handshake-failed",
        // The next attempt may obtain it.
        Failure::SecretNotObtained => return finding("secret-missing", Retry::Later),
        Failure::NoSecret if settings.is_some_and(|settings| settings.auth == Auth::OAuth2) => {
            return finding("secret-missing", Retry::Later);
        }
        Failure::NoSecret => "secret-missing",
        Failure::Reply(reply) => return by_reply(reply, stage, settings),
        Failure::TokenRefused(refusal) => return by_reply(&refusal.reply, stage, settings),
        Failure::Io(failure) => by_failure(failure, stage, settings),
        Failure::Closed | Failure::NotSmtp(_) | Failure::NotUnderstood(_) | Failure::TimedOut
            if is_tls_port_in_clear(stage, settings) =>
        {
            "wrong-security-mode"
        }
        Failure::NotSmtp(ReplyError::Tls) => "wrong-security-mode",
        // As a server does that restarts.
        Failure::Closed if stage == Some(Stage::Tls) => {
            return finding("tls-handshake-failed", Retry::Later);
        }
        Failure::Closed => "connection-lost",
        Failure::TimedOut if stage == Some(Stage::Connect) => "connection-timeout",
        Failure::TimedOut => "response-timeout",
        Failure::Cancelled => "cancelled",
        Failure::DeadlineExceeded
        | Failure::ConnectionsBusy
        | Failure::RateReached
        | Failure::NotConfirmed => "deadline-exceeded",
        Failure::Denied(_) => "destination-denied",
        Failure::NotSmtp(ReplyError::Malformed(_)) if stage == Some(Stage::Greeting) => {
            "not-a-mail-server"
        }
        Failure::NotSmtp(_) | Failure::Desync => "server-fault",
        Failure::NotUnderstood(_) => "answer-not-understood",
        Failure::MailerFault(_) => "mailer-fault",
        Failure::Sasl(SaslError::ServerNotVerified) => "server-not-verified",
        Failure::Sasl(SaslError::Refused(_) | SaslError::Unusable) => "bad-credentials",
        Failure::StartTlsNotOffered | Failure::StartTlsCrossedOut => "starttls-not-offered",
        Failure::AuthNotOffered | Failure::AuthCrossedOut => "auth-not-offered",
        Failure::NoUsableMechanism | Failure::Sasl(_) => "auth-mechanism",
        Failure::TooBig { .. } => "message-too-big",
        Failure::TooManyTransactions => "throttled",
        Failure::SmtpUtf8NotOffered => "smtputf8-not-offered",
    };
    Finding::of(cause)
}

fn by_reply(reply: &Reply, stage: Option<Stage>, settings: Option<&Settings>) -> Finding {
    reply_rules::find(reply, stage, settings.map(|settings| &*settings.hostname))
}

fn by_failure(
    failure: &IoFailure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> &'static str {
    if is_tls_port_in_clear(stage, settings) {
        return "wrong-security-mode";
    }
    cause_by_kind(&failure.kind).unwrap_or(match stage {
        Some(Stage::Connect) => "network-unreachable",
        Some(Stage::Tls) => "tls-handshake-failed",
        _ => "connection-lost",
    })
}

/// A server on the port of implicit TLS waits for a handshake, and we wait for its greeting.
fn is_tls_port_in_clear(stage: Option<Stage>, settings: Option<&Settings>) -> bool {
    stage == Some(Stage::Greeting)
        && settings
            .is_some_and(|settings| settings.port == TLS_PORT && settings.security != Security::Tls)
}

#[cfg(test)]
mod tests {
    use super::super::causes::Cause;
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
        let closed = find(&Failure::Closed, Some(Stage::Tls), None);
        assert_eq!(
            (closed.cause, closed.retry),
            ("tls-handshake-failed", Some(Retry::Later))
        );
        let alert = Failure::from_kind("tls-handshake".into(), "alert");
        let alert = find(&alert, Some(Stage::Tls), None);
        assert_eq!((alert.cause, alert.retry), ("tls-handshake-failed", None));
    }
}

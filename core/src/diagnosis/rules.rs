//! From a symptom to the code of its cause. The first row that fits counts, so the most specific stand first.

use super::symptom::Symptom;
use crate::settings::{Security, Settings};
use crate::wire::reply::ReplyError;
use crate::wire::sasl::SaslError;
use crate::wire::{IoFailure, Reply, Stage};

/// Replies whose basic code says more than the enhanced one: code, a word that the text must hold (none: any), cause.
const BEFORE_ENHANCED: &[(u16, &str, &str)] = &[
    // RFC 3207, section 4, and RFC 4954, section 4.7.
    (454, "TLS not available", "starttls-not-offered"),
    (454, "Temporary authentication failure", "server-fault"),
    (530, "TLS", "tls-required"),
    (530, "", "auth-required"),
    (538, "", "tls-required"),
];

/// Class, subject and detail.
type EnhancedCode = (u8, u16, u16);
/// Any class.
const ANY: u8 = 0;
/// Failed for now, and for good.
const FOR_NOW: u8 = 4;
const FOR_GOOD: u8 = 5;

/// Enhanced status codes (RFC 3463 and its registry): class, subject and detail, the stages where it means this (none: all),
/// the cause.
const BY_ENHANCED: &[(EnhancedCode, &[Stage], &str)] = &[
    ((FOR_GOOD, 1, 0), &[Stage::Mail], "sender-not-allowed"),
    ((FOR_GOOD, 1, 1), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 2), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 3), &[Stage::Rcpt], "recipient-refused"),
    ((FOR_GOOD, 1, 6), &[], "recipient-refused"),
    ((FOR_GOOD, 1, 7), &[], "sender-not-allowed"),
    ((FOR_GOOD, 1, 8), &[], "sender-not-allowed"),
    ((FOR_GOOD, 1, 10), &[], "recipient-refused"),
    ((FOR_GOOD, 2, 1), &[Stage::Rcpt], "recipient-refused"),
    ((ANY, 2, 2), &[], "mailbox-full"),
    ((ANY, 2, 3), &[], "message-too-big"),
    ((ANY, 3, 2), &[], "server-fault"),
    ((ANY, 3, 4), &[], "message-too-big"),
    ((ANY, 3, 5), &[], "server-fault"),
    ((FOR_NOW, 5, 3), &[], "throttled"),
    ((FOR_GOOD, 5, 1), &[], "client-fault"),
    ((FOR_GOOD, 5, 2), &[], "client-fault"),
    ((FOR_GOOD, 5, 4), &[], "client-fault"),
    ((FOR_GOOD, 6, 0), &[], "content-refused"),
    ((FOR_GOOD, 7, 0), &[Stage::Auth], "bad-credentials"),
    ((FOR_NOW, 7, 0), &[], "throttled"),
    ((FOR_NOW, 7, 1), &[], "throttled"),
    ((FOR_GOOD, 7, 1), &[Stage::Mail], "sender-not-allowed"),
    ((FOR_GOOD, 7, 1), &[Stage::Rcpt], "relay-denied"),
    (
        (FOR_GOOD, 7, 1),
        &[Stage::Data, Stage::Body],
        "content-refused",
    ),
    ((FOR_GOOD, 7, 8), &[], "bad-credentials"),
    ((FOR_GOOD, 7, 9), &[Stage::Auth], "auth-mechanism"),
    ((ANY, 7, 10), &[], "tls-required"),
    ((ANY, 7, 11), &[], "tls-required"),
    ((FOR_GOOD, 7, 14), &[], "account-policy"),
];

/// Basic codes: from and to, the stages where it means this (none: all), the cause.
const BY_CODE: &[((u16, u16), &[Stage], &str)] = &[
    ((421, 421), &[], "server-fault"),
    ((400, 599), &[Stage::Greeting], "greeting-refused"),
    ((400, 599), &[Stage::StartTls], "starttls-not-offered"),
    ((452, 452), &[Stage::Mail, Stage::Rcpt], "throttled"),
    ((400, 499), &[], "server-fault"),
    (
        (500, 504),
        &[
            Stage::Ehlo,
            Stage::Auth,
            Stage::Data,
            Stage::Body,
            Stage::Quit,
        ],
        "client-fault",
    ),
    ((505, 599), &[Stage::Ehlo], "ehlo-name"),
    ((534, 534), &[], "auth-mechanism"),
    ((535, 535), &[], "bad-credentials"),
    ((552, 552), &[Stage::Rcpt], "mailbox-full"),
    ((552, 552), &[], "message-too-big"),
    ((550, 559), &[Stage::Auth], "bad-credentials"),
    ((550, 559), &[Stage::Mail], "sender-not-allowed"),
    ((500, 599), &[Stage::Rcpt], "recipient-refused"),
    ((500, 504), &[], "client-fault"),
    ((550, 550), &[Stage::Data, Stage::Body], "content-refused"),
    ((554, 559), &[Stage::Data, Stage::Body], "content-refused"),
];

/// The kinds of [`IoFailure`] that need no second look.
const BY_KIND: &[(&str, &str)] = &[
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

/// The port of implicit TLS (RFC 8314).
const TLS_PORT: u16 = 465;

/// The code of the cause.
pub(super) fn cause_of(
    symptom: &Symptom,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> &'static str {
    match symptom {
        Symptom::Reply(reply) => by_reply(reply, stage),
        Symptom::Failure(failure) => by_failure(failure, stage, settings),
        Symptom::Closed | Symptom::NotSmtp(_) | Symptom::TimedOut
            if is_tls_port_in_clear(stage, settings) =>
        {
            "wrong-security-mode"
        }
        Symptom::NotSmtp(ReplyError::Tls) => "wrong-security-mode",
        Symptom::Closed if stage == Some(Stage::Tls) => "tls-handshake-failed",
        Symptom::Closed => "connection-lost",
        Symptom::TimedOut if stage == Some(Stage::Connect) => "connection-timeout",
        Symptom::TimedOut => "response-timeout",
        Symptom::Cancelled => "cancelled",
        Symptom::NotSmtp(ReplyError::Malformed(_)) if stage == Some(Stage::Greeting) => {
            "not-a-mail-server"
        }
        Symptom::NotSmtp(_) | Symptom::Desync => "server-fault",
        Symptom::Sasl(SaslError::ServerNotVerified) => "server-not-verified",
        Symptom::Sasl(SaslError::Refused(_) | SaslError::Unusable) => "bad-credentials",
        Symptom::InjectedPlaintext => "tls-handshake-failed",
        Symptom::StartTlsNotOffered => "starttls-not-offered",
        Symptom::AuthNotOffered => "auth-not-offered",
        Symptom::NoUsableMechanism | Symptom::Sasl(_) => "auth-mechanism",
        Symptom::NoSecret => "secret-missing",
        Symptom::TooBig { .. } => "message-too-big",
        Symptom::SmtpUtf8NotOffered => "smtputf8-not-offered",
    }
}

fn by_reply(reply: &Reply, stage: Option<Stage>) -> &'static str {
    let fits = |stages: &[Stage]| stages.is_empty() || stage.is_some_and(|at| stages.contains(&at));
    let holds = |word: &str| reply.lines.iter().any(|line| line.contains(word));
    let before = BEFORE_ENHANCED
        .iter()
        .find(|(code, word, _)| *code == reply.code && holds(word))
        .map(|(_, _, cause)| *cause);
    let by_enhanced = || {
        let (class, subject, detail) = reply.enhanced_parts()?;
        BY_ENHANCED
            .iter()
            .find(|((of, about, what), stages, _)| {
                (*about, *what) == (subject, detail) && (*of == ANY || *of == class) && fits(stages)
            })
            .map(|(_, _, cause)| *cause)
    };
    let by_code = || {
        BY_CODE
            .iter()
            .find(|((from, to), stages, _)| (*from..=*to).contains(&reply.code) && fits(stages))
            .map(|(_, _, cause)| *cause)
    };
    before
        .or_else(by_enhanced)
        .or_else(by_code)
        .unwrap_or("unknown")
}

fn by_failure(
    failure: &IoFailure,
    stage: Option<Stage>,
    settings: Option<&Settings>,
) -> &'static str {
    if is_tls_port_in_clear(stage, settings) {
        return "wrong-security-mode";
    }
    let known = BY_KIND.iter().find(|(kind, _)| *kind == failure.kind);
    known.map_or(
        match stage {
            Some(Stage::Connect) => "network-unreachable",
            Some(Stage::Tls) => "tls-handshake-failed",
            _ => "connection-lost",
        },
        |(_, cause)| cause,
    )
}

/// A server on the port of implicit TLS waits for a handshake, and we wait for its greeting.
fn is_tls_port_in_clear(stage: Option<Stage>, settings: Option<&Settings>) -> bool {
    stage == Some(Stage::Greeting)
        && settings
            .is_some_and(|settings| settings.port == TLS_PORT && settings.security != Security::Tls)
}

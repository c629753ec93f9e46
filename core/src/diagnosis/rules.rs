//! From a symptom to the code of its cause. The first row that fits counts, so the most specific stand first.

use super::symptom::Symptom;
use crate::session::{IoFailure, Reply, ReplyError, Stage};
use crate::settings::{Security, Settings};

/// Words that tell more than the codes they come with: the basic code, the word, the cause.
const BY_WORD: &[(u16, &str, &str)] = &[(530, "STARTTLS", "tls-required")];

/// Enhanced status codes (RFC 3463 and its registry): subject and detail, the stages where it means this (none: all), the cause.
const BY_ENHANCED: &[((u16, u16), &[Stage], &str)] = &[
    ((1, 0), &[Stage::Mail], "sender-not-allowed"),
    ((1, 1), &[], "recipient-refused"),
    ((1, 2), &[], "recipient-refused"),
    ((1, 3), &[Stage::Rcpt], "recipient-refused"),
    ((1, 6), &[], "recipient-refused"),
    ((1, 7), &[], "sender-not-allowed"),
    ((1, 8), &[], "sender-not-allowed"),
    ((1, 10), &[], "recipient-refused"),
    ((2, 1), &[Stage::Rcpt], "recipient-refused"),
    ((2, 2), &[], "mailbox-full"),
    ((2, 3), &[], "message-too-big"),
    ((3, 2), &[], "server-fault"),
    ((3, 4), &[], "message-too-big"),
    ((3, 5), &[], "server-fault"),
    ((5, 1), &[], "client-fault"),
    ((5, 2), &[], "client-fault"),
    ((5, 4), &[], "client-fault"),
    ((6, 0), &[], "content-refused"),
    ((7, 0), &[Stage::Auth], "bad-credentials"),
    ((7, 1), &[Stage::Mail], "sender-not-allowed"),
    ((7, 1), &[Stage::Rcpt], "relay-denied"),
    ((7, 1), &[Stage::Data, Stage::Body], "content-refused"),
    ((7, 8), &[], "bad-credentials"),
    ((7, 9), &[Stage::Auth], "auth-mechanism"),
    ((7, 10), &[], "tls-required"),
    ((7, 11), &[], "tls-required"),
    ((7, 14), &[], "account-policy"),
];

/// Basic codes: from and to, the stages where it means this (none: all), the cause.
const BY_CODE: &[((u16, u16), &[Stage], &str)] = &[
    ((400, 599), &[Stage::Greeting], "greeting-refused"),
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
    ((400, 499), &[Stage::Ehlo], "server-fault"),
    ((505, 599), &[Stage::Ehlo], "ehlo-name"),
    ((400, 599), &[Stage::StartTls], "starttls-not-offered"),
    ((530, 530), &[Stage::Auth], "tls-required"),
    ((530, 530), &[], "auth-required"),
    ((538, 538), &[], "tls-required"),
    ((534, 534), &[], "auth-mechanism"),
    ((535, 535), &[], "bad-credentials"),
    ((552, 552), &[Stage::Rcpt], "mailbox-full"),
    ((552, 552), &[], "message-too-big"),
    ((550, 559), &[Stage::Auth], "bad-credentials"),
    ((550, 559), &[Stage::Mail], "sender-not-allowed"),
    ((500, 599), &[Stage::Rcpt], "recipient-refused"),
    ((450, 450), &[Stage::Rcpt], "recipient-refused"),
    ((500, 504), &[], "client-fault"),
    ((554, 559), &[Stage::Data, Stage::Body], "content-refused"),
    ((550, 550), &[Stage::Data, Stage::Body], "content-refused"),
    ((400, 499), &[], "server-fault"),
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
        Symptom::NotSmtp(_) | Symptom::Desync | Symptom::Sasl(_) => "server-fault",
        Symptom::InjectedPlaintext => "tls-handshake-failed",
        Symptom::StartTlsNotOffered => "starttls-not-offered",
        Symptom::AuthNotOffered => "auth-not-offered",
        Symptom::NoUsableMechanism => "auth-mechanism",
        Symptom::NoSecret => "bad-credentials",
        Symptom::TooBig { .. } => "message-too-big",
        Symptom::SmtpUtf8NotOffered => "content-refused",
    }
}

fn by_reply(reply: &Reply, stage: Option<Stage>) -> &'static str {
    let fits = |stages: &[Stage]| stages.is_empty() || stage.is_some_and(|at| stages.contains(&at));
    let says = |word: &str| reply.lines.iter().any(|line| line.contains(word));
    let by_word = BY_WORD
        .iter()
        .find(|(code, word, _)| *code == reply.code && says(word))
        .map(|(_, _, cause)| *cause);
    let by_enhanced = reply.enhanced_parts().and_then(|(_, subject, detail)| {
        BY_ENHANCED
            .iter()
            .find(|(code, stages, _)| *code == (subject, detail) && fits(stages))
            .map(|(_, _, cause)| *cause)
    });
    let by_code = || {
        BY_CODE
            .iter()
            .find(|((from, to), stages, _)| (*from..=*to).contains(&reply.code) && fits(stages))
            .map(|(_, _, cause)| *cause)
    };
    by_word
        .or(by_enhanced)
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

#[cfg(test)]
mod tests {
    use crate::diagnosis::explain_text;

    #[test]
    fn a_530_tells_by_its_words_what_is_missing() {
        for (reply, cause) in [
            (
                "530 5.7.0 Must issue a STARTTLS command first",
                "tls-required",
            ),
            ("530 5.7.0 Authentication required", "auth-required"),
        ] {
            assert_eq!(explain_text(reply, Some("mail"), None).cause, cause);
        }
    }
}

//! From a failure to the code of its cause. The first row that fits counts, so the most specific stand first.

mod codes;
mod hints;
mod lexicon;
mod providers;
mod recipients;
mod rule;
mod stages;
mod texts;
mod words;

use rule::Finding;

use super::Retry;
use crate::failure::Failure;
use crate::settings::{Auth, Provider, Security, Settings};
use crate::wire::reply::ReplyError;
use crate::wire::sasl::SaslError;
use crate::wire::{IoFailure, Reply, Stage};
use codes::{
    ANY, BY_CODE, BY_ENHANCED, CLEAR_ENHANCED, EnhancedRow, MAX_REGISTERED, OWN_POLICY_CODES,
};
use lexicon::LEXICON;
use rule::Rule;
use words::Words;

/// At which stage before MAIL a server says this: its words tell, else it is the greeting.
pub(super) fn stage_before_mail(reply: &Reply) -> Stage {
    let text = words::normalized(reply);
    let guess = stages::guess(reply, &Words::of(&text, &LEXICON), None);
    guess
        .filter(|stage| matches!(stage, Stage::Ehlo | Stage::StartTls | Stage::Auth))
        .unwrap_or(Stage::Greeting)
}

/// All rules, for the words that they have.
const ALL: &[&[Rule]] = &[
    providers::RULES,
    providers::SIGNED,
    texts::RULES,
    hints::RULES,
    recipients::RULES,
    stages::RULES,
];

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
        Failure::DeadlineExceeded | Failure::ConnectionsBusy | Failure::RateReached => {
            "deadline-exceeded"
        }
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

/// The words of a service first, then everybody's; the enhanced codes that leave no doubt, then vaguer words, the other enhanced codes,
/// and at last the basic code.
fn by_reply(reply: &Reply, stage: Option<Stage>, settings: Option<&Settings>) -> Finding {
    let text = words::normalized(reply);
    let words = Words::of(&text, &LEXICON);
    let provider = settings
        .and_then(|settings| service_behind(&settings.hostname))
        .or_else(|| providers::signed_by(reply, &words));
    // The code of a failed login (RFC 4954) is about the login wherever a server gives it.
    let stage = match reply.code {
        535 => Some(Stage::Auth),
        _ => stage.or_else(|| stages::guess(reply, &words, provider)),
    };
    let enhanced = reply.enhanced_parts().or_else(|| code_at_end(reply));
    providers::TABLE
        .find(reply, &words, provider, stage)
        .or_else(|| texts::TABLE.find(reply, &words, provider, stage))
        .or_else(|| own_code(enhanced?, provider))
        .or_else(|| by_enhanced(CLEAR_ENHANCED, enhanced?, stage))
        .or_else(|| hints::TABLE.find(reply, &words, provider, stage))
        .or_else(|| by_enhanced(BY_ENHANCED, enhanced?, stage))
        .or_else(|| by_code(reply, stage))
        .unwrap_or(Finding {
            retry: (400..500).contains(&reply.code).then_some(Retry::Later),
            ..Finding::of("unknown")
        })
}

/// Whether the reply to a RCPT says that the transaction has too many recipients, so that another one can take this one.
pub(crate) fn limits_recipients(reply: &Reply) -> bool {
    recipients::limits_by_code(reply) || counts_recipients(reply)
}

/// Whether it says so in words that speak of their number: as many as the server took is then its limit.
pub(crate) fn counts_recipients(reply: &Reply) -> bool {
    let text = words::normalized(reply);
    reply.code >= 400 && recipients::limits_in_words(reply, &Words::of(&text, &LEXICON))
}

/// The id of the service, of its servers for incoming mail too.
fn service_behind(hostname: &str) -> Option<&'static str> {
    let known = Provider::for_hostname(hostname).map(|provider| provider.id);
    known.or_else(|| providers::receiving(hostname))
}

/// A detail beyond those that are registered tells who gave it.
fn own_code((_, subject, detail): (u8, u16, u16), provider: Option<&str>) -> Option<Finding> {
    let row = OWN_POLICY_CODES.iter().find(|(by, from, to, _)| {
        let is_its = provider.map_or(detail > MAX_REGISTERED, |id| by.contains(&id));
        subject == 7 && (*from..=*to).contains(&detail) && is_its
    });
    row.map(|(.., cause)| Finding::of(cause))
}

fn by_enhanced(
    rows: &[EnhancedRow],
    (class, subject, detail): (u8, u16, u16),
    stage: Option<Stage>,
) -> Option<Finding> {
    let row = rows.iter().find(|((of, about, what), stages, _)| {
        (*about, *what) == (subject, detail) && (*of == ANY || *of == class) && fits(stages, stage)
    });
    row.map(|(.., cause)| Finding::of(cause))
}

/// The enhanced code as qmail writes it: `sorry, no mailbox here by that name (#5.1.1)`.
fn code_at_end(reply: &Reply) -> Option<(u8, u16, u16)> {
    let line = reply.lines.last()?;
    let (_, code) = line.rsplit_once("(#")?;
    Reply::new(reply.code, [code.into()].into()).enhanced_parts()
}

fn by_code(reply: &Reply, stage: Option<Stage>) -> Option<Finding> {
    let row = BY_CODE.iter().find(|((from, to), stages, ..)| {
        (*from..=*to).contains(&reply.code) && fits(stages, stage)
    });
    row.map(|(_, _, cause, retry)| Finding {
        retry: *retry,
        ..Finding::of(cause)
    })
}

fn fits(stages: &[Stage], stage: Option<Stage>) -> bool {
    stages.is_empty() || stage.is_some_and(|at| stages.contains(&at))
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
    use super::lexicon::SHORTEST_STEM;
    use super::words::CLASSES;
    use super::*;
    use alloc::collections::BTreeSet;
    use alloc::string::String;
    use alloc::vec;

    fn every_pattern() -> impl Iterator<Item = &'static str> {
        let rules = ALL.iter().copied().flatten();
        let rules = rules.filter(|rule| !rule.says.is_empty());
        rules.flat_map(|rule| rule.says.split(" | "))
    }

    fn every_cause_of_a_reply() -> BTreeSet<&'static str> {
        let tables = [providers::RULES, texts::RULES, hints::RULES];
        let rules = tables.into_iter().flatten();
        let codes = BY_CODE.iter().map(|(_, _, cause, _)| *cause);
        let enhanced = CLEAR_ENHANCED.iter().chain(BY_ENHANCED);
        let enhanced = enhanced.map(|(.., cause)| *cause);
        let own = OWN_POLICY_CODES.iter().map(|(.., cause)| *cause);
        let all = rules.map(|rule| rule.row.finding.cause);
        all.chain(codes).chain(enhanced).chain(own).collect()
    }

    #[test]
    fn patterns_are_words_as_a_normalized_text_has_them() {
        for pattern in every_pattern() {
            for token in pattern.split(' ') {
                let is_mark = matches!(token, ".." | "^" | "$");
                let is_class = |choice| CLASSES.iter().any(|(name, _)| *name == choice);
                let is_word = |choice: &str| {
                    let stem = choice.strip_suffix('*').unwrap_or(choice);
                    let shortest = if stem == choice { 1 } else { SHORTEST_STEM };
                    stem.len() >= shortest
                        && stem
                            .chars()
                            .all(|c| !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_lowercase())
                };
                assert!(
                    is_mark
                        || token
                            .split('/')
                            .all(|choice| is_class(choice) || is_word(choice)),
                    "{pattern}"
                );
            }
        }
    }

    #[test]
    fn every_cause_has_words() {
        for cause in every_cause_of_a_reply() {
            assert_eq!(Cause::named(cause).code, cause);
        }
    }

    #[test]
    fn every_cause_that_a_reply_can_have_is_reached() {
        let causes = every_cause_of_a_reply();
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

    #[test]
    fn what_says_nothing_is_unknown() {
        let reply = Reply::new(599, vec![String::new()]);
        assert_eq!(by_reply(&reply, None, None).cause, "unknown");
    }

    #[test]
    fn a_hostile_reply_is_searched_in_bounded_time() {
        let line = "sender address user mailbox not account from ".repeat(300);
        let reply = Reply::new(550, vec![line; 256]);
        by_reply(&reply, Some(Stage::Rcpt), None);
    }
}

//! What the words and the codes of a reply mean. The rules stand in `core/reply_rules`, as data; here is what searches them.

mod hash;
mod lexicon;
mod rule;
mod services;
mod tables;
mod tokens;

pub(crate) use rule::Finding;

use crate::retry::Retry;
use crate::wire::{Reply, Stage};
use rule::{Case, Rule};
use tables::{
    BASIC_CODES, CLEAR_CODES, ENHANCED_CODES, RECIPIENTS, SERVICE_CODES, SERVICE_PATTERNS,
    SIGNATURES, STAGES, STRONG_PATTERNS, WEAK_PATTERNS,
};

/// The words of a service first, then everybody's; the enhanced codes that leave no doubt, then vaguer words, the other enhanced
/// codes, and at last the basic code.
const BY_PRECEDENCE: [&[Rule]; 7] = [
    SERVICE_PATTERNS,
    STRONG_PATTERNS,
    SERVICE_CODES,
    CLEAR_CODES,
    WEAK_PATTERNS,
    ENHANCED_CODES,
    BASIC_CODES,
];

/// What the reply means that a server gave at `stage`. The first rule that fits counts.
pub(crate) fn find(reply: &Reply, stage: Option<Stage>, hostname: Option<&str>) -> Finding {
    let mut case = Case::of(reply);
    let service = hostname.and_then(services::behind);
    if let Some(service) = service.or_else(|| signed_by(&case)) {
        case.service = service;
    }
    // The code of a failed login (RFC 4954) is about the login wherever a server gives it.
    case.stage = match reply.code {
        535 => Some(Stage::Auth),
        _ => stage.or_else(|| likely_stage(reply, &case)),
    };
    let mut rules = BY_PRECEDENCE.into_iter();
    rules.find_map(|rules| case.find(rules)).unwrap_or(Finding {
        retry: (400..500).contains(&reply.code).then_some(Retry::Later),
        ..Finding::of("unknown")
    })
}

/// At which stage before MAIL a server says this: its words tell, else it is the greeting.
pub(crate) fn stage_before_mail(reply: &Reply) -> Stage {
    let likely = likely_stage(reply, &Case::of(reply));
    likely
        .filter(|stage| matches!(stage, Stage::Ehlo | Stage::StartTls | Stage::Auth))
        .unwrap_or(Stage::Greeting)
}

/// Whether the reply to a RCPT says that the transaction has too many recipients, so that another one can take this one: by the code
/// of RFC 3463 (x.5.3), with the basic codes of RFC 5321, section 4.5.3.1.10, and of practice, or in words.
pub(crate) fn limits_recipients(reply: &Reply) -> bool {
    let is_code = matches!(reply.enhanced_parts(), Some((4 | 5, 5, 3)))
        && matches!(reply.code, 452 | 550 | 552 | 554);
    is_code || counts_recipients(reply)
}

/// Whether it says so in words that speak of their number: as many as the server took is then its limit.
pub(crate) fn counts_recipients(reply: &Reply) -> bool {
    let found = || Case::of(reply).find(RECIPIENTS);
    reply.code >= 400 && found().is_some_and(|finding| finding.cause == "throttled")
}

/// The service that signs its replies or names its own pages in them, where the hostname tells none.
fn signed_by(case: &Case<'_>) -> Option<&'static str> {
    case.find(SIGNATURES).map(|finding| finding.cause)
}

/// The command that the reply answers, where nobody tells: a reply that somebody pastes.
fn likely_stage(reply: &Reply, case: &Case<'_>) -> Option<Stage> {
    let in_words = case.find(STAGES).map(|finding| finding.cause);
    in_words.and_then(Stage::from_name).or_else(|| {
        let subject = reply.enhanced_parts().map(|(_, subject, _)| subject);
        stage_by_codes(reply.code, subject)
    })
}

/// What the codes tell: subjects of RFC 3463, then the basic codes of RFC 5321 and RFC 4954.
fn stage_by_codes(code: u16, subject: Option<u16>) -> Option<Stage> {
    Some(match (code, subject) {
        (_, Some(1 | 2)) => Stage::Rcpt,
        (_, Some(6)) | (451 | 452 | 552 | 554, _) => Stage::Body,
        (530, _) => Stage::Mail,
        (421, _) => Stage::Greeting,
        (400..=499 | 505..=599, _) => Stage::Rcpt,
        _ => return None,
    })
}

/// The cause of every rule.
#[cfg(test)]
pub(crate) fn causes() -> impl Iterator<Item = &'static str> {
    let rules = BY_PRECEDENCE.into_iter().flatten();
    rules.map(|rule| rule.finding.cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use alloc::string::String;
    use alloc::vec;

    #[test]
    fn what_says_nothing_is_unknown() {
        let reply = Reply::new(599, vec![String::new()]);
        assert_eq!(find(&reply, None, None).cause, "unknown");
    }

    #[test]
    fn a_hostile_reply_is_searched_in_bounded_time() {
        let line = "sender address user mailbox not account from ".repeat(300);
        let reply = Reply::new(550, vec![line; 256]);
        find(&reply, Some(Stage::Rcpt), None);
    }

    #[test]
    fn rules_name_services_and_stages_that_there_are() {
        let is_service = |id: &str| settings::providers().iter().any(|service| service.id == id);
        let rules = BY_PRECEDENCE.into_iter().flatten();
        for service in rules.flat_map(|rule| rule.by) {
            assert!(
                is_service(service) || *service == rule::UNKNOWN,
                "{service}"
            );
        }
        for rule in SIGNATURES {
            assert!(is_service(rule.finding.cause), "{}", rule.finding.cause);
        }
        for rule in STAGES {
            assert!(Stage::from_name(rule.finding.cause).is_some());
        }
    }
}

//! What the words and the codes of a reply mean. The rules stand in `core/reply_rules`, as data; here is what searches them.

mod hash;
mod lexicon;
mod rule;
mod services;
mod tables;
mod tokens;

pub(crate) use rule::Meaning;

use crate::certainty::Certainty;
use crate::retry::Retry;
use crate::wire::{Reply, Stage};
use rule::{Context, Rule};
use tables::{
    BASIC_CODES, CLEAR_CODES, ENHANCED_CODES, RECIPIENTS, SERVICE_CODES, SERVICE_PATTERNS,
    SIGNATURES, STAGES, STRONG_PATTERNS, WEAK_PATTERNS,
};

/// The words of a service first, then everybody's; the enhanced codes that leave no doubt, then vaguer words, the other enhanced
/// codes, and at last the basic code. Beside each table: how sure what it says is.
const BY_PRECEDENCE: [(Certainty, &[Rule]); 7] = [
    (Certainty::Stated, SERVICE_PATTERNS),
    (Certainty::Stated, STRONG_PATTERNS),
    (Certainty::Stated, SERVICE_CODES),
    (Certainty::Stated, CLEAR_CODES),
    (Certainty::Likely, WEAK_PATTERNS),
    (Certainty::Likely, ENHANCED_CODES),
    (Certainty::ByStage, BASIC_CODES),
];

/// What a reply means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) meaning: Meaning,
    pub(crate) certainty: Certainty,
}

/// What the reply means that a server gave at `stage`, and how sure that is. The first rule that fits counts.
pub(crate) fn find(reply: &Reply, stage: Option<Stage>, hostname: Option<&str>) -> Finding {
    let mut context = Context::of(reply);
    let service = hostname.and_then(services::behind);
    if let Some(service) = service.or_else(|| signed_by(&context)) {
        context.service = service;
    }
    // The code of a failed login (RFC 4954) is about the login wherever a server gives it.
    context.stage = match reply.code {
        535 => Some(Stage::Auth),
        _ => stage.or_else(|| likely_stage(reply, &context)),
    };
    let mut tables = BY_PRECEDENCE.into_iter();
    let found = tables.find_map(|(certainty, rules)| {
        let meaning = context.find(rules)?;
        Some(Finding { meaning, certainty })
    });
    found.unwrap_or(Finding {
        meaning: Meaning {
            retry: (400..500).contains(&reply.code).then_some(Retry::Later),
            ..Meaning::of("unknown")
        },
        certainty: Certainty::ByStage,
    })
}

/// At which stage before MAIL a server says this: its words tell, else it is the greeting.
pub(crate) fn stage_before_mail(reply: &Reply) -> Stage {
    let likely = likely_stage(reply, &Context::of(reply));
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
    let found = || Context::of(reply).find(RECIPIENTS);
    reply.code >= 400 && found().is_some_and(|meaning| meaning.cause == "throttled")
}

/// The service that signs its replies or names its own pages in them, where the hostname tells none.
fn signed_by(context: &Context<'_>) -> Option<&'static str> {
    context.find(SIGNATURES).map(|meaning| meaning.cause)
}

/// The command that the reply answers, where nobody tells: a reply that somebody pastes.
fn likely_stage(reply: &Reply, context: &Context<'_>) -> Option<Stage> {
    let in_words = context.find(STAGES).map(|meaning| meaning.cause);
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
    let rules = BY_PRECEDENCE.into_iter().flat_map(|(_, rules)| rules);
    rules.map(|rule| rule.meaning.cause)
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
        assert_eq!(find(&reply, None, None).meaning.cause, "unknown");
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
        let rules = BY_PRECEDENCE.into_iter().flat_map(|(_, rules)| rules);
        for service in rules.flat_map(|rule| rule.by) {
            assert!(
                is_service(service) || *service == rule::UNKNOWN,
                "{service}"
            );
        }
        for rule in SIGNATURES {
            assert!(is_service(rule.meaning.cause), "{}", rule.meaning.cause);
        }
        for rule in STAGES {
            assert!(Stage::from_name(rule.meaning.cause).is_some());
        }
    }
}

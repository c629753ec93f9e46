//! Which command a reply answers, where nobody tells: a reply that somebody pastes. The cause of a rule here is the name of a stage.

use super::rule::{Row, Rule, Table, count, rows, says, tokens};
use super::words::{Token, Words};
use crate::wire::{Reply, Stage};

pub(super) static TABLE: Table = Table {
    rows: &ROWS,
    tokens: &TOKENS,
};
static ROWS: [Row; RULES.len()] = rows(RULES);
static TOKENS: [Token; count(RULES)] = tokens(RULES);

/// The most likely stage.
pub(super) fn guess(reply: &Reply, words: &Words, provider: Option<&str>) -> Option<Stage> {
    let subject = reply.enhanced_parts().map(|(_, subject, _)| subject);
    TABLE
        .find(reply, words, provider, None)
        .and_then(|finding| Stage::from_name(finding.cause))
        .or_else(|| by_codes(reply.code, subject))
}

/// What the codes tell: subjects of RFC 3463, then the basic codes of RFC 5321 and RFC 4954.
fn by_codes(code: u16, subject: Option<u16>) -> Option<Stage> {
    Some(match (code, subject) {
        (_, Some(1 | 2)) => Stage::Rcpt,
        (_, Some(6)) | (451 | 452 | 552 | 554, _) => Stage::Body,
        (530, _) => Stage::Mail,
        (421, _) => Stage::Greeting,
        (400..=499 | 505..=599, _) => Stage::Rcpt,
        _ => return None,
    })
}

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    says("data", "rcpt command* | need rcpt | NOT valid recipients"),
    says("body", "spf | dkim | dmarc | credential leak"),
    // Codes of the login alone (RFC 4954).
    says("auth", "").codes(432, 432),
    says("auth", "").codes(435, 435),
    says("auth", "").codes(525, 525),
    says("auth", "").codes(534, 535),
    says("auth", "").codes(538, 538),
    says("starttls", "tls .. NOT available | tls .. unavailable | tls handshake | starttls .. NOT | starttls .. REFUSED | starttls .. command").codes(450, 459),
    says("starttls", "tls .. NOT available/enabled/supported | starttls .. NOT/unrecognized/unsupported/disabled/syntax | NOT .. starttls").codes(500, 504),
    says("ehlo", "helo/ehlo .. invalid/argument*/host*/domain/fqdn/malformed/syntactically/unresolv*/mismatch | invalid .. helo/ehlo").codes(500, 559),
    says("ehlo", "missing host*/domain* | invalid domain name").codes(501, 501),
    says("greeting", "no smtp service | service not available $ | NOT welcome | NOT accept mail $").codes(520, 599),
    says("auth", "\
        credential* | mechanism* | base64 | smtpclientauth* | auth*/login/logon .. fail*/unsuccess*/invalid/incorrect/denied/error/aborted/cancel*/rejected | \
        temporary auth* | authentication unavailable | auth* .. NOT .. enabled/available/supported/recognized/implemented/allowed/advertised | \
        auth .. disabled/unavailable/unrecognized/command/syntax | unrecognized/unsupported/unknown/invalid auth* type/method/mechanism | already authenticated | auth type | authentication .. only ALLOWED | access token | \
        cannot authenticate | unable to authenticate | NOT .. decode | username | password* | login attempts | login rate | too many auth* | too many .. login\
    ").codes(421, 504),
    says("auth", "\
        credential* .. invalid/incorrect/wrong | invalid .. credential* | authentication failed | auth* unsuccess* | login fail* | login incorrect | incorrect login | \
        app/application/specific password | username and password | invalid username/password | bad username/password | wrong password | basic authentication | \
        user name or password | username or password | incorrect password | account .. is disabled smtp | login denied | authentication credentials | mechanism* | access token | user has no permission\
    ").codes(505, 599),
    // Who receives it.
    says("rcpt", "\
        recipient address | recipient .. rejected/unknown/invalid/refused/unavailable/denied/disabled/not/does/domain | invalid/unknown/bad/no/unverified recipient* | rcpt to | \
        user unknown | unknown user | no such user/recipient/mailbox/person/address/account/local | user NOT | mailbox NOT | mailbox unavailable | mailbox .. full/disabled/unknown/inactive | \
        inbox | over quota | email account that you tried | addressee | too many recipients | recipients .. limit\
    "),
    // Who sends it.
    says("mail", "\
        mail from | sender* | from address | from domain | envelope from | return path | originator | mailfrom | on behalf | send as | send mail as | \
        client host | client was | send from | your/this account | account .. pending/approval/unpaid | activate/activated | invalid dns | specified email address | main account | license | unauthenticated | authenticate* first | auth* required | authentication needed | login required | not logged in\
    "),
    // What is sent.
    says("body", "\
        message/messages/email/mail .. REFUSED/filtered/exceed*/size/large/big/scored/contain*/looping/blocked/classified/considered | \
        REFUSED .. message | spam | virus* | malware | content | attachment* | header* | dkim | dmarc | transaction failed | \
        hop/hops | line length | line too long | lines | mime | bare lf/cr | queue* | phish* | message too | no valid recipients\
    "),
    says("greeting", "connection/connections .. REFUSED/limit/rate/many | too many .. connections | connecting | no smtp service | esmtp | not accepting"),
];

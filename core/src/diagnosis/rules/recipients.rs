//! Whether a server refuses a recipient because a transaction has too many, so that another transaction can take it.
//!
//! Of the two causes here, `quota` is a limit for a time, which another transaction would not pass.

use super::rule::{Row, Rule, Table, count, rows, says, tokens};
use super::words::{Token, Words};
use crate::wire::Reply;

static TABLE: Table = Table {
    rows: &ROWS,
    tokens: &TOKENS,
};
static ROWS: [Row; RULES.len()] = rows(RULES);
static TOKENS: [Token; count(RULES)] = tokens(RULES);

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    says("quota", "\
        hour/hours/hourly/day/days/daily/today/week/weekly/minute/minutes/month/monthly/24h/sec/secs/recently/rate/ratelimit*/throttl*/quota | \
        per second/session/connection | in second/seconds | this session | recipients/rcpt/rcpts from | \
        invalid/unknown/bad/failed/rejected/nonexistent/undeliverable/unverified recipients/rcpt/rcpts | recipients fail*/reject*\
    "),
    says("throttled", "\
        too many .. recipients | too many rcpt* | recipients .. LIMIT | LIMIT .. recipients | max/more/only .. recipients | recipients .. OVER/max | OVER .. recipients | \
        number of recipients/rcpt* | recipient limit | recipient count\
    "),
];

/// By the code of RFC 3463 (x.5.3), with the basic codes of RFC 5321, section 4.5.3.1.10, and of practice.
pub(super) fn limits_by_code(reply: &Reply) -> bool {
    matches!(reply.enhanced_parts(), Some((4 | 5, 5, 3)))
        && matches!(reply.code, 452 | 550 | 552 | 554)
}

/// In words.
pub(super) fn limits_in_words(reply: &Reply, words: &Words) -> bool {
    let found = TABLE.find(reply, words, None, None);
    found.is_some_and(|finding| finding.cause == "throttled")
}

//! Judging the values: the list of rules.

use alloc::vec::Vec;

use super::{Settings, hostname, login, sender, server};
use crate::problem::Problem;

/// One rule: the keys that it reads, and what it finds.
struct Rule {
    reads: &'static [&'static str],
    check: fn(&Settings, &mut Vec<Problem>),
}

const fn rule(reads: &'static [&'static str], check: fn(&Settings, &mut Vec<Problem>)) -> Rule {
    Rule { reads, check }
}

/// Every rule about settings, in the order of the dialog's fields.
const RULES: [Rule; 13] = [
    rule(&["hostname"], hostname::check),
    rule(&["port"], server::check_port),
    rule(
        &["hostname", "port", "security"],
        server::check_port_and_security,
    ),
    rule(&["hostname", "auth"], login::check_retirement),
    rule(&["auth", "security"], login::check_token_in_clear),
    rule(&["auth", "username"], login::check_username),
    rule(
        &["hostname", "auth", "username"],
        login::check_fixed_username,
    ),
    rule(&["auth", "password"], login::check_password),
    rule(
        &["auth", "security", "allow_clear_password"],
        login::check_password_in_clear,
    ),
    rule(&["from_address"], sender::check_from),
    rule(
        &["hostname", "auth", "username", "from_address"],
        sender::check_from_against_login,
    ),
    rule(&["ehlo_name"], sender::check_ehlo_name),
    rule(&["timeout_seconds"], server::check_timeout),
];

impl Settings {
    /// Every problem of the values, not only the first. An error stops a send; a warning stops nothing.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        self.problems_apart_from(&[])
    }

    /// The same without the rules that read one of the keys `unknown`, whose true value is not known.
    pub(super) fn problems_apart_from(&self, unknown: &[&str]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for rule in &RULES {
            if !rule.reads.iter().any(|key| unknown.contains(key)) {
                (rule.check)(self, &mut problems);
            }
        }
        problems
    }
}

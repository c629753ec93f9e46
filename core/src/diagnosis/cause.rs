//! What is said of a cause.

use crate::retry::Retry;

/// A cause, as a person reads it. In its texts the names of `context` are filled in: `{host}`, `{port}`, ...
pub(super) struct Cause {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) meaning: &'static str,
    pub(super) steps: &'static [&'static str],
    pub(super) who: &'static str,
    pub(super) retry: Retry,
}

/// The words of who can help, `nobody` last: what a host that translates must have words for. Later versions may know more.
pub const WHO: [&str; 4] = [YOU, ADMIN, PROVIDER, NOBODY];

pub(super) const YOU: &str = "you";
pub(super) const ADMIN: &str = "server-administrator";
pub(super) const PROVIDER: &str = "provider";
pub(super) const NOBODY: &str = "nobody";

impl Cause {
    pub(super) const fn new(
        code: &'static str,
        (who, retry): (&'static str, Retry),
        title: &'static str,
        meaning: &'static str,
        steps: &'static [&'static str],
    ) -> Self {
        Self {
            code,
            title,
            meaning,
            steps,
            who,
            retry,
        }
    }
}

//! A rendered draft: what a message says, whichever way it was written.

use alloc::string::String;

/// How urgent a message is, for the headers that mail clients show it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Importance {
    High,
    Normal,
    Low,
}

/// What a message says, ready to be encoded.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) subject: String,
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) importance: Importance,
}

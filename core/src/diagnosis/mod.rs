//! Why it failed, and what to do: a reply or a transport failure, explained.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::session::Reply;

/// Whether the same message may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// There is nothing to repeat.
    NoNeed,
    /// The same message can pass unchanged, later.
    Later,
    /// Somebody must change something first.
    AfterChange,
    /// It may have been taken already: a repeat may arrive twice.
    MayDuplicate,
}

/// The explanation of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The stable code of the cause; an open set: `connection-refused`, `bad-credentials`, ...
    pub cause: Cow<'static, str>,
    /// What happened, in one line.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// Who does it: `you`, `server-administrator`, `provider` or `nobody`.
    pub who: Cow<'static, str>,
    /// Whether the same message may be sent again.
    pub retry: Retry,
    /// A page that tells more.
    pub link: Option<String>,
    /// The server's reply, word by word.
    pub reply: Option<Reply>,
}

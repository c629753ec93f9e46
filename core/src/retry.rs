//! Whether to send again.

use serde::{Deserialize, Serialize};

/// Whether the same message may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl Retry {
    /// The name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoNeed => "no-need",
            Self::Later => "later",
            Self::AfterChange => "after-change",
            Self::MayDuplicate => "may-duplicate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_named_as_in_json() {
        for retry in [
            Retry::NoNeed,
            Retry::Later,
            Retry::AfterChange,
            Retry::MayDuplicate,
        ] {
            assert_eq!(serde_json::to_value(retry).unwrap(), retry.name());
        }
    }
}

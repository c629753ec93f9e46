//! How sure a diagnosis is.

use serde::{Deserialize, Serialize};

/// How sure a diagnosis is of its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The server's reply states it, or whoever tried saw it: a refused connection, a missing password.
    Stated,
    /// It is what the reply or the failure usually means; another cause is possible.
    Likely,
    /// Nothing tells but the stage at which it failed, with the basic code of the reply.
    ByStage,
}

impl Certainty {
    /// Every certainty.
    pub const ALL: [Self; 3] = [Self::Stated, Self::Likely, Self::ByStage];

    /// The name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Likely => "likely",
            Self::ByStage => "by-stage",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainties_are_named_as_in_json() {
        for certainty in Certainty::ALL {
            assert_eq!(serde_json::to_value(certainty).unwrap(), certainty.name());
        }
    }
}

//! What a session learned of its server that spares the next one a detour.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::json;
use crate::problem::Problem;

/// What a session learned of its server, a value that its host keeps: it comes with each [report](super::DeliveryReport::learned) and goes into the
/// next session by the same settings ([`Session::recall`](crate::session::Session::recall)). It is a preference, never a permission: a login that would show
/// the password in clear needs the same consent with it as without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Learned {
    /// The name of the login mechanism that worked: the next login begins with it.
    pub mechanism: Option<String>,
    /// How many recipients the server takes in one transaction, where it refused more: the next message is split beforehand.
    pub recipients: Option<u32>,
}

impl Learned {
    /// It as JSON, as reports have it.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads it from JSON, as reports have it.
    ///
    /// # Errors
    /// One problem, with its position, where the text is something else.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        json::read(
            text,
            "learned.syntax",
            "This is not a valid `learned` value. Pass the `learned` object of a report unchanged.",
        )
    }
}

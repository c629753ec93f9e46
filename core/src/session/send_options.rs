//! To whom of its envelope a message goes, and whether to all of them or to nobody.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::json;
use crate::message::Envelope;
use crate::problem::Problem;

/// How a message is to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendOptions {
    /// The recipients of the envelope that the message goes to, each as the envelope has it; `None` for all of them.
    pub recipients: Option<Vec<String>>,
    /// The message goes to all of these recipients or to none: DATA is said only after the server took every one, all in one transaction.
    pub all_or_nothing: bool,
}

impl SendOptions {
    /// Reads them from JSON: `{"recipients": ["ops@example.com"], "all_or_nothing": true}`, each key optional.
    ///
    /// # Errors
    /// One problem, with its position, where the text is something else.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        json::read(
            text,
            "send-options.syntax",
            "These are not the options of a message. They are an object with `recipients` and `all_or_nothing`.",
        )
    }

    /// The recipients that a message with this envelope goes to, in the order of the envelope.
    pub(super) fn recipients_of(&self, envelope: &Envelope) -> Result<Vec<String>, Vec<Problem>> {
        let Some(wanted) = &self.recipients else {
            return Ok(envelope.recipients.clone());
        };
        if wanted.is_empty() {
            let text = "Name at least one recipient of the message, or leave the list out to send it to all of them.";
            return Err(vec![Problem::error(
                "recipients",
                "recipients.required",
                text,
            )]);
        }
        let is_unknown = |address: &String| !envelope.recipients.contains(address);
        let places = wanted.iter().enumerate();
        let unknown = places.filter(|(_, address)| is_unknown(address));
        let problem = |(place, _)| {
            let text =
                "This address is not a recipient of the message. Write it as the envelope has it.";
            Problem::error(format!("recipients[{place}]"), "recipients.unknown", text)
        };
        let problems: Vec<_> = unknown.map(problem).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let all = envelope.recipients.iter();
        Ok(all.filter(|one| wanted.contains(one)).cloned().collect())
    }
}

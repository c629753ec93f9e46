//! What came of a job, with its evidence and its explanation.

mod advice;
mod findings;
mod learned;
mod redacted;

pub use advice::Advice;
pub(crate) use findings::{Findings, RecipientFinding};
pub use learned::Learned;
pub use redacted::redacted_json;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::diagnosis::Diagnosis;
use crate::problem::Problem;
use crate::wire::{Certificate, Reply, Stage};

/// What came of a job, or of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A probe passed.
    Ready,
    /// The server took the message for every recipient: its 250 to the final dot.
    Accepted,
    /// The server took the message, not for every recipient.
    PartlyAccepted,
    /// The server refused the sender, every recipient, DATA or the message.
    Refused,
    /// It ended before the server could take or refuse the message.
    NotSent,
    /// The final dot was handed out and its reply is missing: the server may have taken the message.
    Uncertain,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Ready,
        Self::Accepted,
        Self::PartlyAccepted,
        Self::Refused,
        Self::NotSent,
        Self::Uncertain,
    ];

    /// The name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Accepted => "accepted",
            Self::PartlyAccepted => "partly-accepted",
            Self::Refused => "refused",
            Self::NotSent => "not-sent",
            Self::Uncertain => "uncertain",
        }
    }

    /// The outcome of this [name](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|outcome| outcome.name() == name)
    }

    /// What a diagnosis means for a message, or for one recipient, of this outcome.
    pub(crate) fn diagnosed(self, diagnosis: Diagnosis) -> Diagnosis {
        match self {
            Self::Uncertain => diagnosis.into_uncertain(),
            Self::PartlyAccepted => diagnosis.into_partly_accepted(),
            _ => diagnosis,
        }
    }
}

/// How a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It failed, and the job with it or a recipient.
    Failed,
}

/// One stage and its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageResult {
    /// Which stage.
    pub stage: Stage,
    /// How it ended.
    pub verdict: Verdict,
    /// When it began, in milliseconds since the job began.
    pub started_ms: u64,
    /// When it ended, in milliseconds since the job began.
    pub ended_ms: u64,
    /// What was seen: addresses, protocol versions, capabilities, replies.
    pub evidence: Vec<String>,
}

/// What came of one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientResult {
    /// The address, as in the envelope.
    pub address: String,
    /// [`Outcome::Accepted`], [`Outcome::Refused`], [`Outcome::NotSent`] or [`Outcome::Uncertain`].
    pub outcome: Outcome,
    /// The reply that decided it, where there was one.
    pub reply: Option<Reply>,
    /// The id under which the server queued the message for this recipient, where its reply tells one.
    pub queue_id: Option<String>,
    /// Why it did not get the message, and whether to send it again to this recipient; `None` where it was accepted.
    pub diagnosis: Option<Diagnosis>,
}

/// What came of a job, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryReport {
    /// What came of it.
    pub outcome: Outcome,
    /// The stages in the order they were reached.
    pub stages: Vec<StageResult>,
    /// The stages that the job did not come to, in their order; those to come while it is under way. Empty where a mailer of the host's own sent the
    /// message.
    pub not_reached: Vec<Stage>,
    /// Each recipient of the message.
    pub recipients: Vec<RecipientResult>,
    /// Why it failed; `None` where everything passed.
    pub diagnosis: Option<Diagnosis>,
    /// The id under which the server queued the message, where its reply tells one: the first, where the message took several transactions.
    pub queue_id: Option<String>,
    /// Where an accepted test mail may be found, should it not arrive; empty for every other job and outcome.
    pub advice: Vec<Advice>,
    /// What was changed so that the message can be sent: [`Message::warnings`](crate::message::Message::warnings).
    pub warnings: Vec<Problem>,
    /// What the server offered in its last reply to EHLO, a keyword and its parameters each: `AUTH PLAIN LOGIN`, `SIZE 35882577`.
    pub capabilities: Vec<String>,
    /// What the session learned of the server, for the next one.
    pub learned: Learned,
    /// The certificates that the server presented, its own first.
    pub certificates: Vec<Certificate>,
    /// The dialogue, `C: ` and `S: ` before each line, without secrets and message text.
    pub transcript: Vec<String>,
}

impl DeliveryReport {
    /// A report that tells nothing but the outcome.
    pub(crate) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            stages: Vec::new(),
            not_reached: Vec::new(),
            recipients: Vec::new(),
            diagnosis: None,
            queue_id: None,
            advice: Vec::new(),
            warnings: Vec::new(),
            capabilities: Vec::new(),
            learned: Learned::default(),
            certificates: Vec::new(),
            transcript: Vec::new(),
        }
    }

    /// The report of a job in the middle of which this library or component failed, in words of the host without secrets. `last`: the
    /// outcome that it told last. Where the final dot was handed out by then, the message may have been taken.
    #[must_use]
    pub fn client_fault(last: Outcome, text: &str) -> Self {
        let outcome = match last {
            Outcome::Uncertain | Outcome::Accepted | Outcome::PartlyAccepted => Outcome::Uncertain,
            Outcome::Ready | Outcome::Refused | Outcome::NotSent => Outcome::NotSent,
        };
        Self {
            diagnosis: Some(Diagnosis::of_client_fault(
                text,
                outcome == Outcome::Uncertain,
            )),
            ..Self::of(outcome)
        }
    }

    /// The first stage that failed; `None` where none did.
    #[must_use]
    pub fn failed_stage(&self) -> Option<Stage> {
        let mut failed = self.stages.iter();
        failed
            .find(|result| result.verdict == Verdict::Failed)
            .map(|result| result.stage)
    }

    /// The report as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn outcomes_are_named_as_in_json() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
            assert_eq!(Outcome::from_name(outcome.name()), Some(outcome));
        }
    }

    #[test]
    fn the_first_stage_that_failed_is_told() {
        let result = |stage, verdict| StageResult {
            stage,
            verdict,
            started_ms: 0,
            ended_ms: 0,
            evidence: Vec::new(),
        };
        let mut report = DeliveryReport {
            stages: vec![result(Stage::Mail, Verdict::Passed)],
            ..DeliveryReport::of(Outcome::PartlyAccepted)
        };
        assert_eq!(report.failed_stage(), None);
        report.stages.push(result(Stage::Rcpt, Verdict::Failed));
        report.stages.push(result(Stage::Body, Verdict::Failed));
        assert_eq!(report.failed_stage(), Some(Stage::Rcpt));
    }
}

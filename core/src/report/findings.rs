//! A job as a session or a host's mailer found it, and how that becomes a report.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Advice, DeliveryReport, Learned, Outcome, RecipientResult, StageResult, advice};
use crate::diagnosis::{self, Diagnosis, Retry};
use crate::failure::Failure;
use crate::problem::Problem;
use crate::settings::Settings;
use crate::wire::queue_id::queue_id;
use crate::wire::{Certificate, Reply, Stage};

/// What came of one recipient, before it is explained.
pub(crate) struct RecipientFinding {
    pub(crate) address: String,
    pub(crate) outcome: Outcome,
    /// The reply that decided it, and the stage at which it came.
    pub(crate) decided: Option<(Stage, Reply)>,
}

/// What came of a job, before it is explained.
pub(crate) struct Findings {
    pub(crate) outcome: Outcome,
    pub(crate) stages: Vec<StageResult>,
    pub(crate) not_reached: Vec<Stage>,
    pub(crate) recipients: Vec<RecipientFinding>,
    /// What ended it, and where, as far as that is known.
    pub(crate) failure: Option<(Option<Stage>, Failure)>,
    /// What ended it is a refusal after which another way was tried, and nobody answered.
    pub(crate) is_cut_off: bool,
    pub(crate) queue_id: Option<String>,
    /// The message was the test mail.
    pub(crate) is_test: bool,
    /// The sender that the server judged, where there was a message; empty for the null reverse-path.
    pub(crate) sender: Option<String>,
    pub(crate) warnings: Vec<Problem>,
    pub(crate) capabilities: Vec<String>,
    pub(crate) learned: Learned,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) transcript: Vec<String>,
}

impl Findings {
    /// Explains them.
    pub(crate) fn report(self, settings: &Settings) -> DeliveryReport {
        let recipients = self.recipients.iter();
        DeliveryReport {
            recipients: recipients
                .map(|one| self.recipient(one, settings))
                .collect(),
            diagnosis: self.diagnosis(self.outcome, settings),
            advice: self.advice(settings),
            outcome: self.outcome,
            stages: self.stages,
            not_reached: self.not_reached,
            queue_id: self.queue_id,
            warnings: self.warnings,
            capabilities: self.capabilities,
            learned: self.learned,
            certificates: self.certificates,
            transcript: self.transcript,
        }
    }

    /// Why it ended, for the message or for one recipient of this outcome.
    fn diagnosis(&self, outcome: Outcome, settings: &Settings) -> Option<Diagnosis> {
        let (stage, failure) = self.failure.as_ref()?;
        let mut diagnosis = self.explain(failure, *stage, settings);
        // The other way may be open.
        if self.is_cut_off && diagnosis::is_about_form(&diagnosis.cause) {
            diagnosis.retry = Retry::Later;
        }
        Some(outcome.diagnosed(diagnosis))
    }

    /// A recipient, with the diagnosis of its own reply, or else of what ended the job.
    fn recipient(&self, found: &RecipientFinding, settings: &Settings) -> RecipientResult {
        let reply = found.decided.as_ref().map(|(_, reply)| reply.clone());
        let is_accepted = found.outcome == Outcome::Accepted;
        RecipientResult {
            address: found.address.clone(),
            outcome: found.outcome,
            queue_id: reply.as_ref().filter(|_| is_accepted).and_then(queue_id),
            diagnosis: match &found.decided {
                _ if is_accepted => None,
                Some((stage, reply)) => {
                    let failure = Failure::Reply(reply.clone());
                    Some(self.explain(&failure, Some(*stage), settings))
                }
                None => self.diagnosis(found.outcome, settings),
            },
            reply,
        }
    }

    fn explain(&self, failure: &Failure, stage: Option<Stage>, settings: &Settings) -> Diagnosis {
        diagnosis::explain(failure, stage, Some(settings), self.sender.as_deref())
    }

    fn advice(&self, settings: &Settings) -> Vec<Advice> {
        if self.is_test {
            advice::for_test(self.outcome, self.queue_id.as_deref(), settings)
        } else {
            Vec::new()
        }
    }
}

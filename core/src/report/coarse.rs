//! A report for people who may not look into the network: enough to mend the settings, too little to map what answers where.

use super::{DeliveryReport, RecipientResult};
use crate::diagnosis::{self, Diagnosis};
use crate::wire::Stage;

/// From the login on the server is known to be one for mail, and what it says is about the person's own input.
const BEYOND_THE_NETWORK: &[Stage] = &[
    Stage::Auth,
    Stage::Mail,
    Stage::Rcpt,
    Stage::Data,
    Stage::Body,
    Stage::Quit,
];

impl DeliveryReport {
    /// The report without what tells of the network: no stages and times, no replies, no certificates, capabilities and transcript. Every
    /// failure before the login has the one cause `server-not-reached`, whether the name, the port, TLS or the
    /// greeting failed, or the policy forbade it. A host that limits who sees the whole report gives this one to everybody else.
    #[must_use]
    pub fn coarse(&self) -> Self {
        let recipients = self.recipients.iter();
        Self {
            recipients: recipients.map(|one| self.coarse_recipient(one)).collect(),
            diagnosis: self.coarse_diagnosis(self.diagnosis.as_ref()),
            queue_id: self.queue_id.clone(),
            advice: self.advice.clone(),
            warnings: self.warnings.clone(),
            ..Self::of(self.outcome)
        }
    }

    fn coarse_diagnosis(&self, found: Option<&Diagnosis>) -> Option<Diagnosis> {
        found.map(|found| coarse(found, self.failed_stage()))
    }

    fn coarse_recipient(&self, result: &RecipientResult) -> RecipientResult {
        RecipientResult {
            reply: None,
            diagnosis: self.coarse_diagnosis(result.diagnosis.as_ref()),
            ..result.clone()
        }
    }
}

fn coarse(found: &Diagnosis, failed: Option<Stage>) -> Diagnosis {
    let is_beyond = failed.is_none_or(|stage| BEYOND_THE_NETWORK.contains(&stage));
    if is_beyond || found.cause == "cancelled" {
        Diagnosis {
            reply: None,
            ..found.clone()
        }
    } else {
        diagnosis::not_reached()
    }
}

//! A report for people who may not look into the network: enough to mend the settings, too little to map what answers where.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::{Advice, DeliveryReport, Outcome, RecipientResult, StageResult, Verdict};
use crate::diagnosis::{self, Diagnosis};
use crate::json;
use crate::problem::Problem;
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
    pub fn redacted(&self) -> Self {
        let recipients = self.recipients.iter();
        Self {
            recipients: recipients.map(|one| self.redacted_recipient(one)).collect(),
            diagnosis: self.redacted_diagnosis(self.diagnosis.as_ref()),
            queue_id: self.queue_id.clone(),
            advice: self.advice.clone(),
            warnings: self.warnings.clone(),
            ..Self::of(self.outcome)
        }
    }

    fn redacted_diagnosis(&self, found: Option<&Diagnosis>) -> Option<Diagnosis> {
        found.map(|found| redacted(found, self.failed_stage()))
    }

    fn redacted_recipient(&self, result: &RecipientResult) -> RecipientResult {
        RecipientResult {
            reply: None,
            diagnosis: self.redacted_diagnosis(result.diagnosis.as_ref()),
            ..result.clone()
        }
    }
}

fn redacted(found: &Diagnosis, failed: Option<Stage>) -> Diagnosis {
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

/// What a redacted report is made of.
#[derive(Deserialize)]
struct Told {
    outcome: Outcome,
    stages: Vec<ToldStage>,
    recipients: Vec<RecipientResult>,
    diagnosis: Option<Diagnosis>,
    queue_id: Option<String>,
    advice: Vec<Advice>,
    warnings: Vec<Problem>,
}

#[derive(Deserialize)]
struct ToldStage {
    stage: String,
    verdict: Verdict,
}

/// [`DeliveryReport::redacted`] of a report that was kept as JSON, as JSON.
///
/// # Errors
/// The problem `report.unreadable`, where it is not the JSON of a report.
pub fn redacted_json(report: &str) -> Result<String, Vec<Problem>> {
    let told: Told = json::read(
        report,
        "report.unreadable",
        "This is not a report in JSON, as CenterScape writes it.",
    )?;
    let stage = |told: ToldStage| {
        Some(StageResult {
            stage: Stage::from_name(&told.stage)?,
            verdict: told.verdict,
            started_ms: 0,
            ended_ms: 0,
            evidence: Vec::new(),
        })
    };
    let report = DeliveryReport {
        stages: told.stages.into_iter().filter_map(stage).collect(),
        recipients: told.recipients,
        diagnosis: told.diagnosis,
        queue_id: told.queue_id,
        advice: told.advice,
        warnings: told.warnings,
        ..DeliveryReport::of(told.outcome)
    };
    Ok(report.redacted().to_json())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn a_report_in_json_is_redacted_as_the_report_is() {
        let stage = |stage| StageResult {
            stage,
            verdict: Verdict::Failed,
            started_ms: 1,
            ended_ms: 2,
            evidence: Vec::from(["192.0.2.7".into()]),
        };
        for failed in Stage::ALL {
            let report = DeliveryReport {
                stages: Vec::from([stage(failed)]),
                diagnosis: Some(diagnosis::explain(
                    &Failure::TimedOut,
                    Some(failed),
                    None,
                    None,
                )),
                transcript: Vec::from(["S: 220 hi".into()]),
                ..DeliveryReport::of(Outcome::NotSent)
            };
            let redacted = report.redacted().to_json();
            assert_eq!(redacted_json(&report.to_json()).unwrap(), redacted);
            assert_eq!(redacted_json(&redacted).unwrap(), redacted);
        }
    }

    #[test]
    fn what_is_no_report_is_told_and_not_repeated() {
        for text in ["", "null", "{}", "{\"outcome\":\"hidden\"}", "[\"hidden\"]"] {
            let problems = redacted_json(text).unwrap_err();
            let [problem] = &*problems else {
                panic!("{problems:?}");
            };
            assert_eq!(problem.code, "report.unreadable");
            assert!(problem.position.is_some() && !problem.message.contains("hidden"));
        }
    }
}

//! Whatever the probes report, a detection ends, tries nothing twice, and proposes nothing that it did not see or know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test panics"
)]

use centerscape_smtp_core::detect::{Detection, MOST_PROBES};
use centerscape_smtp_core::diagnosis::explain_text;
use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::session::{
    DeliveryReport, Learned, Outcome, Stage, StageResult, Verdict,
};
use centerscape_smtp_core::settings::{Auth, Secret, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const INPUTS: [&str; 6] = [
    "mail.example.com",
    "192.0.2.1",
    "[2001:db8::1]",
    "smtp.gmail.com",
    "ops@example.com",
    "ops@gmx.de",
];

const PORTS: [&str; 5] = ["", "587", "10025,10465", "25/none", "465/starttls 2525/tls"];

const CAUSES: [&str; 9] = [
    "dns-failure",
    "connection-refused",
    "connection-timeout",
    "certificate-untrusted",
    "starttls-not-offered",
    "response-timeout",
    "greeting-refused",
    "auth-required",
    "sender-not-allowed",
];

fn report(
    outcome: Outcome,
    stage: Option<Stage>,
    cause: &str,
    offers: &[String],
) -> DeliveryReport {
    let mut diagnosis = explain_text("550 5.7.1 no", None, None);
    diagnosis.cause = cause.to_owned().into();
    DeliveryReport {
        outcome,
        stages: stage
            .map(|stage| StageResult {
                stage,
                verdict: Verdict::Failed,
                started_ms: 0,
                ended_ms: 0,
                evidence: Vec::new(),
            })
            .into_iter()
            .collect(),
        not_reached: Vec::new(),
        recipients: Vec::new(),
        diagnosis: stage.map(|_| diagnosis),
        queue_id: None,
        advice: Vec::new(),
        warnings: Vec::new(),
        capabilities: offers.to_vec(),
        learned: Learned::default(),
        certificates: Vec::new(),
        transcript: Vec::new(),
    }
}

fn any_report() -> impl Strategy<Value = DeliveryReport> {
    let outcomes = [Outcome::Ready, Outcome::Refused, Outcome::NotSent];
    let stages = Stage::ALL.map(Some).into_iter().chain([None]);
    let offers = [
        "AUTH PLAIN",
        "AUTH XOAUTH2",
        "SIZE 1000",
        "STARTTLS",
        "\u{e9}=",
    ];
    (
        select(outcomes.to_vec()),
        select(stages.collect::<Vec<_>>()),
        select(CAUSES.to_vec()),
        vec(select(offers.to_vec()).prop_map(str::to_owned), 0..4),
    )
        .prop_map(|(outcome, stage, cause, offers)| report(outcome, stage, cause, &offers))
}

proptest! {
    #[test]
    fn every_detection_ends_and_invents_nothing(
        input in select(INPUTS.to_vec()),
        ports in select(PORTS.to_vec()),
        records in vec("[0-9]{1,5} ([0-9]{1,5} [0-9]{1,5} )?[a-z.]{0,20}", 0..4),
        reports in vec(any_report(), MOST_PROBES),
    ) {
        let base = Settings {
            auth: Auth::Password,
            username: "somebody".to_owned(),
            password: Secret::from_text("secret".to_owned()),
            ..Settings::default()
        };
        let mut detection = Detection::new(input, ports, &base).unwrap();
        for lookup in detection.lookups() {
            detection.add_records(&lookup.name, &records);
        }
        let known = detection.next();
        // A known service may have none of the ports that were named.
        prop_assert!(known.is_some() || !ports.is_empty());
        let mut tried = Vec::new();
        for report in &reports {
            let Some(settings) = detection.next() else { break };
            prop_assert!(!settings.validate().iter().any(Problem::is_error));
            prop_assert_eq!((settings.auth, settings.password.is_set()), (Auth::None, false));
            prop_assert!(settings.timeout_seconds <= 10);
            let way = (settings.hostname, settings.port, settings.security);
            prop_assert!(!tried.contains(&way), "{:?} twice", way);
            tried.push(way);
            detection.add(report);
        }
        prop_assert_eq!(detection.next(), None);
        let found = detection.recommendation();
        prop_assert_eq!(found.attempts.len(), tried.len());
        prop_assert!(!found.reasons.is_empty());
        match found.settings {
            Some(settings) => {
                prop_assert!(!settings.password.is_set());
                let way = (settings.hostname, settings.port, settings.security);
                let is_known = known.is_some_and(|known| known.hostname == way.0);
                prop_assert!(tried.contains(&way) || (is_known && found.provider.is_some()));
            }
            None => prop_assert!(!found.confirmed),
        }
        // A report that nobody waits for changes nothing.
        let before = detection.recommendation();
        detection.add(&report(Outcome::Ready, None, "", &[]));
        prop_assert_eq!(detection.recommendation(), before);
    }

    #[test]
    fn no_input_panics(input in "\\PC{0,40}", ports in "\\PC{0,20}", records in vec("\\PC{0,30}", 0..3)) {
        if let Ok(mut detection) = Detection::new(&input, &ports, &Settings::default()) {
            for lookup in detection.lookups() {
                detection.add_records(&lookup.name, &records);
            }
            prop_assert!(!detection.recommendation().to_json().is_empty());
        }
    }
}

#[test]
fn what_tells_most_explains_that_nothing_was_found() {
    let causes = [
        "connection-refused",
        "destination-denied",
        "connection-timeout",
        "network-unreachable",
    ];
    let mut detection = Detection::new("192.0.2.1", "", &Settings::default()).unwrap();
    for cause in causes {
        detection.add(&report(Outcome::NotSent, Some(Stage::Connect), cause, &[]));
    }
    let found = detection.recommendation();
    assert_eq!((found.settings, found.attempts.len()), (None, 4));
    assert_eq!(found.diagnosis.unwrap().cause, "destination-denied");
}

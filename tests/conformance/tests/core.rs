//! Every vector through core, and what all of them together must show.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use centerscape_smtp_conformance::{CoreDoor, Door, expected_causes, run_all, vectors_of};
use centerscape_smtp_core::diagnosis::causes;
use serde_json::Value;

#[test]
fn every_vector_through_core() {
    let counts = run_all(&mut CoreDoor, true);
    println!("{counts:?}");
}

#[test]
fn every_cause_is_expected_by_a_vector() {
    let expected = expected_causes();
    let known: BTreeSet<_> = causes().map(str::to_owned).collect();
    let missing: Vec<_> = known.difference(&expected).collect();
    assert!(missing.is_empty(), "no vector expects {missing:?}");
    let strange: Vec<_> = expected.difference(&known).collect();
    assert!(strange.is_empty(), "core does not know {strange:?}");
}

/// What a session found, and what is found in its transcript, pasted.
#[test]
fn a_transcript_tells_what_its_report_told() {
    let (mut compared, mut differ) = (0, String::new());
    // What a server said of a token is not in the transcript.
    let is_open = |vector: &Value| vector["settings"]["auth"] != "oauth2";
    for vector in vectors_of("sessions").into_iter().filter(is_open) {
        let script = vector["script"].as_array().cloned().unwrap_or_default();
        for report in script.iter().filter_map(|line| line.get("report")) {
            let Some(told) = report["diagnosis"]["cause"].as_str() else {
                continue;
            };
            let lines = report["transcript"].as_array().unwrap().iter();
            let lines: Vec<_> = lines.map(|line| line.as_str().unwrap()).collect();
            let settings = vector["settings"].to_string();
            let found = CoreDoor.explain_pasted(&lines.join("\n"), Some(&settings));
            let found = found["findings"].as_array().unwrap().iter();
            let found: Vec<_> = found.map(|one| &one["diagnosis"]["cause"]).collect();
            if !found.contains(&&told.into()) {
                let about = &vector["about"];
                writeln!(differ, "{about}: {told}, not {found:?} in {lines:#?}").unwrap();
            }
            compared += 1;
        }
    }
    assert!(differ.is_empty(), "{differ}");
    assert!(compared > 40, "only {compared} reports were compared");
}

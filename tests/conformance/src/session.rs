//! Session vectors: what happens at the host, and what the session answers.

pub use centerscape_smtp_core::session::SendOptions;
use serde_json::{Value, json};

use crate::{Door, Vector};

/// A session behind a door. Events, actions and reports as the JSON of `tests/vectors/README.md`.
pub trait SessionDoor {
    /// Begins a job: `{"probe": {}}`, `{"test": {to, stamp}}`, `{"send": {draft, stamp, options}}` or `{"quit": {}}`. The answer is `"begun"`,
    /// `{"misuse": word}` or `{"invalid": [codes]}`.
    fn begin(&mut self, job: &Value) -> Value;
    /// The answer is `{"action": .., "stage": .., "timeout_ms": ..}` or `{"misuse": word}`.
    fn advance(&mut self, event: &Value, now_ms: u64) -> Value;
    /// Holds the session to a policy, a JSON text. The answer is `"restricted"` or `{"invalid": [problems]}`.
    fn restrict_to(&mut self, destinations: &str) -> Value;
    /// Tells the session what an earlier one learned, a JSON text. The answer is `"recalled"` or `{"invalid": [problems]}`.
    fn recall(&mut self, learned: &str) -> Value;
    /// Has the session ask before each final dot.
    fn confirm_transactions(&mut self);
    /// Whether the job ended only because the server had closed a connection that was left open.
    fn is_stale(&mut self) -> bool;
    /// The report, as its JSON.
    fn report(&mut self) -> Value;
    /// The redacted report, as its JSON.
    fn redacted_report(&mut self) -> Value;
}

/// Plays a vector of `sessions/`: its script against the door.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let entropy = crate::entropy(played["entropy"].as_str().unwrap_or(&"07".repeat(32)));
    let settings = played["settings"].to_string();
    let mut session = match door.session(&settings, entropy) {
        Ok(session) => session,
        Err(problems) => {
            played["problems"] = problems;
            return played;
        }
    };
    let mut now = 0;
    for line in played["script"].as_array_mut().expect("a script") {
        if line.get("begin").is_some() {
            line["answer"] = session.begin(&line["begin"]);
        } else if line.get("event").is_some() {
            now = line["at"].as_u64().unwrap_or(now + 10);
            line["step"] = session.advance(&line["event"], now);
        } else if line.get("restrict").is_some() {
            line["answer"] = session.restrict_to(&text_of(&line["restrict"]));
        } else if line.get("recall").is_some() {
            line["answer"] = session.recall(&text_of(&line["recall"]));
        } else if line.get("confirm_transactions").is_some() {
            session.confirm_transactions();
        } else if line.get("is_stale").is_some() {
            line["is_stale"] = session.is_stale().into();
        } else if line.get("report").is_some() {
            line["report"] = session.report();
        } else if line.get("redacted").is_some() {
            line["redacted"] = session.redacted_report();
        } else {
            panic!("a line that nobody plays: {line}");
        }
    }
    played
}

/// The options of a job `send`, for a door that takes them as values: how its language reads them from JSON is its host's.
///
/// # Errors
/// The problems of options that are something else.
pub fn send_options(job: &Value) -> Result<SendOptions, Value> {
    match &job["send"]["options"] {
        Value::Null => Ok(SendOptions::default()),
        options => SendOptions::parse(&text_of(options)).map_err(|problems| json!(problems)),
    }
}

/// The JSON text that a vector means: a string is the text itself.
fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A step in the form of the vectors, from its parts.
#[must_use]
pub fn step(action: &Value, stage: Option<&str>, timeout_ms: Option<u32>) -> Value {
    json!({ "action": action, "stage": stage, "timeout_ms": timeout_ms })
}

/// Bytes as the vectors write them: text where it is text, hexadecimal digits otherwise.
#[must_use]
pub fn bytes_to_json(bytes: &[u8]) -> Value {
    let digits = || -> String {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .concat()
    };
    core::str::from_utf8(bytes).map_or_else(|_| json!({ "hex": digits() }), |text| json!(text))
}

/// Bytes as the vectors write them.
#[must_use]
pub fn bytes_from_json(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        other => crate::hex(other["hex"].as_str().expect("text, or {\"hex\": digits}")),
    }
}

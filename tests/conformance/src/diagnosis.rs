//! Diagnosis vectors: a reply and what it means; a pasted text and what is found in it.

use serde_json::Value;

use crate::{Door, Vector};

/// Plays a vector of `explain/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let reply = text(&played["reply"]);
    let stage = played["stage"].as_str().map(str::to_owned);
    played["diagnosis"] = door.explain(&reply, stage.as_deref(), settings(&played).as_deref());
    played
}

/// Plays a vector of `pasted/`.
pub(crate) fn play_pasted(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let found = door.explain_pasted(&text(&played["text"]), settings(&played).as_deref());
    for key in ["findings", "complete"] {
        played[key] = found[key].clone();
    }
    played
}

/// A text, given by its lines.
fn text(lines: &Value) -> String {
    let lines = lines.as_array().expect("lines").iter();
    let lines: Vec<_> = lines.map(|line| line.as_str().expect("a line")).collect();
    lines.join("\n")
}

/// The JSON text of the settings, where the vector has some.
fn settings(vector: &Value) -> Option<String> {
    let settings = vector
        .get("settings")
        .filter(|settings| !settings.is_null());
    settings.map(Value::to_string)
}

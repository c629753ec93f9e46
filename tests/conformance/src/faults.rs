//! Fault vectors: what is left to say of a job in the middle of which a door failed.

use serde_json::Value;

use crate::{Door, Vector};

/// Plays a vector of `faults/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let last = played["last"].as_str().expect("an outcome").to_owned();
    let text = played["text"].as_str().expect("a text").to_owned();
    played["report"] = door.client_fault(&last, &text);
    played
}

//! Settings vectors: a text and what is found in it; stored settings and a form, and what the two together are.

use serde_json::Value;

use crate::{Door, Vector};

/// What came of a merge.
pub struct MergedSettings {
    /// The merged settings, as `to-json` shows them.
    pub shown: Value,
    /// The merged password: null, the mask, or the password itself.
    pub secret: Value,
    /// The problems of the form and of the merged settings.
    pub problems: Value,
}

/// Plays a vector of `settings/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let input = played["input"].as_str().expect("an input").to_owned();
    played["problems"] = door.check_settings(&input);
    played["settings"] = door.shown_settings(&input).unwrap_or(Value::Null);
    played
}

/// Plays a vector of `apply/`.
pub(crate) fn play_apply(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let form = played["form"].as_str().expect("a form").to_owned();
    let merged = door.apply(&played["stored"].to_string(), &form);
    played["merged"] = merged.shown;
    played["secret"] = merged.secret;
    played["problems"] = merged.problems;
    played
}

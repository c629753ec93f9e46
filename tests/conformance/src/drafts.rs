//! Draft vectors: what to say, and the bytes of the message or every problem.

use serde_json::{Value, json};

use crate::session::bytes_from_json;
use crate::{Door, Vector};

/// A file that goes with a draft.
pub struct DraftFile {
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content id, where it has one.
    pub content_id: Option<String>,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// A message as a door hands it out.
pub struct BuiltMessage {
    /// `{sender, recipients, smtputf8}`.
    pub envelope: Value,
    /// Its warnings, a list.
    pub warnings: Value,
    /// The size told before the first byte.
    pub size: u64,
    /// All bytes.
    pub bytes: Vec<u8>,
}

/// Plays a vector of `drafts/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let built = door.build(
        &text(&played["settings"]),
        &text(&played["draft"]),
        &text(&played["stamp"]),
        files(&played),
    );
    let answers = played.as_object_mut().expect("an object");
    for key in ["problems", "envelope", "warnings", "message"] {
        answers.remove(key);
    }
    match built {
        Err(problems) => played["problems"] = problems,
        Ok(message) => {
            assert_eq!(
                message.size,
                message.bytes.len() as u64,
                "{played}: the size told first"
            );
            played["envelope"] = message.envelope;
            if message.warnings != json!([]) {
                played["warnings"] = message.warnings;
            }
            let text = String::from_utf8(message.bytes).expect("messages are UTF-8");
            played["message"] = json!(text.split("\r\n").collect::<Vec<_>>());
        }
    }
    played
}

/// Plays a vector of `previews/`.
pub(crate) fn play_preview(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let shown = door.preview(
        &text(&played["settings"]),
        &text(&played["draft"]),
        files(&played),
    );
    let answers = played.as_object_mut().expect("an object");
    for key in ["problems", "preview"] {
        answers.remove(key);
    }
    match shown {
        Err(problems) => played["problems"] = problems,
        Ok(preview) => played["preview"] = preview,
    }
    played
}

/// The files beside the draft.
fn files(vector: &Value) -> Vec<DraftFile> {
    let files = vector["attachments"].as_array();
    files
        .map(|files| files.iter().map(file).collect())
        .unwrap_or_default()
}

/// The JSON text of a part: a string is the text itself, so that broken JSON and positions can be tested.
fn text(part: &Value) -> String {
    match part {
        Value::String(text) => text.clone(),
        Value::Null => "{}".to_owned(),
        other => other.to_string(),
    }
}

fn file(value: &Value) -> DraftFile {
    let text = |key: &str| value[key].as_str().expect("a text").to_owned();
    DraftFile {
        file_name: text("file_name"),
        media_type: text("media_type"),
        content_id: value["content_id"].as_str().map(str::to_owned),
        data: bytes_from_json(&value["data"]),
    }
}

//! OAuth vectors: a configuration, the request that it leads to, and what an answer means.

use serde_json::Value;

use crate::session::bytes_from_json;
use crate::{Door, Vector};

/// What a client proves itself with.
pub struct Secrets {
    /// The client secret.
    pub client_secret: Option<String>,
    /// The content of the refresh token's file.
    pub refresh_token: Option<String>,
}

/// What came back from the token endpoint.
pub struct TokenAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// When it was asked for.
    pub asked_ms: u64,
}

/// Plays a vector of `oauth/`: as far as the first problem.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    let outputs = ["problems", "read", "is_for", "request", "token"];
    let members = played.as_object_mut().expect("an object");
    members.retain(|key, _| !outputs.contains(&key.as_str()));
    if let Err(problems) = play_over(&mut played, door) {
        played["problems"] = problems;
    }
    played
}

fn play_over(played: &mut Value, door: &mut dyn Door) -> Result<(), Value> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let configuration = text(&played["configuration"]).expect("a configuration");
    played["read"] = door.oauth_configuration(&configuration)?;
    if let Some(hostname) = played.get("hostname").and_then(text) {
        played["is_for"] = door.oauth_is_for(&configuration, &hostname).into();
    }
    let Some(secrets) = played.get("secrets") else {
        return Ok(());
    };
    let secrets = Secrets {
        client_secret: text(&secrets["client_secret"]),
        refresh_token: text(&secrets["refresh_token"]),
    };
    played["request"] = door.oauth_request(&configuration, &secrets)?;
    let Some(answer) = played.get("answer") else {
        return Ok(());
    };
    let number = |key: &str| answer[key].as_u64().expect("a number");
    let answer = TokenAnswer {
        status: u16::try_from(number("status")).expect("a status"),
        body: bytes_from_json(&answer["body"]),
        asked_ms: number("asked_ms"),
    };
    played["token"] = door.oauth_token(&configuration, &secrets, &answer)?;
    Ok(())
}

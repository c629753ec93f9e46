//! Proposal vectors: what a hostname or a security makes a dialog propose.

use serde_json::{Value, json};

use crate::{Door, Vector};

/// What is proposed for a known service.
pub struct ProposedSettings {
    /// The service's id.
    pub provider: String,
    /// The settings, as `to-json` shows them.
    pub settings: Value,
}

/// Plays a vector of `proposals/`.
pub(crate) fn play(vector: &Vector, door: &mut dyn Door) -> Value {
    let mut played = vector.json();
    if let Some(hostname) = played["hostname"].as_str() {
        let found = door.provider_for(hostname);
        let (provider, settings) = found.map(|found| (found.provider, found.settings)).unzip();
        played["provider"] = json!(provider);
        played["settings"] = json!(settings);
    } else {
        let security = played["security"].as_str().expect("a security");
        played["port"] = json!(door.usual_port(security));
    }
    played
}

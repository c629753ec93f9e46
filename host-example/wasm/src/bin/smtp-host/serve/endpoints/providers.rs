//! The known mail services.

use centerscape_smtp_host::Error;
use centerscape_smtp_host::settings::Provider;
use serde_json::{Value, json};

use crate::input::Engine;
use crate::serve::answer::Answer;
use crate::serve::dialog::Dialog;
use crate::serve::refusal::Failure;
use crate::serve::request::Request;

/// All of them, the most usual first.
pub fn get(dialog: &Dialog, _: &Request) -> Result<Answer, Failure> {
    let mut instance = dialog.engine.instantiate()?;
    let providers = instance.providers()?;
    let providers: Result<Vec<Value>, Error> = providers
        .iter()
        .map(|provider| to_json(provider, &mut instance))
        .collect();
    Ok(Answer::json(json!({ "providers": providers? }).to_string()))
}

fn to_json(provider: &Provider, instance: &mut Engine) -> Result<Value, Error> {
    let settings = instance.settings_to_json(&provider.settings)?;
    let settings: Value = serde_json::from_str(&settings)
        .map_err(|error| Error::Machine(format!("settings as JSON: {error}")))?;
    Ok(json!({
        "id": provider.id,
        "title": provider.title,
        "hostnames": provider.hostnames,
        "settings": settings,
        "from_is_login": provider.from_is_login,
        "app_password": provider.app_password,
        "password_retired": provider.password_retired,
        "limits": {
            "connections": provider.limits.connections,
            "messages_per_minute": provider.limits.messages_per_minute,
            "message_bytes": provider.limits.message_bytes,
        },
        "help": provider.help,
    }))
}

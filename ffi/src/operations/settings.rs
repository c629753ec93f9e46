//! Settings.

use centerscape_smtp_core::problem;
use centerscape_smtp_core::settings::{
    MASK, Provider, Secret, Security, Settings, providers_to_json,
};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::objects::{self, Handle};

/// The JSON of the dialog's first sight.
#[must_use]
pub fn defaults() -> String {
    Settings::default().to_json()
}

/// Settings from JSON.
///
/// # Errors
/// The problems of the JSON.
pub fn parse(json: &str) -> Result<Handle, Failure> {
    Ok(objects::insert(Settings::parse(json)?))
}

/// The settings as JSON; the password is the mask.
///
/// # Errors
/// The handle is invalid.
pub fn to_json(settings: Handle) -> Result<String, Failure> {
    Ok(objects::get::<Settings>(settings)?.to_json())
}

/// The password, for the host that stores it: `None` where it is unset, the mask where the host keeps it already.
///
/// # Errors
/// The handle is invalid.
pub fn password(settings: Handle) -> Result<Option<Zeroizing<String>>, Failure> {
    Ok(match &objects::get::<Settings>(settings)?.password {
        Secret::Unset => None,
        Secret::Stored => Some(Zeroizing::new(MASK.to_owned())),
        Secret::Value(value) => Some(value.clone()),
    })
}

/// Every problem of the settings, as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn validate(settings: Handle) -> Result<String, Failure> {
    Ok(problem::to_json(
        &objects::get::<Settings>(settings)?.validate(),
    ))
}

/// Every problem of a form as a person typed it, as JSON.
#[must_use]
pub fn check(form: &str) -> String {
    problem::to_json(&Settings::check_json(form))
}

/// Stored settings with a form merged into them, and the problems as JSON.
///
/// # Errors
/// The handle is invalid.
pub fn apply(stored: Handle, form: &str) -> Result<(Handle, String), Failure> {
    let merged = objects::get::<Settings>(stored)?.apply_json(form);
    let problems = problem::to_json(&merged.problems);
    Ok((objects::insert(merged.settings), problems))
}

/// The known services, as JSON.
#[must_use]
pub fn providers() -> String {
    providers_to_json()
}

/// The service behind a hostname, as JSON.
#[must_use]
pub fn provider_for(hostname: &str) -> Option<String> {
    Provider::for_hostname(hostname).map(Provider::to_json)
}

/// The port that usually goes with a security, which is named as in JSON.
///
/// # Errors
/// There is no such security.
pub fn usual_port(security: &str) -> Result<u16, Failure> {
    let security = Security::from_word(security).ok_or_else(|| {
        Failure::argument("There is no such security. It is none, starttls or tls.")
    })?;
    Ok(security.usual_port())
}

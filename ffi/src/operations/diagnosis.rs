//! Explanations of replies.

use centerscape_smtp_core::diagnosis::explain_text;
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::objects::{self, Handle};

/// Explains a server's reply, as JSON; `settings` may be 0.
///
/// # Errors
/// The handle is invalid.
pub fn explain(reply: &str, stage: Option<&str>, settings: Handle) -> Result<String, Failure> {
    let settings = match settings {
        0 => None,
        handle => Some(objects::get::<Settings>(handle)?),
    };
    Ok(explain_text(reply, stage, settings.as_deref()).to_json())
}

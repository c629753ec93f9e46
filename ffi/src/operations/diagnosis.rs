//! Explanations of replies and of pasted texts.

use std::sync::Arc;

use centerscape_smtp_core::diagnosis::explain_text;
pub use centerscape_smtp_core::diagnosis::log_line;
use centerscape_smtp_core::pasted;
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::objects::{self, Handle};

/// Explains a server's reply, as JSON; `settings` may be 0.
///
/// # Errors
/// The handle is invalid.
pub fn explain(reply: &str, stage: Option<&str>, settings: Handle) -> Result<String, Failure> {
    let settings = optional(settings)?;
    Ok(explain_text(reply, stage, settings.as_deref()).to_json())
}

/// Finds and explains the failures in a pasted text, as JSON; `settings` may be 0.
///
/// # Errors
/// The handle is invalid.
pub fn explain_pasted(text: &str, settings: Handle) -> Result<String, Failure> {
    let settings = optional(settings)?;
    Ok(pasted::explain_pasted(text, settings.as_deref()).to_json())
}

fn optional(settings: Handle) -> Result<Option<Arc<Settings>>, Failure> {
    match settings {
        0 => Ok(None),
        handle => objects::get::<Settings>(handle).map(Some),
    }
}

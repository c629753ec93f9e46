//! Messages through a mailer of the host's own.

use centerscape_smtp_core::handoff;
use centerscape_smtp_core::message::Message;
use centerscape_smtp_core::session::DeliveryReport;
use centerscape_smtp_core::settings::Settings;

use crate::failure::Failure;
use crate::objects::{self, Handle, with};

/// What the mailer is told about the server, as JSON.
///
/// # Errors
/// The problems of the settings.
pub fn server(settings: Handle) -> Result<String, Failure> {
    Ok(handoff::server(&*objects::get::<Settings>(settings)?)?.to_json())
}

/// What came of a message, from the mailer's answer in JSON.
///
/// # Errors
/// The problems of the answer.
pub fn report(settings: Handle, message: Handle, answer: &str) -> Result<DeliveryReport, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let answer = handoff::parse_answer(answer)?;
    with(&*objects::get::<Message>(message)?, |message| {
        let is_test = message.is_test();
        Ok(handoff::report(
            &settings,
            message.envelope(),
            is_test,
            message.warnings().to_vec(),
            answer,
        ))
    })
}

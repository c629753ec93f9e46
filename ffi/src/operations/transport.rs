//! Messages through a mailer of the host's own.

use centerscape_smtp_core::session::DeliveryReport;
use centerscape_smtp_core::settings::Settings;
use centerscape_smtp_core::transport;

use crate::failure::Failure;
use crate::objects::{self, Handle, MessageObject};

/// What the mailer is told about the server, as JSON.
///
/// # Errors
/// The problems of the settings.
pub fn server(settings: Handle) -> Result<String, Failure> {
    Ok(transport::server(&*objects::get::<Settings>(settings)?)?.to_json())
}

/// What came of a message, from the mailer's answer in JSON. Another thread may be reading the message meanwhile.
///
/// # Errors
/// The problems of the answer.
pub fn report(settings: Handle, message: Handle, answer: &str) -> Result<DeliveryReport, Failure> {
    let settings = objects::get::<Settings>(settings)?;
    let answer = transport::parse_answer(answer)?;
    let message = objects::get::<MessageObject>(message)?;
    Ok(transport::report(
        &settings,
        &message.envelope,
        message.is_test,
        message.warnings.clone(),
        answer,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::operations::message;

    /// A mailer that was not waited for may hang in the middle of a read.
    #[test]
    fn a_message_that_another_thread_reads_has_its_report() {
        let settings = r#"{"hostname":"mail.example.com","from_address":"cs@example.com"}"#;
        let settings = objects::insert(Settings::parse(settings).unwrap());
        let draft = r#"{"to":["ops@example.com"],"subject":"A","text":"B"}"#;
        let stamp = message::stamp(0, 0, &[7; 32], "").unwrap();
        let mail = message::build(settings, draft, Vec::new(), &stamp).unwrap();
        let shared = objects::get::<MessageObject>(mail).unwrap();
        let reading = shared.place.lock().unwrap();
        let answer = r#"{"receipt":{"reply":{"code":250,"lines":["ok"]},"recipients":[]}}"#;
        let report = report(settings, mail, answer).unwrap();
        assert_eq!(report.recipients.len(), 1);
        drop(reading);
        objects::free(mail).unwrap();
        objects::free(settings).unwrap();
    }
}

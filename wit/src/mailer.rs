//! The interface `mailer`: validate and build, hand to the host's `transport`, report.

use centerscape_smtp_core::message::{
    self, Content, Draft as CoreDraft, Message, Stamp as CoreStamp,
};
use centerscape_smtp_core::problem::Problem as CoreProblem;
use centerscape_smtp_core::session::DeliveryReport as CoreReport;
use centerscape_smtp_core::settings::{Security, Settings as CoreSettings};
use centerscape_smtp_core::transport as core;

use crate::Component;
use crate::bindings::centerscape::smtp::transport;
use crate::bindings::exports::centerscape::smtp::mailer::{
    DeliveryReport, Draft, Guest, Problem, Settings, Stamp,
};
use crate::convert::{Convert, stamp_from};
use crate::message::read_chunk;

impl Guest for Component {
    fn send(
        settings: Settings,
        draft: Draft,
        stamp: Stamp,
    ) -> Result<DeliveryReport, Vec<Problem>> {
        stamp_from(stamp)
            .and_then(|stamp| deliver(&settings.convert(), draft.convert(), &stamp))
            .convert()
    }

    fn test(settings: Settings, to: String, stamp: Stamp) -> Result<DeliveryReport, Vec<Problem>> {
        stamp_from(stamp)
            .and_then(|stamp| deliver(&settings.convert(), test_draft(to), &stamp))
            .convert()
    }
}

fn test_draft(to: String) -> CoreDraft {
    CoreDraft {
        to: vec![to],
        content: Content::Test,
        ..CoreDraft::default()
    }
}

fn deliver(
    settings: &CoreSettings,
    draft: CoreDraft,
    stamp: &CoreStamp,
) -> Result<CoreReport, Vec<CoreProblem>> {
    let server = core::server(settings)?;
    let mut message = Message::build(settings, draft, stamp)?;
    let envelope = message.envelope().clone();
    let is_test = message.is_test();
    let warnings = message.warnings().to_vec();
    let bytes = read_chunk(&mut message, usize::MAX);
    drop(message);
    let answer = transport::send(&server.convert(), &envelope.clone().convert(), &bytes);
    Ok(core::report(
        settings,
        &envelope,
        is_test,
        warnings,
        answer.convert(),
    ))
}

records!(to: core::Server => transport::Server {
    hostname, port, security, username, mechanisms, ehlo_name, timeout_seconds,
});
records!(to: message::Envelope => transport::Envelope { sender, recipients, smtputf8 });
records!(from: core::MailerReply => transport::Reply { code, lines });
records!(from: core::RecipientReply => transport::RecipientReply { address, reply });
records!(from: core::Receipt => transport::Receipt { reply, recipients });
records!(from: core::MailerFailure => transport::Failure {
    stage, kind, reply, recipients, text, may_be_taken,
});

impl Convert<String> for Security {
    fn convert(self) -> String {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
        .to_owned()
    }
}

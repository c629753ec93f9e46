//! The interface `mailer`: validate and build, hand to the host's `transport`, report.

use centerscape_smtp_core::handoff;
use centerscape_smtp_core::message::{Content, Draft as CoreDraft, Message, Stamp as CoreStamp};
use centerscape_smtp_core::problem::Problem as CoreProblem;
use centerscape_smtp_core::session::DeliveryReport as CoreReport;
use centerscape_smtp_core::settings::{Security, Settings as CoreSettings};

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
    let server = handoff::server(settings)?;
    let mut message = Message::build(settings, draft, stamp)?;
    let envelope = message.envelope().clone();
    let is_test = message.is_test();
    let warnings = message.warnings().to_vec();
    let bytes = read_chunk(&mut message, usize::MAX);
    drop(message);
    let answer = transport::send(&server.convert(), &envelope.clone().convert(), &bytes);
    Ok(handoff::report(
        settings,
        &envelope,
        is_test,
        warnings,
        answer.convert(),
    ))
}

impl Convert<transport::Server> for handoff::Server {
    fn convert(self) -> transport::Server {
        transport::Server {
            hostname: self.hostname,
            port: self.port,
            security: self.security.convert(),
            username: self.username,
            mechanisms: self.mechanisms.convert(),
            ehlo_name: self.ehlo_name,
            timeout_seconds: self.timeout_seconds,
        }
    }
}

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

impl Convert<transport::Envelope> for centerscape_smtp_core::message::Envelope {
    fn convert(self) -> transport::Envelope {
        transport::Envelope {
            sender: self.sender,
            recipients: self.recipients,
            smtputf8: self.smtputf8,
        }
    }
}

impl Convert<handoff::MailerReply> for transport::Reply {
    fn convert(self) -> handoff::MailerReply {
        handoff::MailerReply {
            code: self.code,
            lines: self.lines,
        }
    }
}

impl Convert<handoff::RecipientReply> for transport::RecipientReply {
    fn convert(self) -> handoff::RecipientReply {
        handoff::RecipientReply {
            address: self.address,
            reply: self.reply.convert(),
        }
    }
}

impl Convert<handoff::Receipt> for transport::Receipt {
    fn convert(self) -> handoff::Receipt {
        handoff::Receipt {
            reply: self.reply.convert(),
            recipients: self.recipients.convert(),
        }
    }
}

impl Convert<handoff::MailerFailure> for transport::Failure {
    fn convert(self) -> handoff::MailerFailure {
        handoff::MailerFailure {
            stage: self.stage,
            kind: self.kind,
            reply: self.reply.convert(),
            recipients: self.recipients.convert(),
            text: self.text,
            may_be_taken: self.may_be_taken,
        }
    }
}

//! Who a message comes from: From and Sender (RFC 5322, section 3.6.2), and the envelope sender (RFC 5321, section 3.3).

use alloc::string::String;
use alloc::vec::Vec;

use super::check::code;
use super::draft::Draft;
use crate::address::{Flaw, Mailbox};
use crate::problem::Problem;
use crate::settings::{Settings, sender};

/// Who a message comes from.
pub(super) struct Originator<'a> {
    /// The author.
    pub(super) from: Mailbox<'a>,
    /// Who sends it, where that is somebody else: RFC 5322 wants no Sender that repeats From.
    pub(super) sender: Option<Mailbox<'a>>,
    /// The address for MAIL FROM; empty for the null reverse-path.
    pub(super) envelope_sender: String,
}

impl<'a> Originator<'a> {
    /// Reads whom a draft names. The author is else the settings' sender, and the envelope sender the author: where SPF looks for
    /// the first, DMARC wants the domain of the other.
    pub(super) fn read(
        draft: &'a Draft,
        settings: &'a Settings,
        domain: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let from = match &draft.from {
            Some(from) => author(from, settings, problems),
            None => default_author(settings, domain, problems),
        };
        let sender = draft
            .sender
            .as_deref()
            .and_then(|sender| mailbox("sender", sender, problems));
        let envelope_sender = match draft.envelope_sender.as_deref() {
            None => from.as_ref().map(|from| String::from(from.address())),
            Some("" | "<>") => Some(String::new()),
            Some(text) => mailbox("envelope_sender", text, problems)
                .map(|mailbox| String::from(mailbox.address())),
        };
        let from = from?;
        Some(Self {
            sender: sender.filter(|sender| sender.key() != from.key()),
            envelope_sender: envelope_sender?,
            from,
        })
    }

    /// The mailboxes that stand in the message.
    pub(super) fn in_headers(&self) -> impl Iterator<Item = &Mailbox<'a>> {
        [&self.from].into_iter().chain(&self.sender)
    }
}

/// The author whom a draft names, with the settings' warnings about a From address.
fn author<'a>(
    text: &'a str,
    settings: &Settings,
    problems: &mut Vec<Problem>,
) -> Option<Mailbox<'a>> {
    let from = mailbox("from", text, problems)?;
    problems.extend(sender::needs_smtputf8("from", &from));
    problems.extend(sender::differs_from_login(settings, "from", &from));
    Some(from)
}

/// The sender of the settings; where they have none, one of the stamp's domain, or of this machine where that is empty too.
fn default_author<'a>(
    settings: &'a Settings,
    domain: &str,
    problems: &mut Vec<Problem>,
) -> Option<Mailbox<'a>> {
    match settings.sender() {
        Ok(Some(sender)) => Some(sender),
        Ok(None) if domain.is_empty() => Some(Mailbox::bare("centerscape", "localhost")),
        Ok(None) => Some(Mailbox::bare("centerscape", domain)),
        Err(flaw) => {
            problems.push(flaw.problem("from_address", &settings.from_address));
            None
        }
    }
}

/// The one mailbox that a field takes.
fn mailbox<'a>(field: &str, text: &'a str, problems: &mut Vec<Problem>) -> Option<Mailbox<'a>> {
    let flaw = match Mailbox::parse(text) {
        Ok(mailbox) => return Some(mailbox),
        Err(flaw) => flaw,
    };
    problems.push(match flaw {
        // Which of them is meant is not for us to suggest.
        Flaw::Several => Problem::error(
            field,
            code(field, "several-addresses"),
            "There is more than one address here. Enter one.",
        ),
        flaw => flaw.problem(field, text),
    });
    None
}

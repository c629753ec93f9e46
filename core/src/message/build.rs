//! From a draft, the settings and a stamp to a message; without a stamp, to what a person will see of it.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use time::OffsetDateTime;

use super::draft::{Attachment, Content, Draft};
use super::header::Writer;
use super::mime::MimeWriter;
use super::rendered::{Body, Importance};
use super::stamp::Stamp;
use super::thread::{self, Hex};
use super::{Envelope, Message, Preview, attachment, content};
use crate::address::Mailbox;
use crate::problem::Problem;
use crate::settings::Settings;

/// Builds the message, or finds every problem.
pub(super) fn build(
    settings: &Settings,
    draft: Draft,
    stamp: &Stamp,
) -> Result<Message, Vec<Problem>> {
    let mut problems = Vec::new();
    let Draft {
        to,
        cc,
        bcc,
        reply_to,
        incident,
        mut content,
        mut attachments,
    } = draft;
    let people = People::read([&to, &cc, &bcc, &reply_to], &mut problems);
    let moment = stamp.moment(&mut problems);
    let domain = stamp.ascii_domain(&mut problems);
    let from = sender(settings, &domain, &mut problems);
    let incident = incident.filter(|incident| !incident.is_empty());
    check_what_is_said(&mut content, &mut attachments, &mut problems);
    let (Some(moment), Some(from), false) = (moment, from, has_errors(&problems)) else {
        return Err(problems);
    };

    let is_test = matches!(content, Content::Test);
    let body = content::render(content, settings, from.address(), &attachments);
    let mut head = Writer(Vec::with_capacity(capacity(&body, attachments.len())));
    let origin = Origin {
        moment,
        from: &from,
        domain: Some(&*domain)
            .filter(|it| !it.is_empty())
            .unwrap_or(from.domain()),
        incident: incident.as_deref(),
    };
    headers(&mut head, &origin, &people, &body, stamp);
    let is_8bit = !head.0.is_ascii();
    let (_, boundary) = stamp.entropy.split_at(16);
    let mut mime = MimeWriter::new(head, boundary);
    mime.content(body.text.as_deref(), body.html.as_deref(), attachments);
    Ok(Message {
        envelope: people.envelope(&from),
        encoder: mime.finish(),
        is_8bit,
        is_test,
        warnings: problems,
    })
}

/// Finds every problem that [`build`] would find without a stamp, or shows what it would say.
pub(super) fn preview(settings: &Settings, draft: Draft) -> Result<Preview, Vec<Problem>> {
    let mut problems = Vec::new();
    let Draft {
        to,
        cc,
        bcc,
        reply_to,
        incident: _,
        mut content,
        mut attachments,
    } = draft;
    People::read([&to, &cc, &bcc, &reply_to], &mut problems);
    let from = sender(settings, "", &mut problems);
    check_what_is_said(&mut content, &mut attachments, &mut problems);
    let (Some(from), false) = (from, has_errors(&problems)) else {
        return Err(problems);
    };
    let body = content::render(content, settings, from.address(), &attachments);
    Ok(Preview {
        sender: from.to_string(),
        subject: body.subject,
        text: body.text,
        html: body.html,
        warnings: problems,
    })
}

fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(Problem::is_error)
}

/// Every problem of a draft beside the people whom it names; what can be sent in another form is put into it.
fn check_what_is_said(
    content: &mut Content,
    attachments: &mut [Attachment],
    problems: &mut Vec<Problem>,
) {
    content::check(content, problems);
    attachment::check(attachments, problems);
}

/// Everybody whom a draft names.
struct People<'a> {
    to: Vec<Mailbox<'a>>,
    cc: Vec<Mailbox<'a>>,
    bcc: Vec<Mailbox<'a>>,
    reply_to: Vec<Mailbox<'a>>,
}

impl<'a> People<'a> {
    fn read([to, cc, bcc, reply_to]: [&'a [String]; 4], problems: &mut Vec<Problem>) -> Self {
        if to.is_empty() && cc.is_empty() && bcc.is_empty() {
            problems.push(Problem::error(
                "to",
                "to.required",
                "There is no recipient. Give at least one in to, cc or bcc.",
            ));
        }
        Self {
            to: mailboxes("to", to, problems),
            cc: mailboxes("cc", cc, problems),
            bcc: mailboxes("bcc", bcc, problems),
            reply_to: mailboxes("reply_to", reply_to, problems),
        }
    }

    fn envelope(&self, from: &Mailbox<'_>) -> Envelope {
        let all = || self.to.iter().chain(&self.cc).chain(&self.bcc);
        let mut recipients = Vec::with_capacity(self.to.len() + self.cc.len() + self.bcc.len());
        let mut seen = BTreeSet::new();
        let single = recipients.capacity() == 1;
        for mailbox in all() {
            if single || seen.insert(mailbox.key()) {
                recipients.push(String::from(mailbox.address()));
            }
        }
        let sender = String::from(from.address());
        let reply_to = self.reply_to.iter();
        let smtputf8 = !sender.is_ascii()
            || all()
                .chain(reply_to)
                .any(|mailbox| !mailbox.address().is_ascii());
        Envelope {
            sender,
            recipients,
            smtputf8,
        }
    }
}

fn mailboxes<'a>(field: &str, list: &'a [String], problems: &mut Vec<Problem>) -> Vec<Mailbox<'a>> {
    let mut mailboxes = Vec::with_capacity(list.len());
    for (index, text) in list.iter().enumerate() {
        match Mailbox::parse(text) {
            Ok(mailbox) => mailboxes.push(mailbox),
            Err(flaw) => problems.push(flaw.problem(&format!("{field}[{index}]"), text)),
        }
    }
    mailboxes
}

/// The sender of the settings; where they have none, one of the stamp's domain, or of this machine where that is empty too.
fn sender<'a>(
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

/// Where and when a message comes from.
struct Origin<'a> {
    moment: OffsetDateTime,
    from: &'a Mailbox<'a>,
    domain: &'a str,
    incident: Option<&'a str>,
}

fn headers(
    head: &mut Writer,
    origin: &Origin<'_>,
    people: &People<'_>,
    body: &Body,
    stamp: &Stamp,
) {
    head.date(origin.moment);
    head.mailboxes("From", core::slice::from_ref(origin.from));
    if people.to.is_empty() && people.cc.is_empty() {
        head.plain("To", &["undisclosed-recipients:;"]);
    }
    head.mailboxes("To", &people.to);
    head.mailboxes("Cc", &people.cc);
    head.mailboxes("Reply-To", &people.reply_to);
    let (id, _) = stamp.entropy.split_at(16);
    head.plain(
        "Message-ID",
        &["<", Hex::new(id).as_str(), "@", origin.domain, ">"],
    );
    if let Some(incident) = origin.incident {
        let domain = origin.from.domain();
        let root = thread::incident_root(incident, domain);
        for name in ["In-Reply-To", "References"] {
            head.plain(name, &["<", root.as_str(), "@", domain, ">"]);
        }
    }
    head.unstructured("Subject", &body.subject);
    // RFC 3834, section 5: no vacation message answers it.
    head.push("Auto-Submitted: auto-generated\r\n");
    head.push(match body.importance {
        Importance::High => "Importance: high\r\nX-Priority: 1\r\n",
        Importance::Normal => "",
        Importance::Low => "Importance: low\r\nX-Priority: 5\r\n",
    });
    head.push("MIME-Version: 1.0\r\n");
}

/// Room for all that is not an attachment, so that it is moved once at most.
fn capacity(body: &Body, attachments: usize) -> usize {
    let length =
        |text: &Option<String>| text.as_ref().map_or(0, |text| text.len() + text.len() / 16);
    1536 + length(&body.text) + length(&body.html) + attachments * 384
}

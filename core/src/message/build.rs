//! From a draft, the settings and a stamp to a message; without a stamp, to what a person will see of it.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;

use time::OffsetDateTime;

use super::draft::{Attachment, Content, Draft, Header};
use super::header::Writer;
use super::mime::MimeWriter;
use super::originator::Originator;
use super::rendered::{Body, Importance};
use super::stamp::Stamp;
use super::thread::{self, Hex};
use super::{Envelope, Message, Preview, attachment, content, custom_headers};
use crate::address::Mailbox;
use crate::problem::Problem;
use crate::settings::Settings;

/// Builds the message, or finds every problem.
pub(super) fn build(
    settings: &Settings,
    mut draft: Draft,
    stamp: &Stamp,
) -> Result<Message, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut content = mem::take(&mut draft.content);
    let mut attachments = mem::take(&mut draft.attachments);
    let people = People::read(&draft, &mut problems);
    let moment = stamp.moment(&mut problems);
    let domain = stamp.ascii_domain(&mut problems);
    let originator = Originator::read(&draft, settings, &domain, &mut problems);
    custom_headers::check(&draft.headers, &mut problems);
    check_what_is_said(&mut content, &mut attachments, &mut problems);
    let (Some(moment), Some(originator), false) = (moment, originator, has_errors(&problems))
    else {
        return Err(problems);
    };

    let is_test = matches!(content, Content::Test);
    let body = content::render(content, settings, originator.from.address(), &attachments);
    let room = capacity(&body, attachments.len()) + custom_headers::length(&draft.headers);
    let mut head = Writer(Vec::with_capacity(room));
    let origin = Origin {
        moment,
        originator: &originator,
        domain: Some(&*domain)
            .filter(|it| !it.is_empty())
            .unwrap_or(originator.from.domain()),
    };
    headers(&mut head, &origin, &draft, &people, &body, stamp);
    let is_8bit = !head.0.is_ascii();
    let (_, boundary) = stamp.entropy.split_at(16);
    let mut mime = MimeWriter::new(head, boundary);
    mime.content(body.text.as_deref(), body.html.as_deref(), attachments);
    Ok(Message {
        envelope: people.envelope(originator),
        encoder: mime.finish(),
        is_8bit,
        is_test,
        warnings: problems,
    })
}

/// Finds every problem that [`build`] would find without a stamp, or shows what it would say.
pub(super) fn preview(settings: &Settings, mut draft: Draft) -> Result<Preview, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut content = mem::take(&mut draft.content);
    let mut attachments = mem::take(&mut draft.attachments);
    People::read(&draft, &mut problems);
    let originator = Originator::read(&draft, settings, "", &mut problems);
    custom_headers::check(&draft.headers, &mut problems);
    check_what_is_said(&mut content, &mut attachments, &mut problems);
    let (Some(Originator { from, .. }), false) = (originator, has_errors(&problems)) else {
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
    fn read(draft: &'a Draft, problems: &mut Vec<Problem>) -> Self {
        let Draft {
            to,
            cc,
            bcc,
            reply_to,
            ..
        } = draft;
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

    fn envelope(&self, originator: Originator<'_>) -> Envelope {
        let all = || self.to.iter().chain(&self.cc).chain(&self.bcc);
        let mut recipients = Vec::with_capacity(self.to.len() + self.cc.len() + self.bcc.len());
        let mut seen = BTreeSet::new();
        let single = recipients.capacity() == 1;
        for mailbox in all() {
            if single || seen.insert(mailbox.key()) {
                recipients.push(String::from(mailbox.address()));
            }
        }
        let smtputf8 = !originator.envelope_sender.is_ascii()
            || all()
                .chain(&self.reply_to)
                .chain(originator.in_headers())
                .any(|mailbox| !mailbox.address().is_ascii());
        Envelope {
            sender: originator.envelope_sender,
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

/// Where and when a message comes from.
struct Origin<'a> {
    moment: OffsetDateTime,
    originator: &'a Originator<'a>,
    domain: &'a str,
}

fn headers(
    head: &mut Writer,
    origin: &Origin<'_>,
    draft: &Draft,
    people: &People<'_>,
    body: &Body,
    stamp: &Stamp,
) {
    head.date(origin.moment);
    let Originator { from, sender, .. } = origin.originator;
    head.mailboxes("From", core::slice::from_ref(from));
    head.mailboxes("Sender", sender.as_slice());
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
    if let Some(incident) = draft.incident.as_ref().filter(|it| !it.is_empty()) {
        let domain = from.domain();
        let root = thread::incident_root(incident, domain);
        for name in ["In-Reply-To", "References"] {
            head.plain(name, &["<", root.as_str(), "@", domain, ">"]);
        }
    }
    head.subject(&body.subject);
    // RFC 3834, section 5: no vacation message answers it.
    head.push("Auto-Submitted: auto-generated\r\n");
    head.push(match body.importance {
        Importance::High => "Importance: high\r\nX-Priority: 1\r\n",
        Importance::Normal => "",
        Importance::Low => "Importance: low\r\nX-Priority: 5\r\n",
    });
    for Header { name, value } in &draft.headers {
        head.custom(name, value.trim_matches(' '));
    }
    head.push("MIME-Version: 1.0\r\n");
}

/// Room for all that is not an attachment, so that it is moved once at most.
fn capacity(body: &Body, attachments: usize) -> usize {
    let length =
        |text: &Option<String>| text.as_ref().map_or(0, |text| text.len() + text.len() / 16);
    1536 + length(&body.text) + length(&body.html) + attachments * 384
}

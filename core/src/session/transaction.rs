//! A mail transaction: MAIL, RCPT, DATA, the message and its final dot (RFC 5321, section 3.3; RFC 2920).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::replies::Expected;
use super::{Outcome, RecipientResult, Session, Stage, Wait, Work};
use crate::diagnosis::Symptom;
use crate::message::Message;
use crate::wire::ehlo::{Capabilities, Size};
use crate::wire::reply::Reply;
use crate::wire::stuffing::DotStuffer;

/// More RCPTs in one write, and a server that answers each at once may block on its replies while we block on our commands.
const MOST_RCPTS_IN_FLIGHT: usize = 100;

/// How much of the message goes into one write, before dot-stuffing.
const CHUNK: usize = 64 * 1024;

/// A message on its way.
#[derive(Debug)]
pub(super) struct Transaction {
    /// Absent once it was reclaimed.
    message: Option<Message>,
    mail: Option<Reply>,
    /// The reply to each RCPT, in the order of the envelope; shorter while some are owed.
    rcpts: Vec<Reply>,
    /// How many RCPTs were said.
    said: usize,
    data: Option<Reply>,
    body: Body,
    recipients: Vec<String>,
    /// The message is the test mail.
    is_test: bool,
    /// The server had left before this transaction began: its reply is not about the message.
    is_stale: bool,
    /// The room for one chunk of the message.
    chunk: Vec<u8>,
}

/// Where the message itself stands.
#[derive(Debug)]
enum Body {
    /// DATA is not accepted yet.
    Ahead,
    /// Chunks are written; so many bytes are left.
    Moving { left: u64, stuffer: DotStuffer },
    /// The final dot is in the output, and not handed out yet.
    DotReady,
    /// The action that holds the final dot was handed out.
    DotHandedOut,
    /// The reply to the final dot, or the one that came before it.
    Answered(Reply),
}

impl Transaction {
    pub(super) fn new(mut message: Message) -> Self {
        message.rewind();
        Self {
            recipients: message.envelope().recipients.clone(),
            is_test: message.is_test(),
            message: Some(message),
            mail: None,
            rcpts: Vec::new(),
            said: 0,
            data: None,
            body: Body::Ahead,
            is_stale: false,
            chunk: Vec::new(),
        }
    }

    pub(super) fn is_test(&self) -> bool {
        self.is_test
    }

    /// Whether chunks of the message are left to write.
    pub(super) fn is_moving(&self) -> bool {
        matches!(self.body, Body::Moving { .. })
    }

    /// The output was handed out.
    pub(super) fn on_handed_out(&mut self) {
        if matches!(self.body, Body::DotReady) {
            self.body = Body::DotHandedOut;
        }
    }

    pub(super) fn is_dot_handed_out(&self) -> bool {
        matches!(self.body, Body::DotHandedOut)
    }

    pub(super) fn reclaim(&mut self) -> Option<Message> {
        let mut message = self.message.take()?;
        message.rewind();
        Some(message)
    }

    /// A reply that came before the final dot was handed out: a refusal counts as the one to the dot.
    pub(super) fn on_early_reply(&mut self, reply: &Reply) {
        if matches!(self.body, Body::Moving { .. } | Body::DotReady) && reply.code >= 400 {
            self.body = Body::Answered(reply.shortened());
        }
    }

    /// The answer to MAIL, a RCPT or DATA. `is_reused`: whether the connection served an earlier job.
    pub(super) fn take(&mut self, expected: Expected, reply: &Reply, is_reused: bool) {
        let reply = reply.shortened();
        match expected {
            Expected::Mail => {
                self.is_stale = is_reused && reply.code == 421;
                self.mail = Some(reply);
            }
            Expected::Rcpt => self.rcpts.push(reply),
            Expected::Data => self.data = Some(reply),
            Expected::Dot => self.on_early_reply(&reply),
            _ => {}
        }
    }

    fn is_mail_refused(&self) -> bool {
        self.mail.as_ref().is_some_and(|reply| !reply.is_positive())
    }

    fn has_recipient(&self) -> bool {
        self.rcpts.iter().any(Reply::is_positive)
    }

    /// What came of each recipient. This is the only place that says `accepted`.
    pub(super) fn recipients(&self) -> Vec<RecipientResult> {
        let of = |(index, address): (usize, &String)| {
            let (outcome, reply) = self.recipient(index);
            RecipientResult {
                address: address.clone(),
                outcome,
                reply: reply.cloned(),
            }
        };
        self.recipients.iter().enumerate().map(of).collect()
    }

    fn recipient(&self, index: usize) -> (Outcome, Option<&Reply>) {
        let rcpt = self.rcpts.get(index);
        if self.is_stale {
            return (Outcome::NotSent, self.mail.as_ref());
        }
        if self.is_mail_refused() {
            return (Outcome::Refused, self.mail.as_ref());
        }
        match (rcpt, &self.data, &self.body) {
            (Some(reply), _, _) if reply.code >= 400 => (Outcome::Refused, rcpt),
            (_, Some(reply), _) if reply.code >= 400 => (Outcome::Refused, self.data.as_ref()),
            (_, _, Body::Answered(reply)) if reply.code == 250 => (Outcome::Accepted, Some(reply)),
            (_, _, Body::Answered(reply)) if reply.code >= 400 => (Outcome::Refused, Some(reply)),
            // A reply that is neither: the two sides are out of step, and the message may have been taken.
            (_, _, Body::Answered(_) | Body::DotHandedOut) => (Outcome::Uncertain, None),
            (_, _, Body::Ahead | Body::Moving { .. } | Body::DotReady) => (Outcome::NotSent, None),
        }
    }

    /// What came of the message.
    pub(super) fn outcome(&self) -> Outcome {
        let outcomes = || (0..self.recipients.len()).map(|index| self.recipient(index).0);
        let any = |outcome| outcomes().any(|one| one == outcome);
        if any(Outcome::Uncertain) {
            Outcome::Uncertain
        } else if any(Outcome::Accepted) {
            if any(Outcome::Refused) {
                Outcome::PartlyAccepted
            } else {
                Outcome::Accepted
            }
        } else if any(Outcome::NotSent) {
            Outcome::NotSent
        } else {
            Outcome::Refused
        }
    }

    /// The first refusal of a recipient, for the diagnosis of a message that others received.
    pub(super) fn first_refusal(&self) -> Option<&Reply> {
        self.rcpts.iter().find(|reply| !reply.is_positive())
    }
}

/// What MAIL says beside the sender's address (RFC 1870, 6152, 6531).
#[derive(Clone, Copy, Default)]
pub(super) struct MailParameters {
    /// The size of the message, where there is one.
    pub(super) size: Option<u64>,
    pub(super) is_8bit: bool,
    pub(super) smtputf8: bool,
}

impl MailParameters {
    fn of(message: &Message) -> Self {
        Self {
            size: Some(message.size()),
            is_8bit: message.is_8bit(),
            smtputf8: message.envelope().smtputf8,
        }
    }

    /// What the server cannot take, as far as its EHLO says so: told before anything is sent.
    pub(super) fn obstacle(self, capabilities: &Capabilities) -> Option<Symptom> {
        match (capabilities.size, self.size) {
            (Size::Limit(limit), Some(size)) if size > limit => {
                Some(Symptom::TooBig { size, limit })
            }
            _ if self.smtputf8 && !capabilities.smtputf8 => Some(Symptom::SmtpUtf8NotOffered),
            _ => None,
        }
    }

    /// The command MAIL, with the parameters that the server knows.
    pub(super) fn command(self, sender: &str, capabilities: &Capabilities) -> String {
        let mut command = format!("MAIL FROM:<{sender}>");
        if let (Some(size), true) = (self.size, capabilities.size != Size::NotOffered) {
            command += " SIZE=";
            command += &size.to_string();
        }
        if capabilities.eight_bit_mime && self.is_8bit {
            command += " BODY=8BITMIME";
        }
        if self.smtputf8 {
            command += " SMTPUTF8";
        }
        command
    }
}

impl Session {
    /// The transaction under way. There is one whenever a reply to one of its commands is handled.
    fn transaction(&mut self) -> Option<&mut Transaction> {
        match &mut self.work {
            Some(Work::Mail(transaction)) => Some(transaction),
            _ => None,
        }
    }

    pub(super) fn start_transaction(&mut self) {
        let Some(Work::Mail(Transaction {
            message: Some(message),
            ..
        })) = &self.work
        else {
            return;
        };
        let parameters = MailParameters::of(message);
        if let Some(obstacle) = parameters.obstacle(&self.link.capabilities) {
            self.record.enter(Stage::Mail, self.pace.now());
            self.record.fail(obstacle);
            return self.job_over();
        }
        let command = parameters.command(&message.envelope().sender, &self.link.capabilities);
        self.say(&command, Expected::Mail);
        if self.link.capabilities.pipelining {
            self.say_recipients(MOST_RCPTS_IN_FLIGHT);
        }
    }

    /// Says the next RCPTs, and DATA behind the last of them where that may travel along.
    fn say_recipients(&mut self, most: usize) {
        let pipelining = self.link.capabilities.pipelining;
        for _ in 0..most {
            let Some(transaction) = self.transaction() else {
                return;
            };
            let index = transaction.said;
            let Some(address) = transaction.recipients.get(index) else {
                break;
            };
            let command = format!("RCPT TO:<{address}>");
            transaction.said += 1;
            self.say(&command, Expected::Rcpt);
        }
        let all_said = |t: &mut Transaction| t.said == t.recipients.len();
        if pipelining && self.transaction().is_some_and(all_said) {
            self.say_data();
        }
    }

    fn say_data(&mut self) {
        self.say("DATA", Expected::Data);
    }

    /// The answer to MAIL, a RCPT or DATA.
    pub(super) fn on_transaction(&mut self, expected: Expected, reply: Reply) {
        let is_expected = match expected {
            Expected::Data => reply.code == 354 || reply.code >= 400,
            _ => reply.class() != 3,
        };
        if !is_expected {
            return self.give_up(Symptom::Desync);
        }
        let (is_reused, is_ending) = (self.link.is_reused, self.link.is_ending);
        let Some(transaction) = self.transaction() else {
            return;
        };
        transaction.take(expected, &reply, is_reused);
        if reply.code >= 400 {
            self.record.fail_stage();
        }
        if is_ending {
            self.end_in_order(Symptom::Reply(reply));
        } else if self.expected.is_empty() {
            self.go_on(reply);
        }
    }

    /// All that was said is answered; `last` is the last answer.
    fn go_on(&mut self, last: Reply) {
        let pipelining = self.link.capabilities.pipelining;
        let Some(transaction) = self.transaction() else {
            return;
        };
        let is_open = transaction
            .data
            .as_ref()
            .is_some_and(|reply| reply.code == 354);
        let is_lost = transaction.is_mail_refused()
            || (transaction.said == transaction.recipients.len() && !transaction.has_recipient());
        if is_open && is_lost {
            self.end_data_for_nobody();
        } else if is_open {
            self.start_body();
        } else if is_lost || transaction.data.is_some() {
            self.refuse_transaction(last);
        } else if transaction.said < transaction.recipients.len() {
            self.say_recipients(if pipelining { MOST_RCPTS_IN_FLIGHT } else { 1 });
        } else {
            self.say_data();
        }
    }

    /// Nobody is to receive it, and the server waits for a message: an empty one ends it, whatever the server makes of that.
    fn end_data_for_nobody(&mut self) {
        self.note_refusal();
        self.record.leave();
        self.say(".", Expected::LoneDot);
    }

    fn start_body(&mut self) {
        if let Some(transaction) = self.transaction()
            && let Some(message) = &transaction.message
        {
            let left = message.size();
            transaction.body = Body::Moving {
                left,
                stuffer: DotStuffer::new(),
            };
            self.said.push(format!("<message, {left} bytes>"));
        }
        self.expected.push_back(Expected::Dot);
        self.record.enter(Stage::Body, self.pace.now());
        self.write_body();
    }

    /// The next chunk, and behind the last one the final dot, in one write.
    pub(super) fn write_body(&mut self) {
        let Some(Work::Mail(transaction)) = &mut self.work else {
            return;
        };
        let (Body::Moving { left, stuffer }, Some(message)) =
            (&mut transaction.body, &mut transaction.message)
        else {
            return;
        };
        let chunk = &mut transaction.chunk;
        chunk.resize(CHUNK.min(usize::try_from(*left).unwrap_or(CHUNK)), 0);
        let length = message.read_chunk(chunk);
        chunk.truncate(length);
        *left = left.saturating_sub(length as u64);
        self.output.clear();
        stuffer.push(chunk, &mut self.output);
        let is_last = *left == 0 || length == 0;
        if is_last
            && let Body::Moving { stuffer, .. } =
                core::mem::replace(&mut transaction.body, Body::DotReady)
        {
            stuffer.finish(&mut self.output);
            self.said.push(".".to_string());
        }
        self.wait_for(Wait::Written, self.pace.usual());
    }

    /// The answer to the final dot.
    pub(super) fn on_dot(&mut self, reply: Reply) {
        let Some(transaction) = self.transaction() else {
            return;
        };
        transaction.body = Body::Answered(reply.shortened());
        let refused_one = transaction.first_refusal().cloned();
        match (reply.code, refused_one) {
            (250, None) => {
                self.record.accepted(&reply);
                self.job_over();
            }
            (250, Some(refusal)) => {
                self.record.accepted(&reply);
                self.record.explain_at(Stage::Rcpt, Symptom::Reply(refusal));
                self.job_over();
            }
            (400.., _) => {
                self.record.fail(Symptom::Reply(reply));
                self.job_over();
            }
            _ => self.give_up(Symptom::Desync),
        }
    }

    /// Notes why nobody receives it.
    fn note_refusal(&mut self) {
        let Some(transaction) = self.transaction() else {
            return;
        };
        let refused_mail = transaction
            .mail
            .clone()
            .filter(|reply| !reply.is_positive());
        let refused_rcpt = transaction.first_refusal().cloned();
        let refused_data = transaction.data.clone().filter(|reply| reply.code >= 400);
        let found = [
            (Stage::Mail, refused_mail),
            (
                Stage::Rcpt,
                refused_rcpt.filter(|_| !transaction.has_recipient()),
            ),
            (Stage::Data, refused_data),
        ];
        for (stage, reply) in found {
            if let Some(reply) = reply {
                return self.record.explain_at(stage, Symptom::Reply(reply));
            }
        }
    }

    /// The job ends in order, and RSET takes back what was said. After a refused MAIL too: Postfix remembers its SIZE.
    fn refuse_transaction(&mut self, last: Reply) {
        self.note_refusal();
        self.record.fail(Symptom::Reply(last));
        if self.link.is_ending {
            self.close();
        } else {
            self.reset();
        }
    }
}

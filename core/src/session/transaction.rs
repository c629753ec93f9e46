//! A mail transaction: MAIL, RCPT, DATA, the message and its final dot (RFC 5321, section 3.3; RFC 2920).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::ehlo::{Capabilities, Size};
use super::reply::Reply;
use super::stuffing::DotStuffer;
use super::{Expected, Outcome, RecipientResult, Session, Stage, Wait, Work};
use crate::diagnosis::Symptom;
use crate::message::Message;

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
    is_data_said: bool,
    body: Body,
    recipients: Vec<String>,
}

/// Where the message itself stands.
#[derive(Debug)]
enum Body {
    /// DATA is not accepted yet.
    Ahead,
    /// Chunks are written; so many bytes are left.
    Moving { left: u64, stuffer: DotStuffer },
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
            message: Some(message),
            mail: None,
            rcpts: Vec::new(),
            said: 0,
            data: None,
            is_data_said: false,
            body: Body::Ahead,
        }
    }

    /// Whether chunks of the message are left to write.
    pub(super) fn is_moving(&self) -> bool {
        matches!(self.body, Body::Moving { .. })
    }

    pub(super) fn reclaim(&mut self) -> Option<Message> {
        let mut message = self.message.take()?;
        message.rewind();
        Some(message)
    }

    /// A reply that came while the message was on its way: a refusal counts as the one to the final dot.
    pub(super) fn on_early_reply(&mut self, reply: &Reply) {
        if self.is_moving() && reply.code >= 400 {
            self.body = Body::Answered(reply.clone());
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
            (_, _, Body::Ahead | Body::Moving { .. }) => (Outcome::NotSent, None),
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

    /// What the server cannot take, as far as its EHLO says so: told before anything is sent.
    fn obstacle(&self, capabilities: &Capabilities) -> Option<Symptom> {
        let message = self.message.as_ref()?;
        match capabilities.size {
            Size::Limit(limit) if message.size() > limit => Some(Symptom::TooBig {
                size: message.size(),
                limit,
            }),
            _ if message.envelope().smtputf8 && !capabilities.smtputf8 => {
                Some(Symptom::SmtpUtf8NotOffered)
            }
            _ => None,
        }
    }

    fn mail_command(&self, capabilities: &Capabilities) -> String {
        let Some(message) = &self.message else {
            return String::new();
        };
        let envelope = message.envelope();
        let mut command = format!("MAIL FROM:<{}>", envelope.sender);
        if capabilities.size != Size::NotOffered {
            command += " SIZE=";
            command += &message.size().to_string();
        }
        if capabilities.eight_bit_mime && message.is_8bit() {
            command += " BODY=8BITMIME";
        }
        if envelope.smtputf8 {
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
        let Some(Work::Mail(transaction)) = &self.work else {
            return;
        };
        if let Some(obstacle) = transaction.obstacle(&self.link.capabilities) {
            self.record.enter(Stage::Mail, self.pace.now());
            self.record.fail(obstacle);
            return self.job_over();
        }
        let command = transaction.mail_command(&self.link.capabilities);
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
            self.say(&command, Expected::Rcpt(index));
        }
        let all_said = |t: &mut Transaction| t.said == t.recipients.len();
        if pipelining && self.transaction().is_some_and(all_said) {
            self.say_data();
        }
    }

    fn say_data(&mut self) {
        if let Some(transaction) = self.transaction() {
            transaction.is_data_said = true;
            self.say("DATA", Expected::Data);
        }
    }

    pub(super) fn on_transaction(&mut self, expected: Expected, reply: Reply) {
        let is_expected = match expected {
            Expected::Data => reply.code == 354 || reply.code >= 400,
            Expected::Dot => true,
            _ => reply.class() != 3,
        };
        if !is_expected {
            return self.give_up(Symptom::Desync);
        }
        let is_ending = self.link.is_ending;
        let Some(transaction) = self.transaction() else {
            return;
        };
        match expected {
            Expected::Mail => transaction.mail = Some(reply.clone()),
            Expected::Rcpt(_) => transaction.rcpts.push(reply.clone()),
            Expected::Data => transaction.data = Some(reply.clone()),
            _ => return self.on_dot(reply),
        }
        if reply.code >= 400 {
            self.record.fail_stage();
        }
        if is_ending {
            self.refuse(Symptom::Reply(reply));
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
            self.void();
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
    fn void(&mut self) {
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
            self.record.client(&format!("<message, {left} bytes>"));
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
        let mut chunk = vec![0; CHUNK.min(usize::try_from(*left).unwrap_or(CHUNK))];
        let length = message.read_chunk(&mut chunk);
        chunk.truncate(length);
        *left = left.saturating_sub(length as u64);
        self.output.clear();
        stuffer.push(&chunk, &mut self.output);
        let is_last = *left == 0 || length == 0;
        if is_last
            && let Body::Moving { stuffer, .. } =
                core::mem::replace(&mut transaction.body, Body::DotHandedOut)
        {
            stuffer.finish(&mut self.output);
            self.record.client(".");
        }
        self.wait_for(Wait::Written, self.pace.usual());
    }

    fn on_dot(&mut self, reply: Reply) {
        let Some(transaction) = self.transaction() else {
            return;
        };
        if transaction.is_moving() && reply.code < 400 {
            return self.give_up(Symptom::Desync);
        }
        transaction.body = Body::Answered(reply.clone());
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

    /// Takes back what MAIL began; the job is over whatever becomes of it.
    pub(super) fn reset(&mut self) {
        self.record.leave();
        self.say("RSET", Expected::Rset);
    }
}

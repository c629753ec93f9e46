//! A mail transaction: MAIL, RCPT, DATA, the message and its final dot (RFC 5321, section 3.3; RFC 2920).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::recipients::{Fate, Recipients};
use super::replies::Expected;
use super::{Confirmation, Outcome, Session, Stage, Wait, Work};
use crate::failure::Failure;
use crate::message::Message;
use crate::problem::Problem;
use crate::reply_rules::limits_recipients;
use crate::report::RecipientFinding;
use crate::wire::ehlo::{Capabilities, Size};
use crate::wire::reply::Reply;
use crate::wire::stuffing::DotStuffer;

/// More RCPTs in one write, and a server that answers each at once may block on its replies while we block on our commands.
const MOST_RCPTS_IN_FLIGHT: usize = 100;

/// How much of the message goes into one write, before dot-stuffing.
const CHUNK: usize = 64 * 1024;

/// A message on its way: the transaction that is under way, and the recipients with what earlier ones made of them.
#[derive(Debug)]
pub(super) struct Transaction {
    /// Absent once it was reclaimed.
    message: Option<Message>,
    mail: Option<Reply>,
    data: Option<Reply>,
    body: Body,
    recipients: Recipients,
    /// Another transaction follows, once the server is ready for it.
    goes_on: bool,
    /// The message is the test mail.
    is_test: bool,
    /// The address for MAIL FROM.
    sender: String,
    /// What was changed so that the message can be sent.
    warnings: Vec<Problem>,
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
    pub(super) fn to_all(message: Message) -> Self {
        let recipients = message.envelope().recipients.clone();
        Self::new(message, &recipients, false)
    }

    pub(super) fn new(mut message: Message, recipients: &[String], all_or_nothing: bool) -> Self {
        message.rewind();
        Self {
            recipients: Recipients::new(recipients, all_or_nothing),
            is_test: message.is_test(),
            sender: message.envelope().sender.clone(),
            warnings: message.warnings().to_vec(),
            message: Some(message),
            mail: None,
            data: None,
            body: Body::Ahead,
            goes_on: false,
            is_stale: false,
            chunk: Vec::new(),
        }
    }

    /// Begins a transaction for recipients that are left, at most so many.
    fn begin(&mut self, most: usize) {
        if let Some(message) = &mut self.message {
            message.rewind();
        }
        self.mail = None;
        self.data = None;
        self.body = Body::Ahead;
        self.goes_on = false;
        self.recipients.begin_transaction(most);
    }

    /// The transaction ended as both sides know. Where it was not refused as a whole, another one may follow.
    fn end(&mut self) {
        let fates: Vec<Fate> = self
            .recipients
            .group()
            .map(|place| {
                let (outcome, decided) = self.fate(place);
                Fate::new(
                    outcome,
                    decided.map(|(stage, reply)| (stage, reply.clone())),
                )
            })
            .collect();
        let refusal = self.refusal_of_all();
        let refusal = refusal.map(|(stage, reply)| (stage, reply.clone()));
        self.goes_on = self.recipients.end_transaction(fates, refusal);
    }

    pub(super) fn is_test(&self) -> bool {
        self.is_test
    }

    pub(super) fn sender(&self) -> String {
        self.sender.clone()
    }

    pub(super) fn warnings(&self) -> Vec<Problem> {
        self.warnings.clone()
    }

    /// The server answered nothing of the job, or only that it leaves a connection that was open before.
    pub(super) fn is_unanswered(&self) -> bool {
        self.recipients.is_first_transaction() && (self.mail.is_none() || self.is_stale)
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
                let is_fresh = !is_reused && self.recipients.is_first_transaction();
                self.is_stale = !is_fresh && reply.code == 421;
                self.mail = Some(reply);
            }
            Expected::Rcpt => self.recipients.take(reply),
            Expected::Data => self.data = Some(reply),
            Expected::Dot => self.on_early_reply(&reply),
            _ => {}
        }
    }

    fn is_mail_refused(&self) -> bool {
        self.mail.as_ref().is_some_and(|reply| !reply.is_positive())
    }

    /// The reply that refused the message itself, and the stage at which it came: further recipients would hear the same.
    fn refusal_of_all(&self) -> Option<(Stage, &Reply)> {
        let dot = match &self.body {
            Body::Answered(reply) => Some(reply),
            _ => None,
        };
        let replies = [
            (Stage::Mail, self.mail.as_ref()),
            // Where no recipient was taken, DATA is refused for the lack of one.
            (
                Stage::Data,
                self.data.as_ref().filter(|_| self.recipients.has_taken()),
            ),
            (Stage::Body, dot),
        ];
        let mut refused = replies.into_iter().filter_map(|(stage, reply)| {
            let reply = reply.filter(|reply| reply.code >= 400)?;
            Some((stage, reply))
        });
        refused.next()
    }

    /// What came of each recipient.
    pub(super) fn findings(&self) -> Vec<RecipientFinding> {
        let of = |place| {
            let (outcome, decided) = self.fate(place);
            RecipientFinding {
                address: self.recipients.address(place).to_string(),
                outcome,
                decided: decided.map(|(stage, reply)| (stage, reply.clone())),
            }
        };
        (0..self.recipients.len()).map(of).collect()
    }

    /// What came of a recipient, with the reply that decided it and its stage. This is the only place that says `accepted`.
    fn fate(&self, place: usize) -> (Outcome, Option<(Stage, &Reply)>) {
        if let Some(settled) = self.recipients.settled(place) {
            let decided = settled.decided.as_ref();
            return (
                settled.outcome,
                decided.map(|(stage, reply)| (*stage, reply)),
            );
        }
        let refusal = self.refusal_of_all();
        if self.is_stale {
            return (Outcome::NotSent, refusal);
        }
        match (self.recipients.answer(place), refusal, &self.body) {
            (_, Some((Stage::Mail, _)), _) => (Outcome::Refused, refusal),
            // The next transaction will tell.
            (Some(_), None, _) if self.recipients.is_one_too_many(place) => {
                (Outcome::NotSent, None)
            }
            (Some(reply), ..) if reply.code >= 400 => {
                (Outcome::Refused, Some((Stage::Rcpt, reply)))
            }
            (_, Some(_), _) => (Outcome::Refused, refusal),
            _ if !self.recipients.is_in_group(place) => (Outcome::NotSent, None),
            (_, _, Body::Answered(reply)) if reply.code == 250 => {
                (Outcome::Accepted, Some((Stage::Body, reply)))
            }
            // A reply that is neither: the two sides are out of step, and the message may have been taken.
            (_, _, Body::Answered(_) | Body::DotHandedOut) => (Outcome::Uncertain, None),
            (_, _, Body::Ahead | Body::Moving { .. } | Body::DotReady) => (Outcome::NotSent, None),
        }
    }

    /// What came of the message.
    pub(super) fn outcome(&self) -> Outcome {
        let outcomes = || (0..self.recipients.len()).map(|place| self.fate(place).0);
        let any = |outcome| outcomes().any(|one| one == outcome);
        if any(Outcome::Uncertain) {
            Outcome::Uncertain
        } else if any(Outcome::Accepted) {
            if any(Outcome::Refused) || any(Outcome::NotSent) {
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

    /// The reply that refused the message, or else the first recipient, and its stage.
    fn reason(&self) -> Option<(Stage, Reply)> {
        let refused = |place| match self.fate(place) {
            (Outcome::Refused, decided) => decided,
            _ => None,
        };
        let all = || (0..self.recipients.len()).filter_map(refused);
        let found = all()
            .find(|(stage, _)| *stage != Stage::Rcpt)
            .or_else(|| all().next());
        found.map(|(stage, reply)| (stage, reply.clone()))
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
    pub(super) fn obstacle(self, capabilities: &Capabilities) -> Option<Failure> {
        match (capabilities.size, self.size) {
            (Size::Limit(limit), Some(size)) if size > limit => {
                Some(Failure::TooBig { size, limit })
            }
            _ if self.smtputf8 && !capabilities.smtputf8 => Some(Failure::SmtpUtf8NotOffered),
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
        let most = self.most_recipients();
        let Some(Work::Mail(transaction)) = &mut self.work else {
            return;
        };
        transaction.begin(most);
        let Some(message) = &transaction.message else {
            return;
        };
        let parameters = MailParameters::of(message);
        if let Some(obstacle) = parameters.obstacle(&self.link.capabilities) {
            self.record.enter(Stage::Mail, self.clock.now());
            self.record.fail(obstacle);
            return self.job_over();
        }
        let command = parameters.command(&message.envelope().sender, &self.link.capabilities);
        self.say(&command, Expected::Mail);
        if self.link.capabilities.pipelining {
            self.say_recipients(MOST_RCPTS_IN_FLIGHT);
        }
    }

    /// How many recipients go into one transaction: as many as the server says, else as was learned of it.
    fn most_recipients(&self) -> usize {
        let most = self.link.capabilities.most_recipients;
        let most = most.or(self.learned.recipients).filter(|most| *most > 0);
        most.map_or(usize::MAX, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        })
    }

    /// Says the next RCPTs, and DATA behind the last of them where that may travel along.
    fn say_recipients(&mut self, most: usize) {
        for _ in 0..most {
            let Some(transaction) = self.transaction() else {
                return;
            };
            let Some(address) = transaction.recipients.name_next() else {
                break;
            };
            let command = format!("RCPT TO:<{address}>");
            self.say(&command, Expected::Rcpt);
        }
        let may_follow = self.transaction().is_some_and(|transaction| {
            transaction.recipients.are_named() && !transaction.recipients.all_or_nothing()
        });
        if self.link.capabilities.pipelining && may_follow {
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
            return self.give_up(Failure::Desync);
        }
        let (is_reused, is_ending) = (self.link.is_reused, self.link.is_ending);
        let Some(transaction) = self.transaction() else {
            return;
        };
        transaction.take(expected, &reply, is_reused);
        // One too many for this transaction is no failure yet.
        if reply.code >= 400 && !(expected == Expected::Rcpt && limits_recipients(&reply)) {
            self.record.fail_stage();
        }
        if is_ending {
            self.end_in_order(Failure::Reply(reply));
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
            || (transaction.recipients.are_named() && !transaction.recipients.may_go_on());
        if is_open && is_lost {
            self.end_data_for_nobody();
        } else if is_open {
            self.start_body();
        } else if is_lost || transaction.data.is_some() {
            self.refuse_transaction(last);
        } else if !transaction.recipients.are_named() {
            self.say_recipients(if pipelining { MOST_RCPTS_IN_FLIGHT } else { 1 });
        } else {
            self.say_data();
        }
    }

    /// Nobody is to receive it, and the server waits for a message: an empty one ends it, whatever the server makes of that.
    fn end_data_for_nobody(&mut self) {
        self.end_transaction();
        self.leave_unless_more();
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
        self.record.enter(Stage::Body, self.clock.now());
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
        let wait = if is_last && self.confirms {
            Wait::Confirmed
        } else {
            Wait::Written
        };
        self.wait_for(wait, self.clock.usual());
    }

    /// The question whether the final dot, which is in the output, may be handed out.
    pub(super) fn confirmation(&self) -> Confirmation<'_> {
        match &self.work {
            Some(Work::Mail(transaction)) => transaction.recipients.confirmation(),
            _ => Confirmation::default(),
        }
    }

    /// The answer to the final dot.
    pub(super) fn on_dot(&mut self, reply: Reply) {
        let Some(transaction) = self.transaction() else {
            return;
        };
        transaction.body = Body::Answered(reply.shortened());
        match reply.code {
            250 => {
                self.record.accepted(&reply);
                self.end_transaction();
                self.after_transaction(reply);
            }
            400.. => {
                self.record.fail(Failure::Reply(reply));
                self.end_transaction();
                self.job_over();
            }
            _ => self.give_up(Failure::Desync),
        }
    }

    /// The transaction ended in order: notes what it taught, and whether it was the last one and left somebody out.
    fn end_transaction(&mut self) {
        let Some(Work::Mail(transaction)) = &mut self.work else {
            return;
        };
        if let Some(limit) = transaction.recipients.limit_shown() {
            self.learned.recipients = Some(limit);
        } else if let Some(limit) = self.learned.recipients
            && transaction.recipients.took_all_of(limit)
        {
            // It may take more by now, or was misunderstood.
            self.learned.recipients = Some(limit.saturating_mul(2));
        }
        transaction.end();
        if transaction.goes_on {
            self.record
                .note("the remaining recipients follow in another transaction");
        } else if transaction.recipients.has_open() {
            self.record.fail(Failure::TooManyTransactions);
        } else {
            self.note_refusal();
        }
    }

    /// Nothing of the transaction is left at the server: the next one, or the end of the job. `last`: the server's latest reply.
    pub(super) fn after_transaction(&mut self, last: Reply) {
        match (self.has_more_transactions(), self.link.is_ending) {
            (true, true) => self.give_up(Failure::Reply(last)),
            (true, false) => self.start_transaction(),
            (false, _) => self.job_over(),
        }
    }

    fn has_more_transactions(&self) -> bool {
        matches!(&self.work, Some(Work::Mail(transaction)) if transaction.goes_on)
    }

    /// What follows only tidies up, where it was the last transaction.
    fn leave_unless_more(&mut self) {
        if !self.has_more_transactions() {
            self.record.leave();
        }
    }

    /// Notes why the message, or a recipient, was refused.
    pub(super) fn note_refusal(&mut self) {
        if let Some((stage, reply)) = self.transaction().and_then(|t| t.reason()) {
            self.record.explain_at(stage, Failure::Reply(reply));
        }
    }

    /// The server takes the message for none of these recipients. RSET takes back what was said, after a refused MAIL too: Postfix remembers
    /// its SIZE.
    fn refuse_transaction(&mut self, last: Reply) {
        if let Some(transaction) = self.transaction()
            && transaction.recipients.has_taken()
            && !transaction.recipients.may_go_on()
        {
            let text = "the server did not take every recipient, so the message goes to none";
            self.record.observe(text);
        }
        self.end_transaction();
        if !self.has_more_transactions() {
            self.record.fail(Failure::Reply(last));
        }
        if self.link.is_ending {
            self.close();
        } else {
            self.leave_unless_more();
            self.say("RSET", Expected::Rset);
        }
    }
}

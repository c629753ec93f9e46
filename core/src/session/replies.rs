//! What the server says: each reply meets the command that it answers.

use super::{Session, Stage, Wait, Work};
use crate::failure::Failure;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::wire::reply::{Reply, ReplyError, ReplyLine};

/// A reply that the server owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Dot,
    /// Ends a DATA that nobody is to receive.
    LoneDot,
    Rset,
    Quit,
}

impl Expected {
    pub(super) fn stage(self) -> Stage {
        match self {
            Self::Greeting => Stage::Greeting,
            Self::Ehlo | Self::Helo => Stage::Ehlo,
            Self::StartTls => Stage::StartTls,
            Self::Auth => Stage::Auth,
            // RSET takes back what MAIL began.
            Self::Mail | Self::Rset => Stage::Mail,
            Self::Rcpt => Stage::Rcpt,
            Self::Data | Self::LoneDot => Stage::Data,
            Self::Dot => Stage::Body,
            Self::Quit => Stage::Quit,
        }
    }
}

impl Session {
    pub(super) fn on_received(&mut self, bytes: &[u8]) {
        match self.wait {
            Wait::Secured => return self.give_up(Failure::InjectedPlaintext),
            Wait::Begin => return self.close(),
            Wait::LastWords => return self.on_last_words(bytes),
            _ => {}
        }
        if let Err(error) = self.link.reader.push(bytes) {
            return self.on_nonsense(error);
        }
        while self.wait == Wait::Received {
            let Some(expected) = self.expected.front().copied() else {
                break;
            };
            match self.link.reader.next() {
                Ok(Some(reply)) => {
                    self.expected.pop_front();
                    self.on_reply(expected, &reply);
                    self.expect_next();
                }
                Ok(None) if self.clock.is_over() => return self.give_up(Failure::TimedOut),
                Ok(None) => return,
                Err(error) => return self.on_nonsense(error),
            }
        }
        if self.link.reader.has_pending() {
            self.on_unasked();
        }
    }

    /// Gives the next reply that is owed its whole time.
    pub(super) fn expect_next(&mut self) {
        if let (Wait::Received, Some(expected)) = (self.wait, self.expected.front()) {
            let limit = match expected {
                Expected::Dot => self.clock.final_dot(),
                Expected::Quit | Expected::Rset => self.clock.parting(),
                _ => self.clock.usual(),
            };
            self.clock.allow(limit);
            self.record.enter(expected.stage(), self.clock.now());
        }
    }

    fn on_reply(&mut self, expected: Expected, reply: &Reply) {
        let shown = self.note_reply(expected, reply);
        match expected {
            Expected::Greeting => self.on_greeting(shown),
            Expected::Ehlo => self.on_ehlo(shown),
            Expected::Helo => self.on_helo(shown),
            Expected::StartTls => self.on_starttls(shown),
            // A challenge is read as it came: a secret may look like a part of it.
            Expected::Auth => self.on_auth(reply, shown),
            Expected::Mail if matches!(self.work, Some(Work::Probe(_))) => self.on_probe(shown),
            Expected::Mail | Expected::Rcpt | Expected::Data => {
                self.on_transaction(expected, shown);
            }
            Expected::Dot => self.on_dot(shown),
            Expected::LoneDot => self.after_transaction(shown),
            Expected::Rset if reply.is_positive() => self.after_transaction(shown),
            // Without a clean slate there is no further transaction.
            Expected::Rset => self.give_up(Failure::Reply(shown)),
            Expected::Quit => self.close(),
        }
    }

    /// Puts a reply into the record, and answers it as it may be shown.
    fn note_reply(&mut self, expected: Expected, reply: &Reply) -> Reply {
        let shown = self.login.redacted(reply, expected == Expected::Auth);
        // What is offered in a reply to EHLO is told without its greeting.
        let is_evidence = expected != Expected::Ehlo || !shown.is_positive();
        self.record.server(&shown, is_evidence);
        if reply.code == 421 {
            self.link.is_ending = true;
        }
        shown
    }

    /// The write failed, and this is what the server had said before. It can refuse what was written; it is no reason to go on.
    fn on_last_words(&mut self, bytes: &[u8]) {
        let mut reason = None;
        if self.link.reader.push(bytes).is_ok() {
            while let (None, Some(expected)) = (&reason, self.expected.front().copied()) {
                let reply = match self.link.reader.next() {
                    Ok(Some(reply)) => reply,
                    Err(ReplyError::MixedClasses(lines)) => {
                        reason = self.show(&lines).map(|reply| (expected.stage(), reply));
                        break;
                    }
                    Ok(None) | Err(_) => break,
                };
                self.expected.pop_front();
                let reply = self.note_reply(expected, &reply);
                if let Some(Work::Mail(transaction)) = &mut self.work {
                    if transaction.is_dot_handed_out() && expected == Expected::Dot {
                        self.on_dot(reply);
                        break;
                    }
                    transaction.take(expected, &reply, self.link.is_reused);
                }
                if reply.code >= 400 {
                    reason = Some((expected.stage(), reply));
                }
            }
        }
        if let Some((stage, reply)) = reason {
            self.record.explain_at(stage, Failure::Reply(reply));
        }
        self.on_broken(Failure::Closed);
    }

    /// The server said more than it was asked: in the middle of TLS an attack, after the job only untidy, otherwise the two
    /// sides no longer mean the same command.
    fn on_unasked(&mut self) {
        match self.wait {
            Wait::Secured => self.give_up(Failure::InjectedPlaintext),
            Wait::Begin => self.close(),
            Wait::Written | Wait::Secret | Wait::Confirmed => match self.link.reader.next() {
                Ok(Some(reply)) => {
                    // It may stand in the middle of a login, so as little is shown of it as of a challenge.
                    let reply = self.note_reply(Expected::Auth, &reply);
                    if let Some(Work::Mail(transaction)) = &mut self.work {
                        transaction.on_early_reply(&reply);
                    }
                    self.give_up(if reply.code >= 400 {
                        Failure::Reply(reply)
                    } else {
                        Failure::Desync
                    });
                }
                Ok(None) => self.give_up(Failure::Desync),
                Err(error) => self.on_nonsense(error),
            },
            _ => {}
        }
    }

    /// What came is no reply.
    fn on_nonsense(&mut self, error: ReplyError) {
        match error {
            ReplyError::MixedClasses(lines) => self.on_mixed_classes(lines),
            error => self.give_up(Failure::NotSmtp(self.login.redacted_error(error))),
        }
    }

    /// One reply with codes of two classes: nothing it says is acted on, but a person sees it, and a refusal at its end is explained.
    fn on_mixed_classes(&mut self, lines: Vec<ReplyLine>) {
        let refusal = self.show(&lines);
        let desync = ReplyError::MixedClasses(lines);
        match refusal {
            Some(refusal) => {
                self.record.observe(&desync.to_string());
                self.give_up(Failure::Reply(refusal));
            }
            None => self.give_up(Failure::NotSmtp(desync)),
        }
    }

    /// What the server had begun to say when the connection ended, where that is a refusal.
    pub(super) fn unfinished_refusal(&mut self) -> Option<Reply> {
        if self.expected.is_empty() {
            return None;
        }
        let lines = self.link.reader.take_unfinished();
        self.show(&lines)
    }

    /// Puts lines that make no whole reply into the record, and answers the refusal at their end.
    fn show(&mut self, lines: &[ReplyLine]) -> Option<Reply> {
        let is_auth = self.expected.front() == Some(&Expected::Auth);
        let lines: Vec<_> = lines
            .iter()
            .map(|line| self.login.redacted_line(line, is_auth))
            .collect();
        for line in &lines {
            self.record.server_line(&line.to_string());
        }
        let code = lines
            .last()
            .map(|line| line.code)
            .filter(|code| *code >= 400)?;
        let same = lines.iter().rev().take_while(|line| line.code == code);
        let mut refusal: Vec<_> = same.map(|line| line.text.clone()).collect();
        refusal.reverse();
        Some(Reply::new(code, refusal))
    }
}

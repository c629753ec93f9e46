//! How a job ends, and how the connection does.
//!
//! A job ends [over](Session::job_over), with the connection ready for the next one; [in order](Session::end_in_order), with a
//! goodbye; or it is [given up](Session::give_up), and the connection closed at once.

use super::replies::Expected;
use super::{Outcome, Session, Wait, Work};
use crate::failure::Failure;
use crate::wire::reply::ReplyError;

impl Session {
    /// The job ended and the connection stands: it is good for another one, unless the server is leaving.
    pub(super) fn job_over(&mut self) {
        if self.link.is_ending || matches!(self.work, Some(Work::Quit)) {
            self.close();
        } else {
            self.link.is_reused = true;
            self.wait = Wait::Begin;
        }
    }

    /// The connection is of no use for this job, and the dialogue is in step: the reason is noted, and the server told goodbye.
    pub(super) fn end_in_order(&mut self, failure: Failure) {
        self.note_refusal_of_all();
        self.record.fail(failure);
        if self.link.is_ending {
            self.close();
        } else {
            self.record.leave();
            self.say_quit();
        }
    }

    /// Takes back what MAIL began; the job is over whatever becomes of it.
    pub(super) fn reset(&mut self) {
        self.record.leave();
        self.say("RSET", Expected::Rset);
    }

    pub(super) fn say_quit(&mut self) {
        self.record.leave();
        self.say("QUIT", Expected::Quit);
    }

    /// The connection broke. Where it broke under a write, the server may have said why before.
    pub(super) fn on_broken(&mut self, failure: Failure) {
        match (self.broken.take(), self.wait) {
            (Some(first), _) => self.give_up(first),
            (None, Wait::Written) => {
                self.broken = Some(failure);
                self.clear_output();
                self.wait_for(Wait::LastWords, self.clock.parting());
            }
            // Nobody but the host was asked.
            (None, Wait::Secret) => self.end_without_secret(Failure::SecretNotObtained),
            (None, Wait::Connected) => self.on_not_connected(failure),
            (None, _) => self.give_up(failure),
        }
    }

    /// The connection is of no more use: the reason is noted, unless the job has ended already.
    pub(super) fn give_up(&mut self, failure: Failure) {
        if self.wait != Wait::Begin {
            self.note_refusal_of_all();
            let speaks_tls = self.link.reader.holds_tls();
            let begun = if failure.is_silence() {
                self.unfinished_refusal()
            } else {
                None
            };
            self.record.fail(match begun {
                _ if speaks_tls => Failure::NotSmtp(ReplyError::Tls),
                Some(refusal) => Failure::Reply(refusal),
                None => failure,
            });
        }
        self.close();
    }

    /// Where the server refused everybody, what follows is no other reason.
    fn note_refusal_of_all(&mut self) {
        if self.outcome() == Outcome::Refused {
            self.note_refusal();
        }
    }

    /// Asks the host to close the connection, where there is one.
    pub(super) fn close(&mut self) {
        if self.wait == Wait::Closed {
            return;
        }
        self.expected.clear();
        self.clear_output();
        if self.link.is_open() {
            self.link.drop_connection();
            self.wait_for(Wait::Closed, self.clock.parting());
        } else {
            self.wait = Wait::Over;
        }
    }

    pub(super) fn wait_for(&mut self, wait: Wait, limit_ms: u64) {
        self.wait = wait;
        self.clock.allow(limit_ms);
    }
}

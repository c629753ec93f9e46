//! The probe: everything up to the reply to MAIL, and nothing sent.

use alloc::borrow::ToOwned;

use super::replies::Expected;
use super::transaction::MailParameters;
use super::{Session, Stage, Work};
use crate::address::Mailbox;
use crate::failure::Failure;
use crate::wire::reply::Reply;

/// How MAIL was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probe {
    Unanswered,
    Accepted,
    Refused,
}

impl Session {
    /// Says MAIL as a message would; without any sender in the settings, with the empty one, which is always a right one.
    pub(super) fn say_probe(&mut self) {
        let sender = self.settings.sender().ok().flatten();
        let sender = sender.as_ref().map_or("", Mailbox::address).to_owned();
        let parameters = MailParameters {
            smtputf8: !sender.is_ascii(),
            ..MailParameters::default()
        };
        if let Some(obstacle) = parameters.obstacle(&self.link.capabilities) {
            self.record.enter(Stage::Mail, self.clock.now());
            self.record.fail(obstacle);
            return self.job_over();
        }
        let command = parameters.command(&sender, &self.link.capabilities);
        self.say(&command, Expected::Mail);
    }

    /// MAIL was answered; RSET leaves the server as it was.
    pub(super) fn on_probe(&mut self, reply: Reply) {
        let answer = match reply.class() {
            2 => Probe::Accepted,
            4 | 5 => Probe::Refused,
            _ => return self.give_up(Failure::Desync),
        };
        self.work = Some(Work::Probe(answer));
        if answer == Probe::Refused {
            self.record.fail(Failure::Reply(reply));
        }
        if self.link.is_ending {
            self.close();
        } else {
            self.reset();
        }
    }
}

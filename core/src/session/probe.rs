//! The probe: everything up to the reply to MAIL, and nothing sent.

use alloc::format;

use super::reply::Reply;
use super::{Expected, Session, Work};
use crate::diagnosis::Symptom;

/// How MAIL was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probe {
    Unanswered,
    Accepted,
    Refused,
}

impl Session {
    pub(super) fn say_probe(&mut self) {
        let sender = self.settings.sender_address().unwrap_or_default();
        self.say(&format!("MAIL FROM:<{sender}>"), Expected::Mail);
    }

    /// MAIL was answered; RSET leaves the server as it was.
    pub(super) fn on_probe(&mut self, reply: Reply) {
        let answer = match reply.class() {
            2 => Probe::Accepted,
            4 | 5 => Probe::Refused,
            _ => Probe::Unanswered,
        };
        self.work = Some(Work::Probe(answer));
        if answer == Probe::Accepted {
            self.reset();
        } else {
            self.refuse(Symptom::Reply(reply));
        }
    }
}

//! What is said to the server: commands go into the output, and their replies into the queue of those that are owed.

use zeroize::Zeroize;

use super::replies::Expected;
use super::{Session, Wait, Work};

impl Session {
    /// Puts a command into the output, and its reply into the queue of those that are owed.
    pub(super) fn say(&mut self, command: &str, expected: Expected) {
        self.said.push(command.into());
        self.put(command, expected);
    }

    /// The same for a command that the transcript shows as `shown`.
    pub(super) fn say_secretly(&mut self, command: &str, shown: &str, expected: Expected) {
        // Room for all of it at once: growing would leave a copy behind.
        self.output.reserve(command.len() + 2);
        self.is_output_secret = true;
        self.said.push(shown.into());
        self.put(command, expected);
    }

    fn put(&mut self, command: &str, expected: Expected) {
        self.output.extend_from_slice(command.as_bytes());
        self.output.extend_from_slice(b"\r\n");
        self.expected.push_back(expected);
        self.wait_for(Wait::Written, self.clock.usual());
        let first = self.expected.front().map_or(expected, |first| *first);
        self.record.enter(first.stage(), self.clock.now());
    }

    /// The output is about to be handed out: only now is it said, and only now is the final dot out of our hands.
    pub(super) fn hand_out(&mut self) {
        for line in self.said.drain(..) {
            self.record.client(&line);
        }
        if let Some(Work::Mail(transaction)) = &mut self.work {
            transaction.on_handed_out();
        }
    }

    pub(super) fn on_written(&mut self) {
        if let Some(Work::Mail(transaction)) = &mut self.work
            && transaction.is_moving()
        {
            return self.write_body();
        }
        self.clear_output();
        self.wait = Wait::Received;
        self.expect_next();
    }

    /// Empties the output, without a trace where it held a secret.
    pub(super) fn clear_output(&mut self) {
        self.said.clear();
        if core::mem::take(&mut self.is_output_secret) {
            self.output.zeroize();
        } else {
            self.output.clear();
        }
    }
}

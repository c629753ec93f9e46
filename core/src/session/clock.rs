//! Deadlines. Every wait has one; a server that drips bytes does not move it.

/// The wait for the reply to the final dot is never shorter (RFC 5321, section 4.5.3.2.6): the server may be delivering.
const FINAL_DOT_MS: u64 = 600_000;

/// What a goodbye may cost: nothing depends on its answer.
const PARTING_MS: u64 = 5_000;

/// The clock of a session, in the milliseconds that the host reports, and the deadline of the current wait.
#[derive(Debug)]
pub(super) struct Clock {
    usual: u64,
    now: u64,
    deadline: u64,
}

impl Clock {
    pub(super) fn new(timeout_seconds: u32) -> Self {
        Self {
            usual: u64::from(timeout_seconds).saturating_mul(1000),
            now: 0,
            deadline: 0,
        }
    }

    /// Takes the host's time; a clock that runs backwards stands still instead.
    pub(super) fn tick(&mut self, now_ms: u64) {
        self.now = self.now.max(now_ms);
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// The wait that begins now may last so long.
    pub(super) fn allow(&mut self, limit_ms: u64) {
        self.deadline = self.now.saturating_add(limit_ms);
    }

    pub(super) fn is_over(&self) -> bool {
        self.now >= self.deadline
    }

    /// What is left of the current wait.
    pub(super) fn remaining(&self) -> u32 {
        u32::try_from(self.deadline.saturating_sub(self.now)).unwrap_or(u32::MAX)
    }

    /// The limit that the settings give.
    pub(super) fn usual(&self) -> u64 {
        self.usual
    }

    /// The limit for the reply to the final dot.
    pub(super) fn final_dot(&self) -> u64 {
        self.usual.max(FINAL_DOT_MS)
    }

    /// The limit for a goodbye.
    pub(super) fn parting(&self) -> u64 {
        self.usual.min(PARTING_MS)
    }
}

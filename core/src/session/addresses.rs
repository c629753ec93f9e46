//! The addresses behind the server's name: which are tried, in which order, and for how long each.
//!
//! A host that looks the name up itself says [`resolved`](super::Event::Resolved); what follows is decided here, and is the same for
//! every host.

use alloc::borrow::ToOwned;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

use super::{Session, Stage, Wait};
use crate::destination::Denial;
use crate::failure::{Failure, IoFailure};

/// More addresses of one name are not looked at.
const MOST_ADDRESSES: usize = 16;

/// The longest address: IPv6 with a zone.
const LONGEST_ADDRESS: usize = 64;

/// No address has less time than this while there is any: a packet that is lost is sent again after a second (RFC 6298).
const LEAST_SHARE_MS: u64 = 1_500;

/// The addresses to connect to, of those that the host's resolver found: in its order (RFC 6724 is its business), each once, and only
/// what is an address.
fn to_try(resolved: &[String]) -> VecDeque<String> {
    let mut found = VecDeque::new();
    for text in resolved.iter().take(MOST_ADDRESSES) {
        if is_address(text) && !found.contains(text) {
            found.push_back(text.clone());
        }
    }
    found
}

/// Whether a text is an IP address, without brackets. A zone, which IPv6 needs for link-local ones, is the host's own word.
pub(super) fn is_address(text: &str) -> bool {
    let address = match text.split_once('%') {
        Some((address, zone)) if is_zone(zone) => address,
        _ => text,
    };
    text.len() <= LONGEST_ADDRESS && address.parse::<IpAddr>().is_ok()
}

fn is_zone(zone: &str) -> bool {
    !zone.is_empty() && zone.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An address and a port, as people write them.
pub(super) fn endpoint(address: &str, port: u16) -> String {
    if address.contains(':') {
        format!("[{address}]:{port}")
    } else {
        format!("{address}:{port}")
    }
}

/// What `connect` leads to.
pub(super) enum Route {
    /// The settings name an IP address.
    Literal,
    /// A name, which the host looks up: it says so, or connects by it.
    Name,
    /// The addresses of the name, as the host told them.
    Addresses(Attempts),
}

/// The addresses of a name, one tried after the other.
#[derive(Debug)]
pub(super) struct Attempts {
    current: String,
    waiting: VecDeque<String>,
    /// When the time for all of them is up, on the session's clock.
    deadline: u64,
    /// Why the job fails where no other address is left.
    reason: Option<Failure>,
}

impl Attempts {
    fn new(waiting: VecDeque<String>, deadline: u64) -> Self {
        Self {
            current: String::new(),
            waiting,
            deadline,
            reason: None,
        }
    }

    /// The address under way.
    pub(super) fn current(&self) -> &str {
        &self.current
    }

    /// Goes on to the next address and tells its share of the time that is left, in milliseconds; `None` where there is no
    /// address or no time left.
    fn next(&mut self, now: u64) -> Option<u64> {
        let left = self.deadline.saturating_sub(now);
        if left == 0 {
            return None;
        }
        let share = left / self.waiting.len().max(1) as u64;
        self.current = self.waiting.pop_front()?;
        Some(share.max(LEAST_SHARE_MS).min(left))
    }

    /// Keeps why an address failed: the last reason counts. That this machine has no way to an address tells less than any other: it
    /// is so for every IPv6 address where there is no IPv6.
    fn keep(&mut self, failure: Failure) {
        let is_unreachable =
            matches!(&failure, Failure::Io(failure) if failure.kind == "unreachable");
        if self.reason.is_none() || !is_unreachable {
            self.reason = Some(failure);
        }
    }
}

impl Session {
    /// The host looked the name up.
    pub(super) fn on_resolved(&mut self, addresses: &[String]) {
        let mut found = to_try(addresses);
        if found.is_empty() {
            return self.give_up(Failure::Io(IoFailure {
                kind: "dns".to_owned(),
                text: "the name has no address".to_owned(),
                ..IoFailure::default()
            }));
        }
        for address in &found {
            self.record.evidence(address.clone());
        }
        let all: Vec<&str> = found.iter().map(String::as_str).collect();
        let note = format!("{} is {}", self.link.host, all.join(", "));
        self.record.note(&note);
        if let Err(denial) = self.keep_allowed(&mut found) {
            self.record.fail_as_told(Failure::Denied(denial));
            return self.close();
        }
        self.record.enter(Stage::Connect, self.clock.now());
        let deadline = self.clock.now() + u64::from(self.clock.remaining());
        self.link.route = Route::Addresses(Attempts::new(found, deadline));
        self.try_next();
    }

    /// Leaves out what the policy forbids, and says so; the last reason where nothing is left.
    fn keep_allowed(&mut self, found: &mut VecDeque<String>) -> Result<(), Denial> {
        let mut denied = None;
        found.retain(|address| {
            let judged = self.destinations.judge(address, self.settings.port);
            if let Err(denial) = judged {
                self.record
                    .observe(&format!("{address} is not allowed: {}", denial.words()));
                denied = Some(denial);
            }
            judged.is_ok()
        });
        match denied {
            Some(denial) if found.is_empty() => Err(denial),
            _ => Ok(()),
        }
    }

    /// TCP does not stand: the next address, where there is one, or the end.
    pub(super) fn on_not_connected(&mut self, failure: Failure) {
        let is_dns = matches!(&failure, Failure::Io(failure) if failure.kind == "dns");
        match &mut self.link.route {
            Route::Addresses(attempts) => {
                let why = failure.evidence().unwrap_or_default();
                let target = endpoint(&attempts.current, self.settings.port);
                attempts.keep(failure);
                self.record
                    .observe(&format!("no connection to {target} ({why})"));
                self.try_next();
            }
            Route::Name if !is_dns => {
                // The name was looked up within `connect`.
                self.record.rename_stage(Stage::Connect);
                self.give_up(failure);
            }
            Route::Name | Route::Literal => self.give_up(failure),
        }
    }

    fn try_next(&mut self) {
        let now = self.clock.now();
        let Route::Addresses(attempts) = &mut self.link.route else {
            return;
        };
        if let Some(share) = attempts.next(now) {
            return self.wait_for(Wait::Connected, share);
        }
        for address in attempts.waiting.drain(..) {
            let address = endpoint(&address, self.settings.port);
            self.record
                .observe(&format!("{address} was not tried: the time was up"));
        }
        let reason = attempts.reason.take().unwrap_or(Failure::TimedOut);
        self.record.fail_as_told(reason);
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn only_addresses_are_tried_each_once_in_their_order() {
        let resolved = strings(&[
            "2001:db8::1",
            "192.0.2.1",
            "2001:db8::1",
            "mail.example.com",
            "",
            "1.2.3",
            "[::1]",
            "fe80::1%eth0",
            "fe80::1%",
            "::1%\n",
        ]);
        assert_eq!(
            to_try(&resolved),
            ["2001:db8::1", "192.0.2.1", "fe80::1%eth0"]
        );
        let many: Vec<String> = (0..40).map(|last| format!("192.0.2.{last}")).collect();
        assert_eq!(to_try(&many).len(), MOST_ADDRESSES);
        assert!(!is_address(&format!("fe80::1%{}", "x".repeat(100))));
    }

    #[test]
    fn an_address_and_its_port() {
        assert_eq!(endpoint("192.0.2.1", 25), "192.0.2.1:25");
        assert_eq!(endpoint("2001:db8::1", 465), "[2001:db8::1]:465");
    }

    /// The shares of so many addresses, each of which takes all of its time.
    fn shares(count: usize, limit: u64) -> Vec<u64> {
        let waiting = (0..count).map(|last| format!("192.0.2.{last}")).collect();
        let mut attempts = Attempts::new(waiting, limit);
        let mut now = 0;
        core::iter::from_fn(|| {
            let share = attempts.next(now)?;
            now += share;
            Some(share)
        })
        .collect()
    }

    #[test]
    fn the_time_is_shared_and_never_exceeded() {
        assert_eq!(shares(1, 30_000), [30_000]);
        assert_eq!(shares(3, 30_000), [10_000; 3]);
        assert_eq!(shares(4, 4_000), [1_500, 1_500, 1_000]);
        assert!(shares(2, 0).is_empty());
        for count in 0..=MOST_ADDRESSES {
            assert!(shares(count, 7_000).iter().sum::<u64>() <= 7_000);
        }
    }

    #[test]
    fn the_last_reason_counts_unless_it_is_that_there_is_no_way() {
        let failure = |kind: &str| {
            Failure::Io(IoFailure {
                kind: kind.into(),
                ..IoFailure::default()
            })
        };
        let kept = |failures: Vec<Failure>| {
            let mut attempts = Attempts::new(VecDeque::new(), 0);
            for failure in failures {
                attempts.keep(failure);
            }
            attempts.reason.and_then(|reason| reason.evidence())
        };
        let timeout = Failure::TimedOut.evidence();
        assert_eq!(
            kept(alloc::vec![failure("refused"), Failure::TimedOut]),
            timeout
        );
        assert_eq!(
            kept(alloc::vec![Failure::TimedOut, failure("unreachable")]),
            timeout
        );
        assert_eq!(
            kept(alloc::vec![failure("unreachable"), Failure::TimedOut]),
            timeout
        );
        assert_eq!(
            kept(alloc::vec![failure("unreachable")]).as_deref(),
            Some("unreachable")
        );
    }
}

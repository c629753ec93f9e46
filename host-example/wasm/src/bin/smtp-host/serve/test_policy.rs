//! What keeps tests and searches from being a look into this machine's network.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use centerscape_smtp_host::delivery::Detail;
use hyper::StatusCode;
use hyper::header::{self, HeaderValue};

use super::jobs::{Jobs, Place};
use super::refusal::Refusal;

/// How many tests and searches one client may begin in any minute.
const MOST_A_MINUTE: usize = 60;
const MINUTE: Duration = Duration::from_mins(1);
/// How many clients are remembered: beyond that, who asked first is forgotten first.
const MOST_CLIENTS: usize = 10_000;

/// Who may begin a test, and what its report may tell.
pub struct TestPolicy {
    /// Whether those who test may not look into the network.
    pub is_redacted: bool,
    turns: Mutex<Turns>,
}

/// When each client's last turns were, the oldest first.
#[derive(Default)]
struct Turns(HashMap<IpAddr, VecDeque<Instant>>);

impl TestPolicy {
    pub fn new(is_redacted: bool) -> Self {
        Self {
            is_redacted,
            turns: Mutex::default(),
        }
    }

    /// How much a report tells.
    pub fn detail(&self) -> Detail {
        if self.is_redacted {
            Detail::Redacted
        } else {
            Detail::Full
        }
    }

    /// Takes a place among the jobs, and one of the client's turns: a server that is busy costs none.
    pub fn take_turn(&self, client: IpAddr, jobs: &Jobs) -> Result<Place, Refusal> {
        let place = jobs.take()?;
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.take(client, Instant::now()).map_err(|pause| {
            let refusal = Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "test.too-often",
                "There were too many tests from here in the last minute. Try again later.",
            );
            refusal.with(header::RETRY_AFTER, HeaderValue::from(pause.as_secs() + 1))
        })?;
        Ok(place)
    }
}

impl Turns {
    /// Takes a turn; where there is none, says how long to wait for one.
    fn take(&mut self, client: IpAddr, now: Instant) -> Result<(), Duration> {
        self.forget(now);
        let own = self.0.entry(client).or_default();
        own.retain(|turn| now - *turn < MINUTE);
        match own.front() {
            Some(first) if own.len() >= MOST_A_MINUTE => Err(MINUTE.saturating_sub(now - *first)),
            _ => {
                own.push_back(now);
                Ok(())
            }
        }
    }

    /// Makes room, where there are too many clients.
    fn forget(&mut self, now: Instant) {
        if self.0.len() < MOST_CLIENTS {
            return;
        }
        let is_recent =
            |turns: &VecDeque<Instant>| turns.back().is_some_and(|last| now - *last < MINUTE);
        self.0.retain(|_, turns| is_recent(turns));
        if self.0.len() >= MOST_CLIENTS {
            let first = self.0.iter().min_by_key(|(_, turns)| turns.back().copied());
            if let Some(client) = first.map(|(client, _)| *client) {
                self.0.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn turns_come_back_after_a_minute() {
        let mut turns = Turns::default();
        let start = Instant::now();
        for second in 0..60 {
            assert_eq!(
                turns.take(CLIENT, start + Duration::from_millis(500 * second)),
                Ok(())
            );
        }
        let late = start + Duration::from_secs(50);
        assert_eq!(turns.take(CLIENT, late), Err(Duration::from_secs(10)));
        assert_eq!(
            turns.take([10, 0, 0, 1].into(), late),
            Ok(()),
            "each has its own"
        );
        assert_eq!(turns.take(CLIENT, start + MINUTE), Ok(()));
        assert!(turns.take(CLIENT, start + MINUTE).is_err(), "one came back");
    }

    #[test]
    fn clients_are_forgotten_and_not_those_who_just_asked() {
        let mut turns = Turns::default();
        let start = Instant::now();
        let client = |number: u32| IpAddr::from(std::net::Ipv4Addr::from(number));
        for number in 0..11_000 {
            let now = start + Duration::from_millis(number.into());
            assert_eq!(turns.take(client(number), now), Ok(()));
        }
        assert_eq!(turns.0.len(), MOST_CLIENTS);
        assert!(turns.0.contains_key(&client(10_999)) && !turns.0.contains_key(&client(0)));
        assert_eq!(turns.take(CLIENT, start + Duration::from_secs(80)), Ok(()));
        assert_eq!(turns.0.len(), 1);
    }
}

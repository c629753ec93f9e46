//! Rules about the port, its security and the timeout.

use alloc::format;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::{Provider, Security, Settings};
use crate::problem::{Problem, Severity};

/// The TCP ports that can be connected to.
pub(super) const PORTS: RangeInclusive<u16> = 1..=u16::MAX;

/// The timeouts that make sense, in seconds.
pub(super) const TIMEOUTS: RangeInclusive<u32> = 1..=3600;

impl Security {
    /// The port that it usually has: 25 without, 587 with STARTTLS (RFC 6409), 465 with TLS from the first byte (RFC 8314).
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// The problem of a port that cannot be.
pub(super) fn port_out_of_range() -> Problem {
    Problem::error(
        "port",
        "port.out-of-range",
        "The port is a whole number from 1 to 65535. Usual are 587 with STARTTLS, 465 with TLS, and 25.",
    )
    .with("min", "1")
    .with("max", "65535")
}

/// The problem of a timeout that makes no sense.
pub(super) fn timeout_out_of_range() -> Problem {
    Problem::error(
        "timeout_seconds",
        "timeout.out-of-range",
        "The timeout is a whole number of seconds from 1 to 3600. Usual is 30.",
    )
    .with("min", "1")
    .with("max", "3600")
}

pub(super) fn check_port(settings: &Settings, problems: &mut Vec<Problem>) {
    if !PORTS.contains(&settings.port) {
        problems.push(port_out_of_range());
    }
}

pub(super) fn check_timeout(settings: &Settings, problems: &mut Vec<Problem>) {
    if !TIMEOUTS.contains(&settings.timeout_seconds) {
        problems.push(timeout_out_of_range());
    }
}

/// Ports have their customs (RFC 8314, section 7). An administrator may run anything on any port, so it is a warning; the
/// known services keep to them, so there it is an error where it cannot work.
pub(super) fn check_port_and_security(settings: &Settings, problems: &mut Vec<Problem>) {
    let (port, security) = (settings.port, settings.security);
    let (suggested, shown, custom) = match (port, security) {
        (465, Security::StartTls | Security::None) => {
            ("tls", "TLS", "is encrypted from the first byte")
        }
        (25 | 587 | 2525, Security::Tls) => (
            "starttls",
            "STARTTLS",
            "starts in clear and changes to encryption by STARTTLS",
        ),
        (587, Security::None) => (
            "starttls",
            "STARTTLS",
            "is for logged-in senders, over STARTTLS",
        ),
        _ => return,
    };
    let cannot_work = security != Security::None || port == 465;
    let known = Provider::for_hostname(&settings.hostname).is_some();
    let message =
        format!("Port {port} usually {custom}. Set the security to {shown}, or change the port.");
    let mut problem = Problem::warning("port", "port.security-mismatch", message)
        .with("port", format!("{port}"))
        .with("suggested", suggested);
    if known && cannot_work {
        problem.severity = Severity::Error;
    }
    problems.push(problem);
}

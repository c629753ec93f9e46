//! All that a message would otherwise sample.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use time::{OffsetDateTime, UtcOffset};

use crate::character;
use crate::domain::{DomainFault, ascii_domain};
use crate::problem::Problem;

/// The instant, the zone, the randomness and the domain of one message. Used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970-01-01 UTC. The local year must be within 1970 and 9999.
    pub unix_seconds: i64,
    /// The offset of local time from UTC in minutes, for the Date header; at most 14 hours either way.
    pub offset_minutes: i16,
    /// 32 bytes from a secure random source.
    pub entropy: [u8; 32],
    /// The domain of the Message-ID. Empty for that of the sender, and `localhost` where the settings name none.
    pub domain: String,
}

impl Stamp {
    /// The local time; a problem where the Date header cannot express it.
    pub(crate) fn moment(&self, problems: &mut Vec<Problem>) -> Option<OffsetDateTime> {
        if self.offset_minutes.unsigned_abs() > 14 * 60 {
            problems.push(Problem::error(
                "stamp.offset",
                "stamp.offset-range",
                "The offset from UTC is out of range. It is at most 14 hours.",
            ));
            return None;
        }
        let offset = UtcOffset::from_whole_seconds(i32::from(self.offset_minutes) * 60).ok();
        let moment = OffsetDateTime::from_unix_timestamp(self.unix_seconds)
            .ok()
            .zip(offset)
            .and_then(|(moment, offset)| moment.checked_to_offset(offset))
            .filter(|moment| (1970..=9999).contains(&moment.year()));
        if moment.is_none() {
            problems.push(Problem::error(
                "stamp.now",
                "stamp.date-range",
                "The date is out of range. It lies in the years 1970 to 9999.",
            ));
        }
        moment
    }

    /// The domain in ASCII, empty where none is given; a problem where it is none.
    pub(crate) fn ascii_domain(&self, problems: &mut Vec<Problem>) -> Cow<'_, str> {
        if self.domain.is_empty() {
            return Cow::Borrowed("");
        }
        let domain = Some(self.domain.as_str())
            .filter(|domain| domain.len() <= 253)
            .and_then(|domain| ascii_domain(domain).ok());
        if domain.is_none() {
            let problem = Problem::error(
                "stamp.domain",
                "stamp.domain-syntax",
                "This is not a domain name. It takes one such as centerscape.example.com.",
            );
            let culprit = match ascii_domain(&self.domain) {
                Err(DomainFault::Character(c)) => Some(c),
                _ => None,
            };
            let is_domain = |meant: &str| ascii_domain(meant).is_ok();
            problems.push(character::explain(
                problem,
                &self.domain,
                culprit,
                is_domain,
            ));
        }
        domain.unwrap_or_default()
    }
}

//! What the name server says about a mail domain: the host asks it, this reads the answers.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::settings::{Security, connectable};

/// The most records of one answer that are read.
const MOST_RECORDS: usize = 10;

/// A kind of DNS record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordType {
    /// The servers that receive the domain's mail (RFC 1035, section 3.3.9).
    Mx,
    /// The servers of a service, here of handing in mail (RFC 6186, RFC 8314).
    Srv,
}

impl RecordType {
    /// The name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mx => "mx",
            Self::Srv => "srv",
        }
    }
}

/// A question for the name server, which the host may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lookup {
    /// The kind of the records.
    pub record_type: RecordType,
    /// The name to ask for.
    pub name: String,
}

/// A server that an SRV record names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) hostname: String,
    pub(super) port: u16,
    pub(super) security: Security,
}

/// What is known of a mail domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) services: Vec<Service>,
    /// The mail exchangers, the preferred first.
    pub(super) exchangers: Vec<String>,
}

/// The services of handing in mail, the preferred first (RFC 8314, section 5.1).
const SERVICES: [(&str, Security); 2] = [
    ("_submissions._tcp", Security::Tls),
    ("_submission._tcp", Security::StartTls),
];

/// What to ask about a domain.
pub(super) fn lookups(domain: &str) -> Vec<Lookup> {
    let services = SERVICES.map(|(service, _)| Lookup {
        record_type: RecordType::Srv,
        name: format!("{service}.{domain}"),
    });
    let exchangers = Lookup {
        record_type: RecordType::Mx,
        name: domain.to_owned(),
    };
    services.into_iter().chain([exchangers]).collect()
}

impl Records {
    /// Reads the answer to the question for `name` about `domain`: records as zone files have them, `10 mx.example.com.` and
    /// `0 1 587 smtp.example.com.`. What is no such record is passed over.
    pub(super) fn read(&mut self, domain: &str, name: &str, records: &[String]) {
        let records = records.iter().take(MOST_RECORDS);
        if name.eq_ignore_ascii_case(domain) {
            let mut found: Vec<_> = records.filter_map(|record| exchanger(record)).collect();
            found.sort_by_key(|(preference, _)| *preference);
            self.exchangers = found.into_iter().map(|(_, host)| host).collect();
            return;
        }
        for (service, security) in SERVICES {
            if name.eq_ignore_ascii_case(&format!("{service}.{domain}")) {
                let mut found: Vec<_> = records
                    .clone()
                    .filter_map(|record| self::service(record, security))
                    .collect();
                found.sort_by_key(|(order, _)| *order);
                self.services.retain(|known| known.security != security);
                // One server of each kind: the others are there to share its load.
                let best = found.into_iter().map(|(_, service)| service).take(1);
                self.services.extend(best);
            }
        }
        let is_later = |service: &Service| service.security != SERVICES[0].1;
        self.services.sort_by_key(is_later);
    }
}

/// `preference exchange`.
fn exchanger(record: &str) -> Option<(u16, String)> {
    let mut words = record.split_ascii_whitespace();
    Some((words.next()?.parse().ok()?, host(words.next()?)?))
}

/// `priority weight port target`, and its place among the others: the lowest priority, then the greatest weight.
fn service(record: &str, security: Security) -> Option<((u16, u16), Service)> {
    let mut words = record.split_ascii_whitespace();
    let mut number = || words.next()?.parse::<u16>().ok();
    let (priority, weight, port) = (number()?, number()?, number()?);
    let service = Service {
        hostname: host(words.next()?)?,
        port: (port > 0).then_some(port)?,
        security,
    };
    Some(((priority, u16::MAX - weight), service))
}

/// A host name of a record. A lone dot says that there is no such service, and is none.
fn host(name: &str) -> Option<String> {
    let is_name = |host: &String| host.contains(|c: char| c.is_ascii_alphabetic());
    connectable(name).ok().filter(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, records: &[&str]) -> Records {
        let records: Vec<String> = records.iter().map(|&record| record.to_owned()).collect();
        let mut found = Records::default();
        found.read("example.com", name, &records);
        found
    }

    #[test]
    fn the_preferred_exchanger_is_first() {
        let found = read(
            "Example.com",
            &["20 b.example.com.", "5 A.example.com", "x y", "1"],
        );
        assert_eq!(found.exchangers, ["a.example.com", "b.example.com"]);
    }

    #[test]
    fn the_best_service_is_taken_and_tls_comes_first() {
        let mut found = read(
            "_submission._tcp.example.com",
            &[
                "10 9 587 late.example.com.",
                "0 1 587 light.example.com.",
                "0 5 1587 smtp.example.com.",
            ],
        );
        found.read(
            "example.com",
            "_submissions._tcp.example.com",
            &["0 1 465 smtps.example.com.".to_owned()],
        );
        let found: Vec<_> = found
            .services
            .iter()
            .map(|service| (service.hostname.as_str(), service.port, service.security))
            .collect();
        assert_eq!(
            found,
            [
                ("smtps.example.com", 465, Security::Tls),
                ("smtp.example.com", 1587, Security::StartTls)
            ]
        );
    }

    #[test]
    fn what_is_no_record_is_passed_over() {
        let nothing = Records::default();
        for (name, record) in [
            ("_submission._tcp.example.com", "0 0 0 ."),
            ("_submission._tcp.example.com", "0 0 587 ."),
            ("_submission._tcp.example.com", "0 0 587 192.0.2.1"),
            ("_submission._tcp.example.com", "0 0 70000 a.example"),
            ("_submission._tcp.example.com", ""),
            ("example.com", "0 ."),
            ("other.example.com", "0 mx.example.com."),
        ] {
            assert_eq!(read(name, &[record]), nothing, "{record}");
        }
    }
}

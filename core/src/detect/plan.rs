//! What to try, in which order.

use alloc::borrow::ToOwned;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;

use super::input::{OTHERS, Port, SUBMISSION, Target};
use super::known;
use super::lookup::{Records, Service};
use crate::settings::{Provider, Security};

/// Where a server's name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A person typed it.
    Typed,
    /// The table of known services has it for the mail domain.
    Domain,
    /// An SRV record of the mail domain names it.
    Srv,
    /// It is the server of the service that receives the domain's mail.
    Exchanger,
    /// It receives the domain's mail.
    Mx,
    /// Many domains have a server of this name.
    Guess,
}

/// One thing to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) hostname: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) or_tls: bool,
    pub(super) source: Source,
}

/// What to try, the best first.
#[derive(Debug, Default)]
struct Plan(VecDeque<Candidate>);

/// The candidates to try for a target, the best first. `ports`: those a person named, none for the usual ones.
pub(super) fn candidates(
    target: &Target,
    ports: &[Port],
    records: &Records,
) -> VecDeque<Candidate> {
    let mut plan = Plan::default();
    match target {
        Target::Server(host) => plan.server(host, Source::Typed, ports),
        Target::KnownDomain(domain) | Target::Address { domain, .. } => {
            plan.domain(domain, ports, records);
        }
    }
    plan.0
}

impl Plan {
    /// A server whose name is certain.
    fn server(&mut self, host: &str, source: Source, ports: &[Port]) {
        if !ports.is_empty() {
            return self.add([host], source, ports);
        }
        if let Some(provider) = Provider::for_hostname(host) {
            self.push(Candidate {
                hostname: host.to_owned(),
                port: provider.port,
                security: provider.security,
                or_tls: false,
                source,
            });
        }
        self.add([host], source, &SUBMISSION);
        self.add([host], source, &OTHERS);
    }

    /// The servers that a mail domain may have.
    fn domain(&mut self, domain: &str, ports: &[Port], records: &Records) {
        if let Some(host) = known::server_of_domain(domain) {
            return self.server(host, Source::Domain, ports);
        }
        for service in &records.services {
            self.service(service, ports);
        }
        let mut services = records
            .exchangers
            .iter()
            .filter_map(|host| known::server_of_exchanger(host));
        if let Some(host) = services.next() {
            return self.server(host, Source::Exchanger, ports);
        }
        let [smtp, mail] = ["smtp", "mail"].map(|label| format!("{label}.{domain}"));
        let guesses = [smtp.as_str(), mail.as_str(), domain];
        let exchanger = records.exchangers.first().map(String::as_str);
        if !ports.is_empty() {
            return self.add(guesses, Source::Guess, ports);
        }
        // What receives a domain's mail often takes mail from its people too, on the ports for that.
        self.add([smtp.as_str(), mail.as_str()], Source::Guess, &SUBMISSION);
        self.add(exchanger, Source::Mx, &SUBMISSION);
        self.add([domain], Source::Guess, &SUBMISSION);
        // On the port between servers they take it for their own people only, which looks like a relay.
        let receives = |host: &str| records.exchangers.iter().any(|known| known == host);
        for port in OTHERS {
            let takes = |host: &&str| port.number != 25 || !receives(host);
            self.add(guesses.into_iter().filter(takes), Source::Guess, &[port]);
        }
    }

    fn service(&mut self, service: &Service, ports: &[Port]) {
        if !ports.is_empty() {
            return self.add([service.hostname.as_str()], Source::Srv, ports);
        }
        self.push(Candidate {
            hostname: service.hostname.clone(),
            port: service.port,
            security: service.security,
            or_tls: false,
            source: Source::Srv,
        });
    }

    fn add<'a>(
        &mut self,
        hosts: impl IntoIterator<Item = &'a str>,
        source: Source,
        ports: &[Port],
    ) {
        for host in hosts {
            for port in ports {
                self.push(Candidate {
                    hostname: host.to_owned(),
                    port: port.number,
                    security: port.security,
                    or_tls: port.or_tls,
                    source,
                });
            }
        }
    }

    /// One more, unless it is there already.
    fn push(&mut self, candidate: Candidate) {
        let is_same = |known: &Candidate| {
            (&known.hostname, known.port, known.security)
                == (&candidate.hostname, candidate.port, candidate.security)
        };
        if !self.0.iter().any(is_same) {
            self.0.push_back(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use alloc::vec::Vec;

    use super::super::input;
    use super::*;

    fn shown(input: &str, ports: &str, records: &[(&str, &str)]) -> Vec<String> {
        let mut known = Records::default();
        for (name, record) in records {
            known.read("example.com", name, &[(*record).to_owned()]);
        }
        let target = Target::parse(input).unwrap();
        let candidates = candidates(&target, &input::ports(ports).unwrap(), &known);
        let shown = |candidate: &Candidate| format!("{}:{}", candidate.hostname, candidate.port);
        candidates.iter().map(shown).collect()
    }

    #[test]
    fn a_server_is_tried_on_the_usual_ports_or_on_those_that_are_named() {
        assert_eq!(
            shown("192.0.2.1", "", &[]),
            [
                "192.0.2.1:587",
                "192.0.2.1:465",
                "192.0.2.1:25",
                "192.0.2.1:2525"
            ]
        );
        assert_eq!(
            shown("192.0.2.1", "10025/none,465", &[]),
            ["192.0.2.1:10025", "192.0.2.1:465"]
        );
    }

    #[test]
    fn what_a_known_service_has_comes_first() {
        let candidates = shown("mail.smtp2go.com", "", &[]);
        assert_eq!(
            candidates,
            [2525, 587, 465, 25].map(|port| format!("mail.smtp2go.com:{port}"))
        );
        assert_eq!(shown("me@web.de", "", &[])[0], "smtp.web.de:587");
        assert_eq!(shown("web.de", "", &[])[0], "smtp.web.de:587");
    }

    #[test]
    fn of_an_unknown_domain_the_usual_names_are_tried() {
        let mx = &[("example.com", "1 in.example.com.")];
        let handing_in = [
            "smtp.example.com:587",
            "smtp.example.com:465",
            "mail.example.com:587",
            "mail.example.com:465",
            "in.example.com:587",
            "in.example.com:465",
            "example.com:587",
            "example.com:465",
            "smtp.example.com:25",
        ];
        assert_eq!(shown("ops@example.com", "", mx)[..9], handing_in);
    }

    #[test]
    fn what_receives_mail_is_not_tried_on_the_port_between_servers() {
        let mx = &[("example.com", "1 Mail.example.com.")];
        let candidates = shown("ops@example.com", "", mx);
        assert!(
            !candidates.contains(&"mail.example.com:25".to_owned()),
            "{candidates:?}"
        );
        for other in [
            "mail.example.com:587",
            "mail.example.com:2525",
            "smtp.example.com:25",
        ] {
            assert!(candidates.contains(&other.to_owned()), "{other}");
        }
    }

    #[test]
    fn what_the_name_server_says_comes_before_names_that_are_usual() {
        let mx = ("example.com", "0 example-com.mail.protection.outlook.com.");
        let srv = ("_submissions._tcp.example.com", "0 1 4650 out.example.net.");
        let candidates = shown("ops@example.com", "", &[mx, srv]);
        assert_eq!(
            candidates[..2],
            ["out.example.net:4650", "smtp.office365.com:587"]
        );
        let candidates = shown("ops@example.com", "", &[srv]);
        assert_eq!(
            candidates[..2],
            ["out.example.net:4650", "smtp.example.com:587"]
        );
    }
}

//! What a person typed: a hostname, an IP address or an e-mail address; and the ports to try.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::known;
use crate::address::{Flaw, Mailbox};
use crate::domain::is_literal;
use crate::problem::Problem;
use crate::settings::{Provider, Security, connectable};

/// The field of every problem of the input, and of the ports.
const FIELD: &str = "hostname";
const PORTS_FIELD: &str = "ports";

/// The most ports that a person may name: more would be a scan.
const MOST_PORTS: usize = 4;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A server, in the form to connect to.
    Server(String),
    /// The mail domain of a known service, which people take for its server.
    KnownDomain(String),
    /// An e-mail address and its domain, in ASCII and lower case.
    Address {
        /// The address without a name.
        address: String,
        /// What stands behind its `@`.
        domain: String,
    },
}

impl Target {
    /// Reads what was typed.
    pub(super) fn parse(input: &str) -> Result<Self, Problem> {
        let input = input.trim();
        if input.contains('@') && !input.contains('/') {
            return Self::parse_address(input).map_err(|flaw| flaw.problem(FIELD, input));
        }
        let server = connectable(input)?;
        let is_domain =
            Provider::for_hostname(&server).is_none() && known::server_of_domain(&server).is_some();
        Ok(if is_domain {
            Self::KnownDomain(server)
        } else {
            Self::Server(server)
        })
    }

    fn parse_address(input: &str) -> Result<Self, Flaw> {
        let mailbox = Mailbox::parse(input)?;
        let domain = mailbox.domain().to_ascii_lowercase();
        if is_literal(&domain) {
            return Err(Flaw::Domain(None));
        }
        Ok(Self::Address {
            address: mailbox.address().to_owned(),
            domain,
        })
    }

    /// The address, where one was typed.
    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Self::Address { address, .. } => Some(address),
            Self::Server(_) | Self::KnownDomain(_) => None,
        }
    }
}

/// A port and how it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Port {
    pub(super) number: u16,
    pub(super) security: Security,
    /// Nobody said how this port is protected: where it does not begin in clear, TLS from the first byte is tried too.
    pub(super) or_tls: bool,
}

const fn port(number: u16, security: Security) -> Port {
    Port {
        number,
        security,
        or_tls: false,
    }
}

/// The ports for handing in mail (RFC 6409, RFC 8314), and those that remain.
pub(super) const SUBMISSION: [Port; 2] = [port(587, Security::StartTls), port(465, Security::Tls)];
pub(super) const OTHERS: [Port; 2] = [port(25, Security::StartTls), port(2525, Security::StartTls)];

/// Reads ports as a person writes them: `587`, `2587/starttls, 2465/tls`. Empty is none: the usual ones.
pub(super) fn ports(text: &str) -> Result<Vec<Port>, Problem> {
    let entries = text.split([',', ' ']).filter(|entry| !entry.is_empty());
    let ports: Option<Vec<_>> = entries.take(MOST_PORTS + 1).map(entry).collect();
    match ports {
        Some(ports) if ports.len() <= MOST_PORTS => Ok(ports),
        _ => Err(Problem::error(
            PORTS_FIELD,
            "ports.syntax",
            format!(
                "These ports cannot be read. Write up to {MOST_PORTS} ports with commas between, each alone or with its security: 587, 465/tls, 25/none, 2587/starttls."
            ),
        )),
    }
}

fn entry(text: &str) -> Option<Port> {
    let (number, word) = match text.split_once('/') {
        Some((number, word)) => (number, Some(word)),
        None => (text, None),
    };
    let number = number.parse().ok().filter(|number| *number > 0)?;
    if let Some(word) = word {
        return Some(port(number, Security::from_word(word)?));
    }
    let mut usual = SUBMISSION.iter().chain(&OTHERS);
    let usual = usual.find(|port| port.number == number).copied();
    Some(usual.unwrap_or(Port {
        or_tls: true,
        ..port(number, Security::StartTls)
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;
    use alloc::vec;

    #[test]
    fn a_server_an_address_and_a_domain_are_told_apart() {
        let server = |name: &str| Ok(Target::Server(name.to_owned()));
        assert_eq!(
            Target::parse(" Mail.Example.com. "),
            server("mail.example.com")
        );
        assert_eq!(Target::parse("[2001:db8::1]"), server("2001:db8::1"));
        assert_eq!(Target::parse("smtp.gmail.com"), server("smtp.gmail.com"));
        assert_eq!(
            Target::parse("GMX.de"),
            Ok(Target::KnownDomain("gmx.de".to_owned()))
        );
        assert_eq!(
            Target::parse("Ops <ops@B\u{fc}cher.example>"),
            Ok(Target::Address {
                address: "ops@xn--bcher-kva.example".to_owned(),
                domain: "xn--bcher-kva.example".to_owned(),
            })
        );
    }

    #[test]
    fn what_is_neither_is_a_problem_of_the_hostname() {
        for (input, code) in [
            ("", "hostname.required"),
            ("https://mail.example.com/", "hostname.is-a-url"),
            ("smtp://ops@mail.example.com", "hostname.is-a-url"),
            ("mail.example.com:587", "hostname.has-port"),
            ("ops@[192.0.2.1]", "address.domain-syntax"),
            ("@example.com", "address.local-part-syntax"),
            ("ops@", "address.domain-syntax"),
        ] {
            let problem = Target::parse(input).unwrap_err();
            assert_eq!((problem.field.as_str(), &*problem.code), ("hostname", code));
        }
    }

    #[test]
    fn ports_with_and_without_a_word() {
        let odd = Port {
            number: 2587,
            security: Security::StartTls,
            or_tls: true,
        };
        assert_eq!(ports("").unwrap(), []);
        assert_eq!(
            ports("465, 25/none,2587").unwrap(),
            vec![port(465, Security::Tls), port(25, Security::None), odd]
        );
        for wrong in ["0", "70000", "25/ssl", "smtp", "1,2,3,4,5", "-1", "25/"] {
            assert!(ports(wrong).is_err(), "{wrong}");
        }
    }
}

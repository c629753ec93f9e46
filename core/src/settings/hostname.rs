//! The server's name: what people type and paste, and what to connect to.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::{EXAMPLE_HOSTNAME, Settings};
use crate::character;
use crate::domain::{DomainFault, ascii_domain};
use crate::problem::Problem;

/// The longest part of a pasted value that is handed back as a suggestion.
const MAX_SUGGESTION: usize = 253;

impl Settings {
    /// What to connect to: the name in its ASCII form, or the IP address without brackets. It is also the name to verify
    /// in TLS. A hostname that is not valid comes back as it is.
    pub(crate) fn host_for_connection(&self) -> String {
        host(&self.hostname).unwrap_or_else(|_| self.hostname.clone())
    }
}

/// What to connect to for a hostname that a person typed, as [`Settings::host_for_connection`] has it.
///
/// # Errors
/// What is wrong with it, as [`Settings::validate`] says it.
pub(crate) fn connectable(text: &str) -> Result<String, Problem> {
    host(text).map_err(|fault| problem(&fault, text))
}

/// Why a text is not a host.
enum HostFault {
    Required,
    Url,
    EmailAddress,
    Port,
    Spaces,
    Zone,
    Ipv6,
    Domain(DomainFault),
}

/// The ASCII name or IP address that a text stands for.
fn host(text: &str) -> Result<String, HostFault> {
    if text.trim().is_empty() {
        return Err(HostFault::Required);
    }
    if text.contains('/') {
        return Err(HostFault::Url);
    }
    if text.contains('@') {
        return Err(HostFault::EmailAddress);
    }
    if text.chars().any(char::is_whitespace) {
        return Err(HostFault::Spaces);
    }
    if let Ok(ip) = text.parse::<Ipv4Addr>() {
        return Ok(ip.to_string());
    }
    if split_port(text).is_some() {
        return Err(HostFault::Port);
    }
    if text.contains([':', '[', ']']) {
        return ipv6(text);
    }
    // A final dot only says that the name is complete, and TLS knows no such names.
    let name = text.strip_suffix('.').unwrap_or(text);
    let ascii = ascii_domain(name).map_err(HostFault::Domain)?;
    Ok(ascii.to_ascii_lowercase())
}

fn ipv6(text: &str) -> Result<String, HostFault> {
    let bare = text
        .strip_prefix('[')
        .map_or(Some(text), |rest| rest.strip_suffix(']'));
    let bare = bare.ok_or(HostFault::Ipv6)?;
    if let Ok(ip) = bare.parse::<Ipv6Addr>() {
        return Ok(ip.to_string());
    }
    match bare.split_once('%') {
        Some((ip, _)) if ip.parse::<Ipv6Addr>().is_ok() => Err(HostFault::Zone),
        _ => Err(HostFault::Ipv6),
    }
}

/// Splits `host:port`; an IPv6 address has a port only after its brackets.
fn split_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let digits = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !host.is_empty() && (bracketed || !host.contains(':'))).then_some((host, port))
}

/// The host within a pasted URL.
fn host_in_url(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let authority = authority.rsplit('@').next().unwrap_or("");
    split_port(authority).map_or(authority, |(host, _)| host)
}

pub(super) fn check(settings: &Settings, problems: &mut Vec<Problem>) {
    match host(&settings.hostname) {
        Err(fault) => problems.push(problem(&fault, &settings.hostname)),
        Ok(name) if name == EXAMPLE_HOSTNAME => problems.push(Problem::warning(
            "hostname",
            "hostname.example",
            "This hostname is the example. Enter the name of your own mail server.",
        )),
        Ok(_) => {}
    }
}

/// What is wrong, and the character that cannot stand there by its name, where one of them is to blame.
fn problem(fault: &HostFault, text: &str) -> Problem {
    let culprit = match fault {
        HostFault::Spaces => text.chars().find(|c| c.is_whitespace() && *c != ' '),
        HostFault::Domain(DomainFault::Character(c)) => Some(*c),
        _ => None,
    };
    character::explain(bare_problem(fault, text), text, culprit, |meant| {
        host(meant).is_ok()
    })
}

fn bare_problem(fault: &HostFault, text: &str) -> Problem {
    let error =
        |what: &str, message: &str| Problem::error("hostname", format!("hostname.{what}"), message);
    match fault {
        HostFault::Required => error(
            "required",
            "The hostname is missing. Enter the name or IP address of the mail server.",
        ),
        HostFault::Url => suggest(
            error(
                "is-a-url",
                "This is a web address. Enter the server's name alone, without http:// and slashes.",
            ),
            host_in_url(text),
        ),
        HostFault::EmailAddress => error(
            "is-an-email-address",
            "This is an e-mail address. Enter the name of the mail server; ask your provider for it if you do not know it.",
        ),
        HostFault::Port => {
            let (host, port) = split_port(text).unwrap_or((text, ""));
            let problem = error(
                "has-port",
                "The hostname contains a port. Enter the name alone here, and the port in its own field.",
            );
            suggest(problem, host).with("port", port)
        }
        HostFault::Spaces => error("has-spaces", "The hostname contains blanks. Remove them."),
        HostFault::Zone => invalid(
            "zone",
            "An IPv6 address with a zone (after %) means something on one machine only. Enter a name or a global address.",
        ),
        HostFault::Ipv6 => invalid(
            "ipv6",
            "This is not a valid IPv6 address. Check the groups between the colons.",
        ),
        HostFault::Domain(fault) => invalid_name(*fault),
    }
}

fn invalid_name(fault: DomainFault) -> Problem {
    match fault {
        DomainFault::TooLong => invalid(
            "too-long",
            "The hostname is too long. A name has at most 253 characters.",
        ),
        DomainFault::EmptyLabel => invalid(
            "empty-label",
            "The hostname has a dot too many: nothing stands in front of it. Remove it.",
        ),
        DomainFault::LabelTooLong => invalid(
            "label-too-long",
            "A part of the hostname between dots is too long. It has at most 63 characters.",
        ),
        DomainFault::Hyphen => invalid(
            "hyphen",
            "A part of the hostname starts or ends with a hyphen. Remove it.",
        ),
        DomainFault::Character(_) => invalid(
            "character",
            "The hostname contains a character that cannot stand there. Use letters, digits, hyphens and dots; a name that needs others can be written as xn--...",
        ),
        DomainFault::Punycode => invalid(
            "punycode",
            "Part of the hostname starts with xn-- but is not a valid encoded name. Check its spelling.",
        ),
        DomainFault::Number => invalid(
            "ipv4",
            "This is not a valid IPv4 address. It has four numbers from 0 to 255, without leading zeros.",
        ),
    }
}

fn invalid(reason: &'static str, message: &str) -> Problem {
    Problem::error("hostname", "hostname.invalid", message).with("reason", reason)
}

/// Adds what to enter instead, where that is a valid hostname.
fn suggest(problem: Problem, text: &str) -> Problem {
    if text.len() > MAX_SUGGESTION {
        return problem;
    }
    match character::meant(text) {
        meant if host(&meant).is_ok() => problem.with("suggested", meant),
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_connect_to() {
        for (hostname, expected) in [
            ("Mail.Example.com.", "mail.example.com"),
            ("mail.bücher.example", "mail.xn--bcher-kva.example"),
            ("192.0.2.1", "192.0.2.1"),
            ("[2001:DB8:0::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            let settings = Settings {
                hostname: hostname.to_string(),
                ..Settings::default()
            };
            assert_eq!(settings.host_for_connection(), expected);
        }
    }

    #[test]
    fn suggestions_out_of_urls() {
        for (url, host) in [
            ("https://mail.example.com", "mail.example.com"),
            (
                "smtps://user:secret@mail.example.com:465/?a=b#c",
                "mail.example.com",
            ),
            ("mail.example.com/path@x", "mail.example.com"),
            ("//[2001:db8::1]:25/", "[2001:db8::1]"),
            ("/", ""),
        ] {
            assert_eq!(host_in_url(url), host);
        }
    }
}

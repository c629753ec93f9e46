//! Names and addresses of mail: a mailbox (`Name <address>`, RFC 5322 section 3.4), a domain, an address literal.
//!
//! lettre judges addresses. What this file adds: it refuses what lettre must never see, and it says which part is wrong.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use lettre::address::{Address, AddressError};
use lettre::message::Mailbox;

/// The longest mailbox that is read, in bytes: the longest line of a message (RFC 5322, section 2.1.1).
const MAX_MAILBOX: usize = 998;

/// The longest domain name in its ASCII form (RFC 1035, section 2.3.4).
const MAX_DOMAIN: usize = 253;

/// The longest label of a domain name.
const MAX_LABEL: usize = 63;

/// Why a text is not one mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailboxFault {
    /// Nothing but blanks.
    Empty,
    /// Longer than a line of a message may be.
    TooLong,
    /// A line break, another control character, or one that some mailers turn into a line break.
    Control,
    /// More than one address.
    Several,
    /// `<` and `>` do not enclose one address at the end.
    Brackets,
    /// A quotation mark of the name is not closed.
    Name,
    /// There is no `@`.
    NoAt,
    /// What stands before the `@`.
    LocalPart,
    /// What stands after the `@`.
    Domain,
}

/// Whether a character may stand in no name, address, login or header.
///
/// Besides controls it is the four characters of the published attacks on mailers that cut characters to bytes: U+560D
/// becomes CR. Many everyday letters share that low byte (U+010D `č`, U+4E0A `上`), and do no harm where the text leaves
/// encoded; where it leaves as it is, use [`is_unsafe_raw`].
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{560a}' | '\u{560d}' | '\u{760a}' | '\u{760d}')
}

/// Whether a character may not stand in text that leaves unencoded, such as the local part of an address: also every
/// character that ends up as CR or LF when it is cut to a byte.
pub(crate) fn is_unsafe_raw(c: char) -> bool {
    is_unsafe(c) || matches!(u32::from(c) & 0xff, 0x0a | 0x0d)
}

/// Reads one mailbox: `Name <address>`, `"Name" <address>` or `address`. The name may hold commas without quotes.
pub(crate) fn parse_mailbox(text: &str) -> Result<Mailbox, MailboxFault> {
    if text.len() > MAX_MAILBOX {
        return Err(MailboxFault::TooLong);
    }
    if text.chars().any(is_unsafe) {
        return Err(MailboxFault::Control);
    }
    let (name, address) = split_mailbox(text.trim())?;
    Ok(Mailbox::new(name, parse_address(address)?))
}

/// Reads one address without a name.
pub(crate) fn parse_address(text: &str) -> Result<Address, MailboxFault> {
    if text.is_empty() {
        return Err(MailboxFault::Empty);
    }
    if text.len() > MAX_MAILBOX {
        return Err(MailboxFault::TooLong);
    }
    let (local, domain) = text.rsplit_once('@').ok_or(MailboxFault::NoAt)?;
    if text.chars().any(is_unsafe) || local.chars().any(is_unsafe_raw) {
        return Err(MailboxFault::Control);
    }
    if !is_literal(domain) && ascii_domain(domain).is_err() {
        return Err(MailboxFault::Domain);
    }
    Address::new(local, domain).map_err(|error| match error {
        AddressError::InvalidDomain => MailboxFault::Domain,
        _ => MailboxFault::LocalPart,
    })
}

/// Splits a trimmed mailbox into its name, unquoted, and its address.
fn split_mailbox(text: &str) -> Result<(Option<String>, &str), MailboxFault> {
    let (name, address) = match text.strip_suffix('>') {
        Some(head) => head.rsplit_once('<').ok_or(MailboxFault::Brackets)?,
        None => ("", text),
    };
    let name = name.trim();
    let quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let listed = if quoted { address } else { text };
    if listed
        .split([',', ';'])
        .filter(|part| part.contains('@'))
        .count()
        > 1
    {
        return Err(MailboxFault::Several);
    }
    if address.contains(['<', '>']) || (!quoted && name.contains(['<', '>'])) {
        return Err(MailboxFault::Brackets);
    }
    let name = if quoted {
        unquote(name)?
    } else {
        name.to_owned()
    };
    if !quoted && name.contains('"') {
        return Err(MailboxFault::Name);
    }
    Ok(((!name.is_empty()).then_some(name), address.trim()))
}

/// The content of a quoted string (RFC 5322, section 3.2.4).
fn unquote(quoted: &str) -> Result<String, MailboxFault> {
    let inner = quoted.get(1..quoted.len() - 1).unwrap_or("");
    let mut content = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => return Err(MailboxFault::Name),
            '\\' => content.push(characters.next().ok_or(MailboxFault::Name)?),
            c => content.push(c),
        }
    }
    Ok(content.trim().to_owned())
}

/// Why a text is not a domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DomainFault {
    /// Longer than 253 characters in its ASCII form.
    TooLong,
    /// Two dots in a row, or a dot in front.
    EmptyLabel,
    /// A part between dots is longer than 63 characters in its ASCII form.
    LabelTooLong,
    /// A part between dots starts or ends with a hyphen.
    Hyphen,
    /// A character that no domain name has, or one that IDNA forbids (RFC 5891).
    Character,
    /// The last part is a number, as in an IP address, and it is no IPv4 address.
    Ipv4,
}

/// The ASCII form of a domain name: lower case, punycode where needed (RFC 5891), no final dot.
///
/// Underscores are accepted: internal DNS zones have them.
pub(crate) fn ascii_domain(text: &str) -> Result<String, DomainFault> {
    if text.len() > 4 * MAX_DOMAIN {
        return Err(DomainFault::TooLong);
    }
    let mut ascii = idna::domain_to_ascii(text).map_err(|_| DomainFault::Character)?;
    if ascii.ends_with('.') {
        ascii.pop();
    }
    for label in ascii.split('.') {
        check_label(label)?;
    }
    if ascii.len() > MAX_DOMAIN {
        return Err(DomainFault::TooLong);
    }
    let last = ascii.rsplit('.').next().unwrap_or("");
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DomainFault::Ipv4);
    }
    Ok(ascii)
}

fn check_label(label: &str) -> Result<(), DomainFault> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if label.is_empty() {
        Err(DomainFault::EmptyLabel)
    } else if !label.bytes().all(known) {
        Err(DomainFault::Character)
    } else if label.len() > MAX_LABEL {
        Err(DomainFault::LabelTooLong)
    } else if label.starts_with('-') || label.ends_with('-') {
        Err(DomainFault::Hyphen)
    } else {
        Ok(())
    }
}

/// Whether the text is an address literal, `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321, section 4.1.3).
pub(crate) fn is_literal(text: &str) -> bool {
    let Some(inner) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return false;
    };
    match inner.split_at_checked(5) {
        Some((tag, ip)) if tag.eq_ignore_ascii_case("ipv6:") => ip.parse::<Ipv6Addr>().is_ok(),
        _ => inner.parse::<Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_name_loses_its_quotes_and_keeps_its_commas() {
        let read = |text: &str| {
            let mailbox = parse_mailbox(text).unwrap();
            (mailbox.name.unwrap_or_default(), mailbox.email.to_string())
        };
        let address = "ops@example.com".to_owned();
        for (text, name) in [
            ("ops@example.com", ""),
            (" <ops@example.com> ", ""),
            ("Ops <ops@example.com>", "Ops"),
            ("Ops, Hall 2<ops@example.com>", "Ops, Hall 2"),
            ("\"Ops, Hall 2; a@b\" <ops@example.com>", "Ops, Hall 2; a@b"),
            (r#""The \"A\" \\ B" <ops@example.com>"#, r#"The "A" \ B"#),
            ("ops@example.com <ops@example.com>", "ops@example.com"),
        ] {
            assert_eq!(read(text), (name.to_owned(), address.clone()), "{text}");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (text, fault) in [
            (" ", MailboxFault::Empty),
            ("Ops <>", MailboxFault::Empty),
            ("ops", MailboxFault::NoAt),
            ("@example.com", MailboxFault::LocalPart),
            ("a b@example.com", MailboxFault::LocalPart),
            ("ops@", MailboxFault::Domain),
            ("ops@-example.com", MailboxFault::Domain),
            ("ops@_example.com", MailboxFault::Domain),
            ("ops@[2001:db8::1]", MailboxFault::Domain),
            ("Ops ops@example.com>", MailboxFault::Brackets),
            ("<ops@example.com> Ops", MailboxFault::Brackets),
            ("\"Ops <ops@example.com>", MailboxFault::Name),
            ("\"O\"p\"s\" <ops@example.com>", MailboxFault::Name),
            ("\"Ops\\\" <ops@example.com>", MailboxFault::Name),
            ("a@example.com;b@example.com", MailboxFault::Several),
            ("Ops\r\nBcc: x <ops@example.com>", MailboxFault::Control),
            ("\"Ops\u{560a}\" <ops@example.com>", MailboxFault::Control),
            ("\u{10d}@example.com", MailboxFault::Control),
        ] {
            assert_eq!(parse_mailbox(text).unwrap_err(), fault, "{text:?}");
        }
    }

    #[test]
    fn domains_become_ascii() {
        assert_eq!(
            ascii_domain("Bücher.Example.").unwrap(),
            "xn--bcher-kva.example"
        );
        assert_eq!(
            ascii_domain("\u{ff11}\u{ff12}7.0.0.1"),
            Err(DomainFault::Ipv4)
        );
        assert_eq!(ascii_domain("."), Err(DomainFault::EmptyLabel));
    }

    #[test]
    fn literals_have_brackets_and_ipv6_its_tag() {
        for literal in ["[192.0.2.1]", "[IPv6:2001:db8::1]", "[ipv6:::1]"] {
            assert!(is_literal(literal), "{literal}");
        }
        for other in [
            "192.0.2.1",
            "[2001:db8::1]",
            "[192.0.2.256]",
            "[]",
            "[",
            "[IPv6:]",
            "[é€€]",
        ] {
            assert!(!is_literal(other), "{other}");
        }
    }
}

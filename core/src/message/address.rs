//! Mailboxes: `Name <local@domain>` or `local@domain` (RFC 5322, section 3.4).

use alloc::borrow::Cow;
use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use lettre::Address;

use super::check;
use crate::problem::Problem;

/// The longest display name, in bytes.
const NAME_LIMIT: usize = 256;
/// The longest address: 64 bytes, `@` and 255 bytes (RFC 5321, section 4.5.3.1).
const ADDRESS_LIMIT: usize = 320;

/// A display name and an address that SMTP and headers can carry: the domain in ASCII, the local part as it was given.
#[derive(Debug)]
pub(crate) struct Mailbox<'a> {
    /// The display name, unquoted; empty where there is none.
    pub(crate) name: Cow<'a, str>,
    address: Address,
}

/// What is wrong with a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    Control,
    TooLong,
    Name,
    NoAt,
    LocalPart,
    Domain,
}

impl<'a> Mailbox<'a> {
    /// Reads one mailbox.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Flaw> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(Flaw::Empty);
        }
        if text.len() > NAME_LIMIT + ADDRESS_LIMIT {
            return Err(Flaw::TooLong);
        }
        if !check::is_safe(text) {
            return Err(Flaw::Control);
        }
        let (name, address) = match text.strip_suffix('>') {
            Some(front) => front.rsplit_once('<').ok_or(Flaw::Name)?,
            None => ("", text),
        };
        Ok(Self {
            name: display_name(name.trim_matches(' '))?,
            address: addr_spec(address)?,
        })
    }

    /// An address without a name. The domain is one in ASCII.
    pub(crate) fn bare(local: &str, domain: &str) -> Result<Self, Flaw> {
        let address = address(local, domain)?;
        Ok(Self {
            name: Cow::Borrowed(""),
            address,
        })
    }

    /// The address, as RCPT TO and headers have it.
    pub(crate) fn address(&self) -> &str {
        self.address.as_ref()
    }

    /// The domain, in ASCII.
    pub(crate) fn domain(&self) -> &str {
        self.address.domain()
    }

    /// Whether two mailboxes are one to SMTP: the local part decides, the domain without regard to case.
    pub(crate) fn key(&self) -> (&str, Cow<'_, str>) {
        let domain = self.address.domain();
        let domain = if domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(domain.to_ascii_lowercase())
        } else {
            Cow::Borrowed(domain)
        };
        (self.address.user(), domain)
    }
}

impl Flaw {
    /// The problem of `field`.
    pub(crate) fn problem(self, field: &str) -> Problem {
        let (code, message) = match self {
            Self::Empty => ("address.required", "This address is empty."),
            Self::Control => (
                "address.control",
                "This address holds a line break or another control character, or one that can turn into a line break. Remove it.",
            ),
            Self::TooLong => (
                "address.too-long",
                "This address is too long. A name takes at most 256 bytes, an address 64 bytes before the @ and 255 after it.",
            ),
            Self::Name => (
                "address.name-syntax",
                "The name before this address cannot be read. Write one address for each entry, and a name with , ; @ or quotes as \"Name\" <user@host>.",
            ),
            Self::NoAt => (
                "address.syntax",
                "This is not an e-mail address: it has no @. Write user@host or Name <user@host>.",
            ),
            Self::LocalPart => (
                "address.local-part-syntax",
                "The part before the @ is not valid in an e-mail address.",
            ),
            Self::Domain => (
                "address.domain-syntax",
                "The part after the @ is not a domain name; an IP address stands in brackets, as in user@[192.0.2.1].",
            ),
        };
        Problem::error(field, code, message)
    }
}

fn display_name(phrase: &str) -> Result<Cow<'_, str>, Flaw> {
    if phrase.len() > NAME_LIMIT {
        return Err(Flaw::TooLong);
    }
    let Some(quoted) = phrase.strip_prefix('"') else {
        // A comma or an @ would hide a second address in the name of the first.
        return if phrase.contains([',', ';', '@', '<', '>', '"', '\\']) {
            Err(Flaw::Name)
        } else {
            Ok(Cow::Borrowed(phrase))
        };
    };
    let quoted = quoted.strip_suffix('"').ok_or(Flaw::Name)?;
    if !quoted.contains(['"', '\\']) {
        return Ok(Cow::Borrowed(quoted));
    }
    let mut name = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        name.push(match c {
            '"' => return Err(Flaw::Name),
            '\\' => chars.next().ok_or(Flaw::Name)?,
            c => c,
        });
    }
    Ok(Cow::Owned(name))
}

fn addr_spec(text: &str) -> Result<Address, Flaw> {
    let (local, domain) = text.rsplit_once('@').ok_or(Flaw::NoAt)?;
    let domain = if domain.starts_with('[') {
        address_literal(domain).ok_or(Flaw::Domain)?
    } else {
        ascii_domain(domain).ok_or(Flaw::Domain)?
    };
    if local.len() > 64 || domain.len() > 255 {
        return Err(Flaw::TooLong);
    }
    if !local.is_ascii() && local.chars().any(check::truncates_to_line_end) {
        return Err(Flaw::Control);
    }
    address(local, &domain)
}

/// Has lettre judge the whole.
fn address(local: &str, domain: &str) -> Result<Address, Flaw> {
    Address::try_from([local, "@", domain].concat()).map_err(|_| Flaw::LocalPart)
}

/// An address literal (RFC 5321, section 4.1.3).
fn address_literal(domain: &str) -> Option<Cow<'_, str>> {
    let inner = domain.strip_prefix('[')?.strip_suffix(']')?;
    let valid = match inner.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
            inner.get(5..)?.parse::<Ipv6Addr>().is_ok()
        }
        _ => inner.parse::<Ipv4Addr>().is_ok(),
    };
    valid.then_some(Cow::Borrowed(domain))
}

/// A domain name in ASCII: as it is, or by IDNA. `None` where it is no domain name.
pub(crate) fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    let ascii = if domain.is_ascii() {
        Cow::Borrowed(domain)
    } else {
        Cow::Owned(idna::domain_to_ascii(domain).ok()?)
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // Four numbers are an IP address without its brackets, and no domain name ends in a number (RFC 1123, section 2.1).
    let last = ascii.rsplit('.').next()?;
    let numeric = last.bytes().all(|byte| byte.is_ascii_digit());
    (ascii.len() <= 253 && !numeric && ascii.split('.').all(is_label)).then_some(ascii)
}

//! Mailboxes: `Name <local@domain>` or `local@domain` (RFC 5322, section 3.4).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use lettre::address::{Address, AddressError};

use crate::domain::{ascii_domain, is_literal};
use crate::problem::Problem;
use crate::text::{is_safe, truncates_to_line_end};

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
        if !is_safe(text) {
            return Err(Flaw::Control);
        }
        let (name, address) = match text.strip_suffix('>') {
            Some(front) => front.rsplit_once('<').ok_or(Flaw::Name)?,
            None if text.contains('<') && !text.starts_with('"') => return Err(Flaw::Name),
            None => ("", text),
        };
        Ok(Self {
            name: display_name(name.trim_matches(' '))?,
            address: addr_spec(address)?,
        })
    }

    /// An address without a name. The domain is one in ASCII.
    pub(crate) fn bare(local: &str, domain: &str) -> Result<Self, Flaw> {
        Ok(Self {
            name: Cow::Borrowed(""),
            address: address(local, domain)?,
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

impl fmt::Display for Mailbox<'_> {
    /// For people: the name as it is, without quotation marks. Nothing reads it again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            f.write_str(self.address())
        } else {
            write!(f, "{} <{}>", self.name, self.address())
        }
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
                "The part after the @ is not a domain name. One with unusual characters can be written as xn--...; an IP address stands in brackets, as in user@[192.0.2.1].",
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
    let domain = if is_literal(domain) {
        Cow::Borrowed(domain)
    } else {
        ascii_domain(domain).map_err(|_| Flaw::Domain)?
    };
    if local.len() > 64 || domain.len() > 255 {
        return Err(Flaw::TooLong);
    }
    if !local.is_ascii() && local.chars().any(truncates_to_line_end) {
        return Err(Flaw::Control);
    }
    address(local, &domain)
}

/// Has lettre judge the two parts, in one allocation.
fn address(local: &str, domain: &str) -> Result<Address, Flaw> {
    Address::try_from([local, "@", domain].concat()).map_err(|error| match error {
        AddressError::InvalidDomain => Flaw::Domain,
        _ => Flaw::LocalPart,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn a_name_loses_its_quotes() {
        for (text, name) in [
            ("ops@example.com", ""),
            (" <ops@example.com> ", ""),
            ("Ops <ops@example.com>", "Ops"),
            ("上海 Řeháček<ops@example.com>", "上海 Řeháček"),
            ("\"Ops, Hall 2; a@b\" <ops@example.com>", "Ops, Hall 2; a@b"),
            (r#""The \"A\" \\ B" <ops@example.com>"#, r#"The "A" \ B"#),
        ] {
            let mailbox = Mailbox::parse(text).unwrap();
            assert_eq!(
                (&*mailbox.name, mailbox.address()),
                (name, "ops@example.com"),
                "{text}"
            );
        }
    }

    #[test]
    fn each_flaw_is_told_apart() {
        for (text, flaw) in [
            (" ", Flaw::Empty),
            ("ops", Flaw::NoAt),
            ("@example.com", Flaw::LocalPart),
            ("a b@example.com", Flaw::LocalPart),
            ("a@example.com, b@example.com", Flaw::LocalPart),
            ("ops@", Flaw::Domain),
            ("ops@-example.com", Flaw::Domain),
            ("ops@_example.com", Flaw::Domain),
            ("ops@[2001:db8::1]", Flaw::Domain),
            ("ops@192.0.2.1", Flaw::Domain),
            ("Ops ops@example.com>", Flaw::Name),
            ("Ops <ops@example.com", Flaw::Name),
            ("a@example.com <b@example.com>", Flaw::Name),
            ("\"Ops <ops@example.com>", Flaw::Name),
            ("\"O\"p\"s\" <ops@example.com>", Flaw::Name),
            ("\"Ops\\\" <ops@example.com>", Flaw::Name),
            ("Ops\r\nBcc: x <ops@example.com>", Flaw::Control),
            ("\"Ops\u{560a}\" <ops@example.com>", Flaw::Control),
            ("\u{10d}@example.com", Flaw::Control),
        ] {
            assert_eq!(Mailbox::parse(text).unwrap_err(), flaw, "{text:?}");
        }
    }
}

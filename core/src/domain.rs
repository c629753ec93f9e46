//! Domain names and address literals (RFC 5321, sections 4.1.2 and 4.1.3).

use alloc::borrow::Cow;
use core::net::{Ipv4Addr, Ipv6Addr};

/// The longest domain name in its ASCII form (RFC 1035, section 2.3.4).
const MAX_DOMAIN: usize = 253;

/// The longest label of a domain name.
const MAX_LABEL: usize = 63;

/// Why a text is not a domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DomainFault {
    /// Longer than 253 characters in its ASCII form.
    TooLong,
    /// Two dots in a row, or one at an end.
    EmptyLabel,
    /// A part between dots is longer than 63 characters in its ASCII form.
    LabelTooLong,
    /// A part between dots starts or ends with a hyphen.
    Hyphen,
    /// A character that no domain name has, or one that IDNA forbids (RFC 5891).
    Character,
    /// The last part is a number, as in an IP address (RFC 1123, section 2.1).
    Number,
}

/// A domain name in ASCII: as it is, or by IDNA (RFC 5891).
///
/// Underscores are accepted: internal DNS zones have them.
pub(crate) fn ascii_domain(text: &str) -> Result<Cow<'_, str>, DomainFault> {
    // No character takes more than four bytes, and none disappears by the hundred.
    if text.len() > 4 * MAX_DOMAIN {
        return Err(DomainFault::TooLong);
    }
    let ascii = if text.is_ascii() && !text.split('.').any(is_punycode) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(idna::domain_to_ascii(text).map_err(|_| DomainFault::Character)?)
    };
    for label in ascii.split('.') {
        check_label(label)?;
    }
    let last = ascii.rsplit('.').next().unwrap_or("");
    if ascii.len() > MAX_DOMAIN {
        Err(DomainFault::TooLong)
    } else if last.bytes().all(|byte| byte.is_ascii_digit()) {
        Err(DomainFault::Number)
    } else {
        Ok(ascii)
    }
}

fn is_punycode(label: &str) -> bool {
    let prefix = label.get(..4);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
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
    use super::*;

    #[test]
    fn domains_become_ascii() {
        assert_eq!(
            ascii_domain("Bücher.Example").as_deref(),
            Ok("xn--bcher-kva.example")
        );
        assert_eq!(ascii_domain("Mail.Example").as_deref(), Ok("Mail.Example"));
        assert_eq!(
            ascii_domain("\u{ff11}\u{ff12}7.0.0.1"),
            Err(DomainFault::Number)
        );
        assert_eq!(ascii_domain("example.com."), Err(DomainFault::EmptyLabel));
        assert_eq!(
            ascii_domain("\u{5d0}a\u{5d0}b.example"),
            Err(DomainFault::Character)
        );
        assert_eq!(
            ascii_domain("XN--a-ecp.example"),
            Err(DomainFault::Character)
        );
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

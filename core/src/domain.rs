//! Domain names and address literals (RFC 5321, sections 4.1.2 and 4.1.3).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use idna::punycode;

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
    Character(char),
    /// A part begins with `xn--` and stands for nothing (RFC 3492).
    Punycode,
    /// The last part is a number, as in an IP address (RFC 1123, section 2.1).
    Number,
}

/// Characters that IDNA would first map to others or forbid: marks that belong to the letter before them, punctuation and
/// symbols, and the forms of letters kept for compatibility.
const NOT_ENCODED: &[(char, char)] = &[
    ('\u{80}', '\u{bf}'),
    ('\u{300}', '\u{36f}'),
    ('\u{2000}', '\u{2bff}'),
    ('\u{3200}', '\u{33ff}'),
    ('\u{f900}', '\u{ffff}'),
    ('\u{1d400}', '\u{1d7ff}'),
    ('\u{1f000}', '\u{1faff}'),
    ('\u{2f800}', '\u{2fa1f}'),
];

/// The scripts whose signs between letters are no letters themselves.
const SIGNS: core::ops::RangeInclusive<char> = '\u{900}'..='\u{1cff}';

/// A domain name in ASCII: as it is, or by IDNA (RFC 5891).
///
/// What is not ASCII is put into lower case and encoded as it then stands. It is not normalised: those tables weigh more than
/// the rest of the mail logic (`docs/decisions`). Whatever would have to be is refused, and can be given as `xn--...`.
/// Underscores are accepted: internal DNS zones have them.
pub(crate) fn ascii_domain(text: &str) -> Result<Cow<'_, str>, DomainFault> {
    // No character takes more than four bytes, and none disappears by the hundred.
    if text.len() > 4 * MAX_DOMAIN {
        return Err(DomainFault::TooLong);
    }
    let ascii = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        // The full stops of Chinese and Japanese keyboards.
        let labels = text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
        let labels: Result<Vec<_>, _> = labels.map(ascii_label).collect();
        Cow::Owned(labels?.join("."))
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

/// A label in ASCII, where need be by Punycode (RFC 3492).
fn ascii_label(label: &str) -> Result<String, DomainFault> {
    let lower = label.to_lowercase();
    if label.is_ascii() {
        return Ok(lower);
    }
    // The character that was typed is told, not what it has become.
    let mut typed = label.chars();
    if let Some(c) = typed.find(|c| !c.to_lowercase().all(can_be_encoded)) {
        return Err(DomainFault::Character(c));
    }
    if is_punycode(&lower) {
        return Err(DomainFault::Punycode);
    }
    let encoded = punycode::encode_str(&lower).ok_or(DomainFault::Punycode)?;
    Ok(format!("xn--{encoded}"))
}

fn can_be_encoded(c: char) -> bool {
    let is_listed = NOT_ENCODED
        .iter()
        .any(|(from, to)| (*from..=*to).contains(&c));
    c.is_ascii() || (!is_listed && (c.is_alphanumeric() || SIGNS.contains(&c)))
}

fn is_punycode(label: &str) -> bool {
    let prefix = label.get(..4);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}

/// What a label of Punycode stands for; `None` where it stands for nothing.
fn decoded(label: &str) -> Option<String> {
    punycode::decode_to_string(label.get(4..)?).filter(|text| !text.is_ascii())
}

fn check_label(label: &str) -> Result<(), DomainFault> {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if label.is_empty() {
        Err(DomainFault::EmptyLabel)
    } else if let Some(c) = label.chars().find(|c| !known(c)) {
        Err(DomainFault::Character(c))
    } else if label.len() > MAX_LABEL {
        Err(DomainFault::LabelTooLong)
    } else if label.starts_with('-') || label.ends_with('-') {
        Err(DomainFault::Hyphen)
    } else if is_punycode(label) && decoded(label).is_none() {
        Err(DomainFault::Punycode)
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
        assert_eq!(ascii_domain("example.com."), Err(DomainFault::EmptyLabel));
        for (name, ascii) in [
            ("Straße.example", "xn--strae-oqa.example"),
            ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
            ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
            ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"),
            ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ] {
            assert_eq!(ascii_domain(name).as_deref(), Ok(ascii));
            assert_eq!(ascii_domain(ascii).as_deref(), Ok(ascii));
        }
    }

    /// What IDNA would map or forbid is refused: never another name than the one that was meant.
    #[test]
    fn what_is_not_normalised_is_refused() {
        for name in [
            "bu\u{308}cher.example",
            "\u{ff11}\u{ff12}7.0.0.1",
            "\u{2460}.example",
            "\u{fb01}n.example",
            "\u{130}stanbul.example",
            "a\u{200d}b.example",
            "\u{1f600}.example",
            "a\u{a0}b.example",
            "xn--\u{fc}.example",
            "xn--a-ecp-.example",
            "xn--abc-.example",
            "xn--99999999.example",
        ] {
            assert!(ascii_domain(name).is_err(), "{name}");
        }
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

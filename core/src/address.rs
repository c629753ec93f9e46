//! Mailboxes: `Name <local@domain>` or `local@domain` (RFC 5322, section 3.4).

mod remedy;

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::character::{self, is_odd};
use crate::domain::{DomainFault, ascii_domain, is_literal};
use crate::problem::Problem;
use crate::text::line_hazard;

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

/// Both parts of an address and the `@` between them.
#[derive(Debug)]
struct Address {
    text: String,
    /// Where the `@` stands.
    at: usize,
}

impl Address {
    fn new(local: &str, domain: &str) -> Self {
        Self {
            text: [local, "@", domain].concat(),
            at: local.len(),
        }
    }
}

/// What is wrong with a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    /// A line break or another control.
    Control(char),
    TooLong,
    Name,
    /// More than one address; so many that their number is not told.
    Several,
    NoAt,
    /// The local part, and the character that cannot stand there, where it is one.
    LocalPart(Option<char>),
    /// A dot at an end of the local part, or two in a row.
    Dots,
    /// A local part that readers take for an encoded word (RFC 2047).
    EncodedWord,
    /// The domain, and the character that cannot stand there, where it is one.
    Domain(Option<char>),
}

impl<'a> Mailbox<'a> {
    /// Reads one mailbox.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Flaw> {
        // What is wrong with a list of addresses is not what is wrong with one.
        Self::read(text).map_err(|flaw| {
            if remedy::is_list(text) {
                Flaw::Several
            } else {
                flaw
            }
        })
    }

    fn read(text: &'a str) -> Result<Self, Flaw> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(Flaw::Empty);
        }
        if text.len() > NAME_LIMIT + ADDRESS_LIMIT {
            return Err(Flaw::TooLong);
        }
        if let Some(c) = line_hazard(text) {
            return Err(Flaw::Control(c));
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

    /// An address without a name, of a local part that is an atom and a domain in ASCII.
    pub(crate) fn bare(local: &str, domain: &str) -> Self {
        Self {
            name: Cow::Borrowed(""),
            address: Address::new(local, domain),
        }
    }

    /// The address, as RCPT TO and headers have it.
    pub(crate) fn address(&self) -> &str {
        &self.address.text
    }

    /// The domain, in ASCII.
    pub(crate) fn domain(&self) -> &str {
        self.address
            .text
            .get(self.address.at + 1..)
            .unwrap_or_default()
    }

    /// Whether two mailboxes are one to SMTP: the local part decides, the domain without regard to case.
    pub(crate) fn key(&self) -> (&str, Cow<'_, str>) {
        let domain = self.domain();
        let domain = if domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(domain.to_ascii_lowercase())
        } else {
            Cow::Borrowed(domain)
        };
        let local = self.address.text.get(..self.address.at);
        (local.unwrap_or_default(), domain)
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
    /// The problem of `text` in `field`: what is wrong, which character is to blame, and what to write instead where that is plain.
    pub(crate) fn problem(self, field: &str, text: &str) -> Problem {
        let (code, message) = match self {
            Self::Empty => ("address.required", "This address is empty."),
            Self::Control(_) => (
                "address.control",
                "This address contains a line break or another control character. Remove it.",
            ),
            Self::TooLong => (
                "address.too-long",
                "This address is too long. A name takes at most 256 bytes, an address 64 bytes before the @ and 255 after it.",
            ),
            Self::Name => (
                "address.name-syntax",
                "The name before this address cannot be read. Write one address for each entry, and a name with , ; @ or quotes as \"Name\" <user@host>.",
            ),
            Self::Several => (
                "address.several-addresses",
                "This entry contains more than one address. Enter each address separately, as in [\"a@example.com\", \"b@example.com\"]. A test mail takes one address only.",
            ),
            Self::NoAt => (
                "address.syntax",
                "This is not an e-mail address: it has no @. Write user@host or Name <user@host>.",
            ),
            Self::LocalPart(_) => (
                "address.local-part-syntax",
                "The part before the @ is not valid in an e-mail address.",
            ),
            Self::Dots => (
                "address.local-part-syntax",
                "The part before the @ begins or ends with a dot, or has two dots in a row. If the address really is written this way, put that part in quotation marks, as in \"user.\"@example.com.",
            ),
            Self::EncodedWord => (
                "address.local-part-syntax",
                "The part before the @ looks like an encoded word (=?...?=), which mail programs would show as a different address. Correct the address.",
            ),
            Self::Domain(_) => (
                "address.domain-syntax",
                "The part after the @ is not a domain name. One with unusual characters can be written as xn--...; an IP address stands in brackets, as in user@[192.0.2.1].",
            ),
        };
        self.explain(Problem::error(field, code, message), text)
    }

    /// The problem with the character that is to blame, and with what to write instead.
    pub(crate) fn explain(self, problem: Problem, text: &str) -> Problem {
        let culprit = match self {
            Self::Control(c) => Some(c),
            Self::LocalPart(c) | Self::Domain(c) => c,
            // What looks like another character is only then what is wrong.
            Self::Several | Self::TooLong | Self::EncodedWord => {
                return remedy::suggest(problem, text);
            }
            Self::Empty | Self::Name | Self::NoAt | Self::Dots => None,
        };
        let problem = remedy::suggest(problem, text);
        character::explain(problem, text, culprit, |_| false)
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
        ascii_domain(domain).map_err(|fault| match fault {
            DomainFault::Character(c) => Flaw::Domain(Some(c)),
            _ => Flaw::Domain(None),
        })?
    };
    // Hosts may have one in their names; no mail domain has.
    if domain.contains('_') {
        return Err(Flaw::Domain(Some('_')));
    }
    let local = least_quoted(local);
    if local.len() > 64 || domain.len() > 255 {
        return Err(Flaw::TooLong);
    }
    check_local_part(&local)?;
    if local.contains("=?") {
        return Err(Flaw::EncodedWord);
    }
    // Words of several scripts have joiners in them.
    let has_script = local.chars().any(|c| !c.is_ascii() && !is_odd(c));
    let is_joiner = |c: char| has_script && matches!(c, '\u{200c}' | '\u{200d}');
    match local.chars().find(|c| is_odd(*c) && !is_joiner(*c)) {
        None => Ok(Address::new(&local, &domain)),
        odd => Err(Flaw::LocalPart(odd)),
    }
}

/// A local part without the backslashes that say nothing, as RFC 5321, section 4.1.2 asks for: `"a\ b"` is `"a b"`.
fn least_quoted(local: &str) -> Cow<'_, str> {
    if !local.starts_with('"') || !local.contains('\\') {
        return Cow::Borrowed(local);
    }
    let mut quoted = String::with_capacity(local.len());
    let mut chars = local.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|next| !matches!(next, '"' | '\\')) {
            continue;
        }
        quoted.push(c);
        if c == '\\' {
            quoted.extend(chars.next());
        }
    }
    Cow::Owned(quoted)
}

/// A local part: a dot-atom or a quoted string (RFC 5321, section 4.1.2), with letters of all scripts (RFC 6531, section 3.3).
///
/// Controls were looked for in the whole text.
fn check_local_part(local: &str) -> Result<(), Flaw> {
    let Some(quoted) = local.strip_prefix('"') else {
        let is_stray = |c: &char| c.is_ascii() && *c != '.' && !is_atext(*c);
        return if let Some(c) = local.chars().find(is_stray) {
            Err(Flaw::LocalPart(Some(c)))
        } else if local.is_empty() {
            Err(Flaw::LocalPart(None))
        } else if local.split('.').any(str::is_empty) {
            Err(Flaw::Dots)
        } else {
            Ok(())
        };
    };
    let unfinished = Flaw::LocalPart(Some('"'));
    let quoted = quoted.strip_suffix('"').ok_or(unfinished)?;
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        let is_complete = match c {
            '"' => false,
            '\\' => chars.next().is_some(),
            _ => true,
        };
        if !is_complete {
            return Err(unfinished);
        }
    }
    Ok(())
}

/// The ASCII characters of an atom (RFC 5322, section 3.2.3).
pub(crate) fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
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
            ("@example.com", Flaw::LocalPart(None)),
            ("a b@example.com", Flaw::LocalPart(Some(' '))),
            ("a@example.com, b@example.com", Flaw::Several),
            ("ops@", Flaw::Domain(None)),
            ("ops@-example.com", Flaw::Domain(None)),
            ("ops@_example.com", Flaw::Domain(Some('_'))),
            ("ops@[2001:db8::1]", Flaw::Domain(Some('['))),
            ("ops@192.0.2.1", Flaw::Domain(None)),
            ("Ops ops@example.com>", Flaw::Name),
            ("Ops <ops@example.com", Flaw::Name),
            ("a@example.com <b@example.com>", Flaw::Name),
            ("\"Ops <ops@example.com>", Flaw::Name),
            ("\"O\"p\"s\" <ops@example.com>", Flaw::Name),
            ("\"Ops\\\" <ops@example.com>", Flaw::Name),
            ("Ops\r\nBcc: x <ops@example.com>", Flaw::Control('\r')),
            ("user.@example.jp", Flaw::Dots),
            (".user@example.jp", Flaw::Dots),
            ("us..er@example.jp", Flaw::Dots),
            ("ops\u{200b}@example.com", Flaw::LocalPart(Some('\u{200b}'))),
            ("o\u{2010}ps@example.com", Flaw::LocalPart(Some('\u{2010}'))),
            ("ops@ex\u{200b}ample.com", Flaw::Domain(Some('\u{200b}'))),
            ("=?utf-8?q?x?=@example.com", Flaw::EncodedWord),
            ("\"=?utf-8?q?x?=\"@example.com", Flaw::EncodedWord),
            ("a@b@example.com", Flaw::LocalPart(Some('@'))),
        ] {
            assert_eq!(Mailbox::parse(text).unwrap_err(), flaw, "{text:?}");
        }
    }

    /// Nobody cuts them to a byte here, so they are letters like any other.
    #[test]
    fn letters_whose_low_byte_is_a_line_end_are_letters() {
        for address in [
            "dvo\u{159}\u{e1}\u{10d}ek@example.com",
            "\u{4e0a}\u{4e0d}@example.com",
            "\u{560a}\u{560d}\u{760a}\u{760d}@example.com",
            "\u{915}\u{94d}\u{200d}\u{937}@example.com",
        ] {
            assert_eq!(Mailbox::parse(address).unwrap().address(), address);
        }
        let named = Mailbox::parse("\u{560d}\u{560a} <ops@example.com>").unwrap();
        assert_eq!(named.name, "\u{560d}\u{560a}");
    }

    /// As RFC 5321, section 4.1.2 asks for: no backslash that says nothing.
    #[test]
    fn a_quoted_local_part_goes_out_with_the_least_quoting() {
        for (text, address) in [
            (r#""test\ test"@example.org"#, r#""test test"@example.org"#),
            (r#""test test"@example.org"#, r#""test test"@example.org"#),
            (r#""a\b\.c"@example.org"#, r#""ab.c"@example.org"#),
            (r#""a\"b\\c\\"@example.org"#, r#""a\"b\\c\\"@example.org"#),
            (r#""user."@example.jp"#, r#""user."@example.jp"#),
            (r#""a@b,c;d"@example.org"#, r#""a@b,c;d"@example.org"#),
        ] {
            assert_eq!(Mailbox::parse(text).unwrap().address(), address, "{text}");
        }
        for text in [
            r#""a\"@example.org"#,
            r#""a"b"@example.org"#,
            r#""a\\"b"@x.example"#,
        ] {
            assert!(Mailbox::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_to_write_instead_is_suggested_where_it_is_plain() {
        for (text, suggested) in [
            (
                "a@example.com; b@example.com",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "a@example.com,b@example.com,",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "a@example.com b@example.com",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "a@example.com\r\nb@example.com\r\n",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "a@example.com\u{ff1b}\u{a0}b@example.com",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "Doe, John <a@example.com>; \"Roe; J\" <b@example.com>",
                r#"["\"Doe, John\" <a@example.com>","\"Roe; J\" <b@example.com>"]"#,
            ),
            (
                "Ops: a@example.com, b@example.com;",
                r#"["a@example.com","b@example.com"]"#,
            ),
            (
                "<a@example.com> <b@example.com>",
                r#"["<a@example.com>","<b@example.com>"]"#,
            ),
            ("a@example.com, b", ""),
            ("a@example.com and b@example.com", ""),
            ("a@example.com;", "a@example.com"),
            ("Doe, John <a@example.com>", "\"Doe, John\" <a@example.com>"),
            (
                "a@example.com <a@example.com>",
                "\"a@example.com\" <a@example.com>",
            ),
            ("mailto:a@example.com?subject=x", "a@example.com"),
            ("<mailto:a@example.com>", "a@example.com"),
            ("a@example.com.", "a@example.com"),
            ("A <a@example.com", "A <a@example.com>"),
            ("A a@example.com", "A <a@example.com>"),
            ("a@example.com (A)", "A <a@example.com>"),
            ("a @ example.com", "a@example.com"),
            ("a@192.0.2.1", "a@[192.0.2.1]"),
            ("a@[2001:db8::1]", "a@[IPv6:2001:db8::1]"),
            ("user.@example.jp", "\"user.\"@example.jp"),
            ("A <us..er@example.jp>", "A <\"us..er\"@example.jp>"),
            (
                "a\u{200b}@ex\u{2010}ample\u{3002}com\u{feff}",
                "a@ex-ample.com",
            ),
            ("a\u{ff20}example.com", "a@example.com"),
            ("a@example.com\n", "a@example.com"),
            ("a@@example.com", ""),
            ("ops", ""),
            ("=?utf-8?q?x?=@example.com", ""),
        ] {
            let flaw = Mailbox::parse(text).unwrap_err();
            let problem = flaw.problem("to[0]", text);
            let found = problem
                .parameters
                .iter()
                .find(|one| one.name == "suggested");
            let found = found.map_or("", |one| &one.value);
            assert_eq!(found, suggested, "{text:?}: {flaw:?}");
        }
    }

    #[test]
    fn a_list_of_any_length_is_told_as_one() {
        let list = "ops@example.com; ".repeat(5000);
        assert_eq!(Mailbox::parse(&list).unwrap_err(), Flaw::Several);
    }
}

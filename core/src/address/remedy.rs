//! What a person meant who wrote an address that cannot be read: for suggestions only, never for a recipient.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::{Mailbox, is_atext};
use crate::character;
use crate::problem::Problem;

/// The longest text of which a suggestion is made, in bytes.
const MAX_TEXT: usize = 4096;

/// Whether a text has more than one address, parted by anything that people part them by.
pub(super) fn is_list(text: &str) -> bool {
    let text = character::meant(text);
    let has_address = |entry: &&str| Unquoted::new(entry).any(|(_, c)| c == '@');
    entries(&text).into_iter().filter(has_address).count() > 1
}

/// Adds what to write instead, where that can be read: one address, or a list of them in JSON.
pub(super) fn suggest(problem: Problem, text: &str) -> Problem {
    if text.len() > MAX_TEXT {
        return problem;
    }
    let text = character::meant(text);
    let addresses: Option<Vec<String>> = entries(&text).into_iter().map(mended).collect();
    match addresses.as_deref() {
        None | Some([]) => problem,
        Some([one]) => problem.with("suggested", one.as_str()),
        Some(several) => {
            let list = serde_json::to_string(several).unwrap_or_default();
            problem.with("suggested", list)
        }
    }
}

/// The characters outside quotation marks, with their places.
struct Unquoted<'a> {
    chars: core::str::CharIndices<'a>,
    is_quoted: bool,
}

impl<'a> Unquoted<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            chars: text.char_indices(),
            is_quoted: false,
        }
    }
}

impl Iterator for Unquoted<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (place, c) = self.chars.next()?;
            match c {
                '"' => self.is_quoted = !self.is_quoted,
                '\\' if self.is_quoted => drop(self.chars.next()),
                _ if !self.is_quoted => return Some((place, c)),
                _ => {}
            }
        }
    }
}

/// The addresses of a list: parted by commas, semicolons, bars and line ends, or where there are none of them, by blanks.
fn entries(text: &str) -> Vec<&str> {
    // A group has a name of its own (RFC 5322, section 3.4).
    let text = match (text.strip_suffix(';'), text.split_once(':')) {
        (Some(_), Some((name, members))) if !name.contains(['@', '"', '<']) => members,
        _ => text,
    };
    let parted = parts(text, |c| matches!(c, ',' | ';' | '|' | '\n' | '\r'));
    // A single bracket is that of one address, and what stands before it is its name.
    if parted.len() > 1 || text.matches('<').count() == 1 {
        return parted;
    }
    let words = text.split([' ', '\t', '/']).filter(|word| !word.is_empty());
    let ats = Unquoted::new(text).filter(|(_, c)| *c == '@').count();
    if ats > 1 { words.collect() } else { parted }
}

/// Parts the text at each separator that follows an address. One before it is within a name: `Doe, John <john@example.com>`.
fn parts(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut has_address = false;
    for (place, c) in Unquoted::new(text) {
        if is_separator(c) && has_address {
            parts.push(text.get(start..place).unwrap_or_default());
            start = place + c.len_utf8();
            has_address = false;
        }
        has_address |= c == '@';
    }
    parts.push(text.get(start..).unwrap_or_default());
    let is_blank = |c: char| c == ' ' || is_separator(c);
    let trimmed = parts.iter().map(|part| part.trim_matches(is_blank));
    trimmed.filter(|part| !part.is_empty()).collect()
}

/// One entry so that it can be read, if there is a way.
fn mended(entry: &str) -> Option<String> {
    let is_read = |text: &String| Mailbox::read(text).is_ok();
    let entry = without_scheme(entry);
    let whole = Some(entry.to_owned()).filter(is_read);
    whole.or_else(|| {
        let (name, address) = name_and_address(entry);
        let address = mended_address(address);
        if name.is_empty() {
            Some(address).filter(is_read)
        } else {
            let plain = format!("{name} <{address}>");
            let quoted = || format!("\"{}\" <{address}>", name.replace(['"', '\\'], ""));
            Some(plain)
                .filter(is_read)
                .or_else(|| Some(quoted()).filter(is_read))
        }
    })
}

/// The address of a link, without its subject and other parameters.
fn without_scheme(entry: &str) -> &str {
    let bare = entry.trim_matches(['<', '>', ' ']);
    let scheme = bare
        .get(..7)
        .filter(|it| it.eq_ignore_ascii_case("mailto:"));
    match scheme.and_then(|_| bare.get(7..)) {
        Some(rest) => rest.split('?').next().unwrap_or_default(),
        None => entry,
    }
}

/// The name and the address of an entry whose brackets may be missing: `Name a@b`, `Name <a@b`, `a@b (Name)`.
fn name_and_address(entry: &str) -> (&str, &str) {
    let is_bracket = |c: char| matches!(c, '<' | '>' | ' ');
    if let Some((name, address)) = entry.rsplit_once('<') {
        return (
            name.trim_matches(is_bracket),
            address.trim_matches(is_bracket),
        );
    }
    let entry = entry.trim_matches(is_bracket);
    if let Some((address, comment)) = entry.split_once('(')
        && let Some(comment) = comment.strip_suffix(')')
    {
        return (comment.trim(), address.trim());
    }
    match entry.rsplit_once(' ') {
        Some((name, address)) if address.contains('@') && !address.starts_with('@') => {
            (name.trim(), address)
        }
        _ => ("", entry),
    }
}

/// An address without blanks and a dot at its end, with quotation marks around odd dots and brackets around an IP address.
fn mended_address(address: &str) -> String {
    let address = if address.contains('"') {
        address.to_owned()
    } else {
        address.replace(' ', "")
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return address;
    };
    let domain = domain.trim_matches(['.', ',', ';', ':']);
    let bare = domain.trim_matches(['[', ']']);
    let domain = if bare.parse::<Ipv4Addr>().is_ok() {
        format!("[{bare}]")
    } else if bare.parse::<Ipv6Addr>().is_ok() {
        format!("[IPv6:{bare}]")
    } else {
        domain.to_owned()
    };
    let is_dotted = |c: char| c == '.' || !c.is_ascii() || is_atext(c);
    let is_odd = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if is_odd && local.chars().all(is_dotted) {
        format!("\"{local}\"@{domain}")
    } else {
        format!("{local}@{domain}")
    }
}

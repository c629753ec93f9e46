//! A server's words in a log or an exception: one bounded line, without e-mail addresses.

use alloc::string::String;
use alloc::vec::Vec;

use crate::wire::reply::clean;

/// What stands in place of an address.
const HIDDEN: &str = "<address>";
/// The most characters of a line.
const LONGEST: usize = 200;
/// What stands for `@` in a URL.
const ENCODED: [char; 3] = ['%', '4', '0'];

/// The first line of a text as a log may hold it: controls stripped, each e-mail address as `<address>`, at most 200 characters.
///
/// Servers repeat the recipient in their replies, and a log is read by more people than a report is.
#[must_use]
pub fn log_line(text: &str) -> String {
    let mut lines = text.lines().map(clean);
    let line = lines.find(|line| !line.trim().is_empty());
    let words: Vec<&str> = line
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect();
    shortened(&without_addresses(&words.join(" ")))
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        None => line.into(),
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

fn without_addresses(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut shown = String::with_capacity(line.len());
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let sign = sign_at_start(rest);
        let before = chars.get(from..at).unwrap_or_default();
        let local = if sign == 0 {
            0
        } else {
            local_part(before, sign > 1)
        };
        if local == 0 {
            at += 1;
            continue;
        }
        let after = chars.get(at + sign..).unwrap_or_default();
        let mut end = at + sign + domain(after);
        let mut start = at - local;
        if start > from && chars.get(start - 1) == Some(&'<') && chars.get(end) == Some(&'>') {
            (start, end) = (start - 1, end + 1);
        }
        shown.extend(chars.get(from..start).unwrap_or_default());
        shown.push_str(HIDDEN);
        (from, at) = (end, end);
    }
    shown.extend(chars.get(from..).unwrap_or_default());
    shown
}

/// How many characters of an `@` stand here; 0 for none.
fn sign_at_start(rest: &[char]) -> usize {
    match rest {
        ['@' | '＠', ..] => 1,
        _ if rest.starts_with(&ENCODED) => ENCODED.len(),
        _ => 0,
    }
}

/// How many characters before an `@` are a local part (RFC 5321, section 4.1.2), a quoted string or the end of a word.
fn local_part(before: &[char], is_encoded: bool) -> usize {
    if let [quoted @ .., '"'] = before {
        let mut opening = (0..quoted.len()).rev();
        let opening = opening.find(|&at| {
            let is_escaped = at > 0 && quoted.get(at - 1) == Some(&'\\');
            quoted.get(at) == Some(&'"') && !is_escaped
        });
        return before.len() - opening.unwrap_or(quoted.len());
    }
    let is_part = |c: &&char| !c.is_whitespace() && !"<>()[]{},;:\"".contains(**c);
    let mut length = before.iter().rev().take_while(is_part).count();
    let word = before.get(before.len() - length..).unwrap_or_default();
    let is_in_url = is_encoded
        || before
            .get(..before.len() - length)
            .is_some_and(|b| b.ends_with(&[':']))
            && word.starts_with(&['/', '/']);
    if is_in_url {
        // These would be encoded in an address there.
        length = word
            .iter()
            .rev()
            .take_while(|c| !"/?&=#".contains(**c))
            .count();
    }
    let word = before.get(before.len() - length..).unwrap_or_default();
    // A quotation mark of the sentence around it.
    length - word.iter().take_while(|&&c| c == '\'' || c == '`').count()
}

/// How many characters after an `@` are a domain or an address literal.
fn domain(after: &[char]) -> usize {
    if let ['[', literal @ ..] = after {
        return literal
            .iter()
            .position(|&c| c == ']')
            .map_or(1, |end| end + 2);
    }
    let is_part = |c: &&char| c.is_alphanumeric() || "-._".contains(**c);
    let length = after.iter().take_while(is_part).count();
    let name = after.get(..length).unwrap_or_default();
    // The end of the sentence.
    length - name.iter().rev().take_while(|&&c| c == '.').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_not_shown() {
        for (text, expected) in [
            (
                "550 5.1.1 <ops@example.com>: Recipient address rejected",
                "550 5.1.1 <address>: Recipient address rejected",
            ),
            ("no user ops@example.com.", "no user <address>."),
            ("'o'brien@example.com' is unknown", "'<address>' is unknown"),
            ("mailto:ops+alarm@mail.example.com,x", "mailto:<address>,x"),
            ("\"a b\\\" c\"@example.com unknown", "<address> unknown"),
            ("ops@[192.0.2.7] denied", "<address> denied"),
            ("ops@[IPv6:2001:db8::1] denied", "<address> denied"),
            (
                "dvořáček@žluťoučký.example je neznámý",
                "<address> je neznámý",
            ),
            ("ops＠example.com", "<address>"),
            (
                "<@relay.example:ops@example.com>",
                "<@relay.example:<address>>",
            ),
            ("RCPT TO:<ops@example.com> 550", "RCPT TO:<address> 550"),
            (
                "see http://spf.example/Why?id=ops%40example.com&ip=192.0.2.7",
                "see http://spf.example/Why?id=<address>&ip=192.0.2.7",
            ),
            (
                "see https://x.example/?id=ops@example.com&y",
                "see https://x.example/?id=<address>&y",
            ),
            ("a@b@c.example x@y.example", "<address>@c.example <address>"),
            ("cut off <ops@", "cut off <<address>"),
            ("SRS0=ab=cd=example.com=ops@relay.example", "<address>"),
        ] {
            assert_eq!(log_line(text), expected);
        }
    }

    #[test]
    fn what_is_no_address_stays() {
        for text in [
            "535 5.7.8 Error: authentication failed",
            "554 5.7.1 <unknown[192.0.2.7]>: Client host rejected",
            "see https://support.google.com/mail/?p=BadCredentials a1-2.3 - gsmtp",
            "2 messages @ 5 each",
            "@example.com",
            "",
        ] {
            assert_eq!(log_line(text), text);
        }
    }

    #[test]
    fn it_is_one_bounded_line() {
        assert_eq!(log_line("\r\n \r\n a\t b\u{1b}[2J\u{202e} \r\nc"), "a b[2J");
        let long = log_line(&format!("é{}", "x".repeat(5000)));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with("x…"));
        assert_eq!(log_line(&"x".repeat(LONGEST)), "x".repeat(LONGEST));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[ -~\u{e9}\r\n\"@<>%40]{0,300}") {
            let line = log_line(&text);
            prop_assert!(line.chars().count() <= LONGEST && !line.contains(char::is_control));
        }

        #[test]
        fn no_address_gets_through(before in "[ -~]{0,20}[ <,:(]", local in "[a-z0-9.+!#$&*-]{1,20}x", domain in "[a-z]{2,9}\\.example", after in "[ >,;)][ -~]{0,20}") {
            let line = log_line(&format!("{before}{local}@{domain}{after}"));
            prop_assert!(!line.contains(&format!("{local}@")), "{line}");
        }
    }
}

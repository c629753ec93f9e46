//! Text of devices, which is never a reason not to tell: what cannot stand in a message is replaced, what is too long is cut, and each
//! is told as a warning.
//!
//! It is what stands in the four kinds, and the caller's own subject. Addresses, file names and media types are not: there the wrong
//! character would be another address or another file.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::check::{code, required};
use crate::character::{called, is_joined};
use crate::problem::Problem;
use crate::text::{is_line_hazard, line_hazard};

/// The longest value of one line, in bytes; the limit that RFC 5322, section 2.1.1 sets for a line.
const LINE_LIMIT: usize = 998;

/// How far back a cut looks for the beginning of a letter with its accents.
const MOST_JOINED: usize = 32;

const ELLIPSIS: char = '…';

/// Makes one line of a value: runs of controls become one blank, and what is too long is cut.
pub(crate) fn line(field: &str, value: &mut String, problems: &mut Vec<Problem>) {
    if let Some(c) = line_hazard(value) {
        *value = without(value, is_line_hazard);
        problems.push(control(field, c, "A space stands in their place."));
    }
    if value.len() > LINE_LIMIT {
        cut(value);
        problems.push(too_long(field, "The rest was left out."));
    }
    tell_lost(field, value, problems);
}

/// The same for a value that may be absent.
pub(crate) fn optional_line(field: &str, value: &mut Option<String>, problems: &mut Vec<Problem>) {
    if let Some(value) = value {
        line(field, value, problems);
    }
}

/// The same for a value that must be there. Where nothing but controls was, `placeholder` stands in its place.
pub(crate) fn required_line(
    field: &str,
    value: &mut String,
    placeholder: &str,
    problems: &mut Vec<Problem>,
) {
    if is_blank(value) {
        problems.push(required(field));
    }
    line(field, value, problems);
    if value.is_empty() {
        value.push_str(placeholder);
    }
}

/// Makes text of several lines of a value that must be there: its line ends and tabs stay.
pub(crate) fn required_text(field: &str, value: &mut String, problems: &mut Vec<Problem>) {
    if is_blank(value) {
        problems.push(required(field));
    }
    // HTML knows no other line end.
    if value.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        *value = value
            .replace("\r\n", "\n")
            .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    }
    let is_control = |c: char| is_line_hazard(c) && !matches!(c, '\n' | '\t');
    if let Some(c) = value.chars().find(|c| is_control(*c)) {
        *value = without(value, is_control);
        problems.push(control(field, c, "A space stands in their place."));
    }
    tell_lost(field, value, problems);
}

/// Makes a link safe: an absolute web address, in which what could end it is percent-encoded. A blank one is none, and one that is too
/// long is left out, as a part of it would lead elsewhere.
pub(crate) fn link(field: &str, value: &mut Option<String>, problems: &mut Vec<Problem>) {
    let is_edge = |c: char| c == ' ' || is_line_hazard(c);
    let Some(given) = value else { return };
    let trimmed = given.trim_matches(is_edge);
    if trimmed.is_empty() {
        *value = None;
        return;
    }
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        let start = trimmed.get(..scheme.len())?;
        let rest = trimmed.get(scheme.len()..)?;
        let host = rest.split(['/', '?', '#']).next()?;
        start.eq_ignore_ascii_case(scheme).then_some(host)
    });
    if host.is_none_or(|host| host.is_empty() || host.contains(ends_link)) {
        problems.push(Problem::error(
            field,
            "link.syntax",
            "This is not a web address. It takes https://host/path or http://host/path.",
        ));
        return;
    }
    let encoded = percent_encoded(trimmed);
    if encoded.len() > LINE_LIMIT {
        problems.push(too_long(field, "The link was left out."));
        *value = None;
    } else if encoded != *given {
        problems.push(Problem::warning(
            field,
            code(field, "encoded"),
            "This link holds spaces, quotation marks, angle brackets or control characters. They are written as %20 and the like.",
        ));
        *value = Some(encoded);
    }
}

/// Whether a character ends a link where a text is searched for links.
fn ends_link(c: char) -> bool {
    matches!(c, ' ' | '"' | '<' | '>') || is_line_hazard(c)
}

fn percent_encoded(link: &str) -> String {
    let mut encoded = String::with_capacity(link.len());
    for c in link.chars() {
        if ends_link(c) {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            encoded.extend(bytes.map(|byte| format!("%{byte:02X}")));
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// Whether a caller gave nothing; a device that sends controls alone gave something.
fn is_blank(value: &str) -> bool {
    value.trim_matches(' ').is_empty()
}

/// The text with one blank for each run of what is not wanted, together with the blanks around it, and none at its ends.
fn without(text: &str, is_unwanted: impl Fn(char) -> bool) -> String {
    let pieces = text.split(is_unwanted);
    let mut kept = String::with_capacity(text.len());
    for piece in pieces.map(|piece| piece.trim_matches(' ')) {
        if !kept.is_empty()
            && !kept.ends_with('\n')
            && !matches!(piece.chars().next(), None | Some('\n'))
        {
            kept.push(' ');
        }
        kept.push_str(piece);
    }
    kept
}

/// Cuts a line at a letter, never between it and its accents.
fn cut(value: &mut String) {
    let room = LINE_LIMIT - ELLIPSIS.len_utf8();
    let is_boundary = |end: &usize| value.is_char_boundary(*end);
    let end = (0..=room).rev().find(is_boundary).unwrap_or(0);
    let mut whole = end;
    for _ in 0..MOST_JOINED {
        let (before, after) = value.split_at_checked(whole).unwrap_or_default();
        let is_joining = before.ends_with('\u{200d}');
        if !after.starts_with(is_joined) && !is_joining {
            break;
        }
        let last = before.chars().next_back().map_or(0, char::len_utf8);
        whole -= last;
    }
    let (before, after) = value.split_at_checked(whole).unwrap_or_default();
    // Accents without end belong to nothing.
    let is_within = after.starts_with(is_joined) || before.trim_matches(' ').is_empty();
    value.truncate(if is_within { end } else { whole });
    value.truncate(value.trim_end_matches(' ').len());
    value.push(ELLIPSIS);
}

fn control(field: &str, c: char, done: &str) -> Problem {
    let called = called(c);
    Problem::warning(
        field,
        code(field, "control"),
        format!("This holds line breaks or other control characters, such as {called}. {done}"),
    )
    .with("character", called)
}

fn too_long(field: &str, done: &str) -> Problem {
    Problem::warning(
        field,
        code(field, "too-long"),
        format!("This is too long: at most {LINE_LIMIT} bytes are possible. {done}"),
    )
    .with("limit", format!("{LINE_LIMIT}"))
}

/// Tells of text that was lost before it came here.
pub(crate) fn tell_lost(field: &str, value: &str, problems: &mut Vec<Problem>) {
    if value.contains(char::REPLACEMENT_CHARACTER) {
        problems.push(Problem::warning(
            field,
            code(field, "unreadable"),
            "Part of this text could not be decoded and was replaced with U+FFFD REPLACEMENT CHARACTER. Send text as UTF-8.",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;

    fn made_line(text: &str) -> String {
        let mut value = text.to_owned();
        line("title", &mut value, &mut Vec::new());
        value
    }

    #[test]
    fn runs_of_controls_become_one_blank() {
        for (given, made) in [
            ("41.5 C\r\n", "41.5 C"),
            ("Host\tdown", "Host down"),
            ("PDU-7\0", "PDU-7"),
            ("a\r\n \r\n b", "a b"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred [0m"),
            ("a\u{2028}b\u{2029}c\u{85}d\u{7f}e", "a b c d e"),
            ("\0\r\n", ""),
            (" a  b ", " a  b "),
            ("č 上 \u{560d}", "č 上 \u{560d}"),
        ] {
            assert_eq!(made_line(given), made, "{given:?}");
        }
    }

    #[test]
    fn a_cut_keeps_a_letter_with_its_accents() {
        let long =
            |start: usize, letter: &str| made_line(&("a".repeat(start) + &letter.repeat(1000)));
        for start in 0..24 {
            for letter in ["温", "e\u{301}", "👩\u{200d}💻", "👍\u{1f3fd}", "x", "x "] {
                let cut = long(start, letter);
                let kept = cut.strip_suffix('…').map_or("?", |kept| &kept[start..]);
                assert!(
                    cut.len() <= 998 && cut.len() > 970,
                    "{letter}: {}",
                    cut.len()
                );
                let whole = kept.replace(letter, "");
                assert!(
                    whole.is_empty() || whole == letter.trim_end(),
                    "{letter} {start}"
                );
            }
        }
        let zalgo = made_line(&("a".to_owned() + &"\u{301}".repeat(1000)));
        assert!(zalgo.len() > 990 && zalgo.len() <= 998);
    }

    #[test]
    fn text_of_several_lines_keeps_them() {
        for (given, made) in [
            ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a\nb\nc\nd"),
            ("a\0\u{1b}b\0\nc", "a b\nc"),
            ("\0a\n\0\nb", "a\n\nb"),
        ] {
            let mut value = given.to_owned();
            required_text("text", &mut value, &mut Vec::new());
            assert_eq!(value, made, "{given:?}");
        }
    }

    #[test]
    fn a_link_holds_nothing_that_ends_it() {
        for (given, made) in [
            ("https://cs.example/a?b=c", Some("https://cs.example/a?b=c")),
            ("https://cs.example/a\r\n", Some("https://cs.example/a")),
            (
                "https://cs.example/PDU 7",
                Some("https://cs.example/PDU%207"),
            ),
            (
                "http://cs.example/a\"><b\r\n\u{2028}",
                Some("http://cs.example/a%22%3E%3Cb"),
            ),
            (
                "https://cs.example/a\r\nb",
                Some("https://cs.example/a%0D%0Ab"),
            ),
            (
                "https://cs.example/a\u{2028}b",
                Some("https://cs.example/a%E2%80%A8b"),
            ),
            ("https://cs.example/温度", Some("https://cs.example/温度")),
            (" \r\n", None),
            ("", None),
        ] {
            let mut problems = Vec::new();
            let mut value = Some(given.to_owned());
            link("link", &mut value, &mut problems);
            assert_eq!(value.as_deref(), made, "{given:?}");
            assert!(!problems.iter().any(Problem::is_error), "{given:?}");
        }
        for wrong in [
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "https://a b/c",
            "https://a\r\nb/c",
            "ftp://a/",
        ] {
            let mut problems = Vec::new();
            link("link", &mut Some(wrong.to_owned()), &mut problems);
            assert!(problems.iter().any(Problem::is_error), "{wrong:?}");
        }
        let mut long = Some("https://cs.example/".to_owned() + &"a".repeat(1000));
        let mut problems = Vec::new();
        link("link", &mut long, &mut problems);
        assert!(long.is_none() && problems.iter().any(|one| one.code == "link.too-long"));
    }
}

//! What may be attached, how it is named, and how it travels.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::check;
use super::draft::Attachment;
use crate::problem::Problem;
use crate::text::{is_printable_ascii, line_hazard};

/// The longest file name that common file systems take, in bytes.
const FILE_NAME_LIMIT: usize = 255;
/// The longest content id and media type, in bytes: each stands on one line.
const TOKEN_LIMIT: usize = 200;

/// The longest line that SMTP takes, without its end (RFC 5321, section 4.5.3.1.6).
const LONGEST_LINE: usize = 998;
/// What every file can go as.
const ANY_FILE: &str = "application/octet-stream";

/// Every problem of the attachments. A message or multipart that cannot travel as such becomes a plain file.
pub(crate) fn check(attachments: &mut [Attachment], problems: &mut Vec<Problem>) {
    check_each(attachments, problems);
    for (index, attachment) in attachments.iter_mut().enumerate() {
        let reason = if is_of(&attachment.media_type, "multipart/") {
            Some("its parts cannot be read without the original message")
        } else if is_message(&attachment.media_type) {
            made_message(attachment)
        } else {
            None
        };
        if let Some(reason) = reason {
            let field = format!("attachments[{index}].media_type");
            let message = format!(
                "This file cannot be sent as {}: {reason}. It is attached unchanged as {ANY_FILE}.",
                name_of(&attachment.media_type)
            );
            problems.push(
                Problem::warning(field, "media-type.sent-as-file", message)
                    .with("sent_as", ANY_FILE),
            );
            attachment.media_type = String::from(ANY_FILE);
        }
    }
}

/// Whether an attachment is a message that is written into this one as it is: of `message/*`, which knows no other encoding than 7bit,
/// 8bit and binary (RFC 2045, section 6.4; RFC 2046, section 5.2). Those that may (RFC 6532, section 3.7) are read so all the same.
pub(crate) fn is_message(media_type: &str) -> bool {
    is_of(media_type, "message/")
}

/// The type and subtype, without parameters.
fn name_of(media_type: &str) -> &str {
    let name = media_type.split(';').next().unwrap_or_default();
    name.trim_matches(' ')
}

/// Whether a media type begins so, in whatever case.
fn is_of(media_type: &str, start: &str) -> bool {
    let found = name_of(media_type).get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Gives the message its line ends, or says why it cannot be written as it is: in 7bit, since whether the server takes 8 bits is not known
/// before it is asked.
fn made_message(attachment: &mut Attachment) -> Option<&'static str> {
    let media_type = &attachment.media_type;
    if is_of(media_type, "message/partial") || is_of(media_type, "message/external-body") {
        return Some("it is a fragment of a message or a reference to one");
    }
    let data = &attachment.data;
    if !begins_with_header(data) {
        return Some("it does not begin with a header field");
    }
    let mut bare_ends = false;
    let mut line = 0;
    let mut last = 0;
    for &byte in data {
        match byte {
            b'\n' => {
                bare_ends |= last != b'\r';
                line = 0;
            }
            _ if last == b'\r' => return Some("it contains a carriage return without a line feed"),
            b'\r' => {}
            0 => return Some("it contains a null byte"),
            0x80.. => return Some("it contains non-ASCII bytes"),
            _ => line += 1,
        }
        if line > LONGEST_LINE {
            return Some("it has a line longer than 998 bytes");
        }
        last = byte;
    }
    if last == b'\r' {
        return Some("it contains a carriage return without a line feed");
    }
    if bare_ends {
        attachment.data = with_line_ends(data);
    }
    None
}

/// Whether data begins as a message does: `Name: ` (RFC 5322, section 2.2).
fn begins_with_header(data: &[u8]) -> bool {
    let end = data
        .iter()
        .position(|byte| !matches!(byte, b'!'..=b'9' | b';'..=b'~'));
    end.is_some_and(|end| end > 0 && data.get(end) == Some(&b':'))
}

/// The data with CRLF for each LF that has no CR.
fn with_line_ends(data: &[u8]) -> Vec<u8> {
    let ends = memchr::memchr_iter(b'\n', data).count();
    let mut made = Vec::with_capacity(data.len() + ends);
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match line {
            [start @ .., b'\n'] if !start.ends_with(b"\r") => {
                made.extend_from_slice(start);
                made.extend_from_slice(b"\r\n");
            }
            line => made.extend_from_slice(line),
        }
    }
    made
}

fn check_each(attachments: &[Attachment], problems: &mut Vec<Problem>) {
    for (index, attachment) in attachments.iter().enumerate() {
        let field = |name: &str| format!("attachments[{index}].{name}");
        file_name(&field("file_name"), &attachment.file_name, problems);
        media_type(&field("media_type"), &attachment.media_type, problems);
        if let Some(id) = &attachment.content_id {
            content_id(&field("content_id"), id, problems);
            let earlier = attachments.iter().take(index);
            if earlier
                .filter_map(|other| other.content_id.as_ref())
                .any(|other| other == id)
            {
                problems.push(Problem::error(
                    field("content_id"),
                    "content-id.duplicate",
                    "An earlier attachment has this content id. Each needs its own.",
                ));
            }
        }
    }
}

fn file_name(field: &str, name: &str, problems: &mut Vec<Problem>) {
    if name.trim().is_empty() {
        problems.push(check::required(field));
    }
    if let Some(c) = line_hazard(name) {
        problems.push(check::control(field, name, c));
    }
    if name.len() > FILE_NAME_LIMIT {
        problems.push(check::too_long(field, FILE_NAME_LIMIT));
    }
    if name.contains(['/', '\\']) || matches!(name, "." | "..") {
        problems.push(Problem::error(
            field,
            "file-name.path",
            "A file name takes no path. Leave out the folders, and / and \\.",
        ));
    }
}

/// `type/subtype` and parameters (RFC 2045, section 5.1).
fn media_type(field: &str, value: &str, problems: &mut Vec<Problem>) {
    let mut parts = value.split(';').map(|part| part.trim_matches(' '));
    let named = parts.next().and_then(|name| name.split_once('/'));
    let parameter = |text: &str| {
        text.split_once('=')
            .is_some_and(|(key, value)| is_key(key) && (is_token(value) || is_quoted(value)))
    };
    let valid = value.len() <= TOKEN_LIMIT
        && named.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
        && parts.all(parameter);
    if !valid {
        problems.push(Problem::error(
            field,
            "media-type.syntax",
            "This is not a media type. It takes one such as application/pdf or text/csv; charset=utf-8.",
        ));
    }
}

/// The id without its angle brackets, of characters that need no escape in a `cid:` link (RFC 2392).
fn content_id(field: &str, id: &str, problems: &mut Vec<Problem>) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+@".contains(&byte);
    if id.is_empty() || id.len() > TOKEN_LIMIT || !id.bytes().all(allowed) {
        problems.push(Problem::error(
            field,
            "content-id.syntax",
            "A content id takes letters, digits and . _ - + @, at most 200 of them.",
        ));
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
}

/// The name of a parameter that readers take as it stands, not for a part or an encoding of another (RFC 2231).
fn is_key(text: &str) -> bool {
    is_token(text) && !text.contains(['*', '\'', '%'])
}

/// A quoted value without anything to unquote, or that readers take for an encoded word.
fn is_quoted(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.is_some_and(|inner| {
        is_printable_ascii(inner) && !inner.contains(['"', '\\']) && !inner.contains("=?")
    })
}

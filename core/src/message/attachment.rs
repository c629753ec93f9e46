//! What may be attached, and how it is named.

use alloc::format;
use alloc::vec::Vec;

use super::check;
use super::draft::Attachment;
use crate::problem::Problem;
use crate::text::{is_printable_ascii, is_safe};

/// The longest file name that common file systems take, in bytes.
const FILE_NAME_LIMIT: usize = 255;
/// The longest content id and media type, in bytes: each stands on one line.
const TOKEN_LIMIT: usize = 200;

/// Every problem of the attachments.
pub(crate) fn check(attachments: &[Attachment], problems: &mut Vec<Problem>) {
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
    if !is_safe(name) {
        problems.push(check::control(field));
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
            .is_some_and(|(key, value)| is_token(key) && (is_token(value) || is_quoted(value)))
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
    } else if named.is_some_and(|(kind, _)| {
        ["multipart", "message"]
            .iter()
            .any(|it| kind.eq_ignore_ascii_case(it))
    }) {
        problems.push(Problem::error(
            field,
            "media-type.composite",
            "A file of this type cannot be attached as such (RFC 2046). Give it as application/octet-stream.",
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

fn is_quoted(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.is_some_and(|inner| is_printable_ascii(inner) && !inner.contains(['"', '\\']))
}

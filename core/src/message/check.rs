//! What may not stand in a header, an address or a name, whatever else is right about it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::problem::Problem;
use crate::text::is_safe;

/// The longest value of one line that is taken, in bytes; the limit that RFC 5322, section 2.1.1 sets for a line.
pub(crate) const LINE_LIMIT: usize = 998;

/// Makes a problem of a one-line value that holds a control or is too long.
pub(crate) fn line(field: &str, value: &str, problems: &mut Vec<Problem>) {
    if !is_safe(value) {
        problems.push(control(field));
    }
    if value.len() > LINE_LIMIT {
        problems.push(too_long(field, LINE_LIMIT));
    }
}

/// The same for a value that must be there.
pub(crate) fn required_line(field: &str, value: &str, problems: &mut Vec<Problem>) {
    if value.trim().is_empty() {
        problems.push(required(field));
    }
    line(field, value, problems);
}

/// Makes a problem of a word that is none of `known`.
pub(crate) fn word(field: &str, value: &str, known: &[&str], problems: &mut Vec<Problem>) {
    if !known.contains(&value) {
        let known = known.join(", ");
        problems.push(
            Problem::error(
                field,
                code(field, "unknown"),
                format!("This takes one of: {known}."),
            )
            .with("known", known),
        );
    }
}

/// Makes a problem of a link that is not an absolute web address.
pub(crate) fn link(field: &str, value: Option<&String>, problems: &mut Vec<Problem>) {
    let Some(value) = value else { return };
    line(field, value, problems);
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        let start = value.get(..scheme.len())?;
        let host = value.get(scheme.len()..)?;
        start.eq_ignore_ascii_case(scheme).then_some(host)
    });
    if host.is_none_or(|host| {
        host.is_empty() || host.starts_with('/') || value.contains([' ', '"', '<', '>'])
    }) {
        problems.push(Problem::error(
            field,
            "link.syntax",
            "This is not a web address. It takes https://host/path or http://host/path, without spaces.",
        ));
    }
}

pub(crate) fn required(field: &str) -> Problem {
    Problem::error(field, code(field, "required"), "This may not be empty.")
}

pub(crate) fn too_long(field: &str, limit: usize) -> Problem {
    Problem::error(
        field,
        code(field, "too-long"),
        format!("This is too long. At most {limit} bytes are possible."),
    )
    .with("limit", format!("{limit}"))
}

pub(crate) fn control(field: &str) -> Problem {
    Problem::error(
        field,
        code(field, "control"),
        "This holds a line break or another control character, or one that can turn into a line break. Remove it.",
    )
}

/// The code of a finding about a field: the field's own name without its path and index, then what.
pub(crate) fn code(field: &str, what: &str) -> Cow<'static, str> {
    let name = field.rsplit('.').next().unwrap_or(field);
    let name = name.split('[').next().unwrap_or(name);
    Cow::Owned(format!("{}.{what}", name.replace('_', "-")))
}

//! Findings that several fields have in common.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use crate::character;
use crate::problem::Problem;
use crate::text::line_hazard;

/// Makes a problem of a word that is none of `known`.
pub(crate) fn word(field: &str, value: &str, known: &[&str], problems: &mut Vec<Problem>) {
    if !known.contains(&value) {
        let words = known.join(", ");
        let problem = Problem::error(
            field,
            code(field, "unknown"),
            format!("This takes one of: {words}."),
        )
        .with("known", words);
        let is_known = |meant: &str| known.contains(&meant);
        problems.push(character::explain(
            problem,
            value,
            line_hazard(value),
            is_known,
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

/// The problem of a value that holds the control `c`.
pub(crate) fn control(field: &str, value: &str, c: char) -> Problem {
    let problem = Problem::error(
        field,
        code(field, "control"),
        "This contains a line break or another control character. Remove it.",
    );
    let is_safe = |meant: &str| line_hazard(meant).is_none() && !meant.is_empty();
    character::explain(problem, value, Some(c), is_safe)
}

/// The code of a finding about a field: the field's own name without its path and index, then what.
pub(crate) fn code(field: &str, what: &str) -> Cow<'static, str> {
    let name = field.rsplit('.').next().unwrap_or(field);
    let name = name.split('[').next().unwrap_or(name);
    Cow::Owned(format!("{}.{what}", name.replace('_', "-")))
}

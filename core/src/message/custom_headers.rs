//! The headers that a draft brings along: which names they may have, and what their values may hold.

use alloc::format;
use alloc::vec::Vec;

use super::check::control;
use super::draft::Header;
use crate::character;
use crate::problem::Problem;
use crate::text::line_hazard;

/// How many headers a draft may bring along.
const MOST: usize = 50;
/// The longest name, in bytes: with its colon and a space it fits on a line as RFC 5322, section 2.1.1 asks for.
const NAME_LIMIT: usize = 76;
/// How many bytes all names and values may have together. Servers bound the whole header, Sendmail at 32 KB; half of that is
/// left for its other lines.
const TOTAL_LIMIT: usize = 16 * 1024;

/// Who writes a header that a draft may not bring along.
enum Owner {
    /// A key of the draft says it.
    Key(&'static str),
    /// The builder, in every message.
    Builder,
    /// Whoever handles the finished message. Brought along it would be a forgery (Received, Authentication-Results), a
    /// signature that cannot match, a list of recipients of its own (Resent-To), or a loop in the eyes of a server (Delivered-To).
    Others,
}

/// The names that a draft may not bring along, in lower case; one that ends in a hyphen stands for all that begin so.
const OWNED: &[(&str, Owner)] = &[
    ("from", Owner::Key("from")),
    ("sender", Owner::Key("sender")),
    ("to", Owner::Key("to")),
    ("cc", Owner::Key("cc")),
    ("bcc", Owner::Key("bcc")),
    ("reply-to", Owner::Key("reply_to")),
    ("subject", Owner::Key("subject")),
    ("importance", Owner::Key("importance")),
    ("x-priority", Owner::Key("importance")),
    ("in-reply-to", Owner::Key("incident")),
    ("references", Owner::Key("incident")),
    ("return-path", Owner::Key("envelope_sender")),
    ("date", Owner::Builder),
    ("message-id", Owner::Builder),
    ("auto-submitted", Owner::Builder),
    ("mime-version", Owner::Builder),
    ("content-", Owner::Builder),
    ("received", Owner::Others),
    ("received-spf", Owner::Others),
    ("delivered-to", Owner::Others),
    ("authentication-results", Owner::Others),
    ("dkim-signature", Owner::Others),
    ("domainkey-signature", Owner::Others),
    ("arc-", Owner::Others),
    ("resent-", Owner::Others),
];

/// Every problem of the headers that a draft brings along.
pub(super) fn check(headers: &[Header], problems: &mut Vec<Problem>) {
    if headers.len() > MOST {
        let message = format!("There are too many headers. At most {MOST} are possible.");
        let problem = Problem::error("headers", "headers.too-many", message);
        problems.push(problem.with("limit", format!("{MOST}")));
    }
    for (index, header) in headers.iter().enumerate().take(MOST) {
        let name = check_name(&format!("headers[{index}].name"), &header.name);
        let value = check_value(&format!("headers[{index}].value"), &header.value);
        problems.extend(name.into_iter().chain(value));
    }
    if length(headers) > TOTAL_LIMIT {
        let message = format!(
            "These headers are too long. Names and values have at most {TOTAL_LIMIT} bytes together."
        );
        let problem = Problem::error("headers", "headers.too-long", message);
        problems.push(problem.with("limit", format!("{TOTAL_LIMIT}")));
    }
}

/// How many bytes their names and values have together.
pub(super) fn length(headers: &[Header]) -> usize {
    let lengths = headers.iter();
    lengths
        .map(|header| header.name.len() + header.value.len())
        .sum()
}

fn check_name(field: &str, name: &str) -> Option<Problem> {
    let is_right = |name: &str| !name.is_empty() && name.chars().all(is_ftext);
    if name.is_empty() {
        return Some(Problem::error(
            field,
            "header.name-required",
            "This header has no name.",
        ));
    }
    if let Some(c) = name.chars().find(|c| !is_ftext(*c)) {
        let problem = Problem::error(
            field,
            "header.name-syntax",
            "This is not a header name. It takes ASCII letters, digits and hyphens, without the colon, as in X-Rack.",
        );
        return Some(character::explain(problem, name, Some(c), |meant| {
            is_right(meant) && owner(meant).is_none()
        }));
    }
    if name.len() > NAME_LIMIT {
        let message = format!("This name is too long. It takes at most {NAME_LIMIT} bytes.");
        let problem = Problem::error(field, "header.name-too-long", message);
        return Some(problem.with("limit", format!("{NAME_LIMIT}")));
    }
    owner(name).map(|owner| reserved(field, owner))
}

fn reserved(field: &str, owner: &Owner) -> Problem {
    let problem = |message| Problem::error(field, "header.name-reserved", message);
    match owner {
        Owner::Key(key) => problem(format!("The draft sets this header by its key \"{key}\". Leave it out here."))
            .with("key", *key),
        Owner::Builder => problem("Every message has this header already. Leave it out here.".into()),
        Owner::Others => problem(
            "Only those who handle the finished message, such as mail servers, add this header. Leave it out here.".into(),
        ),
    }
}

fn check_value(field: &str, value: &str) -> Option<Problem> {
    if let Some(c) = line_hazard(value) {
        let problem = control(field, value, c);
        return Some(Problem {
            code: "header.value-control".into(),
            ..problem
        });
    }
    value.trim_matches(' ').is_empty().then(|| {
        Problem::error(
            field,
            "header.value-required",
            "This header has no value. Give one, or leave the header out.",
        )
    })
}

/// The characters of a header's name (RFC 5322, section 3.6.8).
fn is_ftext(c: char) -> bool {
    c.is_ascii_graphic() && c != ':'
}

fn owner(name: &str) -> Option<&'static Owner> {
    let is_owned = |owned: &str| match name.get(..owned.len()) {
        Some(start) => {
            start.eq_ignore_ascii_case(owned) && (owned.ends_with('-') || owned.len() == name.len())
        }
        None => false,
    };
    let found = OWNED.iter().find(|(owned, _)| is_owned(owned));
    found.map(|(_, owner)| owner)
}

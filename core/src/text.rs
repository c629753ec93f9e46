//! Which characters may leave in a line of SMTP or of a header.

/// Whether a character may end a line somewhere on its way: every control, the Unicode line ends, and the rare
/// ideographs that attacks use because their low byte is CR or LF.
///
/// Not every character with such a low byte: that would refuse č, Њ and 不. Core writes non-ASCII text as encoded
/// words, in which no byte of it can end a line. The one place where it stands raw is a local part, which has
/// [its own rule](truncates_to_line_end).
pub(crate) fn is_line_hazard(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{560A}' | '\u{560D}' | '\u{760A}' | '\u{760D}'
        )
}

/// Whether a character becomes CR or LF where software keeps its low byte only.
pub(crate) fn truncates_to_line_end(c: char) -> bool {
    matches!(u32::from(c) & 0xFF, 0x0A | 0x0D)
}

/// Whether all of it is printable ASCII or space: the fast answer for most values.
pub(crate) fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a value may stand in a header.
pub(crate) fn is_safe(text: &str) -> bool {
    is_printable_ascii(text) || !text.chars().any(is_line_hazard)
}

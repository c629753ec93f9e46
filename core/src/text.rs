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
    printable_run(text.as_bytes(), DEL) == text.len()
}

/// The control that stands after the printable characters.
pub(crate) const DEL: u8 = 0x7F;

/// How many bytes at the start are printable ASCII or space and not `except`, which is ASCII too.
///
/// Eight at a time, by hand: compilers that optimise for size leave a plain loop at one.
pub(crate) fn printable_run(bytes: &[u8], except: u8) -> usize {
    /// Multiplies a byte to eight of it.
    const EACH: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // The high bit of each byte tells; carries and borrows start at a byte that ends the run, and reach none before it.
        let control = word.wrapping_sub(EACH * u64::from(b' '));
        let delete = word.wrapping_add(EACH);
        let excepted = (word ^ (EACH * u64::from(except))).wrapping_sub(EACH);
        let ends = (word | control | delete | excepted) & (EACH << 7);
        if ends != 0 {
            return index * 8 + ends.trailing_zeros() as usize / 8;
        }
    }
    let ends = |byte: &u8| !matches!(byte, b' '..=b'~') || *byte == except;
    bytes.len() - rest.len() + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Whether a value may stand in a header.
pub(crate) fn is_safe(text: &str) -> bool {
    is_printable_ascii(text) || !text.chars().any(is_line_hazard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_the_first_byte_that_is_not_printable() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for after in [b'a', byte] {
                    let mut bytes = [b'~'; 20];
                    bytes[place..].fill(after);
                    bytes[place] = byte;
                    let ends = !matches!(byte, b' '..=b'~') || byte == b'=';
                    let run = if ends { place } else { 20 };
                    assert_eq!(printable_run(&bytes, b'='), run, "{byte} at {place}");
                }
            }
        }
    }
}

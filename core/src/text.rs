//! Which characters may leave in a line of SMTP or of a header.

/// Whether a character ends a line or is another control: all of C0 and C1, DEL and the Unicode line ends.
///
/// Not the characters whose low byte is CR or LF, such as č, 上 and U+560D: core keeps all bytes of a character, and no byte of those that
/// UTF-8 makes of it is below 128.
pub(crate) fn is_line_hazard(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
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

/// The first character that may not stand in a header.
pub(crate) fn line_hazard(text: &str) -> Option<char> {
    if is_printable_ascii(text) {
        return None;
    }
    text.chars().find(|c| is_line_hazard(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why no character of which the low byte is CR or LF is a danger where UTF-8 goes out: in a local part, to a server with
    /// SMTPUTF8.
    #[test]
    fn no_character_outside_ascii_has_a_byte_of_a_line_end() {
        for c in '\u{80}'..=char::MAX {
            let mut bytes = [0; 4];
            assert!(
                !c.encode_utf8(&mut bytes)
                    .bytes()
                    .any(|byte| byte.is_ascii())
            );
        }
    }

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

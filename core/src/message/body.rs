//! Text bodies: line ends, and the content transfer encoding (RFC 2045, section 6).

use alloc::vec::Vec;

/// How a text goes into the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    SevenBit,
    QuotedPrintable,
    Base64,
}

impl Encoding {
    /// As it is where it is printable ASCII in short lines; else whichever of the two encodings makes it shorter.
    pub(crate) fn of(text: &str) -> Self {
        if lines(text).all(is_short_and_plain) {
            return Self::SevenBit;
        }
        // Quoted-printable turns a byte into three, base64 three bytes into four and line ends.
        let escaped = text.bytes().filter(|byte| !byte.is_ascii()).count();
        if escaped > text.len() / 6 {
            Self::Base64
        } else {
            Self::QuotedPrintable
        }
    }

    /// The name in Content-Transfer-Encoding.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }
}

/// Whether a line can travel as it is: within 78 characters, and without blanks at its end, which relays strip.
fn is_short_and_plain(line: &[u8]) -> bool {
    line.len() <= 78
        && !matches!(line.last(), Some(b' ' | b'\t'))
        && line.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
}

/// The lines of a text without their ends, which are CRLF, LF or CR; nothing follows the last one.
fn lines(text: &str) -> impl Iterator<Item = &[u8]> {
    let mut rest = text.as_bytes();
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
        let (line, tail) = rest.split_at(end);
        rest = match tail {
            [b'\r', b'\n', tail @ ..] | [_, tail @ ..] => tail,
            [] => tail,
        };
        Some(line)
    })
}

/// Appends the text with CRLF at the end of each line, the last one too.
pub(crate) fn append_lines(text: &str, out: &mut Vec<u8>) {
    for line in lines(text) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
}

/// Appends the text in quoted-printable (RFC 2045, section 6.7).
pub(crate) fn append_quoted_printable(text: &str, out: &mut Vec<u8>) {
    for line in lines(text) {
        match line {
            [start @ .., last @ (b' ' | b'\t')] => {
                let column = append_quoted_line(start, 0, out);
                append_escaped(*last, column, out);
            }
            line => {
                append_quoted_line(line, 0, out);
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The last column that a line may use: 76 less the `=` of a soft line break.
const LAST_COLUMN: usize = 75;

/// Appends a part of a line that starts at `column`; the answer is the column after it.
fn append_quoted_line(mut rest: &[u8], mut column: usize, out: &mut Vec<u8>) -> usize {
    loop {
        let room = rest.get(..LAST_COLUMN - column).unwrap_or(rest);
        let literal = |byte: &u8| matches!(byte, b' '..=b'<' | b'>'..=b'~' | b'\t');
        let run = room
            .iter()
            .position(|byte| !literal(byte))
            .unwrap_or(room.len());
        let (plain, tail) = rest.split_at(run);
        out.extend_from_slice(plain);
        column += run;
        match tail {
            [] => return column,
            [byte, tail @ ..] if run < room.len() => {
                column = append_escaped(*byte, column, out);
                rest = tail;
            }
            tail => {
                out.extend_from_slice(b"=\r\n");
                column = 0;
                rest = tail;
            }
        }
    }
}

/// Appends `=XX`, after a soft line break where it does not fit; the answer is the column after it.
fn append_escaped(byte: u8, mut column: usize, out: &mut Vec<u8>) -> usize {
    if column + 3 > LAST_COLUMN {
        out.extend_from_slice(b"=\r\n");
        column = 0;
    }
    let digit = |nibble: u8| {
        if nibble < 10 {
            b'0' + nibble
        } else {
            b'A' + nibble - 10
        }
    };
    out.extend([b'=', digit(byte >> 4), digit(byte & 15)]);
    column + 3
}

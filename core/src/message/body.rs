//! Text bodies: line ends, and the content transfer encoding (RFC 2045, section 6).

use alloc::vec::Vec;

use crate::text::{DEL, printable_run};

/// The longest line that goes out as it is (RFC 5322, section 2.1.1).
const PLAIN_LINE: usize = 78;

/// Appends the text as it is, with CRLF at the end of each line, the last one too. `false`, and nothing worth keeping, where it has
/// to be encoded: for characters outside printable ASCII, long lines, or blanks at a line's end, which relays strip.
pub(crate) fn append_plain(text: &str, out: &mut Vec<u8>) -> bool {
    for line in lines(text) {
        if line.len() > PLAIN_LINE || !is_plain(line) {
            return false;
        }
        append_line(line, out);
    }
    true
}

/// Whether a line has printable ASCII and tabs only, and no blank at its end.
fn is_plain(line: &[u8]) -> bool {
    let (_, rest) = line.split_at(printable_run(line, DEL));
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    rest.iter().all(plain) && !matches!(line.last(), Some(b' ' | b'\t'))
}

/// Whether base64, three bytes into four and line ends, makes it shorter than quoted-printable, one byte into three.
pub(crate) fn is_short_in_base64(text: &str) -> bool {
    let escaped: usize = text.bytes().map(|byte| usize::from(!byte.is_ascii())).sum();
    escaped > text.len() / 6
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

/// Appends a line and CRLF.
fn append_line(line: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(line);
    // One by one: in wasm each copy of a slice is a call to the host.
    out.push(b'\r');
    out.push(b'\n');
}

/// Appends the text with CRLF at the end of each line, the last one too.
pub(crate) fn append_lines(text: &str, out: &mut Vec<u8>) {
    for line in lines(text) {
        append_line(line, out);
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
        let run = printable_run(room, b'=');
        let (plain, tail) = rest.split_at(run);
        out.extend_from_slice(plain);
        column += run;
        match tail {
            [] => return column,
            [b'\t', tail @ ..] if run < room.len() => {
                out.push(b'\t');
                column += 1;
                rest = tail;
            }
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
    out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
    column + 3
}

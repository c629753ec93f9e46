//! The transparency procedure of DATA (RFC 5321, section 4.5.2): a line that starts with a dot gets one more, and a lone
//! dot ends the message.

use alloc::vec::Vec;

use memchr::memmem;

/// Doubles the dots at the start of lines, over chunks of any size.
#[derive(Debug)]
pub(crate) struct DotStuffer {
    /// The last two bytes of the message so far; a message begins as if after a line end.
    tail: [u8; 2],
}

impl DotStuffer {
    pub(crate) fn new() -> Self {
        Self { tail: *b"\r\n" }
    }

    /// Appends the chunk to `out`, stuffed. A bare LF counts as a line end too, for some servers take it as one.
    pub(crate) fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        if self.tail[1] == b'\n' && chunk.first() == Some(&b'.') {
            out.push(b'.');
        }
        let mut copied = 0;
        for newline in memmem::find_iter(chunk, b"\n.") {
            let dot = newline + 1;
            out.extend_from_slice(chunk.get(copied..dot).unwrap_or_default());
            out.push(b'.');
            copied = dot;
        }
        out.extend_from_slice(chunk.get(copied..).unwrap_or_default());
        self.tail = match *chunk {
            [.., before, last] => [before, last],
            [last] => [self.tail[1], last],
            [] => self.tail,
        };
    }

    /// Appends the end of the message: CRLF where its last line has none, and the final dot.
    pub(crate) fn finish(self, out: &mut Vec<u8>) {
        if self.tail != *b"\r\n" {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stuffed<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
        let mut stuffer = DotStuffer::new();
        let mut out = Vec::new();
        for chunk in chunks {
            stuffer.push(chunk, &mut out);
        }
        stuffer.finish(&mut out);
        out
    }

    /// What a server makes of it, a byte at a time: the message and what follows its end.
    fn unstuffed(wire: &[u8]) -> (Vec<u8>, &[u8]) {
        let mut message = Vec::new();
        let mut rest = wire;
        while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
            let (line, tail) = rest.split_at(end + 2);
            rest = tail;
            match line {
                b".\r\n" => break,
                [b'.', line @ ..] | line => message.extend_from_slice(line),
            }
        }
        (message, rest)
    }

    #[test]
    fn dots_at_the_start_of_lines_are_doubled() {
        for (message, wire) in [
            ("", ".\r\n"),
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            ("a\n", "a\n\r\n.\r\n"),
            ("a\r", "a\r\r\n.\r\n"),
            (".", "..\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"),
            ("a.\r\n..b\r\n", "a.\r\n...b\r\n.\r\n"),
            ("a\r\n.\r\n.\r\n", "a\r\n..\r\n..\r\n.\r\n"),
            ("a\n.\nMAIL", "a\n..\nMAIL\r\n.\r\n"),
        ] {
            assert_eq!(
                stuffed([message.as_bytes()]),
                wire.as_bytes(),
                "{message:?}"
            );
            assert_eq!(
                stuffed(message.as_bytes().chunks(1)),
                wire.as_bytes(),
                "{message:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_server_gets_the_message_back(
            lines in proptest::collection::vec("[.a]{0,3}", 0..20),
            sizes in proptest::collection::vec(0usize..7, 0..40),
        ) {
            let message: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\r\n"]).flatten().copied().collect();
            let mut chunks = Vec::new();
            let mut rest = message.as_slice();
            for size in sizes {
                let (chunk, tail) = rest.split_at(size.min(rest.len()));
                chunks.push(chunk);
                rest = tail;
            }
            chunks.push(rest);
            let wire = stuffed(chunks);
            prop_assert_eq!(unstuffed(&wire), (message, &b""[..]));
        }

        #[test]
        fn only_the_end_looks_like_the_end(message in "[.\r\na]{0,30}", size in 1usize..7) {
            let wire = stuffed(message.as_bytes().chunks(size));
            for end in [&b"\n.\n"[..], b"\n.\r"] {
                let first = wire.windows(3).position(|window| window == end);
                prop_assert!(first.is_none_or(|at| at + 4 == wire.len()));
            }
        }
    }
}

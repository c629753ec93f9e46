//! Replies of a server (RFC 5321, section 4.2): the value, and the reader that finds replies in what the peer sends.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use memchr::memchr;
use serde::{Deserialize, Serialize};

/// The longest line of a reply in bytes. RFC 4954, section 4 wants room for a challenge of 12,288.
const MAX_LINE: usize = 16 * 1024;
/// The most lines of one reply.
const MAX_LINES: usize = 256;
/// The most bytes of one reply, line ends included.
const MAX_REPLY: usize = 64 * 1024;
/// The most bytes that wait to be read as replies. A host may read much at once, a flood is more than that.
const MAX_WAITING: usize = 1024 * 1024;
/// The most lines, and characters of a line, that are kept of a reply to one recipient.
const MAX_SHORT_LINES: usize = 4;
const MAX_SHORT_CHARS: usize = 250;
/// The most characters of a malformed line that are shown.
const MAX_EXCERPT: usize = 80;

/// A server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reply {
    /// The three-digit code, 200 to 599; the last line's where lines differ. 0 where [pasted text](Self::from_text) tells none.
    pub code: u16,
    /// The enhanced status code, such as `5.7.1` (RFC 3463), where the first line has one. The server's word: its class
    /// can differ from the code's.
    pub enhanced: Option<String>,
    /// The text of each line after the code, with the enhanced code where there is one, controls stripped.
    pub lines: Vec<String>,
}

impl Reply {
    pub(crate) fn new(code: u16, lines: Vec<String>) -> Self {
        let enhanced = lines.first().and_then(|line| enhanced_at_start(line));
        Self {
            code,
            enhanced: enhanced.map(ToOwned::to_owned),
            lines,
        }
    }

    /// Reads a reply that a person pasted: one or several lines, split by line ends or by the two characters `\n`, with or
    /// without codes. Where no line starts with a code, the first 4xx or 5xx anywhere in the text is taken (`said: 550 ...`).
    /// `None` where there is no text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.replace("\\r\\n", "\n").replace("\\n", "\n");
        let mut code = None;
        let mut lines = Vec::new();
        for line in text
            .lines()
            .map(str::trim_ascii)
            .filter(|line| !line.is_empty())
        {
            // As our own transcript shows it.
            let line = line.strip_prefix("S: ").unwrap_or(line);
            let shown = match ReplyLine::parse(line.as_bytes()) {
                Some(parsed) => {
                    code = Some(parsed.code);
                    parsed.text
                }
                None => clean(line),
            };
            lines.push(shown);
            if lines.len() == MAX_LINES {
                break;
            }
        }
        let code = code.or_else(|| lines.iter().find_map(|line| failure_code_within(line)));
        (!lines.is_empty()).then(|| Self::new(code.unwrap_or(0), lines))
    }

    /// The first digit of the code: 2 done, 3 go on, 4 failed for now, 5 failed.
    #[must_use]
    pub fn class(&self) -> u8 {
        u8::try_from(self.code / 100).unwrap_or(0)
    }

    /// Whether the command succeeded (2xx).
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.class() == 2
    }

    /// Class, subject and detail of the enhanced status code.
    #[must_use]
    pub fn enhanced_parts(&self) -> Option<(u8, u16, u16)> {
        let mut parts = self.enhanced.as_deref()?.splitn(3, '.');
        let class = parts.next()?.parse().ok()?;
        let subject = parts.next()?.parse().ok()?;
        let detail = parts.next()?.parse().ok()?;
        Some((class, subject, detail))
    }

    /// The first lines of it, and of each the beginning: enough to tell why, where there may be a reply for each of many
    /// recipients.
    pub(crate) fn shortened(&self) -> Self {
        let cut = |line: &String| line.chars().take(MAX_SHORT_CHARS).collect();
        Self {
            code: self.code,
            enhanced: self.enhanced.clone(),
            lines: self.lines.iter().take(MAX_SHORT_LINES).map(cut).collect(),
        }
    }

    /// The reply as the server wrote it, controls aside: `250-first`, `250 last`.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        let last = self.lines.len().saturating_sub(1);
        let line = |(index, text): (usize, &String)| match (index == last, text.is_empty()) {
            (true, true) => self.code.to_string(),
            (true, false) => format!("{} {text}", self.code),
            (false, _) => format!("{}-{text}", self.code),
        };
        self.lines.iter().enumerate().map(line).collect()
    }
}

/// Why what the peer sent cannot be read as replies. Each ends the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReplyError {
    /// A line does not end.
    LineTooLong,
    /// A reply has too many lines.
    TooManyLines,
    /// A reply has too many bytes.
    TooLong,
    /// The peer sends more than anybody asked for.
    Flood,
    /// A line that is no reply line; the start of it, controls stripped.
    Malformed(String),
    /// A TLS record: the peer speaks TLS where it was spoken to in clear.
    Tls,
    /// The codes of one reply are of two classes: the two ends no longer agree on where replies begin. Its lines.
    MixedClasses(Vec<ReplyLine>),
}

impl ReplyError {
    /// What is no reply, with the start of it.
    pub(crate) fn malformed(text: &str) -> Self {
        Self::Malformed(clean(text).chars().take(MAX_EXCERPT).collect())
    }
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong => write!(f, "a line of a reply is longer than {MAX_LINE} bytes"),
            Self::TooManyLines => write!(f, "a reply has more than {MAX_LINES} lines"),
            Self::TooLong => write!(f, "a reply is longer than {MAX_REPLY} bytes"),
            Self::Flood => write!(f, "more than {MAX_WAITING} bytes arrived unasked"),
            Self::Malformed(excerpt) => write!(f, "not an SMTP reply: \"{excerpt}\""),
            Self::Tls => f.write_str("the server speaks TLS here"),
            Self::MixedClasses(_) => f.write_str("one reply has codes of different classes"),
        }
    }
}

/// Finds replies in a stream of bytes, however it is cut.
///
/// It forgives what servers get wrong without harm: bare LF, TAB for the space, a code alone, text that is not UTF-8.
/// It looks at each byte once, and keeps a bounded number of them.
#[derive(Debug, Default)]
pub(crate) struct ReplyReader {
    buffer: Vec<u8>,
    /// Everything before is read.
    start: usize,
    /// There is no line end from `start` to here.
    searched: usize,
    /// The lines so far of a reply that goes on, and its bytes.
    lines: Vec<ReplyLine>,
    size: usize,
}

impl ReplyReader {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes bytes from the peer.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), ReplyError> {
        // Moving bytes only when at least as many are dropped keeps the work linear.
        if self.start > self.buffer.len() / 2 || self.start == self.buffer.len() {
            self.buffer.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.start + bytes.len() > MAX_WAITING {
            return Err(ReplyError::Flood);
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// The next reply, or `None` where it is not whole yet.
    pub(crate) fn next(&mut self) -> Result<Option<Reply>, ReplyError> {
        while let Some(line) = self.next_line()? {
            if self.lines.len() == MAX_LINES {
                return Err(ReplyError::TooManyLines);
            }
            let (code, is_last) = (line.code, line.is_last);
            self.lines.push(line);
            if is_last {
                self.size = 0;
                let lines = core::mem::take(&mut self.lines);
                if lines.iter().any(|line| line.code / 100 != code / 100) {
                    return Err(ReplyError::MixedClasses(lines));
                }
                let lines = lines.into_iter().map(|line| line.text);
                return Ok(Some(Reply::new(code, lines.collect())));
            }
        }
        Ok(None)
    }

    /// Takes what there is of a reply that will not be finished any more.
    pub(crate) fn take_unfinished(&mut self) -> Vec<ReplyLine> {
        let mut lines = core::mem::take(&mut self.lines);
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        lines.extend(ReplyLine::parse(rest));
        lines
    }

    /// Whether the peer sent anything beyond the replies read so far.
    pub(crate) fn has_pending(&self) -> bool {
        self.start < self.buffer.len() || !self.lines.is_empty()
    }

    /// Whether what waits to be read begins as a TLS alert or handshake does (RFC 8446, section 5.1).
    pub(crate) fn holds_tls(&self) -> bool {
        matches!(self.buffer.get(self.start..), Some([0x15 | 0x16, 0x03, ..]))
    }

    fn next_line(&mut self) -> Result<Option<ReplyLine>, ReplyError> {
        let found = memchr(b'\n', self.buffer.get(self.searched..).unwrap_or_default());
        let end = found.map_or(self.buffer.len(), |at| self.searched + at);
        if end - self.start > MAX_LINE {
            return Err(ReplyError::LineTooLong);
        }
        if found.is_none() {
            self.searched = end;
            return Ok(None);
        }
        let line = self.buffer.get(self.start..end).unwrap_or_default();
        self.size += line.len() + 1;
        if self.size > MAX_REPLY {
            return Err(ReplyError::TooLong);
        }
        let parsed = ReplyLine::parse(line).ok_or_else(|| {
            if self.holds_tls() {
                return ReplyError::Tls;
            }
            ReplyError::malformed(&String::from_utf8_lossy(line))
        })?;
        self.start = end + 1;
        self.searched = self.start;
        Ok(Some(parsed))
    }
}

/// One line of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReplyLine {
    pub(crate) code: u16,
    pub(crate) is_last: bool,
    pub(crate) text: String,
}

impl ReplyLine {
    /// Reads a line without its LF.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii_end();
        let (digits, rest) = line.split_at_checked(3)?;
        let code = digits.iter().try_fold(0, |code, digit| {
            digit
                .is_ascii_digit()
                .then(|| code * 10 + u16::from(digit - b'0'))
        })?;
        let (is_last, text) = match rest {
            [] => (true, rest),
            [b' ' | b'\t', text @ ..] => (true, text),
            [b'-', text @ ..] => (false, text),
            _ => return None,
        };
        (200..600).contains(&code).then(|| Self {
            code,
            is_last,
            text: clean(&String::from_utf8_lossy(text)),
        })
    }
}

impl fmt::Display for ReplyLine {
    /// The line as the server wrote it, controls aside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_last, self.text.as_str()) {
            (true, "") => write!(f, "{}", self.code),
            (true, text) => write!(f, "{} {text}", self.code),
            (false, text) => write!(f, "{}-{text}", self.code),
        }
    }
}

/// The text without what could disturb a terminal, a log or the order of reading: controls, line and paragraph
/// separators, and marks that turn the direction of text. A TAB becomes a space.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

/// The enhanced status code that a line starts with (RFC 2034); a `#` before it, as some gateways write, is passed over.
pub(crate) fn enhanced_at_start(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches('#');
    let is_part_of_it = |c: char| c.is_ascii_digit() || c == '.';
    let end = line.find(|c| !is_part_of_it(c)).unwrap_or(line.len());
    let (candidate, rest) = line.split_at(end);
    let mut parts = candidate.split('.');
    let fits = matches!(parts.next(), Some("2" | "4" | "5"))
        && parts.next()?.parse::<u16>().is_ok()
        && parts.next()?.parse::<u16>().is_ok()
        && parts.next().is_none()
        && !rest.starts_with(char::is_alphanumeric);
    fits.then_some(candidate)
}

/// The first number from 400 to 599 that stands by itself.
fn failure_code_within(line: &str) -> Option<u16> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '.'))
        .filter(|word| word.len() == 3)
        .filter_map(|word| word.parse().ok())
        .find(|code| (400..600).contains(code))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]

    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    /// All replies of a stream given piece by piece, and the error that ended it.
    fn read<'a>(
        pieces: impl IntoIterator<Item = &'a [u8]>,
    ) -> (Vec<Reply>, Option<ReplyError>, bool) {
        let mut reader = ReplyReader::new();
        let mut replies = Vec::new();
        for piece in pieces {
            if let Err(error) = reader.push(piece) {
                return (replies, Some(error), true);
            }
            loop {
                match reader.next() {
                    Ok(Some(reply)) => replies.push(reply),
                    Ok(None) => break,
                    Err(error) => return (replies, Some(error), true),
                }
            }
        }
        (replies, None, reader.has_pending())
    }

    fn one(stream: &[u8]) -> Reply {
        let (mut replies, error, pending) = read([stream]);
        assert_eq!((replies.len(), error, pending), (1, None, false));
        replies.remove(0)
    }

    fn error(stream: &[u8]) -> Option<ReplyError> {
        read([stream]).1
    }

    #[test]
    fn a_reply_has_code_enhanced_code_and_lines() {
        let reply = one(b"550-5.1.1 No such user\r\n550 5.1.1 here\r\n");
        assert_eq!((reply.code, reply.class()), (550, 5));
        assert_eq!(reply.enhanced_parts(), Some((5, 1, 1)));
        assert_eq!(reply.lines, ["5.1.1 No such user", "5.1.1 here"]);
        assert_eq!(
            reply.to_lines(),
            ["550-5.1.1 No such user", "550 5.1.1 here"]
        );
        assert!(!reply.is_positive());
    }

    #[test]
    fn harmless_oddities_are_forgiven() {
        for (stream, lines) in [
            (&b"250\r\n"[..], vec![""]),
            (b"250 \r\n", vec![""]),
            (b"250 ok\n", vec!["ok"]),
            (b"250\tok\r\n", vec!["ok"]),
            (b"250 ok\r\r\n", vec!["ok"]),
            (b"250-\r\n250\r\n", vec!["", ""]),
            (b"250-a\n250 b\r\n", vec!["a", "b"]),
            (b"250-a\r\n251 b\r\n", vec!["a", "b"]),
            (b"250 a\0b\x1b[2J\r\n", vec!["ab[2J"]),
            (b"250 caf\xe9\r\n", vec!["caf\u{fffd}"]),
            (
                "250 \u{202e}evil\u{2066} \u{85}\u{2028}x\r\n".as_bytes(),
                vec!["evil x"],
            ),
        ] {
            assert_eq!(one(stream).lines, lines, "{}", stream.escape_ascii());
        }
        assert_eq!(one(b"250-a\r\n251 b\r\n").code, 251, "the last code counts");
    }

    #[test]
    fn what_is_no_reply_is_an_error() {
        for line in [
            "",
            "hello",
            "HTTP/1.1 400 Bad Request",
            "25",
            "250ok",
            "2500",
            "150 x",
            "600 x",
            "000",
            " 250 x",
            "-50 x",
            "+25 x",
        ] {
            let stream = format!("{line}\r\n");
            assert_eq!(
                error(stream.as_bytes()),
                Some(ReplyError::Malformed(line.into()))
            );
        }
        let tls_alert = error(b"\x15\x03\x01\x00\x02\x02\x16\n");
        assert_eq!(tls_alert, Some(ReplyError::Tls));
        let long = error(format!("{}\n", "\u{e9}".repeat(500)).as_bytes());
        assert_eq!(
            long,
            Some(ReplyError::Malformed("\u{e9}".repeat(MAX_EXCERPT)))
        );
    }

    #[test]
    fn what_was_heard_of_an_unfinished_reply_is_not_lost() {
        for stream in ["501-a", "501-a\r\n", "501-a\r\n501-b", "220-a\r\n521 b"] {
            let mut reader = ReplyReader::new();
            reader.push(stream.as_bytes()).unwrap();
            assert_eq!(reader.next(), Ok(None), "{stream}");
            let lines: Vec<_> = reader
                .take_unfinished()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(lines.join("\r\n"), stream.trim_end());
        }
    }

    #[test]
    fn mixed_classes_are_a_desync() {
        for stream in [
            "250-a\r\n550 b\r\n",
            "550-a\r\n250 b\r\n",
            "250-a\r\n354 b\r\n",
            "450-a\r\n550 b\r\n",
            "220-a\r\n521-b\r\n521 c\r\n",
        ] {
            let Some(ReplyError::MixedClasses(lines)) = error(stream.as_bytes()) else {
                panic!("{stream}");
            };
            let shown = lines.iter().map(|line| format!("{line}\r\n"));
            assert_eq!(shown.collect::<String>(), stream);
        }
        let (replies, error, _) = read([&b"250 a\r\n550 b\r\n"[..]]);
        assert_eq!((replies.len(), error), (2, None), "two replies may differ");
    }

    #[test]
    fn every_size_is_bounded() {
        let line = |length: usize| format!("250 {}\n", "x".repeat(length - 4));
        assert_eq!(error(line(MAX_LINE).as_bytes()), None);
        assert_eq!(
            error(line(MAX_LINE + 1).as_bytes()),
            Some(ReplyError::LineTooLong)
        );
        assert_eq!(
            error("2".repeat(MAX_LINE + 1).as_bytes()),
            Some(ReplyError::LineTooLong)
        );
        let lines = |count| format!("{}250 b\n", "250-a\n".repeat(count - 1));
        assert_eq!(error(lines(MAX_LINES).as_bytes()), None);
        assert_eq!(
            error(lines(MAX_LINES + 1).as_bytes()),
            Some(ReplyError::TooManyLines)
        );
        let wide = format!("250-{}\n", "x".repeat(8 * 1024));
        assert_eq!(error(wide.repeat(8).as_bytes()), Some(ReplyError::TooLong));
        assert_eq!(error(&vec![b'2'; MAX_WAITING + 1]), Some(ReplyError::Flood));
    }

    #[test]
    fn an_endless_reply_ends_in_an_error_and_bounded_memory() {
        let mut reader = ReplyReader::new();
        let result = (0..1_000_000).find_map(|_| {
            reader.push(b"250-x\r\n").unwrap();
            reader.next().err()
        });
        assert_eq!(result, Some(ReplyError::TooManyLines));
        assert!(reader.buffer.capacity() < MAX_REPLY);
    }

    #[test]
    fn what_follows_a_reply_is_pending() {
        let mut reader = ReplyReader::new();
        reader.push(b"220 go\r\n250-injected\r\n").unwrap();
        assert_eq!(reader.next().unwrap().unwrap().code, 220);
        assert!(reader.has_pending());
        assert_eq!(reader.next(), Ok(None));
        assert!(
            reader.has_pending(),
            "a reply that has begun is pending too"
        );
    }

    #[test]
    fn enhanced_codes_are_read_with_care() {
        for (text, expected) in [
            ("5.7.606 Access denied", Some((5, 7, 606))),
            ("4.7.60000 x", Some((4, 7, 60000))),
            ("5.1.1", Some((5, 1, 1))),
            ("5.1.1<a@b.example> no", Some((5, 1, 1))),
            ("5.7.1: relaying denied", Some((5, 7, 1))),
            ("#5.1.0 Address rejected", Some((5, 1, 0))),
            ("2.1.0 code of another class", Some((2, 1, 0))),
            ("5.9.13.20 is blocked", None),
            ("5.7.70000 x", None),
            ("3.0.0 x", None),
            ("5..1 x", None),
            ("5.1.1beta x", None),
            ("5.1 x", None),
            ("see 5.1.1", None),
            ("", None),
        ] {
            assert_eq!(
                one(format!("550 {text}\r\n").as_bytes()).enhanced_parts(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn pasted_text_is_read_whatever_its_form() {
        for (text, code, enhanced, lines) in [
            (
                "550-5.1.1 No\r\n550 5.1.1 user\r\n",
                550,
                Some("5.1.1"),
                vec!["5.1.1 No", "5.1.1 user"],
            ),
            (
                r"550-5.1.1 No\n550 user",
                550,
                Some("5.1.1"),
                vec!["5.1.1 No", "user"],
            ),
            (
                "  535 5.7.139 Authentication\nunsuccessful",
                535,
                Some("5.7.139"),
                vec!["5.7.139 Authentication", "unsuccessful"],
            ),
            ("S: 421 bye", 421, None, vec!["bye"]),
            ("550", 550, None, vec![""]),
            ("5.7.1 denied", 0, Some("5.7.1"), vec!["5.7.1 denied"]),
            (
                "mx.example said: (451) try 220.1.1.4",
                451,
                None,
                vec!["mx.example said: (451) try 220.1.1.4"],
            ),
            ("relay denied", 0, None, vec!["relay denied"]),
        ] {
            let reply = Reply::from_text(text).unwrap();
            assert_eq!(
                (reply.code, reply.enhanced.as_deref()),
                (code, enhanced),
                "{text}"
            );
            assert_eq!(reply.lines, lines, "{text}");
        }
        assert_eq!(Reply::from_text(" \n\r\n"), None);
    }

    /// Streams that are replies, nearly replies and noise.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let line = prop_oneof![
            4 => ("[2-5][0-9]{2}", "[ -]", "[ -~]{0,20}", "\r?\n").prop_map(|(a, b, c, d)| [a, b, c, d].concat().into_bytes()),
            1 => proptest::collection::vec(any::<u8>(), 0..30),
        ];
        proptest::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
    }

    proptest! {
        #[test]
        fn cuts_make_no_difference(stream in stream(), sizes in proptest::collection::vec(1usize..9, 1..200)) {
            let mut pieces = Vec::new();
            let mut rest = stream.as_slice();
            for size in sizes {
                let (piece, tail) = rest.split_at(size.min(rest.len()));
                pieces.push(piece);
                rest = tail;
            }
            pieces.push(rest);
            prop_assert_eq!(read(pieces), read([stream.as_slice()]));
        }

        #[test]
        fn what_is_shown_is_harmless(text in proptest::collection::vec(any::<u8>(), 0..60)) {
            let stream = [b"250 ", text.as_slice(), b"\r\n"].concat();
            for reply in read([stream.as_slice()]).0 {
                prop_assert!(reply.to_lines().iter().all(|line| !line.contains(char::is_control)));
                prop_assert!(reply.enhanced.is_none() || reply.enhanced_parts().is_some());
            }
        }

        #[test]
        fn a_reply_written_out_reads_back(stream in stream()) {
            for reply in read([stream.as_slice()]).0 {
                let lines: String = reply.to_lines().iter().flat_map(|line| [line, "\r\n"]).collect();
                prop_assert_eq!(one(lines.as_bytes()).to_lines(), reply.to_lines());
                if !lines.contains('\\') {
                    prop_assert_eq!(Reply::from_text(&lines).unwrap().to_lines(), reply.to_lines());
                }
            }
        }
    }
}

//! Who says a line of a pasted dialogue, and what: the marks that programs put before commands and replies.

use crate::wire::reply::ReplyLine;

/// Who says a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Client,
    Server,
    /// One of the two: the text tells which. Servers' logs turn their arrows the other way round.
    Either,
    /// The line has no mark, as in a terminal.
    Unmarked,
}

/// Marks of transcripts and debug output, and who speaks after them. They stand at the beginning, or after a date and the like.
const MARKS: [(&str, Speaker); 14] = [
    // Ours, MailKit, nodemailer.
    ("C: ", Speaker::Client),
    ("S: ", Speaker::Server),
    // PHPMailer.
    ("CLIENT -> SERVER: ", Speaker::Client),
    ("SERVER -> CLIENT: ", Speaker::Server),
    // DokuWiki.
    ("Sent: ", Speaker::Client),
    ("Got: ", Speaker::Server),
    // Python's smtplib.
    ("send: ", Speaker::Client),
    ("reply: ", Speaker::Server),
    // Exim.
    ("SMTP>> ", Speaker::Either),
    ("SMTP<< ", Speaker::Either),
    // Sendmail, OpenSMTPD.
    (">>> ", Speaker::Either),
    ("<<< ", Speaker::Either),
    // Exchange's protocol logs: a column of a table.
    (",>,", Speaker::Either),
    (",<,", Speaker::Either),
];

/// A date, a process and the like are shorter than this.
const LONGEST_BEFORE_MARK: usize = 200;

/// A line, taken apart.
pub(super) struct Spoken<'a> {
    pub(super) by: Speaker,
    /// What is said, without marks and quotes.
    pub(super) text: &'a str,
}

impl<'a> Spoken<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        let marked = MARKS.iter().find_map(|(mark, by)| {
            let (before, text) = line.split_once(mark)?;
            let ends_a_word = |c: char| c.is_ascii_whitespace() || matches!(c, ']' | ',');
            let is_mark = before.is_empty()
                || mark.starts_with(',')
                || (before.len() <= LONGEST_BEFORE_MARK && before.ends_with(ends_a_word));
            is_mark.then_some((*by, text))
        });
        let (by, text) = marked.unwrap_or_else(|| after_arrow(line));
        Self {
            by,
            text: unquoted(text),
        }
    }

    /// The line as one of a reply.
    pub(super) fn reply_line(&self) -> Option<ReplyLine> {
        match self.by {
            Speaker::Client => None,
            _ => ReplyLine::parse(self.text.as_bytes()),
        }
    }
}

/// As swaks, curl and msmtp write it: `<-  250 OK`, `<** 550 no`, ` ~> QUIT`, `> EHLO`. Without an arrow the line has no mark.
fn after_arrow(line: &str) -> (Speaker, &str) {
    let is_mark = |c: char| {
        matches!(
            c,
            ' ' | '\t' | '<' | '>' | '-' | '~' | '*' | '=' | '|' | '`'
        )
    };
    let text = line.trim_start_matches(is_mark);
    let marks = line.strip_suffix(text).unwrap_or_default();
    let by = if marks.contains(['<', '>']) {
        Speaker::Either
    } else {
        Speaker::Unmarked
    };
    (by, text)
}

/// Without what Python, and tables, write around a text.
fn unquoted(text: &str) -> &str {
    let text = text.trim_ascii();
    let text = text
        .strip_prefix('b')
        .filter(|rest| rest.starts_with(['\'', '"']))
        .unwrap_or(text);
    let text = text.trim_matches(['\'', '"', ',', '`']);
    text.trim_end_matches("\\n").trim_end_matches("\\r")
}

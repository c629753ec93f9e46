//! Reads a pasted text line by line, and collects its failures.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::dialogue::Dialogue;
use super::quoted::{self, Peer};
use super::secrets::Secrets;
use super::spoken::{Speaker, Spoken};
use super::words;
use crate::destination::Denial;
use crate::failure::Failure;
use crate::wire::reply::{ReplyError, ReplyLine, clean, enhanced_at_start};
use crate::wire::sasl::SaslError;
use crate::wire::{Reply, Stage};

/// The most bytes of a line that are looked at.
const LONGEST_LINE: usize = 4096;
/// The most lines of one reply, and characters of one line.
const MOST_REPLY_LINES: usize = 32;
const LONGEST_REPLY_LINE: usize = 1000;
/// What a bounce writes before a reply, `Remote host said: `, is shorter: the line before belongs to it.
const LONGEST_INTRODUCTION: usize = 24;
/// The most bytes of a text that are read, and failures that are taken from it.
const MOST_BYTES: usize = 1024 * 1024;
const MOST_FAILURES: usize = 5000;

/// What was read.
pub(super) struct Read {
    pub(super) failures: Vec<Mention>,
    pub(super) secrets: Secrets,
    pub(super) complete: bool,
}

/// Reads a text, as much of it as is allowed.
pub(super) fn read(text: &str) -> Read {
    let allowed = start_of(text, MOST_BYTES);
    let mut reader = Reader::default();
    for (number, line) in (1..).zip(allowed.lines()) {
        reader.line(number, start_of(line, LONGEST_LINE));
        if reader.failures.len() >= MOST_FAILURES {
            break;
        }
    }
    reader.end();
    Read {
        complete: allowed.len() == text.len() && reader.failures.len() < MOST_FAILURES,
        failures: reader.failures,
        secrets: reader.secrets,
    }
}

/// The text, or its start where it is longer.
fn start_of(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// A failure that the text tells, and where.
pub(super) struct Mention {
    pub(super) line: u32,
    pub(super) failure: Failure,
    pub(super) stage: Option<Stage>,
    pub(super) peer: Option<Peer>,
    /// The line names the server itself; otherwise the text did so before.
    pub(super) names_peer: bool,
    /// The line goes on with what a line before began: it repeats, and counts no more.
    pub(super) goes_on: bool,
}

/// A reply that goes on.
struct OpenReply {
    line: u32,
    code: u16,
    lines: Vec<String>,
    /// Who says it; `None` for one that is quoted in a line.
    by: Option<Speaker>,
    /// Where, of one that is quoted.
    stage: Option<Stage>,
    /// The server, of one that is quoted in a line that names it.
    peer: Option<Peer>,
    goes_on: bool,
}

#[derive(Default)]
struct Reader {
    dialogue: Dialogue,
    secrets: Secrets,
    /// The server that the text talked to last.
    peer: Option<Peer>,
    open: Option<OpenReply>,
    /// A remark that may go on in the next line, and where it began.
    folded: Option<(u32, String)>,
    /// What the line before told of a reply that may follow it.
    announced: Announced,
    failures: Vec<Mention>,
}

/// Where a reply came, and from whom, as a bounce tells it in the line before.
#[derive(Default)]
struct Announced {
    stage: Option<Stage>,
    peer: Option<Peer>,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        if self.unfold(line) {
            return;
        }
        // So that a text of empty lines is read fast.
        if line.trim_ascii().is_empty() {
            self.end_reply();
            self.announced = Announced::default();
            return;
        }
        let spoken = Spoken::of(line);
        if let Some(reply) = spoken.reply_line()
            && !(self.dialogue.is_in_message()
                && spoken.by == Speaker::Unmarked
                && !is_refusal(&reply))
        {
            return self.reply_line(number, &reply, spoken.by);
        }
        self.end_reply();
        if self.dialogue.is_in_message()
            && (line.starts_with("DEBUG SMTP") || line.contains("Exception"))
        {
            self.dialogue.end_message();
        }
        if spoken.by != Speaker::Server && self.dialogue.client(&spoken, &mut self.secrets) {
            return;
        }
        if line.contains(" said: ") || line.starts_with("Diagnostic-Code:") {
            self.folded = Some((number, line.to_owned()));
        } else {
            self.remark(number, line);
        }
    }

    /// Takes the line as the rest of the remark before, as bounces fold them; otherwise that remark is whole.
    fn unfold(&mut self, line: &str) -> bool {
        let Some((began, mut remark)) = self.folded.take() else {
            return false;
        };
        let is_rest = line.starts_with([' ', '\t']) && remark.len() + line.len() < LONGEST_LINE;
        if is_rest {
            remark.push(' ');
            remark.push_str(line.trim_ascii());
            self.folded = Some((began, remark));
        } else {
            self.remark(began, &remark);
        }
        is_rest
    }

    fn end(&mut self) {
        self.unfold("");
        self.end_reply();
    }

    fn reply_line(&mut self, number: u32, reply: &ReplyLine, by: Speaker) {
        let goes_on = self
            .open
            .as_ref()
            .is_some_and(|open| open.code == reply.code);
        if !goes_on {
            self.end_reply();
        }
        let open = self.open.get_or_insert_with(|| OpenReply {
            line: number,
            code: reply.code,
            lines: Vec::new(),
            by: Some(by),
            stage: None,
            peer: None,
            goes_on: false,
        });
        if open.lines.len() < MOST_REPLY_LINES {
            open.lines
                .push(reply.text.chars().take(LONGEST_REPLY_LINE).collect());
        }
        if reply.is_last {
            self.end_reply();
        }
    }

    /// The reply is whole, or cut.
    fn end_reply(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let text = open.lines.first().map_or("", String::as_str);
        let announced = core::mem::take(&mut self.announced);
        let stage = match open.by {
            Some(by) => self
                .dialogue
                .server(open.code, text, by)
                .or(announced.stage),
            None => open.stage,
        };
        let introduces = open.by.is_some()
            && matches!(
                (open.code, stage),
                (220, Some(Stage::Greeting)) | (250, Some(Stage::Ehlo))
            );
        if introduces
            && self
                .peer
                .as_ref()
                .is_none_or(|peer| quoted::is_address(&peer.name))
        {
            let named = quoted::peer_at(&text.to_ascii_lowercase());
            let port = self.peer.as_ref().and_then(|peer| peer.port);
            self.peer = named.map(|peer| Peer { port, ..peer }).or(self.peer.take());
        }
        if (200..400).contains(&open.code) {
            return;
        }
        self.failures.push(Mention {
            line: open.line,
            failure: Failure::Reply(Reply::new(open.code, open.lines)),
            stage,
            names_peer: open.peer.is_some() || announced.peer.is_some(),
            peer: open.peer.or(announced.peer).or_else(|| self.peer.clone()),
            goes_on: open.goes_on,
        });
    }

    /// A line that is no part of a dialogue.
    fn remark(&mut self, number: u32, line: &str) {
        let lower = line.to_ascii_lowercase();
        let goes_on = line.starts_with([' ', '\t']) || line.starts_with("Caused by");
        if let Some(quoted) = quoted::find(line, &lower) {
            return self.quoted(number, &quoted, goes_on);
        }
        let peer = quoted::peer(&lower);
        self.connection(&lower, peer.as_ref());
        let Some((failure, stage)) = self.told(line, &lower) else {
            let before = core::mem::take(&mut self.announced);
            let is_open = lower.ends_with(':');
            self.announced = Announced {
                stage: words::stage(&lower),
                peer: peer.or(before.peer.filter(|_| is_open)),
            };
            return;
        };
        // Before a transcript of ours tells of a connection, it is about that.
        let is_first_note = line.starts_with("* ");
        self.failures.push(Mention {
            line: number,
            failure,
            stage: stage
                .or_else(|| words::stage(&lower))
                .or(self.dialogue.stage())
                .or(is_first_note.then_some(Stage::Connect)),
            names_peer: peer.is_some(),
            peer: peer.or_else(|| self.peer.clone()),
            goes_on,
        });
    }

    fn quoted(&mut self, number: u32, quoted: &quoted::Quoted<'_>, goes_on: bool) {
        let Some(reply) = Reply::from_text(&quoted.text) else {
            return;
        };
        let before = quoted.before.to_ascii_lowercase();
        // A server that refuses names its client.
        let peer = quoted::peer(&before).filter(|_| !before.contains("reject"));
        let around = [before, quoted.behind.to_ascii_lowercase()].join(" ");
        let announced = core::mem::take(&mut self.announced);
        let is_announced = quoted.before.len() < LONGEST_INTRODUCTION;
        let cut = |line: &String| line.chars().take(LONGEST_REPLY_LINE).collect();
        self.open = Some(OpenReply {
            line: number,
            code: reply.code,
            lines: reply.lines.iter().take(MOST_REPLY_LINES).map(cut).collect(),
            by: None,
            stage: words::stage(&around).or(announced.stage.filter(|_| is_announced)),
            peer,
            goes_on,
        });
        if !quoted.goes_on {
            self.end_reply();
        }
    }

    /// Remembers where a connection goes to.
    fn connection(&mut self, lower: &str, peer: Option<&Peer>) {
        let says = |words: &[&str]| words.iter().any(|words| lower.contains(words));
        let begins = says(&[
            "trying ",
            "opening to ",
            "connecting to ",
            "attempting to connect",
            "-connect ",
        ]);
        let stands = says(&["connected to ", "escape character"]);
        if begins {
            self.dialogue.connect();
        } else if stands {
            self.dialogue.connected();
        }
        let names = stands
            || lower.starts_with("* ")
            || says(&["remote-mta", "talking to ", "connect to host", "smtp host"]);
        let is_named_better = |peer: &&Peer| self.peer.is_none() || !quoted::is_address(&peer.name);
        if begins {
            self.peer = peer.cloned();
        } else if let Some(peer) = peer.filter(is_named_better)
            && names
        {
            self.peer = Some(peer.clone());
        }
    }

    /// The failure that a remark tells in words, and where.
    fn told(&self, line: &str, lower: &str) -> Option<(Failure, Option<Stage>)> {
        if let Some(told) = own_note(line) {
            return Some(told);
        }
        let (words, kind, at) = words::failure(lower)?;
        if kind == "closed" && self.dialogue.is_ending() {
            return None;
        }
        let failure = match kind {
            "login-failed" => Failure::Reply(Reply::new(0, Vec::from([words.to_owned()]))),
            // Their evidence begins with these words itself.
            "not-understood" | "mailer-fault" => Failure::from_kind(kind.to_owned(), ""),
            kind => Failure::from_kind(kind.to_owned(), words),
        };
        Some((failure, at))
    }
}

fn is_refusal(reply: &ReplyLine) -> bool {
    reply.code >= 400 && enhanced_at_start(&reply.text).is_some()
}

/// What a transcript of ours notes, in the words of [`Failure::evidence`], and where, as far as it tells.
fn own_note(line: &str) -> Option<(Failure, Option<Stage>)> {
    let note = line.strip_prefix("* ")?;
    if let Some(shown) = note.strip_prefix("not an SMTP reply: ") {
        let excerpt = ReplyError::Malformed(clean(shown.trim_matches('"')));
        return Some((Failure::NotSmtp(excerpt), None));
    }
    if let Some(sizes) = note.strip_prefix("the message has ") {
        let mut numbers = sizes.split(' ').filter_map(|word| word.parse().ok());
        let (size, limit) = (numbers.next()?, numbers.next()?);
        return Some((Failure::TooBig { size, limit }, None));
    }
    if let Some((_, words)) = note.split_once("not allowed: ") {
        let denial = Denial::ALL
            .into_iter()
            .find(|denial| denial.words() == words)?;
        return Some((Failure::Denied(denial), None));
    }
    let (name, text) = note.split_once(": ").unwrap_or((note, ""));
    if let Some((kind, at)) = words::kind(name) {
        return Some((Failure::from_kind(kind.to_owned(), text), at));
    }
    let is_noted = |failure: &Failure| failure.evidence().as_deref() == Some(note);
    let noted = [
        Failure::Desync,
        Failure::SecretNotObtained,
        Failure::NotConfirmed,
        Failure::NotSmtp(ReplyError::MixedClasses(Vec::new())),
        Failure::InjectedPlaintext,
        Failure::Sasl(SaslError::ServerNotVerified),
        Failure::Sasl(SaslError::Iterations),
        Failure::Sasl(SaslError::BadChallenge),
        Failure::Sasl(SaslError::UnexpectedChallenge),
    ];
    noted
        .into_iter()
        .find(is_noted)
        .map(|failure| (failure, None))
}

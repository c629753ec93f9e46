//! Where a pasted dialogue stands: which command the next reply answers.

use alloc::collections::VecDeque;

use super::secrets::Secrets;
use super::spoken::{Speaker, Spoken};
use crate::wire::Stage;
use crate::wire::sasl::{BASE64, Mechanism};

/// A challenge that asks for the user name: `Username:` in base64.
const USERNAME_CHALLENGE: &str = "VXNlcm5hbWU6";

/// Shorter words in base64 are no password that anybody takes.
const SHORTEST_RESPONSE: usize = 8;

/// A dialogue, as far as it was read.
#[derive(Default)]
pub(super) struct Dialogue {
    /// The commands without a reply; `None` where a command is none of a stage.
    waiting: VecDeque<Option<Stage>>,
    /// The stage of the latest reply.
    at: Option<Stage>,
    /// What the client says next answers a challenge; whether that asked for the user name.
    challenge: Option<bool>,
    /// What follows up to a lone dot is a message.
    is_in_message: bool,
    /// The latest reply refused something, or said goodbye.
    is_ending: bool,
}

impl Dialogue {
    /// A connection is begun.
    pub(super) fn connect(&mut self) {
        *self = Self::default();
        self.waiting.push_back(Some(Stage::Greeting));
    }

    /// The connection stands, if nothing was said before.
    pub(super) fn connected(&mut self) {
        if self.waiting.is_empty() && self.at.is_none() {
            self.connect();
        }
    }

    /// The stage that is under way.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.waiting.iter().flatten().next().copied().or(self.at)
    }

    /// Whether it is no surprise that the connection is closed now.
    pub(super) fn is_ending(&self) -> bool {
        self.is_ending
    }

    /// Whether an unmarked line is the message's, and neither reply nor remark.
    pub(super) fn is_in_message(&self) -> bool {
        self.is_in_message
    }

    /// The line is of no message: a program reports.
    pub(super) fn end_message(&mut self) {
        self.is_in_message = false;
    }

    /// What the client says. Whether the line is used up by that.
    pub(super) fn client(&mut self, spoken: &Spoken<'_>, secrets: &mut Secrets) -> bool {
        let text = spoken.text;
        if let Some(is_username) = self.challenge
            && (spoken.by != Speaker::Unmarked || is_one_word(text))
        {
            self.challenge = None;
            secrets.sent(text, is_username);
            return true;
        }
        if self.is_in_message {
            self.is_in_message = text != ".";
            return true;
        }
        if let Some(response) = initial_response(text) {
            secrets.sent(response, false);
        }
        if let Some(Command(stage)) = command(text) {
            self.is_ending = stage == Some(Stage::Quit);
            self.waiting.push_back(stage);
            return true;
        }
        // A login that goes on although the server said no at its beginning.
        if self.at == Some(Stage::Auth) && is_response(text, spoken.by) {
            secrets.sent(text, false);
        }
        spoken.by == Speaker::Client
    }

    /// A whole reply: the stage that it belongs to.
    pub(super) fn server(&mut self, code: u16, text: &str, by: Speaker) -> Option<Stage> {
        let is_start = self.waiting.is_empty() && self.at.is_none() && by != Speaker::Unmarked;
        let is_greeting = code == 220 && self.waiting.front() != Some(&Some(Stage::StartTls));
        if is_start || is_greeting {
            self.connect();
        }
        let stage = self.waiting.pop_front().unwrap_or(self.at);
        self.at = stage.or(self.at);
        self.is_ending = code >= 400 || code == 221;
        self.is_in_message = false;
        match code {
            334 => {
                self.challenge = Some(text.eq_ignore_ascii_case(USERNAME_CHALLENGE));
                self.waiting.push_front(Some(Stage::Auth));
            }
            354 => {
                self.is_in_message = by != Speaker::Server;
                self.waiting.push_front(Some(Stage::Body));
            }
            _ => self.challenge = None,
        }
        stage
    }
}

fn is_one_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ')
}

/// Whether a line without a challenge looks like the answer to one. Without a mark it may be a word of everyday use.
fn is_response(text: &str, by: Speaker) -> bool {
    let is_odd = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'=';
    is_one_word(text)
        && (by != Speaker::Unmarked
            || (text.len() >= SHORTEST_RESPONSE
                && text.bytes().any(is_odd)
                && BASE64.decode(text).is_ok()))
}

/// A command, and the stage that it belongs to; `None` where it belongs to none.
struct Command(Option<Stage>);

/// The command that the line is.
fn command(line: &str) -> Option<Command> {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let is = |name: &str| verb.eq_ignore_ascii_case(name);
    let goes_on = |with: &str| {
        let start = rest.trim_start().get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_alone = rest.is_empty();
    let stage = if is("EHLO") || is("HELO") || is("LHLO") {
        Stage::Ehlo
    } else if is("STARTTLS") && is_alone {
        Stage::StartTls
    } else if is("AUTH") && mechanism(rest).is_some() {
        Stage::Auth
    } else if is("MAIL") && goes_on("FROM:") {
        Stage::Mail
    } else if is("RCPT") && goes_on("TO:") {
        Stage::Rcpt
    } else if is("DATA") && is_alone {
        Stage::Data
    } else if is("QUIT") && is_alone {
        Stage::Quit
    } else {
        return ((is("RSET") || is("NOOP")) && is_alone).then_some(Command(None));
    };
    Some(Command(Some(stage)))
}

/// The mechanism after AUTH: one that is known in any case, others in capitals.
fn mechanism(rest: &str) -> Option<&str> {
    let name = rest.split(' ').next().unwrap_or_default();
    let is_capital =
        |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let is_name =
        Mechanism::from_name(name).is_some() || (!name.is_empty() && name.bytes().all(is_capital));
    is_name.then_some(name)
}

/// What stands behind `AUTH mechanism`.
fn initial_response(line: &str) -> Option<&str> {
    let (verb, rest) = line.split_once(' ')?;
    let response = rest.strip_prefix(mechanism(rest)?)?.trim_ascii();
    (verb.eq_ignore_ascii_case("AUTH") && is_one_word(response)).then_some(response)
}

//! The client at the other end: its lines, the replies to it, and the script that comes between.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use crate::record::Seen;
use crate::script::{Do, On};
use crate::server::Shared;
use crate::wire::Wire;

/// How long a reset waits for the client to notice that it is connected.
const BEFORE_RESET: Duration = Duration::from_millis(100);

/// The connection is over: the client closed it, the script ended it, or the network did.
pub(crate) struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// What comes of a step, unless the connection is over.
pub(crate) type Flow<T = ()> = Result<T, Over>;

/// What a reply says by its first digit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// 2yz: it is done.
    Positive,
    /// 3yz: go on.
    Intermediate,
    /// Anything else: it is not done.
    Negative,
}

impl Class {
    fn of(reply: &[u8]) -> Self {
        match reply.first() {
            Some(b'2') => Self::Positive,
            Some(b'3') => Self::Intermediate,
            _ => Self::Negative,
        }
    }
}

/// A connected client.
pub(crate) struct Peer<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) number: usize,
    /// `None` only during a TLS handshake, and after one failed.
    wire: Option<Wire>,
    /// The TLS version.
    pub(crate) tls: Option<String>,
}

impl<'a> Peer<'a> {
    pub(crate) fn new(shared: &'a Shared, number: usize, tcp: TcpStream) -> Self {
        Self {
            shared,
            number,
            wire: Some(Wire::new(tcp)),
            tls: None,
        }
    }

    /// Gives the connection back, to be closed.
    pub(crate) fn into_wire(self) -> Option<Wire> {
        self.wire
    }

    /// The connection; over, where a handshake failed.
    pub(crate) fn wire(&mut self) -> Flow<&mut Wire> {
        self.wire.as_mut().ok_or(Over)
    }

    pub(crate) fn note(&self, seen: Seen) {
        self.shared.note(self.number, seen);
    }

    pub(crate) fn violation(&self, what: &str) {
        self.note(Seen::Violation(what.to_owned()));
    }

    /// Reads a line without its line end; its bytes may be anything.
    pub(crate) fn read_line(&mut self) -> Flow<Vec<u8>> {
        let mut line = self.wire()?.read_line()?;
        if line.is_empty() {
            return Err(Over);
        }
        if !line.ends_with(b"\n") {
            self.say("500 5.5.2 line too long or cut off")?;
            self.close(false)?;
        }
        line.pop();
        if line.pop_if(|byte| *byte == b'\r').is_none() {
            self.violation("a line ends with a bare line feed");
        }
        Ok(line)
    }

    /// Reads a command and notes it, and whether the client was entitled to send more behind it.
    pub(crate) fn read_command(&mut self) -> Flow<String> {
        let line = self.read_line()?;
        let line = String::from_utf8_lossy(&line).into_owned();
        let mut words = line.split(' ');
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let shown = match (verb.as_str(), words.next(), words.next()) {
            ("AUTH", Some(mechanism), Some(_)) => format!("AUTH {mechanism} ****"),
            _ => line.clone(),
        };
        self.note(Seen::Client(shown));
        if self.wire()?.has_more() {
            let groupable = matches!(verb.as_str(), "MAIL" | "RCPT" | "RSET");
            if !groupable {
                self.violation(&format!(
                    "bytes were sent behind {verb} before its reply (RFC 2920, 3.1)"
                ));
            } else if !self.shared.config.offers("PIPELINING") {
                self.violation(&format!(
                    "bytes were sent behind {verb} although PIPELINING is not offered"
                ));
            }
        }
        Ok(line)
    }

    /// Sends a reply of one or more lines.
    pub(crate) fn say(&mut self, text: &str) -> Flow {
        self.send(&lay_out(text), None)
    }

    /// Sends bytes, whole with the next flush, or in pieces at once.
    fn send(&mut self, bytes: &[u8], drip: Option<(usize, Duration)>) -> Flow {
        let shown = String::from_utf8_lossy(bytes);
        self.note(Seen::Server(
            shown.trim_end_matches(['\r', '\n']).to_owned(),
        ));
        let shared = self.shared;
        let wire = self.wire()?;
        let Some((piece, every)) = drip else {
            wire.write(bytes);
            return Ok(());
        };
        wire.flush()?;
        wire.write(bytes);
        wire.drip(piece, || shared.pause(every))?;
        Ok(())
    }

    /// Ends the connection from this side.
    pub(crate) fn close<T>(&mut self, politely: bool) -> Flow<T> {
        self.wire()?.close(politely)?;
        Err(Over)
    }

    /// Replies to what happens now, as scripted or else as is ordinary.
    pub(crate) fn reply(&mut self, now: &On, ordinary: &str) -> Flow<Class> {
        let shared = self.shared;
        let actions = shared.config.script.actions(now).unwrap_or(&[Do::Ordinary]);
        let class = self.perform(actions, Some(ordinary))?;
        Ok(class.unwrap_or(Class::Negative))
    }

    /// Does what is scripted. Where there is an ordinary reply and the script gave none, it comes last. Tells the class of the first reply.
    pub(crate) fn perform(
        &mut self,
        actions: &[Do],
        ordinary: Option<&str>,
    ) -> Flow<Option<Class>> {
        let mut class = None;
        let mut drip = None;
        for action in actions {
            let bytes = match action {
                Do::Ordinary => ordinary.map(lay_out),
                Do::Reply(text) => Some(lay_out(text)),
                Do::Raw(bytes) => Some(bytes.clone()),
                Do::Drip { bytes, every } => {
                    drip = Some((*bytes, *every));
                    None
                }
                other => {
                    self.disturb(other)?;
                    None
                }
            };
            if let Some(bytes) = bytes {
                class = class.or(Some(Class::of(&bytes)));
                self.send(&bytes, drip)?;
            }
        }
        if let (None, Some(ordinary)) = (class, ordinary) {
            class = Some(Class::of(ordinary.as_bytes()));
            self.send(&lay_out(ordinary), drip)?;
        }
        Ok(class)
    }

    /// Does what is no reply.
    fn disturb(&mut self, action: &Do) -> Flow {
        self.wire()?.flush()?;
        match action {
            Do::Wait(time) => {
                if self.shared.pause(*time) {
                    Ok(())
                } else {
                    Err(Over)
                }
            }
            Do::EndlessLines => self.flood(b"250-and on it goes\r\n"),
            Do::EndlessLine => self.flood(b"250-and on it goes "),
            Do::Silence => {
                self.shared.wait_for_stop();
                Err(Over)
            }
            Do::Cut => self.close(false),
            Do::Reset => {
                // Else a client may see it while it still connects, and take it for a port that resets everybody.
                self.shared.pause(BEFORE_RESET);
                self.wire()?.reset()?;
                Err(Over)
            }
            Do::Ordinary | Do::Reply(_) | Do::Raw(_) | Do::Drip { .. } => Ok(()),
        }
    }

    /// Writes for ever: until the client closes, or the server stops.
    fn flood(&mut self, piece: &[u8]) -> Flow {
        self.note(Seen::Server(format!(
            "{} ... without end",
            String::from_utf8_lossy(piece).trim_end()
        )));
        loop {
            let wire = self.wire()?;
            wire.write(&piece.repeat(100));
            wire.flush()?;
        }
    }

    /// Does a TLS handshake.
    pub(crate) fn handshake(&mut self) -> Flow {
        let shared = self.shared;
        if let Some(actions) = shared.config.script.actions(&On::Handshake) {
            self.perform(actions, None)?;
            self.wire()?.flush()?;
        }
        let wire = self.wire.take().ok_or(Over)?;
        match wire.secure(&shared.tls) {
            Ok((wire, version)) => {
                self.wire = Some(wire);
                self.note(Seen::Secured(version.clone()));
                self.tls = Some(version);
                Ok(())
            }
            Err(error) => {
                self.note(Seen::NotSecured(error.to_string()));
                Err(Over)
            }
        }
    }
}

/// A reply's bytes: each line of the text gets the code of the first.
fn lay_out(text: &str) -> Vec<u8> {
    let (code, rest) = match text.split_once(' ') {
        Some((code, rest)) if code.len() == 3 => (code, rest),
        _ => return format!("{text}\r\n").into_bytes(),
    };
    let mut lines: Vec<&str> = rest.split('\n').collect();
    let last = lines.pop().unwrap_or_default();
    let mut reply: String = lines
        .iter()
        .flat_map(|line| [code, "-", line, "\r\n"])
        .collect();
    reply.extend([code, " ", last, "\r\n"]);
    reply.into_bytes()
}

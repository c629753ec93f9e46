//! The dialogue with one client (RFC 5321), with the moments where a script takes over.

use std::io;
use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::config::Security;
use crate::login::{Exchange, Mechanism, Turn};
use crate::record::{Received, Seen};
use crate::script::{Do, On};
use crate::server::Shared;
use crate::wire::Wire;

/// The connection is over: the client closed it, the script ended it, or the network did.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

type Flow<T = ()> = Result<T, Over>;

/// What the server knows of its client.
struct Dialogue<'a> {
    shared: &'a Shared,
    number: usize,
    /// `None` only during a TLS handshake, and after one failed.
    wire: Option<Wire>,
    tls: Option<String>,
    client_name: Option<String>,
    user: Option<String>,
    transaction: Option<Transaction>,
}

/// A mail transaction, from an accepted MAIL on.
struct Transaction {
    sender: String,
    params: Vec<String>,
    recipients: Vec<String>,
    utf8: bool,
}

/// Serves a client until the connection is over; gives it back to be closed.
pub(crate) fn serve(shared: &Shared, number: usize, tcp: TcpStream) -> Option<Wire> {
    // A server that cannot set this is only slower.
    let _ = tcp.set_nodelay(true);
    let mut dialogue = Dialogue {
        shared,
        number,
        wire: Some(Wire::new(tcp)),
        tls: None,
        client_name: None,
        user: None,
        transaction: None,
    };
    let Err(Over) = dialogue.run();
    dialogue.wire
}

impl Dialogue<'_> {
    fn run(&mut self) -> Flow<std::convert::Infallible> {
        if self.shared.security == Security::Tls {
            self.handshake()?;
        }
        self.reply(&On::Greeting, "220 scripted.example ESMTP")?;
        loop {
            let line = self.read_command()?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.ehlo(rest)?,
                "HELO" => self.helo(rest)?,
                "STARTTLS" => self.starttls()?,
                "AUTH" => self.auth(rest)?,
                "MAIL" => self.mail(rest)?,
                "RCPT" => self.rcpt(rest)?,
                "DATA" => self.data()?,
                "RSET" => {
                    if self.reply(&On::Rset, "250 2.0.0 reset")? {
                        self.transaction = None;
                    }
                }
                "NOOP" => _ = self.reply(&On::Noop, "250 2.0.0 still here")?,
                "QUIT" => return self.quit(),
                _ => self.say("500 5.5.2 command not known")?,
            }
        }
    }

    // ---- bytes in, bytes out

    fn wire(&mut self) -> Flow<&mut Wire> {
        self.wire.as_mut().ok_or(Over)
    }

    fn note(&self, seen: Seen) {
        self.shared.note(self.number, seen);
    }

    fn violation(&self, what: &str) {
        self.note(Seen::Violation(what.to_owned()));
    }

    /// Reads a line without its line end; its bytes may be anything.
    fn read_line(&mut self) -> Flow<Vec<u8>> {
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
    fn read_command(&mut self) -> Flow<String> {
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
    fn say(&mut self, text: &str) -> Flow<()> {
        self.send(&lay_out(text))
    }

    fn send(&mut self, bytes: &[u8]) -> Flow<()> {
        let shown = String::from_utf8_lossy(bytes);
        self.note(Seen::Server(
            shown.trim_end_matches(['\r', '\n']).to_owned(),
        ));
        self.wire()?.write(bytes);
        Ok(())
    }

    /// Ends the connection from this side.
    fn close<T>(&mut self, politely: bool) -> Flow<T> {
        self.wire()?.close(politely)?;
        Err(Over)
    }

    // ---- the script

    /// Replies to what happens now, as scripted or else as is ordinary; tells whether that reply is positive (2yz or 3yz).
    fn reply(&mut self, now: &On, ordinary: &str) -> Flow<bool> {
        let shared = self.shared;
        let Some(actions) = shared.config.script.actions(now) else {
            self.say(ordinary)?;
            return Ok(is_positive(ordinary.as_bytes()));
        };
        let replied = self.perform(actions, ordinary)?;
        if let Some(positive) = replied {
            return Ok(positive);
        }
        self.say(ordinary)?;
        Ok(is_positive(ordinary.as_bytes()))
    }

    /// Does what is scripted; tells whether the first reply in it was positive, `None` where there was no reply.
    fn perform(&mut self, actions: &[Do], ordinary: &str) -> Flow<Option<bool>> {
        let mut replied = None;
        let mut drip = None;
        for action in actions {
            let bytes = match action {
                Do::Ordinary => lay_out(ordinary),
                Do::Reply(text) => lay_out(text),
                Do::Raw(bytes) => bytes.clone(),
                Do::Drip { bytes, every } => {
                    drip = Some((*bytes, *every));
                    continue;
                }
                other => {
                    self.disturb(other)?;
                    continue;
                }
            };
            replied = replied.or(Some(is_positive(&bytes)));
            let shared = self.shared;
            match drip {
                None => self.send(&bytes)?,
                Some((piece, every)) => {
                    self.wire()?.flush()?;
                    self.send(&bytes)?;
                    self.wire()?.drip(piece, || shared.pause(every))?;
                }
            }
        }
        Ok(replied)
    }

    /// Does what is no reply.
    fn disturb(&mut self, action: &Do) -> Flow<()> {
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
                self.wire()?.reset()?;
                Err(Over)
            }
            Do::Ordinary | Do::Reply(_) | Do::Raw(_) | Do::Drip { .. } => Ok(()),
        }
    }

    /// Writes for ever: until the client closes, or the server stops.
    fn flood(&mut self, piece: &[u8]) -> Flow<()> {
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

    // ---- the commands

    fn quit<T>(&mut self) -> Flow<T> {
        self.reply(&On::Quit, "221 2.0.0 goodbye")?;
        self.close(true)
    }

    fn ehlo(&mut self, name: &str) -> Flow {
        if name.is_empty() {
            return self.say("501 5.5.4 EHLO wants a name");
        }
        let config = &self.shared.config;
        let mut lines = vec![format!("250 scripted.example greets {name}")];
        lines.extend(config.keywords.iter().cloned());
        lines.push(format!("SIZE {}", config.size_limit));
        let offered: Vec<&str> = config
            .offered()
            .iter()
            .map(|mechanism| mechanism.name())
            .collect();
        if self.wants_tls() {
            lines.push("STARTTLS".to_owned());
        } else if !offered.is_empty() {
            lines.push(format!("AUTH {}", offered.join(" ")));
        }
        self.greet(&On::Ehlo, name, &lines.join("\n"))
    }

    fn helo(&mut self, name: &str) -> Flow {
        if name.is_empty() {
            return self.say("501 5.5.4 HELO wants a name");
        }
        self.greet(&On::Helo, name, "250 scripted.example")
    }

    fn greet(&mut self, now: &On, name: &str, text: &str) -> Flow {
        if self.reply(now, text)? {
            self.client_name = Some(name.to_owned());
            self.transaction = None;
        }
        Ok(())
    }

    fn wants_tls(&self) -> bool {
        self.shared.security == Security::StartTls && self.tls.is_none()
    }

    fn starttls(&mut self) -> Flow {
        if !self.wants_tls() {
            return self.say("503 5.5.1 no STARTTLS here and now");
        }
        if !self.reply(&On::StartTls, "220 2.0.0 go ahead")? {
            return Ok(());
        }
        self.wire()?.flush()?;
        self.client_name = None;
        self.transaction = None;
        self.handshake()
    }

    fn handshake(&mut self) -> Flow {
        let shared = self.shared;
        if let Some(actions) = shared.config.script.actions(&On::Handshake) {
            self.perform(actions, "")?;
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

    fn auth(&mut self, rest: &str) -> Flow {
        let mut words = rest.split(' ');
        let name = words.next().unwrap_or_default();
        let initial = words.next();
        let config = &self.shared.config;
        let mechanism = config
            .offered()
            .iter()
            .find(|offered| offered.name().eq_ignore_ascii_case(name));
        let now = On::auth(name);
        let no = match mechanism {
            _ if self.client_name.is_none() => "503 5.5.1 EHLO first",
            _ if self.wants_tls() => "530 5.7.0 STARTTLS first",
            _ if self.user.is_some() => "503 5.5.1 already logged in",
            _ if self.transaction.is_some() => "503 5.5.1 not during a transaction",
            None => "504 5.5.4 mechanism not offered",
            Some(mechanism) => return self.login(*mechanism, initial, now),
        };
        // A scripted 334 has a client's answer to come; it is not a login.
        if self.reply(&now, no)? {
            self.read_line()?;
            self.reply(&On::AuthResponse, "535 5.7.8 login refused")?;
        }
        Ok(())
    }

    fn login(&mut self, mechanism: Mechanism, initial: Option<&str>, mut now: On) -> Flow {
        let config = &self.shared.config;
        let tag = format!("{}.{:?}", self.number, std::time::Instant::now())
            .replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "");
        let mut exchange =
            Exchange::begin(mechanism, &config.accounts, config.scram_iterations, &tag);
        let mut input = initial.map(|text| if text == "=" { Vec::new() } else { text.into() });
        loop {
            let decoded = input.as_ref().map(|text| BASE64.decode(text)).transpose();
            let turn = decoded.ok().map(|bytes| exchange.turn(bytes.as_deref()));
            let (ordinary, user) = match turn {
                None if input.as_deref() == Some(b"*") => {
                    ("501 5.7.0 login given up".to_owned(), None)
                }
                None => ("501 5.5.2 not base64".to_owned(), None),
                Some(Turn::Challenge(bytes)) => (format!("334 {}", BASE64.encode(bytes)), None),
                Some(Turn::Accepted(user)) => ("235 2.7.0 logged in".to_owned(), Some(user)),
                Some(Turn::Refused) => ("535 5.7.8 login refused".to_owned(), None),
            };
            let over = !ordinary.starts_with("334");
            let positive = self.reply(&now, &ordinary)?;
            if !positive || user.is_some() {
                self.user = user.filter(|_| positive);
                return Ok(());
            }
            if over {
                exchange.give_up();
            }
            let line = self.read_line()?;
            self.note(Seen::Client("****".to_owned()));
            input = Some(line);
            now = On::AuthResponse;
        }
    }

    fn mail(&mut self, rest: &str) -> Flow {
        let Some((sender, params)) = path(rest, "FROM:") else {
            return self.say("501 5.5.4 MAIL FROM:<address> is the form");
        };
        let utf8 = params
            .iter()
            .any(|param| param.eq_ignore_ascii_case("SMTPUTF8"));
        let config = &self.shared.config;
        let ordinary = if self.client_name.is_none() || self.transaction.is_some() {
            "503 5.5.1 not now"
        } else if self.wants_tls() {
            "530 5.7.0 STARTTLS first"
        } else if config.login_required && self.user.is_none() {
            "530 5.7.0 login first"
        } else if size_of(&params).is_some_and(|size| size > config.size_limit) {
            "552 5.3.4 message too big"
        } else if !params.iter().all(|param| self.knows(param)) {
            "555 5.5.4 parameter not known"
        } else if !sender.is_ascii() && !utf8 {
            "553 5.6.7 address wants SMTPUTF8"
        } else {
            "250 2.1.0 sender taken"
        };
        if self.reply(&On::mail(&sender), ordinary)? {
            self.transaction = Some(Transaction {
                sender,
                params,
                recipients: Vec::new(),
                utf8,
            });
        }
        Ok(())
    }

    /// Whether this parameter of MAIL belongs to something that is offered.
    fn knows(&self, param: &str) -> bool {
        let config = &self.shared.config;
        let param = param.to_ascii_uppercase();
        match param.split_once('=') {
            Some(("SIZE", digits)) => digits.parse::<u64>().is_ok(),
            Some(("BODY", "7BIT" | "8BITMIME")) => config.offers("8BITMIME"),
            Some(("AUTH", _)) => !config.offered().is_empty(),
            None if param == "SMTPUTF8" => config.offers("SMTPUTF8"),
            _ => false,
        }
    }

    fn rcpt(&mut self, rest: &str) -> Flow {
        let Some((recipient, params)) = path(rest, "TO:") else {
            return self.say("501 5.5.4 RCPT TO:<address> is the form");
        };
        let ordinary = match &self.transaction {
            None => "503 5.5.1 MAIL first",
            Some(_) if recipient.is_empty() => "501 5.1.3 no address",
            Some(_) if !params.is_empty() => "555 5.5.4 parameter not known",
            Some(transaction) if !recipient.is_ascii() && !transaction.utf8 => {
                "553 5.6.7 address wants SMTPUTF8"
            }
            Some(_) => "250 2.1.5 recipient taken",
        };
        if self.reply(&On::rcpt(&recipient), ordinary)?
            && let Some(transaction) = &mut self.transaction
        {
            transaction.recipients.push(recipient);
        }
        Ok(())
    }

    fn data(&mut self) -> Flow {
        let ordinary = match &self.transaction {
            None => "503 5.5.1 MAIL first",
            Some(transaction) if transaction.recipients.is_empty() => {
                "554 5.5.1 no valid recipients"
            }
            Some(_) => "354 end with a lone dot",
        };
        if !self.reply(&On::Data, ordinary)? {
            return Ok(());
        }
        let (data, replied) = self.body()?;
        let transaction = self.transaction.take();
        let nobody = transaction
            .as_ref()
            .is_none_or(|mail| mail.recipients.is_empty());
        let ordinary = match data {
            None => "552 5.3.4 message too big",
            Some(_) if nobody => "554 5.5.1 no valid recipients",
            Some(_) => "250 2.0.0 message kept",
        };
        let accepted = match replied {
            Some(positive) => positive,
            None => self.reply(&On::Dot, ordinary)?,
        };
        if let (true, Some(data), Some(mail)) = (accepted, data, transaction) {
            self.shared.keep(Received {
                sender: mail.sender,
                params: mail.params,
                recipients: mail.recipients,
                data,
                tls: self.tls.clone(),
                user: self.user.clone(),
                client_name: self.client_name.clone().unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// Reads a message up to its final dot; `None` where it is over the limit. Tells too whether a script replied to it already.
    fn body(&mut self) -> Flow<(Option<Vec<u8>>, Option<bool>)> {
        let shared = self.shared;
        let mut moment = shared.config.script.during_body();
        let mut data = Some(Vec::new());
        let mut replied = None;
        let mut total = 0_u64;
        let mut line = Vec::new();
        loop {
            if let Some((_, actions)) = moment.take_if(|(bytes, _)| *bytes <= total) {
                replied = self.perform(actions, "")?;
                self.wire()?.flush()?;
            }
            let limit = moment.map_or(u64::MAX, |(bytes, _)| bytes - total);
            let piece = self.wire()?.read_piece(limit)?;
            if piece.is_empty() {
                return Err(Over);
            }
            total += piece.len() as u64;
            line.extend_from_slice(&piece);
            if !line.ends_with(b"\n") {
                continue;
            }
            if line == b".\r\n" {
                self.note(Seen::Body(total - 3));
                return Ok((data, replied));
            }
            self.check_line(&line);
            let unstuffed = line.strip_prefix(b".").unwrap_or(&line);
            if let Some(kept) = &mut data {
                kept.extend_from_slice(unstuffed);
            }
            data = data.filter(|kept| kept.len() as u64 <= shared.config.size_limit);
            line.clear();
        }
    }

    /// Notes what a line of a message must not be (RFC 5321, sections 2.3.8 and 4.5.3.1.6).
    fn check_line(&self, line: &[u8]) {
        let text = line.strip_suffix(b"\r\n");
        if text.is_none() {
            self.violation("a message line ends with a bare line feed");
        }
        let text = text.unwrap_or(line);
        if text.contains(&b'\r') {
            self.violation("a message line has a bare carriage return");
        }
        if text.len() > 998 {
            self.violation("a message line is longer than 998 bytes");
        }
        let eight_bit_announced = self.transaction.as_ref().is_some_and(|mail| {
            mail.params
                .iter()
                .any(|param| param.eq_ignore_ascii_case("BODY=8BITMIME"))
        });
        if !text.is_ascii() && !eight_bit_announced {
            self.violation("a message line has 8-bit bytes without BODY=8BITMIME");
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

fn is_positive(reply: &[u8]) -> bool {
    matches!(reply.first(), Some(b'2' | b'3'))
}

/// Takes apart `FROM:<address> PARAM...`; `None` where it has another form. No space is allowed after the colon.
fn path(text: &str, keyword: &str) -> Option<(String, Vec<String>)> {
    let (head, rest) = text.split_at_checked(keyword.len())?;
    let (address, params) = rest.strip_prefix('<')?.split_once('>')?;
    let formed =
        head.eq_ignore_ascii_case(keyword) && (params.is_empty() || params.starts_with(' '));
    let params = params
        .split_ascii_whitespace()
        .map(ToOwned::to_owned)
        .collect();
    formed.then(|| (address.to_owned(), params))
}

/// The announced size of the message.
fn size_of(params: &[String]) -> Option<u64> {
    params.iter().find_map(|param| {
        let (name, digits) = param.split_once('=')?;
        name.eq_ignore_ascii_case("SIZE")
            .then(|| digits.parse().ok())?
    })
}

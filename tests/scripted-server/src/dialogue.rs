//! The dialogue with one client (RFC 5321): the commands and their order.

use std::net::TcpStream;
use std::time::UNIX_EPOCH;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::config::Security;
use crate::login::{Exchange, Mechanism, Turn};
use crate::peer::{Class, Flow, Over, Peer};
use crate::record::{Received, Seen};
use crate::script::On;
use crate::server::Shared;
use crate::wire::Wire;

/// What the server knows of its client.
struct Dialogue<'a> {
    peer: Peer<'a>,
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
    let peer = Peer::new(shared, number, tcp);
    let mut dialogue = Dialogue {
        peer,
        client_name: None,
        user: None,
        transaction: None,
    };
    let Err(Over) = dialogue.run();
    dialogue.peer.into_wire()
}

impl Dialogue<'_> {
    fn run(&mut self) -> Flow<std::convert::Infallible> {
        if self.peer.shared.security == Security::Tls {
            self.peer.handshake()?;
        }
        self.peer
            .reply(&On::Greeting, "220 scripted.example ESMTP")?;
        loop {
            let line = self.peer.read_command()?;
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
                    if self.peer.reply(&On::Rset, "250 2.0.0 reset")? == Class::Positive {
                        self.transaction = None;
                    }
                }
                "NOOP" => _ = self.peer.reply(&On::Noop, "250 2.0.0 still here")?,
                "QUIT" => return self.quit(),
                _ => self.peer.say("500 5.5.2 command not known")?,
            }
        }
    }

    fn quit<T>(&mut self) -> Flow<T> {
        self.peer.reply(&On::Quit, "221 2.0.0 goodbye")?;
        self.peer.close(true)
    }

    fn ehlo(&mut self, name: &str) -> Flow {
        if name.is_empty() {
            return self.peer.say("501 5.5.4 EHLO wants a name");
        }
        let config = &self.peer.shared.config;
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
            return self.peer.say("501 5.5.4 HELO wants a name");
        }
        self.greet(&On::Helo, name, "250 scripted.example")
    }

    fn greet(&mut self, now: &On, name: &str, text: &str) -> Flow {
        if self.peer.reply(now, text)? == Class::Positive {
            self.client_name = Some(name.to_owned());
            self.transaction = None;
        }
        Ok(())
    }

    fn wants_tls(&self) -> bool {
        self.peer.shared.security == Security::StartTls && self.peer.tls.is_none()
    }

    fn starttls(&mut self) -> Flow {
        if !self.wants_tls() {
            return self.peer.say("503 5.5.1 no STARTTLS here and now");
        }
        if self.peer.reply(&On::StartTls, "220 2.0.0 go ahead")? != Class::Positive {
            return Ok(());
        }
        self.peer.wire()?.flush()?;
        self.client_name = None;
        self.transaction = None;
        self.peer.handshake()
    }

    fn auth(&mut self, rest: &str) -> Flow {
        let mut words = rest.split(' ');
        let name = words.next().unwrap_or_default();
        let initial = words.next();
        let config = &self.peer.shared.config;
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
        if self.peer.reply(&now, no)? == Class::Intermediate {
            self.peer.read_line()?;
            self.peer
                .reply(&On::AuthResponse, "535 5.7.8 login refused")?;
        }
        Ok(())
    }

    fn login(&mut self, mechanism: Mechanism, initial: Option<&str>, mut now: On) -> Flow {
        let config = &self.peer.shared.config;
        let time = UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
        let tag = format!("{}.{time}", self.peer.number);
        let mut exchange =
            Exchange::begin(mechanism, &config.accounts, config.scram_iterations, &tag);
        let mut input = initial.map(|text| if text == "=" { Vec::new() } else { text.into() });
        loop {
            let (ordinary, user) = take_turn(&mut exchange, input.as_deref());
            let class = self.peer.reply(&now, &ordinary)?;
            if class == Class::Positive {
                self.user = Some(user.unwrap_or_else(|| "scripted".to_owned()));
            }
            if class != Class::Intermediate {
                return Ok(());
            }
            if !ordinary.starts_with("334") {
                exchange.give_up();
            }
            input = Some(self.peer.read_line()?);
            self.peer.note(Seen::Client("****".to_owned()));
            now = On::AuthResponse;
        }
    }

    fn mail(&mut self, rest: &str) -> Flow {
        let Some((sender, params)) = path(rest, "FROM:") else {
            return self.peer.say("501 5.5.4 MAIL FROM:<address> is the form");
        };
        let utf8 = params
            .iter()
            .any(|param| param.eq_ignore_ascii_case("SMTPUTF8"));
        let config = &self.peer.shared.config;
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
        if self.peer.reply(&On::mail(&sender), ordinary)? == Class::Positive {
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
        let config = &self.peer.shared.config;
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
            return self.peer.say("501 5.5.4 RCPT TO:<address> is the form");
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
        if self.peer.reply(&On::rcpt(&recipient), ordinary)? == Class::Positive
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
        if self.peer.reply(&On::Data, ordinary)? != Class::Intermediate {
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
        let class = match replied {
            Some(class) => class,
            None => self.peer.reply(&On::Dot, ordinary)?,
        };
        if let (Class::Positive, Some(data), Some(mail)) = (class, data, transaction) {
            self.peer.shared.keep(Received {
                sender: mail.sender,
                params: mail.params,
                recipients: mail.recipients,
                data,
                tls: self.peer.tls.clone(),
                user: self.user.clone(),
                client_name: self.client_name.clone().unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// Reads a message up to its final dot; `None` where it is over the limit. Tells too whether a script replied to it already.
    fn body(&mut self) -> Flow<(Option<Vec<u8>>, Option<Class>)> {
        let shared = self.peer.shared;
        let mut moment = shared.config.script.during_body();
        let mut data = Some(Vec::new());
        let mut replied = None;
        let mut total = 0_u64;
        let mut line = Vec::new();
        loop {
            if let Some((_, actions)) = moment.take_if(|(bytes, _)| *bytes <= total) {
                replied = self.peer.perform(actions, None)?;
                self.peer.wire()?.flush()?;
            }
            let limit = moment.map_or(u64::MAX, |(bytes, _)| bytes - total);
            let piece = self.peer.wire()?.read_piece(limit)?;
            if piece.is_empty() {
                return Err(Over);
            }
            total += piece.len() as u64;
            line.extend_from_slice(&piece);
            if !line.ends_with(b"\n") {
                continue;
            }
            if line == b".\r\n" {
                self.peer.note(Seen::Body(total - 3));
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
            self.peer
                .violation("a message line ends with a bare line feed");
        }
        let text = text.unwrap_or(line);
        if text.contains(&b'\r') {
            self.peer
                .violation("a message line has a bare carriage return");
        }
        if text.len() > 998 {
            self.peer
                .violation("a message line is longer than 998 bytes");
        }
        let eight_bit_announced = self.transaction.as_ref().is_some_and(|mail| {
            mail.params
                .iter()
                .any(|param| param.eq_ignore_ascii_case("BODY=8BITMIME"))
        });
        if !text.is_ascii() && !eight_bit_announced {
            self.peer
                .violation("a message line has 8-bit bytes without BODY=8BITMIME");
        }
    }
}

/// Takes what the client sent to a login, in base64 (`None`: no initial response); gives the ordinary reply and who is logged in by it.
fn take_turn(exchange: &mut Exchange, input: Option<&[u8]>) -> (String, Option<String>) {
    let Ok(decoded) = input.map(|text| BASE64.decode(text)).transpose() else {
        let given_up = input == Some(b"*");
        let text = if given_up {
            "501 5.7.0 login given up"
        } else {
            "501 5.5.2 not base64"
        };
        return (text.to_owned(), None);
    };
    match exchange.turn(decoded.as_deref()) {
        Turn::Challenge(bytes) => (format!("334 {}", BASE64.encode(bytes)), None),
        Turn::Accepted(user) => ("235 2.7.0 logged in".to_owned(), Some(user)),
        Turn::Refused => ("535 5.7.8 login refused".to_owned(), None),
    }
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

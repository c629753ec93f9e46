//! The way to the server: TCP, TLS, greeting, EHLO (HELO where it must be) and STARTTLS.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::net::{IpAddr, SocketAddr};

use super::addresses::{Route, endpoint, is_address};
use super::replies::Expected;
use super::{Session, Stage, TlsInfo, Wait};
use crate::destination::Denial;
use crate::failure::Failure;
use crate::settings::{Auth, Security, Settings};
use crate::wire::ehlo::{Capabilities, is_starred};
use crate::wire::reply::{Reply, ReplyReader};

/// What is known of the connection.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Link {
    /// The server, as `connect` and TLS need it.
    pub(super) host: String,
    /// The name or address literal for EHLO.
    ehlo_name: String,
    pub(super) reader: ReplyReader,
    pub(super) capabilities: Capabilities,
    pub(super) is_encrypted: bool,
    /// A firewall that inspects SMTP crosses out what the server says.
    pub(super) is_inspected: bool,
    /// The server said that it is leaving (421): nothing more is asked of it.
    pub(super) is_ending: bool,
    /// A job ended on this connection before the current one.
    pub(super) is_reused: bool,
    pub(super) route: Route,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Down,
    /// TCP stands, the way to the first job does not yet.
    Open,
    /// Greeted, secured and logged in as the settings say.
    Up,
}

impl Link {
    pub(super) fn new(settings: &Settings) -> Self {
        let host = settings.host_for_connection();
        Self {
            route: if is_address(&host) {
                Route::Literal
            } else {
                Route::Name
            },
            host,
            ehlo_name: settings.ehlo_name_for_connection().unwrap_or_default(),
            reader: ReplyReader::new(),
            capabilities: Capabilities::default(),
            is_encrypted: false,
            is_inspected: false,
            is_ending: false,
            is_reused: false,
            state: State::Down,
        }
    }

    /// What `connect` names.
    pub(super) fn target(&self) -> &str {
        match &self.route {
            Route::Addresses(attempts) => attempts.current(),
            Route::Name | Route::Literal => &self.host,
        }
    }

    /// Whether the host may still look the name up.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.route, Route::Name)
    }

    pub(super) fn is_open(&self) -> bool {
        self.state != State::Down
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    pub(super) fn drop_connection(&mut self) {
        self.state = State::Down;
    }

    /// After a handshake nothing that was learnt in clear counts (RFC 3207, section 4.2).
    fn start_afresh(&mut self) {
        self.reader = ReplyReader::new();
        self.capabilities = Capabilities::default();
        self.is_inspected = false;
    }
}

impl Session {
    pub(super) fn connect(&mut self) {
        let first = if self.link.is_name() {
            Stage::Dns
        } else {
            Stage::Connect
        };
        self.record.enter(first, self.clock.now());
        let port = self.settings.port;
        let judged = match self.link.route {
            Route::Literal => self.destinations.judge(&self.link.host, port),
            Route::Name | Route::Addresses(_) => self.destinations.judge_port(port),
        };
        match judged {
            Ok(()) => self.wait_for(Wait::Connected, self.clock.usual()),
            Err(denial) => self.give_up(Failure::Denied(denial)),
        }
    }

    pub(super) fn on_connected(&mut self, local: &str, peer: &str) {
        self.link.state = State::Open;
        if self.link.is_name() {
            // The name was looked up within `connect`.
            self.record.rename_stage(Stage::Connect);
        }
        if self.link.ehlo_name.is_empty() {
            self.link.ehlo_name = address_literal(local);
        }
        self.record.observe(&if peer.is_empty() {
            let target = endpoint(self.link.target(), self.settings.port);
            format!("connected to {target}")
        } else {
            format!("connected to {peer}")
        });
        if let Err(denial) = self.judge_peer(peer) {
            self.give_up(Failure::Denied(denial));
        } else if self.settings.security == Security::Tls {
            self.start_tls();
        } else {
            self.expect_greeting();
        }
    }

    /// Whether the host may be connected to where it is, if it looked the name up itself.
    fn judge_peer(&self, peer: &str) -> Result<(), Denial> {
        if !self.link.is_name() {
            return Ok(());
        }
        self.destinations
            .judge(address_of(peer), self.settings.port)
    }

    fn start_tls(&mut self) {
        self.record.enter(Stage::Tls, self.clock.now());
        self.wait_for(Wait::Secured, self.clock.usual());
    }

    pub(super) fn on_secured(&mut self, info: TlsInfo) {
        let note = format!("{} with {}", info.version, info.cipher);
        self.record.observe(&note);
        self.record.certificates(info.chain);
        self.link.is_encrypted = true;
        self.link.start_afresh();
        if self.settings.security == Security::Tls {
            self.expect_greeting();
        } else {
            self.say_ehlo();
        }
    }

    fn expect_greeting(&mut self) {
        self.expected.push_back(Expected::Greeting);
        self.wait = Wait::Received;
        self.expect_next();
    }

    pub(super) fn on_greeting(&mut self, reply: Reply) {
        match reply.code {
            220 => {
                if is_starred(&reply) {
                    self.note_inspection();
                }
                self.say_ehlo();
            }
            _ => self.end_in_order(Failure::Reply(reply)),
        }
    }

    fn note_inspection(&mut self) {
        if !core::mem::replace(&mut self.link.is_inspected, true) {
            self.record
                .observe("a firewall is inspecting SMTP and masking the server's replies");
        }
    }

    fn say_ehlo(&mut self) {
        self.say(&format!("EHLO {}", self.link.ehlo_name), Expected::Ehlo);
    }

    pub(super) fn on_ehlo(&mut self, reply: Reply) {
        match reply.class() {
            2 => {
                self.link.capabilities = Capabilities::from_reply(&reply);
                self.record.evidence(match self.link.capabilities.shown() {
                    [] => "no extension is offered".to_owned(),
                    offered => offered.join(", "),
                });
                if self.link.capabilities.is_crossed_out {
                    self.note_inspection();
                }
                self.after_hello();
            }
            // A server that refuses our name would refuse it again, or hang up.
            5 if is_unknown_command(&reply) && !self.link.is_ending => {
                self.record.pass_over(Failure::Reply(reply));
                self.say(&format!("HELO {}", self.link.ehlo_name), Expected::Helo);
            }
            _ => self.end_in_order(Failure::Reply(reply)),
        }
    }

    pub(super) fn on_helo(&mut self, reply: Reply) {
        match reply.class() {
            2 => {
                self.record.other_way_worked();
                self.after_hello();
            }
            _ => self.end_in_order(Failure::Reply(reply)),
        }
    }

    fn after_hello(&mut self) {
        let wants_tls = self.settings.security == Security::StartTls && !self.link.is_encrypted;
        if wants_tls && !self.link.capabilities.starttls {
            self.record.enter(Stage::StartTls, self.clock.now());
            self.end_in_order(if self.link.is_inspected {
                Failure::StartTlsCrossedOut
            } else {
                Failure::StartTlsNotOffered
            });
        } else if wants_tls {
            self.say("STARTTLS", Expected::StartTls);
        } else if self.settings.auth == Auth::None {
            self.link_is_up();
        } else {
            self.log_in();
        }
    }

    pub(super) fn on_starttls(&mut self, reply: Reply) {
        match reply.code {
            220 => self.start_tls(),
            _ => self.end_in_order(Failure::Reply(reply)),
        }
    }

    pub(super) fn link_is_up(&mut self) {
        self.link.state = State::Up;
        self.start_work();
    }
}

/// Whether a reply to EHLO says that the server does not know this command (RFC 5321, sections 3.2 and 4.2.4); 504 is about a parameter,
/// unless its words say otherwise.
fn is_unknown_command(reply: &Reply) -> bool {
    let says_so = || {
        let text = reply.lines.join(" ").to_ascii_lowercase();
        text.contains("command")
            && [
                "not implemented",
                "not recognized",
                "not supported",
                "unrecognized",
                "unknown",
            ]
            .iter()
            .any(|words| text.contains(words))
            && !text.contains("parameter")
            && !text.contains("argument")
    };
    matches!(reply.code, 500 | 502) || (reply.code == 504 && says_so())
}

/// The address of a peer, as hosts write it: `192.0.2.1:25`, `[2001:db8::1]:25`, without the port, or after a name and a slash as Java does.
fn address_of(peer: &str) -> &str {
    let peer = peer.rsplit_once('/').map_or(peer, |(_, end)| end);
    let with_port = peer.rsplit_once(':').map(|(address, _)| address);
    [with_port, Some(peer)]
        .into_iter()
        .flatten()
        .map(|address| address.trim_matches(['[', ']']))
        .find(|address| is_address(address))
        .unwrap_or_default()
}

/// The address literal of the connection's own end (RFC 5321, section 4.1.3): right where no name is known to be.
fn address_literal(local: &str) -> String {
    let address = local
        .parse::<SocketAddr>()
        .map(|socket| socket.ip())
        .or_else(|_| local.parse::<IpAddr>());
    match address.map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => format!("[{address}]"),
        Ok(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_peer_is_found_however_it_is_written() {
        for (peer, address) in [
            ("192.0.2.1:25", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
            ("/192.0.2.1:25", "192.0.2.1"),
            ("mail.example.com/192.0.2.1:25", "192.0.2.1"),
            ("[2001:db8::1]:25", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("fd00:ec2::254", "fd00:ec2::254"),
            ("[fe80::1%eth0]:25", "fe80::1%eth0"),
            ("::1:25", "::1"),
            ("mail.example.com:25", ""),
            ("", ""),
        ] {
            assert_eq!(address_of(peer), address, "{peer}");
        }
    }
}

//! The login: AUTH and its challenges (RFC 4954).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::reply::Reply;
use super::sasl::{self, Exchange, Mechanism};
use super::{Expected, Session, Stage, Wait};
use crate::diagnosis::Symptom;
use crate::settings::{Auth, Secret};

/// A longer AUTH line would break the limit of a command line (RFC 4954, section 4): the response then waits for its 334.
const LONGEST_COMMAND: usize = 510;

/// What the transcript shows in place of a secret.
const HIDDEN: &str = "****";

/// Shorter secrets are not searched for in replies: they would be found in any word.
const SHORTEST_REDACTED: usize = 4;

/// Where the login stands.
#[derive(Default)]
pub(super) struct Login {
    tried: Vec<Mechanism>,
    exchange: Option<Exchange>,
    secret: Option<Zeroizing<String>>,
    rejected: Rejected,
    /// What was sent under secrecy: a reply that repeats it is redacted.
    sent: Vec<Zeroizing<String>>,
}

/// Whether the host was asked again for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Rejected {
    #[default]
    No,
    Once,
}

impl Login {
    pub(super) fn is_rejected(&self) -> bool {
        self.rejected == Rejected::Once
    }

    /// The reply without the secrets that were sent, for a server that repeats what it was told.
    pub(super) fn redacted(&self, mut reply: Reply) -> Reply {
        for line in &mut reply.lines {
            for secret in &self.sent {
                if line.contains(secret.as_str()) {
                    *line = line.replace(secret.as_str(), HIDDEN);
                }
            }
        }
        reply
    }

    fn hide(&mut self, secret: &Zeroizing<String>) {
        if secret.len() >= SHORTEST_REDACTED && !self.sent.contains(secret) {
            self.sent.push(secret.clone());
        }
    }
}

impl Session {
    /// Picks a mechanism and asks for the secret where it is not here yet.
    pub(super) fn log_in(&mut self) {
        self.record.enter(Stage::Auth, self.pace.now());
        if !self.link.capabilities.auth_offered {
            return self.refuse(Symptom::AuthNotOffered);
        }
        if self.choose_mechanism().is_none() {
            return self.refuse(Symptom::NoUsableMechanism);
        }
        match (
            &self.settings.auth,
            &self.settings.password,
            &self.login.secret,
        ) {
            (_, _, Some(_)) => self.say_auth(),
            (Auth::Password, Secret::Value(password), None) => {
                self.login.secret = Some(password.clone());
                self.say_auth();
            }
            _ => self.wait_for(Wait::Secret, self.pace.usual()),
        }
    }

    pub(super) fn on_secret(&mut self, secret: Option<Zeroizing<String>>) {
        match secret {
            Some(secret) if !secret.is_empty() => {
                self.login.secret = Some(secret);
                self.say_auth();
            }
            _ => self.refuse(Symptom::NoSecret),
        }
    }

    fn choose_mechanism(&self) -> Option<Mechanism> {
        sasl::choose(
            self.link.capabilities.auth,
            self.settings.auth,
            self.link.is_encrypted,
            self.settings.allow_clear_password,
            &self.login.tried,
        )
    }

    fn say_auth(&mut self) {
        let Some(secret) = self.login.secret.clone() else {
            return self.refuse(Symptom::NoSecret);
        };
        let Some(mechanism) = self.choose_mechanism() else {
            return self.refuse(Symptom::NoUsableMechanism);
        };
        self.login.hide(&secret);
        // Only SCRAM uses it, and one session tries SCRAM at most once.
        let nonce = self.entropy.first_chunk().copied().unwrap_or_default();
        let exchange = Exchange::new(
            mechanism,
            &self.settings.username,
            secret,
            &self.link.host,
            self.settings.port,
            nonce,
        );
        let name = mechanism.name();
        let initial = exchange.initial();
        self.login.tried.push(mechanism);
        self.login.exchange = Some(exchange);
        self.record.evidence(name.to_string());
        match initial {
            Some(initial) if "AUTH  ".len() + name.len() + initial.len() <= LONGEST_COMMAND => {
                self.login.hide(&initial);
                let command = Zeroizing::new(format!("AUTH {name} {}", *initial));
                self.say_secretly(&command, &format!("AUTH {name} {HIDDEN}"), Expected::Auth);
            }
            _ => self.say(&format!("AUTH {name}"), Expected::Auth),
        }
    }

    pub(super) fn on_auth(&mut self, reply: Reply) {
        let text = reply.lines.first().map_or("", String::as_str);
        match (reply.code, &mut self.login.exchange) {
            (334, Some(exchange)) => match exchange.respond(text) {
                Ok(response) => {
                    self.login.hide(&response);
                    self.say_secretly(&response, HIDDEN, Expected::Auth);
                }
                Err(error) => self.give_up(Symptom::Sasl(error)),
            },
            (235, Some(exchange)) => match exchange.finish(text) {
                Ok(()) => {
                    self.login.exchange = None;
                    self.login.secret = None;
                    self.link_is_up();
                }
                Err(error) => self.give_up(Symptom::Sasl(error)),
            },
            (400..=599, _) => self.on_auth_refused(reply),
            _ => self.give_up(Symptom::Desync),
        }
    }

    /// The next mechanism, where the server refused the mechanism and not the person; a fresh token, once; or the end.
    fn on_auth_refused(&mut self, reply: Reply) {
        if let Some(detail) = self
            .login
            .exchange
            .take()
            .as_ref()
            .and_then(Exchange::error_detail)
        {
            self.record.evidence(detail.to_string());
        }
        let is_token = self.settings.auth == Auth::OAuth2;
        let refuses_mechanism = matches!(reply.code, 504 | 534);
        if self.link.is_ending {
            self.refuse(Symptom::Reply(reply));
        } else if refuses_mechanism && self.choose_mechanism().is_some() {
            self.say_auth();
        } else if is_token && reply.code == 535 && self.login.rejected == Rejected::No {
            self.login.rejected = Rejected::Once;
            self.login.tried.clear();
            self.login.secret = None;
            self.wait_for(Wait::Secret, self.pace.usual());
        } else {
            self.refuse(Symptom::Reply(reply));
        }
    }
}

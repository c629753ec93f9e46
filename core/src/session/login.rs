//! The login: AUTH and its challenges (RFC 4954).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::replies::Expected;
use super::{Session, Stage, Wait};
use crate::diagnosis::{Symptom, TokenRefusal};
use crate::settings::{Auth, Secret};
use crate::wire::reply::{Reply, ReplyError, clean};
use crate::wire::sasl::{self, Exchange, Mechanism, TokenError};

/// A longer AUTH line would break the limit of a command line (RFC 4954, section 4): the response then waits for its 334.
const LONGEST_COMMAND: usize = 510;

/// What the transcript shows in place of a secret.
const HIDDEN: &str = "****";

/// Shorter secrets are not searched for in replies: they would be found in any word.
const SHORTEST_REDACTED: usize = 4;

/// Shorter pieces of what was sent are not looked for, for the same reason.
const SHORTEST_PIECE: usize = 8;

/// Where the login stands.
#[derive(Default)]
pub(super) struct Login {
    tried: Vec<Mechanism>,
    exchange: Option<Exchange>,
    secret: Option<Zeroizing<String>>,
    /// How the server rejected a token, whereupon the host was asked for another one.
    rejection: Option<TokenRefusal>,
    /// What was sent under secrecy: a reply that repeats it is redacted.
    sent: Vec<Zeroizing<String>>,
}

impl Login {
    pub(super) fn is_token_rejected(&self) -> bool {
        self.rejection.is_some()
    }

    /// The reply as it may be shown: without the secrets that were sent, for a server that repeats what it was told. Of a login's
    /// challenges nothing is shown: with the answer to SCRAM's, a password can be guessed off-line.
    pub(super) fn redacted(&self, reply: &Reply, is_auth: bool) -> Reply {
        let mut shown = reply.clone();
        for line in &mut shown.lines {
            if is_auth && (reply.code == 334 || (reply.code == 235 && hides_proof(line))) {
                *line = HIDDEN.to_string();
            } else if !self.sent.is_empty() {
                *line = self.without_secrets(line);
            }
        }
        shown
    }

    /// The error without the peer's words, once they may repeat a secret.
    pub(super) fn redacted_error(&self, error: ReplyError) -> ReplyError {
        match error {
            ReplyError::Malformed(_) if !self.sent.is_empty() => {
                ReplyError::Malformed(HIDDEN.to_string())
            }
            other => other,
        }
    }

    fn without_secrets(&self, line: &str) -> String {
        let mut line = line.to_string();
        for secret in &self.sent {
            line = line.replace(secret.as_str(), HIDDEN);
        }
        // A server may cut, fold or prefix what it repeats, so pieces of what was sent are looked for as well.
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let words: Vec<String> = line
            .split(|c| !is_base64(c))
            .filter(|word| word.len() >= SHORTEST_PIECE)
            .map(str::to_string)
            .collect();
        for word in words {
            for piece in self.pieces_of_secrets(&word) {
                line = line.replace(piece, HIDDEN);
            }
        }
        line
    }

    /// The pieces of a word of ASCII that were sent under secrecy, none within another.
    fn pieces_of_secrets<'a>(&self, word: &'a str) -> Vec<&'a str> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(start) = word.get(from..from + SHORTEST_PIECE) {
            let longest = self.sent.iter().filter_map(|secret| {
                let at = memchr::memmem::find_iter(secret.as_bytes(), start);
                let rest = |at: usize| secret.as_bytes().iter().skip(at);
                let alike = |at| {
                    let same = word.bytes().skip(from).zip(rest(at));
                    same.take_while(|(shown, sent)| shown == *sent).count()
                };
                at.map(alike).max()
            });
            let length = longest.max().unwrap_or_default();
            pieces.extend(word.get(from..from + length).filter(|_| length > 0));
            from += length.max(1);
        }
        pieces
    }

    /// Whether the host gave this one before, so that it is of no use now.
    fn was_rejected(&self, secret: &Zeroizing<String>) -> bool {
        self.rejection.is_some() && self.sent.contains(secret)
    }

    fn hide(&mut self, secret: &str) {
        // As it was sent, and as a reply that repeats it would be shown.
        for form in [secret.to_string(), clean(secret)] {
            let form = Zeroizing::new(form);
            if form.len() >= SHORTEST_REDACTED && !self.sent.contains(&form) {
                self.sent.push(form);
            }
        }
    }
}

/// Whether the text of a 235 holds a server's proof: a long word of base64.
fn hides_proof(line: &str) -> bool {
    line.split_ascii_whitespace().any(|word| word.len() > 40)
}

impl Session {
    /// Picks a mechanism and asks for the secret where it is not here yet.
    pub(super) fn log_in(&mut self) {
        self.record.enter(Stage::Auth, self.pace.now());
        if !self.link.capabilities.auth_offered {
            return self.end_in_order(Symptom::AuthNotOffered);
        }
        if self.choose_mechanism().is_none() {
            return self.end_in_order(Symptom::NoUsableMechanism);
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
            Some(secret) if !secret.is_empty() && !self.login.was_rejected(&secret) => {
                self.login.secret = Some(secret);
                self.say_auth();
            }
            _ => self.end_without_secret(),
        }
    }

    /// There is nothing to log in with, or nothing new. Where the server rejected the last token, that is the reason.
    pub(super) fn end_without_secret(&mut self) {
        let rejection = self.login.rejection.take();
        self.end_in_order(rejection.map_or(Symptom::NoSecret, Symptom::TokenRefused));
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
            return self.end_in_order(Symptom::NoSecret);
        };
        let Some(mechanism) = self.choose_mechanism() else {
            return self.end_in_order(Symptom::NoUsableMechanism);
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

    /// The answer to AUTH or to a response: `reply` as it came, `shown` as it may be shown.
    pub(super) fn on_auth(&mut self, reply: &Reply, shown: Reply) {
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
            (400..=599, _) => self.on_auth_refused(shown),
            _ => self.give_up(Symptom::Desync),
        }
    }

    /// The next mechanism, where the server refused the mechanism and not the person; a fresh token, once; or the end.
    fn on_auth_refused(&mut self, reply: Reply) {
        let said = self.token_error();
        let is_token_refused = self.settings.auth == Auth::OAuth2
            && (reply.code == 535 || (said.is_some() && reply.code >= 500));
        let refuses_mechanism = matches!(reply.code, 504 | 534);
        if refuses_mechanism && !self.link.is_ending && self.choose_mechanism().is_some() {
            self.say_auth();
        } else if is_token_refused {
            self.on_token_refused(TokenRefusal {
                reply,
                error: said.unwrap_or_default(),
                is_fresh: self.login.rejection.is_some(),
            });
        } else {
            self.end_in_order(Symptom::Reply(reply));
        }
    }

    /// Asks for a fresh token, once.
    fn on_token_refused(&mut self, refusal: TokenRefusal) {
        if self.link.is_ending || refusal.is_fresh {
            return self.end_in_order(Symptom::TokenRefused(refusal));
        }
        self.login.rejection = Some(refusal);
        self.login.tried.clear();
        self.login.secret = None;
        self.wait_for(Wait::Secret, self.pace.usual());
    }

    /// Ends the exchange, and answers what the server said of the token in a challenge.
    fn token_error(&mut self) -> Option<TokenError> {
        let said = self.login.exchange.take()?.into_token_error()?;
        let said = said.map(|text| self.login.without_secrets(text));
        if !said.is_empty() {
            self.record.evidence(said.to_string());
        }
        Some(said)
    }
}

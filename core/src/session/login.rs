//! The login: AUTH and its challenges (RFC 4954).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::replies::Expected;
use super::{Learned, Session, Stage, Wait};
use crate::diagnosis;
use crate::failure::{Failure, TokenRefusal};
use crate::settings::{Auth, MASK, Secret};
use crate::wire::reply::{Reply, ReplyError, ReplyLine, clean};
use crate::wire::sasl::{self, Exchange, Exposure, Mechanism, TokenError};

/// A longer AUTH line would break the limit of a command line (RFC 4954, section 4): the response then waits for its 334.
const LONGEST_COMMAND: usize = 510;

/// What the transcript shows in place of a secret.
const HIDDEN: &str = "****";

/// What a wrong password costs at most, of the attempts after which a server may lock the account.
const MOST_JUDGED: u8 = 2;

/// Shorter secrets are not searched for in replies: they would be found in any word.
const SHORTEST_REDACTED: usize = 4;

/// Shorter pieces of what was sent are not looked for, for the same reason.
const SHORTEST_PIECE: usize = 8;

/// Where the login stands.
#[derive(Default)]
pub(super) struct Login {
    tried: Vec<Mechanism>,
    /// The mechanism that worked at an earlier session.
    proven: Option<Mechanism>,
    /// What the exchange under way has shown of the secret.
    exposure: Exposure,
    /// How often the server refused after something of the secret was shown.
    judged: u8,
    /// It refused a proof, or wants a password to make one from: only the password itself is left to try.
    needs_password: bool,
    /// The first refusal of the secret, a better reason than that a further mechanism is refused.
    refused: Option<Reply>,
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
            *line = self.redacted_text(reply.code, line, is_auth);
        }
        shown
    }

    /// The same for one line.
    pub(super) fn redacted_line(&self, line: &ReplyLine, is_auth: bool) -> ReplyLine {
        ReplyLine {
            text: self.redacted_text(line.code, &line.text, is_auth),
            code: line.code,
            is_last: line.is_last,
        }
    }

    fn redacted_text(&self, code: u16, text: &str, is_auth: bool) -> String {
        if is_auth && (code == 334 || (code == 235 && hides_proof(text))) {
            HIDDEN.to_string()
        } else if self.sent.is_empty() {
            text.to_string()
        } else {
            self.without_secrets(text)
        }
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

    fn is_trying(&self, mechanism: Mechanism) -> bool {
        let exchange = self.exchange.as_ref();
        exchange.is_some_and(|exchange| exchange.mechanism() == mechanism)
    }

    /// Notes a refusal, and answers whether it leaves another mechanism to try.
    fn goes_on_after(&mut self, refusal: &Refusal, reply: &Reply) -> bool {
        if refusal.exposure != Exposure::Nothing {
            self.judged += 1;
            if refusal.is_about_account() {
                self.refused.get_or_insert_with(|| reply.clone());
            }
        }
        // The server may keep nothing by which it could check a proof. One by another mechanism would be refused as well.
        if refusal.exposure == Exposure::Proof || refusal.code == 432 {
            self.needs_password = true;
        }
        refusal.leaves_hope() && self.judged < MOST_JUDGED
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

/// How the server refused one mechanism.
struct Refusal {
    code: u16,
    /// What it means, by its words and codes.
    cause: Cow<'static, str>,
    exposure: Exposure,
    is_scram: bool,
}

impl Refusal {
    /// Whether it judges the account or its secret, and not the mechanism or the form of the command.
    fn is_about_account(&self) -> bool {
        !diagnosis::is_about_form(&self.cause)
    }

    /// Whether another mechanism may do better. A password that was judged is not shown again.
    fn leaves_hope(&self) -> bool {
        let Self { code, exposure, .. } = *self;
        match code {
            // Encryption or something else must come first.
            530 | 538 => false,
            500..=599 if self.cause == "auth-mechanism" => true,
            500..=504 if !self.is_about_account() => true,
            535 if exposure == Exposure::Nothing => self.is_scram,
            // One login by PLAIN makes what the mechanism needs (RFC 4954, section 6).
            432 => exposure != Exposure::Secret,
            500..=599 if exposure == Exposure::Nothing => true,
            // A server that keeps nothing to check a proof by says the same as to a wrong password.
            500..=599 => exposure == Exposure::Proof && self.cause == "bad-credentials",
            _ => false,
        }
    }
}

/// Whether the text of a 235 holds a server's proof: a long word of base64.
fn hides_proof(line: &str) -> bool {
    line.split_ascii_whitespace().any(|word| word.len() > 40)
}

impl Session {
    /// Begins with what an earlier session learned of this server; without a call, with nothing. What does not fit is of no effect.
    pub fn recall(&mut self, learned: Learned) {
        let mechanism = learned.mechanism.as_deref();
        self.login.proven = mechanism.and_then(Mechanism::from_name);
        self.learned = learned;
    }

    /// Picks a mechanism and asks for the secret where it is not here yet.
    pub(super) fn log_in(&mut self) {
        self.record.enter(Stage::Auth, self.clock.now());
        if !self.link.capabilities.auth_offered {
            return self.end_in_order(if self.link.is_inspected {
                Failure::AuthCrossedOut
            } else {
                Failure::AuthNotOffered
            });
        }
        if self.choose_mechanism().is_none() {
            return self.end_in_order(Failure::NoUsableMechanism);
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
            _ => self.wait_for(Wait::Secret, self.clock.usual()),
        }
    }

    pub(super) fn on_secret(&mut self, secret: Option<Zeroizing<String>>) {
        // The mask is what people see of a password: a host that gives it has lost the password.
        let is_one = |secret: &Zeroizing<String>| !secret.is_empty() && secret.as_str() != MASK;
        match secret {
            Some(secret) if is_one(&secret) && !self.login.was_rejected(&secret) => {
                self.login.secret = Some(secret);
                self.say_auth();
            }
            Some(secret) if is_one(&secret) => self.end_with_rejected_token(),
            _ => self.end_without_secret(Failure::NoSecret),
        }
    }

    /// There is nothing to log in with. Where the server rejected the last token, that is the reason, until there is a fresh one.
    pub(super) fn end_without_secret(&mut self, otherwise: Failure) {
        let rejection = self.login.rejection.take();
        self.end_in_order(rejection.map_or(otherwise, |refusal| {
            Failure::TokenRefused(TokenRefusal {
                is_for_now: true,
                ..refusal
            })
        }));
    }

    /// The host has no other token than the one that the server rejected.
    fn end_with_rejected_token(&mut self) {
        let rejection = self.login.rejection.take();
        self.end_in_order(rejection.map_or(Failure::NoSecret, Failure::TokenRefused));
    }

    /// The best mechanism that is left, the one that worked before first: in clear not where it shows the password.
    fn choose_mechanism(&self) -> Option<Mechanism> {
        let is_encrypted = self.link.is_encrypted;
        let allowed = sasl::preferred(
            self.settings.auth,
            is_encrypted,
            self.settings.allow_clear_password,
        );
        let proven = self.login.proven.filter(|mechanism| {
            allowed.contains(mechanism) && (is_encrypted || !mechanism.shows_secret())
        });
        let is_left = |mechanism: &Mechanism| {
            self.link.capabilities.auth.contains(*mechanism)
                && !self.login.tried.contains(mechanism)
                && (!self.login.needs_password || (is_encrypted && mechanism.shows_secret()))
        };
        let mut candidates = proven.into_iter().chain(allowed.iter().copied());
        candidates.find(is_left)
    }

    fn say_auth(&mut self) {
        let Some(secret) = self.login.secret.clone() else {
            return self.end_in_order(Failure::NoSecret);
        };
        let Some(mechanism) = self.choose_mechanism() else {
            return self.end_in_order(Failure::NoUsableMechanism);
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
        self.login.exposure = Exposure::Nothing;
        self.record.evidence(name.to_string());
        match initial {
            Some(initial) if "AUTH  ".len() + name.len() + initial.len() <= LONGEST_COMMAND => {
                self.login.hide(&initial);
                if mechanism.shows_secret() {
                    self.login.exposure = Exposure::Secret;
                }
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
                    self.login.exposure = self.login.exposure.max(exchange.exposure());
                    let denial = exchange.denial().map(ToString::to_string);
                    self.login.hide(&response);
                    if let Some(denial) = denial {
                        self.record.observe(&self.login.without_secrets(&denial));
                    }
                    self.say_secretly(&response, HIDDEN, Expected::Auth);
                }
                Err(error) => self.give_up(Failure::Sasl(error)),
            },
            (235, Some(exchange)) => match exchange.finish(text) {
                Ok(()) => {
                    self.learned.mechanism = Some(exchange.mechanism().name().into());
                    self.record.other_way_worked();
                    self.login.exchange = None;
                    self.login.secret = None;
                    self.link_is_up();
                }
                Err(error) => self.give_up(Failure::Sasl(error)),
            },
            (400..=599, _) => self.on_auth_refused(shown),
            _ => self.give_up(Failure::Desync),
        }
    }

    /// The next mechanism, where the secret was not judged or another way of showing it may do; a fresh token, once; or the end.
    fn on_auth_refused(&mut self, reply: Reply) {
        let refusal = Refusal {
            code: reply.code,
            cause: self.cause_of(&reply),
            exposure: core::mem::take(&mut self.login.exposure),
            is_scram: self.login.is_trying(Mechanism::ScramSha256),
        };
        let said = self.token_error();
        let is_token_refused = self.settings.auth == Auth::OAuth2
            && (reply.code == 535 || (said.is_some() && reply.code >= 500));
        let goes_on = self.login.goes_on_after(&refusal, &reply) && !self.link.is_ending;
        if goes_on && self.choose_mechanism().is_some() {
            let reason = self.login.refused.clone().unwrap_or(reply);
            self.record.pass_over(Failure::Reply(reason));
            self.say_auth();
        } else if is_token_refused {
            self.on_token_refused(TokenRefusal {
                reply,
                error: said.unwrap_or_default(),
                is_fresh: self.login.rejection.is_some(),
                is_for_now: false,
            });
        } else {
            let earlier = self.login.refused.take();
            // A later refusal for now, or of a mechanism, does not take a verdict back.
            let is_verdict = reply.code >= 500 && refusal.is_about_account();
            let reason = earlier.filter(|_| !is_verdict);
            self.end_in_order(Failure::Reply(reason.unwrap_or(reply)));
        }
    }

    /// What a refusal of the login means, by its words and codes.
    fn cause_of(&self, reply: &Reply) -> Cow<'static, str> {
        diagnosis::explain_reply(reply.clone(), Some(Stage::Auth), Some(&self.settings)).cause
    }

    /// Asks for a fresh token, once.
    fn on_token_refused(&mut self, refusal: TokenRefusal) {
        if self.link.is_ending || refusal.is_fresh {
            return self.end_in_order(Failure::TokenRefused(refusal));
        }
        self.record
            .pass_over(Failure::TokenRefused(refusal.clone()));
        self.login.rejection = Some(refusal);
        self.login.tried.clear();
        self.login.judged = 0;
        self.login.refused = None;
        self.login.secret = None;
        self.wait_for(Wait::Secret, self.clock.usual());
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

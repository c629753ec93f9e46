//! Logins: the server's side of the SASL mechanisms (RFC 4954).
//!
//! SCRAM-SHA-256 is rsasl's, a judge that the client's author did not write; the others are a few lines each.

use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::config::SASLConfig;
use rsasl::mechanisms::scram::properties::ScramStoredPassword;
use rsasl::mechanisms::scram::{SCRAM_SHA256, tools};
use rsasl::mechname::Mechname;
use rsasl::prelude::{Registry, SASLServer, Session, SessionError, Validation};
use rsasl::property::AuthId;
use rsasl::validate::{Validate, ValidationError};
use sha2_010::Sha256;
use sha2_010::digest::Digest;
use sha2_010::digest::generic_array::GenericArray;

/// A SASL mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// SCRAM-SHA-256 (RFC 7677).
    ScramSha256,
    /// PLAIN (RFC 4616).
    Plain,
    /// LOGIN (draft-murchison-sasl-login).
    Login,
    /// CRAM-MD5 (RFC 2195).
    CramMd5,
    /// OAUTHBEARER (RFC 7628).
    OAuthBearer,
    /// XOAUTH2, as Google and Microsoft document it.
    XOAuth2,
}

impl Mechanism {
    const WITH_PASSWORD: [Self; 4] = [Self::ScramSha256, Self::Plain, Self::Login, Self::CramMd5];
    const WITH_TOKEN: [Self; 2] = [Self::OAuthBearer, Self::XOAuth2];

    /// Its name in EHLO and AUTH.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::CramMd5 => "CRAM-MD5",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }

    /// Every mechanism that these accounts can use.
    pub(crate) fn suiting(accounts: &[Account]) -> Vec<Self> {
        let mut mechanisms = Vec::new();
        if accounts
            .iter()
            .any(|account| matches!(account.secret, Secret::Password(_)))
        {
            mechanisms.extend(Self::WITH_PASSWORD);
        }
        if accounts
            .iter()
            .any(|account| matches!(account.secret, Secret::Token(_)))
        {
            mechanisms.extend(Self::WITH_TOKEN);
        }
        mechanisms
    }
}

/// Somebody who may log in.
#[derive(Clone)]
pub(crate) struct Account {
    name: String,
    secret: Secret,
}

#[derive(Clone)]
enum Secret {
    Password(String),
    Token(String),
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Account {
    pub(crate) fn with_password(name: &str, password: &str) -> Self {
        Self {
            name: name.to_owned(),
            secret: Secret::Password(password.to_owned()),
        }
    }

    pub(crate) fn with_token(name: &str, token: &str) -> Self {
        Self {
            name: name.to_owned(),
            secret: Secret::Token(token.to_owned()),
        }
    }
}

/// The answer to one turn of the client.
pub(crate) enum Turn {
    /// Another challenge.
    Challenge(Vec<u8>),
    /// This user is logged in.
    Accepted(String),
    /// Nobody is.
    Refused,
}

/// A login under way.
pub(crate) struct Exchange {
    accounts: Arc<Vec<Account>>,
    state: State,
}

enum State {
    Plain,
    LoginName,
    LoginPassword(String),
    CramMd5(String),
    Scram(Box<Session<ScramUser>>),
    OAuthBearer,
    XOAuth2,
    /// The last challenge was sent; any answer brings this verdict (`None`: refused).
    Verdict(Option<String>),
}

impl Exchange {
    /// Begins. `tag` makes the challenge of CRAM-MD5 unlike any other.
    pub(crate) fn begin(
        mechanism: Mechanism,
        accounts: &Arc<Vec<Account>>,
        iterations: u32,
        tag: &str,
    ) -> Self {
        let state = match mechanism {
            Mechanism::Plain => State::Plain,
            Mechanism::Login => State::LoginName,
            Mechanism::CramMd5 => State::CramMd5(format!("<{tag}@scripted.example>")),
            Mechanism::ScramSha256 => scram(accounts, iterations)
                .map_or(State::Verdict(None), |session| {
                    State::Scram(Box::new(session))
                }),
            Mechanism::OAuthBearer => State::OAuthBearer,
            Mechanism::XOAuth2 => State::XOAuth2,
        };
        Self {
            accounts: Arc::clone(accounts),
            state,
        }
    }

    /// Takes what the client sent, decoded; `None` where AUTH came without an initial response.
    pub(crate) fn turn(&mut self, input: Option<&[u8]>) -> Turn {
        let state = std::mem::replace(&mut self.state, State::Verdict(None));
        let Some(input) = input else {
            let challenge = match &state {
                State::LoginName => b"Username:".to_vec(),
                State::CramMd5(challenge) => challenge.clone().into_bytes(),
                _ => Vec::new(),
            };
            self.state = state;
            return Turn::Challenge(challenge);
        };
        match state {
            State::LoginName => {
                let name = String::from_utf8_lossy(input).into_owned();
                self.ask(b"Password:".to_vec(), State::LoginPassword(name))
            }
            State::LoginPassword(name) => verdict(self.check_password(name.as_bytes(), input)),
            State::Plain => verdict(self.plain(input)),
            State::CramMd5(challenge) => verdict(self.cram_md5(&challenge, input)),
            State::Scram(session) => self.scram(session, input),
            State::OAuthBearer => self.token(oauth_bearer(input)),
            State::XOAuth2 => self.token(xoauth2(input)),
            State::Verdict(user) => verdict(user),
        }
    }

    /// Whatever comes next is refused.
    pub(crate) fn give_up(&mut self) {
        self.state = State::Verdict(None);
    }

    fn ask(&mut self, challenge: Vec<u8>, next: State) -> Turn {
        self.state = next;
        Turn::Challenge(challenge)
    }

    fn check_password(&self, name: &[u8], password: &[u8]) -> Option<String> {
        self.find(
            name,
            |secret| matches!(secret, Secret::Password(right) if right.as_bytes() == password),
        )
    }

    fn find(&self, name: &[u8], right: impl Fn(&Secret) -> bool) -> Option<String> {
        let account = self
            .accounts
            .iter()
            .find(|account| account.name.as_bytes() == name && right(&account.secret))?;
        Some(account.name.clone())
    }

    fn plain(&self, input: &[u8]) -> Option<String> {
        let mut parts = input.split(|byte| *byte == 0);
        let (on_behalf_of, name, password) = (parts.next()?, parts.next()?, parts.next()?);
        let alone = on_behalf_of.is_empty() || on_behalf_of == name;
        if parts.next().is_some() || !alone {
            return None;
        }
        self.check_password(name, password)
    }

    fn cram_md5(&self, challenge: &str, input: &[u8]) -> Option<String> {
        let space = input.iter().rposition(|byte| *byte == b' ')?;
        let (name, digest) = (input.get(..space)?, input.get(space + 1..)?);
        self.find(name, |secret| {
            let Secret::Password(password) = secret else {
                return false;
            };
            let Ok(mut mac) = Hmac::<Md5>::new_from_slice(password.as_bytes()) else {
                return false;
            };
            mac.update(challenge.as_bytes());
            from_hex(digest).is_some_and(|digest| mac.verify_slice(&digest).is_ok())
        })
    }

    fn scram(&mut self, mut session: Box<Session<ScramUser>>, input: &[u8]) -> Turn {
        let mut output = Cursor::new(Vec::new());
        let Ok(state) = session.step(Some(input), &mut output) else {
            return Turn::Refused;
        };
        let next = if state.is_running() {
            State::Scram(session)
        } else {
            State::Verdict(session.validation())
        };
        self.ask(output.into_inner(), next)
    }

    /// A wrong token is first explained in a challenge, then refused (RFC 7628, section 3.2.3).
    fn token(&mut self, claim: Option<(&[u8], &[u8])>) -> Turn {
        let user = claim.and_then(|(name, token)| {
            self.find(
                name,
                |secret| matches!(secret, Secret::Token(right) if right.as_bytes() == token),
            )
        });
        match user {
            Some(user) => Turn::Accepted(user),
            None => self.ask(
                br#"{"status":"invalid_token"}"#.to_vec(),
                State::Verdict(None),
            ),
        }
    }
}

fn verdict(user: Option<String>) -> Turn {
    user.map_or(Turn::Refused, Turn::Accepted)
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

/// `n,a=NAME,^Ahost=..^Aport=..^Aauth=Bearer TOKEN^A^A`
fn oauth_bearer(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = input.strip_suffix(b"\x01\x01")?;
    let mut fields = rest.split(|byte| *byte == 1);
    let name = fields.next()?.strip_prefix(b"n,a=")?.strip_suffix(b",")?;
    let token = fields.find_map(|field| field.strip_prefix(b"auth=Bearer "))?;
    Some((name, token))
}

/// `user=NAME^Aauth=Bearer TOKEN^A^A`
fn xoauth2(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = input.strip_suffix(b"\x01\x01")?.split(|byte| *byte == 1);
    let name = fields.next()?.strip_prefix(b"user=")?;
    let token = fields.next()?.strip_prefix(b"auth=Bearer ")?;
    fields.next().is_none().then_some((name, token))
}

/// Tells rsasl that a verified SCRAM login is worth its user's name.
struct ScramUser;

impl Validation for ScramUser {
    type Value = String;
}

/// Answers rsasl's questions about users.
struct ScramAccounts {
    accounts: Arc<Vec<Account>>,
    iterations: u32,
}

impl SessionCallback for ScramAccounts {
    fn callback(
        &self,
        _: &SessionData,
        context: &Context,
        request: &mut Request,
    ) -> Result<(), SessionError> {
        let account = self
            .accounts
            .iter()
            .find(|account| context.get_ref::<AuthId>() == Some(&account.name));
        if let Some(Account {
            name,
            secret: Secret::Password(password),
        }) = account
        {
            let salt = format!("salt of {name}");
            let mut salted = GenericArray::default();
            tools::hash_password::<Sha256>(
                password.as_bytes(),
                self.iterations,
                salt.as_bytes(),
                &mut salted,
            );
            let (client_key, server_key) = tools::derive_keys::<Sha256>(&salted);
            let stored_key = Sha256::digest(client_key);
            request.satisfy::<ScramStoredPassword>(&ScramStoredPassword::new(
                self.iterations,
                salt.as_bytes(),
                &stored_key,
                &server_key,
            ))?;
        }
        Ok(())
    }

    fn validate(
        &self,
        _: &SessionData,
        context: &Context,
        validate: &mut Validate<'_>,
    ) -> Result<(), ValidationError> {
        let user = context
            .get_ref::<AuthId>()
            .ok_or(ValidationError::MissingRequiredProperty)?;
        validate.finalize::<ScramUser>(user.to_owned());
        Ok(())
    }
}

fn scram(accounts: &Arc<Vec<Account>>, iterations: u32) -> Option<Session<ScramUser>> {
    static REGISTRY: &[rsasl::prelude::Mechanism] = &[SCRAM_SHA256];
    let callback = ScramAccounts {
        accounts: Arc::clone(accounts),
        iterations,
    };
    let config = SASLConfig::builder()
        .with_registry(Registry::with_mechanisms(REGISTRY))
        .with_callback(callback)
        .ok()?;
    let name = Mechname::parse(b"SCRAM-SHA-256").ok()?;
    SASLServer::<ScramUser>::new(config)
        .start_suggested(name)
        .ok()
}

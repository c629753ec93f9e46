//! Replies, EHLO, dot-stuffing and logins judged by published crates that share no code with ours.
//!
//! They are right about well-formed input, which is all that is compared here; what each does with odd and hostile input
//! is why none of them is used for more.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

extern crate std;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;
use std::sync::Arc;

use crate::wire::sasl::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::mechanisms::oauthbearer::properties::{OAuthBearerError, OAuthBearerValidate};
use rsasl::mechanisms::scram::properties::ScramStoredPassword;
use rsasl::mechanisms::xoauth2::properties::XOAuth2Validate;
use rsasl::prelude::{Mechname, SASLConfig, SASLServer, SessionError, Validation};
use rsasl::property::{AuthId, OAuthBearerToken, Password};
use rsasl::validate::{Validate, ValidationError};
use sha2::{Digest, Sha256};
use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::response::parser::ResponseReceiver;
use smtp_proto::{
    AUTH_CRAM_MD5, AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_SCRAM_SHA_256, AUTH_XOAUTH2,
    EXT_8BIT_MIME, EXT_AUTH, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EXT_START_TLS, EhloResponse,
};
use zeroize::Zeroizing;

use super::ehlo::{Capabilities, Size};
use super::reply::{Reply, ReplyReader};
use super::sasl::{Exchange, Mechanism};
use super::stuffing::DotStuffer;

fn only_reply(wire: &str) -> Reply {
    let mut reader = ReplyReader::new();
    reader.push(wire.as_bytes()).unwrap();
    let reply = reader.next().unwrap().unwrap();
    assert!(!reader.has_pending());
    reply
}

proptest! {
    #[test]
    fn smtp_proto_reads_the_same_reply(
        code in 200u16..600,
        enhanced in proptest::option::of((2u8..6, 0u8..10, 0u8..=255).prop_filter("no class 3", |parts| parts.0 != 3)),
        texts in proptest::collection::vec("[A-Za-z][ -~]{0,30}[!-~]", 1..6),
    ) {
        let prefix = enhanced.map_or(String::new(), |(class, subject, detail)| format!("{class}.{subject}.{detail} "));
        let last = texts.len() - 1;
        let separator = |index| if index == last { ' ' } else { '-' };
        let lines = texts.iter().enumerate().map(|(index, text)| format!("{code}{}{prefix}{text}\r\n", separator(index)));
        let wire: String = lines.collect();

        let ours = only_reply(&wire);
        let theirs = ResponseReceiver::default().parse(&mut wire.as_bytes().iter()).unwrap();
        prop_assert_eq!(ours.code, theirs.code);
        let parts = ours.enhanced_parts().unwrap_or_default();
        prop_assert_eq!(parts, (theirs.esc[0], theirs.esc[1].into(), theirs.esc[2].into()));
        let texts: Vec<_> = ours.lines.iter().map(|line| line.strip_prefix(&prefix).unwrap()).collect();
        prop_assert_eq!(texts.join("\n"), theirs.message.trim_end());
    }

    #[test]
    fn smtp_proto_reads_the_same_capabilities(
        keywords in proptest::collection::vec(prop_oneof![
            "(PIPELINING|8BITMIME|SMTPUTF8|STARTTLS|pipelining|StartTLS|SIZE|size|DSN|CHUNKING|XVERP|HELP)",
            "SIZE [1-9][0-9]{0,9}",
            "(AUTH|auth)( PLAIN| LOGIN| CRAM-MD5| SCRAM-SHA-256| XOAUTH2| OAUTHBEARER| GSSAPI| plain){1,5}",
        ], 1..10),
    ) {
        let last = keywords.len() - 1;
        let lines = keywords.iter().enumerate().map(|(index, keyword)| {
            format!("250{}{keyword}\r\n", if index == last { ' ' } else { '-' })
        });
        let wire: String = core::iter::once("250-mx.example hello\r\n".to_owned()).chain(lines).collect();

        let ours = Capabilities::from_reply(&only_reply(&wire));
        let theirs = EhloResponse::parse(&mut wire.as_bytes().iter()).unwrap();
        for (ours, bit) in [
            (ours.pipelining, EXT_PIPELINING),
            (ours.eight_bit_mime, EXT_8BIT_MIME),
            (ours.smtputf8, EXT_SMTP_UTF8),
            (ours.starttls, EXT_START_TLS),
            (ours.auth_offered, EXT_AUTH),
            (ours.size != Size::NotOffered, EXT_SIZE),
        ] {
            prop_assert_eq!(ours, theirs.capabilities & bit != 0);
        }
        for (mechanism, bit) in [
            (Mechanism::ScramSha256, AUTH_SCRAM_SHA_256),
            (Mechanism::Plain, AUTH_PLAIN),
            (Mechanism::Login, AUTH_LOGIN),
            (Mechanism::CramMd5, AUTH_CRAM_MD5),
            (Mechanism::OAuthBearer, AUTH_OAUTHBEARER),
            (Mechanism::XOAuth2, AUTH_XOAUTH2),
        ] {
            prop_assert_eq!(ours.auth.contains(mechanism), theirs.auth_mechanisms & bit != 0);
        }
        // Of several SIZE lines they take the last, we the smallest.
        if keywords.iter().filter(|keyword| keyword.to_ascii_uppercase().starts_with("SIZE")).count() == 1 {
            let limit = if let Size::Limit(limit) = ours.size { limit } else { 0 };
            prop_assert_eq!(limit, theirs.size as u64);
        }
    }

    #[test]
    fn smtp_proto_gets_the_message_back(
        lines in proptest::collection::vec("[.a]{0,4}", 0..12),
        size in 1usize..9,
    ) {
        // Not with a dot first: their reader takes the first line for one that has begun already.
        let lines = core::iter::once("To: a@example.com").chain(lines.iter().map(String::as_str));
        let message: String = lines.flat_map(|line| [line, "\r\n"]).collect();
        let mut stuffer = DotStuffer::new();
        let mut wire = Vec::new();
        message.as_bytes().chunks(size).for_each(|chunk| stuffer.push(chunk, &mut wire));
        stuffer.finish(&mut wire);

        let mut received = Vec::new();
        let mut rest = wire.iter();
        prop_assert!(DataReceiver::new().ingest(&mut rest, &mut received));
        prop_assert_eq!(rest.len(), 0);
        prop_assert_eq!(String::from_utf8(received).unwrap(), message);
    }
}

const USERNAME: &str = "user";
const SECRET: &str = "pencil, sharpened";
const SALT: &[u8] = b"bad salt";
const ITERATIONS: u32 = 5000;

/// A server that knows one user.
struct Directory {
    stored_key: [u8; 32],
    server_key: [u8; 32],
}

impl Directory {
    fn new() -> Self {
        let password = SECRET.as_bytes();
        let salted = pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password, SALT, ITERATIONS);
        let key = |name: &str| {
            let mac = Hmac::<Sha256>::new_from_slice(&salted).unwrap();
            mac.chain_update(name).finalize().into_bytes()
        };
        Self {
            stored_key: Sha256::digest(key("Client Key")).into(),
            server_key: key("Server Key").into(),
        }
    }
}

/// The token that we sent. With OAUTHBEARER, rsasl leaves the scheme before it.
fn token<'a>(context: &'a Context<'_>) -> Option<&'a str> {
    let token = context.get_ref::<OAuthBearerToken>()?;
    Some(token.strip_prefix("Bearer ").unwrap_or(token))
}

/// Whether the server lets us in.
struct Admitted;

impl Validation for Admitted {
    type Value = bool;
}

impl SessionCallback for Directory {
    fn callback(
        &self,
        _: &SessionData,
        context: &Context<'_>,
        request: &mut Request<'_>,
    ) -> Result<(), SessionError> {
        request.satisfy::<ScramStoredPassword<'_>>(&ScramStoredPassword::new(
            ITERATIONS,
            SALT,
            &self.stored_key,
            &self.server_key,
        ))?;
        let is_right = token(context) == Some(SECRET);
        let refused = OAuthBearerError::new("invalid_token", None, None);
        let verdict = if is_right { Ok(()) } else { Err(refused) };
        request.satisfy::<OAuthBearerValidate>(&verdict)?;
        let refused = r#"{"status":"401","schemes":"Bearer"}"#;
        let verdict = if is_right { Ok(()) } else { Err(refused) };
        request.satisfy::<XOAuth2Validate>(&verdict)?;
        Ok(())
    }

    fn validate(
        &self,
        session: &SessionData,
        context: &Context<'_>,
        validate: &mut Validate<'_>,
    ) -> Result<(), ValidationError> {
        let is_proven = session.mechanism().mechanism.as_str() == "SCRAM-SHA-256";
        let secret = context.get_ref::<Password>();
        let secret = secret.or(token(context).map(str::as_bytes));
        let is_right = is_proven || secret == Some(SECRET.as_bytes());
        let names_us = context
            .get_ref::<AuthId>()
            .is_none_or(|name| name == USERNAME);
        validate.with::<Admitted, _>(|| Ok(is_right && names_us))?;
        Ok(())
    }
}

/// Logs in at rsasl's server. The answer is whether it let us in, and what it said about a refused token.
fn log_in(mechanism: Mechanism, secret: &str) -> (bool, Option<String>) {
    let config = SASLConfig::builder().with_default_mechanisms();
    let config: Arc<SASLConfig> = config.with_callback(Directory::new()).unwrap();
    let name = Mechname::parse(mechanism.name().as_bytes()).unwrap();
    let mut server = SASLServer::<Admitted>::new(config)
        .start_suggested(name)
        .unwrap();

    let secret = Zeroizing::new(secret.to_owned());
    let mut exchange = Exchange::new(mechanism, USERNAME, secret, "mx.example", 587, [9; 18]);
    let decoded = |answer: &str| BASE64.decode(answer).unwrap();
    let mut answer = exchange.initial().map(|initial| decoded(&initial));
    loop {
        let mut challenge = Vec::new();
        let Ok(state) = server.step(answer.as_deref(), &mut challenge) else {
            return (false, None);
        };
        if state.has_sent_message() {
            let challenge = BASE64.encode(&challenge);
            let Ok(response) = exchange.respond(&challenge) else {
                return (false, None);
            };
            answer = Some(decoded(&response));
        }
        if state.is_finished() {
            break;
        }
    }
    let is_admitted = server.validation() == Some(true) && exchange.finish("2.7.0 ok").is_ok();
    let said = exchange.into_token_error();
    (is_admitted, said.map(|error| error.to_string()))
}

#[test]
fn rsasl_lets_in_who_knows_the_secret_and_nobody_else() {
    for (mechanism, said) in [
        (Mechanism::ScramSha256, None),
        (Mechanism::Plain, None),
        (Mechanism::Login, None),
        (
            Mechanism::OAuthBearer,
            Some("token refused: status invalid_token"),
        ),
        (
            Mechanism::XOAuth2,
            Some("token refused: status 401, schemes Bearer"),
        ),
    ] {
        assert_eq!(log_in(mechanism, SECRET), (true, None), "{mechanism:?}");
        let refused = (false, said.map(ToOwned::to_owned));
        assert_eq!(log_in(mechanism, "pen"), refused, "{mechanism:?}");
    }
}

//! One login, from `AUTH` to the server's verdict.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use zeroize::Zeroizing;

use super::scram::{Scram, ServerProof, escaped};
use super::{Mechanism, TokenError};

/// Why a login cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SaslError {
    /// A challenge that is not base64, or not what the mechanism defines.
    BadChallenge,
    /// One challenge more than the mechanism has.
    UnexpectedChallenge,
    /// SCRAM: fewer or more iterations than are acceptable.
    Iterations,
    /// SCRAM: the server's own error.
    Refused(String),
    /// SCRAM: the server did not prove that it knows the password.
    ServerNotVerified,
    /// The user name, password or token has a character that the mechanism cannot carry.
    Unusable,
}

impl fmt::Display for SaslError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadChallenge => "the server's challenge is malformed",
            Self::UnexpectedChallenge => "the server sent an unexpected challenge",
            Self::Iterations => "the server's iteration count is not from 4096 to 1000000",
            Self::Refused(reason) => return write!(f, "the server refused: {reason}"),
            Self::ServerNotVerified => "the server did not prove that it knows the password",
            Self::Unusable => "the user name, password or token has a control character",
        })
    }
}

/// What an exchange has shown of the secret so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exposure {
    /// Nothing.
    #[default]
    Nothing,
    /// A proof that it is known.
    Proof,
    /// The password or token itself.
    Secret,
}

/// How far an exchange is.
enum State {
    /// No challenge was answered.
    Start,
    /// The initial response was given as the answer to an empty challenge.
    InitialGiven,
    /// LOGIN: the user name was given.
    UsernameGiven,
    /// SCRAM: the proof was given, the server's is due.
    ProofGiven(ServerProof),
    /// SCRAM: the server proved itself.
    Verified,
    /// SCRAM: the server said `e=`, and is about to refuse. Whether it had our proof before.
    Denied { had_proof: bool },
    /// There is nothing more to say.
    Complete,
}

/// The client's side of one login.
pub(crate) struct Exchange {
    mechanism: Mechanism,
    username: String,
    secret: Zeroizing<String>,
    host: String,
    port: u16,
    scram: Scram,
    state: State,
    token_error: Option<TokenError>,
    denial: Option<SaslError>,
}

impl Exchange {
    /// `secret` is the password or token; `host` and `port` are the server as in the settings; `nonce` is random, and new for
    /// each exchange.
    pub(crate) fn new(
        mechanism: Mechanism,
        username: &str,
        secret: Zeroizing<String>,
        host: &str,
        port: u16,
        nonce: [u8; 18],
    ) -> Self {
        Self {
            mechanism,
            username: username.to_owned(),
            secret,
            host: host.to_owned(),
            port,
            scram: Scram::new(username, BASE64.encode(nonce)),
            state: State::Start,
            token_error: None,
            denial: None,
        }
    }

    /// The mechanism.
    pub(crate) fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// What the answers to challenges have shown of the secret; an [initial](Self::initial) response is not counted.
    pub(crate) fn exposure(&self) -> Exposure {
        use Mechanism::{CramMd5, Login, OAuthBearer, Plain, ScramSha256, XOAuth2};
        match (self.mechanism, &self.state) {
            (CramMd5, State::Complete)
            | (
                ScramSha256,
                State::ProofGiven(_) | State::Verified | State::Denied { had_proof: true },
            ) => Exposure::Proof,
            (Plain | Login, State::Complete)
            | (OAuthBearer | XOAuth2, State::InitialGiven | State::Complete) => Exposure::Secret,
            _ => Exposure::Nothing,
        }
    }

    /// Why the server is about to refuse, where it told so in a challenge of SCRAM.
    pub(crate) fn denial(&self) -> Option<&SaslError> {
        self.denial.as_ref()
    }

    /// The initial response in base64, where the mechanism has one.
    ///
    /// It goes on the AUTH line. Where it does not fit there, AUTH goes without, and [`respond`](Self::respond) gives it as
    /// the answer to the server's empty challenge.
    pub(crate) fn initial(&self) -> Option<Zeroizing<String>> {
        self.first_message().ok().flatten()
    }

    /// The answer to a 334, whose text is `challenge`: a line in base64, which can be empty.
    pub(crate) fn respond(&mut self, challenge: &str) -> Result<Zeroizing<String>, SaslError> {
        let had_proof = self.exposure() == Exposure::Proof;
        match self.answer(challenge) {
            // The server ends the exchange, and says so by a reply once it has an answer.
            Err(denial @ SaslError::Refused(_)) => {
                self.denial = Some(denial);
                self.state = State::Denied { had_proof };
                Ok(Zeroizing::default())
            }
            answer => answer,
        }
    }

    fn answer(&mut self, challenge: &str) -> Result<Zeroizing<String>, SaslError> {
        use Mechanism::{CramMd5, Login, OAuthBearer, Plain, ScramSha256, XOAuth2};
        let challenge = challenge.trim();
        let is_empty = matches!(challenge, "" | "=");
        let (answer, next) = match (self.mechanism, &self.state) {
            // What the prompts of LOGIN say differs from server to server; their order does not.
            (Login, State::Start) => (base64(&self.username), State::UsernameGiven),
            (Login, State::UsernameGiven) => (base64(&*self.secret), State::Complete),
            (Plain, State::Start) => (self.first_answer()?, State::Complete),
            (ScramSha256 | OAuthBearer | XOAuth2, State::Start) if is_empty => {
                (self.first_answer()?, State::InitialGiven)
            }
            (CramMd5, State::Start) => (self.cram_md5(challenge)?, State::Complete),
            (ScramSha256, State::Start | State::InitialGiven) => {
                let (message, proof) = self.scram.prove(&decoded(challenge)?, &self.secret)?;
                (base64(message), State::ProofGiven(proof))
            }
            (ScramSha256, State::ProofGiven(proof)) => {
                proof.verify(&decoded(challenge)?)?;
                (Zeroizing::default(), State::Verified)
            }
            (OAuthBearer | XOAuth2, State::Start | State::InitialGiven) => {
                self.token_error = Some(self.read_token_error(challenge));
                let is_standard = self.mechanism == OAuthBearer;
                let answer = if is_standard {
                    base64("\x01")
                } else {
                    Zeroizing::default()
                };
                (answer, State::Complete)
            }
            _ => return Err(SaslError::UnexpectedChallenge),
        };
        self.state = next;
        Ok(answer)
    }

    /// Whether a 235 is to be believed; `text` is its text. A server that speaks SCRAM proves itself in a challenge before it,
    /// or in the text.
    pub(crate) fn finish(&mut self, text: &str) -> Result<(), SaslError> {
        if self.mechanism != Mechanism::ScramSha256 {
            return Ok(());
        }
        let is_proven = match &self.state {
            State::Verified => true,
            State::ProofGiven(proof) => text
                .split_whitespace()
                .filter_map(|word| decoded(word).ok())
                .any(|message| proof.verify(&message).is_ok()),
            _ => false,
        };
        if !is_proven {
            return Err(SaslError::ServerNotVerified);
        }
        self.state = State::Verified;
        Ok(())
    }

    /// What the server said of the token, where it refused it in a challenge.
    pub(crate) fn into_token_error(self) -> Option<TokenError> {
        self.token_error
    }

    fn first_answer(&self) -> Result<Zeroizing<String>, SaslError> {
        self.first_message()?.ok_or(SaslError::UnexpectedChallenge)
    }

    fn first_message(&self) -> Result<Option<Zeroizing<String>>, SaslError> {
        let (user, secret) = (self.username.as_str(), self.secret.as_str());
        let message = match self.mechanism {
            Mechanism::ScramSha256 => self.scram.first(),
            Mechanism::Plain => {
                self.refuse(|c| c == '\0')?;
                ["\0", user, "\0", secret].concat()
            }
            Mechanism::OAuthBearer => {
                self.refuse(char::is_control)?;
                let (user, port) = (escaped(user), self.port.to_string());
                let server = ["\x01host=", &self.host, "\x01port=", &port].concat();
                [
                    "n,a=",
                    &user,
                    ",",
                    &server,
                    "\x01auth=Bearer ",
                    secret,
                    "\x01\x01",
                ]
                .concat()
            }
            Mechanism::XOAuth2 => {
                self.refuse(char::is_control)?;
                ["user=", user, "\x01auth=Bearer ", secret, "\x01\x01"].concat()
            }
            Mechanism::Login | Mechanism::CramMd5 => return Ok(None),
        };
        Ok(Some(base64(&*Zeroizing::new(message))))
    }

    /// An error where the user name or secret has what would separate fields.
    fn refuse(&self, is_forbidden: fn(char) -> bool) -> Result<(), SaslError> {
        if self.username.contains(is_forbidden) || self.secret.contains(is_forbidden) {
            return Err(SaslError::Unusable);
        }
        Ok(())
    }

    fn cram_md5(&self, challenge: &str) -> Result<Zeroizing<String>, SaslError> {
        let challenge = decoded(challenge)?;
        if challenge.is_empty() {
            return Err(SaslError::BadChallenge);
        }
        let mac = Hmac::<Md5>::new_from_slice(self.secret.as_bytes());
        let mac = mac
            .map_err(|_| SaslError::Unusable)?
            .chain_update(challenge);
        let digest: [u8; 16] = mac.finalize().into_bytes().into();
        let digest = u128::from_be_bytes(digest);
        Ok(base64(format!("{} {digest:032x}", self.username)))
    }

    fn read_token_error(&self, challenge: &str) -> TokenError {
        decoded(challenge)
            .map(|json| TokenError::parse(&json, &self.secret))
            .unwrap_or_default()
    }
}

impl fmt::Debug for Exchange {
    /// The mechanism and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exchange").field(&self.mechanism).finish()
    }
}

fn base64(data: impl AsRef<[u8]>) -> Zeroizing<String> {
    Zeroizing::new(BASE64.encode(data))
}

/// The text that base64 stands for, its padding optional.
fn decoded(text: &str) -> Result<String, SaslError> {
    let bytes = BASE64.decode(text).map_err(|_| SaslError::BadChallenge)?;
    String::from_utf8(bytes).map_err(|_| SaslError::BadChallenge)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;
    use crate::wire::sasl::scram::server_signature;
    use proptest::prelude::*;

    const HELLO: &str = "tanstaaftanstaaf";

    fn exchange(mechanism: Mechanism, username: &str, secret: &str) -> Exchange {
        let secret = Zeroizing::new(secret.to_owned());
        Exchange::new(
            mechanism,
            username,
            secret,
            "server.example.com",
            587,
            [7; 18],
        )
    }

    fn plain_text(answer: &str) -> String {
        decoded(answer).unwrap()
    }

    #[test]
    fn plain_goes_with_auth_or_after_it() {
        let mut plain = exchange(Mechanism::Plain, "tim", HELLO);
        let message = format!("\0tim\0{HELLO}");
        assert_eq!(plain_text(&plain.initial().unwrap()), message);
        assert_eq!(plain_text(&plain.respond("").unwrap()), message);
        assert_eq!(plain.respond(""), Err(SaslError::UnexpectedChallenge));
        assert_eq!(plain.finish("2.7.0 ok"), Ok(()));
    }

    #[test]
    fn login_answers_by_count_whatever_the_prompts_say() {
        for prompts in [
            ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"],
            ["UGFzc3dvcmQ6", "VXNlcm5hbWU6"],
            ["", ""],
            ["Username:", "not base64"],
        ] {
            let mut login = exchange(Mechanism::Login, "tim", HELLO);
            assert_eq!(login.initial(), None);
            let answers = prompts.map(|prompt| plain_text(&login.respond(prompt).unwrap()));
            assert_eq!(answers, ["tim", HELLO]);
            assert_eq!(login.respond(""), Err(SaslError::UnexpectedChallenge));
        }
    }

    #[test]
    fn the_example_of_rfc_2195() {
        let mut cram = exchange(Mechanism::CramMd5, "tim", HELLO);
        assert_eq!(cram.initial(), None);
        let challenge = "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
        let answer = cram.respond(challenge).unwrap();
        assert_eq!(*answer, "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
        assert_eq!(cram.respond(challenge), Err(SaslError::UnexpectedChallenge));
        for bad in ["", "=", "?", "/w=="] {
            let mut cram = exchange(Mechanism::CramMd5, "tim", HELLO);
            assert_eq!(cram.respond(bad), Err(SaslError::BadChallenge), "{bad}");
        }
    }

    #[test]
    fn the_example_of_rfc_7628() {
        let token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
        let mut oauth = exchange(Mechanism::OAuthBearer, "user@example.com", token);
        let message = "n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
        assert_eq!(plain_text(&oauth.initial().unwrap()), message);
        assert_eq!(plain_text(&oauth.respond("").unwrap()), message);
        let refusal = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIn0=";
        assert_eq!(*oauth.respond(refusal).unwrap(), "AQ==");
        assert_eq!(oauth.respond(""), Err(SaslError::UnexpectedChallenge));
        assert_eq!(
            oauth.into_token_error().unwrap().to_string(),
            "token refused: status invalid_token, scope example_scope"
        );
    }

    #[test]
    fn xoauth2_answers_a_refusal_with_an_empty_line() {
        let mut oauth = exchange(Mechanism::XOAuth2, "user@example.com", "ya29.secret");
        assert_eq!(
            plain_text(&oauth.initial().unwrap()),
            "user=user@example.com\x01auth=Bearer ya29.secret\x01\x01"
        );
        let refusal = base64(r#"{"status":400,"schemes":"Bearer"}"#);
        assert_eq!(*oauth.respond(&refusal).unwrap(), "");
        let error = oauth.into_token_error().unwrap();
        assert_eq!(
            error.to_string(),
            "token refused: status 400, schemes Bearer"
        );
    }

    #[test]
    fn a_refusal_that_says_nothing_is_answered_too() {
        for challenge in ["bm8=", "not base64!", "/w=="] {
            let mut oauth = exchange(Mechanism::OAuthBearer, "u", "ya29.secret");
            assert_eq!(*oauth.respond(challenge).unwrap(), "AQ==");
            assert_eq!(oauth.into_token_error(), Some(TokenError::default()));
        }
    }

    #[test]
    fn no_field_can_be_added_to_a_message() {
        for (mechanism, username, secret) in [
            (Mechanism::Plain, "a\0b", "c"),
            (Mechanism::Plain, "a", "b\0c"),
            (Mechanism::OAuthBearer, "a\x01host=b", "c"),
            (Mechanism::OAuthBearer, "a", "c\x01\x01"),
            (Mechanism::XOAuth2, "a", "c\n"),
        ] {
            let mut exchange = exchange(mechanism, username, secret);
            assert_eq!(exchange.initial(), None);
            assert_eq!(exchange.respond(""), Err(SaslError::Unusable));
        }
        let oauth = exchange(Mechanism::OAuthBearer, "a,b=c", "t");
        assert!(plain_text(&oauth.initial().unwrap()).starts_with("n,a=a=2Cb=3Dc,\x01"));
    }

    /// A SCRAM exchange up to our proof, and the server's proof that fits it.
    fn proven_scram() -> (Exchange, String) {
        let mut scram = exchange(Mechanism::ScramSha256, "user", "pencil");
        let first = plain_text(&scram.respond("").unwrap());
        let bare = first.strip_prefix("n,,").unwrap().to_owned();
        let nonce = bare.rsplit("r=").next().unwrap().to_owned();
        let server_first = format!("r={nonce}server,s=c2FsdA==,i=4096");
        let answer = plain_text(&scram.respond(&base64(&server_first)).unwrap());
        let without_proof = answer.split(",p=").next().unwrap();
        let transcript = format!("{bare},{server_first},{without_proof}");
        let signature = server_signature("pencil", b"salt", 4096, &transcript);
        (scram, format!("v={}", BASE64.encode(signature)))
    }

    #[test]
    fn scram_succeeds_only_when_the_server_proves_itself() {
        let (mut scram, proof) = proven_scram();
        assert_eq!(*scram.respond(&base64(&proof)).unwrap(), "");
        assert_eq!(scram.finish("2.7.0 welcome"), Ok(()));

        let (mut scram, proof) = proven_scram();
        let text = format!("2.7.0 {} welcome", base64(&proof).as_str());
        assert_eq!(scram.finish(&text), Ok(()), "the proof can come in the 235");

        let (mut scram, _) = proven_scram();
        assert_eq!(
            scram.finish("2.7.0 welcome"),
            Err(SaslError::ServerNotVerified)
        );
        let forged = base64(format!("v={}", BASE64.encode([0; 32])));
        assert_eq!(scram.respond(&forged), Err(SaslError::ServerNotVerified));
        assert_eq!(scram.finish(&forged), Err(SaslError::ServerNotVerified));

        let mut scram = exchange(Mechanism::ScramSha256, "user", "pencil");
        assert_eq!(
            scram.finish("2.7.0 welcome"),
            Err(SaslError::ServerNotVerified)
        );
        assert!(scram.respond("").is_ok());
        assert_eq!(
            scram.respond(""),
            Err(SaslError::BadChallenge),
            "no second try"
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", exchange(Mechanism::Plain, "tim", HELLO));
        assert_eq!(shown, "Exchange(Plain)");
    }

    fn any_mechanism() -> impl Strategy<Value = Mechanism> {
        prop_oneof![
            Just(Mechanism::ScramSha256),
            Just(Mechanism::Plain),
            Just(Mechanism::Login),
            Just(Mechanism::CramMd5),
            Just(Mechanism::OAuthBearer),
            Just(Mechanism::XOAuth2),
        ]
    }

    proptest! {
        #[test]
        fn no_challenge_panics_and_every_exchange_ends(mechanism in any_mechanism(), challenges in proptest::collection::vec(".{0,40}", 4), raw in any::<bool>()) {
            let mut exchange = exchange(mechanism, "user", "secret");
            let answered = challenges.iter().filter(|text| {
                let challenge = if raw { (*text).clone() } else { base64(text).to_string() };
                exchange.respond(&challenge).is_ok()
            });
            prop_assert!(answered.count() < 4);
            let verdict = exchange.finish(&challenges.concat());
            prop_assert_eq!(verdict.is_ok(), mechanism != Mechanism::ScramSha256);
        }
    }
}

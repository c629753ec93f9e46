//! SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding.
//!
//! Neither name nor password is passed through `SASLprep` (RFC 4013): they are sent as the UTF-8 that was typed. For ASCII
//! the two are the same, and its tables would weigh more than all of SASL here.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::SaslError;
use crate::wire::reply::clean;

/// Fewer iterations than RFC 7677 asks for make a stolen proof cheap to guess from; more than a million keep us busy.
const ITERATIONS: core::ops::RangeInclusive<u32> = 4096..=1_000_000;
/// What we say about channel binding, `n,,`, in base64: none.
const NO_BINDING: &str = "biws";
/// The most characters of a server's error that are kept.
const MAX_ERROR: usize = 80;

type HmacSha256 = Hmac<Sha256>;

/// The client's side of one exchange, from its first message on.
pub(super) struct Scram {
    nonce: String,
    /// The first message without its header: `n=user,r=nonce`.
    bare: String,
}

/// What the server's last message must prove.
pub(super) struct ServerProof(HmacSha256);

impl Scram {
    /// `nonce`: printable ASCII without a comma, never used before.
    pub(super) fn new(username: &str, nonce: String) -> Self {
        let bare = format!("n={},r={nonce}", escaped(username));
        Self { nonce, bare }
    }

    /// The first message.
    pub(super) fn first(&self) -> String {
        format!("n,,{}", self.bare)
    }

    /// Answers the server's first message, `r=nonce,s=salt,i=iterations`.
    pub(super) fn prove(
        &self,
        server_first: &str,
        password: &str,
    ) -> Result<(String, ServerProof), SaslError> {
        let challenge = Challenge::parse(server_first, &self.nonce)?;
        let salted = salted_password(password, &challenge.salt, challenge.iterations)?;
        let without_proof = format!("c={NO_BINDING},r={}", challenge.nonce);
        let transcript = format!("{},{server_first},{without_proof}", self.bare);

        let client_key = mac(&salted[..], b"Client Key")?;
        let stored_key: Zeroizing<[u8; 32]> =
            Zeroizing::new(Sha256::digest(&client_key[..]).into());
        let mut proof = mac(&stored_key[..], transcript.as_bytes())?;
        xor(&mut proof, &client_key);

        let server_key = mac(&salted[..], b"Server Key")?;
        let expected = keyed(&server_key[..])?.chain_update(transcript);
        let message = format!("{without_proof},p={}", BASE64.encode(&proof[..]));
        Ok((message, ServerProof(expected)))
    }
}

impl ServerProof {
    /// Checks the server's last message, `v=signature`, in constant time.
    pub(super) fn verify(&self, server_final: &str) -> Result<(), SaslError> {
        refuse_error(server_final)?;
        let signature = server_final
            .strip_prefix("v=")
            .and_then(|rest| rest.split(',').next())
            .and_then(|text| BASE64.decode(text).ok())
            .ok_or(SaslError::BadChallenge)?;
        let expected = self.0.clone();
        expected
            .verify_slice(&signature)
            .map_err(|_| SaslError::ServerNotVerified)
    }
}

/// The server's first message.
struct Challenge<'a> {
    nonce: &'a str,
    salt: Vec<u8>,
    iterations: u32,
}

impl<'a> Challenge<'a> {
    fn parse(text: &'a str, our_nonce: &str) -> Result<Self, SaslError> {
        refuse_error(text)?;
        let mut attributes = text.split(',');
        let mut attribute = |name| {
            let found = attributes.next().and_then(|part| part.strip_prefix(name));
            found.ok_or(SaslError::BadChallenge)
        };
        // An extension that must be understood, `m=`, would stand before the nonce, and is refused with the rest.
        let nonce = attribute("r=")?;
        let salt = BASE64.decode(attribute("s=")?);
        let iterations = attribute("i=")?;

        let is_extended = nonce.len() > our_nonce.len() && nonce.starts_with(our_nonce);
        let salt = salt.map_err(|_| SaslError::BadChallenge)?;
        if !is_extended || !nonce.bytes().all(|byte| byte.is_ascii_graphic()) || salt.is_empty() {
            return Err(SaslError::BadChallenge);
        }
        if !iterations.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SaslError::BadChallenge);
        }
        let iterations = iterations
            .parse()
            .ok()
            .filter(|count| ITERATIONS.contains(count));
        Ok(Self {
            nonce,
            salt,
            iterations: iterations.ok_or(SaslError::Iterations)?,
        })
    }
}

/// `e=...`: the server says why not.
fn refuse_error(message: &str) -> Result<(), SaslError> {
    match message.strip_prefix("e=") {
        Some(reason) => Err(SaslError::Refused(
            clean(reason).chars().take(MAX_ERROR).collect(),
        )),
        None => Ok(()),
    }
}

/// A user name as `saslname` (RFC 5801).
pub(super) fn escaped(username: &str) -> String {
    username.replace('=', "=3D").replace(',', "=2C")
}

/// `Hi` of RFC 5802, which is PBKDF2 with one block.
fn salted_password(
    password: &str,
    salt: &[u8],
    iterations: u32,
) -> Result<Zeroizing<[u8; 32]>, SaslError> {
    // Keyed once: each iteration starts from a copy of the state, and so costs two compressions instead of four.
    let keyed = keyed(password.as_bytes())?;
    let first = keyed.clone().chain_update(salt).chain_update([0, 0, 0, 1]);
    let mut block = Zeroizing::new(<[u8; 32]>::from(first.finalize().into_bytes()));
    let mut salted = block.clone();
    for _ in 1..iterations {
        *block = keyed
            .clone()
            .chain_update(&block[..])
            .finalize()
            .into_bytes()
            .into();
        xor(&mut salted, &block);
    }
    Ok(salted)
}

fn keyed(key: &[u8]) -> Result<HmacSha256, SaslError> {
    // HMAC takes keys of any length, its trait does not know it.
    HmacSha256::new_from_slice(key).map_err(|_| SaslError::Unusable)
}

fn mac(key: &[u8], data: &[u8]) -> Result<Zeroizing<[u8; 32]>, SaslError> {
    let tag = keyed(key)?.chain_update(data).finalize();
    Ok(Zeroizing::new(tag.into_bytes().into()))
}

fn xor(target: &mut [u8; 32], other: &[u8; 32]) {
    for (byte, other) in target.iter_mut().zip(other) {
        *byte ^= other;
    }
}

/// The signature of a server that knows the password.
#[cfg(test)]
pub(super) fn server_signature(
    password: &str,
    salt: &[u8],
    iterations: u32,
    transcript: &str,
) -> [u8; 32] {
    let sign = || {
        let salted = salted_password(password, salt, iterations)?;
        mac(&mac(&salted[..], b"Server Key")?[..], transcript.as_bytes())
    };
    sign().map_or([0; 32], |signature| *signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const FIRST: &str =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    fn prove(server_first: &str) -> Result<(String, ServerProof), SaslError> {
        Scram::new("user", NONCE.into()).prove(server_first, "pencil")
    }

    #[test]
    fn the_example_of_rfc_7677() {
        let scram = Scram::new("user", NONCE.into());
        assert_eq!(scram.first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let Ok((message, proof)) = prove(FIRST) else {
            unreachable!("the example is well formed")
        };
        assert_eq!(
            message,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
        assert_eq!(proof.verify(signature), Ok(()));
        assert_eq!(proof.verify(&format!("{signature},x=1")), Ok(()));
    }

    #[test]
    fn a_server_that_does_not_prove_itself_is_refused() {
        let Ok((_, proof)) = prove(FIRST) else {
            unreachable!("the example is well formed")
        };
        for (message, error) in [
            (
                "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                SaslError::ServerNotVerified,
            ),
            (
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==",
                SaslError::ServerNotVerified,
            ),
            ("v=", SaslError::ServerNotVerified),
            ("v=?", SaslError::BadChallenge),
            ("", SaslError::BadChallenge),
            (
                "e=invalid-proof",
                SaslError::Refused("invalid-proof".into()),
            ),
        ] {
            assert_eq!(proof.verify(message), Err(error), "{message}");
        }
    }

    #[test]
    fn a_hostile_first_message_gets_no_proof() {
        for (server_first, error) in [
            (
                "r=rOprNGfwEbeRWgbNEkqO,s=W22Z,i=4096",
                SaslError::BadChallenge,
            ),
            ("r=other,s=W22Z,i=4096", SaslError::BadChallenge),
            (
                "r=xrOprNGfwEbeRWgbNEkqO,s=W22Z,i=4096",
                SaslError::BadChallenge,
            ),
            (
                "r=rOprNGfwEbeRWgbNEkqO\u{e9},s=W22Z,i=4096",
                SaslError::BadChallenge,
            ),
            (
                "r=rOprNGfwEbeRWgbNEkqO x,s=W22Z,i=4096",
                SaslError::BadChallenge,
            ),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", SaslError::BadChallenge),
            (
                "r=rOprNGfwEbeRWgbNEkqOx,s=?,i=4096",
                SaslError::BadChallenge,
            ),
            ("r=rOprNGfwEbeRWgbNEkqOx,s", SaslError::BadChallenge),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=", SaslError::Iterations),
            (
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=+4096",
                SaslError::BadChallenge,
            ),
            ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=0", SaslError::Iterations),
            (
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4095",
                SaslError::Iterations,
            ),
            (
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=1000001",
                SaslError::Iterations,
            ),
            (
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=99999999999",
                SaslError::Iterations,
            ),
            (
                "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096",
                SaslError::BadChallenge,
            ),
            (
                "s=W22Z,r=rOprNGfwEbeRWgbNEkqOx,i=4096",
                SaslError::BadChallenge,
            ),
            (
                "e=unknown-user\u{1b}[2J",
                SaslError::Refused("unknown-user[2J".into()),
            ),
            ("", SaslError::BadChallenge),
        ] {
            assert_eq!(prove(server_first).err(), Some(error), "{server_first}");
        }
        assert!(prove("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096,x=ignored").is_ok());
    }

    #[test]
    fn names_are_escaped() {
        let scram = Scram::new("a=b,c", "n".into());
        assert_eq!(scram.first(), "n,,n=a=3Db=2Cc,r=n");
    }
}

//! Logging in (RFC 4954): the mechanisms and which of them to use.

mod exchange;
mod scram;
mod token_error;

pub(crate) use exchange::{Exchange, Exposure, SaslError};
pub(crate) use token_error::{TokenError, TokenFault};

use encodify::base64::{Base64, Padding, STANDARD};

use crate::settings::Auth;

/// The base64 of challenges and responses. Some servers leave the padding out.
pub(crate) const BASE64: Base64 = STANDARD.with_padding(Padding::Optional);

/// A SASL mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    /// RFC 7677: the server never sees the password, and proves that it knows it too.
    ScramSha256,
    /// RFC 4616.
    Plain,
    /// Never standardised, offered everywhere.
    Login,
    /// RFC 2195.
    CramMd5,
    /// RFC 7628: a bearer token.
    OAuthBearer,
    /// The same before it was a standard.
    XOAuth2,
}

impl Mechanism {
    const ALL: [Self; 6] = [
        Self::ScramSha256,
        Self::Plain,
        Self::Login,
        Self::CramMd5,
        Self::OAuthBearer,
        Self::XOAuth2,
    ];

    /// The registered name, as in `AUTH name`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::CramMd5 => "CRAM-MD5",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }

    /// Whether the server sees the password or token itself.
    pub(crate) fn shows_secret(self) -> bool {
        !matches!(self, Self::ScramSha256 | Self::CramMd5)
    }

    /// The mechanism of this name, in any case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let is_named = |mechanism: &Self| mechanism.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(is_named)
    }
}

/// A set of mechanisms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mechanisms(u8);

impl Mechanisms {
    pub(crate) fn insert(&mut self, mechanism: Mechanism) {
        self.0 |= 1 << mechanism as u8;
    }

    pub(crate) fn contains(self, mechanism: Mechanism) -> bool {
        self.0 & (1 << mechanism as u8) != 0
    }
}

/// The mechanisms that are allowed, the preferred first.
///
/// Encrypted, PLAIN comes before CRAM-MD5: it lets the server store the password well. In clear, what shows the password
/// comes last and only with consent, and a token is never shown.
pub(crate) fn preferred(auth: Auth, encrypted: bool, allow_clear: bool) -> &'static [Mechanism] {
    use Mechanism::{CramMd5, Login, OAuthBearer, Plain, ScramSha256, XOAuth2};
    match (auth, encrypted) {
        (Auth::Password, true) => &[ScramSha256, Plain, Login, CramMd5],
        (Auth::Password, false) if allow_clear => &[ScramSha256, CramMd5, Plain, Login],
        (Auth::Password, false) => &[ScramSha256, CramMd5],
        (Auth::OAuth2, true) => &[OAuthBearer, XOAuth2],
        (Auth::OAuth2, false) | (Auth::None, _) => &[],
    }
}

/// What only tests ask.
#[cfg(test)]
impl Mechanisms {
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Mechanism> {
        let is_member = move |mechanism: &Mechanism| self.contains(*mechanism);
        Mechanism::ALL.into_iter().filter(is_member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// The mechanisms in the order in which they are tried.
    fn order(
        offered: Mechanisms,
        auth: Auth,
        encrypted: bool,
        allow_clear: bool,
    ) -> Vec<Mechanism> {
        let allowed = preferred(auth, encrypted, allow_clear).iter().copied();
        allowed
            .filter(|mechanism| offered.contains(*mechanism))
            .collect()
    }

    fn everything() -> Mechanisms {
        let mut all = Mechanisms::default();
        for mechanism in Mechanism::ALL {
            all.insert(mechanism);
        }
        all
    }

    #[test]
    fn the_order_follows_what_the_connection_shows() {
        use Mechanism::{CramMd5, Login, OAuthBearer, Plain, ScramSha256, XOAuth2};
        for (auth, encrypted, allow_clear, expected) in [
            (
                Auth::Password,
                true,
                false,
                &[ScramSha256, Plain, Login, CramMd5][..],
            ),
            (
                Auth::Password,
                true,
                true,
                &[ScramSha256, Plain, Login, CramMd5],
            ),
            (Auth::Password, false, false, &[ScramSha256, CramMd5]),
            (
                Auth::Password,
                false,
                true,
                &[ScramSha256, CramMd5, Plain, Login],
            ),
            (Auth::OAuth2, true, false, &[OAuthBearer, XOAuth2]),
            (Auth::OAuth2, false, true, &[]),
            (Auth::None, true, true, &[]),
        ] {
            assert_eq!(order(everything(), auth, encrypted, allow_clear), expected);
        }
    }

    #[test]
    fn in_clear_and_without_consent_nothing_shows_the_password() {
        for bits in 0..64 {
            for auth in [Auth::None, Auth::Password, Auth::OAuth2] {
                let tried = order(Mechanisms(bits), auth, false, false);
                assert!(
                    !tried
                        .iter()
                        .any(|one| !matches!(one, Mechanism::ScramSha256 | Mechanism::CramMd5))
                );
            }
        }
    }

    #[test]
    fn only_what_is_offered_is_chosen() {
        for bits in 0..64 {
            let offered = Mechanisms(bits);
            let tried = order(offered, Auth::Password, true, false);
            assert!(tried.iter().all(|mechanism| offered.contains(*mechanism)));
            assert_eq!(offered.is_empty(), offered.iter().count() == 0);
        }
    }

    #[test]
    fn names_read_back() {
        for mechanism in Mechanism::ALL {
            assert_eq!(Mechanism::from_name(mechanism.name()), Some(mechanism));
        }
        assert_eq!(
            Mechanism::from_name("scram-sha-256"),
            Some(Mechanism::ScramSha256)
        );
        assert_eq!(Mechanism::from_name("SCRAM-SHA-256-PLUS"), None);
    }
}

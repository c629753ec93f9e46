//! What ended a job, before it is explained: session, mailer and pasted texts find it, [`diagnosis`](crate::diagnosis) explains it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::destination::Denial;
use crate::wire::reply::{ReplyError, clean};
use crate::wire::sasl::{SaslError, TokenError};
use crate::wire::{Certificate, Reply};

/// Why a host could not do an action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IoFailure {
    /// An open word: `dns`, `refused`, `unreachable`, `reset`, `certificate-untrusted`, `certificate-expired`, `certificate-name-mismatch`,
    /// `tls-version`, `tls-handshake`, `not-tls`, `other`. An unknown word counts as `other`. Where the host's time limit for the whole job
    /// passed before it came to the action: `connections-busy` while every connection to the server was in use, `rate-reached` while the
    /// message waited for its turn among those that the server takes in a minute.
    pub kind: String,
    /// The host's own words about it, without secrets.
    pub text: String,
    /// The certificates that the server presented, where the handshake failed over them.
    pub chain: Vec<Certificate>,
}

impl IoFailure {
    /// Whether the host never came to the action.
    pub(crate) fn is_turned_away(&self) -> bool {
        matches!(self.kind.as_str(), "connections-busy" | "rate-reached")
    }
}

/// What ended a job.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The server said so.
    Reply(Reply),
    /// The server refused the bearer token.
    TokenRefused(TokenRefusal),
    /// The host could not do an action.
    Io(IoFailure),
    /// The policy of the host forbids the connection.
    Denied(Denial),
    /// The connection was closed.
    Closed,
    /// An action did not end in time.
    TimedOut,
    /// The caller gave up.
    Cancelled,
    /// The host's time limit for the whole job passed.
    DeadlineExceeded,
    /// The same, while every connection to the server was in use.
    ConnectionsBusy,
    /// The same, while the message waited for its turn among those that the server takes in a minute.
    RateReached,
    /// The host did not say in time whether the final dot may be written.
    NotConfirmed,
    /// What the server sends is no SMTP, or beyond its bounds.
    NotSmtp(ReplyError),
    /// A mailer of the host's own could not read what the server sent: what it heard, as far as it tells.
    NotUnderstood(String),
    /// A mailer of the host's own failed, and nothing is known of the server: its words.
    MailerFault(String),
    /// The server's reply does not answer the command.
    Desync,
    /// Bytes in clear where the TLS handshake was due.
    InjectedPlaintext,
    /// TLS is wanted and the server has none.
    StartTlsNotOffered,
    /// The same, where a firewall crosses out what the server offers.
    StartTlsCrossedOut,
    /// A login is wanted and the server has none.
    AuthNotOffered,
    /// The same, where a firewall crosses out what the server offers.
    AuthCrossedOut,
    /// The server's mechanisms cannot or may not be used.
    NoUsableMechanism,
    /// The host has no password or token.
    NoSecret,
    /// The host could not obtain the password or token, or not in time.
    SecretNotObtained,
    /// The server broke the rules of the login, or could not prove itself.
    Sasl(SaslError),
    /// The message is larger than the server says it takes. In bytes.
    TooBig {
        /// The message.
        size: u64,
        /// The server's limit.
        limit: u64,
    },
    /// Recipients are left after as many transactions as one message may have.
    TooManyTransactions,
    /// An address needs SMTPUTF8, and the server does not have it.
    SmtpUtf8NotOffered,
}

/// How the server refused a bearer token.
#[derive(Clone, Debug)]
pub(crate) struct TokenRefusal {
    /// Its reply.
    pub(crate) reply: Reply,
    /// What it said of the token before that.
    pub(crate) error: TokenError,
    /// The host had just obtained the token anew: the first one was refused before.
    pub(crate) is_fresh: bool,
    /// The host could not obtain another one, which it may the next time.
    pub(crate) is_for_now: bool,
}

const NOT_UNDERSTOOD: &str = "the server's answer was not understood";
const MAILER_FAULT: &str = "the mailer failed";

/// ` (37.4 MB)`, from a megabyte on.
fn in_megabytes(bytes: u64) -> String {
    const MEGABYTE: u64 = 1_000_000;
    if bytes < MEGABYTE {
        return String::new();
    }
    let tenths = bytes / (MEGABYTE / 10);
    format!(" ({}.{} MB)", tenths / 10, tenths % 10)
}

impl Failure {
    /// The server's reply, where there is one.
    pub(crate) fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Reply(reply) => Some(reply),
            Self::TokenRefused(refusal) => Some(&refusal.reply),
            _ => None,
        }
    }

    /// The scopes of the token that the server wants, where it named them.
    pub(crate) fn scope(&self) -> Option<&str> {
        match self {
            Self::TokenRefused(refusal) => refusal.error.scope(),
            _ => None,
        }
    }

    /// Whether it tells only that nothing more came: what the server had said before tells more.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(
            self,
            Self::Closed | Self::TimedOut | Self::DeadlineExceeded | Self::Io(_)
        )
    }

    /// What ended it, in the words of a host or a mailer: one of [`IoFailure::kind`] or of those of
    /// [`MailerFailure::kind`](crate::transport::MailerFailure::kind), and its text.
    pub(crate) fn from_kind(kind: String, text: &str) -> Self {
        match kind.as_str() {
            "timed-out" => Self::TimedOut,
            "closed" => Self::Closed,
            "cancelled" => Self::Cancelled,
            "deadline-exceeded" => Self::DeadlineExceeded,
            "connections-busy" => Self::ConnectionsBusy,
            "rate-reached" => Self::RateReached,
            "not-understood" => Self::NotUnderstood(clean(text)),
            "mailer-fault" => Self::MailerFault(clean(text)),
            "starttls-not-offered" => Self::StartTlsNotOffered,
            "auth-not-offered" => Self::AuthNotOffered,
            "no-mechanism" => Self::NoUsableMechanism,
            "no-secret" => Self::NoSecret,
            "smtputf8-not-offered" => Self::SmtpUtf8NotOffered,
            "not-smtp" => Self::NotSmtp(ReplyError::malformed(text)),
            _ => Self::Io(IoFailure {
                kind,
                text: clean(text),
                chain: Vec::new(),
            }),
        }
    }

    /// What its evidence adds to the words of its cause; `None` where it only repeats them.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::NotUnderstood(further) | Self::MailerFault(further) if further.is_empty() => None,
            _ => self.evidence(),
        }
    }

    /// It in words, for evidence and transcript; `None` for a reply, which stands there already.
    pub(crate) fn evidence(&self) -> Option<String> {
        Some(match self {
            Self::Reply(_) | Self::TokenRefused(_) => return None,
            Self::Io(failure) if failure.text.is_empty() => failure.kind.clone(),
            Self::Io(failure) => format!("{}: {}", failure.kind, failure.text),
            Self::Denied(denial) => format!("not allowed: {}", denial.words()),
            Self::Closed => "the server closed the connection".to_string(),
            Self::TimedOut => "no answer in time".to_string(),
            Self::Cancelled => "cancelled".to_string(),
            Self::DeadlineExceeded => "the time limit was reached".to_string(),
            Self::ConnectionsBusy => {
                "the time limit was reached while every connection was in use".to_string()
            }
            Self::RateReached => {
                "the time limit was reached while the message waited for its turn".to_string()
            }
            Self::NotConfirmed => "the message was not confirmed in time".to_string(),
            Self::NotSmtp(error) => error.to_string(),
            Self::NotUnderstood(heard) if heard.is_empty() => NOT_UNDERSTOOD.to_string(),
            Self::NotUnderstood(heard) => format!("{NOT_UNDERSTOOD}: {heard}"),
            Self::MailerFault(words) if words.is_empty() => MAILER_FAULT.to_string(),
            Self::MailerFault(words) => format!("{MAILER_FAULT}: {words}"),
            Self::Desync => "the server's reply does not answer the command".to_string(),
            Self::InjectedPlaintext => {
                "bytes arrived in clear where the TLS handshake was due".to_string()
            }
            Self::StartTlsNotOffered | Self::StartTlsCrossedOut => {
                "STARTTLS is not offered".to_string()
            }
            Self::AuthNotOffered | Self::AuthCrossedOut => "AUTH is not offered".to_string(),
            Self::NoUsableMechanism => "no offered mechanism can be used".to_string(),
            Self::SecretNotObtained => "the password or token could not be obtained".to_string(),
            Self::NoSecret => "no password or token was given".to_string(),
            Self::Sasl(error) => error.to_string(),
            Self::TooBig { size, limit } => {
                let (size_in_mb, limit_in_mb) = (in_megabytes(*size), in_megabytes(*limit));
                format!(
                    "the message has {size} bytes{size_in_mb}, the server takes {limit}{limit_in_mb}"
                )
            }
            Self::TooManyTransactions => {
                "the message has more recipients than the server accepts in 50 transactions"
                    .to_string()
            }
            Self::SmtpUtf8NotOffered => "SMTPUTF8 is not offered".to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_sizes_are_told_in_megabytes_too() {
        let evidence = |size, limit| Failure::TooBig { size, limit }.evidence();
        assert_eq!(
            evidence(37_460_001, 999_999).as_deref(),
            Some("the message has 37460001 bytes (37.4 MB), the server takes 999999")
        );
        assert_eq!(
            evidence(360, 1_000_000).as_deref(),
            Some("the message has 360 bytes, the server takes 1000000 (1.0 MB)")
        );
    }
}

//! The contract between a session and its host: what the host reports, and what it is asked to do.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::SendOptions;
use crate::failure::IoFailure;
use crate::message::{Message, Stamp};
use crate::problem::Problem;
use crate::settings::MASK;
use crate::wire::{Stage, TlsInfo};

/// What a session is asked to do.
///
/// After a refused message or probe the session is `idle` and takes the next job. What keeps every job from going on (no connection, no
/// TLS, a refused login, a server out of step) ends the session: it is `done`.
#[derive(Debug)]
pub enum Job {
    /// Everything up to MAIL, to see whether a mail could be sent; nothing is sent.
    Probe,
    /// Sends the test mail.
    Test {
        /// The recipient.
        to: String,
        /// What the test mail would otherwise sample.
        stamp: Stamp,
    },
    /// Sends a message.
    Send(Message, SendOptions),
    /// Says QUIT and closes.
    Quit,
}

/// What happened at the host since the last action.
pub enum Event<'a> {
    /// A job was begun: go.
    Start,
    /// The first answer to an [`Action::Connect`] that names a host, of a host program that looks names up itself: its addresses, IPv4 or
    /// IPv6 without brackets, in the order in which its resolver found them; none where the name has none. At most 16 are looked at.
    /// What follows is [`Action::Connect`] to each in turn, until one of them stands.
    Resolved(Vec<String>),
    /// The answer to [`Action::Connect`]: TCP stands. Both as `address:port`, empty where unknown.
    Connected {
        /// The connection's own end; its IP address is the EHLO name where none is set.
        local: &'a str,
        /// The server's end.
        peer: &'a str,
    },
    /// The answer to [`Action::StartTls`]: the handshake succeeded and the name was verified.
    Secured(TlsInfo),
    /// The answer to [`Action::Write`]: all of it was handed to the network.
    Written,
    /// The answer to [`Action::Read`]: everything that was read, at least one byte.
    Received(&'a [u8]),
    /// The answer to [`Action::ProvideSecret`]; `None` where the host has none.
    Secret(Option<Zeroizing<String>>),
    /// The answer to [`Action::Confirm`]: go on. To stop instead, say [`Cancelled`](Self::Cancelled).
    Confirmed,
    /// The peer closed the connection, which a host may also notice between two jobs; or the answer to [`Action::Close`].
    Closed,
    /// The action failed.
    Failed(IoFailure),
    /// The action did not end within its timeout.
    TimedOut,
    /// The caller gave up. Valid at any time, in place of the answer to any action; after [`Action::Done`] it changes nothing.
    Cancelled,
    /// The host's own time limit for the whole job passed. Valid whenever [`Cancelled`](Self::Cancelled) is; the diagnosis names the stage
    /// that was waited in.
    DeadlineExceeded,
}

/// What the host does next. It answers each with one [`Event`], except [`Idle`](Self::Idle) and [`Done`](Self::Done).
#[derive(PartialEq, Eq)]
pub enum Action<'a> {
    /// Open a TCP connection, with `TCP_NODELAY`, without TLS. A host name is looked up first: say [`Event::Resolved`], or connect to
    /// whichever of its addresses answers.
    Connect {
        /// An ASCII host name, or an IP address without brackets.
        host: &'a str,
        /// The TCP port.
        port: u16,
    },
    /// Do a TLS handshake on the connection. Bytes that were read ahead in clear are an attack: report them as
    /// [`Event::Received`].
    StartTls {
        /// The name to verify, and for SNI where it is not an IP address.
        name: &'a str,
    },
    /// Write all of it and flush.
    Write(&'a [u8]),
    /// Read what is there, at least one byte.
    Read,
    /// Give the password or token, or say that there is none.
    ProvideSecret(SecretRequest<'a>),
    /// Say whether the message may be handed over to the server for these recipients, before the final dot is written. Only where the host
    /// [asked for it](super::Session::confirm_transactions).
    Confirm(Confirmation<'a>),
    /// The job is over: take its report, then begin the next job and say [`Event::Start`], or begin [`Job::Quit`].
    Idle,
    /// Close the connection and say [`Event::Closed`].
    Close,
    /// The session is over: take the last report.
    Done,
}

/// An action and how long it may take.
#[derive(Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What to do.
    pub action: Action<'a>,
    /// The stage that the job came to, its last one where the job is over; `None` before the first. One that differs from that of the step
    /// before has just begun, and those between the two passed.
    pub stage: Option<Stage>,
    /// How long it may take in milliseconds, from the moment the host starts; `None` where it waits for nothing.
    pub timeout_ms: Option<u32>,
}

impl fmt::Debug for Event<'_> {
    /// Without secrets and without the peer's bytes, which may repeat them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("Start"),
            Self::Resolved(addresses) => write!(f, "Resolved({})", addresses.join(", ")),
            Self::Connected { local, peer } => write!(f, "Connected({local} to {peer})"),
            Self::Secured(info) => write!(f, "Secured({}, {})", info.version, info.cipher),
            Self::Written => f.write_str("Written"),
            Self::Received(bytes) => write!(f, "Received({} bytes)", bytes.len()),
            Self::Secret(secret) => {
                write!(f, "Secret({})", secret.as_ref().map_or("none", |_| MASK))
            }
            Self::Confirmed => f.write_str("Confirmed"),
            Self::Closed => f.write_str("Closed"),
            Self::Failed(failure) => write!(f, "Failed({})", failure.kind),
            Self::TimedOut => f.write_str("TimedOut"),
            Self::Cancelled => f.write_str("Cancelled"),
            Self::DeadlineExceeded => f.write_str("DeadlineExceeded"),
        }
    }
}

impl fmt::Debug for Action<'_> {
    /// Without the bytes to write, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect { host, port } => write!(f, "Connect({host}:{port})"),
            Self::StartTls { name } => write!(f, "StartTls({name})"),
            Self::Write(bytes) => write!(f, "Write({} bytes)", bytes.len()),
            Self::Read => f.write_str("Read"),
            Self::ProvideSecret(request) => request.fmt(f),
            Self::Confirm(confirmation) => confirmation.fmt(f),
            Self::Idle => f.write_str("Idle"),
            Self::Close => f.write_str("Close"),
            Self::Done => f.write_str("Done"),
        }
    }
}

/// Which secret is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The password of the user.
    Password,
    /// An OAuth 2 bearer token.
    BearerToken,
}

/// A question for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretRequest<'a> {
    /// What is asked for.
    pub kind: SecretKind,
    /// Whose it is.
    pub username: &'a str,
    /// Whether the server rejected the last one: a fresh one is wanted.
    pub rejected: bool,
}

/// A question whether a transaction may be ended by its final dot, after which the server is responsible for the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation<'a> {
    /// Which transaction of the job, counted from 1.
    pub transaction: u32,
    /// The recipients that the server took in it, as in the envelope.
    pub recipients: Vec<&'a str>,
}

/// A call that does not fit the state of the session. The session is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// A job is under way.
    Busy,
    /// No job was begun.
    NotStarted,
    /// The session is over; make a new one.
    Finished,
    /// The event does not answer the last action.
    UnexpectedEvent,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "a job is under way: advance it to its end first",
            Self::NotStarted => "no job was begun: begin one first",
            Self::Finished => "the session is over: make a new one",
            Self::UnexpectedEvent => "the event does not answer the last action",
        })
    }
}

impl core::error::Error for Misuse {}

/// Why a job cannot begin. The session is unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginError {
    /// The call does not fit the state of the session.
    Misuse(Misuse),
    /// The job's own input is wrong, such as the recipient of a test.
    Invalid(Vec<Problem>),
}

//! The numbers by which both doors name what a session says and hears. They are part of the contract: they are never changed, and new
//! ones come last. The types have the names of C, since cbindgen copies them from here; `cargo xtask contract` writes Java's
//! `NativeNumbers` from them, too.

#![allow(
    non_camel_case_types,
    reason = "types have the names that C sees: cbindgen copies them"
)]

use centerscape_smtp_core::session::{Action, Outcome, SecretKind, Stage};

/// What happened at the host since the last step.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum cs_smtp_event_kind {
    /// A job was begun: go.
    Start = 1,
    /// The answer to connect: TCP stands. Has `local` and `peer`.
    Connected = 2,
    /// The answer to start-tls: the handshake succeeded and the name was verified. Has `version`, `cipher` and `chain`.
    Secured = 3,
    /// The answer to write: all of it was handed to the network.
    Written = 4,
    /// The answer to read. Has `bytes`: everything that was read, at least one byte.
    Received = 5,
    /// The answer to provide-secret. Has `secret`, NULL where the host has none.
    Secret = 6,
    /// The peer closed the connection, also between two jobs; or the answer to close.
    Closed = 7,
    /// The action failed. Has `failure`, `text` and, where it was over certificates, `chain`.
    Failed = 8,
    /// The action did not end within its timeout.
    TimedOut = 9,
    /// The caller gave up. Valid at any time, in place of the answer to any action.
    Cancelled = 10,
    /// The first answer to connect where `text` is a name, of a host that looks names up itself. Has `addresses`. What follows is connect to
    /// each in turn, until one of them stands.
    Resolved = 11,
    /// The host's own time limit for the whole job passed. Valid whenever cancelled is.
    DeadlineExceeded = 12,
    /// The answer to confirm: go on.
    Confirmed = 13,
    // Last added: Confirmed.
}

impl cs_smtp_event_kind {
    /// The kind with this number.
    #[must_use]
    pub fn of(number: u32) -> Option<Self> {
        [
            Self::Start,
            Self::Connected,
            Self::Secured,
            Self::Written,
            Self::Received,
            Self::Secret,
            Self::Closed,
            Self::Failed,
            Self::TimedOut,
            Self::Cancelled,
            Self::Resolved,
            Self::DeadlineExceeded,
            Self::Confirmed,
        ]
        .into_iter()
        .find(|kind| *kind as u32 == number)
    }
}

/// What the host does next. It answers each with one event, except idle and done.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum cs_smtp_action {
    /// Open a TCP connection to `text` and `port`, with `TCP_NODELAY`, without TLS. Where `text` is a name it is looked up first: say resolved, or
    /// connect to whichever of its addresses answers.
    Connect = 1,
    /// Do a TLS handshake on the connection, and verify the name `text`. Bytes that were read ahead in clear are an attack: report them as
    /// received.
    StartTls = 2,
    /// Write all of `bytes` and flush.
    Write = 3,
    /// Read what is there, at least one byte.
    Read = 4,
    /// Give the secret of the user `text`: see `secret_kind` and `secret_rejected`.
    ProvideSecret = 5,
    /// The job is over: take its report, then begin the next job or quit.
    Idle = 6,
    /// Close the connection and say closed.
    Close = 7,
    /// The session is over: take the last report.
    Done = 8,
    /// Say whether the message may be handed over to the server, before the final dot is written: for the recipients `text`, parted by line
    /// feeds, in the transaction `transaction` of the job, counted from 1. Only where the host asked for it by
    /// `cs_smtp_session_confirm_transactions`. Say confirmed, or cancelled, which closes without the dot: what was accepted before stands, and
    /// the rest is not sent.
    Confirm = 9,
    // Last added: Confirm.
}

impl From<&Action<'_>> for cs_smtp_action {
    fn from(action: &Action<'_>) -> Self {
        match action {
            Action::Connect { .. } => Self::Connect,
            Action::StartTls { .. } => Self::StartTls,
            Action::Write(_) => Self::Write,
            Action::Read => Self::Read,
            Action::ProvideSecret(_) => Self::ProvideSecret,
            Action::Confirm(_) => Self::Confirm,
            Action::Idle => Self::Idle,
            Action::Close => Self::Close,
            Action::Done => Self::Done,
        }
    }
}

/// A stage of a job, in the order in which a job comes to them.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum cs_smtp_stage {
    /// The job came to none yet.
    None = 0,
    /// The name is looked up.
    Dns = 1,
    /// The TCP connection is opened.
    Connect = 2,
    /// The TLS handshake.
    Tls = 3,
    /// The server's greeting.
    Greeting = 4,
    /// EHLO or HELO.
    Ehlo = 5,
    /// STARTTLS.
    Starttls = 6,
    /// The login.
    Auth = 7,
    /// The sender.
    Mail = 8,
    /// The recipients.
    Rcpt = 9,
    /// DATA.
    Data = 10,
    /// The message, and the reply to its final dot.
    Body = 11,
    /// QUIT.
    Quit = 12,
    // Last added: Quit.
}

impl From<Option<Stage>> for cs_smtp_stage {
    fn from(stage: Option<Stage>) -> Self {
        match stage {
            None => Self::None,
            Some(Stage::Dns) => Self::Dns,
            Some(Stage::Connect) => Self::Connect,
            Some(Stage::Tls) => Self::Tls,
            Some(Stage::Greeting) => Self::Greeting,
            Some(Stage::Ehlo) => Self::Ehlo,
            Some(Stage::StartTls) => Self::Starttls,
            Some(Stage::Auth) => Self::Auth,
            Some(Stage::Mail) => Self::Mail,
            Some(Stage::Rcpt) => Self::Rcpt,
            Some(Stage::Data) => Self::Data,
            Some(Stage::Body) => Self::Body,
            Some(Stage::Quit) => Self::Quit,
        }
    }
}

/// Which secret is asked for.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum cs_smtp_secret_kind {
    /// The step asks for none.
    None = 0,
    /// The password of the user.
    Password = 1,
    /// An OAuth 2 bearer token.
    BearerToken = 2,
    // Last added: BearerToken.
}

impl From<SecretKind> for cs_smtp_secret_kind {
    fn from(kind: SecretKind) -> Self {
        match kind {
            SecretKind::Password => Self::Password,
            SecretKind::BearerToken => Self::BearerToken,
        }
    }
}

/// What came of a job, in one word.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum cs_smtp_outcome {
    /// There is none: a handle is not valid.
    None = 0,
    /// A probe passed.
    Ready = 1,
    /// The server took the message for every recipient.
    Accepted = 2,
    /// The server took the message, not for every recipient.
    PartlyAccepted = 3,
    /// The server refused the sender, every recipient, DATA or the message.
    Refused = 4,
    /// It ended before the server could take or refuse the message.
    NotSent = 5,
    /// The final dot was handed out and its reply is missing: the server may have taken the message.
    Uncertain = 6,
    // Last added: Uncertain.
}

impl cs_smtp_outcome {
    /// The outcome with this number; `None` where that says that there is none.
    #[must_use]
    pub fn of(number: u32) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| Self::from(*outcome) as u32 == number)
    }
}

impl From<Outcome> for cs_smtp_outcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Ready => Self::Ready,
            Outcome::Accepted => Self::Accepted,
            Outcome::PartlyAccepted => Self::PartlyAccepted,
            Outcome::Refused => Self::Refused,
            Outcome::NotSent => Self::NotSent,
            Outcome::Uncertain => Self::Uncertain,
        }
    }
}

//! The steps of the way to the server and through the dialogue.

use serde::Serialize;

/// A step of the way to the server and through the dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum Stage {
    /// The host name is looked up.
    Dns,
    /// TCP connects.
    Connect,
    /// The TLS handshake.
    Tls,
    /// The server's first reply.
    Greeting,
    /// EHLO or HELO.
    Ehlo,
    /// STARTTLS, up to its reply.
    StartTls,
    /// The login.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA, up to its 354.
    Data,
    /// The message and the reply to its final dot.
    Body,
    /// QUIT.
    Quit,
}

impl Stage {
    /// Every stage, in the order of the way.
    pub const ALL: [Self; 12] = [
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Body,
        Self::Quit,
    ];

    /// The name, as in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::StartTls => "starttls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
            Self::Quit => "quit",
        }
    }

    /// The stage of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

impl From<Stage> for &'static str {
    fn from(stage: Stage) -> Self {
        stage.name()
    }
}

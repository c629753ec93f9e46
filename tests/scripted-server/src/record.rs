//! What a server keeps: the accepted messages and a log of the dialogue.

/// A message that the server accepted with its 250 to the final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The envelope sender; empty for `<>`.
    pub sender: String,
    /// The parameters of MAIL, as the client wrote them, such as `SIZE=1234`.
    pub params: Vec<String>,
    /// The accepted recipients.
    pub recipients: Vec<String>,
    /// The message as it arrived, dots unstuffed, without the final dot.
    pub data: Vec<u8>,
    /// The TLS version, such as `TLSv1_3`; `None` where it came in clear.
    pub tls: Option<String>,
    /// Who was logged in.
    pub user: Option<String>,
    /// The name of EHLO or HELO.
    pub client_name: String,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The number of the connection, from 1.
    pub connection: usize,
    /// What was seen on it.
    pub seen: Seen,
}

/// What was seen on a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A client connected.
    Connected,
    /// A TLS handshake succeeded with this version.
    Secured(String),
    /// A TLS handshake failed, in the words of rustls.
    NotSecured(String),
    /// The client's line; what it says of secrets is `****`.
    Client(String),
    /// What the server sent, without its last CRLF.
    Server(String),
    /// A message ended, after so many bytes, with stuffed dots, without the final one.
    Body(u64),
    /// The client did something against the rules that a server lets pass.
    Violation(String),
    /// The connection is over.
    Closed,
}

//! What mailers and servers write about failures that have no reply, and about where a reply came.
//!
//! No rules about causes: a failure's words lead to the kind that a host would have told.

use crate::wire::Stage;

/// Words, all in lower case, and what they tell.
struct Row {
    says: &'static [&'static str],
    /// As [`Failure::from_kind`](crate::failure::Failure::from_kind) takes it.
    kind: &'static str,
    /// Where that happens; `None` where it can happen anywhere.
    at: Option<Stage>,
}

const fn row(kind: &'static str, at: Option<Stage>, says: &'static [&'static str]) -> Row {
    Row { says, kind, at }
}

/// The first row that fits counts. Java, Python, Node.js, .NET, OpenSSL and the servers each have their own words.
const FAILURES: &[Row] = &[
    row(
        "certificate-expired",
        Some(Stage::Tls),
        &[
            "certificate has expired",
            "certificateexpired",
            "certificate expired",
            "certificate is expired",
            "cert_has_expired",
            "certificatenotyetvalid",
            "not yet valid",
            "validity check failed",
        ],
    ),
    row(
        "certificate-name-mismatch",
        Some(Stage::Tls),
        &[
            "no subject alternative",
            "no name matching",
            "hostname mismatch",
            "altname",
            "doesn't match",
            "namemismatch",
            "does not match certificate",
        ],
    ),
    row(
        "certificate-untrusted",
        Some(Stage::Tls),
        &[
            "pkix path",
            "valid certification path",
            "certificate verify failed",
            "self-signed certificate",
            "self signed certificate",
            "local issuer certificate",
            "verify the first certificate",
            "remote certificate is invalid",
            "remotecertificatechainerrors",
            "untrustedroot",
            "untrusted issuer",
            "unknown ca",
            "unknownissuer",
            "unknown issuer",
        ],
    ),
    row(
        "tls-version",
        Some(Stage::Tls),
        &[
            "protocol_version",
            "alert protocol version",
            "no appropriate protocol",
            "unsupported protocol",
            "no protocols available",
        ],
    ),
    row(
        "not-tls",
        Some(Stage::Tls),
        &[
            "plaintext connection",
            "unrecognized ssl message",
            "wrong version number",
            "wrong_version_number",
            "unknown protocol",
            "unexpected packet format",
            "cannot determine the frame size",
            "packet length too long",
            "the server speaks tls",
        ],
    ),
    row(
        "tls-handshake",
        Some(Stage::Tls),
        &[
            "handshake_failure",
            "handshake failure",
            "handshake failed",
            "sslhandshakeexception",
            "no shared cipher",
            "no cipher suites in common",
            "cannot start tls",
            "during handshake",
            "terminated the handshake",
        ],
    ),
    row(
        "dns",
        Some(Stage::Dns),
        &[
            "unknownhostexception",
            "unknown smtp host",
            "name or service not known",
            "nodename nor servname",
            "enotfound",
            "eai_again",
            "host or domain name not found",
            "name service error",
            "no such host",
            "could not be resolved",
            "could not resolve",
            "name resolution",
            "getaddrinfo",
            "host not found",
            "nxdomain",
        ],
    ),
    row(
        "refused",
        Some(Stage::Connect),
        &["connection refused", "econnrefused", "actively refused"],
    ),
    row(
        "unreachable",
        Some(Stage::Connect),
        &[
            "no route to host",
            "network is unreachable",
            "unreachable host",
            "host is unreachable",
            "unreachable network",
            "ehostunreach",
            "enetunreach",
        ],
    ),
    row(
        "timed-out",
        Some(Stage::Connect),
        &[
            "connection timed out",
            "connect timed out",
            "connect timeout",
            "connection timeout",
            "etimedout",
            "after a period of time",
            "the time was up",
            "timeouterror: timed out",
            "socket.timeout: timed out",
        ],
    ),
    row(
        "timed-out",
        None,
        &[
            "read timed out",
            "timed out while",
            "operation has timed out",
            "no answer in time",
            "greeting never received",
            "sockettimeoutexception",
            "timeout exceeded",
        ],
    ),
    row(
        "reset",
        None,
        &[
            "connection reset",
            "econnreset",
            "broken pipe",
            "forcibly closed",
            "connection abort",
        ],
    ),
    // What Jakarta Mail says of a server that says nothing.
    row("closed", Some(Stage::Greeting), &["response: -1"]),
    row(
        "closed",
        None,
        &[
            "lost connection",
            "unexpectedly closed",
            "closed unexpectedly",
            "closed the connection",
            "remote host closed",
            "closed by foreign host",
            "[eof]",
            "unexpected eof",
            "not connected to the server",
        ],
    ),
    row(
        "starttls-not-offered",
        Some(Stage::StartTls),
        &[
            "starttls is not offered",
            "starttls is required but",
            "not support starttls",
            "starttls extension not supported",
            "not support secure connections",
            "tls is required, but was not offered",
        ],
    ),
    row(
        "auth-not-offered",
        Some(Stage::Auth),
        &[
            "auth is not offered",
            "auth extension not supported",
            "not support authentication",
        ],
    ),
    row(
        "no-mechanism",
        Some(Stage::Auth),
        &[
            "no offered mechanism",
            "no suitable authentication method",
            "no mechanism available",
            "no authentication mechanisms",
            "no worthy mechs",
        ],
    ),
    row(
        "no-secret",
        Some(Stage::Auth),
        &[
            "no password or token was given",
            "no password specified",
            "missing credentials",
        ],
    ),
    row(
        "smtputf8-not-offered",
        Some(Stage::Mail),
        &[
            "smtputf8 is not offered",
            "smtputf8 was required",
            "smtputf8 not supported",
        ],
    ),
    row("cancelled", None, &["* cancelled"]),
    row(
        "not-understood",
        None,
        &["the server's answer was not understood"],
    ),
    row("mailer-fault", None, &["the mailer failed"]),
    row("deadline-exceeded", None, &["* the time limit was reached"]),
    row(
        "login-failed",
        Some(Stage::Auth),
        &[
            "authentication failed",
            "authentication failure",
            "authenticationfailedexception",
            "auth failed",
            "password mismatch",
        ],
    ),
];

/// Words around a reply, in lower case, and the stage that they tell.
const STAGES: &[(Stage, &[&str])] = &[
    (
        Stage::Body,
        &[
            "end of data",
            "end-of-message",
            "after data:",
            "smtpdataerror",
            "message failed",
            "i sent the message",
            "data not accepted",
        ],
    ),
    (
        Stage::Rcpt,
        &[
            "to rcpt to",
            "rcpt to:",
            "rcpt from",
            "rejected rcpt",
            "smtpaddressfailedexception",
            "recipientsrefused",
            "recipients were rejected",
            "recipient command failed",
            "like recipient",
            "recipients failed",
            "failedrecipient",
        ],
    ),
    (
        Stage::Mail,
        &[
            "to mail from",
            "mail from:",
            "mail from ",
            "rejected mail",
            "smtpsenderrefused",
            "mail command failed",
            "from address failed",
        ],
    ),
    (Stage::Data, &["to data command", "data command failed"]),
    (
        Stage::Auth,
        &[
            "authentication",
            "smtpauth",
            "invalid login",
            "sasl",
            "to auth",
            "password command failed",
            "username command failed",
            "password not accepted",
        ],
    ),
    (Stage::StartTls, &["starttls"]),
    (
        Stage::Ehlo,
        &[
            "to ehlo",
            "to helo",
            "after ehlo",
            "after helo",
            "rejected ehlo",
            "smtpheloerror",
        ],
    ),
    (
        Stage::Greeting,
        &[
            "refused to talk to me",
            "initial connection",
            "initial server greeting",
            "smtpconnecterror",
            "invalid greeting",
            "could not connect to smtp host",
        ],
    ),
];

/// A failure in words: how they begin, its kind, and where it happens.
pub(super) fn failure(line: &str) -> Option<(&'static str, &'static str, Option<Stage>)> {
    FAILURES.iter().find_map(|row| {
        let said = row.says.iter().find(|words| line.contains(*words))?;
        Some((*said, row.kind, row.at))
    })
}

/// A kind that is noted by its name, `reset: broken pipe`, and where it happens.
pub(super) fn kind(name: &str) -> Option<(&'static str, Option<Stage>)> {
    let row = FAILURES.iter().find(|row| row.kind == name);
    let other = (name == "other").then_some(("other", None));
    row.map(|row| (row.kind, row.at)).or(other)
}

/// The stage that the words around a reply tell.
pub(super) fn stage(line: &str) -> Option<Stage> {
    let tells = |words: &&[&str]| words.iter().any(|words| line.contains(words));
    STAGES
        .iter()
        .find(|(_, words)| tells(words))
        .map(|(stage, _)| *stage)
}

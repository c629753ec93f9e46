//! The `transport` of a host that has a mailer already: lettre's SMTP client.
//!
//! Its connection is driven command by command: so it is known how far a message got, and one refused recipient does not keep it from
//! the others. What lettre does in one call, from the connection to EHLO, stays one step.

use std::cell::Cell;
use std::error::Error as StdError;
use std::io;
use std::iter;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::panic;
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::Error as LettreError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Auth, Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};

use crate::bindings::transport::{Envelope, Failure, Receipt, RecipientReply, Reply, Server};
use crate::mailer::{Progress, Transport, failure};
use crate::tls::{Trust, failure_kind, tls_failure_kind};

/// What a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// How much of a message lettre gets at a time: it copies each part.
const PART: usize = 64 * 1024;

/// The least that a server has for the message (RFC 5321, 4.5.3.2.6): it may scan it before it answers the final dot.
const FINAL_DOT: Duration = Duration::from_mins(10);

/// Sends by lettre over rustls.
pub struct LettreTransport {
    trust: Trust,
    secret: Option<String>,
}

impl LettreTransport {
    /// A mailer that trusts these certificates and logs in with this password or token.
    #[must_use]
    pub fn new(trust: Trust, secret: Option<String>) -> Self {
        Self { trust, secret }
    }

    /// The connection as far as EHLO, over TLS where it is wanted.
    fn connect(&self, server: &Server, progress: &Progress) -> Result<SmtpConnection, Failure> {
        let tls = match server.security.as_str() {
            "none" => None,
            "starttls" | "tls" => Some(self.tls_parameters(server)?),
            other => {
                let text = format!("no such security: {other}");
                return Err(failure("connect", "mailer-fault", text));
            }
        };
        let timeout = Some(Duration::from_secs(server.timeout_seconds.into()));
        let name = server
            .ehlo_name
            .clone()
            .map_or_else(ClientId::default, ClientId::Domain);
        progress.at("dns");
        let addresses = addresses(server)?;
        // From here to the reply to EHLO lettre does everything at once.
        progress.at("greeting");
        let wrapper = tls.as_ref().filter(|_| server.security == "tls");
        let mut connection = SmtpConnection::connect(&addresses[..], timeout, &name, wrapper, None)
            .map_err(|error| explain(&error, before_ehlo(&error)))?;
        if let ("starttls", Some(tls)) = (server.security.as_str(), &tls) {
            if !connection.can_starttls() {
                return Err(failure("starttls", "starttls-not-offered", ""));
            }
            progress.at("starttls");
            let secured = connection.starttls(tls, &name);
            secured.map_err(|error| explain(&error, "starttls"))?;
        }
        Ok(connection)
    }

    fn tls_parameters(&self, server: &Server) -> Result<TlsParameters, Failure> {
        let mut builder = TlsParameters::builder(server.hostname.clone());
        for certificate in self.trust.added() {
            let added = Certificate::from_der(certificate.to_vec());
            builder = builder.add_root_certificate(added.map_err(|error| explain(&error, "tls"))?);
        }
        builder
            .build_rustls()
            .map_err(|error| explain(&error, "tls"))
    }

    fn log_in(&self, connection: &mut SmtpConnection, server: &Server) -> Result<(), Failure> {
        let Some(username) = &server.username else {
            return Ok(());
        };
        let known = server.mechanisms.iter().filter_map(|name| mechanism(name));
        let offered = connection.server_info();
        let Some(mechanism) = known
            .into_iter()
            .find(|&one| offered.supports_auth_mechanism(one))
        else {
            let wanted = server.mechanisms.join(", ");
            let text = format!("the server and lettre have none in common of {wanted}");
            return Err(failure("auth", "no-mechanism", text));
        };
        let Some(secret) = &self.secret else {
            let text = format!("no password or token for {username}");
            return Err(failure("auth", "no-secret", text));
        };
        let credentials = Credentials::new(username.clone(), secret.clone());
        authenticate(connection, mechanism, &credentials)
    }
}

impl Transport for LettreTransport {
    fn send(
        &self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure> {
        let sender = match envelope.sender.as_str() {
            "" => None,
            sender => Some(address(sender)?),
        };
        let recipients: Result<Vec<_>, _> = envelope
            .recipients
            .iter()
            .map(|text| address(text))
            .collect();
        let recipients = recipients?;
        let mut connection = self.connect(&server, progress)?;
        progress.at("auth");
        let sent = self
            .log_in(&mut connection, &server)
            .and_then(|()| begin(&mut connection, sender, &envelope, &message, progress))
            .and_then(|()| {
                send_with(
                    &mut connection,
                    recipients,
                    &server,
                    &envelope,
                    &message,
                    progress,
                )
            });
        let has_answered = sent
            .as_ref()
            .map_or_else(|failed| failed.reply.is_some(), |_| true);
        // How the goodbye goes changes nothing about the mail.
        if has_answered && connection.set_timeout(Some(GOODBYE)).is_ok() {
            let _ = connection.quit();
        }
        sent
    }

    fn asks_before_the_dot(&self) -> bool {
        true
    }
}

/// The addresses of the server.
fn addresses(server: &Server) -> Result<Vec<SocketAddr>, Failure> {
    let found = (server.hostname.as_str(), server.port).to_socket_addrs();
    match found.map(Iterator::collect::<Vec<_>>) {
        Ok(found) if found.is_empty() => Err(failure("dns", "dns", "no address")),
        Ok(found) => Ok(found),
        Err(error) => Err(failure("dns", "dns", error.to_string())),
    }
}

/// AUTH, up to the server's verdict.
fn authenticate(
    connection: &mut SmtpConnection,
    mechanism: Mechanism,
    credentials: &Credentials,
) -> Result<(), Failure> {
    let failed = |error: LettreError| explain(&error, "auth");
    let first = Auth::new(mechanism, credentials.clone(), None).map_err(failed)?;
    let mut response = connection.command(first).map_err(failed)?;
    // LOGIN asks twice. A server that refuses a token says why in a challenge, and then wants an empty line.
    for _ in 0..2 {
        if !response.has_code(334) {
            break;
        }
        response = match mechanism {
            Mechanism::Login => {
                let next = Auth::new_from_response(mechanism, credentials.clone(), &response);
                connection.command(next.map_err(failed)?)
            }
            _ => connection.command("\r\n"),
        }
        .map_err(failed)?;
    }
    expect(&response, 235, "auth")
}

/// MAIL.
fn begin(
    connection: &mut SmtpConnection,
    sender: Option<Address>,
    envelope: &Envelope,
    message: &[u8],
    progress: &Progress,
) -> Result<(), Failure> {
    progress.at("mail");
    let offered = connection.server_info();
    let mut parameters = Vec::new();
    if envelope.smtputf8 {
        if !offered.supports_feature(Extension::SmtpUtfEight) {
            return Err(failure("mail", "smtputf8-not-offered", ""));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !message.is_ascii() && offered.supports_feature(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let response = connection.command(Mail::new(sender, parameters));
    expect(
        &response.map_err(|error| explain(&error, "mail"))?,
        250,
        "mail",
    )
}

/// RCPT for each recipient, DATA and the message. Who was refused is told with every outcome.
fn send_with(
    connection: &mut SmtpConnection,
    recipients: Vec<Address>,
    server: &Server,
    envelope: &Envelope,
    message: &[u8],
    progress: &Progress,
) -> Result<Receipt, Failure> {
    let mut refused = Vec::new();
    progress.at("rcpt");
    let named = recipients.into_iter().zip(&envelope.recipients);
    let sent = name_recipients(connection, named, &mut refused)
        .and_then(|()| send_message(connection, server, message, progress));
    match sent {
        Ok(reply) => Ok(Receipt {
            reply,
            recipients: refused,
        }),
        Err(failed) => Err(Failure {
            recipients: refused,
            ..failed
        }),
    }
}

/// RCPT for each recipient; fails where the connection does, or where all are refused.
fn name_recipients<'a>(
    connection: &mut SmtpConnection,
    recipients: impl ExactSizeIterator<Item = (Address, &'a String)>,
    refused: &mut Vec<RecipientReply>,
) -> Result<(), Failure> {
    let given = recipients.len();
    for (recipient, address) in recipients {
        let answer = connection.command(Rcpt::new(recipient, Vec::new()));
        let failed = match answer {
            // 251 and 252 take it too.
            Ok(response) if is_success(&response) => continue,
            Ok(response) => unexpected(&response, "rcpt"),
            Err(error) => explain(&error, "rcpt"),
        };
        match &failed.reply {
            // 421 ends the connection.
            Some(reply) if reply.code != 421 => refused.push(RecipientReply {
                address: address.clone(),
                reply: reply.clone(),
            }),
            _ => return Err(failed),
        }
    }
    match refused.last() {
        Some(last) if refused.len() == given => Err(Failure {
            reply: Some(last.reply.clone()),
            ..failure("rcpt", "", "")
        }),
        _ => Ok(()),
    }
}

/// DATA and the message, as far as the reply to its final dot.
fn send_message(
    connection: &mut SmtpConnection,
    server: &Server,
    message: &[u8],
    progress: &Progress,
) -> Result<Reply, Failure> {
    progress.at("data");
    let begun = connection.command(Data);
    let begun = begun.map_err(|error| explain(&error, "data"));
    expect(&begun?, 354, "data")?;
    progress.at("body");
    let timeout = Duration::from_secs(server.timeout_seconds.into());
    connection
        .set_timeout(Some(timeout.max(FINAL_DOT)))
        .map_err(|error| failure("body", failure_kind(&error), error.to_string()))?;
    let is_dot_out = Cell::new(false);
    let parts = message.chunks(PART).map(Some);
    // Who asks for the part behind the last has written all of them, and goes on to the dot.
    let end = iter::from_fn(|| -> Option<Option<&[u8]>> {
        if !progress.dot() {
            // lettre knows no other way to leave a message before its dot. The connection is closed on the way out.
            panic::resume_unwind(Box::new("the time is up"));
        }
        is_dot_out.set(true);
        None
    });
    match connection.message_iter(parts.chain(end).flatten()) {
        Ok(response) => Ok(reply_of(&response)),
        Err(error) => match explain(&error, "body") {
            // The server answered the message.
            Failure {
                reply: Some(reply), ..
            } => Ok(reply),
            failed => Err(Failure {
                may_be_taken: is_dot_out.get(),
                ..failed
            }),
        },
    }
}

fn mechanism(name: &str) -> Option<Mechanism> {
    match name {
        "PLAIN" => Some(Mechanism::Plain),
        "LOGIN" => Some(Mechanism::Login),
        "XOAUTH2" => Some(Mechanism::Xoauth2),
        _ => None,
    }
}

fn address(text: &str) -> Result<Address, Failure> {
    let parsed: Result<Address, _> = text.parse();
    parsed.map_err(|error| failure("mail", "mailer-fault", error.to_string()))
}

fn is_success(response: &Response) -> bool {
    response.code().severity == Severity::PositiveCompletion
}

/// That a response has this code; any success is as good as 250.
fn expect(response: &Response, code: u16, stage: &str) -> Result<(), Failure> {
    if response.has_code(code) || code == 250 && is_success(response) {
        Ok(())
    } else {
        Err(unexpected(response, stage))
    }
}

/// That a positive response does not answer the command.
fn unexpected(response: &Response, stage: &str) -> Failure {
    let reply = reply_of(response);
    let text = format!("{} {}", reply.code, reply.lines.join(" "));
    failure(stage, "not-understood", text)
}

fn reply_of(response: &Response) -> Reply {
    Reply {
        code: response.code().into(),
        lines: response.message().map(str::to_owned).collect(),
    }
}

/// How far lettre came where it does not get past EHLO: it tells only whether there was a connection.
fn before_ehlo(error: &LettreError) -> &'static str {
    if error.to_string().starts_with("Connection error") {
        "connect"
    } else {
        "greeting"
    }
}

/// A failure of lettre at this stage, before the final dot.
fn explain(error: &LettreError, stage: &str) -> Failure {
    let text = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    if let Some(code) = error.status() {
        return Failure {
            reply: Some(Reply {
                code: code.into(),
                lines: text.lines().map(str::to_owned).collect(),
            }),
            // Which of its first two replies it was, its words tell.
            ..failure(
                if stage == "greeting" {
                    "connect"
                } else {
                    stage
                },
                "",
                "",
            )
        };
    }
    let (kind, text) = kind_of(error, text);
    let is_tls = kind.contains("tls") || kind.starts_with("certificate");
    failure(if is_tls { "tls" } else { stage }, kind, text)
}

/// The word for it and its text: from the cause beneath, else from what lettre says.
fn kind_of(error: &LettreError, text: String) -> (&'static str, String) {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return (tls_failure_kind(error), text);
        }
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ("timed-out", text),
                io::ErrorKind::UnexpectedEof => ("closed", text),
                // Not even text.
                io::ErrorKind::InvalidData if !has_tls_error(error) => {
                    ("not-understood", String::new())
                }
                _ => (failure_kind(error), text),
            };
        }
        cause = inner.source();
    }
    match text.as_str() {
        "incomplete response" => ("closed", text),
        // A parser's words; what it stumbled over stands behind them.
        said if error.is_response() => {
            let heard = said.split_once(" at: ").map_or("", |(_, heard)| heard);
            ("not-understood", heard.trim().to_owned())
        }
        _ => ("mailer-fault", text),
    }
}

fn has_tls_error(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn StdError + Send + Sync>::is::<rustls::Error>)
}

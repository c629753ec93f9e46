//! The `transport` of a host that has a mailer already: lettre's `SmtpTransport`.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use lettre::Transport as _;
use lettre::address::{Address, Envelope as LettreEnvelope};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error as LettreError, SmtpTransport};

use crate::tls::{Trust, failure_kind, tls_failure_kind};
use crate::transport::{Envelope, Failure, Receipt, Reply, Server};

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

    fn transport(&self, server: &Server) -> Result<SmtpTransport, Failure> {
        let tls = match server.security.as_str() {
            "none" => Tls::None,
            "starttls" => Tls::Required(self.tls_parameters(server)?),
            "tls" => Tls::Wrapper(self.tls_parameters(server)?),
            other => {
                return Err(failure(
                    "connect",
                    "other",
                    format!("no such security: {other}"),
                ));
            }
        };
        let mut builder = SmtpTransport::builder_dangerous(server.hostname.as_str())
            .port(server.port)
            .tls(tls)
            .timeout(Some(Duration::from_secs(server.timeout_seconds.into())));
        if let Some(name) = &server.ehlo_name {
            builder = builder.hello_name(ClientId::Domain(name.clone()));
        }
        if let Some(username) = &server.username {
            let mechanisms: Vec<_> = server
                .mechanisms
                .iter()
                .filter_map(|name| mechanism(name))
                .collect();
            if mechanisms.is_empty() {
                let offered = server.mechanisms.join(", ");
                let text = format!("lettre has none of the mechanisms that may be used: {offered}");
                return Err(failure("auth", "no-mechanism", text));
            }
            let Some(secret) = &self.secret else {
                let text = format!("no password or token for {username}");
                return Err(failure("auth", "no-secret", text));
            };
            builder = builder
                .credentials(Credentials::new(username.clone(), secret.clone()))
                .authentication(mechanisms);
        }
        Ok(builder.build())
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
}

impl crate::Transport for LettreTransport {
    fn send(
        &mut self,
        server: Server,
        envelope: Envelope,
        message: Vec<u8>,
    ) -> Result<Receipt, Failure> {
        let envelope = lettre_envelope(envelope)?;
        let transport = self.transport(&server)?;
        // It connects and logs in, so that we know whether a failure came before the message. The pool keeps the connection.
        transport
            .test_connection()
            .map_err(|error| explain(&error, "connect"))?;
        match transport.send_raw(&envelope, &message) {
            Ok(response) => Ok(Receipt {
                reply: Reply {
                    code: response.code().into(),
                    lines: response.message().map(str::to_owned).collect(),
                },
                recipients: Vec::new(),
            }),
            // Which command was refused lettre does not tell; nearly always it is a recipient.
            Err(error) => Err(explain(&error, "rcpt")),
        }
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

fn lettre_envelope(envelope: Envelope) -> Result<LettreEnvelope, Failure> {
    let address = |text: String| {
        let parsed: Result<Address, _> = text.parse();
        parsed.map_err(|error| failure("mail", "other", format!("{text}: {error}")))
    };
    let sender = address(envelope.sender)?;
    let recipients: Result<Vec<_>, _> = envelope.recipients.into_iter().map(address).collect();
    LettreEnvelope::new(Some(sender), recipients?)
        .map_err(|error| failure("mail", "other", error.to_string()))
}

fn failure(stage: &str, kind: &str, text: String) -> Failure {
    Failure {
        stage: stage.to_owned(),
        kind: kind.to_owned(),
        reply: None,
        recipients: Vec::new(),
        text,
        may_be_taken: false,
    }
}

/// A failure of lettre; `stage` is how far it is known to have come, `rcpt` standing for the message itself.
fn explain(error: &LettreError, stage: &str) -> Failure {
    let text = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    if let Some(code) = error.status() {
        let stage = if code_is_about_login(code.into()) {
            "auth"
        } else {
            stage
        };
        return Failure {
            reply: Some(Reply {
                code: code.into(),
                lines: text.lines().map(str::to_owned).collect(),
            }),
            ..failure(stage, "", String::new())
        };
    }
    let kind = if error.is_timeout() {
        "timed-out"
    } else {
        kind_of(error, &text)
    };
    let stage = match (stage, kind) {
        ("rcpt", _) => "body",
        (_, "dns") => "dns",
        (_, "starttls-not-offered") => "starttls",
        (_, "no-mechanism") => "auth",
        _ if error.is_tls() || kind.contains("tls") || kind.starts_with("certificate") => "tls",
        (stage, _) => stage,
    };
    Failure {
        // Once the message was on its way, lettre does not tell how much of it was.
        may_be_taken: stage == "body" && !error.is_client(),
        ..failure(stage, kind, text)
    }
}

fn code_is_about_login(code: u16) -> bool {
    matches!(code, 530 | 534 | 535 | 538)
}

/// The word for it: from the cause beneath, else from what lettre says.
fn kind_of(error: &LettreError, text: &str) -> &'static str {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return tls_failure_kind(error);
        }
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return match failure_kind(error) {
                "other" if text.contains("lookup address") => "dns",
                kind => kind,
            };
        }
        cause = inner.source();
    }
    match text {
        _ if text.contains("STARTTLS is not supported") => "starttls-not-offered",
        _ if text.contains("No compatible authentication mechanism") => "no-mechanism",
        _ => "other",
    }
}

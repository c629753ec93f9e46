//! A real Postfix, spoken to by clients that we did not write: is it the server that the other tests believe it to be?
//!
//! Tests that send with our own session go into files of their own beside this one, one for each subject.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use centerscape_smtp_real_servers::{
    DOMAIN, MAILBOXES, PASSWORD, Postfix, REFUSED_SENDER, Service, USER,
};
use hmac::{Hmac, KeyInit, Mac};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};
use mail_parser::MessageParser;
use md5::Md5;
use rsasl::config::SASLConfig;
use rsasl::mechname::Mechname;
use rsasl::prelude::SASLClient;

fn transport(postfix: &Postfix, service: Service) -> lettre::transport::smtp::SmtpTransportBuilder {
    let parameters = TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Certificate::from_pem(postfix.ca_pem().as_bytes()).unwrap())
        .build_rustls()
        .unwrap();
    let tls = match service {
        Service::StartTls | Service::StartTlsLogin => Tls::Required(parameters),
        Service::Tls | Service::TlsLogin => Tls::Wrapper(parameters),
        _ => Tls::None,
    };
    SmtpTransport::builder_dangerous("localhost")
        .port(postfix.port(service))
        .tls(tls)
        .timeout(Some(Duration::from_secs(20)))
}

fn envelope(sender: &str, mailbox: &str) -> Envelope {
    let recipient = format!("{mailbox}@{DOMAIN}").parse().unwrap();
    Envelope::new(Some(sender.parse().unwrap()), vec![recipient]).unwrap()
}

fn mail(subject: &str) -> Vec<u8> {
    format!("From: a@{DOMAIN}\r\nSubject: {subject}\r\n\r\nRack 12\r\n.dot\r\n").into_bytes()
}

fn code_of(
    result: Result<lettre::transport::smtp::response::Response, lettre::transport::smtp::Error>,
) -> Option<u16> {
    result.unwrap_err().status().map(u16::from)
}

#[test]
fn every_service_delivers_and_demands_what_it_says() {
    let postfix = Postfix::start().unwrap();
    for (number, service) in Service::ALL.into_iter().enumerate() {
        let subject = format!("{service:?}");
        let envelope = envelope("a@example.test", "ops");
        let login = matches!(
            service,
            Service::ClearLogin | Service::StartTlsLogin | Service::TlsLogin
        );
        let mut builder = transport(&postfix, service);
        if login {
            let without = transport(&postfix, service)
                .build()
                .send_raw(&envelope, &mail("never"));
            assert_eq!(code_of(without), Some(554), "{service:?}");
            builder = builder
                .credentials(Credentials::new(USER.to_owned(), PASSWORD.to_owned()))
                .authentication(vec![Mechanism::Plain]);
        }
        builder
            .build()
            .send_raw(&envelope, &mail(&subject))
            .unwrap();
        let mails = postfix.wait_for_mail("ops", number + 1).unwrap();
        assert_eq!(mails.len(), number + 1);
        let parsed = MessageParser::default().parse(&mails[number]).unwrap();
        assert_eq!(parsed.subject(), Some(subject.as_str()));
        assert!(parsed.body_text(0).unwrap().starts_with("Rack 12\n.dot\n"));
    }
    for service in [Service::StartTls, Service::StartTlsLogin] {
        let clear = transport(&postfix, service).tls(Tls::None).build();
        let refusal = clear.send_raw(&envelope("a@example.test", "ops"), &mail("never"));
        assert_eq!(code_of(refusal), Some(530), "{service:?}");
    }
}

#[test]
fn refusals_come_where_they_belong() {
    let postfix = Postfix::start().unwrap();
    let mut client = Dialogue::new(&postfix, Service::Clear);
    assert_eq!(
        client.say(&format!("MAIL FROM:<{REFUSED_SENDER}>")),
        "550 5.7.1"
    );
    assert_eq!(client.say("MAIL FROM:<a@example.test>"), "250 2.1.0");
    assert_eq!(client.say("RCPT TO:<noc@example.test>"), "250 2.1.5");
    assert_eq!(client.say("RCPT TO:<nobody@example.test>"), "550 5.1.1");
    assert_eq!(
        client.say("RCPT TO:<somebody@elsewhere.example>"),
        "554 5.7.1"
    );
    assert_eq!(client.say("RCPT TO:<desk@example.test>"), "250 2.1.5");
    assert_eq!(client.say("DATA"), "354 End d");
    assert_eq!(
        client.say("Subject: two of three\r\n\r\ntext\r\n."),
        "250 2.0.0"
    );
    for mailbox in &MAILBOXES[1..] {
        assert_eq!(postfix.wait_for_mail(mailbox, 1).unwrap().len(), 1);
    }

    let mut client = Dialogue::new(&postfix, Service::Small);
    assert_eq!(
        client.say("MAIL FROM:<a@example.test> SIZE=20000"),
        "552 5.3.4"
    );
    // Postfix keeps the size that a refused MAIL announced until RSET.
    assert_eq!(client.say("RSET"), "250 2.0.0");
    assert_eq!(client.say("MAIL FROM:<a@example.test>"), "250 2.1.0");
    assert_eq!(client.say("RCPT TO:<ops@example.test>"), "250 2.1.5");
    assert_eq!(client.say("DATA"), "354 End d");
    assert_eq!(
        client.say(&format!("{}.", "0123456789\r\n".repeat(2000))),
        "552 5.3.4"
    );
    assert!(postfix.wait_for_mail("ops", 0).unwrap().is_empty());
}

#[test]
fn each_of_the_four_mechanisms_logs_in_and_refuses() {
    let postfix = Postfix::start().unwrap();
    let mut client = Dialogue::new(&postfix, Service::ClearLogin);
    let offered = client
        .replies("EHLO test")
        .into_iter()
        .find(|line| line[4..].starts_with("AUTH "))
        .unwrap();
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"] {
        assert!(offered.contains(mechanism), "{offered}");
    }
    for (password, code) in [("wrong", "535 5.7.8"), (PASSWORD, "235 2.7.0")] {
        for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"] {
            let mut client = Dialogue::new(&postfix, Service::ClearLogin);
            assert_eq!(client.log_in(mechanism, password), code, "{mechanism}");
        }
    }
}

/// A dialogue in clear, by hand.
struct Dialogue(BufReader<TcpStream>);

impl Dialogue {
    fn new(postfix: &Postfix, service: Service) -> Self {
        let tcp = TcpStream::connect(("127.0.0.1", postfix.port(service))).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut dialogue = Self(BufReader::new(tcp));
        dialogue.read();
        dialogue.replies("EHLO test");
        dialogue
    }

    fn read(&mut self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        while lines.last().is_none_or(|line| line.as_bytes()[3] == b'-') {
            let mut line = String::new();
            assert_ne!(
                self.0.read_line(&mut line).unwrap(),
                0,
                "Postfix closed after {lines:?}"
            );
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    fn replies(&mut self, line: &str) -> Vec<String> {
        self.0
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())
            .unwrap();
        self.read()
    }

    /// Says a line; gives the codes of the reply.
    fn say(&mut self, line: &str) -> String {
        self.replies(line)[0][..9].to_owned()
    }

    /// Logs in; gives the codes of the last reply.
    fn log_in(&mut self, mechanism: &str, password: &str) -> String {
        let mut respond = responder(mechanism, password);
        let mut line = format!("AUTH {mechanism}");
        // The server speaks first in LOGIN and CRAM-MD5, the client in the others.
        if matches!(mechanism, "PLAIN" | "SCRAM-SHA-256") {
            line = format!("{line} {}", BASE64.encode(respond(b"")));
        }
        loop {
            let reply = self.replies(&line).remove(0);
            let Some(challenge) = reply.strip_prefix("334 ") else {
                return reply[..9].to_owned();
            };
            line = BASE64.encode(respond(&BASE64.decode(challenge).unwrap()));
        }
    }
}

/// From each challenge to its answer.
type Responder = Box<dyn FnMut(&[u8]) -> Vec<u8>>;

/// The client's side of a mechanism.
fn responder(mechanism: &str, password: &str) -> Responder {
    let password = password.to_owned();
    match mechanism {
        "PLAIN" => Box::new(move |_| format!("\0{USER}\0{password}").into_bytes()),
        "LOGIN" => Box::new(move |challenge| {
            if challenge == b"Username:" {
                USER.as_bytes().to_vec()
            } else {
                password.clone().into_bytes()
            }
        }),
        "CRAM-MD5" => Box::new(move |challenge| {
            let mut mac = Hmac::<Md5>::new_from_slice(password.as_bytes()).unwrap();
            mac.update(challenge);
            let digits: Vec<String> = mac
                .finalize()
                .into_bytes()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{USER} {}", digits.concat()).into_bytes()
        }),
        _ => {
            let config = SASLConfig::with_credentials(None, USER.to_owned(), password).unwrap();
            let name = Mechname::parse(mechanism.as_bytes()).unwrap();
            let mut session = SASLClient::new(config).start_suggested(&[name]).unwrap();
            Box::new(move |challenge| {
                let mut answer = Vec::new();
                let input = (!challenge.is_empty()).then_some(challenge);
                session.step(input, &mut answer).unwrap();
                answer
            })
        }
    }
}

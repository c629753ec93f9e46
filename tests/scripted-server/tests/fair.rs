//! Clients that we did not write find the server fair: lettre and Python's smtplib, over every kind of security and login.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::process::{Command, Stdio};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism as Offered};
use lettre::transport::smtp::client::{Certificate as Root, CertificateStore, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use smtp_scripted_server::{Certificate, Mechanism, Security, Seen, Server};

fn tls_parameters(server: &Server) -> TlsParameters {
    TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(Root::from_pem(server.ca_pem().as_bytes()).unwrap())
        .build_rustls()
        .unwrap()
}

fn transport(server: &Server, tls: Tls) -> lettre::transport::smtp::SmtpTransportBuilder {
    SmtpTransport::builder_dangerous("localhost")
        .port(server.port())
        .tls(tls)
        .timeout(Some(Duration::from_secs(10)))
}

fn message() -> Message {
    Message::builder()
        .from("CenterScape <centerscape@example.com>".parse().unwrap())
        .to("ops@example.com".parse().unwrap())
        .subject("Inlet temperature high")
        .body("Rack 12\r\n.a line with a dot\r\n..two\r\n".to_owned())
        .unwrap()
}

#[test]
fn lettre_sends_in_clear() {
    let server = Server::builder().start().unwrap();
    transport(&server, Tls::None)
        .build()
        .send(&message())
        .unwrap();
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].sender, "centerscape@example.com");
    assert_eq!(received[0].recipients, ["ops@example.com"]);
    assert_eq!(received[0].tls, None);
    assert_eq!(received[0].user, None);
    let text = String::from_utf8(received[0].data.clone()).unwrap();
    assert!(
        text.contains("\r\n\r\nRack 12\r\n.a line with a dot\r\n..two\r\n"),
        "{text}"
    );
    assert!(server.violations().is_empty(), "{:?}", server.violations());
}

#[test]
fn lettre_sends_with_starttls_and_every_login_it_knows() {
    for (ours, theirs) in [
        (Mechanism::Plain, Offered::Plain),
        (Mechanism::Login, Offered::Login),
        (Mechanism::XOAuth2, Offered::Xoauth2),
    ] {
        let server = Server::builder()
            .security(Security::StartTls)
            .user("admin", "s3cret")
            .token_user("robot", "t0ken")
            .mechanisms([ours])
            .start()
            .unwrap();
        let send = |name: &str, secret: &str| {
            transport(&server, Tls::Required(tls_parameters(&server)))
                .credentials(Credentials::new(name.to_owned(), secret.to_owned()))
                .authentication(vec![theirs])
                .build()
                .send(&message())
        };
        let (name, secret) = if ours == Mechanism::XOAuth2 {
            ("robot", "t0ken")
        } else {
            ("admin", "s3cret")
        };
        send(name, secret).unwrap();
        assert_eq!(server.received()[0].user.as_deref(), Some(name));
        assert_eq!(server.received()[0].tls.as_deref(), Some("TLSv1_3"));
        let refusal = send(name, "wrong").unwrap_err();
        // lettre takes the challenge that explains a refused token for an error of its own.
        let code = (ours != Mechanism::XOAuth2).then_some(535);
        assert_eq!(refusal.status().map(u16::from), code, "{refusal}");
        assert_eq!(server.received().len(), 1);
        let log = format!("{:?}", server.log());
        assert!(log.contains(&format!("AUTH {}", ours.name())), "{log}");
        assert!(
            !log.contains("czNjcmV0") && !log.contains("s3cret"),
            "a secret is in the log: {log}"
        );
    }
}

#[test]
fn lettre_sends_with_implicit_tls() {
    let server = Server::builder().security(Security::Tls).start().unwrap();
    transport(&server, Tls::Wrapper(tls_parameters(&server)))
        .build()
        .send(&message())
        .unwrap();
    assert!(server.received()[0].tls.is_some());
}

#[test]
fn lettre_refuses_each_bad_certificate() {
    for certificate in [
        Certificate::Expired,
        Certificate::WrongName,
        Certificate::SelfSigned,
        Certificate::CommonNameOnly,
    ] {
        let server = Server::builder()
            .security(Security::StartTls)
            .certificate(certificate)
            .start()
            .unwrap();
        let sent = transport(&server, Tls::Required(tls_parameters(&server)))
            .build()
            .send(&message());
        assert!(sent.is_err(), "{certificate:?} was trusted");
        let noted = server.wait_until(Duration::from_secs(5), |log| {
            log.iter()
                .any(|line| matches!(line.seen, Seen::NotSecured(_)))
        });
        assert!(noted, "{certificate:?}: {:?}", server.log());
        assert!(server.received().is_empty());
    }
}

#[test]
fn mail_without_the_wanted_login_or_tls_is_refused() {
    let server = Server::builder().user("admin", "s3cret").start().unwrap();
    let refusal = transport(&server, Tls::None)
        .build()
        .send(&message())
        .unwrap_err();
    assert_eq!(refusal.status().map(u16::from), Some(530));

    let server = Server::builder()
        .security(Security::StartTls)
        .start()
        .unwrap();
    let refusal = transport(&server, Tls::None)
        .build()
        .send(&message())
        .unwrap_err();
    assert_eq!(refusal.status().map(u16::from), Some(530));
}

#[test]
fn the_size_limit_holds_at_mail_and_at_the_final_dot() {
    let server = Server::builder().size_limit(300).start().unwrap();
    let python = format!(
        "import smtplib\n\
         for announce in (True, False):\n\
         \x20   with smtplib.SMTP('127.0.0.1', {}) as client:\n\
         \x20       client.ehlo('test')\n\
         \x20       if not announce: client.esmtp_features.pop('size')\n\
         \x20       try: client.sendmail('a@x.example', ['b@x.example'], 'x' * 90 + '\\n' + 'y' * 300)\n\
         \x20       except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as e: print(type(e).__name__, e.smtp_code)\n",
        server.port()
    );
    assert_eq!(
        run_python(&python),
        "SMTPSenderRefused 552\nSMTPDataError 552\n"
    );
    assert!(server.received().is_empty());
}

#[test]
fn smtplib_logs_in_with_every_password_mechanism() {
    for mechanism in [Mechanism::Plain, Mechanism::Login, Mechanism::CramMd5] {
        let server = Server::builder()
            .security(Security::StartTls)
            .user("admin", "s3cret")
            .mechanisms([mechanism])
            .start()
            .unwrap();
        let python = format!(
            "import smtplib, ssl\n\
             context = ssl.create_default_context(cadata='''{}''')\n\
             def client(password):\n\
             \x20   client = smtplib.SMTP('localhost', {})\n\
             \x20   client.starttls(context=context)\n\
             \x20   try: client.login('admin', password)\n\
             \x20   except smtplib.SMTPAuthenticationError as e: print(e.smtp_code)\n\
             \x20   return client\n\
             client('wrong').quit()\n\
             good = client('s3cret')\n\
             print(good.sendmail('a@x.example', ['b@x.example', 'c@x.example'], 'Subject: x\\n\\n.\\n'))\n\
             good.quit()\n",
            server.ca_pem(),
            server.port()
        );
        assert_eq!(run_python(&python), "535\n{}\n", "{mechanism:?}");
        let received = server.received();
        assert_eq!(received[0].user.as_deref(), Some("admin"));
        assert_eq!(received[0].recipients.len(), 2);
        assert_eq!(received[0].data, b"Subject: x\r\n\r\n.\r\n");
        assert!(server.violations().is_empty(), "{:?}", server.violations());
    }
}

fn run_python(program: &str) -> String {
    let output = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::null())
        .output()
        .expect("python3 is needed: apt-get install python3");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

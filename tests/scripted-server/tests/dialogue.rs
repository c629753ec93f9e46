//! The rules of the dialogue, the scripts and the logins, spoken by hand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rsasl::config::SASLConfig;
use rsasl::mechname::Mechname;
use rsasl::prelude::SASLClient;
use smtp_scripted_server::{Do, LogLine, On, Security, Seen, Server};

struct Client(TcpStream);

impl Client {
    /// Connects and reads the greeting.
    fn greeted(server: &Server) -> Self {
        let mut client = Self::connect(server);
        assert_eq!(client.reply(), "220 scripted.example ESMTP\r\n");
        client
    }

    fn connect(server: &Server) -> Self {
        let tcp = TcpStream::connect(server.address()).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self(tcp)
    }

    fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads one reply, to its last line.
    fn reply(&mut self) -> String {
        let mut text = String::new();
        loop {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            text.push(char::from(byte[0]));
            let last = text.trim_end().rsplit('\n').next().unwrap();
            if text.ends_with('\n') && last.as_bytes().get(3) != Some(&b'-') {
                return text;
            }
        }
    }

    /// Says a line, gives the code of the reply.
    fn say(&mut self, line: &str) -> String {
        self.send(&format!("{line}\r\n"));
        self.reply()[..3].to_owned()
    }

    fn rest(&mut self) -> std::io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).map(|_| rest)
    }
}

#[test]
fn commands_keep_their_order() {
    let server = Server::builder().start().unwrap();
    let mut client = Client::greeted(&server);
    let expected = [
        ("MAIL FROM:<a@x.example>", "503"),
        ("EHLO", "501"),
        ("EHLO me", "250"),
        ("RCPT TO:<b@x.example>", "503"),
        ("DATA", "503"),
        ("AUTH PLAIN", "504"),
        ("STARTTLS", "503"),
        ("MAIL FROM: <a@x.example>", "501"),
        ("MAIL FROM:<a@x.example> FOO=1", "555"),
        ("MAIL FROM:<\u{e9}@x.example>", "553"),
        (
            "MAIL FROM:<a@x.example> BODY=8BITMIME SIZE=12 SMTPUTF8",
            "250",
        ),
        ("MAIL FROM:<a@x.example>", "503"),
        ("DATA", "554"),
        ("RCPT TO:<\u{e9}@x.example>", "250"),
        ("RSET", "250"),
        ("RCPT TO:<b@x.example>", "503"),
        ("NOOP", "250"),
        ("HELO me", "250"),
        ("MAIL FROM:<>", "250"),
        ("RCPT TO:<>", "501"),
        ("BREW coffee", "500"),
        ("QUIT", "221"),
    ];
    for (line, code) in expected {
        assert_eq!(client.say(line), code, "{line}");
    }
    assert!(client.rest().unwrap().is_empty());
    assert!(server.violations().is_empty());
    assert_eq!(server.commands(), expected.map(|(line, _)| line));
}

#[test]
fn a_pipelined_transaction_gets_every_reply_and_may_travel_with_the_final_dot() {
    let server = Server::builder()
        .on(
            On::rcpt("NOBODY@x.example"),
            [Do::reply("550 5.1.1 no such user")],
        )
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    assert_eq!(client.say("EHLO me"), "250");
    let group = "MAIL FROM:<a@x.example>\r\nRCPT TO:<nobody@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n";
    client.send(group);
    let codes: Vec<String> = (0..4).map(|_| client.reply()[..3].to_owned()).collect();
    assert_eq!(codes, ["250", "550", "250", "354"]);
    client.send(&format!("one\r\n..\r\n.\r\n{group}"));
    let codes: Vec<String> = (0..5).map(|_| client.reply()[..3].to_owned()).collect();
    assert_eq!(codes, ["250", "250", "550", "250", "354"]);
    client.send("two\r\n.\r\n");
    assert_eq!(&client.reply()[..3], "250");
    let received = server.received();
    assert_eq!(received[0].data, b"one\r\n.\r\n");
    assert_eq!(received[1].data, b"two\r\n");
    assert_eq!(received[1].recipients, ["b@x.example"]);
    assert!(server.violations().is_empty(), "{:?}", server.violations());
}

#[test]
fn offences_are_noted() {
    let server = Server::builder().keywords(["8BITMIME"]).start().unwrap();
    let mut client = Client::greeted(&server);
    client.send("EHLO me\r\nNOOP\n");
    assert!(client.reply().starts_with("250-"));
    assert!(client.reply().starts_with("250 "));
    client.send("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\n");
    assert!(client.reply().starts_with("250 "));
    assert!(client.reply().starts_with("250 "));
    assert_eq!(client.say("DATA"), "354");
    client.send(&format!(
        "bare\nin\rside\r\n{}\r\n\u{e9}\r\n.\r\n",
        "x".repeat(999)
    ));
    assert!(client.reply().starts_with("250 "));
    assert_eq!(
        server.violations(),
        [
            "bytes were sent behind EHLO before its reply (RFC 2920, 3.1)",
            "a line ends with a bare line feed",
            "bytes were sent behind MAIL although PIPELINING is not offered",
            "a message line ends with a bare line feed",
            "a message line has a bare carriage return",
            "a message line is longer than 998 bytes",
            "a message line has 8-bit bytes without BODY=8BITMIME",
        ]
    );
}

#[test]
fn scripts_reply_wait_drip_and_count() {
    let server = Server::builder()
        .on(
            On::Greeting,
            [
                Do::Drip {
                    bytes: 3,
                    every: Duration::from_millis(5),
                },
                Do::reply("220 one\ntwo"),
            ],
        )
        .on(On::Ehlo, [Do::wait_ms(50)])
        .on_nth(
            2,
            On::Noop,
            [
                Do::Raw(b"\x00\xff".to_vec()),
                Do::Ordinary,
                Do::reply("250 again"),
            ],
        )
        .start()
        .unwrap();
    let mut client = Client::connect(&server);
    let begin = Instant::now();
    assert_eq!(client.reply(), "220-one\r\n220 two\r\n");
    assert!(begin.elapsed() >= Duration::from_millis(30));
    let begin = Instant::now();
    assert_eq!(client.say("EHLO me"), "250");
    assert!(begin.elapsed() >= Duration::from_millis(50));
    assert_eq!(client.say("NOOP"), "250");
    client.send("NOOP\r\nQUIT\r\n");
    let rest = client.rest().unwrap();
    assert_eq!(
        rest,
        b"\x00\xff250 2.0.0 still here\r\n250 again\r\n221 2.0.0 goodbye\r\n"
    );
}

#[test]
fn a_scripted_reply_decides_what_happened() {
    let server = Server::builder()
        .on_nth(1, On::Dot, [Do::reply("451 4.3.0 later")])
        .on(
            On::mail("never@x.example"),
            [Do::reply("550 5.7.1 not you")],
        )
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    client.say("EHLO me");
    assert_eq!(client.say("MAIL FROM:<never@x.example>"), "550");
    assert_eq!(client.say("RCPT TO:<b@x.example>"), "503");
    for code in ["451", "250"] {
        assert_eq!(client.say("MAIL FROM:<a@x.example>"), "250");
        assert_eq!(client.say("RCPT TO:<b@x.example>"), "250");
        assert_eq!(client.say("DATA"), "354");
        assert_eq!(client.say("text\r\n."), code);
    }
    assert_eq!(server.received().len(), 1);
}

#[test]
fn connections_end_as_scripted() {
    let server = Server::builder()
        .on_nth(1, On::Ehlo, [Do::reply("421 4.3.2 going down"), Do::Cut])
        .on_nth(2, On::Ehlo, [Do::Reset])
        .on_nth(3, On::Ehlo, [Do::EndlessLines])
        .on_nth(4, On::Ehlo, [Do::EndlessLine])
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    assert_eq!(client.say("EHLO me"), "421");
    assert!(client.rest().unwrap().is_empty());

    let mut client = Client::greeted(&server);
    client.send("EHLO me\r\n");
    assert_eq!(
        client.rest().unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );

    for line_feeds in [true, false] {
        let mut client = Client::greeted(&server);
        client.send("EHLO me\r\n");
        let mut flood = vec![0; 1 << 20];
        client.0.read_exact(&mut flood).unwrap();
        assert_eq!(flood.contains(&b'\n'), line_feeds);
    }
}

#[test]
fn a_body_can_be_answered_or_cut_in_the_middle() {
    let server = Server::builder()
        .on_nth(1, On::Body(3), [Do::reply("552 5.3.4 too big")])
        .on_nth(2, On::Body(5), [Do::reply("421 4.3.2 bye"), Do::Cut])
        .start()
        .unwrap();
    for code in ["552", "421"] {
        let mut client = Client::greeted(&server);
        client.say("EHLO me");
        client.say("MAIL FROM:<a@x.example>");
        client.say("RCPT TO:<b@x.example>");
        assert_eq!(client.say("DATA"), "354");
        client.send("12345");
        assert_eq!(&client.reply()[..3], code);
        client.send("67\r\n.\r\nNOOP\r\n");
        if code == "552" {
            assert_eq!(client.reply(), "250 2.0.0 still here\r\n");
        } else {
            assert!(client.rest().unwrap().is_empty());
        }
    }
    assert!(server.received().is_empty());
}

#[test]
fn dropping_the_server_ends_silence_delay_and_idleness_at_once() {
    let server = Server::builder()
        .on_nth(1, On::Ehlo, [Do::Silence])
        .on_nth(2, On::Ehlo, [Do::wait_ms(60_000)])
        .start()
        .unwrap();
    let mut clients = [
        Client::greeted(&server),
        Client::greeted(&server),
        Client::greeted(&server),
    ];
    clients[0].send("EHLO me\r\n");
    clients[1].send("EHLO me\r\n");
    let both = |log: &[LogLine]| {
        log.iter()
            .filter(|line| matches!(line.seen, Seen::Client(_)))
            .count()
            == 2
    };
    assert!(server.wait_until(Duration::from_secs(5), both));
    let begin = Instant::now();
    drop(server);
    assert!(begin.elapsed() < Duration::from_secs(5));
    for mut client in clients {
        assert!(client.rest().is_ok_and(|rest| rest.is_empty()));
    }
}

#[test]
fn scram_is_verified_by_rsasl_in_both_directions() {
    let server = Server::builder().user("admin", "s3cret").start().unwrap();
    for (password, code) in [("wrong", "535"), ("s3cret", "235")] {
        let config = SASLConfig::with_credentials(None, "admin".into(), password.into()).unwrap();
        let name = Mechname::parse(b"SCRAM-SHA-256").unwrap();
        let mut sasl = SASLClient::new(config).start_suggested(&[name]).unwrap();
        let mut step = |challenge: Option<&str>| {
            let input = challenge.map(|reply| BASE64.decode(reply[4..].trim_end()).unwrap());
            let mut output = Vec::new();
            sasl.step(input.as_deref(), &mut output)
                .map(|_| BASE64.encode(output))
        };
        let mut client = Client::greeted(&server);
        client.say("EHLO me");
        client.send(&format!("AUTH SCRAM-SHA-256 {}\r\n", step(None).unwrap()));
        let first = client.reply();
        client.send(&format!("{}\r\n", step(Some(&first)).unwrap()));
        let last = client.reply();
        assert_eq!(step(Some(&last)).is_ok(), code == "235", "{last}");
        assert_eq!(client.say(""), code);
        let expected = if code == "235" { "250" } else { "530" };
        assert_eq!(client.say("MAIL FROM:<a@x.example>"), expected);
    }
}

#[test]
fn oauth_bearer_tells_why_and_then_refuses() {
    let server = Server::builder()
        .token_user("robot@x.example", "t0ken")
        .start()
        .unwrap();
    let response = |token: &str| {
        BASE64.encode(format!(
            "n,a=robot@x.example,\x01host=h\x01port=25\x01auth=Bearer {token}\x01\x01"
        ))
    };
    let mut client = Client::greeted(&server);
    client.say("EHLO me");
    client.send(&format!("AUTH OAUTHBEARER {}\r\n", response("old")));
    let why = BASE64.decode(client.reply()[4..].trim_end()).unwrap();
    assert_eq!(why, br#"{"status":"invalid_token"}"#);
    assert_eq!(client.say("AQ=="), "535");
    assert_eq!(
        client.say(&format!("AUTH OAUTHBEARER {}", response("t0ken"))),
        "235"
    );
    assert_eq!(client.say("AUTH OAUTHBEARER"), "503");
}

#[test]
fn a_login_can_be_given_up_and_scripted() {
    let server = Server::builder()
        .user("admin", "s3cret")
        .on(On::auth("SCRAM-SHA-256"), [Do::reply("334 aG9zdGlsZQ==")])
        .on(On::auth("PLAIN"), [Do::reply("504 5.5.4 switched off")])
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    client.say("EHLO me");
    assert_eq!(client.say("AUTH PLAIN AGFkbWluAHMzY3JldA=="), "504");
    assert_eq!(client.say("AUTH LOGIN"), "334");
    assert_eq!(client.say("*"), "501");
    assert_eq!(client.say("AUTH LOGIN"), "334");
    assert_eq!(client.say("%%%"), "501");
    assert_eq!(
        client.say("AUTH SCRAM-SHA-256 biwsbj1hZG1pbixyPWFiYw=="),
        "334"
    );
    assert_eq!(client.say("Yz1iaXdz"), "535");
    assert_eq!(client.say("MAIL FROM:<a@x.example>"), "530");
}

#[test]
fn a_scripted_235_logs_in() {
    let server = Server::builder()
        .user("admin", "s3cret")
        .on(On::AuthResponse, [Do::reply("235 2.7.0 fine")])
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    client.say("EHLO me");
    assert_eq!(client.say("AUTH PLAIN"), "334");
    assert_eq!(client.say("AGFkbWluAHdyb25n"), "235");
    assert_eq!(client.say("MAIL FROM:<a@x.example>"), "250");
}

#[test]
fn bytes_can_be_injected_after_starttls_and_in_place_of_a_handshake() {
    let server = Server::builder()
        .security(Security::StartTls)
        .on_nth(
            1,
            On::StartTls,
            [Do::Ordinary, Do::Raw(b"250 injected\r\n".to_vec())],
        )
        .on_nth(2, On::Handshake, [Do::Raw(b"not TLS".to_vec()), Do::Cut])
        .start()
        .unwrap();
    for expected in [
        "220 2.0.0 go ahead\r\n250 injected\r\n",
        "220 2.0.0 go ahead\r\nnot TLS",
    ] {
        let mut client = Client::greeted(&server);
        client.say("EHLO me");
        client.send("STARTTLS\r\n");
        let mut bytes = vec![0; expected.len()];
        client.0.read_exact(&mut bytes).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        // Handshakes are counted over all connections, so the first must be over before the second begins.
        drop(client);
        let over = |log: &[LogLine]| log.last().is_some_and(|line| line.seen == Seen::Closed);
        assert!(server.wait_until(Duration::from_secs(5), over));
    }
}

#[test]
fn silence_in_a_body_stalls_the_client_and_drip_alone_drips_the_ordinary_reply() {
    let server = Server::builder()
        .on(
            On::Data,
            [Do::Drip {
                bytes: 4,
                every: Duration::from_millis(10),
            }],
        )
        .on(On::Body(1000), [Do::Silence])
        .start()
        .unwrap();
    let mut client = Client::greeted(&server);
    client.say("EHLO me");
    client.say("MAIL FROM:<a@x.example>");
    client.say("RCPT TO:<b@x.example>");
    let begin = Instant::now();
    assert_eq!(client.say("DATA"), "354");
    assert!(begin.elapsed() >= Duration::from_millis(50));
    client
        .0
        .set_write_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    let line = "x".repeat(70) + "\r\n";
    let stalled = client
        .0
        .write_all(line.repeat(1 << 20).as_bytes())
        .unwrap_err();
    assert_eq!(stalled.kind(), ErrorKind::WouldBlock);
}

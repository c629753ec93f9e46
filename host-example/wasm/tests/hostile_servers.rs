//! `smtp-host` against servers that stall, flood, lie or break off: each ends with its outcome, its cause and its stage, in time.
//!
//! And against fair ones with every login: what the command says must be what the server saw, without a breach of the protocol.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use smtp_scripted_server::{Builder, Certificate, Do, Mechanism, On, Security, Seen, Server};
use support::{Run, SmtpHost};

const USER: &str = "admin";
const PASSWORD: &str = "pa55 word, \u{fc}nlike others";

/// Cases that run at the same time: most of them wait.
const WORKERS: usize = 8;

/// What no server of these may take from us beyond its timeout, in milliseconds: to start, to say goodbye, and to be scheduled.
const MARGIN_MS: u64 = 3000;

/// A server, what is sent to it, and what is to come of it: outcome, cause, failed stage.
struct Case {
    name: String,
    server: Builder,
    settings: Value,
    summary: [&'static str; 3],
    /// The size of an attachment, in bytes.
    attached: usize,
    ca: bool,
}

impl Case {
    fn new(name: impl Into<String>, server: Builder, summary: [&'static str; 3]) -> Self {
        Self {
            name: name.into(),
            server,
            settings: json!({}),
            summary,
            attached: 0,
            ca: true,
        }
    }

    /// With these settings beside the others.
    fn with(mut self, settings: &Value) -> Self {
        let own = settings.as_object().unwrap().clone();
        self.settings.as_object_mut().unwrap().extend(own);
        self
    }

    /// With a timeout of one second, which the server exhausts.
    fn slow(self) -> Self {
        self.with(&json!({ "timeout_seconds": 1 }))
    }

    fn attached(self, bytes: usize) -> Self {
        Self {
            attached: bytes,
            ..self
        }
    }

    fn without_ca(self) -> Self {
        Self { ca: false, ..self }
    }

    fn host(&self, server: &Server) -> SmtpHost {
        let mut host = SmtpHost::new("send", server.port(), &self.settings).draft(&draft());
        if self.ca {
            host = host.file("--ca", "ca.pem", server.ca_pem().as_bytes());
        }
        if self.attached > 0 {
            host = host.file("--attach", "report.bin", &vec![b'x'; self.attached]);
        }
        host
    }

    /// Runs it and checks what holds for every case.
    fn run(self) -> (Server, Run) {
        let mut host = self;
        let server = std::mem::take(&mut host.server).start().unwrap();
        let run = host.host(&server).run();
        run.expect(&host.name, host.summary);
        let stages = run.report["stages"].as_array().unwrap();
        let ended = stages
            .iter()
            .filter_map(|stage| stage["ended_ms"].as_u64())
            .max()
            .unwrap();
        let timeout = host.settings["timeout_seconds"].as_u64().unwrap_or(0) * 1000;
        assert!(
            ended < timeout + MARGIN_MS,
            "{}: it took {ended} ms",
            host.name
        );
        if host.summary[2] != "-" {
            let failed = stages
                .iter()
                .find(|stage| stage["verdict"] == "failed")
                .unwrap();
            assert_ne!(failed["evidence"], json!([]), "{}: no evidence", host.name);
        }
        let retry = run.report["diagnosis"]["retry"].as_str();
        assert_eq!(
            retry == Some("may-duplicate"),
            host.summary[0] == "uncertain",
            "{}",
            host.name
        );
        if host.summary[0] != "uncertain" {
            let received = server.received();
            let taken = received.iter().any(|mail| !mail.recipients.is_empty());
            assert_eq!(taken, host.summary[0] == "accepted", "{}", host.name);
        }
        if host.summary[1] != "wrong-security-mode" {
            assert_eq!(server.violations(), [""; 0], "{}", host.name);
        }
        (server, run)
    }
}

fn draft() -> Value {
    json!({ "to": ["ops@example.test"], "subject": "Inlet temperature", "text": ".Rack 12\n..\n" })
}

/// Runs every case, several at a time; all that fail are told.
fn run_all(cases: Vec<Case>) {
    let next = AtomicUsize::new(0);
    let cases: Vec<_> = cases
        .into_iter()
        .map(|case| Mutex::new(Some(case)))
        .collect();
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    case.lock().unwrap().take().unwrap().run();
                }
            });
        }
    });
}

fn server() -> Builder {
    Server::builder()
}

fn starttls() -> Builder {
    server().security(Security::StartTls)
}

fn login() -> Value {
    json!({ "auth": "password", "username": USER, "password": PASSWORD })
}

// ---- the stages of a dialogue

/// A moment of the dialogue, the stage that it belongs to, and how the server is to be reached for it to come.
fn moments() -> Vec<(On, &'static str, Builder, Value)> {
    let in_clear = |moment, stage| (moment, stage, server(), json!({}));
    let with_login = |moment, stage| (moment, stage, server().user(USER, PASSWORD), login());
    let tls = server().security(Security::Tls);
    vec![
        (On::Handshake, "tls", tls, json!({ "security": "tls" })),
        in_clear(On::Greeting, "greeting"),
        in_clear(On::Ehlo, "ehlo"),
        (
            On::StartTls,
            "starttls",
            starttls(),
            json!({ "security": "starttls" }),
        ),
        with_login(On::Auth, "auth"),
        with_login(On::AuthResponse, "auth"),
        in_clear(On::Mail, "mail"),
        in_clear(On::Rcpt, "rcpt"),
        in_clear(On::Data, "data"),
        in_clear(On::Dot, "body"),
    ]
}

/// What the same behaviour at every moment leads to: `not-sent` before the final dot, `uncertain` after it.
fn at_every_moment(name: &str, actions: &[Do], cause: &'static str) -> Vec<Case> {
    let build = |(moment, stage, server, settings): (On, &'static str, Builder, Value)| {
        let outcome = if stage == "body" {
            "uncertain"
        } else {
            "not-sent"
        };
        let server = server.on(moment.clone(), actions.to_vec());
        Case::new(
            format!("{name} at {moment:?}"),
            server,
            [outcome, cause, stage],
        )
        .with(&settings)
    };
    moments().into_iter().map(build).collect()
}

/// The same without the moment of the final dot, whose wait is ten minutes by design.
fn before_the_dot(cases: Vec<Case>) -> Vec<Case> {
    cases
        .into_iter()
        .filter(|case| case.summary[2] != "body")
        .collect()
}

/// Gives the cases of one stage another cause.
fn caused_by(mut cases: Vec<Case>, stage: &str, cause: &'static str) -> Vec<Case> {
    for case in &mut cases {
        if case.summary[2] == stage {
            case.summary[1] = cause;
        }
    }
    cases
}

#[test]
fn silence_ends_by_the_timeout_at_its_stage() {
    let silent = at_every_moment("silence", &[Do::Silence], "response-timeout");
    run_all(before_the_dot(silent).into_iter().map(Case::slow).collect());
}

#[test]
fn a_server_that_drips_does_not_outlast_the_timeout() {
    let drip = [Do::Drip {
        bytes: 1,
        every: Duration::from_millis(150),
    }];
    let dripping = at_every_moment("drip", &drip, "response-timeout");
    // No reply drips in place of a handshake; and AUTH's is the 334 that the 235 follows.
    let replies = before_the_dot(dripping)
        .into_iter()
        .filter(|case| case.summary[2] != "tls");
    run_all(replies.map(Case::slow).collect());
}

#[test]
fn a_broken_connection_is_told_with_its_stage() {
    let cut = caused_by(
        at_every_moment("cut", &[Do::Cut], "connection-lost"),
        "tls",
        "tls-handshake-failed",
    );
    let reset = at_every_moment("reset", &[Do::Reset], "connection-lost");
    run_all(cut.into_iter().chain(reset).collect());
}

#[test]
fn floods_and_garbage_end_at_once() {
    let not_smtp = |name, action, at_greeting| {
        let cases = at_every_moment(name, &[action], "server-fault");
        let cases = caused_by(cases, "tls", "wrong-security-mode");
        caused_by(cases, "greeting", at_greeting)
    };
    let http = Do::Raw(b"HTTP/1.1 400 Bad Request\r\n".to_vec());
    let binary = Do::Raw(b"\x00\xff\xfe\x01\n\r\n\x80".to_vec());
    let cases = [
        not_smtp("endless lines", Do::EndlessLines, "server-fault"),
        not_smtp("endless line", Do::EndlessLine, "server-fault"),
        not_smtp("HTTP", http, "not-a-mail-server"),
        not_smtp("binary", binary, "not-a-mail-server"),
    ];
    run_all(cases.into_iter().flatten().collect());
}

#[test]
fn a_421_may_come_anywhere() {
    let leaving = [Do::reply("421 4.3.2 shutting down"), Do::Cut];
    let mut cases: Vec<_> = at_every_moment("421", &leaving, "server-fault")
        .into_iter()
        .filter(|case| case.summary[2] != "tls")
        .collect();
    for case in &mut cases {
        if matches!(case.summary[2], "mail" | "rcpt" | "data" | "body") {
            case.summary[0] = "refused";
        }
    }
    run_all(cases);
}

#[test]
fn what_follows_the_acceptance_does_not_change_it() {
    let ends = [
        Do::Silence,
        Do::Cut,
        Do::Reset,
        Do::EndlessLines,
        Do::reply("421 4.3.2 leaving"),
        Do::Raw(b"\x00\n".to_vec()),
    ];
    let case = |end: Do| {
        Case::new(
            format!("{end:?} at QUIT"),
            server().on(On::Quit, [end]),
            ["accepted", "-", "-"],
        )
        .slow()
    };
    run_all(ends.into_iter().map(case).collect());
}

// ---- lies

#[test]
fn replies_out_of_step_end_the_dialogue() {
    let lies = [
        (On::Greeting, "354 go on", "greeting", "not-sent"),
        (On::Mail, "354 go on", "mail", "not-sent"),
        (On::Rcpt, "334 go on", "rcpt", "not-sent"),
        (On::Data, "250 not yet", "data", "not-sent"),
        (On::Dot, "354 more", "body", "uncertain"),
        (On::Dot, "220 welcome", "body", "uncertain"),
    ];
    let mut cases: Vec<_> = lies
        .into_iter()
        .map(|(moment, reply, stage, outcome)| {
            Case::new(
                format!("{reply} at {moment:?}"),
                server().on(moment, [Do::reply(reply)]),
                [outcome, "server-fault", stage],
            )
        })
        .collect();
    // The greeting is refused whatever it is, if it is no 220.
    cases[0].summary[1] = "unknown";
    let unasked = [Do::Ordinary, Do::reply("250 2.1.5 once more")];
    let unasked = server().keywords([]).on(On::Ehlo, unasked);
    cases.push(Case::new(
        "a reply that nobody asked for",
        unasked,
        ["not-sent", "server-fault", "mail"],
    ));
    run_all(cases);
}

#[test]
fn an_early_refusal_is_heard_although_the_connection_breaks_under_the_body() {
    let too_big = [Do::reply("552 5.3.4 message too big"), Do::Reset];
    let early = Case::new(
        "552 and reset",
        server().on(On::Body(100_000), too_big),
        ["refused", "message-too-big", "body"],
    );
    let (_server, run) = early.attached(20 << 20).run();
    assert_eq!(run.recipients(), [("ops@example.test", "refused", 552)]);
    let leaving = [Do::reply("421 4.3.2 shutting down"), Do::Cut];
    let cases = [
        // These two read the message to its end.
        Case::new(
            "421 in the body",
            server().on(On::Body(100_000), leaving),
            ["refused", "server-fault", "body"],
        ),
        Case::new(
            "cut in the body",
            server().on(On::Body(100_000), [Do::Cut]),
            ["uncertain", "connection-lost", "body"],
        ),
        Case::new(
            "reset in the body",
            server().on(On::Body(100_000), [Do::Reset]),
            ["not-sent", "connection-lost", "body"],
        ),
        Case::new(
            "a body that nobody reads",
            server().on(On::Body(100_000), [Do::Silence]),
            ["not-sent", "response-timeout", "body"],
        )
        .slow(),
    ];
    run_all(
        cases
            .into_iter()
            .map(|case| case.attached(20 << 20))
            .collect(),
    );
}

#[test]
fn refused_recipients_and_a_354_all_the_same_deliver_nothing() {
    let nobody = server()
        .on(On::Rcpt, [Do::reply("550 5.1.1 unknown")])
        .on(On::Data, [Do::reply("354 go on")])
        .on(On::Dot, [Do::reply("250 fine")]);
    let (server, run) = Case::new(
        "354 for nobody",
        nobody,
        ["refused", "recipient-refused", "rcpt"],
    )
    .run();
    assert_eq!(run.recipients(), [("ops@example.test", "refused", 550)]);
    assert!(
        server
            .log()
            .iter()
            .all(|line| !matches!(line.seen, Seen::Body(1..))),
        "{:?}",
        server.log()
    );
}

// ---- encryption

#[test]
fn nothing_goes_in_clear_where_starttls_is_wanted() {
    let wanted = json!({ "security": "starttls" });
    let wanted = [&wanted, &login()].map(|part| part.as_object().unwrap().clone());
    let wanted: Value = wanted
        .into_iter()
        .flatten()
        .collect::<serde_json::Map<_, _>>()
        .into();
    let login_in_clear = || server().user(USER, PASSWORD);
    let injected = [Do::Ordinary, Do::Raw(b"250 injected\r\n".to_vec())];
    let refused = [Do::reply("454 4.7.0 TLS not available")];
    let cases = [
        (
            "not offered",
            login_in_clear(),
            ["not-sent", "starttls-not-offered", "starttls"],
        ),
        (
            "refused",
            starttls().user(USER, PASSWORD).on(On::StartTls, refused),
            ["not-sent", "starttls-not-offered", "starttls"],
        ),
        (
            "injected",
            starttls().user(USER, PASSWORD).on(On::StartTls, injected),
            ["not-sent", "tls-handshake-failed", "tls"],
        ),
    ];
    for (name, server, summary) in cases {
        let (server, run) = Case::new(name, server, summary).with(&wanted).run();
        let said: Vec<_> = server
            .commands()
            .iter()
            .map(|line| line[..4].to_owned())
            .collect();
        assert!(
            said.iter()
                .all(|verb| ["EHLO", "STAR", "QUIT"].contains(&verb.as_str())),
            "{name}: {said:?}"
        );
        assert!(
            !run.transcript().contains("C: AUTH"),
            "{name}: {}",
            run.transcript()
        );
    }
}

#[test]
fn tls_and_plain_ports_are_told_apart() {
    let tls = json!({ "security": "tls" });
    run_all(vec![
        Case::new(
            "TLS to a plain port",
            server(),
            ["not-sent", "wrong-security-mode", "tls"],
        )
        .with(&tls),
        Case::new(
            "plain to a TLS port",
            server().security(Security::Tls),
            ["not-sent", "response-timeout", "greeting"],
        )
        .slow(),
        Case::new(
            "TLS",
            server().security(Security::Tls),
            ["accepted", "-", "-"],
        )
        .with(&tls),
    ]);
}

#[test]
fn bad_certificates_are_refused_and_shown() {
    let bad = [
        (Certificate::Expired, "certificate-expired", true),
        (Certificate::WrongName, "certificate-name-mismatch", true),
        (Certificate::Trusted, "certificate-untrusted", false),
        (Certificate::SelfSigned, "certificate-untrusted", false),
        (Certificate::CommonNameOnly, "certificate-untrusted", false),
    ];
    for (security, word) in [(Security::StartTls, "starttls"), (Security::Tls, "tls")] {
        for (certificate, cause, ca) in bad {
            let server = server().security(security).certificate(certificate);
            let mut case = Case::new(
                format!("{certificate:?} {word}"),
                server,
                ["not-sent", cause, "tls"],
            )
            .with(&json!({ "security": word }));
            if !ca {
                case = case.without_ca();
            }
            let (server, run) = case.run();
            assert_eq!(
                run.report["certificates"][0]["sha256"]
                    .as_str()
                    .unwrap()
                    .len(),
                64,
                "{certificate:?}"
            );
            assert!(
                server
                    .commands()
                    .iter()
                    .all(|line| !line.starts_with("MAIL")),
                "{certificate:?}"
            );
        }
    }
    // The server's own certificate, given as trusted, is as good as an authority's, as in Java.
    for certificate in [Certificate::SelfSigned, Certificate::CommonNameOnly] {
        let server = starttls().certificate(certificate);
        Case::new(
            format!("{certificate:?} pinned"),
            server,
            ["accepted", "-", "-"],
        )
        .with(&json!({ "security": "starttls" }))
        .run();
    }
}

// ---- logins

#[test]
fn every_mechanism_logs_in_and_is_verified_by_the_server() {
    let (token, scram) = ("oauth2", "password");
    let ways = [
        (Mechanism::Plain, scram, "starttls"),
        (Mechanism::Login, scram, "starttls"),
        (Mechanism::CramMd5, scram, "starttls"),
        (Mechanism::ScramSha256, scram, "starttls"),
        (Mechanism::CramMd5, scram, "none"),
        (Mechanism::ScramSha256, scram, "none"),
        (Mechanism::XOAuth2, token, "starttls"),
        (Mechanism::OAuthBearer, token, "starttls"),
    ];
    for (mechanism, auth, security) in ways {
        for secret in [PASSWORD, "wrong \u{fc} secret"] {
            let name = format!("{mechanism:?} {security}");
            let builder = if auth == token {
                server().token_user(USER, PASSWORD)
            } else {
                server().user(USER, PASSWORD)
            };
            let builder = if security == "none" {
                builder
            } else {
                builder.security(Security::StartTls)
            };
            let server = builder.mechanisms([mechanism]).start().unwrap();
            let settings =
                json!({ "security": security, "auth": auth, "username": USER, "password": "****" });
            let host = SmtpHost::new("send", server.port(), &settings).draft(&draft());
            let run = host
                .file("--ca", "ca.pem", server.ca_pem().as_bytes())
                .secret(USER, secret)
                .run();
            if secret == PASSWORD {
                run.expect(&name, ["accepted", "-", "-"]);
                assert_eq!(server.received()[0].user.as_deref(), Some(USER), "{name}");
            } else {
                run.expect(&name, ["not-sent", "bad-credentials", "auth"]);
            }
            assert!(
                server
                    .commands()
                    .iter()
                    .any(|line| line.starts_with(&format!("AUTH {}", mechanism.name()))),
                "{name}"
            );
            assert_eq!(server.violations(), [""; 0], "{name}");
        }
    }
}

#[test]
fn a_password_is_shown_in_clear_only_with_consent() {
    let shown = || {
        server()
            .user(USER, PASSWORD)
            .mechanisms([Mechanism::Plain, Mechanism::Login])
    };
    let (server, _) = Case::new(
        "without consent",
        shown(),
        ["not-sent", "auth-mechanism", "auth"],
    )
    .with(&login())
    .run();
    assert!(
        server
            .commands()
            .iter()
            .all(|line| !line.starts_with("AUTH"))
    );
    let consent = json!({ "allow_clear_password": true });
    Case::new("with consent", shown(), ["accepted", "-", "-"])
        .with(&login())
        .with(&consent)
        .run();
}

#[test]
fn a_server_that_lies_about_the_login_gets_no_mail() {
    // "r=forged,s=QUJD,i=4096": a nonce that does not begin with ours.
    let forged = [Do::reply("334 cj1mb3JnZWQscz1RVUpELGk9NDA5Ng==")];
    let scram = || {
        server()
            .user(USER, PASSWORD)
            .mechanisms([Mechanism::ScramSha256])
    };
    // A server that repeats what it was told must not bring the password into the output: the harness looks for it.
    let echo = [Do::reply(&format!("535 5.7.8 wrong password: {PASSWORD}"))];
    let plain = server()
        .user(USER, PASSWORD)
        .mechanisms([Mechanism::Plain])
        .on(On::Auth, echo);
    let consent = json!({ "allow_clear_password": true });
    run_all(vec![
        Case::new(
            "forged nonce",
            scram().on(On::Auth, forged),
            ["not-sent", "auth-mechanism", "auth"],
        )
        .with(&login()),
        Case::new(
            "235 without a proof",
            scram().on(On::AuthResponse, [Do::reply("235 2.7.0 fine")]),
            ["not-sent", "server-not-verified", "auth"],
        )
        .with(&login()),
        Case::new("echo", plain, ["not-sent", "bad-credentials", "auth"])
            .with(&login())
            .with(&consent),
    ]);
}

// ---- cancelled

#[test]
fn ctrl_c_is_uncertain_once_the_final_dot_is_out() {
    let connected: fn(&Seen) -> bool = |seen| *seen == Seen::Connected;
    let in_body: fn(&Seen) -> bool =
        |seen| matches!(seen, Seen::Server(reply) if reply.starts_with("354"));
    let all_read: fn(&Seen) -> bool = |seen| matches!(seen, Seen::Body(_));
    let stalls = [
        (
            On::Greeting,
            connected,
            0,
            ["not-sent", "cancelled", "greeting"],
        ),
        (
            On::Body(100_000),
            in_body,
            20 << 20,
            ["not-sent", "cancelled", "body"],
        ),
        (On::Dot, all_read, 0, ["uncertain", "cancelled", "body"]),
    ];
    for (moment, has_come, attached, summary) in stalls {
        let name = format!("Ctrl-C at {moment:?}");
        let mut case = Case::new(name.as_str(), server().on(moment, [Do::Silence]), summary)
            .attached(attached);
        let server = std::mem::take(&mut case.server).start().unwrap();
        let running = case.host(&server).start();
        let seen = server.wait_until(Duration::from_secs(10), |log| {
            log.iter().any(|line| has_come(&line.seen))
        });
        assert!(seen, "{name}: {:?}", server.log());
        // The client may come to its wait a moment after the server.
        thread::sleep(Duration::from_millis(300));
        let pid = running.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &pid])
                .status()
                .unwrap()
                .success()
        );
        running.wait().expect(&name, summary);
    }
}

#[test]
fn a_deadline_for_everything_makes_the_final_dot_uncertain() {
    let mut case = Case::new(
        "--deadline",
        server().on(On::Dot, [Do::Silence]),
        ["uncertain", "deadline-exceeded", "body"],
    );
    let server = std::mem::take(&mut case.server).start().unwrap();
    let run = case.host(&server).with(&["--deadline", "2"]).run();
    run.expect(&case.name, case.summary);
    assert_eq!(run.report["diagnosis"]["retry"], "may-duplicate");
}

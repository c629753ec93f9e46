//! lettre as the host's own mailer against servers that answer oddly at each step: each time there is a report with the outcome, the
//! cause and the stage that are true, as far as lettre lets them be known, and beside it what the component's own session says.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use centerscape_smtp_host::message::{Content, CustomContent, Draft};
use centerscape_smtp_host::types::Outcome;
use centerscape_smtp_host::{Host, LettreTransport, Limits, Trust, stamp_now};
use serde_json::{Value, json};
use smtp_scripted_server::{Builder, Do, On, Security, Server};
use support::SmtpHost;

const USER: &str = "admin";
const PASSWORD: &str = "pa55 word, unlike others";

/// Cases that run at the same time: many of them wait.
const WORKERS: usize = 8;

/// How the server is to be reached for a moment to come.
fn way(moment: &On) -> (Builder, Value) {
    let server = Server::builder();
    match moment {
        On::Handshake => {
            let server = server.security(Security::Tls);
            (server, json!({ "security": "tls" }))
        }
        On::StartTls => {
            let server = server.security(Security::StartTls);
            (server, json!({ "security": "starttls" }))
        }
        On::Auth => {
            let server = server.security(Security::Tls).user(USER, PASSWORD);
            let login = json!({ "security": "tls", "auth": "password", "username": USER, "password": PASSWORD });
            (server, login)
        }
        _ => (server, json!({})),
    }
}

/// A server, what it does at one moment, and what is to come of it: outcome, cause, failed stage.
struct Case {
    moment: On,
    action: Do,
    summary: [&'static str; 3],
    /// What the evidence has to hold.
    heard: &'static str,
}

impl Case {
    fn run(&self) {
        let name = format!("{:?} at {:?}", self.action, self.moment);
        let (server, mut settings) = way(&self.moment);
        let server = server.on(self.moment.clone(), [self.action.clone()]);
        let server = server.start().unwrap();
        settings["timeout_seconds"] = 1.into();
        let run = SmtpHost::new("send", server.port(), &settings)
            .draft(&json!({ "to": ["ops@example.test"], "subject": "s", "text": ".Rack 12\n" }))
            .file("--ca", "ca.pem", server.ca_pem().as_bytes())
            .with(&["--via", "transport", "--deadline", "8"])
            .run();
        run.expect(&name, self.summary);
        let diagnosis = &run.report["diagnosis"];
        let is_uncertain = self.summary[0] == "uncertain";
        assert_eq!(
            diagnosis["retry"] == "may-duplicate",
            is_uncertain,
            "{name}"
        );
        let evidence = run.report["stages"][0]["evidence"].to_string();
        assert!(evidence.contains(self.heard), "{name}: {evidence}");
        if !is_uncertain {
            let is_taken = !server.received().is_empty();
            assert_eq!(is_taken, self.summary[0] == "accepted", "{name}");
        }
    }
}

/// The moments of a dialogue, and the stage that they are told at: from the handshake to EHLO lettre does everything in one call.
const MOMENTS: [(On, &str); 9] = [
    (On::Handshake, "greeting"),
    (On::Greeting, "greeting"),
    (On::Ehlo, "greeting"),
    (On::StartTls, "starttls"),
    (On::Auth, "auth"),
    (On::Mail, "mail"),
    (On::Rcpt, "rcpt"),
    (On::Data, "data"),
    (On::Dot, "body"),
];

/// The same at every moment: `uncertain` at the final dot, `not-sent` before it.
fn at_every_moment(action: &Do, cause: &'static str, heard: &'static str) -> Vec<Case> {
    let at = |(moment, stage): (On, &'static str)| {
        let outcome = if moment == On::Dot {
            "uncertain"
        } else {
            "not-sent"
        };
        Case {
            moment,
            action: action.clone(),
            summary: [outcome, cause, stage],
            heard,
        }
    };
    MOMENTS.into_iter().map(at).collect()
}

/// Where an answer stands in place of a handshake, the server has no TLS.
fn answers(bytes: &[u8], heard: &'static str) -> Vec<Case> {
    let mut cases = at_every_moment(&Do::Raw(bytes.to_vec()), "answer-not-understood", heard);
    let handshake = cases.iter_mut().find(|case| case.moment == On::Handshake);
    let handshake = handshake.unwrap();
    handshake.summary = ["not-sent", "wrong-security-mode", "tls"];
    handshake.heard = "";
    cases
}

fn run_all(cases: &[Case]) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    case.run();
                }
            });
        }
    });
}

#[test]
fn a_server_that_breaks_off_is_told_with_its_stage() {
    let ends = [
        (Do::Silence, "response-timeout"),
        (Do::Cut, "connection-lost"),
        (Do::Reset, "connection-lost"),
    ];
    let cases = ends
        .iter()
        .flat_map(|(end, cause)| at_every_moment(end, cause, ""));
    let mut cases = cases.collect::<Vec<_>>();
    // A server has its time for the message; what ends the wait is the deadline.
    let dot = |case: &&mut Case| case.moment == On::Dot && case.summary[1] == "response-timeout";
    cases.iter_mut().find(dot).unwrap().summary[1] = "deadline-exceeded";
    run_all(&cases);
}

/// The timeout of the settings is for replies that need no work.
#[test]
fn a_server_has_time_to_scan_the_message() {
    run_all(&[Case {
        moment: On::Dot,
        action: Do::wait_ms(2500),
        summary: ["accepted", "-", "-"],
        heard: "",
    }]);
}

/// A message that was told as not sent stays so, though lettre wakes up afterwards.
#[test]
fn no_message_is_sent_after_the_deadline() {
    for moment in [On::Rcpt, On::Data] {
        let scanning = [Do::wait_ms(1500), Do::Ordinary];
        let server = Server::builder().on(moment.clone(), scanning);
        let server = server.start().unwrap();
        let host = Host::new(Limits::default()).unwrap();
        let plugin = host.load_plugin(&common::component("plugin.wasm")).unwrap();
        let plugin = plugin.with_mailer_limit(Duration::from_millis(700));
        let mailer = LettreTransport::new(Trust::system(), None);
        let mut instance = plugin.instantiate(mailer).unwrap();
        let settings = json!({ "hostname": "localhost", "port": server.port(), "from_address": "cs@example.test", "security": "none" });
        let settings = instance
            .call(|world, store| {
                let settings_of = world.centerscape_smtp_settings();
                settings_of.call_parse(store, &settings.to_string())
            })
            .unwrap()
            .unwrap();
        let stamp = stamp_now().unwrap();
        let mut send = || {
            let sent = instance.call(|world, store| {
                let mailer = world.centerscape_smtp_mailer();
                mailer.call_send(store, &settings, &draft(), &stamp)
            });
            sent.unwrap().unwrap().outcome
        };
        assert_eq!(send(), Outcome::NotSent, "{moment:?}");
        // The same process lives on, so the thread of lettre does, too.
        thread::sleep(Duration::from_secs(2));
        assert!(
            server.received().is_empty(),
            "{moment:?}: sent all the same"
        );
    }
}

fn draft() -> Draft {
    Draft {
        to: vec!["ops@example.test".to_owned()],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        from: None,
        sender: None,
        envelope_sender: None,
        headers: Vec::new(),
        incident: None,
        content: Content::Custom(CustomContent {
            subject: "s".to_owned(),
            text: Some("Rack 12".to_owned()),
            html: None,
            importance: None,
        }),
        attachments: Vec::new(),
    }
}

#[test]
fn an_answer_that_is_not_understood_is_no_fault_of_the_network() {
    let cases = [
        answers(b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        answers(b"\x00\xff\xfe\x01\n\r\n\x80\r\n", ""),
        answers(b"220\r\n", ""),
        answers(b"250\r\n", ""),
        answers(b"250-a\r\n550 b\r\n", ""),
        answers(b"999 what\r\n", "999 what"),
    ];
    run_all(&cases.into_iter().flatten().collect::<Vec<_>>());
}

/// What a line of blanks in the answer to EHLO does to lettre 0.11.23 (RUSTSEC-2026-0562).
#[test]
fn a_panic_of_lettre_is_a_report() {
    let mut cases = Vec::new();
    for bytes in [
        "250-x\r\n250- \r\n250 SIZE\r\n",
        "250-x\r\n250-\t\t\r\n250 SIZE\r\n",
    ] {
        cases.push(Case {
            moment: On::Ehlo,
            action: Do::Raw(bytes.into()),
            summary: ["not-sent", "mailer-fault", "greeting"],
            heard: "it panicked",
        });
    }
    run_all(&cases);
}

/// The panic hook has words for it, and may have nobody to tell them.
#[test]
#[cfg(target_os = "linux")]
fn a_panic_ends_nothing_where_standard_error_is_full() {
    let bytes = "250-x\r\n250- \r\n250 SIZE\r\n";
    let server = Server::builder().on(On::Ehlo, [Do::Raw(bytes.into())]);
    let server = server.start().unwrap();
    let run = SmtpHost::new("send", server.port(), &json!({}))
        .draft(&json!({ "to": ["a@example.test"], "subject": "s", "text": "t" }))
        .with(&["--via", "transport"])
        .run_without_stderr();
    run.expect("panic", ["not-sent", "mailer-fault", "greeting"]);
}

#[test]
fn a_reply_out_of_step_ends_the_dialogue() {
    let lies = [
        (On::Auth, "250 hello", "not-sent"),
        (On::Mail, "354 go on", "not-sent"),
        (On::Rcpt, "354 go on", "not-sent"),
        (On::Data, "250 not yet", "not-sent"),
        (On::Dot, "354 more", "uncertain"),
        (On::Dot, "220 welcome", "uncertain"),
    ];
    let cases = lies.map(|(moment, reply, outcome)| {
        let told = MOMENTS.iter().find(|(at, _)| *at == moment);
        let cause = if moment == On::Dot {
            "unknown"
        } else {
            "answer-not-understood"
        };
        Case {
            summary: [outcome, cause, told.unwrap().1],
            moment,
            action: Do::reply(reply),
            heard: reply,
        }
    });
    run_all(&cases);
}

#[test]
fn a_refusal_is_told_as_the_session_tells_it() {
    let refusals = [
        (
            On::Greeting,
            "554 5.7.1 no",
            ["not-sent", "greeting-refused", "greeting"],
        ),
        (
            On::Ehlo,
            "501 5.5.4 EHLO argument x invalid",
            ["not-sent", "ehlo-name", "ehlo"],
        ),
        (
            On::StartTls,
            "454 4.7.0 TLS not available",
            ["not-sent", "starttls-not-offered", "starttls"],
        ),
        (
            On::Auth,
            "535 5.7.8 no",
            ["not-sent", "bad-credentials", "auth"],
        ),
        (
            On::Mail,
            "550 5.7.1 no",
            ["refused", "sender-not-allowed", "mail"],
        ),
        (
            On::Mail,
            "530 5.7.0 Authentication required",
            ["refused", "auth-required", "mail"],
        ),
        (
            On::Rcpt,
            "550 5.1.1 no such user",
            ["refused", "recipient-refused", "rcpt"],
        ),
        (
            On::Data,
            "550 5.7.1 no",
            ["refused", "content-refused", "data"],
        ),
        (
            On::Dot,
            "552 5.3.4 too big",
            ["refused", "message-too-big", "body"],
        ),
        (
            On::Dot,
            "421 4.3.2 leaving",
            ["refused", "server-fault", "body"],
        ),
    ];
    let cases = refusals.map(|(moment, reply, summary)| Case {
        moment,
        action: Do::reply(reply),
        summary,
        heard: reply,
    });
    run_all(&cases);
}

/// One that is refused does not keep the message from the others.
#[test]
fn each_recipient_has_its_own_result() {
    let server = Server::builder()
        .on(
            On::rcpt("b@example.test"),
            [Do::reply("550 5.1.1 no such user")],
        )
        .start()
        .unwrap();
    let run = SmtpHost::new("send", server.port(), &json!({}))
        .draft(&json!({ "to": ["a@example.test", "b@example.test"], "subject": "s", "text": "t" }))
        .with(&["--via", "transport"])
        .run();
    run.expect("two", ["partly-accepted", "recipient-refused", "body"]);
    let expected = [
        ("a@example.test", "accepted", 250),
        ("b@example.test", "refused", 550),
    ];
    assert_eq!(run.recipients(), expected);
    assert_eq!(server.received()[0].recipients, ["a@example.test"]);
}

/// A server that never ends its answer holds nobody beyond the deadline.
#[test]
fn a_flood_ends_with_the_deadline() {
    let server = Server::builder().on(On::Mail, [Do::EndlessLine]);
    let server = server.start().unwrap();
    let run = SmtpHost::new("send", server.port(), &json!({}))
        .draft(&json!({ "to": ["a@example.test"], "subject": "s", "text": "t" }))
        .with(&["--via", "transport", "--deadline", "2"])
        .run();
    run.expect("flood", ["not-sent", "deadline-exceeded", "mail"]);
}

#[test]
fn no_server_no_name_and_no_tls_are_told_apart() {
    let server = Server::builder().start().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let free = closed.local_addr().unwrap().port();
    drop(closed);
    for (port, settings, summary) in [
        (
            free,
            json!({}),
            ["not-sent", "connection-refused", "connect"],
        ),
        (
            server.port(),
            json!({ "hostname": "nowhere.invalid" }),
            ["not-sent", "dns-failure", "dns"],
        ),
        (
            server.port(),
            json!({ "security": "starttls" }),
            ["not-sent", "starttls-not-offered", "starttls"],
        ),
        (
            server.port(),
            json!({ "security": "tls" }),
            ["not-sent", "wrong-security-mode", "tls"],
        ),
    ] {
        let run = SmtpHost::new("send", port, &settings)
            .draft(&json!({ "to": ["a@example.test"], "subject": "s", "text": "t" }))
            .with(&["--via", "transport"])
            .run();
        run.expect(&settings.to_string(), summary);
    }
}

//! `smtp-host` against a real Postfix: what it delivers, what it refuses, and what the delivered mail says.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "support/mail.rs"]
mod mail;
mod support;

use std::time::SystemTime;

use centerscape_smtp_real_servers::{PASSWORD, Postfix, REFUSED_SENDER, Service, USER};
use mail_parser::DateTime;
use mail_parser::decoders::html::html_to_text;
use serde_json::{Value, json};
use support::{Run, SmtpHost};

const SESSION: &[&str] = &[];
const TRANSPORT: &[&str] = &["--via", "transport"];

fn note(subject: &str) -> Value {
    json!({ "to": ["ops@example.test"], "subject": subject, "text": "Rack 12" })
}

/// The one mail that this adds to the mailbox.
fn next_mail(postfix: &Postfix, mailbox: &str, before: usize) -> Value {
    let mails = postfix.wait_for_mail(mailbox, before + 1).unwrap();
    assert_eq!(mails.len(), before + 1, "{mailbox}");
    mail::read(&mails[before])
}

// ---- connections and logins

/// A service, how it is reached, and the SASL mechanism that Postfix's log is to show.
type Way = (
    Service,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
);

const WAYS: [Way; 11] = [
    (Service::Clear, "none", SESSION, None),
    (Service::ClearLogin, "none", SESSION, Some("SCRAM-SHA-256")),
    (Service::StartTls, "starttls", SESSION, None),
    (
        Service::StartTlsLogin,
        "starttls",
        SESSION,
        Some("SCRAM-SHA-256"),
    ),
    (Service::Tls, "tls", SESSION, None),
    (Service::TlsLogin, "tls", SESSION, Some("SCRAM-SHA-256")),
    (Service::Clear, "none", TRANSPORT, None),
    (Service::StartTls, "starttls", TRANSPORT, None),
    (Service::StartTlsLogin, "starttls", TRANSPORT, Some("PLAIN")),
    (Service::Tls, "tls", TRANSPORT, None),
    (Service::TlsLogin, "tls", TRANSPORT, Some("PLAIN")),
];

#[test]
fn every_kind_of_connection_and_login_delivers() {
    let postfix = Postfix::start().unwrap();
    let mut delivered = 0;
    for (service, security, via, mechanism) in WAYS {
        // A login is tried with the password in the settings, and with the mask there and the password in the environment.
        for in_environment in [false, true] {
            if mechanism.is_none() && in_environment {
                continue;
            }
            let name = format!("{service:?} {via:?} {in_environment}");
            let mut settings = json!({ "security": security });
            if mechanism.is_some() {
                settings["auth"] = "password".into();
                settings["username"] = USER.into();
                settings["password"] = if in_environment { "****" } else { PASSWORD }.into();
            }
            let mut host = SmtpHost::new("send", postfix.port(service), &settings)
                .draft(&note(&name))
                .file("--ca", "ca.pem", postfix.ca_pem().as_bytes())
                .with(via);
            if in_environment {
                host = host.secret(USER, PASSWORD);
            }
            let run = host.run();
            run.expect(&name, ["accepted", "-", "-"]);
            assert_eq!(
                run.recipients(),
                [("ops@example.test", "accepted", 250)],
                "{name}"
            );
            assert_eq!(next_mail(&postfix, "ops", delivered)["subject"], name);
            delivered += 1;
            assert_is_logged(&postfix, &run, mechanism, &name);
        }
    }
}

/// Postfix knows the message by the id that the report tells, and who brought it.
fn assert_is_logged(postfix: &Postfix, run: &Run, mechanism: Option<&str>, name: &str) {
    let id = run.report["queue_id"].as_str().expect("a queue id");
    let log = postfix.log();
    let line = log
        .lines()
        .find(|line| line.contains(&format!("{id}: client=")));
    let login = mechanism.map(|mechanism| format!("sasl_method={mechanism}, sasl_username={USER}"));
    let line = line.unwrap_or_else(|| panic!("{name}: {id} is not in the log:\n{log}"));
    match login {
        Some(login) => assert!(line.contains(&login), "{name}: {line}"),
        None => assert!(!line.contains("sasl"), "{name}: {line}"),
    }
}

#[test]
fn recipients_that_are_too_many_for_one_transaction_follow_in_another() {
    let postfix = Postfix::start().unwrap();
    let mut draft = note("three");
    draft["to"] = json!(["ops@example.test", "noc@example.test", "desk@example.test"]);
    let run = SmtpHost::new("send", postfix.port(Service::FewRecipients), &json!({}))
        .draft(&draft)
        .run();
    run.expect("three", ["accepted", "-", "-"]);
    assert!(
        run.transcript().contains("452 4.5.3"),
        "{}",
        run.transcript()
    );
    for mailbox in ["ops", "noc", "desk"] {
        assert_eq!(next_mail(&postfix, mailbox, 0)["subject"], "three");
    }
    let recipients = run.report["recipients"].as_array().unwrap().iter();
    let ids: Vec<_> = recipients
        .map(|one| one["queue_id"].as_str().unwrap())
        .collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}

// ---- refusals

/// What is sent where, and what is to come of it: outcome, cause, failed stage, and each recipient's outcome and code.
struct Refusal {
    name: &'static str,
    service: Service,
    settings: Value,
    draft: Value,
    attached: usize,
    via: &'static [&'static str],
    summary: [&'static str; 3],
    recipients: Vec<(&'static str, &'static str, u64)>,
    /// Whether Postfix heard of a sender.
    said_mail: bool,
}

impl Refusal {
    fn new(
        name: &'static str,
        service: Service,
        settings: Value,
        summary: [&'static str; 3],
    ) -> Self {
        Self {
            name,
            service,
            settings,
            draft: note("never"),
            attached: 0,
            via: SESSION,
            recipients: vec![("ops@example.test", summary[0], 0)],
            summary,
            said_mail: false,
        }
    }

    /// The reply that decided it came after MAIL.
    fn by_reply(self, code: u64) -> Self {
        let recipients = vec![("ops@example.test", self.summary[0], code)];
        Self {
            recipients,
            said_mail: true,
            ..self
        }
    }

    fn to(self, recipients: Vec<(&'static str, &'static str, u64)>) -> Self {
        let to: Vec<_> = recipients.iter().map(|(address, ..)| *address).collect();
        let mut draft = self.draft;
        draft["to"] = to.into();
        Self {
            draft,
            recipients,
            said_mail: true,
            ..self
        }
    }

    fn big(self) -> Self {
        Self {
            attached: 20_000,
            ..self
        }
    }

    fn via_transport(self) -> Self {
        Self {
            via: TRANSPORT,
            ..self
        }
    }

    fn check(&self, postfix: &Postfix) {
        let mut host = SmtpHost::new("send", postfix.port(self.service), &self.settings)
            .draft(&self.draft)
            .with(self.via);
        if self.attached > 0 {
            host = host.file("--attach", "report.bin", &vec![0; self.attached]);
        }
        if self.name != "untrusted certificate" {
            host = host.file("--ca", "ca.pem", postfix.ca_pem().as_bytes());
        }
        let run = host.run();
        run.expect(self.name, self.summary);
        assert_eq!(run.recipients(), self.recipients, "{}", self.name);
        if self.via == SESSION {
            assert_eq!(
                run.transcript().contains("C: MAIL FROM"),
                self.said_mail,
                "{}",
                self.name
            );
        }
        let diagnosis = &run.report["diagnosis"];
        for text in ["title", "meaning", "who"] {
            assert!(
                !diagnosis[text].as_str().unwrap().is_empty(),
                "{}: {diagnosis}",
                self.name
            );
        }
        assert!(
            !diagnosis["steps"].as_array().unwrap().is_empty(),
            "{}: {diagnosis}",
            self.name
        );
    }
}

#[allow(clippy::too_many_lines, reason = "it is a table")]
fn refusals() -> Vec<Refusal> {
    use Service::{Clear, Small, SmallUntold, StartTls, StartTlsLogin, Tls};
    let login = |security: &str, password: &str| json!({ "security": security, "auth": "password", "username": USER, "password": password });
    let refused_sender = json!({ "from_address": REFUSED_SENDER });
    let wrong = login("starttls", "Tr0ub4dor&3");
    let in_clear = login("none", PASSWORD);
    let starttls = json!({ "security": "starttls" });
    vec![
        Refusal::new(
            "sender",
            Clear,
            refused_sender.clone(),
            ["refused", "sender-not-allowed", "mail"],
        )
        .by_reply(550),
        Refusal::new(
            "two of two",
            Clear,
            json!({}),
            ["refused", "recipient-refused", "rcpt"],
        )
        .to(vec![
            ("nobody@example.test", "refused", 550),
            ("none@example.test", "refused", 550),
        ]),
        Refusal::new(
            "relaying",
            Clear,
            json!({}),
            ["refused", "relay-denied", "rcpt"],
        )
        .to(vec![("somebody@elsewhere.example", "refused", 554)]),
        Refusal::new(
            "too big, told by SIZE",
            Small,
            json!({}),
            ["not-sent", "message-too-big", "mail"],
        )
        .big(),
        Refusal::new(
            "too big, told at the dot",
            SmallUntold,
            json!({}),
            ["refused", "message-too-big", "body"],
        )
        .big()
        .by_reply(552),
        Refusal::new(
            "wrong password",
            StartTlsLogin,
            wrong.clone(),
            ["not-sent", "bad-credentials", "auth"],
        ),
        Refusal::new(
            "no login",
            StartTlsLogin,
            starttls.clone(),
            ["refused", "relay-denied", "rcpt"],
        )
        .by_reply(554),
        Refusal::new(
            "login not offered",
            Clear,
            in_clear.clone(),
            ["not-sent", "auth-not-offered", "auth"],
        ),
        Refusal::new(
            "STARTTLS not offered",
            Clear,
            starttls.clone(),
            ["not-sent", "starttls-not-offered", "starttls"],
        ),
        Refusal::new(
            "STARTTLS demanded",
            StartTls,
            json!({}),
            ["refused", "tls-required", "mail"],
        )
        .by_reply(530),
        Refusal::new(
            "untrusted certificate",
            StartTls,
            starttls.clone(),
            ["not-sent", "certificate-untrusted", "tls"],
        ),
        Refusal::new(
            "TLS to a plain port",
            Clear,
            json!({ "security": "tls" }),
            ["not-sent", "wrong-security-mode", "tls"],
        ),
        Refusal::new(
            "plain to a TLS port",
            Tls,
            json!({ "timeout_seconds": 1 }),
            ["not-sent", "response-timeout", "greeting"],
        ),
        Refusal::new(
            "wrong password",
            StartTlsLogin,
            wrong,
            ["not-sent", "bad-credentials", "auth"],
        )
        .via_transport(),
        Refusal::new(
            "no mechanism of lettre's",
            Service::ClearLogin,
            in_clear,
            ["not-sent", "auth-mechanism", "auth"],
        )
        .via_transport(),
        Refusal::new(
            "STARTTLS not offered",
            Clear,
            starttls.clone(),
            ["not-sent", "starttls-not-offered", "starttls"],
        )
        .via_transport(),
        Refusal::new(
            "untrusted certificate",
            StartTls,
            starttls,
            ["not-sent", "certificate-untrusted", "tls"],
        )
        .via_transport(),
    ]
}

#[test]
fn refusals_are_told_with_their_cause_and_nothing_is_delivered() {
    let postfix = Postfix::start().unwrap();
    for refusal in refusals() {
        refusal.check(&postfix);
    }
    assert!(postfix.wait_for_mail("ops", 0).unwrap().is_empty());
    assert!(
        !postfix.log().contains("(queue active)"),
        "{}",
        postfix.log()
    );
}

#[test]
fn one_refused_recipient_of_three_does_not_stop_the_others() {
    let postfix = Postfix::start().unwrap();
    let draft = json!({
        "to": ["ops@example.test", "nobody@example.test"], "bcc": ["desk@example.test"], "subject": "two of three", "text": "Rack 12",
    });
    let run = SmtpHost::new("send", postfix.port(Service::Clear), &json!({}))
        .draft(&draft)
        .run();
    run.expect(
        "one of three",
        ["partly-accepted", "recipient-refused", "rcpt"],
    );
    let expected = [
        ("ops@example.test", "accepted", 250),
        ("nobody@example.test", "refused", 550),
        ("desk@example.test", "accepted", 250),
    ];
    assert_eq!(run.recipients(), expected);
    for mailbox in ["ops", "desk"] {
        assert_eq!(next_mail(&postfix, mailbox, 0)["subject"], "two of three");
    }
}

#[test]
fn an_untrusted_certificate_is_shown() {
    let postfix = Postfix::start().unwrap();
    let settings = json!({ "security": "tls" });
    let run = SmtpHost::new("test", postfix.port(Service::Tls), &settings).run();
    run.expect("untrusted", ["not-sent", "certificate-untrusted", "tls"]);
    let certificate = &run.report["certificates"][0];
    assert_eq!(certificate["names"], json!(["localhost", "127.0.0.1"]));
    assert_eq!(certificate["issuer"], "CN=Test authority on loopback");
    assert_eq!(certificate["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_test_sends_one_mail_and_a_probe_none() {
    let postfix = Postfix::start().unwrap();
    let settings = json!({ "security": "starttls", "auth": "password", "username": USER, "password": PASSWORD });
    let host = |arguments: &[&str]| {
        SmtpHost::new("test", postfix.port(Service::StartTlsLogin), &settings)
            .file("--ca", "ca.pem", postfix.ca_pem().as_bytes())
            .with(arguments)
            .run()
    };
    host(&[]).expect("probe", ["ready", "-", "-"]);
    assert!(
        !postfix.log().contains("(queue active)"),
        "a probe sent something"
    );
    for (number, via) in [SESSION, TRANSPORT].into_iter().enumerate() {
        host(&[&["--to", "noc@example.test"], via].concat()).expect("test", ["accepted", "-", "-"]);
        let mail = next_mail(&postfix, "noc", number);
        assert_eq!(mail["subject"], "[TEST] CenterScape can send e-mail");
        assert_eq!(mail["to"], json!([["", "noc@example.test"]]));
        let port = postfix.port(Service::StartTlsLogin).to_string();
        assert_says(
            &mail,
            &[
                "localhost",
                &port,
                "STARTTLS",
                USER,
                "centerscape@example.test",
            ],
        );
    }
    let unknown = host(&["--to", "nobody@example.test"]);
    unknown.expect(
        "unknown recipient",
        ["refused", "recipient-refused", "rcpt"],
    );
}

// ---- the mail as it was delivered

/// Fails unless the plain text and the HTML of a mail made by a template have each of these values.
fn assert_says(mail: &Value, values: &[&str]) {
    let alternatives = find(&mail["body"], "multipart/alternative").expect("alternatives");
    let plain = alternatives["parts"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let html = find(alternatives, "text/html").expect("HTML");
    let html = html_to_text(html["text"].as_str().unwrap());
    for text in [plain, html] {
        // A reader may fold lines.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for value in values {
            assert!(text.contains(value), "{value:?} is not in {text}");
        }
    }
}

/// The first part of this type, in a part or below it.
fn find<'a>(part: &'a Value, media_type: &str) -> Option<&'a Value> {
    if part["type"] == media_type {
        return Some(part);
    }
    part["parts"]
        .as_array()?
        .iter()
        .find_map(|inner| find(inner, media_type))
}

/// Bytes without a pattern that an encoding could hide behind, always the same.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

/// Fails unless the Date lies within the run, in the zone of the command, and the Message-ID is of the sender's domain.
fn assert_is_stamped(mail: &Value, begin: SystemTime) {
    let date = mail["date"].as_str().unwrap();
    assert!(date.ends_with("+05:30"), "{date}");
    let seconds = |time: SystemTime| {
        i64::try_from(
            time.duration_since(SystemTime::UNIX_EPOCH)
                .unwrap()
                .as_secs(),
        )
        .unwrap()
    };
    let sent = DateTime::parse_rfc3339(date).unwrap().to_timestamp();
    assert!(
        (seconds(begin)..=seconds(SystemTime::now())).contains(&sent),
        "{date}"
    );
    let id = mail["message_id"].as_str().unwrap();
    let (left, domain) = id.split_once('@').unwrap();
    assert!(
        left.len() == 32 && left.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{id}"
    );
    assert_eq!(domain, "example.test");
}

/// A text that suffers wherever a mail system is careless.
fn difficult_text() -> String {
    let long = "0123456789 ".repeat(200);
    let lines = [
        "..a line with two dots",
        ".",
        ".one dot",
        "",
        "trailing blanks   ",
        "trailing tab\t",
        "From the start",
        "--=_m",
        "=20 = =3D",
        &long,
        &"x".repeat(1500),
        "\u{4e0a}\u{6d77} \u{2013} Gr\u{fc}\u{df}e, 41.5\u{a0}\u{b0}C \u{1f525}",
        "\ttab",
        "the last one",
    ];
    lines.join("\n") + "\n"
}

#[test]
fn every_field_and_byte_of_a_draft_arrives() {
    let postfix = Postfix::start().unwrap();
    let subject =
        "\u{2668} Temperatur zu hoch: Rechenzentrum \u{4e0a}\u{6d77}, Gang \u{201e}C\u{201c}, "
            .repeat(5)
            + "Ende";
    let html = "<p>Gr\u{fc}\u{df}e &amp; <b>41.5 \u{b0}C</b></p>\n.\n".to_owned()
        + &"<i>x</i>".repeat(300)
        + "\n";
    let files = [
        ("empty.bin", "application/octet-stream", Vec::new()),
        (
            "all bytes.bin",
            "application/octet-stream",
            (0..=255).collect(),
        ),
        (
            "\u{dc}bersicht \u{4e0a}\u{6d77} \u{2013} Halle 2 (ganz lang, damit der Name umbricht).csv",
            "text/csv",
            "a;b\n.\n\u{fc};2\n".into(),
        ),
        (
            "it's 100% \"quoted\"; a=b.txt",
            "text/plain",
            b".\r\nCRLF\nLF\n..\n".to_vec(),
        ),
        ("report.pdf", "application/pdf", noise(5 << 20)),
    ];
    let draft = json!({
        "to": ["\"Ops, Halle 2\" <ops@example.test>", "\u{158}eh\u{e1}\u{10d}ek \u{4e0a}\u{6d77} <ops@example.test>"],
        "cc": [r#""The \"NOC\" \\ night" <noc@example.test>"#],
        "bcc": ["desk@example.test"],
        "reply_to": ["helpdesk@example.org", "Night Shift <night@example.org>"],
        "subject": subject, "text": difficult_text(), "html": html, "importance": "high",
    });
    for (number, via) in [SESSION, TRANSPORT].into_iter().enumerate() {
        let begin = SystemTime::now();
        let settings =
            json!({ "from_address": "CenterScape \u{dc}berwachung <centerscape@example.test>" });
        let mut host = SmtpHost::new("send", postfix.port(Service::Clear), &settings)
            .draft(&draft)
            .with(via);
        for (name, _, data) in &files {
            host = host.file("--attach", name, data);
        }
        host.run().expect("a full draft", ["accepted", "-", "-"]);
        let mail = next_mail(&postfix, "ops", number);
        assert_is_stamped(&mail, begin);
        let mut parts = vec![json!({
            "type": "multipart/alternative",
            "parts": [mail::text("text/plain", &difficult_text()), mail::text("text/html", &html)],
        })];
        parts.extend(
            files
                .iter()
                .map(|(name, kind, data)| mail::file(kind, "attachment", name, None, data)),
        );
        let expected = json!({
            "headers": [
                "auto-submitted", "cc", "content-type", "date", "from", "importance", "message-id", "mime-version", "reply-to", "subject",
                "to", "x-priority",
            ],
            "date": mail["date"],
            "message_id": mail["message_id"],
            "from": [["CenterScape \u{dc}berwachung", "centerscape@example.test"]],
            "to": [["Ops, Halle 2", "ops@example.test"], ["\u{158}eh\u{e1}\u{10d}ek \u{4e0a}\u{6d77}", "ops@example.test"]],
            "cc": [[r#"The "NOC" \ night"#, "noc@example.test"]],
            "reply_to": [["", "helpdesk@example.org"], ["Night Shift", "night@example.org"]],
            "subject": subject,
            "in_reply_to": null, "references": null,
            "auto_submitted": "auto-generated", "importance": "high", "x_priority": "1",
            "body": { "type": "multipart/mixed", "parts": parts },
            "defects": [],
        });
        assert_eq!(mail, expected);
        // All three have the same mail, also the one whom nobody sees.
        for mailbox in ["noc", "desk"] {
            assert_eq!(next_mail(&postfix, mailbox, number), mail);
        }
    }
}

#[test]
fn a_text_arrives_whatever_its_encoding() {
    let postfix = Postfix::start().unwrap();
    let cases = [
        (
            "low",
            json!({ "text": "plain\n.\n..\nASCII" }),
            "text/plain",
            "plain\n.\n..\nASCII\n",
        ),
        (
            "normal",
            json!({ "text": "quoted\r\nprintable \u{fc}\rand bare CR " }),
            "text/plain",
            "quoted\nprintable \u{fc}\nand bare CR \n",
        ),
        (
            "normal",
            json!({ "text": "\u{4e0a}\u{6d77}\n\u{1f525}" }),
            "text/plain",
            "\u{4e0a}\u{6d77}\n\u{1f525}\n",
        ),
        (
            "normal",
            json!({ "html": "<p>HTML alone</p>" }),
            "text/html",
            "<p>HTML alone</p>\n",
        ),
        ("normal", json!({ "text": "" }), "text/plain", ""),
    ];
    for (number, (importance, mut draft, media_type, expected)) in cases.into_iter().enumerate() {
        draft["to"] = json!(["ops@example.test"]);
        draft["subject"] = "text".into();
        draft["importance"] = importance.into();
        let run = SmtpHost::new("send", postfix.port(Service::Clear), &json!({}))
            .draft(&draft)
            .run();
        run.expect(expected, ["accepted", "-", "-"]);
        let mail = next_mail(&postfix, "ops", number);
        assert_eq!(mail["body"], mail::text(media_type, expected));
        assert_eq!(
            mail["importance"].as_str(),
            (importance == "low").then_some("low")
        );
    }
}

#[test]
fn addresses_beyond_ascii_arrive() {
    let postfix = Postfix::start().unwrap();
    let settings =
        json!({ "from_address": "\u{dc}berwachung <gr\u{f6}\u{df}e@b\u{fc}cher.example>" });
    let run = SmtpHost::new("send", postfix.port(Service::Clear), &settings)
        .draft(&note("SMTPUTF8"))
        .run();
    run.expect("SMTPUTF8", ["accepted", "-", "-"]);
    let mail = next_mail(&postfix, "ops", 0);
    let domain = mail["from"][0][1]
        .as_str()
        .unwrap()
        .split_once('@')
        .unwrap();
    assert_eq!(domain.0, "gr\u{f6}\u{df}e");
    assert!(
        ["b\u{fc}cher.example", "xn--bcher-kva.example"].contains(&domain.1),
        "{domain:?}"
    );
    assert_eq!(mail["from"][0][0], "\u{dc}berwachung");
}

#[test]
fn the_mails_of_an_incident_are_one_thread() {
    let postfix = Postfix::start().unwrap();
    let alert = |state: &str, incident: &str| {
        json!({ "to": ["ops@example.test"], "incident": incident, "alert": {
            "severity": "critical", "state": state, "title": "Inlet temperature <high> & rising \u{2668}", "asset": "PDU-7",
            "location": "Hall 2 / Row C / Rack 12", "metric": "temperature", "value": "41.5 \u{b0}C", "threshold": "35 \u{b0}C",
            "raised_at": "2026-11-22T05:26:00+01:00", "link": "https://centerscape.example/?a=1&b=2",
        } })
    };
    let mails: Vec<Value> = [
        ("raised", "one"),
        ("worsened", "one"),
        ("cleared", "one"),
        ("raised", "two"),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (state, incident))| {
        let host = SmtpHost::new("send", postfix.port(Service::Clear), &json!({}))
            .draft(&alert(state, incident));
        host.run().expect(state, ["accepted", "-", "-"]);
        let mail = next_mail(&postfix, "ops", number);
        let badge = if state == "cleared" {
            "CLEARED"
        } else {
            "CRITICAL"
        };
        assert_eq!(
            mail["subject"],
            format!("[{badge}] Inlet temperature <high> & rising \u{2668}: PDU-7")
        );
        assert_says(
            &mail,
            &[
                "Inlet temperature <high> & rising \u{2668}",
                "PDU-7",
                "Hall 2 / Row C / Rack 12",
                "temperature",
                "41.5 \u{b0}C",
                "35 \u{b0}C",
                "critical",
                state,
                "2026-11-22 05:26:00 +01:00",
                "https://centerscape.example/?a=1&b=2",
            ],
        );
        assert_eq!(mail["importance"] == "high", state != "cleared");
        assert_eq!(mail["references"], mail["in_reply_to"]);
        mail
    })
    .collect();
    let root = mails[0]["references"].as_str().expect("a root");
    assert!(root.ends_with("@example.test"), "{root}");
    assert_eq!(
        (&mails[1]["references"], &mails[2]["references"]),
        (&root.into(), &root.into())
    );
    assert_ne!(mails[3]["references"], root);
    let ids: std::collections::BTreeSet<_> = mails
        .iter()
        .map(|mail| mail["message_id"].as_str())
        .collect();
    assert_eq!(ids.len(), mails.len());
}

#[test]
fn notices_and_reports_arrive() {
    let postfix = Postfix::start().unwrap();
    let notice = json!({ "to": ["ops@example.test"], "notice": {
        "severity": "warning", "title": "Polling is late", "asset": "Gateway \u{4e0a}", "location": "Hall 1",
        "text": "Two lines\n.and a dot", "link": "https://centerscape.example/n",
    } });
    let report = json!({ "to": ["ops@example.test"], "report": {
        "title": "Power", "period": "November 2026", "text": "All is well.", "link": "https://centerscape.example/r",
    } });
    let pdf = noise(100_000);
    let send = |draft: &Value| {
        SmtpHost::new("send", postfix.port(Service::Clear), &json!({})).draft(draft)
    };
    send(&notice).run().expect("notice", ["accepted", "-", "-"]);
    let mail = next_mail(&postfix, "ops", 0);
    assert_eq!(
        mail["subject"],
        "[WARNING] Polling is late: Gateway \u{4e0a}"
    );
    assert_says(
        &mail,
        &[
            "Polling is late",
            "Gateway \u{4e0a}",
            "Hall 1",
            "Two lines",
            ".and a dot",
            "https://centerscape.example/n",
        ],
    );

    send(&report)
        .file("--attach", "power.pdf", &pdf)
        .run()
        .expect("report", ["accepted", "-", "-"]);
    let mail = next_mail(&postfix, "ops", 1);
    assert_eq!(mail["subject"], "[REPORT] Power: November 2026");
    assert_says(
        &mail,
        &[
            "Power",
            "November 2026",
            "All is well.",
            "https://centerscape.example/r",
        ],
    );
    assert_eq!(
        mail["body"]["parts"][1],
        mail::file("application/pdf", "attachment", "power.pdf", None, &pdf)
    );
}

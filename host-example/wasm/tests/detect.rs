//! `smtp-host detect` against a real Postfix with many ports, and as a person or a script calls it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::net::TcpListener;

use centerscape_smtp_real_servers::{Postfix, Service};
use common::{Folder, Run, component, smtp_host};
use serde_json::{Value, json};

/// Waits are short, so that a port that stays mute costs little.
const BASE: &str =
    r#"{"from_address":"CenterScape <centerscape@example.test>","timeout_seconds":3}"#;

/// Postfix on its ports, and the files that `detect` is given.
struct Setup {
    postfix: Postfix,
    _folder: Folder,
    settings: String,
    ca: String,
}

impl Setup {
    fn new(services: &[Service]) -> Self {
        component("host.wasm");
        let postfix = Postfix::start_with(services).unwrap();
        let folder = Folder::new();
        Self {
            settings: folder.file("base.json", BASE),
            ca: folder.file("ca.pem", postfix.ca_pem()),
            postfix,
            _folder: folder,
        }
    }

    fn detect(&self, ports: &[(Service, &str)], more: &[&str]) -> Run {
        let port = |(service, security): &(Service, &str)| {
            format!("{}{security}", self.postfix.port(*service))
        };
        let ports: Vec<_> = ports.iter().map(port).collect();
        let ports = ports.join(",");
        let arguments = ["detect", "localhost", "--ports", &ports];
        let files = ["--settings", &self.settings, "--ca", &self.ca];
        smtp_host(&[&arguments[..], &files, more].concat(), Some("secret"))
    }

    /// The recommendation, whose settings are for this service.
    fn found(&self, ports: &[(Service, &str)], service: Service, security: &str) -> Value {
        let run = self.detect(ports, &["--json"]);
        let found = run.json();
        assert_eq!(run.code, 0, "{found:#}");
        let settings = &found["settings"];
        assert_eq!(settings["hostname"], "localhost");
        assert_eq!(settings["port"], self.postfix.port(service), "{found:#}");
        assert_eq!(settings["security"], security, "{found:#}");
        found
    }
}

fn causes(found: &Value) -> Vec<&str> {
    let attempts = found["attempts"].as_array().unwrap().iter();
    attempts
        .map(|attempt| attempt["diagnosis"]["cause"].as_str().unwrap_or("-"))
        .collect()
}

#[test]
fn postfix_is_found_on_the_port_that_encrypts_and_logs_in() {
    let setup = Setup::new(&[Service::Clear, Service::StartTlsLogin, Service::TlsLogin]);
    let all = [
        (Service::Clear, ""),
        (Service::StartTlsLogin, ""),
        (Service::TlsLogin, ""),
    ];
    let found = setup.found(&all, Service::StartTlsLogin, "starttls");
    assert_eq!(causes(&found), ["starttls-not-offered", "-"]);
    assert_eq!(found["settings"]["auth"], "password");
    // Postfix says no only at RCPT.
    assert_eq!(found["login"], "offered");
    let mechanisms = found["mechanisms"].as_array().unwrap();
    assert!(mechanisms.contains(&json!("SCRAM-SHA-256")), "{found:#}");
    assert!(found["size_limit"].as_u64().unwrap() > 1_000_000);
    assert_eq!(found["diagnosis"], Value::Null);

    let found = setup.found(&[(Service::TlsLogin, "")], Service::TlsLogin, "tls");
    assert_eq!(causes(&found), ["response-timeout", "-"]);
    let found = setup.found(&[(Service::TlsLogin, "/tls")], Service::TlsLogin, "tls");
    assert_eq!(causes(&found), ["-"]);

    let found = setup.found(&[(Service::Clear, "")], Service::Clear, "none");
    assert_eq!(causes(&found), ["starttls-not-offered", "-"]);
    assert_eq!(found["settings"]["auth"], "none");

    // Nothing was sent, and nobody was logged in.
    let log = setup.postfix.log();
    assert!(!log.contains("sasl_username"), "{log}");
    assert!(!log.contains("status=sent"), "{log}");
    assert!(setup.postfix.wait_for_mail("ops", 0).unwrap().is_empty());
}

#[test]
fn a_port_whose_certificate_is_wrong_is_the_right_port() {
    let broken = [
        (Service::Expired, "certificate-expired"),
        (Service::WrongName, "certificate-name-mismatch"),
        (Service::SelfSigned, "certificate-untrusted"),
    ];
    let setup = Setup::new(&[Service::Expired, Service::WrongName, Service::SelfSigned]);
    for (service, cause) in broken {
        let found = setup.found(&[(service, "")], service, "starttls");
        assert_eq!(found["diagnosis"]["cause"], cause, "{found:#}");
        assert!(!found["diagnosis"]["steps"].as_array().unwrap().is_empty());
        assert_eq!(
            (&found["login"], causes(&found)),
            (&json!("unknown"), vec![cause])
        );
    }
}

#[test]
fn a_person_reads_what_to_enter_and_why() {
    let setup = Setup::new(&[Service::Clear, Service::StartTls]);
    let run = setup.detect(&[(Service::Clear, ""), (Service::StartTls, "")], &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let port = setup.postfix.port(Service::StartTls);
    for part in [
        "found",
        "localhost",
        &port.to_string(),
        "starttls",
        "offers no encryption",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    assert_eq!(run.stderr, "", "the progress is for terminals");
}

#[test]
fn where_nothing_is_found_the_cause_is_told() {
    component("host.wasm");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let ports = port.to_string();
    let run = smtp_host(&["detect", "127.0.0.1", "--ports", &ports, "--json"], None);
    let found = run.json();
    assert_eq!((run.code, &found["settings"]), (1, &Value::Null));
    assert_eq!(found["diagnosis"]["cause"], "connection-refused");
    let run = smtp_host(&["detect", "127.0.0.1", "--ports", &ports], None);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("not found\n"), "{}", run.stdout);
}

#[test]
fn wrong_input_is_told_before_anything_is_tried() {
    component("host.wasm");
    let run = smtp_host(
        &[
            "detect",
            "http://mail.example.com",
            "--ports",
            "587/ssl",
            "--json",
        ],
        None,
    );
    let problems = run.json()["problems"].clone();
    assert_eq!(run.code, 1);
    assert_eq!(problems[0]["code"], "hostname.is-a-url");
    assert_eq!(problems[1]["code"], "ports.syntax");
    let run = smtp_host(&["detect", "ops@"], None);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("address.domain-syntax"),
        "{}",
        run.stderr
    );
    assert_eq!(smtp_host(&["detect"], None).code, 2);
}

/// A server that takes connections and says nothing does not hold a search beyond its deadline.
#[test]
fn a_deadline_ends_the_search() {
    component("host.wasm");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ports = listener.local_addr().unwrap().port().to_string();
    let begin = std::time::Instant::now();
    let more = ["--ports", &ports, "--deadline", "1", "--json"];
    let run = smtp_host(&[&["detect", "127.0.0.1"], &more[..]].concat(), None);
    let found = run.json();
    assert_eq!(
        (run.code, causes(&found)),
        (1, vec!["deadline-exceeded"]),
        "{found:#}"
    );
    assert!(begin.elapsed().as_secs() < 8, "{:?}", begin.elapsed());
}

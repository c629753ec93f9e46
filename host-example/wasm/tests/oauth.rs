//! Tokens from a real OAuth 2 server, at a mail server that asks it about each one.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use centerscape_smtp_host::delivery::{DeliveryReport, SecretRequest};
use centerscape_smtp_host::oauth::TokenSource;
use centerscape_smtp_host::types::Outcome;
use centerscape_smtp_host::{Caller, Engine, Host, Job, Limits, Network, Session, Trust};
use common::{Folder, Run, component, smtp_host_in};
use serde_json::{Value, json};
use smtp_oauth_server::{MAILBOX, Servers};

/// Both servers, and the files of one host.
struct Setup {
    servers: Servers,
    folder: Folder,
}

impl Setup {
    fn new() -> Self {
        component("host.wasm");
        Self {
            servers: Servers::start().unwrap(),
            folder: Folder::new(),
        }
    }

    fn settings(&self) -> Value {
        json!({ "hostname": "localhost", "port": self.servers.mail_port(), "security": "tls", "auth": "oauth2",
            "username": MAILBOX, "from_address": MAILBOX, "timeout_seconds": 20 })
    }

    /// The configuration of a client with client credentials.
    fn machine(&self, client: &str) -> Value {
        json!({ "grant": "client-credentials", "token_endpoint": self.servers.token_endpoint(), "client_id": client,
            "scope": "smtp.send", "mail_server": "localhost" })
    }

    /// The configuration of a client that a person gave consent to, with the refresh token of that.
    fn person(&self, client: &str) -> Value {
        let wanted =
            format!("refresh-token?client={client}&user={MAILBOX}&scope=smtp.send+offline_access");
        let token = self.servers.control("POST", &wanted).unwrap();
        self.keep_refresh_token(token["refresh_token"].as_str().unwrap());
        json!({ "grant": "refresh-token", "token_endpoint": self.servers.token_endpoint(), "client_id": client,
            "scope": "smtp.send", "refresh_token_file": "refresh-token",
            "mail_server": "localhost" })
    }

    fn keep_refresh_token(&self, token: &str) {
        let file = self.folder.file("refresh-token", token);
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn refresh_token(&self) -> String {
        let path = self.folder.path().join("refresh-token");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::read_to_string(path).unwrap().trim().to_owned()
    }

    /// A mail by `smtp-host`, with tokens as the configuration says. Nothing that it prints holds the secret.
    fn send(&self, configuration: &Value, secret: &str, more: &[&str]) -> Run {
        let settings = self
            .folder
            .file("settings.json", &self.settings().to_string());
        let draft = self.folder.file(
            "draft.json",
            r#"{"to":["ops@example.test"],"subject":"s","text":"t"}"#,
        );
        let oauth = self.folder.file("oauth.json", &configuration.to_string());
        let ca = self.servers.ca_file();
        let fixed = [
            "send",
            "--json",
            "--settings",
            &settings,
            "--draft",
            &draft,
            "--oauth",
            &oauth,
            "--ca",
            ca.to_str().unwrap(),
        ];
        let run = smtp_host_in(
            &[&fixed[..], more].concat(),
            &[("SMTP_OAUTH_CLIENT_SECRET", secret)],
        );
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(secret.is_empty() || !said.contains(secret), "{said}");
        run
    }

    fn seen(&self) -> Value {
        self.servers.control("GET", "seen").unwrap()
    }

    /// The words of a report's diagnosis, on one line.
    fn diagnosis(run: &Run) -> String {
        let diagnosis = &run.json()["diagnosis"];
        format!(
            "{}: {} {} {}",
            diagnosis["cause"], diagnosis["title"], diagnosis["meaning"], diagnosis["steps"]
        )
    }
}

fn assert_outcome(run: &Run, outcome: &str) {
    let code = i32::from(outcome != "accepted");
    assert_eq!(
        (run.code, &run.json()["outcome"]),
        (code, &outcome.into()),
        "{}{}",
        run.stdout,
        run.stderr
    );
}

#[test]
fn a_program_gets_a_token_and_sends_by_each_mechanism() {
    let setup = Setup::new();
    for mechanism in ["OAUTHBEARER", "XOAUTH2"] {
        setup
            .servers
            .control("POST", &format!("methods?names={mechanism}"))
            .unwrap();
        for via in ["session", "transport"] {
            if (mechanism, via) == ("OAUTHBEARER", "transport") {
                continue; // lettre has XOAUTH2 alone
            }
            let run = setup.send(&setup.machine("monitor"), "monitor-secret", &["--via", via]);
            assert_outcome(&run, "accepted");
            let seen = setup.seen();
            let login = seen["logins"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(
                login,
                json!({ "method": mechanism, "username": MAILBOX, "fault": null })
            );
            let mail = seen["mails"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(
                mail,
                json!({ "user": MAILBOX, "from": MAILBOX, "to": ["ops@example.test"] })
            );
        }
    }
    assert_eq!(setup.seen()["granted"], 3, "one token for each mail");
}

#[test]
fn a_client_proves_itself_in_each_way() {
    let setup = Setup::new();
    let odd = setup.machine("a b+c%:d");
    assert_outcome(&setup.send(&odd, "p:%+ &=d", &[]), "accepted");
    let mut posting = setup.machine("posting");
    posting["client_authentication"] = "post".into();
    assert_outcome(&setup.send(&posting, "posting-secret", &[]), "accepted");
    // A public client has no secret.
    assert_outcome(&setup.send(&setup.person("public"), "", &[]), "accepted");
}

#[test]
fn the_token_endpoint_is_asked_over_https_where_its_certificate_is_trusted() {
    let setup = Setup::new();
    let mut configuration = setup.machine("monitor");
    configuration["token_endpoint"] = setup.servers.secure_token_endpoint().into();
    assert_outcome(
        &setup.send(&configuration, "monitor-secret", &[]),
        "accepted",
    );
    let file = setup.folder.file("oauth.json", &configuration.to_string());
    let secret = Some("monitor-secret".to_owned());
    let tokens = TokenSource::open(&engine(), Path::new(&file), secret, Trust::system()).unwrap();
    let error = tokens
        .token(false, &Network::new(Trust::system()))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("cannot be asked") && error.contains("certificate"),
        "{error}"
    );
}

#[test]
fn a_token_that_expires_on_its_way_is_fetched_again_once() {
    let setup = Setup::new();
    // It is good for three seconds, and looked at after four.
    setup.servers.control("POST", "delay?ms=4000").unwrap();
    let run = setup.send(&setup.machine("short-lived"), "short-lived-secret", &[]);
    assert_outcome(&run, "accepted");
    let seen = setup.seen();
    let faults: Vec<&Value> = seen["logins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|login| &login["fault"])
        .collect();
    assert_eq!(faults, [&json!("invalid_token"), &Value::Null]);
    assert_eq!(seen["granted"], 2);
    assert!(
        run.stdout
            .contains("token refused: status invalid_token, scope smtp.send"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_missing_scope_is_named() {
    let setup = Setup::new();
    let mut reader = setup.machine("reader");
    reader["scope"] = "mail.read".into();
    for mechanism in ["OAUTHBEARER", "XOAUTH2"] {
        setup
            .servers
            .control("POST", &format!("methods?names={mechanism}"))
            .unwrap();
        let run = setup.send(&reader, "reader-secret", &[]);
        assert_outcome(&run, "not-sent");
        let diagnosis = Setup::diagnosis(&run);
        assert!(
            diagnosis.contains("oauth-scope") && diagnosis.contains("the scope smtp.send"),
            "{diagnosis}"
        );
        // The mail server says so only after the right answer to its refusal, which differs by mechanism.
        assert_eq!(run.json()["diagnosis"]["reply"]["code"], 535);
    }
    assert_eq!(setup.seen()["granted"], 4, "each asked once more");
}

#[test]
fn a_token_for_somebody_else_is_told_from_an_old_one() {
    let setup = Setup::new();
    let run = setup.send(&setup.machine("stranger"), "stranger-secret", &[]);
    assert_outcome(&run, "not-sent");
    let diagnosis = Setup::diagnosis(&run);
    assert!(
        diagnosis.contains("bad-credentials") && diagnosis.contains("is not one for"),
        "{diagnosis}"
    );
}

#[test]
fn a_rotated_refresh_token_is_kept() {
    let setup = Setup::new();
    let configuration = setup.person("desk");
    let first = setup.refresh_token();
    assert_outcome(&setup.send(&configuration, "desk-secret", &[]), "accepted");
    let second = setup.refresh_token();
    assert_outcome(&setup.send(&configuration, "desk-secret", &[]), "accepted");
    assert!(first != second && second != setup.refresh_token());

    // The first one again: the server takes it for stolen.
    setup.keep_refresh_token(&first);
    let run = setup.send(&configuration, "desk-secret", &[]);
    assert_outcome(&run, "not-sent");
    assert_eq!(run.json()["diagnosis"]["cause"], "secret-missing");
    assert!(
        run.stderr.contains("\"invalid_grant\"") && run.stderr.contains("sign in again"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains(&first), "{}", run.stderr);
    assert_eq!(setup.refresh_token(), first, "a refusal changes nothing");
}

#[test]
fn what_the_token_endpoint_refuses_is_explained() {
    let setup = Setup::new();
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let with = |key: &str, value: &str| {
        let mut configuration = setup.machine("monitor");
        configuration[key] = value.into();
        configuration
    };
    for (configuration, says) in [
        (with("client_id", "nobody"), "\"invalid_client\""),
        (with("client_id", "desk"), "\"invalid_client\""),
        (
            with(
                "token_endpoint",
                &format!("{}/control/nonsense", setup.servers.issuer()),
            ),
            "(HTTP 503) is not a JSON object",
        ),
        (
            with(
                "token_endpoint",
                &format!("{}/nowhere", setup.servers.issuer()),
            ),
            "not an OAuth 2 token endpoint",
        ),
        (
            with(
                "token_endpoint",
                &format!("{}/control/redirect", setup.servers.issuer()),
            ),
            "(HTTP 307)",
        ),
        (
            with("token_endpoint", &format!("http://{closed}/token")),
            "cannot be asked",
        ),
        (
            with("token_endpoint", &format!("https://{closed}/token")),
            "cannot be asked",
        ),
    ] {
        let run = setup.send(&configuration, "monitor-secret", &[]);
        assert_outcome(&run, "not-sent");
        assert!(run.stderr.contains(says), "{configuration}: {}", run.stderr);
        assert_eq!(
            run.json()["diagnosis"]["cause"],
            "secret-missing",
            "{configuration}"
        );
    }
    let run = setup.send(&setup.machine("reader"), "reader-secret", &[]);
    assert!(run.stderr.contains("\"invalid_scope\""), "{}", run.stderr);
    let run = setup.send(&setup.machine("monitor"), "wrong-secret", &[]);
    assert!(
        run.stderr.contains("oauth.json: client_id: ") && run.stderr.contains("client secret"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_wrong_in_the_files_is_told_before_anything_is_sent() {
    let setup = Setup::new();
    let run = setup.send(&setup.machine("monitor"), "", &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("SMTP_OAUTH_CLIENT_SECRET: The grant client-credentials needs"),
        "{}",
        run.stderr
    );
    let run = setup.send(&json!({ "grant": "password" }), "x", &[]);
    for says in [
        "oauth.json:1:10: grant: ",
        "oauth.json: client_id: This key is required.",
    ] {
        assert!(run.stderr.contains(says), "{}", run.stderr);
    }
    let configuration = setup.person("desk");
    fs::set_permissions(
        setup.folder.path().join("refresh-token"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let run = setup.send(&configuration, "desk-secret", &[]);
    assert!(run.stderr.contains("chmod 600"), "{}", run.stderr);
    setup.keep_refresh_token("\n");
    let run = setup.send(&configuration, "desk-secret", &[]);
    let says = "oauth.json: refresh_token_file: The file holds no refresh token.";
    assert!(run.stderr.contains(says), "{}", run.stderr);
    assert_eq!(
        setup.seen(),
        json!({ "granted": 0, "logins": [], "mails": [] })
    );
}

/// A server that takes the request and says nothing.
#[test]
fn the_wait_for_a_token_ends_with_the_deadline() {
    let setup = Setup::new();
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut configuration = setup.machine("monitor");
    configuration["token_endpoint"] = format!("http://{}/token", mute.local_addr().unwrap()).into();
    let send = |via| {
        let begin = Instant::now();
        let arguments = ["--via", via, "--deadline", "2"];
        let run = setup.send(&configuration, "monitor-secret", &arguments);
        assert!(begin.elapsed() < Duration::from_secs(15), "{via}");
        run
    };
    let run = send("session");
    assert_outcome(&run, "not-sent");
    assert_eq!(run.json()["diagnosis"]["cause"], "deadline-exceeded");
    let run = send("transport");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the time was up"), "{}", run.stderr);
}

// ---- the library, which keeps its tokens

fn engine() -> Engine {
    let host = Host::new(Limits::default()).unwrap();
    host.load_engine(&component("host.wasm")).unwrap()
}

/// A host that runs for longer than one mail.
struct Service {
    engine: Engine,
    tokens: Arc<TokenSource>,
    last: String,
    failure: Option<String>,
}

impl Caller for Service {
    fn secret(&mut self, request: &SecretRequest, network: &Network) -> Option<String> {
        match self.tokens.token(request.rejected, network) {
            Ok(token) => {
                self.last = token.unwrap().to_string();
                Some(self.last.clone())
            }
            Err(error) => {
                self.failure = Some(error.to_string());
                None
            }
        }
    }

    fn progress(&mut self, _: u64, _: u64) {}
}

impl Service {
    fn new(setup: &Setup, configuration: &Value, secret: &str) -> Self {
        let file = setup.folder.file("oauth.json", &configuration.to_string());
        let secret = Some(secret.to_owned());
        let engine = engine();
        Self {
            tokens: TokenSource::open(&engine, Path::new(&file), secret, Trust::system()).unwrap(),
            engine,
            last: String::new(),
            failure: None,
        }
    }

    fn probe(&mut self, setup: &Setup) -> DeliveryReport {
        let text = setup.settings().to_string();
        let mut instance = self.engine.instantiate().unwrap();
        let settings = instance.parse_settings(&text).unwrap().unwrap();
        let network =
            Network::new(Trust::with_pem(&fs::read(setup.servers.ca_file()).unwrap()).unwrap());
        let mut session = Session::new(&self.engine, settings, network).unwrap();
        let report = session.run(Job::Probe, self).unwrap();
        session.quit(self).unwrap();
        report
    }
}

#[test]
fn a_token_is_kept_until_it_is_rejected() {
    let setup = Setup::new();
    let mut service = Service::new(&setup, &setup.person("desk"), "desk-secret");
    for _ in 0..2 {
        assert_eq!(service.probe(&setup).outcome, Outcome::Ready);
    }
    assert_eq!(setup.seen()["granted"], 1, "kept");

    let first = service.last.clone();
    setup
        .servers
        .control("POST", &format!("revoke?token={first}"))
        .unwrap();
    assert_eq!(service.probe(&setup).outcome, Outcome::Ready);
    assert_eq!(setup.seen()["granted"], 2);
    assert_ne!(service.last, first);

    // Now the consent is gone as well.
    for token in [service.last.clone(), setup.refresh_token()] {
        setup
            .servers
            .control("POST", &format!("revoke?token={token}"))
            .unwrap();
    }
    let report = service.probe(&setup);
    assert_eq!(report.outcome, Outcome::NotSent);
    let diagnosis = report.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, "bad-credentials");
    assert!(
        diagnosis.meaning.contains("no fresh one was at hand"),
        "{}",
        diagnosis.meaning
    );
    assert!(service.failure.unwrap().contains("invalid_grant"));
}

#[test]
fn a_token_is_not_used_near_its_end() {
    let setup = Setup::new();
    // It is good for half a minute.
    let mut service = Service::new(&setup, &setup.machine("brief"), "brief-secret");
    for _ in 0..2 {
        assert_eq!(service.probe(&setup).outcome, Outcome::Ready);
    }
    assert_eq!(setup.seen()["granted"], 2);
}

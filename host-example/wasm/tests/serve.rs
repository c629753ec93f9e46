//! `smtp-host serve` as a program: one file is all one needs, a signal ends it, and the demo offers it. What it answers is held to
//! `host-example/dialog/api.md` by `tests/browser`, for all hosts.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{Folder, smtp_host};
use serde_json::{Value, json};
use smtp_oauth_server::{MAILBOX, Servers};

/// A running `smtp-host`, and what it says.
struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    port: u16,
    settings: String,
}

impl Program {
    /// Starts it and waits until it listens.
    fn start(program: &Path, arguments: &[&str], folder: &Path) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env("TMPDIR", folder)
            .env_remove("SMTP_COMPONENT_DIR")
            .env("SMTP_OAUTH_CLIENT_SECRET", "monitor-secret")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (port, settings) = loop {
            let mut line = String::new();
            assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "it ended");
            if let Some(rest) = line.strip_prefix("Listening on http://127.0.0.1:") {
                let (port, settings) = rest.split_once(". The settings are in ").unwrap();
                let settings = settings.trim_end().strip_suffix('.').unwrap();
                break (port.parse().unwrap(), settings.to_owned());
            }
        };
        Self {
            child,
            stdout,
            port,
            settings,
        }
    }

    /// Sends a request.
    fn begin(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let mut tcp = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            tcp,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nCenterscape-Dialog: 1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        tcp
    }

    /// The answer to a request, its head and its body.
    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let mut answer = String::new();
        let mut tcp = self.begin(method, path, body);
        tcp.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends it a signal, and says how it ended and what else it printed.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

/// A failed test leaves no program behind.
impl Drop for Program {
    fn drop(&mut self) {
        // One that has ended needs no more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn one_file_is_all_one_needs() {
    let folder = Folder::new();
    let alone = folder.path().join("smtp-host");
    fs::copy(env!("CARGO_BIN_EXE_smtp-host"), &alone).unwrap();
    let program = Program::start(&alone, &["serve", "--listen", "127.0.0.1:0"], folder.path());
    let page = program.ask("GET", "/", "");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("<title>SMTP Server"),
        "the page is not in the program; run: cargo xtask dialog\n{page}"
    );
    let settings = program.ask("GET", "/api/settings", "");
    assert!(settings.contains("smtp.example.com"), "{settings}");
    let (code, rest) = program.end("TERM");
    assert_eq!(code, Some(0));
    assert!(rest.starts_with("The dialog: http://127.0.0.1:"), "{rest}");
}

/// The mail server of the demo is trusted and its password known, so the first test passes.
#[test]
fn the_demo_serves_the_dialog_with_its_mail_server() {
    let folder = Folder::new();
    let program = Path::new(env!("CARGO_BIN_EXE_smtp-host"));
    let demo = Program::start(program, &["demo", "--serve"], folder.path());
    let body = r#"{"settings":{"password":"****"},"to":"admin@example.com"}"#;
    let tested = demo.ask("POST", "/api/test", body);
    for line in [r#"{"stage":"starttls"}"#, r#"{"stage":"auth"}"#] {
        assert!(tested.contains(line), "{tested}");
    }
    assert!(
        tested.contains(r#"{"report":{  "outcome": "accepted""#),
        "{tested}"
    );
    let settings = demo.settings.clone();
    assert!(Path::new(&settings).is_file(), "{settings}");
    let (code, _) = demo.end("INT");
    assert_eq!(code, Some(0));
    assert!(!Path::new(&settings).exists(), "its folder is gone");
}

/// The settings of a mailbox that takes tokens.
fn form(servers: &Servers) -> Value {
    json!({ "hostname": "localhost", "port": servers.mail_port(), "security": "tls", "auth": "oauth2",
        "username": MAILBOX, "from_address": MAILBOX })
}

/// The dialog of a host with tokens for this mail server, from this endpoint.
fn with_tokens(folder: &Folder, servers: &Servers, endpoint: &str, mail_server: &str) -> Program {
    let configuration = json!({ "grant": "client-credentials", "token_endpoint": endpoint, "client_id": "monitor",
        "scope": "smtp.send", "mail_server": mail_server });
    fs::write(folder.path().join("oauth.json"), configuration.to_string()).unwrap();
    let ca = servers.ca_file();
    let mut arguments = vec!["serve", "--listen", "127.0.0.1:0"];
    arguments.extend(["--oauth", "oauth.json", "--ca", ca.to_str().unwrap()]);
    let program = Path::new(env!("CARGO_BIN_EXE_smtp-host"));
    Program::start(program, &arguments, folder.path())
}

/// A form names any server, and a token is made anew for each login.
#[test]
fn a_token_goes_to_its_mail_server_alone() {
    let servers = Servers::start().unwrap();
    let body = json!({ "settings": form(&servers), "to": "ops@example.test" }).to_string();
    for (mail_server, found) in [
        ("mail.example.com", r#""cause": "secret-missing""#),
        ("LOCALHOST", r#""outcome": "accepted""#),
    ] {
        let folder = Folder::new();
        let host = with_tokens(&folder, &servers, servers.token_endpoint(), mail_server);
        let tested = host.ask("POST", "/api/test", &body);
        assert!(tested.contains(found), "{mail_server}: {tested}");
        assert_eq!(host.end("TERM").0, Some(0));
    }
}

#[test]
fn only_who_needs_a_token_waits_for_it_and_not_once_cancelled() {
    let servers = Servers::start().unwrap();
    let folder = Folder::new();
    // It takes connections and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/token", silent.local_addr().unwrap());
    let host = with_tokens(&folder, &servers, &endpoint, "localhost");
    let mut settings = form(&servers);
    let body = json!({ "settings": settings }).to_string();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let mut lines = BufReader::new(host.begin("POST", "/api/test", &body)).lines();
            assert!(lines.any(|line| line.unwrap() == r#"{"stage":"auth"}"#));
            lines
        })
        .collect();
    let (asked, _) = silent.accept().unwrap();
    // All places are taken now, and those who close their tests give them back.
    drop(waiting);
    let start = Instant::now();
    settings["auth"] = "none".into();
    settings["username"] = "".into();
    let body = json!({ "settings": settings }).to_string();
    let mut tested = host.ask("POST", "/api/test", &body);
    while tested.contains("server.busy") && start.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(100));
        tested = host.ask("POST", "/api/test", &body);
    }
    assert!(tested.contains(r#"{"report":"#), "{tested}");
    assert!(start.elapsed() < Duration::from_secs(10));
    // The first one gets no token, and of the others nobody asks.
    drop(asked);
    sleep(Duration::from_millis(300));
    silent.set_nonblocking(true).unwrap();
    assert!(silent.accept().is_err());
}

#[test]
fn without_a_terminal_the_demo_says_how_and_ends() {
    let demo = smtp_host(&["demo"], None);
    assert_eq!(demo.code, 0, "{}", demo.stderr);
    let end = demo.stdout.lines().last().unwrap_or_default();
    assert!(end.ends_with("smtp-host demo --serve"), "{end}");
}

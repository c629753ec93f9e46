//! The example host in C: compiled strictly in both languages, it sends, fails truly, and leaks nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};

use centerscape_smtp_real_servers::{PASSWORD, Postfix, Service, USER};
use serde_json::{Value, json};
use smtp_scripted_server::{Do, On, Security, Server};
use support::{LANGUAGES, Language, compile, library_folder, scratch, under_valgrind};

const SOURCES: [&str; 2] = [
    "../host-example/c/smtp-send.c",
    "../host-example/c/network.c",
];

fn program(language: Language) -> PathBuf {
    compile("smtp-send", language, &SOURCES, &library_folder())
}

/// What the program did.
struct Sent {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Sent {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Sent {
    fn expect(&self, code: i32, lines: &[&str]) {
        let found: Vec<_> = self.stdout.lines().take(lines.len()).collect();
        let all = format!("{}{}", self.stdout, self.stderr);
        assert_eq!((self.code, found.as_slice()), (Some(code), lines), "{all}");
    }
}

/// Sends a draft with an attachment by a server on loopback; `settings` are added to those for one without security and login.
fn send(mut command: Command, name: &str, port: u16, settings: &Value) -> Sent {
    let mut all = json!({ "hostname": "127.0.0.1", "port": port, "timeout_seconds": 20, "from_address": "centerscape@example.test" });
    let own = settings.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(own);
    let draft =
        json!({ "to": ["ops@example.test"], "subject": name, "text": "Rack 12\n.\nis warm" });
    let folder = scratch(&format!("host-{name}"));
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    };
    command
        .arg(file("settings.json", all.to_string().as_bytes()))
        .arg(file("draft.json", draft.to_string().as_bytes()))
        .arg(file("rack12.csv", &b"12,41.5\n".repeat(20_000)));
    command.output().unwrap().into()
}

#[test]
fn it_sends_in_both_languages() {
    let server = Server::builder().start().unwrap();
    for (count, language) in LANGUAGES.into_iter().enumerate() {
        let sent = send(
            Command::new(program(language)),
            &format!("sends-{language:?}"),
            server.port(),
            &json!({ "hostname": "localhost" }),
        );
        sent.expect(0, &["accepted"]);
        assert!(sent.stderr.is_empty(), "{}", sent.stderr);
        assert_eq!(server.received().len(), count + 1);
    }
    let received = server.received();
    let text = String::from_utf8_lossy(&received[0].data);
    assert!(text.contains("filename=\"rack12.csv\""), "{text:.2000}");
    assert!(text.contains("\r\n.\r\nis warm"), "{text:.2000}");
    assert_eq!(server.violations(), [""; 0]);
    let commands = server.commands();
    assert_eq!(
        commands.iter().filter(|line| *line == "QUIT").count(),
        2,
        "{commands:?}"
    );
}

#[test]
fn it_leaks_nothing() {
    let server = Server::builder()
        .on_nth(
            2,
            On::rcpt("ops@example.test"),
            [Do::reply("550 5.1.1 no such user")],
        )
        .start()
        .unwrap();
    let watched = || under_valgrind(&program(Language::C99));
    let sent = send(watched(), "watched", server.port(), &json!({}));
    sent.expect(0, &["accepted"]);
    let refused = send(watched(), "watched-refused", server.port(), &json!({}));
    refused.expect(
        1,
        &[
            "refused",
            "stage: rcpt",
            "cause: recipient-refused",
            "retry: after-change",
        ],
    );
    let invalid = send(watched(), "watched-invalid", 0, &json!({}));
    invalid.expect(1, &[]);
}

#[test]
fn it_logs_in_with_the_password_of_the_environment() {
    let server = Server::builder()
        .user("admin", "s3cret-word")
        .start()
        .unwrap();
    let login = json!({ "auth": "password", "username": "admin", "password": "****" });
    for (password, code, first) in [
        (Some("s3cret-word"), 0, &["accepted"][..]),
        (
            Some("wr0ng-word"),
            1,
            &["not-sent", "stage: auth", "cause: bad-credentials"],
        ),
        (None, 1, &["not-sent", "stage: auth"]),
    ] {
        let mut command = Command::new(program(Language::C99));
        command.env_remove("SMTP_PASSWORD");
        if let Some(password) = password {
            command.env("SMTP_PASSWORD", password);
        }
        let name = format!("login-{}", password.unwrap_or("none"));
        let sent = send(command, &name, server.port(), &login);
        sent.expect(code, first);
        for shown in [&sent.stdout, &sent.stderr] {
            assert!(!shown.contains("-word"), "{shown}");
        }
    }
}

#[test]
fn it_says_that_it_has_no_tls() {
    let server = Server::builder()
        .security(Security::StartTls)
        .start()
        .unwrap();
    let sent = send(
        Command::new(program(Language::C99)),
        "tls",
        server.port(),
        &json!({ "security": "starttls" }),
    );
    sent.expect(
        1,
        &["not-sent", "stage: tls", "cause: tls-handshake-failed"],
    );
    assert!(sent.stderr.contains("has no TLS"), "{}", sent.stderr);
    assert!(server.received().is_empty());
}

#[test]
fn it_tells_what_kept_it_from_sending() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let silent = Server::builder()
        .on(On::Greeting, [Do::Silence])
        .start()
        .unwrap();
    let cut = Server::builder().on(On::Dot, [Do::Cut]).start().unwrap();
    for (name, port, settings, lines) in [
        (
            "closed",
            closed,
            json!({}),
            ["not-sent", "stage: connect", "cause: connection-refused"],
        ),
        (
            "silent",
            silent.port(),
            json!({ "timeout_seconds": 1 }),
            ["not-sent", "stage: greeting", "cause: response-timeout"],
        ),
        (
            "cut",
            cut.port(),
            json!({}),
            ["uncertain", "stage: body", "cause: connection-lost"],
        ),
        (
            "closed-by-name",
            closed,
            json!({ "hostname": "localhost" }),
            ["not-sent", "stage: connect", "cause: connection-refused"],
        ),
        (
            "unknown-host",
            closed,
            json!({ "hostname": "nowhere.invalid" }),
            ["not-sent", "stage: dns", "cause: dns-failure"],
        ),
    ] {
        let sent = send(Command::new(program(Language::C99)), name, port, &settings);
        sent.expect(1, &lines);
    }
}

#[test]
fn it_tells_wrong_input_and_wrong_usage() {
    let program = program(Language::C99);
    let sent = send(
        Command::new(&program),
        "invalid",
        25,
        &json!({ "hostname": "https://mail.example.com/" }),
    );
    sent.expect(1, &[]);
    assert!(
        sent.stderr.contains("\"hostname.is-a-url\""),
        "{}",
        sent.stderr
    );
    let usage: Sent = Command::new(&program).output().unwrap().into();
    usage.expect(2, &[]);
    let missing: Sent = Command::new(&program)
        .args(["/nowhere/settings.json", "/nowhere/draft.json"])
        .output()
        .unwrap()
        .into();
    missing.expect(1, &[]);
    assert!(
        missing.stderr.contains("No such file"),
        "{}",
        missing.stderr
    );
}

#[test]
fn it_sends_through_a_real_postfix() {
    let postfix = Postfix::start().unwrap();
    for (count, (service, settings)) in [
        (Service::Clear, json!({})),
        (
            Service::ClearLogin,
            json!({ "auth": "password", "username": USER, "password": "****" }),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let mut command = Command::new(program(Language::C99));
        command.env("SMTP_PASSWORD", PASSWORD);
        let name = format!("postfix-{}", service.name());
        let sent = send(command, &name, postfix.port(service), &settings);
        sent.expect(0, &["accepted"]);
        let mails = postfix.wait_for_mail("ops", count + 1).unwrap();
        let mail = String::from_utf8_lossy(&mails[count]);
        assert!(mail.contains(&format!("Subject: {name}\n")), "{mail:.2000}");
        assert!(mail.contains("\n.\nis warm\n"), "{mail:.2000}");
    }
}

#[test]
fn what_is_no_file_is_told_and_not_read() {
    let server = Server::builder().start().unwrap();
    let folder = scratch("host-no-files");
    fs::create_dir_all(&folder).unwrap();
    let pipe = folder.join("pipe");
    let _ = fs::remove_file(&pipe);
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let large = folder.join("large");
    let file = fs::File::create(&large).unwrap();
    file.set_len(256_000_001).unwrap();
    let settings = json!({ "hostname": "127.0.0.1", "port": server.port(), "from_address": "cs@example.test" });
    let draft = json!({ "to": ["ops@example.test"], "subject": "s", "text": "t" });
    let (settings_file, draft_file) = (folder.join("settings.json"), folder.join("draft.json"));
    fs::write(&settings_file, settings.to_string()).unwrap();
    fs::write(&draft_file, draft.to_string()).unwrap();
    let program = program(LANGUAGES[0]);
    for (path, why) in [
        (
            pipe.as_path(),
            "it is a pipe, a socket or a device, not a file",
        ),
        (
            "/dev/zero".as_ref(),
            "it is a pipe, a socket or a device, not a file",
        ),
        (folder.as_path(), "it is a directory, not a file"),
        (large.as_path(), "with it the files have more than 256 MB"),
    ] {
        for files in [
            [&settings_file, &draft_file, path],
            [&settings_file, path, &draft_file],
            [path, &draft_file, &draft_file],
        ] {
            let sent: Sent = Command::new(&program).args(files).output().unwrap().into();
            let expected = format!("{}: {why}", path.display());
            assert_eq!(sent.code, Some(1), "{expected}: {}", sent.stderr);
            assert!(sent.stderr.contains(&expected), "{}", sent.stderr);
        }
    }
    // Each of two may be read, and not both.
    let half = folder.join("half");
    fs::File::create(&half)
        .and_then(|file| file.set_len(128_000_000))
        .unwrap();
    let both: Sent = Command::new(&program)
        .args([&settings_file, &draft_file, &half, &half])
        .output()
        .unwrap()
        .into();
    assert_eq!(both.code, Some(1));
    let expected = format!(
        "{}: with it the files have more than 256 MB\n",
        half.display()
    );
    assert_eq!(both.stderr, expected);
    assert!(server.log().is_empty(), "nobody connected");
}

/// What waits at the other end of a pipe is not let go.
#[test]
fn a_pipe_is_not_opened() {
    let folder = scratch("host-pipe");
    fs::create_dir_all(&folder).unwrap();
    let pipe = folder.join("pipe");
    let _ = fs::remove_file(&pipe);
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let mut writer = Command::new("sh")
        .args(["-c", "echo x > \"$0\""])
        .arg(&pipe)
        .spawn()
        .unwrap();
    let program = program(LANGUAGES[0]);
    for _ in 0..20 {
        let sent = Command::new(&program).args([&pipe, &pipe]).output();
        assert_eq!(sent.unwrap().status.code(), Some(1));
    }
    let is_waiting = writer.try_wait().unwrap().is_none();
    let _ = writer.kill();
    let _ = writer.wait();
    assert!(is_waiting, "somebody opened the pipe");
}

/// A part of a file is not what was meant: the kernel's files tell no size, and then there are bytes.
#[test]
fn a_file_of_another_size_than_it_tells_is_not_sent() {
    let server = Server::builder().start().unwrap();
    let folder = scratch("host-other-size");
    fs::create_dir_all(&folder).unwrap();
    let settings = json!({ "hostname": "127.0.0.1", "port": server.port(), "security": "none", "from_address": "cs@example.test" });
    let draft = json!({ "to": ["ops@example.test"], "subject": "s", "text": "t" });
    let (settings_file, draft_file) = (folder.join("settings.json"), folder.join("draft.json"));
    fs::write(&settings_file, settings.to_string()).unwrap();
    fs::write(&draft_file, draft.to_string()).unwrap();
    for (path, why) in [
        // It tells 0 bytes and has some.
        ("/proc/self/status", "it grew while it was read"),
        // It tells a page and has a line.
        (
            "/sys/kernel/uevent_seqnum",
            "it ended early while it was read",
        ),
    ] {
        let sent: Sent = Command::new(program(LANGUAGES[0]))
            .args([settings_file.as_path(), &draft_file, path.as_ref()])
            .output()
            .unwrap()
            .into();
        assert_eq!(
            (sent.code, sent.stderr),
            (Some(1), format!("{path}: {why}\n"))
        );
    }
    assert!(server.received().is_empty());
}

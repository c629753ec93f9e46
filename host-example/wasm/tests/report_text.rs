//! A report as a person reads it in a terminal: the Test of a real Postfix, passed and failed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use centerscape_smtp_real_servers::{PASSWORD, Postfix, Service, USER};
use common::{Folder, Run, component, smtp_host};

/// More lines, and a success has to be scrolled.
const ONE_SCREEN: usize = 30;

/// Runs `smtp-host test --to ops@example.test` by STARTTLS and a login.
fn test(postfix: &Postfix, password: &str, more: &[&str]) -> Run {
    component("host.wasm");
    let folder = Folder::new();
    let settings = format!(
        r#"{{"hostname":"localhost","port":{},"security":"starttls","auth":"password","username":"{USER}","password":"****","from_address":"cs@example.test"}}"#,
        postfix.port(Service::StartTlsLogin)
    );
    let settings = folder.file("settings.json", &settings);
    let arguments = ["test", "--settings", &settings, "--to", "ops@example.test"];
    let run = smtp_host(&[&arguments[..], more].concat(), Some(password));
    let text = &run.stdout;
    assert!(
        !text.contains('\u{1b}'),
        "colours outside a terminal: {text}"
    );
    assert!(!text.contains(password), "{text}");
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "too long: {line}");
        assert_eq!(line, line.trim_end());
    }
    run
}

/// The stages, each line without its time and in single blanks.
fn stages(run: &Run) -> Vec<String> {
    let mut lines = run.stdout.lines().skip(2);
    let stages = lines.by_ref().take_while(|line| !line.is_empty());
    let words = |line: &str| {
        let time = line.get(15..27).filter(|time| time.ends_with(" ms  "));
        let line = time.map_or_else(|| line.to_owned(), |time| line.replacen(time, " ", 1));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    stages.map(words).collect()
}

/// The text in one line, with single blanks.
fn flowing(run: &Run) -> String {
    run.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

const SECURED: [&str; 5] = [
    "ok tls TLSv1.3 with TLS13_AES_256_GCM_SHA384",
    "CN=localhost, issued by CN=Test authority on",
    "loopback, valid 2020-01-01 to 2049-12-31",
    "ok ehlo PIPELINING, SIZE 67108864, VRFY, ETRN, AUTH PLAIN",
    "LOGIN CRAM-MD5 SCRAM-SHA-256, ENHANCEDSTATUSCODES,",
];

#[test]
fn a_success_fits_a_screen_and_says_where_to_look() {
    let postfix = Postfix::start().unwrap();
    let ca = postfix.ca_file();
    let run = test(&postfix, PASSWORD, &["--ca", ca.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.lines().count() <= ONE_SCREEN, "{}", run.stdout);
    let first = run.stdout.lines().next().unwrap();
    let id = first
        .strip_prefix("accepted for ops@example.test, queued as ")
        .unwrap();
    assert!(postfix.log().contains(&format!("{id}: client=")), "{id}");

    let connected = format!(
        "ok connect connected to 127.0.0.1:{}",
        postfix.port(Service::StartTlsLogin)
    );
    let body = format!("ok body 250 2.0.0 Ok: queued as {id}");
    let mut expected = vec![
        "ok dns 127.0.0.1",
        &connected,
        "ok greeting 220 mail.example.test ESMTP Postfix",
        "ok ehlo (see below)",
        "ok starttls 220 2.0.0 Ready to start TLS",
    ];
    expected.extend(SECURED);
    expected.extend([
        "8BITMIME, DSN, SMTPUTF8, CHUNKING",
        "ok auth SCRAM-SHA-256, 235 2.7.0 Authentication successful",
        "ok mail 250 2.1.0 Ok",
        "ok rcpt 250 2.1.5 Ok",
        "ok data 354 End data with <CR><LF>.<CR><LF>",
        &body,
    ]);
    assert_eq!(stages(&run), expected);
    let text = flowing(&run);
    for advice in [
        "whether a filter stopped queue id ",
        "waits in a queue",
        "where queue id ",
    ] {
        assert!(text.contains(advice), "{advice}: {text}");
    }
    assert_eq!(text.matches(&format!("queue id {id}")).count(), 3, "{text}");
}

#[test]
fn an_untrusted_certificate_is_shown_whole() {
    let postfix = Postfix::start().unwrap();
    let run = test(&postfix, PASSWORD, &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.starts_with("not sent to ops@example.test\n"),
        "{}",
        run.stdout
    );
    let stages = stages(&run);
    assert!(
        stages.contains(&"failed tls certificate-untrusted: invalid peer certificate:".to_owned()),
        "{stages:?}"
    );
    let not_reached: Vec<_> = stages.iter().filter(|line| line.starts_with('-')).collect();
    let names = ["ehlo", "auth", "mail", "rcpt", "data", "body"];
    assert_eq!(
        not_reached,
        names.map(|name| format!("- {name} not reached")).each_ref()
    );
    let text = flowing(&run);
    let certificate = "The server's certificate subject CN=localhost issuer CN=Test authority on loopback \
                       names localhost, 127.0.0.1 valid 2020-01-01 to 2049-12-31 SHA-256 ";
    let (_, rest) = text.split_once(certificate).unwrap();
    let digits = rest.split(' ').next().unwrap();
    assert!(
        digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{text}"
    );
    assert!(
        text.contains("[certificate-untrusted]") && text.contains(" 1. Compare "),
        "{text}"
    );
    assert!(!text.contains("If it does not arrive"), "{text}");
}

#[test]
fn a_refused_login_shows_the_mechanism_and_the_servers_words() {
    let postfix = Postfix::start().unwrap();
    let ca = postfix.ca_file();
    let run = test(
        &postfix,
        "not the password",
        &["--ca", ca.to_str().unwrap()],
    );
    assert_eq!(run.code, 1);
    let text = flowing(&run);
    for part in [
        "failed auth",
        "SCRAM-SHA-256, 535 5.7.8 Error: authentication failed",
        "- mail not reached",
        "[bad-credentials]",
        "The server said: 535 5.7.8",
    ] {
        assert!(text.contains(part), "{part}: {}", run.stdout);
    }
}

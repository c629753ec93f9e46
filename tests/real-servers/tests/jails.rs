//! Exim, OpenSMTPD and Dovecot, each with a root of its own: do they take a mail, and is nothing left of them?
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use centerscape_smtp_real_servers::dovecot::{Quirk, Service as OfDovecot};
use centerscape_smtp_real_servers::exim::Service as OfExim;
use centerscape_smtp_real_servers::opensmtpd::Service as OfOpenSmtpd;
use centerscape_smtp_real_servers::{Dovecot, Exim, OpenSmtpd};

const MAIL: &[&str] = &[
    "EHLO client.example.test",
    "MAIL FROM:<centerscape@example.test>",
    "RCPT TO:<ops@example.test>",
    "DATA",
    "Subject: test\r\n\r\nRack 12\r\n.",
];

/// `AUTH PLAIN` of `USER` with `PASSWORD`.
const LOGIN: &[&str] = &[
    "EHLO client.example.test",
    "AUTH PLAIN AGFkbWluAGNvcnJlY3QgaG9yc2UsIGJhdHRlcnkgc3RhcGxl",
];

/// Says each line and fails unless the server agrees to it. The connection stays open.
fn say(port: u16, lines: &[&str]) -> TcpStream {
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut replies = BufReader::new(tcp.try_clone().unwrap()).lines();
    let mut reply = || {
        let mut lines = replies.by_ref().map(Result::unwrap);
        lines.find(|line| line.as_bytes()[3] == b' ').unwrap()
    };
    assert!(reply().starts_with("220 "));
    for line in lines {
        tcp.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        let reply = reply();
        assert!(reply.starts_with(['2', '3']), "{line}: {reply}");
    }
    tcp
}

/// The processes that live in a jail of this test's process for this server, and the jails themselves.
fn left(server: &str) -> Vec<String> {
    let mark = format!("/jails/centerscape-{server}-{}-", std::process::id());
    let program = std::env::current_exe().unwrap();
    let target = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let jails = fs::read_dir(target.unwrap().join("servers/jails")).unwrap();
    let processes = fs::read_dir("/proc").unwrap();
    let roots = processes.map(|process| fs::read_link(process.unwrap().path().join("root")));
    jails
        .map(|jail| jail.unwrap().path())
        .chain(roots.flatten())
        .map(|path| path.display().to_string())
        .filter(|path| path.contains(&mark))
        .collect()
}

#[test]
fn exim_and_dovecot_take_a_mail_and_leave_nothing() {
    let exim = Exim::start().unwrap();
    let port = exim.port(OfExim::Clear);
    let dovecot = Dovecot::start(port, Quirk::None).unwrap();
    let lines = [LOGIN, &MAIL[1..]].concat();
    let _open = [
        say(port, MAIL),
        say(dovecot.port(OfDovecot::Submission), &lines),
    ];
    let log = exim.log();
    let taken = log.matches(" <= centerscape@example.test ").count();
    assert_eq!(taken, 2, "{log}");
    assert!(left("dovecot").len() > 1);
    drop(dovecot);
    assert!(left("dovecot").is_empty(), "{:?}", left("dovecot"));
    assert!(left("exim").len() > 1);
    drop(exim);
    assert!(left("exim").is_empty(), "{:?}", left("exim"));
}

#[test]
fn opensmtpd_takes_a_mail_and_leaves_nothing() {
    let opensmtpd = OpenSmtpd::start().unwrap();
    let _open = say(opensmtpd.port(OfOpenSmtpd::Clear), MAIL);
    let log = opensmtpd.log();
    assert!(log.contains("smtp message msgid="), "{log}");
    assert!(left("opensmtpd").len() > 1);
    drop(opensmtpd);
    assert!(left("opensmtpd").is_empty(), "{:?}", left("opensmtpd"));
}

//! The program that gives other languages' tests their Postfix: what it tells is true, and it ends with its standard input.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use centerscape_smtp_real_servers::Service;

/// How long the last process of a stopped Postfix may live.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn it_tells_where_postfix_is_and_stops_with_its_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_postfix-for-tests"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();

    for service in Service::ALL {
        let port = told["ports"][service.name()].as_u64().unwrap();
        let port = u16::try_from(port).unwrap();
        TcpStream::connect(("127.0.0.1", port)).unwrap();
    }
    let mut greeting = [0; 4];
    let port = u16::try_from(told["ports"]["clear"].as_u64().unwrap()).unwrap();
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    tcp.read_exact(&mut greeting).unwrap();
    assert_eq!(&greeting, b"220 ");
    let ca_file = Path::new(told["ca_file"].as_str().unwrap());
    let ca = std::fs::read_to_string(ca_file).unwrap();
    assert!(ca.starts_with("-----BEGIN CERTIFICATE-----"));

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!ca_file.exists());
    // Processes of Postfix that have a client outlive their master for a moment, and share its listening socket.
    drop(tcp);
    let stopped = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(stopped.elapsed() < PATIENCE, "Postfix listens on");
        thread::sleep(Duration::from_millis(50));
    }
}

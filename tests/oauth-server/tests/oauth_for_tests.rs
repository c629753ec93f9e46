//! The program that gives other languages' tests their OAuth 2 server: what it tells is true, and it ends with its standard input.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn it_tells_where_the_servers_are_and_stops_with_its_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oauth-for-tests"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();

    let metadata = format!(
        "{}/.well-known/openid-configuration",
        told["issuer"].as_str().unwrap()
    );
    let metadata = ureq::get(&metadata).call().unwrap();
    let metadata = metadata.into_body().read_to_string().unwrap();
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    assert_eq!(metadata["token_endpoint"], told["token_endpoint"]);
    let port = u16::try_from(told["mail_port"].as_u64().unwrap()).unwrap();
    // It speaks TLS from the first byte.
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    let ca_file = Path::new(told["ca_file"].as_str().unwrap());
    assert!(ca_file.exists());

    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    assert!(!ca_file.exists());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

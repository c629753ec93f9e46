//! A component that fails in a session is a report, and what it says of the message is true.
//!
//! The component is the real one, with just the memory that a small mail takes: what floods it makes it fail at that moment.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::thread;
use std::time::Duration;

use centerscape_smtp_host::delivery::{DeliveryReport, Detail, SecretRequest};
use centerscape_smtp_host::message::{Content, CustomContent, Draft};
use centerscape_smtp_host::types::{Outcome, Retry, Settings};
use centerscape_smtp_host::{
    Caller, Cancel, Engine, Error, Host, Job, Limits, Network, Session, Trust, stamp_now,
};
use smtp_scripted_server::{Do, On, Server};

const PAGE: usize = 64 << 10;

/// More than one read of the host, and more than the component has room for.
const FLOOD: usize = 256 << 10;

/// Lets all that the server says arrive before it is read: a read is then as long as it can be.
struct Patient;

impl Caller for Patient {
    fn secret(&mut self, _: &SecretRequest, _: &Network) -> Option<String> {
        None
    }

    fn progress(&mut self, _written: u64, _size: u64) {
        thread::sleep(Duration::from_millis(50));
    }
}

fn engine(pages: usize) -> Engine {
    let host = Host::new(Limits {
        memory_bytes: pages * PAGE,
        ..Limits::default()
    });
    host.unwrap()
        .load_engine(&common::component("host.wasm"))
        .unwrap()
}

fn settings(engine: &Engine, port: u16) -> Result<Settings, Error> {
    let text = format!(
        r#"{{"hostname":"localhost","port":{port},"from_address":"cs@example.com","timeout_seconds":10}}"#
    );
    let parsed = engine
        .instantiate()?
        .call(|world, store| world.centerscape_smtp_settings().call_parse(store, &text))?;
    parsed.map_err(Error::Invalid)
}

/// Sends a small mail. The report asked for afterwards says no less.
fn send(engine: &Engine, server: &Server) -> Result<DeliveryReport, Error> {
    let settings = settings(engine, server.port())?;
    let network = Network {
        trust: Trust::system(),
        cancel: Cancel::default(),
        deadline: None,
        destinations: None,
    };
    let draft = Draft {
        to: vec!["ops@example.com".to_owned()],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        from: None,
        sender: None,
        envelope_sender: None,
        headers: Vec::new(),
        incident: None,
        content: Content::Custom(CustomContent {
            subject: "Inlet temperature".to_owned(),
            text: Some("Rack 12".to_owned()),
            html: None,
            importance: None,
        }),
        attachments: Vec::new(),
    };
    let stamp = stamp_now()?;
    let mut session = Session::new(engine, settings, network)?;
    let report = session.run(Job::send(draft, stamp), &mut Patient)?;
    let redacted = session.report(Detail::Redacted)?;
    assert_eq!(redacted.outcome, report.outcome);
    Ok(report)
}

/// The engine with the fewest pages of memory that a fair server's dialogue takes.
fn least_engine() -> Engine {
    (1..100)
        .map(engine)
        .find(|engine| {
            let server = Server::builder().start().unwrap();
            send(engine, &server).is_ok_and(|report| report.outcome == Outcome::Accepted)
        })
        .unwrap()
}

/// The outcome, and whether to try again, where the server floods the component at this moment.
fn flooded(engine: &Engine, moment: &On) -> (Outcome, Retry) {
    let flood = Do::Raw(b"250-more\r\n".repeat(FLOOD / 10));
    let server = Server::builder().on(moment.clone(), [flood]);
    let server = server.start().unwrap();
    let report = send(engine, &server).unwrap();
    let diagnosis = report.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, "client-fault", "{moment:?}: {diagnosis:?}");
    (report.outcome, diagnosis.retry)
}

#[test]
fn a_trap_is_uncertain_from_the_final_dot_on_and_not_sent_before() {
    let engine = least_engine();
    for moment in [On::Ehlo, On::Mail, On::Rcpt] {
        let came_of = flooded(&engine, &moment);
        assert_eq!(came_of, (Outcome::NotSent, Retry::Later));
    }
    let came_of = flooded(&engine, &On::Dot);
    assert_eq!(came_of, (Outcome::Uncertain, Retry::MayDuplicate));
}

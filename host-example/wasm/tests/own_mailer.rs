//! A mailer of the host's own that fails in any way: each time there is a report, and what it says of the message is true.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use std::thread;
use std::time::{Duration, Instant};

use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::message::{Attachment, Content, Draft, Words};
use centerscape_smtp_host::transport::{Envelope, Failure, Receipt, Reply, Server};
use centerscape_smtp_host::types::{Outcome, Retry};
use centerscape_smtp_host::{Error, Host, Limits, Plugin, Progress, Transport, stamp_now};

const SECRET: &str = "pa55word";

/// A mailer that does this.
struct Does<F>(F);

impl<F: FnMut(&Progress, &[u8]) -> Result<Receipt, Failure> + Send> Transport for Does<F> {
    fn send(
        &mut self,
        _: Server,
        _: Envelope,
        message: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure> {
        (self.0)(progress, &message)
    }
}

fn plugin(limits: Limits) -> Plugin {
    let host = Host::new(limits).unwrap();
    host.load_plugin(&common::component("plugin.wasm")).unwrap()
}

fn draft(attached: usize) -> Draft {
    Draft {
        to: vec!["ops@example.com".to_owned()],
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        incident: None,
        content: Content::Words(Words {
            subject: "Inlet temperature".to_owned(),
            text: Some("Rack 12".to_owned()),
            html: None,
            importance: None,
        }),
        attachments: vec![Attachment {
            file_name: "load.bin".to_owned(),
            media_type: "application/octet-stream".to_owned(),
            content_id: None,
            data: vec![7; attached],
        }],
    }
}

fn send(
    plugin: &Plugin,
    mailer: impl FnMut(&Progress, &[u8]) -> Result<Receipt, Failure> + Send + 'static,
    draft: &Draft,
) -> Result<DeliveryReport, Error> {
    let mut component = plugin.instantiate(Does(mailer))?;
    let text = r#"{"hostname":"mail.example.com","from_address":"cs@example.com"}"#;
    let settings = component
        .call(|world, store| world.centerscape_smtp_settings().call_parse(store, text))?
        .map_err(Error::Invalid)?;
    let stamp = stamp_now()?;
    component
        .call(|world, store| {
            let mailer = world.centerscape_smtp_mailer();
            mailer.call_send(store, &settings, draft, &stamp)
        })?
        .map_err(Error::Invalid)
}

fn accepted() -> Receipt {
    Receipt {
        reply: Reply {
            code: 250,
            lines: vec!["ok".to_owned()],
        },
        recipients: Vec::new(),
    }
}

fn stages(report: &DeliveryReport) -> Vec<&str> {
    report.stages.iter().map(|one| one.stage.as_str()).collect()
}

#[test]
fn a_panic_is_a_report_and_the_next_mail_goes_out() {
    let plugin = plugin(Limits::default());
    let panics = [
        (None, Outcome::Uncertain),
        (Some("greeting"), Outcome::NotSent),
        (Some("rcpt"), Outcome::NotSent),
        (Some("body"), Outcome::NotSent),
        (Some("dot"), Outcome::Uncertain),
    ];
    for (at, outcome) in panics {
        let mailer = move |progress: &Progress, _: &[u8]| {
            match at {
                Some("dot") => progress.dot(),
                Some(stage) => progress.at(stage),
                None => {}
            }
            panic!("the secret is {SECRET}")
        };
        let report = send(&plugin, mailer, &draft(0)).unwrap();
        assert_eq!(report.outcome, outcome, "{at:?}");
        let expected = at.map(|at| if at == "dot" { "body" } else { at });
        assert_eq!(stages(&report), Vec::from_iter(expected), "{at:?}");
        assert!(!format!("{report:?}").contains(SECRET), "{report:?}");
        let diagnosis = report.diagnosis.unwrap();
        assert_eq!(diagnosis.cause, "mailer-fault", "{at:?}");
        let is_uncertain = outcome == Outcome::Uncertain;
        assert_eq!(
            diagnosis.retry == Retry::MayDuplicate,
            is_uncertain,
            "{at:?}"
        );
    }
    let report = send(&plugin, |_, _| Ok(accepted()), &draft(0)).unwrap();
    assert_eq!(report.outcome, Outcome::Accepted);
}

#[test]
fn nobody_waits_for_a_mailer_that_hangs() {
    let plugin = plugin(Limits::default()).with_mailer_limit(Duration::from_millis(200));
    for (is_told, outcome) in [(true, Outcome::NotSent), (false, Outcome::Uncertain)] {
        let begin = Instant::now();
        let mailer = move |progress: &Progress, _: &[u8]| {
            if is_told {
                progress.at("data");
            }
            thread::sleep(Duration::from_secs(20));
            Ok(accepted())
        };
        let report = send(&plugin, mailer, &draft(0)).unwrap();
        assert_eq!(report.outcome, outcome);
        assert_eq!(report.diagnosis.unwrap().cause, "deadline-exceeded");
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn nonsense_is_uncertain() {
    let plugin = plugin(Limits::default());
    for (code, outcome) in [
        (0, Outcome::Uncertain),
        (99, Outcome::Uncertain),
        (354, Outcome::Uncertain),
        (65535, Outcome::Uncertain),
        (550, Outcome::Refused),
    ] {
        let mailer = move |_: &Progress, _: &[u8]| {
            let mut receipt = accepted();
            receipt.reply.code = code;
            receipt.reply.lines = vec!["\r\n\0".repeat(1000)];
            Ok(receipt)
        };
        let report = send(&plugin, mailer, &draft(0)).unwrap();
        assert_eq!(report.outcome, outcome, "{code}");
    }
}

/// The documented bound of the attachments works, in the world that needs the most memory for it.
#[test]
fn attachments_up_to_the_bound_are_sent() {
    let limits = Limits {
        memory_bytes: 96 << 20,
        ..Limits::default()
    };
    let most = usize::try_from(limits.attachment_bytes()).unwrap();
    let sizes = |attached| {
        let mailer = move |_: &Progress, message: &[u8]| {
            assert!(message.len() > attached / 3 * 4);
            Ok(accepted())
        };
        send(&plugin(limits), mailer, &draft(attached)).map(|report| report.outcome)
    };
    assert!(matches!(sizes(most), Ok(Outcome::Accepted)));
    // Twice as much is more than there is, and an error.
    assert!(matches!(sizes(2 * most), Err(Error::Component(_))));
}

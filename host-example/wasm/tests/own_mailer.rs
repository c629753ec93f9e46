//! A mailer of the host's own that fails in any way: each time there is a report, and what it says of the message is true.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]
#![allow(
    clippy::result_large_err,
    reason = "the answers of a mailer are results"
)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use centerscape_smtp_host::delivery::DeliveryReport;
use centerscape_smtp_host::message::{Attachment, Content, CustomContent, Draft};
use centerscape_smtp_host::transport::{Envelope, Failure, Receipt, Reply, Server};
use centerscape_smtp_host::types::{Outcome, Retry};
use centerscape_smtp_host::{
    Error, Host, Instance, Limits, Plugin, Progress, Transport, bindings, stamp_now,
};

const SECRET: &str = "pa55word";

/// A mailer that does this, and never asks.
struct Does<F>(F);

impl<F> Transport for Does<F>
where
    F: Fn(&Progress, &[u8]) -> Result<Receipt, Failure> + Send + Sync,
{
    fn send(
        &self,
        _: Server,
        _: Envelope,
        message: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure> {
        (self.0)(progress, &message)
    }
}

/// The same of one that asks before the dot.
struct Asks<F>(F);

impl<F> Transport for Asks<F>
where
    F: Fn(&Progress) -> Result<Receipt, Failure> + Send + Sync,
{
    fn send(
        &self,
        _: Server,
        _: Envelope,
        _: Vec<u8>,
        progress: &Progress,
    ) -> Result<Receipt, Failure> {
        (self.0)(progress)
    }

    fn asks_before_the_dot(&self) -> bool {
        true
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
    mailer: impl Transport + 'static,
    draft: &Draft,
) -> Result<DeliveryReport, Error> {
    send_by(&mut plugin.instantiate(mailer)?, draft)
}

fn send_by(
    component: &mut Instance<bindings::plugin::Plugin>,
    draft: &Draft,
) -> Result<DeliveryReport, Error> {
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
    let panics: [(&[&'static str], Outcome); 6] = [
        (&[], Outcome::Uncertain),
        (&["greeting"], Outcome::NotSent),
        (&["rcpt"], Outcome::NotSent),
        (&["body"], Outcome::NotSent),
        (&["body", "dot"], Outcome::Uncertain),
        // One server may have it, whatever becomes of the next one.
        (&["body", "dot", "connect"], Outcome::Uncertain),
    ];
    for (steps, outcome) in panics {
        let panic = move |progress: &Progress| -> Result<Receipt, Failure> {
            for step in steps {
                match *step {
                    "dot" => assert!(progress.dot()),
                    stage => progress.at(stage),
                }
            }
            panic!("the secret is {SECRET}")
        };
        let asks = send(&plugin, Asks(panic), &draft(0)).unwrap();
        let does = send(&plugin, Does(move |told: &_, _: &_| panic(told)), &draft(0)).unwrap();
        // Nobody knows what a mailer sent that does not ask.
        for (report, outcome) in [(asks, outcome), (does, Outcome::Uncertain)] {
            assert_eq!(report.outcome, outcome, "{steps:?}");
            let expected = steps.first().filter(|_| steps.len() == 1);
            let expected = expected.or((steps.len() > 1).then_some(&"body"));
            assert_eq!(
                stages(&report),
                Vec::from_iter(expected.copied()),
                "{steps:?}"
            );
            assert!(!format!("{report:?}").contains(SECRET), "{report:?}");
            let diagnosis = report.diagnosis.unwrap();
            assert_eq!(diagnosis.cause, "mailer-fault", "{steps:?}");
            let is_uncertain = outcome == Outcome::Uncertain;
            assert_eq!(
                diagnosis.retry == Retry::MayDuplicate,
                is_uncertain,
                "{steps:?}"
            );
        }
    }
}

/// A mailer that comes to its dot only after the time is up may not send it any more, or the message would go out twice.
#[test]
fn what_is_told_as_not_sent_is_not_sent() {
    let plugin = plugin(Limits::default()).with_mailer_limit(Duration::from_millis(200));
    let (sender, receiver) = mpsc::channel();
    let mailer = Asks(move |progress: &Progress| {
        progress.at("data");
        thread::sleep(Duration::from_secs(1));
        sender.send(progress.dot()).unwrap();
        Ok(accepted())
    });
    let report = send(&plugin, mailer, &draft(0)).unwrap();
    assert_eq!(report.outcome, Outcome::NotSent);
    assert_eq!(report.diagnosis.unwrap().cause, "deadline-exceeded");
    assert!(!receiver.recv_timeout(Duration::from_secs(9)).unwrap());
}

#[test]
fn nobody_waits_for_a_mailer_that_hangs() {
    let plugin = plugin(Limits::default()).with_mailer_limit(Duration::from_millis(200));
    for stage in [Some("data"), None] {
        let begin = Instant::now();
        let mailer = Does(move |progress: &Progress, _: &[u8]| {
            if let Some(stage) = stage {
                progress.at(stage);
            }
            thread::sleep(Duration::from_secs(20));
            Ok(accepted())
        });
        let report = send(&plugin, mailer, &draft(0)).unwrap();
        // It may send the message at any time: it asks nobody.
        assert_eq!(report.outcome, Outcome::Uncertain);
        assert_eq!(report.diagnosis.unwrap().cause, "deadline-exceeded");
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}

/// One instance goes on after a message for which the mailer did not come back.
#[test]
fn an_instance_outlives_a_panic_and_a_hang() {
    let plugin = plugin(Limits::default()).with_mailer_limit(Duration::from_secs(1));
    let count = AtomicUsize::new(0);
    let mailer = Asks(move |progress: &Progress| {
        progress.at("rcpt");
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => panic!("once"),
            2 => thread::sleep(Duration::from_secs(20)),
            _ => {}
        }
        Ok(accepted())
    });
    let mut instance = plugin.instantiate(mailer).unwrap();
    let outcomes = [(); 4].map(|()| send_by(&mut instance, &draft(0)).unwrap().outcome);
    let (failed, sent) = (Outcome::NotSent, Outcome::Accepted);
    assert_eq!(outcomes, [failed, sent, failed, sent]);
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
        let report = send(&plugin, Does(mailer), &draft(0)).unwrap();
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
        send(&plugin(limits), Does(mailer), &draft(attached)).map(|report| report.outcome)
    };
    assert!(matches!(sizes(most), Ok(Outcome::Accepted)));
    // Twice as much is more than there is, and an error.
    assert!(matches!(sizes(2 * most), Err(Error::Component(_))));
}

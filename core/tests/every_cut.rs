//! Every cut: dialogues that end at every byte in both directions, fail at every action, and get every kind of wrong reply at
//! every step. Whatever happens, the outcome keeps to the invariants: "accepted" only after the 250 to the final dot, `uncertain`
//! exactly when the final dot was handed out and its reply is missing, and always an end within the deadlines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod simulation;

use centerscape_smtp_core::message::{Content, CustomContent, Draft, Message, Stamp};
use centerscape_smtp_core::session::{Job, Outcome, SendOptions, Session};
use centerscape_smtp_core::settings::{Auth, Secret, Security, Settings};
use simulation::{BREAKS, Model, Plan, Run, run};

struct Scenario {
    name: &'static str,
    settings: Settings,
    model: Model,
    recipients: &'static [&'static str],
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Send,
    Probe,
    Test,
}

fn settings(security: Security, auth: Auth) -> Settings {
    Settings {
        hostname: "model.example".into(),
        port: 587,
        security,
        auth,
        username: if auth == Auth::None {
            String::new()
        } else {
            "alice@example.com".into()
        },
        password: if auth == Auth::Password {
            Secret::Stored
        } else {
            Secret::Unset
        },
        from_address: "alice@example.com".into(),
        ..Settings::default()
    }
}

fn stamp() -> Stamp {
    Stamp {
        unix_seconds: 1_795_321_560,
        offset_minutes: 60,
        entropy: [7; 32],
        domain: "example.com".into(),
    }
}

fn message(settings: &Settings, recipients: &[&str]) -> Message {
    let draft = Draft {
        to: recipients.iter().map(|&address| address.into()).collect(),
        content: Content::Custom(CustomContent {
            subject: "Every cut".into(),
            text: Some(".one\n..two\n.\nthree\n".into()),
            ..CustomContent::default()
        }),
        ..Draft::default()
    };
    Message::build(settings, draft, &stamp()).expect("the message builds")
}

const ONE: &[&str] = &["bob@example.com"];
const THREE: &[&str] = &["bob@example.com", "nobody@example.com", "carol@example.com"];

/// Name, protection, login, keywords, refused recipients, recipients, job.
type Row = (
    &'static str,
    Security,
    Auth,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Kind,
);

const PIPELINED: &str = "PIPELINING,SIZE 1000000,8BITMIME,SMTPUTF8";
const PIPELINED_TLS: &str = "PIPELINING,SIZE 1000000,STARTTLS";
const PIPELINED_LOGIN: &str = "PIPELINING,SIZE 1000000,AUTH PLAIN";

#[rustfmt::skip]
const ROWS: [Row; 18] = [
    ("one by one", Security::None, Auth::None, "", &[], ONE, Kind::Send),
    ("one by one, one refused", Security::None, Auth::None, "", &["nobody"], THREE, Kind::Send),
    ("one by one, all refused", Security::None, Auth::None, "", &["@"], THREE, Kind::Send),
    ("helo", Security::None, Auth::None, "no-ehlo", &[], ONE, Kind::Send),
    ("pipelined", Security::None, Auth::None, PIPELINED, &[], ONE, Kind::Send),
    ("pipelined, one refused", Security::None, Auth::None, PIPELINED, &["nobody"], THREE, Kind::Send),
    ("pipelined, all refused", Security::None, Auth::None, PIPELINED, &["@"], THREE, Kind::Send),
    ("starttls", Security::StartTls, Auth::None, PIPELINED_TLS, &[], ONE, Kind::Send),
    ("login plain", Security::Tls, Auth::Password, PIPELINED_LOGIN, &[], THREE, Kind::Send),
    ("login login", Security::StartTls, Auth::Password, "STARTTLS,AUTH LOGIN", &[], ONE, Kind::Send),
    ("login cram", Security::None, Auth::Password, "AUTH CRAM-MD5", &[], ONE, Kind::Send),
    ("login token", Security::Tls, Auth::OAuth2, "AUTH XOAUTH2 OAUTHBEARER", &[], ONE, Kind::Send),
    ("probe", Security::Tls, Auth::Password, PIPELINED_LOGIN, &[], ONE, Kind::Probe),
    ("test", Security::StartTls, Auth::None, PIPELINED_TLS, &[], ONE, Kind::Test),
    ("confirmed", Security::None, Auth::None, "", &["nobody"], THREE, Kind::Send),
    ("confirmed, pipelined", Security::None, Auth::None, PIPELINED, &[], THREE, Kind::Send),
    ("resolved", Security::Tls, Auth::None, "", &[], ONE, Kind::Probe),
    ("resolved, first refuses", Security::None, Auth::None, PIPELINED, &[], ONE, Kind::Send),
];

fn scenarios() -> Vec<Scenario> {
    let scenario = |(name, security, auth, keywords, refused, recipients, kind): Row| Scenario {
        name,
        settings: settings(security, auth),
        model: Model {
            keywords: keywords
                .split(',')
                .filter(|word| !word.is_empty())
                .collect(),
            refused: refused.to_vec(),
            most_recipients: None,
            addresses: if name.starts_with("resolved") {
                vec!["2001:db8::1", "192.0.2.1"]
            } else {
                Vec::new()
            },
            refusing: if name.ends_with("first refuses") {
                vec!["2001:db8::1"]
            } else {
                Vec::new()
            },
            replaced: None,
        },
        recipients,
        kind,
    };
    ROWS.map(scenario).into()
}

impl Scenario {
    fn run(&self, model: Model, plan: Plan) -> Run {
        let session = Session::new(self.settings.clone(), [9; 32]).expect("the settings are right");
        let job = match self.kind {
            Kind::Probe => Job::Probe,
            Kind::Test => Job::Test {
                to: self.recipients[0].into(),
                stamp: stamp(),
            },
            Kind::Send => Job::Send(
                message(&self.settings, self.recipients),
                SendOptions::default(),
            ),
        };
        let confirms = self.confirms();
        run(session, job, model, Plan { confirms, ..plan })
    }

    fn confirms(&self) -> bool {
        self.name.starts_with("confirmed")
    }

    fn with_plan(&self, plan: Plan) -> Run {
        self.run(self.model.clone(), plan)
    }

    fn with_reply(&self, index: usize, bytes: &[u8]) -> Run {
        let replaced = Some((index, bytes.to_vec()));
        self.run(
            Model {
                replaced,
                ..self.model.clone()
            },
            Plan::default(),
        )
    }
}

/// The code of a reply that is whole, sound and within bounds; anything else is no reply.
fn sound_code(reply: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(reply)
        .ok()
        .filter(|text| text.len() < 64 * 1024)?;
    let code = |line: &str| line.get(..3)?.parse::<u16>().ok();
    let codes: Option<Vec<u16>> = text.lines().map(code).collect();
    let codes = codes.filter(|codes| codes.iter().all(|code| code / 100 == codes[0] / 100))?;
    let last = text
        .lines()
        .last()
        .filter(|line| line.as_bytes().get(3) != Some(&b'-'))?;
    (codes.len() == text.matches('\n').count() && code(last)? >= 200).then(|| code(last).unwrap())
}

/// Checks invariants 7 to 9 on one run.
fn check(scenario: &Scenario, run: &Run, what: &str) {
    let outcome = run.report.outcome;
    let context = || format!("{}, {what}: {outcome:?}\n{:#?}", scenario.name, run.report);
    let is_accepted = matches!(outcome, Outcome::Accepted | Outcome::PartlyAccepted);
    let dot_reply = run.dot_reply();
    if scenario.kind == Kind::Probe {
        assert!(
            matches!(
                outcome,
                Outcome::Ready | Outcome::Refused | Outcome::NotSent
            ),
            "{}",
            context()
        );
    } else if run.dot_handed_out() {
        match dot_reply.and_then(sound_code) {
            Some(250) => assert!(is_accepted, "{}", context()),
            Some(400..=599) => assert!(!is_accepted, "{}", context()),
            _ => assert_eq!(outcome, Outcome::Uncertain, "{}", context()),
        }
    } else {
        let is_nothing = matches!(outcome, Outcome::Refused | Outcome::NotSent);
        assert!(is_nothing, "{}", context());
    }
    let is_confirmed = !run.confirmed.is_empty();
    assert!(
        !scenario.confirms() || is_confirmed || !run.dot_handed_out(),
        "{}",
        context()
    );
    for recipient in &run.report.recipients {
        if recipient.outcome == Outcome::Accepted {
            assert_eq!(dot_reply.and_then(sound_code), Some(250), "{}", context());
        }
    }
    if !matches!(outcome, Outcome::Accepted | Outcome::Ready) {
        assert!(
            run.report.diagnosis.is_some(),
            "no diagnosis: {}",
            context()
        );
    }
    assert!(
        run.elapsed <= 600_000 + 3 * 35_000,
        "too slow: {}",
        context()
    );
    assert!(run.report.transcript.len() <= 1001, "{}", context());
    assert!(!shows_secret(&run.report.to_json()), "{}", context());
}

/// Whether the text holds the password, in clear or in base64, which shows it in three ways, one for each alignment.
fn shows_secret(text: &str) -> bool {
    [
        "wonderland",
        "d29uZGVybGFuZ",
        "dvbmRlcmxhbm",
        "3b25kZXJsYW5k",
    ]
    .iter()
    .any(|form| text.contains(form))
}

#[test]
fn a_whole_dialogue_passes() {
    for scenario in scenarios() {
        let run = scenario.with_plan(Plan::default());
        let expected = match (scenario.kind, scenario.model.refused.first()) {
            (Kind::Probe, _) => Outcome::Ready,
            (_, None) => Outcome::Accepted,
            (_, Some(&"@")) => Outcome::Refused,
            (_, Some(_)) => Outcome::PartlyAccepted,
        };
        assert_eq!(
            run.report.outcome, expected,
            "{}: {:#?}",
            scenario.name, run.report
        );
        assert!(run.reached_idle, "{}", scenario.name);
        if scenario.confirms() {
            let taken = run
                .report
                .recipients
                .iter()
                .filter(|one| one.outcome == Outcome::Accepted);
            let taken: Vec<_> = taken.map(|one| one.address.clone()).collect();
            assert_eq!(run.confirmed, [taken], "{}", scenario.name);
        }
        if expected == Outcome::Accepted {
            let text = String::from_utf8_lossy(&run.server.received[0]).into_owned();
            let body = "\r\n..one\r\n...two\r\n..\r\nthree\r\n";
            let is_there = scenario.kind == Kind::Test || text.contains(body);
            assert!(
                is_there && run.report.queue_id.is_some(),
                "{}: {text}",
                scenario.name
            );
        }
        check(&scenario, &run, "whole");
    }
}

#[test]
fn every_byte_and_every_action() {
    let mut cases = 0;
    for scenario in scenarios() {
        let whole = scenario.with_plan(Plan::default());
        for chunk in [0, 1, 7] {
            check(
                &scenario,
                &scenario.with_plan(Plan {
                    chunk,
                    ..Plan::default()
                }),
                "chunked",
            );
        }
        for how in BREAKS {
            for at in 0..=whole.server.output.len() {
                let chunk = at % 3;
                let plan = Plan {
                    read: Some((at, how)),
                    chunk,
                    ..Plan::default()
                };
                check(
                    &scenario,
                    &scenario.with_plan(plan),
                    &format!("read {how:?} at {at}"),
                );
                cases += 1;
            }
            for at in 0..whole.handed_out.len() {
                let plan = Plan {
                    write: Some((at, how)),
                    ..Plan::default()
                };
                check(
                    &scenario,
                    &scenario.with_plan(plan),
                    &format!("write {how:?} at {at}"),
                );
                cases += 1;
            }
            for at in 1..=whole.actions {
                let plan = Plan {
                    action: Some((at, how)),
                    ..Plan::default()
                };
                let late = Plan {
                    late: Some((at, how)),
                    ..Plan::default()
                };
                check(
                    &scenario,
                    &scenario.with_plan(plan),
                    &format!("action {how:?} at {at}"),
                );
                check(
                    &scenario,
                    &scenario.with_plan(late),
                    &format!("late {how:?} at {at}"),
                );
                cases += 2;
            }
        }
    }
    println!("every byte and every action: {cases} cases");
    assert!(cases > 10_000, "{cases}");
}

#[test]
fn every_wrong_reply() {
    let endless_lines = b"250-and so on\r\n".repeat(100_000);
    let wrong: Vec<(&str, Vec<u8>)> = vec![
        ("4xx", b"451 4.3.0 later\r\n".to_vec()),
        ("421", b"421 4.3.2 going down\r\n".to_vec()),
        ("5xx", b"550 5.7.1 no\r\n".to_vec()),
        ("bare 5xx", b"554\n".to_vec()),
        ("3xx", b"354 go on\r\n".to_vec()),
        ("334", b"334 \r\n".to_vec()),
        ("1xx", b"199 what\r\n".to_vec()),
        ("other 2xx", b"299 what\r\n".to_vec()),
        ("mixed classes", b"250-yes\r\n550 no\r\n".to_vec()),
        (
            "mixed classes, other way",
            b"550-no\r\n250 yes\r\n".to_vec(),
        ),
        ("no code", b"hello there\r\n".to_vec()),
        ("empty line", b"\r\n".to_vec()),
        ("nothing", Vec::new()),
        (
            "go on, and a refusal behind it",
            b"354 go\r\n451 4.3.0 sorry\r\n".to_vec(),
        ),
        (
            "binary",
            vec![0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46, 0x0a],
        ),
        ("two replies", b"250 one\r\n250 two\r\n".to_vec()),
        (
            "early success",
            b"250 ok\r\n354 go\r\n250 ok\r\n250 ok\r\n250 ok\r\n".to_vec(),
        ),
        ("endless line", vec![b'2'; 3_000_000]),
        (
            "endless text",
            [b"250 ".to_vec(), vec![b'x'; 3_000_000]].concat(),
        ),
        ("endless lines", endless_lines),
        (
            "oversized reply",
            b"250-padding padding padding padding\r\n".repeat(250),
        ),
    ];
    let mut cases = 0;
    for scenario in scenarios() {
        let whole = scenario.with_plan(Plan::default());
        for index in 0..whole.server.reply_ends.len() {
            for (name, bytes) in &wrong {
                let run = scenario.with_reply(index, bytes);
                let is_desync = name.contains("two") || name.contains("early");
                // After a surplus reply the model's bookkeeping no longer tells which reply is whose.
                if !is_desync {
                    check(&scenario, &run, &format!("{name} as reply {index}"));
                }
                cases += 1;
            }
        }
    }
    println!("every wrong reply: {cases} cases");
}

/// A server that says one thing too much never makes a message count as accepted.
#[test]
fn a_surplus_reply_is_not_acceptance() {
    for scenario in scenarios()
        .iter()
        .filter(|scenario| scenario.kind == Kind::Send)
    {
        let whole = scenario.with_plan(Plan::default());
        let Some(dot) = whole.server.dot_reply else {
            continue;
        };
        for index in 0..dot {
            let run = scenario.with_reply(index, b"250 one\r\n250 two\r\n");
            let accepted = matches!(
                run.report.outcome,
                Outcome::Accepted | Outcome::PartlyAccepted
            );
            assert!(
                !accepted || run.server.received.len() == 1,
                "{}: {:#?}",
                scenario.name,
                run.report
            );
        }
    }
}

/// The deadline holds though bytes keep coming: one every five seconds.
#[test]
fn a_dripping_server_ends() {
    let scenario = &scenarios()[0];
    let plan = Plan {
        chunk: 1,
        pace: 5_000,
        ..Plan::default()
    };
    let run = scenario.with_plan(plan);
    assert_eq!(run.report.outcome, Outcome::NotSent);
    assert_eq!(run.report.diagnosis.unwrap().cause, "response-timeout");
    assert!(run.elapsed <= 45_000, "{}", run.elapsed);
}

/// The check for secrets can fail: it finds them in every alignment of base64.
#[test]
fn a_shown_secret_is_found() {
    for shown in [
        "wonderland",
        "AGFsaWNlQGV4YW1wbGUuY29tAHdvbmRlcmxhbmQ=",
        "d29uZGVybGFuZA==",
    ] {
        assert!(shows_secret(&format!("C: AUTH {shown}")), "{shown}");
    }
    assert!(!shows_secret("C: AUTH PLAIN ****"));
}

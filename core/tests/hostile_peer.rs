//! Whatever a peer says, and in whatever order a host calls: no panic, no endless work, and no acceptance out of nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

use centerscape_smtp_core::message::{Content, CustomContent, Draft, Message, Stamp};
use centerscape_smtp_core::session::{
    Action, Event, IoFailure, Job, Outcome, SendOptions, Session, TlsInfo,
};
use centerscape_smtp_core::settings::{Auth, Secret, Security, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use zeroize::Zeroizing;

fn settings(security: Security, auth: Auth) -> Settings {
    Settings {
        hostname: "model.example".into(),
        security,
        auth,
        username: if auth == Auth::None {
            String::new()
        } else {
            "alice".into()
        },
        password: if auth == Auth::Password {
            Secret::from_text("wonderland".into())
        } else {
            Secret::Unset
        },
        ..Settings::default()
    }
}

fn message(settings: &Settings) -> Message {
    let stamp = Stamp {
        unix_seconds: 1_795_321_560,
        offset_minutes: 0,
        entropy: [7; 32],
        domain: "example.com".into(),
    };
    let draft = Draft {
        to: vec!["a@example.com".into(), "b@example.com".into()],
        content: Content::Custom(CustomContent {
            subject: "Hostile".into(),
            text: Some("text".into()),
            ..CustomContent::default()
        }),
        ..Draft::default()
    };
    Message::build(settings, draft, &stamp).expect("the message builds")
}

/// Something like a reply: near enough to get far into the dialogue, odd enough to be worth it.
fn replies() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        4 => Just(b"250 ok\r\n".to_vec()),
        2 => Just(b"250-PIPELINING\r\n250-STARTTLS\r\n250-SIZE\r\n250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 XOAUTH2\r\n".to_vec()),
        2 => Just(b"220 hello\r\n".to_vec()),
        2 => Just(b"354 go\r\n".to_vec()),
        2 => Just(b"235 in\r\n".to_vec()),
        2 => "334 [A-Za-z0-9+/=]{0,40}\r\n".prop_map(String::into_bytes),
        1 => "[245][0-9]{2}[- \t][ -~]{0,30}\r?\n".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 1..40),
    ];
    vec(line, 0..12).prop_map(|lines| lines.concat())
}

fn security() -> impl Strategy<Value = Security> {
    prop_oneof![
        Just(Security::None),
        Just(Security::StartTls),
        Just(Security::Tls)
    ]
}

fn auth() -> impl Strategy<Value = Auth> {
    prop_oneof![Just(Auth::None), Just(Auth::Password), Just(Auth::OAuth2)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// A host that keeps to the contract, and a peer that says anything.
    #[test]
    fn any_peer(says in vec(replies(), 0..20), security in security(), auth in auth(), chunk in 1usize..50) {
        let settings = settings(security, auth);
        let Ok(mut session) = Session::new(settings.clone(), [3; 32]) else { return Ok(()) };
        if chunk % 2 == 0 {
            session.confirm_transactions();
        }
        session.begin(Job::Send(message(&settings), SendOptions::default())).expect("a fresh session takes a job");
        let mut incoming: Vec<u8> = says.concat();
        let (mut event, mut now, mut handed_out) = (Event::Start, 0, Vec::new());
        let mut piece;
        for _ in 0..3000 {
            let step = session.advance(event, now).expect("the event answers the action");
            now += 1;
            event = match step.action {
                Action::Idle | Action::Done => {
                    let report = session.report();
                    let accepted = matches!(report.outcome, Outcome::Accepted | Outcome::PartlyAccepted);
                    let text = String::from_utf8_lossy(&handed_out).into_owned();
                    prop_assert!(!accepted || text.ends_with("\r\n.\r\n"), "{report:#?}");
                    prop_assert!(!report.to_json().contains("wonderland"));
                    return Ok(());
                }
                Action::Connect { .. } => Event::Connected { local: "", peer: "" },
                Action::StartTls { .. } => Event::Secured(TlsInfo::default()),
                Action::Write(bytes) => {
                    handed_out.extend_from_slice(bytes);
                    Event::Written
                }
                Action::Read if incoming.is_empty() => Event::Closed,
                Action::Read => {
                    let rest = incoming.split_off(chunk.min(incoming.len()));
                    piece = std::mem::replace(&mut incoming, rest);
                    Event::Received(&piece)
                }
                Action::ProvideSecret(_) => Event::Secret(Some(Zeroizing::new("token-of-alice".into()))),
                Action::Confirm(_) => Event::Confirmed,
                Action::Close => Event::Closed,
            };
        }
        prop_assert!(false, "the session does not end");
    }

    /// A host that calls anything at any time.
    #[test]
    fn any_host(calls in vec((0u8..18, replies(), any::<u64>()), 0..60), security in security(), auth in auth()) {
        let settings = settings(security, auth);
        let Ok(mut session) = Session::new(settings.clone(), [3; 32]) else { return Ok(()) };
        for (call, bytes, now) in calls {
            let event = match call {
                0 => Event::Start,
                1 => Event::Connected { local: "x", peer: "" },
                2 => Event::Secured(TlsInfo::default()),
                3 => Event::Written,
                4 | 5 => Event::Received(&bytes),
                6 => Event::Secret(None),
                7 => Event::Secret(Some(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))),
                8 => Event::Closed,
                9 => Event::Failed(IoFailure { kind: String::from_utf8_lossy(&bytes).into_owned(), ..IoFailure::default() }),
                10 => Event::TimedOut,
                11 => Event::Cancelled,
                12 => Event::DeadlineExceeded,
                13 => Event::Resolved(String::from_utf8_lossy(&bytes).lines().chain(["192.0.2.1", "::1"]).map(str::to_owned).collect()),
                14 => Event::Confirmed,
                15 => {
                    session.confirm_transactions();
                    continue;
                }
                16 => {
                    let _ = session.begin(Job::Send(message(&settings), SendOptions::default()));
                    continue;
                }
                _ => {
                    let _ = session.begin(Job::Probe);
                    let _ = session.reclaim();
                    continue;
                }
            };
            let _ = session.advance(event, now);
            let _ = session.report();
        }
    }
}

/// A login by this token, whose refusal is written by `error` and `reply` from what was sent; the report.
fn refused_token(
    token: &str,
    error: impl Fn(&str) -> String,
    reply: impl Fn(&str) -> String,
) -> String {
    let settings = settings(Security::Tls, Auth::OAuth2);
    let mut session = Session::new(settings, [7; 32]).unwrap();
    session.begin(Job::Probe).unwrap();
    let connected = Event::Connected {
        local: "192.0.2.9:40000",
        peer: "192.0.2.1:465",
    };
    for event in [
        Event::Start,
        connected,
        Event::Secured(TlsInfo::default()),
        Event::Received(b"220 model.example\r\n"),
        Event::Written,
        Event::Received(b"250-model.example\r\n250 AUTH XOAUTH2\r\n"),
        Event::Secret(Some(Zeroizing::new(token.to_owned()))),
        Event::Written,
    ] {
        session.advance(event, 0).unwrap();
    }
    // The token is too long for the line of AUTH.
    let step = session.advance(Event::Received(b"334 \r\n"), 0).unwrap();
    let Action::Write(sent) = step.action else {
        panic!("no answer: {step:?}");
    };
    let sent = String::from_utf8(sent.to_vec()).unwrap();
    let sent = sent.trim_end();
    let challenge = encodify::base64::STANDARD.encode(error(sent));
    for line in [format!("334 {challenge}\r\n"), reply(sent)] {
        session.advance(Event::Written, 0).unwrap();
        let received = Event::Received(line.as_bytes());
        session.advance(received, 0).unwrap();
    }
    session.report().to_json()
}

#[test]
fn no_piece_of_a_token_is_shown_whatever_stands_before_it() {
    let token = "AbCdEfGh0123456789-_".repeat(20);
    for before in ["", "x", "auth=", "token is "] {
        let report = refused_token(
            &token,
            |sent| format!(r#"{{"status":"400","error_description":"{before}{sent}"}}"#),
            |sent| format!("535 5.7.8 {before}{} no\r\n", &sent[..150]),
        );
        assert!(report.contains("5.7.8"), "{report}");
        // Within what is sent in base64, whatever the offset.
        for piece in ["QWJDZEVmR2gwMTIz", "FiQ2RFZkdoMDEyMz", "BYkNkRWZHaDAxMjM"] {
            assert!(!report.contains(piece), "{before}: {report}");
        }
    }
}

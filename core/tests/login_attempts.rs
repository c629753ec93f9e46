//! How often a login shows something of the password, whatever a server offers and answers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use centerscape_smtp_core::session::{Action, Event, Job, Outcome, Session, TlsInfo};
use centerscape_smtp_core::settings::{Auth, Secret, Security, Settings};
use encodify::base64::STANDARD;
use proptest::prelude::*;
use zeroize::Zeroizing;

const PASSWORD: &str = "wonderland";
const REFUSALS: [&str; 9] = [
    "535 5.7.8 authentication failed",
    "535 5.7.8 Error: authentication failed: Invalid authentication mechanism",
    "504 5.5.4 Unrecognized authentication type",
    "501 5.5.2 Syntax error",
    "534 5.7.9 Authentication mechanism is too weak",
    "550 5.7.1 no",
    "432 4.7.12 A password transition is needed",
    "454 4.7.0 Temporary authentication failure",
    "538 5.7.11 Encryption required",
];

/// A server that refuses every login, at once or after its challenges.
#[derive(Debug)]
struct Refuser {
    offers: Vec<&'static str>,
    refusals: Vec<usize>,
    /// Whether it challenges before it refuses.
    challenges: Vec<bool>,
    attempt: usize,
    /// The challenges that are still to come in the exchange under way.
    left: usize,
    mechanism: String,
    /// What it saw: of each attempt, the mechanism and whether the password or a proof was shown.
    proofs: usize,
    passwords: usize,
    password_after_proof: bool,
}

impl Refuser {
    fn refuse(&mut self) -> String {
        let refusal = REFUSALS[self.refusals[self.attempt % self.refusals.len()] % REFUSALS.len()];
        self.attempt += 1;
        self.left = 0;
        format!("{refusal}\r\n")
    }

    fn show_password(&mut self) {
        self.passwords += 1;
        self.password_after_proof |= self.proofs > 0;
    }

    fn answer(&mut self, line: &str) -> String {
        if let Some(command) = line.strip_prefix("AUTH ") {
            let (mechanism, initial) = command.split_once(' ').unwrap_or((command, ""));
            mechanism.clone_into(&mut self.mechanism);
            if mechanism == "PLAIN" && !initial.is_empty() {
                self.show_password();
                return self.refuse();
            }
            if !self.challenges[self.attempt % self.challenges.len()] {
                return self.refuse();
            }
            return self.challenge(initial);
        }
        match line.split(' ').next().unwrap() {
            "EHLO" => format!(
                "250-model.example\r\n250 AUTH {}\r\n",
                self.offers.join(" ")
            ),
            "QUIT" => "221 bye\r\n".into(),
            _ => self.on_response(line),
        }
    }

    fn challenge(&mut self, initial: &str) -> String {
        let text = match self.mechanism.as_str() {
            "LOGIN" => {
                self.left = 2;
                "Username:".to_owned()
            }
            "CRAM-MD5" => {
                self.left = 1;
                "<1896@model.example>".to_owned()
            }
            "SCRAM-SHA-256" => {
                self.left = 1;
                let first = String::from_utf8(STANDARD.decode(initial).unwrap()).unwrap();
                let nonce = first.rsplit_once("r=").unwrap().1.to_owned();
                format!("r={nonce}srv,s={},i=4096", STANDARD.encode("salt"))
            }
            _ => return self.refuse(),
        };
        format!("334 {}\r\n", STANDARD.encode(text))
    }

    fn on_response(&mut self, line: &str) -> String {
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            return format!("334 {}\r\n", STANDARD.encode("Password:"));
        }
        match self.mechanism.as_str() {
            "LOGIN" => {
                assert_eq!(STANDARD.decode(line).unwrap(), PASSWORD.as_bytes());
                self.show_password();
            }
            _ => self.proofs += 1,
        }
        self.refuse()
    }
}

fn log_in(security: Security, server: &mut Refuser) -> Outcome {
    let settings = Settings {
        hostname: "model.example".into(),
        port: 587,
        security,
        auth: Auth::Password,
        username: "alice@example.com".into(),
        password: Secret::Value(Zeroizing::new(PASSWORD.into())),
        allow_clear_password: true,
        from_address: "alice@example.com".into(),
        ..Settings::default()
    };
    let mut session = Session::new(settings, [5; 32]).unwrap();
    session.begin(Job::Probe).unwrap();
    let mut incoming = "220 model.example\r\n".to_owned();
    let mut event = Event::Start;
    let mut bytes: Vec<u8>;
    for now in 0..500 {
        let step = session.advance(event, now).unwrap();
        event = match step.action {
            Action::Connect { .. } => Event::Connected {
                local: "",
                peer: "",
            },
            Action::StartTls { .. } => Event::Secured(TlsInfo::default()),
            Action::Write(written) => {
                let line = String::from_utf8(written.to_vec()).unwrap();
                incoming = server.answer(line.trim_end());
                Event::Written
            }
            Action::Read => {
                bytes = std::mem::take(&mut incoming).into_bytes();
                Event::Received(&bytes)
            }
            Action::Close => Event::Closed,
            Action::Idle | Action::Done => return session.outcome(),
            Action::ProvideSecret(_) => panic!("the password is in the settings"),
            Action::Confirm(_) => panic!("nobody asked to be asked"),
        };
    }
    panic!("the login does not end");
}

proptest! {
    #[test]
    fn a_wrong_password_costs_two_attempts_at_most(
        offered in 1_usize..16,
        refusals in prop::collection::vec(0_usize..REFUSALS.len(), 1..5),
        challenges in prop::collection::vec(any::<bool>(), 1..5),
        encrypted: bool,
    ) {
        let all = ["SCRAM-SHA-256", "PLAIN", "LOGIN", "CRAM-MD5"];
        let mut server = Refuser {
            offers: (0..4).filter(|bit| offered & (1 << bit) != 0).map(|bit| all[bit]).collect(),
            refusals,
            challenges,
            attempt: 0,
            left: 0,
            mechanism: String::new(),
            proofs: 0,
            passwords: 0,
            password_after_proof: false,
        };
        let security = if encrypted { Security::Tls } else { Security::None };
        prop_assert_eq!(log_in(security, &mut server), Outcome::NotSent);
        prop_assert!(server.passwords + server.proofs <= 2, "{server:?}");
        prop_assert!(encrypted || !server.password_after_proof, "{server:?}");
    }
}

//! Whatever a token endpoint answers: no panic, and no secret in what is shown.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use centerscape_smtp_core::oauth::{Answer, Configuration, Secrets};
use centerscape_smtp_core::problem;
use proptest::prelude::*;
use zeroize::Zeroizing;

const CLIENT_SECRET: &str = "s3cret+of the client";
const REFRESH_TOKEN: &str = "r3fresh~token";

/// The secrets as they are and as they are sent: in a form, and by HTTP Basic.
const SENT: [&str; 5] = [
    CLIENT_SECRET,
    "s3cret%2Bof+the+client",
    REFRESH_TOKEN,
    "r3fresh%7Etoken",
    "bWU6czNjcmV0JTJCb2YrdGhlK2NsaWVudA==",
];

fn configuration() -> Configuration {
    let text = r#"{"grant": "refresh-token", "token_endpoint": "https://login.example.com/token", "client_id": "me",
        "refresh_token_file": "token", "mail_server": "mail.example.com"}"#;
    Configuration::parse(text).unwrap()
}

fn secrets() -> Secrets {
    let secret = |text: &str| Some(Zeroizing::new(text.to_owned()));
    Secrets {
        client_secret: secret(CLIENT_SECRET),
        refresh_token: secret(REFRESH_TOKEN),
    }
}

fn assert_shows_no_secret(text: &str) {
    for secret in SENT {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Bytes, texts, and answers whose members repeat what was sent.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        proptest::sample::select(SENT.map(str::to_owned).to_vec()),
        proptest::sample::select(SENT.map(|secret| format!("no: {secret}!")).to_vec()),
        any::<String>(),
        Just("Bearer".to_owned()),
    ];
    let names = [
        "error",
        "error_description",
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
    ];
    let members =
        prop::collection::btree_map(proptest::sample::select(names.to_vec()), value, 0..6);
    prop_oneof![
        any::<Vec<u8>>(),
        members.prop_map(|members| serde_json::to_vec(&members).unwrap()),
    ]
}

proptest! {
    #[test]
    fn no_answer_panics_or_shows_a_secret(status in any::<u16>(), body in body(), asked_ms in any::<u64>()) {
        let answer = Answer { status, body: &body, asked_ms };
        match configuration().token(&secrets(), &answer) {
            Ok(token) => assert_shows_no_secret(&format!("{token:?}")),
            Err(problems) => assert_shows_no_secret(&problem::to_json(&problems)),
        }
    }

    #[test]
    fn no_configuration_panics(text in ".{0,200}", endpoint in ".{0,60}") {
        let _ = Configuration::parse(&text);
        let text = serde_json::json!({ "token_endpoint": endpoint }).to_string();
        prop_assert!(Configuration::parse(&text).is_err());
    }
}

#[test]
fn debug_shows_no_secret() {
    let request = configuration().request(&secrets()).unwrap();
    assert!(request.body.contains("r3fresh%7Etoken"), "it is sent");
    assert_eq!(
        format!("{request:?}"),
        "TokenRequest(https://login.example.com/token, ****)"
    );
    assert_eq!(format!("{:?}", secrets()), "****");
    let body = br#"{"access_token": "t0ken", "token_type": "Bearer", "expires_in": 90}"#;
    let answer = Answer {
        status: 200,
        body,
        asked_ms: 5,
    };
    let token = configuration().token(&secrets(), &answer).unwrap();
    assert_eq!(
        format!("{token:?}"),
        "Token(****, reuse until Some(30005) ms)"
    );
}

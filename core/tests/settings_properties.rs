//! What holds for all settings: nothing panics, secrets stay secret, a stored password stays bound to its destination.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use std::time::{Duration, Instant};

use centerscape_smtp_core::problem::Problem;
use centerscape_smtp_core::settings::{Auth, Secret, Security, Settings};
use proptest::prelude::*;

/// A password that occurs in no message of ours.
const PASSWORD: &str = "Zq8!vXw#7";

/// Text as people and attackers type it: pieces that mean something in a hostname, an address or JSON, and anything.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "mail",
            ".",
            "-",
            "_",
            ":",
            "//",
            "@",
            "[",
            "]",
            "<",
            ">",
            "\"",
            "\\",
            ",",
            ";",
            "%",
            " ",
            "25",
            "192.0.2.1",
            "2001:db8::1",
            "IPv6:",
            "xn--",
            "bücher",
            "上",
            "\u{560d}",
            "\r\n",
            "\0",
            "apikey",
            "****",
            "smtp.office365.com",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn any_secret() -> impl Strategy<Value = Secret> {
    prop_oneof![
        Just(Secret::Unset),
        Just(Secret::Stored),
        any_text().prop_map(Secret::from_text),
        Just(Secret::from_text(PASSWORD.to_owned())),
    ]
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let security = prop::sample::select(vec![Security::None, Security::StartTls, Security::Tls]);
    let auth = prop::sample::select(vec![Auth::None, Auth::Password, Auth::OAuth2]);
    let port = prop_oneof![
        prop::sample::select(vec![0, 25, 465, 587, 2525]),
        any::<u16>()
    ];
    (
        (any_text(), port, security, auth),
        (any_text(), any_secret(), any::<bool>()),
        (any_text(), prop::option::of(any_text()), any::<u32>()),
    )
        .prop_map(|(server, login, sender)| Settings {
            hostname: server.0,
            port: server.1,
            security: server.2,
            auth: server.3,
            username: login.0,
            password: login.1,
            allow_clear_password: login.2,
            from_address: sender.0,
            ehlo_name: sender.1,
            timeout_seconds: sender.2,
        })
}

/// The keys of the settings.
fn keys() -> Vec<String> {
    let shown = serde_json::to_value(Settings::default()).unwrap();
    shown.as_object().unwrap().keys().cloned().collect()
}

/// JSON that is nearly a settings object.
fn any_form() -> impl Strategy<Value = String> {
    let key = prop_oneof![prop::sample::select(keys()), any_text(),];
    let value = prop_oneof![
        any_text().prop_map(|text| serde_json::to_string(&text).unwrap()),
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "25",
            "-1",
            "70000",
            "1e400",
            "25.5",
            "[]",
            "{}",
            "\"tls\"",
            "\"password\"",
            "\"\\ud800\"",
            "nul",
            "",
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    let member = (key, value)
        .prop_map(|(key, value)| format!("{}: {value}", serde_json::to_string(&key).unwrap()));
    prop::collection::vec(member, 0..12).prop_map(|members| format!("{{{}}}", members.join(",\n")))
}

fn mentions(problems: &[Problem], text: &str) -> bool {
    let shown = format!("{problems:?}{}", serde_json::to_string(problems).unwrap());
    shown.contains(text)
}

proptest! {
    #[test]
    fn no_text_panics_and_positions_lie_within_it(form in prop_oneof![any_form(), any_text()]) {
        let problems = Settings::check_json(&form);
        let lines: Vec<&str> = form.split('\n').collect();
        for problem in &problems {
            let Some(position) = problem.position else { continue };
            let line = lines.get(position.line as usize - 1);
            prop_assert!(line.is_some_and(|line| position.column as usize <= line.chars().count() + 1), "{problem:?}");
        }
        let unread = Settings::parse(&form).is_err();
        prop_assert!(!unread || problems.iter().any(Problem::is_error));
        let _ = Settings::default().apply_json(&form);
    }

    #[test]
    fn what_is_written_reads_back(settings in any_settings()) {
        let json = settings.to_json();
        let read = Settings::parse(&json).unwrap();
        let empty_is_none = settings.ehlo_name.clone().filter(|name| !name.is_empty());
        let expected = Settings { password: Secret::Stored, ehlo_name: empty_is_none, ..settings };
        prop_assert_eq!(&read, &expected);
        prop_assert_eq!(read.to_json(), expected.to_json());
    }

    #[test]
    fn a_text_is_judged_as_its_values(settings in any_settings()) {
        let settings = Settings { password: Secret::Stored, ehlo_name: None, ..settings };
        let mut problems = Settings::check_json(&settings.to_json());
        for problem in &mut problems {
            prop_assert!(problem.position.take().is_some(), "every key is there, so every problem has its position");
        }
        prop_assert_eq!(problems, settings.validate());
    }

    #[test]
    fn a_password_is_never_shown(settings in any_settings(), form in any_settings(), suffix in any_text()) {
        let password = format!("{PASSWORD}{suffix}");
        let settings = Settings { password: Secret::from_text(password.clone()), ..settings };
        let json = settings.to_json();
        prop_assert!(!json.contains(PASSWORD));
        let mut with_password: serde_json::Value = serde_json::from_str(&json).unwrap();
        with_password["password"] = "Zq8!vXw#7\u{7}".into();
        let with_password = with_password.to_string();
        let merged = settings.apply(form);
        prop_assert!(!mentions(&settings.validate(), PASSWORD));
        prop_assert!(!mentions(&Settings::check_json(&with_password), PASSWORD));
        prop_assert!(!mentions(&merged.problems, PASSWORD));
        let debug = format!("{settings:?}{merged:?}");
        prop_assert!(!debug.contains(PASSWORD));
    }

    #[test]
    fn a_stored_password_goes_to_its_destination_only(stored in any_settings(), form in any_settings(), same in any::<[bool; 4]>()) {
        let mut form = Settings { password: Secret::Stored, ..form };
        if same[0] { form.hostname = stored.hostname.to_ascii_uppercase(); }
        if same[1] { form.port = stored.port; }
        if same[2] { form.security = stored.security; }
        if same[3] { form.username.clone_from(&stored.username); }
        let moved = !form.hostname.eq_ignore_ascii_case(&stored.hostname)
            || form.port != stored.port
            || form.security != stored.security
            || form.username != stored.username;
        let refused = moved && stored.password.is_set();

        let merged = stored.apply(form.clone());
        let told = merged.problems.iter().any(|problem| problem.code == "password.destination-changed" && problem.is_error());
        prop_assert_eq!(told, refused);
        prop_assert_eq!(&merged.settings.password, if refused { &Secret::Unset } else { &stored.password });

        let by_text = stored.apply_json(&Settings { ehlo_name: form.ehlo_name.filter(|name| !name.is_empty()), ..form }.to_json());
        prop_assert_eq!(by_text.settings.password, merged.settings.password);
    }
}

#[test]
fn the_mask_is_no_password_however_it_comes() {
    let stored = Settings {
        password: Secret::from_text(PASSWORD.to_owned()),
        ..Settings::default()
    };
    let form = Settings {
        password: Secret::Value("****".to_owned().into()),
        ..Settings::default()
    };
    assert_eq!(
        stored.apply(form.clone()).settings.password,
        stored.password
    );
    assert_eq!(
        Settings::default().apply(form).settings.password,
        Secret::Unset
    );
}

#[test]
fn huge_values_are_answered_quickly_and_briefly() {
    let fillers = [
        "a", "a.", ".", "@", "[", "<", "\"", "(", "1", ":", " ", "é", "上", "\u{560d}", "\r\n",
        "xn--",
    ];
    let start = Instant::now();
    for filler in fillers {
        let huge = filler.repeat(100_000 / filler.len());
        let settings = Settings {
            hostname: huge.clone(),
            auth: Auth::Password,
            username: huge.clone(),
            password: Secret::from_text(huge.clone()),
            from_address: huge.clone(),
            ehlo_name: Some(huge.clone()),
            ..Settings::default()
        };
        let problems = settings.validate();
        let codes: Vec<&str> = problems.iter().map(|problem| &*problem.code).collect();
        for field in ["hostname", "username", "from_address", "ehlo_name"] {
            assert!(
                problems.iter().any(|problem| problem.field == field),
                "{filler:?} {field}: {codes:?}"
            );
        }
        let told = serde_json::to_string(&problems).unwrap();
        assert!(told.len() < 4000, "{filler:?}: {} bytes", told.len());
        for key in [
            "hostname",
            "port",
            "security",
            "auth",
            "from_address",
            &huge,
        ] {
            let form = serde_json::json!({ key: huge });
            let told = serde_json::to_string(&Settings::check_json(&form.to_string())).unwrap();
            assert!(told.len() < 4000, "{filler:?}: {} bytes", told.len());
        }
        let _ = Settings::check_json(&huge);
        let _ = Settings::check_json(&format!("{{\"hostname\": {huge}}}"));
    }
    let keys: Vec<String> = (0..20_000).map(|n| format!("\"{n}\": 1")).collect();
    let keys = format!("{{{}, {}}}", keys.join(", "), keys.join(", "));
    assert!(
        serde_json::to_string(&Settings::check_json(&keys))
            .unwrap()
            .len()
            < 50_000
    );
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

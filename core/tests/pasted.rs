//! What holds for every pasted text: nothing panics, everything is bounded, and what was sent under secrecy is in no finding.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use centerscape_smtp_core::pasted::{PastedFindings, explain_pasted};
use centerscape_smtp_core::settings::Settings;
use proptest::prelude::*;

const MEGABYTE: usize = 1024 * 1024;

/// `wonderland`, alone and behind a user name.
const PASSWORD: &str = "wonderland";
const LOGIN: &str = "d29uZGVybGFuZA==";
const PLAIN: &str = "AGFsaWNlAHdvbmRlcmxhbmQ=";
const XOAUTH2: &str = "dXNlcj1hbGljZQFhdXRoPUJlYXJlciB3b25kZXJsYW5kAQE=";

fn causes(found: &PastedFindings) -> Vec<&str> {
    let causes = found.findings.iter().map(|one| &*one.diagnosis.cause);
    causes.collect()
}

#[test]
fn what_was_sent_under_secrecy_is_in_no_finding() {
    // Each server repeats what it was told, as some do.
    let texts = [
        format!("C: AUTH PLAIN {PLAIN}\nS: 535 5.7.8 bad {PLAIN} for {PASSWORD}"),
        format!("C: AUTH PLAIN\nS: 334 \nC: {PLAIN}\nS: 535 no {PASSWORD}"),
        format!(
            "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: {LOGIN}\nS: 535 no {PASSWORD} {LOGIN}"
        ),
        format!(
            "AUTH LOGIN\n334 VXNlcm5hbWU6\nYWxpY2U=\n334 UGFzc3dvcmQ6\n{LOGIN}\n535 no {PASSWORD} {LOGIN}"
        ),
        format!("C: AUTH XOAUTH2 {XOAUTH2}\nS: 535 token {PASSWORD} is too old"),
        format!(" ~> AUTH PLAIN {PLAIN}\n<~* 535 5.7.8 {PLAIN}"),
        format!("send: 'AUTH PLAIN {PLAIN}\\r\\n'\nreply: b'535 5.7.8 {PASSWORD}\\r\\n'"),
        format!(
            "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: {LOGIN}\nSERVER -> CLIENT: 535 {PASSWORD}"
        ),
        format!("x,1,2,3,4,5,>,AUTH PLAIN {PLAIN},\nx,1,2,3,4,5,<,535 5.7.8 {PLAIN},"),
        format!("Error: Invalid login: 502 Command \"AUTH PLAIN {PLAIN}\" not implemented"),
        format!("Error: 535 5.7.8 refused Authorization: Bearer {PASSWORD}"),
        format!("Error: 535 5.7.8 login failed: user=alice password={PASSWORD}"),
        format!("550 5.7.1 smtp.PassWord={PASSWORD} is no address"),
        format!("* not an SMTP reply: \"AUTH PLAIN {PLAIN}\""),
        format!("* reset: while sending AUTH PLAIN {PLAIN}"),
        // The order does not matter: a log may be pasted upside down.
        format!("535 5.7.8 no {PASSWORD}\nC: AUTH PLAIN {PLAIN}"),
    ];
    for text in texts {
        let found = explain_pasted(&text, None);
        assert!(!found.findings.is_empty(), "{text}");
        let shown = found.to_json() + &format!("{found:?}");
        for secret in [PASSWORD, LOGIN, PLAIN, XOAUTH2] {
            assert!(!shown.contains(secret), "{text}\nshows\n{shown}");
        }
    }
}

#[test]
fn what_the_client_sends_is_never_a_reply() {
    // A line of base64, and one of a message, that look like something else.
    let text = "220 mail.example.com ESMTP\nAUTH LOGIN\n334 UGFzc3dvcmQ6\nNTUwIG5v\n235 ok\n\
                MAIL FROM:<a@b.example>\n250 ok\nRCPT TO:<c@b.example>\n250 ok\nDATA\n354 go on\n\
                550 alarms are open\nConnection refused on PDU-7\n.\n250 ok";
    assert_eq!(explain_pasted(text, None).findings, []);
}

#[test]
fn a_text_beyond_the_bounds_is_read_in_part_and_says_so() {
    let ok = "250 2.0.0 Ok\n".repeat(MEGABYTE / 13);
    assert!(explain_pasted(&ok, None).complete);
    let cut = explain_pasted(&(ok + "é250 2.0.0 Ok\n550 5.1.1 too late"), None);
    assert!(!cut.complete && cut.findings.is_empty());
    // A refusal by each of many servers.
    let refusal = |n| format!("host mx{n}.example.com[192.0.2.1] said: 550 5.1.1 no");
    let many = (0..200).map(refusal).collect::<Vec<_>>().join("\n");
    let many = explain_pasted(&many, None);
    assert_eq!((many.findings.len(), many.complete), (100, false));
    let repeated = explain_pasted(&"550 5.1.1 no such user\n".repeat(4000), None);
    assert_eq!((repeated.findings.len(), repeated.complete), (1, true));
    assert_eq!(repeated.findings[0].count, 4000);
    assert!(!explain_pasted(&"550 no\n".repeat(6000), None).complete);
    let long = explain_pasted(&format!("550 {}", "a".repeat(MEGABYTE / 2)), None);
    assert!(long.findings[0].diagnosis.reply.as_ref().unwrap().lines[0].len() <= 1000);
    let open = explain_pasted(&"550-no\n".repeat(2000), None);
    assert!(
        open.findings[0]
            .diagnosis
            .reply
            .as_ref()
            .unwrap()
            .lines
            .len()
            <= 32
    );
}

#[test]
fn a_named_server_brings_its_own_remedy_and_no_port_is_made_up() {
    let text = "=== Trying smtp.gmail.com...\n<-  220 smtp.gmail.com ESMTP\n -> AUTH LOGIN\n<** 535 5.7.8 Username and Password not accepted";
    let found = explain_pasted(text, None);
    assert_eq!(causes(&found), ["bad-credentials"]);
    assert_eq!(
        found.findings[0].hostname.as_deref(),
        Some("smtp.gmail.com")
    );
    assert!(found.findings[0].diagnosis.link.is_some());
    let refused = explain_pasted("Trying 192.0.2.1...\nConnection refused", None);
    assert!(refused.findings[0].diagnosis.title.ends_with("this port"));
}

#[test]
fn settings_win_over_a_dialogue_and_a_line_of_a_log_over_them() {
    let settings = Settings {
        hostname: "smtp.office365.com".to_owned(),
        username: "alerts@example.com".to_owned(),
        ..Settings::default()
    };
    let dialogue = "S: 220 AM0PR01CA0001.outlook.office365.com ESMTP\nC: AUTH LOGIN\nS: 535 5.7.3 Authentication unsuccessful";
    let found = explain_pasted(dialogue, Some(&settings));
    assert!(
        found.findings[0]
            .diagnosis
            .title
            .contains("alerts@example.com")
    );
    let line = "postfix/smtp: connect to mx.example.net[192.0.2.1]:25: Connection refused";
    let found = explain_pasted(line, Some(&settings));
    assert!(
        found.findings[0]
            .diagnosis
            .title
            .starts_with("mx.example.net")
    );
}

/// Lines as programs and attackers write them.
fn any_line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "S: ",
            "C: ",
            "* ",
            "<- ",
            " ~> ",
            ">>> ",
            ",<,",
            "send: ",
            "reply: b'",
            "\\r\\n'",
            "'",
            "\"",
            "(",
            ")",
            "550",
            "550-",
            "421 ",
            "5.7.1",
            "5.7.",
            "535, b'",
            " ",
            "\t",
            "220 ",
            "334 ",
            "354 ",
            "AUTH PLAIN ",
            "AUTH ",
            "MAIL FROM:",
            "RCPT TO:",
            "DATA",
            ".",
            "QUIT",
            "AHdvbmRlcmxhbmQ=",
            " said: ",
            "host ",
            "mx.example.com",
            "[192.0.2.1]",
            ":25",
            ", port: ",
            "(in reply to ",
            "dsn=5.1.1, stat=",
            "Diagnostic-Code: smtp; ",
            "server response was: ",
            "rejected RCPT <",
            ">: ",
            "Connection refused",
            "Read timed out",
            "the message has ",
            "not an SMTP reply: ",
            "é",
            "\u{0}",
            "Caused by: ",
            "password=",
            "Bearer ",
            "trying ",
            "relay=",
            "99999999999",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[ -~]{0,12}",
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(lines in prop::collection::vec(any_line(), 0..20), text in any::<String>()) {
        let lines = lines.join("\n");
        for text in [&lines, &text] {
            let found = explain_pasted(text, None);
            let last = u32::try_from(text.lines().count()).unwrap();
            prop_assert!(found.complete && found.findings.len() <= 100);
            for finding in &found.findings {
                prop_assert!(finding.line >= 1 && finding.line <= last);
                prop_assert!(finding.count >= 1);
                let code = finding.diagnosis.reply.as_ref().map(|reply| reply.code);
                prop_assert!(code.is_none_or(|code| code == 0 || (400..600).contains(&code)));
            }
            prop_assert!(found.findings.is_sorted_by_key(|finding| finding.line));
        }
    }

    #[test]
    fn a_login_in_any_dialect_stays_secret(secret in "[A-Za-z0-9+/]{12,40}", mark in 0..5_usize, tail in any_line()) {
        let (client, server) = [("C: ", "S: "), ("", ""), (" -> ", "<** "), (">>> ", "<<< "), ("CLIENT -> SERVER: ", "SERVER -> CLIENT: ")][mark];
        let text = format!("{client}AUTH LOGIN\n{server}334 UGFzc3dvcmQ6\n{client}{secret}\n{server}535 5.7.8 no {secret}\n{tail}");
        prop_assert!(!explain_pasted(&text, None).to_json().contains(&secret));
    }
}

#[test]
fn the_port_is_the_one_that_the_text_names() {
    let settings = Settings {
        hostname: "mail.example.com".to_owned(),
        ..Settings::default()
    };
    let text = "Could not connect to SMTP host: mail.example.com, port: 587: Connection refused";
    let found = explain_pasted(text, Some(&settings));
    assert_eq!(
        found.findings[0].diagnosis.title,
        "mail.example.com refuses connections on port 587"
    );
}

#[test]
fn a_text_of_empty_lines_hides_no_failure() {
    let found = explain_pasted("\n\nS: 535-5.7.8 one\n\n\nS: 550 5.1.1 two\n\n", None);
    let lines: Vec<_> = found.findings.iter().map(|one| one.line).collect();
    assert_eq!(lines, [3, 6]);
}

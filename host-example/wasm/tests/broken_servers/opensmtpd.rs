//! OpenSMTPD.

use centerscape_smtp_real_servers::OpenSmtpd;
use centerscape_smtp_real_servers::opensmtpd::Service;
use serde_json::json;

use crate::case::{Case, check, known_login, starttls};

#[test]
fn a_broken_opensmtpd_is_told() {
    let opensmtpd = OpenSmtpd::start().unwrap();
    let cases = [addresses_and_logins(&opensmtpd), tls_and_rules(&opensmtpd)];
    check(cases.into_iter().flatten());
}

fn addresses_and_logins(opensmtpd: &OpenSmtpd) -> Vec<Case> {
    let at = |service| opensmtpd.port(service);
    vec![
        // It says the same of a recipient that it does not know and of one that it would have to forward to.
        Case::new(
            "relay denied",
            at(Service::Clear),
            json!({}),
            ["refused", "rcpt", "recipient-refused"],
        )
        .to("somebody@elsewhere.example")
        .by("550 Invalid recipient: <somebody@elsewhere.example>"),
        Case::new(
            "an alias that leads nowhere",
            at(Service::Clear),
            json!({}),
            ["refused", "rcpt", "recipient-refused"],
        )
        .to("unknown@example.test")
        .by("524 5.2.4 Mailing list expansion problem: <unknown@example.test>"),
        Case::new(
            "mailbox full",
            at(Service::Clear),
            json!({}),
            ["refused", "rcpt", "mailbox-full"],
        )
        .to("full@example.test")
        .by("552 5.2.2 Mailbox full: <full@example.test>"),
        Case::new(
            "sender refused",
            at(Service::OtherSenders),
            json!({}),
            ["refused", "mail", "sender-not-allowed"],
        )
        .by("550 5.7.1 sender is not allowed here"),
        Case::new(
            "login required",
            at(Service::LoginRequired),
            json!({}),
            ["refused", "mail", "auth-required"],
        )
        .by("530 5.5.1 Invalid command: Must issue an AUTH command first"),
        Case::new(
            "login not offered",
            at(Service::Clear),
            known_login("none"),
            ["not-sent", "auth", "auth-not-offered"],
        ),
    ]
}

fn tls_and_rules(opensmtpd: &OpenSmtpd) -> Vec<Case> {
    let at = |service| opensmtpd.port(service);
    let from_the_start = json!({ "security": "tls" });
    vec![
        Case::new(
            "STARTTLS missing",
            at(Service::Clear),
            starttls(),
            ["not-sent", "starttls", "starttls-not-offered"],
        ),
        Case::new(
            "TLS required",
            at(Service::TlsRequired),
            json!({}),
            ["refused", "mail", "tls-required"],
        )
        .by("530 5.5.1 Invalid command: Must issue a STARTTLS command first"),
        Case::new(
            "the server's own TLS is broken",
            at(Service::StartTls),
            starttls(),
            ["not-sent", "tls", "tls-handshake-failed"],
        ),
        Case::new(
            "TLS to a plain port",
            at(Service::Clear),
            from_the_start,
            ["not-sent", "tls", "wrong-security-mode"],
        ),
        Case::new(
            "EHLO name",
            at(Service::EhloRefused),
            json!({}),
            ["not-sent", "ehlo", "ehlo-name"],
        )
        .by("550 5.7.1 Invalid EHLO name"),
        Case::new(
            "EHLO name, and it hangs up",
            at(Service::EhloCut),
            json!({}),
            ["not-sent", "ehlo", "ehlo-name"],
        )
        .by("550 5.7.1 Invalid EHLO name"),
        Case::new(
            "client turned away",
            at(Service::Closed),
            json!({}),
            ["not-sent", "greeting", "greeting-refused"],
        )
        .by("550 5.7.1 Go away"),
        Case::new(
            "content refused",
            at(Service::NoContent),
            json!({}),
            ["refused", "body", "content-refused"],
        )
        .by("550 5.7.1 Message rejected as spam"),
    ]
}

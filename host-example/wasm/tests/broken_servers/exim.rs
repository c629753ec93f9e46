//! Exim.

use centerscape_smtp_real_servers::exim::Service;
use centerscape_smtp_real_servers::{Exim, USER};
use serde_json::json;

use crate::case::{Case, WRONG, check, known_login, login, starttls};

#[test]
fn a_broken_exim_is_told() {
    let exim = Exim::start().unwrap();
    let cases = [addresses_and_logins(&exim), tls(&exim), limits(&exim)];
    check(cases.into_iter().flatten());
}

fn addresses_and_logins(exim: &Exim) -> Vec<Case> {
    let at = |service| exim.port(service);
    let ca = exim.ca_pem();
    let from_elsewhere = json!({ "from_address": "centerscape@elsewhere.example" });
    vec![
        Case::new("relay denied", at(Service::Clear), json!({}), ["refused", "rcpt", "relay-denied"])
            .to("somebody@elsewhere.example")
            .by("550 relay not permitted"),
        Case::new("unknown recipient", at(Service::Clear), json!({}), ["refused", "rcpt", "recipient-refused"])
            .to("nobody@example.test")
            .by("550 Unrouteable address"),
        Case::new("sender's domain unknown", at(Service::KnownSenders), from_elsewhere, ["refused", "rcpt", "sender-not-allowed"])
            .by("550-Verification failed for <centerscape@elsewhere.example>\n550-Unrouteable address\n550 Sender verification failed"),
        Case::new("bad password", at(Service::Clear), login("starttls", USER, WRONG), ["not-sent", "auth", "bad-credentials"])
            .trusting(ca)
            .by("535 Incorrect authentication data"),
        Case::new("login in clear", at(Service::Clear), known_login("none"), ["not-sent", "auth", "auth-not-offered"]),
    ]
}

fn tls(exim: &Exim) -> Vec<Case> {
    let at = |service| exim.port(service);
    let ca = exim.ca_pem();
    let in_vain = json!({ "timeout_seconds": 1 });
    let from_the_start = json!({ "security": "tls" });
    vec![
        Case::new(
            "STARTTLS missing",
            at(Service::NoStartTls),
            starttls(),
            ["not-sent", "starttls", "starttls-not-offered"],
        ),
        Case::new(
            "TLS required",
            at(Service::TlsRequired),
            json!({}),
            ["refused", "mail", "tls-required"],
        )
        .by("550 TLS encryption is required"),
        Case::new(
            "self-signed",
            at(Service::SelfSigned),
            starttls(),
            ["not-sent", "tls", "certificate-untrusted"],
        )
        .trusting(ca),
        Case::new(
            "expired",
            at(Service::Expired),
            starttls(),
            ["not-sent", "tls", "certificate-expired"],
        )
        .trusting(ca),
        Case::new(
            "wrong name",
            at(Service::WrongName),
            starttls(),
            ["not-sent", "tls", "certificate-name-mismatch"],
        )
        .trusting(ca),
        Case::new(
            "TLS to a plain port",
            at(Service::Clear),
            from_the_start,
            ["not-sent", "tls", "wrong-security-mode"],
        ),
        Case::new(
            "plain to a TLS port",
            at(Service::Tls),
            in_vain,
            ["not-sent", "greeting", "response-timeout"],
        ),
    ]
}

fn limits(exim: &Exim) -> Vec<Case> {
    let at = |service| exim.port(service);
    let short_name = json!({ "ehlo_name": "monitor" });
    vec![
        Case::new("size limit, told by EHLO", at(Service::Small), json!({}), ["not-sent", "mail", "message-too-big"]),
        Case::new("EHLO name", at(Service::FullNames), short_name, ["not-sent", "ehlo", "ehlo-name"])
            .by("550 HELO name is not a fully qualified domain name"),
        Case::new("client not served", at(Service::Closed), json!({}), ["not-sent", "greeting", "greeting-refused"])
            .by("554 SMTP service not available"),
        Case::new("too many connections", at(Service::OneConnection), json!({}), ["not-sent", "greeting", "throttled"])
            .held_by(&[])
            .by("421 Too many concurrent SMTP connections from this IP address; please try again later."),
        Case::new("too many messages", at(Service::OneMessage), json!({}), ["refused", "mail", "throttled"])
            .after_one_mail()
            .by("451 Sender rate overlimit - 2.0 / 1h"),
        Case::new("greylisting", at(Service::Greylisted), json!({}), ["refused", "rcpt", "throttled"])
            .passes_later()
            .by("451 Greylisted, please try again later"),
    ]
}

//! Postfix, with Postgrey behind it.

use centerscape_smtp_real_servers::{Postfix, Service, USER};
use serde_json::json;

use crate::case::{Case, WRONG, check, known_login, login, starttls};

#[test]
fn a_broken_postfix_is_told() {
    let postfix = Postfix::start_with(&Service::BROKEN).unwrap();
    let cases = [
        addresses_and_logins(&postfix),
        tls(&postfix),
        limits(&postfix),
    ];
    check(cases.into_iter().flatten());
}

fn addresses_and_logins(postfix: &Postfix) -> Vec<Case> {
    let at = |service| postfix.port(service);
    let ca = postfix.ca_pem();
    let from = |address: &str| json!({ "from_address": address });
    vec![
        Case::new("relay denied", at(Service::Clear), json!({}), ["refused", "rcpt", "relay-denied"])
            .to("somebody@elsewhere.example")
            .by("554 5.7.1 <somebody@elsewhere.example>: Relay access denied"),
        Case::new("no login", at(Service::StartTlsLogin), starttls(), ["refused", "rcpt", "relay-denied"])
            .trusting(ca)
            .by("554 5.7.1 <ops@example.test>: Recipient address rejected: Access denied"),
        Case::new("unknown recipient", at(Service::Clear), json!({}), ["refused", "rcpt", "recipient-refused"])
            .to("nobody@example.test")
            .by("550 5.1.1 <nobody@example.test>: Recipient address rejected: User unknown in virtual mailbox table"),
        Case::new("sender refused", at(Service::Clear), from("refused@example.test"), ["refused", "mail", "sender-not-allowed"])
            .by("550 5.7.1 <refused@example.test>: Sender address rejected: this sender is refused"),
        Case::new("another's From", at(Service::OwnSender), known_login("starttls"), ["refused", "mail", "sender-not-allowed"])
            .trusting(ca)
            .by("553 5.7.1 <centerscape@example.test>: Sender address rejected: not owned by user admin@mail.example.test"),
        Case::new("bad password", at(Service::StartTlsLogin), login("starttls", USER, WRONG), ["not-sent", "auth", "bad-credentials"])
            .trusting(ca)
            .by("535 5.7.8 Error: authentication failed: authentication failure"),
        Case::new("login not offered", at(Service::Clear), known_login("none"), ["not-sent", "auth", "auth-not-offered"]),
    ]
}

fn tls(postfix: &Postfix) -> Vec<Case> {
    let at = |service| postfix.port(service);
    let ca = postfix.ca_pem();
    let in_vain = json!({ "timeout_seconds": 1 });
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
            at(Service::StartTls),
            json!({}),
            ["refused", "mail", "tls-required"],
        )
        .by("530 5.7.0 Must issue a STARTTLS command first"),
        Case::new(
            "unknown authority",
            at(Service::StartTls),
            starttls(),
            ["not-sent", "tls", "certificate-untrusted"],
        ),
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
        // Both sides wait. Only the port 465 would tell why.
        Case::new(
            "plain to a TLS port",
            at(Service::Tls),
            in_vain,
            ["not-sent", "greeting", "response-timeout"],
        ),
    ]
}

fn limits(postfix: &Postfix) -> Vec<Case> {
    let at = |service| postfix.port(service);
    let short_name = json!({ "ehlo_name": "monitor" });
    vec![
        Case::new("size limit, told at the dot", at(Service::TinyUntold), json!({}), ["refused", "body", "message-too-big"])
            .by("552 5.3.4 Error: message file too big"),
        Case::new("EHLO name", at(Service::FullNames), short_name, ["refused", "rcpt", "ehlo-name"])
            .by("504 5.5.2 <monitor>: Helo command rejected: need fully-qualified hostname"),
        Case::new("client without a name", at(Service::NamedClients), json!({}), ["refused", "rcpt", "relay-denied"])
            .by("450 4.7.1 Client host rejected: cannot find your reverse hostname, [127.0.0.1]"),
        Case::new("too many connections", at(Service::OneConnection), json!({}), ["not-sent", "greeting", "throttled"])
            .held_by(&[])
            .by("421 4.7.0 mail.example.test Error: too many connections from 127.0.0.1"),
        Case::new("too many messages", at(Service::OneMessage), json!({}), ["refused", "mail", "throttled"])
            .after_one_mail()
            .by("450 4.7.1 Error: too much mail from 127.0.0.1"),
        Case::new("greylisting", at(Service::Greylisted), json!({}), ["refused", "rcpt", "throttled"])
            .passes_later()
            .by("450 4.2.0 <ops@example.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.test.html"),
    ]
}

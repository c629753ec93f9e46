//! Dovecot's submission service in front of a Postfix.

use centerscape_smtp_real_servers::dovecot::{Quirk, Service as Port, elsewhere};
use centerscape_smtp_real_servers::{Certificate, Dovecot, PASSWORD, Postfix, Service, USER};
use serde_json::json;

use crate::case::{Case, WRONG, check, known_login, login, starttls};

#[test]
fn a_broken_dovecot_is_told() {
    let postfix = Postfix::start_with(&[Service::Clear]).unwrap();
    let relay = postfix.port(Service::Clear);
    addresses_and_logins(relay);
    security(relay);
    certificates(relay);
    limits(relay);
    faults(relay);
}

fn start(relay: u16, quirk: Quirk) -> (Dovecot, u16) {
    let dovecot = Dovecot::start(relay, quirk).unwrap();
    let port = dovecot.port(Port::Submission);
    (dovecot, port)
}

fn addresses_and_logins(relay: u16) {
    let (dovecot, port) = start(relay, Quirk::None);
    let ca = dovecot.ca_pem();
    let retired = login("starttls", "retired", PASSWORD);
    let good = || known_login("starttls");
    check([
        Case::new("bad password", port, login("starttls", USER, WRONG), ["not-sent", "auth", "bad-credentials"])
            .trusting(ca)
            .by("535 5.7.8 Authentication failed."),
        Case::new("login disabled", port, retired, ["not-sent", "auth", "account-blocked"])
            .trusting(ca)
            .by("525 5.7.13 Login disabled for this user"),
        Case::new("no login", port, starttls(), ["refused", "mail", "auth-required"])
            .trusting(ca)
            .by("530 5.7.0 Authentication required."),
        Case::new("recipient unknown to the relay", port, good(), ["refused", "rcpt", "recipient-refused"])
            .to("nobody@example.test")
            .trusting(ca)
            .by("550 5.1.1 <nobody@example.test> <nobody@example.test>: Recipient address rejected: User unknown in virtual mailbox table"),
        Case::new("relay denied by the relay", port, good(), ["refused", "rcpt", "relay-denied"])
            .to("somebody@elsewhere.example")
            .trusting(ca)
            .by("554 5.7.1 <somebody@elsewhere.example> <somebody@elsewhere.example>: Relay access denied"),
    ]);
}

fn security(relay: u16) {
    let (tls, required) = start(relay, Quirk::TlsRequired);
    let (_digest, digest) = start(relay, Quirk::DigestOnly);
    let mut in_clear = known_login("none");
    in_clear["allow_clear_password"] = true.into();
    let mut from_elsewhere = in_clear.clone();
    from_elsewhere["hostname"] = elsewhere().to_string().into();
    let in_vain = json!({ "timeout_seconds": 1 });
    let mut told_by_port = in_vain.clone();
    told_by_port["hostname"] = elsewhere().to_string().into();
    let tls_port = tls.port(Port::Submissions);
    check([
        Case::new(
            "login in clear where TLS is required",
            required,
            from_elsewhere,
            ["not-sent", "auth", "auth-not-offered"],
        ),
        Case::new(
            "no usable mechanism",
            digest,
            in_clear,
            ["not-sent", "auth", "auth-mechanism"],
        ),
        Case::new(
            "plain to the port of TLS",
            465,
            told_by_port,
            ["not-sent", "greeting", "wrong-security-mode"],
        ),
        // Both sides wait, and the port does not tell why.
        Case::new(
            "plain to another TLS port",
            tls_port,
            in_vain,
            ["not-sent", "greeting", "response-timeout"],
        ),
    ]);
}

fn certificates(relay: u16) {
    let kinds = [
        (
            "self-signed",
            Certificate::SelfSigned,
            "certificate-untrusted",
        ),
        ("expired", Certificate::Expired, "certificate-expired"),
        (
            "wrong name",
            Certificate::WrongName,
            "certificate-name-mismatch",
        ),
    ];
    for (name, certificate, cause) in kinds {
        let (dovecot, port) = start(relay, Quirk::Shows(certificate));
        check([
            Case::new(name, port, starttls(), ["not-sent", "tls", cause])
                .trusting(dovecot.ca_pem()),
        ]);
    }
}

fn limits(relay: u16) {
    let (single, single_port) = start(relay, Quirk::OneConnection);
    let (small, small_port) = start(relay, Quirk::Small);
    let good = || known_login("starttls");
    check([
        Case::new("too many connections", single_port, good(), ["not-sent", "auth", "throttled"])
            .trusting(single.ca_pem())
            // PASSWORD of USER.
            .held_by(&["EHLO other", "AUTH PLAIN AGFkbWluAGNvcnJlY3QgaG9yc2UsIGJhdHRlcnkgc3RhcGxl"])
            .by("421 4.7.0 Maximum number of connections from user+IP exceeded (mail_max_userip_connections=1)"),
        Case::new("size limit, told by EHLO", small_port, good(), ["not-sent", "mail", "message-too-big"])
            .trusting(small.ca_pem()),
    ]);
}

fn faults(relay: u16) {
    let (no_users, no_users_port) = start(relay, Quirk::NoUsers);
    // Nobody listens on port 1.
    let (no_relay, no_relay_port) = start(1, Quirk::None);
    let good = || known_login("starttls");
    check([
        Case::new(
            "its users cannot be read",
            no_users_port,
            good(),
            ["not-sent", "auth", "server-fault"],
        )
        .trusting(no_users.ca_pem())
        // It adds its host name and the time.
        .by("454 4.7.0 Temporary authentication failure. [*"),
        Case::new(
            "its relay is down",
            no_relay_port,
            good(),
            ["refused", "mail", "server-fault"],
        )
        .trusting(no_relay.ca_pem())
        .unasked()
        .by("421 4.4.0 mail.example.test Failed to connect to relay server (connect)"),
    ]);
}

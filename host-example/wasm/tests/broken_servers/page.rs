//! `docs/what-a-failed-test-says.md`: real failures, as the server puts them and as the administrator reads them.

use std::fs;
use std::path::Path;
use std::process::Command;

use centerscape_smtp_real_servers::dovecot::{Quirk, Service as OfDovecot};
use centerscape_smtp_real_servers::exim::Service as OfExim;
use centerscape_smtp_real_servers::opensmtpd::Service as OfOpenSmtpd;
use centerscape_smtp_real_servers::{Certificate, Dovecot, Exim, OpenSmtpd, Postfix, Service};
use serde_json::{Value, json};

use crate::case::{Case, known_login, starttls};

const PAGE: &str = "docs/what-a-failed-test-says.md";

const INTRODUCTION: &str = "\
# What a failed test says

The Test button sends a mail, and where that fails it shows what to do about it. Here are failures of real mail servers: first what the
server said, which is all that one usually gets to see, then what `smtp-host test` prints. Every door has the same words.

A test makes this page (`host-example/wasm/tests/broken_servers/page.rs`): it breaks each server in the way described, runs the command and fails
where the page says anything else. Only the machine's name, ports, times and fingerprints are replaced.
";

/// The reply of Microsoft 365, which nobody can break for a test: its id in `tests/replies/development.json`.
const MICROSOFT_365: &str =
    "microsoft-365-auth-authentication-unsuccessful-basic-authentication-disa";

#[test]
fn the_page_shows_what_is_said() {
    let page = page();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(PAGE);
    if fs::read_to_string(&path).unwrap_or_default() != page {
        fs::write(&path, page).unwrap();
        panic!("{PAGE} said something else: it is written anew, read it and commit it");
    }
}

fn page() -> String {
    let sections = postfix()
        .into_iter()
        .chain([exim(), opensmtpd(), dovecot(), microsoft_365()]);
    let sections = sections
        .zip(1..)
        .map(|(section, number)| section.text(number));
    INTRODUCTION.to_owned() + &sections.collect::<String>()
}

/// A failure: what is broken, what the server says, what the person reads.
struct Section {
    title: &'static str,
    broken: String,
    before: String,
    after: String,
}

impl Section {
    fn text(self, number: usize) -> String {
        let Self {
            title,
            broken,
            before,
            after,
        } = self;
        format!(
            "\n## {number}. {title}\n\n{broken}\n\nBefore:\n\n```\n{before}\n```\n\nAfter:\n\n```\n{after}\n```\n"
        )
    }
}

fn section(title: &'static str, broken: &str, port: u16, settings: Value, ca_pem: &str) -> Section {
    let case = Case::new(title, port, settings, ["", "", ""]).trusting(ca_pem);
    let (before, after) = case.before_and_after();
    let broken = broken.to_owned();
    Section {
        title,
        broken,
        before,
        after,
    }
}

fn postfix() -> [Section; 2] {
    let services = [Service::Clear, Service::FullNames, Service::OwnSender];
    let postfix = Postfix::start_with(&services).unwrap();
    let ca = postfix.ca_pem();
    [
        section(
            "A name without a domain",
            "Postfix wants whoever connects to introduce itself by a full host name (`reject_non_fqdn_helo_hostname`), and the EHLO name in the settings \
             is `monitor`.",
            postfix.port(Service::FullNames),
            json!({ "ehlo_name": "monitor" }),
            ca,
        ),
        section(
            "Another one's From address",
            "Postfix lets each login send as its own address only (`reject_sender_login_mismatch`). The login is `admin`, the From address \
             `centerscape@example.test`.",
            postfix.port(Service::OwnSender),
            known_login("starttls"),
            ca,
        ),
    ]
}

fn exim() -> Section {
    let exim = Exim::start().unwrap();
    section(
        "A From address that nobody could answer",
        "Exim checks whether it could deliver a mail to the sender (`verify = sender`). The domain of the From address is mistyped.",
        exim.port(OfExim::KnownSenders),
        json!({ "from_address": "CenterScape <centerscape@exmaple.test>" }),
        exim.ca_pem(),
    )
}

fn opensmtpd() -> Section {
    let opensmtpd = OpenSmtpd::start().unwrap();
    section(
        "A server whose encryption is broken",
        "OpenSMTPD as Debian 12 has it offers STARTTLS and then fails in every handshake. It says nothing: this is the TLS library's error.",
        opensmtpd.port(OfOpenSmtpd::StartTls),
        starttls(),
        opensmtpd.ca_pem(),
    )
}

fn dovecot() -> Section {
    // Nobody gets as far as its relay.
    let dovecot = Dovecot::start(1, Quirk::Shows(Certificate::WrongName)).unwrap();
    section(
        "A certificate for another name",
        "Dovecot's submission service shows a certificate for `other.example`. The server says nothing: this is the TLS library's error.",
        dovecot.port(OfDovecot::Submission),
        known_login("starttls"),
        dovecot.ca_pem(),
    )
}

fn microsoft_365() -> Section {
    let corpus = include_str!("../../../../tests/replies/development.json");
    let corpus: Value = serde_json::from_str(corpus).unwrap();
    let mut entries = corpus.as_array().unwrap().iter();
    let entry = entries.find(|entry| entry["id"] == MICROSOFT_365).unwrap();
    let text = |key: &str| entry[key].as_str().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_smtp-host"))
        .args(["explain", "--hostname", text("hostname")])
        .args(["--stage", text("stage"), text("reply")])
        .output()
        .unwrap();
    Section {
        title: "Microsoft 365 and a password",
        broken: format!(
            "A reply that somebody got from Microsoft 365 ({}), explained by `smtp-host explain`.",
            entry["source"]["where"].as_str().unwrap()
        ),
        before: text("reply").to_owned(),
        after: String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned(),
    }
}

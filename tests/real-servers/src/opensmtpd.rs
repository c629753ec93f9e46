//! OpenSMTPD, each listener with another of its rules.
//!
//! Debian 12's own (6.8.0p2 with OpenSSL 3) fails in every TLS handshake, because its process that talks cannot use the key any more
//! (OpenSMTPD's issue 1171). So this server's certificate is never seen, and its logins are in clear.

use std::fmt::Write;

use crate::Error;
use crate::jail::Jail;
use crate::packages::Packages;
use crate::server::{Plan, Server};

const PACKAGES: Packages = Packages {
    name: "opensmtpd",
    names: &[
        "opensmtpd",
        "libaudit1",
        "libc6",
        "libcap-ng0",
        "libcrypt1",
        "libdb5.3",
        "libevent-2.1-7",
        "libpam0g",
        "libssl3",
        "zlib1g",
    ],
    programs: &[],
};

const OWNER: (&str, u32) = ("opensmtpd", 64103);
const QUEUE: (&str, u32) = ("opensmtpq", 64104);

/// One port of the instance. Each takes mail up to 50 MB for `ops@example.test` from everybody; the mailbox of `full@example.test` is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// As just said, in clear.
    Clear,
    /// Offers STARTTLS, whose handshake fails.
    StartTls,
    /// Demands STARTTLS.
    TlsRequired,
    /// Demands a login, which it offers after STARTTLS.
    LoginRequired,
    /// Refuses every EHLO and HELO.
    EhloRefused,
    /// Refuses every EHLO and hangs up.
    EhloCut,
    /// Turns every client away.
    Closed,
    /// Refuses senders of `example.test`.
    OtherSenders,
    /// Refuses every message.
    NoContent,
}

impl Service {
    const ALL: [Self; 9] = [
        Self::Clear,
        Self::StartTls,
        Self::TlsRequired,
        Self::LoginRequired,
        Self::EhloRefused,
        Self::EhloCut,
        Self::Closed,
        Self::OtherSenders,
        Self::NoContent,
    ];

    /// What the configuration says of its listener.
    const fn options(self) -> &'static str {
        match self {
            Self::Clear => "",
            Self::StartTls => "tls pki localhost",
            Self::TlsRequired => "tls-require pki localhost",
            Self::LoginRequired => "tls pki localhost auth <logins>",
            Self::EhloRefused => "filter \"no-names\"",
            Self::EhloCut => "filter \"ehlo-cut\"",
            Self::Closed => "filter \"closed\"",
            Self::OtherSenders => "filter \"senders\"",
            Self::NoContent => "filter \"content\"",
        }
    }
}

/// A running OpenSMTPD.
pub type OpenSmtpd = Server<Service>;

impl OpenSmtpd {
    /// Starts an instance with every [`Service`].
    ///
    /// # Errors
    /// The packages could not be had, this process is not root, or OpenSMTPD did not start; the text says what to do, or has its log.
    pub fn start() -> Result<Self, Error> {
        let plan = Plan {
            packages: &PACKAGES,
            users: &[OWNER, QUEUE],
            services: &Service::ALL,
            // It reads them while it is still root, and wants them to be root's.
            certificates: ("etc/smtpd", 0),
            program: &["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"],
            log: "smtpd.log",
        };
        Self::start_as(&plan, prepare)
    }
}

fn prepare(jail: &Jail, ports: &[(Service, u16)]) -> Result<(), Error> {
    for (folder, mode) in [
        ("var/lib/opensmtpd/empty", 0o755),
        ("var/spool/smtpd", 0o711),
        ("var/mail", 0o755),
    ] {
        jail.folder(folder, mode, 0)?;
    }
    let mut listeners = String::new();
    for (service, port) in ports {
        let _ = writeln!(
            listeners,
            "listen on 127.0.0.1 port {port} hostname mail.example.test {}",
            service.options()
        );
    }
    let configuration = include_str!("../config/opensmtpd.conf").replace("{listeners}", &listeners);
    jail.file("etc/smtpd.conf", &configuration, 0o640, 0)
}

//! Dovecot's submission service, which asks for a login and hands mail on to a relay.

use std::net::Ipv4Addr;

use smtp_scripted_server::certificates::Certificate;

use crate::certificates;
use crate::jail::Jail;
use crate::packages::Packages;
use crate::server::{Plan, Server};
use crate::{Error, PASSWORD, USER};

const PACKAGES: Packages = Packages {
    name: "dovecot",
    names: &[
        "dovecot-core",
        "dovecot-submissiond",
        "libaudit1",
        "libbz2-1.0",
        "libc6",
        "libcap-ng0",
        "libcap2",
        "libcrypt1",
        "libgcc-s1",
        "libgcrypt20",
        "libgpg-error0",
        "liblz4-1",
        "liblzma5",
        "libpam0g",
        "libsodium23",
        "libssl3",
        "libsystemd0",
        "libtirpc3",
        "libunwind8",
        "libzstd1",
        "zlib1g",
    ],
    programs: &[],
};

const OWNER: (&str, u32) = ("dovecot", 64105);
const LOGIN: (&str, u32) = ("dovenull", 64106);
const MAIL: (&str, u32) = ("vmail", 64107);

/// The second address of [`Quirk::TlsRequired`]. Dovecot trusts a connection whose two ends are one address, such as 127.0.0.1, as if it were
/// encrypted; one to this address is as if it came from elsewhere. It belongs to this process, so that the port 465 is free there.
#[must_use]
pub fn elsewhere() -> Ipv4Addr {
    // A process's number has 22 bits.
    let [_, high, middle, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 128 | high, middle, low)
}

/// One port of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// STARTTLS, port 587 of a real one.
    Submission,
    /// TLS from the first byte, port 465 of a real one.
    Submissions,
}

/// How an instance differs from one that lets [`USER`] send with [`PASSWORD`], and keeps out `retired`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// Not at all.
    None,
    /// Logins are offered over TLS only. It listens [`elsewhere`] too, there with TLS from the first byte on port 465.
    TlsRequired,
    /// One connection at a time for each user.
    OneConnection,
    /// Messages up to 1,024 bytes, which EHLO tells.
    Small,
    /// DIGEST-MD5 is the only mechanism.
    DigestOnly,
    /// It may not read the file with its users.
    NoUsers,
    /// Another certificate.
    Shows(Certificate),
}

impl Quirk {
    fn addresses(self) -> Vec<Ipv4Addr> {
        match self {
            Self::TlsRequired => vec![Ipv4Addr::LOCALHOST, elsewhere()],
            _ => vec![Ipv4Addr::LOCALHOST],
        }
    }

    /// What the configuration says of it.
    const fn settings(self) -> &'static str {
        match self {
            Self::None | Self::Shows(_) | Self::NoUsers => "",
            Self::TlsRequired => "ssl = required",
            Self::OneConnection => "mail_max_userip_connections = 1",
            Self::Small => "submission_max_mail_size = 1k",
            Self::DigestOnly => "auth_mechanisms = digest-md5",
        }
    }

    const fn certificate(self) -> Certificate {
        match self {
            Self::Shows(certificate) => certificate,
            _ => Certificate::Trusted,
        }
    }
}

/// A running Dovecot.
pub type Dovecot = Server<Service>;

impl Dovecot {
    /// Starts an instance that hands mail to the server on this port of 127.0.0.1.
    ///
    /// # Errors
    /// The packages could not be had, this process is not root, or Dovecot did not start; the text says what to do, or has its log.
    pub fn start(relay: u16, quirk: Quirk) -> Result<Self, Error> {
        let plan = Plan {
            packages: &PACKAGES,
            users: &[OWNER, LOGIN, MAIL],
            services: &[Service::Submission, Service::Submissions],
            certificates: ("etc/dovecot", 0),
            program: &["/usr/sbin/dovecot", "-F"],
            log: "dovecot.log",
        };
        Self::start_as(&plan, |jail, ports| prepare(jail, ports, relay, quirk))
    }
}

fn prepare(jail: &Jail, ports: &[(Service, u16)], relay: u16, quirk: Quirk) -> Result<(), Error> {
    jail.folder("var/lib/dovecot", 0o755, 0)?;
    jail.folder("run/dovecot", 0o755, 0)?;
    jail.folder("var/mail", 0o755, MAIL.1)?;
    let users =
        format!("{USER}:{{PLAIN}}{PASSWORD}::::::\nretired:{{PLAIN}}{PASSWORD}::::::nologin=y\n");
    let reader = if quirk == Quirk::NoUsers { 0 } else { OWNER.1 };
    jail.file("etc/dovecot/users", &users, 0o600, reader)?;
    let listener = |(service, port): &(Service, u16)| match service {
        Service::Submission => format!("inet_listener submission {{\n port = {port}\n}}"),
        Service::Submissions => {
            format!("inet_listener submissions {{\n port = {port}\n ssl = yes\n}}")
        }
    };
    let mut listeners: Vec<String> = ports.iter().map(listener).collect();
    if quirk == Quirk::TlsRequired {
        let address = elsewhere();
        listeners.push(format!(
            "inet_listener usual {{\n address = {address}\n port = 465\n ssl = yes\n}}"
        ));
    }
    let addresses = quirk.addresses();
    let addresses: Vec<String> = addresses.iter().map(Ipv4Addr::to_string).collect();
    let configuration = include_str!("../config/dovecot.conf")
        .replace("{certificate}", certificates::file(quirk.certificate()))
        .replace("{addresses}", &addresses.join(" "))
        .replace("{relay}", &relay.to_string())
        .replace("{listeners}", &listeners.join("\n"))
        .replace("{quirk}", quirk.settings());
    jail.file("etc/dovecot/dovecot.conf", &configuration, 0o640, 0)
}

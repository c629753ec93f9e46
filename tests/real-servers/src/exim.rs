//! Exim, each port with another of its rules.

use std::fmt::Write;

use crate::jail::Jail;
use crate::packages::Packages;
use crate::server::{Plan, Server};
use crate::{Error, PASSWORD, USER};

const PACKAGES: Packages = Packages {
    name: "exim",
    names: &[
        "exim4-daemon-light",
        "exim4-base",
        "libc6",
        "libcom-err2",
        "libcrypt1",
        "libdb5.3",
        "libevent-2.1-7",
        "libffi8",
        "libgmp10",
        "libgnutls-dane0",
        "libgnutls30",
        "libgssapi-krb5-2",
        "libhogweed6",
        "libidn12",
        "libidn2-0",
        "libk5crypto3",
        "libkeyutils1",
        "libkrb5-3",
        "libkrb5support0",
        "libnettle8",
        "libnsl2",
        "libp11-kit0",
        "libpcre2-8-0",
        "libssl3",
        "libtasn1-6",
        "libtirpc3",
        "libunbound8",
        "libunistring2",
    ],
    programs: &[],
};

const OWNER: (&str, u32) = ("Debian-exim", 64102);

/// One port of the instance. Each offers STARTTLS, and over it the login of [`USER`] with [`PASSWORD`], but demands neither. It takes mail for
/// [`MAILBOXES`](crate::MAILBOXES) from everybody, for elsewhere from those who logged in, and queues it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// As just said.
    Clear,
    /// TLS from the first byte.
    Tls,
    /// Without STARTTLS.
    NoStartTls,
    /// Its ACL refuses MAIL in clear.
    TlsRequired,
    /// One connection at a time from each address.
    OneConnection,
    /// One message an hour from each sender.
    OneMessage,
    /// Who is new is asked to come back.
    Greylisted,
    /// EHLO wants a host name with a domain.
    FullNames,
    /// Messages up to 1,024 bytes, which EHLO tells.
    Small,
    /// The sender's own address must be one that could be answered.
    KnownSenders,
    /// Loopback is not served.
    Closed,
    /// A certificate whose time is over.
    Expired,
    /// A certificate for another name.
    WrongName,
    /// A certificate that signed itself.
    SelfSigned,
}

impl Service {
    const ALL: [Self; 14] = [
        Self::Clear,
        Self::Tls,
        Self::NoStartTls,
        Self::TlsRequired,
        Self::OneConnection,
        Self::OneMessage,
        Self::Greylisted,
        Self::FullNames,
        Self::Small,
        Self::KnownSenders,
        Self::Closed,
        Self::Expired,
        Self::WrongName,
        Self::SelfSigned,
    ];

    /// What the configuration calls its port. No name may be part of another.
    const fn macro_name(self) -> &'static str {
        match self {
            Self::Clear => "PORT_CLEAR",
            Self::Tls => "PORT_IMPLICIT_TLS",
            Self::NoStartTls => "PORT_NO_STARTTLS",
            Self::TlsRequired => "PORT_REQUIRES_TLS",
            Self::OneConnection => "PORT_ONE_CONNECTION",
            Self::OneMessage => "PORT_ONE_MESSAGE",
            Self::Greylisted => "PORT_GREYLISTED",
            Self::FullNames => "PORT_FULL_NAMES",
            Self::Small => "PORT_SMALL",
            Self::KnownSenders => "PORT_KNOWN_SENDERS",
            Self::Closed => "PORT_CLOSED",
            Self::Expired => "PORT_EXPIRED",
            Self::WrongName => "PORT_WRONG_NAME",
            Self::SelfSigned => "PORT_SELF_SIGNED",
        }
    }
}

/// A running Exim.
pub type Exim = Server<Service>;

impl Exim {
    /// Starts an instance with every [`Service`].
    ///
    /// # Errors
    /// The packages could not be had, this process is not root, or Exim did not start; the text says what to do, or has its log.
    pub fn start() -> Result<Self, Error> {
        let plan = Plan {
            packages: &PACKAGES,
            users: &[OWNER],
            services: &Service::ALL,
            certificates: ("etc/exim4", OWNER.1),
            program: &["/usr/sbin/exim4", "-bdf"],
            log: "var/log/exim4/mainlog",
        };
        Self::start_as(&plan, prepare)
    }
}

fn prepare(jail: &Jail, ports: &[(Service, u16)]) -> Result<(), Error> {
    for folder in ["var/spool/exim4", "var/log/exim4"] {
        jail.folder(folder, 0o750, OWNER.1)?;
    }
    let mut macros = String::new();
    for (service, port) in ports {
        let _ = writeln!(macros, "{} = {port}", service.macro_name());
    }
    let list: Vec<String> = ports.iter().map(|(_, port)| port.to_string()).collect();
    let configuration = include_str!("../config/exim.conf")
        .replace("{macros}", &macros)
        .replace("{ports}", &list.join(" : "))
        .replace("{user}", USER)
        .replace("{password}", PASSWORD);
    jail.file("etc/exim4/exim4.conf", &configuration, 0o640, 0)
}

//! One private instance of Postfix: configured, started, asked for its mail, stopped.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::folder::Folder;
use crate::packages::{ensure_unpacked, is_root};
use crate::ports::{greets, with_free_ports};
use crate::postgrey::Postgrey;
use crate::process::Process;
use crate::setup::{configure, environment, make_logins, make_queue};
use crate::{Error, LIFETIME, PATIENCE, maildir};

/// The domain whose mail is taken.
pub const DOMAIN: &str = "example.test";
/// The local parts that have a mailbox; any other address of [`DOMAIN`] is refused with `550 5.1.1`.
pub const MAILBOXES: [&str; 3] = ["ops", "noc", "desk"];
/// The sender that is refused at MAIL with `550 5.7.1`.
pub const REFUSED_SENDER: &str = "refused@example.test";
/// Who may log in.
pub const USER: &str = "admin";
/// The password of [`USER`].
pub const PASSWORD: &str = "correct horse, battery staple";

/// One port of an instance. Where a login is possible it is demanded (`554 5.7.1` at RCPT without), with PLAIN, LOGIN, CRAM-MD5 or
/// SCRAM-SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// In clear, without a login.
    Clear,
    /// In clear, with a login.
    ClearLogin,
    /// STARTTLS demanded, without a login.
    StartTls,
    /// STARTTLS demanded, with a login.
    StartTlsLogin,
    /// TLS from the first byte, without a login.
    Tls,
    /// TLS from the first byte, with a login.
    TlsLogin,
    /// In clear, without a login, for messages up to 10,000 bytes.
    Small,
    /// As [`Small`](Self::Small), but EHLO does not tell the limit.
    SmallUntold,
    /// In clear, for two recipients in one transaction.
    FewRecipients,
    /// In clear, for messages up to 1,000 bytes, which EHLO does not tell.
    TinyUntold,
    /// In clear; EHLO wants a host name with a domain.
    FullNames,
    /// STARTTLS with a login, which may send as `admin@example.test` only.
    OwnSender,
    /// In clear, one connection at a time.
    OneConnection,
    /// In clear, one message an hour.
    OneMessage,
    /// In clear; who is new is asked to come back.
    Greylisted,
    /// In clear; a client without a name in DNS is refused.
    NamedClients,
    /// STARTTLS with a certificate whose time is over.
    Expired,
    /// STARTTLS with a certificate for another name.
    WrongName,
    /// STARTTLS with a certificate that signed itself.
    SelfSigned,
}

const STARTTLS: &str = "smtpd_tls_security_level=encrypt";
const TLS: &str = "smtpd_tls_wrappermode=yes";
const LOGIN: &str = "smtpd_sasl_auth_enable=yes";
const LOGIN_ONLY: &str = "smtpd_recipient_restrictions=permit_sasl_authenticated,reject";
const SMALL: &str = "message_size_limit=10000";
const TINY: &str = "message_size_limit=1000";
const UNTOLD: &str = "smtpd_discard_ehlo_keywords=size";
/// What it has against a client it says at RCPT, as Postfix does where nobody configures it otherwise.
const LATE: &str = "smtpd_delay_reject=yes";
/// Loopback, too, is counted.
const COUNTED: &str = "smtpd_client_event_limit_exceptions=";

impl Service {
    /// Those of a server as it should be, and of one with little room.
    pub const ALL: [Self; 9] = [
        Self::Clear,
        Self::ClearLogin,
        Self::StartTls,
        Self::StartTlsLogin,
        Self::Tls,
        Self::TlsLogin,
        Self::Small,
        Self::SmallUntold,
        Self::FewRecipients,
    ];

    /// Those of servers that refuse.
    pub const BROKEN: [Self; 15] = [
        Self::Clear,
        Self::ClearLogin,
        Self::StartTls,
        Self::StartTlsLogin,
        Self::Tls,
        Self::TinyUntold,
        Self::FullNames,
        Self::OwnSender,
        Self::OneConnection,
        Self::OneMessage,
        Self::Greylisted,
        Self::NamedClients,
        Self::Expired,
        Self::WrongName,
        Self::SelfSigned,
    ];

    /// Its name for those who cannot name it by its type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::ClearLogin => "clear-login",
            Self::StartTls => "starttls",
            Self::StartTlsLogin => "starttls-login",
            Self::Tls => "tls",
            Self::TlsLogin => "tls-login",
            Self::Small => "small",
            Self::SmallUntold => "small-untold",
            Self::FewRecipients => "few-recipients",
            Self::TinyUntold => "tiny-untold",
            Self::FullNames => "full-names",
            Self::OwnSender => "own-sender",
            Self::OneConnection => "one-connection",
            Self::OneMessage => "one-message",
            Self::Greylisted => "greylisted",
            Self::NamedClients => "named-clients",
            Self::Expired => "expired",
            Self::WrongName => "wrong-name",
            Self::SelfSigned => "self-signed",
        }
    }

    /// What master.cf gives its smtpd.
    pub(crate) const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Clear => &[],
            Self::ClearLogin => &[LOGIN, LOGIN_ONLY],
            Self::StartTls => &[STARTTLS],
            Self::StartTlsLogin => &[STARTTLS, LOGIN, LOGIN_ONLY],
            Self::Tls => &[TLS],
            Self::TlsLogin => &[TLS, LOGIN, LOGIN_ONLY],
            Self::Small => &[SMALL],
            Self::SmallUntold => &[SMALL, UNTOLD],
            Self::FewRecipients => &["smtpd_recipient_limit=2"],
            Self::TinyUntold => &[TINY, UNTOLD],
            Self::FullNames => &[
                LATE,
                "smtpd_helo_restrictions=reject_non_fqdn_helo_hostname",
            ],
            Self::OwnSender => &[
                STARTTLS,
                LOGIN,
                "smtpd_sender_login_maps=inline:{{admin@example.test=admin}}",
                "smtpd_sender_restrictions=reject_sender_login_mismatch",
            ],
            Self::OneConnection => &[COUNTED, "smtpd_client_connection_count_limit=1"],
            Self::OneMessage => &[COUNTED, "smtpd_client_message_rate_limit=1"],
            Self::Greylisted => &[
                "smtpd_recipient_restrictions=reject_unauth_destination,check_policy_service inet:127.0.0.1:{greylist}",
            ],
            Self::NamedClients => &[
                LATE,
                "smtpd_client_restrictions=reject_unknown_reverse_client_hostname",
            ],
            Self::Expired => &[STARTTLS, "smtpd_tls_chain_files={etc}/expired.pem"],
            Self::WrongName => &[STARTTLS, "smtpd_tls_chain_files={etc}/wrong-name.pem"],
            Self::SelfSigned => &[STARTTLS, "smtpd_tls_chain_files={etc}/self-signed.pem"],
        }
    }
}

/// A running Postfix. Dropping it stops it and removes its mail.
#[derive(Debug)]
pub struct Postfix {
    process: Process,
    folder: Folder,
    ports: Vec<(Service, u16)>,
    ca_pem: String,
    /// What [`Service::Greylisted`] asks.
    _greylist: Option<Postgrey>,
}

impl Postfix {
    /// Starts an instance with every service of [`Service::ALL`] on a free port of 127.0.0.1, and waits until it answers.
    ///
    /// # Errors
    /// The packages could not be had, this process is not root, or Postfix did not start; the text says what to do, or
    /// has Postfix's log.
    pub fn start() -> Result<Self, Error> {
        Self::start_with(&Service::ALL)
    }

    /// As [`start`](Self::start), with these services, of which the first greets in clear.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with(services: &[Service]) -> Result<Self, Error> {
        if !is_root() {
            return Err(Error::new(
                "Postfix's master process runs as root only: run these tests as root (sudo)",
            ));
        }
        let root = ensure_unpacked()?;
        with_free_ports(services.len(), |ports| {
            let ports: Vec<_> = services
                .iter()
                .copied()
                .zip(ports.iter().copied())
                .collect();
            Self::start_once(&root, ports)
        })
    }

    fn start_once(root: &Path, ports: Vec<(Service, u16)>) -> Result<Self, Error> {
        let is_greylisted = ports
            .iter()
            .any(|(service, _)| *service == Service::Greylisted);
        let greylist = is_greylisted.then(Postgrey::start).transpose()?;
        // In the system's temporary folder and not under `target`, because Postfix's unprivileged daemons must be able to reach it.
        let folder = Folder::new(&std::env::temp_dir(), "postfix")?;
        let ca_pem = configure(
            folder.path(),
            root,
            &ports,
            greylist.as_ref().map(Postgrey::port),
        )?;
        make_queue(folder.path())?;
        make_logins(folder.path(), root)?;
        let mut master = Command::new(root.join("usr/lib/postfix/sbin/master"));
        master
            .arg("-c")
            .arg(folder.path().join("etc"))
            .args(["-d", "-e", LIFETIME])
            .envs(environment(root))
            // On SIGTERM, master ends its whole process group: its daemons, and not this process.
            .process_group(0);
        let log = folder.path().join("mail.log");
        let mut process = Process::start("postfix", &mut master, folder.path(), log)?;
        let first = ports.first().map_or(0, |(_, port)| *port);
        process.wait_until(|| greets(first))?;
        Ok(Self {
            process,
            folder,
            ports,
            ca_pem,
            _greylist: greylist,
        })
    }

    /// The port of this service on 127.0.0.1.
    #[must_use]
    pub fn port(&self, service: Service) -> u16 {
        let found = self.ports.iter().find(|(listed, _)| *listed == service);
        found.map_or(0, |(_, port)| *port)
    }

    /// The authorities behind its certificates, which are for `localhost` and `127.0.0.1` where the service does not say otherwise;
    /// PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The same as a file.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("etc/ca.pem")
    }

    /// The folder that holds a Maildir for each of [`MAILBOXES`], made with its first mail.
    #[must_use]
    pub fn mail_folder(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Postfix's log so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Waits until a mailbox of [`MAILBOXES`] holds so many mails, and gives all it holds, oldest first. Each is as the client sent it,
    /// with LF for CRLF and the headers `Return-Path`, `X-Original-To`, `Delivered-To` and `Received` on top.
    ///
    /// # Errors
    /// They did not arrive within 30 seconds; the text has Postfix's log.
    pub fn wait_for_mail(&self, mailbox: &str, count: usize) -> Result<Vec<Vec<u8>>, Error> {
        let maildir = self.mail_folder().join(mailbox);
        let begin = Instant::now();
        loop {
            let mails = maildir::read(&maildir).map_err(Error::during("reading a mailbox"))?;
            if mails.len() >= count {
                return Ok(mails);
            }
            if begin.elapsed() > PATIENCE {
                let found = mails.len();
                return Err(Error::new(format!(
                    "{mailbox} has {found} of {count} mails; Postfix says:\n{}",
                    self.log()
                )));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

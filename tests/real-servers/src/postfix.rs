//! One private instance of Postfix: configured, started, asked for its mail, stopped.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::packages::{ensure_unpacked, is_root};
use crate::setup::{Folder, configure, environment, make_logins, make_queue};
use crate::{Error, maildir};

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

/// How long anything may take before a test fails over it.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many seconds `master` ends by itself, should nobody live to stop it.
const LIFETIME: &str = "900";

/// One port of the instance. Where a login is possible it is demanded (`554 5.7.1` at RCPT without), with PLAIN, LOGIN, CRAM-MD5 or
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
}

const STARTTLS: &str = " -o smtpd_tls_security_level=encrypt";
const TLS: &str = " -o smtpd_tls_wrappermode=yes";
const LOGIN: &str = " -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject";
const SMALL: &str = " -o message_size_limit=10000";
const UNTOLD: &str = " -o smtpd_discard_ehlo_keywords=size";

impl Service {
    /// Every service.
    pub const ALL: [Self; 8] = [
        Self::Clear,
        Self::ClearLogin,
        Self::StartTls,
        Self::StartTlsLogin,
        Self::Tls,
        Self::TlsLogin,
        Self::Small,
        Self::SmallUntold,
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
        }
    }

    /// What master.cf gives its smtpd.
    pub(crate) const fn options(self) -> [&'static str; 2] {
        match self {
            Self::Clear => ["", ""],
            Self::ClearLogin => ["", LOGIN],
            Self::StartTls => [STARTTLS, ""],
            Self::StartTlsLogin => [STARTTLS, LOGIN],
            Self::Tls => [TLS, ""],
            Self::TlsLogin => [TLS, LOGIN],
            Self::Small => ["", SMALL],
            Self::SmallUntold => [SMALL, UNTOLD],
        }
    }
}

/// A running Postfix. Dropping it stops it and removes its mail.
#[derive(Debug)]
pub struct Postfix {
    master: Child,
    folder: Folder,
    ports: Vec<(Service, u16)>,
    ca_pem: String,
}

impl Postfix {
    /// Starts an instance with every [`Service`] on a free port of 127.0.0.1, and waits until it answers.
    ///
    /// # Errors
    /// The packages could not be had, this process is not root, or Postfix did not start; the text says what to do, or
    /// has Postfix's log.
    pub fn start() -> Result<Self, Error> {
        if !is_root() {
            return Err(Error::new(
                "Postfix's master process runs as root only: run these tests as root (sudo)",
            ));
        }
        let root = ensure_unpacked()?;
        for _ in 0..2 {
            let mut postfix = Self::start_once(&root)?;
            match postfix.wait_for_greeting() {
                // Between finding a free port and Postfix taking it, somebody else got it.
                Err(error) if error.0.contains("Address already in use") => {}
                result => return result.map(|()| postfix),
            }
        }
        let mut postfix = Self::start_once(&root)?;
        postfix.wait_for_greeting().map(|()| postfix)
    }

    fn start_once(root: &Path) -> Result<Self, Error> {
        let folder = Folder::new()?;
        let ports = free_ports()?;
        let ca_pem = configure(folder.path(), root, &ports)?;
        make_queue(folder.path())?;
        make_logins(folder.path(), root)?;
        let stderr = fs::File::create(folder.path().join("stderr"))
            .map_err(Error::during("making a log"))?;
        let master = Command::new(root.join("usr/lib/postfix/sbin/master"))
            .arg("-c")
            .arg(folder.path().join("etc"))
            .args(["-d", "-e", LIFETIME])
            .envs(environment(root))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            // On SIGTERM, master ends its whole process group: its daemons, and not this process.
            .process_group(0)
            .spawn()
            .map_err(Error::during("starting Postfix's master"))?;
        Ok(Self {
            master,
            folder,
            ports,
            ca_pem,
        })
    }

    /// The port of this service on 127.0.0.1.
    #[must_use]
    pub fn port(&self, service: Service) -> u16 {
        let found = self.ports.iter().find(|(listed, _)| *listed == service);
        found.map_or(0, |(_, port)| *port)
    }

    /// The authority behind its certificate, which is for `localhost` and `127.0.0.1`; PEM.
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
        let read = |name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        read("mail.log") + &read("stderr")
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

    fn wait_for_greeting(&mut self) -> Result<(), Error> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if greets(self.port(Service::Clear)) {
                return Ok(());
            }
            if self
                .master
                .try_wait()
                .map_err(Error::during("watching Postfix"))?
                .is_some()
            {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err(Error::new(format!(
            "Postfix does not answer; it says:\n{}",
            self.log()
        )))
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // SIGTERM, not Child::kill's SIGKILL: only then does master end its daemons. The process is not yet waited for, so the number is its own.
        let pid = self.master.id().to_string();
        let _ = Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &pid])
            .status();
        let _ = self.master.wait();
    }
}

fn free_ports() -> Result<Vec<(Service, u16)>, Error> {
    let bind = |service| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        Ok((service, port, listener))
    };
    // All are held until the last is found, so that no port is given twice.
    let held: Result<Vec<_>, _> = Service::ALL.into_iter().map(bind).collect();
    let held = held.map_err(Error::during("finding free ports"))?;
    Ok(held
        .iter()
        .map(|(service, port, _)| (*service, *port))
        .collect())
}

/// Whether a port greets as a mail server.
fn greets(port: u16) -> bool {
    let Ok(mut tcp) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let mut start = [0; 4];
    let read = tcp
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| tcp.read_exact(&mut start));
    let polite = tcp.write_all(b"QUIT\r\n");
    read.and(polite).is_ok() && start == *b"220 "
}

//! One private instance of Postfix: configured, started, asked for its mail, stopped.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use smtp_scripted_server::certificates::{Certificate, issue};

use crate::packages::{ensure_unpacked, is_root, library_path, run};
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

/// An account and a group of every Debian that no daemon of today uses. Postfix wants its owner and its group for itself.
const OWNER: &str = "news";
const GROUP: &str = "uucp";
/// Whose the delivered mail is.
const MAILBOX_OWNER: &str = "nobody";

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
}

const STARTTLS: &str = " -o smtpd_tls_security_level=encrypt";
const TLS: &str = " -o smtpd_tls_wrappermode=yes";
const LOGIN: &str = " -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject";
const SMALL: &str = " -o message_size_limit=10000";

impl Service {
    /// Every service.
    pub const ALL: [Self; 7] = [
        Self::Clear,
        Self::ClearLogin,
        Self::StartTls,
        Self::StartTlsLogin,
        Self::Tls,
        Self::TlsLogin,
        Self::Small,
    ];

    /// What master.cf gives its smtpd.
    const fn options(self) -> [&'static str; 2] {
        match self {
            Self::Clear => ["", ""],
            Self::ClearLogin => ["", LOGIN],
            Self::StartTls => [STARTTLS, ""],
            Self::StartTlsLogin => [STARTTLS, LOGIN],
            Self::Tls => [TLS, ""],
            Self::TlsLogin => [TLS, LOGIN],
            Self::Small => ["", SMALL],
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
        let ca_pem = configure(&folder.0, root, &ports)?;
        make_queue(&folder.0)?;
        make_logins(&folder.0, root)?;
        let stderr =
            fs::File::create(folder.0.join("stderr")).map_err(Error::during("making a log"))?;
        let master = Command::new(root.join("usr/lib/postfix/sbin/master"))
            .arg("-c")
            .arg(folder.0.join("etc"))
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

    /// Postfix's log so far.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.0.join(name)).unwrap_or_default();
        read("mail.log") + &read("stderr")
    }

    /// Waits until a mailbox of [`MAILBOXES`] holds so many mails, and gives all it holds, oldest first. Each is as the client sent it,
    /// with LF for CRLF and the headers `Return-Path`, `X-Original-To`, `Delivered-To` and `Received` on top.
    ///
    /// # Errors
    /// They did not arrive within 30 seconds; the text has Postfix's log.
    pub fn wait_for_mail(&self, mailbox: &str, count: usize) -> Result<Vec<Vec<u8>>, Error> {
        let maildir = self.folder.0.join("mail").join(mailbox);
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

/// The temporary folder of an instance; removed when dropped. It lies in the system's temporary folder and not under `target`, because
/// Postfix's unprivileged daemons must be able to reach it.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("centerscape-postfix-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).map_err(Error::during("making Postfix's folder"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .map_err(Error::during("opening Postfix's folder"))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What Postfix's programs need to find their private libraries and SASL mechanisms.
fn environment(root: &Path) -> [(&'static str, String); 2] {
    let libraries = library_path(root);
    let plugins: Vec<String> = libraries
        .split(':')
        .map(|folder| format!("{folder}/sasl2"))
        .collect();
    [
        ("LD_LIBRARY_PATH", libraries),
        ("SASL_PATH", plugins.join(":")),
    ]
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

/// Writes the configuration and the certificate; gives the authority's certificate.
fn configure(folder: &Path, root: &Path, ports: &[(Service, u16)]) -> Result<String, Error> {
    let (mailbox_user, mailbox_group) = ids_of_user(MAILBOX_OWNER)?;
    let service = |(service, port): &(Service, u16)| {
        format!(
            "127.0.0.1:{port} inet n - n - - smtpd{}",
            service.options().concat()
        )
    };
    let services: Vec<String> = ports.iter().map(service).collect();
    let fill = |template: &str| {
        template
            .replace("{run}", &folder.display().to_string())
            .replace("{root}", &root.display().to_string())
            .replace("{owner}", OWNER)
            .replace("{group}", GROUP)
            .replace("{mailbox_user}", &mailbox_user.to_string())
            .replace("{mailbox_group}", &mailbox_group.to_string())
            .replace("{services}", &services.join("\n"))
    };
    let issued = issue(Certificate::Trusted)
        .map_err(|error| Error::new(format!("making a certificate: {error}")))?;
    let etc = folder.join("etc");
    let files = [
        ("main.cf", fill(include_str!("../config/main.cf"))),
        ("master.cf", fill(include_str!("../config/master.cf"))),
        (
            "sasl/smtpd.conf",
            fill(include_str!("../config/smtpd.conf")),
        ),
        ("server.pem", issued.key_pem + &issued.certificate_pem),
    ];
    fs::create_dir_all(etc.join("sasl")).map_err(Error::during("making Postfix's folders"))?;
    // Postfix waits for a second and a half where main.cf seems to be still in the making.
    let written = SystemTime::now() - Duration::from_mins(1);
    for (name, text) in files {
        let write = || {
            let mut output = fs::File::create(etc.join(name))?;
            output.write_all(text.as_bytes())?;
            output.set_modified(written)
        };
        write().map_err(Error::during("writing Postfix's configuration"))?;
    }
    Ok(issued.ca_pem)
}

/// Makes the folders of queue, data and mail as `postfix set-permissions` would.
fn make_queue(folder: &Path) -> Result<(), Error> {
    let (owner, _) = ids_of_user(OWNER)?;
    let group = id_of_group(GROUP)?;
    let make = |name: &str, mode: u32, uid: u32, gid: u32| {
        let path = folder.join(name);
        fs::create_dir_all(&path)?;
        chown(&path, Some(uid), Some(gid))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))
    };
    let (mailbox_user, mailbox_group) = ids_of_user(MAILBOX_OWNER)?;
    let private = [
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
        "saved", "trace",
    ];
    let make_all = || {
        make("queue", 0o755, 0, 0)?;
        make("queue/pid", 0o755, 0, 0)?;
        make("queue/maildrop", 0o730, owner, group)?;
        make("queue/public", 0o710, owner, group)?;
        for name in private {
            make(&format!("queue/{name}"), 0o700, owner, 0)?;
        }
        make("data", 0o700, owner, 0)?;
        make("mail", 0o700, mailbox_user, mailbox_group)
    };
    make_all().map_err(Error::during("making Postfix's folders"))
}

/// Makes the user database of the SASL library, readable to smtpd.
fn make_logins(folder: &Path, root: &Path) -> Result<(), Error> {
    let database = folder.join("etc/sasl/sasldb2");
    let mut command = Command::new(root.join("usr/sbin/saslpasswd2"));
    command
        .args(["-p", "-c", "-u", "mail.example.test", "-f"])
        .arg(&database)
        .arg(USER);
    let mut child = command
        .envs(environment(root))
        .stdin(Stdio::piped())
        .spawn()
        .map_err(Error::during("starting saslpasswd2"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(PASSWORD.as_bytes())
            .map_err(Error::during("telling saslpasswd2 the password"))?;
    }
    let status = child
        .wait()
        .map_err(Error::during("waiting for saslpasswd2"))?;
    if !status.success() {
        return Err(Error::new(format!("saslpasswd2 failed: {status}")));
    }
    let (owner, _) = ids_of_user(OWNER)?;
    chown(&database, Some(owner), None)
        .map_err(Error::during("handing the user database to Postfix"))
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

fn ids_of_user(name: &str) -> Result<(u32, u32), Error> {
    Ok((id("-u", name)?, id("-g", name)?))
}

fn id(option: &str, name: &str) -> Result<u32, Error> {
    let output = run(Command::new("id").args([option, name]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .map_err(|_| Error::new(format!("id {option} {name} says {text:?}")))
}

fn id_of_group(name: &str) -> Result<u32, Error> {
    let output = run(Command::new("getent").args(["group", name]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = text
        .split(':')
        .nth(2)
        .and_then(|digits| digits.trim().parse().ok());
    field.ok_or_else(|| Error::new(format!("getent group {name} says {text:?}")))
}

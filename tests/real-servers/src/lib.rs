//! Mail servers for real, for tests: Debian's own packages, unpacked into private folders and run on loopback ports.
//!
//! Nothing is installed, no user is added, no system file is touched, and no mail leaves the machine. [`Postfix`], [`Exim`], [`OpenSmtpd`] and
//! [`Dovecot`] unpack their packages the first time, write a configuration into a folder of their own and start one
//! instance with one port for each service. Dropping it stops every process and removes the folder; where the test failed, the server's log
//! is printed and kept in `target/servers/logs`.
//!
//! Postfix finds all its folders by its configuration. The others have folders and users compiled in, so each gets a root of the file system
//! of its own (`chroot`).
//!
//! Tests in other languages start the program `postfix-for-tests`, which tells all this as JSON.
//!
//! It needs Debian 12 and root; elsewhere it fails and says so.
//!
//! ```no_run
//! use centerscape_smtp_real_servers::{Postfix, Service};
//!
//! let postfix = Postfix::start()?;
//! let address = ("127.0.0.1", postfix.port(Service::StartTlsLogin));
//! // ... a client sends a mail to ops@example.test ...
//! let mails = postfix.wait_for_mail("ops", 1)?;
//! # let _ = (address, mails);
//! # Ok::<(), centerscape_smtp_real_servers::Error>(())
//! ```

#![forbid(unsafe_code)]

mod certificates;
pub mod dovecot;
pub mod exim;
mod folder;
mod jail;
mod maildir;
pub mod opensmtpd;
mod packages;
mod ports;
mod postfix;
mod postgrey;
mod process;
mod server;
mod setup;

pub use dovecot::Dovecot;
pub use exim::Exim;
pub use opensmtpd::OpenSmtpd;
pub use packages::{ensure_unpacked, library_path};
pub use postfix::{DOMAIN, MAILBOXES, PASSWORD, Postfix, REFUSED_SENDER, Service, USER};
pub use server::Server;
pub use smtp_scripted_server::certificates::Certificate;

use std::fmt;
use std::io;
use std::time::Duration;

/// How long anything may take before a test fails over it.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many seconds a server ends by itself, should nobody live to stop it.
const LIFETIME: &str = "900";

/// Why a server could not be had, and what to do about it.
#[derive(Debug)]
pub struct Error(String);

impl Error {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// An error of the system while doing this.
    #[must_use]
    pub fn from_io(what: &str, error: &io::Error) -> Self {
        Self(format!("{what}: {error}"))
    }

    /// An error of the system during this.
    fn during(what: &str) -> impl Fn(io::Error) -> Self {
        move |error| Self::from_io(what, &error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
